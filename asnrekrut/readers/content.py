"""What every reader hands over, the bounds it keeps, and how it refuses.

A reader takes the bytes of a file and returns a ``Content``: plain lists, dicts and tuples that a pickle carries.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Any, NamedTuple, TypedDict

from asnrekrut.readers.grid import Grid
from asnrekrut.readers.number_formats import LEAST_PADDED, Style, shown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from asnrekrut.readers.grid import Column

UTF16 = (b"\xff\xfe", b"\xfe\xff")  # how a text in it begins
UTF32 = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")  # likewise; to be asked first
SAMPLE = 4000  # bytes that show an encoding without a mark
_WIDE: dict[tuple[bool, ...], str] = {
    (False, True, False, True): "utf-16-le", (True, False, True, False): "utf-16-be",
    (False, True, True, True): "utf-32-le", (True, True, True, False): "utf-32-be",
}  # fmt: skip
BYTES = 500 * 2**20  # of a file
ROWS, COLUMNS = 2**20, 2**14  # what a sheet of Excel can hold
UNCOMPUTED = "rumus"  # stands among a sheet's ``broken`` in place of an error value
CELLS = 10_000_000  # of a whole file, from A1 to the last cell of each sheet
CHARACTERS, A_BYTE = 64_000_000, 30  # of a whole file, and how many more for each byte of it
A_CELL = 2**20  # characters of a single text, thirty times what Excel lets one hold
A_TEXT = 50  # bytes that every text takes beside its characters

Area = tuple[int, int, int, int]  # first row, first column, last row, last column
Cell = tuple[int, int]  # row and column
Marks = dict[Cell, str]
Forms = dict[int, dict[str, list[int]]]  # by column, formulas in relative form with the rows that hold them


class Raw(TypedDict, total=False):
    """One sheet on its way from the child.

    Attributes:
        rows: its cells; all but the name and these may be left out.
        found: the other fields of ``asnrekrut.io.Sheet``.
    """

    name: str
    rows: Grid
    found: dict[str, Any]


class Scan(NamedTuple):
    """What was found, by 0-based (row, column).

    Attributes:
        links: cells whose formula takes a value from another file.
        formulas: see ``Sheet.formulas``; ``comments`` likewise, filled in from their own part; ``struck`` likewise.
    """

    broken: Marks
    masked: Marks
    merged: list[Area]
    hidden_rows: set[int]
    hidden_columns: set[int]
    links: list[Cell]
    formulas: Forms
    comments: Marks
    struck: set[Cell]

    def see(self, row: int, column: int, style: Style, value: float | None = None) -> None:
        """Keep what a cell's style makes of it.

        Args:
            value: of a number.
        """
        if style.struck:
            self.struck.add((row, column))
        if style.form and value is not None and (row, column) not in self.broken:
            self.masked.update({(row, column): text} if (text := shown(style.form, value)) is not None else {})


def nothing() -> Scan:
    """A scan without finds, to be filled."""
    return Scan({}, {}, [], set(), set(), [], {}, {}, set())


class Note(TypedDict):
    """Something worth saying about a file that was read.

    Attributes:
        kind: ``makro``, ``tautan``, ``tersembunyi``, ``penyandian`` or ``terbatas``.
        sheet: the sheet it concerns; empty for the whole file.
        row: 0-based, -1 for none; column likewise.
        values: what fills the wording of the finding.
    """

    kind: str
    sheet: str
    row: int
    column: int
    values: dict[str, object]


class Content(TypedDict):
    """What a file holds: its kind as in ``asnrekrut.readers.kinds``, its sheets, and what is worth saying."""

    kind: str
    sheets: list[Raw]
    notes: list[Note]


class Refusal(Exception):  # noqa: N818  (a verdict, not a defect)
    """A file that is not read.

    Attributes:
        kind: why; ``asnrekrut.readers.messages`` knows the finding.
        values: what fills the finding's wording.
    """

    def __init__(self, kind: str, **values: object) -> None:
        super().__init__(kind)
        self.kind = kind
        self.values = values


def unsafe(reason: str) -> Refusal:
    """A file that could harm."""
    return Refusal("unsafe", sebab=reason)


def encoding_of(raw: bytes) -> str:
    """The encoding of a text with several bytes a character, by its mark or its zero bytes; '' for another one."""
    if raw.startswith(UTF32):
        return "utf-32"
    if raw.startswith(UTF16):
        return "utf-16"
    head = raw[:SAMPLE]
    zeros = [head[k::4].count(0) * 8 >= len(head) for k in range(4)]  # of every fourth byte, half
    return _WIDE.get(tuple(zeros), "")


def note(kind: str, sheet: str = "", row: int = -1, column: int = -1, **values: object) -> Note:
    """Something worth saying."""
    return Note(kind=kind, sheet=sheet, row=row, column=column, values=values)


def load(path: Path, most: int = BYTES) -> bytes:
    """The bytes of a regular file; nothing else is opened, so a pipe cannot hold us up.

    Raises:
        Refusal: too large, or not a regular file.
        OSError: it cannot be opened.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode):
            raise Refusal("special")
        if state.st_size > most:
            raise unsafe(f"lebih besar daripada {most // 2**20} MB")
        with open(handle, "rb", closefd=False) as file:
            return file.read(state.st_size)
    finally:
        os.close(handle)


