"""A small selection folder from a readable description, and the program run on it.

``Draft()`` is a complete selection of two stages that ranks five people for two seats; a test changes one thing
in it, writes it below ``tmp_path`` and looks at what the command line says and leaves behind. Its figures::

    A-1  26-0001  tes (80 + 70) / 2 = 75 → 45,000   wawancara 80 → 32,000   77,000  wins
         26-0002      (90 + 60) / 2 = 75 → 45,000             70 → 28,000   73,000
         26-0003      (60 + 60) / 2 = 60 → 36,000             90 → 36,000   72,000
    B-1  26-0004      (70 + 80) / 2 = 75 → 45,000             75 → 30,000   75,000  wins
         26-0005      (50 + 50) / 2 = 50 → 30,000             85 → 34,000   64,000
"""

from __future__ import annotations

import csv
import gc
import hashlib
import io
import json
import re
import shutil
from contextlib import redirect_stderr, redirect_stdout
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import xlsxwriter
from msgspec import Struct, field

from asnrekrut.cli import main

if TYPE_CHECKING:
    import pytest

Cell = Any  # None, str, int, float, bool, date, STYLED, an ErrorValue, a Formula, Noted or Struck
Rows = list[list[Cell]]
# Doubts that only tables side by side give rise to: no draft has attendance lists, and a birth date changed for a test
# no longer fits its NIK. They have their own tests in test_doubts.py.
BETWEEN_TABLES = re.compile(r"P(3[123]|4[12])[0-9]")
STYLED = object()  # a cell without content that has a format, as every bordered table has

SAMPLES = Path(__file__).parent.parent / "samples"
NAMES = ("kasemen", "palangkaraya", "sawahlunto", "manna")

RULES = """
[seleksi]
nama = "Seleksi Uji"
instansi = "Dinas Uji"
tahun = 2026
dasar = "Keputusan Uji"

[pelamar]
berkas = "data/pelamar.csv"

[pelamar.atribut.lahir]
kolom = "Tanggal Lahir"
jenis = "tanggal"

[formasi]
berkas = "data/formasi.csv"

[[tahap]]
kode = "tes"
nama = "Tes"
berkas = "data/tes.xlsx"
bobot = 60

[[tahap.komponen]]
kode = "teori"
nama = "Teori"
maksimum = 100
ambang = 50

[[tahap.komponen]]
kode = "praktik"
nama = "Praktik"
maksimum = 100

[[tahap]]
kode = "wawancara"
nama = "Wawancara"
berkas = "data/wawancara.csv"
bobot = 40

[[tahap.komponen]]
kode = "skor"
nama = "Skor"
maksimum = 100

[pembulatan]
nilai = 2
skala = 2
bobot = 3
akhir = 3

[peringkat]
urut = ["akhir", "tes", "pelamar.lahir: tertua"]
"""

FILES: dict[str, dict[str, Rows]] = {
    "data/pelamar.csv": {
        "": [
            ["Nomor Peserta", "NIK", "Nama", "Tanggal Lahir", "Formasi"],
            ["26-0001", "9901120101900001", "Contoh Satu", "01-01-1990", "A-1"],
            ["26-0002", "9901120202910002", "Contoh Dua", "02-02-1991", "A-1"],
            ["26-0003", "9901120303920003", "Contoh Tiga", "03-03-1992", "A-1"],
            ["26-0004", "9901120404930004", "Contoh Empat", "04-04-1993", "B-1"],
            ["26-0005", "9901120505940005", "Contoh Lima", "05-05-1994", "B-1"],
        ]
    },
    "data/formasi.csv": {
        "": [
            ["Kode", "Jabatan", "Unit", "Jenis", "Kuota"],
            ["A-1", "Arsiparis", "Bidang A", "Umum", "1"],
            ["B-1", "Pustakawan", "Bidang B", "Umum", "1"],
        ]
    },
    "data/tes.xlsx": {
        "Nilai": [
            ["Nomor Peserta", "Teori", "Praktik"],
            ["26-0001", 80, 70],
            ["26-0002", 90, 60],
            ["26-0003", 60, 60],
            ["26-0004", 70, 80],
            ["26-0005", 50, 50],
        ]
    },
    "data/wawancara.csv": {
        "": [
            ["Nomor Peserta", "Skor"],
            ["26-0001", "80"],
            ["26-0002", "70"],
            ["26-0003", "90"],
            ["26-0004", "75"],
            ["26-0005", "85"],
        ]
    },
}


