"""From marks to scores, worked by hand: composites, roundings, panels, groups and bonuses."""

from __future__ import annotations

from fractions import Fraction
from statistics import mean, median
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asnrekrut.core.calculation_steps import Combined
from asnrekrut.core.exact import Exact
from asnrekrut.core.marks import Marks, State
from asnrekrut.core.result import Fate
from tests.build import selection
from tests.strategies import STEADY

if TYPE_CHECKING:
    from tests.build import Run


def scores(result: Run, number: str = "1") -> list[Fraction | None]:
    """Value and weighted value of each stage, then the final score."""
    i = result.register.numbers.index(number)
    columns = [c for s in result.scores.stages for c in (s.value, s.weighted)] + [result.scores.final]
    return [None if c is None else c.values.at(i) for c in columns]


def exact(*numbers: str) -> list[Fraction]:
    return [Fraction(n) for n in numbers]


# --- composites ---------------------------------------------------------------------------------------------


def test_components_without_weights_are_simply_added() -> None:
    """120 of 150 and 70 of 175 are 190 of 325: not the mean of 80 and 40."""
    rules = """
peringkat = { urut = ["akhir"] }
tahap = [{ kode = "tes", bobot = 100, komponen = [{ kode = "a", maksimum = 150 }, { kode = "b", maksimum = 175 }] }]
"""
    assert scores(selection(rules, "nomor tes.a tes.b\n1 120 70")) == exact("760/13", "760/13", "760/13")


def test_components_with_weights_are_each_brought_to_their_maximum() -> None:
    """60 % of 40/50 and 40 % of 90/150."""
    rules = """
peringkat = { urut = ["akhir"] }
[[tahap]]
kode = "tes"
bobot = 100
komponen = [{ kode = "a", maksimum = 50, bobot = 60 }, { kode = "b", maksimum = 150, bobot = 40 }]
"""
    assert scores(selection(rules, "nomor tes.a tes.b\n1 40 90")) == exact("72", "72", "72")


def test_a_stage_on_a_scale_of_its_own() -> None:
    rules = """
peringkat = { urut = ["akhir"] }
tahap = [{ kode = "tes", bobot = 100, skala = 500, komponen = [{ kode = "a", maksimum = 50 }] }]
"""
    assert scores(selection(rules, "nomor tes.a\n1 40")) == exact("400", "80", "80")


def test_categories_are_worth_their_points_out_of_the_best() -> None:
    rules = """
peringkat = { urut = ["akhir"] }
[[tahap]]
kode = "psikotes"
bobot = 100
komponen = [{ kode = "saran", kategori = { Disarankan = 80, Dipertimbangkan = 60, Ditolak = "gugur" } }]
"""
    people = "nomor psikotes.saran\n1 Dipertimbangkan\n2 Disarankan\n3 Ditolak"
    result = selection(rules, people)
    assert scores(result, "1")[0] == 75
    assert scores(result, "2")[0] == 100
    assert result.fates["3"] is Fate.FAILS


# --- rounding belongs to each step --------------------------------------------------------------------------

THIRDS = """
peringkat = { urut = ["akhir"] }
[[tahap]]
kode = "tes"
bobot = 40
komponen = [{ kode = "a", maksimum = 3 }]
[[tahap]]
kode = "wawancara"
bobot = 60
komponen = [{ kode = "a", maksimum = 7 }]
"""


