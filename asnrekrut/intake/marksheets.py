"""Read the mark sheets: for every component, the marks of everyone in the register."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.conduct import Conduct, make_up
from asnrekrut.core.exact import Exact
from asnrekrut.core.mark_states import MISSING, STATE_WORDS, State
from asnrekrut.core.marks import Marks, Part
from asnrekrut.findings import finding
from asnrekrut.intake.cells import clean, folded, spoken
from asnrekrut.intake.exchanged import Checked
from asnrekrut.intake.mark_columns import Reading
from asnrekrut.intake.number_columns import NumberColumn, decimals_of
from asnrekrut.intake.panels import read_panel
from asnrekrut.intake.participants import single_keys
from asnrekrut.intake.stage_lists import read_called, read_key_list, sessions_of
from asnrekrut.intake.tables import find_optional
from asnrekrut.notation import show
from asnrekrut.rules.keys import END_NAME, FINAL
from asnrekrut.rules.stages import Component

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from asnrekrut.core.events import Event
    from asnrekrut.core.exact import Bools
    from asnrekrut.intake.book import Book, Joined
    from asnrekrut.intake.needs import Need, Role
    from asnrekrut.intake.participants import Directory
    from asnrekrut.io import Cell
    from asnrekrut.rules.codes import StateWords
    from asnrekrut.rules.conduct import Second
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.stages import Stage


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
    words, codes, away = state_words(rules.states), None, dict[int, State]()
    if stage.key_list is not None:
        read = read_key_list(book, stage, stage.key_list, index, words)
        if read is None:
            return None, Conduct()
        codes, away = read
    found, make_ups, sheets = {}, {}, []
    for component in stage.components:
        rows = rows_of(book, stage, component, index, codes)
        own = tuple(one for one in recusals if one.concerns(stage, component))
        reading = Reading(book, stage.name, component, index.numbers, words, codes, own)
        marks = _read(reading, rows) if rows.tables else None
        if marks is None:
            continue
        marks = _said_in_list(marks, away)
        sheets.append(rows)
        if stage.second is not None:
            _compare(reading, stage, stage.second, index, marks)
        other = _elsewhere(reading, stage, "susulan", index)
        if other is not None:
            marks, make_ups[component.code] = make_up(marks, other, _away(stage, marks))
        found[stage.code, component.code] = marks
    called = read_called(book, stage, index) if found else None
    if stage.called is not None and called is None and found:  # nobody is missed while the list cannot be read
        called = ~np.logical_and.reduce([np.isin(marks.states, MISSING) for marks in found.values()])
    if called is not None:
        found = {key: replace(marks, called=called) for key, marks in found.items()}
    session = sessions_of(sheets, len(index.numbers)) if stage.sessions else None
    return found or None, Conduct(called, session, make_ups)


def _said_in_list(marks: Marks, away: Mapping[int, State]) -> Marks:
    """The marks with the states that the key list says of those who have no code."""
    states = marks.states.copy()
    for i, state in away.items():
        states[i] = state
    return replace(marks, states=states)


def read_repeat(book: Book, rules: Rules, index: Directory) -> Marks | None:
    """The marks of an exam that is repeated among those who are tied; None while there is no sheet."""
    rule, needs = rules.ranking.repeat, book.needed("ulang", FINAL)
    if rule is None or not any(map(book.tables, needs)):
        return None
    facts = {"kolom": rule.column, "maksimum": rule.maximum, "desimal": rule.decimals}
    component = Component.model_validate({"kode": "ujian_ulang", "nama": "Ujian Ulang", **facts})
    rows = book.join(needs, index, unique=True)
    reading = Reading(book, END_NAME, component, index.numbers, state_words(rules.states))
    return _read(reading, rows) if rows.tables else None


def without_marks(stage: Stage, index: Directory) -> dict[tuple[str, str], Marks]:
    """The marks of a stage of which nobody has any."""
    n = len(index.numbers)
    nothing = Marks(Exact.zeros(n), np.full(n, State.NO_ROW, dtype=np.int8))
    return {(stage.code, component.code): nothing for component in stage.components}


def _elsewhere(reading: Reading, stage: Stage, role: Role, index: Directory) -> Marks | None:
    """The marks of a component's make-up or second sheet; None without one, and if it cannot be read."""
    needs = reading.book.needed(role, stage.code, reading.component.code)
    rows = _joined(reading.book, stage, reading.component, needs, index, reading.codes) if needs else None
    return _read(reading, rows) if rows is not None and rows.tables else None


def _compare(reading: Reading, stage: Stage, source: Second, index: Directory, marks: Marks) -> None:
    """Report every cell that reads otherwise on the sheet that somebody else filled in."""
    other = _elsewhere(reading, stage, "pembanding", index)
    if other is None:
        return
    label = reading.component.name
    pairs: list[tuple[str, Marks | Part | None, Marks | Part | None]] = [(label, marks, other)]
    if marks.parts or other.parts:
        theirs = {part.label: part for part in other.parts}
        pairs = [(f"{label}: {part.label}", part, theirs.get(part.label)) for part in marks.parts]
        pairs += [(f"{label}: {name}", None, part) for name, part in theirs.items() if not _has(marks, name)]
    for name, mine, second in pairs:
        for i, number in enumerate(index.numbers):
            here, there = _written(mine, i), _written(second, i)
            if here != there:
                spot = second.where(i) if second is not None else None
                told = {"kolom": name, "isi": here, "lain": there, "tempat": str(spot or ", ".join(source.files))}
                reading.book.report(finding("E433", mine.where(i) if mine is not None else None, nomor=number, **told))


