"""Ties whose order matters: settled by the committee's decision or by lot, let in together, or left open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.ordering import Settled, Standing, lot, stand, ties_over, undecidable
from asnrekrut.findings import Finding, finding

if TYPE_CHECKING:
    from numpy.typing import NDArray

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
    """

    stage: int | None
    formation: int
    members: list[int]
    places: int
    policy: Ties


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
    open: list[Tie] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unclear: Bools = field(init=False)
    _used: set[int] = field(default_factory=set)  # decisions that a tie called for

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
            contested: members of ties whose order matters at all (these, and ties among reserves).
        """
        rule = self.rules.ranking if s is None else self.rules.stages[s].shortlist
        assert rule is not None  # noqa: S101  (only called where there is a rule)
        formation, numbers = self.register.formation, self.register.numbers
        for key, i, other in undecidable(standing, formation):
            mine, theirs = numbers[i], numbers[other]
            self.findings.append(finding("E503", key.where(i), nomor=mine, lain=theirs, kunci=key.key.label))
            self.unclear[formation[i]] = True
        drawn, settled = standing.drawn.copy(), dict(standing.settled)
        for tied in ties_over(standing, formation, contested):
            order, how = self._decided(s, tied) or self._lots(rule, tied)
            if how is not None:
                drawn[order] = np.arange(1, len(order) + 1)
                settled |= dict.fromkeys(order, how)
            elif rule.ties == "undian" or (rule.ties == "berhenti" and crossing[tied[0]]):
                room = int(places[tied[0]] - standing.rank[tied[0]] + 1)
                self.open.append(Tie(s, int(formation[tied[0]]), tied.tolist(), max(room, 0), rule.ties))
        return stand(standing.keys, formation, members, drawn, settled) if drawn.any() else standing

    def _decided(self, s: int | None, tied: NDArray[np.intp]) -> tuple[list[int], Settled] | None:
        """The committee's order of exactly these applicants, if the rules record one."""
        numbers = {self.register.numbers[i]: i for i in tied.tolist()}
        stage = None if s is None else self.rules.stages[s].code
        code = self.register.formations[self.register.formation[tied[0]]].code
        for d, decision in enumerate(self.rules.decisions):
            if (decision.stage, decision.formation) == (stage, code) and set(decision.order) == set(numbers):
                self._used.add(d)
                order = [numbers[number] for number in decision.order]
                return order, Settled(f"keputusan panitia, {decision.legal_basis}")
        return None

    def _lots(self, rule: Ranking | Shortlist, tied: NDArray[np.intp]) -> tuple[list[int], Settled | None]:
        """The order that the lottery gives, where there is one and its seed is known."""
        seed = rule.seed
        if rule.ties != "undian" or seed is None:
            return [], None
        order = sorted(tied.tolist(), key=lambda i: lot(seed, self.register.numbers[i]))
        return order, Settled(f'undian dengan benih "{seed}"', seed)

    def report_unused(self, complete: bool) -> None:
        """Doubt every decision that no tie called for; while a formation is undecided that cannot be known."""
        for d, decision in enumerate(self.rules.decisions):
            if complete and d not in self._used:
                order, basis = ", ".join(decision.order), decision.legal_basis
                self.findings.append(finding("E504", None, formasi=decision.formation, urutan=order, dasar=basis))
