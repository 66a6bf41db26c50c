"""The announcement (*pengumuman*): what was settled, by reference to its annex, and what everybody does next."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from asnrekrut.core.events import NOTHING, Kind
from asnrekrut.documents.basis import SHORT_DOTS, Basis
from asnrekrut.documents.calls import offered
from asnrekrut.documents.document_parts import Block, Document, Facts, Items, Table, lettered
from asnrekrut.documents.event_words import CAUSES, in_order, letter_of, replaced_by, title_of
from asnrekrut.documents.invitation import if_absent, when_and_where
from asnrekrut.documents.objection_papers import closed, window_of
from asnrekrut.documents.spelled_out import day_shown
from asnrekrut.notation import MONTHS, as_read, joined, read_date, read_shown, show, show_days
from asnrekrut.objections.periods import objectionable
from asnrekrut.publication.announced import Announced, announced, draft, kept_outcomes
from asnrekrut.publication.notice import NO_PERIOD
from asnrekrut.publication.public_numbers import public_numbers
from asnrekrut.publication.view import PublicPerson, PublicStage, awaited, public_results
from asnrekrut.record.changes import RULE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from asnrekrut.documents.event_words import Row
    from asnrekrut.rules.stages import Stage

DAY = re.compile(rf"\b[0-9]{{1,2}} (?:{'|'.join(MONTHS)}) [0-9]{{4}}\b")
CLOSING = "Demikian pengumuman ini disampaikan untuk diketahui dan dipergunakan sebagaimana mestinya."
_TITLES = {
    "ralat": "RALAT PENGUMUMAN",
    "pengganti": "PENGUMUMAN PENGGANTI",
    "pengangkatan": "PENGUMUMAN PENGANGKATAN",
    "pascasanggah": "PENGUMUMAN PASCASANGGAH",
}


@lru_cache(maxsize=1)  # the announcement and its annex ask for the same one
def public_stage(basis: Basis) -> PublicStage:
    """The formations of one document, as they were announced or would be announced today.

    Raises:
        OutputError: a NIK would be published.
    """
    others = _announced(basis)
    if basis.announced is None:
        return _seen(basis, others, draft(basis.selection, basis.stage.index))
    kept = kept_outcomes(basis.selection.record, basis.announced)
    return _seen(basis, others, replace(others[basis.stage.code], outcomes=kept))


def _stage_before(basis: Basis) -> PublicStage | None:
    """The same formations as the announcement before this one had them; None where there was none."""
    entry, record = basis.before, basis.selection.record
    if entry is None:
        return None
    current = draft(basis.selection, basis.stage.index)
    return _seen(basis, _announced(basis), replace(current, outcomes=kept_outcomes(record, entry)))


def _announced(basis: Basis) -> dict[str, Announced]:
    return {one.stage: one for one in announced(basis.rules, basis.selection.record)}


def _seen(basis: Basis, others: Mapping[str, Announced], mine: Announced) -> PublicStage:
    """One stage, with the others in view: what is shown there may give away what is closed here."""
    codes = {seat.code for seat in basis.seats}
    mine = replace(mine, outcomes={code: saved for code, saved in mine.outcomes.items() if code in codes})
    entries = list({**others, mine.stage: mine}.values())
    numbers = public_numbers(basis.rules, basis.selection.register, basis.result.register.numbers)
    results = public_results(basis.rules, entries, numbers)
    return next(stage for stage in results.stages if stage.code == mine.stage)


def announcement(basis: Basis, stage: PublicStage) -> Document:
    """The announcement of a stage or of the end; one that comes after another says what has changed."""
    letter, settled = basis.announcement, basis.minutes
    after = None if basis.stage.is_end else basis.result.next_stage(basis.stage)
    grounds = f"Berdasarkan Berita Acara {settled.dated}"
    contact = basis.rules.publication.contact
    legal = [*basis.rules.identity.legal_basis, *_grounds(basis)]
    passed = basis.result.inside.upper() if basis.stage.is_end else "LANJUT" if after else "LOLOS"
    sections = lettered(
        ("dasar", "DASAR", [Items([*dict.fromkeys(legal), f"Berita Acara {settled.dated}"])]),
        ("perubahan", "PERUBAHAN", list(_changes(basis, stage))),
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
        opening=[f"{grounds}, {basis.committee} mengumumkan {basis.outcome_words} sebagai berikut."],
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


def _changes(basis: Basis, stage: PublicStage) -> Iterator[Block]:
    """What is announced otherwise than before; nothing for a first announcement."""
    before, entry, first = _stage_before(basis), basis.before, basis.first_told
    if before is None or entry is None:
        return
    earlier = f"Pengumuman Nomor {entry.number} tanggal {day_shown(entry.day)}"
    again = joined([seat.code for seat in basis.seats if seat.code not in first])
    if first:
        yield f"Hasil formasi {joined(first)} diumumkan untuk pertama kali."
    rows = [row for row in _differences(before, stage) if row[0] not in first]
    facts = [*_facts_changed(before, stage), *_rules_changed(basis)]
    if not rows and not facts:
        words = f"Hasil formasi {again}" if first else basis.outcome_words
        yield f"{words} yang diumumkan dengan {earlier} tidak berubah."
        return
    about = f" mengenai formasi {again}" if first else ""
    yield f"Pengumuman ini {'juga ' if first else ''}mengubah {earlier}{about} sebagai berikut."
    if facts:
        yield Table(["Yang Berubah", "Semula", "Menjadi"], facts)
    if rows:
        yield Table(["Formasi", basis.rules.public_heading, "Nama", "Semula", "Menjadi"], rows)
    if told := list(_causes(basis, before, stage)):
        yield "Perubahan tersebut terjadi karena:"
        yield Items(told)


_FACTS = {"quota": "Kuota", "title": "Jabatan", "unit": "Unit", "kind": "Jenis"}


def _facts_changed(before: PublicStage, now: PublicStage) -> Iterator[tuple[str, str, str]]:
    """What is announced of formations and codes and no person, wherever it differs: then and now."""
    old, meanings = {one.code: one for one in before.formations}, dict(before.meanings)
    for one in now.formations:
        for name, label in _FACTS.items() if one.code in old else ():
            then, today = getattr(old[one.code], name), getattr(one, name)
            if then != today:
                yield f"{label} formasi {one.code}", then or "–", today or "–"
    for code, meaning in now.meanings:
        if meanings.get(code, meaning) != meaning:
            yield f"Arti kode {code}", meanings[code], meaning
    if before.basis != now.basis:
        yield "Dasar penetapan", before.basis or "–", now.basis or "–"


def _rules_changed(basis: Basis) -> Iterator[tuple[str, str, str]]:
    """The rules of the selection, which everybody may read, that were corrected since the announcement before."""
    for event in in_order(_since(basis)):
        key = str(event.get("komponen", ""))
        if event["jenis"] == Kind.CORRECTION.value and key.startswith(RULE):
            then, today = (as_read(str(event.get(name) or NOTHING)) for name in ("sebelum", "sesudah"))
            then, today = ("belum diatur" if text == NOTHING else text for text in (then, today))
            yield title_of(basis.result, key), then, today


def _since(basis: Basis) -> list[Row]:
    """What the book of events has that the announcement before did not know; of a published one, had at that time."""
    record, entry, confirmed = basis.selection.record, basis.before, basis.confirmed
    held = [] if entry is None else record.events_in(entry.outcomes.values())
    now = basis.result.events if basis.announced is None or confirmed is None else record.kept(confirmed).events
    return [event for event in now if event not in held]


def _differences(before: PublicStage, now: PublicStage) -> list[tuple[str, str, str, str, str]]:
    """Formation, number, name, and what was announced of somebody then and is now, wherever they differ."""
    both = set(before.headings) & set(now.headings)
    old, new = (
        {(f.code, p.number): _told(p, stage.headings, both) for f in stage.formations for p in f.people}
        for stage in (before, now)
    )
    changed = [(key, old.get(key, {}), new.get(key, {})) for key in dict.fromkeys([*new, *old])]
    return [
        (*key, (today or then)["nama"], _words(then, today), _words(today, then))
        for key, then, today in changed
        if then != today
    ]


def _told(person: PublicPerson, headings: Sequence[str], both: Collection[str]) -> dict[str, str]:
    """Everything that is announced of somebody, each with what it is; marks as numbers, whatever their zeros."""
    read = [(heading, text, read_shown(text)) for heading, text in zip(headings, person.scores, strict=True)]
    marks = {heading: text if value is None else show(value) for heading, text, value in read if heading in both}
    return {"nama": person.name, "peringkat": person.rank, **marks, "kode": person.code, "kursi pada": person.placed}


def _words(mine: Mapping[str, str], other: Mapping[str, str]) -> str:
    """What is otherwise on the other side; everything where there is no other side."""
    if other:
        facts = [f"{what} {text or '–'}" for what, text in mine.items() if text != other[what]]
    else:
        facts = [f"{what} {text}" for what, text in mine.items() if text and what != "nama"]
    return "; ".join(facts) or "tidak tercantum"


def _moves(basis: Basis) -> Iterator[tuple[Row, int, str]]:
    """Who left, refused, followed or was appointed since the announcement before, and in which formation."""
    register = basis.result.register
    for event in in_order(_since(basis)):
        if event["jenis"] in CAUSES and event.get("tahap") == basis.stage.code:
            for i in register.known(str(event.get("peserta", "")).split("; ")):
                yield event, i, str(event.get("formasi") or register.formation_of(i).code)


def _grounds(basis: Basis) -> Iterator[str]:
    """By which rule and letter somebody followed or was appointed."""
    by = {Kind.REPLACEMENT.value: basis.rules.replacement, Kind.APPOINTMENT.value: basis.rules.appointment}
    codes = {seat.code for seat in basis.seats}
    for event, _, code in _moves(basis):
        if event["jenis"] in by and code in codes:
            rule = by[str(event["jenis"])]
            yield from (text for text in (rule and rule.legal_basis, letter_of(event)) if text)


def _causes(basis: Basis, before: PublicStage, now: PublicStage) -> Iterator[str]:
    """What moved since the announcement before, of those that the lists show: who, in whose place, by which letter."""
    numbers = basis.result.register.numbers
    shown = {p.number: f"{p.number} {p.name}".rstrip() for stage in (before, now) for p in stage.people}
    public = public_numbers(basis.rules, basis.selection.register, numbers)
    for event, i, code in _moves(basis):
        if (who := shown.get(public(numbers[i]))) is None:
            continue
        other = replaced_by(basis.result, basis.stage, i) if event["jenis"] == Kind.REPLACEMENT.value else ""
        whom = f" {shown.get(public(other), '')}".rstrip() if other else ""
        by = f", dengan {letter}" if (letter := letter_of(event)) else ""
        yield f"{who} {CAUSES[str(event['jenis'])]}{whom} pada formasi {code}{by}."


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
        if again and len(planned) < len(basis.rules.slots(after.code)):
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
    window = window_of(basis)
    days = None if window is None else window.days
    how = "tahap pada [[jadwal]] sanggah" if window is None else "dihitung sejak pengumumannya dicatat"
    unknown = f"masa sanggah {basis.stage.name} ({how})"
    if (last := closed(basis)) is not None and basis.before is not None and not basis.first_told:
        yield f"Masa sanggah atas hasil ini berakhir pada {day_shown(last)}; pengumuman ini tidak membukanya lagi."
        return
    if last is not None:  # nobody could object to what was not announced yet: the schedule is to be set anew
        where = f" formasi {joined(basis.first_told)}" if basis.first_told else ""
        end = f"masanya berakhir pada {day_shown(last)}, sebelum hasilnya diumumkan; lihat [[jadwal]]"
        end += ", tambahkan masa yang mulai sesudah pengumuman itu"
        days, unknown = None, f"masa sanggah {basis.stage.name}{where} ({end})"
    if days is not None and basis.first_told:
        own = f"Sanggah atas hasil formasi {joined(basis.first_told)} dapat diajukan pada {show_days(*days)}"
        yield f"{own}; pengumuman ini tidak membuka masa baru bagi formasi lainnya."
    elif days is not None and basis.before is not None:
        yield f"Sanggah atas hasil ini masih dapat diajukan sampai dengan {day_shown(days[1])}."
    else:
        when = show_days(*days) if days is not None else basis.unknown(unknown)
        yield f"Sanggah atas hasil ini dapat diajukan pada {when}."
    yield from complaints
    if not complaints:
        yield f"Cara mengajukan sanggah: {basis.unknown('cara mengajukan sanggah ([publikasi] pengaduan)')}"
