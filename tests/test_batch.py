"""Several folders in one call, and several runs in one folder."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from asnrekrut.errors import OutputError
from asnrekrut.outputs.folder import LOCK, locked
from tests.selections import Draft, command, copy_sample, digests

COMMAND = [sys.executable, "-m", "asnrekrut"]


@pytest.fixture
def several(tmp_path: Path) -> Path:
    """A sound selection, a broken one, one with a tie, one with a fault; in this order by name."""
    Draft().as_text().write(tmp_path / "seleksi-1")
    Draft().as_text().rule("[seleksi]", "[sleksi]").write(tmp_path / "seleksi-2")
    tied = Draft().as_text().rule('urut = ["akhir", "tes", "pelamar.lahir: tertua"]', 'urut = ["akhir"]')
    tied.put("data/wawancara.csv:B3", 80).write(tmp_path / "seleksi-3")
    Draft().as_text().put("data/tes.csv:B2", "x").write(tmp_path / "seleksi-4")
    (tmp_path / "seleksi.txt").write_text("bukan folder")
    return tmp_path


# --- several folders ---------------------------------------------------------------------------------------------


def test_a_pattern_is_every_folder_and_none_keeps_another_from_being_done(several: Path) -> None:
    outcome = command("rank", "--json", f"{several}/seleksi-*/")
    reports = [json.loads(line) for line in outcome.out.splitlines()]
    assert [Path(one["folder"]).name for one in reports] == ["seleksi-1", "seleksi-2", "seleksi-3", "seleksi-4"]
    assert [one["status"] for one in reports] == [0, 2, 3, 1]
    assert outcome.code == 3
    alone = command("rank", "--json", several / "seleksi-1")
    assert alone.out.count("\n") == 1, "so that a log has a line for each, however many folders there are"
    assert reports[0] == {"folder": str(several / "seleksi-1"), **alone.data}
    assert "sleksi" in reports[1]["pesan"]
    assert sorted(p.parent.name for p in several.glob("*/hasil")) == ["seleksi-1", "seleksi-3", "seleksi-4"]


def test_a_pattern_that_means_none_keeps_no_other_from_being_done(several: Path) -> None:
    outcome = command("rank", "--json", several / "seleksi-1", f"{several}/lain-*/")
    said = {Path(one["folder"]).name: one for one in map(json.loads, outcome.out.splitlines())}
    assert (outcome.code, said["seleksi-1"]["status"], said["lain-*"]["status"]) == (2, 0, 2)
    assert "tidak ada folder" in said["lain-*"]["pesan"]
    assert "tidak ada folder" in command("rank", f"{several}/lain-*/").err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device")
def test_what_was_written_is_named_where_nothing_can_be_printed(several: Path) -> None:
    one, other = several / "seleksi-1", Draft().as_text().write(several / "seleksi-9")
    calls = {
        ("rank", one, other): (f"{one}/hasil/akhir/", f"{other}/hasil/akhir/"),
        ("confirm", one, "akhir", "--ba", "9", "--tanggal", "2026-11-20"): ("riwayat/akhir/",),
        ("announce", one, "akhir", "--nomor", "9", "--tanggal", "2026-11-20"): ("riwayat/riwayat.jsonl",),
    }
    for arguments, written in calls.items():
        with Path("/dev/full").open("w") as full:
            done = subprocess.run([*COMMAND, *map(str, arguments)], stdout=full, stderr=subprocess.PIPE, check=False)
        assert done.returncode == 1
        assert f"sudah ditulis: {', '.join(written)}" in done.stderr.decode()


def test_lines_in_the_order_given_and_one_table(several: Path) -> None:
    outcome = command("check", several / "seleksi-4", several / "seleksi-1", several / "seleksi-4")
    first, second, *_ = outcome.out.splitlines()
    assert first.startswith(f"{several / 'seleksi-4'}: ada yang harus dibetulkan")
    assert second.startswith(f"{several / 'seleksi-1'}: selesai")
    assert re.findall(r"\d  +\d  +(\d) *$", outcome.out.rpartition("─\n")[2], re.MULTILINE) == ["1", "0"]
    assert (outcome.code, list(several.glob("*/hasil"))) == (1, [])


def test_how_far_several_selections_have_come(several: Path) -> None:
    command("rank", several / "seleksi-1")
    outcome = command("status", f"{several}/seleksi-*/")
    first, second, *_ = outcome.out.splitlines()
    following = "sesudah sidang menetapkan hasil akhir (naskahnya: asnrekrut report): asnrekrut confirm"
    assert first.startswith(f"{several / 'seleksi-1'}: {following}")
    assert second.startswith(f"{several / 'seleksi-2'}: ")
    table = outcome.out[outcome.out.index("Diumumkan") :]
    assert [line.count("–") for line in table.splitlines() if "seleksi-" in line] == [2, 3, 2, 2]
    reports = [json.loads(line) for line in command("status", "--json", f"{several}/seleksi-*/").out.splitlines()]
    assert [one.get("status") for one in reports] == [0, 2, 3, 1]
    assert outcome.code == 2  # only the broken rules keep a status from being shown


def test_findings_of_several_folders_as_lines(several: Path) -> None:
    outcome = command("check", "--baris", several / "seleksi-4", several / "seleksi-2")
    assert f"{several / 'seleksi-4' / 'data' / 'tes.csv'}:B2: E201 " in outcome.out
    assert f"{several / 'seleksi-2'}: tidak dapat dijalankan" in outcome.out


def test_options_reach_every_folder(several: Path) -> None:
    outcome = command("check", "--json", "--sampai", "tes", several / "seleksi-1", several / "seleksi-3")
    assert [json.loads(line)["ringkasan"]["tahap"] for line in outcome.out.splitlines()] == ["tes", "tes"]
    assert outcome.code == 0
    command("check", "--tandai", several / "seleksi-1", several / "seleksi-4")
    assert (several / "seleksi-4" / "temuan" / "temuan.xlsx").is_file()


def test_a_name_that_looks_like_a_pattern_is_a_name(tmp_path: Path) -> None:
    folder = Draft().as_text().write(tmp_path / "seleksi [2027]")
    assert command("rank", "--json", folder).code == 0


@pytest.mark.parametrize("count", [1, 2])
def test_a_pattern_of_one_or_two_is_like_the_names(tmp_path: Path, count: int) -> None:
    for n in range(count):
        copy_sample("manna", tmp_path / f"seleksi-{n}")
    assert command("rank", f"{tmp_path}/seleksi-*/manna").code == 0
    assert len({str(digests(folder / "manna" / "hasil")) for folder in tmp_path.iterdir()}) == 1


# --- several runs ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["rank"], ["rank", "--json"], ["template"], ["check", "--tandai"]])
def test_a_second_run_is_told_and_writes_nothing(tmp_path: Path, arguments: list[str]) -> None:
    folder = Draft().as_text().write(tmp_path)
    assert command("rank", folder).code == 0
    with locked(folder):
        before = digests(folder)
        outcome = command(*arguments, folder)
        assert outcome.code == 1
        assert "asnrekrut lain sedang bekerja" in outcome.out + outcome.err
        assert digests(folder) == before
    assert command(*arguments, folder).code == 0
    assert not (folder / LOCK).exists()


def test_reading_needs_no_lock(tmp_path: Path) -> None:
    folder = Draft().as_text().write(tmp_path)
    with locked(folder):
        assert command("check", folder).code == 0
        assert command("explain", folder, "26-0001").code == 0


def test_a_run_that_died_locks_nobody_out(tmp_path: Path) -> None:
    folder = Draft().as_text().write(tmp_path)
    program = (
        "import os, sys; from pathlib import Path; from asnrekrut.outputs.folder import locked\n"
        "with locked(Path(sys.argv[1])): os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", program, folder], check=False).returncode == 9
    assert (folder / LOCK).exists()
    assert command("rank", folder).code == 0
    assert not (folder / LOCK).exists()


def test_the_lock_is_released_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), locked(tmp_path):
        raise ZeroDivisionError
    with locked(tmp_path), pytest.raises(OutputError), locked(tmp_path):
        raise AssertionError("two at once")
    with locked(tmp_path):
        pass


# --- nobody listens ----------------------------------------------------------------------------------------------


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is full")
@pytest.mark.parametrize("option", [[], ["--json"]])
def test_words_about_a_full_disk_are_true(tmp_path: Path, option: list[str]) -> None:
    folder = Draft().as_text().write(tmp_path)
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*COMMAND, "rank", *option, folder], stdout=full, stderr=subprocess.PIPE, check=False)
        silent = subprocess.run([*COMMAND, "rank", *option, folder], stdout=full, stderr=full, check=False)
    words = done.stderr.decode()
    assert (done.returncode, silent.returncode) == (1, 1)
    assert "keluaran tidak dapat dicetak seluruhnya" in words
    assert "sudah ditulis: hasil/akhir/" in words
    assert "Traceback" not in words
    assert (folder / "hasil" / "akhir" / "hasil.json").is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is full")
@pytest.mark.parametrize("option", ["--version", "--help"])
def test_words_about_a_full_disk_are_true_of_help_too(option: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*COMMAND, option], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert done.stderr.decode().startswith("keluaran tidak dapat dicetak seluruhnya")


@pytest.mark.skipif(sys.platform == "win32", reason="no broken pipes")
def test_a_reader_that_has_gone(tmp_path: Path) -> None:
    folder = Draft().as_text().write(tmp_path)
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([*COMMAND, "check", folder], stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert done.returncode == 1
    assert "tidak ada hasil yang ditulis atau diubah" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="no such redirection")
def test_streams_that_were_closed_before_the_start(tmp_path: Path) -> None:
    folder = Draft().as_text().write(tmp_path)
    expected = Draft().as_text().write(tmp_path / "lain")
    assert command("rank", expected).code == 0
    shell = '"$@" <&- >&- 2>&-'
    done = subprocess.run(["/bin/sh", "-c", shell, "sh", *COMMAND, "rank", folder], check=False)
    assert done.returncode == 0
    assert digests(folder / "hasil") == digests(expected / "hasil")
