"""Tables whose columns are as wide as their texts need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asnrekrut.documents.content import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDEST, NARROW, AROUND = 34.0, 3.0, 2.0  # letters that a column holds side by side, and the room around them
BOLD = 1.4  # how much wider the letters of a heading are
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
