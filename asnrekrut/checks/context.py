"""What every check looks at, and the columns that nobody has to name in the rules: NIK, names, birth dates."""

from __future__ import annotations

import re
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct, field

from asnrekrut.core.exact import Bools, Indices, any_of
from asnrekrut.core.marks import GIVEN, State
from asnrekrut.core.sessions_and_makeups import Conduct
from asnrekrut.findings import Finding, Place, Value, finding, stopping
from asnrekrut.intake.cells import clean
from asnrekrut.intake.column_names import means, normal
from asnrekrut.intake.marksheets import rows_of
from asnrekrut.intake.needs import mark_columns

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from asnrekrut.core.marks import AllMarks, Marks
    from asnrekrut.core.register import Register
    from asnrekrut.core.result import Result
    from asnrekrut.intake.columns import Joined
    from asnrekrut.intake.participant_numbers import Directory
    from asnrekrut.intake.tables import Table
    from asnrekrut.intake.workbooks import Book
    from asnrekrut.io import Cell
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.stages import Component, Stage


_ELSEWHEN = re.compile(r"\b(?:lama|lalu|sebelum(?:nya)?|semula|riwayat|terdahulu|(?:19|20)\d\d)\b")
_TOTALS = ("Jumlah", "Nilai Akhir", "Rata-rata", "Rerata", "Nilai Rata-rata")


class Column(Struct, frozen=True):
    """One column of the register, in register order; '' where an applicant's table lacks it."""

    cells: Sequence[Cell]
    where: Callable[[int], Place]
    head: Place


class Rows(Struct, frozen=True):
    """A table in use, and the applicant of each of its rows.

    Attributes:
        numbers: of all applicants.
        together: the applicants of all tables that are read with this one.
        stage: whose marks stand there; None for the register.
        graded: who has a mark of that stage in this table, by applicant.
        read: the columns that the rules read there, whatever for.
        unread: those that no rule reads and that are about this selection, with their headings.
    """

    table: Table
    rows: Indices
    who: Indices
    numbers: Sequence[str]
    together: Indices
    stage: int | None
    graded: Bools
    read: Collection[int]
    unread: Sequence[tuple[int, str]]

    def text(self, k: int, at: int) -> str:
        """What the k-th row says in a column."""
        cells, which = self.table.different(at)
        return clean(cells[which[self.rows[k]]])

    def place(self, k: int, at: int) -> Place:
        """The address of a cell of the k-th row."""
        return self.table.place(int(self.rows[k]), at)

    def doubt(self, code: str, k: int, at: int, **values: Value) -> Finding:
        """A finding about a cell of the k-th row: under which heading it stands, what it says, and of whom."""
        said = {"kolom": self.table.headers[at], "isi": self.text(k, at) or "(kosong)"}
        number = self.numbers[self.who[k]]
        return finding(code, self.place(k, at), nomor=number, **said, **values)


