"""A list that was made elsewhere: what its columns are called, and the totals, ranks and codes of its people."""

from __future__ import annotations

import re
import tomllib
from enum import Enum
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from asnrekrut.errors import UsageError
from asnrekrut.intake.cells import clean, exact, identifier
from asnrekrut.intake.column_names import normal
from asnrekrut.intake.header_rows import Names
from asnrekrut.intake.tables import Table, find_table
from asnrekrut.io import Cell, Reading, Sheet
from asnrekrut.notation import terminates
from asnrekrut.outputs.json_format import load_result
from asnrekrut.rules.figure_keys import FINAL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from asnrekrut.findings import Place
    from asnrekrut.rules.model import Rules


class Heading(Enum):
    """What stands below a usual heading of a recap; the values are keys of ``data/rekap.toml``."""

    NUMBER, NAME, FORMATION, QUOTA, BIRTH = "nomor", "nama", "formasi", "kuota", "lahir"
    TOTAL, RANK, OUTCOME, NO_MARK = "akhir", "peringkat", "kode", "bukan nilai"


PASSED, RESERVE = "lulus", "cadangan"
STATES = ("tidak hadir", "mengundurkan diri", "diskualifikasi")


@cache
def words() -> Mapping[str, Sequence[str]]:
    """The usual headings, by what stands below them, and the words for having passed."""
    raw = (files("asnrekrut") / "data" / "rekap.toml").read_text(encoding="utf-8")
    found: dict[str, list[str]] = tomllib.loads(raw)
    return found


def every_heading() -> tuple[str, ...]:
    """All of them, for finding the header of a table."""
    return tuple(dict.fromkeys(word for kind in Heading for word in words()[kind.value]))


@cache
def _places(kind: Heading) -> Mapping[str, int]:
    """How far behind each usual heading stands among those of its kind."""
    return {normal(word): at for at, word in reversed(list(enumerate(words()[kind.value])))}


def preference(heading: str, kind: Heading) -> int | None:
    """How far behind a heading stands among the usual ones of a kind; None if it is none of them.

    The end of a path counts too, and figures do not matter: ``Total 100 %`` is a total.
    """
    known, last = _places(kind), heading.rpartition(" / ")[2]
    bare = " ".join(word for word in normal(last).split() if not word.isdecimal())
    return min((known[name] for name in (normal(heading), normal(last), bare) if name in known), default=None)


def column(headings: Mapping[int, str], kind: Heading) -> int | None:
    """The column with a usual heading; of several the preferred one, then the last; None if there is none."""
    found = {c: place for c, heading in headings.items() if (place := preference(heading, kind)) is not None}
    return min(found, key=lambda c: (found[c], -c), default=None)


def state_of(text: str) -> str:
    """The state that a cell of marks says in a word of its own: ``Tdk Ikut (sakit)``; '' where it says none."""
    said = f" {' '.join(re.findall(r'[a-z]+', text.casefold()))} "
    return next((state for state in STATES for word in words()[state] if f" {word} " in said), "")


def says_passed(text: str) -> bool | None:
    """Whether a remark says that somebody passed or failed; None where it says neither."""
    said = text.casefold()
    if said.startswith(("tidak ", "belum ", "gagal", "gugur", "tms", "tl")):
        return False
    return True if said in {word.casefold() for word in words()[PASSED]} else None


def says_reserve(text: str) -> bool:
    """Whether a remark says that somebody is a reserve: ``Cadangan``, ``Cadangan II``."""
    said = text.casefold()
    known = {word.casefold() for word in words()[RESERVE]}
    return said in known or said.partition(" ")[0] == RESERVE


_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,15})?")
_PARTS = {"total": Heading.TOTAL, "rank": Heading.RANK, "code": Heading.OUTCOME}


class Line(Struct, frozen=True):
    """One person of a list.

    Attributes:
        at: the place of the row in the list; the first is 0.
        marks: of an earlier result, every figure by its key.
    """

    number: str
    at: int
    total: Fraction | None = None
    rank: int | None = None
    code: str = ""
    place: Place | None = None
    marks: Mapping[str, Fraction] = field(default_factory=dict)


class Listing(Struct, frozen=True):
    """A list made elsewhere.

    Attributes:
        decimals: with how many its totals are printed at most; None for an earlier result, which is exact.
        stage: the code of the stage it is of; '' where it does not say.
        fingerprint: of the rules of an earlier result.
        quotas: of an earlier result, by formation.
    """

    source: str
    lines: Sequence[Line]
    decimals: int | None = None
    stage: str = ""
    fingerprint: str = ""
    quotas: Mapping[str, int] = field(default_factory=dict)


