"""A file that is not where the rules look for it: what is there in its place is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.selections import Draft, command

if TYPE_CHECKING:
    from pathlib import Path

TES = "data/tes.xlsx"


def told(folder: Path) -> str:
    outcome = command("check", "--json", folder)
    (message,) = (m for f, m in zip(outcome.findings, outcome.messages, strict=True) if f[0] == "E001")
    return message.partition("di folder seleksi.")[2].strip()


@pytest.mark.parametrize(
    "name",
    ["data/Nilai Tes FINAL rev2.xlsx", "tes.xlsx", "data/tes.xls", "data/tes.xlsx.xlsx", "data/TES_2026.ods"],
)
def test_a_near_name_is_named(tmp_path: Path, name: str) -> None:
    folder = Draft().write(tmp_path)
    (folder / TES).rename(folder / name)
    assert told(folder) == f'Yang ada: "{name}".'


@pytest.mark.parametrize(
    "name", ["data/wawancara-lama.xlsx", "hasil/tes.xlsx", "data/catatan tes.docx", "data/~$tes.xlsx"]
)
def test_what_is_something_else_is_not(tmp_path: Path, name: str) -> None:
    folder = Draft().write(tmp_path)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / TES).rename(folder / name)
    assert told(folder) == ""


def test_a_filled_form_that_stayed_where_it_was_made(tmp_path: Path) -> None:
    folder = Draft().write(tmp_path)
    (folder / "templat").mkdir()
    (folder / TES).rename(folder / "templat/tes.xlsx")
    assert told(folder) == 'Yang ada: "templat/tes.xlsx". Bila yang di templat/ sudah diisi, pindahkan ke data/.'


def test_the_folder_above(tmp_path: Path) -> None:
    folder = Draft().write(tmp_path / "seleksi")
    (folder / TES).rename(tmp_path / "tes.xlsx")
    assert told(folder) == 'Berkas bernama "tes.xlsx" ada di folder di atasnya.'


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert told(Draft().rule(TES, "nilai/ujian.xlsx").write(tmp_path)) == 'Folder "nilai" sendiri tidak ada.'
