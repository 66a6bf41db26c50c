"""A finished recap as an office keeps it: its table, and what each of its columns is."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from asnrekrut.begin.recap_formulas import Linear, linear
from asnrekrut.comparison.other_list import Heading, column, figure, preference, whole
from asnrekrut.intake.cells import clean, identifier
from asnrekrut.intake.column_names import normal
from asnrekrut.readers.content import UNCOMPUTED
from asnrekrut.texts import folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


Spot = tuple["Table", int, int]  # the table of a cell, its column in the sheet and its data row; -1 where there is none


class Column(NamedTuple):
    """A column of a recap: its heading, and where everybody's cell stands."""

    heading: str
    spots: Sequence[Spot]


class Recap(Struct, frozen=True, eq=False, dict=True):
    """A list of people with figures, from one sheet or from several.

    Attributes:
        tables: one below the other: a sheet for each formation, or for a part of the people.
        columns: what is known of everyone; marks that stand on sheets of their own come first.
        others: further recaps of the same workbook.
        unread: by sheet, people who stand on none of these.
        copies: sheets that only repeat people of these, with the same figures.
    """

    tables: Sequence[Table]
    columns: Sequence[Column]
    others: Sequence[Recap] = ()
    unread: Mapping[str, Sequence[str]] = field(default_factory=dict)
    copies: Sequence[str] = ()

    @classmethod
    def of(cls, tables: Sequence[Table]) -> Recap:
        """Tables one below the other; a column is found by its heading, wherever a sheet has it."""
        parts = [(table, by_heading(table)) for table in tables]
        spots = {key: [(t, at.get(key, -1), k) for t, at in parts for k in range(len(t.rows))] for key in parts[0][1]}
        return cls(tables, [Column(*one) for one in zip(tables[0].headers, spots.values(), strict=True)])

    @property
    def file(self) -> str:
        """The workbook."""
        return self.tables[0].sheet.file

    @cached_property
    def sheets(self) -> list[str]:
        """The sheets that it stands on."""
        beside = [table for column in self.columns for table, _, _ in column.spots]
        return list(dict.fromkeys(table.sheet.name for table in (*self.tables, *beside)))

    @cached_property
    def headers(self) -> list[str]:
        """The headings."""
        return [column.heading for column in self.columns]

    @cached_property
    def spots(self) -> list[Spot]:
        """The row of every person."""
        return [(table, -1, k) for table in self.tables for k in range(len(table.rows))]

    def column(self, column: int) -> list[Cell]:
        """The cells of a column, person by person."""
        return [_content(*spot) for spot in self.columns[column].spots]

    def told(self, kind: Heading) -> list[Cell]:
        """The cells of the column of a kind, person by person; blank ones where there is none."""
        return self.column(self.roles[kind]) if kind in self.roles else [""] * len(self.spots)

    def place(self, k: int, column: int | None = None) -> Place:
        """Where a person stands, or their cell in a column."""
        table, at, row = self.spots[k] if column is None else self.columns[column].spots[k]
        return table.place(row, at)

    def forms(self, column: int) -> list[str]:
        """The formula of every person's cell in a column; '' for none."""
        found: dict[tuple[int, int], str] = {}
        spots = self.columns[column].spots
        for table, at in {id(table): (table, at) for table, at, _ in spots}.values():
            for form, rows in table.sheet.formulas.get(at, {}).items():
                found |= {(id(table), row): form for row in rows}
        return [found.get((id(table), table.rows[k]), "") if k >= 0 else "" for table, _, k in spots]

    def added_up(self, form: str, k: int, column: int) -> Linear | None:
        """What the formula of a person's cell adds up, by the columns of the recap."""
        mine = [one.spots[k] for one in self.columns]
        table, at, row = mine[column]
        found = linear(form, table.sheet, table.rows[row], at)
        known = {there: c for c, (other, there, _) in enumerate(mine) if other is table}
        if found is None or not found.terms.keys() <= known.keys():
            return None
        return Linear({known[there]: weight for there, weight in found.terms.items()}, found.constant)

    def cell(self, column: int) -> str:
        """The address of a heading, with its sheet where there are several."""
        table, at, _ = self.columns[column].spots[0]
        cell = table.sheet.place(table.header_rows[-1], at).cell
        return f"{table.sheet.name}!{cell}" if len(self.sheets) > 1 else cell

    @cached_property
    def roles(self) -> dict[Heading, int]:
        """The column of each kind, where there is one."""
        kinds = [kind for kind in Heading if kind not in {Heading.TOTAL, Heading.NO_MARK}]
        own = len(self.columns) - len(self.tables[0].headers)
        found: dict[Heading, int] = {kind: c + own for kind in kinds if (c := column(self.tables[0], kind)) is not None}
        codes = [clean(cell) for cell in self.column(found[Heading.FORMATION])] if Heading.FORMATION in found else []
        if not all(codes) or len(set(codes)) > max(1, len(codes) // 2):
            del found[Heading.FORMATION]  # it does not tell groups of people apart, but every one of them
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
        names = [table.sheet.name for table, *_ in self.spots]
        return [Group(name, name) for name in names] if len(self.tables) > 1 else None

    @property
    def passed_over(self) -> list[str]:
        """Lines of one text between the people that are no formation."""
        used = {group.cell for group in self.groups or ()}
        between = ((t, r) for t in self.tables for r in sorted({*range(t.rows[0], t.rows[-1])} - {*t.rows}))
        lines = [(t.sheet.place(r, line[1]).cell, r, line[0]) for t, r in between if (line := alone(t, r))]
        return [f'baris {r + 1} "{text}"' for cell, r, text in lines if cell not in used]

    @cached_property
    def begins_anew(self) -> bool:
        """Whether the first rank is given again with another total."""
        total = self.preferred(list(self.figures))
        firsts = () if total is None else zip(self.told(Heading.RANK), self.figures[total], strict=True)
        return len({value for rank, value in firsts if whole(rank) == 1}) > 1

    @cached_property
    def figures(self) -> dict[int, list[Fraction | None]]:
        """Every column of figures, as numbers; None where a cell holds none."""
        taken = set(self.roles.values())
        found = {}
        for c, heading in enumerate(self.headers):
            if c in taken or preference(heading, Heading.NO_MARK) is not None:
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
        if Heading.NUMBER in self.roles:
            return [identifier(cell)[0] for cell in self.told(Heading.NUMBER)]
        return [f"B-{n + 1:04}" for n in (range(len(self.spots)) if len(self.tables) > 1 else self.tables[0].rows)]

    def persons(self, kind: Heading) -> list[str]:
        """By what people are told apart from sheet to sheet: their numbers, or their names."""
        return self.people if kind == Heading.NUMBER else [folded(name) for name in self.names]

    @cached_property
    def names(self) -> list[str]:
        """The name of everyone; the number where the recap has none."""
        names = map(clean, self.told(Heading.NAME))
        return [name or number for name, number in zip(names, self.people, strict=True)]

    def heading(self, column: int) -> str:
        """A heading without its percentage and range, as a name of what stands below."""
        text = _MOST.sub(" ", _PERCENT.sub(" ", self.headers[column]))
        return " ".join(re.sub(r"\(\s*\)|[/:*=]\s*$", " ", text).split()).strip(" /-–") or self.headers[column]

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
        return preference(self.headers[column], Heading.TOTAL) is not None

    def preferred(self, columns: Sequence[int]) -> int | None:
        """Of several totals the one with the most telling heading, then the last."""
        places = {c: place for c in columns if (place := preference(self.headers[c], Heading.TOTAL)) is not None}
        return min(places, key=lambda c: (places[c], -c), default=None)

    @cached_property
    def letterhead(self) -> list[str]:
        """The texts above the table."""
        first = self.tables[0]
        rows = first.sheet.rows[: first.header_rows[0]]
        return [text for row in rows for cell in row if isinstance(cell, str) and (text := clean(cell))]


def _content(table: Table, at: int, row: int) -> Cell:
    """What stands in a cell; '' where there is none."""
    if min(at, row) < 0:
        return ""
    cells, which = table.different(at)
    return cells[which[row]]


def by_heading(table: Table) -> dict[tuple[str, int], int]:
    """The columns of a sheet by heading; one that stands there twice counts its places."""
    seen: Counter[str] = Counter()
    found = {}
    for c, name in enumerate(map(normal, table.headers)):
        found[name, seen[name]] = c
        seen[name] += 1
    return found


def alone(table: Table, row: int) -> tuple[str, int] | None:
    """The text of a row that holds nothing else, and its column; None for any other row."""
    filled = [(cell, c) for c, cell in enumerate(table.sheet.rows[row]) if cell != ""]
    return (clean(filled[0][0]), filled[0][1]) if len(filled) == 1 and isinstance(filled[0][0], str) else None


def _lines_above(table: Table, begins: re.Pattern[str] | None = None) -> list[tuple[str, str] | None]:
    """Above every data row the nearest line of one text alone, with its cell: one that begins so, else between rows."""
    data, last = set(table.rows), None
    found: list[tuple[str, str] | None] = []
    for r in range(0 if begins else table.header_rows[-1] + 1, table.rows[-1] + 1):
        if r in data:
            found.append(last)
        elif (line := alone(table, r)) is not None and (begins is None or begins.match(line[0])):
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
