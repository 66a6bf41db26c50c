"""Marks spelled out beside their figures (*terbilang*), in columns that nobody reads: both must say the same number.

Nobody says which column a column of words spells out. The column of numbers that agrees with most of its rows is it,
the nearest of several; where the heading says that the words are those of a figure, the column before it is, however
few agree. Where it does not, nearly all must, in more than two numbers: a group and a room agree by chance.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from asnrekrut.checks.recomputed_columns import EXACT, HALF, TRIED, Figures, shown
from asnrekrut.core.exact import Bools, Indices, distinct, indices
from asnrekrut.findings import Finding
from asnrekrut.intake.cells import texts_of
from asnrekrut.intake.column_names import normal
from asnrekrut.notation import read_words, word_share

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from asnrekrut.checks.context import Context, Rows
    from asnrekrut.checks.recomputed_columns import Floats
    from asnrekrut.findings import Finding
    from asnrekrut.intake.tables import Table

FITS, FEWEST = 0.8, 2  # of the filled cells of a column of words that must name a number, and how many
ROUNDED = 2  # decimals from which a figure was computed, so that words may name it rounded
_SPELLED = re.compile(r"\b(?:terbilang|huruf|kata|ejaan)\b")


def in_words(_context: Context, rows: Rows) -> Iterator[Finding]:
    """The unread columns of words that name another number than the figure in their row."""
    for at, _ in rows.unread:
        yield from _column(rows, at)


def _column(rows: Rows, at: int) -> Iterator[Finding]:
    table = rows.table
    cells, which = table.different(at)
    texts = texts_of([cell if isinstance(cell, str) else "" for cell in cells])
    some = [text for text in texts if text][:TRIED]
    headed = _SPELLED.search(normal(table.headers[at])) is not None
    if sum(read_words(text) is not None for text in some) < max(1, (HALF if headed else FITS) * len(some)):
        return
    words = Words.of(texts, which)
    other = _spelled_out(table, at, words, headed)
    if other is None:
        return
    wrong = words.contradict(Figures.of(table, other).values)
    for k in indices(wrong[rows.rows]):
        r = int(rows.rows[k])
        told = {"dibaca": words.shown(r), "lain": table.headers[other], "sel": table.place(r, other).cell}
        yield rows.doubt("P461", k, at, angka=rows.text(k, other) or "(kosong)", **told)


class Words(Struct, frozen=True):
    """A column of words by row: what they name, NaN where nothing, and to how many decimals.

    Attributes:
        slips: rows in which words for numbers name none, as they stand.
    """

    values: Floats
    decimals: Indices
    slips: Bools

    @classmethod
    def of(cls, texts: Sequence[str], which: NDArray[np.int32]) -> Words:
        """Read different texts, of which one stands in each row."""
        read = [read_words(text) for text in texts]
        values = np.array([np.nan if one is None else float(one[0]) for one in read])
        decimals = np.array([0 if one is None else one[1] for one in read], dtype=np.intp)
        slips = [one is None and word_share(text) >= HALF for one, text in zip(read, texts, strict=True)]
        return cls(values[which], decimals[which], np.array(slips, dtype=bool)[which])

    def shown(self, r: int) -> str:
        """What a row's words name, as a message says it."""
        return shown(self.values[r]) if np.isfinite(self.values[r]) else "bukan bilangan yang dikenal"

    def agree(self, figures: Floats) -> Bools:
        """Where words name the figure, or what it is rounded to: a computed one has decimals that nobody spells."""
        apart = np.abs(figures - self.values)
        computed = np.abs(figures * 10.0**ROUNDED - np.rint(figures * 10.0**ROUNDED)) > EXACT
        return np.asarray(apart < np.where(computed, 0.5 * 10.0**-self.decimals, 0) + EXACT, dtype=bool)

    def contradict(self, figures: Floats) -> Bools:
        """Where they do not; nought may stand for no mark at all, and what cannot be read says nothing by itself."""
        said = (np.isfinite(self.values) & (self.values != 0)) | np.isfinite(figures)
        return np.asarray((np.isfinite(self.values) | self.slips) & said & ~self.agree(figures), dtype=bool)


def _spelled_out(table: Table, at: int, words: Words, headed: bool) -> int | None:
    """The column whose figures the words spell out."""
    best, most = None, max(FEWEST, (HALF if headed else FITS) * np.isfinite(words.values).sum())
    for other in sorted(set(range(len(table.headers))) - {at}, key=lambda c: (c > at, abs(c - at))):
        figures = Figures.of(table, other).values
        same = words.agree(figures)
        agreeing = same.sum()
        if agreeing >= most and (headed or distinct(figures[same]) > FEWEST):
            best, most = other, agreeing + 1
        elif other == at - 1 and headed and np.isfinite(figures).any():
            best = other
    return best
