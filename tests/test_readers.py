"""Files as they come: every kind, what stands beside the values, and whatever could harm.

The kinds that cannot be written here are in ``tests/fixtures``; all hold the table of ``table()``.
"""

from __future__ import annotations

import io
import os
import pickle
import random
import re
import signal
import subprocess
import sys
import time
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter
from msgspec.structs import replace

from asnrekrut.intake.cells import different
from asnrekrut.intake.number_cells import numbers
from asnrekrut.io import Reading, Sheet, find_files
from asnrekrut.readers import content as bounds
from asnrekrut.readers import isolated, kinds, messages, passwords, text
from asnrekrut.readers.number_formats import BUILT_IN, parse, shown
from asnrekrut.readers.passwords import VARIABLE, Passwords, ask
from asnrekrut.readers.worker import reply_to
from asnrekrut.terminal import progress
from tests.long.mutations import damaged, reassembled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from asnrekrut.findings import Finding

pytestmark = pytest.mark.usefixtures("in_a_child")

FIXTURES = Path(__file__).parent / "fixtures"
SHEET = "xl/worksheets/sheet1.xml"
PASSWORD = "Rahasia1"  # noqa: S105  (of the fixtures)
ROWS = [
    ("Daftar Nilai", "", "", "", "", "", ""),
    ("No", "", "Nama", "", "Nilai", "", ""),
    ("001", "", "Siti", "", 79.6, "", "sembunyi"),
    ("002", "", "Budi", "", "", "", ""),
    ("003", "", "Ani", "", 75.5, "", ""),
    ("004", "", "Cici", "", 0.755, "", ""),
    ("005", "", "Dedi", "", 80, "", ""),
]


def table(path: Path) -> bytes:
    """The workbook that the fixtures hold too."""
    with xlsxwriter.Workbook(path) as book:
        sheet, other = book.add_worksheet("Nilai"), book.add_worksheet("Rahasia")
        other.hide()
        other.write(0, 0, "x")
        sheet.merge_range("A1:E1", ROWS[0][0])
        for r, row in enumerate(ROWS[1:], 1):
            for c, cell in enumerate(row):
                if isinstance(cell, str) and cell:
                    sheet.write_string(r, c, cell)
        for r, code in ((2, "0"), (4, '"90,00"'), (5, "0.0%"), (6, "0.00")):
            sheet.write_number(r, 4, ROWS[r][4], book.add_format({"num_format": code}))
        sheet.write_formula("E4", "=NA()", None, "#N/A")
        sheet.set_row(4, None, None, {"hidden": True})
        sheet.set_column("G:G", None, None, {"hidden": True})
    return path.read_bytes()


@pytest.fixture
def workbook(tmp_path: Path) -> bytes:
    return table(tmp_path / "bahan.xlsx")


def read(folder: Path, name: str, content: bytes) -> tuple[list[Sheet], list[Finding]]:
    """One file, read the usual way."""
    (folder / name).write_bytes(content)
    sheets, findings = Reading(folder, [name], Passwords(lambda _: None)).take()
    return sheets.get(name, []), findings


def codes(findings: Sequence[Finding]) -> list[str]:
    return [f.code for f in findings]