def figure(cell: Cell) -> Fraction | None:
    """The number of a cell; None where it holds none."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        number = exact(cell)
        return Fraction(number) if number.is_finite() else None
    text = clean(cell)
    return Fraction(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def whole(cell: Cell) -> int | None:
    """The whole number of a cell; None where it holds none."""
    found = figure(cell)
    return int(found) if found is not None and found.denominator == 1 else None


def read_listing(path: Path, rules: Rules, numbers: Collection[str]) -> Listing:
    """Read a list.

    Args:
        numbers: the participant numbers that are known.

    Raises:
        UsageError: it cannot be read, names nobody who is known, or says nothing of them.
        SavedResultError: an earlier result is damaged.
    """
    if path.suffix.lower() == ".json":
        return _earlier(path)
    if not path.is_file():
        raise UsageError(f"tidak ada berkas {path}")
    sheets, faults = Reading(path.parent, [path.name]).take()
    key = rules.number_heading
    tables = [table for sheet in sheets.get(path.name, []) for table in _tables(sheet, key)]
    lines = _once([list(_lines(table, key)) for table in tables])
    known = [line for line in lines if line.number in numbers]
    if not known:
        why = next((f" {one.message}" for one in faults if one.code.startswith("E")), "")
        raise UsageError(f'{path.name}: tidak ada nomor peserta yang dikenal di bawah judul "{key}".{why}')
    if all(line.total is None and line.rank is None and not line.code for line in known):
        raise UsageError(f"{path.name}: tidak ada kolom nilai akhir, peringkat, atau kode hasil")
    return Listing(path.name, lines, most_decimals(line.total for line in known))


def most_decimals(totals: Iterable[Fraction | None]) -> int:
    """With how many decimals figures are printed at most."""
    return max((terminates(total) or 0 for total in totals if total is not None), default=0)


def _tables(sheet: Sheet, key: str) -> Iterator[Table]:
    """The table of a sheet that has a column of participant numbers."""
    table = find_table(sheet, Names((key,), every_heading(), (key,)))
    if table.at(key) is not None:
        yield table


def _lines(table: Table, key: str) -> Iterator[Line]:
    own = table.at(key)
    assert own is not None  # noqa: S101  (asked before)
    headings = dict(enumerate(table.headers))
    cells = {part: table.column(column(headings, kind)) for part, kind in _PARTS.items()}
    for k, cell in enumerate(table.column(own)):
        total, rank, code = figure(cells["total"][k]), whole(cells["rank"][k]), clean(cells["code"][k])
        yield Line(identifier(cell)[0], k, total, rank, code, table.place(k))


def _once(sheets: Sequence[Sequence[Line]]) -> list[Line]:
    """The lines of all sheets; whoever stands on a second one with nothing that reads otherwise has one line.

    A workbook often lists the same people again: by formation, with every step, by seat.
    """
    found: list[Line] = []
    for sheet in sheets:
        at = {line.number: k for k, line in reversed(list(enumerate(found)))}
        for line in sheet:
            k = at.get(line.number)
            if k is None or not _agree(found[k], line):
                found.append(line)
                continue
            first = found[k]
            total = line.total if first.total is None else first.total
            rank = line.rank if first.rank is None else first.rank
            found[k] = replace(first, total=total, rank=rank, code=first.code or line.code)
    return found


def _agree(one: Line, other: Line) -> bool:
    """Whether nothing that both lines say reads otherwise; remarks that say neither passed nor failed do not count."""
    figures = ((one.total, other.total), (one.rank, other.rank), (says_passed(one.code), says_passed(other.code)))
    return all(a is None or b is None or a == b for a, b in figures)


def _earlier(path: Path) -> Listing:
    saved = load_result(path)
    lines = []
    for k, person in enumerate(saved.people):
        figures = zip(saved.steps, person.values, strict=False)
        marks = {key: Fraction(value) for key, value in figures if value is not None}
        lines.append(Line(person.number, k, marks.get(FINAL), person.rank, person.code, None, marks))
    quotas = {code: formation.quota for code, formation in saved.formations.items()}
    return Listing(path.name, lines, None, saved.stage, saved.fingerprint, quotas)
