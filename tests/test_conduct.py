"""How a stage is held: who is called, sessions, make-ups, invitations still open, and outcomes determined elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from asnrekrut.core.counts import count_sessions
from asnrekrut.core.exact import Exact
from asnrekrut.core.result import Fate, Progress
from asnrekrut.core.sessions_and_makeups import Conduct, Determination
from asnrekrut.errors import RulesError
from asnrekrut.forms.plan import plan
from asnrekrut.intake.files import begin
from asnrekrut.rules.binding import fingerprint
from asnrekrut.rules.load import load_rules
from asnrekrut.selection import run
from tests import build
from tests.selections import EVENT_HEADS, RULES, Draft, command, event, people, refused, result, winners
from tests.strategies import LUCK, STEADY, cases

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from asnrekrut.core.result import Result, StageOutcome
    from tests.oracle import Case
    from tests.selections import Rows

INTERVIEW = '[[tahap]]\nkode = "wawancara"\n'
CALLED = 'dipanggil = { berkas = "data/panggil.csv", dasar = "Surat 1" }\n'
MAKE_UP = 'susulan = { berkas = "data/susulan.csv", dasar = "BA 7" }\n'
SESSIONS = """
[[tahap.sesi]]
nama = "Pagi"
berkas = "data/pagi.csv"

[[tahap.sesi]]
nama = "Siang"
tanggal = 2026-08-17
berkas = "data/siang.csv"
"""
LISTED = 'penetapan = { berkas = "data/pusat.csv", dasar = "Surat BKN 9" }\n'
TES = [
    ["Nomor Peserta", "Peringkat", "Kode", "Total"],
    ["26-0001", "1", "L", "150"],
    ["26-0002", "1", "L", "150"],
    ["26-0003", "3", "L", "120"],
    ["26-0004", "1", "L", "150"],
    ["26-0005", "2", "L", "100"],
]
END = [
    ["Nomor Peserta", "Peringkat", "Kode", "Total"],
    ["26-0001", "1", "L", "77"],
    ["26-0002", "2", "TL", "73"],
    ["26-0003", "3", "TL", "72"],
    ["26-0004", "1", "L", "75"],
    ["26-0005", "2", "TL", "64"],
]


def drafted(interview: str = "", **tables: Rows) -> Draft:
    """The usual selection with more to say of its second stage, and more tables."""
    draft = Draft().as_text().rule(INTERVIEW, INTERVIEW + interview)
    draft.files |= {f"data/{name}.csv": {"": rows} for name, rows in tables.items()}
    return draft


def calling(*numbers: str) -> Draft:
    return drafted(CALLED, panggil=[["Nomor Peserta"], *([number] for number in numbers)])


def making_up(*rows: list[str]) -> Draft:
    """26-0003 is absent from the interview; rows are the make-up's."""
    return drafted(MAKE_UP, susulan=[["Nomor Peserta", "Skor"], *rows]).put("data/wawancara.csv:B4", "TH")


def in_sessions(morning: Sequence[int], noon: Sequence[int]) -> Draft:
    draft = drafted().rule('berkas = "data/wawancara.csv"\n', "")
    head, *rows = draft.files.pop("data/wawancara.csv")[""]
    for name, several in (("pagi", morning), ("siang", noon)):
        draft.files[f"data/{name}.csv"] = {"": [head, *(rows[k] for k in several)]}
    return draft.rule('[[tahap.komponen]]\nkode = "skor"', SESSIONS + '\n[[tahap.komponen]]\nkode = "skor"')


def listed_tes(rows: Rows) -> Draft:
    draft = drafted(pusat=rows)
    return draft.rule('berkas = "data/tes.csv"\n', f'berkas = "data/tes.csv"\n{LISTED}')


def listed_end(rows: Rows) -> Draft:
    draft = drafted(pusat=rows)
    draft.rules += LISTED
    return draft


def doubts(folder: Path) -> list[str]:
    """The codes of what a run doubts; it must not stop."""
    outcome = command("rank", "--json", folder)
    assert outcome.code == 0, outcome.out
    return sorted(code for code, _ in outcome.doubts)


def progress(folder: Path, stage: str) -> dict[str, str]:
    data = command("check", "--json", folder).data
    return next(one["formasi"] for one in data["tahap"] if one["kode"] == stage)


def test_a_make_up_may_be_marked_by_aspects(tmp_path: Path) -> None:
    """26-0003 was absent; another rater marked 90 and 80 in the make-up: 90 × 60% + 80 × 40% = 86."""
    panel = '[tahap.komponen.panel]\ngabung = "rata-rata"\npenilai = "Penilai"\nminimal = 1\n'
    head = ["Nomor Peserta", "Penilai", "Isi", "Cara"]
    draft = drafted(MAKE_UP, susulan=[head, ["26-0003", "Contoh Budi", "90", "80"]])
    draft.rule("[pembulatan]", f"{panel}aspek = {{ bobot = {{ Isi = 60, Cara = 40 }} }}\n\n[pembulatan]")
    rows = [["26-0001", "80"], ["26-0002", "70"], ["26-0003", "TH"], ["26-0004", "75"], ["26-0005", "60"]]
    day = [[number, "Contoh Ani", mark, mark] for number, mark in rows]
    draft.files["data/wawancara.csv"][""] = [head, *day]
    folder = draft.write(tmp_path)
    assert command("rank", folder).code == 0
    steps = people(folder)["26-0003"]["langkah"]
    assert (steps["wawancara.skor"], steps["wawancara.skor:Contoh Budi:Isi"]) == ("86", "90")
    assert "90 / 100 × 60 + 80 / 100 × 40" in command("explain", folder, "26-0003").out


# --- who is called --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("blank", ["", 'kosong = "tidak hadir"\n'])
def test_whoever_is_not_on_the_list_is_not_called_and_never_absent(tmp_path: Path, blank: str) -> None:
    draft = calling("26-0001", "26-0002", "26-0004", "26-0005").rule(CALLED, CALLED + blank)
    draft.rows("data/wawancara.csv").pop(3)
    folder = draft.write(tmp_path)
    assert doubts(folder) == []
    found = people(folder)["26-0003"]
    assert (found["kode"], found["nasib"]) == ("TD", ["lanjut", "tidak_dipanggil"])
    assert found["keterangan"] == "tidak dipanggil pada Wawancara"
    assert winners(result(folder)) == ["26-0001", "26-0004"]
    assert "tidak dipanggil" in command("explain", folder, "26-0003").out
    assert result(folder)["rekap_tahap"]["wawancara"]["tidak_dipanggil"] == 1


def test_even_an_absence_of_somebody_not_called_is_none(tmp_path: Path) -> None:
    draft = calling("26-0001", "26-0002", "26-0004", "26-0005").put("data/wawancara.csv:B4", "TH")
    folder = draft.write(tmp_path)
    assert doubts(folder) == []
    assert people(folder)["26-0003"]["kode"] == "TD"


def test_the_code_of_those_not_called_can_be_renamed(tmp_path: Path) -> None:
    draft = calling("26-0001", "26-0002", "26-0004", "26-0005").put("data/wawancara.csv:B4", None)
    draft.rules += '[kode_akhir]\ntidak_dipanggil = { kode = "X", arti = "tanpa panggilan" }\n'
    folder = draft.write(tmp_path)
    assert doubts(folder) == []
    assert people(folder)["26-0003"]["kode"] == "X"


