"""From a cell to a number, a date, an identifier or a state. Nothing is guessed: what is unclear gets a code.

Readers return ``(value, code, details)``-like results without places; the caller knows where the cell stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.exact import Exact
from asnrekrut.marks import State
from asnrekrut.notation import MONTHS, show

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from asnrekrut.io import Cell
    from asnrekrut.marks import States

EXACT_DIGITS = 15  # what Excel keeps of a number
# Control characters, soft hyphens, zero-width and direction marks; tabs and line ends count as blanks.
_INVISIBLE = {
    code: None
    for first, last in ((0, 8), (14, 27), (127, 132), (134, 159), (0xAD, 0xAD), (0x200B, 0x200F), (0x202A, 0x202E))
    for code in range(first, last + 1)
} | dict.fromkeys([*range(0x2060, 0x2070), 0xFEFF])
_WHOLE = re.compile(r"[+-]?\d{1,15}")
_COMMA = re.compile(r"([+-]?(?:\d{1,12}|\d{1,3}(?:\.\d{3})+)),(\d{1,9})")
_POINT = re.compile(r"([+-]?\d{1,12})\.(\d{1,9})")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+")
_DAY_FIRST = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_IN_WORDS = re.compile(r"(\d{1,2})[ -]([A-Za-z]+)[ -](\d{4})")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the i-th cell of a column."""

    index: int
    code: str
    values: dict[str, object]


def clean(cell: Cell) -> str:
    """A cell as text: invisible characters gone, blanks single, numbers with a decimal comma and no useless ``,0``."""
    if isinstance(cell, str):
        return " ".join(cell.translate(_INVISIBLE).split())
    if isinstance(cell, float):
        return show(Decimal(repr(cell)))
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return str(cell.date())
    return str(cell)


def folded(cell: Cell) -> str:
    """Text for comparing: cleaned, without regard to case."""
    return clean(cell).casefold()


def identifier(cell: Cell) -> tuple[str, str | None]:
    """A participant number or code as text, and the code of a finding if it was stored as a number."""
    if isinstance(cell, str):
        return clean(cell).removeprefix("'"), None
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        whole = float(cell).is_integer() and abs(cell) < 10**EXACT_DIGITS
        return clean(cell), "P201" if whole else "E205"
    return clean(cell), "E205"


@dataclass(frozen=True, slots=True)
class NumberColumn:
    """A column of cells read as numbers; values are zero where the state is not KNOWN."""

    values: Exact
    states: States
    faults: list[Fault]


def numbers(cells: Sequence[Cell], decimals: int, words: Mapping[str, State]) -> NumberColumn:
    """Read cells as decimals with at most so many places.

    A float x stands for the integer n = rint(x·10^d) over 10^d exactly if n / 10^d, which IEEE division rounds
    correctly, gives x back and n has at most 15 digits: then no other decimal of that length is as near to x. All
    other cells are looked at one by one.
    """
    n, power = len(cells), 10**decimals
    floats = np.fromiter((c if type(c) in (float, int) else np.nan for c in cells), np.float64, n)
    with np.errstate(invalid="ignore", over="ignore"):
        scaled = np.rint(floats * power)
        certain = (scaled / power == floats) & (np.abs(scaled) < 10**EXACT_DIGITS)
    num = np.where(certain, scaled, 0).astype(np.int64)
    states = np.zeros(n, dtype=np.int8)
    faults = []
    for i in np.flatnonzero(~certain).tolist():
        outcome = number(cells[i], decimals, words)
        if isinstance(outcome, State):
            states[i] = outcome
        elif isinstance(outcome, Decimal):
            num[i] = int(outcome.scaleb(decimals))
        else:
            states[i] = State.INVALID
            faults.append(Fault(i, *outcome))
    return NumberColumn(Exact(num, power), states, faults)


def number(cell: Cell, decimals: int, words: Mapping[str, State]) -> Decimal | State | tuple[str, dict[str, object]]:
    """One cell: its exact number, its state, or the code and details of what is wrong."""
    text = clean(cell)
    if isinstance(cell, bool) or not isinstance(cell, (str, int, float)):
        return "E201", {"isi": text}
    state = State.BLANK if text == "" else words.get(folded(text))
    if state is not None:
        return state
    value = _decimal(text) if isinstance(cell, str) else Decimal(repr(cell))
    if value is None:
        return "E204" if _THOUSANDS.fullmatch(text) else "E201", {"isi": text}
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > decimals:
        return "E203", {"isi": show(value), "desimal": decimals}
    return value if value.adjusted() < EXACT_DIGITS else ("E201", {"isi": text})


def _decimal(text: str) -> Decimal | None:
    """A number written as text: decimal comma, or a decimal point that cannot be a thousands mark."""
    if _WHOLE.fullmatch(text):
        return Decimal(text)
    if comma := _COMMA.fullmatch(text):
        return Decimal(f"{comma[1].replace('.', '')}.{comma[2]}")
    if _THOUSANDS.fullmatch(text):
        return None  # 1.234 may be a thousand or a little over one
    if point := _POINT.fullmatch(text):
        return Decimal(f"{point[1]}.{point[2]}")
    return None


def day(cell: Cell) -> date | None:
    """A date from a true date or from the usual Indonesian spellings; None if it is neither."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = clean(cell)
    if match := _DAY_FIRST.fullmatch(text):
        return _date(int(match[3]), int(match[2]), int(match[1]))
    if match := _YEAR_FIRST.fullmatch(text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := _IN_WORDS.fullmatch(text):
        months = [i for i, month in enumerate(MONTHS, 1) if month.casefold() == match[2].casefold()]
        return _date(int(match[3]), months[0], int(match[1])) if months else None
    return None


def _date(year: int, month: int, number_of_day: int) -> date | None:
    try:
        return date(year, month, number_of_day)
    except ValueError:
        return None
