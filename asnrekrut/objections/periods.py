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
    from collections.abc import Collection, Iterator, Mapping, Sequence

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
    """When one result may be objected to; None where neither the schedule nor an announcement tells.

    Attributes:
        kind: ``sanggah`` or ``keberatan``.
        legal_basis: of the rule that counts the days; '' where the schedule alone names them.
        announced: the day of the announcement.
        opens, closes: the first and the last day on which it may be lodged.
        answer: the last day for the answer.
        formations: those that were announced later than the others, whose own window it is; none for all others.
        scheduled: whether the schedule names its days.
        later: whether it is for formations that are announced after others.
        faults: what the schedule says otherwise than the rule, and days that the list of holidays does not know.
    """

    stage: str
    kind: str
    legal_basis: str
    announced: date | None
    opens: date | None
    closes: date | None
    answer: date | None
    scheduled: bool = False
    formations: tuple[str, ...] = ()
    later: bool = False
    faults: tuple[Finding, ...] = ()

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day, where both are known."""
        return None if self.opens is None or self.closes is None else (self.opens, self.closes)

    @property
    def opened(self) -> bool:
        """Whether an announcement opened it, and left whoever was announced later than others a day for it."""
        if self.announced is None or self.closes is None:
            return False
        return self.closes > self.announced or not self.later

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


class Windows(Struct, frozen=True):
    """When the result of one stage may be objected to: the one place where rule, schedule and record meet.

    Attributes:
        kind: ``sanggah`` or ``keberatan``.
        rule: how the days are counted; None where the schedule alone names them.
        schedule: what it says of the stage.
        first: by formation, the day on which it was announced for the first time.
    """

    stage: str
    kind: str
    rule: Period | None
    schedule: Sequence[Activity]
    first: Mapping[str, date]
    calendar: Calendar

    def every(self) -> Iterator[Window]:
        """The window of the formations that were announced first, then of those that were later, by their own day.

        What the schedule alone names beside them is for formations that are still to be announced.
        """
        days = sorted({*self.first.values()})
        faults = tuple(fault for kind in (LODGED, ANSWERED) for fault in self._unused(kind, [None, *days[1:]]))
        mine = [self._window(days[0] if days else None)]
        mine[0] = replace(mine[0], faults=(*faults, *mine[0].faults))
        for day in days[1:]:
            formations = tuple(sorted(formation for formation in self.first if self.first[formation] == day))
            mine.append(replace(self._window(day, day), formations=formations))
        yield from mine
        for one in () if self.rule else self._activities(LODGED):
            if one.begins not in {window.opens for window in mine}:
                yield Window(self.stage, self.kind, "", None, one.begins, _end(one), None, scheduled=True, later=True)

    def of(self, formations: Collection[str], since: date | None) -> Window:
        """The window of formations that are announced together, for the first time or with others before them.

        Args:
            since: the day of their announcement, as far as that is known.
        """
        first, *later = self.every()
        own = next((window for window in later if not {*formations}.isdisjoint(window.formations)), None)
        if own is not None or not self.first or not self.first.keys().isdisjoint(formations):
            return own or first
        return self._window(None, since or max(self.first.values()))

    def _window(self, announced: date | None, since: date | None = None) -> Window:
        """The schedule's days where it names them, else those that the rule gives.

        Args:
            since: what the schedule has begin before this day was for formations announced earlier.
        """
        rule, lodged, answered = self.rule, self._activity(LODGED, since), self._activity(ANSWERED, since)
        zero = announced if announced or since else _end(self._activity(ANNOUNCED))
        opens = lodged.begins if lodged else None if zero is None else zero + ONE
        base = opens - ONE if lodged and opens else zero
        ruled = None if base is None or rule is None else due(base, rule.length, rule.counted, self.calendar)
        closes, by_rule = _end(lodged) or ruled, None
        if closes is not None and rule is not None and rule.answer is not None:
            by_rule = due(closes, rule.answer, rule.answer_counted, self.calendar)
        answer, basis = _end(answered) or by_rule, "" if rule is None else rule.legal_basis
        days, later = (announced, opens, closes, answer), since is not None
        window = Window(self.stage, self.kind, basis, *days, scheduled=lodged is not None, later=later)
        if rule is None:
            return window
        faults = [
            *_otherwise(rule, "masa berakhir", _end(lodged), ruled),
            *_otherwise(rule, "jawaban paling lambat", _end(answered), by_rule),
            *_unknown_days(rule, self.calendar, base, max((d for d in (closes, answer) if d), default=None)),
        ]
        return replace(window, faults=tuple(faults))

    def _activities(self, kind: str) -> list[Activity]:
        """What the schedule says; an appeal has no place of its own in it."""
        return [one for one in self.schedule if one.kind == kind and (kind == ANNOUNCED or self.kind == LODGED)]

    def _activity(self, kind: str, since: date | None = None) -> Activity | None:
        """The one that counts from a day on; where the schedule alone names a period, else the last, which was over."""
        found = self._activities(kind)
        last = found[-1:] if kind == LODGED and self.rule is None else []
        return next((one for one in found if since is None or one.begins >= since), last[0] if last else None)

    def _unused(self, kind: str, since: Sequence[date | None]) -> Iterator[Finding]:
        """What the schedule names beside what is used, from each of these days on, where a rule counts the days."""
        used = [self._activity(kind, day) for day in since]
        unused = [one for one in self._activities(kind) if self.rule and not any(one is other for other in used)]
        if unused:
            shown = (listed([show_days(o.begins, o.ends or o.begins) for o in some if o]) for some in (used, unused))
            told = dict(zip(("dipakai", "lain"), shown, strict=True))
            yield finding("P616", None, kegiatan=kind, **told).at_stage(self.stage)


def windows(rules: Rules, record: Record, calendar: Calendar) -> list[Windows]:
    """Those of every period: of what the rules count, in their order, then of what is in the schedule alone."""
    ruled = () if rules.objections is None else rules.objections.periods
    known = {one.stage for one in ruled if one.kind == LODGED}
    planned = {one.stage for one in rules.schedule if one.kind == LODGED} - known
    every: list[tuple[str, str, Period | None]] = [(one.stage, one.kind, one) for one in ruled]
    every += [(stage, LODGED, None) for stage in rules.stage_names if stage in planned]
    return [
        Windows(
            stage, kind, rule, [one for one in rules.schedule if one.stage == stage], first_announced(record, stage),
            calendar,
        )
        for stage, kind, rule in every
    ]  # fmt: skip


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
