"""Where something stands today that reads otherwise than it was confirmed: a cell, or a line of the rules file."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from asnrekrut.core.sessions_and_makeups import Conduct
from asnrekrut.findings import Place
from asnrekrut.intake.participant_numbers import joined_keys
from asnrekrut.record.account import QUOTA
from asnrekrut.record.cells import REPEATED, is_attribute
from asnrekrut.record.changes import EVENT, MEMBER, NAME, OUTCOME, RULE
from asnrekrut.record.rule_keys import path_of
from asnrekrut.rules import RULES_FILE
from asnrekrut.rules.figure_keys import FINAL
from asnrekrut.rules.load import written
from asnrekrut.storage import content_of

if TYPE_CHECKING:
    from asnrekrut.core.calculation_steps import Step
    from asnrekrut.core.marks import Marks
    from asnrekrut.core.register import Attribute
    from asnrekrut.core.result import Result, StageOutcome
    from asnrekrut.intake.workbooks import Book
    from asnrekrut.record.changes import Change
    from asnrekrut.rules.toml_text import Document

_COLUMNS = {QUOTA: "quota", "jabatan": "title", "unit": "unit", "jenis": "kind"}  # of a list of formations


class Places(Struct, frozen=True, dict=True):
    """The places of what was read today."""

    result: Result
    book: Book

    def of(self, change: Change) -> Place | None:
        """Where a change shows; None for what is no longer there."""
        kind = change.component  # (names of raters and aspects in it may hold blanks)
        if kind.startswith(f"{RULE} "):
            return self._line(kind.removeprefix(f"{RULE} "))
        if not change.person:
            return None if kind.startswith(f"{EVENT} ") else self._of_formation(change.formation, kind)
        i = self.result.register.at.get(change.person)
        return None if i is None else self._of_person(i, kind, self.result.stages[change.stage])

    def _of_person(self, i: int, kind: str, there: StageOutcome) -> Place | None:
        source, exam = self.result.rules.applicants, self.result.conduct.get(FINAL, Conduct()).repeat
        if kind == OUTCOME and there.determined is not None:
            return there.determined.where(i)
        if kind in {NAME, MEMBER, OUTCOME}:
            return self._in_register(i, {NAME: source.name, MEMBER: source.formation[0]}.get(kind))
        if kind == REPEATED and exam is not None:
            return exam.where(i)
        stage, _, key = kind.partition(".")
        attribute = self.result.register.attributes.get(key) if is_attribute(kind) else None
        read: list[Attribute | Marks | Step | None] = [attribute, self.result.marks.get((stage, key))]
        read += [step for step in self.result.steps(there) if step.key == kind]
        return next((one.where(i) for one in read if one is not None), None)

    def _in_register(self, i: int, heading: str | None) -> Place | None:
        """The row of an applicant, or the cell under a heading."""
        rows = self.book.register
        if rows is None:
            return None
        return rows.place(i, None if heading is None else [table.at(heading) for table in rows.tables])

    def _of_formation(self, code: str, fact: str) -> Place | None:
        """The cell of a fact in the list of formations, or its line where the rules file holds that."""
        names = self.result.rules.formations.columns
        for table in (table for need in self.book.needed("formasi") for table in self.book.tables_read(need)):
            columns = [at for name in names.code if (at := table.at(name)) is not None]
            codes = joined_keys(table, columns).texts if columns else []
            if code in codes:
                return table.place(codes.index(code), table.at(getattr(names, _COLUMNS[fact])))
        return self._line(f"formasi.daftar[{code}].{fact}") if self.result.rules.formations.inline else None

    def _line(self, key: str) -> Place | None:
        """The line of a key, or of the nearest table that is written."""
        file = self._rules_file
        return None if file is None else Place(RULES_FILE, row=file.line_of(path_of(file.data, key)) - 1)

    @cached_property
    def _rules_file(self) -> Document | None:
        return None if self.book.folder is None else written(content_of(self.book.folder / RULES_FILE))
