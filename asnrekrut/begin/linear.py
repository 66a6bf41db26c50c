"""Formulas that add up weighted cells of their own row, read as sums: ``=ROUND(C5*60%+D5*$F$2,2)``."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from asnrekrut.comparison.listing import figure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from asnrekrut.io import Sheet

_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<ref>R(?:\[-?[0-9]+\]|[0-9]+)C(?:\[-?[0-9]+\]|[0-9]+))"
    r"|(?P<name>[A-Z][A-Z.]*)(?=\()|(?P<sign>[-+*/%(),;:]))",
)
LONGEST = 400  # characters of a formula that is read
DEEPEST = 20  # brackets inside each other


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


class NotLinearError(ValueError):
    """The formula is something else than a weighted sum of its own row."""


def linear(form: str, sheet: Sheet, row: int, column: int) -> Linear | None:
    """What a formula adds up; None where it is no such sum.

    Args:
        form: with references as seen from the cell, see ``io.Sheet.formulas``.
        row, column: the cell that holds it.
    """
    try:
        return _Reader(form, sheet, row, column).whole()
    except (NotLinearError, ZeroDivisionError, RecursionError):
        return None


class _Reader:
    """One formula, read from the left."""

    def __init__(self, form: str, sheet: Sheet, row: int, column: int) -> None:
        self.sheet, self.row, self.column = sheet, row, column
        self.tokens: list[tuple[str, str]] = []
        self.at = self.depth = 0
        end = 0
        form = form.upper().lstrip("=")
        while end < len(form):
            match = _TOKEN.match(form, end) if len(form) <= LONGEST else None
            if match is None:
                raise NotLinearError(form)
            self.tokens.append((str(match.lastgroup), match[str(match.lastgroup)]))
            end = match.end()

    def peek(self) -> tuple[str, str]:
        return self.tokens[self.at] if self.at < len(self.tokens) else ("end", "")

    def take(self, *signs: str) -> str:
        """The next token if it is one of these signs; '' otherwise."""
        kind, text = self.peek()
        if kind != "sign" or text not in signs:
            return ""
        self.at += 1
        return text

    def need(self, sign: str) -> None:
        if not self.take(sign):
            raise NotLinearError(sign)

    def whole(self) -> Linear:
        found = self.total()
        if self.peek()[0] != "end":
            raise NotLinearError(self.peek()[1])
        return found

    def total(self) -> Linear:
        self.depth += 1
        if self.depth > DEEPEST:
            raise NotLinearError("depth")
        found = self.product()
        while sign := self.take("+", "-"):
            found = found.plus(self.product(), 1 if sign == "+" else -1)
        self.depth -= 1
        return found

    def product(self) -> Linear:
        found = self.factor()
        while sign := self.take("*", "/"):
            other = self.factor()
            if sign == "*" and not found.terms:
                found, other = other, found
            if other.terms:
                raise NotLinearError(sign)
            found = found.times(other.constant if sign == "*" else 1 / other.constant)
        return found

    def factor(self) -> Linear:
        if sign := self.take("+", "-"):
            return self.factor().times(Fraction(1 if sign == "+" else -1))
        found = self.atom()
        while self.take("%"):
            found = found.times(Fraction(1, 100))
        return found

    def atom(self) -> Linear:
        kind, text = self.peek()
        self.at += 1
        if kind == "number":
            return Linear({}, Fraction(text))
        if kind == "ref":
            return self.cell(*self.spot(text))
        if kind == "name":
            return self.function(text)
        if text == "(":
            found = self.total()
            self.need(")")
            return found
        raise NotLinearError(text)

    def function(self, name: str) -> Linear:
        self.need("(")
        if name == "ROUND":
            found = self.total()
            while not self.take(")"):
                self.at += 1
                if self.peek()[0] == "end":
                    raise NotLinearError(name)
            return found
        if name not in {"SUM", "AVERAGE"}:
            raise NotLinearError(name)
        parts = self.arguments()
        whole = Linear({})
        for part in parts:
            whole = whole.plus(part)
        return whole if name == "SUM" else whole.times(Fraction(1, len(parts)))

    def arguments(self) -> list[Linear]:
        """The arguments of a function; a range gives one for each of its cells."""
        found: list[Linear] = []
        while True:
            kind, text = self.peek()
            following = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else ("end", "")
            if kind == "ref" and following == ("sign", ":"):
                first, last = (
                    self.spot(text),
                    self.spot(self.tokens[self.at + 2][1] if self.at + 2 < len(self.tokens) else ""),
                )
                self.at += 3
                if first[0] != last[0] or not 0 <= last[1] - first[1] < LONGEST:
                    raise NotLinearError(text)
                found += [self.cell(first[0], c) for c in range(first[1], last[1] + 1)]
            else:
                found.append(self.total())
            if self.take(")"):
                return found
            if not self.take(",", ";"):
                raise NotLinearError(text)

    def spot(self, text: str) -> tuple[int, int]:
        """The cell that a reference means, 0-based."""
        match = re.fullmatch(r"R(\[-?\d+\]|\d+)C(\[-?\d+\]|\d+)", text)
        if match is None:
            raise NotLinearError(text)
        own: tuple[int, int] = (self.row, self.column)
        move: Callable[[str, int], int] = lambda part, here: here + int(part[1:-1]) if part[0] == "[" else int(part) - 1  # noqa: E731
        return move(match[1], own[0]), move(match[2], own[1])

    def cell(self, row: int, column: int) -> Linear:
        """A cell of the own row as a column; any other as the number that stands there."""
        if row == self.row:
            return Linear({column: Fraction(1)})
        rows = self.sheet.rows
        found = figure(rows[row][column]) if 0 <= row < len(rows) and 0 <= column < len(rows[row]) else None
        if found is None:
            raise NotLinearError(f"R{row}C{column}")
        return Linear({}, found)
