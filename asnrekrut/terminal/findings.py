"""Findings on the screen, and what their codes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asnrekrut.findings import Entry, Finding, Severity, catalogue
from asnrekrut.notation import command_line, show_count
from asnrekrut.terminal.console import put, put_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_STYLE = {Severity.STOPS: "bold red", Severity.LOOK: "yellow", Severity.NOTE: "cyan"}
_SHOWN = 20  # findings of one code shown at length; the rest are counted
_NOTES = 3  # notes of one code shown at length
_APART = 3  # so many different hints for one code in one file are all shown
PASTED = (
    "Baris untuk buku peristiwa disalin utuh: dalam csv sebagai satu baris, dalam xlsx boleh ke satu sel kolom pertama."
)


def show(folder: Path, findings: Sequence[Finding], stderr: bool = True) -> None:
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
    if any("baris" in one.values for one in findings if not one.accepted):
        put(f"\n{PASTED}", "dim", stderr=stderr)


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
