"""Sheets as offices make them in which nothing is wrong: they are read right, and nobody is alarmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from asnrekrut.notation import in_words
from tests.selections import Draft, Formula, Noted, Struck, command, people, said_of_column, said_of_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from tests.selections import Cell

WAWANCARA = "data/wawancara.csv"
MARKS = {"26-0001": "80", "26-0002": "70.5", "26-0003": "90", "26-0004": "75", "26-0005": "85"}

TEXTS = {
    "quoted decimals beside digits": 'Nomor Peserta,Skor,Keterangan\n26-0001,80,\n26-0002,"70,5",1\n26-0003,90,\n'
    "26-0004,75,\n26-0005,85,\n",
    "decimal points beside a year": "Nomor Peserta,Skor,Keterangan\n26-0001,80,2019\n26-0002,70.5,2020\n26-0003,90,\n"
    "26-0004,75,\n26-0005,85,\n",
    "ranks of the best": 'Nomor Peserta,Skor,Peringkat\n26-0001,80,3\n26-0002,"70,5",\n26-0003,90,1\n26-0004,75,\n'
    "26-0005,85,2\n",
    "numbered signatures": "Nomor Peserta,Skor,Paraf\n26-0001,80,1\n26-0002,70.5,2\n26-0003,90,3\n26-0004,75,4\n"
    "26-0005,85,5\n",
    "a note without heading": "Nomor Peserta,Skor,\n26-0001,80,\n26-0002,70.5,\n26-0003,90,terlambat\n26-0004,75,\n"
    "26-0005,85,\n",
    "a remark of two lines": 'Nomor Peserta,Skor,Catatan\n26-0001,80,"Motivasi baik\nkomunikasi cukup, tegas, teliti"\n'
    '26-0002,"70,5",\n26-0003,90,\n26-0004,75,\n26-0005,85,\n',
    "numbers kept from Excel": 'Nomor Peserta;Skor\n="26-0001";80\n="26-0002";70,5\n="26-0003";90\n="26-0004";75\n'
    '="26-0005";85\n',
    "a letterhead of two lines": '"Jl. Merdeka No. 1\nKota Contoh, Kode Pos 75111",\nNomor Peserta,Skor\n26-0001,80\n'
    '26-0002,"70,5"\n26-0003,90\n26-0004,75\n26-0005,85\n',
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_honest_text_files(tmp_path: Path, text: str) -> None:
    draft = Draft()
    draft.files[WAWANCARA] = {"": []}
    folder = draft.write(tmp_path)
    (folder / WAWANCARA).write_bytes(text.encode())
    assert read_right(folder)


def read_right(folder: Path) -> bool:
    outcome = command("rank", "--json", folder)
    assert (outcome.code, outcome.doubts) == (0, []), outcome.out
    read = {number: person["langkah"]["wawancara.skor"] for number, person in people(folder).items()}
    return read == MARKS


@pytest.mark.parametrize("numbers", [["1", "2", "3", "4"], ["(1)", "(2)", "(3)", "(4)"], ["a", "b", "c", "d"]])
@pytest.mark.parametrize("look", ["{:03}", "1{:02}", "640101010190000{:02}", "PRW-{:04}", "{}"])
def test_column_numbers_over_participants_of_any_look(tmp_path: Path, numbers: list[str], look: str) -> None:
    """The name beside the number proves that nobody is meant by 1, 2, 3, 4."""
    draft = Draft()
    rows = draft.rows(WAWANCARA)
    names = ["Nama", "Contoh Satu", "Contoh Dua", "Contoh Tiga", "Contoh Empat", "Contoh Lima"]
    wide = [
        [row[0], name, row[1], "" if k else "Catatan"] for k, (row, name) in enumerate(zip(rows, names, strict=True))
    ]
    for file in list(draft.files):
        for sheet in draft.files[file].values():
            for row in sheet:
                if str(row[0]).startswith("26-"):
                    row[0] = look.format(int(str(row[0])[3:]))
    for row, old in zip(wide[1:], rows[1:], strict=True):
        row[0] = old[0]
    draft.files[WAWANCARA] = {"": [wide[0], numbers, *wide[1:]]}
    outcome = command("rank", "--json", draft.write(tmp_path))
    assert (outcome.code, outcome.doubts) == (0, []), outcome.out
    assert {p["langkah"]["wawancara.skor"] for p in people(tmp_path).values()} == {str(row[1]) for row in rows[1:]}


@pytest.mark.parametrize(("second", "code"), [("2", "E112"), ("10", "E112"), ("101", "I105")])
def test_column_numbers_or_the_marks_of_participant_one(tmp_path: Path, second: str, code: str) -> None:
    draft = Draft()
    for file in list(draft.files):
        for row in (row for sheet in draft.files[file].values() for row in sheet):
            row[0] = {"26-0001": "1", "26-0002": second}.get(str(row[0]), row[0])
    rows = draft.rows("data/tes.xlsx:Nilai")
    rows[1:3] = [["1", 2, 3], [second, 90, 60]]
    found = command("check", "--json", draft.write(tmp_path)).findings
    assert (code, "data/tes.xlsx:Nilai!baris 2") in found


PAGES = {
    "no end of the table": "{rows}",
    "a hidden paragraph": "<tr><td><p style='display:none'>x</p></td></tr>{rows}</table>",
    "a hidden paragraph without end": "{rows}<tr><td><p style='display:none'>x</td></tr></table>",
    "a hidden box left open": "{rows}</table><div style='display:none'>menu",
    "cells without height": "{tall}</table>",
}


@pytest.mark.parametrize("body", PAGES.values(), ids=PAGES)
def test_honest_web_pages(tmp_path: Path, body: str) -> None:
    draft = Draft().rule(WAWANCARA, "data/wawancara.xls")
    draft.files.pop(WAWANCARA)
    folder = draft.write(tmp_path)
    lines = [("Nomor Peserta", "Skor"), *((n, m.replace(".", ",")) for n, m in MARKS.items())]
    rows = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in lines)
    tall = rows.replace("<td>", "<td style='height:0;backface-visibility:hidden'>")
    page = f"<html><body><table>{body.format(rows=rows, tall=tall)}</body></html>"
    (folder / "data/wawancara.xls").write_text(page, encoding="utf-8")
    assert read_right(folder)


@pytest.mark.parametrize(
    "names",
    [
        ("wawancara (1)", "wawancara (2)"),
        ("Pewawancara_V1", "Pewawancara_V2"),
        ("wawancara_1_final", "wawancara_2_final"),
        ("Form Penilaian Pansel Contoh - Budi", "Form Penilaian Pansel Contoh - Rudi"),
        ("wawancara-andi", "wawancara-andini"),
    ],
)
def test_honest_names_of_raters(tmp_path: Path, names: tuple[str, str]) -> None:
    draft = Draft().rule(WAWANCARA, "data/panel/*.csv")
    panel = 'kode = "skor"\nnama = "Skor"\nmaksimum = 100\npanel = { penilai = "@berkas", minimal = 2 }'
    draft.rule('kode = "skor"\nnama = "Skor"\nmaksimum = 100', panel)
    rows = draft.files.pop(WAWANCARA)[""]
    for k, name in enumerate(names):
        marks = [[number, float(str(mark)) - k] for number, mark in rows[1:]]
        draft.files[f"data/panel/{name}.csv"] = {"": [rows[0], *marks]}
    outcome = command("rank", "--json", draft.write(tmp_path))
    assert (outcome.code, outcome.doubts) == (0, []), outcome.out


SHUFFLED = [81, 74, 90, 66, 85, 77, 71, 88, 79, 93, 69, 84]
FALLING = sorted(SHUFFLED, reverse=True)


@pytest.mark.parametrize(
    ("name", "title", "letter"),
    [
        ("Contoh Budi 2", "Analis 3201", "800.1.11.1/1234/BKPSDM/2026"),
        ("R. Contoh Budi, S.Kom., M.T. (2001)", "Dokter (Puskesmas 0101-2026)", "B/1234/M.SM.01.00/2026"),
        ("Budi bin Contoh, 198508172020121003", "Formasi 2026.1.02.003", "199001012020121001, 20 November 2026"),
    ],
)
def test_honest_texts_with_numbers(tmp_path: Path, name: str, title: str, letter: str) -> None:
    """A year, a code, a letter's number and a NIP are no NIK."""
    draft = Draft().as_text().put("data/pelamar.csv:C2", name).put("data/formasi.csv:B2", title)
    draft.event("mengundurkan diri", tahap="wawancara", peserta="26-0003", nomor_surat=letter, dasar=f"surat {letter}")
    folder = draft.put(f"{WAWANCARA}:B4", None).write(tmp_path)
    assert command("rank", "--json", folder).doubts == []


