"""Which rows under a header are data: not the column numbers, repeated headers, totals, signatures and footnotes.

A row with a usable number is always data; only the others are looked at closely. Every row that is not blank gets one
kind, so that the kinds add up to the rows there are. What is skipped is reported, and a row in which somebody may stand
is never skipped: as data it stops with its cell. So does a row with marks but without a number.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from decimal import Decimal
from enum import Enum
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from asnrekrut.intake import row_labels as labels
from asnrekrut.intake.cells import clean
from asnrekrut.intake.column_names import means, normal, others, tails
from asnrekrut.intake.header_rows import Header, has_data
from asnrekrut.intake.number_cells import spelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from asnrekrut.io import Cell, Sheet

FRESH = 2  # rows after a header in which column numbers are looked for
FEW = 5  # rows below that show what a column holds
TALL = 500  # rows that one person may take up
_MANY_DIGITS = 5  # fewer may be the page or the year of a note


class Kind(Enum):
    """What a row under the header is."""

    DATA = "data"
    BLANK = "kosong"
    HEADER = "kepala tabel yang diulang"
    NUMBERS = "nomor kolom"
    TOTAL = "jumlah atau rata-rata"
    OUTSIDE = "judul bagian, tanda tangan, atau catatan"
    CONTINUED = "lanjutan baris di atasnya"
    OTHER_HEADER = "kepala tabel lain"
    UNCLEAR = "nomor kolom atau data"
    SUBHEADS = "judul penilai"
    LOST = "catatan atau data"


class Rows(Struct, frozen=True):
    """The rows under a header, 0-based.

    Attributes:
        data: rows about somebody or something.
        rest: the others by kind, blank rows left out.
        key_rows: by data row that only continues a merged key, the row in which that key is written.
    """

    data: list[int]
    rest: dict[Kind, list[int]]
    key_rows: dict[int, int]


def sort_rows(sheet: Sheet, header: Header, key: int | None, wanted: frozenset[int]) -> Rows:
    """Separate data from everything else.

    Args:
        key: the column that tells the rows apart; without it every row that is not blank is data.
        wanted: the columns that are read.
    """
    start = header.rows[-1] + 1 if header.rows else 0
    if key is None:
        filled = [r for r in range(start, len(sheet.rows)) if any(clean(cell) for cell in sheet.rows[r])]
        return Rows(filled, {}, {})
    sorter = _Sorter(sheet, header, key, wanted - {key})
    data, rest = sorter.data, sorter.rest
    doubtful, end = sorter.doubtful(), len(sheet.rows)
    doubtful.append(end)
    r = start
    while r < end:
        if sorter.settled:
            following = doubtful[bisect_left(doubtful, r)]
            data.extend(range(r, following))
            r = following
        if r < end:
            kind = sorter.kind(sorter.line(r))
            (data if kind is Kind.DATA else rest[kind]).append(r)
            r += 1
    rest.pop(Kind.BLANK, None)
    lost = [r for r in rest.get(Kind.OUTSIDE, ()) if sorter.may_be_somebody(r)]
    if lost:
        rest[Kind.LOST] = lost
        rest[Kind.OUTSIDE] = sorted({*rest[Kind.OUTSIDE]} - {*lost})
    key_rows = {r: sorter.continued[r] for r in data if r in sorter.continued}
    return Rows(data, {kind: some for kind, some in rest.items() if some}, key_rows)


class Line(NamedTuple):
    """A row that is looked at, as wide as the widest of the sheet.

    Attributes:
        key: the text of its key.
        texts: its cells, clean.
        wanted: the columns among those that are read, apart from the key, that are not blank.
    """

    r: int
    key: str
    cells: list[Cell]
    texts: list[str]
    wanted: list[int]

    @property
    def filled(self) -> list[int]:
        """The columns that are not blank."""
        return [c for c, text in enumerate(self.texts) if text]


class _Sorter:
    """Looks at one row after the other.

    Attributes:
        data, rest: the rows looked at so far.
        doubted: cells that in the key's column mean a second look: headings, column numbers.
        fresh: in how many rows column numbers are still looked for.
        below: whether a signature block has begun; signing: whether it is a table.
        summed: how many rows of data stand above the last total; sums: by column, up to which row the rest is added up.
    """

    def __init__(self, sheet: Sheet, header: Header, key: int, wanted: frozenset[int]) -> None:
        self.sheet, self.key, self.wanted = sheet, key, wanted
        self.start = header.rows[-1] + 1
        paths = header.headings.paths
        self.width = max(len(paths), key + 1, len(sheet.rows.columns))
        self.paths = (*paths, *[()] * (self.width - len(paths)))
        self.heads = [list(map(normal, self.line(r).texts)) for r in header.rows]
        self.key_names = frozenset(_key_names(header, key))
        self.data: list[int] = []
        self.rest: dict[Kind, list[int]] = defaultdict(list)
        self.doubted = {row[key] for row in (sheet.rows[r] for r in header.rows) if key < len(row)} - {""}
        self.elsewhere = frozenset(self._elsewhere())
        self.continued = dict(self._continued())
        self.wide = {(first, left) for first, left, _, right in sheet.merged if left < right}
        self.fresh, self.below, self.signing = FRESH, False, False
        self.numbers: list[str] = []
        self.shapes: frozenset[str] = frozenset()
        self.usual: dict[int, frozenset[str]] = {}
        self.summed, self.sums = 0, dict[int, tuple[int, Decimal | None]]()

    def line(self, r: int) -> Line:
        """A row to look at."""
        cells = [*self.sheet.rows[r], *[""] * (self.width - len(self.sheet.rows[r]))]
        texts = [clean(cell) for cell in cells]
        return Line(r, texts[self.key], cells, texts, [c for c in self.wanted if texts[c]])

    @property
    def settled(self) -> bool:
        """Whether a row is data beyond doubt if its key looks like a number or a code."""
        return not self.fresh and not self.below

    def doubtful(self) -> list[int]:
        """The rows that need a second look, wherever they stand, by the cells in the column of the key."""
        cells = self.sheet.rows.different(self.key)[0]
        doubted = {k for k, cell in enumerate(cells) if cell in self.doubted or _is_doubtful(cell)}
        return sorted({*self.sheet.rows.where(self.key, doubted, self.start), *self.elsewhere})

    def kind(self, line: Line) -> Kind:
        """What a row is, where the key alone does not show it."""
        if not line.filled:
            return Kind.BLANK
        kind = self._kind(line)
        if kind in {Kind.HEADER, Kind.OTHER_HEADER}:
            self.fresh = FRESH
        elif kind is not Kind.OUTSIDE:
            self.fresh = max(self.fresh - 1, 0)
        if kind is Kind.TOTAL:
            self.summed, self.sums = len(self.data), {}
        if kind is Kind.DATA and line.key:
            self.below = self.signing = False
        return kind

    def _kind(self, line: Line) -> Kind:
        if line.r in self.continued:
            return Kind.DATA if line.wanted else Kind.CONTINUED
        if self._is_header(line):
            return Kind.HEADER
        if line.r in self.elsewhere or self._is_key_heading(line.key):
            return Kind.OTHER_HEADER
        if self._is_numbers(line):
            return self._numbered(line)
        if self.fresh and (kind := self._counted_badly(line)):
            return kind
        return Kind.OUTSIDE if self._signs(line) else self._told(line)

    def _counted_badly(self, line: Line) -> Kind | None:
        """Column numbers with a slip; None where a row does not count its columns."""
        wrong = labels.slip([line.texts[c] for c in line.filled])
        if wrong is None:
            return Kind.UNCLEAR if self._counts_over_words(line) else None
        return Kind.UNCLEAR if line.filled[wrong] in {self.key, *self.wanted} else self._numbered(line)

    def _counts_over_words(self, line: Line) -> bool:
        """Whether a row counts upward, however badly, even in a column that holds nothing but words."""
        if not labels.count_upward([line.texts[c] for c in line.filled]):
            return False
        below = list(islice((one.texts for one in self._below(line) if one.key), FEW))
        return len(below) > 1 and any(all(_is_word(row[c]) for row in below) for c in line.filled if c != self.key)

    def _signs(self, line: Line) -> bool:
        """Whether a row belongs to a table of signatures: ``No | Nama Penguji | Tanda Tangan``, then 1, 2, 3."""
        if normal(line.key) in labels.COUNTERS and self.data:
            signs = any(labels.FOOTER.match(text) for text in line.texts)
            self.signing = signs and not any(map(labels.has_digit, line.texts))
            self.below |= self.signing
            return self.signing
        given = any(labels.is_mark(line.cells[c]) for c in self.wanted)
        return self.signing and not given and labels.shape(line.key) not in labels.shapes(self._cells(self.data))

    def _numbered(self, line: Line) -> Kind:
        """Column numbers, unless they may as well be somebody's marks, or stand where headings are missing.

        Bare numbers beside a key like the one below are doubtful: ``1 | 2 | 3`` may be participant 1. Where the key
        below is the same, they are not, or it would stand twice; but then every cell below must look otherwise.
        """
        key, texts = line.key, line.texts
        if not key and any(self._is_untitled_mark(line.r, c) for c in line.filled):
            return Kind.SUBHEADS
        below = next((one for one in self._below(line) if one.key), None)
        if not key or below is None or any(map(self._is_name, line.filled)) or not labels.are_bare(texts):
            return Kind.NUMBERS
        again = any(texts[c] == "1" == below.texts[c] for c in line.filled if c != self.key)
        same = [len(below.texts[c]) == len(texts[c]) for c in self.wanted]
        unlike = labels.shape(below.key) != labels.shape(key) or again or not _counts_alike(below.key, key)
        return Kind.UNCLEAR if not unlike and (below.key != key or all(same)) else Kind.NUMBERS

    def _is_untitled_mark(self, r: int, column: int) -> bool:
        """Whether a column without heading is filled below, and the heading to its left is one of those wanted."""
        left = next((c for c in range(column - 1, -1, -1) if self.paths[c]), -1)
        return not self.paths[column] and left in self.wanted and has_data(self.sheet, r + 1, column)

    def _below(self, line: Line) -> Iterator[Line]:
        """The rows below."""
        return map(self.line, range(line.r + 1, len(self.sheet.rows)))

    def _told(self, line: Line) -> Kind:
        """Data, a total, or what stands outside the table."""
        beside = [c for c in line.wanted if not labels.FOOTER.match(line.texts[c])]
        if labels.has_digit(line.key) and (beside or self._is_counted(line)):
            return Kind.DATA
        if self._is_total(line) or self._sums_up(line):
            return Kind.TOTAL
        if self._is_about_somebody(line, beside):
            return Kind.DATA
        return Kind.OUTSIDE if self._is_outside(line) else Kind.DATA

    def _is_total(self, line: Line) -> bool:
        """Whether a row is labelled as a total, and holds neither a name nor several words beside that label."""
        texts, first = line.texts, self.key if line.key else line.filled[0]
        if not labels.is_total(texts[first], self._is_name(first)):
            return False
        others = [c for c in line.filled if c != first and _is_word(texts[c]) and not labels.is_of_totals(texts[c])]
        return not any(map(self._is_name, others)) and sum(c in self.wanted for c in others) < 2  # noqa: PLR2004

    def _usual(self, column: int) -> frozenset[str]:
        """What the rows whose key is beyond doubt say in a column, such as the codes of formations."""
        if column not in self.usual:
            rows = self.sheet.rows[self.start :]
            pairs = zip(rows.column(column), rows.column(self.key), strict=True)
            self.usual[column] = frozenset({clean(cell) for cell, key in pairs if not _is_doubtful(key)} - {""})
        return self.usual[column]

    def _is_about_somebody(self, line: Line, beside: list[int]) -> bool:
        """Whether a row holds too much that is wanted, or just what other rows hold, to be a signature or a note.

        ``kepala.meranti | Kepala Meranti | F1`` is none. Where all other keys have digits, a single text may still be
        the name of somebody who signs. A row that is no data after all stops with its cell, and nobody is lost.
        """
        usual = any(line.texts[c] in self._usual(c) for c in line.wanted)
        told = usual or any(labels.has_digit(line.texts[c]) for c in beside)
        if line.key:
            return _is_word(line.key) and (told or len(beside) > self.digits)
        return any(map(self._is_name, line.wanted)) and (told or sum(not self._is_name(c) for c in beside) > 1)

    def _is_counted(self, line: Line) -> bool:
        """Whether a column left of the key that is headed as a running number goes on: nobody numbers signatures."""
        running = (c for c in range(self.key) if any(tail in labels.COUNTERS for tail in tails(self.paths[c])))
        return any(labels.is_mark(line.cells[c]) for c in running)

    def _sums_up(self, line: Line) -> bool:
        """Whether a row without a key like the others holds nothing but the sums of the numbers above it."""
        few = len(self.data) - self.summed < 2  # noqa: PLR2004  (rows since the last total)
        if labels.has_digit(line.key) or few or not 0 < len(line.wanted) < len(self.wanted):
            return False
        return all(spelled(line.texts[c]).only == self._sum(c) is not None for c in line.wanted)

    def _sum(self, column: int) -> Decimal | None:
        """The sum of a column's numbers since the last total; None where something else stands among them."""
        done, total = self.sums.get(column, (self.summed, Decimal(0)))
        for row in (self.sheet.rows[r] for r in self.data[done:]):
            text = clean(row[column]) if column < len(row) else ""
            number = spelled(text).only if text else Decimal(0)
            total = None if total is None or number is None else total + number
        self.sums[column] = len(self.data), total
        return total

    def may_be_somebody(self, r: int) -> bool:
        """Whether a row that was taken for a signature or a note has a key written like those of the data.

        ``SUMBER RINJANI 1980010 200501 1 002`` may be a source of figures and may be a person.
        """
        key = self.line(r).key
        count = sum(c.isdecimal() for c in key)
        return count >= _MANY_DIGITS and not labels.SIGNED.match(key) and labels.number_in(key) in self.numbers_like

    @cached_property
    def numbers_like(self) -> frozenset[str]:
        """How the numbers in the keys of the data look."""
        return frozenset(labels.number_in(clean(cell)) for cell in self._cells(self.data))

    def _is_header(self, line: Line) -> bool:
        """Whether this is a row of the header again: all of it, or at least what is wanted of it."""
        names, wanted = list(map(normal, line.texts)), (self.key, *self.wanted)
        for head in self.heads:
            if head == names or (line.key and head[self.key] and all(head[c] == names[c] for c in wanted)):
                return True
        return not line.key and self._is_part_of_header(names)

    def _is_part_of_header(self, names: list[str]) -> bool:
        """Whether a row without a key repeats at least two headings in the place of something wanted, and no value.

        Lists put together from several pages keep a group's cells beside them: ``Reguler |  |  | TWK | TIU | TKP``.
        """
        wanted = [c for c in self.wanted if names[c]]
        again = [c for c in wanted if any(head[c] == names[c] for head in self.heads)]
        rest = [c for c in wanted if c not in again]
        return len(again) > 1 and not any(map(self._is_name, rest)) and len(again) > len(rest)

    def _is_key_heading(self, key: str) -> bool:
        """Whether a key is the heading of keys itself, or another usual name of it."""
        return bool(key) and normal(key) in self.key_names

    def _elsewhere(self) -> Iterator[int]:
        """Rows in which the heading of the key stands in another column."""
        headings = {cell for cell in self.doubted if isinstance(cell, str) and self._is_key_heading(clean(cell))}
        for column, (said, _) in enumerate(self.sheet.rows.columns if headings else ()):
            if column != self.key:
                again = {k for k, cell in enumerate(said) if cell in headings}
                yield from self.sheet.rows.where(column, again, self.start)

    def _is_numbers(self, line: Line) -> bool:
        if self.numbers and line.texts == self.numbers:
            return True
        if self.fresh and labels.are_column_numbers([line.texts[c] for c in line.filled]):
            self.numbers = line.texts
            self.doubted.add(line.cells[self.key])
            return True
        return False

    def _is_name(self, column: int) -> bool:
        return any(means(tail, "Nama") for tail in tails(self.paths[column]))

    def _is_outside(self, line: Line) -> bool:
        """Whether a row belongs to a title, a signature block or a note; the block lasts until data goes on."""
        if any(labels.is_mark(line.cells[c]) for c in line.wanted):
            return False
        if self._is_footer(line):
            self.below = True
            return True
        if len(line.filled) == 1 and self._is_title(line, line.filled[0]):
            return True
        if not line.key:
            return self.below or not line.wanted
        return self.below and not self._goes_on(line)

    def _is_footer(self, line: Line) -> bool:
        """Whether a signature or a note begins; where names stand, only if nothing beside it belongs to a person."""
        first = line.filled[0]
        if not labels.FOOTER.match(line.key or line.texts[first]):
            return False
        signs = all(labels.FOOTER.match(line.texts[c]) for c in line.wanted)
        return bool(line.key) or not self._is_name(first) or signs

    def _is_title(self, line: Line, column: int) -> bool:
        """Whether the only text of a row is a title or a note: merged over the columns, or words instead of a key."""
        if (line.r, column) in self.wide:
            return True
        if column != self.key:
            return column not in self.wanted
        if labels.SECTION.match(line.key) or (labels.is_sentence(line.key) and not self._is_name(column)):
            return True
        return not labels.has_digit(line.key) and self.digits

    def _goes_on(self, line: Line) -> bool:
        """Whether the data go on after a signature block: a key like those above it, or a number with something."""
        self.shapes = self.shapes or labels.shapes(self._cells(self.data))
        return labels.shape(line.key) in self.shapes or (labels.has_digit(line.key) and bool(line.wanted))

    @cached_property
    def digits(self) -> bool:
        """Whether every key that is beyond doubt has a digit."""
        cells = list(self._cells(range(self.start, len(self.sheet.rows))))
        sure = labels.shapes(c for c in cells if not _is_doubtful(c))
        return bool(sure) and all(labels.has_digit(look) for look in sure)

    def _cells(self, rows: Iterable[int]) -> Iterator[Cell]:
        cells = ((self.sheet.rows[r], self.key) for r in rows)
        return (row[key] for row, key in cells if key < len(row) and row[key] != "")

    def _continued(self) -> Iterator[tuple[int, int]]:
        """Rows over which a key is merged, apart from its first, each with that first row."""
        for first, left, last, _ in self.sheet.merged:
            if left == self.key and first >= self.start:
                yield from ((r, first) for r in range(first + 1, min(last + 1, first + TALL, len(self.sheet.rows))))


def _key_names(header: Header, key: int) -> Iterator[str]:
    """The normal form of the key's heading and of its other usual names."""
    yield tails(header.headings.paths[key])[0]
    for name in header.headings.wanted:
        if header.headings.match(name).columns == (key,):
            yield from others(name)


def _is_doubtful(key: Cell) -> bool:
    """Whether a key has to be looked at more closely before its row is called data."""
    return isinstance(key, str) and labels.DOUBTFUL.match(key) is not None


def _is_word(text: str) -> bool:
    """Whether a text is no number, no dash and not blank."""
    return any(c.isalpha() for c in text)


def _counts_alike(below: str, key: str) -> bool:
    """Whether a key can go on with the one below it: 1 with 2 or 10, not with 001 or a number of many digits."""
    return len(below) == len(key) or (len(below) <= 2 and not below.startswith("0"))  # noqa: PLR2004  (1 to 99)
