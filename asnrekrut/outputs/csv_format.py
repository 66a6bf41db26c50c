"""``peringkat.csv`` for spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.outputs.view import formation_column, pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from asnrekrut.outputs.view import Column, View

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def csv_chunks(view: View) -> Iterator[bytes]:
    """All lists in one table, part by part: semicolons and decimal commas, as Excel reads them in Indonesia."""
    headings = ["Formasi", *(harmless(column.full_heading) for column in view.lists)]
    columns = [_safe(column) for column in (formation_column(view.result), *view.lists)]
    yield csv_of(headings, ())
    for some in pieces(view.order):
        yield _lines(zip(*(texts[which[some]].tolist() for texts, which in columns), strict=True)).encode()


def csv_of(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table for spreadsheets; its texts must be harmless."""
    return _lines([headings, *rows]).encode("utf-8-sig")


def _lines(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _safe(column: Column) -> tuple[NDArray[np.object_], NDArray[np.int32]]:
    """The different texts of a column, and which of them everyone has; figures do no harm."""
    texts, which = column.words()
    return np.array(texts if column.texts is None else [harmless(text) for text in texts], dtype=object), which
