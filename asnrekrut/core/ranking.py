"""Gates between stages, shortlists, seats and reserves: from scores to what becomes of everyone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.marks import MISSING, State
from asnrekrut.core.ordering import Standing, sort_keys, stand, ties_over
from asnrekrut.core.ties import Settling
from asnrekrut.findings import Finding, finding
from asnrekrut.notation import listed
from asnrekrut.scoring import effective_states

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from asnrekrut.core.exact import Bools
    from asnrekrut.core.marks import AllMarks, Marks, Part
    from asnrekrut.core.register import Register
    from asnrekrut.core.ties import Tie
    from asnrekrut.findings import Place
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.stages import Component, Stage
    from asnrekrut.scoring import Scores, StageScores

    Fates = NDArray[np.int8]


MOST = 10  # raters named in a message
FEW = 2  # so few people may well all lack the same rater


class Fate(IntEnum):
    """What becomes of an applicant, at a stage or in the end."""

    NOT_REACHED = 0
    PROCEEDS = 1
    BEYOND = 2  # passed, but outside the number that goes on
    FAILS = 3
    ABSENT = 4
    WITHDRAWN = 5
    DISQUALIFIED = 6
    WINS = 7
    RESERVE = 8
    LOSES = 9


_OUT = {
    State.FAILED: Fate.FAILS,
    State.ABSENT: Fate.ABSENT,
    State.WITHDRAWN: Fate.WITHDRAWN,
    State.DISQUALIFIED: Fate.DISQUALIFIED,
}


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """What becomes of everyone.

    Attributes:
        stages: a ``Fate`` per applicant for each stage reached.
        cuts: the standing by which a stage's shortlist was drawn; None where all who pass go on.
        fates: the final ``Fate`` per applicant.
        stopped_at: the stage an applicant did not get beyond; -1 for finalists.
        standing: the final order of those who passed every stage; None if it was not reached.
        ties: what needs a decision before there can be winners.
    """

    stages: list[Fates]
    cuts: list[Standing | None]
    fates: Fates
    stopped_at: NDArray[np.int64]
    standing: Standing | None
    ties: list[Tie]


@dataclass(slots=True)
class _Run:
    """What the ranking of one selection works with."""

    rules: Rules
    register: Register
    scores: Scores
    marks: AllMarks
    findings: list[Finding]
    settling: Settling


def rank(rules: Rules, register: Register, scores: Scores, marks: AllMarks) -> tuple[Ranking, list[Finding]]:
    """Lead everyone through the stages and fill the seats.

    It stops at the first stage that somebody's missing mark or an open tie leaves undecided; the findings or the
    ties then say why, and ``standing`` is None.
    """
    settling = Settling(rules, register)
    run = _Run(rules, register, scores, marks, settling.findings, settling)
    n = len(register)
    active, stopped_at = np.ones(n, dtype=bool), np.full(n, -1, dtype=np.int64)
    fates = np.zeros(n, dtype=np.int8)
    stages: list[Fates] = []
    cuts: list[Standing | None] = []
    for s, figures in enumerate(scores.stages):
        if _missing(run, figures, active):
            return Ranking(stages, cuts, fates, stopped_at, None, settling.open), run.findings
        here = _gate(figures, active, scores.groups)
        cut = _shortlist(run, s, figures.stage, here)
        stages.append(here)
        cuts.append(cut)
        left = active & (here != Fate.PROCEEDS)
        fates[left], stopped_at[left] = here[left], s
        active = here == Fate.PROCEEDS
        if settling.open or run.findings:
            return Ranking(stages, cuts, fates, stopped_at, None, settling.open), run.findings
    standing = _seats(run, active, fates)
    settling.report_unused()
    _unfilled(run, fates)
    return Ranking(stages, cuts, fates, stopped_at, standing, settling.open), run.findings


def _missing(run: _Run, figures: StageScores, active: Bools) -> bool:
    """Report the missing marks of those who needed them; true if the stage cannot be decided."""
    states, stage = figures.states, figures.stage
    lacking = active & np.isin(states, MISSING)
    for component in stage.components:
        own = effective_states(stage, component, run.marks)
        who = np.flatnonzero(lacking & np.isin(own, MISSING)).tolist()
        marks = run.marks[stage.code, component.code]
        counts = marks.counts
        if component.panel and counts is not None and len(who) == int(active.sum()) > FEW and counts[who].min() > 0:
            most, need = int(counts[who].max()), component.panel.required
            given = listed([part.label for part in marks.parts if (part.states[who] == State.KNOWN).any()], MOST)
            told = {"banyak": len(who), "kolom": component.name, "tahap": stage.name, "ada": most, "perlu": need}
            run.findings.append(finding("E408", None, siapa=given, **told))
            continue
        run.findings += [_lack(run, stage, component, State(int(own[i])), i) for i in who]
    return bool((lacking | (active & (states == State.INVALID))).any())


def _lack(run: _Run, stage: Stage, component: Component, state: State, i: int) -> Finding:
    """The finding that somebody's mark is missing."""
    marks = run.marks[stage.code, component.code]
    code = {State.BLANK: "E401", State.NO_ROW: "E402", State.SHORT: "E403"}[state]
    have = 0 if marks.counts is None else int(marks.counts[i])
    need = component.panel.required if component.panel else 1
    silent = marks.silent(i, need)
    who = f" (belum ada nilai dari {listed([part.label for part in silent])})" if silent else ""
    values = {"kolom": component.name, "tahap": stage.name, "ada": have, "perlu": need, "siapa": who}
    return finding(code, _spot(marks, silent, i), nomor=run.register.numbers[i], **values)


