"""The table of a sheet: its header, its columns and its rows of data, and what is reported of how it was found."""

from __future__ import annotations

import re
from array import array
from itertools import zip_longest
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from asnrekrut.findings import Finding, Place, column_letters, finding, spans
from asnrekrut.intake import row_labels as labels
from asnrekrut.intake.cells import Cells, clean
from asnrekrut.intake.column_names import Headings, title
from asnrekrut.intake.data_rows import TALL, Kind, Rows, sort_rows
from asnrekrut.intake.header_rows import Header, Names, header_at, key_column, likely, search
from asnrekrut.intake.row_labels import has_digit
from asnrekrut.notation import listed, show_count
from asnrekrut.readers.content import UNCOMPUTED
from asnrekrut.short_repr import ShortRepr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from asnrekrut.intake.needs import Need
    from asnrekrut.io import Cell, Sheet


MOST, MOST_KNOWN = 10, 20  # columns, and headings, named in a message
NOTES, QUOTED = 3, 60  # notes quoted in a message, and letters of each
_LEFT_OUT = {
    Kind.OTHER_HEADER: "E109",
    Kind.UNCLEAR: "E112",
    Kind.SUBHEADS: "E113",
    Kind.LOST: "E114",
    Kind.TOTAL: "I106",
    Kind.OUTSIDE: "I107",
    Kind.CONTINUED: "I108",
}
_DIGITS = re.compile(r"[0-9]{1,3}")
_DECIMAL = re.compile(r"[0-9]+[.,][0-9]+")
_WHOLE = re.compile(r"[0-9]{1,6} [0-9]{1,3}")


class Table(ShortRepr, Struct, frozen=True, eq=False):
    """A header and its data rows.

    Attributes:
        headers: headings by column of the sheet, groups before columns (``SKB / WAWANCARA``); '' where there is none.
        rows: 0-based sheet rows that hold data.
        header_rows: 0-based sheet rows of the header.
        headings: the same headings, for looking up columns.
        asked: which key of the rules asks for a heading, in words.
        above: by column and data row, the sheet row that holds the cell where it is merged with the key.
        totals: sheet rows that say a total of the rows above them.
        fault: why there is no table; None for one that can be read.
        notes: how the table was found and what was left out; whoever uses the table reports them.
    """

    sheet: Sheet
    headers: list[str]
    rows: Sequence[int]
    header_rows: tuple[int, ...]
    headings: Headings
    asked: Mapping[str, str] = field(default_factory=dict)
    above: Mapping[int, Mapping[int, int]] = field(default_factory=dict)
    totals: Sequence[int] = ()
    notes: list[Finding] = field(default_factory=list)
    fault: Finding | None = None
    _different: dict[int | None, Cells] = field(default_factory=dict)

    def column(self, index: int | None) -> list[Cell]:
        """The cells of one column, in the order of ``rows``; blank ones where there is no such column."""
        return self.different(index).each

    def fields(self, headings: Mapping[str, str]) -> dict[str, list[Cell]]:
        """The cells under some headings, by a name for each; blank ones where a heading is not there exactly once."""
        return {name: self.column(self.at(heading)) for name, heading in headings.items()}

    def different(self, index: int | None) -> Cells:
        """The different cells of one column."""
        if index not in self._different:
            said, which = self.sheet.rows.different(index)
            rows = np.array(self.rows, dtype=np.intp)
            for k, row in self.above.get(index, {}).items() if index is not None else ():
                rows[k] = row
            self._different[index] = Cells(said, np.asarray(which, dtype=np.int32)).at(rows)
        return self._different[index]

    def formulas(self, index: int | None) -> list[str]:
        """The formula of every data row in one column, see ``io.Sheet.formulas``; '' for none."""
        by_form = self.sheet.formulas.get(-1 if index is None else index, {})
        found = {row: form for form, rows in by_form.items() for row in rows}
        return [found.get(row, "") for row in self.rows]

    def only(self, rows: Sequence[int]) -> Table:
        """The same table with some of its data rows."""
        kept = {row: k for k, row in enumerate(rows)}
        at = {k: kept[row] for k, row in enumerate(self.rows) if row in kept}
        above = {c: {at[k]: r for k, r in cells.items() if k in at} for c, cells in self.above.items()}
        return replace(self, rows=rows, above=above, _different={})

    def place(self, k: int, column: int | None = None) -> Place:
        """The address of the k-th data row, or of a cell in it."""
        return self.sheet.place(self.rows[k], -1 if column is None else column)

    def head(self, column: int = -1) -> Place:
        """The address of the header, or of a heading in it."""
        return self.sheet.place(self.header_rows[-1], column)

    def at(self, name: str) -> int | None:
        """The column with this heading or another usual name of it; None if there is none, or more than one."""
        hits = self.headings.match(name).columns
        return hits[0] if len(hits) == 1 else None

    def missing(self, name: str) -> Finding:
        """Why there is no such column; a near heading is only suggested."""
        hits, asked = self.headings.match(name).columns, self.asked.get(name) or "yang bersangkutan"
        if hits:
            where = [self.sheet.place(column=c).cell + f' "{self.headers[c]}"' for c in hits]
            return finding("E102", self.head(hits[1]), kolom=name, ada=listed(where), kunci=asked)
        near = self.headings.suggestion(name)
        known = listed([f'"{heading}"' for heading in self.headings.known()], MOST_KNOWN)
        hint = f' Maksud Anda "{near}"?' if near else ""
        return finding("E101", self.sheet.place(), kolom=name, ada=known, saran=hint, kunci=asked)

    def broken(self, column: int) -> dict[int, Finding]:
        """The findings of a column's error values and uncomputed formulas, by data row."""
        errors = self.sheet.broken
        found = ((k, errors.get((row, column))) for k, row in enumerate(self.rows if errors else ()))
        return {k: _broken(error, self.place(k, column)) for k, error in found if error is not None}

    def holds(self, names: Iterable[str]) -> bool:
        """Whether every one of these headings is there, possibly several times."""
        return self.fault is None and all(self.headings.match(name).columns for name in names)


