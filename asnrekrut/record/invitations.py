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
from asnrekrut.findings import Finding, Place, finding
from asnrekrut.notation import listed, show_date
from asnrekrut.record.changes import ON
from asnrekrut.rules import RULES_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from asnrekrut.core.result import Result
    from asnrekrut.record.entries import Announcement
    from asnrekrut.record.hash_chain import Record
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.profile import Slot

    Name = tuple[str, int]  # of a session, and how many of that name stand before it
    Sessions = Mapping[Name, Slot]

NOWHERE = ("", -1)


class Called(Struct, frozen=True):
    """How somebody is called to a stage.

    Attributes:
        formation: its code.
        by: the announcement; None while there is none.
        session: ``NOWHERE`` where none has room; slot: None then.
    """

    formation: str
    by: Announcement | None
    session: Name = NOWHERE
    slot: Slot | None = None

    def keeps(self, others: Sessions) -> bool:
        """Whether other sessions say the same of this one."""
        return in_words(self.slot) == in_words(others.get(self.session))


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


def in_words(slot: Slot | None) -> str:
    """What a letter says of a session, in a line; '' where there is none, or nothing is known of it."""
    if slot is None:
        return ""
    day = show_date(slot.day) if slot.day else ""
    return ", ".join(text for text in (slot.session, day, slot.time, slot.room, slot.place) if text)


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
        found |= {number: Called(left.pop(number), by, name, slot) for number in mine[:room]}
    return found | {number: Called(code, by) for number, code in left.items()}


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
        new = {number: code for number, code in on.items() if number not in stays or found[number].slot is None}
        found |= {number: _told_again(found[number], every, entry) for number in stays if entry.sessions}
        found |= seated(new, ahead(every, entry.day), found, entry)
        told |= fresh
    return found


def _told_again(one: Called, every: Sessions, entry: Announcement) -> Called:
    """Somebody with the session as a later announcement names it, where that is otherwise and still to come."""
    stands = one.slot is None or one.keeps(every) or one.session not in every or not _is_ahead(one.slot, entry.day)
    return one if stands else replace(one, slot=every[one.session], by=entry)


def _going_on(record: Record, outcomes: Mapping[str, str], stage: int) -> dict[str, str]:
    """Who goes on from a stage by kept outcomes, with the formation."""
    accounts = {one.kept: record.kept(one) for one in record.confirmations()}
    every = ((code, *one) for code, kept in outcomes.items() for one in accounts[kept].of(code).items())
    return {number: code for code, number, person in every if person.fate_at(stage) == ON}


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
        decided = [one.decided_in for one in result.stages[index : index + 1]]
        done = {code for f, code in enumerate(result.register.codes) if any(here[f] for here in decided)}
        waiting = [one for one in called(record, rules, index).values() if one.formation not in done]
        today = sessions(rules.slots(stage.code))
        for entry in said:
            mine = [one for one in waiting if one.by is entry]
            yield from (one.at_stage(stage.code) for one in _of_letter(entry, mine, stage.name, today))


def _of_letter(entry: Announcement, mine: Sequence[Called], stage: str, today: Sessions) -> Iterator[Finding]:
    """What is doubtful about those whom one announcement calls."""
    about = {"tahap": stage, "pengumuman": entry.letter}
    if lost := [one.formation for one in mine if one.slot is None]:
        told = {"formasi": listed(sorted(set(lost))), "hari": show_date(entry.day), **about}
        yield finding("P801", Place(RULES_FILE), banyak=len(lost), **told)
    for then, now in sorted({(in_words(one.slot), in_words(today.get(one.session))) for one in mine if one.slot}):
        if then != now:
            yield finding("P802", Place(RULES_FILE), dahulu=then, kini=now or "tidak ada lagi", **about)
