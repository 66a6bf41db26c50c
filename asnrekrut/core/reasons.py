"""Why everyone ended where they did, in a sentence that a person can check against the list."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.exact import Bools, indices
from asnrekrut.core.marks import STATE_WORDS, State
from asnrekrut.core.placement import BY_MOVE, BY_RANK, BY_SUCCESSION, Placement
from asnrekrut.core.result import OUT_BY_STATE, Fate, Result, StageOutcome
from asnrekrut.notation import show
from asnrekrut.rules.figure_keys import Figure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from asnrekrut.core.sessions_and_makeups import Determination
    from asnrekrut.core.sort_keys import SortKey, Standing
    from asnrekrut.core.thresholds import Gate
    from asnrekrut.rules.stages import Component, Stage
    from asnrekrut.scoring import StageScores

EQUAL = "; nilai sama dengan "  # before the key that decided, which names figures
KEPT = "undangannya tetap sesudah koreksi"  # the record knows them again by it
STEPPED_IN = "menggantikan yang mundur"
_STATE_WORDS: dict[Fate, str] = {fate: STATE_WORDS[state] for state, fate in OUT_BY_STATE.items() if fate != Fate.FAILS}


@lru_cache(1)  # score slips ask for them one applicant after the other
def reasons(result: Result) -> Sequence[str]:
    """One sentence per applicant, in register order. No attribute's value is named: the lists are public."""
    words = [""] * len(result.register)
    for stage in result.stages:
        if stage.determined is not None:
            _determined(words, result, stage, stage.determined)
            continue
        if not stage.is_end:
            _eliminated(words, result, stage)
        if stage.places is not None:
            _ranked(words, result, stage)
        for i in stage.kept:
            words[i] += f"; {KEPT}"
        for i, source in stage.stepped_in.items() if not stage.is_end else ():
            words[i] += f"; {STEPPED_IN} ({source})"
        _seated(words, result, stage)
    return words


def _seated(words: list[str], result: Result, stage: StageOutcome) -> None:
    """Who took a seat otherwise than by rank, who left, and who did not want to follow."""
    for i, placed in stage.placed.items():
        if placed.step in (BY_MOVE, BY_SUCCESSION):
            words[i] = "; ".join(part for part in (words[i], _step(result, placed)) if part)
    for i, other in stage.aside.items():
        seat = stage.placed.get(other)
        at = int(result.register.formation[other]) if seat is None else seat.formation
        by = " menurut pilihannya" if seat is None or seat.step == BY_RANK else ""
        code, number = result.register.codes[at], result.register.numbers[other]
        words[i] = f"memperoleh formasi {code}{by} (nomor {number})"
    for i, placed in stage.placed.items():
        if placed.is_seat and result.rules.ranking.nominations is not None:
            words[i] += f"; diangkat ({placed.basis})"
    for i, source in stage.departed.items():
        words[i] += f"; {_STATE_WORDS[Fate(int(stage.fates[i]))]} sesudah hasil akhir ({source})"
    for i, source in stage.refused.items():
        words[i] += f"; tidak bersedia menggantikan ({source})"


def _step(result: Result, placed: Placement) -> str:
    """``mengisi kursi kosong formasi B-1 (Keputusan 7/2026)``, ``menggantikan 99-0003 (Surat 8/2026)``."""
    basis = f" ({placed.basis})" if placed.basis else ""
    if placed.step == BY_SUCCESSION:
        return placed.note + basis
    drawn = f"; urutan di antara yang sama menurut {placed.note}" if placed.note else ""
    return f"mengisi kursi kosong formasi {result.register.formations[placed.formation].code}{basis}{drawn}"


def reason_at(result: Result, stage: StageOutcome, i: int) -> str:
    """Why one applicant failed at a stage."""
    if stage.determined is not None:
        return reasons(result.until(stage.index))[i]
    alone = np.arange(len(result.register)) == i
    return "; ".join(failures(result.scores.stages[stage.index], result, alone)[i])


def _determined(words: list[str], result: Result, stage: StageOutcome, fixed: Determination) -> None:
    """What the list of the central body says, and that it is the list that says so."""
    basis, rank = result.basis_of(stage), stage.standing.rank
    for i in indices(stage.took_part):
        placed = stage.placed.get(i)
        outcome = (placed and placed.outcome) or result.outcome(Fate(int(stage.fates[i])), stage)
        if not fixed.listed[i]:
            words[i] = f"tidak tercantum dalam daftar penetapan {stage.name} ({basis})"
        elif outcome is not None:
            place = f"peringkat {rank[i]}; " if rank[i] else ""
            elsewhere = placed is not None and placed.formation != result.register.formation[i]
            seat = f" di formasi {result.register.codes[placed.formation]}" if placed and elsewhere else ""
            words[i] = f"{place}{outcome.meaning}{seat}, menurut penetapan {basis}"


def _eliminated(words: list[str], result: Result, stage: StageOutcome) -> None:
    figures, after = result.scores.stages[stage.index], result.next_stage(stage)
    onward = f"lolos semua tahap; {result.aim} ditentukan pada hasil akhir" if after is None else _onward(after)
    for i in indices(stage.fates == Fate.PROCEEDS):
        words[i] = onward
    for i, missed in failures(figures, result, stage.fates == Fate.FAILS).items():
        words[i] = "; ".join(missed)
    for fate, phrase in _STATE_WORDS.items():
        for i in indices(stage.fates == fate):
            words[i] = f"{phrase} pada {stage.name}"


