"""The announcement (*pengumuman*): what was settled, by reference to its annex, and what everybody does next."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from asnrekrut.documents.basis import SHORT_DOTS, Basis
from asnrekrut.documents.content import Block, Document, Facts, Items, Table, lettered
from asnrekrut.documents.invitation import if_absent, when_and_where
from asnrekrut.documents.lists import stage_codes
from asnrekrut.documents.objection_papers import closed, period, untold
from asnrekrut.documents.public import causes, changes, stage_before
from asnrekrut.documents.words import day_shown, joined
from asnrekrut.notation import MONTHS, read_date, show_days
from asnrekrut.objections.periods import objectionable
from asnrekrut.publication.notice import NO_PERIOD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.publication.view import PublicStage
    from asnrekrut.rules.stages import Stage

KIND = "pengumuman"
DAY = re.compile(rf"\b[0-9]{{1,2}} (?:{'|'.join(MONTHS)}) [0-9]{{4}}\b")
CLOSING = "Demikian pengumuman ini disampaikan untuk diketahui dan dipergunakan sebagaimana mestinya."
_TITLES = {
    "ralat": "RALAT PENGUMUMAN",
    "pengganti": "PENGUMUMAN PENGGANTI",
    "pengangkatan": "PENGUMUMAN PENGANGKATAN",
    "pascasanggah": "PENGUMUMAN PASCASANGGAH",
}


def announcement(basis: Basis, stage: PublicStage) -> Document:
    """The announcement of a stage or of the end; one that comes after another says what has changed."""
    letter, settled = basis.announcement, basis.minutes
    after = None if basis.stage.is_end else basis.result.next_stage(basis.stage)
    grounds = f"Berdasarkan Berita Acara {settled.dated}"
    passed = basis.result.inside.upper() if basis.stage.is_end else "LANJUT" if after else "LOLOS"
    sections = lettered(
        ("dasar", "DASAR", [Items([*basis.rules.identity.legal_basis, f"Berita Acara {settled.dated}"])]),
        ("perubahan", "PERUBAHAN", list(_changes(basis, stage))),
        ("hasil", "HASIL", list(_outcome(basis, stage))),
        ("lulus", f"KETENTUAN BAGI PESERTA YANG {passed}", list(_duties(basis, stage, after))),
        ("tidak_lulus", f"KETENTUAN BAGI PESERTA YANG TIDAK {passed}", [Items(list(_others(basis, stage)))]),
        ("kontak", "NARAHUBUNG", list(_contact(basis))),
    )
    return Document(
        KIND,
        [_TITLES.get(basis.kind, "PENGUMUMAN")],
        letter.number,
        f"{basis.outcome_words} {basis.subject}".upper(),
        opening=[f"{grounds}, {basis.committee} mengumumkan {basis.outcome_words} sebagai berikut."],
        sections=sections,
        closing=[CLOSING],
        signatures=basis.signed(basis.announcer, letter),
        footer=basis.profile.electronic or "",
        fields={**basis.fields(basis.stage.name, letter), "nomor_berita_acara": settled.number},
    )


def _changes(basis: Basis, stage: PublicStage) -> Iterator[Block]:
    """What is announced otherwise than before; nothing for a first announcement."""
    before, entry = stage_before(basis), basis.before
    if before is None or entry is None:
        return
    earlier = f"Pengumuman Nomor {entry.number} tanggal {day_shown(entry.day)}"
    rows = changes(before, stage)
    if not rows:
        yield f"{basis.outcome_words} yang diumumkan dengan {earlier} tidak berubah."
        return
    yield f"Pengumuman ini mengubah {earlier} sebagai berikut."
    heads = [("Formasi", "l"), (basis.rules.public_heading, "l"), ("Nama", "l"), ("Semula", "l"), ("Menjadi", "l")]
    yield Table(heads, rows)
    if told := causes(basis, before, stage):
        yield "Perubahan tersebut terjadi karena:"
        yield Items(told)


def _outcome(basis: Basis, stage: PublicStage) -> Iterator[Block]:
    yield (
        f"{basis.outcome_words} tercantum dalam Lampiran, yang merupakan bagian tidak terpisahkan dari pengumuman ini. "
        "Arti kode dalam Lampiran:"
    )
    meanings = stage_codes(stage)
    yield Facts(meanings)
    yield from stage.beyond
    yield from _empty(basis, stage)
    codes = [code for code, _ in meanings]
    rows = []
    for formation in stage.formations:
        counts = [sum(person.code == code for person in formation.people) for code in codes]
        rows.append([formation.code, formation.title, formation.quota, *map(str, counts), str(len(formation.people))])
    yield "Banyaknya peserta menurut formasi dan kode:"
    yield Table(
        [("Formasi", "l"), ("Jabatan", "l"), ("Kuota", "r"), *((code, "r") for code in codes), ("Jumlah", "r")], rows
    )


def _empty(basis: Basis, stage: PublicStage) -> Iterator[str]:
    """The formations in which nobody is in."""
    inside = {person.placed or one.code for one in stage.formations for person in one.people if person.passed}
    if codes := [one.code for one in stage.formations if one.code not in inside]:
        fate = "memperoleh tempat" if basis.stage.is_end else "lanjut"
        yield f"Tidak ada peserta yang {fate} pada formasi {joined(codes)}."


def _duties(basis: Basis, stage: PublicStage, after: Stage | None) -> Iterator[Block]:
    """What those do who go on or won."""
    if after is not None:
        people = [person for formation in stage.formations for person in formation.people if person.passed]
        codes = joined(list(dict.fromkeys(person.code for person in people)))
        whose = f"berkode {codes}" if codes else "yang lanjut"
        if after.presence != "perlu":
            yield f"Peserta {whose} berhak mengikuti {after.name}, yang menilai berkas tanpa kehadiran peserta."
            return
        again = basis.announcement.day if basis.before is not None else None
        if basis.held_before(after, again):
            yield f"Peserta {whose} berhak mengikuti {after.name}. Bagi yang belum mengikutinya, dilaksanakan susulan:"
        else:
            yield f"Peserta {whose} berhak mengikuti {after.name}, yang dilaksanakan sebagai berikut:"
        yield when_and_where(basis, after, again)
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


def _others(basis: Basis, stage: PublicStage) -> Iterator[str]:
    """What those may do who did not: why, and how to object, as the schedule and the rules of publication say."""
    if stage.everyone:
        yield "Alasan bagi setiap peserta tercantum sebagai arti kode dalam Lampiran."
    elif codes := [code for code, _ in stage_codes(stage)]:
        yield f"Lampiran hanya memuat peserta berkode {joined(codes)}; alasan bagi peserta lain tidak diumumkan."
    complaints = basis.rules.publication.complaints or ()
    if not (stages := objectionable(basis.rules)):  # then nothing is said of objections at all
        yield from complaints
        return
    if stages.isdisjoint({basis.stage.code, ""}):
        yield NO_PERIOD
        return
    days, unknown = period(basis), f"masa sanggah {basis.stage.name} ({untold(basis)})"
    if (last := closed(basis)) is not None and basis.before is not None:
        yield f"Masa sanggah atas hasil ini berakhir pada {day_shown(last)}; pengumuman ini tidak membukanya lagi."
        return
    if last is not None:  # nobody could object to what was not announced yet: the schedule is to be set anew
        days, unknown = None, f"masa sanggah {basis.stage.name} ([[jadwal]] berakhir sebelum hasilnya diumumkan)"
    if days is not None and basis.before is not None:
        yield f"Sanggah atas hasil ini masih dapat diajukan sampai dengan {day_shown(days[1])}."
    else:
        window = show_days(*days) if days is not None else basis.unknown(unknown)
        yield f"Sanggah atas hasil ini dapat diajukan pada {window}."
    yield from complaints
    if not complaints:
        yield f"Cara mengajukan sanggah: {basis.unknown('cara mengajukan sanggah ([publikasi] pengaduan)')}"


def _contact(basis: Basis) -> Iterator[Block]:
    one = basis.rules.publication.contact
    if one is not None:
        facts = (("Alamat", one.address), ("Telepon", one.phone), ("Surel", one.email), ("Jam layanan", one.hours))
        yield Facts([("Layanan", one.name), *((label, text) for label, text in facts if text)])
