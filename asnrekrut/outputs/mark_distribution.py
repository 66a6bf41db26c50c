"""How marks are spread, to look at and never to rank by: classes for pictures, raters side by side, a table of figures.

Here alone floats and pandas are at home.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.charts import Classes, Spread, class_edges
from asnrekrut.core.counts import count_seats, count_stages
from asnrekrut.core.exact import Bools, Exact
from asnrekrut.core.marks import State, States
from asnrekrut.notation import called

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    import pandas as pd
    from numpy.typing import NDArray

    from asnrekrut.core.calculation_steps import Step
    from asnrekrut.core.result import Result, StageOutcome
    from asnrekrut.rules.stages import Component
    from asnrekrut.selection import Selection

HEADINGS = {
    "count": "Jumlah", "mean": "Rata-rata", "std": "Simpangan baku", "min": "Terendah", "25%": "Kuartil 1",
    "50%": "Median", "75%": "Kuartil 3", "max": "Tertinggi",
}  # fmt: skip


def histograms(result: Result, stage: StageOutcome) -> Iterator[tuple[str, Classes]]:
    """How every mark of a stage and its value is spread, each with what it is; at the end the final score."""
    steps: list[tuple[Step, str, Decimal | None]] = []
    if stage.is_end:
        final = result.scores.final
        steps += [] if final is None else [(final, final.label, None)]
    else:
        figures = result.scores.stages[stage.index]
        rule = figures.stage
        steps += [(figures.marks[c.code], c.name, c.threshold) for c in rule.scored]
        if figures.value is not None and len(steps) > 1:
            steps.append((figures.value, called("Nilai", stage.name), rule.threshold))
    for step, label, cut in steps:
        yield from _histogram(label, step.values, step.known & stage.took_part, cut)


def read_histograms(result: Result) -> Iterator[tuple[str, Classes]]:
    """Every component whose marks were read and scored, decided or not."""
    for figures in result.scores.stages:
        for component in figures.stage.scored:
            step = figures.marks[component.code]
            known = step.known & (result.marks[figures.stage.code, component.code].states == State.KNOWN)
            yield from _histogram(f"{figures.stage.name}: {component.name}", step.values, known, component.threshold)


def _histogram(label: str, values: Exact, shown: Bools, threshold: Decimal | None) -> Iterator[tuple[str, Classes]]:
    """One figure, if anybody has it."""
    mine, cut = np.sort(values.num[shown]), None if threshold is None else Fraction(threshold)
    if len(mine):
        edges = class_edges(Fraction(int(mine[0]), values.den), Fraction(int(mine[-1]), values.den), cut)
        at = [int(np.searchsorted(mine, -(-(edge * values.den) // 1))) for edge in edges]
        at[-1] = len(mine)  # the last class holds its upper edge
        yield label, Classes(edges, tuple(b - a for a, b in pairwise(at)), cut)


def panels(result: Result, stage: StageOutcome) -> Iterator[tuple[str, list[Spread]]]:
    """Every panel of a stage with its raters side by side, in the order in which they are read."""
    for component in [] if stage.is_end else result.rules.stages[stage.index].components:
        raters = list(_raters(result, stage, component))
        if raters:
            yield component.name, raters


def _raters(result: Result, stage: StageOutcome, component: Component) -> Iterator[Spread]:
    marks = result.marks.get((stage.code, component.code))
    for part in marks.parts if marks is not None else ():
        mine = np.sort(part.values.num[(part.states == State.KNOWN) & stage.took_part])
        if len(mine):
            ordered = Exact(mine, part.values.den)
            mean = Fraction(sum(mine.tolist()), part.values.den * len(mine))
            lower, median, upper = (_quantile(ordered, Fraction(k, 4)) for k in (1, 2, 3))
            yield Spread(part.label, ordered.at(0), lower, median, upper, ordered.at(len(mine) - 1), mean)


def _quantile(ordered: Exact, part: Fraction) -> Fraction:
    """Between two neighbours in proportion, as spreadsheets do it (QUARTILE.INC)."""
    at = (len(ordered) - 1) * part
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered.at(low) + (ordered.at(high) - ordered.at(low)) * (at - low)


def way(result: Result) -> list[tuple[str, int]]:
    """How many took part in each stage, and at the end how many won."""
    rows = [(count.stage.name, count.expected) for count in count_stages(result)]
    if result.end is not None and result.end.part:
        rows.append((result.inside, sum(seats.inside for seats in count_seats(result))))
    return rows


def statistics(selection: Selection) -> pd.DataFrame:
    """One row per component, and per rater of a panel; one column per figure of ``HEADINGS``.

    Empty where the marks could not be read.
    """
    import pandas as pd

    columns: dict[str, pd.Series[float]] = {}
    all_marks = {} if selection.result is None else selection.result.marks
    for stage in selection.rules.stages:
        for component in stage.scored:
            marks = all_marks.get((stage.code, component.code))
            if marks is not None:
                name = f"{stage.name}: {component.name}"
                parts = [(f"{name}, {part.label}", part.values, part.states) for part in marks.parts]
                for label, values, states in parts or [(name, marks.values, marks.states)]:
                    columns[label] = pd.Series(_floats(values, states))
    if not columns:
        return pd.DataFrame(columns=list(HEADINGS.values()))
    return pd.DataFrame({name: column.describe() for name, column in columns.items()}).T.rename(columns=HEADINGS)


def _floats(values: Exact, states: States) -> NDArray[np.float64]:
    return np.asarray((values.num / values.den)[states == State.KNOWN], dtype=np.float64)
