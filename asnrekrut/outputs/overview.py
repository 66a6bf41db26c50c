"""The sheets around the lists: summary, recap, rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asnrekrut.core.counts import count_reasons, count_seats, count_stages
from asnrekrut.core.placement import BY_LIST, BY_RANK
from asnrekrut.findings import catalogue
from asnrekrut.outputs.view import PROGRESS_WORDS
from asnrekrut.rules.describe import describe

if TYPE_CHECKING:
    from collections import Counter

    from asnrekrut.core.counts import SeatCount
    from asnrekrut.outputs.bulk import BulkSheet
    from asnrekrut.outputs.canvas import Canvas, Cell
    from asnrekrut.outputs.view import View

_STAGE_HEADS = (
    "Tahap", "Peserta", "Tidak hadir", "Tidak dipanggil", "Mundur atau diskualifikasi", "Gugur",
    "Di luar jumlah lanjut", "Lanjut", "Menunggu",
)  # fmt: skip
_FACTS = ("Jabatan", "Formasi", "Unit", "Jenis", "Kuota", "Pelamar")
_SEATS = ("Lulus", "Cadangan", "Kursi kosong", "Nilai terendah lulus")

_PLACED = ("Formasi kursi", "Jabatan", "Nomor Peserta", "Nama", "Formasi asal", "Langkah", "Keterangan")
_VACATED = ("Formasi kursi", "Jabatan", "Nomor Peserta", "Nama", "Melepas kursi menurut")


def summary_sheet(canvas: Canvas, view: View) -> None:
    """How many came, passed and won; what was noticed without stopping the result."""
    result, stage = view.result, view.stage
    widths = [34, 15, 22, 13, 11, 11, 11, 11, 11, 13]
    sheet = canvas.sheet("Ringkasan", widths)
    basis = [f"Dasar: {b}" for b in result.rules.identity.legal_basis]
    if stage.determined is not None:
        basis.append(f"Ditetapkan menurut {result.basis_of(stage)}")
    row = canvas.headings(sheet, canvas.head_lines(sheet, [f"Ringkasan: {stage.name}", *basis]), _STAGE_HEADS)
    for s in count_stages(result):
        counts = (s.expected, s.absent, s.not_called, s.out, s.failed, s.beyond, s.went_on, s.waiting)
        row = canvas.row(sheet, row, [s.stage.name, *counts], widths)
    row = canvas.headings(sheet, row + 1, (*_FACTS, *(_SEATS if stage.is_end else ()), "Keadaan"))
    for f, seats in enumerate(count_seats(result)):
        row = canvas.row(sheet, row, [*_seat_cells(view, seats), PROGRESS_WORDS[view.progress(f)]], widths)
    if found := view.lasting():
        row = _findings(canvas, sheet, row + 1, found, widths)
    canvas.signature(sheet, row, 6)
    sheet.finish()


def _seat_cells(view: View, seats: SeatCount) -> list[Cell]:
    formation = seats.formation
    cells: list[Cell] = [formation.title, formation.code, formation.unit, formation.kind]
    cells += [formation.quota, seats.applicants]
    if not view.stage.is_end:
        return cells
    lowest = None if seats.lowest is None else (seats.lowest, seats.decimals)
    return [*cells, seats.winners, seats.reserves, seats.empty, lowest]


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


def recap_sheet(canvas: Canvas, view: View) -> None:
    """Those listed by formation and result code; every row adds up."""
    counted = {f: view.counts(f) for f in view.formations}
    used = [outcome for outcome in view.codes() if any(counts[outcome.code] for counts in counted.values())]
    widths = [40, 16, *[11] * (len(used) + 1)]
    sheet = canvas.sheet("Rekapitulasi", widths)
    row = canvas.head_lines(sheet, [f"Rekapitulasi menurut kode hasil: {view.stage.name}"])
    whole = "Pelamar" if view.stage.is_end else "Peserta"
    row = canvas.headings(sheet, row, ["Jabatan", "Formasi", *(outcome.code for outcome in used), whole])
    totals = [0] * len(used)
    for f, found in counted.items():
        seats, counts = view.result.register.formations[f], [found[outcome.code] for outcome in used]
        totals = [a + b for a, b in zip(totals, counts, strict=True)]
        row = canvas.row(sheet, row, [seats.title, seats.code, *counts, sum(counts)], widths)
    row = canvas.row(sheet, row, ["Jumlah", "", *totals, sum(totals)], widths)
    row = canvas.headings(sheet, row + 1, ["Arti kode", "Kode"])
    for outcome in used:
        row = canvas.row(sheet, row, [outcome.meaning, outcome.code], widths)
    if reasons := count_reasons(view.result, view.stage):
        row = canvas.headings(sheet, row + 1, ["Alasan tidak lolos", "Kode", "Peserta", "Hanya itu"])
        for one in reasons:
            row = canvas.row(sheet, row, [one.reason, one.code, one.people, one.alone], widths)
    canvas.signature(sheet, row, 3)
    sheet.finish()


def placements_sheet(canvas: Canvas, view: View) -> None:
    """Who has which seat and by which step; only where not every seat follows from the rank alone."""
    stage, register = view.stage, view.result.register
    if not stage.vacated and {placed.step for placed in stage.placements} <= {BY_RANK, BY_LIST}:
        return
    widths = [14, 30, 19, 30, 14, 14, 50]
    sheet = canvas.sheet("Penempatan", widths)
    row = canvas.head_lines(sheet, ["Penempatan: siapa menduduki kursi mana, menurut langkah apa"])
    row = canvas.headings(sheet, row, _PLACED)
    for placed in stage.placements:
        seat, own = register.formations[placed.formation], register.formations[register.formation[placed.application]]
        who = register.numbers[placed.application], register.names[placed.application]
        why = "; ".join(text for text in (placed.note, placed.basis) if text)
        row = canvas.row(sheet, row, [seat.code, seat.title, *who, own.code, placed.step, why], widths)
    if stage.vacated:
        row = canvas.headings(sheet, row + 1, _VACATED)
        for placed in stage.vacated:
            seat, i = register.formations[placed.formation], placed.application
            cells = [seat.code, seat.title, register.numbers[i], register.names[i], stage.departed.get(i, "")]
            row = canvas.row(sheet, row, cells, widths)
    canvas.signature(sheet, row, 5)
    sheet.finish()


def rules_sheet(canvas: Canvas, view: View) -> None:
    """The rules that were carried out, and where the record stood before."""
    result = view.result
    widths = [34, 92]
    sheet: BulkSheet = canvas.sheet("Aturan", widths, landscape=False)
    row = canvas.head_lines(sheet, ["Aturan seleksi yang dijalankan"])
    for what, how in describe(result.rules, result.register.formations):
        if how:
            row = canvas.row(sheet, row, [what, how], widths)
        else:
            sheet.write_string(row + 1, 0, what, canvas.heading)
            row += 2
    if view.record_head:
        canvas.row(sheet, row, ["Kepala riwayat tahap sebelumnya (SHA-256)", view.record_head], widths)
    sheet.finish()
