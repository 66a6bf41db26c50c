"""Read one column of a mark sheet and spread it over the register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.exact import Exact
from asnrekrut.core.marks import State
from asnrekrut.findings import finding
from asnrekrut.intake.keys import broken_finding
from asnrekrut.intake.numbers import NumberColumn, numbers
from asnrekrut.intake.scales import Scale, condensed, keeps_types, out_of_scale, shown_otherwise

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from asnrekrut.core.marks import States
    from asnrekrut.findings import Place
    from asnrekrut.intake.book import Book, Joined
    from asnrekrut.io import Cell
    from asnrekrut.rules.stages import Component


@dataclass(frozen=True, slots=True)
class Reading:
    """What every column of a component is read with."""

    book: Book
    component: Component
    participants: Sequence[str]  # their numbers, in register order
    words: Mapping[str, State]  # by ``cells.spoken``

    @property
    def size(self) -> int:
        """How many applicants the register holds."""
        return len(self.participants)

    def numbers(self, joined: Joined, columns: list[int]) -> NumberColumn:
        """The marks of one column over all tables, in row order; faults go to the findings."""
        cells = joined.cells(columns)
        num = np.zeros(len(cells), dtype=np.int64)
        states = np.zeros(len(cells), dtype=np.int8)
        for s in range(len(joined.tables)):  # each sheet by itself: they come from different hands
            rows = np.flatnonzero(joined.source == s)
            read = self._sheet(joined, columns, s, rows.tolist(), cells)
            num[rows], states[rows] = read.values.num, read.states
        states = self.mark_broken(joined, columns, states)
        return NumberColumn(Exact(num, 10**self.component.decimals), states, [])

    def _sheet(
        self, joined: Joined, columns: list[int], s: int, rows: list[int], cells: Sequence[Cell]
    ) -> NumberColumn:
        """The marks of one sheet, those outside the scale made INVALID."""
        scale, table = Scale(self.component.minimum, self.component.top), joined.tables[s]
        mine = cells if len(rows) == len(cells) else [cells[k] for k in rows]
        read = numbers(mine, self.component.decimals, self.words, scale, keeps_types(table))

        def where(i: int) -> Place:
            return joined.place(rows[i], columns)

        outside, wrong = out_of_scale(read, scale, where)
        masked = shown_otherwise(read, table, joined.row[rows].tolist(), columns[s])
        for fault in condensed(read.faults + outside + masked, where):
            place, name = where(fault.index), self.component.name
            self.book.findings.append(finding(fault.code, place, kolom=name, **fault.values))
        return NumberColumn(read.values, np.where(wrong, State.INVALID, read.states).astype(np.int8), [])

    def mark_broken(self, joined: Joined, columns: list[int], states: States) -> States:
        """States with error values and uncomputed formulas made INVALID, each with its finding."""
        states = states.copy()
        for k, error in joined.broken(columns).items():
            states[k] = State.INVALID
            self.book.findings.append(broken_finding(error, joined.place(k, columns)))
        return states

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
        row_of = np.full(self.size, -1, dtype=np.intp)
        row_of[joined.who[rows][::-1]] = rows[::-1]

        def where(i: int) -> Place | None:
            if row_of[i] >= 0:
                return joined.place(int(row_of[i]), columns)
            return home

        return where
