"""The whole flow of one selection: rules and workbooks → register → scores → ranking → audit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from asnrekrut.checks.accepted import accept
from asnrekrut.errors import Exit, ResultViolationError, UsageError
from asnrekrut.findings import stopping
from asnrekrut.intake.supply import Supply
from asnrekrut.rules.load import RULES_FILE, load_rules

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asnrekrut.core.marks import AllMarks
    from asnrekrut.core.ranking import Ranking
    from asnrekrut.core.register import Register
    from asnrekrut.findings import Finding
    from asnrekrut.intake.book import Book
    from asnrekrut.rules.model import Rules
    from asnrekrut.scoring import Scores


_MISSING = ("E402", "E403", "E408", "P427")


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """One selection, as far as its inputs allow.

    Attributes:
        register: None if the register could not be read; what follows from it is then None too.
        ranking: may stop early, see ``ranking.rank``.
    """

    rules: Rules
    findings: list[Finding]
    register: Register | None = None
    marks: AllMarks | None = None
    scores: Scores | None = None
    ranking: Ranking | None = None

    @property
    def exit_code(self) -> Exit:
        """What the state of the selection means for a command."""
        if stopping(self.findings):
            return Exit.FINDINGS
        if self.ranking is not None and self.ranking.ties:
            return Exit.TIE
        return Exit.DONE

    def result(self) -> Result | None:
        """The finished result; None if findings or an open tie stand before it."""
        if self.exit_code is not Exit.DONE:
            return None
        assert self.register and self.marks and self.scores and self.ranking  # noqa: S101, PT018
        return Result(self.rules, self.register, self.marks, self.scores, self.ranking, self.findings)


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """A selection that was carried out to the end and passed the audit."""

    rules: Rules
    register: Register
    marks: AllMarks
    scores: Scores
    ranking: Ranking
    findings: list[Finding]


def begin(folder: Path) -> tuple[Rules, Supply]:
    """Read the rules of a selection folder, and begin to read the files they name.

    Raises:
        UsageError: there is no rules file.
        RulesError: the rules file cannot be carried out.
    """
    rules = rules_of(folder)
    return rules, Supply.start(folder, rules)


def run(rules: Rules, supply: Supply, progress: Callable[[str], None] = lambda _: None) -> Selection:
    """Carry out the rules of a selection that was begun.

    Raises:
        ResultViolationError: the result breaks a published property.
    """
    from asnrekrut.checks.collect import doubts
    from asnrekrut.core.audit import audit  # all of these while the files are being read
    from asnrekrut.core.ranking import rank
    from asnrekrut.intake.applicants import read_register
    from asnrekrut.intake.book import Book
    from asnrekrut.intake.marksheets import look_through, read_marks
    from asnrekrut.scoring import score

    book = Book.of(supply, progress)
    register = read_register(book, rules)
    book.take()
    if register is None:
        look_through(book, rules)
        return Selection(rules, accept(book.findings, rules.accepted, RULES_FILE))
    marks = read_marks(book, rules, register.numbers, register.names)
    if marks is None:
        found = doubts(book, rules, register)
        return Selection(rules, accept(book.findings + found, rules.accepted, RULES_FILE), register)
    progress("menghitung")
    scores, about_bonuses = score(rules, register, marks)
    ranking, about_ranks = rank(rules, register, scores, marks)
    found = doubts(
        book, rules, register, marks, scores, ranking
    )  # may add to the book's findings, so it comes before them
    told = [one for one in (*about_ranks, *found) if not _follows(one, book)]
    findings = accept(book.findings + about_bonuses + told, rules.accepted, RULES_FILE)
    selection = Selection(rules, findings, register, marks, scores, ranking)
    if selection.exit_code is Exit.DONE:
        if ranking.standing is None:
            raise ResultViolationError("peringkat belum selesai, padahal tidak ada temuan maupun seri")
        audit(rules, register, scores, ranking)
    return selection


def _follows(one: Finding, book: Book) -> bool:
    """Whether somebody may only seem to be missing: another finding doubts rows or files in which they may stand.

    A blank cell is told all the same: its place names the cell.
    """
    if one.code not in _MISSING or not book.partial:
        return False
    return one.place is None or (one.place.file in book.partial and one.place.column < 0)


def rules_of(folder: Path) -> Rules:
    """The rules of a selection folder."""
    path = folder / RULES_FILE
    try:
        raw = path.read_bytes()
    except OSError:
        raise UsageError(f"tidak ada {RULES_FILE} di {folder}; {_where_instead(folder)}") from None
    return load_rules(raw, RULES_FILE)


def _where_instead(folder: Path) -> str:
    """What to do about a rules file that is not there: what it is called, or where one is."""
    stem = RULES_FILE.partition(".")[0]
    around = sorted(folder.iterdir()) if folder.is_dir() else []
    for path in around:
        if path.is_file() and path.name.casefold().startswith(stem) and "toml" in path.name.casefold():
            return f"berkas ini bernama {path.name}; ubah namanya menjadi {RULES_FILE}"
    for other in (folder.absolute().parent, *around):
        if (other / RULES_FILE).is_file():
            return f"ada {RULES_FILE} di {other}; jalankan perintah untuk folder itu"
    return "jalankan perintah di folder seleksi atau sebutkan foldernya"
