"""Read the mark sheets: for every component, the marks of everyone in the register."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.exact import Exact
from asnrekrut.core.marks import Marks, State
from asnrekrut.findings import finding
from asnrekrut.intake.cells import clean, folded, spoken
from asnrekrut.intake.columns import Reading
from asnrekrut.intake.directory import Directory
from asnrekrut.intake.needs import marks_need
from asnrekrut.intake.numbers import NumberColumn, decimals_of
from asnrekrut.intake.panels import read_panel
from asnrekrut.intake.tables import find_optional
from asnrekrut.intake.twofold import single_keys

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from asnrekrut.intake.book import Book, Joined
    from asnrekrut.rules.codes import StateWords
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.stages import Component, Stage


def read_marks(
    book: Book, rules: Rules, numbers: Sequence[str], names: Sequence[str] = ()
) -> dict[tuple[str, str], Marks] | None:
    """Marks by (stage, component), each in register order; None if a component's column cannot be found.

    Everything doubtful goes to the book's findings.

    Args:
        numbers: the participant numbers of the register, in its order.
        names: the names that go with them, for hints alone.
    """
    words = state_words(rules.states)
    index = Directory(numbers, names)
    read: dict[tuple[str, str], Marks | None] = {}
    for stage in rules.stages:
        for component in stage.components:
            rows = rows_of(book, stage, component, index)
            read[stage.code, component.code] = (
                _read(Reading(book, component, numbers, words), rows) if rows.tables else None
            )
    found = {key: marks for key, marks in read.items() if marks is not None}
    return found if len(found) == len(read) else None


def look_through(book: Book, rules: Rules) -> None:
    """Read the mark sheets of a selection without a usable register, for what is wrong with them by themselves."""
    numbers: set[str] = set()
    for stage in rules.stages:
        for component in stage.components:
            for table in book.tables(marks_need(stage, component)):
                column = find_optional(table, marks_need(stage, component).key)
                numbers.update(key.text for key in (single_keys(table, column) if column is not None else ()))
    read_marks(book, rules, sorted(numbers - {""}))


def rows_of(book: Book, stage: Stage, component: Component, index: Directory) -> Joined:
    """The rows of a component's sheets; read and reported once, however often they are asked for."""
    unique = component.panel is None or component.panel.rater is None
    return book.join(marks_need(stage, component), index, unique)


def state_words(words: StateWords) -> dict[str, State]:
    """The words that stand for a state, as ``spoken`` folds them."""
    pairs = (
        (words.absent, State.ABSENT),
        (words.disqualified, State.DISQUALIFIED),
        (words.withdrawn, State.WITHDRAWN),
    )
    return {spoken(word): state for several, state in pairs for word in several}


def _read(reading: Reading, rows: Joined) -> Marks | None:
    component = reading.component
    if component.panel is not None:
        return read_panel(reading, component.panel, rows)
    columns = rows.columns(component.heading, reading.book.findings)
    if columns is None:
        return None
    if component.categories is None and component.requirement is None:
        values, states = reading.spread(rows, reading.numbers(rows, columns))
        return Marks(values, states, reading.places(rows, columns))
    return _words(reading, rows, columns)


def meanings(component: Component) -> dict[str, Decimal | State]:
    """What each word of a category or requirement column stands for, folded for comparing."""
    if component.requirement is not None:
        good = {folded(word): Decimal(0) for word in component.requirement.passes}
        return {**good, **{folded(word): State.FAILED for word in component.requirement.fails}}
    points = component.categories or {}
    return {folded(word): value if isinstance(value, Decimal) else State.FAILED for word, value in points.items()}


def _words(reading: Reading, rows: Joined, columns: list[int]) -> Marks:
    """A column of words: categories with points, or a requirement."""
    known: Mapping[str, Decimal | State] = {"": State.BLANK, **meanings(reading.component)}
    cells = [clean(cell) for cell in rows.cells(columns)]
    found = [known.get(folded(cell), reading.words.get(spoken(cell), State.INVALID)) for cell in cells]
    states = np.array([State.KNOWN if isinstance(v, Decimal) else v for v in found], dtype=np.int8)
    for k in np.flatnonzero(states == State.INVALID).tolist():
        reading.book.findings.append(
            finding(
                "E208",
                rows.place(k, columns),
                kolom=reading.component.name,
                isi=cells[k],
                pilihan=", ".join(reading.component.words),
            )
        )
    places = max((decimals_of(v) for v in found if isinstance(v, Decimal)), default=0)
    num = [int(v.scaleb(places)) if isinstance(v, Decimal) else 0 for v in found]
    states = reading.mark_broken(rows, columns, states)
    column = NumberColumn(Exact(np.array(num, dtype=np.int64), 10**places), states, [])
    values, states = reading.spread(rows, column)
    texts = [""] * reading.size
    for i, text in zip(rows.who.tolist(), cells, strict=True):
        texts[i] = text
    return Marks(values, states, reading.places(rows, columns), texts=texts)
