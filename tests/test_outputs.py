"""What ``hasil/`` contains: a workbook for printing, a CSV for spreadsheets, a JSON for programs; nobody's secrets."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import subprocess
import sys
import zipfile
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any
from zlib import crc32

import openpyxl
import pytest
import xlsxwriter
from xlsxwriter.utility import xl_pixel_width

from asnrekrut.findings import column_letters
from asnrekrut.notation import MONTHS, show
from asnrekrut.outputs.bulk_rows import NORMAL, BulkBook, prepared
from asnrekrut.outputs.packing import joined
from asnrekrut.rules.load import load_rules
from tests.selections import NAMES, Draft, command, everyone, people, ranked, ranked_samples, result

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

PELAMAR, FORMASI, TES, WAWANCARA = (f"data/{name}.csv:" for name in ("pelamar", "formasi", "tes", "wawancara"))
DANGEROUS = ("=", "+", "-", "@", "\uff1d", "\uff20", "\t", "\r")


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ranked_samples(tmp_path_factory)


def crowd(codes: list[str], quota: int = 1) -> Draft:
    """A selection with these formations and one applicant for each."""
    draft = Draft().as_text()
    for place in (PELAMAR, FORMASI, TES, WAWANCARA):
        del draft.rows(place)[1:]
    for n, code in enumerate(codes):
        number = f"26-{n:04}"
        draft.rows(PELAMAR).append([number, f"9901120101900{n + 1:03}", f"Contoh {n}", "01-01-1990", code])
        draft.rows(FORMASI).append([code, f"Jabatan {n}", "Bidang", "Umum", quota])
        draft.rows(TES).append([number, 80, 80])
        draft.rows(WAWANCARA).append([number, 80])
    return draft


def quoted(text: str) -> str:
    """As a text of TOML."""
    return json.dumps(text, ensure_ascii=False)


def opened(folder: Path) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO((folder / "hasil" / "akhir" / "peringkat.xlsx").read_bytes()))


def members(folder: Path) -> dict[str, str]:
    """The XML of the workbook, by member."""
    with zipfile.ZipFile(folder / "hasil" / "akhir" / "peringkat.xlsx") as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def sheets_xml(folder: Path) -> list[str]:
    return [xml for name, xml in members(folder).items() if name.startswith("xl/worksheets/sheet")]


def table(sheet: Worksheet, corner: str) -> list[dict[str, Any]]:
    """The rows below the heading row that begins with these words, by heading, up to the first empty one."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(r for r, row in enumerate(rows) if row[0] == corner)
    found = []
    for row in rows[start + 1 :]:
        if not any(v not in {None, ""} for v in row[:3]):
            break
        found.append(dict(zip(rows[start], row, strict=True)))
    return found


# --- peringkat.xlsx ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_sheets_of_the_workbook(samples: Path, name: str) -> None:
    codes = list(result(samples / name)["formasi"])
    assert opened(samples / name).sheetnames == ["Ringkasan", *codes, "Rekapitulasi", "Grafik", "Rincian", "Aturan"]


@pytest.mark.parametrize("name", NAMES)
def test_lists_show_what_the_json_says(samples: Path, name: str) -> None:
    book, data = opened(samples / name), result(samples / name)
    for code, group in groupby(everyone(data), lambda p: p["formasi"]):
        for row, person in zip(table(book[code], "Peringkat"), group, strict=True):
            assert row["Peringkat"] == person["peringkat"]
            assert (row["Nomor Peserta"], row["Nama"]) == (person["nomor"], person["nama"])
            assert (row["Kode"], row["Keterangan"]) == (person["kode"], person["keterangan"])
            final = person["langkah"].get("akhir")
            assert (row.get("Nilai Akhir") or "").rstrip("0").rstrip(",") == (final or "").replace(".", ",")


@pytest.mark.parametrize("name", NAMES)
def test_every_step_is_in_the_trace(samples: Path, name: str) -> None:
    sheet, data = opened(samples / name)["Rincian"], result(samples / name)
    rows = {row[0].value: [c.value for c in row] for row in sheet.iter_rows() if row[0].value}
    for person in everyone(data):
        written = [v for v in rows[person["nomor"]] if v is not None]
        for step in person["langkah"].values():
            assert (float(step) if re.fullmatch(r"-?[\d.]+", step) else show(Fraction(step))) in written


@pytest.mark.parametrize("name", NAMES)
def test_figures_read_alike_in_every_locale_and_can_be_computed_with_in_the_trace(samples: Path, name: str) -> None:
    """A printed list has its decimal comma whatever the language of the program; figures of the trace are numbers."""
    computed = ("Rincian", "Grafik")
    for sheet in opened(samples / name).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type in {"n", "s"}, (sheet.title, cell.coordinate)
                if re.fullmatch(r"-?\d+(,\d+)?", str(cell.value)) and cell.data_type == "s":
                    assert sheet.title not in computed, (sheet.title, cell.coordinate, cell.value)
                if isinstance(cell.value, float) or "," in cell.number_format:
                    assert sheet.title in computed, (sheet.title, cell.coordinate, cell.value)
        assert all(isinstance(r["Nomor Peserta"], str) for r in _rows_of(sheet))


