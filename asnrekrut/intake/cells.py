"""From a cell to a text, an identifier or the word for a state. Nothing is guessed: what is unclear gets a code.

Columns of numbers are read in ``intake.number_cells``, dates in ``intake.date_cells``.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from msgspec import Struct

from asnrekrut.findings import Severity, Value, Values
from asnrekrut.notation import show, show_date
from asnrekrut.readers.grid import distinct
from asnrekrut.texts import KEPT, tidy
from asnrekrut.texts import spoken as spoken_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from asnrekrut.core.exact import Indices
    from asnrekrut.io import Cell

Wrong = tuple[str, Values]  # the code of what is wrong, and its values
EXACT_DIGITS = 15  # what Excel keeps of a number
_SCIENTIFIC = re.compile(r"[0-9]+(?:[.,][0-9]+E\+?|E\+)[0-9]{1,2}", re.IGNORECASE)
_POWER = re.compile(r"[0-9]E\+?[0-9]", re.IGNORECASE)  # what nothing scientific lacks


class Fault(Struct, frozen=True):
    """What is wrong with, or worth saying of, the i-th cell of a column (or all of it, from that cell on).

    A fault knows neither the place nor the name of its column; whoever reports it adds both.
    """

    index: int
    code: str
    values: Values

    @property
    def stops(self) -> bool:
        """Whether the cell cannot be used."""
        return self.code.startswith(Severity.STOPS.value)


def fault(index: int, code: str, **values: Value) -> Fault:
    """Make a fault; the keyword arguments fill the catalogue's wording."""
    return Fault(index, code, values)


class Cells(NamedTuple):
    """The different cells of a column in the order in which they come, and which of them stands in each row."""

    said: Sequence[Cell]
    which: NDArray[np.int32]

    def __repr__(self) -> str:
        return f"<Cells {len(self.said)}>"  # they may be names

    @property
    def each(self) -> list[Cell]:
        """The cell of every row."""
        if len(self.said) == len(self.which):
            return list(self.said)
        cells = np.empty(len(self.said), dtype=object)
        cells[:] = self.said
        found: list[Cell] = cells[self.which].tolist()
        return found

    def at(self, rows: Indices | Sequence[int]) -> Cells:
        """The cells of some rows."""
        which = self.which[rows]
        first = np.full(len(self.said), len(which), dtype=np.intp)
        first[which[::-1]] = np.arange(len(which) - 1, -1, -1)
        kept = np.argsort(first, kind="stable")[: int((first < len(which)).sum())]
        number = np.empty(len(self.said), dtype=np.int32)
        number[kept] = np.arange(len(kept))
        return Cells([self.said[k] for k in kept.tolist()], number[which])

    @property
    def filled(self) -> NDArray[np.bool_]:
        """Which rows are not blank."""
        return ~np.fromiter(map(blank, self.said), dtype=bool, count=len(self.said))[self.which]

    def rows(self, those: Iterable[int]) -> list[int]:
        """The rows in which one of these different cells stands."""
        wanted = list(those)
        found: list[int] = np.flatnonzero(np.isin(self.which, wanted)).tolist() if wanted else []
        return found

    def faults(self, wrong: Mapping[int, Wrong]) -> list[Fault]:
        """What is wrong with some of the different cells, in every row."""
        pairs = ((i, *wrong[int(self.which[i])]) for i in self.rows(wrong))
        return [Fault(i, code, dict(values)) for i, code, values in pairs]


def clean(cell: Cell) -> str:
    """A cell as text: invisible characters gone, blanks single, ``78,5`` without a useless ``,0``, ``7 Mei 2026``."""
    if isinstance(cell, str):
        return tidy(cell)
    if isinstance(cell, float):
        number = exact(cell)
        return show(number) if number.is_finite() else str(cell)
    if isinstance(cell, date) and not (isinstance(cell, datetime) and cell.time() != time.min):
        return show_date(cell)
    return str(cell)


def blank(cell: Cell) -> bool:
    """Whether nothing can be seen in a cell."""
    return isinstance(cell, str) and not tidy(cell)


def different(cells: Sequence[Cell]) -> Cells:
    """The different cells of a column; ``1``, ``1.0`` and true are three."""
    said, which = distinct(cells)
    return Cells(said, np.asarray(which, dtype=np.int32))


def tidy_already(cells: Sequence[Cell]) -> bool:
    """Whether a column holds nothing but texts that ``clean`` would leave as they are."""
    if set(map(type, cells)) - {str}:
        return False
    beside = f"|{'|'.join(cells)}|"
    return beside.isascii() and beside.isprintable() and not any(blank in beside for blank in ("  ", "| ", " |"))


def texts_of(cells: Sequence[Cell]) -> list[str]:
    """``clean`` for a whole column."""
    if tidy_already(cells):
        return list(cells)
    said, which = different(cells)
    texts = list(map(clean, said))
    return [texts[k] for k in which.tolist()]


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


def sound(cells: Sequence[Cell]) -> bool:
    """Whether every cell of a column is an identifier as it stands; a column of which this is not known has False."""
    beside = f"|{'|'.join(cells)}|" if tidy_already(cells) else "|'"
    return "|'" not in beside and not _POWER.search(beside)


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
