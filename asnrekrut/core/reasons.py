"""Why everyone ended where they did, in a sentence a person can check against the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.marks import State
from asnrekrut.core.ranking import Fate, places_at
from asnrekrut.notation import show

if TYPE_CHECKING:
    from asnrekrut.core.marks import AllMarks
    from asnrekrut.core.ordering import Standing
    from asnrekrut.core.ranking import Ranking
    from asnrekrut.core.register import Register
    from asnrekrut.rules.model import Rules
    from asnrekrut.scoring import Scores, StageScores

_STATE_WORDS = {
    Fate.ABSENT: "tidak hadir",
    Fate.WITHDRAWN: "mengundurkan diri",
    Fate.DISQUALIFIED: "didiskualifikasi",
}


def reasons(rules: Rules, register: Register, marks: AllMarks, scores: Scores, ranking: Ranking) -> list[str]:
    """One sentence per applicant, in register order. No attribute's value is named: the lists are public."""
    words = [""] * len(register)
    for s, (figures, fates) in enumerate(zip(scores.stages, ranking.stages, strict=True)):
        for i in np.flatnonzero((ranking.stopped_at == s) & (fates == Fate.FAILS)).tolist():
            words[i] = failure(figures, marks, int(scores.groups[i]), i)
        for fate, phrase in _STATE_WORDS.items():
            for i in np.flatnonzero((ranking.stopped_at == s) & (fates == fate)).tolist():
                words[i] = f"{phrase} pada {figures.stage.name}"
        cut = ranking.cuts[s]
        if cut is not None:
            places = places_at(rules, register, s).tolist()
            _rank_words(words, register, cut, places, fates == Fate.BEYOND, f"tempat pada {figures.stage.name}")
    if ranking.standing is not None:
        out = np.isin(ranking.fates, (Fate.RESERVE, Fate.LOSES))
        _rank_words(words, register, ranking.standing, register.quotas.tolist(), out, "kursi")
        rank, quotas = ranking.standing.rank.tolist(), register.quotas.tolist()
        for i in np.flatnonzero(ranking.fates == Fate.WINS).tolist():
            words[i] = f"peringkat {rank[i]} untuk {quotas[i]} kursi" + _settled(ranking.standing, i)
    return words


def failure(figures: StageScores, marks: AllMarks, group: int, i: int) -> str:
    """Every threshold and requirement of a stage that the applicant missed."""
    words = [
        f"tidak memenuhi syarat {component.name}"
        for component in figures.stage.components
        if marks[figures.stage.code, component.code].states[i] == State.FAILED
    ]
    if figures.states[i] == State.KNOWN:
        for gate in figures.gates:
            bound = gate.bounds[group]
            if bound is not None and gate.values.at(i) < bound:
                words.append(f"tidak lolos ambang {gate.label}: {show(gate.values.at(i))} < {show(bound)}")
    return "; ".join(words)


def _rank_words(
    words: list[str], register: Register, standing: Standing, places: list[int], out: np.ndarray, what: str
) -> None:
    """``peringkat 7 untuk 3 kursi``, and what decided against the last one in where it was not the first key."""
    last_in: dict[int, int] = {}
    formation, rank, outside = register.formation.tolist(), standing.rank.tolist(), out.tolist()
    for i in standing.order.tolist():
        if not outside[i]:
            last_in[formation[i]] = i
            continue
        words[i] = f"peringkat {rank[i]} untuk {places[i]} {what}"
        rival = last_in.get(formation[i])
        if rival is not None:
            words[i] += lost_on(standing, i, rival)


def lost_on(standing: Standing, i: int, rival: int) -> str:
    """``; kalah pada TKP: 171 < 174`` where a key after the first decided; else nothing."""
    for n, key in enumerate(standing.keys):
        if key.codes[i] != key.codes[rival]:
            if n == 0:
                return ""
            if key.private:
                return f"; kalah pada {key.key.label}"
            sign = ">" if key.key.smaller_first else "<"
            return f"; kalah pada {key.key.label}: {key.show(i)} {sign} {key.show(rival)}"
    return _settled(standing, i)


def _settled(standing: Standing, i: int) -> str:
    """What settled the tie in which the applicant stood, if it had to be."""
    how = standing.settled.get(i)
    return f"; urutan di antara yang sama menurut {how.words}" if how else ""