def _broken(error: str, place: Place) -> Finding:
    return finding("E207", place) if error == UNCOMPUTED else finding("E206", place, isi=error)


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


def find_table(sheet: Sheet, names: Names, header_rows: Sequence[int] = ()) -> Table:
    """The table of a sheet; one with a fault where there is none.

    Args:
        names: the headings that the rules want.
        header_rows: where the rules say the header stands, 0-based; empty to have it searched.
    """
    header = _fixed(sheet, names, tuple(header_rows)) if header_rows else _searched(sheet, names)
    if isinstance(header, Finding):
        return Table(sheet, [], [], (), Headings((), names.wanted), fault=header)
    columns = {name: header.headings.match(name).columns for name in (*names.wanted, *names.extra)}
    wanted = frozenset(c for hits in columns.values() for c in hits)
    key = key_column(header, names)
    rows = sort_rows(sheet, header, key, wanted)
    table = Table(
        sheet,
        [title(path) for path in header.headings.paths],
        array("i", rows.data),  # (a tenth of what a list of them takes)
        header.rows,
        header.headings,
        dict(zip(names.wanted, names.asked, strict=False)),
        _above(sheet, rows),
        rows.rest.get(Kind.TOTAL, ()),
    )
    if not rows.data:
        return Table(sheet, [], [], (), Headings((), names.wanted), fault=_without_data(table, key, bool(wanted)))
    table.notes.extend(notes_about(table, rows, columns, key))
    return table


