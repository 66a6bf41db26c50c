"""Read the mark sheets: for every component, the marks of everyone in the register.

A column is read sheet by sheet, for they come from different hands, and then spread over the register.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from asnrekrut.core.exact import Bools, Exact
from asnrekrut.core.marks import MISSING, STATE_WORDS, Marks, State
from asnrekrut.core.sessions_and_makeups import Conduct, with_make_ups
from asnrekrut.findings import column_letters, finding, spans
from asnrekrut.intake.cells import clean, folded, spoken
from asnrekrut.intake.needs import REPEAT
from asnrekrut.intake.number_cells import Numbers, Scale
from asnrekrut.intake.panels import read_panel
from asnrekrut.intake.participant_numbers import Directory, single_keys
from asnrekrut.intake.stage_lists import read_called, read_key_list, sessions_of
from asnrekrut.intake.word_cells import Words
from asnrekrut.notation import show
from asnrekrut.rules.figure_keys import END_NAME, FINAL
from asnrekrut.rules.stages import Component, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from asnrekrut.core.events import Event
    from asnrekrut.intake.columns import Column, Joined, Kind, NumberColumn
    from asnrekrut.intake.needs import Role
    from asnrekrut.intake.tables import Table
    from asnrekrut.intake.workbooks import Book
    from asnrekrut.rules.codes import StateWords
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.sources import Second


class MarkReader(Struct, frozen=True):
    """What the sheets of one component are read with.

    Attributes:
        stage: its code, and its name.
        index: the participant numbers of the register, in its order.
        words: for states, by ``cells.spoken``.
        coded: the codes that stand in the place of participant numbers, by the heading of their column.
        recusals: raters of the component who may not mark somebody.
    """

    book: Book
    stage: tuple[str, str]
    component: Component
    index: Directory
    words: Mapping[str, State]
    coded: Mapping[str, Directory] = {}
    recusals: Sequence[Event] = ()

    def rows(self, role: Role = "nilai") -> Joined:
        """The rows of the component's sheets; read and reported once, however often they are asked for."""
        needs, panel = self.book.needed(role, self.stage[0], self.component.code), self.component.panel
        one_row_each = panel is None or panel.rater is None
        return self.book.join(needs, self.coded.get(needs[0].key, self.index), one_row_each)

    def marks(self, role: Role = "nilai") -> Marks | None:
        """The marks of the component; None without a sheet, and where one lacks a column."""
        rows = self.rows(role) if self.book.needed(role, self.stage[0], self.component.code) else None
        if rows is None or not rows.tables:
            return None
        if self.component.panel is not None:
            return read_panel(self, self.component.panel, rows)
        column = self.column(rows)
        if column is None:
            return None
        values, states = rows.spread(self.read(column))
        texts = [""] * rows.size if self.component.words else []
        for i, text in zip(rows.who.tolist(), column.texts(), strict=True) if texts else ():
            texts[i] = text
        return Marks(values, states, rows.places(column.at), texts=texts)

    def column(self, rows: Joined, heading: str = "", name: str = "") -> Column | None:
        """A column of the component, by default that of its marks; None (and findings) if a table lacks it."""
        return rows.column(heading or self.component.heading, self.book, name or self.component.name)

    def read(self, column: Column) -> NumberColumn:
        """The marks of one column, in row order; doubts are reported, and marks of several people are INVALID."""
        read, rows = column.read(self._kind), column.rows
        for s, (table, at) in enumerate(zip(rows.tables, column.at, strict=True)):
            several = self._merged(table, at, rows.read[s])
            read.states[(rows.source == s) & np.isin(rows.row, several)] = State.INVALID
        return read

    @property
    def _kind(self) -> Kind:
        component = self.component
        if component.categories is not None or component.requirement is not None:
            return Words(meanings(component), component.words, self.words)
        return Numbers(component.decimals, self.words, Scale(component.minimum, component.top))

    def _merged(self, table: Table, column: int, numbered: Bools) -> list[int]:
        """The data rows of several people over which one mark is merged, each such area reported."""
        high = [(a, b, c) for a, b, c, d in table.sheet.merged if a < c and b <= column <= d]
        areas = [(first, left, last) for first, left, last in high if clean(table.sheet.rows[first][left])]
        found, at = [], {r: k for k, r in enumerate(table.rows)} if areas else {}
        cells = table.column(column) if areas else []
        for first, left, last in areas:
            rows = [at[r] for r in range(first, last + 1) if r in at and numbered[at[r]]]
            people = [k for k in rows if k not in table.above.get(left, {})]
            if len(people) > 1 and any(clean(cells[k]) == "" for k in people):
                where = spans([table.rows[k] for k in people], column_letters(column))
                self.book.report(finding("E118", table.place(people[0], column), sel=where, kolom=self.component.name))
                found += people
        return found


