"""Ties whose order matters: settled by the committee's decision or by lot, let in together, or left open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct, field

from asnrekrut.core.exact import Bools, Indices, indices
from asnrekrut.core.sort_keys import Places, Settled, Standing, lot, stand, ties_over, undecidable
from asnrekrut.findings import Finding, finding
from asnrekrut.notation import listed
from asnrekrut.rules.figure_keys import FINAL, FigureKey, find_stage

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from asnrekrut.core.events import Event
    from asnrekrut.core.register import Register
    from asnrekrut.core.result import StageOutcome
    from asnrekrut.core.sort_keys import SortKey
    from asnrekrut.rules.base import Ties
    from asnrekrut.rules.decisions import Ranking
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.stages import Shortlist

BY_COMMITTEE = "keputusan panitia"  # what settled the order of equals, in reasons


class Tie(Struct, frozen=True):
    """Equal applicants across the last place, which the rules leave open.

    Attributes:
        stage: code of the stage whose cut it is, or of the end.
        members: register indices.
        places: how many of them there is room for.
        policy: what the rules say about such a tie.
        misfit: why a decision that the rules record does not settle it.
    """

    stage: str
    formation: int
    members: list[int]
    places: int
    policy: Ties
    misfit: str = ""

    def over_empty_seats(self, register: Register) -> bool:
        """Whether it is about seats of another formation than theirs, where nobody is let in beyond what is empty."""
        return int(register.formation[self.members[0]]) != self.formation


class Settling(Struct):
    """Goes from tie to tie, in the order in which the ranking meets them.

    Attributes:
        open: ties that need a decision before their formation is decided.
        unclear: formations in which the order hangs on something unknown.
        findings: what is unknown there; decisions that fit no tie.
    """

    rules: Rules
    register: Register
    decisions: Sequence[Event] = ()
    open: list[Tie] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unclear: Bools = field(default_factory=lambda: np.zeros(0, dtype=bool))
    _standings: dict[str, Standing] = field(default_factory=dict)  # by stage, before anything was settled
    _reported: set[tuple[str, FigureKey, int, int]] = field(default_factory=set)
    _used: set[int] = field(default_factory=set)  # decisions that a tie called for
    _moving: dict[str, list[Mapping[int, Collection[int]]]] = field(default_factory=dict)  # see ``among``

    def __post_init__(self) -> None:
        self.unclear = np.zeros(len(self.register.formations), dtype=bool)

    def settle(
        self, stage: str, standing: Standing, members: Bools, places: Places, crossing: Bools, contested: Bools
    ) -> Standing:
        """Break ties by decision or lottery where the rules say so.

        Args:
            stage: code of the stage that is cut, or of the end.
            crossing: members of ties across the last place, which must not stay open.
            contested: members of ties whose order matters at all (these, and ties among reserves). Any other tie is
                settled too where there is a decision on it.
        """
        rule = self.rules.ranking if stage == FINAL else find_stage(self.rules, stage)[1].shortlist
        assert rule is not None  # noqa: S101  (only called where there is a rule)
        formation = self.register.formation
        for key, i, other in undecidable(standing, formation):
            if (stage, key.key, i, other) not in self._reported:
                self.findings.append(unclear(self.register, key, i, other))
            self._reported.add((stage, key.key, i, other))
            self.unclear[formation[i]] = True
        drawn, settled = standing.drawn.copy(), dict(standing.settled)
        self._standings[stage] = standing
        for tied in ties_over(standing, formation, contested | self._named(stage, standing)):
            order, how = self._decided(stage, tied) or self._lots(rule, tied, needed=bool(contested[tied[0]]))
            if how is not None:
                drawn[order] = np.arange(1, len(order) + 1)
                settled |= dict.fromkeys(order, how)
            elif contested[tied[0]] and (rule.ties == "undian" or (rule.ties == "berhenti" and crossing[tied[0]])):
                room = int(places[tied[0]] - standing.rank[tied[0]] + 1)
                self._leave_open(stage, int(formation[tied[0]]), tied.tolist(), max(room, 0), rule.ties)
        return stand(standing.keys, formation, members, drawn, settled) if drawn.any() else standing

    def among(self, formation: int, ahead: Mapping[int, Collection[int]], room: int) -> tuple[list[int] | None, str]:
        """The order of equal people for the empty seats of another formation than theirs, and what gave it.

        None, and an open tie, where nothing does: people who are equal are never let in beyond an empty seat.

        Args:
            ahead: for each of them those of the same formation who stand before them there, which stays so.
        """
        tied, rule = np.sort(np.array(list(ahead), dtype=np.intp)), self.rules.ranking
        self._moving.setdefault(self.register.formations[formation].code, []).append(ahead)
        order, how = self._decided(FINAL, tied, formation, ahead) or self._lots(rule, tied, needed=True)
        if how is not None:
            return in_turn(order, ahead), how.words
        self._leave_open(FINAL, formation, in_turn(tied.tolist(), ahead), room, rule.ties)
        return None, ""

    def open_at(self, stage: str) -> tuple[Tie, ...]:
        """The open ties of a stage, or of the end."""
        return tuple(tie for tie in self.open if tie.stage == stage)

    def _leave_open(self, stage: str, formation: int, members: list[int], places: int, policy: Ties) -> None:
        """Note an open tie, once; choices settle the same order several times."""
        tie = Tie(stage, formation, members, places, policy, self._misfit(stage, members))
        if tie not in self.open:
            self.open.append(tie)

    def _decided(
        self,
        stage: str,
        tied: Indices,
        formation: int | None = None,
        ahead: Mapping[int, Collection[int]] | None = None,
    ) -> tuple[list[int], Settled] | None:
        """The committee's order of exactly these applicants, if the rules record one.

        Args:
            formation: whose seat it is about; the applicants' own by default.
            ahead: see ``among``; a decision cannot turn that round.
        """
        numbers = {self.register.numbers[i]: i for i in tied.tolist()}
        code = self.register.codes[self.register.formation[tied[0]] if formation is None else formation]
        for d, decision in enumerate(self.decisions):
            if (decision.stage, decision.formation, set(decision.persons)) == (stage, code, set(numbers)):
                order = [numbers[number] for number in decision.persons]
                if order == in_turn(order, ahead or {}):
                    self._used.add(d)
                    return order, Settled(f"{BY_COMMITTEE}, {decision.source}")
        return None

    def _lots(self, rule: Ranking | Shortlist, tied: Indices, needed: bool) -> tuple[list[int], Settled | None]:
        """The order that the lottery gives, where one is needed and its seed is known."""
        if rule.ties != "undian" or (seed := rule.seed) is None or not needed:
            return [], None
        order = sorted(tied.tolist(), key=lambda i: lot(seed, self.register.numbers[i]))
        return order, Settled(f'undian dengan benih "{seed}"', seed)

    def _named(self, stage: str, standing: Standing) -> Bools:
        """Members of every tie of which a decision names somebody."""
        level = self.register.formation * (len(standing.rank) + 1) + standing.rank
        named = [number for decision in self.decisions if decision.stage == stage for number in decision.persons]
        chosen = self.register.known(named)
        return np.isin(level, level[chosen]) & (standing.last > standing.rank)

    def _misfit(self, stage: str, tied: Collection[int]) -> str:
        """Why the decision that names some of these applicants does not settle their tie; '' if there is none."""
        for d, decision in enumerate(self.decisions):
            named = self.register.known(decision.persons) if decision.stage == stage else ()
            if d not in self._used and set(named).intersection(tied):
                return f"keputusan yang tercatat ({decision.source}) tidak berlaku: {self._why(decision)}"
        return ""

    def _why(self, decision: Event) -> str:
        """What a decision has to do with no tie, or not exactly with one."""
        at, code, standing = self.register.at, decision.formation, self._standings.get(decision.stage)
        for ahead in self._moving.get(code, ()) if decision.stage == FINAL else ():
            if ahead.keys() & self.register.known(decision.persons):
                return self._why_not_moved(decision, ahead)
        strangers = [n for n in decision.persons if n not in at or self.register.formation_of(at[n]).code != code]
        if strangers:
            return f"{listed(strangers)} bukan pelamar formasi {code}"
        who = self.register.known(decision.persons)
        if standing is None:
            return "pada tahap itu tidak ada urutan yang menentukan siapa yang lanjut"
        if not all(standing.rank[i] for i in who):
            return "ada yang tidak ikut dalam urutan itu"
        ranks = sorted({int(standing.rank[i]) for i in who})
        if len(ranks) > 1:
            return f"mereka tidak seri, melainkan berperingkat {listed([str(rank) for rank in ranks])}"
        same = (standing.rank == ranks[0]) & (self.register.formation == self.register.formation[who[0]])
        others = [self.register.numbers[i] for i in indices(same) if i not in who]
        return f"yang seri juga {listed(others)}" if others else "ia tidak seri dengan siapa pun"

    def _why_not_moved(self, decision: Event, ahead: Mapping[int, Collection[int]]) -> str:
        """What keeps a decision from settling who moves into an empty seat."""
        numbers = [self.register.numbers[i] for i in ahead]
        if others := sorted({*numbers} - {*decision.persons}):
            return f"yang sama pada semua kunci juga {listed(others)}"
        if strangers := [number for number in decision.persons if number not in numbers]:
            return f"{listed(strangers)} tidak sama dengan yang lain pada semua kunci"
        return "urutan di antara orang seformasi yang sudah diputus di formasi asalnya tetap berlaku"

    def report_unused(self, outcomes: Sequence[StageOutcome]) -> None:
        """Doubt every decision that no tie called for, once its formation is decided: before, that cannot be known."""
        decided = {(one.code, self.register.codes[f]) for one in outcomes for f in indices(one.decided_in)}
        told = {(tie.stage, i) for tie in self.open for i in tie.members}  # these say why no decision settles them
        for d, decision in enumerate(self.decisions):
            known = {(decision.stage, i) for i in self.register.known(decision.persons)}
            unused = (decision.stage, decision.formation) in decided and d not in self._used
            if unused and not decision.kept and told.isdisjoint(known):
                order, why = ", ".join(decision.persons), self._why(decision)
                values = {"formasi": decision.formation, "urutan": order, "dasar": decision.source, "sebab": why}
                self.findings.append(finding("E504", decision.place, **values).at_stage(decision.stage))


def unclear(register: Register, key: SortKey, i: int, other: int) -> Finding:
    """The finding that an order hangs on a key that somebody lacks."""
    numbers = register.numbers
    return finding("E503", key.where(i), nomor=numbers[i], lain=numbers[other], kunci=key.key.label)


def in_turn(order: Sequence[int], ahead: Mapping[int, Collection[int]]) -> list[int]:
    """An order in which everybody waits for those who stand before them anyway."""
    left, found = list(order), []
    while left:
        found.append(next(i for i in left if not set(left).intersection(ahead.get(i, ()))))
        left.remove(found[-1])
    return found
