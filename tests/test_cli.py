"""The command line: exit codes, which stream says what, harmless printing, Indonesian throughout."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING

import pytest
import typer.main

from asnrekrut import __version__
from asnrekrut.cli import app
from asnrekrut.errors import ResultViolationError
from asnrekrut.findings import catalogue
from tests.selections import (
    EVENT_HEADS,
    NAMES,
    SAMPLES,
    Draft,
    Outcome,
    command,
    copy_sample,
    digests,
    everyone,
    people,
    ranked_samples,
    result,
    winners,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

COMMANDS = (
    "init",
    "compare",
    "simulate",
    "rank",
    "check",
    "status",
    "confirm",
    "announce",
    "objections",
    "report",
    "explain",
    "stats",
    "code",
    "template",
    "schema",
)
HOSTILE = [
    "Siti [/red] Contoh",
    "[bold]Contoh[/bold]",
    "Contoh :smile: Umpama",
    "=cmd|'/C calc'!A0",
    "@SUM(1+1)",
    "\x1b[31mMerah\x1b[0m",
    "\x1b]0;judul\x07Contoh",
    "Nama \\[tes] %s {nama}",
    "kanan\u202eke kiri",
]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The four samples, each ranked once."""
    return ranked_samples(tmp_path_factory)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The selection of ``tests.selections``, written out."""
    return Draft().write(tmp_path / "seleksi")


def tied(folder: Path) -> Path:
    """Two applicants level to the end, one seat."""
    draft = Draft().rule('urut = ["akhir", "tes", "pelamar.lahir: tertua"]', 'urut = ["akhir"]')
    return draft.put("data/wawancara.csv:B3", 80).write(folder)


def faulty(folder: Path) -> Path:
    """A mark that is none."""
    return Draft().put("data/tes.xlsx:Nilai!C3", "tujuh puluh").write(folder)


# --- the samples ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_rank_a_sample(samples: Path, name: str) -> None:
    outcome = command("rank", samples / name)
    assert outcome.code == 0, outcome.err
    for file in ("SHA256SUMS", "hasil.json", "peringkat.csv", "peringkat.xlsx"):
        assert f"hasil/akhir/{file}" in outcome.out
        assert (samples / name / "hasil" / "akhir" / file).is_file()
    for code, seats in result(samples / name)["formasi"].items():
        assert re.search(rf"{code} .*{seats['jabatan']} .*{seats['kuota']}", outcome.out)


@pytest.mark.parametrize("name", NAMES)
def test_check_a_sample_writes_nothing(tmp_path: Path, name: str) -> None:
    folder = copy_sample(name, tmp_path)
    before = digests(folder)
    outcome = command("check", folder)
    assert (outcome.code, outcome.err) == (0, "")
    assert "Tidak ada yang menghentikan hasil" in outcome.out
    assert digests(folder) == before


@pytest.mark.parametrize(
    ("name", "number", "figures"),
    [  # worked in the samples' README files
        ("kasemen", "99-0019", ["86,154", "25,846", "73,600", "14,720", "73,33", "21,999", "20,000", "82,565"]),
        ("palangkaraya", "99-0001", ["81,00", "28,35", "21,575", "81,93"]),
        ("sawahlunto", "99-0012", ["+45", "415", "594", "86,087", "60,261", "19,500", "79,761", "79,76"]),
        ("manna", "99-0053", ["85,00", "51,000", "77,1", "76,75", "76,55", "76,80", "30,720", "81,720", "3,71"]),
    ],
)
def test_explain_a_sample(samples: Path, name: str, number: str, figures: list[str]) -> None:
    outcome = command("explain", samples / name, number)
    assert (outcome.code, outcome.err) == (0, "")
    assert [f for f in figures if f not in outcome.out.replace("+ ", "+")] == []


def test_explain_names_the_cell_of_every_mark(samples: Path) -> None:
    outcome = command("explain", samples / "palangkaraya", "99-0001")
    for file in ("data/tes.xlsx:Nilai!C", "data/wawancara.xlsx:Nilai!C", "data/psikotes.xlsx:Nilai!C"):
        assert file in outcome.out


@pytest.mark.parametrize("name", NAMES)
def test_explain_everybody(samples: Path, name: str) -> None:
    """Nobody's explanation fails, and each ends with the code and the reason of the list."""
    from asnrekrut.intake.files import begin
    from asnrekrut.outputs.explain import explain
    from asnrekrut.selection import run

    finished = run(*begin(samples / name)).result
    assert finished is not None
    written = people(samples / name)
    for i, number in enumerate(finished.register.numbers):
        lines = {line.label: line for line in explain(finished, i)[-1].lines}
        assert (lines["Kode"].figure, lines["Alasan"].how) == (written[number]["kode"], written[number]["keterangan"])


