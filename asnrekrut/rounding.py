"""One rounding step: by which rule, to how many decimals. For single numbers here, for whole columns in ``exact``."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Any


class Rule(Enum):
    """How a rounding step treats what lies beyond its last decimal; the values are the rules file's words."""

    HALF_UP = "setengah ke atas"
    HALF_EVEN = "setengah ke genap"
    DOWN = "ke bawah"

    def lifts(self, whole: Any, twice: Any, den: int) -> Any:
        """Whether sizes ``whole + twice / (2·den)`` go up to ``whole + 1``; integers, or arrays of them."""
        if self is Rule.HALF_UP:
            return twice >= den
        if self is Rule.HALF_EVEN:
            return (twice > den) | ((twice == den) & (whole % 2 == 1))
        return twice < 0  # never; the shape is that of the sizes


@dataclass(frozen=True, slots=True)
class Rounding:
    """So many decimals, by this rule. ``None`` in its place means the step does not round."""

    decimals: int
    rule: Rule = Rule.HALF_UP

    def __call__(self, value: Fraction) -> Fraction:
        """Round one number: halves go away from zero, to the even neighbour, or everything is cut off."""
        power = 10**self.decimals
        whole, rest = divmod(abs(value.numerator) * power, value.denominator)
        size = whole + bool(self.rule.lifts(whole, 2 * rest, value.denominator))
        return Fraction(size if value >= 0 else -size, power)
