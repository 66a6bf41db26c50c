"""Ties across the last place on the screen: who, where, and what the committee can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asnrekrut.core.events import Kind, row_to_paste
from asnrekrut.notation import listed
from asnrekrut.rules.figure_keys import FINAL
from asnrekrut.terminal.console import put_command, say
from asnrekrut.terminal.findings import PASTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.core.result import Result
    from asnrekrut.core.ties import Tie

_SESSION = "- keputusan sidang, sebagai baris buku peristiwa (peristiwa.xlsx); urutan di sini hanya menurut nomor:"


def show(result: Result | None) -> None:
    """Every tie that is open, with the row that would settle it."""
    if result is not None:
        for tie in result.ties:
            _show_one(result, tie)


def _show_one(result: Result, tie: Tie) -> None:
    register = result.register
    seats = register.formations[tie.formation]
    where = result.aim if tie.stage == FINAL else f"tempat pada {result.rules.stage_names[tie.stage]}"
    room = f"{tie.places} {where}" if tie.places else "urutan dalam daftar cadangan"
    say(f"\nNilai sama pada formasi {seats.code} ({seats.title})", "bold yellow")
    say(f"  {len(tie.members)} peserta untuk {room}; semua kunci urutan sama:", hang=2)
    for i in tie.members:
        say(f"    {register.numbers[i]}  {register.names[i]}", hang=6)
    if tie.misfit:
        misfit = f"{tie.misfit[0].upper()}{tie.misfit[1:]}"
        say(f"  {misfit}; urutan harus memuat tepat semua peserta yang seri.", hang=2)
    for line in (*_choices(result, tie), _SESSION):
        say(f"  {line}", hang=4)
    persons = "; ".join(register.numbers[i] for i in tie.members)
    put_command(row_to_paste(Kind.TIE, stage=tie.stage, formation=seats.code, persons=persons), stderr=True)
    say(f"  {PASTED}", "dim")


def _choices(result: Result, tie: Tie) -> Iterator[str]:
    """What the committee can do by the rules, before it comes to decide by itself."""
    repeat = result.rules.ranking.repeat
    if repeat is not None and tie.stage == FINAL:
        yield f"Menurut aturannya: ujian ulang di antara mereka ({repeat.legal_basis})."
        yield f"Simpan nilainya sebagai {listed(list(repeat.files), 3)}; lembar kosongnya: asnrekrut template."
        yield "Bila nilainya tetap sama:"
        return
    yield "Panitia menetapkan salah satu menurut aturannya:"
    table = "[peringkat]" if tie.stage == FINAL else f"[tahap.lanjut] tahap {tie.stage}"
    room = "kuota" if tie.stage == FINAL else "jumlah yang lanjut"
    yield f"- kunci lain pada urut di {table}, bila ketentuan seleksi menyebutnya, misalnya usia;"
    if not tie.over_empty_seats(result.register):
        yield f'- seri = "ikut semua" di {table}: semua yang sama masuk, sehingga {room} terlampaui;'
    if tie.policy == "undian":
        yield f'- benih undian di {table}: benih = "…", diambil di depan saksi sesudah daftar di atas diumumkan;'
    else:
        yield f'- seri = "undian" di {table}, lalu benih = "…" yang diambil di depan saksi sesudah daftar diumumkan;'
