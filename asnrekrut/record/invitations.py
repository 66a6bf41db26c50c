"""What becomes of those already invited when a correction changes who goes on from a confirmed stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.events import KEEP
from asnrekrut.findings import finding
from asnrekrut.notation import listed
from asnrekrut.record.compare import OUTCOME

if TYPE_CHECKING:
    from asnrekrut.core.exact import Bools
    from asnrekrut.core.result import Result
    from asnrekrut.findings import Finding
    from asnrekrut.record.compare import Comparison

MOST = 10  # people named in a message


def standing(comparison: Comparison, result: Result) -> tuple[dict[int, Bools], list[Finding]]:
    """By stage whose invitation stands, and where the committee still has to say what becomes of those invited.

    Nothing is said of a formation in which something changed without a correction: that comes first.
    """
    stands: dict[int, Bools] = {}
    found = []
    open_changes = {change.formation for change in comparison.changes if change.component != OUTCOME}
    for (index, code), (enter, leave) in comparison.moved.items():
        corrections = [event for change, event in comparison.allowed if change.formation in {"", code}]
        reached = {"", *(stage.code for stage in result.stages[: index + 1])}
        corrections += [e for e in comparison.absorbed if e.stage in reached and e.formation in {"", code}]
        if not corrections or open_changes & {"", code}:
            continue
        said = {event.consequence for event in corrections} - {""}
        if len(said) != 1:
            values = {"tahap": result.stages[index].name, "formasi": code}
            names = {"masuk": _names(result, enter), "keluar": _names(result, leave)}
            found.append(finding("E616", corrections[0].place, **values, **names).at_stage(result.stages[index].code))
        elif said == {KEEP}:
            stands.setdefault(index, np.zeros(len(result.register), dtype=bool))[leave] = True
    return stands, found


def _names(result: Result, people: list[int]) -> str:
    register = result.register
    return listed([f"{register.numbers[i]} ({register.names[i]})" for i in people], MOST) or "tidak ada"
