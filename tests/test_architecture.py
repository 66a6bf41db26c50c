"""Imports run downward, the core is pure, and what a module may not contain it does not contain."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import asnrekrut

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(asnrekrut.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))

PAGE = (PACKAGE.parent / "docs" / "arsitektur.md").read_text(encoding="utf-8")
# The one table of layers, from the bottom up: every row of the page is a floor, and names its rooms.
FLOORS = [
    re.findall(r"`(\w+)(?:\.py|/)`", row.split("|")[1])
    for row in PAGE.partition("## Rooms")[2].partition("\n## ")[0].splitlines()
    if row.startswith("| `")
]
LIBRARIES = {  # which rooms may use a library
    "rich": {"terminal"},
    "typer": {"cli", "terminal"},
    "pandas": {"library", "outputs"},
    "xlsxwriter": {"outputs", "forms", "annotated", "begin"},
    "python_calamine": {"readers"},
    "openpyxl": {"readers", "forms", "annotated"},
    "typst": {"documents"},
    "docxtpl": {"documents"},
    "docx": {"documents"},
    "jinja2": {"documents", "publication"},
    "markupsafe": {"documents", "publication"},
    "zipfile": {"readers", "annotated", "documents", "outputs"},
    "subprocess": {"annotated", "batch", "readers"},  # a child reads a workbook, marks a copy, does another folder
    "pickle": {"readers", "annotated"},
}
CORE = ("rules", "core", "scoring", "notation", "texts", "errors")
IMPURE = {"io", "logging", "os", "pathlib", "random", "secrets", "shutil", "socket", "subprocess", "sys", "tempfile"}
IMPURE |= {"threading", "time", "urllib", "pandas", "openpyxl", "python_calamine", "xlsxwriter", "rich", "typer"}
PURE_PATHS = {"PurePosixPath", "PureWindowsPath"}  # text about paths; they touch no file
HEAVY = ("pandas", "openpyxl", "numpy", "pydantic", "xlsxwriter", "python_calamine", "rapidfuzz", "typst", "docx")


def name_of(path: Path) -> str:
    """``intake.workbooks`` for asnrekrut/intake/workbooks.py; a package has the name of its folder."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def at_run_time(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes but those below ``if TYPE_CHECKING:``."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            continue
        yield node
        yield from at_run_time(node)


