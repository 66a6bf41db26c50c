"""Seats after the ranking: empty ones filled from elsewhere, vacated ones taken over; against a slow oracle."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from asnrekrut.core.audit import audit
from asnrekrut.core.exact import Exact
from asnrekrut.core.marks import Marks, State
from asnrekrut.core.replacements import succeed
from asnrekrut.core.result import Fate
from asnrekrut.core.sessions_and_makeups import Conduct
from asnrekrut.errors import ResultViolationError
from asnrekrut.outputs.result_columns import view
from asnrekrut.rules.figure_keys import FINAL
from tests.build import Run, case, run, selection
from tests.selections import EVENT_HEADS, Draft, command
from tests.selections import event as row_of
from tests.selections import people as saved
from tests.snippets import decision
from tests.strategies import STEADY

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from typing import Any

    from asnrekrut.core.result import Result

BASE = """
[[tahap]]
kode = "tes"
bobot = 100
ambang = 40
komponen = [{ kode = "nilai", maksimum = 100 }]
[peringkat]
urut = ["akhir"]
"""
KINDS = """
[[pengisian]]
kode = "P/L-1"
arti = "lulus setelah perpindahan jenis"
dasar = "Permen 27/2021 Pasal 48"
sama = ["jabatan", "unit"]
"""
LOCATIONS = """
[[pengisian]]
kode = "P/L-2"
arti = "lulus setelah perpindahan lokasi"
dasar = "Permen 27/2021 Pasal 48"
sama = ["jabatan"]
beda = ["unit"]
"""


def post(code: str, quota: int, kind: str = "Umum", unit: str = "Pusat", title: str = "Pranata", more: str = "") -> str:
    return f'[formasi.{code}]\nkuota = {quota}\njabatan = "{title}"\nunit = "{unit}"\njenis = "{kind}"\n{more}\n'


def people(*rows: str, columns: str = "") -> str:
    """``001 A 90`` is number, formation, mark."""
    return "\n".join([f"nomor formasi tes.nilai {columns}", *rows])


# Six candidates for three general seats, one honours graduate for two, nobody for the one of disability (CPNS 2019,
# moved in 2020):
# https://m.jpnn.com/amp/news/formasi-kosong-diisi-peserta-seleksi-cpns-2019-yang-tidak-lulus
PUBLISHED = (
    post("UMUM", 3) + post("DIS", 1, "Disabilitas") + post("CUM", 2, "Cumlaude"),
    people("u1 UMUM 96", "u2 UMUM 95", "u3 UMUM 94", "u4 UMUM 93", "u5 UMUM 92", "u6 UMUM 91", "c1 CUM 90"),
)


def test_the_published_moves_come_out_exactly() -> None:
    result = selection(BASE + KINDS + PUBLISHED[0], PUBLISHED[1])
    assert result.seats == {"CUM": ["c1", "u4"], "DIS": ["u5"], "UMUM": ["u1", "u2", "u3"]}
    assert result.printed == {
        **dict.fromkeys(("u1", "u2", "u3", "c1"), "L"), "u4": "P/L-1", "u5": "P/L-1", "u6": "TL",
    }  # fmt: skip
    shown = view(result.ranking, 1, ())
    reason = dict(zip(result.register.numbers, shown.reasons, strict=True))["u4"]
    assert reason == "peringkat 4 dari 6; kuota 3; mengisi kursi kosong formasi CUM (Permen 27/2021 Pasal 48)"
    assert result.codes == ["P508"]  # u4 could have had either seat, and nothing says which


def test_a_declared_choice_decides_where_somebody_goes_and_whether() -> None:
    rules = BASE + KINDS + 'pilihan = ["pelamar.satu", "pelamar.dua"]\n' + PUBLISHED[0]
    rules += '[pelamar.atribut]\nsatu = { kolom = "Satu" }\ndua = { kolom = "Dua" }\n'
    chosen = {"u4": "DIS CUM", "u5": "DIS CUM"}
    head, *rows = PUBLISHED[1].splitlines()
    table = "\n".join([f"{head} pelamar.satu pelamar.dua", *(f"{row} {chosen.get(row[:2], '. .')}" for row in rows)])
    result = selection(rules, table)
    assert (result.seats["DIS"], result.seats["CUM"], result.codes) == (["u4"], ["c1", "u5"], [])
    none = selection(rules, table.replace("DIS CUM", ". DIS"))
    assert none.seats["CUM"] == ["c1"], "u5 wants DIS alone, and u4 has it"


def test_the_order_of_rules_decides_before_merit() -> None:
    """The seat goes to the own place first, although somebody elsewhere has a better mark."""
    seats = post("A", 1) + post("B", 1, "Khusus") + post("C", 1, unit="Daerah")
    table = people("1 A 90", "2 A 60", "3 C 95", "4 C 80")
    assert selection(BASE + KINDS + LOCATIONS + seats, table).seats["B"] == ["2"]
    assert selection(BASE + LOCATIONS + KINDS + seats, table).seats["B"] == ["4"]


GROUP = '[[kelompok]]\nkode = "khusus"\nnama = "Khusus"\nbila = { "formasi.jenis" = "Khusus" }\nambang = { tes = %s }\n'


@pytest.mark.parametrize(
    ("own", "rule", "seated"),
    [
        ("20", "", ["1", "3"]),  # the general threshold of 40 keeps out 2, who met only the own one
        ("20", 'ambang = "sendiri"', ["1", "3", "2"]),
        ("60", "", ["1"]),  # whoever fell below the own threshold stays out
        ("60", "juga_gugur = true", ["1", "2"]),
        ("20", 'ambang = "khusus"', ["1", "3", "2"]),
    ],
)
def test_whose_threshold_must_be_met(own: str, rule: str, seated: list[str]) -> None:
    marks = people("1 U 90", "2 K 50", "4 K 65") if own == "60" else people("1 U 90", "2 K 30", "4 K 95", "3 K2 45")
    seats = post("U", 3) + post("K", 1, "Khusus") + (post("K2", 0, "Khusus") if own == "20" else "")
    result = selection(BASE + KINDS + rule + "\n" + GROUP % own + seats, marks)
    assert result.seats["U"] == seated


def test_below_every_threshold_only_if_ruled() -> None:
    rules = BASE + KINDS + 'ambang = "tanpa"\njuga_gugur = true\n' + post("U", 2) + post("K", 1, "Khusus")
    result = selection(rules, people("1 U 90", "2 K 30", "3 K 35", "4 K TH"))
    assert result.seats == {"U": ["1", "3"], "K": []}, "their own seat stays empty: they fell below its threshold"
    assert (result.fates["3"], result.printed["3"], result.printed["4"]) == (Fate.WINS, "P/L-1", "TH")


def test_education_must_be_one_of_those_that_the_empty_seat_accepts() -> None:
    rules = BASE + KINDS + 'pendidikan = "pelamar.pendidikan"\n[pelamar.atribut]\npendidikan = { kolom = "Didik" }\n'
    rules += post("U", 1) + post("K", 1, "Khusus", more='pendidikan = ["S-1-Matematika", "D-IV-Statistika"]')
    rows = people(
        "1 U 90 S-1-Matematika", "2 U 80 S-1-Pendidikan-Matematika", "3 U 70 d-iv-statistika",
        columns="pelamar.pendidikan",
    )  # fmt: skip
    assert selection(rules, rows).seats["K"] == ["3"]


# --- ties ---------------------------------------------------------------------------------------------------

TWO_ALIKE = post("U", 1) + post("V", 1, "Lain") + post("K", 1, "Khusus")
ALIKE = people("1 U 90", "2 U 80", "3 V 90", "4 V 80")


def test_equals_of_two_formations_wait_for_a_decision_or_a_lot() -> None:
    result = selection(BASE + KINDS + TWO_ALIKE, ALIKE)
    tie = result.ranking.ties[0]
    assert (result.register.formations[tie.formation].code, tie.places) == ("K", 1)
    assert [result.register.numbers[i] for i in tie.members] == ["2", "4"]
    assert result.ranking.end is not None
    assert set(result.ranking.end.fates) == {Fate.OPEN}, "nobody is told anything of formations that hang on it"
    decision = '[[keputusan]]\nformasi = "K"\nurutan = ["4", "2"]\ndasar = "BA 3"\n'
    decided = selection(decision + BASE + KINDS + TWO_ALIKE, ALIKE)
    assert decided.seats["K"] == ["4"]
    assert decided.codes == []
    drawn = selection(BASE + 'seri = "undian"\nbenih = "7"\n' + KINDS + TWO_ALIKE, ALIKE)
    assert drawn.seats["K"] == [min("24", key=lambda n: hashlib.sha256(f"7:{n}".encode()).hexdigest())]


@pytest.mark.parametrize("settled", ["keputusan", "ulang"])
def test_the_order_settled_at_home_stays_whoever_else_is_equal(settled: str) -> None:
    """3 goes before 2 in U; 5 of V is equal to both, and one seat of K is empty."""
    seats = post("U", 1) + post("V", 1, "Lain") + post("K", 1, "Khusus")
    folk = people("1 U 90", "2 U 80", "3 U 80", "4 V 90", "5 V 80")
    home = decision("3", "2", formation="U") if settled == "keputusan" else ""
    again = '[peringkat.ujian_ulang]\nberkas = "data/u.xlsx"\nmaksimum = 100\ndasar = "BA 1"\n'
    sat = {"2": Decimal(60), "3": Decimal(90)} if settled == "ulang" else {}

    def moved(rules: str, more: str = "") -> Run:
        text = more + home + BASE + rules + (again if sat else "") + KINDS + seats
        return run(replace(case(text, folk), repeat=sat))

    (open_tie,) = moved("").ranking.ties
    assert len(open_tie.members) == 3
    for order, winner in (("5 3 2", ["5"]), ("3 5 2", ["3"])):
        assert moved("", decision(*order.split(), formation="K")).seats["K"] == winner
    (turned,) = moved("", decision("2", "3", "5", formation="K")).ranking.ties
    assert "asalnya tetap berlaku" in turned.misfit
    (short,) = moved("", decision("3", "2", formation="K")).ranking.ties
    assert "juga 5" in short.misfit
    for seed in "123456789":
        first = min("35", key=lambda n: hashlib.sha256(f"{seed}:{n}".encode()).hexdigest())
        assert moved(f'seri = "undian"\nbenih = "{seed}"\n').seats["K"] == [first]


def test_formations_that_can_never_exchange_people_do_not_wait() -> None:
    rule = KINDS + 'beda = ["jenis"]\n'
    seats = post("U", 1) + post("W", 1)
    assert "P503" not in selection(BASE + rule + seats, people("1 U .", "2 W 80")).codes
    other = post("U", 1) + post("W", 1, "Khusus")
    assert "P503" in selection(BASE + rule + other, people("1 U .", "2 W 80")).codes


def test_formations_that_may_exchange_people_wait_for_each_other_and_no_others() -> None:
    seats = post("U", 1) + post("K", 1, "Khusus") + post("X", 1, title="Arsiparis")
    result = selection(BASE + KINDS + seats, people("1 U 90", "2 U 80", "3 K .", "4 X 70"))
    assert result.seats == {"K": [], "U": [], "X": ["4"]}
    assert result.printed == {"1": "L", "2": "L", "3": "", "4": "L"}, "of the test, that they go on, and no more"
    assert "P503" in result.codes


# --- who leaves, who follows --------------------------------------------------------------------------------

FOLLOW = '[penggantian]\ndasar = "PP 11/2017 Pasal 34"\n'
FIVE = people("1 A 95", "2 A 90", "3 A 85", "4 A 80", "5 A 75")


def happened(*rows: str) -> str:
    """``mengundurkan diri|1`` or ``penggantian|3|A``; without a letter ``...|…|surat kosong``."""
    texts = []
    for row in rows:
        kind, who, *rest = row.split("|")
        facts = {"jenis": kind, "peserta": who, "formasi": rest[0] if rest else ""}
        facts |= {"surat": rest[1]} if len(rest) > 1 else {}
        facts |= {"tahap": rest[2]} if len(rest) > 2 else {}
        texts.append("{ " + ", ".join(f'{key} = "{value}"' for key, value in facts.items()) + " }")
    return f"peristiwa = [{', '.join(texts)}]\n"


def followed(*rows: str, rules: str = FOLLOW, reserves: int = 1) -> Run:
    text = happened(*rows) + BASE + f"cadangan = {reserves}\n" + rules + post("A", 2)
    return selection(text, FIVE)


def test_only_who_leaves_and_who_follows_change_their_code() -> None:
    before = followed()
    assert list(before.printed.values()) == ["L", "L", "C", "TL", "TL"]
    left = followed("mengundurkan diri|1")
    assert list(left.printed.values()) == ["APS", "L", "C", "TL", "TL"]
    assert (left.seats, left.codes) == ({"A": ["2"]}, ["P605"])
    assert left.findings[0].values["siapa"] == "3"
    after = followed("mengundurkan diri|1", "penggantian|3|A")
    assert list(after.printed.values()) == ["APS", "L", "L", "TL", "TL"]
    assert (after.seats, after.codes) == ({"A": ["2", "3"]}, [])
    assert after.ranks == before.ranks


def test_nothing_is_settled_without_its_letter() -> None:
    result = followed("mengundurkan diri|1||")
    assert (result.printed, result.codes) == (followed().printed, ["P604"])
    waiting = followed("mengundurkan diri|1", "penggantian|3|A|")
    assert (waiting.seats, waiting.codes) == ({"A": ["2"]}, ["P604", "P605"])


def test_a_refusal_is_an_event_and_the_search_goes_on() -> None:
    wrong = followed("mengundurkan diri|1", "penggantian|4|A")
    assert (wrong.seats, wrong.codes) == ({"A": ["2"]}, ["E609", "P605"])
    result = followed("mengundurkan diri|1", "menolak penggantian|3", "penggantian|4|A")
    assert (result.seats, result.codes) == ({"A": ["2", "4"]}, [])
    assert result.printed["3"] == "C", "whoever refuses keeps the code"


def test_whoever_followed_may_leave_again() -> None:
    result = followed("mengundurkan diri|1", "penggantian|3|A", "diskualifikasi|3", "penggantian|4|A")
    assert list(result.printed.values()) == ["APS", "L", "DIS", "L", "TL"]
    assert result.seats == {"A": ["2", "4"]}
    nobody = followed(*(f"mengundurkan diri|{n}" for n in "12345"))
    assert (nobody.seats, nobody.codes) == ({"A": []}, [])


def test_the_order_of_rows_of_one_day_decides_nothing(tmp_path: Path) -> None:
    """Who followed and left on one day followed first; of two ways to leave on one day the graver one counts."""
    rows = [
        row_of("mengundurkan diri", tahap="akhir", peserta="26-0001", tanggal="01-04-2027"),
        row_of("diskualifikasi", tahap="akhir", peserta="26-0001", tanggal="01-04-2027"),
        row_of("penggantian", tahap="akhir", formasi="A-1", peserta="26-0002", tanggal="02-04-2027"),
        row_of("mengundurkan diri", tahap="akhir", peserta="26-0002", tanggal="02-04-2027"),
    ]
    draft = Draft().as_text().rule("[peringkat]\n", '[penggantian]\ndasar = "Keputusan Uji"\n\n[peringkat]\n')
    found = []
    for k, some in enumerate((rows, rows[::-1])):
        draft.files["peristiwa.csv"] = {"": [EVENT_HEADS, *some]}
        folder = draft.write(tmp_path / str(k))
        assert command("rank", folder).code == 0
        found.append({n: one["kode"] for n, one in saved(folder).items()})
    assert found[0] == found[1]
    assert (found[0]["26-0001"], found[0]["26-0002"]) == ("DIS", "APS")


@pytest.mark.parametrize(
    ("days", "doubted"),
    [
        (["01-04-2027", "02-04-2027", "03-04-2027"], []),
        (["02-04-2027", "02-04-2027", "03-04-2027"], []),  # on one day
        (["02-04-2027", "01-04-2027", "03-04-2027"], ["P463"]),  # nobody had left yet
        (["01-04-2027", "03-04-2027", "02-04-2027"], []),  # who followed left before
        (["01-05-2027", "02-05-2027", "01-03-2027"], []),
    ],
)
def test_a_letter_dated_before_anybody_had_left(tmp_path: Path, days: list[str], doubted: list[str]) -> None:
    left, follows, other = days
    rows = [
        row_of("mengundurkan diri", tahap="akhir", peserta="26-0001", tanggal=left),
        row_of("penggantian", tahap="akhir", formasi="A-1", peserta="26-0002", tanggal=follows),
        row_of("mengundurkan diri", tahap="akhir", peserta="26-0004", tanggal=other),  # of the other formation
    ]
    draft = Draft().as_text().rule("[peringkat]\n", '[penggantian]\ndasar = "Keputusan Uji"\n\n[peringkat]\n')
    draft.files["peristiwa.csv"] = {"": [EVENT_HEADS, *rows]}
    outcome = command("rank", "--json", draft.write(tmp_path))
    assert [code for code, _ in outcome.doubts if code == "P463"] == doubted
    assert saved(tmp_path)["26-0002"]["kode"] == "L"


def test_a_seat_is_vacant_only_below_the_quota() -> None:
    """95, 90, 90 for two seats: a tie let three in, so that the first who leaves leaves no seat, and the next one."""
    rules = BASE + 'seri = "ikut semua"\n'
    rows = people("1 A 95", "2 A 90", "3 A 90", "4 A 80", "5 A 75")

    def after(*events: str, follow: str = FOLLOW) -> Run:
        return selection(happened(*events) + rules + follow + post("A", 2), rows)

    left = after("mengundurkan diri|1")
    assert (left.seats, left.codes) == ({"A": ["2", "3"]}, [])
    assert after("mengundurkan diri|1", follow="").codes == []
    early = after("mengundurkan diri|1", "penggantian|4|A")
    assert (early.seats, early.codes) == ({"A": ["2", "3"]}, ["E609"])
    asked = after("mengundurkan diri|1", "mengundurkan diri|2")
    assert (asked.codes, asked.findings[0].values["kursi"]) == (["P605"], 1)
    both = after("mengundurkan diri|1", "mengundurkan diri|2", "penggantian|4|A")
    assert (both.seats, both.codes) == ({"A": ["3", "4"]}, [])
    end = both.ranking.end
    assert end is not None
    assert [p.note for p in end.placements if p.note] == ["menggantikan 2"], "the first left no seat"
    (third,) = (i for i, number in enumerate(both.register.numbers) if number == "5")
    fates = end.fates.copy()
    fates[third] = Fate.WINS
    seats = [*end.placements, replace(next(p for p in end.placements if p.note), application=third)]
    with pytest.raises(ResultViolationError, match="melebihi kuota"):
        audit(replace(both.ranking, stages=(both.ranking.stages[0], replace(end, fates=fates, placements=seats))))


def test_the_reserve_list_is_refilled_only_if_ruled() -> None:
    rows = "mengundurkan diri|1", "penggantian|3|A"
    assert followed(*rows).who(Fate.RESERVE) == []
    assert followed(*rows, rules=FOLLOW + "isi_cadangan = true\n").who(Fate.RESERVE) == ["4"]


def test_a_replacement_needs_its_rule_and_an_empty_place() -> None:
    assert followed("mengundurkan diri|1", "penggantian|3|A", rules="").codes == ["E621"]
    alone = followed("mengundurkan diri|1", rules="")
    assert (alone.codes, alone.seats) == (["P607"], {"A": ["2"]}), "said at once, before anybody names a successor"
    assert "berikutnya menurut peringkat: 3" in alone.findings[0].message
    assert "penggantian;akhir;A;3" in alone.findings[0].hint
    assert followed("mengundurkan diri|5", rules="").codes == []  # who has no seat leaves none
    assert followed("penggantian|3|A").codes == ["E609"]
    assert followed("mengundurkan diri|9").codes == []  # E606 names strangers before the ranking


def test_equal_successors_wait_for_a_decision() -> None:
    text = happened("mengundurkan diri|1", "penggantian|2|A") + BASE + FOLLOW + post("A", 1)
    rows = people("1 A 90", "2 A 80", "3 A 80")
    assert selection(text, rows).codes == ["E609", "P606"]
    decision = '[[keputusan]]\nformasi = "A"\nurutan = ["2", "3"]\ndasar = "BA 3"\n'
    assert selection(text.replace(BASE, decision + BASE), rows).seats == {"A": ["2"]}


def test_a_vacated_seat_that_was_filled_from_elsewhere_goes_to_the_next_by_the_same_rule() -> None:
    rows = happened("mengundurkan diri|u4", "penggantian|u6|CUM")
    result = selection(rows + BASE + KINDS + FOLLOW + PUBLISHED[0], PUBLISHED[1])
    assert result.seats == {"CUM": ["c1", "u6"], "DIS": ["u5"], "UMUM": ["u1", "u2", "u3"]}
    assert (result.printed["u4"], result.printed["u6"]) == ("APS", "L")


TWO_STAGES = """
[[tahap]]
kode = "tes"
komponen = [{ kode = "nilai", maksimum = 100 }]
lanjut = { jumlah = 2, urut = ["tes"] }
[[tahap]]
kode = "wawancara"
bobot = 100
komponen = [{ kode = "nilai", maksimum = 100 }]
[peringkat]
urut = ["akhir"]
"""
CALLED = "nomor tes.nilai wawancara.nilai\n1 90 .\n2 80 70\n3 70 60\n4 60 ."


def test_a_withdrawal_between_stages_invites_the_next_only_if_ruled() -> None:
    left, follow = "mengundurkan diri|1||S/1|wawancara", "penggantian|3|A|S/2|wawancara"
    assert selection(happened(left) + TWO_STAGES + FOLLOW, CALLED).fates["3"] is Fate.BEYOND
    unruled = selection(happened(left, follow) + TWO_STAGES + FOLLOW, CALLED)
    assert (unruled.fates["3"], unruled.codes) == (Fate.BEYOND, ["E609"])
    rules = TWO_STAGES + FOLLOW + "antar_tahap = true\n"
    asked = selection(happened(left) + rules, CALLED)
    assert (asked.fates["3"], asked.codes) == (Fate.BEYOND, ["P605"])
    result = selection(happened(left, follow) + rules, CALLED)
    assert result.fates == {"1": Fate.WITHDRAWN, "2": Fate.WINS, "3": Fate.LOSES, "4": Fate.BEYOND}
    assert result.codes == []


def test_a_place_at_the_next_stage_is_vacant_only_below_their_number() -> None:
    rules = TWO_STAGES.replace("[peringkat]", '[peringkat]\nseri = "ikut semua"')
    tied = CALLED.replace("3 70 60", "3 80 60").replace("4 60 .", "4 60 50")
    events = ["mengundurkan diri|1||S/1|wawancara", "penggantian|4|A|S/3|wawancara"]
    result = selection(happened(*events) + rules + FOLLOW + "antar_tahap = true\n", tied)
    assert (result.fates["4"], result.codes) == (Fate.BEYOND, ["E609"])
    events.insert(1, "mengundurkan diri|2||S/2|wawancara")
    result = selection(happened(*events) + rules + FOLLOW + "antar_tahap = true\n", tied)
    assert (result.fates["4"] in (Fate.WINS, Fate.LOSES), result.codes) == (True, [])


# --- properties ---------------------------------------------------------------------------------------------


class Market(Struct, frozen=True):
    """Formations as (kind, unit, quota), people as (formation, mark), rules as (same, other, source kinds)."""

    formations: dict[str, tuple[str, str, int]]
    people: dict[str, tuple[str, int]]
    rules: list[tuple[list[str], list[str], list[str]]]

    def toml(self) -> str:
        text = BASE + 'seri = "undian"\nbenih = "7"\n'
        for k, (same, other, kinds) in enumerate(self.rules):
            text += f'[[pengisian]]\nkode = "M{k}"\narti = "pindah"\nsama = {["jabatan", *same]}\nbeda = {other}\n'
            text += f'dari = {{ "formasi.jenis" = {kinds} }}\n' if kinds else ""
        return text + "".join(post(c, quota, kind, unit) for c, (kind, unit, quota) in self.formations.items())

    def run(self, names: Sequence[str] | None = None) -> Run:
        rows = [f"{n} {self.people[n][0]} {self.people[n][1]}" for n in names or sorted(self.people)]
        return selection(self.toml(), people(*rows))


@st.composite
def markets(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Market:
    some = st.sampled_from
    codes = "ABCDE"[: draw(st.integers(2, 5))]
    formations = {c: (draw(some("XYZ")), draw(some("PQ")), draw(st.integers(0, 3))) for c in codes}
    count = draw(st.integers(1, 12))
    folk = {f"{i:02}": (draw(some(codes)), draw(some([30, 50, 60, 70]))) for i in range(count)}
    shapes = [(["unit"], ["jenis"], []), ([], ["unit"], []), ([], [], ["X"]), (["jenis"], [], ["X", "Y"])]
    return Market(formations, folk, draw(st.lists(some(shapes), min_size=1, max_size=3)))


def slowly(market: Market) -> dict[str, str]:
    """Whoever has a seat, and where: one seat after the other, by the plain words of the rules."""

    def merit(number: str) -> tuple[int, str]:
        return -market.people[number][1], hashlib.sha256(f"7:{number}".encode()).hexdigest()

    passed = sorted((n for n, (_, mark) in market.people.items() if mark >= 40), key=merit)
    seats: dict[str, str] = {}
    room = {code: quota for code, (_, _, quota) in market.formations.items()}
    for n in passed:
        if room[market.people[n][0]] > 0:
            seats[n] = market.people[n][0]
            room[seats[n]] -= 1

    def admits(rule: tuple[list[str], list[str], list[str]], own: str, other: str) -> bool:
        (kind, unit, _), (its_kind, its_unit, _) = market.formations[own], market.formations[other]
        equal = {"jenis": kind == its_kind, "unit": unit == its_unit}
        same, apart, kinds = rule
        fits = all(equal[k] for k in same) and not any(equal[k] for k in apart)
        return own != other and fits and (not kinds or kind in kinds)

    for rule in market.rules:
        moved = True
        while moved:
            moved = False
            for n in passed:
                open_to = [c for c in sorted(room) if room[c] > 0 and admits(rule, market.people[n][0], c)]
                if n not in seats and open_to:
                    seats[n] = open_to[0]
                    room[open_to[0]] -= 1
                    moved = True
                    break
    return seats


def given_seats(result: Run) -> dict[str, str]:
    return {number: code for code, numbers in result.seats.items() for number in numbers}


@STEADY
@given(markets())
def test_moves_agree_with_the_oracle(market: Market) -> None:
    assert given_seats(market.run()) == slowly(market)


@STEADY
@given(markets(), st.data())
def test_moves_harm_nobody_lose_no_seat_and_do_not_depend_on_rows(market: Market, data: st.DataObject) -> None:
    result = market.run()
    seats = given_seats(result)
    alone = given_seats(Market(market.formations, market.people, []).run())
    assert alone.items() <= seats.items(), "whoever was in stays where they are"
    held = Counter(seats.values())
    assert all(held[code] <= quota for code, (_, _, quota) in market.formations.items())
    shuffled = data.draw(st.permutations(sorted(market.people)))
    assert given_seats(market.run(shuffled)) == seats
    below = [n for n in result.fates if n not in seats]
    for n, code in seats.items():  # no justified envy of anybody who came the same way
        for other in below:
            if market.people[other][0] == market.people[n][0] and market.people[other][1] > market.people[n][1]:
                assert market.people[other][1] < 40, (other, n, code)


@STEADY
@given(
    st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=3), max_size=5),
    st.integers(0, 4),
    st.sets(st.integers(0, 14)),
    st.sets(st.integers(0, 14)),
)
def test_succession_follows_rank_and_ends(sizes: list[list[int]], vacant: int, named: set[int], left: set[int]) -> None:
    numbers = iter(range(100))
    classes = [[next(numbers) for _ in equals] for equals in sizes]
    found = succeed(classes, vacant, sorted(named), left)
    order = [i for equals in classes for i in equals if i not in left or i in named]
    assert set(found.taken) <= named
    assert len([i for i in found.taken if i not in left]) == vacant - found.vacant >= 0
    assert set(found.taken) | set(found.unfit) == named
    assert set(found.taken).isdisjoint(found.unfit)
    last = max((order.index(i) for i in found.taken), default=0)
    passed_over = [i for i in order[:last] if i not in found.taken]
    ranks = {i: r for r, equals in enumerate(classes) for i in equals}
    assert all(ranks[i] == max(ranks[j] for j in found.taken) for i in passed_over), "only an equal may come first"
    again = succeed(classes, vacant, found.taken, left)
    assert (again.taken, again.vacant, again.unfit) == (found.taken, found.vacant, [])


# --- several applications of one person -----------------------------------------------------------------------

CHOICES = """
[pilihan_formasi]
orang = "pelamar.orang"
urutan = "pelamar.ke"
dasar = "Keputusan Pansel 4/2026"
kode = "PL"
arti = "memperoleh formasi pilihannya yang lebih dahulu"
[pelamar.atribut]
orang = { kolom = "Orang" }
ke = { kolom = "Pilihan ke", jenis = "angka" }
"""
APPLY = "nomor formasi tes.nilai pelamar.orang pelamar.ke"


def applied(*rows: str) -> str:
    return "\n".join([APPLY, *rows])


def test_each_gets_the_first_choice_that_the_rank_reaches() -> None:
    """Ani is first in both posts and wants B; the second of A therefore gets A."""
    text = BASE + "cadangan = 1\n" + CHOICES + post("A", 1) + post("B", 1, title="Arsiparis")
    rows = applied(
        "a1 A 95 ani 2", "a2 B 95 ani 1", "b1 A 90 budi 1", "c1 A 80 . .", "d1 B 90 dedi 1", "d2 A 85 dedi 2"
    )
    result = selection(text, rows)
    assert result.seats == {"A": ["b1"], "B": ["a2"]}
    assert result.printed == {"a1": "PL", "a2": "L", "b1": "L", "c1": "TL", "d1": "C", "d2": "C"}
    reason = dict(zip(result.register.numbers, view(result.ranking, 1, ()).reasons, strict=True))["a1"]
    assert reason == "memperoleh formasi B menurut pilihannya (nomor a2)"
    assert result.codes == []


def test_whoever_applied_twice_moves_once() -> None:
    """Ani comes second in both posts; both have an empty seat of the same kind elsewhere, and she takes one of them."""
    seats = post("A", 1) + post("B", 1, title="Arsiparis") + post("C", 1, "Khusus")
    text = BASE + KINDS + CHOICES + seats + post("D", 1, "Khusus", title="Arsiparis")
    rows = applied("b1 A 95 budi 1", "c1 B 95 cici 1", "a1 A 90 ani 1", "a2 B 90 ani 2", "d1 B 80 dedi 1")
    assert selection(text, rows).seats == {"A": ["b1"], "B": ["c1"], "C": ["a1"], "D": ["d1"]}


def test_nobody_ties_with_herself_over_an_empty_seat() -> None:
    """Cici is second in A and in B with the same mark; the one empty seat is hers, by the application she prefers."""
    seats = post("A", 1) + post("B", 1, "Guru") + post("C", 1, "Khusus")
    rows = "a1 A 90 ani 1", "b1 B 91 budi 1", "c1 A 80 cici 2", "c2 B 80 cici 1"
    result = selection(BASE + KINDS + CHOICES + seats, applied(*rows))
    assert (result.seats, result.codes) == ({"A": ["a1"], "B": ["b1"], "C": ["c2"]}, [])
    tied = selection(BASE + KINDS + CHOICES + seats, applied(*rows, "d1 A 80 dedi 1"))
    assert [[tied.register.numbers[i] for i in tie.members] for tie in tied.ranking.ties] == [["c2", "d1"]]
    left = happened("mengundurkan diri|c2") + BASE + KINDS + CHOICES + FOLLOW + seats
    after = selection(left, applied(*rows, "d1 A 70 dedi 1", "d2 B 70 dedi 2"))
    assert [(f.code, f.values["siapa"]) for f in after.findings] == [("P605", "d1")], "once, and no P606"


@pytest.mark.parametrize("event", ["mengundurkan diri|a1", "diskualifikasi|a1"])
@pytest.mark.parametrize("first", [0, 1])
def test_whoever_leaves_leaves_with_every_application(event: str, first: int) -> None:
    """Ani has the seat of A and could move there from B; when she leaves it, she is not the next for it."""
    text = BASE + "cadangan = 1\n" + KINDS + CHOICES + FOLLOW + post("A", 1) + post("B", 1, "Khusus")
    rows = applied("a1 A 90 ani 1", "a2 B 88 ani 2", "b1 B 95 budi 1", "c1 A 50 cici 1")
    left = selection(happened(event) + text, rows)
    assert [(f.code, f.values["siapa"]) for f in left.findings] == [("P605", "c1")]
    assert left.printed["a1"] == left.printed["a2"] != "PL"
    letters = [event, "penggantian|a2|A"]
    wrong = selection(happened(*(letters if first == 0 else reversed(letters))) + text, rows)
    assert (wrong.seats["A"], wrong.codes) == ([], ["E609", "P605"])
    assert selection(happened(event, "penggantian|c1|A") + text, rows).seats["A"] == ["c1"]


def test_leaving_and_refusing_hold_for_the_person() -> None:
    """Cici is the next in A, and withdrew or refused under her number in B; Dedi follows."""
    text = BASE + "cadangan = 1\n" + CHOICES + FOLLOW + post("A", 1) + post("B", 1, title="Arsiparis")
    rows = applied("a1 A 90 ani 1", "b1 B 90 budi 1", "c1 A 80 cici 1", "c2 B 80 cici 2", "d1 A 75 dedi 1")
    for event in ("mengundurkan diri|c2", "menolak penggantian|c2"):
        wrong = selection(happened(event, "mengundurkan diri|a1", "penggantian|c1|A") + text, rows)
        assert (wrong.seats["A"], wrong.codes) == ([], ["E609", "P605"])
        right = selection(happened(event, "mengundurkan diri|a1", "penggantian|d1|A") + text, rows)
        assert (right.seats["A"], right.codes) == (["d1"], [])
    later = ("mengundurkan diri|a1", "penggantian|c1|A", "mengundurkan diri|c2", "penggantian|d1|A")
    assert selection(happened(*later) + text, rows).seats["A"] == ["d1"], "she followed, and left again"


def test_a_refusal_that_names_a_formation_holds_for_that_seat_alone() -> None:
    """Cici refused a seat of B; the seat of A that falls vacant she may still have."""
    text = BASE + "cadangan = 1\n" + CHOICES + FOLLOW + post("A", 1) + post("B", 1, title="Arsiparis")
    rows = applied("a1 A 90 ani 1", "b1 B 90 budi 1", "c1 A 80 cici 1", "c2 B 80 cici 2", "d1 A 75 dedi 1")
    letters = "mengundurkan diri|a1", "penggantian|c1|A"
    assert selection(happened("menolak penggantian|c2|B", *letters) + text, rows).seats["A"] == ["c1"]
    for event in ("menolak penggantian|c2", "menolak penggantian|c1|A"):
        assert selection(happened(event, *letters) + text, rows).codes == ["E609", "P605"]


def test_whoever_has_a_seat_is_on_no_other_reserve_list() -> None:
    """Ani is the first reserve of B under her second number, and gets the empty seat of C under her first."""
    text = BASE + "cadangan = 1\n" + KINDS + CHOICES + post("A", 1) + post("C", 1, "Khusus")
    text += post("B", 1, title="Arsiparis")
    rows = applied("a1 A 80 ani 1", "a2 B 70 ani 2", "b1 A 90 budi 1", "c1 B 75 cici 1", "d1 B 60 dedi 1")
    result = selection(text, rows)
    assert (result.seats, result.who(Fate.RESERVE)) == ({"A": ["b1"], "B": ["c1"], "C": ["a1"]}, [])
    assert (result.printed["a2"], result.printed["a1"]) == ("PL", "P/L-1")
    shown = dict(zip(result.register.numbers, view(result.ranking, 1, ()).reasons, strict=True))
    assert shown["a2"] == "memperoleh formasi C (nomor a1)"
    refilled = selection(FOLLOW + "isi_cadangan = true\n" + text, rows)
    assert refilled.who(Fate.RESERVE) == ["d1"]


@pytest.mark.parametrize(
    ("letter", "left"),
    [("mengundurkan diri", ["a1", "a2"]), ("mengundurkan diri|A", ["a1"]), ("diskualifikasi|A", ["a1", "a2"])],
)
def test_whoever_leaves_between_stages_leaves_as_a_person(letter: str, left: list[str]) -> None:
    """A withdrawal that names a formation is from that one alone; a disqualification is of the person."""
    kind, _, formation = letter.partition("|")
    text = BASE + CHOICES + post("A", 1) + post("B", 1)
    rows = applied("a1 A 90 ani 1", "a2 B 90 ani 2", "b1 B 80 budi 1")
    gone = selection(happened(f"{kind}|a1|{formation}|BA 1|tes") + text, rows)
    assert sorted(gone.who(Fate.WITHDRAWN) + gone.who(Fate.DISQUALIFIED)) == left


@st.composite
def applications(draw: st.DrawFn) -> tuple[dict[str, tuple[str, str, int, int]], dict[str, int]]:
    """By number: formation, person, the person's how-manyeth choice, and a mark that nobody else has; and quotas."""
    wanted = draw(st.lists(st.sampled_from(["A", "B", "AB", "BA"]), min_size=2, max_size=5))
    each = [(f, f"p{p}", k) for p, posts in enumerate(wanted) for k, f in enumerate(posts, 1)]
    marks = draw(st.permutations(range(50, 50 + len(each))))
    found = {f"{p}{f}": (f, p, k, mark) for (f, p, k), mark in zip(each, marks, strict=True)}
    return found, {f: draw(st.integers(1, 2)) for f in "AB"}