# --- files that are read before the rules are known ----------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_what_is_read_early_changes_nothing(samples: Path, name: str) -> None:
    """Nor does a file that only seems to be named: it is never looked at."""
    from asnrekrut.intake.early import begin_early
    from asnrekrut.intake.files import begin
    from asnrekrut.selection import run

    folder = samples / name
    usual = run(*begin(folder))
    begin_early(folder)
    early = run(*begin(folder))
    assert [one.line() for one in early.findings] == [one.line() for one in usual.findings]
    assert early.result is not None
    assert usual.result is not None
    assert (early.result.fates == usual.result.fates).all()


@pytest.mark.parametrize(
    "rules",
    [
        "berkas = 'tidak ada.xlsx'",
        "berkas = ['../di luar.csv', '/etc/hostname', '**/*', 3, {berkas = 'x\\u0000.csv'}]",
        "berkas =",
        "tahun = 1e999999999999999999",
        f"x = {'[' * 3000}",
        "\ufeff\xff",
    ],
    ids=["missing", "outside", "unfinished", "unbounded", "deep", "odd"],
)
def test_what_cannot_be_read_early_is_left_to_whoever_reads_the_rules(tmp_path: Path, rules: str) -> None:
    from asnrekrut.intake.early import begin_early, reading

    (tmp_path / "seleksi.toml").write_text(rules, encoding="utf-8")
    begin_early(tmp_path)
    assert reading(tmp_path, []).take() == ({}, [])


# --- the other commands --------------------------------------------------------------------------------------


def test_version() -> None:
    assert command("--version") == Outcome(0, f"asnrekrut {__version__}\n", "")


@pytest.mark.parametrize("name", ["E202", "e202", "P401"])
def test_code(name: str) -> None:
    outcome = command("code", name)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith(name.upper())
    assert all(f"{word}: " in outcome.out for word in ("Golongan", "Arti", "Contoh"))


def test_unknown_code() -> None:
    outcome = command("code", "E999")
    assert (outcome.code, outcome.out) == (2, "")
    assert "E999" in outcome.err
    assert outcome.err.endswith("asnrekrut code\n")


def test_code_alone_lists_every_code() -> None:
    listed = re.findall(r"^  ([EPI]\d{3})  \S", command("code").out, re.MULTILINE)
    assert sorted(listed) == sorted(catalogue())


def test_schema_knows_every_key_of_the_samples() -> None:
    outcome = command("schema")
    assert (outcome.code, outcome.err) == (0, "")
    known = set(json.loads(outcome.out)["properties"])
    for name in NAMES:
        assert set(tomllib.loads((SAMPLES / name / "seleksi.toml").read_text(encoding="utf-8"))) <= known


def test_no_argument_is_the_current_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert command("check").code == 0
    assert command("rank").code == 0
    assert winners(result(folder)) == ["26-0001", "26-0004"]


def test_check_and_rank_agree(folder: Path) -> None:
    checked, done = command("check", "--json", folder).data, command("rank", "--json", folder).data
    assert done.pop("berkas") == [
        f"hasil/akhir/{n}" for n in ("SHA256SUMS", "hasil.json", "peringkat.csv", "peringkat.xlsx")
    ]
    assert done.pop("perlu_diperbarui") == []
    assert checked == done


# --- exit codes ----------------------------------------------------------------------------------------------


def test_findings_stop_with_1_and_say_so(tmp_path: Path) -> None:
    outcome = command("rank", faulty(tmp_path))
    assert outcome.code == 1
    assert 'data/tes.xlsx:Nilai!C3: E201 Isi "tujuh puluh" untuk Praktik' in outcome.err
    assert "Belum semua yang sudah ada nilainya dapat diputus: 1 temuan harus dibetulkan" in outcome.err
    assert {one["formasi"] for one in everyone(result(tmp_path)) if one["kode"]} == {"B-1"}


