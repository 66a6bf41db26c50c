"""The same job in plain pandas and openpyxl, as a competent analyst would write it for this one selection.

    python benchmarks/plain.py FOLDER OUT.xlsx [--tanpa-rincian]

Writes OUT.xlsx, and the result once more as OUT.csv and OUT.json. Columns are computed whole; the only loops
over cells are those that write styled cells. Marks are floats, as pandas users have them.
"""

from __future__ import annotations

import argparse
import json
import time
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

KEY = "Nomor Peserta"
TESTS = {"Pengetahuan Umum": (150, 65), "Pengetahuan Bidang": (175, 75)}  # highest mark, threshold
RATERS = ["Pewawancara 1", "Pewawancara 2", "Pewawancara 3"]
TEST_WEIGHT, INTERVIEW_WEIGHT = 60, 40
DECIMALS = 3
RESERVES = 2
TIE_CHAIN = {"Nilai Akhir": False, "Skala Tes": False, "Skala Wawancara": False, "Tanggal Lahir": True}
MEANING = {
    "L": "lulus",
    "C": "cadangan",
    "TL": "tidak masuk peringkat dalam formasi",
    "TMS": "tidak lolos ambang batas",
    "TH": "tidak hadir",
}

LIST_COLUMNS = {  # heading: (width, cell style)
    "Peringkat": (10, "angka bulat"),
    KEY: (15, "teks"),
    "Nama": (26, "teks"),
    "Tanggal Lahir": (14, "tanggal"),
    "Skala Tes": (11, "angka"),
    "Skala Wawancara": (16, "angka"),
    "Bobot Tes": (11, "angka"),
    "Bobot Wawancara": (16, "angka"),
    "Nilai Akhir": (11, "angka"),
    "Hasil": (8, "teks"),
    "Keterangan": (58, "teks"),
}
DETAIL_COLUMNS = {
    KEY: (15, "teks"),
    "Nama": (26, "teks"),
    "Formasi": (10, "teks"),
    "Tanggal Lahir": (14, "tanggal"),
    "Jenis Kelamin": (8, "teks"),
    "Pengetahuan Umum": (12, "nilai"),
    "Pengetahuan Bidang": (12, "nilai"),
    "Jumlah Tes": (12, "nilai"),
    "Skala Tes": (11, "angka"),
    "Bobot Tes": (11, "angka"),
    **dict.fromkeys(RATERS, (14, "nilai")),
    "Rata-rata Panel": (14, "angka"),
    "Skala Wawancara": (16, "angka"),
    "Bobot Wawancara": (16, "angka"),
    "Nilai Akhir": (11, "angka"),
    "Peringkat": (10, "angka bulat"),
    "Hasil": (8, "teks"),
    "Keterangan": (58, "teks"),
}
SUMMARY_COLUMNS = {
    "Formasi": (10, "teks"),
    "Jabatan": (24, "teks"),
    "Unit": (20, "teks"),
    "Kuota": (8, "angka bulat"),
    "Pelamar": (9, "angka bulat"),
    **dict.fromkeys(MEANING, (7, "angka bulat")),
}


# --- reading ------------------------------------------------------------------------------------------------


def read_table(path: Path) -> pd.DataFrame:
    return pd.read_excel(path, dtype={KEY: str}, engine="openpyxl")


