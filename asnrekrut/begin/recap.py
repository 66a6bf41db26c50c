"""A finished recap as an office keeps it: its table, and what each of its columns is."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from asnrekrut.comparison.headings import (
    BIRTH,
    FORMATION,
    NAME,
    NO_MARK,
    NUMBER,
    OUTCOME,
    QUOTA,
    RANK,
    TOTAL,
    column,
    every_heading,
    preference,
    words,
)
from asnrekrut.comparison.listing import figure
from asnrekrut.errors import UsageError
from asnrekrut.findings import Finding, Severity, spans
from asnrekrut.intake.cells import clean, identifier
from asnrekrut.intake.header_search import SEARCHED, Names
from asnrekrut.intake.headings import normal
from asnrekrut.intake.tables import find_table
from asnrekrut.io import Reading
from asnrekrut.readers.base import UNCOMPUTED

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from asnrekrut.findings import Place
    from asnrekrut.intake.tables import Table
    from asnrekrut.io import Sheet

FEWEST = 3  # people of a recap from which rules can be told
NOT_COMPUTED = "rumusnya belum mempunyai hasil; buka dan simpan berkas itu di Excel, lalu ulangi"
NUMERIC = Fraction(1, 2)  # of the filled cells of a column of marks that must be numbers
_PERCENT = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,3})?)\s*%")
_MOST = re.compile(r"(?:maks\w{0,6}|max)\W{0,3}([0-9]{1,4})|\(?0\s*[-–]\s*([0-9]{1,4})\)?", re.IGNORECASE)


@dataclass(frozen=True, eq=False)
class Recap:
    """The table of a recap.

    Attributes:
        others: sheets of the same workbook that look like recaps too, and are not read.
    """

    table: Table
    others: tuple[str, ...] = ()

    @property
    def place(self) -> Place:
        """Where its header stands."""
        return self.table.sheet.place(self.table.header_rows[0])

    def cell(self, column: int, k: int | None = None) -> str:
        """The address of a heading, or of the cell of a person."""
        if k is not None:
            return self.table.place(k, column).cell
        return self.table.sheet.place(self.table.header_rows[-1], column).cell

    @cached_property
    def roles(self) -> dict[str, int]:
        """The column of each kind, where there is one."""
        kinds = (NUMBER, NAME, FORMATION, QUOTA, BIRTH, RANK, OUTCOME)
        found = {kind: c for kind in kinds if (c := column(self.table, kind)) is not None}
        if FORMATION in found and not self._parts_people(found[FORMATION]):
            del found[FORMATION]
        return found

    def _parts_people(self, at: int) -> bool:
        """Whether a column tells groups of people apart, rather than every one of them."""
        cells = [clean(cell) for cell in self.table.column(at)]
        return all(cells) and len(set(cells)) <= max(1, len(cells) // 2)

    @cached_property
    def figures(self) -> dict[int, list[Fraction | None]]:
        """Every column of figures, as numbers; None where a cell holds none."""
        taken = set(self.roles.values())
        found = {}
        for c, heading in enumerate(self.table.headers):
            if c in taken or preference(heading, NO_MARK) is not None:
                continue
            cells = self.table.column(c)
            values = [figure(cell) for cell in cells]
            filled = sum(cell != "" for cell in cells)
            if filled >= FEWEST and sum(v is not None for v in values) >= NUMERIC * filled:
                found[c] = values
        return found

    @cached_property
    def people(self) -> list[str]:
        """The number of everyone; one by the row where the recap has none."""
        if NUMBER in self.roles:
            return [identifier(cell)[0] for cell in self.table.column(self.roles[NUMBER])]
        return [f"B-{row + 1:04}" for row in self.table.rows]

    @cached_property
    def names(self) -> list[str]:
        """The name of everyone; the number where the recap has none."""
        if NAME not in self.roles:
            return self.people
        return [
            clean(cell) or number for cell, number in zip(self.table.column(self.roles[NAME]), self.people, strict=True)
        ]

    def heading(self, column: int) -> str:
        """A heading without its percentage and range, as a name of what stands below."""
        text = _MOST.sub(" ", _PERCENT.sub(" ", self.table.headers[column]))
        return " ".join(re.sub(r"\(\s*\)|[/:*=]\s*$", " ", text).split()).strip(" /-–()") or self.table.headers[column]

    def percent(self, column: int) -> Fraction | None:
        """The percentage that stands in a heading."""
        found = _PERCENT.search(self.table.headers[column])
        return Fraction(found[1].replace(",", ".")) if found else None

    def most(self, column: int) -> int | None:
        """The highest mark that a heading names."""
        found = _MOST.search(self.table.headers[column])
        return int(found[1] or found[2]) if found else None

    def is_total(self, column: int) -> bool:
        """Whether a heading says that it is a total."""
        return preference(self.table.headers[column], TOTAL) is not None

    def preferred(self, columns: Sequence[int]) -> int | None:
        """Of several totals the one with the most telling heading, then the last."""
        places = {c: place for c in columns if (place := preference(self.table.headers[c], TOTAL)) is not None}
        return min(places, key=lambda c: (places[c], -c), default=None)

    @cached_property
    def letterhead(self) -> list[str]:
        """The texts above the table."""
        rows = self.table.sheet.rows[: self.table.header_rows[0]]
        return [text for row in rows for cell in row if isinstance(cell, str) and (text := clean(cell))]


def read_recap(path: Path) -> Recap:
    """The recap of a workbook: the table with the most figures of people.

    Raises:
        UsageError: the workbook cannot be read, or nothing in it is a recap; the text says why.
    """
    if not path.is_file():
        raise UsageError(f"tidak ada berkas {path}")
    sheets, faults = Reading(path.parent, [path.name]).take()
    stops = [one.message for one in faults if one.severity is Severity.STOPS]
    if path.name not in sheets:
        raise UsageError(f"{path.name} tidak dapat dibaca: {' '.join(stops)}")
    looked = [(sheet, _recap(sheet)) for sheet in sheets[path.name] if not sheet.hidden and any(sheet.rows)]
    found = [recap for _, recap in looked if isinstance(recap, Recap)]
    if not found:
        why = "; ".join(f"{sheet.name or 'isinya'}: {reason}" for sheet, reason in looked) or "tidak ada isi"
        raise UsageError(f"{path.name} tidak dikenali sebagai rekap nilai ({why})")
    best = max(found, key=lambda recap: len(recap.figures) * len(recap.people))
    return replace(best, others=tuple(one.table.sheet.name for one in found if one is not best))


def _recap(sheet: Sheet) -> Recap | str:
    """The recap of a sheet, or why it is none."""
    own = [_written(sheet, kind) for kind in (NUMBER, NAME)]
    wanted = tuple(name for name in own if name)
    if not wanted:
        return "tidak ada kolom nomor peserta atau nama"
    table = find_table(sheet, Names(wanted, every_heading(), wanted[:1]))
    if isinstance(table, Finding):
        return table.message
    doubtful = [one.message for one in table.notes if one.severity is Severity.STOPS]
    if doubtful:
        return " ".join(doubtful)
    recap = Recap(table)
    without = NOT_COMPUTED if uncomputed(sheet) else "tidak ada kolom nilai berisi angka"
    return _not_people(recap) or (recap if recap.figures else without)


def _not_people(recap: Recap) -> str:
    """Why the rows cannot be told apart as people; '' if they can."""
    if len(recap.people) < FEWEST:
        return f"hanya {len(recap.people)} orang"
    nameless = [recap.table.rows[k] for k, one in enumerate(recap.people) if not one]
    if nameless:
        return f"baris {spans(nameless)} tanpa nomor"
    doubled = next((one for one, count in Counter(recap.people).items() if count > 1), "")
    return f'nomor "{doubled}" tercantum dua kali' if doubled else ""


def uncomputed(sheet: Sheet) -> bool:
    """Whether formulas of a sheet have no stored result, as programs write them that do not compute."""
    return UNCOMPUTED in sheet.broken.values()


def _written(sheet: Sheet, kind: str) -> str:
    """The usual heading of a kind that stands somewhere in the first rows; '' for none."""
    known = {normal(word): word for word in reversed(words()[kind])}
    texts = {normal(clean(cell)) for row in sheet.rows[:SEARCHED] for cell in row if isinstance(cell, str)}
    return next((word for name, word in known.items() if name in texts), "")
