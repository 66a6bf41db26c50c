"""What a correction lets through: the change that it names, or what follows from the cell of a requirement.

Of a requirement no kept outcome holds the cell: there a correction fits by what follows from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from asnrekrut.core.mark_states import State
from asnrekrut.core.reasons import unmet
from asnrekrut.record.changes import OUTCOME, Change, named, same

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asnrekrut.core.events import Event
    from asnrekrut.core.result import Result, StageOutcome
    from asnrekrut.record.hash_chain import Record
    from asnrekrut.rules.stages import Component


class Corrections(Struct, frozen=True):
    """The corrections of the book of events, against a result and the record."""

    result: Result
    record: Record
    events: Sequence[Event]

    def allowing(self, change: Change) -> Event | None:
        """The first that lets a change through; one that was confirmed already lets nothing through again."""
        held = self._held_with(change)
        return next((one for one in self.events if one.printed() not in held and self._allows(change, one)), None)

    def _held_with(self, change: Change) -> Sequence[object]:
        """The events of the outcome against which a change is held; of a rule, the newest one."""
        if change.formation:
            kept = self.record.outcomes(self.result.stages[change.stage].code).get(change.formation)
            return kept.events if kept else ()
        return [event for newest in self.record.confirmations()[-1:] for event in self.record.kept(newest).events]

    def _allows(self, change: Change, event: Event) -> bool:
        """Whether it names exactly this change, or the cell of the requirement from which it follows."""
        if change.named_by(event):
            return True
        stage = self._stage(event)
        if stage is None or stage.index > change.stage or change.component != OUTCOME:
            return False
        mine = [one for one in self.events if one.persons == (change.person,)]
        named = {one.component for one in mine if self._stage(one) is stage and self._corrected(one, stage)}
        return event.component in named and self._fallen(change, stage) <= named

    def _fallen(self, change: Change, stage: StageOutcome) -> set[str]:
        """The requirements that kept somebody out when the stage was confirmed, and do so no more."""
        kept = self.record.outcomes(stage.code).get(change.formation)
        person = kept and kept.people.get(change.person)
        said = person.reasons.split("; ") if person else []
        i = self.result.register.at[change.person]
        return {
            f"{stage.code}.{one.code}"
            for one in self._requirements(stage)
            if unmet(one) in said and self.result.marks[stage.code, one.code].states[i] != State.FAILED
        }

    def absorbed(self, event: Event) -> bool:
        """Whether nothing more follows from it: the cell is corrected, or some confirmation holds the outcome."""
        stage = self._stage(event)
        return self._held(event) or (stage is not None and self._corrected(event, stage))

    def _held(self, event: Event) -> bool:
        said = (named(kept, event) for kept in map(self.record.kept, self.record.confirmations()))
        return any(text is not None and same(event.after, text) for text in said)

    def _corrected(self, event: Event, stage: StageOutcome) -> bool:
        """Whether the cell of a requirement reads today as after the correction."""
        marks = self.result.marks.get((stage.code, event.component.partition(".")[2]))
        at = self.result.register.known(event.persons)
        if marks is None or not marks.texts or len(event.persons) != 1 or not at:
            return False
        return marks.texts[at[0]].casefold() == event.after.casefold()

    def _stage(self, event: Event) -> StageOutcome | None:
        """The stage of the requirement that a correction names; None where it names none."""
        code, _, name = event.component.partition(".")
        stage = self.result.stage_named(code)
        named = stage is not None and any(one.code == name for one in self._requirements(stage))
        return stage if named else None

    def _requirements(self, stage: StageOutcome) -> list[Component]:
        components = () if stage.is_end else self.result.rules.stages[stage.index].components
        return [one for one in components if one.requirement]
