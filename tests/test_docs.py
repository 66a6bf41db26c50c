"""The pages keep up with the program: what is generated is current, what is shown works, nothing is left out."""

from __future__ import annotations

import csv
import hashlib
import importlib.util
import re
import tomllib
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
import xlsxwriter
from typer.main import get_command

from asnrekrut.cli import app, main
from asnrekrut.errors import Exit
from asnrekrut.findings import catalogue
from asnrekrut.rules.base import Section
from asnrekrut.rules.codes import FinalCodes
from asnrekrut.rules.load import load_rules, rules_from
from asnrekrut.rules.model import Rules

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "asnrekrut"
PAGES = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md", ROOT / "CHANGELOG.md"]
FENCE = re.compile(r"^```(\w+)(?: ([\w.]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BUILD = "run: python docs/build_reference.py"


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def script(name: str) -> Any:
    """A program of the docs folder, which is no package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / f"docs/{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def snippets(name: str, kind: str = "toml") -> list[tuple[str, str]]:
    """The blocks of one language on a page: (what stands behind the language, the text)."""
    return [(mark, text) for language, mark, text in FENCE.findall(page(name)) if language == kind]


def complete(name: str) -> str:
    return next(text for mark, text in snippets(name) if mark == "lengkap")


# --- what is generated --------------------------------------------------------------------------------------


def test_the_reference_of_the_rules_file_is_current() -> None:
    text = page("aturan.md")
    assert script("build_reference").with_reference(text) == text, BUILD


def test_the_page_of_findings_is_current_and_names_every_code() -> None:
    assert page("temuan.md") == script("build_reference").findings_page(), BUILD
    for code, entry in catalogue().items():
        assert f"## {code} {entry.title}\n" in page("temuan.md")


def test_the_picture_shows_what_is_printed() -> None:
    program = script("build_picture")
    old = (ROOT / "docs/ringkasan.svg").read_text(encoding="utf-8")
    assert words(old) == words(program.picture(program.printed())), "run: python docs/build_picture.py"


def words(svg: str) -> list[str]:
    return " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg)).replace("&#160;", " ").split()


# --- what is shown ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["aturan.md", "panduan.md"])
def test_complete_rules_load(name: str) -> None:
    load_rules(complete(name).encode())


@pytest.mark.parametrize(
    ("name", "text"),
    [(name, text) for name in ("aturan.md", "panduan.md") for mark, text in snippets(name) if mark == ""],
)
def test_a_snippet_fits_into_the_complete_rules_of_its_page(name: str, text: str) -> None:
    base, piece = (tomllib.loads(t, parse_float=Decimal) for t in (complete(name), text))
    assert rules_from(fitted(base, piece), name).stages


def fitted(base: dict[str, Any], piece: dict[str, Any]) -> dict[str, Any]:
    """The base with a piece put in: a stage in the place of its namesake, a lone part into the first stage."""
    stages = {stage["kode"]: stage for stage in base["tahap"]}
    given = piece.pop("tahap", [])
    if isinstance(given, dict):
        given = [{**base["tahap"][0], **given}]
    stages |= {stage["kode"]: stage for stage in given}
    if "daftar" in piece.get("formasi", {}):
        base["formasi"].pop("berkas", None)
    return {**base, **{key: merged(base.get(key), value) for key, value in piece.items()}, "tahap": [*stages.values()]}


def merged(old: Any, new: Any) -> Any:
    return {**old, **new} if isinstance(old, dict) and isinstance(new, dict) else new


# --- the guide's first selection ----------------------------------------------------------------------------


def tables(text: str) -> Iterator[tuple[str, list[list[str]]]]:
    """Tables that follow a line such as ```data/tes.xlsx```, by that file."""
    for file, table in re.findall(r"^`(data/[\w-]+\.xlsx)`.*:\n\n((?:\|.*\n)+)", text, re.MULTILINE):
        yield file, cells(table)


def cells(table: str) -> list[list[str]]:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    return [rows[0], *rows[2:]]


@pytest.fixture
def first_selection(tmp_path: Path) -> Path:
    """The folder that the guide builds step by step."""
    (tmp_path / "data").mkdir()
    (tmp_path / "seleksi.toml").write_text(complete("panduan.md"), encoding="utf-8")
    for file, rows in tables(page("panduan.md")):
        with xlsxwriter.Workbook(tmp_path / file) as book:
            sheet = book.add_worksheet()
            for at, row in enumerate(rows):
                number = re.compile(r"\d+(,\d+)?")
                values = [float(c.replace(",", ".")) if number.fullmatch(c) else c for c in row]
                sheet.write_row(at, 0, values)
    return tmp_path


def run(*arguments: str) -> Exit:
    with pytest.raises(SystemExit) as end:
        main(list(arguments))
    return Exit(end.value.code)


def test_the_first_selection_gives_the_list_that_the_guide_shows(first_selection: Path) -> None:
    assert run("rank", str(first_selection)) is Exit.DONE
    with (first_selection / "hasil/akhir/peringkat.csv").open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.DictReader(file, delimiter=";"))
    shown = re.search(r"^\| Peringkat \|.*\n(?:\|.*\n)+", page("panduan.md"), re.MULTILINE)
    assert shown
    head, *rows = cells(shown.group())
    for row, expected in zip(found, rows, strict=True):
        assert [row[heading] for heading in head] == expected


def test_the_tie_of_the_guide(
    first_selection: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    rules = first_selection / "seleksi.toml"
    text = complete("panduan.md").replace("kuota = 2", "kuota = 3")
    text = text.replace('urut = ["akhir", "tes", "pelamar.tanggal_lahir: tertua"]', 'urut = ["akhir", "tes"]')
    rules.write_text(text, encoding="utf-8")
    assert run("rank", str(first_selection)) is Exit.TIE
    message = next(text for mark, text in snippets("panduan.md", "text") if mark == "seri")
    assert message in capsys.readouterr().err

    decision = next(text for mark, text in snippets("panduan.md", "text") if mark == "peristiwa.csv")
    (first_selection / "peristiwa.csv").write_text(decision, encoding="utf-8")
    assert run("check", str(first_selection)) is Exit.DONE


def test_the_lots_of_the_guide_are_the_lots_of_the_program() -> None:
    rows = re.findall(r"^\| `([^`]+:[^`]+)` \| `([0-9a-f]{64})` \| (\d)", page("panduan.md"), re.MULTILINE)
    assert len(rows) == 2
    assert [digest for _, digest, _ in rows] == [hashlib.sha256(text.encode()).hexdigest() for text, _, _ in rows]
    assert rows == sorted(rows, key=lambda row: row[1]) == sorted(rows, key=lambda row: row[2])


# --- what must not be left out ------------------------------------------------------------------------------


def test_every_command_and_option_stands_in_the_guide() -> None:
    program = get_command(app)
    commands = program.commands
    options = {
        option
        for command in (program, *commands.values())
        for parameter in command.params
        if parameter.param_type_name == "option"
        for option in parameter.opts
    }
    for name in commands:
        assert f"| `asnrekrut {name}" in page("panduan.md")
    for option in options:
        assert f"| `{option}` |" in page("panduan.md")
    told = re.findall(r"^\| `(--[\w-]+)` \| (`\w+.*?) \|", page("panduan.md"), re.MULTILINE)
    takers = {option: {name for name, one in commands.items() if option in opts_of(one)} for option in options}
    assert {option: set(re.findall(r"`(\w+)", whose)) & commands.keys() for option, whose in told} == {
        option: takers[option] for option, _ in told
    }


def opts_of(command: Any) -> set[str]:  # typer keeps the type private
    return {option for parameter in command.params for option in parameter.opts}


def test_the_guide_lists_its_sections() -> None:
    text = page("panduan.md")
    listed = re.findall(r"^- \[(.+)\]\(#.+\)$", text.partition("\n## ")[0], re.MULTILINE)
    assert listed == re.findall(r"^## (.+)$", text, re.MULTILINE)


def test_every_exit_code_stands_in_the_guide() -> None:
    described = re.findall(r"^\| (\d+) \|", page("panduan.md").partition("## Kode keluar")[2], re.MULTILINE)
    assert [int(code) for code in described] == list(Exit)


def keys_of(table: type[Section]) -> Iterator[str]:
    """Every key of the rules file."""
    for name, key in table.keys.items():
        yield name
        kinds: list[Any] = [key.annotation]
        while kinds:
            kind = kinds.pop()
            if isinstance(kind, type) and issubclass(kind, Section):
                yield from keys_of(kind)
            kinds += get_args(kind)


def test_the_glossary_covers_every_key_of_the_rules_file() -> None:
    missing = {key for key in keys_of(Rules) if f"`{key}`" not in page("glosarium.md")}
    assert missing == set()


def test_the_glossary_covers_every_outcome_and_names_each_term_once() -> None:
    rows = re.findall(r"^\| ([^|]+?) \| ([^|]+?) \| [^|]*\| [^|]+ \|$", page("glosarium.md"), re.MULTILINE)
    terms, english = [term for term, _ in rows], [word for _, words in rows for word in re.split(r"[;,] ", words)]
    english = [word for word in english if word not in {"English", "---"}]
    assert [word for word, count in Counter(english).items() if count > 1] == [], "one English word for each term"
    terms = [term for term in terms if term not in {"Istilah", "---"}]
    assert len(terms) == len(set(terms))
    for word in ("formasi", "ambang batas", "sanggah", "temuan", "seri", "undian", "peringkat", "keterangan"):
        assert any(term.startswith(word) or f", {word}" in term for term in terms), word
    assert all(f"`{name}`" in page("glosarium.md") for name in FinalCodes.keys)


# --- links --------------------------------------------------------------------------------------------------


def anchors(text: str) -> set[str]:
    """The anchors of a page's headings, as the usual Markdown viewers make them."""
    plain = FENCE.sub("", text)
    headings = re.findall(r"^#+ (.+)$", plain, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", path.read_text(encoding="utf-8"))):
        if target.startswith("https://"):
            continue
        file, _, anchor = target.partition("#")
        there = path.parent / file if file else path
        assert there.exists(), target
        assert not anchor or anchor in anchors(there.read_text(encoding="utf-8")), target
