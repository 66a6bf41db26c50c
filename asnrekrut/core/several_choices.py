"""One person, several applications: each gets the first of their choices that their rank reaches.

The rule is that of Gale and Shapley (College Admissions and the Stability of Marriage, 1962) with applicants proposing:
nobody would rather have a place that somebody of lower rank got, and no other such result is better for any applicant.
"""

from __future__ import annotations

from bisect import insort
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from asnrekrut.core.exact import Bools, Indices, indices
from asnrekrut.core.result import AllProgress, Fate, Fates, Progress
from asnrekrut.core.sort_keys import Places, Standing, stand
from asnrekrut.findings import Finding, finding
from asnrekrut.rules.figure_keys import FINAL
from asnrekrut.texts import looks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from asnrekrut.core.ranking import RankingRun
    from asnrekrut.core.register import Register
    from asnrekrut.rules.seats import Choice


def wishes(rule: Choice, register: Register, person: Indices, members: Bools) -> list[list[int]]:
    """Everybody's applications that came to the end, the preferred first."""
    order = register.attribute(rule.order)
    found: dict[int, list[int]] = {}
    for i in indices(members):
        found.setdefault(int(person[i]), []).append(i)
    return [sorted(mine, key=order.figures.at) for _, mine in sorted(found.items())]


def unclear(rule: Choice, register: Register, person: Indices) -> Iterator[tuple[Finding, list[int]]]:
    """What does not say clearly who wants what, each with the applications that it concerns.

    Choices that are blank, equal or no place in an order, and persons who may be one although they are written as two.
    """
    who, order = register.attribute(rule.person), register.attribute(rule.order)
    several: dict[int, list[int]] = {}
    alike: dict[str, list[int]] = {}
    for i, owner in enumerate(person.tolist()):
        several.setdefault(owner, []).append(i)
        if owner == i and (shape := "".join(filter(str.isalnum, looks(who.texts[i])))):
            alike.setdefault(shape, []).append(i)
    for mine in (one for one in several.values() if len(one) > 1):
        given = {order.figures.at(i) for i in mine if order.known[i]}
        if len(given) < len(mine) or any(one < 1 or one.denominator > 1 for one in given):
            numbers = ", ".join(register.numbers[i] for i in mine)
            yield finding("E509", order.where(mine[0]), nomor=register.numbers[mine[0]], semua=numbers), mine
    for mine in (one for one in alike.values() if len(one) > 1):
        said = " dan ".join(f'"{who.texts[i]}" ({register.numbers[i]})' for i in mine)
        yield finding("E511", who.where(mine[1]), orang=said), mine


def choose(
    wanted: Sequence[Sequence[int]],
    formation: Sequence[int],
    rank: Sequence[int],
    places: Mapping[int, int],
    level: Sequence[int],
) -> tuple[dict[int, int], list[int]]:
    """Let everybody propose to their formations in turn, and every formation keep the best.

    Args:
        wanted: for every person their applications, the preferred first.
        formation: of every application.
        rank: of every application in its formation; equals share one.
        places: by formation.
        level: as ``rank``, before any lot or decision.

    Returns:
        The applications that are not needed any more, each with the one that its owner holds; and all equals whose
        order decides something.
    """
    one, other = (_Proposals.carried_out(wanted, formation, rank, places, sign) for sign in (1, -1))
    met = one.ties_at_the_end(level)
    if one.placed != other.placed:  # who of two equals goes on to another formation changes the rest
        met += one.ties_on_the_way(level) + other.ties_on_the_way(level)
    return one.aside, met


