"""Confirm and announce: keep a stage's outcome whole under ``riwayat/`` and add a line to the record."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from asnrekrut.core.result import Progress
from asnrekrut.errors import OutputError, UsageError, reason
from asnrekrut.findings import stopping
from asnrekrut.io import HISTORY
from asnrekrut.notation import command_line, listed, show_date
from asnrekrut.outputs.announcements_due import again, superseded_formations
from asnrekrut.outputs.write import folder_of, write_result, written_today
from asnrekrut.record.chain import (
    ANNOUNCED,
    ATTACHED,
    CONFIRMED,
    FIRST_TIME,
    KEPT_RESULT,
    KINDS,
    LINES,
    MOST,
    digest,
    fingerprint_of_outcome,
)
from asnrekrut.rules.describe import fingerprint
from asnrekrut.rules.keys import FINAL
from asnrekrut.rules.load import RULES_FILE
from asnrekrut.storage import content_of, edited, make_folder, permissions, write_whole

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from asnrekrut.core.result import StageOutcome
    from asnrekrut.record.chain import Record
    from asnrekrut.selection import Selection

DAMAGED = "riwayat-rusak.jsonl"


@dataclass(frozen=True, slots=True)
class Letter:
    """The letter by which something is confirmed or announced.

    Attributes:
        approval: whose approval came before an announcement.
    """

    number: str
    day: date
    approval: str = ""


def confirm(folder: Path, selection: Selection, formations: Sequence[str], letter: Letter) -> dict[str, Any]:
    """Keep the outcome of the stage up to which the selection was carried out.

    Args:
        formations: which of them; by default all that are decided, of a stage confirmed in part the rest.

    Returns:
        The new line of the record.

    Raises:
        UsageError: the stage cannot be confirmed as things stand; nothing was written.
        OutputError: it could not be written; nothing was changed.
    """
    letter = _named(letter, "berita acara", "--ba")
    stage = _decided(folder, selection, formations)
    record = _record(selection)
    chosen = _chosen(folder, record, selection, stage, formations)
    _after(letter, _earlier(record, selection, chosen))
    _not_behind(letter, record, selection, stage, chosen)
    name = current(folder, selection, stage)
    taken = {str(one.get("simpanan")) for one in record.entries}
    kept = _free(folder / HISTORY, name.rpartition("/")[2], taken)
    entry = {
        "jenis": CONFIRMED,
        "tahap": stage.code,
        "formasi": chosen,
        "nomor": letter.number,
        "tanggal": letter.day.isoformat(),
        "simpanan": kept,
        "sidik_jari": _fingerprints(selection, stage),
    }
    _keep(folder, folder / name, kept, record.added(entry, selection.rules))
    return entry


def _chosen(
    folder: Path, record: Record, selection: Selection, stage: StageOutcome, formations: Sequence[str]
) -> list[str]:
    """The formations to confirm: those that were named, else all, or the rest of a stage confirmed in part.

    Raises:
        UsageError: a finding stops one of them, or nothing changed in what was named, or in any.
    """
    every = list(formations) or _codes(selection, stage)
    same = _as_confirmed(record, selection, stage, every)
    rest = any(code not in record.confirmed(stage.code) for code in every)  # and none of a stage that comes again whole
    chosen = [code for code in every if code not in same or not rest]
    _unhindered(folder, selection, chosen)
    if same and (formations or len(same) == len(every)):
        where, before = listed(list(same), 10), next(iter(same.values()))["nomor"]
        raise UsageError(f"{stage.name} formasi {where} sudah disahkan dengan {before}; tidak ada yang berubah")
    return chosen


def _fingerprints(selection: Selection, stage: StageOutcome) -> dict[str, str]:
    """Of the rules, of the inputs that were read, and of the outcome."""
    import json

    outcome = json.loads(written_today(selection, stage.index))
    return {
        "aturan": fingerprint(selection.rules),
        "masukan": _inputs(outcome),
        "hasil": fingerprint_of_outcome(outcome),
    }


def _named(letter: Letter, what: str, option: str) -> Letter:
    """A letter with its number."""
    number = letter.number.strip()
    if number in {"", "NOMOR"}:
        raise UsageError(f"nomor {what} belum diisi; tulis nomor suratnya pada {option}")
    return replace(letter, number=number)


def _unhindered(folder: Path, selection: Selection, formations: Sequence[str]) -> None:
    """Refuse what ``rank`` says is stopped, in the formations concerned."""
    stopped = selection.stopped(formations)
    if stopped:
        way = command_line("check", folder)
        raise UsageError(f"temuan menghentikan hasil formasi {listed(stopped, 10)}; betulkan dahulu, lihat {way}")


def _earlier(record: Record, selection: Selection, formations: Sequence[str]) -> list[Mapping[str, Any]]:
    """The confirmations of these formations that come before: of earlier stages, and of this one."""
    stages = list(selection.rules.stage_names)[: selection.until + 1]
    return [entry for stage in stages for code, entry in record.confirmed(stage).items() if code in formations]


def _after(letter: Letter, before: Sequence[Mapping[str, Any]]) -> None:
    """Refuse a letter that is older than what comes before it."""
    last = max(before, key=lambda entry: str(entry["tanggal"]), default=None)
    if last is not None and letter.day.isoformat() < last["tanggal"]:
        what = "pengesahan" if last["jenis"] == CONFIRMED else "pengumuman"
        day = show_date(date.fromisoformat(last["tanggal"]))
        raise UsageError(
            f"tanggal {show_date(letter.day)} lebih awal daripada {what} tahap {last['tahap']} "
            f"dengan {last['nomor']}, {day}; periksa --tanggal"
        )


def _not_behind(
    letter: Letter, record: Record, selection: Selection, stage: StageOutcome, formations: Sequence[str]
) -> None:
    """Refuse the first minutes of a stage if they are younger than those of a later one, which contain it already."""
    own, later = record.confirmed(stage.code), [one.code for one in selection.rules.stages[stage.index + 1 :]]
    held = [entry for code, entry in record.frozen(later).items() if code in formations and code not in own]
    first = min(held, key=lambda entry: str(entry["tanggal"]), default=None)
    if first is not None and not stage.is_end and letter.day.isoformat() > first["tanggal"]:
        day = show_date(date.fromisoformat(first["tanggal"]))
        raise UsageError(
            f"{stage.name} sudah termuat dalam pengesahan tahap {first['tahap']} dengan {first['nomor']}, {day}; "
            "sahkan tersendiri dengan berita acara itu, atau dengan yang tidak lebih akhir"
        )


def _decided(folder: Path, selection: Selection, formations: Sequence[str]) -> StageOutcome:
    """The stage that is to be confirmed, if it is decided where it shall be."""
    code = _code(selection)
    stages = () if selection.result is None else selection.result.stages
    stage = next((s for s in stages if s.index == selection.until), None)
    if stage is None or not stage.part:
        raise UsageError(
            f"tahap {code} belum diputus; lihat apa yang masih kurang dengan {command_line('rank', folder)}"
        )
    assert selection.result is not None  # noqa: S101  (there are stages)
    known = [formation.code for formation in selection.result.register.formations]
    strange = [code for code in formations if code not in known]
    if strange:
        raise UsageError(f"tidak ada formasi {', '.join(strange)}; yang ada: {listed(known, 10)}")
    open_ones = [c for c, p in zip(known, stage.progress, strict=True) if p != Progress.DECIDED]
    waiting = [c for c in open_ones if not formations or c in formations]
    if waiting:
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
    return selection.rules.stages[selection.until].code if selection.until < len(selection.rules.stages) else FINAL


def _codes(selection: Selection, stage: StageOutcome) -> list[str]:
    assert selection.result is not None  # noqa: S101  (asked before)
    formations = selection.result.register.formations
    return [f.code for f, p in zip(formations, stage.progress, strict=True) if p == Progress.DECIDED]


def _record(selection: Selection) -> Record:
    if stopping(list(selection.record.open_faults(selection.events))):
        raise UsageError("riwayat rusak; lihat asnrekrut check untuk jalan keluarnya")
    return selection.record


def _as_confirmed(
    record: Record, selection: Selection, stage: StageOutcome, codes: Sequence[str]
) -> dict[str, Mapping[str, Any]]:
    """Those of the formations whose outcome was confirmed exactly as it is, with their confirmation.

    What was confirmed of later stages holds today's outcome to it all the same.
    """
    import json

    mine = {code: entry for code, entry in record.confirmed(stage.code).items() if code in codes}
    today = json.loads(written_today(selection, stage.index)) if mine else {}
    return {code: entry for code, entry in mine.items() if _about(today, code) == _about(record.kept(entry), code)}


def _about(outcome: Mapping[str, Any], code: str) -> list[Any]:
    """What an outcome says of one formation; the second number of a person may be issued later."""
    people = [{**one, "nomor_kedua": ""} for one in outcome.get("peserta", []) if one["formasi"] == code]
    seats = [one for one in outcome.get("penempatan", []) if one["formasi"] == code]
    return [outcome.get("aturan"), outcome.get("formasi", {}).get(code), people, seats]


def current(folder: Path, selection: Selection, stage: StageOutcome) -> str:
    """The folder of the stage's result, written if it is not there; refused if edited or no longer current."""
    name = folder_of(selection.rules, stage.index)
    again = command_line("rank", folder, "--sampai", stage.code)
    if not (folder / name).exists():
        write_result(folder, selection, stage.index)
    if changes := edited(folder / name):
        raise UsageError(
            f"{name} telah diubah sejak ditulis ({', '.join(changes)}); tulis ulang dengan {again} --timpa"
        )
    if (folder / name / KEPT_RESULT).read_bytes() != written_today(selection, stage.index):
        raise UsageError(
            f"{name} tidak lagi sesuai dengan lembar kerja; tulis ulang dengan {again}, periksa, lalu ulangi"
        )
    return name