@pytest.mark.parametrize(
    ("roundings", "figures"),
    [
        # 2/3 and 5/7: 66.666…, of which 40 % is 26.666…; 71.428571…, of which 60 % is 42.857142…
        ('skala = "tanpa", bobot = "tanpa", akhir = "tanpa"', ["200/3", "80/3", "500/7", "300/7", "1460/21"]),
        ('skala = "tanpa", bobot = "tanpa", akhir = 3', ["200/3", "80/3", "500/7", "300/7", "69.524"]),
        ('skala = "tanpa", bobot = 3, akhir = 3', ["200/3", "26.667", "500/7", "42.857", "69.524"]),
        ("skala = 3, bobot = 3, akhir = 3", ["66.667", "26.667", "71.429", "42.857", "69.524"]),
        ("skala = 0, bobot = 0, akhir = 0", ["67", "27", "71", "43", "70"]),
        # and with everything beyond the last decimal cut off
        ('cara = "ke bawah", skala = 3, bobot = 3, akhir = 3', ["66.666", "26.666", "71.428", "42.856", "69.522"]),
        # one step may go its own way
        (
            'skala = { desimal = 0, cara = "ke bawah" }, bobot = 1, akhir = 0',
            ["66", "26.4", "71", "42.6", "69"],
        ),
    ],
)
def test_every_step_is_rounded_as_the_rules_say(roundings: str, figures: list[str]) -> None:
    rules = f'pembulatan = {{ nilai = "tanpa", {roundings} }}\n' + THIRDS
    assert scores(selection(rules, "nomor tes.a wawancara.a\n1 2 5")) == exact(*figures)


def test_a_half_goes_up_or_to_the_even_neighbour() -> None:
    """1/8 of 100 is 12.5."""
    rules = """
peringkat = { urut = ["akhir"] }
pembulatan = { nilai = 0, skala = 0, bobot = 0, akhir = 0, cara = "CARA" }
tahap = [{ kode = "tes", bobot = 100, komponen = [{ kode = "a", maksimum = 8 }] }]
"""
    for rule, value in (("setengah ke atas", 13), ("setengah ke genap", 12), ("ke bawah", 12)):
        assert scores(selection(rules.replace("CARA", rule), "nomor tes.a\n1 1"))[0] == value


def test_a_stage_may_round_differently() -> None:
    rules = "pembulatan = { nilai = 3, skala = 3, bobot = 3, akhir = 3 }\n" + THIRDS.replace(
        'kode = "tes"', 'kode = "tes"\npembulatan = { skala = 1, bobot = "tanpa" }'
    )
    found = scores(selection(rules, "nomor tes.a wawancara.a\n1 2 5"))
    assert found == exact("66.7", "26.68", "71.429", "42.857", "69.537")


# --- panels -------------------------------------------------------------------------------------------------

PANEL = """
peringkat = { urut = ["akhir"] }
pembulatan = { nilai = NILAI, skala = "tanpa", bobot = "tanpa", akhir = "tanpa" }
[[tahap]]
kode = "wawancara"
bobot = 100
komponen = [{ kode = "panel", maksimum = 100, panel = { gabung = "GABUNG", minimal = 3, kolom = RATERS } }]
"""


@pytest.mark.parametrize(
    ("method", "decimals", "marks", "value"),
    [
        ("rata-rata", '"tanpa"', "80/70/75/.", "75"),
        ("rata-rata", '"tanpa"', "80/70/75/61", "71.5"),
        ("rata-rata", "2", "80/70/76/.", "75.33"),
        ("median", '"tanpa"', "80/70/75/.", "75"),
        ("median", '"tanpa"', "80/70/75/10", "72.5"),
        ("rata-rata terpangkas", '"tanpa"', "80/70/75/.", "75"),
        ("rata-rata terpangkas", '"tanpa"', "100/70/75/0", "72.5"),
        ("rata-rata terpangkas", '"tanpa"', "90/90/60/60", "75"),  # one of two equal marks goes
    ],
)
def test_a_panel_becomes_one_mark(method: str, decimals: str, marks: str, value: str) -> None:
    raters = str([f"Penilai {i}" for i in range(1, 5)])
    rules = PANEL.replace("GABUNG", method).replace("NILAI", decimals).replace("RATERS", raters)
    assert scores(selection(rules, f"nomor wawancara.panel\n1 {marks}"))[0] == Fraction(value)


marks_of_a_rater = st.none() | st.builds(Fraction, st.integers(-5, 400), st.sampled_from([1, 2, 3, 100]))
tables = st.integers(1, 5).flatmap(
    lambda n: st.lists(st.lists(marks_of_a_rater, min_size=n, max_size=n), min_size=1, max_size=6)
)


