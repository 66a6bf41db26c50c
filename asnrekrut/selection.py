"""The one flow of a selection, up to any stage: rules and workbooks → register → scores → ranking → audit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from asnrekrut.checks.doubts import accept, doubts
from asnrekrut.core.audit import audit
from asnrekrut.core.events import Event, Kind, of_kind
from asnrekrut.core.exact import Bools, any_of, indices
from asnrekrut.core.idle_events import idle_events
from asnrekrut.core.marks import LEAVING, State, effective_states, leave
from asnrekrut.core.ranking import rank
from asnrekrut.core.register import Formation, Register, as_coded
from asnrekrut.errors import Exit, UndecidedError
from asnrekrut.findings import NAMED, Finding, Severity, finding, stopping
from asnrekrut.intake.applicants import read_formations, read_register
from asnrekrut.intake.deliveries import Delivered, Delivery, read_deliveries
from asnrekrut.intake.events import BY_SEAT, read_events, twice, unmatched
from asnrekrut.intake.marksheets import all_numbers
from asnrekrut.intake.needs import stage_of_need
from asnrekrut.intake.participant_numbers import Directory
from asnrekrut.intake.scope_of_findings import FindingScope
from asnrekrut.intake.workbooks import Book
from asnrekrut.notation import listed
from asnrekrut.objections.checks import doubts as objected
from asnrekrut.objections.periods import windows
from asnrekrut.objections.register import Lodged, read_calendar, read_objections
from asnrekrut.record.compare import compare, findings_of, gone, too_late, with_history
from asnrekrut.record.hash_chain import FOREIGN, Record
from asnrekrut.record.invitations import doubts as uninvited
from asnrekrut.record.kept_invitations import kept_invitations, let_in
from asnrekrut.rules.figure_keys import FINAL
from asnrekrut.scoring import score
from asnrekrut.short_repr import ShortRepr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from asnrekrut.core.marks import AllMarks
    from asnrekrut.core.result import Result, StageOutcome
    from asnrekrut.intake.files import Inputs
    from asnrekrut.rules.model import Rules

_MISSING = ("E402", "E403", "E408", "E410", "P427")
AGAINST_RECORD = ("E611", "E612", "E613", "E614", "E615", "E616", "E620", "E624", "E625", "E626")
REGISTER = -1  # in the place of a stage: what is wrong there holds up every stage


class Selection(ShortRepr, Struct, frozen=True, eq=False):
    """One selection, as far as its inputs allow.

    Attributes:
        until: the last stage that was asked for; the end by default.
        book: the workbooks, and what was found while they were read.
        record: what was confirmed and announced.
        formations: empty if their list could not be read.
        events: what happened beside the marks, in the order of the book of events.
        lodged: objections and complaints.
        delivered: what has arrived up to ``until``.
        register: None if it could not be read; ``result`` is None then too.
        findings: all of them, in order.
        blocked: by stage, the formations that a finding stops there, those that were found last included; by
            ``REGISTER`` those that one stops at every stage.
    """

    _said = ("folder",)

    rules: Rules
    until: int
    book: Book
    record: Record
    formations: Sequence[Formation] = ()
    events: Sequence[Event] = ()
    lodged: Lodged = field(default_factory=Lodged)
    delivered: Delivered = field(default_factory=Delivered)
    register: Register | None = None
    result: Result | None = None
    findings: list[Finding] = field(default_factory=list)
    blocked: Mapping[int, Bools] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Where the selection lies."""
        return self.record.folder

    @property
    def deliveries(self) -> Sequence[Delivery]:
        """One for each stage up to ``until``."""
        return self.delivered.deliveries

    def stopped(self, formations: Sequence[str], until: int | None = None) -> list[str]:
        """Which of these formations a finding stops at a stage that was read; all where there is no register.

        Args:
            until: the last stage that counts, by default of all that were read.
        """
        if self.register is None:
            return list(formations)
        at = self.register.formation_at
        blocked = self._blocking(until)
        return [code for code in formations if code not in at or blocked[at[code]]]

    def _blocking(self, until: int | None) -> Bools:
        """The formations that a finding stops at a stage up to this one, and that no list of a later stage decided."""
        count = 0 if self.register is None else len(self.register.formations)
        listed = np.full(count, REGISTER) if self.result is None else self.result.listed
        blocked = (
            here & (listed <= stage if stage > REGISTER else True)
            for stage, here in self.blocked.items()
            if until is None or stage <= until
        )
        return any_of(count, blocked)

    def at(self, index: int) -> Selection:
        """The selection as a run up to this stage gives it: nothing that stands in later files can be seen."""
        if self.register is None or self.result is None or len(self.result.stages) <= index + 1:
            return self
        return _decided(_without_later(self, index, self.register), self.register)

    @property
    def exit_code(self) -> Exit:
        """What the state of the selection means for a command."""
        if stopping(self.findings):
            return Exit.FINDINGS
        if self.result is not None and self.result.ties:
            return Exit.TIE
        done = all(self.is_past(one.stage) for one in self.deliveries if one.delivered)
        return Exit.DONE if done else Exit.FINDINGS

    def exit_for(self, until: str | None) -> Exit:
        """The exit code of a command that was asked for a stage, or for none: whoever names one insists on it."""
        if self.exit_code is Exit.DONE and until is not None and not self.is_decided(self.until):
            return Exit.FINDINGS
        return self.exit_code

    def undecided(self, asked: str | None = None) -> UndecidedError:
        """That nothing is decided of what was asked for: what is decided, and what keeps the rest.

        Args:
            asked: the code of a stage; None for any.
        """
        name, decided = list(self.rules.stage_names.values())[self.until], [one.name for one in self.stages if one.part]
        stops = sum(one.severity is Severity.STOPS for one in self.findings)
        why = ["belum ada tahap yang diputus" if asked is None else f'tahap "{asked}" ({name}) belum diputus']
        why += [f"sudah diputus: {listed(decided)}"] if decided else []
        lacking = (one for one in self.deliveries if not one.delivered)
        why += [f"{one.name} menunggu {listed(list(one.found or one.wanted))}" for one in lacking]
        why += [f"{stops} temuan menghentikan hasil"] if stops else []
        if self.result is not None and self.result.ties:
            why.append("ada nilai sama di tempat terakhir yang menunggu keputusan")
        return UndecidedError(self.findings, "; ".join(why))

    @property
    def decided(self) -> list[int]:
        """The stages to write: for every formation the last one in which it is decided."""
        return [] if self.result is None else sorted({int(s) for s in self.result.furthest if s >= 0})

    @property
    def stages(self) -> Sequence[StageOutcome]:
        """What every stage that was reached decided, the end included; none where the register could not be read."""
        return () if self.result is None else self.result.stages

    def stage(self, index: int) -> StageOutcome | None:
        """A stage, or the end, if it is decided in some formation."""
        return next((stage for stage in self.stages if stage.index == index and stage.part), None)

    def is_decided(self, index: int) -> bool:
        """Whether a stage is decided in every formation."""
        return any(stage.index == index and stage.decided for stage in self.stages)

    def is_past(self, index: int) -> bool:
        """Whether every formation is decided at a stage or at a later one."""
        return self.result is not None and bool((self.result.furthest >= index).all())

    def contradicted(self, index: int) -> bool:
        """Whether a stage that was confirmed, by itself or along with a later one, would read otherwise."""
        return any(one.code in AGAINST_RECORD and one.stage >= index for one in self.findings)

    @property
    def register_delivered(self) -> bool:
        """Whether any file of the register is there."""
        return not any(one.code == "E001" and one.stage == REGISTER for one in self.findings)

    def invited_to(self, index: int) -> list[int]:
        """Register indices of those who may take part in a stage; empty where the register is doubtful.

        Whoever leaves at the stage, as the book of events says, takes part no more.
        """
        if self.result is None or self.register_doubted:
            return []
        stage, register = self.rules.stages[index].code, self.result.register
        invited = self.result.invited(index).copy()
        conduct = self.result.conduct.get(stage)
        if conduct is not None and conduct.called is not None:
            invited &= conduct.called
        left = [n for one in self.events if one.kind in LEAVING and one.stage == stage for n in one.persons]
        invited[register.known(left)] = False
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
    read = Selection(rules, until, book, record, formations if sound else [], events, lodged, register=register)
    if register is None:  # the mark sheets are still looked through for what is wrong in themselves
        index = Directory(all_numbers(book))
    else:
        read = _as_registered(read, register)
        index = Directory(register.numbers, register.names, at=register.at)
    delivered = read_deliveries(book, rules, until, index, of_kind(read.events, Kind.RECUSAL))
    read = replace(read, delivered=delivered)
    if register is None:
        return replace(read, findings=_finished(read, []))
    progress("menghitung")
    return _decided(read, register)


