"""Awkward spreadsheets, kept as readable descriptions: each is read as a person would read it, or refused with the
right code, place and words.

``tests/cases/<name>/case.toml`` changes the selection of ``tests/selections.py`` in one respect. A ``[[file]]`` takes
the place of the file of the same stem (``data/tes.ods`` of ``data/tes.csv``), and the rules name it. In a ``grid``,
``|`` stands between the cells of a row and every line is a row:

    80   a number          '80  the text 80         80 {0}        a number with a format, here shown as 80
    #N/A an error          @1990-01-31  a true date  {=1+1}  a formula never computed    {=1+1} 2  one computed

Everything else is text; ``\\u00a0`` and the like are the characters they stand for. In a CSV every cell is written as
it stands. ``[expect]`` holds the exit code, the winners (those of the unchanged selection unless it says otherwise),
all findings as ``CODE`` or ``CODE place`` (``CODE?`` where it may follow from another; ``P414``, a stage without an
attendance list, only where it matters), what the findings say, and how far each formation came at a stage.
"""

from __future__ import annotations

import codecs
import csv
import re
import tomllib
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.selections import Draft, command, digests, result, stopped, winners

CASES = sorted(Path(__file__).parent.glob("cases/*/case.toml"))
WINNERS = ["26-0001", "26-0004"]
KEYS = {"about", "source", "rules_add", "rule", "file", "expect"}
FILE_KEYS = {"name", "kind", "sheet", "grid", "text", "merge", "hidden_rows", "hidden_columns", "hidden", "encoding"}
FILE_KEYS |= {"delimiter", "line_end"}
EXPECTED = {"exit", "winners", "codes", "says", "order", "explain", "never", "names", "reached"}


def case(path: Path) -> dict[str, Any]:
    """The description; a key that nothing reads would be a check that nobody makes."""
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    assert found.keys() <= KEYS
    assert all(file.keys() <= FILE_KEYS for file in found.get("file", []))
    assert found["expect"].keys() <= EXPECTED
    return found


def grid(text: str) -> list[list[str]]:
    lines = text.removeprefix("\n").removesuffix("\n").split("\n")
    escaped = re.compile(r"\\u([0-9a-f]{4})")
    rows = [[cell.strip(" ") for cell in line.split("|")] for line in lines]
    return [[escaped.sub(lambda m: chr(int(m[1], 16)), cell) for cell in row] for row in rows]


def write_sheet(book: Any, file: dict[str, Any]) -> None:
    page = book.add_worksheet(file.get("sheet", "Nilai"))
    for reference in file.get("merge", []):
        page.merge_range(reference, None)
    for row in file.get("hidden_rows", []):
        page.set_row(row - 1, None, None, {"hidden": True})
    for letter in file.get("hidden_columns", []):
        page.set_column(f"{letter}:{letter}", None, None, {"hidden": True})
    for r, row in enumerate(grid(file["grid"])):
        for c, cell in enumerate(row):
            write_cell(book, page, (r, c), cell)
    if "hidden" in file:
        {"hidden": page.hide, "very hidden": page.very_hidden}[file["hidden"]]()


def write_cell(book: Any, page: Any, at: tuple[int, int], cell: str) -> None:
    shown = re.fullmatch(r"(-?\d+(?:\.\d+)?)(?: \{([^}]+)\})?", cell)
    formula = re.fullmatch(r"\{(=.+)\} ?(.*)", cell)
    if formula:
        page.write_formula(*at, formula[1], None, float(formula[2]) if formula[2] else "")
    elif shown:
        page.write_number(*at, float(shown[1]), book.add_format({"num_format": shown[2]}) if shown[2] else None)
    elif cell.startswith("#"):
        page.write_formula(*at, "=NA()", None, cell)
    elif cell.startswith("@"):
        page.write_datetime(*at, date.fromisoformat(cell[1:]), book.add_format({"num_format": "dd-mm-yyyy"}))
    elif cell:
        page.write_string(*at, cell.removeprefix("'"))


def html(rows: list[list[str]]) -> str:
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n" for row in rows)
    return f"<html><body><table>\n{body}</table></body></html>"


def write_text(path: Path, file: dict[str, Any]) -> None:
    kind, end = file.get("kind", "csv"), file.get("line_end", "\r\n")
    if kind == "raw":
        text = file["text"]
    elif kind == "html":
        text = html(grid(file["grid"]))
    else:
        mark = file.get("delimiter", ";")
        text = end.join(mark.join(row) for row in grid(file["grid"])) + end
    encoding = file.get("encoding", "utf-8")
    bom = codecs.BOM_UTF16_LE if encoding == "utf-16-le" else b""
    path.write_bytes(bom + text.encode(encoding))


