"""Findings are values: a code, a place, a message and what to do. They are collected, never raised.

The catalogue ``data/temuan.toml`` is the one place that knows the codes, their wording and their explanation.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache, cached_property
from importlib.resources import files

from msgspec import Struct, field
from msgspec.structs import replace

from asnrekrut.nik import NOBODY, Spared, without_nik
from asnrekrut.notation import listed, show, show_count
from asnrekrut.short_repr import ShortRepr

ALL = 3  # rows of a sheet that all have the same finding
MANY = 20  # alike findings of one column that somebody will still look at one by one
NAMED = 10  # people, raters or formations that a message names
SPANS = 10
FOLLOWING = ("E615", "E616")  # an outcome, an invitation: they read otherwise because something else does
QUOTED, WORDED = 120, 600  # letters that a message gives to a cell or to one item of a list, and to a list
_WHOLE = {"baris", "masuk", "keluar"}  # values that are never shortened: a row to paste, who enters and who leaves
Value = str | int | float | Decimal | Fraction  # what fills a wording; numbers are written by ``notation`` alone
Values = dict[str, Value]
_BESIDE = " Hasilnya ditentukan oleh daftar penetapan, sehingga temuan ini tidak menghentikannya."
_ITEM = re.compile(rf'([^",;]{{{QUOTED}}})[^",;]+')


# The keys of the catalogue, and the fields of an entry.
_WORDS = {
    "judul": "title", "pesan": "message", "saran": "repair", "arti": "meaning", "contoh": "example",
    "aturan": "in_rules", "sekaligus": "shared", "lembar": "whole_sheet",
}  # fmt: skip


class Severity(Enum):
    """The first letter of a code says what a finding does."""

    STOPS = "E"
    LOOK = "P"
    NOTE = "I"

    @property
    def title(self) -> str:
        """The heading under which such findings are shown."""
        return {"E": "Harus dibetulkan", "P": "Perlu dipastikan", "I": "Untuk diketahui"}[self.value]


class Place(Struct, frozen=True, order=True):
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

    @property
    def whole_row(self) -> Place:
        """All of its row."""
        return Place(self.file, self.sheet, self.row)

    @property
    def whole_column(self) -> Place:
        """All of its column."""
        return Place(self.file, self.sheet, column=self.column)

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


class Entry(Struct, frozen=True, dict=True):
    """One code of the catalogue, in the words of ``data/temuan.toml``.

    Attributes:
        repair: what to do about it in the sheet; in_rules: what can be done in the rules file.
        shared: whether two in one column already have one cause and are put right at one go.
        whole_sheet: whether it concerns everybody in the sheet, whatever cell it names.
    """

    code: str
    title: str
    message: str
    repair: str
    meaning: str
    example: str
    in_rules: str = ""
    shared: bool = False
    whole_sheet: bool = False

    @property
    def hint(self) -> str:
        """What to do in the sheet, and what can be done in the rules file."""
        return f"{self.repair} {self.in_rules}".strip()

    @cached_property
    def fields(self) -> frozenset[str]:
        """The names of the values that its wording asks for."""
        return frozenset(re.findall(r"\{(\w+)\}", self.message + self.hint))

    @property
    def severity(self) -> Severity:
        """What such a finding does."""
        return Severity(self.code[0])

    @property
    def advice(self) -> str:
        """What to do, for whoever asks about the code and not about one finding."""
        return with_gaps(self.hint)


class Catalogue(Mapping[str, Entry]):
    """Every code there is; an entry is read when it is asked for, for a run needs few of many."""

    def __init__(self, toml: str) -> None:
        _, *parts = re.split(r"^\[(\w+)\]$", toml, flags=re.MULTILINE)
        self._texts = dict(zip(parts[::2], parts[1::2], strict=True))
        self._read: dict[str, Entry] = {}

    def __getitem__(self, code: str) -> Entry:
        if code not in self._read:
            words = tomllib.loads(self._texts[code])
            self._read[code] = Entry(code, **{_WORDS[key]: text for key, text in words.items()})
        return self._read[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


@cache
def catalogue() -> Catalogue:
    """The catalogue of findings."""
    return Catalogue((files("asnrekrut") / "data" / "temuan.toml").read_text(encoding="utf-8"))


def with_gaps(text: str) -> str:
    """A wording of the catalogue without values: ``{isi}`` becomes ``‹isi›``."""
    return re.sub(r"\{(\w+)\}", r"‹\1›", text)


def brief(value: Value, others: Spared = NOBODY) -> Value:
    """A value as a message quotes it: a cell may hold 30,000 letters. A NIK is masked before it can be cut in two."""
    if not isinstance(value, str) or len(value) <= QUOTED:
        return value
    text = _ITEM.sub(r"\1…", without_nik(value, others))
    return text if len(text) <= WORDED else f"{text[:WORDED]}…"


def _read(value: Value) -> Value:
    """A value as one reads it: numbers are written in one place alone."""
    return show(Fraction(str(value))) if isinstance(value, (Decimal, Fraction, float)) else value


class Finding(ShortRepr, Struct, frozen=True):
    """One doubt about the input.

    Attributes:
        code: a key of the catalogue.
        place: where it stands; None where no single place is meant.
        values: what fills the catalogue's wording.
        accepted: who accepted it and why, for a finding that the rules file accepts.
        stage_code: the code of the stage it belongs to, where its place does not say so.
        stage: the place of that stage in the order; -1 for the register and for everything that concerns all stages.
        alike: the other findings that are reported together with this one; see ``gathered``.
        others: participant numbers that look like a NIK and are none, so that they are not masked.
        beside: whether it is about our own marks where a list of the central body decides.
    """

    _said = ("code", "shown")

    code: str
    place: Place | None = None
    values: Values = field(default_factory=dict)
    accepted: str = ""
    stage_code: str = ""
    stage: int = -1
    alike: tuple[Finding, ...] = ()
    others: Spared = NOBODY
    beside: bool = False

    def __post_init__(self) -> None:
        missing = catalogue()[self.code].fields - self.values.keys()
        if missing:
            raise TypeError(f"{self.code} lacks {', '.join(sorted(missing))}")

    @property
    def key(self) -> tuple[object, ...]:
        """What says the same: two findings with one key are one."""
        return self.code, self.place, *self.values.items()

    @property
    def each(self) -> tuple[Finding, ...]:
        """The findings that are reported as this one, each by itself."""
        return (replace(self, alike=()), *self.alike) if self.alike else (self,)

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place that it names, ``place`` first."""
        return tuple(one.place for one in self.each if one.place is not None)

    def at_stage(self, code: str) -> Finding:
        """The same finding, said to belong to a stage."""
        return replace(self, stage_code=code)

    @property
    def severity(self) -> Severity:
        """What the finding does to the result; what is only beside a list that decides stops nothing."""
        own = Severity(self.code[0])
        return Severity.LOOK if self.beside and own is Severity.STOPS else own

    @property
    def open(self) -> bool:
        """Whether somebody still has to look at it or fix it."""
        return not self.accepted and self.severity is not Severity.NOTE

    @property
    def message(self) -> str:
        """What is wrong, and where or with whom else."""
        beside = _BESIDE if self.beside else ""
        return without_nik(self._worded(catalogue()[self.code].message) + self._rest() + beside, self.others)

    def _worded(self, wording: str) -> str:
        """A wording of the catalogue with the values; what is long is shortened here alone."""
        return wording.format_map(
            {name: v if name in _WHOLE else brief(_read(v), self.others) for name, v in self.values.items()}
        )

    def _rest(self) -> str:
        """Where the findings reported together with this one stand, or what distinguishes them from it."""
        if not self.alike:
            return ""
        rows = [one.place.row for one in self.alike if one.place and one.place.row >= 0]
        if self.place is not None and len(rows) == len(self.alike):
            letters = column_letters(self.place.column) if self.place.column >= 0 else ""
            kind, where = ("sel", spans(rows, letters)) if letters else ("baris", spans(rows))
        else:
            kind, where = "yang", listed([one.apart_from(self) for one in self.alike])
        return f" Demikian pula {show_count(len(self.alike))} {kind} lain: {where}."

    def apart_from(self, other: Finding) -> str:
        """The first value that distinguishes a finding from another one of its code."""
        differing = (v for name, v in self.values.items() if v != other.values.get(name))
        return str(brief(next(differing, str(self.place or ""))))

    @property
    def hint(self) -> str:
        """What to do about it, in the sheet or in the rules file."""
        return without_nik(self._worded(catalogue()[self.code].hint), self.others)

    @property
    def repair(self) -> str:
        """What to do about it in the sheet, for whoever delivered it."""
        return without_nik(self._worded(catalogue()[self.code].repair), self.others)

    @property
    def shown(self) -> Place:
        """The place as it is printed: a file or sheet may bear somebody's NIK."""
        place = self.place or Place("")
        return replace(place, file=without_nik(place.file, self.others), sheet=without_nik(place.sheet, self.others))

    def line(self) -> str:
        """The one-line form for editors: ``file:sheet!cell: CODE message``."""
        place = f"{self.shown}: " if self.place else ""
        return f"{place}{self.code} {self.message}"


