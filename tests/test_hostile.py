"""Hostile and unlucky inputs: a finding, never a crash, and quickly.

The files are made here; what they are about would otherwise hang or end the program. Patterns: ``test_patterns``; what
a child process may take: ``test_readers``; random inputs and the memory of whole folders: ``tests/long``.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from typing import TYPE_CHECKING
from unicodedata import normalize

import pytest

from tests.selections import Draft, announce, command, refused, result, winners

if TYPE_CHECKING:
    from collections.abc import Iterator
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


@pytest.mark.parametrize("name", ["x" * 5000, "x/" * 2500, "*" * 5000])
def test_a_folder_too_long_for_any_system(tmp_path: Path, name: str) -> None:
    here = Draft().as_text().write(tmp_path / "s")
    calls = [[c, name] for c in ("rank", "check", "status", "report", "template", "stats", "objections", "simulate")]
    calls += [["explain", name, "26-0001"], ["init", name, "--preset", "lokal"], ["compare", here, name]]
    calls += [["init", tmp_path / "baru", option, name] for option in ("--dari", "--dari-lembar")]
    calls += [["confirm", name, "tes", "--ba", "1", "--tanggal", "2026-03-01"]]
    for words in calls:
        outcome = command(*words)
        assert outcome.code == 2, words[0]
        assert len(outcome.err.partition(";")[0]) < 200, words[0]
        assert "terlalu panjang" in outcome.err, words[0]


@pytest.fixture
def in_time() -> Iterator[None]:
    """What waits for a pipe for ever fails, and holds no other test up."""

    def stop(*_: object) -> None:
        raise AssertionError("it waits")

    before = signal.signal(signal.SIGALRM, stop)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="module")
def announced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = Draft().as_text().write(tmp_path_factory.mktemp("diumumkan") / "s")
    announce(folder, "tes")
    return folder


SOME = ("check", "--json")
FILES = {
    **dict.fromkeys(["seleksi.toml", REGISTER, TEST, "data/wawancara.csv", "peristiwa.xlsx"], SOME),
    **dict.fromkeys(["riwayat/riwayat.jsonl", "riwayat/1-tes/hasil.json"], SOME),
    **dict.fromkeys(["hasil/1-tes/hasil.json", "hasil/1-tes/SHA256SUMS"], ("rank", "--sampai", "tes")),
    "naskah/pengumuman.docx": ("report", "--tahap", "tes", "--dokumen", "pengumuman"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="no such files")
@pytest.mark.parametrize("what", ["pipe", "folder", "circle", "device"])
@pytest.mark.parametrize("name", FILES)
@pytest.mark.usefixtures("in_time")
def test_something_else_in_the_place_of_a_file(tmp_path: Path, announced: Path, name: str, what: str) -> None:
    """Nothing waits, and nothing is done as if it were not there: neither a book of events nor a record."""
    folder = shutil.copytree(announced, tmp_path / "s")
    path = folder / name
    path.unlink(missing_ok=True)
    path.parent.mkdir(exist_ok=True)
    if what == "pipe":
        os.mkfifo(path)
    elif what == "folder":
        path.mkdir()
    else:
        path.symlink_to(path.name if what == "circle" else "/dev/zero")
    signal.alarm(60)
    assert command(*FILES[name], folder).code in {1, 2}


@pytest.mark.skipif(sys.platform == "win32", reason="no permission bits")
@pytest.mark.parametrize(
    ("folder_mode", "file_mode", "umask", "most"),
    [
        (0o755, 0o600, 0o022, 0o700),
        (0o750, 0o664, 0o002, 0o750),
        (0o755, 0o644, 0o077, 0o700),
        (0o755, 0o644, 0o022, 0o755),
    ],
)
def test_what_is_written_is_as_private_as_its_sources(
    tmp_path: Path, folder_mode: int, file_mode: int, umask: int, most: int
) -> None:
    folder = Draft().as_text().write(tmp_path / "s")
    folder.chmod(folder_mode)
    (folder / TEST).chmod(file_mode)
    scan = tmp_path / "ba.pdf"
    scan.write_bytes(b"%PDF")
    scan.chmod(0o640)
    there = set(folder.rglob("*"))
    before = os.umask(umask)
    try:
        assert command("rank", folder).code == 0
        assert command("check", "--tandai", folder).code == 0
        assert command("template", folder).code == 0
        assert command("confirm", folder, "tes", "--ba", "1", "--tanggal", "2026-03-01").code == 0
        day = ("--nomor", "P 1", "--tanggal", "2026-03-02")
        assert command("announce", folder, "tes", *day, "--lampirkan", scan).code == 0
        assert command("report", folder, "--tahap", "tes").code == 0
        assert command("template", folder, "--naskah").code == 0
        assert command("init", tmp_path / "baru", "--dari", folder).code == 0
    finally:
        os.umask(before)
    written = [path for path in folder.rglob("*") if path not in there]
    homes = {path.relative_to(folder).parts[0] for path in written}
    assert homes == {"hasil", "temuan", "templat", "riwayat", "naskah"}
    kept = next(path for path in written if path.match("lampiran/*.pdf"))
    assert kept.stat().st_mode & 0o777 == most & 0o640
    for path in {*written, *(tmp_path / "baru").rglob("*")} - {kept, kept.parent}:
        assert path.stat().st_mode & 0o777 == (most if path.is_dir() else most & 0o666), path


@pytest.mark.skipif(sys.platform == "darwin", reason="there both are one name")
def test_a_name_whose_accents_are_kept_in_two_characters(tmp_path: Path) -> None:
    """As macOS and some archives keep it; both at once are two files."""
    draft = Draft().as_text()
    own = draft.files.pop(TEST)
    draft.rule(TEST, "data/té.csv").files[normalize("NFD", "data/té.csv")] = own
    assert command("rank", draft.write(tmp_path / "one")).code == 0
    assert winners(result(tmp_path / "one")) == ["26-0001", "26-0004"]
    own[""][1][1] = "x"
    draft.files["data/té.csv"] = own
    assert {code for code, _ in refused(draft.write(tmp_path / "two"))} == {"E304", "E201"}
    assert command("check", "--tandai", tmp_path / "two").code == 1
    copies = [path.name for path in (tmp_path / "two" / "temuan").iterdir()]
    assert len({normalize("NFC", name) for name in copies}) == len(copies) == 4
