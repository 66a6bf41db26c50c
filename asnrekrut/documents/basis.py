"""What the documents of one stage are made from: the result, what the record says of it, and the office's profile.

What is not known stays a dotted line and is listed; nothing is invented.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct, field

from asnrekrut.documents.document_parts import DRAFT, Document, Signatures, Signer
from asnrekrut.documents.kinds import KINDS
from asnrekrut.documents.spelled_out import DOTS, day_shown, roman_month
from asnrekrut.intake.scope_of_findings import FindingScope
from asnrekrut.notation import joined
from asnrekrut.outputs.announcements_due import again, superseded_formations
from asnrekrut.outputs.write import view_of
from asnrekrut.record.changes import RULE, Held
from asnrekrut.record.entries import FIRST_TIME
from asnrekrut.record.today import account_of
from asnrekrut.rules.profile import Meeting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from asnrekrut.core.events import Event
    from asnrekrut.core.exact import Bools
    from asnrekrut.core.register import Formation
    from asnrekrut.core.result import Result, StageOutcome
    from asnrekrut.findings import Finding
    from asnrekrut.outputs.result_columns import View
    from asnrekrut.record.entries import Announcement, Confirmation, Entry, Paper
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.profile import Person, Profile, Sent
    from asnrekrut.rules.stages import Stage
    from asnrekrut.selection import Selection

SHORT_DOTS = DOTS[:10]
_PLACEHOLDERS = {"urut": r"[0-9]++[A-Za-z]?", "bulan": "[IVX]++", "tahun": "[0-9]{4}"}


class Letter(Struct, frozen=True):
    """Number and date of a paper; each may be unknown."""

    number: str
    day: date | None

    @property
    def dated(self) -> str:
        """``Nomor … tanggal …``."""
        return f"Nomor {self.number} tanggal {day_shown(self.day)}"


class Office(Struct, frozen=True, eq=False, kw_only=True):
    """Whose papers these are: the selection, the office's profile, and what is not known.

    Attributes:
        missing: what is left as a dotted line, in the order met.
        stage: what they are about.
    """

    selection: Selection
    missing: dict[str, None] = field(default_factory=dict)
    stage: Stage | StageOutcome

    @property
    def folder(self) -> Path:
        """The folder of the selection."""
        return self.selection.record.folder

    @property
    def rules(self) -> Rules:
        """The rules."""
        return self.selection.rules

    @property
    def profile(self) -> Profile:
        """The office's profile."""
        return self.rules.profile

    @property
    def subject(self) -> str:
        """The selection with its year: ``Seleksi … Tahun 2026``."""
        identity = self.rules.identity
        year = "" if str(identity.year) in identity.name else f" Tahun {identity.year}"
        return f"{identity.name}{year}"

    @property
    def committee(self) -> str:
        """Whose papers these are: ``Panitia Seleksi … Tahun 2026``."""
        named = self.subject.casefold().startswith("seleksi")
        return f"Panitia {self.subject}" if named else f"Panitia Seleksi {self.subject}"

    def unknown(self, what: str, dots: str = DOTS) -> str:
        """A dotted line, which is listed for whoever has to fill it in."""
        self.missing.setdefault(what)
        return dots

    def letter(self, code: str, known: Letter | Sent | Entry | None, day: date | None = None) -> Letter:
        """Number and date of a paper of this kind; dotted where they are not known.

        Args:
            day: what is known of the date where the number is not.
        """
        kind = KINDS[code]
        pattern: str | None = getattr(self.profile.numbers, kind.number)
        what = f"nomor {kind.title.lower()}"
        if known is None:
            self.unknown(what if day else f"{what} dan tanggalnya")
            return Letter(DOTS if pattern is None else _open(pattern, self.rules.identity.year), day)
        if pattern is not None and not _fits(pattern, known):
            self.missing.setdefault(f'{what} "{known.number}" tidak menurut pola "{pattern}"')
        return Letter(known.number, known.day)

    def sent(self, kind: str, stage: str, about: Collection[str]) -> list[Sent]:
        """What the profile says of letters that the record does not know, the oldest first."""
        mine = [one for one in self.profile.sent if (one.kind, one.stage) == (kind, stage)]
        fits = [one for one in mine if one.about is None or not set(one.about).isdisjoint(about)]
        return sorted(fits, key=lambda one: one.day)

    @property
    def place(self) -> str:
        """Where papers are signed."""
        signature = self.rules.signature
        return signature.place if signature else self.unknown("tempat penandatanganan ([pengesahan] tempat)", DOTS[:20])

    @property
    def chair(self) -> Signer:
        """The chair: of the profile, else the signature of the lists."""
        for member in self.profile.committee:
            if member.role == "ketua":
                return self.signer(member)
        signature = self.rules.signature
        if signature is None:
            return Signer("Ketua Panitia Seleksi", self.unknown("nama ketua panitia ([pengesahan])"))
        name = signature.name or self.unknown("nama ketua panitia ([pengesahan] nama)")
        return Signer(signature.position, name, "", signature.number or "")

    def signer(self, person: Person) -> Signer:
        """Somebody of the profile."""
        name = person.name or self.unknown(f"nama {person.position}")
        return Signer(person.position, name, person.grade or "", person.number or "")

    @property
    def announcer(self) -> Signer:
        """Who signs announcements and invitations."""
        return self.chair if self.profile.announcer is None else self.signer(self.profile.announcer)

    @property
    def appointer(self) -> Signer:
        """Who appoints, and receives the recap."""
        if self.profile.appointer is not None:
            return self.signer(self.profile.appointer)
        what = "pejabat yang menetapkan keputusan ([naskah.pejabat_pembina])"
        return Signer(self.unknown(what), self.unknown(what))

    @property
    def draft(self) -> bool:
        """Whether what they say was not confirmed yet."""
        return True

    @property
    def mark(self) -> str:
        """What every page of a draft bears; '' once it was confirmed."""
        return DRAFT if self.draft else ""

    @property
    def initials(self) -> Sequence[str]:
        """Who initials a draft; what is signed and published bears none."""
        return self.profile.initials or () if self.draft else ()

    def correspondence(self, kind: str, letter: Letter, nature: str, annexes: str, subject: str) -> Document:
        """A letter to somebody, before it is addressed and says something."""
        return Document(
            kind,
            [],
            reference=[("Nomor", letter.number), ("Sifat", nature), ("Lampiran", annexes), ("Hal", subject)],
            dated=f"{self.place}, {day_shown(letter.day)}",
            signatures=Signatures("", [self.announcer], initials=self.initials),
            day=letter.day,
        )

    def signed(self, who: Signer, letter: Letter) -> Signatures:
        """One signature on the right, with place and date."""
        return Signatures(f"{self.place}, {day_shown(letter.day)}", [who], initials=self.initials)