@STEADY
@given(applications(), st.data())
def test_departures_refusals_and_successions_agree_with_a_slow_search(
    drawn: tuple[dict[str, tuple[str, str, int, int]], dict[str, int]], data: st.DataObject
) -> None:
    """Event by event: who is next is found by looking at everybody; nobody else loses a seat, and it ends."""
    apply, quotas = drawn
    owner = {number: person for number, (_, person, _, _) in apply.items()}
    rows = applied(*(f"{n} {f} {mark} {person} {k}" for n, (f, person, k, mark) in apply.items()))
    text = BASE + "cadangan = 1\n" + CHOICES + FOLLOW + post("A", quotas["A"])
    text += post("B", quotas["B"], title="Arsiparis")
    seats = {f: set(numbers) for f, numbers in selection(text, rows).seats.items()}
    events, gone, vacant = list[str](), set[str](), dict.fromkeys(quotas, 0)
    refused = set[tuple[str, str]]()
    for _ in range(3 * len(apply)):
        found = selection(happened(*events) + text, rows)
        assert {f: set(numbers) for f, numbers in found.seats.items()} == seats
        out = gone | {owner[number] for numbers in seats.values() for number in numbers}
        following = {}
        for f in (f for f in quotas if vacant[f]):
            queue = [n for n, (at, person, _, _) in apply.items() if at == f and person not in out]
            queue = [n for n in queue if not {(owner[n], f), (owner[n], "")} & refused]
            if queue:
                following[f] = max(queue, key=lambda n: apply[n][3])
        assert {x.values["formasi"]: x.values["siapa"] for x in found.findings if x.code == "P605"} == following
        if following:
            f, number = min(following.items())
            where = data.draw(st.sampled_from(["takes", f, ""]))
            if where == "takes":
                seats[f].add(number)
                vacant[f] -= 1
            else:
                refused.add((owner[number], where))
            events.append(f"penggantian|{number}|{f}" if where == "takes" else f"menolak penggantian|{number}|{where}")
        elif any(seats.values()) and data.draw(st.booleans()):
            f, number = data.draw(st.sampled_from(sorted((f, n) for f, numbers in seats.items() for n in numbers)))
            events.append(f"mengundurkan diri|{number}")
            gone.add(owner[number])
            seats[f].remove(number)
            vacant[f] += 1
        else:
            break
    backwards = "\n".join([rows.splitlines()[0], *reversed(rows.splitlines()[1:])])
    assert selection(happened(*events) + text, backwards).seats == selection(happened(*events) + text, rows).seats


