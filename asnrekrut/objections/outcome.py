"""What objections came to: counts by stage and object, and who enters, leaves or moves by those accepted."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING

from msgspec import Struct

from asnrekrut.core.result import FATE_WORDS, INSIDE, Fate, Result, StageOutcome
from asnrekrut.notation import as_read
from asnrekrut.record.today import account_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from asnrekrut.objections.register import Lodged, Objection
    from asnrekrut.record.account import Person
    from asnrekrut.record.hash_chain import Record

WAITING = FATE_WORDS[Fate.OPEN]
_INSIDE = {FATE_WORDS[fate] for fate in INSIDE}


class Count(Struct, frozen=True):
    """How many rows of one stage, kind and object there are, and what became of them.

    Attributes:
        days: calendar days from receipt to answer: ``tercepat``, ``median`` and ``terlama`` of those answered, if any.
        late: answered after the last day; open: not decided yet.
    """

    stage: str
    kind: str
    object: str
    lodged: int
    decisions: Mapping[str, int]
    days: Mapping[str, int | Fraction]
    late: int
    open: int


def counts(lodged: Lodged) -> list[Count]:
    """One count for each stage, kind and object, in the order in which they first stand in the register."""
    groups: dict[tuple[str, str, str], list[Objection]] = {}
    for one in lodged.objections:
        groups.setdefault((one.stage, one.kind.value, one.object), []).append(one)
    return [_count(*key, rows, lodged) for key, rows in groups.items()]


def _count(stage: str, kind: str, what: str, rows: Sequence[Objection], lodged: Lodged) -> Count:
    decisions = Counter(one.decision.value for one in rows if one.decision is not None)
    days = sorted((one.answered - one.received).days for one in rows if one.answered is not None)
    spread: dict[str, int | Fraction] = (
        {"tercepat": days[0], "median": Fraction(median(days)), "terlama": days[-1]} if days else {}
    )
    late = sum(lodged.answered_late(one) is not None for one in rows)
    undecided = sum(one.decision is None for one in rows)
    return Count(stage, kind, what, len(rows), decisions, spread, late, undecided)


class Difference(Struct, frozen=True):
    """What reads otherwise of one person than it was confirmed.

    Attributes:
        before, after: the fate and the rank, in words; '' where there is none.
        seat_before, seat_after: the formation in which they have a seat; '' for none.
        change: ``masuk``, ``keluar``, ``berpindah``, ``peringkat``, or ``WAITING`` while that cannot be told.
        by: the register number of the accepted objection about the same person; '' where it is somebody else's.
    """

    stage: str
    person: str
    formation: str
    before: str
    after: str
    seat_before: str
    seat_after: str
    change: str
    by: str

    @property
    def waits(self) -> bool:
        """Whether what becomes of them is still to be decided."""
        return self.after == WAITING


def differences(record: Record, result: Result, accepted: Sequence[Objection]) -> list[Difference]:
    """Who enters, leaves, moves or changes rank, from the first stage on to which an objection was accepted.

    Of those of whom nothing can be told while they wait only those are named whom an accepted objection is about.
    """
    order = {stage.code: stage.index for stage in result.stages}
    first = min((order[one.stage] for one in accepted if one.stage in order), default=len(order))
    stages = [stage for stage in result.stages if stage.index >= first]
    found = (one for stage in stages for one in _since_confirmed(record, result, stage, accepted))
    return [one for one in found if one.change != WAITING or one.by]


def _since_confirmed(
    record: Record, result: Result, stage: StageOutcome, accepted: Sequence[Objection]
) -> Iterator[Difference]:
    """What reads otherwise in a stage than it was confirmed, by objections, corrections, departures or successions."""
    by, now = {one.person: one.number for one in accepted}, account_of(result, stage, record.salt)
    seated = {seat.number: seat.formation for seat in now.seats}
    for code, kept in record.outcomes(stage.code).items():
        seats = {seat.number: seat.formation for seat in kept.seats}
        for number, person in kept.of(code).items():
            today, seat = now.people.get(number), (seats.get(number, ""), seated.get(number, ""))
            found = None if today is None else _of_person(stage, person, today, seat)
            if found is not None:
                yield Difference(stage.code, number, code, *found, by.get(number, ""))


def _of_person(
    stage: StageOutcome, kept: Person, today: Person, seat: tuple[str, str]
) -> tuple[str, str, str, str, str] | None:
    """Before and after, the seats, and what kind of change it is; None where nothing changed."""
    was, now = kept.fate_at(stage.index), today.fate_at(stage.index)
    waits = today.waits and bool(was or now)
    now = WAITING if waits else now
    if (was, kept.rank, seat[0]) == (now, today.rank, seat[1]):
        return None
    if waits:
        change = WAITING if was else "masuk"  # a stage to which they were not called before
    elif (was in _INSIDE) != (now in _INSIDE):
        change = "masuk" if now in _INSIDE else "keluar"
    else:
        change = "berpindah" if seat[0] != seat[1] else "peringkat"
    words = (as_read(was), kept.rank), (as_read(now), today.rank)
    before, after = (f"{word}, peringkat {rank}" if rank else word for word, rank in words)
    return before, after, *seat, change
