"""Rows of totals below a table: they are not read, but they are evidence of the rows above them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.checks.case import columns_read
from asnrekrut.checks.figures import EXACT, Figures, shown
from asnrekrut.findings import finding
from asnrekrut.intake.cells import clean
from asnrekrut.intake.needs import BOOK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from asnrekrut.checks.case import Case
    from asnrekrut.checks.figures import Floats
    from asnrekrut.findings import Finding
    from asnrekrut.intake.tables import Table

    Summary = Callable[[Floats], float]

FEWEST = 2  # numbers that make a total
_KINDS: dict[str, tuple[re.Pattern[str], Summary]] = {
    "jumlah": (re.compile(r"(?:sub|grand)?\s*-?\s*(?:total|jumlah|jml)\b", re.IGNORECASE), np.sum),
    "rata-rata": (re.compile(r"(?:nilai\s+)?(?:rata|rerata|average|mean)", re.IGNORECASE), np.mean),
    "nilai tertinggi": (re.compile(r"(?:nilai\s+)?(?:tertinggi|maks)", re.IGNORECASE), np.max),
    "nilai terendah": (re.compile(r"(?:nilai\s+)?(?:terendah|min(?:imum|imal)?\b)", re.IGNORECASE), np.min),
}


def total_rows(case: Case) -> Iterator[Finding]:
    """Every row of totals in the register, the formations and the mark sheets, in the columns that are read."""
    seen: set[tuple[str, str]] = set()
    for need in (need for need in case.book.needs if need.role != BOOK):
        for table in case.book.tables(need):
            spot = (table.sheet.file, table.sheet.name)
            if table.totals and spot not in seen:
                seen.add(spot)
                quotas = [float(sum(f.quota for f in case.register.formations))] if need.role == "formasi" else []
                for at in sorted(columns_read(case, table)):
                    yield from _column(table, at, quotas)


def _column(table: Table, at: int, quotas: list[float]) -> Iterator[Finding]:
    """One column's totals; each may speak of all rows above it, or of those since the total before it.

    Args:
        quotas: what else the total may be, where a formation takes several rows.
    """
    values, rows = Figures.of(table.column(at)).values, np.array(table.rows)
    first = 0
    for r in table.totals:
        row = table.sheet.rows[r]
        label = next((text for cell in row if isinstance(cell, str) and (text := clean(cell))), "")
        kind = next((kind for kind, (pattern, _) in _KINDS.items() if pattern.match(label)), None)
        said = Figures.of(row[at : at + 1] or [""])
        above = rows < r
        several = [values[above & np.isfinite(values) & (rows >= start)] for start in (0, first)]
        first = r
        if kind is None or np.isnan(said.values[0]) or len(several[0]) < FEWEST:
            continue
        right = [_KINDS[kind][1](part) for part in several if len(part)]
        counts = [float(above.sum()), *(float(len(part)) for part in several)]  # "Jumlah peserta: 12"
        slack = EXACT if kind == "jumlah" else 10.0**-said.decimals
        if not any(abs(said.values[0] - value) < slack for value in (*right, *counts, *quotas)):
            told = {"kolom": table.headers[at], "isi": shown(said.values[0]), "rumus": kind}
            yield finding("P438", table.sheet.place(r, at), seharusnya=shown(np.float64(right[0])), **told)
