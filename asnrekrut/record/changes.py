"""What two accounts of a stage say otherwise: facts (rules, quotas, people, marks), and the outcomes that follow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from asnrekrut.core.events import NOTHING, Kind, people_of
from asnrekrut.core.result import FATE_WORDS, Fate
from asnrekrut.notation import as_read, read_shown
from asnrekrut.record.account import QUOTA
from asnrekrut.record.cells import print_of
from asnrekrut.record.consequences import ComparedWays
from asnrekrut.rules.undecided import NO_RULES
from asnrekrut.short_repr import ShortRepr

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from asnrekrut.core.events import Event
    from asnrekrut.core.result import StageOutcome
    from asnrekrut.record.account import Account, Person

RULE, MEMBER, NAME, OUTCOME, EVENT = "aturan", "formasi", "nama", "hasil", "peristiwa"
PRINTED = {"jabatan", "unit"}  # of a formation, and decide nothing
FORMATION_FACTS = {QUOTA, "jenis", *PRINTED}
ON = FATE_WORDS[Fate.PROCEEDS]
# Events on which outcomes rest; what corrections let through is compared by itself.
_DECIDING = {kind.value for kind in Kind} - {
    kind.value for kind in (Kind.CORRECTION, Kind.ACCEPTANCE, Kind.RESTORATION, Kind.SIMULATION)
}
_FIGURE = re.compile(r"[\d., /-]+")
_MAKE_UP = re.compile(r"tahap\[[^]]*\]\.susulan\.")
_FREE = re.compile(rf"({'|'.join(sorted(NO_RULES))})\b")


class Change(ShortRepr, Struct, frozen=True):
    """One thing that reads otherwise than it was confirmed.

    Attributes:
        stage: the confirmed stage, by its place in the order.
        formation: the code of the formation concerned; '' for a rule.
        person: the participant number; '' for a formation or a rule.
        component: the key of a step or attribute, ``kuota``, ``formasi``, ``nama``, ``hasil``; ``aturan`` with a key.
        was: the account that was confirmed, which says otherwise.
        prints: fingerprints of the word that stood in the cell and of that which stands there.
    """

    stage: int
    formation: str
    person: str
    component: str
    before: str
    after: str
    was: Account
    prints: tuple[str, str] = ("", "")

    @property
    def key(self) -> tuple[object, ...]:
        """What says the same at whatever stage."""
        return self.formation, self.person, self.component, self.before, self.after, self.prints

    def allowed_by(self, corrections: Sequence[Event]) -> Event | None:
        """The first that lets it through; one that was confirmed already lets nothing through again."""
        return next((e for e in corrections if e.printed() not in self.was.events and self._named_by(e)), None)

    def _named_by(self, event: Event) -> bool:
        """Whether a correction names exactly this change."""
        before, after = self.prints
        named = self._says(event.before, self.before, before) and self._says(event.after, self.after, after)
        whom = event.persons == ((self.person,) if self.person else ())
        where = event.formation in {"", self.formation}
        return event.component == self.component and named and whom and where

    def _says(self, written: str, kept: str, word: str) -> bool:
        """Whether the book says what is kept, or the word of the cell behind it."""
        salt = self.was.cells.salt
        return same(written, kept) or word == print_of(salt, self.person, self.component, written)

    @property
    def shown(self) -> tuple[str, str]:
        """Before and after as one reads them; names, codes and rules as they are written."""
        return self._shown(self.before), self._shown(self.after)

    def _shown(self, text: str) -> str:
        read = as_read(text)
        worded = self.component in {MEMBER, NAME, *FORMATION_FACTS - {QUOTA}}
        as_written = worded or (self.component.startswith(RULE) and read_shown(read) is None)
        as_written |= self.component.startswith(f"{EVENT} ")
        return text if as_written else read


def same(written: str, kept: str) -> bool:
    """Whether the book of events says what is kept: a figure as it is printed, or as ``hasil.json`` has it."""
    figure = _is_figure(kept) and written.replace(",", ".") == kept.replace(",", ".")
    return written == kept or figure or written == as_read(kept)


def named(account: Account, event: Event) -> str | None:
    """What a correction names, as an account has it; None where there is no such thing."""
    if event.component.startswith(f"{RULE} "):
        return account.rule(event.component.partition(" ")[2]) or None
    if event.component.startswith(f"{EVENT} "):
        there = {event_text(one) for one in account.events}
        return next((text for text in (event.before, event.after) if text in there), NOTHING)
    if event.formation and event.component in FORMATION_FACTS:
        return account.about_formation(event.formation).get(event.component)
    one = account.people.get(event.persons[0]) if len(event.persons) == 1 else None
    if one is None:
        return None
    facts = {MEMBER: one.formation, NAME: one.name, OUTCOME: str(account.way(one)), **account.facts(one)}
    return facts.get(event.component) or NOTHING


def event_text(event: Mapping[str, object]) -> str:
    """An event as a change names it: all that its row says but the kind."""
    return "; ".join(str(said) for key, said in event.items() if key != "jenis")


def holds(kept: Account, event: Event) -> bool:
    """Whether a confirmed account has what a correction names as it is after it, so that nothing more follows."""
    text, component = named(kept, event), event.component
    if text is None or same(event.after, text):
        return text is not None
    who, cells = next(iter(event.persons), ""), kept.cells
    return cells.prints.get(who, {}).get(component) == print_of(cells.salt, who, component, event.after)


class Held(Struct, frozen=True, eq=False):
    """A formation at a confirmed stage: what was confirmed of it, and what is said of it today.

    Attributes:
        formation: its code; '' where only the rules are compared.
    """

    stage: StageOutcome
    formation: str
    was: Account
    present: Account

    def change(
        self, component: str, before: str, after: str, person: str = "", prints: tuple[str, str] = ("", "")
    ) -> Change:
        """Something of it that reads otherwise; '' for what was or is not there."""
        said = before or NOTHING, after or NOTHING
        return Change(self.stage.index, self.formation, person, component, *said, self.was, prints)

    def rules(self) -> Iterator[Change]:
        """Every key of the rules whose value reads otherwise, written or by default.

        A make-up may be held later, on a basis of its own: what it changes shows in marks. What binds no more today may
        be kept from an earlier version.
        """
        for key in sorted(self.was.rules.keys() | self.present.rules.keys()):
            old, new = self.was.rule(key), self.present.rule(key)
            if old != new and not _MAKE_UP.match(key) and not _FREE.match(key):
                yield self.change(f"{RULE} {key}", old, new)

    def facts(self) -> Iterator[Change]:
        """Every fact that reads otherwise: the quota, the people, their names and marks."""
        before, after = self.was.of(self.formation), self.present.of(self.formation)
        today = self.present.about_formation(self.formation)
        for fact, old in self.was.about_formation(self.formation).items():
            if old != today.get(fact, "") and (today or fact == QUOTA):  # of one that is gone its seats say enough
                yield self.change(fact, old, today.get(fact, ""))
        for number in sorted(after.keys() - before.keys()):
            yield self.change(MEMBER, "", self.formation, number)
        for number in sorted(before.keys() - after.keys()):
            other = self.present.people.get(number)
            yield self.change(MEMBER, self.formation, "" if other is None else other.formation, number)
        for number in sorted(before.keys() & after.keys()):
            if before[number].name != after[number].name:
                yield self.change(NAME, before[number].name, after[number].name, number)
            yield from self._cells(before[number], after[number])
        for event in self.lost_events:
            yield self.change(f"{EVENT} {event['jenis']}", event_text(event), self._instead_of(event))

    @property
    def lost_events(self) -> list[Mapping[str, object]]:
        """Events on which the confirmed outcome rests, and that the book no longer has as they were."""
        return [
            event
            for event in self.was.events
            if event.get("jenis") in _DECIDING and event not in self.present.events and self._concerns(event)
        ]

    @property
    def lost_people(self) -> set[str]:
        """The participant numbers of those events."""
        return {number for event in self.lost_events for number in people_of(event)}

    def _instead_of(self, event: Mapping[str, object]) -> str:
        """What the book says today of the same people in the place of an event; '' for nothing."""

        def about(one: Mapping[str, object]) -> object:
            return one.get("jenis"), one.get("tahap"), one.get("formasi"), frozenset(people_of(one))

        new = (one for one in self.present.events if one not in self.was.events and about(one) == about(event))
        return next(map(event_text, new), "")

    def _concerns(self, event: Mapping[str, object]) -> bool:
        persons = people_of(event)
        mine = not self.was.of(self.formation).keys().isdisjoint(persons)
        return mine or event.get("formasi", "" if persons == [""] else None) in {"", self.formation}

    def _cells(self, before: Person, after: Person) -> Iterator[Change]:
        """Every cell of somebody that reads otherwise, in a stage to which they came.

        A figure that rules alone make of the same word follows from them.
        """
        order, number = {code: k for k, code in enumerate(self.present.order)}, before.number
        facts, own = self.was.facts(before), self.present.facts(after)
        words, today = (one.cells.prints.get(number, {}) for one in (self.was, self.present))
        for key in sorted(facts.keys() | own.keys()):
            old, new, prints = facts.get(key, ""), own.get(key, ""), (words.get(key, ""), today.get(key, ""))
            by_rule = _is_figure(old) and _is_figure(new) and prints[0] != "" and prints[0] == prints[1]
            if old != new and not by_rule and before.was_decided_at(order.get(key.partition(".")[0], 0)):
                yield self.change(key, old, new, number, prints)

    def ways(self, by_letter: Collection[str] = ()) -> Iterator[ComparedWays]:
        """What became of everybody before and now; without those who wait, and those who are not there.

        What a list of the central body only says again changes nothing.

        Args:
            by_letter: whose outcome a letter changed: at the end they may read otherwise.
        """
        listed, index = self.stage.determined is not None, self.stage.index
        for number, person in self.was.of(self.formation).items():
            after = self.present.people.get(number)
            if after is None or after.waits:
                continue
            now = self.present.way(after)
            way = self.was.way(person).beside(now)
            if number in by_letter and len(way.fates) == len(after.fates):
                way = way._replace(fates=(*way.fates[:-1], after.fates[-1]), seat=now.seat)
            again = listed and way.as_listed(index) == now.as_listed(index)
            yield ComparedWays(number, now if again else way, now)

    def outcome(self, one: ComparedWays) -> Change:
        """An outcome that reads otherwise, as a correction names it."""
        return self.change(OUTCOME, str(one.before), str(one.after), one.person)

    @property
    def is_superseded(self) -> bool:
        """Whether anything reads otherwise, by whatever cause: letters that changed the end, and waiting too."""
        seats, today = (
            {(seat.number, seat.kind) for seat in a.seats_of(self.formation)} for a in (self.was, self.present)
        )
        here = [self.present.people[number] for number in self.was.of(self.formation) if number in self.present.people]
        moved = any(one.waits for one in here) or any(one.changed for one in self.ways())
        return seats != today or any(self.facts()) or moved

    @property
    def enter(self) -> list[str]:
        """Who goes on from the stage today but was not invited, by number."""
        return self._only(self.present, self.was)

    @property
    def leave(self) -> list[str]:
        """Who was invited but does not go on, or is in no list any more."""
        return self._only(self.was, self.present)

    def _only(self, one: Account, other: Account) -> list[str]:
        """Who goes on by the one account and not by the other."""
        on, others = (
            {n: p.fate_at(self.stage.index) == ON for n, p in a.of(self.formation).items()} for a in (one, other)
        )
        return [number for number, there in on.items() if there and not others.get(number)]


def _is_figure(text: str) -> bool:
    return _FIGURE.fullmatch(text) is not None
