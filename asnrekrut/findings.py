"""Findings are values: a code, a place, a message and what to do. They are collected, never raised.

The catalogue ``data/temuan.toml`` is the one place that knows the codes, their wording and their explanation.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import cache
from importlib.resources import files

_NIK = re.compile(r"(?<!\d)(\d{4})\d{10}(\d{2})(?!\d)")


class Severity(Enum):
    """The first letter of a code says what a finding does."""

    STOPS = "E"
    LOOK = "P"
    NOTE = "I"

    @property
    def title(self) -> str:
        """The heading under which such findings are shown."""
        return {"E": "Menghentikan hasil", "P": "Perlu dilihat", "I": "Untuk diketahui"}[self.value]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: ``wawancara.xlsx:Panel 2!F12``.

    Attributes:
        file: path below the selection folder.
        sheet: sheet name; empty for CSV.
        row: 0-based row; -1 where the whole sheet or file is meant.
        column: 0-based column; -1 where the whole row is meant.
    """

    file: str
    sheet: str = ""
    row: int = -1
    column: int = -1

    @property
    def cell(self) -> str:
        """``F12``; ``baris 12`` or ``F`` where a whole row or column is meant; '' for the whole sheet."""
        letters = column_letters(self.column) if self.column >= 0 else ""
        number = str(self.row + 1) if self.row >= 0 else ""
        return letters + number if letters or not number else f"baris {number}"

    @property
    def whole(self) -> Place:
        """The whole sheet."""
        return Place(self.file, self.sheet)

    def __str__(self) -> str:
        inside = "!".join(part for part in (self.sheet, self.cell) if part)
        return f"{self.file}:{inside}" if inside else self.file


def column_letters(column: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True, slots=True)
class Entry:
    """One code of the catalogue, in the words of ``data/temuan.toml``.

    Attributes:
        repair: what to do about it in the sheet; hint: that, and what can be done in the rules file.
    """

    code: str
    title: str
    message: str
    repair: str
    hint: str
    meaning: str
    example: str


@cache
def catalogue() -> dict[str, Entry]:
    """Every code there is."""
    raw = tomllib.loads((files("asnrekrut") / "data" / "temuan.toml").read_text(encoding="utf-8"))
    return {code: _entry(code, **words) for code, words in raw.items()}


def _entry(code: str, judul: str, pesan: str, saran: str, arti: str, contoh: str, aturan: str = "") -> Entry:
    return Entry(code, judul, pesan, saran, f"{saran} {aturan}".strip(), arti, contoh)


def without_nik(text: str) -> str:
    """A text in which whatever has the length of a NIK is masked: ``9901**********01``. Reports get printed."""
    return _NIK.sub(r"\1**********\2", text)


@dataclass(frozen=True, slots=True)
class Finding:
    """One doubt about the input.

    Attributes:
        code: a key of the catalogue.
        place: where it stands; None where no single place is meant.
        values: what fills the catalogue's wording.
        accepted: who accepted it and why, for a finding that the rules file accepts.
        stage_code: the code of the stage it belongs to, where its place does not say so.
        stage: the place of that stage in the order; -1 for the register and for everything that concerns all stages.
    """

    code: str
    place: Place | None = None
    values: dict[str, object] = field(default_factory=dict)
    accepted: str = ""
    stage_code: str = ""
    stage: int = -1

    def at_stage(self, code: str) -> Finding:
        """The same finding, said to belong to a stage."""
        return replace(self, stage_code=code)

    @property
    def severity(self) -> Severity:
        """What the finding does to the result."""
        return Severity(self.code[0])

    @property
    def open(self) -> bool:
        """Whether somebody still has to look at it or mend it."""
        return not self.accepted and self.severity is not Severity.NOTE

    @property
    def message(self) -> str:
        """What is wrong."""
        return without_nik(catalogue()[self.code].message.format_map(self.values))

    @property
    def hint(self) -> str:
        """What to do about it, in the sheet or in the rules file."""
        return without_nik(catalogue()[self.code].hint.format_map(self.values))

    @property
    def repair(self) -> str:
        """What to do about it in the sheet, for whoever delivered it."""
        return without_nik(catalogue()[self.code].repair.format_map(self.values))

    def line(self) -> str:
        """The one-line form for editors: ``file:sheet!cell: CODE message``."""
        place = f"{self.place}: " if self.place else ""
        return f"{place}{self.code} {self.message}"


def finding(code: str, place: Place | None = None, **values: object) -> Finding:
    """Make a finding; the keyword arguments fill the catalogue's wording."""
    return Finding(code, place, values)


def ordered(findings: list[Finding]) -> list[Finding]:
    """Gravest first, then by file, sheet and cell."""
    rank = {"E": 0, "P": 1, "I": 2}
    return sorted(findings, key=lambda f: (rank[f.code[0]], f.place or Place(""), f.code, f.message))


def stopping(findings: list[Finding]) -> bool:
    """Whether any of them stops the result."""
    return any(f.severity is Severity.STOPS for f in findings)
