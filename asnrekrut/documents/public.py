"""What a public document may see: the public view of its stage, and of the announcement before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from asnrekrut.core.events import Kind
from asnrekrut.publication.announced import Announced, announced, draft, kept_outcomes
from asnrekrut.publication.numbers import public_numbers
from asnrekrut.publication.view import PublicPerson, PublicStage, public_results

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asnrekrut.documents.basis import Basis


def public_stage(basis: Basis) -> PublicStage:
    """The formations of one document, as they were announced or would be announced today.

    Raises:
        OutputError: a NIK would be published.
    """
    others = _announced(basis)
    mine = others.get(basis.stage.code) if basis.announced is not None else None
    return _seen(basis, others, mine or draft(basis.selection, basis.stage.index))


def stage_before(basis: Basis) -> PublicStage | None:
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


def changes(before: PublicStage, now: PublicStage) -> list[tuple[str, str, str, str, str]]:
    """Formation, number, name, and what was announced of somebody then and is now, wherever they differ."""
    old = {(f.code, p.number): p for f in before.formations for p in f.people}
    new = {(f.code, p.number): p for f in now.formations for p in f.people}
    found = []
    for key in dict.fromkeys([*new, *old]):
        then, today = old.get(key), new.get(key)
        named = {one.name for one in (then, today) if one is not None}
        words, changed = (_words(one, len(named) > 1) for one in (then, today))
        if words != changed:
            found.append((*key, (today or old[key]).name, words, changed))
    return found


_CAUSES = {
    Kind.WITHDRAWAL.value: "mengundurkan diri",
    Kind.DISQUALIFICATION.value: "didiskualifikasi",
    Kind.REFUSAL.value: "tidak bersedia menggantikan",
    Kind.REPLACEMENT.value: "menggantikan",
    Kind.APPOINTMENT.value: "diangkat",
}


def causes(basis: Basis, before: PublicStage, now: PublicStage) -> list[str]:
    """Who left since the announcement before, who did not want to follow, and who did: of those that the lists show."""
    record, register, entry = basis.selection.record, basis.result.register, basis.before
    if entry is None:
        return []
    held = record.events_in(entry.outcomes.values())
    shown = {p.number: p for stage in (before, now) for f in stage.formations for p in f.people}
    public = public_numbers(basis.rules, basis.selection.register, register.numbers)
    found = []
    for event in basis.result.events:
        words = _CAUSES.get(str(event["jenis"])) if event.get("tahap") == basis.stage.code else None
        for number in str(event.get("peserta", "")).split("; ") if words and event not in held else ():
            person = shown.get(public(number)) if number in register.at else None
            if person is not None:
                code = str(event.get("formasi") or register.formation_of(register.at[number]).code)
                found.append(f"{person.number} {person.name}".rstrip() + f" {words} pada formasi {code}.")
    return found


def _words(person: PublicPerson | None, named: bool) -> str:
    """Everything that is announced of somebody; the name where that has changed."""
    if person is None:
        return "tidak tercantum"
    facts = [person.name if named else "", f"peringkat {person.rank}" if person.rank else "", *person.scores]
    facts += [person.code, f"kursi pada {person.placed}" if person.placed else ""]
    return "; ".join(fact for fact in facts if fact)  # marks have commas of their own
