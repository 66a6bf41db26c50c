"""What was lodged, and when it could be: which objections are admissible, and which of them correct something."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from asnrekrut.notation import show_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from asnrekrut.objections.periods import Window
    from asnrekrut.objections.register import Kind, Objection


class Lodged(Struct, frozen=True, dict=True):
    """The register of objections and complaints, and when they may be lodged and must be answered."""

    objections: Sequence[Objection] = ()
    windows: Sequence[Window] = ()

    def window(self, one: Objection) -> Window | None:
        """The window in which an objection had to be lodged; one that names no formation is in time in any of them."""
        mine = [w for w in self.windows if (w.period.stage, w.period.kind) == (one.stage, one.kind.value)]
        own = (w for w in mine if one.formation in w.formations or not (one.formation or w.late(one.received)))
        return next(own, mine[0] if mine else None)

    @cached_property
    def _first(self) -> Mapping[tuple[str, str, Kind], str]:
        """Under which number somebody first objected to a stage; rows of one number are one objection to several."""
        return {(one.person, one.stage, one.kind): one.number for one in reversed(self.objections)}

    def inadmissible(self, one: Objection) -> Iterator[tuple[str, str]]:
        """The grounds on which an objection cannot be dealt with, each with what says so."""
        window = self.window(one)
        if window is not None and window.late(one.received):
            days = " sampai ".join("…" if day is None else show_date(day) for day in (window.opens, window.closes))
            yield "terlambat", f"diterima {show_date(one.received)}, di luar masanya ({days})"
        earlier = self._first[one.person, one.stage, one.kind]
        if earlier != one.number:
            yield "ganda", f"peserta {one.person} sudah menyanggah dengan nomor {earlier}; hanya sekali"

    def answered_late(self, one: Objection) -> date | None:
        """The last day for the answer, if it came later."""
        window = self.window(one)
        last = None if window is None else window.answer
        return last if last is not None and one.answered is not None and one.answered > last else None

    @property
    def correcting(self) -> list[Objection]:
        """The objections that let a change through: accepted, complete, in time, and the first about the stage.

        What was lodged late or twice cannot be dealt with as an objection. A mistake of its own the committee may
        correct all the same, by an event.
        """
        return [one for one in self.objections if one.corrects and not any(self.inadmissible(one))]