HONEST: dict[str, tuple[list[object], list[int] | None]] = {
    "nothing odd": (SHUFFLED, None),
    "sorted by mark with its numbers": (FALLING, [10, 3, 8, 5, 12, 1, 9, 6, 2, 7, 11, 4]),
    "sorted by mark, one point apart": (list(range(90, 78, -1)), [10, 3, 8, 5, 12, 1, 9, 6, 2, 7, 11, 4]),
    "seven who fall by number": (FALLING[:7], None),
    "falling but for one": ([*FALLING[:6], 95, *FALLING[6:]], None),
    "five in a row": ([70, 71, 72, 73, 74, 90, 66, 88], None),
    "the same for six": ([75, 75, 75, 75, 75, 75, 88, 66], None),
    "many zeros": ([0, 80, 0, 75, 0, 90, 66, 0, 88], None),
    "marks from the bottom up": ([0, 12, 45, 33, 78, 91, 60, 25, 84], None),
    "a zero among low marks": ([0, 3, 5, 8, 4, 6, 9, 7, 2], None),
    "a weak candidate": ([*SHUFFLED[:4], 35, *SHUFFLED[5:]], None),
    "a very weak candidate, no tenth": ([*SHUFFLED[:4], 15, *SHUFFLED[5:]], None),
    "zero among five": ([80, 0, 70, 75, 90], None),
    "absent and withdrawn": ([*SHUFFLED[:6], "TH", "APS", "DIS", *SHUFFLED[9:]], None),
}


