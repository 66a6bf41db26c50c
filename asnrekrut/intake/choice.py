"""Which sheet of a file is meant; and where none holds what is wanted, the best explanation.

A sheet is chosen only where it is the only one that holds the wanted headings.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from asnrekrut.findings import Finding, Place, finding
from asnrekrut.intake.cells import clean, folded
from asnrekrut.intake.lookalikes import explain
from asnrekrut.notation import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from asnrekrut.intake.needs import Need
    from asnrekrut.intake.tables import Table
    from asnrekrut.io import Sheet

    Reader = Callable[[Sheet], Table | Finding]

MOST = 10
GUIDES = ("Petunjuk", "Cara mengisi", "Baca dahulu")  # what the templates call the sheet that explains them


@dataclass(slots=True)
class Choice:
    """The tables that serve a need, and what is to be said."""

    tables: list[Table] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Chooser:
    """Chooses for one need among the sheets of one file.

    Attributes:
        together: the headings that this need and its companions want, who name the same file and no sheet.
        like: those of them that want the same kind of sheet, such as the other components of the stage.
        strangers: what the rules want from other files, to recognise a wrong one.
        named: every sheet that the rules name in this file.
        read: a sheet's table.
    """

    file: str
    sheets: Sequence[Sheet]
    need: Need
    together: tuple[str, ...]
    like: tuple[str, ...]
    strangers: Sequence[Need]
    named: frozenset[str]
    read: Reader

    def choose(self) -> Choice:
        """The tables of this file that serve the need."""
        filled = [sheet for sheet in self.sheets if _is_filled(sheet)]
        choice = Choice()
        if self.need.sheet is not None:
            self._add_named(choice, filled, self.need.sheet)
            return choice
        visible = [sheet for sheet in filled if not sheet.hidden]
        self._tell_hidden(choice, filled)
        if not visible:
            choice.findings.append(finding("E103", Place(self.file)))
        elif len(visible) == 1:
            self._add(choice, visible[0])
        else:
            self._add_best(choice, visible)
        if not any(table.holds(self.need.names) for table in choice.tables):
            self._tell_hidden_ones_that_serve(choice, filled)
        return choice

    def _add_named(self, choice: Choice, filled: list[Sheet], pattern: str) -> None:
        """Add every sheet of that name or pattern; a hidden one must be named exactly."""
        hits = [sheet for sheet in filled if _is_named(sheet, pattern)]
        exact = [sheet for sheet in hits if _is(sheet, pattern)]
        usable = exact or [sheet for sheet in hits if not sheet.hidden]
        if not usable:
            names = _names(self.sheets)
            choice.findings.append(finding("E008", Place(self.file), lembar=pattern, ada=names))
        if not exact:
            self._tell_hidden(choice, hits)
        for sheet in usable:
            if sheet.hidden:
                choice.findings.append(finding("P104", sheet.place(), lembar=clean(sheet.name)))
            self._add(choice, sheet)
        self._tell_others_alike(choice, [sheet for sheet in filled if sheet not in usable and not sheet.hidden])

    def _tell_others_alike(self, choice: Choice, others: list[Sheet]) -> None:
        """Sheets that nobody names, with the same headings and with rows that the named ones lack."""
        known = {text for table in choice.tables for text in self._keys(table)}
        tables = [self.read(s) for s in others if not any(_is_named(s, name) for name in self.named)]
        more = [t for t in tables if not isinstance(t, Finding) and t.holds(self.need.names) and self._keys(t) - known]
        if choice.tables and more:
            names = _names([table.sheet for table in more])
            place = choice.tables[0].sheet.place()
            choice.findings.append(finding("P107", place, lain=names, untuk=self.need.title))

    def _keys(self, table: Table) -> set[str]:
        """What stands in the column that tells the rows apart."""
        columns = table.headings.match(self.need.key).columns
        return {folded(cell) for cell in table.column(columns[0])} - {""} if columns else set()

    def _add(self, choice: Choice, sheet: Sheet) -> None:
        table = self.read(sheet)
        reason = explain(sheet, table, self.need, self.like, self.strangers)
        if reason is not None:
            choice.findings.append(reason)
        elif not isinstance(table, Finding):
            choice.tables.append(table)

    def _add_best(self, choice: Choice, visible: list[Sheet]) -> None:
        """Add the only sheet that holds the headings of all companions, else those of this need."""
        for names in (self.together, self.need.names):
            holding = [sheet for sheet in visible if _holds(self.read(sheet), names)]
            if len(holding) == 1:
                self._add_chosen(choice, holding[0], visible)
                return
            if holding:
                choice.findings.append(finding("E007", Place(self.file), ada=_names(holding)))
                return
        self._add_nearest(choice, visible)

    def _add_chosen(self, choice: Choice, sheet: Sheet, visible: list[Sheet]) -> None:
        rest = [other for other in visible if other is not sheet and clean(other.name) not in GUIDES]
        if rest:
            title, served = clean(sheet.name), self.need.title
            choice.findings.append(finding("I102", sheet.place(), lembar=title, untuk=served, lain=_names(rest)))
        self._add(choice, sheet)

    def _add_nearest(self, choice: Choice, visible: list[Sheet]) -> None:
        """Explain the sheet that holds most of the headings; if it is not the only one, nothing can be said."""
        counts = [_count(self.read(sheet), self.need.names) for sheet in visible]
        if counts.count(max(counts)) == 1:
            self._add(choice, visible[counts.index(max(counts))])
        else:
            choice.findings.append(finding("E007", Place(self.file), ada=_names(visible)))

    def _tell_hidden(self, choice: Choice, sheets: Sequence[Sheet]) -> None:
        for sheet in sheets:
            title = clean(sheet.name)
            if sheet.hidden and title.casefold() not in self.named:
                choice.findings.append(finding("I103", sheet.place(), lembar=title))

    def _tell_hidden_ones_that_serve(self, choice: Choice, filled: list[Sheet]) -> None:
        for sheet in (s for s in filled if s.hidden and _holds(self.read(s), self.need.names)):
            choice.findings.append(finding("P105", sheet.place(), lembar=clean(sheet.name), untuk=self.need.title))


def _is_filled(sheet: Sheet) -> bool:
    return any(cell != "" and clean(cell) != "" for row in sheet.rows for cell in row)


def _is(sheet: Sheet, name: str) -> bool:
    return clean(sheet.name).casefold() == clean(name).casefold()


def _is_named(sheet: Sheet, pattern: str) -> bool:
    return _is(sheet, pattern) or fnmatchcase(clean(sheet.name).casefold(), pattern.casefold())


def named_by(sheet: Sheet, pattern: str | None) -> bool:
    """Whether the rules may mean this sheet."""
    return pattern is None or _is_named(sheet, pattern)


def _holds(table: Table | Finding, names: Sequence[str]) -> bool:
    """Whether a sheet holds the headings; where its header stands at one of two places it does so as well."""
    return table.code == "E104" if isinstance(table, Finding) else table.holds(names)


def _count(table: Table | Finding, names: Sequence[str]) -> int:
    return 0 if isinstance(table, Finding) else sum(table.holds([name]) for name in names)


def _names(sheets: Sequence[Sheet]) -> str:
    return listed([f'"{clean(sheet.name)}"' for sheet in sheets], MOST)
