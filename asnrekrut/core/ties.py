"""Ties whose order matters: settled by the committee's decision or by lot, let in together, or left open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.ordering import Settled, Standing, lot, stand, ties_over, undecidable
from asnrekrut.findings import Finding, finding
from asnrekrut.notation import listed
from asnrekrut.rules.keys import FINAL, Key

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from asnrekrut.core.events import Event
    from asnrekrut.core.exact import Bools
    from asnrekrut.core.register import Register
    from asnrekrut.rules.base import Ties
    from asnrekrut.rules.decisions import Ranking
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.stages import Shortlist


@dataclass(frozen=True, slots=True)
class Tie:
    """Equal applicants across the last place, which the rules leave open.

    Attributes:
        stage: index of the stage whose cut it is; None for the final seats.
        members: register indices.
        places: how many of them there is room for.
        policy: what the rules say about such a tie.
        misfit: why a decision that the rules record does not settle it.
    """

    stage: int | None
    formation: int
    members: list[int]
    places: int
    policy: Ties
    misfit: str = ""

    def over_empty_seats(self, register: Register) -> bool:
        """Whether it is about seats of another formation than theirs, where nobody is let in beyond what is empty."""
        return int(register.formation[self.members[0]]) != self.formation


@dataclass(slots=True)
class Settling:
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
    unclear: Bools = field(init=False)
    _standings: dict[int | None, Standing] = field(default_factory=dict)  # before anything was settled
    _reported: set[tuple[int | None, Key, int, int]] = field(default_factory=set)
    _used: set[int] = field(default_factory=set)  # decisions that a tie called for
    _moving: dict[str, list[Mapping[int, Collection[int]]]] = field(default_factory=dict)  # see ``among``

    def __post_init__(self) -> None:
        self.unclear = np.zeros(len(self.register.formations), dtype=bool)

    def settle(
        self,
        s: int | None,
        standing: Standing,
        members: Bools,
        places: NDArray[np.int64],
        crossing: Bools,
        contested: Bools,
    ) -> Standing:
        """Break ties by decision or lottery where the rules say so.

        Args:
            s: index of the stage that is cut; None for the final seats.
            crossing: members of ties across the last place, which must not stay open.
            contested: members of ties whose order matters at all (these, and ties among reserves). Any other tie is
                settled too where there is a decision on it.
        """
        rule = self.rules.ranking if s is None else self.rules.stages[s].shortlist
        assert rule is not None  # noqa: S101  (only called where there is a rule)
        formation, numbers = self.register.formation, self.register.numbers
        for key, i, other in undecidable(standing, formation):
            if (s, key.key, i, other) not in self._reported:
                told = {"nomor": numbers[i], "lain": numbers[other], "kunci": key.key.label}
                self.findings.append(finding("E503", key.where(i), **told))
            self._reported.add((s, key.key, i, other))
            self.unclear[formation[i]] = True
        drawn, settled = standing.drawn.copy(), dict(standing.settled)
        self._standings[s] = standing
        for tied in ties_over(standing, formation, contested | self._named(s, standing)):
            order, how = self._decided(s, tied) or self._lots(rule, tied, needed=bool(contested[tied[0]]))
            if how is not None:
                drawn[order] = np.arange(1, len(order) + 1)
                settled |= dict.fromkeys(order, how)
            elif contested[tied[0]] and (rule.ties == "undian" or (rule.ties == "berhenti" and crossing[tied[0]])):
                room = int(places[tied[0]] - standing.rank[tied[0]] + 1)
                misfit = self._misfit(s, tied)
                self._leave_open(Tie(s, int(formation[tied[0]]), tied.tolist(), max(room, 0), rule.ties, misfit))
        return stand(standing.keys, formation, members, drawn, settled) if drawn.any() else standing

    def among(self, formation: int, ahead: Mapping[int, Collection[int]], room: int) -> tuple[list[int] | None, str]:
        """The order of equal people for the empty seats of another formation than theirs, and what gave it.

        None, and an open tie, where nothing does: people who are equal are never let in beyond an empty seat.

        Args:
            ahead: for each of them those of the same formation who stand before them there, which stays so.
        """
        tied, rule = np.sort(np.array(list(ahead), dtype=np.intp)), self.rules.ranking
        self._moving.setdefault(self.register.formations[formation].code, []).append(ahead)
        order, how = self._decided(None, tied, formation, ahead) or self._lots(rule, tied, needed=True)
        if how is not None:
            return in_turn(order, ahead), how.words
        members = in_turn(tied.tolist(), ahead)
        self._leave_open(Tie(None, formation, members, room, rule.ties, self._misfit(None, tied)))
        return None, ""

    def open_at(self, s: int | None) -> tuple[Tie, ...]:
        """The open ties of a stage; of the end for None."""
        return tuple(tie for tie in self.open if tie.stage == s)

    def _leave_open(self, tie: Tie) -> None:
        """Note an open tie, once; choices settle the same order several times."""
        if tie not in self.open:
            self.open.append(tie)

    def _decided(
        self,
        s: int | None,
        tied: NDArray[np.intp],
        formation: int | None = None,
        ahead: Mapping[int, Collection[int]] | None = None,
    ) -> tuple[list[int], Settled] | None:
        """The committee's order of exactly these applicants, if the rules record one.

        Args:
            formation: whose seat it is about; the applicants' own by default.
            ahead: see ``among``; a decision cannot turn that round.
        """
        numbers = {self.register.numbers[i]: i for i in tied.tolist()}
        stage = None if s is None else self.rules.stages[s].code
        where = self.register.formation[tied[0]] if formation is None else formation
        code = self.register.formations[where].code
        for d, decision in enumerate(self.decisions):
            here = (decision.stage or FINAL, decision.formation) == (stage or FINAL, code)
            if not here or set(decision.persons) != set(numbers):
                continue
            order = [numbers[number] for number in decision.persons]
            if order == in_turn(order, ahead or {}):
                self._used.add(d)
                return order, Settled(f"keputusan panitia, {decision.source}")
        return None

    def _lots(
        self, rule: Ranking | Shortlist, tied: NDArray[np.intp], needed: bool
    ) -> tuple[list[int], Settled | None]:
        """The order that the lottery gives, where one is needed and its seed is known."""
        seed = rule.seed
        if rule.ties != "undian" or seed is None or not needed:
            return [], None
        order = sorted(tied.tolist(), key=lambda i: lot(seed, self.register.numbers[i]))
        return order, Settled(f'undian dengan benih "{seed}"', seed)

    def _named(self, s: int | None, standing: Standing) -> Bools:
        """Members of every tie of which a decision names somebody."""
        stage = FINAL if s is None else self.rules.stages[s].code
        named = {number for d in self.decisions if (d.stage or FINAL) == stage for number in d.persons}
        level = self.register.formation * (len(standing.rank) + 1) + standing.rank
        chosen = [self.register.at[number] for number in named if number in self.register.at]
        return np.isin(level, level[chosen]) & (standing.last > standing.rank)

    def _misfit(self, s: int | None, tied: NDArray[np.intp]) -> str:
        """Why the decision that names some of these applicants does not settle their tie; '' if there is none."""
        numbers = [self.register.numbers[i] for i in tied.tolist()]
        stage = FINAL if s is None else self.rules.stages[s].code
        for d, decision in enumerate(self.decisions):
            if d in self._used:
                continue
            if (decision.stage or FINAL) == stage and set(numbers) & set(decision.persons):
                return f"keputusan yang tercatat ({decision.source}) tidak berlaku: {self._why(decision)}"
        return ""

    def _why(self, decision: Event) -> str:
        """What a decision has to do with no tie, or not exactly with one."""
        at = self.register.at
        code, standing = decision.formation, self._standings.get(self._stage_index(decision))
        for ahead in self._moving.get(code, ()) if self._stage_index(decision) is None else ():
            if {at[n] for n in decision.persons if n in at} & ahead.keys():
                return self._why_not_moved(decision, ahead)
        strangers = [n for n in decision.persons if n not in at or self._formation_of(at[n]) != code]
        if strangers:
            return f"{listed(strangers)} bukan pelamar formasi {code}"
        who = [at[number] for number in decision.persons]
        if standing is None or not all(standing.rank[i] for i in who):
            return "ada yang tidak ikut dalam urutan itu"
        ranks = sorted({int(standing.rank[i]) for i in who})
        if len(ranks) > 1:
            return f"mereka tidak seri, melainkan berperingkat {listed([str(rank) for rank in ranks])}"
        same = (standing.rank == ranks[0]) & (self.register.formation == self.register.formation[who[0]])
        others = [self.register.numbers[i] for i in np.flatnonzero(same).tolist() if i not in who]
        if not others:
            return "ia tidak seri dengan siapa pun"
        return f"yang seri juga {listed(others)}"

    def _why_not_moved(self, decision: Event, ahead: Mapping[int, Collection[int]]) -> str:
        """What keeps a decision from settling who moves into an empty seat."""
        numbers = [self.register.numbers[i] for i in ahead]
        if others := sorted({*numbers} - {*decision.persons}):
            return f"yang sama pada semua kunci juga {listed(others)}"
        if strangers := [number for number in decision.persons if number not in numbers]:
            return f"{listed(strangers)} tidak sama dengan yang lain pada semua kunci"
        return "urutan di antara orang seformasi yang sudah diputus di formasi asalnya tetap berlaku"

    def _stage_index(self, decision: Event) -> int | None:
        return next((s for s, stage in enumerate(self.rules.stages) if stage.code == decision.stage), None)

    def _formation_of(self, i: int) -> str:
        return self.register.formation_of(i).code

    def report_unused(self, complete: bool) -> None:
        """Doubt every decision that no tie called for; while a formation is undecided that cannot be known."""
        for d, decision in enumerate(self.decisions):
            if complete and d not in self._used:
                told = {
                    "urutan": ", ".join(decision.persons),
                    "dasar": decision.source,
                    "sebab": self._why(decision),
                }
                self.findings.append(finding("E504", decision.place, formasi=decision.formation, **told))


def in_turn(order: Sequence[int], ahead: Mapping[int, Collection[int]]) -> list[int]:
    """An order in which everybody waits for those who stand before them anyway."""
    left, found = list(order), []
    while left:
        found.append(next(i for i in left if not set(left).intersection(ahead.get(i, ()))))
        left.remove(found[-1])
    return found
