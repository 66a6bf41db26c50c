"""How far a selection has come, on the screen: its stages, what keeps it, and what comes next."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.counts import SeatCount, count_seats, count_stages
from asnrekrut.core.result import Fate
from asnrekrut.errors import Exit
from asnrekrut.findings import Severity
from asnrekrut.notation import command_line, listed, show, show_count
from asnrekrut.outputs.announcements_due import announce_command
from asnrekrut.outputs.objections import lines
from asnrekrut.outputs.status import MEANWHILE
from asnrekrut.outputs.write import furthest
from asnrekrut.terminal.console import put, put_command, put_table, say, suggest
from asnrekrut.terminal.files import show_written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from asnrekrut.core.result import Result, StageOutcome
    from asnrekrut.outputs.status import NextStep, StageStatus
    from asnrekrut.record.entries import Announcement, Confirmation
    from asnrekrut.rules.model import Rules
    from asnrekrut.selection import Selection

_FORMATIONS = 40  # whose seats are shown
_STATUS = ("Tahap", "Nilai", "Diputus", "Disahkan", "Diumumkan")
_COUNTS = ("Tahap", "Peserta", "Tidak hadir", "Mundur/dis.", "Gugur", "Di luar jumlah", "Lanjut")


def show_status(selection: Selection, stages: Sequence[StageStatus], following: NextStep) -> None:
    """Every stage, its objections, the newest hash of the record, and the next step."""
    put(_title(selection.rules), "bold")
    put_table(_STATUS, map(_status, stages), left=5)
    for line in lines(selection):
        put(line)
    if selection.record.head:
        put(f"Kepala riwayat: {selection.record.head}")
    _put_step("Langkah berikutnya:", following)
    while following.beside is not None:
        following = following.beside
        _put_step(MEANWHILE.capitalize(), following)


def _put_step(before: str, step: NextStep) -> None:
    put(f"{before} {step.words}")
    if step.command:
        put_command(step.command)


def _title(rules: Rules) -> str:
    return f"{rules.identity.name}, {rules.identity.institution}, {rules.identity.year}"


def _status(stage: StageStatus) -> tuple[str, ...]:
    there = "–" if not stage.files else "ada" if stage.delivered else "belum ada"
    decided = f"{stage.decided} dari {stage.formations} formasi" if stage.decided else "belum"
    confirmed = "\n".join(_confirmed(entry, stage) for entry in stage.confirmed) or "belum"
    announced = "\n".join(entry.letter for entry in stage.announced) or "belum"
    return stage.name, there, decided, confirmed, announced


def _confirmed(entry: Confirmation, stage: StageStatus) -> str:
    """The letter that confirmed a stage, or a later one in which it is contained, and in how many formations."""
    letter = entry.letter if entry.stage == stage.code else f"termuat dalam tahap {entry.stage}: {entry.letter}"
    count = len(entry.formations)
    return letter if count >= stage.formations else f"{letter} ({count} dari {stage.formations} formasi)"


def show_confirmed(folder: Path, entry: Confirmation, again: str) -> None:
    """What was confirmed, and what to do next; ``again`` is the kind of an announcement that is not the first."""
    formations = listed(list(entry.formations), 10)
    put(f"Disahkan: tahap {entry.stage}, formasi {formations}, dengan {entry.letter}.", "green")
    put(f"Disimpan di riwayat/{entry.kept}; sejak ini setiap perubahan memerlukan baris dalam buku peristiwa.")
    papers = "Naskah pengumuman dan naskah lainnya disusun dengan:"
    suggest(papers, "report", folder, "--tahap", entry.stage)
    put("Selanjutnya, sesudah diumumkan:")
    put_command(announce_command(folder, entry.stage, again))


def show_announced(folder: Path, entry: Announcement, next_stage: str) -> None:
    """What was announced, and where to see what comes next; ``next_stage`` is the one that it invites to, if any."""
    put(f"Diumumkan: tahap {entry.stage} ({entry.kind}), dengan {entry.letter}.", "green")
    papers = (
        f"Halaman publik, undangan ke {next_stage}, dan naskahnya" if next_stage else "Halaman publik dan naskahnya"
    )
    suggest(f"{papers} disusun dengan:", "report", folder)
    suggest("Langkah berikutnya:", "status", folder)


def show_without_session(selection: Selection, entry: Announcement) -> None:
    """What is doubtful about the sessions of the stage to which an announcement invites; a ``check`` says it too."""
    for one in (one for one in selection.findings if one.values.get("pengumuman") == entry.letter):
        say(f"{one.code} {one.message} {one.hint}", "yellow")


def show_run(
    selection: Selection, until: str | None, written: Sequence[str] | None = None, old: Sequence[StageOutcome] = ()
) -> None:
    """How far a run came, what it wrote, and what keeps it from going on.

    Args:
        until: the stage that was insisted on.
        written: the files of its result; None for a command that writes none.
        old: earlier results that would read otherwise today.
    """
    reached = furthest(selection, until)
    if reached is not None:
        show_summary(reached)
        if written is not None:
            show_written(selection, written, reached)
    _show_stale(selection, old)
    show_waiting(selection, None if written is None else bool(written), until)


def _show_stale(selection: Selection, stages: Sequence[StageOutcome]) -> None:
    """Earlier results that would read otherwise today, by whatever was changed, and can be written anew."""
    for stage in (stage for stage in stages if not selection.contradicted(stage.index)):
        words = f"Hasil {stage.name} yang tersimpan tidak lagi sesuai dengan isi folder ini; perbarui dengan"
        suggest(words, "rank", selection.folder, "--sampai", stage.code, style="yellow", stderr=True)


def show_waiting(selection: Selection, written: bool | None, until: str | None = None) -> None:
    """What keeps the selection from going on: stages without marks, findings, open ties.

    Args:
        written: whether a result was written; None for a command that writes none.
        until: the stage that was insisted on.
    """
    missing: list[str] = []
    waiting: list[str] = []
    for delivery in selection.deliveries:
        if not delivery.delivered:
            files, there = delivery.found or delivery.wanted, "masih kosong" if delivery.found else "belum ada"
            what = "daftar penetapan" if delivery.elsewhere else "nilai"
            say(f"{delivery.name}: belum ada {what}; {listed(list(files), 3)} {there}.")
            missing.append(delivery.name)
        elif missing and not selection.is_past(delivery.stage):
            say(f"{delivery.name}: sudah ada nilai, tetapi baru dapat diputus bersama {listed(missing)}.")
            waiting.append(delivery.name)
    stops = [f.code for f in selection.findings if f.severity is Severity.STOPS]
    if stops:
        meaning = f"arti setiap kode, misalnya: {command_line('code', '.', stops[0])}"
        say(f"\n{_not_decided(written)}: {len(stops)} temuan harus dibetulkan; {meaning}", "bold")
    elif selection.result is not None and selection.result.ties:
        say(f"\n{_not_decided(written)}: ada nilai sama di tempat terakhir yang menunggu keputusan.", "bold")
    elif selection.exit_code is Exit.DONE and selection.exit_for(until) is not Exit.DONE:
        wanted = list(selection.rules.stage_names.values())[selection.until]
        say(f"\n{_not_decided(written)}: {wanted} belum dapat diputus.", "bold")
    elif waiting:
        say(f"\n{_not_decided(written)}: {listed(waiting)} menunggu {listed(missing)}.", "bold")
    elif written is None and selection.decided:
        suggest("Tidak ada yang menghentikan hasil; untuk menulisnya:", "rank", selection.folder)
    elif not selection.decided:
        say("Belum ada tahap yang dapat diputus.", "bold")


def _not_decided(written: bool | None) -> str:
    if written is None:
        return "Belum semuanya dapat diputus"
    return "Belum semua yang sudah ada nilainya dapat diputus" if written else "Hasil tidak ditulis"


def show_summary(result: Result) -> None:
    """How many came, passed each stage, and won up to the last stage of a result, on standard output."""
    stage = result.stages[-1]
    put(f"{_title(result.rules)}: {stage.name}", "bold")
    rows = []
    for s in count_stages(result):
        absent, not_called, *others = s.became()
        rows.append((s.stage.name, *map(show_count, (s.expected, absent + not_called, *others))))
    put_table(_COUNTS, rows)
    if stage.is_end:
        heads = (result.inside, "Cadangan", "Kosong", f"Nilai terendah {result.inside.lower()}")
        _put_formations(result, heads, map(_won, count_seats(result)))
    else:
        _put_formations(result, ("Peserta", "Lanjut"), _went_on(result, stage))


def _put_formations(result: Result, heads: Sequence[str], became: Iterable[Sequence[str] | None]) -> None:
    """A line for each formation: what became of its applicants, None while it is not decided."""
    applied, formations = Counter(result.register.formation.tolist()), result.register.formations
    rows = [
        (one.code, one.title, show_count(one.quota), show_count(applied[f]), *(found or _waiting(heads)))
        for f, (one, found) in enumerate(zip(formations[:_FORMATIONS], became, strict=False))
    ]
    put("")
    put_table(("Formasi", "Jabatan", "Kuota", "Pelamar", *heads), rows, left=2)
    if len(formations) > _FORMATIONS:
        put(f"… dan {show_count(len(formations) - _FORMATIONS)} formasi lainnya; lihat lembar Ringkasan")


def _waiting(heads: Sequence[str]) -> list[str]:
    return ["menunggu", *("–" for _ in heads[1:])]


def _won(one: SeatCount) -> Sequence[str] | None:
    low = "–" if one.lowest is None else show(one.lowest, one.decimals)
    return (*map(show_count, (one.inside, one.reserves, one.empty)), low) if one.decided else None


def _went_on(result: Result, stage: StageOutcome) -> Iterator[Sequence[str] | None]:
    """How many of each formation took part in a stage, and how many of them go on."""
    formation, every = result.register.formation, len(result.register.formations)
    took, on = (
        np.bincount(formation[who], minlength=every).tolist() for who in (stage.took_part, stage.fates == Fate.PROCEEDS)
    )
    for decided, *counts in zip(stage.decided_in, took, on, strict=True):
        yield tuple(map(show_count, counts)) if decided else None
