"""The command line: parse, call, print, exit. No rule of any selection lives here."""

from __future__ import annotations

import gc
import sys
from contextlib import AbstractContextManager, contextmanager, nullcontext
from errno import EIO, ENOSPC, EPIPE
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from asnrekrut import __version__
from asnrekrut.documents.kinds import KINDS, PAGE
from asnrekrut.errors import AsnrekrutError, Exit, OutputError, PrintError, UndecidedError, UsageError, reason
from asnrekrut.terminal import streams
from asnrekrut.terminal.command_words import Command, Group, translated_error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from asnrekrut.intake.files import Inputs
    from asnrekrut.rules.model import Rules
    from asnrekrut.selection import Selection

app = typer.Typer(
    cls=Group,
    help="Dari lembar kerja panitia seleksi ke daftar peringkat: tepat, terjelaskan, dapat diperiksa.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Contoh: asnrekrut check seleksi-2027",
)


def _option(name: str, *words: str) -> Any:
    """An option: the name of what it takes, unless it is only set, and its help."""
    *metavar, text = words
    return typer.Option(name, metavar=metavar[0] if metavar else None, help=text)


Folder = Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder seleksi yang berisi seleksi.toml.")]
Folders = Annotated[
    list[Path] | None,
    typer.Argument(metavar="FOLDER", help="Folder seleksi, satu atau beberapa; boleh pola seperti seleksi-*/."),
]
Json = Annotated[bool, _option("--json", "Cetak satu objek JSON.")]
Lines = Annotated[bool, _option("--baris", "Cetak satu baris setiap temuan: berkas:lembar!sel: KODE pesan.")]
Mark = Annotated[bool, _option("--tandai", "Tulis salinan bertanda dari berkas yang bermasalah ke temuan/.")]
Overwrite = Annotated[
    bool, _option("--timpa", "Simpan folder yang sudah diubah tangan dengan nama lain, lalu tulis yang baru.")
]
Until = Annotated[str | None, _option("--sampai", "TAHAP", "Hanya sampai tahap ini (kodenya, atau akhir).")]
In = Annotated[  # an optional folder before it: the last word is what is meant
    list[str],
    typer.Argument(metavar="[FOLDER] TAHAP", help="Kode tahap, atau akhir; di luar folder seleksi juga foldernya."),
]
Several = list[str] | None
Day = Annotated[str, _option("--tanggal", "TANGGAL", "Misalnya 17-03-2027.")]
HERE = Path()
RULES = "seleksi.toml"  # rules.load names it too; loading that would make --help slow
REGISTER = ("P61", "P63", "E607", "E616")  # the findings about the register of objections
LEGIBLE = 80  # characters of a path in a message


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"asnrekrut {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def program(
    context: typer.Context,
    _version: Annotated[
        bool, typer.Option("--version", help="Tampilkan versi.", callback=_version, is_eager=True)
    ] = False,
    _debug: Annotated[bool, _option("--debug", "Tampilkan jejak bila program sendiri salah.")] = False,
) -> None:
    """Dari lembar kerja panitia seleksi ke daftar peringkat: tepat, terjelaskan, dapat diperiksa."""
    if context.invoked_subcommand is not None:
        return
    if (HERE / RULES).exists():
        status()
    else:
        typer.echo(context.get_help())


