"""Columns of dates: true dates, the usual Indonesian and English spellings, and Excel's bare serial numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from msgspec import Struct

from asnrekrut.core.exact import Exact
from asnrekrut.core.marks import State
from asnrekrut.intake.cells import Cells, Fault, Wrong, clean, fault
from asnrekrut.intake.columns import NumberColumn, Stretch
from asnrekrut.intake.number_cells import REMARK
from asnrekrut.notation import month_of, show_date

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from asnrekrut.findings import Values
    from asnrekrut.io import Cell

EARLIEST = 1930  # no applicant is older
_EPOCH = date(1899, 12, 30)  # Excel's day 0, right from 1 March 1900 on
_SERIALS = range(10_000, 100_000)  # years 1927 to 2173; never a bare year
_SWAPPED_FROM = 5, 3  # so many true dates and texts before their pattern is no chance
DAY_FIRST, MONTH_FIRST, EITHER = "hari", "bulan", "keduanya"  # what comes first in a text date
_TIME = re.compile(r"[ T]0?0[:.]00(?:[:.]00(?:\.0+)?)?$")
_NUMERIC = re.compile(r"([0-9]{1,2}) ?([/. -]) ?([0-9]{1,2}) ?\2 ?([0-9]{4}|[0-9]{2})")
_YEAR_FIRST = re.compile(r"([0-9]{4}) ?([/.-]) ?([0-9]{1,2}) ?\2 ?([0-9]{1,2})")
_IN_WORDS = re.compile(r"([0-9]{1,2})[ ./-]*([A-Za-z]+)[ ./-]*([0-9]{4}|[0-9]{2})")
_ENGLISH_ORDER = re.compile(r"([A-Za-z]+)\.? ([0-9]{1,2}),? ([0-9]{4})")
_BEFORE = re.compile(r"[^0-9A-Za-z]*[A-Za-z][^0-9]*(?<=[ ,;:/(])([0-9].*)")
_AFTER = re.compile(r"(.*?[0-9]{4})[ ,;:/(]+([^)]+)\)?")


class DateColumn(Struct, frozen=True):
    """A column of cells read as dates; None where a cell is blank or no date."""

    days: list[date | None]
    faults: list[Fault]


class Dates(NamedTuple):
    """Dates, as the days since the year 1.

    Attributes:
        year: the last that is plausible; a later date is doubted.
    """

    year: int

    def read(self, cells: Cells, _: Stretch | None = None, /) -> NumberColumn:
        """The days; INVALID where a cell is no date."""
        read = dates(cells, self.year)
        num = np.array([0 if day is None else day.toordinal() for day in read.days], dtype=np.int64)
        unread = np.where([clean(cells.said[k]) == "" for k in cells.which[num == 0]], State.BLANK, State.INVALID)
        states = np.zeros(len(num), dtype=np.int8)
        states[num == 0] = unread
        return NumberColumn(Exact(num), states, read.faults)


def dates(cells: Cells, year: int) -> DateColumn:
    """Read the cells of one sheet as dates, a later one than of that year with a doubt."""
    said, which = cells
    bare = [_without_place(cell) for cell in said]
    looks = [_look(cell) for cell in bare]
    rows, orders = which.tolist(), defaultdict[str, list[int]](list)
    for i, order in enumerate(np.array([_order(cell) for cell in bare], dtype=object)[which].tolist() if said else ()):
        orders[order].append(i)
    written = [bare[k] for k in rows]
    days = [read if isinstance(read := looks[k], date) else None for k in rows]
    faults = [Fault(i, *read) for i, k in enumerate(rows) if isinstance(read := looks[k], tuple)]
    faults += _read_serials(written, days, [i for i, k in enumerate(rows) if isinstance(looks[k], int)], year)
    faults += _mixed_orders(written, orders)
    faults += [
        Fault(i, "P202", {"rincian": f'"{clean(written[i])}"', "awal": EARLIEST, "tahun": year})
        for i, found in enumerate(days)
        if found is not None and not EARLIEST <= found.year <= year
    ]
    return DateColumn(days, faults)


def _without_place(cell: Cell) -> Cell:
    """A cell without the place of birth before its date: ``Contoh, 25-12-1986``."""
    text = clean(cell) if isinstance(cell, str) else ""
    match = _BEFORE.fullmatch(text) if len(text) <= REMARK else None
    return match[1] if match and isinstance(_look(match[1]), date) else cell


def day(cell: Cell) -> date | None:
    """The date of a single cell that says so by itself; None for a blank, a serial number and anything else."""
    read = _look(cell)
    return read if isinstance(read, date) else None


def _look(cell: Cell) -> date | int | Wrong | None:
    """One cell: its date, what may be a serial number, what is wrong with it; None if it is blank."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = clean(cell).removeprefix("'")
    if text == "":
        return None
    if not isinstance(cell, bool) and re.fullmatch(r"[0-9]{5}", text) and int(text) in _SERIALS:
        return int(text)
    return _of_text(_TIME.sub("", text))


