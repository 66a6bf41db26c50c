"""Text with separated columns: CSV, TSV and what Excel calls Unicode text."""

from __future__ import annotations

import csv
import io
import re
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from asnrekrut.readers.content import (
    A_CELL,
    Budget,
    Content,
    Raw,
    Refusal,
    check_cells,
    check_extent,
    encoding_of,
    note,
)
from asnrekrut.readers.grid import Grid

if TYPE_CHECKING:
    from collections.abc import Iterator

DELIMITERS = ";\t,"
WESTERN = "cp1252"
_FOREIGN = re.compile(r"\w{0,20}[^\x00-\x7f]\w{0,20}")  # a word with a letter that another encoding writes otherwise
SAMPLE = 100  # rows that decide the delimiter
csv.field_size_limit(2**31 - 1)  # a file has limits, a cell none of its own, quoted or not
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_KEPT = re.compile(r'="[^"]*"')
_SEP = re.compile(r'"?sep=(.)"?\n', re.IGNORECASE)


def read(content: bytes) -> Content:
    """The one sheet of such a file; all cells are text.

    Raises:
        Refusal: more rows than a sheet can hold, or a quotation mark without its partner.
    """
    text, encoding = decoded(content)
    guessed = _FOREIGN.search(text) if encoding == WESTERN else None
    notes = [note("penyandian", contoh=guessed[0])] if guessed else []
    text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\x1a")
    said = _SEP.match(text)  # Excel's own hint, which it does not show as a row
    if said:
        text = text[said.end() :]
    delimiter = said[1] if said else _delimiter(text)
    lines = text.count("\n") + 1
    cells = text.count(delimiter) + lines
    check_extent(lines, 1)
    check_cells(cells)
    grid, budget = _columns(text, delimiter) or _rows(text, delimiter), Budget(len(content))
    longest = max((max(map(len, said), default=0) for said, _ in grid.columns), default=0)
    if longest > A_CELL or not budget.holds(len(text), cells):
        budget.read(grid.columns)
    return Content(kind="text", sheets=[Raw(name="", rows=grid, found={"delimiter": delimiter})], notes=notes)


def decoded(raw: bytes) -> tuple[str, str]:
    """A text and its encoding: UTF-32, UTF-16 or UTF-8 with or without its mark, else the code page of Western Windows.

    Raises:
        Refusal: none of them.
    """
    wide = encoding_of(raw)
    if not wide and b"\0" in raw:
        raise Refusal("damaged")
    for name in (wide,) if wide else ("utf-8-sig", WESTERN):
        with suppress(UnicodeDecodeError):
            return raw.decode(name).removeprefix("\ufeff"), name
    raise Refusal("encoding")


def _delimiter(text: str) -> str:
    """The delimiter that divides most of the first rows, and those most alike; at a tie the first one."""
    return max(DELIMITERS, key=lambda delimiter: _divided(text, delimiter))


def _divided(text: str, delimiter: str) -> tuple[int, int]:
    """How many of the first rows have several columns, and how many of those the commonest number."""
    widths: dict[int, int] = {}
    rows = csv.reader(_lines(text), delimiter=delimiter)
    try:
        for row in islice(rows, SAMPLE):
            if len(row) > 1:
                widths[len(row)] = widths.get(len(row), 0) + 1
    except csv.Error:
        return -1, -1
    return sum(widths.values()), max(widths.values(), default=0)


def _lines(text: str) -> Iterator[str]:
    """Its lines, one by one: seldom are all of them wanted."""
    return (line[0] for line in _LINE.finditer(text))


def _columns(text: str, delimiter: str) -> Grid | None:
    """The cells where every line is a row with equally many; None where that is not so simple."""
    text = text.removesuffix("\n")
    lines = [] if '"' in text else text.split("\n")
    widths = {line.count(delimiter) + 1 for line in lines} if all(lines) else set()
    if len(widths) != 1:
        return None
    cells, width = text.replace("\n", delimiter).split(delimiter), widths.pop()
    check_extent(len(lines), width)
    return Grid.of_columns(cells[c::width] for c in range(width))


def _rows(text: str, delimiter: str) -> Grid:
    rows: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter, strict=True)
    try:
        rows.extend(reader)  # (as far as it comes, the rows before a fault are kept)
    except csv.Error:
        raise Refusal("quote", baris=len(rows)) from None
    if '="' in text:  # how portals keep Excel from making a number of 0012
        rows = [[cell[2:-1] if _KEPT.fullmatch(cell) else cell for cell in row] for row in rows]
    usual = max((len(row) for row in rows[:SAMPLE]), default=0) - 1
    for r, row in enumerate(rows if usual > 0 else ()):
        if "\n" in "".join(row) and _swallows(row, delimiter, usual):
            raise Refusal("quote", baris=r)
    check_extent(len(rows), max(map(len, rows), default=0))
    return Grid.of(rows)


def _swallows(row: list[str], delimiter: str, usual: int) -> bool:
    """Whether a quoted cell holds a row like its own: two quotation marks without partners lie that far apart."""
    first, *further = row[0].split("\n")
    if further:  # its own row stands in its first line, and the next begins in its last
        ends = (line.partition(delimiter)[0] for line in (first, further[-1]))
        return first.count(delimiter) >= usual and len(set(map(_look, ends))) == 1
    look = _look(first)
    lines = (line for cell in row[1:] for line in cell.split("\n")[1:] if line.count(delimiter) >= usual)
    return any(_look(line.partition(delimiter)[0]) == look for line in lines)


def _look(head: str) -> str:
    """How the first cell of a row looks: ``26-0002`` like ``26-0001``, and not like ``Jl. Merdeka``."""
    return re.sub(r"[^\W\d_]+", "A", re.sub(r"\d", "9", head.strip()))
