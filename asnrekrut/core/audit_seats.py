"""The part of the audit that looks at seats: by rank, filled from elsewhere, given up and taken over.

Everything is worked out once more, person by person, from what the rules say and not from how the seats were given.
"""

from __future__ import annotations

from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.conditions import formations_meeting, meets
from asnrekrut.core.mark_states import State
from asnrekrut.core.placement import BY_MOVE, BY_RANK, BY_SUCCESSION
from asnrekrut.core.result import Fate, Progress, Result, StageOutcome
from asnrekrut.texts import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.core.exact import Bools
    from asnrekrut.rules.seats import Choice, Filling

RANKED = (Fate.WINS, Fate.RESERVE, Fate.LOSES)


def seated_from_below(end: StageOutcome) -> Bools:
    """Whom a rule seated although they fell below a threshold, and those of them who left again."""
    found = np.zeros(len(end.fates), dtype=bool)
    found[[p.application for p in (*end.placements, *end.vacated) if p.step in (BY_MOVE, BY_SUCCESSION)]] = True
    return found


def seats_broken(result: Result, end: StageOutcome) -> Iterator[str]:
    """What is wrong with the seats: too many, idle ones, two for one person, somebody passed over."""
    rules, register = result.rules, result.register
    held = Counter(placed.application for placed in end.placements)
    if set(held) != set(np.flatnonzero(end.fates == Fate.WINS).tolist()) or any(n > 1 for n in held.values()):
        yield "yang mendapat kursi bukan mereka yang lulus, masing-masing satu"
    if any(i in held for i in end.departed) or set(end.departed) != set(_out(end)):
        yield "yang keluar sesudah hasil akhir bukan mereka yang disebut suratnya"
    if end.determined is not None:
        return
    taken = Counter(placed.formation for placed in (*end.placements, *end.vacated) if placed.step != BY_SUCCESSION)
    now = Counter(placed.formation for placed in end.placements)
    ranked = Counter(register.formation[end.standing.rank > 0].tolist())
    for f, formation in enumerate(register.formations):
        if end.progress[f] != Progress.DECIDED:
            continue
        nominated = rules.ranking.nominations
        room = formation.quota if nominated is None or formation.quota == 0 else nominated
        if max(taken[f], now[f]) > room and rules.ranking.ties != "ikut semua":
            yield f"pemenang formasi {formation.code} melebihi kuota"
        if taken[f] < min(room, ranked[f]):
            yield f"formasi {formation.code} masih mempunyai kursi bagi yang lolos"
    yield from _by_rank(result, end)
    if rules.fillings:
        yield from _Moves(result, end).broken()
    if rules.choice is not None:
        yield from _choices(result, end, rules.choice)


def _out(end: StageOutcome) -> list[int]:
    gone = np.isin(end.fates, (Fate.WITHDRAWN, Fate.DISQUALIFIED))
    found: list[int] = np.flatnonzero(gone).tolist()
    return found if end.determined is None else []


def _by_rank(result: Result, end: StageOutcome) -> Iterator[str]:
    """The rank alone says who has a seat of the own formation, and who of the others is in reserve."""
    rules, register, rank = result.rules, result.register, end.standing.rank
    nominated = rules.ranking.nominations
    quotas = register.quotas
    places = quotas if nominated is None else np.where(quotas > 0, nominated, 0)
    ranked = (rank > 0) & (end.progress == Progress.DECIDED)[register.formation]
    inside = ranked & (rank <= places)
    seated = {p.application for p in (*end.placements, *end.vacated) if p.step == BY_RANK}
    won = Counter(register.formation[inside].tolist())
    wins = np.array([won[f] for f in range(len(register.formations))])
    behind = np.maximum(places, wins[register.formation])
    listed = ranked & ~inside & (rank <= behind + rules.ranking.reserves) & (quotas > 0)
    reserve = end.fates == Fate.RESERVE
    elsewhere = np.isin(end.fates, (Fate.WINS, Fate.WITHDRAWN, Fate.DISQUALIFIED))
    elsewhere[list(end.aside)] = True
    refilled = rules.replacement is not None and rules.replacement.refill
    short = listed & ~reserve & ~elsewhere
    if seated != set(np.flatnonzero(inside).tolist()) or short.any() or (reserve & ~listed & ~refilled).any():
        yield "yang lulus atau menjadi cadangan bukan yang berperingkat dalam jumlahnya"


def _choices(result: Result, end: StageOutcome, rule: Choice) -> Iterator[str]:
    """Nobody has two seats; an application is put aside only for a preferred one, and no other is."""
    owner, order = result.register.attribute(rule.person), result.register.attribute(rule.order)
    holders = {p.application for p in (*end.placements, *end.vacated) if p.step == BY_RANK}
    seats = {owner.texts[p.application]: p.application for p in end.placements if owner.texts[p.application]}
    if len(seats) < sum(bool(owner.texts[p.application]) for p in end.placements):
        yield "seseorang memperoleh dua kursi"
    mine = {owner.texts[i]: i for i in holders if owner.texts[i]}
    for i in np.flatnonzero(np.isin(end.fates, RANKED)).tolist():
        held = mine.get(owner.texts[i], i)
        seat = seats.get(owner.texts[i], i)
        later = held != i and order.figures.at(i) > order.figures.at(held)
        known = {None, held} if later else {None, seat}
        waits = seat != i and end.fates[i] == Fate.RESERVE
        if (later and i not in end.aside) or end.aside.get(i) not in known - {i} or waits:
            yield f"pilihan peserta {result.register.numbers[i]} tidak diikuti"


