"""The one flow of a selection, up to any stage: rules and workbooks → register → scores → ranking → audit."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.checks.doubts import accept, doubts
from asnrekrut.core.audit import audit
from asnrekrut.core.events import Event, Kind, of_kind
from asnrekrut.core.mark_states import State, effective_states, leave
from asnrekrut.core.ranking import rank
from asnrekrut.core.register import Formation, Register, as_coded
from asnrekrut.errors import Exit
from asnrekrut.findings import Finding, stopping
from asnrekrut.intake.applicants import read_formations, read_register
from asnrekrut.intake.book import Book
from asnrekrut.intake.deliveries import Delivered, Delivery, read_deliveries
from asnrekrut.intake.events import read_events, unmatched
from asnrekrut.intake.finding_scope import FindingScope
from asnrekrut.intake.marksheets import all_numbers
from asnrekrut.intake.needs import stage_of_need
from asnrekrut.intake.participants import Directory
from asnrekrut.objections.checks import correcting
from asnrekrut.objections.checks import doubts as objected
from asnrekrut.objections.periods import Window, windows
from asnrekrut.objections.register import Objection, read_calendar, read_objections
from asnrekrut.record.chain import Record
from asnrekrut.record.compare import compare, findings_of, gone, too_late
from asnrekrut.record.kept_invitations import kept_invitations, let_in
from asnrekrut.scoring import score

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from asnrekrut.core.exact import Bools
    from asnrekrut.core.result import Result
    from asnrekrut.intake.files import Inputs
    from asnrekrut.rules.model import Rules

_MISSING = ("E402", "E403", "E408", "P427")
AGAINST_RECORD = ("E611", "E612", "E613", "E614", "E615", "E616", "E620")
REGISTER = -1  # in the place of a stage: what is wrong there holds up every stage


@dataclass(frozen=True, slots=True)
class Lodged:
    """The register of objections and complaints, and when they may be lodged and must be answered."""

    objections: Sequence[Objection] = ()
    windows: Sequence[Window] = ()

    @property
    def correcting(self) -> list[Objection]:
        """The admissible ones that were accepted and say what they correct."""
        return correcting(self.objections, self.windows)


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """One selection, as far as its inputs allow.

    Attributes:
        until: the last stage that was asked for; the end by default.
        formations: empty if their list could not be read.
        register: None if it could not be read; ``result`` is None then too.
        deliveries: one for each stage up to ``until``.
        record: what was confirmed and announced.
        lodged: objections and complaints.
        flow: how it came about.
        held: by stage, the formations that a finding stops there, those that were found last included.
    """

    rules: Rules
    until: int
    findings: list[Finding]
    formations: Sequence[Formation] = ()
    register: Register | None = None
    result: Result | None = None
    deliveries: Sequence[Delivery] = ()
    record: Record | None = None
    lodged: Lodged = field(default_factory=Lodged)
    flow: _Flow | None = None
    held: Mapping[int, Bools] = field(default_factory=dict)

    def stopped(self, formations: Sequence[str]) -> list[str]:
        """Which of these formations a finding stops at a stage that was read; all where there is no register."""
        if self.register is None:
            return list(formations)
        at = self.register.formation_at
        return [code for code in formations if code not in at or any(h[at[code]] for h in self.held.values())]

    def at(self, index: int) -> Selection:
        """The selection as a run up to this stage gives it: nothing that stands in later files can be seen."""
        if self.flow is None or self.register is None or self.result is None or len(self.result.stages) <= index + 1:
            return self
        return self.flow.until(index, self.register).decided(self.register)

    @property
    def events(self) -> Sequence[Event]:
        """What happened beside the marks, in the order of the book."""
        return () if self.flow is None else self.flow.events

    @property
    def exit_code(self) -> Exit:
        """What the state of the selection means for a command."""
        if stopping(self.findings):
            return Exit.FINDINGS
        if self.result is not None and self.result.ties:
            return Exit.TIE
        decided = all(self.is_decided(one.stage) for one in self.deliveries if one.delivered)
        return Exit.DONE if decided else Exit.FINDINGS

    def exit_for(self, until: str | None) -> Exit:
        """The exit code of a command that was asked for a stage, or for none: whoever names one insists on it."""
        if self.exit_code is Exit.DONE and until is not None and not self.is_decided(self.until):
            return Exit.FINDINGS
        return self.exit_code

    @property
    def decided(self) -> list[int]:
        """The stages to write: for every formation the last one in which it is decided."""
        return [] if self.result is None else sorted({int(s) for s in self.result.furthest if s >= 0})

    def is_decided(self, index: int) -> bool:
        """Whether a stage is decided in every formation."""
        stages = () if self.result is None else self.result.stages
        return any(stage.index == index and stage.decided for stage in stages)

    def contradicted(self, index: int) -> bool:
        """Whether a stage that was confirmed, by itself or along with a later one, would read otherwise."""
        return any(one.code in AGAINST_RECORD and one.stage >= index for one in self.findings)

    @property
    def register_delivered(self) -> bool:
        """Whether any file of the register is there."""
        return not any(one.code == "E001" and one.stage == REGISTER for one in self.findings)

    def invited_to(self, index: int) -> list[int]:
        """Register indices of those who may take part in a stage; empty where the register is doubtful."""
        if self.result is None or self.register_doubted:
            return []
        invited = self.result.invited(index)
        conduct = self.result.conduct.get(self.rules.stages[index].code)
        if conduct is not None and conduct.called is not None:
            invited = invited & conduct.called
        found: list[int] = np.flatnonzero(invited).tolist()
        return found

    @property
    def register_doubted(self) -> bool:
        """Whether something stops the register itself."""
        return stopping([one for one in self.findings if one.stage == REGISTER])


def run(rules: Rules, until: int, inputs: Inputs, progress: Callable[[str], None] = lambda _: None) -> Selection:
    """Carry out the rules of a selection that was begun.

    Raises:
        ResultViolationError: the result breaks a published property.
    """
    book = Book.of(inputs, progress)
    before = len(book.findings)
    formations = sorted(read_formations(book, rules), key=lambda f: f.code)
    sound = not stopping(book.findings[before:])
    register = read_register(book, rules, formations)
    book.receive()
    record = Record.read(inputs.folder, rules)
    lodged = Lodged(read_objections(book, rules), windows(rules, record, read_calendar(book, rules)))
    events = [*read_events(book, rules), *(one.correction() for one in lodged.correcting)]
    flow = _Flow(rules, until, book, formations if sound else [], events, record, lodged)
    return flow.checked_alone() if register is None else flow.carried_out(register, progress)


@dataclass(slots=True)
class _Flow:
    """What one run works with."""

    rules: Rules
    last: int
    book: Book
    formations: list[Formation]
    events: list[Event]
    record: Record
    lodged: Lodged
    delivered: Delivered | None = None

    def checked_alone(self) -> Selection:
        """The mark sheets of a selection without a usable register, looked through for what is wrong in themselves."""
        delivered = self._read(Directory(all_numbers(self.book)))
        findings = self._finished([])
        return Selection(self.rules, self.last, findings, self.formations, deliveries=delivered.deliveries)

    def carried_out(self, register: Register, progress: Callable[[str], None]) -> Selection:
        """Everything: marks, and what follows from them."""
        self._as_registered(register)
        delivered = self._read(Directory(register.numbers, register.names, at=register.at))
        progress("menghitung")
        return replace(self, delivered=delivered).decided(register)

    def _read(self, index: Directory) -> Delivered:
        return read_deliveries(self.book, self.rules, self.last, index, of_kind(self.events, Kind.RECUSAL))

    def decided(self, register: Register) -> Selection:
        """Scores, ranks, doubts, and the audit of what is decided."""
        whole = self.last == len(self.rules.stages)
        sources = FindingScope.of(self.book, self.rules, register)
        found = self._about_events(register)
        delivered = self.delivered
        assert delivered is not None  # noqa: S101  (read before)
        conduct, readable = delivered.conduct, delivered.readable
        marks = leave(self.rules, delivered.marks, self.events, register)
        scores, about_bonuses = score(self.rules, register, marks, readable, conduct)
        scores = scores if whole else scores.until(readable)
        found += about_bonuses

        def ranked(invited: Mapping[int, Bools] | None = None) -> tuple[Result, list[Finding]]:
            held = self._held(sources, found)
            return rank(self.rules, register, scores, marks, held, conduct, self.events, invited, whole)

        result, about_ranks = ranked()
        invited, undecided = self._invitations(result)
        if invited:
            result, about_ranks = ranked(invited)
        found += [
            *doubts(self.book, self.rules, register, marks, result, let_in(self.record, result)),
            *undecided,
            *self._against_record(result),
            *objected(self.lodged.objections, self.lodged.windows, result, self.events),
        ]
        if stopping([*self.book.findings, *found]):
            result, about_ranks = ranked(invited)
        found += about_ranks
        complete = result.end is not None and result.end.decided and not stopping([*self.book.findings, *found])
        kept = [sources.attributed(one) for one in found if not self._follows(one)]
        audit(result)
        findings = self._finished(kept, sources, complete)
        facts = (self.rules, self.last, findings, self.formations, register, result, delivered.deliveries)
        return Selection(*facts, self.record, self.lodged, self, self._held(sources, found))

    def _about_events(self, register: Register) -> list[Finding]:
        """What is wrong with the events and with the record themselves."""
        found = list(unmatched(self.rules, self.events, register))
        if self.record.entries:
            found += too_late(self.record, self.events)
        return [*found, *self.record.open_faults(self.events)]

    def _invitations(self, result: Result) -> tuple[dict[int, Bools], list[Finding]]:
        """Whose invitation stands after a correction, and where that was not said."""
        if not self.record.entries:
            return {}, []
        return kept_invitations(compare(self.record, result, self.events), result, self.record)

    def _against_record(self, result: Result) -> list[Finding]:
        """Everything that reads otherwise than it was confirmed."""
        if not self.record.entries and not self.events:
            return []
        comparison = compare(self.record, result, self.events)
        return [*findings_of(comparison, result), *gone(self.record, result, self.last)]

    def until(self, index: int, register: Register) -> _Flow:
        """The same run without the later stages."""
        sources = FindingScope.of(self.book, self.rules, register)
        needs = [need for need in self.book.needs if stage_of_need(need, self.rules) <= index]
        findings = [one for one in self.book.findings if sources.stage_of(one) <= index]
        book = replace(self.book, needs=needs, findings=findings)
        delivered = None if self.delivered is None else self.delivered.until(self.rules, index)
        return replace(self, last=index, book=book, delivered=delivered)

    def _as_registered(self, register: Register) -> None:
        """Have events and objections name people and formations as the register does, however they were written."""
        key = {number: register.numbers[i] for number, i in register.at.items()} if register.second else {}
        self.events = [
            replace(
                one,
                persons=tuple(key.get(number, number) for number in one.persons),
                formation=as_coded(one.formation, register.codes),
            )
            for one in self.events
        ]
        lodged = [
            replace(one, person=key.get(one.person, one.person), formation=as_coded(one.formation, register.codes))
            for one in self.lodged.objections
        ]
        self.lodged = replace(self.lodged, objections=lodged)

    def _held(self, sources: FindingScope, found: list[Finding]) -> dict[int, Bools]:
        """By stage, the formations in which a finding keeps anything from being decided."""
        held: dict[int, Bools] = {}
        for one in [*self.book.findings, *found]:
            if not stopping([one]) or one.code in _MISSING or self._awaits_session(one):
                continue
            stage, formation = max(sources.stage_of(one), 0), sources.formation_of(one)
            here = held.setdefault(stage, np.zeros(len(sources.register.formations), dtype=bool))
            if self._awaits_make_up(one, stage):
                here[sources.register.formation[self._absent(stage)]] = True
            else:
                here[slice(None) if formation is None else formation] = True
        return held

    def _awaits_make_up(self, one: Finding, s: int) -> bool:
        """Whether the file of a make-up is still to come, for which only those wait who were absent."""
        rule = self.rules.stages[s].make_up if s < len(self.rules.stages) else None
        return rule is not None and one.code == "E001" and one.place is not None and one.place.file in rule.files

    def _absent(self, s: int) -> Bools:
        """Who was absent from any part of a stage."""
        stage, marks = self.rules.stages[s], {} if self.delivered is None else self.delivered.marks
        states = [effective_states(stage, c, marks) for c in stage.components if (stage.code, c.code) in marks]
        return np.asarray(np.any([one == State.ABSENT for one in states], axis=0), dtype=bool)

    def _awaits_session(self, one: Finding) -> bool:
        """Whether a session's file is still to come: those who lack a mark wait for it, and nobody else."""
        return one.code == "E001" and any(
            stage.blank == "berhenti" and one.place is not None and one.place.file in session.files
            for stage in self.rules.stages[: self.last + 1]
            for session in stage.sessions
        )

    def _finished(
        self, found: list[Finding], sources: FindingScope | None = None, complete: bool = False
    ) -> list[Finding]:
        """All findings, each with its stage, in order, those accepted marked."""
        mine = self.book.findings
        if sources is not None:
            mine = [sources.attributed(one) for one in mine]
        return accept([*mine, *found], of_kind(self.events, Kind.ACCEPTANCE), complete, self.book.rows)

    def _follows(self, one: Finding) -> bool:
        """Whether somebody may only seem to be missing: another finding doubts rows or files in which they may stand.

        A blank cell is reported all the same: its place names the cell.
        """
        if one.code not in _MISSING or not self.book.partial:
            return False
        return one.place is None or (one.place.file in self.book.partial and one.place.column < 0)
