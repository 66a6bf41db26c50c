"""A column that is read: where it stands in every table, what its cells mean, and each doubt about them.

Kinds of columns differ only in what their cells mean (``Numbers``, ``Days``, ``Words``); finding the column, reporting
every doubt at its cell and noticing exchanged columns is the same for all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from asnrekrut.core.exact import Exact
from asnrekrut.core.marks import State
from asnrekrut.findings import finding
from asnrekrut.intake.cells import clean, different, lost_digits, texts_of
from asnrekrut.intake.exchanged_columns import Checked
from asnrekrut.short_repr import ShortRepr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from asnrekrut.core.exact import Bools, Indices
    from asnrekrut.core.marks import States
    from asnrekrut.findings import Finding, Place, Value
    from asnrekrut.intake.cells import Cells, Fault
    from asnrekrut.intake.tables import Table
    from asnrekrut.intake.workbooks import Book
    from asnrekrut.io import Cell


class NumberColumn(Struct, frozen=True):
    """A column of cells read as numbers; values are zero where the state is not KNOWN."""

    values: Exact
    states: States
    faults: list[Fault] = field(default_factory=list)


class Stretch(NamedTuple):
    """The cells of a column in some data rows of a table."""

    table: Table
    column: int
    rows: Indices

    @property
    def cells(self) -> Cells:
        """The different cells, and which of them stands in each of the rows."""
        cells = self.table.different(self.column)
        return cells if len(self.rows) == len(cells.which) else cells.at(self.rows)

    def place(self, i: int) -> Place:
        """The address of a cell."""
        return self.table.place(int(self.rows[i]), self.column)


class Kind(Protocol):
    """What the cells of a column mean."""

    def read(self, cells: Cells, where: Stretch | None = None, /) -> NumberColumn:
        """What cells say, INVALID where they can mean nothing here; ``where`` they stand, if anywhere."""


class Texts(NamedTuple):
    """Plain texts; a long number that Excel has shortened is no longer what it was."""

    def read(self, cells: Cells, _: Stretch | None = None, /) -> NumberColumn:
        """Nothing but whether a cell is filled."""
        lost = {k: clean(cell) for k, cell in enumerate(cells.said) if lost_digits(cell)}
        faults = cells.faults({k: ("E205", {"isi": text}) for k, text in lost.items()})
        states = np.where(cells.filled, State.KNOWN, State.BLANK).astype(np.int8)
        return NumberColumn(Exact.zeros(len(states)), states, faults)


def read(book: Book, stretch: Stretch, kind: Kind, name: str) -> NumberColumn:
    """Cells as their kind has them, and every doubt reported at its cell.

    Args:
        name: what findings call the column.
    """
    found = kind.read(stretch.cells, stretch)
    for fault in found.faults:
        book.report(finding(fault.code, stretch.place(fault.index), kolom=name, **fault.values))
    if not isinstance(kind, Texts):  # (which can hold anything)
        odd = int((found.states == State.INVALID).sum())
        book.checked.append(Checked(stretch.table, stretch.column, odd, lambda cells: _invalid(kind, cells)))
    errors = stretch.table.broken(stretch.column)
    wrong = [i for i, k in enumerate(stretch.rows.tolist()) if k in errors] if errors else []
    for i in wrong:
        book.report(errors[int(stretch.rows[i])])
    states = found.states.copy()
    states[wrong] = State.INVALID
    return replace(found, states=states)


def _invalid(kind: Kind, cells: Sequence[Cell]) -> list[bool]:
    """Which cells could not stand in a column of this kind."""
    wrong: list[bool] = (kind.read(different(cells)).states == State.INVALID).tolist()
    return wrong


class Joined(ShortRepr, Struct, frozen=True, eq=False):
    """The rows of one or several tables, each with its applicant.

    Attributes:
        size: how many applicants there are.
        who: index into the register for every row, shape (m,); rows without a known applicant are left out.
        source: index of the table for every row.
        row: index into that table's rows.
        read: for every table, which of its rows are read: those with a participant number, known or not; of a list
            that stands as it is, those of known applicants.
        sessions: the session of every table, -1 for none.
    """

    tables: list[Table]
    size: int
    who: Indices
    source: Indices
    row: Indices
    read: list[Bools]
    sessions: Sequence[int] = ()

    def column(self, heading: str, book: Book, name: str = "") -> Column | None:
        """The column with this heading; None (and findings) if one of the tables lacks it.

        Args:
            name: what findings call it, if not by its heading.
        """
        at = [at for table in self.tables if (at := book.column(table, heading)) is not None]
        return Column(book, self, at, name or heading) if len(at) == len(self.tables) else None

    def __iter__(self) -> Iterator[tuple[Table, Indices, Indices]]:
        """Every table, with those of its rows that are somebody's, and whose they are."""
        for s, table in enumerate(self.tables):
            here = self.source == s
            yield table, self.row[here], self.who[here]

    def cells(self, columns: Sequence[int | None]) -> list[Cell]:
        """The cells of a column over all tables, shape (m,); blank ones where a table lacks it."""
        stacks = [table.column(c) for table, c in zip(self.tables, columns, strict=True)]
        if len(stacks) == 1 and np.array_equal(self.row, np.arange(len(stacks[0]))):
            return stacks[0]
        return [stacks[s][r] for s, r in zip(self.source.tolist(), self.row.tolist(), strict=True)]

    def first(self, rows: Indices | None = None) -> Indices:
        """For each applicant the first of some rows, by default of all, that is theirs; -1 for none."""
        rows = np.arange(len(self.who)) if rows is None else rows
        found = np.full(self.size, -1, dtype=np.intp)
        found[self.who[rows][::-1]] = rows[::-1]
        return found

    def place(self, k: int, columns: Sequence[int | None] | None = None) -> Place:
        """The address of row k, or of its cell in a column."""
        s, r = int(self.source[k]), int(self.row[k])
        return self.tables[s].place(r, columns[s] if columns else None)

    def places(
        self, columns: Sequence[int] | None = None, rows: Indices | None = None
    ) -> Callable[[int], Place | None]:
        """The address of an applicant's cell (their first row's), or of the sheet where it should have been."""
        rows = np.arange(len(self.who)) if rows is None else rows
        home = self.tables[int(self.source[rows[0]]) if len(rows) else 0].sheet.place() if self.tables else None
        row_of = self.first(rows)

        def where(i: int) -> Place | None:
            return self.place(int(row_of[i]), columns) if row_of[i] >= 0 else home

        return where

    def spread(self, column: NumberColumn, rows: Indices | None = None) -> tuple[Exact, States]:
        """Numbers by applicant instead of by row; whoever has no row gets the state NO_ROW.

        Args:
            rows: which rows to take; each applicant at most once.
        """
        rows = np.arange(len(self.who)) if rows is None else rows
        num = np.zeros(self.size, dtype=column.values.num.dtype)
        states = np.full(self.size, State.NO_ROW, dtype=np.int8)
        num[self.who[rows]] = column.values.num[rows]
        states[self.who[rows]] = column.states[rows]
        num[states != State.KNOWN] = 0
        return Exact(num, column.values.den), states


