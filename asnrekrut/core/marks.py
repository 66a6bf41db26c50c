"""The marks of one component, and of each of its raters, for everyone in the register."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from asnrekrut.core import calculation_steps
from asnrekrut.core.exact import Exact
from asnrekrut.core.mark_states import State, States
from asnrekrut.findings import Place

if TYPE_CHECKING:
    from asnrekrut.core.exact import Bools, Indices, Ints
    from asnrekrut.rules.stages import Aspects

Where = Callable[[int], Place | None]


class Part(Struct, frozen=True, eq=False):
    """One rater's marks, as delivered: shape (n,), in register order; ``where`` as in ``Marks``.

    Attributes:
        recused: whom the rater may not mark.
        aspects: what the rater's marks are the weighted sums of; none where a mark was given as a whole.
    """

    label: str
    values: Exact
    states: States
    where: Where = lambda _: None
    recused: frozenset[int] = frozenset()
    aspects: tuple[Part, ...] = ()

    @property
    def known(self) -> Bools:
        """Whom the rater gave a mark."""
        return np.asarray(self.states == State.KNOWN, dtype=bool)

    def nothing(self) -> Part:
        """The same rater, with the same aspects, who has no row for anybody."""
        states: States = np.full_like(self.states, State.NO_ROW)
        return Part(self.label, Exact.zeros(len(states)), states, aspects=tuple(one.nothing() for one in self.aspects))

    def take(self, rows: Indices) -> Part:
        """The marks of these applicants alone."""
        return replace(self, values=self.values.take(rows), states=self.states[rows])


class Marks(Struct, frozen=True, eq=False):
    """The marks of one component for everyone in the register.

    Attributes:
        values: exact marks, shape (n,); meaningless (zero) where the state is not KNOWN.
        states: a ``State`` for each applicant.
        where: the address of applicant i's mark, or of the nearest thing there is.
        parts: a panel's single marks.
        texts: a category's or requirement's words, as delivered.
        counts: how many panel marks each applicant has.
        called: who was called to the stage; None where no list says so.
    """

    values: Exact
    states: States
    where: Where = lambda _: None
    parts: tuple[Part, ...] = ()
    texts: Sequence[str] = ()
    counts: Ints | None = None
    called: Bools | None = None

    def silent(self, i: int, required: int) -> list[Part]:
        """The raters whose mark applicant i lacks, where that can be told.

        A blank says so itself; a row that is not there says it only where every rater is required.
        """
        parts = [part for part in self.parts if i not in part.recused]
        blank = [part for part in parts if part.states[i] == State.BLANK]
        return blank or [p for p in parts if p.states[i] == State.NO_ROW and len(parts) <= required]


def of_aspects(label: str, aspects: Sequence[Part], rule: Aspects, states: States, where: Where) -> Part:
    """A rater's mark from those of the aspects, in the order of the rules; zero where it is not known."""
    values = calculation_steps.of_aspects(rule).compute([one.values for one in aspects], len(states))
    known = states == State.KNOWN
    return Part(label, values.where(known, Exact.zeros(len(states))), states, where, aspects=tuple(aspects))


AllMarks = dict[tuple[str, str], Marks]  # by (stage, component)
