"""Gates between stages, shortlists and the final order: from scores to what becomes of everyone.

Every formation is decided by itself: what is missing in one holds up no other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct, field

from asnrekrut.core.central_list import decide_by_list
from asnrekrut.core.events import Event, Kind, of_kind
from asnrekrut.core.exact import Bools, any_of, indices
from asnrekrut.core.marks import State
from asnrekrut.core.passing import lacking, passing
from asnrekrut.core.placement import crossing, last_reserve, places_at, places_at_end, within, without_place
from asnrekrut.core.register import Register, persons
from asnrekrut.core.replacements import step_in
from asnrekrut.core.result import AllProgress, Fate, Fates, Progress, Result, StageOutcome
from asnrekrut.core.seat_allocation import Seating
from asnrekrut.core.sessions_and_makeups import Conduct, make_up_events
from asnrekrut.core.several_choices import by_choice, wait_for_each_other, wait_together
from asnrekrut.core.sort_keys import Places, Standing, repeated, stand, stand_at, ties_over
from asnrekrut.core.ties import Settling
from asnrekrut.findings import Finding, finding
from asnrekrut.rules.figure_keys import FINAL

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from asnrekrut.core.marks import AllMarks
    from asnrekrut.rules.model import Rules
    from asnrekrut.scoring import Scores, StageScores


class RankingRun(Struct):
    """The ranking of one selection.

    Attributes:
        blocked: by stage, the formations that something outside the ranking keeps from being decided there; by -1 those
            that it keeps from everything.
        waiting: which formations wait, by index; grows from stage to stage, until a list decides one all the same.
        outcomes: what was decided so far, stage by stage.
    """

    rules: Rules
    register: Register
    scores: Scores
    marks: AllMarks
    settling: Settling
    blocked: Mapping[int, Bools]
    waiting: Bools
    conduct: Mapping[str, Conduct]
    events: Sequence[Event]
    outcomes: list[StageOutcome] = field(default_factory=list)

    @property
    def findings(self) -> list[Finding]:
        """What was found on the way, of ties and of everything else."""
        return self.settling.findings

    @property
    def end(self) -> int:
        """The place of the end in the order: behind the last stage."""
        return len(self.rules.stages)

    @property
    def progress(self) -> AllProgress:
        """A ``Progress`` for every formation: those that do not wait are decided."""
        return np.where(self.waiting, Progress.WAITING, Progress.DECIDED).astype(np.int8)

    @property
    def codes(self) -> list[str]:
        """Of the stages, and of the end behind them."""
        return list(self.rules.stage_names)

    def outcome(
        self, s: int, fates: Fates, progress: AllProgress, standing: Standing, places: Places | None, **others: Any
    ) -> StageOutcome:
        """What was decided at a stage, or at the end, with the ties that are open there."""
        code, name = list(self.rules.stage_names.items())[s]
        ties = self.settling.open_at(code)
        return StageOutcome(s, code, name, fates, progress, standing, places, ties, **others)

    def members(self, formations: Bools) -> Bools:
        """Who applies for one of these formations."""
        return np.asarray(formations[self.register.formation], dtype=bool)

    def running(self, active: Bools) -> Bools:
        """Who of these applies for a formation that does not wait."""
        return active & ~self.members(self.waiting)

    def formations_of(self, who: Bools) -> Bools:
        """The formations in which one of these applies."""
        found = np.zeros(len(self.register.formations), dtype=bool)
        found[self.register.formation[who]] = True
        return found

    def conduct_of(self, s: int) -> Conduct:
        """How a stage was held, or what the end has of its own."""
        return self.conduct.get(self.codes[s], Conduct())

    def blocked_at(self, s: int) -> Bools:
        """The formations that something outside the ranking keeps from being decided at a stage."""
        return any_of(len(self.waiting), (self.blocked[k] for k in (-1, s) if k in self.blocked))

    def listed_at(self, s: int) -> Bools:
        """The formations that a list of the central body decides at a stage, or at the end."""
        fixed = self.conduct_of(s).determined
        if fixed is None:
            return np.zeros(len(self.waiting), dtype=bool)
        return self.formations_of(fixed.listed) & ~self.blocked_at(s)


def rank(
    rules: Rules,
    register: Register,
    scores: Scores,
    marks: AllMarks,
    blocked: Mapping[int, Bools] | None = None,
    conduct: Mapping[str, Conduct] | None = None,
    events: Sequence[Event] = (),
    invited: Mapping[int, Collection[int]] | None = None,
    to_end: bool = True,
) -> tuple[Result, list[Finding]]:
    """Lead everyone through the stages that have figures, and to the end if none is missing.

    A formation stops where one of its marks is missing or a tie is open; findings and ties say why.

    Args:
        blocked: see ``RankingRun``.
        conduct: how the stages were held.
        events: the committee's decisions on ties among them.
        invited: by stage, whose invitation stands although the stage would be decided otherwise today.
        to_end: whether the end is asked for too.
    """
    settling, conduct = Settling(rules, register, of_kind(events, Kind.TIE)), conduct or {}
    waiting = np.zeros(len(register.formations), dtype=bool)
    run = RankingRun(rules, register, scores, marks, settling, blocked or {}, waiting, conduct, events)
    active, reached = np.ones(len(register), dtype=bool), len(scores.stages)
    awaited = rules.ranking.determined is not None and run.conduct_of(run.end).determined is None
    for s in range(reached + (to_end and reached == run.end and not awaited)):
        run.outcomes.append(_decided(run, s, active, (invited or {}).get(s, ())))
        active = np.asarray(run.outcomes[-1].fates == Fate.PROCEEDS, dtype=bool)
    settling.report_unused(run.outcomes)
    told = (event.printed() for event in events if event.kind is not Kind.ACCEPTANCE)  # findings say these
    printed = (*told, *make_up_events(rules.stages, register, conduct))
    return Result(rules, register, marks, scores, tuple(run.outcomes), printed, conduct), run.findings


def _decided(run: RankingRun, s: int, active: Bools, invited: Collection[int]) -> StageOutcome:
    """What a stage, or the end, decides for every formation that can be decided: by a list, or from our figures."""
    fixed = run.conduct_of(s).determined
    if fixed is not None:
        return decide_by_list(run, s, fixed, active)
    return _end(run, active) if s == run.end else _stage(run, s, run.scores.stages[s], active, invited)


def _stage(run: RankingRun, s: int, figures: StageScores, active: Bools, invited: Collection[int]) -> StageOutcome:
    """Decide one stage. What is missing is reported of formations that something else holds up here as well."""
    running = run.running(active)
    if run.conduct_of(s).readable:
        found, lack = lacking(run.register, run.marks, figures, running, _listed_later(run, s))
        run.findings.extend(found)
        run.waiting |= run.blocked_at(s) | run.formations_of(lack)
    else:
        run.waiting |= run.formations_of(running)
    here = run.running(running)
    fates, progress = passing(figures, active, here, run.scores.groups), run.progress
    places = places_at(run.rules, run.register, run.codes[s])
    standing = stand_at(run.rules, run.register, run.scores, s, fates == Fate.PROCEEDS)
    if places is not None:
        standing = _cut(run, s, standing, places, fates)
        _leave_tied(run, s, fates, progress, here)
    kept = frozenset(i for i in invited if fates[i] in {Fate.BEYOND, Fate.FAILS})
    fates[list(kept)] = Fate.PROCEEDS
    stepped_in = step_in(run, s, fates, standing)
    return run.outcome(s, fates, progress, standing, places, kept=kept, stepped_in=stepped_in)


def _listed_later(run: RankingRun, s: int) -> Bools:
    """The formations that a list of a later stage, or of the end, decides whatever is missing at this one."""
    return any_of(len(run.waiting), map(run.listed_at, range(s + 1, run.end + 1)))


def _cut(run: RankingRun, s: int, standing: Standing, places: Places, fates: Fates) -> Standing:
    """The order of those who passed, with ties across the last place settled; whoever stands behind it is out."""
    passed = fates == Fate.PROCEEDS
    tied = passed & crossing(standing, places)
    standing = run.settling.settle(run.codes[s], standing, passed, places, tied, tied)
    fates[passed & (standing.rank > places)] = Fate.BEYOND
    return standing


def _leave_tied(run: RankingRun, s: int, fates: Fates, progress: AllProgress, here: Bools) -> None:
    """Leave the formations undecided whose ties are open, or whose order hangs on something unknown."""
    tied = np.zeros(len(progress), dtype=bool)
    tied[[tie.formation for tie in run.settling.open_at(run.codes[s])]] = True
    progress[tied] = Progress.TIED
    progress[run.settling.unclear] = Progress.WAITING
    run.waiting |= tied | run.settling.unclear
    fates[here & run.members(run.waiting)] = Fate.OPEN


def _end(run: RankingRun, active: Bools) -> StageOutcome:
    """The final order, the seats and the reserve list."""
    run.waiting |= run.blocked_at(run.end)
    choice, person = run.rules.choice, persons(run.rules.choice, run.register)
    aside: Mapping[int, int] = {}
    sharing = np.arange(len(run.waiting)) if choice is None else wait_for_each_other(run, choice, person)
    here, places = run.running(active), places_at_end(run.rules, run.register)
    standing = _after_repeat(run, stand_at(run.rules, run.register, run.scores, run.end, here), here)
    if choice is not None:
        standing, aside = by_choice(run, choice, person, standing, here, places)
    standing, last = _seated_order(run, standing, here, places)
    fates, progress = without_place(standing, active, here, last), run.progress
    _leave_tied(run, run.end, fates, progress, here)
    wait_together(run, sharing, progress != Progress.DECIDED, fates, progress)
    seating = Seating(run, standing, fates, progress, _below(run, active), person)
    seating.give(within(standing, places))
    run.waiting |= progress != Progress.DECIDED
    _shared_reserves(run, standing, here & (fates == Fate.RESERVE))
    came, departed = fates > Fate.OPEN, seating.departed
    return run.outcome(
        run.end, fates, progress, standing, places, placements=seating.placements, vacated=seating.vacated,
        departed=departed, refused={i: letter for i, letter, _ in seating.declined}, stepped_in=seating.stepped_in,
        aside={i: other for i, other in {**aside, **seating.aside}.items() if came[i] and i not in departed},
    )  # fmt: skip


def _seated_order(run: RankingRun, standing: Standing, here: Bools, places: Places) -> tuple[Standing, Places]:
    """The final order with its ties settled where they matter, and the last place of every reserve list."""
    rules, register, ranked = run.rules, run.register, here & (standing.rank > 0)
    last = last_reserve(rules, register, standing, places)
    contested = here & (standing.rank <= last) & (standing.last > places) & (standing.last > standing.rank)
    standing = run.settling.settle(FINAL, standing, ranked, places, ranked & crossing(standing, places), contested)
    return standing, last_reserve(rules, register, standing, places)


def _after_repeat(run: RankingRun, standing: Standing, here: Bools) -> Standing:
    """The order after an exam was repeated among those who are tied; marks of others are reported."""
    marks = run.conduct_of(run.end).repeat
    if marks is None:
        return standing
    key = repeated(standing, run.register.formation, marks)
    decided = run.running(np.ones(len(here), dtype=bool))
    for i in indices(decided & (marks.states == State.KNOWN) & ~key.known):
        run.findings.append(finding("P509", marks.where(i), nomor=run.register.numbers[i]))
    return stand([*standing.keys, key], run.register.formation, here) if key.known.any() else standing


def _below(run: RankingRun, active: Bools) -> Bools:
    """Who fell only below a threshold, and has all marks."""
    failed = any_of(len(active), (outcome.fates == Fate.FAILS for outcome in run.outcomes))
    known = np.all([figures.states == State.KNOWN for figures in run.scores.stages], axis=0)
    return np.asarray(failed & known & ~active, dtype=bool)


def _shared_reserves(run: RankingRun, standing: Standing, reserves: Bools) -> None:
    """Reserves who share a rank: the list says no order between them, and may be longer than it should be."""
    shared = reserves & (standing.last > standing.rank)
    for tied in ties_over(standing, run.register.formation, shared):
        numbers = ", ".join(run.register.numbers[i] for i in tied.tolist())
        code = run.register.formation_of(tied[0]).code
        run.findings.append(finding("P504", formasi=code, nomor=numbers, peringkat=int(standing.rank[tied[0]])))
