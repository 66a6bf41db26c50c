"""What is doubtful in the register of objections: too late, lodged twice, accepted without what that takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asnrekrut.core.events import Event, row_to_paste
from asnrekrut.core.events import Kind as EventKind
from asnrekrut.core.marks import LEAVING
from asnrekrut.core.reasons import reasons
from asnrekrut.core.register import persons
from asnrekrut.core.replacements import between_stages
from asnrekrut.core.result import Fate
from asnrekrut.findings import Finding, finding
from asnrekrut.notation import show_date
from asnrekrut.objections.register import COMMITTEE, FIELDS, OF_ONESELF, Decision, Objection
from asnrekrut.rules.figure_keys import FINAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asnrekrut.core.result import Result
    from asnrekrut.objections.register import Lodged


def doubts(lodged: Lodged, result: Result, events: Sequence[Event]) -> Iterator[Finding]:
    """Everything doubtful, row by row; none of it changes a mark."""
    yield from (fault for window in lodged.windows for fault in window.faults)
    for one in lodged.objections:
        i = result.register.at.get(one.person)
        if i is None:
            yield _doubt(one, f"peserta {one.person} tidak ada dalam daftar pelamar")
            continue
        whose = result.application(i).formation.code
        if one.formation and one.formation != whose:
            yield _doubt(one, f"peserta {one.person} pelamar formasi {whose}, bukan {one.formation}")
        if one.kind in OF_ONESELF:
            yield from _in_order(one, lodged)
            yield from _accepted(one)
            yield from _status(one, result, i)
        else:
            yield from _of_the_public(one, result, i, events)


def _doubt(one: Objection, why: str) -> Finding:
    told = {"jenis": one.kind.value, "nomor": one.number, "sebab": why}
    return finding("P633", one.place, **told).at_stage(one.stage)


def _in_order(one: Objection, lodged: Lodged) -> Iterator[Finding]:
    """Lodged in time and once, or decided as what it is; answered in time."""
    if one.decision in (Decision.ACCEPTED, Decision.REJECTED):
        for ground, why in lodged.inadmissible(one):
            yield _doubt(one, f'{why}; putusannya "{Decision.INADMISSIBLE.value}: {ground}"{_still(one)}')
    last = lodged.answered_late(one)
    if last is not None:
        yield _doubt(one, f"dijawab {show_date(one.answered or last)}, lewat {show_date(last)}")


def _still(one: Objection) -> str:
    """What an accepted one comes to although it is inadmissible."""
    if one.decision is not Decision.ACCEPTED:
        return ""
    own = f'kesalahan panitia sendiri dibetulkan dengan peristiwa "{EventKind.CORRECTION.value}"'
    return f", dan tidak ada yang dibetulkan karenanya; {own}"


def _accepted(one: Objection) -> Iterator[Finding]:
    """Only a mistake of the committee can be accepted, and it must say what is corrected."""
    if one.decision is not Decision.ACCEPTED:
        return
    if one.fault != COMMITTEE:
        yield _doubt(one, "diterima, padahal bukan kesalahan panitia yang dicatat, sehingga tidak ada yang dibetulkan")
    values = {"decided_by": one.decided_by, "component": one.component, "old": one.old, "new": one.new}
    lacking = [FIELDS[name].heading for name, value in values.items() if not value]
    if lacking:
        yield _doubt(one, f"diterima, tetapi {', '.join(lacking)} kosong, sehingga tidak ada yang dibetulkan")


def _status(one: Objection, result: Result, i: int) -> Iterator[Finding]:
    """What the decision says becomes of somebody, against what is computed: one reason left is enough to stay out."""
    stage = result.stage_named(one.stage)
    if stage is None or not one.after or one.decision is not Decision.ACCEPTED or not stage.took_part[i]:
        return
    then = result.until(stage.index).application(i).outcome
    if then is not None and then.code.casefold() != one.after.casefold():
        why = reasons(result.until(stage.index))[i]
        yield _doubt(one, f"menurut putusan menjadi {one.after}, sedangkan hasilnya {then.code} ({why})")


def _of_the_public(one: Objection, result: Result, i: int, events: Sequence[Event]) -> Iterator[Finding]:
    """A complaint never changes a mark; one found proven leads, by minutes, to a disqualification.

    Whoever is out with all applications, and may not be invited after all, can be disqualified no more.
    """
    if one.component or one.new:
        yield _doubt(one, f"{one.kind.value} tidak mengubah nilai; kosongkan Komponen, Sebelum, dan Sesudah")
    known = any(e.kind in LEAVING and one.person in e.persons for e in events)
    person, waits = persons(result.rules.choice, result.register), result.stopped_at < 0
    if between_stages(result.rules):
        waits |= result.fates == Fate.BEYOND
    if one.decision is Decision.PROVEN and waits[person == person[i]].any() and not known:
        row = row_to_paste(EventKind.DISQUALIFICATION, stage=FINAL, persons=one.person)
        told = {"jenis": one.kind.value, "nomor": one.number, "peserta": one.person, "baris": row}
        yield finding("P614", one.place, **told).at_stage(one.stage)
