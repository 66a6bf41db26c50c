"""What the rules file leaves open or says against itself: undecided values, years and days that do not fit.

Of an undecided value: whom and which formation it touches, with the question and its source.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.conditions import formations_meeting, groups_of, meets
from asnrekrut.core.exact import Bools, indices
from asnrekrut.findings import Finding, Place, finding
from asnrekrut.notation import listed, show_date, show_days
from asnrekrut.rules import RULES_FILE
from asnrekrut.rules.figure_keys import FINAL, FORMATION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from asnrekrut.checks.context import Context
    from asnrekrut.core.register import Register
    from asnrekrut.rules.conditions import Expected
    from asnrekrut.rules.undecided import Undecided


def undecided(context: Context) -> Iterator[Finding]:
    """Every open value that touches somebody or a formation; what is mere wording is to be looked at."""
    asked = {need.stage for need in context.book.needs}
    for one in context.rules.undecided:
        if not one.decides:
            yield finding("P510", Place(RULES_FILE), kunci=one.key, tanya=one.question)
            continue
        stage = _stage(context, one)
        if stage in asked or stage == FINAL:
            yield from (found.at_stage(stage) for found in _touched(context, one))


def _stage(context: Context, one: Undecided) -> str:
    """The code of the first stage that cannot be decided without it."""
    stages = context.rules.stages
    match one.path:
        case ("kelompok", _, "ambang", str(key)):
            return key.partition(".")[0]
        case ("bonus", int(i), *_):
            return context.rules.bonuses[i].target.partition(".")[0]
        case ("tahap", int(i), *_):
            return stages[i].code
        case ("peringkat" | "pengisian" | "kode_akhir", *_):
            return FINAL
    return stages[0].code


def _touched(context: Context, one: Undecided) -> Iterator[Finding]:
    """One finding a formation; a single one where everybody is touched."""
    register, rules = context.register, context.rules
    match one.path:
        case ("kelompok", int(i), *_):
            members, conditions = groups_of(rules, register) == i + 1, rules.groups[i].when
        case ("bonus", int(i), *_):
            members, conditions = meets(rules.bonuses[i].when, register), rules.bonuses[i].when
        case ("pengisian", int(i), *_):
            empty, meant = _with_empty_seats(context), _meant(rules.fillings[i].into or {}, register)
            codes = [register.codes[f] for f in indices(meant) if f in empty]
            yield from (_stops(one, f"kursi kosong formasi {code}", code) for code in codes)
            return
        case _:
            yield from [_stops(one, "seluruh peserta")] if len(register) else []
            return
    counts = np.bincount(register.formation[members], minlength=len(register.formations))
    for f in indices((counts > 0) | _meant(conditions, register)):
        who, code = f"{counts[f]} peserta " if counts[f] else "", register.codes[f]
        yield _stops(one, f"{who}formasi {code}", code)


def _stops(one: Undecided, who: str, formation: str = "") -> Finding:
    place = Place(RULES_FILE)
    return finding("E510", place, kunci=one.key, siapa=who, tanya=one.question, formasi=formation)


def _meant(conditions: Mapping[str, Expected], register: Register) -> Bools:
    """The formations that meet conditions which ask for nothing but facts of the formation."""
    of_people = any(not reference.startswith(f"{FORMATION}.") for reference in conditions)
    return np.zeros(len(register.formations), dtype=bool) if of_people else formations_meeting(conditions, register)


def _with_empty_seats(context: Context) -> set[int]:
    """The formations in which the end leaves a seat to be filled from elsewhere."""
    register, end = context.register, context.result.end
    if end is None:
        return set()
    own = Counter(p.formation for p in end.placements if register.formation[p.application] == p.formation)
    return {f for f, one in enumerate(register.formations) if own[f] < one.quota and end.decided_in[f]}


BEFORE, AFTER = 1, 2  # years by which a signature may come before and after the year of its selection
_YEAR = re.compile(r"\bTahun ((?:19|20)\d\d)\b", re.IGNORECASE)


def years(context: Context) -> Iterator[Finding]:
    """A signature far from the year of the selection, and a decree of a later year.

    Decrees may be older than the selection by any number of years.
    """
    year, signature, found = context.rules.identity.year, context.rules.signature, []
    signed = signature.day.year if signature is not None and signature.day is not None else None
    latest = min(year + AFTER, signed or year + AFTER)
    if signed is not None and not year - BEFORE <= signed <= year + AFTER:
        found.append(f"daftarnya ditandatangani pada tahun {signed}")
    for basis in context.rules.identity.legal_basis:
        later = [number for number in map(int, _YEAR.findall(basis)) if number > latest]
        found += [f'dasar hukumnya, "{basis}", dari tahun {number}' for number in later[:1]]
    yield from (finding("P902", Place(RULES_FILE), tahun=year, lain=other) for other in found)


def sittings(context: Context) -> Iterator[Finding]:
    """A stage whose sessions are all on other days than the schedule has for it: the letters and the page differ.

    Some may be: a make-up comes after what was planned.
    """
    rules = context.rules
    for stage in rules.stages:
        planned = [(one.begins, one.ends or one.begins) for one in rules.occasions(stage.code)]
        days = sorted({one.day for one in rules.profile.slots if one.stage == stage.code and one.day is not None})
        if planned and days and not any(first <= day <= last for first, last in planned for day in days):
            said, scheduled = [show_date(day) for day in days], [show_days(*one) for one in planned]
            told = {"hari": listed(said), "jadwal": listed(scheduled)}
            yield finding("P904", Place(RULES_FILE), tahap=stage.name, **told).at_stage(stage.code)
