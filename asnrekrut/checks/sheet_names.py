"""Names and other facts that stand beside the numbers in mark sheets: are they still the register's?

Marks are joined by number alone. Where a sheet has names too, they show whether rows were moved, sorted or exchanged
against the numbers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from asnrekrut.checks.similar_names import agree, plain
from asnrekrut.core.exact import Bools, indices
from asnrekrut.findings import Finding, Place, finding, unless_many
from asnrekrut.intake.cells import clean, folded, texts_of
from asnrekrut.intake.column_names import means
from asnrekrut.intake.date_cells import day
from asnrekrut.nik import holds_nik
from asnrekrut.notation import show_count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asnrekrut.checks.context import Context, Rows
    from asnrekrut.io import Cell

_FACTS = ("NIK", "Tanggal Lahir", "Jenis Kelamin")
RUN = 3  # people: two with each other's name are an exchange


class Names(Struct, frozen=True):
    """The names of one table beside those that the register has for the same numbers.

    Attributes:
        said: the sheet's names as written.
        compared: the same for comparing; '' for a blank cell.
        meant: the register's names for comparing.
        off: rows whose name is not that of their number.
    """

    rows: Rows
    column: int
    said: Sequence[str]
    compared: Sequence[str]
    meant: Sequence[str]
    off: Bools

    def place(self, k: int) -> Place:
        """The cell of a row's name."""
        return self.rows.place(k, self.column)

    def owner(self, k: int) -> int:
        """Whose number stands in a row."""
        return int(self.rows.who[k])


def names_in_sheets(context: Context, rows: Rows) -> Iterator[Finding]:
    """Doubts about the names in a mark sheet: exchanges first, then disorder; what neither explains row by row."""
    column = _name_column(context, rows)
    names = None if column is None or rows.stage is None else _names(context, rows, column)
    if names is not None and names.off.any():
        left = names.off.copy()
        yield from _exchanged(context, names, left)
        yield from _disordered(names, left)
        yield from _single(context, names, left)


def facts_in_sheets(context: Context, rows: Rows) -> Iterator[Finding]:
    """Unread columns of mark sheets that repeat a fact of the register, and say otherwise of somebody."""
    names = [*context.rules.applicants.formation, *_FACTS]
    for at, heading in rows.unread if rows.stage is not None else ():
        last = heading.rpartition(" / ")[2]
        column = next((context.column(name) for name in names if means(last, name)), None)
        here, there = rows.table.column(at), column.cells if column else ()
        pairs = zip(rows.rows.tolist(), rows.who.tolist(), strict=True) if column else ()
        both = [(k, here[r], there[i]) for k, (r, i) in enumerate(pairs) if clean(here[r]) and clean(there[i])]
        unlike = [(k, clean(said)) for k, own, said in both if _fact(own) != _fact(said)]
        if len(both) - len(unlike) >= max(RUN, len(unlike) + 1):
            yield from (rows.doubt("P448", k, at, lain=said) for k, said in unlike)


def _fact(cell: Cell) -> object:
    """A cell for comparing: a date however it is written, else its text."""
    return day(cell) or folded(cell)


def _name_column(context: Context, rows: Rows) -> int | None:
    """The column of the participants' names, unless the rules use it for something else."""
    column = rows.table.at("Nama")
    if column is None:
        column = rows.table.at(context.rules.applicants.name)
    return None if column in rows.read else column


def _names(context: Context, rows: Rows, column: int) -> Names:
    cells, which = rows.table.different(column)
    texts = texts_of(cells)
    said, meant = [texts[k] for k in which[rows.rows].tolist()], [context.plain[i] for i in rows.who.tolist()]
    compared = plain(said)
    off = [
        one not in ("", other) and other != "" and not agree(one, other)
        for one, other in zip(compared, meant, strict=True)
    ]
    return Names(rows, column, said, compared, meant, np.array(off, dtype=bool))


def _exchanged(context: Context, names: Names, left: Bools) -> Iterator[Finding]:
    """Two people with each other's name; where there are many, the sheet is out of order as a whole."""
    waiting: dict[tuple[str, str], list[int]] = {}
    pairs: dict[frozenset[int], tuple[int, int]] = {}
    for k in indices(left):
        partners = waiting.get((names.compared[k], names.meant[k]))
        if partners:
            j = partners.pop()
            left[[j, k]] = False
            pairs.setdefault(frozenset((names.owner(j), names.owner(k))), (j, k))
        else:
            waiting.setdefault((names.meant[k], names.compared[k]), []).append(k)

    if pairs:
        cause = _disorder(names, sorted(k for pair in pairs.values() for k in pair), 0)
        yield from unless_many((_exchange(context, names, *pair) for pair in pairs.values()), len(pairs), cause)


def _exchange(context: Context, names: Names, j: int, k: int) -> Finding:
    (own, number), (other, its) = ((names.said[r], context.register.numbers[names.owner(r)]) for r in (j, k))
    values = {"nama": own, "nomor": number, "tempat": str(names.place(k)), "lain_nama": other, "lain": its}
    return finding("E314", names.place(j), **values)


def _disordered(names: Names, left: Bools) -> Iterator[Finding]:
    """Names that all are in the sheet, but at other numbers: shifted by some rows, or sorted without the others.

    Where a shift begins and ends, names belong to nobody near them.
    """
    doubtful = indices(left)
    row_of = {name: k for k, name in enumerate(names.meant)}
    moved = [k for k in doubtful if names.compared[k] in row_of]
    if len({names.owner(k) for k in moved}) >= RUN:
        left[:] = False
        steps = [row_of[names.compared[k]] - k for k in moved]
        yield _disorder(names, doubtful, steps[0] if len(set(steps)) == 1 else 0)


def _disorder(names: Names, rows: list[int], step: int) -> Finding:
    """The finding, with the number of rows down to the number that each name belongs to; 0 for no one number."""
    way = f"{abs(step)} baris di {'bawah' if step > 0 else 'atas'}nya"
    cause = f"nama itu milik nomor {way}" if step else "agaknya satu kolom diurutkan tanpa kolom yang lain"
    end, count = names.place(rows[-1]).cell, show_count(len(rows))
    return finding("E313", names.place(rows[0]), akhir=end, banyak=count, sebab=cause)


def _single(context: Context, names: Names, left: Bools) -> Iterator[Finding]:
    """Names that differ for no reason that the sheet itself shows."""
    first = {(names.owner(k), names.compared[k]): k for k in np.flatnonzero(left)[::-1].tolist()}
    owners = {name: i for i, name in enumerate(context.plain)} if first else {}
    numbers, there = context.register.numbers, set(names.rows.together.tolist())
    for k in sorted(first.values()):
        i, owner = names.owner(k), owners.get(names.compared[k])
        if holds_nik(context.register.names[i]):
            continue  # a finding of its own (E440), from which this follows
        told = {"nama": names.said[k], "nomor": numbers[i]}
        shortened = set(names.compared[k].split()) <= set(names.meant[k].split())
        if owner is not None and owner not in there and not shortened:
            yield finding("E316", names.place(k), **told, milik=numbers[owner])
        else:
            whose = "" if owner is None else f"; nama itu milik peserta {numbers[owner]}"
            yield finding("P313", names.place(k), **told, terdaftar=context.register.names[i], milik=whose)
