"""Examples that authorities and the press published with their results: the same input must give the same list."""

from __future__ import annotations

from fractions import Fraction

import pytest

from asnrekrut.core.result import Fate
from tests.build import Run, selection

# --- integration of SKD and SKB, 2018 -----------------------------------------------------------------------
# Adul, Bedu and Cita compete for one seat; 40 % and 60 % as in Permenpan-RB 36/2018, three decimals at every step.
# https://pekanbaru.tribunnews.com/2018/12/10/info-cpns-2018-ini-cara-penghitungan-integrasi-nilai-skd-dan-skb-untuk-kelulusan-cpns-2018?page=2

INTEGRATION = """
pembulatan = { nilai = 3, skala = 3, bobot = 3, akhir = 3 }
peringkat.urut = ["akhir"]
[[tahap]]
kode = "skd"
bobot = 40
komponen = [{ kode = "cat", maksimum = 500 }]
[[tahap]]
kode = "skb"
bobot = 60
komponen = [{ kode = "cat", maksimum = 500 }]
"""
ADUL_BEDU_CITA = """
nomor  skd.cat  skb.cat
Adul   300      350
Bedu   295      400
Cita   280      375
"""


@pytest.mark.parametrize(
    ("number", "scales", "weighted", "final", "rank"),
    [
        ("Adul", ("60.000", "70.000"), ("24.000", "42.000"), "66.000", 3),
        ("Bedu", ("59.000", "80.000"), ("23.600", "48.000"), "71.600", 1),
        ("Cita", ("56.000", "75.000"), ("22.400", "45.000"), "67.400", 2),
    ],
)
def test_integration_2018(
    number: str, scales: tuple[str, str], weighted: tuple[str, str], final: str, rank: int
) -> None:
    result = selection(INTEGRATION, ADUL_BEDU_CITA)
    i = result.register.numbers.index(number)
    stages, end = result.scores.stages, result.scores.final
    assert [s.value.values.at(i) for s in stages if s.value] == [Fraction(x) for x in scales]
    assert [s.weighted.values.at(i) for s in stages if s.weighted] == [Fraction(x) for x in weighted]
    assert end is not None
    assert end.values.at(i) == Fraction(final)
    assert result.ranks[number] == rank


def test_integration_2018_only_bedu_is_appointed() -> None:
    assert selection(INTEGRATION, ADUL_BEDU_CITA).who(Fate.WINS) == ["Bedu"]


def test_integration_2018_a_teaching_certificate_gives_the_full_skb() -> None:
    """The same page: if Cita holds a valid certificate, her SKB is 100,000 and her final score 82,400."""
    certificate = """
[pelamar.atribut]
serdik = { kolom = "Sertifikat Pendidik" }
[[bonus]]
kode = "serdik"
nama = "Sertifikat pendidik"
pada = "skb.cat"
persen = 100
bila = { "pelamar.serdik" = ["Ya"] }
bukti = "pelamar.serdik"
"""
    people = """
nomor  skd.cat  skb.cat  pelamar.serdik
Adul   300      350      .
Bedu   295      400      .
Cita   280      375      Ya
"""
    result = selection(INTEGRATION + certificate, people)
    end = result.scores.final
    assert end is not None
    assert [end.values.at(i) for i in range(3)] == [Fraction("66"), Fraction("71.6"), Fraction("82.4")]
    assert result.who(Fate.WINS) == ["Cita"]


# --- who goes on from SKD to SKB, selection of 2019 ---------------------------------------------------------
# Three times the quota goes on; equal totals are told apart by TKP, then TIU, then TWK. The example of
# @bkngoidofficial, quoted in
# https://m.tribunnews.com/amp/nasional/2020/02/29/cara-cek-hasil-kelulusan-skd-cpns-2019-dari-perengkingan-lolos-atau-tidak-ke-tahap-skb-ini-caranya?page=2
# Maxima (500 together) and thresholds are those of Permen 24/2019; they are not part of the example.

SKD_2019 = """
peringkat = { urut = ["skd.jumlah"], seri = "ikut semua" }
[[tahap]]
kode = "skd"
komponen = [
  { kode = "twk", maksimum = 150, ambang = 65 },
  { kode = "tiu", maksimum = 175, ambang = 80 },
  { kode = "tkp", maksimum = 175, ambang = 126 },
]
lanjut = { kali_kuota = 3, urut = ["skd.jumlah", "skd.tkp", "skd.tiu", "skd.twk"], seri = "ikut semua" }
"""
SEVEN = """
nomor  skd.tkp  skd.tiu  skd.twk
1      150      110      135
2      148      125      115
3      145      105      117
4      147      115      105
5      146      112      109
6      146      110      100
7      146      115      95
"""


def shortlisted(result: Run) -> list[str]:
    """Those who go on from the first stage, best first."""
    cut = result.ranking.stages[0].standing
    going = [i for i in cut.order.tolist() if result.ranking.stages[0].fates[i] == Fate.PROCEEDS]
    return [result.register.numbers[i] for i in going]


@pytest.mark.parametrize(("quota", "going_on"), [(1, ["1", "2", "4"]), (2, ["1", "2", "4", "5", "3", "7"])])
def test_skd_shortlist_2019(quota: int, going_on: list[str]) -> None:
    assert shortlisted(selection(SKD_2019, SEVEN, A=quota)) == going_on