def spans(rows: Iterable[int], letters: str = "") -> str:
    """0-based rows as people count them, or the cells of a column in them: ``3, 7-9``; ``A3, A7-A9``."""
    runs: list[list[int]] = []
    for row in sorted(set(rows)):
        if runs and runs[-1][1] == row - 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    ends = [[f"{letters}{row + 1}" for row in dict.fromkeys(run)] for run in runs]
    return listed(["-".join(run) for run in ends], SPANS)


def finding(code: str, place: Place | None = None, **values: Value) -> Finding:
    """Make a finding; the keyword arguments fill the catalogue's wording."""
    return Finding(code, place, values)


def ordered(findings: list[Finding]) -> list[Finding]:
    """Most severe first, then by file, sheet and cell; what follows from others comes behind its causes.

    What one place says stays in the order in which it was found.
    """
    levels = list(Severity)

    def place_in_order(one: Finding) -> tuple[object, ...]:
        placed, level = one.place or Place(""), levels.index(one.severity)
        return level, one.code in FOLLOWING, placed, one.code, "" if one.place else one.message

    return sorted(findings, key=place_in_order)


def unless_many(each: Iterable[Finding], count: int, cause: Finding) -> Iterator[Finding]:
    """Findings one by one; where they are too many to be looked at so, the one that names their common cause."""
    return iter((cause,)) if count > MANY else iter(each)


