"""Outcomes that are determined elsewhere: the list of the central body as it stands, and our computation beside it.

The list is what counts and what is printed. What our computation gives otherwise is a finding; none changes the list.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from asnrekrut.core.events import Kind
from asnrekrut.core.exact import Bools, Indices, indices
from asnrekrut.core.marks import LEAVING, MISSING, State
from asnrekrut.core.passing import passing
from asnrekrut.core.placement import (
    BY_LIST,
    Placement,
    crossing,
    last_reserve,
    placed_by,
    places_at,
    places_at_end,
    within,
    without_place,
)
from asnrekrut.core.replacements import misfit
from asnrekrut.core.result import INSIDE, Codes, Fate, Fates, StageOutcome, latest_fates
from asnrekrut.core.sessions_and_makeups import CODE, RANK, TOTAL
from asnrekrut.core.sort_keys import Standing, stand_at
from asnrekrut.findings import Finding, finding
from asnrekrut.notation import show
from asnrekrut.rules.figure_keys import FINAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from asnrekrut.core.calculation_steps import Step
    from asnrekrut.core.ranking import RankingRun
    from asnrekrut.core.register import Register
    from asnrekrut.core.sessions_and_makeups import Determination


class Computed(Struct, frozen=True, eq=False):
    """What our own computation gives for a stage, or for the end.

    Attributes:
        fates: OPEN where we cannot tell.
        total: the figure that the list's total is compared with; None where there is none.
    """

    fates: Fates
    standing: Standing
    total: Step | None


def decide_by_list(run: RankingRun, s: int, fixed: Determination, active: Bools) -> StageOutcome:
    """A stage, or the end, as a list of the central body determines it, with our own computation beside it."""
    register, at_end = run.register, s == run.end
    code, name = list(run.rules.stage_names.items())[s]
    before, waited, listed = latest_fates(run.outcomes, len(register)), run.waiting, run.listed_at(s)
    here = run.members(listed)
    active = active | (here & np.isin(before, (Fate.NOT_REACHED, Fate.PROCEEDS)))  # whatever lacks at an earlier stage
    run.waiting = (waited | run.blocked_at(s) | run.formations_of(active)) & ~listed
    run.settling.unclear &= ~listed
    fates = fates_of(fixed, active, here, before, Fate.LOSES if at_end else Fate.BEYOND)
    standing = standing_of(fixed, register.formation, here & (fates > Fate.OPEN))
    unsettled = run.members(waited)
    computed = _own_end(run, active & here, unsettled) if at_end else _own_stage(run, s, active & here, unsettled)
    found = [
        *unlisted_formations(register, name, active, run.waiting & ~waited & ~run.blocked_at(s)),
        *one_sided(register, name, fixed, active, fates, here),
        *_unplaced(register, fixed),
        *differences(register, name, fixed, computed, active & here, Codes.at(run.rules, s)),
    ]
    run.findings.extend(replace(one, stage_code=code) for one in found)
    run.findings.extend(_of_the_list(run, s))
    placed = _listed_in_seats(run, standing, np.isin(fates, INSIDE), fixed) if at_end else ()
    return run.outcome(s, fates, run.progress, standing, None, placements=placed, determined=fixed)


def _of_the_list(run: RankingRun, s: int) -> Iterator[Finding]:
    """Events that only a new list of the central body can carry out."""
    after = FINAL if s == run.end else run.codes[s + 1] if s + 1 < run.end else ""
    kinds = (*LEAVING, Kind.REPLACEMENT) if after == FINAL else (Kind.REPLACEMENT,)
    for event in run.events:
        if event.stage == after and event.kind in kinds:
            yield misfit(
                event, ", ".join(event.persons), "yang berlaku ialah daftar penetapan; mintalah daftar yang baru"
            )


def _own_stage(run: RankingRun, s: int, here: Bools, unsettled: Bools) -> Computed:
    """What our marks give for a stage that is determined elsewhere, as far as they go; no tie is opened.

    Args:
        unsettled: who is in a formation of which an earlier stage is open: a missing mark may still move them.
    """
    scores = run.scores.ours(s)
    figures, stage = scores.stages[s], run.rules.stages[s]
    fates = passing(figures, here, here, scores.groups)
    unknown = here & np.isin(figures.states, (*MISSING, State.INVALID))
    fates[unknown] = Fate.OPEN
    passed = fates == Fate.PROCEEDS
    standing = stand_at(run.rules, run.register, scores, s, passed)
    fates[passed & unsettled] = Fate.OPEN
    unsettled = unsettled | run.members(run.formations_of(unknown))
    places = places_at(run.rules, run.register, stage.code)
    if stage.shortlist is not None and places is not None:
        fates[passed & (standing.rank > places)] = Fate.BEYOND
        if stage.shortlist.ties != "ikut semua":
            fates[passed & crossing(standing, places)] = Fate.OPEN
        fates[passed & unsettled] = Fate.OPEN
    standing.rank[unsettled] = 0
    return Computed(fates, standing, figures.compared)


def _own_end(run: RankingRun, here: Bools, unsettled: Bools) -> Computed:
    """What our figures give for the end that is determined elsewhere, likewise."""
    rule, scores, places = run.rules.ranking, run.scores.ours(run.end), places_at_end(run.rules, run.register)
    known = here if scores.final is None else here & scores.final.known
    standing = stand_at(run.rules, run.register, scores, run.end, known)
    last = last_reserve(run.rules, run.register, standing, places)
    fates = without_place(standing, here, known, last)
    fates[known & within(standing, places)] = Fate.WINS if rule.nominations is None else Fate.NOMINATED
    for edge in (places, last) if rule.ties != "ikut semua" else ():
        fates[known & crossing(standing, edge)] = Fate.OPEN
    fates[here & unsettled] = Fate.OPEN
    standing.rank[unsettled] = 0
    return Computed(fates, standing, scores.final)


def fates_of(fixed: Determination, running: Bools, here: Bools, latest: Fates, unlisted: Fate) -> Fates:
    """Everyone's fate by the list.

    Args:
        running: who is in the running when the stage begins.
        here: whose formation is on the list, and not blocked.
        latest: what became of everyone before; whom the list only says the same of stays where they stopped.
        unlisted: the fate of those in the running who do not stand on the list.
    """
    fates = np.where(running, Fate.OPEN, Fate.NOT_REACHED).astype(np.int8)
    fates[here & running] = unlisted
    named = here & fixed.listed & (running | (fixed.fates != latest))
    fates[named] = fixed.fates[named]
    return fates


def standing_of(fixed: Determination, formation: Indices, members: Bools) -> Standing:
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
    codes: Codes,
) -> Iterator[Finding]:
    """Whatever our computation gives otherwise than the list, the cause before what follows: total, rank, code.

    Args:
        here: of whom both may speak: in the running, listed, in a formation that is decided.
    """
    both = here & fixed.listed

    def where(who: Bools, what: str, theirs: Callable[[int], str], ours: Callable[[int], str]) -> Iterator[Finding]:
        for i in indices(who):
            told = {"nomor": register.numbers[i], "tahap": stage, "apa": what}
            yield finding("P452", fixed.where(i, what), **told, penetapan=theirs(i), hitungan=ours(i))

    def code(fates: Fates) -> Callable[[int], str]:
        return lambda i: getattr(codes.general, codes.names[Fate(int(fates[i]))]).code

    total, rank, last = computed.total, computed.standing.rank, computed.standing.last
    if total is not None:
        apart = both & fixed.known & total.known & (total.values.plus(fixed.totals.times(Fraction(-1))).num != 0)
        yield from where(apart, TOTAL, lambda i: show(fixed.totals.at(i), total.decimals), total.show)
    unlike = (fixed.rank < rank) | (fixed.rank > last)
    ranked = both & (fixed.rank > 0) & (rank > 0)
    yield from where(ranked & unlike, RANK, lambda i: str(fixed.rank[i]), lambda i: str(rank[i]))
    told = both & (computed.fates > Fate.OPEN) & (computed.fates != fixed.fates)
    told[list(fixed.moved)] = False  # our figures fill no seat of another formation where a list does
    yield from where(told, CODE, code(fixed.fates), code(computed.fates))


def unlisted_formations(register: Register, stage: str, active: Bools, waiting: Bools) -> Iterator[Finding]:
    """The formations of which the list names nobody, with those who wait for it."""
    counts = np.bincount(register.formation[active], minlength=len(register.formations))
    for f in indices(waiting):
        yield finding("E439", None, formasi=register.codes[f], banyak=int(counts[f]), tahap=stage)


def one_sided(
    register: Register, stage: str, fixed: Determination, running: Bools, fates: Fates, here: Bools
) -> Iterator[Finding]:
    """Who is in the running but not on the list, and who is on the list although out."""
    for i in indices(here & running & ~fixed.listed):
        yield finding("P454", None, nomor=register.numbers[i], tahap=stage)
    for i in indices(here & ~running & (fates > Fate.OPEN)):
        yield finding("P455", fixed.where(i), nomor=register.numbers[i], tahap=stage)


def _listed_in_seats(run: RankingRun, standing: Standing, winners: Bools, fixed: Determination) -> list[Placement]:
    """Whom the central body's list gives a seat, in its order; whoever has no rank there comes last.

    Somebody who was moved has the seat where the list says; where it does not, in the own formation.
    """
    rules, register = run.rules, run.register
    rank = np.where(standing.rank > 0, standing.rank, len(register) + 1)
    who = np.flatnonzero(winners)
    placed = who[np.lexsort((who, rank[who], register.formation[who]))]
    basis = rules.ranking.determined.legal_basis if rules.ranking.determined is not None else ""

    def seated(one: Placement) -> Placement:
        way, at = fixed.moved.get(one.application), register.formation_at
        return one if way is None else replace(one, outcome=way.outcome, formation=at.get(way.formation, one.formation))

    return [seated(one) for one in placed_by(rules, register, placed, BY_LIST, basis)]


def _unplaced(register: Register, fixed: Determination) -> Iterator[Finding]:
    """Whoever was moved according to the list, which does not say, or not rightly, into which formation."""
    for i, way in fixed.moved.items():
        if way.formation not in register.formation_at or register.formation_at[way.formation] == register.formation[i]:
            said = f'menyebut formasi "{way.formation}"' if way.formation else "tidak menyebut formasi kursinya"
            yield finding("P459", fixed.where(i), nomor=register.numbers[i], kode=way.outcome.code, sebab=said)
