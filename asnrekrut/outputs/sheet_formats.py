"""What every sheet of the workbook shares: formats, page set-up, title block, small tables, signature block."""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from xlsxwriter.exceptions import FileCreateError

from asnrekrut.notation import show, show_date
from asnrekrut.outputs.bulk_rows import NORMAL, BulkBook, BulkSheet
from asnrekrut.outputs.column_widths import (
    BOLD,
    DOWN,
    HIGHEST,
    PAGE,
    SMALLEST,
    fitted,
    lines,
    pages_across,
    pages_down,
    points,
    printed,
    room,
    scale,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from asnrekrut.rules.model import Rules


CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  (a fixed stamp, so that equal inputs give equal bytes)
Cell = str | int | tuple[Fraction, int] | None  # text, count, number with its decimals, nothing
PAPER_A4 = 9
INDONESIAN = "[$-421]"  # programs that know locales of formats write the decimal comma then
FOOT = '&"Arial,Regular"&10'  # which some programs shrink with the sheet
FOOT_LETTERS = 90  # Excel takes 255, signs of the format and doubled "&" among them
WIDEST, ALONE = 34, 60  # units that a column of a small table takes at most, and where a page has room for it
SPARE = 1.04  # by which programs may differ on a line as long as that
HEADING = 11 / 10 * BOLD  # by how much headings are larger than plain text
LONGEST_NAME = 31  # of a sheet, in units of UTF-16
SIGNING_ROOM = 3  # empty lines between the office and the name
_FONT = {"font_name": "Arial", "font_size": 10}
_GRID = {**_FONT, "border": 1, "border_color": "#A6A6A6", "valign": "top"}
_HEAD = {**_GRID, "bold": True, "bg_color": "#D9E2F3", "text_wrap": True, "align": "center", "valign": "vcenter"}
_LINE = {**_FONT, "text_wrap": True, "valign": "top"}


class Printed(str):
    """A figure as text, so that its decimal comma hangs on no program's language."""

    __slots__ = ()


@contextmanager
def new_workbook(path: Path, rules: Rules, title: str) -> Iterator[Canvas]:
    """A canvas whose workbook is written at the end; equal contents give equal bytes.

    Raises:
        OSError: it cannot be written.
    """
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_format_properties": dict(_FONT),  # whose digits are the unit of column widths
    }
    workbook = BulkBook(str(path), options)
    workbook.set_properties({"title": title, "company": rules.identity.institution, "created": CREATED})
    yield Canvas(workbook, rules)
    try:
        workbook.close()  # not after an error above: the library would fall over what is missing then
    except FileCreateError as error:  # the library's wrapper around what the system said
        raise error.args[0] from error