def gathered(findings: list[Finding], rows: Mapping[tuple[str, str], int] | None = None) -> list[Finding]:
    """The findings, those of one code in one column of a sheet as one where they are many or share their cause.

    Each is kept whole under ``alike``. What stands in every row of a column has one cause.

    Args:
        rows: how many rows of data a sheet has, by file and name.
    """
    rows = rows or {}
    groups: dict[object, list[Finding]] = {}
    for one in findings:
        place = one.place or Place("")
        stage = one.stage if one.place or not catalogue()[one.code].shared else None
        groups.setdefault((one.code, one.accepted, stage, place.file, place.sheet, place.column), []).append(one)
    return [one for same in groups.values() for one in _as_one(same, rows)]


def _as_one(same: list[Finding], rows: Mapping[tuple[str, str], int]) -> list[Finding]:
    place = same[0].place or Place("")
    everywhere = max(ALL, rows.get((place.file, place.sheet), MANY + 1)) if place.column >= 0 else MANY + 1
    if len(same) <= (1 if catalogue()[same[0].code].shared else min(MANY, everywhere - 1)):
        return same
    first, *rest = ordered(same)
    return [replace(first, alike=tuple(rest))]


def stopping(findings: list[Finding]) -> bool:
    """Whether any of them stops the result."""
    return any(f.severity is Severity.STOPS for f in findings)
