"""The command line: parse, call, print, exit. No rule of any selection lives here.

Whatever a command needs is imported inside it, so that help stays quick; for the same reason annotations are no texts
here, each of which typer would have to evaluate.
"""

import sys
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TypeVar

import typer

from asnrekrut import __version__
from asnrekrut.documents.kinds import KINDS, PAGE
from asnrekrut.errors import Exit, OutputError, UsageError
from asnrekrut.rules import RULES_FILE
from asnrekrut.terminal import streams
from asnrekrut.terminal.command_words import Command, Group
from asnrekrut.terminal.last_words import last_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from asnrekrut.selection import Selection

    Run = TypeVar("Run", bound=Callable[..., None])

app = typer.Typer(
    cls=Group,
    help="Dari lembar kerja panitia seleksi ke daftar peringkat: tepat, terjelaskan, dapat diperiksa.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Contoh: asnrekrut check seleksi-2027",
)


def _command(example: str) -> "Callable[[Run], Run]":
    """A command, with a call that its help shows."""
    return app.command(cls=Command, epilog=f"Contoh: asnrekrut {example}")


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
Attached = Annotated[list[Path] | None, _option("--lampirkan", "BERKAS", "Naskah yang sudah ditandatangani.")]
Day = Annotated[str, _option("--tanggal", "TANGGAL", "Misalnya 17-03-2027.")]
HERE = Path()
REGISTER = ("P61", "P63", "E607", "E616")  # the findings about the register of objections


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
    if context.invoked_subcommand is None and (HERE / RULES_FILE).exists():
        status(context)
    elif context.invoked_subcommand is None:
        typer.echo(context.get_help())


@_command("init seleksi-2027 --preset lokal")
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
        _init_from_workbook(folder, workbook, {**given, **_replies(replies, "--jawab", "kuota=2")}, defaults)
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
    from asnrekrut.begin.from_recap import SHEETS, draft_of
    from asnrekrut.begin.new_folder import create, year_in
    from asnrekrut.nik import Spared
    from asnrekrut.outputs.write import write_results
    from asnrekrut.terminal import beginning, comparing, files, findings, stages

    draft = draft_of(workbook, given.get(SHEETS, ""))
    ask = None if defaults else partial(beginning.ask, instead="--bawaan")
    said = draft.answered(given, year_in(folder), ask)
    made = draft.proposal(said)
    if ask is not None and said.keys() > given.keys():
        beginning.agree(made, folder)
    beginning.show_begun(folder, create(folder, made, workbook), made, then="rank")
    with _alone(folder) as (selection, progress):
        written = write_results(selection, progress=progress)
    findings.show(selection)
    result = selection.result
    if result is not None and result.last is not None:
        unread = {f'lembar "{name}"': people for name, people in draft.recap.unread.items()}
        found, others = draft.differences(result), Spared.of(result.register.at)
        comparing.show_differences(found, workbook.name, len(draft.recap.people), unread, others)
    if result is not None and written:
        files.show_written(selection, written, result)
    stages.show_waiting(selection, bool(written))
    raise typer.Exit(selection.exit_code)


def _replies(given: list[str] | None, option: str, example: str) -> dict[str, str]:
    """What an option gives as ``KUNCI=ISI``, possibly several times."""
    pairs = [text.partition("=") for text in given or ()]
    wrong = next(("".join(pair) for pair in pairs if not pair[0] or not pair[1]), None)
    if wrong is not None:
        raise UsageError(f'{option} "{wrong}": tulis misalnya {option} {example}')
    return {key.strip(): text.strip() for key, _, text in pairs}


@_command("compare seleksi-2027 rekap.xlsx")
def compare(
    where: Annotated[
        list[str],
        typer.Argument(
            metavar="[FOLDER] DAFTAR",
            help="Folder seleksi, bila bukan folder ini; daftar lain (xlsx, csv), atau hasil.json.",
        ),
    ],
    as_json: Json = False,
) -> None:
    """Bandingkan hasil dengan daftar lain atau hasil yang lalu."""
    from asnrekrut.comparison.differences import compare as differences
    from asnrekrut.comparison.other_list import read_listing
    from asnrekrut.nik import Spared
    from asnrekrut.terminal import comparing, console, findings

    folder, listing = _folder_and("DAFTAR", where)
    selection = _selection(folder)
    if selection.result is None or selection.result.last is None:
        findings.show(selection)
        raise selection.undecided()
    register = selection.result.register
    theirs = read_listing(Path(listing), selection.rules, set(register.numbers))
    found, others = differences(selection.result, theirs), Spared.of(register.at)
    if as_json:
        console.put_json({"daftar": theirs.source, "perbedaan": [one.as_json(others) for one in found]})
    else:
        both = {line.number for line in theirs.lines} & set(register.numbers)
        apart = [number for number in register.numbers if number not in both | {one.number for one in found}]
        unlisted = {"tidak tercantum di sana": apart} if apart else {}
        comparing.show_differences(found, theirs.source, len(both), unlisted, others)
    raise typer.Exit(Exit.FINDINGS if found else Exit.DONE)


