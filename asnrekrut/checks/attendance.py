"""Attendance lists against marks, both ways.

What it is for: people marked absent were announced as having passed, a signature on the wrong line gave somebody
else's mark to a person who was absent, and marks appeared for a test that nobody could prove was held.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from asnrekrut.checks.context import Context, mark_place, marked
from asnrekrut.core.events import acceptance_row
from asnrekrut.core.exact import Bools, Indices, indices
from asnrekrut.core.marks import State, all_zero
from asnrekrut.findings import Finding, Place, finding
from asnrekrut.notation import listed, show_count
from asnrekrut.texts import spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from asnrekrut.rules.stages import Attendance, Stage


class Roll(Struct, frozen=True):
    """A stage's attendance list, by applicant.

    Attributes:
        listed: who stands on the list; present, absent: of whom it says so; of others it says something unknown.
        words: what the list says in each of its rows.
        row: the row of each applicant, -1 for none; ``place`` is its cell.
        column: the column in which it says so.
    """

    listed: Bools
    present: Bools
    absent: Bools
    words: Sequence[str]
    row: Indices
    place: Callable[[int], Place | None]
    column: Place

    def said(self, i: int) -> str:
        """What it says of somebody who is on it."""
        return self.words[int(self.row[i])] or "kosong"


class Given(Struct, frozen=True):
    """What a stage's mark sheets say of everyone's presence.

    Attributes:
        mark: who has a mark in any component.
        away: who has a word for absence in any.
        lacking: who has nothing at all; where a single blank means absence, nothing in some component.
        place: the cell of the first mark, or where it should be.
    """

    mark: Bools
    away: Bools
    lacking: Bools
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
            yield from _compare(context, stage, roll, stage.attendance.present, context.result.invited(s))


def _roll(context: Context, stage: Stage, rule: Attendance) -> Roll | None:
    """The attendance list, of its own or a column of the mark sheet; None (and findings) if it cannot be read.

    In a mark sheet with a row for every rater the same person may stand several times.
    """
    several = any(c.panel is not None and c.panel.rater is not None for c in stage.components)
    unique = rule.files is not None or not several
    joined = context.book.join(context.book.needed("hadir", stage.code), context.index, unique)
    column = joined.column(rule.column, context.book)
    if not joined.tables or column is None:
        return None
    cells = column.texts()
    compared = np.array([spoken(cell) for cell in cells], dtype=object)
    present, absent = np.zeros((2, len(context.register)), dtype=bool)
    states = context.rules.states
    away = ["", *rule.absent, *states.absent, *states.withdrawn, *states.disqualified]  # a blank cell is one
    present[joined.who[np.isin(compared, [spoken(word) for word in rule.present])]] = True
    absent[joined.who[np.isin(compared, [spoken(word) for word in away])]] = True
    row_of = joined.first()

    def place(i: int) -> Place | None:
        return column.place(int(row_of[i])) if row_of[i] >= 0 else joined.tables[0].sheet.place()

    head = joined.tables[0].sheet.place(column=column.at[0])
    return Roll(row_of >= 0, present, absent & ~present, cells, row_of, place, head)


def _unknown(rule: Attendance, roll: Roll, stage: str) -> Iterator[Finding]:
    """Words that mean neither presence nor absence; nobody is taken to be absent for a typing slip."""
    who: dict[str, list[int]] = {}
    for i in indices(roll.listed & ~roll.present & ~roll.absent) if roll.present.any() else ():
        who.setdefault(roll.said(i), []).append(i)
    for word, several in sorted(who.items()):
        place, count, yes = roll.place(several[0]), show_count(len(several)), ", ".join(rule.present)
        yield finding("E417", place, isi=word, tahap=stage, banyak=count, hadir=yes)


def _given(context: Context, stage: Stage) -> Given:
    all_marks, conduct, n = context.marks_of(stage), context.conduct(stage), len(context.register)
    zero = all_zero(stage, context.marks)
    later = conduct.made_up(n)  # the list speaks of the day itself, on which they were absent
    each = np.stack([marked(marks) & ~zero & ~later & ~conduct.late(n) for marks in all_marks])
    states = np.stack([np.where(later, State.ABSENT, marks.states) for marks in all_marks])
    several = np.logical_or if stage.blank == "tidak hadir" else np.logical_and
    return Given(
        np.logical_or.reduce(each),
        np.logical_or.reduce(states == State.ABSENT) | zero,
        several.reduce(np.isin(states, (State.BLANK, State.NO_ROW))),
        lambda i: mark_place(all_marks[int(each[:, i].argmax())], i),
    )


def _compare(context: Context, stage: Stage, roll: Roll, yes: list[str], reaches: Bools) -> Iterator[Finding]:
    given = _given(context, stage)
    if roll.listed.any() and not roll.present.any() and given.mark.any():
        words = listed(sorted({word or "kosong" for word in roll.words}))
        yield finding("E414", roll.column, tahap=stage.name, isi=words, hadir=", ".join(yes))
        return
    blank = "E413" if stage.blank == "tidak hadir" else "P411"  # it stops where the rules would take it for absence
    doubts = (
        ("E411", roll.absent & given.mark, given.place),
        ("E412", roll.present & given.away & ~given.mark, given.place),
        (blank, roll.present & given.lacking & reaches, roll.place),
        ("P412", given.mark & ~roll.listed, given.place),
    )
    for code, i, place in ((code, i, place) for code, who, place in doubts for i in indices(who)):
        told = {"nomor": context.register.numbers[i], "tahap": stage.name}
        said = {"isi": roll.said(i), "tempat": str(roll.place(i))} if roll.listed[i] else {}
        yield finding(code, place(i), **told, **said)
