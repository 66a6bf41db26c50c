"""Confirm and announce: keep a stage's outcome whole under ``riwayat/`` and add a line to the record."""

from __future__ import annotations

import hashlib
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct, json
from msgspec.structs import replace

from asnrekrut.checks.open_rules import AFTER, BEFORE
from asnrekrut.errors import OutputError, UsageError, reason
from asnrekrut.findings import stopping
from asnrekrut.io import HISTORY
from asnrekrut.nik import holds_nik, without_nik
from asnrekrut.notation import command_line, listed, show_date
from asnrekrut.outputs.announcements_due import again, confirm_command, possible_kinds, superseded_formations
from asnrekrut.outputs.folder import PUBLISHED
from asnrekrut.outputs.write import folder_of, write_result, written_today
from asnrekrut.readers.messages import printable
from asnrekrut.record.account import KEPT_RESULT, Account
from asnrekrut.record.cells import KEPT_CELLS, Cells, cells_of
from asnrekrut.record.entries import (
    ATTACHED,
    FIRST_TIME,
    KINDS,
    Announcement,
    Confirmation,
    Entry,
    Paper,
    Told,
)
from asnrekrut.record.hash_chain import LINES, MOST, Record
from asnrekrut.rules import RULES_FILE
from asnrekrut.storage import SUMS, content_of, edited, files_of, make_folder, permissions, write_whole
from asnrekrut.texts import tidy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from asnrekrut.core.result import StageOutcome
    from asnrekrut.selection import Selection

DAMAGED = "riwayat-rusak.jsonl"
FRESH = "-baru"  # behind a hidden folder that is being kept
LONGEST = 200  # characters of a letter's number


class Letter(Struct, frozen=True):
    """The letter by which something is confirmed or announced.

    Attributes:
        approval: whose approval came before an announcement.
    """

    number: str
    day: date
    approval: str = ""


def confirm(
    selection: Selection, formations: Sequence[str], letter: Letter, attached: Sequence[Path] = ()
) -> Confirmation:
    """Keep the outcome of the stage up to which the selection was carried out.

    Args:
        formations: which of them; by default all that are decided, of a stage confirmed in part the rest.
        attached: signed papers to be kept beside the record.

    Returns:
        The new line of the record.

    Raises:
        UsageError: the stage cannot be confirmed as things stand; nothing was written.
        OutputError: it could not be written; nothing was changed.
    """
    letter = _checked(letter, "berita acara", "--ba", selection.rules.identity.year)
    _undamaged(selection)
    stage = _decided(selection, formations)
    assert selection.result is not None  # noqa: S101  (a stage of it is decided)
    cells = cells_of(selection.result, stage, selection.record.salt)
    today = Account.read(written_today(selection, stage.index), cells)
    chosen = _chosen(selection, stage, formations, today)
    _from_the_first(selection, stage, chosen)
    _after(letter, _earlier(selection, chosen))
    _not_behind(letter, selection, stage, chosen)
    name = current(selection, stage)
    beside = _beside(selection.folder / name, cells)
    prints = replace(today.fingerprints, files=hashlib.sha256(beside[SUMS]).hexdigest())
    _clear(selection.record)
    kept = _free(selection.folder / HISTORY, name.rpartition("/")[2], selection.record)
    entry = Confirmation(
        stage=stage.code, number=letter.number, day=letter.day, formations=tuple(chosen), kept=kept,
        fingerprints=prints, papers=tuple(_attach(selection.folder, stage.code, attached)),
    )  # fmt: skip
    _keep(selection, name, kept, beside, entry)
    return entry


def _chosen(selection: Selection, stage: StageOutcome, formations: Sequence[str], today: Account) -> list[str]:
    """The formations to confirm: those that were named, else whatever is new or changed since it was confirmed.

    Args:
        today: what the stage comes to; what was confirmed of later stages holds it to that all the same.

    Raises:
        UsageError: a finding stops one of them, or nothing changed in what was named, or in any.
    """
    record, every = selection.record, list(formations) or [one.code for one in selection.formations]
    before = {code: entry for code, entry in record.confirmed(stage.code).items() if code in every}
    same = [code for code, entry in before.items() if today.about(code) == record.kept(entry).about(code)]
    chosen = [code for code in every if code not in same]
    _unhindered(selection, chosen or every)
    if same and (formations or len(same) == len(every)):
        where, letter = listed(same, 10), before[same[0]].number
        raise UsageError(f"{stage.name} formasi {where} sudah disahkan dengan {letter}; tidak ada yang berubah")
    return chosen


