"""What is still to be confirmed or announced, and of which kind an announcement is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asnrekrut.core.events import Kind
from asnrekrut.notation import command_line
from asnrekrut.record.compare import superseded
from asnrekrut.rules.figure_keys import FINAL

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from asnrekrut.core.events import Event
    from asnrekrut.core.register import Register
    from asnrekrut.record.hash_chain import Record
    from asnrekrut.selection import Selection

# What may happen after the end, and the kind of announcement that it calls for; the first that fits.
AFTER_THE_END = {
    Kind.WITHDRAWAL: "pengganti", Kind.DISQUALIFICATION: "pengganti", Kind.REPLACEMENT: "pengganti",
    Kind.APPOINTMENT: "pengangkatan",
}  # fmt: skip

# By kind, what there is not where a stage cannot be announced so.
_LACKING = {
    "pascasanggah": "tahap itu dan tahap sebelumnya tidak mempunyai masa sanggah, sanggahan, atau koreksi",
    "ralat": "",
    "pengganti": "buku peristiwa tidak mencatat yang keluar atau yang menggantikan pada tahap itu",
    "pengangkatan": "buku peristiwa tidak mencatat pengangkatan pada tahap itu",
}


def superseded_formations(selection: Selection, code: str) -> list[str]:
    """The formations of which a stage reads otherwise today than it was confirmed, and has to be confirmed again."""
    result = selection.result
    stage = None if result is None else result.stage_named(code)
    return [] if result is None or stage is None else superseded(selection.record, result, stage)


def ready(selection: Selection, code: str) -> list[str]:
    """The formations in which a stage is decided, and that no finding stops there or before."""
    stage = None if selection.result is None else selection.result.stage_named(code)
    if stage is None:
        return []
    every = [formation.code for formation in selection.formations]
    stopped = selection.stopped(every, stage.index)
    return [one for one, decided in zip(every, stage.decided_in, strict=True) if decided and one not in stopped]


def confirm_command(selection: Selection, code: str) -> str:
    """The command that confirms a stage; where it cannot be in every formation, with those that it can be.

    Where minutes of a later stage contain it already, it cannot be any more by younger ones.
    """
    record, order, changed = selection.record, list(selection.rules.stage_names), superseded_formations(selection, code)
    done, later = record.confirmed(code), order[order.index(code) + 1 :]
    contained = record.frozen(later[:-1]).keys() - done if later else set()
    due = [one for one in ready(selection, code) if (one not in done or one in changed) and one not in contained]
    open_to_all = len(ready(selection, code)) == len(selection.formations) and not contained
    names = [] if open_to_all else due
    options = [option for name in names for option in ("--formasi", name)]
    return command_line("confirm", selection.folder, code, *options, "--ba", "NOMOR", "--tanggal", "TANGGAL")


def announce_command(folder: Path, code: str, kind: str) -> str:
    """The command that announces a stage; '' for the kind of the first time."""
    options = ("--jenis", kind) if kind else ()
    return command_line("announce", folder, code, "--nomor", "NOMOR", "--tanggal", "TANGGAL", *options)


def unannounced(record: Record, code: str) -> list[str]:
    """The formations of which the newest own confirmation of a stage was not announced yet."""
    latest = record.announced(code)
    return sorted(f for f, entry in record.confirmed(code).items() if latest.get(f) != entry.kept)


def again(selection: Selection, code: str, confirmed: Sequence[str] = ()) -> str:
    """The kind that the next announcement of a stage most likely is; '' where it is the first of its formations.

    Only what happened in the formations that it makes known says which.

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
    about = fresh or {formation.code for formation in selection.formations}
    new = [one for one in selection.events if one.stage in reached and one.printed() not in held]
    new = [one for one in new if _is_about(one, about, selection.register)]
    after = {AFTER_THE_END.get(event.kind) for event in new if event.stage == FINAL} if code == FINAL else set()
    if kind := next((kind for kind in AFTER_THE_END.values() if kind in after), ""):
        return kind
    return "pascasanggah" if any(one.correction() in new for one in selection.lodged.correcting) else "ralat"


def possible_kinds(selection: Selection, code: str) -> dict[str, str]:
    """The kinds of announcement by which a stage can come again; of the others, what is not there for them.

    Returns:
        By kind '', or what it lacks.
    """
    order, events = list(selection.rules.stage_names), selection.events
    reached = order[: order.index(code) + 1]
    following = [one for one in order[len(reached) : len(reached) + 1] if one != FINAL]  # who stands in for whom there
    kinds = {AFTER_THE_END.get(e.kind) for e in events if e.stage in (code, *following)}
    kinds -= set() if code == FINAL else {"pengangkatan"}
    objected = {one.stage for one in selection.lodged.windows} | {one.stage for one in selection.lodged.objections}
    objected |= {one.stage for one in events if one.kind is Kind.CORRECTION}
    kinds |= {"ralat"} if objected.isdisjoint(["", *reached]) else {"ralat", "pascasanggah"}
    return {kind: "" if kind in kinds else why for kind, why in _LACKING.items()}


def _is_about(event: Event, formations: Collection[str], register: Register | None) -> bool:
    """Whether an event concerns one of these formations; one that names no formation or person may."""
    named = {event.formation} - {""}
    if not named and register is not None:
        named = {register.formation_of(register.at[number]).code for number in event.persons if number in register.at}
    return not named or not named.isdisjoint(formations)
