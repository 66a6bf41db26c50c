"""The catalogue of findings, and how places are written and sorted."""

from __future__ import annotations

import ast
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import fields

import asnrekrut
from asnrekrut.findings import (
    MANY,
    Entry,
    Place,
    Severity,
    catalogue,
    column_letters,
    finding,
    gathered,
    ordered,
    stopping,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCES = sorted(Path(asnrekrut.__file__).parent.rglob("*.py"))
TREES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}
TESTS = Path(__file__).parent
CODE = re.compile(r"\b[EPI]\d{3}\b")


def codes_in_use() -> set[str]:
    return {
        node.value
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value)
    }


def written_out() -> Iterator[tuple[str, str, set[str]]]:
    """Where a finding is made with its code and all its values at one place."""
    for path, tree in TREES.items():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "finding"
                and isinstance(code := node.args[0], ast.Constant)
                and None not in (names := [word.arg for word in node.keywords])
            ):
                yield f"{path.name}:{node.lineno}", str(code.value), set(map(str, names))


def test_the_catalogue_holds_exactly_the_codes_in_use() -> None:
    assert set(catalogue()) == codes_in_use()


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_every_entry_is_complete(code: str) -> None:
    entry = catalogue()[code]
    texts = {field.name for field in fields(Entry)} - {"shared", "whole_sheet", "in_rules"}
    for text in (getattr(entry, name) for name in (*texts, "hint")):
        assert text == text.strip() != ""
        assert "\n" not in text
    assert Severity(code[0])


def test_whoever_fills_in_a_sheet_is_told_of_no_key_of_the_rules() -> None:
    """What stands in a marked copy: neither keys nor tables of seleksi.toml; those are for whoever keeps the rules."""
    keys = re.compile(r"\[+[a-z]|(?<!daftar )\bkunci (?!urutan)|seleksi\.toml|\b[a-z]+_[a-z]+\b|\b[a-z]+ = ")
    bare = {code: re.sub(r"\{\w+\}", "", entry.message + entry.repair) for code, entry in catalogue().items()}
    assert {code: keys.findall(text) for code, text in bare.items() if keys.search(text)} == {}


@pytest.mark.parametrize("code", sorted(catalogue()))
def test_wording_is_a_valid_template(code: str) -> None:
    entry = catalogue()[code]
    values = {name: f"<{name}>" for name in entry.fields}
    text = entry.message.format_map(values) + entry.hint.format_map(values)
    assert not set("{}") & set(text)
    assert all(f"<{name}>" in text for name in entry.fields)


def test_every_call_gives_what_the_wording_asks_for() -> None:
    """As far as it is written out; whatever else is made is refused at once, in every test that raises its code."""
    given = list(written_out())
    assert [(where, code) for where, code, names in given if not catalogue()[code].fields <= names] == []
    tests = "".join(path.read_text(encoding="utf-8") for path in TESTS.rglob("*") if path.suffix in {".py", ".toml"})
    assert catalogue().keys() - {code for _, code, _ in given} - set(CODE.findall(tests)) == set()


def test_a_finding_without_a_value_of_its_wording_is_refused() -> None:
    with pytest.raises(TypeError, match="E201 lacks isi, kolom"):
        finding("E201", dugaan="")


def test_a_number_in_a_finding_is_written_as_everywhere() -> None:
    for value in (Decimal("75.60"), Fraction(378, 5), 75.6):
        assert "75,6" in finding("E201", isi=value, kolom="Nilai", dugaan="").message
    assert "96 5/13" in finding("E201", isi=Fraction(1253, 13), kolom="Nilai", dugaan="").message


def test_numbers_for_programs_are_made_for_files_alone() -> None:
    """What is written with a decimal point must not get into a message; the record compares such texts, and shows
    them with ``as_read``.
    """
    users = {
        path.relative_to(Path(asnrekrut.__file__).parent).as_posix()
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and any(name.name == "number_text" for name in node.names)
    }
    mine = {"begin/recap_rules.py", "comparison/whatif.py", "record/cells.py", "record/today.py", "rules/binding.py"}
    assert {path for path in users if not path.startswith("outputs/")} == mine


def test_values_are_never_taken_for_templates() -> None:
    doubtful = finding("E201", Place("tes.csv", row=2, column=2), isi="{kolom} {0} %s", kolom="Nilai", dugaan="")
    assert "{kolom} {0} %s" in doubtful.message
    assert doubtful.line().startswith("tes.csv:C3: E201 ")


def test_a_line_without_a_place_begins_with_its_code() -> None:
    assert finding("P502", formasi="PRW-01", jabatan="Perawat").line().startswith("P502 ")


