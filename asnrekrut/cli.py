"""The command line: parse, call, print, exit. No rule of any selection lives here."""

from __future__ import annotations

import gc
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from asnrekrut import __version__
from asnrekrut.errors import AsnrekrutError, Exit, UsageError
from asnrekrut.terminal.command_words import Command, Group, translated_error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.intake.supply import Supply
    from asnrekrut.rules.model import Rules
    from asnrekrut.selection import Selection

app = typer.Typer(
    cls=Group,
    help="Dari lembar kerja panitia seleksi ke daftar peringkat: tepat, terjelaskan, dapat diperiksa.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder seleksi yang berisi seleksi.toml.")]
Json = Annotated[bool, typer.Option("--json", help="Cetak satu objek JSON.")]
Lines = Annotated[bool, typer.Option("--baris", help="Cetak satu baris setiap temuan: berkas:lembar!sel: KODE pesan.")]
Mark = Annotated[bool, typer.Option("--tandai", help="Tulis salinan bertanda dari berkas yang bermasalah ke temuan/.")]
Overwrite = Annotated[
    bool, typer.Option("--timpa", help="Simpan folder yang sudah diubah tangan dengan nama lain, lalu tulis yang baru.")
]
Until = Annotated[
    str | None, typer.Option("--sampai", metavar="TAHAP", help="Hanya sampai tahap ini (kodenya, atau akhir).")
]
HERE = Path()
NEAR = 3  # participants named when somebody may have been meant


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"asnrekrut {__version__}")
        raise typer.Exit


@app.callback()
def program(
    _version: Annotated[
        bool, typer.Option("--version", help="Tampilkan versi.", callback=_version, is_eager=True)
    ] = False,
    _debug: Annotated[bool, typer.Option("--debug", help="Tampilkan jejak bila program sendiri salah.")] = False,
) -> None:
    """Dari lembar kerja panitia seleksi ke daftar peringkat: tepat, terjelaskan, dapat diperiksa."""


@app.command(cls=Command)
def rank(folder: Folder = HERE, until: Until = None, as_json: Json = False, overwrite: Overwrite = False) -> None:
    """Periksa, hitung, dan tulis hasil tahap terjauh yang dapat diputus ke hasil/."""
    begun = _begin(folder, until)
    from asnrekrut.outputs.exports import state, summary
    from asnrekrut.outputs.write import targets, view_of, write_result
    from asnrekrut.terminal import display

    selection = _run(begun)
    reached, outcome = targets(selection, until), selection.exit_for(until)
    files = []
    with display.progress() as progress:
        for index in reached:
            files += write_result(folder, selection, index, overwrite, progress)
    if as_json:
        last = summary(view_of(selection, reached[-1])) if reached else {}
        display.put_json({**state(selection, outcome), "ringkasan": last, "berkas": files})
        raise typer.Exit(outcome)
    display.show_findings(selection.findings)
    display.show_ties(selection)
    if reached:
        display.show_summary(view_of(selection, reached[-1]))
        display.show_written(files, selection)
    display.show_waiting(selection, written=bool(reached))
    raise typer.Exit(outcome)


@app.command(cls=Command)
def check(
    folder: Folder = HERE,
    until: Until = None,
    as_json: Json = False,
    lines: Lines = False,
    mark: Mark = False,
    overwrite: Overwrite = False,
) -> None:
    """Baca dan periksa semuanya tanpa menulis hasil."""
    if as_json and lines:
        raise UsageError("pilih salah satu: --json atau --baris")
    begun = _begin(folder, until)
    from asnrekrut.outputs.exports import state, summary
    from asnrekrut.outputs.write import targets, view_of
    from asnrekrut.terminal import display

    selection = _run(begun)
    files = _mark(folder, selection, overwrite) if mark else None
    reached, outcome = targets(selection, until), selection.exit_for(until)
    if as_json:
        marked = {} if files is None else {"berkas": files}
        last = summary(view_of(selection, reached[-1])) if reached else {}
        display.put_json({**state(selection, outcome), "ringkasan": last, **marked})
        raise typer.Exit(outcome)
    if lines:
        display.show_lines(selection.findings)
    else:
        display.show_findings(selection.findings, stderr=False)
        display.show_ties(selection)
    if files is not None:
        display.show_marked(files)
    if not lines:
        if reached:
            display.show_summary(view_of(selection, reached[-1]))
        display.show_waiting(selection, written=None)
    raise typer.Exit(outcome)


def _mark(folder: Path, selection: Selection, overwrite: bool) -> list[str]:
    """Write the marked copies."""
    from asnrekrut.annotated.write import write_marked
    from asnrekrut.terminal import display

    with display.progress() as progress:
        return write_marked(folder, selection, overwrite, progress)


@app.command(cls=Command)
def explain(
    folder: Folder,
    number: Annotated[str, typer.Argument(metavar="NOMOR", help="Nomor peserta.")],
    until: Until = None,
    as_json: Json = False,
) -> None:
    """Tampilkan setiap langkah perhitungan seorang peserta, sejauh seleksinya sudah berjalan."""
    begun = _begin(folder, until)
    from dataclasses import asdict

    from asnrekrut.outputs.explain import explain as steps
    from asnrekrut.terminal import display

    selection = _run(begun)
    if selection.result is None:
        display.show_findings(selection.findings)
        raise typer.Exit(selection.exit_code)
    parts = steps(selection.result, _index(selection, number))
    if as_json:
        display.put_json({"nomor": number, "bagian": [asdict(part) for part in parts]})
    else:
        display.show_explanation(parts)


