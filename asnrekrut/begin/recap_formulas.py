"""Formulas that add up weighted cells of their own row, read as sums."""

from __future__ import annotations

import ast
import re
from contextlib import suppress
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from asnrekrut.comparison.other_list import figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asnrekrut.io import Sheet

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
        pairs = zip(_STEP.findall(text), (self.row, self.column), strict=True)
        row, column = (own + int(part[1:-1]) if part[0] == "[" else int(part) - 1 for part, own in pairs)
        return row, column

    def cell(self, row: int, column: int) -> Linear:
        """A cell of the own row as a column; any other as the number that stands there."""
        if row == self.row:
            return Linear({column: Fraction(1)})
        rows = self.sheet.rows
        found = figure(rows[row][column]) if 0 <= row < len(rows) and 0 <= column < len(rows[row]) else None
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
