"""Read the attributes of the register: text, numbers, dates and choices that the rules use."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from asnrekrut.core.exact import Exact
from asnrekrut.core.marks import State
from asnrekrut.core.register import Attribute
from asnrekrut.findings import Finding, finding
from asnrekrut.intake.cells import Fault, clean, different, folded, lost_digits
from asnrekrut.intake.dates import dates
from asnrekrut.intake.exchanged import Checked
from asnrekrut.intake.numbers import numbers
from asnrekrut.intake.participants import broken
from asnrekrut.intake.scales import Scale, keeps_types, out_of_scale, shown_otherwise
from asnrekrut.intake.tables import find_column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asnrekrut.findings import Place
    from asnrekrut.intake.book import Book
    from asnrekrut.intake.tables import Table
    from asnrekrut.io import Cell
    from asnrekrut.rules.sources import AttributeRule


AHEAD = 30  # years that a date may lie ahead, such as the expiry of a licence, unless it is one of birth


class Row(NamedTuple):
    """One row of the register, before it is trusted."""

    number: str
    name: str
    formation: str
    table: Table
    k: int


class Piece(NamedTuple):
    """One column of one table: the cells of the rows in use.

    Attributes:
        rows: the table's data row of every cell.
        year: the year of the selection.
    """

    table: Table
    column: int
    rows: list[int]
    cells: list[Cell]
    year: int

    def place(self, i: int) -> Place:
        """The address of a cell."""
        return self.table.place(self.rows[i], self.column)


class Figures(NamedTuple):
    """A piece that was read: numerators over 10^decimals of the attribute, where they are known, what is wrong."""

    num: list[int]
    known: list[bool]
    faults: list[Fault]


def columns_of(book: Book, table: Table, names: list[str]) -> list[int] | None:
    """Where a table keeps these columns; None (and findings) if it lacks one."""
    hits = [find_column(table, name) for name in names]
    for hit in hits:
        if isinstance(hit, Finding):
            book.report(hit)
    found = [hit for hit in hits if isinstance(hit, int)]
    return found if len(found) == len(names) else None


def read_attribute(book: Book, attribute: AttributeRule, rows: list[Row], kept: int, year: int) -> Attribute | None:
    """One attribute of the first ``kept`` rows, in their order; None if its column is missing.

    The others are looked at too: what is wrong with their cells is reported in the same round.
    """
    texts = [""] * len(rows)
    num = np.zeros(len(rows), dtype=np.int64)
    known = np.zeros(len(rows), dtype=bool)
    where: dict[Table, int] = {}
    for table in dict.fromkeys(row.table for row in rows):
        columns = columns_of(book, table, [attribute.column])
        if columns is None:
            return None
        where[table] = columns[0]
        mine = [i for i, row in enumerate(rows) if row.table is table]
        ks = [rows[i].k for i in mine]
        all_cells = table.column(columns[0])
        piece = Piece(table, columns[0], ks, [all_cells[k] for k in ks], year)
        read = _FIGURES[attribute.kind](attribute, piece)
        if attribute.kind != "teks":
            odd = sum(fault.stops for fault in read.faults)
            book.checked.append(Checked(table, columns[0], odd, partial(_wrong, attribute, piece)))
        said, which = different(piece.cells)
        cleaned = list(map(clean, said))
        for i, k in zip(mine, which.tolist(), strict=True):
            texts[i] = cleaned[k]
        _report(book, attribute, piece, read, [(rows[i].number, texts[i]) for i in mine])
        num[mine], known[mine] = read.num, read.known

    tables, at = [row.table for row in rows], np.array([row.k for row in rows], dtype=np.int32)  # and not the rows

    def place(i: int) -> Place:
        return tables[i].place(int(at[i]), where[tables[i]])

    values = None if attribute.kind == "teks" else Exact(num[:kept], 10 ** _decimals(attribute))
    return Attribute(texts[:kept], values, known[:kept], attribute.kind, place)


def _wrong(attribute: AttributeRule, piece: Piece, cells: Sequence[Cell]) -> list[bool]:
    """Which cells cannot stand in the attribute's column."""
    read = _FIGURES[attribute.kind](attribute, piece._replace(cells=list(cells), rows=[0] * len(cells)))
    bad = {fault.index for fault in read.faults if fault.stops}
    return [i in bad for i in range(len(cells))]


def _decimals(attribute: AttributeRule) -> int:
    return attribute.decimals if attribute.kind == "angka" else 0


def _report(book: Book, attribute: AttributeRule, piece: Piece, read: Figures, told: list[tuple[str, str]]) -> None:
    """Put everything doubtful about a piece among the findings.

    Args:
        told: each participant's number and text.
    """
    errors = broken(piece.table, piece.column)
    for i, (k, (number, text)) in enumerate(zip(piece.rows, told, strict=True)):
        if k in errors:
            book.report(errors[k])
        elif attribute.required and text == "":
            book.report(finding("E210", piece.place(i), kolom=attribute.column, nomor=number))
    for fault in read.faults:
        place = piece.place(fault.index)
        book.report(finding(fault.code, place, kolom=attribute.column, **fault.values))


def _text(_: AttributeRule, piece: Piece) -> Figures:
    """Plain text; a long number that Excel has shortened is no longer what it was."""
    texts = [clean(cell) for cell in piece.cells]
    faults = [Fault(i, "E205", {"isi": texts[i]}) for i, cell in enumerate(piece.cells) if lost_digits(cell)]
    return Figures([0] * len(texts), [text != "" for text in texts], faults)


def _number(attribute: AttributeRule, piece: Piece) -> Figures:
    scale = None if attribute.maximum is None else Scale(Decimal(0), attribute.maximum)
    read = numbers(piece.cells, attribute.decimals, {}, scale, keeps_types(piece.table))
    faults = shown_otherwise(read, piece.table, piece.rows, piece.column)
    if scale is not None:
        faults += out_of_scale(read, scale, piece.place)[0]
    return Figures(read.values.num.tolist(), (read.states == State.KNOWN).tolist(), faults)


def _day(attribute: AttributeRule, piece: Piece) -> Figures:
    birth = "lahir" in f"{attribute.column} {piece.table.headers[piece.column]}".casefold()
    read = dates(piece.cells, piece.year + (0 if birth else AHEAD))
    return _whole([None if day is None else day.toordinal() for day in read.days], read.faults)


def _choice(attribute: AttributeRule, piece: Piece) -> Figures:
    order = {folded(choice): i for i, choice in enumerate(attribute.choices or [])}
    found = [order.get(folded(cell)) for cell in piece.cells]
    known = ", ".join(attribute.choices or [])
    faults = [
        Fault(i, "E208", {"isi": clean(piece.cells[i]), "pilihan": known})
        for i, one in enumerate(found)
        if one is None and clean(piece.cells[i]) != ""
    ]
    return _whole(found, faults)


def _whole(values: list[int | None], faults: list[Fault]) -> Figures:
    return Figures([value or 0 for value in values], [value is not None for value in values], faults)


_FIGURES = {"teks": _text, "angka": _number, "tanggal": _day, "pilihan": _choice}
