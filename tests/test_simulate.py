"""What other rules would change: refused while marks are unannounced, never written, and right about each last seat."""

from __future__ import annotations

import random
import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from asnrekrut.comparison.other_rules import Wishes, otherwise
from asnrekrut.comparison.whatif import margins, under, what_if
from asnrekrut.core.result import Fate
from asnrekrut.errors import Exit
from tests.build import selection
from tests.selections import Draft, command, digests
from tests.test_documents import text_of
from tests.test_objections import RULE

if TYPE_CHECKING:
    from pathlib import Path

# 0001 75 and 80, 0002 75 and 70, 0003 60 and 90; 77 > 73 > 72.  B-1: 0004 75 and 75, 0005 50 and 85; 75 > 64.


def draft() -> Draft:
    return Draft().as_text().event("izin simulasi", oleh="Ketua Panitia")


def simulated(folder: Path, *options: str) -> dict[str, Any]:
    before = digests(folder)
    outcome = command("simulate", folder, "--json", *options)
    assert outcome.code == Exit.DONE, outcome.err
    assert digests(folder) == before, "nothing is written"
    assert outcome.data["simulasi"] is True
    return outcome.data


def moved(said: dict[str, Any]) -> dict[str, tuple[int, int]]:
    return {one["nomor"]: tuple(one["peringkat"]) for one in said["perubahan"]["berpindah"]}


def test_other_weights_name_who_would_move(tmp_path: Path) -> None:
    folder = draft().write(tmp_path)
    # 0.3 · 75 + 0.7 · 80 = 78.5; 0.3 · 60 + 0.7 · 90 = 81; 0.3 · 75 + 0.7 · 70 = 71.5
    said = simulated(folder, "--bobot", "tes=30", "--bobot", "wawancara=70")
    assert moved(said) == {"26-0001": (1, 2), "26-0003": (3, 1), "26-0002": (2, 3)}
    seats = {one["nomor"] for one in said["perubahan"]["berpindah"] if one["kursi"]}
    assert seats == {"26-0001", "26-0003"}
    assert simulated(folder, "--bobot", "tes=60", "--bobot", "wawancara=40")["perubahan"]["berpindah"] == []


def test_to_rank_by_another_figure_is_to_weigh_it_alone(tmp_path: Path) -> None:
    folder = Draft().as_text().write(tmp_path)
    assert command("simulate", folder, "--urut", "akhir,wawancara").code == Exit.DONE
    refused = command("simulate", folder, "--urut", "wawancara,akhir")
    assert (refused.code, "belum diumumkan" in refused.err) == (Exit.USAGE, True)


def test_a_formation_that_is_held_up_is_named(tmp_path: Path) -> None:
    made = draft()
    made.files["data/tes.csv"][""][4][1] = "8O"  # 26-0004 of B-1: a letter for a zero
    said = simulated(made.write(tmp_path), "--bobot", "tes=30", "--bobot", "wawancara=70")
    assert said["tertahan"] == ["B-1"]
    assert {one["formasi"] for one in said["perubahan"]["berpindah"]} == {"A-1"}
    assert "belum dapat diputus: formasi B-1" in command("simulate", tmp_path, "--pembulatan", "sekali").out


def test_thresholds_a_stage_left_out_and_another_order(tmp_path: Path) -> None:
    folder = draft().write(tmp_path)
    assert moved(simulated(folder, "--ambang", "tes.teori=75")) == {
        "26-0003": (3, 0),
        "26-0004": (1, 0),
        "26-0005": (2, 0),
    }
    assert moved(simulated(folder, "--tanpa", "wawancara")) == {}  # 75, 75, 60: the older of the two stays first
    without = simulated(folder, "--tanpa", "tes")  # 80, 70, 90 and 75, 85
    assert moved(without) == {
        "26-0001": (1, 2),
        "26-0002": (2, 3),
        "26-0003": (3, 1),
        "26-0004": (1, 2),
        "26-0005": (2, 1),
    }
    assert moved(simulated(folder, "--urut", "wawancara, akhir")) == moved(without)
    shown = command("simulate", folder, "--ambang", "tes.teori=75").out
    assert "3 dari 5 peringkat berubah, 1 menyangkut kursi" in shown
    assert "26-0003 Contoh Tiga: peringkat 3 menjadi tanpa peringkat; tidak lulus menjadi gugur" in shown


