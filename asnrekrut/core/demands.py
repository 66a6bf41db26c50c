"""Who meets the demands that are worked out from the register, and who cannot be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.conditions import meets
from asnrekrut.notation import show_date
from asnrekrut.rules.keys import APPLICANT
from asnrekrut.texts import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from asnrekrut.core.exact import Bools
    from asnrekrut.core.register import Register
    from asnrekrut.rules.demands import Age, Demand
    from asnrekrut.rules.stages import Stage

LEAP = (2, 29)


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
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
    known = np.ones(len(register), dtype=bool)
    for name in _facts(demand):
        known &= register.attributes[name].known
    limits: dict[int, str] = {}
    if demand.age is not None:
        met, sure, limits = _age(demand.age, register, concerned & known)
        known = known & sure
    elif demand.education is not None:
        met = _educated(register, demand.education)
    else:
        met = meets(demand.when or {}, register)
    fails = concerned & known & ~met
    blank = concerned & ~known
    if demand.blank == "gugur":
        fails, blank = fails | blank, np.zeros_like(blank)
    elif demand.blank == "lolos":
        blank = np.zeros_like(blank)
    who = np.flatnonzero(fails).tolist()
    words = {i: f"{demand.code}: {demand.reason}" + (f" ({limits[i]})" if i in limits else "") for i in who}
    return Judged(demand, fails, blank, words)


def _facts(demand: Demand) -> Iterator[str]:
    """The attributes that a demand looks at."""
    references = [*(demand.when or {}), *([demand.education] if demand.education else [])]
    references += [demand.age.born] if demand.age else []
    for reference in references:
        head, _, name = reference.partition(".")
        if head == APPLICANT:
            yield name


def _educated(register: Register, reference: str) -> Bools:
    """Whose qualification is, letter by letter but for its case, one of those of the formation applied for."""
    texts = register.attributes[reference.partition(".")[2]].texts
    accepted = [{folded(name) for name in formation.education} for formation in register.formations]
    pairs = zip(texts, register.formation.tolist(), strict=True)
    return np.array([folded(text) in accepted[f] for text, f in pairs], dtype=bool)


def anniversary(born: date, years: int, leap_day: str | None) -> date:
    """The birthday so many years later; whoever was born on 29 February has it where the rules say in other years."""
    if (born.month, born.day) != LEAP:
        return born.replace(year=born.year + years)
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 2, 28) if leap_day == "28 Februari" else date(born.year + years, 3, 1)


def old_enough(rule: Age, born: date, low: int | None, high: int | None, leap_day: str | None) -> bool:
    """Whether an age lies between two limits on the day of reference."""
    if low is not None and anniversary(born, low, leap_day) > rule.day:
        return False
    if high is None:
        return True
    if rule.counted == "tepat":
        return anniversary(born, high, leap_day) >= rule.day
    return anniversary(born, high + 1, leap_day) > rule.day


def _age(rule: Age, register: Register, known: Bools) -> tuple[Bools, Bools, dict[int, str]]:
    """Who is of the right age, of whom that is sure, and the limits that hold for everyone."""
    days = register.attributes[rule.born.partition(".")[2]].values
    assert days is not None  # noqa: S101  (the rules ask for a date)
    lows, highs = [rule.at_least] * len(register), [rule.at_most] * len(register)
    for exception in reversed(rule.exceptions):
        for i in np.flatnonzero(meets(exception.when, register)).tolist():
            lows[i] = rule.at_least if exception.at_least is None else exception.at_least
            highs[i] = rule.at_most if exception.at_most is None else exception.at_most
    met, sure, limits = np.ones(len(register), dtype=bool), np.ones(len(register), dtype=bool), {}
    for i in np.flatnonzero(known).tolist():
        born = date.fromordinal(int(days.at(i)))
        options = [rule.leap_day] if rule.leap_day else ["28 Februari", "1 Maret"]
        answers = {old_enough(rule, born, lows[i], highs[i], option) for option in options}
        met[i], sure[i] = answers != {False}, len(answers) == 1
        limits[i] = f"{_limits(lows[i], highs[i])} pada {show_date(rule.day)}"
    return met, sure, limits


def _limits(low: int | None, high: int | None) -> str:
    if low is None or high is None:
        return f"paling rendah {low} tahun" if high is None else f"paling tinggi {high} tahun"
    return f"{low} sampai {high} tahun"
