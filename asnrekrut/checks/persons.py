"""The same person under two numbers, and people of one formation who are easily mistaken for each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.checks.birth import Days, birth_days
from asnrekrut.checks.names import agree, alike
from asnrekrut.checks.nik import niks, trusted
from asnrekrut.core.marks import State
from asnrekrut.core.result import Fate
from asnrekrut.findings import MANY, finding, masked
from asnrekrut.notation import listed, show_count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from asnrekrut.checks.case import Case, Column
    from asnrekrut.core.exact import Bools
    from asnrekrut.findings import Finding

# Per cent of rapidfuzz's ratio. 90: one letter changed or one left out in a name of usual length (Devi/Dewi Lestari),
# enough where the birth date is the same too. 85, and the same initials: what the eye confuses in a list (Nur
# Hidayah/Nur Hidayati, Siti Aminah/Siti Aminatun); without the initials a shared first name is half of the likeness.
SAME_PERSON, CONFUSABLE = 90, 85
_SHOWN = 3

Pair = tuple[int, int]  # register indices, the first one smaller


def same_person(case: Case) -> Iterator[Finding]:
    """Equal NIK; else a near-identical name with the same birth date."""
    column = case.column("NIK")
    told = list(_two_seats(case))
    for pair in told:
        yield _seats(case, pair)
    if column is not None:
        read = niks(column)
        equal = [pair for pair in _equal(read, trusted(column, read)) if pair not in told]
        yield from _same_nik(case, column, read, equal)
        told += equal
    days = birth_days(case)
    if days is not None:
        yield from _same_birth(case, days, told)


def _two_seats(case: Case) -> Iterator[Pair]:
    """Winners who are one person: the same NIK or the same birth date, and the same name."""
    if case.result.end is None:
        return
    column, days = case.column("NIK"), birth_days(case)
    read = [] if column is None else niks(column)
    usable = np.zeros(len(case.plain), dtype=bool) if column is None else trusted(column, read)
    first: dict[object, int] = {}
    for i in np.flatnonzero(case.result.fates == Fate.WINS).tolist():
        keys: list[object] = [(read[i], case.plain[i])] if usable[i] else []
        keys += [(int(days.ordinals[i]), case.plain[i])] if days is not None and days.ordinals[i] > 0 else []
        others = [first.setdefault(key, i) for key in keys]
        yield from [(other, i) for other in others if other != i][:1]


def _seats(case: Case, pair: Pair) -> Finding:
    """The finding that one person has two seats."""
    i, j = pair
    numbers, formations = (
        case.register.numbers,
        [case.register.formations[f].code for f in case.register.formation[[i, j]]],
    )
    told = {"nama": case.register.names[j], "nomor": numbers[j], "formasi": formations[1]}
    return finding("P318", case.name_place(j), lain=numbers[i], lain_formasi=formations[0], **told)


def _equal(read: list[str], usable: Bools) -> Iterator[Pair]:
    """Everyone whose NIK stands earlier in the register too, with the first who bears it."""
    first: dict[str, int] = {}
    for i in np.flatnonzero(usable).tolist():
        other = first.setdefault(read[i], i)
        if other != i:
            yield other, i


def _same_nik(case: Case, column: Column, read: list[str], pairs: list[Pair]) -> Iterator[Finding]:
    """Equal NIK: with another name or in the same formation it cannot be right.

    One person who runs for two posts is allowed in some selections (open senior posts), so that alone needs a look.
    """
    formation = case.register.formation
    both = [(i, j) for i, j in pairs if formation[i] != formation[j] and agree(case.plain[i], case.plain[j])]
    wrong = [pair for pair in pairs if pair not in set(both)]

    def words(pair: Pair) -> dict[str, str]:
        i, j = pair
        return {"nik": masked(read[j]), "nomor": case.register.numbers[j], "lain": case.register.numbers[i]}

    for pair in wrong:
        yield finding("E311", column.where(pair[1]), tempat=str(column.where(pair[0])), **words(pair))
    for pair in both:
        yield finding("P315", column.where(pair[1]), **words(pair))


def _same_birth(case: Case, days: Days, told: list[Pair]) -> Iterator[Finding]:
    """Near-identical names with the same birth date, unless their NIK said so already."""
    numbers, names = case.register.numbers, case.register.names
    found = alike(case.plain, days.ordinals, SAME_PERSON, MANY)
    if found.total > MANY:
        shown = ", ".join(f"{numbers[i]} dan {numbers[j]}" for i, j in found.pairs[:_SHOWN])
        yield finding("P316", days.column.head, banyak=show_count(found.total), contoh=shown)
        return
    for i, j in found.pairs:
        if (i, j) not in told:
            values = {"nama": names[j], "nomor": numbers[j], "lain_nama": names[i], "lain": numbers[i]}
            yield finding("P311", case.name_place(j), **values)


def confusable(case: Case) -> Iterator[Finding]:
    """Near-identical names within one formation whose marks differ.

    The marks of two such people have changed places on the way from the examiners' list to the announcement.
    """
    numbers, names = case.register.numbers, case.register.names
    found = alike(case.plain, _by_initials(case), CONFUSABLE, MANY)
    if found.total > MANY:
        shown = [f"{names[i]} ({numbers[i]}) / {names[j]} ({numbers[j]})" for i, j in found.pairs[:_SHOWN]]
        rest = listed(shown, _SHOWN)
        yield finding("I311", banyak=show_count(found.total), contoh=rest)
        return
    for i, j in found.pairs:
        if _differ(case, i, j):
            code = case.register.formations[int(case.register.formation[i])].code
            values = {"nama": names[j], "nomor": numbers[j], "lain_nama": names[i], "lain": numbers[i]}
            yield finding("P312", case.name_place(j), formasi=code, **values)


def _by_initials(case: Case) -> NDArray[np.intp]:
    """A group for everyone: those of their formation whose first and last words begin alike."""
    groups: dict[tuple[int, str, str], int] = {}
    pairs = zip(case.register.formation.tolist(), case.plain, strict=True)
    keys = [(formation, name[:1], name[name.rfind(" ") + 1 :][:1]) for formation, name in pairs]
    return np.array([groups.setdefault(key, len(groups)) for key in keys], dtype=np.intp)


def _differ(case: Case, i: int, j: int) -> bool:
    """Whether two applicants have marks that an exchange would change."""
    pair = np.array([i, j])
    for marks in case.marks.values():
        for states, values in [(marks.states, marks.values), *((p.states, p.values) for p in marks.parts)]:
            known = states[pair] == State.KNOWN
            if known[0] != known[1] or (known.all() and values.num[i] != values.num[j]):
                return True
    return False