EVENT_HEADS = ["Tanggal", "Jenis", "Tahap", "Formasi", "Peserta", "Komponen", "Sebelum", "Sesudah", "Akibat"]
EVENT_HEADS += ["Nomor Surat", "Dasar", "Oleh"]


def event(kind: str, **cells: str) -> list[str]:
    """A row of the book of events, by heading in lower case."""
    row = {"tanggal": "20-11-2026", "jenis": kind, "nomor_surat": "BA 9", "dasar": "Sidang", "oleh": "Ketua", **cells}
    return [row.get(head.casefold().replace(" ", "_"), "") for head in EVENT_HEADS]


OBJECTIONS = """
[sanggah]
[[sanggah.masa]]
tahap = "tes"
dasar = "Keputusan Uji"
lama = 3
hari = "kalender"
"""


class ErrorValue(Struct, frozen=True):
    """A cell whose formula failed: ``#N/A``, ``#DIV/0!``."""

    text: str


class Formula(Struct, frozen=True):
    """A cell with a formula and its result; ``{row}`` in it is the number of its own row."""

    text: str
    result: float


class Noted(Struct, frozen=True):
    """A number with a comment on its cell."""

    number: float
    comment: str


class Struck(Struct, frozen=True):
    """A cell whose content is struck through."""

    cell: Cell


class Draft(Struct):
    """A selection before it is written: rules, and by file name its sheets, or its raw bytes."""

    rules: str = RULES
    files: dict[str, Any] = field(default_factory=lambda: deepcopy(FILES))

    def rule(self, old: str, new: str) -> Draft:
        """Change the rules; ``old`` must stand there."""
        assert old in self.rules
        self.rules = self.rules.replace(old, new)
        return self

    def rows(self, place: str) -> Rows:
        """The rows of ``data/tes.xlsx:Nilai`` or ``data/pelamar.csv``."""
        file, _, sheet = place.partition(":")
        return self.files[file][sheet]

    def put(self, place: str, value: Cell) -> Draft:
        """Write into the cell ``data/tes.xlsx:Nilai!C5`` or ``data/pelamar.csv:A2``, as the program names it."""
        file, _, inside = place.partition(":")
        sheet, _, address = inside.rpartition("!")
        row, column = position(address)
        rows = self.files[file].setdefault(sheet, [])
        rows += [[] for _ in range(row + 1 - len(rows))]
        rows[row] += [None] * (column + 1 - len(rows[row]))
        rows[row][column] = value
        return self

    def as_workbook(self, name: str) -> Draft:
        """Keep ``data/<name>.csv`` as ``data/<name>.xlsx``, its sheet named Data."""
        self.files[f"data/{name}.xlsx"] = {"Data": self.files.pop(f"data/{name}.csv")[""]}
        return self.rule(f"data/{name}.csv", f"data/{name}.xlsx")

    def as_text(self) -> Draft:
        """Keep the marks of the test as CSV too: reading a workbook takes a process of its own."""
        self.files["data/tes.csv"] = {"": self.files.pop("data/tes.xlsx")["Nilai"]}
        return self.rule("data/tes.xlsx", "data/tes.csv")

    def event(self, kind: str, **cells: str) -> Draft:
        """Add a row to the book of events; the cells by their heading in lower case."""
        self.files.setdefault("peristiwa.csv", {"": [EVENT_HEADS]})[""].append(event(kind, **cells))
        return self

    def write(self, folder: Path) -> Path:
        """Write everything below the folder."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "seleksi.toml").write_text(self.rules, encoding="utf-8")
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, bytes):
                path.write_bytes(content)
            elif path.suffix == ".csv":
                path.write_bytes(csv_bytes(content[""]))
            else:
                write_workbook(path, content)
        return folder


def position(address: str) -> tuple[int, int]:
    """``C5`` → (4, 2)."""
    match = re.fullmatch(r"([A-Z]+)(\d+)", address)
    assert match is not None, address
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def csv_bytes(rows: Rows, delimiter: str = ";") -> bytes:
    """A table as CSV, the way Excel saves it in Indonesia."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([["" if c is None else c for c in row] for row in rows])
    return out.getvalue().encode()


