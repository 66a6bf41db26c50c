"""Lists of findings: ``temuan.xlsx`` with all of them, and the first sheet of a marked copy with those of its file.

The former is to filter, print, and send back to whoever delivered the files; the latter links each to its cell.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from asnrekrut.findings import Finding, Severity, column_letters
from asnrekrut.notation import show_count
from asnrekrut.outputs.bulk_rows import NORMAL
from asnrekrut.outputs.column_widths import lines
from asnrekrut.outputs.sheet_formats import Canvas, new_workbook, sheet_name
from asnrekrut.readers.messages import printable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from asnrekrut.selection import Selection

    Cell = Any  # openpyxl's
    Dressed = dict[tuple[str, bool], Cell]  # by fill and whether it is a link


HEADS = {
    "Tingkat": 15, "Kode": 7, "Berkas": 20, "Lembar": 13, "Sel": 9, "Pesan": 42, "Yang harus dilakukan": 42,
    "Diterima": 20,
}  # fmt: skip
"""The columns of a list, each with its width."""
COLOURS = {Severity.STOPS: "FFC7CE", Severity.LOOK: "FFEB9C", Severity.NOTE: "DDEBF7", None: "E2EFDA"}
"""Fill by severity; the last one for what the committee accepts."""
LONGEST = 32_000  # letters that a cell holds
LINKED = "Sel"  # the column of links
NOTES = (
    "Berkas asli tidak diubah; ini hanya salinan yang menunjukkan tempat setiap temuan.",
    "Sel merah menghentikan hasil; sel kuning perlu dipastikan; sel hijau sudah diterima panitia.",
    "Klik isi kolom Sel untuk menuju selnya, lalu arahkan penunjuk ke sel berwarna untuk membaca penjelasannya.",
)


def write_list(path: Path, selection: Selection) -> None:
    """Write the list; equal findings give equal bytes."""
    with new_workbook(path, selection.rules, "Temuan") as canvas:
        _sheet(canvas, selection.findings)


def _sheet(canvas: Canvas, findings: list[Finding]) -> None:
    heads = _heads(findings)
    widths = [HEADS[head] for head in heads]
    sheet = canvas.sheet("Temuan", widths)
    top = canvas.head_lines(sheet, [summary(findings), "Arti setiap kode: asnrekrut code KODE"])
    row = canvas.headings(sheet, top, heads, widths)
    for one in findings:
        row = canvas.row(sheet, row, [_cells(one, one.hint)[head] for head in heads], widths)
    sheet.autofilter(top, 0, max(row - 1, top), len(heads) - 1)
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    for severity in Severity:
        style = canvas.workbook.add_format({"bg_color": f"#{COLOURS[severity]}"})
        rule = {"type": "cell", "criteria": "==", "value": f'"{severity.title}"', "format": style}
        sheet.conditional_format(top + 1, 0, max(row - 1, top + 1), 0, rule)
    sheet.finish()


def summary(findings: list[Finding]) -> str:
    """How many findings of each kind there are, in words."""
    counts = [(s.title.lower(), sum(f.severity is s and not f.accepted for f in findings)) for s in Severity]
    counts.append(("diterima panitia", sum(bool(f.accepted) for f in findings)))
    return "; ".join(f"{show_count(n)} {what}" for what, n in counts if n) or "Tidak ada temuan"


def _heads(findings: Sequence[Finding], left_out: str = "") -> list[str]:
    """The columns of a list: the last one only where it says something."""
    empty = "" if any(one.accepted for one in findings) else "Diterima"
    return [head for head in HEADS if head not in {empty, left_out}]


def _cells(one: Finding, advice: str, address: str = "") -> dict[str, str]:
    """A finding as a row under ``HEADS``."""
    where = one.shown
    place = [where.file, where.sheet, where.cell or ("buka" if address else "")]
    return dict(zip(HEADS, [one.severity.title, one.code, *place, one.message, advice, one.accepted], strict=True))


def most_severe(findings: Sequence[Finding]) -> Severity | None:
    """The most severe, which colours a cell; None where all that was found there is accepted."""
    return next((s for s in Severity if any(f.severity is s and not f.accepted for f in findings)), None)


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
    heads = _heads([one for one, _ in findings], left_out="Berkas")
    _headings(page, top, heads)
    dressed: Dressed = {}
    for row, (one, address) in enumerate(findings, top + 1):
        cells = _cells(one, one.repair, address)  # written for whoever fixes the sheet
        _row(page, row, ({head: cells[head] for head in heads}, one, address), dressed)
    _set_up(workbook, page, top, len(heads))


def _headings(page: Worksheet, row: int, heads: Sequence[str]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for column, heading in enumerate(heads, 1):
        cell = page.cell(row, column, heading)
        cell.font, cell.border = Font(name="Arial", size=10, bold=True), _grid()
        cell.fill = PatternFill("solid", fgColor="D9E2F3")
        cell.alignment = Alignment(horizontal="center", vertical="center")
        page.column_dimensions[cell.column_letter].width = HEADS[heading]


def _row(page: Worksheet, row: int, line: tuple[dict[str, str], Finding, str], dressed: Dressed) -> None:
    from openpyxl.worksheet.hyperlink import Hyperlink

    texts, one, address = line
    for column, (head, text) in enumerate(texts.items(), 1):
        cell, link = page.cell(row, column), head == LINKED and address != ""
        put_text(cell, text)
        _dress(cell, COLOURS[most_severe([one])] if column == 1 else "", link, dressed)
        if link:
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=address)
    page.row_dimensions[row].height = NORMAL * max(lines(text, HEADS[head]) for head, text in texts.items())


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
