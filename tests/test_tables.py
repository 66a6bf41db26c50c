"""Finding the table in a sheet. Every sheet is written as a small grid: ``|`` between cells, one row a line."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from asnrekrut.findings import Finding
from asnrekrut.intake.column_names import normal
from asnrekrut.intake.header_rows import Names
from asnrekrut.intake.needs import Need, needs_of
from asnrekrut.intake.participant_numbers import Directory
from asnrekrut.intake.tables import Table, find_table
from asnrekrut.intake.workbooks import Book
from asnrekrut.io import Sheet
from asnrekrut.readers.grid import Grid
from asnrekrut.rules.load import load_rules

MARKS = ("Nomor Peserta", "Nilai")


def find_column(table: Table, name: str) -> int | Finding:
    """The column, or why there is none."""
    at = table.at(name)
    return table.missing(name) if at is None else at


def cell(text: str) -> Any:
    """A number where it looks like one; what stands in quotes is text."""
    text = text.strip()
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        return float(text)
    return text.strip('"')


def area(reference: str) -> tuple[int, int, int, int]:
    """``A1:C2`` → (0, 0, 1, 2)."""
    found = re.fullmatch(r"([A-Z])(\d+):([A-Z])(\d+)", reference)
    assert found
    left, top, right, bottom = found.groups()
    return int(top) - 1, ord(left) - ord("A"), int(bottom) - 1, ord(right) - ord("A")


def sheet(grid: str, merged: str = "", name: str = "Lembar1", file: str = "nilai.xlsx", **more: Any) -> Sheet:
    lines = [line.strip() for line in grid.strip("\n").splitlines()]
    rows = [[cell(text) for text in line.split("|")] for line in lines]
    width = max(len(row) for row in rows)
    padded = [row + [""] * (width - len(row)) for row in rows]
    return Sheet(file, name, Grid.of(padded), merged=tuple(area(a) for a in merged.split()), **more)


def read(source: Sheet, names: tuple[str, ...] = MARKS, header: tuple[int, ...] = ()) -> Table:
    table = find_table(source, Names(names, keys=names[:1]), header)
    assert table.fault is None, table.fault.line()
    return table


def refused(source: Sheet, names: tuple[str, ...] = MARKS, header: tuple[int, ...] = ()) -> Finding:
    fault = find_table(source, Names(names, keys=names[:1]), header).fault
    assert fault is not None
    return fault


def columns(table: Table, *names: str) -> list[list[Any]]:
    found = [find_column(table, name) for name in names]
    assert not any(isinstance(column, Finding) for column in found)
    return [table.column(column) for column in found if isinstance(column, int)]


def marks(table: Table) -> dict[str, Any]:
    numbers, values = columns(table, *MARKS)
    return dict(zip(numbers, values, strict=True))


def codes(table: Table) -> list[str]:
    return [remark.code for remark in table.notes]


def said(table: Table, code: str) -> str:
    (message,) = (remark.message for remark in table.notes if remark.code == code)
    return message


# --- where the header is -------------------------------------------------------------------------------------


def test_a_plain_table_needs_no_remark() -> None:
    table = read(
        sheet("""
        Nomor Peserta | Nama           | Nilai
        99-01         | Contoh Melati  | 80
        99-02         | Contoh Dahlia  | 70.5
        """)
    )
    assert marks(table) == {"99-01": 80, "99-02": 70.5}
    assert (table.header_rows, [*table.rows], table.notes) == ((0,), [1, 2], [])


def test_letterhead_title_and_empty_edges() -> None:
    table = read(
        sheet(
            """
                  |                        |      |
                  | PEMERINTAH KOTA SERANG |      |
                  | Jalan Contoh Nomor 1   |      |

                  | DAFTAR NILAI WAWANCARA |      |
                  |                        |      |
                  | No. Peserta            | Nama | Nilai
                  | 99-01                  | A    | 80
            """,
            merged="B2:D2 B3:D3 B5:D5",
        )
    )
    assert marks(table) == {"99-01": 80}
    message = said(table, "I101")
    assert message == "Baris 7 dipakai sebagai kepala tabel; baris 2-3, 5 di atasnya tidak dibaca."


def test_header_search_ends_after_sixty_rows_and_the_rules_can_say_where() -> None:
    far = sheet("Judul\n" + "\n" * 59 + "Nomor Peserta | Nilai\n99-01 | 80")
    assert far.rows[60][0] == "Nomor Peserta"
    assert isinstance(find_column(read(far), "Nilai"), Finding)
    assert marks(read(far, header=(60,))) == {"99-01": 80}
    near = Sheet(far.file, far.name, far.rows[1:])
    assert marks(read(near)) == {"99-01": 80}


TWO_ROWS = """
NO PESERTA| NAMA | FORMASI | JENIS | SKD 40% | SKB           |           |           |        | SKB 60% | TOTAL | STATUS
          |      |         |       |         | PRAKTEK KERJA | WAWANCARA | PSIKOTEST | JUMLAH |         |       |
