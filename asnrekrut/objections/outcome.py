"""What objections came to: counts by stage and object, and who enters, leaves or moves by those accepted."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from asnrekrut.core.result import FATE_WORDS, INSIDE, Fate, Result, StageOutcome
from asnrekrut.notation import as_read
from asnrekrut.record.today import account_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from asnrekrut.objections.register import Lodged, Objection
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
        both = ((one, now.people[number]) for number, one in kept.of(code).items() if number in now.people)
        for one, today in both:
            then, since = one.fate_at(stage.index), today.fate_at(stage.index)
            since = WAITING if today.waits and (then or since) else since
            was = _Standing(then, one.rank, seats.get(one.number, ""))
            is_now = _Standing(since, today.rank, seated.get(one.number, ""))
            if was != is_now:
                words, change = (was.words, is_now.words, was.seat, is_now.seat), _change(was, is_now)
                yield Difference(stage.code, one.number, code, *words, change, by.get(one.number, ""))


class _Standing(NamedTuple):
    """What became of somebody: the fate in a word, the rank, and the formation in which they have a seat."""

    fate: str
    rank: int | None
    seat: str

    @property
    def words(self) -> str:
        return as_read(self.fate) + (f", peringkat {self.rank}" if self.rank else "")


def _change(was: _Standing, now: _Standing) -> str:
    if now.fate == WAITING:
        return WAITING if was.fate else "masuk"  # a stage to which they were not called before
    if (was.fate in _INSIDE) != (now.fate in _INSIDE):
        return "masuk" if now.fate in _INSIDE else "keluar"
    return "berpindah" if was.seat != now.seat else "peringkat"
