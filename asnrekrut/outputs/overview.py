"""The sheets around the lists: summary, recap, rules."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from asnrekrut.core.counts import count_seats, count_stages, tally
from asnrekrut.findings import Severity, catalogue
from asnrekrut.outputs.view import FINAL_CODES, outcome
from asnrekrut.rules.describe import describe

if TYPE_CHECKING:
    from asnrekrut.outputs.bulk import BulkSheet
    from asnrekrut.outputs.canvas import Canvas
    from asnrekrut.selection import Result

_STAGE_HEADS = (
    "Tahap", "Peserta", "Tidak hadir", "Mundur atau diskualifikasi", "Gugur", "Di luar jumlah lanjut", "Lanjut",
)  # fmt: skip
_SEAT_HEADS = (
    "Jabatan", "Formasi", "Unit", "Jenis", "Kuota", "Pelamar", "Lulus", "Cadangan", "Kursi kosong",
    "Nilai terendah lulus",
)  # fmt: skip


def summary_sheet(canvas: Canvas, result: Result) -> None:
    """How many came, passed and won; what was noticed without stopping the result."""
    widths = [34, 15, 22, 13, 11, 11, 11, 11, 11, 13]
    sheet = canvas.sheet("Ringkasan", widths)
    basis = [f"Dasar: {b}" for b in result.rules.identity.legal_basis]
    row = canvas.headings(sheet, canvas.head_lines(sheet, ["Ringkasan hasil seleksi", *basis]), _STAGE_HEADS)
    for s in count_stages([stage.name for stage in result.rules.stages], result.ranking):
        row = canvas.row(sheet, row, [s.name, s.expected, s.absent, s.out, s.failed, s.beyond, s.went_on], widths)
    row = canvas.headings(sheet, row + 1, _SEAT_HEADS)
    for seat in count_seats(result.rules, result.register, result.scores, result.ranking):
        facts = [seat.seats.title, seat.seats.code, seat.seats.unit, seat.seats.kind]
        counts = [seat.seats.quota, seat.applicants, seat.winners, seat.reserves, seat.empty]
        row = canvas.row(
            sheet, row, [*facts, *counts, None if seat.lowest is None else (seat.lowest, seat.decimals)], widths
        )
    if found := _lasting(result):
        row = _findings(canvas, sheet, row + 1, found, widths)
    canvas.signature(sheet, row, 6)
    sheet.finish()


def _lasting(result: Result) -> Counter[tuple[str, str]]:
    """How often there is each code, by the reason for which it was accepted.

    Without notes and without P1 and P2, which say how tables were arranged and written: another arrangement of the
    same data must give the same result.
    """
    looks = [f for f in result.findings if f.severity is not Severity.NOTE]
    return Counter((f.code, f.accepted) for f in looks if f.accepted or not f.code.startswith(("P1", "P2")))


def _findings(canvas: Canvas, sheet: BulkSheet, row: int, counts: Counter[tuple[str, str]], widths: list[int]) -> int:
    """What did not stop the result, by code, with whose reason it was accepted; never where: rows may move."""
    first, last = 3, len(widths) - 1
    room = sum(widths[first:])
    row = canvas.headings(sheet, row, ["Temuan yang tidak menghentikan hasil", "Kode", "Jumlah"])
    sheet.merge_range(row - 1, first, row - 1, last, "Diterima panitia", canvas.head)
    for (code, accepted), count in sorted(counts.items()):
        below = canvas.row(sheet, row, [catalogue()[code].title, code, count, accepted], [*widths[:first], room])
        sheet.merge_range(row, first, row, last, accepted, canvas.note)
        row = below
    return row


def recap_sheet(canvas: Canvas, result: Result) -> None:
    """Applicants by formation and result code; every row adds up to its applicants."""
    table = tally(result.register, result.ranking)
    fates = [fate for fate in FINAL_CODES if table[:, fate].any()]
    widths = [40, 16, *[11] * (len(fates) + 1)]
    sheet = canvas.sheet("Rekapitulasi", widths)
    codes = [outcome(result.rules, fate) for fate in fates]
    row = canvas.head_lines(sheet, ["Rekapitulasi menurut kode hasil"])
    row = canvas.headings(sheet, row, ["Jabatan", "Formasi", *(c.code for c in codes), "Pelamar"])
    for i, seats in enumerate(result.register.formations):
        counts = [int(table[i, fate]) for fate in fates]
        row = canvas.row(sheet, row, [seats.title, seats.code, *counts, int(table[i].sum())], widths)
    totals = [int(table[:, fate].sum()) for fate in fates]
    row = canvas.row(sheet, row, ["Jumlah", "", *totals, int(table.sum())], widths)
    row = canvas.headings(sheet, row + 1, ["Arti kode", "Kode"])
    for code in codes:
        row = canvas.row(sheet, row, [code.meaning, code.code], widths)
    canvas.signature(sheet, row, 3)
    sheet.finish()


def rules_sheet(canvas: Canvas, result: Result) -> None:
    """The rules that were carried out."""
    widths = [34, 92]
    sheet: BulkSheet = canvas.sheet("Aturan", widths, landscape=False)
    row = canvas.head_lines(sheet, ["Aturan seleksi yang dijalankan"])
    for what, how in describe(result.rules, result.register.formations):
        if how:
            row = canvas.row(sheet, row, [what, how], widths)
        else:
            sheet.write_string(row + 1, 0, what, canvas.heading)
            row += 2
    sheet.finish()