class _Moves:
    """Moves into empty seats: each by a rule, into a seat that was empty, and nobody better passed over."""

    def __init__(self, result: Result, end: StageOutcome) -> None:
        self.result, self.end, self.register = result, end, result.register
        self.keys = end.standing.across
        before = [p for p in (*end.placements, *end.vacated) if p.step in (BY_RANK, BY_MOVE)]
        self.moves = [placed for placed in before if placed.step == BY_MOVE]
        self.empty = Counter({f: s.quota for f, s in enumerate(self.register.formations)})
        self.empty.subtract(placed.formation for placed in before)
        choice, seated = result.rules.choice, {placed.application for placed in before}
        if choice is not None:
            owner = self.register.attribute(choice.person).texts
            owners = {owner[i] for i in seated} - {""}
            seated |= {i for i, text in enumerate(owner) if text in owners}
        self.waiting: dict[int, list[int]] = {}  # by the formation applied for
        for i in (i for i in range(len(self.register)) if i not in seated and self._came(i)):
            self.waiting.setdefault(int(self.register.formation[i]), []).append(i)
        rules = result.rules.fillings
        self.sources = [meets(rule.source, self.register) if rule.source else None for rule in rules]
        self.into = [formations_meeting(rule.into or {}, self.register) for rule in rules]
        self.same = [[one.facts(rule.same) for one in self.register.formations] for rule in rules]
        self.other = [[one.facts(rule.other) for one in self.register.formations] for rule in rules]
        self.origins: list[dict[tuple[str, ...], list[int]]] = [{} for _ in rules]
        for r, facts in enumerate(self.same):
            for own in self.waiting:
                self.origins[r].setdefault(facts[own], []).append(own)
        self.merits: dict[int, tuple[int, ...]] = {}

    def _came(self, i: int) -> bool:
        """Whether somebody's formation is decided, and they were ranked or have every mark that a rank would need."""
        if self.end.progress[self.register.formation[i]] != Progress.DECIDED:
            return False
        return bool(self.end.standing.rank[i]) or self._below(i)

    def _below(self, i: int) -> bool:
        known = all(figures.states[i] == State.KNOWN for figures in self.result.scores.stages)
        fell = any(stage.fates[i] == Fate.FAILS for stage in self.result.stages)
        return known and fell and all(key.known[i] for key in self.keys)

    def broken(self) -> Iterator[str]:
        rules, formations = self.result.rules.fillings, self.register.formations
        for placed in self.moves:
            by = [r for r, rule in enumerate(rules) if placed.outcome and rule.code == placed.outcome.code]
            fits = [r for r in by if self._admits(r, placed.application, placed.formation)]
            if not fits:
                yield f"perpindahan ke formasi {formations[placed.formation].code} tidak menurut aturan pengisian"
                continue
            for j in islice(self._admitted(fits[0], placed.formation, placed.application), 1):
                yield f"peserta {self.register.numbers[j]} terlewati dalam pengisian"
        for f in (f for f, room in self.empty.items() if room > 0 and self.end.progress[f] == Progress.DECIDED):
            if any(True for r in range(len(rules)) for _ in self._admitted(r, f)):
                yield f"kursi kosong formasi {formations[f].code} masih dapat diisi menurut aturan pengisian"

    def _admitted(self, r: int, f: int, moved: int | None = None) -> Iterator[int]:
        """Everybody without a seat whom a rule lets into a formation; of those only who stands before one who moved."""
        for own in self.origins[r].get(self.same[r][f], []):
            for i in self.waiting[own]:
                if (moved is None or self._before(i, moved)) and self._admits(r, i, f):
                    yield i

    def _before(self, i: int, other: int) -> bool:
        """Whether somebody is of better merit, or was put before an equal in the formation that both applied for."""
        if self._merit(i) != self._merit(other) or self.result.rules.choice is not None:
            return self._merit(i) < self._merit(other)
        rank, formation = self.end.standing.rank, self.register.formation
        return bool(formation[i] == formation[other] and 0 < rank[i] < rank[other])

    def _merit(self, i: int) -> tuple[int, ...]:
        """What the final order compares, the better the smaller; what is not there comes last."""
        if i not in self.merits:
            figures = [
                (key.known[i], (1 if key.key.smaller_first else -1) * int(key.values.num[i])) for key in self.keys
            ]
            self.merits[i] = tuple(part for known, figure in figures for part in ((0, figure) if known else (1, 0)))
        return self.merits[i]

    def _admits(self, r: int, i: int, f: int) -> bool:
        """Whether a rule lets somebody into a formation, as it is written."""
        own, rule, sources = int(self.register.formation[i]), self.result.rules.fillings[r], self.sources[r]
        apart = not any(a == b for a, b in zip(self.other[r][own], self.other[r][f], strict=True))
        if own == f or not self.into[r][f] or self.same[r][own] != self.same[r][f] or not apart:
            return False
        if sources is not None and not sources[i]:
            return False
        if not rule.from_below and self._below(i):
            return False
        return self._reaches(rule, i) and self._wanted(rule, i, f)

    def _reaches(self, rule: Filling, i: int) -> bool:
        codes = [group.code for group in self.result.rules.groups]
        if rule.threshold in codes:
            group = codes.index(rule.threshold) + 1
        elif rule.threshold == "tanpa":
            return True
        else:
            group = int(self.result.scores.groups[i]) if rule.threshold == "sendiri" else 0
        for figures in self.result.scores.stages:
            for gate in figures.gates:
                bound = gate.bounds[group]
                if bound is not None and gate.values.at(i) < bound:
                    return False
        return True

    def _wanted(self, rule: Filling, i: int, f: int) -> bool:
        def text(reference: str) -> str:
            return self.register.attribute(reference).texts[i]

        other = self.register.formations[f]
        if rule.education and folded(text(rule.education)) not in {folded(name) for name in other.education}:
            return False
        return rule.preferences is None or other.code in {text(reference) for reference in rule.preferences}
