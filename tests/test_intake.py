"""From files to marks: every doubt gets its code and its exact place, and then nothing is written."""

from __future__ import annotations

import json
import sys
import zipfile
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest

from asnrekrut.intake.column_names import Headings
from asnrekrut.io import find_files
from tests.selections import (
    STYLED,
    Draft,
    ErrorValue,
    command,
    csv_bytes,
    digests,
    everyone,
    people,
    ranked,
    refused,
    result,
    winners,
    write_workbook,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TES, PELAMAR, FORMASI, WAWANCARA = "data/tes.xlsx:Nilai", "data/pelamar.csv", "data/formasi.csv", "data/wawancara.csv"


@pytest.fixture
def draft() -> Draft:
    return Draft()


@pytest.fixture
def light() -> Draft:
    """For tests that need no workbook, or only their own: most of a run's time goes into reading one."""
    return Draft().as_text()


def test_the_default_selection_ranks(draft: Draft, tmp_path: Path) -> None:
    data = ranked(draft.write(tmp_path))
    assert winners(data) == ["26-0001", "26-0004"]
    finals = {p["nomor"]: p["langkah"]["akhir"] for p in everyone(data)}
    assert finals == {  # worked in tests/selections.py
        "26-0001": "77",
        "26-0002": "73",
        "26-0003": "72",
        "26-0004": "75",
        "26-0005": "64",
    }


# --- files ---------------------------------------------------------------------------------------------------


def test_missing_file(draft: Draft, tmp_path: Path) -> None:
    del draft.files["data/tes.xlsx"]
    assert refused(draft.write(tmp_path)) == [("E001", "data/tes.xlsx")]


def test_missing_file_of_formations_does_not_doubt_every_applicant(light: Draft, tmp_path: Path) -> None:
    del light.files[FORMASI]
    assert refused(light.write(tmp_path)) == [("E001", FORMASI)]


def test_pattern_without_a_file(draft: Draft, tmp_path: Path) -> None:
    draft.rule("data/tes.xlsx", "data/ujian-*.xlsx")
    assert refused(draft.write(tmp_path)) == [("E001", "data/ujian-*.xlsx")]


def test_only_a_lock_file_is_no_file(draft: Draft, tmp_path: Path) -> None:
    draft.rule("data/tes.xlsx", "data/*tes.xlsx")
    draft.files["data/~$tes.xlsx"] = draft.files.pop("data/tes.xlsx")
    assert refused(draft.write(tmp_path)) == [("E001", "data/*tes.xlsx")]


def test_lock_file_beside_the_file_is_ignored(draft: Draft, tmp_path: Path) -> None:
    draft.rule("data/tes.xlsx", "data/*tes.xlsx")
    draft.files["data/~$tes.xlsx"] = b"\x05Sekretaris"
    assert winners(ranked(draft.write(tmp_path))) == ["26-0001", "26-0004"]


@pytest.mark.parametrize("name", ["data/tes [final].xlsx", "data/tes (1).xlsx", "data/tés & co.xlsx", "tes.xlsx"])
def test_any_file_name_can_be_written_as_it_is(draft: Draft, tmp_path: Path, name: str) -> None:
    draft.rule("data/tes.xlsx", name)
    draft.files[name] = draft.files.pop("data/tes.xlsx")
    assert winners(ranked(draft.write(tmp_path))) == ["26-0001", "26-0004"]


@pytest.mark.parametrize("pattern", ["data/**.xlsx", "data/[.xlsx", "data/***/tes.xlsx", "a/" * 1500 + "*.xlsx"])
def test_impossible_pattern_is_told_and_not_a_crash(draft: Draft, tmp_path: Path, pattern: str) -> None:
    outcome = command("rank", draft.rule("data/tes.xlsx", pattern).write(tmp_path))
    assert outcome.code in {1, 2}
    assert pattern[:40] in outcome.err


def zip_of(content: bytes) -> list[tuple[str, bytes]]:
    import io

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def workbook_bytes(draft: Draft, folder: Path) -> bytes:
    """``data/tes.xlsx`` of a draft, as it would be written."""
    path = folder / "bahan.xlsx"
    write_workbook(path, draft.files["data/tes.xlsx"])
    content = path.read_bytes()
    path.unlink()
    return content


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda raw: b"<html>masuk dahulu</html>", "E004"),
        (lambda raw: b"", "E002"),
        (lambda raw: raw[: len(raw) // 2], "E002"),
        (lambda raw: raw[:-30], "E002"),
        (lambda raw: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + raw, "E002"),
    ],
    ids=["a web page", "empty", "half", "without its end", "an older container"],
)
def test_unreadable_workbook(draft: Draft, tmp_path: Path, damage: Callable[[bytes], bytes], code: str) -> None:
    draft.files["data/tes.xlsx"] = damage(workbook_bytes(draft, tmp_path))
    assert refused(draft.write(tmp_path)) == [(code, "data/tes.xlsx")]


def test_zip_that_is_no_workbook(draft: Draft, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "surat.zip", "w") as archive:
        archive.writestr("surat.txt", "bukan buku kerja")
    draft.files["data/tes.xlsx"] = (tmp_path / "surat.zip").read_bytes()
    assert refused(draft.write(tmp_path / "seleksi")) == [("E004", "data/tes.xlsx")]


def test_zip_bomb_is_refused_before_it_is_unpacked(draft: Draft, tmp_path: Path) -> None:
    path = draft.write(tmp_path) / "data" / "tes.xlsx"
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/gambar.bin", bytes(60 * 2**20))
    outcome = command("rank", "--json", tmp_path)
    assert (outcome.code, outcome.findings) == (1, [("E003", "data/tes.xlsx")])


def test_far_away_cell_is_refused_and_stops_nothing_else(draft: Draft, tmp_path: Path) -> None:
    write_workbook(tmp_path / "bahan.xlsx", {"Nilai": [["Nomor Peserta", "Teori", "Praktik"]]})
    draft.files["data/tes.xlsx"] = far_away(tmp_path / "bahan.xlsx")
    assert refused(draft.write(tmp_path / "seleksi")) == [("E003", "data/tes.xlsx")]


def far_away(path: Path) -> bytes:
    """The workbook with one more cell in the last corner of its sheet."""
    row = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return edited_sheet(path.read_bytes(), lambda xml: xml.replace(b"</sheetData>", row))


def edited_sheet(workbook: bytes, edit: Callable[[bytes], bytes]) -> bytes:
    """A workbook whose first sheet's XML is edited, as other programs than Excel write it."""
    import io

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in zip_of(workbook):
            archive.writestr(name, edit(content) if name == "xl/worksheets/sheet1.xml" else content)
    return out.getvalue()


@pytest.mark.parametrize(("name", "kind"), [("tes.pdf", ".pdf"), ("tes.docx", ".docx"), ("tes", "tanpa akhiran")])
def test_other_kinds_of_file(draft: Draft, tmp_path: Path, name: str, kind: str) -> None:
    draft.rule("data/tes.xlsx", f"data/{name}")
    draft.files[f"data/{name}"] = b"%PDF-1.7"
    outcome = command("rank", "--json", draft.write(tmp_path))
    assert outcome.findings == [("E004", f"data/{name}")]
    assert kind in outcome.messages[0]


def test_suffix_in_capitals_is_fine(draft: Draft, tmp_path: Path) -> None:
    draft.rule("data/tes.xlsx", "data/TES.XLSX")
    draft.files["data/TES.XLSX"] = draft.files.pop("data/tes.xlsx")
    assert winners(ranked(draft.write(tmp_path))) == ["26-0001", "26-0004"]


def link(at: Path, to: Path) -> None:
    try:
        at.symlink_to(to)
    except OSError:
        pytest.skip("no symbolic links here")


def test_link_out_of_the_folder(draft: Draft, tmp_path: Path) -> None:
    folder = draft.write(tmp_path / "seleksi")
    (folder / "data" / "tes.xlsx").rename(tmp_path / "tes.xlsx")
    link(folder / "data" / "tes.xlsx", tmp_path / "tes.xlsx")
    assert refused(folder) == [("E006", "data/tes.xlsx")]


def test_linked_folder_outside(light: Draft, tmp_path: Path) -> None:
    folder = light.write(tmp_path / "seleksi")
    (folder / "data").rename(tmp_path / "data")
    link(folder / "data", tmp_path / "data")
    assert {code for code, _ in refused(folder)} == {"E006"}


def test_link_inside_the_folder_is_fine(draft: Draft, tmp_path: Path) -> None:
    folder = draft.write(tmp_path)
    (folder / "data" / "tes.xlsx").rename(folder / "asli.xlsx")
    link(folder / "data" / "tes.xlsx", folder / "asli.xlsx")
    assert winners(ranked(folder)) == ["26-0001", "26-0004"]


