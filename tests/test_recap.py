"""From an office's own recap to rules, a ranking and the differences; lists made elsewhere against the result."""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from fractions import Fraction
from typing import TYPE_CHECKING

import openpyxl
import pytest

from asnrekrut.begin.from_recap import draft_of
from asnrekrut.begin.recap_total import linear, rounded_to
from asnrekrut.errors import Exit
from asnrekrut.io import Sheet
from asnrekrut.readers.grid import Grid
from asnrekrut.rules.load import load_rules
from tests.selections import Draft, Formula, command, people, write_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from tests.selections import Cell, Rows

HEAD: Rows = [
    ["SELEKSI TENAGA KONTRAK TAHUN 2026"],
    ["Dinas Contoh"],
    [],
    ["No", "Nomor Peserta", "Nama", "Formasi", "Tes Tertulis", "Nilai Tes 60%", "Wawancara", "Nilai Wawancara 40%"],
]
HEAD[3] += ["Nilai Akhir", "Peringkat", "Keterangan"]
# number, name, formation, test, interview; the recap's own rank and remark
PEOPLE = [
    ("26-01", "Contoh Melati", "PRW", 81, 77, 2, "Lulus"),  # 48.6 + 30.8 = 79.4
    ("26-02", "Contoh Kasuari", "PRW", 77, 83, 3, "Tidak Lulus"),  # 46.2 + 33.2 = 79.4: the row before it won
    ("26-03", "Contoh Cendana", "PRW", 90, 70, 1, "Lulus"),  # 54 + 28 = 82
    ("26-04", "Contoh Elang", "PRW", 60, 65, 4, "Tidak Lulus"),  # 36 + 26 = 62
    ("26-05", "Contoh Anggrek", "ADM", 71, 88, 1, "Lulus"),  # 42.6 + 35.2 = 77.8
    ("26-06", "Contoh Meranti", "ADM", 66, 71, 2, "Tidak Lulus"),  # 39.6 + 28.4 = 68
    ("26-07", "Contoh Rajawali", "ADM", 70, 65, 3, "Tidak Lulus"),  # 42 + 26 = 68: again the row before it
]


def recap_rows(formulas: bool = True) -> Rows:
    rows = [list(row) for row in HEAD]
    for k, (number, name, formation, test, interview, rank, remark) in enumerate(PEOPLE):
        first, second = round(test * 0.6, 4), round(interview * 0.4, 4)
        made: list[Cell] = [first, second, round(first + second, 4)]
        if formulas:
            row = k + len(HEAD) + 1
            made = [
                Formula(f"=ROUND(E{row}*60%,2)", first),
                Formula(f"=ROUND(G{row}*40%,2)", second),
                Formula(f"=F{row}+H{row}", made[2]),
            ]
        rows.append([k + 1, number, name, formation, test, made[0], interview, made[1], made[2], rank, remark])
    return rows


def written(folder: Path, rows: Rows) -> Path:
    path = folder / "rekap.xlsx"
    write_workbook(path, {"Catatan": [["Catatan"]], "Rekap": rows})
    return path


@pytest.mark.parametrize("formulas", [True, False])
def test_a_recap_becomes_rules_that_name_their_cells_and_a_ranking(tmp_path: Path, formulas: bool) -> None:
    folder = tmp_path / "seleksi-2027"
    outcome = command("init", folder, "--dari-lembar", written(tmp_path, recap_rows(formulas)), "--bawaan")
    assert outcome.code == Exit.TIE, "row order gave the last seat of PRW away"
    text = (folder / "seleksi.toml").read_text(encoding="utf-8")
    rules = load_rules(text.encode())
    assert [(stage.name, stage.weight) for stage in rules.stages] == [("Tes Tertulis", 60), ("Wawancara", 40)]
    assert {one.code: one.quota for one in rules.formations.inline} == {"ADM": 1, "PRW": 2}
    assert "kuota = 2 # banyaknya yang lulus menurut kolom K4" in text
    assert ("bobot = 60 # rumus F5" if formulas else "bobot = 60 # angka kolom F") in text
    assert rules.identity.name == "SELEKSI TENAGA KONTRAK TAHUN 2026"
    assert rules.identity.year == 2027
    with zipfile.ZipFile(folder / "data/pelamar.xlsx") as packed:
        assert b"2000-01-01T" in packed.read("docProps/core.xml"), "no clock: equal recaps give equal folders"
    # Melati's test is better than Kasuari's, Meranti's interview than Rajawali's: no figure put the earlier row first
    assert "26-02 Contoh Kasuari (baris 6): hasil Tidak Lulus, dihitung menunggu keputusan" in outcome.out
    assert people(folder)["26-06"]["peringkat"] == people(folder)["26-07"]["peringkat"] == 2


