"""What keeps a result from being decided, on the screen: findings, open ties; and what codes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asnrekrut.core.events import Kind, row_to_paste, rows_to_paste
from asnrekrut.findings import Entry, Finding, Severity, catalogue
from asnrekrut.notation import command_line, listed, show_count
from asnrekrut.rules.figure_keys import FINAL
from asnrekrut.terminal.console import put, put_command, put_whole, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from asnrekrut.core.result import Result
    from asnrekrut.core.ties import Tie
    from asnrekrut.selection import Selection

_STYLE = {Severity.STOPS: "bold red", Severity.LOOK: "yellow", Severity.NOTE: "cyan"}
_SHOWN = 20  # findings of one code shown at length; the rest are counted
_NOTES = 3  # notes of one code shown at length
_APART = 3  # so many different hints for one code in one file are all shown
_ROW = "lihat di bawah"  # what stands in a hint for the row to paste
_ROWS = "Baris untuk buku peristiwa ({}), menurut urutan temuan; pakai hanya yang memang ditetapkan:"
PASTED = "Setiap baris disalin utuh: dalam csv sebagai satu baris, dalam xlsx boleh ke satu sel kolom pertama."
_SESSION = "- keputusan sidang, sebagai baris buku peristiwa ({}); urutan di sini hanya menurut nomor:"


def show(selection: Selection, stderr: bool = True) -> None:
    """All findings, and every tie that is open, with the row that would settle it."""
    show_findings(selection.folder, selection.findings, stderr)
    if selection.result is not None:
        for tie in selection.result.ties:
            _show_tie(selection.folder, selection.result, tie)


def show_findings(folder: Path, findings: Sequence[Finding], stderr: bool = True) -> None:
    """Findings by severity, file and code, each with its place and what to do; those accepted come last."""
    groups = [(s.title, _STYLE[s], [f for f in findings if f.severity is s and not f.accepted]) for s in Severity]
    groups.append(("Diterima panitia", "green", [f for f in findings if f.accepted]))
    for title, style, chosen in groups:
        if chosen:
            put(f"\n{title} ({show_count(len(chosen))})", style, stderr=stderr)
        alike: dict[object, list[Finding]] = {}
        for one in chosen:
            alike.setdefault((one.place.file if one.place else "", one.code, one.accepted), []).append(one)
        for same in alike.values():
            for line, dim in _lines(folder, same):
                put(line, "dim" if dim else "", hang=6 if dim else 4, stderr=stderr)
    rows = dict.fromkeys(row for one in findings if not one.accepted for row in rows_to_paste(one))
    if rows:
        put(f"\n{_ROWS.format(_book(folder))}", "bold", stderr=stderr)
        for row in rows:
            put_whole(row, stderr=stderr)
        put(PASTED, "dim", stderr=stderr)


def _book(folder: Path) -> str:
    """The file of the book of events that is there, else the one that its form is."""
    from asnrekrut.intake.needs import BOOKS

    return next((name for name in BOOKS if (folder / name).exists()), BOOKS[0])


def _hint(one: Finding) -> str:
    """What to do; rows to paste stand together below all findings, so that they are copied at one go."""
    for row in rows_to_paste(one)[:1]:
        return one.hint.replace(row, _ROW)
    return one.hint


def _lines(folder: Path, same: Sequence[Finding]) -> Iterator[tuple[str, bool]]:
    """The lines of one code in one file, and whether each is only advice; advice that is the same comes once.

    Notes ask for nothing: a few of each, without advice, so that they do not bury the rest.
    """
    note = same[0].severity is Severity.NOTE
    shown = _NOTES if note else _SHOWN
    hints = list(dict.fromkeys(f"diterima: {f.accepted}" if f.accepted else _hint(f) for f in same))
    apart = 1 < len(hints) <= _APART and not note
    for one in same[:shown]:
        yield f"  {one.line()}", False
        if apart:
            yield f"    → {_hint(one)}", True
    if len(same) > shown:
        rest = f"{show_count(len(same) - shown)} temuan {same[0].code} lainnya"
        yield f"  … dan {rest}; semuanya: {command_line('check', folder, '--baris')}", False
    if note:
        return
    if not apart:
        yield f"    → {hints[0]}", True
    if len(hints) > _APART:
        yield "      (saran bagi yang pertama; bagi yang lain serupa)", True


def _show_tie(folder: Path, result: Result, tie: Tie) -> None:
    register = result.register
    seats = register.formations[tie.formation]
    where = result.aim if tie.stage == FINAL else f"tempat pada {result.rules.stage_names[tie.stage]}"
    room = f"{tie.places} {where}" if tie.places else "urutan dalam daftar cadangan"
    say(f"\nNilai sama pada formasi {seats.code} ({seats.title})", "bold yellow")
    say(f"  {len(tie.members)} peserta untuk {room}; semua kunci urutan sama:", hang=2)
    for i in tie.members:
        say(f"    {register.numbers[i]}  {register.names[i]}", hang=6)
    if tie.misfit:
        misfit = f"{tie.misfit[0].upper()}{tie.misfit[1:]}"
        say(f"  {misfit}; urutan harus memuat tepat semua peserta yang seri.", hang=2)
    for line in (*_choices(result, tie), _SESSION.format(_book(folder))):
        say(f"  {line}", hang=4)
    persons = "; ".join(register.numbers[i] for i in tie.members)
    put_command(row_to_paste(Kind.TIE, stage=tie.stage, formation=seats.code, persons=persons), stderr=True)
    say(f"  {PASTED}", "dim")


def _choices(result: Result, tie: Tie) -> Iterator[str]:
    """What the committee can do by the rules, before it comes to decide by itself."""
    repeat = result.rules.ranking.repeat
    if repeat is not None and tie.stage == FINAL:
        yield f"Menurut aturannya: ujian ulang di antara mereka ({repeat.legal_basis})."
        yield f"Simpan nilainya sebagai {listed(list(repeat.files), 3)}; lembar kosongnya: asnrekrut template."
        yield "Bila nilainya tetap sama:"
        return
    yield "Panitia menetapkan salah satu menurut aturannya:"
    table = "[peringkat]" if tie.stage == FINAL else f"[tahap.lanjut] tahap {tie.stage}"
    room = "kuota" if tie.stage == FINAL else "jumlah yang lanjut"
    yield f"- kunci lain pada urut di {table}, bila ketentuan seleksi menyebutnya, misalnya usia;"
    if not tie.over_empty_seats(result.register):
        yield f'- seri = "ikut semua" di {table}: semua yang sama masuk, sehingga {room} terlampaui;'
    if tie.policy == "undian":
        yield f'- benih undian di {table}: benih = "…", diambil di depan saksi sesudah daftar di atas diumumkan;'
    else:
        yield f'- seri = "undian" di {table}, lalu benih = "…" yang diambil di depan saksi sesudah daftar diumumkan;'


def show_lines(findings: Sequence[Finding]) -> None:
    """One line per finding on standard output, for editors: ``file:sheet!cell: CODE message``."""
    for one in (single for several in findings for single in several.each):
        put_whole(one.line() + (f" (diterima: {one.accepted})" if one.accepted else ""))


def show_code(entry: Entry) -> None:
    """What a finding's code means."""
    put(f"{entry.code}  {entry.title}", "bold")
    put(f"Golongan: {entry.severity.title}", hang=2)
    put(f"Arti: {entry.meaning}", hang=2)
    put(f"Contoh: {entry.example}", hang=2)
    put(f"Yang dilakukan: {entry.advice}", hang=2)


def show_codes() -> None:
    """Every code with its title."""
    for severity in Severity:
        put(f"{severity.title}:", _STYLE[severity])
        for code, entry in sorted(catalogue().items()):
            if entry.severity is severity:
                put(f"  {code}  {entry.title}", hang=8)
