"""After every run the published properties are checked on the result, before anything is written.

The check does not trust the ranking's own arrays of places: it sorts again, in plain Python, by tuples of
integers, and counts again.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.audit_seats import RANKED, seated_from_below, seats_broken
from asnrekrut.core.counts import count_seats, count_stages
from asnrekrut.core.exact import Bools, Counts, Exact, Indices
from asnrekrut.core.mark_states import State
from asnrekrut.core.result import FINAL_CODES, STAGE_CODES, Fate, Progress, Result, StageOutcome
from asnrekrut.errors import ResultViolationError
from asnrekrut.rules.rounding import Rounding, Steps, final_rounding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.core.conduct import Determination
    from asnrekrut.core.ordering import SortKey, Standing
    from asnrekrut.core.register import Register


def audit(result: Result) -> None:
    """Check a result as far as it is decided.

    Raises:
        ResultViolationError: naming every property that does not hold.
    """
    register = result.register
    if len(set(register.numbers)) != len(register) or any(len(s.fates) != len(register) for s in result.stages):
        raise ResultViolationError("ada pelamar yang tidak tercatat tepat satu kali")
    broken = [*_everyone_once(result), *_within_maximum(result), *_gates_kept(result)]
    for stage in result.stages:
        if stage.determined is not None:
            broken += _as_listed(result, stage, stage.determined)
        else:
            broken += [*_ranks(register, stage.standing), *_places_kept(result, stage)]
    if result.end is not None:
        broken += seats_broken(result, result.end)
    broken += _recap(result)
    if broken:
        raise ResultViolationError("; ".join(broken))


def _everyone_once(result: Result) -> Iterator[str]:
    """Whoever went on from one stage, and nobody else, has one fate at the next; open only where nothing is decided."""
    present = np.ones(len(result.register), dtype=bool)
    for stage in result.stages:
        fates, decided = stage.fates, (stage.progress == Progress.DECIDED)[result.register.formation]
        fixed = stage.determined
        if fixed is not None:  # the list may name somebody who had stopped before
            present = present | (decided & fixed.listed & (fates > Fate.OPEN))
        if stage.is_end:  # a rule may seat somebody who fell only below a threshold
            present = present | seated_from_below(stage)
        if not np.array_equal(fates != Fate.NOT_REACHED, present):
            yield f"peserta {stage.name} bukan mereka yang lanjut dari tahap sebelumnya"
        if not np.array_equal(fates == Fate.OPEN, present & ~decided):
            yield f"pada {stage.name} ada peserta tanpa hasil, atau dengan hasil sebelum formasinya diputus"
        known = RANKED if stage.is_end and fixed is None else tuple(FINAL_CODES if stage.is_end else STAGE_CODES)
        departed = np.isin(np.arange(len(fates)), list(stage.departed))
        if not np.isin(fates[present & decided & ~departed], known).all():
            yield f"pada {stage.name} ada hasil yang bukan hasil tahap itu"
        present = fates == Fate.PROCEEDS


def _as_listed(result: Result, stage: StageOutcome, fixed: Determination) -> Iterator[str]:
    """What is determined elsewhere stands as it was listed, whatever our figures say; nobody else goes on or wins."""
    decided = (stage.progress == Progress.DECIDED)[result.register.formation]
    before = np.zeros(len(decided), dtype=np.int8)
    for earlier in result.stages[: result.stages.index(stage)]:
        before = np.where(earlier.fates > Fate.OPEN, earlier.fates, before)
    said = np.where(stage.fates > Fate.OPEN, stage.fates, before)
    if (said != fixed.fates)[decided & fixed.listed].any():
        yield f"hasil {stage.name} tidak sama dengan daftar penetapannya"
    ranks = np.where(decided & (stage.fates > Fate.OPEN), fixed.rank, 0)
    if (stage.standing.rank != ranks).any():
        yield f"peringkat {stage.name} tidak sama dengan daftar penetapannya"
    if np.isin(stage.fates, (Fate.PROCEEDS, Fate.WINS, Fate.RESERVE))[~fixed.listed].any():
        yield f"ada yang lanjut atau lulus pada {stage.name} tanpa tercantum dalam daftar penetapannya"


def _inside(column: Exact, who: Bools, low: Fraction, top: Fraction) -> bool:
    return bool((column.at_least(low) & column.at_most(top))[who].all())


def _within_maximum(result: Result) -> Iterator[str]:
    """No mark, stage or final score lies above what a faultless applicant would get, each step rounded."""
    rules, tops = result.rules, Fraction(0)
    for outcome, figures in zip(result.stages, result.scores.stages, strict=False):
        stage, through = figures.stage, outcome.fates == Fate.PROCEEDS
        steps = Steps.of(rules, stage)
        for component in stage.scored:
            low = min(Fraction(component.minimum), Fraction(0))
            if not _inside(figures.marks[component.code].values, through, low, Fraction(component.top)):
                yield f"nilai {component.name} melampaui batasnya"
        top = _rounded(Fraction(stage.scale), steps.scale)
        if figures.value is not None and not bool(figures.value.values.at_most(top)[through].all()):
            yield f"nilai tahap {stage.name} melampaui skalanya"
        if figures.weighted is not None:
            top = _rounded(top * Fraction(stage.weight or 0) / Fraction(stage.scale), steps.weight)
            tops += top
            if not bool(figures.weighted.values.at_most(top)[through].all()):
                yield f"nilai berbobot {stage.name} melampaui bobotnya"
    final, end = result.scores.final, result.end
    if final is not None and end is not None and end.determined is None:
        n = len(result.register)
        bonus = Exact.zeros(n) if result.scores.bonus is None else result.scores.bonus.values
        everyone = np.zeros(n, dtype=np.intp)
        best = bonus.plus(Exact.of([tops]).take(everyone)).rounded(final_rounding(rules))
        over = final.values.plus(best.times(Fraction(-1)))
        if not bool(over.at_most(Fraction(0))[end.standing.rank > 0].all()):
            yield "nilai akhir melampaui nilai tertinggi yang mungkin"


def _rounded(value: Fraction, step: Rounding | None) -> Fraction:
    return value if step is None else step(value)


def _gates_kept(result: Result) -> Iterator[str]:
    """Nobody goes on without marks or below a threshold."""
    for outcome, figures in zip(result.stages, result.scores.stages, strict=False):
        if outcome.determined is not None:
            continue
        through = (outcome.fates == Fate.PROCEEDS) & ~_kept(outcome)
        if (figures.states[through] != State.KNOWN).any():
            yield f"ada yang lanjut dari {outcome.name} tanpa nilai"
        if any((gate.fails(result.scores.groups) & through).any() for gate in figures.gates):
            yield f"ada yang lanjut dari {outcome.name} di bawah ambang batas"
        if any(((judged.fails | judged.unknown) & through).any() for judged in figures.demands):
            yield f"ada yang lanjut dari {outcome.name} tanpa memenuhi ketentuannya"


def _places_by(key: SortKey, who: Indices) -> Indices:
    """One key as integers that sort the better first; whoever lacks it comes last."""
    sign = 1 if key.key.smaller_first else -1
    return np.where(key.known[who], np.unique(sign * key.values.num[who], return_inverse=True)[1], len(who))


def _ranks(register: Register, standing: Standing) -> Iterator[str]:
    """A rank is one more than the number of those who are strictly better in the same formation."""
    who = np.flatnonzero(standing.rank)
    figures = [register.formation[who], *(_places_by(key, who) for key in standing.keys), standing.drawn[who]]
    order = np.lexsort((standing.rank[who], *reversed(figures)))
    steps = np.stack([np.diff(figure[order], prepend=-1) != 0 for figure in figures])
    at = np.arange(len(who))
    first, better = (np.maximum.accumulate(np.where(new, at, 0)) for new in (steps[0], steps.any(axis=0)))
    wrong = np.flatnonzero(standing.rank[who][order] != better - first + 1)
    if len(wrong):
        formation = register.formations[int(figures[0][order][wrong[0]])]
        yield f"peringkat dalam formasi {formation.code} tidak sesuai nilainya"


def _places_kept(result: Result, stage: StageOutcome) -> Iterator[str]:
    """At every cut and at the end, the rank alone (checked above) says who is in, who is in reserve and who is out."""
    register, rank = result.register, stage.standing.rank
    decided = (stage.progress == Progress.DECIDED)[register.formation]
    ranked = (rank > 0) & decided
    proceeds, kept = stage.fates == Fate.PROCEEDS, _kept(stage)
    if stage.places is None:
        if ((proceeds & ~kept) != (ranked & ~kept)).any():
            yield f"yang lanjut dari {stage.name} bukan semua yang lolos"
        return
    if stage.is_end:  # who has the seats is another question; see ``audit_seats``
        return
    inside = ranked & (rank <= _places(result, stage))
    out = (stage.fates == Fate.BEYOND) != (ranked & ~inside & ~kept)
    if (proceeds != (inside | kept)).any() or out.any():
        yield f"yang lanjut dari {stage.name} bukan yang berperingkat dalam jumlahnya"


def _recap(result: Result) -> Iterator[str]:
    """What the recap prints adds up: whoever took part has one outcome, and every seat one holder."""
    for count in count_stages(result):
        if count.expected != sum(count.became()):
            yield f"rekapitulasi {count.stage.name} tidak berjumlah sama dengan pesertanya"
    seats, end = list(count_seats(result)), result.end
    if sum(seat.applicants for seat in seats) != len(result.register):
        yield "rekapitulasi formasi tidak berjumlah sama dengan pelamar"
    if end is not None and sum(seat.winners for seat in seats) != int((end.fates == Fate.WINS).sum()):
        yield "rekapitulasi kursi tidak berjumlah sama dengan yang lulus"


def _kept(stage: StageOutcome) -> Bools:
    """Whose invitation stands although a correction would have ended it, and who took somebody's place by letter."""
    kept = np.zeros(len(stage.fates), dtype=bool) if stage.kept is None else stage.kept.copy()
    kept[list(stage.stepped_in)] = True
    return kept


def _places(result: Result, stage: StageOutcome) -> Counts:
    """How many are in, from the rules once more."""
    rules, quotas = result.rules, result.register.quotas
    cut = rules.stages[stage.index].shortlist
    assert cut is not None  # noqa: S101  (there are places)
    return quotas * cut.per_quota if cut.per_quota else np.full(len(quotas), cut.places or 0)
