"""Who gets which seat, by which step and on what basis. Ranking orders, placement places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from asnrekrut.core.exact import Bools
    from asnrekrut.core.ordering import Standing
    from asnrekrut.core.register import Register
    from asnrekrut.rules.model import Rules

SEAT, NOMINATION = "kursi", "nominasi"
BY_RANK = "peringkat"


@dataclass(frozen=True, slots=True)
class Placement:
    """A seat, or a nomination to whoever appoints.

    Attributes:
        application: who is placed, as an index into the register.
        formation: where, as an index into the formations.
        kind: ``kursi`` or ``nominasi``.
        step: by which step; ``peringkat`` is the rank in the own formation.
        basis: the legal basis of that step.
    """

    application: int
    formation: int
    kind: str
    step: str
    basis: str


def places_at_end(rules: Rules, register: Register) -> np.ndarray:
    """How many of each applicant's formation are placed by rank: its seats, or the names that are nominated."""
    nominated = rules.ranking.nominations
    return register.quotas if nominated is None else np.full(len(register), nominated, dtype=np.int64)


def by_rank(rules: Rules, register: Register, standing: Standing, winners: Bools) -> list[Placement]:
    """The best of every formation, each in a seat of the own formation."""
    kind = SEAT if rules.ranking.nominations is None else NOMINATION
    basis = rules.ranking.legal_basis or ""
    placed = standing.order[winners[standing.order]]
    formations = register.formation[placed]
    return [Placement(i, f, kind, BY_RANK, basis) for i, f in zip(placed.tolist(), formations.tolist(), strict=True)]
