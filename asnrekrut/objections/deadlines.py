"""Counting days: calendar days, or working days of a week of five or six with the holidays of a dated list."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from asnrekrut.rules.objections import CALENDAR

ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked.

    Attributes:
        week: working days a week, from Monday on.
        off: holidays, and joint leave where that is no working day.
        estimated: days of the list that are not fixed yet.
        years: for which years the list speaks.
    """

    week: int = 5
    off: frozenset[date] = frozenset()
    estimated: frozenset[date] = frozenset()
    years: frozenset[int] = field(default_factory=frozenset)

    def works(self, day: date) -> bool:
        """Whether a day is a working day."""
        return day.weekday() < self.week and day not in self.off

    def knows(self, first: date, last: date) -> bool:
        """Whether the list speaks of every year from one day to another."""
        return set(range(first.year, last.year + 1)) <= self.years

    def guesses(self, first: date, last: date) -> list[date]:
        """The days between that are only estimated."""
        return sorted(day for day in self.estimated if first <= day <= last)


def due(zero: date, count: int, counted: str, calendar: Calendar) -> date:
    """The last of so many days; the day after ``zero`` is the first.

    Args:
        zero: the day of the announcement, or the last day of the period before.
        counted: ``kalender`` or ``kerja``; a period of calendar days may end on a holiday.
    """
    if counted == CALENDAR:
        return zero + count * ONE
    day = zero
    while count:
        day += ONE
        count -= calendar.works(day)
    return day