def test_a_finding_that_may_concern_anybody_stops_everything(tmp_path: Path) -> None:
    outcome = command("rank", Draft().put("data/tes.xlsx:Nilai!A3", "26-0099").write(tmp_path))
    assert (outcome.code, outcome.out) == (1, "")
    assert "Hasil tidak ditulis: 1 temuan harus dibetulkan" in outcome.err
    assert not (tmp_path / "hasil").exists()


def test_check_shows_findings_as_data(tmp_path: Path) -> None:
    outcome = command("check", faulty(tmp_path))
    assert outcome.code == 1
    assert "data/tes.xlsx:Nilai!C3: E201" in outcome.out


@pytest.mark.parametrize("prepare", [faulty, tied])
def test_explain_says_that_a_formation_is_not_decided_yet(tmp_path: Path, prepare: Callable[[Path], Path]) -> None:
    """Of whoever waits for a mark or a decision as much as there is; whoever does not wait is explained to the end."""
    folder = prepare(tmp_path)
    waiting, other = command("explain", folder, "26-0001"), command("explain", folder, "26-0004")
    assert (waiting.code, other.code) == (0, 0)
    assert "formasinya belum diputus" in waiting.out
    assert re.search("Kode +L +", other.out)


def test_missing_rules_are_2(tmp_path: Path) -> None:
    outcome = command("rank", tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("tidak ada seleksi.toml")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("seleksi.toml.txt", "berkas ini bernama seleksi.toml.txt"),
        ("b/seleksi.toml", "b; sebutkan folder itu, misalnya: asnrekrut check"),
        ("../seleksi.toml", "tetapi ada di"),
    ],
)
def test_missing_rules_are_looked_for(tmp_path: Path, name: str, says: str) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).touch()
    assert says in command("rank", folder).err


def test_a_mistyped_folder_is_suggested(folder: Path) -> None:
    assert f"maksud Anda {folder}?" in command("rank", folder.parent / "seleski").err
    assert f"sebutkan foldernya: {folder}" in command("rank", folder / "seleksi.toml").err


@pytest.mark.parametrize("name", ["tidak-ada", "seleksi/seleksi.toml"])
def test_folder_that_is_none_is_2(folder: Path, name: str) -> None:
    assert command("rank", folder.parent / name).code == 2


def test_broken_rules_are_2_with_their_line(tmp_path: Path) -> None:
    folder = Draft().rule("maksimum = 100\nambang = 50", "maksimum = 100\nambbang = 50").write(tmp_path)
    outcome = command("rank", folder)
    assert (outcome.code, outcome.out) == (2, "")
    line = Draft().rules.splitlines().index("ambang = 50") + 1
    assert outcome.err.startswith(f"seleksi.toml:{line}: ")
    assert 'maksud Anda "ambang"?' in outcome.err


@pytest.mark.parametrize("name", ["rank", "check"])
def test_open_tie_is_3(tmp_path: Path, name: str) -> None:
    outcome = command(name, tied(tmp_path))
    assert outcome.code == 3
    for words in ("Nilai sama pada formasi A-1", "2 peserta untuk 1 kursi", "26-0001", "26-0002", ";keputusan seri;"):
        assert words in outcome.err
    if name == "rank":
        assert {one["formasi"] for one in everyone(result(tmp_path)) if one["kode"]} == {"B-1"}
        assert {one["formasi"] for one in everyone(result(tmp_path, "2-wawancara")) if one["kode"]} == {"A-1", "B-1"}
    else:
        assert not (tmp_path / "hasil").exists()


