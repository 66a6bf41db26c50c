"""Who was invited to a stage, against who has marks there: lists of those called, make-ups, invitations still open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.checks.context import Context, mark_place
from asnrekrut.core.exact import Bools, indices
from asnrekrut.core.marks import GIVEN, MISSING
from asnrekrut.core.result import Fate, Progress, StageOutcome
from asnrekrut.findings import Finding, Place, finding, stopping
from asnrekrut.notation import show_count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.core.sessions_and_makeups import Conduct, MakeUp
    from asnrekrut.rules.stages import Component, Stage


def invitations(context: Context) -> Iterator[Finding]:
    """Everything that marks say against the invitations."""
    for s, stage in context.stages:
        conduct = context.conduct(stage)
        yield from _called(context, s, stage, conduct)
        for component in (c for c in stage.components if c.code in conduct.make_ups):
            yield from _make_up(context, s, stage, component, conduct.make_ups[component.code])
        yield from _open(context, s, stage)


def _called(context: Context, s: int, stage: Stage, conduct: Conduct) -> Iterator[Finding]:
    """Marks of somebody who was not called; a call for somebody who is out."""
    if conduct.called is None:
        return
    numbers, running = context.register.numbers, context.result.invited(s)
    for i in indices(context.given(stage) & running & ~conduct.called):
        yield finding("E422", _first_mark(context, stage, i), nomor=numbers[i], tahap=stage.name)
    for i in indices(conduct.called & ~running):
        before = context.rules.stages[int(context.result.stopped_at[i])].name
        yield finding("P451", None, nomor=numbers[i], tahap=stage.name, dahulu=before)


def _first_mark(context: Context, stage: Stage, i: int) -> Place | None:
    """Where the mark of applicant i stands that is the first of those there are."""
    every = context.marks_of(stage)
    return next((mark_place(marks, i) for marks in every if marks.states[i] in GIVEN), None)


def _make_up(context: Context, s: int, stage: Stage, component: Component, one: MakeUp) -> Iterator[Finding]:
    """Make-ups of somebody who was neither absent nor invited only after the stage was held."""
    running, main = context.result.invited(s), context.marks[stage.code, component.code]
    invited = running if main.called is None else running & main.called
    due = one.replaced | (one.late & (context.let_in < s))
    for i in indices(one.given & ~(invited & due & ~one.doubled)):
        code = "E426" if not invited[i] else "E424" if one.doubled[i] else "E425"
        told = {"tahap": stage.name, "komponen": component.name, "lain": str(mark_place(main, i) or "")}
        yield finding(code, mark_place(one.marks, i), nomor=context.register.numbers[i], **told)


def _open(context: Context, s: int, stage: Stage) -> Iterator[Finding]:
    """Marks of people whose invitation hangs on an earlier cut that is not decided, once for each formation.

    Where the earlier stage has marks and only some of them are missing, those have findings of their own: one note.
    """
    register, outcomes = context.register, {outcome.index: outcome for outcome in context.result.stages}
    given = context.given(stage) & context.result.invited(s)
    furthest = context.result.furthest
    awaited, begun, told = np.zeros((3, len(register.formations)), dtype=bool)
    for c, earlier in enumerate(context.rules.stages[:s]):
        waits = _awaited(context, outcomes.get(c)) & (furthest < c)  # unless a later list decided
        awaited |= waits
        begun |= waits & _begun(context, outcomes.get(c))
        if not earlier.cuts:
            continue
        blamed = ~told & awaited & (~outcomes[c].decided_in if c in outcomes else np.True_)
        told |= blamed
        names = {"tahap": stage.name, "dahulu": earlier.name}
        if people := int((given & (blamed & begun)[register.formation]).sum()):
            yield finding("I451", None, banyak=show_count(people), **names).at_stage(stage.code)
        for f in indices(blamed & ~begun):
            if who := indices(given & (register.formation == f)):
                place, count = _first_mark(context, stage, who[0]), show_count(len(who))
                found = finding("E421", place and place.whole, formasi=register.codes[f], banyak=count, **names)
                yield found.at_stage(stage.code)


def _begun(context: Context, outcome: StageOutcome | None) -> Bools:
    """The formations of which a stage has come in, though it is held up by single marks or by a fault of its sheets."""
    begun = np.zeros(len(context.register.formations), dtype=bool)
    if outcome is None or outcome.determined is not None:
        return begun
    figures = context.result.scores.stages[outcome.index]
    files = {place.file for place in (one.place for one in context.book.findings if stopping([one])) if place}
    if not files.isdisjoint(context.book.files_of(figures.stage.code)[1]):
        return ~begun
    begun[context.register.formation[context.given(figures.stage)]] = True
    return np.asarray(begun & (outcome.progress != Progress.TIED), dtype=bool)


def _awaited(context: Context, outcome: StageOutcome | None) -> Bools:
    """The formations in which a stage waits for marks, for a list, or for a decision on a tie.

    Where it waits only for a cell to be corrected, or is not held at all, that finding says all there is to do.
    """
    if outcome is None:
        return np.zeros(len(context.register.formations), dtype=bool)
    fixed = outcome.determined
    lacking = np.isin(context.result.scores.stages[outcome.index].states, MISSING) if fixed is None else ~fixed.listed
    awaited = outcome.progress == Progress.TIED
    awaited[context.register.formation[lacking & (outcome.fates == Fate.OPEN)]] = True
    return np.asarray(awaited, dtype=bool)
