"""A column of numbers against what it may hold: single outliers, a forgotten factor, numbers that look otherwise."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from asnrekrut.core.marks import State
from asnrekrut.intake.cells import Fault, clean
from asnrekrut.notation import listed, show

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from decimal import Decimal

    from asnrekrut.core.exact import Bools
    from asnrekrut.findings import Place
    from asnrekrut.intake.numbers import NumberColumn
    from asnrekrut.intake.tables import Table

    Where = Callable[[int], Place]

FACTORS = (2, 4, 5, 10, 100)
_SHARE = 5  # one mark in so many must lie above the maximum before the whole column is doubted
_LARGE = 20  # a maximum from which on a column without any mark above 1 is doubted


class Scale(NamedTuple):
    """The numbers that a column may hold."""

    low: Decimal
    top: Decimal


def beyond(read: NumberColumn, scale: Scale) -> tuple[Bools, Bools]:
    """Which numbers lie below the scale, and which above it."""
    known = read.states == State.KNOWN
    return known & ~read.values.at_least(Fraction(scale.low)), known & ~read.values.at_most(Fraction(scale.top))


def unfit(read: NumberColumn, scale: Scale | None) -> list[bool]:
    """Which cells hold nothing that the scale allows."""
    below, above = beyond(read, scale) if scale is not None else (np.False_, np.False_)
    wrong: list[bool] = ((read.states == State.INVALID) | below | above).tolist()
    return wrong


def out_of_scale(read: NumberColumn, scale: Scale, where: Where) -> tuple[list[Fault], Bools]:
    """What lies outside the scale, as one fault where the whole column does; and which numbers do."""
    top, known = Fraction(scale.top), read.states == State.KNOWN
    below, above = beyond(read, scale)
    factor = _factor(read, known, above, top)
    if factor is not None:
        cells = [where(i).cell for i in np.flatnonzero(above).tolist()]
        values = {
            "faktor": factor,
            "jumlah": len(cells),
            "ada": int(known.sum()),
            "maksimum": show(top),
            "sel": listed(cells, 3),
        }
        faults = [Fault(int(np.flatnonzero(above)[0]), "E213", values)]
    else:
        faults = _outliers(read, above, scale)
    faults += _outliers(read, below, scale)
    return faults + (_parts_of_one(read, known, top) or _lone_parts(read, known, top)), below | above


def _outliers(read: NumberColumn, outside: Bools, scale: Scale) -> list[Fault]:
    bounds = {"minimum": show(scale.low), "maksimum": show(scale.top)}
    return [Fault(i, "E202", {"isi": show(read.values.at(i)), **bounds}) for i in np.flatnonzero(outside).tolist()]


def _factor(read: NumberColumn, known: Bools, above: Bools, top: Fraction) -> int | None:
    """What the whole column seems to be multiplied by: then all marks fit, and most divide without more decimals."""
    count = int(above.sum())
    if count < 2 or count * _SHARE < int(known.sum()):  # noqa: PLR2004  (a lone outlier)
        return None
    num = read.values.num[known]
    peak = Fraction(int(num.max()), read.values.den)
    for factor in FACTORS:
        if peak <= factor * top and 2 * int((num % factor == 0).sum()) > len(num):
            return factor
    return None


def _parts_of_one(read: NumberColumn, known: Bools, top: Fraction) -> list[Fault]:
    """Marks such as 0,85 where 85 was meant."""
    num = read.values.num[known]
    if top < _LARGE or len(num) < 2 or not 0 < int(num.max()) <= read.values.den:  # noqa: PLR2004  (a lone mark)
        return []
    if not bool((num % read.values.den != 0).any()):  # only zeros and ones: few right answers, not parts
        return []
    first = int(np.flatnonzero(known)[0])
    values = {"jumlah": len(num), "tertinggi": show(Fraction(int(num.max()), read.values.den)), "maksimum": show(top)}
    return [Fault(first, "P204", values)]


def _lone_parts(read: NumberColumn, known: Bools, top: Fraction) -> list[Fault]:
    """Single marks such as 0,85 among marks of 70 and 90."""
    num, den = read.values.num, read.values.den
    parts = np.flatnonzero(known & (num > 0) & (num < den)).tolist()
    if not parts or top < _LARGE or int(np.sort(num[known])[int(known.sum()) // 2]) * _SHARE < top * den:
        return []
    found = [(i, read.values.at(i)) for i in parts if 100 * read.values.at(i) <= top]
    return [Fault(i, "P206", {"rincian": show(value), "maksimum": show(top)}) for i, value in found]


def shown_otherwise(read: NumberColumn, table: Table, rows: Iterable[int], column: int) -> list[Fault]:
    """A column's faults, those of too many decimals with what the cell shows, and numbers that show as other ones.

    Args:
        rows: the table's data row of every number.
    """
    masked = table.sheet.masked
    shown = [masked.get((table.rows[k], column)) for k in rows] if masked else [None] * len(read.states)
    for fault in (fault for fault in read.faults if fault.code == "E203"):
        if text := shown[fault.index]:
            fault.values["tampak"] = f" (tampak {clean(text)})"
    return read.faults + [
        Fault(i, "P203", {"rincian": f"tersimpan {show(read.values.at(i))}, tampak {clean(text)}"})
        for i, text in enumerate(shown)
        if text is not None and read.states[i] == State.KNOWN
    ]


def keeps_types(table: Table) -> bool:
    """Whether a table's file can tell a number from text: no text file, and no page that only calls itself ``.xls``."""
    if table.sheet.delimiter:
        return False
    if table.sheet.file.lower().endswith(".xls"):
        return any(not isinstance(cell, str) for row in table.sheet.rows for cell in row)
    return True
