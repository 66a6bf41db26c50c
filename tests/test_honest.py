"""Sheets as offices make them in which nothing is wrong: they are read right, and nobody is alarmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.selections import Draft, command, people

if TYPE_CHECKING:
    from pathlib import Path

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
    read = {number: person["langkah"]["Wawancara: Skor"] for number, person in people(folder).items()}
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
    assert {p["langkah"]["Wawancara: Skor"] for p in people(tmp_path).values()} == {str(row[1]) for row in rows[1:]}


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
