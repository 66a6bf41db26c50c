"""How each step is rounded, from the rules to the arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from asnrekrut.rounding import Rounding, Rule

if TYPE_CHECKING:
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.stages import AnyStep, Stage


def rounding(step: AnyStep | None, fallback: AnyStep, rule: str) -> Rounding | None:
    """The rounding of one step: the stage's own, else the general one; None where it does not round."""
    chosen = fallback if step is None else step
    if chosen == "tanpa":
        return None
    if isinstance(chosen, int):
        return Rounding(chosen, Rule(rule))
    return Rounding(chosen.decimals, Rule(chosen.rule))


@dataclass(frozen=True, slots=True)
class Steps:
    """The roundings of one stage."""

    mark: Rounding | None
    scale: Rounding | None
    weight: Rounding | None

    @classmethod
    def of(cls, rules: Rules, stage: Stage) -> Steps:
        """What the rules say for this stage."""
        own, general = stage.roundings, rules.roundings
        return cls(
            rounding(own.mark, general.mark, general.rule),
            rounding(own.scale, general.scale, general.rule),
            rounding(own.weight, general.weight, general.rule),
        )


def final_rounding(rules: Rules) -> Rounding | None:
    """The rounding of the final score."""
    return rounding(None, rules.roundings.final, rules.roundings.rule)
