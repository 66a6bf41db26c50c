"""Read one column of a mark sheet and spread it over the register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.exact import Exact
from asnrekrut.core.mark_states import State
from asnrekrut.findings import column_letters, finding, spans
from asnrekrut.intake.cells import clean, different
from asnrekrut.intake.exchanged import Checked
from asnrekrut.intake.number_columns import (
    NumberColumn,
    Scale,
    keeps_types,
    numbers,
    numbers_of,
    out_of_scale,
    shown_otherwise,
    unfit,
)
from asnrekrut.intake.participants import broken

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from asnrekrut.core.events import Event
    from asnrekrut.core.exact import Bools
    from asnrekrut.core.mark_states import States
    from asnrekrut.findings import Place
    from asnrekrut.intake.book import Book, Joined
    from asnrekrut.intake.participants import Directory
    from asnrekrut.intake.tables import Table
    from asnrekrut.io import Cell
    from asnrekrut.rules.stages import Component


@dataclass(frozen=True, slots=True)
class Reading:
    """What every column of a component is read with."""

    book: Book
    stage: str  # its name
    component: Component
    participants: Sequence[str]  # their numbers, in register order
    words: Mapping[str, State]  # by ``cells.spoken``
    codes: Directory | None = None  # what stands in the place of participant numbers
    recusals: Sequence[Event] = ()  # raters of the component who may not mark somebody

    @property
    def size(self) -> int:
        """How many applicants the register holds."""
        return len(self.participants)

    def numbers(self, joined: Joined, columns: list[int]) -> NumberColumn:
        """The marks of one column over all tables, in row order; faults go to the findings."""
        num = np.zeros(len(joined.who), dtype=np.int64)
        states = np.zeros(len(joined.who), dtype=np.int8)
        for s, (table, rows, _) in enumerate(joined):  # each sheet by itself: they come from different hands
            here, read = joined.source == s, self._sheet(table, columns[s], joined.numbered[s])
            num[here], states[here] = read.values.num[rows], read.states[rows]
        states = self.mark_broken(joined, columns, states)
        return NumberColumn(Exact(num, 10**self.component.decimals), states, [])

    def _sheet(self, table: Table, column: int, numbered: Bools) -> NumberColumn:
        """The marks of one sheet, those outside the scale made INVALID.

        All rows with a participant number are looked at, whatever the register says of it.
        """
        scale = Scale(self.component.minimum, self.component.top)
        said, which = table.different(column) if numbered.all() else different(_of_people(table, column, numbered))
        read = numbers_of(said, which, self.component.decimals, self.words, scale, keeps_types(table))

        def wrong(cells: Sequence[Cell]) -> list[bool]:
            return unfit(numbers(cells, self.component.decimals, self.words, scale), scale)

        def where(i: int) -> Place:
            return table.place(i, column)

        outside, beyond = out_of_scale(read, scale, where)
        shown = shown_otherwise(read, table, range(len(which)), column)
        for fault in outside + shown:
            self.book.report(finding(fault.code, where(fault.index), kolom=self.component.name, **fault.values))
        states = np.where(beyond, State.INVALID, read.states).astype(np.int8)
        self.book.checked.append(Checked(table, column, int((states == State.INVALID).sum()), wrong))
        return NumberColumn(read.values, states, [])

    def mark_broken(self, joined: Joined, columns: list[int], states: States) -> States:
        """States with error values, uncomputed formulas and marks of several people made INVALID, each reported."""
        states = states.copy()
        for s, column in enumerate(columns):
            errors = broken(joined.tables[s], column)
            for fault in (fault for k, fault in errors.items() if joined.numbered[s][k]):
                self.book.report(fault)
            wrong = [*errors, *self._merged(joined.tables[s], column, joined.numbered[s])]
            states[(joined.source == s) & np.isin(joined.row, wrong)] = State.INVALID
        return states

    def _merged(self, table: Table, column: int, numbered: Bools) -> list[int]:
        """The data rows of several people over which one mark is merged, each such area reported."""
        high = [(a, b, c) for a, b, c, d in table.sheet.merged if a < c and b <= column <= d]
        areas = [(first, left, last) for first, left, last in high if clean(table.sheet.rows[first][left])]
        found, at = [], {r: k for k, r in enumerate(table.rows)} if areas else {}
        cells = table.column(column) if areas else []
        for first, left, last in areas:
            rows = [at[r] for r in range(first, last + 1) if r in at and numbered[at[r]]]
            people = [k for k in rows if k not in table.above.get(left, {})]
            if len(people) > 1 and any(clean(cells[k]) == "" for k in people):
                where = spans([table.rows[k] for k in people], column_letters(column))
                self.book.report(finding("E118", table.place(people[0], column), sel=where, kolom=self.component.name))
                found += people
        return found

    def spread(
        self, joined: Joined, column: NumberColumn, rows: NDArray[np.intp] | None = None
    ) -> tuple[Exact, States]:
        """Marks by applicant instead of by row; whoever has no row gets the state NO_ROW.

        Args:
            rows: which rows of the join to take; each applicant at most once.
        """
        rows = np.arange(len(joined.who)) if rows is None else rows
        num = np.zeros(self.size, dtype=column.values.num.dtype)
        states = np.full(self.size, State.NO_ROW, dtype=np.int8)
        num[joined.who[rows]] = column.values.num[rows]
        states[joined.who[rows]] = column.states[rows]
        num[states != State.KNOWN] = 0
        return Exact(num, column.values.den), states

    def places(
        self, joined: Joined, columns: list[int] | None = None, rows: NDArray[np.intp] | None = None
    ) -> Callable[[int], Place | None]:
        """The address of an applicant's mark (their first row's), or of the sheet where it should have been."""
        rows = np.arange(len(joined.who)) if rows is None else rows
        home = joined.tables[int(joined.source[rows[0]]) if len(rows) else 0].sheet.place() if joined.tables else None
        row_of = joined.first(self.size, rows)

        def where(i: int) -> Place | None:
            return joined.place(int(row_of[i]), columns) if row_of[i] >= 0 else home

        return where


def _of_people(table: Table, column: int, numbered: Bools) -> list[Cell]:
    """The cells of one column, blank where no participant number stands beside them."""
    return [cell if own else "" for cell, own in zip(table.column(column), numbered.tolist(), strict=True)]
