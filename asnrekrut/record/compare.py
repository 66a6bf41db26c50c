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
from asnrekrut.record.account import LOST, QUOTA
from asnrekrut.record.cells import is_attribute
from asnrekrut.record.changes import EVENT, FORMATION_FACTS, MEMBER, NAME, OUTCOME, PRINTED, RULE, Change, Held, holds
from asnrekrut.record.consequences import ComparedWays, competing, unexplained
from asnrekrut.record.places import Places
from asnrekrut.record.today import account_of, reads_today
from asnrekrut.rules.conditions import column_of
from asnrekrut.rules.figure_keys import FINAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from asnrekrut.core.register import Register
    from asnrekrut.intake.workbooks import Book
    from asnrekrut.record.account import Account
    from asnrekrut.record.hash_chain import Record

_OPEN = FATE_WORDS[Fate.OPEN]
_WORDING = {"nama", "arti", "dasar"}  # keys of rules that are printed and decide nothing
_CODES = {
    RULE: "E613",
    QUOTA: "E614",
    MEMBER: "E612",
    OUTCOME: "E615",
    EVENT: "E626",
    **dict.fromkeys(FORMATION_FACTS - {QUOTA}, "E624"),
}


class Comparison(Struct, frozen=True):
    """What a run says against the record.

    Attributes:
        changes: what no correction lets through.
        allowed: what one does, with it.
        absorbed: corrections that a later confirmation already holds; unused: those that fit no change.
        moved: where others go on today than were invited.
    """

    changes: Sequence[Change]
    allowed: Sequence[tuple[Change, Event]]
    absorbed: Sequence[Event]
    unused: Sequence[Event]
    moved: Sequence[Held]


def compare(record: Record, result: Result, events: Sequence[Event]) -> Comparison:
    """Hold a result against everything that was confirmed."""
    corrections = of_kind(events, Kind.CORRECTION)
    found, moved, left = list(_newest_rules(record, result)), list[Held](), set[str]()
    for stage in result.stages:
        left |= {number for event in events if event.stage == stage.code for number in _late(record, event)}
        held = held_at(record, result, stage)
        renewed = {one.formation: _renewed(record, result, stage, one.formation) for one in held}
        found += _ConfirmedStage(result, stage, held, corrections, list(found), frozenset(left), renewed).changes()
        invites = result.next_stage(stage) is not None
        moved += [one for one in held if invites and _is_moved(one)]
    distinct = {change.key: change for change in reversed(found)}.values()  # once, at the first stage
    pairs = [(change, change.allowed_by(corrections)) for change in reversed(distinct)]
    allowed = [(change, event) for change, event in pairs if event is not None]
    used, kept = {id(event) for _, event in allowed}, [record.kept(one) for one in record.confirmations()]
    others = [event for event in corrections if id(event) not in used]
    absorbed = [event for event in others if any(holds(one, event) for one in kept)]
    unused = [event for event in others if event not in absorbed]
    return Comparison([change for change, event in pairs if event is None], allowed, absorbed, unused, moved)


def held_at(record: Record, result: Result, stage: StageOutcome) -> list[Held]:
    """What is held of a stage, by formation, against what it is today."""
    kept = record.outcomes(stage.code)
    now = account_of(result, stage, record.salt) if kept else LOST
    return [Held(stage, code, was, now) for code, was in kept.items()]


def _newest_rules(record: Record, result: Result) -> Iterator[Change]:
    """What reads otherwise in the rules than at the newest confirmation of a stage that was reached."""
    mine = [(result.stage_named(one.stage), record.kept(one)) for one in reversed(record.confirmations())]
    newest = next(((stage, was) for stage, was in mine if stage is not None and was is not LOST), None)
    if newest is not None:
        stage, was = newest
        yield from Held(stage, "", was, account_of(result, stage, record.salt)).rules()


def _is_moved(one: Held) -> bool:
    """Whether others go on from a stage than were invited; nobody while that cannot be told."""
    return bool(one.enter or one.leave) and all(
        person.fate_at(one.stage.index) != _OPEN for person in one.present.of(one.formation).values()
    )


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
    """The formations of which a stage reads otherwise today than its own newest confirmation has it."""
    return sorted(one.formation for one in held_at(record, result, stage) if one.is_superseded)


def _changed_by_letter(result: Result, stage: StageOutcome) -> set[str]:
    """Whose outcome a departure, a succession or an appointment changed by letter: they alone may read otherwise."""
    changed = {*stage.departed, *stage.stepped_in, *(p.application for p in stage.placements if p.note == APPOINTED)}
    rule = result.rules.replacement
    if changed and rule is not None and rule.refill:
        changed.update(np.flatnonzero(stage.fates == Fate.RESERVE).tolist())
    return {result.register.numbers[i] for i in changed}


