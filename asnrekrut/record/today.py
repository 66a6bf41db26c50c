"""The account of a stage as it reads today, to be held against one that was kept."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from asnrekrut.core.result import fate_words
from asnrekrut.notation import number_text
from asnrekrut.record.account import Account, Formation, Person, Seat, Step
from asnrekrut.record.cells import cells_of
from asnrekrut.record.changes import named
from asnrekrut.rules.binding import binding

if TYPE_CHECKING:
    from collections.abc import Callable

    from asnrekrut.core import calculation_steps as steps
    from asnrekrut.core.events import Event
    from asnrekrut.core.result import Result, StageOutcome


@lru_cache(maxsize=1)
def account_of(result: Result, stage: StageOutcome, salt: str = "") -> Account:
    """What is said today of everything up to a stage; of the steps those that are read, whether people came or not.

    Args:
        salt: that of the record it is held against.
    """
    register, reached = result.register, result.stages[: stage.index + 1]
    read = [step for step in result.steps(stage) if step.formula is None]
    fates = map(cache(fate_words), zip(*(one.fates.tolist() for one in reached), strict=True))
    figures = zip(*(map(_figure(step), range(len(register))) for step in read), strict=True) if read else None
    codes = [register.codes[f] for f in register.formation.tolist()]
    people = [
        Person(number, code, name, next(figures) if figures else (), words, rank or None)
        for number, code, name, words, rank in zip(
            register.numbers, codes, register.names, fates, stage.standing.rank.tolist(), strict=True
        )
    ]
    seats = [
        Seat(register.numbers[p.application], register.codes[p.formation], p.kind, p.step, p.basis, p.note)
        for p in stage.placements
    ]
    formations = {one.code: Formation(one.title, one.unit, one.kind, one.quota) for one in register.formations}
    steps = {step.key: Step("") for step in read}
    order, cells = tuple(one.code for one in result.rules.stages), cells_of(result, stage, salt)
    events = tuple(map(dict, result.events))
    return Account(
        stage.code, binding(result.rules), formations, steps, tuple(people), events, tuple(seats), order, cells
    )


def _figure(step: steps.Step) -> Callable[[int], str]:
    """From a place in the register to the figure as ``hasil.json`` has it; '' for none."""
    texts = cache(number_text)
    return lambda i: texts(step.values.at(i)) if step.known[i] else ""


def reads_today(result: Result, event: Event) -> str | None:
    """What a correction names as it reads today, the cell of a requirement too; None where there is no such thing."""
    code, _, component = event.component.partition(".")
    at, marks = result.register.known(event.persons), result.marks.get((code, component))
    if marks is not None and marks.texts and len(at) == 1:
        return marks.texts[at[0]]
    account = account_of(result, result.stages[-1]) if result.stages else None
    word = account.cells.states.get(event.persons[0], {}).get(event.component) if account and len(at) == 1 else None
    steps = (step for stage in result.stages for step in result.steps(stage) if step.key == event.component)
    if word is None and len(at) == 1 and (step := next(steps, None)) is not None:
        return _figure(step)(at[0])
    return word or (named(account, event) if account is not None else None)