class Canvas:
    """A workbook under construction, written from top to bottom and sheet by sheet."""

    def __init__(self, workbook: BulkBook, rules: Rules) -> None:
        self.workbook, self.rules = workbook, rules
        self._taken: set[str] = set()
        self._numbers: dict[int, Any] = {}
        make = workbook.add_format
        self.title = make({**_LINE, "bold": True, "font_size": 14})
        self.section = make({**_LINE, "bold": True, "font_size": 11})
        self.heading = make({**_FONT, "bold": True, "font_size": 11})
        self.line = make(_LINE)
        self.plain = make(_FONT)
        self.head = make(_HEAD)
        self.text = make({**_GRID, "num_format": "@"})
        self.centred = make({**_GRID, "num_format": "@", "align": "center"})
        self.figure = make({**_GRID, "num_format": "@", "align": "right"})
        self.note = make({**_GRID, "text_wrap": True})
        self.rank = make({**_GRID, "align": "center"})
        self.count = make({**_GRID, "num_format": "0"})
        self.wins = make({"bg_color": "#E2EFDA"})
        self.reserve = make({"bg_color": "#FFF2CC"})

    def number(self, decimals: int) -> Any:  # an XlsxWriter format
        """A number with so many decimals; whole ones and unrounded ones as they are."""
        if decimals not in self._numbers:
            pattern = f"{INDONESIAN}0.{'0' * decimals}" if decimals else f"{INDONESIAN}General"
            self._numbers[decimals] = self.workbook.add_format({**_GRID, "num_format": pattern})
        return self._numbers[decimals]

    def sheet(
        self, name: str, widths: Sequence[float], landscape: bool = True, repeated: int = 0, parts: Sequence[str] = ()
    ) -> BulkSheet:
        """A new sheet, set up for printing on A4 with page numbers of its own.

        Args:
            repeated: what one page does not hold side by side stands on several, in letters that can be read; so many
                columns at the left come again on every page. 0: it stays on one.
            parts: what every column belongs to; such columns stay together.
        """
        sheet: BulkSheet = self.workbook.add_worksheet(sheet_name(name, self._taken))
        if landscape:
            sheet.set_landscape()
        sheet.set_paper(PAPER_A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.8)
        sheet.set_print_scale(scale(widths) if landscape else SMALLEST)
        identity = self.rules.identity
        foot = _shortened(" ".join(f"{identity.name} {identity.year}".split())).replace("&", "&&")
        sheet.set_footer(f"&L{FOOT} {foot}&R{FOOT}&A, halaman &P", {"scale_with_doc": False})
        sheet.set_start_page(1)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.across = list(widths)
        if repeated and (breaks := pages_across(widths, repeated, parts or [""] * len(widths))):
            sheet.set_v_pagebreaks(breaks)
            sheet.repeat_columns(0, repeated - 1)
            sheet.across, sheet.repeated = sheet.across[: breaks[0]], repeated
        return sheet

    def head_lines(self, sheet: BulkSheet, lines: Sequence[str], always: Sequence[str] = ()) -> int:
        """The title block; returns the row below it.

        Args:
            always: further lines, which stand on every page if their rows are repeated.
        """
        identity = self.rules.identity
        self.write_line(sheet, 0, identity.institution.upper(), self.section, HEADING)
        self.write_line(sheet, 1, f"{identity.name} Tahun {identity.year}", self.title, 14 / 10 * BOLD)
        for row, line in enumerate(lines, 2):
            self.write_line(sheet, row, line, self.line)
        for row, line in enumerate(always, 2 + len(lines)):
            self.write_line(sheet, row, line, self.line, always=True)
        return 3 + len(lines) + len(always)

    def write_line(
        self, sheet: BulkSheet, row: int, text: str, style: Any, scale: float = 1, always: bool = False
    ) -> None:
        """A line as high as it needs to be; where pages lie side by side, on the first one or on all of them."""
        first, last = sheet.repeated, len(sheet.across) - 1
        if always and sheet.repeated:
            first, last = 0, sheet.repeated - 1
        sheet.set_row(row, min(HIGHEST, NORMAL * scale * lines(text, sum(sheet.across[first : last + 1]), scale)))
        if last > first:
            sheet.merge_range(row, first, row, last, "", style)
        sheet.write_string(row, first, text, style)

    def headings(self, sheet: BulkSheet, row: int, headings: Sequence[str], widths: Sequence[float]) -> int:
        """A row of headings; returns the row below it."""
        most = max(map(lines, headings, widths, [BOLD] * len(headings)))
        sheet.set_row(row, min(HIGHEST, NORMAL * (most + 0.5)))
        sheet.held.add(row)
        for column, heading in enumerate(headings):
            sheet.write_string(row, column, heading, self.head)
        return row + 1

    def row(self, sheet: BulkSheet, row: int, cells: Sequence[Cell], widths: Sequence[float]) -> int:
        """One row of a small table, tall enough for its texts; returns the row below it."""
        texts = [(cell, width) for cell, width in zip(cells, widths, strict=False) if isinstance(cell, str)]
        sheet.set_row(row, NORMAL * max((lines(text, width) for text, width in texts), default=1))
        for column, cell in enumerate(cells):
            if cell is None:
                sheet.write_string(row, column, "–", self.note)
            elif isinstance(cell, str):
                sheet.write_string(row, column, cell, self.figure if isinstance(cell, Printed) else self.note)
            elif isinstance(cell, int):
                sheet.write_number(row, column, cell, self.count)
            else:
                sheet.write_number(row, column, float(cell[0]), self.number(cell[1]))
        return row + 1

    def signature(self, sheet: BulkSheet, row: int, widths: Sequence[float], signed: date | None) -> None:
        """Place, date, office, room to sign, name and number, at the right; in one row, which no page can tear.

        It never stands alone on a page.
        """
        signature = self.rules.signature
        if signature is None:
            return
        day = show_date(signed) if signed else "……………………"
        words = [f"{signature.place}, {day}", f"{signature.position},"]
        words += [""] * SIGNING_ROOM + [signature.name or "(……………………………………)"]
        if signature.number:
            words.append(f"NIP {signature.number}")
        longest, last = max(map(points, words)), len(widths) - 1
        column = next((c for c in reversed(range(last + 1)) if room(sum(widths[c:])) >= longest), 0)
        sheet.set_row(row + 1, min(HIGHEST, NORMAL * sum(lines(line, sum(widths[column:])) for line in words)))
        if column < last:
            sheet.merge_range(row + 1, column, row + 1, last, "", self.line)
        sheet.write_string(row + 1, column, "\n".join(words), self.line)
        self.pages(sheet, row + 2)

    @staticmethod
    def pages(sheet: BulkSheet, rows: int, down: float = DOWN) -> None:
        """Part so many rows into pages by hand; a little smaller where one page holds them then."""
        heights = [sheet.heights.get(r, NORMAL) for r in range(rows)]
        again = sum(heights[r] for r in sheet.again)
        breaks = pages_down(heights, again, sheet.print_scale, sheet.held, down)
        if len(breaks) == 1 and not pages_down(heights, again, SMALLEST, sheet.held, down):
            sheet.set_print_scale(SMALLEST)
            breaks = []
        sheet.set_h_pagebreaks(breaks)