class Basis(Office, frozen=True, eq=False, kw_only=True, dict=True):
    """A stage, or the end, with the formations that were confirmed together, or that are not confirmed yet.

    Attributes:
        stage: its outcome.
        formations: indices; those that are decided.
        confirmed: the line of the record that confirmed them; None while they are a draft.
        replaced: the line that confirmed them when they read otherwise; None where they read as confirmed.
        announced: the latest announcement that speaks of them.
    """

    stage: StageOutcome
    formations: tuple[int, ...]
    confirmed: Confirmation | None = None
    replaced: Confirmation | None = None
    announced: Announcement | None = None

    @classmethod
    def told_by(cls, entry: Announcement, kept: str, **office: Any) -> Basis:
        """The formations of which an announcement made one kept outcome known, whatever came after it.

        Args:
            office: whose it is, the stage included.
        """
        selection: Selection = office["selection"]
        told = tuple(f for f, one in enumerate(selection.formations) if entry.outcomes.get(one.code) == kept)
        confirmed = next(one for one in selection.record.confirmations() if one.kept == kept)
        return cls(**office, formations=told, confirmed=confirmed, announced=entry)

    @cached_property
    def before(self) -> Announcement | None:
        """The announcement that this one takes the place of, or that came before it, of some of the formations."""
        said, codes = self.selection.record.announcements(self.stage.code), {seat.code for seat in self.seats}
        earlier = said if self.announced is None else said[: said.index(self.announced)]
        return next((entry for entry in reversed(earlier) if not codes.isdisjoint(entry.outcomes)), None)

    @cached_property
    def unannounced_events(self) -> list[Event]:
        """What happened in these formations since the announcement before."""
        held = self.selection.record.events_in([] if self.before is None else self.before.outcomes.values())
        codes = {"", *(seat.code for seat in self.seats)}
        return [one for one in self.selection.events if one.formation in codes and one.printed() not in held]

    @cached_property
    def view(self) -> View:
        """The result of the stage in columns."""
        return view_of(self.selection, self.stage.index)

    @property
    def result(self) -> Result:
        """The result as it was after the stage."""
        return self.view.result

    @property
    def draft(self) -> bool:
        """Whether the outcome was not confirmed yet."""
        return self.confirmed is None

    @property
    def seats(self) -> list[Formation]:
        """The formations themselves."""
        return [self.result.register.formations[f] for f in self.formations]

    @property
    def whole(self) -> bool:
        """Whether these are all formations of the selection."""
        return len(self.formations) == len(self.result.register.formations)

    @cached_property
    def members(self) -> Bools:
        """Who applies for these formations."""
        return np.isin(self.result.register.formation, self.formations)

    @cached_property
    def _scope(self) -> FindingScope:
        return FindingScope.of(self.selection.book, self.rules, self.result.register)

    def concerns(self, one: Finding) -> bool:
        """Whether a finding concerns these formations; one that may concern any does."""
        return self.whole or self._scope.concerns(one, self.formations)

    @property
    def parted(self) -> list[str]:
        """Formations that the same minutes settled, and others have settled anew since."""
        return sorted({*(self.confirmed.formations if self.confirmed else ())} - {seat.code for seat in self.seats})

    @cached_property
    def as_announced(self) -> Basis:
        """With every formation that the same letter made known: what was published is not remade with fewer."""
        if self.announced is None or self.confirmed is None:
            return self
        office = {"selection": self.selection, "missing": self.missing, "stage": self.stage}
        every = Basis.told_by(self.announced, self.confirmed.kept, **office)
        return every if every.formations != self.formations else self

    @cached_property
    def kind(self) -> str:
        """Which kind its announcement is, or most likely will be; '' where it is announced for the first time."""
        if self.announced is None:
            return again(self.selection, self.stage.code) if self.before is not None else ""
        return "" if self.announced.kind == FIRST_TIME else self.announced.kind

    @property
    def first_told(self) -> list[str]:
        """The formations that are announced for the first time, beside others that were announced before."""
        known = None if self.before is None else self.before.outcomes
        return [] if known is None else [seat.code for seat in self.seats if seat.code not in known]

    @property
    def named(self) -> str:
        """``Hasil Tes Tertulis`` or ``Hasil Akhir``."""
        return self.stage.name if self.stage.is_end else f"Hasil {self.stage.name}"

    @property
    def outcome_words(self) -> str:
        """The same with the formations where they are not all."""
        return self.named if self.whole else f"{self.named} Formasi {joined([seat.code for seat in self.seats])}"

    @property
    def minutes(self) -> Letter:
        """Number and date of the minutes."""
        return self.letter("berita-acara", self.confirmed)

    @property
    def papers(self) -> Sequence[Paper]:
        """The signed papers that were kept when it was announced."""
        return () if self.announced is None else self.announced.papers

    @property
    def announcement(self) -> Letter:
        """Number and date of the announcement."""
        return self.letter("pengumuman", self.announced)

    @property
    def record_before(self) -> str:
        """The hash of the newest line of the record before these minutes; '' where nothing was settled before."""
        record = self.selection.record
        if not record.hashes:
            return ""
        head = record.head if self.confirmed is None else self.confirmed.before
        return "" if head == record.hashes[0] else head

    @cached_property
    def meeting(self) -> Meeting:
        """What the profile says of the meeting that settled the stage: by its date, or the only one without one.

        A meeting without a date is the first: whoever was there then need not be there when it is settled once more.
        """
        mine = [one for one in self.profile.meetings if one.stage == self.stage.code]
        known = next((one for one in mine if self.settled_with(one.day)), None)
        return known or Meeting(stage=self.stage.code)

    def settled_with(self, day: date | None) -> bool:
        """Whether minutes of this day settled it; where no day is told, whether it is settled for the first time."""
        codes = {seat.code for seat in self.seats}
        mine = (e for e in self.selection.record.confirmations() if e.stage == self.stage.code)
        earlier = [e for e in mine if not codes.isdisjoint(e.formations)]
        first = not earlier or earlier[0] is self.confirmed
        return first if day is None else day == self.minutes.day


