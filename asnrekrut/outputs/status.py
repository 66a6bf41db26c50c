"""Where a selection stands: each stage waiting, decided, confirmed, announced, and the next step with its command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from asnrekrut.core.events import Kind, row_to_paste
from asnrekrut.findings import Severity
from asnrekrut.io import TEMPLATES
from asnrekrut.notation import command_line, listed
from asnrekrut.outputs.announcements_due import (
    again,
    announce_command,
    confirm_command,
    ready,
    superseded_formations,
    unannounced,
)
from asnrekrut.outputs.objections import lines, open_periods
from asnrekrut.outputs.write import folder_of, stale
from asnrekrut.rules.figure_keys import FINAL

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from asnrekrut.findings import Finding
    from asnrekrut.record.entries import Announcement, Confirmation
    from asnrekrut.selection import Selection

MOST = 3  # files named in a line
SEVERAL = 10  # formations named in a line
LEFT_SEAT = "P605"
PENDING = "P604"
NEAR = "P456"
AWAITED = {"E410": "nilai", "E419": "susulan"}  # what is still to come, and keeps its formation alone: no fault
MEANWHILE = "sementara itu, pada formasi yang tidak terhalang:"


class StageStatus(Struct, frozen=True):
    """One stage, or the end.

    Attributes:
        delivered: whether its marks have arrived; the end has none of its own.
        files: those that were found, else those that are looked for.
        decided, formations: in how many formations of how many it is decided.
        confirmed: the latest confirmations, each once; of a later stage where that froze this one too.
        announced: the announcements, the latest last.
        settled: in how many formations it was confirmed by itself.
        untold: the formations whose newest confirmation was not announced; not those that were told of a later stage
            and never of this one: an announcement that goes past a stage leaves nothing of it due.
        changed: the formations that read otherwise today than they were confirmed.
        behind: the formations that can be confirmed here and not yet at the next stage, where others already were.
    """

    code: str
    name: str
    delivered: bool
    files: Sequence[str]
    decided: int
    formations: int
    confirmed: Sequence[Confirmation]
    announced: Sequence[Announcement]
    settled: int = 0
    untold: Sequence[str] = ()
    changed: Sequence[str] = ()
    behind: Sequence[str] = ()

    @property
    def whole(self) -> bool:
        """Whether it is decided in every formation."""
        return 0 < self.decided == self.formations


def status(selection: Selection) -> list[StageStatus]:
    """Every stage in order, the end included."""
    rules, record, count = selection.rules, selection.record, len(selection.formations)
    progress = {stage.index: int(stage.decided_in.sum()) for stage in selection.stages}
    deliveries = {delivery.stage: delivery for delivery in selection.deliveries}
    found, order = [], list(rules.stage_names)
    codes = [stage.code for stage in rules.stages]
    for index, (code, name) in enumerate(rules.stage_names.items()):
        delivery = deliveries.get(index)
        delivered = delivery is not None and delivery.delivered
        files = () if delivery is None else delivery.found or delivery.wanted
        held = delivered or code == FINAL  # minutes of a later stage contain nothing of one that was not held
        frozen = record.frozen(codes[index:]) if held else record.confirmed(code)
        newest = {entry.kept for entry in frozen.values()}
        entries = [entry for entry in record.confirmations() if entry.kept in newest]  # in the order of the record
        said = record.announcements(code)
        past = {f for later in order[index + 1 :] for f in record.announced(later)} - record.announced(code).keys()
        untold = [formation for formation in unannounced(record, code) if formation not in past]
        own = len(record.confirmed(code))
        decided, changed = progress.get(index, 0), superseded_formations(selection, code)
        overtaken = code != FINAL and record.frozen(codes[index + 1 :])
        passed = {*frozen, *(ready(selection, order[index + 1]) if overtaken else ())}
        behind = [one for one in ready(selection, code) if one not in passed] if overtaken else []
        found.append(
            StageStatus(code, name, delivered, files, decided, count, entries, said, own, untold, changed, behind)
        )
    return found


class NextStep(Struct, frozen=True):
    """What to do next, and the command that does it or shows it; '' where there is none.

    Attributes:
        beside: what can be done meanwhile in the formations that this does not hold up.
    """

    words: str
    command: str = ""
    beside: NextStep | None = None

    def __str__(self) -> str:
        own = f"{self.words}: {self.command}" if self.command else self.words
        return own if self.beside is None else f"{own}; {MEANWHILE} {self.beside}"


def next_step(selection: Selection, stages: Sequence[StageStatus]) -> NextStep:
    """What to do next."""
    stops = [one for one in selection.findings if one.severity is Severity.STOPS]
    missing = sorted({one.place.file for one in stops if one.code == "E001" and one.place is not None})
    if missing and not any(stage.delivered for stage in stages):
        files, rest = listed(missing, MOST), len([one for one in stops if one.code != "E001"])
        words = f"isi lembar kosongnya di {TEMPLATES}/ dan simpan sebagai {files}"
        words += f" (temuan yang lain, {rest}, terlihat dengan asnrekrut check)" if rest else ""
        return NextStep(f"{words}; lembar itu ditulis dengan", command_line("template", selection.folder))
    if stops:
        settled = stages[: max(min(one.stage for one in stops), 0)]
        due = next((stage for stage in settled if stage.changed or stage.untold or stage.behind), None)
        if due is not None:  # whoever is invited by it must know before the later stage can be put right
            return _after(selection, settled, due)
        faults, awaited = [one for one in stops if one.code not in AWAITED], _awaited(stops)
        words = f"betulkan temuan yang menghentikan hasil{_where(selection, stages, faults)}" if faults else ""
        words += f"{'; ' if faults else ''}menunggu {awaited}" if awaited else ""
        beside = _tied(selection, stages) or _meanwhile(selection, stages)
        return NextStep(words, command_line("check", selection.folder), beside)
    if (tied := _tied(selection, stages)) is not None:
        return tied
    last = next((stage for stage in reversed(stages) if stage.decided), None)
    return _waiting(selection, stages) if last is None else _after(selection, stages, last)


def _tied(selection: Selection, stages: Sequence[StageStatus]) -> NextStep | None:
    """Which ties wait for a decision, and what can be done beside them; None where there is none."""
    ties = [] if selection.result is None else selection.result.ties
    if not ties:
        return None
    names, codes = selection.rules.stage_names, [formation.code for formation in selection.formations]
    where = dict.fromkeys(f"{names[one.stage]} formasi {codes[one.formation]}" for one in ties)
    words = f"putuskan nilai yang sama pada {listed(list(where), SEVERAL)}"
    return NextStep(words, command_line("rank", selection.folder), _meanwhile(selection, stages))


def _meanwhile(selection: Selection, stages: Sequence[StageStatus]) -> NextStep | None:
    """What can be done in the formations that nothing holds up; None where that is nothing, or cannot be yet."""
    free = [_free(selection, stage) for stage in stages]
    last = next((stage for stage in reversed(free) if stage.decided), None)
    if last is None:
        return None
    changed, told = any(stage.changed for stage in free), next((stage for stage in free if stage.untold), None)
    if told is not None and not changed:
        confirmed = list(selection.record.confirmed(told.code))  # an announcement speaks of them all
        return None if selection.stopped(confirmed, free.index(told)) else _after(selection, free, last)
    done = not changed and last.settled == last.decided and not any(stage.behind for stage in free)
    following = free[free.index(last) + 1 :][:1]
    if done and all(stage.delivered or stage.code == FINAL for stage in following):
        return None
    return _after(selection, free, last)


def _free(selection: Selection, stage: StageStatus) -> StageStatus:
    """A stage as those formations have it that nothing holds up; settled by itself or with a later one."""
    free, codes = {*ready(selection, stage.code)}, list(selection.rules.stage_names)
    settled = len(selection.record.frozen(codes[codes.index(stage.code) :]).keys() & free)
    return replace(stage, decided=len(free), settled=settled, changed=[one for one in stage.changed if one in free])


def _where(selection: Selection, stages: Sequence[StageStatus], faults: Sequence[Finding]) -> str:
    """Which formations are held up at the stages that findings stop, where they are not all; not those that wait."""
    every = [formation.code for formation in selection.formations]
    at = {max(one.stage, 0) for one in faults}
    free = set(every).intersection(*(ready(selection, stages[stage].code) for stage in at))
    waits = {one.values["formasi"] for found in selection.findings if found.code in AWAITED for one in found.each}
    held = [code for code in every if code not in free]
    held = [code for code in held if code not in waits] or held
    return f" formasi {listed(held, SEVERAL)}" if free and held else ""


def _awaited(stops: Sequence[Finding]) -> str:
    """Which marks and make-ups are still to come, and of which formations; '' for none."""
    waits: dict[str, list[str]] = {}
    for one in (one for found in stops if found.code in AWAITED for one in found.each):
        who = f"{one.values['formasi']} ({one.values['siapa']})" if one.code == "E419" else str(one.values["formasi"])
        waits.setdefault(f"{AWAITED[one.code]} {one.values['tahap']} formasi", []).append(who)
    return "; ".join(f"{what} {listed(formations, SEVERAL)}" for what, formations in waits.items())


def _after(selection: Selection, stages: Sequence[StageStatus], last: StageStatus) -> NextStep:
    """What to do about the furthest stage that is decided."""
    if changed := [stage for stage in stages if stage.changed]:
        return _again(selection, changed)
    if untold := next((stage for stage in stages if stage.untold), None):
        return _announce(selection.folder, untold, again(selection, untold.code))
    behind = next((stage for stage in stages if stage.behind), None)
    last = behind or last
    written = (selection.folder / folder_of(selection.rules, stages.index(last))).exists()
    unsettled = last.settled < last.decided
    if not written or (unsettled and last.code in {stage.code for stage in stale(selection)}):
        until = ("--sampai", last.code) if behind else ()
        return NextStep(f"tulis {_result_of(last)}", command_line("rank", selection.folder, *until))
    if unsettled:
        rest = f" pada formasi yang tersisa ({last.settled} dari {last.formations} sudah)" if last.settled else ""
        words = f"sesudah sidang menetapkan {_result_of(last)}{rest} (naskahnya: asnrekrut report)"
        return NextStep(words, confirm_command(selection, last.code))
    return _waiting(selection, stages) if last.code != FINAL else _ended(selection, last)


def _ended(selection: Selection, last: StageStatus) -> NextStep:
    """What to do about an end of which everything decided is announced."""
    if last.whole and (chosen := _appointment(selection)) is not None:
        return chosen
    if last.whole:
        over = open_periods(selection, FINAL)
        done = f"seleksi selesai sesudah {' dan '.join(over)}" if over else "seleksi selesai"
        pending = [one for found in selection.findings if found.code == PENDING for one in found.each]
        letters = listed([f"{one.values['jenis']} {one.values['nomor']}" for one in pending], SEVERAL)
        return NextStep(f"{done}; menunggu surat persetujuan: {letters}" if pending else done)
    words = f"hasil akhir baru disahkan dan diumumkan pada {last.settled} dari {last.formations} formasi"
    return NextStep(f"{words}; periksa yang tersisa", command_line("check", selection.folder))


def _appointment(selection: Selection) -> NextStep | None:
    """The choice among the names that were nominated, if it is still to come: the row that records it."""
    if selection.rules.appointment is None or selection.result is None:
        return None
    for one in selection.result.formations():
        seated = sum(placed.is_seat for placed in one.placements)
        if seated < min(one.formation.quota, len(one.placements)):
            cells = {"stage": FINAL, "formation": one.formation.code, "persons": "(nomor peserta)"}
            words = (
                f"sesudah pejabat yang berwenang memilih bagi formasi {one.formation.code}, catat dalam buku peristiwa"
            )
            return NextStep(words, row_to_paste(Kind.APPOINTMENT, **cells))
    return None


def _announce(folder: Path, stage: StageStatus, kind: str) -> NextStep:
    words = f"sesudah {_result_of(stage)} diumumkan (naskahnya: asnrekrut report)"
    return NextStep(words, announce_command(folder, stage.code, kind))


def _again(selection: Selection, changed: Sequence[StageStatus]) -> NextStep:
    """What to do about stages that a letter changed since they were confirmed: the earliest comes first."""
    first = changed[0]
    names = "/".join(_result_of(stage) for stage in changed)
    words = f"{names} berubah menurut surat sejak disahkan"
    if any(one.code == LEFT_SEAT and not one.accepted for one in selection.findings):
        words += f"; tawarkan kursi yang ditinggalkan kepada yang berikutnya (temuan {LEFT_SEAT}), lalu"
    else:
        words += ";"
    told = any(stage.announced for stage in changed)
    if first.code in {stage.code for stage in stale(selection)}:
        again = command_line("rank", selection.folder, "--sampai", first.code)
        return NextStep(f"{words} tulis lagi, lalu sahkan{' dan umumkan' if told else ''} lagi", again)
    then = "sahkan lagi, lalu umumkan lagi" if told else "sahkan lagi"
    return NextStep(f"{words} {then}", confirm_command(selection, first.code))


def _result_of(stage: StageStatus) -> str:
    return "hasil akhir" if stage.code == FINAL else f"hasil {stage.name}"


def _waiting(selection: Selection, stages: Sequence[StageStatus]) -> NextStep:
    waiting = next((stage for stage in stages if not stage.delivered and stage.files), None)
    if waiting is None:
        return NextStep("periksa lembar kerja", command_line("check", selection.folder))
    files = listed(list(waiting.files), MOST)
    near = (one for found in selection.findings if found.code == NEAR for one in found.each)
    if other := next((one.values["mirip"] for one in near if one.values["tahap"] == waiting.name), ""):
        words = f"menunggu nilai {waiting.name} ({files}); berkas yang mirip dan belum dipakai: {other}"
        return NextStep(
            f"{words}; ganti namanya bila memang itu nilainya, lalu", command_line("check", selection.folder)
        )
    words = f"menunggu nilai {waiting.name} ({files}); lembar kosongnya ditulis dengan"
    return NextStep(words, command_line("template", selection.folder))


def status_json(selection: Selection) -> dict[str, Any]:
    """The same for programs."""
    stages = status(selection)
    return {
        "folder": selection.folder.as_posix(),
        "status": int(selection.exit_code),
        "tahap": {
            stage.code: {
                "nama": stage.name,
                "sudah_ada": stage.delivered,
                "berkas": list(stage.files),
                "formasi_diputus": stage.decided,
                "formasi": stage.formations,
                "pengesahan": [entry.data() for entry in stage.confirmed],
                "pengumuman": [entry.data() for entry in stage.announced],
            }
            for stage in stages
        },
        "sanggah": lines(selection),
        "kepala_riwayat": selection.record.head,
        "selanjutnya": str(next_step(selection, stages)),
    }
