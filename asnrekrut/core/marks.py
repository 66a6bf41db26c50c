"""Marks as they were delivered, with what a cell says that is no number: blank, absent, not called …, or all zero.

A component's marks, each rater's and those of each aspect have one shape; what the rules make of their states is here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from asnrekrut.core import calculation_steps
from asnrekrut.core.calculation_steps import Combined
from asnrekrut.core.events import Event, Kind
from asnrekrut.core.exact import Bools, Exact, indices
from asnrekrut.core.register import Register, persons
from asnrekrut.findings import Place
from asnrekrut.short_repr import ShortRepr

if TYPE_CHECKING:
    from asnrekrut.core.exact import Indices, Ints
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.stages import Aspects, Component, Panel, Stage

States = np.ndarray[Any, np.dtype[np.int8]]
Where = Callable[[int], Place | None]


class State(IntEnum):
    """Blank is not zero, absent is not zero, unknown is not zero; each goes its own way to the end.

    The order is that of gravity: of a stage's components, the highest state is the stage's. Whoever is out by one
    component is out, whatever another lacks; only what a finding has to put right comes before that.
    """

    KNOWN = 0
    BLANK = 1
    NO_ROW = 2
    SHORT = 3  # fewer panel marks than the rules require
    FAILED = 4  # a category or requirement that eliminates
    NOT_CALLED = 5  # was not on the list of those called to the stage
    ABSENT = 6
    WITHDRAWN = 7
    DISQUALIFIED = 8
    INVALID = 9  # something stands there that a finding already names


STATE_WORDS = {
    State.BLANK: "kosong",
    State.NO_ROW: "tidak ada baris",
    State.SHORT: "nilai penilai kurang",
    State.INVALID: "tidak sah",
    State.FAILED: "gugur",
    State.ABSENT: "tidak hadir",
    State.NOT_CALLED: "tidak dipanggil",
    State.WITHDRAWN: "mengundurkan diri",
    State.DISQUALIFIED: "didiskualifikasi",
}
MISSING = (State.BLANK, State.NO_ROW, State.SHORT)
GIVEN = (State.KNOWN, State.SHORT, State.FAILED)  # a mark, however poor or incomplete
GONE = (State.ABSENT, State.WITHDRAWN, State.DISQUALIFIED)

LEAVING = {Kind.WITHDRAWAL: State.WITHDRAWN, Kind.DISQUALIFICATION: State.DISQUALIFIED}


class Marks(ShortRepr, Struct, frozen=True, eq=False):
    """A column of marks for everyone in the register: a component's, one rater's, or a rater's of one aspect.

    Attributes:
        values: exact marks, shape (n,); meaningless (zero) where the state is not KNOWN.
        states: a ``State`` for each applicant.
        where: the address of applicant i's mark, or of the nearest thing there is.
        label: the rater or the aspect; '' for a component.
        parts: what the marks are made of: those of a panel's raters, or of the aspects that a rater marked.
        recused: whom a rater may not mark.
        texts: a category's or requirement's words, as delivered.
        counts: how many panel marks each applicant has.
        called: who was called to the stage; None where no list says so.
    """

    values: Exact
    states: States
    where: Where = lambda _: None
    label: str = ""
    parts: tuple[Marks, ...] = ()
    recused: frozenset[int] = frozenset()
    texts: Sequence[str] = ()
    counts: Ints | None = None
    called: Bools | None = None

    @property
    def known(self) -> Bools:
        """Who has a mark."""
        return np.asarray(self.states == State.KNOWN, dtype=bool)

    @property
    def by_label(self) -> dict[str, Marks]:
        """What they are made of, by rater or aspect."""
        return {part.label: part for part in self.parts}

    def nothing(self) -> Marks:
        """The same rater, with the same aspects, who has no row for anybody."""
        states: States = np.full_like(self.states, State.NO_ROW)
        parts = tuple(part.nothing() for part in self.parts)
        return Marks(Exact.zeros(len(states)), states, label=self.label, parts=parts)

    def take(self, rows: Indices) -> Marks:
        """The marks of these applicants alone."""
        return replace(self, values=self.values.take(rows), states=self.states[rows])

    def silent(self, i: int, required: int) -> list[Marks]:
        """The raters whose mark applicant i lacks, where that can be told.

        A blank says so itself; a row that is not there says it only where every rater is required.
        """
        parts = [part for part in self.parts if i not in part.recused]
        blank = [part for part in parts if part.states[i] == State.BLANK]
        return blank or [p for p in parts if p.states[i] == State.NO_ROW and len(parts) <= required]


AllMarks = dict[tuple[str, str], Marks]  # by (stage, component)


def of_aspects(label: str, aspects: Sequence[Marks], rule: Aspects, states: States, where: Where) -> Marks:
    """A rater's mark from those of the aspects, in the order of the rules; zero where it is not known."""
    values = calculation_steps.of_aspects(rule).compute([one.values for one in aspects], len(states))
    known = states == State.KNOWN
    return Marks(values.where(known, Exact.zeros(len(states))), states, where, label, tuple(aspects))


