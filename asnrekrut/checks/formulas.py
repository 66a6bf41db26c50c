"""The formulas by which a total column may have been made, tried against its rows by ``totals``.

Floats are good enough here: they decide no rank, only which cells somebody should look at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.intake.cells import clean, spoken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from asnrekrut.core.exact import Bools
    from asnrekrut.io import Cell
    from asnrekrut.rules.stages import Stage

    Floats = NDArray[np.float64]

EXACT = 1e-6  # far above what floats lose, far below any decimal in use
_MOST_DECIMALS = 5


@dataclass(frozen=True, slots=True)
class Figures:
    """One column as floats: NaN where there is no number.

    Attributes:
        words: what stands there instead of numbers, as ``spoken`` folds it.
        decimals: of the number with most of them; ``_MOST_DECIMALS`` + 1 for more.
    """

    values: Floats
    blank: Bools
    words: frozenset[str]
    decimals: int

    @classmethod
    def of(cls, cells: Sequence[Cell]) -> Figures:
        """Read cells, without any of intake's care: marks that are doubtful are told elsewhere."""
        read = {cell: _value(cell) for cell in set(cells)}
        values = np.array([read[cell] for cell in cells], dtype=np.float64)
        empty = {cell for cell, value in read.items() if np.isnan(value) and clean(cell) == ""}
        words = frozenset(spoken(c) for c, v in read.items() if np.isnan(v) and c not in empty)
        return cls(values, np.array([cell in empty for cell in cells], dtype=bool), words, _decimals(values))

    def numeric(self, states: frozenset[str]) -> bool:
        """Whether the column holds numbers, and beside them at most the words for a state."""
        return bool(np.isfinite(self.values).any()) and self.words <= states


def _value(cell: Cell) -> float:
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
    for places in range(_MOST_DECIMALS + 1):
        scaled = numbers * 10**places
        if np.all(np.abs(scaled - np.rint(scaled)) < EXACT * 10**places):
            return places
    return _MOST_DECIMALS + 1


@dataclass(frozen=True, slots=True)
class Formula:
    """A way in which a total may have been made.

    Attributes:
        words: how a message names it: ``jumlah``, ``rata-rata``.
        parts: the columns it is made of.
        values: what it yields for every row.
        slack: a total nearer than that is it, but for its rounding.
        left_out: a column that should have been among the parts.
    """

    words: str
    parts: tuple[int, ...]
    values: Floats
    slack: float
    left_out: int | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """The columns around a total: what its formula may be made of.

    Attributes:
        block: the columns of numbers immediately to the left of the total.
        counted: the columns that each stage of the rules counts.
        others: further totals to the left.
        decimals: of the total.
    """

    figures: dict[int, Figures]
    block: Sequence[int]
    counted: Sequence[tuple[Stage, list[int]]]
    others: Sequence[int]
    decimals: int

    def formulas(self) -> Iterator[Formula]:
        """Every formula worth trying, the likeliest first.

        The whole block; all of it but one column; its columns nearest to the total; the rules' components, plain or
        as the rules weigh them; the other totals; the neighbour alone.
        """
        block = tuple(self.block)
        yield from self._plain(block)
        for column in block[1:] if len(block) > 2 else ():  # noqa: PLR2004  (two would leave one)
            yield from self._plain(tuple(c for c in block if c != column), column)
        for start in range(1, len(block) - 1):
            yield from self._plain(block[start:], self._left_out(block[:start], block[start:]))
        for columns in (*(columns for _, columns in self.counted), self.others):
            if len(columns) > 1:
                yield from self._plain(tuple(columns))
        for stage, columns in self.counted:
            yield from self._weighed(stage, columns)
        yield from self._plain(block[-1:])

    def _left_out(self, before: Sequence[int], parts: Sequence[int]) -> int | None:
        """A column before the parts that the rules count in the same stage as one of them."""
        for _, columns in self.counted:
            if set(columns) & set(parts):
                return next((c for c in before if c in columns), None)
        return None

    def _plain(self, parts: tuple[int, ...], left_out: int | None = None) -> Iterator[Formula]:
        """Sum and mean; a blank part is nothing in a sum and not there in a mean."""
        table = np.stack([self.figures[c].values for c in parts])
        blank = np.stack([self.figures[c].blank for c in parts])
        filled = np.where(blank, 0.0, table)
        total, count = filled.sum(axis=0), np.maximum((~blank).sum(axis=0), 1)
        finest = max(self.figures[c].decimals for c in parts)
        yield Formula("jumlah", parts, total, EXACT if finest <= self.decimals else self._slack(), left_out)
        if len(parts) > 1:
            yield Formula("rata-rata", parts, total / count, self._slack(), left_out)

    def _weighed(self, stage: Stage, columns: Sequence[int]) -> Iterator[Formula]:
        """The stage's mark as the rules compute it, where all of it stands here."""
        if not columns or len(columns) != len(stage.scored) or any(c.panel for c in stage.scored):
            return
        tops = [float(c.top) for c in stage.scored]
        weights = [float(c.weight or 0) / 100 / top for c, top in zip(stage.scored, tops, strict=True)]
        if not stage.weighs_components:
            weights = [1 / sum(tops)] * len(tops)
        table = np.stack([np.nan_to_num(self.figures[c].values) for c in columns])
        values = float(stage.scale) * (np.array(weights)[:, None] * table).sum(axis=0)
        yield Formula("nilai tahap menurut bobot", tuple(columns), values, self._slack())

    def _slack(self) -> float:
        return EXACT if self.decimals > _MOST_DECIMALS else 10.0**-self.decimals