@STEADY
@given(tables)
def test_panels_of_any_size(table: list[list[Fraction | None]]) -> None:
    """One row per rater; whoever has no mark at all (or too few to trim) gets zero."""
    parts = tuple(Marks(Exact.of([m or Fraction(0) for m in row]), _states(row)) for row in table)
    for method, combined in METHODS.items():
        found = Combined(method, parts).compute([part.values for part in parts], len(table[0]))
        for i in range(len(table[0])):
            assert found.at(i) == combined(sorted(row[i] for row in table if row[i] is not None))


def _states(row: list[Fraction | None]) -> np.ndarray:
    return np.array([State.BLANK if m is None else State.KNOWN for m in row], dtype=np.int8)


METHODS = {
    "rata-rata": lambda marks: mean(marks) if marks else 0,
    "median": lambda marks: median(marks) if marks else 0,
    "rata-rata terpangkas": lambda marks: mean(marks[1:-1]) if len(marks) > 2 else 0,
}


# --- thresholds and groups ----------------------------------------------------------------------------------

GATES = """
peringkat = { urut = ["akhir"] }
[pelamar.atribut]
daerah = { kolom = "Daerah" }
difabel = { kolom = "Difabel" }
[[kelompok]]
kode = "terpencil"
nama = "Daerah terpencil"
bila = { "pelamar.daerah" = ["Terpencil", "Perbatasan"] }
ambang = { "tes.a" = 40, "tes" = "tanpa" }
[[kelompok]]
kode = "difabel"
nama = "Penyandang disabilitas"
bila = { "pelamar.difabel" = ["Ya"] }
ambang = { "tes.a" = 20 }
[[tahap]]
kode = "tes"
bobot = 100
ambang = 60
komponen = [{ kode = "a", maksimum = 100, ambang = 50 }, { kode = "b", maksimum = 100 }]
"""


@pytest.mark.parametrize(
    ("region", "disabled", "a", "b", "passes"),
    [
        (".", "Tidak", 50, 70, True),  # exactly at both thresholds
        (".", "Tidak", 49, 100, False),
        (".", "Tidak", 50, 69, False),  # a stage value of 59.5
        ("Terpencil", "Tidak", 40, 0, True),  # no threshold on the stage
        ("terpencil", "Tidak", 40, 0, True),  # words are compared without regard to case
        ("Perbatasan", "Tidak", 39, 100, False),
        ("Kota", "Ya", 20, 100, True),  # the threshold on the stage still holds
        ("Kota", "Ya", 20, 99, False),
        ("Terpencil", "Ya", 30, 100, False),  # the first group that fits counts, not the kindest
    ],
)
def test_thresholds_of_groups(region: str, disabled: str, a: int, b: int, passes: bool) -> None:
    people = f"nomor pelamar.daerah pelamar.difabel tes.a tes.b\n1 {region} {disabled} {a} {b}"
    assert selection(GATES, people).fates["1"] is (Fate.WINS if passes else Fate.FAILS)


@pytest.mark.parametrize(("scale", "fate"), [('"tanpa"', Fate.FAILS), ("3", Fate.FAILS), ("1", Fate.WINS)])
def test_a_threshold_on_the_stage_looks_at_the_rounded_value(scale: str, fate: Fate) -> None:
    """59.96, or 60.0 once it is rounded to one decimal."""
    roundings = f'pembulatan = {{ nilai = "tanpa", skala = {scale}, bobot = "tanpa", akhir = "tanpa" }}\n'
    people = "nomor pelamar.daerah pelamar.difabel tes.a tes.b\n1 Kota Tidak 59.96 59.96"
    assert selection(roundings + GATES, people).fates["1"] is fate


