"""Doubts that only show when tables are held side by side: each with its code and its exact place, and silence where
nothing is wrong. All people are invented; the numbers of Ralat are those of the cases of public
failures, ``tests/cases/ralat-*``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from asnrekrut.checks.similar_names import WINDOW, agree, alike, plain
from asnrekrut.nik import Spared, masked, without_nik
from tests.selections import NAMES, Draft, command, copy_sample

if TYPE_CHECKING:
    from pathlib import Path

    from tests.selections import Rows

PELAMAR, FORMASI, TES, WAWANCARA, HADIR = (
    f"data/{name}.csv" for name in ("pelamar", "formasi", "tes", "wawancara", "hadir")
)
RULES = """
[seleksi]
nama = "Seleksi Uji"
instansi = "Dinas Uji"
tahun = 2026
dasar = "Keputusan Uji"

[pelamar]
berkas = "data/pelamar.csv"

[formasi]
berkas = "data/formasi.csv"

[[tahap]]
kode = "tes"
nama = "Tes"
berkas = "data/tes.csv"
bobot = 60

[[tahap.komponen]]
kode = "teori"
nama = "Teori"
maksimum = 100

[[tahap.komponen]]
kode = "praktik"
nama = "Praktik"
maksimum = 100

[tahap.daftar_hadir]
berkas = "data/hadir.csv"
kolom = "Tes"

[[tahap]]
kode = "wawancara"
nama = "Wawancara"
berkas = "data/wawancara.csv"
bobot = 40

[[tahap.komponen]]
kode = "panel"
nama = "Panel"
maksimum = 100
panel = { kolom = ["Penilai A", "Penilai B", "Penilai C"], minimal = 2 }

[tahap.daftar_hadir]
berkas = "data/hadir.csv"
kolom = "Wawancara"

[pembulatan]
nilai = 2
skala = 2
bobot = 3
akhir = 3

