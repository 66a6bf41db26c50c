"""Bars in the terminal: how the marks of a component are spread, with the threshold between the classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asnrekrut.notation import show, show_count
from asnrekrut.terminal.console import put

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.outputs.spread import Histogram

BLOCK = "█"
LONGEST = 40  # characters of the longest bar


def show_histogram(one: Histogram) -> None:
    """One line for each class; counts stand behind the bars, so that these need not be measured."""
    put(f"\n{one.label}", "bold")
    for line in _lines(one):
        put(line)


def _lines(one: Histogram) -> Iterator[str]:
    classes, names = one.classes, one.classes.names
    width, most = max(map(len, names)), max(classes.counts)
    for name, low, count in zip(names, classes.edges, classes.counts, strict=False):
        if low == classes.cut:
            yield f"{'':>{width}}  ambang batas {show(low)}"
        bar = BLOCK * (-(-count * LONGEST // most) if most > LONGEST else count)
        yield f"{name:>{width}}  {bar}{' ' if bar else ''}{show_count(count)}"