def edited(
    workbook: bytes,
    edits: dict[str, Callable[[bytes], bytes]],
    more: dict[str, bytes] | None = None,
    less: tuple[str, ...] = (),
) -> bytes:
    """A workbook with some members changed, added or left out, as other programs than Excel write them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in (name for name in old.namelist() if not name.startswith(less or "\0")):
            new.writestr(name, edits.get(name, bytes)(old.read(name)))
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return out.getvalue()


def made(folder: Path, fill: Callable[[Any, Any], object]) -> bytes:
    """A workbook that a function fills."""
    path = folder / "buatan.xlsx"
    with xlsxwriter.Workbook(path) as book:
        fill(book, book.add_worksheet("Nilai"))
    return path.read_bytes()


# --- kinds --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".xlsx", ".xlsm", ".xls", ".ods"])
def test_every_kind_of_workbook_says_the_same(tmp_path: Path, workbook: bytes, suffix: str) -> None:
    content = workbook if suffix in {".xlsx", ".xlsm"} else (FIXTURES / f"nilai{suffix}").read_bytes()
    (sheet, other), findings = read(tmp_path, f"nilai{suffix}", content)
    assert findings == []
    assert (sheet.file, sheet.name, sheet.hidden, list(sheet.rows)) == (f"nilai{suffix}", "Nilai", False, ROWS)
    percent = "75.5%" if suffix == ".ods" else "75,5%"  # (as its file has it)
    assert sheet.broken == {(3, 4): "#N/A"}
    assert sheet.masked == {(2, 4): "80", (4, 4): "90,00", (5, 4): percent}
    assert (sheet.merged, sheet.hidden_rows, sheet.hidden_columns) == (((0, 0, 0, 4),), {4}, {6})
    assert (other.name, other.hidden, list(other.rows)) == ("Rahasia", True, [("x",)])


def struck_cells(book: Any, sheet: Any) -> None:
    """The workbook that the fixtures ``dicoret`` hold too."""
    line, bold = book.add_format({"font_strikeout": True}), book.add_format({"bold": True})
    both = book.add_format({"bold": True, "font_strikeout": True})
    sheet.write_row(0, 0, ["Nomor Peserta", "Skor"], bold)
    for row, cells in enumerate([("26-0001", 80), ("26-0002", 70.5), ("26-0003", 90), ("26-0004", 75)], 1):
        sheet.write_row(row, 0, cells)
    sheet.write(1, 1, 80, line)
    sheet.write(2, 0, "26-0002", line)
    sheet.write(2, 1, 70.5, both)
    sheet.write(2, 2, None, line)
    sheet.write_row(5, 0, ["26-0005", "TH"], line)
    sheet.write_formula(6, 1, "=B2+1", line, 81)
    for row in (7, 8):
        sheet.write_row(row, 0, [f"26-000{row}"])
        sheet.write_row(row, 1, [row - 6, row - 6], line)
    sheet.set_column(3, 3, None, line)
    sheet.write(9, 3, "kolom")


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_what_is_struck_through(tmp_path: Path, suffix: str) -> None:
    content = made(tmp_path, struck_cells) if suffix == ".xlsx" else (FIXTURES / f"dicoret{suffix}").read_bytes()
    (sheet,), findings = read(tmp_path, f"dicoret{suffix}", content)
    several = {(5, 0), (5, 1), (7, 1), (7, 2), (8, 1), (8, 2)}
    assert (sheet.struck, findings) == ({(1, 1), (2, 0), (2, 1), (6, 1), (9, 3), *several}, [])


@pytest.mark.parametrize("inline", [False, True])
def test_parts_that_are_struck_through(tmp_path: Path, inline: bool) -> None:
    """Runs that hold a digit; not words, not what is underlined twice or said not to be struck."""
    path = tmp_path / "buatan.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": inline}) as book:
        sheet, line, twice = book.add_worksheet(), book.add_format({"font_strikeout": True}), book.add_format()
        twice.set_underline(33)
        sheet.write_row(0, 0, ["Nomor", "Skor"])
        sheet.write_rich_string(1, 1, line, "80", " 75")
        sheet.write_rich_string(2, 1, "80 ", line, "ralat 75")
        sheet.write_rich_string(3, 1, line, "batal", " 75")
        sheet.write_rich_string(4, 1, twice, "80", " 75")
        sheet.write(5, 1, "80 75")
    content = path.read_bytes()
    (found,), _ = read(tmp_path, "nilai.xlsx", content)
    assert found.struck == {(1, 1), (2, 1)}
    part = f"xl/{'worksheets/sheet1' if inline else 'sharedStrings'}.xml"
    for old, new, struck in (
        (b"<strike/>", b'<strike val="0"/>', set()),
        (b"<strike/>", b'<strike val="true"/>', {(1, 1), (2, 1)}),
        (b"ralat 75", b"ralat_x000D_", {(1, 1)}),  # a line end is no digit
        (b"<r>", b"<!-- a > b --><r\n xml:space='preserve'>", {(1, 1), (2, 1)}),
        (b"<rPr>", b"<!--<strike/>--><rPr>", {(1, 1), (2, 1)}),
        (b"<strike/>", b"<!--<strike/>-->", set()),
        (b"ralat 75", b"<![CDATA[ralat <r> 75]]>", {(1, 1), (2, 1)}),
        (b"ralat 75", b"<![CDATA[ralat & <s>]]>", {(1, 1)}),
        (
            b' xmlns="',
            b' xmlns:x-1="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns="',
            {(1, 1), (2, 1)},
        ),
    ):
        changed = edited(content, {part: lambda xml, old=old, new=new: xml.replace(old, new)})  # type: ignore[misc]
        assert read(tmp_path, "nilai.xlsx", changed)[0][0].struck == struck


@pytest.mark.parametrize("inline", [False, True])
@pytest.mark.parametrize("form", ["<{0}:{1}", "<!-- x --><{1}", "<![CDATA[]]><{1}"])
def test_odd_xml_hides_nothing(tmp_path: Path, inline: bool, form: str) -> None:
    """A prefix that the root does not bear, comments and empty sections between the tags of a workbook."""
    path = tmp_path / "buatan.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": inline}) as book:
        sheet, line = book.add_worksheet(), book.add_format({"font_strikeout": True})
        sheet.write_row(0, 0, ["Nomor", "Skor"])
        sheet.write_rich_string(1, 1, line, "80", " 75")
        sheet.write_formula(2, 1, "=NA()", None, "#N/A")
        sheet.write_number(3, 1, 79.6, book.add_format({"num_format": "0"}))
        sheet.set_row(4, None, None, {"hidden": True})
        sheet.write(4, 1, 7)
    main = b'xmlns:o.x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns="'

    def odd(xml: bytes) -> bytes:
        head, _, rest = xml.partition(b"?>")
        root, _, rest = rest.partition(b">")
        body = re.sub(
            rb"<(row|c|v|f|si|is|r|rPr|strike|t)(?=[\s/>])", lambda m: form.format("o.x", m[1].decode()).encode(), rest
        )
        if "{0}" in form:
            body = re.sub(rb"</(row|c|v|f|si|is|r|rPr|t)>", rb"</o.x:\1>", body)
        return head + b"?>" + root.replace(b'xmlns="', main, 1) + b">" + body

    parts = ["xl/worksheets/sheet1.xml", *([] if inline else ["xl/sharedStrings.xml"])]
    (plain,), _ = read(tmp_path, "nilai.xlsx", path.read_bytes())
    (found,), _ = read(tmp_path, "nilai.xlsx", edited(path.read_bytes(), dict.fromkeys(parts, odd)))
    assert plain.struck == {(1, 1)}
    assert [getattr(found, name) for name in found.__struct_fields__ if name not in {"rows", "formulas"}] == [
        getattr(plain, name) for name in plain.__struct_fields__ if name not in {"rows", "formulas"}
    ]


def test_a_style_that_follows_one_that_strikes_through(tmp_path: Path) -> None:
    line = b'<style:text-properties style:text-line-through-style="%s"/>'
    style = b'<style:style style:name="%s" style:family="table-cell" style:parent-style-name="%s">%s</style:style>'
    heirs = [(b"Lama", b"", line % b"solid"), (b"ce99", b"Lama", b""), (b"ce98", b"Lama", line % b"none")]
    more = b"".join(style % one for one in heirs) + b"</office:automatic-styles>"

    def named(content: bytes) -> bytes:
        content = content.replace(b"</office:automatic-styles>", more)
        for number, name in ((b"26-0003", b"ce99"), (b"26-0004", b"ce98")):
            at = content.rindex(b"<table:table-cell", 0, content.index(number))
            end = content.index(b">", at)
            tag = re.sub(rb' table:style-name="[^"]*"', b"", content[at:end])
            content = content[:at] + tag + b' table:style-name="' + name + b'"' + content[end:]
        return content

    (sheet,), _ = read(tmp_path, "a.ods", edited((FIXTURES / "dicoret.ods").read_bytes(), {"content.xml": named}))
    assert {(3, 0), (4, 0)} & sheet.struck == {(3, 0)}


@pytest.mark.parametrize(
    ("rows", "struck"),
    [
        ("<tr><td>99-1<td><s>50</s><td>70</tr>", {(1, 1)}),
        ("<tr><td>99-1<td><del><b>50</b></del> <td>70</tr>", {(1, 1)}),
        ("<tr><td>99-1<td><s>50</s>60<td>70</tr>", set()),  # what takes its place is not
        ("<tr><td>99-1<td>60<s>50</s><td>70</tr>", set()),
        ('<tr><td>99-1<td style="TEXT-DECORATION: line-through">50<td>70</tr>', {(1, 1)}),
        ('<tr><td>99-1<td><span style="text-decoration-line:line-through"><span>5</span>0</span><td>70', {(1, 1)}),
        ('<tr style="text-decoration:line-through"><td>99-1<td>50<td>70</tr><tr><td>x</tr>', {(1, 0), (1, 1), (1, 2)}),
        (
            "<style><!--.a, .xl65\n{color:red;text-decoration:line-through;}--></style><tr><td class='b xl65'>9",
            {(1, 0)},
        ),
        ('<tr><td>99-1<td style="text-decoration:underline">50<td class=line-through>70</tr>', set()),
        ("<tr><td>99-1<td><s></s>50<td>70</tr>", set()),
        ("<tr><td>99-1<td><s>50<td>70</tr>", {(1, 1)}),  # no end: it goes no further than the cell
    ],
)
def test_what_is_struck_through_in_a_web_page(tmp_path: Path, rows: str, struck: set[tuple[int, int]]) -> None:
    (sheet,), _ = read(tmp_path, "nilai.xls", page(rows))
    assert sheet.struck == struck


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("nilai.xlsx", ".xls", "Excel 97-2003"),
        ("nilai.xls", ".xlsx", "(.xlsx)"),
        ("nilai.csv", ".xlsx", "(.xlsx)"),
        ("nilai.xlsx", ".ods", "LibreOffice"),
    ],
)
def test_content_decides_not_the_suffix(tmp_path: Path, workbook: bytes, name: str, kind: str, said: str) -> None:
    content = workbook if kind == ".xlsx" else (FIXTURES / f"nilai{kind}").read_bytes()
    (sheet, _), findings = read(tmp_path, name, content)
    assert list(sheet.rows) == ROWS
    assert codes(findings) == ["P001"]
    assert said in findings[0].message


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"{\\rtf1 x}", "RTF"),
        (b"\x89PNG\r\n\x1a\n", "gambar"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "MHTML"),
        (b"<html><body>Silakan masuk</body></html>", "tanpa tabel"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Table/>', "2003"),
        (b'<?xml version="1.0"?><data/>', "XML"),
        (b"\x09\x00\x04\x00\x07\x00\x10\x00", "versi 5"),
    ],
)
def test_other_kinds_are_named(tmp_path: Path, content: bytes, said: str) -> None:
    _, findings = read(tmp_path, "nilai.xls", content)
    assert codes(findings) == ["E004"]
    assert said in findings[0].message


@pytest.mark.parametrize(
    ("member", "said"), [("word/document.xml", "Word"), ("ppt/slides/x.xml", "presentasi"), ("surat.txt", "arsip ZIP")]
)
def test_other_archives_are_named(tmp_path: Path, member: str, said: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(member, "x")
    _, findings = read(tmp_path, "nilai.xlsx", out.getvalue())
    assert codes(findings) == ["E004"]
    assert said in findings[0].message


@pytest.mark.parametrize("name", ["nilai.pdf", "nilai", "nilai.docx"])
def test_suffix_of_no_table(tmp_path: Path, name: str) -> None:
    assert codes(read(tmp_path, name, b"No;Nama\n1;Siti\n")[1]) == ["E004"]


@pytest.mark.parametrize("suffix", [".xlsb", ".xlsx"])
def test_binary_workbook(tmp_path: Path, suffix: str, workbook: bytes) -> None:
    """No office's file came so; it is named, with the way out, under its own name as under another one."""
    content = renamed(workbook, lambda name: name.replace("xl/workbook.xml", "xl/workbook.bin"))
    (found,) = read(tmp_path, f"nilai{suffix}", content)[1]
    assert (found.code, "simpan sebagai .xlsx" in found.hint) == ("E004", True)


# --- text ---------------------------------------------------------------------------------------------------

LINES = "No;Nama;Nilai\r\n1;Siti;80,5\r\n2;Budi, S.E.;79\r\n"
CELLS = [("No", "Nama", "Nilai"), ("1", "Siti", "80,5"), ("2", "Budi, S.E.", "79")]


