"""Workbooks of all kinds: values through calamine, everything beside the values through this package."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Any

from asnrekrut.readers import ooxml
from asnrekrut.readers.archive import Archive
from asnrekrut.readers.base import Budget, Content, Note, Raw, Refusal, clipped, note, unsafe
from asnrekrut.readers.compound import usual_names
from asnrekrut.readers.kinds import has_macros
from asnrekrut.readers.sheetxml import Scan, address, nothing, scan

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

Scans = dict[str, Scan]


def read_archive(content: bytes) -> Content:
    """A workbook in a zip archive: xlsx, xlsm, xlsb or ods.

    Raises:
        Refusal: it is something else, protected, or could harm.
    """
    archive = Archive(content)
    kind = archive.kind()
    archive.check_members(ooxml.FOLDER if kind == "xlsx" else "")
    notes = [note("makro")] if archive.has(*ooxml.MACROS, "basic/", "scripts/") else []
    parts: dict[str, bytes] = {}
    scans: Scans = {}
    budget = Budget(len(content))
    if kind == "xlsx":
        book = ooxml.describe(archive)
        for name, member in book.members.items():
            scans[name] = scan(archive.read(member), name, book.formats, book.stale, budget)
            noted = ((address(cell), text) for cell, text in ooxml.comments(archive, member).items())
            scans[name].comments.update({where: text for where, text in noted if where is not None})
            texts = [list(forms) for forms in scans[name].formulas.values()]
            budget.read([*texts, list(scans[name].comments.values())])
        notes += _links(scans, book.outside)
        parts = ooxml.usual_parts(archive)
    elif kind == "ods":
        from asnrekrut.readers import ods

        scans, outside = ods.scan(archive, budget)
        parts = ods.usual_parts(archive)
        notes += _links(scans, outside)
    else:
        from asnrekrut.readers import xlsb

        scans = xlsb.scan(archive, budget)
    if parts or archive.odd:
        content = archive.rewritten(parts)
    return _content(kind, content, scans, notes, budget)


def read_old(content: bytes) -> Content:
    """A workbook of Excel 97-2003.

    Raises:
        Refusal: protected by a password.
    """
    from asnrekrut.readers import xls

    notes = [note("makro")] if has_macros(content) else []
    content = usual_names(content)
    try:
        scans = xls.scan(content)
    except (ValueError, IndexError, KeyError, struct.error):  # calamine may still read it
        scans = {}
        notes.append(note("terbatas"))
    return _content("xls", content, scans, notes, Budget(len(content)))


def _links(scans: Scans, outside: list[str]) -> list[Note]:
    """One note if formulas take values from other files: the first such cell, how many there are, which files."""
    cells = [(name, row, column) for name, found in scans.items() for row, column in found.links]
    if not cells:
        return []
    sheet, row, column = cells[0]
    return [note("tautan", sheet, row, column, jumlah=len(cells), berkas=outside)]


def _content(kind: str, content: bytes, scans: Scans, notes: list[Note], budget: Budget) -> Content:
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
    rows = _rows(cells, name, budget)
    height, width = len(rows), max(map(len, rows), default=0)
    merged = found.merged or [(*start, *end) for start, end in cells.merged_cell_ranges or ()]
    return Raw(
        name=name,
        rows=rows,
        broken=found.broken,
        formulas=found.formulas,
        comments=found.comments,
        masked=found.masked,
        merged=clipped(merged, height, width, name),
        hidden_rows=frozenset(row for row in found.hidden_rows if row < height),
        hidden_columns=frozenset(column for column in found.hidden_columns if column < width),
        hidden=hidden,
    )


def _rows(cells: CalamineSheet, name: str, budget: Budget) -> list[list[Any]]:
    """The cells from A1 on."""
    if cells.end is None:
        return []
    budget.reach(cells.end[0] + 1, cells.end[1] + 1, name)
    rows = cells.to_python(skip_empty_area=False)
    budget.read(rows)
    return rows