@pytest.mark.parametrize("name", NAMES)
def test_a_printed_column_has_the_same_decimals_throughout(samples: Path, name: str) -> None:
    for sheet in opened(samples / name).worksheets:
        found: dict[str, set[int]] = {}
        for row in _rows_of(sheet):
            for head, value in row.items():
                if re.fullmatch(r"-?\d+(,\d+)?", str(value)) and isinstance(value, str) and head != "Nomor Peserta":
                    found.setdefault(head, set()).add(len(value.partition(",")[2]))
        assert all(len(places) == 1 for places in found.values()), (sheet.title, found)


def _rows_of(sheet: Worksheet) -> list[dict[str, Any]]:
    headings = {cell.value for row in sheet.iter_rows(max_col=1) for cell in row}
    return table(sheet, "Peringkat") if "Peringkat" in headings else []


@pytest.mark.parametrize("number", ["0012", "26100200300400012", "1E5", "26/01", "12-05-2026", "TRUE", "#N/A"])
def test_identifiers_that_look_like_something_else_stay_text(tmp_path: Path, number: str) -> None:
    draft = crowd(["0034"])
    for place in (PELAMAR, TES, WAWANCARA):
        draft.rows(place)[1][0] = number
    folder = draft.write(tmp_path)
    ranked(folder)
    (row,) = table(opened(folder)["0034"], "Peringkat")
    assert row["Nomor Peserta"] == number
    assert [r["Formasi"] for r in table(opened(folder)["Rincian"], "Nomor Peserta")] == ["0034"]


@pytest.mark.parametrize(
    "text",
    [
        "=cmd|'/C calc'!A0",
        "+62 811",
        "-Contoh",
        "@SUM(1+1)",
        "{=1+1}",
        '=HYPERLINK("http://contoh.id")',
        "http://contoh.id",
        "<r>&x</r>",
        "<r><t>Tebal</t></r>",
        "Ani & Budi < Citra > \"Dewi\" 'Eko'",
        "Şükrü 日本 😀",
    ],
)
def test_hostile_text_stays_text(tmp_path: Path, text: str) -> None:
    """In a name, in a job title, in a place of work, in the name of the selection."""
    draft = Draft().as_text().put(f"{PELAMAR}C2", text).put(f"{FORMASI}B2", text).put(f"{FORMASI}C2", text)
    folder = draft.rule('nama = "Seleksi Uji"', f"nama = {quoted(text)}").write(tmp_path)
    ranked(folder)
    book = opened(folder)
    assert table(book["A-1"], "Peringkat")[0]["Nama"] == text
    assert table(book["Ringkasan"], "Jabatan")[0]["Jabatan"] == text
    assert book["A-1"]["A2"].value == f"{text} Tahun 2026"
    assert not [xml for xml in sheets_xml(folder) if "<f>" in xml or "<f " in xml or "hyperlink" in xml]


@pytest.mark.parametrize("name", NAMES)
def test_no_formula_anywhere(samples: Path, name: str) -> None:
    assert not [xml for xml in sheets_xml(samples / name) if re.search(r"<f[ >]", xml)]


@pytest.mark.parametrize("name", NAMES)
def test_headings_repeat_on_every_page(samples: Path, name: str) -> None:
    book = opened(samples / name)
    codes = list(result(samples / name)["formasi"])
    for title, heading in [*((code, "Peringkat") for code in codes), ("Rincian", "Nomor Peserta")]:
        first, last = (int(n) for n in re.findall(r"\d+", str(book[title].print_title_rows)))
        assert book[title].cell(last, 1).value == heading
        if title != "Rincian":
            repeated = [str(book[title].cell(row, 1).value) for row in range(first, last + 1)]
            assert any(line.startswith(f"Formasi: {title} ") for line in repeated)
            assert any(line.startswith("Daftar peringkat Hasil Akhir: ") for line in repeated)
        assert book[title].freeze_panes is not None


@pytest.mark.parametrize("name", NAMES)
def test_every_list_names_its_basis_and_leaves_out_what_nobody_has(samples: Path, name: str) -> None:
    book, rules = opened(samples / name), load_rules((samples / name / "seleksi.toml").read_bytes())
    for code in result(samples / name)["formasi"]:
        lines = [str(cell.value) for row in book[code].iter_rows(max_col=1) for cell in row]
        for basis in (*rules.identity.legal_basis, rules.ranking.legal_basis):
            assert f"Dasar: {basis}" in lines
        rows = table(book[code], "Peringkat")
        assert all(any(row[heading] for row in rows) for heading in rows[0])


