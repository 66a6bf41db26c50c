"""Who meets a condition of the rules, and which group everybody belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.rules.conditions import Expected, Interval, intervals
from asnrekrut.rules.figure_keys import FORMATION
from asnrekrut.texts import folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from asnrekrut.core.exact import Bools, Exact, Indices
    from asnrekrut.core.register import Register
    from asnrekrut.rules.model import Rules


def meets(conditions: Mapping[str, Expected], register: Register) -> Bools:
    """Applicants for whom every named fact is as wanted: numbers and dates by value, words without regard to case."""
    met = np.ones(len(register), dtype=bool)
    for reference, wanted in conditions.items():
        if reference.startswith(f"{FORMATION}."):
            met &= formations_meeting({reference: wanted}, register)[register.formation]
        elif (one := register.attribute(reference)).values is None or one.kind == "pilihan":
            met &= _among(one.texts, wanted)
        else:
            met &= one.known & np.any([_within(one.figures, interval) for interval in intervals(wanted)], axis=0)
    return met


def formations_meeting(conditions: Mapping[str, Expected], register: Register) -> Bools:
    """Formations for which every named fact of theirs is as wanted, shape (formations,)."""
    met = np.ones(len(register.formations), dtype=bool)
    for reference, wanted in conditions.items():
        met &= _among([f.fact(reference.partition(".")[2]) for f in register.formations], wanted)
    return met


def _among(texts: Sequence[str], wanted: Expected) -> Bools:
    words = {folded(word) for word in (wanted if isinstance(wanted, list) else ()) if isinstance(word, str)}
    return np.array([folded(text) in words for text in texts], dtype=bool)


def _within(values: Exact, interval: Interval) -> Bools:
    inside = np.ones(len(values), dtype=bool)
    if interval.low is not None:
        inside &= values.at_least(interval.low) if interval.low_closed else ~values.at_most(interval.low)
    if interval.high is not None:
        inside &= values.at_most(interval.high) if interval.high_closed else ~values.at_least(interval.high)
    return inside


def groups_of(rules: Rules, register: Register) -> Indices:
    """The first group that fits each applicant: 0 for none, else 1 + its place in the rules."""
    chosen = np.zeros(len(register), dtype=np.intp)
    for i, group in reversed(list(enumerate(rules.groups, 1))):
        chosen[meets(group.when, register)] = i
    return chosen