@_command("simulate seleksi-2027 --bobot tes=60 --bobot wawancara=40")
def simulate(
    folder: Folder = HERE,
    weights: Annotated[Several, _option("--bobot", "TAHAP=ANGKA", "Bobot lain; boleh berulang.")] = None,
    thresholds: Annotated[Several, _option("--ambang", "KUNCI=ANGKA", "Ambang batas lain, atau =tanpa.")] = None,
    without: Annotated[Several, _option("--tanpa", "TAHAP", "Tanpa tahap ini.")] = None,
    roundings: Annotated[Several, _option("--pembulatan", "CARA", "sekali, tanpa, atau misalnya bobot=2.")] = None,
    order: Annotated[str, _option("--urut", "KUNCI", "Kunci urutan akhir, dipisah koma.")] = "",
    as_json: Json = False,
) -> None:
    """Lihat apa jadinya dengan aturan lain, di samping hasil."""
    from asnrekrut.comparison.other_rules import Wishes
    from asnrekrut.comparison.whatif import simulation
    from asnrekrut.terminal import comparing, console

    changes = _replies(weights, "--bobot", "tes=60"), _replies(thresholds, "--ambang", "tes=65")
    said = simulation(_selection(folder), Wishes(*changes, without or (), roundings or (), order))
    if as_json:
        console.put_json(said.as_json())
    else:
        comparing.show_simulation(said)


@_command("rank seleksi-2027 --sampai tes")
def rank(
    context: typer.Context,
    folders: Folders = None,
    until: Until = None,
    as_json: Json = False,
    overwrite: Overwrite = False,
) -> None:
    """Hitung dan tulis hasil tahap terjauh yang dapat diputus."""
    folder = _only_one(context, folders)
    from asnrekrut.outputs.run_json import run_json
    from asnrekrut.outputs.write import stale, write_results

    load = partial(import_module, "asnrekrut.terminal.stages")  # and what else is shown
    with _alone(folder, until) as (selection, progress):
        written = write_results(selection, until, overwrite, progress, load)
    from asnrekrut.terminal import console, findings, stages

    old = stale(selection, written)
    if as_json:
        said = {"berkas": written, "perlu_diperbarui": [stage.code for stage in old]}
        console.put_json({**run_json(selection, until), **said})
    else:
        findings.show(selection)
        stages.show_run(selection, until, written, old)
    raise typer.Exit(selection.exit_for(until))


