"""After every run the published properties are checked on the result, before anything is written.

The check does not trust the ranking's own arrays of places: it sorts again, by tuples of integers, and counts again.
Seats, by rank, filled from elsewhere, given up and taken over, are worked out once more person by person, from what the
rules say and not from how they were given.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.conditions import formations_meeting, meets
from asnrekrut.core.counts import count_seats, count_stages
from asnrekrut.core.exact import Bools, Counts, Exact, Indices, indices
from asnrekrut.core.marks import State
from asnrekrut.core.placement import BY_MOVE, BY_RANK, BY_SUCCESSION
from asnrekrut.core.result import INSIDE, Codes, Fate, Result, StageOutcome
from asnrekrut.errors import ResultViolationError
from asnrekrut.rules.rounding import rounded, rounding
from asnrekrut.texts import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.core.register import Register
    from asnrekrut.core.sessions_and_makeups import Determination
    from asnrekrut.core.sort_keys import SortKey, Standing
    from asnrekrut.rules.seats import Choice, Filling

_RANKED = (Fate.NOMINATED, Fate.WINS, Fate.RESERVE, Fate.LOSES)


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
        broken += _seats_broken(result, result.end)
    broken += _recap(result)
    if broken:
        raise ResultViolationError("; ".join(broken))


def _everyone_once(result: Result) -> Iterator[str]:
    """Whoever went on from one stage, and nobody else, has one fate at the next; open only where nothing is decided."""
    present, out = np.ones(len(result.register), dtype=bool), np.zeros(len(result.register), dtype=bool)
    for stage in result.stages:
        fates, decided = stage.fates, stage.decided_in[result.register.formation]
        fixed = stage.determined
        if fixed is not None:  # the list may name somebody who had stopped before, and waits for no earlier stage
            present = present | (decided & np.where(fixed.listed, fates > Fate.OPEN, ~out))
        if stage.is_end:  # a rule may seat somebody who fell only below a threshold
            present = present | _seated_from_below(stage)
        if not np.array_equal(fates != Fate.NOT_REACHED, present):
            yield f"peserta {stage.name} bukan mereka yang lanjut dari tahap sebelumnya"
        if not np.array_equal(fates == Fate.OPEN, present & ~decided):
            yield f"pada {stage.name} ada peserta tanpa hasil, atau dengan hasil sebelum formasinya diputus"
        known = _RANKED if stage.is_end and fixed is None else tuple(Codes.at(result.rules, stage.index).names)
        departed = np.isin(np.arange(len(fates)), list(stage.departed))
        if not np.isin(fates[present & decided & ~departed], known).all():
            yield f"pada {stage.name} ada hasil yang bukan hasil tahap itu"
        present = fates == Fate.PROCEEDS
        out = np.where(fates > Fate.OPEN, ~present, out)


def _as_listed(result: Result, stage: StageOutcome, fixed: Determination) -> Iterator[str]:
    """What is determined elsewhere stands as it was listed, whatever our figures say; nobody else goes on or wins."""
    decided = stage.decided_in[result.register.formation]
    before = np.zeros(len(decided), dtype=np.int8)
    for earlier in result.stages[: result.stages.index(stage)]:
        before = np.where(earlier.fates > Fate.OPEN, earlier.fates, before)
    said = np.where(stage.fates > Fate.OPEN, stage.fates, before)
    if (said != fixed.fates)[decided & fixed.listed].any():
        yield f"hasil {stage.name} tidak sama dengan daftar penetapannya"
    ranks = np.where(decided & (stage.fates > Fate.OPEN), fixed.rank, 0)
    if (stage.standing.rank != ranks).any():
        yield f"peringkat {stage.name} tidak sama dengan daftar penetapannya"
    if np.isin(stage.fates, (*INSIDE, Fate.RESERVE))[~fixed.listed].any():
        yield f"ada yang lanjut atau lulus pada {stage.name} tanpa tercantum dalam daftar penetapannya"


def _within_maximum(result: Result) -> Iterator[str]:
    """No mark, stage or final score lies above what a faultless applicant would get, each step rounded."""
    rules, tops = result.rules, Fraction(0)
    for outcome, figures in zip(result.stages, result.scores.stages, strict=False):
        stage, through = figures.stage, outcome.fates == Fate.PROCEEDS
        for component in stage.scored:
            low, values = min(Fraction(component.minimum), Fraction(0)), figures.marks[component.code].values
            if not (values.at_least(low) & values.at_most(Fraction(component.top)))[through].all():
                yield f"nilai {component.name} melampaui batasnya"
        top = rounded(Fraction(stage.scale), rounding(rules, "scale", stage))
        if figures.value is not None and not bool(figures.value.values.at_most(top)[through].all()):
            yield f"nilai tahap {stage.name} melampaui skalanya"
        if figures.weighted is not None:
            top *= Fraction(stage.weight or 0) / Fraction(stage.scale)
            tops += (top := rounded(top, rounding(rules, "weight", stage)))
            if not bool(figures.weighted.values.at_most(top)[through].all()):
                yield f"nilai berbobot {stage.name} melampaui bobotnya"
    final, end = result.scores.final, result.end
    if final is not None and end is not None and end.determined is None:
        n = len(result.register)
        bonus = Exact.zeros(n) if result.scores.bonus is None else result.scores.bonus.values
        everyone = np.zeros(n, dtype=np.intp)
        best = bonus.plus(Exact.of([tops]).take(everyone)).rounded(rounding(rules, "final"))
        over = final.values.plus(best.times(Fraction(-1)))
        if not bool(over.at_most(Fraction(0))[end.standing.rank > 0].all()):
            yield "nilai akhir melampaui nilai tertinggi yang mungkin"


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
    decided = stage.decided_in[register.formation]
    ranked = (rank > 0) & decided
    proceeds, kept = stage.fates == Fate.PROCEEDS, _kept(stage)
    if stage.places is None:
        if ((proceeds & ~kept) != (ranked & ~kept)).any():
            yield f"yang lanjut dari {stage.name} bukan semua yang lolos"
        return
    if stage.is_end:  # who has the seats is another question; see ``_seats_broken``
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
    for fate, told in ((Fate.WINS, [s.winners for s in seats]), (Fate.NOMINATED, [s.nominated for s in seats])):
        if end is not None and sum(told) != int((end.fates == fate).sum()):
            yield "rekapitulasi kursi tidak berjumlah sama dengan yang lulus atau diajukan"


def _kept(stage: StageOutcome) -> Bools:
    """Whose invitation stands although a correction would have ended it, and who took somebody's place by letter."""
    return np.isin(np.arange(len(stage.fates)), [*stage.kept, *stage.stepped_in])


