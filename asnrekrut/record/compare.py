"""What would read otherwise than it was confirmed: each difference with the person or key, before and after.

Marks that were read, quotas, rules and membership are compared; what follows from them is not reported a second time. A
correction in the book of events lets exactly the change through that it names.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from asnrekrut.core.events import LEAVING, Kind, of_kind, row_to_paste
from asnrekrut.core.marks import State
from asnrekrut.core.reasons import unmet
from asnrekrut.core.result import FATE_WORDS, Fate
from asnrekrut.findings import finding
from asnrekrut.notation import number_text
from asnrekrut.record.following import Reading, competing, unexplained
from asnrekrut.rules.describe import binding
from asnrekrut.rules.keys import FINAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from asnrekrut.core.events import Event
    from asnrekrut.core.result import Result, StageOutcome
    from asnrekrut.core.steps import Step
    from asnrekrut.findings import Finding, Place
    from asnrekrut.record.chain import Record

RULE, QUOTA, MEMBER, NAME, OUTCOME = "aturan", "kuota", "formasi", "nama", "hasil"
NOTHING = "tidak ada"
_WORDING = {"nama", "arti", "dasar"}  # keys of rules that are printed and decide nothing


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that reads otherwise than it was confirmed.

    Attributes:
        stage: the confirmed stage, by its place in the order.
        formation: the code of the formation concerned; '' for a rule.
        person: the participant number; '' for a formation or a rule.
        component: the key of a step, ``kuota``, ``formasi``, ``nama``, or ``aturan`` with the path of its key.
        place: today's cell.
    """

    stage: int
    formation: str
    person: str
    component: str
    before: str
    after: str
    place: Place | None = None

    def allowed_by(self, event: Event) -> bool:
        """Whether a correction names exactly this change."""
        wanted = (self.component, self.before, self.after)
        named = (event.component, event.before.replace(",", "."), event.after.replace(",", "."))
        whom = event.persons == ((self.person,) if self.person else ())
        where = event.formation in {"", self.formation}
        return named == tuple(text.replace(",", ".") for text in wanted) and whom and where


@dataclass(frozen=True, slots=True)
class Comparison:
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
    found = [change for kept, stage in _latest_rules(record, result) for change in _rules(result, stage, kept)]
    corrections = of_kind(events, Kind.CORRECTION)
    fits = _Fits(result, record, corrections)
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
    absorbed = [event for event in others if _absorbed(event, record) or fits.absorbed(event)]
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

    def lines(kept: Mapping[str, Any]) -> dict[str, tuple[list[str], dict[str, str]]]:
        fates = {str(one["nomor"]): [*one.get("nasib", [])][: stage.index + 1] for one in kept.get("peserta", [])}
        return {str(one["nomor"]): (fates[str(one["nomor"])], _read(kept, one)) for one in kept.get("peserta", [])}

    old, new = lines(before), lines(after)
    shared = before.get("langkah", {}).keys() & after.get("langkah", {}).keys()

    def said(line: tuple[list[str], dict[str, str]] | None) -> object:
        return None if line is None else (line[0], {key: figure for key, figure in line[1].items() if key in shared})

    return {number for number in old.keys() | new.keys() if said(old.get(number)) != said(new.get(number))}


def superseded(record: Record, result: Result, stage: StageOutcome) -> list[str]:
    """The formations of which a stage reads otherwise today than its own newest confirmation has it."""
    confirmed = record.confirmed(stage.code).items()
    kept = {code: outcome for code, entry in confirmed if (outcome := record.kept(entry))}

    def differs(code: str, outcome: Mapping[str, Any]) -> bool:
        readings = _readings(result, stage, code, outcome)
        return any(_formation(result, stage, code, outcome)) or any(one.changed for one in readings)

    return [code for code, outcome in kept.items() if differs(code, outcome)]


