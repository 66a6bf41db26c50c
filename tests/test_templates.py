"""Workbooks to hand out: what comes back is read without a finding, and they check what is typed into them."""

from __future__ import annotations

import json
from collections import defaultdict
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from asnrekrut.forms.columns import FORMULA, Column, number_formula
from asnrekrut.forms.plan import Form, names, plan
from asnrekrut.intake.files import begin
from asnrekrut.intake.workbooks import Book
from asnrekrut.record.hash_chain import Record
from asnrekrut.rules.load import load_rules
from asnrekrut.selection import Selection, run
from tests.selections import NAMES, Draft, command, copy_sample, digests, people

Rows = list[dict[str, Any]]

PEOPLE = """
[[tahap]]
kode = "wawancara"
nama = "Wawancara"
berkas = "data/wawancara.csv"
bobot = 40

[[tahap.komponen]]
kode = "skor"
nama = "Skor"
maksimum = 100
"""


def staged(text: str) -> Draft:
    """The small selection with another second stage."""
    return Draft().rule(PEOPLE.strip(), text.strip())


def panel(more: str, files: str = "data/wawancara.xlsx", sheet: str = "") -> Draft:
    """The second stage is a panel's."""
    lines = f'lembar = "{sheet}"\n' if sheet else ""
    return staged(f"""
[[tahap]]
kode = "wawancara"
nama = "Wawancara"
berkas = "{files}"
{lines}bobot = 40

[[tahap.komponen]]
kode = "skor"
nama = "Skor"
maksimum = 100
{more}
""")


def templates(folder: Path) -> dict[str, Any]:
    """The workbooks that the command writes, by name."""
    outcome = command("template", folder)
    assert outcome.code == 0, outcome.err
    paths = sorted((folder / "templat").rglob("*.xlsx"))
    return {p.relative_to(folder / "templat").as_posix(): openpyxl.load_workbook(p) for p in paths}


def forms(draft: Draft) -> list[Form]:
    """What is handed out before any file is there."""
    rules = load_rules(draft.rules.encode())
    return plan(Selection(rules, len(rules.stages), Book({}, [], ()), Record(Path())))


def headings(page: Any, row: int = 1) -> list[str]:
    return [cell.value for cell in page[row] if cell.value]


def table(page: Any, row: int = 1) -> Rows:
    """The rows under the headings that are not entirely empty."""
    head = headings(page, row)
    cells = [[cell.value for cell in line][: len(head)] for line in page.iter_rows(min_row=row + 1)]
    return [dict(zip(head, line, strict=True)) for line in cells if any(line)]


def put(page: Any, row: int, filled: dict[str, Any], head: int = 1) -> None:
    for column, heading in enumerate(headings(page, head), 1):
        if heading in filled:
            page.cell(row, column, filled[heading])


def validation(page: Any, cell: str) -> Any:
    return next((v for v in page.data_validations.dataValidation if cell in v.sqref), None)


# --- what is handed out comes back without a finding --------------------------------------------------------


def delivered(folder: Path) -> dict[str, Rows]:
    """What offices delivered in a sample, by file."""
    return {
        f"data/{p.name}": table(openpyxl.load_workbook(p, data_only=True).worksheets[0])
        for p in (folder / "data").glob("*.xlsx")
    }


def fill(page: Any, rows: Rows) -> None:
    """Type the delivered marks into a template, row by row; raters and aspects in the order of their rows."""
    left = defaultdict(list)
    for row in rows:
        left[row.get("Nomor Peserta"), row.get("Aspek")].append(row)
    for at, known in enumerate(table(page), 2):
        several = left[known.get("Nomor Peserta"), known.get("Aspek")]
        if several:
            put(page, at, several.pop(0))
    if not table(page):
        for at, row in enumerate(rows, 2):
            put(page, at, row)


