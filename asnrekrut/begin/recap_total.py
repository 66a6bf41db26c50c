"""How a recap's total was made: which columns, weighted and rounded how; told from formulas, else from figures."""

from __future__ import annotations

import string
from collections import Counter
from fractions import Fraction
from functools import cached_property
from itertools import product
from operator import mul
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct, field

from asnrekrut.begin.recap_formulas import Linear, rounded_to
from asnrekrut.comparison.other_list import most_decimals
from asnrekrut.rules.rounding import Rounding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asnrekrut.begin.recap import Recap

    Column = Sequence[Fraction | None]


AGREE = 0.8  # of the rows that an explanation must give
FEWEST = 3  # different figures that an explanation must give
TIGHT = 0.25  # of the spread of a column that rounding may blur
WIDEST = 30  # columns to the left that are looked at
FINE = 2  # decimals from which a figure that is off by the last one shows how it was rounded
MOST_DECIMALS = 4  # of a column that was rounded; with more it was not
_EQUAL = Fraction(1, 10**9)  # what Excel's floats may add to a figure
_FINE = 1000  # weights that are told from figures are multiples of 1 / _FINE, or shares of a mean


class Derived(Struct, frozen=True):
    """A column that is made of others.

    Attributes:
        source: how that is known, in words, with the cell.
        odd: rows in which it is made another way, each with what is odd.
        places: to how many decimals its formula rounds; None where no formula does.
    """

    column: int
    linear: Linear
    source: str
    odd: dict[int, str] = field(default_factory=dict)
    places: int | None = None


