"""The announcement (*pengumuman*): what was settled, by reference to its annex, and what everybody does next."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from asnrekrut.documents.announced_changes import changes, grounds
from asnrekrut.documents.calls import invites_nobody, offered
from asnrekrut.documents.document_parts import Block, Document, Facts, Items, Table, lettered
from asnrekrut.documents.invitation import if_absent, when_and_where
from asnrekrut.documents.objection_papers import closed, windows_of
from asnrekrut.documents.office import SHORT_DOTS
from asnrekrut.documents.spelled_out import day_shown
from asnrekrut.notation import MONTHS, joined, read_date, show_days
from asnrekrut.objections.periods import objectionable
from asnrekrut.publication.notice import NO_PERIOD
from asnrekrut.publication.view import PublicStage, awaited

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.documents.basis import Basis
    from asnrekrut.objections.periods import Window
    from asnrekrut.rules.stages import Stage

DAY = re.compile(rf"\b[0-9]{{1,2}} (?:{'|'.join(MONTHS)}) [0-9]{{4}}\b")
CLOSING = "Demikian pengumuman ini disampaikan untuk diketahui dan dipergunakan sebagaimana mestinya."
_TITLES = {
    "ralat": "RALAT PENGUMUMAN",
    "pengganti": "PENGUMUMAN PENGGANTI",
    "pengangkatan": "PENGUMUMAN PENGANGKATAN",
    "pascasanggah": "PENGUMUMAN PASCASANGGAH",
}


def announcement(basis: Basis) -> Document:
    """The announcement of a stage or of the end; one that comes after another says what has changed."""
    letter, settled, stage = basis.announcement, basis.minutes, basis.shown
    after = None if basis.stage.is_end else basis.result.next_stage(basis.stage)
    rests = f"Berdasarkan Berita Acara {settled.dated}"
    contact = basis.rules.publication.contact
    legal = [*basis.rules.identity.legal_basis, *grounds(basis)]
    passed = basis.result.inside.upper() if basis.stage.is_end else "LANJUT" if after else "LOLOS"
    sections = lettered(
        ("dasar", "DASAR", [Items([*dict.fromkeys(legal), f"Berita Acara {settled.dated}"])]),
        ("perubahan", "PERUBAHAN", list(changes(basis))),
        ("hasil", "HASIL", list(_outcome(basis, stage))),
        ("lulus", f"KETENTUAN BAGI PESERTA YANG {passed}", list(_duties(basis, stage, after))),
        ("tidak_lulus", *_others(basis, stage, passed)),
        ("kontak", "NARAHUBUNG", [] if contact is None else [Facts(contact.labelled)]),
    )
    return Document(
        "pengumuman",
        [_title(basis)],
        letter.number,
        f"{basis.outcome_words} {basis.subject}".upper(),
        opening=[f"{rests}, {basis.committee} mengumumkan {basis.outcome_words} sebagai berikut."],
        sections=sections,
        closing=[CLOSING],
        signatures=basis.signed(basis.announcer, letter),
        fields={"nomor_berita_acara": settled.number},
        day=letter.day,
    )


def _title(basis: Basis) -> str:
    """What it is; both, where some formations are announced for the first time beside others."""
    title = _TITLES.get(basis.kind, "PENGUMUMAN")
    return f"PENGUMUMAN DAN {title}" if basis.first_told and basis.kind in _TITLES else title


def _outcome(basis: Basis, stage: PublicStage) -> Iterator[Block]:
    yield (
        f"{basis.outcome_words} tercantum dalam Lampiran, yang merupakan bagian tidak terpisahkan dari pengumuman ini. "
        "Arti kode dalam Lampiran:"
    )
    yield Facts(stage.meanings)
    yield from stage.beyond
    yield from _awaited(basis)
    yield from _empty(basis, stage)
    codes = [code for code, _ in stage.meanings]
    rows = []
    for formation in stage.formations:
        counts = [sum(person.code == code for person in formation.people) for code in codes]
        rows.append([formation.code, formation.title, formation.quota, *map(str, counts), str(len(formation.people))])
    yield "Banyaknya peserta menurut formasi dan kode:"
    yield Table(["Formasi", "Jabatan", "Kuota", *codes, "Jumlah"], rows, "llr")


def _awaited(basis: Basis) -> Iterator[str]:
    """The formations of which nothing was announced so far, and that are not decided either."""
    entry, every = basis.announced, basis.result.register.codes
    known = {*basis.selection.record.announced(basis.stage.code), *(every[f] for f in basis.view.formations)}
    yield from awaited([code for code in every if code not in (known if entry is None else entry.outcomes)])


def _empty(basis: Basis, stage: PublicStage) -> Iterator[str]:
    """The formations in which nobody is in."""
    inside = {person.placed or one.code for one in stage.formations for person in one.people if person.passed}
    if codes := [one.code for one in stage.formations if one.code not in inside]:
        fate = "memperoleh tempat" if basis.stage.is_end else "lanjut"
        yield f"Tidak ada peserta yang {fate} pada formasi {joined(codes)}."


def _duties(basis: Basis, stage: PublicStage, after: Stage | None) -> Iterator[Block]:
    """What those do who go on or won."""
    if after is not None:
        codes = joined(list(dict.fromkeys(person.code for person in stage.people if person.passed)))
        whose = f"berkode {codes}" if codes else "yang lanjut"
        if after.presence != "perlu":
            yield f"Peserta {whose} berhak mengikuti {after.name}, yang menilai berkas tanpa kehadiran peserta."
            return
        planned, again = offered(basis, after), len(basis.first_told) < len(basis.seats) and basis.before is not None
        if not planned and invites_nobody(basis):
            yield f"Peserta {whose} yang sudah diundang tetap mengikuti {after.name} menurut undangannya."
            yield from if_absent(after)
            return
        if again and _is_over(basis, after):
            yield f"Peserta {whose} berhak mengikuti {after.name}. Bagi yang belum mengikutinya, dilaksanakan susulan:"
        else:
            yield f"Peserta {whose} berhak mengikuti {after.name}, yang dilaksanakan sebagai berikut:"
        yield when_and_where(basis, after, planned)
        yield from if_absent(after)
        return
    aim, inside = basis.result.aim, basis.result.inside.lower()
    if not basis.stage.is_end:
        yield f"Peserta yang lolos diperingkat dalam hasil akhir, yang menentukan {aim}; lolos belum berarti {inside}."
        return
    if basis.profile.duties:
        yield Items([_in_time(basis, text) for text in basis.profile.duties])
    else:
        yield basis.unknown(f"ketentuan bagi peserta yang {inside} ([naskah] ketentuan_lulus)")


def _is_over(basis: Basis, stage: Stage) -> bool:
    """Whether a session of a stage was before the day of an announcement."""
    today = basis.announcement.day
    days = [one.day for one in basis.rules.slots(stage.code) if one.day is not None]
    return today is not None and any(day < today for day in days)


def _in_time(basis: Basis, text: str) -> str:
    """What winners do, without days that were still to come in the announcement before and are past in this one."""
    before, letter = basis.before, basis.announcement.day or basis.minutes.day
    if before is None or letter is None:
        return text
    for shown in DAY.findall(text):
        day = read_date(shown)
        if day is not None and before.day <= day < letter:
            passed = basis.unknown(f"pengganti {shown}, yang sudah lewat ([naskah] ketentuan_lulus)", SHORT_DOTS)
            text = text.replace(shown, passed)
    return text


def _others(basis: Basis, stage: PublicStage, passed: str) -> tuple[str, list[Block]]:
    """What those may do who did not: why, and how to object; of nobody else is anything said where all are through."""
    everyone = bool(stage.everyone) and all(person.passed for person in stage.people)
    texts = [*([] if everyone else _why(stage)), *_objecting(basis)]
    title = "SANGGAH DAN PENGADUAN" if objectionable(basis.rules) else "PENGADUAN"
    title = title if everyone else f"KETENTUAN BAGI PESERTA YANG TIDAK {passed}"
    return title, [Items(texts)] if texts else []


def _why(stage: PublicStage) -> Iterator[str]:
    """Where the reasons stand of those who are not through."""
    if stage.everyone:
        yield "Alasan bagi setiap peserta tercantum sebagai arti kode dalam Lampiran."
    elif codes := [code for code, _ in stage.meanings]:
        yield f"Lampiran hanya memuat peserta berkode {joined(codes)}; alasan bagi peserta lain tidak diumumkan."


def _objecting(basis: Basis) -> Iterator[str]:
    """How to object and complain, as the schedule and the rules of publication say."""
    complaints = basis.rules.publication.complaints or ()
    if not (stages := objectionable(basis.rules)):  # then nothing is said of objections at all
        yield from complaints
        return
    if stages.isdisjoint({basis.stage.code, ""}):
        yield NO_PERIOD
        return
    periods = windows_of(basis)
    if len(periods) > 1:
        every = [_period(basis, window, f" formasi {joined(codes)}") for window, codes in periods]
    else:
        every = [_period(basis, periods[0][0], "")]
    yield from (text for text, _ in every)
    if any(still for _, still in every):
        yield from complaints
        if not complaints:
            yield f"Cara mengajukan sanggah: {basis.unknown('cara mengajukan sanggah ([publikasi] pengaduan)')}"


def _period(basis: Basis, window: Window | None, whose: str) -> tuple[str, bool]:
    """When objections may be lodged, and whether that may still be done.

    Args:
        whose: of which formations; '' for all.
    """
    days = None if window is None else window.days
    how = "tahap pada [[jadwal]] sanggah" if window is None else "dihitung sejak pengumumannya dicatat"
    unknown = f"masa sanggah {basis.stage.name} ({how})"
    last = None if window is None else closed(basis, window)
    first = f" formasi {joined(basis.first_told)}" if basis.first_told else ""
    if last is not None and basis.before is not None and not basis.first_told:
        over = f"Masa sanggah atas hasil{whose or ' ini'} berakhir pada {day_shown(last)}"
        return f"{over}; pengumuman ini tidak membukanya lagi.", False
    if last is not None:  # nobody could object to what was not announced yet: the schedule is to be set anew
        end = f"masanya berakhir pada {day_shown(last)}, sebelum hasilnya diumumkan; lihat [[jadwal]]"
        end += ", tambahkan masa yang mulai sesudah pengumuman itu"
        days, unknown = None, f"masa sanggah {basis.stage.name}{first} ({end})"
    if days is not None and first:
        own = f"Sanggah atas hasil{whose or first} dapat diajukan pada {show_days(*days)}"
        return f"{own}; pengumuman ini tidak membuka masa baru bagi formasi lainnya.", True
    if days is not None and basis.before is not None:
        return f"Sanggah atas hasil{whose or ' ini'} masih dapat diajukan sampai dengan {day_shown(days[1])}.", True
    when = show_days(*days) if days is not None else basis.unknown(unknown)
    return f"Sanggah atas hasil{whose or ' ini'} dapat diajukan pada {when}.", True