def returned(folder: Path, names: list[str], data: dict[str, Rows]) -> None:
    """Fill the templates of these files and drop them into ``data/``."""
    for name in names:
        path = folder / "templat" / name
        book = openpyxl.load_workbook(path)
        fill(book.worksheets[0], data[f"data/{name}"])
        book.save(folder / "data" / name)


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_filled_into_its_templates_gives_the_same_list(name: str, tmp_path: Path) -> None:
    folder = copy_sample(name, tmp_path)
    assert command("rank", folder).code == 0
    expected, data = people(folder), delivered(folder)
    for path in (folder / "data").iterdir():
        path.unlink()
    assert "Daftar peserta belum ada" in command("template", folder).err
    returned(folder, ["pelamar.xlsx", "formasi.xlsx"], data)
    for stage in load_rules((folder / "seleksi.toml").read_bytes()).stages:
        assert "peserta dan" in command("template", "--timpa", folder).err
        files = [f for f in data if any(fnmatchcase(f, pattern) for pattern in stage.files or [])]
        returned(folder, [f.removeprefix("data/") for f in sorted(files)], data)
    outcome = command("rank", "--json", "--timpa", folder)
    assert outcome.code == 0
    assert {code for code, _ in outcome.findings} <= {"P414"}, outcome.messages  # no list of who was present
    keys = ("peringkat", "kode", "keterangan", "kunci")
    found = people(folder)
    assert {n: [p[k] for k in keys] for n, p in found.items()} == {n: [p[k] for k in keys] for n, p in expected.items()}


# --- which files and sheets ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("patterns", "count", "found"),
    [
        (["data/tes.xlsx"], 1, ["data/tes.xlsx"]),
        (["data/tes.xlsx"], 3, ["data/tes.xlsx"]),
        (["data/w-*.xlsx"], 3, ["data/w-1.xlsx", "data/w-2.xlsx", "data/w-3.xlsx"]),
        (["data/a.xlsx", "data/w-*.xlsx"], 3, ["data/a.xlsx", "data/w-1.xlsx", "data/w-2.xlsx"]),
        (["data/w?.xlsx"], 2, ["data/w1.xlsx", "data/w2.xlsx"]),
        (["data/**/w-*.*"], 1, ["data/w-1.xlsx"]),
        (["data/[wv]-*"], 2, ["data/w-1.xlsx", "data/w-2.xlsx"]),
        (["data/tes.csv"], 1, ["data/tes.xlsx"]),
    ],
)
def test_file_names_fit_what_the_rules_say(patterns: list[str], count: int, found: list[str]) -> None:
    assert names(patterns, count) == found
    assert all(
        any(fnmatchcase(f.replace(".xlsx", ""), p.split(".")[0].replace("**/", "")) for p in patterns) for f in found
    )


def test_each_rater_with_a_file_gets_one() -> None:
    draft = panel('panel = { penilai = "@berkas", minimal = 3 }', "data/wawancara-*.xlsx")
    found = [f for f in forms(draft) if f.title == "Wawancara"]
    assert [f.file for f in found] == [f"data/wawancara-{n}.xlsx" for n in (1, 2, 3)]
    assert [[c.heading for c in f.columns] for f in found] == [["Nomor Peserta", "Nama", "Skor"]] * 3
    assert "namanya menjadi nama penilai" in found[0].notes[0]


def test_each_rater_with_a_sheet_gets_one() -> None:
    found = [f for f in forms(panel('panel = { penilai = "@lembar", minimal = 2 }', sheet="Panel *")) if f.signed]
    assert [(f.file, f.sheet) for f in found if f.title == "Wawancara"] == [
        ("data/wawancara.xlsx", "Panel 1"),
        ("data/wawancara.xlsx", "Panel 2"),
    ]


def test_each_rater_with_a_column_gets_one() -> None:
    form = forms(panel('panel = { kolom = ["Ketua", "Anggota"], minimal = 2 }'))[-1]
    assert [c.heading for c in form.columns] == ["Nomor Peserta", "Nama", "Ketua", "Anggota"]


def test_aspects_in_columns() -> None:
    aspects = '[tahap.komponen.panel]\npenilai = "Penilai"\nminimal = 2\n[tahap.komponen.panel.aspek]\n'
    form = forms(panel(aspects + 'bobot = { "Sikap" = 40, "Isi" = 60 }'))[-1]
    assert [c.heading for c in form.columns] == ["Nomor Peserta", "Nama", "Penilai", "Sikap", "Isi"]