@app.command(cls=Command, epilog="Contoh: asnrekrut init seleksi-2027 --preset lokal")
def init(
    folder: Annotated[Path | None, typer.Argument(metavar="FOLDER", help="Folder baru yang akan dibuat.")] = None,
    preset: Annotated[str, _option("--preset", "NAMA", "Mulai dari preset ini.")] = "",
    last: Annotated[Path | None, _option("--dari", "FOLDER_LAMA", "Siklus berikutnya dari folder ini.")] = None,
    workbook: Annotated[
        Path | None, _option("--dari-lembar", "BERKAS", "Susun aturan dari rekap nilai kantor.")
    ] = None,
    name: Annotated[str, _option("--nama", "TEKS", "Nama seleksi.")] = "",
    institution: Annotated[str, _option("--instansi", "TEKS", "Instansi penyelenggara.")] = "",
    year: Annotated[str, _option("--tahun", "TAHUN", "Tahun seleksi.")] = "",
    basis: Annotated[str, _option("--dasar", "TEKS", "Keputusan yang menjadi dasar.")] = "",
    replies: Annotated[Several, _option("--jawab", "KUNCI=ISI", "Jawaban tentang rekap; boleh berulang.")] = None,
    defaults: Annotated[bool, _option("--bawaan", "Terima jawaban bawaan bagi yang lain.")] = False,
    listing: Annotated[bool, _option("--daftar", "Sebutkan semua preset.")] = False,
) -> None:
    """Mulai folder baru: dari preset, tahun lalu, atau rekap."""
    from asnrekrut.begin.new_folder import must_be_free
    from asnrekrut.begin.presets import presets
    from asnrekrut.terminal import beginning

    if listing:
        beginning.show_presets(list(presets().values()))
        return
    if folder is None:
        raise UsageError("sebutkan folder baru, misalnya asnrekrut init seleksi-2027; preset: asnrekrut init --daftar")
    if sum(bool(way) for way in (preset, last, workbook)) > 1:
        raise UsageError("pilih salah satu: --preset, --dari, atau --dari-lembar")
    must_be_free(folder)
    given = {"nama": name, "instansi": institution, "tahun": year, "dasar": basis}
    given = {key: text for key, text in given.items() if text}
    if workbook is not None:
        _init_from_workbook(folder, workbook, {**given, **_replies(replies or [])}, defaults)
    else:
        _init(folder, preset, last, given)


def _init(folder: Path, preset: str, last: Path | None, given: dict[str, str]) -> None:
    """Begin from a preset, from answers, or from last year's folder."""
    from asnrekrut.begin.new_folder import about_year, checked, create, year_in
    from asnrekrut.begin.presets import by_asking, from_preset
    from asnrekrut.begin.presets import preset as named
    from asnrekrut.terminal import beginning

    year = int(checked(about_year(), given["tahun"])) if "tahun" in given else None
    if last is not None:
        from asnrekrut.begin.next_cycle import next_cycle

        made = next_cycle(last, year)
    elif preset:
        made = from_preset(named(preset), given, year or year_in(folder))
    else:
        made = by_asking(given, year_in(folder), beginning.ask)
        beginning.agree(made, folder)
    beginning.show_begun(folder, create(folder, made, *([last] if last else [])), made)


def _init_from_workbook(folder: Path, workbook: Path, given: dict[str, str], defaults: bool) -> NoReturn:
    """Begin from an office's own recap, rank, and show where the result differs from it."""
    from asnrekrut.begin.from_recap import SHEETS, draft_of, first_run
    from asnrekrut.begin.new_folder import create, year_in
    from asnrekrut.nik import Spared
    from asnrekrut.terminal import beginning, comparing, console, display

    draft = draft_of(workbook, given.get(SHEETS, ""))
    ask = None if defaults else partial(beginning.ask, instead="--bawaan")
    said = draft.answered(given, year_in(folder), ask)
    made = draft.proposal(said)
    if ask is not None and said.keys() > given.keys():
        beginning.agree(made, folder)
    beginning.show_begun(folder, create(folder, made, workbook), made, then="rank")
    with console.progress() as progress:
        selection, files, differences = first_run(folder, draft, progress)
    display.show_findings(folder, selection.findings)
    display.show_ties(selection)
    result = selection.result
    if differences is not None and result is not None:
        unread = {f'lembar "{name}"': people for name, people in draft.recap.unread.items()}
        others = Spared.of(result.register.at)
        comparing.show_differences(differences, workbook.name, len(draft.recap.people), unread, others)
    if result is not None and files:
        display.show_written(folder, files, selection, result)
    display.show_waiting(folder, selection, written=bool(files))
    raise typer.Exit(selection.exit_code)


def _replies(given: list[str], option: str = "--jawab") -> dict[str, str]:
    """What an option gives as ``KUNCI=ISI``."""
    pairs = [text.partition("=") for text in given]
    wrong = next((text for text, (key, sign, _) in zip(given, pairs, strict=True) if not key or not sign), None)
    if wrong is not None:
        raise UsageError(f'{option} "{wrong}" ditulis KUNCI=ISI, misalnya {option} kuota=2')
    return {key.strip(): text.strip() for key, _, text in pairs}