def test_everybody_called_changes_nothing(tmp_path: Path) -> None:
    folder = calling(*(f"26-000{i}" for i in range(1, 6))).write(tmp_path / "a")
    plain = drafted().write(tmp_path / "b")
    assert doubts(folder) == doubts(plain) == []
    assert people(folder) == people(plain)


def test_a_mark_of_somebody_not_called_stops_that_formation(tmp_path: Path) -> None:
    folder = calling("26-0001", "26-0002", "26-0004", "26-0005").write(tmp_path)
    outcome = command("rank", "--json", folder)
    assert (outcome.code, outcome.doubts) == (1, [("E422", "data/wawancara.csv:B4")])
    assert progress(folder, "wawancara") == {"A-1": "menunggu", "B-1": "diputus"}


def test_a_call_to_somebody_unknown_stops(tmp_path: Path) -> None:
    assert ("E303", "data/panggil.csv:A7") in refused_partly(
        calling(*(f"26-000{i}" for i in range(1, 6)), "26-0009").write(tmp_path)
    )


def test_a_call_to_somebody_who_is_out_is_doubted(tmp_path: Path) -> None:
    draft = calling(*(f"26-000{i}" for i in range(1, 6))).put("data/tes.csv:B4", "40")
    draft.put("data/wawancara.csv:B4", None)
    assert doubts(draft.write(tmp_path)) == ["P451"]


def test_a_list_that_is_missing_is_named_and_nobody_else_is(tmp_path: Path) -> None:
    draft = drafted(CALLED)
    draft.rows("data/wawancara.csv").pop(3)
    assert refused_partly(draft.write(tmp_path)) == [("E001", "data/panggil.csv")]


def test_templates_are_for_those_called(tmp_path: Path) -> None:
    draft = calling("26-0001", "26-0004")
    del draft.files["data/wawancara.csv"]
    folder = draft.write(tmp_path)
    rules, until, inputs = begin(folder)
    known = run(rules, until, inputs)
    assert known.register is not None
    assert [known.register.numbers[i] for i in known.invited_to(1)] == ["26-0001", "26-0004"]


def test_templates_of_sessions_and_make_ups_name_nobody(tmp_path: Path) -> None:
    """Nobody knows beforehand who sits which session; whom the list may call is known, and may be deleted from it."""
    draft = in_sessions([0, 1], [2, 3, 4]).rule(INTERVIEW, INTERVIEW + CALLED + MAKE_UP)
    del draft.files["data/pagi.csv"], draft.files["data/siang.csv"]
    folder = draft.write(tmp_path)
    rules, until, inputs = begin(folder)
    forms = {form.file: form for form in plan(run(rules, until, inputs))}
    assert [len(forms[f"data/{name}.xlsx"].rows) for name in ("pagi", "siang", "susulan", "panggil")] == [0, 0, 0, 5]
    assert all(not column.given for column in forms["data/panggil.xlsx"].columns)
    assert forms["data/panggil.xlsx"].shortens
    assert [column.heading for column in forms["data/susulan.xlsx"].columns] == ["Nomor Peserta", "Nama", "Skor"]
    assert command("template", folder).code == 0


def refused_partly(folder: Path) -> list[tuple[str, str]]:
    outcome = command("rank", "--json", folder)
    assert outcome.code == 1, outcome.out
    return outcome.doubts


# --- sessions -------------------------------------------------------------------------------------------------


def test_sessions_together_are_the_marks_of_the_stage(tmp_path: Path) -> None:
    folder = in_sessions([0, 1], [2, 3, 4]).write(tmp_path / "a")
    plain = drafted().write(tmp_path / "b")
    assert doubts(folder) == doubts(plain) == []
    assert people(folder) == people(plain)
    assert "Siang" in command("explain", folder, "26-0004").out
    assert "17 Agustus 2026" in " ".join(how for _, how in result(folder)["uraian_aturan"])


def test_who_was_there_is_counted_by_session(tmp_path: Path) -> None:
    folder = in_sessions([0, 1], [2, 3, 4]).put("data/siang.csv:B2", "TH").write(tmp_path)
    rules, until, inputs = begin(folder)
    found = run(rules, until, inputs).result
    assert found is not None
    assert found.conduct["wawancara"].session is not None
    assert found.conduct["wawancara"].session.tolist() == [0, 0, 1, 1, 1]
    counts = [(c.session.name, c.present, c.absent) for c in count_sessions(found, found.stages[1])]
    assert counts == [("Pagi", 2, 0), ("Siang", 2, 1)]
    assert list(count_sessions(found, found.stages[0])) == []
    assert doubts(folder) == []
    sessions = result(folder)["rekap_tahap"]["wawancara"]["sesi"]
    assert sessions == {"Pagi": {"hadir": 2, "tidak_hadir": 0}, "Siang": {"hadir": 2, "tidak_hadir": 1}}


@pytest.mark.parametrize(("blank", "b"), [("", "diputus"), ('kosong = "tidak hadir"\n', "menunggu")])
def test_a_session_still_to_come_holds_up_those_who_lack_a_mark(tmp_path: Path, blank: str, b: str) -> None:
    draft = in_sessions([3, 4], [0, 1, 2]).rule(INTERVIEW, INTERVIEW + blank)
    del draft.files["data/siang.csv"]
    folder = draft.write(tmp_path)
    assert refused_partly(folder) == [("E001", "data/siang.csv")]
    assert progress(folder, "wawancara") == {"A-1": "menunggu", "B-1": b}


def test_one_person_in_two_sessions_stops_that_formation(tmp_path: Path) -> None:
    folder = in_sessions([0, 1], [0, 2, 3, 4]).write(tmp_path)
    assert refused_partly(folder) == [("E423", "data/siang.csv:baris 2")]
    assert progress(folder, "wawancara") == {"A-1": "menunggu", "B-1": "diputus"}


def test_one_person_twice_in_one_session_is_an_ordinary_double(tmp_path: Path) -> None:
    assert refused_partly(in_sessions([0, 1, 1], [2, 3, 4]).write(tmp_path)) == [("E304", "data/pagi.csv:baris 4")]


def test_a_panel_by_rows_may_repeat_a_person_within_a_session_only(tmp_path: Path) -> None:
    draft = in_sessions([0, 1], [2, 3, 4])
    draft.rules = draft.rules.replace(
        'kode = "skor"\nnama = "Skor"\nmaksimum = 100',
        'kode = "skor"\nnama = "Skor"\nmaksimum = 100\npanel = { minimal = 2, penilai = "Penilai" }',
    )
    for name in ("pagi", "siang"):
        head, *rows = draft.rows(f"data/{name}.csv")
        draft.files[f"data/{name}.csv"][""] = [
            [*head, "Penilai"],
            *([*row, rater] for row in rows for rater in ("Budi", "Sari")),
        ]
    assert doubts(draft.write(tmp_path / "a")) == []
    draft.rows("data/siang.csv").append(["26-0001", "80", "Tono"])
    assert refused_partly(draft.write(tmp_path / "b")) == [("E423", "data/siang.csv:baris 8")]


