"""What the documents of one stage are made from: the result, and what the record says of it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from asnrekrut.documents.office import Letter, Office
from asnrekrut.intake.scope_of_findings import FindingScope
from asnrekrut.notation import joined
from asnrekrut.outputs.announcements_due import again, superseded_formations
from asnrekrut.outputs.write import view_of
from asnrekrut.publication.write import stage_seen
from asnrekrut.record.changes import RULE, Held
from asnrekrut.record.entries import FIRST_TIME
from asnrekrut.record.today import account_of
from asnrekrut.rules.profile import Meeting

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from asnrekrut.core.events import Event
    from asnrekrut.core.exact import Bools
    from asnrekrut.core.register import Formation
    from asnrekrut.core.result import Result, StageOutcome
    from asnrekrut.findings import Finding
    from asnrekrut.outputs.result_columns import View
    from asnrekrut.publication.view import PublicStage
    from asnrekrut.record.entries import Announcement, Confirmation, Paper
    from asnrekrut.selection import Selection

MISSING_FILE = "E001"


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
        said, codes = self.selection.record.announcements(self.stage.code), {*self.codes}
        earlier = said if self.announced is None else said[: said.index(self.announced)]
        return next((entry for entry in reversed(earlier) if not codes.isdisjoint(entry.outcomes)), None)

    @cached_property
    def letters_before(self) -> list[tuple[Announcement, list[str]]]:
        """The newest earlier announcement that spoke of each formation, with those of them of which it did."""
        said = self.selection.record.announcements(self.stage.code)
        earlier = said if self.announced is None else said[: said.index(self.announced)]
        known = {} if self.before is None else self.before.outcomes
        newest = {code: _announcing(earlier, code, known[code]) for code in self.codes if code in known}
        return [(one, mine) for one in earlier if (mine := [code for code in newest if newest[code] is one])]

    @cached_property
    def unannounced_events(self) -> list[Event]:
        """What happened in these formations since the announcement before; of a published one, up to its day."""
        record, codes = self.selection.record, {"", *self.codes}
        held = record.events_in([] if self.before is None else self.before.outcomes.values())
        kept = None if self.announced is None or self.confirmed is None else record.kept(self.confirmed).events
        mine = [(one, one.printed()) for one in self.selection.events if one.formation in codes]
        new = [one for one, row in mine if row not in held and (kept is None or row in kept)]
        return sorted(new, key=lambda one: one.day)

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
    def codes(self) -> list[str]:
        """The codes of the formations."""
        return [seat.code for seat in self.seats]

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
        """Whether a finding concerns these formations; one that may concern any does.

        They are decided: where others are not, a file that is still to come is that of a session or make-up of others.
        """
        return self.whole or (one.code != MISSING_FILE and self._scope.concerns(one, self.formations))

    @property
    def parted(self) -> list[str]:
        """Formations that the same minutes settled, and others have settled anew since."""
        return sorted({*(self.confirmed.formations if self.confirmed else ())}.difference(self.codes))

    @cached_property
    def as_announced(self) -> Basis:
        """With every formation that the same letter made known: what was published is not remade with fewer."""
        if self.announced is None or self.confirmed is None:
            return self
        office = {"selection": self.selection, "missing": self.missing, "stage": self.stage}
        return Basis.told_by(self.announced, self.confirmed.kept, **office)

    @cached_property
    def shown(self) -> PublicStage:
        """What the public sees of these formations, as they were announced or would be announced today."""
        return stage_seen(self.selection, self.stage.index, self.announced, self.codes)

    @cached_property
    def shown_before(self) -> PublicStage | None:
        """The same as the announcement before had them; None where there was none."""
        before = self.before
        return None if before is None else stage_seen(self.selection, self.stage.index, before, self.codes)

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
        return [] if known is None else [code for code in self.codes if code not in known]

    @property
    def named(self) -> str:
        """``Hasil Tes Tertulis`` or ``Hasil Akhir``."""
        return self.stage.name if self.stage.is_end else f"Hasil {self.stage.name}"

    @property
    def outcome_words(self) -> str:
        """The same with the formations where they are not all."""
        return self.named if self.whole else f"{self.named} Formasi {joined(self.codes)}"

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
        codes = {*self.codes}
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
    there = not recorded and selection.at(stage.index).stage(stage.index) is not None  # without what a later list says
    decided = view_of(selection, stage.index).formations if there else []  # as the papers show it
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