def test_the_decision_that_a_tie_proposes_settles_it(tmp_path: Path) -> None:
    lines = command("rank", tied(tmp_path)).err.splitlines()
    row = next(line.strip() for line in lines if ";keputusan seri;" in line).replace("(tanggal)", "20-11-2026")
    (tmp_path / "peristiwa.csv").write_text(f"{';'.join(EVENT_HEADS)}\n{row}\n", encoding="utf-8")
    found = command("check", tmp_path, "--json").data["temuan"]
    assert "E602" in {f["kode"] for f in found}, "what only the committee knows is still to be filled in"
    row = row.replace("(nomor surat)", "BA 9").replace("(dasar)", "Sidang").replace("(oleh)", "Ketua")
    (tmp_path / "peristiwa.csv").write_text(f"{';'.join(EVENT_HEADS)}\n{row}\n", encoding="utf-8")
    assert command("rank", tmp_path).code == 0
    assert winners(result(tmp_path)) == ["26-0001", "26-0004"]


def test_failed_audit_is_4_and_writes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ResultViolationError("pemenang formasi A-1 melebihi kuota")

    monkeypatch.setattr("asnrekrut.selection.audit", fails)
    outcome = command("rank", folder)
    assert (outcome.code, outcome.out) == (4, "")
    assert "pemenang formasi A-1 melebihi kuota" in outcome.err
    assert not (folder / "hasil").exists()