def test_skd_totals_2019() -> None:
    total = selection(SKD_2019, SEVEN).scores.stages[0].total
    assert total is not None
    assert [total.values.at(i) for i in range(7)] == [395, 388, 367, 367, 367, 356, 356]


def test_all_who_are_fully_equal_at_the_last_place_go_on() -> None:
    """The same source: with total, TKP, TIU and TWK all equal everybody goes on, even beyond three times the quota."""
    twins = SEVEN + "8  147  115  105\n" + "9  147  115  105\n"
    assert shortlisted(selection(SKD_2019, twins, A=1)) == ["1", "2", "4", "8", "9"]


# --- SKD thresholds 2024 ------------------------------------------------------------------------------------
# Keputusan Menteri PANRB 321/2024: general TWK 65, TIU 80, TKP 166; cum laude total 311 and TIU 85; disability total
# 286 and TIU 60. Maxima 150 + 175 + 225 = 550.
# https://jateng.tribunnews.com/amp/2024/08/12/6-jurusan-kuliah-diprediksi-banyak-peluang-di-cpns-2024-sscasnbkngoid?page=3
# https://gerbangberita.net/apa-saja-tes-skb-cpns-kemenkumham-2024-ini-jenis-bobotnya-1191.html

SKD_2024 = """
peringkat = { urut = ["skd.jumlah"], seri = "ikut semua" }
[formasi]
U = { kuota = 9, jabatan = "Arsiparis", jenis = "Umum" }
C = { kuota = 9, jabatan = "Arsiparis", jenis = "Cumlaude" }
D = { kuota = 9, jabatan = "Arsiparis", jenis = "Disabilitas" }

[[kelompok]]
kode = "cumlaude"
nama = "Putra-putri terbaik"
bila = { "formasi.jenis" = ["Cumlaude"] }
ambang = { "skd.twk" = "tanpa", "skd.tkp" = "tanpa", "skd.tiu" = 85, "skd.jumlah" = 311 }

[[kelompok]]
kode = "disabilitas"
nama = "Penyandang disabilitas"
bila = { "formasi.jenis" = ["Disabilitas"] }
ambang = { "skd.twk" = "tanpa", "skd.tkp" = "tanpa", "skd.tiu" = 60, "skd.jumlah" = 286 }

[[tahap]]
kode = "skd"
komponen = [
  { kode = "twk", maksimum = 150, ambang = 65 },
  { kode = "tiu", maksimum = 175, ambang = 80 },
  { kode = "tkp", maksimum = 225, ambang = 166 },
]
"""


@pytest.mark.parametrize(
    ("formation", "twk", "tiu", "tkp", "passes"),
    [
        ("U", 65, 80, 166, True),  # exactly at every threshold; the total of 311 plays no part
        ("U", 64, 175, 225, False),
        ("U", 150, 79, 225, False),
        ("U", 150, 175, 165, False),
        ("C", 60, 85, 166, True),  # exactly 311; TWK and TKP have no threshold of their own
        ("C", 60, 85, 165, False),  # 310
        ("C", 150, 84, 225, False),
        ("C", 0, 86, 225, True),  # 311 without a single point in TWK
        ("D", 60, 60, 166, True),  # exactly 286
        ("D", 60, 60, 165, False),  # 285
        ("D", 150, 59, 225, False),
        ("D", 64, 60, 165, True),  # 289, below the general TWK and TKP
    ],
)
def test_skd_thresholds_2024(formation: str, twk: int, tiu: int, tkp: int, passes: bool) -> None:
    people = f"nomor formasi skd.twk skd.tiu skd.tkp\n1 {formation} {twk} {tiu} {tkp}"
    fate = selection(SKD_2024, people).fates["1"]
    assert fate is (Fate.WINS if passes else Fate.FAILS)


# --- seats left empty, selection of 2019 --------------------------------------------------------------------
# Three general seats with six applicants, one for disability with none, two for cum laude with one.
# https://m.jpnn.com/amp/news/formasi-kosong-diisi-peserta-seleksi-cpns-2019-yang-tidak-lulus
# Only the direct winners: moving the fourth and fifth into the empty seats is not part of the ranking.

EMPTY_SEATS = """
peringkat.urut = ["akhir"]
[formasi]
umum = { kuota = 3, jabatan = "Pranata Komputer Pertama", jenis = "Umum" }
disabilitas = { kuota = 1, jabatan = "Pranata Komputer Pertama", jenis = "Disabilitas" }
cumlaude = { kuota = 2, jabatan = "Pranata Komputer Pertama", jenis = "Cumlaude" }
[[tahap]]
kode = "integrasi"
bobot = 100
komponen = [{ kode = "nilai", maksimum = 100 }]
"""
APPLICANTS = """
nomor       formasi   integrasi.nilai
umum-1      umum      80
umum-2      umum      79
umum-3      umum      78
umum-4      umum      77
umum-5      umum      76
umum-6      umum      75
cumlaude-1  cumlaude  70
"""


def test_direct_winners_and_empty_seats_2019() -> None:
    result = selection(EMPTY_SEATS, APPLICANTS)
    winners = result.who(Fate.WINS)
    empty = {
        seats.code: seats.quota - sum(w.startswith(seats.code) for w in winners) for seats in result.register.formations
    }
    assert sorted(winners) == ["cumlaude-1", "umum-1", "umum-2", "umum-3"]
    assert empty == {"umum": 0, "disabilitas": 1, "cumlaude": 1}
    assert result.who(Fate.LOSES) == ["umum-4", "umum-5", "umum-6"]