class Derivation(Struct, frozen=True, eq=False, dict=True):
    """Every column of figures of a recap, and how the total comes about."""

    recap: Recap

    @cached_property
    def derived(self) -> dict[int, Derived]:
        """The columns that are made of others, by their place."""
        found: dict[int, Derived] = {}
        for c in self.recap.figures:
            one = self._by_formula(c) or self._by_figures(c, found)
            if one is not None:
                found[c] = one
        return found

    @cached_property
    def total(self) -> int | None:
        """The column of the total: of those made of most marks the one that is called so, or one that stands last."""
        sizes = {c: len(self.expanded(c).terms) for c in self.derived}
        several = [c for c in sizes if sizes[c] > 1 or self.recap.is_total(c)]
        best = max((sizes[c] for c in several), default=0)
        full = [c for c in several if sizes[c] == best]
        called = [c for c in full if self.recap.is_total(c)]
        if called:
            return self.recap.preferred(called)
        if full and full[-1] in list(self.recap.figures)[-2:]:
            return full[-1]
        return self.recap.preferred([c for c in self.recap.figures if self.recap.is_total(c)])

    @property
    def raw(self) -> list[int]:
        """The marks that the total is made of; the total itself where it cannot be told."""
        if self.total is None:
            return list(self.recap.figures)
        return sorted(self.expanded(self.total).terms)

    def expanded(self, column: int) -> Linear:
        """A column as a sum of marks."""
        one = self.derived.get(column)
        if one is None:
            return Linear({column: Fraction(1)})
        found = Linear({}, one.linear.constant)
        for inner, weight in one.linear.terms.items():
            found = found.plus(self.expanded(inner).times(weight))
        return found

    def _by_formula(self, column: int) -> Derived | None:
        """What the formula in most rows adds up; the other rows are odd."""
        recap, own = self.recap, self.recap.columns[column]
        main = Counter(own.forms).most_common(1)[0][0]
        first = own.forms.index(main)
        found = recap.added_up(main, first, column) if main else None
        if found is None or not found.terms or column in found.terms or not set(found.terms) <= set(recap.figures):
            return None
        decimals, odd = rounded_to(main), dict[int, str]()
        for k, (form, cell, place) in enumerate(zip(own.forms, own.cells, own.places, strict=True)):
            if cell == "" or form == main or (recap.added_up(form, k, column), rounded_to(form)) == (found, decimals):
                continue
            typed = f"angka diketik menimpa rumus di sel {place.cell}"
            odd[k] = f"rumus sel {place.cell} lain daripada rumus baris lain" if form else typed
        if sum(form != "" for form in own.forms) - sum(own.forms[k] != "" for k in odd) < max(2, len(own.forms) // 2):
            return None
        return Derived(column, found, f"rumus {own.places[first].cell}", odd, decimals)

    # --- from figures alone ---------------------------------------------------------------------------------

    def _by_figures(self, column: int, known: dict[int, Derived]) -> Derived | None:
        """The weighted sum of columns to its left that gives most of its rows; of equal ones the simplest.

        A simple one that is nowhere off by more than the last decimal was rounded in another way, and is better than
        odd weights that come nearer.
        """
        left = [c for c in self.recap.figures if c < column][-WIDEST:]
        guesses = (Linear(terms) for terms in self._guesses(column, left, set(known)) if terms)
        fitting = [one for one in guesses if self._fits(column, one)]
        if not fitting:
            return None
        fine = most_decimals(self.recap.figures[column]) >= FINE
        near = (one for one in fitting if fine and self._hits(column, one, 1.0) == self._hits(column, one, np.inf))
        best = next(near, None) or max(fitting, key=lambda one: self._hits(column, one, 0.5))
        return Derived(column, best, f"angka kolom {self.recap.cell(column).rstrip(string.digits)}")

    def _hits(self, column: int, made: Linear, units: float) -> int:
        """How many rows a sum gives to within so many units of the last decimal that is printed."""
        unit = 10.0 ** -min(most_decimals(self.recap.figures[column]), MOST_DECIMALS + 2)
        return int((abs(self._value(made) - self._floats[column]) <= units * unit + 1e-9).sum())

    def _value(self, made: Linear) -> np.ndarray:
        parts = [float(w) * self._floats[c] for c, w in made.terms.items()]
        return np.asarray(np.sum(parts, axis=0) + float(made.constant))

    def _guesses(self, column: int, left: list[int], known: set[int]) -> Iterator[dict[int, Fraction]]:
        """The usual ways, the simplest first."""
        raw, made = [c for c in left if c not in known], [c for c in left if c in known]
        percent = self.recap.percent(column)
        if percent is not None:
            yield from ({c: percent / 100} for c in reversed(left))
        named = {c: self.recap.percent(c) for c in raw}
        if len(raw) > 1 and all(named.values()):
            yield {c: share / 100 for c, share in named.items() if share is not None}
        for group in (made, left, raw):
            for size in range(len(group), 1, -1):
                run = group[-size:]
                yield dict.fromkeys(run, Fraction(1))
                yield dict.fromkeys(run, Fraction(1, size))
        for group in (raw, made):
            yield self._solved(column, group)

    def _solved(self, column: int, group: list[int]) -> dict[int, Fraction]:
        """Weights by least squares, as round figures; {} where the rows do not determine them."""
        if len(group) < 2:  # noqa: PLR2004
            return {}
        table = np.stack([self._floats[c] for c in group], axis=1)
        goal = self._floats[column]
        rows = np.isfinite(table).all(axis=1) & np.isfinite(goal)
        if rows.sum() < len(group) + 2:
            return {}
        weights, _, rank, _ = np.linalg.lstsq(table[rows], goal[rows], rcond=None)
        if rank < len(group):
            return {}
        near = {c: Fraction(round(float(w) * _FINE), _FINE) for c, w in zip(group, weights, strict=True)}
        return {c: w for c, w in near.items() if w}

    def _fits(self, column: int, made: Linear) -> bool:
        """Whether a sum gives nearly every figure, as far as it is printed; one that only repeats a column is none."""
        weights = list(made.terms.values())
        if any(w < 0 for w in weights) or weights == [Fraction(1)]:
            return False
        theirs = self._floats[column]
        value = self._value(made)
        rated = np.isfinite(value) & np.isfinite(theirs)
        slack = self._slack(column, weights)
        if not rated.any() or slack > TIGHT * float(np.std(theirs[rated])):
            return False  # so loose that anything near would do
        fitting = rated & (abs(value - theirs) <= slack)
        enough = rated.sum() > len(weights) and fitting.sum() >= AGREE * rated.sum()
        return bool(enough and len(np.unique(theirs[fitting])) >= FEWEST)

    def _slack(self, column: int, weights: Sequence[Fraction]) -> float:
        """How far rounding, at each weighted part and at the end, may take a figure from its sum."""
        places = most_decimals(self.recap.figures[column])
        if places > MOST_DECIMALS or all(w.denominator == 1 for w in weights):
            return 1e-6
        return float(min(len(weights) + 1, 4) / 2 * 10.0**-places + 1e-9)

    @cached_property
    def _floats(self) -> dict[int, np.ndarray]:
        """The figures as floats, NaN where there is none; only to look for weights, which are then exact."""
        return {
            c: np.array([np.nan if v is None else float(v) for v in column]) for c, column in self.recap.figures.items()
        }

    def figures_of(self, made: Linear) -> list[Fraction | None]:
        """What a sum gives in every row; None where a mark is missing."""
        rows = zip(*(self.recap.figures[c] for c in made.terms), strict=True)
        return [None if None in row else sum(map(mul, made.terms.values(), row), made.constant) for row in rows]

    # --- rounding -------------------------------------------------------------------------------------------

    def roundings(self, parts: Sequence[Linear]) -> tuple[int | None, int | None]:
        """To how many decimals each weighted part, and then the total, was rounded; None where it was not.

        Whatever gives most rows exactly; of equal ones what formulas say, then the least rounding.
        """
        assert self.total is not None  # noqa: S101  (asked for where there is one)
        theirs = self.recap.figures[self.total]
        columns = [self.figures_of(part) for part in parts]
        rows = [
            (row, their) for *row, their in zip(*columns, theirs, strict=True) if their is not None and None not in row
        ]

        def hits(places: tuple[int | None, int | None]) -> int:
            sums = (_rounded(sum((_rounded(v, places[0]) for v in row), Fraction(0)), places[1]) for row, _ in rows)
            return sum(abs(value - their) < _EQUAL for value, (_, their) in zip(sums, rows, strict=True))

        weighted = [d for c, d in self.derived.items() if c != self.total and self.expanded(c) in parts]
        total = self.derived.get(self.total)
        printed = {most_decimals(self.recap.figures[c]) for c in (*(d.column for d in weighted), self.total)}
        usual = [None, *sorted({2, 3} | {min(one, MOST_DECIMALS) for one in printed})]
        inner = _first({d.places for d in weighted}, usual)
        return max(product(inner, _first({total.places if total else None}, usual)), key=hits)


def _first(told: set[int | None], places: Sequence[int | None]) -> list[int | None]:
    """The places that formulas tell alike, before all others."""
    return list(dict.fromkeys([*(told if len(told) == 1 else ()), *places]))


def _rounded(value: Fraction, places: int | None) -> Fraction:
    return value if places is None else Rounding(places)(value)
