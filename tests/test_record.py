"""What was confirmed stays: every later change is found and named, and one row lets exactly that through."""

from __future__ import annotations

import csv
import errno
import hashlib
import json
import os
import re
import shutil
import zipfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from asnrekrut import Fate, load_result
from asnrekrut.intake.files import begin
from asnrekrut.outputs.confirm_and_announce import Letter
from asnrekrut.outputs.confirm_and_announce import confirm as confirm_stage
from asnrekrut.record.account import fingerprint_of
from asnrekrut.record.entries import canonical
from asnrekrut.rules.binding import fingerprint_of as fingerprint_of_rules
from asnrekrut.rules.figure_keys import END_NAME
from asnrekrut.selection import run
from tests.selections import EVENT_HEADS, OBJECTIONS, SAMPLES, Draft, command, digests, event, people, result

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CUT = 'bobot = 60\nlanjut = { jumlah = 2, urut = ["tes.jumlah", "tes.teori"] }\n'


def with_events(draft: Draft, *rows: list[str]) -> Draft:
    draft.files["peristiwa.csv"] = {"": [EVENT_HEADS, *rows]}
    return draft


def cut_draft() -> Draft:
    """The usual draft with a cut after the test: the best two of each formation are interviewed.

    In A-1 the sums are 150 (theory 80), 150 (90) and 120, so 26-0003 is out.
    """
    return Draft().as_text().rule("bobot = 60\n", CUT)


def test_the_example_after_a_ranking_is_somebody_who_reached_the_stage(tmp_path: Path) -> None:
    """26-0001, the first of the register, was not interviewed; all who were have a seat: the first of them is named."""
    draft = cut_draft().put("data/formasi.csv:E2", 2).put("data/formasi.csv:E3", 2).put("data/tes.csv:B2", 40)
    outcome = command("rank", draft.write(tmp_path / "s"))
    assert outcome.out.split()[-1] == "26-0002"


@pytest.fixture
def confirmed(tmp_path: Path) -> Path:
    """A selection whose test was confirmed before the interviews."""
    draft = cut_draft()
    del draft.files["data/wawancara.csv"]
    folder = draft.write(tmp_path)
    assert command("rank", folder).code == 0
    assert confirm(folder, "tes") == (0, "")
    return folder


def confirm(folder: Path, stage: str, *options: str) -> tuple[int, str]:
    outcome = command("confirm", folder, stage, "--ba", "800/11-BA/2026", "--tanggal", "2026-11-17", *options)
    return outcome.code, outcome.err


def announce(folder: Path, stage: str, *options: object) -> tuple[int, str]:
    number = "-".join(["800/12", *map(str, options)])  # each announcement has its own
    outcome = command("announce", folder, stage, "--nomor", number, "--tanggal", "2026-11-19", *options)
    return outcome.code, outcome.err


def rewrite(folder: Path, draft: Draft) -> None:
    """Write the files of a draft over those of a folder; the rules too."""
    draft.write(folder)


def entries(folder: Path) -> list[dict[str, Any]]:
    text = (folder / "riwayat/riwayat.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def codes(folder: Path, *options: str) -> list[str]:
    """The stopping findings of a check."""
    return sorted(f["kode"] for f in command("check", folder, "--json", *options).data["temuan"] if f["kode"][0] == "E")


def test_days_of_objections_may_be_added_and_changed_after_a_stage_was_confirmed(confirmed: Path) -> None:
    """They bear on no outcome, as the schedule does not: what is confirmed and written stays as it is."""
    rules = confirmed / "seleksi.toml"
    before, written = rules.read_text("utf-8"), digests(confirmed / "hasil")
    for text in (before + OBJECTIONS, before + OBJECTIONS.replace("lama = 3", "lama = 5"), before):
        rules.write_text(text, "utf-8")
        assert codes(confirmed, "--sampai", "tes") == []
        assert command("rank", confirmed, "--sampai", "tes").code == 0
        assert digests(confirmed / "hasil") == written


# --- confirming and announcing ------------------------------------------------------------------------------


def test_a_confirmation_is_kept_whole_and_recorded(confirmed: Path) -> None:
    kept, sums = digests(confirmed / "riwayat/1-tes"), (confirmed / "riwayat/1-tes/SHA256SUMS").read_text().splitlines()
    assert sums == [f"{kept[name]}  {name}" for name in ("hasil.json", "peringkat.csv", "peringkat.xlsx", "isian.json")]
    written = digests(confirmed / "hasil/1-tes")
    assert {name for name in kept if kept[name] != written.get(name)} == {"isian.json", "SHA256SUMS"}
    first, line = entries(confirmed)
    assert first["seleksi"]["nama"] == "Seleksi Uji"
    assert (line["jenis"], line["tahap"], line["formasi"]) == ("pengesahan", "tes", ["A-1", "B-1"])
    assert (line["nomor"], line["tanggal"], line["simpanan"]) == ("800/11-BA/2026", "2026-11-17", "1-tes")
    assert codes(confirmed) == []


def test_the_way_of_a_selection_in_the_status(confirmed: Path) -> None:
    def following() -> str:
        return str(command("status", confirmed, "--json").data["selanjutnya"])

    assert "asnrekrut announce" in following()
    assert announce(confirmed, "tes") == (0, "")
    assert "menunggu nilai Wawancara (data/wawancara.csv)" in following()
    cut_draft().write(confirmed)
    assert "asnrekrut rank" in following()
    assert command("rank", confirmed).code == 0
    assert f"asnrekrut confirm {confirmed} akhir" in following()
    assert command("rank", confirmed, "--sampai", "wawancara").code == 0
    assert confirm(confirmed, "wawancara") == (0, "")
    assert f"asnrekrut announce {confirmed} wawancara" in following(), "until a later stage is announced"
    assert confirm(confirmed, "akhir") == (0, "")
    assert announce(confirmed, "akhir") == (0, "")
    assert following() == "seleksi selesai"
    shown = command("status", confirmed).out
    assert "800/11-BA/2026, 17 November 2026" in " ".join(shown.split())
    assert command("status", confirmed, "--json").data["kepala_riwayat"] in shown


def test_status_inside_the_folder_needs_no_word(confirmed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(confirmed)
    assert command().out == command("status").out


def test_formations_may_be_confirmed_apart(tmp_path: Path) -> None:
    draft = cut_draft()
    draft.put("data/tes.csv:C5", "")  # 26-0004, formation B-1
    folder = draft.write(tmp_path)
    command("rank", folder, "--sampai", "tes")
    code, words = confirm(folder, "tes")
    assert (code, "--formasi" in words) == (2, True)
    assert confirm(folder, "tes", "--formasi", "A-1") == (0, "")
    cut_draft().write(folder)
    command("rank", folder, "--sampai", "tes")
    assert confirm(folder, "tes", "--formasi", "B-1") == (0, "")
    assert [(e["formasi"], e["simpanan"]) for e in entries(folder)[1:]] == [(["A-1"], "1-tes"), (["B-1"], "1-tes-2")]
    assert codes(folder) == []


def test_signed_papers_are_kept_beside_the_record(confirmed: Path, tmp_path: Path) -> None:
    paper = tmp_path / "pengumuman 9901014101800001.PDF"
    paper.write_bytes(b"%PDF signed")
    letter = ("--nomor", "800/12", "--tanggal", "2026-11-19", "--persetujuan", "Surat BKN 5")
    assert command("announce", confirmed, "tes", *letter, "--lampirkan", paper).code == 0
    line = entries(confirmed)[-1]
    assert line["persetujuan"] == "Surat BKN 5"
    (kept,) = line["lampiran"]
    assert kept["nama"] == "pengumuman 9901**********01.PDF"
    assert (confirmed / "riwayat" / kept["simpanan"]).read_bytes() == paper.read_bytes()
    assert codes(confirmed) == []


def test_signed_minutes_are_kept_with_the_confirmation(tmp_path: Path) -> None:
    folder, minutes = Draft().as_text().write(tmp_path / "s"), tmp_path / "ba.pdf"
    minutes.write_bytes(b"%PDF signed")
    assert command("rank", folder).code == 0
    assert confirm(folder, "akhir", "--lampirkan", tmp_path / "x.pdf")[0] == 2
    assert not (folder / "riwayat").exists()
    assert confirm(folder, "akhir", "--lampirkan", minutes) == (0, "")
    (kept,) = entries(folder)[-1]["lampiran"]
    assert (folder / "riwayat" / kept["simpanan"]).read_bytes() == minutes.read_bytes()
    assert codes(folder) == []
    (folder / "riwayat" / kept["simpanan"]).unlink()
    assert codes(folder) == ["E622"]


def test_a_signed_paper_that_is_exchanged_is_noticed_and_has_two_ways_out(confirmed: Path, tmp_path: Path) -> None:
    paper = tmp_path / "pengumuman.pdf"
    paper.write_bytes(b"%PDF signed")
    assert announce(confirmed, "tes", "--lampirkan", paper) == (0, "")
    place = f"riwayat/{entries(confirmed)[-1]['lampiran'][0]['simpanan']}"
    (confirmed / place).write_bytes(b"%PDF another")
    for words in (("check", confirmed), ("rank", confirmed)):
        (one,) = [f for f in command(*words, "--json").data["temuan"] if f["kode"] == "E622"]
        assert (one["tempat"], "pengumuman.pdf" in one["pesan"]) == (place, True)
    assert "betulkan temuan" in command("status", confirmed).out
    (confirmed / place).write_bytes(paper.read_bytes())
    assert codes(confirmed) == []
    (confirmed / place).unlink()
    (one,) = [f for f in command("check", confirmed, "--json").data["temuan"] if f["kode"] == "E622"]
    row = one["saran"].partition("peristiwa: ")[2].split(";")
    draft = cut_draft()
    del draft.files["data/wawancara.csv"]
    rewrite(confirmed, with_events(draft, ["20-11-2026", *row[1:9], "BA 9", "Sidang", "Ketua"]))
    (one,) = [f for f in command("check", confirmed, "--json").data["temuan"] if f["kode"].startswith(("E", "P603"))]
    assert (one["kode"], "BA 9" in one["pesan"]) == ("P603", True)
    (confirmed / place).write_bytes(b"%PDF a third")  # the minutes took it as lost, and in no other state
    assert codes(confirmed) == ["E622"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("confirm", "tess", "--ba", "1", "--tanggal", "2026-11-17"), 'tidak ada tahap "tess"'),
        (("confirm", "tes", "--ba", "1", "--tanggal", "17-13-2026"), "bulan 13 tidak ada"),
        (("confirm", "tes", "--ba", "1", "--tanggal", "2026-11-17"), "sudah disahkan dengan 800/11-BA/2026"),
        (("confirm", "tes", "--ba", "1", "--tanggal", "2026-11-17", "--formasi", "Z"), "tidak ada formasi Z"),
        (("confirm", "wawancara", "--ba", "1", "--tanggal", "2026-11-17"), "belum diputus"),
        (("announce", "wawancara", "--nomor", "1", "--tanggal", "2026-11-17"), "belum disahkan"),
        (("announce", "tes", "--nomor", "1", "--tanggal", "2026-11-17", "--jenis", "ralat"), "belum pernah diumumkan"),
        (("announce", "tes", "--nomor", "1", "--tanggal", "2026-11-16"), "lebih awal daripada pengesahan tahap tes"),
        (("announce", "tes", "--nomor", "1", "--tanggal", "2026-11-17", "--lampirkan", "x.pdf"), "tidak ada berkas"),
        (
            ("confirm", "tes", "--ba", "1", "--tanggal", "17-11-2062"),
            "jauh dari tahun seleksi, 2026; periksa --tanggal",
        ),
        (("announce", "tes", "--nomor", "1", "--tanggal", "0001-01-01"), "jauh dari tahun seleksi"),
        (("confirm", "tes", "--ba", "9" * 201, "--tanggal", "2026-11-17"), "isi --ba tidak dapat dicatat"),
        (("confirm", "tes", "--ba", '9\n{"a":1}', "--tanggal", "2026-11-17"), "dalam satu baris"),
        (("announce", "tes", "--nomor", "9\x1b[31m", "--tanggal", "2026-11-17"), "isi --nomor tidak dapat dicatat"),
        (("announce", "tes", "--nomor", "9901014101800001", "--tanggal", "2026-11-17"), "isi --nomor memuat NIK"),
    ],
)
def test_what_cannot_be_confirmed_or_announced(confirmed: Path, arguments: tuple[str, ...], says: str) -> None:
    before = digests(confirmed)
    outcome = command(arguments[0], confirmed, *arguments[1:])
    assert outcome.code == 2
    assert says in outcome.err
    assert digests(confirmed) == before


