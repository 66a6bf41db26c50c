"""Two columns of a sheet whose contents or headings changed places: one cause, and not a finding for every cell."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from asnrekrut.findings import Finding, Place, finding
from asnrekrut.intake.cells import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from asnrekrut.intake.tables import Table
    from asnrekrut.io import Cell

FEWEST = 3  # filled cells
FEW = 0.1  # so many may be odd under the right heading too
_OF_CELLS = ("E2", "P2", "I2", "E305", "E431", "E440")
_OF_ROWS = ("E302", "E304")  # numbers that seem to be there twice
_UNUSABLE = ("E206", "E207")  # error values and formulas: wrong under any heading


class Checked(NamedTuple):
    """A column that was read, and how.

    Attributes:
        odd: how many of its cells cannot stand there.
        wrong: for any cells, which of them could not.
    """

    table: Table
    column: int
    odd: int
    wrong: Callable[[Sequence[Cell]], Iterable[bool]]

    @property
    def name(self) -> str:
        """Its heading."""
        return self.table.headers[self.column]

    @property
    def filled(self) -> list[Cell]:
        """The cells of its rows that are not blank."""
        return [cell for cell in self.table.column(self.column) if clean(cell)]

    def fits(self, cells: Sequence[Cell]) -> bool:
        """Whether nearly all of some cells could stand there."""
        return sum(self.wrong(cells)) <= FEW * len(cells)


def settled(findings: list[Finding], checked: Sequence[Checked]) -> list[Finding]:
    """The findings, those about the cells of exchanged columns as one; it belongs to the column that was read first."""
    columns: set[Place] = set()
    for one, other in combinations(checked, 2):
        pair = {column.table.sheet.place(column=column.column) for column in (one, other)}
        if one.table is other.table and len(pair - columns) > 1 and _are_exchanged(one, other):
            columns |= pair
            odd, rest = sorted((one, other), key=lambda column: -column.odd)
            why = f'isi "{odd.name}" tidak mungkin di sana, tetapi sesuai dengan "{rest.name}", dan sebaliknya'
            said = finding("E320", one.table.head(one.column), kolom=one.name, lain=other.name, sebab=why)
            findings = findings if said in findings else [*findings, said]
    return [one for one in findings if not (one.place and _follows(one, one.place, columns))]


def _are_exchanged(one: Checked, other: Checked) -> bool:
    """Whether most cells of one column cannot stand there, while nearly all could in the other, and the reverse."""
    if 2 * max(one.odd, other.odd) <= len(one.table.rows):
        return False
    ours, theirs = one.filled, other.filled
    return min(len(ours), len(theirs)) >= FEWEST and one.fits(theirs) and other.fits(ours)


def _follows(one: Finding, place: Place, columns: set[Place]) -> bool:
    """Whether a finding only says of cells or rows what the exchange explains."""
    of_cells = one.code.startswith(_OF_CELLS) and one.code not in _UNUSABLE
    in_sheet = place.whole in {column.whole for column in columns}
    return (of_cells and place.whole_column in columns) or (one.code in _OF_ROWS and in_sheet)