@app.command(cls=Command, epilog="Contoh: asnrekrut compare seleksi-2027 rekap.xlsx")
def compare(
    folder: Folder,
    listing: Annotated[Path, typer.Argument(metavar="DAFTAR", help="Daftar lain (xlsx, csv), atau hasil.json.")],
    as_json: Json = False,
) -> None:
    """Bandingkan hasil dengan daftar lain atau hasil yang lalu."""
    begun = _begin(folder)
    from asnrekrut.comparison.differences import compare as differences
    from asnrekrut.comparison.listing import read_listing
    from asnrekrut.nik import Spared
    from asnrekrut.terminal import comparing, console, display

    selection = _run(begun)
    if selection.result is None or selection.result.last is None:
        display.show_findings(folder, selection.findings)
        raise UndecidedError(selection.findings)
    register = selection.result.register
    theirs = read_listing(listing, selection.rules, set(register.numbers))
    found, others = differences(selection.result, theirs), Spared.of(register.at)
    if as_json:
        console.put_json({"daftar": theirs.source, "perbedaan": [one.as_json(others) for one in found]})
    else:
        both = {line.number for line in theirs.lines} & set(register.numbers)
        apart = [number for number in register.numbers if number not in both | {one.number for one in found}]
        unlisted = {"tidak tercantum di sana": apart} if apart else {}
        comparing.show_differences(found, theirs.source, len(both), unlisted, others)
    raise typer.Exit(Exit.FINDINGS if found else Exit.DONE)


@app.command(cls=Command, epilog="Contoh: asnrekrut simulate seleksi-2027 --bobot tes=60 --bobot wawancara=40")
def simulate(
    folder: Folder,
    weights: Annotated[Several, _option("--bobot", "TAHAP=ANGKA", "Bobot lain; boleh berulang.")] = None,
    thresholds: Annotated[Several, _option("--ambang", "KUNCI=ANGKA", "Ambang batas lain, atau =tanpa.")] = None,
    without: Annotated[Several, _option("--tanpa", "TAHAP", "Tanpa tahap ini.")] = None,
    roundings: Annotated[Several, _option("--pembulatan", "CARA", "sekali, tanpa, atau misalnya bobot=2.")] = None,
    order: Annotated[str, _option("--urut", "KUNCI", "Kunci urutan akhir, dipisah koma.")] = "",
    as_json: Json = False,
) -> None:
    """Lihat apa jadinya dengan aturan lain, di samping hasil."""
    begun = _begin(folder)
    from asnrekrut.comparison.whatif import simulation
    from asnrekrut.terminal import comparing, console

    changes = _replies(weights or [], "--bobot"), _replies(thresholds or [], "--ambang")
    said = simulation(_run(begun), *changes, without or [], roundings or [], order)
    if as_json:
        console.put_json(said)
    else:
        comparing.show_simulation(said)


@app.command(cls=Command, epilog="Contoh: asnrekrut rank seleksi-2027 --sampai tes")
def rank(folders: Folders = None, until: Until = None, as_json: Json = False, overwrite: Overwrite = False) -> None:
    """Hitung dan tulis hasil tahap terjauh yang dapat diputus."""
    folder = _only_one("rank", folders, {"--sampai": until, "--timpa": overwrite}, as_json)
    with _alone(folder):
        begun = _begin(folder, until)
        from asnrekrut.outputs.run_json import run_json
        from asnrekrut.outputs.write import furthest, stale, write_results
        from asnrekrut.terminal import console, display

        selection = _run(begun)
        with console.progress() as progress:
            files = write_results(folder, selection, until, overwrite, progress)
    old, reached = stale(folder, selection, files), furthest(selection, until)
    if as_json:
        said = {"berkas": files, "perlu_diperbarui": [stage.code for stage in old]}
        console.put_json({**run_json(selection, until), **said})
    else:
        display.show_findings(folder, selection.findings)
        display.show_ties(selection)
        if reached is not None:
            display.show_summary(reached)
            display.show_written(folder, files, selection, reached)
        display.show_stale(folder, old)
        display.show_waiting(folder, selection, written=bool(files))
    raise typer.Exit(selection.exit_for(until))


