"""All doubts about a selection that has been read; each kind has its own module."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from asnrekrut.checks.attendance import attendance
from asnrekrut.checks.case import Case
from asnrekrut.checks.formulas import formulas
from asnrekrut.checks.invitations import invitations
from asnrekrut.checks.nik import structure
from asnrekrut.checks.odd_marks import after_elimination, after_leaving, lone_marks, monotonous, ordered_marks
from asnrekrut.checks.persons import confusable, same_person
from asnrekrut.checks.raters import raters
from asnrekrut.checks.remarks import comments, remarks
from asnrekrut.checks.sheet_names import names_in_sheets
from asnrekrut.checks.total_rows import total_rows
from asnrekrut.checks.totals import totals
from asnrekrut.checks.undecided import undecided
from asnrekrut.checks.years import years

if TYPE_CHECKING:
    from asnrekrut.core.marks import AllMarks
    from asnrekrut.core.register import Register
    from asnrekrut.core.result import Result
    from asnrekrut.findings import Finding
    from asnrekrut.intake.book import Book
    from asnrekrut.rules.model import Rules

_OF_PERSONS = (same_person, structure, years, undecided)
_OF_MARKS = (
    confusable,
    names_in_sheets,
    attendance,
    formulas,
    invitations,
    totals,
    total_rows,
    raters,
    after_leaving,
    after_elimination,
    monotonous,
    lone_marks,
    ordered_marks,
    remarks,
    comments,
)


def doubts(book: Book, rules: Rules, register: Register, marks: AllMarks, result: Result) -> list[Finding]:
    """Everything that only shows when the tables are held side by side.

    Args:
        book: what is wrong with the attendance lists themselves is added to its findings.
        marks: of the stages that were delivered.
    """
    case = Case.of(book, rules, register, marks, result)
    found = list(chain.from_iterable(check(case) for check in (*_OF_PERSONS, *_OF_MARKS)))
    explained = {one.place for one in found if one.code == "P444"}
    return [one for one in found if one.code != "P433" or one.place not in explained]
