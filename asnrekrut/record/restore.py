"""A damaged record: what shows it, and the way out by minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asnrekrut.core.events import Kind, of_kind
from asnrekrut.findings import Place, finding
from asnrekrut.record.chain import LOST, PLACE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asnrekrut.core.events import Event
    from asnrekrut.findings import Finding
    from asnrekrut.record.chain import Record


def faults(record: Record, events: Sequence[Event]) -> Iterator[Finding]:
    """What is wrong with the record; once the minutes name it as it is, only that it was so."""
    restored = {event.after: event for event in of_kind(events, Kind.RESTORATION)}
    head = record.head or LOST
    for fault in record.faults:
        if head in restored:
            event = restored[head]
            yield finding("P603", Place(PLACE), sebab=str(fault.values.get("sebab", fault.message)), dasar=event.source)
        else:
            yield fault