@_command("check seleksi-2027 --tandai")
def check(
    context: typer.Context,
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
    folder = _only_one(context, folders)
    from asnrekrut.outputs.run_json import run_json
    from asnrekrut.terminal import console, files, findings, stages

    if mark:
        from asnrekrut.annotated.write import write_marked

        with _alone(folder, until) as (selection, progress):
            marked = write_marked(selection, overwrite, progress)
    else:
        selection, marked = _selection(folder, until), []
    if as_json:
        console.put_json({**run_json(selection, until), **({"berkas": marked} if mark else {})})
        raise typer.Exit(selection.exit_for(until))
    if lines:
        findings.show_lines(selection.findings)
    else:
        findings.show(selection, stderr=False)
    if mark:
        files.show_marked(marked)
    if not lines:
        stages.show_run(selection, until)
    raise typer.Exit(selection.exit_for(until))


@_command("status seleksi-2027")
def status(context: typer.Context, folders: Folders = None, as_json: Json = False) -> None:
    """Tampilkan keadaan setiap tahap dan langkah berikutnya."""
    folder = _only_one(context, folders)
    from asnrekrut.outputs import status as state
    from asnrekrut.terminal import console, stages

    selection = _selection(folder)
    if as_json:
        console.put_json(state.status_json(selection))
    else:
        there = state.status(selection)
        stages.show_status(selection, there, state.next_step(selection, there))


@_command("confirm seleksi-2027 tes --ba 11 --tanggal 17-03-2027")
def confirm(
    where: In,
    number: Annotated[str, _option("--ba", "NOMOR", "Nomor berita acara sidang.")],
    day: Day,
    formations: Annotated[Several, _option("--formasi", "KODE", "Hanya formasi ini; boleh berulang.")] = None,
    attached: Attached = None,
    as_json: Json = False,
) -> None:
    """Catat bahwa sidang telah menetapkan hasil sebuah tahap."""
    folder, stage = _folder_and("TAHAP", where)
    from asnrekrut.outputs import confirm_and_announce as record
    from asnrekrut.outputs.announcements_due import again
    from asnrekrut.terminal import console, stages

    letter = record.Letter(number, _day(day))
    with _alone(folder, stage) as (selection, _):
        entry = record.confirm(selection, formations or [], letter, attached or [])
    if as_json:
        console.put_json(entry.data())
    else:
        stages.show_confirmed(folder, entry, again(selection, stage, entry.formations))


@_command("announce seleksi-2027 tes --nomor 12 --tanggal 19-03-2027")
def announce(
    where: In,
    number: Annotated[str, _option("--nomor", "NOMOR", "Nomor pengumuman.")],
    day: Day,
    approval: Annotated[str, _option("--persetujuan", "TEKS", "Persetujuan yang mendahului.")] = "",
    kind: Annotated[
        str, _option("--jenis", "JENIS", "Bila diumumkan lagi: pascasanggah, ralat, pengganti, atau pengangkatan.")
    ] = "",
    attached: Attached = None,
    as_json: Json = False,
) -> None:
    """Catat bahwa hasil yang sudah disahkan telah diumumkan."""
    folder, stage = _folder_and("TAHAP", where)
    from asnrekrut.outputs import confirm_and_announce as record
    from asnrekrut.terminal import console, stages

    letter = record.Letter(number, _day(day), approval)
    with _alone(folder, stage) as (selection, _):
        entry = record.announce(selection, letter, kind, attached or [])
    if as_json:
        console.put_json(entry.data())
    else:
        after = [one for one in selection.rules.stages[selection.until + 1 :][:1] if one.presence == "perlu"]
        stages.show_announced(folder, entry, "".join(one.name for one in after))
        for one in (one for one in after if selection.rules.slots(one.code)):
            stages.show_without_session(_selection(folder, one.code), entry)


@_command("objections seleksi-2027")
def objections(folder: Folder = HERE, as_json: Json = False) -> None:
    """Tampilkan masa sanggah, statistik, dan akibatnya."""
    from asnrekrut.outputs.objections import objections_json
    from asnrekrut.terminal import console, findings, objections

    selection = _selection(folder)
    if selection.rules.objections is None and not selection.lodged.periods:
        raise UsageError(
            "aturan tidak menyebut masa sanggah; tulis [sanggah] atau [[jadwal]] sanggah bila hasilnya dapat disanggah"
        )
    if as_json:
        console.put_json(objections_json(selection))
    else:
        findings.show_findings(folder, [one for one in selection.findings if one.code.startswith(REGISTER)])
        objections.show(selection)


@_command("explain seleksi-2027 27-001")
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
    from asnrekrut.intake.participant_numbers import find_applicant
    from asnrekrut.outputs import explain as steps
    from asnrekrut.outputs.run_json import run_json
    from asnrekrut.terminal import console, figures, findings

    selection = _selection(folder, until)
    if selection.result is None:
        if as_json:
            console.put_json(run_json(selection))
        else:
            findings.show(selection)
        raise typer.Exit(selection.exit_code)
    register = selection.result.register
    i = find_applicant(register.numbers, register.names, number, register.second)
    parts = steps.explain(selection.result, i)
    if as_json:
        console.put_json(steps.explanation_json(register.numbers[i], parts))
    else:
        figures.show_explanation(parts)


@_command("stats seleksi-2027")
def stats(folder: Folder = HERE) -> None:
    """Tampilkan sebaran nilai setiap komponen dan penilai."""
    from asnrekrut.outputs.mark_distribution import read_histograms, statistics
    from asnrekrut.terminal import figures

    selection = _selection(folder)
    figures.show_statistics(statistics(selection))
    for label, classes in read_histograms(selection.result) if selection.result is not None else ():
        figures.show_histogram(label, classes)


@_command("code E202")
def code(
    name: Annotated[str, typer.Argument(metavar="KODE", help="Kode temuan; tanpa ini: daftar semuanya.")] = "",
) -> None:
    """Jelaskan sebuah kode temuan, atau daftar semuanya."""
    from asnrekrut.findings import catalogue
    from asnrekrut.terminal import findings

    entry = catalogue().get(name.upper())
    if entry is not None:
        findings.show_code(entry)
    elif name:
        raise UsageError(f'tidak ada kode temuan "{name}"; semuanya didaftar oleh: asnrekrut code')
    else:
        findings.show_codes()


@_command("report seleksi-2027 --tahap tes")
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
    from asnrekrut.documents.write import chosen, form_of, write_documents
    from asnrekrut.terminal import files

    kinds, shape = chosen(documents), form_of(form)
    with _alone(folder, stage) as (selection, progress):
        done = write_documents(selection, stage, kinds, shape, overwrite, progress)
    files.show_documents(done, as_json)
    if done.failed:
        raise OutputError("\n  ".join(["ada naskah yang tidak disusun; yang lain sudah:", *done.failed]))


@_command("template seleksi-2027")
def template(
    folder: Folder = HERE,
    overwrite: Overwrite = False,
    letters: Annotated[bool, _option("--naskah", "Tulis templat Word naskah, yang boleh diubah, ke naskah/.")] = False,
) -> None:
    """Tulis lembar kerja kosong untuk dibagikan."""
    from asnrekrut.terminal import files

    if letters:
        from asnrekrut.documents.templates import write_word_templates
        from asnrekrut.intake.files import rules_of
        from asnrekrut.outputs.folder import locked

        with locked(folder):
            files.show_word_templates(*write_word_templates(folder, rules_of(folder).profile))
        return
    from asnrekrut.forms.write import remarks, write_templates

    with _alone(folder) as (selection, progress):
        written = write_templates(selection, overwrite, progress)
    files.show_templates(written, remarks(selection))


@_command("schema > seleksi.schema.json")
def schema(
    name: Annotated[str, typer.Argument(metavar="NAMA", help="aturan, atau hasil (hasil.json).")] = "aturan",
) -> None:
    """Cetak JSON Schema berkas aturan atau hasil.json."""
    import json
    from importlib.resources import files

    from asnrekrut.rules.kinds import schema_of
    from asnrekrut.rules.model import Rules
    from asnrekrut.terminal import console

    if name == "hasil":
        shipped = files("asnrekrut") / "data" / "hasil.schema.json"
        console.put_json(json.loads(shipped.read_text(encoding="utf-8")), indent=1)
    elif name == "aturan":
        console.put_json(schema_of(Rules), indent=1)
    else:
        raise UsageError(f'tidak ada skema "{name}"; yang ada: aturan, hasil')


def _selection(folder: Path, until: str | None = None) -> "Selection":
    """What the rules of a folder make of its files, up to a stage."""
    from asnrekrut.intake.files import begin
    from asnrekrut.selection import run
    from asnrekrut.terminal.progress import progress

    begun = begin(folder, until)
    with progress() as told:
        return run(*begun, told)


@contextmanager
def _alone(folder: Path, until: str | None = None) -> "Iterator[tuple[Selection, Callable[[str], None]]]":
    """Likewise for a command that writes: no other run may do so meanwhile. And what is told how far it is."""
    from asnrekrut.outputs.folder import locked
    from asnrekrut.terminal.progress import progress

    with locked(folder):
        selection = _selection(folder, until)
        with progress() as told:
            yield selection, told


def _only_one(context: typer.Context, folders: list[Path] | None) -> Path:
    """The folder that was given; several are done here and now, each in a process of its own."""
    folders = folders or [HERE]
    if len(folders) == 1 and not set("*?[") & set(str(folders[0])):
        return folders[0]
    from asnrekrut.batch import expanded, run
    from asnrekrut.terminal import batches

    found = expanded(folders)
    if len(found) == 1:
        return found[0]
    given, options = dict(context.params), {param.name: param.opts[0] for param in context.command.params}
    given.pop("folders")
    as_json, lines = given.pop("as_json"), given.pop("lines", False)
    words = [[options[name], *([] if value is True else [value])] for name, value in given.items() if value]
    name = str(context.command.name)
    raise typer.Exit(batches.show(name, run(name, [*chain.from_iterable(words)], found), as_json, lines))


def _folder_and(what: str, words: list[str]) -> tuple[Path, str]:
    """A folder, and what is looked for in it; inside a selection folder its name may be left out."""
    if len(words) == 1 and ((HERE / RULES_FILE).exists() or not Path(words[0]).is_dir()):
        return HERE, words[0]
    if len(words) == 1:
        raise UsageError(f"{what} belum diisi")
    folder, wanted, *more = words
    if more:
        raise UsageError(f"argumen berlebih: {' '.join(more)}")
    return Path(folder), wanted


def _day(text: str) -> "date":
    """A date as an option gives it."""
    from asnrekrut.notation import no_such_day, read_date

    found = read_date(text)
    if found is None:
        why = no_such_day(text) or "bukan tanggal"
        raise UsageError(f'"{text}": {why}; tulis misalnya 17-03-2027 atau "17 Maret 2027"')
    return found


def main(arguments: list[str] | None = None) -> None:
    """Entry point of the command ``asnrekrut``."""
    streams.opened()
    with last_words(sys.argv[1:] if arguments is None else arguments):
        outcome = app(args=arguments, prog_name="asnrekrut", standalone_mode=False)
        streams.flushed()
        if outcome == Exit.INTERRUPTED:
            raise KeyboardInterrupt
        sys.exit(outcome if isinstance(outcome, int) else Exit.DONE)
