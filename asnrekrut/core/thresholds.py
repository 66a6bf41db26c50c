"""Thresholds: what a stage, its sum or a component asks of everyone, or of a group; whoever is below fails."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from asnrekrut.short_repr import ShortRepr

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from asnrekrut.core.calculation_steps import Step
    from asnrekrut.core.exact import Bools, Exact, Indices
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.stages import Stage


class Gate(ShortRepr, Struct, frozen=True, eq=False):
    """A threshold on a figure.

    Attributes:
        label: what the reason prints.
        bounds: the threshold of each group (0: no group); None where the group has none.
        known: who has that figure; a list of the central body may let in others.
    """

    label: str
    values: Exact
    known: Bools
    bounds: Sequence[Fraction | None]

    def fails(self, groups: Indices) -> Bools:
        """Who falls below the threshold of their group."""
        below = np.zeros(len(groups), dtype=bool)
        for group, bound in enumerate(self.bounds):
            if bound is not None:
                below |= (groups == group) & ~self.values.at_least(bound)
        return below


def gates(
    rules: Rules, stage: Stage, marks: Mapping[str, Step], several: Step | None, value: Step | None
) -> Iterator[Gate]:
    """The thresholds of a stage.

    Args:
        marks: of each component, without the bonuses that count only afterwards; several: their sum.
        value: the stage on its scale, of the same marks.
    """
    figures = [(f"{stage.code}.{c.code}", c.name, marks[c.code], c.threshold) for c in stage.scored]
    if several is not None and value is not None:
        figures.append((several.key, f"jumlah {stage.name}", several, stage.sum_threshold))
        figures.append((stage.code, stage.name, value, stage.threshold))
    for key, label, step, general in figures:
        every = [general, *(group.thresholds.get(key, general) for group in rules.groups)]
        bounds = [None if bound is None or isinstance(bound, str) else Fraction(bound) for bound in every]
        if any(bound is not None for bound in bounds):
            yield Gate(label, step.values, step.known, bounds)
