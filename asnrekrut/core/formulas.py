"""The formulas of a selection, from its rules alone: scoring carries them out, the rules sheet puts them in words."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from asnrekrut.core.calculation_steps import HUNDRED, Term, Weighted, total

if TYPE_CHECKING:
    from asnrekrut.rules.stages import Aspects, Stage

SUM_OF, VALUE_OF = "Jumlah", "Nilai tahap"  # of a stage: what its plain sum and its value are called


def of_aspects(rule: Aspects) -> Weighted:
    """A rater's mark from those of the aspects, in the order of the rules."""
    return Weighted(tuple(Term(HUNDRED, Fraction(weight)) for weight in rule.weights.values()))


def sum_of(stage: Stage) -> Weighted:
    """The plain sum of a stage's components."""
    return total(len(stage.scored))


def share_of(stage: Stage) -> Weighted:
    """A plain sum on the scale of its stage."""
    return Weighted((Term(sum((Fraction(c.top) for c in stage.scored), Fraction(0)), Fraction(stage.scale)),))


def composite_of(stage: Stage) -> Weighted:
    """The weighted components of a stage on its scale."""
    scale = Fraction(stage.scale)
    terms = tuple(Term(Fraction(c.top), Fraction(c.weight or 0)) for c in stage.scored)
    return Weighted(terms, Term(HUNDRED, scale) if scale != HUNDRED else Term())


def weight_of(stage: Stage) -> Weighted:
    """What a stage's value counts for in the final score."""
    return Weighted((Term(Fraction(stage.scale), Fraction(stage.weight or 0)),))
