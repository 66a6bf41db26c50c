"""What every sheet of the workbook shares: formats, page set-up, title block, small tables, signature block."""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from asnrekrut.notation import show_date
from asnrekrut.outputs.bulk import NORMAL, BulkSheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction
    from pathlib import Path

    from asnrekrut.rules.model import Rules

    Cell = str | int | tuple[Fraction, int] | None  # text, count, number with its decimals, nothing

CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  (a fixed stamp, so that equal inputs give equal bytes)
PAPER_A4 = 9
HEAD_HEIGHT = 3 * NORMAL
LETTERS = 1.15  # letters of Arial 10 to a unit of column width
MOST_LINES = 27  # Excel's rows end at 409 points
SIGNING_ROOM = 3  # empty lines between the office and the name
_FONT = {"font_name": "Arial", "font_size": 10}
_GRID = {**_FONT, "border": 1, "border_color": "#A6A6A6", "valign": "top"}
_HEAD = {**_GRID, "bold": True, "bg_color": "#D9E2F3", "text_wrap": True, "align": "center", "valign": "vcenter"}


@contextmanager
def new_workbook(path: Path, rules: Rules, title: str) -> Iterator[Canvas]:
    """A canvas whose workbook is written at the end; equal contents give equal bytes.

    Raises:
        OSError: it cannot be written.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "tmpdir": str(path.parent),
    }
    workbook = xlsxwriter.Workbook(str(path), options)
    workbook.set_properties({"title": title, "company": rules.identity.institution, "created": CREATED})
    yield Canvas(workbook, rules)
    try:
        workbook.close()  # not after an error above: the library would fall over what is missing then
    except FileCreateError as error:  # the library's wrapper around what the system said
        raise error.args[0] from error


class Canvas:
    """A workbook under construction, written from top to bottom and sheet by sheet."""

    def __init__(self, workbook: xlsxwriter.Workbook, rules: Rules) -> None:
        self.workbook, self.rules = workbook, rules
        self._taken: set[str] = set()
        self._numbers: dict[int, Any] = {}
        make = workbook.add_format
        self.title = make({**_FONT, "bold": True, "font_size": 14})
        self.heading = make({**_FONT, "bold": True, "font_size": 11})
        self.plain = make(_FONT)
        self.head = make(_HEAD)
        self.text = make({**_GRID, "num_format": "@"})
        self.centred = make({**_GRID, "num_format": "@", "align": "center"})
        self.note = make({**_GRID, "text_wrap": True})
        self.rank = make({**_GRID, "align": "center"})
        self.count = make({**_GRID, "num_format": "#,##0"})
        self.wins = make({"bg_color": "#E2EFDA"})
        self.reserve = make({"bg_color": "#FFF2CC"})

    def number(self, decimals: int) -> Any:  # an XlsxWriter format
        """A number with so many decimals; whole ones and unrounded ones as they are."""
        if decimals not in self._numbers:
            pattern = f"0.{'0' * decimals}" if decimals else "General"
            self._numbers[decimals] = self.workbook.add_format({**_GRID, "num_format": pattern})
        return self._numbers[decimals]

    def sheet(self, name: str, widths: Sequence[int], landscape: bool = True) -> BulkSheet:
        """A new sheet, set up for printing on A4."""
        sheet: BulkSheet = self.workbook.add_worksheet(sheet_name(name, self._taken), BulkSheet)
        if landscape:
            sheet.set_landscape()
        sheet.set_paper(PAPER_A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.8)
        sheet.fit_to_pages(1, 0)
        identity = self.rules.identity
        foot = " ".join(f"{identity.name} {identity.year}".split())[:100].strip().replace("&", "&&")  # Excel takes 255
        sheet.set_footer(f"&L&8 {foot}&R&8Halaman &P dari &N")
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        return sheet

    def head_lines(self, sheet: BulkSheet, lines: Sequence[str]) -> int:
        """The title block; returns the row below it."""
        identity = self.rules.identity
        sheet.write_string(0, 0, identity.institution.upper(), self.heading)
        sheet.write_string(1, 0, f"{identity.name} Tahun {identity.year}", self.title)
        for row, line in enumerate(lines, 2):
            sheet.write_string(row, 0, line, self.plain)
        return 3 + len(lines)

    def headings(self, sheet: BulkSheet, row: int, headings: Sequence[str]) -> int:
        """A row of headings; returns the row below it."""
        sheet.set_row(row, HEAD_HEIGHT)
        for column, heading in enumerate(headings):
            sheet.write_string(row, column, heading, self.head)
        return row + 1

    def row(self, sheet: BulkSheet, row: int, cells: Sequence[Cell], widths: Sequence[int]) -> int:
        """One row of a small table, tall enough for its texts; returns the row below it."""
        texts = [(len(cell), width) for cell, width in zip(cells, widths, strict=False) if isinstance(cell, str)]
        sheet.set_row(row, NORMAL * max((lines(letters, width) for letters, width in texts), default=1))
        for column, cell in enumerate(cells):
            if cell is None:
                sheet.write_string(row, column, "–", self.note)
            elif isinstance(cell, str):
                sheet.write_string(row, column, cell, self.note)
            elif isinstance(cell, int):
                sheet.write_number(row, column, cell, self.count)
            else:
                sheet.write_number(row, column, float(cell[0]), self.number(cell[1]))
        return row + 1

    def signature(self, sheet: BulkSheet, row: int, column: int) -> None:
        """Place, date, office, room to sign, name and number."""
        signature = self.rules.signature
        if signature is None:
            return
        day = show_date(signature.day) if signature.day else "……………………"
        words = [f"{signature.place}, {day}", f"{signature.position},"]
        words += [""] * SIGNING_ROOM + [signature.name or "(……………………………………)"]
        if signature.number:
            words.append(f"NIP {signature.number}")
        for offset, line in enumerate(words, 1):
            sheet.write_string(row + offset, column, line, self.plain)


def lines(letters: int, width: int) -> int:
    """How many lines a text of so many letters takes in a column of this width, in characters."""
    return min(MOST_LINES, max(1, -(-letters // int(width * LETTERS))))


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that Excel accepts and that is not used yet; adds it to ``taken``."""
    base = re.sub(r"[\[\]:*?/\\]", "-", wanted).strip("' ") or "Formasi"
    base = base[:31].strip("' ")
    name, number = base, 1
    while name.casefold() in taken or name.casefold() == "history":
        number += 1
        name = f"{base[: 30 - len(str(number))]}-{number}"
    taken.add(name.casefold())
    return name
