"""Findings that the committee accepts: by code and place, with a reason and a name, shown and not hidden."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest

from asnrekrut.checks.doubts import accept
from asnrekrut.core.events import Event, Kind
from asnrekrut.findings import Finding, Place, finding
from tests.selections import Draft, command, digests

if TYPE_CHECKING:
    from pathlib import Path

NUMBER = finding("P201", Place("data/tes.xlsx", "Nilai", 4, 0), isi="12")
EMPTY = finding("P502", formasi="C-1", jabatan="Perawat")
GRAVE = finding("E301", Place("data/tes.xlsx", "Nilai", 6, 0))
REASON = "Nomor memang pendek (Andai Melati)"

ACCEPT = {
    "komponen": "P502",
    "sebelum": "C-1",
    "dasar": "Formasi dibuka kembali tahun depan",
    "nomor_surat": "",
    "oleh": "Contoh Ketua",
}


def acceptance(code: str, place: str, reason: str = "Nomor memang pendek", by: str = "Andai Melati") -> Event:
    day = date(2026, 11, 20)
    return Event(Kind.ACCEPTANCE, day, component=code, before=place, basis=reason, by=by)


def accepted(findings: list[Finding], *several: Event, complete: bool = True) -> list[tuple[str, str]]:
    return sorted((f.code, f.accepted) for f in accept(findings, list(several), complete))


@pytest.fixture
def draft() -> Draft:
    """A selection with a formation that nobody applies for: P502."""
    draft = Draft()
    draft.rows("data/formasi.csv").append(["C-1", "Perawat", "Bidang C", "Umum", "1"])
    return draft


@pytest.mark.parametrize(
    "place", ["data/tes.xlsx:Nilai!A5", "data/tes.xlsx:Nilai!*", "data/tes.xlsx*", "*", "data/tes.xlsx:Nilai!A[45]"]
)
def test_a_place_is_named_exactly_or_by_a_pattern(place: str) -> None:
    assert accepted([NUMBER], acceptance("P201", place)) == [("P201", REASON)]


@pytest.mark.parametrize(
    ("code", "place"), [("P201", "data/tes.xlsx:Nilai!A6"), ("P201", "data/tes.xlsx"), ("P502", "*"), ("P201", "")]
)
def test_code_and_place_must_both_fit(code: str, place: str) -> None:
    assert accepted([NUMBER], acceptance(code, place)) == [("P201", ""), ("P901", "")]


def test_signs_of_a_pattern_in_a_file_name_are_taken_as_they_stand() -> None:
    odd = finding("P201", Place("data/tes [akhir].xlsx", "Nilai", 4, 0), isi="12")
    assert accepted([odd], acceptance("P201", str(odd.place))) == [("P201", REASON)]


def test_a_finding_without_a_place_is_known_by_what_it_speaks_of() -> None:
    other = finding("P502", formasi="D-1", jabatan="Bidan")
    assert accepted([EMPTY, other], acceptance("P502", "C-1")) == [("P502", ""), ("P502", REASON)]


def test_only_what_needs_a_look_can_be_accepted() -> None:
    assert accepted([GRAVE, NUMBER], acceptance("E301", "*"), complete=False) == [("E301", ""), ("P201", "")]


def test_an_acceptance_that_fits_nothing_is_a_finding_once_everything_was_looked_at() -> None:
    idle = acceptance("P401", "*")
    assert accepted([NUMBER], idle) == [("P201", ""), ("P901", "")]
    assert accepted([NUMBER, GRAVE], idle, complete=False) == [("E301", ""), ("P201", "")]


def test_of_two_acceptances_the_first_gives_the_reason_and_neither_is_idle() -> None:
    second = acceptance("P201", "*", "lain", "Orang Lain")
    assert accepted([NUMBER], acceptance("P201", "data/*"), second) == [("P201", REASON)]


def test_findings_stay_in_order_and_keep_what_they_say() -> None:
    both = accept([EMPTY, NUMBER, GRAVE], [acceptance("P502", "C-1")], complete=True)
    assert [f.code for f in both] == ["E301", "P502", "P201"]
    assert both[1].message == EMPTY.message
    assert [f.open for f in both] == [True, False, True]


def looks(text: str, heading: str = r"Perlu dipastikan \((\d+)\)") -> int:
    """How many findings of a kind the terminal counts."""
    match = re.search(heading, text)
    return int(match[1]) if match else 0


def test_accepted_findings_come_last_with_reason_and_name(draft: Draft, tmp_path: Path) -> None:
    before = command("check", draft.write(tmp_path / "a"))
    draft.event("temuan diterima", **ACCEPT)
    after = command("check", draft.write(tmp_path / "b"))
    assert looks(after.out) == looks(before.out) - 1
    assert "Diterima panitia (1)" in after.out
    assert "→ diterima: Formasi dibuka kembali tahun depan (Contoh Ketua)" in after.out
    assert after.out.index("P502") > after.out.index("Diterima panitia")
    assert before.code == after.code == 0


def test_json_names_reason_and_person(draft: Draft, tmp_path: Path) -> None:
    draft.event("temuan diterima", **ACCEPT)
    found = command("check", "--json", draft.write(tmp_path)).data["temuan"]
    reasons = {f["kode"]: f["diterima"] for f in found}
    assert reasons.pop("P502") == "Formasi dibuka kembali tahun depan (Contoh Ketua)"
    assert set(reasons.values()) <= {""}


def test_what_is_accepted_needs_no_look_after_ranking(draft: Draft, tmp_path: Path) -> None:
    before = command("rank", draft.write(tmp_path / "a")).out
    draft.event("temuan diterima", **ACCEPT)
    after = command("rank", draft.write(tmp_path / "b")).out
    hint = r"periksa (\d+) temuan"
    assert looks(after, hint) == looks(before, hint) - 1


def test_the_summary_sheet_prints_reason_and_name_but_no_place(draft: Draft, tmp_path: Path) -> None:
    draft.event("temuan diterima", **ACCEPT)
    folder = draft.write(tmp_path)
    command("rank", folder)
    sheet = openpyxl.load_workbook(folder / "hasil/akhir/peringkat.xlsx")["Ringkasan"]
    rows = [[cell.value for cell in row[:4]] for row in sheet.iter_rows()]
    at = next(i for i, row in enumerate(rows) if row[3] == "Diterima panitia")
    line = ["Formasi tanpa pelamar", "P502", 1, "Formasi dibuka kembali tahun depan (Contoh Ketua)"]
    assert line in rows[at + 1 :]


def test_the_order_of_rows_changes_nothing_of_the_result(draft: Draft, tmp_path: Path) -> None:
    draft.event("temuan diterima", **ACCEPT)
    first = digests_of_result(draft.write(tmp_path / "a"))
    for place in ("data/pelamar.csv", "data/formasi.csv"):
        rows = draft.rows(place)
        rows[1:] = rows[:0:-1]
    assert digests_of_result(draft.write(tmp_path / "b")) == first


def digests_of_result(folder: Path) -> dict[str, str]:
    assert command("rank", folder).code == 0
    return digests(folder / "hasil")