99-01     | A    | PRW-01  | UMUM  | 30.5    | 70            | 80        | 90        | 240    | 48      | 78.5  | L
99-02     | B    | PRW-01  | UMUM  | 29.5    | 71            | 81        | 91        | 243    | 48.6    | 78.1  | TL
"""
MERGED = "A1:A2 B1:B2 C1:C2 D1:D2 E1:E2 F1:I1 J1:J2 K1:K2 L1:L2"


@pytest.mark.parametrize("merged", [MERGED, ""])
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("SKB / WAWANCARA", [80, 81]),
        ("skb/wawancara", [80, 81]),
        ("SKB / Praktek Kerja", [70, 71]),
        ("Psikotest", [90, 91]),
        ("SKB / JUMLAH", [240, 243]),
        ("SKD 40%", [30.5, 29.5]),
        ("SKB 60%", [48, 48.6]),
        ("Total", [78.5, 78.1]),
        ("Nama", ["A", "B"]),
    ],
)
def test_a_ministrys_score_table_with_two_header_rows(merged: str, name: str, values: list[object]) -> None:
    table = read(sheet(TWO_ROWS, merged), ("No. Peserta", name))
    assert columns(table, name) == [values]
    assert said(table, "I101") == "Baris 1-2 dipakai sebagai kepala tabel."
    assert table.headers[6] == "SKB / WAWANCARA"


@pytest.mark.parametrize("merged", [MERGED, ""])
def test_sub_headings_are_no_data_though_nobody_wants_them(merged: str) -> None:
    table = read(sheet(TWO_ROWS, merged), ("No. Peserta", "Total"))
    assert (table.header_rows, [*table.rows]) == ((0, 1), [2, 3])


def test_a_group_name_alone_is_no_column() -> None:
    for merged in (MERGED, ""):
        fault = find_column(read(sheet(TWO_ROWS, merged), ("No. Peserta", "SKB")), "SKB")
        assert isinstance(fault, Finding)
        assert fault.code == "E101"
        assert '"SKB / WAWANCARA"' in fault.message


@pytest.mark.parametrize("merged", ["C1:D1 E1:F1", ""])
def test_equal_sub_headings_are_told_apart_by_their_group(merged: str) -> None:
    source = sheet(
        """
                      |      | SKD     |         | SKB     |
        Nomor Peserta | Nama | Nilai   | Bobot   | Nilai   | Bobot
        99-01         | A    | 300     | 40      | 80      | 60
        """,
        merged,
    )
    table = read(source, ("Nomor Peserta", "SKB / Nilai"))
    assert columns(table, "SKB / Nilai", "SKD / Nilai", "SKB / Bobot") == [[80], [300], [60]]
    fault = find_column(read(source), "Nilai")
    assert isinstance(fault, Finding)
    assert fault.code == "E102"


def test_three_header_rows() -> None:
    table = read(
        sheet(
            """
            No Peserta | NILAI |         |        |       | Total
                       | SKB   |         |        | SKD   |
                       | CAT   | Praktik | Wawancara |    |
            99-01      | 300   | 80      | 70     | 55    | 505
            """,
            merged="A1:A3 B1:E1 B2:D2 E2:E3 F1:F3",
        ),
        ("Nomor Peserta", "Nilai / SKB / Wawancara", "NILAI / SKD", "CAT"),
    )
    assert columns(table, "Nilai / SKB / Wawancara", "NILAI / SKD", "CAT", "SKB / Praktik") == [[70], [55], [300], [80]]
    assert table.header_rows == (0, 1, 2)


def test_a_heading_broken_over_two_rows() -> None:
    table = read(
        sheet("""
        NOMOR   | NAMA    | NILAI
        PESERTA | LENGKAP | WAWANCARA
        99-01   | A       | 80
        """),
        ("Nomor Peserta", "Nilai Wawancara"),
    )
    assert columns(table, "Nomor Peserta", "Nama Lengkap", "Nilai Wawancara") == [["99-01"], ["A"], [80]]


def test_a_range_below_a_heading_is_not_part_of_its_name() -> None:
    table = read(
        sheet(
            """
            Nomor Peserta | Nama | Nilai
                          |      | (0-100)
            99-01         | A    | 80
            """,
            merged="A1:A2 B1:B2",
        )
    )
    assert marks(table) == {"99-01": 80}


def test_a_heading_merged_over_two_columns_is_one_column_where_one_holds_the_data() -> None:
    grid = """
    Nomor Peserta | Nama |    | Nilai |
    99-01         | A    |    | 80    | {more}
    """
    assert marks(read(sheet(grid.format(more=""), "B1:C1 D1:E1"))) == {"99-01": 80}
    fault = find_column(read(sheet(grid.format(more="baik"), "B1:C1 D1:E1")), "Nilai")
    assert isinstance(fault, Finding)
    assert fault.code == "E102"


# --- two answers, none, or the wrong one ---------------------------------------------------------------------

TWO_TABLES = """
Nilai lama
Nomor Peserta | Nilai
99-01         | 60