# --- make-ups -------------------------------------------------------------------------------------------------


def test_a_make_up_takes_the_place_of_an_absence_and_both_are_reported(tmp_path: Path) -> None:
    folder = making_up(["26-0003", "90"]).write(tmp_path / "a")
    plain = drafted().write(tmp_path / "b")
    assert doubts(folder) == doubts(plain) == []
    assert people(folder) == people(plain)
    fact = {"tahap": "wawancara", "formasi": "A-1", "peserta": "26-0003", "komponen": "skor"}
    assert result(folder)["peristiwa"] == [
        {"jenis": "tidak hadir", **fact},
        {"jenis": "susulan", **fact, "sebelum": "tidak hadir", "sesudah": "90", "dasar": "BA 7"},
    ]
    explained = command("explain", folder, "26-0003").out
    assert "diganti susulan (BA 7)" in explained
    assert "data/susulan.csv:B2" in explained


def test_a_make_up_still_to_come_holds_up_the_formations_of_those_who_were_absent(tmp_path: Path) -> None:
    draft = making_up(["26-0003", "90"])
    del draft.files["data/susulan.csv"]
    folder = draft.write(tmp_path)
    assert refused_partly(folder) == [("E419", "data/susulan.csv")]
    assert progress(folder, "wawancara") == {"A-1": "menunggu", "B-1": "diputus"}
    step = command("status", folder, "--json").data["selanjutnya"]
    assert step.startswith("menunggu susulan Wawancara formasi A-1 (26-0003): asnrekrut check")
    draft.put("data/wawancara.csv:B4", "90").write(folder)
    assert command("check", folder).code == 0, "nobody was absent"


def test_a_confirmed_formation_waits_for_no_make_up(tmp_path: Path) -> None:
    draft = drafted().put("data/wawancara.csv:B4", "TH")
    folder = draft.write(tmp_path)
    assert command("rank", folder).code == 0
    assert command("confirm", folder, "akhir", "--ba", "1", "--tanggal", "2026-11-17").code == 0
    draft.rule(INTERVIEW, INTERVIEW + MAKE_UP).write(folder)
    assert command("check", folder).code == 0
    assert progress(folder, "wawancara") == {"A-1": "diputus", "B-1": "diputus"}


def test_minutes_of_a_listed_end_contain_nothing_of_a_stage_that_was_not_held(tmp_path: Path) -> None:
    draft = drafted(pusat=END).rule("[peringkat]", f"[peringkat]\n{LISTED}")
    del draft.files["data/wawancara.csv"]
    folder = draft.write(tmp_path)
    command("rank", folder)
    assert command("confirm", folder, "akhir", "--ba", "1", "--tanggal", "2026-11-17").code == 0
    stages = command("status", folder, "--json").data["tahap"]
    assert [len(stages[code]["pengesahan"]) for code in ("tes", "wawancara", "akhir")] == [1, 0, 1]


def test_the_stage_before_knows_nothing_of_a_make_up(tmp_path: Path) -> None:
    folder = making_up(["26-0003", "90"]).write(tmp_path)
    command("rank", "--json", "--sampai", "tes", folder)
    assert result(folder, "1-tes")["peristiwa"] == []


def test_where_blank_means_absent_a_make_up_replaces_a_blank(tmp_path: Path) -> None:
    draft = making_up(["26-0003", "90"]).put("data/wawancara.csv:B4", None)
    folder = draft.rule(MAKE_UP, MAKE_UP + 'kosong = "tidak hadir"\n').write(tmp_path)
    assert doubts(folder) == []
    assert people(folder)["26-0003"]["peringkat"] == 3


def test_whoever_stays_away_from_the_make_up_too_is_absent(tmp_path: Path) -> None:
    folder = making_up(["26-0003", "TH"]).write(tmp_path)
    assert doubts(folder) == []
    assert people(folder)["26-0003"]["kode"] == "TH"
    assert result(folder)["peristiwa"] == []


@pytest.mark.parametrize(
    ("rows", "at", "code"),
    [
        ([["26-0003", "90"], ["26-0004", "99"]], {}, "E424"),
        ([["26-0003", "90"], ["26-0004", "99"]], {"B5": None}, "E425"),
        ([["26-0003", "90"], ["26-0004", "99"]], {"B5": "APS"}, "E425"),
        ([["26-0003", "90"], ["26-0004", "99"]], {"B5": "DIS"}, "E425"),
        ([["26-0003", ""]], {}, "E401"),
        ([["26-0003", "900"]], {}, "E202"),
        ([["26-0009", "90"]], {}, "E303"),
        ([["26-0003", "90"], ["26-0003", "91"]], {}, "E304"),
    ],
)
def test_a_make_up_replaces_absence_and_nothing_else(
    tmp_path: Path, rows: Rows, at: dict[str, str | None], code: str
) -> None:
    draft = making_up(*rows)
    for cell, value in at.items():
        draft.put(f"data/wawancara.csv:{cell}", value)
    assert code in [found for found, _ in refused_partly(draft.write(tmp_path))]


def test_a_make_up_takes_the_place_of_zeros_that_mean_absence(tmp_path: Path) -> None:
    draft = making_up(["26-0003", "90"]).rule('nama = "Wawancara"', 'nama = "Wawancara"\nsemua_nol = "tidak hadir"')
    folder = draft.put("data/wawancara.csv:B4", "0").write(tmp_path / "a")
    assert doubts(folder) == []
    assert people(folder)["26-0003"]["langkah"]["wawancara.skor"] == "90"
    marks = making_up(["26-0003", "90"]).put("data/wawancara.csv:B4", "0")
    assert refused_partly(marks.write(tmp_path / "b")) == [("E424", "data/susulan.csv:B2")]


def test_a_make_up_for_somebody_who_is_out_stops(tmp_path: Path) -> None:
    draft = making_up(["26-0003", "90"]).put("data/tes.csv:B4", "40")
    assert refused_partly(draft.write(tmp_path)) == [("E426", "data/susulan.csv:B2")]


def test_a_make_up_for_somebody_not_called_stops(tmp_path: Path) -> None:
    draft = making_up(["26-0003", "90"]).rule(MAKE_UP, MAKE_UP + CALLED)
    draft.files["data/panggil.csv"] = {"": [["Nomor Peserta"], *([f"26-000{i}"] for i in (1, 2, 4, 5))]}
    assert ("E426", "data/susulan.csv:B2") in refused_partly(draft.write(tmp_path))


def test_a_make_up_agrees_with_an_attendance_list_of_the_day_itself(tmp_path: Path) -> None:
    draft = making_up(["26-0003", "90"])
    draft.rule(MAKE_UP, MAKE_UP + 'daftar_hadir = { berkas = "data/hadir.csv" }\n')
    words = ["Hadir", "Hadir", "Tidak Hadir", "Hadir", "Hadir"]
    rows = [[f"26-000{i}", word] for i, word in enumerate(words, 1)]
    draft.files["data/hadir.csv"] = {"": [["Nomor Peserta", "Kehadiran"], *rows]}
    assert doubts(draft.write(tmp_path / "a")) == []
    draft.put("data/hadir.csv:B4", "Hadir")
    assert [code for code, _ in refused_partly(draft.write(tmp_path / "b"))] == ["E412"]


