"""Write many rows of a sheet at once, as XlsxWriter would have written them one cell at a time.

XlsxWriter's constant-memory mode spends most of its time on one Python object and several calls per cell, and on its
temporary files. These subclasses (the library's own way of extending it) write whole rows and pack them at once. A
test holds the two ways to the same bytes.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

import numpy as np
import xlsxwriter.workbook
from xlsxwriter.worksheet import Worksheet

from asnrekrut.findings import column_letters
from asnrekrut.outputs.packing import Archive, Rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from xlsxwriter.format import Format

    Cells = Sequence[float | str | None]

CHUNK = 2000
NORMAL = 15  # the height of a row of one line, in points
_LIBRARY = Worksheet()
_SPECIAL = re.compile(r"[&<>\x00-\x1f\ufffe\uffff]|_x|^\s|\s$")
_ANY_SPECIAL = re.compile(r"[&<>\x00-\x1f\ufffe\uffff]|_x|(?:^|\|)\s|\s(?:\||$)")  # in texts with bars between them


def prepared(cells: Cells, form: Format | None) -> NDArray[np.object_]:
    """Cells (numbers, texts, or None for an empty one) of one format as XML, without the address that begins them."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    plain, style = not _ANY_SPECIAL.search("|".join(texts)), _style(form)
    if plain and len(texts) == len(cells):
        before, behind = f'{style} t="inlineStr"><is><t>', "</t></is></c>"
        found = [f"{before}{text}{behind}" if text else f"{style}/>" for text in texts]
    else:
        found = [_prepared(cell, style, plain) for cell in cells]
    return np.array(found, dtype=object)


def _prepared(cell: float | str | None, style: str, plain: bool = False) -> str:
    """One cell; ``plain`` where it is known to hold nothing special."""
    if cell.__class__ is float:
        return f"{style}><v>{cell:.16G}</v></c>"
    if cell is None or cell == "":
        return f"{style}/>"
    return f'{style} t="inlineStr"><is>{f"<t>{cell}</t>" if plain else _text(cell)}</is></c>'


def _style(form: Format | None) -> str:
    """What stands between a cell's address and its contents."""
    index = form._get_xf_index() if form else 0  # noqa: SLF001
    return f'" s="{index}"' if index else '"'


def _text(text: Any) -> str:  # a text, by now
    if not _SPECIAL.search(text):
        return f"<t>{text}</t>"
    escaped = _LIBRARY._escape_data(_LIBRARY._escape_control_characters(text))  # noqa: SLF001
    preserve = ' xml:space="preserve"' if text[0].isspace() or text[-1].isspace() else ""
    return f"<t{preserve}>{escaped}</t>"


class BulkBook(xlsxwriter.workbook.Workbook):  # type: ignore[misc]  # the library ships no types
    """A workbook of such sheets, which must be written from top to bottom."""

    def __init__(self, path: str, options: dict[str, Any] | None = None) -> None:
        super().__init__(path, {**(options or {}), "in_memory": True})  # small parts, in place of files

    def add_worksheet(self, name: str | None = None, worksheet_class: type | None = None) -> Any:
        """A sheet that packs its rows."""
        return super().add_worksheet(name, worksheet_class or BulkSheet)

    def _store_workbook(self) -> None:
        """As the library does, into an archive that takes rows as they are packed."""
        usual, sheets = xlsxwriter.workbook.ZipFile, self.worksheets()
        for sheet in sheets:
            sheet.finish()
        rows = {f"xl/worksheets/sheet{n}.xml": sheet.rows for n, sheet in enumerate(sheets, 1)}
        xlsxwriter.workbook.ZipFile = partial(Archive, rows=rows)
        try:
            super()._store_workbook()
        finally:
            xlsxwriter.workbook.ZipFile = usual

    def _check_sheetname(self, sheetname: str, is_chartsheet: bool = False) -> str:
        """``canvas.sheet_name`` has seen to it; the library would compare every name with all before it."""
        return sheetname


class BulkSheet(Worksheet):  # type: ignore[misc]  # the library ships no types
    """A worksheet that also takes columns of cells.

    Attributes:
        rows: what was written of its rows.
        across: the widths of the columns that the first page holds side by side.
        repeated: how many of them come again on the pages beside it; 0 where there are none.
        heights: of rows that are higher than one line, in points.
        again: the rows that stand on top of every page.
        held: the rows that go with the row below them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.rows = Rows()
        self.across: Sequence[float] = ()
        self.repeated = 0
        self.heights: dict[int, float] = {}
        self.again = range(0)
        self.held: set[int] = set()

    def _initialize(self, init_data: dict[str, Any]) -> None:
        """One row after the other, as in the library's constant-memory mode, but without its file."""
        super()._initialize(init_data)
        self.constant_memory, self.fh = True, self.rows

    def set_row(self, row: int, height: float | None = None, *how: Any) -> Any:
        """As the library does, and keep the height."""
        self.heights[row] = NORMAL if height is None else height
        return super().set_row(row, height, *how)

    def repeat_rows(self, first: int, last: int | None = None) -> None:
        """As the library does, and keep which."""
        self.again = range(first, (first if last is None else last) + 1)
        super().repeat_rows(first, last)

    def write_columns(self, row: int, columns: Sequence[list[str]], heights: Sequence[float]) -> int:
        """Write columns of equal length from this row and column A on.

        Args:
            columns: cells as ``prepared`` gives them.
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
        sizes = {height: f'"{_height(height)}><c r="A' for height in set(heights)}
        for start in range(0, count, CHUNK):
            stop = min(start + CHUNK, count)
            numbers = [str(row + r + 1) for r in range(start, stop)]
            parts = [repeat('<row r="'), numbers, [sizes[height] for height in heights[start:stop]]]
            for c, column in enumerate(columns):
                parts += [repeat(f'<c r="{column_letters(c)}')] if c else []
                parts += [numbers, column[start:stop]]
            self.rows.write("".join(chain.from_iterable(zip(*parts, repeat("</row>"), strict=False))))
            self.rows.pack()
        self.heights.update((row + r, height) for r, height in enumerate(heights) if height != NORMAL)
        self.previous_row = row + count
        return row + count

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """The library takes a text such as ``<r>…</r>`` for XML of its own; here it is a text."""
        if cell.__class__.__name__ == "String" and cell.string.startswith("<r>"):
            self.fh.write(f'<c r="{column_letters(col)}{row + 1}{_prepared(cell.string, _style(cell.format))}')
        else:
            super()._write_cell(row, col, cell)

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """No formula here calls what Excel learned after 2007; the library would search it for 150 such functions."""
        return formula.removeprefix("=")

    def finish(self) -> None:
        """Pack what is left, so that many sheets take little memory."""
        if self.constant_memory:
            self._write_single_row()
            self.rows.close()
            self.constant_memory = False  # nothing more is written

    def _write_sheet_data(self) -> None:
        """The place for the rows, which the archive takes over."""
        self._xml_start_tag("sheetData")
        self._xml_end_tag("sheetData")


def _height(height: float) -> str:
    """What a row says of its height, in points."""
    return "" if height == NORMAL else f' ht="{height:g}" customHeight="1"'