Nilai baru
Nama          | Nomor Peserta | Nilai
A             | 99-01         | 80
"""


def test_two_headers_equally_good_are_not_chosen_between() -> None:
    fault = refused(sheet(TWO_TABLES))
    assert fault.code == "E104"
    assert fault.message.endswith("baris 2, baris 6.")
    assert "baris_kepala" in fault.hint


def test_the_rules_choose_between_two_headers() -> None:
    assert marks(read(sheet(TWO_TABLES), header=(5,))) == {"99-01": 80}


def test_the_header_with_more_of_the_headings_is_the_better_one() -> None:
    table = read(
        sheet("""
        Formasi | Nilai
        PRW-01  | rata-rata 70

        Nomor Peserta | Nilai | Nama
        99-01         | 80    | A
        """)
    )
    assert marks(table) == {"99-01": 80}


@pytest.mark.parametrize("header", [(0,), (2,), (90,)])
def test_a_fixed_header_without_the_headings(header: tuple[int, ...]) -> None:
    source = sheet("""
    DAFTAR NILAI
    Nomor Peserta | Nilai
    99-01         | 80
    """)
    fault = refused(source, header=header)
    assert fault.code == "E105"
    assert f"Baris {header[0] + 1}," in fault.message
    assert fault.message.endswith("Judul itu ada di baris 2.")


def test_a_fixed_header_of_two_rows() -> None:
    table = read(sheet(TWO_ROWS), ("No. Peserta", "Wawancara"), header=(0, 1))
    assert columns(table, "SKB / Wawancara") == [[80, 81]]
    table = read(sheet("Nomor Peserta | Nilaai\n99-01 | 80"), header=(0,))
    assert isinstance(find_column(table, "Nilai"), Finding)


@pytest.mark.parametrize("grid", ["", "Nomor Peserta | Nilai", "Nomor Peserta | Nilai\n | \nJumlah | 0"])
def test_a_table_without_rows(grid: str) -> None:
    assert refused(sheet(grid or " ")).code == "E103"


@pytest.mark.parametrize("grid", ["sampah", "REKAPITULASI NILAI\n | \n", "Catatan | isi menyusul"])
def test_something_else_than_a_table(grid: str) -> None:
    """A file that holds a stray word is not merely one that nobody has filled in."""
    names = Names(MARKS, keys=MARKS[:1], asked=tuple("kunci" for _ in MARKS))
    fault = find_table(sheet(grid), names).fault
    assert fault is not None
    assert (fault.code, fault.values["kolom"]) == ("E101", MARKS[0])
    assert grid.split(maxsplit=1)[0] in str(fault.values["ada"])
    empty = find_table(sheet(" | ".join(MARKS)), names).fault
    assert empty is not None
    assert empty.code == "E103"


# --- which column --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("heading", ["NOMOR PESERTA", "No. Peserta", "nomor_peserta", "Nomor\u00a0 Peserta\u200b :"])
def test_case_and_punctuation_do_not_matter(heading: str) -> None:
    assert marks(read(sheet(f"{heading} | Nilai\n99-01 | 80"))) == {"99-01": 80}


@pytest.mark.parametrize("heading", ["Nomor Ujian", "No. Pendaftaran", "ID Peserta", "No. Tes"])
def test_another_usual_name_will_do(heading: str) -> None:
    assert marks(read(sheet(f"{heading} | Skor\n99-01 | 80"))) == {"99-01": 80}


def test_the_very_name_goes_before_another_usual_one() -> None:
    table = read(sheet("Nomor Ujian | Nomor Peserta | Skor | Nilai\n1 | 99-01 | 60 | 80"))
    assert marks(table) == {"99-01": 80}


def test_two_other_names_are_not_chosen_between() -> None:
    fault = find_column(read(sheet("Nomor Ujian | Nomor Pendaftaran | Nilai\n1 | 2 | 80")), "Nomor Peserta")
    assert isinstance(fault, Finding)
    assert (fault.code, str(fault.place)) == ("E102", "nilai.xlsx:Lembar1!B1")
    assert 'A "Nomor Ujian", B "Nomor Pendaftaran"' in fault.message


def test_another_name_never_takes_a_column_that_is_wanted_itself() -> None:
    table = read(sheet("Nomor Peserta | Total\n99-01 | 80"), ("Nomor Peserta", "Jumlah", "Total"))
    assert columns(table, "Total") == [[80]]
    assert isinstance(find_column(table, "Jumlah"), Finding)


def test_roman_numbers_are_suggested_for_arabic_ones() -> None:
    wanted = ("Nomor Peserta", "Pewawancara 1", "Pewawancara 2", "Pewawancara 3")
    table = read(
        sheet("Nomor Peserta | Pewawancara I | Pewawancara II | Pewawancara III\n99-01 | 80 | 70 | 60"), wanted
    )
    told = [find_column(table, name) for name in wanted[1:]]
    for fault, roman in zip(told, ("I", "II", "III"), strict=True):
        assert isinstance(fault, Finding)
        assert fault.message.endswith(f'Maksud Anda "Pewawancara {roman}"?')


def test_two_wanted_names_of_one_meaning_are_not_guessed() -> None:
    table = read(sheet("Nomor Peserta | Total Nilai\n99-01 | 80"), ("Nomor Peserta", "Jumlah", "Total"))
    faults = [find_column(table, name) for name in ("Jumlah", "Total")]
    assert [f.code for f in faults if isinstance(f, Finding)] == ["E101", "E101"]
    assert not any("Maksud Anda" in f.message for f in faults if isinstance(f, Finding))


@pytest.mark.parametrize(
    ("heading", "wanted", "suggested"),
    [
        ("Nilai Wawncara", "Nilai Wawancara", True),
        ("NILAI  WAWANCAR", "Nilai Wawancara", True),
        ("SKD 40%", "SKD", True),
        ("Kesimpulan", "Nilai Wawancara", False),
        ("Nilai", "Nilai Tes Wawancara Akhir", False),
    ],
)
def test_a_near_miss_is_only_suggested(heading: str, wanted: str, suggested: bool) -> None:
    fault = find_column(read(sheet(f"Nomor Peserta | {heading}\n99-01 | 80"), ("Nomor Peserta", wanted)), wanted)
    assert isinstance(fault, Finding)
    assert fault.code == "E101"
    assert ("Maksud Anda" in fault.message) is suggested


def test_a_column_that_is_wanted_itself_is_not_suggested() -> None:
    names = ("Nomor Peserta", "Pewawancara 1", "Pewawancara 2")
    fault = find_column(read(sheet("Nomor Peserta | Pewawancara 1\n99-01 | 80"), names), "Pewawancara 2")
    assert isinstance(fault, Finding)
    assert "Maksud Anda" not in fault.message


def test_optional_columns() -> None:
    table = read(sheet("Nomor Peserta | No. KTP | Nilai | Ket. | Ket.\n99-01 | 99 | 80 | a | b"))
    assert [table.at(name) for name in ("NIK", "Nilai", "Keterangan", "Umur")] == [1, 2, None, None]


def test_aliases_are_normal_names() -> None:
    assert normal(" No.\u00a0Peserta: ") == normal("NOMOR_PESERTA") == "nomor peserta"


# --- which rows ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "numbers",
    [
        "1 | 2 | 3",
        "(1) | (2) | (3)",
        "-1 | -2 | -3",
        "a | b | c",
        "A | B | C",
        '"1" | "2" | "3 = 1 + 2"',
        "1. | 2. | 3.",
    ],
)
def test_column_numbers_under_the_header(numbers: str) -> None:
    table = read(sheet(f"Nomor Peserta | Nama | Nilai\n{numbers}\n99-01 | A | 80"))
    assert marks(table) == {"99-01": 80}
    assert said(table, "I105") == "Baris 2 dilewati: nomor kolom."


@pytest.mark.parametrize("row", ["1 | 70 | 80", "1 | 2 | 80", "1 | 3 | 2", '"001" | 2 | 3'])
def test_marks_are_no_column_numbers(row: str) -> None:
    table = read(sheet(f"Nomor Peserta | Praktik | Nilai\n{row}\n2 | 70 | 80"))
    assert len(table.rows) == 2


def test_a_number_and_a_mark_are_no_column_numbers() -> None:
    assert len(read(sheet("Nomor Peserta | Nilai\n1 | 2\n2 | 80")).rows) == 2
    assert len(read(sheet("Nomor Peserta | Nilai\n(1) | (2)\n2 | 80")).rows) == 1


def test_the_header_repeated_on_every_page() -> None:
    page = """
    Nomor Peserta | Nama | Nilai
    (1)           | (2)  | (3)
    99-0{} | A | 80
    """
    table = read(sheet("".join(page.format(n) for n in (1, 2, 3))))
    assert marks(table) == {"99-01": 80, "99-02": 80, "99-03": 80}
    assert [r.message for r in table.notes] == [
        "Baris 2, 6, 10 dilewati: nomor kolom.",
        "Baris 5, 9 dilewati: kepala tabel yang diulang.",
    ]


def test_a_header_of_two_rows_repeated() -> None:
    again = TWO_ROWS.strip() + TWO_ROWS.replace("99-01", "99-03").replace("99-02", "99-04")
    for merged in (MERGED, ""):
        table = read(sheet(again, merged), ("No. Peserta", "Wawancara"))
        assert columns(table, "No. Peserta") == [["99-01", "99-02", "99-03", "99-04"]]
        assert said(table, "I105") == "Baris 5-6 dilewati: kepala tabel yang diulang."


def test_another_header_amid_the_data() -> None:
    for second in ("Nomor Peserta | Nilai | Nama", "Nama | Nomor Peserta | Nilai"):
        first = "\n".join(f"99-{n} | A | 80" for n in range(10, 80))
        table = read(sheet(f"Nomor Peserta | Nama | Nilai\n{first}\n{second}\n99-90 | B | 70"))
        assert said(table, "E109").startswith("Baris 72 tampak seperti kepala tabel lain")


@pytest.mark.parametrize(
    "total",
    [
        "JUMLAH | | 150",
        "| Jumlah | 150",
        "Rata-rata | | 75",
        "Sub Total Perawat | | 150",
        "Jumlah 2 orang | | ",
        "| Nilai tertinggi | 80",
        "| TOTAL NILAI | 150",
        "Sub Jumlah | | 150",
        "| Nilai Rata-rata | 75",
        "| Rata2 | 75",
        "| Mean | 75",
    ],
)
def test_totals_and_averages(total: str) -> None:
    table = read(sheet(f"Nomor Peserta | Nama | Nilai\n99-01 | A | 80\n{total}\n99-02 | B | 70"))
    assert marks(table) == {"99-01": 80, "99-02": 70}
    assert said(table, "I106").startswith("Baris 3 ")


@pytest.mark.parametrize(
    "row",
    ["| Budi Contoh | 80", "| | 80", "| Total Sihombing | 80", "| Jumlahwati | 80", "| Budi | TH", '| Budi | "80,5"'],
)
def test_a_mark_without_a_number_stays(row: str) -> None:
    """So that whoever reads the key complains of it (E301)."""
    table = read(sheet(f"Nomor Peserta | Nama | Nilai\n99-01 | A | 80\n{row}\n99-02 | B | 70\n{row}"))
    assert [*table.rows] == [1, 2, 3, 4]


@pytest.mark.parametrize("where", ["Mengetahui, | | ", "| Mengetahui, | ", "| | Mengetahui,"])
def test_the_number_of_whoever_signs_is_no_participant(where: str) -> None:
    rows = f"99-01 | A | 80\n{where}\n| Ketua Panitia | \nDr. Contoh | | \n19680101 199003 1 001 | | "
    table = read(sheet(f"Nomor Peserta | Nama | Nilai\n{rows}"))
    assert [*table.rows] == [1]


FOOTER = """
Nomor Peserta | Nama | Nilai | Keterangan
99-01         | A    | 80    |
99-02         | B    | TH    |