def _has(marks: Marks, label: str) -> bool:
    return any(part.label == label for part in marks.parts)


def _written(marks: Marks | Part | None, i: int) -> str:
    """What stands in a cell, as far as it counts; the same words mean the same however they are spelt."""
    if marks is None:
        return "tidak ada baris"
    state = State(int(marks.states[i]))
    if state is State.KNOWN and not (isinstance(marks, Marks) and marks.texts):
        return show(marks.values.at(i))
    if state in (State.NO_ROW, State.BLANK):
        return "kosong"
    texts = marks.texts if isinstance(marks, Marks) else ()
    return folded(texts[i]) if texts and texts[i] else STATE_WORDS[state]


def _away(stage: Stage, marks: Marks) -> Bools:
    """Whom the mark sheet itself calls absent."""
    away = [State.ABSENT, *((State.BLANK, State.NO_ROW) if stage.blank == "tidak hadir" else ())]
    return np.isin(marks.states, away)


def all_numbers(book: Book) -> list[str]:
    """The participant numbers in all tables of the stages, for looking through them without a usable register."""
    numbers: set[str] = set()
    for need in (need for need in book.needs if need.role in ("nilai", "susulan", "panggilan")):
        for table in book.tables(need):
            column = find_optional(table, need.key)
            numbers.update(single_keys(table, column).texts if column is not None else ())
    return sorted(numbers - {""})


def rows_of(book: Book, stage: Stage, component: Component, index: Directory, codes: Directory | None = None) -> Joined:
    """The rows of a component's sheets; read and reported once, however often they are asked for."""
    needs = book.needed("nilai", stage.code, component.code)
    return _joined(book, stage, component, needs, index, codes)


def _joined(
    book: Book, stage: Stage, component: Component, needs: list[Need], index: Directory, codes: Directory | None
) -> Joined:
    """The rows of some sheets, told apart by codes where they have these, else by participant numbers."""
    anonymous = codes is not None and stage.key_list is not None and needs[0].key == stage.key_list.code
    one_row_each = component.panel is None or component.panel.rater is None
    return book.join(needs, codes if anonymous and codes is not None else index, one_row_each)


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
    columns = rows.columns(component.heading, reading.book)
    if columns is None:
        return None
    if component.categories is None and component.requirement is None:
        values, states = reading.spread(rows, reading.numbers(rows, columns))
        return Marks(values, states, reading.places(rows, columns))
    return _words(reading, rows, columns)


def meanings(component: Component) -> dict[str, Decimal | State]:
    """What each word of a category or requirement column stands for, folded for comparing."""
    if component.requirement is not None:
        required = component.requirement
        good = {folded(word): Decimal(0) for word in required.passes}
        doubt = {folded(word): State.INVALID for word in required.doubtful or ()}
        return {**good, **doubt, **{folded(word): State.FAILED for word in required.fails}}
    points = component.categories or {}
    return {folded(word): value if isinstance(value, Decimal) else State.FAILED for word, value in points.items()}


def _report_unknown(reading: Reading, rows: Joined, columns: list[int], known: Mapping[str, Decimal | State]) -> None:
    """Words that mean nothing, in every row with a participant number, whatever the register says of it."""
    name, choices = reading.component.name, ", ".join(reading.component.words)

    def wrong(cells: Sequence[Cell]) -> list[bool]:
        return [folded(cell) not in known and spoken(cell) not in reading.words for cell in cells]

    for table, column, numbered in zip(rows.tables, columns, rows.numbered, strict=True):
        cells = table.column(column)
        reading.book.checked.append(Checked(table, column, sum(wrong(cells)), wrong))
        for k in np.flatnonzero(numbered).tolist():
            cell = clean(cells[k])
            if known.get(folded(cell)) is State.INVALID:
                reading.book.report(finding("E431", table.place(k, column), kolom=name, isi=cell))
            elif any(wrong([cell])):
                reading.book.report(finding("E208", table.place(k, column), kolom=name, isi=cell, pilihan=choices))


def _words(reading: Reading, rows: Joined, columns: list[int]) -> Marks:
    """A column of words: categories with points, or a requirement."""
    known: Mapping[str, Decimal | State] = {"": State.BLANK, **meanings(reading.component)}
    cells = [clean(cell) for cell in rows.cells(columns)]
    found = [known.get(folded(cell), reading.words.get(spoken(cell), State.INVALID)) for cell in cells]
    states = np.array([State.KNOWN if isinstance(v, Decimal) else v for v in found], dtype=np.int8)
    _report_unknown(reading, rows, columns, known)
    places = max((decimals_of(v) for v in found if isinstance(v, Decimal)), default=0)
    num = [int(v.scaleb(places)) if isinstance(v, Decimal) else 0 for v in found]
    states = reading.mark_broken(rows, columns, states)
    column = NumberColumn(Exact(np.array(num, dtype=np.int64), 10**places), states, [])
    values, states = reading.spread(rows, column)
    texts = [""] * reading.size
    for i, text in zip(rows.who.tolist(), cells, strict=True):
        texts[i] = text
    return Marks(values, states, reading.places(rows, columns), texts=texts)