@pytest.mark.parametrize(
    "content",
    [
        LINES.encode(),
        LINES.encode("utf-8-sig"),
        LINES.encode("utf-16"),
        LINES.replace("\r\n", "\n").encode(),
        LINES.replace("\r\n", "\r").encode(),
        LINES.replace(";", "\t").encode("utf-16"),
        *(LINES.encode(name) for name in ("utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be")),
        b"sep=;\r\n" + LINES.encode(),
        LINES.encode() + b"\x1a",
        b'No,Nama,Nilai\n1,Siti,"80,5"\n2,"Budi, S.E.",79\n',
    ],
    ids=[
        "plain",
        "mark",
        "UTF-16",
        "LF",
        "CR",
        "Unicode text",
        *["no mark"] * 2,
        "UTF-32",
        *["no mark"] * 2,
        "sep=",
        "Ctrl-Z",
        "commas",
    ],
)
def test_text(tmp_path: Path, content: bytes) -> None:
    for name in ("nilai.csv", "nilai.tsv", "nilai.txt"):
        (sheet,), findings = read(tmp_path, name, content)
        assert (list(sheet.rows), findings) == (CELLS, [])


@pytest.mark.parametrize(
    ("lines", "width"),
    [
        ("A;B\n80,5;90,5\n70,5;60,5\n", 2),
        ("No;Nilai;Catatan\n1;80,5;baik\n2;70,5\n3;60,5\n4;50,5\n", 2),
        ("PANITIA SELEKSI, TAHUN 2026\n\nNo;Nama;Nilai\n1;Siti;80\n2;Budi;79\n", 3),
        ("Nama,Keterangan\nSiti,a;b\nBudi,c\n", 2),
    ],
)
def test_delimiter_divides_most_rows_alike(lines: str, width: int) -> None:
    sheet = text.read(lines.encode())["sheets"][0]
    assert sheet["rows"].widths[-1] == width


@pytest.mark.parametrize(("lines", "row"), [('a;b\n1;"x"y\n', 1), ('a;b\n1;2\n3;"4\n5;6\n', 2)])
def test_open_quotation_mark_is_shown_where_it_stands(tmp_path: Path, lines: str, row: int) -> None:
    _, (finding,) = read(tmp_path, "nilai.csv", lines.encode())
    assert (finding.code, finding.place.row if finding.place else None) == ("E012", row)


def test_text_in_a_workbooks_name(tmp_path: Path) -> None:
    (sheet,), findings = read(tmp_path, "nilai.xls", LINES.encode())
    assert (list(sheet.rows), codes(findings)) == (CELLS, ["P001"])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"a;b\n1;\x00\n", "E002"),
        (random.Random(1).randbytes(5000), "E002"),  # noqa: S311
        (b"a;b\n1;\x81\n", "E016"),
        ("Nama;Nilai\nAndr\u00e9;80\nLe\u00f3n \u00c5;70\n".encode("mac-roman"), "E016"),  # Å is 81 there
        (b"\xff\xfe1\x00\x00\xd8", "E016"),
    ],
)
def test_no_text(tmp_path: Path, content: bytes, code: str) -> None:
    assert codes(read(tmp_path, "nilai.csv", content)[1]) == [code]


def test_letters_of_another_encoding_are_shown(tmp_path: Path) -> None:
    """Nobody can tell Windows from Mac by the bytes; whoever reads the note can."""
    lines = "Nama;Nilai\nRen\u00e9;80\n"
    for encoding, seen in (("cp1252", "Ren\u00e9"), ("mac-roman", "Ren\u017d")):
        (sheet,), (found,) = read(tmp_path, "nilai.csv", lines.encode(encoding))
        assert (sheet.rows[1][0], found.code, f'"{seen}"' in found.message) == (seen, "I005", True)


# --- web pages ----------------------------------------------------------------------------------------------

