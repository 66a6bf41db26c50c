"""Ranks, shortlists, states and gates in small cases worked by hand."""

from __future__ import annotations

import pytest

from asnrekrut.core.reasons import reasons
from asnrekrut.core.result import Fate
from asnrekrut.core.ties import Tie
from tests.build import selection
from tests.snippets import FOUR, ONE_TEST, by_score, decision, drawn

# --- ranks, seats, reserves ---------------------------------------------------------------------------------


def test_equals_share_their_rank() -> None:
    result = selection(by_score(), FOUR, A=3)
    assert result.ranks == {"002": 1, "003": 2, "004": 2, "001": 4}
    assert result.who(Fate.WINS) == ["002", "003", "004"]
    assert result.who(Fate.LOSES) == ["001"]


def test_each_formation_has_its_own_ranks() -> None:
    people = """
nomor  formasi  tes.nilai
001    A        60
002    B        90
003    A        50
004    B        95
"""
    result = selection(by_score(), people, A=1, B=1)
    assert result.ranks == {"001": 1, "003": 2, "004": 1, "002": 2}
    assert result.who(Fate.WINS) == ["001", "004"]


def test_reserves_follow_the_winners() -> None:
    people = """
nomor  tes.nilai
001    70
002    90
003    80
004    60
"""
    result = selection(by_score(cadangan=2), people)
    assert result.who(Fate.WINS) == ["002"]
    assert result.who(Fate.RESERVE) == ["003", "001"]
    assert result.who(Fate.LOSES) == ["004"]


def test_equals_at_the_last_reserve_place_are_both_reserves() -> None:
    """Only seats are scarce: a tie among reserves is left as it is."""
    result = selection(by_score(cadangan=1), FOUR)
    assert result.complete
    assert result.ranks == {"002": 1, "003": 2, "004": 2, "001": 4}
    assert result.who(Fate.RESERVE) == ["003", "004"]


def test_the_reserve_list_is_as_long_as_the_rules_say_behind_the_last_winner() -> None:
    people = "nomor tes.nilai\n1 80\n2 80\n3 70\n4 65\n5 50"
    result = selection(by_score(cadangan=2, seri="ikut semua"), people)
    assert result.who(Fate.WINS) == ["1", "2"]  # for one seat
    assert result.who(Fate.RESERVE) == ["3", "4"]
    assert result.who(Fate.LOSES) == ["5"]


TIERS = """
peringkat = { urut = ["ambang_umum", "akhir"], cadangan = 1 }
[pelamar.atribut]
daerah = { kolom = "Daerah" }
[[kelompok]]
kode = "terpencil"
nama = "Daerah terpencil"
bila = { "pelamar.daerah" = "Terpencil" }
ambang = { "tes.a" = 40 }
[[tahap]]
kode = "tes"
bobot = 100
komponen = [{ kode = "a", maksimum = 100, ambang = 50 }, { kode = "b", maksimum = 100 }]
"""


def test_whoever_meets_the_general_thresholds_stands_before_whoever_meets_the_groups_own() -> None:
    people = """
nomor  pelamar.daerah  tes.a  tes.b
1      Terpencil       40     100
2      Kota            50     50
3      Terpencil       50     40
4      Kota            40     100
"""
    result = selection(TIERS, people)
    assert result.ranks == {"2": 1, "3": 2, "1": 3}  # 1 has the greatest score of all
    why = dict(zip(result.register.numbers, reasons(result.ranking), strict=True))
    assert why["1"].endswith("; sesudah 3, yang memenuhi ambang batas umum")
    assert "nilai sama" not in "".join(why.values())  # 100 and 90 differ, although the first key is the same
    assert result.fates["4"] is Fate.FAILS


def test_more_seats_than_finalists() -> None:
    result = selection(by_score(), FOUR, A=9, B=1)
    assert result.complete
    assert result.who(Fate.WINS) == ["002", "003", "004", "001"]


# --- shortlists ---------------------------------------------------------------------------------------------

TWO_STAGES = """
peringkat = { urut = ["akhir"], seri = "ikut semua" }
[[tahap]]
kode = "tes"
bobot = 60
komponen = [{ kode = "nilai", maksimum = 100 }]
lanjut = { ATURAN }
[[tahap]]
kode = "wawancara"
bobot = 40
komponen = [{ kode = "nilai", maksimum = 100 }]
"""
BOTH = """
nomor  tes.nilai  wawancara.nilai
001    90         50
002    80         90
003    80         60
004    70         100
"""


def shortlist(rule: str) -> str:
    return TWO_STAGES.replace("ATURAN", rule)