@cache
def imports(path: Path) -> list[tuple[str, str]]:
    """Module and name of every import at run time, wherever it stands (``name`` is empty for ``import x``)."""
    found: list[tuple[str, str]] = []
    for node in at_run_time(tree_of(path)):
        if isinstance(node, ast.Import):
            found += [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            found += [(node.module or "", alias.name) for alias in node.names]
    return found


def own_imports(path: Path) -> Iterator[str]:
    """The modules of this package that a module needs at run time."""
    names = {name_of(p) for p in MODULES}
    for module, name in imports(path):
        if module.partition(".")[0] != "asnrekrut":
            continue
        base = module.removeprefix("asnrekrut").lstrip(".")
        inner = f"{base}.{name}".lstrip(".")
        yield inner if inner in names else base


def room(name: str) -> str:
    return name.split(".", maxsplit=1)[0]


def floor(name: str) -> int:
    return next(i for i, rooms in enumerate(FLOORS) if room(name) in rooms)


def in_core(name: str) -> bool:
    return room(name) in CORE


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_run_downward(path: Path) -> None:
    name = name_of(path)
    if not name:  # the package itself
        assert list(own_imports(path)) == []
        return
    for other in own_imports(path):
        if other:  # the package itself holds only the version
            assert floor(other) <= floor(name), f"{name} imports {other}"


def test_the_page_sees_nothing_but_public_texts() -> None:
    allowed = {"publication.view", "publication.notice", "charts", "notation"}
    page = next(path for path in MODULES if name_of(path) == "publication.page")
    assert set(own_imports(page)) - {""} <= allowed


def test_no_cycles() -> None:
    graph = {name_of(path): set(own_imports(path)) - {""} for path in MODULES}
    assert len(list(TopologicalSorter(graph).static_order())) >= len(graph)


def test_packages_import_nothing_by_the_way() -> None:
    """An ``__init__`` holds a docstring, and the topmost the version and a door to the library."""
    for path in PACKAGE.rglob("__init__.py"):
        allowed = {"__future__"} | ({"importlib", "typing"} if path.parent == PACKAGE else set())
        assert {module for module, _ in imports(path)} <= allowed, path


@pytest.mark.parametrize("library", LIBRARIES)
def test_libraries_are_used_in_their_place(library: str) -> None:
    users = {name_of(p) for p in MODULES for module, _ in imports(p) if module.split(".", maxsplit=1)[0] == library}
    assert {room(user) for user in users} <= LIBRARIES[library]


def test_the_worker_knows_nothing_of_selections() -> None:
    assert {room(name) for name in own_imports(PACKAGE / "readers" / "worker.py")} == {"readers"}


@pytest.mark.parametrize("path", [p for p in MODULES if in_core(name_of(p))], ids=name_of)
def test_core_touches_nothing_outside(path: Path) -> None:
    used = {module.split(".")[0] for module, name in imports(path) if name not in PURE_PATHS}
    assert used & IMPURE == set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"print", "open", "input", "exec", "eval", "__import__"}, node.lineno
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"now", "today", "utcnow", "environ", "read_text", "write_text"}, node.lineno


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_is_printed_but_by_the_display(path: Path) -> None:
    calls = [n for n in ast.walk(tree_of(path)) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    assert not [n.lineno for n in calls if n.func.id == "print"]  # type: ignore[attr-defined]
    written = re.findall(r"sys\.std(?:out|err)", path.read_text(encoding="utf-8"))
    assert not written or name_of(path) in {
        "terminal.console",
        "terminal.progress",
        "terminal.streams",
        "readers.worker",
        "__main__",
        "annotated.marked_copy",
    }  # two are children


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_clock_and_no_chance(path: Path) -> None:
    """Equal inputs give equal bytes."""
    used = {module.split(".")[0] for module, _ in imports(path)}
    assert used & {"time", "random", "secrets", "uuid", "locale", "socket"} == set()
    attributes = {n.attr for n in ast.walk(tree_of(path)) if isinstance(n, ast.Attribute)}
    assert attributes & {"now", "today", "utcnow", "getmtime"} == set()


@pytest.mark.parametrize(
    "name", ["rules.rounding", "scoring", *(name_of(p) for p in MODULES if room(name_of(p)) == "core")]
)
def test_no_floats_where_scores_are_made(name: str) -> None:
    tree = next(tree_of(path) for path in MODULES if name_of(path) == name)
    for node in ast.walk(tree):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), node.lineno
        if isinstance(node, ast.Name):
            assert node.id not in {"float", "round"}, node.lineno
        if isinstance(node, ast.Attribute):
            assert not re.match(r"float|mean$|average|round_?$", node.attr), node.lineno


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_kind_of_selection_has_a_name(path: Path) -> None:
    """What a CPNS or a JPT selection is stands in its rules file."""
    names = {n.id for n in ast.walk(tree_of(path)) if isinstance(n, ast.Name)}
    names |= {n.attr for n in ast.walk(tree_of(path)) if isinstance(n, ast.Attribute)}
    names |= {n.name for n in ast.walk(tree_of(path)) if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    names |= {n.arg for n in ast.walk(tree_of(path)) if isinstance(n, ast.arg)}
    kinds = r"cpns|skd|skb|jpt|pppk|tiu|twk|tkp"
    assert not [n for n in names if re.search(rf"(?:^|_)(?:{kinds})(?:$|_)", n, re.IGNORECASE)]
    assert not re.search(r"\b(?:CPNS|SKD|JPT|PPPK)\b", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_digits_are_those_that_make_numbers(path: Path) -> None:
    """``isdigit`` and ``isnumeric`` say yes to ``²`` and ``①``, which ``int`` refuses; bytes know ASCII alone."""
    if path.stem == "xlsx_sheet":
        return
    called = [node.attr for node in ast.walk(tree_of(path)) if isinstance(node, ast.Attribute)]
    assert not {"isdigit", "isnumeric"} & set(called)


def test_the_page_names_every_room_once() -> None:
    rooms = sorted({room(name_of(path)) for path in MODULES} - {""})
    assert sorted(name for names in FLOORS for name in names) == rooms


def test_the_page_names_the_modules_that_are_there() -> None:
    rows = PAGE.partition("## Rooms")[2].partition("\n## ")[0].splitlines()
    for rooms, row in zip(FLOORS, (row for row in rows if row.startswith("| `")), strict=True):
        there = {path.stem for path in MODULES if room(name_of(path)) in rooms} - {"__init__"}
        named = set(re.findall(r"`([a-z_]+)`", row.split("|")[2]))
        assert named <= there, rooms


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["rank", "--help"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    program = (
        "import sys\nfrom asnrekrut.cli import main\ntry: main(sys.argv[2:])\n"
        "finally: sys.stderr.write(' '.join(n for n in sys.argv[1].split() if n in sys.modules))"
    )
    command_line = [sys.executable, "-c", program, " ".join(HEAVY), *arguments]
    done = subprocess.run(command_line, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("module", "without"),
    [
        ("readers.worker", {*HEAVY, "typer", "rich"}),  # two of them start for every selection
        ("readers.xlsx", {*HEAVY, "typer", "rich", "email", "html", "tomllib"}),
        ("intake.early", {*HEAVY, "typer", "rich"}),
        ("intake.files", {*HEAVY, "typer", "rich"}),  # what reads the rules, and starts the readers
    ],
)
def test_files_are_read_before_anything_heavy_is_loaded(module: str, without: set[str]) -> None:
    program = f"import sys, asnrekrut.{module}; print(*sorted(n for n in sys.modules if '.' not in n))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) & without == set()


def test_every_module_says_what_it_is() -> None:
    assert [name_of(p) for p in MODULES if not ast.get_docstring(tree_of(p))] == []


def test_catalogue_is_beside_the_code() -> None:
    assert (PACKAGE / "data" / "temuan.toml").is_file()


def test_the_page_names_places_that_there_are() -> None:
    """Whoever wants to add something is led to a module or a name: ``rules.figure_keys``, ``core.events.Kind``."""
    table = PAGE.partition("## Where a new feature goes")[2].partition("\n## ")[0]
    places = set(re.findall(r"`((?:[a-z_]+\.)+\w+)`", table))
    assert len(places) > 15
    for place in sorted(places):
        module = PACKAGE.joinpath(*place.split("."))
        if module.is_dir() or module.with_suffix(".py").exists():
            continue
        *above, name = place.split(".")
        tree = ast.parse(PACKAGE.joinpath(*above).with_suffix(".py").read_text(encoding="utf-8"))
        assert name in {getattr(node, "name", "") for node in ast.walk(tree)}, place