@app.command(cls=Command, epilog="Contoh: asnrekrut check seleksi-2027 --tandai")
def check(
    folders: Folders = None,
    until: Until = None,
    as_json: Json = False,
    lines: Lines = False,
    mark: Mark = False,
    overwrite: Overwrite = False,
) -> None:
    """Periksa semuanya tanpa menulis hasil."""
    if as_json and lines:
        raise UsageError("pilih salah satu: --json atau --baris")
    options = {"--sampai": until, "--tandai": mark, "--timpa": overwrite}
    folder = _only_one("check", folders, options, as_json, lines)
    with _alone(folder) if mark else nullcontext():
        begun = _begin(folder, until)
        from asnrekrut.outputs.run_json import run_json
        from asnrekrut.outputs.write import furthest
        from asnrekrut.terminal import console, display

        selection, files = _run(begun), []
        if mark:
            from asnrekrut.annotated.write import write_marked

            with console.progress() as progress:
                files = write_marked(folder, selection, overwrite, progress)
    if as_json:
        console.put_json({**run_json(selection, until), **({"berkas": files} if mark else {})})
    elif lines:
        display.show_lines(selection.findings)
    else:
        display.show_findings(folder, selection.findings, stderr=False)
        display.show_ties(selection)
    if mark and not as_json:
        display.show_marked(files)
    if not (as_json or lines):
        if (reached := furthest(selection, until)) is not None:
            display.show_summary(reached)
        display.show_waiting(folder, selection, written=None)
    raise typer.Exit(selection.exit_for(until))


@app.command(cls=Command, epilog="Contoh: asnrekrut status seleksi-2027")
def status(folders: Folders = None, as_json: Json = False) -> None:
    """Tampilkan keadaan setiap tahap dan langkah berikutnya."""
    folder = _only_one("status", folders, {}, as_json)
    begun = _begin(folder)
    from asnrekrut.outputs.status import next_step, status_json
    from asnrekrut.outputs.status import status as stages_of
    from asnrekrut.terminal import console, display

    selection = _run(begun)
    if as_json:
        console.put_json(status_json(folder, selection))
        return
    stages = stages_of(selection)
    display.show_status(selection, stages, next_step(folder, selection, stages))


@app.command(cls=Command, epilog="Contoh: asnrekrut confirm seleksi-2027 tes --ba 11 --tanggal 17-03-2027")
def confirm(
    where: In,
    number: Annotated[str, _option("--ba", "NOMOR", "Nomor berita acara sidang.")],
    day: Day,
    formations: Annotated[Several, _option("--formasi", "KODE", "Hanya formasi ini; boleh berulang.")] = None,
    as_json: Json = False,
) -> None:
    """Catat bahwa sidang telah menetapkan hasil sebuah tahap."""
    folder, stage = _folder_and("TAHAP", where)
    letter = number, _day(day)
    with _alone(folder):
        begun = _begin(folder, stage)
        from asnrekrut.outputs.announcements_due import again
        from asnrekrut.outputs.confirm_and_announce import Letter
        from asnrekrut.outputs.confirm_and_announce import confirm as keep
        from asnrekrut.terminal import console, display

        selection = _run(begun)
        entry = keep(folder, selection, formations or [], Letter(*letter))
    if as_json:
        console.put_json(entry.data())
    else:
        display.show_confirmed(folder, entry, again(selection, stage, entry.formations))


