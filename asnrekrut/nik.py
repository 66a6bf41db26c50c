"""Identity numbers (NIK) in texts: how one is known, and how it is masked before anything is shown or written."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

NIK_DIGITS, BORN_DIGITS = 16, 12  # all, and those of area and birth date
_HEAD, _TAIL = 4, 2  # digits of a NIK that may be shown: none of the birth date's, none of the serial's first
SHARED = 2  # applicants of one area and one birth date: more make a series
# The letters that a NIK is glued to, and its digits with signs between them, but for those that part numbers of a list.
_NIK = re.compile(
    r"(?:(?<![^\W\d_])([^\W\d_]+)|(?<![^\W_]))(\d(?:(?:[^\w,;|]{1,20}|[,_])?\d){15}(?:E\+?15)?)(?![^\W_])",
    re.IGNORECASE,
)
_FAR = re.compile(r"[^\w,;|]{4}")  # so many signs between two digits may part what does not belong together
# Likewise with the year of birth in four digits, of which a NIK has two.
_FULL_YEAR = re.compile(r"(?<!\d)(\d(?:[\W_]{0,20}\d){9}[\W_]{0,20})(?:19|20)(\d\d(?:[\W_]{0,20}\d){4})(?!\d)")
_LISTED = re.compile(r"(?<![\w.,/-])\d{2,12}(\s?[,;|]\s?)\d{2,12}(?:\1\d{2,12}){0,5}(?![\w./-])")
# Digits with letters or signs directly behind them, noughts before them, letters like digits in them, or several NIK.
_RUN = re.compile(r"(?<!\d)(0{0,8})((?:\d[\dOoIl]{15}){1,4})(?!\d)")
_LETTERS = str.maketrans("OoIl", "0011")
_DIGIT = re.compile(r"\d")
# Letters and digits together, but for a hash: it stands in rows to paste.
_WORD = re.compile(r"(?<![^\W_])(?!(?=\d*[a-f])[\da-f]{64}(?![^\W_]))[^\W_]{16,}")
_GLUED = ("nik", "ktp")
_BEFORE = re.compile(r"\w[\w./-]{0,40}\Z")
_LONGEST = 12  # signs before digits that are looked at
# Provinces (and 99, which samples use), then the birth date.
_PLAUSIBLE = re.compile(
    r"(?:1[1-9]|21|3[1-6]|5[1-3]|6[1-5]|7[1-6]|8[12]|9[1-79])\d{4}(?:[04][1-9]|[1256]\d|[37][01])(?:0[1-9]|1[0-2])"
)
_DATE = re.compile(r"(?:\d\d[-/. ]\d\d[-/. ](?:19|20)\d\d|(?:19|20)\d\d([-/.])\d\d\1\d\d)(?!\d)")
_BORN = re.compile(r"\d{6}(?:[04][1-9]|[1256]\d|[37][01])(?:0[1-9]|1[0-2])")


class Spared(Struct, frozen=True):
    """Numbers that look like a NIK and are none: those of the register, and whatever is written as they are.

    Attributes:
        prefix: what most of them begin with, or ''.
        heads: what stands before their 16 digits: ``S``, ``PRW-``, or ''.
        shapes: how words of theirs are written in which a NIK could be hidden, each digit as 9.
        known: whether the register is known.
    """

    numbers: frozenset[str] = frozenset()
    prefix: str = ""
    heads: frozenset[str] = frozenset()
    shapes: frozenset[str] = frozenset()
    known: bool = False

    @classmethod
    def of(cls, numbers: Collection[str]) -> Spared:
        """The participant numbers of a register, without those that are NIK."""
        niks = niks_among(numbers)
        long = frozenset(number for number in numbers if len(number) >= NIK_DIGITS and number not in niks)
        heads = frozenset(_head(hit) for number in long for hit in _NIK.finditer(number))
        shapes = frozenset(_shape(hit[0]) for number in long for hit in _WORD.finditer(number))
        return cls(long, series(lookalikes(long)), heads, shapes, known=True)

    def spares(self, head: str, found: str) -> bool:
        """Whether digits are one of them, or written as they are.

        Args:
            head: what stands before them.
        """
        number = f"{head}{found}"
        if number in self.numbers or (self.prefix and number.startswith(self.prefix)):
            return True
        return head in self.heads and bool(head or not plausible(digits(found)))


NOBODY = Spared()


def without_nik(text: str, others: Spared = NOBODY) -> str:
    """A text in which whatever has the length of a NIK is masked: ``9901**********01``. Reports get printed.

    Digits with signs between them are one only if a birth date stands where a NIK has it, and if they are not a date
    and hours; digits behind letters or in a list only if the area can be one as well. Official participant numbers are
    a letter and 16 digits, so that one letter alone leaves a number as it is where the register is not known.

    Args:
        others: participant numbers that are as long, and none.
    """
    shown = _NIK.sub(lambda hit: _shown(hit, others), text)
    shown = _LISTED.sub(lambda hit: _shown_apart(hit, others), shown)
    shown = _FULL_YEAR.sub(lambda hit: _shown_shortened(hit, others), shown)
    return _WORD.sub(lambda hit: hit[0] if _shape(hit[0]) in others.shapes else _RUN.sub(_shown_within, hit[0]), shown)


def holds_nik(text: str) -> bool:
    """Whether a text that should hold none has a NIK in it."""
    return _DIGIT.search(text) is not None and without_nik(text) != text


def lookalikes(numbers: Iterable[str]) -> frozenset[str]:
    """Participant numbers that would be taken for a NIK."""
    return frozenset(number for number in numbers if len(number) >= NIK_DIGITS and without_nik(number) != number)


def niks_among(numbers: Iterable[str]) -> frozenset[str]:
    """The participant numbers that are NIK: where half that look so hold a birth date, and not the same one."""
    alike = frozenset(number for number in lookalikes(numbers) if _bare(number))
    if 2 * sum(holds_birth(digits(number)) for number in alike) < len(alike) or series(alike):
        return frozenset()
    return alike


def _bare(number: str) -> bool:
    """Whether nothing but letters for a NIK stands before the digits."""
    hit = _NIK.search(number)
    if hit is None and _WORD.search(number):
        return False
    return hit is None or (_head(hit) or _GLUED[0]).casefold().endswith(_GLUED)


def _head(hit: re.Match[str]) -> str:
    """What stands before digits without a blank: letters, and signs as in ``PRW-``."""
    found = _BEFORE.search(hit.string[max(0, hit.start() - _LONGEST) : hit.start()] + (hit[1] or ""))
    return found[0] if found else ""


def series(numbers: Collection[str]) -> str:
    """What most of several numbers begin with; NIK may share the area, not the birth date behind it as well."""
    start, count = Counter(number[:BORN_DIGITS] for number in numbers).most_common(1)[0] if numbers else ("", 0)
    return start if count > SHARED and 2 * count > len(numbers) else ""


def _shown(hit: re.Match[str], others: Spared) -> str:
    letters, found = hit[1] or "", hit[2]
    nik = digits(found)[:NIK_DIGITS]
    if others.spares(_head(hit), found):
        return hit[0]
    if letters and not letters.casefold().endswith(_GLUED):
        real = plausible(nik) and (len(letters) > 1 or others.known)
    else:
        born = plausible(nik) if _FAR.search(found) else holds_birth(nik)
        real = found.isdecimal() or (born and not _DATE.match(found))
    return f"{letters}{masked(nik)}" if real else hit[0]


def _shown_shortened(hit: re.Match[str], others: Spared) -> str:
    nik = digits(hit[1] + hit[2])
    return masked(nik) if plausible(nik) and not others.spares("", digits(hit[0])) else hit[0]


def _shown_apart(hit: re.Match[str], others: Spared) -> str:
    """Digits with signs between them that part numbers of a list: those of one length that begin alike are one."""
    parts, nik = hit[0].split(hit[1]), digits(hit[0])
    one_length, begins = len({len(part) for part in parts}) == 1, len({part[:2] for part in parts})
    several = one_length and (len(parts) == 2 or begins == 1)  # noqa: PLR2004
    real = len(nik) == NIK_DIGITS and plausible(nik) and not several and not others.spares("", nik)
    return masked(nik) if real else hit[0]


def _shown_within(hit: re.Match[str]) -> str:
    """Digits that the first look passes over, for what is glued to them or written in them."""
    text, behind = hit[2], hit.string[hit.end() :]
    niks = [digits(text[k : k + NIK_DIGITS].translate(_LETTERS)) for k in range(0, len(text), NIK_DIGITS)]
    passed_over = bool(hit[1] or behind) or len(niks) > 1 or not text.isdecimal()
    return hit[1] + "".join(map(masked, niks)) if passed_over and all(map(plausible, niks)) else hit[0]


def _shape(word: str) -> str:
    """How a number is written: ``S9999A``."""
    return _DIGIT.sub("9", word)


def plausible(nik: str) -> bool:
    """Whether 16 digits can be a NIK: a province, and a birth date where it has one."""
    return _PLAUSIBLE.match(nik) is not None


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
