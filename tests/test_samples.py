"""The four samples: known figures, and the same bytes however the inputs are arranged.

The figures were computed twice: by hand in each sample's README.md, and by a separate script that read the workbooks
and used nothing but fractions.
"""

from __future__ import annotations

import importlib.util
import random
import re
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from msgspec import Struct

from tests.selections import (
    NAMES,
    SAMPLES,
    Rows,
    command,
    copy_sample,
    digests,
    everyone,
    people,
    ranked_samples,
    result,
    write_workbook,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import ModuleType


class Figures(Struct, frozen=True):
    """What a formation must come to: winners in order with their final scores, then the reserves."""

    winners: dict[str, str]
    reserves: tuple[str, ...] = ()


FIGURES = {  # from the separate script
    "kasemen": {
        "AU-01": Figures({"99-0016": "86.3", "99-0021": "85.668", "99-0019": "82.565"}),
        "PL-01": Figures({"99-0036": "86.525", "99-0035": "83.637"}),
        "KU-01": Figures({"99-0044": "82.608"}),
    },
    "palangkaraya": {
        "ARS-1": Figures({"99-0003": "82.14", "99-0001": "81.93"}),
        "PUS-1": Figures({"99-0027": "83.42", "99-0024": "81.39"}),
    },
    "sawahlunto": {
        "PRW-U": Figures({"99-0009": "83.15", "99-0014": "81.85", "99-0002": "79.76"}),
        "PRW-K": Figures({"99-0018": "67.59"}),
        "LAB-U": Figures({"99-0032": "88.24", "99-0028": "75.76"}),
        "LAB-K": Figures({"99-0038": "79.76"}),
    },
    "manna": {
        "KOM-1": Figures({"99-0001": "81.852", "99-0002": "81.744"}, ("99-0004", "99-0014")),
        "TAN-1": Figures(
            {"99-0023": "84.724", "99-0021": "83.652", "99-0027": "80.604", "99-0022": "79.024"},
            ("99-0029", "99-0028"),
        ),
        "ARS-1": Figures({"99-0042": "81.988", "99-0037": "79.8"}, ("99-0039", "99-0034")),
        "JLN-1": Figures({"99-0053": "81.72"}, ("99-0050", "99-0046")),
        "UJI-1": Figures({"99-0060": "81.612", "99-0059": "79.808"}),
    },
}

# From the README files: number, what hasil.json must say of it ("langkah" by heading, or a field by name).
STEPS = [
    ("kasemen", "99-0019", {"Simulasi Tugas Kantor: Nilai tahap": "73.6", "Tes Tertulis: Nilai tahap": "86.154"}),
    (
        "kasemen",
        "99-0019",
        {"Tes Tertulis: Nilai berbobot (30%)": "25.846", "Wawancara: Nilai berbobot (30%)": "21.999", "peringkat": 3},
    ),
    ("kasemen", "99-0003", {"Tes Tertulis: Jumlah": "225", "Wawancara: Wawancara Panel": "81.33", "peringkat": 4}),
    ("kasemen", "99-0003", {"Nilai Akhir": "82.408", "Simulasi Tugas Kantor: Nilai berbobot (20%)": "17.24"}),
    ("kasemen", "99-0007", {"Tes Tertulis: Jumlah": "225", "kode": "TLJ"}),
    ("kasemen", "99-0009", {"Tes Tertulis: Jumlah": "285", "Wawancara: Wawancara Panel": "66.67", "peringkat": 5}),
    ("kasemen", "99-0047", {"kode": "TMS", "keterangan": "tidak memenuhi syarat Kesimpulan"}),
    ("kasemen", "99-0005", {"kode": "TH", "keterangan": "tidak hadir pada Tes Tertulis"}),
    ("kasemen", "99-0018", {"kode": "TH", "keterangan": "tidak hadir pada Simulasi Tugas Kantor"}),
    ("palangkaraya", "99-0014", {"Tes Kompetensi: Tes Kompetensi": "96.5", "kode": "TMS"}),
    ("palangkaraya", "99-0014", {"Wawancara: Wawancara Panel": "58.33"}),
    ("palangkaraya", "99-0005", {"Wawancara: Wawancara Panel": "60", "peringkat": 11}),
    ("palangkaraya", "99-0025", {"kode": "TH", "keterangan": "tidak hadir pada Psikotes"}),
    ("palangkaraya", "99-0018", {"Nilai Akhir": "81.34", "peringkat": 3}),
    (
        "palangkaraya",
        "99-0001",
        {"Psikotes: Nilai berbobot (25%)": "21.575", "Wawancara: Nilai berbobot (35%)": "28.35"},
    ),
    ("sawahlunto", "99-0001", {"Seleksi Kompetensi: Hasil": "lanjut"}),
    ("sawahlunto", "99-0006", {"Seleksi Kompetensi: Hasil": "lanjut", "Seleksi Kompetensi: Teknis + bonus": "330"}),
    ("sawahlunto", "99-0012", {"Nilai Akhir": "79.76", "peringkat": 4, "kode": "TL"}),
    (
        "sawahlunto",
        "99-0012",
        {"Seleksi Kompetensi: Nilai tahap": "86.087", "Praktik Klinis: Nilai berbobot (30%)": "19.5"},
    ),
    (
        "sawahlunto",
        "99-0002",
        {"Seleksi Kompetensi: Nilai tahap": "85.652", "Praktik Klinis: Nilai berbobot (30%)": "19.8"},
    ),
    ("sawahlunto", "99-0034", {"Nilai Akhir": "75.76", "peringkat": 3}),
    (
        "sawahlunto",
        "99-0034",
        {"keterangan": "peringkat 3 dari 4; kuota 2; nilai sama dengan 99-0028, diputus menurut Tanggal Lahir"},
    ),
    ("sawahlunto", "99-0018", {"Seleksi Kompetensi: Teknis": "230", "kode": "L"}),
    ("sawahlunto", "99-0033", {"Seleksi Kompetensi: Teknis": "230", "kode": "TMS"}),
    ("sawahlunto", "99-0017", {"keterangan": "tidak memenuhi nilai ambang batas Teknis (195 < 200)"}),
    ("sawahlunto", "99-0032", {"Seleksi Kompetensi: Teknis + bonus": "450"}),
    ("sawahlunto", "99-0011", {"Seleksi Kompetensi: Teknis + bonus": "275", "kode": "TLJ"}),
    ("sawahlunto", "99-0037", {"kode": "TH", "keterangan": "tidak hadir pada Praktik Klinis"}),
    ("manna", "99-0056", {"Wawancara: Nilai tahap": "63.48", "kode": "TMS"}),
    ("manna", "99-0045", {"Tes Tertulis: Nilai tahap": "84.6", "kode": "APS"}),
    ("manna", "99-0012", {"kode": "DIS"}),
    ("manna", "99-0050", {"Nilai Akhir": "81.72", "kode": "P/C", "peringkat": 2}),
    ("manna", "99-0050", {"keterangan": "peringkat 2 dari 6; kuota 1; nilai sama dengan 99-0053, diputus menurut IPK"}),
    ("manna", "99-0038", {"Tes Tertulis: Nilai tahap": "61.2", "kode": "TMS"}),
    ("manna", "99-0049", {"Tes Tertulis: Nilai tahap": "59.6", "kode": "TMS"}),
    ("manna", "99-0053", {"Wawancara: Wawancara Panel: Contoh Salak": "77.1", "Wawancara: Wawancara Panel": "76.8"}),
    ("manna", "99-0017", {"kode": "TH", "keterangan": "tidak hadir pada Wawancara"}),
]
RECAP = {  # the README files' last line of what is remarkable
    "kasemen": {"L": 6, "TL": 10, "TLJ": 24, "TMS": 5, "TH": 3},
    "palangkaraya": {"L": 4, "TL": 20, "TMS": 1, "TH": 5},
    "sawahlunto": {"L": 7, "TL": 7, "TLJ": 16, "TMS": 7, "TH": 3},
    "manna": {"P/L": 11, "P/C": 8, "P/TL": 11, "P": 14, "TMS": 11, "TH": 3, "DIS": 1, "APS": 1},
}


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The four samples, ranked."""
    return ranked_samples(tmp_path_factory)


def coded(data: dict[str, Any], formation: str, codes: set[str]) -> dict[str, str]:
    """Final scores of those who got one of these codes, in the order of the list."""
    own = [p for p in everyone(data) if p["formasi"] == formation and p["kode"] in codes and p["peringkat"]]
    return {p["nomor"]: p["langkah"]["akhir"] for p in own}


@pytest.mark.parametrize("name", NAMES)
def test_winners_with_their_final_scores(samples: Path, name: str) -> None:
    data = result(samples / name)
    found = {code: coded(data, code, {"L", "P/L"}) for code in data["formasi"]}
    assert found == {code: figures.winners for code, figures in FIGURES[name].items()}
    for code, figures in FIGURES[name].items():
        assert list(found[code]) == list(figures.winners)
        assert tuple(coded(data, code, {"C", "P/C"})) == figures.reserves


@pytest.mark.parametrize(("name", "number", "expected"), STEPS)
def test_steps_worked_by_hand(samples: Path, name: str, number: str, expected: dict[str, object]) -> None:
    data, person = result(samples / name), people(samples / name)[number]
    headings = {key: f"{step['bagian']}: {step['nama']}".removeprefix(": ") for key, step in data["langkah"].items()}
    found = {headings[key]: figure for key, figure in person["langkah"].items()} | person
    stages = [f"{stage['nama']}: Hasil" for stage in data["rekap_tahap"].values()]
    found |= dict(zip(stages, person["nasib"], strict=False))
    assert {what: found.get(what) for what in expected} == expected


@pytest.mark.parametrize("name", NAMES)
def test_recap_of_the_readme(samples: Path, name: str) -> None:
    codes = [p["kode"] for p in result(samples / name)["peserta"]]
    assert {code: codes.count(code) for code in set(codes)} == RECAP[name]
    numbers = re.search(r"Rekapitulasi: (\d+) pelamar = (.*)\.", (SAMPLES / name / "README.md").read_text("utf-8"))
    assert numbers is not None
    assert int(numbers[1]) == len(codes)
    assert [int(n) for n in re.findall(r"\d+", numbers[2])] == list(RECAP[name].values())


def test_empty_seat(samples: Path) -> None:
    seats = result(samples / "manna")["formasi"]["UJI-1"]
    assert (seats["kuota"], seats["lulus"], seats["cadangan"], seats["kursi_kosong"]) == (3, 2, 0, 1)


# --- the same inputs in another arrangement ------------------------------------------------------------------


def table(path: Path) -> tuple[str, Rows]:
    """The one sheet of a sample's workbook."""
    (sheet,) = openpyxl.load_workbook(path).worksheets
    return sheet.title, [list(row) for row in sheet.iter_rows(values_only=True)]


def shuffled(path: Path, chance: random.Random) -> None:
    title, (header, *rows) = table(path)
    chance.shuffle(rows)
    write_workbook(path, {title: [header, *rows]})


def rearranged(path: Path, chance: random.Random) -> None:
    """Columns in another order, on a sheet of another name behind an empty one."""
    _, rows = table(path)
    order = chance.sample(range(len(rows[0])), len(rows[0]))
    write_workbook(path, {"Catatan": [], "Isi": [[row[c] for c in order] for row in rows]})


def halved(path: Path, chance: random.Random) -> None:
    """Two files in place of one; the rules name them by a pattern or one by one."""
    title, (header, *rows) = table(path)
    half = chance.randrange(1, len(rows))
    write_workbook(path.with_name(f"{path.stem}-b.xlsx"), {title: [header, *rows[:half]]})
    write_workbook(path.with_name(f"{path.stem}-a.xlsx"), {title: [header, *rows[half:]]})
    path.unlink()
    pattern = f'"data/{path.stem}-[ab].xlsx"'
    both = f'["data/{path.stem}-b.xlsx", "data/{path.stem}-a.xlsx"]'
    rules = path.parent.parent / "seleksi.toml"
    text = rules.read_text(encoding="utf-8").replace(f'"data/{path.name}"', chance.choice([pattern, both]))
    rules.write_text(text, encoding="utf-8")


def arrange(folder: Path, change: Callable[[Path, random.Random], None]) -> None:
    chance = random.Random(2026)  # noqa: S311  (an arrangement, no secret)
    for path in sorted((folder / "data").glob("*.xlsx")):
        if change in {shuffled, rearranged} or not re.search(r"-\d$", path.stem):  # one file, one interviewer
            change(path, chance)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("change", [shuffled, rearranged, halved])
def test_arrangement_of_the_inputs_changes_no_byte(
    samples: Path, tmp_path: Path, name: str, change: Callable[[Path, random.Random], None]
) -> None:
    folder = copy_sample(name, tmp_path)
    arrange(folder, change)
    assert command("rank", folder).code == 0
    assert digests(folder / "hasil") == digests(samples / name / "hasil")


@pytest.mark.parametrize("name", NAMES)
def test_second_run_writes_the_same_bytes(samples: Path, name: str) -> None:
    before = digests(samples / name / "hasil")
    assert set(before) == {f"akhir/{file}" for file in ("SHA256SUMS", "hasil.json", "peringkat.csv", "peringkat.xlsx")}
    assert command("rank", samples / name).code == 0
    assert digests(samples / name / "hasil") == before


# --- the workbooks themselves --------------------------------------------------------------------------------


def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("samples_build", SAMPLES / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bangun")
    module = builder()
    for name in NAMES:
        getattr(module, name)(folder / name)
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_committed_workbooks_are_what_build_py_writes(rebuilt: Path, name: str) -> None:
    made, kept = digests(rebuilt / name / "data"), digests(SAMPLES / name / "data")
    assert set(made) == set(kept)
    for file in made:
        if made[file] != kept[file]:  # another zlib or XlsxWriter packs the same content differently
            assert table(rebuilt / name / "data" / file) == table(SAMPLES / name / "data" / file)


@pytest.mark.parametrize("name", NAMES)
def test_nobody_in_the_samples_exists(name: str) -> None:
    """No region has the code 99, so no such NIK can have been given out."""
    _, (header, *rows) = table(SAMPLES / name / "data" / "pelamar.xlsx")
    people = [dict(zip(header, row, strict=True)) for row in rows]
    assert all(re.fullmatch(r"99\d{14}", p["NIK"]) for p in people)
    assert all(re.fullmatch(r"(Contoh|Umpama|Misal|Andai|Ibarat) \w+", p["Nama"]) for p in people)


def test_workbooks_carry_no_traces_of_a_person() -> None:
    for path in SAMPLES.glob("*/data/*.xlsx"):
        with zipfile.ZipFile(path) as archive:
            core = archive.read("docProps/core.xml").decode()
        assert re.findall(r"<(?:dc:creator|cp:lastModifiedBy)>([^<]+)", core) == [], path
