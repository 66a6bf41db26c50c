"""Figures on the screen: all steps of one applicant, statistics and histograms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from asnrekrut.notation import show, show_count
from asnrekrut.terminal.console import console, plain, put, put_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd

    from asnrekrut.charts import Classes
    from asnrekrut.outputs.explain import Line, Part

_LABEL = 30  # width of the names of steps where the console is narrow
_BLOCK, _LONGEST = "█", 40  # what bars are made of, and characters of the longest one


def show_explanation(parts: Sequence[Part]) -> None:
    """All steps of one applicant, on standard output; where the console is narrow, places stand on their own lines."""
    to = console()
    wide = max(_natural_width(part.lines) for part in parts) <= to.width
    for part in parts:
        put(part.title, "bold")
        table = Table(show_header=False, box=None, pad_edge=False, padding=(0, 2, 0, 0))
        longest = max((len(line.label) for line in part.lines), default=0)
        table.add_column(min_width=min(longest, _LABEL) + 2, max_width=None if wide else _LABEL + 2, overflow="fold")
        table.add_column(justify="right", no_wrap=True)
        table.add_column(overflow="fold")
        table.add_column(style="dim", overflow="fold")
        for line in part.lines:
            how = line.how if wide else "\n".join(filter(None, (line.how, line.place)))
            table.add_row(*map(plain, (f"  {line.label}", line.figure, how, line.place if wide else "")))
        to.print(table)


def _natural_width(lines: Sequence[Line]) -> int:
    """What the steps take side by side."""
    facts = [(line.label, line.figure, line.how, line.place) for line in lines]
    return 2 + sum(max(map(len, column)) + 2 for column in zip(*facts, strict=True)) if facts else 0


def show_statistics(frame: pd.DataFrame) -> None:
    """One row per component and rater; rounded to two decimals, for looking only."""
    rows = []
    for name, (count, *figures) in zip(frame.index, frame.to_numpy().tolist(), strict=True):
        rounded = ("–" if f != f else f"{f:.2f}".replace(".", ",") for f in figures)  # noqa: PLR0124
        rows.append((str(name), show_count(int(count)), *rounded))
    if not rows:
        put("Belum ada nilai yang dapat ditampilkan.")
        return
    put_table(("Komponen", *map(str, frame.columns)), rows)


def show_histogram(label: str, classes: Classes) -> None:
    """One line for each class; counts stand behind the bars, so that these need not be measured."""
    put(f"\n{label}", "bold")
    for line in _bars(classes):
        put(line)


def _bars(classes: Classes) -> Iterator[str]:
    names = classes.names
    width, most = max(map(len, names)), max(classes.counts)
    for name, low, count in zip(names, classes.edges, classes.counts, strict=False):
        if low == classes.cut:
            yield f"{'':>{width}}  ambang batas {show(low)}"
        bar = _BLOCK * (-(-count * _LONGEST // most) if most > _LONGEST else count)
        yield f"{name:>{width}}  {bar}{' ' if bar else ''}{show_count(count)}"