def read(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The merged applicants and the formations."""
    data = folder / "data"
    people = read_table(data / "pelamar.xlsx")
    people = people.merge(read_table(data / "tes.xlsx"), on=KEY, how="left", validate="1:1")
    people = people.merge(read_table(data / "wawancara.xlsx"), on=KEY, how="left", validate="1:1")
    rules = tomllib.loads((folder / "seleksi.toml").read_text(encoding="utf-8"))
    formations = pd.DataFrame(rules["formasi"]["daftar"]).rename(
        columns={"kode": "Formasi", "jabatan": "Jabatan", "unit": "Unit", "kuota": "Kuota"}
    )
    return people, formations[["Formasi", "Jabatan", "Unit", "Kuota"]]


# --- computing ----------------------------------------------------------------------------------------------


def score(people: pd.DataFrame) -> pd.DataFrame:
    """Every step from the marks to the weighted scores, each rounded."""
    df = people.copy()
    df["absent"] = (df[list(TESTS)] == "TH").any(axis=1) | df[RATERS].isna().any(axis=1)
    for column in [*TESTS, *RATERS]:
        df[column] = pd.to_numeric(df[column], errors="coerce")
    best = sum(top for top, _ in TESTS.values())
    df["Jumlah Tes"] = df[list(TESTS)].sum(axis=1, min_count=len(TESTS))
    df["Skala Tes"] = (df["Jumlah Tes"] / best * 100).round(DECIMALS)
    df["Bobot Tes"] = (df["Skala Tes"] * TEST_WEIGHT / 100).round(DECIMALS)
    df["Rata-rata Panel"] = df[RATERS].mean(axis=1, skipna=False).round(DECIMALS)
    df["Skala Wawancara"] = df["Rata-rata Panel"].round(DECIMALS)
    df["Bobot Wawancara"] = (df["Skala Wawancara"] * INTERVIEW_WEIGHT / 100).round(DECIMALS)
    df["passes"] = ~df["absent"] & np.logical_and.reduce([df[c] >= limit for c, (_, limit) in TESTS.items()])
    df["Nilai Akhir"] = (df["Bobot Tes"] + df["Bobot Wawancara"]).round(DECIMALS).where(df["passes"])
    return df


def rank(scored: pd.DataFrame) -> pd.DataFrame:
    """Rank within the formation by the whole tie chain; those still equal share the better rank."""
    keys = ["Formasi", *TIE_CHAIN]
    order = [True, *TIE_CHAIN.values()]
    ranked = scored[scored["passes"]].sort_values([*keys, KEY], ascending=[*order, True])
    place = ranked.groupby("Formasi").cumcount() + 1
    shared = place.mask(ranked.duplicated(keys)).ffill()
    return scored.assign(Peringkat=shared.astype("Int64").reindex(scored.index))


def decide(ranked: pd.DataFrame, formations: pd.DataFrame) -> pd.DataFrame:
    df = ranked.merge(formations[["Formasi", "Kuota"]], on="Formasi", how="left", validate="m:1")
    place = df["Peringkat"].astype(float)
    cases = [df["absent"], ~df["passes"], place <= df["Kuota"], place <= df["Kuota"] + RESERVES]
    df["Hasil"] = np.select(cases, ["TH", "TMS", "L", "C"], default="TL")
    df["Keterangan"] = reasons(df)
    return df.sort_values(["Formasi", "Peringkat", KEY], ignore_index=True)


def reasons(df: pd.DataFrame) -> pd.Series:
    standing = ("Peringkat " + df["Peringkat"].astype(str) + " dari " + df["Kuota"].astype(str) + " kursi: ") + df[
        "Hasil"
    ].map(MEANING)
    result = standing.mask(df["absent"], "Tidak hadir")
    for column, (_, limit) in reversed(TESTS.items()):
        below = f"{column} " + df[column].map("{:g}".format) + f" di bawah ambang {limit}"
        result = result.mask(df[column] < limit, below)
    return result


def summarise(result: pd.DataFrame, formations: pd.DataFrame) -> pd.DataFrame:
    counts = pd.crosstab(result["Formasi"], result["Hasil"]).reindex(columns=list(MEANING), fill_value=0)
    counts.insert(0, "Pelamar", counts.sum(axis=1))
    return formations.merge(counts.reset_index(), on="Formasi", how="left")


# --- writing ------------------------------------------------------------------------------------------------


def add_styles(book: Workbook) -> None:
    """Named styles: openpyxl applies them faster than font, border and format set one by one."""
    side = Side(style="thin", color="999999")
    border = Border(left=side, right=side, top=side, bottom=side)
    formats = {
        "teks": "@",
        "angka": "0.000",
        "nilai": "0.00",
        "angka bulat": "0",
        "tanggal": "dd-mm-yyyy",
    }
    for name, number_format in formats.items():
        book.add_named_style(NamedStyle(name=name, number_format=number_format, border=border))
    header = NamedStyle(name="kepala", font=Font(bold=True, color="FFFFFF"), border=border)
    header.fill = PatternFill("solid", start_color="1F4E78")
    header.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    book.add_named_style(header)
    book.add_named_style(NamedStyle(name="judul", font=Font(bold=True, size=14)))


def set_up_page(sheet: Worksheet, header_row: int) -> None:
    sheet.freeze_panes = sheet.cell(header_row + 1, 1)
    sheet.print_title_rows = f"{header_row}:{header_row}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "Halaman &P dari &N"


def write_sheet(sheet: Worksheet, title: str, frame: pd.DataFrame, columns: dict[str, tuple[int, str]]) -> None:
    header_row = 3
    sheet.cell(1, 1, title).style = "judul"
    for index, (heading, (width, _)) in enumerate(columns.items(), start=1):
        sheet.cell(header_row, index, heading).style = "kepala"
        sheet.column_dimensions[get_column_letter(index)].width = width
    styles = [style for _, style in columns.values()]
    values = frame[list(columns)].astype(object)
    values = values.where(values.notna(), None)
    for row, record in enumerate(values.itertuples(index=False, name=None), start=header_row + 1):
        for index, value in enumerate(record):
            sheet.cell(row, index + 1, value).style = styles[index]
    set_up_page(sheet, header_row)


def build_book(result: pd.DataFrame, formations: pd.DataFrame, *, details: bool) -> Workbook:
    book = Workbook()
    add_styles(book)
    book.active.title = "Ringkasan"
    write_sheet(book.active, "Ringkasan Hasil", summarise(result, formations), SUMMARY_COLUMNS)
    titles = dict(zip(formations["Formasi"], formations["Jabatan"], strict=True))
    for code, part in result.groupby("Formasi"):
        write_sheet(book.create_sheet(code), f"{code} {titles[code]}", part, LIST_COLUMNS)
    if details:
        write_sheet(book.create_sheet("Rincian"), "Rincian Perhitungan", result, DETAIL_COLUMNS)
    return book


def write_texts(result: pd.DataFrame, out: Path) -> None:
    table = result[list(DETAIL_COLUMNS)].copy()
    table["Tanggal Lahir"] = table["Tanggal Lahir"].dt.strftime("%Y-%m-%d")
    table.to_csv(out.with_suffix(".csv"), index=False, encoding="utf-8-sig")
    table.to_json(out.with_suffix(".json"), orient="records", force_ascii=False)


def main() -> None:
    parser = argparse.ArgumentParser(description="The same job in plain pandas and openpyxl.")
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("out", type=Path, metavar="OUT.xlsx")
    parser.add_argument("--tanpa-rincian", action="store_true", help="leave the sheet Rincian out")
    options = parser.parse_args()
    marks = [("start", time.perf_counter())]

    people, formations = read(options.folder)
    marks.append(("read", time.perf_counter()))
    result = decide(rank(score(people)), formations)
    marks.append(("compute", time.perf_counter()))
    write_texts(result, options.out)
    marks.append(("csv and json", time.perf_counter()))
    book = build_book(result, formations, details=not options.tanpa_rincian)
    marks.append(("fill workbook", time.perf_counter()))
    book.save(options.out)
    marks.append(("save workbook", time.perf_counter()))

    spent = {name: round(end - start, 2) for (_, start), (name, end) in pairwise(marks)}
    print(json.dumps(spent))


if __name__ == "__main__":
    main()