def _of_text(text: str) -> date | Wrong:
    if match := _NUMERIC.fullmatch(text):
        return _checked(text, match[4], int(match[3]), int(match[1]))
    if match := _YEAR_FIRST.fullmatch(text):
        return _checked(text, match[1], int(match[3]), int(match[4]))
    if (match := _IN_WORDS.fullmatch(text)) and (month := month_of(match[2])):
        return _checked(text, match[3], month, int(match[1]))
    if (match := _ENGLISH_ORDER.fullmatch(text)) and (month := month_of(match[1])):
        return _checked(text, match[3], month, int(match[2]))
    return _two_facts(text) or _unreadable(text, "", _eight_digits(text))


def _checked(text: str, year: str, month: int, number: int) -> date | Wrong:
    """The date, or why it is none."""
    if len(year) < 4:  # noqa: PLR2004  (digits of a year)
        return _unreadable(text, ": tahunnya hanya dua digit")
    found = _date(int(year), month, number)
    if found is not None:
        return found
    if month > 12 and (turned := _date(int(year), number, month)):  # noqa: PLR2004  (months)
        return _unreadable(text, ": bulannya tidak mungkin, agaknya tertulis bulan/hari", show_date(turned))
    return _unreadable(text, ": tanggal itu tidak ada dalam kalender")


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def _unreadable(text: str, reason: str, guess: str = "") -> Wrong:
    return "E209", {"isi": text, "sebab": reason, "dugaan": f" Mungkin maksudnya {guess}." if guess else ""}


def _eight_digits(text: str) -> str:
    """What ``17081995`` or ``19950817`` was probably meant to be; '' if nothing or not clear."""
    if not re.fullmatch(r"[0-9]{8}", text):
        return ""
    found = [
        _date(int(text[4:]), int(text[2:4]), int(text[:2])),
        _date(int(text[:4]), int(text[4:6]), int(text[6:])),
    ]
    known = [d for d in found if d is not None and d.year >= EARLIEST]
    return show_date(known[0]) if len(known) == 1 else ""


def _two_facts(text: str) -> Wrong | None:
    """A remark behind the date; prose is not searched, as that would take long."""
    match = _AFTER.fullmatch(text) if len(text) <= REMARK else None
    if match is None or not isinstance(day(match[1]), date):
        return None
    return "E211", {"isi": text, "bagian": f'"{match[1].strip()}" dan "{match[2].strip()}"'}


def _read_serials(cells: Sequence[Cell], days: list[date | None], serials: list[int], year: int) -> list[Fault]:
    """Put serial numbers into ``days`` where they can be birth dates, or stand among dates; the note that says so."""
    among_dates = any(found is not None for found in days)
    faults, taken = [], []
    for i in serials:
        text = clean(cells[i]).removeprefix("'")
        found = _EPOCH + timedelta(int(text))
        if among_dates or EARLIEST <= found.year <= year:
            days[i] = found
            taken.append(i)
        else:
            faults.append(Fault(i, *_unreadable(text, "")))
    if taken:
        first = days[taken[0]] or _EPOCH
        example, read = clean(cells[taken[0]]), show_date(first)
        faults.append(fault(taken[0], "I203", jumlah=len(taken), contoh=example, baca=read))
    return faults


def _mixed_orders(cells: Sequence[Cell], orders: Mapping[str, list[int]]) -> list[Fault]:
    """Whether day and month may have changed places: in the text itself, or by Excel for those it understood."""
    day_first, month_first, either = (orders.get(one, []) for one in (DAY_FIRST, MONTH_FIRST, EITHER))
    if month_first and (day_first or either):
        doubtful = f', misalnya "{clean(cells[either[0]])}",' if either else ""
        counts: Values = {"terbalik": len(month_first), "biasa": len(day_first)}
        example, unclear = clean(cells[month_first[0]]), f"{len(either)} tanggal{doubtful}"
        return [fault(month_first[0], "E214", contoh=example, kabur=unclear, **counts)]
    read = [] if day_first else [(i, found) for i in either if (found := day(cells[i]))]
    if read:
        first, found = read[0]
        return [fault(first, "I204", jumlah=len(read), contoh=clean(cells[first]), baca=show_date(found))]
    true = [i for i, cell in enumerate(cells) if isinstance(cell, date)]
    dates_, texts = _SWAPPED_FROM
    enough = len(true) >= dates_ and len(day_first) >= texts and not either
    if enough and all(cells[i].day <= 12 for i in true):  # noqa: PLR2004  (months)
        return [fault(true[0], "P205", jumlah=len(true), teks=len(day_first), contoh=clean(cells[day_first[0]]))]
    return []


def _order(cell: Cell) -> str:
    """What a text date says of the order of day and month; '' for nothing."""
    match = _NUMERIC.fullmatch(_TIME.sub("", clean(cell).removeprefix("'"))) if isinstance(cell, str) else None
    if match is None:
        return ""
    first, second = int(match[1]), int(match[3])
    if max(first, second) <= 12:  # noqa: PLR2004  (months)
        return EITHER if first != second else ""
    return MONTH_FIRST if first <= 12 < second <= 31 else DAY_FIRST  # noqa: PLR2004  (months, days)
