"""What reads otherwise than it was confirmed: facts (rules, quotas, people, marks), and the outcomes that follow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from asnrekrut.notation import as_read, read_shown
from asnrekrut.record.following import ComparedWays
from asnrekrut.record.kept import MEMBER, NAME, OUTCOME
from asnrekrut.rules.undecided import NO_RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.core.events import Event
    from asnrekrut.findings import Place
    from asnrekrut.record.kept import KeptOutcome, Person
    from asnrekrut.record.today import Today

RULE, QUOTA = "aturan", "kuota"
NOTHING = "tidak ada"
_MAKE_UP = re.compile(r"tahap\[[^]]*\]\.susulan\.")
_FREE = re.compile(rf"({'|'.join(sorted(NO_RULES))})\b")


class Change(Struct, frozen=True):
    """One thing that reads otherwise than it was confirmed.

    Attributes:
        stage: the confirmed stage, by its place in the order.
        formation: the code of the formation concerned; '' for a rule.
        person: the participant number; '' for a formation or a rule.
        component: the key of a step, ``kuota``, ``formasi``, ``nama``, ``hasil``, or ``aturan`` with the path of a key.
        place: today's cell.
    """

    stage: int
    formation: str
    person: str
    component: str
    before: str
    after: str
    place: Place | None = None

    def named_by(self, event: Event) -> bool:
        """Whether a correction names exactly this change."""
        named = same(event.before, self.before) and same(event.after, self.after)
        whom = event.persons == ((self.person,) if self.person else ())
        where = event.formation in {"", self.formation}
        return event.component == self.component and named and whom and where

    @property
    def shown(self) -> tuple[str, str]:
        """Before and after as one reads them; names, codes and rules as they are written."""
        return self._shown(self.before), self._shown(self.after)

    def _shown(self, text: str) -> str:
        read = as_read(text)
        as_written = self.component in {MEMBER, NAME} or (self.component.startswith(RULE) and read_shown(read) is None)
        return text if as_written else read


def same(written: str, kept: str) -> bool:
    """Whether the book of events says what is kept: a figure as it is printed, or as ``hasil.json`` has it."""
    return written == kept or written.replace(",", ".") == kept.replace(",", ".") or written == as_read(kept)


def reading(source: KeptOutcome | Today, event: Event) -> str | None:
    """What a correction names, as it was kept or as it reads today; None where there is no such thing."""
    if event.component.startswith(f"{RULE} "):
        return source.rules.get(event.component.partition(" ")[2])
    if event.component == QUOTA:
        return source.quota(event.formation)
    facts = source.facts(event.persons[0]) if len(event.persons) == 1 else None
    return None if facts is None else facts.get(event.component) or NOTHING


def rule_changes(today: Today, kept: KeptOutcome) -> Iterator[Change]:
    """Every key of the rules that reads otherwise than in a kept outcome.

    A make-up may be held later, on a basis of its own: what it changes shows in marks. What binds no more today may be
    kept from an earlier version.
    """
    for key in sorted(kept.rules.keys() | today.rules.keys()):
        old, new = kept.rules.get(key, NOTHING), today.rules.get(key, NOTHING)
        if old != new and not _MAKE_UP.match(key) and not _FREE.match(key):
            yield Change(today.stage.index, "", "", f"{RULE} {key}", old, new)


def fact_changes(today: Today, kept: KeptOutcome, formation: str) -> Iterator[Change]:
    """Every fact of a formation that reads otherwise than in a kept outcome: its quota, its people, their marks."""
    stage, was, now = today.stage.index, kept.of(formation), today.of(formation)
    old, new = kept.quota(formation), today.quota(formation)
    if old != new:
        yield Change(stage, formation, "", QUOTA, str(old), NOTHING if new is None else new)
    for number in sorted(now.keys() - was.keys()):
        yield Change(stage, formation, number, MEMBER, NOTHING, formation)
    for number in sorted(was.keys() - now.keys()):
        facts = today.facts(number)
        yield Change(stage, formation, number, MEMBER, formation, NOTHING if facts is None else facts[MEMBER])
    for number in sorted(was.keys() & now.keys()):
        yield from _of_person(today, kept, was[number], now[number])


def _of_person(today: Today, kept: KeptOutcome, person: Person, i: int) -> Iterator[Change]:
    """The name, and the marks of the stages that they reached."""
    where = today.stage.index, person.formation, person.number
    name, marks = today.result.register.names[i], kept.marks(person)
    if person.name != name:
        yield Change(*where, NAME, person.name, name)
    for key in sorted(marks.keys() | today.read):
        old, new = marks.get(key, ""), today.figure(key, i)
        if old != new and person.fate_at(today.stage_of(key)):
            place = today.steps[key].where(i) if key in today.steps else None
            yield Change(*where, key, old or NOTHING, new or NOTHING, place)


def way_changes(today: Today, kept: KeptOutcome, formation: str) -> Iterator[ComparedWays]:
    """What became of everybody in a formation, as kept and today; without those whom an open tie keeps waiting."""
    at = today.result.register.at
    for number, person in kept.of(formation).items():
        was, now = person.way, today.way(at[number]) if number in at else None
        if now is None:
            continue
        if number in today.settled_by_letter and len(was.fates) == len(now.fates):
            was = was._replace(fates=(*was.fates[:-1], now.fates[-1]))
        yield ComparedWays(number, was, now)


def outcome_change(today: Today, formation: str, one: ComparedWays) -> Change:
    """An outcome that reads otherwise, as a correction names it."""
    return Change(today.stage.index, formation, one.person, OUTCOME, str(one.before), str(one.after))