def _inputs(outcome: Mapping[str, Any]) -> str:
    """The fingerprint of the inputs that were read: who applied for what, and every mark."""
    read = [key for key, step in outcome["langkah"].items() if not step["rumus"]]
    at = [number for number, key in enumerate(outcome["langkah"]) if key in read]
    people = [
        [p["nomor"], p["nama"], p["formasi"], *([p["nilai"][n] for n in at] if p.get("nilai") else [])]
        for p in outcome["peserta"]
    ]
    quotas = {code: facts["kuota"] for code, facts in outcome["formasi"].items()}
    return digest({"langkah": read, "peserta": sorted(people), "kuota": quotas})


def _free(parent: Path, name: str, taken: set[str]) -> str:
    """A name for what is kept: that of the stage's folder, with a number where it is taken."""
    number, free = 1, name
    while (parent / free).exists() or free in taken:
        number += 1
        free = f"{name}-{number}"
    return free


def _keep(folder: Path, source: Path, kept: str, lines: bytes) -> None:
    """Copy the outcome, then add the line: what is not in the record is taken away again."""
    home, allowed = folder / HISTORY, permissions(folder)
    try:
        make_folder(home, allowed)
        if (home / LINES).exists() and not lines.startswith(content_of(home / LINES, MOST)):
            shutil.copy(home / LINES, home / DAMAGED)  # it cannot be gone on with, and is not lost
        shutil.copytree(source, home / kept)
    except OSError as error:
        shutil.rmtree(home / kept, ignore_errors=True)
        why = reason(error)
        raise OutputError(f"{HISTORY}/ tidak dapat ditulis ({why}); tidak ada yang disahkan") from error
    try:
        write_whole(home / LINES, lines, allowed)
    except OutputError:
        shutil.rmtree(home / kept, ignore_errors=True)
        raise