@app.command(cls=Command)
def stats(folder: Folder = HERE) -> None:
    """Tampilkan sebaran nilai setiap komponen dan penilai."""
    begun = _begin(folder)
    from asnrekrut.outputs.distribution import statistics
    from asnrekrut.terminal import display

    display.show_statistics(statistics(_run(begun)))


@app.command(cls=Command)
def code(name: Annotated[str, typer.Argument(metavar="KODE", help="Kode temuan, misalnya E202.")]) -> None:
    """Jelaskan arti sebuah kode temuan."""
    from asnrekrut.findings import catalogue
    from asnrekrut.terminal import display

    entry = catalogue().get(name.upper())
    if entry is None:
        raise UsageError(f'tidak ada kode temuan "{name}"; yang ada: {", ".join(catalogue())}')
    display.show_code(entry)


@app.command(cls=Command)
def template(folder: Folder = HERE, overwrite: Overwrite = False) -> None:
    """Tulis lembar kerja kosong untuk dibagikan ke templat/."""
    begun = _begin(folder)
    from asnrekrut.forms.write import remarks, write_templates
    from asnrekrut.terminal import display

    selection = _run(begun)
    with display.progress() as progress:
        files = write_templates(folder, selection, overwrite, progress)
    display.show_templates(files, remarks(selection))


@app.command(cls=Command)
def schema() -> None:
    """Cetak JSON Schema berkas aturan, untuk penyunting teks."""
    from asnrekrut.rules.model import Rules
    from asnrekrut.terminal import display

    display.put_json(Rules.model_json_schema())


def _begin(folder: Path, until: str | None = None) -> tuple[Rules, int, Supply]:
    """Read the rules and begin to read the files; what comes after is loaded meanwhile."""
    from asnrekrut.selection import begin

    return begin(folder, until)


def _run(begun: tuple[Rules, int, Supply]) -> Selection:
    from asnrekrut.selection import run
    from asnrekrut.terminal import display

    with display.progress() as progress:
        return run(*begun, progress)


def _index(selection: Selection, number: str) -> int:
    """Where a participant stands in the register."""
    from asnrekrut.intake.directory import Directory, find_applicant
    from asnrekrut.notation import listed

    register = selection.register
    assert register is not None  # noqa: S101  (there is a result)
    found, near = find_applicant(Directory(register.numbers, register.names), number)
    if found is None:
        meant = listed([f"{register.numbers[i]} ({register.names[i]})" for i in near], NEAR)
        raise UsageError(f'tidak ada peserta "{number}"' + (f"; maksud Anda {meant}?" if near else ""))
    return found


def _leave(code: Exit, message: str, arguments: list[str]) -> NoReturn:
    """Say a last word, as JSON where JSON was asked for, and go."""
    from asnrekrut.terminal import display

    if "--json" in arguments:
        display.put_json({"status": int(code), "pesan": message})
    else:
        display.say(message, "" if code is Exit.INTERRUPTED else "red")
    sys.exit(code)


@contextmanager
def _exit_codes(arguments: list[str]) -> Iterator[None]:
    """The one place that turns errors into messages and exit codes."""
    try:
        yield
    except AsnrekrutError as error:
        _leave(error.exit_code, str(error), arguments)
    except KeyboardInterrupt:
        _leave(Exit.INTERRUPTED, "dihentikan; hasil sebelumnya tidak diubah", arguments)
    except MemoryError:
        _leave(Exit.FINDINGS, "memori komputer tidak cukup; tutup program lain lalu ulangi", arguments)
    except Exception as error:
        if "--debug" in arguments:
            raise
        what = f"{type(error).__name__}: {error}"
        _leave(Exit.INTERNAL, f"kesalahan dalam program ({what}); hasil sebelumnya tidak diubah", arguments)


def _once_is_enough(unraisable: sys.UnraisableHookArgs) -> None:
    """A full disk is reported when it is met; the library's second try while tidying up says nothing new."""
    if not isinstance(unraisable.exc_value, OSError):
        sys.__unraisablehook__(unraisable)


def main(arguments: list[str] | None = None) -> None:
    """Entry point of the command ``asnrekrut``."""
    gc.disable()  # one run builds its tables once and ends: looking for cycles would cost a tenth of the time
    sys.unraisablehook = _once_is_enough
    given = sys.argv[1:] if arguments is None else arguments
    with _exit_codes(given):
        try:
            outcome = app(args=arguments, prog_name="asnrekrut", standalone_mode=False)
            gc.freeze()  # nor are they walked once more at the end
        except typer.Abort:
            raise KeyboardInterrupt from None
        except Exception as error:
            message = getattr(error, "format_message", None)  # typer's own errors about arguments
            if message is None:
                raise
            raise UsageError(translated_error(message())) from None
        if outcome == Exit.INTERRUPTED:
            raise KeyboardInterrupt
        sys.exit(outcome if isinstance(outcome, int) else Exit.DONE)