def _without_data(table: Table, key: int | None, headed: bool) -> Finding:
    """Why nothing stands below a header: the sheet was sorted with it, there is nothing, or it is something else.

    Args:
        headed: whether anything that is wanted stands in the header.
    """
    sheet, header = table.sheet, table.header_rows
    above = [r for r in range(header[0] if header else 0) if key is not None and key < len(sheet.rows[r])]
    data = [r for r in above if has_digit(clean(sheet.rows[r][key or 0])) and sum(c != "" for c in sheet.rows[r]) > 1]
    if len(data) > 1:  # (a letterhead may hold a number)
        return finding("E115", sheet.place(header[0]), baris=spans(header), atas=spans(data))
    if not headed and table.asked and table.headings.known():
        return table.missing(next(iter(table.asked)))
    return finding("E103", sheet.place())


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
    lacking = listed([f'"{name}"' for name in missing], MOST_KNOWN)
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


def notes_about(table: Table, rows: Rows, columns: Mapping[str, tuple[int, ...]], key: int | None) -> Iterator[Finding]:
    """Everything worth reporting about a table.

    Args:
        rows: all rows under its header.
        columns: by wanted heading, the columns it means.
        key: the column that tells the rows apart.
    """
    yield from _header(table)
    for kind, some in rows.rest.items():
        yield _left_out(table, kind, some)
    yield from _hidden(table, columns)
    yield from _untitled(table)
    yield from _empty(table, columns)
    yield from _covered(table, columns)
    if table.sheet.delimiter == ",":
        wanted = {hits[0] for hits in columns.values() if len(hits) == 1} - {key}
        yield from _split(table, sorted(wanted))


def aliases_used(table: Table, need: Need) -> Iterator[Finding]:
    """The columns that were found only by another usual name."""
    for name in (*need.names, *need.extra):
        match = table.headings.match(name)
        if match.alias and len(match.columns) == 1:
            yield finding("I104", table.head(match.columns[0]), judul=table.headers[match.columns[0]], kolom=name)


def _header(table: Table) -> Iterator[Finding]:
    """Where the header is, unless it is simply the first row."""
    if table.header_rows == (0,):
        return
    above = [r for r in range(table.header_rows[0]) if any(clean(cell) for cell in table.sheet.rows[r])]
    unread = f"; baris {spans(above)} di atasnya tidak dibaca" if above else ""
    rows = table.header_rows
    yield finding("I101", table.sheet.place(rows[0]), baris=spans(rows), atas=unread)


def _left_out(table: Table, kind: Kind, rows: list[int]) -> Finding:
    """What rows of one kind are, which are not read."""
    sheet_rows = [table.sheet.rows[r] for r in rows]
    texts = [f'"{text[:QUOTED]}"' for row in sheet_rows if (text := " ".join(filter(None, map(clean, row))))]
    said = f" ({listed(texts, NOTES)})" if kind is Kind.OUTSIDE else ""
    words = {"baris": spans(rows), "sebab": kind.value + said, "kepala": spans(table.header_rows)}
    return finding(_LEFT_OUT.get(kind, "I105"), table.sheet.place(rows[0]), **words)


def _hidden(table: Table, columns: Mapping[str, tuple[int, ...]]) -> Iterator[Finding]:
    sheet = table.sheet
    rows = sheet.hidden_rows.intersection((*table.rows, *table.header_rows)) if sheet.hidden_rows else ()
    if rows:
        yield finding("P101", sheet.place(min(rows)), baris=spans(rows))
    hidden = sorted({c for cs in columns.values() for c in cs if c in sheet.hidden_columns})
    if hidden:
        names = listed([f'{column_letters(c)} "{table.headers[c]}"' for c in hidden], MOST)
        yield finding("P102", sheet.place(column=hidden[0]), kolom=names)


def _covered(table: Table, columns: Mapping[str, tuple[int, ...]]) -> Iterator[Finding]:
    """Cells that are read though a merged area hides them: the sheet shows one mark, the file holds several."""
    read = {c for cs in columns.values() for c in cs}
    rows, cells = set(table.rows), table.sheet.rows
    for first, left, last, right in table.sheet.merged:
        for r in sorted(rows.intersection(range(first, last + 1))):
            hidden = [c for c in range(left, right + 1) if c in read and (r, c) != (first, left) and c < len(cells[r])]
            for c in (c for c in hidden if clean(cells[r][c]) not in {"", clean(cells[first][left])}):
                over = table.sheet.place(first, left).cell
                yield finding("P106", table.sheet.place(r, c), isi=clean(cells[r][c]), sel=over)