@dataclass(frozen=True, slots=True)
class _Fits:
    """Whether corrections fit where a requirement was corrected, whose words no kept outcome holds: by what follows."""

    result: Result
    record: Record
    corrections: Sequence[Event]

    def allows(self, change: Change, event: Event) -> bool:
        """Whether a correction names exactly this change, or the cell of the requirement from which it follows."""
        if change.allowed_by(event):
            return True
        stage = self._stage(event)
        if stage is None or stage.index > change.stage or change.component != OUTCOME:
            return False
        mine = [one for one in self.corrections if one.persons == (change.person,)]
        named = {one.component for one in mine if self._stage(one) is stage and self._corrected(one, stage)}
        return event.component in named and self._fallen(change, stage) <= named

    def _fallen(self, change: Change, stage: StageOutcome) -> set[str]:
        """The requirements that kept somebody out when the stage was confirmed, and do so no more."""
        entry = self.record.confirmed(stage.code).get(change.formation)
        people = [] if entry is None else self.record.kept(entry).get("peserta", [])
        said = next((str(p.get("keterangan", "")) for p in people if str(p["nomor"]) == change.person), "").split("; ")
        i = self.result.register.at[change.person]
        return {
            f"{stage.code}.{one.code}"
            for one in self.result.rules.stages[stage.index].components
            if one.requirement and unmet(one) in said
            and self.result.marks[stage.code, one.code].states[i] != State.FAILED
        }  # fmt: skip

    def absorbed(self, event: Event) -> bool:
        """Whether nothing more follows from it: the cell is corrected, or a later confirmation holds the outcome."""
        stage = self._stage(event)
        if stage is not None:
            return self._corrected(event, stage)
        if event.component != OUTCOME:
            return False
        kept = [self.record.kept(entry) for entry in self.record.confirmations()]
        people = [person for one in kept for person in one.get("peserta", [])]
        mine = [person for person in people if event.persons == (str(person["nomor"]),)]
        return any(_outcome(person.get("nasib", []), person.get("peringkat")) == event.after for person in mine)

    def _corrected(self, event: Event, stage: StageOutcome) -> bool:
        """Whether the cell of a requirement reads today as after the correction."""
        marks = self.result.marks.get((stage.code, event.component.partition(".")[2]))
        at = self.result.register.at
        if marks is None or not marks.texts or len(event.persons) != 1 or event.persons[0] not in at:
            return False
        return marks.texts[at[event.persons[0]]].casefold() == event.after.casefold()

    def _stage(self, event: Event) -> StageOutcome | None:
        """The stage of the requirement that a correction names; None where it names none."""
        code, _, name = event.component.partition(".")
        for stage in self.result.stages:
            if stage.code == code and not stage.is_end:
                components = self.result.rules.stages[stage.index].components
                return stage if any(c.code == name and c.requirement for c in components) else None
        return None


@dataclass(frozen=True, slots=True)
class _Held:
    """One stage held against its confirmations, by formation, with what earlier stages brought up."""

    result: Result
    stage: StageOutcome
    kept: Mapping[str, Mapping[str, Any]]
    fits: _Fits
    earlier: Sequence[Change]
    renewed: Mapping[str, set[str]]  # by formation, whom an earlier stage, confirmed again since, has otherwise

    def changes(self, late: set[str]) -> list[Change]:
        """Facts that read otherwise, and outcomes that follow from none of them or that a correction names.

        Args:
            late: who left, by now, at a stage that was confirmed without that; it is a finding of its own.
        """
        facts = {code: list(_formation(self.result, self.stage, code, kept)) for code, kept in self.kept.items()}
        read = {code: list(_readings(self.result, self.stage, code, kept)) for code, kept in self.kept.items()}
        named = {code: [one for one in people if self._named(code, one)] for code, people in read.items()}
        touched = {code: {one.person for one in facts[code] if one.component != NAME} for code in self.kept}
        for code in self.kept:
            touched[code] |= {one.person for one in read[code] if one in named[code] or self._follows(one)}
            touched[code] |= (late | self.renewed[code]).intersection(_members(self.kept[code], code))
        found = [change for own in facts.values() for change in own]
        for code, people in read.items():
            rest = [] if self._ruled(code) else self._unexplained(code, people, touched)
            found += [self._change(code, one) for one in people if one in rest or one in named[code]]
        return found

    def _unexplained(self, code: str, people: Sequence[Reading], touched: Mapping[str, set[str]]) -> list[Reading]:
        group = competing(self.result.rules, self.result.register, code, self.stage.is_end)
        among = {person for other in group for person in touched.get(other, ())}
        from_below = self.stage.is_end and any(rule.from_below for rule in self.result.rules.fillings)
        return unexplained(people, among, bool(among), from_below)

    def _change(self, code: str, one: Reading) -> Change:
        was, now = _outcome(one.before, one.rank_before), _outcome(one.after, one.rank_after)
        return Change(self.stage.index, code, one.person, OUTCOME, was, now)

    def _named(self, code: str, one: Reading) -> bool:
        change = self._change(code, one)
        return one.changed and any(self.fits.allows(change, event) for event in self.fits.corrections)

    def _follows(self, one: Reading) -> bool:
        """Whether an outcome differs from where an earlier one did, which was brought up."""
        return one.changed and any(
            change.component == OUTCOME and change.person == one.person and one.first <= change.stage
            for change in self.earlier
        )

    def _ruled(self, code: str) -> bool:
        """Whether rules changed that bear on outcomes, so that anything may follow."""
        rules = _rules(self.result, self.stage.index, self.kept[code].get("aturan", {}))
        return any(change.component.rpartition(".")[2] not in _WORDING for change in rules)


