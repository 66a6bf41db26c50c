"""Totals: columns in mark sheets that should be made of those beside them, and rows below a table.

A bonus may have been entered while the total's formula leaves its column out, and totals that nobody can make again
cannot be defended. The formula that was meant is found by trying: the one that fits most rows is it if it fits four
rows in five, and the other rows are reported one by one; else the column is reported as a whole. Rows of totals are
not read, but they are evidence of the rows above them.
"""

from __future__ import annotations

import re
from itertools import chain, pairwise, takewhile
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from asnrekrut.checks.context import Context, columns_read, is_total, number_columns
from asnrekrut.checks.recomputed_columns import EXACT, MOST_DECIMALS, Figures, computed_columns, decimals, number, shown
from asnrekrut.core.exact import Bools, indices
from asnrekrut.findings import Finding, Values, finding
from asnrekrut.intake.cells import clean, spoken
from asnrekrut.intake.column_names import means, normal
from asnrekrut.intake.needs import MAY_LACK
from asnrekrut.notation import show_count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from asnrekrut.checks.recomputed_columns import Floats
    from asnrekrut.intake.tables import Table
    from asnrekrut.io import Cell
    from asnrekrut.rules.stages import Stage

    Summary = Callable[[Floats], float]

FITS = 0.8
PASSED_OVER = "; angka yang tersimpan sebagai teks dilewati rumus jumlah lembar kerja: simpan sebagai angka"
WIDEST = 15  # columns to the left of a total that may be its parts
_NO_MARKS = ("Nomor Peserta", "Nama", "NIK", "Formasi", "Kode", "Tanggal Lahir", "Jenis Kelamin", "Kuota")
_NEVER = frozenset({"nomor", "no urut", "nomor urut", "umur", "usia", "ranking", "peringkat", "tahun", "nip"})


class Formula(Struct, frozen=True):
    """A way in which a total may have been made.

    Attributes:
        words: how a message names it: ``jumlah``, ``rata-rata``.
        parts: the columns it is made of.
        values: what it yields for every row.
        slack: a total nearer than that is it, but for its rounding.
        left_out: a column that should have been among the parts.
    """

    words: str
    parts: tuple[int, ...]
    values: Floats
    slack: float
    left_out: int | None = None


class Total(Struct, frozen=True):
    """A total column and the columns around it: what its formula may be made of.

    Attributes:
        at: its column.
        figures: all of these columns, by their place.
        block: the columns of numbers immediately to the left of the total.
        counted: the columns that each stage of the rules counts.
        others: further totals to the left.
        rows: which rows can be compared at all.
    """

    table: Table
    at: int
    figures: dict[int, Figures]
    block: Sequence[int]
    counted: Sequence[tuple[Stage, list[int]]]
    others: Sequence[int]
    rows: Bools

    def headings(self, *columns: int) -> str:
        """Headings as a message names them."""
        return ", ".join(f'"{self.table.headers[c]}"' for c in columns)

    def formulas(self) -> Iterator[Formula]:
        """Every formula worth trying, the likeliest first.

        The whole block; all of it but one column; its columns nearest to the total; the rules' components, plain or
        as the rules weigh them; the other totals; the neighbour alone.
        """
        block = tuple(self.block)
        yield from self._plain(block)
        for column in block[1:] if len(block) > 2 else ():  # noqa: PLR2004  (two would leave one)
            yield from self._plain(tuple(c for c in block if c != column), column)
        for start in range(1, len(block) - 1):
            yield from self._plain(block[start:], self._left_out(block[:start], block[start:]))
        for columns in (*(columns for _, columns in self.counted), self.others):
            if len(columns) > 1:
                yield from self._plain(tuple(columns))
        for stage, columns in self.counted:
            yield from self._weighed(stage, columns)
        yield from self._plain(block[-1:])

    def _left_out(self, before: Sequence[int], parts: Sequence[int]) -> int | None:
        """A column before the parts that the rules count in the same stage as one of them."""
        for _, columns in self.counted:
            if set(columns) & set(parts):
                return next((c for c in before if c in columns), None)
        return None

    def _plain(self, parts: tuple[int, ...], left_out: int | None = None) -> Iterator[Formula]:
        """Sum and mean; a blank part is nothing in a sum and not there in a mean."""
        table = np.stack([self.figures[c].values for c in parts])
        blank = np.stack([self.figures[c].blank for c in parts])
        filled = np.where(blank, 0.0, table)
        total, count = filled.sum(axis=0), np.maximum((~blank).sum(axis=0), 1)
        whole = max(self.figures[c].decimals for c in parts) <= self.figures[self.at].decimals
        yield Formula("jumlah", parts, total, EXACT if whole else self._slack(), left_out)
        if len(parts) > 1:
            yield Formula("rata-rata", parts, total / count, self._slack(), left_out)

    def _weighed(self, stage: Stage, columns: Sequence[int]) -> Iterator[Formula]:
        """The mark as the rules compute it, where all of it stands here: of the stage, or a rater's from aspects."""
        words, weights = _weights(stage)
        if columns and len(columns) == len(weights):
            table = np.stack([np.nan_to_num(self.figures[c].values) for c in columns])
            values = (np.array(weights)[:, None] * table).sum(axis=0)
            yield Formula(words, tuple(columns), values, self._slack())

    def _slack(self) -> float:
        decimals = self.figures[self.at].decimals
        return EXACT if decimals > MOST_DECIMALS else 10.0**-decimals