def test_one_row_for_each_rater_participant_and_aspect(tmp_path: Path) -> None:
    aspects = (
        '[tahap.komponen.panel]\npenilai = "Penilai"\nminimal = 2\n[tahap.komponen.panel.aspek]\nkolom = "Aspek"\n'
    )
    draft = panel(aspects + 'bobot = { "Sikap" = 40, "Isi" = 60 }')
    page = templates(draft.write(tmp_path))["wawancara.xlsx"].worksheets[0]
    assert headings(page) == ["Nomor Peserta", "Nama", "Penilai", "Aspek", "Skor"]
    rows = [(r["Penilai"], r["Nomor Peserta"], r["Aspek"]) for r in table(page)]
    assert rows[:3] == [
        ("Penilai 1", "26-0001", "Sikap"),
        ("Penilai 1", "26-0001", "Isi"),
        ("Penilai 1", "26-0002", "Sikap"),
    ]
    assert len(rows) == 2 * 5 * 2


def test_a_stage_may_keep_its_components_in_several_files_and_share_one_with_another_stage() -> None:
    draft = Draft().rule(
        'kode = "praktik"\nnama = "Praktik"', 'kode = "praktik"\nnama = "Praktik"\nberkas = "data/p.xlsx"'
    )
    draft.rule("data/wawancara.csv", "data/tes.xlsx")
    found = {f.file: [c.heading for c in f.columns] for f in forms(draft) if f.signed}
    assert found == {
        "data/tes.xlsx": ["Nomor Peserta", "Nama", "Teori", "Skor"],
        "data/p.xlsx": ["Nomor Peserta", "Nama", "Praktik"],
    }


ATTENDANCE = '[tahap.daftar_hadir]\nberkas = "data/hadir.xlsx"\nhadir = ["H", "Hadir"]\n\n'


def test_an_attendance_list_of_its_own_or_beside_the_marks() -> None:
    own = forms(Draft().rule("[pembulatan]", f"{ATTENDANCE}[pembulatan]"))[-1]
    assert (own.file, own.title, own.columns[-1].words) == ("data/hadir.xlsx", "Daftar hadir Wawancara", ("H", "TH"))
    beside = forms(Draft().rule("[pembulatan]", "[tahap.daftar_hadir]\n\n[pembulatan]"))[-1]
    assert [c.heading for c in beside.columns] == ["Nomor Peserta", "Nama", "Skor", "Kehadiran"]


def test_formations_written_in_the_rules_need_no_workbook(tmp_path: Path) -> None:
    inline = '[[formasi.daftar]]\nkode = "A-1"\njabatan = "Arsiparis"\nkuota = 1\n[[formasi.daftar]]\n'
    inline += 'kode = "B-1"\njabatan = "Pustakawan"\nkuota = 1'
    draft = Draft().rule('[formasi]\nberkas = "data/formasi.csv"', inline)
    draft.files = {}
    books = templates(draft.write(tmp_path))
    assert set(books) == {"pelamar.xlsx", "peristiwa.xlsx", "tes.xlsx", "wawancara.xlsx"}
    assert validation(books["pelamar.xlsx"]["Pelamar"], "C2").formula1 == '"A-1,B-1"'


def test_the_header_stands_where_the_rules_look_for_it(tmp_path: Path) -> None:
    draft = Draft().rule(
        'berkas = "data/tes.xlsx"', 'berkas = "data/tes.xlsx"\nlembar = "Nilai"\nbaris_kepala = [5, 6]'
    )
    draft.files.pop("data/tes.xlsx")
    page = templates(draft.write(tmp_path))["tes.xlsx"]["Nilai"]
    assert [page.cell(r, 1).value for r in range(1, 7)] == [
        "Dinas Uji",
        "Seleksi Uji Tahun 2026",
        "Tes",
        None,
        None,
        "Nomor Peserta",
    ]
    assert table(page, 6)[0] == {"Nomor Peserta": "26-0001", "Nama": "Contoh Satu", "Teori": None, "Praktik": None}


def test_folders_below_the_data_folder_are_kept(tmp_path: Path) -> None:
    draft = Draft().rule("data/tes.xlsx", "data/nilai/tes.xlsx")
    draft.files.pop("data/tes.xlsx")
    names = {"formasi.xlsx", "nilai/tes.xlsx", "pelamar.xlsx", "peristiwa.xlsx", "wawancara.xlsx"}
    assert set(templates(draft.write(tmp_path))) == names


