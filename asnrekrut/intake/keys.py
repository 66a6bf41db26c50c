"""Columns of participant numbers and codes, and cells of any column that hold no usable value."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from asnrekrut.findings import finding
from asnrekrut.intake.cells import identifier, origin
from asnrekrut.readers.base import UNCOMPUTED

if TYPE_CHECKING:
    from asnrekrut.findings import Finding, Place
    from asnrekrut.intake.tables import Table
    from asnrekrut.io import Cell


class Key(NamedTuple):
    """One participant number or code.

    Attributes:
        text: '' where the cell is blank or what it holds must not be used.
        fault: what is wrong with the cell; a blank one is for the caller to judge.
    """

    text: str
    fault: Finding | None = None


def keys(table: Table, column: int) -> list[Key]:
    """The participant numbers or codes of a column, by data row."""
    cells = table.column(column)
    sound = {
        cell: Key(text) for cell in set(cells) if cell.__class__ is str for text, code in [identifier(cell)] if not code
    }
    found = [sound.get(cell) or _key(cell, table, k, column) for k, cell in enumerate(cells)]
    for k, fault in broken(table, column).items():
        found[k] = Key("", fault)
    return found


def joined_keys(table: Table, columns: list[int]) -> list[Key]:
    """Codes that several columns make up together, ``Perawat / Puskesmas A``; '' where one of them is blank."""
    rows = zip(*(keys(table, column) for column in columns), strict=True)
    return [
        Key(
            " / ".join(part.text for part in parts) if all(part.text for part in parts) else "",
            next((part.fault for part in parts if part.fault is not None), None),
        )
        for parts in rows
    ]


def _key(cell: Cell, table: Table, k: int, column: int) -> Key:
    text, code = identifier(cell)
    if code is None or text == "":
        return Key(text)
    fault = finding(code, table.place(k, column), isi=text, asal=origin(cell))
    return Key(text if code == "P201" else "", fault)


def broken(table: Table, column: int) -> dict[int, Finding]:
    """The findings of a column's error values and uncomputed formulas, by data row."""
    errors = table.sheet.broken
    if not errors:
        return {}
    found = ((k, errors.get((row, column))) for k, row in enumerate(table.rows))
    return {k: broken_finding(error, table.place(k, column)) for k, error in found if error is not None}


def broken_finding(error: str, place: Place) -> Finding:
    """The finding for a cell that holds no usable value."""
    return finding("E207", place) if error == UNCOMPUTED else finding("E206", place, isi=error)
