"""Pictures: well-formed SVG whose lengths are right, with words for whoever has it read aloud."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from fractions import Fraction

import pytest

from asnrekrut.charts import Picture, Scale, Spread, bars, class_edges, classed, distribution, funnel, spreads

WORDS = Picture("g", 'Judul <b> & "x"', "Uraian </svg>")
NAME = "{http://www.w3.org/2000/svg}"


def parsed(picture: Picture) -> ET.Element:
    root = ET.fromstring(picture.svg)  # noqa: S314  (our own)
    title, description = root.find(f"{NAME}title"), root.find(f"{NAME}desc")
    assert title is not None and description is not None  # noqa: PT018
    assert (title.text, description.text) == (WORDS.title, WORDS.words)
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert not re.search(r"style=|<script|href", picture.svg)
    return root


def texts(root: ET.Element) -> list[str]:
    return [one.text or "" for one in root.iter(f"{NAME}text")]


def sizes(root: ET.Element, what: str) -> list[int]:
    return [int(one.get(what, "")) for one in root.iter(f"{NAME}rect")]


def test_bars_are_as_long_as_their_counts() -> None:
    root = parsed(bars(WORDS, [("A", 50), ("B <i>", 25), ("C", 0), ("D", 1250)]))
    a, b, c, d = sizes(root, "width")
    assert (c, abs(d - 25 * a) <= 13, abs(a - 2 * b) <= 1) == (0, True, True)
    assert {"B <i>", "1.250", "1500", "orang"} <= set(texts(root))


def test_a_funnel_shows_parts_of_the_first() -> None:
    root = parsed(funnel(WORDS, [("Tes", 48), ("Simulasi", 18), ("Lulus", 6)]))
    assert texts(root) == ["Tes: 48 (100%)", "Simulasi: 18 (37,5%)", "Lulus: 6 (12,5%)"]
    whole, rest, _ = sizes(root, "width")
    assert abs(rest - whole * 18 / 48) < 1


def test_a_distribution_counts_everybody_once_and_shows_the_cut() -> None:
    values = [Fraction(k, 2) for k in (80, 100, 101, 120, 121, 160)]
    root = parsed(distribution(WORDS, classed(values, Fraction(125, 2)), "Nilai Tes"))
    assert "ambang batas 62,5" in texts(root)
    assert "Nilai Tes" in texts(root)
    heights = [size for size in sizes(root, "height") if size]
    unit = min(heights)
    assert sum(round(size / unit) for size in heights) == len(values)
    assert classed([Fraction(7)] * 3).counts == (3,)  # all alike


@pytest.mark.parametrize(
    ("low", "high", "cut", "edges"),
    [
        ("40", "80", "62.5", ["37.5", "42.5", "47.5", "52.5", "57.5", "62.5", "67.5", "72.5", "77.5", "82.5"]),
        ("0", "3", None, ["0", "0.5", "1", "1.5", "2", "2.5", "3"]),
        ("70", "80", "65", ["65", "67", "69", "71", "73", "75", "77", "79", "81"]),  # nobody is below the cut
        ("50", "50", "50", ["50", "51"]),
        ("40", "50", "50", [str(k) for k in range(40, 51)]),
    ],
)
def test_the_cut_is_an_edge_of_the_classes(low: str, high: str, cut: str | None, edges: list[str]) -> None:
    bound = None if cut is None else Fraction(cut)
    assert class_edges(Fraction(low), Fraction(high), bound) == tuple(map(Fraction, edges))
    assert sum(classed([Fraction(low), Fraction(high)], bound).counts) == 2


def test_spreads_put_the_lenient_further_right() -> None:
    rows = [
        Spread(name, Fraction(low), Fraction(low + 5), Fraction(low + 10), Fraction(low + 15), Fraction(low + 20), mean)
        for name, low, mean in (("Ketat", 50, Fraction(601, 10)), ("Longgar", 70, Fraction(8005, 100)))
    ]
    root = parsed(spreads(WORDS, rows, "nilai"))
    strict, lenient = (int(one.get("cx", "")) for one in root.iter(f"{NAME}circle"))
    assert strict < lenient
    assert {"Ketat: rata-rata 60,1", "Longgar: rata-rata 80,05"} <= set(texts(root))


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        ("0", "48", ["0", "10", "20", "30", "40", "50"]),
        ("0", "3", ["0", "1", "2", "3"]),
        (
            "75.198",
            "86.3",
            ["75", "80", "85", "90"],
        ),  # a fifth is 2.2: the next round step is 5
        ("7", "7", ["7", "8"]),
    ],
)
def test_axes_have_round_numbers(low: str, high: str, ticks: list[str]) -> None:
    scale = Scale.over(Fraction(low), Fraction(high), 0, 100)
    assert scale.low <= Fraction(low) <= Fraction(high) <= scale.high
    assert (scale.at(scale.low), scale.at(scale.high)) == (0, 100)
    assert scale.ticks() == [Fraction(tick) for tick in ticks]
