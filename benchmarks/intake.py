"""Check a messy workbook of 20,000 rows, against what ``pandas.read_excel`` needs merely to load it.

The workbook is honest but made by an office: letterhead, a header of two rows with merged cells, a row of column
numbers, a total row, a signature block, numbers written as text, absences in words. ``asnrekrut check`` reads it with
the register, finds the table, reads every cell and runs all checks.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
from pathlib import Path

import xlsxwriter
from measure import run

HERE = Path(__file__).parent
MARKS = 17  # columns of marks, beside number, name and remark
WIDTHS = (MARKS + 3, 49)  # a sheet of marks alone, and one as wide as the national portal's export
SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "wi", "yo")
RULES = """
[seleksi]
nama = "Seleksi Uji"
instansi = "Instansi Uji"
tahun = 2026
dasar = "Keputusan Uji"
[pelamar]
berkas = "data/pelamar.xlsx"
[[formasi.daftar]]
kode = "F1"
jabatan = "Analis"
kuota = 100
[pembulatan]
nilai = 2
skala = 3
bobot = 3
akhir = 3
[peringkat]
urut = ["akhir", "tes.k1"]
seri = "ikut semua"
[[tahap]]
kode = "tes"
nama = "Tes"
bobot = 100
berkas = "data/tes.xlsx"
"""


def component(number: int) -> str:
    return f'[[tahap.komponen]]\nkode = "k{number}"\nnama = "NILAI / Soal {number}"\nmaksimum = 100\n'


def generate(folder: Path, rows: int, width: int) -> None:
    """Write the selection folder."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    rules = RULES + "".join(component(n) for n in range(1, MARKS + 1))
    (folder / "seleksi.toml").write_text(rules, encoding="utf-8")
    register = xlsxwriter.Workbook(str(folder / "data/pelamar.xlsx"))
    sheet = register.add_worksheet("Pelamar")
    sheet.write_row(0, 0, ["Nomor Peserta", "Nama", "Formasi"])
    for k in range(rows):
        sheet.write_row(k + 1, 0, [f"99-{k:06}", name(k), "F1"])
    register.close()
    messy(folder / "data/tes.xlsx", rows, width, random.Random(20260101))


def messy(path: Path, rows: int, width: int, chance: random.Random) -> None:
    """The office's workbook; whatever columns are left hold what no rule asks for."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Rekap Nilai")
    for r, line in enumerate(("PEMERINTAH DAERAH CONTOH", "PANITIA SELEKSI", "REKAPITULASI NILAI TES")):
        sheet.merge_range(r, 0, r, width - 1, line)
    further = width - MARKS - 3
    sheet.write_row(4, 0, ["No. Peserta", "Nama Peserta"])
    sheet.merge_range(4, 2, 4, MARKS + 1, "NILAI")
    sheet.write_row(4, MARKS + 2, ["Keterangan", *(f"Data {n}" for n in range(1, further + 1))])
    sheet.write_row(5, 2, [f"Soal {n}" for n in range(1, MARKS + 1)])
    sheet.write_row(6, 0, list(range(1, width + 1)))
    for k in range(rows):
        absent = chance.random() < 0.02
        marks = ["TH" if absent else mark(chance) for _ in range(MARKS)]
        others = [f"Isian {chance.randrange(500)}" if n % 3 else chance.randrange(100_000) for n in range(further)]
        sheet.write_row(7 + k, 0, [f"99-{k:06}", name(k), *marks, "", *others])
    sheet.write_row(8 + rows, 0, ["", "Jumlah peserta", rows])
    sheet.write_row(10 + rows, 1, ["Mengetahui, Ketua Panitia"])
    book.close()


def name(k: int) -> str:
    """An invented name of three words, seldom like another: names are compared too."""
    chance = random.Random(k)
    return " ".join("".join(chance.choices(SYLLABLES, k=3)).capitalize() for _ in range(3))


def mark(chance: random.Random) -> str | float:
    value = chance.randrange(0, 201) / 2
    return f"{value:.1f}".replace(".", ",") if chance.random() < 0.05 else value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    for width in WIDTHS:
        folder = HERE / "data" / f"intake-{options.rows}-{width}"
        if not (folder / "data" / "tes.xlsx").exists():
            generate(folder, options.rows, width)
        load = f"import pandas; pandas.read_excel({str(folder / 'data/tes.xlsx')!r}, engine='openpyxl')"
        check = [sys.executable, "-m", "asnrekrut", "check", str(folder)]
        commands = ([sys.executable, "-c", load], check)
        pairs = [[run(command, cwd=HERE.parent, sample=False) for command in commands] for _ in range(options.repeat)]
        plain, ours = (statistics.median(m.seconds for m in several) for several in zip(*pairs, strict=True))
        busy, own = (statistics.median(m.busy or 0 for m in several) for several in zip(*pairs, strict=True))
        print(f"{options.rows} rows × {width} columns, median of {options.repeat} alternating runs")
        print(f"pandas.read_excel (openpyxl), loading only  {plain:6.2f} s, processor {busy:6.2f} s")
        print(f"asnrekrut check, reading and checking all   {ours:6.2f} s, processor {own:6.2f} s")
        print(f"ratio                                       {plain / ours:6.1f}              {busy / own:6.1f}")


if __name__ == "__main__":
    main()