def _absorbed(event: Event, record: Record) -> bool:
    """Whether a later confirmation already holds what a correction brought about."""
    for entry in record.confirmations():
        kept = record.kept(entry)
        if event.component.startswith(f"{RULE} "):
            value = dict(_flat(kept.get("aturan", {}))).get(event.component.partition(" ")[2])
            if value == event.after:
                return True
        facts = kept.get("formasi", {}).get(event.formation, {})
        if event.component == QUOTA and str(facts.get("kuota")) == event.after:
            return True
        for person in kept.get("peserta", []):
            if event.persons == (str(person["nomor"]),) and _holds(event, kept, person):
                return True
    return False


def _holds(event: Event, kept: Mapping[str, Any], person: Mapping[str, Any]) -> bool:
    """Whether a kept person already reads as after the correction."""
    facts = {MEMBER: person.get("formasi"), NAME: person.get("nama"), **_read(kept, person)}
    return (facts.get(event.component) or NOTHING) == event.after.replace(",", ".") or facts.get(
        event.component
    ) == event.after


def _members(kept: Mapping[str, Any], code: str) -> list[str]:
    """The participant numbers of a formation in a kept outcome."""
    return [str(person["nomor"]) for person in kept.get("peserta", []) if person.get("formasi") == code]


def _latest_rules(record: Record, result: Result) -> Iterator[tuple[dict[str, Any], int]]:
    """The rules of the newest confirmation, with the stage that it confirmed."""
    order = {stage.code: stage.index for stage in result.stages}
    entries = [entry for entry in record.confirmations() if entry.get("tahap") in order and record.kept(entry)]
    if entries:
        yield record.kept(entries[-1]).get("aturan", {}), order[entries[-1]["tahap"]]


def _rules(result: Result, stage: int, kept: Mapping[str, Any]) -> Iterator[Change]:
    before, after = dict(_flat(kept)), dict(_flat(binding(result.rules)))
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) != after.get(key):
            old, new = before.get(key, NOTHING), after.get(key, NOTHING)
            yield Change(stage, "", "", f"{RULE} {key}", old, new)


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every leaf of the rules with its path; stages, components and the like by their code."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list) and all(isinstance(one, dict) for one in value):
        for number, inner in enumerate(value, 1):
            yield from _flat(inner, f"{path}[{inner.get('kode', number)}]")
    else:
        yield path, "; ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def _formation(result: Result, stage: StageOutcome, code: str, kept: Mapping[str, Any]) -> Iterator[Change]:
    """What reads otherwise in one formation."""
    register = result.register
    today = next((formation.quota for formation in register.formations if formation.code == code), None)
    before = kept.get("formasi", {}).get(code, {}).get("kuota")
    if before != today:
        yield Change(stage.index, code, "", QUOTA, str(before), NOTHING if today is None else str(today))
    was = {str(person["nomor"]): person for person in kept.get("peserta", []) if person.get("formasi") == code}
    mine = {number for number, i in register.at.items() if register.formation_of(i).code == code}
    for number in sorted(mine - was.keys()):
        yield Change(stage.index, code, number, MEMBER, NOTHING, code)
    for number in sorted(was.keys() - mine):
        other = register.formation_of(register.at[number]).code if number in register.at else NOTHING
        yield Change(stage.index, code, number, MEMBER, code, other)
    steps = {step.key: step for step in result.steps(stage)}
    for number in sorted(was.keys() & mine):
        yield from _person(result, stage, register.at[number], was[number], _read(kept, was[number]), steps)


def _read(kept: Mapping[str, Any], person: Mapping[str, Any]) -> dict[str, str]:
    """The figures of a kept outcome that were read from cells."""
    steps = kept.get("langkah", {})
    pairs = zip(steps.items(), person.get("nilai", []), strict=False)
    return {key: str(figure) for (key, step), figure in pairs if not step.get("rumus")}


def _person(
    result: Result,
    stage: StageOutcome,
    i: int,
    kept: Mapping[str, Any],
    figures: Mapping[str, str],
    steps: Mapping[str, Step],
) -> Iterator[Change]:
    """What reads otherwise of one person: the name, and the marks that were read."""
    number, code = result.register.numbers[i], str(kept.get("formasi"))
    if kept.get("nama") != result.register.names[i]:
        yield Change(stage.index, code, number, NAME, str(kept.get("nama")), result.register.names[i])
    read = {key for key, step in steps.items() if step.formula is None}
    for key in sorted(figures.keys() | read):
        now, step = _figure(steps.get(key), i), steps.get(key)
        came = _stage_index(result, key) < len(kept.get("nasib", []))
        if came and now != figures.get(key, ""):
            place = None if step is None else step.where(i)
            yield Change(stage.index, code, number, key, figures.get(key, "") or NOTHING, now or NOTHING, place)


