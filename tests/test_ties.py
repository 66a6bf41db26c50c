"""Ties across the last seat: what stops, what the committee decides, what a lottery draws. Worked by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from asnrekrut.core.reasons import reasons
from asnrekrut.core.result import Fate
from asnrekrut.core.ties import Tie
from tests.build import selection
from tests.selections import Draft, command, people
from tests.snippets import FOUR, ONE_TEST, by_score, decision, drawn

if TYPE_CHECKING:
    from pathlib import Path

    from tests.build import Run


def test_a_tie_across_the_last_seat_stops() -> None:
    result = selection(by_score(), FOUR, A=2)
    assert result.ranking.ties == [Tie("akhir", 0, members=[2, 3], places=1, policy="berhenti")]


def test_every_tied_formation_is_named() -> None:
    people = """
nomor  formasi  tes.nilai
001    A        70
002    B        70
003    A        70
004    B        70
005    B        70
"""
    result = selection(by_score(), people, A=1, B=2)
    assert [(t.formation, t.members, t.places) for t in result.ranking.ties] == [(0, [0, 2], 1), (1, [1, 3, 4], 2)]


CHAIN = """
peringkat = { urut = ["akhir", "KUNCI"] }
[pelamar.atribut]
lahir = { kolom = "Tanggal Lahir", jenis = "tanggal" }
ipk = { kolom = "IPK", jenis = "angka" }
ijazah = { kolom = "Ijazah", jenis = "pilihan", pilihan = ["S-2", "S-1"] }
"""


@pytest.mark.parametrize(
    ("key", "winner"),
    [
        ("pelamar.lahir: tertua", "002"),
        ("pelamar.lahir: termuda", "001"),
        ("pelamar.ipk", "001"),  # the greatest, unless the rules say otherwise
        ("pelamar.ipk: terbesar", "001"),
        ("pelamar.ipk: terkecil", "002"),
        ("pelamar.ijazah", "002"),  # the choices are written in the order of preference
    ],
)
def test_the_next_key_of_the_chain_breaks_a_tie(key: str, winner: str) -> None:
    people = """
nomor  tes.nilai  pelamar.lahir  pelamar.ipk  pelamar.ijazah
001    80         1990-05-02     3.10         S-1
002    80         1990-05-01     3.09         S-2
"""
    result = selection(CHAIN.replace("KUNCI", key) + ONE_TEST, people)
    assert result.who(Fate.WINS) == [winner]
    assert sorted(result.ranks.values()) == [1, 2]


def test_all_equals_win_if_the_rules_let_them() -> None:
    result = selection(by_score(seri="ikut semua"), FOUR, A=2)
    assert result.complete
    assert result.who(Fate.WINS) == ["002", "003", "004"]


def test_a_decision_closes_a_tie() -> None:
    result = selection(by_score() + decision("004", "003"), FOUR, A=2)
    assert result.ranks == {"002": 1, "004": 2, "003": 3, "001": 4}
    assert result.who(Fate.WINS) == ["002", "004"]
    assert result.findings == []


@pytest.mark.parametrize(
    "unfit",
    [
        decision("002", "003"),  # they are not equal
        decision("002"),  # nobody is equal to this person
        decision("003", "004", "001"),  # names one person too many
        decision("003", "004", stage="tes"),  # there is no tie at that stage
        decision("003", "004", formation="B"),  # they do not apply for B
    ],
)
def test_a_decision_that_fits_no_tie_is_a_finding(unfit: str) -> None:
    closed = selection(by_score() + decision("003", "004") + unfit, FOUR, A=2, B=1)
    assert closed.codes == ["E504"]
    assert not closed.findings[0].message.endswith(" .")
    still_open = selection(by_score() + unfit, FOUR, A=2, B=1)
    assert len(still_open.ranking.ties) == 1
    at_the_test = "tes" in unfit.partition("tahap")[2]
    assert still_open.codes == ["E504"] * at_the_test  # at the end first the tie, then what is left over


@pytest.mark.parametrize("seats", [3, 1])
def test_a_decision_may_order_equals_who_all_win_or_all_lose(seats: int) -> None:
    result = selection(by_score() + decision("004", "003"), FOUR, A=seats)
    assert result.codes == []
    assert (result.ranks["004"], result.ranks["003"]) == (2, 3)


@pytest.mark.parametrize(
    ("unfit", "why"),
    [
        (decision("003", "001"), "mereka tidak seri, melainkan berperingkat 2, 4"),
        (decision("003", "009"), "009 bukan pelamar formasi A"),
        (decision("003", "004", "001"), "mereka tidak seri"),
    ],
)
def test_why_a_decision_settles_nothing(unfit: str, why: str) -> None:
    (tie,) = selection(by_score() + unfit, FOUR, A=2).ranking.ties
    assert why in tie.misfit


def test_an_open_tie_says_whom_the_decision_left_out() -> None:
    people = "nomor tes.nilai\n1 80\n2 80\n3 80"
    (tie,) = selection(by_score() + decision("2", "1"), people).ranking.ties
    assert tie.misfit.startswith("keputusan yang tercatat (")
    assert tie.misfit.endswith(") tidak berlaku: yang seri juga 3")


# --- lottery ------------------------------------------------------------------------------------------------

FIVE_EQUALS = "nomor tes.nilai\n" + "".join(f"{n:03} 80\n" for n in range(1, 6))


def test_a_lottery_without_a_seed_stops() -> None:
    result = selection(by_score(seri="undian"), FOUR, A=2)
    assert result.ranking.ties == [Tie("akhir", 0, members=[2, 3], places=1, policy="undian")]


def test_a_lottery_among_reserves_needs_its_seed_too() -> None:
    """Who is called first when a winner withdraws must not stay open either; there is no seat for them yet."""
    people = """
