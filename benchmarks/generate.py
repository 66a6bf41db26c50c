"""Make a selection folder of any size, the same one for the same seed.

    python benchmarks/generate.py N FOLDER [--seed SEED] [--csv]

Every name, number and mark is invented. About 70 % of those present pass both thresholds of the written test.
"""

from __future__ import annotations

import argparse
import csv
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.random import Generator
    from numpy.typing import NDArray

PER_FORMATION = 500
FEWEST_FORMATIONS = 3
QUOTA_SHARE = 0.05
ABSENT_SHARE = 0.03
RATERS = 3
STAMP = datetime(2026, 1, 1)  # noqa: DTZ001  (a fixed creation date: same seed, same bytes)

FIRST = """
Aditya Bagas Citra Dewi Eka Fajar Galih Hesti Indra Joko Kartika Lestari Made Nanda Okta Putri Rahma Satria
Tiara Umar Vina Wahyu Yoga Zahra
"""
LAST = """
Anggara Baskoro Cahyono Darmawan Erlangga Firdaus Gunadi Hartono Iskandar Jatmiko Kusuma Laksono Mahendra
Nugraha Oktaviani Prasetyo Ramadhan Saputra Tanjung Utami Wibowo Yulianti Zulkarnain
"""
TITLES = (
    "Analis Kebijakan",
    "Arsiparis",
    "Auditor",
    "Perencana",
    "Pranata Komputer",
    "Pustakawan",
    "Statistisi",
    "Widyaiswara",
)

RULES = """\
[seleksi]
nama = "Seleksi Uji Beban {applicants} Pelamar"
instansi = "Instansi Rekaan"
tahun = 2026
dasar = "Data rekaan untuk mengukur waktu dan memori"

[pelamar]
berkas = "data/pelamar.{kind}"
jumlah = {applicants}

[pelamar.atribut.tanggal_lahir]
kolom = "Tanggal Lahir"
jenis = "tanggal"
wajib = true

[pembulatan]
cara = "setengah ke atas"
nilai = 3
skala = 3
bobot = 3
akhir = 3

[peringkat]
urut = ["akhir", "tes", "wawancara", "pelamar.tanggal_lahir: tertua"]
seri = "ikut semua"
cadangan = 2

[[tahap]]
kode = "tes"
nama = "Tes Tertulis"
berkas = "data/tes.{kind}"
bobot = 60

[[tahap.komponen]]
kode = "umum"
nama = "Pengetahuan Umum"
maksimum = 150
ambang = 65
desimal = 1

[[tahap.komponen]]
kode = "bidang"
nama = "Pengetahuan Bidang"
maksimum = 175
ambang = 75
desimal = 1

[[tahap]]
kode = "wawancara"
nama = "Wawancara"
berkas = "data/wawancara.{kind}"
bobot = 40

[[tahap.komponen]]
kode = "wawancara"
nama = "Wawancara"
maksimum = 100
desimal = 2

[tahap.komponen.panel]
gabung = "rata-rata"
kolom = ["Pewawancara 1", "Pewawancara 2", "Pewawancara 3"]
minimal = 3
"""

FORMATION = """
[[formasi.daftar]]
kode = "{code}"
jabatan = "{title}"
unit = "{unit}"
jenis = "Umum"
kuota = {quota}
"""


def formation_codes(count: int) -> list[str]:
    return [f"F{i:04d}" for i in range(1, count + 1)]


def write_sheet(path: Path, headers: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """One sheet, row by row: text stays text, dates are true dates, ``None`` is an empty cell; or a CSV file."""
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";").writerows([headers, *map(_as_text, rows)])
        return
    book = xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "dd-mm-yyyy"})
    book.set_properties({"created": STAMP})
    sheet = book.add_worksheet("Data")
    sheet.write_row(0, 0, headers)
    for row, values in enumerate(rows, start=1):
        for column, value in enumerate(values):
            if isinstance(value, str):
                sheet.write_string(row, column, value)
            else:
                sheet.write(row, column, value)
    book.close()


def _as_text(row: Sequence[object]) -> list[str]:
    """Cells as an office's program exports them: decimal commas, days before months."""
    return [f"{value:%d-%m-%Y}" if isinstance(value, date) else str(value).replace(".", ",") for value in row]