def _figure(step: Step | None, i: int) -> str:
    """Applicant i's figure as ``hasil.json`` has it; '' where there is none."""
    return "" if step is None or not step.known[i] else number_text(step.values.at(i))


def _stage_index(result: Result, key: str) -> int:
    """The stage that a step belongs to."""
    code = key.partition(":")[0].partition(".")[0]
    return next((stage.index for stage in result.stages if stage.code == code), 0)


def _readings(result: Result, stage: StageOutcome, code: str, kept: Mapping[str, Any]) -> Iterator[Reading]:
    """Everybody's fates and rank, as confirmed and today; without those whom an open tie keeps waiting."""
    reached = result.stages[: stage.index + 1]
    settled = _settled_by_letter(result, stage)
    for person in kept.get("peserta", []):
        i = result.register.at.get(str(person.get("nomor")))
        if i is None or person.get("formasi") != code or any(s.fates[i] == Fate.OPEN for s in reached):
            continue
        now = [word for s in reached if (word := FATE_WORDS[Fate(int(s.fates[i]))])]
        was = [str(word) for word in person.get("nasib", [])]
        if str(person["nomor"]) in settled and len(was) == len(now):  # by letter only the end reads otherwise
            was[-1] = now[-1]
        yield Reading(str(person["nomor"]), was, now, person.get("peringkat"), int(stage.standing.rank[i]) or None)


def _settled_by_letter(result: Result, stage: StageOutcome) -> set[str]:
    """Whose outcome a departure or a succession changed by letter: they alone may read otherwise than confirmed."""
    changed = {*stage.departed, *stage.stepped_in}
    rule = result.rules.replacement
    if changed and rule is not None and rule.refill:
        changed |= {i for i in range(len(stage.fates)) if stage.fates[i] == Fate.RESERVE}
    return {result.register.numbers[i] for i in changed}


def _outcome(fates: Sequence[str], rank: int | None) -> str:
    return ", ".join(fates) + (f", peringkat {rank}" if rank else "")


def _moved(
    result: Result, stage: StageOutcome, code: str, kept: Mapping[str, Any]
) -> Iterator[tuple[tuple[int, str], tuple[list[int], list[int]]]]:
    """Who enters and who leaves among those who go on from a confirmed stage."""
    register = result.register
    inside = {str(p["nomor"]) for p in kept.get("peserta", []) if p.get("formasi") == code and _goes_on(p, stage)}
    mine = [i for i in range(len(register)) if register.formation_of(i).code == code]
    good = (Fate.PROCEEDS,)
    enter = [i for i in mine if stage.fates[i] in good and register.numbers[i] not in inside]
    leave = [i for i in mine if stage.fates[i] not in good and register.numbers[i] in inside]
    if stage.is_end:
        return
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
    return str((person.get("nasib") or [""])[-1]).replace("_", " ")


def gone(record: Record, result: Result, until: int) -> Iterator[Finding]:
    """Confirmed stages that can no longer be decided at all, because their marks are not there."""
    reached = {stage.code for stage in result.stages}
    order = [*(stage.code for stage in result.rules.stages), FINAL][: until + 1]
    for entry in record.confirmations():
        code = str(entry.get("tahap"))
        if code in order and code not in reached:
            yield finding("E620", None, tahap=code, nomor=str(entry.get("nomor"))).at_stage(code)


def row_for(change: Change, stage: str) -> str:
    """The row of the book of events that would let a change through."""
    where = {"stage": stage, "formation": change.formation, "persons": change.person}
    what = {"component": change.component, "before": change.before, "after": change.after}
    return row_to_paste(Kind.CORRECTION, **where, **what)


def findings_of(comparison: Comparison, result: Result) -> Iterator[Finding]:
    """Everything that stops because it would read otherwise, with the row that would let it through."""
    for change in comparison.changes:
        stage = result.stages[change.stage]
        values = {"tahap": stage.name, "dahulu": change.before, "sekarang": change.after, "komponen": change.component}
        kind = change.component.partition(" ")[0]
        code = {RULE: "E613", QUOTA: "E614", MEMBER: "E612", OUTCOME: "E615"}.get(kind, "E611")
        whom = {"nomor": change.person} if change.person else {}
        row = row_for(change, stage.code)
        one = finding(code, change.place, formasi=change.formation, baris=row, **whom, **values)
        yield one.at_stage(stage.code)
    for event in comparison.unused:
        yield finding("E607", event.place, apa=f"{event.component}: {event.before} → {event.after}")
