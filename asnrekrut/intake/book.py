"""Every workbook the rules name, read once; tables and joins are looked up here."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from asnrekrut.findings import Finding, Place, finding
from asnrekrut.intake.cells import clean, identifier
from asnrekrut.intake.tables import Table, find_column, find_table
from asnrekrut.io import find_files, read_files
from asnrekrut.notation import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from asnrekrut.io import Cell, Sheet
    from asnrekrut.rules.model import Rules

KEY = "Nomor Peserta"


@dataclass(frozen=True, slots=True, eq=False)
class Joined:
    """The rows of one or several tables, each with the applicant it speaks of.

    Attributes:
        who: index into the register for every row, shape (m,); rows without a known applicant are left out.
        source: index of the table for every row.
        row: index into that table's rows.
    """

    tables: list[Table]
    who: NDArray[np.intp]
    source: NDArray[np.intp]
    row: NDArray[np.intp]

    def columns(self, name: str, findings: list[Finding]) -> list[int] | None:
        """Where each table keeps this column; None (and findings) if one of them lacks it."""
        hits = [find_column(table, name) for table in self.tables]
        findings += [hit for hit in hits if isinstance(hit, Finding) and hit not in findings]
        return None if any(isinstance(hit, Finding) for hit in hits) else [h for h in hits if isinstance(h, int)]

    def cells(self, columns: list[int]) -> list[Cell]:
        """The cells of a column over all tables, shape (m,)."""
        stacks = [table.column(c) for table, c in zip(self.tables, columns, strict=True)]
        if len(stacks) == 1 and len(stacks[0]) == len(self.row):
            return stacks[0]
        return [stacks[s][r] for s, r in zip(self.source.tolist(), self.row.tolist(), strict=True)]

    def place(self, k: int, columns: list[int] | None = None) -> Place:
        """The address of row k, or of its cell in a column."""
        s, r = int(self.source[k]), int(self.row[k])
        return self.tables[s].place(r, columns[s] if columns else -1)

    def broken(self, columns: list[int]) -> dict[int, str]:
        """Rows whose cell in this column holds an error value or an uncomputed formula."""
        if not any(table.sheet.broken for table in self.tables):
            return {}
        found = {}
        for k, (s, r) in enumerate(zip(self.source.tolist(), self.row.tolist(), strict=True)):
            table = self.tables[s]
            error = table.sheet.broken.get((table.rows[r], columns[s]))
            if error is not None:
                found[k] = error
        return found


def broken_finding(error: str, place: Place) -> Finding:
    """The finding for a cell that holds no usable value."""
    return finding("E207", place) if error == "rumus" else finding("E206", place, isi=error)


@dataclass(slots=True)
class Book:
    """All sheets of a selection, by file, and what was found on the way."""

    folder: Path
    sheets: dict[str, list[Sheet]]
    findings: list[Finding]
    refused: set[str] = field(default_factory=set)  # numbers of the register that another finding already doubts
    _known: set[object] = field(default_factory=set)
    _tables: dict[tuple[str, str], Table | None] = field(default_factory=dict)
    _joins: dict[object, Joined] = field(default_factory=dict)

    @classmethod
    def open(cls, folder: Path, rules: Rules, progress: Callable[[str], None] = lambda _: None) -> Book:
        """Read every file that the rules name."""
        names, faults = find_files(folder, dict.fromkeys(_patterns(rules)))
        sheets, more = read_files(folder, names, progress)
        return cls(folder, sheets, faults + more)

    def tables(self, patterns: Iterable[str], sheet: str | None) -> list[Table]:
        """The tables of some files; faults go to the findings."""
        names, _ = find_files(self.folder, patterns)
        chosen = [s for name in names if name in self.sheets for s in self._choose(name, sheet)]
        found = [self._table(s) for s in chosen]
        return [table for table in found if table is not None]

    def _choose(self, name: str, pattern: str | None) -> list[Sheet]:
        filled = [s for s in self.sheets[name] if any(cell != "" for row in s.rows for cell in row)]
        if pattern is not None:
            hits = [s for s in filled if fnmatchcase(clean(s.name).casefold(), pattern.casefold())]
            if not hits:
                self._once(finding("E008", Place(name), lembar=pattern, ada=_names(self.sheets[name])))
            return hits
        if len(filled) > 1:
            self._once(finding("E007", Place(name), ada=_names(filled)))
            return []
        if not filled:
            self._once(finding("E103", Place(name)))
        return filled

    def _table(self, sheet: Sheet) -> Table | None:
        key = sheet.file, sheet.name
        if key not in self._tables:
            table = find_table(sheet)
            self._tables[key] = table if isinstance(table, Table) else None
            if isinstance(table, Finding):
                self.findings.append(table)
        return self._tables[key]

    def _once(self, fault: Finding) -> None:
        key = fault.code, fault.place, tuple(fault.values.items())
        if key not in self._known:
            self._known.add(key)
            self.findings.append(fault)

    def join(self, patterns: Iterable[str], sheet: str | None, key: str, index: pd.Index[str], unique: bool) -> Joined:
        """The rows of these files that speak of known applicants; all others become findings.

        Args:
            index: participant numbers of the register, in its order.
            unique: whether a second row for the same applicant is a fault.
        """
        cached = (tuple(patterns), sheet, key, unique)
        if cached not in self._joins:
            self._joins[cached] = self._join(self.tables(patterns, sheet), key, index, unique)
        return self._joins[cached]

    def _join(self, tables: list[Table], key: str, index: pd.Index[str], unique: bool) -> Joined:
        usable, whos, rows = [], [], []
        for table in tables:
            column = find_column(table, key)
            if isinstance(column, Finding):
                self._once(column)
                continue
            who = index.get_indexer(pd.Index(self._numbers(table, column, index), dtype=str))
            usable.append(table)
            rows.append(np.flatnonzero(who >= 0))
            whos.append(who[who >= 0])
        joined = Joined(
            usable,
            np.concatenate([np.empty(0, np.intp), *whos]),
            np.repeat(np.arange(len(usable)), [len(r) for r in rows]),
            np.concatenate([np.empty(0, np.intp), *rows]),
        )
        if unique:
            self._report_doubles(joined, index)
        return joined

    def _numbers(self, table: Table, column: int, index: pd.Index[str]) -> list[str]:
        """The participant numbers of a table; blank, damaged and unknown ones become findings."""
        read = [identifier(cell) for cell in table.column(column)]
        known = index.isin([number for number, _ in read])
        strangers = {number for number, _ in read}.difference(index[known])
        for k, (number, code) in enumerate(read):
            place = table.place(k, column)
            if code == "E205":
                self._once(finding(code, place, isi=number))
            elif number == "":
                self._once(finding("E301", place))
            elif number in strangers and number not in self.refused:
                self._once(finding("E303", place, nomor=number))
            elif code is not None:
                self._once(finding(code, place, isi=number))
        return [number if code != "E205" else "" for number, code in read]

    def _report_doubles(self, joined: Joined, index: pd.Index[str]) -> None:
        for k in np.flatnonzero(pd.Series(joined.who).duplicated()).tolist():
            first = int(np.flatnonzero(joined.who == joined.who[k])[0])
            self._once(finding("E304", joined.place(k), nomor=index[int(joined.who[k])], lain=str(joined.place(first))))


def _patterns(rules: Rules) -> list[str]:
    """Every file or pattern that the rules name."""
    several = [rules.applicants.files, rules.formations.files]
    for stage in rules.stages:
        several += [stage.files, *(component.files for component in stage.components)]
    return [pattern for files in several for pattern in files or ()]


def _names(sheets: list[Sheet]) -> str:
    return listed([f'"{s.name}"' for s in sheets], 10)