[peringkat]
urut = ["akhir"]
seri = "ikut semua"
"""

PEOPLE = [  # number, NIK, name, sex, birth date, formation; all are present and have marks
    ("26-0001", "9971014101900001", "Ayu Lestari", "P", "01-01-1990", "A-1"),
    ("26-0002", "9971010202910002", "Bagas Pratama", "L", "02-02-1991", "A-1"),
    ("26-0003", "9971014303920003", "Citra Dewanti", "P", "03-03-1992", "A-1"),
    ("26-0004", "9971010404930004", "Dimas Nugroho", "L", "04-04-1993", "A-1"),
    ("26-0005", "9971014505940005", "Endah Kusuma", "P", "05-05-1994", "A-1"),
    ("26-0006", "9971010606950006", "Fajar Hidayat", "L", "06-06-1995", "A-1"),
    ("26-0007", "9971014707960007", "Gita Permata", "P", "07-07-1996", "B-1"),
    ("26-0008", "9971010808970008", "Hendra Wijaya", "L", "08-08-1997", "B-1"),
    ("26-0009", "9971014909980009", "Intan Maharani", "P", "09-09-1998", "B-1"),
    ("26-0010", "9971011010990010", "Joko Santoso", "L", "10-10-1999", "B-1"),
    ("26-0011", "9971015111880011", "Kartika Sari", "P", "11-11-1988", "B-1"),
    ("26-0012", "9971011212890012", "Lukman Hakim", "L", "12-12-1989", "B-1"),
]
TEST = [
    (81, 62),
    (74, 75),
    (66, 90),
    (92, 55),
    (58, 84),
    (77, 71),
    (69, 88),
    (85, 63),
    (73, 79),
    (64, 95),
    (88, 57),
    (70, 82),
]
PANEL = [
    (80, 82, 78), (71, 75, 70), (90, 86, 88), (65, 70, 68), (77, 74, 79), (83, 85, 80),
    (72, 70, 75), (88, 91, 86), (69, 66, 71), (76, 79, 74), (81, 78, 84), (74, 77, 72),
]  # fmt: skip
NUMBERS, PERSONS = [p[0] for p in PEOPLE], [p[2] for p in PEOPLE]


@pytest.fixture
def draft() -> Draft:
    """A selection about which there is nothing to say."""
    rows: dict[str, Rows] = {
        PELAMAR: [["Nomor Peserta", "NIK", "Nama", "Jenis Kelamin", "Tanggal Lahir", "Formasi"], *map(list, PEOPLE)],
        FORMASI: [
            ["Kode", "Jabatan", "Unit", "Jenis", "Kuota"],
            ["A-1", "Arsiparis", "Bidang A", "Umum", "2"],
            ["B-1", "Pustakawan", "Bidang B", "Umum", "2"],
        ],
        TES: [
            ["Nomor Peserta", "Nama", "Teori", "Praktik", "Jumlah"],
            *([n, name, a, b, a + b] for n, name, (a, b) in zip(NUMBERS, PERSONS, TEST, strict=True)),
        ],
        WAWANCARA: [
            ["Nomor Peserta", "Nama", "Penilai A", "Penilai B", "Penilai C"],
            *([n, name, *marks] for n, name, marks in zip(NUMBERS, PERSONS, PANEL, strict=True)),
        ],
        HADIR: [["Nomor Peserta", "Tes", "Wawancara"], *([n, "Hadir", "Hadir"] for n in NUMBERS)],
    }
    return Draft(RULES, {file: {"": table} for file, table in rows.items()})


def told(draft: Draft, folder: Path) -> list[tuple[str, str]]:
    """Code and place of everything that ``check`` says."""
    return [(f["kode"], f["tempat"]) for f in findings(draft, folder)]


def findings(draft: Draft, folder: Path) -> list[dict[str, Any]]:
    return command("check", "--json", draft.write(folder)).data["temuan"]


def messages(draft: Draft, folder: Path) -> str:
    return "\n".join(f["pesan"] for f in findings(draft, folder))


def column(draft: Draft, file: str, letter: str, values: list[Any]) -> Draft:
    """Fill a column from row 2 on."""
    for row, value in enumerate(values, 2):
        draft.put(f"{file}:{letter}{row}", value)
    return draft


def without_totals(draft: Draft) -> Draft:
    for row in draft.rows(TES):
        del row[4]
    return draft


def test_nothing_to_say_of_an_orderly_selection(draft: Draft, tmp_path: Path) -> None:
    assert told(draft, tmp_path) == []


def test_the_samples_only_lack_attendance_lists(tmp_path: Path) -> None:
    for name in NAMES:
        said = command("check", "--json", copy_sample(name, tmp_path)).data["temuan"]
        assert {f["kode"] for f in said} == {"P414"}


# --- the same person twice -----------------------------------------------------------------------------------


def test_same_nik_within_a_formation(draft: Draft, tmp_path: Path) -> None:
    draft.put(f"{PELAMAR}:B5", PEOPLE[1][1]).put(f"{PELAMAR}:E5", PEOPLE[1][4])
    assert told(draft, tmp_path) == [("E311", f"{PELAMAR}:B5")]
    assert "9971**********02" in messages(draft, tmp_path)
    assert PEOPLE[1][1] not in messages(draft, tmp_path)


def test_same_nik_and_name_in_two_formations_may_be_allowed(draft: Draft, tmp_path: Path) -> None:
    """Open senior posts: one person may run for two of them."""
    place = f"{PELAMAR}:B9"
    draft.put(place, PEOPLE[1][1]).put(f"{PELAMAR}:C9", "BAGAS PRATAMA, S.Kom.").put(f"{PELAMAR}:E9", PEOPLE[1][4])
    draft.put(f"{TES}:B9", PEOPLE[1][2]).put(f"{WAWANCARA}:B9", PEOPLE[1][2])
    assert told(draft, tmp_path) == [("P315", place)]


def test_several_applications_of_one_person_that_the_rules_speak_of_are_no_doubt(draft: Draft, tmp_path: Path) -> None:
    """Nominated for two posts nobody has two seats; with choices the rules say what becomes of the other one."""
    place = f"{PELAMAR}:B9"
    draft.put(place, PEOPLE[1][1]).put(f"{PELAMAR}:C9", PEOPLE[1][2]).put(f"{PELAMAR}:E9", PEOPLE[1][4])
    draft.put(f"{TES}:B9", PEOPLE[1][2]).put(f"{WAWANCARA}:B9", PEOPLE[1][2])
    draft.put(f"{PELAMAR}:D9", PEOPLE[1][3])
    assert told(draft.rule("[peringkat]", "[peringkat]\nnominasi = 6"), tmp_path / "names") == [("P315", place)]
    column(draft.put(f"{PELAMAR}:G1", "Pilihan"), PELAMAR, "G", ["2" if k == 7 else "1" for k in range(len(PEOPLE))])
    choices = (
        '[pilihan_formasi]\norang = "pelamar.nik"\nurutan = "pelamar.ke"\ndasar = "Uji"\nkode = "P"\narti = "lain"\n'
    )
    facts = '[pelamar.atribut]\nnik = { kolom = "NIK" }\nke = { kolom = "Pilihan", jenis = "angka" }\n\n[formasi]'
    draft.rule("nominasi = 6\n", "").rule('seri = "ikut semua"\n', "").rule("[formasi]", facts).rule(
        "[pembulatan]", f"{choices}\n[pembulatan]"
    )
    assert told(draft, tmp_path / "choices") == []


def test_same_nik_with_another_name_is_impossible(draft: Draft, tmp_path: Path) -> None:
    draft.put(f"{PELAMAR}:B9", PEOPLE[1][1]).put(f"{PELAMAR}:E9", PEOPLE[1][4])
    assert told(draft, tmp_path) == [("E311", f"{PELAMAR}:B9")]


@pytest.mark.parametrize("name", ["Bagas Pratama", "Bagas Pratame", "BAGAS PRATAMA, S.Pd.", "H. Bagas Pratama"])
def test_nearly_the_same_name_and_birth_date(draft: Draft, tmp_path: Path, name: str) -> None:
    draft.put(f"{PELAMAR}:C9", name).put(f"{TES}:B9", name).put(f"{WAWANCARA}:B9", name)
    draft.put(f"{PELAMAR}:E9", "02-02-1991").put(f"{PELAMAR}:B9", "9971010202910099")
    assert told(draft, tmp_path) == [("P311", f"{PELAMAR}:C9")]
    assert "1991" not in messages(draft, tmp_path)


@pytest.mark.parametrize(("name", "born"), [("Bagas Pratama", "03-02-1991"), ("Bagus Permana", "02-02-1991")])
def test_a_namesake_or_somebody_born_the_same_day_is_nobody_else(
    draft: Draft, tmp_path: Path, name: str, born: str
) -> None:
    draft.put(f"{PELAMAR}:C9", name).put(f"{TES}:B9", name).put(f"{WAWANCARA}:B9", name)
    draft.put(f"{PELAMAR}:E9", born).put(f"{PELAMAR}:B9", f"997101{born[:2]}{born[3:5]}910099")
    assert told(draft, tmp_path) == []


def test_one_nik_for_everybody(draft: Draft, tmp_path: Path) -> None:
    many(draft, 42, letters, lambda i: "02-02-1991")
    for row in draft.rows(PELAMAR)[13:]:
        row[1] = "9971010202910099"
    assert told(draft, tmp_path) == [("E311", f"{PELAMAR}:B15")]


def test_many_people_in_two_formations(draft: Draft, tmp_path: Path) -> None:
    many(draft, 42, lambda i: letters(i // 2), lambda i: "02-02-1991")
    for at, row in enumerate(draft.rows(PELAMAR)[13:]):
        row[1], row[5] = f"997101020291{1000 + at // 2}", "A-1" if at % 2 else "B-1"
    assert told(draft, tmp_path) == [("P316", f"{PELAMAR}:E"), ("P315", f"{PELAMAR}:B15")]


def test_a_register_that_was_appended_twice(draft: Draft, tmp_path: Path) -> None:
    many(draft, 42, lambda i: letters(i % 21), lambda i: f"{i % 21 + 1:02}-02-1991")
    said = findings(draft, tmp_path)
    assert [f["kode"] for f in said] == ["P316", "I311"]
    assert "21 pasang" in said[0]["pesan"]


def letters(i: int) -> str:
    """Names that nobody would take for each other."""
    return f"{chr(65 + i % 26)}an {chr(90 - i % 26)}ul{chr(97 + i // 26) * 2}"


# --- names that are easily confused --------------------------------------------------------------------------


def renamed(draft: Draft, row: int, name: str) -> Draft:
    """Another name everywhere."""
    return draft.put(f"{PELAMAR}:C{row}", name).put(f"{TES}:B{row}", name).put(f"{WAWANCARA}:B{row}", name)


def test_names_confused_within_a_formation(draft: Draft, tmp_path: Path) -> None:
    renamed(renamed(draft, 3, "Nur Hidayah"), 5, "Nur Hidayati")
    assert told(draft, tmp_path) == [("P312", f"{PELAMAR}:C5")]


def test_names_confused_across_formations_cannot_change_places(draft: Draft, tmp_path: Path) -> None:
    renamed(renamed(draft, 3, "Nur Hidayah"), 9, "Nur Hidayati")
    assert told(draft, tmp_path) == []


def test_confused_names_with_the_same_marks_do_not_matter(draft: Draft, tmp_path: Path) -> None:
    renamed(renamed(draft, 3, "Nur Hidayah"), 5, "Nur Hidayati")
    for file, first, last in ((TES, "C", "E"), (WAWANCARA, "C", "E")):
        for letter in map(chr, range(ord(first), ord(last) + 1)):
            draft.put(f"{file}:{letter}5", draft.rows(file)[2][ord(letter) - ord("A")])
    assert told(draft, tmp_path) == []


def test_a_shared_first_name_is_no_likeness(draft: Draft, tmp_path: Path) -> None:
    renamed(renamed(draft, 3, "Muhammad Kenanga"), 5, "Muhammad Cendana")
    assert told(draft, tmp_path) == []


def test_many_confused_names_become_one_note(draft: Draft, tmp_path: Path) -> None:
    many(draft, 24, lambda i: "Sri Wahyuni", lambda i: f"{i % 28 + 1:02}-{i % 12 + 1:02}-1990")
    said = findings(draft, tmp_path)
    assert [f["kode"] for f in said] == ["I311"]
    assert "23 pasang" in said[0]["pesan"]


def many(draft: Draft, count: int, name: Any, born: Any) -> None:
    """Further applicants of A-1, with the marks of nobody else."""
    for i in range(count):
        number = f"27-{i:04}"
        draft.rows(PELAMAR).append([number, "", name(i), "", born(i), "A-1"])
        draft.rows(TES).append([number, name(i), 50 + 37 * i % 50, 60, 110 + 37 * i % 50])
        draft.rows(WAWANCARA).append([number, name(i), 70 + i % 5, 72, 71 + i % 3])
        draft.rows(HADIR).append([number, "Hadir", "Hadir"])


# --- names in mark sheets ------------------------------------------------------------------------------------


def test_names_shifted_by_a_row(draft: Draft, tmp_path: Path) -> None:
    """Ralat 6: the names follow one another, the marks stand one row off."""
    column(draft, TES, "B", [*PERSONS[:4], "", *PERSONS[4:11]])
    assert told(draft, tmp_path) == [("E313", f"{TES}:B7")]
    said = messages(draft, tmp_path)
    assert "Sampai dengan B13" in said
    assert "nama itu milik nomor 1 baris di atasnya" in said


def test_names_shifted_upwards(draft: Draft, tmp_path: Path) -> None:
    column(draft, WAWANCARA, "B", [*PERSONS[:3], *PERSONS[4:], "Mutia Zahra"])
    assert told(draft, tmp_path) == [("E313", f"{WAWANCARA}:B5")]
    assert "1 baris di bawahnya" in messages(draft, tmp_path)


def test_two_people_changed_places(draft: Draft, tmp_path: Path) -> None:
    """Ralat 4: two similar names."""
    draft.put(f"{TES}:B4", PERSONS[4]).put(f"{TES}:B6", PERSONS[2])
    assert told(draft, tmp_path) == [("E314", f"{TES}:B4")]
    said = messages(draft, tmp_path)
    assert PERSONS[2] in said
    assert PERSONS[4] in said
    assert f"{TES}:B6" in said


def test_one_column_sorted_without_the_others(draft: Draft, tmp_path: Path) -> None:
    order = [5, 9, 0, 11, 2, 7, 1, 10, 3, 6, 4, 8]  # no neighbours, no pairs
    column(draft, TES, "B", [PERSONS[i] for i in order])
    assert told(draft, tmp_path) == [("E313", f"{TES}:B2")]


@pytest.mark.parametrize("name", ["Bagas Pratomo", "Mutia Zahra"])
def test_another_name(draft: Draft, tmp_path: Path, name: str) -> None:
    assert told(draft.put(f"{TES}:B3", name), tmp_path) == [("P313", f"{TES}:B3")]


def test_another_name_that_is_somebody_s(draft: Draft, tmp_path: Path) -> None:
    assert told(draft.put(f"{TES}:B3", PERSONS[8]), tmp_path) == [("P313", f"{TES}:B3")]
    assert "nama itu milik peserta 26-0009" in messages(draft, tmp_path)


def test_many_other_names_become_one(draft: Draft, tmp_path: Path) -> None:
    many(draft, 21, letters, lambda i: "")
    for row in range(14, 35):
        draft.put(f"{TES}:B{row}", f"Panggilan {chr(51 + row)}")
    assert told(draft, tmp_path) == [("P313", f"{TES}:B14")]


@pytest.mark.parametrize(
    "name",
    ["BAGAS  PRATAMA", "Bagas Pratama, S.Kom.", "H. Bagas Pratama", "B. Pratama", "BagasPratama", "", "Bagas P."],
)
def test_another_way_of_writing_a_name(draft: Draft, tmp_path: Path, name: str) -> None:
    assert told(draft.put(f"{TES}:B3", name), tmp_path) == []


def test_a_name_that_the_rules_use_otherwise_is_no_participant_s(draft: Draft, tmp_path: Path) -> None:
    """A rater's name under the heading Nama."""
    rows = [["Nomor Peserta", "Nama", "Skor"]]
    rows += [
        [number, rater, marks[k]]
        for number, marks in zip(NUMBERS, PANEL, strict=True)
        for k, rater in enumerate(("Contoh Satu", "Contoh Dua", "Contoh Tiga"))
    ]
    draft.files[WAWANCARA] = {"": rows}
    old = 'panel = { kolom = ["Penilai A", "Penilai B", "Penilai C"], minimal = 2 }'
    draft.rule(old, 'kolom = "Skor"\npanel = { penilai = "Nama", minimal = 2 }')
    assert told(draft, tmp_path) == []