def test_what_is_shown_of_margins_is_written_as_numbers_are(tmp_path: Path) -> None:
    """26-0003 stands level at 77 − 70.8 = 6.2 over (87 − 60) − (80 − 75) = 22 hundredths: 28 2/11 points of weight."""
    made = draft().put("data/wawancara.csv:B4", "87")
    made.rules += RULE
    shown = command("simulate", made.write(tmp_path)).out
    assert "bobot Wawancara naik dan Tes turun sekitar 28,1818; 26-0003 menyamai" in shown
    assert command("simulate", tmp_path, "--tanpa", "tes").code == Exit.DONE


def test_the_smallest_changes_are_those_at_which_the_seat_moves(tmp_path: Path) -> None:
    """26-0003 stands level at 77 − 72 = 5 over (90 − 60) − (80 − 75) = 25 hundredths: 20 points of weight."""
    folder = draft().write(tmp_path)
    rows = {(one["formasi"], one["apa"]): one for one in simulated(folder)["selisih_terkecil"]}
    shift = rows["A-1", "bobot Wawancara naik dan Tes turun"]
    assert (shift["sebesar"], shift["pesaing"], shift["kursi_terakhir"]) == ("20", "26-0003", "26-0001")
    for more, moves in ((Fraction("19.9"), False), (Fraction("20.1"), True)):
        weights = ("--bobot", f"tes={float(60 - more)}", "--bobot", f"wawancara={float(40 + more)}")
        seats = {one["nomor"] for one in simulated(folder, *weights)["perubahan"]["berpindah"] if one["kursi"]}
        assert ("26-0003" in seats) is moves
    raised = rows["B-1", "ambang batas Teori naik"]  # 70 against 50
    assert raised["sebesar"] == "20"
    assert moved(simulated(folder, "--ambang", "tes.teori=70")).get("26-0004") is None
    assert moved(simulated(folder, "--ambang", "tes.teori=70.5"))["26-0004"] == (1, 0)


def test_a_threshold_that_falls_lets_somebody_in(tmp_path: Path) -> None:
    made = draft().put("data/tes.csv:B4", "45").put("data/tes.csv:C4", "100").put("data/wawancara.csv:B4", "100")
    folder = made.write(tmp_path)  # 0003: (45 + 100) / 2 = 72.5 → 43.5 + 40 = 83.5, but 45 < 50
    rows = {(one["formasi"], one["apa"]): one for one in simulated(folder)["selisih_terkecil"]}
    assert rows["A-1", "ambang batas Teori turun"]["sebesar"] == "5"
    assert moved(simulated(folder, "--ambang", "tes.teori=45"))["26-0003"] == (0, 1)
    assert moved(simulated(folder, "--ambang", "tes.teori=tanpa"))["26-0003"] == (0, 1)