def long_names() -> Draft:
    """Everything that makes a list wide: capitals, one endless word, many parts with long names."""
    draft = Draft().as_text().put(f"{PELAMAR}C2", "MUHAMMAD WAHYUNINGRAT SOSROKOESOEMO KARTODIWIRJO, S.T., M.Kom.")
    draft.put(f"{PELAMAR}C3", "Contoh" * 12).put(f"{FORMASI}B2", "Pranata Laboratorium Kesehatan Terampil " * 6)
    for name, at in ((FORMASI, "A2"), *((PELAMAR, f"E{row}") for row in (2, 3, 4))):
        draft.put(f"{name}{at}", "Pranata / RSUD Kota / Umum")
    words = "Keterampilan Menyelenggarakan Pemerintahan"
    draft.rule('nama = "Wawancara"', f'nama = "Wawancara {words} {words}"')
    return draft.rule('dasar = "', f'dasar = "{"Peraturan Panitia Seleksi tentang Bobot " * 8}')


def assert_pages_hold_their_rows(sheet: Any, shrunk: float) -> None:
    """Signed sheets are parted by hand: 494 points of A4 lying down; three rows stand above the signature."""
    if sheet.page_setup.orientation != "landscape" or not sheet.row_breaks.brk:
        return
    heights = [sheet.row_dimensions[r].height or 15 for r in range(1, sheet.max_row + 1)]
    ends = [0, *(int(b.id) for b in sheet.row_breaks.brk), len(heights)]
    first, last = map(int, re.findall(r"[0-9]+", sheet.print_title_rows or "1:0"))
    for a, b in pairwise(ends):
        again = sum(heights[first - 1 : last]) if a else 0
        assert again + sum(heights[a:b]) <= 494 / shrunk or b - a == 1, (sheet.title, a, b)
    assert ends[-1] - ends[-2] > 3, sheet.title


@pytest.mark.parametrize("name", [*NAMES, "long"])
def test_what_is_printed_is_nowhere_cut_and_nowhere_too_small(samples: Path, tmp_path: Path, name: str) -> None:
    """A4 of 784 points between its margins, at nine tenths of Arial 10: no sheet is shrunk below 9 points.

    A unit of width takes 5.6 points where it takes most. Letters are measured by the library's own table, in pixels.
    """
    folder = samples / name if name != "long" else long_names().write(tmp_path)
    if name == "long":
        ranked(folder)
    for sheet in opened(folder).worksheets:
        widths = [sheet.column_dimensions[column_letters(c)].width for c in range(sheet.max_column)]
        paper = 784 if sheet.page_setup.orientation == "landscape" else 537
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.useFirstPageNumber
        ends = [0, *(int(b.id) for b in sheet.col_breaks.brk), len(widths)]
        repeated = 0
        if len(ends) > 2:
            assert sheet.page_setup.scale == 90
            repeated = ord(str(sheet.print_title_cols).split("$")[-1]) - 64
        else:
            assert sheet.page_setup.scale is None or sheet.page_setup.scale >= 90
        shrunk = (sheet.page_setup.scale or 100) / 100
        for a, b in pairwise(ends):
            beside = widths[a:b] if a == 0 else widths[:repeated] + widths[a:b]
            assert sum(beside) * 5.56 <= paper / (shrunk if paper == 784 else 0.9), (sheet.title, a, b)
        assert_pages_hold_their_rows(sheet, shrunk)
        merged = {r.coord.split(":")[0]: sum(widths[r.min_col - 1 : r.max_col]) for r in sheet.merged_cells.ranges}
        for row in sheet.iter_rows():
            height = sheet.row_dimensions[row[0].row].height or 15
            for cell in row:
                width = merged.get(cell.coordinate, widths[cell.column - 1])
                if isinstance(cell.value, str) and cell.border.left.style and not cell.alignment.wrap_text:
                    assert xl_pixel_width(cell.value) <= width * 7 + 5, (sheet.title, cell.coordinate, cell.value)
                if cell.alignment.wrap_text and isinstance(cell.value, str) and height < 400:
                    size = cell.font.size / 10
                    lines = [line for text in cell.value.split("\n") for line in wrapped(text, width * 7 / size)]
                    assert height >= 12.4 * size * len(lines), (sheet.title, cell.coordinate, cell.value)


