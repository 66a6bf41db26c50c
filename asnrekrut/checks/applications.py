"""Applications: qualifications that are almost one of those accepted, and formations that too few people apply for.

A qualification is named for a person to look at, never accepted. Registration goes on where too few applied, unless a
letter closed it; whoever registered in a later wave did so because there were too few before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.events import Kind, row_to_paste
from asnrekrut.core.exact import indices
from asnrekrut.findings import NAMED, Finding, Values, finding
from asnrekrut.notation import listed
from asnrekrut.texts import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.checks.context import Context


# Per cent of rapidfuzz's ratio. "S1 Matematika" is near "S-1 Matematika" (96); "S-1 Pendidikan Matematika" is another
# qualification, and far enough (72).
NEAR = 80


def qualifications(context: Context) -> Iterator[Finding]:
    """Everybody who fails for a qualification that is written almost like one that is accepted."""
    register = context.register
    for outcome, figures in zip(context.result.stages, context.result.scores.stages, strict=False):
        for judged in (one for one in figures.demands if one.demand.education is not None):
            attribute = register.attribute(str(judged.demand.education))
            for i in indices(judged.fails & outcome.took_part):
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
    if context.rules.formations.wave is not None:
        yield from _not_extended(context, context.rules.formations.wave, least)


def _not_extended(context: Context, wave: str, least: int) -> Iterator[Finding]:
    """Registrations of a later wave for a formation that had enough applicants before it."""
    attribute, register = context.register.attribute(wave), context.register
    if not attribute.known.any():
        return
    order = np.where(attribute.known, attribute.figures.num, attribute.figures.num[attribute.known].min())
    for f, formation in enumerate(register.formations):
        mine = order[register.formation == f]
        for one in np.unique(mine)[1:].tolist():
            before = int((mine < one).sum())
            if before >= least:
                late = indices((register.formation == f) & (order == one))
                told: Values = {"gelombang": attribute.texts[late[0]], "ada": before, "minimal": least}
                numbers = listed([register.numbers[i] for i in late], NAMED)
                yield finding("P460", attribute.where(late[0]), formasi=formation.code, siapa=numbers, **told)
