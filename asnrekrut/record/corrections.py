"""What a correction lets through: exactly the change that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from asnrekrut.record.account import LOST
from asnrekrut.record.cells import print_of
from asnrekrut.record.changes import Change, named, same

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asnrekrut.core.events import Event
    from asnrekrut.core.result import Result
    from asnrekrut.record.account import Account
    from asnrekrut.record.entries import Confirmation
    from asnrekrut.record.hash_chain import Record


class Corrections(Struct, frozen=True):
    """The corrections of the book of events, against a result and the record."""

    result: Result
    record: Record
    events: Sequence[Event]

    def allowing(self, change: Change) -> Event | None:
        """The first that lets a change through; one that was confirmed already lets nothing through again."""
        held = self._held_with(change)
        return next((one for one in self.events if one.printed() not in held and change.named_by(one)), None)

    @property
    def newest(self) -> Confirmation | None:
        """The newest confirmation of a stage that was reached: rules are held against it."""
        reached = {stage.code for stage in self.result.stages}
        mine = [one for one in self.record.confirmations() if one.stage in reached]
        return next((one for one in reversed(mine) if self.record.kept(one) is not LOST), None)

    def _held_with(self, change: Change) -> Sequence[object]:
        """The events of the outcome against which a change is held."""
        if change.formation:
            kept = self.record.outcomes(self.result.stages[change.stage].code).get(change.formation)
        else:
            kept = self.record.kept(self.newest) if self.newest is not None else None
        return kept.events if kept else ()

    def absorbed(self, event: Event) -> bool:
        """Whether nothing more follows from it: some confirmation holds what it says."""
        return any(_says(kept, event) for kept in map(self.record.kept, self.record.confirmations()))


def _says(kept: Account, event: Event) -> bool:
    """Whether an account has what a correction names as it is after it."""
    text, component = named(kept, event), event.component
    if text is None or same(event.after, text):
        return text is not None
    prints = kept.cells.prints.get(event.persons[0], {}) if event.persons else {}
    return component in prints and prints[component] == print_of(
        kept.cells.salt, event.persons[0], component, event.after
    )
