"""From marks to scores: components, stages, the final score. Pure and exact; nobody is ranked or eliminated here.

With R for a step's rounding::

    mark     = R_nilai(panel combined)
    stage    = R_skala(composite × scale), composite = Σ mark / Σ maximum or Σ weight/100 × mark / maximum
    weighted = R_bobot(stage × weight / scale)
    final    = R_akhir(Σ weighted + bonuses)

Each of them is a ``core.calculation_steps.Step``, with its formula, its inputs and its rounding.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from asnrekrut.core.bonuses import Granted, grant
from asnrekrut.core.calculation_steps import (
    HUNDRED,
    SUM_OF,
    VALUE_OF,
    Combined,
    Step,
    composite_of,
    computed,
    of_aspects,
    share_of,
    sum_of,
    total,
    weight_of,
)
from asnrekrut.core.conditions import groups_of
from asnrekrut.core.demands import Judged, judged
from asnrekrut.core.events import acceptance_row
from asnrekrut.core.exact import Bools, Indices, indices
from asnrekrut.core.marks import State, States, all_zero, effective_states, worst_states
from asnrekrut.core.sessions_and_makeups import TOTAL, Conduct, Determination
from asnrekrut.core.thresholds import Gate, gates
from asnrekrut.findings import Finding, finding
from asnrekrut.notation import called, show
from asnrekrut.rules.figure_keys import FINAL, SUM, find_stage
from asnrekrut.rules.rounding import Rounding, lifted, rounding
from asnrekrut.short_repr import ShortRepr

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from asnrekrut.core.marks import AllMarks, Marks
    from asnrekrut.core.register import Register
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.stages import Component, Stage


class StageScores(ShortRepr, Struct, frozen=True, eq=False):
    """One stage's figures for everyone in the register; meaningless where ``states`` is not KNOWN.

    Attributes:
        steps: every figure in the order in which it is made; the raters' single marks come before their panel's.
        marks: the mark of every scored component, bonuses included.
        total: plain sum of the marks; value: the stage on its scale; None for a stage without marks.
        weighted: value × weight / scale; None for a stage without weight.
        interim: the running score after this stage: the weighted figures so far; None before the first weight.
        demands: what is worked out from the register.
    """

    stage: Stage
    states: States
    steps: tuple[Step, ...]
    marks: dict[str, Step]
    total: Step | None
    value: Step | None
    weighted: Step | None
    interim: Step | None
    gates: list[Gate]
    demands: Sequence[Judged] = ()

    @property
    def compared(self) -> Step | None:
        """The figure that the total of the central body's list is: the plain sum, or the weighted composite."""
        return self.value if self.stage.weighs_components else self.total


class Scores(ShortRepr, Struct, frozen=True, eq=False):
    """Everything computed, in register order.

    Attributes:
        stages: those that were asked for, from the first on.
        groups: see ``conditions.groups_of``.
        bonus: what bonuses add to the final score, all together; None where no rule adds any.
        final: the final score; None where no stage has a weight, or stages are still to come.
        own: our own figures of stages that are determined elsewhere, by index; ``stages`` holds the determined ones.
        own_final: our own final score where the end is determined elsewhere.
    """

    stages: list[StageScores]
    groups: Indices
    bonus: Step | None
    final: Step | None
    own: Mapping[int, StageScores] = field(default_factory=dict)
    own_final: Step | None = None

    def ours(self, index: int) -> Scores:
        """The same scores with our own figures of a stage, or of the end, in the place of the determined ones."""
        if index not in self.own:
            return replace(self, final=self.own_final or self.final)
        return replace(self, stages=[*self.stages[:index], self.own[index], *self.stages[index + 1 :]])

    def until(self, count: int) -> Scores:
        """The figures of the first stages alone, as they were before the others were held."""
        return replace(self, stages=self.stages[:count], bonus=None, final=None, own_final=None)

    @property
    def end(self) -> list[Step]:
        """The steps after the last stage."""
        bonuses = (*self.bonus.inputs, self.bonus) if self.bonus else ()
        return [*bonuses, self.final] if self.final else []


