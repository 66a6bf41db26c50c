"""The table of a sheet: its header, its columns and its rows of data, and what must be said of how it was found."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from asnrekrut.findings import Finding, finding, spans
from asnrekrut.intake.cells import clean, different
from asnrekrut.intake.header_search import Names, header_at, key_column, likely, search
from asnrekrut.intake.headings import title
from asnrekrut.intake.row_words import has_digit
from asnrekrut.intake.rows import TALL, Kind, sort_rows
from asnrekrut.intake.table_notes import notes_about
from asnrekrut.notation import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from asnrekrut.findings import Place
    from asnrekrut.intake.header_search import Header
    from asnrekrut.intake.headings import Headings
    from asnrekrut.intake.needs import Need
    from asnrekrut.intake.rows import Rows
    from asnrekrut.io import Cell, Sheet

MOST = 20  # headings named in a message


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A header and its data rows.

    Attributes:
        headers: headings by column of the sheet, groups before columns (``SKB / WAWANCARA``); '' where there is none.
        rows: 0-based sheet rows that hold data.
        header_rows: 0-based sheet rows of the header.
        headings: the same headings, for looking up columns.
        asked: which key of the rules asks for a heading, in words.
        above: by column and data row, the sheet row that holds the cell where it is merged with the key.
        totals: sheet rows that say a total of the rows above them.
        notes: how the table was found and what was left out; whoever uses the table reports them.
    """

    sheet: Sheet
    headers: list[str]
    rows: list[int]
    header_rows: tuple[int, ...]
    headings: Headings
    asked: Mapping[str, str] = field(default_factory=dict)
    above: Mapping[int, Mapping[int, int]] = field(default_factory=dict)
    totals: Sequence[int] = ()
    notes: list[Finding] = field(default_factory=list)
    _columns: list[Sequence[Cell]] = field(default_factory=list, repr=False)
    _different: dict[int, tuple[Sequence[Cell], NDArray[np.int32]]] = field(default_factory=dict, repr=False)

    def column(self, index: int) -> list[Cell]:
        """The cells of one column, in the order of ``rows``."""
        cells = self.sheet.rows
        if not self._columns:  # all at once: a tenth of the time of one after the other
            self._columns.extend(zip_longest(*(cells[r] for r in self.rows), fillvalue=""))
        found = list(self._columns[index]) if index < len(self._columns) else [""] * len(self.rows)
        for k, row in self.above.get(index, {}).items():
            found[k] = cells[row][index]
        return found

    def different(self, index: int) -> tuple[Sequence[Cell], NDArray[np.int32]]:
        """The different cells of one column, and which of them stands in each row."""
        if index not in self._different:
            self._different[index] = different(self.column(index))
        return self._different[index]

    def only(self, rows: Sequence[int]) -> Table:
        """The same table with some of its data rows."""
        at = {self.rows.index(row): k for k, row in enumerate(rows)}
        above = {c: {at[k]: r for k, r in cells.items() if k in at} for c, cells in self.above.items()}
        return replace(self, rows=list(rows), above=above, _columns=[], _different={})

    def place(self, k: int, column: int = -1) -> Place:
        """The address of the k-th data row, or of a cell in it."""
        return self.sheet.place(self.rows[k], column)

    def holds(self, names: Iterable[str]) -> bool:
        """Whether every one of these headings is there, possibly several times."""
        return all(self.headings.match(name).columns for name in names)


def names_of(needs: Iterable[Need]) -> Names:
    """The headings that several sources want of the same sheet."""
    needs = list(needs)
    wanted: dict[str, str] = {}
    for need in needs:
        for name, asked in zip_longest(need.names, need.asked, fillvalue=""):
            wanted.setdefault(name, asked)
    extra = dict.fromkeys(name for need in needs for name in need.extra)
    keys = dict.fromkeys(need.key for need in needs)
    others = tuple(name for name in extra if name not in wanted)
    return Names(tuple(wanted), others, tuple(keys), tuple(wanted.values()))


