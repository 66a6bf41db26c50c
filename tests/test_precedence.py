"""Which state decides, and what settles a tie: every row of both tables in ``docs/aturan.md`` is carried out."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from asnrekrut.core.ranking import Fate
from tests.build import case, run, selection

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
ATTRIBUTES = 'pelamar.atribut = { ada = { kolom = "SK" }, tiada = { kolom = "Lain" } }\n'
DEMAND = 'ketentuan = [{{ kode = "T", alasan = "tidak sesuai", bila = {{ "pelamar.{}" = "lain" }} }}]'
OF_THE_STAGE = {"tidak dipenuhi": DEMAND.format("ada"), "tidak dapat ditentukan": DEMAND.format("tiada")}
BONUS = (
    'kode = "b", nama = "B", pada = "tes.nilai", nilai = 60, bila = { "pelamar.ada" = "SK-1" }, bukti = "pelamar.ada"'
)
BESIDE = {
    "bonus": f"bonus = [{{ {BONUS} }}]\n",
    "peristiwa APS": 'peristiwa = [{ jenis = "mengundurkan diri", tahap = "tes", peserta = "1" }]\n',
    "peristiwa DIS": 'peristiwa = [{ jenis = "diskualifikasi", tahap = "tes", peserta = "1" }]\n',
}
OUTCOMES = {
    Fate.WINS: "lolos",
    Fate.FAILS: "gugur",
    Fate.ABSENT: "tidak hadir",
    Fate.WITHDRAWN: "mengundurkan diri",
    Fate.DISQUALIFIED: "didiskualifikasi",
    Fate.NOT_REACHED: "berhenti",
}


def rows(table: re.Match[str] | None = TABLE) -> list[list[str]]:
    assert table is not None
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table[1].splitlines()]


@pytest.mark.parametrize(("mark", "word", "rule", "outcome"), rows(), ids=" / ".join)
def test_the_table_of_states_is_what_happens(mark: str, word: str, rule: str, outcome: str) -> None:
    settings = "\n".join(
        [*re.findall(r"`([^`]+)`", rule), *(text for name, text in OF_THE_STAGE.items() if name in rule)]
    )
    beside = "".join(text for name, text in BESIDE.items() if name in rule)
    cells = [cell.replace("kosong", ".") for cell in (mark, word)]
    header = "nomor tes.nilai tes.kesimpulan pelamar.ada pelamar.tiada"
    result = selection(beside + ATTRIBUTES + RULES.format(settings), f"{header}\n1 {' '.join(cells)} SK-1 .")
    assert OUTCOMES[result.fates["1"]] == outcome
    assert result.complete == (outcome != "berhenti")


def test_the_table_has_every_pair_of_states() -> None:
    """Each two of the states that end a participation, or leave it open, meet at least once."""
    states = {"DIS", "APS", "TH", "kosong", "Buruk", "49"}
    met = {frozenset(row[:2]) for row in rows()}
    assert {frozenset((a, b)) for a in states for b in states if a < b} - met == set()


TIES = re.search(r"^\| Nilai \| Kuota \| .*\n\|-.*\n((?:\|.*\n)+)", PAGE, re.MULTILINE)
TIED = """
peringkat = {{ urut = ["akhir"], seri = "{}", cadangan = {}{} }}
[[tahap]]
kode = "tes"
bobot = 100
komponen = [{{ kode = "nilai", maksimum = 100 }}]
"""
AGAIN = ', ujian_ulang = { berkas = "data/ulang.xlsx", maksimum = 100, dasar = "BA 1" }'
CODES = {Fate.WINS: "L", Fate.RESERVE: "C", Fate.LOSES: "TL"}


@pytest.mark.parametrize(("marks", "quota", "reserves", "ties", "beside", "outcome"), rows(TIES), ids=" / ".join)
def test_the_table_of_ties_is_what_happens(
    marks: str, quota: str, reserves: str, ties: str, beside: str, outcome: str
) -> None:
    """The equal ones are the second and the third."""
    decided = 'keputusan = [{ formasi = "A", urutan = ["3", "2"], dasar = "BA 1" }]\n' if "keputusan" in beside else ""
    repeated = "ujian ulang" in beside
    people = "\n".join(f"{i} {mark}" for i, mark in enumerate(marks.split(), 1))
    text = decided + TIED.format(ties, reserves, AGAIN if repeated else "")
    made = case(text, f"nomor tes.nilai\n{people}", A=int(quota))
    result = run(replace(made, repeat={"2": Decimal(70), "3": Decimal(80)} if repeated else {}))
    if outcome == "berhenti":
        assert result.ranking.ties
        return
    assert ", ".join(f"{result.ranks[n]} {CODES[fate]}" for n, fate in sorted(result.fates.items())) == outcome