# --- attendance ----------------------------------------------------------------------------------------------


def test_marks_of_somebody_absent(draft: Draft, tmp_path: Path) -> None:
    """Ralat 6, 7 and 8."""
    assert told(draft.put(f"{HADIR}:B4", ""), tmp_path) == [("E411", f"{TES}:C4")]
    assert f"{HADIR}:B4, isi: kosong" in messages(draft, tmp_path)


def test_signed_on_the_wrong_line(draft: Draft, tmp_path: Path) -> None:
    """Ralat 7: the mark went to the absent neighbour."""
    draft.put(f"{HADIR}:C4", "TH")
    for letter in "CDE":
        draft.put(f"{WAWANCARA}:{letter}5", "")
    expected = [("E411", f"{WAWANCARA}:C4"), ("E401", f"{WAWANCARA}:C5"), ("P411", f"{HADIR}:C5")]
    assert told(draft, tmp_path) == expected


def test_absent_in_the_marks_but_on_the_list(draft: Draft, tmp_path: Path) -> None:
    draft.put(f"{TES}:C4", "TH").put(f"{TES}:D4", "TH").put(f"{TES}:E4", "")
    assert ("E412", f"{TES}:C4") in told(draft, tmp_path)


def test_absent_in_both(draft: Draft, tmp_path: Path) -> None:
    for letter in "CDE":
        draft.put(f"{WAWANCARA}:{letter}4", "TH")
    assert told(draft.put(f"{HADIR}:C4", ""), tmp_path) == []


def test_absent_in_one_part_of_a_stage_only(draft: Draft, tmp_path: Path) -> None:
    without_totals(draft).put(f"{TES}:D4", "TH")
    assert [code for code, _ in told(draft, tmp_path)] == ["P506", "I312"]  # out, though the interview was held


def test_present_and_blank_where_blank_means_absent(draft: Draft, tmp_path: Path) -> None:
    draft.rule('nama = "Wawancara"\n', 'nama = "Wawancara"\nkosong = "tidak hadir"\n')
    draft.rows(WAWANCARA).pop(4)
    assert told(draft, tmp_path) == [("E413", f"{HADIR}:C5")]
    draft.put(f"{HADIR}:C5", "")
    assert told(draft, tmp_path / "lain") == []


def test_not_on_the_list(draft: Draft, tmp_path: Path) -> None:
    draft.rows(HADIR).pop(3)
    assert told(draft, tmp_path) == [("P412", f"{TES}:C4"), ("P412", f"{WAWANCARA}:C4")]


def test_strangers_and_doubles_on_the_list(draft: Draft, tmp_path: Path) -> None:
    draft.rows(HADIR).append(["99-9999", "Hadir", "Hadir"])
    draft.rows(HADIR).append(["26-0003", "Hadir", "Hadir"])
    assert told(draft, tmp_path) == [("E303", f"{HADIR}:A14"), ("E304", f"{HADIR}:baris 15")]


@pytest.mark.parametrize("word", ["hadir", "H", "v", "1", " Ya "])
def test_words_for_presence(draft: Draft, tmp_path: Path, word: str) -> None:
    assert told(column(draft, HADIR, "B", [word] * 12), tmp_path) == []


def test_unknown_words_for_presence(draft: Draft, tmp_path: Path) -> None:
    assert told(column(draft, HADIR, "B", ["OK"] * 12), tmp_path) == [("E414", f"{HADIR}:B")]
    draft.rule('kolom = "Tes"', 'kolom = "Tes"\nhadir = "OK"')
    assert told(draft, tmp_path / "lain") == []


def test_a_list_in_the_mark_sheet_itself(draft: Draft, tmp_path: Path) -> None:
    draft.rule('berkas = "data/hadir.csv"\nkolom = "Tes"', 'kolom = "Paraf"')
    column(draft, TES, "F", ["V", "", *["V"] * 10]).put(f"{TES}:F1", "Paraf")
    assert told(draft, tmp_path) == [("E411", f"{TES}:C3")]


