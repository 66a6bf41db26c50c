"""Why a sheet does not serve: it is meant for something else, or it is a form and no table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asnrekrut.findings import Finding, finding
from asnrekrut.intake.aliases import normal, others
from asnrekrut.intake.cells import clean
from asnrekrut.intake.headers import SEARCHED
from asnrekrut.intake.matching import Headings
from asnrekrut.intake.tables import find_table, names_of
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
    labels = _labels(sheet, table, need)
    if len(labels) >= LABELS:
        return finding("E107", sheet.place(), contoh=listed([f'"{label}"' for label in labels], MOST))
    return _other_sheet(sheet, table, need, like, strangers) or (table if isinstance(table, Finding) else None)


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
