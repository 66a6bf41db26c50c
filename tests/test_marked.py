"""Marked copies of faulty workbooks, and the list of findings to send back."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from string import Formatter
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment

from asnrekrut.annotated import marked_copy
from asnrekrut.annotated.lists import COLOURS, HEADS, summary
from asnrekrut.annotated.marked_copy import write_copy
from asnrekrut.annotated.write import copy_names
from asnrekrut.findings import Finding, Place, catalogue
from tests.selections import Draft, command, digests

if TYPE_CHECKING:
    from pathlib import Path

RED, YELLOW, BLUE, GREEN = (f"00{colour}" for colour in COLOURS.values())
FILE = "data/tes.xlsx"


def doubt(code: str, cell: tuple[int, int] = (-1, -1), sheet: str = "Nilai", file: str = FILE) -> Finding:
    """A finding about a cell (from 0); -1 for a whole row, column or sheet."""
    return Finding(code, Place(file, sheet, *cell), words(code))


def words(code: str) -> dict[str, object]:
    """Something for every value that the wording of a code asks for."""
    entry = catalogue()[code]
    return {name: "=1+1" for _, name, _, _ in Formatter().parse(entry.message + entry.hint) if name}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one workbook of many habits."""
    (tmp_path / "data").mkdir()
    with xlsxwriter.Workbook(tmp_path / FILE, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet("Nilai")
        page.merge_range(0, 0, 0, 2, "Daftar nilai")
        page.write_row(1, 0, ["Nomor", "Teori", "Jumlah"])
        page.write_row(2, 0, ["26-1", "=1+1"])
        page.write_formula("C3", "=B3*2", None, 5)
        page.write_row(3, 1, ["<b>", 80])
        page.write_comment("B4", "dari panitia")
        page.set_row(4, None, None, {"hidden": True})
        page.set_column("E:G", 12, None, {"hidden": True})
        page.write(4, 5, 7)
        other = book.add_worksheet("Nilai 'b' lama")
        other.write(0, 0, "x")
        other.hide()
        book.add_worksheet("Temuan").write(0, 0, "punya mereka")
    return tmp_path


def marked(folder: Path, *findings: Finding) -> Any:
    """The marked copy of the workbook, opened; made in this process, to be quick."""
    return openpyxl.load_workbook(io.BytesIO(marked_copy._of_workbook(folder / FILE, FILE, list(findings))))


def written(folder: Path, file: str, *findings: Finding) -> Any:
    """The marked copy of any file as the program writes it, opened."""
    target = folder / "salinan.xlsx"
    assert write_copy(folder, file, list(findings), target)
    return openpyxl.load_workbook(target)


def colour(cell: Any) -> str | None:
    return cell.fill.fgColor.rgb if cell.fill.fill_type else None


def listed(page: Any) -> list[list[Any]]:
    """The rows of the list under its headings."""
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    return rows[next(i for i, row in enumerate(rows) if row[0] == "Tingkat") + 1 :]


def links(page: Any) -> list[str | None]:
    rows = list(page.iter_rows(min_col=4, max_col=4))[-len(listed(page)) :]
    return [row[0].hyperlink.location if row[0].hyperlink else None for row in rows]


def test_a_cell_is_coloured_by_severity_and_says_what_to_do(folder: Path) -> None:
    book = marked(folder, doubt("E201", (2, 1)), doubt("P201", (2, 0)))
    page = book["Nilai"]
    assert [colour(page[a]) for a in ("A3", "B3", "C3")] == [YELLOW, RED, None]
    text = page["B3"].comment.text
    one = doubt("E201", (2, 1))
    assert text == f"E201 {one.message}\nYang harus dilakukan: {one.repair}"


def test_what_has_to_be_fixed_is_not_locked(tmp_path: Path, folder: Path) -> None:
    book = openpyxl.load_workbook(folder / FILE)
    book["Nilai"].protection.sheet = True
    book.save(folder / FILE)
    page = marked(folder, doubt("E201", (2, 1)))["Nilai"]
    assert page.protection.sheet
    assert [page[a].protection.locked for a in ("B3", "C3")] == [False, True]


def test_how_to_fix_a_copy_is_told_only_where_it_can_take_the_place_of_the_file(folder: Path) -> None:
    (folder / "data/nilai.csv").write_text("Nomor;Teori\n26-1;x\n", encoding="utf-8")
    for file, told in ((FILE, True), ("data/nilai.csv", False)):
        page = written(folder, file, doubt("E201", (1, 1), "" if file.endswith("csv") else "Nilai", file)).worksheets[0]
        lines = [str(row[0].value) for row in page.iter_rows()]
        assert any("simpan dengan nama aslinya" in line for line in lines) == told


def test_a_note_is_listed_but_colours_nothing(folder: Path) -> None:
    book = marked(folder, doubt("I202", (2, 1)))
    assert (colour(book["Nilai"]["B3"]), book["Nilai"]["B3"].comment) == (None, None)
    assert [row[:2] for row in listed(book.worksheets[0])] == [["Untuk diketahui", "I202"]]


def test_a_copy_does_not_send_the_examiner_to_the_rules_file(folder: Path) -> None:
    one = doubt("E202", (2, 1))
    book = marked(folder, one)
    told = [str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row] + [
        book["Nilai"]["B3"].comment.text
    ]
    assert one.repair in told[-1]
    assert "seleksi.toml" in one.hint
    assert not any("seleksi.toml" in text for text in told)


@pytest.mark.parametrize("accepted", ["", "memang pendek (Andai)"])
def test_a_column_for_what_is_accepted_only_where_something_is(folder: Path, accepted: str) -> None:
    page = marked(folder, Finding("P201", Place(FILE, "Nilai", 2, 0), words("P201"), accepted)).worksheets[0]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert any("Diterima" in row for row in rows) == bool(accepted)
    assert any(accepted in row for row in rows) == bool(accepted)


def test_text_stays_text_and_formulas_stay_formulas(folder: Path) -> None:
    page = marked(folder, doubt("E201", (2, 1)))["Nilai"]
    assert (page["B3"].value, page["B3"].data_type) == ("=1+1", "s")
    assert (page["C3"].value, page["C3"].data_type) == ("=B3*2", "f")


def test_no_text_of_the_list_becomes_a_formula(folder: Path) -> None:
    evil = Finding("E201", Place(FILE, "Nilai", 2, 1), dict.fromkeys(words("E201"), "=cmd|' /C calc'!A0\x07"))
    for page in marked(folder, evil):
        assert [c.coordinate for row in page.iter_rows() for c in row if c.data_type == "f"] == (
            ["C3"] if page.title == "Nilai" else []
        )


def test_the_original_is_never_touched(folder: Path) -> None:
    before = digests(folder / "data")
    written(folder, FILE, doubt("E201", (2, 1)))
    assert digests(folder / "data") == before


def test_the_most_severe_finding_colours_and_all_are_told(folder: Path) -> None:
    cell = marked(folder, doubt("P201", (2, 1)), doubt("E201", (2, 1)))["Nilai"]["B3"]
    assert colour(cell) == RED
    assert "P201" in cell.comment.text
    assert "E201" in cell.comment.text


def test_what_is_accepted_is_green_and_says_by_whom(folder: Path) -> None:
    one = Finding("P201", Place(FILE, "Nilai", 2, 0), words("P201"), "memang pendek (Andai)")
    cell = marked(folder, one)["Nilai"]["A3"]
    assert colour(cell) == GREEN
    assert "Diterima panitia: memang pendek (Andai)" in cell.comment.text


def test_a_comment_that_was_there_is_kept(folder: Path) -> None:
    assert "Komentar semula: dari panitia" in marked(folder, doubt("E201", (3, 1)))["Nilai"]["B4"].comment.text


def test_a_longer_comment_gets_more_room() -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    for row, count in ((1, 1), (2, 3)):
        marked_copy._mark(page.cell(row, 1), [doubt("E201", (0, 0))] * count)
    short, long = (page.cell(row, 1).comment for row in (1, 2))
    assert isinstance(short, Comment)
    assert isinstance(long, Comment)
    assert 2 * short.height < long.height < 900
    assert short.width == long.width


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ((0, 2), "A1"),  # inside a merged area: its first cell
        ((2, -1), "A3"),  # a whole row: its first filled cell
        ((3, -1), "B4"),
        ((-1, 5), "F5"),  # a whole column, likewise
        ((40, 1), "B41"),  # below the table
    ],
)
def test_where_the_mark_goes(folder: Path, cell: tuple[int, int], address: str) -> None:
    book = marked(folder, doubt("E301", cell))
    assert colour(book["Nilai"][address]) == RED
    assert links(book.worksheets[0]) == [f"'Nilai'!{address}"]