def score(
    rules: Rules,
    register: Register,
    marks: AllMarks,
    reach: int | None = None,
    conduct: Mapping[str, Conduct] | None = None,
) -> tuple[Scores, list[Finding]]:
    """All scores of all applicants, and findings about bonuses.

    Args:
        marks: of the first ``reach`` stages at least.
        reach: how many stages are computed; all by default. The final score takes all of them.
        conduct: how the stages were held; a total that was determined elsewhere counts in the place of ours.
    """
    stages, conduct = rules.stages[:reach], conduct or {}
    granted, findings = grant(rules, register, lambda target: _marked(rules, marks, target))
    groups = groups_of(rules, register)
    findings += [
        finding("P505", kelompok=group.name) for i, group in enumerate(rules.groups, 1) if not (groups == i).any()
    ]
    for stage in stages:
        if over := lifted(rules, stage):
            steps = " dan ".join(f"{name} {show(top)} menjadi {show(reached)}" for name, (top, reached) in over.items())
            row = acceptance_row("P507", stage.name)
            findings.append(finding("P507", tahap=stage.name, rincian=steps, baris=row))
    findings += [doubt for stage in stages for doubt in _half_absent(stage, register, marks)]
    found: list[StageScores] = []
    own: dict[int, StageScores] = {}
    for s, stage in enumerate(stages):
        before, fixed = found[-1].interim if found else None, conduct.get(stage.code, Conduct()).determined
        ours = replace(_stage(rules, stage, marks, granted), demands=judged(stage, register))
        found.append(_weighed(rules, ours if fixed is None else _listed(rules, ours, fixed), before))
        if fixed is not None:
            own[s] = _weighed(rules, ours, before)
    bonus, final = _final(rules, granted, found) if len(found) == len(rules.stages) else (None, None)
    fixed = conduct.get(FINAL, Conduct()).determined
    if final is None or fixed is None:
        return Scores(found, groups, bonus, final, own), findings
    given = Step(FINAL, final.label, "", fixed.totals, fixed.known, where=partial(fixed.where, what=TOTAL))
    return Scores(found, groups, bonus, given, own, final), findings


def _marked(rules: Rules, marks: AllMarks, target: str) -> Bools | bool:
    """Who has a mark that a bonus can be added to: an absence that counts as zero is none, however it is written."""
    code, _, component = target.partition(".")
    given = marks.get((code, component))
    if given is None:
        return target == FINAL
    return np.asarray((given.states == State.KNOWN) & ~all_zero(find_stage(rules, code)[1], marks), dtype=bool)


def _listed(rules: Rules, figures: StageScores, fixed: Determination) -> StageScores:
    """The figures of a stage with the total that was determined elsewhere in the place of ours."""
    stage, several, value = figures.stage, figures.total, figures.value
    if value is None or several is None:
        return figures
    ours = value if stage.weighs_components else several
    given = Step(ours.key, ours.label, stage.name, fixed.totals, fixed.known, where=partial(fixed.where, what=TOTAL))
    if stage.weighs_components:
        return replace(figures, value=given)
    scale = rounding(rules, "scale", stage)
    value = computed(value.key, value.label, stage.name, share_of(stage), [given], fixed.known, scale)
    return replace(figures, total=given, value=value)


def _weighed(rules: Rules, figures: StageScores, before: Step | None) -> StageScores:
    """The figures of a stage with what it counts for, and the running score; these steps come last."""
    value, several = figures.value, figures.total
    if value is None:
        return replace(figures, interim=before)
    weighted, interim = _weighted(rules, figures.stage, value), before
    if weighted is not None:
        inputs = [*(before.inputs if before else ()), weighted]
        known = np.logical_and.reduce([step.known for step in inputs])
        interim = computed("sementara", "Nilai sementara", weighted.part, total(len(inputs)), inputs, known)
    last = (several if several in value.inputs else None, value, weighted)
    steps = (*figures.steps, *(step for step in last if step))
    return replace(figures, steps=steps, weighted=weighted, interim=interim)


def _final(rules: Rules, granted: list[Granted], stages: list[StageScores]) -> tuple[Step | None, Step | None]:
    """What bonuses add to the final score, and the final score itself."""
    weighted = [figures.weighted for figures in stages if figures.weighted is not None]
    if not weighted:
        return None, None
    everyone = np.logical_and.reduce([step.known for step in weighted])
    mine, cap = [_bonus(one) for one in granted if one.bonus.target == FINAL], rules.ranking.bonus_cap
    formula = total(len(mine), None if cap is None else Fraction(cap))
    bonus = computed(f"{FINAL}.bonus", "Bonus", "", formula, mine, everyone) if mine else None
    inputs = [*weighted, *([bonus] if bonus else [])]
    final = computed(FINAL, "Nilai Akhir", "", total(len(inputs)), inputs, everyone, rounding(rules, "final"))
    return bonus, final


def _bonus(granted: Granted) -> Step:
    """A bonus as a figure of its own."""
    bonus, amounts = granted.bonus, granted.amounts
    key, label = f"{bonus.target}.bonus.{bonus.code}", called("Bonus", bonus.name)
    return Step(key, label, "", amounts, np.ones(len(amounts), dtype=bool))