class Context(Struct, frozen=True, eq=False, dict=True):
    """A selection that has been read.

    Attributes:
        marks: of the stages that were delivered.
        result: as far as it is decided.
        let_in: by applicant, the first stage that a confirmation had them fail and that they pass today.
        plain: every applicant's name for comparing, see ``names.plain``.
        rows: where everyone stands in the register.
    """

    book: Book
    rules: Rules
    register: Register
    marks: AllMarks
    result: Result
    index: Directory
    plain: Sequence[str]
    rows: Joined
    let_in: Indices
    _columns: dict[str, Column | None] = field(default_factory=dict)

    def column(self, heading: str) -> Column | None:
        """A column of the register by its heading or another usual name of it; None if no table has it."""
        if heading not in self._columns:
            at, rows = [self._find(table, heading) for table in self.rows.tables], self.rows
            heads = [t.sheet.place(column=c) for t, c in zip(rows.tables, at, strict=True) if c is not None]
            column = Column(rows.cells(at), partial(rows.place, columns=at), heads[0]) if heads else None
            self._columns[heading] = column
        return self._columns[heading]

    def _find(self, table: Table, heading: str) -> int | None:
        """A column of a register table; an attribute of the rules may claim it under another usual name."""
        attributes = [a.column for a in self.rules.applicants.attributes.values()]
        names = [name for name in attributes if means(name, heading)]
        hits = (table.at(name) for name in (heading, *names))
        return next((at for at in hits if at is not None), None)

    def name_place(self, i: int) -> Place:
        """The cell of applicant i's name."""
        return self.rows.place(i, [table.at(self.rules.applicants.name) for table in self.rows.tables])

    @cached_property
    def tables(self) -> list[Rows]:
        """The register, and every mark sheet once for each stage."""
        everyone = np.ones(len(self.register), dtype=bool)
        found = [self._rows(*here, self.rows, None, everyone) for here in self.rows]
        seen: set[tuple[int, str]] = set()
        for stage, joined, components in self.sheets():
            graded = any_of(len(everyone), (marked(self.marks[stage.code, c.code]) for c in components))
            for table, rows, who in joined:
                if (id(table), stage.code) not in seen:
                    seen.add((id(table), stage.code))
                    found.append(self._rows(table, rows, who, joined, self.rules.stages.index(stage), graded))
        return found

    def _rows(
        self, table: Table, rows: Indices, who: Indices, joined: Joined, stage: int | None, graded: Bools
    ) -> Rows:
        read, year, unread = columns_read(self, table), str(self.rules.identity.year), []
        for at, heading in enumerate(table.headers):
            elsewhen = _ELSEWHEN.search(normal(heading))  # an earlier selection, or marks before a correction
            if at not in read and (elsewhen is None or elsewhen[0] == year):
                unread.append((at, heading))
        return Rows(table, rows, who, self.register.numbers, joined.who, stage, graded, read, unread)

    @cached_property
    def stopped_rows(self) -> set[Place]:
        """The rows that a finding already stops: what else is odd in them may come from the same slip."""
        return {one.place.whole_row for one in self.book.findings if one.place and stopping([one])}

    @property
    def stages(self) -> list[tuple[int, Stage]]:
        """The stages whose marks were read, each with its place in the order."""
        return [(s, stage) for s, stage in enumerate(self.rules.stages) if self._was_read(stage)]

    def _was_read(self, stage: Stage) -> bool:
        """Whether there are marks; one that is determined elsewhere may have none."""
        own = [self.marks.get((stage.code, component.code)) for component in stage.components]
        read = [marks for marks in own if marks is not None]
        empty = stage.determined is not None and all((marks.states == State.NO_ROW).all() for marks in read)
        return len(read) == len(own) and not empty

    def components(self) -> Iterator[tuple[Stage, Component, Marks]]:
        """Every component with its marks."""
        for _, stage in self.stages:
            for component in stage.components:
                yield stage, component, self.marks[stage.code, component.code]

    def sheets(self) -> Iterator[tuple[Stage, Joined, list[Component]]]:
        """The rows of every group of mark sheets once, with the components that stand there."""
        for _, stage in self.stages:
            groups: dict[int, tuple[Joined, list[Component]]] = {}
            for component in stage.components:
                rows = rows_of(self.book, stage, component, self.index)
                groups.setdefault(id(rows), (rows, []))[1].append(component)
            yield from ((stage, rows, components) for rows, components in groups.values())

    def number_columns(self) -> Iterator[tuple[Table, int, Indices, Indices]]:
        """Every column in which the rules find numbers; its rows, and whose they are."""
        for _, joined, components in self.sheets():
            for table, rows, who in joined:
                yield from ((table, at, rows, who) for at in sorted(set(number_columns(table, components))))

    def marks_of(self, stage: Stage) -> list[Marks]:
        """The marks of a stage, by component; none where it was not held and a later list passed it over."""
        there = (self.marks.get((stage.code, component.code)) for component in stage.components)
        return [marks for marks in there if marks is not None]

    def given(self, stage: Stage) -> Bools:
        """Who has a mark in any component of a stage."""
        return any_of(len(self.register), map(marked, self.marks_of(stage)))

    def conduct(self, stage: Stage) -> Conduct:
        """How a stage was held."""
        return self.result.conduct.get(stage.code, Conduct())


def columns_read(context: Context, table: Table) -> set[int]:
    """The columns that the rules read in a table, whatever for."""
    mine = [need for need in context.book.needs if need.stage in {"", *(stage.code for _, stage in context.stages)}]
    needs = [n for n in mine if any(t.sheet.place() == table.sheet.place() for t in context.book.tables_read(n))]
    return {c for need in needs for name in (*need.names, *need.extra) for c in table.headings.match(name).columns}


def is_total(heading: str) -> bool:
    """Whether a heading announces a sum or a mean of columns beside it."""
    last = heading.rpartition(" / ")[2]
    return any(means(last, word) for word in _TOTALS)


def number_columns(table: Table, components: Sequence[Component]) -> list[int]:
    """The columns of a mark sheet in which the rules find numbers."""
    numeric = [c for c in components if c.requirement is None and c.categories is None]
    wanted = (pair for c in numeric for pair in mark_columns(c))
    found = [table.at(name) for key, name in wanted if key not in {"panel.penilai", "panel.aspek.kolom"}]
    return [at for at in found if at is not None]


def marked(marks: Marks) -> Bools:
    """Who was given a mark, however poor or incomplete; what a finding already doubts is left out."""
    return np.isin(marks.states, GIVEN)


def mark_place(marks: Marks, i: int) -> Place | None:
    """The cell of an applicant's mark; in a panel that of the first one."""
    given = next((part for part in marks.parts if part.states[i] == State.KNOWN), None)
    return given.where(i) if given else marks.where(i)