def _places(result: Result, stage: StageOutcome) -> Counts:
    """How many are in, from the rules once more."""
    rules, quotas = result.rules, result.register.quotas
    cut = rules.stages[stage.index].shortlist
    assert cut is not None  # noqa: S101  (there are places)
    return quotas * cut.per_quota if cut.per_quota else np.full(len(quotas), cut.places or 0)


# --- seats ------------------------------------------------------------------------------------------------------


def _seated_from_below(end: StageOutcome) -> Bools:
    """Whom a rule seated although they fell below a threshold, and those of them who left again."""
    found = np.zeros(len(end.fates), dtype=bool)
    found[[p.application for p in (*end.placements, *end.vacated) if p.step in (BY_MOVE, BY_SUCCESSION)]] = True
    return found


def _seats_broken(result: Result, end: StageOutcome) -> Iterator[str]:
    """What is wrong with the seats: too many, idle ones, two for one person, somebody passed over."""
    rules, register = result.rules, result.register
    holders = Counter(placed.application for placed in end.placements)
    out = indices(np.isin(end.fates, (Fate.WITHDRAWN, Fate.DISQUALIFIED))) if end.determined is None else []
    seated = {placed.application for placed in end.placements if placed.is_seat}
    inside = {*indices(np.isin(end.fates, (Fate.NOMINATED, Fate.WINS)))}
    if set(holders) != inside or seated != {*indices(end.fates == Fate.WINS)} or any(n > 1 for n in holders.values()):
        yield "yang mendapat kursi bukan mereka yang lulus, masing-masing satu"
    if any(i in holders for i in end.departed) or set(end.departed) != set(out):
        yield "yang keluar sesudah hasil akhir bukan mereka yang disebut suratnya"
    if end.determined is not None:
        return
    taken = Counter(placed.formation for placed in (*end.placements, *end.vacated) if placed.step != BY_SUCCESSION)
    now = Counter(placed.formation for placed in end.placements)
    followed = {placed.formation for placed in end.placements if placed.step == BY_SUCCESSION}
    ranked = Counter(register.formation[end.standing.rank > 0].tolist())
    for f, formation in enumerate(register.formations):
        if not end.decided_in[f]:
            continue
        nominated = rules.ranking.nominations
        room = formation.quota if nominated is None or formation.quota == 0 else nominated
        tied_in = rules.ranking.ties == "ikut semua" and not (f in followed and now[f] > room)
        if max(taken[f], now[f]) > room and not tied_in:
            yield f"pemenang formasi {formation.code} melebihi kuota"
        if taken[f] < min(room, ranked[f]):
            yield f"formasi {formation.code} masih mempunyai kursi bagi yang lolos"
    yield from _by_rank(result, end)
    if rules.fillings:
        yield from _Moves(result, end).broken()
    if rules.choice is not None:
        yield from _choices(result, end, rules.choice)