def _weights(stage: Stage) -> tuple[str, list[float]]:
    """What a point counts of each aspect in a rater's mark, else of each component in the stage; of what, in words.

    A rater's sheet has a column for each aspect; where a panel gives a component otherwise, nothing is known.
    """
    aspects = [c.panel.aspects for c in stage.scored if c.panel is not None and c.panel.aspects is not None]
    if len(aspects) == 1 and aspects[0].column is None:
        return "nilai menurut bobot aspek", [float(weight) / 100 for weight in aspects[0].weights.values()]
    tops, scale = [float(c.top) for c in stage.scored], float(stage.scale)
    weights = [scale / sum(tops)] * len(tops)
    if stage.weighs_components:
        weights = [scale * float(c.weight or 0) / 100 / top for c, top in zip(stage.scored, tops, strict=True)]
    return "nilai tahap menurut bobot", [] if any(c.panel for c in stage.scored) else weights


def totals(context: Context) -> Iterator[Finding]:
    """Every total column of every mark sheet, once; then whatever other columns hold computed figures."""
    states = context.rules.states
    words = frozenset(spoken(w) for w in (*states.absent, *states.disqualified, *states.withdrawn))
    tables: dict[int, tuple[Table, list[tuple[Stage, list[int]]]]] = {}
    for stage, joined, components in context.sheets():
        for table in joined.tables:
            if any(is_total(heading) for heading in table.headers):
                counted = number_columns(table, components)
                tables.setdefault(id(table), (table, []))[1].append((stage, counted))
    found = computed_columns(context)
    for table, counted_by in tables.values():
        for at in (at for at, heading in enumerate(table.headers) if is_total(heading)):
            total, spot = _total(table, at, counted_by, words), table.sheet.place(column=at)
            if total is not None:
                solved, doubts = _judge(total, any(at in columns for _, columns in counted_by))
                found[spot] = doubts if solved else found.get(spot, doubts)
    yield from chain.from_iterable(found.values())


def _total(table: Table, at: int, counted_by: Sequence[tuple[Stage, list[int]]], words: frozenset[str]) -> Total | None:
    """What stands to the left of a total; None if nothing there could be its parts."""
    near = range(at - 1, max(-1, at - 1 - WIDEST), -1)
    may = takewhile(lambda c: _may_hold_marks(table.headers[c]) and Figures.of(table, c).numeric(words), near)
    block = sorted(may)
    if not block:
        return None
    others = [c for c in range(at) if is_total(table.headers[c])]
    counted = [(stage, [c for c in columns if c != at]) for stage, columns in counted_by]
    wanted = {at, *block, *others, *(c for _, columns in counted for c in columns)}
    figures = {c: Figures.of(table, c) for c in wanted}
    given = np.any([~figures[c].blank for c in block], axis=0)
    spoken = np.any([np.isnan(figures[c].values) & ~figures[c].blank for c in block], axis=0)
    rows = np.isfinite(figures[at].values) & given & ~spoken
    return Total(table, at, figures, block, counted, others, rows) if rows.any() else None


def _may_hold_marks(heading: str) -> bool:
    last = heading.rpartition(" / ")[2]
    if last == "" or is_total(last) or normal(last) in _NEVER:
        return False
    return not any(means(last, word) for word in _NO_MARKS)


def _judge(total: Total, counts: bool) -> tuple[bool, list[Finding]]:
    """Whether a formula was found, and what it leaves unexplained.

    Args:
        counts: whether the rules count the total itself; rows that do not fit stop the result then.
    """
    best, fits = _best(total)
    wrong, place = total.rows & ~fits, total.table.sheet.place
    told: Values = {"kolom": total.headings(total.at)}
    if best is None:
        told |= {"bagian": total.headings(*total.block), "rumus": "jumlah maupun rata-rata"}
        told |= {"banyak": show_count(int(wrong.sum())), "dari": show_count(int(total.rows.sum()))}
        return False, [finding("P416", place(column=total.at), **told)]
    lacks = [] if best.left_out is None else [best.left_out]
    doubts = [finding("P417", place(column=c), bagian=total.headings(c), **told) for c in lacks]
    told |= {"rumus": best.words, "bagian": total.headings(*best.parts)}
    for k in indices(wrong & np.isfinite(best.values)):  # where a part is no number, that is told there
        said, parts = total.figures[total.at].values[k], [(total.table.rows[k], c) for c in best.parts]
        values = np.array([total.figures[c].values[k] for c in best.parts])
        told |= {
            "isi": shown(said),
            "seharusnya": shown(best.values[k]),
            "sebab": _passed_over(total.table, parts, values, said),
        }
        doubts.append(finding("E415" if counts else "P415", total.table.place(k, total.at), **told))
    return True, doubts


