"""How a stage was held, beside its marks: who was called, who sat which session, what a make-up took the place of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from asnrekrut.core.exact import Bools, Counts, Exact, Indices, any_of, indices
from asnrekrut.core.marks import GIVEN, Marks, State, States, all_zero
from asnrekrut.notation import show
from asnrekrut.short_repr import ShortRepr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from asnrekrut.core.marks import AllMarks
    from asnrekrut.core.register import Register
    from asnrekrut.core.result import Fates
    from asnrekrut.findings import Place
    from asnrekrut.rules.codes import Outcome
    from asnrekrut.rules.stages import Component, Stage


class MakeUp(ShortRepr, Struct, frozen=True, eq=False):
    """The make-up of one component, by applicant.

    Attributes:
        marks: as delivered for the make-up alone.
        replaced: whose absence they take the place of.
        late: who has no row on the day itself, as they were invited only afterwards.
        doubled: who has a mark on both sides.
    """

    marks: Marks
    replaced: Bools
    late: Bools
    doubled: Bools

    @property
    def given(self) -> Bools:
        """Who has a mark or a word in the make-up; a blank says nothing."""
        return ~np.isin(self.marks.states, (State.BLANK, State.NO_ROW))


class Moved(NamedTuple):
    """Who has a seat of another formation: the code that says so, and that formation's; '' where the list does not."""

    outcome: Outcome
    formation: str


CODE, RANK, TOTAL = "kode", "peringkat", "total"  # what a list of the central body says of somebody


class Determination(ShortRepr, Struct, frozen=True, eq=False):
    """A list of the central body, by applicant: what it says counts, whatever we compute.

    Attributes:
        listed: who stands on it.
        fates: a ``Fate`` by its code; NOT_REACHED (0) for those who are not listed.
        rank: within the formation, 0 for none.
        totals: of the stage, or of the end; meaningless where ``known`` does not hold.
        where: the address of applicant i's row, or of the cell with what is named.
        moved: at the end, who has a seat of another formation.
    """

    listed: Bools
    fates: Fates
    rank: Counts
    totals: Exact
    known: Bools
    where: Callable[..., Place | None] = lambda *_: None
    moved: Mapping[int, Moved] = field(default_factory=dict)


class Conduct(ShortRepr, Struct, frozen=True, eq=False):
    """How one stage was held, by applicant.

    Attributes:
        readable: whether all its columns could be read; without them it is only passed on the way to a later list.
        called: who is on the list of those called; None where there is no such list.
        session: the place of everyone's session among those of the stage, -1 for none; None without sessions.
        make_ups: by the code of a component.
        determined: the list of the central body, where the outcome is determined elsewhere.
        repeat: at the end, the marks of an exam that was repeated among those who are tied.
    """

    readable: bool = True
    called: Bools | None = None
    session: Indices | None = None
    make_ups: Mapping[str, MakeUp] = field(default_factory=dict)
    determined: Determination | None = None
    repeat: Marks | None = None

    def made_up(self, n: int) -> Bools:
        """Who had an absence replaced in any component, shape (n,)."""
        return any_of(n, (one.replaced for one in self.make_ups.values()))

    def late(self, n: int) -> Bools:
        """Who sat a make-up of any component and no other exam, shape (n,)."""
        return any_of(n, (one.late for one in self.make_ups.values()))


UNINVITED = "belum diundang"  # when the stage was held
AllConduct = dict[str, Conduct]  # by the code of a stage, ``akhir`` for the end


def with_make_ups(stage: Stage, marks: AllMarks, others: Mapping[str, Marks]) -> tuple[AllMarks, dict[str, MakeUp]]:
    """The marks of a stage with those of its make-ups, and what was replaced, by component.

    Args:
        others: the marks of the make-ups, by component.
    """
    complete = all((stage.code, c.code) in marks for c in stage.scored)
    nobody, scored = np.zeros(1, dtype=bool), {c.code for c in stage.scored}
    zero = all_zero(stage, marks) if complete else nobody
    absent = [State.ABSENT, *((State.BLANK, State.NO_ROW) if stage.blank == "tidak hadir" else ())]
    found, made = dict(marks), {}
    for code, other in others.items():
        own = marks[stage.code, code]
        away = np.isin(own.states, absent) | (zero if code in scored else nobody)
        found[stage.code, code], made[code] = make_up(own, other, away)
    return found, made


def make_up(marks: Marks, other: Marks, away: Bools) -> tuple[Marks, MakeUp]:
    """The marks with those of a make-up where somebody was absent or has no row, and what was replaced.

    Args:
        other: as delivered for the make-up.
        away: who was absent from the stage itself.
    """
    there = other.states != State.NO_ROW
    replaced, late = away & there, ~away & there & (marks.states == State.NO_ROW)
    doubled = np.isin(marks.states, GIVEN) & np.isin(other.states, GIVEN) & ~away
    return _taken(marks, other, replaced | late), MakeUp(other, replaced, late, doubled)


def _taken(mine: Marks, theirs: Marks, who: Bools) -> Marks:
    """These marks, those of some applicants taken from elsewhere, with all that they are made of.

    A rater of only one side has no row for anybody of the other.
    """
    states: States = np.where(who, theirs.states, mine.states).astype(np.int8)
    pairs = zip(mine.texts, theirs.texts, who.tolist(), strict=True) if mine.texts else ()
    texts = [their if there else my for my, their, there in pairs]
    counts = None if mine.counts is None or theirs.counts is None else np.where(who, theirs.counts, mine.counts)
    here, there = mine.by_label, theirs.by_label
    labels = {**here, **there}
    sides = ((here.get(x) or there[x].nothing(), there.get(x) or here[x].nothing()) for x in labels)
    parts = tuple(_taken(own, other, who) for own, other in sides)

    def where(i: int) -> Place | None:
        return (theirs if who[i] else mine).where(i)

    values = theirs.values.where(who, mine.values)
    return replace(mine, values=values, states=states, where=where, parts=parts, texts=texts, counts=counts)


def make_up_events(
    stages: Sequence[Stage], register: Register, conduct: Mapping[str, Conduct]
) -> Iterator[dict[str, str]]:
    """Both facts of everyone whose absence gave way to a mark: that they were absent, and what they have instead.

    Whoever was not invited then was not absent.
    """
    for stage in stages:
        for component in stage.components:
            one = conduct.get(stage.code, Conduct()).make_ups.get(component.code)
            if one is None or stage.make_up is None:
                continue
            for i in indices((one.replaced | one.late) & np.isin(one.marks.states, GIVEN)):
                fact = {"tahap": stage.code, "formasi": register.formation_of(i).code, "peserta": register.numbers[i]}
                fact["komponen"], before = component.code, UNINVITED if one.late[i] else "tidak hadir"
                if one.replaced[i]:
                    yield {"jenis": before, **fact}
                change = {"sebelum": before, "sesudah": _written(component, one.marks, i)}
                yield {"jenis": "susulan", **fact, **change, "dasar": stage.make_up.legal_basis}


def _written(component: Component, marks: Marks, i: int) -> str:
    """What the make-up gave: a number, a word, or every rater's mark."""
    if component.panel is not None:
        given = [part for part in marks.parts if part.states[i] == State.KNOWN]
        return "; ".join(f"{part.label}: {show(part.values.at(i))}" for part in given)
    return marks.texts[i] if marks.texts else show(marks.values.at(i))
