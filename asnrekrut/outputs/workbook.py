"""``peringkat.xlsx``: summary, one print-ready list per formation, recap, trace and rules."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct

from asnrekrut.core.result import INSIDE, Fate, StageOutcome
from asnrekrut.findings import column_letters
from asnrekrut.notation import show_count
from asnrekrut.outputs.bulk_rows import NORMAL, BulkSheet, prepared
from asnrekrut.outputs.column_widths import BOLD, EDGES, PAGE, WIDE_UNIT, fitted, least, lengths, lines, printed, room
from asnrekrut.outputs.diagrams import diagram_sheet
from asnrekrut.outputs.overview import placements_sheet, recap_sheet, rules_sheet, summary_sheet
from asnrekrut.outputs.result_columns import RANK, Column, View
from asnrekrut.outputs.sheet_formats import Canvas, new_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from asnrekrut.core.exact import Bools
    from asnrekrut.core.register import Formation

NARROW = 16  # units that a column of figures or codes takes at most; longer texts wrap
NAMED = 30  # the same for numbers and names
REASONS = (28, 70)  # the least and the most for reasons, which take what a page leaves
UNROUNDED = 13  # for figures whose decimals have no end
HEAD = 3  # rank, number and name come again on every page
WRAPPED = ("Keterangan", "Nama", "Formasi")
CENTRED = ("Kode", "Hasil")


def write_workbook(path: Path, view: View) -> None:
    """Write the workbook; equal views give equal bytes."""
    rules = view.result.rules
    with new_workbook(path, rules, rules.identity.name) as canvas:
        summary_sheet(canvas, view)
        lists = _Lists(canvas, view)
        lists.formations()
        recap_sheet(canvas, view)
        placements_sheet(canvas, view)
        diagram_sheet(canvas, view)
        lists.trace()
        rules_sheet(canvas, view)


class _Lists:
    """The sheets with a row for every applicant."""

    def __init__(self, canvas: Canvas, view: View) -> None:
        self.canvas, self.view = canvas, view

    def formations(self) -> None:
        """The ranked list of every formation; what a sheet needs of a column is made once for all."""
        columns = [_shown(column, worded=column.heading != RANK) for column in self.view.lists]
        widths, cells = _widths(columns), self._prepared(columns)
        for index in self.view.formations:
            self._formation(index, columns, widths, cells)

    def _prepared(self, columns: Sequence[_Column]) -> list[list[str]]:
        """Every column in the order of the lists."""
        order = self.view.order
        return [prepared(one.cells, self._format(one))[one.which[order]].tolist() for one in columns]

    def _formation(
        self, index: int, every: Sequence[_Column], wide: Sequence[float], cells: Sequence[list[str]]
    ) -> None:
        """One of them, ready for printing; figures that nobody there has are left out."""
        seats, mine = self.view.result.register.formations[index], self.view.part_of(index)
        everyone = self.view.order[mine]
        kept = [c for c, column in enumerate(every) if not column.part or column.used(everyone)]
        columns, widths = [every[c] for c in kept], _filling([wide[c] for c in kept])
        sheet = self.canvas.sheet(seats.code, widths, repeated=HEAD, parts=[column.part for column in columns])
        basis = [f"Dasar: {basis}" for basis in self.view.basis]
        titles = _formation_lines(seats, self.view.stage)
        top = self.canvas.head_lines(sheet, basis, titles)
        first = self._headings(sheet, top, columns, widths)
        heights = _heights(columns, widths, everyone)
        last = sheet.write_columns(first, [cells[c][mine] for c in kept], heights)
        self._shade(sheet, first, last, columns)
        sheet.repeat_rows(top - 1 - len(titles), first - 1)
        sheet.freeze_panes(first, HEAD)
        sheet.ignore_errors({"number_stored_as_text": f"A{first + 1}:{column_letters(len(columns) - 1)}{last + 1}"})
        self.canvas.signature(sheet, last, widths, self.view.signed_on([index]))
        sheet.finish()

    def trace(self) -> None:
        """Every step of every applicant, in the order of the lists."""
        used = [column for column in self.view.trace if column.texts is not None or column.shown.any()]
        columns = [_shown(column, worded=False) for column in used]
        widths = _widths(columns)
        sheet = self.canvas.sheet("Rincian", widths, repeated=HEAD - 1, parts=[column.part for column in columns])
        line = "Rincian perhitungan setiap peserta; cara menghitung tertulis pada lembar Aturan"
        top = self.canvas.head_lines(sheet, [line])
        first = self._headings(sheet, top, columns, widths)
        heights = _heights(columns, widths, self.view.order)
        last = sheet.write_columns(first, self._prepared(columns), heights)
        sheet.repeat_rows(top, first - 1)
        sheet.freeze_panes(first, 1)
        self.canvas.pages(sheet, last)
        sheet.finish()

    def _headings(self, sheet: BulkSheet, row: int, columns: Sequence[_Column], widths: Sequence[float]) -> int:
        """Two rows: the sections (merged where they span several columns), then the headings."""
        parts = list(_parts(columns))
        sheet.set_row(row, NORMAL * max(lines(name, sum(widths[a:b]), BOLD) for name, a, b in parts))
        for name, start, stop in parts:
            if stop - start > 1:
                sheet.merge_range(row, start, row, stop - 1, "", self.canvas.head)
            sheet.write_string(row, start, name, self.canvas.head)
        return self.canvas.headings(sheet, row + 1, [column.heading for column in columns], widths)

    def _format(self, column: _Column) -> Any:  # an XlsxWriter format
        if column.heading == RANK:
            return self.canvas.rank
        if not column.worded:
            return self.canvas.number(column.of.decimals)
        if column.heading in WRAPPED:
            return self.canvas.note
        if column.heading in CENTRED:
            return self.canvas.centred
        return self.canvas.text if column.of.values is None else self.canvas.figure

    def _shade(self, sheet: BulkSheet, first: int, last: int, columns: Sequence[_Column]) -> None:
        """Who is inside green, reserves yellow, by their code."""
        at = column_letters(next(c for c, column in enumerate(columns) if column.heading == "Kode"))
        result, stage = self.view.result, self.view.stage
        styles = dict.fromkeys(INSIDE, self.canvas.wins) | {Fate.RESERVE: self.canvas.reserve}
        for found, fate in result.outcomes(stage).items():
            if (style := styles.get(fate)) is None:
                continue
            code = found.code.replace('"', '""')
            rule = {"type": "formula", "criteria": f'=${at}{first + 1}="{code}"', "format": style}
            if last > first:
                sheet.conditional_format(first, 0, last - 1, len(columns) - 1, rule)


class _Column(Struct, frozen=True, eq=False):
    """A column as a sheet shows it.

    Attributes:
        cells: its different cells; which: the one of everyone in the register; filled: which cells hold something.
        worded: whether they are texts, even if they are figures.
        lengths: of texts that wrap, in points; those of several lines are longer than any room.
    """

    of: Column
    cells: Sequence[float | str | None]
    which: NDArray[np.int32]
    filled: Bools
    worded: bool
    lengths: NDArray[np.float64]

    @property
    def heading(self) -> str:
        return self.of.heading

    @property
    def part(self) -> str:
        return self.of.part

    def used(self, everyone: NDArray[np.intp]) -> bool:
        """Whether one of these has something here."""
        return bool(self.filled[self.which[everyone]].any())


def _shown(column: Column, worded: bool) -> _Column:
    """A column as it is written: as texts, so that a decimal comma hangs on no program's language, or as numbers."""
    cells, which = column.printed() if worded else column.distinct()
    texts = [str(cell) for cell in cells] if column.heading in WRAPPED else []
    long = np.where(["\n" in text for text in texts], np.inf, lengths(texts)) if texts else np.empty(0)
    filled = np.array([cell != "" for cell in cells], dtype=bool)
    return _Column(column, cells, which, filled, worded or column.texts is not None, long)


