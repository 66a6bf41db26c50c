"""How a recap's total was made: which columns, weighted and rounded how; told from formulas, else from figures."""

from __future__ import annotations

import ast
import re
import string
from collections import Counter
from contextlib import suppress
from fractions import Fraction
from functools import cached_property, reduce
from itertools import product
from operator import mul
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from msgspec import Struct, field

from asnrekrut.checks.formulas import cell_at, spot
from asnrekrut.comparison.other_list import figure, most_decimals
from asnrekrut.rules.rounding import Rounding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from asnrekrut.begin.recap import Recap
    from asnrekrut.io import Sheet

AGREE = 0.8  # of the rows that an explanation must give
FEWEST = 3  # different figures that an explanation must give
TIGHT = 0.25  # of the spread of a column that rounding may blur
WIDEST = 30  # columns to the left that are looked at
FINE = 2  # decimals from which a figure that is off by the last one shows how it was rounded
MOST_DECIMALS = 4  # of a column that was rounded; with more it was not
_EQUAL = Fraction(1, 10**9)  # what Excel's floats may add to a figure
_FINE = 1000  # weights that are told from figures are multiples of 1 / _FINE, or shares of a mean
_REF = r"R(?:\[-?[0-9]++\]|[0-9]++)C(?:\[-?[0-9]++\]|[0-9]++)"
_SUM = re.compile(rf"(?:{_REF}|[0-9.]|SUM|AVERAGE|ROUND|[-+*/%(),;:\s])*+")
_RANGE = re.compile(rf"({_REF}):({_REF})")
_CELL = re.compile(rf"(?<!')({_REF})(?!')")
_STEP = re.compile(r"\[-?[0-9]++\]|[0-9]++")  # the row of a reference, then its column
UNREADABLE = (SyntaxError, ValueError, ZeroDivisionError, RecursionError, MemoryError)
LONGEST = 400  # characters of a formula that is read, and cells of a range


class Linear(NamedTuple):
    """A sum of weighted columns of the own row, and a constant."""

    terms: Mapping[int, Fraction]
    constant: Fraction = Fraction(0)

    def plus(self, other: Linear, sign: int = 1) -> Linear:
        """The sum, or the difference."""
        columns = dict.fromkeys((*self.terms, *other.terms))
        terms = {c: self.terms.get(c, Fraction(0)) + sign * other.terms.get(c, Fraction(0)) for c in columns}
        return Linear({c: w for c, w in terms.items() if w}, self.constant + sign * other.constant)

    def times(self, factor: Fraction) -> Linear:
        """Every weight × factor."""
        return Linear({c: w * factor for c, w in self.terms.items() if w * factor}, self.constant * factor)


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


# --- formulas as sums -------------------------------------------------------------------------------------


def linear(form: str, sheet: Sheet, row: int, column: int) -> Linear | None:
    """What a formula adds up: ``=ROUND(C5*60%+D5*$F$2,2)``; None where it is no weighted sum of its own row.

    The formula becomes a Python expression, which is taken apart and never run.

    Args:
        form: with references as seen from the cell, see ``io.Sheet.formulas``.
        row, column: the cell that holds it.
    """
    try:
        return _Formula(sheet, row, column).value(_expression(form))
    except UNREADABLE:
        return None


def rounded_to(form: str) -> int | None:
    """To how many decimals a whole formula is rounded: ``=ROUND(…,2)``; None where it is not."""
    with suppress(*UNREADABLE):
        match _expression(form):
            case ast.Call(func=ast.Name(id="ROUND"), args=[_, ast.Constant(value=int() as places)]):
                return places
    return None


def _expression(form: str) -> ast.expr:
    """A formula as an expression of Python.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: it is no sum, or longer than any that people write.
    """
    text = form.upper().lstrip("=")
    if len(text) > LONGEST or not _SUM.fullmatch(text):
        raise ValueError(form[:LONGEST])
    text = _CELL.sub(r"CELL('\1')", _RANGE.sub(r"*SPAN('\1','\2')", text)).replace("%", "/100").replace(";", ",")
    return ast.parse(text.strip(), mode="eval").body


class _Formula(NamedTuple):
    """The cell that a formula stands in."""

    sheet: Sheet
    row: int
    column: int

    def value(self, node: ast.expr) -> Linear:
        """What an expression comes to.

        Raises:
            ValueError: it is no weighted sum.
        """
        match node:
            case ast.Constant(value=int() | float() as number):
                return Linear({}, Fraction(str(number)))
            case ast.UnaryOp(op=ast.UAdd() | ast.USub() as sign, operand=inner):
                return self.value(inner).times(Fraction(-1 if isinstance(sign, ast.USub) else 1))
            case ast.BinOp(left=left, op=sign, right=right):
                return _worked_out(self.value(left), sign, self.value(right))
            case ast.Call(func=ast.Name(id="CELL"), args=[ast.Constant(value=str(spot))]):
                return self.cell(*self.spot(spot))
            case ast.Call(func=ast.Name(id="ROUND"), args=[inner, *_]):
                return self.value(inner)
            case ast.Call(func=ast.Name(id="SUM" | "AVERAGE" as name), args=[_, *_] as parts):
                found = [one for part in parts for one in self.several(part)]
                return reduce(Linear.plus, found).times(Fraction(1, len(found) if name == "AVERAGE" else 1))
        raise ValueError(ast.dump(node))

    def several(self, node: ast.expr) -> list[Linear]:
        """The values of an argument; a range of the own row gives one for each of its cells."""
        match node:
            case ast.Starred(value=ast.Call(args=[ast.Constant(value=str(one)), ast.Constant(value=str(other))])):
                (first, left), (last, right) = self.spot(one), self.spot(other)
                if first != last or not 0 <= right - left < LONGEST:
                    raise ValueError(one)
                return [self.cell(first, c) for c in range(left, right + 1)]
        return [self.value(node)]

    def spot(self, text: str) -> tuple[int, int]:
        """The row and column that a reference means, 0-based."""
        row, column = _STEP.findall(text)
        return spot(row, column, self.row, self.column)

    def cell(self, row: int, column: int) -> Linear:
        """A cell of the own row as a column; any other as the number that stands there."""
        if row == self.row:
            return Linear({column: Fraction(1)})
        found = figure(cell_at(self.sheet, (row, column)))
        if found is None:
            raise ValueError(f"R{row}C{column}")
        return Linear({}, found)


def _worked_out(one: Linear, sign: ast.operator, other: Linear) -> Linear:
    if isinstance(sign, ast.Add | ast.Sub):
        return one.plus(other, -1 if isinstance(sign, ast.Sub) else 1)
    if isinstance(sign, ast.Mult) and not one.terms:
        one, other = other, one
    if other.terms or not isinstance(sign, ast.Mult | ast.Div):
        raise ValueError("two columns multiplied")
    return one.times(1 / other.constant if isinstance(sign, ast.Div) else other.constant)