def test_row_order_that_decided_a_tie_and_formulas_that_drifted_are_named(tmp_path: Path) -> None:
    rows = recap_rows()
    rows[4][8] = Formula("=F{row}+H{row}", 79.4)
    rows[8][5] = Formula("=ROUND(E{row}*70%,2)", 49.7)  # Anggrek's test at 70 %
    rows[8][8] = Formula("=F{row}+H{row}", 84.9)
    rows[9][8] = 69  # Meranti's total typed over
    folder = tmp_path / "seleksi-2027"
    outcome = command("init", folder, "--dari-lembar", written(tmp_path, rows), "--bawaan")
    said: dict[str, str] = {}
    for line in outcome.out.splitlines():
        if line.startswith("  26-"):
            said[line.split()[0]] = said.get(line.split()[0], "") + line
    assert "rumus sel F9 lain daripada rumus baris lain" in said["26-05"]
    assert "angka diketik menimpa rumus di sel I10" in said["26-06"]
    assert "urutan baris" in said["26-02"]
    assert "nilai akhir sama dengan 26-01" in said["26-02"]
    assert set(said) == {"26-01", "26-02", "26-05", "26-06", "26-07"}, "nothing about those who agree"


def test_the_figure_that_breaks_ties_is_found_and_only_what_no_cell_says_is_asked(tmp_path: Path) -> None:
    rows = recap_rows()
    rows[4][9], rows[5][9] = 3, 2  # Kasuari first: the interview decides
    draft = draft_of(written(tmp_path, rows))
    questions = draft.questions()
    assert [one.key for one in questions] == ["nama", "instansi", "tahun", "maksimum", "kuota"]
    assert all(one.default for one in questions)
    rules = load_rules(draft.proposal({one.key: one.answer("") for one in questions}).rules.encode())
    assert rules.ranking.order == ["akhir", "wawancara"]


def test_rounding_at_each_step_is_told_from_the_figures(tmp_path: Path) -> None:
    rows = [["Nomor Peserta", "Nama", "Tes", "Tes 33%", "Wawancara", "Wawancara 67%", "Nilai Akhir"]]
    for k, (test, interview) in enumerate([(71, 68), (83, 77), (64, 91), (59, 58), (92, 66), (77, 73)]):
        parts = [Fraction(test * 33, 100), Fraction(interview * 67, 100)]
        tenths = [Fraction(int(part * 10 + Fraction(1, 2)), 10) for part in parts]
        rows.append([f"26-{k}", f"Contoh {k}", test, float(tenths[0]), interview, float(tenths[1]), float(sum(tenths))])
    draft = draft_of(written(tmp_path, rows))
    answers = {one.key: one.answer(one.default or "2026") for one in draft.questions()}
    rules = load_rules(draft.proposal(answers).rules.encode())
    assert (rules.roundings.weight, rules.roundings.final) == (1, "tanpa")


