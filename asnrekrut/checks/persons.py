"""Who is who: one person under two numbers, people who are easily mistaken, a NIK against birth date and sex.

A NIK is six digits of an area, the birth date as DDMMYY (a woman's day + 40) and four digits of a serial number. It
keeps its digits when a birth date is corrected later: whatever does not fit needs a look and never stops a result.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from asnrekrut.checks.similar_names import agree, alike
from asnrekrut.core.exact import Bools, Indices, indices
from asnrekrut.core.marks import State
from asnrekrut.core.register import persons
from asnrekrut.findings import MANY, Finding, Value, Values, finding, unless_many
from asnrekrut.intake.cells import different, folded, identifier
from asnrekrut.intake.column_names import means
from asnrekrut.intake.date_cells import dates
from asnrekrut.nik import NIK_DIGITS, masked
from asnrekrut.notation import show_count
from asnrekrut.texts import looks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from asnrekrut.checks.context import Column, Context
    from asnrekrut.io import Cell

# Per cent of rapidfuzz's ratio. 90: one letter changed or one left out in a name of usual length (Devi/Dewi Lestari),
# enough where the birth date is the same too. 85, and the same initials: what the eye confuses in a list (Nur
# Hidayah/Nur Hidayati, Siti Aminah/Siti Aminatun); without the initials a shared first name is half of the likeness.
SAME_PERSON, CONFUSABLE = 90, 85
_SHOWN = 3

Pair = tuple[int, int]  # register indices, the first one smaller


def same_person(context: Context) -> Iterator[Finding]:
    """Two seats of one person; equal NIK; else a near-identical name with the same birth date."""
    niks, days = read_niks(context), birth_days(context)
    told = list(dict.fromkeys(_two_seats(context, niks, days)))
    for pair in told:
        theirs, own = (context.register.formation_of(one).code for one in pair)
        yield finding("P318", context.name_place(pair[1]), lain_formasi=theirs, formasi=own, **_both(context, pair))
    if niks is not None:
        usable = ((i, niks.texts[i]) for i in indices(niks.whole))
        equal = [pair for pair in _again(usable) if pair not in told]
        yield from _same_nik(context, niks, equal)
        told += equal
    if days is not None:
        yield from _same_birth(context, days, told)


def _again(keys: Iterable[tuple[int, object]]) -> Iterator[Pair]:
    """Everyone whose key stood there before, with the first who bears it."""
    first: dict[object, int] = {}
    for i, key in keys:
        other = first.setdefault(key, i)
        if other != i:
            yield other, i


def _both(context: Context, pair: Pair) -> Values:
    """What a message says of two people."""
    (theirs, other), (own, number) = ((context.register.names[i], context.register.numbers[i]) for i in pair)
    return {"nama": own, "nomor": number, "lain_nama": theirs, "lain": other}


def like_numbers(context: Context) -> Iterator[Finding]:
    """Participant numbers that look the same and are two: most likely one, copied through another program."""
    for pair in _again(enumerate(map(looks, context.register.numbers))):
        yield finding("P319", context.name_place(pair[1]), **_both(context, pair))


def _two_seats(context: Context, niks: Niks | None, days: Days | None) -> Iterator[Pair]:
    """Those in seats, not merely nominated, who are one person: the same NIK or birth date, and the same name."""
    end = context.result.end
    winners = [] if end is None else sorted(placed.application for placed in end.placements if placed.is_seat)
    if niks is not None:
        yield from _again((i, (niks.texts[i], context.plain[i])) for i in winners if niks.whole[i])
    if days is not None:
        born = days.ordinals.tolist()
        yield from _again((i, (born[i], context.plain[i])) for i in winners if born[i] > 0)


def _same_nik(context: Context, niks: Niks, pairs: list[Pair]) -> Iterator[Finding]:
    """Equal NIK: with another name or in the same formation it cannot be right.

    One person who runs for two posts is allowed in some selections (open senior posts), so that alone needs a look,
    unless the rules say what becomes of several applications and know these two for one person's.
    """
    formation, owner = context.register.formation, persons(context.rules.choice, context.register)
    for i, j in pairs:
        other = context.register.numbers[i]
        if formation[i] != formation[j] and agree(context.plain[i], context.plain[j]):
            if owner[i] != owner[j]:
                yield niks.doubt(context, "P315", j, lain=other)
        else:
            yield niks.doubt(context, "E311", j, lain=other, tempat=str(niks.column.where(i)))


def _same_birth(context: Context, days: Days, told: list[Pair]) -> Iterator[Finding]:
    """Near-identical names with the same birth date, unless their NIK said so already."""
    numbers = context.register.numbers
    found = alike(context.plain, days.ordinals, SAME_PERSON, MANY)
    shown = ", ".join(f"{numbers[i]} dan {numbers[j]}" for i, j in found.pairs[:_SHOWN])
    cause = finding("P316", days.column.head, banyak=show_count(found.total), contoh=shown)
    fresh = (pair for pair in found.pairs if pair not in told)
    each = (finding("P311", context.name_place(pair[1]), **_both(context, pair)) for pair in fresh)
    return unless_many(each, found.total, cause)


def confusable(context: Context) -> Iterator[Finding]:
    """Near-identical names within one formation whose marks differ.

    The marks of two such people have changed places on the way from the examiners' list to the announcement.
    """
    numbers, names = context.register.numbers, context.register.names
    found = alike(context.plain, _by_initials(context), CONFUSABLE, MANY)
    shown = ", ".join(f"{names[i]} ({numbers[i]}) / {names[j]} ({numbers[j]})" for i, j in found.pairs[:_SHOWN])
    codes = ((pair, context.register.formation_of(pair[0]).code) for pair in found.pairs if _differ(context, pair))
    each = (finding("P312", context.name_place(p[1]), formasi=code, **_both(context, p)) for p, code in codes)
    return unless_many(each, found.total, finding("I311", banyak=show_count(found.total), contoh=shown))


def _by_initials(context: Context) -> Indices:
    """A group for everyone: those of their formation whose first and last words begin alike."""
    codes: dict[tuple[str, str], int] = {}
    initials = {name: (name[:1], name[name.rfind(" ") + 1 :][:1]) for name in dict.fromkeys(context.plain)}
    group = {name: codes.setdefault(pair, len(codes)) for name, pair in initials.items()}
    own = np.array([group[name] for name in context.plain], dtype=np.intp)
    return np.asarray(context.register.formation * len(codes) + own, dtype=np.intp)


def _differ(context: Context, pair: Pair) -> bool:
    """Whether two applicants have marks that an exchange would change."""
    columns = [one for marks in context.marks.values() for one in (marks, *marks.parts)]
    seen = (((one.states[i] == State.KNOWN, one.values.num[i]) for i in pair) for one in columns)
    return any(known != other or (known and mine != theirs) for (known, mine), (other, theirs) in seen)


_WOMAN = 40
_LEAP_YEAR = 2000  # in which every day may be somebody's birthday
_BORN = slice(6, 12)
_MEN = frozenset({"l", "lk", "m", "male", "laki-laki", "laki laki", "lelaki", "pria"})
_WOMEN = frozenset({"p", "pr", "f", "female", "perempuan", "wanita", "w"})


class Niks(Struct, frozen=True):
    """Every applicant's NIK.

    Attributes:
        texts: what Excel left of one that it took for a number is still shown, masked.
        whole: which have as many digits as they should and were stored as text: Excel keeps 15 digits of a number.
    """

    column: Column
    texts: list[str]
    whole: Bools

    def doubt(self, context: Context, code: str, i: int, **values: Value) -> Finding:
        """A finding about applicant i's."""
        told = {"nik": masked(self.texts[i]), "nomor": context.register.numbers[i]}
        return finding(code, self.column.where(i), **told, **values)


