"""Which stages have been delivered, and everything read of them.

A stage is delivered once a cell of its components holds a mark or a word of state. Until then it is not held, which is
no fault.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from asnrekrut.core.marks import MISSING, State
from asnrekrut.core.sessions_and_makeups import AllConduct, Conduct
from asnrekrut.findings import Finding, Place, finding, stopping
from asnrekrut.intake.marksheets import read_repeat, read_stage, without_marks
from asnrekrut.intake.stage_lists import read_called, read_determined
from asnrekrut.rules.figure_keys import END_NAME, FINAL
from asnrekrut.short_repr import ShortRepr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asnrekrut.core.events import Event
    from asnrekrut.core.marks import AllMarks
    from asnrekrut.intake.participant_numbers import Directory
    from asnrekrut.intake.workbooks import Book
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.stages import Stage


class Delivery(Struct, frozen=True):
    """Whether a stage's marks have arrived.

    Attributes:
        stage: its place in the order; the end, after the last one, is there only if it is determined elsewhere.
        delivered: whether any cell of its components holds a mark or a word of state; if it is determined elsewhere,
            whether the list is there.
        wanted: the files that the rules name; found: those that are there.
        elsewhere: whether a list of the central body is what is waited for.
    """

    stage: int
    code: str
    name: str
    delivered: bool
    wanted: Sequence[str]
    found: Sequence[str]
    elsewhere: bool = False


class Delivered(ShortRepr, Struct):
    """Everything that was delivered up to the stage that was asked for.

    Attributes:
        deliveries: one for each stage.
        marks: of the stages of which all columns could be read; blank: of the others, as of one that nobody sat.
    """

    deliveries: list[Delivery] = field(default_factory=list)
    marks: AllMarks = field(default_factory=dict)
    blank: AllMarks = field(default_factory=dict)
    conduct: AllConduct = field(default_factory=dict)

    def until(self, rules: Rules, index: int) -> Delivered:
        """The same without the later stages."""
        early = {stage.code for stage in rules.stages[: index + 1]}
        marks, blank = ({key: one for key, one in some.items() if key[0] in early} for some in (self.marks, self.blank))
        conduct = {code: conduct for code, conduct in self.conduct.items() if code in early}
        return Delivered(self.deliveries[: index + 1], marks, blank, conduct)

    @property
    def listed(self) -> int:
        """The place of the last stage, or the end, that a list of the central body determines; -1 for none."""
        conduct = ((one.stage, self.conduct.get(one.code)) for one in self.deliveries)
        return max((s for s, one in conduct if one is not None and one.determined is not None), default=-1)

    @property
    def readable(self) -> int:
        """How many stages can be computed: from the first on all that have their columns, and any before a list."""
        stages = (one for one in self.deliveries if one.code != FINAL)
        return sum(1 for _ in takewhile(lambda s: s.stage < self.listed or self.conduct[s.code].readable, stages))


def read_deliveries(book: Book, rules: Rules, last: int, index: Directory, recusals: Sequence[Event]) -> Delivered:
    """Read everything that was delivered up to a stage, or to the end; whatever is doubtful goes to the book.

    Args:
        recusals: raters who may not mark somebody.
    """
    reading = _Stages(book, rules, index, recusals)
    for s, stage in enumerate(rules.stages[: last + 1]):
        reading.add(s, stage)
    book.settle_exchanged()
    if last == len(rules.stages):
        reading.add_end()
    reading.report_gaps()
    return reading.found


class _Stages(Struct):
    """The stages that were read so far.

    Attributes:
        empty: by stage, what there is to say of sheets that nobody has filled in.
    """

    book: Book
    rules: Rules
    index: Directory
    recusals: Sequence[Event]
    found: Delivered = field(default_factory=Delivered)
    empty: dict[int, list[Finding]] = field(default_factory=dict)

    def add(self, s: int, stage: Stage) -> None:
        """Read a stage; its marks count only if all its columns can be read."""
        before, own = len(self.book.findings), self.book.files_of(stage.code)[1]
        marks, conduct = None, Conduct()
        if own:
            marks, conduct = read_stage(self.book, self.rules, stage, self.index, self.recusals)
        elsewhere = stage.determined is not None
        wanted, found = self.book.files_of(stage.code, "penetapan" if elsewhere else "nilai")
        delivered = bool(found) if elsewhere else _says_something(marks or {}) or self._doubted(before, own)
        self.found.deliveries.append(Delivery(s, stage.code, stage.name, delivered, wanted, found, elsewhere))
        if not delivered:
            self._not_held(s, stage, before)
            return
        self.book.report_missing(stage.code, "nilai" if elsewhere else None)
        if elsewhere:
            fixed = read_determined(self.book, self.rules, stage, self.index)
            conduct = replace(conduct, determined=fixed)
            marks = None if fixed is None else without_marks(stage, self.index) | (marks or {})
        if marks is not None and len(marks) == len(stage.components):
            self.found.marks |= marks
            self.found.conduct[stage.code] = conduct
        else:
            self._unreadable(stage, conduct)

    def _unreadable(self, stage: Stage, conduct: Conduct) -> None:
        self.found.blank |= without_marks(stage, self.index)
        self.found.conduct[stage.code] = replace(conduct, readable=False)

    def _not_held(self, s: int, stage: Stage, before: int) -> None:
        """What there is to say of empty sheets waits; files of a similar name, and who is called, are known already."""
        self.empty[s] = self.book.findings[before:]
        del self.book.findings[before:]
        delivery = self.found.deliveries[-1]
        if not delivery.found:
            self.book.report_near(stage, delivery.wanted)
        self._unreadable(stage, Conduct(called=read_called(self.book, stage, self.index)))

    def _doubted(self, before: int, files: Sequence[str]) -> bool:
        """Whether something stops in sheets or files of a stage, so that they are more than an empty form."""
        whole = [f for f in self.book.findings[:before] if f.place and f.place.file in files and not f.place.sheet]
        return stopping([one for one in [*whole, *self.book.findings[before:]] if one.code != "E103"])

    def report_gaps(self) -> None:
        """Stages without marks, because of which it is open who is invited to a later one that has some.

        A list of the central body says who goes on from its stage, whatever lacks before.
        """
        last = max((one.stage for one in self.found.deliveries if one.delivered), default=0)
        for one in self.found.deliveries[self.found.listed + 1 : last]:
            stage, said = self.rules.stages[one.stage], self.empty.get(one.stage, [])
            if one.delivered or not self.rules.selects(stage):
                continue
            self.book.report_missing(stage.code)
            self.book.findings += said
            if one.found and not stopping(said):
                later = self.rules.stages[last].name
                self.book.report(finding("E418", Place(one.found[0]), tahap=stage.name, lain=later))

    def add_end(self) -> None:
        """Read what the end has of its own: an exam that is repeated, a list that determines it elsewhere."""
        rule, s = self.rules.ranking, len(self.rules.stages)
        if rule.repeat is not None:
            self.found.conduct[FINAL] = Conduct(repeat=read_repeat(self.book, self.rules, self.index))
        if rule.determined is not None:
            wanted, found = self.book.files_of(FINAL, "penetapan")
            self.found.deliveries.append(Delivery(s, FINAL, END_NAME, bool(found), wanted, found, elsewhere=True))
            if found:
                self.book.report_missing(FINAL)
                self.found.conduct[FINAL] = Conduct(determined=read_determined(self.book, self.rules, None, self.index))


def _says_something(marks: AllMarks) -> bool:
    """Whether any component holds a mark or a word of state for anybody."""
    nothing = [state for state in MISSING if state is not State.SHORT]
    return any(not np.isin(one.states, nothing).all() for one in marks.values())
