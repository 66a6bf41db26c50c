"""What a cell of a mark sheet can say: a number, or one of the states that are not numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from asnrekrut.core.exact import Bools, Exact
    from asnrekrut.findings import Place

    States = NDArray[np.int8]


class State(IntEnum):
    """Blank is not zero, absent is not zero, unknown is not zero; each goes its own way to the end.

    The order is that of gravity: of a stage's components, the highest state is the stage's. Whoever is out by one
    component is out, whatever another lacks; only what a finding has to put right comes before that.
    """

    KNOWN = 0
    BLANK = 1
    NO_ROW = 2
    SHORT = 3  # fewer panel marks than the rules require
    FAILED = 4  # a category or requirement that eliminates
    NOT_CALLED = 5  # was not on the list of those called to the stage
    ABSENT = 6
    WITHDRAWN = 7
    DISQUALIFIED = 8
    INVALID = 9  # something stands there that a finding already names


STATE_WORDS = {
    State.BLANK: "kosong",
    State.NO_ROW: "tidak ada baris",
    State.SHORT: "nilai penilai kurang",
    State.INVALID: "tidak sah",
    State.FAILED: "gugur",
    State.ABSENT: "tidak hadir",
    State.NOT_CALLED: "tidak dipanggil",
    State.WITHDRAWN: "mengundurkan diri",
    State.DISQUALIFIED: "didiskualifikasi",
}
MISSING = (State.BLANK, State.NO_ROW, State.SHORT)
GIVEN = (State.KNOWN, State.SHORT, State.FAILED)  # a mark, however poor or incomplete
GONE = (State.ABSENT, State.WITHDRAWN, State.DISQUALIFIED)


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One rater's marks, as delivered: shape (n,), in register order; ``where`` as in ``Marks``.

    Attributes:
        recused: whom the rater may not mark.
        aspects: what the rater's marks are the weighted sums of; none where a mark was given as a whole.
    """

    label: str
    values: Exact
    states: States
    where: Callable[[int], Place | None] = lambda _: None
    recused: frozenset[int] = frozenset()
    aspects: tuple[Part, ...] = ()

    def take(self, rows: NDArray[np.intp]) -> Part:
        """The marks of these applicants alone."""
        return replace(self, values=self.values.take(rows), states=self.states[rows])


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
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
    where: Callable[[int], Place | None] = lambda _: None
    parts: tuple[Part, ...] = ()
    texts: Sequence[str] = ()
    counts: NDArray[Any] | None = None
    called: Bools | None = None

    def silent(self, i: int, required: int) -> list[Part]:
        """The raters whose mark applicant i lacks, where that can be told.

        A blank says so itself; a row that is not there says it only where every rater is required.
        """
        parts = [part for part in self.parts if i not in part.recused]
        blank = [part for part in parts if part.states[i] == State.BLANK]
        return blank or [p for p in parts if p.states[i] == State.NO_ROW and len(parts) <= required]


AllMarks = dict[tuple[str, str], Marks]  # by (stage, component)