def test_a_mean_that_was_rounded_up_is_a_mean(tmp_path: Path) -> None:
    """As in a real list: 262 / 3 printed as 87,34 is rounded otherwise, and no weight of 33,3."""
    marks = [(88, 84, 90), (80, 90, 87), (70, 76, 80), (90, 95, 91), (77, 71, 82), (65, 72, 70), (83, 88, 94)]
    rows = [["Nomor Peserta", "Nama", "Satu", "Dua", "Tiga", "Rata-rata"]]
    rows += [[f"26-{k}", f"Contoh {k}", *m, -(-sum(m) * 100 // 3) / 100] for k, m in enumerate(marks)]
    outcome = command("init", tmp_path / "s-2026", "--dari-lembar", written(tmp_path, rows), "--bawaan")
    (stage,) = load_rules((tmp_path / "s-2026/seleksi.toml").read_bytes()).stages
    assert [one.weight for one in stage.components] == [None] * 3
    assert "nilai akhir 87,34, dihitung 87,33; dibulatkan ke atas" in " ".join(outcome.out.split())


def test_answers_by_options_and_what_is_missing_without_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    path = written(tmp_path, recap_rows())
    refused = command("init", tmp_path / "a", "--dari-lembar", path)
    assert refused.code == Exit.USAGE
    assert all(
        option in refused.err for option in ("--nama", "--instansi", "--tahun", "--jawab maksimum=…", "--bawaan")
    )
    given = (
        "--nama",
        "Uji",
        "--instansi",
        "Dinas",
        "--tahun",
        "2027",
        "--jawab",
        "maksimum=120",
        "--jawab",
        "kuota=ADM=1; PRW=2",
        "--jawab",
        "seri=wawancara",
    )
    assert command("init", tmp_path / "a", "--dari-lembar", path, *given).code == Exit.DONE, "the interview decides"
    assert load_rules((tmp_path / "a/seleksi.toml").read_bytes()).stages[0].components[0].maximum == 120
    assert command("init", tmp_path / "b", "--dari-lembar", path, *given[:-1], "seri=tidak_ada").code == Exit.USAGE
    assert command("init", tmp_path / "b", "--dari-lembar", path, *given[:-1], "kuota").code == Exit.USAGE
    assert not (tmp_path / "b").exists()


def test_seats_that_only_remarks_tell_are_asked_and_reserves_are_read(tmp_path: Path) -> None:
    """A seat may have stayed empty: whoever passed counts the seats from below, and nobody who passed makes none 0."""
    rows = recap_rows(formulas=False)
    rows[4][9], rows[5][9] = 3, 2  # Kasuari first: the interview decides
    for row, remark in zip(rows[4:], ["C", "Lulus", "Lulus", "TL", "Cadangan I", "Cadangan II", "TL"], strict=True):
        row[10] = remark
    path = written(tmp_path, rows)
    (question,) = [one for one in draft_of(path).questions() if one.key == "kuota"]
    assert question.default == "ADM=1; PRW=2"
    start = ("--dari-lembar", path, "--bawaan")
    assert command("init", tmp_path / "s-2026", *start, "--jawab", "kuota=ADM=0; PRW=3").code == Exit.DONE
    text = (tmp_path / "s-2026/seleksi.toml").read_text(encoding="utf-8")
    assert "kuota = 3 # jawaban" in text
    assert "kuota = 0 # jawaban" in text
    command("init", tmp_path / "t-2026", *start)
    text = (tmp_path / "t-2026/seleksi.toml").read_text(encoding="utf-8")
    assert "kuota = 1 # tidak seorang pun lulus menurut kolom K4; pastikan" in text
    assert "kuota = 2 # banyaknya yang lulus menurut kolom K4" in text
    assert "cadangan = 2 # cadangan terbanyak menurut kolom K4" in text
    assert load_rules(text.encode()).ranking.reserves == 2
    command("init", tmp_path / "u-2026", *start, "--jawab", "cadangan=1")
    assert "cadangan = 1 # jawaban" in (tmp_path / "u-2026/seleksi.toml").read_text(encoding="utf-8")
    assert command("init", tmp_path / "v-2026", *start, "--jawab", "cadangan=dua").code == Exit.USAGE
    assert not (tmp_path / "v-2026").exists()


REFUSED = {
    "no people": ([["Tahun", "Nilai"], [2024, 80], [2025, 81], [2026, 82]], "nomor peserta atau nama"),
    "no total": (
        [["Nama", "Tes", "Wawancara"], *([f"Contoh {k}", 70 + k, 91 - k * k] for k in range(6))],
        "nilai akhir",
    ),
    "no figures": ([["Nama", "Hasil"], ["Contoh A", "baik"], ["Contoh B", "baik"], ["Contoh C", "baik"]], "angka"),
    "doubled": ([["Nomor Peserta", "Nilai Akhir"], ["1", 70], ["1", 71], ["2", 72]], "dua kali"),
    "few": ([["Nama", "Nilai Akhir"], ["Contoh A", 70], ["Contoh B", 71]], "hanya 2 orang"),
}


@pytest.mark.parametrize(("rows", "why"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_understood_is_refused_in_words(tmp_path: Path, rows: Rows, why: str) -> None:
    outcome = command("init", tmp_path / "a", "--dari-lembar", written(tmp_path, rows), "--bawaan")
    assert outcome.code == Exit.USAGE
    assert why in outcome.err
    assert not (tmp_path / "a").exists()


def test_nobody_vanishes_between_the_sheets_of_a_workbook(tmp_path: Path) -> None:
    """Sheets are read together by their headings, copies once; whoever would be left out stops or is chosen."""
    path, rows, count = tmp_path / "rekap.xlsx", recap_rows(), iter(range(99))

    def begun(sheets: dict[str, Rows], *answer: str) -> tuple[int, str]:
        write_workbook(path, sheets)
        made = command("init", tmp_path / f"s{next(count)}-2026", "--dari-lembar", path, "--bawaan", *answer)
        return made.code, " ".join((made.out + made.err).split())

    once = "Lembar Rekap (2) mengulang peserta dan angka yang sama"
    assert once in begun({"Rekap": rows, "Rekap (2)": rows[:-1]})[1]
    whole = [HEAD[3], *rows[len(HEAD) :]]
    both = begun({"PRW": whole[:5], "ADM": [HEAD[3], *whole[5:]], "Semua": whole})[1]
    assert "Lembar Semua mengulang" in both, "each on the sheet of their formation"

    changed = [list(row) for row in recap_rows(formulas=False)]
    changed[-1][8] = 70
    code, said = begun({"Rekap": recap_rows(formulas=False), "Rekap Lama": changed})
    assert code == Exit.USAGE
    assert 'lembar "Rekap Lama" memuat Nilai Akhir yang lain bagi 26-07' in said
    assert '--jawab "lembar=Rekap"' in said

    more = [
        ["Nomor Peserta", "Nama", "Praktik", "Nilai Akhir"],
        *([f"26-{k}", f"Lain {k}", 80 + k, 81] for k in (21, 22)),
    ]
    code, said = begun({"Rekap": rows, "Sopir": more})
    assert code == Exit.USAGE
    assert 'lembar "Sopir" memuat 2 orang lain (26-21, 26-22)' in said
    code, said = begun({"Rekap": rows, "Sopir": more}, "--jawab", "lembar=Rekap")
    assert code == Exit.TIE
    assert 'Tidak dibandingkan, lembar "Sopir": 2 orang (26-21, 26-22)' in said
    assert "tidak memuat lembar Lain" in begun({"Rekap": rows}, "--jawab", "lembar=Lain")[1]
    unclear = [["Nomor Peserta", "Nama"], ["26-31", "Lain"], ["Nomor Peserta", "Nama"], [None, "Tanpa nomor"]]
    assert begun({"Rekap": rows, "Kacau": unclear})[0] == Exit.USAGE

    beside = [["Nama", "Nilai Akhir"] * 2, *([f"Contoh {k}", 70 + k, f"Lain {k}", 80 + k] for k in range(4))]
    code, said = begun({"Rekap": beside})
    assert code == Exit.USAGE, "two tables side by side: the second half of the people"
    assert 'judul "nama" ada pada 2 kolom' in said

    rows.insert(7, [None, None, "Contoh Tanpa Nomor", "PRW", 88, None, 90])
    code, said = begun({"Rekap": rows})
    assert code == Exit.USAGE
    assert "tanpa nomor" in said


@pytest.mark.parametrize("formulas", [True, False])
def test_sheets_with_their_columns_in_another_order_are_one_recap(tmp_path: Path, formulas: bool) -> None:
    rows = [[*HEAD[3]], *recap_rows(formulas=False)[len(HEAD) :]]
    other = [0, 1, 2, 3, 6, 7, 4, 5, 8, 10, 9]  # the interview before the test
    second: Rows = [[row[c] for c in other] for row in [rows[0], *rows[5:]]]
    if formulas:
        for sheet, test, talk in ((rows[:5], "E", "G"), (second, "G", "E")):
            for row in sheet[1:]:
                made = {"E": f"=ROUND({test}{{row}}*60%,2)", "G": f"=ROUND(0.4*{talk}{{row}},2)"}
                row[5], row[7] = Formula(made[test], row[5]), Formula(made[talk], row[7])
                row[8] = Formula("=F{row}+H{row}", row[8])
    path = tmp_path / "rekap.xlsx"
    write_workbook(path, {"PRW": rows[:5], "ADM": second})
    outcome = command("init", tmp_path / "s-2026", "--dari-lembar", path, "--bawaan")
    found = people(tmp_path / "s-2026")
    assert {n: one["langkah"]["akhir"] for n, one in found.items() if n > "26-04"} == {
        "26-05": "77.8", "26-06": "68", "26-07": "68",
    }  # fmt: skip
    assert "26-05" not in outcome.out


def test_what_is_no_workbook_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "rekap.xlsx").write_bytes(b"bukan lembar kerja")
    assert command("init", tmp_path / "a", "--dari-lembar", tmp_path / "rekap.xlsx", "--bawaan").code == Exit.USAGE
    assert command("init", tmp_path / "a", "--dari-lembar", tmp_path / "tidak-ada.xlsx", "--bawaan").code == Exit.USAGE


FORMULAS = {
    "R[0]C[-2]*60%+R[0]C[-1]*R1C6": {0: Fraction(3, 5), 1: Fraction(2, 5)},
    "ROUND((R[0]C[-2]+R[0]C[-1])/2,2)": {0: Fraction(1, 2), 1: Fraction(1, 2)},
    "AVERAGE(R[0]C[-2]:R[0]C[-1])": {0: Fraction(1, 2), 1: Fraction(1, 2)},
    "+SUM(R[0]C[-2],R[0]C[-1])-R[0]C[-2]": {1: Fraction(1)},
    "R[0]C[-2]*R[0]C[-1]": None,
    "IF(R[0]C[-2]>70,1,0)": None,
    "R[0]C[-2]/0": None,
    "SUM(R[0]C[-2]:R[9]C[-1])": None,
    "((((((((((((((((((((((R[0]C[-2]))))))))))))))))))))))": {0: Fraction(1)},
    "(" * 150 + "R[0]C[-2]" + ")" * 150: {0: Fraction(1)},
    "(" * 250 + "R[0]C[-2]" + ")" * 250: None,
    "R[0]C[-2]**2": None,
    "(R[0]C[-2],2)": None,
    "1.2.3+R[0]C[-2]": None,
    "SUM()": None,
    "R[0]C[-2]+": None,
    "": None,
}


@pytest.mark.parametrize(("form", "terms"), FORMULAS.items())
def test_formulas_read_as_weighted_sums(form: str, terms: dict[int, Fraction] | None) -> None:
    sheet = Sheet("a.xlsx", "", Grid.of([["", "", "", "", "", "0,4"], [80, 90, ""]]))
    found = linear(form, sheet, 1, 2)
    assert (found and dict(found.terms)) == terms


# --- compare ------------------------------------------------------------------------------------------------

TOTALS = {"26-0001": "77", "26-0002": "73", "26-0003": "72", "26-0004": "75", "26-0005": "64"}
RANKS = {"26-0001": "1", "26-0002": "2", "26-0003": "3", "26-0004": "1", "26-0005": "2"}


def listing(folder: Path, totals: dict[str, str], ranks: dict[str, str] | None = None) -> Path:
    ranks = ranks or {}
    lines = [
        "Nomor Peserta;Nilai Akhir;Peringkat",
        *(f"{n};{t};{ranks.get(n, RANKS.get(n, ''))}" for n, t in totals.items()),
    ]
    path = folder / "daftar.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def found(folder: Path, path: Path) -> dict[tuple[str, str], str]:
    outcome = command("compare", folder, path, "--json")
    assert outcome.code == (Exit.FINDINGS if outcome.data["perbedaan"] else Exit.DONE)
    return {(one["nomor"], one["apa"]): one["sebab"] for one in outcome.data["perbedaan"]}


@pytest.fixture
def selection(tmp_path: Path) -> Path:
    return Draft().as_text().write(tmp_path / "s")


def test_inside_the_folder_its_name_is_not_needed(
    tmp_path: Path, selection: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(selection)
    assert command("compare", listing(tmp_path, TOTALS)).code == Exit.DONE
    assert command("simulate").out.startswith("SIMULASI")


def test_a_list_that_agrees_says_nothing(tmp_path: Path, selection: Path) -> None:
    assert found(selection, listing(tmp_path, TOTALS)) == {}
    assert found(selection, listing(tmp_path, {n: f"{t},00" for n, t in TOTALS.items()})) == {}


CHANGES = {
    "swapped": ({"26-0002": "72", "26-0003": "73"}, ("26-0002", "nilai akhir"), "tertukar dengan 26-0003"),
    "scale": ({"26-0005": "128"}, ("26-0005", "nilai akhir"), "2 kali nilai yang dihitung"),
    "a stage left out": ({"26-0004": "45"}, ("26-0004", "nilai akhir"), "tanpa Wawancara"),
    "one mark": ({"26-0001": "79,4"}, ("26-0001", "nilai akhir"), "sesuai bila Teori 88 (kini 80)"),
    "nothing fits": ({"26-0001": "77,123"}, ("26-0001", "nilai akhir"), "tidak dapat diketahui"),
    "a stranger": ({"26-0099": "50"}, ("26-0099", "peserta"), "tidak ada dalam daftar pelamar"),
}


@pytest.mark.parametrize(("changes", "where", "cause"), CHANGES.values(), ids=CHANGES)
def test_the_cause_of_a_difference(
    tmp_path: Path, selection: Path, changes: dict[str, str], where: tuple[str, str], cause: str
) -> None:
    assert cause in found(selection, listing(tmp_path, TOTALS | changes))[where]


def test_ranks_follow_totals_and_people_left_out_are_named(tmp_path: Path, selection: Path) -> None:
    told = found(selection, listing(tmp_path, TOTALS | {"26-0003": "74"}, {"26-0002": "3", "26-0003": "2"}))
    assert told["26-0003", "peringkat"] == "mengikuti nilai akhirnya"
    assert "bergeser karena nilai akhir 26-0003" in told["26-0002", "peringkat"]
    fewer = {number: total for number, total in TOTALS.items() if number != "26-0005"}
    assert ("26-0005", "peserta") in found(selection, listing(tmp_path, fewer))
    everyone = {"26-0001": "1", "26-0004": "2", "26-0002": "3", "26-0003": "4", "26-0005": "5"}
    assert "tanpa memisahkan formasi" in found(selection, listing(tmp_path, TOTALS, everyone))["26-0002", "peringkat"]


def test_an_earlier_result_names_the_marks_that_were_others(tmp_path: Path, selection: Path) -> None:
    assert command("rank", selection).code == Exit.DONE
    earlier = tmp_path / "hasil.json"
    earlier.write_bytes((selection / "hasil/akhir/hasil.json").read_bytes())
    assert found(selection, earlier) == {}
    sheet = selection / "data/tes.csv"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("26-0002;90;60", "26-0002;98;60"), encoding="utf-8")
    assert found(selection, earlier)["26-0002", "nilai akhir"] == "Teori dahulu 90, kini 98"


def test_who_comes_in_above_is_the_cause_of_a_lower_rank(tmp_path: Path, selection: Path) -> None:
    """A reached the end only after its mark was corrected; everyone behind moves by one, ties or not."""
    sheet = selection / "data/tes.csv"
    right = sheet.read_text(encoding="utf-8")
    sheet.write_text(right.replace("26-0001;80;", "26-0001;TH;"), encoding="utf-8")
    assert command("rank", selection).code == Exit.DONE
    earlier = tmp_path / "hasil.json"
    earlier.write_bytes((selection / "hasil/akhir/hasil.json").read_bytes())
    sheet.write_text(right, encoding="utf-8")
    told = found(selection, earlier)
    for number in ("26-0002", "26-0003"):
        assert told[number, "peringkat"] == "bergeser karena menurut hitungan ini 26-0001 di atasnya"
    assert told["26-0001", "peringkat"] == "dahulu tidak diperingkat"


def test_a_tie_that_was_broken_is_no_ranking_without_formations(tmp_path: Path) -> None:
    """A-1 has 73, 73, 72 and B-1 75, 64: the second of the two that the list parts is also second among all."""
    folder = Draft().as_text().put("data/wawancara.csv:B2", "70").write(tmp_path / "s")
    told = found(folder, listing(tmp_path, TOTALS | {"26-0001": "73"}, {"26-0001": "2", "26-0002": "1"}))
    assert "nilai akhir sama dengan 26-0002; daftar itu mengurutkan" in told["26-0001", "peringkat"]


def test_rounding_only_once_is_recognised(tmp_path: Path) -> None:
    made = Draft().as_text().rule("bobot = 3\nakhir = 3", "bobot = 0\nakhir = 0").rule("skala = 2", "skala = 0")
    folder = made.put("data/tes.csv:B2", "81").put("data/wawancara.csv:B2", "81").write(tmp_path / "s")
    # 75,5 → 76 → 45,6 → 46 and 81 × 0,4 = 32,4 → 32: 78; once only: 45,3 + 32,4 = 77,7 → 78; C: see below
    ours = {number: one["langkah"]["akhir"] for number, one in people_of(folder).items()}
    exact = {"26-0001": "77,7", "26-0002": "73", "26-0003": "72", "26-0004": "75", "26-0005": "64"}
    told = found(folder, listing(tmp_path, exact))
    assert ours["26-0001"] == "78"
    assert told == {("26-0001", "nilai akhir"): "tidak dibulatkan sama sekali"}


def people_of(folder: Path) -> dict[str, dict[str, dict[str, str]]]:
    assert command("rank", folder).code == Exit.DONE
    return people(folder)


def test_lists_that_cannot_be_compared(tmp_path: Path, selection: Path) -> None:
    assert command("compare", selection, tmp_path / "tidak-ada.xlsx").code == Exit.USAGE
    (tmp_path / "lain.csv").write_text("Nomor Peserta;Nilai Akhir\n99-1;80\n99-2;81\n", encoding="utf-8")
    assert "tidak ada nomor peserta yang dikenal" in command("compare", selection, tmp_path / "lain.csv").err
    (tmp_path / "kosong.csv").write_text("Nomor Peserta;Nama\n26-0001;Contoh\n26-0002;Contoh\n", encoding="utf-8")
    assert "tidak ada kolom" in command("compare", selection, tmp_path / "kosong.csv").err
    (tmp_path / "rusak.json").write_text(json.dumps({"versi": 1}), encoding="utf-8")
    assert command("compare", selection, tmp_path / "rusak.json").code == Exit.USAGE


def test_our_own_workbook_agrees_with_itself(tmp_path: Path) -> None:
    folder = Draft().as_text().put("data/wawancara.csv:B2", "TH").write(tmp_path / "s")
    assert command("rank", folder).code == Exit.DONE
    assert found(folder, folder / "hasil/akhir/peringkat.xlsx") == {}
    assert found(folder, folder / "hasil/akhir/peringkat.csv") == {}


def test_why_somebody_is_left_out_of_a_list(tmp_path: Path, selection: Path) -> None:
    def causes(totals: dict[str, str], ranks: dict[str, str] | None = None) -> dict[str, str]:
        told = found(selection, listing(tmp_path, totals, ranks))
        return {number: cause for (number, what), cause in told.items() if what == "peserta"}

    some = {number: TOTALS[number] for number in ("26-0001", "26-0002", "26-0003")}
    assert set(causes(some).values()) == {"formasi B-1 tidak ada dalam daftar itu"}
    best = {number: TOTALS[number] for number in ("26-0001", "26-0004", "26-0005")}
    assert set(causes(best).values()) == {"daftar itu berhenti pada peringkat 1"}
    gap = {number: total for number, total in TOTALS.items() if number != "26-0002"}
    assert causes(gap) == {"26-0002": "terlewat: yang lain dari formasinya tercantum"}
    typed = causes(gap | {"26-OOO2": "73"}, {"26-OOO2": "2"})
    assert typed["26-0002"] == 'di sana tertulis "26-OOO2", yang bukan nomor siapa pun'


def test_the_last_put_first_moves_everybody_by_one(tmp_path: Path) -> None:
    draft = Draft().as_text()
    many = [f"26-{k:04}" for k in range(1, 301)]
    draft.files["data/pelamar.csv"] = {
        "": [["Nomor Peserta", "Nama", "Tanggal Lahir", "Formasi"], *([n, f"Orang {n}", "", "A-1"] for n in many)]
    }
    draft.files["data/tes.csv"] = {"": [["Nomor Peserta", "Teori", "Praktik"], *([n, 100, 60] for n in many)]}
    marks = {n: k / 20 for k, n in enumerate(many)}
    draft.files["data/wawancara.csv"] = {"": [["Nomor Peserta", "Skor"], *([n, f"{m:.2f}"] for n, m in marks.items())]}
    folder = draft.write(tmp_path / "s")
    ours = {number: one["langkah"]["akhir"] for number, one in people_of(folder).items()}
    ranks = {n: str((300 - k) % 300 + 1) for k, n in enumerate(many)}
    told = found(folder, listing(tmp_path, ours, ranks))
    assert len(told) == 300
    assert told["26-0299", "peringkat"] == "bergeser karena menurut hitungan ini 26-0001 tidak di atasnya"
    assert told["26-0001", "peringkat"].endswith("26-0002, 26-0003, 26-0004 dan 296 lainnya di atasnya")


def test_a_nik_is_masked_in_what_is_compared_and_simulated(tmp_path: Path) -> None:
    niks = {f"26-000{k}": f"99711{k}{k:02}0{k}9{k}{k:04}" for k in range(1, 6)}
    draft = Draft().as_text()
    for name in ("data/pelamar.csv", "data/tes.csv", "data/wawancara.csv"):
        for row in draft.rows(name)[1:]:
            row[0] = niks[str(row[0])]
    folder = draft.write(tmp_path / "s")
    totals = {niks[number]: total for number, total in TOTALS.items()} | {
        niks["26-0001"]: "1",
        "9971140404990009": "50",
    }
    compared = ("compare", folder, listing(tmp_path, totals, {niks["26-0002"]: "9"}))
    done = [
        command(*compared),
        command(*compared, "--json"),
        command("simulate", folder, "--bobot", "tes=10", "--json"),
    ]
    assert [one.code for one in done[:2]] == [Exit.FINDINGS] * 2
    assert "9971**********01 Contoh Satu (baris 2): nilai akhir 1" in done[0].out
    assert not re.search(r"9971[0-9]{4}", "".join(one.out + one.err for one in done))


def test_who_has_a_total_or_a_rank_on_one_side_only_is_named(tmp_path: Path) -> None:
    folder = Draft().as_text().put("data/wawancara.csv:B2", "TH").write(tmp_path / "s")
    ours = {number: total for number, total in TOTALS.items() if number != "26-0001"}
    ranks = {"26-0002": "1", "26-0003": "2"}
    assert found(folder, listing(tmp_path, ours, ranks)) == {}
    said = command("compare", folder, listing(tmp_path, ours, ranks)).out
    assert "tidak ada perbedaan bagi 4 peserta" in said
    assert "tidak tercantum di sana: 1 orang (26-0001)" in said
    assert found(folder, listing(tmp_path, ours | {"26-0001": "0"}, ranks | {"26-0001": ""})) == {}
    told = found(folder, listing(tmp_path, ours | {"26-0001": "77"}, ranks | {"26-0001": "1"}))
    assert {("26-0001", "nilai akhir"), ("26-0001", "peringkat")} <= told.keys()
    blank = found(folder, listing(tmp_path, ours | {"26-0002": ""}, ranks | {"26-0002": ""}))
    assert {("26-0002", "nilai akhir"), ("26-0002", "peringkat")} == blank.keys()


def test_the_title_of_a_letterhead_names_the_selection_and_marks_are_named_by_their_group(tmp_path: Path) -> None:
    rows = [["PEMERINTAH KABUPATEN CONTOH"], ["REKAPITULASI NILAI AKHIR SELEKSI TENAGA KONTRAK"], *recap_rows()[2:]]
    path, folder = written(tmp_path, rows), tmp_path / "s-2026"
    command("init", folder, "--dari-lembar", path, "--bawaan", "--jawab", "maksimum=tes tertulis=150")
    rules = load_rules((folder / "seleksi.toml").read_bytes())
    assert rules.identity.name == "REKAPITULASI NILAI AKHIR SELEKSI TENAGA KONTRAK"
    assert rules.identity.institution == "PEMERINTAH KABUPATEN CONTOH"
    assert rules.stages[0].components[0].maximum == 150
    wrong = command("init", tmp_path / "t-2026", "--dari-lembar", path, "--bawaan", "--jawab", "maksimum=Lain=150")
    assert "tulis misalnya Tes Tertulis=100; Wawancara=100" in wrong.err


def test_formulas_without_results_ask_for_excel(tmp_path: Path) -> None:
    path = written(tmp_path, recap_rows())
    openpyxl.load_workbook(path).save(path)  # which writes formulas without results
    outcome = command("init", tmp_path / "s", "--dari-lembar", path, "--bawaan")
    assert outcome.code == Exit.USAGE
    assert "buka dan simpan berkas itu di Excel" in outcome.err


# --- several sheets ---------------------------------------------------------------------------------------------


def test_a_sheet_for_each_formation_is_one_recap(tmp_path: Path) -> None:
    """Same headings, other people: one below the other, the sheets' names as formations, places on their own sheets."""
    head, rows = [h for h in HEAD[3] if h != "Formasi"], rows_without_formation()
    path = tmp_path / "rekap.xlsx"
    write_workbook(path, {"PRW": [head, *rows[:4]], "ADM": [head, *rows[4:]], "Catatan": [["Catatan"]]})
    outcome = command("init", tmp_path / "s-2026", "--dari-lembar", path, "--bawaan")
    assert outcome.code == Exit.TIE, outcome.err
    rules = load_rules((tmp_path / "s-2026/seleksi.toml").read_bytes())
    assert {one.code: one.quota for one in rules.formations.inline} == {"ADM": 1, "PRW": 2}
    assert [(stage.name, stage.weight) for stage in rules.stages] == [("Tes Tertulis", 60), ("Wawancara", 40)]
    assert "formasinya ADM, PRW" in outcome.out
    drifted = "26-06 Contoh Meranti (baris 3)"
    rows[5][7] = 69
    write_workbook(path, {"PRW": [head, *rows[:4]], "ADM": [head, *rows[4:]]})
    assert drifted in command("init", tmp_path / "t-2026", "--dari-lembar", path, "--bawaan").out


def by_sections(lines: dict[str, str]) -> Rows:
    """The usual recap without its column of formations: a line above the people of each."""
    head, rows = [h for h in HEAD[3] if h != "Formasi"], rows_without_formation()
    parted = [([line], rows[:4] if code == "PRW" else rows[4:]) for code, line in lines.items()]
    return [*HEAD[:3], head, *(row for line, people in parted for row in (line, *people))]


@pytest.mark.parametrize(
    ("lines", "seats"),
    [
        # the words tell it, with code and seats
        (
            {"PRW": "FORMASI : Perawat (PRW)   KEBUTUHAN : 2 ORANG", "ADM": "FORMASI : Arsiparis (ADM) KUOTA: 1"},
            {"PRW": 2, "ADM": 1},
        ),
        # ranks begin anew below lines that say no word for formation; seats as those who passed
        ({"PRW": "A. PERAWAT TERAMPIL", "ADM": "B. ARSIPARIS"}, {"A. PERAWAT TERAMPIL": 2, "B. ARSIPARIS": 1}),
    ],
)
def test_lines_above_people_are_their_formations(tmp_path: Path, lines: dict[str, str], seats: dict[str, int]) -> None:
    path = written(tmp_path, by_sections(lines))
    outcome = command("init", tmp_path / "s-2026", "--dari-lembar", path, "--bawaan")
    rules = load_rules((tmp_path / "s-2026/seleksi.toml").read_bytes())
    assert {one.code: one.quota for one in rules.formations.inline} == seats
    assert "peringkat.xlsx" in outcome.out or outcome.code == Exit.TIE
    assert f"formasinya {', '.join(sorted(seats))}" in outcome.out.replace("\n", " ")


def test_a_line_that_parts_nothing_is_named(tmp_path: Path) -> None:
    rows = recap_rows()
    rows.insert(len(HEAD) + 4, ["Catatan panitia"])
    outcome = command("init", tmp_path / "s-2026", "--dari-lembar", written(tmp_path, rows), "--bawaan")
    assert outcome.code == Exit.TIE, outcome.err
    assert 'Dilewati karena hanya berisi satu teks: baris 9 "Catatan panitia".' in outcome.out.replace("\n", " ")


def test_ranks_that_begin_anew_without_a_formation_are_refused(tmp_path: Path) -> None:
    """One formation made of two would seat the wrong people."""
    rows = [*HEAD[:3], [h for h in HEAD[3] if h != "Formasi"], *rows_without_formation()]
    outcome = command("init", tmp_path / "s-2026", "--dari-lembar", written(tmp_path, rows), "--bawaan")
    assert outcome.code == Exit.USAGE
    assert "tidak ada yang menyebut formasi" in outcome.err.replace("\n", " ")
    assert not (tmp_path / "s-2026").exists()


@pytest.mark.parametrize(
    ("form", "places"), [("=ROUND(R[0]C[-1]+R[0]C[-2],2)", 2), ("=ROUND(R[0]C[-1],2)+R[0]C[-2]", None)]
)
def test_a_formula_that_is_rounded_as_a_whole(form: str, places: int | None) -> None:
    assert rounded_to(form) == places


def rows_without_formation() -> Rows:
    """The people of the usual recap without their formation, figures alone."""
    return [[*row[:3], *row[4:]] for row in recap_rows(formulas=False)[len(HEAD) :]]


def test_marks_on_sheets_of_their_own_lead_to_the_total(tmp_path: Path) -> None:
    """The last sheet has totals and ranks only; the marks are looked up by number on the others."""
    path, number = tmp_path / "rekap.xlsx", "Nomor Peserta"
    tests: Rows = [[number, "Nama", "Nilai"], *([n, name, test] for n, name, _, test, *_ in PEOPLE)]
    talks: Rows = [[number, "Nilai"], *([n, talk] for n, _, _, _, talk, *_ in reversed(PEOPLE))]
    ends: Rows = [[number, "Nama", "Formasi", "Nilai Akhir", "Peringkat"]]
    ends += [[n, name, f, round(t * 0.6 + w * 0.4, 4), rank] for n, name, f, t, w, rank, _ in PEOPLE]
    write_workbook(path, {"Tes Tertulis": tests, "Wawancara": talks, "Rekap": ends})
    outcome = command("init", tmp_path / "s-2026", "--dari-lembar", path, "--bawaan", "--jawab", "kuota=1")
    assert outcome.code == Exit.DONE, outcome.out
    text = (tmp_path / "s-2026/seleksi.toml").read_text(encoding="utf-8")
    rules = load_rules(text.encode())
    assert [(stage.name, stage.weight) for stage in rules.stages] == [("Tes Tertulis", 60), ("Wawancara", 40)]
    assert "Tes Tertulis!C1" in text
    assert "Tidak dibaca" not in outcome.out
    assert people(tmp_path / "s-2026")["26-03"]["langkah"]["akhir"] == "82"


def test_unusual_words_for_absence_become_rules_with_their_column(tmp_path: Path) -> None:
    rows = recap_rows(formulas=False)
    for row, word in ((rows[7], "Tdk Ikut (sakit)"), (rows[9], "Mundur"), (rows[10], "TH")):
        row[6], row[7], row[8], row[9], row[10] = word, None, None, None, "Tidak Lulus"
    outcome = command("init", tmp_path / "s-2026", "--dari-lembar", written(tmp_path, rows), "--bawaan")
    assert outcome.code == Exit.TIE, outcome.out
    text = (tmp_path / "s-2026/seleksi.toml").read_text(encoding="utf-8")
    rules = load_rules(text.encode())
    assert rules.states.absent == ["TH", "Tidak Hadir", "-", "Tdk Ikut (sakit)"]
    assert rules.states.withdrawn[-1] == "Mundur"
    assert 'tidak_hadir = ["TH", "Tidak Hadir", "-", "Tdk Ikut (sakit)"] # kolom G4' in text
    assert {n: p["kode"] for n, p in people(tmp_path / "s-2026").items() if n in {"26-06", "26-07"}} == {
        "26-06": "APS", "26-07": "TH",
    }  # fmt: skip
