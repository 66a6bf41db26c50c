"""What is still to be confirmed again or announced, and of which kind an announcement is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asnrekrut.core.events import Kind
from asnrekrut.record.compare import superseded
from asnrekrut.rules.keys import FINAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asnrekrut.record.chain import Record
    from asnrekrut.selection import Selection

# What may happen after the end, and the kind of announcement that it calls for; the first that fits.
AFTER_THE_END = {
    Kind.WITHDRAWAL: "pengganti", Kind.DISQUALIFICATION: "pengganti", Kind.REPLACEMENT: "pengganti",
    Kind.APPOINTMENT: "pengangkatan",
}  # fmt: skip


def superseded_formations(selection: Selection, code: str) -> list[str]:
    """The formations of which a stage reads otherwise today than it was confirmed, and has to be confirmed again."""
    stage = None if selection.result is None else selection.result.stage_named(code)
    if selection.result is None or stage is None:
        return []
    return superseded(selection.record, selection.result, stage)


def unannounced(record: Record, code: str) -> list[str]:
    """The formations of which the newest own confirmation of a stage was not announced yet."""
    latest = record.announced(code)
    return sorted(f for f, entry in record.confirmed(code).items() if latest.get(f) != entry.kept)


def again(selection: Selection, code: str, confirmed: Sequence[str] = ()) -> str:
    """The kind that the next announcement of a stage most likely is; '' where it is the first of its formations.

    Args:
        confirmed: formations that were confirmed just now.
    """
    record = selection.record
    latest, fresh = record.announced(code), {*confirmed, *unannounced(record, code)}
    if not latest or (fresh and not latest.keys() & fresh):
        return ""
    held = record.events_in({latest[f] for f in latest.keys() & fresh} or {*latest.values()})
    order = ["", *selection.rules.stage_names]
    reached = order[: order.index(code) + 1]
    new = [event for event in selection.events if event.stage in reached and event.printed() not in held]
    after = {AFTER_THE_END.get(event.kind) for event in new if event.stage == FINAL} if code == FINAL else set()
    if kind := next((kind for kind in AFTER_THE_END.values() if kind in after), ""):
        return kind
    return "pascasanggah" if any(one.correction() in new for one in selection.lodged.correcting) else "ralat"