TH = Tidak Hadir
*) Nilai telah dibulatkan
1) menurut keputusan panitia
              |      | Serang, 20 November 2026 |
Mengetahui,   |      | Ketua Panitia Seleksi,   | Sekretaris
Camat Contoh  |      |                          |

(...........) |      | Contoh Trembesi          | Umpama Jati
NIP 199001012015011001 | | NIP. 99000000          | 198812222010011002
"""


def test_signatures_dates_and_footnotes() -> None:
    table = read(sheet(FOOTER))
    assert marks(table) == {"99-01": 80, "99-02": "TH"}
    assert said(table, "I107").startswith("Baris 5-10, 12-13 dilewati: ")


def test_data_go_on_after_a_signature_on_every_page() -> None:
    more = "99-03 | C | 60 |\nCatatan: halaman terakhir\n99-04 | D | 50 |"
    table = read(sheet(FOOTER.strip() + "\n" + more))
    assert marks(table) == {"99-01": 80, "99-02": "TH", "99-03": 60, "99-04": 50}


def test_a_mark_below_the_signatures_is_not_dropped() -> None:
    table = read(sheet(FOOTER.strip() + "\n | Budi | 80 |"))
    assert table.rows[-1] == len(table.sheet.rows) - 1


def test_codes_in_words_are_data() -> None:
    """Formation codes need no digit, and a post may be called like somebody who signs."""
    table = read(
        sheet("""
        Kode     | Jabatan           | Kuota
        PRW      | Perawat           | 2
        KEPALA-1 | Kepala Puskesmas  | 1
        Ketua    | Ketua Tim         | 1
        A        | Arsiparis         | 3
        JUMLAH   |                   | 7
        """),
        ("Kode", "Jabatan", "Kuota"),
    )
    assert columns(table, "Kode") == [["PRW", "KEPALA-1", "Ketua", "A"]]
    assert codes(table) == ["I106"]


@pytest.mark.parametrize(
    "title",
    ["Formasi: Perawat", "FORMASI PRW-01", "PERAWAT AHLI PERTAMA", "Sesi 2", "Nomor 12 sampai dengan 20 di ruang"],
)
def test_section_titles(title: str) -> None:
    grid = f"Nomor Peserta | Nama | Nilai\n{title}\n99-01 | A | 80\n{title} lain\n99-02 | B | 70"
    table = read(sheet(grid))
    assert marks(table) == {"99-01": 80, "99-02": 70}
    assert said(table, "I107").startswith("Baris 2, 4 dilewati: ")


def test_a_person_called_like_a_total() -> None:
    """Where the committee joins by name, everybody's key is a name."""
    table = read(sheet("Nama | Nilai\nTotal Sihombing | 80\nMaksimus | 70\nJumlah | 150"), ("Nama", "Nilai"))
    assert columns(table, "Nama") == [["Total Sihombing", "Maksimus"]]


