"""From marks to scores: components, stages, the final score. Pure and exact; nobody is ranked or eliminated here.

With R for a step's rounding::

    mark     = R_nilai(panel combined)
    stage    = R_skala(composite × scale), composite = Σ mark / Σ maximum or Σ weight/100 × mark / maximum
    weighted = R_bobot(stage × weight / scale)
    final    = R_akhir(Σ weighted + bonuses)
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.bonuses import Granted, grant
from asnrekrut.core.conditions import groups_of
from asnrekrut.core.exact import Exact
from asnrekrut.core.marks import State
from asnrekrut.findings import finding
from asnrekrut.notation import show
from asnrekrut.rules.keys import FINAL, SUM
from asnrekrut.rules.rounding import Steps, final_rounding, lifted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from asnrekrut.core.exact import Bools
    from asnrekrut.core.marks import AllMarks, Marks, Part, States
    from asnrekrut.core.register import Register
    from asnrekrut.findings import Finding
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.rounding import Rounding
    from asnrekrut.rules.stages import Component, Stage


@dataclass(frozen=True, slots=True, eq=False)
class Gate:
    """A threshold on a figure.

    Attributes:
        label: what the reason prints.
        bounds: the threshold of each group (0: no group); None where the group has none.
    """

    label: str
    values: Exact
    bounds: Sequence[Fraction | None]

    def fails(self, groups: NDArray[np.intp]) -> Bools:
        """Who falls below the threshold of their group."""
        below = np.zeros(len(groups), dtype=bool)
        for group, bound in enumerate(self.bounds):
            if bound is not None:
                below |= (groups == group) & ~self.values.at_least(bound)
        return below


@dataclass(frozen=True, slots=True, eq=False)
class StageScores:
    """One stage's figures for everyone in the register; meaningless where ``states`` is not KNOWN.

    Attributes:
        marks: the mark of every scored component, bonuses included.
        bonuses: what bonuses added to a component, before the cap.
        total: plain sum of the marks; None for a stage without marks.
        value: the stage on its scale, rounded.
        weighted: value × weight / scale, rounded; None for a stage without weight.
    """

    stage: Stage
    states: States
    marks: dict[str, Exact]
    bonuses: dict[str, Exact]
    total: Exact | None
    value: Exact | None
    weighted: Exact | None
    gates: list[Gate]


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """Everything computed, in register order.

    Attributes:
        groups: see ``conditions.groups_of``.
        interim: the running sum of the weighted stages, after each stage.
        bonus: what bonuses add to the final score.
        final: the final score; None where no stage has a weight.
    """

    stages: list[StageScores]
    groups: NDArray[np.intp]
    interim: list[Exact]
    bonus: Exact
    final: Exact | None
    granted: list[Granted]


def score(rules: Rules, register: Register, marks: AllMarks) -> tuple[Scores, list[Finding]]:
    """All scores of all applicants, and findings about bonuses."""
    granted, findings = grant(rules, register, marks)
    groups = groups_of(rules, register)
    findings += [
        finding("P505", kelompok=group.name) for i, group in enumerate(rules.groups, 1) if not (groups == i).any()
    ]
    for stage in rules.stages:
        if over := lifted(rules, stage):
            steps = " dan ".join(f"{name} {show(top)} menjadi {show(reached)}" for name, (top, reached) in over.items())
            findings.append(finding("P507", tahap=stage.name, rincian=steps))
    findings += [doubt for stage in rules.stages for doubt in _half_absent(stage, register, marks)]
    stages = [_stage(rules, stage, marks, granted, len(register)) for stage in rules.stages]
    interim, running = [], Exact.zeros(len(register))
    for figures in stages:
        running = running.plus(figures.weighted) if figures.weighted is not None else running
        interim.append(running)
    bonus = _final_bonus(rules, granted, len(register))
    weighs = any(s.weight for s in rules.stages)
    final = running.plus(bonus).rounded(final_rounding(rules)) if weighs else None
    return Scores(stages, groups, interim, bonus, final, granted), findings


def _final_bonus(rules: Rules, granted: list[Granted], n: int) -> Exact:
    total = _sum([g.amounts for g in granted if g.bonus.target == FINAL], n)
    cap = rules.ranking.bonus_cap
    return total if cap is None else _capped(total, Fraction(cap))


def _sum(columns: list[Exact], n: int) -> Exact:
    return reduce(Exact.plus, columns, Exact.zeros(n))


def _capped(column: Exact, cap: Fraction) -> Exact:
    return column.where(column.at_most(cap), Exact.of([cap] * len(column)))


def _stage(rules: Rules, stage: Stage, marks: AllMarks, granted: list[Granted], n: int) -> StageScores:
    steps = Steps.of(rules, stage)
    bare = {c.code: component_mark(c, marks[stage.code, c.code], steps.mark) for c in stage.scored}
    extra = {c.code: [g for g in granted if g.bonus.target == f"{stage.code}.{c.code}"] for c in stage.scored}
    early = {code: [g for g in several if g.bonus.before_threshold] for code, several in extra.items()}
    full = {c.code: _with_bonus(c, bare[c.code], extra[c.code], n) for c in stage.scored}
    seen = {c.code: _with_bonus(c, bare[c.code], early[c.code], n) for c in stage.scored}
    value = composite(stage, full, steps.scale)
    weighted = None
    if value is not None and stage.weight is not None:
        weighted = value.times(Fraction(stage.weight) / Fraction(stage.scale)).rounded(steps.weight)
    return StageScores(
        stage,
        _states(stage, marks),
        full,
        {code: _sum([g.amounts for g in several], n) for code, several in extra.items() if several},
        _sum(list(full.values()), n) if full else None,
        value,
        weighted,
        _gates(rules, stage, seen, steps.scale, n),
    )


def _half_absent(stage: Stage, register: Register, marks: AllMarks) -> Iterator[Finding]:
    """Somebody absent in one component who has a mark in another of the same stage."""
    away = [State.ABSENT, *((State.BLANK, State.NO_ROW) if stage.blank == "tidak hadir" else ())]
    table = np.stack([marks[stage.code, c.code].states for c in stage.components])
    doubtful = np.isin(table, away).any(axis=0) & (table == State.KNOWN).any(axis=0)
    for i in np.flatnonzero(doubtful).tolist():
        absent = next(c for c in stage.components if marks[stage.code, c.code].states[i] in away)
        place = marks[stage.code, absent.code].where(i)
        yield finding("P506", place, nomor=register.numbers[i], tahap=stage.name, kolom=absent.name)


def effective_states(stage: Stage, component: Component, marks: AllMarks) -> States:
    """A component's states after the stage's own rules for zeros, blanks and absence.

    Whoever was absent has not met a requirement: there is no zero in its place.
    """
    states = marks[stage.code, component.code].states
    if component.scored:
        states = np.where(all_zero(stage, marks), State.ABSENT, states).astype(np.int8)
    if stage.blank == "tidak hadir":
        states = np.where((states == State.BLANK) | (states == State.NO_ROW), State.ABSENT, states).astype(np.int8)
    if stage.absent == "nol" and component.scored:
        states = np.where(states == State.ABSENT, State.KNOWN, states).astype(np.int8)
    return states


def all_zero(stage: Stage, marks: AllMarks) -> Bools:
    """Whose marks are all zero, where the stage says that this means absence."""
    if stage.all_zero == "nilai" or not stage.scored:
        return np.zeros(1, dtype=bool)
    mine = [
        (marks[stage.code, c.code].states, component_mark(c, marks[stage.code, c.code], None)) for c in stage.scored
    ]
    zero: Bools = np.all([(states == State.KNOWN) & (values.num == 0) for states, values in mine], axis=0)
    return zero


def _states(stage: Stage, marks: AllMarks) -> States:
    """The gravest state among a stage's components."""
    worst: States = np.stack([effective_states(stage, c, marks) for c in stage.components]).max(axis=0)
    return worst


