"""Which sheet of a file is meant; and where none holds what is wanted, the best explanation.

A sheet is chosen only where it is the only one that holds the wanted headings. Another is meant for something else, is
a form and no table, or has no header.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct, field

from asnrekrut.findings import Finding, Place, finding
from asnrekrut.intake.cells import clean, folded
from asnrekrut.intake.column_names import Headings, normal, others
from asnrekrut.intake.header_rows import SEARCHED
from asnrekrut.intake.row_labels import has_digit, shape
from asnrekrut.intake.tables import Table, find_table, names_of
from asnrekrut.notation import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from asnrekrut.intake.needs import Need
    from asnrekrut.io import Sheet

    Reader = Callable[[Sheet], Table]

MOST = 10
GUIDES = ("Petunjuk", "Cara mengisi", "Baca dahulu")  # what the templates call the sheet that explains them
LABELS = 2  # headings below each other that make a form


class Chooser(Struct):
    """Chooses for one need among the sheets of one file.

    Attributes:
        together: the headings that this need and its companions want, who name the same file and no sheet.
        like: those of them that want the same kind of sheet, such as the other components of the stage.
        strangers: what the rules want from other files, to recognise a wrong one.
        named: every sheet that the rules name in this file.
        read: a sheet's table.
        tables, findings: those that serve the need, and what is to be said; see ``choose``.
    """

    file: str
    sheets: Sequence[Sheet]
    need: Need
    together: tuple[str, ...]
    like: tuple[str, ...]
    strangers: Sequence[Need]
    named: frozenset[str]
    read: Reader
    tables: list[Table] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def choose(self) -> Chooser:
        """Find the tables of this file that serve the need."""
        filled = [sheet for sheet in self.sheets if any(any(map(clean, row)) for row in sheet.rows)]
        others = [sheet for sheet in filled if not self._is_guide(sheet)]
        filled = others if any(not sheet.hidden for sheet in others) else filled
        if self.need.sheet is not None:
            self._add_named(filled, self.need.sheet)
            return self
        visible = [sheet for sheet in filled if not sheet.hidden]
        self._tell_hidden(filled)
        if not visible:
            self.findings.append(finding("E103", Place(self.file)))
        elif len(visible) == 1:
            self._add(visible[0])
        else:
            self._add_best(visible)
        if not any(table.holds(self.need.names) for table in self.tables):
            for sheet in (s for s in filled if s.hidden and _holds(self.read(s), self.need.names)):
                told = {"lembar": clean(sheet.name), "untuk": self.need.title}
                self.findings.append(finding("P105", sheet.place(), **told))
        return self

    def _is_guide(self, sheet: Sheet) -> bool:
        """Whether a sheet only explains the others, as in the templates; not where it is named, or holds the table."""
        named = self.need.sheet is not None and _is(sheet, self.need.sheet)
        return clean(sheet.name) in GUIDES and not named and not _holds(self.read(sheet), self.need.names)

    def _add_named(self, filled: list[Sheet], pattern: str) -> None:
        """Add every sheet of that name or pattern; a hidden one must be named exactly."""
        hits = [sheet for sheet in filled if is_named(sheet, pattern)]
        exact = [sheet for sheet in hits if _is(sheet, pattern)]
        usable = exact or [sheet for sheet in hits if not sheet.hidden]
        if not usable:
            self.findings.append(finding("E008", Place(self.file), lembar=pattern, ada=_names(self.sheets)))
        if not exact:
            self._tell_hidden(hits)
        for sheet in usable:
            if sheet.hidden:
                self.findings.append(finding("P104", sheet.place(), lembar=clean(sheet.name)))
            self._add(sheet)
        self._tell_others_alike([sheet for sheet in filled if sheet not in usable and not sheet.hidden])

    def _tell_others_alike(self, others: list[Sheet]) -> None:
        """Sheets that nobody names, with the same headings and with rows that the named ones lack."""
        known = {text for table in self.tables for text in self._keys(table)}
        read = [self.read(s) for s in others if not any(is_named(s, name) for name in self.named)]
        more = [table for table in read if table.holds(self.need.names) and self._keys(table) - known]
        if self.tables and more:
            names, place = _names([table.sheet for table in more]), self.tables[0].sheet.place()
            self.findings.append(finding("P107", place, lain=names, untuk=self.need.title))

    def _keys(self, table: Table) -> set[str]:
        """What stands in the column that tells the rows apart."""
        columns = table.headings.match(self.need.key).columns
        return {folded(cell) for cell in table.column(columns[0])} - {""} if columns else set()

    def _add(self, sheet: Sheet) -> None:
        table = self.read(sheet)
        reason = unfit(table, self.need, self.like, self.strangers)
        if reason is not None:
            self.findings.append(reason)
        else:
            self.tables.append(table)

    def _add_best(self, visible: list[Sheet]) -> None:
        """Add the only sheet that holds the headings of all companions, else those of this need.

        If there is none, the one that holds most of them is explained; if several do, nothing can be said.
        """
        for names in (self.together, self.need.names):
            holding = [sheet for sheet in visible if _holds(self.read(sheet), names)]
            if len(holding) == 1:
                self._add_chosen(holding[0], visible)
                return
            if holding:
                self.findings.append(finding("E007", Place(self.file), ada=_names(holding)))
                return
        counts = [_count(self.read(sheet), self.need.names) for sheet in visible]
        if counts.count(max(counts)) == 1:
            self._add(visible[counts.index(max(counts))])
        else:
            self.findings.append(finding("E007", Place(self.file), ada=_names(visible)))

    def _add_chosen(self, sheet: Sheet, visible: list[Sheet]) -> None:
        if rest := [other for other in visible if other is not sheet]:
            told = {"lembar": clean(sheet.name), "untuk": self.need.title, "lain": _names(rest)}
            self.findings.append(finding("I102", sheet.place(), **told))
        self._add(sheet)

    def _tell_hidden(self, sheets: Sequence[Sheet]) -> None:
        hidden = [(sheet, clean(sheet.name)) for sheet in sheets if sheet.hidden]
        for sheet, title in ((sheet, title) for sheet, title in hidden if title.casefold() not in self.named):
            self.findings.append(finding("I103", sheet.place(), lembar=title))


def _is(sheet: Sheet, name: str) -> bool:
    return clean(sheet.name).casefold() == clean(name).casefold()


def is_named(sheet: Sheet, pattern: str | None) -> bool:
    """Whether the rules may mean this sheet by a name or pattern; by none they may mean any."""
    return pattern is None or _is(sheet, pattern) or fnmatchcase(clean(sheet.name).casefold(), pattern.casefold())


def _holds(table: Table, names: Sequence[str]) -> bool:
    """Whether a sheet holds the headings; where its header stands at one of two places it does so as well."""
    return table.holds(names) or (table.fault is not None and table.fault.code == "E104")


def _count(table: Table, names: Sequence[str]) -> int:
    return sum(table.holds([name]) for name in names)


def _names(sheets: Sequence[Sheet]) -> str:
    return listed([f'"{clean(sheet.name)}"' for sheet in sheets], MOST)


def unfit(table: Table, need: Need, like: Sequence[str], strangers: Sequence[Need]) -> Finding | None:
    """The reason why a sheet cannot serve a need; None if it can, or if only single columns are missing.

    Args:
        like: all headings of the kind of sheet that is needed.
        strangers: what the rules want from other files.
    """
    if table.holds(need.names):
        return None
    if table.fault is not None and table.fault.code not in {"E101", "E103"}:  # (of a sheet without rows)
        return table.fault
    sheet = table.sheet
    if several := _rows_for_one(sheet, need):
        return several
    labels = _labels(table, need)
    if len(labels) >= (1 if _is_full_of_colons(sheet) else LABELS):
        return finding("E107", sheet.place(), contoh=listed([f'"{label}"' for label in labels], MOST))
    if table.fault is None and (first := _first_row_of_data(table, (*need.names, *like))):
        return first
    only = table.fault and _only_row(sheet, (*need.names, *need.extra, *like))
    return only or _other_sheet(table, need, like, strangers) or table.fault


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


def _first_row_of_data(table: Table, names: Sequence[str]) -> Finding | None:
    """The finding that there is no header, where no wanted heading is found and the row taken for it is like data."""
    sheet, head = table.sheet, table.header_rows[-1] if table.header_rows else -1
    if head < 0 or head + 1 >= len(sheet.rows) or any(table.holds([name]) for name in names):
        return None
    pairs = [(clean(a), clean(b)) for a, b in zip(sheet.rows[head], sheet.rows[head + 1], strict=False)]
    alike = [a for a, b in pairs if has_digit(a) and shape(a) == shape(b)]
    if not alike or not all(shape(a) == shape(b) for a, b in pairs if has_digit(a)):
        return None
    return _headless(sheet, head, [a for a, _ in pairs if a], names)


def _headless(sheet: Sheet, row: int, texts: Sequence[str], names: Sequence[str]) -> Finding:
    shown, wanted = (listed([f'"{text}"' for text in some], MOST) for some in (texts, list(dict.fromkeys(names))))
    return finding("E117", sheet.place(row), isi=shown, perlu=wanted)


def _only_row(sheet: Sheet, names: Sequence[str]) -> Finding | None:
    """The finding that there is no header, where the only row of a sheet is data: no heading, but a number or a day."""
    rows = [r for r, row in enumerate(sheet.rows) if any(clean(cell) for cell in row)]
    if len(rows) != 1:
        return None
    texts = [text for cell in sheet.rows[rows[0]] if (text := clean(cell))]
    known = {other for name in names for other in others(name)}
    if len(texts) < LABELS or any(normal(text) in known for text in texts) or not any(t[0].isdecimal() for t in texts):
        return None
    return _headless(sheet, rows[0], texts, names)


def _labels(table: Table, need: Need) -> list[str]:
    """Wanted headings that stand below each other in one column; none if some stand side by side."""
    if _count(table, need.names) >= LABELS:
        return []
    names = {other: name for name in need.names for other in others(name)}
    columns: dict[int, dict[str, str]] = {}
    for row in table.sheet.rows[:SEARCHED]:
        for column, cell in enumerate(row):
            label = clean(cell.partition(":")[0]) if isinstance(cell, str) else ""
            if normal(label) in names:
                columns.setdefault(column, {}).setdefault(names[normal(label)], label)
    return list(max(columns.values(), key=len, default={}).values())


def _other_sheet(table: Table, need: Need, like: Sequence[str], strangers: Sequence[Need]) -> Finding | None:
    """The finding that this sheet looks like another one, if it holds all headings of that."""
    groups: dict[tuple[str, str, tuple[str, ...], str | None], list[Need]] = {}
    for other in strangers:
        if (other.role, other.stage) != (need.role, need.stage):
            groups.setdefault((other.role, other.stage, other.files, other.sheet), []).append(other)
    fitting = [group for group in groups.values() if _fits(table, need, group)]
    if not fitting:
        return None
    counts = [len(names_of(group).wanted) for group in fitting]
    likest = (group[0].title for count, group in zip(counts, fitting, strict=True) if count == max(counts))
    missing = [name for name in like if not table.holds([name])]
    shown = listed([f'"{name}"' for name in missing], MOST)
    titles = " atau ".join(dict.fromkeys(likest))
    return finding("E106", table.sheet.place(), mirip=titles, harap=need.title, kolom=shown)


def _fits(table: Table, need: Need, group: list[Need]) -> bool:
    """Whether a sheet holds all that another one should, something of its own, and nothing like what is missing."""
    names = names_of(group)
    own = [name for name in names.wanted if normal(name) not in {normal(n) for n in need.names}]
    if not own or not find_table(table.sheet, names).holds(names.wanted):
        return False
    if table.fault is not None:
        return True
    headings = Headings(table.headings.paths, (*need.names, *names.wanted))
    missing = [name for name in need.names if not table.holds([name])]
    return not any(headings.suggestion(name) for name in missing)