def groups(
    selection: Selection, stage: StageOutcome, missing: dict[str, None], recorded: bool = False
) -> Iterator[Basis]:
    """The decided formations of a stage, those that were confirmed together as one; the drafts come last.

    Args:
        recorded: go by the record alone, for papers made of what was kept, also where a formation waits today; else
            whatever reads otherwise is a draft.
    """
    record, result = selection.record, selection.result
    assert result is not None  # noqa: S101  (there is a stage)
    once, codes = record.confirmed(stage.code), result.register.codes
    confirmed = once if recorded else as_confirmed(selection, stage)
    announcements = record.announcements(stage.code)
    decided = [] if recorded else view_of(selection, stage.index).formations  # as the papers show it
    together: dict[str, list[int]] = {}
    for f in [f for f, code in enumerate(codes) if code in once] if recorded else decided:
        entry = confirmed.get(codes[f])
        together.setdefault("" if entry is None else entry.kept, []).append(f)
    for kept, members in sorted(together.items(), key=lambda one: (one[0] == "", one[1])):
        yield Basis(
            selection=selection, missing=missing, stage=stage, formations=tuple(members),
            confirmed=confirmed.get(codes[members[0]]),
            announced=_announcing(announcements, codes[members[0]], kept) if kept else None,
            replaced=None if kept else next((once[c] for f in members if (c := codes[f]) in once), None),
        )  # fmt: skip


