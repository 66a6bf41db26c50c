"""The inner structure of a NIK against the register's birth dates and sexes.

Six digits of an area, the birth date as DDMMYY (a woman's day + 40), four digits of a serial number. A NIK keeps its
digits when a birth date is corrected later: whatever does not fit needs a look and never stops a result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.checks.birth import birth_days
from asnrekrut.findings import finding, masked
from asnrekrut.intake.cells import folded, identifier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from asnrekrut.checks.case import Case, Column
    from asnrekrut.core.exact import Bools
    from asnrekrut.findings import Finding

NIK_DIGITS = 16
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
    good = (len(nik) == NIK_DIGITS and nik.isascii() and nik.isdigit() and isinstance(c, str) for nik, c in pairs)
    return np.fromiter(good, dtype=bool, count=len(read))


def structure(case: Case) -> Iterator[Finding]:
    """NIK that are none, and those that say another birth date or sex than the register."""
    column = case.column("NIK")
    if column is None:
        return
    read = niks(column)
    whole = trusted(column, read)
    day, month, year = _birth(read, whole)
    valid = whole & (month >= 1) & (month <= 12) & (day >= 1)  # noqa: PLR2004
    valid &= day <= _DAYS[np.where(valid, month, 0)]
    filled = np.array([nik != "" for nik in read], dtype=bool)
    yield from _malformed(case, column, read, filled & ~valid)
    yield from _other_birth(case, column, read, valid, day + 100 * month + 10_000 * year)
    yield from _other_sex(case, column, read, valid)


def _birth(read: list[str], whole: Bools) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
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


def _malformed(case: Case, column: Column, read: list[str], wrong: Bools) -> Iterator[Finding]:
    numbers = case.register.numbers

    def one(i: int) -> Finding:
        cause = _cause(read[i], isinstance(column.cells[i], str))
        return finding("P321", column.where(i), nik=masked(read[i]), nomor=numbers[i], sebab=cause)

    yield from map(one, np.flatnonzero(wrong).tolist())


def _cause(nik: str, text: bool) -> str:
    if not text:
        return "tersimpan sebagai angka, sehingga digit terakhirnya tidak dapat dipastikan"
    if not nik.isdigit():
        return "memuat karakter selain angka"
    if len(nik) != NIK_DIGITS:
        return f"terdiri atas {len(nik)} digit, seharusnya {NIK_DIGITS}"
    return "digit ke-7 sampai dengan ke-12 bukan tanggal"


def _other_birth(
    case: Case, column: Column, read: list[str], valid: Bools, said: NDArray[np.int64]
) -> Iterator[Finding]:
    days = birth_days(case)
    if days is None:
        return
    known = valid & (days.ordinals > 0)
    born = (np.where(known, days.ordinals, 1) - 719_163).astype("datetime64[D]")  # 1970-01-01
    months = born.astype("datetime64[M]")
    written = (born - months).astype(np.int64) + 1 + 100 * (months.astype(np.int64) % 12 + 1)
    written += 10_000 * ((months.astype("datetime64[Y]").astype(np.int64) + 1970) % 100)
    for i in np.flatnonzero(known & (written != said)).tolist():
        yield finding("P322", column.where(i), nik=masked(read[i]), nomor=case.register.numbers[i])


def _other_sex(case: Case, column: Column, read: list[str], valid: Bools) -> Iterator[Finding]:
    sexes = case.column("Jenis Kelamin")
    if sexes is None:
        return
    words = {cell: folded(cell) for cell in set(sexes.cells)}
    men = _MEN | ({"p"} if "w" in words.values() else frozenset())  # pria / wanita
    woman = np.array([words[cell] in _WOMEN - men for cell in sexes.cells], dtype=bool)
    man = np.array([words[cell] in men for cell in sexes.cells], dtype=bool)
    female = np.array([good and nik[6] >= "4" for nik, good in zip(read, valid.tolist(), strict=True)], dtype=bool)
    for i in np.flatnonzero(valid & ((woman & ~female) | (man & female))).tolist():
        whose = {"nik": masked(read[i]), "nomor": case.register.numbers[i]}
        yield finding("P323", column.where(i), kelamin=sexes.cells[i], **whose)