def names(random: Generator, count: int) -> list[str]:
    first = random.choice(FIRST.split(), size=count)
    last = random.choice(LAST.split(), size=count)
    return [f"{a} {b}" for a, b in zip(first, last, strict=True)]


def birthdays(random: Generator, count: int) -> list[date]:
    return [date(1988, 1, 1) + timedelta(days=int(d)) for d in random.integers(0, 16 * 365, size=count)]


def half_points(marks: NDArray[np.float64], top: int) -> list[float]:
    return [float(m) for m in np.clip(np.round(marks * 2) / 2, 0, top)]


def write_applicants(path: Path, random: Generator, numbers: list[str], formations: list[str]) -> None:
    count = len(numbers)
    sexes = ["LP"[i] for i in random.integers(2, size=count)]
    write_sheet(
        path,
        ["Nomor Peserta", "Nama", "Formasi", "Tanggal Lahir", "Jenis Kelamin"],
        zip(numbers, names(random, count), formations, birthdays(random, count), sexes, strict=True),
    )


def write_tests(
    path: Path, random: Generator, numbers: list[str], ability: NDArray[np.float64], absent: NDArray[np.bool_]
) -> None:
    count = len(numbers)
    general = half_points(86 + 14 * ability + 15 * random.standard_normal(count), 150)
    special = half_points(98 + 17 * ability + 17 * random.standard_normal(count), 175)
    write_sheet(
        path,
        ["Nomor Peserta", "Pengetahuan Umum", "Pengetahuan Bidang"],
        (
            (number, "TH", "TH") if away else (number, a, b)
            for number, a, b, away in zip(numbers, general, special, absent, strict=True)
        ),
    )


def write_interviews(
    path: Path, random: Generator, numbers: list[str], ability: NDArray[np.float64], absent: NDArray[np.bool_]
) -> None:
    noise = random.standard_normal((len(numbers), RATERS))
    marks = np.clip(np.round(74 + 7 * ability[:, None] + 5 * noise, 2), 0, 100)
    write_sheet(
        path,
        ["Nomor Peserta", *(f"Pewawancara {i}" for i in range(1, RATERS + 1))],
        ((numbers[i], *(float(m) for m in marks[i])) for i in np.flatnonzero(~absent)),
    )


def rules_text(applicants: int, codes: list[str], sizes: NDArray[np.int64], kind: str) -> str:
    seats = [max(1, round(QUOTA_SHARE * int(size))) for size in sizes]
    formations = (
        FORMATION.format(
            code=code,
            title=TITLES[i % len(TITLES)],
            unit=f"Unit Kerja {i // len(TITLES) + 1}",
            quota=seats[i],
        )
        for i, code in enumerate(codes)
    )
    return RULES.format(applicants=applicants, kind=kind) + "".join(formations)


def generate(applicants: int, folder: Path, seed: int = 20260101, kind: str = "xlsx") -> None:
    """Write the folder; ``seleksi.toml`` comes last, so a folder that has it is complete."""
    random = np.random.default_rng([seed, applicants])
    (folder / "data").mkdir(parents=True, exist_ok=True)
    codes = formation_codes(max(FEWEST_FORMATIONS, round(applicants / PER_FORMATION)))
    chosen = random.integers(len(codes), size=applicants)
    ability = random.standard_normal(applicants)
    absent = random.random(applicants) < ABSENT_SHARE
    numbers = [f"99-{i:06d}" for i in range(1, applicants + 1)]
    write_applicants(folder / f"data/pelamar.{kind}", random, numbers, [codes[i] for i in chosen])
    write_tests(folder / f"data/tes.{kind}", random, numbers, ability, absent)
    write_interviews(folder / f"data/wawancara.{kind}", random, numbers, ability, absent)
    sizes = np.bincount(chosen, minlength=len(codes))
    (folder / "seleksi.toml").write_text(rules_text(applicants, codes, sizes, kind), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="Make an invented selection folder.")
    parser.add_argument("applicants", type=int, metavar="N")
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--seed", type=int, default=20260101)
    parser.add_argument("--csv", action="store_const", dest="kind", const="csv", default="xlsx")
    options = parser.parse_args()
    generate(options.applicants, options.folder, options.seed, options.kind)


if __name__ == "__main__":
    main()
