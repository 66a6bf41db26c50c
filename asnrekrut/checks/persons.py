"""Who is who: one person under two numbers, people who are easily mistaken, a NIK against birth date and sex.

A NIK is six digits of an area, the birth date as DDMMYY (a woman's day + 40) and four digits of a serial number. It
keeps its digits when a birth date is corrected later: whatever does not fit needs a look and never stops a result.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.checks.names import agree, alike
from asnrekrut.core.mark_states import State
from asnrekrut.core.result import Fate
from asnrekrut.findings import MANY, finding
from asnrekrut.intake.cells import folded, identifier
from asnrekrut.intake.column_names import means, same
from asnrekrut.intake.date_columns import dates
from asnrekrut.nik import NIK_DIGITS, masked
from asnrekrut.notation import listed, show_count
from asnrekrut.texts import looks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from asnrekrut.checks.context import Column, Context
    from asnrekrut.core.exact import Bools
    from asnrekrut.findings import Finding

# Per cent of rapidfuzz's ratio. 90: one letter changed or one left out in a name of usual length (Devi/Dewi Lestari),
# enough where the birth date is the same too. 85, and the same initials: what the eye confuses in a list (Nur
# Hidayah/Nur Hidayati, Siti Aminah/Siti Aminatun); without the initials a shared first name is half of the likeness.
SAME_PERSON, CONFUSABLE = 90, 85
_SHOWN = 3

Pair = tuple[int, int]  # register indices, the first one smaller


def same_person(context: Context) -> Iterator[Finding]:
    """Equal NIK; else a near-identical name with the same birth date."""
    column = context.column("NIK")
    told = list(_two_seats(context))
    for pair in told:
        yield _seats(context, pair)
    if column is not None:
        read = niks(column)
        equal = [pair for pair in _equal(read, trusted(column, read)) if pair not in told]
        yield from _same_nik(context, column, read, equal)
        told += equal
    days = birth_days(context)
    if days is not None:
        yield from _same_birth(context, days, told)


def like_numbers(context: Context) -> Iterator[Finding]:
    """Participant numbers that look the same and are two: most likely one, copied through another program."""
    first: dict[str, int] = {}
    for i, number in enumerate(context.register.numbers):
        other = first.setdefault(looks(number), i)
        if other != i:
            told = {"nomor": number, "lain": context.register.numbers[other], "nama": context.register.names[i]}
            yield finding("P319", context.name_place(i), lain_nama=context.register.names[other], **told)


def _two_seats(context: Context) -> Iterator[Pair]:
    """Winners who are one person: the same NIK or the same birth date, and the same name."""
    if context.result.end is None:
        return
    column, days = context.column("NIK"), birth_days(context)
    read = [] if column is None else niks(column)
    usable = np.zeros(len(context.plain), dtype=bool) if column is None else trusted(column, read)
    first: dict[object, int] = {}
    for i in np.flatnonzero(context.result.fates == Fate.WINS).tolist():
        keys: list[object] = [(read[i], context.plain[i])] if usable[i] else []
        keys += [(int(days.ordinals[i]), context.plain[i])] if days is not None and days.ordinals[i] > 0 else []
        others = [first.setdefault(key, i) for key in keys]
        yield from [(other, i) for other in others if other != i][:1]


def _seats(context: Context, pair: Pair) -> Finding:
    """The finding that one person has two seats."""
    i, j = pair
    numbers, formations = context.register.numbers, [context.register.formation_of(one).code for one in pair]
    told = {"nama": context.register.names[j], "nomor": numbers[j], "formasi": formations[1]}
    return finding("P318", context.name_place(j), lain=numbers[i], lain_formasi=formations[0], **told)


def _equal(read: list[str], usable: Bools) -> Iterator[Pair]:
    """Everyone whose NIK stands earlier in the register too, with the first who bears it."""
    first: dict[str, int] = {}
    for i in np.flatnonzero(usable).tolist():
        other = first.setdefault(read[i], i)
        if other != i:
            yield other, i


def _same_nik(context: Context, column: Column, read: list[str], pairs: list[Pair]) -> Iterator[Finding]:
    """Equal NIK: with another name or in the same formation it cannot be right.

    One person who runs for two posts is allowed in some selections (open senior posts), so that alone needs a look.
    """
    formation = context.register.formation
    both = [(i, j) for i, j in pairs if formation[i] != formation[j] and agree(context.plain[i], context.plain[j])]
    wrong = [pair for pair in pairs if pair not in set(both)]

    def words(pair: Pair) -> dict[str, str]:
        i, j = pair
        return {"nik": masked(read[j]), "nomor": context.register.numbers[j], "lain": context.register.numbers[i]}

    for pair in wrong:
        yield finding("E311", column.where(pair[1]), tempat=str(column.where(pair[0])), **words(pair))
    for pair in both:
        yield finding("P315", column.where(pair[1]), **words(pair))


def _same_birth(context: Context, days: Days, told: list[Pair]) -> Iterator[Finding]:
    """Near-identical names with the same birth date, unless their NIK said so already."""
    numbers, names = context.register.numbers, context.register.names
    found = alike(context.plain, days.ordinals, SAME_PERSON, MANY)
    if found.total > MANY:
        shown = ", ".join(f"{numbers[i]} dan {numbers[j]}" for i, j in found.pairs[:_SHOWN])
        yield finding("P316", days.column.head, banyak=show_count(found.total), contoh=shown)
        return
    for i, j in found.pairs:
        if (i, j) not in told:
            values = {"nama": names[j], "nomor": numbers[j], "lain_nama": names[i], "lain": numbers[i]}
            yield finding("P311", context.name_place(j), **values)


def confusable(context: Context) -> Iterator[Finding]:
    """Near-identical names within one formation whose marks differ.

    The marks of two such people have changed places on the way from the examiners' list to the announcement.
    """
    numbers, names = context.register.numbers, context.register.names
    found = alike(context.plain, _by_initials(context), CONFUSABLE, MANY)
    if found.total > MANY:
        shown = [f"{names[i]} ({numbers[i]}) / {names[j]} ({numbers[j]})" for i, j in found.pairs[:_SHOWN]]
        rest = listed(shown, _SHOWN)
        yield finding("I311", banyak=show_count(found.total), contoh=rest)
        return
    for i, j in found.pairs:
        if _differ(context, i, j):
            code = context.register.formation_of(i).code
            values = {"nama": names[j], "nomor": numbers[j], "lain_nama": names[i], "lain": numbers[i]}
            yield finding("P312", context.name_place(j), formasi=code, **values)


def _by_initials(context: Context) -> NDArray[np.intp]:
    """A group for everyone: those of their formation whose first and last words begin alike."""
    groups: dict[tuple[int, str, str], int] = {}
    pairs = zip(context.register.formation.tolist(), context.plain, strict=True)
    keys = [(formation, name[:1], name[name.rfind(" ") + 1 :][:1]) for formation, name in pairs]
    return np.array([groups.setdefault(key, len(groups)) for key in keys], dtype=np.intp)


def _differ(context: Context, i: int, j: int) -> bool:
    """Whether two applicants have marks that an exchange would change."""
    pair = np.array([i, j])
    for marks in context.marks.values():
        for states, values in [(marks.states, marks.values), *((p.states, p.values) for p in marks.parts)]:
            known = states[pair] == State.KNOWN
            if known[0] != known[1] or (known.all() and values.num[i] != values.num[j]):
                return True
    return False


_WOMAN = 40
_DAYS = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
_MEN = frozenset({"l", "lk", "m", "male", "laki-laki", "laki laki", "lelaki", "pria"})
_WOMEN = frozenset({"p", "pr", "f", "female", "perempuan", "wanita", "w"})


def niks(column: Column) -> list[str]:
    """Every applicant's NIK as text; what Excel left of one that it took for a number is still shown, masked."""
    return [cell if type(cell) is str and len(cell) == NIK_DIGITS else identifier(cell)[0] for cell in column.cells]