def _announcing(announcements: Sequence[Announcement], formation: str, kept: str) -> Announcement | None:
    """The line that announced this outcome; one that changes other formations alone leaves the line before standing."""
    mine = [k for k, e in enumerate(announcements) if e.outcomes.get(formation) == kept]
    while len(mine) > 1:
        known = {one for e in announcements[: mine[-1]] for one in e.outcomes.items()}
        if announcements[mine[-1]].outcomes.items() <= known:
            break  # it says to everyone that nothing changes
        mine.pop()
    return announcements[mine[-1]] if mine else None


def _open(pattern: str, year: int) -> str:
    """A number of which only the office's pattern is known."""
    known = {"urut": SHORT_DOTS, "bulan": SHORT_DOTS, "tahun": str(year)}
    return re.sub(r"\{(\w+)\}", lambda found: known.get(found[1], found[0]), pattern)


def _fits(pattern: str, letter: Letter | Sent | Entry) -> bool:
    """Whether a number follows a pattern, month and year included."""
    dated = {} if letter.day is None else {"bulan": roman_month(letter.day), "tahun": str(letter.day.year)}
    known = {**_PLACEHOLDERS, **dated}
    parts = re.split(r"\{(\w+)\}", pattern)
    wanted = "".join(known.get(part, re.escape(part)) if k % 2 else re.escape(part) for k, part in enumerate(parts))
    return re.fullmatch(wanted, letter.number) is not None


def as_confirmed(selection: Selection, stage: StageOutcome) -> dict[str, Confirmation]:
    """By formation, the line of the record that confirmed what is read today.

    A correction lets a change through; what it changes is a draft until the committee has confirmed it again.
    """
    record, result = selection.record, selection.result
    if result is None:
        return {}
    moved = superseded_formations(selection, stage.code)
    confirmed = {code: entry for code, entry in record.confirmed(stage.code).items() if code not in moved}
    reached = [f"{RULE} tahap[{one.code}]" for one in result.rules.stages[: stage.index + 1]]
    bearing = (*reached, f"{RULE} pembulatan", *([f"{RULE} peringkat"] if stage.is_end else []))

    def ruled_otherwise(entry: Confirmation) -> bool:
        held = Held(stage, "", record.kept(entry), account_of(result, stage, record.salt))
        return any(one.component.startswith(bearing) for one in held.rules())

    return {code: entry for code, entry in confirmed.items() if not ruled_otherwise(entry)}