KINDS = {
    "a panel": (
        'maksimum = 100\npanel = { minimal = 2, kolom = ["P1", "P2"] }',
        ["Nomor Peserta", "P1", "P2"],
        [["80", "80"], ["70", "70"], ["TH", "TH"], ["75", "75"], ["85", "85"]],
        ["90", "90"],
        "P1: 90; P2: 90",
    ),
    "categories": (
        'kategori = { "Baik" = 90, "Cukup" = 70 }',
        ["Nomor Peserta", "Skor"],
        [["Baik"], ["Cukup"], ["TH"], ["Cukup"], ["Baik"]],
        ["Baik"],
        "Baik",
    ),
}


@pytest.mark.parametrize(("kind", "head", "rows", "given", "said"), KINDS.values(), ids=KINDS)
def test_make_ups_of_every_kind(
    tmp_path: Path, kind: str, head: list[str], rows: list[list[str]], given: list[str], said: str
) -> None:
    draft = drafted(MAKE_UP, susulan=[head, ["26-0003", *given]])
    draft.rules = draft.rules.replace('nama = "Skor"\nmaksimum = 100', f'nama = "Skor"\n{kind}')
    draft.files["data/wawancara.csv"][""] = [head, *([f"26-000{i}", *row] for i, row in enumerate(rows, 1))]
    folder = draft.write(tmp_path)
    assert doubts(folder) == []
    assert people(folder)["26-0003"]["langkah"]["wawancara"] in ("90", "100")
    assert result(folder)["peristiwa"][1]["sesudah"] == said


def test_a_make_up_of_a_requirement(tmp_path: Path) -> None:
    draft = drafted(MAKE_UP, susulan=[["Nomor Peserta", "Skor", "Sehat"], ["26-0003", "90", "MS"]])
    health = '[[tahap.komponen]]\nkode = "sehat"\nnama = "Sehat"\nsyarat = { lolos = ["MS"], gugur = ["TMS"] }\n'
    draft.rule("[pembulatan]", f"{health}\n[pembulatan]")
    rows = draft.rows("data/wawancara.csv")
    for row, word in zip(rows, ["Sehat", "MS", "MS", "TH", "MS", "MS"], strict=True):
        row.append(word)
    rows[3][1] = "TH"
    folder = draft.write(tmp_path)
    assert doubts(folder) == []
    assert [event.get("sesudah") for event in result(folder)["peristiwa"]] == [None, "90", None, "MS"]
    assert people(folder)["26-0003"]["kode"] == "TL"


# --- invitations still open -----------------------------------------------------------------------------------


def cut(draft: Draft) -> Draft:
    return draft.rule('berkas = "data/tes.csv"\n', 'berkas = "data/tes.csv"\nlanjut = { jumlah = 2, urut = ["tes"] }\n')


def test_marks_before_the_cut_is_decided_stop_that_formation_only(tmp_path: Path) -> None:
    folder = cut(drafted()).put("data/tes.csv:B2", None).write(tmp_path)
    found = refused_partly(folder)
    assert found == [("E401", "data/tes.csv:B2")]  # the sheet of the interviews is innocent: it waits
    notes = [f["pesan"] for f in command("check", "--json", folder).data["temuan"] if f["kode"] == "I451"]
    assert len(notes) == 1
    assert "menunggu tahap Tes" in notes[0]
    assert not (folder / "temuan/data/wawancara.csv").exists()
    assert progress(folder, "wawancara") == {"A-1": "menunggu", "B-1": "diputus"}
    assert [p["nomor"] for p in result(folder)["peserta"][:2]] == ["26-0004", "26-0005"]


def test_marks_of_a_formation_whose_earlier_stage_was_never_delivered(tmp_path: Path) -> None:
    draft = cut(drafted())
    draft.files["data/tes.csv"][""] = [row for row in draft.rows("data/tes.csv") if row[0] > "26-0003"]
    found = [code for code, _ in refused_partly(draft.write(tmp_path))]
    assert "E421" in found


def test_a_stage_with_a_cut_that_is_not_held_at_all(tmp_path: Path) -> None:
    draft = cut(drafted())
    del draft.files["data/tes.csv"]
    assert refused(draft.write(tmp_path)) == [("E001", "data/tes.csv")]


@pytest.mark.parametrize("cell", ["data/tes.csv:B2", "data/pelamar.csv:E2"])
def test_a_cell_to_be_corrected_blames_no_later_stage(tmp_path: Path, cell: str) -> None:
    found = [code for code, _ in refused_partly(cut(drafted()).put(cell, "xyz").write(tmp_path))]
    assert found
    assert "E421" not in found


def test_an_open_tie_across_the_cut_is_named_too(tmp_path: Path) -> None:
    draft = drafted().put("data/tes.csv:B2", "80").put("data/tes.csv:C2", "70")
    draft.rule(
        'berkas = "data/tes.csv"\n',
        'berkas = "data/tes.csv"\nlanjut = { jumlah = 1, urut = ["tes"], seri = "berhenti" }\n',
    )
    folder = draft.write(tmp_path)
    assert refused_partly(folder) == [("E421", "data/wawancara.csv")]
    assert "Nilai sama pada formasi A-1" in command("rank", folder).err


@pytest.mark.parametrize("missing", ["data/tes.csv", "data/wawancara.csv"])
def test_stages_without_a_cut_between_them_may_come_in_any_order(tmp_path: Path, missing: str) -> None:
    draft = drafted().rule("ambang = 50\n", "")
    del draft.files[missing]
    outcome = command("rank", "--json", draft.write(tmp_path))
    assert outcome.doubts == []
    held = [stage["kode"] for stage in outcome.data["tahap"] if stage["sudah_ada"]]
    assert outcome.code == (held == ["wawancara"])  # what waits for an earlier stage is no fault, but not decided


def test_marks_after_a_cut_that_is_decided_are_no_fault(tmp_path: Path) -> None:
    draft = cut(drafted())
    draft.rows("data/wawancara.csv").pop(3)
    assert doubts(draft.write(tmp_path)) == []


# --- stages that are not held yet -------------------------------------------------------------------------------

BLANK = {
    "numbers": ("maksimum = 100", [["Nomor Peserta", "Skor"], *([f"26-000{i}", ""] for i in range(1, 6))]),
    "a panel": (
        'maksimum = 100\npanel = { minimal = 2, kolom = ["P1", "P2"] }',
        [["Nomor Peserta", "P1", "P2"], *([f"26-000{i}", "", ""] for i in range(1, 6))],
    ),
    "a panel by rows": (
        'maksimum = 100\npanel = { minimal = 2, penilai = "Penilai" }',
        [["Nomor Peserta", "Penilai", "Skor"], *([f"26-000{i}", "Budi", ""] for i in range(1, 6))],
    ),
    "categories": (
        'kategori = { "Baik" = 90, "Cukup" = 70 }',
        [["Nomor Peserta", "Skor"], *([f"26-000{i}", ""] for i in range(1, 6))],
    ),
}