@pytest.mark.parametrize(
    ("rule", "beyond"),
    [
        ('kali_kuota = 1, urut = ["tes"]', ["002", "003", "004"]),
        ('kali_kuota = 2, urut = ["tes"]', ["004"]),  # equal at the second place: both go on
        ('kali_kuota = 3, urut = ["tes"]', ["004"]),
        ('jumlah = 4, urut = ["tes"]', []),
        ('jumlah = 1, urut = ["sementara"]', ["002", "003", "004"]),
    ],
)
def test_who_is_beyond_the_shortlist(rule: str, beyond: list[str]) -> None:
    assert selection(shortlist(rule), BOTH).who(Fate.BEYOND) == beyond


def test_whoever_is_beyond_the_shortlist_has_no_rank() -> None:
    """004 would have been second in the end."""
    result = selection(shortlist('jumlah = 3, urut = ["tes"]'), BOTH)
    assert result.ranks == {"002": 1, "001": 2, "003": 3}
    assert result.ranking.stopped_at.tolist() == [-1, -1, -1, 0]


def test_an_open_tie_at_a_shortlist_stops_there() -> None:
    result = selection(shortlist('jumlah = 2, urut = ["tes"], seri = "berhenti"'), BOTH)
    assert result.ranking.ties == [Tie("tes", 0, members=[1, 2], places=1, policy="berhenti")]
    assert not result.complete
    assert set(result.fates.values()) == {Fate.NOT_REACHED}
    assert result.ranks == {}


def test_a_decision_closes_a_tie_at_a_shortlist() -> None:
    rules = shortlist('jumlah = 2, urut = ["tes"], seri = "berhenti"') + decision("003", "002", stage="tes")
    result = selection(rules, BOTH)
    assert result.who(Fate.BEYOND) == ["002", "004"]
    assert result.findings == []


def test_a_lottery_at_a_shortlist() -> None:
    rules = shortlist('jumlah = 2, urut = ["tes"], seri = "undian", benih = "7"')
    result = selection(rules, BOTH)
    assert result.who(Fate.BEYOND) == sorted([drawn("7", "002", "003")[1], "004"])


# --- absence and other states -------------------------------------------------------------------------------


def test_each_state_ends_in_its_own_fate() -> None:
    people = """
nomor  tes.nilai  wawancara.nilai
001    80         80
002    TH         80
003    80         TH
004    APS        TH
005    80         APS
006    DIS        80
"""
    result = selection(shortlist('jumlah = 9, urut = ["tes"]'), people)
    assert result.fates == {
        "001": Fate.WINS,
        "002": Fate.ABSENT,
        "003": Fate.ABSENT,
        "004": Fate.WITHDRAWN,
        "005": Fate.WITHDRAWN,
        "006": Fate.DISQUALIFIED,
    }
    assert result.ranking.stopped_at.tolist() == [-1, 0, 1, 0, 1, 0]


TWO_PARTS = """
peringkat = { urut = ["akhir"], seri = "ikut semua" }
[[tahap]]
kode = "tes"
bobot = 100
# aturan tahap
komponen = [
  { kode = "tulis", maksimum = 50 },
  { kode = "sikap", kategori = { Baik = 50, Cukup = 25, Buruk = "gugur" } },
]
"""


def two_parts(extra: str = "") -> str:
    return TWO_PARTS.replace("# aturan tahap", extra)


@pytest.mark.parametrize(
    ("written", "attitude", "fate"),
    [
        ("50", "Cukup", Fate.WINS),
        ("0", "Cukup", Fate.WINS),  # zero is a mark
        ("50", "Buruk", Fate.FAILS),
        ("TH", "Buruk", Fate.ABSENT),  # the most severe state counts
        ("TH", "APS", Fate.WITHDRAWN),
        ("DIS", "APS", Fate.DISQUALIFIED),
        (".", "Buruk", Fate.FAILS),  # what is missing no longer matters
    ],
)
def test_the_most_severe_state_of_a_stage_counts(written: str, attitude: str, fate: Fate) -> None:
    result = selection(two_parts(), f"nomor tes.tulis tes.sikap\n1 {written} {attitude}")
    assert result.fates == {"1": fate}
    assert result.findings == []


def test_absence_may_count_as_zero() -> None:
    result = selection(two_parts('tidak_hadir = "nol"'), "nomor tes.tulis tes.sikap\n1 TH Baik\n2 TH TH")
    assert result.scores.final is not None
    assert [result.scores.final.values.at(i) for i in range(2)] == [50, 0]
    assert result.ranks == {"1": 1, "2": 2}


def test_absence_counted_as_zero_does_not_meet_a_requirement() -> None:
    """A requirement has no zero: whoever was absent has not met it."""
    rules = """
peringkat = { urut = ["akhir"] }
[[tahap]]
kode = "tes"
bobot = 100
tidak_hadir = "nol"
komponen = [{ kode = "nilai", maksimum = 100 }, { kode = "sehat", syarat = { lolos = "MS", gugur = "TMS" } }]
"""
    result = selection(rules, "nomor tes.nilai tes.sehat\n1 80 TH")
    assert result.fates == {"1": Fate.ABSENT}


