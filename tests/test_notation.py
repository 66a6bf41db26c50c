"""Numbers and dates as an Indonesian reader writes them."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asnrekrut.notation import (
    called,
    in_words,
    listed,
    read_words,
    sentence,
    show,
    show_count,
    show_date,
    terminates,
)
from tests.strategies import STEADY


@pytest.mark.parametrize(
    ("number", "decimals", "text"),
    [
        (0, 0, "0"),
        (60, 0, "60"),
        (60, 3, "60,000"),
        (Decimal("60.000"), 0, "60"),  # trailing zeros are not part of the number
        (Decimal("71.6"), 3, "71,600"),
        (Decimal("71.625"), 2, "71,625"),  # never rounded: at least so many decimals
        (Fraction(1, 8), 0, "0,125"),
        (Fraction(1, 10**9), 0, "0,000000001"),
        (12345, 0, "12345"),
        (Fraction(200, 3), 0, "66 2/3"),
        (Fraction(200, 3), 3, "66 2/3"),  # no number of decimals writes it
        (Fraction(2, 3), 0, "2/3"),
        (-5, 0, "-5"),
        (Decimal("-0.5"), 2, "-0,50"),
        (Fraction(-1, 3), 0, "-1/3"),
        (Fraction(-5, 3), 0, "-1 2/3"),
        (Decimal("1E+2"), 0, "100"),
    ],
)
def test_show(number: Fraction | Decimal | int, decimals: int, text: str) -> None:
    assert show(number, decimals) == text


@STEADY
@given(st.fractions(max_denominator=1000), st.integers(0, 6))
def test_what_is_shown_is_the_number_itself(number: Fraction, decimals: int) -> None:
    assert read(show(number, decimals)) == number


def read(text: str) -> Fraction:
    """The number that a reader takes a text for."""
    sign = -1 if text.startswith("-") else 1
    parts = text.removeprefix("-").split()
    return sign * sum((Fraction(part.replace(",", ".")) for part in parts), Fraction(0))


@pytest.mark.parametrize(
    ("number", "decimals"),
    [("1", 0), ("1/2", 1), ("1/8", 3), ("1/5", 1), ("3/40", 3), ("1/3", None), ("1/6", None), ("7/70", 1)],
)
def test_how_many_decimals_a_number_needs(number: str, decimals: int | None) -> None:
    assert terminates(Fraction(number)) == decimals


@pytest.mark.parametrize(("count", "text"), [(0, "0"), (999, "999"), (1000, "1.000"), (1234567, "1.234.567")])
def test_counts_have_dots_between_thousands(count: int, text: str) -> None:
    assert show_count(count) == text


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 1, 1), "1 Januari 2026"),
        (date(2026, 11, 22), "22 November 2026"),
        (date(1999, 12, 31), "31 Desember 1999"),
    ],
)
def test_show_date(day: date, text: str) -> None:
    assert show_date(day) == text


def test_long_lists_are_cut_short() -> None:
    assert listed([]) == ""
    assert listed(["a", "b"]) == "a, b"
    assert listed(list("abcde")) == "a, b, c, d, e"
    assert listed(list("abcdef")) == "a, b, c, d, e dan 1 lainnya"
    assert listed(["x"] * 1500, most=2) == "x, x dan 1.498 lainnya"


def test_a_sentence_ends_once_and_a_mark_is_named_once() -> None:
    assert [sentence(text) for text in ("oleh Contoh, M.Si.", "oleh Contoh")] == ["oleh Contoh, M.Si.", "oleh Contoh."]
    names = ("Nilai Simulasi", "Simulasi", "Nilainya")
    assert [called("Nilai", name) for name in names] == ["Nilai Simulasi", "Nilai Simulasi", "Nilai Nilainya"]


def test_numbers_in_words_and_back() -> None:
    with (Path(__file__).parent / "terbilang.csv").open(encoding="utf-8") as file:
        vectors = {int(row["angka"]): row["terbilang"] for row in csv.DictReader(file)}
    assert {number: in_words(number) for number in vectors} == vectors
    assert in_words(99_020_019_000_000) == "sembilan puluh sembilan triliun dua puluh miliar sembilan belas juta"
    numbers = (*range(12_000), 99_020_019_000_000)
    assert all(read_words(in_words(number)) == (number, 0) for number in numbers), "so no two share their words"


@pytest.mark.parametrize(
    ("text", "number", "decimals"),
    [
        ("Tujuh Puluh Lima Koma Lima", "75.5", 1),
        ("delapanpuluh lima", "85", 0),
        ("(DELAPAN PULUH-LIMA),-", "85", 0),
        ("85 (delapan puluh enam)", "86", 0),  # its words
        ("satu ratus", "100", 0),
        ("se ratus", "100", 0),
        ("tujuh lima", "75", 0),  # digit by digit
        ("enam puluh titik nol lima", "60.05", 2),
        ("enam puluh koma lima puluh", "60.5", 2),
        ("enam puluh koma dua lima", "60.25", 2),
        ("enam puluh koma dua puluh lima", "60.25", 2),
        ("tujuh puluh setengah", "70.5", 1),
        ("setengah", "0.5", 1),
        ("nol", "0", 0),
        ("dua milyar", "2000000000", 0),
    ],
)
def test_words_that_are_a_number(text: str, number: str, decimals: int) -> None:
    assert read_words(text) == (Fraction(number), decimals)


@pytest.mark.parametrize(
    "text",
    [
        "", "-", "85", "koma", "lima koma", "koma lima", "delapan pulu lima", "delapan puluh sepuluh", "puluh lima",
        "lima koma nol puluh", "lima koma lima setengah", "seratus puluh", "Tiga Saudara", "lima ratus ribu rupiah",
        "minus lima", "dua ratus ratus", "lima koma lima koma lima", "tidak hadir",
    ],
)  # fmt: skip
def test_words_that_are_no_number(text: str) -> None:
    assert read_words(text) is None
