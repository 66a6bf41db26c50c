"""The result under other rules, beside the present one: who would move. Nothing of it is a result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.comparison.margins import margins
from asnrekrut.comparison.other_rules import FREE, STEPS, otherwise, with_roundings
from asnrekrut.core.events import Event, Kind, of_kind
from asnrekrut.core.ranking import rank
from asnrekrut.core.result import FATE_WORDS, Fate, Progress, Result
from asnrekrut.errors import UsageError
from asnrekrut.nik import Spared, without_nik
from asnrekrut.notation import listed
from asnrekrut.rules.keys import FINAL
from asnrekrut.scoring import score

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from asnrekrut.rules.model import Rules
    from asnrekrut.selection import Selection


def simulation(
    selection: Selection,
    weights: Mapping[str, str],
    thresholds: Mapping[str, str],
    without: Sequence[str],
    roundings: Sequence[str],
    order: str,
) -> dict[str, object]:
    """What other rules would change, under Indonesian keys; for the wishes see ``otherwise``.

    Raises:
        UsageError: the end is not reached in any formation, or the wishes may not be answered or cannot be.
        RulesError: the other rules could not be carried out.
    """
    result = selection.result
    if result is None or result.end is None or not result.end.part:
        raise UsageError("hasil akhir belum diputus pada formasi mana pun; simulasi memerlukan nilai semua tahap")
    first = order.partition(",")[0].strip()  # to rank by another figure is to weigh it alone
    revealing = bool(weights or thresholds or without or first not in {"", selection.rules.ranking.order[0]})
    margins_too = _may_tell(selection, asked=revealing)
    rules = otherwise(selection.rules, weights, thresholds, without, roundings, order)
    once = with_roundings(result.rules, **dict.fromkeys(STEPS, FREE))
    then = what_if(result, under(result, rules, selection.events)) if revealing or roundings or order else None
    progress = zip(result.register.formations, result.end.progress, strict=True)
    said = {
        "simulasi": True,
        "tertahan": [formation.code for formation, one in progress if one != Progress.DECIDED],
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
    decided = now.progress == Progress.DECIDED
    both = decided & (np.zeros_like(decided) if end is None else end.progress == Progress.DECIDED)
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
                "kursi": (fates[0] is Fate.WINS) != (fates[1] is Fate.WINS),
                "peringkat": [int(before[i]), int(after[i])], "hasil": [FATE_WORDS.get(fate, "") for fate in fates],
            }  # fmt: skip