def wrapped(text: str, pixels: float) -> list[str]:
    """Lines of a text, broken between words; a word longer than a line takes several."""
    lines: list[str] = []
    for word in text.split():
        if lines and xl_pixel_width(f"{lines[-1]} {word}") <= pixels:
            lines[-1] += f" {word}"
        else:
            lines += [word, *[""] * int(xl_pixel_width(word) // pixels)]
    return lines


def footer(xml: str) -> dict[str, str]:
    """What Excel prints at the foot of a page, by section; page number and count as <P> and <N>."""
    code = html.unescape(re.search(r"<oddFooter>(.*?)</oddFooter>", xml, re.DOTALL)[1])  # type: ignore[index]
    printed, section = {"L": "", "C": "", "R": ""}, "C"
    for sign in re.findall(r'&\d+|&"[^"]*"|&.|[^&]', code, re.DOTALL):
        if sign in {"&L", "&C", "&R"}:
            section = sign[1]
        elif sign == "&&" or len(sign) == 1:
            printed[section] += sign[-1]
        elif not sign[1].isdigit() and sign[1] != '"':
            printed[section] += f"<{sign[1:]}>"
    return printed


@pytest.mark.parametrize(
    "name",
    [
        "Seleksi Uji",
        "Seleksi Tenaga R&D & Umum",
        "&P&N",
        "2026: Seleksi Uji",
        "8 Formasi",
        "x" * 114 + "&R",
        "x" * 118 + "&&",
        "x" * 119 + "&",
        "&" * 130,
        "Baris\nkedua",
    ],
)
def test_footer_prints_the_name_and_the_page(tmp_path: Path, name: str) -> None:
    folder = Draft().as_text().rule('nama = "Seleksi Uji"', f"nama = {quoted(name)}").write(tmp_path)
    ranked(folder)
    for xml in sheets_xml(folder):
        printed = footer(xml)
        assert printed["R"] == "<A>, halaman <P>"
        assert printed["C"] == ""
        left = " ".join(printed["L"].split())
        whole = " ".join(f"{name} 2026".split())
        assert left
        begun = left.removesuffix(" …")
        assert whole == left or f"{whole} ".startswith(f"{begun} ") or (" " not in begun and whole.startswith(begun))
        assert left == whole or len(left) >= 50


HOSTILE_CODES = [
    "a/b:c*?[x]",
    "a-b-c---x-",
    "ARS-1",
    "ars-1",
    "x" * 40,
    "X" * 39 + "Y",
    "x" * 30 + "'yz",
    "History",
    "Rekapitulasi",
    "RINGKASAN",
    "Rincian",
    "Aturan",
    "*",
    "=1+1",
    "A&B <C>",
    "Straße",
    "STRASSE",
]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One formation with each of the hostile codes."""
    return crowd(HOSTILE_CODES).write(tmp_path_factory.mktemp("kode"))


def test_hostile_formation_codes_each_get_their_sheet(hostile: Path) -> None:
    ranked(hostile)
    book = opened(hostile)
    headed = [s[f"A{row}"].value for s in book.worksheets for row in range(1, 9)]
    headed = [line for line in headed if str(line).startswith("Formasi: ")]
    assert sorted(str(line).split("   ")[0] for line in headed) == sorted(f"Formasi: {c}" for c in HOSTILE_CODES)


def test_names_of_sheets_are_what_excel_accepts(hostile: Path) -> None:
    ranked(hostile)
    names = opened(hostile).sheetnames
    assert len({n.lower() for n in names}) == len(names)
    for name in names:
        assert 0 < len(name) <= 31
        assert not re.search(r"[\[\]:*?/\\]", name)
        assert name == name.strip("'")
        assert name.lower() != "history"


@pytest.mark.parametrize("code", HOSTILE_CODES)
def test_hostile_formation_code(tmp_path: Path, code: str) -> None:
    """One by one, so that a fault names its code."""
    folder = crowd([code]).write(tmp_path)
    ranked(folder)
    lines = [str(opened(folder).worksheets[1][f"A{row}"].value) for row in range(1, 9)]
    assert any(line.startswith(f"Formasi: {code}   Jenis: Umum") for line in lines)


def test_rows_are_never_higher_than_excel_allows(tmp_path: Path) -> None:
    """409.5 points is the most that Excel knows (and four fifths of a page)."""
    draft = Draft().as_text().put(f"{PELAMAR}C2", "Contoh " * 300).put(f"{FORMASI}B2", "Jabatan " * 300)
    folder = draft.write(tmp_path)
    ranked(folder)
    heights = [float(h) for xml in sheets_xml(folder) for h in re.findall(r'<row [^>]*\bht="([\d.]+)"', xml)]
    assert heights
    assert max(heights) <= 409.5


def test_components_may_be_named_like_the_program_s_own_columns(tmp_path: Path) -> None:
    draft = Draft().as_text().rule('nama = "Teori"', 'nama = "Jumlah"\nkolom = "Teori"')
    folder = draft.rule('nama = "Praktik"', 'nama = "Nilai tahap"\nkolom = "Praktik"').write(tmp_path)
    ranked(folder)
    assert {"80", "70", "150", "75", "45"} <= set(people(folder)["26-0001"]["langkah"].values())
    sheet = opened(folder)["Rincian"]
    (row,) = ([c.value for c in r] for r in sheet.iter_rows() if r[0].value == "26-0001")
    assert {80, 70, 150, 75, 45} <= set(row)


def test_the_rules_in_words_name_the_codes_of_the_selection_and_of_its_groups(tmp_path: Path) -> None:
    draft = Draft().as_text()
    draft.rules += '\n[[kelompok]]\nkode = "k"\nnama = "Khusus"\nbila = { "formasi.jenis" = "Umum" }\nambang = {}\n'
    draft.rules += 'kode_akhir = { lulus = { kode = "PA/L", arti = "lulus dengan ambang kelompok" } }\n'
    folder = draft.write(tmp_path)
    ranked(folder)
    rows = [[cell.value for cell in row[:2]] for row in opened(folder)["Aturan"].iter_rows()]
    assert rows[rows.index(["Kode hasil", None]) + 1] == ["Khusus", "PA/L: lulus dengan ambang kelompok"]


def test_everyone_is_explained_where_nobody_goes_on(tmp_path: Path) -> None:
    draft = Draft().as_text().put(f"{FORMASI}E2", "0")
    shortlist = '[tahap.lanjut]\nkali_kuota = 3\nurut = ["tes"]\n\n[[tahap]]\nkode = "wawancara"'
    folder = draft.rule('[[tahap]]\nkode = "wawancara"', shortlist).write(tmp_path)
    assert "(0 tempat)" in command("explain", folder, "26-0001").out


def test_unrounded_thirds_are_written_as_fractions(tmp_path: Path) -> None:
    draft = thirds()
    folder = draft.write(tmp_path)
    data = ranked(folder)
    assert people(folder)["26-0001"]["langkah"]["tes"] == "160/3"  # (80 + 80) / 300
    assert list(recomputed(data)) == [(p["nomor"], p["peringkat"]) for p in everyone(data) if p["peringkat"]]


def thirds() -> Draft:
    """The default selection out of 300 and without rounding; the first two equal to the end but for their age."""
    draft = Draft().as_text().rule('nama = "Praktik"\nmaksimum = 100', 'nama = "Praktik"\nmaksimum = 200')
    draft.rule(
        "nilai = 2\nskala = 2\nbobot = 3\nakhir = 3",
        'nilai = "tanpa"\nskala = "tanpa"\nbobot = "tanpa"\nakhir = "tanpa"',
    )
    draft.put(f"{TES}C2", 80).put(f"{TES}B3", 80).put(f"{TES}C3", 80)
    draft.put(f"{PELAMAR}B1", "Catatan")  # no NIK that the birth date could be held against
    return draft.put(f"{WAWANCARA}B3", 80).put(f"{PELAMAR}D3", "01-02-1989")


# --- hasil.json ----------------------------------------------------------------------------------------------


RANKED = {"lulus", "cadangan", "tidak_lulus"}


def worths(data: dict[str, Any], person: dict[str, Any]) -> list[Fraction]:
    """One's keys so that the greater goes first: figures that are among the steps, and the others in their order."""
    found, own = [], iter(person["kunci"])
    for key in data["urutan"]:
        name = key.partition(":")[0]
        text = person["langkah"][name] if name in data["langkah"] else next(own)
        first_is_small = key.startswith("pelamar.") or key.endswith(": terkecil")
        found.append(-Fraction(text) if first_is_small else Fraction(text))
    assert list(own) == []
    return found


def recomputed(data: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Numbers and shared ranks, from the published keys alone."""
    for _, group in groupby(everyone(data), lambda p: p["formasi"]):
        keys = {p["nomor"]: worths(data, p) for p in group if p["nasib"][-1] in RANKED}
        for number in sorted(keys, key=lambda n: keys[n], reverse=True):
            yield number, 1 + sum(other > keys[number] for other in keys.values())


@pytest.mark.parametrize("name", NAMES)
def test_keys_suffice_to_rank_again(samples: Path, name: str) -> None:
    data = result(samples / name)
    assert list(recomputed(data)) == [(p["nomor"], p["peringkat"]) for p in everyone(data) if p["peringkat"]]


@pytest.mark.parametrize("name", NAMES)
def test_seats_follow_from_the_ranks(samples: Path, name: str) -> None:
    data = result(samples / name)
    quotas = {code: f["kuota"] for code, f in data["formasi"].items()}
    for person in everyone(data):
        won = person["peringkat"] is not None and person["peringkat"] <= quotas[person["formasi"]]
        assert (person["kode"] in {"L", "P/L"}) == won


@pytest.mark.parametrize("name", NAMES)
def test_sums_of_the_recap(samples: Path, name: str) -> None:
    data = result(samples / name)
    present = data["pelamar"]
    for stage in data["rekap_tahap"].values():
        assert stage["peserta"] == present
        assert sum(v for k, v in stage.items() if k not in {"nama", "peserta"}) == present
        present = stage["lanjut"]
    assert sum(f["pelamar"] for f in data["formasi"].values()) == data["pelamar"] == len(data["peserta"])
    assert all(f["kursi_kosong"] == f["kuota"] - f["lulus"] for f in data["formasi"].values())
    assert sum(p["peringkat"] is not None for p in everyone(data)) == present


@pytest.mark.parametrize("name", NAMES)
def test_recap_sheet_adds_up(samples: Path, name: str) -> None:
    book, data = opened(samples / name), result(samples / name)
    *rows, total = table(book["Rekapitulasi"], "Jabatan")
    codes = [h for h in rows[0] if h not in {"Jabatan", "Formasi", "Pelamar", None}]
    for row in [*rows, total]:
        assert sum(row[code] for code in codes) == row["Pelamar"]
    for code in codes:
        assert sum(row[code] for row in rows) == total[code] == sum(p["kode"] == code for p in data["peserta"])
    assert [row["Formasi"] for row in rows] == list(data["formasi"])


@pytest.mark.parametrize("name", NAMES)
def test_summary_sheet_says_what_the_json_says(samples: Path, name: str) -> None:
    book, data = opened(samples / name), result(samples / name)
    stages = table(book["Ringkasan"], "Tahap")
    assert [(s["Tahap"], s["Peserta"], s["Lanjut"]) for s in stages] == [
        (s["nama"], s["peserta"], s["lanjut"]) for s in data["rekap_tahap"].values()
    ]
    seats = table(book["Ringkasan"], "Jabatan")
    assert [(s["Formasi"], s["Kuota"], s["Lulus"], s["Cadangan"], s["Kursi kosong"]) for s in seats] == [
        (code, f["kuota"], f["lulus"], f["cadangan"], f["kursi_kosong"]) for code, f in data["formasi"].items()
    ]


def test_every_code_has_its_meaning(samples: Path) -> None:
    for name in NAMES:
        data = result(samples / name)
        assert {p["kode"] for p in data["peserta"]} <= set(data["kode"])


# --- peringkat.csv -------------------------------------------------------------------------------------------


def csv_rows(folder: Path) -> list[dict[str, str]]:
    raw = (folder / "hasil" / "akhir" / "peringkat.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))


def same(one: str, other: str) -> bool:
    """Whether two texts name one number, however many zeros end it; '' is none."""
    return Fraction(one) == Fraction(other) if one and other else one == other


@pytest.mark.parametrize("name", NAMES)
def test_csv_says_what_the_json_says(samples: Path, name: str) -> None:
    for row, person in zip(csv_rows(samples / name), everyone(result(samples / name)), strict=True):
        assert (row["Formasi"], row["Nomor Peserta"]) == (person["formasi"], person["nomor"])
        assert row["Peringkat"] == str(person["peringkat"] or "")
        assert same(row["Nilai Akhir"].replace(",", "."), person["langkah"].get("akhir", ""))
        assert "." not in row["Nilai Akhir"]


HARMFUL = ["=cmd|'/C calc'!A0", "+62", "-1", "@SUM(1+1)", "'=1+1", '=A1;"x"\r\ny']


def all_cells(folder: Path) -> list[str]:
    rows = csv_rows(folder)
    return [*rows[0], *(cell for row in rows for cell in row.values())]


@pytest.mark.parametrize("text", HARMFUL)
@pytest.mark.parametrize("place", [f"{PELAMAR}C2", f"{PELAMAR}A2"], ids=["name", "number"])
def test_csv_holds_no_formula_of_an_applicant(tmp_path: Path, place: str, text: str) -> None:
    draft = Draft().as_text().put(place, text)
    if place.endswith("A2"):
        draft.put(f"{TES}A2", text).put(f"{WAWANCARA}A2", text)
    folder = draft.write(tmp_path)
    ranked(folder)
    assert [cell for cell in all_cells(folder) if cell.startswith(DANGEROUS)] == []


def test_csv_holds_no_formula_of_a_formation(tmp_path: Path) -> None:
    folder = crowd(["=1+1", "+B", "-C", "@D", "\uff1d1+1", "\uff20E"]).write(tmp_path)
    ranked(folder)
    assert [cell for cell in all_cells(folder) if cell.startswith(DANGEROUS)] == []


def test_csv_holds_no_formula_of_the_rules(tmp_path: Path) -> None:
    draft = Draft().as_text().rule('nama = "Tes"', 'nama = "=1+1"')
    draft.rules += '\n[kode_akhir]\nlulus = { kode = "+L", arti = "lulus" }\n'
    folder = draft.write(tmp_path)
    ranked(folder)
    assert [cell for cell in all_cells(folder) if cell.startswith(DANGEROUS)] == []


# --- privacy -------------------------------------------------------------------------------------------------


def contents(folder: Path) -> str:
    """Everything below ``hasil/`` that could be read, the workbook unpacked and without what is the same in all."""
    same = ("xl/theme/", "xl/styles.xml", "docProps/")  # figures and a date of their own
    parts = [xml for name, xml in members(folder).items() if not name.startswith(same)]
    texts = [(folder / "hasil" / "akhir" / name).read_text("utf-8") for name in ("hasil.json", "peringkat.csv")]
    return html.unescape("\n".join([*parts, *texts]))


def spellings(day: date) -> Iterator[str]:
    """A birth date as it might slip through."""
    for sign in "-/. ":
        yield from (f"{day:%d{sign}%m{sign}%Y}", f"{day.day}{sign}{day.month}{sign}{day.year}")
        yield from (f"{day:%Y{sign}%m{sign}%d}", f"{day:%m{sign}%d{sign}%Y}")
    yield from (f"{day.day} {MONTHS[day.month - 1]} {day.year}", f"{day:%d} {MONTHS[day.month - 1]} {day.year}")
    yield from (f"{day:%Y%m%d}", f"{day:%d%m%Y}", str((day - date(1899, 12, 30)).days), str(day.toordinal()))


@pytest.mark.parametrize("name", NAMES)
def test_no_number_of_an_identity_card_and_no_birth_date(samples: Path, name: str) -> None:
    sheet = openpyxl.load_workbook(samples / name / "data" / "pelamar.xlsx").active
    header, *rows = sheet.iter_rows(values_only=True)
    everything = contents(samples / name)
    words = set(re.findall(r"\w+", everything))
    for person in (dict(zip(header, row, strict=True)) for row in rows):
        assert person["NIK"] not in everything
        for text in spellings(person["Tanggal Lahir"].date()):
            assert text not in (words if text.isdigit() else everything), person["Nomor Peserta"]


def test_no_attribute_of_an_applicant(tmp_path: Path) -> None:
    """Not even where it decides a tie, gives a bonus, or forms a group."""
    folder = secretive().write(tmp_path)
    ranked(folder)
    everything = contents(folder)
    assert people(folder)["26-0002"]["keterangan"].endswith("nilai sama dengan 26-0001, diputus menurut IPK")
    for secret in (
        "3,1797",
        "3.1797",
        "3,1723",
        "3.1723",
        "TUNARUNGU",
        "KARTU-77",
        "9901120101900001",
        "Jalan Rahasia",
    ):
        assert secret not in everything
    assert "Tunarungu" in everything  # the rules, which are public, say what gives a bonus; not to whom it applies
    assert "Tunarungu" not in str(people(folder)) + (folder / "hasil/akhir/peringkat.csv").read_text("utf-8")


def secretive() -> Draft:
    """The first two level up to a private figure; a private word gives a bonus and forms a group."""
    draft = Draft().as_text().rule(', "pelamar.lahir: tertua"', ', "pelamar.ipk"')
    draft.rules += RULES_ON_SECRETS
    headings = ["IPK", "Keadaan", "Bukti", "Alamat"]
    for row, cells in enumerate([headings, ["3,1797", "TUNARUNGU", "KARTU-77", "Jalan Rahasia 1"], ["3,1723"]], 1):
        for column, cell in zip("FGHI", cells, strict=False):
            draft.put(f"{PELAMAR}{column}{row}", cell)
    for row in range(4, 7):
        draft.put(f"{PELAMAR}F{row}", "3,5")
    for row in range(3, 7):
        draft.put(f"{PELAMAR}I{row}", "")
    return draft.put(f"{WAWANCARA}B2", 69).put(f"{WAWANCARA}B3", 70)


RULES_ON_SECRETS = """
[pelamar.atribut.ipk]
kolom = "IPK"
jenis = "angka"
desimal = 4
[pelamar.atribut.keadaan]
kolom = "Keadaan"
[pelamar.atribut.bukti]
kolom = "Bukti"
[[kelompok]]
kode = "khusus"
nama = "Khusus"
bila = { "pelamar.keadaan" = ["Tunarungu"] }
ambang = { "tes.teori" = 40 }
[[bonus]]
kode = "afirmasi"
nama = "Afirmasi"
pada = "wawancara.skor"
nilai = 1
bila = { "pelamar.keadaan" = ["Tunarungu"] }
bukti = "pelamar.bukti"
"""


# --- the bulk sheet ------------------------------------------------------------------------------------------


TEXTS = [
    "Contoh",
    "",
    None,
    "=1+1",
    "Ani & <Budi> \"Citra\" 'Dewi'",
    " di depan",
    "di belakang ",
    "\u00a0di depan",
    "baris\nbaru",
    "tab\tdi tengah",
    "\takhir\n",
    "kendali \x01\x1f\x7f\x9f",
    "_x0041_",
    "x_x",
    "\ufffe\uffff",
    "é 日本 😀",
    "12",
    " ",
    "\n",
]
NUMBERS = [0.0, -0.0, 1.0, -5.0, 0.1, 1 / 3, 81.925, 100.0, 1e15, 1e16, 123456789012345678.0, 1e21, 1e-7, None, 2.5]


def bulk_xml(path: Path, *, bulk: bool, count: int) -> bytes:
    """The XML of a sheet with two lines above the table and one below it."""
    columns = [
        [values[(i * step) % len(values)] for i in range(count)]
        for step, values in ((1, TEXTS), (1, NUMBERS), (7, TEXTS))
    ]
    heights = [(NORMAL, 30, 22.5, NORMAL, 45)[i % 5] for i in range(count)]
    with BulkBook(str(path)) if bulk else xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        styles = [book.add_format({"num_format": pattern}) for pattern in ("@", "0.00")] + [book.add_format()]
        sheet = book.add_worksheet("Uji")
        sheet.write_string(0, 0, "Judul", styles[0])
        sheet.set_row(1, 30)
        sheet.write_string(1, 2, "Kepala")
        if bulk:
            cells = [prepared(some, style).tolist() for some, style in zip(columns, styles, strict=True)]
            below = sheet.write_columns(2, cells, heights)
        else:
            below = one_by_one(sheet, 2, columns, styles, heights)
        sheet.write_string(below + 1, 1, "Tanda tangan")
    with zipfile.ZipFile(path) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


def one_by_one(sheet: Any, row: int, columns: list[list[Any]], styles: list[Any], heights: list[float]) -> int:
    """The library's own calls."""
    for at, (height, *cells) in enumerate(zip(heights, *columns, strict=True), row):
        if height != NORMAL:
            sheet.set_row(at, height)
        for column, (cell, style) in enumerate(zip(cells, styles, strict=True)):
            if cell is None or cell == "":
                sheet.write_blank(at, column, None, style)
            elif isinstance(cell, float):
                sheet.write_number(at, column, cell, style)
            else:
                sheet.write_string(at, column, cell, style)
    return row + len(heights)


@pytest.mark.parametrize("count", [1, 19, 285, 2000, 4100])
def test_bulk_sheet_writes_what_the_library_writes_cell_by_cell(tmp_path: Path, count: int) -> None:
    ours = bulk_xml(tmp_path / "a.xlsx", bulk=True, count=count)
    theirs = bulk_xml(tmp_path / "b.xlsx", bulk=False, count=count)
    assert ours == theirs


def test_bulk_sheet_without_rows(tmp_path: Path) -> None:
    assert bulk_xml(tmp_path / "a.xlsx", bulk=True, count=0) == bulk_xml(tmp_path / "b.xlsx", bulk=False, count=0)


def test_every_sheet_says_each_row_once_and_in_order(tmp_path: Path) -> None:
    folder = crowd(["F-1", "F-2"]).write(tmp_path)
    assert command("rank", folder).code == 0
    with zipfile.ZipFile(folder / "hasil/akhir/peringkat.xlsx") as archive:
        assert archive.testzip() is None  # checksums of rows that were packed before what stands above them
        for name in (name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")):
            rows = [int(row) for row in re.findall(rb'<row r="(\d+)"', archive.read(name))]
            assert rows == sorted(set(rows)), name


def test_texts_of_a_crowd_are_written_without_a_copy_of_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []
    for name, crowded in (("a", 2), ("b", 1)):
        monkeypatch.setattr("asnrekrut.outputs.write.CROWD", crowded)
        folder = crowd(["F-1"]).write(tmp_path / name)
        assert command("rank", folder).code == 0
        written.append({path.name: path.read_bytes() for path in sorted((folder / "hasil/akhir").iterdir())})
        monkeypatch.setattr("os.fork", None, raising=False)  # the second time there is none
    assert written[0] == written[1]


def test_three_hundred_formations_need_few_open_files(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    folder = crowd([f"F-{n:03}" for n in range(300)]).write(tmp_path)
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_NOFILE, (48, 48));"
        "from asnrekrut.cli import main; main(['rank', sys.argv[1]])"
    )
    done = subprocess.run([sys.executable, "-c", program, str(folder)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert len(opened(folder).sheetnames) == 305


def test_ages_of_the_spellings() -> None:
    """The search above looks for what it should."""
    found = set(spellings(date(1990, 1, 9)))
    assert {"09-01-1990", "9/1/1990", "1990-01-09", "9 Januari 1990", "32882", "726476"} <= found
    assert date.fromordinal(726476) == date(1899, 12, 30) + timedelta(days=32882) == date(1990, 1, 9)


def test_json_of_the_command_and_of_the_folder_agree(tmp_path: Path) -> None:
    folder = Draft().as_text().write(tmp_path)
    printed, written = command("rank", folder, "--json").data["ringkasan"], result(folder)
    assert {"asnrekrut", "seleksi", "sidik_jari_aturan", "pelamar", "tahap", "formasi"} <= set(printed)
    assert printed.items() <= written.items()


@pytest.mark.parametrize("length", [0, 1, 255, 65_537, 1_000_003])
def test_checksum_of_two_pieces_follows_from_theirs(length: int) -> None:
    first, second = b"<sheetData>", bytes(range(251)) * (length // 251) + bytes(length % 251)
    assert joined(crc32(first), crc32(second), len(second)) == crc32(first + second)