def test_whoever_followed_elsewhere_is_nobodys_next() -> None:
    """p0 took the seat that p2 left in B; when p1 leaves A, p0 is not offered it, though A comes first."""
    rows = applied("p0A A 50 p0 1", "p0B B 51 p0 2", "p1A A 52 p1 1", "p2B B 53 p2 1", "p3A A 40 p3 1")
    text = BASE + "cadangan = 1\n" + CHOICES + FOLLOW + post("A", 1) + post("B", 1, title="Arsiparis")
    events = ["mengundurkan diri|p2B", "penggantian|p0B|B", "mengundurkan diri|p1A"]
    waits = selection(happened(*events) + text, rows)
    assert [x.values["siapa"] for x in waits.findings if x.code == "P605"] == ["p3A"]
    assert selection(happened(*events, "penggantian|p3A|A") + text, rows).seats == {"A": ["p3A"], "B": ["p0B"]}


def test_choices_that_are_not_clear_hold_up_what_shares_them() -> None:
    text = BASE + CHOICES + post("A", 1) + post("B", 1) + post("C", 1)
    rows = applied("a1 A 95 ani 1", "a2 B 95 ani 1", "c1 C 80 . .")
    result = selection(text, rows)
    assert (result.seats, result.codes) == ({"A": [], "B": [], "C": ["c1"]}, ["E509"])
    for first, second in ((0, 1), (1, 1.5)):
        rows = applied(f"a1 A 95 ani {first}", f"a2 B 95 ani {second}", "c1 C 80 . .")
        assert selection(text, rows).codes == ["E509"]
    for one, other in (("Ani-1", "ani1"), ("A1", "А1"), ("99.01", "9901")):  # the second A is Cyrillic
        rows = applied(f"a1 A 95 {one} 1", f"a2 B 95 {other} 2", "c1 C 80 . .")
        result = selection(text, rows)
        assert (result.seats, result.codes) == ({"A": [], "B": [], "C": ["c1"]}, ["E511"]), one


