"""Counts: by stage, by formation, by result code. What the summary, the recap sheet and the JSON print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.ranking import Fate
from asnrekrut.rules.rounding import final_rounding

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from asnrekrut.core.ranking import Ranking
    from asnrekrut.core.register import Formation, Register
    from asnrekrut.rules.model import Rules
    from asnrekrut.scoring import Scores


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many took part in a stage and what became of them; the last five add up to ``expected``."""

    name: str
    expected: int
    absent: int
    out: int  # withdrew or were disqualified
    failed: int
    beyond: int
    went_on: int


@dataclass(frozen=True, slots=True)
class SeatCount:
    """A formation's seats and who got them; the last two figures are None where nobody won or nothing is weighed."""

    seats: Formation
    applicants: int
    winners: int
    reserves: int
    lowest: Fraction | None
    decimals: int = 0  # with which the lists print it

    @property
    def empty(self) -> int:
        """Formation that nobody fills."""
        return max(0, self.seats.quota - self.winners)


def count_stages(names: list[str], ranking: Ranking) -> Iterator[StageCount]:
    """One row per stage reached."""
    for name, fates in zip(names, ranking.stages, strict=False):
        tally = np.bincount(fates, minlength=len(Fate)).tolist()
        yield StageCount(
            name,
            len(fates) - tally[Fate.NOT_REACHED],
            tally[Fate.ABSENT],
            tally[Fate.WITHDRAWN] + tally[Fate.DISQUALIFIED],
            tally[Fate.FAILS],
            tally[Fate.BEYOND],
            tally[Fate.PROCEEDS],
        )


def count_seats(rules: Rules, register: Register, scores: Scores, ranking: Ranking) -> Iterator[SeatCount]:
    """One row per formation."""
    step = final_rounding(rules)
    table = tally(register, ranking)
    for i, seats in enumerate(register.formations):
        winners, reserves = int(table[i, Fate.WINS]), int(table[i, Fate.RESERVE])
        lowest = None
        if winners and scores.final is not None:
            won = np.flatnonzero((ranking.fates == Fate.WINS) & (register.formation == i))
            lowest = min(scores.final.at(int(k)) for k in won)
        yield SeatCount(seats, int(table[i].sum()), winners, reserves, lowest, step.decimals if step else 0)


def tally(register: Register, ranking: Ranking) -> np.ndarray:
    """Applicants by formation and final fate, shape (formations, fates)."""
    table = np.zeros((len(register.formations), len(Fate)), dtype=np.int64)
    np.add.at(table, (register.formation, ranking.fates), 1)
    return table