@pytest.mark.parametrize(("marks", "numbers"), HONEST.values(), ids=HONEST)
def test_honest_columns(tmp_path: Path, marks: list[object], numbers: list[int] | None) -> None:
    assert said_of_column(tmp_path, marks, numbers) == []


SPELLED = [in_words(mark) for mark in SHUFFLED]
WORDS: dict[str, tuple[list[object], list[object]]] = {  # marks, and a column beside them
    "as they are": (SHUFFLED, ["Terbilang", *SPELLED]),
    "in capitals": (SHUFFLED, ["Ket.", *[text.upper() for text in SPELLED]]),
    "in one word, in brackets": (SHUFFLED, ["Huruf", *[f"({text.replace(' ', '')}),-" for text in SPELLED]]),
    "digit by digit": (SHUFFLED, ["Huruf", *[" ".join(in_words(int(d)) for d in str(m)) for m in SHUFFLED]]),
    "beside the figure": (SHUFFLED, ["Huruf", *[f"{m} ({in_words(m)})" for m in SHUFFLED]]),
    "a half": ([m + 0.5 for m in SHUFFLED], ["Huruf", *[f"{text} setengah" for text in SPELLED]]),
    "a decimal": ([m + 0.5 for m in SHUFFLED], ["Huruf", *[f"{text} koma lima nol" for text in SPELLED]]),
    "no decimals": ([f"{m},00" for m in SHUFFLED], ["Huruf", *SPELLED]),
    "decimals spelled out that the figure lacks": (SHUFFLED, ["Huruf", *[f"{text} koma nol nol" for text in SPELLED]]),
    "decimals as a number": ([m + 0.25 for m in SHUFFLED], ["Huruf", *[f"{t} koma dua puluh lima" for t in SPELLED]]),
    "absent, nought": ([*SHUFFLED[:4], "TH", *SHUFFLED[5:]], ["Huruf", *SPELLED[:4], "nol", *SPELLED[5:]]),
    "absent, a dash": ([*SHUFFLED[:4], "TH", *SHUFFLED[5:]], ["Huruf", *SPELLED[:4], "-", *SPELLED[5:]]),
    "absent in words": ([*SHUFFLED[:4], "TH", *SHUFFLED[5:]], ["Huruf", *SPELLED[:4], "Tidak Hadir", *SPELLED[5:]]),
    "not filled in everywhere": (SHUFFLED, ["Huruf", "", *SPELLED[1:9], "", "", ""]),
    "children": (SHUFFLED, ["Jumlah Anak", *["dua", "tiga", "satu", "dua"] * 3]),
    "a room": (SHUFFLED, ["Ruang", *["satu", "dua"] * 6]),
    "nought by its other name": ([m + 0.05 for m in SHUFFLED], ["Huruf", *[f"{t} koma kosong lima" for t in SPELLED]]),
    "nothing at all": ([*SHUFFLED[:4], "TH", *SHUFFLED[5:]], ["Huruf", *SPELLED[:4], "kosong", *SPELLED[5:]]),
    "letters": (SHUFFLED, ["Nilai Huruf", *["A", "B", "A", "C"] * 3]),
    "an earlier selection": (SHUFFLED, ["Terbilang (nilai 2024)", *reversed(SPELLED)]),
    "money": (SHUFFLED, ["Terbilang", *["lima puluh ribu rupiah"] * 12]),
}