def test_equals_at_the_last_place_are_settled_before_choices_are() -> None:
    text = BASE + CHOICES + post("A", 1) + post("B", 1)
    rows = applied("a1 A 90 ani 1", "a2 B 90 ani 2", "b1 A 90 budi 1", "b2 B 90 budi 2")
    result = selection(text, rows)
    assert len(result.ranking.ties) == 1
    decision = '[[keputusan]]\nformasi = "A"\nurutan = ["b1", "a1"]\ndasar = "BA 3"\n'
    decided = selection(decision + text, rows)
    assert decided.seats == {"A": ["b1"], "B": ["a2"]}


@st.composite
def choosers(draw: Callable[[st.SearchStrategy[Any]], Any]) -> tuple[dict[str, int], dict[str, list[tuple[str, int]]]]:
    """Places by formation, and every person's applications: (formation, mark), the preferred first."""
    places = {code: draw(st.integers(0, 2)) for code in "ABC"}
    folk = {}
    for k in range(draw(st.integers(1, 6))):
        codes = draw(st.permutations("ABC"))[: draw(st.integers(1, 3))]
        folk[f"p{k}"] = [(code, draw(st.sampled_from([50, 60, 70, 80, 90]))) for code in codes]
    return places, folk


@STEADY
@example(
    (
        {
            "A": 1,
            "B": 2,
            "C": 0,
        },  # p5 comes to the tie in B only after p3, p2 and p4 were drawn, and loses it all the same
        {
            "p2": [("B", 70)],
            "p3": [("C", 50), ("B", 70), ("A", 70)],
            "p4": [("B", 70)],
            "p5": [("A", 60), ("B", 70)],
        },
    )
)
@example(
    (
        {"A": 0, "B": 1, "C": 2},  # whether p2 or p4 is drawn for B decides whether p1 comes there
        {"p1": [("C", 50), ("B", 80)], "p2": [("B", 70)], "p3": [("C", 60)], "p4": [("B", 70), ("C", 60)]},
    )
)
@given(choosers())
def test_choices_are_stable_and_the_best_for_whoever_applied(
    case: tuple[dict[str, int], dict[str, list[tuple[str, int]]]],
) -> None:
    """Every possible assignment is looked at: among those without justified envy ours is the best for everybody."""
    places, folk = case
    rows = [f"{p}{k} {code} {mark} {p} {k + 1}" for p, mine in folk.items() for k, (code, mark) in enumerate(mine)]
    text = BASE + 'seri = "undian"\nbenih = "7"\n' + CHOICES + "".join(post(c, n) for c, n in places.items())
    result = selection(text, applied(*rows))
    ours = {p: next((k for k in range(3) if f"{p}{k}" in given_seats(result)), 9) for p in folk}

    def merit(p: str, k: int) -> tuple[int, str]:
        return -folk[p][k][1], hashlib.sha256(f"7:{p}{k}".encode()).hexdigest()

    def stable(chosen: dict[str, int]) -> bool:
        inside: dict[str, list[tuple[int, str]]] = {code: [] for code in places}
        for p, k in chosen.items():
            if k != 9:
                inside[folk[p][k][0]].append(merit(p, k))
        if any(len(inside[code]) > n for code, n in places.items()):
            return False
        for p, mine in folk.items():
            for k in range(min(chosen[p], len(mine))):
                code = mine[k][0]
                if len(inside[code]) < places[code] or any(other > merit(p, k) for other in inside[code]):
                    return False
        return True

    every = [dict(zip(folk, ks, strict=True)) for ks in product(*([*range(len(mine)), 9] for mine in folk.values()))]
    good = [one for one in every if stable(one)]
    assert ours in good
    assert all(ours[p] <= one[p] for one in good for p in folk)


