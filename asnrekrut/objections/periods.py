"""When a result may be objected to and when the answers are due: days counted, by the schedule and by the rule."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from asnrekrut.findings import Finding, finding
from asnrekrut.notation import listed, show_date, show_days
from asnrekrut.rules.objections import CALENDAR, WORKING, Period

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asnrekrut.record.hash_chain import Record
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.publication import Activity


ONE = timedelta(days=1)
ANNOUNCED, LODGED, ANSWERED = "pengumuman", "sanggah", "jawaban sanggah"


class Calendar(Struct, frozen=True):
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


class Window(Struct, frozen=True):
    """The days of one period; None where neither the schedule nor an announcement tells.

    Attributes:
        zero: the day of the announcement, before the first day.
        opens, closes: the first and the last day on which it may be lodged.
        answer: the last day for the answer.
        formations: those that were announced later than the others, whose own window it is; none for all others.
        faults: what the schedule says otherwise than the rule, and days that the list of holidays does not know.
    """

    period: Period
    zero: date | None
    opens: date | None
    closes: date | None
    answer: date | None
    formations: tuple[str, ...] = ()
    faults: tuple[Finding, ...] = ()

    def late(self, received: date) -> bool:
        """Whether something came before or after the days on which it may be lodged."""
        after = self.closes is not None and received > self.closes
        return after or (self.opens is not None and received < self.opens)


def objectionable(rules: Rules) -> set[str]:
    """The stages whose result may be objected to, by the rule or the schedule; '' where that names a period for none.

    No stage has a period unless one of them says so.
    """
    periods = () if rules.objections is None else rules.objections.periods
    ruled = {one.stage for one in periods if one.kind == LODGED}
    return ruled | {one.stage or "" for one in rules.schedule if one.kind == LODGED}


def first_announced(record: Record, stage: str) -> dict[str, date]:
    """By formation, the day on which its outcome of a stage was announced for the first time."""
    first: dict[str, date] = {}
    for entry in record.announcements(stage):
        for formation in entry.outcomes:
            first.setdefault(formation, entry.day)
    return first


def scheduled(rules: Rules, stage: str, since: date | None = None) -> Activity | None:
    """The period that the schedule names for a stage.

    Args:
        since: the day on which formations were announced later than others: their period begins then or after it, and
            where none does, the last that there is was over before them; None for those that were announced first.
    """
    found = [one for one in rules.schedule if (one.kind, one.stage) == (LODGED, stage)]
    if since is None:
        return found[0] if found else None
    return next((one for one in found if one.begins >= since), found[-1] if found else None)


def windows(rules: Rules, record: Record, calendar: Calendar) -> list[Window]:
    """The windows of every period, in the order of the rules."""
    periods = () if rules.objections is None else rules.objections.periods
    return [window for period in periods for window in _windows(rules, record, calendar, period)]


def _windows(rules: Rules, record: Record, calendar: Calendar, period: Period) -> Iterator[Window]:
    """The window of the formations that were announced first, then of those that were later, by their own day."""
    first = first_announced(record, period.stage)
    days = sorted({*first.values()})
    since = [None, *days[1:]]
    faults = tuple(fault for kind in (LODGED, ANSWERED) for fault in _unused(rules, period, kind, since))
    window = _window(rules, calendar, period, days[0] if days else _end(_activity(rules, period, ANNOUNCED)))
    yield replace(window, faults=(*faults, *window.faults))
    for day in days[1:]:
        mine = tuple(sorted(formation for formation in first if first[formation] == day))
        yield replace(_window(rules, calendar, period, day, day), formations=mine)


def _window(rules: Rules, calendar: Calendar, period: Period, zero: date | None, since: date | None = None) -> Window:
    """The schedule's days where it names them, else those that the rule gives.

    Args:
        since: what the schedule has begin before this day was for formations announced earlier.
    """
    lodged, answered = (_activity(rules, period, kind, since) for kind in (LODGED, ANSWERED))
    opens = lodged.begins if lodged else None if zero is None else zero + ONE
    base = opens - ONE if lodged and opens else zero
    ruled = None if base is None else due(base, period.length, period.counted, calendar)
    closes = _end(lodged) or ruled
    by_rule = None
    if closes is not None and period.answer is not None:
        by_rule = due(closes, period.answer, period.answer_counted, calendar)
    answer = _end(answered) or by_rule
    faults = [
        *_otherwise(period, "masa berakhir", _end(lodged), ruled),
        *_otherwise(period, "jawaban paling lambat", _end(answered), by_rule),
        *_unknown_days(period, calendar, base, max((d for d in (closes, answer) if d), default=None)),
    ]
    return Window(period, zero, opens, closes, answer, faults=tuple(faults))


def _activities(rules: Rules, period: Period, kind: str) -> list[Activity]:
    """What the schedule says of a stage; an appeal has no place of its own in it."""
    if kind != ANNOUNCED and period.kind != LODGED:
        return []
    return [one for one in rules.schedule if one.kind == kind and one.stage == period.stage]


def _activity(rules: Rules, period: Period, kind: str, since: date | None = None) -> Activity | None:
    found = _activities(rules, period, kind)
    return next((one for one in found if since is None or one.begins >= since), None)


def _unused(rules: Rules, period: Period, kind: str, since: Sequence[date | None]) -> Iterator[Finding]:
    """What the schedule names of a period beside what is used, from each of these days on."""
    used = [_activity(rules, period, kind, day) for day in since]
    unused = [one for one in _activities(rules, period, kind) if not any(one is other for other in used)]
    if unused:
        shown = (listed([show_days(o.begins, o.ends or o.begins) for o in some if o]) for some in (used, unused))
        told = dict(zip(("dipakai", "lain"), shown, strict=True))
        yield finding("P616", None, kegiatan=kind, **told).at_stage(period.stage)


def _end(activity: Activity | None) -> date | None:
    return None if activity is None else activity.ends or activity.begins


def _otherwise(period: Period, what: str, planned: date | None, ruled: date | None) -> Iterator[Finding]:
    if planned is not None and ruled is not None and planned != ruled:
        told = {"jadwal": show_date(planned), "aturan": show_date(ruled)}
        said = finding("P612", None, jenis=period.kind, apa=what, dasar=period.legal_basis, **told)
        yield said.at_stage(period.stage)


def _unknown_days(period: Period, calendar: Calendar, first: date | None, last: date | None) -> Iterator[Finding]:
    """Working days are only as good as the list of holidays."""
    working = WORKING in {period.counted, period.answer and period.answer_counted}
    if not working or first is None or last is None:
        return
    unknown = [str(year) for year in range(first.year, last.year + 1) if year not in calendar.years]
    guessed = sorted(day for day in calendar.estimated if first <= day <= last)
    whys = [f"daftar hari libur tidak memuat tahun {listed(unknown)}"] if unknown else []
    whys += [f"{listed([show_date(day) for day in guessed])} masih perkiraan"] if guessed else []
    yield from (finding("P615", None, jenis=period.kind, sebab=why).at_stage(period.stage) for why in whys)
