"""Keeping a report readable: many like findings become one, and no report carries a whole NIK."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asnrekrut.notation import show_count

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    from asnrekrut.findings import Finding

    T = TypeVar("T")

MOST = 20  # like findings of one sheet that somebody will still look at one by one
_SHOWN = 5
_HEAD, _TAIL = 4, 2  # digits of a NIK that may be shown: none of the birth date's, none of the serial's first


def brief(
    doubtful: Sequence[T], make: Callable[[T], Finding], summary: Callable[[int, str], Finding], most: int = MOST
) -> list[Finding]:
    """A finding for everything doubtful, or a single one that counts them and names the first places.

    Args:
        make: the finding for one of them; called for those that are shown only.
        summary: the finding for all, from their number and the first places.
    """
    if len(doubtful) <= most:
        return [make(one) for one in doubtful]
    places = ", ".join(str(make(one).place) for one in doubtful[:_SHOWN])
    return [summary(len(doubtful), f"{places} dan {show_count(len(doubtful) - _SHOWN)} lainnya")]


def masked(nik: str) -> str:
    """``9971**********01``: enough to find the cell again, no birth date."""
    if len(nik) <= 2 * (_HEAD + _TAIL):
        return "*" * len(nik)
    return f"{nik[:_HEAD]}{'*' * (len(nik) - _HEAD - _TAIL)}{nik[-_TAIL:]}"
