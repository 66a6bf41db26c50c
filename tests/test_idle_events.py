"""Rows of the book of events that match nothing are named; what settled something, or still may, is silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.selections import Draft, command

if TYPE_CHECKING:
    from pathlib import Path

CUT = 'bobot = 60\nlanjut = { jumlah = 2, urut = ["tes.jumlah", "tes.teori"] }\n'
SUCCESSION = '\n[penggantian]\ndasar = "Uji"\nantar_tahap = true\n'
FEWEST = 'berkas = "data/formasi.csv"\npelamar_minimal = '
LATER = "data/wawancara.csv"


def tied() -> Draft:
    """The best two of A-1 go on, and 26-0002 and 26-0003 are equal behind 26-0001; 26-0005 of B-1 fails the test."""
    draft = Draft().as_text().rule("bobot = 60\n", CUT)
    for cell, mark in {"B3": 60, "B6": 40}.items():
        draft.put(f"data/tes.csv:{cell}", mark)
    return draft


def settled() -> Draft:
    """The same, with the committee's decision."""
    return tied().event("keputusan seri", tahap="tes", formasi="A-1", peserta="26-0003; 26-0002")


def until_the_test(draft: Draft) -> Draft:
    """The same before the interviews."""
    del draft.files[LATER]
    return draft


def found(folder: Path) -> list[tuple[str, str]]:
    """What is said of the book of events."""
    findings = command("check", folder, "--json").data["temuan"]
    return [(one["kode"], one["pesan"]) for one in findings if one["tempat"].startswith("peristiwa.csv")]