def effective_states(stage: Stage, component: Component, marks: AllMarks) -> States:
    """A component's states after the stage's own rules for zeros, blanks and absence, and its list of those called.

    Whoever was absent has not met a requirement: there is no zero in its place. Whoever was not called is not absent.
    """
    given = marks[stage.code, component.code]
    states = given.states
    if component.scored:
        states = np.where(all_zero(stage, marks), State.ABSENT, states).astype(np.int8)
    if given.called is not None:
        states = np.where(given.called | (states > State.ABSENT), states, State.NOT_CALLED).astype(np.int8)
    if stage.blank == "tidak hadir":
        states = np.where((states == State.BLANK) | (states == State.NO_ROW), State.ABSENT, states).astype(np.int8)
    if stage.absent == "nol" and component.scored:
        states = np.where(states == State.ABSENT, State.KNOWN, states).astype(np.int8)
    return states


def all_zero(stage: Stage, marks: AllMarks) -> Bools:
    """Whose marks are all zero, where the stage says that this means absence."""
    if stage.all_zero == "nilai" or not stage.scored:
        return np.zeros(1, dtype=bool)
    mine = [(marks[stage.code, c.code], c.panel) for c in stage.scored]
    zero: Bools = np.all([given.known & (_combined(given, panel).num == 0) for given, panel in mine], 0)
    return zero


def _combined(given: Marks, panel: Panel | None) -> Exact:
    """The marks of a component, a panel's as one."""
    if panel is None:
        return given.values
    return Combined(panel.combine, given.parts).compute([part.values for part in given.parts], len(given.states))


def worst_states(stage: Stage, marks: AllMarks) -> States:
    """The most severe state among a stage's components."""
    worst: States = np.stack([effective_states(stage, c, marks) for c in stage.components]).max(axis=0)
    return worst


def leave(rules: Rules, marks: AllMarks, events: Sequence[Event], register: Register) -> AllMarks:
    """The marks after everyone who withdrew or was disqualified at a stage has that state there.

    Somebody leaves with all their applications; a withdrawal that names a formation is from that one alone.
    """
    changed, person = dict(marks), persons(rules.choice, register)
    for event in events:
        state = LEAVING.get(event.kind)
        stage = next((stage for stage in rules.stages if stage.code == event.stage), None)
        if state is None or stage is None:
            continue
        named = register.known(event.persons)
        alone = event.kind is Kind.WITHDRAWAL and event.formation
        rows = named if alone else indices(np.isin(person, person[named]))
        for component in stage.components:
            own = changed.get((stage.code, component.code))
            if own is not None:
                states = own.states.copy()
                states[rows] = np.maximum(states[rows], state)
                changed[stage.code, component.code] = replace(own, states=states)
    return changed