@pytest.mark.parametrize(("kind", "rows"), BLANK.values(), ids=BLANK)
@pytest.mark.parametrize("blank", ["", 'kosong = "tidak hadir"\n'])
def test_a_form_saved_in_place_is_not_yet_a_delivery(tmp_path: Path, kind: str, rows: Rows, blank: str) -> None:
    draft = drafted(blank)
    draft.rules = draft.rules.replace('nama = "Skor"\nmaksimum = 100', f'nama = "Skor"\n{kind}')
    draft.files["data/wawancara.csv"][""] = rows
    folder = draft.write(tmp_path)
    outcome = command("rank", "--json", folder)
    assert (outcome.code, outcome.doubts) == (0, [])
    assert [stage["sudah_ada"] for stage in outcome.data["tahap"]] == [True, False]
    assert [p.name for p in (folder / "hasil").iterdir()] == ["1-tes"]


@pytest.mark.parametrize("word", ["TH", "80"])
def test_one_word_of_state_is_a_delivery(tmp_path: Path, word: str) -> None:
    rows = [["Nomor Peserta", "Skor"], *([f"26-000{i}", ""] for i in range(1, 6))]
    rows[5][1] = word
    draft = drafted()
    draft.files["data/wawancara.csv"][""] = rows
    found = refused_partly(draft.write(tmp_path))
    assert sorted({code for code, _ in found}) == ["E401"]


def test_a_requirement_alone_is_delivered_by_a_word(tmp_path: Path) -> None:
    draft = drafted()
    stage = '[[tahap]]\nkode = "adm"\nnama = "Administrasi"\nberkas = "data/adm.csv"\n\n[[tahap.komponen]]\n'
    stage += 'kode = "berkas"\nnama = "Berkas"\nsyarat = { lolos = ["MS"], gugur = ["TMS"] }\n\n'
    draft.rule('[[tahap]]\nkode = "tes"', stage + '[[tahap]]\nkode = "tes"')
    draft.files["data/adm.csv"] = {"": [["Nomor Peserta", "Berkas"], *([f"26-000{i}", ""] for i in range(1, 6))]}
    outcome = command("rank", "--json", draft.write(tmp_path / "a"))
    assert [stage["sudah_ada"] for stage in outcome.data["tahap"]] == [False, True, True]
    assert ("E418", "data/adm.csv") in outcome.doubts
    for row in draft.rows("data/adm.csv")[1:]:
        row[1] = "MS"
    assert doubts(draft.write(tmp_path / "b")) == []


@pytest.mark.parametrize(
    ("wanted", "there"),
    [
        ("data/wawancara-*.csv", "data/wawancara1.csv"),
        ("data/wawancara.csv", "data/Nilai Wawancara FINAL.csv"),
        ("data/wawancara.csv", "wawncara.csv"),
        ("data/wawancara.csv", "data/lama/wawancara.csv"),
        ("data/wawancara/*.csv", "data/wawancara.csv"),
    ],
)
def test_a_near_name_is_pointed_at(tmp_path: Path, wanted: str, there: str) -> None:
    draft = drafted()
    draft.rule('"data/wawancara.csv"', f'"{wanted}"')
    draft.files[there] = draft.files.pop("data/wawancara.csv")
    outcome = command("rank", "--json", draft.write(tmp_path))
    assert (outcome.code, [code for code, _ in outcome.doubts]) == (0, ["P456"])
    assert there in outcome.messages[0]
    (found,) = (one for one in outcome.data["temuan"] if one["kode"] == "P456")
    assert f'misalnya menjadi "{wanted.replace("*", "1")}"' in found["saran"], "a name that can be given"


def test_the_status_names_the_file_of_a_similar_name(tmp_path: Path) -> None:
    draft, there = drafted(), "data/tes FINAL (revisi 2).csv"
    draft.files[there] = draft.files.pop("data/tes.csv")
    del draft.files["data/wawancara.csv"]
    step = command("status", draft.write(tmp_path), "--json").data["selanjutnya"]
    assert step.startswith("menunggu nilai Tes (data/tes.csv); berkas yang mirip dan belum dipakai:")
    assert there in step
    assert step.endswith(f": asnrekrut check {tmp_path}")


@pytest.mark.parametrize("there", ["data/jadwal wawancara.csv", "data/psikotes.csv", "hasil/lama/wawancara.csv"])
def test_other_files_are_no_near_names(tmp_path: Path, there: str) -> None:
    draft = drafted()
    draft.files[there] = draft.files.pop("data/wawancara.csv")
    outcome = command("rank", "--json", draft.write(tmp_path))
    assert (outcome.code, outcome.doubts) == (0, [])


def test_a_file_that_is_used_is_no_near_name(tmp_path: Path) -> None:
    draft = drafted().rule('"data/tes.csv"', '"data/wawancara 1.csv"')
    draft.files["data/wawancara 1.csv"] = draft.files.pop("data/tes.csv")
    del draft.files["data/wawancara.csv"]
    outcome = command("rank", "--json", draft.write(tmp_path))
    assert (outcome.code, outcome.doubts) == (0, [])


# --- determined elsewhere ---------------------------------------------------------------------------------------


def test_a_list_that_agrees_is_no_finding_and_is_printed(tmp_path: Path) -> None:
    folder = listed_tes(TES).write(tmp_path)
    assert doubts(folder) == []
    assert winners(result(folder)) == ["26-0001", "26-0004"]
    command("rank", "--json", "--sampai", "tes", folder)
    data = result(folder, "1-tes")
    assert data["penetapan"] == "Surat BKN 9"
    first = data["peserta"][0]
    assert (first["peringkat"], first["kode"]) == (1, "L")
    assert "menurut penetapan Surat BKN 9" in first["keterangan"]
    assert "Penetapan" in dict(data["uraian_aturan"])


def test_every_difference_is_a_finding_and_none_changes_the_list(tmp_path: Path) -> None:
    rows = [[*row] for row in TES]
    rows[3][2:] = ["TMS", "110"]
    rows[4:] = [["26-0004", "2", "L", "150"], ["26-0005", "1", "L", "100"]]
    folder = listed_tes(rows).put("data/wawancara.csv:B4", None).write(tmp_path)
    assert doubts(folder) == ["P452"] * 4
    found = {one["tempat"]: one["pesan"] for one in command("check", folder, "--json").data["temuan"]}
    places = {"data/pusat.csv:C4": "kode", "data/pusat.csv:D4": "total", "data/pusat.csv:B5": "peringkat"}
    assert [what in found[place] for place, what in places.items()] == [True] * 3, "each at its cell"
    assert people(folder)["26-0003"]["kode"] == "TMS"
    assert people(folder)["26-0003"]["langkah"]["tes.jumlah"] == "110"
    explained = command("explain", folder, "26-0003").out
    assert "Hitungan sendiri" in explained
    assert "TMS, peringkat 3" in explained


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [
        ("B2", "190", "E202"),
        ("B2", "delapan", "E201"),
        ("A2", "26-0088", "E303"),
        ("A2", "26-0002", "E304"),
        ("B1", "Lain", "E101"),
        ("A1", "Lain", "E101"),
    ],
)
def test_a_fault_in_our_own_marks_stops_no_list(tmp_path: Path, cell: str, value: str, code: str) -> None:
    """The list stands, and the fault can be accepted; without a list it stops."""
    draft = listed_tes(TES).put(f"data/tes.csv:{cell}", value)
    folder = draft.write(tmp_path / "daftar")
    assert code in doubts(folder)
    assert winners(result(folder)) == ["26-0001", "26-0004"]
    said = next(one for one in command("check", folder, "--json").data["temuan"] if one["kode"] == code)
    assert said["tingkat"] == "Perlu dipastikan"
    assert said["pesan"].endswith("sehingga temuan ini tidak menghentikannya.")
    draft.event("temuan diterima", komponen=code, sebelum=said["tempat"], oleh="Ketua")
    assert "Diterima panitia" in command("check", draft.write(tmp_path / "diterima")).out
    own = Draft().as_text().put(f"data/tes.csv:{cell}", value).write(tmp_path / "sendiri")
    assert command("rank", own).code == 1


