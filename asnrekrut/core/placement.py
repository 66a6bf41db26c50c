"""Who gets which seat, by which step and on what basis. Ranking orders, placement places."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from asnrekrut.core.exact import Bools
    from asnrekrut.core.ordering import Standing
    from asnrekrut.core.register import Register
    from asnrekrut.rules.codes import Outcome
    from asnrekrut.rules.model import Rules

SEAT, NOMINATION = "kursi", "nominasi"
BY_RANK, BY_LIST, BY_MOVE, BY_SUCCESSION = "peringkat", "penetapan", "pengisian", "penggantian"


@dataclass(frozen=True, slots=True)
class Placement:
    """A seat, or a nomination to whoever appoints.

    Attributes:
        application: who is placed, as an index into the register.
        formation: where, as an index into the formations.
        kind: ``kursi`` or ``nominasi``.
        step: by which step; ``peringkat`` is the rank in the own formation, ``penetapan`` the central body's list,
            ``pengisian`` an empty seat that rules fill from elsewhere, ``penggantian`` the seat of somebody who left.
        basis: the legal basis of that step, or the letter.
        outcome: the code that this step gives; None for that of whoever wins.
        note: what else there is to say of it, for the reason.
    """

    application: int
    formation: int
    kind: str
    step: str
    basis: str
    outcome: Outcome | None = None
    note: str = ""


def places_at_end(rules: Rules, register: Register) -> np.ndarray:
    """How many of each applicant's formation are placed by rank: its seats, or the names that are nominated."""
    nominated = rules.ranking.nominations
    return register.quotas if nominated is None else np.where(register.quotas > 0, nominated, 0)


def by_rank(rules: Rules, register: Register, standing: Standing, winners: Bools) -> list[Placement]:
    """The best of every formation, each in a seat of the own formation."""
    placed = standing.order[winners[standing.order]]
    return _placed(rules, register, placed, BY_RANK, rules.ranking.legal_basis or "")


def listed_in_seats(
    rules: Rules, register: Register, standing: Standing, winners: Bools, moved: Mapping[int, Outcome]
) -> list[Placement]:
    """Whom the central body's list gives a seat, in its order; whoever has no rank there comes last.

    Args:
        moved: whose seat is one of another formation, by the code; which one, the list does not say.
    """
    rank = np.where(standing.rank > 0, standing.rank, len(register) + 1)
    who = np.flatnonzero(winners)
    placed = who[np.lexsort((who, rank[who], register.formation[who]))]
    fixed = rules.ranking.determined
    found = _placed(rules, register, placed, BY_LIST, fixed.legal_basis if fixed is not None else "")
    return [replace(one, outcome=moved.get(one.application)) for one in found]


def _placed(rules: Rules, register: Register, who: NDArray[np.intp], step: str, basis: str) -> list[Placement]:
    kind = SEAT if rules.ranking.nominations is None else NOMINATION
    formations = register.formation[who]
    return [Placement(i, f, kind, step, basis) for i, f in zip(who.tolist(), formations.tolist(), strict=True)]
