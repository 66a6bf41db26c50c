"""A finished recap as an office keeps it: its table, and what each of its columns is."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from asnrekrut.begin.recap_formulas import Linear, linear
from asnrekrut.comparison.listing import (
    BIRTH,
    FORMATION,
    NAME,
    NO_MARK,
    NUMBER,
    OUTCOME,
    QUOTA,
    RANK,
    TOTAL,
    column,
    every_heading,
    figure,
    preference,
    whole,
    words,
)
from asnrekrut.errors import UsageError
from asnrekrut.findings import Finding, Severity, spans
from asnrekrut.intake.cells import clean, identifier
from asnrekrut.intake.column_names import normal
from asnrekrut.intake.header import SEARCHED, Names
from asnrekrut.intake.tables import find_table
from asnrekrut.io import Reading
from asnrekrut.readers.content import UNCOMPUTED
from asnrekrut.texts import folded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from asnrekrut.findings import Place
    from asnrekrut.intake.tables import Table
    from asnrekrut.io import Cell, Sheet

FEWEST = 3  # people of a recap from which rules can be told
NOT_COMPUTED = "rumusnya belum mempunyai hasil; buka dan simpan berkas itu di Excel, lalu ulangi"
NUMERIC = Fraction(1, 2)  # of the filled cells of a column of marks that must be numbers
FORMATION_LINE = re.compile(
    r"\A\W*+(?:(?:kode|nama|untuk)\s+)?(?:formasi|jabatan|lowongan|posisi)\b[^:=]{0,20}[:=]\s*+", re.IGNORECASE
)
_SEATS = re.compile(r"\b(?:kebutuhan|kuota|alokasi|jumlah)\W{1,9}([0-9]{1,4})(?:\s+orang)?\W*+$", re.IGNORECASE)
_CODE = re.compile(r"(.*\S)\s*+\(([A-Z0-9][A-Z0-9.-]{1,11})\)")
_PERCENT = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,3})?)\s*%")
_MOST = re.compile(r"(?:maks\w{0,6}|max)\W{0,3}([0-9]{1,4})|\(?0\s*[-–]\s*([0-9]{1,4})\)?", re.IGNORECASE)


class Group(NamedTuple):
    """A formation that a line above its people names: ``FORMASI : Perawat (PRW)   KEBUTUHAN : 3 ORANG``."""

    code: str
    title: str
    cell: str = ""
    seats: int | None = None


class Beside(NamedTuple):
    """A column of marks on another sheet than the totals: of every person the data row there, -1 for none."""

    table: Table
    column: int
    rows: Sequence[int]


@dataclass(frozen=True, eq=False)
class Recap:
    """The table of a recap, from one sheet or from several.

    Attributes:
        tables: with the same headings, one below the other: a sheet for each formation, or for a part of the people.
        beside: columns of other sheets about the same people; they come before those of the tables.
        others: further recaps of the same workbook.
    """

    tables: Sequence[Table]
    beside: Sequence[Beside] = ()
    others: Sequence[Recap] = ()

    @property
    def table(self) -> Table:
        """The first of its tables; letterhead and headings are read there."""
        return self.tables[0]

    @property
    def file(self) -> str:
        """The workbook."""
        return self.table.sheet.file

    @property
    def sheets(self) -> list[str]:
        """The sheets that it stands on."""
        tables = [*self.tables, *(one.table for one in self.beside)]
        return list(dict.fromkeys(table.sheet.name for table in tables))

    @cached_property
    def headers(self) -> list[str]:
        """The headings; one from another sheet with the name of that."""
        return [f"{t.sheet.name} / {t.headers[c]}" for t, c, _ in self.beside] + list(self.table.headers)

    @cached_property
    def spots(self) -> list[tuple[Table, int]]:
        """The table of every person, and the data row in it."""
        return [(table, k) for table in self.tables for k in range(len(table.rows))]

    def column(self, column: int) -> list[Cell]:
        """The cells of a column, person by person."""
        if column < len(self.beside):
            table, at, rows = self.beside[column]
            cells = table.column(at)
            return [cells[k] if k >= 0 else "" for k in rows]
        return [cell for table in self.tables for cell in table.column(column - len(self.beside))]

    def place(self, k: int, column: int | None = None) -> Place:
        """Where a person stands, or their cell in a column of the tables."""
        table, row = self.spots[k]
        return table.place(row, -1 if column is None else column - len(self.beside))

    def forms(self, column: int) -> list[str]:
        """The formula of every person's cell in a column of the tables; '' for none."""
        if column < len(self.beside):
            return [""] * len(self.spots)
        found: list[str] = []
        for table in self.tables:
            formulas = table.sheet.formulas.get(column - len(self.beside), {})
            at = {row: form for form, rows in formulas.items() for row in rows}
            found += [at.get(row, "") for row in table.rows]
        return found

    def added_up(self, form: str, k: int, column: int) -> Linear | None:
        """What the formula of a person's cell adds up, by the columns of the recap."""
        table, row = self.spots[k]
        shift = len(self.beside)
        found = linear(form, table.sheet, table.rows[row], column - shift)
        return None if found is None else Linear({c + shift: w for c, w in found.terms.items()}, found.constant)

    def cell(self, column: int) -> str:
        """The address of a heading, with its sheet where there are several."""
        beside = column < len(self.beside)
        table, at = self.beside[column][:2] if beside else (self.table, column - len(self.beside))
        cell = table.sheet.place(table.header_rows[-1], at).cell
        return f"{table.sheet.name}!{cell}" if self.beside else cell

    @cached_property
    def roles(self) -> dict[str, int]:
        """The column of each kind, where there is one."""
        kinds = (NUMBER, NAME, FORMATION, QUOTA, BIRTH, RANK, OUTCOME)
        shift = len(self.beside)
        found = {kind: c + shift for kind in kinds if (c := column(self.table, kind)) is not None}
        if FORMATION in found and not self._parts_people(found[FORMATION]):
            del found[FORMATION]
        return found

    @cached_property
    def groups(self) -> list[Group] | None:
        """By person the formation that a line above them names, or their sheet; None where nothing parts people.

        A line above the table counts where it says a word for formation; one between the rows also where ranks begin
        anew below it.
        """
        named = [line for table in self.tables for line in _lines_above(table, FORMATION_LINE)]
        if all(named):
            return [_group(*line) for line in named if line]
        parted = [line for table in self.tables for line in _lines_above(table)]
        if self.begins_anew and all(parted):
            return [_group(*line) for line in parted if line]
        names = [table.sheet.name for table, _ in self.spots]
        return [Group(name, name) for name in names] if len(self.tables) > 1 else None

    @property
    def passed_over(self) -> list[str]:
        """Lines of one text between the people that are no formation."""
        used = {group.cell for group in self.groups or ()}
        between = ((t, r) for t in self.tables for r in sorted({*range(t.rows[0], t.rows[-1])} - {*t.rows}))
        lines = [(t.sheet.place(r, line[1]).cell, r, line[0]) for t, r in between if (line := _alone(t, r))]
        return [f'baris {r + 1} "{text}"' for cell, r, text in lines if cell not in used]

    @cached_property
    def begins_anew(self) -> bool:
        """Whether the first rank is given again with another total."""
        if RANK not in self.roles or (total := self.preferred(list(self.figures))) is None:
            return False
        firsts = zip(self.column(self.roles[RANK]), self.figures[total], strict=True)
        return len({value for rank, value in firsts if whole(rank) == 1}) > 1

    def _parts_people(self, at: int) -> bool:
        """Whether a column tells groups of people apart, rather than every one of them."""
        cells = [clean(cell) for cell in self.column(at)]
        return all(cells) and len(set(cells)) <= max(1, len(cells) // 2)

    @cached_property
    def figures(self) -> dict[int, list[Fraction | None]]:
        """Every column of figures, as numbers; None where a cell holds none."""
        taken = set(self.roles.values())
        found = {}
        for c, heading in enumerate(self.headers):
            if c in taken or preference(heading, NO_MARK) is not None:
                continue
            cells = self.column(c)
            values = [figure(cell) for cell in cells]
            filled = sum(cell != "" for cell in cells)
            if filled >= FEWEST and sum(v is not None for v in values) >= NUMERIC * filled:
                found[c] = values
        return found

    @cached_property
    def people(self) -> list[str]:
        """The number of everyone; one by the row where the recap has none."""
        if NUMBER in self.roles:
            return [identifier(cell)[0] for cell in self.column(self.roles[NUMBER])]
        return [f"B-{n + 1:04}" for n in (range(len(self.spots)) if len(self.tables) > 1 else self.table.rows)]

    @cached_property
    def names(self) -> list[str]:
        """The name of everyone; the number where the recap has none."""
        if NAME not in self.roles:
            return self.people
        return [clean(cell) or number for cell, number in zip(self.column(self.roles[NAME]), self.people, strict=True)]

    def heading(self, column: int) -> str:
        """A heading without its percentage and range, as a name of what stands below."""
        text = _MOST.sub(" ", _PERCENT.sub(" ", self.headers[column]))
        return " ".join(re.sub(r"\(\s*\)|[/:*=]\s*$", " ", text).split()).strip(" /-–()") or self.headers[column]

    def percent(self, column: int) -> Fraction | None:
        """The percentage that stands in a heading."""
        found = _PERCENT.search(self.headers[column])
        return Fraction(found[1].replace(",", ".")) if found else None

    def most(self, column: int) -> int | None:
        """The highest mark that a heading names."""
        found = _MOST.search(self.headers[column])
        return int(found[1] or found[2]) if found else None

    def is_total(self, column: int) -> bool:
        """Whether a heading says that it is a total."""
        return preference(self.headers[column], TOTAL) is not None

    def preferred(self, columns: Sequence[int]) -> int | None:
        """Of several totals the one with the most telling heading, then the last."""
        places = {c: place for c in columns if (place := preference(self.headers[c], TOTAL)) is not None}
        return min(places, key=lambda c: (places[c], -c), default=None)

    @cached_property
    def letterhead(self) -> list[str]:
        """The texts above the table."""
        rows = self.table.sheet.rows[: self.table.header_rows[0]]
        return [text for row in rows for cell in row if isinstance(cell, str) and (text := clean(cell))]


def read_recap(path: Path) -> Recap:
    """The recap of a workbook: the table with the most figures of people.

    Raises:
        UsageError: the workbook cannot be read, or nothing in it is a recap; the text says why.
    """
    if not path.is_file():
        raise UsageError(f"tidak ada berkas {path}")
    sheets, faults = Reading(path.parent, [path.name]).take()
    stops = [one.message for one in faults if one.severity is Severity.STOPS]
    if path.name not in sheets:
        raise UsageError(f"{path.name} tidak dapat dibaca: {' '.join(stops)}")
    looked = [(sheet, _table(sheet)) for sheet in sheets[path.name] if not sheet.hidden and any(sheet.rows)]
    alike: dict[tuple[str, ...], list[Table]] = {}
    for _, table in looked:
        if not isinstance(table, str):
            alike.setdefault(tuple(map(normal, table.headers)), []).append(table)
    recaps = [one for tables in alike.values() for one in _stacked(tables)]
    found = [one for one in recaps if not _why_not(one)]
    if not found:
        refused = [(sheet.name, reason) for sheet, reason in looked if isinstance(reason, str)]
        refused += [(", ".join(one.sheets), _why_not(one)) for one in recaps]
        why = "; ".join(f"{name or 'isinya'}: {reason}" for name, reason in refused) or "tidak ada isi"
        raise UsageError(f"{path.name} tidak dikenali sebagai rekap nilai ({why})")
    best = max(found, key=lambda one: (any(map(one.is_total, one.figures)), len(one.figures) * len(one.people)))
    return replace(best, others=[one for one in found if one is not best])


def _stacked(tables: Sequence[Table]) -> list[Recap]:
    """Tables with the same headings as one recap, where nobody stands on two of them; else each by itself."""
    alone = [Recap([table]) for table in tables]
    people = [person for one in alone for person in set(_persons(one))]
    return [Recap(tables)] if len(set(people)) == len(people) else alone


def _persons(recap: Recap) -> list[str]:
    """By what people are told apart from sheet to sheet: the number, else the name."""
    return recap.people if NUMBER in recap.roles else [folded(name) for name in recap.names]


def with_marks_beside(recap: Recap) -> Recap:
    """The recap with the marks of most of its people that stand on other sheets of the workbook."""
    beside: list[Beside] = []
    read: list[Recap] = []
    for one in recap.others:
        at = {person: k for k, person in enumerate(_persons(one))}
        rows = [at.get(person, -1) for person in _persons(recap)]
        if 2 * sum(row >= 0 for row in rows) > len(rows):
            beside += [Beside(one.table, c, rows) for c in one.figures]
            read.append(one)
    return replace(recap, beside=beside, others=[one for one in recap.others if one not in read])


def _table(sheet: Sheet) -> Table | str:
    """The table of people on a sheet, or why there is none."""
    own = [_written(sheet, kind) for kind in (NUMBER, NAME)]
    wanted = tuple(name for name in own if name)
    if not wanted:
        return "tidak ada kolom nomor peserta atau nama"
    table = find_table(sheet, Names(wanted, every_heading(), wanted[:1]))
    if isinstance(table, Finding):
        return table.message
    doubtful = [one.message for one in table.notes if one.severity is Severity.STOPS]
    people = [r for r in table.rows if r == table.rows[-1] or _alone(table, r) is None]
    return " ".join(doubtful) or table.only(people)


def _alone(table: Table, row: int) -> tuple[str, int] | None:
    """The text of a row that holds nothing else, and its column; None for any other row."""
    filled = [(cell, c) for c, cell in enumerate(table.sheet.rows[row]) if cell != ""]
    return (clean(filled[0][0]), filled[0][1]) if len(filled) == 1 and isinstance(filled[0][0], str) else None


def _why_not(recap: Recap) -> str:
    """Why the rows cannot be told apart as people, or have no figures; '' if it is a recap."""
    if len(recap.people) < FEWEST:
        return f"hanya {len(recap.people)} orang"
    nameless = [recap.table.rows[k] for k, one in enumerate(recap.people[: len(recap.table.rows)]) if not one]
    if nameless:
        return f"baris {spans(nameless)} tanpa nomor"
    doubled = next((one for one, count in Counter(recap.people).items() if count > 1), "")
    if doubled or "" in recap.people:
        return f'nomor "{doubled}" tercantum dua kali'
    if recap.figures:
        return ""
    computed = not any(uncomputed(table.sheet) for table in recap.tables)
    return "tidak ada kolom nilai berisi angka" if computed else NOT_COMPUTED


def _lines_above(table: Table, begins: re.Pattern[str] | None = None) -> list[tuple[str, str] | None]:
    """Above every data row the nearest line of one text alone, with its cell: one that begins so, else between rows."""
    data, last = set(table.rows), None
    found: list[tuple[str, str] | None] = []
    for r in range(0 if begins else table.header_rows[-1] + 1, table.rows[-1] + 1):
        if r in data:
            found.append(last)
        elif (line := _alone(table, r)) is not None and (begins is None or begins.match(line[0])):
            last = line[0], table.sheet.place(r, line[1]).cell
    return found


def _group(line: str, cell: str) -> Group:
    """A line as the formation that it names, with its code and its seats where it says them."""
    text = FORMATION_LINE.sub("", line, count=1)
    seats = _SEATS.search(text)
    name = text[: seats.start()].rstrip("( ").strip() if seats else text
    code = _CODE.fullmatch(name)
    return Group(*((code[2], code[1]) if code else (name, name)), cell, int(seats[1]) if seats else None)


def uncomputed(sheet: Sheet) -> bool:
    """Whether formulas of a sheet have no stored result, as programs write them that do not compute."""
    return UNCOMPUTED in sheet.broken.values()


def _written(sheet: Sheet, kind: str) -> str:
    """The usual heading of a kind that stands somewhere in the first rows; '' for none."""
    known = {normal(word): word for word in reversed(words()[kind])}
    texts = {normal(clean(cell)) for row in sheet.rows[:SEARCHED] for cell in row if isinstance(cell, str)}
    return next((word for name, word in known.items() if name in texts), "")