def test_a_stage_is_announced_again_only_with_its_kind(confirmed: Path) -> None:
    assert announce(confirmed, "tes") == (0, "")
    again = command("announce", confirmed, "tes", "--nomor", "800/13", "--tanggal", "2026-11-19")
    assert (again.code, "sebutkan --jenis: ralat" in again.err) == (2, True)
    for kind, lacks in {
        "pascasanggah": "masa sanggah",
        "pengganti": "yang keluar",
        "pengangkatan": "pengangkatan",
    }.items():
        code, words = announce(confirmed, "tes", "--jenis", kind)
        assert (code, lacks in words.partition(": ")[2], "yang dapat: ralat" in words) == (2, True, True), words
    assert announce(confirmed, "tes", "--jenis", "ralat") == (0, "")
    assert [e.get("jenis_pengumuman") for e in entries(confirmed)[2:]] == ["awal", "ralat"]


def test_a_stage_that_a_later_one_contains_is_announced_once_it_is_confirmed_itself(tmp_path: Path) -> None:
    folder = cut_draft().write(tmp_path)
    command("rank", folder)
    assert confirm(folder, "akhir") == (0, "")
    status = command("status", folder, "--json").data["tahap"]
    assert [stage["pengesahan"][0]["simpanan"] for stage in status.values()] == ["akhir"] * 3
    assert "termuat dalam tahap akhir" in " ".join(command("status", folder).out.split())
    code, words = announce(folder, "tes")
    assert (code, "belum disahkan tersendiri" in words) == (2, True)
    late = command("confirm", folder, "tes", "--ba", "9", "--tanggal", "18-11-2026")
    assert (late.code, "termuat dalam pengesahan tahap akhir dengan 800/11-BA/2026, 17" in late.err) == (2, True)
    assert confirm(folder, "tes") == (0, "")
    assert announce(folder, "tes") == (0, "")
    assert codes(folder) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda folder: (folder / "hasil/1-tes/peringkat.csv").write_text("lain"), "telah diubah sejak ditulis"),
        (lambda folder: cut_draft().put("data/tes.csv:B2", "81").write(folder), "tidak lagi sesuai"),
    ],
)
def test_an_edited_or_stale_result_is_not_confirmed(tmp_path: Path, change: Any, says: str) -> None:
    folder = cut_draft().write(tmp_path)
    command("rank", folder, "--sampai", "tes")
    change(folder)
    code, words = confirm(folder, "tes")
    assert (code, says in words) == (2, True)
    assert not (folder / "riwayat").exists()


# --- what changed since -------------------------------------------------------------------------------------

TAMPERED = {
    "a mark": ("E611", lambda d: d.put("data/tes.csv:B2", "81"), ("data/tes.csv:B2", "26-0001", "80", "81")),
    "an absence": (
        "E611",
        lambda d: d.put("data/tes.csv:C2", "TH"),
        ("data/tes.csv:C2", "26-0001", "70", "tidak hadir"),
    ),
    "a quota": ("E614", lambda d: d.put("data/formasi.csv:E2", "2"), ("data/formasi.csv:E2", "", "1", "2")),
    "a formation's kind": (
        "E624",
        lambda d: d.put("data/formasi.csv:D2", "Khusus"),
        ("data/formasi.csv:D2", "A-1", "Umum", "Khusus"),
    ),
    "a formation's title": (
        "E624",
        lambda d: d.put("data/formasi.csv:B2", "Penata"),
        ("data/formasi.csv:B2", "", "Arsiparis", "Penata"),
    ),
    "a name": (
        "E611",
        lambda d: d.put("data/pelamar.csv:C2", "Contoh Lain"),
        ("data/pelamar.csv:C2", "26-0001", "Contoh Satu", "Contoh Lain"),
    ),
    "a weight": (
        "E613",
        lambda d: d.rule("bobot = 60", "bobot = 50").rule("bobot = 40", "bobot = 50"),
        ("seleksi.toml:bobot = 50", "", "60", "50"),
    ),
    "a weight with decimals": (
        "E613",
        lambda d: d.rule("bobot = 60", "bobot = 62.5").rule("bobot = 40", "bobot = 37.5"),
        ("seleksi.toml:bobot = 62.5", "", "60", "62,5"),
    ),
    "the rounding": (
        "E613",
        lambda d: d.rule("akhir = 3", "akhir = 2"),
        ("seleksi.toml:akhir = 2", "", "3", "2"),
    ),
    "a threshold": (
        "E613",
        lambda d: d.rule("ambang = 50", "ambang = 55"),
        ("seleksi.toml:ambang = 55", "", "50", "55"),
    ),
    "a default that is written otherwise": (
        "E613",
        lambda d: d.rule("akhir = 3", 'akhir = 3\ncara = "setengah ke genap"'),
        ('seleksi.toml:cara = "setengah ke genap"', "cara", "setengah ke atas", "setengah ke genap"),
    ),
    "a threshold that was not there": (
        "E613",
        lambda d: d.rule('nama = "Praktik"', 'nama = "Praktik"\nambang = 40'),
        ("seleksi.toml:ambang = 40", "tahap[tes].komponen[praktik].ambang", "tidak ada", "40"),
    ),
    "a formation": (
        "E612",
        lambda d: d.put("data/pelamar.csv:E2", "B-1"),
        ("data/pelamar.csv:E2", "26-0001", "A-1", "B-1"),
    ),
}


def at(folder: Path, place: str) -> str:
    """A place; of the rules file the line itself."""
    file, _, line = place.partition(":baris ")
    if file != "seleksi.toml":
        return place
    return f"{file}:{(folder / file).read_text(encoding='utf-8').splitlines()[int(line) - 1]}"


@pytest.mark.parametrize("name", TAMPERED)
def test_a_change_is_found_and_named_and_nothing_is_overwritten(confirmed: Path, name: str) -> None:
    code, change, (place, number, before, after) = TAMPERED[name]
    draft = cut_draft()
    del draft.files["data/wawancara.csv"]
    change(draft)
    rewrite(confirmed, draft)
    kept = digests(confirmed / "hasil")
    outcome = command("rank", confirmed, "--json")
    assert outcome.code == 1
    found = [f for f in outcome.data["temuan"] if f["kode"] == code]
    assert found, outcome.out
    one = found[0]
    assert at(confirmed, one["tempat"]) == place
    assert all(word in one["pesan"] for word in (number, before, after))
    assert ";koreksi;tes;" in one["saran"]
    assert digests(confirmed / "hasil") == kept


@pytest.mark.parametrize("name", [name for name in TAMPERED if name != "a formation"])
def test_the_printed_row_lets_exactly_that_change_through(confirmed: Path, name: str) -> None:
    _, change, _ = TAMPERED[name]
    draft = cut_draft()
    del draft.files["data/wawancara.csv"]
    change(draft)
    rewrite(confirmed, draft)
    advice = [f["saran"] for f in command("check", confirmed, "--json").data["temuan"] if "koreksi" in f["saran"]]
    rows = [text.partition("peristiwa: ")[2].split(";") for text in advice]
    filled = [["20-11-2026", *row[1:9], "BA 9", "Sidang", "Ketua"] for row in rows]
    with_events(draft, *filled)
    rewrite(confirmed, draft)
    assert set(codes(confirmed)) <= {"E616"}
    for row in filled:
        row[8] = "undangan tetap"
    rewrite(confirmed, draft)
    assert command("rank", confirmed).code == 0
    assert [e["komponen"] for e in result(confirmed, "1-tes")["peristiwa"]] == [row[5] for row in filled]
    filled[0][7] += "1"  # another value than the sheet holds
    rewrite(confirmed, draft)
    assert {"E607"} < set(codes(confirmed))


def test_whether_a_default_is_written_changes_nothing(confirmed: Path) -> None:
    """Written and left out again, in both directions; what stands in its place is held against what held."""
    draft = cut_draft()
    del draft.files["data/wawancara.csv"]
    written = 'akhir = 3\ncara = "setengah ke atas"'
    rewrite(confirmed, draft.rule("akhir = 3", written))
    assert codes(confirmed) == []
    assert command("confirm", confirmed, "tes", "--ba", "2", "--tanggal", "2026-11-18").code == 2, "nothing changed"
    rewrite(confirmed, draft.rule(written, 'akhir = 3\ncara = "setengah ke genap"'))
    (one,) = [f for f in command("check", confirmed, "--json").data["temuan"] if f["kode"] == "E613"]
    assert ";aturan pembulatan.cara;setengah ke atas;setengah ke genap;" in one["saran"]
    row = one["saran"].partition("peristiwa: ")[2].split(";")
    rewrite(confirmed, with_events(draft, ["20-11-2026", *row[1:9], "BA 9", "Sidang", "Ketua"]))
    assert codes(confirmed) == []


def test_the_screen_prints_every_row_together_ready_to_paste(confirmed: Path) -> None:
    """Four marks of one file: the rows stand below all findings, each once and whole, and are read as one block."""
    draft = cut_draft()
    del draft.files["data/wawancara.csv"]
    for row in range(2, 6):
        draft.put(f"data/tes.csv:C{row}", 68)
    rewrite(confirmed, draft)
    shown = command("check", confirmed).out
    block = shown[shown.index("Baris untuk buku peristiwa") :].splitlines()[1:]
    rows = [line for line in block if ";koreksi;" in line]
    assert rows == [
        row for f in command("check", confirmed, "--json").data["temuan"] for row in f["baris"] if ";koreksi;" in row
    ]
    assert (len(rows), shown.count(";koreksi;")) == (4, 4)
    filled = [row.replace("(tanggal)", "20-11-2026").replace("(", "").replace(")", "") for row in rows]
    book = "\n".join([";".join(EVENT_HEADS), *filled])
    assert "Baris untuk buku peristiwa (peristiwa.xlsx)" in shown
    (confirmed / "peristiwa.csv").write_text(f"{EVENT_HEADS[0]}\n", encoding="utf-8")
    assert "Baris untuk buku peristiwa (peristiwa.csv)" in command("check", confirmed).out, "the file that is there"
    (confirmed / "peristiwa.csv").write_text(book, encoding="utf-8")
    assert not {"E611", "E607"} & set(codes(confirmed))