def write_workbook(path: Path, sheets: dict[str, Rows]) -> None:
    """One workbook; sheets in the order given."""
    with xlsxwriter.Workbook(path) as book:
        border = book.add_format({"border": 1})
        day = book.add_format({"num_format": "dd-mm-yyyy"})
        struck = book.add_format({"font_strikeout": True})
        if any(isinstance(cell, Formula) for rows in sheets.values() for row in rows for cell in row):
            book.set_calc_mode("manual")  # else every zero would count as not yet computed
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if isinstance(cell, Struck):
                        page.write(r, c, cell.cell, struck)
                    else:
                        _write_cell(page, (r, c), cell, border, day)


def _write_cell(page: Any, at: tuple[int, int], cell: Cell, border: Any, day: Any) -> None:
    if cell is None:
        return
    if cell is STYLED:
        page.write_blank(*at, None, border)
    elif isinstance(cell, ErrorValue):
        page.write_formula(*at, "=NA()", None, cell.text)
    elif isinstance(cell, Formula):
        page.write_formula(*at, cell.text.format(row=at[0] + 1), None, cell.result)
    elif isinstance(cell, Noted):
        page.write_number(*at, cell.number)
        page.write_comment(*at, cell.comment)
    elif isinstance(cell, date):
        page.write_datetime(*at, cell, day)
    elif isinstance(cell, str):
        page.write_string(*at, cell)
    elif isinstance(cell, bool):
        page.write_boolean(*at, cell)
    else:
        page.write_number(*at, cell)


