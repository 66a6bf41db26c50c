"""What reads otherwise than it was confirmed: rules, quotas, membership, marks that were read, and outcomes.

A correction lets exactly the change through that it names, or what follows from the cell of a requirement.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from asnrekrut.core.mark_states import State
from asnrekrut.core.reasons import unmet
from asnrekrut.core.result import FATE_WORDS, Fate, Result, StageOutcome
from asnrekrut.notation import as_read, number_text, read_shown
from asnrekrut.record.following import ComparedFates
from asnrekrut.rules.describe import binding
from asnrekrut.rules.undecided import NO_RULES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from asnrekrut.core.events import Event
    from asnrekrut.core.steps import Step
    from asnrekrut.findings import Place
    from asnrekrut.record.chain import Record

RULE, QUOTA, MEMBER, NAME, OUTCOME = "aturan", "kuota", "formasi", "nama", "hasil"
NOTHING = "tidak ada"
_MAKE_UP = re.compile(r"tahap\[[^]]*\]\.susulan\.")


class Change(Struct, frozen=True):
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
        named = same(event.before, self.before) and same(event.after, self.after)
        whom = event.persons == ((self.person,) if self.person else ())
        where = event.formation in {"", self.formation}
        return event.component == self.component and named and whom and where

    @property
    def shown(self) -> tuple[str, str]:
        """Before and after as one reads them; names, codes and rules as they are written."""
        if self.component in {MEMBER, NAME}:
            return self.before, self.after
        figures_alone = self.component.startswith(RULE)  # words of rules stay as they are written
        read = [as_read(text) for text in (self.before, self.after)]
        both = zip((self.before, self.after), read, strict=True)
        before, after = (text if figures_alone and read_shown(shown) is None else shown for text, shown in both)
        return before, after


def same(written: str, kept: str) -> bool:
    """Whether the book of events says what is kept: a figure as it is printed, or as ``hasil.json`` has it."""
    return written == kept or written.replace(",", ".") == kept.replace(",", ".") or written == as_read(kept)


def latest_rules(record: Record, result: Result) -> Iterator[tuple[dict[str, Any], int]]:
    """The rules of the newest confirmation, with the stage that it confirmed."""
    order = {stage.code: stage.index for stage in result.stages}
    entries = [entry for entry in record.confirmations() if entry.get("tahap") in order and record.kept(entry)]
    if entries:
        yield record.kept(entries[-1]).get("aturan", {}), order[entries[-1]["tahap"]]


def rule_changes(result: Result, stage: int, kept: Mapping[str, Any]) -> Iterator[Change]:
    """Every key of the rules that reads otherwise than in a kept outcome.

    A make-up may be held later, on a basis of its own: what it changes shows in marks. What binds no more today may be
    kept from an earlier version.
    """
    before = dict(leaves({key: value for key, value in kept.items() if key not in NO_RULES}))
    after = dict(leaves(binding(result.rules)))
    for key in sorted(before.keys() | after.keys()):
        if before.get(key) != after.get(key) and not _MAKE_UP.match(key):
            old, new = before.get(key, NOTHING), after.get(key, NOTHING)
            yield Change(stage, "", "", f"{RULE} {key}", old, new)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every leaf of the rules with its path; stages, components and the like by their code."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list) and all(isinstance(one, dict) for one in value):
        for number, inner in enumerate(value, 1):
            yield from leaves(inner, f"{path}[{inner.get('kode', number)}]")
    else:
        yield path, "; ".join(str(one) for one in value) if isinstance(value, list) else str(value)


def fact_changes(result: Result, stage: StageOutcome, code: str, kept: Mapping[str, Any]) -> Iterator[Change]:
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
        yield from _person(result, stage, register.at[number], was[number], figures_read(kept, was[number]), steps)


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


def figures_read(kept: Mapping[str, Any], person: Mapping[str, Any]) -> dict[str, str]:
    """The figures of a kept outcome that were read from cells."""
    steps = kept.get("langkah", {})
    pairs = zip(steps.items(), person.get("nilai", []), strict=False)
    return {key: str(figure) for (key, step), figure in pairs if not step.get("rumus")}


def _figure(step: Step | None, i: int) -> str:
    """Applicant i's figure as ``hasil.json`` has it; '' where there is none."""
    return "" if step is None or not step.known[i] else number_text(step.values.at(i))


