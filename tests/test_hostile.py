"""Hostile and unlucky inputs: a finding, never a crash, and quickly.

The files are made here; what they are about would otherwise hang or end the program. Patterns: ``test_patterns``; what
a child process may take: ``test_readers``; random inputs and the memory of whole folders: ``tests/long``.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from tests.selections import Draft, command, refused

if TYPE_CHECKING:
    from pathlib import Path

REGISTER, TEST = "data/pelamar.csv", "data/tes.csv"


def checked(draft: Draft, folder: Path) -> set[str]:
    """The codes of what is found, notes apart."""
    outcome = command("check", "--json", draft.write(folder))
    assert outcome.code in {0, 1}, outcome.err
    return {one["kode"] for one in outcome.data["temuan"]} - {"P414"}


@pytest.mark.parametrize("sign", ["İ", "ı", "ſ", "K", "ß", "ŉ", "²", "①", "٣", "Ⅷ", "𝟛"])
def test_letters_and_digits_with_a_life_of_their_own(tmp_path: Path, sign: str) -> None:
    """Changing their case makes two letters of one, or another letter; and some digits are no numbers."""
    draft = Draft().as_text()
    for rows in (draft.rows(REGISTER), draft.rows(TEST)):
        rows.insert(1, [sign] * len(rows[0]))
        rows.append([sign] * len(rows[0]))
    assert checked(draft, tmp_path)


@pytest.mark.parametrize(
    ("number", "code"),
    [("26-0001\ufe0f", "E302"), ("２６-0001", "P319"), ("26‐0001", "P319"), ("26-OOO1", None)],
)
def test_numbers_that_look_the_same(tmp_path: Path, number: str, code: str | None) -> None:
    """What nobody can see makes no other number; what looks the same and is another one is reported."""
    draft = Draft().as_text()
    draft.rows(REGISTER).append([number, "9901120606950006", "Contoh Enam", "06-06-1995", "A-1"])
    for name, marks in ((TEST, [60, 60]), ("data/wawancara.csv", [60])):
        draft.rows(name).append([number, *marks])
    assert checked(draft, tmp_path) - {"E304"} == ({code} if code else set())


@pytest.mark.parametrize("pair", ["Ι-0001 I-0001", "А-0001 A-0001", "a-1 A-1"])
def test_letters_of_another_script_or_case(tmp_path: Path, pair: str) -> None:
    first, second = pair.split()
    draft = Draft().as_text()
    for rows in (draft.rows(REGISTER), draft.rows(TEST), draft.rows("data/wawancara.csv")):
        rows[1][0], rows[2][0] = first, second
    assert checked(draft, tmp_path) == {"P319"}


@pytest.mark.skipif(sys.platform == "win32", reason="no such links and names")
def test_links_in_a_circle_and_names_that_are_no_text(tmp_path: Path) -> None:
    folder = Draft().as_text().rule(TEST, "data/putar.csv").write(tmp_path)
    (folder / "data" / "putar.csv").symlink_to("putar.csv")
    assert refused(folder) == [("E014", "data/putar.csv")]
    (folder / "data" / "putar.csv").unlink()
    (folder / TEST).rename(folder / "data" / os.fsdecode(b"tes\xe9.csv"))
    (folder / "seleksi.toml").write_text(Draft().as_text().rule(TEST, "data/tes*.csv").rules, encoding="utf-8")
    assert ("E015", "data/tes?.csv") in refused(folder)


def test_more_components_than_any_selection_has(tmp_path: Path) -> None:
    many = "".join(f'[[tahap.komponen]]\nkode = "k{i}"\nnama = "K{i}"\nmaksimum = 1\n' for i in range(300))
    outcome = command("check", "--json", Draft().as_text().rule("[pembulatan]", many + "[pembulatan]").write(tmp_path))
    assert outcome.code == 2
    assert "303 komponen (dikalikan sesinya); paling banyak 300" in outcome.out + outcome.err


@pytest.mark.parametrize("mark", [1e308, -1e308, "9" * 400])
def test_numbers_beyond_all_figures(tmp_path: Path, mark: float | str) -> None:
    """Sums and decimals of such a column cannot be told; the cell itself is refused."""
    draft = Draft().as_text()
    draft.rows("data/wawancara.csv")[3][1] = mark
    draft.as_workbook("wawancara")
    assert checked(draft, tmp_path) & {"E201", "E202"}


def test_a_name_too_long_for_any_file(tmp_path: Path) -> None:
    outcome = command(
        "check", "--json", Draft().as_text().rule("data/formasi.csv", "x" * 5000 + ".csv").write(tmp_path)
    )
    assert outcome.code == 1
    assert outcome.doubts[0][0] == "E001"
