"""Objections and complaints on the screen: windows, counts, and who enters, leaves or moves by what was accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asnrekrut.notation import show as number
from asnrekrut.notation import show_date
from asnrekrut.objections.outcome import Count, Difference, counts
from asnrekrut.outputs.objections import changes, following
from asnrekrut.terminal.console import put, put_command, put_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asnrekrut.objections.periods import Window
    from asnrekrut.selection import Selection

_WINDOW = ("Tahap", "Jenis", "Diajukan sejak", "sampai", "Dijawab paling lambat")
_COUNT = ("Tahap", "Jenis", "Objek", "Putusan", "Diajukan", "Belum diputus", "Hari (median)", "Terlambat")
_CHANGE = ("Tahap", "Nomor", "Formasi", "Perubahan", "Semula", "Menjadi", "Sanggah")


def show(selection: Selection) -> None:
    """Three tables, and the commands that make known what changes."""
    lodged, names = selection.lodged, selection.rules.stage_names
    put_table(_WINDOW, [_window(one, names) for one in lodged.windows], left=5)
    if not all(one.legal_basis for one in lodged.windows):
        put("Tahap tanpa [[sanggah.masa]]: masanya menurut [[jadwal]]; batas jawaban tidak dihitung.", "dim")
    put("")
    put_table(_COUNT, [_count(one, names) for one in counts(lodged)], left=4)
    found = changes(selection)
    if not found:
        return
    put("")
    put_table(_CHANGE, [_change(one, names) for one in found], left=7)
    waiting = any(one.waits for one in found)
    put("Selanjutnya, sebab masih ada yang menunggu:" if waiting else "Selanjutnya:")
    for step in following(selection, found):
        put_command(step)


def _window(one: Window, names: Mapping[str, str]) -> tuple[str, ...]:
    days = (show_date(day) if day else "–" for day in (one.opens, one.closes, one.answer))
    whose = f"{one.kind} ({', '.join(one.formations)})" if one.formations else one.kind
    return names[one.stage], whose, *days


def _count(one: Count, names: Mapping[str, str]) -> tuple[str, ...]:
    decided = ", ".join(f"{word} {number}" for word, number in one.decisions.items())
    days = number(one.days["median"]) if one.days else "–"
    return names[one.stage], one.kind, one.object, decided or "–", str(one.lodged), str(one.open), days, str(one.late)


def _change(one: Difference, names: Mapping[str, str]) -> tuple[str, ...]:
    before = one.before + (f", kursi {one.seat_before}" if one.seat_before else "")
    after = one.after + (f", kursi {one.seat_after}" if one.seat_after else "")
    return names[one.stage], one.person, one.formation, one.change, before, after, one.by