# --- sheets --------------------------------------------------------------------------------------------------


def test_several_filled_sheets_need_a_choice(draft: Draft, tmp_path: Path) -> None:
    draft.files["data/tes.xlsx"]["Rekap"] = [*draft.rows(TES)]
    outcome = command("rank", "--json", draft.write(tmp_path))
    assert (outcome.code, outcome.findings) == (1, [("E007", "data/tes.xlsx")])
    assert '"Nilai", "Rekap"' in outcome.messages[0]


def test_chosen_sheet(draft: Draft, tmp_path: Path) -> None:
    draft.files["data/tes.xlsx"]["Rekap"] = [["Jumlah"], [5]]
    draft.rule('berkas = "data/tes.xlsx"', 'berkas = "data/tes.xlsx"\nlembar = " nilai"')
    assert winners(ranked(draft.write(tmp_path))) == ["26-0001", "26-0004"]


def test_empty_sheets_are_no_choice(draft: Draft, tmp_path: Path) -> None:
    draft.files["data/tes.xlsx"] = {"Lembar1": [], **draft.files["data/tes.xlsx"], "Lembar3": [[STYLED]]}
    assert winners(ranked(draft.write(tmp_path))) == ["26-0001", "26-0004"]


def test_sheet_with_nothing_visible_is_empty(draft: Draft, tmp_path: Path) -> None:
    draft.files["data/tes.xlsx"]["Lembar2"] = [[" ", "\u00a0"]]
    assert winners(ranked(draft.write(tmp_path))) == ["26-0001", "26-0004"]


def test_sheets_by_pattern(draft: Draft, tmp_path: Path) -> None:
    header, *rows = draft.rows(TES)
    draft.files["data/tes.xlsx"] = {"Ruang 2": [header, *rows[3:]], "Isi": [["x"], [1]], "Ruang 1": [header, *rows[:3]]}
    draft.rule('berkas = "data/tes.xlsx"', 'berkas = "data/tes.xlsx"\nlembar = "Ruang *"')
    assert winners(ranked(draft.write(tmp_path))) == ["26-0001", "26-0004"]


def test_unknown_sheet(draft: Draft, tmp_path: Path) -> None:
    draft.rule('berkas = "data/tes.xlsx"', 'berkas = "data/tes.xlsx"\nlembar = "Ruang *"')
    outcome = command("rank", "--json", draft.write(tmp_path))
    assert (outcome.code, outcome.findings) == (1, [("E008", "data/tes.xlsx")])
    assert '"Ruang *"' in outcome.messages[0]
    assert '"Nilai"' in outcome.messages[0]


# --- tables and columns --------------------------------------------------------------------------------------


def test_a_heading_that_begins_with_the_wanted_words_is_nearer_than_one_of_like_letters() -> None:
    """``Alamat`` shares as many letters with ``Nama`` as makes it worth suggesting."""
    headings = Headings([("Alamat",), ("Nama tanpa Singkatan",)], ["Nama"])
    assert headings.suggestion("Nama") == "Nama tanpa Singkatan"
    assert Headings([("Alamat",), ("Namanya",)], ["Nama"]).suggestion("Nama") == "Namanya"
    assert Headings([("Alamat",), ("Nama Lengkap dan Gelar",)], ["Nama"]).match("Nama").columns == (1,)


@pytest.mark.parametrize(
    ("place", "wrong", "code_place", "suggestion"),
    [
        (f"{TES}!B1", "Teorri", TES, 'Maksud Anda "Teorri"?'),
        (f"{TES}!B1", "Teori Umum Peserta", TES, 'Maksud Anda "Teori Umum Peserta"?'),
        (f"{PELAMAR}:C1", "Nama tanpa Singkatan", PELAMAR, 'Maksud Anda "Nama tanpa Singkatan"?'),
        (f"{TES}!A1", "Nmor Peserta", TES, 'Maksud Anda "Nmor Peserta"?'),
        (f"{PELAMAR}:C1", "Nma", PELAMAR, 'Maksud Anda "Nma"?'),
        (f"{PELAMAR}:E1", "Frmasi", PELAMAR, 'Maksud Anda "Frmasi"?'),
        (f"{PELAMAR}:D1", "Tangal Lahir", PELAMAR, 'Maksud Anda "Tangal Lahir"?'),
        (f"{FORMASI}:E1", "Kuotta", FORMASI, 'Maksud Anda "Kuotta"?'),
    ],
)
def test_missing_column(draft: Draft, tmp_path: Path, place: str, wrong: str, code_place: str, suggestion: str) -> None:
    outcome = command("rank", "--json", draft.put(place, wrong).write(tmp_path))
    assert outcome.code == 1
    assert ("E101", code_place) in outcome.findings
    message = next(m for m, f in zip(outcome.messages, outcome.findings, strict=True) if f == ("E101", code_place))
    assert f'"{wrong}"' in message
    assert message.endswith(suggestion)


@pytest.mark.parametrize(
    ("place", "key"),
    [
        (f"{TES}!B1", 'kolom pada komponen "tes.teori"'),
        (f"{TES}!A1", '"kunci" pada tahap "tes"'),
        (f"{PELAMAR}:C1", "nama pada bagian [pelamar]"),
        (f"{PELAMAR}:E1", "formasi pada bagian [pelamar]"),
        (f"{PELAMAR}:D1", "kolom pada bagian [pelamar.atribut.lahir]"),
        (f"{FORMASI}:E1", "kuota pada bagian [formasi.kolom]"),
    ],
)
def test_missing_column_names_the_key_that_asks_for_it(draft: Draft, tmp_path: Path, place: str, key: str) -> None:
    outcome = command("check", "--json", draft.put(place, "Lain Sekali").write(tmp_path))
    assert [
        one["saran"].count(f"pada kunci {key} dalam") for one in outcome.data["temuan"] if one["kode"] == "E101"
    ] == [1]


def test_missing_column_is_reported_once_and_alone(draft: Draft, tmp_path: Path) -> None:
    assert refused(draft.put(f"{TES}!B1", "Teorri").write(tmp_path)) == [("E101", TES)]


def test_kind_of_formation_must_be_there_where_a_rule_asks_for_it(draft: Draft, tmp_path: Path) -> None:
    """Else nobody belongs to the group, and its thresholds silently apply to none."""
    group = (
        '\n[[kelompok]]\nkode = "khusus"\nnama = "Khusus"\nbila = { "formasi.jenis" = ["Khusus"] }\n'
        'ambang = { "tes.teori" = 40 }\n'
    )
    draft.rules += group
    draft.put(f"{FORMASI}:D1", "Golongan Pelamar").put(f"{FORMASI}:D3", "Khusus").put(f"{TES}!B6", 45)
    assert refused(draft.write(tmp_path)) == [("E101", FORMASI), ("P505", "")]


def test_doubled_kind_of_formation(light: Draft, tmp_path: Path) -> None:
    assert refused(light.put(f"{FORMASI}:F1", "Jenis").write(tmp_path)) == [("E102", f"{FORMASI}:F1")]


@pytest.mark.parametrize("heading", ["TEORI", "  teori ", "Te\u200bori", "Teori\n"])
def test_headings_that_look_alike_are_alike(draft: Draft, tmp_path: Path, heading: str) -> None:
    assert winners(ranked(draft.put(f"{TES}!B1", heading).write(tmp_path))) == ["26-0001", "26-0004"]


def test_doubled_column(draft: Draft, tmp_path: Path) -> None:
    assert refused(draft.put(f"{TES}!D1", "teori").write(tmp_path)) == [("E102", f"{TES}!D1")]


def test_doubled_column_nobody_asks_for(draft: Draft, tmp_path: Path) -> None:
    draft.put(f"{TES}!D1", "Catatan").put(f"{TES}!E1", "Catatan")
    assert winners(ranked(draft.write(tmp_path))) == ["26-0001", "26-0004"]


def test_header_without_rows(draft: Draft, tmp_path: Path) -> None:
    del draft.rows(TES)[1:]
    assert refused(draft.write(tmp_path)) == [("E103", TES)]


def test_workbook_without_any_cell(draft: Draft, tmp_path: Path) -> None:
    draft.files["data/tes.xlsx"] = {"Lembar1": []}
    assert refused(draft.write(tmp_path)) == [("E103", "data/tes.xlsx")]


def test_empty_csv(light: Draft, tmp_path: Path) -> None:
    light.files[WAWANCARA] = b""
    """An empty form: the interview was not held yet, and what came before it is announced."""
    folder = light.write(tmp_path)
    assert command("rank", folder).code == 0
    assert [path.name for path in (folder / "hasil").iterdir()] == ["1-tes"]