def check_extent(rows: int, columns: int, name: str = "") -> None:
    """Refuse a sheet that is larger than any honest one.

    Raises:
        Refusal: always for more rows or cells than the limits.
    """
    if rows > ROWS:
        raise unsafe(f"{_called(name)} mempunyai lebih dari {_count(ROWS)} baris")
    if columns > COLUMNS:
        raise unsafe(f"{_called(name)} mempunyai lebih dari {_count(COLUMNS)} kolom")
    if rows * columns > CELLS:
        reach = f"baris ke-{_count(rows)} dan kolom ke-{_count(columns)}"
        raise unsafe(f"{_called(name)} terbentang sampai {reach}, jauh di luar tabel")


def check_cells(cells: int) -> None:
    """Refuse a file that has more cells than any honest one.

    Raises:
        Refusal: always for more than the limit.
    """
    if cells > CELLS:
        raise unsafe(f"isinya lebih dari {_count(CELLS)} sel")


class Budget:
    """How many cells and characters a whole file may hold; a file with more is refused.

    The fewer bytes a file has, the less it may stand for: a few kilobytes can say something often enough for gigabytes.
    """

    def __init__(self, size: int) -> None:
        """Begin.

        Args:
            size: of the file, in bytes.
        """
        self._sheets: dict[str, tuple[int, int]] = {}
        self._characters = CHARACTERS + A_BYTE * size

    def reach(self, rows: int, columns: int, name: str) -> None:
        """Note how far a sheet reaches, as soon and as often as it is known.

        Raises:
            Refusal: further than any honest sheet, or too far together with the others.
        """
        check_extent(rows, columns, name)
        before = self._sheets.get(name, (0, 0))
        self._sheets[name] = max(rows, before[0]), max(columns, before[1])
        check_cells(sum(high * wide for high, wide in self._sheets.values()))

    def holds(self, characters: int, texts: int) -> bool:
        """Whether a sheet of so many fits in what is left, so that its texts need not be gone through."""
        return characters + A_TEXT * texts <= self._characters

    def read(self, columns: Iterable[Column]) -> None:
        """Note the texts of a sheet, as often as they stand there.

        Raises:
            Refusal: too many, together with those of the others.
        """
        for said, which in columns:
            lengths = [len(cell) + A_TEXT if type(cell) is str and cell else 0 for cell in said]
            self._characters -= sum(map(lengths.__getitem__, which))
            if self._characters < 0 or max(lengths, default=0) > A_CELL + A_TEXT:
                raise unsafe("teks di dalamnya terlalu banyak")


def _count(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _called(name: str) -> str:
    return f'lembar "{name}"' if name else "isinya"


def sheet_of(name: str, rows: list[list[Any]], found: Scan, budget: Budget, hidden: bool = False) -> Raw:
    """A sheet with what was found beside its values, as far as that lies inside its cells.

    A number with zeros before it, ``0001``, is read as it is shown: so it is known, and lost where only 1 is kept.

    Raises:
        Refusal: more cells or texts than any honest file has, or merged areas that cover each other many times over.
    """
    height, width = len(rows), max(map(len, rows), default=0)
    budget.reach(height, width, name)
    for row, column in [where for where, text in found.masked.items() if is_padded(text)]:
        rows[row][column] = found.masked.pop((row, column))
    grid = Grid.of(rows)
    budget.read(grid.columns)
    inside = {
        "merged": _clipped(found.merged, height, width, name),
        "hidden_rows": frozenset(row for row in found.hidden_rows if row < height),
        "hidden_columns": frozenset(column for column in found.hidden_columns if column < width),
    }
    beside = {key: value for key, value in found._asdict().items() if key != "links"}
    return Raw(name=name, rows=grid, found={**beside, **inside, "hidden": hidden})


def is_padded(text: str) -> bool:
    """Whether what a cell shows is a whole number with zeros before it."""
    return text.startswith("0") and len(text) >= LEAST_PADDED and text.isdecimal()


def _clipped(areas: list[Area], height: int, width: int, name: str) -> tuple[Area, ...]:
    """Merged areas inside a sheet's cells; so whoever walks over them has a bounded way."""
    inside = {(a, b, min(c, height - 1), min(d, width - 1)) for a, b, c, d in areas if a < height and b < width}
    kept = tuple(sorted(area for area in inside if area[:2] < area[2:] and area[1] <= area[3]))
    if sum((c - a + 1) * (d - b + 1) for a, b, c, d in kept) > CELLS:
        raise unsafe(f"sel gabungan di {_called(name)} saling menutupi")
    return kept