def _stage_index(result: Result, key: str) -> int:
    """The stage that a step belongs to."""
    code = key.partition(":")[0].partition(".")[0]
    return next((stage.index for stage in result.stages if stage.code == code), 0)


def compared_fates(result: Result, stage: StageOutcome, code: str, kept: Mapping[str, Any]) -> Iterator[ComparedFates]:
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
        yield ComparedFates(
            str(person["nomor"]), was, now, person.get("peringkat"), int(stage.standing.rank[i]) or None
        )


def _settled_by_letter(result: Result, stage: StageOutcome) -> set[str]:
    """Whose outcome a departure or a succession changed by letter: they alone may read otherwise than confirmed."""
    changed = {*stage.departed, *stage.stepped_in}
    rule = result.rules.replacement
    if changed and rule is not None and rule.refill:
        changed |= {i for i in range(len(stage.fates)) if stage.fates[i] == Fate.RESERVE}
    return {result.register.numbers[i] for i in changed}


def outcome_words(fates: Sequence[str], rank: int | None) -> str:
    """Somebody's fates and rank, as a correction names them."""
    return ", ".join(fates) + (f", peringkat {rank}" if rank else "")


def members_of(kept: Mapping[str, Any], code: str) -> list[str]:
    """The participant numbers of a formation in a kept outcome."""
    return [str(person["nomor"]) for person in kept.get("peserta", []) if person.get("formasi") == code]


def reads_today(result: Result, event: Event) -> str:
    """What a correction names as it reads today; '' where there is no such thing."""
    register = result.register
    if event.component.startswith(f"{RULE} "):
        return dict(leaves(binding(result.rules))).get(event.component.partition(" ")[2], "")
    if event.component == QUOTA:
        return next((str(one.quota) for one in register.formations if one.code == event.formation), "")
    i = register.at.get(event.persons[0]) if len(event.persons) == 1 else None
    if i is None:
        return ""
    if event.component in {MEMBER, NAME}:
        return register.formation_of(i).code if event.component == MEMBER else register.names[i]
    code, _, component = event.component.partition(".")
    marks = result.marks.get((code, component))
    steps = (step for stage in result.stages for step in result.steps(stage) if step.key == event.component)
    return marks.texts[i] if marks is not None and marks.texts else _figure(next(steps, None), i)


class Corrections(Struct, frozen=True):
    """The corrections of the book of events, against a result and the record.

    Of a requirement no kept outcome holds the words: a correction of one fits by what follows from it.
    """

    result: Result
    record: Record
    events: Sequence[Event]

    def allows(self, change: Change, event: Event) -> bool:
        """Whether a correction names exactly this change, or the cell of the requirement from which it follows."""
        if change.allowed_by(event):
            return True
        stage = self._stage(event)
        if stage is None or stage.index > change.stage or change.component != OUTCOME:
            return False
        mine = [one for one in self.events if one.persons == (change.person,)]
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
        if _held(event, self.record):
            return True
        stage = self._stage(event)
        if stage is not None:
            return self._corrected(event, stage)
        if event.component != OUTCOME:
            return False
        kept = [self.record.kept(entry) for entry in self.record.confirmations()]
        people = [person for one in kept for person in one.get("peserta", [])]
        mine = [person for person in people if event.persons == (str(person["nomor"]),)]
        return any(same(event.after, outcome_words(one.get("nasib", []), one.get("peringkat"))) for one in mine)

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


def _held(event: Event, record: Record) -> bool:
    """Whether a later confirmation already holds what a correction brought about."""
    for entry in record.confirmations():
        kept = record.kept(entry)
        if event.component.startswith(f"{RULE} "):
            value = dict(leaves(kept.get("aturan", {}))).get(event.component.partition(" ")[2])
            if value is not None and same(event.after, value):
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
    facts = {MEMBER: person.get("formasi"), NAME: person.get("nama"), **figures_read(kept, person)}
    return same(event.after, facts.get(event.component) or NOTHING)