def _stage(rules: Rules, stage: Stage, marks: AllMarks, granted: list[Granted]) -> StageScores:
    """The figures of a stage by itself."""
    states, scale = worst_states(stage, marks), rounding(rules, "scale", stage)
    known = states == State.KNOWN
    steps: list[Step] = []
    full: dict[str, Step] = {}
    seen: dict[str, Step] = {}
    for component in stage.scored:
        bare = _mark(stage, component, marks, rounding(rules, "mark", stage))
        mine = [g for g in granted if g.bonus.target == f"{stage.code}.{component.code}"]
        early = [g for g in mine if g.bonus.before_threshold]
        full[component.code] = _with_bonus(component, bare, mine)
        seen[component.code] = full[component.code] if early == mine else _with_bonus(component, bare, early)
        steps += [
            *(one for rater in bare.inputs for one in (*rater.inputs, rater)),
            bare,
            *([*full[component.code].inputs[1:], full[component.code]] if mine else []),
        ]
    several, value = _value(stage, full, known, scale)
    bounds = list(gates(rules, stage, seen, *_value(stage, seen, known, scale)))
    return StageScores(stage, states, tuple(steps), full, several, value, None, None, bounds)


def _mark(stage: Stage, component: Component, marks: AllMarks, step: Rounding | None) -> Step:
    """One component's mark: as delivered, or the panel combined and rounded."""
    given, key = marks[stage.code, component.code], f"{stage.code}.{component.code}"
    known = effective_states(stage, component, marks) == State.KNOWN
    if component.panel is None or not given.parts:
        return Step(key, component.name, stage.name, given.values, known, where=given.where)
    raters = [_rated(key, stage, component, part) for part in given.parts]
    formula = Combined(component.panel.combine, given.parts)
    return computed(key, component.name, stage.name, formula, raters, known, step)


def _rated(mark: str, stage: Stage, component: Component, part: Marks) -> Step:
    """A rater's mark: as delivered, or from the marks of the aspects."""
    key, label = f"{mark}:{part.label}", f"{component.name}: {part.label}"
    read = Step(key, label, stage.name, part.values, part.known, where=part.where)
    if component.panel is None or component.panel.aspects is None:
        return read
    aspects = tuple(
        Step(f"{key}:{one.label}", f"{label}: {one.label}", stage.name, one.values, part.known, where=one.where)
        for one in part.parts
    )
    return replace(read, formula=of_aspects(component.panel.aspects), inputs=aspects)


def _with_bonus(component: Component, mark: Step, granted: list[Granted]) -> Step:
    """A mark with its bonuses, never above the component's maximum."""
    if not granted:
        return mark
    inputs = [mark, *(_bonus(one) for one in granted)]
    formula = total(len(inputs), Fraction(component.top))
    return computed(f"{mark.key}.bonus", f"{mark.label} + bonus", mark.part, formula, inputs, mark.known)


def _value(
    stage: Stage, marks: dict[str, Step], known: Bools, step: Rounding | None
) -> tuple[Step | None, Step | None]:
    """The plain sum of the marks, and the stage on its scale; None for a stage without marks."""
    if not marks:
        return None, None
    inputs = list(marks.values())
    several = computed(f"{stage.code}.{SUM}", SUM_OF, stage.name, sum_of(stage), inputs, known)
    if stage.weighs_components:
        formula = composite_of(stage)
    else:
        inputs, formula = [several if len(inputs) > 1 else inputs[0]], share_of(stage)
    return several, computed(stage.code, VALUE_OF, stage.name, formula, inputs, known, step)


def _weighted(rules: Rules, stage: Stage, value: Step) -> Step | None:
    if stage.weight is None:
        return None
    share = f"{show(stage.weight)}%" if rules.ranking.top == HUNDRED else f"bobot {show(stage.weight)}"
    label, step = f"Nilai berbobot ({share})", rounding(rules, "weight", stage)
    return computed(f"{stage.code}.bobot", label, stage.name, weight_of(stage), [value], value.known, step)


def _half_absent(stage: Stage, register: Register, marks: AllMarks) -> Iterator[Finding]:
    """Somebody absent in one component who has a mark in another of the same stage."""
    away = [State.ABSENT, *((State.BLANK, State.NO_ROW) if stage.blank == "tidak hadir" else ())]
    table = np.stack([marks[stage.code, c.code].states for c in stage.components])
    doubtful = np.isin(table, away).any(axis=0) & (table == State.KNOWN).any(axis=0)
    for i in indices(doubtful):
        absent = next(c for c in stage.components if marks[stage.code, c.code].states[i] in away)
        place = marks[stage.code, absent.code].where(i)
        yield finding("P506", place, nomor=register.numbers[i], tahap=stage.name, kolom=absent.name)
