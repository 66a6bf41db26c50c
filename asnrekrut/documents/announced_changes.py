"""What an announcement says otherwise than the one before it, and why: of formations, rules and people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asnrekrut.core.events import NOTHING, Kind
from asnrekrut.core.placement import BY_SUCCESSION
from asnrekrut.documents.document_parts import Block, Items, Table
from asnrekrut.documents.event_words import letter_of, spelled, title_of
from asnrekrut.documents.spelled_out import day_shown
from asnrekrut.notation import joined, read_shown, show
from asnrekrut.publication.public_numbers import public_numbers
from asnrekrut.record.changes import RULE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from asnrekrut.core.events import Event
    from asnrekrut.documents.basis import Basis
    from asnrekrut.publication.view import PublicPerson, PublicStage

_FACTS = {"quota": "Kuota", "title": "Jabatan", "unit": "Unit", "kind": "Jenis"}
_CAUSES = {
    Kind.WITHDRAWAL: "mengundurkan diri",
    Kind.DISQUALIFICATION: "didiskualifikasi",
    Kind.REFUSAL: "tidak bersedia menggantikan",
    Kind.REPLACEMENT: "menggantikan",
    Kind.APPOINTMENT: "diangkat",
}


def changes(basis: Basis) -> Iterator[Block]:
    """What is announced otherwise than before; nothing for a first announcement."""
    now, before, first = basis.shown, basis.shown_before, basis.first_told
    if before is None:
        return
    again = joined([code for code in basis.codes if code not in first])
    if first:
        yield f"Hasil formasi {joined(first)} diumumkan untuk pertama kali."
    rows = [row for row in _differences(before, now) if row[0] not in first]
    facts = [*_facts_changed(before, now), *_rules_changed(basis)]
    if not rows and not facts:
        words = f"Hasil formasi {again}" if first else basis.outcome_words
        yield f"{words} yang diumumkan dengan {_earlier(basis, named=False)} tidak berubah."
        return
    earlier = _earlier(basis, named=bool(first))
    yield f"Pengumuman ini {'juga ' if first else ''}mengubah {earlier} sebagai berikut."
    if facts:
        yield Table(["Yang Berubah", "Semula", "Menjadi"], facts)
    if rows:
        yield Table(["Formasi", basis.rules.public_heading, "Nama", "Semula", "Menjadi"], rows)
    if told := list(_causes(basis, before, now)):
        yield "Perubahan tersebut terjadi karena:"
        yield Items(told)


def _earlier(basis: Basis, *, named: bool) -> str:
    """The announcements before this one, the newest of each formation, with their formations where they are several.

    Args:
        named: whether one alone is named with them, too.
    """
    letters = basis.letters_before
    about = [f" mengenai formasi {joined(codes)}" if named or len(letters) > 1 else "" for _, codes in letters]
    dated = [f"Pengumuman Nomor {one.number} tanggal {day_shown(one.day)}" for one, _ in letters]
    return ", serta ".join(f"{letter}{whose}" for letter, whose in zip(dated, about, strict=True))


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
    reached = ("", *(stage.code for stage in basis.result.stages))
    for event in basis.unannounced_events:
        if event.kind is Kind.CORRECTION and event.component.startswith(RULE) and event.stage in reached:
            texts = [spelled(text) or NOTHING for text in (event.before, event.after)]
            then, today = ("belum diatur" if text == NOTHING else text for text in texts)
            yield title_of(basis.result, event.component), then, today


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


def _moves(basis: Basis) -> Iterator[tuple[Event, int, str]]:
    """Who left, refused, followed or was appointed since the announcement before, and in which formation."""
    register = basis.result.register
    for event in basis.unannounced_events:
        if event.kind in _CAUSES and event.stage == basis.stage.code:
            for i in register.known(event.persons):
                yield event, i, event.formation or register.formation_of(i).code


def grounds(basis: Basis) -> Iterator[str]:
    """By which rule and letter somebody followed or was appointed."""
    by = {Kind.REPLACEMENT: basis.rules.replacement, Kind.APPOINTMENT: basis.rules.appointment}
    for event, _, code in _moves(basis):
        if event.kind in by and code in basis.codes:
            rule = by[event.kind]
            yield from (text for text in (rule and rule.legal_basis, letter_of(event)) if text)


def _causes(basis: Basis, before: PublicStage, now: PublicStage) -> Iterator[str]:
    """What moved since the announcement before, of those that the lists show: who, in whose place, by which letter."""
    numbers = basis.result.register.numbers
    shown = {p.number: f"{p.number} {p.name}".rstrip() for stage in (before, now) for p in stage.people}
    public = public_numbers(basis.rules, basis.selection.register, numbers)
    for event, i, code in _moves(basis):
        if (who := shown.get(public(numbers[i]))) is None:
            continue
        other = _replaced_by(basis, i) if event.kind is Kind.REPLACEMENT else ""
        whom = f" {shown.get(public(other), '')}".rstrip() if other else ""
        by = f", dengan {letter}" if (letter := letter_of(event)) else ""
        yield f"{who} {_CAUSES[event.kind]}{whom} pada formasi {code}{by}."


def _replaced_by(basis: Basis, i: int) -> str:
    """The number of whoever left the seat that somebody followed into; '' where nobody's seat was taken."""
    followed = (one for one in (*basis.stage.placements, *basis.stage.vacated) if one.step == BY_SUCCESSION)
    note = next((one.note.split() for one in followed if one.application == i), [])
    left = [basis.result.register.numbers[one.application] for one in basis.stage.vacated]
    return next((number for number in left if number in note), "")