def test_a_fault_of_an_earlier_stage_stops_no_list_of_the_end(tmp_path: Path) -> None:
    """The stage itself waits as it did, for whoever asks for it; a fault of the list stops the end."""
    draft = listed_end([[*row] for row in END]).put("data/tes.csv:B2", "190")
    folder = draft.write(tmp_path / "daftar")
    assert doubts(folder) == ["E202", "P465"]
    assert winners(result(folder)) == ["26-0001", "26-0004"]
    assert command("rank", "--sampai", "tes", folder).code == 1
    draft.put("data/pusat.csv:C2", "apa")
    assert ("E208", "data/pusat.csv:C2") in refused_partly(draft.write(tmp_path / "salah"))


def test_people_on_one_side_only_are_findings(tmp_path: Path) -> None:
    rows = [*TES[:5], ["26-0077", "2", "L", "100"]]
    folder = listed_tes(rows).put("data/wawancara.csv:B6", None).write(tmp_path)
    assert doubts(folder) == ["P453", "P454"]
    assert people(folder)["26-0005"]["kode"] == "TLJ"


def test_the_list_alone_is_enough(tmp_path: Path) -> None:
    draft = listed_tes(TES)
    del draft.files["data/tes.csv"]
    folder = draft.write(tmp_path)
    assert doubts(folder) == []
    assert [(p["nomor"], p["langkah"]["akhir"]) for p in people(folder).values() if p["kode"] == "L"] == [
        ("26-0001", "77"),
        ("26-0004", "75"),
    ]


def test_without_the_list_the_stage_is_not_held(tmp_path: Path) -> None:
    draft = listed_tes(TES)
    del draft.files["data/pusat.csv"]
    folder = draft.write(tmp_path)
    outcome = command("rank", "--json", folder)
    assert outcome.doubts == [("E001", "data/pusat.csv")]
    assert [stage["sudah_ada"] for stage in outcome.data["tahap"]] == [False, True]
    assert not (folder / "hasil").exists()
    assert "belum ada daftar penetapan; data/pusat.csv belum ada" in command("rank", folder).err


def test_marks_of_the_next_stage_wait_for_the_list(tmp_path: Path) -> None:
    draft = listed_tes(TES)
    draft.files["data/pusat.csv"][""] = TES[:4]
    assert refused_partly(draft.write(tmp_path)) == [("E439", ""), ("E421", "data/wawancara.csv")]


def test_the_end_is_what_was_determined(tmp_path: Path) -> None:
    rows = [[*row] for row in END]
    rows[1], rows[2] = ["26-0001", "2", "TL", "77"], ["26-0002", "1", "L", "78"]
    folder = listed_end(rows).write(tmp_path)
    assert doubts(folder) == ["P452"] * 5
    data = result(folder)
    assert winners(data) == ["26-0002", "26-0004"]
    assert data["penempatan"][0] == {
        "nomor": "26-0002", "formasi": "A-1", "jenis": "kursi", "langkah": "penetapan", "dasar": "Surat BKN 9",
    }  # fmt: skip
    assert people(folder)["26-0002"]["langkah"]["akhir"] == "78"
    assert people(folder)["26-0002"]["peringkat"] == 1


def test_the_central_list_says_where_a_moved_person_sits(tmp_path: Path) -> None:
    """26-0002 fills an empty seat of B-1; without the formation, or with none that exists, that is doubted."""
    moved = '[[pengisian]]\nkode = "P/L-2"\narti = "pindah"\nsama = ["jabatan"]\n'
    column = ('Surat BKN 9" }', 'Surat BKN 9", kolom = { formasi = "Formasi Penempatan" } }')
    rows = [[*row, ""] for row in END]
    rows[0][4], rows[2][2] = "Formasi Penempatan", "P/L-2"
    for code, seat, said in (("B-1", "B-1", 0), ("", "A-1", 1), ("Z-9", "A-1", 1), ("A-1", "A-1", 1)):
        rows[2][4] = code
        draft = listed_end(rows).rule(*column)
        draft.rules += moved
        folder = draft.write(tmp_path / (code or "kosong"))
        assert doubts(folder).count("P459") == said
        placed = {one["nomor"]: one["formasi"] for one in result(folder)["penempatan"]}
        assert placed["26-0002"] == seat
    assert "di formasi B-1" in people(tmp_path / "B-1")["26-0002"]["keterangan"]
    unnamed = listed_end(rows)
    unnamed.rules += moved
    assert "P459" in doubts(unnamed.write(tmp_path / "tanpa"))


def test_the_end_that_agrees(tmp_path: Path) -> None:
    assert doubts(listed_end(END).write(tmp_path)) == []


def test_the_list_of_the_end_waits_for_no_mark_of_ours(tmp_path: Path) -> None:
    """One blank cell, a stage or two that are not held, a later mark: the list decides, and is confirmed and kept."""
    blank = listed_end(END).put("data/wawancara.csv:B4", None)
    undelivered, alone = listed_end(END), listed_end(END)
    del undelivered.files["data/wawancara.csv"], alone.files["data/wawancara.csv"], alone.files["data/tes.csv"]
    found = {}
    for name, draft, doubted in (("blank", blank, ["P465"]), ("undelivered", undelivered, []), ("alone", alone, [])):
        folder = draft.write(tmp_path / name)
        assert doubts(folder) == doubted
        assert command("rank", "--json", "--sampai", "akhir", folder).code == 0
        assert winners(result(folder)) == ["26-0001", "26-0004"]
        ways = {number: (*person["nasib"],) for number, person in people(folder).items()}
        found[name] = ways["26-0001"], ways["26-0004"]
        assert command("confirm", folder, "akhir", "--ba", "BA 9", "--tanggal", "2026-09-01").code == 0
        assert command("rank", "--json", folder).code == 0
        assert "data/pusat.csv:baris 2" in command("explain", folder, "26-0001").out
        assert command("report", "--json", folder).code == 0
    one, other = ("lanjut", "menunggu", "lulus"), ("lanjut", "lanjut", "lulus")
    assert found == {"blank": (one, other), "undelivered": (one, one), "alone": (("menunggu", "", "lulus"),) * 2}
    assert "tidak ditunggu" in command("explain", tmp_path / "blank", "26-0001").out
    (tmp_path / "alone/data/tes.csv").write_bytes((tmp_path / "blank/data/tes.csv").read_bytes())
    assert command("rank", "--json", tmp_path / "alone").code == 0, "marks that come later stand beside the list"
    pusat = tmp_path / "alone/data/pusat.csv"
    pusat.write_text(pusat.read_text().replace("26-0002;2;TL", "26-0002;1;L"))
    changed = command("rank", "--json", tmp_path / "alone")
    assert (changed.code, "E615" in [code for code, _ in changed.doubts]) == (1, True), "what was confirmed stays"


