"""Numbers written as text: what a spelling can mean, and what an unreadable one was probably meant to say.

Only ``spelled`` ever reads. ``near`` merely suggests, ``facts`` names what two people wrote into one cell.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from asnrekrut.intake.cells import spoken
from asnrekrut.notation import terminates
from asnrekrut.texts import DASHES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asnrekrut.core.marks import State

LONGEST = 24  # characters; no mark is written with more
REMARK = 100  # characters; a longer text is prose, and not searched for facts or numbers
_COMMA = re.compile(r"-?(?:[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,[0-9]+)?")
_POINT = re.compile(r"-?(?:[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_SEPARATED = re.compile(r"\s*(?:[/\\;|&=()\[\]]|(?<=[0-9])\s*-(?=\s*[0-9])|\b(?:dan|atau)\b)\s*")
_MIXED = re.compile(r"(-?[0-9]{1,6}) ([0-9]{1,3})/([0-9]{1,3})")
_OVER = re.compile(r"(-?[0-9]{1,6}(?:[.,][0-9]+)?) ?/ ?([0-9]{1,6})")
_POWER = re.compile(r"(-?[0-9]+(?:[.,][0-9]+)?)[eE]([+-]?[0-9]{1,2})")
_INSIDE = re.compile(r"(?<![^\W_])-?[0-9]+(?:[.,][0-9]+)*(?![^\W_])")  # not a part of a word
_LOOKALIKES = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1"})


class Spelled(NamedTuple):
    """The two readings of a spelling; None where it cannot be read so, equal where it does not matter."""

    comma: Decimal | None  # as Indonesia writes: decimal comma, points between thousands
    point: Decimal | None  # as English writes: decimal point, commas between thousands

    @property
    def doubtful(self) -> bool:
        """Whether both readings are possible and differ: one separator with three digits behind it."""
        return self.comma is not None and self.point is not None and self.comma != self.point

    @property
    def only(self) -> Decimal | None:
        """The number, if there is just one reading."""
        if self.doubtful:
            return None
        return self.comma if self.comma is not None else self.point


def spelled(text: str) -> Spelled:
    """What a cleaned text says as a number; ASCII digits only, no plus sign, no blank, no unit."""
    text = text.removeprefix("'")
    if len(text) > LONGEST:
        return Spelled(None, None)
    comma = Decimal(text.replace(".", "").replace(",", ".")) if _COMMA.fullmatch(text) else None
    point = Decimal(text.replace(",", "")) if _POINT.fullmatch(text) else None
    return Spelled(comma, point)


def facts(text: str, words: Mapping[str, State]) -> list[str]:
    """The facts of a cell that holds several, each a number or the word for a state; else nothing.

    ``80 (TH)`` and ``80/75`` are such cells; ``80/100`` is a fraction and not one of them.
    """
    over = _OVER.fullmatch(text)
    if len(text) > REMARK or (over and over[2] == "100"):
        return []
    parts = [part for part in _SEPARATED.split(text) if part]
    if len(parts) == 1:
        parts = _beside(text, words)
    found = [_kind(part, words) for part in parts]
    return parts if len(parts) > 1 and all(found) and "angka" in found else []


def _kind(part: str, words: Mapping[str, State]) -> str:
    if spelled(part) != (None, None):
        return "angka"
    return "keadaan" if spoken(part) in words else ""


def _beside(text: str, words: Mapping[str, State]) -> list[str]:
    """Two facts with nothing but a blank between them; three digits behind it may be thousands, so not those."""
    pieces = text.split(" ")
    for i in range(1, len(pieces)):
        pair = [" ".join(pieces[:i]), " ".join(pieces[i:])]
        if all(_kind(part, words) for part in pair) and not re.fullmatch(r"[0-9]{3}", pair[1]):
            return pair
    return []


def near(text: str) -> Fraction | None:
    """The decimal that an unreadable text was probably meant to be: to suggest, never to take."""
    if len(text) > REMARK:
        return None
    text = _plain(text)
    if (mixed := _MIXED.fullmatch(text)) and int(mixed[3]):
        total = int(mixed[1]) + Fraction(int(mixed[2]), int(mixed[3]))
        return total if terminates(total) is not None else None
    if (over := _OVER.fullmatch(text)) and over[2] == "100":
        return _fraction(over[1])
    if (power := _POWER.fullmatch(text)) and (base := _fraction(power[1])) is not None:
        return base * Fraction(10) ** int(power[2])
    return next((value for one in _repairs(text) if (value := _fraction(one)) is not None), None)


def _fraction(text: str) -> Fraction | None:
    only = spelled(text).only
    return None if only is None else Fraction(only)


def _repairs(text: str) -> list[str]:
    """The text with one habit after the other undone: signs and units, letters for digits, a remark."""
    tight = text.replace(" ", "").removeprefix("+").removesuffix("%").rstrip(".,")
    if tight[:1] in {",", "."}:
        tight = f"0{tight}"
    digits = tight.translate(_LOOKALIKES) if re.search("[0-9]", tight) else ""
    inside = _INSIDE.findall(text)
    return [tight, digits, *(inside if len(inside) == 1 else [])]


def _plain(text: str) -> str:
    """Digits of any script as ASCII, any dash as a minus, ``½`` as `` 1/2``."""
    found = []
    for char in text:
        digit = unicodedata.decimal(char, None)
        if digit is not None:
            found.append(str(digit))
        elif char in DASHES:
            found.append("-")
        elif "⁄" in (apart := unicodedata.normalize("NFKC", char)):
            found.append(" " + apart.replace("⁄", "/"))
        else:
            found.append(apart)
    return "".join(found).strip()