def announce(
    folder: Path, selection: Selection, letter: Letter, kind: str = "", attached: Sequence[Path] = ()
) -> dict[str, Any]:
    """Add an announcement of the stage up to which the selection was read.

    Args:
        kind: for a stage that was announced before, one of ``KINDS``.
        attached: signed papers to be kept beside the record.

    Raises:
        UsageError: the stage was not confirmed, or was announced before and no kind is given; nothing was written.
        OutputError: it could not be written.
    """
    letter = _named(letter, "pengumuman", "--nomor")
    code = _code(selection)
    record = _record(selection)
    confirmed = record.confirmed(code)
    command = command_line("confirm", folder, code, "--ba", "NOMOR", "--tanggal", "TANGGAL")
    if not confirmed:
        raise UsageError(f"tahap {code} belum disahkan tersendiri; sahkan dahulu dengan {command}")
    _unhindered(folder, selection, list(confirmed))
    if changed := superseded_formations(selection, code):
        where = f"tahap {code} formasi {listed(changed, 10)}"
        raise UsageError(f"{where} berubah sejak disahkan; sahkan lagi dengan {command}")
    before = record.announcements(code)
    _after(letter, [*confirmed.values(), *before])
    _unused(letter, code, record)
    _kind_fits(kind, code, before, again=bool(again(selection, code)))
    last = list(confirmed.values())[-1]
    entry = {
        "jenis": ANNOUNCED,
        "tahap": code,
        "jenis_pengumuman": kind or FIRST_TIME,
        "nomor": letter.number,
        "tanggal": letter.day.isoformat(),
        "persetujuan": letter.approval,
        "pengesahan": [{"formasi": f, "simpanan": e["simpanan"]} for f, e in sorted(confirmed.items())],
        "hasil": last["sidik_jari"].get("hasil", ""),
        "lampiran": _attach(folder, code, attached),
    }
    write_whole(folder / HISTORY / LINES, record.added(entry, selection.rules), permissions(folder))
    return entry