def test_table_may_begin_lower_and_have_gaps(draft: Draft, tmp_path: Path) -> None:
    rows = draft.rows(TES)
    rows[:] = [[], [None, STYLED], *rows[:3], [], *rows[3:]]
    assert winners(ranked(draft.put(f"{TES}!A12", STYLED).write(tmp_path))) == ["26-0001", "26-0004"]


def test_places_count_the_rows_of_the_sheet(draft: Draft, tmp_path: Path) -> None:
    draft.rows(TES)[:0] = [[], []]
    draft.rows(TES)[5:5] = [[]]
    assert refused(draft.put(f"{TES}!C8", "delapan puluh").write(tmp_path)) == [("E201", f"{TES}!C8")]


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u200b", "\t", "\ufeff"])
def test_rows_with_nothing_visible_are_blank(draft: Draft, tmp_path: Path, blank: str) -> None:
    draft.rows(TES).append([None, blank])
    assert winners(ranked(draft.write(tmp_path))) == ["26-0001", "26-0004"]


# --- cells ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("delapan puluh", "E201"),
        ("80 (baik)", "E201"),
        ("8O", "E201"),
        ("1,234.5", "E202"),
        ("+60", "E201"),
        ("80 (TH)", "E211"),
        ("80,5,5", "E201"),
        ("1e2", "E201"),
        ("nan", "E201"),
        (True, "E201"),
        (date(2026, 8, 1), "E201"),
        (100.5, "E202"),
        (-1, "E202"),
        ("101", "E202"),
        ("1.234,5", "E202"),
        (83.333, "E203"),
        (79.99999999, "E203"),
        ("83,333", "E203"),
        ("83.3333", "E203"),
        ("1.234", "E203"),
        ("1.234.567", "E202"),
        (ErrorValue("#N/A"), "E206"),
        (ErrorValue("#DIV/0!"), "E206"),
        (ErrorValue("#REF!"), "E206"),
    ],
)
def test_doubtful_mark(draft: Draft, tmp_path: Path, value: object, code: str) -> None:
    assert refused(draft.put(f"{TES}!C3", value).write(tmp_path)) == [(code, f"{TES}!C3")]


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (60, "60"),
        (60.25, "60.25"),
        ("60", "60"),
        ("60,25", "60.25"),
        ("60.25", "60.25"),
        ("60,000", "60"),
        ("60,2500", "60.25"),
        ("60.2500", "60.25"),
        ("80.250", "80.25"),
        (" 60,5 ", "60.5"),
        ("\u00a060,5\u200b", "60.5"),
        ("060", "60"),
        (0, "0"),
    ],
)
def test_readable_mark(draft: Draft, tmp_path: Path, value: object, read: str) -> None:
    folder = draft.put(f"{TES}!C3", value).write(tmp_path)
    ranked(folder)
    assert people(folder)["26-0002"]["langkah"]["tes.praktik"] == read


@pytest.mark.parametrize(("value", "read"), [("0.500", "0.5"), (0.07, "0.07")])
def test_a_mark_below_one_is_read_and_doubted(draft: Draft, tmp_path: Path, value: object, read: str) -> None:
    folder = draft.put(f"{TES}!C3", value).write(tmp_path)
    assert ("P206", f"{TES}!C3") in command("rank", "--json", folder).findings
    assert people(folder)["26-0002"]["langkah"]["tes.praktik"] == read


def test_every_cent_is_read_exactly(draft: Draft, tmp_path: Path) -> None:
    """From 0,00 to 100,00: as a number, as text with a comma, as text with a point."""
    for place in (f"{PELAMAR}:", TES, f"{WAWANCARA}:"):
        del draft.rows(place)[1:]
    for cent in range(10001):
        number, text = f"26-{cent:05}", f"{cent // 100},{cent % 100:02}"
        draft.rows(f"{PELAMAR}:").append([number, "", "Contoh", "01-01-1990", "A-1" if cent % 2 else "B-1"])
        draft.rows(TES).append([number, cent / 100, text])
        draft.rows(f"{WAWANCARA}:").append([number, text.replace(",", ".")])
    draft.rule("ambang = 50\n", "")
    folder = draft.write(tmp_path)
    assert command("rank", "--json", folder).code in {0, 3}
    for number, person in people(folder).items():
        exact = str(Decimal(int(number[3:])).scaleb(-2).normalize().__format__("f"))
        assert {person["langkah"][c] for c in ("tes.teori", "tes.praktik", "wawancara.skor")} == {exact}


@pytest.mark.parametrize("value", ["NaN", "1E+999", "-1E+999", "1e300", "75.69999999999", "0.1000000000001"])
def test_numbers_that_no_one_wrote_down(draft: Draft, tmp_path: Path, value: str) -> None:
    """What programs other than Excel may store, and what a formula may yield."""
    raw = workbook_bytes(draft.put(f"{TES}!C3", 60.125), tmp_path)
    draft.files["data/tes.xlsx"] = edited_sheet(raw, lambda xml: xml.replace(b"60.125", value.encode()))
    assert [place for _, place in refused(draft.write(tmp_path))] == [f"{TES}!C3"]


@pytest.mark.parametrize(("value", "read"), [("75.699999999999989", "75.7"), ("79.999999999999986", "80")])
def test_a_sum_of_excel_is_read_as_it_shows_it(draft: Draft, tmp_path: Path, value: str, read: str) -> None:
    """Excel counts with 15 digits and stores 17: the sum of 20,4 and 30,2 and 25,1 is 75,7."""
    raw = workbook_bytes(draft.put(f"{TES}!C3", 60.125), tmp_path)
    draft.files["data/tes.xlsx"] = edited_sheet(raw, lambda xml: xml.replace(b"60.125", value.encode()))
    folder = draft.write(tmp_path)
    assert command("rank", "--json", folder).code == 0
    assert people(folder)["26-0002"]["langkah"]["tes.praktik"] == read


def uncomputed(draft: Draft, folder: Path, address: str) -> bytes:
    """``data/tes.xlsx`` with a formula that no program ever computed: openpyxl writes such."""
    path = folder / "bahan.xlsx"
    path.write_bytes(workbook_bytes(draft, folder))
    book = openpyxl.load_workbook(path)
    book["Nilai"][address] = "=40+20"
    book.save(path)
    content = path.read_bytes()
    path.unlink()
    return content


def test_uncomputed_formula(draft: Draft, tmp_path: Path) -> None:
    draft.files["data/tes.xlsx"] = uncomputed(draft, tmp_path, "C3")
    assert refused(draft.write(tmp_path)) == [("E207", f"{TES}!C3")]


@pytest.mark.parametrize("empty", [b"<v></v>", b"<v/>", b"<v />", b""])
def test_formula_without_a_value_however_it_is_written(draft: Draft, tmp_path: Path, empty: bytes) -> None:
    raw = workbook_bytes(draft.put(f"{TES}!C3", 60.125), tmp_path)
    cell = b"<f>40+20</f>" + empty
    draft.files["data/tes.xlsx"] = edited_sheet(raw, lambda xml: xml.replace(b"<v>60.125</v>", cell))
    assert refused(draft.write(tmp_path)) == [("E207", f"{TES}!C3")]


def test_formula_with_its_value_is_a_number(draft: Draft, tmp_path: Path) -> None:
    raw = workbook_bytes(draft.put(f"{TES}!C3", 60.125), tmp_path)
    cell = b"<f>40+20</f><v>60</v>"
    draft.files["data/tes.xlsx"] = edited_sheet(raw, lambda xml: xml.replace(b"<v>60.125</v>", cell))
    assert winners(ranked(draft.write(tmp_path))) == ["26-0001", "26-0004"]


@pytest.mark.parametrize("kosong", ["berhenti", "tidak hadir"])
def test_error_right_of_an_empty_styled_cell(draft: Draft, tmp_path: Path, kosong: str) -> None:
    """A failed formula must never pass for a blank, least of all where blank means absent."""
    draft.rule('kode = "tes"', f'kode = "tes"\nkosong = "{kosong}"')
    draft.rule('nama = "Praktik"', 'nama = "Praktik"\nkolom = "Nilai Praktik"')
    draft.put(f"{TES}!C1", "Catatan").put(f"{TES}!D1", "Nilai Praktik")
    for row in range(2, 7):
        draft.put(f"{TES}!D{row}", 60).put(f"{TES}!C{row}", STYLED)
    draft.put(f"{TES}!D3", ErrorValue("#N/A"))
    assert refused(draft.write(tmp_path)) == [("E206", f"{TES}!D3")]