def _spot(marks: Marks, silent: list[Part], i: int) -> Place | None:
    """Where a mark is missing: in the rater's own sheet if that is known, else beside the other raters' marks."""
    place, own = marks.where(i), silent[0].where(i) if silent else None
    beside = own and place and own.row < 0 and (own.file, own.sheet) == (place.file, place.sheet)
    return place if beside else own or place


def _gate(figures: StageScores, active: Bools, groups: NDArray[np.intp]) -> Fates:
    """Everyone's fate at a stage, before any shortlist."""
    fates = np.where(active, Fate.PROCEEDS, Fate.NOT_REACHED).astype(np.int8)
    for gate in figures.gates:
        fates[active & gate.fails(groups)] = Fate.FAILS
    for state, fate in _OUT.items():
        fates[active & (figures.states == state)] = fate
    return fates


def _shortlist(run: _Run, s: int, stage: Stage, fates: Fates) -> Standing | None:
    """Cut those who passed down to the number that goes on; changes ``fates`` in place."""
    rule = stage.shortlist
    if rule is None:
        return None
    passed = fates == Fate.PROCEEDS
    places = places_at(run.rules, run.register, s)
    keys = sort_keys(rule.order, run.rules, run.register, run.scores, s)
    standing = stand(keys, run.register.formation, passed)
    crossing = passed & (standing.rank <= places) & (standing.last > places)
    standing = run.settling.settle(s, standing, passed, places, crossing, crossing)
    fates[passed & (standing.rank > places)] = Fate.BEYOND
    return standing


def places_at(rules: Rules, register: Register, s: int) -> NDArray[np.int64]:
    """How many of each applicant's formation go on from a stage with a shortlist, shape (n,)."""
    rule = rules.stages[s].shortlist
    assert rule is not None  # noqa: S101  (only asked where there is one)
    return register.quotas * rule.per_quota if rule.per_quota else np.full(len(register), rule.places or 0)


def _seats(run: _Run, finalists: Bools, fates: Fates) -> Standing:
    """Fill the seats and the reserve list; changes ``fates`` in place."""
    rule, quotas = run.rules.ranking, run.register.quotas
    keys = sort_keys(rule.order, run.rules, run.register, run.scores, len(run.scores.stages))
    standing = stand(keys, run.register.formation, finalists)
    crossing = finalists & (standing.rank <= quotas) & (standing.last > quotas)
    listed = finalists & (standing.rank <= quotas + rule.reserves) & (standing.last > quotas)
    contested = listed & (standing.last > standing.rank)
    standing = run.settling.settle(None, standing, finalists, quotas, crossing, contested)
    _shared_reserves(run, standing, finalists)
    fates[finalists] = Fate.LOSES
    fates[finalists & (standing.rank <= quotas + rule.reserves)] = Fate.RESERVE
    fates[finalists & (standing.rank <= quotas)] = Fate.WINS
    return standing


def _shared_reserves(run: _Run, standing: Standing, finalists: Bools) -> None:
    """Reserves who share a rank: the list says no order between them, and may be longer than it should be."""
    quotas, reserves = run.register.quotas, run.rules.ranking.reserves
    shared = finalists & (standing.rank > quotas) & (standing.rank <= quotas + reserves)
    shared &= standing.last > standing.rank
    for tied in ties_over(standing, run.register.formation, shared):
        numbers = ", ".join(run.register.numbers[i] for i in tied.tolist())
        code = run.register.formations[run.register.formation[tied[0]]].code
        run.findings.append(finding("P504", formasi=code, nomor=numbers, peringkat=int(standing.rank[tied[0]])))


def _unfilled(run: _Run, fates: Fates) -> None:
    """Empty seats that the rules would fill from elsewhere, which this version does not do yet."""
    won = np.bincount(run.register.formation[fates == Fate.WINS], minlength=len(run.register.formations))
    empty = sum(max(0, seats.quota - int(n)) for seats, n in zip(run.register.formations, won, strict=True))
    if run.rules.fillings and empty:
        run.findings.append(finding("P503", kursi=empty))
