"""Who meets a condition of the rules: ``{ "formasi.jenis" = ["Khusus"], "pelamar.str" = ["Ya"] }``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.rules.keys import FORMATION
from asnrekrut.texts import folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from asnrekrut.core.exact import Bools
    from asnrekrut.core.register import Register
    from asnrekrut.rules.model import Rules


def meets(conditions: Mapping[str, Sequence[str]], register: Register) -> Bools:
    """Applicants for whom every named fact is one of the named words (case and blanks do not matter)."""
    met = np.ones(len(register), dtype=bool)
    for reference, words in conditions.items():
        head, _, fact = reference.partition(".")
        wanted = {folded(word) for word in words}
        if head == FORMATION:
            hits = np.array([folded(f.fact(fact)) in wanted for f in register.formations], dtype=bool)
            met &= hits[register.formation]
        else:
            met &= np.array([folded(text) in wanted for text in register.attributes[fact].texts], dtype=bool)
    return met


def groups_of(rules: Rules, register: Register) -> NDArray[np.intp]:
    """The first group that fits each applicant: 0 for none, else 1 + its place in the rules."""
    chosen = np.zeros(len(register), dtype=np.intp)
    for i, group in reversed(list(enumerate(rules.groups, 1))):
        chosen[meets(group.when, register)] = i
    return chosen
