"""Room on paper: how wide columns and how high rows must be, so that nothing is cut and everything can be read.

Sheets are written in Arial 10 and never printed at less than nine tenths, so that 9 points are the smallest there is.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

HIGHEST = 405  # points: Excel's rows end soon after
MOST_LINES = 27
SMALLEST = 90  # per cent at which a sheet may be printed
SURE = 0.98  # what is left after programs have differed
ACROSS, DOWN, UPRIGHT = 784 * SURE, 494 * SURE, 741 * SURE  # points on A4 lying down and upright, within the margins
PAGE = ACROSS * 100 / SMALLEST
TOGETHER = 3  # rows that stand above a signature on its page
UNIT, WIDE_UNIT = 5.25, 5.6  # points to a unit of column width: by whole pixels, and where programs do not round
EDGES = 3.75  # points on both sides of a cell together
WORD = 26  # units at which even a single word is broken
BOLD = 1.1  # by how much bold letters are wider, at most
# Widths of the signs from blank to tilde in thousandths of the size, as the font's metrics give them.
_ADVANCES = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
)  # fmt: skip
SIZE = 10
AT_ONCE = 10_000  # texts
REMEMBERED = 4096  # words whose length is known: few words make up most sentences
_SQUARE = 1000  # whatever else there is: the widest letters fill a square
_WIDTHS = np.array([*_ADVANCES, _SQUARE], dtype=np.int64)
_WIDTH = {chr(32 + n): width for n, width in enumerate(_ADVANCES)}


@lru_cache(REMEMBERED)
def points(text: str) -> float:
    """How long a text of one line is."""
    return sum([_WIDTH.get(sign, _SQUARE) for sign in text]) * SIZE / 1000


def lengths(texts: Sequence[str]) -> NDArray[np.float64]:
    """How long texts of one line are, many at once, but not so many that their signs fill the memory."""
    return np.concatenate([np.empty(0), *map(_lengths, _parts(texts))])


def _parts(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    return (texts[start : start + AT_ONCE] for start in range(0, len(texts), AT_ONCE))


def _lengths(texts: Sequence[str]) -> NDArray[np.float64]:
    signs = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    widths = _WIDTHS[np.minimum(signs - 32, len(_ADVANCES))]  # (what is below a blank is far above by that)
    ends = np.cumsum(np.fromiter(map(len, texts), dtype=np.intp, count=len(texts)))
    sums = np.concatenate([[0], np.cumsum(widths)])[np.concatenate([[0], ends])]
    found: NDArray[np.float64] = np.diff(sums) * SIZE / 1000
    return found


def room(width: float) -> float:
    """How many points of text a column of so many units holds."""
    return width * UNIT


def printed(widths: Iterable[float]) -> float:
    """How many points columns take side by side."""
    return sum(width * WIDE_UNIT + EDGES for width in widths)


@lru_cache(REMEMBERED)  # headings come again on every sheet, reasons in many rows
def lines(text: str, width: float, scale: float = 1) -> int:
    """How many lines a text takes in a column of so many units, broken between words.

    Args:
        scale: by how much its letters are larger than those of plain text.
    """
    space = room(width) / scale
    if "\n" not in text and points(text) <= space:
        return 1
    return min(MOST_LINES, sum(wrapped(line, space) for line in text.split("\n")))


def wrapped(line: str, space: float) -> int:
    """How many lines of so many points a text takes, broken between words."""
    count, used = 1, 0.0
    for word in line.split(" "):
        long = points(word)
        if used and used + points(" ") + long > space:
            count, used = count + 1, 0.0
        used += long + (points(" ") if used else 0)
        count, used = count + int(used // space), used % space  # a word too long for a line is broken
    return count


def least(texts: Sequence[str], scale: float = 1) -> float:
    """The units that a column needs lest a word in it be broken."""
    words = (list(set(" ".join(some).split())) for some in _parts(texts))
    return _units(max(map(_longest, words), default=0) * scale)


def fitted(texts: Sequence[str], heading: str, most: float) -> float:
    """The width of a column: no more than its longest text needs, and enough for every word of usual length."""
    longest = _units(_longest(texts))
    return max(least([heading], BOLD), min(least(texts), WORD), min(longest, most))


def _longest(texts: Sequence[str]) -> float:
    return float(lengths(texts).max(initial=0))


def _units(length: float) -> float:
    return round(length / UNIT + 0.6, 1)  # rounded up: programs differ by a pixel


def scale(widths: Iterable[float]) -> int:
    """The per cent at which columns fit on one page side by side, or the smallest there is."""
    return max(SMALLEST, min(100, int(100 * ACROSS / printed(widths))))


def pages_down(
    heights: Sequence[float], again: float, per_cent: int, held: Collection[int] = (), down: float = DOWN
) -> list[int]:
    """Where rows go on to another page; the last one never stands there alone.

    Args:
        heights: of every row, in points.
        again: how high the rows are that stand on top of every page.
        held: rows that go with the row below them, as headings do.
        down: points on a page.
    """
    space, breaks, used = down * 100 / per_cent, [0], 0.0
    for row, height in enumerate(heights):
        if used and used + height > space:
            breaks.append(_headed(row, held, breaks[-1]))
            used = again + sum(heights[breaks[-1] : row])
        used += height
    if len(breaks) > 1 and len(heights) - breaks[-1] <= TOGETHER:
        breaks[-1] = max(1, _headed(len(heights) - 1 - TOGETHER, held, breaks[-2]))
    return sorted({*breaks[1:]})


def _headed(row: int, held: Collection[int], after: int) -> int:
    """The first of the rows that must stand above this one; itself where the page that began before ends in them."""
    first = row
    while first - 1 in held:
        first -= 1
    return first if first > after else row


def pages_across(widths: Sequence[float], repeated: int, parts: Sequence[str]) -> list[int]:
    """Where columns go on to another page; parts stay together if they can.

    Args:
        repeated: so many columns at the left stand on every page.
        parts: what every column belongs to.
    """
    space = PAGE - printed(widths[:repeated])
    breaks, used = [], 0.0
    for first, behind in _together(widths, repeated, parts, space):
        length = printed(widths[first:behind])
        if used and used + length > space:
            breaks.append(first)
            used = 0
        used += length
    return breaks


def _together(widths: Sequence[float], start: int, parts: Sequence[str], space: float) -> Iterator[tuple[int, int]]:
    """Columns that belong to one part, as (first, behind the last); alone where they do not fit on a page together."""
    for _, several in groupby(range(start, len(widths)), key=parts.__getitem__):
        columns = list(several)
        fits = printed(widths[c] for c in columns) <= space
        yield from [(columns[0], columns[-1] + 1)] if fits else [(c, c + 1) for c in columns]
