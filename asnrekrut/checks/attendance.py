"""Attendance lists against marks, both ways.

What it is for: people marked absent were announced as having passed, a signature on the wrong line gave somebody
else's mark to a person who was absent, and marks appeared for a test that nobody could prove was held.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.checks.context import mark_place, marked
from asnrekrut.core.events import acceptance_row
from asnrekrut.core.mark_states import State, all_zero
from asnrekrut.findings import finding
from asnrekrut.intake.cells import clean
from asnrekrut.intake.needs import attendance_need
from asnrekrut.notation import listed, show_count
from asnrekrut.texts import spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from asnrekrut.checks.context import Context
    from asnrekrut.core.exact import Bools
    from asnrekrut.findings import Finding, Place
    from asnrekrut.intake.book import Joined
    from asnrekrut.rules.stages import Attendance, Stage


@dataclass(frozen=True, slots=True)
class Roll:
    """A stage's attendance list, by applicant.

    Attributes:
        listed: who stands on the list; present, absent: of whom it says so; of others it says something unknown.
        words: everything that the list says of people.
        said: what it says of somebody who is on it; ``place`` is its cell.
        column: the column in which it says so.
    """

    listed: Bools
    present: Bools
    absent: Bools
    words: Sequence[str]
    said: Callable[[int], str]
    place: Callable[[int], Place | None]
    column: Place


@dataclass(frozen=True, slots=True)
class Given:
    """What a stage's mark sheets say of everyone's presence.

    Attributes:
        mark: who has a mark in any component.
        away: who has a word for absence in any.
        none: who has nothing at all; lacks: who has nothing in some component.
        place: the cell of the first mark, or where it should be.
    """

    mark: Bools
    away: Bools
    none: Bools
    lacks: Bools
    place: Callable[[int], Place | None]


def attendance(context: Context) -> Iterator[Finding]:
    """Everything that attendance lists say against the marks, and which stages have no list."""
    for s, stage in context.stages:
        if stage.attendance is None:
            decides = stage.absent == "gugur" or stage.weight is not None or context.rules.selects(stage)
            if decides and stage.presence == "perlu":
                yield finding("P414", tahap=stage.name, baris=acceptance_row("P414", stage.name))
            continue
        roll = _roll(context, stage, stage.attendance)
        if roll is not None:
            yield from _unknown(stage.attendance, roll, stage.name)
            yield from _compare(context, stage, roll, stage.attendance.present, context.reaches(s))


def _roll(context: Context, stage: Stage, rule: Attendance) -> Roll | None:
    """The attendance list; None (and findings) if it cannot be read."""
    joined = _joined(context, stage, rule)
    columns = joined.columns(rule.column, context.book.findings)
    if not joined.tables or columns is None:
        return None
    cells = joined.cells(columns)
    compared = np.array([spoken(clean(cell)) for cell in cells], dtype=object)
    present, absent = np.zeros(len(context.register), dtype=bool), np.zeros(len(context.register), dtype=bool)
    present[joined.who[np.isin(compared, [spoken(word) for word in rule.present])]] = True
    absent[joined.who[np.isin(compared, _away(context, rule))]] = True
    row_of = np.full(len(context.register), -1, dtype=np.intp)
    row_of[joined.who[::-1]] = np.arange(len(joined.who))[::-1]

    def place(i: int) -> Place | None:
        return joined.place(int(row_of[i]), columns) if row_of[i] >= 0 else joined.tables[0].sheet.place()

    def said(i: int) -> str:
        return clean(cells[int(row_of[i])]) or "kosong"

    column = joined.tables[0].sheet.place(column=columns[0])
    words = sorted({clean(cell) or "kosong" for cell in cells})
    return Roll(row_of >= 0, present, absent & ~present, words, said, place, column)


def _away(context: Context, rule: Attendance) -> list[str]:
    """The words for absence, as they are spoken; a blank cell is one."""
    states = context.rules.states
    return ["", *(spoken(w) for w in (*rule.absent, *states.absent, *states.withdrawn, *states.disqualified))]


def _unknown(rule: Attendance, roll: Roll, stage: str) -> Iterator[Finding]:
    """Words that mean neither presence nor absence; nobody is taken to be absent for a typing slip."""
    who: dict[str, list[int]] = {}
    for i in np.flatnonzero(roll.listed & ~roll.present & ~roll.absent).tolist() if roll.present.any() else ():
        who.setdefault(roll.said(i), []).append(i)
    for word, several in sorted(who.items()):
        place, count, yes = roll.place(several[0]), show_count(len(several)), ", ".join(rule.present)
        yield finding("E417", place, isi=word, tahap=stage, banyak=count, hadir=yes)


def _given(context: Context, stage: Stage) -> Given:
    all_marks = [context.marks[stage.code, c.code] for c in stage.components]
    zero = all_zero(stage, context.marks)
    later = context.made_up(stage)  # the list speaks of the day itself, on which they were absent
    each = np.stack([marked(marks) & ~zero & ~later & ~context.late(stage) for marks in all_marks])
    states = np.stack([np.where(later, State.ABSENT, marks.states) for marks in all_marks])
    return Given(
        np.logical_or.reduce(each),
        np.logical_or.reduce(states == State.ABSENT) | zero,
        np.logical_and.reduce(np.isin(states, (State.BLANK, State.NO_ROW))),
        np.logical_or.reduce(np.isin(states, (State.BLANK, State.NO_ROW))),
        lambda i: mark_place(all_marks[int(each[:, i].argmax())], i),
    )


def _joined(context: Context, stage: Stage, rule: Attendance) -> Joined:
    """The rows of the list: its own file or sheet, or a column of the stage's mark sheet.

    In a mark sheet with a row for every rater the same person may stand several times.
    """
    several = any(c.panel is not None and c.panel.rater is not None for c in stage.components)
    return context.book.join(
        [attendance_need(stage, rule)], context.index, unique=rule.files is not None or not several
    )


def _compare(context: Context, stage: Stage, roll: Roll, yes: list[str], reaches: Bools) -> Iterator[Finding]:
    given = _given(context, stage)
    if roll.listed.any() and not roll.present.any() and given.mark.any():
        yield finding("E414", roll.column, tahap=stage.name, isi=listed(list(roll.words)), hadir=", ".join(yes))
        return
    yield from _contradictions(context, stage, roll, given)
    lacking = given.lacks if stage.blank == "tidak hadir" else given.none  # there a single blank means absence
    yield from _without_marks(context, stage, roll, np.flatnonzero(roll.present & lacking & reaches).tolist())
    yield from _unlisted(context, stage, roll, given)


def _contradictions(context: Context, stage: Stage, roll: Roll, given: Given) -> Iterator[Finding]:
    """Marks for the absent, and absence in the marks of somebody present."""
    for i in np.flatnonzero((roll.absent & given.mark) | (roll.present & given.away & ~given.mark)).tolist():
        place, number, where = given.place(i), context.register.numbers[i], str(roll.place(i))
        if roll.present[i]:
            yield finding("E412", place, nomor=number, tahap=stage.name, tempat=where)
        else:
            yield finding("E411", place, nomor=number, tahap=stage.name, isi=roll.said(i), tempat=where)


def _without_marks(context: Context, stage: Stage, roll: Roll, who: list[int]) -> Iterator[Finding]:
    """Present, but with neither a mark nor a word; it stops the result where the rules would take that for absence."""
    code, numbers = "E413" if stage.blank == "tidak hadir" else "P411", context.register.numbers
    yield from (finding(code, roll.place(i), nomor=numbers[i], tahap=stage.name) for i in who)


def _unlisted(context: Context, stage: Stage, roll: Roll, given: Given) -> Iterator[Finding]:
    """Marks for people who do not stand on the list at all."""
    for i in np.flatnonzero(given.mark & ~roll.listed).tolist():
        yield finding("P412", given.place(i), nomor=context.register.numbers[i], tahap=stage.name)