def test_a_finding_about_a_whole_sheet_or_file_is_listed_only(folder: Path) -> None:
    book = marked(folder, doubt("E103"), doubt("E002", sheet=""))
    assert [colour(c) for row in book["Nilai"].iter_rows() for c in row if colour(c)] == []
    assert links(book.worksheets[0]) == ["'Nilai'!A1", None]


def test_hidden_cells_are_shown_and_that_is_said(folder: Path) -> None:
    book = marked(folder, doubt("E201", (4, 5)), doubt("E201", (0, 0), "Nilai 'b' lama"))
    assert not book["Nilai"].row_dimensions[5].hidden
    assert not book["Nilai"].column_dimensions["E"].hidden
    assert book["Nilai 'b' lama"].sheet_state == "visible"
    assert any("tersembunyi" in str(row[0].value) for row in book.worksheets[0].iter_rows())
    assert links(book.worksheets[0]) == ["'Nilai'!F5", "'Nilai ''b'' lama'!A1"]


def test_what_was_hidden_without_a_finding_stays_hidden(folder: Path) -> None:
    book = marked(folder, doubt("E201", (2, 1)))
    assert book["Nilai"].row_dimensions[5].hidden
    assert book["Nilai 'b' lama"].sheet_state == "hidden"


def test_the_list_stands_first_and_alone_is_selected(folder: Path) -> None:
    book = marked(folder, doubt("E201", (2, 1)))
    assert book.sheetnames == ["Temuan-2", "Nilai", "Nilai 'b' lama", "Temuan"]
    assert [page.sheet_view.tabSelected for page in book.worksheets] == [True, False, False, False]
    page = book.worksheets[0]
    assert page["A1"].value == f"Temuan pada {FILE}"
    assert listed(page)[0][:4] == ["Harus dibetulkan", "E201", "Nilai", "B3"]
    assert page.auto_filter.ref
    assert page.freeze_panes
    assert page.page_setup.orientation == "landscape"