# --- an exam repeated among the tied --------------------------------------------------------------------------


def again(rules: str, rows: str, **marks: int) -> Run:
    """With the marks ``_1=70`` of those whose exam was repeated."""
    made = case(rules + post("A", 1) + post("B", 1, "Daerah"), rows)
    given = [marks.get(f"_{p['nomor']}") for p in sorted(made.applicants, key=lambda p: str(p["nomor"]))]
    states = np.array([State.NO_ROW if mark is None else State.KNOWN for mark in given], dtype=np.int8)
    repeat = Marks(Exact.of([Fraction(mark or 0) for mark in given]), states)
    return run(made, conduct={FINAL: Conduct(repeat=repeat)})


def test_who_fell_below_a_threshold_needs_no_repeated_exam_to_move() -> None:
    """C has two seats, for 2, who is left over in A, and for 4 of B; whether 1 and 2 were tied is nothing to 4."""
    rules = BASE + KINDS + 'ambang = "tanpa"\njuga_gugur = true\n' + post("C", 2, "Khusus")
    tied = again(rules, people("1 A 90", "2 A 90", "3 B 85", "4 B 30"), _1=70, _2=60)
    apart = selection(rules + post("A", 1) + post("B", 1, "Daerah"), people("1 A 90", "2 A 89", "3 B 85", "4 B 30"))
    assert tied.seats == apart.seats == {"A": ["1"], "B": ["3"], "C": ["2", "4"]}