def read_niks(context: Context) -> Niks | None:
    """The NIK of everyone; None where the register has none."""
    column = context.column("NIK")
    if column is None:
        return None
    cells = column.cells
    texts = [cell if type(cell) is str and len(cell) == NIK_DIGITS else identifier(cell)[0] for cell in cells]
    pairs = zip(texts, cells, strict=True)
    good = (len(nik) == NIK_DIGITS and nik.isascii() and nik.isdecimal() and isinstance(c, str) for nik, c in pairs)
    return Niks(column, texts, np.fromiter(good, dtype=bool, count=len(texts)))


def nik_structure(context: Context) -> Iterator[Finding]:
    """NIK that are none, and those that say another birth date or sex than the register."""
    niks = read_niks(context)
    if niks is None:
        return
    births, women = _births(context), _women(context)
    for i, (nik, whole) in enumerate(zip(niks.texts, niks.whole.tolist(), strict=True)):
        said = _born(nik[_BORN]) if whole else ""
        if nik and not said:
            yield niks.doubt(context, "P321", i, sebab=_cause(nik, isinstance(niks.column.cells[i], str)))
        if said and births[i] not in {"", said}:
            yield niks.doubt(context, "P322", i)
        if said and women[i][0] not in {None, nik[_BORN] >= str(_WOMAN)}:
            yield niks.doubt(context, "P323", i, kelamin=women[i][1])


