"""Empty seats filled from elsewhere, rule after rule: the best candidate first, nobody twice, until nobody moves.

Whoever has a seat keeps it, and a move frees none: what is empty after the last rule stays empty, and the rules carried
out once more would move nobody. Candidates of all formations are compared by the keys of the final order.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby, zip_longest
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct, field

from asnrekrut.core.conditions import formations_meeting, meets
from asnrekrut.core.exact import Bools, Counts, Indices, any_of, distinct, indices
from asnrekrut.core.several_choices import together, wishes
from asnrekrut.core.sort_keys import SortKey, Standing, undecidable
from asnrekrut.rules.figure_keys import FORMATION
from asnrekrut.rules.seats import NONE, OWN, Filling
from asnrekrut.texts import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from asnrekrut.core.ranking import RankingRun
    from asnrekrut.core.register import Register
    from asnrekrut.rules.model import Rules
    from asnrekrut.scoring import Scores


class Move(Struct, frozen=True):
    """One person's way into an empty seat of another formation.

    Attributes:
        formation: where the seat is.
        rule: by which of the rules.
        open_to: the formations whose seats stood open to the person then, the one that was taken first.
        settled: what decided among equals, in words; '' where nothing had to.
    """

    application: int
    formation: int
    rule: Filling
    open_to: tuple[int, ...]
    settled: str = ""


class Near(Struct):
    """Where the seats are that one rule opens, for everyone.

    Attributes:
        by_origin: for every formation those whose empty seats its people may take, by code.
    """

    rule: Filling
    register: Register
    by_origin: list[list[int]]

    @classmethod
    def of(cls, rule: Filling, register: Register, empty: Bools) -> Near:
        """Where the seats of a rule are, among formations that have an empty one."""
        facts, others = ([one.facts(names) for one in register.formations] for names in (rule.same, rule.other))
        targets: dict[tuple[str, ...], list[int]] = {}
        for f in indices(empty & into(rule, register)):
            targets.setdefault(facts[f], []).append(f)
        found = [
            [f for f in targets.get(same, []) if f != own and not _any_equal(others[own], others[f])]
            for own, same in enumerate(facts)
        ]
        return cls(rule, register, found)

    def seats_for(self, i: int) -> list[int]:
        """The formations whose seats are open to applicant i, the preferred first."""
        rule, register = self.rule, self.register
        fits = self.by_origin[int(register.formation[i])]
        if rule.education:
            name = folded(self._text(rule.education, i))
            fits = [f for f in fits if name in {folded(one) for one in register.formations[f].education}]
        if rule.preferences is None:
            return fits
        code = {register.formations[f].code: f for f in fits}
        chosen = dict.fromkeys(self._text(reference, i) for reference in rule.preferences)
        return [code[name] for name in chosen if name in code]

    def _text(self, reference: str, i: int) -> str:
        return self.register.attribute(reference).texts[i]


def _any_equal(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return any(a == b for a, b in zip(one, other, strict=True))


class Moving(Struct):
    """What the filling of empty seats works with.

    Attributes:
        keys: of the final order, for everyone; those that compare only people of one formation are not among them.
        rank: in the own formation, with all that decided there among equals; 0 for those who have none.
        label: see ``linked``.
        person: for every application the first one of the same person, who moves once.
        room: free seats of every formation; each move takes one.
        free: who came to the end and has no seat.
        below: who fell only below a threshold, and has all marks.
        blocked: formations whose filling hangs on an open tie.
        unclear: pairs of candidates whose order hangs on a key that the first lacks.
    """

    run: RankingRun
    keys: Sequence[SortKey]
    rank: Counts
    label: Indices
    person: Indices
    room: Counts
    free: Bools
    below: Bools
    moves: list[Move] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)
    unclear: list[tuple[SortKey, int, int]] = field(default_factory=list)

    def carry_out(self) -> list[Move]:
        """Every move, in the order in which they are made."""
        for near, rivals in self._rivals():
            self._seat(near, rivals)
        return self.moves

    def classes(self) -> Iterator[list[int]]:
        """Who could take the empty seats, rule after rule, the best first and equals together; nobody is moved."""
        for _, rivals in self._rivals():
            ahead = self._ahead(rivals)
            while ahead:
                yield (heads := [i for i, before in ahead.items() if not before & ahead.keys()])
                ahead = {i: before for i, before in ahead.items() if i not in heads}

    def _rivals(self) -> Iterator[tuple[Near, list[int]]]:
        """Equals, one application of each, with the rule by which they may move and where its seats are."""
        for rule in self.run.rules.fillings:
            near = Near.of(rule, self.run.register, self.room > 0)
            for equals in self._by_merit(near):
                yield from ((near, rivals) for rivals in self._first_choices(equals))

    def _by_merit(self, near: Near) -> Iterator[list[int]]:
        """The candidates of a rule for whom a seat is open, best first, those who are equal on every key together."""
        rule, somewhere = near.rule, np.array([bool(seats) for seats in near.by_origin], dtype=bool)
        who = (self.free | self.below if rule.from_below else self.free) & somewhere[self.run.register.formation]
        who &= reaches(self.run.rules, self.run.scores, rule.threshold)
        if rule.source:
            who &= meets(rule.source, self.run.register)
        found = np.array([i for i in indices(who) if near.seats_for(i)], dtype=np.intp)
        order = found[np.lexsort([found, *(key.codes[found] for key in reversed(self.keys))])]
        whole, none = np.zeros_like(self.run.register.formation), np.zeros(len(who), dtype=np.int64)
        self.unclear += undecidable(Standing(list(self.keys), order, none, none, none), whole)
        for _, equals in groupby(order.tolist(), key=lambda i: [key.codes[i] for key in self.keys]):
            yield list(equals)

    def _first_choices(self, equals: list[int]) -> list[list[int]]:
        """Equal applications with one of each person at a time, the preferred first: nobody is her own rival."""
        rule = self.run.rules.choice
        if rule is None or distinct(self.person[equals]) == len(equals):
            return [equals]
        among = np.isin(np.arange(len(self.person)), equals)
        return [
            sorted(i for i in one if i is not None)
            for one in zip_longest(*wishes(rule, self.run.register, self.person, among))
        ]

    def _ahead(self, rivals: list[int]) -> dict[int, set[int]]:
        """For each rival those of the same formation whom all that decided there put before them."""
        formation, rank = self.run.register.formation, self.rank
        return {
            i: {j for j in rivals if formation[j] == formation[i] and 0 < rank[j] < rank[i]} for i in rivals
        }  # fmt: skip

    def _seat(self, near: Near, equals: list[int]) -> None:
        """Seat people who are equal on every key; it must be settled who only where more want a seat than there are.

        Otherwise each takes the first seat that is open to them, and the order of rows decides nothing.
        """
        wishes = {i: seats for i in equals if (seats := self._open_to(near, i))}
        together: dict[int, list[int]] = {}
        for i in wishes:
            together.setdefault(int(self.label[self.run.register.formation[i]]), []).append(i)
        for rivals in together.values():
            first = Counter(wishes[i][0] for i in rivals)
            crowded = sorted(f for f, count in first.items() if count > self.room[f])
            order, how = self._order(crowded[0], rivals, wishes) if crowded else (rivals, "")
            if order is None:  # nothing more is filled among formations that may exchange people with this one
                here = self.label == self.label[crowded[0]]
                self.blocked.add(crowded[0])
                self.room[here] = 0
                self.moves = [move for move in self.moves if not here[move.formation]]
                continue
            for i in order:
                if seats := self._open_to(near, i):
                    self.moves.append(Move(i, seats[0], near.rule, tuple(seats), how))
                    self.room[seats[0]] -= 1
                    mine = self.person == self.person[i]
                    self.free[mine] = self.below[mine] = False

    def _open_to(self, near: Near, i: int) -> list[int]:
        """The empty seats for somebody who has none yet."""
        return [f for f in near.seats_for(i) if self.room[f] > 0] if self.free[i] or self.below[i] else []

    def _order(self, f: int, rivals: list[int], wishes: Mapping[int, Sequence[int]]) -> tuple[list[int] | None, str]:
        """In which order equal rivals choose: as it was decided at home, else as it is settled for the seats of f."""
        ahead = self._ahead(rivals)
        if sorted(len(before) for before in ahead.values()) == list(range(len(rivals))):
            return sorted(rivals, key=lambda i: len(ahead[i])), ""
        room = sum(int(self.room[seat]) for seat in {seat for i in rivals for seat in wishes[i]})
        return self.run.settling.among(f, ahead, min(room, len(rivals)))


def into(rule: Filling, register: Register) -> Bools:
    """The formations that a rule may fill."""
    return formations_meeting(rule.into or {}, register)


def reaches(rules: Rules, scores: Scores, threshold: str) -> Bools:
    """Who reaches the thresholds of all stages, those in general, of the own group, of one group, or none."""
    codes = [group.code for group in rules.groups]
    at = codes.index(threshold) + 1 if threshold in codes else 0
    own, none = (threshold == kind and not at for kind in (OWN, NONE))
    groups = scores.groups if own else np.full_like(scores.groups, at)
    gates = [gate for figures in scores.stages for gate in figures.gates if not none]
    return ~any_of(len(groups), (gate.fails(groups) for gate in gates))


def linked(rules: Rules, register: Register) -> Indices:
    """For every formation the first of those with which it may exchange people, directly or by way of others."""
    pairs = (pair for rule in rules.fillings for pair in _exchanging(rule, register))
    return together(len(register.formations), pairs)


def _exchanging(rule: Filling, register: Register) -> Iterator[tuple[int, int]]:
    """Pairs that join the formations between which a rule may move people, directly or by way of others.

    Formations alike in every fact that the rule looks at are one, so that thousands of them are few.
    """
    sources = {name: v for name, v in (rule.source or {}).items() if name.startswith(f"{FORMATION}.")}
    opened = np.array([formation.quota > 0 for formation in register.formations], dtype=bool)
    sides = formations_meeting(sources, register), into(rule, register) & opened
    alike: dict[tuple[str, ...], tuple[dict[tuple[str, ...], list[int]], ...]] = {}
    for f, formation in enumerate(register.formations):
        same, other = formation.facts(rule.same), formation.facts(rule.other)
        for side, member in enumerate(sides):
            if member[f]:
                alike.setdefault(same, ({}, {}))[side].setdefault(other, []).append(f)
    for left in alike.values():
        while left[0]:
            facts, members = left[0].popitem()
            reached, found = [(0, facts)], False
            while reached:
                side, facts = reached.pop()
                for there in [one for one in left[1 - side] if not _any_equal(facts, one)]:
                    members.extend(left[1 - side].pop(there))
                    reached.append((1 - side, there))
                    found = True
            yield from ((members[0], f) for f in members if found)
