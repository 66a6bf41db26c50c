"""Which state decides: every row of the table in ``docs/aturan.md`` is carried out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from asnrekrut.core.ranking import Fate
from tests.build import selection

PAGE = (Path(__file__).parents[1] / "docs" / "aturan.md").read_text(encoding="utf-8")
TABLE = re.search(r"^\| Nilai \| Kesimpulan \| .*\n\|-.*\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
RULES = """
peringkat = {{ urut = ["akhir"] }}
[[tahap]]
kode = "tes"
bobot = 100
{}
komponen = [
  {{ kode = "nilai", maksimum = 100, ambang = 50 }},
  {{ kode = "kesimpulan", kategori = {{ Baik = 100, Kurang = 0, Buruk = "gugur" }} }},
]
"""
OUTCOMES = {
    Fate.WINS: "lolos",
    Fate.FAILS: "gugur",
    Fate.ABSENT: "tidak hadir",
    Fate.WITHDRAWN: "mengundurkan diri",
    Fate.DISQUALIFIED: "didiskualifikasi",
    Fate.NOT_REACHED: "berhenti",
}


def rows() -> list[list[str]]:
    assert TABLE is not None
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in TABLE[1].splitlines()]


@pytest.mark.parametrize(("mark", "word", "rule", "outcome"), rows(), ids=" / ".join)
def test_the_table_of_states_is_what_happens(mark: str, word: str, rule: str, outcome: str) -> None:
    settings = "\n".join(re.findall(r"`([^`]+)`", rule))
    cells = [cell.replace("kosong", ".") for cell in (mark, word)]
    result = selection(RULES.format(settings), f"nomor tes.nilai tes.kesimpulan\n1 {' '.join(cells)}")
    assert OUTCOMES[result.fates["1"]] == outcome
    assert result.complete == (outcome != "berhenti")


def test_the_table_has_every_pair_of_states() -> None:
    """Each two of the states that end a participation, or leave it open, meet at least once."""
    states = {"DIS", "APS", "TH", "kosong", "Buruk", "49"}
    met = {frozenset(row[:2]) for row in rows()}
    assert {frozenset((a, b)) for a in states for b in states if a < b} - met == set()