def _from_the_first(selection: Selection, stage: StageOutcome, formations: Sequence[str]) -> None:
    """Refuse a stage before an earlier one that reads otherwise than it was confirmed: that comes first."""
    for earlier in selection.stages[: stage.index]:
        own = selection.record.confirmed(earlier.code)
        if own and (changed := sorted(set(superseded_formations(selection, earlier.code)).intersection(formations))):
            way = confirm_command(selection, earlier.code)
            where = f"tahap {earlier.code} formasi {listed(changed, 10)}"
            raise UsageError(f"{where} berubah sejak disahkan; sahkan lagi dahulu dengan {way}")


def _checked(letter: Letter, what: str, option: str, year: int) -> Letter:
    """A letter as it can be kept for good and printed.

    Args:
        year: of the selection.

    Raises:
        UsageError: it has no number, a text of it is none of a letter, or its day cannot be one of this selection.
    """
    number, approval = tidy(letter.number), tidy(letter.approval)
    if number in {"", "NOMOR"}:
        raise UsageError(f"nomor {what} belum diisi; tulis nomor suratnya pada {option}")
    for text, where in ((letter.number.strip(), option), (letter.approval.strip(), "--persetujuan")):
        if len(text) > LONGEST or printable(text) != text:
            raise UsageError(f"isi {where} tidak dapat dicatat: paling banyak {LONGEST} huruf dalam satu baris")
        if holds_nik(text):
            raise UsageError(f"isi {where} memuat NIK, padahal akan diumumkan; periksa {where}")
    if not year - BEFORE <= letter.day.year <= year + AFTER:
        raise UsageError(f"tanggal {show_date(letter.day)} jauh dari tahun seleksi, {year}; periksa --tanggal")
    return replace(letter, number=number, approval=approval)


def _unhindered(selection: Selection, formations: Sequence[str]) -> None:
    """Refuse what ``rank`` says is stopped, in the formations concerned."""
    stopped = selection.stopped(formations)
    if stopped:
        way = command_line("check", selection.folder)
        raise UsageError(f"temuan menghentikan hasil formasi {listed(stopped, 10)}; betulkan dahulu, lihat {way}")


def _earlier(selection: Selection, formations: Sequence[str]) -> list[Confirmation]:
    """The confirmations of these formations that come before: of earlier stages, and of this one."""
    every = (selection.record.confirmed(stage) for stage in list(selection.rules.stage_names)[: selection.until + 1])
    return [entry for confirmed in every for code, entry in confirmed.items() if code in formations]


def _after(letter: Letter, before: Sequence[Entry]) -> None:
    """Refuse a letter that is older than what comes before it."""
    last = max(before, key=lambda entry: entry.day, default=None)
    if last is not None and letter.day < last.day:
        raise UsageError(
            f"tanggal {show_date(letter.day)} lebih awal daripada {last.data()['jenis']} tahap {last.stage} "
            f"dengan {last.letter}; periksa --tanggal. Bila tanggal yang tercatat itu yang keliru: betulkan di "
            f"{HISTORY}/{LINES}, lalu ikuti temuan asnrekrut check"
        )


def _not_behind(letter: Letter, selection: Selection, stage: StageOutcome, formations: Sequence[str]) -> None:
    """Refuse the first minutes of a stage if they are younger than those of a later one, which contain it already."""
    record, later = selection.record, [one.code for one in selection.rules.stages[stage.index + 1 :]]
    own = record.confirmed(stage.code)
    held = [entry for code, entry in record.frozen(later).items() if code in formations and code not in own]
    first = min(held, key=lambda entry: entry.day, default=None)
    if first is not None and not stage.is_end and letter.day > first.day:
        raise UsageError(
            f"{stage.name} sudah termuat dalam pengesahan tahap {first.stage} dengan {first.letter}; "
            "sahkan tersendiri dengan berita acara itu, atau dengan yang tidak lebih akhir"
        )


def _decided(selection: Selection, formations: Sequence[str]) -> StageOutcome:
    """The stage that is to be confirmed, if it is decided where it shall be."""
    stage = selection.stage(selection.until)
    if stage is None:
        way = command_line("check", selection.folder)
        raise UsageError(f"tahap {_code(selection)} belum diputus; lihat apa yang masih kurang dengan {way}")
    known = [formation.code for formation in selection.formations]
    if strange := [code for code in formations if code not in known]:
        raise UsageError(f"tidak ada formasi {', '.join(strange)}; yang ada: {listed(known, 10)}")
    open_ones = [code for code, decided in zip(known, stage.decided_in, strict=True) if not decided]
    if waiting := [c for c in open_ones if not formations or c in formations]:
        way = f"; sebutkan yang sudah diputus dengan --formasi, atau tunggu {listed(waiting, 10)}"
        raise UsageError(f"{stage.name} belum diputus pada formasi {listed(waiting, 10)}{'' if formations else way}")
    if stopping([one for one in selection.findings if one.stage < 0]):
        raise UsageError("masih ada temuan yang harus dibetulkan; lihat asnrekrut check")
    unsettled = [str(one.values["kunci"]) for f in selection.findings if f.code == "P510" for one in f.each]
    if unsettled:
        raise UsageError(f"{RULES_FILE} masih memuat yang belum dipastikan: {listed(unsettled)}; tetapkan dahulu")
    return stage


