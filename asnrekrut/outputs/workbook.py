"""``peringkat.xlsx``: summary, one print-ready list per formation, recap, trace and rules."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter

from asnrekrut.findings import catalogue
from asnrekrut.notation import show, show_count, show_date
from asnrekrut.outputs.bulk import BulkSheet
from asnrekrut.outputs.columns import FINAL_CODES, outcome
from asnrekrut.ranking import Fate
from asnrekrut.recap import count_seats, count_stages, tally
from asnrekrut.rules.describe import describe

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np

    from asnrekrut.outputs.columns import Column, View
    from asnrekrut.register import Seats

WIDTHS = {"Peringkat": 10, "Nomor Peserta": 19, "Nama": 34, "Kode": 9, "Keterangan": 58, "Formasi": 12}
PAPER_A4 = 9
CREATED = datetime(2000, 1, 1)  # noqa: DTZ001  (a fixed stamp, so that equal inputs give equal bytes)


class _Styles:
    """The formats of the workbook, made once each."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        font = {"font_name": "Arial", "font_size": 10}
        grid = {**font, "border": 1, "border_color": "#A6A6A6", "valign": "top"}
        self._workbook, self._grid = workbook, grid
        self.title = workbook.add_format({**font, "bold": True, "font_size": 14})
        self.heading = workbook.add_format({**font, "bold": True, "font_size": 11})
        self.plain = workbook.add_format(font)
        self.wrapped = workbook.add_format({**font, "text_wrap": True, "valign": "top"})
        head = {
            **grid,
            "bold": True,
            "bg_color": "#D9E2F3",
            "text_wrap": True,
            "align": "center",
            "valign": "vcenter",
        }
        self.head = workbook.add_format(head)
        self.text = workbook.add_format({**grid, "num_format": "@"})
        self.note = workbook.add_format({**grid, "text_wrap": True})
        self.count = workbook.add_format({**grid, "num_format": "#,##0"})
        self.wins = workbook.add_format({"bg_color": "#E2EFDA"})
        self.reserve = workbook.add_format({"bg_color": "#FFF2CC"})
        self._numbers: dict[int, Any] = {}

    def number(self, decimals: int) -> Any:  # an XlsxWriter format
        """A number with so many decimals; whole ones and unrounded ones as they are."""
        if decimals not in self._numbers:
            pattern = f"0.{'0' * decimals}" if decimals else "General"
            self._numbers[decimals] = self._workbook.add_format({**self._grid, "num_format": pattern})
        return self._numbers[decimals]


