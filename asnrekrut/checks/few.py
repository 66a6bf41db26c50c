"""Formations with fewer applicants than the rules ask for: their registration goes on, unless a letter closed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.events import Kind, row_to_paste
from asnrekrut.findings import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.checks.context import Context
    from asnrekrut.findings import Finding


def few(context: Context) -> Iterator[Finding]:
    """Every formation with a seat that too few people apply for."""
    least, register = context.rules.formations.fewest, context.register
    if least is None:
        return
    closed = {e.get("formasi") for e in context.result.events if e.get("jenis") == Kind.CLOSURE.value}
    counts = np.bincount(register.formation, minlength=len(register.formations)).tolist()
    for formation, count in zip(register.formations, counts, strict=True):
        if formation.quota and count < least and formation.code not in closed:
            row = row_to_paste(Kind.CLOSURE, formation=formation.code)
            yield finding("E319", formasi=formation.code, ada=count, minimal=least, baris=row)