@app.command(cls=Command, epilog="Contoh: asnrekrut announce seleksi-2027 tes --nomor 12 --tanggal 19-03-2027")
def announce(
    where: In,
    number: Annotated[str, _option("--nomor", "NOMOR", "Nomor pengumuman.")],
    day: Day,
    approval: Annotated[str, _option("--persetujuan", "TEKS", "Persetujuan yang mendahului.")] = "",
    kind: Annotated[
        str, _option("--jenis", "JENIS", "Bila diumumkan lagi: pascasanggah, ralat, pengganti, atau pengangkatan.")
    ] = "",
    attached: Annotated[
        list[Path] | None, _option("--lampirkan", "BERKAS", "Naskah yang sudah ditandatangani.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Catat bahwa hasil yang sudah disahkan telah diumumkan."""
    folder, stage = _folder_and("TAHAP", where)
    letter = number, _day(day), approval
    with _alone(folder):
        begun = _begin(folder, stage)
        from asnrekrut.outputs.confirm_and_announce import Letter
        from asnrekrut.outputs.confirm_and_announce import announce as add
        from asnrekrut.terminal import console, display

        entry = add(folder, _run(begun), Letter(*letter), kind, attached or [])
    if as_json:
        console.put_json(entry.data())
    else:
        display.show_announced(entry)


def _day(text: str) -> date:
    """A date as an option gives it."""
    from asnrekrut.notation import no_such_day, read_date

    found = read_date(text)
    if found is None:
        why = no_such_day(text) or "bukan tanggal"
        raise UsageError(f'"{text}": {why}; tulis misalnya 17-03-2027 atau "17 Maret 2027"')
    return found


@app.command(cls=Command, epilog="Contoh: asnrekrut objections seleksi-2027")
def objections(folder: Folder = HERE, as_json: Json = False) -> None:
    """Tampilkan masa sanggah, statistik, dan akibatnya."""
    begun = _begin(folder)
    from asnrekrut.outputs.objections import objections_json
    from asnrekrut.terminal import console, display

    selection = _run(begun)
    if selection.rules.objections is None:
        raise UsageError("aturan tidak memuat bagian [sanggah]")
    if as_json:
        console.put_json(objections_json(folder, selection))
        return
    display.show_findings(folder, [one for one in selection.findings if one.code.startswith(REGISTER)])
    display.show_objections(folder, selection)


def _folder_and(what: str, words: list[str]) -> tuple[Path, str]:
    """A folder, and what is looked for in it; inside a selection folder its name may be left out."""
    if len(words) == 1 and ((HERE / RULES).exists() or not Path(words[0]).is_dir()):
        return HERE, words[0]
    if len(words) == 1:
        raise UsageError(f"{what} belum diisi")
    folder, wanted, *more = words
    if more:
        raise UsageError(f"argumen berlebih: {' '.join(more)}")
    return Path(folder), wanted


@app.command(cls=Command, epilog="Contoh: asnrekrut explain seleksi-2027 27-001")
def explain(
    where: Annotated[
        list[str],
        typer.Argument(metavar="[FOLDER] NOMOR", help="Folder seleksi, bila bukan folder ini; nomor peserta."),
    ],
    until: Until = None,
    as_json: Json = False,
) -> None:
    """Tampilkan setiap langkah perhitungan seorang peserta."""
    folder, number = _folder_and("NOMOR", where)
    begun = _begin(folder, until)
    from asnrekrut.intake.participants import find_applicant
    from asnrekrut.outputs.explain import explain as steps
    from asnrekrut.outputs.explain import explanation_json
    from asnrekrut.outputs.run_json import run_json
    from asnrekrut.terminal import console, display

    selection = _run(begun)
    if selection.result is None:
        if as_json:
            console.put_json(run_json(selection))
        else:
            display.show_findings(folder, selection.findings)
        raise typer.Exit(selection.exit_code)
    register = selection.result.register
    i = find_applicant(register.numbers, register.names, number, register.second)
    parts = steps(selection.result, i)
    if as_json:
        console.put_json(explanation_json(register.numbers[i], parts))
    else:
        display.show_explanation(parts)


@app.command(cls=Command, epilog="Contoh: asnrekrut stats seleksi-2027")
def stats(folder: Folder = HERE) -> None:
    """Tampilkan sebaran nilai setiap komponen dan penilai."""
    begun = _begin(folder)
    from asnrekrut.outputs.spread import read_histograms, statistics
    from asnrekrut.terminal import display

    selection = _run(begun)
    display.show_statistics(statistics(selection))
    for label, classes in read_histograms(selection.result) if selection.result is not None else ():
        display.show_histogram(label, classes)


@app.command(cls=Command, epilog="Contoh: asnrekrut code E202")
def code(
    name: Annotated[str, typer.Argument(metavar="KODE", help="Kode temuan; tanpa ini: daftar semuanya.")] = "",
) -> None:
    """Jelaskan sebuah kode temuan, atau daftar semuanya."""
    from asnrekrut.findings import catalogue
    from asnrekrut.terminal import display

    entry = catalogue().get(name.upper())
    if entry is not None:
        display.show_code(entry)
    elif name:
        raise UsageError(f'tidak ada kode temuan "{name}"; semuanya didaftar oleh: asnrekrut code')
    else:
        display.show_codes()


@app.command(cls=Command, epilog="Contoh: asnrekrut report seleksi-2027 --tahap tes")
def report(
    folder: Folder = HERE,
    stage: Annotated[str | None, _option("--tahap", "TAHAP", "Kode tahap, atau akhir.")] = None,
    documents: Annotated[
        str | None,
        _option("--dokumen", "NAMA", f"Hanya dokumen ini, dipisahkan dengan koma: {', '.join([*KINDS, PAGE])}."),
    ] = None,
    form: Annotated[str | None, _option("--format", "BENTUK", "Semuanya dalam bentuk word, atau pdf.")] = None,
    overwrite: Overwrite = False,
    as_json: Json = False,
) -> None:
    """Susun naskah panitia dan halaman publik."""
    with _alone(folder):
        begun = _begin(folder, stage)
        from asnrekrut.documents.write import chosen, form_of, write_documents
        from asnrekrut.terminal import console, display

        kinds, shape, selection = chosen(documents), form_of(form), _run(begun)
        with console.progress() as progress:
            done = write_documents(folder, selection, stage, kinds, shape, overwrite, progress)
    display.show_documents(done, as_json)
    if done.failed:
        raise OutputError("\n  ".join(["ada naskah yang tidak disusun; yang lain sudah:", *done.failed]))


@app.command(cls=Command, epilog="Contoh: asnrekrut template seleksi-2027")
def template(
    folder: Folder = HERE,
    overwrite: Overwrite = False,
    letters: Annotated[bool, _option("--naskah", "Tulis templat Word naskah, yang boleh diubah, ke naskah/.")] = False,
) -> None:
    """Tulis lembar kerja kosong untuk dibagikan."""
    from asnrekrut.terminal import console, display

    with _alone(folder):
        if letters:
            from asnrekrut.documents.templates import write_word_templates
            from asnrekrut.intake.files import rules_of

            display.show_word_templates(*write_word_templates(folder, rules_of(folder).profile))
            return
        begun = _begin(folder)
        from asnrekrut.forms.write import remarks, write_templates

        selection = _run(begun)
        with console.progress() as progress:
            files = write_templates(folder, selection, overwrite, progress)
    display.show_templates(files, remarks(selection))


@app.command(cls=Command, epilog="Contoh: asnrekrut schema > seleksi.schema.json")
def schema(
    name: Annotated[str, typer.Argument(metavar="NAMA", help="aturan, atau hasil (hasil.json).")] = "aturan",
) -> None:
    """Cetak JSON Schema berkas aturan atau hasil.json."""
    import json
    from importlib.resources import files

    from asnrekrut.terminal import console

    if name == "hasil":
        console.put_json(json.loads((files("asnrekrut") / "data" / "hasil.schema.json").read_text(encoding="utf-8")))
        return
    if name != "aturan":
        raise UsageError(f'tidak ada skema "{name}"; yang ada: aturan, hasil')
    from asnrekrut.rules.model import Rules

    console.put_json(Rules.model_json_schema())


def _only_one(
    command: str, folders: list[Path] | None, options: dict[str, str | bool | None], as_json: bool, lines: bool = False
) -> Path:
    """The folder that was given; several are done here and now, each in a process of its own."""
    folders = folders or [HERE]
    if len(folders) == 1 and not set("*?[") & set(str(folders[0])):
        return folders[0]
    from asnrekrut.batch import expanded, run
    from asnrekrut.terminal import display

    found = expanded(folders)
    if len(found) == 1:
        return found[0]
    given = [[name] if value is True else [name, value] for name, value in options.items() if value]
    reports = []
    for report in run(command, [str(word) for pair in given for word in pair], found):
        display.show_report(report, as_json, lines)
        reports.append(report)
    if not (as_json or lines):
        (display.show_statuses if command == "status" else display.show_reports)(reports)
    raise typer.Exit(max(report.code for report in reports))


def _alone(folder: Path) -> AbstractContextManager[None]:
    """No other run may write into the folder meanwhile."""
    from asnrekrut.outputs.folder import locked

    return locked(folder)


def _begin(folder: Path, until: str | None = None) -> tuple[Rules, int, Inputs]:
    """Read the rules and begin to read the files; what comes after is loaded meanwhile."""
    from asnrekrut.intake.files import begin

    return begin(folder, until)


def _run(begun: tuple[Rules, int, Inputs]) -> Selection:
    from asnrekrut.selection import run
    from asnrekrut.terminal import console

    with console.progress() as progress:
        return run(*begun, progress)


def _leave(code: Exit, message: str, arguments: list[str]) -> NoReturn:
    """Say a last word, as JSON where JSON was asked for, and go."""
    from asnrekrut.terminal import console

    try:
        if "--json" in arguments:
            console.put_json({"status": int(code), "pesan": message})
        else:
            console.say(message, "" if code is Exit.INTERRUPTED else "red")
    except PrintError:
        streams.silenced()
    sys.exit(code)


@contextmanager
def _exit_codes(arguments: list[str]) -> Iterator[None]:
    """The one place that turns errors into messages and exit codes."""
    try:
        yield
    except PrintError as error:
        _leave_unprinted(error)
    except AsnrekrutError as error:
        _leave(error.exit_code, str(error), arguments)
    except (KeyboardInterrupt, typer.Abort):
        _leave(Exit.INTERRUPTED, f"dihentikan; {_left_behind()}", arguments)
    except OSError as error:
        if error.filename is None and error.errno in {ENOSPC, EPIPE, EIO}:  # of help, which typer itself prints
            _leave_unprinted(PrintError(error))
        _leave(Exit.USAGE, f"{_path_of(error)} ({reason(error)}); {_left_behind()}", arguments)
    except MemoryError:
        _leave(Exit.FINDINGS, "memori komputer tidak cukup; tutup program lain lalu ulangi", arguments)
    except Exception as error:
        if hasattr(error, "format_message"):  # as typer's own errors about arguments have
            _leave(Exit.USAGE, translated_error(error), arguments)
        if "--debug" in arguments:
            raise
        what = f"{type(error).__name__}: {error}"
        _leave(Exit.INTERNAL, f"kesalahan dalam program ({what}); {_left_behind()}", arguments)


def _leave_unprinted(error: PrintError) -> NoReturn:
    streams.silenced()
    _leave(error.exit_code, f"{error}; {_left_behind()}", [])


def _path_of(error: OSError) -> str:
    """What a folder or file that cannot be used is called, as far as that can be read."""
    name = str(error.filename or "berkas")
    return f"{name[:LEGIBLE]}{' …' if name[LEGIBLE:] else ''} tidak dapat dipakai"


def _left_behind() -> str:
    """What a run that ends early has written all the same."""
    from asnrekrut.outputs.folder import PUBLISHED

    return f"sudah ditulis: {', '.join(PUBLISHED)}" if PUBLISHED else "tidak ada hasil yang ditulis atau diubah"


def main(arguments: list[str] | None = None) -> None:
    """Entry point of the command ``asnrekrut``."""
    given = sys.argv[1:] if arguments is None else arguments
    streams.opened()
    with _exit_codes(given):
        outcome = app(args=arguments, prog_name="asnrekrut", standalone_mode=False)
        streams.flushed()
        gc.freeze()  # what is left need not be walked once more at the end
        if outcome == Exit.INTERRUPTED:
            raise KeyboardInterrupt
        sys.exit(outcome if isinstance(outcome, int) else Exit.DONE)
