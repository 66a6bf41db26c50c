"""Differences from a list made elsewhere, and what other rules would change, as lines on standard output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asnrekrut.nik import NOBODY, Spared, without_nik
from asnrekrut.notation import as_read, listed, show, show_count, show_rounded, terminates
from asnrekrut.terminal.console import put

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from fractions import Fraction

    from asnrekrut.comparison.differences import Difference
    from asnrekrut.comparison.whatif import Simulation, WhatIf

DECIMALS = 4  # of a figure to look at


def show_differences(
    found: Sequence[Difference],
    source: str,
    people: int,
    unread: Mapping[str, Sequence[str]] | None = None,
    others: Spared = NOBODY,
) -> None:
    """Every difference with its cause, on standard output; who agrees is only counted.

    Args:
        people: how many were compared.
        unread: who was not, by the reason.
        others: participant numbers that look like a NIK and are none.
    """
    odd, all_ = len({one.number for one in found}), f"{show_count(people)} peserta"
    said = f"{show_count(len(found))} perbedaan pada {show_count(odd)} dari {all_}" if found else ""
    put(f"{source}: {said or f'tidak ada perbedaan bagi {all_}'}.", "bold" if found or unread else "green")
    for why, left in (unread or {}).items():
        put(
            f"  Tidak dibandingkan, {why}: {show_count(len(left))} orang ({without_nik(listed(left, 3), others)}).",
            "yellow",
            hang=4,
        )
    for one in found:
        words, where = one.as_json(others), f" ({one.place.cell})" if one.place is not None else ""
        who = f"{words['nomor']} {words['nama']}{where}"
        put(f"  {who}: {words['apa']} {words['di_sana']}, dihitung {words['dihitung']}; {words['sebab']}", hang=4)


def show_simulation(said: Simulation) -> None:
    """What other rules would change, on standard output; nothing of it can be taken for a list."""
    put("SIMULASI, bukan hasil: tidak ada yang ditulis.", "bold yellow")
    if said.held:
        held = listed(said.held, 10)
        put(f"Tidak disimulasikan, karena hasilnya pun belum dapat diputus: formasi {held}.", "yellow")
    if said.then is not None:
        _show_moves("Dengan aturan itu", said.then)
    _show_moves("Bila dibulatkan hanya sekali, di akhir", said.once)
    if said.margins is None:
        put("Selisih terkecil tidak ditampilkan: ada nilai yang belum diumumkan.")
        return
    put("Perubahan terkecil yang menggeser kursi terakhir (tanpa memperhitungkan pembulatan):", "bold")
    for one in said.margins:
        rival = f"; {one.rival} menyamai atau masuk" if one.rival else "; gugur bila lebih dari itu"
        put(f"  {one.formation}, {one.last}: {one.what} {_size(one.size)}{rival}")


def _size(size: Fraction) -> str:
    """By how much something would have to change, as one reads it."""
    if not size:
        return "sedikit saja"
    return show(size) if terminates(size) is not None else f"sekitar {show_rounded(size, DECIMALS)}"


def _show_moves(title: str, one: WhatIf) -> None:
    ranks = sum(0 < move.ranks[0] != move.ranks[1] for move in one.moves)
    seats = sum(move.seat for move in one.moves)
    put(f"{title}: {ranks} dari {one.ranked} peringkat berubah, {seats} menyangkut kursi.", "bold")
    for move in one.moves:
        rank = _turned([f"peringkat {rank}" if rank else "tanpa peringkat" for rank in move.ranks])
        put(f"  {move.formation} {move.number} {move.name}: {rank}; {_turned(map(as_read, move.fates))}")
    for code in one.untold:
        put(f"  {code}: belum dapat diputus; ada nilai yang belum ada, atau nilai sama di tempat terakhir")


def _turned(words: Iterable[str]) -> str:
    """``cadangan menjadi lulus``; what stays the same once."""
    return " menjadi ".join(dict.fromkeys(words))