def _untitled(table: Table) -> Iterator[Finding]:
    """Columns that hold data but have no heading: nobody can ask for them, and a heading may have slipped."""
    columns = range(len(table.sheet.rows.columns))
    untitled = [c for c in columns if c >= len(table.headers) or not table.headers[c]]
    filled = [c for c in untitled if any(map(clean, table.sheet.rows.columns[c][0]))]
    found = [c for c in filled if any(map(clean, table.different(c).said))]
    long = list(_too_long(table)) if table.sheet.delimiter == "," else []
    yield from long
    if found and not long:
        letters = listed([column_letters(c) for c in found], MOST)
        yield finding("I109", table.sheet.place(column=found[0]), kolom=letters)


def _too_long(table: Table) -> Iterator[Finding]:
    """Rows of a text file with more cells than its header, or digits beyond its last heading.

    An unquoted decimal comma has split a mark. A comma that ends every row alike has not.
    """
    titled = 1 + max(c for c, heading in enumerate(table.headers) if heading)
    widths = table.sheet.rows.widths
    wide, usual = max(widths[r] for r in table.header_rows), min(widths[r] for r in table.rows)
    for r in table.rows if len(table.sheet.rows.columns) > titled else ():
        row = table.sheet.rows[r]
        beyond = [cell for cell in map(clean, row[titled:]) if cell]
        longer = len(row) > wide and (len(row) > usual or beyond)
        digits = beyond and _DIGITS.fullmatch(beyond[0]) and not _DECIMAL.fullmatch(clean(row[titled - 1]))
        if longer or digits:
            yield finding("E110", table.sheet.place(r, titled), isi=beyond[0] if beyond else "", judul=titled)


def _split(table: Table, wanted: Sequence[int]) -> Iterator[Finding]:
    """Digits in a column that nobody asks for, right of the marks: decimals of a mark without quotation marks.

    A column of remarks holds none; any other counts only if it is blank but for a few digits beside whole numbers.
    """
    remarks_ = [c for c, heading in enumerate(table.headers) if labels.REMARK.match(heading)]
    for column in range(min(wanted, default=len(table.headers)) + 1, len(table.headers)):
        before, heading = column - 1, table.headers[column]
        if column in wanted or not heading or before not in (*wanted, *remarks_):
            continue
        pairs = [(clean(a), clean(b)) for a, b in zip(table.column(before), table.column(column), strict=True)]
        filled = [k for k, (_, cell) in enumerate(pairs) if cell]
        digits = [k for k in filled if _DIGITS.fullmatch(pairs[k][1]) and not _DECIMAL.fullmatch(pairs[k][0])]
        alone = len(filled) < len(pairs) and all(_WHOLE.fullmatch(" ".join(pairs[k])) for k in filled)
        serial = [cell.lstrip("0") for _, cell in pairs] == [str(n + 1) for n in range(len(pairs))]
        short = [k for k, r in enumerate(table.rows) if table.sheet.rows.widths[r] <= column]
        if digits and short and column not in remarks_:
            for k in short:
                yield finding("E119", table.place(k), ada=table.sheet.rows.widths[table.rows[k]], harap=column + 1)
        elif digits and not serial and (column in remarks_ or (alone and not labels.COUNTED.match(heading))):
            words = {"kolom": heading, "isi": pairs[digits[0]][1], "banyak": show_count(len(digits))}
            yield finding("E111", table.place(digits[0], column), **words)


def _empty(table: Table, columns: Mapping[str, tuple[int, ...]]) -> Iterator[Finding]:
    """Wanted columns without any data."""
    for name, hits in columns.items():
        if len(hits) == 1 and set(table.different(hits[0]).said) <= {""}:
            yield finding("P103", table.head(hits[0]), kolom=name, judul=title(table.headings.paths[hits[0]]))
