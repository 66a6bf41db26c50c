"""What becomes of those already invited when a correction changes who goes on from a confirmed stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.events import KEEP, Event
from asnrekrut.core.reasons import KEPT
from asnrekrut.core.result import Fate, Result
from asnrekrut.findings import Finding, finding
from asnrekrut.notation import as_read
from asnrekrut.record.account import STATES
from asnrekrut.record.changes import ON, OUTCOME

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from asnrekrut.core.exact import Indices
    from asnrekrut.record.changes import Held
    from asnrekrut.record.compare import Comparison
    from asnrekrut.record.hash_chain import Record


def kept_invitations(
    comparison: Comparison, result: Result, record: Record
) -> tuple[dict[int, set[int]], list[Finding]]:
    """By stage whose invitation stands, and where the committee still has to say what becomes of those invited.

    What a confirmation has once let stand goes on to stand, whatever else changed since: corrections that it holds
    speak of nobody else. Nothing is asked about a stage and formation in which something changed without a correction:
    that comes first.
    """
    stands: dict[int, set[int]] = {}
    found, left = [], set[str]()  # whoever leaves at an earlier stage is asked about there
    for one in comparison.moved:
        stage, code = one.stage, one.formation
        mine = stands.setdefault(stage.index, set())
        others = [number for number in one.leave if KEPT not in one.was.people[number].reasons]
        mine.update(result.register.known(set(one.leave).difference(others)))
        corrections = _speaking(comparison, one, {"", *(each.code for each in result.stages[: stage.index + 1])})
        said = {event.consequence for event in corrections} - {""}
        if said == {KEEP}:
            mine.update(result.register.known(others))
        others = [number for number in others if number not in left]
        asked = corrections and len(said) != 1 and not _unexplained(comparison, one)
        if asked and (one.enter or others):
            names = {"masuk": _names(one, one.enter), "keluar": _names(one, others)}
            place = corrections[0].place
            found.append(finding("E616", place, tahap=stage.name, formasi=code, **names).at_stage(stage.code))
        left.update(one.leave)
    return {index: who for index, who in stands.items() if who}, found


def let_in(record: Record, result: Result) -> Indices:
    """By applicant, the first stage that a confirmation had them fail and that they pass today, shape (n,).

    It lies behind the end for everybody else.
    """
    first = np.full(len(result.register), len(result.rules.stages) + 1, dtype=np.intp)
    for kept in map(record.kept, record.confirmations()):
        for number, person in kept.people.items():
            k, i = len(person.fates) - 1, result.register.at.get(number)
            if i is not None and 0 <= k < len(result.stages) and person.fates[k] != ON:
                first[i] = min(first[i], k) if result.stages[k].fates[i] == Fate.PROCEEDS else first[i]
    return first


def _speaking(comparison: Comparison, moved: Held, stages: Collection[str]) -> list[Event]:
    """The corrections that say what becomes of those invited: those that the confirmation does not hold yet, if any."""
    formations = {"", moved.formation}
    every = [event for change, event in comparison.allowed if change.formation in formations]
    every += [e for e in comparison.absorbed if e.stage in stages and e.formation in formations]
    return [event for event in every if event.printed() not in moved.was.events] or every


def _unexplained(comparison: Comparison, moved: Held) -> bool:
    """Whether something that bears on who goes on from a stage changed without a correction."""
    changes = (one for one in comparison.changes if one.component != OUTCOME)
    return any(
        not one.formation or (one.formation == moved.formation and one.stage <= moved.stage.index) for one in changes
    )


def _names(moved: Held, numbers: Sequence[str]) -> str:
    """All of them; whoever is out by a state, which no invitation outlasts, with its word."""

    def named(number: str) -> str:
        person = moved.present.people.get(number)
        state = "tidak ada lagi dalam daftar" if person is None else person.fate_at(moved.stage.index)
        told = f", {as_read(state)}" if person is None or state in STATES else ""
        return f"{number} ({(person or moved.was.people[number]).name}{told})"

    return ", ".join(map(named, numbers)) or "tidak ada"
