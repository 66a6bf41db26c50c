"""What the register of objections says: windows, counts, and what accepted ones lead to."""

from __future__ import annotations

from datetime import date
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from msgspec import to_builtins

from asnrekrut.notation import command_line, listed, number_text, show_date, show_days
from asnrekrut.objections.outcome import Count, Difference, counts, differences
from asnrekrut.objections.periods import Window
from asnrekrut.objections.register import DECISIONS, Objection
from asnrekrut.outputs.announcements_due import announce_command, confirm_command

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asnrekrut.selection import Selection

_SEVERAL = 10  # formations named in a line
_NAMES: Mapping[type, Mapping[str, str]] = {  # in JSON
    Window: {
        "stage": "tahap", "formations": "formasi", "kind": "jenis", "legal_basis": "dasar", "opens": "mulai",
        "closes": "akhir", "answer": "jawab_akhir",
    },
    Count: {
        "stage": "tahap", "kind": "jenis", "object": "objek", "lodged": "diajukan", "decisions": "putusan",
        "open": "belum_diputus", "days": "hari_jawab", "late": "terlambat_dijawab",
    },
    Difference: {
        "stage": "tahap", "person": "nomor", "formation": "formasi", "before": "semula", "after": "menjadi",
        "seat_before": "kursi_semula", "seat_after": "kursi_menjadi", "change": "perubahan", "by": "sanggah",
    },
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
    waiting = {one.stage for one in found if one.waits}
    changed = list(dict.fromkeys(one.stage for one in found))
    stages = list(takewhile(lambda code: code not in waiting, changed))
    write = [command_line("rank", selection.folder, "--sampai", code) for code in stages]
    confirm = [confirm_command(selection, code) for code in stages]
    announce = [announce_command(selection.folder, code, "pascasanggah") for code in stages]
    return [*write, *confirm, *announce, *([command_line("check", selection.folder)] if waiting else [])]


def lines(selection: Selection) -> list[str]:
    """The periods that are not over, then for every stage how many objections there are, in a line each."""
    found = [f"{one[:1].upper()}{one[1:]}" for one in open_periods(selection)]
    groups = dict[tuple[str, str], list[Objection]]()
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


def open_periods(selection: Selection, stage: str = "") -> list[str]:
    """The periods of what was announced that were not over at the newest line of the record; who reads knows today.

    Args:
        stage: of one stage alone.
    """
    newest = max((entry.day for entry in selection.record.entries), default=date.max)
    names, mine = selection.rules.stage_names, (w for w in selection.lodged.windows if stage in {"", w.stage})
    return [
        _in_words(one, one.days, names[one.stage])
        for one in mine
        if one.days is not None and one.opened and max(one.days[1], one.answer or date.min) >= newest
    ]


def _in_words(one: Window, days: tuple[date, date], stage: str) -> str:
    whose = f" formasi {listed(list(one.formations), _SEVERAL)}" if one.formations else ""
    answer = f"; dijawab paling lambat {show_date(one.answer)}" if one.answer is not None else ""
    return f"masa {one.kind} {stage}{whose} ({show_days(*days)}{answer})"


def objections_json(selection: Selection) -> dict[str, Any]:
    """Everything that the public may know of objections, and what is still to be done."""
    found = changes(selection)
    return {
        "folder": selection.folder.as_posix(),
        "masa": list(map(_data, selection.lodged.windows)),
        "statistik": list(map(_data, counts(selection.lodged))),
        "perbedaan": list(map(_data, found)),
        "selanjutnya": following(selection, found),
    }


def _data(one: Window | Count | Difference) -> dict[str, Any]:
    """One of them under the names of the JSON: days in ISO, fractions as texts, '' for none."""
    named = {name: getattr(one, field) for field, name in _NAMES[type(one)].items()}
    return {name: "" if value is None else to_builtins(value, enc_hook=number_text) for name, value in named.items()}
