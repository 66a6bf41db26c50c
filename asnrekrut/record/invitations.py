"""Whom each announcement invites to the next stage, and to which session of it: what was announced stays so.

An announcement invites those who go on by it and were not invited before, and those whose session it names otherwise.
Its line of the record has the sessions as the rules had them then; those that were added since take whoever found no
room. No session is open to those who are invited after its day.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from asnrekrut.core.events import DRAW_ANEW
from asnrekrut.core.result import FATE_WORDS, Fate
from asnrekrut.findings import Finding, Place, finding
from asnrekrut.notation import listed, show_date
from asnrekrut.rules import RULES_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from asnrekrut.core.result import Result
    from asnrekrut.record.entries import Announcement
    from asnrekrut.record.hash_chain import Record
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.profile import Slot

    Sessions = Mapping[tuple[str, int], Slot]  # each by its name, and how many of that name stand before it

_ON = FATE_WORDS[Fate.PROCEEDS]


class Called(Struct, frozen=True):
    """How somebody is called to a stage.

    Attributes:
        formation: its code.
        session: which one; None where none has room.
        by: the announcement; None while there is none.
    """

    formation: str
    session: tuple[str, int] | None
    slot: Slot | None
    by: Announcement | None = None

    def keeps(self, others: Sessions) -> bool:
        """Whether other sessions say the same of this one."""
        return self.session is None or _said(self.slot) == _said(others.get(self.session))


def sessions(slots: Sequence[Slot], said: Announcement | None = None) -> Sessions:
    """The sessions of a stage: those of an announcement as it has them, then those that are only in the rules.

    Args:
        slots: as the rules have them today.
    """
    announced = _named(() if said is None else said.sessions)
    return announced | {name: slot for name, slot in _named(slots).items() if name not in announced}


def _named(slots: Sequence[Slot]) -> dict[tuple[str, int], Slot]:
    seen, found = Counter[str](), {}
    for slot in slots:
        name = slot.session or ""
        found[name, seen[name]] = slot
        seen[name] += 1
    return found


def _said(slot: Slot | None) -> tuple[object, ...]:
    """What a letter says of a session."""
    return () if slot is None else (slot.day, slot.time, slot.room, slot.place)


def ahead(slots: Sessions, day: date | None) -> Sessions:
    """The sessions that are open to those who are invited on a day, or as soon as somebody says when."""
    return {name: slot for name, slot in slots.items() if _is_ahead(slot, day)}


def _is_ahead(slot: Slot, day: date | None) -> bool:
    return day is None or slot.day is None or slot.day >= day


def seated(
    people: Mapping[str, str], slots: Sessions, others: Mapping[str, Called], by: Announcement | None = None
) -> dict[str, Called]:
    """People with their sessions: in the order of numbers, each in the first that is theirs and has room.

    Args:
        people: the code of the formation by number.
        others: who was called before, and keeps the place.
    """
    held = Counter(one.session for one in others.values())
    left, found = dict(sorted(people.items())), dict[str, Called]()
    for name, slot in slots.items():
        mine = [number for number, code in left.items() if slot.formations is None or code in slot.formations]
        room = None if slot.people is None else max(slot.people - held[name], 0)
        found |= {number: Called(left.pop(number), name, slot, by) for number in mine[:room]}
    return found | {number: Called(code, None, None, by) for number, code in left.items()}


def called(record: Record, rules: Rules, index: int) -> dict[str, Called]:
    """By number, everyone whom the announcements of the stage before call to a stage; the latest that does holds."""
    slots, before = rules.slots(rules.stages[index].code), rules.stages[index - 1].code
    found, told = dict[str, Called](), dict[str, str]()
    for entry in record.announcements(before):
        fresh = {code: kept for code, kept in entry.outcomes.items() if told.get(code) != kept}
        about = fresh or entry.outcomes  # where it brings nothing new, it says the same to everyone once more
        on = _going_on(record, about, index - 1)
        anew = {code for code, kept in fresh.items() if code in told and _drawn_anew(record, code, told[code], kept)}
        stays = {number for number in on if number in found and found[number].formation not in anew}
        found = {number: one for number, one in found.items() if one.formation not in about or number in stays}
        every = sessions(slots, entry)
        moved = {n: found[n].formation for n in stays if _is_moved(found[n], every, entry)}
        new = {number: code for number, code in on.items() if number not in stays or found[number].slot is None}
        found |= {n: replace(found[n], slot=every[found[n].session or ("", 0)], by=entry) for n in moved}
        found |= seated(new, ahead(every, entry.day), found, entry)
        told |= fresh
    return found


def _is_moved(one: Called, every: Sessions, entry: Announcement) -> bool:
    """Whether an announcement names somebody's session otherwise, while that is still to come."""
    held = one.slot is None or not _is_ahead(one.slot, entry.day)
    return bool(entry.sessions) and not held and one.session in every and not one.keeps(every)


