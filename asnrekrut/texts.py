"""Texts for comparing: what cannot be seen, case, and ways of writing a word make no difference."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import combining, normalize

KEPT = 2**18  # texts that are looked at once only: numbers and names come again in every table
DASHES = "‐‑‒–—―−﹘﹣－"
# Control characters, soft hyphens, zero-width and direction marks, selectors of a variant, tags, fillers; tabs and line
# ends count as blanks.
_INVISIBLE = {
    code: None
    for first, last in (
        *((0, 8), (14, 27), (127, 132), (134, 159), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F)),
        *((0xFE00, 0xFE0F), (0xE0000, 0xE01EF)),
    )
    for code in range(first, last + 1)
} | dict.fromkeys([0xAD, 0x34F, 0x180E, 0x2800, 0x3164, 0xFEFF])
ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
LOOKALIKES = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1"})  # letters that look like digits
# Cyrillic and Greek letters that look like Latin ones.
_ALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο" + DASHES, "ABESIJKMHOPCTYXaeopcyxijsABEZHIKMNOPTYXo" + "-" * len(DASHES)
)
_UNSPOKEN = {ord(" "): None, ord("."): None, **{ord(dash): "-" for dash in DASHES}}


@lru_cache(KEPT)
def tidy(text: str) -> str:
    """Invisible characters gone, blanks single."""
    visible = text if text.isascii() and text.isprintable() else text.translate(_INVISIBLE)
    return " ".join(visible.split())


def folded(text: str) -> str:
    """Tidy, without regard to case."""
    return tidy(text).casefold()


def looks(text: str) -> str:
    """What the eye makes of a number or code: letters of other scripts, widths, dashes and case are not told apart."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split()).casefold()
    shape = normalize("NFKC", tidy(text)).translate(_ALIKE)
    return "".join(c for c in shape if not combining(c)).casefold()


def spoken(text: str) -> str:
    """The word for a state: without regard to case, blanks, dots and the kind of dash."""
    word = folded(text)
    bare = word.translate(_UNSPOKEN)
    if bare.strip("-") == "":
        return bare[:1] or word  # several dashes are one; nothing but dots stays what it is
    return bare.replace("-", "")
