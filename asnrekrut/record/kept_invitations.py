"""What becomes of those already invited when a correction changes who goes on from a confirmed stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from asnrekrut.core.events import KEEP, Event
from asnrekrut.core.reasons import KEPT
from asnrekrut.core.result import FATE_WORDS, Fate, Result
from asnrekrut.findings import Finding, finding
from asnrekrut.notation import listed
from asnrekrut.record.changes import OUTCOME

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from asnrekrut.core.exact import Bools, Indices
    from asnrekrut.record.chain import Record
    from asnrekrut.record.compare import Comparison

_ON = FATE_WORDS[Fate.PROCEEDS]
MOST = 10  # people named in a message


def kept_invitations(comparison: Comparison, result: Result, record: Record) -> tuple[dict[int, Bools], list[Finding]]:
    """By stage whose invitation stands, and where the committee still has to say what becomes of those invited.

    What a confirmation has once let stand goes on to stand, whatever else changed since: corrections that it holds
    speak of nobody else. Nothing is asked about a stage and formation in which something changed without a correction:
    that comes first.
    """
    stands: dict[int, Bools] = {}
    found = []
    for (index, code), (enter, leave) in comparison.moved.items():
        stage, kept = result.stages[index], record.kept(record.confirmed(result.stages[index].code)[code])
        by_record = _standing_by(kept)
        mine = stands.setdefault(index, np.zeros(len(result.register), dtype=bool))
        mine[[i for i in leave if result.register.numbers[i] in by_record]] = True
        others = [i for i in leave if not mine[i]]
        corrections = _speaking(comparison, kept, {"", *(one.code for one in result.stages[: index + 1])}, code)
        said = {event.consequence for event in corrections} - {""}
        if said == {KEEP}:
            mine[others] = True
        elif (enter or others) and corrections and len(said) != 1 and not _unexplained(comparison, index, code):
            names = {"masuk": _names(result, enter), "keluar": _names(result, others)}
            place = corrections[0].place
            found.append(finding("E616", place, tahap=stage.name, formasi=code, **names).at_stage(stage.code))
    return {index: who for index, who in stands.items() if who.any()}, found


def let_in(record: Record, result: Result) -> Indices:
    """By applicant, the first stage that a confirmation had them fail and that they pass today, shape (n,).

    It lies behind the end for everybody else.
    """
    first = np.full(len(result.register), len(result.rules.stages) + 1, dtype=np.intp)
    for kept in map(record.kept, record.confirmations()):
        for person in kept.get("peserta", []):
            k, i = len(person.get("nasib", [])) - 1, result.register.at.get(str(person["nomor"]))
            if i is not None and 0 <= k < len(result.stages) and person["nasib"][k] != _ON:
                first[i] = min(first[i], k) if result.stages[k].fates[i] == Fate.PROCEEDS else first[i]
    return first


def _standing_by(kept: Mapping[str, Any]) -> set[str]:
    """Whose invitation a kept outcome let stand after a correction."""
    return {str(one["nomor"]) for one in kept.get("peserta", []) if KEPT in str(one.get("keterangan", ""))}


def _speaking(comparison: Comparison, kept: Mapping[str, Any], stages: Collection[str], code: str) -> list[Event]:
    """The corrections that say what becomes of those invited: those that the confirmation does not hold yet, if any."""
    every = [event for change, event in comparison.allowed if change.formation in {"", code}]
    every += [e for e in comparison.absorbed if e.stage in stages and e.formation in {"", code}]
    return [event for event in every if event.printed() not in kept.get("peristiwa", [])] or every


def _unexplained(comparison: Comparison, index: int, code: str) -> bool:
    """Whether something that bears on who goes on from a stage changed without a correction."""
    changes = (one for one in comparison.changes if one.component != OUTCOME and one.formation in {"", code})
    return any(one.stage <= index or not one.formation for one in changes)


def _names(result: Result, people: list[int]) -> str:
    register = result.register
    return listed([f"{register.numbers[i]} ({register.names[i]})" for i in people], MOST) or "tidak ada"
