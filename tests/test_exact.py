"""Columns of exact numbers agree with ``fractions.Fraction``, number by number, whatever their size."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asnrekrut.core.exact import LIMIT, Exact
from asnrekrut.rules.rounding import Rounding, Rule
from tests.strategies import STEADY

HALF = Fraction(1, 2)

# Marks as they are, thirds and sevenths, and numbers that only just fit into 64 bits or do not.
numerators = st.integers(-1000, 1000) | st.sampled_from([LIMIT - 1, LIMIT, -LIMIT, 2**63, 10**30, -(10**30)])
denominators = st.sampled_from([1, 2, 3, 4, 7, 8, 10, 100, 1000, 2**31, LIMIT, 2**63, 3**50])
fractions = st.builds(Fraction, numerators, denominators)
columns = st.lists(fractions, min_size=1, max_size=6)
steps = st.builds(Rounding, st.integers(0, 9), st.sampled_from(Rule))


def pairs(column: list[Fraction]) -> st.SearchStrategy[list[Fraction]]:
    """A second column of the same length."""
    return st.lists(fractions, min_size=len(column), max_size=len(column))


two_columns = columns.flatmap(lambda a: st.tuples(st.just(a), pairs(a)))


def numbers(column: Exact) -> list[Fraction]:
    return [column.at(i) for i in range(len(column))]


# --- against Fraction ---------------------------------------------------------------------------------------


@STEADY
@given(columns)
def test_a_column_holds_the_numbers_it_is_made_of(a: list[Fraction]) -> None:
    assert numbers(Exact.of(a)) == a


@STEADY
@given(two_columns)
def test_plus(ab: tuple[list[Fraction], list[Fraction]]) -> None:
    a, b = ab
    assert numbers(Exact.of(a).plus(Exact.of(b))) == [x + y for x, y in zip(a, b, strict=True)]


@STEADY
@given(columns)
def test_zeros_plus(a: list[Fraction]) -> None:
    """Sums begin with a column of zeros, however large the denominator that comes."""
    assert numbers(Exact.zeros(len(a)).plus(Exact.of(a))) == a


@STEADY
@given(columns, fractions)
def test_times(a: list[Fraction], factor: Fraction) -> None:
    assert numbers(Exact.of(a).times(factor)) == [x * factor for x in a]


@STEADY
@given(columns, st.data())
def test_divided(a: list[Fraction], data: st.DataObject) -> None:
    counts = data.draw(st.lists(st.integers(1, 12), min_size=len(a), max_size=len(a)))
    quotients = Exact.of(a).divided(np.array(counts, dtype=np.int64))
    assert numbers(quotients) == [x / n for x, n in zip(a, counts, strict=True)]


@STEADY
@given(columns, steps)
def test_rounded(a: list[Fraction], step: Rounding) -> None:
    assert numbers(Exact.of(a).rounded(step)) == [rounded(x, step) for x in a]


@STEADY
@given(fractions, steps)
def test_rounding_one_number(x: Fraction, step: Rounding) -> None:
    assert step(x) == rounded(x, step)


def rounded(x: Fraction, step: Rounding) -> Fraction:
    """By Python's own means: floor, trunc, and round, which takes halves to the even neighbour."""
    shifted = x * 10**step.decimals
    whole = {
        Rule.HALF_UP: math.floor(abs(shifted) + HALF) * (1 if x >= 0 else -1),
        Rule.HALF_EVEN: round(shifted),
        Rule.DOWN: math.trunc(shifted),
    }[step.rule]
    return Fraction(whole, 10**step.decimals)


@STEADY
@given(columns, fractions)
def test_bounds(a: list[Fraction], bound: Fraction) -> None:
    column = Exact.of(a)
    assert column.at_least(bound).tolist() == [x >= bound for x in a]
    assert column.at_most(bound).tolist() == [x <= bound for x in a]
    assert column.at_least(a[0])[0]
    assert column.at_most(a[0])[0]


@STEADY
@given(two_columns, st.data())
def test_where(ab: tuple[list[Fraction], list[Fraction]], data: st.DataObject) -> None:
    a, b = ab
    mask = data.draw(st.lists(st.booleans(), min_size=len(a), max_size=len(a)))
    chosen = Exact.of(a).where(np.array(mask), Exact.of(b))
    assert numbers(chosen) == [x if m else y for x, y, m in zip(a, b, mask, strict=True)]


@STEADY
@given(columns)
def test_codes_are_dense_ranks(a: list[Fraction]) -> None:
    rising = sorted(set(a))
    assert Exact.of(a).codes().tolist() == [rising.index(x) for x in a]


