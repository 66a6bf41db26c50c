"""Pictures as SVG, for pages and papers: bars, distributions with a cut, funnels, and the spread of raters.

One scale a picture, from zero where lengths are compared; numbers with decimal commas; one ink, so that nothing is lost
in black and white; title and description for whoever has it read aloud. Equal values give equal bytes: all coordinates
are whole numbers.
"""

from __future__ import annotations

from fractions import Fraction
from html import escape
from itertools import pairwise
from textwrap import wrap
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from asnrekrut.notation import show, show_count, show_rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDTH = 360  # drawn small, so that it can be read on a telephone
EDGE = 8
INK, PALE, RULE = "#0b4f8a", "#c9d8e8", "#5f6368"
TICKS = 5
CLASSES = 10
ENOUGH = 5  # marks below which a distribution says nothing
ROW, LINE = 36, 15  # a label and its bar below; a further line of the label
_LETTER = 7  # pixels that a letter of 13 pixels takes at most


class Picture(Struct, frozen=True):
    """A drawing, and what it says in words to whoever cannot see it.

    Attributes:
        name: in its ids, unlike those of any other picture on the same page.
        svg: the drawing; '' before it is drawn.
    """

    name: str
    title: str
    words: str
    svg: str = ""

    def __html__(self) -> str:
        """What a page takes as it is: the texts in it were escaped when it was drawn."""
        return self.svg


def said(rows: Sequence[tuple[str, int]]) -> str:
    """What a picture of people shows, in a sentence."""
    return f"{'; '.join(f'{label} {show_count(count)} orang' for label, count in rows)}."


class Spread(Struct, frozen=True):
    """Five figures of one rater's marks, with their mean."""

    label: str
    lowest: Fraction
    lower: Fraction
    median: Fraction
    upper: Fraction
    highest: Fraction
    mean: Fraction


class Scale(Struct, frozen=True):
    """An axis from ``low`` to ``high`` in steps, on so many pixels from ``start``."""

    low: Fraction
    high: Fraction
    step: Fraction
    start: int
    length: int

    @classmethod
    def over(cls, low: Fraction, high: Fraction, start: int, length: int, whole: bool = False) -> Scale:
        """An axis that holds both ends at steps of 1, 2 or 5 and their tenfold."""
        step = _step((high - low) / TICKS)
        step = max(step, Fraction(1)) if whole else step
        bottom, top = low // step * step, -(-high // step) * step
        return cls(bottom, top if top > bottom else bottom + step, step, start, length)

    def at(self, value: Fraction) -> int:
        """The pixel of a value."""
        return self.start + round((value - self.low) / (self.high - self.low) * self.length)

    def ticks(self) -> list[Fraction]:
        """The values that are written at the axis."""
        return [self.low + k * self.step for k in range(int((self.high - self.low) / self.step) + 1)]


def _step(least: Fraction) -> Fraction:
    """The smallest of 1, 2 and 5 times a power of ten that is at least so much."""
    if least <= 0:
        return Fraction(1)
    power = Fraction(1)
    while power > least:
        power /= 10
    while power * 10 <= least:
        power *= 10
    return next(power * k for k in (1, 2, 5, 10) if power * k >= least)


def bars(picture: Picture, rows: Sequence[tuple[str, int]]) -> Picture:
    """One bar for each count, with its label above and its number behind."""
    scale = Scale.over(Fraction(0), Fraction(max((n for _, n in rows), default=1) or 1), EDGE, WIDTH - 64, whole=True)
    parts, top = [], 4
    for label, count in rows:
        length = scale.at(Fraction(count)) - scale.start
        written, top = _label(top, label)
        bar = _box(EDGE, top + 17, length, 12)
        parts += [*written, bar, _text(EDGE + length + 5, top + 28, show_count(count))]
        top += ROW
    return _drawn(picture, top + 40, [*_below(scale, top, "orang"), *parts])