def test_a_threshold_on_the_sum() -> None:
    rules = """
peringkat = { urut = ["tes.jumlah"] }
[[tahap]]
kode = "tes"
ambang_jumlah = 120
komponen = [{ kode = "a", maksimum = 150 }, { kode = "b", maksimum = 50 }]
"""
    people = """
nomor  tes.a  tes.b
1      100    20
2      119.9  0
3      75     45.5
"""
    result = selection(rules, people, A=3)
    assert result.ranks == {"3": 1, "1": 2}
    assert result.fates["2"] is Fate.FAILS


# --- bonuses ------------------------------------------------------------------------------------------------

BONUS = """
[peringkat]
urut = ["akhir"]
# peringkat
[pelamar.atribut]
anak_daerah = { kolom = "Anak Daerah" }
ktp = { kolom = "KTP" }
masa_kerja = { kolom = "Masa Kerja", jenis = "angka" }
[[tahap]]
kode = "tes"
bobot = 100
komponen = [{ kode = "a", maksimum = 50, ambang = 40 }]
[[bonus]]
kode = "daerah"
nama = "Anak daerah"
bila = { "pelamar.anak_daerah" = ["Ya"] }
bukti = "pelamar.ktp"
"""
PERSON = "nomor pelamar.anak_daerah pelamar.ktp pelamar.masa_kerja tes.a\n1 {} {} {} {}"


def with_bonus(rule: str, *, local: str = "Ya", card: str = "KTP", years: str = "0", mark: int = 40) -> Run:
    return selection(BONUS + rule, PERSON.format(local, card, years, mark))


@pytest.mark.parametrize(
    ("rule", "final"),
    [
        ('pada = "akhir"\nnilai = 2.5', "82.5"),
        ('pada = "akhir"\npersen = 10', "90"),  # of 100
        ('pada = "tes.a"\nnilai = 2.5', "85"),  # 42.5 of 50
        ('pada = "tes.a"\npersen = 10', "90"),  # 45 of 50
        ('pada = "tes.a"\npersen = 100', "100"),  # no more than the maximum
        ('pada = "akhir"\nnilai = 0.5\nkali = "pelamar.masa_kerja"', "83.5"),  # seven years
        ('pada = "akhir"\nnilai = 0.5\nkali = "pelamar.masa_kerja"\nmaksimum = 3', "83"),
        ('pada = "tes.a"\npersen = 10\nmaksimum = 4', "88"),
    ],
)
def test_what_a_bonus_adds(rule: str, final: str) -> None:
    result = with_bonus(rule, years="7")
    assert scores(result)[-1] == Fraction(final)
    assert result.findings == []


def test_bonuses_on_the_final_score_are_capped_together() -> None:
    second = BONUS[BONUS.index("[[bonus]]") :].replace('"daerah"', '"lain"')
    rules = BONUS.replace("# peringkat", "bonus_maksimum = 6") + 'pada = "akhir"\nnilai = 5\n' + second
    result = selection(rules + 'pada = "akhir"\nnilai = 4', PERSON.format("Ya", "KTP", 0, 40))
    assert scores(result)[-1] == 86


@pytest.mark.parametrize(
    ("before", "fate"), [("sebelum_ambang = true", Fate.WINS), ("sebelum_ambang = false", Fate.FAILS)]
)
def test_whether_a_bonus_helps_over_the_threshold(before: str, fate: Fate) -> None:
    result = with_bonus(f'pada = "tes.a"\nnilai = 2\n{before}', mark=38)
    assert result.fates["1"] is fate


def test_a_bonus_after_the_threshold_still_counts() -> None:
    result = with_bonus('pada = "tes.a"\nnilai = 2\nsebelum_ambang = false', mark=40)
    assert scores(result)[-1] == 84