def write_workbook(path: Path, view: View) -> None:
    """Write the workbook; equal views give equal bytes."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as workbook:
        identity = view.result.rules.identity
        workbook.set_properties({"title": identity.name, "company": identity.institution, "created": CREATED})
        pages = _Pages(workbook, view)
        pages.summary()
        for index in range(len(view.result.register.formations)):
            pages.formation(index)
        pages.recap()
        pages.trace()
        pages.rules()


class _Pages:
    """The sheets, written one after the other from top to bottom."""

    def __init__(self, workbook: xlsxwriter.Workbook, view: View) -> None:
        self.workbook, self.view, self.style = workbook, view, _Styles(workbook)
        self.result = view.result
        self.names: set[str] = set()
        self._made: dict[int, list[float | str | None]] = {}

    def _sheet(self, name: str, landscape: bool = True) -> BulkSheet:
        sheet: BulkSheet = self.workbook.add_worksheet(sheet_name(name, self.names), BulkSheet)
        if landscape:
            sheet.set_landscape()
        sheet.set_paper(PAPER_A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.8)
        sheet.fit_to_pages(1, 0)
        identity = self.result.rules.identity
        foot = f"{identity.name} {identity.year}".replace("&", "&&")[:120]
        sheet.set_footer(f"&L&8{foot}&R&8Halaman &P dari &N")
        return sheet

    def _title(self, sheet: BulkSheet, lines: Sequence[str]) -> int:
        """The title block; returns the row below it."""
        identity = self.result.rules.identity
        sheet.write_string(0, 0, identity.institution.upper(), self.style.heading)
        sheet.write_string(1, 0, f"{identity.name} Tahun {identity.year}", self.style.title)
        for row, line in enumerate(lines, 2):
            sheet.write_string(row, 0, line, self.style.plain)
        return 3 + len(lines)

    def _head(self, sheet: BulkSheet, row: int, headings: Sequence[str]) -> int:
        for column, heading in enumerate(headings):
            sheet.write_string(row, column, heading, self.style.head)
        return row + 1

    def _signature(self, sheet: BulkSheet, row: int, column: int) -> None:
        signature = self.result.rules.signature
        if signature is None:
            return
        day = show_date(signature.day) if signature.day else "……………………"
        lines = [
            f"{signature.place}, {day}",
            f"{signature.position},",
            "",
            "",
            "",
            signature.name or "(……………………………………)",
        ]
        if signature.number:
            lines.append(f"NIP {signature.number}")
        for offset, line in enumerate(lines):
            sheet.write_string(row + 1 + offset, column, line, self.style.plain)

    def summary(self) -> None:
        """How many came, passed and won."""
        sheet, result = self._sheet("Ringkasan"), self.result
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 9, 14)
        names = [s.name for s in result.rules.stages]
        row = self._title(
            sheet, ["Ringkasan hasil seleksi", *(f"Dasar: {b}" for b in result.rules.identity.legal_basis)]
        )
        row = self._head(
            sheet,
            row,
            [
                "Tahap",
                "Peserta",
                "Tidak hadir",
                "Mundur atau diskualifikasi",
                "Gugur",
                "Di luar jumlah lanjut",
                "Lanjut",
            ],
        )
        for stage in count_stages(names, result.ranking):
            figures = (stage.expected, stage.absent, stage.out, stage.failed, stage.beyond, stage.went_on)
            row = self._row(sheet, row, [stage.name, *figures])
        row = self._head(
            sheet,
            row + 1,
            [
                "Jabatan",
                "Formasi",
                "Unit",
                "Jenis",
                "Kuota",
                "Pelamar",
                "Lulus",
                "Cadangan",
                "Kursi kosong",
                "Nilai terendah lulus",
            ],
        )
        for seat in count_seats(result.register, result.scores, result.ranking):
            low = "–" if seat.lowest is None else show(seat.lowest)
            facts = seat.seats
            row = self._row(
                sheet,
                row,
                [
                    facts.title,
                    facts.code,
                    facts.unit,
                    facts.kind,
                    facts.quota,
                    seat.applicants,
                    seat.winners,
                    seat.reserves,
                    seat.empty,
                    low,
                ],
            )
        row = self._findings(sheet, row)
        self._signature(sheet, row, 6)
        sheet.finish()

    def _row(self, sheet: BulkSheet, row: int, cells: Sequence[str | int]) -> int:
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(row, column, cell, self.style.count)
            else:
                sheet.write_string(row, column, cell, self.style.note)
        return row + 1

    def _findings(self, sheet: BulkSheet, row: int) -> int:
        """What was noticed without stopping the result, by code: nothing is hidden."""
        codes = [f.code for f in self.result.findings]
        if not codes:
            return row
        row = self._head(sheet, row + 1, ["Temuan yang tidak menghentikan hasil", "Kode", "Jumlah"])
        for code in sorted(set(codes)):
            row = self._row(sheet, row, [catalogue()[code].title, code, codes.count(code)])
        return row

    def formation(self, index: int) -> None:
        """The ranked list of one formation, ready for printing."""
        seats = self.result.register.formations[index]
        sheet = self._sheet(seats.code)
        columns = self.view.lists
        self._widths(sheet, columns)
        top = self._title(sheet, _formation_lines(seats))
        first = self._list_head(sheet, top, columns)
        rows = self.view.of_formation(index)
        last = self._list(sheet, first, columns, rows)
        self._shade(sheet, first, last, columns)
        sheet.repeat_rows(top, first - 1)
        sheet.freeze_panes(first, 3)
        self._signature(sheet, last, max(0, len(columns) - 1))
        sheet.finish()

    def _widths(self, sheet: BulkSheet, columns: Sequence[Column]) -> None:
        for c, column in enumerate(columns):
            sheet.set_column(c, c, WIDTHS.get(column.heading, 13))

    def _list_head(self, sheet: BulkSheet, row: int, columns: Sequence[Column]) -> int:
        """Two rows: the sections (merged where they span several columns), then the headings."""
        start = 0
        while start < len(columns):
            stop = start + 1
            while stop < len(columns) and columns[start].part and columns[stop].part == columns[start].part:
                stop += 1
            if stop - start > 1:
                sheet.merge_range(row, start, row, stop - 1, "", self.style.head)
            sheet.write_string(row, start, columns[start].part, self.style.head)
            start = stop
        return self._head(sheet, row + 1, [c.heading for c in columns])

    def _list(self, sheet: BulkSheet, row: int, columns: Sequence[Column], rows: np.ndarray) -> int:
        formats = [self._format(column) for column in columns]
        chosen = rows.tolist()
        cells = []
        for column in columns:
            everyone = self._cells(column)
            cells.append([everyone[i] for i in chosen])
        return sheet.write_columns(row, cells, formats)

    def _cells(self, column: Column) -> list[float | str | None]:
        """A column's cells; made once, for they are used by every formation."""
        if id(column) not in self._made:
            self._made[id(column)] = column.cells()
        return self._made[id(column)]

    def _format(self, column: Column) -> Any:  # an XlsxWriter format
        if column.texts is None:
            return self.style.number(column.decimals)
        return self.style.note if column.heading in {"Keterangan", "Nama"} else self.style.text

    def _shade(self, sheet: BulkSheet, first: int, last: int, columns: Sequence[Column]) -> None:
        """Winners green, reserves yellow, by their code."""
        at = next(c for c, column in enumerate(columns) if column.heading == "Kode")
        for fate, style in ((Fate.WINS, self.style.wins), (Fate.RESERVE, self.style.reserve)):
            code = outcome(self.result.rules, fate).code.replace('"', '""')
            rule = f'=${chr(ord("A") + at)}{first + 1}="{code}"'
            if last > first:
                sheet.conditional_format(
                    first,
                    0,
                    last - 1,
                    len(columns) - 1,
                    {"type": "formula", "criteria": rule, "format": style},
                )

    def recap(self) -> None:
        """Applicants by formation and result code; every row adds up to its applicants."""
        sheet, result = self._sheet("Rekapitulasi"), self.result
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 12, 12)
        table = tally(result.register, result.ranking)
        fates = [fate for fate in FINAL_CODES if table[:, fate].any()]
        row = self._title(sheet, ["Rekapitulasi menurut kode hasil"])
        row = self._head(sheet, row, ["Jabatan", "Formasi", *(outcome(result.rules, f).code for f in fates), "Pelamar"])
        for i, seats in enumerate(result.register.formations):
            counts = [int(table[i, fate]) for fate in fates]
            row = self._row(sheet, row, [seats.title, seats.code, *counts, int(table[i].sum())])
        totals = [int(table[:, fate].sum()) for fate in fates]
        row = self._row(sheet, row, ["Jumlah", "", *totals, int(table.sum())])
        row = self._head(sheet, row + 1, ["Arti kode", "Kode"])
        for fate in fates:
            named = outcome(result.rules, fate)
            row = self._row(sheet, row, [named.meaning, named.code])
        self._signature(sheet, row, 3)
        sheet.finish()

    def trace(self) -> None:
        """Every step of every applicant, in the order of the lists."""
        sheet, columns = self._sheet("Rincian"), self.view.trace
        self._widths(sheet, columns)
        top = self._title(sheet, ["Rincian perhitungan setiap peserta; cara menghitung tertulis pada lembar Aturan"])
        first = self._list_head(sheet, top, columns)
        self._list(sheet, first, columns, self.view.order)
        sheet.repeat_rows(top, first - 1)
        sheet.freeze_panes(first, 1)
        sheet.finish()

    def rules(self) -> None:
        """The rules that were carried out."""
        sheet = self._sheet("Aturan", landscape=False)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 90)
        row = self._title(sheet, ["Aturan seleksi yang dijalankan"])
        for what, how in describe(self.result.rules):
            if how:
                row = self._row(sheet, row, [what, how])
            else:
                sheet.write_string(row + 1, 0, what, self.style.heading)
                row += 2
        sheet.finish()


def _formation_lines(seats: Seats) -> list[str]:
    unit = f", {seats.unit}" if seats.unit else ""
    kind = f"   Jenis: {seats.kind}" if seats.kind else ""
    return [
        f"Daftar peringkat: {seats.title}{unit}",
        f"Formasi: {seats.code}{kind}   Kuota: {show_count(seats.quota)} kursi",
    ]


def sheet_name(wanted: str, taken: set[str]) -> str:
    r"""A name Excel accepts: at most 31 characters, none of ``[]:*?/\\``, not used yet; adds it to ``taken``."""
    base = re.sub(r"[\[\]:*?/\\]", "-", wanted).strip("' ") or "Formasi"
    name, number = base[:31], 1
    while name.casefold() in taken or name.casefold() == "history":
        number += 1
        name = f"{base[: 30 - len(str(number))]}-{number}"
    taken.add(name.casefold())
    return name
