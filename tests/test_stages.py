"""A selection lives for months: every stage has its result, formation by formation, whatever comes later."""

from __future__ import annotations

import csv
import random
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given
from msgspec.structs import replace

from asnrekrut.core.ranking import rank
from asnrekrut.core.result import Fate, Progress
from asnrekrut.rules.load import load_rules
from asnrekrut.scoring import score
from tests.build import run, selection
from tests.selections import NAMES, SAMPLES, Draft, command, copy_sample, digests, everyone, people, result
from tests.strategies import STEADY, cases
from tests.test_samples import shuffled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asnrekrut.core.result import StageOutcome
    from asnrekrut.rules.model import Rules
    from tests.oracle import Case

PELAMAR, TES, WAWANCARA = "data/pelamar.csv", "data/tes.csv", "data/wawancara.csv"
NEVER_HELD = "Wawancara: belum ada nilai; data/wawancara.csv belum ada."


def rules_of(name: str) -> Rules:
    return load_rules((SAMPLES / name / "seleksi.toml").read_bytes())


STAGES = [(name, s) for name in NAMES for s in range(len(rules_of(name).stages))]


def folders(folder: Path) -> list[str]:
    """The results that were written, in order."""
    return sorted(path.name for path in (folder / "hasil").iterdir()) if (folder / "hasil").exists() else []


def later_files(folder: Path, s: int) -> list[Path]:
    """The files that only stages after this one read."""
    stages = load_rules((folder / "seleksi.toml").read_bytes()).stages
    named = [
        {f for pattern in stage.files or [] for f in folder.glob(pattern)}
        | {f for c in stage.components for pattern in c.files or [] for f in folder.glob(pattern)}
        for stage in stages
    ]
    return sorted(set().union(*named[s + 1 :]) - set().union(*named[: s + 1]))


# --- the samples, stage by stage -----------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "s"), STAGES)
def test_a_sample_ranks_after_each_of_its_stages(tmp_path: Path, name: str, s: int) -> None:
    """Before later files exist, and with any of them in the folder, the stage reads byte for byte the same."""
    stages = rules_of(name).stages
    before, after, spoilt = (copy_sample(name, tmp_path / at) for at in ("before", "after", "spoilt"))
    for path in later_files(before, s):
        path.unlink()
    for path in later_files(spoilt, s):
        path.write_bytes(b"rusak")
    outcome = command("rank", before)
    last = s == len(stages) - 1
    assert (outcome.code, folders(before)) == (0, ["akhir" if last else f"{s + 1}-{stages[s].code}"])
    assert all(f"{stage.name}: belum ada nilai" in outcome.err for stage in stages[s + 1 :])
    for folder in (after, spoilt):
        assert command("rank", folder, "--sampai", stages[s].code).code == 0
        assert folders(folder) == [f"{s + 1}-{stages[s].code}"]
    assert digests(after / "hasil") == digests(spoilt / "hasil")
    assert last or digests(before / "hasil") == digests(after / "hasil")


@pytest.mark.parametrize(("name", "s"), STAGES)
def test_shuffled_rows_change_no_byte_of_a_stage(tmp_path: Path, name: str, s: int) -> None:
    code = rules_of(name).stages[s].code
    plain, mixed = copy_sample(name, tmp_path / "plain"), copy_sample(name, tmp_path / "mixed")
    chance = random.Random(s)  # noqa: S311  (an arrangement, no secret)
    for path in sorted((mixed / "data").glob("*.xlsx")):
        shuffled(path, chance)
    for folder in (plain, mixed):
        assert command("rank", folder, "--sampai", code).code == 0
    assert digests(plain / "hasil") == digests(mixed / "hasil")


@pytest.mark.parametrize("name", NAMES)
def test_the_ways_through_the_stages_agree(tmp_path: Path, name: str) -> None:
    """What a stage announces of somebody is what the end says of that stage, figure by figure."""
    folder = copy_sample(name, tmp_path)
    assert command("rank", folder).code == 0
    final = people(folder)
    for s, stage in enumerate(rules_of(name).stages):
        assert command("rank", folder, "--sampai", stage.code).code == 0
        for number, person in people(folder, f"{s + 1}-{stage.code}").items():
            assert person["nasib"] == final[number]["nasib"][: s + 1]
            figures = {key: text for key, text in person["langkah"].items() if key != "sementara"}
            assert figures.items() <= final[number]["langkah"].items()