def test_a_repeated_exam_compares_only_those_who_sat_it() -> None:
    """2 of A and 4 of B have 90; that 2 has 60 in a repeated exam, and 4 in none, says nothing between them."""
    rules, rows = BASE + KINDS + post("C", 1, "Khusus"), people("1 A 90", "2 A 90", "3 B 95", "4 B 90")
    result = again(rules, rows, _1=70, _2=60)
    assert [[result.register.numbers[i] for i in tie.members] for tie in result.ranking.ties] == [["2", "4"]]
    assert "E503" not in result.codes
    decision = '[[keputusan]]\nformasi = "C"\nurutan = ["4", "2"]\ndasar = "BA 3"\n'
    assert again(decision + rules, rows, _1=70, _2=60).seats["C"] == ["4"]


def test_a_repeated_exam_decides_among_those_who_sat_it() -> None:
    """1 to 4 of A have 90: the exam gives 1 the seat at home, 2 the empty one, and 3 is the next when 2 leaves."""
    rules = BASE + KINDS + FOLLOW + post("C", 1, "Khusus")
    rows = people("1 A 90", "2 A 90", "3 A 90", "4 A 90", "5 B 95")
    sat = {"_1": 70, "_2": 60, "_3": 50, "_4": 40}
    assert again(rules, rows, **sat).seats == {"A": ["1"], "B": ["5"], "C": ["2"]}
    left = again(happened("mengundurkan diri|2") + rules, rows, **sat)
    assert [(f.code, f.values["siapa"]) for f in left.findings] == [("P605", "3")]


