"""Finding the table in a sheet: today its header is the first row that is not empty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from asnrekrut.findings import finding
from asnrekrut.intake.cells import clean, folded

if TYPE_CHECKING:
    from asnrekrut.findings import Finding, Place
    from asnrekrut.io import Cell, Sheet


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A header and its data rows.

    Attributes:
        headers: cleaned headings, by column of the sheet; '' where there is none.
        rows: 0-based sheet rows that hold data (entirely blank ones left out).
    """

    sheet: Sheet
    headers: list[str]
    rows: list[int]

    def column(self, index: int) -> list[Cell]:
        """The cells of one column, in the order of ``rows``."""
        cells = self.sheet.rows
        return [cells[r][index] if index < len(cells[r]) else "" for r in self.rows]

    def place(self, k: int, column: int = -1) -> Place:
        """The address of the k-th data row, or of a cell in it."""
        return self.sheet.place(self.rows[k], column)


def find_table(sheet: Sheet) -> Table | Finding:
    """The table of a sheet, or the finding that it has none."""
    filled = [r for r, row in enumerate(sheet.rows) if any(cell != "" for cell in row)]
    if len(filled) < 2:  # noqa: PLR2004  (a header and something below it)
        return finding("E103", sheet.place())
    return Table(sheet, [clean(cell) for cell in sheet.rows[filled[0]]], filled[1:])


def find_column(table: Table, name: str) -> int | Finding:
    """The column with this heading (case and blanks do not matter); a near heading is only suggested."""
    wanted = folded(name)
    hits = [i for i, heading in enumerate(table.headers) if folded(heading) == wanted]
    if len(hits) == 1:
        return hits[0]
    if hits:
        return finding("E102", table.sheet.place(column=hits[1], row=_header_row(table)), kolom=name)
    return finding("E101", table.sheet.place(), kolom=name, ada=_known(table), saran=_suggestion(table, name))


def _header_row(table: Table) -> int:
    return next(r for r, row in enumerate(table.sheet.rows) if any(cell != "" for cell in row))


def _known(table: Table) -> str:
    return ", ".join(f'"{h}"' for h in table.headers if h)


def _suggestion(table: Table, name: str) -> str:
    from rapidfuzz import fuzz, process, utils

    near = process.extractOne(name, table.headers, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=70)
    return f' Maksud Anda "{near[0]}"?' if near else ""
