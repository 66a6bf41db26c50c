"""Why a sheet does not serve: it is meant for something else, it is a form and no table, or it has no header."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from asnrekrut.findings import Finding, finding
from asnrekrut.intake.aliases import normal, others
from asnrekrut.intake.cells import clean
from asnrekrut.intake.headers import SEARCHED
from asnrekrut.intake.matching import Headings
from asnrekrut.intake.tables import find_table, names_of
from asnrekrut.intake.wording import has_digit, shape
from asnrekrut.notation import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asnrekrut.intake.needs import Need
    from asnrekrut.intake.tables import Table
    from asnrekrut.io import Sheet

MOST = 10
LABELS = 2  # headings below each other that make a form


def explain(
    sheet: Sheet, table: Table | Finding, need: Need, like: Sequence[str], strangers: Sequence[Need]
) -> Finding | None:
    """The reason why a sheet cannot serve a need; None if it can, or if only single columns are missing.

    Args:
        like: all headings of the kind of sheet that is needed.
        strangers: what the rules want from other files.
    """
    if not isinstance(table, Finding) and table.holds(need.names):
        return None
    if isinstance(table, Finding) and table.code != "E103":
        return table
    if several := _rows_for_one(sheet, need):
        return several
    labels = _labels(sheet, table, need)
    if len(labels) >= (1 if _is_full_of_colons(sheet) else LABELS):
        return finding("E107", sheet.place(), contoh=listed([f'"{label}"' for label in labels], MOST))
    if not isinstance(table, Finding) and (first := _first_row_of_data(sheet, table, (*need.names, *like))):
        return first
    return _other_sheet(sheet, table, need, like, strangers) or (table if isinstance(table, Finding) else None)


def _rows_for_one(sheet: Sheet, need: Need) -> Finding | None:
    """Two wanted headings below each other over cells that alternate: a name, its number, a name, its number."""
    names = {other for name in need.names for other in others(name)}
    for r, (upper, lower) in enumerate(pairwise(sheet.rows[:SEARCHED])):
        for c in range(min(len(upper), len(lower))):
            one, two = clean(upper[c]), clean(lower[c])
            if normal(one) in names and normal(two) in names and normal(one) != normal(two):
                below = [clean(row[c]) if c < len(row) else "" for row in sheet.rows[r + 2 :]]
                kinds = {tuple(map(has_digit, pair)) for pair in zip(below[::2], below[1::2], strict=False)}
                if len(below) > LABELS and kinds in ({(True, False)}, {(False, True)}):
                    return finding("E116", sheet.place(r, c), satu=one, dua=two)
    return None


def _is_full_of_colons(sheet: Sheet) -> bool:
    """Whether most rows are a label, a colon and what was filled in, as in a form."""
    rows = [[clean(cell) for cell in row if cell != ""] for row in sheet.rows[:SEARCHED]]
    filled = [row for row in rows if any(row)]
    colons = [row for row in filled if any(text == ":" or text.endswith(":") for text in row[:-1])]
    return len(colons) >= LABELS and 2 * len(colons) > len(filled)


def _first_row_of_data(sheet: Sheet, table: Table, names: Sequence[str]) -> Finding | None:
    """The finding that there is no header, where no wanted heading is found and the row taken for it is like data."""
    head = table.header_rows[-1] if table.header_rows else -1
    if head < 0 or head + 1 >= len(sheet.rows) or any(table.holds([name]) for name in names):
        return None
    pairs = [(clean(a), clean(b)) for a, b in zip(sheet.rows[head], sheet.rows[head + 1], strict=False)]
    alike = [a for a, b in pairs if has_digit(a) and shape(a) == shape(b)]
    if not alike or not all(shape(a) == shape(b) for a, b in pairs if has_digit(a)):
        return None
    shown = listed([f'"{a}"' for a, _ in pairs if a], MOST)
    wanted = listed([f'"{name}"' for name in dict.fromkeys(names)], MOST)
    return finding("E117", sheet.place(head), isi=shown, perlu=wanted)


def _labels(sheet: Sheet, table: Table | Finding, need: Need) -> list[str]:
    """Wanted headings that stand below each other in one column; none if some stand side by side."""
    if not isinstance(table, Finding) and sum(table.holds([name]) for name in need.names) >= LABELS:
        return []
    names = {other: name for name in need.names for other in others(name)}
    columns: dict[int, dict[str, str]] = {}
    for row in sheet.rows[:SEARCHED]:
        for column, cell in enumerate(row):
            label = clean(cell.partition(":")[0]) if isinstance(cell, str) else ""
            if normal(label) in names:
                columns.setdefault(column, {}).setdefault(names[normal(label)], label)
    return list(max(columns.values(), key=len, default={}).values())


def _other_sheet(
    sheet: Sheet, table: Table | Finding, need: Need, like: Sequence[str], strangers: Sequence[Need]
) -> Finding | None:
    """The finding that this sheet looks like another one, if it holds all headings of that."""
    fitting = [
        (len(names_of(group).wanted), title)
        for title, group in _groups(need, strangers)
        if _fits(sheet, table, need, group)
    ]
    if not fitting:
        return None
    most = max(count for count, _ in fitting)
    titles = dict.fromkeys(title for count, title in fitting if count == most)
    missing = [name for name in like if isinstance(table, Finding) or not table.holds([name])]
    return finding(
        "E106",
        sheet.place(),
        mirip=" atau ".join(titles),
        harap=need.title,
        kolom=listed([f'"{name}"' for name in missing], MOST),
    )


def _groups(need: Need, strangers: Sequence[Need]) -> Iterator[tuple[str, list[Need]]]:
    """What the rules want elsewhere, as one group for each kind of sheet."""
    groups: dict[tuple[str, str, tuple[str, ...], str | None], list[Need]] = {}
    for other in strangers:
        if (other.role, other.stage) != (need.role, need.stage):
            groups.setdefault((other.role, other.stage, other.files, other.sheet), []).append(other)
    yield from ((group[0].title, group) for group in groups.values())


def _fits(sheet: Sheet, table: Table | Finding, need: Need, group: list[Need]) -> bool:
    """Whether a sheet holds all that another one should, something of its own, and nothing like what is missing."""
    names = names_of(group)
    own = [name for name in names.wanted if normal(name) not in {normal(n) for n in need.names}]
    other = find_table(sheet, names) if own else None
    if other is None or isinstance(other, Finding) or not other.holds(names.wanted):
        return False
    if isinstance(table, Finding):
        return True
    headings = Headings(table.headings.paths, (*need.names, *names.wanted))
    missing = [name for name in need.names if not table.holds([name])]
    return not any(headings.suggestion(name) for name in missing)
