"""Colour and comment the faulty cells of an openpyxl workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from asnrekrut.annotated.finding_list import COLOURS
from asnrekrut.findings import Severity, column_letters
from asnrekrut.notation import show_count
from asnrekrut.readers.verdicts import printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from asnrekrut.findings import Finding, Place

    Cell = Any  # openpyxl's cell or merged cell
    Spot = tuple[str, int, int]  # title of the sheet in the copy; row and column from 1

MARKS = 2000  # coloured cells of one copy; more would open slowly and help nobody
NEAR = 200  # cells looked through for the first filled one of a row or column
COMMENT = 1500  # letters
LETTERS = 44  # to a line of a comment
WIDE, LINE = 330, 19  # pixels


class Marker:
    """Marks findings in a workbook and remembers where.

    Attributes:
        notes: what the reader of the copy must know, in Indonesian.
    """

    def __init__(self, workbook: Workbook, sheets: Mapping[str, str]) -> None:
        self.workbook, self.sheets = workbook, sheets
        self.notes: list[str] = []
        self._shown = False
        self._sizes = {page.title: (page.max_row, page.max_column) for page in workbook.worksheets}
        self._spots: dict[Place | None, Spot | None] = {}

    def mark(self, findings: Sequence[Finding]) -> None:
        """Colour and comment every cell that has to be mended or looked at; notes are left to the list."""
        spots: dict[Spot, list[Finding]] = {}
        for one in (single for several in findings for single in several.each):
            spot = self._spot(one.place)
            if spot is not None and one.severity is not Severity.NOTE:
                spots.setdefault(spot, []).append(one)
        for (title, row, column), several in list(spots.items())[:MARKS]:
            page = self.workbook[title]
            self._unhide(page, row, column)
            _mark(page.cell(row, column), several)
        if len(spots) > MARKS:
            counts = f"{show_count(MARKS)} dari {show_count(len(spots))}"
            self.notes.append(f"Hanya {counts} sel yang diwarnai; semua temuan tercantum di sini.")
        if self._shown:
            self.notes.append("Lembar, baris, atau kolom tersembunyi yang memuat temuan ditampilkan dalam salinan ini.")

    def address(self, one: Finding) -> str:
        """Where a link to this finding leads, ``'Nilai'!C5``; '' where the file as a whole is meant."""
        from openpyxl.utils import quote_sheetname

        if one.place is None or one.place.sheet not in self.sheets:
            return ""
        title = self.sheets[one.place.sheet]
        spot = self._spot(one.place)
        cell = "A1" if spot is None else f"{column_letters(spot[2] - 1)}{spot[1]}"
        return f"{quote_sheetname(title)}!{cell}"

    def _spot(self, place: Place | None) -> Spot | None:
        """The cell to colour; None where no cell is meant."""
        if place not in self._spots:
            self._spots[place] = self._find(place)
        return self._spots[place]

    def _find(self, place: Place | None) -> Spot | None:
        if place is None or place.sheet not in self.sheets or max(place.row, place.column) < 0:
            return None
        page = self.workbook[self.sheets[place.sheet]]
        rows, columns = (range(1, min(size, NEAR) + 1) for size in self._sizes[page.title])
        row, column = place.row + 1, place.column + 1
        if not column:
            column = next((c for c in columns if page.cell(row, c).value is not None), 1)
        if not row:
            row = next((r for r in rows if page.cell(r, column).value is not None), 1)
        return page.title, *_top_left(page, row, column)

    def _unhide(self, page: Worksheet, row: int, column: int) -> None:
        columns = [d for d in page.column_dimensions.values() if (d.min or 0) <= column <= (d.max or 0)]
        for one in (*columns, page.row_dimensions[row]):
            if one.hidden:
                one.hidden = False
                self._shown = True
        if page.sheet_state != "visible":
            page.sheet_state = "visible"
            self._shown = True


def _top_left(page: Worksheet, row: int, column: int) -> tuple[int, int]:
    """The cell itself, or the one that a merged area shows."""
    from openpyxl.cell import MergedCell

    if isinstance(page.cell(row, column), MergedCell):
        for area in page.merged_cells.ranges:
            if area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col:
                return area.min_row, area.min_col
    return row, column


def _mark(cell: Cell, findings: Sequence[Finding]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill, Protection

    words = "\n\n".join(_words(one) for one in findings)
    if cell.comment is not None:
        words += f"\n\nKomentar semula: {cell.comment.text}"
    words = printable(words if len(words) <= COMMENT else f"{words[:COMMENT]} …", kept="\n")
    height = LINE * sum(max(1, -(-len(line) // LETTERS)) for line in words.split("\n")) + LINE
    cell.comment = Comment(words, "asnrekrut", height=height, width=WIDE)
    cell.fill = PatternFill("solid", fgColor=COLOURS[gravest(findings)])
    cell.protection = Protection(locked=False)  # on a protected sheet, what has to be mended can be


def _words(one: Finding) -> str:
    if one.accepted:
        return f"{one.code} {one.message}\nDiterima panitia: {one.accepted}"
    return f"{one.code} {one.message}\nYang harus dilakukan: {one.repair}"


def gravest(findings: Sequence[Finding]) -> Severity | None:
    """What colours a cell; None where all that was found there is accepted."""
    return next((s for s in Severity if any(f.severity is s and not f.accepted for f in findings)), None)