@pytest.mark.parametrize("suggestion", ["", ' Maksud Anda "Nilai"?'])
def test_a_missing_column_reads_well_with_and_without_suggestion(suggestion: str) -> None:
    message = finding("E101", kolom="Nilia", kunci="", ada='"No", "Nilai"', saran=suggestion).message
    assert message.endswith(f'"No", "Nilai".{suggestion}')


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place("wawancara.xlsx", "Panel 2", 11, 5), "wawancara.xlsx:Panel 2!F12"),
        (Place("tes.csv", row=2, column=2), "tes.csv:C3"),
        (Place("data/tes.csv"), "data/tes.csv"),
        (Place("wawancara.xlsx", "Panel 2"), "wawancara.xlsx:Panel 2"),
        (Place("tes.csv", row=6), "tes.csv:baris 7"),
        (Place("wawancara.xlsx", "Panel 2", 6), "wawancara.xlsx:Panel 2!baris 7"),
        (Place("wawancara.xlsx", "Panel 2", column=5), "wawancara.xlsx:Panel 2!F"),
    ],
)
def test_place_as_text(place: Place, text: str) -> None:
    assert str(place) == text


@pytest.mark.parametrize(
    ("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_column_letters(column: int, letters: str) -> None:
    assert column_letters(column) == letters


def test_most_severe_first_then_file_sheet_and_cell() -> None:
    expected = [
        finding("E504", formasi="A", urutan="1, 2", dasar="BA", sebab="tidak seri"),
        finding("E301", Place("a.xlsx")),
        finding("E301", Place("a.xlsx", "Panel 1", 20, 0)),
        finding("E301", Place("a.xlsx", "Panel 2", 8)),
        finding("E301", Place("a.xlsx", "Panel 2", 8, 2)),
        finding("E407", Place("a.xlsx", "Panel 2", 8, 2)),
        finding("E301", Place("a.xlsx", "Panel 2", 8, 26)),
        finding("E301", Place("a.xlsx", "Panel 2", 9, 0)),
        finding("E301", Place("b.csv", row=0, column=0)),
        finding("P502", formasi="A", jabatan="Perawat"),
        finding("P201", Place("a.xlsx", "Panel 1", 1, 0), isi="12"),
    ]
    assert [str(f.place) for f in expected[4:8]] == [f"a.xlsx:Panel 2!{c}" for c in ("C9", "C9", "AA9", "A10")]
    assert ordered(expected[::-1]) == expected
    assert ordered(expected[5:] + expected[:5]) == expected


def test_only_grave_findings_stop_the_result() -> None:
    look = finding("P502", formasi="A", jabatan="Perawat")
    assert not stopping([])
    assert not stopping([look])
    assert stopping([look, finding("E301")])


def test_alike_findings_are_gathered_and_each_is_kept() -> None:
    """Two of one cause are one finding; of others, so many that nobody looks at them one by one."""
    numbers = [finding("P201", Place("a.xlsx", "N", row, 0), isi=str(row)) for row in (3, 1, 2, 9)]
    other = finding("P201", Place("a.xlsx", "N", 1, 4), isi="7")
    one, apart = gathered([*numbers, other])
    assert (apart, one.place, len(one.alike)) == (other, Place("a.xlsx", "N", 1, 0), 3)
    assert sorted(one.each, key=str) == sorted(numbers, key=str)
    assert one.message.endswith("Demikian pula 3 sel lain: A3-A4, A10.")
    strangers = [finding("E303", Place("a.xlsx", "N", row, 0), nomor=str(row), mirip="") for row in range(MANY + 1)]
    assert gathered(strangers[1:]) == strangers[1:]
    assert gathered(strangers[:4], {("a.xlsx", "N"): 5}) == strangers[:4]
    assert len(gathered(strangers[:4], {("a.xlsx", "N"): 4})) == 1, "every row of the sheet: one cause"
    assert len(gathered(strangers[:2], {("a.xlsx", "N"): 2})) == 2  # too few to tell
    assert gathered(strangers)[0].places == tuple(one.place for one in strangers)


def test_a_message_quotes_no_more_of_a_cell_than_its_beginning() -> None:
    """A cell of 30,000 letters, and a list of such headings; a NIK at the cut stays masked; a row to paste is whole."""
    long = finding("E201", isi="x" * 30_000, kolom="Tes", dugaan="")
    assert f'"{"x" * 120}…"' in long.message
    assert (
        len(finding("E101", kolom="Tes", kunci="", ada=", ".join(['"' + "y" * 5_000 + '"'] * 20), saran="").message)
        < 700
    )
    assert "990112" not in finding("E201", isi="z" * 110 + " 9901120101900001 " * 99, kolom="Tes", dugaan="").message
    assert (
        "w" * 1_000
        in finding("E613", tahap="tes", dahulu="", sekarang="", komponen="", nomor="", baris="w" * 1_000).hint
    )


def test_what_has_no_cell_is_told_apart_by_its_values() -> None:
    (one,) = gathered([finding("P414", tahap=name, baris="") for name in ("Tes", "Wawancara", "Psikotes")])
    assert one.message == "Tahap Psikotes belum mempunyai daftar hadir. Demikian pula 2 yang lain: Tes, Wawancara."