def _passed_over(table: Table, cells: Sequence[tuple[int, int]], values: Floats, said: float) -> str:
    """That a sum lacks just what is stored as text, which a spreadsheet's SUM passes over; '' where it does not."""
    rows = table.sheet.rows
    text = np.array([column < len(rows[r]) and isinstance(rows[r][column], str) for r, column in cells])
    explains = abs(np.nansum(values[~text]) - said) < EXACT and not table.sheet.delimiter
    return PASSED_OVER if explains and np.isfinite(values[text]).any() else ""


def _best(total: Total) -> tuple[Formula | None, Bools]:
    """The formula that fits most rows, and which; None if it fits too few of them."""
    best, most = None, np.zeros(len(total.rows), dtype=bool)
    for formula in total.formulas():
        fits = total.rows & (np.abs(total.figures[total.at].values - formula.values) < formula.slack)
        if fits.sum() > most.sum():
            best, most = formula, fits
        if most.sum() == total.rows.sum():
            break
    return (best if most.sum() >= FITS * total.rows.sum() else None), most


SUMMED = 2  # numbers from which a mean or an extreme says anything; a sum does of one
_KINDS: dict[str, tuple[re.Pattern[str], Summary]] = {
    "jumlah": (re.compile(r"(?:sub|grand)?\s*+-?\s*+(?:total|jumlah|jml)\b", re.IGNORECASE), np.sum),
    "rata-rata": (re.compile(r"(?:nilai\s+)?(?:rata|rerata|average|mean)", re.IGNORECASE), np.mean),
    "nilai tertinggi": (re.compile(r"(?:nilai\s+)?(?:tertinggi|maks)", re.IGNORECASE), np.max),
    "nilai terendah": (re.compile(r"(?:nilai\s+)?(?:terendah|min(?:imum|imal)?\b)", re.IGNORECASE), np.min),
}


def total_rows(context: Context) -> Iterator[Finding]:
    """Every row of totals in the register, the formations and the mark sheets, in the columns that are read."""
    needs = (need for need in context.book.needs if need.role not in MAY_LACK)
    tables = {(id(table), need.role): table for need in needs for table in context.book.tables(need) if table.totals}
    for (_, role), table in tables.items():  # each once, however many components stand there
        quotas = [float(sum(f.quota for f in context.register.formations))] if role == "formasi" else []
        for at in sorted(columns_read(context, table)):
            yield from _total_rows(table, at, quotas)


def _total_rows(table: Table, at: int, quotas: list[float]) -> Iterator[Finding]:
    """One column's totals; each may count all rows above it, or of those since the total before it.

    Args:
        quotas: what else the total may be, where a formation takes several rows.
    """
    labelled = [(first, r, table.sheet.rows[r]) for first, r in pairwise([0, *table.totals])]
    read = [(first, r, _kind(row), number(row[at]) if at < len(row) else np.nan) for first, r, row in labelled]
    told = [(first, r, kind, said) for first, r, kind, said in read if kind is not None and not np.isnan(said)]
    values, rows = Figures.of(table, at).values if told else np.empty(0), np.array(table.rows)
    for first, r, kind, said in told:
        above = rows < r
        several = [values[above & np.isfinite(values) & (rows >= start)] for start in (0, first)]
        if len(several[0]) < (1 if kind == "jumlah" else SUMMED):
            continue
        right = [_KINDS[kind][1](part) for part in several if len(part)]
        counts = [float(above.sum()), *(float(len(part)) for part in several)]  # "Jumlah peserta: 12"
        slack = EXACT if kind == "jumlah" else 10.0 ** -decimals(np.array([said]))
        if not any(abs(said - value) < slack for value in (*right, *counts, *quotas)):
            words = {"kolom": table.headers[at], "isi": shown(said), "rumus": kind}
            words["sebab"] = _passed_over(table, [(row, at) for row in rows[above].tolist()], values[above], said)
            yield finding("P438", table.sheet.place(r, at), seharusnya=shown(right[0]), **words)


def _kind(row: Sequence[Cell]) -> str | None:
    """Which kind of total a row is by its label."""
    label = next((text for cell in row if isinstance(cell, str) and (text := clean(cell))), "")
    return next((kind for kind, (pattern, _) in _KINDS.items() if pattern.match(label)), None)