PAGE = """
<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><title>unduhan</title><style>td {color: red}</style>
<xml><x:Name>Sheet1</x:Name></xml></head><body><h3>PANITIA SELEKSI</h3>Kota X<br>Tahun 2026
<table><tr><th rowspan=2>No</th><th rowspan="2">Nama</th><th colspan=2>Nilai</th></tr>
<tr><th>Tes</th><th>Wawancara</th></tr>
<tr><td>1<td>Siti &amp;
   Ani<td>80,5<td>90</tr>
<tr style="display: none"><td>2</td><td>Budi<br>S.E.</td><td><b>7</b>0</td><td/></tr></table>
<p>Mengetahui<script src="http://localhost/x.js">document.write("<td>x</td>")</script></body></html>"""
PAGE_ROWS = [
    ("PANITIA SELEKSI",),
    ("Kota X",),
    ("Tahun 2026",),
    ("No", "Nama", "Nilai", ""),
    ("", "", "Tes", "Wawancara"),
    ("1", "Siti & Ani", "80,5", "90"),
    ("2", "Budi\nS.E.", "70", ""),
    ("Mengetahui",),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_web_page_in_a_workbooks_name(tmp_path: Path, encoding: str) -> None:
    (sheet,), findings = read(tmp_path, "nilai.xls", PAGE.encode(encoding))
    assert codes(findings) == ["I001"]
    assert (list(sheet.rows), sheet.hidden_rows) == (PAGE_ROWS, {6})
    assert sheet.merged == ((3, 0, 4, 0), (3, 1, 4, 1), (3, 2, 3, 3))


def test_web_page_names_its_character_set(tmp_path: Path) -> None:
    page = '<meta charset="iso-8859-2"><table><tr><td>Šiti</table>'
    (sheet,), _ = read(tmp_path, "nilai.xls", page.encode("iso-8859-2"))
    assert list(sheet.rows) == [("Šiti",)]


def test_tables_inside_tables_stand_below_each_other(tmp_path: Path) -> None:
    page = "<table><tr><td>Luar<table><tr><td>a<td>b</table>sesudah</table>"
    (sheet,), findings = read(tmp_path, "nilai.xlsx", page.encode())
    assert (list(sheet.rows), codes(findings)) == ([("Luar",), ("a", "b"), ("sesudah",)], ["P001"])


@pytest.mark.parametrize(
    "page",
    ["<table>" * 100, "<table>" + "<tr><td colspan=1000 rowspan=65534>x" * 50_000],
    ids=["deep", "wide"],
)
def test_pages_that_grow(tmp_path: Path, page: str) -> None:
    assert codes(read(tmp_path, "nilai.xls", page.encode())[1]) == ["E003"]


# --- protected workbooks ------------------------------------------------------------------------------------


def protected(workbook: bytes, password: str = PASSWORD) -> bytes:
    ooxml = pytest.importorskip("msoffcrypto.format.ooxml")
    out = io.BytesIO()
    ooxml.OOXMLFile(io.BytesIO(workbook)).encrypt(password, out)
    return out.getvalue()


@pytest.fixture(params=[".xlsx", ".xls"])
def sealed(request: pytest.FixtureRequest, workbook: bytes, tmp_path: Path) -> str:
    pytest.importorskip("msoffcrypto")
    content = protected(workbook) if request.param == ".xlsx" else (FIXTURES / "terkunci.xls").read_bytes()
    (tmp_path / f"nilai{request.param}").write_bytes(content)
    return f"nilai{request.param}"


def test_password_from_the_environment(tmp_path: Path, sealed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, PASSWORD)
    sheets, findings = Reading(tmp_path, [sealed]).take()
    assert (list(sheets[sealed][0].rows), findings) == (ROWS, [])


def test_password_is_asked_for_and_tried_again(tmp_path: Path, sealed: str) -> None:
    (tmp_path / f"lagi_{sealed}").write_bytes((tmp_path / sealed).read_bytes())
    asked: list[str] = []

    def ask(name: str) -> str:
        asked.append(name)
        return PASSWORD

    sheets, findings = Reading(tmp_path, [f"lagi_{sealed}", sealed], Passwords(ask)).take()
    assert (sorted(sheets), findings, asked) == ([f"lagi_{sealed}", sealed], [], [f"lagi_{sealed}"])


def test_a_pattern_may_mean_the_folder_itself(tmp_path: Path) -> None:
    (tmp_path / "nilai.csv").write_text("A;B\n1;2\n", encoding="utf-8")
    assert find_files(tmp_path, ["**"])[0] in ([], ["nilai.csv"])


def test_the_line_of_progress_is_silent_while_a_password_is_typed(tmp_path: Path, sealed: str) -> None:
    """Else it wipes the question away ten times a second."""
    said: list[str] = []

    def ask(name: str) -> str:
        said.append(f"kata sandi {name}?")
        return PASSWORD

    Reading(tmp_path, [sealed], Passwords(ask)).take(progress=said.append)
    assert said == [sealed, "", f"kata sandi {sealed}?"]


def test_progress_on_a_terminal_stops_when_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    screen.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with progress.progress() as tell:
        tell("membaca satu")
        tell("")
        before = screen.getvalue()
        screen.write("Kata sandi: ")
        assert screen.getvalue() == f"{before}Kata sandi: "
        assert before.rpartition("satu")[2].count("\x1b[?25h") == before.count("\x1b[2K") == 1  # cursor back, line gone
        tell("membaca dua")
    assert "membaca dua" in screen.getvalue().partition("Kata sandi: ")[2]


def test_wrong_password(tmp_path: Path, sealed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "rahasia1")
    assert codes(Reading(tmp_path, [sealed]).take()[1]) == ["E010"]


def test_no_password(tmp_path: Path, sealed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO())  # no terminal
    assert codes(Reading(tmp_path, [sealed]).take()[1]) == ["E009"]


@pytest.mark.parametrize(("typed", "given"), [("Rahasia1", "Rahasia1"), ("", None), (EOFError, None)])
def test_password_is_typed_at_a_terminal(monkeypatch: pytest.MonkeyPatch, typed: Any, given: str | None) -> None:
    def getpass(prompt: str) -> str:
        assert "nilai.xlsx" in prompt
        if isinstance(typed, str):
            return typed
        raise typed

    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", terminal)
    monkeypatch.setattr("asnrekrut.readers.passwords.getpass", getpass)
    assert ask("nilai.xlsx") == given


def test_excels_own_password_needs_no_asking(tmp_path: Path, workbook: bytes) -> None:
    (sheet, _), findings = read(tmp_path, "nilai.xlsx", protected(workbook, passwords.UNASKED))
    assert (list(sheet.rows), findings) == (ROWS, [])


def test_password_reaches_no_other_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither as an argument nor in the environment: only through standard input."""
    program = "import os, pickle, sys; _, given = pickle.load(sys.stdin.buffer)"
    program += "; told = ' '.join([*sys.argv, *os.environ.values()])"
    program += "; sys.stdout.buffer.write(pickle.dumps(('other_lock', {'given': given, 'told': given in told})))"
    monkeypatch.setattr(isolated, "WORKER", (sys.executable, "-c", program))
    monkeypatch.setenv(VARIABLE, "kata-sandi-uji")
    assert isolated.read([tmp_path / "x.xlsx"], "kata-sandi-uji")[0][1] == {"given": "kata-sandi-uji", "told": False}


def test_extra_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "msoffcrypto", None)
    with pytest.raises(bounds.Refusal) as stopped:
        passwords.unlocked(b"", PASSWORD)
    assert messages.refused(stopped.value.kind, "nilai.xlsx", stopped.value.values).code == "E005"


def test_what_no_password_opens(tmp_path: Path) -> None:
    assert codes(read(tmp_path, "nilai.ods", (FIXTURES / "terkunci.ods").read_bytes())[1]) == ["E011"]


def test_password_inside_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "unlocked", lambda content, _: content)
    with pytest.raises(bounds.Refusal, match="other_lock"):
        kinds.read((FIXTURES / "terkunci.xls").read_bytes(), PASSWORD)


def page(rows: str, table: str = "<table>") -> bytes:
    return f"<html><body>{table}<tr><td>Nomor<td>Teori<td>Praktik</tr>{rows}</table></body></html>".encode()


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("<td>8<sup>1</sup>", "8\n1"),
        ("<td><s>8</s>9", "8\n9"),
        ("<td><pre>8</pre><pre>5</pre>", "8\n5"),
        ("<td><select><option>8<option selected>5</select>", "8\n5"),
        ('<td><span style="display:none">8</span>5', "5"),
        ("<td><b>8</b><font color=red>5</font>", "85"),
        ("<td><b hidden>5<b>6</b></b>0", "0"),
        ('<td><span style="display:none;display:inline">9</span>0', "90"),
        ('<td><span style="visibility:hidden">1</span>5', "5"),
        ('<td>9<input value="0">', "9\n0"),
        ('<td>9<input type=hidden value="0">', "9"),
        ('<td style="display: none">99</td><td>5', "5"),
    ],
)
def test_digits_of_a_web_page_stand_as_people_see_them(tmp_path: Path, cell: str, text: str) -> None:
    (sheet,), _ = read(tmp_path, "nilai.xls", page(f"<tr><td>99-1</td>{cell}</td><td>70</td></tr>"))
    assert sheet.rows[1] == ("99-1", text, "70")


@pytest.mark.parametrize(
    ("rows", "table"),
    [
        ('<tr style="display:none"><td>x</tr>', "<table>"),
        ('<tr style="visibility:collapse"><td>x</tr>', "<table>"),
        ("<tbody hidden><tr><td>x</tr></tbody>", "<table>"),
        ("<tr><td>x</tr>", "<table hidden>"),
    ],
)
def test_hidden_rows_of_a_web_page(tmp_path: Path, rows: str, table: str) -> None:
    (sheet,), _ = read(tmp_path, "nilai.xls", page(rows, table))
    assert 1 in sheet.hidden_rows
    assert (0 in sheet.hidden_rows) == (table != "<table>")


@pytest.mark.parametrize(
    ("cell", "value", "masked"),
    [
        ('<td sdval="79.6">80', 79.6, {(1, 1): "80"}),
        ('<td x:num="79.6">79,6', 79.6, {}),
        ("<td x:num>79,6", "79,6", {}),
        ('<td x:num="12">0012', "0012", {}),  # a number with zeros in front is text
        ('<td sdval="x">80', "80", {}),
    ],
)
def test_a_number_that_a_web_page_shows_rounded(tmp_path: Path, cell: str, value: object, masked: object) -> None:
    (sheet,), _ = read(tmp_path, "nilai.xls", page(f"<tr><td>99-1{cell}<td>70</tr>"))
    assert (sheet.rows[1][1], sheet.masked) == (value, masked)


@pytest.mark.parametrize("end", ["<td>5", "<tr><td>99-2", "", "</table><div hidden><table><tr><td>x</td></tr></table>"])
def test_a_web_page_that_breaks_off_is_not_read(tmp_path: Path, end: str) -> None:
    content = page("<tr><td>99-1<td>50<td>70</tr>").partition(b"</table>")[0] + end.encode()
    assert codes(read(tmp_path, "nilai.xls", content)[1]) == ["E002"]


# --- errors and formulas ------------------------------------------------------------------------------------

CELLS_BROKEN = {(0, 0): "#DIV/0!", (1, 1): "rumus", (2, 0): "rumus", (3, 2): "rumus", (5, 0): "#REF!"}
XML_BROKEN = """
<row r="1"><c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B1"><f>1+1</f><v>2</v></c></row>
<row r="2"><c r="A2" t="str"><f>""</f><v></v></c><c r="B2"><f>1+1</f></c></row>
<row r="3"><c r="A3"><f t="shared" si="0"/><v/></c></row>
<row r="4"><c r="A4" t="inlineStr"><is><t>&lt;c t="e"&gt; t="e"</t></is></c><c r="C4"><f>1+1</f><v /></c></row>
<row r="6"><c r="A6" s="0" t="e"><v>#REF!</v></c></row>"""


def with_rows(workbook: bytes, rows: str) -> bytes:
    body = f"<sheetData>{rows}</sheetData>".encode()
    replace = re.compile(rb"<sheetData>.*</sheetData>(?:<mergeCells.*</mergeCells>)?", re.DOTALL)
    return edited(workbook, {SHEET: lambda xml: replace.sub(lambda _: body, xml)})


def prefixed(xml: bytes) -> bytes:
    xml = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", xml)
    return xml.replace(b"<x:worksheet xmlns=", b"<x:worksheet xmlns:x=")


def quoted_singly(xml: bytes) -> bytes:
    return re.sub(rb"<(?:c|row)\b[^>]*>", lambda tag: tag[0].replace(b'"', b"'"), xml)


@pytest.mark.parametrize("dialect", [bytes, prefixed, quoted_singly], ids=["usual", "prefix", "single quotes"])
def test_cells_without_usable_value(tmp_path: Path, workbook: bytes, dialect: Callable[[bytes], bytes]) -> None:
    content = edited(with_rows(workbook, XML_BROKEN), {SHEET: dialect})
    sheets, findings = read(tmp_path, "nilai.xlsm", content)
    assert (sheets[0].broken, findings) == (CELLS_BROKEN, [])
    assert sheets[0].rows[0][:2] == ("", 2)


def test_cells_without_address_are_counted(tmp_path: Path, workbook: bytes) -> None:
    rows = (
        '<row><c><v>1</v></c><c t="e"><v>#N/A</v></c></row><row r="4" hidden="1"><c r="C4"><v>3</v></c><c t="e"/></row>'
    )
    (sheet, _), _ = read(tmp_path, "nilai.xlsx", with_rows(workbook, rows))
    assert sheet.rows[0][0] == 1
    assert (sheet.broken[0, 1], sheet.hidden_rows) == ("#N/A", {3})


def test_formulas_that_openpyxl_wrote(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["B2"] = 1, "=A1*2"  # type: ignore[index]
    book.save(tmp_path / "rumus.xlsx")
    assert Reading(tmp_path, ["rumus.xlsx"]).take()[0]["rumus.xlsx"][0].broken == {(1, 1): "rumus"}


def test_zeros_that_wait_for_excel(tmp_path: Path) -> None:
    """XlsxWriter and others store 0 for every formula and ask Excel to compute when it opens the file."""

    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row("A1", [40, 41])
        sheet.write_formula("C1", "=A1+B1")
        sheet.write_formula("D1", "=A1+B1", None, 81)

    content = made(tmp_path, fill)
    assert read(tmp_path, "nilai.xlsx", content)[0][0].broken == {(0, 2): "rumus"}
    computed = edited(content, {"xl/workbook.xml": lambda xml: xml.replace(b' fullCalcOnLoad="1"', b"")})
    assert read(tmp_path, "nilai.xlsx", computed)[0][0].broken == {}


# --- numbers that show another one --------------------------------------------------------------------------

ACCOUNTS = BUILT_IN[43]


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        ("0", 79.6, "80"),
        ("0.00", 75.456, "75,46"),
        ("0.00", 2.675, "2,68"),  # half up, on what is written
        ("0.00", 75.45, None),
        ("0.00", 79.60000000000001, None),  # Excel shows 15 digits at most
        ("0.##", 1.256, "1,26"),
        ("0.##", 1.5, None),
        ("0%", 0.755, "76%"),
        ("0.0%", 0.755, "75,5%"),
        ("0%", 0, None),
        ('"90,00"', 75.5, "90,00"),
        ('0"5"', 75, "755"),
        (";;;", 5, ""),
        ('"Rp "#,##0', 1234567, None),
        ('"Rp "#,##0', 1234567.8, "Rp 1.234.568"),
        (ACCOUNTS, 0, "-"),
        (ACCOUNTS, 12.5, None),
        (ACCOUNTS, -12.555, "-12,56"),
        ("0;0", -5, "5"),
        ("0;(0)", -5, None),
        ('[>=80]"Lulus";"Gagal"', 79, "Gagal"),
        ("0,", 75000, "75"),
        ("#", 0, ""),
        ('0"."00', 7550, '0"."00'),
        ("# ?/?", 75.3, "# ?/?"),
        ("0.00E+00", 12345, "0.00E+00"),
        ("0.00E+00", 12300, None),
        ("[$-421]0.00", 2.5, None),
        ("[Red]0.0", 1.25, "1,3"),
        ("General", 1.23456, None),
        ("@", 1.23456, None),
        ("dd/mm/yyyy", 34928.5, None),
        ("[h]:mm", 1.5, None),
        ("00000000 000000 0 000", 1, None),
        ("0000", 12, "0012"),
        ("0000", 12345, None),
        ("00", 5, None),  # a mark
        ("000.0", 7.5, None),
        ("0,000", 80, None),
        ("0.00", 1e300, None),
    ],
)
def test_what_a_format_shows(code: str, value: float, expected: str | None) -> None:
    form = parse(code)
    assert (shown(form, float(value)) if form else None) == expected


