"""Counts: by stage, by formation, by result code. What the summary, the recap sheet and the JSON print."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from asnrekrut.core.marks import State
from asnrekrut.core.reasons import missed_gates, unmet_requirements, unmet_words
from asnrekrut.core.result import Fate, Result, StageOutcome

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from asnrekrut.core.exact import Bools
    from asnrekrut.core.register import Formation
    from asnrekrut.rules.sources import Session

BECAME = (
    (Fate.ABSENT,), (Fate.NOT_CALLED,), (Fate.WITHDRAWN, Fate.DISQUALIFIED), (Fate.FAILS,), (Fate.BEYOND,),
    (Fate.PROCEEDS,),
)  # fmt: skip


class StageCount(Struct, frozen=True):
    """How many took part in a stage and what became of them; at the end, everyone who applied.

    Attributes:
        expected: who took part; their fates add up to it.
        present, away: who was there, and who was absent, whatever the rules make of it.
        by_fate: of those counted; whoever is in the running in a formation that is not decided yet is ``Fate.OPEN``.
    """

    stage: StageOutcome
    expected: int
    present: int
    away: int
    by_fate: tuple[int, ...]

    def became(self) -> list[int]:
        """How many were absent, not called, out (withdrawn or disqualified), failed, were beyond, and went on."""
        return [self.of(*fates) for fates in BECAME]

    def of(self, *fates: Fate) -> int:
        """How many have one of these fates."""
        return sum(self.by_fate[fate] for fate in fates)


class SessionCount(Struct, frozen=True):
    """A session of a stage, and how many of those listed in it were there."""

    session: Session
    present: int
    absent: int


class SeatCount(Struct, frozen=True):
    """A formation's seats and who got them.

    Attributes:
        decided: whether the formation is decided in the end.
        winners: who has a seat; nominated: who is put to whoever appoints, and was not chosen yet.
        lowest: the lowest final score of them all; None where there is nobody or nothing is weighed.
        decimals: with which the lists print it.
    """

    formation: Formation
    applicants: int
    decided: bool
    winners: int
    nominated: int
    reserves: int
    lowest: Fraction | None
    decimals: int = 0

    @property
    def inside(self) -> int:
        """Who has a seat or is nominated for one."""
        return self.winners + self.nominated

    @property
    def empty(self) -> int:
        """Seats that nobody has, once the formation is decided; a nomination fills none."""
        return max(0, self.formation.quota - self.winners) if self.decided else 0


def count_stages(result: Result) -> Iterator[StageCount]:
    """One row per stage reached, the end left out."""
    return (count_stage(result, stage) for stage in result.stages if not stage.is_end)


def count_stage(result: Result, stage: StageOutcome, who: Bools | None = None) -> StageCount:
    """A stage, or the end, of everybody or of some."""
    fates = result.fates_at(stage)
    some = np.ones(len(fates), dtype=bool) if who is None else who
    here = some if stage.is_end else some & stage.took_part
    there, gone = (int((here & one(result, stage)).sum()) for one in (present, away))
    return StageCount(
        stage, int(here.sum()), there, gone, tuple(np.bincount(fates[some], minlength=len(Fate)).tolist())
    )


def away(result: Result, stage: StageOutcome) -> Bools:
    """Who was absent from a stage: by fate, or with no mark but absence where that counts as zero."""
    if stage.is_end:
        return np.asarray(result.fates == Fate.ABSENT)
    states = [result.marks[stage.code, c.code].states for c in result.rules.stages[stage.index].components]
    return np.asarray((stage.fates == Fate.ABSENT) | np.logical_and.reduce([one == State.ABSENT for one in states]))


def present(result: Result, stage: StageOutcome) -> Bools:
    """Who was there at a stage: of those who took part, all but the absent, who were not called or who withdrew."""
    gone = away(result, stage) | np.isin(result.fates_at(stage), (Fate.NOT_CALLED, Fate.WITHDRAWN))
    return np.asarray(~gone if stage.is_end else stage.took_part & ~gone)


def count_sessions(result: Result, stage: StageOutcome, who: Bools | None = None) -> Iterator[SessionCount]:
    """One row per session of a stage, of those invited or some of them; nothing for a stage without sessions.

    Whoever was absent and sat a make-up was absent from the session.
    """
    rule, conduct = result.rules.stages[stage.index], result.conduct.get(stage.code)
    if conduct is None or conduct.session is None:
        return
    made_up = conduct.made_up(len(result.register))
    there, gone = present(result, stage) & ~made_up, (away(result, stage) | made_up) & stage.took_part
    for k, session in enumerate(rule.sessions):
        mine = (conduct.session == k) & (True if who is None else who)
        yield SessionCount(session, int((mine & there).sum()), int((mine & gone).sum()))


def count_seats(result: Result) -> Iterator[SeatCount]:
    """One row per formation."""
    register, end, final = result.register, result.end, result.scores.final
    applied, placed = Counter(register.formation.tolist()), {} if end is None else end.placed_in
    waiting = Counter(register.formation[result.fates == Fate.RESERVE].tolist())
    for f, formation in enumerate(register.formations):
        decided = end is not None and end.decided_in[f]
        inside = placed.get(f, ())
        lowest = min((final.values.at(one.application) for one in inside), default=None) if final is not None else None
        decimals = final.decimals if final else 0
        won = sum(one.is_seat for one in inside)
        yield SeatCount(formation, applied[f], decided, won, len(inside) - won, waiting[f], lowest, decimals)


class GroundCount(Struct, frozen=True):
    """How many failed at a stage on one ground, and how many of them on no other; '' where it has no code."""

    code: str
    ground: str
    people: int
    alone: int


def count_grounds(result: Result, stage: StageOutcome) -> list[GroundCount]:
    """The grounds on which people failed at a stage, in the order of the rules; those that nobody met are left out."""
    if stage.is_end or stage.determined is not None:
        return []
    figures, failed = result.scores.stages[stage.index], stage.fates == Fate.FAILS
    unmet = [(*unmet_words(c), who) for c, who in unmet_requirements(figures, result, failed)]
    unmet += [(one.demand.code, one.demand.ground, failed & one.fails) for one in figures.demands]
    unmet += [("", f"di bawah ambang batas {gate.label}", who) for gate, who in missed_gates(figures, result, failed)]
    several = np.sum([who for _, _, who in unmet], axis=0)
    return [
        GroundCount(code, words, int(who.sum()), int((who & (several == 1)).sum()))
        for code, words, who in unmet
        if who.any()
    ]