def test_interrupt_is_130(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("asnrekrut.selection.run", interrupted)
    outcome = command("rank", folder)
    assert (outcome.code, outcome.out) == (130, "")
    assert "dihentikan" in outcome.err


def test_too_little_memory_is_a_message(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("asnrekrut.selection.run", exhausted)
    outcome = command("rank", folder)
    assert (outcome.code, outcome.out) == (1, "")
    assert "memori" in outcome.err


# --- --json --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prepare", "arguments", "status"),
    [
        (lambda at: Draft().write(at), ("rank",), 0),
        (lambda at: Draft().write(at), ("check",), 0),
        (faulty, ("rank",), 1),
        (faulty, ("check",), 1),
        (tied, ("rank",), 3),
        (tied, ("check",), 3),
    ],
)
def test_json_is_one_object_with_the_exit_code(
    tmp_path: Path, prepare: object, arguments: tuple[str, ...], status: int
) -> None:
    folder = prepare(tmp_path)  # type: ignore[operator]
    outcome = command(arguments[0], folder, *arguments[1:], "--json")
    assert (outcome.code, outcome.data["status"], outcome.err) == (status, status, "")
    assert bool(outcome.findings) == (status == 1)
    assert bool(outcome.data["seri"]) == (status == 3)


def test_json_names_the_tie(tmp_path: Path) -> None:
    assert command("rank", tied(tmp_path), "--json").data["seri"] == [
        {"tahap": "akhir", "formasi": "A-1", "tempat": 1, "sebab": "", "peserta": ["26-0001", "26-0002"]}
    ]


def test_json_of_an_explanation(folder: Path) -> None:
    data = command("explain", folder, "26-0001", "--json").data
    assert data["nomor"] == "26-0001"
    figures = {line["langkah"]: line["isi"] for part in data["bagian"] for line in part["baris"]}
    assert figures["Nilai Akhir"] == "77,000"


def test_json_is_in_one_language(tmp_path: Path) -> None:
    """Every key of every object, wherever ``--json`` is known."""

    def keys(said: object) -> Iterator[str]:
        for key, value in said.items() if isinstance(said, dict) else ():
            yield from (key, *keys(value))
        for value in said if isinstance(said, list) else ():
            yield from keys(value)

    folder, wrong = Draft().write(tmp_path / "a"), faulty(tmp_path / "b")
    calls: list[tuple[object, ...]] = [
        (name, where) for name in ("check", "rank", "status") for where in (folder, wrong)
    ]
    calls += [("explain", folder, "26-0001"), ("explain", folder, "x"), ("rank", tied(tmp_path / "c"))]
    found = {key for call in calls for key in keys(command(*call, "--json").data)}
    assert {"langkah", "isi", "tingkat", "status", "pesan"} <= found
    assert not {key for key in found if ENGLISH.search(key.replace("_", " "))}


def test_json_of_an_explanation_without_a_result(tmp_path: Path) -> None:
    """Without a register nobody can be explained; what is wrong is said as JSON all the same."""
    (Draft().write(tmp_path) / "data/pelamar.csv").unlink()
    outcome = command("explain", tmp_path, "26-0001", "--json")
    assert (outcome.code, outcome.data["status"], outcome.err) == (1, 1, "")


def test_json_says_what_was_wrong_with_the_command(tmp_path: Path) -> None:
    said = json.loads(command("rank", "--json", tmp_path).out)
    assert said["status"] == 2
    assert "tidak ada seleksi.toml" in said["pesan"]


# --- harmless printing ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_name_is_just_a_name(tmp_path: Path, name: str) -> None:
    folder = Draft().put("data/pelamar.csv:C2", name).put("data/pelamar.csv:C3", name).write(tmp_path)
    assert command("rank", folder).code == 0
    outcome = command("explain", folder, "26-0001")
    visible = "".join(c for c in name if c.isprintable())
    assert visible in outcome.out
    assert "\x1b" not in outcome.out
    assert "\u202e" not in outcome.out


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_cell_in_a_finding_and_in_a_tie(tmp_path: Path, text: str) -> None:
    draft = Draft().put("data/tes.xlsx:Nilai!C3", text).put("data/formasi.csv:B2", text)
    outcome = command("rank", draft.write(tmp_path / "temuan"))
    assert outcome.code == 1
    assert "".join(c for c in text if c.isprintable()) in outcome.err
    tied(tmp_path / "seri")
    Draft().put("data/pelamar.csv:C2", text).write(tmp_path / "nama")
    (tmp_path / "nama" / "data" / "pelamar.csv").replace(tmp_path / "seri" / "data" / "pelamar.csv")
    also = command("rank", tmp_path / "seri")
    assert also.code == 3
    assert not set("\x1b\x07\u202e") & set(outcome.err + also.err)


@pytest.mark.parametrize("code", ["E2[/red]", "\x1b[31mE202", ":smile:"])
def test_hostile_argument(code: str) -> None:
    outcome = command("code", code)
    assert outcome.code == 2
    assert "\x1b" not in outcome.err


def test_no_colour_where_nobody_watches(folder: Path) -> None:
    outcome = command("rank", folder)
    assert "\x1b" not in outcome.out + outcome.err


def started(*arguments: object, encoding: str = "utf-8") -> subprocess.CompletedProcess[bytes]:
    """The program as a process of its own, its output redirected."""
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    command_line = [sys.executable, "-m", "asnrekrut", *map(str, arguments)]
    return subprocess.run(command_line, capture_output=True, env=environment, check=False)


def exotic(folder: Path) -> Path:
    """Names that no Western code page has."""
    return Draft().put("data/pelamar.csv:C2", "Şükrü → 日本").put("data/formasi.csv:B2", "Arsiparis ≥ Ş").write(folder)


@pytest.mark.parametrize("encoding", ["cp437", "cp1252", "ascii"])
def test_signs_that_a_console_lacks_are_written_in_those_it_has(samples: Path, encoding: str) -> None:
    """Nothing is lost: → becomes ->, ≥ becomes >=, and help is shown whatever the encoding."""
    for arguments in (("--help",), ("rank", "--help"), ("explain", samples / "kasemen", "99-0003")):
        done = started(*arguments, encoding=encoding)
        assert (done.returncode, done.stderr) == (0, b"")
        text = done.stdout.decode(encoding)
        assert "?" not in text
        assert "→" not in text
    assert re.search(r"90 (>=|≥) 65", text)
    assert "225 / 325 x 100 = 69,230769... -> 3 desimal" in text.replace("×", "x").replace("…", "...")


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """What a command shows at a terminal of 80 columns, on both streams."""

    class Screen(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(io, "StringIO", Screen)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("NO_COLOR", "1")

    def lines(*arguments: object) -> list[str]:
        outcome = command(*arguments)
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", outcome.out + outcome.err).splitlines()

    return lines


def test_nothing_is_cut_at_a_narrow_terminal(tmp_path: Path, narrow: Callable[..., list[str]]) -> None:
    """Lines end between words, addresses of cells stay whole, long names of formations and posts wrap."""
    long = "Pranata Laboratorium Kesehatan Terampil pada Rumah Sakit Umum Daerah"
    draft = Draft().put("data/formasi.csv:B2", long).put("data/tes.xlsx:Nilai!C3", "tujuh puluh")
    folder = draft.write(tmp_path / "seleksi")
    shown = {name: narrow(*name.split(), folder) for name in ("check", "rank", "status", "stats")}
    shown["explain"] = narrow("explain", folder, "26-0001")
    shown["help"] = [line for name in COMMANDS for line in narrow(name, "-h")]
    for name, lines in shown.items():
        copied = [line for line in lines if not line.startswith("  asnrekrut ")]  # commands stay whole, to be copied
        assert max(map(len, copied)) <= 80, name
        assert not [line for line in copied if line.rstrip().endswith("...") or re.search(r"\w…", line)], name
    assert any(line.startswith("  data/tes.xlsx:Nilai!C3: E201 ") for line in shown["check"])
    assert any(line.rstrip().endswith("data/tes.xlsx:Nilai!B2") for line in shown["explain"])
    assert all(word in " ".join(shown["explain"]) for word in long.split())


def test_the_next_command_can_be_typed_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the real folder, quoted where it must be, with a participant and a stage that there are."""
    folder = Draft().write(tmp_path / "seleksi 2027")
    line = next(line for line in command("rank", folder).out.splitlines() if line.startswith("  asnrekrut explain"))
    assert line.split('"')[1] == str(folder)
    assert command("explain", folder, line.split()[-1]).code == 0
    monkeypatch.chdir(folder)
    assert f"  asnrekrut explain {line.split()[-1]}" in command("rank").out.splitlines()
    following = command("status").out.splitlines()[-1]
    assert following == "  asnrekrut confirm akhir --ba NOMOR --tanggal TANGGAL"
    assert command("confirm", "akhir", "--ba", "1/BA", "--tanggal", "17 November 2026").code == 0
    assert command("status").out.splitlines()[-1].startswith("  asnrekrut announce akhir --nomor")


def test_interrupt_before_the_program_is_loaded_leaves_no_traceback() -> None:
    script = (
        "import builtins, sys\n"
        "load = builtins.__import__\n"
        "def interrupted(name, *rest):\n"
        "    if name == 'typer': raise KeyboardInterrupt\n"
        "    return load(name, *rest)\n"
        "builtins.__import__ = interrupted\n"
        "from asnrekrut.__main__ import main\n"
        "main()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (130, b"dihentikan\n")


def test_interrupt_where_python_lets_nothing_through_comes_again() -> None:
    script = (
        "import signal, sys, time\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # which a shell takes from what it runs behind
        "class Lost:\n"
        "    def __del__(self): raise KeyboardInterrupt\n"
        "def command(): Lost(); time.sleep(60)\n"
        "import asnrekrut.cli\n"
        "asnrekrut.cli.app = lambda **_: command()\n"
        "from asnrekrut.__main__ import main\n"
        "main()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (130, b"dihentikan; tidak ada hasil yang ditulis atau diubah\n")


def test_check_never_says_that_a_result_was_not_written(tmp_path: Path) -> None:
    for number, prepare in enumerate((faulty, tied)):
        said = command("check", prepare(tmp_path / str(number)))
        assert "tidak ditulis" not in said.out + said.err
    folder = Draft().write(tmp_path / "kosong")
    (folder / "data/tes.xlsx").unlink()
    (folder / "data/wawancara.csv").unlink()
    said = command("check", folder)
    assert "Belum ada tahap yang dapat diputus." in said.err
    assert "asnrekrut rank" not in said.out + said.err


def test_narrow_code_page_does_not_crash(tmp_path: Path) -> None:
    folder = exotic(tmp_path)
    for arguments in (("rank", folder), ("explain", folder, "26-0001")):
        done = started(*arguments, encoding="cp1252")
        assert (done.returncode, b"Traceback" in done.stderr) == (0, False), done.stderr
    Draft().put("data/tes.xlsx:Nilai!C3", "日本 →").write(tmp_path)
    done = started("rank", folder, encoding="ascii")
    assert (done.returncode, b"Traceback" in done.stderr) == (1, False), done.stderr


def test_json_loses_nothing_on_a_narrow_code_page(tmp_path: Path) -> None:
    """A script on Windows reads what the program meant, whatever the console's code page."""
    folder = exotic(tmp_path)
    arguments = ("explain", folder, "26-0001", "--json")
    narrow = started(*arguments, encoding="cp1252").stdout.decode("cp1252")
    assert json.loads(narrow) == command(*arguments).data


def test_interpreter_flags_and_place_do_not_matter(samples: Path, tmp_path: Path) -> None:
    """A run in another process, with another hash seed and time zone, writes the same bytes."""
    folder = copy_sample("kasemen", tmp_path)
    environment = {**os.environ, "PYTHONHASHSEED": "77", "TZ": "Pacific/Auckland", "LC_ALL": "C", "COLUMNS": "40"}
    command_line = [sys.executable, "-m", "asnrekrut", "rank", str(folder)]
    assert subprocess.run(command_line, env=environment, capture_output=True, check=False).returncode == 0
    assert digests(folder / "hasil") == digests(samples / "kasemen" / "hasil")


# --- words and options ---------------------------------------------------------------------------------------


OPTIONS = {
    "init": {"--preset", "--dari", "--dari-lembar", "--nama", "--instansi", "--tahun", "--dasar", "--jawab", "--bawaan"}
    | {"--daftar", "--help"},
    "compare": {"--json", "--help"},
    "simulate": {"--bobot", "--ambang", "--tanpa", "--pembulatan", "--urut", "--json", "--help"},
    "": {"--version", "--debug", "--help"},
    "rank": {"--sampai", "--json", "--timpa", "--help"},
    "check": {"--sampai", "--json", "--baris", "--tandai", "--timpa", "--help"},
    "explain": {"--sampai", "--json", "--help"},
    "status": {"--json", "--help"},
    "objections": {"--json", "--help"},
    "confirm": {"--ba", "--tanggal", "--formasi", "--lampirkan", "--json", "--help"},
    "announce": {"--nomor", "--tanggal", "--persetujuan", "--jenis", "--lampirkan", "--json", "--help"},
    "report": {"--tahap", "--dokumen", "--format", "--json", "--timpa", "--help"},
    "stats": {"--help"},
    "code": {"--help"},
    "template": {"--naskah", "--timpa", "--help"},
    "schema": {"--help"},
}
ENGLISH = re.compile(
    r"(?<![-\w])(?:usage|show|this|message|and|exit|options?|commands?|arguments?|default|required|path|text|str|string"
    r"|integer|boolean|file|directory|error|try|for|help|the|version|of|with|to|is|no|such|did|you|mean)\b",
    re.IGNORECASE,
)


def help_pages() -> dict[str, str]:
    pages = {"": command("--help").out}
    return pages | {name: command(name, "--help").out for name in COMMANDS}


def test_no_option_changes_a_result() -> None:
    """Weights, rounding and ties live in the rules file: whoever adds an option must come by here.

    simulate takes other rules and writes nothing.
    --sampai looks at fewer stages; --json and --baris say the same in other words; --tandai writes copies beside;
    --timpa keeps what was edited.
    """
    assert {name: set(re.findall(r"--[a-z-]+", page)) for name, page in help_pages().items()} == OPTIONS


def test_no_hidden_options_or_commands() -> None:
    program = typer.main.get_command(app)
    assert set(program.commands) == set(COMMANDS)
    own = {"": program, **program.commands}
    shown = {name: {o for p in c.params for o in p.opts if o.startswith("-")} for name, c in own.items()}
    assert {name: opts | {"--help"} for name, opts in shown.items()} == OPTIONS


def test_every_help_page_has_an_example_and_nothing_is_cut() -> None:
    for name, page in help_pages().items():
        assert re.search(rf"\n  Contoh: asnrekrut {name}", page), name
        assert "..." not in page, name
        assert page == command(name, "-h").out if name else command("-h").out


def test_help_is_indonesian() -> None:
    for name, page in help_pages().items():
        assert ENGLISH.findall(page) == [], (name, page)


def test_help_without_a_command() -> None:
    outcome = command()
    assert "Pemakaian: asnrekrut" in outcome.out + outcome.err
    assert outcome.code in {0, 2}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--bogus",), "opsi --bogus tidak dikenal"),
        (("rank", "--bobot", "60"), "opsi --bobot tidak dikenal"),
        (("rank", "--jsn"), "opsi --jsn tidak dikenal; maksud Anda --json?"),
        (("urutkan",), 'perintah "urutkan" tidak dikenal; yang ada: init, '),
        (("rnak",), 'perintah "rnak" tidak dikenal; maksud Anda rank?'),
        (("stats", "a", "b"), "argumen berlebih: b"),
        (("stats", "a", "b", "c"), "argumen berlebih: b c"),
        (("explain",), "NOMOR belum diisi"),
        (("explain", "tests"), "NOMOR belum diisi"),
        (("explain", "a", "b", "c", "d"), "argumen berlebih: c d"),
        (("confirm", "tes"), "opsi --ba belum diisi"),
        (("rank", "--json=ya"), "opsi --json tidak menerima isi"),
        (("simulate", "--bobot", "tes"), '--bobot "tes": tulis misalnya --bobot tes=60'),
        (("simulate", "--ambang", "=5"), '--ambang "=5": tulis misalnya --ambang tes=65'),
    ],
)
def test_wrong_arguments(arguments: tuple[str, ...], words: str) -> None:
    outcome = command(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err
    assert ENGLISH.findall(outcome.err) == []


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("26-3", "; maksud Anda 26-0003 (Contoh Tiga)?"),
        ("260004", "; maksud Anda 26-0004 (Contoh Empat)?"),
        ("26 - 0005", "; maksud Anda 26-0005 (Contoh Lima)?"),
        ("contoh dua", "; maksud Anda 26-0002 (Contoh Dua)?"),
        ("Contoh", "; maksud Anda 26-0001 (Contoh Satu), 26-0002 (Contoh Dua), 26-0003 (Contoh Tiga) dan 2 lainnya?"),
        ("27-9999-XYZ", ""),
        ("", ""),
    ],
)
def test_unknown_participant(folder: Path, asked: str, answer: str) -> None:
    """What was probably meant is suggested, by number or by name, and never shown unasked."""
    outcome = command("explain", folder, asked)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == f'tidak ada peserta "{asked}"{answer}\n'


