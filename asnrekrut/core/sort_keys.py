"""Who stands before whom: sort keys, shared ranks, and where a tie crosses the last place."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct, field

from asnrekrut.core.exact import Bools, Exact, Indices, any_of, indices
from asnrekrut.core.marks import State
from asnrekrut.notation import show, show_date
from asnrekrut.rules.figure_keys import INTERIM, Figure, FigureKey, parse_key
from asnrekrut.short_repr import ShortRepr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from asnrekrut.core.calculation_steps import Step
    from asnrekrut.core.marks import Marks
    from asnrekrut.core.register import Register
    from asnrekrut.findings import Place
    from asnrekrut.rules.model import Rules
    from asnrekrut.scoring import Scores

Places = np.ndarray[Any, np.dtype[np.int64]]


class SortKey(ShortRepr, Struct, frozen=True, eq=False):
    """A figure to sort by, for everyone in the register.

    Attributes:
        codes: shape (n,); smaller stands first, equal is a tie on this key.
        known: where the figure exists (a blank attribute does not).
        at_home: whether it compares only people of one formation, as marks of an exam repeated among the tied do.
    """

    key: FigureKey
    values: Exact
    codes: Places
    known: Bools
    kind: str = "angka"
    texts: Sequence[str] = ()
    where: Callable[[int], Place | None] = lambda _: None
    decimals: int = 0
    at_home: bool = False

    @property
    def private(self) -> bool:
        """Whether the value itself may not be printed in a public list."""
        return self.key.figure is Figure.ATTRIBUTE

    @property
    def heading(self) -> str:
        """What it is called in files: a private value stands there only as an order within everyone."""
        return f"urutan {self.key.label}: terkecil" if self.private else self.key.text

    def show(self, i: int) -> str:
        """The value of applicant i, as a person reads it."""
        if not self.known[i]:
            return "(kosong)"
        if self.kind == "tanggal":
            return show_date(date.fromordinal(int(self.values.at(i))))
        return self.texts[i] if self.kind == "pilihan" else show(self.values.at(i), self.decimals)


def _sort_key(key: FigureKey, register: Register, scores: Scores, stage: int) -> SortKey:
    """A key as a column; the interim score is the one after the stage."""
    if key.figure is Figure.ATTRIBUTE:
        attribute = register.attributes[key.code]
        codes = _codes(attribute.figures, key.smaller_first, attribute.known)
        facts = attribute.figures, codes, attribute.known, attribute.kind, attribute.texts, attribute.where
        return SortKey(key, *facts)
    if key.figure is Figure.TIER:
        return _tier(key, scores, stage)
    step = _figure(key, scores, stage)
    if step is None:  # nothing weighed yet: all are equal
        n = len(register)
        return SortKey(key, Exact.zeros(n), np.zeros(n, dtype=np.int64), np.ones(n, dtype=bool))
    codes = _codes(step.values, key.smaller_first, step.known)
    return SortKey(key, step.values, codes, step.known, where=step.where, decimals=step.decimals)


def _tier(key: FigureKey, scores: Scores, stage: int) -> SortKey:
    """Whoever meets the general thresholds of all stages so far stands before whoever meets only a group's own."""
    general = np.zeros_like(scores.groups)
    gates = [gate for figures in scores.stages[: stage + 1] for gate in figures.gates if gate.bounds[0] is not None]
    below = any_of(len(general), (gate.known & gate.fails(general) for gate in gates))
    known = below | ~any_of(len(general), (~gate.known for gate in gates))
    tier = Exact(below.astype(np.int64))
    words = ["tidak" if out else "ya" if told else "" for out, told in zip(below.tolist(), known.tolist(), strict=True)]
    return SortKey(key, tier, _codes(tier, True, known), known, "pilihan", words)


def _codes(values: Exact, smaller_first: bool, known: Bools) -> Places:
    """The better the smaller; whoever has no figure comes last."""
    rising = values.codes()
    codes = rising if smaller_first else rising.max(initial=0) - rising
    return np.where(known, codes, codes.max(initial=0) + 1)


def _figure(key: FigureKey, scores: Scores, stage: int) -> Step | None:
    """The step that a key points at; None for a running score before anything is weighed."""
    if key.figure is Figure.FINAL:
        return scores.final
    if key.figure is Figure.INTERIM:
        return scores.stages[min(stage, len(scores.stages) - 1)].interim
    figures = scores.stages[key.stage]
    if key.figure is Figure.COMPONENT:
        return figures.marks[key.code]
    return figures.total if key.figure is Figure.SUM else figures.value


class Settled(Struct, frozen=True):
    """How a tie was settled.

    Attributes:
        words: ``undian dengan benih "415263"``, or the committee's decision with its legal basis.
        seed: of the lottery; '' where the committee decided.
    """

    words: str
    seed: str = ""


