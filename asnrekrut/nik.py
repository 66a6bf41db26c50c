"""Identity numbers (NIK) in texts: how one is known, and how it is masked before anything is shown or written."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable

NIK_DIGITS, BORN_DIGITS = 16, 12  # all, and those of area and birth date
_HEAD, _TAIL = 4, 2  # digits of a NIK that may be shown: none of the birth date's, none of the serial's first
SHARED = 2  # applicants of one area and one birth date: more make a series
# A letter before it makes a participant number of it; ", ", ";" and "|" stand between numbers, not in one.
_NIK = re.compile(
    r"(?:(?<![^\W_])|(?<=nik)|(?<=ktp))\d(?:(?:[^\w,;|]{1,3}|[,_])?\d){15}(?:E\+?15)?(?![^\W_])", re.IGNORECASE
)
_DATE = re.compile(r"(?:\d\d[-/. ]\d\d[-/. ](?:19|20)\d\d|(?:19|20)\d\d([-/.])\d\d\1\d\d)(?!\d)")
_BORN = re.compile(r"\d{6}(?:[04][1-9]|[1256]\d|[37][01])(?:0[1-9]|1[0-2])")


def without_nik(text: str, others: Container[str] = ()) -> str:
    """A text in which whatever has the length of a NIK is masked: ``9901**********01``. Reports get printed.

    Digits with signs between them are one only if a birth date stands where a NIK has it, and if they are not a date
    and hours.

    Args:
        others: participant numbers that are as long, and none.
    """
    return _NIK.sub(lambda hit: hit[0] if hit[0] in others else _shown(hit[0]), text)


def lookalikes(numbers: Iterable[str]) -> frozenset[str]:
    """Participant numbers that would be taken for a NIK."""
    return frozenset(number for number in numbers if len(number) >= NIK_DIGITS and without_nik(number) != number)


def niks_among(numbers: Iterable[str]) -> frozenset[str]:
    """The participant numbers that are NIK: where most that look so hold a birth date, and not the same one."""
    alike = lookalikes(numbers)
    if 2 * sum(holds_birth(digits(number)) for number in alike) <= len(alike) or series(alike):
        return frozenset()
    return alike


def series(numbers: Collection[str]) -> str:
    """What most of several numbers begin with; NIK may share the area, not the birth date behind it as well."""
    start, count = Counter(number[:BORN_DIGITS] for number in numbers).most_common(1)[0] if numbers else ("", 0)
    return start if count > SHARED and 2 * count > len(numbers) else ""


def _shown(found: str) -> str:
    nik = digits(found)[:NIK_DIGITS]
    return masked(nik) if found.isdecimal() or (holds_birth(nik) and not _DATE.match(found)) else found


def digits(text: str) -> str:
    """The digits of a text, whatever their script."""
    return "".join(str(int(c)) for c in text if c.isdecimal())


def holds_birth(digits: str) -> bool:
    """Whether a birth date stands where a NIK has it."""
    return _BORN.match(digits) is not None


def masked(nik: str) -> str:
    """``9971**********01``: enough to find the cell again, no birth date."""
    if len(nik) <= 2 * (_HEAD + _TAIL):
        return "*" * len(nik)
    return f"{nik[:_HEAD]}{'*' * (len(nik) - _HEAD - _TAIL)}{nik[-_TAIL:]}"
