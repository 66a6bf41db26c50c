"""Every workbook the rules name, read once; tables and joins are looked up here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from asnrekrut.findings import Finding, Place, finding
from asnrekrut.intake.cells import clean, identifier
from asnrekrut.intake.columns import Joined
from asnrekrut.intake.exchanged_columns import Checked, settled
from asnrekrut.intake.files import Inputs, near_names
from asnrekrut.intake.needs import MAY_BE_EMPTY, MAY_LACK, Need, Role
from asnrekrut.intake.participant_numbers import Directory, single_keys
from asnrekrut.intake.row_labels import has_digit
from asnrekrut.intake.sheet_choice import Chooser, is_named
from asnrekrut.intake.tables import Table, aliases_used, find_table, names_of
from asnrekrut.io import TEMPLATES, Reading, Sheet
from asnrekrut.nik import holds_nik
from asnrekrut.notation import listed
from asnrekrut.short_repr import ShortRepr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from asnrekrut.rules.stages import Stage

FEWEST = 3  # rows from which columns can be said to be exchanged
_ONE_NAME = str.maketrans("*?", "11")  # one of the names that a pattern means
MOST_ALIKE = 200  # unknown numbers in a table for which a like one is still looked for


class Book(ShortRepr, Struct):
    """All sheets of a selection, by file, and what was found on the way.

    Attributes:
        sheets: by file.
        findings: everything doubtful so far; see ``report``.
        needs: all that the rules want from any file.
        files: the files that a name or pattern of the rules means; by itself it means the file of that name.
        reading: the files that are not taken over yet.
        faults: for a name or pattern of the rules, why it means no file.
        folder: where they are, to look around; None where there is none.
        checked: the columns whose cells were looked at.
        refused: numbers of the register that another finding already doubts.
        swapped: files whose participant numbers stand under another heading: nobody's row is known.
        register: where everyone in the register stands; None until that was read.
        partial: files that could not be read whole, or stand beside one, or of which no row is known: whoever is
            missing there may only seem to be.
        stray: rows whose number is unusable, unknown or doubled, with the number of whose they probably are, or ''.
    """

    sheets: dict[str, list[Sheet]]
    findings: list[Finding]
    needs: Sequence[Need]
    files: dict[str, list[str]] = field(default_factory=dict)
    reading: Reading | None = None
    progress: Callable[[str], None] = lambda _: None
    refused: set[str] = field(default_factory=set)
    partial: set[str] = field(default_factory=set)
    stray: dict[Place, str] = field(default_factory=dict)
    swapped: set[str] = field(default_factory=set)
    faults: dict[str, list[Finding]] = field(default_factory=dict)
    folder: Path | None = None
    checked: list[Checked] = field(default_factory=list)
    register: Joined | None = None
    _known: set[object] = field(default_factory=set)
    _read: dict[object, Table] = field(default_factory=dict)
    _tables: dict[Need, list[Table]] = field(default_factory=dict)
    _joins: dict[object, Joined] = field(default_factory=dict)

    @classmethod
    def of(cls, inputs: Inputs, progress: Callable[[str], None] = lambda _: None) -> Book:
        """A book whose files are still being read; each is taken over when it is asked for, see ``receive``."""
        book = cls(
            {}, [], inputs.needs, inputs.files, inputs.reading, progress, faults=inputs.faults, folder=inputs.folder
        )
        for fault in (one for several in inputs.faults.values() for one in several if one.code != "E001"):
            book.report(fault)  # what is there and cannot be a file is not merely still to come
        book.report_missing("")
        return book

    def needed(self, role: Role, stage: str = "", component: str = "") -> list[Need]:
        """The tables of one kind that the rules want, of a stage and component where they have them."""
        return [n for n in self.needs if (n.role, n.stage, n.component) == (role, stage, component)]

    def files_of(self, stage: str, role: Role = "nilai") -> tuple[list[str], list[str]]:
        """The files that are wanted for a stage, and those of them that are there."""
        wanted = [name for need in self.needs if need.stage == stage and need.role == role for name in need.files]
        wanted = list(dict.fromkeys(wanted))
        return wanted, sorted({name for pattern in wanted for name in self.files.get(pattern, [])})

    def report_near(self, stage: Stage, wanted: Sequence[str]) -> None:
        """Name the files that may be those of a stage that is not yet held, under another name."""
        used = [*wanted, *(name for names in self.files.values() for name in names)]
        near = near_names(self.folder, wanted, used) if self.folder else []
        near = [name for name in near if not name.startswith(f"{TEMPLATES}/")]  # forms that nobody has filled in yet
        if near:
            names = {"berkas": listed(list(wanted)), "nama": wanted[0].translate(_ONE_NAME), "mirip": listed(near)}
            found = finding("P456", None, tahap=stage.name, **names)
            self.report(replace(found, stage_code=stage.code))

    def report_missing(self, stage: str, spared: Role | None = None) -> None:
        """Report the files of a stage that are not there; those of the register and the formations by ''.

        A make-up that is still to come is no fault: who waits for it is said elsewhere.

        Args:
            spared: the role of tables that may be missing.
        """
        for need in self.needs:
            wanted = need.stage == stage and need.role not in {spared, *MAY_LACK}
            for pattern in need.files if wanted else ():
                for fault in self.faults.get(pattern, []):
                    if (need.role, fault.code) != ("susulan", "E001"):
                        self.report(fault)

    def receive(self, names: Iterable[str] | None = None) -> None:
        """Wait for files, and take over what they hold and what there is to say of them; all of them by default."""
        if self.reading is not None:
            sheets, faults = self.reading.take(names, self.progress)
            self.sheets |= sheets
            for fault in faults:
                self.report(fault)

    def report(self, fault: Finding) -> None:
        """Report a finding, however often it comes up."""
        if fault.key not in self._known:
            self._known.add(fault.key)
            self.findings.append(fault)

    def report_niks(self, table: Table, columns: Iterable[int | None]) -> None:
        """Report the cells of columns that are printed as they stand and hold a NIK."""
        for at in (column for column in columns if column is not None):
            cells = table.different(at)
            texts = {k: text for k, text in enumerate(map(clean, cells.said)) if holds_nik(text)}
            for row in cells.rows(texts):
                said = {"kolom": table.headers[at], "isi": texts[int(cells.which[row])]}
                self.report(finding("E440", table.place(row, at), **said))

    def settle_exchanged(self) -> None:
        """Report exchanged columns as such, and no longer cell by cell."""
        self.findings = settled(self.findings, self.checked)

    def tables(self, need: Need) -> list[Table]:
        """The tables that serve a need, by file and sheet; what there is to say of them goes to the findings."""
        if need not in self._tables:
            self.receive(self.wanted(need))
            choices = [self._chooser(name, need).choose() for name in self._names(need)]
            self._tables[need] = [table for choice in choices for table in choice.tables]
            if any(not choice.tables for choice in choices) or len(choices) < len(self.wanted(need)):
                self.partial.update(self.wanted(need))
            said = [f for choice in choices for f in choice.findings]
            said = [f for f in said if f.code != "E103" or need.role not in MAY_BE_EMPTY]
            for table in self._tables[need]:
                said += [*table.notes, *aliases_used(table, need)]
            for one in said:
                self.report(one)
        return self._tables[need]

    def columns(self, table: Table, names: Sequence[str]) -> list[int] | None:
        """Where a table keeps these columns; None (and findings) if it lacks one."""
        found = [at for name in names if (at := self.column(table, name)) is not None]
        return found if len(found) == len(names) else None

    def column(self, table: Table, name: str) -> int | None:
        """Where a table keeps this column; None (and a finding) if it lacks it."""
        at = table.at(name)
        if at is None:
            self.report(table.missing(name))
        return at

    def columns_under(self, need: Need, heading: str) -> Iterator[tuple[Table, int]]:
        """The tables that serve a need, each with the column of this heading; without those that lack it."""
        for table in self.tables(need):
            at = table.at(heading)
            if at is not None:
                yield table, at

    def tables_read(self, need: Need) -> list[Table]:
        """The tables that served a need so far."""
        return self._tables.get(need, [])

    @property
    def rows(self) -> dict[tuple[str, str], int]:
        """How many rows of data every sheet has that was used."""
        tables = [table for several in self._tables.values() for table in several]
        return {(table.sheet.file, table.sheet.name): len(table.rows) for table in tables}

    def applicants_by_row(self, sheet: Place) -> dict[int, int]:
        """Whose row each row of a sheet is: index into the register by row of the sheet."""
        found: dict[int, int] = {}
        for table, rows, who in (part for joined in self._joins.values() for part in joined):
            if table.sheet.place() == sheet:
                found.update((table.rows[k], i) for k, i in zip(rows.tolist(), who.tolist(), strict=True))
        return found

    def wanted(self, need: Need) -> set[str]:
        """The files that a need names; a pattern or name that means none stands for itself."""
        return {name for pattern in need.files for name in self.files.get(pattern) or [pattern]}

    def _names(self, need: Need) -> list[str]:
        return sorted({n for pattern in need.files for n in self.files.get(pattern, [pattern]) if n in self.sheets})

    def _chooser(self, name: str, need: Need) -> Chooser:
        here = [n for n in self.needs if name in self._names(n)]
        companions = [n for n in here if n.sheet is None and n.header == need.header]
        return Chooser(
            name,
            self.sheets[name],
            need,
            names_of([need, *companions]).wanted,
            names_of([n for n in here if (n.title, n.sheet) == (need.title, need.sheet)] or [need]).wanted,
            [n for n in self.needs if n not in here],
            frozenset(clean(n.sheet).casefold() for n in here if n.sheet is not None),
            lambda sheet: self._table(sheet, need, here),
        )

    def _table(self, sheet: Sheet, need: Need, here: list[Need]) -> Table:
        """The table of a sheet, found by the headings of everyone who may mean it."""
        several = [n for n in here if n.header == need.header and is_named(sheet, n.sheet)]
        names = names_of(several if need in several else [need, *several])
        key = sheet.file, sheet.name, names, need.header
        if key not in self._read:
            self._read[key] = find_table(sheet, names, need.header)
        return self._read[key]

    def join(self, needs: Sequence[Need], index: Directory, unique: bool) -> Joined:
        """The rows of known applicants in these needs' tables; all others become findings.

        Args:
            needs: of one kind, with one key: several where a stage has sessions.
            index: participant numbers of the register, in its order.
            unique: whether a second row for the same applicant is a fault.
        """
        pairs = [(table, need.session) for need in needs for table in self.tables(need)]
        if not all(self.tables(need) for need in needs):
            self.partial.update(name for need in needs for name in self.wanted(need))
        cached = (tuple((id(table), session) for table, session in pairs), needs[0].key, unique)
        if cached not in self._joins:
            self._joins[cached] = self._join(pairs, needs[0], index, unique)
        return self._joins[cached]

    def _join(self, pairs: list[tuple[Table, int]], need: Need, index: Directory, unique: bool) -> Joined:
        usable, whos, rows, read = [], [], [], []
        for table, session in pairs:
            column = self.column(table, need.key)
            if column is None:
                continue
            stands = need.role == "penetapan"
            numbers = self._numbers(table, column, index, stands)
            who = index.find(numbers)
            read.append(who >= 0 if stands else np.array([number != "" for number in numbers], dtype=bool))
            usable.append((table, session))
            rows.append(np.flatnonzero(who >= 0))
            whos.append(who[who >= 0])
        joined = Joined(
            [table for table, _ in usable],
            len(index.numbers),
            np.concatenate([np.empty(0, np.intp), *whos]),
            np.repeat(np.arange(len(usable)), [len(r) for r in rows]),
            np.concatenate([np.empty(0, np.intp), *rows]),
            read,
            [session for _, session in usable],
        )
        self._report_doubles(joined, index, unique)
        return joined

    def _numbers(self, table: Table, column: int, index: Directory, stands: bool) -> list[str]:
        """The participant numbers of a table; blank, damaged and unknown ones become findings.

        Args:
            stands: whether the table stands as it is, whomever it names.
        """
        other = None if stands else _swapped_with(table, column, index)
        if other is not None:
            self.partial.add(table.sheet.file)
            self.swapped.add(table.sheet.file)
            mine, theirs = table.headers[column], table.headers[other]
            why = f'nomor peserta ada di bawah "{theirs}", dan di bawah "{mine}" tidak ada satu pun'
            self.report(finding("E320", table.head(column), kolom=mine, lain=theirs, sebab=why))
            return [""] * len(table.rows)
        read = single_keys(table, column)
        strangers = set(read.texts).difference(index.at)
        few = len(strangers) <= MOST_ALIKE
        self.partial.update([table.sheet.file] if strangers.issuperset(read.texts) else [])
        for k, text in enumerate(read.texts if strangers or read.faults else ()):
            fault = read.faults.get(k)
            if text and fault is not None:
                self.report(fault)
            if text not in strangers or text in self.refused:
                continue
            place, (words, meant) = table.place(k, column), self._meant(table, k, text, index) if few else ("", "")
            self.stray[table.place(k)] = meant
            if index.coded and fault is None:
                near = index.alike(text)
                hint = f' Dalam daftar itu tertulis "{near}".' if near else ""
                self.report(finding("E434", place, kode=text or "kosong", mirip=hint))
            elif text == "":
                self.report(fault or finding("E301", place))
            else:
                stranger = finding("P453", place, nomor=text, mirip=words) if stands else None
                self.report(stranger or finding("E303", place, nomor=text, mirip=words))
        return read.texts

    def _meant(self, table: Table, k: int, number: str, index: Directory) -> tuple[str, str]:
        """Whose row this may be, in words and as a number: one written alike, or that of who bears the name there."""
        near = index.alike(number) if number else None
        if near:
            return f' Di sana tertulis "{near}"; samakan penulisannya, mungkin di daftar pelamar.', near
        column = table.at("Nama")
        name = "" if column is None else clean(table.column(column)[k])
        owner = index.owner(name)
        return (f' Nama di baris itu, "{name}", milik peserta {owner}.', owner) if owner else ("", "")

    def _report_doubles(self, joined: Joined, index: Directory, unique: bool) -> None:
        """Second rows for the same applicant, where there may be only one; and whoever stands in two sessions."""
        session = np.array([*joined.sessions, -1], dtype=np.intp)[joined.source]
        several = len(set(joined.sessions)) > 1
        firsts = joined.first()[joined.who]  # by row
        for k in np.flatnonzero(firsts < np.arange(len(firsts))).tolist() if unique or several else ():
            first = int(firsts[k])
            number = index.numbers[int(joined.who[k])]
            if session[k] != session[first]:
                self.report(finding("E423", joined.place(k), nomor=number, lain=str(joined.place(first))))
            elif unique:  # most likely somebody else's row, whose number was filled down or mistyped
                table, row = joined.tables[int(joined.source[k])], int(joined.row[k])
                words, meant = self._meant(table, row, "", index)
                self.stray[joined.place(k)] = meant
                told = {"nomor": number, "lain": str(joined.place(first)), "mirip": words * (meant != number)}
                self.report(finding("E304", joined.place(k), **told))


def _swapped_with(table: Table, column: int, index: Directory) -> int | None:
    """The column that holds the participant numbers, where the one that should holds none and is full of words."""
    texts = (identifier(cell)[0] for cell in table.column(column))
    if any(text in index or has_digit(text) for text in texts if text):
        return None
    filled = [cell for cell in table.column(column) if identifier(cell)[0]]
    if len(filled) < FEWEST:
        return None
    for other in range(len(table.headers)):
        numbers = [identifier(cell)[0] for cell in table.column(other)]
        if other != column and 2 * sum(number in index for number in numbers) > len(filled):
            return other
    return None