def _onward(after: Stage) -> str:
    """To what those go on; to a stage that looks at files alone nobody is invited."""
    return f"{'diundang ke' if after.presence == 'perlu' else 'berhak mengikuti'} {after.name}"


def failures(figures: StageScores, result: Result, who: Bools) -> dict[int, list[str]]:
    """Every threshold and requirement of a stage that these applicants missed; each wording is made once."""
    missed: dict[int, list[str]] = {i: [] for i in indices(who)}
    for component, failed in unmet_requirements(figures, result, who):
        for i in indices(failed):
            missed[i].append(unmet(component))
    for judged in figures.demands:
        for i in indices(who & judged.fails):
            missed[i].append(judged.words[i])
    groups = result.scores.groups
    for gate, failed in missed_gates(figures, result, who):
        below = np.flatnonzero(failed)
        made: dict[tuple[int, int], str] = {}
        for i, *case in zip(below.tolist(), gate.values.num[below].tolist(), groups[below].tolist(), strict=True):
            bound = gate.bounds[case[1]]
            if (key := (case[0], case[1])) not in made and bound is not None:  # whoever failed had one
                less = f"{show(gate.values.at(i))} < {show(bound)}"
                made[key] = f"tidak memenuhi nilai ambang batas {gate.label} ({less})"
            missed[i].append(made[key])
    return missed


def unmet_requirements(figures: StageScores, result: Result, who: Bools) -> Iterator[tuple[Component, Bools]]:
    """Every component of a stage, with those of these who do not meet it."""
    for component in figures.stage.components:
        yield component, who & (result.marks[figures.stage.code, component.code].states == State.FAILED)


def missed_gates(figures: StageScores, result: Result, who: Bools) -> Iterator[tuple[Gate, Bools]]:
    """Every threshold of a stage, with those of these who have all marks and fall below it."""
    marked = who & (figures.states == State.KNOWN)
    return ((gate, marked & gate.fails(result.scores.groups)) for gate in figures.gates)


def unmet_words(component: Component) -> tuple[str, str]:
    """The code of a requirement or category that eliminates, '' for none, and its ground in words."""
    required, ground = component.requirement, f"tidak memenuhi syarat {component.name}"
    return (required.code or "", required.ground or ground) if required else ("", ground)


def unmet(component: Component) -> str:
    """The reason of a requirement or category that eliminates, with its code where it has one."""
    return ": ".join(filter(None, unmet_words(component)))


def _ranked(words: list[str], result: Result, stage: StageOutcome) -> None:
    """``peringkat 7 dari 9; kuota 3``, and which key decided wherever the one above has the same score."""
    assert stage.places is not None  # noqa: S101  (asked before)
    standing, order = stage.standing, stage.standing.order.tolist()
    at = result.register.formation[standing.order]
    members, formation = np.bincount(at, minlength=len(result.register.formations)).tolist(), at.tolist()
    rank, places, fates = standing.rank.tolist(), stage.places.tolist(), stage.fates.tolist()
    room = _room(result, stage)
    score = next((k for k, key in enumerate(standing.keys) if key.key.figure is not Figure.TIER), None)
    others = {k: key for k, key in enumerate(standing.keys) if k != score}  # that the score decides is seen
    undecided = int(Fate.OPEN)
    for place, (i, f, k) in enumerate(zip(order, formation, _deciding(standing), strict=True)):
        if fates[i] == undecided:
            continue
        words[i] = f"peringkat {rank[i]} dari {members[f]}; {room(f, places[i])}"
        if k in others and place and formation[place - 1] == f:
            words[i] += _below(result, others[k], i, order[place - 1])
        elif how := standing.settled.get(i):
            words[i] += f"; urutan di antara yang sama menurut {how.words}"


def _deciding(standing: Standing) -> list[int]:
    """By place in the order, the first key in which one differs from the one above; -1 for none."""
    first = np.full(len(standing.order), -1)
    for k in reversed(range(len(standing.keys))):
        codes = standing.keys[k].codes[standing.order]
        first[1:][codes[1:] != codes[:-1]] = k
    return list(first)


def _room(result: Result, stage: StageOutcome) -> Callable[[int, int], str]:
    """How many of a formation are in, of so many places: as the list has it, which a shared last rank may lengthen."""
    inside = result.register.formation[stage.fates == Fate.PROCEEDS]
    if stage.is_end:
        inside = np.array([placed.formation for placed in stage.placements], dtype=np.intp)
    counts = np.bincount(inside, minlength=len(result.register.formations)).tolist()
    after = result.next_stage(stage)
    onward = "yang lanjut" if after is None else f"yang {_onward(after)}"
    quota, unit = ("kuota", "") if result.rules.ranking.nominations is None else ("diajukan", " nama")

    @cache
    def words(f: int, places: int) -> str:
        if not stage.is_end:
            return f"{onward} {counts[f]} orang"
        more = f", yang masuk {counts[f]} orang" if counts[f] > places else ""
        return f"{quota} {places}{unit}{more}"

    return words


def _below(result: Result, key: SortKey, i: int, above: int) -> str:
    """``; nilai sama dengan 99-0003, Tes Tertulis lebih rendah: 171 < 174`` where not the score decided."""
    if key.key.figure is Figure.TIER:
        return f"; sesudah {result.register.numbers[above]}, yang memenuhi ambang batas umum"
    other = f"{EQUAL}{result.register.numbers[above]}, "
    if key.private:
        return f"{other}diputus menurut {key.key.label}"
    less, sign = ("lebih besar", ">") if key.key.smaller_first else ("lebih rendah", "<")
    return f"{other}{key.key.label} {less}: {key.show(i)} {sign} {key.show(above)}"