# --- nominations --------------------------------------------------------------------------------------------

NOMINATED = """
[pengangkatan]
dasar = "PP 11/2017 Pasal 121"
kode = "T"
arti = "terpilih"
"""


def test_whoever_appoints_chooses_among_the_names() -> None:
    rules = BASE + "nominasi = 3\n" + NOMINATED + post("A", 1)
    rows = people("1 A 95", "2 A 90", "3 A 85", "4 A 80")
    assert list(selection(rules, rows).printed.values()) == ["L", "L", "L", "TL"]
    result = selection(happened("pengangkatan|2|A|SK 9/2026") + rules, rows)
    assert list(result.printed.values()) == ["L", "T", "L", "TL"]
    assert list(result.fates.values()) == [Fate.NOMINATED, Fate.WINS, Fate.NOMINATED, Fate.LOSES]
    post_a, end = result.ranking.formation(0), result.ranking.end
    assert [one.number for one in post_a.winners] == ["2"], "whoever is nominated has no seat"
    assert [one.number for one in post_a.nominated] == ["1", "3"]
    assert {o.meaning for o, fate in result.ranking.outcomes(end).items() if fate is Fate.NOMINATED} == {  # type: ignore[arg-type]
        "diajukan kepada yang mengangkat"
    }
    assert [(p.kind, p.basis) for p in result.ranking.end.placements] == [  # type: ignore[union-attr]
        ("nominasi", ""), ("kursi", "SK 9/2026"), ("nominasi", ""),
    ]  # fmt: skip
    for wrong in ("pengangkatan|4|A", "pengangkatan|2 3|A"):
        assert selection(happened(wrong) + rules, rows).codes == ["E609"]
    assert selection(happened("pengangkatan|2|A|") + rules, rows).codes == ["P604"]


