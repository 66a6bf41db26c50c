"""Qualifications that are almost one of those a formation accepts: named for a person to look at, never accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.findings import finding
from asnrekrut.texts import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.checks.context import Context
    from asnrekrut.findings import Finding

# Per cent of rapidfuzz's ratio. "S1 Matematika" is near "S-1 Matematika" (96); "S-1 Pendidikan Matematika" is another
# qualification, and far enough (72).
NEAR = 80


def qualifications(context: Context) -> Iterator[Finding]:
    """Everybody who fails for a qualification that is written almost like one that is accepted."""
    register = context.register
    for outcome, figures in zip(context.result.stages, context.result.scores.stages, strict=False):
        for judged in (one for one in figures.demands if one.demand.education is not None):
            attribute = register.attributes[str(judged.demand.education).partition(".")[2]]
            for i in np.flatnonzero(judged.fails & outcome.took_part).tolist():
                text, accepted = attribute.texts[i], register.formation_of(i).education
                near = _near(text, accepted)
                if near:
                    told = {"nomor": register.numbers[i], "isi": text, "mirip": near, "tahap": outcome.name}
                    yield finding("P457", attribute.where(i), **told)


def _near(text: str, accepted: tuple[str, ...]) -> str:
    from rapidfuzz import fuzz, process

    plain = [folded(name) for name in accepted]
    found = process.extractOne(folded(text), plain, scorer=fuzz.ratio, score_cutoff=NEAR) if text else None
    return accepted[found[2]] if found else ""
