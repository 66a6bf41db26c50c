"""What a sheet says against itself: columns that do not look like marks, figures and totals that do not agree.

What is honest of their kind stands in ``test_honest``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from asnrekrut.notation import in_words
from tests.selections import Draft, Formula, Noted, Struck, command, said_of_column, said_of_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from tests.selections import Cell, Rows

SHUFFLED = [81, 74, 90, 66, 85, 77, 71, 88, 79, 93, 69, 84]
FALLING = sorted(SHUFFLED, reverse=True)


def changed(row: int, mark: object) -> list[object]:
    return [*SHUFFLED[:row], mark, *SHUFFLED[row + 1 :]]


@pytest.mark.parametrize(
    ("marks", "finding"),
    [
        (changed(4, 0), "P433 B6"),
        (changed(4, 8), "P434 B6"),
        (changed(4, "7,5"), "P434 B6"),
        (FALLING, "P435 B"),
        (FALLING[::-1], "P435 B"),
        ([*FALLING[:6], FALLING[5], *FALLING[6:]], "P435 B"),
        ([70, 71, 72, 73, 74, 75, 88, 66, 79], "P436 B2"),
        ([88, 66, 79.5, 78, 76.5, 75, 73.5, 72, 90], "P436 B4"),
        (list(range(70, 82)), "P436 B2"),
    ],
)
def test_doubtful_columns(tmp_path: Path, marks: list[object], finding: str) -> None:
    assert said_of_column(tmp_path, marks) == [finding]


BLANK = [""] * 12
BESIDE = {  # a column beside the marks that nobody reads, and what is said of it
    "absent in a sentence": (
        ["Catatan", *BLANK[:2], "Yang bersangkutan tidak hadir karena sakit", *BLANK[3:]],
        "P431 C4",
    ),
    "withdrew in a sentence": (["Ket.", "peserta telah mundur", *BLANK[1:]], "P431 C2"),
    "dead": (["Keterangan", *BLANK[:5], "Meninggal dunia", *BLANK[6:]], "P431 C7"),
    "cancelled": (["Status", "Dibatalkan", *["Terverifikasi"] * 11], "P431 C2"),
    "a cross among ticks": (["Kehadiran", *["V"] * 4, "X", *["V"] * 7], "P431 C6"),
    "no tick": (["Hadir", *["√"] * 11, ""], "P431 C13"),
    "ill": (["Presensi", *["Hadir"] * 6, "Sakit", *["Hadir"] * 5], "P431 C8"),
    "no": (["Hadir", *["Ya"] * 10, "Tidak", "Ya"], "P431 C12"),
    "ranks by nothing": (["Peringkat", 3, 1, 2, 5, 4, 12, 6, 8, 7, 9, 11, 10], "P439 C"),
    "a correction": (["Skor (koreksi)", *BLANK[:3], 70, *BLANK[4:]], "P440 C5"),
    "all of it corrected": (["Skor revisi", *[mark + 1 for mark in SHUFFLED]], "P440 C2"),
}


@pytest.mark.parametrize(("beside", "finding"), BESIDE.values(), ids=BESIDE)
def test_doubtful_columns_beside_the_marks(tmp_path: Path, beside: list[object], finding: str) -> None:
    assert said_of_column(tmp_path, SHUFFLED, beside=beside) == [finding]


SPELLED = [in_words(mark).capitalize() for mark in SHUFFLED]


def spelled(row: int, text: str, heading: str = "Nilai (huruf)") -> list[object]:
    return [heading, *SPELLED[:row], text, *SPELLED[row + 1 :]]


OTHER_WORDS = {  # beside 81, 74, 90, 66, 85 …
    "digits exchanged": (SHUFFLED, spelled(4, "lima puluh delapan"), ["P461 C6"]),
    "half a point": (SHUFFLED, spelled(4, "delapan puluh lima koma lima"), ["P461 C6"]),
    "under any heading": (SHUFFLED, spelled(4, "delapan lima koma nol lima", "Ket."), ["P461 C6"]),
    "a slip of the pen is not guessed": (SHUFFLED, spelled(4, "delapan pulu lima"), ["P461 C6"]),
    "a word too many": (SHUFFLED, spelled(4, "delapan puluh lima lima"), ["P461 C6"]),
    "not a tenth": (changed(4, 8.5), spelled(4, "delapan puluh lima"), ["P434 B6", "P461 C6"]),
    "a mark in words beside absence": (changed(4, "TH"), spelled(4, "delapan puluh lima"), ["P461 C6"]),
    "words that moved a row": (SHUFFLED, ["Terbilang", SPELLED[-1], *SPELLED[:-1]], ["P461 C2"]),
    "one of two": (SHUFFLED[:2], ["Dengan Huruf", SPELLED[0], "empat puluh tujuh"], ["P461 C3"]),
    "nought beside a mark": (SHUFFLED, spelled(4, "nol"), ["P461 C6"]),
}


@pytest.mark.parametrize(("marks", "beside", "said"), OTHER_WORDS.values(), ids=OTHER_WORDS)
def test_words_that_name_another_number(
    tmp_path: Path, marks: list[object], beside: list[object], said: list[str]
) -> None:
    assert said_of_column(tmp_path, marks, beside=beside) == said


RANKS = [sorted(SHUFFLED, reverse=True).index(mark) + 1 for mark in SHUFFLED]


@pytest.mark.parametrize("heading", ["Peringkat", "Ranking Wawancara"])
def test_two_ranks_exchanged(tmp_path: Path, heading: str) -> None:
    ranks = [RANKS[1], RANKS[0], *RANKS[2:]]
    assert said_of_column(tmp_path, SHUFFLED, beside=[heading, *ranks]) == ["P437 C2", "P437 C3"]


@pytest.mark.parametrize(
    ("file", "heading", "cells", "cell"),
    [
        ("data/wawancara.csv", "Nilai Akhir", ["77", "73", "72", "75,5", "64"], "C5"),
        ("data/pelamar.csv", "nilai_akhir", ["77,000", "73", "72", "75", "46"], "F6"),
        ("data/tes.csv", "Total SKB", ["77", "73", "75", "75", "64"], "D4"),
        ("data/wawancara.csv", "NA", ["77", "73", "72", "75", "46"], "C6"),  # no total by its heading
    ],
)
def test_a_column_that_holds_the_result_but_for_one_row(
    tmp_path: Path, file: str, heading: str, cells: list[str], cell: str
) -> None:
    draft = Draft().as_text()
    for row, content in zip(draft.rows(file), [heading, *cells], strict=True):
        row.append(content)
    found = command("check", "--json", draft.write(tmp_path)).data["temuan"]
    assert [(f["kode"], f["sel"]) for f in found if f["kode"] != "P414"] == [("P437", cell)]


@pytest.mark.parametrize(
    ("file", "row", "cell"),
    [
        ("data/formasi.csv", ["JUMLAH", "", "", "", "4"], "E4"),
        ("data/formasi.csv", ["Sub Jumlah", "", "", "", "3"], "E4"),
        ("data/wawancara.csv", ["Jumlah", "410"], "B7"),
        ("data/wawancara.csv", ["Rata-rata", "81,5"], "B7"),
        ("data/tes.csv", ["Nilai tertinggi", "91", "80"], "B7"),
    ],
)
def test_a_total_that_is_none(tmp_path: Path, file: str, row: list[str], cell: str) -> None:
    draft = Draft().as_text()
    draft.rows(file).append(row)
    assert command("check", "--json", draft.write(tmp_path)).doubts == [("P438", f"{file}:{cell}")]


def half(row: int) -> Formula:
    return Formula("=C{row}*$E$2", SHUFFLED[row] / 2)


def sheet(cells: list[Cell], weights: list[Cell] | None = None) -> Rows:
    """The interview with its marks computed from raw ones: C, and weights in E."""
    beside = [*(weights or [0.5]), *[None] * len(cells)]
    numbers = [f"26-{k:04}" for k in range(1, len(cells) + 1)]
    rows = zip(numbers, cells, SHUFFLED, beside, strict=False)
    head: list[Cell] = ["Nomor Peserta", "Skor", "Mentah", None, "Bobot"]
    return [head, *([number, cell, raw, None, weight] for number, cell, raw, weight in rows)]


USUAL: list[Cell] = [half(k) for k in range(8)]
SOURCE: Rows = [["No", "Skor"], *([f"26-{k:04}", mark] for k, mark in enumerate(SHUFFLED[:8], 1))]
SOURCE[4][1] = None
NEAREST = [*SHUFFLED[:3], 66, SHUFFLED[4], 70, *SHUFFLED[6:8]]
FETCHED = [*SHUFFLED[:3], 0, *SHUFFLED[4:8]]


@pytest.mark.parametrize(
    ("cells", "findings"),
    [
        ([*USUAL[:5], Formula("=C6*$E$2", 42.5), *USUAL[6:]], ["P441 B7"]),
        ([*USUAL[:5], Formula("=C{row}*$E$2+5", 43.5), *USUAL[6:]], ["P441 B7"]),
        ([*USUAL[:5], 47, *USUAL[6:]], ["P442 B7"]),
        ([*USUAL[:5], "47,5", *USUAL[6:]], ["P442 B7"]),
        ([Formula("=C{row}*E{row}", 40.5 if k == 0 else 0) for k in range(8)], ["P443 B2"]),
        ([Formula(f"=C{{row}}/MAX(C{k + 2}:C{k + 9})*100", 60 + 3 * k % 7) for k in range(8)], ["P443 B2"]),
        ([Formula("=VLOOKUP(A{row},Sumber!A$1:B$9,2,FALSE)", mark) for mark in FETCHED], ["P444 B5"]),
        ([Formula("=Sumber!B{row}", mark) for mark in FETCHED], ["P444 B5"]),
        ([Formula("=VLOOKUP(A{row},Sumber!A$1:B$9,2)", mark) for mark in NEAREST], ["P445 B5", "P445 B7"]),
    ],
)
def test_doubtful_formulas(tmp_path: Path, cells: list[Cell], findings: list[str]) -> None:
    assert said_of_sheet(tmp_path, sheet(cells), {"Sumber": SOURCE}) == findings


@pytest.mark.parametrize(
    "comment", ["nilai salah, seharusnya 60", "Budi:\ndikoreksi menjadi 60", "didiskualifikasi", "Tidak hadir"]
)
def test_a_comment_against_a_mark(tmp_path: Path, comment: str) -> None:
    cells: list[Cell] = [*SHUFFLED[:5], Noted(77, comment), *SHUFFLED[6:8]]
    assert said_of_sheet(tmp_path, sheet(cells), {"Sumber": SOURCE}) == ["P432 B7"]


@pytest.mark.parametrize(
    ("heading", "cells", "finding"),
    [
        ("Keterangan", ["", "tdk. hadir", "", "", ""], "P431"),
        ("Keterangan", ["", "Sakit (surat dokter)", "", "", ""], "P431"),
        ("Keterangan", ["", "Tidak mengikuti", "", "", ""], "P431"),
        ("Catatan", ["", "mencontek, dikeluarkan", "", "", ""], "P431"),
        ("Catatan", ["", "tidak diperkenankan mengikuti tes", "", "", ""], "P431"),
        ("Catatan", ["", "seharusnya 60", "", "", ""], "P431"),
        ("Catatan", ["", "nilainya keliru", "", "", ""], "P431"),
        ("Formasi", ["A-1", "B-1", "A-1", "B-1", "B-1"], "P448"),
        ("Tgl. Lahir", ["1 Januari 1990", "02/02/1981", "1992-03-03", "04-04-1993", ""], "P448"),
        ("NIK", ["9901120101900001", "9901120202910009", *["9901120303920003", "", "9901120505940005"]], "P448"),
    ],
)
def test_what_stands_beside_a_mark(tmp_path: Path, heading: str, cells: list[str], finding: str) -> None:
    draft = Draft().as_text()
    for row, cell in zip(draft.rows("data/wawancara.csv"), [heading, *cells], strict=True):
        row.append(cell)
    assert command("check", "--json", draft.write(tmp_path)).doubts == [(finding, "data/wawancara.csv:C3")]


@pytest.mark.parametrize(
    "note", ["Tidak hadir: 1 orang (26-0002)", "Catatan: peserta 26-0002 mengundurkan diri, 26-0003 terlambat"]
)
def test_a_note_outside_the_table(tmp_path: Path, note: str) -> None:
    draft = Draft().as_text()
    draft.rows("data/wawancara.csv").append([note, ""])
    assert command("check", "--json", draft.write(tmp_path)).doubts == [("P447", "data/wawancara.csv:baris 7")]


def test_what_is_struck_through_counts_all_the_same(tmp_path: Path) -> None:
    rows = sheet([*SHUFFLED[:6], Struck(SHUFFLED[6]), SHUFFLED[7]])
    assert said_of_sheet(tmp_path, rows, {"Sumber": SOURCE}) == ["P446 B8"]
    whole = [rows[0], *([Struck(row[0]), Struck(row[1]), *row[2:]] for row in sheet([*SHUFFLED[:8]])[1:])]
    said = said_of_sheet(tmp_path, whole, {"Sumber": SOURCE})
    assert [one[:6] for one in said] == ["P446 A"], "all who were crossed out are ranked, said once"
    beaten = [*whole[:1], *sheet([*SHUFFLED[:8]])[1:]]
    low = min(range(8), key=lambda k: SHUFFLED[k]) + 1  # the last of eight for two seats: no seat, no reserve
    beaten[low] = whole[low]
    assert said_of_sheet(tmp_path, beaten, {"Sumber": SOURCE}) == [f"P446 A{low + 1}"]


@pytest.mark.parametrize(("mark", "said"), [(90, [("P446", "data/tes.xlsx:Nilai!A4")]), (30, [])])
def test_a_row_that_is_struck_is_doubted_where_its_person_goes_on(
    tmp_path: Path, mark: int, said: list[tuple[str, str]]
) -> None:
    """Who passed the test and did not come to the interview; who failed the test may well be crossed out."""
    draft = Draft()
    rows = draft.rows("data/tes.xlsx:Nilai")
    rows[3] = [Struck(cell) for cell in (rows[3][0], mark, mark)]
    draft.put("data/wawancara.csv:B4", "TH" if mark > 50 else "")
    assert [one for one in command("check", "--json", draft.write(tmp_path)).doubts if one[0] == "P446"] == said


@pytest.mark.parametrize(("struck", "said"), [(True, [("P446", "data/tes.xlsx:Nilai!B2")]), (False, [])])
def test_a_digit_of_a_mark_is_struck(tmp_path: Path, struck: bool, said: list[tuple[str, str]]) -> None:
    path = Draft().write(tmp_path) / "data/tes.xlsx"
    book = openpyxl.load_workbook(path)
    parts = [TextBlock(InlineFont(strike=struck, b=True), "8"), TextBlock(InlineFont(u="double"), "0")]
    book["Nilai"]["B2"] = CellRichText(parts)
    book.save(path)
    assert [one for one in command("check", "--json", tmp_path).doubts if one[0] == "P446"] == said


def test_a_status_is_read_while_a_tie_is_open(tmp_path: Path) -> None:
    draft = Draft().as_text().rule('"tes", "pelamar.lahir: tertua"', '"tes"')
    for row, status in zip(draft.rows("data/pelamar.csv"), ["Status", "TMS", "MS", "MS", "MS", "MS"], strict=True):
        row.append(status)
    draft.put("data/tes.csv:B3", 80).put("data/tes.csv:C3", 70).put("data/wawancara.csv:B3", 80)
    outcome = command("check", "--json", draft.write(tmp_path))
    assert (outcome.code, outcome.doubts) == (3, [("P431", "data/pelamar.csv:F2")])
    assert "ia masih ikut diperingkat" in outcome.out
