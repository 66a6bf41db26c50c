"""``peringkat.csv`` for spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.outputs.result_columns import Column, View, formation_column, pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray


# The wide signs as well: a spreadsheet set to an East Asian language may take them for the narrow ones.
_DANGEROUS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "\t", "\r")


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def csv_chunks(view: View) -> Iterator[bytes]:
    """All lists in one table, part by part: semicolons and decimal commas, as Excel reads them in Indonesia."""
    headings = ["Formasi", *(harmless(column.full_heading) for column in view.lists)]
    columns = [_cells(column) for column in (formation_column(view.result), *view.lists)]
    yield csv_of(headings, ())
    for some in pieces(view.order):
        yield _lines(zip(*(cells(some) for cells in columns), strict=True)).encode()


def csv_of(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table for spreadsheets; its texts must be harmless."""
    return _lines([headings, *rows]).encode("utf-8-sig")


def _lines(rows: Iterable[Sequence[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _cells(column: Column) -> Callable[[NDArray[np.intp]], list[str]]:
    """What stands in a column for some people; figures do no harm."""
    if column.texts is not None:
        everyone = np.array(_harmless(column.texts), dtype=object)
        return lambda some: everyone[some].tolist()
    texts, which = column.words()
    different = np.array(texts, dtype=object)
    return lambda some: different[which[some]].tolist()


def _harmless(texts: Sequence[str]) -> Sequence[str]:
    """``harmless`` for a whole column, gone through only where one of them may not be."""
    together = "\n" + "\n".join(texts)
    return [harmless(text) for text in texts] if any(f"\n{sign}" in together for sign in _DANGEROUS) else texts