def test_a_blank_stops_the_stage() -> None:
    result = selection(shortlist('jumlah = 9, urut = ["tes"]'), BOTH.replace("60", "."))
    assert result.codes == ["E401"]
    assert result.findings[0].values["nomor"] == "003"
    assert [stage.decided for stage in result.ranking.stages] == [True, False, False]
    assert set(result.fates.values()) == {Fate.PROCEEDS}
    assert result.ranks == {}


def test_nobody_asks_for_the_marks_of_those_who_are_out() -> None:
    people = """
nomor  tes.nilai  wawancara.nilai
001    90         80
002    80         .
"""
    result = selection(shortlist('jumlah = 1, urut = ["tes"]'), people)
    assert result.complete
    assert result.findings == []


def test_a_blank_may_mean_absence() -> None:
    result = selection(two_parts('kosong = "tidak hadir"'), "nomor tes.tulis tes.sikap\n1 . Baik\n2 . .")
    assert result.fates == {"1": Fate.ABSENT, "2": Fate.ABSENT}
    assert [(f.code, f.values["nomor"]) for f in result.findings] == [("P506", "1")]  # beside a mark it is doubted


PANEL = """
peringkat = { urut = ["akhir"] }
[[tahap]]
kode = "wawancara"
bobot = 100
# aturan tahap
komponen = [
  { kode = "panel", maksimum = 100, panel = { kolom = ["Penilai 1", "Penilai 2", "Penilai 3"], minimal = 3 } },
  { kode = "tugas", maksimum = 100 },
]
"""


def test_too_few_marks_of_a_panel_stop_the_stage() -> None:
    result = selection(PANEL, "nomor wawancara.panel wawancara.tugas\n1 80/70/. 60")
    assert result.codes == ["E403"]
    assert (result.findings[0].values["ada"], result.findings[0].values["perlu"]) == (2, 3)


def test_a_blank_that_counts_as_absence_is_no_finding() -> None:
    """The panel's mark is missing; the blank task counts as zero, so nobody need look for it."""
    rules = PANEL.replace("# aturan tahap", 'kosong = "tidak hadir"\ntidak_hadir = "nol"')
    result = selection(rules, "nomor wawancara.panel wawancara.tugas\n1 80/70/. .")
    assert result.codes == ["E403"]


# --- weight and gate are two things -------------------------------------------------------------------------


def test_ranking_without_any_weight() -> None:
    """A local selection may rank by the interview and fall back on the test; there is no final score then."""
    rules = """
peringkat = { urut = ["wawancara", "tes"] }
[[tahap]]
kode = "tes"
komponen = [{ kode = "nilai", maksimum = 50 }]
[[tahap]]
kode = "wawancara"
komponen = [{ kode = "nilai", maksimum = 100 }]
"""
    people = """
nomor  tes.nilai  wawancara.nilai
001    50         70
002    10         80
003    20         80
"""
    result = selection(rules, people)
    assert result.ranks == {"003": 1, "002": 2, "001": 3}
    assert result.scores.final is None


GATE_AND_WEIGHT = """
peringkat = { urut = ["akhir"] }
[[tahap]]
kode = "tes"
ambang = 60
komponen = [{ kode = "nilai", maksimum = 100 }]
[[tahap]]
kode = "wawancara"
bobot = 100
komponen = [{ kode = "nilai", maksimum = 100 }]
"""


def test_a_gate_without_weight_eliminates_but_does_not_count() -> None:
    people = """
nomor  tes.nilai  wawancara.nilai
001    60         50
002    100        40
003    59.99      100
"""
    result = selection(GATE_AND_WEIGHT, people)
    assert result.ranks == {"001": 1, "002": 2}
    assert result.fates["003"] is Fate.FAILS
    assert result.scores.final is not None
    assert [result.scores.final.values.at(i) for i in (0, 1)] == [50, 40]


def test_a_weight_without_gate_never_eliminates() -> None:
    people = """
nomor  tes.nilai  wawancara.nilai
001    60         0
002    100        0
"""
    result = selection(GATE_AND_WEIGHT + decision("002", "001"), people)
    assert result.fates == {"002": Fate.WINS, "001": Fate.LOSES}


def test_a_requirement_eliminates_without_a_mark() -> None:
    rules = """
peringkat = { urut = ["akhir"] }
[[tahap]]
kode = "kesehatan"
komponen = [{ kode = "sehat", syarat = { lolos = ["MS"], gugur = ["TMS"] } }]
"""
    people = """
nomor  kesehatan.sehat  tes.nilai
001    MS               60
002    TMS              90
"""
    result = selection(rules + ONE_TEST, people)
    assert result.fates == {"001": Fate.WINS, "002": Fate.FAILS}
