"""The result under other rules, beside the present one: who would move, and what least change would move a last seat.

Nothing of it is a result.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct, field, to_builtins

from asnrekrut.comparison.other_rules import FREE, STEPS, Wishes, otherwise, with_roundings
from asnrekrut.core.events import Event, Kind, of_kind
from asnrekrut.core.marks import State
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


class Move(Struct, frozen=True):
    """Somebody who would stand elsewhere at the end.

    Attributes:
        seat: whether a seat is won or lost.
        ranks, fates: at present and then; 0 and '' for none.
    """

    number: str = field(name="nomor")
    name: str = field(name="nama")
    formation: str = field(name="formasi")
    seat: bool = field(name="kursi")
    ranks: tuple[int, int] = field(name="peringkat")
    fates: tuple[str, str] = field(name="hasil")


class WhatIf(Struct, frozen=True):
    """Who would move under other rules, by formation and present rank.

    Attributes:
        ranked: how many have a rank at present.
        untold: the formations in which it cannot be told: marks are missing, or a tie would be open.
    """

    ranked: int = field(name="berperingkat")
    moves: tuple[Move, ...] = field(name="berpindah")
    untold: tuple[str, ...] = field(name="belum_dapat_diputus")


class Margin(Struct, frozen=True):
    """How little would have to change until a formation's last seat is somebody else's, rounding left aside.

    Attributes:
        last: who has that seat.
        what: which weight or threshold, in words; size: by how much.
        rival: who would then stand level or come in; '' where the holder alone would fail.
    """

    formation: str = field(name="formasi")
    last: str = field(name="kursi_terakhir")
    what: str = field(name="apa")
    size: Fraction = field(name="sebesar")
    rival: str = field(name="pesaing")


class Simulation(Struct, frozen=True):
    """What other rules would change; nothing of it is a result.

    Attributes:
        held: the formations that are not decided.
        then: under the rules that were asked for; None where none were.
        once: if only the end were rounded.
        margins: None where marks are there that nobody has announced.
    """

    held: tuple[str, ...] = field(name="tertahan")
    then: WhatIf | None = field(name="perubahan")
    once: WhatIf = field(name="dibulatkan_sekali")
    margins: tuple[Margin, ...] | None = field(name="selisih_terkecil")

    def as_json(self) -> dict[str, Any]:
        """The same for programs."""
        return {"simulasi": True, **to_builtins(self, enc_hook=number_text)}


def simulation(selection: Selection, wishes: Wishes) -> Simulation:
    """What other rules would change, without any NIK.

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
    decided = zip(result.register.codes, result.end.decided_in, strict=True)
    return Simulation(
        tuple(code for code, there in decided if not there),
        what_if(result, under(result, rules, selection.events)) if wishes != Wishes() else None,
        what_if(result, under(result, once, selection.events)),
        tuple(margins(result)) if margins_too else None,
    )


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
    invited = {codes[one.code]: one.kept for one in result.stages if one.code in codes}
    scores, _ = score(rules, result.register, marks, None, conduct)
    return rank(rules, result.register, scores, marks, None, conduct, events, invited)[0]


def what_if(result: Result, then: Result) -> WhatIf:
    """Everybody who would have another rank or fate at the end."""
    now, end = result.end, then.end
    assert now is not None  # noqa: S101  (asked before)
    decided = now.decided_in
    both = decided & (np.zeros_like(decided) if end is None else end.decided_in)
    return WhatIf(
        int((now.standing.rank[decided[result.register.formation]] > 0).sum()),
        () if end is None else tuple(_moves(result, then, both)),
        tuple(code for code, a, b in zip(result.register.codes, decided, both, strict=True) if a and not b),
    )


def _moves(result: Result, then: Result, both: np.ndarray) -> Iterator[Move]:
    register, now, end = result.register, result.end, then.end
    assert now is not None and end is not None  # noqa: S101, PT018  (asked before)
    before, after, others = now.standing.rank, end.standing.rank, Spared.of(register.at)
    changed = ((before != after) | (result.fates != then.fates)) & both[register.formation]
    for i in np.lexsort((np.where(before > 0, before, len(register) + 1), register.formation)).tolist():
        if changed[i]:
            fates = [Fate(int(one.fates[i])) for one in (result, then)]
            number, name = (without_nik(text, others) for text in (register.numbers[i], register.names[i]))
            seat, words = (fates[0] in INSIDE) != (fates[1] in INSIDE), [FATE_WORDS.get(fate, "") for fate in fates]
            ranks = int(before[i]), int(after[i])
            yield Move(number, name, register.formation_of(i).code, seat, ranks, (words[0], words[1]))


def margins(result: Result) -> Iterator[Margin]:
    """For every decided formation with a seat given: the smallest shift between two weights, and of each threshold."""
    end, register, others = result.end, result.register, Spared.of(result.register.at)
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
            holder, other = (without_nik(register.numbers[i], others) for i in (last, rival))
            yield Margin(formation.code, holder, words, size, other if rival != last else "")


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