def trusted(column: Column, read: list[str]) -> Bools:
    """Which NIK have as many digits as they should and were stored as text: Excel keeps 15 digits of a number."""
    pairs = zip(read, column.cells, strict=True)
    good = (len(nik) == NIK_DIGITS and nik.isascii() and nik.isdecimal() and isinstance(c, str) for nik, c in pairs)
    return np.fromiter(good, dtype=bool, count=len(read))


def nik_structure(context: Context) -> Iterator[Finding]:
    """NIK that are none, and those that say another birth date or sex than the register."""
    column = context.column("NIK")
    if column is None:
        return
    read = niks(column)
    whole = trusted(column, read)
    day, month, year = _born(read, whole)
    valid = whole & (month >= 1) & (month <= 12) & (day >= 1)  # noqa: PLR2004
    valid &= day <= _DAYS[np.where(valid, month, 0)]
    filled = np.array([nik != "" for nik in read], dtype=bool)
    yield from _malformed(context, column, read, filled & ~valid)
    yield from _other_birth(context, column, read, valid, day + 100 * month + 10_000 * year)
    yield from _other_sex(context, column, read, valid)


def _born(read: list[str], whole: Bools) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Day (a woman's without the 40), month and year of the century; zero where there is no whole NIK."""
    digits = np.zeros((len(read), NIK_DIGITS), dtype=np.int64)
    text = "".join(nik for nik, good in zip(read, whole.tolist(), strict=True) if good)
    digits[whole] = (np.frombuffer(text.encode(), np.uint8) - ord("0")).reshape(-1, NIK_DIGITS)
    day = digits[:, 6] * 10 + digits[:, 7]
    return (
        np.where(day > _WOMAN, day - _WOMAN, day),
        digits[:, 8] * 10 + digits[:, 9],
        digits[:, 10] * 10 + digits[:, 11],
    )


def _malformed(context: Context, column: Column, read: list[str], wrong: Bools) -> Iterator[Finding]:
    for i in np.flatnonzero(wrong).tolist():
        cause, number = _cause(read[i], isinstance(column.cells[i], str)), context.register.numbers[i]
        yield finding("P321", column.where(i), nik=masked(read[i]), nomor=number, sebab=cause)


def _cause(nik: str, text: bool) -> str:
    if not text:
        return "tersimpan sebagai angka, sehingga digit terakhirnya tidak dapat dipastikan"
    if not nik.isdecimal():
        return "memuat karakter selain angka"
    if len(nik) != NIK_DIGITS:
        return f"terdiri atas {len(nik)} digit, seharusnya {NIK_DIGITS}"
    return "digit ke-7 sampai dengan ke-12 bukan tanggal"


def _other_birth(
    context: Context, column: Column, read: list[str], valid: Bools, said: NDArray[np.int64]
) -> Iterator[Finding]:
    days = birth_days(context)
    if days is None:
        return
    known = valid & (days.ordinals > 0)
    born = (np.where(known, days.ordinals, 1) - 719_163).astype("datetime64[D]")  # 1970-01-01
    months = born.astype("datetime64[M]")
    written = (born - months).astype(np.int64) + 1 + 100 * (months.astype(np.int64) % 12 + 1)
    written += 10_000 * ((months.astype("datetime64[Y]").astype(np.int64) + 1970) % 100)
    for i in np.flatnonzero(known & (written != said)).tolist():
        yield finding("P322", column.where(i), nik=masked(read[i]), nomor=context.register.numbers[i])


def _other_sex(context: Context, column: Column, read: list[str], valid: Bools) -> Iterator[Finding]:
    sexes = context.column("Jenis Kelamin")
    if sexes is None:
        return
    words = {cell: folded(cell) for cell in set(sexes.cells)}
    men = _MEN | ({"p"} if "w" in words.values() else frozenset())  # pria / wanita
    woman = np.array([words[cell] in _WOMEN - men for cell in sexes.cells], dtype=bool)
    man = np.array([words[cell] in men for cell in sexes.cells], dtype=bool)
    female = np.array([good and nik[6] >= "4" for nik, good in zip(read, valid.tolist(), strict=True)], dtype=bool)
    for i in np.flatnonzero(valid & ((woman & ~female) | (man & female))).tolist():
        whose = {"nik": masked(read[i]), "nomor": context.register.numbers[i]}
        yield finding("P323", column.where(i), kelamin=sexes.cells[i], **whose)


BIRTH = "Tanggal Lahir"


@dataclass(frozen=True, slots=True)
class Days:
    """Birth dates by applicant.

    Attributes:
        ordinals: day counts as of ``date.toordinal``, shape (n,); -1 where there is no readable date.
    """

    column: Column
    ordinals: NDArray[np.intp]


def birth_days(context: Context) -> Days | None:
    """Every applicant's birth date: as the rules' attribute reads it, else from the column of that name."""
    column = context.column(BIRTH)
    if column is None:
        return None
    for code, rule in context.rules.applicants.attributes.items():
        attribute = context.register.attributes[code]
        named = same(rule.column, BIRTH) or means(rule.column, BIRTH)
        if attribute.kind == "tanggal" and attribute.values is not None and named:
            return Days(column, np.where(attribute.known, attribute.values.num, -1).astype(np.intp))
    distinct = list(set(column.cells))
    read = dict(zip(distinct, dates(distinct, context.rules.identity.year).days, strict=True))
    days = [read[cell] for cell in column.cells]
    return Days(column, np.array([-1 if d is None else d.toordinal() for d in days], dtype=np.intp))