def test_errors_in_a_workbook_whose_xml_has_a_prefix(draft: Draft, tmp_path: Path) -> None:
    """As the Open XML SDK writes it: ``<x:c r="C3" t="e"><x:v>#N/A</x:v></x:c>``."""
    raw = workbook_bytes(draft.put(f"{TES}!C3", ErrorValue("#N/A")), tmp_path)
    draft.files["data/tes.xlsx"] = edited_sheet(raw, prefixed)
    assert refused(draft.write(tmp_path)) == [("E206", f"{TES}!C3")]


def prefixed(xml: bytes) -> bytes:
    import re

    xml = re.sub(rb"<(/?)([A-Za-z])", rb"<\1x:\2", xml)
    return xml.replace(b' xmlns="', b' xmlns:x="')


def test_error_elsewhere_is_nobodys_business(draft: Draft, tmp_path: Path) -> None:
    draft.put(f"{TES}!E3", ErrorValue("#N/A"))
    assert winners(ranked(draft.write(tmp_path))) == ["26-0001", "26-0004"]


@pytest.mark.parametrize("blank", ["", " ", "\u00a0", "\u200b", "\ufeff\u2060"])
def test_blank_mark_is_not_zero(draft: Draft, tmp_path: Path, blank: str) -> None:
    assert refused(draft.put(f"{TES}!C3", blank).write(tmp_path)) == [("E401", f"{TES}!C3")]


def test_missing_row(draft: Draft, tmp_path: Path) -> None:
    del draft.rows(TES)[2]
    outcome = command("check", "--json", draft.write(tmp_path))
    assert outcome.findings == [("E402", TES)]  # once for both components
    assert "untuk komponen Teori, Praktik pada tahap Tes" in outcome.messages[0]


def test_marks_of_those_who_are_out_may_be_missing(draft: Draft, tmp_path: Path) -> None:
    draft.put(f"{TES}!B3", 49)
    del draft.rows(WAWANCARA)[2]
    folder = draft.write(tmp_path)
    ranked(folder)
    assert people(folder)["26-0002"]["kode"] == "TMS"


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("TH", "TH"),
        ("th", "TH"),
        (" Tidak  Hadir ", "TH"),
        ("-", "TH"),
        ("DIS", "DIS"),
        ("didiskualifikasi", "DIS"),
        ("APS", "APS"),
        ("Mengundurkan diri", "APS"),
    ],
)
def test_words_that_stand_for_a_state(draft: Draft, tmp_path: Path, word: str, code: str) -> None:
    del draft.rows(f"{WAWANCARA}:")[2]
    folder = draft.put(f"{TES}!B3", word).put(f"{TES}!C3", word).write(tmp_path)
    ranked(folder)
    assert people(folder)["26-0002"]["kode"] == code


def test_own_words_for_absence(draft: Draft, tmp_path: Path) -> None:
    draft.rules += '\n[keadaan]\ntidak_hadir = ["Alpa"]\n'
    folder = draft.put(f"{TES}!B3", "ALPA").put(f"{TES}!C3", "alpa").write(tmp_path)
    ranked(folder)
    assert people(folder)["26-0002"]["kode"] == "TH"
    assert refused(draft.put(f"{TES}!B3", "TH").write(tmp_path / "lagi")) == [("E201", f"{TES}!B3")]


def test_blank_and_missing_may_mean_absent(draft: Draft, tmp_path: Path) -> None:
    draft.rule('kode = "tes"', 'kode = "tes"\nkosong = "tidak hadir"')
    draft.put(f"{TES}!B3", None).put(f"{TES}!C3", None)
    del draft.rows(TES)[3]
    folder = draft.write(tmp_path)
    ranked(folder)
    assert [people(folder)[n]["kode"] for n in ("26-0002", "26-0003")] == ["TH", "TH"]


# --- participant numbers, register, formations ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "hint"), [("a1", ' Maksud Anda "A-1"?'), ("A 1", ' Maksud Anda "A-1"?'), ("Perawat", ""), ("C-9", "")]
)
def test_unknown_formation_and_which_may_be_meant(draft: Draft, tmp_path: Path, written: str, hint: str) -> None:
    outcome = command("check", "--json", draft.put(f"{PELAMAR}:E3", written).write(tmp_path))
    told = next(m for f, m in zip(outcome.findings, outcome.messages, strict=True) if f == ("E305", f"{PELAMAR}:E3"))
    assert told.endswith(f"tidak ada dalam daftar formasi.{hint}")


def test_unknown_number(draft: Draft, tmp_path: Path) -> None:
    draft.rows(TES).append(["26-0009", 80, 80])
    assert refused(draft.write(tmp_path)) == [("E303", f"{TES}!A7")]


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("26-0020", ' Nama di baris itu, "Contoh Dua", milik peserta 26-0002.'),
        ("26-OOO2", ' Di sana tertulis "26-0002"; samakan penulisannya, mungkin di daftar pelamar.'),
        ("0002", ' Di sana tertulis "26-0002"; samakan penulisannya, mungkin di daftar pelamar.'),
    ],
)
def test_mistyped_number_is_unknown_and_whose_it_may_be_is_told(
    draft: Draft, tmp_path: Path, written: str, hint: str
) -> None:
    """That its owner has no marks only follows, and would come with the wrong advice."""
    sheet = draft.rows(TES)
    for row, name in zip(
        sheet, ["Nama", "Contoh Satu", "Contoh Dua", "Contoh Tiga", "Contoh Empat", "Contoh Lima"], strict=True
    ):
        row.append(name)
    outcome = command("check", "--json", draft.put(f"{TES}!A3", written).write(tmp_path))
    assert [f for f in outcome.findings if f[0] != "P414"] == [("E303", f"{TES}!A3")]
    assert next(m for m in outcome.messages if "Nomor peserta" in m).endswith(f"tidak ada dalam daftar pelamar.{hint}")


def test_doubled_number_on_a_mark_sheet(draft: Draft, tmp_path: Path) -> None:
    draft.rows(TES).append(["26-0002", 80, 80])
    outcome = command("rank", "--json", draft.write(tmp_path))
    assert outcome.findings == [("E304", f"{TES}!baris 7")]
    assert f"{TES}!baris 3" in outcome.messages[0]


def test_a_number_filled_down_is_one_finding(draft: Draft, tmp_path: Path) -> None:
    """Whose row it was is not asked for apart: 26-0003 stands in it under another's number."""
    draft.put(f"{TES}!A4", "26-0002")
    assert refused(draft.write(tmp_path)) == [("E304", f"{TES}!baris 4")]


@pytest.mark.parametrize(
    ("cells", "gone", "said"),
    [
        ({4: "26-0002"}, [], ["E304"]),  # 26-0003 stands in that row
        ({4: "26-0002"}, [6], ["E304", "E402 26-0003", "E402 26-0005"]),  # one of them does, and nobody knows which
        ({4: "26-0009"}, [6], ["E303", "E402 26-0003", "E402 26-0005"]),
        ({4: "26-OOO3"}, [6], ["E303", "E402 26-0005"]),  # whose row that is can be told
        ({4: None}, [5, 6], ["E301", "E402 26-0003", "E410"]),
        ({4: "26-0009", 5: "26-0008"}, [6], ["E303", "E303", "E402 26-0003", "E410"]),
        ({4: "26-0009", 5: "26-0008"}, [], ["E303", "E303"]),
    ],
)
def test_who_is_missing_beside_rows_that_are_doubted(
    draft: Draft, tmp_path: Path, cells: dict[int, str | None], gone: list[int], said: list[str]
) -> None:
    """The first round finds everybody who is missing, but not those who may stand in a doubted row."""
    for row, number in cells.items():
        draft.put(f"{TES}!A{row}", number)
    for row in sorted(gone, reverse=True):
        del draft.rows(TES)[row - 1]
    found = command("check", "--json", draft.write(tmp_path)).data["temuan"]
    who = [f["kode"] + (f" {f['pesan'].split()[1]}" if f["kode"] == "E402" else "") for f in found]
    assert sorted(one for one in who if one[0] == "E") == said


def test_whose_a_doubled_row_may_be(draft: Draft, tmp_path: Path) -> None:
    """The name beside it leads to 26-0003, so that only the other one is missing."""
    names = ["Nama", "Contoh Satu", "Contoh Dua", "Contoh Tiga", "Contoh Empat", "Contoh Lima"]
    for row, name in zip(draft.rows(TES), names, strict=True):
        row.append(name)
    draft.put(f"{TES}!A4", "26-0002").rows(TES).pop()
    outcome = command("check", "--json", draft.write(tmp_path))
    said = {f["kode"]: f["pesan"] for f in outcome.data["temuan"] if f["kode"][0] == "E"}
    assert list(said) == ["E402", "E304", "E316"]
    assert said["E304"].endswith('Nama di baris itu, "Contoh Tiga", milik peserta 26-0003.')
    assert "26-0005" in said["E402"]