@pytest.mark.parametrize(("marks", "beside"), WORDS.values(), ids=WORDS)
def test_honest_words(tmp_path: Path, marks: list[object], beside: list[object]) -> None:
    assert said_of_column(tmp_path, marks, beside=beside) == []


@pytest.mark.parametrize("waves", [["Satu", "Dua"] * 6, ["Satu"] * 11 + ["Dua"], ["Satu", "Dua", "Tiga", "Dua"] * 3])
def test_honest_words_that_agree_by_chance(tmp_path: Path, waves: list[str]) -> None:
    """A wave in words beside a room in figures, in 7, 10 and 6 of 12 rows the same."""
    rooms = [1, 2, 2, 2, 2, 1, 1, 2, 1, 1, 1, 2] if waves[1] == "Dua" else [1] * 10 + [2, 1]
    head = ["Nomor Peserta", "Skor", "Gelombang", "Ruang"]
    facts = zip(SHUFFLED, waves, rooms, strict=True)
    assert said_of_sheet(tmp_path, [head, *([f"26-{k:04}", *row] for k, row in enumerate(facts, 1))]) == []


def test_honest_words_of_computed_figures(tmp_path: Path) -> None:
    """What a sheet computes is spelled out as its cell shows it, and a total's words stand beside the total."""
    head = ["Nomor Peserta", "Skor", "Terbilang", "Nilai", "Terbilang"]
    rows = [
        [
            f"26-{k:04}",
            mark,
            in_words(mark),
            round(mark * 2 / 3, 6),
            f"{in_words(shown // 10)} koma {in_words(shown % 10)}",
        ]
        for k, mark in enumerate(SHUFFLED[:8], 1)
        for shown in [(mark * 40 + 3) // 6]
    ]
    assert said_of_sheet(tmp_path, [head, *rows]) == []


REMARKS = {  # a column that nobody reads, beside 26-0001 (wins), 0002, 0003 (lose), 0004 (wins), 0005 (loses)
    "everybody present": ("Keterangan", ["Hadir", "Hadir", "hadir terlambat", "Hadir", "Hadir"]),
    "nothing to remark": ("Keterangan", ["tidak ada catatan", "-", "nihil", "", "Tidak ada"]),
    "school passed": ("Pendidikan", ["Lulus SMA", "Lulus S1", "SMA", "lulus 2019", "Lulusan D3"]),
    "final verdicts": ("Hasil", ["Lulus", "Tidak Lulus", "Tidak Lulus", "Lulus", "Tidak Lulus"]),
    "verdicts of the stage": ("Ket", ["Lulus", "Lulus", "Lulus", "Lulus", "Lulus"]),
    "eligible": ("Status Administrasi", ["MS", "MS", "MS", "MS", "MS"]),
    "losers failed": ("Ket", ["", "Tidak Lulus", "TL", "", "Tidak Lulus"]),
    "an earlier selection": ("Hasil Seleksi 2024", ["Tidak Lulus", "Lulus", "Tidak Lulus", "Tidak Lulus", ""]),
    "the last selection": ("Hasil tahun lalu", ["Gugur", "Lulus", "Gugur", "Tidak Lulus", ""]),
    "did not withdraw": ("Catatan", ["batal mengundurkan diri", "tidak mengundurkan diri", "", "", ""]),
    "a declaration": ("Surat", ["pernyataan tidak akan mengundurkan diri", "ada", "ada", "ada", "ada"]),
    "never disqualified": ("Catatan", ["belum pernah didiskualifikasi", "", "", "", ""]),
    "sex": ("Jenis Kelamin", ["L", "P", "L", "P", "L"]),
    "signatures": ("Paraf", ["1", "2", "3", "4", "5"]),
    "a sentence about presence": ("Catatan", ["datang bersama yang tidak hadir kemarin", "", "", "", ""]),
    "certificates": ("STR", ["Ada", "Tidak Ada", "Ada", "Ada", "Tidak Ada"]),
    "addresses": ("Alamat", ["Jl. Mundur Indah 3", "Desa Absenia", "Gg. Lulus 1", "Jl. Syarat", "-"]),
    "numbers": ("Ruang", [1, 2, 1, 2, 1]),
    "somebody's father": (
        "Pekerjaan Orang Tua",
        ["Meninggal dunia", "PNS", "Mengundurkan diri dari PT", "-", "Petani"],
    ),
    "ticks": ("Kehadiran", ["√", "√", "√", "√", "√"]),
    "crosses for presence": ("Hadir", ["x", "x", "x", "x", "x"]),
    "presence of some": ("Kehadiran", ["Hadir", "", "Hadir", "", ""]),
    "signatures with dots": ("Tanda Tangan", ["1.", "2.", "3.", "4.", "5."]),
    "an absence elsewhere": ("Catatan", ["hadir, walinya tidak hadir", "alpa sekali saat magang", "", "", ""]),
    "rules of the room": ("Catatan", ["tidak diperkenankan membawa HP", "SK dikeluarkan 2019", "", "", ""]),
    "one of the best": ("Catatan", ["salah satu yang terbaik", "tidak mencontek", "dinilai dua penguji", "", ""]),
    "a leave to study": ("Studi", ["Izin Belajar", "Tugas Belajar", "", "", ""]),
    "a formation by its title": ("Jabatan", ["Arsiparis", "Arsiparis", "Arsiparis", "Pustakawan", "Pustakawan"]),
    "batches that were cancelled": ("Catatan", ["jadwal pertama dibatalkan", "", "", "", ""]),
}


@pytest.mark.parametrize("file", ["data/pelamar.csv", "data/tes.csv", WAWANCARA])
@pytest.mark.parametrize(("heading", "cells"), REMARKS.values(), ids=REMARKS)
def test_honest_remarks(tmp_path: Path, heading: str, cells: list[object], file: str) -> None:
    draft = Draft().as_text()
    for row, cell in zip(draft.rows(file), [heading, *cells], strict=True):
        row.append(cell)
    outcome = command("rank", "--json", draft.write(tmp_path))
    assert (outcome.code, outcome.doubts) == (0, []), outcome.out


FACTS = {  # a column that the rules read as dates
    "a licence that is still valid": ("STR Berlaku Sampai", ["31-12-2030", "01-06-2027", "15-08-2031", "", ""]),
    "a contract that has ended": ("Akhir Kontrak", ["31-12-2020", "2019-06-30", "1 Maret 2021", "", ""]),
    "days of a Friday's office": ("Tanggal Daftar", ["5 Nov 2026", "05/11/2026", "2026-11-05", "Kamis, 5-11-2026", ""]),
}


@pytest.mark.parametrize(("heading", "cells"), FACTS.values(), ids=FACTS)
def test_honest_dates(tmp_path: Path, heading: str, cells: list[str]) -> None:
    draft = Draft().as_text()
    draft.rules += f'\n[pelamar.atribut.hari]\nkolom = "{heading}"\njenis = "tanggal"\n'
    for row, cell in zip(draft.rows("data/pelamar.csv"), [heading, *cells], strict=True):
        row.append(cell)
    found = command("check", "--json", draft.write(tmp_path)).data["temuan"]
    assert [(f["kode"], f["pesan"]) for f in found if f["kode"] not in {"P414", "I204"}] == []


HONEST_YEARS = {
    "signed in the year": (2026, "2026-11-20", "Keputusan Uji"),
    "signed in the year after": (2025, "2026-01-10", "Keputusan Nomor 3 Tahun 2025"),
    "prepared the year before": (2027, "2026-12-20", "Keputusan Nomor 9 Tahun 2026"),
    "an old law": (2026, "2026-03-01", "Undang-Undang Nomor 20 Tahun 2003"),
    "no signature yet": (2026, "", "Keputusan Nomor 1 Tahun 2026"),
    "no year in the decree": (2026, "", "Berita acara 2031/BA/2026"),
}


@pytest.mark.parametrize(("year", "day", "basis"), HONEST_YEARS.values(), ids=HONEST_YEARS)
def test_honest_years(tmp_path: Path, year: int, day: str, basis: str) -> None:
    draft = Draft().as_text().rule("tahun = 2026", f"tahun = {year}").rule("Keputusan Uji", basis)
    if day:
        draft.rules += f'\n[pengesahan]\ntempat = "Uji"\ntanggal = {day}\n'
    assert command("check", "--json", draft.write(tmp_path)).doubts == []


@pytest.mark.parametrize("again", ["26-0005", "26-0003"])  # neither wins a second seat
def test_one_person_twice_but_one_seat(tmp_path: Path, again: str) -> None:
    draft = Draft().as_text()
    rows = {row[0]: row for row in draft.rows("data/pelamar.csv")}
    rows[again][1:4] = rows["26-0001" if again == "26-0005" else "26-0004"][1:4]
    found = command("rank", "--json", draft.write(tmp_path)).data["temuan"]
    assert [f["kode"] for f in found if f["kode"] not in {"P414", "P315"}] == []


FIGURES = {
    "the final score": ("data/tes.csv", "Nilai Akhir", ["77", "73", "72", "75", "64"]),
    "the final score with two decimals": (WAWANCARA, "Nilai Akhir", ["77,00", "73,00", "72,00", "75,00", "64,00"]),
    "the mean of the test": ("data/tes.csv", "Rata-rata", ["75", "75", "60", "75", "50"]),
    "ranks within the formation": (WAWANCARA, "Peringkat", ["1", "2", "3", "1", "2"]),
    "ranks of all": ("data/pelamar.csv", "Ranking", ["1", "3", "4", "2", "5"]),
    "ranks of another list": ("data/pelamar.csv", "Peringkat SKD", ["5", "1", "4", "2", "3"]),
    "marks before a correction": (WAWANCARA, "Nilai semula", ["80", "70", "90", "75", "58"]),
    "marks of the year before": ("data/pelamar.csv", "Nilai 2024", ["77", "73", "72", "75", "46"]),
    "another total": ("data/pelamar.csv", "Nilai Rapor", ["77", "83", "62", "95", "64"]),
    "the same marks again": (WAWANCARA, "Skor final", ["80", "70", "90", "75", "85"]),
    "ranks by a column beside": (WAWANCARA, "Peringkat", ["3", "5", "1", "4", "2"]),
    "a weight for everybody": (WAWANCARA, "Bobot", ["40", "40", "40", "40", "40"]),
}


@pytest.mark.parametrize(("file", "heading", "cells"), FIGURES.values(), ids=FIGURES)
def test_honest_figures(tmp_path: Path, file: str, heading: str, cells: list[str]) -> None:
    draft = Draft().as_text()
    for row, cell in zip(draft.rows(file), [heading, *cells], strict=True):
        row.append(cell)
    found = command("check", "--json", draft.write(tmp_path)).data["temuan"]
    assert [f["kode"] for f in found if f["kode"] != "P414"] == []


def test_honest_ranks_by_a_figure_that_nobody_reads(tmp_path: Path) -> None:
    """Peringkat follows the school's mark in the next column: it belongs to that one."""
    draft = Draft().as_text()
    beside = [["Nilai Rapor", 70, 91, 64, 83, 77], ["Peringkat", 4, 1, 5, 2, 3]]
    for row, *cells in zip(draft.rows(WAWANCARA), *beside, strict=True):
        row.extend(cells)
    assert [code for code, _ in command("check", "--json", draft.write(tmp_path)).doubts] == []


@pytest.mark.parametrize("beside", [["Peringkat", *range(1, 13)], ["Ranking", 1, 2, 3, *[""] * 9]])
def test_honest_ranks_of_some(tmp_path: Path, beside: list[object]) -> None:
    assert said_of_column(tmp_path, FALLING, [10, 3, 8, 5, 12, 1, 9, 6, 2, 7, 11, 4], beside) == []


TOTALS = {
    "quotas": ("data/formasi.csv", [["JUMLAH", "", "", "", "2"]]),
    "how many rows": ("data/formasi.csv", [["Jumlah formasi", "", "", "", "2"]]),
    "a sum": (WAWANCARA, [["Jumlah", "400"]]),
    "how many people": (WAWANCARA, [["Jumlah peserta", "5"]]),
    "a mean": (WAWANCARA, [["Rata-rata", "80,0"]]),
    "a mean cut off": ("data/tes.csv", [["Rata-rata", "70", "64"]]),
    "several": (WAWANCARA, [["Jumlah", "400"], ["Rata-rata", "80"], ["Nilai tertinggi", "90"], ["Terendah", "70"]]),
    "a deviation": (WAWANCARA, [["Standar deviasi", "7,9"]]),
    "words": (WAWANCARA, [["Jumlah", "lima"]]),
    "how many applicants": ("data/pelamar.csv", [["JUMLAH", "", "5 orang", "", ""]]),
    "how many applicants of each formation": ("data/pelamar.csv", [["Total", "", "5 pelamar", "", "2 formasi"]]),
}


@pytest.mark.parametrize(("file", "rows"), TOTALS.values(), ids=TOTALS)
def test_honest_totals(tmp_path: Path, file: str, rows: list[list[str]]) -> None:
    draft = Draft().as_text()
    draft.rows(file).extend(rows)
    outcome = command("rank", "--json", draft.write(tmp_path))
    assert (outcome.code, outcome.doubts) == (0, []), outcome.out


ROWS: dict[str, tuple[int, list[list[str]]]] = {
    "units under the headings": (1, [["", "(poin)"]]),
    "weights under the headings": (1, [["Bobot", "40%"]]),
    "the largest mark under the headings": (1, [["Nilai Maksimum", "100"]]),
    "a recap": (6, [["Hadir", "5"], ["Tidak hadir", "0"], ["Jumlah", "5"]]),
    "nobody was absent": (6, [["Peserta 26-0001 s.d. 26-0005 hadir semua, tidak hadir: nihil", ""]]),
    "nobody withdrew": (6, [["Tidak ada yang mengundurkan diri; 26-0001 terlambat 5 menit", ""]]),
}


@pytest.mark.parametrize(("at", "more"), ROWS.values(), ids=ROWS)
def test_honest_rows_around_the_data(tmp_path: Path, at: int, more: list[list[str]]) -> None:
    draft = Draft().put(f"{WAWANCARA}:B3", "70.5")
    draft.rows(WAWANCARA)[at:at] = more
    assert read_right(draft.write(tmp_path))


def test_the_case_of_a_code_is_forgiven_where_one_is_meant(tmp_path: Path) -> None:
    draft = Draft().as_text().put("data/pelamar.csv:E2", "a-1").event("izin simulasi", formasi="b-1", oleh="Ketua")
    outcome = command("rank", "--json", draft.write(tmp_path))
    assert (outcome.code, outcome.doubts) == (0, []), outcome.out
    draft.rows("data/formasi.csv").append(["a-1", "Arsiparis Muda", "Bidang C", "Umum", "1"])
    outcome = command("rank", "--json", draft.write(tmp_path))
    assert (outcome.code, outcome.doubts) == (0, []), "a code that is listed is meant as it is written"
    draft.put("data/pelamar.csv:E3", "A-1 ").put("data/formasi.csv:A2", "A-2").put("data/formasi.csv:A4", "A-2 ")
    assert [code for code, _ in command("rank", "--json", draft.write(tmp_path)).doubts if code == "E305"]


def computed(text: str, results: list[float] | None = None) -> list[Cell]:
    """Eight marks from one formula."""
    return [Formula(text, result) for result in results or [mark / 2 for mark in SHUFFLED[:8]]]


BONUS = computed("=C{row}+E{row}", [83, *map(float, SHUFFLED[1:8])])
COLUMNS: dict[str, list[Cell]] = {
    "one formula for all": computed("=C{row}*$E$2"),
    "a name for the weight": computed("=C{row}*bobot"),
    "a text that looks like a cell": computed('=IF(D{row}="C1",C{row}/2,C{row}/2)'),
    "a function that looks like a cell": computed("=ROUND(LOG10(C{row})*20,2)"),
    "words over the formula": [*computed("=C{row}/2")[:4], "TH", "APS", *computed("=C{row}/2")[6:]],
    "half and half": [*computed("=C{row}/2")[:4], *computed("=C{row}*0.5")[4:]],
    "a bonus that only one has": BONUS,
    "an exact lookup": computed("=VLOOKUP(A{row},Sumber!A$1:B$9,2,FALSE)", list(map(float, SHUFFLED[:8]))),
    "a nearest lookup that is right": computed("=VLOOKUP(A{row},Sumber!A$1:B$9,2)", [81, 0, 90, 0, 85, 77, 71, 88]),
    "bands of marks": computed("=VLOOKUP(C{row},Sumber!B$2:B$9,1)", [81, 71, 90, 66, 85, 77, 71, 88]),
    "a true zero looked up": computed("=VLOOKUP(A{row},Sumber!A$1:B$9,2,FALSE)", [81, 0, 90, 0, 85, 77, 71, 88]),
    "three formulas": [Formula("=C2/2", 40), Formula("=C3/2", 37), Formula("=C4/3", 30), *SHUFFLED[3:8]],
    "a comment of thanks": [*SHUFFLED[:7], Noted(88, "dinilai oleh Budi, terima kasih")],
    "struck through: a word for absence": [*SHUFFLED[:7], Struck("TH")],
    "a comment on presence": [*SHUFFLED[:7], Noted(88, "hadir terlambat 5 menit")],
}


@pytest.mark.parametrize("cells", COLUMNS.values(), ids=COLUMNS)
def test_honest_formulas_and_comments(tmp_path: Path, cells: list[Cell]) -> None:
    bonus = [2.0 if cells is BONUS else 0.5, *[None] * 7]
    rows: list[list[Cell]] = [["Nomor Peserta", "Skor", "Mentah", None, "Bobot"]]
    rows += [[f"26-{k:04}", cells[k - 1], SHUFFLED[k - 1], None, bonus[k - 1]] for k in range(1, 9)]
    source = [["No", "Skor"], *([f"26-{k:04}", 0 if k in {2, 4} else SHUFFLED[k - 1]] for k in range(1, 9))]
    assert said_of_sheet(tmp_path, rows, {"Sumber": source}) == []


@pytest.mark.parametrize("file", ["data/tes.csv", "data/wawancara.csv"])
def test_numbers_under_the_heading_of_names_are_one_finding(tmp_path: Path, file: str) -> None:
    draft = Draft().as_text()
    names = ["Nama", "Contoh Melati", "Contoh Kasuari", "Contoh Elang", "Contoh Nuri", "Contoh Cendana"]
    for row, name in zip(draft.rows(file), names, strict=False):
        row.append(name)
    assert command("rank", draft.write(tmp_path / "honest")).code == 0
    for row in draft.rows(file)[1:]:
        row[0], row[-1] = row[-1], row[0]
    outcome = command("check", "--json", draft.write(tmp_path / "swapped"))
    assert [f["kode"] for f in outcome.data["temuan"] if f["kode"][0] == "E"] == ["E320"]


def test_an_honest_key_list(tmp_path: Path) -> None:
    """A letterhead, names, rows in any order, codes of digits; whoever did not come has a word in place of one."""
    first = '[[tahap.komponen]]\nkode = "teori"'
    draft = Draft().as_text().rule(first, f'[tahap.daftar_kunci]\nberkas = "data/kunci.csv"\n\n{first}')
    head, *rows = draft.files["data/tes.csv"][""]
    draft.files["data/tes.csv"][""] = [["Kode", *head[1:]], *([f"00{row[0][-1]}", *row[1:]] for row in rows[3::-1])]
    keys = [["BERITA ACARA PEMBUKAAN KUNCI"], [], ["No", "Nama", "Kode", "Nomor Peserta"]]
    names = ("Contoh Lima", "Contoh Empat", "Contoh Tiga", "Contoh Dua", "Contoh Satu")
    for k, name in enumerate(names):
        keys.append([str(k + 1), name, "Tidak Hadir" if k == 0 else f"00{5 - k}", f"26-000{5 - k}"])
    draft.files["data/kunci.csv"] = {"": keys}
    draft.rule('nama = "Tes"', 'nama = "Tes"\nkosong = "tidak hadir"').files["data/wawancara.csv"][""].pop()
    outcome = command("rank", "--json", draft.write(tmp_path))
    assert (outcome.code, outcome.doubts) == (0, [])
    assert {n: p["kode"] for n, p in people(tmp_path).items() if n in {"26-0001", "26-0005"}} == {
        "26-0001": "L", "26-0005": "TH",
    }  # fmt: skip