def test_a_long_number_in_groups_is_no_sentence() -> None:
    table = read(sheet("Nomor Peserta | Nilai\n2610 0200 3004 0001 2 |\n2610 0200 3004 0001 3 | 80"))
    assert len(table.rows) == 2


def test_a_title_merged_over_the_table() -> None:
    table = read(sheet("Nomor Peserta | Nama | Nilai\n2026 Tahap 1 | |\n99-01 | A | 80", merged="A2:C2"))
    assert marks(table) == {"99-01": 80}


def test_a_number_without_marks_stays() -> None:
    table = read(sheet("Nomor Peserta | Nama | Nilai\n99-01 | |\n99-02 | | 70"))
    assert marks(table) == {"99-01": "", "99-02": 70}


def test_blank_rows_are_passed_over_in_silence() -> None:
    table = read(sheet("Nomor Peserta | Nilai\n\n99-01 | 80\n\u200b | \u00a0\n\n99-02 | 70"))
    assert ([*table.rows], table.notes) == ([2, 5], [])


def test_without_a_key_every_row_is_kept() -> None:
    assert [*read(sheet("Nama | Nilai\nA | 80\nJumlah | 80"), MARKS).rows] == [1, 2]


def test_the_order_of_rows_does_not_matter() -> None:
    rows = ["99-01 | A | 80", "99-02 | B | 70", "| | 60", "Jumlah | | 210", "99-03 | C | 60", "Formasi A"]
    outcomes = set()
    for shift in range(len(rows)):
        turned = rows[shift:] + rows[:shift]
        table = read(sheet("\n".join(["Nomor Peserta | Nama | Nilai", *turned])))
        outcomes.add(tuple(sorted(map(str, table.column(0)))))
    assert outcomes == {("", "99-01", "99-02", "99-03")}


# --- merged, hidden and untitled -----------------------------------------------------------------------------


def test_one_person_over_several_rows() -> None:
    """Three raters each: the number is merged over them, the name along with it."""
    table = read(
        sheet(
            """
            Nomor Peserta | Nama | Pewawancara | Nilai
            99-01         | A    | X           | 80
                          |      | Y           | 70
                          |      | Z           | 75
            99-02         | B    | X           | 60
            """,
            merged="A2:A4 B2:B4",
        ),
        ("Nomor Peserta", "Pewawancara", "Nilai"),
    )
    assert columns(table, "Nomor Peserta", "Nama") == [["99-01"] * 3 + ["99-02"], ["A"] * 3 + ["B"]]
    assert columns(table, "Nilai") == [[80, 70, 75, 60]]
    assert table.place(1).row == 2


def test_continuation_rows_without_anything_wanted() -> None:
    table = read(
        sheet(
            """
            Nomor Peserta | Riwayat  | Nilai
            99-01         | SMA      | 80
                          | D-III    |
                          |          |
            99-02         | S-1      | 70
            """,
            merged="A2:A4 C2:C4",
        )
    )
    assert marks(table) == {"99-01": 80, "99-02": 70}
    assert said(table, "I108").startswith("Baris 3 dilewati")


def test_a_mark_merged_over_two_people_is_not_shared() -> None:
    table = read(sheet("Nomor Peserta | Nilai\n99-01 | 80\n99-02 |", merged="B2:B3"))
    assert marks(table) == {"99-01": 80, "99-02": ""}


