"""What two accounts of a stage say otherwise: facts (rules, quotas, people, marks), and the outcomes that follow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from asnrekrut.core.events import NOTHING
from asnrekrut.notation import as_read, read_shown
from asnrekrut.record.account import QUOTA, STATES
from asnrekrut.record.consequences import ComparedWays
from asnrekrut.rules.undecided import NO_RULES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from asnrekrut.core.events import Event
    from asnrekrut.record.account import Account

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
        component: the key of a step, ``kuota``, ``formasi``, ``nama``, ``hasil``, or ``aturan`` with the path of a key.
    """

    stage: int
    formation: str
    person: str
    component: str
    before: str
    after: str

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
        worded = self.component in {MEMBER, NAME, *FORMATION_FACTS - {QUOTA}}
        as_written = worded or (self.component.startswith(RULE) and read_shown(read) is None)
        return text if as_written else read


def same(written: str, kept: str) -> bool:
    """Whether the book of events says what is kept: a figure as it is printed, or as ``hasil.json`` has it."""
    figure = _FIGURE.fullmatch(kept) and written.replace(",", ".") == kept.replace(",", ".")
    return written == kept or bool(figure) or written == as_read(kept)


def named(account: Account, event: Event) -> str | None:
    """What a correction names, as an account has it; None where there is no such thing."""
    if event.component.startswith(f"{RULE} "):
        return account.rule(event.component.partition(" ")[2]) or None
    if event.formation and event.component in FORMATION_FACTS:
        return account.about_formation(event.formation).get(event.component)
    one = account.people.get(event.persons[0]) if len(event.persons) == 1 else None
    if one is None:
        return None
    facts = {MEMBER: one.formation, NAME: one.name, OUTCOME: str(one.way), **account.marks(one)}
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
    order = {code: k for k, code in enumerate(now.order)}
    for number in sorted(before.keys() & after.keys()):
        person = before[number]
        if person.name != after[number].name:
            yield Change(stage, formation, number, NAME, person.name, after[number].name)
        marks, own = was.marks(person), now.marks(after[number])
        for key in sorted(marks.keys() | own.keys()):
            old, new = marks.get(key, ""), own.get(key, "")
            undecided = old in STATES and not new and after[number].waits  # a word for a state is told by the outcome
            if old != new and not undecided and person.was_decided_at(order.get(key.partition(".")[0], 0)):
                yield Change(stage, formation, number, key, old or NOTHING, new or NOTHING)


def way_changes(was: Account, now: Account, formation: str, settled: Collection[str] = ()) -> Iterator[ComparedWays]:
    """What became of everybody in a formation before and now; without those who wait, and those who are not there.

    Args:
        settled: whose outcome a letter changed: at the end they may read otherwise.
    """
    for number, person in was.of(formation).items():
        after = now.people.get(number)
        if after is None or after.waits:
            continue
        way = person.way_beside(after)
        if number in settled and len(way.fates) == len(after.fates):
            way = way._replace(fates=(*way.fates[:-1], after.fates[-1]))
        yield ComparedWays(number, way, after.way)


def outcome_change(stage: int, formation: str, one: ComparedWays) -> Change:
    """An outcome that reads otherwise, as a correction names it."""
    return Change(stage, formation, one.person, OUTCOME, str(one.before), str(one.after))
