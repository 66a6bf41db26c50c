"""Events of the book that match nothing: no rule, no stage or nobody is there for them.

What stands in a confirmed outcome is history. Rows about a stage that is not held yet wait.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.events import Event, Kind
from asnrekrut.core.exact import indices
from asnrekrut.core.marks import LEAVING
from asnrekrut.core.register import persons
from asnrekrut.core.replacements import NOT_REPLACED, between_stages, misfit
from asnrekrut.core.result import FATE_WORDS, Fate
from asnrekrut.findings import Finding, finding
from asnrekrut.notation import as_read, show_date
from asnrekrut.rules.figure_keys import FINAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from asnrekrut.core.result import Result


def idle_events(result: Result, events: Sequence[Event], ended: date | None) -> Iterator[Finding]:
    """Every event without effect, but for those at the end and on ties, which the ranking reports.

    Args:
        ended: the day on which the end was announced for the first time.
    """
    at = {stage.code: stage.index for stage in result.stages if not stage.is_end}
    said = set[tuple[Kind, str]]()  # of somebody who leaves twice, the second row is reported as that
    for event in events:
        for number in event.persons if event.stage in at and not event.kept else ():
            why = _of_a_person(result, event, number, at[event.stage])
            if why and (event.kind, number) not in said:
                yield misfit(event, number, why)
            said.add((event.kind, number))
        why = _closed(result, event) if event.kind is Kind.CLOSURE else ""
        if event.kind is Kind.SIMULATION and ended is not None and event.day > ended:
            why = f"hasil akhir sudah diumumkan {show_date(ended)}, dan sejak itu simulasi tidak memerlukan izin"
        if why:
            yield finding("P608", event.place, jenis=event.kind.value, sebab=why)


def _of_a_person(result: Result, event: Event, number: str, s: int) -> str:
    """Why somebody's event at a stage before the end comes to nothing; '' where it does not."""
    register = result.register
    if event.kind is Kind.APPOINTMENT:
        return f"pengangkatan dicatat pada tahap {FINAL}"
    if number not in register.at or event.kind not in (*LEAVING, Kind.REPLACEMENT, Kind.REFUSAL):
        return ""
    if event.kind in LEAVING:
        return _stopped_before(result, _leaving(result, event, register.at[number]), s)
    if s == 0:
        return "pada tahap pertama belum ada yang ditinggalkan"
    if event.kind is Kind.REPLACEMENT:  # whose turn it is, the ranking says
        return ""
    return _stopped_before(result, [register.at[number]], s) if between_stages(result.rules) else NOT_REPLACED


def _leaving(result: Result, event: Event, i: int) -> list[int]:
    """The applications with which somebody leaves: all of them, unless a withdrawal names a formation."""
    if event.kind is Kind.WITHDRAWAL and event.formation:
        return [i]
    person = persons(result.rules.choice, result.register)
    return indices(person == person[i])


def _stopped_before(result: Result, mine: Sequence[int], s: int) -> str:
    """Where somebody stopped before a stage with all these applications, if nothing can lead them there."""
    before = result.stages[s - 1]
    waits = [i for i in mine if between_stages(result.rules) and before.fates[i] == Fate.BEYOND]
    stopped = [int(result.stopped_at[i]) for i in mine]
    if waits or not all(0 <= one < s for one in stopped):
        return ""
    last = max(stopped)
    fate = FATE_WORDS[Fate(int(result.stages[last].fates[mine[stopped.index(last)]]))]
    return f"ia tidak sampai pada tahap itu, sebab sudah berhenti pada {result.stages[last].name} ({as_read(fate)})"


def _closed(result: Result, event: Event) -> str:
    """Why a letter that closes the registration of a formation lets nothing through; '' where it does."""
    register, least = result.register, result.rules.formations.fewest
    f = register.formation_at.get(event.formation)
    if least is None or f is None:
        return "" if f is None else "aturan tidak menetapkan pelamar_minimal"
    count = int(np.sum(register.formation == f))
    return f"formasi {event.formation} mempunyai {count} pelamar, tidak kurang dari {least}" if count >= least else ""
