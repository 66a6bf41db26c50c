"""Formulas of a column of marks against each other, as seen from their own cells.

A column is usually one formula copied down. The one cell in which it is another, a number typed over it, a reference
that moves along although it should not, and a reference to a blank cell, which counts as zero, change marks unseen.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from msgspec import Struct, field

from asnrekrut.checks.recomputed_columns import Figures
from asnrekrut.core.exact import indices
from asnrekrut.findings import Finding, Value, column_letters, finding
from asnrekrut.intake.cells import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.checks.context import Context
    from asnrekrut.checks.recomputed_columns import Floats
    from asnrekrut.intake.tables import Table
    from asnrekrut.io import Cell, Sheet

FITS = 0.8  # of the marks of a column that must come from one formula before the others are doubted
FEWEST = 4  # marks from one formula
FILLED = 0.34  # at most so many of the cells that a drifting reference meets hold something
_ONE = r"R(\[-?\d+\]|\d+)C(\[-?\d+\]|\d+)"
_CELL = re.compile(_ONE)
_LONE_CELL = re.compile(rf"(?<![!:\w]){_ONE}(?![:\d])")
_RANGE = re.compile(rf"{_ONE}:{_ONE}")
_SHEET = r"(?:'([^']+)'!|(\w+)!)?"
_FETCH = re.compile(rf"\+?{_SHEET}{_ONE}")
_LOOKUP = re.compile(rf"VLOOKUP\({_SHEET}{_ONE}[,;]{_SHEET}{_ONE}:{_ONE}[,;](\d+)(?:[,;]\s*(\w+)(?:\(\))?)?\)")
_EXACT = ("FALSE", "0")  # the last part of a lookup that takes no other row than the one asked for


class FormulaColumn(Struct, frozen=True):
    """A column of marks with its formulas.

    Attributes:
        forms: for every data row its formula in relative form; '' where there is none.
        main: the one that most rows have.
        keys: by area that is looked through, the first row of everything in its first column.
    """

    sheets: dict[str, Sheet]
    table: Table
    at: int
    values: Floats
    forms: list[str]
    main: str
    keys: dict[tuple[str, int, int, int], dict[Cell, int]] = field(default_factory=dict)

    def row(self, k: int) -> int:
        """The row of the sheet that the k-th data row is."""
        return self.table.rows[k]

    def doubt(self, code: str, k: int, **values: Value) -> Finding:
        """A finding about the cell in the k-th data row."""
        return finding(code, self.table.place(k, self.at), kolom=self.table.headers[self.at], **values)

    def said(self, k: int) -> str:
        """What stands there."""
        cells, which = self.table.different(self.at)
        return clean(cells[which[k]])


def formulas(context: Context) -> Iterator[Finding]:
    """Every column of marks that holds formulas."""
    for table, at, *_ in context.number_columns():
        column = _computed(context, table, at)
        if column is not None:
            yield from _blanks(column)
            yield from _nearest(column)
            yield from _odd(column)
            yield from _drift(column)


def _computed(context: Context, table: Table, at: int) -> FormulaColumn | None:
    by_form = table.sheet.formulas.get(at)
    if not by_form:
        return None
    forms = table.formulas(at)
    counts = {form: forms.count(form) for form in by_form}
    main = max(counts, key=counts.__getitem__)
    sheets = {sheet.name: sheet for sheet in context.book.sheets[table.sheet.file]}
    return FormulaColumn(sheets, table, at, Figures.of(table, at).values, forms, main)


def _odd(column: FormulaColumn) -> Iterator[Finding]:
    """Another formula than in nearly all rows, or a number where they have one."""
    filled = np.isfinite(column.values)
    same = np.array([form == column.main for form in column.forms], dtype=bool)
    if same.sum() < FEWEST or same.sum() < FITS * filled.sum():
        return
    example = column.row(int(same.argmax()))
    for k in indices(filled & ~same):
        if form := column.forms[k]:
            usual, own = (_written(one, column.row(k), column.at) for one in (column.main, form))
            yield column.doubt("P441", k, rumus=own, lazimnya=usual)
        else:
            yield column.doubt("P442", k, isi=column.said(k), lazimnya=_written(column.main, example, column.at))


def _drift(column: FormulaColumn) -> Iterator[Finding]:
    """The usual formula's references that move from row to row although all rows mean the same cells."""
    rows = [k for k, form in enumerate(column.forms) if form == column.main]
    if len(rows) < FEWEST:
        return
    doubtful = next((hit[0] for hit in _LONE_CELL.finditer(column.main) if _runs_dry(column, rows, hit)), None)
    doubtful = doubtful or next((hit[0] for hit in _RANGE.finditer(column.main) if _slides(column, rows, hit)), None)
    if doubtful is not None:
        first, second = (_written(doubtful, column.row(k), column.at) for k in rows[:2])
        yield column.doubt("P443", rows[0], acuan=first, berikutnya=second)


