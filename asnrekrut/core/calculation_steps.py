"""The steps from marks to the final score: each a figure with its formula, its inputs and its rounding.

Scoring makes every figure through these steps; what is printed of them (one applicant's way, the trace, the words of
the rules) is read from the same objects, so that words and arithmetic cannot disagree.
"""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct, field

from asnrekrut.core.exact import Bools, Exact
from asnrekrut.notation import show, terminates
from asnrekrut.short_repr import ShortRepr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from asnrekrut.core.marks import Marks
    from asnrekrut.findings import Place
    from asnrekrut.rules.rounding import Rounding
    from asnrekrut.rules.stages import Aspects, Stage

HUNDRED = Fraction(100)
SUM_OF, VALUE_OF = "Jumlah", "Nilai tahap"  # of a stage: what its plain sum and its value are called


class Term(ShortRepr, Struct, frozen=True):
    """One input of a weighted sum: divided, then multiplied; 1 leaves it as it is."""

    over: Fraction = Fraction(1)
    times: Fraction = Fraction(1)

    def words(self, text: str) -> str:
        """``text / 150 × 60``."""
        return text + _factor("/", self.over) + _factor("×", self.times)


class Weighted(ShortRepr, Struct, frozen=True):
    """(Σ input / over × times) / over × times, at most ``cap``.

    Attributes:
        terms: one for each input.
        whole: what the sum itself is divided by and multiplied with.
    """

    terms: tuple[Term, ...]
    whole: Term = Term()
    cap: Fraction | None = None

    @property
    def plain(self) -> bool:
        """Whether this is only a sum."""
        return set(self.terms) <= {Term()} and self.whole == Term()

    def compute(self, inputs: Sequence[Exact], n: int) -> Exact:
        """The figures of n applicants, not rounded yet."""
        parts = [column.times(t.times / t.over) for column, t in zip(inputs, self.terms, strict=True)]
        total = reduce(Exact.plus, parts, Exact.zeros(n)).times(self.whole.times / self.whole.over)
        if self.cap is None:
            return total
        return total.where(total.at_most(self.cap), Exact.of([self.cap] * n))

    def words(self, texts: Sequence[str]) -> str:
        """The formula with names or numbers in the place of its inputs."""
        total = " + ".join(term.words(text) for term, text in zip(self.terms, texts, strict=True))
        if self.whole != Term():
            total = self.whole.words(f"({total})" if len(texts) > 1 else total)
        return total + ("" if self.cap is None else f", paling banyak {show(self.cap)}")


class Combined(ShortRepr, Struct, frozen=True, eq=False):
    """A panel's marks as one: mean, median, or mean without one highest and one lowest."""

    method: str
    parts: tuple[Marks, ...]

    def compute(self, inputs: Sequence[Exact], n: int) -> Exact:
        """The figures of n applicants, not rounded yet; zero where nobody marked."""
        den = int(np.lcm.reduce([column.den for column in inputs]))
        table = np.stack([column.over(den).num for column in inputs])
        known = np.stack([part.known for part in self.parts])
        counts = known.sum(axis=0).astype(np.int64)
        ceiling = (table.max() if table.size else 0) + 1  # sorts behind every mark
        rising = np.sort(np.where(known, table, ceiling), axis=0)
        if self.method == "median":
            low, high = np.maximum(counts - 1, 0) // 2, counts // 2 % len(inputs)
            middle = rising[low, np.arange(n)] + rising[high, np.arange(n)]
            return Exact(np.where(counts > 0, middle, 0), den * 2)
        total = np.where(known, table, 0).sum(axis=0)
        if self.method == "rata-rata":
            return Exact(total, den).divided(np.maximum(counts, 1))
        enough = counts > 2  # noqa: PLR2004  (one highest, one lowest, and something between)
        edges = rising[0] + rising[np.maximum(counts - 1, 0), np.arange(n)]
        return Exact(np.where(enough, total - edges, 0), den).divided(np.where(enough, counts - 2, 1))

    def words(self, texts: Sequence[str]) -> str:
        """``rata-rata dari 3 nilai``; raters without a mark have no text."""
        return f"{self.method} dari {sum(text != '' for text in texts)} nilai"