def test_a_rule_that_wants_another_kind_of_file_is_pointed_out(tmp_path: Path) -> None:
    err = command("template", Draft().write(tmp_path)).err
    assert '"data/wawancara.csv", sedangkan templatnya .xlsx' in err
    assert "data/tes.xlsx" not in err


# --- what is known already ----------------------------------------------------------------------------------


def test_everybody_is_listed_by_number_and_locked(tmp_path: Path) -> None:
    draft = Draft()
    draft.files.pop("data/tes.xlsx")
    draft.rows("data/pelamar.csv")[1:] = draft.rows("data/pelamar.csv")[:0:-1]
    page = templates(draft.write(tmp_path))["tes.xlsx"].worksheets[0]
    assert [r["Nomor Peserta"] for r in table(page)] == [f"26-000{n}" for n in range(1, 6)]
    assert page.protection.sheet
    assert [page[a].protection.locked for a in ("A1", "C1", "A2", "B2", "C2", "D2")] == [True] * 4 + [False] * 2


def test_only_those_who_went_on_are_invited_to_the_next_stage(tmp_path: Path) -> None:
    draft = Draft().put("data/tes.xlsx:Nilai!B6", 10).put("data/tes.xlsx:Nilai!B2", "TH")
    draft.files.pop("data/wawancara.csv")
    outcome = command("template", draft.write(tmp_path))
    assert "Wawancara: hanya 3 peserta, yaitu yang lanjut." in outcome.err
    page = openpyxl.load_workbook(tmp_path / "templat/wawancara.xlsx").worksheets[0]
    assert [r["Nomor Peserta"] for r in table(page)] == ["26-0002", "26-0003", "26-0004"]
    draft.event("mengundurkan diri", tahap="wawancara", peserta="26-0003")
    assert command("template", "--timpa", draft.write(tmp_path)).code == 0
    page = openpyxl.load_workbook(tmp_path / "templat/wawancara.xlsx").worksheets[0]
    assert [r["Nomor Peserta"] for r in table(page)] == ["26-0002", "26-0004"], "who withdrew is awaited no more"


@pytest.mark.parametrize("cell", [None, "seribu", 900])
def test_marks_in_doubt_eliminate_nobody_of_their_formation(tmp_path: Path, cell: object) -> None:
    """26-0003 applies for the same post as 26-0002, whose mark is in doubt; 26-0005 for another."""
    draft = Draft().put("data/tes.xlsx:Nilai!B6", 10).put("data/tes.xlsx:Nilai!B4", 10)
    draft.put("data/tes.xlsx:Nilai!B3", cell)
    known = run(*begin(draft.write(tmp_path)))
    assert [known.invited_to(s) for s in (0, 1)] == [[0, 1, 2, 3, 4], [0, 1, 2, 3]]


def test_a_missing_list_that_means_absence_eliminates_nobody_yet(tmp_path: Path) -> None:
    draft = Draft().rule('berkas = "data/tes.xlsx"', 'berkas = "data/tes.xlsx"\nkosong = "tidak hadir"')
    draft.files.pop("data/tes.xlsx")
    known = run(*begin(draft.write(tmp_path)))
    assert known.invited_to(1) == [0, 1, 2, 3, 4]


def test_a_doubtful_register_is_not_copied(tmp_path: Path) -> None:
    draft = Draft().put("data/pelamar.csv:C3", "")
    outcome = command("template", draft.write(tmp_path))
    assert "masih ada temuan di dalamnya" in outcome.err
    book = openpyxl.load_workbook(tmp_path / "templat/tes.xlsx")
    assert table(book.worksheets[0]) == []
    assert not book.worksheets[0]["A2"].protection.locked
    assert validation(
        openpyxl.load_workbook(tmp_path / "templat/pelamar.xlsx")["Pelamar"], "C2"
    )  # formations are known


def test_one_person_under_two_numbers_makes_a_register_doubtful(tmp_path: Path) -> None:
    """The doubt shows only when rows are held side by side: the same NIK again."""
    draft = Draft().put("data/pelamar.csv:B4", "9901120202910002")
    assert "masih ada temuan di dalamnya" in command("template", draft.write(tmp_path)).err


