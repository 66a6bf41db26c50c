"""Write many rows of a sheet at once, as XlsxWriter would have written them one cell at a time.

XlsxWriter's constant-memory mode spends most of its time on one Python object and several calls per cell. This
subclass (the library's own way of extending it) writes whole rows into the same temporary file. A test holds the
two ways to the same bytes.
"""

from __future__ import annotations

import os
import re
from shutil import copyfileobj
from typing import TYPE_CHECKING, Any

import numpy as np
from xlsxwriter.worksheet import Worksheet

from asnrekrut.findings import column_letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from xlsxwriter.format import Format

    Cells = Sequence[float | str | None]

CHUNK = 2000
COPIED = 2**20  # bytes at once
NORMAL = 15  # the height of a row of one line, in points
_LIBRARY = Worksheet()
_SPECIAL = re.compile(r"[&<>\x00-\x1f\ufffe\uffff]|_x|^\s|\s$")
_ANY_SPECIAL = re.compile(r"[&<>\x00-\x1f\ufffe\uffff]|_x|(?:^|\|)\s|\s(?:\||$)")  # in texts with bars between them


def prepared(cells: Cells) -> NDArray[np.object_]:
    """Cells (numbers, texts, or None for an empty one) as XML, without the address and style that begin them."""
    plain = not _ANY_SPECIAL.search("|".join([cell for cell in cells if isinstance(cell, str)]))
    return np.array([_prepared(cell, plain) for cell in cells], dtype=object)


def _prepared(cell: float | str | None, plain: bool = False) -> str:
    """One cell; ``plain`` where it is known to hold nothing special."""
    if cell.__class__ is float:
        return f"><v>{cell:.16G}</v></c>"
    if cell is None or cell == "":
        return "/>"
    return f' t="inlineStr"><is>{f"<t>{cell}</t>" if plain else _text(cell)}</is></c>'


def _text(text: Any) -> str:  # a text, by now
    if not _SPECIAL.search(text):
        return f"<t>{text}</t>"
    escaped = _LIBRARY._escape_data(_LIBRARY._escape_control_characters(text))  # noqa: SLF001
    preserve = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() else ""
    return f"<t{preserve}>{escaped}</t>"


class BulkSheet(Worksheet):  # type: ignore[misc]  # the library ships no types
    """A worksheet that also takes columns of cells; only for constant-memory workbooks, rows from top to bottom.

    Attributes:
        across: the widths of the columns that the first page holds side by side.
        repeated: how many of them come again on the pages beside it; 0 where there are none.
        heights: of rows that are higher than one line, in points.
        again: the rows that stand on top of every page.
        headings: the rows that go with the row below them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.across: Sequence[float] = ()
        self.repeated = 0
        self.heights: dict[int, float] = {}
        self.again = range(0)
        self.headings: set[int] = set()

    def set_row(self, row: int, height: float | None = None, *how: Any) -> Any:
        """As the library does, and keep the height."""
        self.heights[row] = NORMAL if height is None else height
        return super().set_row(row, height, *how)

    def repeat_rows(self, first: int, last: int | None = None) -> None:
        """As the library does, and keep which."""
        self.again = range(first, (first if last is None else last) + 1)
        super().repeat_rows(first, last)

    def write_columns(
        self, row: int, columns: Sequence[list[str]], formats: Sequence[Format], heights: Sequence[float]
    ) -> int:
        """Write columns of equal length from this row and column A on.

        Args:
            columns: cells as ``prepared`` gives them.
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
        written = _row_pattern(formats)
        sizes = {height: "" if height == NORMAL else f' ht="{height:g}" customHeight="1"' for height in set(heights)}
        for start in range(0, count, CHUNK):
            stop = min(start + CHUNK, count)
            numbers = [str(row + r + 1) for r in range(start, stop)]
            parts = [numbers, [sizes[height] for height in heights[start:stop]]]
            for column in columns:
                parts += [numbers, column[start:stop]]
            self.fh.write("".join(map(written.__mod__, zip(*parts, strict=True))))
        self.heights.update((row + r, height) for r, height in enumerate(heights) if height != NORMAL)
        self.previous_row = row + count
        return row + count

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """The library takes a text such as ``<r>…</r>`` for XML of its own; here it is a text."""
        if cell.__class__.__name__ == "String" and cell.string.startswith("<r>"):
            style = cell.format._get_xf_index() if cell.format else 0  # noqa: SLF001
            self.fh.write(_begun(col, style) % (row + 1) + _prepared(cell.string))
        else:
            super()._write_cell(row, col, cell)

    def _write_optimized_sheet_data(self) -> None:
        """Take the rows over as bytes; the library would decode and encode them once more."""
        if self.dim_rowmin is None:
            super()._write_optimized_sheet_data()
            return
        self._xml_start_tag("sheetData")
        self.fh.flush()
        self.row_data_fh.close()
        with open(self.row_data_filename, "rb") as rows:  # noqa: PTH123
            copyfileobj(rows, self.fh.buffer, COPIED)
        os.unlink(self.row_data_filename)  # noqa: PTH108
        self._xml_end_tag("sheetData")

    def finish(self) -> None:
        """Flush the sheet and close its temporary file, so that many sheets need not be open at once."""
        self._write_single_row()
        self._opt_close()


def _row_pattern(formats: Sequence[Format]) -> str:
    """A row with gaps for its number, its height, and the number and contents of every cell."""
    cells = (_begun(c, form._get_xf_index()) + "%s" for c, form in enumerate(formats))  # noqa: SLF001
    return f'<row r="%s"%s>{"".join(cells)}</row>'


def _begun(column: int, style: int) -> str:
    return f'<c r="{column_letters(column)}%s"' + (f' s="{style}"' if style else "")
