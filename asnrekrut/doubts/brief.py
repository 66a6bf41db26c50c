"""Keeping a report readable: many like findings become one, and no report carries a whole NIK."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asnrekrut.notation import listed

if TYPE_CHECKING:
    from collections.abc import Callable

    from asnrekrut.findings import Finding

MOST = 20  # like findings of one sheet that somebody will still look at one by one
_SHOWN = 5
_HEAD, _TAIL = 4, 2  # digits of a NIK that may be shown: none of the birth date's, none of the serial's first


def brief(found: list[Finding], summary: Callable[[int, str], Finding], most: int = MOST) -> list[Finding]:
    """The findings, or a single one that counts them and names the first places."""
    if len(found) <= most:
        return found
    return [summary(len(found), listed([str(f.place) for f in found if f.place], _SHOWN))]


def masked(nik: str) -> str:
    """``9971**********01``: enough to find the cell again, no birth date."""
    if len(nik) <= 2 * (_HEAD + _TAIL):
        return "*" * len(nik)
    return f"{nik[:_HEAD]}{'*' * (len(nik) - _HEAD - _TAIL)}{nik[-_TAIL:]}"