def funnel(picture: Picture, rows: Sequence[tuple[str, int]]) -> Picture:
    """How many are left after each step: bars around one middle, each with its part of the first."""
    most = max((n for _, n in rows), default=1) or 1
    parts, top = [], 4
    for label, count in rows:
        length = round(Fraction(count, most) * (WIDTH - 2 * EDGE))
        share = show_rounded(Fraction(count * 100, most), 1)
        written, top = _label(top, f"{label}: {show_count(count)} ({share}%)")
        parts += [*written, _box((WIDTH - length) // 2, top + 17, length, 12)]
        top += ROW
    return _drawn(picture, top + 4, parts)


class Classes(Struct, frozen=True):
    """How many marks lie in each class: from an edge to the next, that one left out but for the last.

    Attributes:
        edges: one more than ``counts``; the cut is one of them.
    """

    edges: tuple[Fraction, ...]
    counts: tuple[int, ...]
    cut: Fraction | None = None

    @property
    def names(self) -> list[str]:
        """Each class in words that say which of its edges it holds."""
        found = [f"{show(low)} sampai kurang dari {show(high)}" for low, high in pairwise(self.edges)]
        return [*found[:-1], f"{show(self.edges[-2])} sampai dengan {show(self.edges[-1])}"]


def class_edges(low: Fraction, high: Fraction, cut: Fraction | None = None) -> tuple[Fraction, ...]:
    """Edges of classes of equal width that hold everything from ``low`` to ``high``, counted from the cut."""
    origin = Fraction(0) if cut is None else cut
    low, high = (min(low, cut), max(high, cut)) if cut is not None else (low, high)
    step = _step((high - low) / CLASSES)
    first, last = (low - origin) // step, -((origin - high) // step)
    return tuple(origin + k * step for k in range(int(first), int(max(last, first + 1)) + 1))


def classed(values: Sequence[Fraction], cut: Fraction | None = None) -> Classes:
    """Count a few marks; there must be one."""
    edges = class_edges(min(values), max(values), cut)
    counts = [0] * (len(edges) - 1)
    for value in values:
        counts[min(int((value - edges[0]) // (edges[1] - edges[0])), len(counts) - 1)] += 1
    return Classes(edges, tuple(counts), cut)


def distribution(picture: Picture, classes: Classes, unit: str) -> Picture:
    """How many marks are in each class, and where the cut is."""
    edges, base, height = classes.edges, 190, 150
    across = Scale(edges[0], edges[-1], edges[1] - edges[0], 40, WIDTH - 52)
    up = Scale.over(Fraction(0), Fraction(max(classes.counts)), 0, height, whole=True)
    parts = []
    for tick in up.ticks():
        y = base - up.at(tick)
        parts += [_line(40, y, WIDTH - 12, y, PALE), _text(36, y + 4, show(tick), "end")]
    for left, right, count in zip(edges, edges[1:], classes.counts, strict=False):
        length = up.at(Fraction(count))
        parts.append(_box(across.at(left), base - length, across.at(right) - across.at(left) - 1, length))
    every = max(1, -(-len(edges) // (TICKS + 1)))
    parts += [_text(across.at(tick), base + 16, show(tick), "middle") for tick in edges[::every]]
    parts += [_line(40, base, WIDTH - 12, base, RULE), _text(WIDTH - 12, base + 34, unit, "end")]
    parts.append(_text(EDGE, 14, "orang"))
    return _drawn(picture, base + 44, [*parts, *_cut(across, classes.cut, base)])


def _cut(across: Scale, cut: Fraction | None, base: int) -> list[str]:
    """A dashed line with its number."""
    if cut is None:
        return []
    x, dashes = across.at(cut), 'stroke="#000" stroke-width="2" stroke-dasharray="6 3"'
    left = x > WIDTH * 2 // 3
    label = _text(x + (-5 if left else 5), 14, f"ambang batas {show(cut)}", "end" if left else "start")
    return [f'<line x1="{x}" y1="4" x2="{x}" y2="{base}" {dashes}/>', label]


def spreads(picture: Picture, rows: Sequence[Spread], unit: str) -> Picture:
    """The marks of each rater: lowest to highest as a line, the middle half as a box, the mean as a dot.

    Boxes further right than the others belong to lenient raters; the dashed line is the mean of all means.
    """
    low, high = min(r.lowest for r in rows), max(r.highest for r in rows)
    scale = Scale.over(low, high, EDGE + 6, WIDTH - 2 * EDGE - 12)
    middle = scale.at(sum((r.mean for r in rows), Fraction(0)) / len(rows))
    parts, top = [], 4
    for row in rows:
        written, top = _label(top, f"{row.label}: rata-rata {show_rounded(row.mean, 2)}")
        y = top + 24
        left, right = scale.at(row.lower), scale.at(row.upper)
        parts += [
            *written,
            f'<line x1="{middle}" y1="{y - 9}" x2="{middle}" y2="{y + 9}" stroke="#000" stroke-dasharray="2 3"/>',
            _line(scale.at(row.lowest), y, scale.at(row.highest), y, RULE),
            f'<rect x="{left}" y="{y - 7}" width="{max(right - left, 1)}" height="14" fill="{PALE}" stroke="{INK}"/>',
            _line(scale.at(row.median), y - 7, scale.at(row.median), y + 7, INK, 3),
            f'<circle cx="{scale.at(row.mean)}" cy="{y}" r="4" fill="#000"/>',
        ]
        top += ROW + 4
    return _drawn(picture, top + 40, [*_below(scale, top, unit), *parts])


def _below(scale: Scale, top: int, unit: str) -> list[str]:
    """A horizontal axis with its numbers and its unit."""
    parts = [_line(scale.start, top, scale.start + scale.length, top, RULE)]
    for tick in scale.ticks():
        x = scale.at(tick)
        parts += [_line(x, top, x, top + 4, RULE), _text(x, top + 17, show(tick), "middle" if tick else "start")]
    return [*parts, _text(WIDTH - EDGE, top + 34, unit, "end")]


def _label(top: int, label: str) -> tuple[list[str], int]:
    """A label on as many lines as it needs, and where its last line begins."""
    lines = wrap(label, (WIDTH - 2 * EDGE) // _LETTER) or [""]
    return [_text(EDGE, top + LINE * k + 12, line) for k, line in enumerate(lines)], top + LINE * (len(lines) - 1)


def _text(x: int, y: int, text: str, anchor: str = "start") -> str:
    place = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{x}" y="{y}"{place}>{escape(text)}</text>'


def _box(x: int, y: int, width: int, height: int) -> str:
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{INK}"/>'


def _line(x1: int, y1: int, x2: int, y2: int, ink: str, width: int = 1) -> str:
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{ink}" stroke-width="{width}"/>'


def _drawn(picture: Picture, height: int, parts: Sequence[str]) -> Picture:
    name = escape(picture.name)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-labelledby="{name}-judul {name}-uraian" font-family="Arial, sans-serif" font-size="13" '
        f'fill="#1b1b1b"><title id="{name}-judul">{escape(picture.title)}</title>'
        f'<desc id="{name}-uraian">{escape(picture.words)}</desc>'
    )
    return replace(picture, svg=f"{head}{''.join(parts)}</svg>")
