"""The cells of a sheet, by column: each different one once, and which of them stands in each row.

Most cells of a column come again and again. So little is sent from the child that reads, and kept; and whoever looks at
a column looks at its different cells only.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from itertools import chain, count, zip_longest
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    Column = tuple[list[Any], array[int]]  # its different cells, and for each row which of them

WHOLE = "i"  # as an array writes integers of 32 bits
Row = tuple[Any, ...]


class Grid(Sequence[Row]):  # noqa: PLW1641  (no more hashable than a list)
    """The rows of a sheet, from the first one on.

    Attributes:
        columns: as far as any row reaches; beyond its own end a row is blank.
        widths: how many cells each row has.
    """

    __slots__ = ("columns", "widths")

    def __init__(self, columns: list[Column], widths: array[int]) -> None:
        self.columns, self.widths = columns, widths

    @classmethod
    def of(cls, rows: Sequence[Sequence[Any]]) -> Grid:
        """Rows of any length."""
        widths = array(WHOLE, map(len, rows))
        width = max(widths, default=0)
        if width * len(rows) > sum(widths):
            return cls(list(map(distinct, zip_longest(*rows, fillvalue=""))), widths)
        cells = list(chain.from_iterable(rows))
        return cls([distinct(cells[c::width]) for c in range(width)], widths)

    @classmethod
    def of_columns(cls, columns: Iterable[Sequence[Any]]) -> Grid:
        """Columns that are equally long."""
        found = list(map(distinct, columns))
        return cls(found, array(WHOLE, [len(found)]) * len(found[0][1] if found else ()))

    def __len__(self) -> int:
        return len(self.widths)

    @overload
    def __getitem__(self, at: int) -> Row: ...

    @overload
    def __getitem__(self, at: slice) -> Grid: ...

    def __getitem__(self, at: int | slice) -> Row | Grid:
        if isinstance(at, slice):
            return Grid([(said, which[at]) for said, which in self.columns], self.widths[at])
        return tuple([said[which[at]] for said, which in self.columns[: self.widths[at]]])

    def __iter__(self) -> Iterator[Row]:
        columns = [map(said.__getitem__, which) for said, which in self.columns]
        for row, width in zip(zip(*columns, strict=True), self.widths, strict=True) if columns else ():
            yield row[:width]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Grid) and list(self) == list(other)

    def different(self, at: int | None) -> Column:
        """A column; a blank one where there is none."""
        if at is None or at >= len(self.columns):
            return [""], array(WHOLE, bytes(4 * len(self)))
        return self.columns[at]

    def where(self, at: int, cells: Container[int], start: int) -> Iterator[int]:
        """The rows from a first one on in which one of these different cells of a column stands."""
        which = self.different(at)[1]
        return (r for r in range(start, len(which)) if which[r] in cells)

    def column(self, at: int) -> list[Any]:
        """The cells of a column; blank ones where there is none."""
        said, which = self.different(at)
        return [said[k] for k in which]


def distinct(cells: Sequence[Any]) -> Column:
    """The different cells, and which of them stands in each place; ``1``, ``1.0`` and true are three."""
    numbers = {bool, int, float}.intersection(map(type, cells))
    keys = list(zip(map(type, cells), cells, strict=True)) if len(numbers) > 1 else cells
    places: dict[Any, int] = defaultdict(count().__next__)
    which = array(WHOLE, list(map(places.__getitem__, keys)))
    return [cell for _, cell in places] if len(numbers) > 1 else list(places), which
