"""Read one column of a mark sheet and spread it over the register."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.exact import Exact
from asnrekrut.findings import finding
from asnrekrut.intake.book import broken_finding
from asnrekrut.intake.cells import NumberColumn, numbers
from asnrekrut.marks import State
from asnrekrut.notation import show

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from asnrekrut.findings import Place
    from asnrekrut.intake.book import Book, Joined
    from asnrekrut.marks import States
    from asnrekrut.rules.stages import Component


@dataclass(frozen=True, slots=True)
class Reading:
    """What every column of a component is read with."""

    book: Book
    component: Component
    participants: Sequence[str]  # their numbers, in register order
    words: Mapping[str, State]

    @property
    def size(self) -> int:
        """How many applicants the register holds."""
        return len(self.participants)

    def numbers(self, joined: Joined, columns: list[int]) -> NumberColumn:
        """The marks of one column over all tables, in row order; faults go to the findings."""
        cells = joined.cells(columns)
        column = numbers(cells, self.component.decimals, self.words)
        states = self.mark_broken(joined, columns, column.states)
        for fault in column.faults:
            self.book.findings.append(
                finding(fault.code, joined.place(fault.index, columns), kolom=self.component.name, **fault.values)
            )
        low, top = Fraction(self.component.minimum), Fraction(self.component.top)
        outside = (states == State.KNOWN) & ~(column.values.at_least(low) & column.values.at_most(top))
        for k in np.flatnonzero(outside).tolist():
            states[k] = State.INVALID
            self.book.findings.append(
                finding(
                    "E202",
                    joined.place(k, columns),
                    isi=show(column.values.at(k)),
                    kolom=self.component.name,
                    minimum=show(low),
                    maksimum=show(top),
                )
            )
        return NumberColumn(column.values, states, column.faults)

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
        row_of = np.full(self.size, -1, dtype=np.intp)
        row_of[joined.who[rows][::-1]] = rows[::-1]

        def where(i: int) -> Place | None:
            if row_of[i] >= 0:
                return joined.place(int(row_of[i]), columns)
            return joined.tables[0].sheet.place() if joined.tables else None

        return where