def read_stage(
    book: Book, rules: Rules, stage: Stage, index: Directory, recusals: Sequence[Event] = ()
) -> tuple[dict[tuple[str, str], Marks] | None, Conduct]:
    """The marks of a stage by (stage, component), each in register order; without those whose column is missing.

    Everything doubtful goes to the book's findings.

    Args:
        index: the participant numbers of the register, in its order.
        recusals: which raters may not mark whom, at this stage.

    Returns:
        the marks, None if no component could be read though there are files; and how the stage was held.
    """
    words, coded, away = state_words(rules.states), dict[str, Directory](), dict[int, State]()
    if stage.key_list is not None:
        read = read_key_list(book, stage, stage.key_list, index, words)
        if read is None:
            return None, Conduct()
        coded[stage.key_list.code], away = read
    found: dict[tuple[str, str], Marks] = {}
    others: dict[str, Marks] = {}
    sheets: list[Joined] = []
    for component in stage.components:
        own = tuple(one for one in recusals if one.concerns(stage, component))
        reader = MarkReader(book, (stage.code, stage.name), component, index, words, coded, own)
        marks = reader.marks()
        if marks is None:
            continue
        marks = _said_in_list(marks, away)
        sheets.append(reader.rows())
        if stage.second is not None:
            _compare(reader, stage.second, marks)
        other = reader.marks("susulan")
        found[stage.code, component.code] = marks
        others |= {} if other is None else {component.code: other}
    found, make_ups = with_make_ups(stage, found, others)
    called = read_called(book, stage, index) if found else None
    if stage.called is not None and called is None and found:  # nobody is missed while the list cannot be read
        called = ~np.logical_and.reduce([np.isin(marks.states, MISSING) for marks in found.values()])
    if called is not None:
        found = {key: replace(marks, called=called) for key, marks in found.items()}
    session = sessions_of(sheets, len(index.numbers)) if stage.sessions else None
    return found or None, Conduct(called=called, session=session, make_ups=make_ups)


def _said_in_list(marks: Marks, away: Mapping[int, State]) -> Marks:
    """The marks with the states that the key list says of those who have no code."""
    states = marks.states.copy()
    for i, state in away.items():
        states[i] = state
    return replace(marks, states=states)


def read_repeat(book: Book, rules: Rules, index: Directory) -> Marks | None:
    """The marks of an exam that is repeated among those who are tied; None while there is no sheet."""
    rule = rules.ranking.repeat
    if rule is None or not any(map(book.tables, book.needed("ulang", FINAL, REPEAT))):
        return None
    component = Component(
        code=REPEAT, name="Ujian Ulang", column=rule.column, maximum=rule.maximum, decimals=rule.decimals
    )
    return MarkReader(book, (FINAL, END_NAME), component, index, state_words(rules.states)).marks("ulang")


def without_marks(stage: Stage, index: Directory) -> dict[tuple[str, str], Marks]:
    """The marks of a stage of which nobody has any."""
    n = len(index.numbers)
    nothing = Marks(Exact.zeros(n), np.full(n, State.NO_ROW, dtype=np.int8))
    return {(stage.code, component.code): nothing for component in stage.components}


def _compare(reader: MarkReader, source: Second, marks: Marks) -> None:
    """Report every cell that reads otherwise on the sheet that somebody else filled in."""
    other = reader.marks("pembanding")
    if other is None:
        return
    label = reader.component.name
    mine, theirs = marks.by_label, other.by_label
    pairs = [(f"{label}: {name}", mine.get(name), theirs.get(name)) for name in {**mine, **theirs}]
    for name, first, second in pairs or [(label, marks, other)]:
        for i, number in enumerate(reader.index.numbers):
            here, there = _written(first, i), _written(second, i)
            if here != there:
                spot = second.where(i) if second is not None else None
                told = {"kolom": name, "isi": here, "lain": there, "tempat": str(spot or ", ".join(source.files))}
                own = first.where(i) if first is not None else None
                reader.book.report(finding("E433", own, nomor=number, **told))


def _written(marks: Marks | None, i: int) -> str:
    """What stands in a cell, as far as it counts; the same words mean the same however they are spelt."""
    if marks is None:
        return "tidak ada baris"
    state = State(int(marks.states[i]))
    if state is State.KNOWN and not marks.texts:
        return show(marks.values.at(i))
    if state in (State.NO_ROW, State.BLANK):
        return "kosong"
    return folded(marks.texts[i]) if marks.texts and marks.texts[i] else STATE_WORDS[state]


def all_numbers(book: Book) -> list[str]:
    """The participant numbers in all tables of the stages, for looking through them without a usable register."""
    numbers: set[str] = set()
    for need in (need for need in book.needs if need.role in ("nilai", "susulan", "panggilan")):
        for table, at in book.columns_under(need, need.key):
            numbers.update(single_keys(table, at).texts)
    return sorted(numbers - {""})


def rows_of(book: Book, stage: Stage, component: Component, index: Directory) -> Joined:
    """The rows of a component's sheets, told apart by participant numbers."""
    return MarkReader(book, (stage.code, stage.name), component, index, {}).rows()


def state_words(words: StateWords) -> dict[str, State]:
    """The words that stand for a state, as ``spoken`` folds them."""
    pairs = (
        (words.absent, State.ABSENT),
        (words.disqualified, State.DISQUALIFIED),
        (words.withdrawn, State.WITHDRAWN),
    )
    return {spoken(word): state for several, state in pairs for word in several}


def meanings(component: Component) -> dict[str, Decimal | State]:
    """What each word of a category or requirement column stands for, folded for comparing."""
    if component.requirement is not None:
        required = component.requirement
        good = {folded(word): Decimal(0) for word in required.passes}
        doubt = {folded(word): State.INVALID for word in required.doubtful or ()}
        return {**good, **doubt, **{folded(word): State.FAILED for word in required.fails}}
    points = component.categories or {}
    return {folded(word): value if isinstance(value, Decimal) else State.FAILED for word, value in points.items()}