def _by_rank(result: Result, end: StageOutcome) -> Iterator[str]:
    """The rank alone says who has a seat of the own formation, and who of the others is in reserve."""
    rules, register, rank = result.rules, result.register, end.standing.rank
    nominated, quotas = rules.ranking.nominations, register.quotas
    places = quotas if nominated is None else np.where(quotas > 0, nominated, 0)
    ranked = (rank > 0) & end.decided_in[register.formation]
    inside = ranked & (rank <= places)
    seated = {p.application for p in (*end.placements, *end.vacated) if p.step == BY_RANK}
    wins = np.bincount(register.formation[inside], minlength=len(register.formations))
    behind = np.maximum(places, wins[register.formation])
    listed = ranked & ~inside & (rank <= behind + rules.ranking.reserves) & (quotas > 0)
    reserve = end.fates == Fate.RESERVE
    elsewhere = np.isin(end.fates, (Fate.NOMINATED, Fate.WINS, Fate.WITHDRAWN, Fate.DISQUALIFIED))
    elsewhere[list(end.aside)] = True
    refilled = rules.replacement is not None and rules.replacement.refill
    short = listed & ~reserve & ~elsewhere
    if seated != set(indices(inside)) or short.any() or (reserve & ~listed & ~refilled).any():
        yield "yang lulus atau menjadi cadangan bukan yang berperingkat dalam jumlahnya"


def _choices(result: Result, end: StageOutcome, rule: Choice) -> Iterator[str]:
    """Nobody has two seats; an application is put aside only for a preferred one, and no other is."""
    owner, order = result.register.attribute(rule.person), result.register.attribute(rule.order)
    holders = {p.application for p in (*end.placements, *end.vacated) if p.step == BY_RANK}
    seats = {owner.texts[p.application]: p.application for p in end.placements if owner.texts[p.application]}
    if len(seats) < sum(bool(owner.texts[p.application]) for p in end.placements):
        yield "seseorang memperoleh dua kursi"
    mine = {owner.texts[i]: i for i in holders if owner.texts[i]}
    for i in indices(np.isin(end.fates, _RANKED)):
        own = mine.get(owner.texts[i], i)
        seat = seats.get(owner.texts[i], i)
        later = own != i and order.figures.at(i) > order.figures.at(own)
        known = {None, own} if later else {None, seat}
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
        if not self.end.decided_in[self.register.formation[i]]:
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
        for f in (f for f, room in self.empty.items() if room > 0 and self.end.decided_in[f]):
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
        gates = [gate for figures in self.result.scores.stages for gate in figures.gates]
        return all((bound := gate.bounds[group]) is None or gate.values.at(i) >= bound for gate in gates)

    def _wanted(self, rule: Filling, i: int, f: int) -> bool:
        def text(reference: str) -> str:
            return self.register.attribute(reference).texts[i]

        other = self.register.formations[f]
        if rule.education and folded(text(rule.education)) not in {folded(name) for name in other.education}:
            return False
        return rule.preferences is None or other.code in {text(reference) for reference in rule.preferences}