def test_the_rest_of_a_stage_is_confirmed_by_the_command_that_status_names(tmp_path: Path) -> None:
    """What was confirmed before and reads the same is no part of later minutes, nor is announced as a correction."""
    folder = Draft().as_text().write(tmp_path)
    assert command("rank", folder).code == 0
    assert confirm(folder, "akhir", "--formasi", "A-1") == (0, "")
    assert announce(folder, "akhir") == (0, "")
    assert f"confirm {folder} akhir" in command("status", folder, "--json").data["selanjutnya"]
    assert confirm(folder, "akhir") == (0, "")
    lines = [json.loads(line) for line in (folder / "riwayat/riwayat.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["formasi"] for line in lines if line["jenis"] == "pengesahan"] == [["A-1"], ["B-1"]]
    code, said = confirm(folder, "akhir")
    assert (code, "sudah disahkan" in said) == (2, True)
    assert announce(folder, "akhir", "--lampirkan", folder / "seleksi.toml") == (0, "")


def test_the_choice_among_nominees_is_confirmed_and_announced_like_any_letter(tmp_path: Path) -> None:
    """From the announced names to the last decree: each step that ``status`` names can be taken, and is enough."""
    draft = (
        Draft()
        .as_text()
        .rule(
            "[peringkat]", '[pengangkatan]\ndasar = "PP 11"\nkode = "P"\narti = "dipilih"\n\n[peringkat]\nnominasi = 2'
        )
    )
    folder = draft.write(tmp_path)
    day = iter(range(17, 31))

    def told() -> tuple[str, str]:
        assert command("rank", folder).code == 0
        for name, option in (("confirm", "--ba"), ("announce", "--nomor")):
            said = command("status", folder, "--json").data["selanjutnya"]
            assert f"{name} {folder} akhir" in said
            kind = said.partition("--jenis ")[2]
            letter = (option, f"{name} {next(day)}", "--tanggal", "2026-12-01")
            assert command(name, folder, "akhir", *letter, *(("--jenis", kind) if kind else ())).code == 0
        return kind, command("status", folder, "--json").data["selanjutnya"]

    kind, following = told()
    assert (kind, "pengangkatan;akhir;A-1;(nomor peserta)" in following) == ("", True)
    assert "Nilai terendah diajukan" in command("rank", folder).out
    saved = load_result(folder / "hasil/akhir")
    facts = saved.formations["A-1"]
    assert (facts.winners, facts.nominated, facts.empty, facts.lowest) == (0, 2, 1, None)
    assert facts.lowest_nominated == min(saved.figures(p)["akhir"] for p in saved.nominated if p.formation == "A-1")
    assert (saved.winners, {p.fate for p in saved.nominated}) == ([], {Fate.NOMINATED})
    pairs = (("A-1", "26-0001"), ("B-1", "26-0004"))
    chosen = [event("pengangkatan", tahap="akhir", formasi=code, peserta=number) for code, number in pairs]
    rewrite(folder, with_events(draft, chosen[0]))
    assert "berubah menurut surat" in command("status", folder, "--json").data["selanjutnya"]
    kind, following = told()
    assert (kind, "pengangkatan;akhir;B-1;" in following) == ("pengangkatan", True)
    rewrite(folder, with_events(draft, *chosen))
    assert told() == ("pengangkatan", "seleksi selesai")
    assert [p["kode"] for p in people(folder).values()] == ["P", "L", "TL", "P", "L"]


def test_figures_of_a_correction_are_written_as_everywhere(confirmed: Path) -> None:
    """(80.5 + 70) / 2 and so on; the printed row has a comma, and a point is taken for it."""
    draft = cut_draft().put("data/tes.csv:B2", "80,5")
    rewrite(confirmed, draft)
    (one,) = [f for f in command("check", confirmed, "--json").data["temuan"] if f["kode"] == "E611"]
    assert "kini 80,5, sedangkan yang disahkan 80" in one["pesan"]
    assert ";tes.teori;80;80,5;" in one["saran"]
    facts = {"tahap": "tes", "peserta": "26-0001", "komponen": "tes.teori", "sebelum": "80"}
    for after in ("80,5", "80.5"):
        rewrite(confirmed, with_events(draft, event("koreksi", **facts, sesudah=after)))
        assert not {"E607", "E611"} & set(codes(confirmed))
    unused = with_events(draft, event("koreksi", **facts, sesudah="81"))
    rewrite(confirmed, unused)
    (one,) = [f for f in command("check", confirmed, "--json").data["temuan"] if f["kode"] == "E607"]
    assert "tes.teori peserta 26-0001: 80 → 81" in one["pesan"]
    assert "yang terbaca sekarang: 80,5." in one["pesan"]
    rewrite(confirmed, unused.put("data/tes.csv:B2", "DIS"))
    (one,) = [f for f in command("check", confirmed, "--json").data["temuan"] if f["kode"] == "E607"]
    assert "yang terbaca sekarang: diskualifikasi." in one["pesan"]


def test_the_kind_of_a_further_announcement_follows_from_what_is_new(tmp_path: Path) -> None:
    draft = Draft().as_text()
    draft.rules += '\n[penggantian]\ndasar = "Uji"\n'
    folder = draft.write(tmp_path)

    def suggested() -> str:
        assert command("rank", folder).code == 0
        day = ("--tanggal", "2026-11-20")
        return command("confirm", folder, "akhir", "--ba", "9", *day).out.partition("--jenis ")[2].split()[0]

    assert command("rank", folder).code == 0
    assert confirm(folder, "akhir") == (0, "")
    assert announce(folder, "akhir") == (0, "")
    draft.event("mengundurkan diri", tahap="akhir", peserta="26-0001")
    draft.event("penggantian", tahap="akhir", formasi="a-1", peserta="26-0002").write(folder)
    assert suggested() == "pengganti"
    number = ("--nomor", "13", "--tanggal", "2026-11-21", "--jenis", "pengganti")
    assert command("announce", folder, "akhir", *number).code == 0
    facts = {"tahap": "wawancara", "peserta": "26-0003", "komponen": "wawancara.skor"}
    draft.put("data/wawancara.csv:B4", "91").event("koreksi", **facts, sebelum="90", sesudah="91").write(folder)
    assert suggested() == "ralat", "the succession is announced already"


HARMLESS = {
    "rows in another order": lambda d: d.rows("data/tes.csv:").append(d.rows("data/tes.csv:").pop(1)),
    "another file name": lambda d: d.files.update({"data/hasil-tes.csv": d.files.pop("data/tes.csv")}),
    "a signature block": lambda _: None,
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_changes_no_value_changes_nothing(confirmed: Path, name: str) -> None:
    draft = cut_draft()
    del draft.files["data/wawancara.csv"]
    HARMLESS[name](draft)
    if name == "another file name":
        (confirmed / "data/tes.csv").unlink()
        draft.rule("data/tes.csv", "data/hasil-tes.csv")
    if name == "a signature block":
        draft.rules += '\n[pengesahan]\ntempat = "Contoh"\n'
    rewrite(confirmed, draft)
    assert codes(confirmed) == []


def test_moving_the_folder_changes_nothing(confirmed: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("lain") / "seleksi"
    shutil.copytree(confirmed, elsewhere)
    assert codes(elsewhere) == []


def test_a_confirmed_stage_whose_marks_are_gone(confirmed: Path) -> None:
    (confirmed / "data/tes.csv").unlink()
    assert codes(confirmed) == ["E620"]


# --- corrections that change who is invited -----------------------------------------------------------------


def corrected(folder: Path, consequence: str) -> Draft:
    """26-0003 gets 40 points more and passes 26-0001: 160 against 150."""
    draft = with_events(
        cut_draft().put("data/tes.csv:B4", "100"),
        event(
            "koreksi",
            tahap="tes",
            peserta="26-0003",
            komponen="tes.teori",
            sebelum="60",
            sesudah="100",
            akibat=consequence,
        ),
    )
    rewrite(folder, draft)
    return draft


def test_the_committee_has_to_say_what_becomes_of_those_invited(confirmed: Path) -> None:
    corrected(confirmed, "")
    (one,) = [f for f in command("check", confirmed, "--sampai", "tes", "--json").data["temuan"] if f["kode"] == "E616"]
    assert "masuk 26-0003 (Contoh Tiga); keluar 26-0001 (Contoh Satu)" in one["pesan"]


def test_an_absence_ends_an_invitation_whatever_is_said_of_it(confirmed: Path) -> None:
    """26-0001 was invited and was absent, as the corrected cell says: the message says that this cannot stand."""
    told = {"peserta": "26-0001", "komponen": "tes.praktik", "sebelum": "70", "sesudah": "tidak hadir"}
    for consequence in ("", "undangan tetap"):
        draft = with_events(
            cut_draft().put("data/tes.csv:C2", "TH"), event("koreksi", tahap="tes", akibat=consequence, **told)
        )
        draft.write(confirmed)
        asked = [
            f for f in command("check", confirmed, "--sampai", "tes", "--json").data["temuan"] if f["kode"] == "E616"
        ]
        assert bool(asked) is (not consequence)
        if asked:
            assert "keluar 26-0001 (Contoh Satu, tidak hadir)" in asked[0]["pesan"]
            assert "kecuali yang tidak hadir" in asked[0]["saran"]
    assert command("rank", confirmed, "--sampai", "tes").code == 0
    assert people(confirmed, "1-tes")["26-0001"]["nasib"] == ["tidak_hadir"]


def test_whoever_was_invited_and_is_in_no_list_any_more_is_named(confirmed: Path) -> None:
    draft = cut_draft()
    for file in ("pelamar", "tes"):
        rows = draft.rows(f"data/{file}.csv:")
        rows[:] = [row for row in rows if row[0] != "26-0001"]
    told = {"peserta": "26-0001", "komponen": "formasi", "sebelum": "A-1", "sesudah": "tidak ada"}
    rewrite(confirmed, with_events(draft, event("koreksi", tahap="tes", formasi="A-1", **told)))
    (one,) = [f for f in command("check", confirmed, "--sampai", "tes", "--json").data["temuan"] if f["kode"] == "E616"]
    assert "keluar 26-0001 (Contoh Satu, tidak ada lagi dalam daftar)" in one["pesan"]
    for consequence in ("undangan tetap", "undangan diulang"):
        said = event("koreksi", tahap="tes", formasi="A-1", akibat=consequence, **told)
        rewrite(confirmed, with_events(draft, said))
        assert codes(confirmed, "--sampai", "tes") == []


@pytest.mark.parametrize(
    ("consequence", "invited"),
    [("undangan tetap", {"26-0001", "26-0002", "26-0003"}), ("undangan diulang", {"26-0002", "26-0003"})],
)
def test_invitations_stand_or_are_drawn_anew(confirmed: Path, consequence: str, invited: set[str]) -> None:
    corrected(confirmed, consequence)
    assert command("rank", confirmed, "--sampai", "tes").code == 0
    listed = people(confirmed, "1-tes")
    assert {n for n, p in listed.items() if p["nasib"] == ["lanjut"] and p["formasi"] == "A-1"} == invited
    assert confirm(confirmed, "tes") == (0, "")
    assert codes(confirmed, "--sampai", "tes") == []  # the new confirmation holds the correction
    assert command("rank", confirmed, "--sampai", "tes").code == 0
    assert {
        n for n, p in people(confirmed, "1-tes").items() if p["nasib"] == ["lanjut"] and p["formasi"] == "A-1"
    } == invited
    # two places, three that go on: whoever reads the list or asks is told why
    stands = consequence == "undangan tetap"
    assert ("undangannya tetap sesudah koreksi: 26-0001" in command("explain", confirmed, "26-0002").out) == stands
    assert command("announce", confirmed, "tes", "--nomor", "P 1", "--tanggal", "2026-12-10").code == 0
    assert command("report", confirmed, "--dokumen", "halaman").code == 0
    page = (confirmed / "hasil/publik/index.html").read_text(encoding="utf-8")
    assert ("Tetap lanjut karena undangannya tetap sesudah koreksi: 26-0001 (A-1)." in page) == stands


@pytest.fixture
def standing(confirmed: Path) -> tuple[Path, Draft]:
    """26-0001 stays invited to the interview by minutes that the confirmed test holds, and wins the seat."""
    draft = corrected(confirmed, "undangan tetap").event("izin simulasi", oleh="Ketua")
    draft.write(confirmed)
    assert command("rank", confirmed, "--sampai", "tes").code == 0
    assert confirm(confirmed, "tes") == (0, "")
    draft.put("data/wawancara.csv:B2", "100").put("data/wawancara.csv:B4", "80").write(confirmed)
    assert command("rank", confirmed).code == 0
    assert confirm(confirmed, "akhir") == (0, "")
    return confirmed, draft


def test_an_invitation_that_stands_stands_in_every_view(standing: tuple[Path, Draft]) -> None:
    folder, _ = standing
    found = command("check", folder, "--json").data["temuan"]
    assert not [f for f in found if f["kode"] in {"I312", "E615", "E616"}]
    assert people(folder)["26-0001"]["kode"] == "L"  # 45 + 40 = 85 against 48 + 32 = 80 and 45 + 28 = 73
    for options in (("--pembulatan", "bobot=3"), ("--bobot", "tes=60")):
        assert command("simulate", folder, *options, "--json").data["perubahan"]["berpindah"] == []
    assert "undangannya" in command("explain", folder, "26-0001", "--sampai", "tes").out


def test_a_rule_that_comes_with_the_end_asks_nothing_of_earlier_stages(standing: tuple[Path, Draft]) -> None:
    """One row lets it through in every run, also once a confirmation holds it, and no invitation is in question."""
    folder, draft = standing
    draft.rules += '\n[penggantian]\ndasar = "Uji"\n'
    rule = {"komponen": "aturan penggantian.dasar", "sebelum": "tidak ada", "sesudah": "Uji"}
    draft.event("koreksi", tahap="akhir", **rule).write(folder)
    for settled in (False, True):
        assert codes(folder) == codes(folder, "--sampai", "tes") == []
        for stage in ("tes", "wawancara", "akhir"):
            assert command("rank", folder, "--sampai", stage).code == 0
        assert settled or confirm(folder, "akhir") == (0, "")


LATER: dict[str, tuple[str, object, list[str]]] = {
    "a mark of the interview": ("data/wawancara.csv:B3", "71", ["E611"]),
    "a mark of the test": ("data/tes.csv:C3", 61, ["E611"]),
    "a slip in the interview": ("data/wawancara.csv:B3", "abc", ["E201", "E611"]),
}


@pytest.mark.parametrize("name", LATER)
def test_an_invitation_stands_whatever_else_changes(standing: tuple[Path, Draft], name: str) -> None:
    folder, draft = standing
    cell, value, expected = LATER[name]
    draft.put(cell, value).write(folder)
    assert codes(folder) == expected
    draft.put("data/pelamar.csv:E3", "B-1").put("data/pelamar.csv:E4", "B-1").write(folder)
    assert "E616" not in codes(folder), "nothing is asked where more changed than was corrected"


def test_an_invitation_stands_beside_a_later_correction_that_draws_anew(standing: tuple[Path, Draft]) -> None:
    """26-0002 falls from 150 to 140 behind 26-0001 with 150: only about 26-0002 the new minutes have to speak."""
    folder, draft = standing
    draft.put("data/tes.csv:C3", 50).put("data/tes.csv:C2", 75)
    rows = [("26-0002", "60", "50"), ("26-0001", "70", "75")]
    for consequence in ("", "undangan diulang"):
        told = with_events(draft, *draft.rows("peristiwa.csv:")[1:3])
        for person, before, after in rows:
            values = {"peserta": person, "komponen": "tes.praktik", "sebelum": before, "sesudah": after}
            told.event("koreksi", tahap="tes", akibat=consequence, **values)
        told.write(folder)
        assert ("E616" in codes(folder)) is (not consequence)
    assert command("rank", folder, "--sampai", "tes").code == 0
    fates = {n: p["nasib"] for n, p in people(folder, "1-tes").items() if p["formasi"] == "A-1"}
    assert fates == {"26-0001": ["lanjut"], "26-0002": ["tidak_lanjut"], "26-0003": ["lanjut"]}


# --- outcomes that no changed fact explains -----------------------------------------------------------------

ELSEWHERE: dict[str, tuple[str, str, str, str, str]] = {
    "a name in the formation": ("26-0003", "C4", "nama", "Contoh Tiga", "Contoh Tigo"),
    "a name in another": ("26-0004", "C5", "nama", "Contoh Empat", "Contoh Ampat"),
    "a mark in the formation": ("26-0003", "B4", "tes.teori", "60", "61"),
    "a mark in another": ("26-0005", "B6", "tes.teori", "50", "51"),
}


def equals() -> Draft:
    """26-0001 and 26-0002 have the same marks: the older one, 26-0001, wins; 26-0003 may be anything behind them."""
    draft = Draft().as_text().put("data/tes.csv:B3", 80).put("data/tes.csv:C3", 70)
    return draft.put("data/wawancara.csv:B3", "80").put("data/wawancara.csv:B4", "50")


def final(draft: Draft, folder: Path) -> Draft:
    draft.write(folder)
    assert command("rank", folder).code == 0
    assert confirm(folder, "akhir") == (0, "")
    assert announce(folder, "akhir") == (0, "")
    return draft


def younger(draft: Draft, folder: Path) -> list[str]:
    """What is reported of whom once 26-0001 is made younger than 26-0002, and so loses the seat."""
    draft.put("data/pelamar.csv:D2", "01-01-1992").write(folder)
    assert command("rank", folder).code == 1
    found = [f for f in command("check", folder, "--json").data["temuan"] if f["kode"] in {"E615", "E625"}]
    assert [f["tempat"] for f in found] == ["data/pelamar.csv:D2"]
    return [" ".join(f["saran"].partition("peristiwa: ")[2].split(";")[4:6]) for f in found]


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_correction_explains_only_what_follows_from_it(tmp_path: Path, name: str) -> None:
    person, cell, component, before, after = ELSEWHERE[name]
    draft = final(equals(), tmp_path)
    told = {"peserta": person, "komponen": component, "sebelum": before, "sesudah": after}
    file = "pelamar" if component == "nama" else "tes"
    draft.put(f"data/{file}.csv:{cell}", after).event("koreksi", tahap="akhir", **told).write(tmp_path)
    assert codes(tmp_path) == []
    assert younger(draft, tmp_path) == ["26-0001 pelamar.lahir"]


def test_a_rule_that_changed_explains_no_other_order_by_birth(tmp_path: Path) -> None:
    draft = final(equals(), tmp_path).rule("akhir = 3", "akhir = 2")
    draft.event("koreksi", tahap="akhir", komponen="aturan pembulatan.akhir", sebelum="3", sesudah="2").write(tmp_path)
    assert codes(tmp_path) == []
    assert younger(draft, tmp_path) == ["26-0001 pelamar.lahir"]


@pytest.mark.parametrize("rules", [False, True])
def test_a_correction_to_an_absence_lets_no_disqualification_through(tmp_path: Path, rules: bool) -> None:
    draft = final(equals(), tmp_path)
    if rules:
        draft.rule("akhir = 3", "akhir = 2")
        draft.event("koreksi", tahap="akhir", komponen="aturan pembulatan.akhir", sebelum="3", sesudah="2")
    told = {"peserta": "26-0003", "komponen": "tes.praktik", "sebelum": "60", "sesudah": "tidak hadir"}
    draft.put("data/tes.csv:C4", "TH").event("koreksi", tahap="akhir", **told).write(tmp_path)
    assert codes(tmp_path) == []
    draft.put("data/tes.csv:C4", "DIS").write(tmp_path)
    assert "E611" in codes(tmp_path)


def test_a_correction_that_was_confirmed_lets_nothing_through_again(tmp_path: Path) -> None:
    """50 → 51 and back are both confirmed; 51 once more takes a row of its own."""
    draft = final(equals(), tmp_path)
    for number, (before, after) in enumerate((("50", "51"), ("51", "50")), 1):
        told = {"peserta": "26-0005", "komponen": "tes.teori", "sebelum": before, "sesudah": after}
        draft.put("data/tes.csv:B6", after).event("koreksi", tahap="akhir", nomor_surat=f"BA {number}", **told)
        assert (codes(draft.write(tmp_path)), command("rank", tmp_path).code) == ([], 0)
        assert command("confirm", tmp_path, "akhir", "--ba", f"800/2{number}", "--tanggal", "2026-11-20").code == 0
    draft.put("data/tes.csv:B6", "51").write(tmp_path)
    assert "E611" in codes(tmp_path)


@pytest.mark.parametrize("what", ["a file", "a link to nothing"])
def test_a_record_that_is_no_folder_is_damage(confirmed: Path, what: str) -> None:
    shutil.rmtree(confirmed / "riwayat")
    if what == "a file":
        (confirmed / "riwayat").write_text("", encoding="utf-8")
    else:
        (confirmed / "riwayat").symlink_to("tidak-ada")
    assert "E618" in codes(confirmed)


def test_whoever_is_taken_out_of_the_register_is_taken_out_by_a_row(tmp_path: Path) -> None:
    draft = final(equals(), tmp_path)
    for file in ("pelamar", "tes", "wawancara"):
        rows = draft.rows(f"data/{file}.csv:")
        rows[:] = [row for row in rows if row[0] != "26-0003"]
    draft.write(tmp_path)
    (found,) = [f for f in command("check", tmp_path, "--json").data["temuan"] if f["kode"] == "E612"]
    person, component, before, after = found["saran"].partition("peristiwa: ")[2].split(";")[4:8]
    assert (person, component, before, after) == ("26-0003", "formasi", "A-1", "tidak ada")
    told = {"peserta": person, "komponen": component, "sebelum": before, "sesudah": after}
    draft.event("koreksi", tahap="akhir", formasi="A-1", **told).write(tmp_path)
    assert codes(tmp_path) == []
    draft.event("koreksi", tahap="akhir", **told | {"peserta": "26-0009"}).write(tmp_path)
    assert codes(tmp_path) == ["E607"]


def test_a_corrected_mark_explains_the_places_of_those_it_passes(tmp_path: Path) -> None:
    draft = final(equals(), tmp_path).put("data/tes.csv:B4", 100).put("data/tes.csv:C4", 100)
    for component in ("teori", "praktik"):
        told = {"komponen": f"tes.{component}", "sebelum": "60", "sesudah": "100"}
        draft.event("koreksi", tahap="akhir", peserta="26-0003", **told)
    draft.write(tmp_path)
    assert codes(tmp_path) == []


def test_a_withdrawal_that_was_confirmed_explains_nothing_afterwards(tmp_path: Path) -> None:
    draft = equals().event("mengundurkan diri", tahap="tes", formasi="A-1", peserta="26-0003")
    assert younger(final(draft, tmp_path), tmp_path) == ["26-0001 pelamar.lahir"]


# --- cells that hasil.json does not hold -----------------------------------------------------------------------


def of_code(folder: Path, code: str) -> list[dict[str, Any]]:
    return [f for f in command("check", folder, "--json").data["temuan"] if f["kode"] == code]


def test_an_attribute_that_a_later_stage_reads_is_compared_and_not_kept_in_the_clear(confirmed: Path) -> None:
    """Only the end orders by birth; the test was confirmed. Another way of writing the day, and a NIK, say nothing."""
    draft = cut_draft()
    del draft.files["data/wawancara.csv"]
    kept = "".join(path.read_text("utf-8", "replace") for path in (confirmed / "riwayat").rglob("*.json*"))
    assert not re.search("1990|726468|99011201", kept), "the day, its ordinal, and the NIK"
    rewrite(
        confirmed, draft.put("data/pelamar.csv:D2", "1 Januari 1990").put("data/pelamar.csv:B3", "9901120202910009")
    )
    assert codes(confirmed) == []
    rewrite(confirmed, draft.put("data/pelamar.csv:D2", "02-01-1990"))
    (one,) = of_code(confirmed, "E625")
    assert codes(confirmed) == ["E625"]
    assert (one["tempat"], "Tanggal Lahir peserta 26-0001" in one["pesan"]) == ("data/pelamar.csv:D2", True)
    assert not re.search("1990|726468|726469", one["saran"] + one["pesan"])
    row = one["saran"].partition("peristiwa: ")[2].split(";")
    rewrite(confirmed, with_events(draft, ["20-11-2026", *row[1:9], "BA 9", "Sidang", "Ketua"]))
    assert command("rank", confirmed).code == 0
    rewrite(confirmed, draft.put("data/pelamar.csv:D2", "03-01-1990"))
    assert codes(confirmed) == ["E607", "E625"], "the row lets one day through, and no other"


def test_what_makes_no_difference_to_an_attribute_is_no_change(tmp_path: Path) -> None:
    """Evidence said in other words, a choice in other letters, and an attribute that no rule reads.

    One cell with a NIK among the evidence takes the others out of no comparison.
    """
    folder = tmp_path / "sawahlunto"
    shutil.copytree(SAMPLES / "sawahlunto", folder, ignore=shutil.ignore_patterns("hasil*", "riwayat"))
    book = openpyxl.load_workbook(folder / "data/pelamar.xlsx")
    sheet = book.active
    heads = {cell.value: cell.column for cell in next(sheet.iter_rows(max_row=1))}
    last = next(row for row in range(sheet.max_row, 2, -1) if sheet.cell(row, heads["Nomor STR"]).value)
    sheet.cell(last, heads["Nomor STR"]).value = "STR 9901014101800001"
    book.save(folder / "data/pelamar.xlsx")
    assert command("rank", folder).code == 0
    assert confirm(folder, "akhir") == (0, "")
    at = next(row for row in range(2, 99) if sheet.cell(row, heads["Status STR"]).value == "Aktif")
    for heading, word in (("Status STR", " AKTIF "), ("Nomor STR", "ada, STR-99"), ("Jenis Kelamin", "P")):
        sheet.cell(at, heads[heading]).value = word
    book.save(folder / "data/pelamar.xlsx")
    assert codes(folder) == []
    sheet.cell(at, heads["Nomor STR"]).value = "belum ada"
    book.save(folder / "data/pelamar.xlsx")
    assert [f["tempat"].rpartition("!")[2] for f in of_code(folder, "E625")] == [f"I{at}"]


def test_whoever_leaves_a_formation_that_was_not_confirmed_yet_holds_up_nothing(tmp_path: Path) -> None:
    """A-1 was confirmed by itself, and its outcome holds everybody; 26-0005 of B-1 withdraws before B-1 is."""
    folder = cut_draft().write(tmp_path)
    assert command("rank", folder, "--sampai", "tes").code == 0
    assert confirm(folder, "tes", "--formasi", "A-1") == (0, "")
    draft = cut_draft().event("mengundurkan diri", tahap="tes", peserta="26-0005")
    draft.put("data/wawancara.csv:B6", None).write(folder)
    assert codes(folder, "--sampai", "tes") == []
    cut_draft().event("mengundurkan diri", tahap="tes", peserta="26-0001").write(folder)
    assert "E608" in codes(folder, "--sampai", "tes"), "of A-1 that was confirmed otherwise"


def test_nobody_is_invited_to_anything_by_the_last_stage(tmp_path: Path) -> None:
    """A corrected interview lets 26-0002 pass: whoever passes is ranked, and no invitation has to be spoken of."""
    draft = Draft().as_text().rule('kode = "skor"', 'kode = "skor"\nambang = 72')
    folder = draft.write(tmp_path)
    assert command("rank", folder, "--sampai", "wawancara").code == 0
    assert confirm(folder, "wawancara") == (0, "")
    told = {"peserta": "26-0002", "komponen": "wawancara.skor", "sebelum": "70", "sesudah": "75"}
    draft.put("data/wawancara.csv:B3", "75").event("koreksi", tahap="wawancara", **told).write(folder)
    assert codes(folder) == []
    assert command("rank", folder).code == 0


def tied() -> Draft:
    """26-0001 and 26-0002 are equal for the one seat of A-1: 75 × 60% + 80 × 40% = 77."""
    draft = Draft().as_text().rule('urut = ["akhir", "tes", "pelamar.lahir: tertua"]', 'urut = ["akhir"]')
    return draft.put("data/wawancara.csv:B3", 80)


def test_a_decision_on_which_a_confirmed_outcome_rests_may_not_be_turned(tmp_path: Path) -> None:
    """Neither beside a rule that a row lets change nor by another letter; a row that takes it back does."""
    told = {"tahap": "akhir", "formasi": "A-1"}
    decided = event("keputusan seri", peserta="26-0002; 26-0001", **told)
    with_events(tied(), decided).write(tmp_path)
    assert command("rank", tmp_path).code == 0
    assert confirm(tmp_path, "akhir") == (0, "")
    assert codes(tmp_path) == []
    rule = event("koreksi", tahap="akhir", komponen="aturan peringkat.cadangan", sebelum="0", sesudah="1")
    turned, other = event("keputusan seri", peserta="26-0001; 26-0002", **told), [*decided]
    other[EVENT_HEADS.index("Nomor Surat")] = "BA 777"
    more = tied().rule('urut = ["akhir"]', 'cadangan = 1\nurut = ["akhir"]')
    with_events(more, decided, rule).write(tmp_path)
    assert codes(tmp_path) == []
    for rows in ([rule], [other, rule], [turned, rule]):
        with_events(more, *rows).write(tmp_path)
        assert "E626" in codes(tmp_path), rows
    (one,) = of_code(tmp_path, "E626")
    (row,) = csv.reader([one["saran"].partition("peristiwa: ")[2]], delimiter=";")
    assert row[5:8] == [
        "peristiwa keputusan seri",
        "2026-11-20; akhir; A-1; 26-0002; 26-0001; BA 9; Sidang; Ketua",
        "2026-11-20; akhir; A-1; 26-0001; 26-0002; BA 9; Sidang; Ketua",
    ]
    taken_back = ["20-11-2026", *row[1:9], "BA 10", "Sidang", "Ketua"]
    with_events(more, turned, rule, taken_back).write(tmp_path)
    assert codes(tmp_path) == []
    assert command("rank", tmp_path).code == 0
    assert people(tmp_path)["26-0001"]["nasib"][-1] == "lulus"
    again = command("confirm", tmp_path, "akhir", "--ba", "800/12", "--tanggal", "2026-11-21")
    assert (again.code, "formasi A-1, B-1" in again.out, codes(tmp_path)) == (0, True, []), "the rule is B-1's too"


def test_the_marks_of_a_repeated_exam_are_compared(tmp_path: Path) -> None:
    draft = tied()
    draft.rules += 'ujian_ulang = { berkas = "data/ulang.csv", maksimum = 100, dasar = "Surat", kolom = "Nilai" }\n'
    draft.files["data/ulang.csv"] = {"": [["Nomor Peserta", "Nilai"], ["26-0001", "70"], ["26-0002", "80"]]}
    draft.write(tmp_path)
    assert command("rank", tmp_path).code == 0
    assert confirm(tmp_path, "akhir") == (0, "")
    draft.put("data/ulang.csv:B3", "81").write(tmp_path)
    (one,) = of_code(tmp_path, "E611")
    assert (one["tempat"], "ujian_ulang peserta 26-0002 kini 81" in one["pesan"]) == ("data/ulang.csv:B3", True)
    told = {"peserta": "26-0002", "komponen": "akhir.ujian_ulang", "sebelum": "80", "sesudah": "81"}
    draft.event("koreksi", tahap="akhir", **told).write(tmp_path)
    assert codes(tmp_path) == []


def test_a_further_session_and_another_way_to_write_a_number_are_no_change(confirmed: Path) -> None:
    rules = confirmed / "seleksi.toml"
    text = (
        rules.read_text("utf-8").replace("bobot = 60\n", "bobot = 60.0\n").replace("maksimum = 100", "maksimum = 1e2")
    )
    text = text.replace('berkas = "data/wawancara.csv"\nbobot = 40\n', "bobot = 40\n")
    session = '[[tahap.sesi]]\nnama = "{0}"\nberkas = "data/{0}.csv"\n\n[[tahap.komponen]]\nkode = "skor"'
    for names in (["Pagi"], ["Pagi", "Siang"]):
        more = "\n".join(session.format(name).partition("[[tahap.komponen]]")[0] for name in names)
        rules.write_text(
            text.replace('[[tahap.komponen]]\nkode = "skor"', more + '[[tahap.komponen]]\nkode = "skor"'), "utf-8"
        )
        assert codes(confirmed, "--sampai", "tes") == []


def test_a_word_of_state_that_was_confirmed_may_not_go(tmp_path: Path) -> None:
    """Absent in both parts, then in one: the stage says the same of 26-0003, the cell does not."""
    draft = final(equals().put("data/tes.csv:B4", "TH").put("data/tes.csv:C4", "TH"), tmp_path)
    assert codes(tmp_path) == []
    draft.put("data/tes.csv:B4", "").write(tmp_path)
    (one,) = of_code(tmp_path, "E611")
    assert (one["tempat"], codes(tmp_path)) == ("data/tes.csv:B4", ["E611"])
    assert "kini tidak ada, sedangkan yang disahkan tidak hadir" in one["pesan"]
    told = {"peserta": "26-0003", "komponen": "tes.teori", "sebelum": "tidak hadir", "sesudah": "tidak ada"}
    draft.event("koreksi", tahap="akhir", **told).write(tmp_path)
    assert codes(tmp_path) == []
    draft.put("data/tes.csv:B4", "DIS").write(tmp_path)
    assert "E611" in codes(tmp_path)


OF_RULES = {
    "a bonus": ("sawahlunto", "persen = 10", "persen = 9", "pelamar.xlsx", "Nomor STR", "tidak ada", "E625"),
    "a category": (
        "kasemen",
        '"Dipertimbangkan" = 70',
        '"Dipertimbangkan" = 71',
        "psikotes.xlsx",
        "Kesimpulan",
        "Disarankan",
        "E611",
    ),
}


@pytest.mark.parametrize("name", OF_RULES)
def test_figures_that_follow_from_a_rule_alone_are_explained_by_it(tmp_path: Path, name: str) -> None:
    """One rule is one row, however many figures it makes; a cell that was changed beside it is found all the same."""
    sample, old, new, file, heading, word, code = OF_RULES[name]
    folder = tmp_path / sample
    shutil.copytree(SAMPLES / sample, folder, ignore=shutil.ignore_patterns("hasil*", "riwayat"))
    assert command("rank", folder).code == 0
    assert confirm(folder, "akhir") == (0, "")
    rules = (folder / "seleksi.toml").read_text(encoding="utf-8")
    (folder / "seleksi.toml").write_text(rules.replace(old, new), encoding="utf-8")
    (one,) = [f for f in command("check", folder, "--json").data["temuan"] if f["kode"] in {"E611", "E613", "E625"}]
    assert one["kode"] == "E613"
    row = one["saran"].partition("peristiwa: ")[2].replace("(tanggal)", "20-11-2026").replace("(", "").replace(")", "")
    with (folder / "peristiwa.csv").open("a", encoding="utf-8") as book:
        book.write(("" if book.tell() else ";".join(EVENT_HEADS) + "\n") + row + "\n")
    assert not {"E611", "E613", "E615", "E625"} & set(codes(folder))
    sheet = openpyxl.load_workbook(folder / "data" / file)
    cells = {cell.value: cell.column for cell in next(sheet.active.iter_rows(max_row=1))}
    at = next(
        row for row in range(2, 99) if str(sheet.active.cell(row, cells[heading]).value).startswith(("STR", "Dip"))
    )
    sheet.active.cell(at, cells[heading]).value = word
    sheet.save(folder / "data" / file)
    assert code in codes(folder)


# --- events -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "fate"), [("mengundurkan diri", "mengundurkan_diri"), ("diskualifikasi", "diskualifikasi")]
)
def test_who_leaves_is_out_at_the_stage_named(tmp_path: Path, kind: str, fate: str) -> None:
    draft = with_events(cut_draft(), event(kind, tahap="wawancara", peserta="26-0001"))
    folder = draft.write(tmp_path)
    assert command("rank", folder).code == 0
    assert people(folder)["26-0001"]["nasib"] == ["lanjut", fate]
    assert people(folder)["26-0002"]["nasib"][-1] == "lulus"


def test_who_leaves_after_a_confirmation_leaves_at_the_next_stage(confirmed: Path) -> None:
    draft = with_events(cut_draft(), event("mengundurkan diri", tahap="tes", peserta="26-0001"))
    rewrite(confirmed, draft)
    assert codes(confirmed) == ["E608"], "the cells hold their marks"
    draft = with_events(cut_draft(), event("mengundurkan diri", tahap="wawancara", peserta="26-0001"))
    rewrite(confirmed, draft)
    assert codes(confirmed) == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (event("mundur", tahap="tes", peserta="26-0001"), "E601"),
        (event("mengundurkan diri", peserta="26-0001"), "E602"),
        (event("mengundurkan diri", tahap="tes", peserta="26-0001", tanggal="kemarin"), "E602"),
        (event("mengundurkan diri", tahap="tess", peserta="26-0001"), "E603"),
        (event("koreksi", komponen="tes", sebelum="1", sesudah="2", akibat="entah"), "E603"),
        (event("temuan diterima", komponen="E401", sebelum="*"), "E605"),
        (event("mengundurkan diri", tahap="tes", peserta="26-9999"), "E606"),
        (event("keputusan seri", formasi="Z", peserta="26-0001; 26-0002"), "E606"),
        (event("keputusan seri", formasi="A-1", peserta="26-0001, 26-0002"), "E606"),
        (event("mengundurkan diri", tahap="tes", formasi="B-1", peserta="26-0001"), "E609"),
        (event("mengundurkan diri", tahap="akhir", formasi="B-1", peserta="26-0001"), "E609"),
        (event("koreksi", peserta="26-0001", komponen="tes.teori", sebelum="80", sesudah="81"), "E607"),
        (event("keputusan seri", formasi="A-1", peserta="26-0001; 26-0002"), "E504"),
    ],
)
def test_an_event_that_cannot_be_carried_out_stops(tmp_path: Path, row: list[str], code: str) -> None:
    folder = with_events(Draft().as_text(), row).write(tmp_path)
    assert codes(folder) == [code]


def test_what_happens_once_is_written_once(tmp_path: Path) -> None:
    draft = Draft().as_text()
    draft.rules += '\n[penggantian]\ndasar = "PP 11/2017"\n'
    draft.event("mengundurkan diri", tahap="akhir", formasi="B-1", peserta="26-0004")
    draft.event("penggantian", tahap="akhir", formasi="B-1", peserta="26-0005")
    assert codes(draft.write(tmp_path)) == []
    draft.event("penggantian", tahap="akhir", formasi="B-1", peserta="26-0005", nomor_surat="BA 10")
    (one,) = [f for f in command("check", draft.write(tmp_path), "--json").data["temuan"] if f["kode"] == "E609"]
    assert "sudah dicatat pada peristiwa.csv:baris 3 dengan surat BA 9" in one["pesan"]
    assert command("rank", tmp_path).code == 1
    assert people(tmp_path)["26-0005"]["kode"] == "L", "twice the same says nothing else, and holds nothing up"


def test_an_empty_book_of_events_says_nothing(tmp_path: Path) -> None:
    draft = Draft().as_text()
    draft.files["peristiwa.xlsx"] = {"Peristiwa": [EVENT_HEADS]}
    assert codes(draft.write(tmp_path)) == []


def test_two_books_of_events_stop(tmp_path: Path) -> None:
    draft = with_events(Draft().as_text(), event("mengundurkan diri", tahap="tes", peserta="26-0001"))
    draft.files["peristiwa.xlsx"] = {"Peristiwa": draft.rows("peristiwa.csv:")}
    assert codes(draft.write(tmp_path)) == ["E604"]


# --- a record that somebody changed -------------------------------------------------------------------------


def lines(folder: Path, change: Any) -> None:
    path = folder / "riwayat/riwayat.jsonl"
    kept = path.read_text(encoding="utf-8").splitlines()
    path.write_text("".join(f"{line}\n" for line in change(kept)), encoding="utf-8")


def edit_with_sum(folder: Path, name: str) -> None:
    """Change one digit of a kept file, and its hash in the list beside it."""
    sums, before = folder / "SHA256SUMS", (folder / name).read_bytes()
    after = re.sub(rb"[0-9]", lambda hit: b"0" if hit[0] != b"0" else b"1", before, count=1)
    (folder / name).write_bytes(after)
    old, new = (hashlib.sha256(content).hexdigest() for content in (before, after))
    sums.write_text(sums.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


DAMAGED = {
    "a line edited": ("E618", lambda f: lines(f, lambda t: [t[0], t[1].replace("800/11", "800/99"), *t[2:]])),
    "lines reordered": ("E618", lambda f: lines(f, lambda t: [t[0], t[2], t[1]])),
    "the first confirmation removed": ("E618", lambda f: lines(f, lambda t: [t[0], t[2]])),
    "the end cut off": ("E618", lambda f: lines(f, lambda t: t[:1])),
    "no record left": ("E618", lambda f: (f / "riwayat/riwayat.jsonl").unlink()),
    "nonsense": ("E618", lambda f: (f / "riwayat/riwayat.jsonl").write_bytes(b"\xff\xfe{")),
    "a line that is none": ("E618", lambda f: lines(f, lambda t: [t[0], t[1].replace('["A-1","B-1"]', "5"), t[2]])),
    "half a character": ("E618", lambda f: lines(f, lambda t: [t[0], t[1], t[2].replace("{", r'{"z":"\ud800",', 1)])),
    "a number beyond all": ("E618", lambda f: lines(f, lambda t: [t[0], t[1].replace('"tes"', "1e999"), t[2]])),
    "a list edited": ("E617", lambda f: (f / "riwayat/1-tes/peringkat.xlsx").write_bytes(b"PK")),
    "a line that is a number": ("E618", lambda f: lines(f, lambda t: [t[0], "5", t[2]])),
    "a fingerprint removed": (
        "E617",
        lambda f: lines(f, lambda t: [t[0], re.sub(r'"hasil":"[0-9a-f]+",', "", t[1]), *t[2:]]),
    ),
    "the fingerprint of its rules exchanged": (
        "E617",
        lambda f: lines(f, lambda t: [t[0], re.sub(r'"aturan":"[0-9a-f]{4}', '"aturan":"0000', t[1])]),
    ),
    "its formations otherwise": (
        "E617",
        lambda f: lines(f, lambda t: [t[0], t[1].replace('["A-1","B-1"]', '["A-1","A-1"]')]),
    ),
    "an announcement of nothing": ("E618", lambda f: lines(f, lambda t: [*t[:2], t[2].replace('"pengesahan"', '"x"')])),
    "an announcement of what is not kept": (
        "E618",
        lambda f: lines(f, lambda t: [*t[:2], t[2].replace('"simpanan":"1-tes"', '"simpanan":"2-tes"')]),
    ),
    "an announcement of no kind": ("E618", lambda f: lines(f, lambda t: [*t[:2], t[2].replace('"awal"', '"x"')])),
    "the selection named again": ("E618", lambda f: lines(f, lambda t: [*t, t[0]])),
    "a blank added": ("E618", lambda f: lines(f, lambda t: [t[0], t[1].replace(",", ", "), t[2]])),
    "a kept outcome edited": (
        "E617",
        lambda f: (f / "riwayat/1-tes/hasil.json").write_text(
            (f / "riwayat/1-tes/hasil.json").read_text(encoding="utf-8").replace('"lanjut"', '"gugur"'),
            encoding="utf-8",
        ),
    ),
    "the last number edited": ("E618", lambda f: lines(f, lambda t: [*t[:2], t[2].replace("800/12", "800/99")])),
    "the last date edited": ("E618", lambda f: lines(f, lambda t: [*t[:2], t[2].replace("11-19", "11-18")])),
    "the last announcement removed": ("E618", lambda f: lines(f, lambda t: t[:2])),
    "the sums removed": ("E618", lambda f: (f / "riwayat/SHA256SUMS").unlink()),
    "a list edited along with its sum": ("E617", lambda f: edit_with_sum(f / "riwayat/1-tes", "peringkat.csv")),
    "the cells edited along with their sum": ("E617", lambda f: edit_with_sum(f / "riwayat/1-tes", "isian.json")),
    "a kept outcome gone": ("E617", lambda f: shutil.rmtree(f / "riwayat/1-tes")),
}


def announced(folder: Path, stage: str) -> bool:
    return any(e["jenis"] == "pengumuman" and e["tahap"] == stage for e in entries(folder))


@pytest.mark.parametrize("name", DAMAGED)
def test_a_changed_record_is_noticed_and_has_a_way_out(confirmed: Path, name: str) -> None:
    code, damage = DAMAGED[name]
    assert announce(confirmed, "tes") == (0, "")
    damage(confirmed)
    outcome = command("check", confirmed, "--json")
    found = [f for f in outcome.data["temuan"] if f["kode"] == code]
    assert found, outcome.out
    (row,) = csv.reader([found[0]["saran"].partition("peristiwa: ")[2]], delimiter=";")
    draft = cut_draft()
    del draft.files["data/wawancara.csv"]
    with_events(draft, ["20-11-2026", *row[1:9], "BA 9", "Sidang", "Ketua"])
    rewrite(confirmed, draft)
    after = command("check", confirmed, "--json").data["temuan"]
    assert code not in {f["kode"] for f in after}
    assert any(f["kode"] == "P603" and "BA 9" in f["pesan"] for f in after)
    assert command("rank", confirmed).code == 0
    confirm(confirmed, "tes")  # anew, where nothing readable is left of it; else it says that nothing changed
    assert announce(confirmed, "tes", *(["--jenis", "ralat"] if announced(confirmed, "tes") else [])) == (0, "")
    assert codes(confirmed) == []
    lines(confirmed, lambda kept: [*kept[:-1], kept[-1].replace('"sebelum":"', '"sebelum":"0')])
    assert codes(confirmed) == ["E618"]  # what was damaged later was in no minutes


def test_minutes_accept_a_line_as_it_was_and_not_as_it_is_changed_later(confirmed: Path) -> None:
    assert announce(confirmed, "tes") == (0, "")
    DAMAGED["a line edited"][1](confirmed)
    (found,) = [f for f in command("check", confirmed, "--json").data["temuan"] if f["kode"] == "E618"]
    (row,) = csv.reader([found["saran"].partition("peristiwa: ")[2]], delimiter=";")
    draft = cut_draft()
    del draft.files["data/wawancara.csv"]
    with_events(draft, ["20-11-2026", *row[1:9], "BA 9", "Sidang", "Ketua"])
    rewrite(confirmed, draft)
    assert codes(confirmed) == []
    lines(confirmed, lambda kept: [kept[0], kept[1].replace('"formasi":["A-1","B-1"]', '"formasi":["A-1"]'), *kept[2:]])
    assert "E618" in codes(confirmed)


class Killed(BaseException):
    """The power went: nothing is cleaned up."""


def test_a_confirmation_that_is_cut_off_at_any_step_is_simply_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it left is no damage: the stage is confirmed, or it is not and can be."""
    draft = cut_draft()
    del draft.files["data/wawancara.csv"]
    begun = draft.write(tmp_path / "begun")
    assert command("rank", begun).code == 0
    left = [0]

    def until_killed(real: Callable[..., object]) -> Callable[..., object]:
        def step(*args: Any, **options: Any) -> object:
            if not left[0]:
                raise Killed
            left[0] -= 1
            return real(*args, **options)

        return step

    for count in range(100):
        folder = shutil.copytree(begun, tmp_path / str(count))
        selection = run(*begin(folder, "tes"))
        letter = Letter("800/11-BA/2026", date(2026, 11, 17))
        left[0] = count
        with monkeypatch.context() as patched:
            patched.setattr(shutil, "copy", until_killed(shutil.copy))
            for name in ("mkdir", "touch", "rename", "replace"):
                patched.setattr(Path, name, until_killed(getattr(Path, name)))
            try:
                confirm_stage(selection, [], letter)
            except Killed:
                done = False
            else:
                done = left[0] > 0
        assert codes(folder) == [], count
        recorded = (folder / "riwayat/riwayat.jsonl").exists()
        assert confirm(folder, "tes")[0] == (2 if recorded else 0)
        assert [path.name for path in sorted((folder / "riwayat").glob("1-tes*"))] == ["1-tes"]
        assert codes(folder) == []
        if done:
            break
    assert 10 < count < 99


def test_a_full_disk_leaves_nothing_of_a_confirmation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, paper = cut_draft().write(tmp_path / "s"), tmp_path / "ba.pdf"
    paper.write_bytes(b"%PDF signed")
    assert command("rank", folder).code == 0

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(shutil, "copy", full)
    outcome = command("confirm", folder, "akhir", "--ba", "9", "--tanggal", "2026-11-17", "--lampirkan", paper)
    assert (outcome.code, "tempat penyimpanan penuh" in outcome.err, "Errno" in outcome.err) == (1, True, False)
    assert [path for path in folder.glob("riwayat/**/*") if path.is_file()] == []


def test_minutes_accept_what_is_kept_without_a_record_as_it_was(confirmed: Path) -> None:
    """They name the fingerprint of what is still there, which nobody could have guessed before."""
    (confirmed / "riwayat/riwayat.jsonl").unlink()
    (found,) = [f for f in command("check", confirmed, "--json").data["temuan"] if f["kode"] == "E618"]
    (row,) = csv.reader([found["saran"].partition("peristiwa: ")[2]], delimiter=";")
    sums = hashlib.sha256((confirmed / "riwayat/1-tes/SHA256SUMS").read_bytes()).hexdigest()
    assert (row[6], row[7]) == (f"1-tes {sums[:12]}", "hilang")
    draft = cut_draft()
    del draft.files["data/wawancara.csv"]
    for kept, still in (("1-tes", ["E618"]), (row[6], [])):
        rewrite(confirmed, with_events(draft, ["20-11-2026", *row[1:6], kept, "hilang", "", "BA 9", "Sidang", "Ketua"]))
        assert codes(confirmed) == still


@pytest.mark.parametrize("key", ["aturan", "formasi", "langkah", "peserta"])
@pytest.mark.parametrize(
    "value",
    [
        5,
        [5],
        {"x": 5},
        {"tahap": 5},
        {"tahap": [{"kode": [5]}]},
        [{"nomor": "26-0001", "nama": "x", "formasi": "A-1", "nilai": 5}],
    ],
)
def test_a_forged_outcome_is_damage_or_a_difference(confirmed: Path, key: str, value: object) -> None:
    """Somebody who knows how makes the chain fit again; what the outcome then lacks crashes nothing."""
    kept = confirmed / "riwayat/1-tes/hasil.json"
    data = json.loads(kept.read_text(encoding="utf-8")) | {key: value}
    kept.write_text(json.dumps(data), encoding="utf-8")
    first, line = entries(confirmed)
    line["sidik_jari"] |= {"hasil": fingerprint_of(data), "aturan": fingerprint_of_rules(data["aturan"])}
    (confirmed / "riwayat/riwayat.jsonl").write_text(f"{canonical(first)}\n{canonical(line)}\n", encoding="utf-8")
    assert set(codes(confirmed)) & {"E612", "E613", "E617"}


def test_a_record_of_another_selection(confirmed: Path) -> None:
    text = (confirmed / "seleksi.toml").read_text(encoding="utf-8")
    (confirmed / "seleksi.toml").write_text(text.replace("tahun = 2026", "tahun = 2027"), encoding="utf-8")
    assert codes(confirmed) == ["E619"], "what it says of marks, rules and people says nothing of this selection"


def test_a_fault_elsewhere_does_not_let_an_absence_seem_changed(tmp_path: Path) -> None:
    """Where nothing can be decided today, nobody's state is known either."""
    draft = cut_draft().put("data/tes.csv:B2", "TH").put("data/tes.csv:C2", "TH")
    del draft.files["data/wawancara.csv"]
    folder = draft.write(tmp_path)
    assert (command("rank", folder).code, confirm(folder, "tes")) == (0, (0, ""))
    with_events(draft, event("mengundurkan", tahap="wawancara", peserta="26-0002")).write(folder)
    assert codes(folder) == ["E601"]


def test_what_is_no_longer_current_is_written_before_it_is_confirmed(tmp_path: Path) -> None:
    draft = cut_draft()
    del draft.files["data/wawancara.csv"]
    folder = draft.write(tmp_path)
    assert command("rank", folder).code == 0
    draft.put("data/tes.csv:B2", 81).write(folder)
    assert "asnrekrut rank" in command("status", folder).out
    assert "asnrekrut rank" in confirm(folder, "tes")[1]
    assert command("rank", folder).code == 0
    assert "asnrekrut confirm" in command("status", folder).out
    insisted = command("rank", folder, "--sampai", "akhir")
    assert (insisted.code, "Hasil Akhir belum dapat diputus" in insisted.err) == (1, True)


# --- every sample ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["kasemen", "palangkaraya", "sawahlunto", "manna"])
def test_a_sample_confirmed_stage_by_stage_ends_as_it_did(tmp_path: Path, name: str) -> None:
    folder, plain = tmp_path / name, tmp_path / "langsung"
    for target in (folder, plain):
        shutil.copytree(SAMPLES / name, target, ignore=shutil.ignore_patterns("hasil*", "riwayat"))
    assert command("rank", plain).code == 0
    stages = list(command("status", folder, "--json").data["tahap"])
    for stage in stages:
        assert command("rank", folder, "--sampai", stage).code == 0
        assert confirm(folder, stage) == (0, "")
        assert announce(folder, stage) == (0, "")
    assert command("rank", folder).code == 0
    mine, theirs = digests(folder / "hasil/akhir"), digests(plain / "hasil/akhir")
    assert [mine[name] == theirs[name] for name in ("hasil.json", "peringkat.csv")] == [True, True]
    recorded = (folder / "riwayat/riwayat.jsonl").read_text(encoding="utf-8").splitlines()
    before = next(line for line in reversed(recorded) if f'"tahap":"{stages[-2]}"' in line)
    sheet = openpyxl.load_workbook(folder / "hasil/akhir/peringkat.xlsx")["Aturan"]
    assert sheet.cell(sheet.max_row, 2).value == hashlib.sha256(before.encode()).hexdigest()


def test_a_withdrawal_after_the_announcement_changes_two_people(tmp_path: Path) -> None:
    """The winner of A-1 leaves, the next refuses nothing and follows; nobody else reads otherwise."""
    rule = '[penggantian]\ndasar = "PP 11/2017"\nkode = "L-P"\narti = "lulus sebagai pengganti"\n'
    draft = Draft().as_text()
    draft.rules += f"\n{rule}"
    folder = draft.write(tmp_path)
    assert command("rank", folder).code == 0
    before = people(folder)
    assert confirm(folder, "akhir") == (0, "")
    assert announce(folder, "akhir") == (0, "")
    winner = min((p for p in before.values() if p["formasi"] == "A-1"), key=lambda p: p["peringkat"] or 9)["nomor"]
    draft.event("mengundurkan diri", tahap="akhir", peserta=winner).write(folder)
    found = [f for f in command("check", folder, "--json").data["temuan"] if f["kode"][:2] in {"E6", "P6"}]
    assert [f["kode"] for f in found] == ["P605"]
    assert "tawarkan kursi yang ditinggalkan kepada yang berikutnya (temuan P605), lalu tulis lagi" in following(folder)
    row = found[0]["saran"].partition("peristiwa: ")[2].split(";")
    heir = row[4]
    draft.event("penggantian", tahap="akhir", formasi="A-1", peserta=heir).write(folder)
    assert command("rank", folder).code == 0
    after = people(folder)
    assert {n for n in before if before[n]["kode"] != after[n]["kode"]} == {winner, heir}
    assert (after[winner]["kode"], after[heir]["kode"]) == ("APS", "L-P")
    steps = {p["nomor"]: p["langkah"] for p in result(folder)["penempatan"]}
    assert steps[heir] == "penggantian"
    assert [p["nomor"] for p in result(folder)["dilepas"]] == [winner]
    explained = command("explain", folder, heir).out
    assert f"menggantikan {winner}" in explained
    assert "Tempat terakhir" not in explained, "whoever has a seat is in, whatever the rank"
    assert heir in command("explain", folder, winner).out.partition("Tempat terakhir")[2].split("\n")[0]
    assert "berubah menurut surat sejak disahkan; sahkan lagi, lalu umumkan lagi" in following(folder)
    assert confirm(folder, "akhir") == (0, "")
    assert announce(folder, "akhir", "--jenis", "pengganti") == (0, "")
    assert codes(folder) == []


# --- a book of events that was pasted -----------------------------------------------------------------------

LEFT = event("mengundurkan diri", tahap="wawancara", peserta="26-0001", tanggal="20-11-2026")


@pytest.mark.parametrize("count", [1, 2])
def test_a_book_of_events_without_its_headings_prints_the_line(tmp_path: Path, count: int) -> None:
    draft = Draft().as_text()
    more = event("temuan diterima", komponen="P414", sebelum="tes", oleh="Ketua", tanggal="21-11-2026")
    draft.files["peristiwa.csv"] = {"": [LEFT, more][:count]}
    found = [f for f in command("check", draft.write(tmp_path), "--json").data["temuan"] if f["kode"][0] == "E"]
    assert [f["kode"] for f in found] == ["E117"]
    assert ";".join(EVENT_HEADS) in found[0]["saran"]


@pytest.mark.parametrize("file", ["data/tes.csv", "data/pelamar.csv", "data/wawancara.csv"])
def test_a_table_whose_only_row_is_data_lacks_its_headings(tmp_path: Path, file: str) -> None:
    draft = Draft().as_text()
    draft.files[file][""] = draft.rows(file)[1:2]
    assert "E117" in codes(draft.write(tmp_path))


def test_a_row_pasted_into_one_cell_is_read(tmp_path: Path) -> None:
    draft = Draft().as_text()
    draft.files["peristiwa.xlsx"] = {"Peristiwa": [EVENT_HEADS, [";".join(LEFT)]]}
    assert command("rank", draft.write(tmp_path)).code == 0
    assert people(tmp_path)["26-0001"]["kode"] == "APS"


def pasted_book(tmp_path: Path, row: list[str], more: Mapping[str, str]) -> Path:
    """A book with one row pasted into its first cell, and what was typed in the columns beside it."""
    draft = Draft().as_text()
    beside = [more.get(head, "") for head in EVENT_HEADS[1:]]
    draft.files["peristiwa.xlsx"] = {"Peristiwa": [EVENT_HEADS, [";".join(row), *beside]]}
    return draft.write(tmp_path)


def test_what_a_pasted_row_leaves_open_may_be_typed_beside_it(tmp_path: Path) -> None:
    """The columns that the row leaves empty are no finding either."""
    row = event("mengundurkan diri", tahap="wawancara", peserta="26-0001", nomor_surat="(nomor surat)", oleh="Ketua")
    typed = {"Nomor Surat": "800/12", "Oleh": "Ketua", "Komponen": "skor"}
    assert command("rank", folder := pasted_book(tmp_path, row, typed)).code == 0
    assert people(folder)["26-0001"]["kode"] == "APS"
    assert "P103" not in codes(folder)


def test_a_cell_beside_a_pasted_row_that_says_otherwise_is_not_chosen(tmp_path: Path) -> None:
    outcome = command("check", "--json", pasted_book(tmp_path, LEFT, {"Peserta": "26-0002"}))
    assert [place for code, place in outcome.findings if code == "E623"] == ["peristiwa.xlsx:Peristiwa!E2"]


def test_twelve_numbers_in_a_cell_are_no_pasted_row(tmp_path: Path) -> None:
    draft = Draft().as_text()
    many = "; ".join(f"26-{number:04}" for number in range(1, 13))
    draft.event("mengundurkan diri", tahap="wawancara", peserta=many, tanggal="20-11-2026")
    found = command("check", "--json", draft.write(tmp_path)).findings
    assert {code for code, _ in found if code[0] == "E"} == {"E606"}, "read as the event that it is"


# --- what is stopped, superseded, or not yet whole ----------------------------------------------------------


@pytest.fixture
def two_confirmed(tmp_path: Path) -> Path:
    folder = Draft().as_text().write(tmp_path)
    for stage in ("tes", "wawancara"):
        assert command("rank", folder, "--sampai", stage).code == 0
        assert confirm(folder, stage) == (0, "")
        assert announce(folder, stage) == (0, "")
    return folder


def following(folder: Path) -> str:
    return str(command("status", folder, "--json").data["selanjutnya"])


def test_a_corrected_earlier_stage_is_confirmed_and_announced_again_before_the_later_one(two_confirmed: Path) -> None:
    folder = two_confirmed
    change = {"komponen": "tes.teori", "sebelum": "70", "sesudah": "71"}
    draft = Draft().as_text().put("data/tes.csv:B5", "71")
    draft.event("koreksi", tahap="tes", formasi="B-1", peserta="26-0004", **change).write(folder)
    assert codes(folder) == []
    assert command("rank", folder).code == 0
    for stage in ("tes", "wawancara"):
        code, words = announce(folder, stage, "--jenis", "ralat")
        assert (code, "formasi B-1 berubah sejak disahkan; sahkan lagi" in words) == (2, True)
    assert "hasil Tes/hasil Wawancara berubah menurut surat sejak disahkan; tulis lagi" in following(folder)
    early = command("confirm", folder, "wawancara", "--ba", "800/20", "--tanggal", "2026-12-01")
    assert (early.code, "tahap tes formasi B-1 berubah sejak disahkan; sahkan lagi dahulu" in early.err) == (2, True)
    for stage in ("tes", "wawancara"):
        assert command("rank", folder, "--sampai", stage).code == 0
        assert f"confirm {folder} {stage}" in following(folder)
        shown = command("confirm", folder, stage, "--ba", "800/20", "--tanggal", "2026-12-01")
        assert (shown.code, f"report {folder} --tahap {stage}" in shown.out, "--jenis ralat" in shown.out) == (
            0,
            True,
            True,
        )
    assert "--jenis ralat" in following(folder)
    for stage in ("tes", "wawancara"):
        letter = ("--nomor", f"800/21-{stage}", "--tanggal", "2026-12-02", "--jenis", "ralat")
        assert command("announce", folder, stage, *letter).code == 0
    latest = {one["formasi"]: one["simpanan"] for one in entries(folder)[-2]["pengesahan"]}
    assert latest["A-1"] == "1-tes", "of which nothing changed"
    kept = json.loads((folder / "riwayat" / latest["B-1"] / "hasil.json").read_text(encoding="utf-8"))
    assert next(p["nilai"] for p in kept["peserta"] if p["nomor"] == "26-0004")[0] == "71"
    assert f"confirm {folder} akhir" in following(folder)


def test_what_was_never_announced_is_not_announced_again(confirmed: Path) -> None:
    change = {"komponen": "tes.teori", "sebelum": "70", "sesudah": "71"}
    draft = cut_draft().put("data/tes.csv:B5", "71")
    del draft.files["data/wawancara.csv"]
    draft.event("koreksi", tahap="tes", formasi="B-1", peserta="26-0004", **change).write(confirmed)
    assert "berubah menurut surat sejak disahkan; tulis lagi, lalu sahkan lagi: asnrekrut rank" in following(confirmed)


def test_what_rank_stops_is_neither_confirmed_nor_announced_but_other_formations_are(tmp_path: Path) -> None:
    draft = Draft().as_text()
    folder = draft.write(tmp_path)
    command("rank", folder)
    assert confirm(folder, "akhir") == (0, "")
    assert announce(folder, "akhir") == (0, "")
    draft.event("penggantian", tahap="akhir", formasi="A-1", peserta="26-0003").write(folder)
    assert codes(folder) == ["E621"]
    for code, words in (confirm(folder, "akhir"), announce(folder, "akhir", "--jenis", "pengganti")):
        assert (code, "temuan menghentikan hasil formasi A-1" in words) == (2, True)
    code, words = confirm(folder, "akhir", "--formasi", "B-1")
    assert (code, "tidak ada yang berubah" in words) == (2, True), "nothing stops B-1"


def test_the_status_names_the_formations_that_remain(tmp_path: Path) -> None:
    folder = Draft().as_text().write(tmp_path)
    command("rank", folder)
    assert confirm(folder, "akhir", "--formasi", "A-1") == (0, "")
    assert announce(folder, "akhir") == (0, "")
    assert "pada formasi yang tersisa (1 dari 2 sudah)" in following(folder)
    assert "(1 dari 2 formasi)" in " ".join(command("status", folder).out.split())
    shown = command("confirm", folder, "akhir", "--ba", "2", "--tanggal", "2026-11-20", "--formasi", "B-1")
    assert (shown.code, "--jenis" in shown.out) == (0, False), "B-1 was never announced"
    assert following(folder) != "seleksi selesai"
    assert command("announce", folder, "akhir", "--nomor", "3", "--tanggal", "2026-11-21").code == 0
    assert following(folder) == "seleksi selesai"


def postponed() -> Draft:
    """The test was held for A-1 alone, and no interview yet."""
    draft = cut_draft()
    del draft.files["data/wawancara.csv"], draft.files["data/tes.csv"][""][4:]
    return draft


def test_beside_a_postponed_formation_the_status_says_what_can_be_done_in_the_others(tmp_path: Path) -> None:
    folder = postponed().write(tmp_path)
    fix = f"menunggu nilai Tes formasi B-1: asnrekrut check {folder}; "
    other = f"{fix}sementara itu, pada formasi yang tidak terhalang: "
    command("rank", folder)
    letter = "--ba NOMOR --tanggal TANGGAL"
    assert following(folder).startswith(f"{other}sesudah sidang menetapkan hasil Tes")
    assert following(folder).endswith(f"asnrekrut confirm {folder} tes --formasi A-1 {letter}")
    assert confirm(folder, "tes", "--formasi", "A-1") == (0, "")
    assert following(folder).startswith(f"{other}sesudah hasil Tes diumumkan")
    assert following(folder).endswith(f"asnrekrut announce {folder} tes --nomor NOMOR --tanggal TANGGAL")
    assert announce(folder, "tes") == (0, "")
    assert following(folder) == (
        f"{other}menunggu nilai Wawancara (data/wawancara.csv); "
        f"lembar kosongnya ditulis dengan: asnrekrut template {folder}"
    )
    shown = " ".join(command("status", folder).out.split())
    assert "800/11-BA/2026, 17 November 2026 (1 dari 2 formasi)" in shown
    assert "Sementara itu, pada formasi yang tidak terhalang: menunggu nilai Wawancara" in shown
    draft = cut_draft()
    del draft.files["data/wawancara.csv"]
    draft.write(folder)
    assert command("rank", folder, "--sampai", "tes").code == 0
    assert following(folder).endswith(f"asnrekrut confirm {folder} tes {letter}"), "the rest, without being named"


def test_nothing_is_offered_meanwhile_where_a_rule_holds_up_every_formation(confirmed: Path) -> None:
    """The interviews are contained in the end that was confirmed: their result was never written by itself."""
    folder, draft = confirmed, cut_draft()
    assert announce(folder, "tes") == (0, "")
    draft.write(folder)
    assert command("rank", folder).code == 0
    assert (confirm(folder, "akhir"), announce(folder, "akhir")) == ((0, ""), (0, ""))
    draft.rules += '\n[penggantian]\ndasar = "Keputusan Uji"\n'
    draft.write(folder)
    assert codes(folder) == ["E613"]
    assert following(folder) == f"betulkan temuan yang menghentikan hasil: asnrekrut check {folder}"


def test_a_formation_that_others_have_overtaken_is_confirmed_and_announced_at_its_own_stage_first(
    tmp_path: Path,
) -> None:
    """A-1 has its end before the test of B-1 is held; the interview of B-1 is still to come."""
    draft, letter = cut_draft(), "--nomor NOMOR --tanggal TANGGAL"
    del draft.files["data/tes.csv"][""][4:], draft.files["data/wawancara.csv"][""][3:]
    folder = draft.write(tmp_path)
    for stage in ("tes", "akhir"):
        command("rank", folder)
        assert confirm(folder, stage, "--formasi", "A-1") == (0, "")
        assert announce(folder, stage) == (0, "")
    held = cut_draft()
    del held.files["data/wawancara.csv"][""][3:]
    held.write(folder)
    assert following(folder).endswith(f"tulis hasil Tes: asnrekrut rank {folder} --sampai tes")
    assert command("rank", folder, "--sampai", "tes").code == 0
    assert "hasil Tes pada formasi yang tersisa (1 dari 2 sudah)" in following(folder)
    last = ["--ba", "9", "--tanggal", "2026-12-01"]
    assert command("confirm", folder, "tes", *last).code == 0
    assert following(folder).startswith("sesudah hasil Tes diumumkan")
    assert following(folder).endswith(f"asnrekrut announce {folder} tes {letter}")
    assert command("announce", folder, "tes", "--nomor", "10", "--tanggal", "2026-12-02").code == 0
    assert following(folder).startswith("menunggu nilai Wawancara formasi B-1")


def test_where_everything_is_held_up_nothing_can_be_done_meanwhile(tmp_path: Path) -> None:
    draft = postponed()
    del draft.files["data/tes.csv"][""][3:]
    folder = draft.write(tmp_path)
    command("rank", folder)
    step = "betulkan temuan yang menghentikan hasil; menunggu nilai Tes formasi B-1"
    assert following(folder) == f"{step}: asnrekrut check {folder}"


def test_all_results_that_are_no_longer_current_are_named_at_once(tmp_path: Path) -> None:
    draft = Draft().as_text()
    folder, every = draft.write(tmp_path), ("tes", "wawancara", "akhir")
    for stage in every:
        assert command("rank", folder, "--sampai", stage).code == 0
    draft.put("data/tes.csv:B5", "71").write(folder)
    outcome = command("report", folder)
    ways = ", lalu ".join(f"asnrekrut rank {folder} --sampai {stage}" for stage in every)
    assert (outcome.code, f"tulis ulang dengan {ways}, periksa" in outcome.err) == (2, True)


def test_the_end_waits_for_a_letter_about_whoever_leaves(tmp_path: Path) -> None:
    draft = Draft().as_text()
    folder = draft.write(tmp_path)
    assert command("rank", folder).code == 0
    assert (confirm(folder, "akhir"), announce(folder, "akhir")) == ((0, ""), (0, ""))
    draft.event("mengundurkan diri", tahap="akhir", peserta="26-0001", nomor_surat="").write(folder)
    assert following(folder) == "seleksi selesai; menunggu surat persetujuan: mengundurkan diri 26-0001"


def test_a_tie_that_waits_is_named_beside_a_formation_that_is_held_up(tmp_path: Path) -> None:
    draft = Draft().as_text().rule('["akhir", "tes", "pelamar.lahir: tertua"]', '["akhir"]')
    del draft.put("data/wawancara.csv:B3", "80").files["data/wawancara.csv"][""][4:]
    folder = draft.write(tmp_path)
    command("rank", folder)
    tie = f"sementara itu, pada formasi yang tidak terhalang: putuskan nilai yang sama pada {END_NAME} formasi A-1"
    waits = f"menunggu nilai Wawancara formasi B-1: asnrekrut check {folder}; {tie}: asnrekrut rank {folder}"
    assert following(folder).startswith(waits)
    assert "putuskan nilai yang sama pada" in command("status", folder).out


def test_only_what_no_later_minutes_contain_is_offered_for_confirmation(tmp_path: Path) -> None:
    """B-1 has its end; A-1 waits there for the decision on a tie, and its interview can be confirmed by itself."""
    draft = Draft().as_text().rule('["akhir", "tes", "pelamar.lahir: tertua"]', '["akhir"]')
    folder = draft.put("data/wawancara.csv:B3", "80").write(tmp_path)
    for stage, *some in (("tes",), ("akhir", "--formasi", "B-1")):
        command("rank", folder, *(("--sampai", stage) if stage == "tes" else ()))
        assert confirm(folder, stage, *some) == (0, "")
        assert announce(folder, stage) == (0, "")
    assert command("rank", folder, "--sampai", "wawancara").code == 0
    step = f"asnrekrut confirm {folder} wawancara --formasi A-1 --ba NOMOR --tanggal TANGGAL"
    assert following(folder).endswith(step)
    letter = ("--ba", "9", "--tanggal", "2026-12-01")
    assert command("confirm", folder, "wawancara", *letter).code == 2
    assert command("confirm", folder, "wawancara", "--formasi", "A-1", *letter).code == 0


def test_minutes_of_some_formations_hold_no_finding_about_the_others(tmp_path: Path) -> None:
    """E410 is about B-1; the total (P438) below the marks of A-1 alone is nobody's row and about A-1."""
    draft = postponed()
    draft.files["data/tes.csv"][""].append(["Jumlah", "235", "190"])  # 80 + 90 + 60 is 230
    folder = draft.write(tmp_path)
    command("rank", folder)
    assert {"E410", "P438"} <= {f["kode"] for f in command("check", folder, "--json").data["temuan"]}
    assert confirm(folder, "tes", "--formasi", "A-1") == (0, "")
    command("report", folder, "--tahap", "tes")
    (minutes,) = (folder / "hasil/naskah/1-tes").glob("berita-acara*.docx")
    with zipfile.ZipFile(minutes) as file:
        text = file.read("word/document.xml").decode()
    assert ("Baris jumlah tidak cocok" in text, "tanpa baris nilai" in text) == (True, False)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("confirm", "wawancara", "--ba", " ", "--tanggal", "2026-11-20"), "nomor berita acara belum diisi"),
        (("announce", "tes", "--nomor", "", "--tanggal", "2026-11-20"), "nomor pengumuman belum diisi"),
        (("announce", "tes", "--nomor", "NOMOR", "--tanggal", "2026-11-20"), "nomor pengumuman belum diisi"),
        (("confirm", "wawancara", "--ba", "9", "--tanggal", "2026-11-16"), "lebih awal daripada pengesahan tahap tes"),
        (("announce", "tes", "--nomor", "9", "--tanggal", "2026-11-18"), "lebih awal daripada pengumuman tahap tes"),
        (("announce", "tes", "--nomor", "800/12", "--tanggal", "2026-11-20"), "nomor 800/12 sudah dipakai"),
    ],
)
def test_letters_have_numbers_of_their_own_and_dates_in_order(
    confirmed: Path, arguments: tuple[str, ...], says: str
) -> None:
    assert announce(confirmed, "tes") == (0, "")
    cut_draft().write(confirmed)
    command("rank", confirmed)
    before = digests(confirmed / "riwayat")
    kind = ("--jenis", "ralat") if arguments[0] == "announce" else ()
    outcome = command(arguments[0], confirmed, *arguments[1:], *kind)
    assert outcome.code == 2
    assert says in outcome.err
    assert digests(confirmed / "riwayat") == before