def test_ranks_that_hang_on_rounding_are_counted(tmp_path: Path) -> None:
    made = draft().rule("bobot = 3\nakhir = 3", "bobot = 0\nakhir = 0").rule("skala = 2", "skala = 0")
    # 0001 (80 + 71) / 2 = 75.5 → 76 · 0.6 = 45.6 → 46, 80 · 0.4 = 32: 78. 0002 (90 + 64) / 2 = 77 · 0.6 = 46.2 → 46,
    # 78 · 0.4 = 31.2 → 31: 77. Once only: 45.3 + 32 = 77.3 → 77 and 46.2 + 31.2 = 77.4 → 77: level, the test decides.
    made.put("data/tes.csv:C2", "71").put("data/tes.csv:C3", "64").put("data/wawancara.csv:B3", "78")
    said = simulated(made.write(tmp_path))
    ranks = {one["nomor"]: one["peringkat"] for one in said["dibulatkan_sekali"]["berpindah"]}
    assert ranks == {"26-0001": [1, 2], "26-0002": [2, 1]}
    assert said["perubahan"] is None
    assert moved(simulated(tmp_path, "--pembulatan", "sekali")) == {"26-0001": (1, 2), "26-0002": (2, 1)}
    assert moved(simulated(tmp_path, "--pembulatan", "bobot=1", "--pembulatan", "skala=1", "--pembulatan", "akhir=1"))


def test_nothing_is_told_of_marks_that_nobody_has_announced(tmp_path: Path) -> None:
    folder = Draft().as_text().write(tmp_path)
    for options in (("--bobot", "tes=50"), ("--ambang", "tes=60"), ("--tanpa", "tes")):
        refused = command("simulate", folder, *options)
        assert refused.code == Exit.USAGE
        assert "belum diumumkan" in refused.err
        assert "izin simulasi" in refused.err
        assert "26-0" not in refused.out + refused.err
    said = simulated(folder, "--pembulatan", "sekali", "--urut", "akhir")
    assert said["selisih_terkecil"] is None
    assert "belum diumumkan" in command("simulate", folder).out


def test_an_announced_result_may_be_asked_and_a_permission_is_printed(tmp_path: Path) -> None:
    folder = Draft().as_text().write(tmp_path / "announced")
    assert command("rank", folder).code == Exit.DONE
    assert command("confirm", folder, "akhir", "--ba", "1", "--tanggal", "2026-11-20").code == Exit.DONE
    assert command("announce", folder, "akhir", "--nomor", "2", "--tanggal", "2026-11-21").code == Exit.DONE
    assert moved(simulated(folder, "--bobot", "tes=30", "--bobot", "wawancara=70"))
    permitted = draft().write(tmp_path / "permitted")
    assert command("rank", permitted).code == Exit.DONE
    assert "izin simulasi" in (permitted / "hasil/akhir/hasil.json").read_text(encoding="utf-8")
    assert command("confirm", permitted, "akhir", "--ba", "1", "--tanggal", "2026-11-20").code == Exit.DONE
    assert command("report", permitted, "--dokumen", "berita-acara").code == Exit.DONE
    minutes = next((permitted / "hasil/naskah/akhir").glob("berita-acara*"))
    said = " ".join(text_of(minutes).split())
    assert "Izin simulasi" in said
    assert "oleh Ketua Panitia" in said


def test_thresholds_of_a_group(tmp_path: Path) -> None:
    """Theory 80, 90, 60 in A-1 and 70, 50 in B-1; the group of B-1 has its own threshold of 40."""
    made = draft()
    made.rules += '[[kelompok]]\nkode = "b"\nnama = "Kelompok B"\nbila = { "formasi.kode" = ["B-1"] }\n'
    made.rules += 'ambang = { "tes.teori" = 40 }\n'
    folder = made.write(tmp_path)
    assert moved(simulated(folder, "--ambang", "b/tes.teori=60")) == {"26-0005": (2, 0)}
    assert moved(simulated(folder, "--ambang", "tes.teori=95")).keys() == {"26-0001", "26-0002", "26-0003"}
    assert moved(simulated(folder, "--ambang", "b/tes.teori=tanpa")) == {}
    rows = {(one["formasi"], one["apa"]): one["sebesar"] for one in simulated(folder)["selisih_terkecil"]}
    assert rows["B-1", "ambang batas Teori bagi Kelompok B naik"] == "30"  # 70 against 40
    assert rows["A-1", "ambang batas Teori naik"] == "30"  # 80 against 50