def _kind_fits(kind: str, code: str, before: Sequence[Mapping[str, Any]], *, again: bool) -> None:
    """Whether an announcement says why it comes again, and only then.

    Raises:
        UsageError: it does not.
    """
    if kind not in KINDS and (kind or again):
        raise UsageError(
            f"tahap {code} sudah diumumkan dengan {before[-1]['nomor']}; sebutkan --jenis {', '.join(KINDS)}"
            if before
            else f'jenis pengumuman "{kind}" tidak dikenal; yang ada: {", ".join(KINDS)}'
        )
    if not before and kind:
        raise UsageError(f"tahap {code} belum pernah diumumkan; pengumuman pertama tanpa --jenis")


def _unused(letter: Letter, code: str, record: Record) -> None:
    """Refuse a number that another announcement bears; one letter may announce several stages on its day."""
    for entry in record.entries:
        if entry.get("jenis") != ANNOUNCED or entry["nomor"] != letter.number:
            continue
        day = date.fromisoformat(entry["tanggal"])
        if entry["tahap"] == code or (day != letter.day and day.year == letter.day.year):
            used = f"pengumuman tahap {entry['tahap']}, {show_date(day)}"
            raise UsageError(f"nomor {letter.number} sudah dipakai {used}; periksa --nomor")


def _attach(folder: Path, code: str, files: Sequence[Path]) -> list[dict[str, str]]:
    """Keep signed papers, each under a name of its own."""
    home = folder / HISTORY / ATTACHED
    found = []
    for file in files:
        if not file.is_file():
            raise UsageError(f"tidak ada berkas {file}")
        content = file.read_bytes()
        whole = hashlib.sha256(content).hexdigest()
        name = f"{code}-{whole[:12]}{file.suffix.lower()}"
        write_whole(home / name, content, permissions(folder, file))
        found.append({"nama": file.name, "simpanan": f"{ATTACHED}/{name}", "sha256": whole})
    return found