def _code(selection: Selection) -> str:
    """The code of the stage up to which the selection was carried out."""
    return list(selection.rules.stage_names)[selection.until]


def _undamaged(selection: Selection) -> None:
    """Refuse a record in which something was changed by hand."""
    if stopping(list(selection.record.open_faults(selection.events))):
        raise UsageError("riwayat rusak; lihat asnrekrut check untuk jalan keluarnya")


def current(selection: Selection, stage: StageOutcome) -> str:
    """The folder of the stage's result, written if it is not there; refused if edited or no longer current."""
    name = folder_of(selection.rules, stage.index)
    again, *others = (
        command_line("rank", selection.folder, "--sampai", one.code)
        for one in (stage, *(one for one in selection.stages if one.index != stage.index and _outdated(selection, one)))
    )
    if not (selection.folder / name).exists():
        write_result(selection, stage.index)
    if changes := edited(selection.folder / name):
        raise UsageError(
            f"{name} telah diubah sejak ditulis ({', '.join(changes)}); tulis ulang dengan {again} --timpa"
        )
    if _outdated(selection, stage):
        ways = ", lalu ".join((again, *others))
        raise UsageError(
            f"{name} tidak lagi sesuai dengan isi folder ini; tulis ulang dengan {ways}, periksa, lalu ulangi"
        )
    return name


def _outdated(selection: Selection, stage: StageOutcome) -> bool:
    """Whether the folder of a stage's result holds what it would no longer say today."""
    kept = selection.folder / folder_of(selection.rules, stage.index) / KEPT_RESULT
    return bool(stage.part) and kept.is_file() and content_of(kept) != written_today(selection, stage.index)


def _clear(record: Record) -> None:
    """Take away what runs left that were ended before they could add their line."""
    home = record.folder / HISTORY
    for left in (*(home / name for name in record.begun), *home.glob(f".*{FRESH}")):
        shutil.rmtree(left, ignore_errors=True)


def _free(parent: Path, name: str, record: Record) -> str:
    """A name for what is kept: that of the stage's folder, with a number where it is taken."""
    taken, number, free = {one.kept for one in record.confirmations()}, 1, name
    while (parent / free).exists() or free in taken:
        number += 1
        free = f"{name}-{number}"
    return free


def _beside(result: Path, cells: Cells) -> dict[str, bytes]:
    """What is kept of a stage besides the files of its result, and the list of all of them."""
    content = json.encode(cells, order="sorted")
    sums = content_of(result / SUMS) + f"{hashlib.sha256(content).hexdigest()}  {KEPT_CELLS}\n".encode()
    return {KEPT_CELLS: content, SUMS: sums}


def _keep(selection: Selection, name: str, kept: str, beside: Mapping[str, bytes], entry: Confirmation) -> None:
    """Copy the outcome, then add the line: what is not in the record is taken away again."""
    folder, record = selection.folder, selection.record
    home, allowed, lines = folder / HISTORY, permissions(folder), record.added(entry, selection.rules)
    fresh = home / f".{kept}{FRESH}"
    try:
        make_folder(fresh, allowed)
        if (home / LINES).exists() and not lines.startswith(content_of(home / LINES, MOST)):
            shutil.copy(home / LINES, home / DAMAGED)  # it cannot be gone on with, and is not lost
        for file in files_of(folder / name):
            shutil.copy(folder / name / file, fresh / file)
        for file, content in beside.items():
            write_whole(fresh / file, content, allowed)
        record.write(lines, lambda: fresh.rename(home / kept))
    except (OSError, OutputError) as error:
        for left in (fresh, home / kept):
            shutil.rmtree(left, ignore_errors=True)
        _detach(record, entry.papers)
        with suppress(OSError):  # there may be more in it
            home.rmdir()
        why = error if isinstance(error, OutputError) else f"{HISTORY}/ tidak dapat ditulis ({reason(error)})"
        raise OutputError(f"{why}; tidak ada yang disahkan") from error
    PUBLISHED.append(f"{HISTORY}/{kept}/")