class _Proposals(NamedTuple):
    """Who was kept and refused by each formation, in the order in which it happened, and what nobody needs any more."""

    kept: dict[int, list[int]]
    refused: dict[int, list[tuple[int, int | None]]]  # each with the last that was kept then
    aside: dict[int, int]

    @classmethod
    def carried_out(
        cls, wanted: Sequence[Sequence[int]], formation: Sequence[int], rank: Sequence[int], places: Mapping[int, int],
        sign: int,
    ) -> _Proposals:  # fmt: skip
        """Propose until nobody is left to; of equals the first stays where ``sign`` is 1, the last where it is -1."""
        kept: dict[int, list[int]] = {f: [] for f in places}
        refused: dict[int, list[tuple[int, int | None]]] = {f: [] for f in places}
        owner = {i: p for p, mine in enumerate(wanted) for i in mine}
        left = [iter(mine) for mine in wanted]
        waiting = list(range(len(wanted)))
        while waiting:
            i = next(left[waiting.pop()], None)
            if i is None:
                continue
            mine = kept[formation[i]]
            insort(mine, i, key=lambda j: (rank[j], sign * j))
            if len(mine) > places[formation[i]]:
                out = mine.pop()
                refused[formation[i]].append((out, mine[-1] if mine else None))
                waiting.append(owner[out])
        aside = {later: i for mine in kept.values() for i in mine for later in left[owner[i]]}
        return cls(kept, refused, aside)

    @property
    def placed(self) -> set[int]:
        """The applications that were kept in the end."""
        return {i for mine in self.kept.values() for i in mine}

    def ties_at_the_end(self, level: Sequence[int]) -> list[int]:
        """All equals at the last place of a formation of whom not everybody has one."""
        return [i for f, mine in self.kept.items() if mine for i in self._equals(f, {level[mine[-1]]}, level)]

    def ties_on_the_way(self, level: Sequence[int]) -> list[int]:
        """All equals of whom somebody was refused for another."""
        pairs = {
            f: [(level[out], level[last]) for out, last in gone if last is not None] for f, gone in self.refused.items()
        }
        return [i for f, gone in pairs.items() for i in self._equals(f, {a for a, b in gone if a == b}, level)]

    def _equals(self, f: int, levels: set[int], level: Sequence[int]) -> list[int]:
        """Those of these levels whom a formation kept or refused, where it refused one."""
        out = [i for i, _ in self.refused[f] if level[i] in levels]
        return [*out, *(i for i in self.kept[f] if out and level[i] in levels)]


def shared(person: Indices, formation: Indices, formations: int) -> Indices:
    """For every formation the first of those that share applicants, directly or by way of others."""
    return together(formations, zip(formation.tolist(), formation[person].tolist(), strict=True))


def together(formations: int, pairs: Iterable[tuple[int, int]]) -> Indices:
    """For every formation the first of those that pairs join, directly or by way of others."""
    first = list(range(formations))

    def root(f: int) -> int:
        while first[f] != f:
            f = first[f]
        return f

    for pair in pairs:
        low, high = sorted(map(root, pair))
        first[high] = low
    return np.array([root(f) for f in first], dtype=np.intp)


def wait_for_each_other(run: RankingRun, rule: Choice, person: Indices) -> Indices:
    """Formations that share applicants wait for each other, and for choices that are blank or equal.

    Returns:
        See ``shared``.
    """
    label = shared(person, run.register.formation, len(run.register.formations))
    for fault, mine in unclear(rule, run.register, person):
        run.findings.append(fault)
        run.waiting[run.register.formation[mine]] = True
    run.waiting |= np.isin(label, label[run.waiting])
    return label


def wait_together(run: RankingRun, label: Indices, open_ones: Bools, fates: Fates, progress: AllProgress) -> Bools:
    """Have every decided formation wait that hangs together with an open one; which they are."""
    waiting: Bools = np.isin(label, label[open_ones]) & (progress == Progress.DECIDED)
    progress[waiting] = Progress.WAITING
    fates[waiting[run.register.formation] & (fates != Fate.NOT_REACHED)] = Fate.OPEN
    return waiting


def by_choice(
    run: RankingRun, rule: Choice, person: Indices, standing: Standing, here: Bools, places: Places
) -> tuple[Standing, Mapping[int, int]]:
    """The order of those who still need their place, and the applications of the others, who have one they prefer."""
    register, formation = run.register, run.register.formation
    room = {f: int(places[formation == f][0]) if (formation == f).any() else 0 for f in range(len(register.formations))}
    wanted = wishes(rule, register, person, here)
    level, equal = standing, np.zeros(len(here), dtype=bool)
    while True:
        aside, met = choose(wanted, formation.tolist(), standing.rank.tolist(), room, level.rank.tolist())
        if equal[met].all():
            break
        equal[met] = True  # whoever comes to a tie later is drawn among those who were there before
        standing = run.settling.settle(FINAL, level, here, places, equal, equal)
    needed = here.copy()
    needed[list(aside)] = False
    return stand(standing.keys, formation, needed, standing.drawn, standing.settled), aside
