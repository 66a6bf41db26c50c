"""``peringkat.xlsx``: summary, one print-ready list per formation, recap, trace and rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from asnrekrut.core.result import Fate
from asnrekrut.findings import column_letters
from asnrekrut.notation import show_count
from asnrekrut.outputs.bulk import NORMAL, prepared
from asnrekrut.outputs.canvas import HEAD_HEIGHT, Canvas, lines, new_workbook
from asnrekrut.outputs.diagrams import diagram_sheet
from asnrekrut.outputs.overview import placements_sheet, recap_sheet, rules_sheet, summary_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from asnrekrut.core.register import Formation
    from asnrekrut.core.result import StageOutcome
    from asnrekrut.outputs.bulk import BulkSheet
    from asnrekrut.outputs.view import Column, View

WIDTHS = {"Peringkat": 10, "Nomor Peserta": 19, "Nama": 28, "Kode": 7, "Keterangan": 44, "Formasi": 12}
NARROW = 13
WRAPPED = ("Keterangan", "Nama")
CENTRED = ("Kode", "Hasil")
FITTED = ("Nomor Peserta", "Nama", "Formasi")
LEGIBLE = 170  # characters that a page of A4 holds side by side in a size that can be read


def write_workbook(path: Path, view: View) -> None:
    """Write the workbook; equal views give equal bytes."""
    rules = view.result.rules
    with new_workbook(path, rules, rules.identity.name) as canvas:
        summary_sheet(canvas, view)
        lists = _Lists(canvas, view)
        for index in view.formations:
            lists.formation(index)
        recap_sheet(canvas, view)
        placements_sheet(canvas, view)
        diagram_sheet(canvas, view)
        lists.trace()
        rules_sheet(canvas, view)


class _Lists:
    """The sheets with a row for every applicant."""

    def __init__(self, canvas: Canvas, view: View) -> None:
        self.canvas, self.view = canvas, view
        self._widths, self._cells = _widths(view.lists), self._prepared(view.lists)  # once, for all formations
        self._heights = _heights(view.lists, view.order.tolist())

    def _prepared(self, columns: Sequence[Column]) -> list[list[str]]:
        """Every column in the order of the lists."""
        found = (column.distinct() for column in columns)
        return [prepared(cells)[which[self.view.order]].tolist() for cells, which in found]

    def formation(self, index: int) -> None:
        """The ranked list of one formation, ready for printing."""
        seats, columns = self.view.result.register.formations[index], self.view.lists
        sheet = self.canvas.sheet(seats.code, self._widths)
        top = self.canvas.head_lines(sheet, _formation_lines(seats, self.view.stage))
        first = self._headings(sheet, top, columns)
        mine = self.view.part_of(index)
        cells = [column[mine] for column in self._cells]
        last = sheet.write_columns(first, cells, self._formats(columns), self._heights[mine])
        self._shade(sheet, first, last, columns)
        sheet.repeat_rows(top, first - 1)
        sheet.freeze_panes(first, 3)
        self.canvas.signature(sheet, last, len(columns) - 1)
        sheet.finish()

    def trace(self) -> None:
        """Every step of every applicant, in the order of the lists."""
        columns = self.view.trace
        widths = _widths(columns)
        sheet = self.canvas.sheet("Rincian", widths)
        line = "Rincian perhitungan setiap peserta; cara menghitung tertulis pada lembar Aturan"
        top = self.canvas.head_lines(sheet, [line])
        first = self._headings(sheet, top, columns)
        cells = self._prepared(columns)
        sheet.write_columns(first, cells, self._formats(columns), [NORMAL] * len(self.view.order))
        sheet.repeat_rows(top, first - 1)
        sheet.repeat_columns(0, 1)
        sheet.fit_to_pages(-(-sum(widths) // LEGIBLE), 0)
        sheet.freeze_panes(first, 1)
        sheet.finish()

    def _headings(self, sheet: BulkSheet, row: int, columns: Sequence[Column]) -> int:
        """Two rows: the sections (merged where they span several columns), then the headings."""
        sheet.set_row(row, HEAD_HEIGHT / 3 * 2)
        start = 0
        while start < len(columns):
            stop = start + 1
            while stop < len(columns) and columns[start].part and columns[stop].part == columns[start].part:
                stop += 1
            if stop - start > 1:
                sheet.merge_range(row, start, row, stop - 1, "", self.canvas.head)
            sheet.write_string(row, start, columns[start].part, self.canvas.head)
            start = stop
        return self.canvas.headings(sheet, row + 1, [column.heading for column in columns])

    def _formats(self, columns: Sequence[Column]) -> list[Any]:  # XlsxWriter formats
        return [self._format(column) for column in columns]

    def _format(self, column: Column) -> Any:  # an XlsxWriter format
        if column.heading == "Peringkat":
            return self.canvas.rank
        if column.texts is None:
            return self.canvas.number(column.decimals)
        if column.heading in WRAPPED:
            return self.canvas.note
        return self.canvas.centred if column.heading in CENTRED else self.canvas.text

    def _shade(self, sheet: BulkSheet, first: int, last: int, columns: Sequence[Column]) -> None:
        """Winners and those who go on green, reserves yellow, by their code."""
        at = column_letters(next(c for c, column in enumerate(columns) if column.heading == "Kode"))
        result, stage = self.view.result, self.view.stage
        inside = Fate.WINS if stage.is_end else Fate.PROCEEDS
        styles = {inside: self.canvas.wins, Fate.RESERVE: self.canvas.reserve}
        for found, fate in result.outcomes(stage).items():
            if (style := styles.get(fate)) is None:
                continue
            code = found.code.replace('"', '""')
            rule = {"type": "formula", "criteria": f'=${at}{first + 1}="{code}"', "format": style}
            if last > first:
                sheet.conditional_format(first, 0, last - 1, len(columns) - 1, rule)


def _widths(columns: Sequence[Column]) -> list[int]:
    return [_width(column) for column in columns]


def _width(column: Column) -> int:
    """As wide as a column's longest text needs, so that a page is not shrunk more than it must."""
    most = WIDTHS.get(column.heading, NARROW)
    if column.texts is None or column.heading not in FITTED:
        return most
    return min(most, 2 + max(len(column.heading), *map(len, column.texts)))


def _heights(columns: Sequence[Column], order: Sequence[int]) -> list[float]:
    """Room for the lines that long names and reasons take, in the order of the lists."""
    most = [1] * len(order)
    for column in columns:
        if column.heading in WRAPPED and column.texts is not None:
            letters = [len(column.texts[i]) for i in order]
            counts = {n: lines(n, WIDTHS[column.heading]) for n in set(letters)}
            most = [max(before, counts[n]) for before, n in zip(most, letters, strict=True)]
    return [NORMAL * count for count in most]


def _formation_lines(seats: Formation, stage: StageOutcome) -> list[str]:
    unit = f", {seats.unit}" if seats.unit else ""
    kind = f"   Jenis: {seats.kind}" if seats.kind else ""
    return [
        f"Daftar peringkat {stage.name}: {seats.title}{unit}",
        f"Formasi: {seats.code}{kind}   Kuota: {show_count(seats.quota)} kursi",
    ]