IDLE = {
    "a decision of nobody who is equal, before the end is reached": (
        until_the_test(settled()).event("keputusan seri", tahap="tes", formasi="B-1", peserta="26-0004"),
        "E504", "ia tidak seri dengan siapa pun",
    ),
    "a decision at a stage that lets all go on": (
        settled().event("keputusan seri", tahap="wawancara", formasi="A-1", peserta="26-0001; 26-0003"),
        "E504", "tidak ada urutan yang menentukan",
    ),
    "a withdrawal of somebody who had failed": (
        settled().event("mengundurkan diri", tahap="wawancara", peserta="26-0005"),
        "E609", "sudah berhenti pada Tes (gugur)",
    ),
    "a disqualification of somebody who did not go on": (
        settled().event("diskualifikasi", tahap="wawancara", peserta="26-0002"),
        "E609", "sudah berhenti pada Tes (tidak lanjut)",
    ),
    "a refusal where nobody is replaced": (
        settled().event("menolak penggantian", tahap="wawancara", peserta="26-0002"),
        "E609", "kunci antar_tahap",
    ),
    "a replacement before the first stage": (
        settled().event("penggantian", tahap="tes", formasi="A-1", peserta="26-0002"),
        "E609", "pada tahap pertama",
    ),
    "an appointment before the end": (
        settled().event("pengangkatan", tahap="tes", formasi="A-1", peserta="26-0001"),
        "E609", "dicatat pada tahap akhir",
    ),
    "a closed registration of which no rule speaks": (
        settled().event("pendaftaran ditutup", formasi="A-1"),
        "P608", "tidak menetapkan pelamar_minimal",
    ),
    "a closed registration of a formation with enough applicants": (
        settled().rule('berkas = "data/formasi.csv"', f"{FEWEST}2").event("pendaftaran ditutup", formasi="A-1"),
        "P608", "mempunyai 3 pelamar, tidak kurang dari 2",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("draft", "code", "why"), IDLE.values(), ids=IDLE)
def test_a_row_that_matches_nothing_is_named(tmp_path: Path, draft: Draft, code: str, why: str) -> None:
    ((said, message),) = found(draft.write(tmp_path))
    assert (said, why in message) == (code, True), message
    outcome = command("rank", tmp_path)
    assert (outcome.code, (tmp_path / "hasil").is_dir()) == (int(code[0] == "E"), True), "it holds nothing back"


SILENT = {
    "a decision that settles a tie": settled(),
    "one on a stage that is not held": until_the_test(settled()).event(
        "keputusan seri", tahap="wawancara", formasi="A-1", peserta="26-0001; 26-0003"
    ),
    "one of a formation that waits": settled().put(f"{LATER}:B5", "").event(
        "keputusan seri", formasi="B-1", peserta="26-0004"
    ),
    "a departure at a stage that is not held": until_the_test(settled()).event(
        "mengundurkan diri", tahap="wawancara", peserta="26-0005"
    ),
    "departures that took effect, two at one stage": settled()
    .event("mengundurkan diri", tahap="wawancara", peserta="26-0003")
    .event("diskualifikasi", tahap="wawancara", peserta="26-0003"),
    "whoever is next in line and leaves": settled().event("mengundurkan diri", tahap="wawancara", peserta="26-0002"),
    "whoever is next in line and refuses": settled().event("menolak penggantian", tahap="wawancara", peserta="26-0002"),
    "a closed registration of a formation with too few applicants": settled()
    .rule('berkas = "data/formasi.csv"', f"{FEWEST}3")
    .event("pendaftaran ditutup", formasi="B-1"),
    "permission to simulate": settled().event("izin simulasi"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "draft"), SILENT.items(), ids=SILENT)
def test_rows_that_matter_or_wait_are_silent(tmp_path: Path, name: str, draft: Draft) -> None:
    draft.rules += SUCCESSION if "next in line" in name else ""
    assert found(draft.write(tmp_path)) == []


def test_one_who_leaves_leaves_with_the_other_application_too(tmp_path: Path) -> None:
    """26-0002 and 26-0004 are one person, of whom the first application had ended at the test."""
    draft, owners = settled(), [["Orang", "Ke"], ["a", 1], ["b", 1], ["c", 1], ["b", 2], ["d", 1]]
    for row, more in zip(draft.rows("data/pelamar.csv"), owners, strict=True):
        row.extend(more)
    draft.rules += """
[pelamar.atribut.orang]
kolom = "Orang"
jenis = "teks"
[pelamar.atribut.ke]
kolom = "Ke"
jenis = "angka"
desimal = 0
[pilihan_formasi]
orang = "pelamar.orang"
urutan = "pelamar.ke"
dasar = "Uji"
kode = "PL"
arti = "memperoleh formasi lain"
"""
    draft.event("mengundurkan diri", tahap="wawancara", peserta="26-0002").write(tmp_path)
    assert found(tmp_path) == []
    draft.event("mengundurkan diri", tahap="wawancara", formasi="A-1", peserta="26-0002")
    draft.rows("peristiwa.csv").pop(-2)
    assert [code for code, _ in found(draft.write(tmp_path))] == ["E609"], "from that application alone"


def test_history_stays_in_the_book(tmp_path: Path) -> None:
    """A decision that was confirmed is silent when a correction parts those who were equal; a new one is not."""
    draft = until_the_test(settled())
    assert command("rank", draft.write(tmp_path)).code == 0
    assert command("confirm", tmp_path, "tes", "--ba", "BA 1", "--tanggal", "2026-11-17").code == 0
    assert found(tmp_path) == []
    facts = {"tahap": "tes", "formasi": "A-1", "peserta": "26-0002", "komponen": "tes.praktik"}
    draft.put("data/tes.csv:C3", 70).event("koreksi", **facts, sebelum="60", sesudah="70", akibat="undangan diulang")
    assert found(draft.write(tmp_path)) == []
    assert command("rank", tmp_path).code == 0
    assert command("confirm", tmp_path, "tes", "--ba", "BA 2", "--tanggal", "2026-11-18").code == 0
    assert found(tmp_path) == []
    draft.event("keputusan seri", tahap="tes", formasi="A-1", peserta="26-0002; 26-0003").write(tmp_path)
    assert [code for code, _ in found(tmp_path) if code == "E504"] == ["E504"]


def test_permission_to_simulate_what_is_announced_allows_nothing(tmp_path: Path) -> None:
    draft = settled().event("izin simulasi", tanggal="18-11-2026").write(tmp_path)
    for words in (
        ("rank",),
        ("confirm", "akhir", "--ba", "BA 1", "--tanggal", "2026-11-17"),
        ("announce", "akhir", "--nomor", "P 1", "--tanggal", "2026-11-18"),
    ):
        assert command(words[0], draft, *words[1:]).code == 0
    assert found(draft) == [], "it was given before"
    settled().event("izin simulasi", tanggal="19-11-2026").write(tmp_path)
    ((code, message),) = found(tmp_path)
    assert (code, "sudah diumumkan 18 November 2026" in message) == ("P608", True)