class Column(Struct, frozen=True):
    """A column that the rules want, over all tables in which it is delivered.

    Attributes:
        at: where it stands in each of them.
        name: what findings call it.
    """

    book: Book
    rows: Joined
    at: list[int]
    name: str

    def texts(self) -> list[str]:
        """Its cells, clean, in row order."""
        return texts_of(self.rows.cells(self.at))

    def place(self, k: int) -> Place:
        """The address of its cell in row k."""
        return self.rows.place(k, self.at)

    def report(self, code: str, k: int, **values: Value) -> None:
        """Report a finding at its cell in row k."""
        self.book.report(finding(code, self.place(k), kolom=self.name, **values))

    def broken(self) -> dict[int, Finding]:
        """The findings of its error values and uncomputed formulas, by row."""
        errors = [table.broken(at) for table, at in zip(self.rows.tables, self.at, strict=True)]
        spots = zip(self.rows.source.tolist(), self.rows.row.tolist(), strict=True) if any(errors) else ()
        return {k: errors[s][r] for k, (s, r) in enumerate(spots) if r in errors[s]}

    def read(self, kind: Kind) -> NumberColumn:
        """Its cells as their kind has them, in row order; doubts are reported.

        Each sheet is read by itself, for they come from different hands.
        """
        rows, den = self.rows, 1
        num, states = np.zeros(len(rows.who), dtype=np.int64), np.zeros(len(rows.who), dtype=np.int8)
        for s, (table, mine, _) in enumerate(rows):
            chosen, here = np.flatnonzero(rows.read[s]), rows.source == s
            found = read(self.book, Stretch(table, self.at[s], chosen), kind, self.name)
            at, den = np.searchsorted(chosen, mine), found.values.den
            num[here], states[here] = found.values.num[at], found.states[at]
        return NumberColumn(Exact(num, den), states)