def announce(selection: Selection, letter: Letter, kind: str = "", attached: Sequence[Path] = ()) -> Announcement:
    """Add an announcement of the stage up to which the selection was read.

    Args:
        kind: for a stage that was announced before, one of ``KINDS``.
        attached: signed papers to be kept beside the record.

    Raises:
        UsageError: the stage was not confirmed, or was announced before and no kind is given; nothing was written.
        OutputError: it could not be written.
    """
    letter = _checked(letter, "pengumuman", "--nomor", selection.rules.identity.year)
    _undamaged(selection)
    code, record, folder = _code(selection), selection.record, selection.folder
    confirmed = record.confirmed(code)
    command = confirm_command(selection, code)
    if not confirmed:
        raise UsageError(f"tahap {code} belum disahkan tersendiri; sahkan dahulu dengan {command}")
    _unhindered(selection, list(confirmed))
    if changed := superseded_formations(selection, code):
        where = f"tahap {code} formasi {listed(changed, 10)}"
        raise UsageError(f"{where} berubah sejak disahkan; sahkan lagi dengan {command}")
    before = record.announcements(code)
    _after(letter, [*confirmed.values(), *before])
    _unused(letter, code, record)
    _kind_fits(kind, code, before, possible_kinds(selection, code), again=bool(again(selection, code)))
    following = selection.rules.stages[selection.until + 1 :][:1]
    entry = Announcement(
        stage=code, kind=kind or FIRST_TIME, number=letter.number, day=letter.day, approval=letter.approval,
        told=tuple(Told(formation, one.kept) for formation, one in sorted(confirmed.items())),
        outcome=list(confirmed.values())[-1].fingerprints.outcome, papers=tuple(_attach(folder, code, attached)),
        sessions=tuple(slot for one in following for slot in selection.rules.slots(one.code)),
    )  # fmt: skip
    try:
        record.write(record.added(entry, selection.rules))
    except OutputError:
        _detach(record, entry.papers)
        raise
    PUBLISHED.append(f"{HISTORY}/{LINES}")
    return entry


def _kind_fits(kind: str, code: str, before: Sequence[Announcement], lacks: Mapping[str, str], *, again: bool) -> None:
    """Whether an announcement says why it comes again, and only then.

    Args:
        lacks: by kind, what is not there for it; '' where it can be.

    Raises:
        UsageError: it does not.
    """
    if kind and kind not in KINDS:
        raise UsageError(f'jenis pengumuman "{kind}" tidak dikenal; yang ada: {", ".join(KINDS)}')
    possible = " atau ".join(one for one in KINDS if not lacks[one])
    if again and not kind:
        raise UsageError(f"tahap {code} sudah diumumkan dengan {before[-1].letter}; sebutkan --jenis: {possible}")
    if before and kind and lacks[kind]:
        raise UsageError(f"tahap {code} tidak dapat diumumkan sebagai {kind}: {lacks[kind]}; yang dapat: {possible}")
    if not before and kind:
        raise UsageError(f"tahap {code} belum pernah diumumkan; pengumuman pertama tanpa --jenis")


def _unused(letter: Letter, code: str, record: Record) -> None:
    """Refuse a number that another announcement bears; one letter may announce several stages on its day."""
    for entry in record.entries:
        if not isinstance(entry, Announcement) or entry.number != letter.number:
            continue
        if entry.stage == code or (entry.day != letter.day and entry.day.year == letter.day.year):
            used = f"pengumuman tahap {entry.stage}, {show_date(entry.day)}"
            raise UsageError(f"nomor {letter.number} sudah dipakai {used}; periksa --nomor")


def _attach(folder: Path, code: str, files: Sequence[Path]) -> Iterator[Paper]:
    """Keep signed papers, each under a name of its own."""
    home = folder / HISTORY / ATTACHED
    for file in files:
        if not file.is_file():
            raise UsageError(f"tidak ada berkas {file}")
        content = file.read_bytes()
        whole = hashlib.sha256(content).hexdigest()
        name = f"{code}-{whole[:12]}{file.suffix.lower()}"
        write_whole(home / name, content, permissions(folder, file))
        yield Paper(printable(without_nik(file.name)), f"{ATTACHED}/{name}", whole)


def _detach(record: Record, papers: Sequence[Paper]) -> None:
    """Take away papers that no line names."""
    named = {paper.kept for entry in record.entries for paper in entry.papers}
    for paper in papers:
        if paper.kept not in named:
            (record.folder / HISTORY / paper.kept).unlink(missing_ok=True)
