"""The result under other rules, beside the present one: who would move, and what least change would move a last seat.

Nothing of it is a result.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.comparison.other_rules import FREE, STEPS, Wishes, otherwise, with_roundings
from asnrekrut.core.events import Event, Kind, of_kind
from asnrekrut.core.mark_states import State
from asnrekrut.core.ranking import rank
from asnrekrut.core.result import FATE_WORDS, INSIDE, Fate, Result
from asnrekrut.errors import UsageError
from asnrekrut.nik import Spared, without_nik
from asnrekrut.notation import listed, number_text
from asnrekrut.rules.figure_keys import FINAL
from asnrekrut.scoring import StageScores, score

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asnrekrut.rules.model import Rules
    from asnrekrut.selection import Selection


def simulation(selection: Selection, wishes: Wishes) -> dict[str, object]:
    """What other rules would change, under Indonesian keys.

    Raises:
        UsageError: the end is not reached in any formation, or the wishes may not be answered or cannot be.
        RulesError: the other rules could not be carried out.
    """
    result = selection.result
    if result is None or result.end is None or not result.end.part:
        raise UsageError("hasil akhir belum diputus pada formasi mana pun; simulasi memerlukan nilai semua tahap")
    margins_too = _may_tell(selection, asked=wishes.weigh(selection.rules))
    rules = otherwise(selection.rules, wishes)
    once = with_roundings(result.rules, **dict.fromkeys(STEPS, FREE))
    then = what_if(result, under(result, rules, selection.events)) if wishes != Wishes() else None
    decided = zip(result.register.formations, result.end.decided_in, strict=True)
    said = {
        "simulasi": True,
        "tertahan": [formation.code for formation, there in decided if not there],
        "perubahan": then,
        "dibulatkan_sekali": what_if(result, under(result, once, selection.events)),
        "selisih_terkecil": list(margins(result)) if margins_too else None,
    }
    others = Spared.of(result.register.at)
    return {key: _masked(value, others) for key, value in said.items()}


def _masked(said: object, others: Spared) -> object:
    """The same without a NIK."""
    if isinstance(said, dict):
        return {key: _masked(value, others) for key, value in said.items()}
    if isinstance(said, list):
        return [_masked(value, others) for value in said]
    return without_nik(said, others) if isinstance(said, str) else said


def _may_tell(selection: Selection, asked: bool) -> bool:
    """Whether weights, thresholds and margins may be looked at: everything is announced, or an event permits it.

    Args:
        asked: whether somebody asks for other weights or thresholds.

    Raises:
        UsageError: that is asked while marks are there that nobody has announced: it would tell which mark to change.
    """
    record = selection.record
    if of_kind(selection.events, Kind.SIMULATION) or record.announcements(FINAL):
        return True
    delivered = [one for one in selection.deliveries if one.delivered]
    waiting = [one.name for one in delivered if not record.announcements(one.code)]
    if waiting and asked:
        raise UsageError(
            f"nilai {listed(waiting)} belum diumumkan: bobot, ambang batas, tahap, kunci urutan pertama, dan selisih "
            "tidak disimulasikan, sebab memberi tahu nilai mana yang harus diubah; izinnya dicatat dalam buku "
            f'peristiwa sebagai "{Kind.SIMULATION.value}"'
        )
    return not waiting


def under(result: Result, rules: Rules, events: Sequence[Event]) -> Result:
    """The result as it would be under other rules, from the same marks; invitations that stand by the record stand."""
    codes = {stage.code: s for s, stage in enumerate(rules.stages)}
    marks = {key: one for key, one in result.marks.items() if key[0] in codes}
    conduct = {code: one for code, one in result.conduct.items() if code in {*codes, FINAL}}
    invited = {codes[one.code]: one.kept for one in result.stages if one.code in codes and one.kept is not None}
    scores, _ = score(rules, result.register, marks, None, conduct)
    return rank(rules, result.register, scores, marks, None, conduct, events, invited)[0]


def what_if(result: Result, then: Result) -> dict[str, object]:
    """Everybody who would have another rank or fate at the end, by formation and present rank.

    Returns:
        Under Indonesian keys who would move, how many have a rank at present, and the formations in which that cannot
        be told: marks are missing, or a tie would be open.
    """
    now, end, formations = result.end, then.end, result.register.formations
    assert now is not None  # noqa: S101  (asked before)
    decided = now.decided_in
    both = decided & (np.zeros_like(decided) if end is None else end.decided_in)
    return {
        "berperingkat": int((now.standing.rank[decided[result.register.formation]] > 0).sum()),
        "berpindah": [] if end is None else list(_moves(result, then, both)),
        "belum_dapat_diputus": [f.code for f, a, b in zip(formations, decided, both, strict=True) if a and not b],
    }


def _moves(result: Result, then: Result, both: np.ndarray) -> Iterator[dict[str, object]]:
    """Who would stand elsewhere: rank and fate at present and then, and whether a seat is won or lost."""
    register, now, end = result.register, result.end, then.end
    assert now is not None and end is not None  # noqa: S101, PT018  (asked before)
    before, after = now.standing.rank, end.standing.rank
    changed = ((before != after) | (result.fates != then.fates)) & both[register.formation]
    for i in np.lexsort((np.where(before > 0, before, len(register) + 1), register.formation)).tolist():
        if changed[i]:
            fates = [Fate(int(one.fates[i])) for one in (result, then)]
            yield {
                "nomor": register.numbers[i], "nama": register.names[i], "formasi": register.formation_of(i).code,
                "kursi": (fates[0] in INSIDE) != (fates[1] in INSIDE),
                "peringkat": [int(before[i]), int(after[i])], "hasil": [FATE_WORDS.get(fate, "") for fate in fates],
            }  # fmt: skip


def margins(result: Result) -> Iterator[dict[str, str]]:
    """For every decided formation with a seat given: the smallest shift between two weights, and of each threshold.

    Yields:
        Under Indonesian keys the formation, who has the last seat, which weight or threshold in words, by how much it
        would have to change, rounding left aside, and who would then stand level or come in; '' where the holder alone
        would fail.
    """
    end, register = result.end, result.register
    assert end is not None  # noqa: S101  (asked before)
    for f, formation in enumerate(register.formations):
        mine = [i for i in end.standing.order.tolist() if register.formation[i] == f]
        seated = [i for i in mine if end.fates[i] in INSIDE]
        if not end.decided_in[f] or not seated:
            continue
        last = seated[-1]
        behind = [i for i in mine[mine.index(last) :] if end.fates[i] in {Fate.RESERVE, Fate.LOSES}]
        shifts = min(_shifts(result, last, behind), key=lambda one: one[0], default=None)
        least: dict[str, tuple[Fraction, str, int]] = {}
        raises = ((margin, f"{label} naik", last) for _, label, margin in _gates(result, last))
        for one in (*raises, *_lowerings(result, f, last)):
            least[one[1]] = min(least.get(one[1], one), one, key=lambda known: known[0])
        for size, words, rival in [*([shifts] if shifts else []), *least.values()]:
            who = register.numbers[rival] if rival != last else ""
            seat = {"formasi": formation.code, "kursi_terakhir": register.numbers[last]}
            yield {**seat, "apa": words, "sebesar": number_text(size), "pesaing": who}


def _shares(result: Result, i: int) -> dict[str, Fraction]:
    """By stage with a weight, what part of it somebody has, 0 to 1."""
    return {
        one.stage.code: one.value.values.at(i) / Fraction(one.stage.scale)
        for one in result.scores.stages
        if one.weighted is not None and one.value is not None
    }


def _shifts(result: Result, last: int, behind: list[int]) -> Iterator[tuple[Fraction, str, int]]:
    """How much weight would have to go from one stage to another until somebody behind stands level."""
    final = result.scores.final
    if final is None:
        return
    mine = _shares(result, last)
    names = {stage.code: (stage.name, Fraction(stage.weight or 0)) for stage in result.rules.stages}
    for rival in behind:
        his, gap = _shares(result, rival), final.values.at(last) - final.values.at(rival)
        for up, down in permutations(mine, 2):
            gain = (his[up] - his[down]) - (mine[up] - mine[down])
            if gain > 0 and gap / gain <= names[down][1]:
                yield gap / gain, f"bobot {names[up][0]} naik dan {names[down][0]} turun", rival


def _gates(result: Result, i: int) -> Iterator[tuple[StageScores, str, Fraction]]:
    """Every threshold that holds for somebody, and by how much it is passed."""
    group = int(result.scores.groups[i])
    for figures in result.scores.stages:
        for gate in figures.gates:
            bound = gate.bounds[group]
            if bound is not None:
                own = group and bound != gate.bounds[0]
                whose = f" bagi {result.rules.groups[group - 1].name}" if own else ""
                yield figures, f"ambang batas {gate.label}{whose}", gate.values.at(i) - bound


def _lowerings(result: Result, formation: int, last: int) -> Iterator[tuple[Fraction, str, int]]:
    """By how much each threshold would have to fall until somebody who missed only it comes in.

    Only where no stage cuts by rank from there on, and the marks of all stages are there.
    """
    final, register = result.scores.final, result.register
    if final is None:
        return
    for i in np.flatnonzero((result.fates == Fate.FAILS) & (register.formation == formation)).tolist():
        missed = [(figures, label, -margin) for figures, label, margin in _gates(result, i) if margin < 0]
        known = all(figures.states[i] == State.KNOWN for figures in result.scores.stages)
        if len(missed) != 1 or not known or final.values.at(i) <= final.values.at(last):
            continue
        (figures, label, size), *_ = missed
        after = result.scores.stages[result.scores.stages.index(figures) :]
        if not any(one.stage.cuts for one in after):
            yield size, f"{label} turun", i
