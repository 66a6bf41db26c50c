"""The smallest change of a weight or a threshold that would move the last seat of each formation."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.mark_states import State
from asnrekrut.core.result import Fate, Progress, Result
from asnrekrut.notation import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.scoring import StageScores


def margins(result: Result) -> Iterator[dict[str, str]]:
    """For every decided formation with a seat given: the smallest shift between two weights, and of each threshold.

    Yields:
        Under Indonesian keys the formation, who has the last seat, which weight or threshold in words, by how much it
        would have to change, rounding left aside, and who would then stand level or come in; '' where the holder alone
        would fail.
    """
    end, register = result.end, result.register
    assert end is not None  # noqa: S101  (asked before)
    for f, formation in enumerate(register.formations):
        mine = [i for i in end.standing.order.tolist() if register.formation[i] == f]
        seated = [i for i in mine if end.fates[i] == Fate.WINS]
        if end.progress[f] != Progress.DECIDED or not seated:
            continue
        last = seated[-1]
        behind = [i for i in mine[mine.index(last) :] if end.fates[i] in {Fate.RESERVE, Fate.LOSES}]
        shifts = min(_shifts(result, last, behind), key=lambda one: one[0], default=None)
        least: dict[str, tuple[Fraction, str, int]] = {}
        raises = ((margin, f"{label} naik", last) for _, label, margin in _gates(result, last))
        for one in (*raises, *_lowerings(result, f, last)):
            least[one[1]] = min(least.get(one[1], one), one, key=lambda known: known[0])
        for size, words, rival in [*([shifts] if shifts else []), *least.values()]:
            who = register.numbers[rival] if rival != last else ""
            seat = {"formasi": formation.code, "kursi_terakhir": register.numbers[last]}
            yield {**seat, "apa": words, "sebesar": number_text(size), "pesaing": who}


def _shares(result: Result, i: int) -> dict[str, Fraction]:
    """By stage with a weight, what part of it somebody has, 0 to 1."""
    return {
        one.stage.code: one.value.values.at(i) / Fraction(one.stage.scale)
        for one in result.scores.stages
        if one.weighted is not None and one.value is not None
    }


def _shifts(result: Result, last: int, behind: list[int]) -> Iterator[tuple[Fraction, str, int]]:
    """How much weight would have to go from one stage to another until somebody behind stands level."""
    final = result.scores.final
    if final is None:
        return
    mine = _shares(result, last)
    names = {stage.code: (stage.name, Fraction(stage.weight or 0)) for stage in result.rules.stages}
    for rival in behind:
        his, gap = _shares(result, rival), final.values.at(last) - final.values.at(rival)
        for up, down in permutations(mine, 2):
            gain = (his[up] - his[down]) - (mine[up] - mine[down])
            if gain > 0 and gap / gain <= names[down][1]:
                yield gap / gain, f"bobot {names[up][0]} naik dan {names[down][0]} turun", rival


def _gates(result: Result, i: int) -> Iterator[tuple[StageScores, str, Fraction]]:
    """Every threshold that holds for somebody, and by how much it is passed."""
    group = int(result.scores.groups[i])
    for figures in result.scores.stages:
        for gate in figures.gates:
            bound = gate.bounds[group]
            if bound is not None:
                own = group and bound != gate.bounds[0]
                whose = f" bagi {result.rules.groups[group - 1].name}" if own else ""
                yield figures, f"ambang batas {gate.label}{whose}", gate.values.at(i) - bound


def _lowerings(result: Result, formation: int, last: int) -> Iterator[tuple[Fraction, str, int]]:
    """By how much each threshold would have to fall until somebody who missed only it comes in.

    Only where no stage cuts by rank from there on, and the marks of all stages are there.
    """
    final, register = result.scores.final, result.register
    if final is None:
        return
    for i in np.flatnonzero((result.fates == Fate.FAILS) & (register.formation == formation)).tolist():
        missed = [(figures, label, -margin) for figures, label, margin in _gates(result, i) if margin < 0]
        known = all(figures.states[i] == State.KNOWN for figures in result.scores.stages)
        if len(missed) != 1 or not known or final.values.at(i) <= final.values.at(last):
            continue
        (figures, label, size), *_ = missed
        after = result.scores.stages[result.scores.stages.index(figures) :]
        if not any(one.stage.cuts for one in after):
            yield size, f"{label} turun", i
