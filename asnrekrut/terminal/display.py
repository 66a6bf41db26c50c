"""The terminal: the only module that uses rich. It shows what others computed and decides nothing.

Data never passes through markup, so a name such as ``[/red]`` is just a name.
"""

from __future__ import annotations

import errno
import json
import os
import re
import sys
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from asnrekrut.core.events import Kind, row_to_paste
from asnrekrut.errors import Exit, PrintError
from asnrekrut.findings import Severity
from asnrekrut.notation import listed, show, show_count, show_date
from asnrekrut.outputs.folder import SUMS
from asnrekrut.readers.verdicts import printable
from asnrekrut.rules.keys import FINAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from asnrekrut.batch import Report
    from asnrekrut.core.counts import SeatCount
    from asnrekrut.core.result import Result, StageOutcome
    from asnrekrut.documents.write import Written
    from asnrekrut.findings import Entry, Finding
    from asnrekrut.outputs.explain import Part
    from asnrekrut.outputs.status import StageStatus
    from asnrekrut.selection import Selection

_STYLE = {Severity.STOPS: "bold red", Severity.LOOK: "yellow", Severity.NOTE: "cyan"}
_ENDS = {
    Exit.DONE: "selesai", Exit.FINDINGS: "ada yang harus dibetulkan", Exit.USAGE: "tidak dapat dijalankan",
    Exit.TIE: "menunggu keputusan", Exit.INTERNAL: "kesalahan dalam program", Exit.INTERRUPTED: "dihentikan",
}  # fmt: skip
_SHOWN = 20  # findings of one code shown at length; the rest are counted
_NOTES = 3  # notes of one code shown at length
_APART = 3  # so many different hints for one code in one file are all shown
_FORMATIONS = 40


def _text(text: str, style: str = "") -> Text:
    """Text for the terminal, without control characters that could disturb it."""
    return Text(printable(text, kept="\n"), style=style)


class _Console(Console):
    """Says so when what it prints does not arrive."""

    def _check_buffer(self) -> None:
        try:
            super()._check_buffer()
        except OSError as error:
            raise PrintError(error) from None

    def on_broken_pipe(self) -> None:
        """The library would end the program here; whoever called decides that."""
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


def _console(stderr: bool = False) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="replace")  # Windows code pages lack ≥ and →
    wide = None if stream.isatty() else 140
    return _Console(stderr=stderr, markup=False, highlight=False, emoji=False, width=wide)


def say(message: str, style: str = "") -> None:
    """A message for the person at the keyboard, on standard error."""
    _console(stderr=True).print(_text(message, style=style), soft_wrap=True)


def asked(prompt: str) -> str:
    """A line that somebody types; the end of the input is taken as Ctrl-C."""
    _console(stderr=True).print(_text(prompt), end="", soft_wrap=True)
    line = sys.stdin.readline()
    if not line:
        raise KeyboardInterrupt
    return line.rstrip("\n")


def put(message: str, style: str = "") -> None:
    """A line of data, on standard output."""
    _console().print(_text(message, style=style), soft_wrap=True)