def _as_registered(read: Selection, register: Register) -> Selection:
    """Have events and objections name people and formations as the register does, however they were written."""
    key = {number: register.numbers[i] for number, i in register.at.items()} if register.second else {}

    def coded(formation: str) -> str:
        return as_coded(formation, register.codes)

    events = [
        replace(one, persons=tuple(key.get(n, n) for n in one.persons), formation=coded(one.formation))
        for one in read.events
    ]
    objections = [
        replace(one, person=key.get(one.person, one.person), formation=coded(one.formation))
        for one in read.lodged.objections
    ]
    events = with_history(read.record, events, register, list(read.rules.stage_names))
    return replace(read, events=events, lodged=replace(read.lodged, objections=objections))


def _without_later(read: Selection, index: int, register: Register) -> Selection:
    """What was read, without the later stages."""
    sources = FindingScope.of(read.book, read.rules, register)
    needs = [need for need in read.book.needs if stage_of_need(need, read.rules) <= index]
    findings = [one for one in read.book.findings if sources.stage_of(one) <= index]
    book = replace(read.book, needs=needs, findings=findings)
    return replace(read, until=index, book=book, delivered=read.delivered.until(read.rules, index))


def _decided(read: Selection, register: Register) -> Selection:
    """Scores, ranks, doubts, and the audit of what is decided."""
    rules, record, delivered, events = read.rules, read.record, read.delivered, read.events
    whole, conduct = read.until == len(rules.stages), delivered.conduct
    sources = FindingScope.of(read.book, rules, register)
    found = [*unmatched(rules, events, register), *too_late(record, events), *record.open_faults(events)]
    marks = leave(rules, delivered.blank | delivered.marks, events, register)
    read_marks = {key: marks[key] for key in delivered.marks}
    scores, about_bonuses = score(rules, register, marks, delivered.readable, conduct)
    scores = scores if whole else scores.until(delivered.readable)
    found += [*about_bonuses, *_make_ups_awaited(read, register, read_marks)]

    def ranked(invited: Mapping[int, set[int]] | None = None) -> tuple[Result, list[Finding]]:
        blocked = _blocked(read, sources, found)
        return rank(rules, register, scores, marks, blocked, conduct, events, invited, whole)

    result, about_ranks = ranked()
    invited, undecided = _invitations(read, result)
    if invited:
        result, about_ranks = ranked(invited)
    found += [
        *doubts(read.book, rules, register, read_marks, result, let_in(record, result)),
        *undecided,
        *_against_record(read, result),
        *objected(read.lodged, result, events),
        *uninvited(record, result, read.until),
    ]
    if any(map(sources.stops, (*read.book.findings, *found))):
        result, about_ranks = ranked(invited)
    ended = min((one.day for one in record.announcements(FINAL)), default=None)
    idle = idle_events(result, events, ended)
    found += [*about_ranks, *twice(events, BY_SEAT), *idle]  # which keeps nothing from being decided
    sources = replace(sources, listed=result.listed)
    stops = any(map(sources.stops, (*read.book.findings, *found)))
    complete = result.end is not None and result.end.decided and not stops
    kept = [sources.attributed(one) for one in _without_seeming(read, found)]
    audit(result)
    findings = _finished(read, kept, sources, complete)
    return replace(read, result=result, findings=findings, blocked=_blocked(read, sources, found))


