"""Birth dates of the register, whether or not the rules name their column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.intake.aliases import means, same
from asnrekrut.intake.dates import dates

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from asnrekrut.checks.case import Case, Column

HEADING = "Tanggal Lahir"


@dataclass(frozen=True, slots=True)
class Days:
    """Birth dates by applicant.

    Attributes:
        ordinals: day counts as of ``date.toordinal``, shape (n,); -1 where there is no readable date.
    """

    column: Column
    ordinals: NDArray[np.intp]


def birth_days(case: Case) -> Days | None:
    """Every applicant's birth date: as the rules' attribute reads it, else from the column of that name."""
    column = case.column(HEADING)
    if column is None:
        return None
    for code, rule in case.rules.applicants.attributes.items():
        attribute = case.register.attributes[code]
        named = same(rule.column, HEADING) or means(rule.column, HEADING)
        if attribute.kind == "tanggal" and attribute.values is not None and named:
            return Days(column, np.where(attribute.known, attribute.values.num, -1).astype(np.intp))
    distinct = list(set(column.cells))
    read = dict(zip(distinct, dates(distinct, case.rules.identity.year).days, strict=True))
    days = [read[cell] for cell in column.cells]
    return Days(column, np.array([-1 if d is None else d.toordinal() for d in days], dtype=np.intp))
