"""How many places there are, and who gets which, by which step and on what basis.

Ranking orders, placement places.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from asnrekrut.core.result import Fate, Fates
from asnrekrut.rules.figure_keys import FINAL
from asnrekrut.short_repr import ShortRepr

if TYPE_CHECKING:
    from asnrekrut.core.exact import Bools, Indices
    from asnrekrut.core.register import Register
    from asnrekrut.core.result import StageOutcome
    from asnrekrut.core.sort_keys import Places, Standing
    from asnrekrut.rules.codes import Outcome
    from asnrekrut.rules.model import Rules

SEAT, NOMINATION = "kursi", "nominasi"
APPOINTED = "diangkat"  # what is noted of whoever was chosen
BY_RANK, BY_LIST, BY_MOVE, BY_SUCCESSION = "peringkat", "penetapan", "pengisian", "penggantian"


class Placement(ShortRepr, Struct, frozen=True):
    """A seat, or a nomination to whoever appoints.

    Attributes:
        application: who is placed, as an index into the register.
        formation: where, as an index into the formations.
        kind: ``kursi`` or ``nominasi``.
        step: by which step; ``peringkat`` is the rank in the own formation, ``penetapan`` the central body's list,
            ``pengisian`` an empty seat that rules fill from elsewhere, ``penggantian`` the seat of somebody who left.
        basis: the legal basis of that step, or the letter.
        outcome: the code that this step gives; None for that of its fate.
        note: what else there is to say of it, for the reason.
    """

    application: int
    formation: int
    kind: str
    step: str
    basis: str
    outcome: Outcome | None = None
    note: str = ""

    @property
    def is_seat(self) -> bool:
        """Whether it is a seat; a nomination fills none until whoever appoints has chosen."""
        return self.kind == SEAT

    @property
    def fate(self) -> Fate:
        """What it makes of whoever has it."""
        return Fate.WINS if self.is_seat else Fate.NOMINATED

    @property
    def way(self) -> str:
        """By which step, in words; who was chosen among the names has the seat by that choice, at whatever rank."""
        return APPOINTED if self.note == APPOINTED else f"menurut {self.step}"


def places_at(rules: Rules, register: Register, stage: str) -> Places | None:
    """How many of each applicant's formation a stage has room for, shape (n,); None where all who pass go on."""
    each = [rules.places(stage, formation.quota) for formation in register.formations]
    return None if not each or None in each else np.array(each, dtype=np.int64)[register.formation]


def places_at_end(rules: Rules, register: Register) -> Places:
    """How many of each applicant's formation are placed by rank: its seats, or the names that are nominated."""
    return np.array([rules.places(FINAL, one.quota) for one in register.formations], dtype=np.int64)[register.formation]


def last_reserve(rules: Rules, register: Register, standing: Standing, places: Places) -> Places:
    """The last place of each reserve list, which begins behind the last seat, or the last winner if a tie goes in.

    A formation without a seat was not opened: it has no reserves either.
    """
    won = np.bincount(register.formation[within(standing, places)], minlength=len(register.formations))
    behind = np.maximum(places, won[register.formation]) if rules.ranking.ties == "ikut semua" else places
    return np.where(register.quotas > 0, behind + rules.ranking.reserves, 0)


def without_place(standing: Standing, active: Bools, here: Bools, last: Places) -> Fates:
    """What the rank gives whoever gets no place: one on the list of reserves, up to the last, or nothing."""
    fates = np.where(active, Fate.OPEN, Fate.NOT_REACHED).astype(np.int8)
    fates[here] = Fate.LOSES
    fates[here & within(standing, last)] = Fate.RESERVE
    return fates


def within(standing: Standing, places: Places) -> Bools:
    """Who stands within the places of the own formation by rank."""
    return np.asarray((standing.rank > 0) & (standing.rank <= places), dtype=bool)


def crossing(standing: Standing, places: Places) -> Bools:
    """Who stands within them, but equal with somebody who does not."""
    return within(standing, places) & (standing.last > places)


def inside(stage: StageOutcome) -> Bools:
    """Who is in by rank alone: not whose invitation stands all the same, who stepped in, nor who was moved."""
    if stage.is_end:
        return np.isin(np.arange(len(stage.fates)), [p.application for p in stage.placements if p.step == BY_RANK])
    on = np.asarray(stage.fates == Fate.PROCEEDS, dtype=bool)
    on[[*stage.kept, *stage.stepped_in]] = False
    return on


def placed_by(rules: Rules, register: Register, who: Indices, step: str, basis: str) -> list[Placement]:
    """A seat, or a nomination, of the own formation for each of these."""
    kind = SEAT if rules.ranking.nominations is None else NOMINATION
    formations = register.formation[who]
    return [Placement(i, f, kind, step, basis) for i, f in zip(who.tolist(), formations.tolist(), strict=True)]
