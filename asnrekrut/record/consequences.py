"""Which changed outcomes follow from facts that changed; what follows from none of them changed by itself.

A fact of one person changes that person's own outcome, and others' only as far as they compete with them: a place
further up or down, a seat won or lost, and never the order of two people of whom nothing changed.
"""

from __future__ import annotations

from itertools import groupby
from math import inf
from operator import itemgetter
from typing import TYPE_CHECKING

from msgspec import Struct

from asnrekrut.core.register import Register, persons
from asnrekrut.core.result import FATE_WORDS, Fate
from asnrekrut.core.several_choices import shared, together
from asnrekrut.core.vacant_seats import linked
from asnrekrut.record.account import STATES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from asnrekrut.record.account import Way
    from asnrekrut.rules.model import Rules

_BY_OTHERS = [
    {FATE_WORDS[Fate.PROCEEDS], FATE_WORDS[Fate.BEYOND]},
    {FATE_WORDS[fate] for fate in (Fate.NOMINATED, Fate.WINS, Fate.RESERVE, Fate.LOSES)},
]


class ComparedWays(Struct, frozen=True):
    """What became of a person up to a stage, as it was confirmed and as it reads today."""

    person: str
    before: Way
    after: Way

    @property
    def changed(self) -> bool:
        """Whether anything reads otherwise."""
        return self.before != self.after

    @property
    def first(self) -> int:
        """The first stage whose fate differs; behind the last one where only the rank does."""
        pairs = list(zip(self.before.fates, self.after.fates, strict=False))
        return next((k for k, (was, now) in enumerate(pairs) if was != now), len(pairs))

    @property
    def stated(self) -> bool:
        """Whether it differs by a state: absent, withdrawn, disqualified, not called."""
        return any(
            word in STATES for way in (self.before, self.after) for word in way.fates[self.first : self.first + 1]
        )

    def by_others(self, from_below: bool) -> bool:
        """Whether what others did can have changed it.

        Args:
            from_below: whether who fell below a threshold may get an empty seat at the end.
        """
        words = {word for way in (self.before, self.after) for word in way.fates[self.first : self.first + 1]}
        below = {FATE_WORDS[Fate.FAILS]} if from_below else set()
        return len(words) <= 1 or any(words <= competing | below for competing in _BY_OTHERS)


def unexplained(people: Sequence[ComparedWays], touched: Collection[str], from_below: bool) -> list[ComparedWays]:
    """The changed outcomes of a formation that follow from nothing.

    Args:
        touched: of whom a fact that bears on the outcome changed, among these people and whom they compete with.
        from_below: see ``ComparedWays.by_others``.
    """
    others = [one for one in people if one.person not in touched]
    ranks = [(r.before.rank, r.after.rank, r.person) for r in others if r.before.rank and r.after.rank]
    turned = set(_turned(ranks)) if touched else {one.person for one in others}
    return [one for one in others if one.changed and (one.person in turned or not one.by_others(from_below))]


def _turned(ranked: Sequence[tuple[int, int, str]]) -> Iterator[str]:
    """Who stood before somebody and now stands behind them, or the other way round."""
    for sign in (1, -1):
        furthest = -inf
        ordered = sorted((sign * was, sign * now, person) for was, now, person in ranked)
        for _, equals in groupby(ordered, key=itemgetter(0)):
            here = list(equals)
            yield from (person for _, now, person in here if now < furthest)
            furthest = max(furthest, here[-1][1])


def competing(rules: Rules, register: Register) -> dict[str, set[str]]:
    """By formation, those whose people can change who gets what in it at the end, by moves and choices; codes."""
    labels = [linked(rules, register)]
    if rules.choice is not None:
        labels.append(shared(persons(rules.choice, register), register.formation, len(register.codes)))
    label = together(len(register.codes), (pair for one in labels for pair in enumerate(one.tolist()))).tolist()
    groups: dict[int, set[str]] = {}
    for code, first in zip(register.codes, label, strict=True):
        groups.setdefault(first, set()).add(code)
    return {code: groups[first] for code, first in zip(register.codes, label, strict=True)}
