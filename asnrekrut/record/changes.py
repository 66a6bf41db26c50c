"""What two accounts of a stage say otherwise: facts (rules, quotas, people, marks), and the outcomes that follow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from asnrekrut.core.events import NOTHING
from asnrekrut.notation import as_read, read_shown
from asnrekrut.record.account import QUOTA
from asnrekrut.record.cells import print_of
from asnrekrut.record.consequences import ComparedWays
from asnrekrut.rules.undecided import NO_RULES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from asnrekrut.core.events import Event
    from asnrekrut.record.account import Account, Person

RULE, MEMBER, NAME, OUTCOME = "aturan", "formasi", "nama", "hasil"
PRINTED = {"jabatan", "unit"}  # of a formation, and decide nothing
FORMATION_FACTS = {QUOTA, "jenis", *PRINTED}
_FIGURE = re.compile(r"[\d., /-]+")
_MAKE_UP = re.compile(r"tahap\[[^]]*\]\.susulan\.")
_FREE = re.compile(rf"({'|'.join(sorted(NO_RULES))})\b")


class Change(Struct, frozen=True):
    """One thing that reads otherwise than it was confirmed.

    Attributes:
        stage: the confirmed stage, by its place in the order.
        formation: the code of the formation concerned; '' for a rule.
        person: the participant number; '' for a formation or a rule.
        component: the key of a step or attribute, ``kuota``, ``formasi``, ``nama``, ``hasil``; ``aturan`` with a key.
        salt: of the fingerprints of words; prints: of the word that stood in the cell and of that which stands there.
    """

    stage: int
    formation: str
    person: str
    component: str
    before: str
    after: str
    salt: str = ""
    prints: tuple[str, str] = ("", "")

    def named_by(self, event: Event) -> bool:
        """Whether a correction names exactly this change."""
        before, after = self.prints
        named = self._says(event.before, self.before, before) and self._says(event.after, self.after, after)
        whom = event.persons == ((self.person,) if self.person else ())
        where = event.formation in {"", self.formation}
        return event.component == self.component and named and whom and where

    def _says(self, written: str, kept: str, word: str) -> bool:
        """Whether the book says what is kept, or the word of the cell behind it."""
        return same(written, kept) or word == print_of(self.salt, self.person, self.component, written)

    @property
    def shown(self) -> tuple[str, str]:
        """Before and after as one reads them; names, codes and rules as they are written."""
        return self._shown(self.before), self._shown(self.after)

    def _shown(self, text: str) -> str:
        read = as_read(text)
        worded = self.component in {MEMBER, NAME, *FORMATION_FACTS - {QUOTA}}
        as_written = worded or (self.component.startswith(RULE) and read_shown(read) is None)
        return text if as_written else read


def same(written: str, kept: str) -> bool:
    """Whether the book of events says what is kept: a figure as it is printed, or as ``hasil.json`` has it."""
    figure = _is_figure(kept) and written.replace(",", ".") == kept.replace(",", ".")
    return written == kept or figure or written == as_read(kept)


def named(account: Account, event: Event) -> str | None:
    """What a correction names, as an account has it; None where there is no such thing."""
    if event.component.startswith(f"{RULE} "):
        return account.rule(event.component.partition(" ")[2]) or None
    if event.formation and event.component in FORMATION_FACTS:
        return account.about_formation(event.formation).get(event.component)
    one = account.people.get(event.persons[0]) if len(event.persons) == 1 else None
    if one is None:
        return None
    facts = {MEMBER: one.formation, NAME: one.name, OUTCOME: str(account.way(one)), **account.facts(one)}
    return facts.get(event.component) or NOTHING


def rule_changes(was: Account, now: Account, stage: int) -> Iterator[Change]:
    """Every key of the rules whose value reads otherwise, written or by default.

    A make-up may be held later, on a basis of its own: what it changes shows in marks. What binds no more today may be
    kept from an earlier version.
    """
    for key in sorted(was.rules.keys() | now.rules.keys()):
        old, new = was.rule(key) or NOTHING, now.rule(key) or NOTHING
        if old != new and not _MAKE_UP.match(key) and not _FREE.match(key):
            yield Change(stage, "", "", f"{RULE} {key}", old, new)


def fact_changes(was: Account, now: Account, stage: int, formation: str) -> Iterator[Change]:
    """Every fact of a formation that reads otherwise: its quota, its people, their names and marks."""
    before, after = was.of(formation), now.of(formation)
    today = now.about_formation(formation)
    for fact, old in was.about_formation(formation).items():
        if old != today.get(fact, "") and (today or fact == QUOTA):  # of one that is gone its seats say enough
            yield Change(stage, formation, "", fact, old or NOTHING, today.get(fact) or NOTHING)
    for number in sorted(after.keys() - before.keys()):
        yield Change(stage, formation, number, MEMBER, NOTHING, formation)
    for number in sorted(before.keys() - after.keys()):
        other = now.people.get(number)
        yield Change(stage, formation, number, MEMBER, formation, NOTHING if other is None else other.formation)
    for number in sorted(before.keys() & after.keys()):
        if before[number].name != after[number].name:
            yield Change(stage, formation, number, NAME, before[number].name, after[number].name)
        yield from _cell_changes(was, now, stage, before[number], after[number])


def _cell_changes(was: Account, now: Account, stage: int, before: Person, after: Person) -> Iterator[Change]:
    """Every cell of somebody that reads otherwise, in a stage to which they came.

    A figure that rules alone make of the same word follows from them.
    """
    order, number = {code: k for k, code in enumerate(now.order)}, before.number
    facts, own = was.facts(before), now.facts(after)
    words, today = (one.cells.prints.get(number, {}) for one in (was, now))
    for key in sorted(facts.keys() | own.keys()):
        old, new, prints = facts.get(key, ""), own.get(key, ""), (words.get(key, ""), today.get(key, ""))
        by_rule = _is_figure(old) and _is_figure(new) and prints[0] != "" and prints[0] == prints[1]
        if old != new and not by_rule and before.was_decided_at(order.get(key.partition(".")[0], 0)):
            where = stage, before.formation, number, key
            yield Change(*where, old or NOTHING, new or NOTHING, was.cells.salt, prints)


def _is_figure(text: str) -> bool:
    return _FIGURE.fullmatch(text) is not None


def way_changes(
    was: Account, now: Account, formation: str, listed: int | None, settled: Collection[str] = ()
) -> Iterator[ComparedWays]:
    """What became of everybody in a formation before and now; without those who wait, and those who are not there.

    Args:
        listed: the stage, if a list of the central body decides it: what it only says again changes nothing.
        settled: whose outcome a letter changed: at the end they may read otherwise.
    """
    for number, person in was.of(formation).items():
        after = now.people.get(number)
        if after is None or after.waits:
            continue
        today = now.way(after)
        way = was.way(person).beside(today)
        if number in settled and len(way.fates) == len(after.fates):
            way = way._replace(fates=(*way.fates[:-1], after.fates[-1]), seat=today.seat)
        again = listed is not None and way.as_listed(listed) == today.as_listed(listed)
        yield ComparedWays(number, today if again else way, today)


def outcome_change(stage: int, formation: str, one: ComparedWays) -> Change:
    """An outcome that reads otherwise, as a correction names it."""
    return Change(stage, formation, one.person, OUTCOME, str(one.before), str(one.after))