def test_what_should_be_looked_at_in_the_register_is_told(tmp_path: Path) -> None:
    """The second applicant's NIK gives another birth date than the list."""
    draft = Draft().put("data/pelamar.csv:D3", "03-02-1991")
    outcome = command("template", draft.write(tmp_path))
    assert "masih mempunyai 1 temuan yang perlu dipastikan" in outcome.err
    assert len(table(openpyxl.load_workbook(tmp_path / "templat/tes.xlsx").worksheets[0])) == 5
    draft.event("temuan diterima", komponen="P414", sebelum="*").event("temuan diterima", komponen="P322", sebelum="*")
    assert "perlu dipastikan" not in command("template", draft.write(tmp_path / "lagi")).err


# --- what Excel checks --------------------------------------------------------------------------------------


@pytest.fixture
def books(tmp_path: Path) -> dict[str, Any]:
    draft = Draft().rule('jenis = "tanggal"', 'jenis = "tanggal"\nwajib = true')
    draft.rules += '\n[pelamar.atribut.ipk]\nkolom = "IPK"\njenis = "angka"\nmaksimum = 4\n'
    draft.rules += (
        '\n[pelamar.atribut.asal]\nkolom = "Asal"\njenis = "pilihan"\npilihan = ["Kota", "Desa, terpencil"]\n'
    )
    draft.files.pop("data/pelamar.csv")
    return templates(draft.write(tmp_path))


def test_identifiers_are_text_and_appear_once(books: dict[str, Any]) -> None:
    page = books["pelamar.xlsx"]["Pelamar"]
    assert page["A2"].number_format == page["B2"].number_format == "@"
    assert page.column_dimensions["A"].width > 15
    assert "ISTEXT(A2)" in validation(page, "A2").formula1


def test_bounds_dates_and_choices(books: dict[str, Any]) -> None:
    page = books["pelamar.xlsx"]["Pelamar"]
    assert headings(page) == ["Nomor Peserta", "Nama", "Formasi", "Tanggal Lahir", "IPK", "Asal"]
    assert validation(page, "C2").formula1 == '"A-1,B-1"'
    assert validation(page, "D2").type == "date"
    assert page["D2"].number_format == "[$-421]d mmmm yyyy"
    assert validation(page, "E2").formula1 == "IF(ISNUMBER(E2),AND(E2>=0,E2<=4,ROUND(E2,2)=E2),FALSE)"
    assert "tidak diterima" in validation(page, "E2").error


def test_a_choice_with_a_comma_stands_in_the_guide(books: dict[str, Any]) -> None:
    book = books["pelamar.xlsx"]
    assert validation(book["Pelamar"], "F2").formula1 == "'Petunjuk'!$D$2:$D$3"
    assert [book["Petunjuk"][f"D{row}"].value for row in (1, 2, 3)] == ["Pilihan Asal", "Kota", "Desa, terpencil"]


def test_marks_take_numbers_and_the_words_for_absence(books: dict[str, Any]) -> None:
    rule = validation(books["tes.xlsx"].worksheets[0], "C2")
    assert rule.formula1.startswith('IF(ISNUMBER(C2),AND(C2>=0,C2<=100,ROUND(C2,2)=C2),OR(C2="TH",C2="DIS",C2="APS",')
    assert rule.allow_blank
    assert "tidak hadir: TH" in rule.prompt


def test_quotas_are_whole_and_not_negative(books: dict[str, Any]) -> None:
    assert "E2>=0" in validation(books["formasi.xlsx"]["Formasi"], "E2").formula1
    assert "ROUND(E2,0)=E2" in validation(books["formasi.xlsx"]["Formasi"], "E2").formula1


def test_too_many_words_leave_the_first_of_each_state() -> None:
    words = ("TH", "DIS", "APS", *(f"Tidak hadir karena alasan {n}" for n in range(40)))
    formula = number_formula(Column("Nilai", "angka", "", words=words, decimals=2), "C2")
    assert len(formula) <= FORMULA
    assert 'OR(C2="TH",C2="DIS",C2="APS"' in formula


