"""Columns of words: categories with points, requirements, choices."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from asnrekrut.core.exact import Exact
from asnrekrut.core.marks import State
from asnrekrut.intake.cells import Cells, clean, folded, spoken
from asnrekrut.intake.columns import NumberColumn, Stretch
from asnrekrut.notation import terminates

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from asnrekrut.findings import Values
    from asnrekrut.intake.cells import Wrong


class Words(NamedTuple):
    """Words of a list.

    Attributes:
        meanings: what each stands for, ``folded``: a number or a state; INVALID for one that has yet to be settled.
        choices: the words as a message names them.
        states: what may stand instead, as ``spoken`` folds it.
    """

    meanings: Mapping[str, Decimal | State]
    choices: Sequence[str]
    states: Mapping[str, State]

    def read(self, cells: Cells, _: Stretch | None = None, /) -> NumberColumn:
        """The number or state that every word stands for."""
        found = [self._meaning(clean(cell)) for cell in cells.said]
        numbers = [one for one in self.meanings.values() if isinstance(one, Decimal)]
        places = max((terminates(Fraction(number)) or 0 for number in numbers), default=0)
        num = np.array([int(one.scaleb(places)) if isinstance(one, Decimal) else 0 for one in found], dtype=np.int64)
        states = np.array([State.KNOWN if isinstance(one, Decimal) else one for one in found], dtype=np.int8)
        wrong = {k: self._wrong(clean(cells.said[k])) for k in np.flatnonzero(states == State.INVALID).tolist()}
        return NumberColumn(Exact(num[cells.which], 10**places), states[cells.which], cells.faults(wrong))

    def _meaning(self, text: str) -> Decimal | State:
        nothing = State.INVALID if text else State.BLANK
        return self.meanings.get(folded(text), self.states.get(spoken(text), nothing))

    def _wrong(self, text: str) -> Wrong:
        """One that has yet to be settled, or that means nothing."""
        unknown: Values = {} if folded(text) in self.meanings else {"pilihan": ", ".join(self.choices)}
        return "E208" if unknown else "E431", {"isi": text, **unknown}
