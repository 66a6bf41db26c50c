"""Total columns in mark sheets: are they made of the columns beside them?

In Delanggu a bonus had been entered, but the total's formula left its column out (cases/ralat.csv, 3); in Indramayu
nobody could make the totals again with any formula (10). The formula that was meant is found by trying, see
``formulas``: the one that fits most rows is it if it fits four rows in five, and the other rows are told one by one;
else the column is told as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.checks.brief import MOST, brief
from asnrekrut.checks.formulas import Figures, Formula, Trial
from asnrekrut.findings import finding
from asnrekrut.intake.aliases import means, normal, same
from asnrekrut.intake.cells import spoken
from asnrekrut.intake.needs import mark_columns
from asnrekrut.intake.tables import find_column
from asnrekrut.notation import show, show_count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asnrekrut.checks.case import Case
    from asnrekrut.checks.formulas import Floats
    from asnrekrut.core.exact import Bools
    from asnrekrut.findings import Finding, Place
    from asnrekrut.intake.tables import Table
    from asnrekrut.rules.stages import Component, Stage

FITS = 0.8
WIDEST = 15  # columns to the left of a total that may be its parts
_TOTALS = ("Jumlah", "Nilai Akhir", "Rata-rata", "Rerata", "Nilai Rata-rata")
_NO_MARKS = ("Nomor Peserta", "Nama", "NIK", "Formasi", "Kode", "Tanggal Lahir", "Jenis Kelamin", "Kuota")
_NEVER = frozenset({"nomor", "no urut", "nomor urut", "umur", "usia", "ranking", "peringkat", "tahun", "nip"})


@dataclass(frozen=True, slots=True)
class Total:
    """A total column.

    Attributes:
        at: its column.
        trial: what may have gone into it.
        rows: which rows can be compared at all.
    """

    table: Table
    at: int
    trial: Trial
    rows: Bools

    @property
    def values(self) -> Floats:
        """What stands in the column."""
        return self.trial.figures[self.at].values

    def headings(self, *columns: int) -> str:
        """Headings as a message names them."""
        return ", ".join(f'"{self.table.headers[c]}"' for c in columns)

    def whole(self, column: int) -> Place:
        """The address of a whole column."""
        return self.table.sheet.place(column=column)


def totals(case: Case) -> Iterator[Finding]:
    """Every total column of every mark sheet, once."""
    states = case.rules.states
    words = frozenset(spoken(w) for w in (*states.absent, *states.disqualified, *states.withdrawn))
    tables: dict[int, tuple[Table, list[tuple[Stage, list[int]]]]] = {}
    for stage, joined, components in case.sheets():
        for table in joined.tables:
            if any(_is_total(heading) for heading in table.headers):
                counted = _counted(table, components)
                tables.setdefault(id(table), (table, []))[1].append((stage, counted))
    for table, counted_by in tables.values():
        for at in (at for at, heading in enumerate(table.headers) if _is_total(heading)):
            total = _total(table, at, counted_by, words)
            if total is not None:
                yield from _judge(total, any(at in columns for _, columns in counted_by))


def _is_total(heading: str) -> bool:
    last = heading.rpartition(" / ")[2]
    return any(same(last, word) for word in _TOTALS) or means(last, "Jumlah")


def _counted(table: Table, components: Sequence[Component]) -> list[int]:
    """The columns that the rules count."""
    wanted = (pair for c in components for pair in mark_columns(c))
    found = [find_column(table, name) for key, name in wanted if key not in {"panel.penilai", "panel.aspek.kolom"}]
    return [at for at in found if isinstance(at, int)]


def _total(table: Table, at: int, counted_by: Sequence[tuple[Stage, list[int]]], words: frozenset[str]) -> Total | None:
    """What stands to the left of a total; None if nothing there could be its parts."""
    figures = {at: Figures.of(table.column(at))}
    block: list[int] = []
    for column in range(at - 1, max(-1, at - 1 - WIDEST), -1):
        if not _may_hold_marks(table.headers[column]):
            break
        read = Figures.of(table.column(column))
        if not read.numeric(words):
            break
        figures[column] = read
        block.insert(0, column)
    if not block:
        return None
    others = [c for c in range(at) if _is_total(table.headers[c])]
    counted = [(stage, [c for c in columns if c != at]) for stage, columns in counted_by]
    wanted = {*others, *(c for _, columns in counted for c in columns)} - set(figures)
    figures |= {c: Figures.of(table.column(c)) for c in wanted}
    given = np.stack([~figures[c].blank for c in block]).any(axis=0)
    spoken = np.stack([np.isnan(figures[c].values) & ~figures[c].blank for c in block]).any(axis=0)
    rows = np.isfinite(figures[at].values) & given & ~spoken
    trial = Trial(figures, block, counted, others, figures[at].decimals)
    return Total(table, at, trial, rows) if rows.any() else None


def _may_hold_marks(heading: str) -> bool:
    last = heading.rpartition(" / ")[2]
    if last == "" or _is_total(last) or normal(last) in _NEVER:
        return False
    return not any(same(last, word) or means(last, word) for word in _NO_MARKS)


def _judge(total: Total, counts: bool) -> Iterator[Finding]:
    """What the best formula leaves unexplained.

    Args:
        counts: whether the rules count the total itself; rows that do not fit are grave then.
    """
    best, fits = _best(total)
    wrong = total.rows & ~fits
    parts = total.headings(*(best.parts if best else total.trial.block))
    title = total.headings(total.at)
    values = {"kolom": title, "bagian": parts, "dari": show_count(int(total.rows.sum()))}

    def summary(words: str, n: int) -> Finding:
        return finding("P416", total.whole(total.at), rumus=words, banyak=show_count(n), **values)

    if best is None:
        yield summary("jumlah maupun rata-rata", int(wrong.sum()))
        return
    if best.left_out is not None:
        yield finding("P417", total.whole(best.left_out), bagian=total.headings(best.left_out), kolom=title)
    rows = np.flatnonzero(wrong).tolist()
    most = len(rows) if counts else MOST
    yield from brief(rows, lambda k: _row(total, best, k, counts), lambda n, _: summary(best.words, n), most)


def _best(total: Total) -> tuple[Formula | None, Bools]:
    """The formula that fits most rows, and which; None if it fits too few of them."""
    best, most = None, np.zeros(len(total.rows), dtype=bool)
    for formula in total.trial.formulas():
        fits = total.rows & (np.abs(total.values - formula.values) < formula.slack)
        if fits.sum() > most.sum():
            best, most = formula, fits
        if most.sum() == total.rows.sum():
            break
    return (best if most.sum() >= FITS * total.rows.sum() else None), most


def _row(total: Total, best: Formula, k: int, counts: bool) -> Finding:
    """One row that the formula does not fit."""
    place = total.table.place(k, total.at)
    values = {
        "kolom": total.headings(total.at),
        "isi": _shown(total.values[k]),
        "rumus": best.words,
        "bagian": total.headings(*best.parts),
        "seharusnya": _shown(best.values[k]),
    }
    return finding("E415", place, **values) if counts else finding("P415", place, **values)


def _shown(value: np.float64) -> str:
    return show(Decimal(repr(round(float(value), 4))).normalize())