def test_hidden_rows_and_columns_are_read_and_said() -> None:
    grid = "Nomor Peserta | Nama | Nilai\n99-01 | A | 80\n99-02 | B | 70"
    table = read(sheet(grid, hidden_rows=frozenset({2, 9}), hidden_columns=frozenset({1, 2})))
    assert marks(table) == {"99-01": 80, "99-02": 70}
    assert said(table, "P101").endswith("baris 3.")
    assert said(table, "P102").endswith('C "Nilai".')


PORTAL = """
remark nik no_register no_peserta tgl_daftar nama_ktp tempat_lahir_ktp tgl_lahir_ktp gelar_depan_ijazah nama_ijazah
gelar_belakang_ijazah tempat_lahir_ijazah tgl_lahir_ijazah jenis_kelamin agama jenis_disabilitas link_disabilitas
alamat_domisili kabkota_domisili provinsi_domisili lembaga_pendidikan prodi no_ijazah akreditasi_lembaga
akreditasi_prodi ipk_nilai jabatan_kode jabatan_nama lokasi_kode - jenis_formasi pendidikan_kode pendidikan_nama
lokasi_ujian_id lokasi_ujian_nama lokasi_ujian_luar_negeri_id lokasi_ujian_luar_negeri_nama email pt_dikti
prodi_dikti status_verifikasi alasan_tms alasan_tms_detail tanggal_verifikasi verifikator_username
verifikator_nama supervisor_username supervisor_nama tanggal_supervisi
"""


def test_the_national_portals_export() -> None:
    """cases/kolom_ekspor_sscasn.csv: column AD holds data, its heading was written into FD1."""
    portal, width = PORTAL.split(), 160
    head = [name.strip("-") for name in portal] + [""] * (width - len(portal) - 1) + ["lokasi_nama"]
    data = [f"{name}-1" for name in portal] + [""] * (width - len(portal))
    names = ("Nomor Peserta", "Nama", "jabatan_kode", "Tanggal Lahir", "IPK", "Pendidikan", "Unit")
    assert len(portal) == 49
    table = read(Sheet("ekspor.xlsx", "Data", Grid.of([head, data])), names)
    expected = ["no_peserta", "nama_ktp", "jabatan_kode", "tgl_lahir_ktp", "ipk_nilai", "pendidikan_nama"]
    assert columns(table, *names[:-1]) == [[f"{name}-1"] for name in expected]
    assert said(table, "I109").startswith("Kolom AD berisi data")
    assert said(table, "P103").startswith('Kolom "Unit" (judulnya "lokasi_nama")')


# --- which sheet, which file ---------------------------------------------------------------------------------

REGISTER = Need("pelamar", "daftar pelamar", ("pelamar.xlsx",), None, (), ("Nomor Peserta", "Nama", "Formasi"))
POSTS = Need("formasi", "daftar formasi", ("formasi.xlsx",), None, (), ("Kode", "Jabatan", "Kuota"), ("Unit",))


def need(column: str, file: str = "nilai.xlsx", of: str | None = None, **more: Any) -> Need:
    names = ("Nomor Peserta", column)
    return Need("nilai", f"lembar {column}", (file,), of, (), names, stage=column.lower(), component="a", **more)


def book(sheets: list[Sheet], *needs: Need) -> Book:
    files: dict[str, list[Sheet]] = {}
    for one in sheets:
        files.setdefault(one.file, []).append(one)
    return Book(files, [], needs)


def found(sheets: list[Sheet], wanted: Need, *others: Need) -> tuple[list[str], list[str]]:
    """The names of the sheets that serve a need, and the one-line findings."""
    this = book(sheets, wanted, *others)
    return [table.sheet.name for table in this.tables(wanted)], [f.line() for f in this.findings]


GUIDE = sheet("Petunjuk\nIsi kolom Nilai | dengan angka", name="Bacaan")
GOOD = sheet("Nomor Peserta | Nilai\n99-01 | 80", name="Nilai")
REFERENCE = sheet("Nomor Peserta | Nilai\n99-01 | 0", name="Ref", hidden=True)


def test_the_only_sheet_that_holds_the_headings_is_chosen() -> None:
    names, lines = found([GUIDE, GOOD], need("Nilai"))
    assert names == ["Nilai"]
    assert lines[0].startswith('nilai.xlsx:Nilai: I102 Lembar "Nilai" dipakai untuk lembar Nilai, sebab hanya ')
    assert lines[0].endswith('lembar lain: "Bacaan".')
    assert len(lines) == 1


def test_two_sheets_equally_good_are_not_chosen_between() -> None:
    again = Sheet(GOOD.file, "Nilai (2)", GOOD.rows)
    names, lines = found([GUIDE, GOOD, again], need("Nilai"))
    assert (names, len(lines)) == ([], 1)
    assert "E007" in lines[0]
    assert '"Nilai", "Nilai (2)"' in lines[0]
    assert found([GUIDE, GOOD, again], need("Nilai", of="Nilai (2)")) == (["Nilai (2)"], [])
    assert found([GUIDE, GOOD, again], need("Nilai", of="nilai*")) == (["Nilai", "Nilai (2)"], [])


def test_a_sheet_for_each_component() -> None:
    first = sheet("Nomor Peserta | TWK\n99-01 | 80", name="Satu")
    second = sheet("Nomor Peserta | TIU\n99-01 | 70", name="Dua")
    both = (need("TWK"), need("TIU"))
    assert found([first, second], both[0], both[1])[0] == ["Satu"]
    assert found([first, second], both[1], both[0])[0] == ["Dua"]