def test_masked_numbers_of_a_sheet(tmp_path: Path) -> None:
    """The search in the XML finds exactly the cells that the formats change."""
    numbers = [0, 5, 75.5, 75.456, 79.60000000000001, 0.07, 1e-7, -3.25, 1e20, 33.333333333333336]
    formats = ["General", "0", "0.00", "0.0%", '"90"', "0;0", ACCOUNTS, "[>=80]0;0.0", "dd/mm/yyyy", "@", "0,"]

    def fill(book: Any, sheet: Any) -> None:
        for c, code in enumerate(formats):
            style = book.add_format({"num_format": code})
            for r, number in enumerate(numbers):
                sheet.write_number(r, c, number, style)
                sheet.write_formula(r, c + 20, "=1", style, number)
            sheet.write_string(len(numbers), c, "12.345", style)

    (sheet,), _ = read(tmp_path, "nilai.xlsx", made(tmp_path, fill))
    forms = [parse(code) for code in formats]
    expected = {(r, c): shown(f, float(v)) for c, f in enumerate(forms) if f for r, v in enumerate(numbers)}
    kept = {where: text for where, text in expected.items() if text is not None}
    assert {where: text for where, text in sheet.masked.items() if where[1] < 20} == kept
    assert {(r, c - 20): text for (r, c), text in sheet.masked.items() if c >= 20} == kept
    assert len(kept) > 30