def _invitations(read: Selection, result: Result) -> tuple[dict[int, set[int]], list[Finding]]:
    """Whose invitation stands after a correction, and where that was not said."""
    if not read.record.entries:
        return {}, []
    return kept_invitations(compare(read.record, result, read.events), result, read.record)


def _against_record(read: Selection, result: Result) -> list[Finding]:
    """Everything that reads otherwise than it was confirmed."""
    record = read.record
    if not record.entries and not read.events:
        return []
    if any(one.code == FOREIGN for one in record.open_faults(read.events)):
        return []  # what another selection confirmed says nothing of this one
    comparison = compare(read.record, result, read.events)
    return [*findings_of(comparison, result, read.book), *gone(read.record, result, read.until)]


def _blocked(read: Selection, sources: FindingScope, found: list[Finding]) -> dict[int, Bools]:
    """By stage, the formations in which a finding keeps anything from being decided."""
    blocked: dict[int, Bools] = {}
    for one in [*read.book.findings, *found]:
        if not sources.stops(one) or one.code in _MISSING or _awaits_session(read, one):
            continue
        stage, formations = sources.stage_of(one), sources.formations_of(one)
        here = blocked.setdefault(stage, np.zeros(len(sources.register.formations), dtype=bool))
        here[slice(None) if formations is None else formations] = True
    return blocked