def test_the_sheet_that_serves_all_components_goes_before_a_summary() -> None:
    whole = sheet("Nomor Peserta | TWK | TIU\n99-01 | 80 | 70", name="Nilai")
    part = sheet("Nomor Peserta | TWK\n99-01 | 80", name="Ringkas")
    assert found([part, whole], need("TWK"), need("TIU"))[0] == ["Nilai"]


def test_the_order_of_sheets_does_not_matter() -> None:
    for several in ([GUIDE, GOOD, REFERENCE], [REFERENCE, GOOD, GUIDE], [GOOD, REFERENCE, GUIDE]):
        assert found(several, need("Nilai"))[0] == ["Nilai"]


def test_a_hidden_sheet_is_not_read() -> None:
    names, lines = found([GOOD, REFERENCE], need("Nilai"))
    assert names == ["Nilai"]
    assert lines == ['nilai.xlsx:Ref: I103 Lembar "Ref" tersembunyi dan tidak dibaca.']


def test_a_hidden_sheet_is_read_where_the_rules_name_it() -> None:
    names, lines = found([GOOD, REFERENCE], need("Nilai", of="REF"))
    assert names == ["Ref"]
    assert [line[16:20] for line in lines] == ["P104"]
    names, lines = found([GOOD, REFERENCE], need("Nilai", of="*"))
    assert (names, [line[16:20] for line in lines]) == (["Nilai"], ["I103"])


def test_only_a_hidden_sheet_would_serve() -> None:
    for visible in ([], [sheet("Nomor Peserta | Skors\n99-01 | 0", name="Lain")]):
        this = book([*visible, REFERENCE], need("Nilai"))
        this.tables(need("Nilai"))
        assert "P105" in [f.code for f in this.findings]


def test_no_sheet_serves_and_none_is_better() -> None:
    other = Sheet(GUIDE.file, "Lain", GUIDE.rows)
    names, lines = found([GUIDE, other], need("Nilai"))
    assert (names, len(lines)) == ([], 1)
    assert "E007" in lines[0]


def test_the_guide_of_a_template_never_counts() -> None:
    """A form that nobody filled in is an empty table, its guide no second sheet; nor where a pattern is named."""
    guide, form = Sheet(GUIDE.file, "Petunjuk", GUIDE.rows), sheet("Nomor Peserta | Nilai", name="Nilai")
    for pattern in (None, "*"):
        names, lines = found([form, guide], need("Nilai", of=pattern))
        assert (names, [line.split()[1] for line in lines]) == ([], ["E103"])
    assert found([GOOD, guide], need("Nilai")) == (["Nilai"], [])


def test_a_table_on_a_sheet_called_like_a_guide_is_read() -> None:
    table = Sheet(GOOD.file, "Petunjuk", GOOD.rows)
    assert found([table, GUIDE], need("Nilai"))[0] == ["Petunjuk"]
    assert found([table], need("Nilai", of="Petunjuk")) == (["Petunjuk"], [])


def test_no_sheet_serves_but_one_nearly() -> None:
    nearly = sheet("Nomor Peserta | Nilaii\n99-01 | 80", name="Nilai")
    this = book([GUIDE, nearly], need("Nilai"))
    (table,) = this.tables(need("Nilai"))
    fault = find_column(table, "Nilai")
    assert isinstance(fault, Finding)
    assert 'Maksud Anda "Nilaii"?' in fault.message


def test_other_names_are_told_once() -> None:
    this = book([sheet("No. Ujian | Skor\n99-01 | 80")], need("Nilai"))
    for _ in range(2):
        this.tables(need("Nilai"))
    assert [f.line() for f in this.findings] == [
        'nilai.xlsx:Lembar1!A1: I104 Kolom "No. Ujian" dipakai sebagai "Nomor Peserta".',
        'nilai.xlsx:Lembar1!B1: I104 Kolom "Skor" dipakai sebagai "Nilai".',
    ]


# --- the wrong file, and no table at all ---------------------------------------------------------------------

PEOPLE = "Nomor Peserta | Nama | Formasi\n99-01 | A | PRW-01"


def test_the_wrong_file_in_the_right_place() -> None:
    names, lines = found([sheet("Nomor Peserta | Wawancara\n99-01 | 80")], need("Teori"), need("Wawancara", "b.xlsx"))
    assert names == []
    start = "nilai.xlsx:Lembar1: E106 Lembar ini tampak seperti lembar Wawancara, bukan lembar Teori: "
    assert lines == [start + 'kolom "Teori" tidak ada, sedangkan semua kolom lembar Wawancara ada.']


def test_the_wrong_file_is_told_once_for_all_components() -> None:
    one, two = need("Teori"), Need("nilai", "lembar Teori", ("nilai.xlsx",), None, (), ("Nomor Peserta", "Praktik"))
    this = book([sheet("Nomor Peserta | Wawancara\n99-01 | 80")], one, two, need("Wawancara", "b.xlsx"))
    assert (this.tables(one), this.tables(two)) == ([], [])
    (fault,) = this.findings
    assert 'kolom "Teori", "Praktik" tidak ada' in fault.message


def test_the_register_in_place_of_marks_and_the_other_way_round() -> None:
    _, lines = found([sheet(PEOPLE)], need("Teori"), REGISTER)
    assert "E106 Lembar ini tampak seperti daftar pelamar, bukan lembar Teori" in lines[0]
    wrong = sheet("Nomor Peserta | Teori\n99-01 | 80", file="pelamar.xlsx")
    _, lines = found([wrong], REGISTER, need("Teori"), POSTS)
    assert "E106 Lembar ini tampak seperti lembar Teori, bukan daftar pelamar" in lines[0]


