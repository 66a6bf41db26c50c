"""The sheets around the lists: summary, recap, rules."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from asnrekrut.core.counts import count_grounds, count_seats, count_stages
from asnrekrut.core.placement import BY_LIST, BY_RANK
from asnrekrut.core.result import Fate
from asnrekrut.core.rules_in_words import describe
from asnrekrut.findings import catalogue
from asnrekrut.notation import show
from asnrekrut.outputs.column_widths import UPRIGHT
from asnrekrut.outputs.result_columns import PROGRESS_WORDS, View
from asnrekrut.outputs.sheet_formats import HEADING, Canvas, Cell, Printed, small_widths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asnrekrut.core.placement import Placement
    from asnrekrut.outputs.bulk_rows import BulkSheet

    Table = tuple[Sequence[str], list[list[Cell]]]

_STAGE_HEADS = (
    "Tahap", "Peserta", "Tidak hadir", "Tidak dipanggil", "Mundur atau diskualifikasi", "Gugur",
    "Di luar jumlah lanjut", "Lanjut", "Menunggu",
)  # fmt: skip
_SEAT_HEADS = (
    "Jabatan", "Formasi", "Unit", "Jenis", "Kuota", "Pelamar", "{0}", "Cadangan", "Kursi kosong",
    "Nilai terendah {1}", "Keadaan",
)  # fmt: skip
SHORT = 12  # rows of a table that stands on one page
SEATS = 6  # so many of them are there before the end
_FINDING_HEADS = ("Temuan yang tidak menghentikan hasil", "Kode", "Jumlah", "Diterima panitia")
_REASONS = ("Alasan tidak lolos", "Kode", "Peserta", "Hanya karena ini")
_RARE = ("Tidak dipanggil", "Menunggu", "Unit", "Jenis", "Kode")  # left out where there is nothing in them

_PLACED = ("Formasi kursi", "Jabatan", "Nomor Peserta", "Nama", "Formasi asal", "Langkah", "Keterangan")
_VACATED = ("Formasi kursi", "Jabatan", "Nomor Peserta", "Nama", "Melepas kursi menurut")


def summary_sheet(canvas: Canvas, view: View) -> None:
    """How many came, passed and won; what was noticed without stopping the result."""
    stages: list[list[Cell]] = [
        [s.stage.name, s.expected, *s.became(), s.of(Fate.OPEN)] for s in count_stages(view.result)
    ]
    tables, found = [_filled(_STAGE_HEADS, stages), _filled(*_seats(view))], _findings(view)
    widths = small_widths(*tables, (_FINDING_HEADS[:-1], [row[:-1] for row in found]))
    sheet = canvas.sheet("Ringkasan", widths, repeated=1)
    row = canvas.head_lines(sheet, [f"Ringkasan: {view.stage.name}", *(f"Dasar: {basis}" for basis in view.basis)])
    row = _write_tables(canvas, sheet, row, tables, widths)
    if found:
        row = _finding_rows(canvas, sheet, row, found, widths)
    canvas.signature(sheet, row, widths, view.signed_on(view.formations))
    sheet.finish()


def _findings(view: View) -> list[list[Cell]]:
    """What did not stop the result, by code, with whose reason it was accepted; never where: rows may move."""
    found = sorted(view.lasting().items())
    return [[catalogue()[code].title, code, count, accepted] for (code, accepted), count in found]


def _finding_rows(canvas: Canvas, sheet: BulkSheet, row: int, found: list[list[Cell]], widths: Sequence[float]) -> int:
    """Their table; reasons take all columns that are left."""
    first, last = len(_FINDING_HEADS) - 1, len(widths) - 1
    wide = [*widths[:first], sum(widths[first:])]
    for cells in [None, *found]:
        below = canvas.row(sheet, row, cells, wide) if cells else canvas.headings(sheet, row, _FINDING_HEADS, wide)
        text, style = (cells[first], canvas.note) if cells else (_FINDING_HEADS[first], canvas.head)
        if last > first:
            sheet.merge_range(row, first, row, last, text, style)
        row = below
    return row


def _filled(heads: Sequence[str], rows: list[list[Cell]]) -> Table:
    """A table without the rare columns in which nobody has anything."""
    kept = [c for c, head in enumerate(heads) if head not in _RARE or any(row[c] for row in rows)]
    return [heads[c] for c in kept], [[row[c] for c in kept] for row in rows]


def _seats(view: View) -> Table:
    """The formations; who won only at the end."""
    inside = view.result.inside
    heads = [head.format(inside, inside.lower()) for head in _SEAT_HEADS]
    rows: list[list[Cell]] = []
    for one, progress in zip(count_seats(view.result), view.stage.progress, strict=True):
        seats, lowest = one.formation, None if one.lowest is None else Printed(show(one.lowest, one.decimals))
        won: list[Cell] = [one.inside, one.reserves, one.empty, lowest] if view.stage.is_end else []
        cells: list[Cell] = [seats.title, seats.code, seats.unit, seats.kind, seats.quota, one.applicants]
        rows.append([*cells, *won, PROGRESS_WORDS[progress]])
    return heads if view.stage.is_end else [*heads[:SEATS], heads[-1]], rows


def recap_sheet(canvas: Canvas, view: View) -> None:
    """Those listed by formation and result code; every row adds up."""
    counted = {f: view.counts(f) for f in view.formations}
    every = sum(counted.values(), Counter())
    used = [outcome for outcome in view.result.outcomes(view.stage) if every[outcome.code]]
    heads = ["Jabatan", "Formasi", *(outcome.code for outcome in used), "Pelamar" if view.stage.is_end else "Peserta"]
    rows: list[list[Cell]] = []
    for f, found in counted.items():
        seats = view.result.register.formations[f]
        rows.append([seats.title, seats.code, *(found[outcome.code] for outcome in used), found.total()])
    rows.append(["Jumlah", "", *(every[outcome.code] for outcome in used), every.total()])
    meanings: Table = (["Arti kode", "Kode"], [[outcome.meaning, outcome.code] for outcome in used])
    grounds: list[list[Cell]] = [
        [one.ground, one.code, one.people, one.alone] for one in count_grounds(view.result, view.stage)
    ]
    tables: list[Table] = [(heads, rows), meanings, *([_filled(_REASONS, grounds)] if grounds else [])]
    title = f"Rekapitulasi menurut kode hasil: {view.stage.name}"
    _tables_sheet(canvas, view, "Rekapitulasi", [title], tables)


def placements_sheet(canvas: Canvas, view: View) -> None:
    """Who has which seat and by which step; only where not every seat follows from the rank alone."""
    stage, register = view.stage, view.result.register
    if not stage.vacated and {placed.step for placed in stage.placements} <= {BY_RANK, BY_LIST}:
        return

    def row(placed: Placement, *more: str) -> list[Cell]:
        seat, i = register.formations[placed.formation], placed.application
        return [seat.code, seat.title, register.numbers[i], register.names[i], *more]

    held = [
        row(p, register.formation_of(p.application).code, p.step, "; ".join(filter(None, (p.note, p.basis))))
        for p in stage.placements
    ]
    vacated = [row(p, stage.departed.get(p.application, "")) for p in stage.vacated]
    tables: list[Table] = [(_PLACED, held), *([(_VACATED, vacated)] if vacated else [])]
    line = "Penempatan: siapa menduduki kursi mana, menurut langkah apa"
    _tables_sheet(canvas, view, "Penempatan", [line, *(f"Dasar: {basis}" for basis in view.basis)], tables)


def _tables_sheet(canvas: Canvas, view: View, name: str, lines: Sequence[str], tables: Sequence[Table]) -> None:
    """A sheet of small tables below one another, signed."""
    widths = small_widths(*tables)
    sheet = canvas.sheet(name, widths, repeated=2)
    row = _write_tables(canvas, sheet, canvas.head_lines(sheet, lines), tables, widths)
    canvas.signature(sheet, row - 1, widths, view.signed_on(view.formations))
    sheet.finish()


def _write_tables(canvas: Canvas, sheet: BulkSheet, row: int, tables: Sequence[Table], widths: Sequence[float]) -> int:
    """Tables with an empty row behind each; returns the row below. A short one is not torn."""
    for heads, rows in tables:
        row = canvas.headings(sheet, row, heads, widths)
        sheet.held |= set(range(row, row + len(rows) - 1)) if len(rows) <= SHORT else set()
        for cells in rows:
            row = canvas.row(sheet, row, cells, widths)
        row += 1
    return row


def rules_sheet(canvas: Canvas, view: View) -> None:
    """The rules that were carried out, and where the record stood before."""
    result = view.result
    widths = [26.0, 76.0]
    sheet: BulkSheet = canvas.sheet("Aturan", widths, landscape=False)
    row = canvas.head_lines(sheet, ["Aturan seleksi yang dijalankan"])
    for what, how in describe(result.rules, result.register.formations):
        if how:
            row = canvas.row(sheet, row, [what, how], widths)
        else:
            canvas.write_line(sheet, row + 1, what, canvas.section, HEADING)
            sheet.held -= {row - 1}
            row += 2
        sheet.held |= {row - 1}  # what stands under a title is not torn
    if view.record_head:
        row = canvas.row(sheet, row, ["Kepala riwayat tahap sebelumnya (SHA-256)", view.record_head], widths)
    canvas.pages(sheet, row, UPRIGHT)
    sheet.finish()
