"""What a correction lets through: exactly the change that it names, or what follows from the cell of a requirement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from asnrekrut.core.mark_states import State
from asnrekrut.core.reasons import unmet
from asnrekrut.record.changes import (
    MEMBER,
    NAME,
    NOTHING,
    OUTCOME,
    QUOTA,
    RULE,
    Change,
    figures_read,
    leaves,
    outcome_words,
    same,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from asnrekrut.core.events import Event
    from asnrekrut.core.result import Result, StageOutcome
    from asnrekrut.record.chain import Record


@dataclass(frozen=True, slots=True)
class Corrections:
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
