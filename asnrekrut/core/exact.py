"""Columns of exact numbers: scaled integers over one common denominator.

A column of marks is an array of integers and one denominator for all of them, so a whole column is added,
weighted, rounded and compared at array speed and no float is ever involved. Where a result might not fit in 64
bits the column goes on with Python's own integers: slower, never wrong.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct

from asnrekrut.short_repr import ShortRepr

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from asnrekrut.rules.rounding import Rounding

Ints = np.ndarray[Any, Any]  # int64, or object holding Python integers
Bools = np.ndarray[Any, np.dtype[np.bool_]]
Indices = np.ndarray[Any, np.dtype[np.intp]]  # of applicants in the register, of formations, or of groups
Counts = np.ndarray[Any, np.dtype[np.int64]]

LIMIT = 2**62  # one bit below int64, so that the sum of two columns within it still fits


def distinct(values: Ints) -> int:
    """How many different values there are (``np.unique`` would first load what numpy has for masked arrays)."""
    return len(set(values.tolist()))


def indices(mask: Bools | np.bool_) -> list[int]:
    """Where a mask holds, in order."""
    found: list[int] = np.flatnonzero(mask).tolist()
    return found


def any_of(n: int, columns: Iterable[Bools]) -> Bools:
    """Where any of these columns holds, shape (n,); nowhere if there is none."""
    return np.asarray(np.any([np.zeros(n, dtype=bool), *columns], axis=0), dtype=bool)


def _peak(num: Ints) -> int:
    return 0 if num.size == 0 else max(abs(int(num.max())), abs(int(num.min())))


def _scale(num: Ints, factor: int) -> Ints:
    """``num × factor``, in int64 as long as that surely fits."""
    if factor == 1:
        return num
    if num.dtype != object and max(_peak(num), 1) * abs(factor) >= LIMIT:
        num = num.astype(object)
    return num * factor


class Exact(ShortRepr, Struct, frozen=True, eq=False):
    """A column (or a table) of rationals ``num / den``.

    Args:
        num: integers, shape (n,) or (n, k); int64, or object where 64 bits do not do.
        den: the positive denominator all of them share.
    """

    num: Ints
    den: int = 1

    @classmethod
    def zeros(cls, n: int) -> Exact:
        """A column of n zeros."""
        return cls(np.zeros(n, dtype=np.int64))

    @classmethod
    def of(cls, values: Sequence[Fraction]) -> Exact:
        """A column of given fractions."""
        den = lcm(*(v.denominator for v in values)) if values else 1
        nums = [v.numerator * (den // v.denominator) for v in values]
        small = all(abs(n) < LIMIT for n in nums)
        return cls(np.array(nums, dtype=np.int64 if small else object), den)

    def __len__(self) -> int:
        return len(self.num)

    def at(self, i: int) -> Fraction:
        """The i-th number of a column."""
        return Fraction(int(self.num[i]), self.den)

    def times(self, factor: Fraction) -> Exact:
        """Every number × factor."""
        shared = gcd(factor.numerator, self.den)
        return Exact(_scale(self.num, factor.numerator // shared), self.den // shared * factor.denominator)

    def over(self, den: int) -> Exact:
        """The same numbers over a denominator that is a multiple of the present one."""
        return Exact(_scale(self.num, den // self.den), den)

    def plus(self, other: Exact) -> Exact:
        """Number by number sum."""
        den = lcm(self.den, other.den)
        a, b = self.over(den).num, other.over(den).num
        if object in (a.dtype, b.dtype) or _peak(a) + _peak(b) >= LIMIT:
            a, b = a.astype(object), b.astype(object)
        return Exact(a + b, den)

    def divided(self, counts: Counts) -> Exact:
        """Every number divided by its own positive count (a panel's number of marks)."""
        common = lcm(*np.flatnonzero(np.bincount(counts)).tolist())
        num = _scale(self.num, common)
        return Exact(num // counts, self.den * common)

    def rounded(self, step: Rounding | None) -> Exact:
        """Round every number; halves go away from zero, to the even neighbour, or everything is cut off."""
        if step is None:
            return self
        power = 10**step.decimals
        if power % self.den == 0:
            return self  # already has no more decimals than that
        num = _scale(self.num, 2 * power)  # twice the numerator: a half is then an integer
        if self.den >= LIMIT // 2:
            num = num.astype(object)
        sign, size = np.where(num < 0, -1, 1), abs(num)
        whole, rest = size // (2 * self.den), size % (2 * self.den)
        up = step.rule.rounds_up(whole, rest, self.den)
        return Exact(sign * (whole + up), power)

    def at_least(self, bound: Fraction) -> Bools:
        """Which numbers are ≥ bound."""
        den = lcm(self.den, bound.denominator)
        right = bound.numerator * (den // bound.denominator)
        return np.asarray(self.over(den).num >= right, dtype=bool)

    def at_most(self, bound: Fraction) -> Bools:
        """Which numbers are ≤ bound."""
        return self.times(Fraction(-1)).at_least(-bound)

    def where(self, mask: Bools, other: Exact) -> Exact:
        """This column where the mask holds, the other elsewhere."""
        den = lcm(self.den, other.den)
        a, b = self.over(den).num, other.over(den).num
        if object in (a.dtype, b.dtype):
            a, b = a.astype(object), b.astype(object)
        return Exact(np.where(mask, a, b), den)

    def take(self, rows: Indices) -> Exact:
        """The numbers at these places."""
        return Exact(self.num[rows], self.den)

    def codes(self) -> Counts:
        """Dense ranks 0, 1, 2 … in rising order, equal exactly where the numbers are equal."""
        return np.unique(self.num, return_inverse=True)[1].astype(np.int64)
