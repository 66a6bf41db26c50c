"""``peringkat.csv`` for spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from asnrekrut.outputs.view import Column, View

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def csv_bytes(view: View) -> bytes:
    """All lists in one table: semicolons and decimal commas, as Excel reads them in Indonesia."""
    register = view.result.register
    codes = [harmless(f.code) for f in register.formations]
    columns = [[codes[f] for f in register.formation.tolist()], *(_safe(column) for column in view.lists)]
    headings = ["Formasi", *(harmless(column.full_heading) for column in view.lists)]
    rows = list(zip(*columns, strict=True))
    return csv_of(headings, [rows[i] for i in view.order.tolist()])


def csv_of(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table for spreadsheets; its texts must be harmless."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def _safe(column: Column) -> list[str]:
    return [harmless(text) for text in column.written()] if column.texts is not None else column.written()