def _lacks(one: Finding, files: Sequence[str]) -> bool:
    """Whether it says that one of these files is still to come."""
    return one.code == "E001" and one.place is not None and one.place.file in files


def _awaits_session(read: Selection, one: Finding) -> bool:
    """Whether a session's file is still to come: those who lack a mark wait for it, and nobody else."""
    waiting = (stage for stage in read.rules.stages[: read.until + 1] if stage.blank == "berhenti")
    return any(_lacks(one, session.files) for stage in waiting for session in stage.sessions)


def _make_ups_awaited(read: Selection, register: Register, marks: AllMarks) -> Iterator[Finding]:
    """By formation, who was absent from a stage whose make-up is still to come; what was confirmed waits for none."""
    codes = [stage.code for stage in read.rules.stages]
    for stage, rule, s in ((stage, stage.make_up, s) for s, stage in enumerate(read.rules.stages)):
        faults = [] if rule is None else [one for file in rule.files for one in read.book.faults.get(file, [])]
        missing = next((one for one in faults if one.code == "E001"), None)
        states = [effective_states(stage, c, marks) for c in stage.components if (stage.code, c.code) in marks]
        if missing is None or not states:
            continue
        absent, confirmed = np.any([one == State.ABSENT for one in states], axis=0), read.record.frozen(codes[s:])
        for f, formation in enumerate(register.codes):
            numbers = [register.numbers[i] for i in indices(absent & (register.formation == f))]
            if numbers and formation not in confirmed:
                told = {"formasi": formation, "tahap": stage.name, "siapa": listed(numbers, NAMED)}
                yield finding("E419", missing.place, banyak=len(numbers), **told, **missing.values)


def _without_seeming(read: Selection, found: list[Finding]) -> list[Finding]:
    """The findings without those of people who may only seem to be missing: their row may be one that is doubted.

    Where more are missing than rows are doubted, somebody is, and all are named whose row none of these probably is. A
    blank cell is reported all the same: its place names the cell.
    """
    book = read.book
    owners: dict[str, set[object]] = {}
    for place, number in book.stray.items():
        owners.setdefault(place.file, set()).add(number or place)
    doubted = {stage.name: book.files_of(stage.code)[1] for stage in read.rules.stages}
    lacking: dict[str, set[object]] = {}
    for one in (one for one in found if one.code in _MISSING):
        if one.place is not None and one.place.column < 0:
            lacking.setdefault(one.place.file, set()).add(one.values.get("nomor"))
        elif one.code == "E410":  # nobody of a formation, wherever they should stand
            people = [(one.values["formasi"], k) for k in range(int(str(one.values["banyak"])))]
            for file in doubted.get(str(one.values["tahap"]), ()):
                lacking.setdefault(file, set()).update(people)
    enough = {file for file, rows in owners.items() if len(lacking.get(file, ())) <= len(rows)}

    def seems(one: Finding) -> bool:
        if one.place is None:
            files = doubted.get(str(one.values.get("tahap")), ())
            fits = enough if one.code == "E410" else owners
            return any(file in book.partial or file in fits for file in files)
        file = one.place.file
        known = file not in enough and one.values.get("nomor") not in owners.get(file, ())
        return one.place.column < 0 and (file in book.partial or not known)

    return [one for one in found if one.code not in _MISSING or not seems(one)]


def _finished(
    read: Selection, found: list[Finding], sources: FindingScope | None = None, complete: bool = False
) -> list[Finding]:
    """All findings, each with its stage, in order, those accepted marked."""
    mine = read.book.findings if sources is None else [sources.attributed(one) for one in read.book.findings]
    return accept([*mine, *found], of_kind(read.events, Kind.ACCEPTANCE), complete, read.book.rows)