nomor  tes.nilai
001    90
002    80
003    70
004    70
"""
    result = selection(by_score(seri="undian", cadangan=2), people)
    assert result.ranking.ties == [Tie("akhir", 0, members=[2, 3], places=0, policy="undian")]


@pytest.mark.parametrize("seed", ["Sawahlunto 20-11-2026", "1", "benih dengan é"])
def test_a_lottery_draws_the_documented_order(seed: str) -> None:
    result = selection(by_score(seri="undian", benih=seed), FIVE_EQUALS, A=2)
    order = drawn(seed, "001", "002", "003", "004", "005")
    assert result.ranks == {number: place for place, number in enumerate(order, 1)}
    assert result.who(Fate.WINS) == order[:2]


def test_a_seed_gives_the_order_published_once() -> None:
    """As ``printf %s 20-11-2026:001 | sha256sum`` and so on gives it: 6e62…, 7f16…, bcbf…, dda3…, e0a1…."""
    result = selection(by_score(seri="undian", benih="20-11-2026"), FIVE_EQUALS, A=1)
    assert result.ranks == {"005": 1, "001": 2, "002": 3, "004": 4, "003": 5}


def test_a_lottery_is_drawn_only_where_the_order_matters() -> None:
    """Two winners stay equal; the tie that reaches into the reserve list is drawn; those behind it stay equal."""
    people = """