def test_doubled_number_over_two_files(light: Draft, tmp_path: Path) -> None:
    light.rule("data/wawancara.csv", "data/wawancara*.csv")
    light.files["data/wawancara-2.csv"] = {"": [["Nomor Peserta", "Skor"], ["26-0001", "81"]]}
    assert refused(light.write(tmp_path)) == [("E304", f"{WAWANCARA}:baris 2")]


def test_row_without_a_number(draft: Draft, tmp_path: Path) -> None:
    draft.rows(TES).append([None, 55, 60])
    assert refused(draft.write(tmp_path)) == [("E301", f"{TES}!A7")]


@pytest.mark.parametrize("text", ["'26-0002", " 26-0002\u00a0", "26-0\u200b002", "26-0002\n"])
def test_numbers_that_look_alike_are_alike(draft: Draft, tmp_path: Path, text: str) -> None:
    assert winners(ranked(draft.put(f"{TES}!A3", text).write(tmp_path))) == ["26-0001", "26-0004"]


def numbered(draft: Draft, number: str, stored: object) -> Draft:
    """The second applicant's number, as text everywhere but in the first mark sheet."""
    draft.put(f"{PELAMAR}:A3", number).put(f"{WAWANCARA}:A3", number)
    return draft.put(f"{TES}!A3", stored)


def test_number_stored_as_a_number_is_used_and_to_be_looked_at(draft: Draft, tmp_path: Path) -> None:
    outcome = command("rank", "--json", numbered(draft, "260002", 260002).write(tmp_path))
    assert (outcome.code, outcome.findings) == (0, [("P201", f"{TES}!A3")])
    assert winners(result(tmp_path)) == ["26-0001", "26-0004"]


def test_number_with_zeros_before_it_is_read_as_it_is_shown(draft: Draft, tmp_path: Path) -> None:
    """Excel stores 12 under the format 0000 and shows 0012; marks under such a format are marks."""
    path = numbered(draft, "0012", 12).put(f"{TES}!B3", 55).write(tmp_path) / "data/tes.xlsx"
    book = openpyxl.load_workbook(path)
    for cell in ("A3", "B3", "C3"):
        book["Nilai"][cell].number_format = "0000"
    book.save(path)
    outcome = command("check", "--json", tmp_path)
    assert (outcome.code, outcome.findings) == (0, [])


def test_number_that_lost_its_zeros_is_shown_as_the_register_writes_it(draft: Draft, tmp_path: Path) -> None:
    outcome = command("check", "--json", numbered(draft, "0012", 12).write(tmp_path))
    assert {("E303", f"{TES}!A3"), ("P201", f"{TES}!A3")} <= set(outcome.findings)
    assert any('Nomor peserta "12" tidak ada' in m and 'Di sana tertulis "0012"' in m for m in outcome.messages)


@pytest.mark.parametrize(
    ("stored", "code"),
    [(2610020030040001, "E205"), (26.5, "E205"), ("2,61E+15", "E205"), (date(2026, 1, 2), "E212"), (True, "E205")],
)
def test_damaged_number(draft: Draft, tmp_path: Path, stored: object, code: str) -> None:
    found = refused(numbered(draft, "2610020030040001", stored).write(tmp_path))
    assert found == [(code, f"{TES}!A3")]


def test_damaged_number_in_the_register(draft: Draft, tmp_path: Path) -> None:
    draft.as_workbook("pelamar").put("data/pelamar.xlsx:Data!A3", 2610020030040001)
    draft.put(f"{TES}!A3", "2610020030040001").put(f"{WAWANCARA}:A3", "2610020030040001")
    assert ("E205", "data/pelamar.xlsx:Data!A3") in refused(draft.write(tmp_path))


def test_numbers_of_the_register_stored_as_numbers(draft: Draft, tmp_path: Path) -> None:
    numbered(draft, "260002", "260002").as_workbook("pelamar").put("data/pelamar.xlsx:Data!A3", 260002)
    outcome = command("rank", "--json", draft.write(tmp_path))
    assert (outcome.code, outcome.findings) == (0, [("P201", "data/pelamar.xlsx:Data!A3")])


def test_doubled_applicant(light: Draft, tmp_path: Path) -> None:
    light.rows(f"{PELAMAR}:").append(["26-0002", "", "Contoh Lagi", "01-01-1990", "A-1"])
    outcome = command("rank", "--json", light.write(tmp_path))
    assert (outcome.code, outcome.findings) == (1, [("E302", f"{PELAMAR}:baris 7")])
    assert f"{PELAMAR}:baris 3" in outcome.messages[0]


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        (f"{PELAMAR}:C3", "", "E309"),
        (f"{PELAMAR}:C3", "\u200b", "E309"),
        (f"{PELAMAR}:E3", "A-2", "E305"),
        (f"{PELAMAR}:E3", "", "E317"),
        (f"{FORMASI}:E3", "", "E307"),
        (f"{FORMASI}:E3", "-1", "E307"),
        (f"{FORMASI}:E3", "1,5", "E307"),
        (f"{FORMASI}:E3", "2 orang", "E307"),
        (f"{FORMASI}:E3", "1.000", "E307"),
    ],
)
def test_doubtful_cell_of_register_or_formations(
    light: Draft, tmp_path: Path, place: str, value: str, code: str
) -> None:
    assert refused(light.put(place, value).write(tmp_path)) == [(code, place)]


def test_applicant_without_a_number(light: Draft, tmp_path: Path) -> None:
    light.rows(f"{PELAMAR}:").append(["", "", "Contoh Enam", "01-01-1990", "A-1"])
    assert refused(light.write(tmp_path)) == [("E301", f"{PELAMAR}:A7")]


def test_formation_without_a_code(light: Draft, tmp_path: Path) -> None:
    light.rows(f"{FORMASI}:").append(["", "Pranata Humas", "", "", "2"])
    assert refused(light.write(tmp_path)) == [("E310", f"{FORMASI}:A4")]


def test_doubled_formation(light: Draft, tmp_path: Path) -> None:
    light.rows(f"{FORMASI}:").append(["A-1", "Arsiparis", "Bidang C", "Umum", "2"])
    outcome = command("rank", "--json", light.write(tmp_path))
    assert (outcome.code, outcome.findings) == (1, [("E306", f"{FORMASI}:A4")])
    assert f"{FORMASI}:A2" in outcome.messages[0]


def test_formation_code_stored_as_a_fraction(light: Draft, tmp_path: Path) -> None:
    light.as_workbook("formasi").put("data/formasi.xlsx:Data!A4", 1.5)
    light.put("data/formasi.xlsx:Data!B4", "Pustakawan").put("data/formasi.xlsx:Data!E4", 1)
    found = refused(light.write(tmp_path))
    assert ("E205", "data/formasi.xlsx:Data!A4") in found


def test_formation_without_applicants_is_only_to_be_looked_at(light: Draft, tmp_path: Path) -> None:
    light.rows(f"{FORMASI}:").append(["C-1", "Pranata Humas", "", "", "1"])
    outcome = command("rank", "--json", light.write(tmp_path))
    assert (outcome.code, outcome.findings) == (0, [("P502", "")])


@pytest.mark.parametrize("expected", [4, 6])
def test_expected_number_of_applicants(light: Draft, tmp_path: Path, expected: int) -> None:
    light.rule('berkas = "data/pelamar.csv"', f'berkas = "data/pelamar.csv"\njumlah = {expected}')
    assert refused(light.write(tmp_path)) == [("E308", PELAMAR)]


def test_expected_number_of_applicants_met(light: Draft, tmp_path: Path) -> None:
    light.rule('berkas = "data/pelamar.csv"', 'berkas = "data/pelamar.csv"\njumlah = 5')
    assert winners(ranked(light.write(tmp_path))) == ["26-0001", "26-0004"]


