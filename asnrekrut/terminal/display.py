"""What the commands show: findings, ties, the state of a selection, figures. Others computed it; nothing is decided."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from asnrekrut.core.events import Kind, row_to_paste
from asnrekrut.core.result import Fate, Result, StageOutcome
from asnrekrut.errors import Exit
from asnrekrut.findings import Entry, Finding, Severity, catalogue
from asnrekrut.nik import niks_among
from asnrekrut.notation import command_line, listed, show, show_count, show_date
from asnrekrut.rules.keys import FINAL
from asnrekrut.storage import SUMS
from asnrekrut.terminal.console import console, plain, put, put_json, say, show_command, show_table
from asnrekrut.terminal.console import show as show_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import pandas as pd
    from rich.console import Console

    from asnrekrut.batch import Report
    from asnrekrut.charts import Classes
    from asnrekrut.core.counts import SeatCount
    from asnrekrut.core.ties import Tie
    from asnrekrut.documents.write import Written
    from asnrekrut.outputs.explain import Line, Part
    from asnrekrut.outputs.status import NextStep, StageStatus
    from asnrekrut.record.entries import Announcement, Confirmation
    from asnrekrut.selection import Selection

_STYLE = {Severity.STOPS: "bold red", Severity.LOOK: "yellow", Severity.NOTE: "cyan"}
_ENDS = {
    Exit.DONE: "selesai", Exit.FINDINGS: "ada yang harus dibetulkan", Exit.USAGE: "tidak dapat dijalankan",
    Exit.TIE: "menunggu keputusan", Exit.INTERNAL: "kesalahan dalam program", Exit.INTERRUPTED: "dihentikan",
}  # fmt: skip
FOUND = "temuan/temuan.xlsx"
_SHOWN = 20  # findings of one code shown at length; the rest are counted
_NOTES = 3  # notes of one code shown at length
_APART = 3  # so many different hints for one code in one file are all shown
_FORMATIONS = 40
_BLOCK, _LONGEST = "█", 40  # what bars are made of, and characters of the longest one
PASTED = (
    "Baris untuk buku peristiwa disalin utuh: dalam csv sebagai satu baris, dalam xlsx boleh ke satu sel kolom pertama."
)
_LABEL = 30  # width of the names of steps where the console is narrow


def show_findings(folder: Path, findings: Sequence[Finding], stderr: bool = True) -> None:
    """Findings by severity, file and code, each with its place and what to do; those accepted come last."""
    to = console(stderr)
    groups = [(s.title, _STYLE[s], [f for f in findings if f.severity is s and not f.accepted]) for s in Severity]
    groups.append(("Diterima panitia", "green", [f for f in findings if f.accepted]))
    for title, style, chosen in groups:
        if chosen:
            show_line(to, f"\n{title} ({show_count(len(chosen))})", style)
        alike: dict[object, list[Finding]] = {}
        for one in chosen:
            alike.setdefault((one.place.file if one.place else "", one.code, one.accepted), []).append(one)
        for same in alike.values():
            for line, dim in _lines(folder, same):
                show_line(to, line, "dim" if dim else "", hang=6 if dim else 4)
    if any("baris" in one.values for one in findings if not one.accepted):
        show_line(to, f"\n{PASTED}", "dim")


def _lines(folder: Path, same: Sequence[Finding]) -> Iterator[tuple[str, bool]]:
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
        yield f"  … dan {rest}; semuanya: {command_line('check', folder, '--baris')}", False
    if note:
        return
    if not apart:
        yield f"    → {hints[0]}", True
    if len(hints) > _APART:
        yield "      (saran bagi yang pertama; bagi yang lain serupa)", True


def show_marked(files: Sequence[str]) -> None:
    """Which marked copies were written, and what they are for."""
    say(_written(files), "green")
    copies = [file for file in files if not file.endswith((SUMS, FOUND))]
    if copies:
        say("Berkas asli tidak diubah; kirim setiap salinan hanya kepada pengisinya.")
        say(f"{FOUND} memuat temuan dari semua berkas, untuk panitia sendiri.")
    else:
        say(f"Tidak ada sel yang perlu ditandai; semua temuan ada di {FOUND}.")


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
    if done.files:
        put("Ditulis:", "green")
        for folder, names in _by_folder(done.files).items():
            put(f"  {folder}: {', '.join(names)}", "green")
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
    page = next((file for file in done.files if file.endswith("/index.html")), None)
    if page is not None:
        say(f"Semua isi {page.rpartition('/')[0]}/ boleh dibaca siapa pun; buka {page} dan periksa sebelum diumumkan.")


def _by_folder(files: Sequence[str]) -> dict[str, list[str]]:
    """The files of each folder by name; of a folder inside it only how many it holds."""
    found: dict[str, list[str]] = {}
    inside: Counter[tuple[str, str]] = Counter()
    for file in (file for file in files if not file.endswith(SUMS)):
        result, kind, *rest = file.split("/")
        depth = 2 if len(rest) < 2 else 3  # noqa: PLR2004  (hasil/publik/..., hasil/naskah/tahap/...)
        where, below = "/".join([result, kind, *rest][:depth]), [result, kind, *rest][depth:]
        if len(below) > 1:
            inside[where, below[0]] += 1
        else:
            found.setdefault(where, []).extend(below)
    for (above, folder), count in inside.items():
        found.setdefault(above, []).append(f"{folder}/ ({show_count(count)} berkas)")
    return found


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
    to = console()
    for one in (single for several in findings for single in several.each):
        to.print(plain(one.line() + (f" (diterima: {one.accepted})" if one.accepted else "")), soft_wrap=True)


def show_ties(selection: Selection) -> None:
    """Ties across the last place: who, where, and what the committee can do."""
    result = selection.result
    for tie in result.ties if result else ():
        assert result is not None  # noqa: S101
        register = result.register
        seats = register.formations[tie.formation]
        where = result.aim if tie.stage == FINAL else f"tempat pada {selection.rules.stage_names[tie.stage]}"
        room = f"{tie.places} {where}" if tie.places else "urutan dalam daftar cadangan"
        say(f"\nNilai sama pada formasi {seats.code} ({seats.title})", "bold yellow")
        say(f"  {len(tie.members)} peserta untuk {room}; semua kunci urutan sama:", hang=2)
        for i in tie.members:
            say(f"    {register.numbers[i]}  {register.names[i]}", hang=6)
        if tie.misfit:
            misfit = f"{tie.misfit[0].upper()}{tie.misfit[1:]}"
            say(f"  {misfit}; urutan harus memuat tepat semua peserta yang seri.", hang=2)
        for line in _choices(selection, tie):
            say(f"  {line}", hang=4)
        show_command(console(stderr=True), _decision(result, tie))
        say(f"  {PASTED}", "dim")


def _choices(selection: Selection, tie: Tie) -> Iterator[str]:
    repeat = selection.rules.ranking.repeat
    if repeat is not None and tie.stage == FINAL:
        yield f"Menurut aturannya: ujian ulang di antara mereka ({repeat.legal_basis})."
        yield f"Simpan nilainya sebagai {listed(list(repeat.files), 3)}; lembar kosongnya: asnrekrut template."
        yield "Bila nilainya tetap sama:"
        yield "- keputusan sidang, sebagai baris buku peristiwa (peristiwa.xlsx); urutan di sini hanya menurut nomor:"
        return
    yield "Panitia menetapkan salah satu menurut aturannya:"
    table = "[peringkat]" if tie.stage == FINAL else f"[tahap.lanjut] tahap {tie.stage}"
    room = "kuota" if tie.stage == FINAL else "jumlah yang lanjut"
    yield f"- kunci lain pada urut di {table}, bila ketentuan seleksi menyebutnya, misalnya usia;"
    if selection.register is not None and not tie.over_empty_seats(selection.register):
        yield f'- seri = "ikut semua" di {table}: semua yang sama masuk, sehingga {room} terlampaui;'
    if tie.policy == "undian":
        yield f'- benih undian di {table}: benih = "…", diambil di depan saksi sesudah daftar di atas diumumkan;'
    else:
        yield f'- seri = "undian" di {table}, lalu benih = "…" yang diambil di depan saksi sesudah daftar diumumkan;'
    yield "- keputusan sidang, sebagai baris buku peristiwa (peristiwa.xlsx); urutan di sini hanya menurut nomor:"


def _decision(result: Result, tie: Tie) -> str:
    """The row for the book of events that would settle a tie."""
    register = result.register
    persons = "; ".join(register.numbers[i] for i in tie.members)
    return row_to_paste(Kind.TIE, stage=tie.stage, formation=register.formations[tie.formation].code, persons=persons)


def show_waiting(folder: Path, selection: Selection, written: bool | None) -> None:
    """What keeps the selection from going on: stages without marks, findings, open ties.

    Args:
        written: whether a result was written; None for a command that writes none.
    """
    missing: list[str] = []
    for delivery in selection.deliveries:
        if not delivery.delivered:
            files, there = delivery.found or delivery.wanted, "masih kosong" if delivery.found else "belum ada"
            what = "daftar penetapan" if delivery.elsewhere else "nilai"
            say(f"{delivery.name}: belum ada {what}; {listed(list(files), 3)} {there}.")
            missing.append(delivery.name)
        elif missing and not selection.is_decided(delivery.stage):
            say(f"{delivery.name}: sudah ada nilai, tetapi baru dapat diputus bersama {listed(missing)}.")
    stops = [f.code for f in selection.findings if f.severity is Severity.STOPS]
    if stops:
        meaning = f"arti setiap kode, misalnya: {command_line('code', '.', stops[0])}"
        say(f"\n{_not_decided(written)}: {len(stops)} temuan harus dibetulkan; {meaning}", "bold")
    elif selection.result is not None and selection.result.ties:
        say(f"\n{_not_decided(written)}: ada nilai sama di tempat terakhir yang menunggu keputusan.", "bold")
    elif written is None and selection.decided:
        put("Tidak ada yang menghentikan hasil; untuk menulisnya:")
        show_command(console(), command_line("rank", folder))
    elif not selection.decided:
        say("Belum ada tahap yang dapat diputus.", "bold")


def _not_decided(written: bool | None) -> str:
    if written is None:
        return "Belum semuanya dapat diputus"
    return "Belum semua yang sudah ada nilainya dapat diputus" if written else "Hasil tidak ditulis"


def show_status(selection: Selection, stages: Sequence[StageStatus], following: NextStep) -> None:
    """Every stage, its objections, the newest hash of the record, and the next step."""
    from asnrekrut.outputs.objections import lines

    to, identity = console(), selection.rules.identity
    show_line(to, f"{identity.name}, {identity.institution}, {identity.year}", "bold")
    rows = []
    for stage in stages:
        there = "" if not stage.files else "ada" if stage.delivered else "belum ada"
        decided = f"{stage.decided} dari {stage.formations} formasi" if stage.decided else "belum"
        confirmed = "\n".join(_confirmed(entry, stage.code) for entry in stage.confirmed) or "belum"
        if 0 < stage.settled < stage.formations:
            confirmed += f" ({stage.settled} dari {stage.formations} formasi)"
        announced = "\n".join(entry.letter for entry in stage.announced) or "belum"
        rows.append((stage.name, there, decided, confirmed, announced))
    show_table(to, ("Tahap", "Nilai", "Diputus", "Disahkan", "Diumumkan"), rows, left=5)
    for line in lines(selection):
        put(line)
    if selection.record.head:
        put(f"Kepala riwayat: {selection.record.head}")
    put(f"Langkah berikutnya: {following.words}")
    if following.command:
        show_command(to, following.command)


def _confirmed(entry: Confirmation, stage: str) -> str:
    """The letter that confirmed a stage, and that of a later stage in which it is contained."""
    return entry.letter if entry.stage == stage else f"termuat dalam tahap {entry.stage}: {entry.letter}"


def show_objections(folder: Path, selection: Selection) -> None:
    """Windows, counts, and who enters, leaves or moves by what was accepted."""
    from asnrekrut.objections.outcome import WAITING, counts
    from asnrekrut.outputs.objections import changes, following

    to, lodged = console(), selection.lodged
    rows: list[tuple[str, ...]] = []
    for window in lodged.windows:
        shown = (show_date(day) if day else "–" for day in (window.opens, window.closes, window.answer))
        rows.append((selection.rules.stage_names[window.period.stage], window.period.kind, *shown))
    show_table(to, ("Tahap", "Jenis", "Diajukan sejak", "sampai", "Dijawab paling lambat"), rows, left=5)
    rows = []
    for count in counts(lodged.objections, lodged.windows):
        decided = ", ".join(f"{word} {number}" for word, number in count.decisions.items())
        days = "–" if count.days is None else show(count.days[1])
        words = (selection.rules.stage_names[count.stage], count.kind, count.object, decided or "–")
        rows.append((*words, str(count.lodged), str(count.open), days, str(count.late)))
    heads = ("Tahap", "Jenis", "Objek", "Putusan", "Diajukan", "Belum diputus", "Hari (median)", "Terlambat")
    to.print()
    show_table(to, heads, rows, left=4)
    found = changes(selection)
    if not found:
        return
    rows = []
    for one in found:
        before = one.before + (f", kursi {one.seat_before}" if one.seat_before else "")
        after = one.after + (f", kursi {one.seat_after}" if one.seat_after else "")
        stage = selection.rules.stage_names[one.stage]
        rows.append((stage, one.person, one.formation, one.change, before, after, one.by))
    to.print()
    show_table(to, ("Tahap", "Nomor", "Formasi", "Perubahan", "Semula", "Menjadi", "Sanggah"), rows, left=7)
    waiting = any(one.change == WAITING for one in found)
    put("Selanjutnya, sebab masih ada yang menunggu:" if waiting else "Selanjutnya:")
    for step in following(folder, found):
        show_command(to, step)


def show_confirmed(folder: Path, entry: Confirmation, again: str) -> None:
    """What was confirmed, and what to do next; ``again`` is the kind of an announcement that is not the first."""
    formations = listed(list(entry.formations), 10)
    put(f"Disahkan: tahap {entry.stage}, formasi {formations}, dengan {entry.letter}.", "green")
    put(f"Disimpan di riwayat/{entry.kept}; sejak ini setiap perubahan dicatat sebagai peristiwa.")
    put("Naskah pengumuman dan naskah lainnya disusun dengan:")
    show_command(console(), command_line("report", folder, "--tahap", entry.stage))
    put("Selanjutnya, sesudah diumumkan:")
    kind = ("--jenis", again) if again else ()
    announcement = ("--nomor", "NOMOR", "--tanggal", "TANGGAL", *kind)
    show_command(console(), command_line("announce", folder, entry.stage, *announcement))


def show_announced(entry: Announcement) -> None:
    """What was announced."""
    put(f"Diumumkan: tahap {entry.stage} ({entry.kind}), dengan {entry.letter}.", "green")


def show_stale(folder: Path, stages: Sequence[StageOutcome]) -> None:
    """Earlier results that would read otherwise today."""
    for stage in stages:
        say(f"Hasil {stage.name} yang tersimpan tidak lagi sesuai dengan lembar kerja; perbarui dengan", "yellow")
        show_command(console(stderr=True), command_line("rank", folder, "--sampai", stage.code))


def show_summary(result: Result) -> None:
    """How many came, passed each stage, and won up to the last stage of a result, on standard output."""
    from asnrekrut.core.counts import count_seats, count_stages

    to, stage = console(), result.stages[-1]
    identity = result.rules.identity
    show_line(to, f"{identity.name}, {identity.institution}, {identity.year}: {stage.name}", "bold")
    rows = []
    for s in count_stages(result):
        absent, not_called, *others = s.became()
        rows.append((s.stage.name, *map(show_count, (s.expected, absent + not_called, *others))))
    heads = ("Tahap", "Peserta", "Tidak hadir", "Mundur/dis.", "Gugur", "Di luar jumlah", "Lanjut")
    show_table(to, heads, rows)
    if stage.is_end:
        _show_seats(to, list(count_seats(result)), result.inside)


def _show_seats(to: Console, seats: Sequence[SeatCount], inside: str) -> None:
    lowest = f"Nilai terendah {inside.lower()}"
    heads = ("Formasi", "Jabatan", "Kuota", "Pelamar", inside, "Cadangan", "Kosong", lowest)
    rows = []
    for seat in seats[:_FORMATIONS]:
        low = "–" if seat.lowest is None else show(seat.lowest, seat.decimals)
        became = [*map(show_count, (seat.winners, seat.reserves, seat.empty)), low]
        counts = map(show_count, (seat.formation.quota, seat.applicants))
        decided = became if seat.decided else ["menunggu", "–", "–", "–"]
        rows.append((seat.formation.code, seat.formation.title, *counts, *decided))
    to.print()
    show_table(to, heads, rows, left=2)
    if len(seats) > _FORMATIONS:
        show_line(to, f"… dan {show_count(len(seats) - _FORMATIONS)} formasi lainnya; lihat lembar Ringkasan")


def show_written(folder: Path, files: Sequence[str], selection: Selection, result: Result) -> None:
    """What was written and what to do next."""
    put(f"\nDitulis: {listed(list(files), 10)}", "green")
    looks = sum(f.severity is Severity.LOOK and f.open for f in selection.findings)
    first = f"periksa {looks} temuan yang perlu dipastikan, lalu " if looks else ""
    workbook = next(file for file in reversed(files) if file.endswith(".xlsx"))
    put(f"Selanjutnya: {first}buka {workbook}; telusuri siapa pun, misalnya")
    show_command(console(), command_line("explain", folder, _at_the_edge(result)))


def _at_the_edge(result: Result) -> str:
    """The number of whoever is first outside the places of the stage that was decided last; a NIK is not told.

    Where all are inside, whoever is named first. Whoever never reached the stage has no rank that could be retraced.
    """
    stage, numbers = result.stages[max(int(result.furthest.max()), 0)], result.register.numbers
    order, unknown, inside = stage.standing.order.tolist(), (Fate.NOT_REACHED, Fate.OPEN), (Fate.WINS, Fate.PROCEEDS)
    there = (i for i in order if stage.fates[i] not in unknown)
    outside = (i for i in order if stage.fates[i] not in (*unknown, *inside))
    number = numbers[next(chain(outside, there), 0)]
    return "NOMOR" if number in niks_among(numbers) else number


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
        message, *more = report.said.get("pesan", "").splitlines() or [""]
        rest = f"dan {show_count(len(more))} lagi" if more else ""
        words = [message, rest, *report.said.get("berkas", []), report.said.get("selanjutnya", "")]
        put(f"{report.folder}: {_end(report.code)}" + "".join(f"; {word}" for word in words if word), hang=2)


def _end(code: int) -> str:
    return _ENDS.get(Exit(code), "") if code in set(Exit) else f"kode keluar {code}"


def show_reports(reports: Sequence[Report]) -> None:
    """One table of all folders."""
    rows = []
    for report in reports:
        levels = [one["tingkat"] for one in report.said.get("temuan", []) if not one["diterima"]]
        counts = (show_count(levels.count(severity.title)) for severity in (Severity.STOPS, Severity.LOOK))
        reached = report.said.get("ringkasan", {}).get("tahap", "–")
        rows.append((str(report.folder), reached, _end(report.code), *counts, str(report.code)))
    heads = ("Folder", "Sampai tahap", "Keadaan", Severity.STOPS.title, Severity.LOOK.title, "Kode keluar")
    show_table(console(), heads, rows, left=3)


def show_statuses(reports: Sequence[Report]) -> None:
    """One table of how far several selections have come: the furthest stage that is decided, confirmed, announced."""
    rows = []
    for report in reports:
        stages = report.said.get("tahap", {}).values()
        reached = [[s["nama"] for s in stages if s[key]] for key in ("formasi_diputus", "pengesahan", "pengumuman")]
        rows.append((str(report.folder), *(names[-1] if names else "–" for names in reached)))
    show_table(console(), ("Folder", "Diputus", "Disahkan", "Diumumkan"), rows, left=4)


def show_explanation(parts: Sequence[Part]) -> None:
    """All steps of one applicant, on standard output; where the console is narrow, places stand on their own lines."""
    from rich.table import Table

    to = console()
    wide = max(_natural_width(part.lines) for part in parts) <= to.width
    for part in parts:
        show_line(to, part.title, "bold")
        table = Table(show_header=False, box=None, pad_edge=False, padding=(0, 2, 0, 0))
        longest = max((len(line.label) for line in part.lines), default=0)
        table.add_column(min_width=min(longest, _LABEL) + 2, max_width=None if wide else _LABEL + 2, overflow="fold")
        table.add_column(justify="right", no_wrap=True)
        table.add_column(overflow="fold")
        table.add_column(style="dim", overflow="fold")
        for line in part.lines:
            how = line.how if wide else "\n".join(filter(None, (line.how, line.place)))
            cells = (f"  {line.label}", line.figure, how, line.place if wide else "")
            table.add_row(*map(plain, cells))
        to.print(table)


def _natural_width(lines: Sequence[Line]) -> int:
    """What the steps take side by side."""
    facts = [(line.label, line.figure, line.how, line.place) for line in lines]
    return 2 + sum(max(map(len, column)) + 2 for column in zip(*facts, strict=True)) if facts else 0


def show_statistics(frame: pd.DataFrame) -> None:
    """One row per component and rater; rounded to two decimals, for looking only."""
    rows = []
    for name, (count, *figures) in zip(frame.index, frame.to_numpy().tolist(), strict=True):
        rounded = ("–" if f != f else f"{f:.2f}".replace(".", ",") for f in figures)  # noqa: PLR0124
        rows.append((str(name), show_count(int(count)), *rounded))
    show_table(console(), ("Komponen", *map(str, frame.columns)), rows)


def show_histogram(label: str, classes: Classes) -> None:
    """One line for each class; counts stand behind the bars, so that these need not be measured."""
    put(f"\n{label}", "bold")
    for line in _bars(classes):
        put(line)


def _bars(classes: Classes) -> Iterator[str]:
    names = classes.names
    width, most = max(map(len, names)), max(classes.counts)
    for name, low, count in zip(names, classes.edges, classes.counts, strict=False):
        if low == classes.cut:
            yield f"{'':>{width}}  ambang batas {show(low)}"
        bar = _BLOCK * (-(-count * _LONGEST // most) if most > _LONGEST else count)
        yield f"{name:>{width}}  {bar}{' ' if bar else ''}{show_count(count)}"


def show_code(entry: Entry) -> None:
    """What a finding's code means."""
    put(f"{entry.code}  {entry.title}", "bold")
    for label, text in (
        ("Golongan", entry.severity.title),
        ("Arti", entry.meaning),
        ("Contoh", entry.example),
        ("Yang dilakukan", entry.advice),
    ):
        put(f"{label}: {text}", hang=2)


def show_codes() -> None:
    """Every code with its title."""
    for severity in Severity:
        put(f"{severity.title}:", _STYLE[severity])
        for code, entry in sorted(catalogue().items()):
            if entry.severity is severity:
                put(f"  {code}  {entry.title}", hang=8)