def test_a_list_in_a_sheet_with_a_row_for_every_rater(draft: Draft, tmp_path: Path) -> None:
    rows = [["Nomor Peserta", "Penilai", "Skor", "Hadir"]]
    for number, marks in zip(NUMBERS, PANEL, strict=True):
        rows += [[number, f"Penilai {k}", mark, "H" if k == 0 else ""] for k, mark in enumerate(marks)]
    draft.files[WAWANCARA] = {"": rows}
    old = 'panel = { kolom = ["Penilai A", "Penilai B", "Penilai C"], minimal = 2 }'
    draft.rule(old, 'kolom = "Skor"\npanel = { penilai = "Penilai", minimal = 2 }')
    draft.rule('berkas = "data/hadir.csv"\nkolom = "Wawancara"', 'kolom = "Hadir"')
    assert told(draft, tmp_path) == []


@pytest.mark.parametrize(("listed", "code"), [(True, "E413"), (False, "P506")])
def test_a_stage_half_blank_is_no_absence(draft: Draft, tmp_path: Path, listed: bool, code: str) -> None:
    """One mark stands, the other was forgotten; the rules take a blank for absence, and the list says present."""
    draft.rule('kode = "tes"\n', 'kode = "tes"\nkosong = "tidak hadir"\n').put(f"{TES}:C2", "")
    if not listed:
        draft.rule('[tahap.daftar_hadir]\nberkas = "data/hadir.csv"\nkolom = "Tes"\n', "")
    assert code in {found for found, _ in told(draft, tmp_path)}


def test_true_is_no_one(draft: Draft, tmp_path: Path) -> None:
    """Python holds TRUE and 1 for equal; a list that mixes them must not depend on which comes first."""
    draft.as_workbook("hadir").rule('kolom = "Tes"', 'kolom = "Tes"\nhadir = ["H", "1"]')
    file = next(name for name in draft.files if "hadir" in name)
    for row, word in enumerate([True, 1, 1.0, "H"], 2):
        draft.put(f"{file}:Data!B{row}", word)
    said = told(draft, tmp_path)
    assert ("E417", f"{file}:Data!B2") in said
    assert not {f"{file}:Data!B{row}" for row in (3, 4, 5)} & {place for _, place in said}


def test_a_list_without_its_column(draft: Draft, tmp_path: Path) -> None:
    draft.rule('kolom = "Tes"', 'kolom = "Ujian"')
    assert told(draft, tmp_path)[0] == ("E101", HADIR)


def test_a_stage_without_a_list(draft: Draft, tmp_path: Path) -> None:
    """Ralat 8. It is accepted by naming the stage."""
    draft.rule('[tahap.daftar_hadir]\nberkas = "data/hadir.csv"\nkolom = "Wawancara"\n', "")
    assert told(draft, tmp_path) == [("P414", "")]
    draft.event("temuan diterima", komponen="P414", sebelum="Wawancara")
    accepted = findings(draft, tmp_path / "lain")
    assert [(f["kode"], f["diterima"]) for f in accepted] == [("P414", "BA 9, Sidang (Ketua)")]


def test_a_stage_at_which_nobody_is_present_needs_no_list(draft: Draft, tmp_path: Path) -> None:
    """A record of service or a paper is marked from files."""
    table = '[tahap.daftar_hadir]\nberkas = "data/hadir.csv"\nkolom = "Wawancara"\n'
    draft.rule(table, "").rule('nama = "Wawancara"\n', 'nama = "Wawancara"\nkehadiran = "tidak perlu"\n')
    assert told(draft, tmp_path) == []


def test_a_stage_that_decides_nothing_needs_no_list(draft: Draft, tmp_path: Path) -> None:
    draft.rule('[tahap.daftar_hadir]\nberkas = "data/hadir.csv"\nkolom = "Wawancara"\n', "")
    draft.rule("bobot = 40", 'tidak_hadir = "nol"').rule("bobot = 60", "bobot = 100")
    assert told(draft, tmp_path) == []


def test_many_contradictions_become_one(draft: Draft, tmp_path: Path) -> None:
    many(draft, 60, letters, lambda i: "")
    for row in draft.rows(HADIR)[13:]:
        row[1] = ""
    said = findings(draft, tmp_path)
    assert [(f["kode"], f["tempat"]) for f in said] == [("E411", f"{TES}:C14")]
    assert "Demikian pula 59 sel lain" in said[0]["pesan"]


def test_many_who_stand_on_one_side_only(draft: Draft, tmp_path: Path) -> None:
    many(draft, 21, letters, lambda i: "")
    for row in draft.rows(HADIR)[13:]:
        row[0] = ""
    draft.files[HADIR] = {"": draft.rows(HADIR)[:13]}
    assert told(draft, tmp_path) == [("P412", f"{TES}:C14"), ("P412", f"{WAWANCARA}:C14")]


# --- totals --------------------------------------------------------------------------------------------------


def test_a_row_that_does_not_add_up(draft: Draft, tmp_path: Path) -> None:
    assert told(draft.put(f"{TES}:E5", 157), tmp_path) == [("P415", f"{TES}:E5")]
    assert 'berisi 157, padahal jumlah "Teori", "Praktik" adalah 147' in messages(draft, tmp_path)


@pytest.mark.parametrize(("part", "total", "explained"), [("80", 70, True), (80, 70, False), ("80", 71, False)])
def test_figures_stored_as_text_explain_a_sum_that_lacks_them(
    draft: Draft, tmp_path: Path, part: object, total: int, explained: bool
) -> None:
    """Teori 80 and Praktik 70 of 26-0001: SUM passes over the 80 that is text."""
    book = "data/tes.xlsx:Data"
    draft.as_workbook("tes").put(f"{book}!C2", part).put(f"{book}!D2", 70).put(f"{book}!E2", total)
    assert ("P415", f"{book}!E2") in told(draft, tmp_path)
    assert ("tersimpan sebagai teks dilewati rumus jumlah" in messages(draft, tmp_path)) == explained


def test_a_row_of_totals_over_figures_stored_as_text(draft: Draft, tmp_path: Path) -> None:
    """As it comes out of another program: every mark of the column is text, and its SUM is 0."""
    rows = draft.as_workbook("tes").rows("data/tes.xlsx:Data")
    for row in rows[1:]:
        row[2], row[4] = str(row[2]), None
    rows.append(["Jumlah", None, 0, None, None])
    (said,) = [one["pesan"] for one in findings(draft, tmp_path) if one["kode"] == "P438"]
    assert "tersimpan sebagai teks dilewati rumus jumlah" in said


def test_a_row_whose_part_is_no_number_is_not_added_up(draft: Draft, tmp_path: Path) -> None:
    assert told(draft.put(f"{TES}:C3", "x"), tmp_path) == [("E201", f"{TES}:C3")]


def test_a_total_that_the_rules_count(draft: Draft, tmp_path: Path) -> None:
    """Ralat 3, one row."""
    draft.put(f"{TES}:E5", 157).rule('nama = "Teori"\nmaksimum = 100', 'nama = "Jumlah"\nmaksimum = 200')
    assert ("E415", f"{TES}:E5") in told(draft, tmp_path)


def test_a_column_that_the_total_leaves_out(draft: Draft, tmp_path: Path) -> None:
    """Ralat 3: the bonus was entered, the formula did not reach it."""
    draft.put(f"{TES}:E1", "Pengabdian").put(f"{TES}:F1", "Jumlah")
    for row, (a, b) in enumerate(TEST, 2):
        draft.put(f"{TES}:E{row}", 5 + row % 3).put(f"{TES}:F{row}", a + b)
    assert told(draft, tmp_path) == [("P417", f"{TES}:E")]