def test_categories_are_chosen_from_a_list(tmp_path: Path) -> None:
    draft = Draft().rule('nama = "Skor"\nmaksimum = 100', 'nama = "Skor"\nkategori = { "MS" = 100, "TMS" = "gugur" }')
    draft.files.pop("data/wawancara.csv")
    page = templates(draft.write(tmp_path))["wawancara.xlsx"].worksheets[0]
    assert validation(page, "C2").formula1 == '"MS,TMS,TH,DIS,APS"'


def test_the_guide_explains_every_column(books: dict[str, Any]) -> None:
    for book in books.values():
        page, guide = book.worksheets
        texts = {cell.value for row in guide.iter_rows(max_col=2) for cell in row}
        assert {f"{c.column_letter}: {c.value}" for c in page[1]} <= texts
        assert guide.protection.sheet
        assert page.print_title_rows == "$1:$1"


@pytest.mark.parametrize(("sheet", "guide"), [("P*", "Cara mengisi"), ("[PC]*", "Baca dahulu"), ("*", None)])
def test_the_guide_is_never_taken_for_a_sheet_to_read(tmp_path: Path, sheet: str, guide: str | None) -> None:
    draft = panel('panel = { penilai = "@lembar", minimal = 2 }', sheet=sheet)
    titles = templates(draft.write(tmp_path))["wawancara.xlsx"].sheetnames
    assert len(titles) == 2 + (guide is not None)
    assert guide is None or titles[-1] == guide


def test_the_guide_speaks_to_whom_it_should(books: dict[str, Any]) -> None:
    """The committee writes the book of events itself; whoever fills in any other workbook returns it."""
    told = {name: " ".join(str(cell.value) for cell in book.worksheets[-1]["A"]) for name, book in books.items()}
    own = told.pop("peristiwa.xlsx")
    assert "satu sel kolom pertama" in own
    assert "diisi oleh panitia sendiri" in own
    assert "kembalikan" not in own
    assert told
    assert all("kembalikan" in text and "panitia sendiri" not in text for text in told.values())


# --- the folder ---------------------------------------------------------------------------------------------


def test_two_runs_write_the_same_bytes(tmp_path: Path) -> None:
    folder = copy_sample("manna", tmp_path)
    command("template", folder)
    first = digests(folder / "templat")
    command("template", folder)
    assert digests(folder / "templat") == first


def test_templates_that_somebody_filled_in_are_not_overwritten(tmp_path: Path) -> None:
    folder = Draft().write(tmp_path)
    command("template", folder)
    (folder / "templat/tes.xlsx").write_bytes(b"filled in by hand")
    outcome = command("template", folder)
    assert outcome.code == 1
    assert "templat/ telah diubah sejak ditulis (tes.xlsx)" in outcome.err
    assert command("template", "--timpa", folder).code == 0
    assert (folder / "templat-suntingan-1/tes.xlsx").read_bytes() == b"filled in by hand"


def test_rules_that_cannot_be_carried_out_give_no_templates(tmp_path: Path) -> None:
    folder = Draft().rule("bobot = 60", "bobot = 61").write(tmp_path)
    assert command("template", folder).code == 2
    assert not (folder / "templat").exists()


def test_names_that_look_like_formulas_stay_names(tmp_path: Path) -> None:
    draft = Draft().put("data/pelamar.csv:C2", "=1+1")
    draft.files.pop("data/tes.xlsx")
    page = templates(draft.write(tmp_path))["tes.xlsx"].worksheets[0]
    assert (page["B2"].value, page["B2"].data_type) == ("=1+1", "s")


def test_the_head_of_the_page_takes_any_name(tmp_path: Path) -> None:
    draft = Draft().rule('nama = "Seleksi Uji"', f'nama = "{"A&B " * 74}"').rule('"Dinas Uji"', '"2 & 3"')
    page = templates(draft.write(tmp_path))["tes.xlsx"].worksheets[0]
    assert page.oddHeader.left.text.startswith("2 && 3\nA&&B A&&B")
    assert page.oddHeader.left.size == 9
    assert len(str(page.oddHeader)) <= 255


def test_the_json_of_a_ranking_names_no_template(tmp_path: Path) -> None:
    folder = Draft().write(tmp_path)
    command("template", folder)
    assert "templat" not in json.dumps(command("rank", "--json", folder).data)