def build(about: dict[str, Any], folder: Path) -> Path:
    draft = Draft().as_text()
    files: dict[str, list[dict[str, Any]]] = {}
    for file in about.get("file", []):
        files.setdefault(file["name"], []).append(file)
    for name in files:
        old = f"data/{Path(name).stem}.csv"
        if draft.files.pop(old, None) and old != name:
            draft.rule(old, name)
    for change in about.get("rule", []):
        draft.rule(change["old"], change["new"])
    draft.rules += about.get("rules_add", "")
    draft.write(folder)
    for name, sheets in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        if sheets[0].get("kind", "xlsx" if name.endswith(".xlsx") else "csv") == "xlsx":
            with xlsxwriter.Workbook(folder / name) as book:
                for sheet in sheets:
                    write_sheet(book, sheet)
                next(page for page in book.worksheets() if not page.hidden).activate()
        else:
            write_text(folder / name, sheets[0])
    return folder


def everything_written(folder: Path) -> str:
    """The text of all results, workbooks unpacked."""
    text = []
    for path in sorted((folder / "hasil" / "akhir").iterdir()):
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as parts:
                text += [parts.read(name).decode("utf-8", "replace") for name in parts.namelist()]
        else:
            text.append(path.read_text(encoding="utf-8"))
    return "\n".join(text)


def listed(folder: Path) -> list[str]:
    """Participant numbers in the order in which the public list has them."""
    with (folder / "hasil" / "akhir" / "peringkat.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row["Nomor Peserta"] for row in csv.DictReader(file, delimiter=";")]


def named(findings: list[tuple[str, str]], expected: list[str]) -> None:
    """All that was expected was found, and nothing else; what ends in ``?`` may follow from the rest."""
    codes = [f"{code} {place} ".lstrip() for code, place in findings]
    allowed = tuple(f"{one.rstrip('?')} " for one in expected)
    assert [c for c in codes if not c.startswith(allowed)] == []
    assert [e for e in expected if not e.endswith("?") and not any(c.startswith(f"{e} ") for c in codes)] == []


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.parent.name)
def test_case(path: Path, tmp_path: Path) -> None:
    about = case(path)
    expect = about["expect"]
    folder = build(about, tmp_path)
    before = digests(folder)
    outcome = command("rank", "--json", folder)
    wanted = expect.get("codes", [])
    found = [(f["kode"], f["tempat"]) for f in outcome.data["temuan"]]
    named([one for one in found if one[0] != "P414" or "P414" in wanted], wanted)
    assert outcome.code == expect["exit"]
    said = "\n".join(f["pesan"] for f in outcome.data["temuan"])
    for words in expect.get("says", []):
        assert words in said
    progress = {stage["kode"]: stage["formasi"] for stage in outcome.data["tahap"]} | {"akhir": outcome.data["akhir"]}
    assert {code: progress[code] for code in expect.get("reached", {})} == expect.get("reached", {})
    if expect["exit"]:
        stopped(folder, before, outcome)
        return
    data = result(folder)
    assert winners(data) == expect.get("winners", WINNERS)
    assert listed(folder) == [p["nomor"] for p in data["peserta"]]
    assert listed(folder) == expect.get("order", listed(folder))
    written = everything_written(folder)
    assert [words for words in expect.get("never", []) if words in written] == []
    assert [name for name in expect.get("names", []) if name not in {p["nama"] for p in data["peserta"]}] == []
    for number, figures in expect.get("explain", {}).items():
        steps = " ".join(command("explain", folder, number).out.split())
        assert [figure for figure in figures if figure not in steps] == []


def test_marking_leaves_the_originals_as_they_were(tmp_path: Path) -> None:
    """Some of the refused cases: marked copies appear beside the data, which stays byte for byte the same."""
    refused = [path for path in CASES if case(path)["expect"]["exit"] == 1]
    for path in refused[:: max(1, len(refused) // 6)]:
        folder = build(case(path), tmp_path / path.parent.name)
        before = digests(folder)
        assert command("check", "--json", "--tandai", folder).code == 1
        after = digests(folder)
        assert before.items() <= after.items()
        assert any(name.endswith("temuan.xlsx") for name in after.keys() - before.keys())


def test_every_case_says_what_is_awkward() -> None:
    names = [path.parent.name for path in CASES]
    assert sum(name.startswith("ralat-") for name in names) == 12
    assert len(names) >= 12 + 30
    for path in CASES:
        about = case(path)["about"]
        assert about.endswith(".")
        assert len(about.split()) >= 6


def test_the_page_of_failures_names_every_case() -> None:
    page = (Path(__file__).parent.parent / "docs" / "kegagalan.md").read_text(encoding="utf-8")
    for path in CASES:
        if path.parent.name.startswith("ralat-"):
            assert f"../tests/cases/{path.parent.name}/case.toml" in page
            assert all(address in page for address in case(path)["source"].split(" ; "))