def _shortened(foot: str) -> str:
    if len(foot) <= FOOT_LETTERS:
        return foot
    letters = foot[:FOOT_LETTERS]
    return f"{letters.rpartition(' ')[0] or letters} …"


def small_widths(*tables: tuple[Sequence[str], Sequence[Sequence[Cell]]]) -> list[float]:
    """Widths for small tables below one another, each given by its headings and rows."""
    columns: dict[int, list[tuple[list[str], str]]] = {}
    for heads, rows in tables:
        for c, head in enumerate(heads):
            columns.setdefault(c, []).append(([_as_text(row[c]) for row in rows if c < len(row)], head))
    wide, usual = (
        [max(fitted(*one, most) for one in several) for several in columns.values()] for most in (ALONE, WIDEST)
    )
    wide = [width if width <= WIDEST else width * SPARE for width in wide]
    return wide if printed(wide) <= PAGE else usual


def _as_text(cell: Cell) -> str:
    return show(*cell) if isinstance(cell, tuple) else "–" if cell is None else str(cell)


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that Excel accepts and that is not used yet; adds it to ``taken``."""
    base = re.sub(r"[\[\]:*?/\\]", "-", wanted).strip("' ") or "Formasi"
    base = _cut(base, LONGEST_NAME).strip("' ")
    name, number = base, 1
    while name.casefold() in taken or name.casefold() == "history":
        number += 1
        name = f"{_cut(base, LONGEST_NAME - 1 - len(str(number)))}-{number}"
    taken.add(name.casefold())
    return name


def _cut(text: str, units: int) -> str:
    """What Excel, which counts in UTF-16, takes of a text."""
    return text.encode("utf-16-le", "ignore")[: 2 * units].decode("utf-16-le", "ignore")
