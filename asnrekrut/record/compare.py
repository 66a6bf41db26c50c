"""What would read otherwise than it was confirmed: each difference with the person or key, before and after.

Facts are compared: marks that were read, quotas, rules, who applied for what. An outcome that follows from them is not
reported a second time. A correction in the book of events lets exactly the change through that it names.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from asnrekrut.core.events import NOTHING, Event, Kind, of_kind, row_to_paste
from asnrekrut.core.marks import LEAVING
from asnrekrut.core.placement import APPOINTED
from asnrekrut.core.result import FATE_WORDS, Fate, Result, StageOutcome
from asnrekrut.findings import Finding, finding
from asnrekrut.notation import as_read
from asnrekrut.record.account import QUOTA, Account
from asnrekrut.record.cells import is_attribute
from asnrekrut.record.changes import (
    FORMATION_FACTS,
    MEMBER,
    NAME,
    OUTCOME,
    PRINTED,
    RULE,
    Change,
    fact_changes,
    outcome_change,
    rule_changes,
    way_changes,
)
from asnrekrut.record.consequences import ComparedWays, competing, unexplained
from asnrekrut.record.corrections import Corrections
from asnrekrut.record.places import Places
from asnrekrut.record.today import account_of, reads_today
from asnrekrut.rules.figure_keys import FINAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from asnrekrut.intake.workbooks import Book
    from asnrekrut.record.hash_chain import Record

_WORDING = {"nama", "arti", "dasar"}  # keys of rules that are printed and decide nothing
_ON = FATE_WORDS[Fate.PROCEEDS]
_CODES = {
    RULE: "E613",
    QUOTA: "E614",
    MEMBER: "E612",
    OUTCOME: "E615",
    **dict.fromkeys(FORMATION_FACTS - {QUOTA}, "E624"),
}


class Moved(Struct, frozen=True):
    """Who goes on from a confirmed stage today but was not invited, and who was invited but does not go on.

    Attributes:
        kept: the outcome that was confirmed; present: the same as it reads today.
        enter, leave: by number.
    """

    stage: StageOutcome
    formation: str
    kept: Account
    present: Account
    enter: Sequence[str]
    leave: Sequence[str]


class Comparison(Struct, frozen=True):
    """What a run says against the record.

    Attributes:
        changes: what no correction lets through.
        allowed: what one does, with it.
        absorbed: corrections that a later confirmation already holds; unused: those that fit no change.
    """

    changes: Sequence[Change]
    allowed: Sequence[tuple[Change, Event]]
    absorbed: Sequence[Event]
    unused: Sequence[Event]
    moved: Sequence[Moved]


def compare(record: Record, result: Result, events: Sequence[Event]) -> Comparison:
    """Hold a result against everything that was confirmed."""
    corrections = Corrections(result, record, of_kind(events, Kind.CORRECTION))
    found, moved, left = list(_newest_rules(corrections)), list[Moved](), set[str]()
    for stage in result.stages:
        left |= {number for event in events if event.stage == stage.code for number in _late(record, event)}
        kept = record.outcomes(stage.code)
        if kept:
            now = account_of(result, stage, record.salt)
            renewed = {code: _renewed(record, result, stage, code) for code in kept}
            found += _Held(result, stage, kept, now, corrections, list(found), frozenset(left), renewed).changes()
            moved += _moved(now, stage, kept)
    distinct = {replace(change, stage=0): change for change in reversed(found)}.values()  # once, at the first stage
    pairs = [(change, corrections.allowing(change)) for change in reversed(distinct)]
    allowed = [(change, event) for change, event in pairs if event is not None]
    used = {id(event) for _, event in allowed}
    others = [event for event in corrections.events if id(event) not in used]
    absorbed = [event for event in others if corrections.absorbed(event)]
    unused = [event for event in others if event not in absorbed]
    return Comparison([change for change, event in pairs if event is None], allowed, absorbed, unused, moved)


def _newest_rules(corrections: Corrections) -> Iterator[Change]:
    """What reads otherwise in the rules than at the newest confirmation."""
    record, result = corrections.record, corrections.result
    if (newest := corrections.newest) is not None:
        stage = next(stage for stage in result.stages if stage.code == newest.stage)
        yield from rule_changes(record.kept(newest), account_of(result, stage, record.salt), stage.index)


def _renewed(record: Record, result: Result, stage: StageOutcome, code: str) -> set[str]:
    """Whose outcome an earlier stage has otherwise since it was confirmed again, after this one was."""
    mine = [entry for entry in record.confirmations() if code in entry.formations]
    last = max(k for k, entry in enumerate(mine) if entry.stage == stage.code)
    changed: set[str] = set()
    for earlier in result.stages[: stage.index]:
        was = [entry for entry in mine[:last] if entry.stage == earlier.code]
        now = [entry for entry in mine[last:] if entry.stage == earlier.code]
        if now:
            changed |= _told_apart(record.kept([mine[last], *was][-1]), record.kept(now[-1]), earlier.index)
    return changed


def _told_apart(before: Account, after: Account, stage: int) -> set[str]:
    """Of whom two kept outcomes say something else up to a stage, by the marks that both hold."""
    shared = before.steps.keys() & after.steps.keys()

    def said(kept: Account, number: str) -> object:
        one = kept.people.get(number)
        facts = {} if one is None else kept.facts(one)
        return one and (one.fates[: stage + 1], {key: said for key, said in facts.items() if key in shared})

    return {n for n in before.people.keys() | after.people.keys() if said(before, n) != said(after, n)}


def superseded(record: Record, result: Result, stage: StageOutcome) -> list[str]:
    """The formations of which a stage reads otherwise today than its own newest confirmation has it, by whatever cause.

    That letters changed the end counts too, and that somebody waits.
    """
    now = account_of(result, stage, record.salt)

    def differs(code: str, kept: Account) -> bool:
        before, after = ({(seat.number, seat.kind) for seat in one.seats_of(code)} for one in (kept, now))
        waiting = any(now.people[number].waits for number in kept.of(code) if number in now.people)
        moved = waiting or any(one.changed for one in way_changes(kept, now, code, _listed(stage)))
        return before != after or any(fact_changes(kept, now, stage.index, code)) or moved

    return sorted(code for code, kept in record.outcomes(stage.code).items() if differs(code, kept))


def _settled_by_letter(result: Result, stage: StageOutcome) -> set[str]:
    """Whose outcome a departure, a succession or an appointment changed by letter: they alone may read otherwise."""
    changed = {*stage.departed, *stage.stepped_in, *(p.application for p in stage.placements if p.note == APPOINTED)}
    rule = result.rules.replacement
    if changed and rule is not None and rule.refill:
        changed.update(np.flatnonzero(stage.fates == Fate.RESERVE).tolist())
    return {result.register.numbers[i] for i in changed}


class _Held(Struct, frozen=True, eq=False, dict=True):
    """One stage held against its confirmations, by formation.

    Attributes:
        earlier: what earlier stages brought up.
        left: who left at a stage that was confirmed without that: a finding of its own, and their marks count no more.
        renewed: whose outcome reads otherwise since an earlier stage was confirmed again.
    """

    result: Result
    stage: StageOutcome
    kept: Mapping[str, Account]
    present: Account
    corrections: Corrections
    earlier: Sequence[Change]
    left: frozenset[str]
    renewed: Mapping[str, set[str]]

    def changes(self) -> list[Change]:
        """Facts that read otherwise, and outcomes that follow from none of them or that a correction names."""
        stage, listed = self.stage.index, _listed(self.stage)
        settled = _settled_by_letter(self.result, self.stage)
        facts = {code: list(self._facts(code, was)) for code, was in self.kept.items()}
        ways = {code: list(way_changes(was, self.present, code, listed, settled)) for code, was in self.kept.items()}
        named = {code: {one.person for one in people if self._named(code, one)} for code, people in ways.items()}
        touched = {code: self._touched(code, facts[code], ways[code]) | named[code] for code in self.kept}
        found = [change for own in facts.values() for change in own]
        for code, people in ways.items():
            said = named[code] | self._by_themselves(code, people, touched)
            found += [outcome_change(stage, code, one) for one in people if one.person in said]
        return found

    def _facts(self, code: str, was: Account) -> Iterator[Change]:
        for one in fact_changes(was, self.present, self.stage.index, code):
            if one.person not in self.left or "." not in one.component or is_attribute(one.component):
                yield one

    def _named(self, code: str, one: ComparedWays) -> bool:
        """Whether a correction names an outcome that reads otherwise."""
        return one.changed and self.corrections.allowing(outcome_change(self.stage.index, code, one)) is not None

    def _touched(self, code: str, facts: Sequence[Change], ways: Sequence[ComparedWays]) -> frozenset[str]:
        """Of whom something reads otherwise from which an outcome may follow."""
        changed = {change.person for change in facts if change.component not in {NAME, *PRINTED}}
        follow = {one.person for one in ways if one.changed and self._follows(one)}
        return self.left | self.renewed[code] | changed | follow

    def _follows(self, one: ComparedWays) -> bool:
        """Whether an outcome differs from where an earlier one did, which was brought up."""
        return any(c.component == OUTCOME and c.person == one.person and one.first <= c.stage for c in self.earlier)

    def _by_themselves(
        self, code: str, people: Sequence[ComparedWays], touched: Mapping[str, frozenset[str]]
    ) -> set[str]:
        """Whose outcome reads otherwise and follows neither from a fact nor from a rule that changed.

        What a list of the central body says of somebody is a fact of its own, from whatever else changed.
        """
        if _listed(self.stage) is not None:
            return {one.person for one in people if one.changed}
        if any(map(_bears, rule_changes(self.kept[code], self.present, self.stage.index))):
            return {one.person for one in people if one.changed and one.stated} - touched[code]  # no rule makes a state
        among = {person for other in self._rivals.get(code, {code}) for person in touched.get(other, ())}
        from_below = self.stage.is_end and any(rule.from_below for rule in self.result.rules.fillings)
        return {one.person for one in unexplained(people, among, from_below)}

    @cached_property
    def _rivals(self) -> Mapping[str, set[str]]:
        return competing(self.result.rules, self.result.register) if self.stage.is_end else {}


def _listed(stage: StageOutcome) -> int | None:
    """The place of a stage that a list of the central body decides; None for any other."""
    return None if stage.determined is None else stage.index


def _bears(change: Change) -> bool:
    """Whether a rule that changed bears on outcomes, so that anything may follow."""
    return change.component.rpartition(".")[2] not in _WORDING


def _moved(today: Account, stage: StageOutcome, kept: Mapping[str, Account]) -> Iterator[Moved]:
    """Who enters and who leaves among those who go on from a confirmed stage; nobody while that cannot be told."""
    for code, outcome in kept.items() if not stage.is_end else ():
        now = {number: one.fate_at(stage.index) for number, one in today.of(code).items()}
        invited = dict.fromkeys(no for no, one in outcome.of(code).items() if one.fate_at(stage.index) == _ON)
        enter = [number for number, fate in now.items() if fate == _ON and number not in invited]
        leave = [number for number in invited if now.get(number) != _ON]  # whoever is in no list any more too
        if (enter or leave) and FATE_WORDS[Fate.OPEN] not in now.values():
            yield Moved(stage, code, outcome, today, enter, leave)


def _late(record: Record, event: Event) -> list[str]:
    """Whom an event takes out of a stage that was confirmed without it; after the end, that is what it is for."""
    if event.kind not in LEAVING or event.stage == FINAL:
        return []
    for kept in record.outcomes(event.stage).values():
        people = [kept.people[number] for number in event.persons if number in kept.people]
        if late := [one.number for one in people if event.kind.value != as_read("".join(one.fates[-1:]))]:
            return late
    return []


def too_late(record: Record, events: Sequence[Event]) -> Iterator[Finding]:
    """Withdrawals and disqualifications at a stage that was confirmed without them."""
    for event in events:
        if late := _late(record, event):
            nomor = ", ".join(late)
            yield finding("E608", event.place, jenis=event.kind.value, nomor=nomor, tahap=event.stage)


def gone(record: Record, result: Result, until: int) -> Iterator[Finding]:
    """Confirmed stages that can no longer be decided at all, because their marks are not there."""
    reached = {stage.code for stage in result.stages}
    order = list(result.rules.stage_names)[: until + 1]
    for entry in record.confirmations():
        if entry.stage in order and entry.stage not in reached:
            yield finding("E620", None, tahap=entry.stage, nomor=entry.number).at_stage(entry.stage)


def findings_of(comparison: Comparison, result: Result, book: Book) -> Iterator[Finding]:
    """Everything that stops because it would read otherwise, at its place, with the row that would let it through."""
    places = Places(result, book)
    for change in comparison.changes:
        stage = result.stages[change.stage]
        before, after = change.shown
        code, component = _CODES.get(change.component.partition(" ")[0], "E611"), change.component
        if is_attribute(component):
            code, component = "E625", result.rules.applicants.attributes[component.partition(".")[2]].column
        values = {"tahap": stage.name, "dahulu": before, "sekarang": after, "komponen": component}
        whom = {"nomor": change.person} if change.person else {}
        where = {"stage": stage.code, "formation": change.formation, "persons": change.person}
        what = {"component": change.component, "before": before, "after": after}
        row = row_to_paste(Kind.CORRECTION, **where, **what)
        one = finding(code, places.of(change), formasi=change.formation, baris=row, **whom, **values)
        yield one.at_stage(stage.code)
    for event in comparison.unused:
        persons = f" peserta {', '.join(event.persons)}" if event.persons else ""
        said, now = f"{event.component}{persons}: {event.before} → {event.after}", reads_today(result, event)
        whom = {"nomor": event.persons[0]} if len(event.persons) == 1 else {"formasi": event.formation}
        yield finding("E607", event.place, apa=said, kini=as_read(now or NOTHING), **whom).at_stage(event.stage)
