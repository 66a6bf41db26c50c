"""How the marks of each component and each rater are spread: figures to look at, never to rank by.

The one place where floats and pandas are at home.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from asnrekrut.core.marks import State

if TYPE_CHECKING:
    from asnrekrut.core.exact import Exact
    from asnrekrut.core.marks import States
    from asnrekrut.selection import Selection

HEADINGS = {
    "count": "Jumlah", "mean": "Rata-rata", "std": "Simpangan baku", "min": "Terendah", "25%": "Kuartil 1",
    "50%": "Median", "75%": "Kuartil 3", "max": "Tertinggi",
}  # fmt: skip


def statistics(selection: Selection) -> pd.DataFrame:
    """One row per component, and per rater of a panel; one column per figure of ``HEADINGS``.

    Empty where the marks could not be read.
    """
    columns: dict[str, pd.Series[float]] = {}
    for stage in selection.rules.stages:
        for component in stage.scored:
            marks = (selection.result.marks if selection.result else {}).get((stage.code, component.code))
            if marks is None:
                continue
            name = f"{stage.name}: {component.name}"
            if not marks.parts:
                columns[name] = _known(marks.values, marks.states)
            for part in marks.parts:
                columns[f"{name}, {part.label}"] = _known(part.values, part.states)
    if not columns:
        return pd.DataFrame(columns=list(HEADINGS.values()))
    return pd.DataFrame({name: column.describe() for name, column in columns.items()}).T.rename(columns=HEADINGS)


def _known(values: Exact, states: States) -> pd.Series[float]:
    return pd.Series((values.num / values.den)[states == State.KNOWN].astype(np.float64))