def test_a_few_bonuses_that_the_total_leaves_out(draft: Draft, tmp_path: Path) -> None:
    draft.put(f"{TES}:E1", "Pengabdian").put(f"{TES}:F1", "Jumlah")
    for row, (a, b) in enumerate(TEST, 2):
        draft.put(f"{TES}:E{row}", 15 if row == 4 else "").put(f"{TES}:F{row}", a + b)
    assert told(draft, tmp_path) == [("P417", f"{TES}:E")]


@pytest.mark.parametrize("digits", [0, 1, 2, 9])
def test_a_mean_however_it_was_rounded(draft: Draft, tmp_path: Path, digits: int) -> None:
    draft.put(f"{WAWANCARA}:F1", "Rata-rata")
    column(draft, WAWANCARA, "F", [f"{round(sum(m) / 3, digits)}".replace(".", ",") for m in PANEL])
    assert told(draft, tmp_path) == []


def test_a_total_of_columns_that_the_rules_do_not_know(draft: Draft, tmp_path: Path) -> None:
    """The provider's own detail beside the total that counts."""
    rows = [["No", "Nomor Peserta", "Usia", "Bagian 1", "Bagian 2", "Bagian 3", "Teori", "Praktik", "Total"]]
    for at, (number, (a, b)) in enumerate(zip(NUMBERS, TEST, strict=True), 1):
        rows.append([at, number, 30, a, b, at, 60 + 7 * at % 11, 70 + at % 5, 130 + 7 * at % 11 + at % 5])
    draft.files[TES] = {"": rows}
    assert told(draft, tmp_path) == []


def test_a_total_by_the_weights_of_the_rules(draft: Draft, tmp_path: Path) -> None:
    draft.rule('nama = "Teori"\nmaksimum = 100', 'nama = "Teori"\nbobot = 70\nmaksimum = 100')
    draft.rule('nama = "Praktik"\nmaksimum = 100', 'nama = "Praktik"\nbobot = 30\nmaksimum = 100')
    draft.put(f"{TES}:E1", "Nilai Akhir")
    column(draft, TES, "E", [f"{(70 * a + 30 * b) / 100:.2f}".replace(".", ",") for a, b in TEST])
    assert told(draft, tmp_path) == []


@pytest.mark.parametrize(("slip", "expected"), [(0, []), (3, [("P415", f"{WAWANCARA}:D5")])])
def test_a_rater_s_total_by_the_weights_of_the_aspects(
    draft: Draft, tmp_path: Path, slip: int, expected: list[tuple[str, str]]
) -> None:
    aspects = 'panel = { penilai = "Penilai", minimal = 1, aspek = { bobot = { Sikap = 70, Tugas = 30 } } }'
    draft.rule('panel = { kolom = ["Penilai A", "Penilai B", "Penilai C"], minimal = 2 }', aspects)
    rows = [
        [n, a, b, f"{0.7 * a + 0.3 * b:.1f}".replace(".", ","), "Pak A"]
        for n, (a, b) in zip(NUMBERS, TEST, strict=True)
    ]
    draft.files[WAWANCARA] = {"": [["Nomor Peserta", "Sikap", "Tugas", "Nilai Akhir", "Penilai"], *rows]}
    rows[3][3] = f"{0.7 * 92 + 0.3 * 55 + slip:.1f}".replace(".", ",")
    assert told(draft, tmp_path) == expected


def test_a_total_that_nobody_can_make_again(draft: Draft, tmp_path: Path) -> None:
    """Ralat 10."""
    column(draft, TES, "E", [83, 91, 78, 95, 69, 88, 93, 72, 97, 81, 76, 90])
    assert told(draft, tmp_path) == [("P416", f"{TES}:E")]


def test_rows_of_people_who_were_absent_are_left_alone(draft: Draft, tmp_path: Path) -> None:
    for letter in "CD":
        draft.put(f"{TES}:{letter}4", "TH").put(f"{WAWANCARA}:{letter}4", "TH")
    draft.put(f"{TES}:E4", 0).put(f"{WAWANCARA}:E4", "TH").put(f"{HADIR}:B4", "").put(f"{HADIR}:C4", "")
    assert told(draft, tmp_path) == []


# --- raters --------------------------------------------------------------------------------------------------


def test_one_mark_for_everybody(draft: Draft, tmp_path: Path) -> None:
    assert told(column(draft, WAWANCARA, "D", [78] * 12), tmp_path) == [("P421", f"{WAWANCARA}:D2")]


def test_a_rater_without_marks(draft: Draft, tmp_path: Path) -> None:
    said = told(column(draft, WAWANCARA, "D", [""] * 12), tmp_path)
    assert [one for one in said if one[0] != "P103"] == [("P422", f"{WAWANCARA}:D2")]


@pytest.mark.parametrize(("points", "code"), [(-40, ["P423"]), (16, ["P423"]), (14, []), (-12, [])])
def test_a_rater_far_from_the_panel(draft: Draft, tmp_path: Path, points: int, code: list[str]) -> None:
    """Beyond 15 of 100 points from the mean of the others, which is 0.3 below Penilai B's."""
    column(draft, WAWANCARA, "E", [min(100, b + points) for _, b, _ in PANEL])
    assert [c for c, _ in told(draft, tmp_path) if c == "P423"] == code


def test_a_copied_sheet(draft: Draft, tmp_path: Path) -> None:
    assert told(column(draft, WAWANCARA, "E", [a for a, _, _ in PANEL]), tmp_path) == [("P424", f"{WAWANCARA}:E2")]
    assert "penilai Penilai A bagi peserta yang sama" in messages(draft, tmp_path)


def test_marks_copied_beside_other_people(draft: Draft, tmp_path: Path) -> None:
    """The same marks down the sheet, though the second sheet is in another order."""
    draft.rule('berkas = "data/wawancara.csv"', 'berkas = "data/panel-*.csv"')
    old = 'panel = { kolom = ["Penilai A", "Penilai B", "Penilai C"], minimal = 2 }'
    draft.rule(old, 'kolom = "Skor"\npanel = { penilai = "@berkas", minimal = 2 }')
    for name, order, who in (("satu", range(12), 0), ("dua", range(12), 1), ("tiga", [*range(6, 12), *range(6)], 0)):
        rows = [[NUMBERS[i], PANEL[k][who]] for k, i in enumerate(order)]
        draft.files[f"data/panel-{name}.csv"] = {"": [["Nomor Peserta", "Skor"], *rows]}
    said = [one for one in told(draft, tmp_path) if one[0] != "P423"]
    assert said == [("P424", "data/panel-tiga.csv:B8")]
    assert "pesertanya berbeda" in messages(draft, tmp_path)


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        (("joko", "joko (1)"), ["E409"]),
        (("wawancara-sari", "wawancara-sari - Copy"), ["E409"]),
        (("Sari final", "Sari"), ["E409"]),
        (("Sari", "Sari_"), ["E409"]),
        (("Sari", "Salinan Sari"), ["E409"]),
        (("Sari", "Copy of Sari"), ["E409"]),
        (("Sari", "Sari (rev)"), ["E409"]),
        (("Sari", "Sari ttd"), ["E409"]),
        (("Sari", "Baruna Sari"), ["P429"]),
        (("Tono Contoh", "Tonno Contoh"), ["P429"]),
        (("Drs. Tono", "Tono Contoh"), ["P429"]),
        (("w-andi", "w-andi_20261103"), ["E409"]),
        (("w-andi", "w-andi1"), ["P429"]),
        (("Pewawancara 1", "Pewawancara I"), ["P429"]),
        (("Pewawancara 01", "Pewawancara 1"), ["P429"]),
        (("w-ani rev1", "w-ani rev2"), ["E409"]),
        (("w-ani final", "w-ani revisi"), ["E409"]),
        (("w-ani", "w-ani_lama"), ["E409"]),
        (("w-ani-v1", "w-ani-v2"), ["P429"]),
        (("w-ani (1)", "w-ani (2)"), ["P429"]),
        (("Pewawancara 1", "Pewawancara 2"), []),
        (("Pewawancara I", "Pewawancara II"), []),
        (("Penilai 0", "Penilai 1"), []),
        (("Sari Contoh", "Joko Contoh"), []),
        (("Panel A", "Panel B"), []),
    ],
)
def test_one_rater_under_two_names(draft: Draft, tmp_path: Path, names: tuple[str, str], codes: list[str]) -> None:
    """Each file is a rater; the marks differ, so that they are no copy of each other."""
    draft.rule('berkas = "data/wawancara.csv"', 'berkas = "data/panel/*.csv"')
    old = 'panel = { kolom = ["Penilai A", "Penilai B", "Penilai C"], minimal = 2 }'
    draft.rule(old, 'kolom = "Skor"\npanel = { penilai = "@berkas", minimal = 2 }')
    for who, name in enumerate((*names, "Budiman")):
        rows = [[number, marks[who]] for number, marks in zip(NUMBERS, PANEL, strict=True)]
        draft.files[f"data/panel/{name}.csv"] = {"": [["Nomor Peserta", "Skor"], *rows]}
    assert [code for code, _ in told(draft, tmp_path) if code in {"P429", "E409"}] == codes


