"""The one flow of a selection, up to any stage: rules and workbooks → register → scores → ranking → audit."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.checks.doubts import accept
from asnrekrut.core.events import Kind, of_kind
from asnrekrut.core.marks import MISSING
from asnrekrut.core.result import END_NAME
from asnrekrut.errors import Exit, UsageError, reason
from asnrekrut.findings import Place, finding, stopping
from asnrekrut.intake.files import Inputs
from asnrekrut.io import content_of
from asnrekrut.notation import command_line
from asnrekrut.rules.keys import FINAL, find_stage
from asnrekrut.rules.load import RULES_FILE, load_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from asnrekrut.core.conduct import AllConduct
    from asnrekrut.core.events import Event
    from asnrekrut.core.exact import Bools
    from asnrekrut.core.marks import AllMarks
    from asnrekrut.core.register import Formation, Register
    from asnrekrut.core.result import Result
    from asnrekrut.findings import Finding
    from asnrekrut.intake.attribution import Attribution
    from asnrekrut.intake.book import Book
    from asnrekrut.intake.participants import Directory
    from asnrekrut.objections.periods import Window
    from asnrekrut.objections.register import Objection
    from asnrekrut.record.chain import Record
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.stages import Stage

_MISSING = ("E402", "E403", "E408", "P427")
AGAINST_RECORD = ("E611", "E612", "E613", "E614", "E615", "E616", "E620")
REGISTER = -1  # in the place of a stage: what is wrong there holds up every stage


@dataclass(frozen=True, slots=True)
class Delivery:
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


@dataclass(frozen=True, slots=True)
class Lodged:
    """The register of objections and complaints, and when they may be lodged and must be answered."""

    objections: Sequence[Objection] = ()
    windows: Sequence[Window] = ()

    @property
    def correcting(self) -> list[Objection]:
        """The admissible ones that were accepted and say what they correct."""
        from asnrekrut.objections.checks import correcting

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


def begin(folder: Path, until: str | None = None) -> tuple[Rules, int, Inputs]:
    """Read the rules of a selection folder, and begin to read the files they name.

    Args:
        until: the code of a stage, or ``akhir``; files of later stages are not looked at.

    Raises:
        UsageError: there is no rules file, or no such stage.
        RulesError: the rules file cannot be carried out.
    """
    rules = rules_of(folder)
    last = stage_index(rules, until)
    return rules, last, Inputs.start(folder, rules, last)


def stage_index(rules: Rules, code: str | None) -> int:
    """The place of a stage in the order; the end, which has the code ``akhir``, comes after the last stage.

    Raises:
        UsageError: there is no such stage.
    """
    if code is None or code == FINAL:
        return len(rules.stages)
    try:
        return find_stage(rules, code)[0]
    except ValueError as error:
        raise UsageError(f"{error}, {FINAL}") from None


def rules_of(folder: Path) -> Rules:
    """The rules of a selection folder.

    Raises:
        UsageError: there is no rules file.
        RulesError: the rules file cannot be carried out.
    """
    path = folder / RULES_FILE
    try:
        raw = content_of(path)
    except OSError as error:
        there = os.path.lexists(path)
        raise UsageError(f"{path} tidak dapat dibaca ({reason(error)})" if there else _without_rules(folder)) from None
    return load_rules(raw, RULES_FILE)


def _without_rules(folder: Path) -> str:
    """What is wrong with a folder without rules, and what to do: what the file is called, or where one is."""
    from rapidfuzz import process

    stem = RULES_FILE.partition(".")[0]
    if folder.is_file():
        return f"{folder} ialah berkas; sebutkan foldernya: {folder.parent}"
    if not folder.exists():
        near = sorted(path.parent.name for path in folder.parent.glob(f"*/{RULES_FILE}"))
        best = process.extractOne(folder.name, near, score_cutoff=60)
        return f"tidak ada folder {folder}" + (f"; maksud Anda {folder.parent / best[0]}?" if best else "")
    missing = f"tidak ada {RULES_FILE} di {'folder ini' if folder == Path() else folder}"
    around = sorted(folder.iterdir())
    for path in around:
        if path.is_file() and path.name.casefold().startswith(stem) and "toml" in path.name.casefold():
            return f"{missing}; berkas ini bernama {path.name}: ubah namanya menjadi {RULES_FILE}"
    for other in (folder.parent if folder.name else folder / "..", *around):
        if (other / RULES_FILE).is_file():
            return f"{missing}, tetapi ada di {other}; sebutkan folder itu, misalnya: {command_line('check', other)}"
    return f"{missing}; jalankan perintah di folder seleksi atau sebutkan foldernya"


def run(rules: Rules, until: int, inputs: Inputs, progress: Callable[[str], None] = lambda _: None) -> Selection:
    """Carry out the rules of a selection that was begun.

    Raises:
        ResultViolationError: the result breaks a published property.
    """
    from asnrekrut.intake.applicants import read_formations, read_register
    from asnrekrut.intake.book import Book
    from asnrekrut.intake.events import read_events
    from asnrekrut.objections.periods import windows
    from asnrekrut.objections.register import read_calendar, read_objections
    from asnrekrut.record.chain import Record

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
    """What one run works with.

    Attributes:
        empty: by stage, what there is to say of sheets that nobody has filled in.
        readable: how many stages from the first on have all their columns.
    """

    rules: Rules
    last: int
    book: Book
    formations: list[Formation]
    events: list[Event]
    record: Record
    lodged: Lodged
    marks: AllMarks = field(default_factory=dict)
    deliveries: list[Delivery] = field(default_factory=list)
    conduct: AllConduct = field(default_factory=dict)
    empty: dict[int, list[Finding]] = field(default_factory=dict)
    readable: int = 0

    def checked_alone(self) -> Selection:
        """The mark sheets of a selection without a usable register, looked through for what is wrong in themselves."""
        from asnrekrut.intake.marksheets import all_numbers
        from asnrekrut.intake.participants import Directory

        self._read_marks(Directory(all_numbers(self.book)))
        return Selection(self.rules, self.last, self._finished([]), self.formations, deliveries=self.deliveries)

    def carried_out(self, register: Register, progress: Callable[[str], None]) -> Selection:
        """Everything: marks, and what follows from them."""
        from asnrekrut.intake.participants import Directory

        self._by_key(register)
        self._read_marks(Directory(register.numbers, register.names, second=register.second))
        progress("menghitung")
        return self.decided(register)

    def decided(self, register: Register) -> Selection:
        """Scores, ranks, doubts, and the audit of what is decided."""
        from asnrekrut.checks.doubts import doubts
        from asnrekrut.core.audit import audit
        from asnrekrut.core.events import leave
        from asnrekrut.core.ranking import rank
        from asnrekrut.intake.attribution import Attribution
        from asnrekrut.objections.checks import doubts as objected
        from asnrekrut.scoring import score

        whole = self.last == len(self.rules.stages)
        sources = Attribution.of(self.book, self.rules, register)
        found = self._about_events(register, sources)
        marks = leave(self.rules, self.marks, self.events, register)
        scores, about_bonuses = score(self.rules, register, marks, self.readable, self.conduct)
        scores = scores if whole else scores.until(self.readable)
        found += about_bonuses

        def ranked(invited: Mapping[int, Bools] | None = None) -> tuple[Result, list[Finding]]:
            held = self._held(sources, found)
            return rank(self.rules, register, scores, marks, held, self.conduct, self.events, invited, whole)

        result, about_ranks = ranked()
        found += doubts(self.book, self.rules, register, marks, result)
        invited, undecided = self._invitations(result)
        if invited:
            result, about_ranks = ranked(invited)
        found += [
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
        facts = (self.rules, self.last, findings, self.formations, register, result, self.deliveries)
        return Selection(*facts, self.record, self.lodged, self, self._held(sources, found))

    def _about_events(self, register: Register, sources: Attribution) -> list[Finding]:
        """What is wrong with the events and with the record themselves."""
        from asnrekrut.intake.events import unmatched
        from asnrekrut.record.compare import too_late

        found = list(unmatched(self.rules, self.events, register))
        return [*found, *too_late(self.record, self.events), *self.record.open_faults(self.events)]

    def _invitations(self, result: Result) -> tuple[dict[int, Bools], list[Finding]]:
        """Whose invitation stands after a correction, and where that was not said."""
        from asnrekrut.record.compare import compare
        from asnrekrut.record.invitations import standing

        return standing(compare(self.record, result, self.events), result) if self.record.entries else ({}, [])

    def _against_record(self, result: Result) -> list[Finding]:
        """Everything that reads otherwise than it was confirmed."""
        from asnrekrut.record.compare import compare, findings_of, gone

        if not self.record.entries and not self.events:
            return []
        comparison = compare(self.record, result, self.events)
        return [*findings_of(comparison, result), *gone(self.record, result, self.last)]

    def until(self, index: int, register: Register) -> _Flow:
        """The same run without the later stages."""
        from asnrekrut.intake.attribution import Attribution
        from asnrekrut.intake.needs import stage_of_need

        sources = Attribution.of(self.book, self.rules, register)
        needs = [need for need in self.book.needs if stage_of_need(need, self.rules) <= index]
        findings = [one for one in self.book.findings if sources.stage_of(one) <= index]
        book = replace(self.book, needs=needs, findings=findings)
        early = {stage.code for stage in self.rules.stages[: index + 1]}
        return replace(
            self,
            last=index,
            book=book,
            marks={key: marks for key, marks in self.marks.items() if key[0] in early},
            deliveries=self.deliveries[: index + 1],
            conduct={code: conduct for code, conduct in self.conduct.items() if code in early},
            readable=min(self.readable, index + 1),
        )

    @property
    def _asked(self) -> list[Stage]:
        """The stages up to the one that was asked for."""
        return self.rules.stages[: self.last + 1]

    def _by_key(self, register: Register) -> None:
        """Have events and objections name people by the number that is the key, whichever they were written with."""
        if register.second:
            key = {number: register.numbers[i] for number, i in register.at.items()}
            self.events = [replace(one, persons=tuple(key.get(n, n) for n in one.persons)) for one in self.events]
            known = [replace(one, person=key.get(one.person, one.person)) for one in self.lodged.objections]
            self.lodged = replace(self.lodged, objections=known)

    def _read_marks(self, index: Directory) -> None:
        """Read the marks of every stage that has been delivered."""
        from asnrekrut.core.conduct import Conduct
        from asnrekrut.intake.conduct import read_determined
        from asnrekrut.intake.marksheets import read_repeat

        for s, stage in enumerate(self._asked):
            marks = self._read_stage(s, stage, index)
            if marks is not None:
                self.marks |= marks
                self.readable += self.readable == s
        self.book.settle_exchanged()
        self._report_gaps()
        if self.last == len(self.rules.stages) and self.rules.ranking.repeat is not None:
            self.conduct[FINAL] = Conduct(repeat=read_repeat(self.book, self.rules, index))
        if self.last == len(self.rules.stages) and self.rules.ranking.determined is not None:
            wanted, found = self.book.files_of(FINAL, "penetapan")
            self.deliveries.append(Delivery(self.last, FINAL, END_NAME, bool(found), wanted, found, elsewhere=True))
            if found:
                self.book.report_missing(FINAL)
                self.conduct[FINAL] = Conduct(determined=read_determined(self.book, self.rules, None, index))

    def _read_stage(self, s: int, stage: Stage, index: Directory) -> AllMarks | None:
        """The marks of one stage; None if it was not delivered, or if not all of it can be read."""
        from asnrekrut.core.conduct import Conduct
        from asnrekrut.intake.conduct import read_called, read_determined
        from asnrekrut.intake.marksheets import read_stage, without_marks

        elsewhere = stage.determined is not None
        before = len(self.book.findings)
        marks, conduct = None, Conduct()
        own = self.book.files_of(stage.code)[1]
        if own:
            recusals = of_kind(self.events, Kind.RECUSAL)
            marks, conduct = read_stage(self.book, self.rules, stage, index, recusals)
        said = any(_says_something(one) for one in (marks or {}).values())
        wanted, found = self.book.files_of(stage.code, "penetapan" if elsewhere else "nilai")
        delivered = bool(found) if elsewhere else said or self._doubted(before, own)
        self.deliveries.append(Delivery(s, stage.code, stage.name, delivered, wanted, found, elsewhere))
        if not delivered:
            self.empty[s] = self.book.findings[before:]
            del self.book.findings[before:]
            if not found:
                self.book.report_near(stage, wanted)
            self.conduct[stage.code] = Conduct(read_called(self.book, stage, index))
            return None
        self.book.report_missing(stage.code, "nilai" if elsewhere else None)
        if elsewhere:
            fixed = read_determined(self.book, self.rules, stage, index)
            conduct = replace(conduct, determined=fixed)
            marks = None if fixed is None else without_marks(stage, index) | (marks or {})
        self.conduct[stage.code] = conduct
        return marks if marks is not None and len(marks) == len(stage.components) else None

    def _doubted(self, before: int, files: Sequence[str]) -> bool:
        """Whether something stops in sheets or files of a stage, so that they are more than an empty form."""
        whole = [f for f in self.book.findings[:before] if f.place and f.place.file in files and not f.place.sheet]
        return stopping([one for one in [*whole, *self.book.findings[before:]] if one.code != "E103"])

    def _report_gaps(self) -> None:
        """Stages without marks, because of which it is open who is invited to a later one that has some."""
        last = max((one.stage for one in self.deliveries if one.delivered), default=REGISTER)
        for one in self.deliveries[: max(last, 0)]:
            stage, said = self.rules.stages[one.stage], self.empty.get(one.stage, [])
            if one.delivered or not self.rules.selects(stage):
                continue
            self.book.report_missing(stage.code)
            self.book.findings += said
            if one.found and not stopping(said):
                later = self.rules.stages[last].name
                self.book.report(finding("E418", Place(one.found[0]), tahap=stage.name, lain=later))

    def _held(self, sources: Attribution, found: list[Finding]) -> dict[int, Bools]:
        """By stage, the formations in which a finding keeps anything from being decided."""
        held: dict[int, Bools] = {}
        for one in [*self.book.findings, *found]:
            if not stopping([one]) or one.code in _MISSING or self._awaits_session(one):
                continue
            stage, formation = max(sources.stage_of(one), 0), sources.formation_of(one)
            here = held.setdefault(stage, np.zeros(len(sources.register.formations), dtype=bool))
            here[slice(None) if formation is None else formation] = True
        return held

    def _awaits_session(self, one: Finding) -> bool:
        """Whether a session's file is still to come: those who lack a mark wait for it, and nobody else."""
        return one.code == "E001" and any(
            stage.blank == "berhenti" and one.place is not None and one.place.file in session.files
            for stage in self._asked
            for session in stage.sessions
        )

    def _finished(
        self, found: list[Finding], sources: Attribution | None = None, complete: bool = False
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


def _says_something(marks: object) -> bool:
    """Whether a component holds a mark or a word of state for anybody."""
    states = getattr(marks, "states")  # noqa: B009
    return bool((~np.isin(states, [state for state in MISSING if state.name != "SHORT"])).any())
