"""How each step is rounded: by which rule, to how many decimals. Columns are rounded in ``core.exact``."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.stages import AnyStep, Stage


class Rule(Enum):
    """How a rounding step treats what lies beyond its last decimal; the values are the rules file's words."""

    HALF_UP = "setengah ke atas"
    HALF_EVEN = "setengah ke genap"
    DOWN = "ke bawah"

    def rounds_up(self, whole: Any, twice: Any, den: int) -> Any:
        """Whether sizes ``whole + twice / (2·den)`` go up to ``whole + 1``; integers, or arrays of them."""
        if self is Rule.HALF_UP:
            return twice >= den
        if self is Rule.HALF_EVEN:
            return (twice > den) | ((twice == den) & (whole % 2 == 1))
        return twice < 0  # never; the shape is that of the sizes


class Rounding(Struct, frozen=True):
    """So many decimals, by this rule. ``None`` in its place means the step does not round."""

    decimals: int
    rule: Rule = Rule.HALF_UP

    def __call__(self, value: Fraction) -> Fraction:
        """Round one number: halves go away from zero, to the even neighbour, or everything is cut off."""
        power = 10**self.decimals
        whole, rest = divmod(abs(value.numerator) * power, value.denominator)
        size = whole + bool(self.rule.rounds_up(whole, 2 * rest, value.denominator))
        return Fraction(size if value >= 0 else -size, power)


def rounding(step: AnyStep | None, fallback: AnyStep, rule: str) -> Rounding | None:
    """The rounding of one step: the stage's own, else the general one; None where it does not round."""
    chosen = fallback if step is None else step
    if chosen == "tanpa":
        return None
    if isinstance(chosen, int):
        return Rounding(chosen, Rule(rule))
    return Rounding(chosen.decimals, Rule(chosen.rule))


class Steps(Struct, frozen=True):
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


def lifted(rules: Rules, stage: Stage) -> dict[str, tuple[Fraction, Fraction]]:
    """The steps of a stage that rounding alone takes above their maximum: the maximum and what becomes of it."""
    if not stage.scored:
        return {}
    steps, scale, weight = Steps.of(rules, stage), Fraction(stage.scale), Fraction(stage.weight or 0)
    value = steps.scale(scale) if steps.scale else scale
    weighted = value * weight / scale
    tops = {
        "nilai tahap": (scale, value),
        "nilai berbobot": (weight, steps.weight(weighted) if steps.weight else weighted),
    }
    return {name: (top, reached) for name, (top, reached) in tops.items() if reached > top}


def final_rounding(rules: Rules) -> Rounding | None:
    """The rounding of the final score."""
    return rounding(None, rules.roundings.final, rules.roundings.rule)