def _parts(columns: Sequence[_Column]) -> Iterator[tuple[str, int, int]]:
    """Sections with their first column and the one behind them; a column of none stands alone."""
    for _, several in groupby(range(len(columns)), key=lambda c: columns[c].part or c):
        start, *others = several
        yield columns[start].part, start, start + 1 + len(others)


def _widths(columns: Sequence[_Column]) -> list[float]:
    """As wide as texts need, so that a page is not shrunk more than it must, and no word broken."""
    found = [_width(column) for column in columns]
    for name, start, stop in _parts(columns):
        found[start] += max(0, least([name], BOLD) - sum(found[start:stop]))
    return found


def _width(column: _Column) -> float:
    if column.worded:
        most = {"Nama": NAMED, "Nomor Peserta": NAMED, "Keterangan": REASONS[0]}.get(column.heading, NARROW)
        return fitted([str(cell) for cell in column.cells], column.heading, most)
    values, decimals = column.of.values, column.of.decimals
    assert values is not None  # noqa: S101  (texts or values)
    ends = {values.at(int(i)) for i in (values.num.argmin(), values.num.argmax())}
    width = fitted([f"{float(end):.{decimals}f}" for end in ends], column.heading, NARROW)
    return width if decimals or values.den == 1 else max(width, UNROUNDED)


def _filling(widths: list[float]) -> list[float]:
    """The last column, that of reasons, takes what the others leave of a page, or of the last page."""
    *others, least_of_all = widths
    for beside in (others, [*others[:HEAD], *others[-2:]]):
        left = (PAGE - printed(beside) - EDGES) / WIDE_UNIT
        if left >= least_of_all:
            return [*others, min(int(left), REASONS[1])]
    return widths


def _heights(columns: Sequence[_Column], widths: Sequence[float], everyone: NDArray[np.intp]) -> list[float]:
    """Room for the lines that long names and reasons take."""
    most = [1] * len(everyone)
    for column, width in zip(columns, widths, strict=True):
        if column.heading in WRAPPED:
            which = column.which[everyone]
            for k in np.flatnonzero(column.lengths[which] > room(width)).tolist():
                most[k] = max(most[k], lines(str(column.cells[which[k]]), width))
    return [NORMAL * count for count in most]


def _formation_lines(seats: Formation, stage: StageOutcome) -> list[str]:
    unit = f", {seats.unit}" if seats.unit else ""
    kind = f"   Jenis: {seats.kind}" if seats.kind else ""
    settled = "" if stage.is_end else ", ditentukan pada hasil akhir"
    return [
        f"Daftar peringkat {stage.name}: {seats.title}{unit}",
        f"Formasi: {seats.code}{kind}   Kuota: {show_count(seats.quota)} kursi{settled}",
    ]
