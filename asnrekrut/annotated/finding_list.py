"""``temuan.xlsx``: all findings in one table, to filter, print, and send back to whoever delivered the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asnrekrut.findings import Place, Severity
from asnrekrut.notation import show_count
from asnrekrut.outputs.canvas import new_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from asnrekrut.findings import Finding
    from asnrekrut.outputs.canvas import Canvas
    from asnrekrut.selection import Selection

HEADS = ("Tingkat", "Kode", "Berkas", "Lembar", "Sel", "Pesan", "Yang harus dilakukan", "Diterima")
WIDTHS = (15, 7, 20, 12, 9, 42, 42, 18)
COLOURS = {Severity.STOPS: "FFC7CE", Severity.LOOK: "FFEB9C", Severity.NOTE: "DDEBF7", None: "E2EFDA"}
"""Fill by severity; the last one for what the committee accepts."""


def write_list(path: Path, selection: Selection) -> None:
    """Write the list; equal findings give equal bytes."""
    with new_workbook(path, selection.rules, "Temuan") as canvas:
        _sheet(canvas, selection.findings)


def _sheet(canvas: Canvas, findings: list[Finding]) -> None:
    count = len(HEADS) - (not any(one.accepted for one in findings))  # the last column only where it says something
    heads, widths = HEADS[:count], WIDTHS[:count]
    sheet = canvas.sheet("Temuan", widths)
    top = canvas.head_lines(sheet, [summary(findings), "Arti setiap kode: asnrekrut code KODE"])
    row = canvas.headings(sheet, top, heads, widths)
    for one in findings:
        row = canvas.row(sheet, row, _cells(one)[:count], widths)
    sheet.autofilter(top, 0, max(row - 1, top), count - 1)
    sheet.freeze_panes(top + 1, 0)
    sheet.repeat_rows(top)
    for severity in Severity:
        style = canvas.workbook.add_format({"bg_color": f"#{COLOURS[severity]}"})
        rule = {"type": "cell", "criteria": "==", "value": f'"{severity.title}"', "format": style}
        sheet.conditional_format(top + 1, 0, max(row - 1, top + 1), 0, rule)
    sheet.finish()


def summary(findings: list[Finding]) -> str:
    """How many findings of each kind there are, in words."""
    counts = [(s.title.lower(), sum(f.severity is s and not f.accepted for f in findings)) for s in Severity]
    counts.append(("diterima panitia", sum(bool(f.accepted) for f in findings)))
    return "; ".join(f"{show_count(n)} {what}" for what, n in counts if n) or "Tidak ada temuan"


def _cells(one: Finding) -> list[str]:
    """A finding as a row under ``HEADS``."""
    where = one.place or Place("")
    place = [where.file, where.sheet, where.cell]
    return [one.severity.title, one.code, *place, one.message, one.hint, one.accepted]


def most_severe(findings: Sequence[Finding]) -> Severity | None:
    """The most severe, which colours a cell; None where all that was found there is accepted."""
    return next((s for s in Severity if any(f.severity is s and not f.accepted for f in findings)), None)