def test_a_misspelt_heading_is_not_the_wrong_file() -> None:
    grid = "Nomor Peserta | Nama | Formasi | Teorri\n99-01 | A | PRW-01 | 80"
    names, lines = found([sheet(grid)], need("Teori"), REGISTER)
    assert (names, lines) == (["Lembar1"], [])


FORM = """
FORMULIR PENILAIAN WAWANCARA
Nomor Peserta | : | 99-01
Nama          | : | A
Nilai         | : | 80
Serang, 20 November 2026
"""


@pytest.mark.parametrize("grid", [FORM, FORM.replace(" | :", ":"), FORM.replace(" | : | ", " : ")])
def test_a_form_is_no_table(grid: str) -> None:
    names, lines = found([sheet(grid)], need("Nilai"), REGISTER)
    assert names == []
    assert [line[20:24] for line in lines] == ["E107"]
    assert '"Nomor Peserta", "Nilai"' in lines[0]


# --- two facts in one cell -----------------------------------------------------------------------------------

INDEX = Directory(["99-01", "99-02", "99-03"])


def joined(grid: str) -> tuple[list[int], list[str]]:
    this = book([sheet(grid)], need("Nilai"))
    rows = this.join([need("Nilai")], INDEX, unique=True)
    return rows.who.tolist(), [f.line() for f in this.findings]


@pytest.mark.parametrize(
    "key", ["99-02 / Budi", "99-02 - Budi Contoh", "Budi (99-02)", "99-02\u00a0BUDI CONTOH", "Budi Contoh, 99-02"]
)
def test_two_facts_in_one_cell_are_not_taken_apart(key: str) -> None:
    who, lines = joined(f"Nomor Peserta | Nilai\n99-01 | 80\n{key} | 70\n99-03 | 60")
    assert who == [0, 2]
    assert len(lines) == 1
    assert "A3: E108" in lines[0]


def test_a_whole_column_of_two_facts_is_one_finding() -> None:
    who, lines = joined("Nomor Peserta | Nilai\n99-01 / Ani | 80\n99-02 / Budi | 70\n99-03 / Cici | 60")
    assert who == []
    assert len(lines) == 1
    assert lines[0].endswith('misalnya "99-01 / Ani": 3 sel, di baris 2-4.')


@pytest.mark.parametrize("key", ["{} / PANSEL / 2026", "{}/PANSEL/2026", "PRW - {}", "PRW {}", "{} A", "{} - PANSEL"])
def test_codes_of_several_parts_are_not_two_facts(key: str) -> None:
    rows = "\n".join(f"{key.format(n)} | 80" for n in (1, 2, 3))
    _, lines = joined(f"Nomor Peserta | Nilai\n{rows}")
    assert [line.split(" ")[1] for line in lines] == ["E303"] * 3


# --- what the rules want -------------------------------------------------------------------------------------


SAMPLES = Path(__file__).parents[1] / "samples"


def wanted(sample: str) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    rules = load_rules((SAMPLES / sample / "seleksi.toml").read_bytes(), "seleksi.toml")
    return [(n.title, n.names, n.extra) for n in needs_of(rules)]


def test_what_the_rules_of_a_sample_want() -> None:
    assert wanted("kasemen") == [
        ("daftar pelamar", ("Nomor Peserta", "Nama", "Formasi", "Tanggal Lahir"), ()),
        ("daftar formasi", ("Kode", "Jabatan", "Kuota"), ("Unit", "Jenis", "Kualifikasi Pendidikan")),
        ("lembar Tes Tertulis", ("Nomor Peserta", "Pengetahuan Umum"), ()),
        ("lembar Tes Tertulis", ("Nomor Peserta", "Kemampuan Kerja"), ()),
        ("lembar Simulasi Tugas Kantor", ("Nomor Peserta", "Naskah Dinas"), ()),
        ("lembar Simulasi Tugas Kantor", ("Nomor Peserta", "Olah Data"), ()),
        ("lembar Wawancara", ("Nomor Peserta", "Nilai"), ()),
        ("lembar Psikotes", ("Nomor Peserta", "Kesimpulan"), ()),
    ]


def test_raters_and_aspects_are_wanted_too() -> None:
    assert ("lembar Wawancara", ("Nomor Peserta", "Pewawancara", "Aspek", "Nilai"), ()) in wanted("manna")
    panel = ("Nomor Peserta", "Pewawancara 1", "Pewawancara 2", "Pewawancara 3")
    assert ("lembar Wawancara", panel, ()) in wanted("palangkaraya")


def test_the_kind_of_formation_is_wanted_where_a_rule_asks_for_it() -> None:
    extra = ("Unit", "Kualifikasi Pendidikan")
    assert wanted("sawahlunto")[1] == ("daftar formasi", ("Kode", "Jabatan", "Kuota", "Jenis"), extra)


def test_monstrous_cells_cost_no_time() -> None:
    """Patterns must not backtrack without end on what a crafted cell may hold."""
    monsters = [
        "abc, " + "." * 32000 + "x",
        "(" * 16000 + "1" * 16000,
        "9 " + "a " * 16000,
        "total" + "." * 32000 + "x",
    ]
    rows = [["Nomor Peserta", "Nilai"], *([m, ""] for m in monsters), *(["", m] for m in monsters), ["99-01", 80.0]]
    sheets = [Sheet("nilai.xlsx", "a", Grid.of(rows)), Sheet("nilai.xlsx", "b", Grid.of([monsters, *rows]))]
    this = book(sheets, need("Nilai", of="*"))
    assert this.join([need("Nilai", of="*")], INDEX, unique=False).who.tolist() == [0, 0]
