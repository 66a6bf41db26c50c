"""What would read otherwise than it was confirmed: each difference with the person or key, before and after.

Marks that were read, quotas, rules and membership are compared; what follows from them is not reported a second time. A
correction in the book of events lets exactly the change through that it names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from asnrekrut.core.events import Event, Kind, of_kind, row_to_paste
from asnrekrut.core.mark_states import LEAVING
from asnrekrut.core.result import FATE_WORDS, Fate, Result, StageOutcome
from asnrekrut.findings import Finding, finding
from asnrekrut.notation import as_read
from asnrekrut.record.changes import (
    MEMBER,
    NAME,
    NOTHING,
    OUTCOME,
    QUOTA,
    RULE,
    Change,
    Corrections,
    compared_fates,
    fact_changes,
    figures_read,
    latest_rules,
    members_of,
    outcome_words,
    reads_today,
    rule_changes,
)
from asnrekrut.record.following import ComparedFates, competing, unexplained
from asnrekrut.rules.keys import FINAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from asnrekrut.record.chain import Record

_WORDING = {"nama", "arti", "dasar"}  # keys of rules that are printed and decide nothing


class Comparison(Struct, frozen=True):
    """What a run says against the record.

    Attributes:
        changes: what no correction lets through.
        allowed: what one does, with it.
        absorbed: corrections that a later confirmation already holds; unused: those that fit no change.
        moved: by stage and formation, who goes on today but was not invited, and who was invited but does not go on.
    """

    changes: Sequence[Change]
    allowed: Sequence[tuple[Change, Event]]
    absorbed: Sequence[Event]
    unused: Sequence[Event]
    moved: Mapping[tuple[int, str], tuple[list[int], list[int]]]


def compare(record: Record, result: Result, events: Sequence[Event]) -> Comparison:
    """Hold a result against everything that was confirmed."""
    moved: dict[tuple[int, str], tuple[list[int], list[int]]] = {}
    found = [change for kept, stage in latest_rules(record, result) for change in rule_changes(result, stage, kept)]
    corrections = of_kind(events, Kind.CORRECTION)
    fits = Corrections(result, record, corrections)
    late: set[str] = set()
    for stage in result.stages:
        late |= {number for event in events if event.stage == stage.code for number in _late(record, event)}
        entries = record.confirmed(stage.code)
        kept = {code: outcome for code, entry in entries.items() if (outcome := record.kept(entry))}
        renewed = {code: _renewed_before(record, result, stage, code) for code in kept}
        found += _Held(result, stage, kept, fits, list(found), renewed).changes(late)
        moved |= {key: pair for code, outcome in kept.items() for key, pair in _moved(result, stage, code, outcome)}
    distinct = {replace(change, stage=0): change for change in reversed(found)}.values()  # once, at the first stage
    pairs = [(change, next((e for e in corrections if fits.allows(change, e)), None)) for change in reversed(distinct)]
    allowed = [(change, event) for change, event in pairs if event is not None]
    used = {id(event) for _, event in allowed}
    others = [event for event in corrections if id(event) not in used]
    absorbed = [event for event in others if fits.absorbed(event)]
    unused = [event for event in others if event not in absorbed]
    return Comparison([change for change, event in pairs if event is None], allowed, absorbed, unused, moved)


def _renewed_before(record: Record, result: Result, stage: StageOutcome, code: str) -> set[str]:
    """Whose outcome an earlier stage has otherwise since it was confirmed again, after this one was."""
    mine = [entry for entry in record.confirmations() if code in entry["formasi"]]
    last = max(k for k, entry in enumerate(mine) if entry["tahap"] == stage.code)
    changed: set[str] = set()
    for earlier in result.stages[: stage.index]:
        was = [entry for entry in mine[:last] if entry["tahap"] == earlier.code][-1:]
        now = [entry for entry in mine[last:] if entry["tahap"] == earlier.code][-1:]
        if now:
            before, after = record.kept(was[0] if was else mine[last]), record.kept(now[0])
            changed |= _other_lines(before, after, earlier)
    return changed


def _other_lines(before: Mapping[str, Any], after: Mapping[str, Any], stage: StageOutcome) -> set[str]:
    """Of whom two kept outcomes say something else up to a stage, by the figures that both hold."""
    shared = before.get("langkah", {}).keys() & after.get("langkah", {}).keys()

    def lines(kept: Mapping[str, Any]) -> dict[str, object]:
        return {
            str(one["nomor"]): (
                [*one.get("nasib", [])][: stage.index + 1],
                {key: figure for key, figure in figures_read(kept, one).items() if key in shared},
            )
            for one in kept.get("peserta", [])
        }

    old, new = lines(before), lines(after)
    return {number for number in old.keys() | new.keys() if old.get(number) != new.get(number)}


def superseded(record: Record, result: Result, stage: StageOutcome) -> list[str]:
    """The formations of which a stage reads otherwise today than its own newest confirmation has it."""
    confirmed = record.confirmed(stage.code).items()
    kept = {code: outcome for code, entry in confirmed if (outcome := record.kept(entry))}

    register = result.register
    placed = [(register.numbers[p.application], p.kind, register.codes[p.formation]) for p in stage.placements]

    def differs(code: str, outcome: Mapping[str, Any]) -> bool:
        people = compared_fates(result, stage, code, outcome)
        seats = {(str(p["nomor"]), p["jenis"]) for p in outcome.get("penempatan", []) if p["formasi"] == code}
        changed = any(fact_changes(result, stage, code, outcome)) or any(one.changed for one in people)
        return changed or seats != {(number, kind) for number, kind, where in placed if where == code}

    return [code for code, outcome in kept.items() if differs(code, outcome)]


class _Held(Struct, frozen=True):
    """One stage held against its confirmations, by formation, with what earlier stages brought up."""

    result: Result
    stage: StageOutcome
    kept: Mapping[str, Mapping[str, Any]]
    fits: Corrections
    earlier: Sequence[Change]
    renewed: Mapping[str, set[str]]  # by formation, whom an earlier stage, confirmed again since, has otherwise

    def changes(self, late: set[str]) -> list[Change]:
        """Facts that read otherwise, and outcomes that follow from none of them or that a correction names.

        Args:
            late: who left, by now, at a stage that was confirmed without that; it is a finding of its own.
        """
        facts = {code: list(fact_changes(self.result, self.stage, code, kept)) for code, kept in self.kept.items()}
        read = {code: list(compared_fates(self.result, self.stage, code, kept)) for code, kept in self.kept.items()}
        named = {code: [one for one in people if self._named(code, one)] for code, people in read.items()}
        touched = {code: {one.person for one in facts[code] if one.component != NAME} for code in self.kept}
        for code in self.kept:
            touched[code] |= {one.person for one in read[code] if one in named[code] or self._follows(one)}
            touched[code] |= (late | self.renewed[code]).intersection(members_of(self.kept[code], code))
        found = [change for own in facts.values() for change in own]
        for code, people in read.items():
            rest = [] if self._ruled(code) else self._unexplained(code, people, touched)
            found += [self._change(code, one) for one in people if one in rest or one in named[code]]
        return found

    def _unexplained(
        self, code: str, people: Sequence[ComparedFates], touched: Mapping[str, set[str]]
    ) -> list[ComparedFates]:
        group = competing(self.result.rules, self.result.register, code, self.stage.is_end)
        among = {person for other in group for person in touched.get(other, ())}
        from_below = self.stage.is_end and any(rule.from_below for rule in self.result.rules.fillings)
        return unexplained(people, among, bool(among), from_below)

    def _change(self, code: str, one: ComparedFates) -> Change:
        was, now = outcome_words(one.before, one.rank_before), outcome_words(one.after, one.rank_after)
        return Change(self.stage.index, code, one.person, OUTCOME, was, now)

    def _named(self, code: str, one: ComparedFates) -> bool:
        change = self._change(code, one)
        return one.changed and any(self.fits.allows(change, event) for event in self.fits.events)

    def _follows(self, one: ComparedFates) -> bool:
        """Whether an outcome differs from where an earlier one did, which was brought up."""
        return one.changed and any(
            change.component == OUTCOME and change.person == one.person and one.first <= change.stage
            for change in self.earlier
        )

    def _ruled(self, code: str) -> bool:
        """Whether rules changed that bear on outcomes, so that anything may follow."""
        rules = rule_changes(self.result, self.stage.index, self.kept[code].get("aturan", {}))
        return any(change.component.rpartition(".")[2] not in _WORDING for change in rules)


def _moved(
    result: Result, stage: StageOutcome, code: str, kept: Mapping[str, Any]
) -> Iterator[tuple[tuple[int, str], tuple[list[int], list[int]]]]:
    """Who enters and who leaves among those who go on from a confirmed stage."""
    if stage.is_end:
        return
    register, goes = result.register, stage.fates == Fate.PROCEEDS
    inside = {str(p["nomor"]) for p in kept.get("peserta", []) if p.get("formasi") == code and _goes_on(p, stage)}
    mine = [i for i in range(len(register)) if register.formation_of(i).code == code]
    enter = [i for i in mine if goes[i] and register.numbers[i] not in inside]
    leave = [i for i in mine if not goes[i] and register.numbers[i] in inside]
    if (enter or leave) and not any(stage.fates[i] == Fate.OPEN for i in mine):
        yield (stage.index, code), (enter, leave)


def _goes_on(person: Mapping[str, Any], stage: StageOutcome) -> bool:
    fates = person.get("nasib", [])
    return len(fates) == stage.index + 1 and fates[-1] == FATE_WORDS[Fate.PROCEEDS]


def _late(record: Record, event: Event) -> list[str]:
    """Whom an event takes out of a stage that was confirmed without it; after the end, that is what it is for."""
    if event.kind not in LEAVING or event.stage == FINAL:
        return []
    for entry in record.confirmed(event.stage).values():
        people = {str(p["nomor"]): p for p in record.kept(entry).get("peserta", [])}
        late = [n for n in event.persons if n in people and event.kind.value != _last_fate(people[n])]
        if late:
            return late
    return []


def too_late(record: Record, events: Sequence[Event]) -> Iterator[Finding]:
    """Withdrawals and disqualifications at a stage that was confirmed without them."""
    for event in events:
        if late := _late(record, event):
            nomor = ", ".join(late)
            yield finding("E608", event.place, jenis=event.kind.value, nomor=nomor, tahap=event.stage)


def _last_fate(person: Mapping[str, Any]) -> str:
    return as_read(str((person.get("nasib") or [""])[-1]))


def gone(record: Record, result: Result, until: int) -> Iterator[Finding]:
    """Confirmed stages that can no longer be decided at all, because their marks are not there."""
    reached = {stage.code for stage in result.stages}
    order = list(result.rules.stage_names)[: until + 1]
    for entry in record.confirmations():
        code = str(entry.get("tahap"))
        if code in order and code not in reached:
            yield finding("E620", None, tahap=code, nomor=str(entry.get("nomor"))).at_stage(code)


def findings_of(comparison: Comparison, result: Result) -> Iterator[Finding]:
    """Everything that stops because it would read otherwise, with the row that would let it through."""
    for change in comparison.changes:
        stage = result.stages[change.stage]
        before, after = change.shown
        values = {"tahap": stage.name, "dahulu": before, "sekarang": after, "komponen": change.component}
        kind = change.component.partition(" ")[0]
        code = {RULE: "E613", QUOTA: "E614", MEMBER: "E612", OUTCOME: "E615"}.get(kind, "E611")
        whom = {"nomor": change.person} if change.person else {}
        where = {"stage": stage.code, "formation": change.formation, "persons": change.person}
        what = {"component": change.component, "before": before, "after": after}
        row = row_to_paste(Kind.CORRECTION, **where, **what)
        one = finding(code, change.place, formasi=change.formation, baris=row, **whom, **values)
        yield one.at_stage(stage.code)
    for event in comparison.unused:
        persons = f" peserta {', '.join(event.persons)}" if event.persons else ""
        said, now = f"{event.component}{persons}: {event.before} → {event.after}", reads_today(result, event)
        yield finding("E607", event.place, apa=said, kini=as_read(now or NOTHING))