def put_json(data: dict[str, Any], indent: int | None = 1) -> None:
    """One JSON object, on standard output; letters that the stream cannot hold are escaped, so nothing is lost."""
    _console()  # makes the stream safe
    narrow = not (sys.stdout.encoding or "utf-8").lower().startswith("utf")
    try:
        sys.stdout.write(json.dumps(data, ensure_ascii=narrow, indent=indent) + "\n")
        sys.stdout.flush()
    except OSError as error:
        raise PrintError(error) from None


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A line on standard error that says what is being done; silent where nobody watches, and while told nothing."""
    console = _console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status(_text("membaca …")) as status:

        def tell(what: str) -> None:
            if not what:  # somebody is asked for a password: the line must not wipe the question away
                status.stop()
                return
            status.update(_text(f"{what} …"))
            status.start()

        yield tell


def show_findings(findings: Sequence[Finding], stderr: bool = True) -> None:
    """Findings by severity, file and code, each with its place and what to do; those accepted come last."""
    console = _console(stderr)
    groups = [(s.title, _STYLE[s], [f for f in findings if f.severity is s and not f.accepted]) for s in Severity]
    groups.append(("Diterima panitia", "green", [f for f in findings if f.accepted]))
    for title, style, chosen in groups:
        if chosen:
            console.print(_text(f"\n{title} ({show_count(len(chosen))})", style=style))
        alike: dict[object, list[Finding]] = {}
        for one in chosen:
            alike.setdefault((one.place.file if one.place else "", one.code, one.accepted), []).append(one)
        for same in alike.values():
            for line, dim in _lines(same):
                console.print(_text(line, style="dim" if dim else ""), soft_wrap=True)


def _lines(same: Sequence[Finding]) -> Iterator[tuple[str, bool]]:
    """The lines of one code in one file, and whether each is only advice; advice that is the same comes once.

    Notes ask for nothing: a few of each, without advice, so that they do not bury the rest.
    """
    note = same[0].severity is Severity.NOTE
    shown = _NOTES if note else _SHOWN
    hints = list(dict.fromkeys(f"diterima: {f.accepted}" if f.accepted else f.hint for f in same))
    apart = 1 < len(hints) <= _APART and not note
    for one in same[:shown]:
        yield f"  {one.line()}", False
        if apart:
            yield f"    → {one.hint}", True
    if len(same) > shown:
        rest = f"{show_count(len(same) - shown)} temuan {same[0].code} lainnya"
        yield f"  … dan {rest}; semuanya: asnrekrut check --baris atau --tandai", False
    if note:
        return
    if not apart:
        yield f"    → {hints[0]}", True
    if len(hints) > _APART:
        yield "      (saran bagi yang pertama; bagi yang lain serupa)", True


def show_marked(files: Sequence[str]) -> None:
    """Which marked copies were written, and what they are for."""
    say(_written(files), "green")
    say("Berkas asli tidak diubah; buka salinannya untuk melihat setiap sel, atau kirim temuan/temuan.xlsx.")


def show_templates(files: Sequence[str], remarks: Iterable[str]) -> None:
    """Which workbooks were written to hand out, what they hold already, and what to do next."""
    put(_written(files, 20), "green")
    for remark in remarks:
        say(remark)


def show_documents(done: Written, as_json: bool) -> None:
    """Which documents were written, and what is left to be filled in by hand."""
    if as_json:
        put_json({"berkas": done.files, "belum_diketahui": done.missing, "catatan": done.remarks})
        return
    put(_written(done.files, 20), "green")
    stages: dict[str, list[str]] = {}
    for stage, missing in done.missing.items():
        for what in missing:
            stages.setdefault(what, []).append(stage)
    if stages:
        say("\nBelum diketahui, sehingga dicetak sebagai garis titik-titik:", "bold")
    for what, where in stages.items():
        say(f"  {what}" + ("" if len(where) == len(done.missing) else f": {', '.join(where)}"))
    for remark in done.remarks:
        say(remark)


def show_word_templates(written: Sequence[str], there: Sequence[str]) -> None:
    """Which Word templates were written, and which the office has already."""
    if written:
        put(f"Ditulis: {listed(list(written), 20)}", "green")
    if there:
        say(f"Dibiarkan, karena sudah ada: {listed(list(there), 20)}")
    say("Ubah susunan dan kata-katanya dengan Word; hapus sebuah templat agar dipakai yang bawaan.")


def _written(files: Sequence[str], most: int = 10) -> str:
    return f"Ditulis: {listed([file for file in files if not file.endswith(SUMS)], most)}"


def show_lines(findings: Sequence[Finding]) -> None:
    """One line per finding on standard output, for editors: ``file:sheet!cell: CODE message``."""
    for one in (single for several in findings for single in several.each):
        put(one.line() + (f" (diterima: {one.accepted})" if one.accepted else ""))


def show_ties(selection: Selection) -> None:
    """Ties across the last place: who, where, and what the committee can do."""
    result = selection.result
    for tie in result.ties if result else ():
        assert result is not None  # noqa: S101
        register = result.register
        seats = register.formations[tie.formation]
        where = "kursi" if tie.stage is None else f"tempat pada {selection.rules.stages[tie.stage].name}"
        numbers = [register.numbers[i] for i in tie.members]
        room = f"{tie.places} {where}" if tie.places else "urutan dalam daftar cadangan"
        say(f"\nNilai sama pada formasi {seats.code} ({seats.title})", "bold yellow")
        say(f"  {len(numbers)} peserta untuk {room}; semua kunci urutan sama:")
        for i in tie.members:
            say(f"    {register.numbers[i]}  {register.names[i]}")
        if tie.misfit:
            say(f"  {tie.misfit[0].upper()}{tie.misfit[1:]}; urutan harus memuat tepat semua peserta yang seri.")
        for line in _choices(tie.policy, tie.stage, selection, seats.code, numbers):
            say(f"  {line}")


def show_waiting(selection: Selection, written: bool | None) -> None:
    """What keeps the selection from going on: stages without marks, findings, open ties.

    Args:
        written: whether a result was written; None for a command that writes none.
    """
    for delivery in selection.deliveries:
        if not delivery.delivered:
            files, there = delivery.found or delivery.wanted, "masih kosong" if delivery.found else "belum ada"
            what = "daftar penetapan" if delivery.elsewhere else "nilai"
            say(f"{delivery.name}: belum ada {what}; {listed(list(files), 3)} {there}.")
    stops = sum(f.severity is Severity.STOPS for f in selection.findings)
    if stops:
        say(f"\n{_not_decided(written)}: {stops} temuan harus dibetulkan. Arti kode: asnrekrut code KODE", "bold")
    elif selection.result is not None and selection.result.ties:
        say(f"\n{_not_decided(written)}: ada nilai sama di tempat terakhir yang menunggu keputusan.", "bold")
    elif written is None:
        put("Tidak ada yang menghentikan hasil; jalankan asnrekrut rank untuk menulisnya.")


def _not_decided(written: bool | None) -> str:
    if written is None:
        return "Belum semuanya dapat diputus"
    return "Belum semua yang sudah ada nilainya dapat diputus" if written else "Hasil tidak ditulis"


def _choices(policy: str, stage: int | None, selection: Selection, formation: str, numbers: list[str]) -> Iterator[str]:
    yield "Panitia menetapkan salah satu menurut aturannya:"
    code = FINAL if stage is None else selection.rules.stages[stage].code
    table = "[peringkat]" if stage is None else f"[tahap.lanjut] tahap {code}"
    room = "kuota" if stage is None else "jumlah yang lanjut"
    yield f"- kunci lain pada urut di {table}, bila ketentuan seleksi menyebutnya, misalnya usia;"
    yield f'- seri = "ikut semua" di {table}: semua yang sama masuk, sehingga {room} terlampaui;'
    if policy == "undian":
        yield f'- benih undian di {table}: benih = "…", diambil di depan saksi sesudah daftar di atas diumumkan;'
    else:
        yield f'- seri = "undian" di {table}, lalu benih = "…" yang diambil di depan saksi sesudah daftar diumumkan;'
    yield "- keputusan sidang, sebagai baris buku peristiwa (peristiwa.xlsx); urutan di sini hanya menurut nomor:"
    yield f"    {row_to_paste(Kind.TIE, stage=code, formation=formation, persons='; '.join(numbers))}"


def show_status(selection: Selection, stages: Sequence[StageStatus], following: str) -> None:
    """Every stage, its objections, the newest hash of the record, and the next step."""
    from asnrekrut.outputs.objections import lines

    console, identity = _console(), selection.rules.identity
    console.print(_text(f"{identity.name}, {identity.institution}, {identity.year}", style="bold"))
    table = Table("Tahap", "Nilai", "Diputus", "Disahkan", "Diumumkan")
    for stage in stages:
        there = "" if not stage.files else "ada" if stage.delivered else "belum ada"
        decided = f"{stage.decided} dari {stage.formations} formasi" if stage.decided else "belum"
        confirmed = "\n".join(_letter(entry) for entry in stage.confirmed) or "belum"
        announced = "\n".join(_letter(entry) for entry in stage.announced) or "belum"
        table.add_row(*(_text(cell) for cell in (stage.name, there, decided, confirmed, announced)))
    console.print(table)
    for line in lines(selection):
        put(line)
    if selection.record is not None and selection.record.head:
        put(f"Kepala riwayat: {selection.record.head}")
    put(f"Langkah berikutnya: {following}")


def show_objections(folder: Path, selection: Selection) -> None:
    """Windows, counts, and who enters, leaves or moves by what was accepted."""
    from asnrekrut.objections.outcome import counts
    from asnrekrut.outputs.objections import changes, following, stage_name

    console, lodged = _console(), selection.lodged
    table = Table("Tahap", "Jenis", "Diajukan sejak", "sampai", "Dijawab paling lambat")
    for window in lodged.windows:
        shown = (show_date(day) if day else "–" for day in (window.opens, window.closes, window.answer))
        cells = (stage_name(selection, window.period.stage), window.period.kind, *shown)
        table.add_row(*(_text(cell) for cell in cells))
    console.print(table)
    heads = _right("Diajukan", "Belum diputus", "Hari (median)", "Terlambat")
    table = Table("Tahap", "Jenis", "Objek", "Putusan", *heads)
    for count in counts(lodged.objections, lodged.windows):
        decided = ", ".join(f"{word} {number}" for word, number in count.decisions.items())
        days = "–" if count.days is None else show(count.days[1])
        words = (stage_name(selection, count.stage), count.kind, count.object, decided or "–")
        table.add_row(*map(_text, words), str(count.lodged), str(count.open), days, str(count.late))
    console.print(table)
    found = changes(selection)
    if not found:
        return
    table = Table("Tahap", "Nomor", "Formasi", "Perubahan", "Semula", "Menjadi", "Sanggah")
    for one in found:
        before = one.before + (f", kursi {one.seat_before}" if one.seat_before else "")
        after = one.after + (f", kursi {one.seat_after}" if one.seat_after else "")
        texts = (stage_name(selection, one.stage), one.person, one.formation, one.change, before, after, one.by)
        table.add_row(*(_text(text) for text in texts))
    console.print(table)
    for step in following(folder, found):
        put(f"Selanjutnya: {step}")


def _letter(entry: Mapping[str, Any]) -> str:
    return f"{entry['nomor']}, {show_date(date.fromisoformat(entry['tanggal']))}"


def show_confirmed(folder: Path, entry: Mapping[str, Any]) -> None:
    """What was confirmed, and what to do next."""
    put(
        f"Disahkan: tahap {entry['tahap']}, formasi {listed(list(entry['formasi']), 10)}, dengan {_letter(entry)}.",
        "green",
    )
    put(f"Disimpan di riwayat/{entry['simpanan']}; sejak ini setiap perubahan dicatat sebagai peristiwa.")
    put(f"Selanjutnya: asnrekrut announce {folder} {entry['tahap']} --nomor NOMOR --tanggal TANGGAL")


def show_announced(entry: Mapping[str, Any]) -> None:
    """What was announced."""
    put(f"Diumumkan: tahap {entry['tahap']} ({entry['jenis_pengumuman']}), dengan {_letter(entry)}.", "green")


def show_stale(folder: Path, stages: Sequence[StageOutcome]) -> None:
    """Earlier results that would read otherwise today."""
    for stage in stages:
        command = f"asnrekrut rank {folder} --sampai {stage.code}"
        say(
            f"Hasil {stage.name} yang tersimpan tidak lagi sesuai dengan lembar kerja; perbarui dengan {command}",
            "yellow",
        )


def show_summary(result: Result) -> None:
    """How many came, passed each stage, and won up to the last stage of a result, on standard output."""
    from asnrekrut.core.counts import count_seats, count_stages

    console, stage = _console(), result.stages[-1]
    identity = result.rules.identity
    console.print(_text(f"{identity.name}, {identity.institution}, {identity.year}: {stage.name}", style="bold"))
    stages = Table("Tahap", *_right("Peserta", "Tidak hadir", "Mundur/dis.", "Gugur", "Di luar jumlah", "Lanjut"))
    for s in count_stages(result):
        figures = (s.expected, s.absent + s.not_called, s.out, s.failed, s.beyond, s.went_on)
        stages.add_row(_text(s.stage.name), *(show_count(n) for n in figures))
    console.print(stages)
    if stage.is_end:
        _show_seats(console, list(count_seats(result)))


def _show_seats(console: Console, rows: Sequence[SeatCount]) -> None:
    heads = _right("Kuota", "Pelamar", "Lulus", "Cadangan", "Kosong", "Nilai terendah lulus")
    table = Table("Formasi", "Jabatan", *heads)
    for seat in rows[:_FORMATIONS]:
        low = "–" if seat.lowest is None else show(seat.lowest, seat.decimals)
        counts = (seat.formation.quota, seat.applicants, seat.winners, seat.reserves, seat.empty)
        table.add_row(_text(seat.formation.code), _text(seat.formation.title), *(show_count(n) for n in counts), low)
    console.print(table)
    if len(rows) > _FORMATIONS:
        console.print(_text(f"… dan {show_count(len(rows) - _FORMATIONS)} formasi lainnya; lihat lembar Ringkasan"))


def _right(*headings: str) -> list[Any]:
    return [Column(heading, justify="right") for heading in headings]


def show_written(files: Sequence[str], selection: Selection) -> None:
    """What was written and what to do next."""
    put(f"Ditulis: {listed(list(files), 10)}", "green")
    looks = sum(f.severity is Severity.LOOK and f.open for f in selection.findings)
    first = f"periksa {looks} temuan yang perlu dilihat, lalu " if looks else ""
    workbook = next(file for file in reversed(files) if file.endswith(".xlsx"))
    put(f"Selanjutnya: {first}buka {workbook}; telusuri peserta dengan asnrekrut explain FOLDER NOMOR")


def show_report(report: Report, as_json: bool, lines: bool) -> None:
    """What a command came to in one of several folders: a JSON object on a line, all findings, or a line in words."""
    findings = report.said.get("temuan", [])
    if as_json:
        put_json({"folder": str(report.folder), **report.said}, indent=None)
    elif lines and "pesan" not in report.said:
        for one in findings:
            at = f"{report.folder / one['berkas']}{one['tempat'].removeprefix(one['berkas'])}" if one["tempat"] else ""
            put(f"{at or report.folder}: {one['kode']} {one['pesan']}")
    else:
        words = [report.said.get("pesan", ""), *report.said.get("berkas", []), report.said.get("selanjutnya", "")]
        put(f"{report.folder}: {_end(report.code)}" + "".join(f"; {word}" for word in words if word))


def _end(code: int) -> str:
    return _ENDS.get(Exit(code), "") if code in set(Exit) else f"kode keluar {code}"


def show_reports(reports: Sequence[Report]) -> None:
    """One table of all folders."""
    table = Table("Folder", "Sampai tahap", *_right("Menghentikan", "Perlu dilihat"), "Keadaan", *_right("Kode keluar"))
    for report in reports:
        levels = [one["tingkat"] for one in report.said.get("temuan", []) if not one["diterima"]]
        counts = (show_count(levels.count(severity.title)) for severity in (Severity.STOPS, Severity.LOOK))
        reached = report.said.get("ringkasan", {}).get("tahap", "–")
        cells = (str(report.folder), reached, *counts, _end(report.code), str(report.code))
        table.add_row(*(_text(cell) for cell in cells))
    _console().print(table)


def show_statuses(reports: Sequence[Report]) -> None:
    """One table of how far several selections have come: the furthest stage that is decided, confirmed, announced."""
    table = Table("Folder", "Diputus", "Disahkan", "Diumumkan")
    for report in reports:
        stages = report.said.get("tahap", {}).values()
        reached = [[s["nama"] for s in stages if s[key]] for key in ("formasi_diputus", "pengesahan", "pengumuman")]
        table.add_row(
            *(_text(cell) for cell in (str(report.folder), *(names[-1] if names else "–" for names in reached)))
        )
    _console().print(table)


def show_explanation(parts: Sequence[Part]) -> None:
    """All steps of one applicant, on standard output."""
    console = _console()
    for part in parts:
        console.print(_text(part.title, style="bold"))
        table = Table(show_header=False, box=None, pad_edge=False, padding=(0, 2, 0, 2))
        table.add_column(no_wrap=False, min_width=22)
        table.add_column(justify="right")
        table.add_column()
        table.add_column(style="dim")
        for line in part.lines:
            table.add_row(_text(line.label), _text(line.figure), _text(line.how), _text(line.place))
        console.print(table)


def show_statistics(frame: pd.DataFrame) -> None:
    """One row per component and rater; rounded to two decimals, for looking only."""
    table = Table("Komponen", *_right(*frame.columns))
    for name, figures in zip(frame.index, frame.to_numpy().tolist(), strict=True):
        table.add_row(_text(str(name)), *("–" if f != f else f"{f:.2f}".replace(".", ",") for f in figures))  # noqa: PLR0124
    _console().print(table)


def show_code(entry: Entry) -> None:
    """What a finding's code means."""
    put(f"{entry.code}  {entry.title}", "bold")
    for label, text in (
        ("Akibat", Severity(entry.code[0]).title),
        ("Arti", entry.meaning),
        ("Contoh", entry.example),
        ("Yang dilakukan", re.sub(r"\{\w+\}", "…", entry.hint)),
    ):
        put(f"{label}: {text}")


def shows(sign: str) -> bool:
    """Whether standard output can show a sign."""
    try:
        sign.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True
