"""What would read otherwise than it was confirmed: each difference with the person or key, before and after.

Facts are compared: marks that were read, quotas, rules, who applied for what. An outcome that follows from them is not
reported a second time. A correction in the book of events lets exactly the change through that it names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from asnrekrut.core.events import Event, Kind, of_kind, row_to_paste
from asnrekrut.core.mark_states import LEAVING
from asnrekrut.core.result import FATE_WORDS, Fate, Result, StageOutcome
from asnrekrut.findings import Finding, finding
from asnrekrut.notation import as_read
from asnrekrut.record.changes import (
    NOTHING,
    QUOTA,
    RULE,
    Change,
    fact_changes,
    outcome_change,
    reading,
    rule_changes,
    way_changes,
)
from asnrekrut.record.corrections import Corrections
from asnrekrut.record.following import ComparedWays, competing, unexplained
from asnrekrut.record.kept import LOST, MEMBER, NAME, OUTCOME
from asnrekrut.record.today import Today
from asnrekrut.rules.keys import FINAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from asnrekrut.record.chain import Record
    from asnrekrut.record.kept import KeptOutcome

_WORDING = {"nama", "arti", "dasar"}  # keys of rules that are printed and decide nothing
_CODES = {RULE: "E613", QUOTA: "E614", MEMBER: "E612", OUTCOME: "E615"}


class Moved(Struct, frozen=True):
    """Who goes on from a confirmed stage today but was not invited, and who was invited but does not go on.

    Attributes:
        kept: the outcome that was confirmed.
        enter, leave: register indices.
    """

    stage: StageOutcome
    formation: str
    kept: KeptOutcome
    enter: Sequence[int]
    leave: Sequence[int]


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
    found, moved, late = list(_newest_rules(record, result)), list[Moved](), set[str]()
    for stage in result.stages:
        today, kept = Today.at(result, stage), record.outcomes(stage.code)
        late |= {number for event in events if event.stage == stage.code for number in _late(record, event)}
        touched = {c: one.of(c).keys() & (late | _renewed(record, result, stage, c)) for c, one in kept.items()}
        found += _Held(today, kept, corrections, list(found), touched).changes()
        moved += _moved(today, kept)
    distinct = {replace(change, stage=0): change for change in reversed(found)}.values()  # once, at the first stage
    pairs = [(change, corrections.allowing(change)) for change in reversed(distinct)]
    allowed = [(change, event) for change, event in pairs if event is not None]
    used = {id(event) for _, event in allowed}
    others = [event for event in corrections.events if id(event) not in used]
    absorbed = [event for event in others if corrections.absorbed(event)]
    unused = [event for event in others if event not in absorbed]
    return Comparison([change for change, event in pairs if event is None], allowed, absorbed, unused, moved)


def _newest_rules(record: Record, result: Result) -> Iterator[Change]:
    """What reads otherwise in the rules than at the newest confirmation."""
    stages = {stage.code: stage for stage in result.stages}
    mine = [one for one in record.confirmations() if one.stage in stages and record.kept(one) is not LOST]
    for newest in mine[-1:]:
        yield from rule_changes(Today.at(result, stages[newest.stage]), record.kept(newest))


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


def _told_apart(before: KeptOutcome, after: KeptOutcome, stage: int) -> set[str]:
    """Of whom two kept outcomes say something else up to a stage, by the marks that both hold."""
    shared = before.steps.keys() & after.steps.keys()

    def said(kept: KeptOutcome, number: str) -> object:
        one = kept.people.get(number)
        marks = {} if one is None else kept.marks(one)
        return one and (one.way.fates[: stage + 1], {key: mark for key, mark in marks.items() if key in shared})

    return {n for n in before.people.keys() | after.people.keys() if said(before, n) != said(after, n)}


def superseded(record: Record, result: Result, stage: StageOutcome) -> list[str]:
    """The formations of which a stage reads otherwise today than its own newest confirmation has it."""
    today, register = Today.at(result, stage), result.register
    placed = [(register.numbers[p.application], register.codes[p.formation], p.kind) for p in stage.placements]

    def differs(code: str, kept: KeptOutcome) -> bool:
        seats = {(seat.number, seat.formation, seat.kind) for seat in kept.seats if seat.formation == code}
        ways = way_changes(today, kept, code)
        moved = seats != {seat for seat in placed if seat[1] == code}
        return moved or any(fact_changes(today, kept, code)) or any(one.changed for one in ways)

    return [code for code, kept in record.outcomes(stage.code).items() if differs(code, kept)]


class _Held(Struct, frozen=True):
    """One stage held against its confirmations, by formation.

    Attributes:
        earlier: what earlier stages brought up.
        touched: whose outcome reads otherwise for a reason that is known already: they left at a stage that was
            confirmed without that, which is a finding of its own, or an earlier stage was confirmed again since.
    """

    current: Today
    kept: Mapping[str, KeptOutcome]
    corrections: Corrections
    earlier: Sequence[Change]
    touched: Mapping[str, set[str]]

    def changes(self) -> list[Change]:
        """Facts that read otherwise, and outcomes that follow from none of them or that a correction names."""
        facts = {code: list(fact_changes(self.current, kept, code)) for code, kept in self.kept.items()}
        ways = {code: list(way_changes(self.current, kept, code)) for code, kept in self.kept.items()}
        named = {code: {one.person for one in ways[code] if one.changed and self._named(code, one)} for code in ways}
        touched = {
            code: self.touched[code] | named[code] | {one.person for one in facts[code] if one.component != NAME}
            | {one.person for one in ways[code] if one.changed and self._follows(one)}
            for code in self.kept
        }  # fmt: skip
        rivals = competing(self.current.result.rules, self.current.result.register) if self.current.stage.is_end else {}
        found = [change for own in facts.values() for change in own]
        for code, people in ways.items():
            among = set().union(*(touched.get(other, ()) for other in rivals.get(code, {code})))
            rest = set() if self._ruled(code) else {one.person for one in self._unexplained(people, among)}
            said = rest | named[code]
            found += [outcome_change(self.current, code, one) for one in people if one.person in said]
        return found

    def _unexplained(self, people: Sequence[ComparedWays], touched: set[str]) -> list[ComparedWays]:
        from_below = self.current.stage.is_end and any(rule.from_below for rule in self.current.result.rules.fillings)
        return unexplained(people, touched, from_below)

    def _named(self, code: str, one: ComparedWays) -> bool:
        return self.corrections.allowing(outcome_change(self.current, code, one)) is not None

    def _follows(self, one: ComparedWays) -> bool:
        """Whether an outcome differs from where an earlier one did, which was brought up."""
        return any(c.component == OUTCOME and c.person == one.person and one.first <= c.stage for c in self.earlier)

    def _ruled(self, code: str) -> bool:
        """Whether rules changed that bear on outcomes, so that anything may follow."""
        rules = rule_changes(self.current, self.kept[code])
        return any(change.component.rpartition(".")[2] not in _WORDING for change in rules)


def _moved(today: Today, kept: Mapping[str, KeptOutcome]) -> Iterator[Moved]:
    """Who enters and who leaves among those who go on from a confirmed stage; nobody while that cannot be told."""
    stage = today.stage
    if stage.is_end:
        return
    numbers, goes = today.result.register.numbers, stage.fates == Fate.PROCEEDS
    for code, outcome in kept.items():
        mine = sorted(set(today.of(code).values()))
        invited = {n for n, one in outcome.of(code).items() if one.fate_at(stage.index) == FATE_WORDS[Fate.PROCEEDS]}
        enter = [i for i in mine if goes[i] and numbers[i] not in invited]
        leave = [i for i in mine if not goes[i] and numbers[i] in invited]
        if (enter or leave) and not any(stage.fates[i] == Fate.OPEN for i in mine):
            yield Moved(stage, code, outcome, enter, leave)


def _late(record: Record, event: Event) -> list[str]:
    """Whom an event takes out of a stage that was confirmed without it; after the end, that is what it is for."""
    if event.kind not in LEAVING or event.stage == FINAL:
        return []
    for kept in record.outcomes(event.stage).values():
        people = [kept.people[number] for number in event.persons if number in kept.people]
        if late := [one.number for one in people if event.kind.value != as_read("".join(one.way.fates[-1:]))]:
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


def findings_of(comparison: Comparison, result: Result) -> Iterator[Finding]:
    """Everything that stops because it would read otherwise, with the row that would let it through."""
    for change in comparison.changes:
        stage = result.stages[change.stage]
        before, after = change.shown
        values = {"tahap": stage.name, "dahulu": before, "sekarang": after, "komponen": change.component}
        code = _CODES.get(change.component.partition(" ")[0], "E611")
        whom = {"nomor": change.person} if change.person else {}
        where = {"stage": stage.code, "formation": change.formation, "persons": change.person}
        what = {"component": change.component, "before": before, "after": after}
        row = row_to_paste(Kind.CORRECTION, **where, **what)
        one = finding(code, change.place, formasi=change.formation, baris=row, **whom, **values)
        yield one.at_stage(stage.code)
    today = Today(result, result.stages)
    for event in comparison.unused:
        persons = f" peserta {', '.join(event.persons)}" if event.persons else ""
        said, now = f"{event.component}{persons}: {event.before} → {event.after}", reading(today, event)
        yield finding("E607", event.place, apa=said, kini=as_read(now or NOTHING))