nomor  tes.nilai
001    90
002    90
003    80
004    80
005    70
006    70
"""
    result = selection(by_score(seri="undian", benih="7", cadangan=1), people, A=2)
    first, second = drawn("7", "003", "004")
    assert result.ranks == {"001": 1, "002": 1, first: 3, second: 4, "005": 5, "006": 5}
    assert result.who(Fate.RESERVE) == [first]


def test_a_decision_goes_before_the_lottery() -> None:
    rules = by_score(seri="undian", benih="7") + decision(*reversed(drawn("7", "003", "004")))
    assert selection(rules, FOUR, A=2).who(Fate.WINS) == ["002", drawn("7", "003", "004")[1]]


def told(result: Run) -> dict[str, str]:
    """The reason of everyone, by number."""
    words = reasons(result.ranking)
    return dict(zip(result.register.numbers, words, strict=True))


def test_winner_and_loser_are_told_that_lots_were_drawn() -> None:
    people = "nomor tes.nilai\n001 90\n002 80\n003 80\n004 70"
    result = selection(by_score(seri="undian", benih="7"), people, A=2)
    first, second = drawn("7", "002", "003")
    lots = '; urutan di antara yang sama menurut undian dengan benih "7"'
    assert told(result) == {
        "001": "peringkat 1 dari 4; kuota 2",
        first: f"peringkat 2 dari 4; kuota 2{lots}",
        second: f"peringkat 3 dari 4; kuota 2{lots}",
        "004": "peringkat 4 dari 4; kuota 2",
    }


def test_winner_and_loser_are_told_which_decision_settled_their_tie() -> None:
    result = selection(by_score(seri="berhenti") + decision("004", "003"), FOUR, A=2)
    said = [words.partition("; kuota 2; ")[2] for number, words in told(result).items() if number in {"003", "004"}]
    assert len(set(said)) == 1
    assert said[0].startswith("urutan di antara yang sama menurut keputusan panitia, ")


# --- a key that is blank ------------------------------------------------------------------------------------

BY_IPK = """
peringkat = { urut = ["akhir", "pelamar.ipk"], seri = "ikut semua" }
pelamar.atribut.ipk = { kolom = "IPK", jenis = "angka" }
"""


@pytest.mark.parametrize(
    ("first", "second", "codes"),
    [
        ("80 3.5", "80 .", ["E503"]),  # the order hangs on what is not known
        ("90 .", "80 3.5", []),  # the score decides before
        ("80 .", "80 .", []),  # both lack it: they stay equal
    ],
)
def test_a_blank_attribute_may_not_decide(first: str, second: str, codes: list[str]) -> None:
    people = f"nomor tes.nilai pelamar.ipk\n001 {first}\n002 {second}"
    assert selection(BY_IPK + ONE_TEST, people).codes == codes


def test_a_blank_attribute_names_both_people() -> None:
    people = "nomor tes.nilai pelamar.ipk\n001 80 .\n002 80 2.75"
    (found,) = selection(BY_IPK + ONE_TEST, people).findings
    assert found.values == {"nomor": "001", "lain": "002", "kunci": "IPK"}


def test_an_exam_repeated_among_the_tied(tmp_path: Path) -> None:
    """26-0001 and 26-0002 are made equal; the sheet is handed out with their names, and the better mark goes first."""
    draft = (
        Draft().as_text().put("data/wawancara.csv:B3", "80").put("data/tes.csv:B3", "80").put("data/tes.csv:C3", "70")
    )
    draft.put("data/pelamar.csv:D3", "01-01-1990")
    draft.rules += '\n[peringkat.ujian_ulang]\nberkas = "data/ulang.csv"\nmaksimum = 100\ndasar = "Pasal 47"\n'
    folder = draft.write(tmp_path)
    assert command("rank", folder).code == 3
    assert command("template", folder).code == 0
    sheet = openpyxl.load_workbook(folder / "templat/ulang.xlsx").worksheets[0]
    assert [sheet.cell(row, 1).value for row in (2, 3, 4)] == ["26-0001", "26-0002", None]
    rows = [["Nomor Peserta", "Nilai"], ["26-0002", "71"], ["26-0005", "90"]]
    draft.files["data/ulang.csv"] = {"": rows}
    draft.write(folder)
    assert command("rank", folder).code == 3, "one of the two has no mark yet"
    rows.append(["26-0001", "70,5"])
    draft.write(folder)
    found = command("rank", folder, "--json")
    assert (found.code, [f["kode"] for f in found.data["temuan"] if f["kode"][1] == "5"]) == (0, ["P509"])
    assert people(folder)["26-0002"]["kode"] == "L"
    assert "Ujian Ulang lebih rendah: 70,5 < 71" in people(folder)["26-0001"]["keterangan"]
    rows[-1][1] = "71"
    draft.write(folder)
    assert command("rank", folder).code == 3, "equal once more"
