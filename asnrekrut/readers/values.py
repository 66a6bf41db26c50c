"""The values of a workbook of any kind, through calamine; what stands beside them each kind's own module finds."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from asnrekrut.readers.content import Budget, Content, Note, Raw, Refusal, Scan, note, nothing, sheet_of, unsafe

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

Scans = dict[str, Scan]


def links(scans: Scans, outside: list[str]) -> list[Note]:
    """One note if formulas take values from other files: the first such cell, how many there are, which files."""
    cells = [(name, row, column) for name, found in scans.items() for row, column in found.links]
    if not cells:
        return []
    sheet, row, column = cells[0]
    return [note("tautan", sheet, row, column, jumlah=len(cells), berkas=outside)]


def with_values(kind: str, content: bytes, scans: Scans, notes: list[Note], budget: Budget) -> Content:
    """What calamine reads of a workbook, together with what was found beside the values.

    Raises:
        Refusal: protected by a password, or larger than any honest one.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = []
        for meta in workbook.sheets_metadata:
            if meta.typ == SheetTypeEnum.WorkSheet:
                hidden = meta.visible != SheetVisibleEnum.Visible
                sheets.append(_sheet(workbook, meta.name, hidden, scans.get(meta.name) or nothing(), budget))
            if meta.visible == SheetVisibleEnum.VeryHidden:
                notes.append(note("tersembunyi", meta.name))
    except PasswordError:
        raise Refusal("locked" if kind == "xls" else "other_lock") from None
    except CalamineError as error:
        if "limit exceeded" in str(error):
            raise unsafe("ada sel berulang yang terbentang jauh di luar tabel") from None
        raise
    return Content(kind=kind, sheets=sheets, notes=notes)


def _sheet(workbook: CalamineWorkbook, name: str, hidden: bool, found: Scan, budget: Budget) -> Raw:
    cells = workbook.get_sheet_by_name(name)
    if not found.merged:
        found.merged.extend((*start, *end) for start, end in cells.merged_cell_ranges or ())
    if cells.end is None:
        return sheet_of(name, [], found, budget, hidden)
    budget.reach(cells.end[0] + 1, cells.end[1] + 1, name)  # (the cells from A1 on)
    return sheet_of(name, cells.to_python(skip_empty_area=False), found, budget, hidden)