# --- attributes ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        ('jenis = "tanggal"', "30-02-1990", "E209"),
        ('jenis = "tanggal"', "17/8/95", "E209"),
        ('jenis = "tanggal"', "1995", "E209"),
        ('jenis = "tanggal"', "12-31-1990", "E209"),
        ('jenis = "tanggal"', "17 Agtus 1995", "E209"),
        ('jenis = "tanggal"\nwajib = true', "", "E210"),
        ('jenis = "angka"', "3,71b", "E201"),
        ('jenis = "angka"', "3,7155", "E203"),
        ('jenis = "angka"', "3,715", "E204"),
        ('jenis = "angka"\nmaksimum = 4', "4,01", "E202"),
        ('jenis = "angka"', "1.234", "E204"),
        ('jenis = "pilihan"\npilihan = ["S-2", "S-1"]', "S-3", "E208"),
        ('jenis = "pilihan"\npilihan = ["S-2", "S-1"]\nwajib = true', "", "E210"),
    ],
)
def test_doubtful_attribute(light: Draft, tmp_path: Path, kind: str, value: str, code: str) -> None:
    good = {"tanggal": "01-01-1990", "angka": "3,5", "pilihan": "S-1"}[kind.split('"')[1]]
    light.rule('jenis = "tanggal"', kind).rule(', "pelamar.lahir: tertua"', "").put(f"{PELAMAR}:B1", "Catatan")
    for row in range(2, 7):
        light.put(f"{PELAMAR}:D{row}", good)
    assert refused(light.put(f"{PELAMAR}:D3", value).write(tmp_path)) == [(code, f"{PELAMAR}:D3")]


@pytest.mark.parametrize(
    "written",
    [
        "2-2-1991",
        "02/02/1991",
        "02.02.1991",
        "02 02 1991",
        "2 Februari 1991",
        "2-FEBRUARI-1991",
        "1991-02-02",
        "1991-2-2",
    ],
)
def test_spellings_of_a_date(draft: Draft, tmp_path: Path, written: str) -> None:
    """Equal to the last key but for the age: 2 February 1991 is older than the third of that month."""
    folder = level(draft).put(f"{PELAMAR}:D3", written).put(f"{PELAMAR}:D2", "03-02-1991").write(tmp_path)
    assert winners(ranked(folder)) == ["26-0002", "26-0004"]


def level(draft: Draft) -> Draft:
    """The first two applicants, with equal marks; nobody's birth date can be held against a NIK."""
    draft.put("data/pelamar.csv:B1", "Catatan")
    for place in (f"{TES}!B3", f"{TES}!B2", f"{TES}!C3", f"{TES}!C2", f"{WAWANCARA}:B2", f"{WAWANCARA}:B3"):
        draft.put(place, 80)
    return draft


def test_dates_of_a_workbook(draft: Draft, tmp_path: Path) -> None:
    level(draft).as_workbook("pelamar")
    draft.put("data/pelamar.xlsx:Data!D2", date(1991, 2, 3)).put("data/pelamar.xlsx:Data!D3", date(1991, 2, 2))
    assert winners(ranked(draft.write(tmp_path))) == ["26-0002", "26-0004"]


def test_error_in_an_attribute(light: Draft, tmp_path: Path) -> None:
    light.as_workbook("pelamar").put("data/pelamar.xlsx:Data!D3", ErrorValue("#VALUE!"))
    assert refused(light.write(tmp_path)) == [("E206", "data/pelamar.xlsx:Data!D3")]


@pytest.mark.parametrize(
    ("file", "address"), [("pelamar", "A3"), ("pelamar", "C3"), ("pelamar", "E3"), ("formasi", "E3"), ("formasi", "A3")]
)
def test_error_in_register_or_formations_is_called_an_error(
    light: Draft, tmp_path: Path, file: str, address: str
) -> None:
    place = f"data/{file}.xlsx:Data!{address}"
    light.as_workbook(file).put(place, ErrorValue("#N/A"))
    assert ("E206", place) in refused(light.write(tmp_path))


# --- categories and requirements -----------------------------------------------------------------------------


CATEGORY = 'nama = "Skor"\nkategori = { "Disarankan" = 100, "Cukup" = 72.5, "Tidak disarankan" = "gugur" }'
REQUIREMENT = 'nama = "Skor"\nsyarat = { lolos = ["MS"], gugur = ["TMS"] }'


def worded(draft: Draft, component: str, words: list[str]) -> Draft:
    draft.rule('nama = "Skor"\nmaksimum = 100', component)
    for row, word in enumerate(words, 2):
        draft.put(f"{WAWANCARA}:B{row}", word)
    return draft


def test_categories(light: Draft, tmp_path: Path) -> None:
    words = ["CUKUP", "Disarankan", " tidak  disarankan", "Cukup", "Cukup"]
    folder = worded(light, CATEGORY, words).write(tmp_path)
    assert winners(ranked(folder)) == ["26-0002", "26-0004"]
    who = people(folder)
    assert who["26-0001"]["langkah"]["wawancara"] == "72.5"
    assert who["26-0003"]["kode"] == "TMS"


def test_requirement(light: Draft, tmp_path: Path) -> None:
    light.rule("bobot = 40", "").rule("bobot = 60", "bobot = 100")
    folder = worded(light, REQUIREMENT, ["TMS", "ms", "MS", "MS", "TH"]).write(tmp_path)
    assert winners(ranked(folder)) == ["26-0002", "26-0004"]
    assert [people(folder)[n]["kode"] for n in ("26-0001", "26-0005")] == ["TMS", "TH"]


@pytest.mark.parametrize(("word", "code"), [("Disarnkan", "E208"), ("100", "E208"), ("", "E401")])
def test_unknown_category(light: Draft, tmp_path: Path, word: str, code: str) -> None:
    words = ["Cukup", word, "Cukup", "Cukup", "Cukup"]
    assert refused(worded(light, CATEGORY, words).write(tmp_path)) == [(code, f"{WAWANCARA}:B3")]


def test_unknown_word_for_a_requirement(light: Draft, tmp_path: Path) -> None:
    light.rule("bobot = 40", "").rule("bobot = 60", "bobot = 100")
    folder = worded(light, REQUIREMENT, ["MS", "MSS", "MS", "MS", "MS"]).write(tmp_path)
    assert refused(folder) == [("E208", f"{WAWANCARA}:B3")]


def test_error_in_a_column_of_words(light: Draft, tmp_path: Path) -> None:
    worded(light, CATEGORY, ["Cukup"] * 5).as_workbook("wawancara")
    light.put("data/wawancara.xlsx:Data!B3", ErrorValue("#N/A"))
    assert refused(light.write(tmp_path)) == [("E206", "data/wawancara.xlsx:Data!B3")]


# --- CSV -----------------------------------------------------------------------------------------------------


def in_csv(draft: Draft, delimiter: str = ";") -> bytes:
    return csv_bytes(draft.rows(f"{WAWANCARA}:"), delimiter)


@pytest.mark.parametrize(
    "variant",
    [
        lambda d: in_csv(d, ","),
        lambda d: in_csv(d, "\t"),
        lambda d: b"\xef\xbb\xbf" + in_csv(d),
        lambda d: in_csv(d).replace(b"\r\n", b"\r"),
        lambda d: in_csv(d).replace(b"\r\n", b"\n").rstrip(),
        lambda d: in_csv(d).replace(b"26-0002", b'"26-0002"'),
        lambda d: in_csv(d).replace(b"26-0002", b'"26-0002\r\n"'),
        lambda d: in_csv(d) + b";\r\n;;\r\n\r\n",
    ],
    ids=["comma", "tab", "BOM", "CR only", "LF only", "quotes", "line end in quotes", "blank rows"],
)
def test_dialects_of_csv(light: Draft, tmp_path: Path, variant: Callable[[Draft], bytes]) -> None:
    ranked(light.write(tmp_path / "semula"))
    light.files[WAWANCARA] = variant(light)
    ranked(light.write(tmp_path / "lain"))
    assert digests(tmp_path / "lain" / "hasil") == digests(tmp_path / "semula" / "hasil")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_csv(light: Draft, tmp_path: Path, encoding: str) -> None:
    rows = light.put(f"{PELAMAR}:C2", "José Müller – “Contoh”").rows(f"{PELAMAR}:")
    light.files[PELAMAR] = csv_bytes(rows).decode().encode(encoding)
    folder = light.write(tmp_path)
    ranked(folder)
    assert people(folder)["26-0001"]["nama"] == "José Müller – “Contoh”"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"Nomor Peserta;Skor\r\n26-0001;8\x000\r\n", "E002"),
        (b"Nomor Peserta;Skor\r\n26-0001;\x81\r\n", "E016"),
    ],
    ids=["NUL", "no code page"],
)
def test_unreadable_csv(light: Draft, tmp_path: Path, raw: bytes, code: str) -> None:
    light.files[WAWANCARA] = raw
    assert refused(light.write(tmp_path)) == [(code, WAWANCARA)]


def test_open_quotation_mark(light: Draft, tmp_path: Path) -> None:
    light.files[WAWANCARA] = in_csv(light).replace(b"26-0003;90", b'26-0003;"90')
    assert refused(light.write(tmp_path))[-1] == ("E012", f"{WAWANCARA}:baris 4")