def _going_on(record: Record, outcomes: Mapping[str, str], stage: int) -> dict[str, str]:
    """Who goes on from a stage by kept outcomes, with the formation."""
    accounts = {one.kept: record.kept(one) for one in record.confirmations()}
    every = ((code, *one) for code, kept in outcomes.items() for one in accounts[kept].of(code).items())
    return {number: code for code, number, person in every if person.fate_at(stage) == _ON}


def _drawn_anew(record: Record, formation: str, before: str, now: str) -> bool:
    """Whether one kept outcome of a formation has its invitations drawn anew, and the one before did not yet."""
    known = record.events_in({before})
    new = (event for event in record.events_in({now}) if isinstance(event, dict) and event not in known)
    return any(one.get("akibat") == DRAW_ANEW and one.get("formasi", "") in {"", formation} for one in new)


def doubts(record: Record, result: Result, until: int) -> Iterator[Finding]:
    """Who is invited and has no session, and sessions that the rules name otherwise than was announced.

    Only until the stage is decided in their formation.

    Args:
        until: the last stage that is looked at.
    """
    rules = result.rules
    for index, stage in enumerate(rules.stages[: until + 1]):
        said = record.announcements(rules.stages[index - 1].code) if index and stage.presence == "perlu" else []
        if not said or not (rules.slots(stage.code) or any(entry.sessions for entry in said)):
            continue
        done = {code for one in result.stages[index : index + 1] for code in _decided(result, one.index)}
        waiting = [one for one in called(record, rules, index).values() if one.formation not in done]
        for one in (*_unseated(waiting, stage.name), *_moved(waiting, stage.name, sessions(rules.slots(stage.code)))):
            yield one.at_stage(stage.code)


def _decided(result: Result, index: int) -> Iterator[str]:
    for code, decided in zip(result.register.codes, result.stages[index].decided_in, strict=True):
        if decided:
            yield code


def _unseated(waiting: Sequence[Called], stage: str) -> Iterator[Finding]:
    """One for each announcement."""
    without = [one for one in waiting if one.slot is None]
    for entry in {one.by.number: one.by for one in without if one.by is not None}.values():
        mine = [one.formation for one in without if one.by is entry]
        told = {"formasi": listed(sorted(set(mine))), "hari": show_date(entry.day)}
        yield finding("P801", Place(RULES_FILE), tahap=stage, pengumuman=entry.letter, banyak=len(mine), **told)


def _moved(waiting: Sequence[Called], stage: str, today: Sessions) -> Iterator[Finding]:
    """One for each session as an announcement has it."""
    other = {(one.session, one.by.number): one for one in waiting if one.by is not None and not one.keeps(today)}
    for one in other.values():
        assert one.by is not None and one.slot is not None and one.session is not None  # noqa: S101,PT018  (so chosen)
        told = {"sesi": one.slot.session or stage, "kini": _shown(today.get(one.session)) or "tidak ada lagi"}
        yield finding("P802", Place(RULES_FILE), tahap=stage, pengumuman=one.by.letter, dahulu=_shown(one.slot), **told)


def _shown(slot: Slot | None) -> str:
    """Day, time and place of a session in a line."""
    if slot is None:
        return ""
    day = show_date(slot.day) if slot.day else ""
    return ", ".join(text for text in (day, slot.time, slot.room, slot.place) if text)
