"""Tables whose columns are as wide as their texts need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asnrekrut.documents.content import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDEST, NARROW, AROUND = 34.0, 3.0, 2.0  # letters that a column holds side by side, and the room around them
BOLD = 1.4  # how much wider the letters of a heading are
SMALLEST = 9.0  # points
POINT, PADDING = 0.3528, 2.9  # millimetres of a point, and of the room beside a cell's text
HEAVIER, NARROW_LETTERS = 1.08, ".,:;-()/|' "
ROOMY = {"Nama": 28.0, "Keterangan": 34.0}  # columns that take what is left


def fitted(columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]], caption: str = "") -> Table:
    """A table whose columns are as wide as their texts need, within bounds.

    Args:
        columns: heading and alignment of each.
    """
    widths = []
    for k, (heading, _) in enumerate(columns):
        longest = max((len(row[k]) for row in rows), default=0)
        word = max(BOLD * len(part) for part in heading.split()) if heading else 0
        widths.append(max(min(longest, WIDEST), word, ROOMY.get(heading, NARROW)) + AROUND)
    return Table([heading for heading, _ in columns], rows, widths, "".join(align for _, align in columns), caption)


def laid_out(table: Table, room: float, size: float) -> tuple[list[float], float]:
    """Widths of the columns in millimetres, and the size of the letters: no word is wider than its column.

    Letters get smaller, down to ``SMALLEST``, before a word has to break.

    Args:
        room: millimetres for the whole table.
        size: of the letters in points.
    """
    ems = [_least(table, k) for k in range(len(table.headings))]
    least = [_millimetres(em, size) for em in ems]
    while sum(least) > room and size > SMALLEST:
        size = max(size - 0.5, SMALLEST)
        least = [_millimetres(em, size) for em in ems]
    if sum(least) > room:
        return [width * room / sum(least) for width in least], size
    wanted = [max(room * share / sum(table.widths), low) for share, low in zip(table.widths, least, strict=True)]
    slack = [width - low for width, low in zip(wanted, least, strict=True)]
    excess = sum(wanted) - room
    return [width - excess * part / (sum(slack) or 1) for width, part in zip(wanted, slack, strict=True)], size


def _millimetres(ems: float, size: float) -> float:
    return ems * size * POINT + PADDING


def _least(table: Table, k: int) -> float:
    """The widest word of a column, in ems; a heading that the next columns belong to is theirs too."""
    heading = table.headings[k] if k + 1 == len(table.headings) or table.headings[k + 1] else ""
    words = {word for row in table.rows for word in row[k].split()}
    widest = max(map(_ems, words), default=0.0)
    return max(widest, max((_ems(word) * HEAVIER for word in heading.split()), default=0.0))


def _ems(word: str) -> float:
    """How wide a word is in Arial, rather too wide than too narrow."""
    return sum(0.56 if c.isdigit() or c.islower() else 0.3 if c in NARROW_LETTERS else 0.72 for c in word)