class Outcome(Struct, frozen=True):
    """What one run of the program left: its exit code and what it said."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        """The one JSON object on standard output."""
        return json.loads(self.out)

    @property
    def findings(self) -> list[tuple[str, str]]:
        """Code and place of every finding (after ``--json``), but for ``BETWEEN_TABLES``."""
        return [(f["kode"], f["tempat"]) for f in self.data["temuan"] if not BETWEEN_TABLES.fullmatch(f["kode"])]

    @property
    def doubts(self) -> list[tuple[str, str]]:
        """The findings that are more than notes."""
        return [one for one in self.findings if not one[0].startswith("I")]

    @property
    def messages(self) -> list[str]:
        """The wording of every finding (after ``--json``)."""
        return [f["pesan"] for f in self.data["temuan"] if not BETWEEN_TABLES.fullmatch(f["kode"])]


def command(*arguments: object) -> Outcome:
    """``asnrekrut …`` in this process."""
    out, err = io.StringIO(), io.StringIO()
    try:
        with redirect_stdout(out), redirect_stderr(err):
            main([str(a) for a in arguments])
    except SystemExit as stop:
        return Outcome(int(stop.code or 0), out.getvalue(), err.getvalue())
    finally:
        gc.unfreeze()  # the program leaves what it made to the end of its own short life
        gc.enable()
    raise AssertionError("main always ends by SystemExit")


def announce(folder: Path, *stages: str) -> None:
    """Rank, confirm and announce these stages, one a day."""
    for day, stage in enumerate(stages, 1):
        for words in (
            ("rank", folder, "--sampai", stage),
            ("confirm", folder, stage, "--ba", f"BA {day}", "--tanggal", f"2026-03-{day:02}"),
            ("announce", folder, stage, "--nomor", f"P {day}", "--tanggal", f"2026-03-{day:02}"),
        ):
            outcome = command(*words)
            assert outcome.code == 0, outcome.err


def ranked(folder: Path) -> dict[str, Any]:
    """``hasil.json`` of a selection that must rank without a finding other than notes."""
    outcome = command("rank", "--json", folder)
    assert (outcome.code, outcome.doubts) == (0, []), outcome.out
    return result(folder)


def result(folder: Path, stage: str = "akhir") -> dict[str, Any]:
    """What the last run wrote to the ``hasil.json`` of a stage."""
    return json.loads((folder / "hasil" / stage / "hasil.json").read_text(encoding="utf-8"))


def refused(folder: Path) -> list[tuple[str, str]]:
    """The findings, notes apart, of a selection that must not rank; see ``stopped``."""
    before = digests(folder)
    outcome = command("rank", "--json", folder)
    assert outcome.code == 1, outcome.out
    stopped(folder, before, outcome)
    return outcome.doubts


def stopped(folder: Path, before: dict[str, str], outcome: Outcome) -> None:
    """Some formation was kept from its end, and of it nothing was written; nothing but ``hasil/`` was touched."""
    after = digests(folder)
    assert {name: digest for name, digest in after.items() if not name.startswith("hasil/")} == before
    reached = outcome.data["akhir"]
    decided = {code for code, progress in reached.items() if progress == "diputus"}
    assert not reached or decided < set(reached)
    end = folder / "hasil" / "akhir" / "hasil.json"
    assert end.exists() == bool(decided)
    if decided:
        assert {one["formasi"] for one in result(folder)["peserta"] if one.get("kode")} <= decided


def people(folder: Path, stage: str = "akhir") -> dict[str, dict[str, Any]]:
    """Everyone in ``hasil.json``, by participant number; ``langkah`` holds the steps by their key."""
    return {person["nomor"]: person for person in everyone(result(folder, stage))}


def everyone(data: dict[str, Any]) -> list[dict[str, Any]]:
    """The people of a ``hasil.json``, each with a ``rank`` or None, a reason or '', and ``langkah`` by key."""
    keys = list(data["langkah"])
    blank = {"peringkat": None, "kode": "", "keterangan": "", "kunci": [], "nilai": [""] * len(keys)}
    people = [{**blank, **one} for one in data["peserta"]]
    return [
        {**one, "langkah": {key: value for key, value in zip(keys, one["nilai"], strict=True) if value}}
        for one in people
    ]


def said_of_column(
    folder: Path, marks: list[Any], numbers: list[int] | None = None, beside: list[Any] | None = None
) -> list[str]:
    """Code and cell of what is said of a column of marks: the interview of as many people, rows in this order.

    Args:
        beside: a further column, its heading first.
    """
    order = numbers or list(range(1, len(marks) + 1))
    rows = [["Nomor Peserta", "Skor"], *([f"26-{k:04}", mark] for k, mark in zip(order, marks, strict=True))]
    for row, cell in zip(rows, beside or [], strict=bool(beside)):
        row.append(cell)
    return said_of_sheet(folder, rows)


def said_of_sheet(folder: Path, rows: Rows, others: dict[str, Rows] | None = None) -> list[str]:
    """Code and cell of what is said of the interview's sheet, for as many people as it has rows.

    Args:
        others: further sheets beside it; then it is a workbook, which holds formulas.
    """
    draft = Draft().as_text()
    people = [f"26-{k:04}" for k in range(1, len({row[0] for row in rows}))]
    draft.files["data/pelamar.csv"] = {
        "": [["Nomor Peserta", "Nama", "Tanggal Lahir", "Formasi"]]
        + [[n, f"Orang {n}", "", "B-1" if k % 3 else "A-1"] for k, n in enumerate(people)]
    }
    tests = [[n, 60 + 37 * k % 31, 60 + 17 * k % 23] for k, n in enumerate(people)]
    draft.files["data/tes.csv"] = {"": [["Nomor Peserta", "Teori", "Praktik"], *tests]}
    draft.files["data/wawancara.csv"] = {"": rows}
    if others is not None:
        draft.as_workbook("wawancara").files["data/wawancara.xlsx"] |= others
    found = command("check", "--json", draft.write(folder)).data["temuan"]
    return [
        f"{f['kode']} {f['sel']}" for f in found if "wawancara" in f["berkas"] and f["tingkat"] != "Untuk diketahui"
    ]


def winners(data: dict[str, Any]) -> list[str]:
    """Numbers of the winners, in the order of the lists."""
    return [p["nomor"] for p in everyone(data) if p["nasib"][-1] == "lulus"]


def digests(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder, by name."""
    paths = (p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in paths}


def copy_sample(name: str, folder: Path) -> Path:
    """One of the four samples, without any result that may lie beside its data."""
    target = folder / name
    shutil.copytree(SAMPLES / name, target, ignore=shutil.ignore_patterns("hasil*", ".hasil*"))
    return target


_RANKED: list[Path] = []


def ranked_samples(factory: pytest.TempPathFactory) -> Path:
    """The four samples, each ranked; made once for all test modules, which must leave them as they are."""
    if not _RANKED:
        folder = factory.mktemp("contoh")
        for name in NAMES:
            outcome = command("rank", "--json", copy_sample(name, folder))
            assert (outcome.code, outcome.findings) == (0, []), outcome.out
        _RANKED.append(folder)
    return _RANKED[0]
