"""``import asnrekrut``: typed, exact, and without anything being loaded before it is used."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Collection, Mapping
from contextlib import redirect_stdout
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from numpy import ndarray

import asnrekrut
from asnrekrut.objections.register import FIELDS
from tests.selections import NAMES, OBJECTIONS, Draft, command, copy_sample, digests, ranked_samples, result, winners

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pandas import DataFrame

PAGE = (Path(__file__).parents[1] / "docs" / "pustaka.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ranked_samples(tmp_path_factory)


def printed(program: str, folder: Path) -> list[str]:
    """What a snippet of the page prints for a folder."""
    out = StringIO()
    with redirect_stdout(out):
        exec(program.replace("seleksi-2027", str(folder)), {})  # noqa: S102  (our own page)
    return out.getvalue().splitlines()


@pytest.mark.parametrize("name", NAMES)
def test_the_first_ten_lines_of_the_page_print_the_winners(
    samples: Path, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = digests(samples / name)
    program = PAGE.split("```python\n")[1].split("```")[0]
    assert len([line for line in program.splitlines() if line]) == 10
    lines = printed(program, samples / name)
    expected = winners(result(samples / name))
    assert [line.split()[2] for line in lines[-len(expected) :]] == expected
    assert digests(samples / name) == before


def test_the_page_reads_a_result_back(samples: Path) -> None:
    lines = printed(PAGE.split("```python\n")[2].split("```")[0], samples / "manna")
    assert lines[0] == "ARS-1 1 99-0042 81.988"


def test_every_name_is_there_and_on_the_page() -> None:
    missing = [name for name in asnrekrut.__all__ if not hasattr(asnrekrut, name)]
    assert missing == []
    with pytest.raises(AttributeError, match="no attribute 'rnak'"):
        asnrekrut.rnak  # noqa: B018
    assert [name for name in asnrekrut.__all__ if f"`{name}" not in PAGE] == []


def test_nothing_is_loaded_before_it_is_used() -> None:
    program = "import asnrekrut, sys; print(*{n.partition('.')[0] for n in sys.modules})"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert {"numpy", "pandas", "pydantic", "typer", "rich", "openpyxl"} & set(done.stdout.split()) == set()


def csv_rows(folder: Path) -> list[dict[str, str]]:
    text = (folder / "hasil/akhir/peringkat.csv").read_text("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline=""), delimiter=";"))


def as_written(frame: DataFrame) -> list[dict[str, str]]:
    """A frame as the CSV writes it."""
    rows = frame.to_dict("records")
    return [{str(key): "" if cell is None else _plain(cell) for key, cell in row.items()} for row in rows]


def _plain(cell: object) -> str:
    return f"{cell.normalize():f}".replace(".", ",") if isinstance(cell, Decimal) else str(cell)


@pytest.mark.parametrize("name", NAMES)
def test_the_table_is_that_of_the_csv(samples: Path, name: str) -> None:
    frame = asnrekrut.ranked_frame(asnrekrut.open_folder(samples / name).rank())
    rows = csv_rows(samples / name)
    assert list(frame.columns) == list(rows[0])
    for mine, theirs in zip(as_written(frame), rows, strict=True):
        for heading, text in theirs.items():
            assert mine[heading] == text or Decimal(mine[heading].replace(",", ".")) == Decimal(text.replace(",", "."))


def test_numbers_are_decimals_or_fractions_and_never_floats(tmp_path: Path) -> None:
    draft = Draft().as_text().rule("skala = 2\nbobot = 3\nakhir = 3", 'skala = "tanpa"\nbobot = 3\nakhir = 3')
    folder = draft.rule('nama = "Praktik"\nmaksimum = 100', 'nama = "Praktik"\nmaksimum = 95').write(tmp_path)
    frame = asnrekrut.steps_frame(asnrekrut.open_folder(folder).rank(), "tes").set_index("Nomor Peserta")
    assert frame.loc["26-0001", "Tes: Teori"] == Decimal(80)
    assert frame.loc["26-0001", "Tes: Nilai tahap"] == Fraction(150, 195) * 100
    cells = [cell for row in frame.to_numpy().tolist() for cell in row]
    assert {type(cell) for cell in cells} <= {str, int, Decimal, Fraction, type(None)}
    assert {type(cell) for cell in frame["Peringkat"]} == {int}


def test_rank_up_to_a_stage(tmp_path: Path) -> None:
    folder = copy_sample("manna", tmp_path)
    (folder / "data" / "wawancara.xlsx").unlink()
    selection = asnrekrut.open_folder(folder)
    reached = selection.rank("tes")
    assert reached.last is not None
    assert (reached.last.code, reached.end) == ("tes", None)
    assert [formation.winners for formation in reached.formations()] == [[]] * len(reached.register.formations)
    assert len(asnrekrut.ranked_frame(reached)) == 60
    with pytest.raises(asnrekrut.UndecidedError) as error:
        selection.rank("akhir")
    why = (
        'tahap "akhir" (Hasil Akhir) belum diputus; sudah diputus: Tes Tertulis; Wawancara menunggu data/wawancara.xlsx'
    )
    assert str(error.value) == why
    with pytest.raises(asnrekrut.UsageError, match="belum tercapai"):
        asnrekrut.ranked_frame(reached, "akhir")
    with pytest.raises(asnrekrut.UsageError, match="esai"):
        selection.rank("esai")


def test_writing_is_what_the_command_does(tmp_path: Path) -> None:
    one, other = copy_sample("manna", tmp_path / "a"), copy_sample("manna", tmp_path / "b")
    files = asnrekrut.open_folder(one).write()
    assert command("rank", other).code == 0
    assert digests(one) == digests(other)
    assert [name for name in files if not (one / name).is_file()] == []


def reached(seeds: list[object]) -> Iterator[object]:
    """Every value of the package that can be reached from these, each once."""
    waiting, seen = list(seeds), dict[int, object]()
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, str | bytes | int | type):
            continue
        seen[id(one)] = one
        if type(one).__module__.startswith("asnrekrut"):
            yield one
        if isinstance(one, Mapping):
            waiting += [*one, *one.values()]
        elif isinstance(one, Collection) and not isinstance(one, ndarray):
            waiting += one
        waiting += [
            getattr(one, name) for name in (*getattr(one, "__struct_fields__", ()), *getattr(one, "__dict__", ()))
        ]


def test_no_repr_shows_a_person(tmp_path: Path) -> None:
    """A notebook prints the last line's value, a log or a traceback those of all locals."""
    draft = Draft().as_text().event("mengundurkan diri", tahap="wawancara", peserta="26-0003", dasar="Contoh Tiga")
    draft.rules += OBJECTIONS.replace("[sanggah]", '[sanggah]\nberkas = "sanggah.csv"')
    heads = [field.heading for field in FIELDS.values()]
    draft.files["sanggah.csv"] = {"": [heads, ["26-0001" for _ in heads]]}
    folder = asnrekrut.open_folder(draft.write(tmp_path))
    folder.write("tes")
    assert command("confirm", tmp_path, "tes", "--ba", "BA 1", "--tanggal", "2026-11-19").code == 0
    folder.write()
    result, selection, saved = folder.rank(), folder.read(), asnrekrut.load_result(tmp_path / "hasil/akhir")
    kept = map(selection.record.kept, selection.record.confirmations())
    every = [folder, selection, result, *result.applications(), *result.formations(), saved, *kept]
    shown = {repr(one) for one in reached(every)}
    stages = "<StageOutcome tes>, <StageOutcome wawancara>, <StageOutcome akhir>"
    assert {f"<Result ({stages})>", "<Register>", "<Account tes>", "<SavedPerson A-1 L>"} <= shown
    texts = [str(cell) for row in draft.rows("data/pelamar.csv")[1:] for cell in row[:4]]
    assert [one for one in shown if len(one) > 500 or any(text in one for text in texts)] == []


def test_findings_instead_of_a_result(tmp_path: Path) -> None:
    folder = Draft().as_text().put("data/tes.csv:B2", "x").put("data/tes.csv:B5", "x").write(tmp_path)
    selection = asnrekrut.open_folder(folder)
    with pytest.raises(asnrekrut.UndecidedError, match="2 temuan") as error:
        selection.rank()
    assert [one.code for one in error.value.findings if one.severity is asnrekrut.Severity.STOPS] == ["E201", "E201"]
    assert selection.check() == error.value.findings
    with pytest.raises(asnrekrut.UsageError):
        asnrekrut.open_folder(tmp_path / "tiada")