# --- the small selection -------------------------------------------------------------------------------------


@pytest.fixture
def draft() -> Draft:
    return Draft().as_text()


def without(draft: Draft, *files: str) -> Draft:
    for file in files:
        del draft.files[file]
    return draft


def lists(folder: Path, stage: str) -> list[dict[str, str]]:
    with (folder / "hasil" / stage / "peringkat.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_what_is_announced_after_the_test(draft: Draft, tmp_path: Path) -> None:
    """Every component, the stage's mark, what it counts, the code, and who is invited to what."""
    folder = without(draft.put(f"{TES}:B4", 40), WAWANCARA).write(tmp_path)
    outcome = command("rank", folder)
    assert (outcome.code, folders(folder)) == (0, ["1-tes"])
    assert NEVER_HELD in outcome.err
    rows = {row["Nomor Peserta"]: row for row in lists(folder, "1-tes")}
    assert rows["26-0001"] == {
        "Formasi": "A-1",
        "Peringkat": "1",
        "Nomor Peserta": "26-0001",
        "Nama": "Contoh Satu",
        "Tes: Teori": "80",
        "Tes: Praktik": "70",
        "Tes: Nilai": "75,00",
        "Tes: Nilai berbobot (60%)": "45,000",
        "Kode": "L",
        "Keterangan": "diundang ke Wawancara",
    }
    gone = rows["26-0003"]
    assert (gone["Peringkat"], gone["Keterangan"]) == ("", "tidak memenuhi nilai ambang batas Teori (40 < 50)")


def test_a_blank_form_is_no_stage(draft: Draft, tmp_path: Path) -> None:
    """The interview's sheet lies ready with everybody's number: it says nothing yet."""
    absent, blank = tmp_path / "absent", tmp_path / "blank"
    without(Draft().as_text(), WAWANCARA).write(absent)
    for row in range(2, 7):
        draft.put(f"{WAWANCARA}:B{row}", "")
    outcome = command("rank", draft.write(blank))
    assert outcome.code == command("rank", absent).code == 0
    assert "Wawancara: belum ada nilai; data/wawancara.csv masih kosong." in outcome.err
    assert digests(blank / "hasil") == digests(absent / "hasil")


@pytest.mark.parametrize("word", ["TH", "70", "APS"])
def test_one_cell_makes_a_stage_held(draft: Draft, tmp_path: Path, word: str) -> None:
    """From then on whoever lacks a mark is missing."""
    for row in range(2, 7):
        draft.put(f"{WAWANCARA}:B{row}", "")
    outcome = command("rank", "--json", draft.put(f"{WAWANCARA}:B2", word).write(tmp_path))
    assert outcome.code == 1
    assert sorted(outcome.doubts) == [("E401", f"{WAWANCARA}:B{row}") for row in range(3, 7)]


def test_nothing_held_yet_writes_nothing(draft: Draft, tmp_path: Path) -> None:
    outcome = command("rank", without(draft, TES, WAWANCARA).write(tmp_path))
    assert (outcome.code, folders(tmp_path)) == (0, [])
    assert "Tes: belum ada nilai; data/tes.csv belum ada." in outcome.err


def test_what_waits_for_an_earlier_stage_says_so(tmp_path: Path) -> None:
    """The interviews were held before the simulation; between the two nobody drops out."""
    folder = copy_sample("kasemen", tmp_path)
    (folder / "data" / "simulasi.xlsx").unlink()
    (folder / "data" / "psikotes.xlsx").unlink()
    outcome = command("rank", folder)
    assert (outcome.code, folders(folder)) == (1, ["1-tes"])
    assert "Wawancara: sudah ada nilai, tetapi baru dapat diputus bersama Simulasi Tugas Kantor.\n" in outcome.err
    checked = command("check", folder)
    assert (checked.code, "menghentikan hasil" in checked.out + checked.err) == (1, False)


def test_a_missing_file_beside_a_delivered_one_is_a_fault(draft: Draft, tmp_path: Path) -> None:
    """Theory is there, practice in a file of its own is not: the stage is held, and lacks it."""
    draft.rule('nama = "Praktik"', 'nama = "Praktik"\nberkas = "data/praktik.csv"')
    outcome = command("rank", "--json", without(draft, WAWANCARA).write(tmp_path))
    assert (outcome.code, outcome.doubts) == (1, [("E001", "data/praktik.csv")])


# --- formation by formation ----------------------------------------------------------------------------------


def test_a_formation_whose_file_has_not_come_is_one_finding(tmp_path: Path) -> None:
    """Each formation's marks are a file of its own; of one, nobody has a row."""
    folder = copy_sample("kasemen", tmp_path)
    book = openpyxl.load_workbook(folder / "data/pelamar.xlsx")
    late = {row[0] for row in book.active.iter_rows(values_only=True) if "AU-01" in row}
    tests = openpyxl.load_workbook(folder / "data/tes-tertulis.xlsx")
    for r in range(tests.active.max_row, 1, -1):
        if tests.active.cell(r, 1).value in late:
            tests.active.delete_rows(r)
    tests.save(folder / "data/tes-tertulis.xlsx")
    outcome = command("rank", "--json", folder, "--sampai", "tes")
    assert [one["kode"] for one in outcome.data["temuan"] if one["kode"][0] == "E"] == ["E410"]
    assert f"dari {len(late)} peserta formasi AU-01" in outcome.out
    assert outcome.code == 1
    assert result(folder, "1-tes")["formasi"]["AU-01"]["keadaan"] == "menunggu"
    shown = [line.split() for line in command("rank", folder, "--sampai", "tes").out.splitlines()]
    assert {words[0]: words[-2:] for words in shown if words and words[0].endswith("-01")} == {
        "AU-01": ["menunggu", "–"],
        "KU-01": ["9", "3"],  # who took part, and how many go on: three for each of 1 and 2 seats
        "PL-01": ["17", "6"],
    }


@pytest.mark.parametrize("mixed", [False, True], ids=["a file twice", "names one row off"])
def test_what_concerns_a_whole_sheet_holds_up_every_formation_in_it(tmp_path: Path, mixed: bool) -> None:
    """It names one cell, of somebody of A-1; the marks of B-1 stand in the same sheet and are as doubtful."""
    draft = Draft().as_text()
    head, *rows = draft.rows("data/wawancara.csv:")
    if mixed:
        names = [row[2] for row in draft.rows("data/pelamar.csv:")[1:]]
        turned = [*names[1:], names[0]]
        draft.files["data/wawancara.csv"] = {
            "": [[*head, "Nama"], *([*row, name] for row, name in zip(rows, turned, strict=True))]
        }
    else:
        draft.rule('berkas = "data/wawancara.csv"', 'berkas = "data/panel-*.csv"')
        draft.rule('kode = "skor"', 'kode = "skor"\npanel = { penilai = "@berkas", minimal = 2 }')
        del draft.files["data/wawancara.csv"]
        for rater in ("Sari", "Sari - Copy", "Budi"):
            draft.files[f"data/panel-{rater}.csv"] = {"": [head, *rows]}
    outcome = command("rank", "--json", draft.write(tmp_path))
    assert [code for code, _ in outcome.doubts if code[0] == "E"] == ["E313" if mixed else "E409"]
    assert next(one["formasi"] for one in outcome.data["tahap"] if one["kode"] == "wawancara") == {
        "A-1": "menunggu", "B-1": "menunggu",
    }  # fmt: skip


def test_a_postponed_formation_holds_up_itself_alone(draft: Draft, tmp_path: Path) -> None:
    """The interview for B-1 is postponed: A-1 has its end, B-1 the result of the test."""
    whole = Draft().as_text().write(tmp_path / "whole")
    assert command("rank", whole).code == 0
    del draft.rows(f"{WAWANCARA}:")[4:]
    folder = draft.write(tmp_path / "postponed")
    outcome = command("rank", "--json", folder)
    assert outcome.code == 1
    assert [code for code, _ in outcome.doubts] == ["E410"]
    assert outcome.data["akhir"] == {"A-1": "diputus", "B-1": "menunggu"}
    assert folders(folder) == ["1-tes", "akhir"]
    mine = [row for row in lists(folder, "akhir") if row["Formasi"] == "A-1"]
    assert mine == [row for row in lists(whole, "akhir") if row["Formasi"] == "A-1"]
    assert {row["Formasi"] for row in lists(folder, "akhir")} == {"A-1"}
    assert result(folder)["formasi"]["B-1"]["keadaan"] == "menunggu"
    assert command("rank", whole, "--sampai", "tes").code == 0
    assert digests(folder / "hasil/1-tes") == digests(whole / "hasil/1-tes")


def test_a_postponed_formation_catches_up(draft: Draft, tmp_path: Path) -> None:
    rows = draft.rows(f"{WAWANCARA}:")
    late, rows[4:] = rows[4:], []
    assert command("rank", draft.write(tmp_path)).code == 1
    rows += late
    assert command("rank", draft.write(tmp_path)).code == 0
    assert command("rank", Draft().as_text().write(tmp_path / "whole")).code == 0
    assert digests(tmp_path / "hasil/akhir") == digests(tmp_path / "whole/hasil/akhir")


CUT = '[tahap.lanjut]\njumlah = 1\nurut = ["tes"]\nseri = "berhenti"\n\n'
SECOND = '[[tahap]]\nkode = "wawancara"'


def test_a_tie_at_a_cut_stops_its_formation_there(draft: Draft, tmp_path: Path) -> None:
    """26-0001 and 26-0002 have 75 each and one place; B-1 goes on to its end."""
    draft.rule(SECOND, CUT + SECOND)
    del draft.rows(f"{WAWANCARA}:")[1:4]
    folder = draft.write(tmp_path)
    outcome = command("rank", "--json", folder)
    assert (outcome.code, folders(folder)) == (3, ["akhir"])
    (tie,) = outcome.data["seri"]
    assert (tie["tahap"], tie["formasi"], tie["tempat"]) == ("tes", "A-1", 1)
    assert tie["peserta"] == ["26-0001", "26-0002"]
    assert outcome.data["tahap"][0]["formasi"] == {"A-1": "seri", "B-1": "diputus"}
    assert {row["Formasi"] for row in lists(folder, "akhir")} == {"B-1"}


def test_formations_at_different_stages_give_folders_of_their_own(draft: Draft, tmp_path: Path) -> None:
    """A-1 shares its last seat and waits behind the interview; B-1 waits for a mark of it."""
    draft.rule(', "tes", "pelamar.lahir: tertua"', "").put(f"{WAWANCARA}:B3", 80).put(f"{WAWANCARA}:B5", "")
    folder = draft.write(tmp_path)
    outcome = command("rank", folder)
    assert (outcome.code, folders(folder)) == (1, ["1-tes", "2-wawancara"])
    assert {row["Formasi"] for row in lists(folder, "1-tes")} == {"A-1", "B-1"}
    assert {row["Formasi"] for row in lists(folder, "2-wawancara")} == {"A-1"}


def test_results_at_different_stages_are_those_of_the_stages_themselves(draft: Draft, tmp_path: Path) -> None:
    draft.rule(', "tes", "pelamar.lahir: tertua"', "").put(f"{WAWANCARA}:B3", 80).put(f"{WAWANCARA}:B5", "")
    draft.put(f"{PELAMAR}:F1", "Keterangan").put(f"{PELAMAR}:F2", "Tidak lulus")  # doubted where it is contradicted
    both, alone = draft.write(tmp_path / "both"), draft.write(tmp_path / "alone")
    assert command("rank", both).code == 1
    for stage in ("tes", "wawancara"):
        command("rank", alone, "--sampai", stage)
    assert digests(both / "hasil") == digests(alone / "hasil")


def test_a_fault_of_a_later_column_leaves_an_earlier_stage_in_the_same_sheet(tmp_path: Path) -> None:
    """All marks stand in one master sheet; a bad mark of the interview keeps nobody from the result of the test."""
    draft = Draft().as_text()
    for row, other in zip(draft.rows(f"{TES}:"), draft.files.pop(WAWANCARA)[""], strict=True):
        row.append(other[1])
    folder = draft.rule(WAWANCARA, TES).put(f"{TES}:D3", "tujuh").write(tmp_path)
    outcome = command("rank", "--json", folder)
    assert (outcome.code, outcome.doubts) == (1, [("E201", f"{TES}:D3")])
    assert folders(folder) == ["1-tes", "akhir"]
    assert {row["Formasi"] for row in lists(folder, "1-tes")} == {"A-1", "B-1"}


# --- in any order, and up to a stage -------------------------------------------------------------------------


def test_stages_without_a_cut_between_them_come_in_any_order(draft: Draft, tmp_path: Path) -> None:
    """The interview is held before the test's marks arrive: no fault, but it waits, and the exit code says so."""
    draft.rule("maksimum = 100\nambang = 50", "maksimum = 100")
    tests = draft.files.pop(TES)
    early = command("rank", "--json", draft.write(tmp_path / "a"))
    assert (early.code, early.doubts, folders(tmp_path / "a")) == (1, [], [])
    assert "Tes: belum ada nilai; data/tes.csv belum ada." in command("rank", tmp_path / "a").err
    draft.files[TES] = tests
    assert command("rank", draft.write(tmp_path / "a")).code == 0
    assert command("rank", draft.write(tmp_path / "b")).code == 0
    assert digests(tmp_path / "a/hasil") == digests(tmp_path / "b/hasil")


def test_a_mark_before_the_invitation_is_a_fault(draft: Draft, tmp_path: Path) -> None:
    """The test has a threshold: without its marks nobody is invited to the interview."""
    tests = draft.files.pop(TES)
    absent = command("rank", "--json", draft.write(tmp_path / "absent"))
    assert (absent.code, absent.doubts) == (1, [("E001", TES)])
    draft.files[TES] = {"": [[*row[:1], "", ""] if k else row for k, row in enumerate(tests[""])]}
    blank = command("rank", "--json", draft.write(tmp_path / "blank"))
    assert (blank.code, blank.doubts[0]) == (1, ("E418", TES))
    assert folders(tmp_path / "absent") == folders(tmp_path / "blank") == []


def test_an_earlier_result_that_would_read_otherwise_is_named(draft: Draft, tmp_path: Path) -> None:
    folder = draft.write(tmp_path)
    command("rank", folder, "--sampai", "tes")
    assert command("rank", folder, "--json").data["perlu_diperbarui"] == []
    before = digests(folder / "hasil/1-tes")
    draft.put("data/tes.csv:B2", "81").write(tmp_path)
    assert command("rank", folder, "--json").data["perlu_diperbarui"] == ["tes"]
    assert digests(folder / "hasil/1-tes") == before
    assert f"perbarui dengan asnrekrut rank {folder} --sampai tes" in " ".join(command("rank", folder).err.split())
    command("rank", folder, "--sampai", "tes")
    assert command("rank", folder, "--json").data["perlu_diperbarui"] == []


def test_whoever_names_a_stage_insists_on_it(draft: Draft, tmp_path: Path) -> None:
    folder = without(draft, WAWANCARA).write(tmp_path)
    for stage, code in (("tes", 0), ("wawancara", 1), ("akhir", 1)):
        outcome = command("rank", "--json", folder, "--sampai", stage)
        assert (outcome.code, outcome.data["status"]) == (code, code), stage
    assert folders(folder) == ["1-tes"]


def test_a_stage_that_does_not_exist(draft: Draft, tmp_path: Path) -> None:
    outcome = command("rank", draft.write(tmp_path), "--sampai", "psikotes")
    assert (outcome.code, outcome.out) == (2, "")
    assert "tes, wawancara, akhir" in outcome.err


def test_the_last_stage_is_not_the_end(draft: Draft, tmp_path: Path) -> None:
    """A tie across the last seat is no matter of the interview."""
    draft.rule(', "tes", "pelamar.lahir: tertua"', "").put(f"{WAWANCARA}:B3", 80)
    folder = draft.write(tmp_path)
    assert command("rank", folder).code == 3
    outcome = command("rank", "--json", folder, "--sampai", "wawancara")
    assert (outcome.code, outcome.data["seri"]) == (0, [])
    assert command("rank", folder, "--sampai", "akhir").code == 3


def test_an_acceptance_for_a_later_stage_waits(draft: Draft, tmp_path: Path) -> None:
    """That it fits nothing is known only when every stage is there."""
    draft.event("temuan diterima", komponen="P414", sebelum="Wawancara")
    draft.event("temuan diterima", komponen="P426", sebelum="*")
    folder = draft.write(tmp_path)
    told = [code for code, _ in command("check", "--json", folder).findings]
    assert told == ["P901"]
    assert command("check", "--json", folder, "--sampai", "tes").findings == []


@pytest.mark.parametrize("name", ["check", "explain"])
def test_other_commands_stop_at_a_stage_too(draft: Draft, tmp_path: Path, name: str) -> None:
    folder = draft.put(f"{WAWANCARA}:B2", "salah").write(tmp_path)
    more = ["26-0001"] if name == "explain" else []
    outcome = command(name, folder, *more, "--sampai", "tes")
    assert outcome.code == 0
    assert "salah" not in outcome.out + outcome.err
    assert "Skor" not in outcome.out


def test_templates_name_who_is_invited_after_each_stage(draft: Draft, tmp_path: Path) -> None:
    """One goes on from A-1; in B-1 two share the last place, so that both are still to be asked."""
    draft.rule(SECOND, CUT + SECOND).put(f"{TES}:B2", 100).put(f"{TES}:B5", 50).put(f"{TES}:C5", 50)
    folder = without(draft, WAWANCARA).write(tmp_path)
    command("template", folder)
    page = openpyxl.load_workbook(folder / "templat/wawancara.xlsx").worksheets[0]
    numbers = [page.cell(row, 1).value for row in range(2, page.max_row + 1)]
    assert [number for number in numbers if number] == ["26-0001", "26-0004", "26-0005"]


# --- a real one: two of four stages held ---------------------------------------------------------------------

OFFICE = """
peringkat = { urut = ["akhir"] }
tahap = [
  { kode = "tes", bobot = 40, komponen = [{ kode = "umum", maksimum = 100, ambang = 60 }] },
  { kode = "simulasi", bobot = 20, komponen = [{ kode = "nilai", maksimum = 100 }], lanjut = LANJUT },
  { kode = "wawancara", bobot = 25, komponen = [{ kode = "panel", maksimum = 100 }] },
  { kode = "psikotes", bobot = 15, komponen = [{ kode = "hasil", maksimum = 100 }] },
]
""".replace("LANJUT", '{ kali_kuota = 1, urut = ["sementara", "tes"] }')


def test_test_and_simulation_are_held_and_the_rest_is_to_come(tmp_path: Path) -> None:
    """The list after the second of four stages: running scores, codes and invitations, and no word of a fault."""
    third = ""
    for kode, nama, bobot in (("psikotes", "Psikotes", 10), ("lapangan", "Tes Lapangan", 5)):
        third += f'[[tahap]]\nkode = "{kode}"\nnama = "{nama}"\nberkas = "data/{kode}.xlsx"\nbobot = {bobot}\n'
        third += '[[tahap.komponen]]\nkode = "n"\nnama = "N"\nmaksimum = 100\n\n'
    cut = '[tahap.lanjut]\nkali_kuota = 2\nurut = ["sementara", "tes"]\n\n'
    draft = Draft().as_text().rule("bobot = 40", "bobot = 25").rule("[pembulatan]", f"{cut}{third}[pembulatan]")
    outcome = command("rank", draft.write(tmp_path))
    assert (outcome.code, folders(tmp_path)) == (0, ["2-wawancara"])
    assert "Psikotes: belum ada nilai; data/psikotes.xlsx belum ada." in outcome.err
    assert "Tes Lapangan: belum ada nilai" in outcome.err
    rows = {row["Nomor Peserta"]: row for row in lists(tmp_path, "2-wawancara")}
    assert [(n, row["Wawancara: Nilai sementara"], row["Kode"]) for n, row in rows.items()] == [
        ("26-0001", "65,000", "L"),
        ("26-0002", "62,500", "L"),
        ("26-0003", "58,500", "TLJ"),
        ("26-0004", "63,750", "L"),
        ("26-0005", "51,250", "L"),
    ]
    assert rows["26-0002"]["Keterangan"] == "peringkat 2 dari 3; yang diundang ke Psikotes 2 orang"


def test_the_running_score_orders_those_who_go_on() -> None:
    people = """
nomor  tes.umum  simulasi.nilai  wawancara.panel  psikotes.hasil
001    80        50              .                .
002    70        90              .                .
003    50        100             .                .
"""
    ranking = selection(OFFICE, people).ranking
    assert [Fate(f) for f in ranking.stages[1].fates] == [Fate.BEYOND, Fate.PROCEEDS, Fate.NOT_REACHED]
    assert [stage.progress.tolist() for stage in ranking.stages[2:]] == [[Progress.WAITING]] * 3


# --- one result, seen from any stage -------------------------------------------------------------------------


def same_outcome(one: StageOutcome, other: StageOutcome) -> bool:
    columns: list[Callable[[StageOutcome], Any]] = [
        lambda o: o.fates.tolist(),
        lambda o: o.progress.tolist(),
        lambda o: o.standing.rank.tolist(),
        lambda o: o.standing.order.tolist(),
        lambda o: None if o.places is None else o.places.tolist(),
        lambda o: o.ties,
    ]
    return all(column(one) == column(other) for column in columns)


@STEADY
@given(cases(gaps=True))
def test_a_result_until_a_stage_is_the_run_until_that_stage(case: Case) -> None:
    whole = run(case)
    for s in range(len(whole.rules.stages)):
        seen = whole.ranking.until(s)
        scores, _ = score(whole.rules, whole.register, whole.marks, s + 1)
        alone, _ = rank(whole.rules, whole.register, scores, whole.marks, to_end=False)
        assert len(seen.stages) == len(alone.stages) == s + 1
        assert all(same_outcome(one, other) for one, other in zip(seen.stages, alone.stages, strict=True))
        assert seen.fates.tolist() == alone.fates.tolist()
        assert seen.furthest.tolist() == alone.furthest.tolist()
        assert seen.end is None


@STEADY
@given(cases(gaps=True, ties=("berhenti",), formations=3))
def test_a_formation_is_decided_as_if_it_were_alone(case: Case) -> None:
    """What is missing or tied in one holds up no other."""
    whole = run(case).ranking
    for f, formation in enumerate(whole.register.formations):
        mine = [p for p in case.applicants if p["formasi"] == formation.code]
        if not mine:
            continue
        alone = run(replace(case, applicants=mine)).ranking
        members = [i for i in range(len(whole.register)) if whole.register.formation[i] == f]
        assert [whole.fates[i] for i in members] == alone.fates.tolist()
        assert [stage.progress[f] for stage in whole.stages] == [stage.progress[f] for stage in alone.stages]


def test_everyone_of_a_stage_is_listed(tmp_path: Path) -> None:
    """Whoever took part in a decided formation stands in the list of the stage with a code, and nobody else."""
    folder = Draft().as_text().put(f"{TES}:B6", 10).write(tmp_path)
    command("rank", folder, "--sampai", "wawancara")
    found = {p["nomor"]: p["kode"] for p in everyone(result(folder, "2-wawancara"))}
    assert [row["Nomor Peserta"] for row in lists(folder, "2-wawancara")] == [f"26-000{n}" for n in (1, 2, 3, 4)]
    assert {number for number, code in found.items() if code} >= {"26-0001", "26-0004"}
