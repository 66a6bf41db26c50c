"""Write many rows of a sheet at once, as XlsxWriter would have written them one cell at a time.

XlsxWriter's constant-memory mode spends most of its time on one Python object and several calls per cell. This
subclass (the library's own way of extending it) writes whole rows into the same temporary file. A test holds the
two ways to the same bytes.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from xlsxwriter.worksheet import Worksheet

from asnrekrut.findings import column_letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlsxwriter.format import Format

    Cells = Sequence[float | str | None]

CHUNK = 2000
NORMAL = 15  # the height of a row of one line, in points
_SPECIAL = re.compile(r"[&<>\x00-\x1f\ufffe\uffff]|_x|^\s|\s$")


class BulkSheet(Worksheet):  # type: ignore[misc]  # the library ships no types
    """A worksheet that also takes columns of cells; only for constant-memory workbooks, rows from top to bottom."""

    def write_columns(
        self, row: int, columns: Sequence[Cells], formats: Sequence[Format], heights: Sequence[float]
    ) -> int:
        """Write columns of equal length from this row and column A on.

        Args:
            columns: numbers, texts, or None for an empty cell with the column's format.
            formats: one per column.
            heights: of every row, in points.

        Returns:
            The row below the last one written.
        """
        count = len(columns[0]) if columns else 0
        if not count:
            return row
        self._write_single_row(row)  # what was still pending above
        self._check_dimensions(row, 0)
        self._check_dimensions(row + count - 1, len(columns) - 1)
        styles = [f._get_xf_index() for f in formats]  # noqa: SLF001
        for start in range(0, count, CHUNK):
            part = [column[start : start + CHUNK] for column in columns]
            self.fh.write("".join(self._rows(row + start + 1, part, styles, heights[start : start + CHUNK])))
        self.previous_row = row + count
        return row + count

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """The library takes a text such as ``<r>…</r>`` for XML of its own; here it is a text."""
        if cell.__class__.__name__ == "String" and cell.string.startswith("<r>"):
            style = cell.format._get_xf_index() if cell.format else 0  # noqa: SLF001
            self.fh.write(self._column(column_letters(col), row + 1, [cell.string], style)[0])
        else:
            super()._write_cell(row, col, cell)

    def _rows(self, first: int, columns: Sequence[Cells], styles: list[int], heights: Sequence[float]) -> Iterator[str]:
        written = [
            self._column(column_letters(c), first, column, style)
            for c, (column, style) in enumerate(zip(columns, styles, strict=True))
        ]
        for number, (height, *cells) in enumerate(zip(heights, *written, strict=True), first):
            size = "" if height == NORMAL else f' ht="{height:g}" customHeight="1"'
            yield f'<row r="{number}"{size}>{"".join(cells)}</row>'

    def _column(self, letters: str, first: int, cells: Cells, style: int) -> list[str]:
        mark = f'" s="{style}"' if style else '"'
        return [
            f'<c r="{letters}{r}{mark}><v>{cell:.16G}</v></c>'
            if cell.__class__ is float
            else f'<c r="{letters}{r}{mark}/>'
            if cell is None or cell == ""
            else f'<c r="{letters}{r}{mark} t="inlineStr"><is>{self._text(cell)}</is></c>'
            for r, cell in enumerate(cells, first)
        ]

    def _text(self, cell: Any) -> str:  # a text, by now
        if not _SPECIAL.search(cell):
            return f"<t>{cell}</t>"
        text = self._escape_data(self._escape_control_characters(cell))
        preserve = ' xml:space="preserve"' if cell[0].isspace() or cell[-1].isspace() else ""
        return f"<t{preserve}>{text}</t>"

    def finish(self) -> None:
        """Flush the sheet and close its temporary file, so that many sheets need not be open at once."""
        self._write_single_row()
        self._opt_close()
