"""What the register of objections says: windows, counts, and what accepted ones lead to."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from asnrekrut.notation import command_line, listed, number_text, show_date
from asnrekrut.objections.outcome import WAITING, Count, Difference, counts, differences
from asnrekrut.objections.periods import LODGED
from asnrekrut.objections.register import DECISIONS, Objection
from asnrekrut.outputs.announcements_due import confirm_command

if TYPE_CHECKING:
    from datetime import date

    from asnrekrut.objections.periods import Window
    from asnrekrut.rules.publication import Activity
    from asnrekrut.selection import Selection

_CHANGE = {
    "stage": "tahap", "person": "nomor", "formation": "formasi", "before": "semula", "after": "menjadi",
    "seat_before": "kursi_semula", "seat_after": "kursi_menjadi", "change": "perubahan", "by": "sanggah",
}  # fmt: skip


def changes(selection: Selection) -> list[Difference]:
    """What accepted objections change of what was confirmed."""
    if selection.result is None:
        return []
    return differences(selection.record, selection.result, selection.lodged.correcting)


def following(selection: Selection, found: list[Difference]) -> list[str]:
    """The commands that make accepted objections known: every stage that they change is confirmed and announced.

    From the first stage on in which somebody waits nothing can be confirmed: what stops the result comes first there.
    """
    waiting = {one.stage for one in found if one.change == WAITING}
    changed = list(dict.fromkeys(one.stage for one in found))
    stages = list(takewhile(lambda code: code not in waiting, changed))
    letter, kind = ("NOMOR", "--tanggal", "TANGGAL"), ("--jenis", "pascasanggah")
    write = [command_line("rank", selection.folder, "--sampai", code) for code in stages]
    confirm = [confirm_command(selection, code) for code in stages]
    announce = [command_line("announce", selection.folder, code, "--nomor", *letter, *kind) for code in stages]
    return [*write, *confirm, *announce, *([command_line("check", selection.folder)] if waiting else [])]


def lines(selection: Selection) -> list[str]:
    """For every stage with objections how many there are and when the answers are due, in a line."""
    found, groups = [], dict[tuple[str, str], list[Objection]]()
    for one in selection.lodged.objections:
        groups.setdefault((one.stage, one.kind.value), []).append(one)
    for (stage, kind), rows in groups.items():
        windows = filter(None, map(selection.lodged.window, rows))
        due = [show_date(day) for day in sorted({one.answer for one in windows if one.answer is not None})]
        granted = DECISIONS[rows[0].kind][0]
        accepted = sum(one.decision is granted for one in rows)
        undecided = sum(one.decision is None for one in rows)
        until = f"; dijawab paling lambat {listed(due)}" if due else ""
        what = f"{len(rows)} diajukan, {accepted} {granted.value}, {undecided} belum diputus"
        found.append(f"{kind.capitalize()} {selection.rules.stage_names[stage]}: {what}{until}")
    return found


def objections_json(selection: Selection) -> dict[str, Any]:
    """Everything that the public may know of objections, and what is still to be done."""
    found = changes(selection)
    return {
        "folder": selection.folder.as_posix(),
        "masa": [_window(one) for one in selection.lodged.windows],
        "statistik": [_count(one) for one in counts(selection.lodged)],
        "perbedaan": [{_CHANGE[name]: value for name, value in asdict(one).items()} for one in found],
        "selanjutnya": following(selection, found),
    }


def scheduled_only(selection: Selection) -> list[Activity]:
    """The periods that the schedule names for stages for which no rule counts the days."""
    ruled = {one.period.stage for one in selection.lodged.windows if one.period.kind == LODGED}
    order = [stage for stage in selection.rules.stage_names if stage not in ruled]
    found = [one for one in selection.rules.schedule if one.kind == LODGED and one.stage in order]
    return sorted(found, key=lambda one: order.index(one.stage or ""))


def _window(one: Window) -> dict[str, Any]:
    return {
        "tahap": one.period.stage,
        "formasi": list(one.formations),
        "jenis": one.period.kind,
        "dasar": one.period.legal_basis,
        "mulai": _iso(one.opens),
        "akhir": _iso(one.closes),
        "jawab_akhir": _iso(one.answer),
    }


def _iso(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _count(one: Count) -> dict[str, Any]:
    days = one.days
    return {
        "tahap": one.stage,
        "jenis": one.kind,
        "objek": one.object,
        "diajukan": one.lodged,
        "putusan": dict(one.decisions),
        "belum_diputus": one.open,
        "hari_jawab": {"tercepat": days[0], "median": number_text(days[1]), "terlama": days[2]} if days else {},
        "terlambat_dijawab": one.late,
    }