def test_few_finalists_show_no_pattern(draft: Draft, tmp_path: Path) -> None:
    """Four people: one mark for all, copied marks and a distance say nothing yet."""
    for file in (PELAMAR, TES, WAWANCARA, HADIR):
        rows = draft.rows(file)
        draft.files[file] = {"": [rows[0], *rows[1:4], rows[8]]}
    column(draft, WAWANCARA, "D", [70, 70, 70, 70])
    assert told(draft, tmp_path) == []


# --- NIK -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nik", "cause"),
    [
        ("997101020291000", "15 digit"),
        ("99710102029100O2", "selain angka"),
        ("9971013502910002", "bukan tanggal"),
        ("9971010213910002", "bukan tanggal"),
        ("9971017202910002", "bukan tanggal"),
        ("9971013002910002", "bukan tanggal"),
    ],
)
def test_a_nik_that_is_none(draft: Draft, tmp_path: Path, nik: str, cause: str) -> None:
    assert told(draft.put(f"{PELAMAR}:B3", nik), tmp_path) == [("P321", f"{PELAMAR}:B3")]
    assert cause in messages(draft, tmp_path)
    assert nik not in messages(draft, tmp_path)


def test_a_nik_stored_as_a_number(draft: Draft, tmp_path: Path) -> None:
    draft.as_workbook("pelamar").put("data/pelamar.xlsx:Data!B3", 9971010202910002)
    said = findings(draft, tmp_path)
    assert ("P321", "data/pelamar.xlsx:Data!B3") in [(f["kode"], f["tempat"]) for f in said]
    assert "9971010202910" not in messages(draft, tmp_path / "lain")


def test_a_nik_of_another_birth_date(draft: Draft, tmp_path: Path) -> None:
    assert told(draft.put(f"{PELAMAR}:E3", "20-02-1991"), tmp_path) == [("P322", f"{PELAMAR}:B3")]
    assert "1991" not in messages(draft, tmp_path)


@pytest.mark.parametrize("word", ["Perempuan", "F", "Female"])
def test_a_nik_of_the_other_sex(draft: Draft, tmp_path: Path, word: str) -> None:
    assert told(draft.put(f"{PELAMAR}:D3", word), tmp_path) == [("P323", f"{PELAMAR}:B3")]
    assert told(draft.put(f"{PELAMAR}:D3", "Laki-laki"), tmp_path / "lain") == []


def test_p_for_pria(draft: Draft, tmp_path: Path) -> None:
    column(draft, PELAMAR, "D", ["W" if p[3] == "P" else "P" for p in PEOPLE])
    assert told(draft, tmp_path) == []


def test_blank_nik_and_no_nik(draft: Draft, tmp_path: Path) -> None:
    assert told(draft.put(f"{PELAMAR}:B3", ""), tmp_path) == []
    for row in draft.rows(PELAMAR):
        del row[1]
    assert told(draft, tmp_path / "lain") == []


def test_headings_that_the_rules_name_otherwise(draft: Draft, tmp_path: Path) -> None:
    """The attribute's column bears another usual name; it is found all the same."""
    draft.put(f"{PELAMAR}:E1", "Tgl. Lahir").put(f"{PELAMAR}:B1", "No. KTP").put(f"{PELAMAR}:E3", "20-02-1991")
    draft.rule("[formasi]", '[pelamar.atribut.lahir]\nkolom = "Tgl. Lahir"\njenis = "tanggal"\n\n[formasi]')
    assert told(draft, tmp_path) == [("P322", f"{PELAMAR}:B3")]


def test_many_odd_niks_become_one(draft: Draft, tmp_path: Path) -> None:
    many(draft, 21, letters, lambda i: "")
    for row in draft.rows(PELAMAR)[13:]:
        row[1] = "123"
    assert told(draft, tmp_path) == [("P321", f"{PELAMAR}:B14")]


def test_many_birth_dates_and_sexes_that_do_not_fit(draft: Draft, tmp_path: Path) -> None:
    many(draft, 21, letters, lambda i: f"{i + 1:02}-02-1991")
    for at, row in enumerate(draft.rows(PELAMAR)[13:], 1):
        row[1], row[3] = f"997101{at:02}0391{1000 + at}", "P"
    assert told(draft, tmp_path) == [("P322", f"{PELAMAR}:B14"), ("P323", f"{PELAMAR}:B14")]