def _runs_dry(column: FormulaColumn, rows: list[int], hit: re.Match[str]) -> bool:
    """Whether a reference meets something in the first row, then hardly anything, and the marks there are zero."""
    if not hit[1].startswith("["):
        return False
    spots = [spot(hit[1], hit[2], column.row(k), column.at) for k in rows]
    there = np.array([cell_at(column.table.sheet, spot) != "" for spot in spots], dtype=bool)
    zero = column.values[rows] == 0
    return bool(there[0] and there.mean() <= FILLED and zero[~there].all() and not zero[there].any())


def _slides(column: FormulaColumn, rows: list[int], hit: re.Match[str]) -> bool:
    """Whether a range of several rows moves along, so that those of neighbours overlap."""
    if not (hit[1].startswith("[") and hit[3].startswith("[")):
        return False
    height = int(hit[3][1:-1]) - int(hit[1][1:-1]) + 1
    steps = [column.row(b) - column.row(a) for a, b in pairwise(rows)]
    return height >= FEWEST and min(steps) < height


def _blanks(column: FormulaColumn) -> Iterator[Finding]:
    """Zeros that a formula fetched from a blank cell."""
    for k in indices(column.values == 0):
        source = _source(column, column.forms[k], column.row(k)) if column.forms[k] else None
        if source is not None and cell_at(*source) == "":
            sheet, (row, at) = source
            there = f"{sheet.name}!" if sheet is not column.table.sheet else ""
            yield column.doubt("P444", k, sumber=f"{there}{column_letters(at)}{row + 1}")


def _source(column: FormulaColumn, form: str, row: int) -> tuple[Sheet, tuple[int, int]] | None:
    """The cell that a formula fetches, where it does nothing else: a plain reference, or an exact lookup downward."""
    plain = _FETCH.fullmatch(form)
    if plain:
        sheet = column.sheets.get(plain[1] or plain[2] or column.table.sheet.name)
        return None if sheet is None else (sheet, spot(plain[3], plain[4], row, column.at))
    found = _looked_up(column, form, row)
    return None if found is None or found.spot is None or not found.exact else (found.sheet, found.spot)


class _Lookup(NamedTuple):
    """A lookup downward: what it asks for, the cell beside that (None where it is not there), if no other will do."""

    sheet: Sheet
    key: Cell
    spot: tuple[int, int] | None
    exact: bool


def _looked_up(column: FormulaColumn, form: str, row: int) -> _Lookup | None:
    hit = _LOOKUP.fullmatch(form.upper()) if "LOOKUP" in form.upper() else None
    if hit is None:
        return None
    names = {name.upper(): sheet for name, sheet in column.sheets.items()}
    here = column.table.sheet
    keys, sheet = (names.get(a or b or here.name.upper()) for a, b in ((hit[1], hit[2]), (hit[5], hit[6])))
    if keys is None or sheet is None:
        return None
    key = cell_at(keys, spot(hit[3], hit[4], row, column.at))
    (top, left), (last, _) = spot(hit[7], hit[8], row, column.at), spot(hit[9], hit[10], row, column.at)
    area = (sheet.name, top, last, left)
    if area not in column.keys:
        rows = range(min(last, len(sheet.rows) - 1), top - 1, -1)
        column.keys[area] = {cell_at(sheet, (r, left)): r for r in rows}
    found = column.keys[area].get(key) if key != "" else None
    return _Lookup(sheet, key, None if found is None else (found, left + int(hit[11]) - 1), hit[12] in _EXACT)


def _nearest(column: FormulaColumn) -> Iterator[Finding]:
    """Marks that a lookup took from the nearest row, of somebody else; only bands of marks are meant to be found so."""
    for k in indices(np.isfinite(column.values)):
        found = _looked_up(column, column.forms[k], column.row(k)) if column.forms[k] else None
        if found is None or found.exact or not isinstance(found.key, str):
            continue
        there = "" if found.spot is None else clean(cell_at(found.sheet, found.spot))
        if there != column.said(k):
            why = "tidak ada" if found.spot is None else f"berisi {there or 'kosong'}"
            yield column.doubt("P445", k, isi=column.said(k), kunci=found.key, sebab=why)


def spot(row: str, column: str, own_row: int, own_column: int) -> tuple[int, int]:
    """The cell that a relative or absolute reference means."""
    pairs = ((row, own_row), (column, own_column))
    first, second = (own + int(part[1:-1]) if part.startswith("[") else int(part) - 1 for part, own in pairs)
    return first, second


def cell_at(sheet: Sheet, spot: tuple[int, int]) -> Cell:
    """What a cell holds: '' for a blank, an error value as it is written."""
    row, column = spot
    inside = 0 <= row < len(sheet.rows) and 0 <= column < len(sheet.rows[row])
    return sheet.broken.get(spot, sheet.rows[row][column]) if inside else ""


def _written(form: str, row: int, at: int) -> str:
    """A formula as its cell shows it."""

    def one(hit: re.Match[str]) -> str:
        to_row, to_column = spot(hit[1], hit[2], row, at)
        dollars = ["" if part.startswith("[") else "$" for part in (hit[2], hit[1])]
        return f"{dollars[0]}{column_letters(to_column)}{dollars[1]}{to_row + 1}"

    return _CELL.sub(one, form)
