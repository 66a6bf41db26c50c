"""Outcomes that are determined elsewhere: the list of the central body as it stands, and our computation beside it.

The list is what counts and what is printed. What our computation gives otherwise is a finding; none changes the list.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.ordering import Standing
from asnrekrut.core.result import FINAL_CODES, STAGE_CODES, Fate
from asnrekrut.findings import finding
from asnrekrut.notation import show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from asnrekrut.core.conduct import Determination
    from asnrekrut.core.exact import Bools
    from asnrekrut.core.register import Register
    from asnrekrut.core.result import Fates
    from asnrekrut.core.steps import Step
    from asnrekrut.findings import Finding
    from asnrekrut.rules.codes import FinalCodes, Outcome, StageCodes


@dataclass(frozen=True, slots=True, eq=False)
class Computed:
    """What our own computation gives for a stage, or for the end.

    Attributes:
        fates: OPEN where we cannot tell.
        total: the figure that the list's total is compared with; None where there is none.
    """

    fates: Fates
    standing: Standing
    total: Step | None


def fates_of(fixed: Determination, running: Bools, here: Bools, latest: Fates, unlisted: Fate) -> Fates:
    """Everyone's fate by the list.

    Args:
        running: who is in the running when the stage begins.
        here: whose formation is on the list, and not held up.
        latest: what became of everyone before; whom the list only says the same of stays where they stopped.
        unlisted: the fate of those in the running who do not stand on the list.
    """
    fates = np.where(running, Fate.OPEN, Fate.NOT_REACHED).astype(np.int8)
    fates[here & running] = unlisted
    named = here & fixed.listed & (running | (fixed.fates != latest))
    fates[named] = fixed.fates[named]
    return fates


def standing_of(fixed: Determination, formation: NDArray[np.intp], members: Bools) -> Standing:
    """The order that the list gives; ``last`` closes a rank that several share."""
    ranked = members & fixed.listed & (fixed.rank > 0)
    who = np.flatnonzero(ranked)
    order = who[np.lexsort((who, fixed.rank[who], formation[who]))]
    rank = np.where(ranked, fixed.rank, 0)
    last = rank.copy()
    pairs = np.stack([formation[order], rank[order]])
    _, at, counts = np.unique(pairs, axis=1, return_inverse=True, return_counts=True)
    last[order] += counts[at.ravel()] - 1
    return Standing([], order, rank, last, np.zeros_like(rank))


def differences(
    register: Register,
    stage: str,
    fixed: Determination,
    computed: Computed,
    here: Bools,
    codes: StageCodes | FinalCodes,
) -> Iterator[Finding]:
    """Whatever our computation gives otherwise than the list, person by person: total, code, rank.

    Args:
        here: of whom both may speak: in the running, listed, in a formation that is decided.
    """
    both = here & fixed.listed
    names = FINAL_CODES if hasattr(codes, "wins") else STAGE_CODES

    def one(i: int, what: str, theirs: str, ours: str) -> Finding:
        number, place = register.numbers[i], fixed.where(i)
        return finding("P452", place, nomor=number, tahap=stage, apa=what, penetapan=theirs, hitungan=ours)

    def code(fate: int) -> str:
        outcome: Outcome = getattr(codes, names[Fate(fate)])
        return outcome.code

    total = computed.total
    if total is not None:
        apart = total.values.plus(fixed.totals.times(Fraction(-1))).num != 0
        for i in np.flatnonzero(both & fixed.known & total.known & apart).tolist():
            yield one(i, "total", show(fixed.totals.at(i), total.decimals), total.show(i))
    told = both & (computed.fates > Fate.OPEN)
    told[list(fixed.moved)] = False  # our figures fill no seat of another formation where a list does
    for i in np.flatnonzero(told & (computed.fates != fixed.fates)).tolist():
        yield one(i, "kode", code(int(fixed.fates[i])), code(int(computed.fates[i])))
    rank, last = computed.standing.rank, computed.standing.last
    unlike = (fixed.rank < rank) | (fixed.rank > last)
    for i in np.flatnonzero(both & (fixed.rank > 0) & (rank > 0) & unlike).tolist():
        yield one(i, "peringkat", str(fixed.rank[i]), str(rank[i]))


def one_sided(
    register: Register, stage: str, fixed: Determination, running: Bools, fates: Fates, here: Bools
) -> Iterator[Finding]:
    """Who is in the running but not on the list, and who is on the list although out."""
    for i in np.flatnonzero(here & running & ~fixed.listed).tolist():
        yield finding("P454", None, nomor=register.numbers[i], tahap=stage)
    for i in np.flatnonzero(here & ~running & (fates > Fate.OPEN)).tolist():
        yield finding("P455", fixed.where(i), nomor=register.numbers[i], tahap=stage)