def test_too_many_cells_are_listed_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marked_copy, "MARKS", 2)
    book = openpyxl.Workbook()
    marker = marked_copy.Marker(book, {"Nilai": "Sheet"})
    marker.mark([doubt("E301", (row, 0)) for row in range(2, 7)])
    assert [c.coordinate for row in book["Sheet"].iter_rows() for c in row if colour(c)] == ["A3", "A4"]
    assert marker.notes == ["Hanya 2 dari 5 sel yang diwarnai; semua temuan tercantum di sini."]


def test_macros_are_left_out_and_that_is_said(folder: Path) -> None:
    (folder / FILE).rename(folder / "data/tes.xlsm")
    with zipfile.ZipFile(folder / "data/tes.xlsm", "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    book = written(folder, "data/tes.xlsm", doubt("E201", (2, 1), file="data/tes.xlsm"))
    assert any("Makro" in str(row[0].value) for row in book.worksheets[0].iter_rows())
    assert not any("vba" in name for name in zipfile.ZipFile(folder / "salinan.xlsx").namelist())


def test_a_csv_is_copied_as_text(folder: Path) -> None:
    (folder / "data/tes.csv").write_text("Nomor;Teori\n0012345678901234567;=1+1\n2;80,5\n", encoding="utf-8")
    book = written(folder, "data/tes.csv", doubt("E201", (1, 1), "", "data/tes.csv"))
    page = book.worksheets[1]
    assert [[c.value for c in row] for row in page.iter_rows()][1:] == [["0012345678901234567", "=1+1"], ["2", "80,5"]]
    assert {c.data_type for row in page.iter_rows() for c in row} == {"s"}
    assert colour(page["B2"]) == RED
    assert page["B2"].comment
    assert any("Hanya isi sel" in str(row[0].value) for row in book.worksheets[0].iter_rows())


@pytest.mark.usefixtures("in_a_child")
def test_what_a_child_hands_over_is_copied_whole(folder: Path) -> None:
    """Tables travel by columns where all rows are equally long."""
    (folder / FILE).rename(folder / "data/tes.xls")  # (only its values are copied, as those of an old workbook)
    page = written(folder, "data/tes.xls", doubt("E201", (2, 1), file="data/tes.xls")).worksheets[1]
    assert [page["A2"].value, page["B3"].value, page["C3"].value, page["C4"].value] == ["Nomor", "=1+1", 5, 80]
    assert colour(page["B3"]) == RED


def patched(path: Path, old: bytes, new: bytes) -> None:
    """Change the XML of a workbook's first sheet."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    assert old in members["xl/worksheets/sheet1.xml"]
    members["xl/worksheets/sheet1.xml"] = members["xl/worksheets/sheet1.xml"].replace(old, new)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def test_a_workbook_that_openpyxl_cannot_open_is_copied_by_its_values(folder: Path) -> None:
    with xlsxwriter.Workbook(folder / "data/b.xlsx") as book:
        page = book.add_worksheet("Satu")
        page.write_row(0, 0, ["x", 5, True])
        page.write_datetime(1, 0, date(2026, 1, 2), book.add_format({"num_format": "dd-mm-yyyy"}))
        page.write_formula(2, 0, "=NA()", None, "#N/A")
    patched(folder / "data/b.xlsx", b'defaultRowHeight="15"', b'defaultRowHeight="tinggi"')
    with (folder / "data/b.xlsx").open("rb") as file, pytest.raises(TypeError, match="float"):
        openpyxl.load_workbook(file)
    page = written(folder, "data/b.xlsx", doubt("E206", (2, 0), "Satu"))["Satu"]
    assert [c.value for c in page[1]] == ["x", 5, True]
    assert page["A2"].value.date() == date(2026, 1, 2)
    assert page["A3"].value == "#N/A"
    assert colour(page["A3"]) == RED


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04broken", None],
    ids=["empty", "damaged", "missing"],
)
def test_what_cannot_be_opened_has_no_copy(folder: Path, content: bytes | None) -> None:
    if content is not None:
        (folder / "data/x.xlsx").write_bytes(content)
    assert not write_copy(folder, "data/x.xlsx", [doubt("E002", sheet="", file="data/x.xlsx")], folder / "s.xlsx")
    assert not (folder / "s.xlsx").exists()


def test_nothing_outside_the_folder_is_copied(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("luar") / "rahasia.csv"
    outside.write_text("a;b\n1;2\n", encoding="utf-8")
    (folder / "data/link.csv").symlink_to(outside)
    assert not write_copy(folder, "data/link.csv", [doubt("E006", sheet="")], folder / "s.xlsx")


def test_a_sheet_made_to_exhaust_memory_is_copied_by_its_values(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """openpyxl makes an object for every cell of a link's area; the safe reader does not look at links."""
    with xlsxwriter.Workbook(folder / "data/b.xlsx") as book:
        page = book.add_worksheet("Satu")
        page.write_url("A1", "internal:Satu!A1", string="x")
    patched(folder / "data/b.xlsx", b'<hyperlink ref="A1"', b'<hyperlink ref="A1:XFD1048576"')
    monkeypatch.setattr(marked_copy, "SECONDS", 5)
    page = written(folder, "data/b.xlsx", doubt("E201", (0, 0), "Satu", "data/b.xlsx"))["Satu"]
    assert (page["A1"].value, colour(page["A1"])) == ("x", RED)


def test_equal_findings_give_equal_bytes(folder: Path) -> None:
    contents = []
    for name in ("a.xlsx", "b.xlsx"):
        write_copy(folder, FILE, [doubt("E201", (2, 1))], folder / name)
        contents.append((folder / name).read_bytes())
    assert contents[0] == contents[1]
    assert {info.date_time[0] for info in zipfile.ZipFile(folder / "a.xlsx").infolist()} == {1980}


@pytest.mark.parametrize(
    ("files", "names"),
    [
        (["data/tes.xlsx"], ["tes.xlsx"]),
        (["data/tes.csv", "data/tes.xlsx"], ["tes.xlsx", "data-tes.xlsx"]),
        (["a/x.xlsx", "b/X.xlsx"], ["x.xlsx", "b-X.xlsx"]),
        (["data/temuan.xlsx"], ["data-temuan.xlsx"]),
        (["temuan.xlsx"], ["temuan-2.xlsx"]),
        (["data/tes-*.xlsx"], ["tes--.xlsx"]),
    ],
)
def test_copies_have_names_of_their_own(files: list[str], names: list[str]) -> None:
    found = copy_names([doubt("E301", (2, 0), file=file) for file in files])
    assert list(found.values()) == names


def test_files_with_nothing_to_fix_have_no_copy() -> None:
    fine = Finding("P201", Place("data/a.xlsx"), words("P201"), "memang (Andai)")
    assert copy_names([fine, Finding("P502", None, words("P502"))]) == {}


# --- the command --------------------------------------------------------------------------------------------


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """A selection with faults in three files, one of which is not there."""
    draft = Draft().put("data/tes.xlsx:Nilai!B3", 900).put("data/pelamar.csv:C3", "")
    draft.files["data/wawancara.csv"][""].append(["26-9999", "80"])
    return draft.write(tmp_path / "seleksi")


def test_check_writes_the_copies_and_the_list(faulty: Path) -> None:
    before = digests(faulty / "data")
    outcome = command("check", "--tandai", faulty)
    assert outcome.code == 1
    names = {p.name for p in (faulty / "temuan").iterdir()}
    assert names == {"SHA256SUMS", "temuan.xlsx", "tes.xlsx", "pelamar.xlsx", "wawancara.xlsx"}
    assert "temuan/tes.xlsx" in outcome.err
    assert digests(faulty / "data") == before
    assert not (faulty / "hasil").exists()


def test_the_list_holds_every_finding(faulty: Path) -> None:
    found = command("check", "--tandai", "--json", faulty).data["temuan"]
    page = openpyxl.load_workbook(faulty / "temuan/temuan.xlsx").worksheets[0]
    rows = [[cell.value or "" for cell in row] for row in page.iter_rows()]
    top = rows.index(list(HEADS)[:-1])  # nothing is accepted here
    keys = ("tingkat", "kode", "berkas", "lembar", "sel", "pesan", "saran")
    assert rows[top + 1 :] == [[f[key] for key in keys] for f in found]
    assert page.auto_filter.ref == f"A{top + 1}:G{len(rows)}"
    assert page.freeze_panes == f"A{top + 2}"


def test_a_file_that_is_missing_stands_in_the_list(faulty: Path) -> None:
    (faulty / "data/formasi.csv").unlink()
    command("check", "--tandai", faulty)
    page = openpyxl.load_workbook(faulty / "temuan/temuan.xlsx").worksheets[0]
    assert ["E001", "data/formasi.csv"] in [[row[1].value, row[2].value] for row in page.iter_rows()]


def test_two_runs_write_the_same_bytes(faulty: Path) -> None:
    command("check", "--tandai", faulty)
    first = digests(faulty / "temuan")
    command("check", "--tandai", faulty)
    assert digests(faulty / "temuan") == first


def test_copies_that_somebody_edited_are_not_overwritten(faulty: Path) -> None:
    command("check", "--tandai", faulty)
    (faulty / "temuan/tes.xlsx").write_bytes(b"fixed by hand")
    outcome = command("check", "--tandai", faulty)
    assert outcome.code == 1
    assert "temuan/ telah diubah sejak ditulis (tes.xlsx)" in outcome.err
    assert (faulty / "temuan/tes.xlsx").read_bytes() == b"fixed by hand"
    command("check", "--tandai", "--timpa", faulty)
    assert (faulty / "temuan-suntingan-1/tes.xlsx").read_bytes() == b"fixed by hand"
    assert openpyxl.load_workbook(faulty / "temuan/tes.xlsx")


def test_a_copy_fixed_by_hand_can_take_the_place_of_its_original(tmp_path: Path) -> None:
    """With its list still in front; the reader says which sheet it took."""
    folder = Draft().put("data/tes.xlsx:Nilai!B3", 900).write(tmp_path)
    assert command("check", "--tandai", folder).code == 1
    book = openpyxl.load_workbook(folder / "temuan/tes.xlsx")
    book["Nilai"]["B3"] = 90
    book.save(folder / "data/tes.xlsx")
    outcome = command("check", "--json", folder)
    assert outcome.code == 0, outcome.messages
    assert ("I102", "data/tes.xlsx:Nilai") in outcome.findings


def test_once_everything_is_fixed_no_copy_is_left(faulty: Path) -> None:
    command("check", "--tandai", faulty)
    Draft().write(faulty)
    assert command("check", "--tandai", faulty).code == 0
    assert {p.name for p in (faulty / "temuan").iterdir()} == {"SHA256SUMS", "temuan.xlsx"}
    assert summary([]) == "Tidak ada temuan"


def test_one_line_for_each_finding(faulty: Path) -> None:
    outcome = command("check", "--baris", faulty)
    found = command("check", "--json", faulty).data["temuan"]
    assert outcome.code == 1
    lines = outcome.out.splitlines()
    assert len(lines) == len(found) + sum(f["pesan"].count("Demikian pula 1 ") for f in found)
    assert all(any(line.startswith(f"{f['tempat']}: {f['kode']} ".removeprefix(": ")) for line in lines) for f in found)
    assert "data/tes.xlsx:Nilai!B3: E202 " in outcome.out
    assert outcome.err == ""


def test_one_line_form_and_json_exclude_each_other(faulty: Path) -> None:
    outcome = command("check", "--baris", "--json", faulty)
    assert outcome.code == 2
    assert "--baris" in outcome.out + outcome.err


def test_json_gives_every_part_of_a_finding(faulty: Path) -> None:
    found = json.loads(command("check", "--json", faulty).out)["temuan"]
    one = next(f for f in found if f["kode"] == "E202")
    assert {key: one[key] for key in ("tingkat", "berkas", "lembar", "sel", "diterima")} == {
        "tingkat": "Harus dibetulkan",
        "berkas": "data/tes.xlsx",
        "lembar": "Nilai",
        "sel": "B3",
        "diterima": "",
    }
    assert one["saran"].startswith("Cocokkan 900")


# --- the terminal -------------------------------------------------------------------------------------------


def test_findings_are_shown_file_by_file_in_the_order_of_cells(tmp_path: Path) -> None:
    draft = Draft().put("data/tes.xlsx:Nilai!C3", "x").put("data/tes.xlsx:Nilai!B5", 900)
    draft.put("data/tes.xlsx:Nilai!C2", "y").put("data/wawancara.csv:B2", "z")
    out = command("check", draft.write(tmp_path)).out
    places = ["Nilai!C2: E201", "Nilai!C3: E201", "Nilai!B5: E202", "wawancara.csv:B2: E201"]
    assert [out.index(place) for place in places] == sorted(out.index(place) for place in places)
    hint = next(line for line in out.splitlines() if line.startswith("    → "))
    assert out.count(hint) == 2  # once in each file


def test_many_alike_are_one_finding_that_names_all_cells(tmp_path: Path) -> None:
    draft = Draft()
    draft.files["data/wawancara.csv"][""] += [[f"26-9{n:03}", "80"] for n in range(30)]
    out = command("check", draft.write(tmp_path)).out
    assert out.count(": E303 ") == 1
    assert "Demikian pula 29 sel lain: A8-A36." in out