@pytest.mark.parametrize(
    ("local", "card", "years", "codes"),
    [
        ("Ya", "KTP", "7", []),
        ("Ya", ".", "7", ["E501"]),  # claimed without evidence
        ("Tidak", "KTP", "7", ["P401"]),  # evidence without a claim: worth a look
        ("Ya", "KTP", ".", ["E502"]),  # worth cannot be told
        ("Ya", ".", ".", ["E501"]),
        ("Tidak", ".", ".", []),
    ],
)
def test_a_bonus_needs_its_evidence(local: str, card: str, years: str, codes: list[str]) -> None:
    rule = 'pada = "akhir"\nnilai = 1\nkali = "pelamar.masa_kerja"'
    result = with_bonus(rule, local=local, card=card, years=years)
    assert result.codes == codes
    due = (local, card, years) == ("Ya", "KTP", "7")
    assert scores(result)[-1] == (87 if due else 80)


@pytest.mark.parametrize(("target", "final"), [("akhir", 10), ("tes.a", 0)])
def test_an_absence_that_counts_as_zero_earns_nothing_where_a_mark_is_raised(target: str, final: int) -> None:
    rules = BONUS.replace("bobot = 100", 'bobot = 100\ntidak_hadir = "nol"') + f'pada = "{target}"\nnilai = 10'
    assert scores(selection(rules, PERSON.format("Ya", "KTP", 0, "TH")))[-1] == final


@pytest.mark.parametrize("target", ["akhir", "tes.a"])
def test_a_bonus_never_takes_points_away(target: str) -> None:
    """Seven years less than none are a typing error; the attribute need not have a maximum that would catch it."""
    result = with_bonus(f'pada = "{target}"\nnilai = 1\nkali = "pelamar.masa_kerja"', years="-7")
    final = scores(result)[-1]
    assert final is not None
    assert final >= 80


def test_what_is_only_reported() -> None:
    """A group without members, and a person who is absent in one half of a stage and marked in the other."""
    rules = """
peringkat = { urut = ["akhir"], cadangan = 1 }
kelompok = [{ kode = "k", nama = "Khusus", bila = { "formasi.jenis" = "Khusus" }, ambang = { tes = 10 } }]
[[tahap]]
kode = "tes"
bobot = 100
komponen = [{ kode = "a", maksimum = 100 }, { kode = "b", maksimum = 100 }]
"""
    people = """
nomor  tes.a  tes.b
1      90     90
2      80     80
3      80     80
4      TH     60
"""
    result = selection(rules, people, A=1)
    assert sorted(result.codes) == ["P504", "P505", "P506"]
    assert next(f for f in result.findings if f.code == "P504").values["nomor"] == "2, 3"


@pytest.mark.parametrize(
    "word",
    ["-", "–", ".", "0", "00", "Tidak", "belum", "n/a", "N.A.", "none", "tidak-punya", "Belum-terbit", "dalam-proses"],
)
def test_a_word_of_denial_is_no_evidence(word: str) -> None:
    rule = 'pada = "akhir"\nnilai = 10'
    assert "E501" in with_bonus(rule, card=word).codes
    assert with_bonus(rule, local="Tidak", card=word).codes == [], "who claims nothing may deny"


@pytest.mark.parametrize("word", ["entah", "?x", "TH", "Kurang"])
def test_what_is_not_clear_is_no_evidence_and_is_asked(word: str) -> None:
    (doubt,) = with_bonus('pada = "akhir"\nnilai = 10', card=word).findings
    assert (doubt.code, doubt.values["isi"]) == ("E501", f'berisi "{word}", yang belum jelas sebagai bukti')


@pytest.mark.parametrize(
    "word",
    [
        *(
            "SK-1",
            "821/12/2024",
            "010",
            "AB12",
            "Ada",
            "ya",
            "Terlampir",
            "√",
            "✓",
            "V",
            "STR-XII-A",
            "Sertifikat-BNSP",
        ),
        *("Surat-Keterangan-Tidak-Mampu", "KTP", "scan1.pdf", "No.12/2026", "GTT-Guru-Tidak-Tetap-9", "2027-01-31"),
    ],
)
def test_honest_evidence_is_silent(word: str) -> None:
    assert with_bonus('pada = "akhir"\nnilai = 10', card=word).codes == []