@pytest.mark.parametrize("mark", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028"])
def test_only_line_ends_end_a_row_of_csv(light: Draft, tmp_path: Path, mark: str) -> None:
    """A vertical tab is what a line break inside a cell of Word becomes."""
    folder = light.put(f"{PELAMAR}:C2", f"Contoh{mark}Satu").write(tmp_path)
    ranked(folder)
    assert people(folder)["26-0001"]["nama"].split() in (["Contoh", "Satu"], ["ContohSatu"])


def test_decimal_commas_are_no_delimiter_though_rows_are_short(light: Draft, tmp_path: Path) -> None:
    rows = ["Nomor Peserta;Skor;Catatan", "26-0001;80,5;baik"]
    rows += [f"26-000{n};{mark},5" for n, mark in ((2, 70), (3, 90), (4, 75), (5, 85))]
    light.files[WAWANCARA] = "\r\n".join(rows).encode()
    folder = light.write(tmp_path)
    ranked(folder)
    assert people(folder)["26-0001"]["langkah"]["wawancara.skor"] == "80.5"


def test_rows_of_csv_may_be_short(light: Draft, tmp_path: Path) -> None:
    light.files[WAWANCARA] = in_csv(light).replace(b"26-0002;70", b"26-0002")
    assert refused(light.write(tmp_path)) == [("E401", f"{WAWANCARA}:B3")]


# --- panels --------------------------------------------------------------------------------------------------


MARKS = {"26-0001": (80, 82, 84), "26-0002": (70, 70, 70), "26-0003": (90, 91, 92), "26-0004": (75, 75, 75.5)}
MARKS["26-0005"] = (85, 85, 85)
MEANS = {"26-0001": "82", "26-0002": "70", "26-0003": "91", "26-0004": "75.17", "26-0005": "85"}
RATERS = ("Ani", "Budi", "Citra")
PANEL = "data/panel.xlsx"


def panel(draft: Draft, how: str, sheets: dict[str, list[list[object]]], *, files: str = PANEL) -> Draft:
    """The interview as a panel; ``how`` says how its marks stand in the sheets."""
    draft.rule(WAWANCARA, files)
    draft.rule('nama = "Skor"\nmaksimum = 100', f'nama = "Skor"\nmaksimum = 100\npanel = {{ minimal = 3, {how} }}')
    draft.files[PANEL] = sheets
    return draft


def by_column(draft: Draft) -> Draft:
    rows = [["Nomor Peserta", *RATERS], *([n, *marks] for n, marks in MARKS.items())]
    return panel(draft, 'kolom = ["Ani", "Budi", "Citra"]', {"W": rows})


def by_row(draft: Draft) -> Draft:
    rows = [[n, rater, marks[r]] for r, rater in enumerate(RATERS) for n, marks in MARKS.items()]
    return panel(draft, 'penilai = "Penguji"', {"W": [["Nomor Peserta", "Penguji", "Skor"], *rows]})


def of_rater(r: int) -> list[list[object]]:
    return [["Nomor Peserta", "Skor"], *([n, marks[r]] for n, marks in MARKS.items())]


def by_sheet(draft: Draft) -> Draft:
    draft.rule('nama = "Wawancara"', 'nama = "Wawancara"\nlembar = "Panel *"')
    return panel(draft, 'penilai = "@lembar"', {f"Panel {rater}": of_rater(r) for r, rater in enumerate(RATERS)})


def by_file(draft: Draft) -> Draft:
    panel(draft, 'penilai = "@berkas"', {}, files="data/panel-*.csv")
    del draft.files[PANEL]
    for r, rater in enumerate(RATERS):
        draft.files[f"data/panel-{rater}.csv"] = {"": of_rater(r)}
    return draft


ASPECTS = "aspek = { bobot = { Isi = 60, Cara = 40 } }"
LONG = 'aspek = { kolom = "Unsur", bobot = { Isi = 60, Cara = 40 } }'


def by_aspect_columns(draft: Draft) -> Draft:
    rows = [[n, rater, marks[r], marks[r]] for r, rater in enumerate(RATERS) for n, marks in MARKS.items()]
    return panel(draft, f'penilai = "Penguji", {ASPECTS}', {"W": [["Nomor Peserta", "Penguji", "Isi", "Cara"], *rows]})


def by_aspect_rows(draft: Draft) -> Draft:
    rows = [
        [n, rater, aspect, marks[r]]
        for n, marks in MARKS.items()
        for r, rater in enumerate(RATERS)
        for aspect in ("Isi", "Cara")
    ]
    return panel(draft, f'penilai = "Penguji", {LONG}', {"W": [["Nomor Peserta", "Penguji", "Unsur", "Skor"], *rows]})


SHAPES = [by_column, by_row, by_sheet, by_file, by_aspect_columns, by_aspect_rows]


@pytest.mark.parametrize("shape", SHAPES)
def test_panel_in_every_shape(light: Draft, tmp_path: Path, shape: Callable[[Draft], Draft]) -> None:
    folder = shape(light).write(tmp_path)
    ranked(folder)
    assert {n: p["langkah"]["wawancara.skor"] for n, p in people(folder).items()} == MEANS


@pytest.mark.parametrize(
    ("files", "names", "raters"),
    [
        ("data/panel-*.csv", ("panel-Dr. Ani", "panel-Budi", "panel-C. Dewi"), ["Budi", "C. Dewi", "Dr. Ani"]),
        ("data/panel-*.csv", ("panel-1", "panel-2", "panel-B"), ["panel-1", "panel-2", "panel-B"]),  # no names
        ("data/p/*.csv", ("wawancara-ani", "wawancara-budi", "citra"), ["citra", "wawancara-ani", "wawancara-budi"]),
    ],
)
def test_a_rater_bears_the_name_that_the_star_of_a_pattern_stands_for(
    light: Draft, tmp_path: Path, files: str, names: tuple[str, ...], raters: list[str]
) -> None:
    draft = panel(light, 'penilai = "@berkas"', {}, files=files)
    del draft.files[PANEL]
    for r, name in enumerate(names):
        draft.files[f"{files.rpartition('/')[0]}/{name}.csv"] = {"": of_rater(r)}
    folder = draft.write(tmp_path)
    ranked(folder)
    steps = next(iter(people(folder).values()))["langkah"]
    assert sorted(key.partition(":")[2] for key in steps if ":" in key) == raters


@pytest.mark.parametrize(
    ("shape", "place"),
    [
        (by_file, "data/panel-9901**********01.csv"),
        (by_sheet, f"{PANEL}:Panel 9901**********01"),
        (by_row, f"{PANEL}:W!B2"),
    ],
)
def test_a_rater_named_by_a_nik(
    light: Draft, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shape: Callable[[Draft], Draft], place: str
) -> None:
    """It would stand in the result; a NIP or a date in the name may."""
    names = ("9901010101800001", "Budi 199508172020121003", "Citra 2026-11-20")
    monkeypatch.setattr(sys.modules[__name__], "RATERS", names)
    assert command("rank", "--json", shape(light).write(tmp_path)).doubts == [("E440", place)]


def test_no_text_that_is_printed_holds_a_nik(tmp_path: Path) -> None:
    """Names, formations and letters stand in results and on the public page; each is named at its cell, masked."""
    nik = "9901014101800001"
    draft = (
        Draft().as_text().put("data/pelamar.csv:C2", f"Contoh Budi / {nik}").put("data/formasi.csv:B3", f"Ahli {nik}")
    )
    draft.event("mengundurkan diri", tahap="tes", peserta="26-0005", dasar=f"surat NIK {nik}")
    draft.put("data/wawancara.csv:C1", "Nama").put("data/wawancara.csv:C2", "Contoh Budi")
    outcome = command("rank", "--json", draft.write(tmp_path))
    assert outcome.code == 1
    assert "P313" not in {code for code, _ in outcome.doubts}, "that names differ follows from it"
    places = {"data/formasi.csv:B3", "data/pelamar.csv:C2", "peristiwa.csv:K2"}
    assert {place for code, place in outcome.doubts if code == "E440"} == places
    assert nik not in outcome.out
    assert not (tmp_path / "hasil").exists()


def test_numbers_as_text_are_reported_for_each_aspect_by_its_name(light: Draft, tmp_path: Path) -> None:
    draft = by_aspect_columns(light)
    for row in draft.files[PANEL]["W"][1:]:
        row[2:] = [str(mark) for mark in row[2:]]
    said = [f["pesan"] for f in command("check", "--json", draft.write(tmp_path)).data["temuan"] if f["kode"] == "I202"]
    assert [one.partition("kolom ")[2].partition(",")[0] for one in said] == ["Isi", "Cara"]


@pytest.mark.parametrize("shape", [by_aspect_columns, by_aspect_rows])
def test_aspects_are_explained_with_weight_and_cell(
    light: Draft, tmp_path: Path, shape: Callable[[Draft], Draft]
) -> None:
    folder = shape(light).write(tmp_path)
    said = json.loads(command("explain", folder, "26-0001", "--json").out)
    lines = [line for part in said["bagian"] for line in part["baris"]]
    found = [line["isi"] for line in lines if line["langkah"].strip() in {"Isi", "Cara"}]
    marks = [str(mark) for mark in MARKS["26-0001"]]
    assert found == [mark for mark in marks for _ in range(2)]
    ways = [line["cara"] for line in lines if " × 60 + " in line["cara"]]
    assert ways == [f"{mark} / 100 × 60 + {mark} / 100 × 40" for mark in marks]
    assert all("W!" in line["tempat"] for line in lines if line["langkah"].strip() == "Isi")


def test_the_word_in_the_place_of_all_marks_of_a_panel_is_explained_with_its_cell(light: Draft, tmp_path: Path) -> None:
    gone = by_column(light)
    for cell in ("B3", "C3", "D3"):
        gone.put(f"{PANEL}:W!{cell}", "APS")
    folder = gone.write(tmp_path)
    said = json.loads(command("explain", folder, "26-0002", "--json").out)
    told = [line for part in said["bagian"] for line in part["baris"] if line["isi"] == "mengundurkan diri"]
    assert [line["tempat"].partition(":")[2] for line in told] == ["W!B3"]


@pytest.mark.parametrize(
    ("shape", "place", "value", "found"),
    [
        (by_column, "W!C3", None, [("E403", "W!C3")]),
        (by_column, "W!C3", "TH", [("E406", "W!C3")]),
        (by_column, "W!C3", "APS", [("E406", "W!C3")]),
        (by_column, "W!C3", "tujuh", [("E201", "W!C3")]),
        (by_column, "W!C3", 101, [("E202", "W!C3")]),
        (by_column, "W!C1", "Budy", [("E101", "W")]),
        (by_row, "W!C3", None, [("E403", "W!C3")]),
        (by_row, "W!C3", "TH", [("E406", "W!C3")]),
        (by_row, "W!C3", ErrorValue("#N/A"), [("E206", "W!C3")]),
        (by_row, "W!B3", "Budi", [("E403", "W!baris 3"), ("E404", "W!baris 8")]),
        (by_row, "W!B3", None, [("E407", "W!B3")]),
        (by_row, "W!A3", "26-0009", [("E303", "W!A3")]),
        (by_sheet, "Panel Budi!B3", None, [("E403", "Panel Budi!B3")]),
        (by_sheet, "Panel Budi!A3", "26-0001", [("E403", "Panel Budi"), ("E404", "Panel Budi!baris 3")]),
        (by_aspect_columns, "W!C3", None, [("E405", "W!C3")]),
        (by_aspect_columns, "W!C3", "TH", [("E406", "W!C3")]),
        (by_aspect_columns, "W!C3", 500, [("E202", "W!C3")]),
        (by_aspect_rows, "W!D3", None, [("E405", "W!D3")]),
        (by_aspect_rows, "W!D3", "TH", [("E406", "W!D3")]),
        (by_aspect_rows, "W!C3", "Gaya", [("E208", "W!C3"), ("E405", "W!baris 2")]),
        (by_aspect_rows, "W!C3", "Isi", [("E404", "W!baris 3"), ("E405", "W!baris 2")]),
    ],
)
def test_fault_of_a_panel(
    light: Draft,
    tmp_path: Path,
    shape: Callable[[Draft], Draft],
    place: str,
    value: object,
    found: list[tuple[str, str]],
) -> None:
    folder = shape(light).put(f"{PANEL}:{place}", value).write(tmp_path)
    assert sorted(refused(folder)) == sorted((code, f"{PANEL}:{inside}") for code, inside in found)


def test_a_rater_who_left_one_aspect_blank_of_everybody_did_give_marks(light: Draft, tmp_path: Path) -> None:
    draft = by_aspect_columns(light)
    for row in (row for row in draft.rows(f"{PANEL}:W") if row[1] == RATERS[0]):
        row[3] = None
    found = command("check", "--json", draft.write(tmp_path)).data["temuan"]
    assert {"E405", "P422"} & {one["kode"] for one in found} == {"E405"}


def test_a_blank_is_told_though_another_number_is_unknown(light: Draft, tmp_path: Path) -> None:
    by_column(light).put(f"{PANEL}:W!A3", "26-0099").put(f"{PANEL}:W!C4", None)
    assert sorted(refused(light.write(tmp_path))) == [("E303", f"{PANEL}:W!A3"), ("E403", f"{PANEL}:W!C4")]


def test_panel_file_of_a_rater_with_a_fault(light: Draft, tmp_path: Path) -> None:
    by_file(light).put("data/panel-Budi.csv:B3", "tujuh puluh")
    assert refused(light.write(tmp_path)) == [("E201", "data/panel-Budi.csv:B3")]


def test_absent_from_the_whole_panel(light: Draft, tmp_path: Path) -> None:
    by_column(light).put(f"{PANEL}:W!B3", "TH").put(f"{PANEL}:W!C3", "TH").put(f"{PANEL}:W!D3", "-")
    folder = light.write(tmp_path)
    ranked(folder)
    assert people(folder)["26-0002"]["kode"] == "TH"


def test_absent_by_one_and_blank_by_the_others(light: Draft, tmp_path: Path) -> None:
    by_column(light).put(f"{PANEL}:W!B3", "TH").put(f"{PANEL}:W!C3", None).put(f"{PANEL}:W!D3", None)
    folder = light.write(tmp_path)
    ranked(folder)
    assert people(folder)["26-0002"]["kode"] == "TH"


@pytest.mark.parametrize("shape", [by_column, by_row])
def test_nobody_rated_somebody(light: Draft, tmp_path: Path, shape: Callable[[Draft], Draft]) -> None:
    shape(light)
    rows = light.rows(f"{PANEL}:W")
    rows[:] = [row for row in rows if row[0] != "26-0002"]
    assert refused(light.write(tmp_path)) == [("E402", f"{PANEL}:W")]


def test_spelling_of_a_rater_does_not_make_another_one(light: Draft, tmp_path: Path) -> None:
    folder = by_row(light).put(f"{PANEL}:W!B3", " ANI").write(tmp_path)
    ranked(folder)
    assert people(folder)["26-0002"]["langkah"]["wawancara.skor"] == "70"


# --- several findings at once --------------------------------------------------------------------------------


def test_all_findings_come_at_once_most_severe_first_by_place(draft: Draft, tmp_path: Path) -> None:
    numbered(draft, "260002", 260002).put(f"{TES}!C4", "x").put(f"{PELAMAR}:C2", "").put(f"{TES}!B2", 200)
    assert refused(draft.write(tmp_path)) == [
        ("E309", f"{PELAMAR}:C2"),
        ("E202", f"{TES}!B2"),
        ("E201", f"{TES}!C4"),
        ("P201", f"{TES}!A3"),
    ]


def test_fault_of_somebody_who_is_out_already_still_stops(draft: Draft, tmp_path: Path) -> None:
    """A cell that cannot be read is never passed over: it may be the wrong person's."""
    draft.put(f"{TES}!B3", 10).put(f"{WAWANCARA}:B3", "tujuh puluh")
    assert refused(draft.write(tmp_path)) == [("E201", f"{WAWANCARA}:B3")]


def test_number_that_differs_only_by_blanks_is_suggested(light: Draft, tmp_path: Path) -> None:
    """The register may be the one that is mistyped: deleting the marks would be the wrong cure."""
    light.put(f"{PELAMAR}:A3", "26 - 0002")
    outcome = command("check", light.write(tmp_path))
    assert 'Di sana tertulis "26 - 0002"' in outcome.out


@pytest.mark.parametrize("ours", ["hasil", "temuan", "templat", "hasil-suntingan-2", ".hasil-lama"])
def test_a_folder_of_the_office_may_begin_like_one_of_ours(tmp_path: Path, ours: str) -> None:
    """``hasil-tes/`` is input; ``hasil/`` and what was put aside of it are not, however wide the pattern."""
    for name in (ours, "hasil-tes", "temuan lapangan"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "tes.csv").write_text("Nomor Peserta;Teori\n", encoding="utf-8")
    assert find_files(tmp_path, ["*/tes.csv"]) == (["hasil-tes/tes.csv", "temuan lapangan/tes.csv"], [])
