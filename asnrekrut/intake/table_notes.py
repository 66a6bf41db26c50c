"""Notes reported about a table: which rows make its header, what is not read, what is hidden but read."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from asnrekrut.findings import column_letters, finding, spans
from asnrekrut.intake import row_words
from asnrekrut.intake.cells import clean
from asnrekrut.intake.headings import title
from asnrekrut.intake.rows import Kind
from asnrekrut.notation import listed, show_count

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from asnrekrut.findings import Finding
    from asnrekrut.intake.needs import Need
    from asnrekrut.intake.rows import Rows
    from asnrekrut.intake.tables import Table

MOST = 10
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
            place = table.sheet.place(table.header_rows[-1], match.columns[0])
            yield finding("I104", place, judul=table.headers[match.columns[0]], kolom=name)


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
    words = {"baris": spans(rows), "sebab": kind.value, "kepala": spans(table.header_rows)}
    return finding(_LEFT_OUT.get(kind, "I105"), table.sheet.place(rows[0]), **words)


def _hidden(table: Table, columns: Mapping[str, tuple[int, ...]]) -> Iterator[Finding]:
    sheet = table.sheet
    rows = sheet.hidden_rows.intersection((*table.rows, *table.header_rows)) if sheet.hidden_rows else ()
    if rows:
        yield finding("P101", sheet.place(min(rows)), baris=spans(rows))
    hidden = sorted({c for cs in columns.values() for c in cs if c in sheet.hidden_columns})
    if hidden:
        names = listed([_column(table, c) for c in hidden], MOST)
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
    found = [c for c in _without_heading(table) if any(clean(cell) for cell in table.column(c))]
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
    rows = [table.sheet.rows[r] for r in table.rows]
    wide, usual = max(len(table.sheet.rows[r]) for r in table.header_rows), min(map(len, rows))
    for r, row in zip(table.rows, rows, strict=True):
        beyond = [cell for cell in map(clean, row[titled:]) if cell]
        longer = len(row) > wide and (len(row) > usual or beyond)
        digits = beyond and _DIGITS.fullmatch(beyond[0]) and not _DECIMAL.fullmatch(clean(row[titled - 1]))
        if longer or digits:
            yield finding("E110", table.sheet.place(r, titled), isi=beyond[0] if beyond else "", judul=titled)


def _split(table: Table, wanted: Sequence[int]) -> Iterator[Finding]:
    """Digits in a column that nobody asks for, right of the marks: decimals of a mark without quotation marks.

    A column of remarks holds none; any other counts only if it is blank but for a few digits beside whole numbers.
    """
    remarks_ = [c for c, heading in enumerate(table.headers) if row_words.REMARK.match(heading)]
    for column in range(min(wanted, default=len(table.headers)) + 1, len(table.headers)):
        before, heading = column - 1, table.headers[column]
        if column in wanted or not heading or before not in (*wanted, *remarks_):
            continue
        pairs = [(clean(a), clean(b)) for a, b in zip(table.column(before), table.column(column), strict=True)]
        filled = [k for k, (_, cell) in enumerate(pairs) if cell]
        digits = [k for k in filled if _DIGITS.fullmatch(pairs[k][1]) and not _DECIMAL.fullmatch(pairs[k][0])]
        alone = len(filled) < len(pairs) and all(_WHOLE.fullmatch(" ".join(pairs[k])) for k in filled)
        serial = [cell.lstrip("0") for _, cell in pairs] == [str(n + 1) for n in range(len(pairs))]
        short = [k for k, r in enumerate(table.rows) if len(table.sheet.rows[r]) <= column]
        if digits and short and column not in remarks_:
            for k in short:
                yield finding("E119", table.place(k), ada=len(table.sheet.rows[table.rows[k]]), harap=column + 1)
        elif digits and not serial and (column in remarks_ or (alone and not row_words.COUNTED.match(heading))):
            words = {"kolom": heading, "isi": pairs[digits[0]][1], "banyak": show_count(len(digits))}
            yield finding("E111", table.place(digits[0], column), **words)


def _without_heading(table: Table) -> Sequence[int]:
    """Columns without a heading in which some data row is filled; whole runs of blank columns are seen at once."""
    rows = [table.sheet.rows[r] for r in table.rows]
    titled = [c for c, heading in enumerate(table.headers) if heading]
    edges = [-1, *titled, max((len(row) for row in rows), default=0)]
    found: list[int] = []
    for a, b in pairwise(edges):
        width = b - a - 1
        if width > 0 and any((some := row[a + 1 : b]).count("") < len(some) for row in rows):
            found.extend(range(a + 1, b))
    return found


def _empty(table: Table, columns: Mapping[str, tuple[int, ...]]) -> Iterator[Finding]:
    """Wanted columns without any data."""
    for name, hits in columns.items():
        if len(hits) == 1 and not any(cell != "" for cell in table.column(hits[0])):
            place = table.sheet.place(table.header_rows[-1], hits[0])
            yield finding("P103", place, kolom=name, judul=title(table.headings.paths[hits[0]]))


def _column(table: Table, column: int) -> str:
    return f'{column_letters(column)} "{table.headers[column]}"'