def test_a_cell_without_style_has_the_first_one(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_number("A1", 79.6)

    content = edited(made(tmp_path, fill), {"xl/styles.xml": lambda xml: xml.replace(b'numFmtId="0"', b'numFmtId="1"')})
    (sheet,), _ = read(tmp_path, "nilai.xlsx", content)
    assert sheet.masked == {(0, 0): "80"}


def test_a_formula_of_an_old_workbook_that_waits_for_its_result(tmp_path: Path) -> None:
    """The result #N/A of the only formula is made a zero, and the flag set that asks Excel to compute."""
    content = (FIXTURES / "nilai.xls").read_bytes()
    result = re.compile(rb"\x02\x00\x2a\x00\x00\x00\xff\xff..", re.DOTALL)
    assert len(result.findall(content)) == 1
    (sheet, *_), _ = read(tmp_path, "nilai.xls", result.sub(bytes(8) + b"\x02\x00", content))
    assert "rumus" in sheet.broken.values()
    (sheet, *_), _ = read(tmp_path, "nilai.xls", result.sub(bytes(10), content))
    assert "rumus" not in sheet.broken.values()


# --- merged, hidden, notes ----------------------------------------------------------------------------------


def test_rows_and_columns_without_height_or_width_are_hidden(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_column("A1", [1, 2, 3])
        sheet.write_row("A1", [1, 2, 3])
        sheet.set_row(1, 20)
        sheet.set_column("B:B", 20)

    def flat(xml: bytes) -> bytes:
        xml = re.sub(rb'\bht="[\d.]+"', b'ht="0"', xml)
        return re.sub(rb'(<col min="2"[^>]*?width=)"[\d.]+"', rb'\1"0"', xml)

    (sheet,), _ = read(tmp_path, "nilai.xlsx", edited(made(tmp_path, fill), {SHEET: flat}))
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({1}, {1})


def test_merged_and_hidden_parts_end_with_the_cells(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write("C3", 1)
        sheet.set_column("B:XFD", None, None, {"hidden": True})
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_row(900, None, None, {"hidden": True})

    merged = b'</sheetData><mergeCells><mergeCell ref="A5:B6"/><mergeCell ref="B2:XFD1048576"/></mergeCells>'
    content = edited(made(tmp_path, fill), {SHEET: lambda xml: xml.replace(b"</sheetData>", merged)})
    (sheet,), findings = read(tmp_path, "nilai.xlsx", content)
    assert findings == []
    assert (sheet.merged, sheet.hidden_rows, sheet.hidden_columns) == (((1, 1, 2, 2),), {1}, {1, 2})


def test_macros_are_said_and_not_run(tmp_path: Path, workbook: bytes) -> None:
    content = edited(workbook, {}, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
    (sheet, _), findings = read(tmp_path, "nilai.xlsm", content)
    assert (list(sheet.rows), codes(findings)) == (ROWS, ["I002"])


def test_very_hidden_sheet(tmp_path: Path, workbook: bytes) -> None:
    content = edited(workbook, {"xl/workbook.xml": lambda xml: xml.replace(b'"hidden"', b'"veryHidden"')})
    sheets, (finding,) = read(tmp_path, "nilai.xlsx", content)
    assert sheets[1].hidden
    assert (finding.code, str(finding.place)) == ("I003", "nilai.xlsx:Rahasia")


def test_formulas_that_look_into_other_files(tmp_path: Path) -> None:
    book = b'<externalReferences><externalReference r:id="rId77"/></externalReferences><calcPr'
    relation = b'<Relationship Id="rId77" Type="x" Target="externalLinks/externalLink1.xml"/></Relationships>'
    outside = (
        b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    )
    outside += b'<Relationship Id="rId1" Type="x" Target="file:///C:/Users/budi/panel%202.xlsx" TargetMode="External"/>'
    edits = {
        "xl/workbook.xml": lambda xml: xml.replace(b"<calcPr", book),
        "xl/_rels/workbook.xml.rels": lambda xml: xml.replace(b"</Relationships>", relation),
    }
    more = {
        "xl/externalLinks/externalLink1.xml": b'<?xml version="1.0"?><externalLink/>',
        "xl/externalLinks/_rels/externalLink1.xml.rels": outside + b"</Relationships>",
    }

    def fill(_: Any, sheet: Any) -> None:
        sheet.write_formula("B2", "='[1]Panel 2'!F12", None, 82.5)
        sheet.write_formula("B3", "=[1]Panel!F12*2", None, 81)
        sheet.write_formula("B4", "=SUM(Tabel[1])", None, 80)

    (sheet,), (finding,) = read(tmp_path, "nilai.xlsx", edited(made(tmp_path, fill), edits, more))
    assert [row[1] for row in sheet.rows[1:]] == [82.5, 81, 80]
    assert (finding.code, str(finding.place)) == ("P002", "nilai.xlsx:Nilai!B2")
    assert finding.values == {"jumlah": 2, "berkas": '"panel 2.xlsx"'}


# --- safety -------------------------------------------------------------------------------------------------


def lying(workbook: bytes) -> bytes:
    """The directory says 10 bytes where 100 MB are packed."""
    content = edited(workbook, {}, {"xl/sharedStrings2.xml": bytes(100 * 2**20)})
    return content.replace((100 * 2**20).to_bytes(4, "little"), (10).to_bytes(4, "little"))


def doubled(workbook: bytes) -> bytes:
    with pytest.warns(UserWarning, match="Duplicate name"):
        return edited(workbook, {}, {SHEET: b"<worksheet/>"})


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
DECLARED = {
    "styles": "xl/styles.xml",
    "strings": "xl/sharedStrings.xml",
    "sheet": SHEET,
    "workbook": "xl/workbook.xml",
}


@pytest.mark.parametrize("member", DECLARED.values(), ids=DECLARED)
def test_entities_are_refused(tmp_path: Path, workbook: bytes, member: str) -> None:
    content = edited(workbook, {member: lambda xml: xml.replace(b"?>", b"?>" + ENTITIES, 1)})
    _, (finding,) = read(tmp_path, "nilai.xlsx", content)
    assert (finding.code, "entitas" in finding.message) == ("E003", True)


FAR_ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
FAR_ROW += '<row r="900000"><c r="AZ900000"/><c r="BA900000"><v>1</v></c><c r="BB900000" s="1"/></row>'


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda raw: edited(raw, {}, {"xl/media/a.bin": bytes(60 * 2**20)}), "dimampatkan"),
        (lambda raw: edited(raw, {}, {f"x/{n}": b"" for n in range(10_001)}), "bagian"),
        (doubled, "bernama sama"),
        (lambda raw: with_rows(raw, '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "1.048.576"),
        (lambda raw: with_rows(raw, FAR_ROW), "kolom ke-53"),
    ],
    ids=["bomb", "members", "doubled", "far corner", "far row"],
)
def test_harm_is_refused(tmp_path: Path, workbook: bytes, harm: Callable[[bytes], bytes], said: str) -> None:
    sheets, (finding,) = read(tmp_path, "nilai.xlsx", harm(workbook))
    assert (sheets, finding.code) == ([], "E003")
    assert said in finding.message


def test_member_larger_than_it_says(tmp_path: Path, workbook: bytes) -> None:
    assert codes(read(tmp_path, "nilai.xlsx", lying(workbook))[1]) == ["E002"]


def far_cells(book: Any, _: Any) -> None:
    for number in range(20):
        book.add_worksheet(f"x{number}").write(bounds.CELLS // 200, 99, "x")


def long_texts(_: Any, sheet: Any) -> None:
    for row in range(bounds.CHARACTERS // 20_000):
        sheet.write(row, 0, "x" * 30_000)


@pytest.mark.parametrize("fill", [far_cells, long_texts])
def test_cells_and_characters_of_all_sheets_together_are_bounded(tmp_path: Path, fill: Callable[..., None]) -> None:
    """A few kilobytes can stand for gigabytes: each sheet is honest, or each text."""
    assert codes(read(tmp_path, "nilai.xlsx", made(tmp_path, fill))[1]) == ["E003"]


def test_a_sum_of_excel_is_stored_with_seventeen_digits(tmp_path: Path, workbook: bytes) -> None:
    """=SUM(20.4, 30.2, 25.1), which Excel shows as 75,7 at every width."""
    noisy = edited(workbook, {SHEET: lambda xml: xml.replace(b"<v>80</v>", b"<v>75.699999999999989</v>")})
    (sheet, _), _ = read(tmp_path, "nilai.xlsx", noisy)
    assert str(numbers(different([sheet.rows[6][4]]), 2, {}).values.at(0)) == "757/10"
    assert (6, 4) not in sheet.masked


def test_far_away_formats_do_no_harm(tmp_path: Path, workbook: bytes) -> None:
    """Offices format whole columns; such cells are empty."""
    row = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    (sheet, _), findings = read(tmp_path, "nilai.xlsx", with_rows(workbook, row))
    assert (list(sheet.rows), findings) == ([(1,)], [])


ODS = '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
ODS += ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:'
ODS += 'xmlns:text:1.0"><office:body><office:spreadsheet><table:table table:name="A">{}</table:table>'
ODS += "</office:spreadsheet></office:body></office:document-content>"


def opendocument(rows: str) -> bytes:
    return edited((FIXTURES / "nilai.ods").read_bytes(), {"content.xml": lambda _: ODS.format(rows).encode()})


def test_repeated_cells(tmp_path: Path) -> None:
    cell = '<table:table-cell office:value-type="float" office:value="1.5" {}><text:p>2</text:p></table:table-cell>'
    often = cell.format('table:number-columns-repeated="16384"')
    bomb = opendocument(f'<table:table-row table:number-rows-repeated="1048576">{often}</table:table-row>')
    assert codes(read(tmp_path, "nilai.ods", bomb)[1]) == ["E003"]
    twice = cell.format('table:number-columns-repeated="2"')
    rest = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell/></table:table-row>'
    honest = opendocument(f'<table:table-row table:number-rows-repeated="2">{twice}</table:table-row>{rest}')
    (sheet,), _ = read(tmp_path, "nilai.ods", honest)
    assert list(sheet.rows) == [(1.5, 1.5), (1.5, 1.5)]
    assert sheet.masked == dict.fromkeys([(0, 0), (0, 1), (1, 0), (1, 1)], "2")


def test_enormous_text(tmp_path: Path) -> None:
    assert codes(read(tmp_path, "baris.csv", b"\n" * (bounds.ROWS + 1))[1]) == ["E003"]
    assert codes(read(tmp_path, "kolom.csv", b";" * bounds.CELLS)[1]) == ["E003"]
    assert codes(read(tmp_path, "lebar.csv", b"Kolom;" * bounds.COLUMNS + b"\n1")[1]) == ["E003"]
    assert codes(read(tmp_path, "sama.csv", (b"Kolom;" * bounds.COLUMNS + b"\n") * 2)[1]) == ["E003"]
    for cell, told in ((b"x" * bounds.A_CELL, []), (b"x" * (bounds.A_CELL + 1), ["E003"])):
        assert codes(read(tmp_path, "panjang.csv", b"Nomor;Nama\n1;" + cell + b"\n")[1]) == told
        assert codes(read(tmp_path, "kutip.csv", b'Nomor;Nama\n1;"' + cell + b'"\n')[1]) == told


def test_too_large_a_file(tmp_path: Path) -> None:
    with (tmp_path / "nilai.csv").open("wb") as file:
        file.truncate(bounds.BYTES + 1)
    assert codes(Reading(tmp_path, ["nilai.csv"]).take()[1]) == ["E003"]


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_truncated_and_empty(tmp_path: Path, workbook: bytes, suffix: str) -> None:
    content = workbook if suffix == ".xlsx" else (FIXTURES / f"nilai{suffix}").read_bytes()
    for size in (0, 4, len(content) // 2):
        assert codes(read(tmp_path, f"nilai{suffix}", content[:size])[1]) == ["E002"], size


def test_one_row_of_a_text_that_reaches_far(tmp_path: Path) -> None:
    """Few cells, but a table as high as all rows and as wide as the longest would have 16 million."""
    (found,) = read(tmp_path, "nilai.csv", b"26-0001;80\n" * 4000 + b";" * 4000)[1]
    assert (found.code, "kolom ke-4.001" in found.message) == ("E003", True)
    assert read(tmp_path, "nilai.csv", b"26-0001;80\n" * 1000 + b";" * 4000)[1] == []


@pytest.mark.parametrize("line", ['26-0001,"{}",80', "26-0001,{},80", '26-0001;"{}";80', "26-0001;{};80"])
def test_a_long_cell_of_a_text_is_a_cell(tmp_path: Path, line: str) -> None:
    long = "x" * 140_000
    (sheet,), findings = read(tmp_path, "nilai.csv", line.format(long).encode())
    assert (findings, list(sheet.rows)) == ([], [("26-0001", long, "80")])


def test_empty_text_is_an_empty_sheet(tmp_path: Path) -> None:
    (sheet,), findings = read(tmp_path, "nilai.csv", b"")
    assert (list(sheet.rows), findings) == ([], [])


def test_only_regular_files_inside_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "seleksi"
    (folder / "map.xlsx").mkdir(parents=True)
    (folder / "lain").mkdir()
    (folder / "~$baik.csv").write_text("x", encoding="utf-8")
    for path in (folder / "baik.csv", tmp_path / "luar.csv"):
        path.write_text("a;b\n", encoding="utf-8")
    patterns = ["*", "map.xlsx", "../luar.csv", str(tmp_path / "luar.csv"), "tiada.csv", "", "a\0b", "lain"]
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipa.csv")
        (folder / "tautan.csv").symlink_to(tmp_path / "luar.csv")
        (folder / "putus.csv").symlink_to(folder / "hilang.csv")
    names, findings = find_files(folder, patterns)
    found = {(f.code, str(f.place)) for f in findings}
    assert names == ["baik.csv"]
    assert {("E014", "map.xlsx"), ("E001", "tiada.csv"), ("E001", "lain"), ("E006", "../luar.csv")} <= found
    assert ("E006", (tmp_path / "luar.csv").as_posix()) in found
    if hasattr(os, "mkfifo"):
        assert {("E014", "pipa.csv"), ("E006", "tautan.csv")} <= found


def test_what_changes_between_finding_and_reading(tmp_path: Path) -> None:
    (tmp_path / "map.xlsx").mkdir()
    names = ["hilang.xlsx", "hilang.csv", "map.xlsx"]
    expected = ["E001", "E001", "E014"]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipa.xlsx")
        names.append("pipa.xlsx")
        expected.append("E014")
    assert codes(Reading(tmp_path, names).take()[1]) == expected


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    for name in ("nilai.csv", "nilai.xlsx"):
        (tmp_path / name).write_bytes(b"a;b\n")
        (tmp_path / name).chmod(0)
    assert codes(Reading(tmp_path, ["nilai.csv", "nilai.xlsx"]).take()[1]) == ["E013", "E013"]


def test_file_that_another_program_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    (tmp_path / "nilai.csv").write_bytes(b"a;b\n")
    monkeypatch.setattr("asnrekrut.readers.worker.load", refuse)
    assert reply_to(tmp_path / "nilai.csv") == ("closed", {})


def test_names_of_sheets_cannot_disturb_a_terminal(tmp_path: Path, workbook: bytes) -> None:
    names = {b'"Nilai"': 'name="a\u202eb[/red]"', b'"Rahasia"': 'name="a\u202db[/red]"'}

    def rename(xml: bytes) -> bytes:
        for old, new in names.items():
            xml = xml.replace(b"name=" + old, new.encode())
        return xml

    sheets, _ = read(tmp_path, "nilai.xlsx", edited(workbook, {"xl/workbook.xml": rename}))
    assert [sheet.name for sheet in sheets] == ["a?b[/red]", "a?b[/red]?"]
    assert sheets[0].broken == {(3, 4): "#N/A"}


# --- as other programs write them ---------------------------------------------------------------------------


def renamed(content: bytes, name: Callable[[str], str]) -> bytes:
    """An archive whose members have other names; '' leaves one out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(out, "w") as copy:
        for member in archive.namelist():
            if name(member):
                copy.writestr(name(member), archive.read(member))
    return out.getvalue()


def without_workbook_name(content: bytes) -> bytes:
    """A workbook whose main part is /buku/isi.xml, as the relations of the package say."""

    def moved(xml: bytes) -> bytes:
        return xml.replace(b"xl/workbook.xml", b"buku/isi.xml")

    def beside(xml: bytes) -> bytes:
        return xml.replace(b'Target="', b'Target="../xl/')

    parts = {"_rels/.rels": moved, "[Content_Types].xml": moved, "xl/_rels/workbook.xml.rels": beside}
    names = {"xl/workbook.xml": "buku/isi.xml", "xl/_rels/workbook.xml.rels": "buku/_rels/isi.xml.rels"}
    return renamed(edited(content, parts), lambda name: names.get(name, name))


def with_old_macros(content: bytes) -> bytes:
    """A workbook whose second sheet holds macros of Excel 4."""
    office, own = (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet",
        b"http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet",
    )

    def relations(xml: bytes) -> bytes:
        head, _, rest = xml.partition(b'Id="rId2"')
        rest = rest.replace(office, own, 1).replace(b"worksheets/sheet2", b"macrosheets/sheet1", 1)
        return head + b'Id="rId2"' + rest

    changed = edited(content, {"xl/_rels/workbook.xml.rels": relations})
    return renamed(changed, lambda name: name.replace("worksheets/sheet2", "macrosheets/sheet1"))


def in_utf16(content: bytes) -> bytes:
    """An archive whose XML is written in UTF-16, as XML may be."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
    return edited(content, dict.fromkeys(names, lambda xml: xml.decode().replace("UTF-8", "UTF-16").encode("utf-16")))


def blanks_between_tags(content: bytes) -> bytes:
    return edited(content, {"content.xml": lambda xml: re.sub(rb"(</?table:[^>]*>)", rb"\1\n  ", xml)})


BESIDE = ("META-INF", "mimetype")


def as_text(content: bytes) -> bytes:
    return content.replace(b"office:spreadsheet", b"office:text")


def stream_called(name: str) -> Callable[[bytes], bytes]:
    def entry(name: str) -> bytes:
        return name.encode("utf-16-le").ljust(64, b"\0") + bytes([2 * len(name) + 2, 0])

    return lambda content: content.replace(entry("Workbook"), entry(name))


def backslashes(content: bytes) -> bytes:
    return renamed(content, lambda name: name.replace("/", "\\"))


@pytest.mark.parametrize(
    ("suffix", "change", "names", "found"),
    [
        (".xlsx", backslashes, ["Nilai", "Rahasia"], []),
        (".xlsx", lambda content: renamed(content, lambda name: "/" + name), ["Nilai", "Rahasia"], []),
        (".xlsx", without_workbook_name, ["Nilai", "Rahasia"], []),
        (".xlsx", with_old_macros, ["Nilai"], ["I002"]),
        (".xlsx", in_utf16, ["Nilai", "Rahasia"], []),
        (".ods", in_utf16, ["Nilai", "Rahasia"], []),
        (".ods", backslashes, ["Nilai", "Rahasia"], []),
        (".ods", blanks_between_tags, ["Nilai", "Rahasia"], []),
        (".ods", lambda content: renamed(content, lambda name: name.replace("mimetype", "")), ["Nilai", "Rahasia"], []),
        (".ods", lambda content: edited(content, {}, less=BESIDE), ["Nilai", "Rahasia"], []),
        (".ods", lambda content: edited(content, {"content.xml": as_text}, less=BESIDE), [], ["E004"]),
        (".xls", stream_called("WORKBOOK"), ["Nilai", "Rahasia"], []),
        (".xls", stream_called("workbook"), ["Nilai", "Rahasia"], []),
    ],
    ids=[
        "backslashes",
        "slashes",
        "another part",
        "old macros",
        "UTF-16",
        "open in UTF-16",
        "open",
        "blanks",
        "bare",
        "neither mimetype nor manifest",
        "a letter",
        "capitals",
        "small",
    ],
)
def test_files_that_other_programs_read(
    tmp_path: Path, workbook: bytes, suffix: str, change: Callable[[bytes], bytes], names: list[str], found: list[str]
) -> None:
    """They are read as if their programs had written them in the usual way."""
    usual = workbook if suffix == ".xlsx" else (FIXTURES / f"nilai{suffix}").read_bytes()
    plain, _ = read(tmp_path, f"biasa{suffix}", usual)
    sheets, findings = read(tmp_path, f"nilai{suffix}", change(usual))
    assert change(usual) != usual
    assert [sheet.name for sheet in sheets] == names
    assert [replace(sheet, file="") for sheet in sheets] == [replace(sheet, file="") for sheet in plain[: len(names)]]
    assert codes(findings) == found


def test_an_open_document_that_breaks_off_is_damaged_at_once(tmp_path: Path) -> None:
    content = edited(
        (FIXTURES / "nilai.ods").read_bytes(), {"content.xml": lambda xml: xml.replace(b"</table:table>", b"", 1)}
    )
    assert codes(read(tmp_path, "nilai.ods", content)[1]) == ["E002"]


# --- the child ----------------------------------------------------------------------------------------------


def child(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    monkeypatch.setattr(isolated, "WORKER", (sys.executable, "-c", program))


def test_hanging_child_is_killed(tmp_path: Path, workbook: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "pid"
    child(monkeypatch, f"import os, time; open({str(told)!r}, 'w').write(str(os.getpid())); time.sleep(60)")
    monkeypatch.setattr(isolated, "SECONDS", 2)
    start = time.monotonic()
    assert codes(read(tmp_path, "nilai.xlsx", workbook)[1]) == ["E003"]
    assert time.monotonic() - start < 20
    if os.name == "posix":
        with pytest.raises(ProcessLookupError):
            os.kill(int(told.read_text(encoding="utf-8")), 0)


def test_a_child_ended_by_ctrl_c_ends_the_run_and_blames_no_file(
    tmp_path: Path, workbook: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The interrupt reaches every process of the terminal; the parent may have lost its own."""
    child(
        monkeypatch, "import signal; signal.signal(signal.SIGINT, signal.SIG_DFL); signal.raise_signal(signal.SIGINT)"
    )
    with pytest.raises(KeyboardInterrupt):
        read(tmp_path, "nilai.xlsx", workbook)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limits are the kernel's")
@pytest.mark.parametrize("end", ["kill", "interrupt"])
def test_a_child_ends_with_its_parent(tmp_path: Path, end: str) -> None:
    """It holds one end of a pipe as long as it lives, and says through it if it had to end itself."""
    os.mkfifo(tmp_path / "pipa")
    busy = "import sys, time, pickle; from asnrekrut.readers import limits; pickle.load(sys.stdin.buffer)\n"
    busy += f"pipe = open({str(tmp_path / 'pipa')!r}, 'w'); limits.SECONDS = 100; limits.restrain(0)\n"
    busy += "print('.', file=pipe, flush=True)\nwhile time.process_time() < 30: pass\nprint('too late', file=pipe)"
    (tmp_path / "nilai.csv").write_text("a;b\n", encoding="utf-8")
    program = "import signal, sys; from pathlib import Path\n"
    program += "from asnrekrut import io; from asnrekrut.readers import isolated\n"
    program += "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # (a background job ignores it)
    program += f"isolated.WORKER = (sys.executable, '-c', {busy!r})\n"
    program += f"io.Reading(Path({str(tmp_path)!r}), ['nilai.csv']).take()"
    parent = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.DEVNULL)
    with (tmp_path / "pipa").open(encoding="utf-8") as pipe:
        assert pipe.readline() == ".\n"
        parent.send_signal(signal.SIGKILL if end == "kill" else signal.SIGINT)
        assert pipe.read() == ""
    assert parent.wait() != 0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limits are the kernel's")
def test_time_of_the_child_is_bounded_by_the_size_of_the_file(
    tmp_path: Path, workbook: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = "import sys, pickle; from asnrekrut.readers import limits; pickle.load(sys.stdin.buffer)\n"
    busy += "limits.SECONDS, limits.SECONDS_A_MEGABYTE = 0, 1; limits.restrain(2**20)\nwhile True: pass"
    child(monkeypatch, busy)
    (finding,) = read(tmp_path, "nilai.xlsx", workbook)[1]
    assert "waktu yang wajar" in finding.message


class Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (Path("jangan"),)


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("print('bukan pickle')", "E002"),
        ("pass", "E002"),
        ("import os; os.abort()", "E003"),
        ("raise SystemExit(3)", "E003"),
        (f"import sys; sys.stdout.buffer.write({pickle.dumps(('ok', Evil()))!r})", "E002"),
        (f"import sys; sys.stdout.buffer.write({pickle.dumps(['ok'])!r})", "E002"),
    ],
    ids=["nonsense", "nothing", "abort", "status", "evil", "shape"],
)
def test_child_may_do_anything(
    tmp_path: Path, workbook: bytes, monkeypatch: pytest.MonkeyPatch, program: str, code: str
) -> None:
    child(monkeypatch, program)
    monkeypatch.chdir(tmp_path)
    assert codes(read(tmp_path, "nilai.xlsx", workbook)[1]) == [code]
    assert not Path("jangan").exists()


def test_a_file_that_ends_its_reader_harms_none_that_is_read_along_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = "import os, pickle, sys; paths, _ = pickle.load(sys.stdin.buffer)\nfor path in paths:\n"
    program += "    os.abort() if path.name == 'b.csv' else pickle.dump((path.name, {}), sys.stdout.buffer)"
    child(monkeypatch, program)
    replies = isolated.read([tmp_path / name for name in ("a.csv", "b.csv", "c.csv")])
    assert [status for status, _ in replies] == ["a.csv", "unsafe", "c.csv"]


def test_panic_of_a_library_is_a_finding(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """calamine is Rust: its panics are no ``Exception``."""

    def panic(*_: object) -> None:
        raise BaseException  # noqa: TRY002

    monkeypatch.setattr("asnrekrut.readers.worker.read", panic)
    (tmp_path / "nilai.csv").write_text(LINES, encoding="utf-8")
    assert reply_to(tmp_path / "nilai.csv") == ("damaged", {})


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limit is the kernel's")
def test_memory_of_the_child_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = "l.MEMORY, l.GROWTH = 150 * 2**20, 0"
    child(monkeypatch, f"import asnrekrut.readers.worker as w, asnrekrut.readers.limits as l; {limits}; w.main()")
    for name in ("nilai.csv", "nilai.xls"):
        content = b"<table><tr><td>" * name.endswith("xls") + b"a;b;c;d\n" * 10_000_000
        assert codes(read(tmp_path, name, content)[1]) == ["E003"]


# --- anything at all ----------------------------------------------------------------------------------------


def test_mutations_give_sheets_or_a_finding(tmp_path: Path, workbook: bytes) -> None:
    dice = random.Random(2026)  # noqa: S311
    originals = {suffix: (FIXTURES / f"nilai{suffix}").read_bytes() for suffix in (".xls", ".ods")}
    originals |= {".xlsx": workbook, ".csv": LINES.encode(), ".html.xls": PAGE.encode()}
    names = []
    for suffix, content in originals.items():
        for n in range(8):
            archive = suffix in {".xlsx", ".ods"} and n % 2
            changed = reassembled(content, dice) if archive else damaged(content, dice)
            names.append(f"{n}{suffix}")
            (tmp_path / names[-1]).write_bytes(changed)
    sheets, findings = Reading(tmp_path, names, Passwords(lambda _: None)).take()
    told = {f.place.file for f in findings if f.place and f.code.startswith("E")}
    assert set(sheets) | told == set(names)
    assert not set(sheets) & told
    assert all(f.line() and f.hint for f in findings)
    again, _ = Reading(tmp_path, names[::4], Passwords(lambda _: None)).take()
    assert again == {name: sheets[name] for name in names[::4] if name in sheets}


def test_dates_and_truth_values_survive_the_way(tmp_path: Path) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_datetime("A1", date(1995, 8, 17), book.add_format({"num_format": "dd/mm/yyyy"}))
        sheet.write_boolean("B1", True)
        sheet.write_number("C1", 0.5, book.add_format({"num_format": "hh:mm"}))
        sheet.write_number("D1", 1.5, book.add_format({"num_format": "[h]:mm"}))

    (sheet,), findings = read(tmp_path, "nilai.xlsx", made(tmp_path, fill))
    assert findings == []
    assert [type(cell).__name__ for cell in sheet.rows[0]] == ["date", "bool", "time", "timedelta"]