def test_a_written_result_is_not_called_outdated_by_what_comes_after_it(two_confirmed: Path) -> None:
    folder = two_confirmed
    draft = Draft().as_text()
    draft.event("mengundurkan diri", tahap="akhir", peserta="26-0001").write(folder)
    assert command("rank", folder, "--json").data["perlu_diperbarui"] == []
    draft.put("data/tes.csv:B5", "71").write(folder)
    assert "tes" in command("rank", folder, "--json").data["perlu_diperbarui"]


@pytest.mark.parametrize("cells", [{"nomor_surat": ""}, {"oleh": ""}, {"dasar": "(dasar)"}, {"oleh": "(oleh)"}])
def test_a_correction_says_by_which_letter_and_by_whom(tmp_path: Path, cells: dict[str, str]) -> None:
    change = {"komponen": "tes.teori", "sebelum": "70", "sesudah": "71"}
    draft = Draft().as_text().event("koreksi", tahap="tes", formasi="B-1", peserta="26-0004", **change, **cells)
    assert codes(draft.write(tmp_path)) == ["E602"]


def test_a_stage_confirmed_again_explains_only_whom_it_has_otherwise(tmp_path: Path) -> None:
    draft = equals()
    draft.write(tmp_path)
    for stage in ("tes", "wawancara", "akhir"):
        assert command("rank", tmp_path, "--sampai", stage).code == 0
        assert confirm(tmp_path, stage) == (0, "")
    told = {"peserta": "26-0003", "komponen": "tes.teori", "sebelum": "60", "sesudah": "61"}
    draft.put("data/tes.csv:B4", "61").event("koreksi", tahap="tes", **told).write(tmp_path)
    assert command("rank", tmp_path, "--sampai", "tes").code == 0
    assert command("confirm", tmp_path, "tes", "--ba", "800/30", "--tanggal", "2026-12-01").code == 0
    assert codes(tmp_path) == []
    assert younger(draft, tmp_path) == ["26-0001 pelamar.lahir"]