@pytest.mark.parametrize(
    ("nik", "shown"),
    [("9971010202910002", "9971**********02"), ("99710102", "********"), ("9971010202910", "9971*******10")],
)
def test_a_nik_is_never_shown_whole(nik: str, shown: str) -> None:
    assert masked(nik) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("NIK 9971010202910002.", "NIK 9971**********02."),
        ("9971 0102 0291 0002", "9971**********02"),
        ("99.71.01.420291.0002", "9971**********02"),
        ("S9971010202910002", "S9971010202910002"),  # official participant numbers are a letter and 16 digits
        ("19900202 202001 1 001", "19900202 202001 1 001"),  # a NIP
        ("1990-01-31 1991-12-02", "1990-01-31 1991-12-02"),
        ("'9971010202910002", "'9971**********02"),
        ("9971010202910002.0 atau 9.971010202910002E+15", "9971**********02.0 atau 9971**********02"),
        ("9.971.010.202.910.002 dan 9,971,010,202,910,002", "9971**********02 dan 9971**********02"),
        ("997101\n0202910002", "9971**********02"),
        ("997101\u00a00202910002; 9971  0102  0291  0002", "9971**********02; 9971**********02"),
        ("9971/0102/0291/0002 9971–0102–0291–0002", "9971**********02 9971**********02"),
        ("9971\u200b010202910002 9971_010202910002", "9971**********02 9971**********02"),
        ("９９７１０１０２０２９１０００２", "9971**********02"),
        ("9971:0102:0291:0002 [9971][0102][0291][0002]", "9971**********02 [9971**********02]"),
        ("9971 - 0102 - 0291 - 0002 9971·0102·0291·0002", "9971**********02 9971**********02"),
        ("17-03-2027 08.00-10.00", "17-03-2027 08.00-10.00"),
        ("2027-03-17 08:00 – 10:00", "2027-03-17 08:00 – 10:00"),
        ("27-01-01; 27-01-02; 27-01-03", "27-01-01; 27-01-02; 27-01-03"),
        ("27-01-01;27-01-02;27-01-03", "27-01-01;27-01-02;27-01-03"),
        ("NIK9971010202910002 KTP_9971010202910002", "NIK9971**********02 KTP_9971**********02"),
        ("No9971010202910002 A1NIK9971010202910002", "No9971**********02 A1NIK9971**********02"),
        ("nomor9971014202910002", "nomor9971**********02"),  # a woman's
        ("9971;0102;0291;0002 9971|0102|0291|0002", "9971**********02 9971**********02"),
        ("9971, 0102, 0291, 0002", "9971**********02"),
        ("997101; 420291; 0002 dan 997101|0202910002", "9971**********02 dan 9971**********02"),
        ("PRW9971019902910002", "PRW9971019902910002"),  # the 99th is no day
        ("PRW2453010101900001 AB9871010202910002", "PRW2453010101900001 AB9871010202910002"),  # no province
        ("1101, 1102, 1103, 1104", "1101, 1102, 1103, 1104"),
        ("11010101, 11021202", "11010101, 11021202"),
        ("2024; 2025; 2026; 2027", "2024; 2025; 2026; 2027"),
        ("80, 75, 90, 60, 81, 01, 90, 12", "80, 75, 90, 60, 81, 01, 90, 12"),
        ("24-5301-2011-0001-2345", "24-5301-2011-0001-2345"),
        ("9971010202910002a NIK9971010202910002Budi", "9971**********02a NIK9971**********02Budi"),
        ("w-ani9971010202910002x.xlsx 9971010202910002scan", "w-ani9971**********02x.xlsx 9971**********02scan"),
        ("NIK 9971010202910002E 9971010202910002²", "NIK 9971**********02E 9971**********02²"),
        ("9971O10202910002 997l01020291O002", "9971**********02 9971**********02"),
        ("09971010202910002 99710102029100029971010203910003", "09971**********02 9971**********029971**********03"),
        (f"a9971010202910002b{'c' * 46}", f"a9971010202910002b{'c' * 46}"),  # a hash
        ("9971019902910002a S09971019902910002", "9971019902910002a S09971019902910002"),  # no birth date
        ("2453010101900001A 24530101019000012453010101900001", "2453010101900001A 24530101019000012453010101900001"),
        ("997101 02-02-1991 0002 atau 997101/42/02/2001/0002", "9971**********02 atau 9971**********02"),
        ("997101020219910002 dan NIK997101-02021991-0002", "9971**********02 dan NIK9971**********02"),
        ("199002022020011001 997101020219810002345", "199002022020011001 997101020219810002345"),  # a NIP; too long
        ("99710102029100021 997101020291000", "99710102029100021 997101020291000"),
        ("9971 ---- 0102 ..... 0291      0002", "9971**********02"),
        ("NIK 9 9 7 1 0 1 / - - - / 0 2 0 2 9 1 0 0 0 2", "NIK 9971**********02"),
        ("9971       01 01 1991      0002", "9971       01 01 1991      0002"),
        ("2453 ---- 0101 ---- 0190 ---- 0001", "2453 ---- 0101 ---- 0190 ---- 0001"),  # no province
        ("80      75      90      60      81      85      90      12",) * 2,
    ],
)
def test_a_nik_in_a_text_however_it_is_written(text: str, shown: str) -> None:
    assert without_nik(text) == shown


GLUED = ["3171010101900{}A", "03171010101900{}", "3171010101900001317101010190{}1", "PRW-3171O10101900{}/X"]
SHAPES = ["2453019900000{}", "2453010101900{}", "S2453010101900{}", "S9971010101900{}", "PRW9971010{}900001"]


@pytest.mark.parametrize("number", [*SHAPES, *GLUED, "3171010101900{}", "PRW-3171010{}900001", "P3171-0101-0190-0{}"])
def test_participant_numbers_as_long_as_a_nik_are_shown(draft: Draft, tmp_path: Path, number: str) -> None:
    """Where most hold no birth date, or all the same one, none is a NIK, not even one that happens to look like it."""
    shown = [number.format(f"{k:03}") for k in range(1, 5)]
    for rows in (draft.rows(PELAMAR), draft.rows(TES), draft.rows(WAWANCARA)):
        for row, new in zip(rows[1:], shown, strict=False):
            row[0] = new
    if number.startswith("245"):
        draft.rows(PELAMAR)[3][0] = "2453011201900003"
    draft.rows(TES)[2][2] = "x"
    draft.rows(TES)[3][0] = number.format("999")  # registered nowhere, and still no NIK
    said = command("check", draft.write(tmp_path)).out
    assert number.format("999") in said
    assert "***" not in said


@pytest.mark.parametrize("number", SHAPES)
def test_a_nik_beside_participant_numbers_as_long_is_masked(number: str) -> None:
    """What is written as they are is none; everything else that can be a NIK is."""
    others = Spared.of([number.format(f"{k:03}") for k in range(101, 130)])
    text = f"{number.format(199)} {number.format(900)} No3171014202910002 3171014202910002"
    shown = f"{number.format(199)} {number.format(900)} No3171**********02 3171**********02"
    assert without_nik(text, others) == shown
    assert without_nik("X3171014202910002", others) == "X3171**********02"


def test_a_nik_in_the_name_of_a_file(draft: Draft, tmp_path: Path) -> None:
    name = f"data/{PEOPLE[1][1]}.csv"
    draft.rule("data/hadir.csv", name)
    draft.files[name] = draft.files.pop(HADIR)
    draft.files[name][""][1][0] = "26-0099"
    folder = draft.write(tmp_path)
    said = [command("check", folder, *more) for more in ([], ["--json"], ["--baris"])]
    assert not any(PEOPLE[1][1][6:12] in text for one in said for text in (one.out, one.err))
    place = next(f["tempat"] for f in said[1].data["temuan"] if f["kode"] == "E303")
    assert place == f"data/{masked(PEOPLE[1][1])}.csv:A2"


def test_a_nik_among_marks_is_no_number_that_may_be_meant(draft: Draft, tmp_path: Path) -> None:
    (said,) = findings(draft.put(f"{TES}:C3", "9971 0102 0291 0002"), tmp_path)
    assert said["kode"] == "E201"
    assert "Mungkin maksudnya" not in said["saran"]


def test_a_nik_as_participant_number_is_masked_however_it_is_written(draft: Draft, tmp_path: Path) -> None:
    for rows in (draft.rows(PELAMAR), draft.rows(TES), draft.rows(WAWANCARA), draft.rows(HADIR)):
        for row, person in zip(rows[1:], PEOPLE, strict=False):
            row[0] = f"{person[1][:6]} {person[1][6:12]} {person[1][12:]}"
    written = command("rank", draft.write(tmp_path))
    assert written.out.splitlines()[-1].split()[-1] == "NOMOR"
    asked = command("explain", tmp_path, PEOPLE[1][2].split()[0])
    assert PEOPLE[1][2] in asked.err
    draft.rows(HADIR)[2][0] = "26-0002"
    said = command("check", draft.write(tmp_path)).out
    assert f" di {PELAMAR}:A3" in said
    assert not any(PEOPLE[1][1][6:12] in text for text in (written.out, asked.err, said))


# --- formations ----------------------------------------------------------------------------------------------


def programmes(draft: Draft, *rows: list[str]) -> Draft:
    head = ["No", "Kode", "Jabatan", "Unit", "Jenis", "Kuota", "Program Studi"]
    draft.files[FORMASI] = {"": [head, *([str(at), *row] for at, row in enumerate(rows, 1))]}
    return draft