def test_each_thing_that_a_confirmed_list_says_otherwise_is_a_change_of_its_own(tmp_path: Path) -> None:
    """A row for one total lets no code or rank of anybody through, of the same person or another."""
    folder = listed_end(END).write(tmp_path)
    assert command("rank", folder).code == 0
    assert command("confirm", folder, "akhir", "--ba", "BA 9", "--tanggal", "2026-09-01").code == 0
    books: list[list[str]] = []

    def stopped(*changes: tuple[str, str]) -> list[tuple[str, str]]:
        text = "\n".join(";".join(row) for row in END)
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (folder / "data/pusat.csv").write_text(text, "utf-8")
        rows = [EVENT_HEADS, *books]
        (folder / "peristiwa.csv").write_text("\n".join(";".join(row) for row in rows), "utf-8")
        return [one for one in command("check", "--json", folder).doubts if one[0][0] == "E"]

    total, swap = ("3;TL;72", "3;TL;72,5"), (("26-0002;2;TL", "26-0002;2;L"), ("26-0001;1;L", "26-0001;1;TL"))
    assert stopped(total) == [("E611", "data/pusat.csv:D4")]
    change = {"tahap": "akhir", "peserta": "26-0003", "komponen": "akhir", "sebelum": "72", "sesudah": "72,5"}
    books.append(event("koreksi", formasi="A-1", **change))
    assert stopped(total) == []
    of_two = [("E615", "data/pusat.csv:baris 2"), ("E615", "data/pusat.csv:baris 3")]
    assert stopped(total, *swap) == of_two
    assert stopped(total, ("26-0003;3;TL", "26-0003;9;TL")) == [("E615", "data/pusat.csv:baris 4")]
    for number, before, after in (("26-0001", "lulus", "tidak lulus"), ("26-0002", "tidak lulus", "lulus")):
        rank = f"peringkat {number[-1]}"
        was, now = (f"lanjut, lanjut, {fate}, {rank}" for fate in (before, after))
        way = {"tahap": "akhir", "peserta": number, "komponen": "hasil", "sebelum": was, "sesudah": now}
        books.append(event("koreksi", formasi="A-1", **way))
    assert stopped(total, *swap) == []


def test_a_list_that_says_again_who_had_stopped_reads_as_it_was_confirmed(tmp_path: Path) -> None:
    """26-0003 is absent by the list of the end; that the interview, which comes in later, says so too is no change."""
    rows = [[*row] for row in END]
    rows[3][1:] = ["", "TH", ""]
    draft = listed_end(rows)
    later = draft.files.pop("data/wawancara.csv")
    folder = draft.write(tmp_path)
    assert command("rank", folder).code == 0
    assert command("confirm", folder, "akhir", "--ba", "BA 9", "--tanggal", "2026-09-01").code == 0
    draft.files["data/wawancara.csv"] = later
    draft.put("data/wawancara.csv:B4", "TH").write(tmp_path)
    assert doubts(folder) == []
    rows[3][2] = "TMS"
    draft.write(tmp_path)
    assert command("check", folder, "--json").doubts == [("E615", "data/pusat.csv:baris 4")]


def test_a_seat_that_a_confirmed_list_gives_elsewhere_is_a_change(tmp_path: Path) -> None:
    moved = '[[pengisian]]\nkode = "P/L-2"\narti = "pindah"\nsama = ["jabatan"]\n'
    rows = [[*row, ""] for row in END]
    rows[0][4], rows[2][2:] = "Formasi Penempatan", ["P/L-2", "73", "B-1"]
    draft = listed_end(rows).rule('Surat BKN 9" }', 'Surat BKN 9", kolom = { formasi = "Formasi Penempatan" } }')
    draft.rules += moved
    folder = draft.write(tmp_path)
    assert command("rank", folder).code == 0
    assert command("confirm", folder, "akhir", "--ba", "BA 9", "--tanggal", "2026-09-01").code == 0
    assert "E615" not in doubts(folder)
    rows[2][2:] = ["L", "73", ""]
    draft.write(tmp_path)
    found = command("check", folder, "--json").data["temuan"]
    said = [one["pesan"] for one in found if one["kode"] == "E615"]
    assert ["lulus, peringkat 2, sedangkan" in one and "kursi B-1" in one for one in said] == [True]


@pytest.mark.parametrize("of", ["tes", "wawancara", "akhir"])
def test_a_list_decides_whichever_stages_were_held(tmp_path: Path, of: str) -> None:
    """Before it and behind it, with and without a gap: what is there is read, and nothing else is missed."""
    interview = [["Nomor Peserta", "Peringkat", "Kode", "Total"], *([*row[:2], "L", "80"] for row in END[1:])]
    for number, gone in enumerate(([], ["tes"], ["wawancara"], ["tes", "wawancara"])):
        draft = {"tes": listed_tes(TES), "wawancara": drafted(LISTED, pusat=interview), "akhir": listed_end(END)}[of]
        for stage in gone:
            del draft.files[f"data/{stage}.csv"]
        folder = draft.write(tmp_path / str(number))
        outcome = command("rank", "--json", folder, "--sampai", of)
        assert (outcome.code, [code for code, _ in outcome.doubts if code[0] == "E"]) == (0, []), gone
        assert command("status", folder, "--json").code == command("explain", folder, "26-0001").code == 0


def test_a_formation_that_the_list_leaves_out_waits_for_it(tmp_path: Path) -> None:
    folder = listed_end(END[:4]).write(tmp_path)
    assert refused_partly(folder) == [("E439", "")]
    assert progress(folder, "akhir") == {"A-1": "diputus", "B-1": "menunggu"}
    assert winners(result(folder)) == ["26-0001"]


def test_a_list_makes_an_open_tie_before_it_needless(tmp_path: Path) -> None:
    draft = listed_end(END).rule(
        INTERVIEW, f'[tahap.lanjut]\njumlah = 1\nurut = ["tes"]\nseri = "berhenti"\n\n{INTERVIEW}'
    )
    tes = draft.files["data/tes.csv"][""]
    tes[2][1:] = tes[1][1:]
    found = command("rank", "--json", draft.write(tmp_path / "a"))
    assert (found.code, found.data["seri"]) == (0, [])
    del draft.files["data/pusat.csv"]
    assert [tie["tahap"] for tie in command("rank", "--json", draft.write(tmp_path / "b")).data["seri"]] == ["tes"]


def test_the_end_waits_for_its_list(tmp_path: Path) -> None:
    draft = listed_end(END)
    del draft.files["data/pusat.csv"]
    folder = draft.write(tmp_path)
    outcome = command("rank", "--json", folder)
    assert (outcome.code, outcome.data["akhir"]) == (0, {})
    assert command("rank", "--json", "--sampai", "akhir", folder).code == 1
    assert [p.name for p in (folder / "hasil").iterdir()] == ["2-wawancara"]