@cache
def _born(said: str) -> str:
    """DDMMYY with the day of a woman without the 40; '' where there is no such day."""
    day = int(said[:2]) % _WOMAN if int(said[:2]) > _WOMAN else int(said[:2])
    try:
        return f"{date(_LEAP_YEAR, int(said[2:4]), day):%d%m}{said[4:]}"
    except ValueError:
        return ""


def _cause(nik: str, text: bool) -> str:
    if not text:
        return "tersimpan sebagai angka, sehingga digit terakhirnya tidak dapat dipastikan"
    if not nik.isdecimal():
        return "memuat karakter selain angka"
    if len(nik) != NIK_DIGITS:
        return f"terdiri atas {len(nik)} digit, seharusnya {NIK_DIGITS}"
    return "digit ke-7 sampai dengan ke-12 bukan tanggal"


def _births(context: Context) -> Sequence[str]:
    """Everyone's birth date by the register, as DDMMYY; '' for none."""
    days = birth_days(context)
    if days is None:
        return [""] * len(context.register)
    dates = {n: date.fromordinal(n) for n in set(days.ordinals.tolist()) if n > 0}
    written = {n: f"{day.day:02}{day.month:02}{day.year % 100:02}" for n, day in dates.items()}
    return [written.get(n, "") for n in days.ordinals.tolist()]


def _women(context: Context) -> Sequence[tuple[bool | None, Cell]]:
    """Whether everyone is a woman by the register, and what it says; None where it does not say."""
    sexes = context.column("Jenis Kelamin")
    cells = [""] * len(context.register) if sexes is None else sexes.cells
    words = {cell: folded(cell) for cell in set(cells)}
    men = _MEN | ({"p"} if "w" in words.values() else frozenset())  # pria / wanita
    known = {cell: False if word in men else True if word in _WOMEN else None for cell, word in words.items()}
    return [(known[cell], cell) for cell in cells]


BIRTH = "Tanggal Lahir"


class Days(Struct, frozen=True):
    """Birth dates by applicant.

    Attributes:
        ordinals: day counts as of ``date.toordinal``, shape (n,); -1 where there is no readable date.
    """

    column: Column
    ordinals: Indices


def birth_days(context: Context) -> Days | None:
    """Every applicant's birth date: as the rules' attribute reads it, else from the column of that name."""
    column = context.column(BIRTH)
    if column is None:
        return None
    for code, rule in context.rules.applicants.attributes.items():
        attribute = context.register.attributes[code]
        named = means(rule.column, BIRTH)
        if attribute.kind == "tanggal" and attribute.values is not None and named:
            return Days(column, np.where(attribute.known, attribute.values.num, -1).astype(np.intp))
    days = dates(different(column.cells), context.rules.identity.year).days
    return Days(column, np.array([-1 if d is None else d.toordinal() for d in days], dtype=np.intp))
