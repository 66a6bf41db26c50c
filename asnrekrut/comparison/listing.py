"""A list that was made elsewhere: totals, ranks and codes of people, from a workbook or from an earlier result."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from asnrekrut.comparison.headings import OUTCOME, RANK, TOTAL, column, every_heading, says_passed
from asnrekrut.errors import UsageError
from asnrekrut.findings import Finding
from asnrekrut.intake.cells import clean, exact, identifier
from asnrekrut.intake.header_search import Names
from asnrekrut.intake.needs import register_need
from asnrekrut.intake.tables import find_optional, find_table
from asnrekrut.io import Reading
from asnrekrut.notation import terminates
from asnrekrut.outputs.json_format import load_result
from asnrekrut.rules.keys import FINAL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from asnrekrut.findings import Place
    from asnrekrut.intake.tables import Table
    from asnrekrut.io import Cell, Sheet
    from asnrekrut.rules.model import Rules

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:[.,][0-9]{1,15})?")
_PARTS = {"total": TOTAL, "rank": RANK, "code": OUTCOME}


@dataclass(frozen=True, slots=True)
class Line:
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


@dataclass(frozen=True, slots=True)
class Listing:
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
    key = register_need(rules).key
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
    if not isinstance(table, Finding) and find_optional(table, key) is not None:
        yield table


def _lines(table: Table, key: str) -> Iterator[Line]:
    own = find_optional(table, key)
    assert own is not None  # noqa: S101  (asked before)
    at = {part: column(table, kind) for part, kind in _PARTS.items()}
    cells = {part: [""] * len(table.rows) if c is None else table.column(c) for part, c in at.items()}
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