def find_table(sheet: Sheet, names: Names, header_rows: Sequence[int] = ()) -> Table | Finding:
    """The table of a sheet, or why there is none.

    Args:
        names: the headings that the rules want.
        header_rows: where the rules say the header stands, 0-based; empty to have it searched.
    """
    header = _fixed(sheet, names, tuple(header_rows)) if header_rows else _searched(sheet, names)
    if isinstance(header, Finding):
        return header
    columns = {name: header.headings.match(name).columns for name in (*names.wanted, *names.extra)}
    wanted = frozenset(c for hits in columns.values() for c in hits)
    key = key_column(header, names)
    rows = sort_rows(sheet, header, key, wanted)
    if not rows.data:
        return _without_data(sheet, header, key)
    table = Table(
        sheet,
        [title(path) for path in header.headings.paths],
        rows.data,
        header.rows,
        header.headings,
        dict(zip(names.wanted, names.asked, strict=False)),
        _above(sheet, rows),
        rows.rest.get(Kind.TOTAL, ()),
    )
    table.notes.extend(notes_about(table, rows, columns, key))
    return table


def _without_data(sheet: Sheet, header: Header, key: int | None) -> Finding:
    """Why nothing stands below a header: the sheet was sorted with it, or there is nothing."""
    above = [r for r in range(header.rows[0] if header.rows else 0) if key is not None and key < len(sheet.rows[r])]
    data = [r for r in above if has_digit(clean(sheet.rows[r][key or 0])) and sum(c != "" for c in sheet.rows[r]) > 1]
    if len(data) < 2:  # noqa: PLR2004  (a letterhead may hold a number)
        return finding("E103", sheet.place())
    return finding("E115", sheet.place(header.rows[0]), baris=spans(header.rows), atas=spans(data))


def _searched(sheet: Sheet, names: Names) -> Header | Finding:
    found = search(sheet, names)
    if len(found) > 1:
        places = listed([f"baris {spans(header.rows)}" for header in found])
        return finding("E104", sheet.place(found[0].rows[0]), pilihan=places)
    return found[0] if found else likely(sheet, names)


def _fixed(sheet: Sheet, names: Names, rows: tuple[int, ...]) -> Header | Finding:
    """The header that the rules name, unless the headings stand elsewhere."""
    header = header_at(sheet, rows, names)
    missing = _missing(header, names)
    others = search(sheet, names) if missing else []
    better = [other for other in others if len(_missing(other, names)) < len(missing)]
    if len(missing) < len(names.wanted) and not better:
        return header
    hint = f" Judul itu ada di baris {spans(better[0].rows)}." if len(better) == 1 else ""
    lacking = listed([f'"{name}"' for name in missing], MOST)
    return finding("E105", sheet.place(rows[0]), baris=spans(rows), kolom=lacking, saran=hint)


def _missing(header: Header, names: Names) -> list[str]:
    return [name for name in names.wanted if not header.headings.match(name).columns]


def _above(sheet: Sheet, rows: Rows) -> dict[int, dict[int, int]]:
    """For rows over which a key is merged: the cells that are merged along with it, the key's own included."""
    if not rows.key_rows:
        return {}
    position = {r: k for k, r in enumerate(rows.data)}
    found: dict[int, dict[int, int]] = {}
    for first, left, last, _ in sheet.merged:
        for r in range(first + 1, min(last + 1, first + TALL)):
            if rows.key_rows.get(r, r) <= first and left < len(sheet.rows[first]):
                found.setdefault(left, {})[position[r]] = first
    return found


def find_column(table: Table, name: str) -> int | Finding:
    """The column with this heading or another usual name of it; a near heading is only suggested."""
    hits = table.headings.match(name).columns
    if len(hits) == 1:
        return hits[0]
    asked = table.asked.get(name) or "yang bersangkutan"
    if hits:
        where = [table.sheet.place(column=c).cell + f' "{table.headers[c]}"' for c in hits]
        place = table.sheet.place(table.header_rows[-1], hits[1])
        return finding("E102", place, kolom=name, ada=listed(where), kunci=asked)
    near = table.headings.suggestion(name)
    known = listed([f'"{heading}"' for heading in table.headings.known()], MOST)
    hint = f' Maksud Anda "{near}"?' if near else ""
    return finding("E101", table.sheet.place(), kolom=name, ada=known, saran=hint, kunci=asked)


def find_optional(table: Table, name: str) -> int | None:
    """The column with this heading or another usual name of it; None if there is none, or more than one."""
    hits = table.headings.match(name).columns
    return hits[0] if len(hits) == 1 else None
