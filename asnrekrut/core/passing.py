"""Who passes a stage by what it asks of everyone: thresholds, demands, presence; and what is missing to tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from msgspec.structs import replace

from asnrekrut.core.exact import Bools, Indices, any_of, indices
from asnrekrut.core.marks import MISSING, State, effective_states
from asnrekrut.core.result import OUT_BY_STATE, Fate, Fates
from asnrekrut.findings import NAMED, Finding, Place, Values, finding
from asnrekrut.notation import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from asnrekrut.core.marks import AllMarks, Marks
    from asnrekrut.core.register import Register
    from asnrekrut.rules.stages import Component, Stage
    from asnrekrut.scoring import StageScores

NO_ROW = "E402"
FEW = 2  # so few people may well all lack the same rater


def passing(figures: StageScores, active: Bools, here: Bools, groups: Indices) -> Fates:
    """Everyone's fate at a stage, before any shortlist; open for those who came but cannot be decided yet."""
    fates = np.where(active, Fate.OPEN, Fate.NOT_REACHED).astype(np.int8)
    fates[here] = Fate.PROCEEDS
    for gate in figures.gates:
        fates[here & gate.fails(groups)] = Fate.FAILS
    for judged in figures.demands:
        fates[here & judged.fails] = Fate.FAILS
    for state, fate in OUT_BY_STATE.items():
        fates[here & (figures.states == state)] = fate
    return fates


def lacking(
    register: Register, marks: AllMarks, figures: StageScores, running: Bools, listed: Bools
) -> tuple[list[Finding], Bools]:
    """What is missing to decide a stage, and of whom. Whoever fails a demand is out, whatever mark is missing.

    Args:
        running: those who need it.
        listed: the formations that a later list of the central body decides all the same: one note of each.
    """
    stage = figures.stage
    failed = any_of(len(running), (judged.fails for judged in figures.demands))
    missing = running & np.isin(figures.states, MISSING) & ~failed
    out = failed | np.isin(figures.states, list(OUT_BY_STATE))  # who is out is out, whatever cannot be told
    untold = [running & judged.unknown & ~out for judged in figures.demands]
    lack = any_of(len(running), (missing, running & (figures.states == State.INVALID), *untold))
    noted = listed[register.formation]
    found = list(_not_awaited(register, stage, lack & noted))
    missing, untold, needing = missing & ~noted, [who & ~noted for who in untold], running & ~failed & ~noted
    nowhere = _formations_nowhere(register, stage, marks, needing)
    found += [_no_row_of_all(register, stage, f, needing) for f in nowhere]
    alone, count = missing & ~np.isin(register.formation, nowhere), int(needing.sum())
    found += list(_by_row(f for c in stage.components for f in _missing(register, stage, c, marks, alone, count)))
    for judged, who in zip(figures.demands, untold, strict=True):
        numbers, code = (register.numbers[i] for i in indices(who)), judged.demand.code
        found += [finding("E432", None, nomor=number, ketentuan=code, tahap=stage.name) for number in numbers]
    return found, lack


def _not_awaited(register: Register, stage: Stage, lack: Bools) -> Iterator[Finding]:
    """What is missing in formations that a list of the central body decides."""
    counts = np.bincount(register.formation[lack], minlength=len(register.formations)).tolist()
    for code, count in zip(register.codes, counts, strict=True):
        if count:
            yield finding("P465", None, tahap=stage.name, banyak=count, formasi=code)


def _formations_nowhere(register: Register, stage: Stage, marks: AllMarks, needing: Bools) -> list[int]:
    """The formations of which nobody has a row, where others have: postponed, or in a file that has not come."""
    states = [effective_states(stage, component, marks) for component in stage.components]
    without = needing & np.all([one == State.NO_ROW for one in states], axis=0)
    formations, counts = np.unique(register.formation[without], return_counts=True)
    all_of = np.bincount(register.formation[needing], minlength=len(register.formations))[formations]
    whole: list[int] = formations[counts == all_of].tolist()
    return whole if (needing & ~without).any() else []


def _no_row_of_all(register: Register, stage: Stage, formation: int, needing: Bools) -> Finding:
    numbers = [register.numbers[i] for i in indices(needing & (register.formation == formation))]
    told: Values = {"formasi": register.formations[formation].code, "banyak": len(numbers), "tahap": stage.name}
    several = [stage.files, *(session.files for session in stage.sessions), *(c.files for c in stage.components)]
    files = dict.fromkeys(file for some in several for file in some or ())
    return finding("E410", None, siapa=listed(numbers, NAMED), berkas=listed(list(files), NAMED), **told)


def _missing(
    register: Register, stage: Stage, component: Component, marks: AllMarks, lacking: Bools, running: int
) -> Iterator[Finding]:
    """The missing marks of one component, person by person; one finding where a rater's are missing of everybody.

    Args:
        running: how many need a mark.
    """
    states, given = effective_states(stage, component, marks), marks[stage.code, component.code]
    who, counts = indices(lacking & np.isin(states, MISSING)), given.counts
    if component.panel and counts is not None and len(who) == running > FEW and counts[who].min() > 0:
        most, need = int(counts[who].max()), component.panel.required
        raters = listed([part.label for part in given.parts if (part.states[who] == State.KNOWN).any()], NAMED)
        told: Values = {"kolom": component.name, "tahap": stage.name, "ada": most, "perlu": need}
        yield finding("E408", None, banyak=len(who), siapa=raters, **told)
        return
    for i in who:
        yield _lack(register.numbers[i], stage, component, given, State(int(states[i])), i)


def _by_row(lacks: Iterable[Finding]) -> Iterator[Finding]:
    """Who has no row in a sheet, once for all components that should stand there; everything else as it is."""
    several: dict[object, list[Finding]] = {}
    for one in lacks:
        row = (one.place, one.values["nomor"]) if one.code == NO_ROW else id(one)
        several.setdefault(row, []).append(one)
    for same in several.values():
        names = [str(one.values["kolom"]) for one in same]
        yield replace(same[0], values=same[0].values | {"kolom": listed(names, NAMED)})


def _lack(number: str, stage: Stage, component: Component, marks: Marks, state: State, i: int) -> Finding:
    """The finding that somebody's mark is missing."""
    code = {State.BLANK: "E401", State.NO_ROW: NO_ROW, State.SHORT: "E403"}[state]
    have = 0 if marks.counts is None else int(marks.counts[i])
    need = component.panel.required if component.panel else 1
    silent = marks.silent(i, need)
    who = f" (belum ada nilai dari {listed([part.label for part in silent])})" if silent else ""
    told: Values = {"kolom": component.name, "tahap": stage.name, "ada": have, "perlu": need, "lembar": _sheets(stage)}
    return finding(code, _spot(marks, silent, i), nomor=number, siapa=who, **told)


def _sheets(stage: Stage) -> str:
    """Where the mark of somebody without a row belongs; of whoever was let in after the stage was held, a make-up's."""
    if stage.make_up is None:
        return "lembar nilai"
    files = listed(list(stage.make_up.files), NAMED)
    return f"lembar nilai, atau pada berkas susulan ({files}) bila baru diundang sesudah tahap itu dilaksanakan"


def _spot(marks: Marks, silent: list[Marks], i: int) -> Place | None:
    """Where a mark is missing: in the rater's own sheet if that is known, else beside the other raters' marks."""
    place, own = marks.where(i), silent[0].where(i) if silent else None
    beside = own and place and own.row < 0 and (own.file, own.sheet) == (place.file, place.sheet)
    return place if beside else own or place