def test_whom_an_earlier_stage_stopped_may_be_on_the_final_list(tmp_path: Path) -> None:
    rows = [*END[:3], ["26-0003", "", "TMS", ""], *END[4:]]
    draft = listed_end(rows).put("data/tes.csv:B4", "40").put("data/wawancara.csv:B4", None)
    folder = draft.write(tmp_path / "a")
    assert doubts(folder) == []
    assert people(folder)["26-0003"]["kode"] == "TMS"
    draft.put("data/pusat.csv:B4", "3").put("data/pusat.csv:C4", "TL").put("data/pusat.csv:D4", "60")
    folder = draft.write(tmp_path / "b")
    assert doubts(folder) == ["P455"]
    assert people(folder)["26-0003"]["kode"] == "TL"


@pytest.mark.parametrize(
    ("cell", "value", "code"),
    [("C2", "XX", "E208"), ("C2", None, "E208"), ("B2", "satu", "E201"), ("D2", "201", "E202"), ("D2", None, "E427")],
)
def test_a_list_that_cannot_be_understood_stops(tmp_path: Path, cell: str, value: str | None, code: str) -> None:
    folder = listed_tes([[*row] for row in TES]).put(f"data/pusat.csv:{cell}", value).write(tmp_path)
    assert (code, f"data/pusat.csv:{cell}") in refused_partly(folder)
    assert progress(folder, "tes") == {"A-1": "menunggu", "B-1": "diputus"}


# The list that our own computation would make determines the same, without a finding; and one word in it counts.


def listing(found: Result, stage: StageOutcome) -> Determination:
    """The list that says what was computed."""
    n = len(found.register)
    scores = found.scores
    step = scores.final if stage.is_end else scores.stages[stage.index].compared
    totals = Exact.zeros(n) if step is None else step.values
    known = np.zeros(n, dtype=bool) if step is None else step.known & stage.took_part
    return Determination(stage.took_part, np.where(stage.took_part, stage.fates, 0), stage.standing.rank, totals, known)


def determined(case: Case, code: str) -> Case:
    """The case with rules that have a stage, or the end, determined elsewhere."""
    rule = {"penetapan": {"berkas": "data/pusat.csv", "dasar": "Surat"}}
    rules = {**case.rules, "tahap": [s | (rule if s["kode"] == code else {}) for s in case.rules["tahap"]]}
    if code == "akhir":
        rules["peringkat"] = case.rules["peringkat"] | rule
    return replace(case, rules=rules)


def different(findings: Sequence[Any]) -> list[str]:
    return [one.code for one in findings if one.code in ("P452", "P454", "P455")]


@settings(STEADY, max_examples=150 * (10 if LUCK else 1))
@given(cases(seeded=True, ties=("ikut semua", "undian")), st.data())
def test_our_own_list_determines_what_we_computed(case: Case, data: st.DataObject) -> None:
    before = build.run(case)
    stage = data.draw(st.sampled_from(before.ranking.stages)) if before.ranking.stages else None
    if stage is None or not stage.decided:
        return
    fixed = listing(before.ranking, stage)
    after = build.run(determined(case, stage.code), conduct={stage.code: Conduct(determined=fixed)})
    assert after.fates == before.fates
    assert different(after.findings) == []


@STEADY
@given(cases(seeded=True, ties=("ikut semua", "undian")), st.data())
def test_what_the_list_says_of_a_person_counts(case: Case, data: st.DataObject) -> None:
    before = build.run(case)
    end = before.ranking.end
    if end is None or not end.decided or not end.took_part.any():
        return
    i = data.draw(st.sampled_from(np.flatnonzero(end.took_part).tolist()))
    fates = np.where(end.took_part, end.fates, 0).astype(np.int8)
    fates[i] = Fate.LOSES if fates[i] != Fate.LOSES else Fate.WINS
    fixed = replace(listing(before.ranking, end), fates=fates)
    after = build.run(determined(case, "akhir"), conduct={"akhir": Conduct(determined=fixed)})
    assert after.ranking.end is not None
    assert (after.ranking.end.progress == Progress.DECIDED).all()
    assert after.ranking.end.fates.tolist() == fates.tolist()
    assert set(different(after.findings)) <= {"P452"}
    told = [one.values["nomor"] for one in after.findings if one.code == "P452"]
    assert set(told) <= {before.register.numbers[i]}


# --- the rules --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ((INTERVIEW, INTERVIEW + 'dipanggil = { dasar = "Surat" }\n'), "berkas"),
        ((INTERVIEW, INTERVIEW + 'susulan = { berkas = "data/s.csv" }\n'), "dasar"),
        ((INTERVIEW, INTERVIEW + 'penetapan = { berkas = "data/s.csv" }\n'), "dasar"),
        ((INTERVIEW, INTERVIEW + 'penetapan = { berkas = "../s.csv", dasar = "S" }\n'), "keluar dari folder"),
        ((INTERVIEW, INTERVIEW + 'susulan = { berkas = "/s.csv", dasar = "S" }\n'), "keluar dari folder"),
        ((INTERVIEW, INTERVIEW + 'dipanggil = { berkas = "/s.csv" }\n'), "keluar dari folder"),
        (('[[tahap.komponen]]\nkode = "skor"', SESSIONS + '[[tahap.komponen]]\nkode = "skor"'), "hapus berkas tahap"),
        (
            (
                'berkas = "data/wawancara.csv"\nbobot = 40\n\n[[tahap.komponen]]\nkode = "skor"',
                f'bobot = 40\n{SESSIONS}\n[[tahap.komponen]]\nberkas = "data/x.csv"\nkode = "skor"',
            ),
            "dari berkas setiap sesi",
        ),
        (
            (
                'berkas = "data/wawancara.csv"\nbobot = 40\n\n[[tahap.komponen]]\nkode = "skor"',
                f'bobot = 40\n{SESSIONS.replace("Siang", "Pagi")}\n[[tahap.komponen]]\nkode = "skor"',
            ),
            'nama sesi "Pagi" dipakai dua kali',
        ),
    ],
)
def test_rules_that_cannot_hold(change: tuple[str, str], says: str) -> None:
    assert change[0] in RULES
    with pytest.raises(RulesError) as refusal:
        load_rules(RULES.replace(*change).encode(), "seleksi.toml")
    assert says in "\n".join(str(problem) for problem in refusal.value.args)


def test_where_such_tables_stand_is_no_part_of_the_rules() -> None:
    again = '[peringkat.ujian_ulang]\nberkas = "ulang.csv"\nmaksimum = 100\ndasar = "BA"\n'
    again += '[sanggah]\nhari_libur = "libur.csv"\n'
    one = RULES.replace(INTERVIEW, INTERVIEW + CALLED + MAKE_UP + LISTED) + again
    other = re.sub(r"(panggil|susulan|pusat|ulang|libur)\.csv", r"lain-\1.csv", one)
    basis = one.replace("BA 7", "BA 8")
    first, second, third = (fingerprint(load_rules(text.encode(), "seleksi.toml")) for text in (one, other, basis))
    assert first == second != third