class Standing(ShortRepr, Struct, frozen=True, eq=False):
    """The members of each formation in order, with shared ranks (1, 2, 2, 4).

    Attributes:
        keys: what they were sorted by.
        order: members' register indices, formation by formation, best first.
        rank: shape (n,); 0 for those who are not ranked.
        last: shape (n,); the last place that the applicant's tie takes.
        drawn: shape (n,); the place within the tie that a decision or a lottery gave, 0 where none was needed.
        settled: for each applicant with such a place, what gave it.
    """

    keys: list[SortKey]
    order: Indices
    rank: Places
    last: Places
    drawn: Places
    settled: Mapping[int, Settled] = field(default_factory=dict)

    @property
    def across(self) -> list[SortKey]:
        """The keys that also compare people of different formations."""
        return [key for key in self.keys if not key.at_home]


def stand(
    keys: list[SortKey],
    formation: Indices,
    members: Bools,
    drawn: Places | None = None,
    settled: Mapping[int, Settled] | None = None,
) -> Standing:
    """Sort the members of each formation and give them shared ranks.

    Equal participants stand in register order, but share their rank: that order decides nothing.
    """
    drawn = np.zeros(len(formation), dtype=np.int64) if drawn is None else drawn
    columns, who = np.stack([formation, *(key.codes for key in keys), drawn]), np.flatnonzero(members)
    order = who[np.lexsort(columns[::-1, who])]
    new = np.diff(columns[:, order], prepend=-1) != 0
    new_tie, at = new.any(axis=0), np.arange(len(order))
    start, first = (np.maximum.accumulate(np.where(begins, at, 0)) for begins in (new[0], new_tie))
    ends = np.append(np.flatnonzero(new_tie)[1:], len(order))
    rank, last = np.zeros((2, len(formation)), dtype=np.int64)
    rank[order] = first - start + 1
    last[order] = ends[np.cumsum(new_tie) - 1] - start
    return Standing(keys, order, rank, last, drawn, settled or {})


def stand_at(rules: Rules, register: Register, scores: Scores, s: int, members: Bools) -> Standing:
    """The order of those who passed a stage, or came to the end; without any figure everybody shares a place."""
    keys = [_sort_key(parse_key(rules, text), register, scores, s) for text in _order_at(rules, scores, s)]
    return stand(keys, register.formation, members)


def _order_at(rules: Rules, scores: Scores, s: int) -> Sequence[str]:
    """The keys of a cut, or of the end; without a cut the running score, else the stage's value."""
    if s == len(rules.stages):
        return rules.ranking.order
    stage, figures = rules.stages[s], scores.stages[s]
    if stage.shortlist is not None:
        return stage.shortlist.order
    if figures.interim is not None:
        return [INTERIM]
    return [stage.code] if figures.value is not None else []


def repeated(standing: Standing, formation: Indices, marks: Marks) -> SortKey:
    """The last key: marks of an exam repeated among the tied, for ties of which everybody has one."""
    known, used = marks.states == State.KNOWN, np.zeros(len(formation), dtype=bool)
    for tied in ties_over(standing, formation, standing.last > standing.rank):
        used[tied] = known[tied].all()
    codes = np.where(used, _codes(marks.values, smaller_first=False, known=used), 0)
    key = FigureKey("ujian_ulang", Figure.COMPONENT, "Ujian Ulang")
    return SortKey(key, marks.values, codes, used, where=marks.where, at_home=True)


def ties_over(standing: Standing, formation: Indices, contested: Bools) -> list[Indices]:
    """The sets of equal applicants among the contested ones, each in register order."""
    who = standing.order[contested[standing.order]]
    if not len(who):
        return []
    label = np.stack([formation[who], standing.rank[who]])
    cuts = np.flatnonzero((label[:, 1:] != label[:, :-1]).any(axis=0)) + 1
    return [np.sort(part) for part in np.split(who, cuts)]


def lot(seed: str, number: str) -> str:
    """The public lot of a participant: SHA-256 of ``seed:number``, in hexadecimal; the smallest goes first."""
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()


def undecidable(standing: Standing, formation: Indices) -> list[tuple[SortKey, int, int]]:
    """Neighbours whose order hangs on a key that one of them lacks: (key, one who lacks it, the other)."""
    a, b = standing.order[:-1], standing.order[1:]
    level = formation[a] == formation[b]
    found = []
    for key in standing.keys:
        lacking = level & (key.codes[a] != key.codes[b]) & ~(key.known[a] & key.known[b])
        found += [(key, int(b[j]), int(a[j])) for j in indices(lacking)]
        level = level & (key.codes[a] == key.codes[b])
    return found
