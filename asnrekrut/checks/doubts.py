"""All doubts about a selection that has been read, and which findings the committee accepts.

Each kind of doubt has its own module. The book of events names an accepted finding by code and place, with a reason and
a name: it is not hidden, carries both wherever it is shown, and no longer counts among those that need a look.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from itertools import chain
from typing import TYPE_CHECKING

from msgspec.structs import replace

from asnrekrut.checks.applications import few, qualifications
from asnrekrut.checks.attendance import attendance
from asnrekrut.checks.context import Context
from asnrekrut.checks.formulas import formulas
from asnrekrut.checks.invitations import invitations
from asnrekrut.checks.marks_in_words import in_words
from asnrekrut.checks.odd_marks import after_elimination, after_leaving, lone_marks, monotonous, ordered_marks
from asnrekrut.checks.open_rules import sittings, undecided, years
from asnrekrut.checks.persons import confusable, like_numbers, nik_structure, same_person
from asnrekrut.checks.raters import raters
from asnrekrut.checks.remark_columns import comments, notes, remarks, replacements, struck_out
from asnrekrut.checks.sheet_names import facts_in_sheets, names_in_sheets
from asnrekrut.checks.similar_names import plain
from asnrekrut.checks.totals import total_rows, totals
from asnrekrut.findings import Finding, Place, Severity, catalogue, finding, gathered, ordered
from asnrekrut.intake.participant_numbers import Directory

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from asnrekrut.core.events import Event
    from asnrekrut.core.exact import Indices
    from asnrekrut.core.marks import AllMarks
    from asnrekrut.core.register import Register
    from asnrekrut.core.result import Result
    from asnrekrut.intake.workbooks import Book
    from asnrekrut.rules.model import Rules

_CHECKS = (
    same_person, like_numbers, nik_structure, years, undecided, sittings, qualifications, few, confusable,
    attendance, formulas, invitations, totals, total_rows, raters, after_leaving, after_elimination,
    monotonous, lone_marks, ordered_marks,
)  # fmt: skip
_OF_TABLES = (
    names_in_sheets,
    facts_in_sheets,
    in_words,
    remarks,
    comments,
    replacements,
    struck_out,
    notes,
)  # each table by itself


def doubts(
    book: Book, rules: Rules, register: Register, marks: AllMarks, result: Result, let_in: Indices
) -> list[Finding]:
    """Everything that only shows when the tables are laid side by side.

    Args:
        book: what is wrong with the attendance lists themselves is added to its findings.
        marks: of the stages that were delivered.
        let_in: see ``Context``.
    """
    assert book.register is not None  # noqa: S101  (``register`` was made of it)
    index, names = Directory(register.numbers, at=register.at), plain(register.names)
    context = Context(book, rules, register, marks, result, index, names, book.register, let_in)
    of_tables = (check(context, rows) for rows in context.tables for check in _OF_TABLES)
    found = chain.from_iterable(chain((check(context) for check in _CHECKS), of_tables))
    return list({one.key: one for one in found}.values())  # a sheet that serves two stages is looked at twice


def accept(
    findings: Sequence[Finding],
    acceptances: Sequence[Event],
    complete: bool,
    rows: Mapping[tuple[str, str], int] | None = None,
) -> list[Finding]:
    """All findings in order, those accepted marked with the reason and the name of the first acceptance that fits.

    Args:
        acceptances: events of that kind.
        complete: whether everything has been looked at, so that an acceptance that fits nothing is itself a finding.
        rows: how many rows of data a sheet has, by file and name.
    """
    findings = without_consequences(findings)
    firsts = [next((a for a in acceptances if _fits(one, a)), None) for one in findings]
    found = [
        f if a is None else replace(f, accepted=f"{a.source} ({a.by})") for f, a in zip(findings, firsts, strict=True)
    ]
    if complete:
        idle = [a for a in acceptances if not any(_fits(one, a) for one in findings)]
        found += [finding("P901", a.place, terima=a.component, tempat=a.before, oleh=a.by) for a in idle]
    return ordered(gathered(found, rows))


def without_consequences(findings: Sequence[Finding]) -> list[Finding]:
    """The findings without those that only say again what another says of the same cell, column or component."""
    places = {one.place for one in findings if one.code == "P444"}
    faults = [one for one in findings if catalogue()[one.code].severity is Severity.STOPS]
    columns = {one.place.whole_column for one in faults if one.place}
    parts = {(one.values.get("tahap"), one.values.get("kolom")) for one in faults}

    def follows(one: Finding) -> bool:
        place = one.place or Place("")
        return (
            (one.code == "P433" and one.place in places)
            or (one.code == "P103" and place.whole_column in columns)
            or (one.code == "P427" and (one.values["tahap"], one.values["komponen"]) in parts)
        )

    return [one for one in findings if not follows(one)]


def spot(one: Finding) -> list[str]:
    """What an acceptance may name: the place, also as printed; for a finding without one, any of its values."""
    return [str(one.place), str(one.shown)] if one.place else [str(value) for value in one.values.values()]


def _fits(one: Finding, acceptance: Event) -> bool:
    if one.code != acceptance.component or one.severity is not Severity.LOOK:
        return False
    return any(where == acceptance.before or fnmatchcase(where, acceptance.before) for where in spot(one))
