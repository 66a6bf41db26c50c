"""Marks that somebody should ask about.

Marks after an exit, the same mark for everybody or none at all, a lone zero or a tenth of the others, columns sorted
without their numbers or filled down. None of it proves a mistake; each is worth a look at the paper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.checks.context import Context, mark_place, marked
from asnrekrut.checks.recomputed_columns import Figures, median, shown
from asnrekrut.core.exact import Bools, Indices, distinct, indices
from asnrekrut.core.marks import LEAVING, STATE_WORDS, State
from asnrekrut.findings import NAMED, Finding, Place, finding
from asnrekrut.notation import listed, show, show_count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.checks.recomputed_columns import Floats
    from asnrekrut.core.marks import Marks
    from asnrekrut.intake.tables import Table
    from asnrekrut.rules.stages import Component

FEWEST = 10  # marks: fewer people may well all have the same
BESIDE = 6  # marks beside which one can be odd
LONE = 20  # of so many marks one may be
FAR = 4  # times: a lone mark lies so far below the median
NEAR = 1.2  # what ten times a mark may exceed the others by and still be one of them
SORTED = 8  # different marks: the chance that they fall by number is 1 to 40,320
FILLED = 6  # marks in equal steps


def after_leaving(context: Context) -> Iterator[Finding]:
    """Marks of a later stage for whoever was disqualified or withdrew in an earlier one.

    In the same stage a part may well have been taken before; a later stage may not.
    """
    left: dict[int, dict[str, str]] = {}  # by applicant: where they left, and how
    for _, stage in context.stages:
        for i, marks in ((i, marks) for marks in context.marks_of(stage) for i in left if marked(marks)[i]):
            told = {"nomor": context.register.numbers[i], "tahap": stage.name, **left[i]}
            yield finding("P425", mark_place(marks, i), **told)
        for states in (marks.states for marks in context.marks_of(stage)):
            for i in indices(np.isin(states, list(LEAVING.values()))):
                left.setdefault(i, {"keadaan": STATE_WORDS[State(int(states[i]))], "dahulu": stage.name})


def after_elimination(context: Context) -> Iterator[Finding]:
    """Who has marks in a stage that they did not reach; usual where everybody takes every test."""
    for s, stage in context.stages:
        out = context.given(stage) & ~context.result.invited(s)
        numbers = [context.register.numbers[i] for i in indices(out)]
        if numbers:
            told = {"tahap": stage.name, "banyak": show_count(len(numbers)), "nomor": listed(numbers, NAMED)}
            yield finding("I312", _sheet(context.marks_of(stage)[0]), **told)


def monotonous(context: Context) -> Iterator[Finding]:
    """Components without a single mark, and those in which everybody has the same."""
    for stage, component, marks in context.components():
        values = {"komponen": component.name, "tahap": stage.name}
        if not marked(marks).any():
            if not (marks.states == State.INVALID).any():
                yield finding("P427", _sheet(marks), **values)
        elif component.requirement is None and component.categories is None:
            found = _one_mark(component, marks)
            if found is not None:
                yield finding("P426", _sheet(marks), nilai=found[0], banyak=show_count(found[1]), **values)


def _one_mark(component: Component, marks: Marks) -> tuple[str, int] | None:
    """The one mark that everybody has from everybody, and how many those are."""
    columns = marks.parts if component.panel else (marks,)
    known = (column.values.take(np.flatnonzero(column.known)) for column in columns)
    seen = {one.at(k) for one in known if len(one) for k in (int(one.num.argmin()), int(one.num.argmax()))}
    count = int(marked(marks).sum())
    return (show(seen.pop()), count) if len(seen) == 1 and count >= FEWEST else None


def _sheet(marks: Marks) -> Place | None:
    """The sheet of a component."""
    place = marks.where(0)
    return place and place.whole


def lone_marks(context: Context) -> Iterator[Finding]:
    """A zero, or a tenth of a mark, among marks that are all far above it and near to each other.

    A row that another finding stops is left to that one.
    """
    for stage, component, marks in context.components():
        if component.requirement is not None or component.categories is not None:
            continue
        columns = marks.parts or (marks,)
        values = np.stack([column.values.num / column.values.den for column in columns]).astype(np.float64)
        known = np.stack([column.known for column in columns])
        for c, i, others in _lone(values, known):
            place, mark = columns[c].where(i), float(values[c, i])
            if place is None or place.whole_row in context.stopped_rows:
                continue
            told = {"nomor": context.register.numbers[i], "komponen": component.name, "tahap": stage.name}
            told |= {"terendah": shown(others.min()), "tertinggi": shown(others.max())}
            if mark == 0:
                yield finding("P433", place, **told)
            elif others.min() <= 10 * mark * NEAR and 10 * mark <= others.max() * NEAR:
                yield finding("P434", place, isi=show(columns[c].values.at(i)), **told)


def _lone(values: Floats, known: Bools) -> Iterator[tuple[int, int, Floats]]:
    """Where the few marks far below all others stand, and those others."""
    if known.sum() < BESIDE:
        return
    low = known & (values * FAR < median(values[known]))
    others = values[known & ~low]
    if low.sum() <= max(1, known.sum() // LONE) and others.min() >= np.ptp(others):
        yield from ((c, i, others) for c, i in np.argwhere(low).tolist())


def ordered_marks(context: Context) -> Iterator[Finding]:
    """Columns whose marks rise or fall along with the participant numbers, or in equal steps."""
    for table, at, rows, who in context.number_columns():
        yield from _order(table, at, who, rows)


def _order(table: Table, at: int, who: Indices, rows: Indices) -> Iterator[Finding]:
    """A column against the numbers beside it; a sheet that is sorted by its marks has them in no order."""
    values = Figures.of(table, at).values[rows]
    known = np.isfinite(values)
    marks, people, cells = values[known], who[known], rows[known]
    rising, steps = np.diff(people) > 0, np.round(np.diff(marks), 6)
    title = {"kolom": table.headers[at]}
    first, last = _longest((np.diff(steps, prepend=np.nan) == 0) & (steps != 0) & rising)
    if last - first + 1 >= FILLED:
        ends = {"awal": shown(marks[first]), "akhir": shown(marks[last]), "sel": table.place(int(cells[last]), at).cell}
        yield finding("P436", table.place(int(cells[first]), at), **ends, **title)
    elif rising.all() and ((steps >= 0).all() or (steps <= 0).all()) and distinct(marks) >= SORTED:
        way = "naik" if marks[-1] > marks[0] else "turun"
        yield finding("P435", table.sheet.place(column=at), arah=way, banyak=show_count(len(marks)), **title)


def _longest(equal: Bools) -> tuple[int, int]:
    """First and last of the longest run of marks whose steps are each equal to the step before."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], equal.astype(np.int8), [0]]))).reshape(-1, 2)
    if not len(edges):
        return 0, 0
    first, end = max(edges.tolist(), key=lambda run: run[1] - run[0])
    return first - 1, end