@STEADY
@given(columns, st.data())
def test_take(a: list[Fraction], data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.integers(0, len(a) - 1)))
    assert numbers(Exact.of(a).take(np.array(rows, dtype=np.intp))) == [a[i] for i in rows]


# --- 64 bits and beyond -------------------------------------------------------------------------------------


def test_small_numbers_stay_in_64_bits() -> None:
    column = Exact.of([Fraction(1, 3), Fraction(LIMIT - 1, 3)])
    assert column.num.dtype == np.int64


def test_a_product_beyond_64_bits_goes_on_in_python_integers() -> None:
    tripled = Exact.of([Fraction(LIMIT - 1)]).times(Fraction(3))
    assert tripled.num.dtype == object
    assert tripled.at(0) == 3 * (LIMIT - 1)


def test_a_sum_beyond_64_bits_goes_on_in_python_integers() -> None:
    near = Exact.of([Fraction(LIMIT - 1)])
    total = near.plus(near).plus(near)
    assert total.num.dtype == object
    assert total.at(0) == 3 * (LIMIT - 1)


def test_rounding_beyond_64_bits() -> None:
    """2^62 / 3 to nine decimals: the numerator no longer fits once it is scaled."""
    column = Exact.of([Fraction(LIMIT, 3)])
    assert column.rounded(Rounding(9)).at(0) == rounded(Fraction(LIMIT, 3), Rounding(9))


@pytest.mark.parametrize("den", [LIMIT // 2, LIMIT, 2**63, 2**64])
def test_a_denominator_beyond_64_bits(den: int) -> None:
    """Small numerators over a huge denominator: what many unrounded steps in a row lead to."""
    column = Exact(np.array([0, 1]), den)
    assert numbers(column.rounded(Rounding(2))) == [0, 0]
    assert numbers(column.plus(column)) == [0, Fraction(2, den)]
    assert column.at_least(Fraction(1, den)).tolist() == [False, True]
    assert column.where(np.array([True, False]), Exact.zeros(2)).at(0) == 0


def test_zeros_over_a_denominator_beyond_64_bits() -> None:
    """Nobody has a mark yet, and the sum still has to be written over the common denominator."""
    assert numbers(Exact.zeros(2).over(2**70)) == [0, 0]
    assert numbers(Exact.zeros(2).times(Fraction(2**70))) == [0, 0]


# --- columns of nobody --------------------------------------------------------------------------------------


def test_an_empty_column() -> None:
    empty = Exact.of([])
    assert len(empty) == len(Exact.zeros(0)) == 0
    assert len(empty.plus(Exact.zeros(0)).times(Fraction(1, 3)).rounded(Rounding(2))) == 0
    assert empty.at_least(Fraction(1)).tolist() == []
    assert empty.codes().tolist() == []


# --- rounding, worked by hand -------------------------------------------------------------------------------

UP, EVEN, DOWN = Rule.HALF_UP, Rule.HALF_EVEN, Rule.DOWN


@pytest.mark.parametrize(
    ("number", "decimals", "up", "even", "down"),
    [
        ("0.5", 0, "1", "0", "0"),
        ("1.5", 0, "2", "2", "1"),
        ("2.5", 0, "3", "2", "2"),
        ("-0.5", 0, "-1", "0", "0"),
        ("-1.5", 0, "-2", "-2", "-1"),
        ("-2.5", 0, "-3", "-2", "-2"),
        ("2.675", 2, "2.68", "2.68", "2.67"),  # as a binary float 2.675 is less, and rounds to 2.67
        ("1.005", 2, "1.01", "1", "1"),
        ("66.6665", 3, "66.667", "66.666", "66.666"),
        ("66.66649999", 3, "66.666", "66.666", "66.666"),
        ("66.66650001", 3, "66.667", "66.667", "66.666"),
        ("99.9995", 3, "100", "100", "99.999"),
        ("2/3", 3, "0.667", "0.667", "0.666"),
        ("-2/3", 3, "-0.667", "-0.667", "-0.666"),
        ("1/3", 0, "0", "0", "0"),
        ("12.34", 5, "12.34", "12.34", "12.34"),
    ],
)
def test_rounding_worked_by_hand(number: str, decimals: int, up: str, even: str, down: str) -> None:
    found = [Rounding(decimals, rule)(Fraction(number)) for rule in (UP, EVEN, DOWN)]
    assert found == [Fraction(up), Fraction(even), Fraction(down)]


def test_no_rounding_keeps_a_third() -> None:
    assert Exact.of([Fraction(1, 3)]).rounded(None).at(0) == Fraction(1, 3)
