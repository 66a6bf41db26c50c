"""A finished recap as an office keeps it: its table, and what each of its columns is."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from asnrekrut.begin.recap_total import Linear, linear
from asnrekrut.comparison.other_list import Heading, column, figure, preference, whole
from asnrekrut.findings import Place
from asnrekrut.intake.cells import clean, identifier
from asnrekrut.intake.column_names import normal
from asnrekrut.readers.content import UNCOMPUTED
from asnrekrut.texts import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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


class Column(NamedTuple):
    """A column of a recap, person by person: what stands there, by which formula ('' for none), and where.

    Attributes:
        head: where its heading stands.
        sheets: those on which it stands, by name.
    """

    heading: str
    cells: Sequence[Cell]
    forms: Sequence[str]
    places: Sequence[Place]
    head: Place
    sheets: Mapping[str, Sheet]

    @classmethod
    def of(cls, heading: str, parts: Sequence[tuple[Table, int | None]]) -> Column:
        """A column of several tables one below the other; None where one of them lacks it."""
        cells = [cell for table, at in parts for cell in table.column(at)]
        forms = [form for table, at in parts for form in table.formulas(at)]
        places = [table.place(k, at) for table, at in parts for k in range(len(table.rows))]
        (first, at), *_ = parts
        sheets = {table.sheet.name: table.sheet for table, _ in parts}
        return cls(heading, cells, forms, places, first.head(-1 if at is None else at), sheets)

    def beside(self, rows: Sequence[int]) -> Column:
        """The column for other people, by the row that each has here; blank for whom it has none: -1."""
        cells, forms = ([texts[r] if r >= 0 else "" for r in rows] for texts in (self.cells, self.forms))
        places = [self.places[r] if r >= 0 else Place(self.head.file) for r in rows]
        return Column(f"{self.head.sheet} / {self.heading}", cells, forms, places, self.head, self.sheets)


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
        parts = [(table, by_heading(table.headers)) for table in tables]
        named = zip(tables[0].headers, parts[0][1], strict=True)
        return cls(tables, [Column.of(name, [(table, at.get(key)) for table, at in parts]) for name, key in named])

    @property
    def file(self) -> str:
        """The workbook."""
        return self.tables[0].sheet.file

    @cached_property
    def sheets(self) -> list[str]:
        """The sheets that it stands on."""
        beside = [name for column in self.columns for name in column.sheets]
        return list(dict.fromkeys([*(table.sheet.name for table in self.tables), *beside]))

    @cached_property
    def headers(self) -> list[str]:
        """The headings."""
        return [column.heading for column in self.columns]

    @cached_property
    def places(self) -> list[Place]:
        """The row of every person."""
        return [table.place(k) for table in self.tables for k in range(len(table.rows))]

    def told(self, kind: Heading) -> Sequence[Cell]:
        """The cells of the column of a kind, person by person; blank ones where there is none."""
        return self.columns[self.roles[kind]].cells if kind in self.roles else [""] * len(self.places)

    def added_up(self, form: str, k: int, column: int) -> Linear | None:
        """What the formula of a person's cell adds up, by the columns of the recap."""
        own, place = self.columns[column], self.columns[column].places[k]
        found = linear(form, own.sheets[place.sheet], place.row, place.column)
        mine = [one.places[k] for one in self.columns]
        known = {at.column: c for c, at in enumerate(mine) if at.sheet == place.sheet}
        if found is None or not found.terms.keys() <= known.keys():
            return None
        return Linear({known[there]: weight for there, weight in found.terms.items()}, found.constant)

    def cell(self, column: int) -> str:
        """The address of a heading, with its sheet where there are several."""
        head = self.columns[column].head
        return f"{head.sheet}!{head.cell}" if len(self.sheets) > 1 else head.cell

    @cached_property
    def roles(self) -> dict[Heading, int]:
        """The column of each kind, where there is one."""
        own = range(len(self.columns) - len(self.tables[0].headers), len(self.columns))
        kinds = [kind for kind in Heading if kind not in {Heading.TOTAL, Heading.NO_MARK}]
        found: dict[Heading, int] = {kind: c for kind in kinds if (c := self.preferred(own, kind)) is not None}
        codes = list(map(clean, self.columns[found[Heading.FORMATION]].cells)) if Heading.FORMATION in found else []
        if not all(codes) or len(set(codes)) > max(1, len(codes) // 2):
            del found[Heading.FORMATION]  # it does not tell groups of people apart, but every one of them
        return found

    @cached_property
    def groups(self) -> list[Group] | None:
        """By person the formation that a line above them names, or their sheet; None where nothing parts people.

        A line above the table counts where it says a word for formation; one between the rows also where ranks begin
        anew below it.
        """
        for begins in (FORMATION_LINE, None) if self.begins_anew else (FORMATION_LINE,):
            lines = [line for table in self.tables for line in _lines_above(table, begins)]
            if all(lines):
                return [_group(*line) for line in lines if line]
        names = [place.sheet for place in self.places]
        return [Group(name, name) for name in names] if len(self.tables) > 1 else None

    @property
    def passed_over(self) -> list[str]:
        """Lines of one text between the people that are no formation."""
        used = {group.cell for group in self.groups or ()}
        between = ((t, r) for t in self.tables for r in sorted({*range(t.rows[0], t.rows[-1])} - {*t.rows}))
        lines = [line for table, r in between if (line := alone(table.sheet, r))]
        return [f'baris {place.row + 1} "{text}"' for text, place in lines if place.cell not in used]

    @cached_property
    def begins_anew(self) -> bool:
        """Whether the first rank is given again with another total."""
        total = self.preferred(self.figures)
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
            values = list(map(figure, self.columns[c].cells))
            filled = sum(cell != "" for cell in self.columns[c].cells)
            if filled >= FEWEST and sum(v is not None for v in values) >= NUMERIC * filled:
                found[c] = values
        return found

    @cached_property
    def people(self) -> list[str]:
        """The number of everyone; one by the row where the recap has none."""
        if Heading.NUMBER in self.roles:
            return [identifier(cell)[0] for cell in self.told(Heading.NUMBER)]
        return [f"B-{n + 1:04}" for n in (range(len(self.places)) if len(self.tables) > 1 else self.tables[0].rows)]

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

    def preferred(self, columns: Iterable[int], kind: Heading = Heading.TOTAL) -> int | None:
        """Of several columns of a kind the one with the most telling heading, then the last; None if there is none."""
        return column({c: self.headers[c] for c in columns}, kind)

    @cached_property
    def letterhead(self) -> list[str]:
        """The texts above the table."""
        first = self.tables[0]
        rows = first.sheet.rows[: first.header_rows[0]]
        return [text for row in rows for cell in row if isinstance(cell, str) and (text := clean(cell))]

    @property
    def computed(self) -> bool:
        """Whether all formulas have a stored result; programs that do not compute write none."""
        return not any(UNCOMPUTED in table.sheet.broken.values() for table in self.tables)


def by_heading(headers: Iterable[str]) -> dict[tuple[str, int], int]:
    """Columns by heading; one that stands there twice counts its places."""
    seen: Counter[str] = Counter()
    found = {}
    for c, name in enumerate(map(normal, headers)):
        found[name, seen[name]] = c
        seen[name] += 1
    return found


def alone(sheet: Sheet, row: int) -> tuple[str, Place] | None:
    """The text of a row that holds nothing else, and where it stands; None for any other row."""
    filled = [(cell, c) for c, cell in enumerate(sheet.rows[row]) if cell != ""]
    (text, c), *more = filled or [("", 0)]
    return (clean(text), sheet.place(row, c)) if filled and not more and isinstance(text, str) else None


def _lines_above(table: Table, begins: re.Pattern[str] | None) -> list[tuple[str, Place] | None]:
    """Above every data row the nearest line of one text alone: one that begins so, else any between the rows."""
    data, last = set(table.rows), None
    found: list[tuple[str, Place] | None] = []
    for r in range(0 if begins else table.header_rows[-1] + 1, table.rows[-1] + 1):
        if r in data:
            found.append(last)
        elif (line := alone(table.sheet, r)) is not None and (begins is None or begins.match(line[0])):
            last = line
    return found


def _group(line: str, place: Place) -> Group:
    """A line as the formation that it names, with its code and its seats where it says them."""
    text = FORMATION_LINE.sub("", line, count=1)
    seats = _SEATS.search(text)
    name = text[: seats.start()].rstrip("( ").strip() if seats else text
    code = _CODE.fullmatch(name)
    return Group(*((code[2], code[1]) if code else (name, name)), place.cell, int(seats[1]) if seats else None)
