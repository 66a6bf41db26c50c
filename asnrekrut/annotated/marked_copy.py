"""A marked copy of one workbook: faulty cells coloured and commented, a first sheet that lists and links them.

openpyxl opens the workbook in a process of its own, as every reader does: a few crafted bytes can make it allocate
without end. Where it fails, the values that the safe reader found are copied instead.
"""

from __future__ import annotations

import io
import pickle
import re
import sys
import warnings
import zipfile
from typing import TYPE_CHECKING, Any, cast

from asnrekrut.annotated.lists import COLOURS, add_list, most_severe, put_text
from asnrekrut.findings import Finding, Place, Severity, column_letters
from asnrekrut.notation import show_count
from asnrekrut.outputs.sheet_formats import sheet_name
from asnrekrut.readers.content import UNCOMPUTED, Content, Raw
from asnrekrut.readers.isolated import ask, read
from asnrekrut.readers.kinds import PROMISED
from asnrekrut.readers.limits import restrain
from asnrekrut.readers.messages import printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    Cell = Any  # openpyxl's cell or merged cell, or what one holds
    Spot = tuple[str, int, int]  # title of the sheet in the copy; row and column from 1

COMMAND = (sys.executable, "-P", "-m", "asnrekrut.annotated.marked_copy")
SECONDS = 180
UNPACKED = 150 * 2**20  # of a workbook that openpyxl still opens in about a minute
WEIGHT = 5  # openpyxl takes so many times what a reader takes
CELLS = 2_000_000
FIXED = (1980, 1, 1, 0, 0, 0)
MEND = "Betulkan di berkas asli. Bila dibetulkan di salinan ini: hapus lembar ini, lalu simpan dengan nama aslinya."
BARE = "Hanya isi sel yang disalin ke sini, tanpa rumus dan tanpa tampilannya; betulkan di berkas asli."
_MODIFIED = re.compile(rb"(<dcterms:(?:modified|created)[^<>]*>)[^<]*")


def write_copy(folder: Path, file: str, findings: list[Finding], target: Path) -> bool:
    """Write the marked copy of a file; False if there can be none.

    What lies outside the folder, is under a password or was refused by the reader is never copied.
    """
    source = folder / file
    if source.suffix.lower() not in PROMISED or not source.resolve().is_relative_to(folder.resolve()):
        return False
    ((status, values),) = read([source])
    if status != "ok":
        return False
    content = _faithful(source, file, findings) or _values_only(cast("Content", values), file, findings)
    if content is None:
        return False
    target.write_bytes(content)
    return True


def _faithful(source: Path, file: str, findings: list[Finding]) -> bytes | None:
    """The workbook itself with marks, as far as openpyxl keeps it; None if that cannot be had."""
    if not zipfile.is_zipfile(source) or source.suffix.lower() not in {".xlsx", ".xlsm"}:
        return None
    code, copy = ask(COMMAND, (source, file, findings), lambda stream: stream.read(), SECONDS)
    return copy if code == 0 else None


def main() -> None:
    """The child: mark the workbook that standard input names, and hand the copy back on standard output."""
    warnings.simplefilter("ignore")  # openpyxl warns of what it leaves out: the copy says so itself
    source, file, findings = pickle.load(sys.stdin.buffer)  # noqa: S301  (written by our own parent)
    restrain(WEIGHT * source.stat().st_size)
    sys.stdout.buffer.write(_of_workbook(source, file, findings))


def _of_workbook(source: Path, file: str, findings: list[Finding]) -> bytes:
    import openpyxl

    with zipfile.ZipFile(source) as archive:
        if sum(info.file_size for info in archive.infolist()) > UNPACKED:
            raise MemoryError
        macros = "xl/vbaProject.bin" in archive.namelist()
    workbook = openpyxl.load_workbook(source, rich_text=True)
    marker = Marker(workbook, {printable(sheet.title): sheet.title for sheet in workbook.worksheets})
    marker.notes += [MEND, *(["Makro dalam berkas asli tidak ikut disalin."] if macros else [])]
    return marker.marked(file, findings)


def _values_only(content: Content, file: str, findings: list[Finding]) -> bytes | None:
    """A fresh workbook with the values of a CSV, an old or an odd workbook; None if there are too many."""
    from openpyxl import Workbook

    if sum(sum(sheet["rows"].widths) for sheet in content["sheets"]) > CELLS:
        return None
    workbook, sheets, taken = Workbook(), dict[str, str](), set[str]()
    workbook.remove(workbook.worksheets[0])
    for sheet in content["sheets"]:
        name = printable(sheet["name"])
        sheets[name] = sheet_name(name or "Isi", taken)
        _copy_cells(workbook, sheets[name], sheet)
    marker = Marker(workbook, sheets)
    marker.notes.append(BARE)
    return marker.marked(file, findings)


def _copy_cells(workbook: Workbook, title: str, sheet: Raw) -> None:
    page = workbook.create_sheet(title)
    rows = sheet["rows"]
    for r, row in enumerate(rows, 1):
        for c, value in ((c, value) for c, value in enumerate(row, 1) if value != ""):
            if isinstance(value, str):
                put_text(page.cell(r, c), value)
            else:
                page.cell(r, c).value = value
    for (r, c), error in sheet.get("found", {}).get("broken", {}).items():
        put_text(page.cell(r + 1, c + 1), "(rumus belum dihitung)" if error == UNCOMPUTED else error)
    for c, (said, which) in enumerate(rows.columns):
        longest = max(len(str(said[k])) for k in which[:200])
        page.column_dimensions[page.cell(1, c + 1).column_letter].width = min(max(longest + 2, 9), 45)


def _fixed(raw: io.BytesIO) -> bytes:
    """The archive without the hour it was written at."""
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(name, FIXED), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


MARKS = 2000  # coloured cells of one copy; more would open slowly and help nobody
NEAR = 200  # cells looked through for the first filled one of a row or column
COMMENT = 1500  # letters
LETTERS = 44  # to a line of a comment
WIDE, LINE = 330, 19  # pixels


class Marker:
    """Marks findings in a workbook and remembers where.

    Attributes:
        sheets: the title that each sheet has in the copy, by the name that findings give it.
        notes: what the reader of the copy must know, in Indonesian.
    """

    def __init__(self, workbook: Workbook, sheets: Mapping[str, str]) -> None:
        self.workbook, self.sheets = workbook, sheets
        self.notes: list[str] = []
        self._shown = False
        self._sizes = {page.title: (page.max_row, page.max_column) for page in workbook.worksheets}
        self._spots: dict[Place | None, Spot | None] = {}

    def marked(self, file: str, findings: list[Finding]) -> bytes:
        """The workbook with every mark, and the list in front."""
        self.mark(findings)
        add_list(self.workbook, file, [(one, self.address(one)) for one in findings], self.notes)
        raw = io.BytesIO()
        self.workbook.save(raw)
        return _fixed(raw)

    def mark(self, findings: Sequence[Finding]) -> None:
        """Colour and comment every cell that has to be fixed or looked at; notes are left to the list."""
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
    cell.fill = PatternFill("solid", fgColor=COLOURS[most_severe(findings)])
    cell.protection = Protection(locked=False)  # on a protected sheet, what has to be fixed can be


def _words(one: Finding) -> str:
    if one.accepted:
        return f"{one.code} {one.message}\nDiterima panitia: {one.accepted}"
    return f"{one.code} {one.message}\nYang harus dilakukan: {one.repair}"


if __name__ == "__main__":
    main()