@pytest.mark.parametrize("number", [" 26-0001 ", "26-0001\u00a0", "26-0001\n"])
def test_participant_as_pasted_from_a_sheet(folder: Path, number: str) -> None:
    assert command("explain", folder, number).code == 0


def test_statistics_of_a_sample(tmp_path: Path) -> None:
    """The mean of 80, 90, 60, 70 and 50 is 70."""
    outcome = command("stats", Draft().write(tmp_path))
    assert outcome.code == 0
    line = next(line for line in outcome.out.splitlines() if "Tes: Teori" in line)
    assert "70,00" in line
    assert "90,00" in line


def test_how_the_register_is_split_changes_no_byte(tmp_path: Path) -> None:
    """One half has an empty column of evidence: a doubt about that file, which no result may show."""
    draft = Draft()
    rows = draft.rows("data/pelamar.csv")
    for row, sheet in zip(rows, ("Sertifikat", "", "", "", "Nomor 4", "Nomor 5"), strict=True):
        row.append(sheet)
    draft.rules += '[pelamar.atribut.sertifikat]\nkolom = "Sertifikat"\n'
    assert command("rank", draft.write(tmp_path / "whole")).code == 0
    draft.files |= {"data/a.csv": {"": rows[:4]}, "data/b.csv": {"": [rows[0], *rows[4:]]}}
    del draft.files["data/pelamar.csv"]
    split = draft.rule('"data/pelamar.csv"', '["data/a.csv", "data/b.csv"]').write(tmp_path / "split")
    outcome = command("rank", "--json", split)
    assert ("P103", "data/a.csv:F1") in outcome.findings
    assert digests(split / "hasil") == digests(tmp_path / "whole" / "hasil")


def test_a_new_folder_asks_for_its_files(tmp_path: Path) -> None:
    command("init", tmp_path / "s", "--preset", "pppk", "--bawaan")
    out = command("status", tmp_path / "s").out
    assert "isi lembar kosongnya di templat/ dan simpan sebagai data/formasi.xlsx" in out
    assert "temuan" not in out


def test_summaries_of_commands_are_whole_in_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    out = " ".join(command("--help").out.split())
    assert "…" not in out.partition("Perintah:")[2]
    assert "dari preset, tahun lalu, atau rekap." in out