def test_appointments_and_departures_are_carried_out_by_date() -> None:
    """Whoever was appointed and left frees the seat for another name; while they hold it, nobody else is appointed."""
    rules, rows = BASE + "nominasi = 3\n" + NOMINATED + FOLLOW + post("A", 1), people("1 A 95", "2 A 90", "3 A 85")
    appointed, left, again = "pengangkatan|2|A|SK 1", "mengundurkan diri|2", "pengangkatan|1|A|SK 3"
    result = selection(happened(appointed, left, again) + rules, rows)
    assert (result.printed, result.codes) == ({"1": "T", "2": "APS", "3": "L"}, [])
    assert selection(happened(left, appointed, again) + rules, rows).codes == ["E609"], "2 had left"
    assert selection(happened(appointed, again, left) + rules, rows).codes == ["E609"], "2 still had the seat"


def test_a_priority_class_goes_before_scores() -> None:
    """Classes need no rule of their own: a fact with ordered choices is the first key."""
    rules = BASE.replace('urut = ["akhir"]', 'urut = ["pelamar.kelas", "akhir"]') + post("A", 2)
    rules += '[pelamar.atribut]\nkelas = { kolom = "Kelas", jenis = "pilihan", pilihan = ["R2", "R3", "R4"] }\n'
    rows = people("1 A 95 R4", "2 A 50 R2", "3 A 60 R3", columns="pelamar.kelas")
    assert selection(rules, rows).seats == {"A": ["2", "3"]}


# --- the audit ------------------------------------------------------------------------------------------------


def exchanged(result: Run, out: str, into: str) -> Result:
    """The result as if another person had taken somebody's seat."""
    end = result.ranking.end
    assert end is not None
    a, b = (result.register.numbers.index(number) for number in (out, into))
    fates = end.fates.copy()
    fates[[a, b]] = fates[[b, a]]
    seats = [replace(p, application=b) if p.application == a else p for p in end.placements]
    return replace(result.ranking, stages=(*result.ranking.stages[:-1], replace(end, fates=fates, placements=seats)))


def test_the_audit_notices_every_wrong_seat() -> None:
    rows = PUBLISHED[1] + "\nx1 LAIN 99\nx2 LAIN 98"
    result = selection(BASE + KINDS + PUBLISHED[0] + post("LAIN", 1, title="Arsiparis"), rows)
    audit(result.ranking)
    end = result.ranking.end
    assert end is not None
    moved = next(p for p in end.placements if p.step == "pengisian")
    idle = replace(end, placements=[p for p in end.placements if p is not moved], fates=end.fates.copy())
    idle.fates[moved.application] = Fate.LOSES
    left = replace(end, departed={0: "Surat 1"})
    for wrong, says in (
        (exchanged(result, "u5", "u6"), "peserta u5 terlewati dalam pengisian"),
        (exchanged(result, "u5", "x2"), "tidak menurut aturan pengisian"),
        (exchanged(result, "u1", "u6"), "yang lulus atau menjadi cadangan bukan yang berperingkat"),
        (
            replace(result.ranking, stages=(result.ranking.stages[0], idle)),
            "masih dapat diisi menurut aturan pengisian",
        ),
        (replace(result.ranking, stages=(result.ranking.stages[0], left)), "bukan mereka yang disebut suratnya"),
    ):
        with pytest.raises(ResultViolationError, match=re.escape(says)):
            audit(wrong)


def test_the_audit_notices_a_choice_that_was_not_followed() -> None:
    rows = applied("a1 A 95 ani 2", "a2 B 95 ani 1", "b1 A 90 budi 1")
    result = selection(BASE + CHOICES + post("A", 1) + post("B", 1), rows)
    end = result.ranking.end
    assert end is not None
    wrong = replace(end, aside={})
    with pytest.raises(ResultViolationError, match="pilihan peserta a1 tidak diikuti"):
        audit(replace(result.ranking, stages=(result.ranking.stages[0], wrong)))


def test_the_central_list_says_who_was_moved(tmp_path: Path) -> None:
    """Its code for a move stands for a seat and is printed as it is; our figures, which move nobody, do not argue."""
    draft = Draft().as_text()
    draft.rules += '\n[peringkat.penetapan]\nberkas = "data/akhir.csv"\ndasar = "Surat BKN 9"\n' + KINDS
    codes = {"26-0001": "L", "26-0002": "P/L-1", "26-0003": "TL", "26-0004": "L", "26-0005": "TL"}
    totals = {"26-0001": "77", "26-0002": "73", "26-0003": "72", "26-0004": "75", "26-0005": "64"}
    ranks = {"26-0001": "1", "26-0002": "2", "26-0003": "3", "26-0004": "1", "26-0005": "2"}
    rows = [[number, ranks[number], code, totals[number]] for number, code in codes.items()]
    draft.files["data/akhir.csv"] = {"": [["Nomor Peserta", "Peringkat", "Kode", "Total"], *rows]}
    folder = draft.write(tmp_path)
    found = command("rank", folder, "--json")
    assert found.code == 0
    assert not [f for f in found.data["temuan"] if f["kode"] in {"E208", "P452"}]
    assert {number: one["kode"] for number, one in saved(folder).items()} == codes
