"""From a cell to a text, an identifier or the word for a state. Nothing is guessed: what is unclear gets a code.

Columns of numbers are read in ``intake.numbers``, dates in ``intake.dates``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from asnrekrut.findings import Severity
from asnrekrut.notation import show
from asnrekrut.texts import KEPT, tidy
from asnrekrut.texts import spoken as spoken_text

if TYPE_CHECKING:
    from asnrekrut.io import Cell

EXACT_DIGITS = 15  # what Excel keeps of a number
_SCIENTIFIC = re.compile(r"[0-9]+(?:[.,][0-9]+E\+?|E\+)[0-9]{1,2}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with, or worth saying of, the i-th cell of a column (or all of it, from that cell on).

    A fault knows neither the place nor the name of its column; whoever reports it adds both.
    """

    index: int
    code: str
    values: dict[str, object]

    @property
    def stops(self) -> bool:
        """Whether the cell cannot be used."""
        return self.code.startswith(Severity.STOPS.value)


def clean(cell: Cell) -> str:
    """A cell as text: invisible characters gone, blanks single, numbers with a decimal comma and no useless ``,0``."""
    if isinstance(cell, str):
        return tidy(cell)
    if isinstance(cell, float):
        number = exact(cell)
        return show(number) if number.is_finite() else str(cell)
    if isinstance(cell, datetime) and cell.time() == time.min:
        return str(cell.date())
    return str(cell)


def exact(number: float) -> Decimal:
    """A stored number as Excel counts it: with 15 digits, so that the sum stored as 75.699999999999989 is 75.7."""
    whole = abs(number) >= 10**EXACT_DIGITS or isinstance(number, int)
    return Decimal(repr(number) if whole else f"{number:.{EXACT_DIGITS}g}")


def folded(cell: Cell) -> str:
    """Text for comparing: cleaned, without regard to case."""
    return clean(cell).casefold()


def spoken(cell: Cell) -> str:
    """The word for a state, for comparing; see ``texts.spoken``."""
    return spoken_text(clean(cell))


def identifier(cell: Cell) -> tuple[str, str | None]:
    """A participant number or code as text, and the code of a finding if it was not stored as text."""
    if isinstance(cell, str):
        return _written(cell)
    if isinstance(cell, (date, time, timedelta)):
        return clean(cell), "E212"
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        whole = abs(cell) < 10**EXACT_DIGITS and float(cell).is_integer()
        return clean(cell), "P201" if whole else "E205"
    return clean(cell), "E205"


@lru_cache(KEPT)
def _written(text: str) -> tuple[str, str | None]:
    text = tidy(text)
    text = text[1:].lstrip() if text.startswith("'") else text
    return text, "E205" if _SCIENTIFIC.fullmatch(text) else None


def lost_digits(cell: Cell) -> bool:
    """Whether a plain text column holds a number here that Excel cannot have kept whole."""
    if isinstance(cell, str):
        return identifier(cell)[1] == "E205"
    return isinstance(cell, (int, float)) and abs(cell) >= 10**EXACT_DIGITS


def origin(cell: Cell) -> str:
    """What may have been typed where Excel made a date or a time of it; '' for any other cell."""
    if isinstance(cell, date):
        return f'"{cell.day:02d}-{cell.month:02d}" atau "{cell.month:02d}-{cell.day:02d}"'
    if isinstance(cell, time):
        return f'"{cell.hour}.{cell.minute:02d}" atau "{cell.hour}:{cell.minute:02d}"'
    if isinstance(cell, timedelta):
        minutes = int(cell.total_seconds()) // 60
        return f'"{minutes // 60}.{minutes % 60:02d}" atau "{minutes // 60}:{minutes % 60:02d}"'
    return ""