def component_mark(component: Component, marks: Marks, step: Rounding | None) -> Exact:
    """One component's mark for everyone: as delivered, or the panel combined and rounded."""
    if component.panel is None:
        return marks.values
    return combine(marks.parts, component.panel.combine).rounded(step)


def combine(parts: Sequence[Part], method: str) -> Exact:
    """A panel's marks as one: mean, median, or mean without one highest and one lowest; zero where nobody marked."""
    den = int(np.lcm.reduce([p.values.den for p in parts]))
    table = np.stack([p.values.over(den).num for p in parts])
    known = np.stack([p.states == State.KNOWN for p in parts])
    counts = known.sum(axis=0).astype(np.int64)
    ceiling = (table.max() if table.size else 0) + 1  # sorts behind every mark
    rising = np.sort(np.where(known, table, ceiling), axis=0)
    everyone = np.arange(table.shape[1])
    if method == "median":
        low, high = (
            rising[np.maximum(counts - 1, 0) // 2, everyone],
            rising[counts // 2 % len(parts), everyone],
        )
        return Exact(np.where(counts > 0, low + high, 0), den * 2)
    total = np.where(known, table, 0).sum(axis=0)
    if method == "rata-rata":
        return Exact(total, den).divided(np.maximum(counts, 1))
    enough = counts > 2  # noqa: PLR2004  (one highest, one lowest, and something between)
    edges = rising[0] + rising[np.maximum(counts - 1, 0), everyone]
    return Exact(np.where(enough, total - edges, 0), den).divided(np.where(enough, counts - 2, 1))


def _with_bonus(component: Component, mark: Exact, granted: list[Granted], n: int) -> Exact:
    """A mark with its bonuses, never above the component's maximum."""
    if not granted:
        return mark
    return _capped(mark.plus(_sum([g.amounts for g in granted], n)), Fraction(component.top))


def composite(stage: Stage, marks: dict[str, Exact], step: Rounding | None) -> Exact | None:
    """The stage on its scale, rounded; None for a stage without marks."""
    if not marks:
        return None
    scale = Fraction(stage.scale)
    n = len(next(iter(marks.values())))
    if stage.weighs_components:
        shares = {c.code: Fraction(c.weight or 0) / 100 / Fraction(c.top) for c in stage.scored}
        return _sum([marks[code].times(share * scale) for code, share in shares.items()], n).rounded(step)
    top = sum((Fraction(c.top) for c in stage.scored), Fraction(0))
    return _sum(list(marks.values()), n).times(scale / top).rounded(step)


def _gates(rules: Rules, stage: Stage, seen: dict[str, Exact], step: Rounding | None, n: int) -> list[Gate]:
    """The stage's thresholds, on marks without the bonuses that count only afterwards."""
    figures = [(f"{stage.code}.{c.code}", c.name, seen[c.code], c.threshold) for c in stage.scored]
    if seen:
        figures.append(
            (f"{stage.code}.{SUM}", f"jumlah {stage.name}", _sum(list(seen.values()), n), stage.sum_threshold)
        )
        value = composite(stage, seen, step)
        assert value is not None  # noqa: S101  (there are marks)
        figures.append((stage.code, stage.name, value, stage.threshold))
    gates = []
    for key, label, values, general in figures:
        own = [None if general is None else Fraction(general)]
        for group in rules.groups:
            bound = group.thresholds.get(key, general)
            own.append(None if bound is None or isinstance(bound, str) else Fraction(bound))
        if any(bound is not None for bound in own):
            gates.append(Gate(label, values, own))
    return gates