def test_the_smallest_change_of_each_threshold(tmp_path: Path) -> None:
    """A-1's holder has theory 80 (over 50) and practice 70 (over 55): each threshold says its own distance."""
    made = draft().rule('nama = "Praktik"\nmaksimum = 100', 'nama = "Praktik"\nmaksimum = 100\nambang = 55')
    rows = {(one["formasi"], one["apa"]): one["sebesar"] for one in simulated(made.write(tmp_path))["selisih_terkecil"]}
    assert (rows["A-1", "ambang batas Teori naik"], rows["A-1", "ambang batas Praktik naik"]) == ("30", "15")


WRONG = {
    "weights that miss 100": ("--bobot", "tes=50"),
    "no such stage": ("--bobot", "tess=50"),
    "no number": ("--bobot", "tes=banyak"),
    "no such group": ("--ambang", "x/tes=5"),
    "no pair": ("--bobot", "tes"),
    "no such component": ("--ambang", "tes.xyz=5"),
    "a threshold beyond the maximum": ("--ambang", "tes.teori=101"),
    "every stage": ("--tanpa", "tes", "--tanpa", "wawancara"),
    "no such step": ("--pembulatan", "lantai=2"),
    "no such key": ("--urut", "xyz"),
}


@pytest.mark.parametrize("options", WRONG.values(), ids=WRONG)
def test_rules_that_cannot_be_carried_out(tmp_path: Path, options: tuple[str, ...]) -> None:
    assert command("simulate", draft().write(tmp_path), *options).code == Exit.USAGE


def test_there_must_be_an_end(tmp_path: Path) -> None:
    made = draft()
    del made.files["data/wawancara.csv"]
    assert "memerlukan nilai semua tahap" in command("simulate", made.write(tmp_path)).err


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12])  # in 6 no shift of weight moves the seat
def test_every_smallest_shift_of_weights_is_where_the_seat_changes_hands(seed: int) -> None:
    """Random marks of three stages: just below the shift the holder keeps the seat, just above it is lost."""
    chance = random.Random(seed)  # noqa: S311  (the same marks in every run)
    rows = [f"{k} " + " ".join(str(chance.randrange(40, 100)) for _ in "abc") for k in range(1, 8)]
    run = selection(THREE, "\n".join(["nomor a.n b.n c.n", *rows]), A=2)
    shift = next(one for one in margins(run.ranking) if one.what.startswith("bobot"))
    up, down = re.findall(r"bobot (\w+) naik dan (\w+) turun", shift.what)[0]
    before = {stage.name: Decimal(stage.weight or 0) for stage in run.rules.stages}
    for factor, keeps in ((Fraction(999, 1000), True), (Fraction(1001, 1000), False)):
        size = Decimal(round(shift.size * factor * 10**6)) / 10**6
        weights = {up: before[up] + size, down: before[down] - size}
        codes = {stage.name: stage.code for stage in run.rules.stages}
        rules = otherwise(run.rules, Wishes({codes[name]: str(weight) for name, weight in weights.items()}))
        then = under(run.ranking, rules, ())
        holder = then.register.numbers.index(shift.last)
        assert bool(then.fates[holder] == Fate.WINS) is keeps


THREE = """
tahap = [
  { kode = "a", bobot = 50, komponen = [{ kode = "n", maksimum = 100 }] },
  { kode = "b", bobot = 30, komponen = [{ kode = "n", maksimum = 100 }] },
  { kode = "c", bobot = 20, komponen = [{ kode = "n", maksimum = 100 }] },
]
peringkat = { urut = ["akhir"], seri = "ikut semua" }
"""


def test_the_same_rules_change_nothing() -> None:
    rows = "nomor a.n b.n c.n\n1 80 70 60\n2 75 85 65\n3 90 50 70"
    run = selection(THREE, rows, A=1)
    said = what_if(run.ranking, under(run.ranking, otherwise(run.rules, Wishes()), ()))
    assert (said.ranked, said.moves, said.untold) == (3, (), ())