class _ConfirmedStage(Struct, frozen=True, eq=False, dict=True):
    """One stage and its confirmations, by formation.

    Attributes:
        earlier: what earlier stages brought up.
        left: who left at a stage that was confirmed without that: a finding of its own, and their marks count no more.
        renewed: whose outcome reads otherwise since an earlier stage was confirmed again.
    """

    result: Result
    stage: StageOutcome
    held: Sequence[Held]
    corrections: Sequence[Event]
    earlier: Sequence[Change]
    left: frozenset[str]
    renewed: Mapping[str, set[str]]

    def changes(self) -> list[Change]:
        """Facts that read otherwise, and outcomes that follow from none of them or that a correction names."""
        by_letter = _changed_by_letter(self.result, self.stage)
        facts = {one.formation: [c for c in one.facts() if self._counts(c)] for one in self.held}
        ways = {one.formation: list(one.ways(by_letter)) for one in self.held}
        named = {one.formation: {w.person for w in ways[one.formation] if self._is_named(one, w)} for one in self.held}
        touched = {code: self._touched(code, facts[code], ways[code]) | named[code] for code in facts}
        for one in self.held:  # by what was decided of them
            touched[one.formation] |= one.lost_people
        found = [change for own in facts.values() for change in own]
        for one in self.held:
            said = named[one.formation] | self._by_themselves(one, ways[one.formation], touched)
            found += [one.outcome(way) for way in ways[one.formation] if way.person in said]
        return found

    def _counts(self, fact: Change) -> bool:
        return fact.person not in self.left or "." not in fact.component or is_attribute(fact.component)

    def _is_named(self, one: Held, way: ComparedWays) -> bool:
        """Whether a correction names an outcome that reads otherwise."""
        return way.changed and one.outcome(way).allowed_by(self.corrections) is not None

    def _touched(self, code: str, facts: Sequence[Change], ways: Sequence[ComparedWays]) -> frozenset[str]:
        """Of whom something reads otherwise from which an outcome may follow."""
        changed = {change.person for change in facts if change.component not in {NAME, *PRINTED}}
        follow = {one.person for one in ways if one.changed and self._follows(one)}
        return self.left | self.renewed[code] | changed | follow

    def _follows(self, one: ComparedWays) -> bool:
        """Whether an outcome differs from where an earlier one did, which was brought up."""
        return any(c.component == OUTCOME and c.person == one.person and one.first <= c.stage for c in self.earlier)

    def _by_themselves(
        self, held: Held, people: Sequence[ComparedWays], touched: Mapping[str, frozenset[str]]
    ) -> set[str]:
        """Whose outcome reads otherwise and follows neither from a fact nor from a rule that changed.

        What a list of the central body says of somebody is a fact of its own, from whatever else changed.
        """
        if self.stage.determined is not None:
            return {one.person for one in people if one.changed}
        if any(map(_bears, held.rules())):  # no rule makes a state
            return {one.person for one in people if one.changed and one.stated} - touched[held.formation]
        rivals = self._rivals.get(held.formation, {held.formation})
        among = {person for other in rivals for person in touched.get(other, ())}
        from_below = self.stage.is_end and any(rule.from_below for rule in self.result.rules.fillings)
        return {one.person for one in unexplained(people, among, from_below)}

    @cached_property
    def _rivals(self) -> Mapping[str, set[str]]:
        return competing(self.result.rules, self.result.register) if self.stage.is_end else {}


def _bears(change: Change) -> bool:
    """Whether a rule that changed bears on outcomes, so that anything may follow."""
    return change.component.rpartition(".")[2] not in _WORDING


def with_history(record: Record, events: Sequence[Event], register: Register, stages: Sequence[str]) -> list[Event]:
    """The events; decisions on ties and departures marked that the confirmed outcomes of their stage hold.

    Args:
        stages: the codes of all stages, in order, and of the end.
    """

    def holds_it(event: Event) -> bool:
        people = [register.formation_of(i).code for i in register.known(event.persons)]
        named = {event.formation} if event.formation else {*people}
        frozen = record.frozen(stages[stages.index(event.stage) :])
        kept = [record.kept(frozen[code]).events for code in named if code in frozen]
        return len(kept) == len(named) > 0 and all(event.printed() in one for one in kept)

    kinds = (Kind.TIE, *LEAVING) if record.entries else ()
    return [replace(one, kept=holds_it(one)) if one.kind in kinds and one.stage in stages else one for one in events]


def _late(record: Record, event: Event) -> list[str]:
    """Whom an event takes out of a stage that was confirmed without it; after the end, that is what it is for.

    Whoever had stopped before it is none of them.
    """
    if event.kind not in LEAVING or event.stage == FINAL:
        return []
    for code, kept in record.outcomes(event.stage).items():
        mine = kept.of(code)  # of the other formations it confirmed nothing
        named = (mine[number] for number in event.persons if number in mine)
        people = [one for one in named if one.was_decided_at(kept.order.index(event.stage))]
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
            code, component = "E625", column_of(result.rules, component)
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
