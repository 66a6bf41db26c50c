"""Marks that somebody should ask about: after an exit, the same for everybody, or none at all."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.checks.brief import brief
from asnrekrut.checks.case import mark_place, marked
from asnrekrut.core.marks import State
from asnrekrut.findings import Place, finding
from asnrekrut.notation import show, show_count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.checks.case import Case
    from asnrekrut.core.marks import Marks
    from asnrekrut.findings import Finding
    from asnrekrut.rules.stages import Component, Stage

    Leavers = dict[int, tuple[Stage, State]]  # by applicant: where they left, and how

FEWEST = 10  # marks: fewer people may well all have the same
_LEAVING = {State.DISQUALIFIED: "didiskualifikasi", State.WITHDRAWN: "mengundurkan diri"}


def after_leaving(case: Case) -> Iterator[Finding]:
    """Marks of a later stage for whoever was disqualified or withdrew in an earlier one.

    In the same stage a part may well have been taken before; a later stage may not.
    """
    left: Leavers = {}
    for stage in case.rules.stages:
        found = []
        for component in stage.components:
            marks = case.marks[stage.code, component.code]
            has = marked(marks)
            found += [(i, marks) for i in left if has[i]]
        yield from brief(found, partial(_after, case, stage, left), partial(_many_left, stage.name))
        for component in stage.components:
            states = case.marks[stage.code, component.code].states
            for i in np.flatnonzero(np.isin(states, list(_LEAVING))).tolist():
                left.setdefault(i, (stage, State(int(states[i]))))


def _after(case: Case, stage: Stage, left: Leavers, one: tuple[int, Marks]) -> Finding:
    i, marks = one
    earlier, state = left[i]
    values = {"keadaan": _LEAVING[state], "dahulu": earlier.name, "tahap": stage.name}
    return finding("P425", mark_place(marks, i), nomor=case.register.numbers[i], **values)


def _many_left(stage: str, n: int, places: str) -> Finding:
    return finding("P428", tahap=stage, banyak=show_count(n), contoh=places)


def after_elimination(case: Case) -> Iterator[Finding]:
    """How many have marks in a stage that they did not reach; usual where everybody takes every test."""
    for s, stage in enumerate(case.rules.stages):
        all_marks = [case.marks[stage.code, c.code] for c in stage.components]
        out = np.stack([marked(marks) for marks in all_marks]).any(axis=0) & ~case.reaches(s)
        if out.any():
            yield finding("I312", _sheet(all_marks[0]), tahap=stage.name, banyak=show_count(int(out.sum())))


def monotonous(case: Case) -> Iterator[Finding]:
    """Components without a single mark, and those in which everybody has the same."""
    for stage, component, marks in case.components():
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
    seen = {column.values.at(k) for column in columns for k in _ends(column.values.num, column.states)}
    count = int(marked(marks).sum())
    return (show(seen.pop()), count) if len(seen) == 1 and count >= FEWEST else None


def _ends(num: np.ndarray, states: np.ndarray) -> list[int]:
    """Where the smallest and the largest mark of a column stand."""
    known = np.flatnonzero(states == State.KNOWN)
    return [int(known[num[known].argmin()]), int(known[num[known].argmax()])] if len(known) else []


def _sheet(marks: Marks) -> Place | None:
    """The sheet of a component."""
    place = marks.where(0)
    return Place(place.file, place.sheet) if place else None
