"""Which changed outcomes follow from facts that changed; what follows from none of them changed by itself.

A fact of one person changes that person's own outcome, and others' only as far as they compete with them: a place
further up or down, a seat won or lost, and never the order of two people of whom nothing changed.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from asnrekrut.core.choices import shared
from asnrekrut.core.filling import linked
from asnrekrut.core.register import Register, persons
from asnrekrut.core.result import FATE_WORDS, Fate

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from asnrekrut.rules.model import Rules

_BY_OTHERS = [
    {FATE_WORDS[Fate.PROCEEDS], FATE_WORDS[Fate.BEYOND]},
    {FATE_WORDS[fate] for fate in (Fate.WINS, Fate.RESERVE, Fate.LOSES)},
]


class ComparedFates(Struct, frozen=True):
    """One person's outcome of a stage as it was confirmed and as it reads today.

    Attributes:
        before, after: the words of the fates, stage by stage.
        rank_before, rank_after: the rank within the formation; None for none.
    """

    person: str
    before: Sequence[str]
    after: Sequence[str]
    rank_before: int | None
    rank_after: int | None

    @property
    def changed(self) -> bool:
        """Whether anything reads otherwise."""
        return (list(self.before), self.rank_before) != (list(self.after), self.rank_after)

    @property
    def first(self) -> int:
        """The first stage whose fate differs; behind the last one where only the rank does."""
        pairs = zip(self.before, self.after, strict=False)
        return next((k for k, (was, now) in enumerate(pairs) if was != now), min(len(self.before), len(self.after)))

    def by_others(self, from_below: bool) -> bool:
        """Whether what others did can have changed it.

        Args:
            from_below: whether who fell below a threshold may get an empty seat at the end.
        """
        if self.first >= min(len(self.before), len(self.after)):
            return True
        words = {self.before[self.first], self.after[self.first]}
        below = {FATE_WORDS[Fate.FAILS]} if from_below else set()
        return any(words <= competing | below for competing in _BY_OTHERS)


def unexplained(
    people: Sequence[ComparedFates], touched: Collection[str], moved: bool, from_below: bool
) -> list[ComparedFates]:
    """The changed outcomes of a formation that follow from nothing.

    Args:
        touched: people of whom a fact that bears on the outcome changed.
        moved: whether anything changed at all with which these people compete.
        from_below: see ``ComparedFates.by_others``.
    """
    others = [one for one in people if one.person not in touched]
    if not moved:
        return [one for one in others if one.changed]
    turned = set(_turned(others))
    return [one for one in others if one.changed and (one.person in turned or not one.by_others(from_below))]


def _turned(people: Sequence[ComparedFates]) -> Iterator[str]:
    """Who stood before somebody and now stands behind them, or the other way round."""
    ranked = [(r.rank_before, r.rank_after, r.person) for r in people if r.rank_before and r.rank_after]
    for sign in (1, -1):
        furthest: int | None = None
        ordered = sorted(((sign * was, sign * now, person) for was, now, person in ranked))
        for _, equals in groupby(ordered, key=lambda one: one[0]):
            here = list(equals)
            yield from (person for _, now, person in here if furthest is not None and now < furthest)
            furthest = max(now for now in (*(now for _, now, _ in here), furthest) if now is not None)


def competing(rules: Rules, register: Register, code: str, at_end: bool) -> set[str]:
    """The formations, by code, whose people can change who gets what in one: at the end also by moves and choices."""
    codes = register.codes
    found = {code}
    if not at_end or code not in codes:
        return found
    labels = [linked(rules, register)]
    if rules.choice is not None:
        labels.append(shared(persons(rules.choice, register), register.formation, len(codes)))
    size = 0
    while size < len(found):
        size = len(found)
        for label in labels:
            inside = np.unique(label[[codes.index(one) for one in found]])
            found |= {codes[f] for f in np.flatnonzero(np.isin(label, inside)).tolist()}
    return found
