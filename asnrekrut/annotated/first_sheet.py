"""The first sheet of a marked copy: all findings of that file, each with a link to its cell."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from asnrekrut.annotated.finding_list import COLOURS, most_severe, summary
from asnrekrut.findings import Place, column_letters
from asnrekrut.outputs.bulk import NORMAL
from asnrekrut.outputs.canvas import sheet_name
from asnrekrut.outputs.layout import lines
from asnrekrut.readers.verdicts import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from asnrekrut.findings import Finding

    Cell = Any  # openpyxl's
    Dressed = dict[tuple[str, bool], Cell]  # by fill and whether it is a link

LONGEST = 32_000  # letters that a cell holds
HEADS = ("Tingkat", "Kode", "Lembar", "Sel", "Pesan", "Yang harus dilakukan", "Diterima")  # the last only if needed
WIDTHS = (15, 7, 13, 9, 42, 42, 20)
CELL = 3  # the column of links, from 0
NOTES = (
    "Berkas asli tidak diubah; ini hanya salinan yang menunjukkan tempat setiap temuan.",
    "Sel merah menghentikan hasil; sel kuning perlu dipastikan; sel hijau sudah diterima panitia.",
    "Klik isi kolom Sel untuk menuju selnya, lalu arahkan penunjuk ke sel berwarna untuk membaca penjelasannya.",
)


def put_text(cell: Cell, text: str) -> None:
    """Write text as text: what begins with ``=`` must never become a formula."""
    cell.value = printable(text, kept="\n\t")[:LONGEST]
    cell.data_type = "s"


def add_list(workbook: Workbook, file: str, findings: Sequence[tuple[Finding, str]], notes: Sequence[str]) -> None:
    """Put the list in front.

    Args:
        file: the original, below the selection folder.
        findings: each with the address its link leads to, or ''.
    """
    from openpyxl.styles import Font

    page = workbook.create_sheet(sheet_name("Temuan", {title.casefold() for title in workbook.sheetnames}), 0)
    head = [f"Temuan pada {file}", summary([one for one, _ in findings]), *NOTES, *notes]
    for row, line in enumerate(head, 1):
        put_text(page.cell(row, 1), line)
        page.cell(row, 1).font = Font(name="Arial", size=14 if row == 1 else 10, bold=row == 1)
    top = len(head) + 2
    heads = HEADS if any(one.accepted for one, _ in findings) else HEADS[:-1]
    _headings(page, top, heads)
    dressed: Dressed = {}
    for row, (one, address) in enumerate(findings, top + 1):
        _row(page, row, (_texts(one, address)[: len(heads)], one, address), dressed)
    _set_up(workbook, page, top, len(heads))


def _texts(one: Finding, address: str) -> list[str]:
    """A finding under ``HEADS``; what to do is written for whoever fixes the sheet."""
    where = one.place or Place("")
    cell = where.cell or ("buka" if address else "")
    return [one.severity.title, one.code, where.sheet, cell, one.message, one.repair, one.accepted]


def _headings(page: Worksheet, row: int, heads: Sequence[str]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for column, (heading, width) in enumerate(zip(heads, WIDTHS, strict=False), 1):
        cell = page.cell(row, column, heading)
        cell.font, cell.border = Font(name="Arial", size=10, bold=True), _grid()
        cell.fill = PatternFill("solid", fgColor="D9E2F3")
        cell.alignment = Alignment(horizontal="center", vertical="center")
        page.column_dimensions[cell.column_letter].width = width


def _row(page: Worksheet, row: int, line: tuple[list[str], Finding, str], dressed: Dressed) -> None:
    from openpyxl.worksheet.hyperlink import Hyperlink

    texts, one, address = line
    for column, text in enumerate(texts):
        cell = page.cell(row, column + 1)
        put_text(cell, text)
        _dress(cell, COLOURS[most_severe([one])] if column == 0 else "", column == CELL and address != "", dressed)
    page.row_dimensions[row].height = NORMAL * max(lines(t, w) for t, w in zip(texts, WIDTHS, strict=False))
    if address:
        link = page.cell(row, CELL + 1)
        link.hyperlink = Hyperlink(ref=link.coordinate, location=address)


def _dress(cell: Cell, colour: str, link: bool, dressed: Dressed) -> None:
    """Font, lines and fill; taken from an earlier cell that looks the same, which is ten times as fast."""
    from openpyxl.styles import Alignment, Font, PatternFill

    if (colour, link) in dressed:
        cell._style = copy(dressed[colour, link]._style)  # noqa: SLF001  (openpyxl offers no other way)
        return
    plain, blue = Font(name="Arial", size=10), Font(name="Arial", size=10, color="0563C1", underline="single")
    cell.font = blue if link else plain
    cell.alignment, cell.border = Alignment(wrap_text=True, vertical="top"), _grid()
    if colour:
        cell.fill = PatternFill("solid", fgColor=colour)
    dressed[colour, link] = cell


def _grid() -> Any:  # openpyxl's border
    from openpyxl.styles import Border, Side

    side = Side(style="thin", color="A6A6A6")
    return Border(left=side, right=side, top=side, bottom=side)


def _set_up(workbook: Workbook, page: Worksheet, top: int, columns: int) -> None:
    """Printing, filter, frozen headings; the list alone is selected and seen first."""
    from openpyxl.worksheet.properties import PageSetupProperties

    last = max(page.max_row, top)
    page.auto_filter.ref = f"A{top}:{column_letters(columns - 1)}{last}"
    page.freeze_panes = f"A{top + 1}"
    page.print_title_rows = f"{top}:{top}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.sheet_properties.tabColor = "C00000"
    for other in workbook.worksheets:
        other.sheet_view.tabSelected = other is page
    workbook.active = 0
    if workbook.views:
        workbook.views[0].firstSheet = 0
