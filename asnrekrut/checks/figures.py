"""A column of a sheet as floats, for checks alone: they decide no rank, only which cells somebody should look at."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.intake.cells import clean, different, spoken
from asnrekrut.notation import show

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from asnrekrut.core.exact import Bools
    from asnrekrut.io import Cell

    Floats = NDArray[np.float64]

EXACT = 1e-6  # far above what floats lose, far below any decimal in use
MOST_DECIMALS = 5
LARGEST = 1e15  # no figure of a selection, and what sums and decimals can be told of


@dataclass(frozen=True, slots=True)
class Figures:
    """One column as floats: NaN where there is no number.

    Attributes:
        words: what stands there instead of numbers, as ``spoken`` folds it.
        decimals: of the number with most of them; ``MOST_DECIMALS`` + 1 for more.
    """

    values: Floats
    blank: Bools
    words: frozenset[str]
    decimals: int

    @classmethod
    def of(cls, cells: Sequence[Cell]) -> Figures:
        """Read cells, without any of intake's care: marks that are doubtful are told elsewhere."""
        return cls.read(*different(cells))

    @classmethod
    def read(cls, said: Sequence[Cell], which: NDArray[np.int32]) -> Figures:
        """The same of different cells, and which of them stands in each row."""
        values = np.array([_value(cell) for cell in said], dtype=np.float64)
        others = [k for k in np.flatnonzero(np.isnan(values)).tolist() if clean(said[k])]
        empty = np.isnan(values)
        empty[others] = False
        words = frozenset(spoken(said[k]) for k in others)
        return cls(values[which], empty[which], words, _decimals(values))

    def numeric(self, states: frozenset[str]) -> bool:
        """Whether the column holds numbers, and beside them at most the words for a state."""
        return bool(np.isfinite(self.values).any()) and self.words <= states


def _value(cell: Cell) -> float:
    number = _number(cell)
    return number if abs(number) < LARGEST else float("nan")


def _number(cell: Cell) -> float:
    if isinstance(cell, (int, float)):
        return float(cell)
    text = cell.strip() if isinstance(cell, str) else ""
    if text.count(",") == 1:
        text = text.replace(".", "").replace(",", ".")
    plain = text.replace(".", "", 1).removeprefix("-")
    return float(text) if plain.isascii() and plain.isdigit() else float("nan")


def _decimals(values: Floats) -> int:
    """How many decimals write all the numbers."""
    numbers = values[np.isfinite(values)]
    for places in range(MOST_DECIMALS + 1):
        scaled = numbers * 10**places
        if np.all(np.abs(scaled - np.rint(scaled)) < EXACT * 10**places):
            return places
    return MOST_DECIMALS + 1


def shown(value: np.float64) -> str:
    """A float as a reader writes it, four decimals at most."""
    return show(Decimal(repr(round(float(value), 4))).normalize())