Formula = Weighted | Combined


class Step(ShortRepr, Struct, frozen=True, eq=False):
    """One figure of everyone in the register.

    Attributes:
        key: by which rules and files name it (``tes.umum``, ``tes.jumlah``, ``tes``, ``tes.bobot``, ``akhir``).
        label: what is printed above it.
        part: the name of its stage; '' for the final score.
        values: rounded; meaningless where ``known`` does not hold.
        formula: None where the figure was read from a cell.
        inputs: the steps that the formula takes.
        rounding: None where the step does not round.
        where: the address of applicant i's cell, for a figure that was read.
    """

    _said = ("key",)

    key: str
    label: str
    part: str
    values: Exact
    known: Bools
    formula: Formula | None = None
    inputs: tuple[Step, ...] = ()
    rounding: Rounding | None = None
    where: Callable[[int], Place | None] = field(default=lambda _: None)

    @property
    def decimals(self) -> int:
        """With how many decimals the figure is printed at least; a sum as its inputs."""
        if self.rounding is None and isinstance(self.formula, Weighted) and self.formula.plain:
            return max((step.decimals for step in self.inputs), default=0)
        return self.rounding.decimals if self.rounding else 0

    def show(self, i: int) -> str:
        """The figure of applicant i as it is printed; '' where there is none."""
        return show(self.values.at(i), self.decimals) if self.known[i] else ""

    def words(self) -> str:
        """The formula in words, with its rounding; '' for a figure that was read."""
        if self.formula is None:
            return ""
        return self.formula.words([step.label for step in self.inputs])

    def how(self, i: int) -> str:
        """How applicant i's figure came about: ``79,667 × 30 / 100 = 23,9001 → 3 desimal, setengah ke atas``."""
        if self.formula is None:
            return ""
        sum_up = self.formula.words([step.show(i) for step in self.inputs])
        return sum_up if self.rounding is None else sum_up + self._rounded(self.rounding, self.exact(i))

    def exact(self, i: int) -> Fraction:
        """Applicant i's figure before it is rounded: the formula carried out once more, for this one alone."""
        if self.formula is None:
            return self.values.at(i)
        row = np.array([i])
        formula = self.formula
        if isinstance(formula, Combined):
            formula = Combined(formula.method, tuple(part.take(row) for part in formula.parts))
        return formula.compute([step.values.take(row) for step in self.inputs], 1).at(0)

    @staticmethod
    def _rounded(rounding: Rounding, value: Fraction) -> str:
        """`` = 23,9001 → 3 desimal, setengah ke atas``; '' where rounding changes nothing."""
        if rounding(value) == value:
            return ""
        digits = max(rounding.decimals + 3, 6)
        ends = terminates(value)
        if ends is not None and ends <= digits:
            raw = show(value)
        else:
            raw = show(Fraction(value * 10**digits // 1, 10**digits), digits) + "…"
        return f" = {raw} → {rounding.decimals} desimal, {rounding.rule.value}"


def computed(
    key: str,
    label: str,
    part: str,
    formula: Formula,
    inputs: Sequence[Step],
    known: Bools,
    rounding: Rounding | None = None,
) -> Step:
    """A step that is made by its formula."""
    values = formula.compute([step.values for step in inputs], len(known)).rounded(rounding)
    return Step(key, label, part, values, known, formula, tuple(inputs), rounding)


def total(count: int, cap: Fraction | None = None) -> Weighted:
    """The plain sum of so many inputs."""
    return Weighted((Term(),) * count, cap=cap)


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


def _factor(sign: str, by: Fraction) -> str:
    return "" if by == 1 else f" {sign} {show(by)}"
