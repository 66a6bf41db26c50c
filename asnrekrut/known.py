"""What a selection folder says so far: its formations, its participants, and who is invited to each stage.

For the workbooks to hand out. Nothing is taken from a table that still has a finding which stops the result.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.exact import Exact
from asnrekrut.core.marks import Marks, Part, State
from asnrekrut.core.ranking import Fate, rank
from asnrekrut.findings import stopping
from asnrekrut.intake.needs import marks_need, register_need
from asnrekrut.notation import listed
from asnrekrut.scoring import score

NEAR = 3  # participants named when somebody may have been meant

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from asnrekrut.core.exact import Bools
    from asnrekrut.core.marks import AllMarks
    from asnrekrut.core.register import Formation, Register
    from asnrekrut.intake.book import Book
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.stages import Stage


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beforehand.

    Attributes:
        seats: the formations; empty where their list is missing or doubtful.
        register: None where it is missing or doubtful.
        doubted: whether there is a register, but a doubtful one.
        looks: findings about the register that somebody should still look at.
        invited: for each stage who may take part in it, as far as the stages before it are decided, shape (n,).
    """

    seats: Sequence[Formation] = ()
    register: Register | None = None
    doubted: bool = False
    looks: int = 0
    invited: Sequence[Bools] = field(default_factory=list)

    def invited_to(self, stage: int) -> list[int]:
        """Register indices of those who may take part in a stage."""
        return [] if self.register is None else np.flatnonzero(self.invited[stage]).tolist()


def look(folder: Path, rules: Rules, progress: Callable[[str], None] = lambda _: None) -> Known:
    """Read what is there."""
    from asnrekrut.checks.accepted import marked
    from asnrekrut.checks.collect import doubts
    from asnrekrut.intake.applicants import read_formations, read_register
    from asnrekrut.intake.book import Book
    from asnrekrut.intake.supply import Supply

    book = Book.of(Supply.start(folder, rules), progress)
    book.take()
    before = len(book.findings)
    seats = sorted(read_formations(book, rules), key=lambda s: s.code)
    seats = [] if stopping(book.findings[before:]) else seats
    there = any(book.files.get(pattern) for pattern in register_need(rules).files)
    if not seats or not there:
        return Known(seats)
    before = len(book.findings)
    register = read_register(book, rules)
    found = book.findings[before:]
    if register is None or stopping(found := [*found, *doubts(book, rules, register)]):
        return Known(seats, doubted=True)
    looks = sum(one.open for one in marked(found, rules.accepted))
    return Known(seats, register, looks=looks, invited=_invited(book, rules, register))


def _invited(book: Book, rules: Rules, register: Register) -> list[Bools]:
    """Everyone, less those whom the stages already marked have eliminated."""
    marks, decided = _marks(book, rules, register)
    scores, doubts = score(rules, register, marks)
    ranking, _ = rank(rules, register, scores, marks)
    decided = 0 if stopping(doubts) else min(decided, len(ranking.stages))
    everyone = [np.ones(len(register), dtype=bool)]
    left = everyone + [ranking.stages[s] == Fate.PROCEEDS for s in range(decided)]
    return [left[min(s, decided)] for s in range(len(rules.stages))]


def _marks(book: Book, rules: Rules, register: Register) -> tuple[AllMarks, int]:
    """The marks there are, empty ones for the rest, and how many stages from the first on are there without fault."""
    from asnrekrut.intake.marksheets import read_marks

    marks: AllMarks = {}
    decided = 0
    for s, stage in enumerate(rules.stages):
        alone = rules.model_copy(update={"stages": [stage]})
        read = read_marks(book, alone, register.numbers) if decided == s else None
        if read is not None and _sound(book, stage):
            marks |= read
            decided += 1
        else:
            marks |= {(stage.code, component.code): _none(len(register)) for component in stage.components}
    return marks, decided


def _sound(book: Book, stage: Stage) -> bool:
    """Whether nothing in the files of a stage's marks stops the result, and none of them is missing."""
    wanted = [pattern for component in stage.components for pattern in marks_need(stage, component).files]
    files = {*wanted, *(name for pattern in wanted for name in book.files.get(pattern, ()))}
    return not stopping([one for one in book.findings if one.place and one.place.file in files])


def _none(n: int) -> Marks:
    """A component that nobody has a mark for."""
    states = np.full(n, State.NO_ROW, dtype=np.int8)
    part = Part("", Exact.zeros(n), states)
    return Marks(Exact.zeros(n), states, parts=(part,), texts=[""] * n, counts=np.zeros(n, dtype=np.int64))


def find_applicant(register: Register | None, asked: str) -> tuple[int | None, str]:
    """Where a participant number stands in the register; else None, and whom was probably meant, by number and name.

    A name never decides: it is only answered with the numbers of those who bear it.
    """
    from rapidfuzz import process

    from asnrekrut.intake.cells import folded
    from asnrekrut.intake.directory import Directory

    if register is None:
        return None, ""
    numbers, wanted = list(register.numbers), folded(asked)
    if asked.strip() in numbers:
        return numbers.index(asked.strip()), ""
    alike = Directory(numbers).alike(asked)
    named = [i for i, name in enumerate(register.names) if wanted and wanted in folded(name)]
    near = [numbers.index(alike)] if alike else named
    if not near:
        near = [place for _, _, place in process.extract(asked, numbers, score_cutoff=60, limit=1)]
    return None, listed([f"{numbers[i]} ({register.names[i]})" for i in near], NEAR)
