"""``hasil/`` is written whole or not at all, and never over what somebody changed by hand."""

from __future__ import annotations

import errno
import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.selections import Draft, command, digests, result, winners

if TYPE_CHECKING:
    from collections.abc import Callable

RESULT = {"hasil", "hasil/akhir"}
FILES = ["SHA256SUMS", "hasil.json", "peringkat.csv", "peringkat.xlsx"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A selection with a result, whose marks have changed since."""
    assert command("rank", Draft().as_text().write(tmp_path)).code == 0
    Draft().as_text().put("data/wawancara.csv:B3", 100).write(tmp_path)
    return tmp_path


def beside(folder: Path) -> set[str]:
    """What lies in the selection folder and in ``hasil/`` apart from the inputs."""
    inside = {f"hasil/{p.name}" for p in (folder / "hasil").iterdir()} if (folder / "hasil").is_dir() else set()
    return inside | {p.name for p in folder.iterdir()} - {"data", "seleksi.toml"}


def unchanged(folder: Path, before: dict[str, str]) -> bool:
    """The old result is there byte for byte, and nothing beside it."""
    return digests(folder / "hasil") == before and beside(folder) == RESULT


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def denied(*_: object, **__: object) -> None:
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


# --- written ------------------------------------------------------------------------------------------------


def test_new_result_takes_the_place_of_the_old_one(folder: Path) -> None:
    before = digests(folder / "hasil")
    assert command("rank", folder).code == 0
    assert sorted(p.name for p in (folder / "hasil" / "akhir").iterdir()) == FILES
    assert beside(folder) == RESULT
    assert all(digests(folder / "hasil")[name] != before[name] for name in before)
    assert winners(result(folder)) == ["26-0002", "26-0004"]


def test_sums_verify(folder: Path) -> None:
    lines = (folder / "hasil" / "akhir" / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert [line[66:] for line in lines] == FILES[1:]
    for line in lines:
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / "hasil" / "akhir" / name).read_bytes()).hexdigest() == digest


def test_inputs_are_never_touched(folder: Path) -> None:
    before = digests(folder / "data") | {"aturan": (folder / "seleksi.toml").read_text("utf-8")}
    assert command("rank", folder).code == 0
    assert digests(folder / "data") | {"aturan": (folder / "seleksi.toml").read_text("utf-8")} == before


def test_check_and_explain_never_write(folder: Path) -> None:
    before = digests(folder)
    assert command("check", folder).code == 0
    assert command("explain", folder, "26-0001").code == 0
    assert digests(folder) == before


@pytest.mark.parametrize("value", ["x", ""])
def test_findings_leave_the_old_result(folder: Path, value: str) -> None:
    """In both formations; what was decided before the interview is written beside it."""
    before = digests(folder / "hasil" / "akhir")
    draft = Draft().as_text().put("data/wawancara.csv:B3", value).put("data/wawancara.csv:B5", value)
    assert command("rank", draft.write(folder)).code == 1
    assert digests(folder / "hasil" / "akhir") == before
    assert beside(folder) == {*RESULT, "hasil/1-tes"}


# --- failures while writing ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "step",
    [
        "asnrekrut.outputs.write.json_chunks",
        "asnrekrut.outputs.write.csv_chunks",
        "asnrekrut.outputs.workbook.write_workbook",
        "asnrekrut.outputs.bulk_rows.Archive",
        "asnrekrut.outputs.folder.tempfile.mkdtemp",
        "asnrekrut.outputs.folder.os.fsync",
    ],
)
@pytest.mark.parametrize(("trouble", "words"), [(full, "tidak dapat ditulis"), (denied, "tutup berkas hasil")])
def test_failure_while_writing_leaves_the_old_result(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: str, trouble: Callable[..., None], words: str
) -> None:
    before = digests(folder / "hasil")
    monkeypatch.setattr(step, trouble)
    outcome = command("rank", folder)
    assert (outcome.code, outcome.out) == (1, "")
    assert words in outcome.err
    assert unchanged(folder, before)


def test_failure_in_the_middle_of_a_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def some_chunks(_: object) -> object:
        yield b"{" * 1000
        full()

    before = digests(folder / "hasil")
    monkeypatch.setattr("asnrekrut.outputs.write.json_chunks", some_chunks)
    assert command("rank", folder).code == 1
    assert unchanged(folder, before)


@pytest.mark.parametrize(("file", "share"), [("hasil.json", 0.5), ("peringkat.xlsx", 0.6), ("peringkat.xlsx", 0.99)])
def test_disk_that_fills_up(folder: Path, file: str, share: float) -> None:
    """A real one: no file may grow beyond a part of what one of them needs."""
    pytest.importorskip("resource")
    before = digests(folder / "hasil")
    limit = int((folder / "hasil" / "akhir" / file).stat().st_size * share)
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2);"
        "from asnrekrut.__main__ import main; sys.argv[1:] = ['rank', sys.argv[1]]; main()"
    )
    command_line = [sys.executable, "-B", "-c", program, str(folder), str(limit)]
    done = subprocess.run(command_line, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    assert (done.returncode, done.stdout) == (1, "")
    assert "hasil/akhir/ tidak dapat ditulis" in done.stderr
    assert unchanged(folder, before)


def failing_rename(monkeypatch: pytest.MonkeyPatch, which: Callable[[Path, Path], bool]) -> None:
    """Renaming fails for the paths that ``which`` picks."""
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if which(self, Path(target)):
            denied()
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)


def test_full_disk_before_the_first_result_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No empty folder stays, and no result is spoken of that never was."""
    folder = Draft().as_text().write(tmp_path)
    monkeypatch.setattr("asnrekrut.outputs.workbook.write_workbook", full)
    outcome = command("rank", folder)
    assert (outcome.code, "sebelumnya" in outcome.err) == (1, False)
    assert not (folder / "hasil").exists()


def test_old_result_that_cannot_be_moved_aside(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows while Excel holds a file open."""
    before = digests(folder / "hasil")
    failing_rename(monkeypatch, lambda path, _: path.name == "akhir")
    outcome = command("rank", folder)
    assert (outcome.code, outcome.out) == (1, "")
    assert "tutup berkas hasil/akhir yang masih terbuka di Excel" in outcome.err
    assert unchanged(folder, before)


def test_new_result_that_cannot_be_moved_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digests(folder / "hasil")
    failing_rename(monkeypatch, lambda path, _: path.name.startswith(".akhir-baru-"))
    assert command("rank", folder).code == 1
    assert unchanged(folder, before)


def test_edited_result_comes_back_if_the_new_one_cannot_be_moved_in(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "hasil" / "akhir" / "catatan.txt").write_text("milik panitia", encoding="utf-8")
    before = digests(folder / "hasil")
    failing_rename(monkeypatch, lambda path, _: path.name.startswith(".akhir-baru-"))
    assert command("rank", "--timpa", folder).code == 1
    assert unchanged(folder, before)


def test_interrupt_while_writing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    before = digests(folder / "hasil")
    monkeypatch.setattr("asnrekrut.outputs.workbook.write_workbook", interrupted)
    assert command("rank", folder).code == 130
    assert unchanged(folder, before)


@pytest.mark.skipif(sys.platform == "win32" or not hasattr(os, "geteuid"), reason="no permission bits")
def test_folder_without_permission_to_write(folder: Path) -> None:
    before = digests(folder / "hasil")
    folder.chmod(0o555)
    try:
        if os.access(folder, os.W_OK):
            pytest.skip("this user may write everywhere")
        outcome = command("rank", folder)
    finally:
        folder.chmod(0o755)
    assert (outcome.code, outcome.out) == (1, "")
    assert "periksa izin folder" in outcome.err
    assert unchanged(folder, before)


# --- what an interrupted run left behind ---------------------------------------------------------------------


def test_old_result_left_aside_is_recovered_before_anything_else(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digests(folder / "hasil")
    (folder / "hasil" / "akhir").rename(folder / "hasil" / ".akhir-lama")
    monkeypatch.setattr("asnrekrut.outputs.workbook.write_workbook", full)
    assert command("rank", folder).code == 1
    assert unchanged(folder, before)


def test_old_result_left_aside_is_replaced(folder: Path) -> None:
    (folder / "hasil" / "akhir").rename(folder / "hasil" / ".akhir-lama")
    assert command("rank", folder).code == 0
    assert beside(folder) == RESULT
    assert winners(result(folder)) == ["26-0002", "26-0004"]


def test_edited_result_left_aside_is_still_refused(folder: Path) -> None:
    (folder / "hasil" / "akhir" / "peringkat.csv").write_text("diubah", encoding="utf-8")
    (folder / "hasil" / "akhir").rename(folder / "hasil" / ".akhir-lama")
    assert command("rank", folder).code == 1
    assert (folder / "hasil" / "akhir" / "peringkat.csv").read_text(encoding="utf-8") == "diubah"


def test_leftovers_are_removed(folder: Path) -> None:
    for name in (".akhir-baru-abc123", ".akhir-baru-xyz", ".akhir-lama"):
        (folder / "hasil" / name).mkdir()
        (folder / "hasil" / name / "peringkat.xlsx").write_bytes(b"setengah jadi")
    assert command("rank", folder).code == 0
    assert beside(folder) == RESULT


# --- changed by hand -----------------------------------------------------------------------------------------


def edit_workbook(at: Path) -> None:
    with zipfile.ZipFile(at / "peringkat.xlsx", "a") as archive:
        archive.writestr("catatan.txt", "diubah")


EDITS: list[tuple[Callable[[Path], object], str]] = [
    (edit_workbook, "peringkat.xlsx"),
    (lambda at: (at / "peringkat.csv").write_bytes(b""), "peringkat.csv"),
    (lambda at: (at / "hasil.json").unlink(), "hasil.json"),
    (lambda at: (at / "catatan.txt").write_text("baru"), "catatan.txt"),
    (lambda at: (at / "SHA256SUMS").unlink(), "hasil.json, peringkat.csv, peringkat.xlsx"),
    (lambda at: (at / "SHA256SUMS").write_bytes(b"\xff\xfe"), "hasil.json, peringkat.csv, peringkat.xlsx"),
    (lambda at: [(at / "lampiran").mkdir(), (at / "lampiran" / "surat.txt").write_text("x")], "lampiran/surat.txt"),
    (lambda at: (at / "peringkat.csv").rename(at / "peringkat-1.csv"), "peringkat-1.csv, peringkat.csv"),
]


@pytest.mark.parametrize(("edit", "names"), EDITS)
def test_edited_result_is_refused(folder: Path, edit: Callable[[Path], object], names: str) -> None:
    edit(folder / "hasil" / "akhir")
    before = digests(folder / "hasil")
    outcome = command("rank", folder)
    assert (outcome.code, outcome.out) == (1, "")
    assert f"hasil/akhir/ telah diubah sejak ditulis ({names})" in outcome.err
    assert "--timpa" in outcome.err
    assert unchanged(folder, before)


@pytest.mark.parametrize(("edit", "names"), EDITS)
def test_edited_result_is_kept_under_another_name(folder: Path, edit: Callable[[Path], object], names: str) -> None:
    edit(folder / "hasil" / "akhir")
    before = digests(folder / "hasil" / "akhir")
    assert command("rank", "--timpa", folder).code == 0, names
    assert beside(folder) == {*RESULT, "hasil/akhir-suntingan-1"}
    assert digests(folder / "hasil" / "akhir-suntingan-1") == before
    assert winners(result(folder)) == ["26-0002", "26-0004"]


def test_every_edited_result_is_kept(folder: Path) -> None:
    for number in (1, 2, 3):
        (folder / "hasil" / "akhir" / "catatan.txt").write_text(f"ke-{number}", encoding="utf-8")
        assert command("rank", "--timpa", folder).code == 0
        kept = folder / f"hasil/akhir-suntingan-{number}" / "catatan.txt"
        assert kept.read_text(encoding="utf-8") == f"ke-{number}"
    assert beside(folder) == {*RESULT, *(f"hasil/akhir-suntingan-{n}" for n in (1, 2, 3))}


def test_timpa_keeps_nothing_where_nothing_was_edited(folder: Path) -> None:
    assert command("rank", "--timpa", folder).code == 0
    assert beside(folder) == RESULT


def test_timpa_does_not_change_the_result(folder: Path) -> None:
    assert command("rank", folder).code == 0
    plain = digests(folder / "hasil" / "akhir")
    (folder / "hasil" / "akhir" / "catatan.txt").write_text("baru", encoding="utf-8")
    assert command("rank", "--timpa", folder).code == 0
    assert digests(folder / "hasil" / "akhir") == plain


def test_empty_result_folder_is_taken(tmp_path: Path) -> None:
    (Draft().as_text().write(tmp_path) / "hasil").mkdir()
    assert command("rank", tmp_path).code == 0
    assert winners(result(tmp_path)) == ["26-0001", "26-0004"]


@pytest.mark.parametrize("option", [[], ["--timpa"]])
def test_file_in_the_place_of_the_folder_is_kept(tmp_path: Path, option: list[str]) -> None:
    """Whoever saved a file named hasil must find it again."""
    (Draft().as_text().write(tmp_path) / "hasil").write_text("milik panitia", encoding="utf-8")
    outcome = command("rank", *option, tmp_path)
    assert "Traceback" not in outcome.err
    visible = [p for p in tmp_path.iterdir() if p.is_file() and not p.name.startswith(".")]
    assert "milik panitia" in {p.read_text(encoding="utf-8") for p in visible}
    if not option:
        assert (outcome.code, outcome.out) == (1, "")
        assert beside(tmp_path) == {"hasil"}


def test_run_after_a_file_stood_in_the_place_of_the_folder(tmp_path: Path) -> None:
    """Whatever the first run did, the way it names must lead to a result."""
    (Draft().as_text().write(tmp_path) / "hasil").write_text("milik panitia", encoding="utf-8")
    command("rank", tmp_path)
    if (tmp_path / "hasil").is_file():
        (tmp_path / "hasil").unlink()
    assert command("rank", tmp_path).code == 0


def test_result_folder_that_is_a_link(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Somebody keeps the results elsewhere: their folder must not be emptied."""
    elsewhere = tmp_path_factory.mktemp("arsip")
    (folder / "hasil").rename(elsewhere / "hasil")
    try:
        (folder / "hasil").symlink_to(elsewhere / "hasil", target_is_directory=True)
    except OSError:
        pytest.skip("no symbolic links here")
    before = digests(elsewhere / "hasil")
    command("rank", folder)
    assert digests(elsewhere / "hasil") in (before, digests(folder / "hasil"))
