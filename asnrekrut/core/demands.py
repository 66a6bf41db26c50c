"""Who meets the demands that are worked out from the register, and who cannot be told."""

from __future__ import annotations

from calendar import isleap
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from asnrekrut.core.conditions import meets
from asnrekrut.core.exact import Bools, any_of, indices
from asnrekrut.notation import show_date
from asnrekrut.rules.figure_keys import APPLICANT
from asnrekrut.short_repr import ShortRepr
from asnrekrut.texts import folded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asnrekrut.core.register import Register
    from asnrekrut.rules.demands import Age, Demand
    from asnrekrut.rules.stages import Stage

LEAP = (2, 29)


class Judged(ShortRepr, Struct, frozen=True, eq=False):
    """One demand, by applicant.

    Attributes:
        fails: who does not meet it; unknown: of whom it cannot be told.
        words: why, for those who fail; nothing private stands there.
    """

    demand: Demand
    fails: Bools
    unknown: Bools
    words: Mapping[int, str]


def judged(stage: Stage, register: Register) -> list[Judged]:
    """Every demand of a stage."""
    return [_judged(demand, register) for demand in stage.demands]


def _judged(demand: Demand, register: Register) -> Judged:
    concerned = meets(demand.applies, register) if demand.applies else np.ones(len(register), dtype=bool)
    blank = any_of(len(register), (~register.attribute(name).known for name in _facts(demand))) & concerned
    unsure = np.zeros(len(register), dtype=bool)
    limits: dict[int, str] = {}
    if demand.age is not None:
        met, unsure, limits = _age(demand.age, register, concerned & ~blank)
    elif demand.education is not None:
        met = _educated(register, demand.education)
    else:
        met = meets(demand.when or {}, register)
    fails = np.where(blank, demand.blank == "gugur", concerned & ~met & ~unsure)
    unknown = unsure | (blank & (demand.blank == "berhenti"))
    who = indices(fails)
    words = {i: f"{demand.code}: {demand.ground}" + (f" ({limits[i]})" if i in limits else "") for i in who}
    return Judged(demand, fails, unknown, words)


def _facts(demand: Demand) -> list[str]:
    """The attributes that a demand looks at."""
    references = [*(demand.when or {}), *([demand.education] if demand.education else [])]
    references += [demand.age.born] if demand.age else []
    return [reference for reference in references if reference.startswith(f"{APPLICANT}.")]


def _educated(register: Register, reference: str) -> Bools:
    """Whose qualification is, letter by letter but for its case, one of those of the formation applied for."""
    texts = register.attribute(reference).texts
    accepted = [{folded(name) for name in formation.education} for formation in register.formations]
    pairs = zip(texts, register.formation.tolist(), strict=True)
    return np.array([folded(text) in accepted[f] for text, f in pairs], dtype=bool)


def anniversary(born: date, years: int, leap_day: str) -> tuple[int, int, int]:
    """Year, month and day of the birthday so many years later, which may lie beyond the calendar.

    Whoever was born on 29 February has it where the rules say in other years.
    """
    year, day = born.year + years, (born.month, born.day)
    if day == LEAP and not isleap(year):
        day = (2, 28) if leap_day == "28 Februari" else (3, 1)
    return (year, *day)


def of_age(rule: Age, born: date, low: int | None, high: int | None, leap_day: str) -> bool:
    """Whether an age lies between two limits on the day of reference."""
    day = rule.day.year, rule.day.month, rule.day.day
    if low is not None and anniversary(born, low, leap_day) > day:
        return False
    if high is None:
        return True
    if rule.counted == "tepat":
        return anniversary(born, high, leap_day) >= day
    return anniversary(born, high + 1, leap_day) > day


def _age(rule: Age, register: Register, known: Bools) -> tuple[Bools, Bools, dict[int, str]]:
    """Who is of the right age, of whom that cannot be told, and the limits that hold for everyone."""
    days = register.attribute(rule.born).figures
    lows, highs = [rule.at_least] * len(register), [rule.at_most] * len(register)
    for exception in reversed(rule.exceptions):
        for i in indices(meets(exception.when, register)):
            lows[i] = rule.at_least if exception.at_least is None else exception.at_least
            highs[i] = rule.at_most if exception.at_most is None else exception.at_most
    met, unsure, limits = np.ones(len(register), dtype=bool), np.zeros(len(register), dtype=bool), {}
    for i in indices(known):
        born = date.fromordinal(int(days.at(i)))
        options = [rule.leap_day] if rule.leap_day else ["28 Februari", "1 Maret"]
        answers = {of_age(rule, born, lows[i], highs[i], option) for option in options}
        met[i], unsure[i] = answers != {False}, len(answers) > 1
        limits[i] = f"{_limits(lows[i], highs[i])} pada {show_date(rule.day)}"
    return met, unsure, limits


def _limits(low: int | None, high: int | None) -> str:
    if low is None or high is None:
        return f"paling rendah {low} tahun" if high is None else f"paling tinggi {high} tahun"
    return f"{low} sampai {high} tahun"