A, B = ["A-1", "Arsiparis", "Bidang A", "Umum", "2"], ["B-1", "Pustakawan", "Bidang B", "Umum", "2"]


def test_a_formation_listed_once_for_every_programme(draft: Draft, tmp_path: Path) -> None:
    programmes(draft, [*A, "Kearsipan"], [*A, "Sejarah"], [*B, "Perpustakaan"], [*A, "Hukum"])
    assert told(draft, tmp_path) == [("P331", f"{FORMASI}:B3")]
    counted = command("check", "--json", tmp_path).data["ringkasan"]["formasi"]
    assert [f["kuota"] for f in counted.values()] == [2, 2]


@pytest.mark.parametrize(
    "second",
    [
        ["A-1", "Arsiparis", "Bidang A", "Umum", "3", "Sejarah"],
        ["A-1", "Arsiparis", "Bidang C", "Umum", "2", "Sejarah"],
        ["A-1", "Arsiparis", "Bidang A", "Umum", "2", "Kearsipan"],
    ],
    ids=["another quota", "another unit", "the same row twice"],
)
def test_a_formation_listed_twice(draft: Draft, tmp_path: Path, second: list[str]) -> None:
    programmes(draft, [*A, "Kearsipan"], second, [*B, "Perpustakaan"])
    assert told(draft, tmp_path) == [("E306", f"{FORMASI}:B3")]


# --- marks after an exit, one mark for all -------------------------------------------------------------------


@pytest.mark.parametrize("word", ["DIS", "APS"])
def test_marks_after_leaving(draft: Draft, tmp_path: Path, word: str) -> None:
    without_totals(draft).put(f"{TES}:C4", word).put(f"{TES}:D4", word)
    said = told(draft, tmp_path)
    assert said == [("P425", f"{WAWANCARA}:C4"), ("I312", WAWANCARA)]


def test_a_word_that_means_something_else(draft: Draft, tmp_path: Path) -> None:
    """DIS for a disability: everybody seems to have been disqualified."""
    many(without_totals(draft), 21, letters, lambda i: "")
    for row in draft.rows(TES)[13:]:
        row[2:] = ["DIS", "DIS"]
    assert [code for code, _ in told(draft, tmp_path)] == ["P425", "I312"]


def test_leaving_in_the_middle_of_a_stage(draft: Draft, tmp_path: Path) -> None:
    without_totals(draft).put(f"{TES}:D4", "DIS")
    for letter in "CDE":
        draft.put(f"{WAWANCARA}:{letter}4", "")
    draft.put(f"{HADIR}:C4", "")
    assert told(draft, tmp_path) == []


def test_marks_of_the_eliminated_are_only_counted(draft: Draft, tmp_path: Path) -> None:
    draft.rule('nama = "Teori"\nmaksimum = 100', 'nama = "Teori"\nmaksimum = 100\nambang = 70')
    said = findings(draft, tmp_path)
    assert [(f["kode"], f["tempat"]) for f in said] == [("I312", WAWANCARA)]
    assert said[0]["pesan"].startswith("4 peserta")


def test_everybody_has_the_same_mark(draft: Draft, tmp_path: Path) -> None:
    without_totals(column(draft, TES, "D", [75] * 12))
    assert told(draft, tmp_path) == [("P426", TES)]


def test_a_whole_panel_with_one_mark(draft: Draft, tmp_path: Path) -> None:
    for letter in "CDE":
        column(draft, WAWANCARA, letter, [80] * 12)
    assert told(draft, tmp_path) == [("P426", WAWANCARA)]


def test_nobody_has_a_mark(draft: Draft, tmp_path: Path) -> None:
    for letter in "CDE":
        column(draft, WAWANCARA, letter, ["TH"] * 12)
    column(draft, HADIR, "C", ["Tidak"] * 12)
    assert told(draft, tmp_path) == [("P427", WAWANCARA)]


def test_everybody_passes_a_requirement(draft: Draft, tmp_path: Path) -> None:
    without_totals(column(draft, TES, "D", ["MS"] * 12))
    draft.rule('nama = "Praktik"\nmaksimum = 100', 'nama = "Praktik"\nsyarat = { lolos = "MS", gugur = "TMS" }')
    assert told(draft, tmp_path) == []


# --- when something else is wrong ----------------------------------------------------------------------------


def test_the_register_is_looked_at_even_without_marks(draft: Draft, tmp_path: Path) -> None:
    draft.put(f"{TES}:C1", "Tulis").put(f"{PELAMAR}:B3", "123")
    codes = [code for code, _ in told(draft, tmp_path)]
    assert codes[0] == "E101"
    assert "P321" in codes


def test_order_of_rows_changes_nothing(draft: Draft, tmp_path: Path) -> None:
    """Doubts about people and marks do not depend on how sheets are sorted."""
    draft.put(f"{PELAMAR}:B3", "123").put(f"{TES}:E5", 157).put(f"{HADIR}:B4", "")
    column(draft, WAWANCARA, "D", [78] * 12)
    before = sorted(messages(draft, tmp_path).splitlines())
    for file in (PELAMAR, TES, WAWANCARA):
        rows = draft.rows(file)
        draft.files[file] = {"": [rows[0], *reversed(rows[1:])]}
    assert sorted(messages(draft, tmp_path / "lain").splitlines()) == before


# --- names by themselves -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Siti Aminah, S.Pd., M.Pd.", "siti aminah"),
        ("dr. Budi Santoso, Sp.A", "budi santoso"),
        ("Prof. Dr. H. Ahmad Fauzi", "ahmad fauzi"),
        ("Dr.Budi Santoso", "budi santoso"),
        ("Budi Santoso S.Kom", "budi santoso"),
        ("Budi Santoso SH", "budi santoso"),
        ("A.B. Contoh", "a b contoh"),
        ("Ma'ruf  Al-Amin", "maruf al amin"),
        ("Dr", "dr"),
        ("-", ""),
        ("", ""),
    ],
)
def test_plain_names(written: str, expected: str) -> None:
    assert plain([written]) == [expected]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("m rizki akbar", "muhammad rizki akbar", True),
        ("moh rizki", "mochamad rizki", True),
        ("rizki a", "rizki akbar", True),
        ("nur hidayah", "nurhidayah", True),
        ("abd rahman", "abdul rahman", True),
        ("ali rahman", "alifah rahman", False),
        ("siti aminah", "siti aminah rahayu", False),
        ("nur hidayah", "nur hidayati", False),
    ],
)
def test_ways_of_writing_a_name(one: str, other: str, same: bool) -> None:
    assert agree(one, other) is agree(other, one) is same


def test_likeness_is_found_across_windows() -> None:
    """However large the group: names that are alike stand near each other in the alphabet."""
    rng = np.random.default_rng(5)
    letters = [chr(97 + i) for i in range(26)]
    names = ["".join(rng.choice(letters, 14)) for _ in range(4 * WINDOW)]
    twins = [(k, len(names) + at) for at, k in enumerate(range(0, len(names), 37))]
    names += [names[k][:-1] + "z" for k, _ in twins]
    found = alike(names, np.zeros(len(names), dtype=np.intp), 90, 1000)
    assert found.pairs == twins
    assert found.total == len(twins)


def test_likeness_is_counted_and_cut_off() -> None:
    names = ["sri wahyuni"] * 50 + ["", ""]
    found = alike(names, np.zeros(len(names), dtype=np.intp), 90, 7)
    assert (found.total, len(found.pairs)) == (49, 7)
    apart = alike(names, np.arange(len(names)), 90, 7)
    nowhere = alike(names, np.full(len(names), -1), 90, 7)
    assert apart.total == nowhere.total == 0
