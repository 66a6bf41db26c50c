"""After every run the published properties are checked on the result, before anything is written.

The check does not trust the ranking's own arrays of places: it sorts again, in plain Python, by tuples of
integers, and counts again.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.exact import Exact
from asnrekrut.core.marks import State
from asnrekrut.core.ranking import Fate, places_at
from asnrekrut.errors import ResultViolationError
from asnrekrut.rules.rounding import Steps, final_rounding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.core.exact import Bools
    from asnrekrut.core.ordering import SortKey, Standing
    from asnrekrut.core.ranking import Ranking
    from asnrekrut.core.register import Register
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.rounding import Rounding
    from asnrekrut.scoring import Scores

IN_THE_END = {
    Fate.BEYOND, Fate.FAILS, Fate.ABSENT, Fate.WITHDRAWN, Fate.DISQUALIFIED, Fate.WINS, Fate.RESERVE, Fate.LOSES,
}  # fmt: skip


def audit(rules: Rules, register: Register, scores: Scores, ranking: Ranking) -> None:
    """Check a finished result.

    Raises:
        ResultViolationError: naming every property that does not hold.
    """
    if len(set(register.numbers)) != len(register) or len(ranking.fates) != len(register):
        raise ResultViolationError("ada pelamar yang tidak tercatat tepat satu kali")
    broken = [
        *_everyone_once(register, ranking),
        *_within_maximum(rules, scores, ranking),
        *_gates_kept(scores, ranking),
        *_seats(rules, register, ranking),
        *_places_kept(rules, register, ranking),
    ]
    for standing in (*ranking.cuts, ranking.standing):
        if standing is not None:
            broken += _ranks(register, standing)
    if broken:
        raise ResultViolationError("; ".join(broken))


def _everyone_once(register: Register, ranking: Ranking) -> Iterator[str]:
    """Every applicant has exactly one outcome, and the recap adds up to the register."""
    if not set(np.unique(ranking.fates).tolist()) <= IN_THE_END:
        yield "ada pelamar tanpa hasil akhir"
    present = np.ones(len(register), dtype=bool)
    for s, fates in enumerate(ranking.stages):
        if not np.array_equal(fates != Fate.NOT_REACHED, present):
            yield f"peserta tahap ke-{s + 1} bukan mereka yang lanjut dari tahap sebelumnya"
        present = fates == Fate.PROCEEDS
    finalists = np.isin(ranking.fates, (Fate.WINS, Fate.RESERVE, Fate.LOSES))
    if not np.array_equal(finalists, present) or not np.array_equal(ranking.stopped_at == -1, present):
        yield "yang diperingkat bukan mereka yang lolos semua tahap"


def _inside(column: Exact, who: Bools, low: Fraction, top: Fraction) -> bool:
    return bool((column.at_least(low) & column.at_most(top))[who].all())


def _within_maximum(rules: Rules, scores: Scores, ranking: Ranking) -> Iterator[str]:
    """No mark, stage or final score lies above what a faultless applicant would get, each step rounded."""
    tops = Fraction(0)
    for figures, fates in zip(scores.stages, ranking.stages, strict=True):
        stage, through = figures.stage, fates == Fate.PROCEEDS
        steps = Steps.of(rules, stage)
        for component in stage.scored:
            low = min(Fraction(component.minimum), Fraction(0))
            if not _inside(figures.marks[component.code], through, low, Fraction(component.top)):
                yield f"nilai {component.name} melampaui batasnya"
        top = _rounded(Fraction(stage.scale), steps.scale)
        if figures.value is not None and not bool(figures.value.at_most(top)[through].all()):
            yield f"nilai tahap {stage.name} melampaui skalanya"
        if figures.weighted is not None:
            top = _rounded(top * Fraction(stage.weight or 0) / Fraction(stage.scale), steps.weight)
            tops += top
            if not bool(figures.weighted.at_most(top)[through].all()):
                yield f"nilai berbobot {stage.name} melampaui bobotnya"
    if scores.final is not None and ranking.standing is not None:
        best = scores.bonus.plus(Exact.of([tops] * len(scores.bonus))).rounded(final_rounding(rules))
        over = scores.final.plus(best.times(Fraction(-1)))
        if not bool(over.at_most(Fraction(0))[ranking.standing.rank > 0].all()):
            yield "nilai akhir melampaui nilai tertinggi yang mungkin"


def _rounded(value: Fraction, step: Rounding | None) -> Fraction:
    return value if step is None else step(value)


def _gates_kept(scores: Scores, ranking: Ranking) -> Iterator[str]:
    """Nobody goes on without marks or below a threshold."""
    for figures, fates in zip(scores.stages, ranking.stages, strict=True):
        through = fates == Fate.PROCEEDS
        if (figures.states[through] != State.KNOWN).any():
            yield f"ada yang lanjut dari {figures.stage.name} tanpa nilai"
        if any((gate.fails(scores.groups) & through).any() for gate in figures.gates):
            yield f"ada yang lanjut dari {figures.stage.name} di bawah ambang batas"


def _keys(key: SortKey, who: list[int]) -> list[tuple[int, int]]:
    """One key as integers that sort the better first; whoever lacks it comes last."""
    sign = 1 if key.key.smaller_first else -1
    num, known = key.values.num.tolist(), key.known.tolist()
    return [(0, sign * int(num[i])) if known[i] else (1, 0) for i in who]


def _ranks(register: Register, standing: Standing) -> Iterator[str]:
    """A rank is one more than the number of those who are strictly better in the same formation."""
    who = np.flatnonzero(standing.rank).tolist()
    columns = [_keys(key, who) for key in standing.keys]
    formation, drawn, rank = register.formation.tolist(), standing.drawn.tolist(), standing.rank.tolist()
    rows = sorted((formation[i], *keys, drawn[i], rank[i]) for i, *keys in zip(who, *columns, strict=True))
    place, expected, previous = 0, 0, None
    for row in rows:
        if previous is None or row[0] != previous[0]:
            place = 0
        place += 1
        expected = expected if previous is not None and row[:-1] == previous[:-1] else place
        if row[-1] != expected:
            yield f"peringkat dalam formasi {register.formations[row[0]].code} tidak sesuai nilainya"
            return
        previous = row


def _seats(rules: Rules, register: Register, ranking: Ranking) -> Iterator[str]:
    """No seat beyond the quota unless the rules let ties in; nobody out above somebody in; no seat left idle."""
    won = Counter(register.formation[ranking.fates == Fate.WINS].tolist())
    finalists = Counter(register.formation[ranking.stopped_at == -1].tolist())
    for i, seats in enumerate(register.formations):
        if won[i] > seats.quota and rules.ranking.ties != "ikut semua":
            yield f"pemenang formasi {seats.code} melebihi kuota"
        if won[i] < min(seats.quota, finalists[i]):
            yield f"formasi {seats.code} masih mempunyai kursi bagi yang lolos"
    if ranking.standing is None:
        return
    worst, best = (
        np.zeros(len(register.formations), np.int64),
        np.full(len(register.formations), 2**62, np.int64),
    )
    rank = ranking.standing.rank
    wins, out = ranking.fates == Fate.WINS, np.isin(ranking.fates, (Fate.RESERVE, Fate.LOSES))
    np.maximum.at(worst, register.formation[wins], rank[wins])
    np.minimum.at(best, register.formation[out], rank[out])
    for i in np.flatnonzero(worst >= best).tolist():
        yield f"dalam formasi {register.formations[i].code} ada yang tidak lulus di atas yang lulus"


def _places_kept(rules: Rules, register: Register, ranking: Ranking) -> Iterator[str]:
    """At every cut and at the end, the rank alone (checked above) says who is in, who is in reserve and who is out."""
    for s, (cut, fates) in enumerate(zip(ranking.cuts, ranking.stages, strict=True)):
        if cut is None:
            continue
        ranked = cut.rank > 0
        inside = ranked & (cut.rank <= places_at(rules, register, s))
        if ((fates == Fate.PROCEEDS) != inside).any() or ((fates == Fate.BEYOND) != (ranked & ~inside)).any():
            yield f"yang lanjut dari {rules.stages[s].name} bukan yang berperingkat dalam jumlahnya"
    if ranking.standing is None:
        return
    rank, quotas = ranking.standing.rank, register.quotas
    wins = (rank > 0) & (rank <= quotas)
    reserve = (rank > quotas) & (rank <= quotas + rules.ranking.reserves)
    if ((ranking.fates == Fate.WINS) != wins).any() or ((ranking.fates == Fate.RESERVE) != reserve).any():
        yield "yang lulus atau menjadi cadangan bukan yang berperingkat dalam jumlahnya"
