"""The seats at the end: by rank, then filled from elsewhere, then what departures change.

Each step leaves alone whoever has a seat: a move takes an empty one, and a departure concerns nobody but who leaves
and who takes the seat.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from asnrekrut.core.events import Event, Kind
from asnrekrut.core.exact import Bools, Counts, Indices, indices
from asnrekrut.core.marks import LEAVING
from asnrekrut.core.placement import APPOINTED, BY_MOVE, BY_RANK, BY_SUCCESSION, SEAT, Placement, placed_by
from asnrekrut.core.replacements import Succession, misfit, reports, succeed, vacated, waiting, without_rule
from asnrekrut.core.result import OUT_BY_STATE, AllProgress, Fate, Fates, Progress
from asnrekrut.core.several_choices import wait_together
from asnrekrut.core.ties import unclear
from asnrekrut.core.vacant_seats import Moving, linked
from asnrekrut.findings import NAMED, finding
from asnrekrut.notation import listed
from asnrekrut.rules.figure_keys import FINAL
from asnrekrut.rules.seats import outcome_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from asnrekrut.core.ranking import RankingRun
    from asnrekrut.core.register import Register
    from asnrekrut.core.sort_keys import Standing
    from asnrekrut.rules.model import Rules

_GONE = (Fate.WITHDRAWN, Fate.DISQUALIFIED)


class Seating(Struct):
    """The seats of one selection while they are given.

    Attributes:
        fates: of the end; changed by every step.
        progress: of every formation at the end; a filling that waits holds it up.
        below: who fell only below a threshold, and has all marks.
        person: for every application the first one of the same person; who has a seat needs no other.
        placements: who has which seat; vacated: who had it and left.
        left: by which event somebody left, for each of their applications.
        stepped_in: who followed, with the letter.
        declined: who did not want to follow, by which letter and into which formation; -1 for all.
        aside: applications in reserve that their owner does not need any more, each with the one that has a seat.
    """

    run: RankingRun
    standing: Standing
    fates: Fates
    progress: AllProgress
    below: Bools
    person: Indices
    placements: list[Placement] = field(default_factory=list)
    vacated: list[Placement] = field(default_factory=list)
    left: dict[int, Event] = field(default_factory=dict)
    stepped_in: dict[int, str] = field(default_factory=dict)
    declined: list[tuple[int, str, int]] = field(default_factory=list)
    aside: dict[int, int] = field(default_factory=dict)

    @property
    def rules(self) -> Rules:
        """The rules of the selection."""
        return self.run.rules

    @property
    def register(self) -> Register:
        """Everybody who applied."""
        return self.run.register

    @property
    def departed(self) -> dict[int, str]:
        """Who left after coming to the end, with the letter."""
        return {i: event.source for i, event in self.left.items() if self.fates[i] in _GONE}

    def give(self, inside: Bools) -> None:
        """All steps, in their order; each placement decides what becomes of whoever has it.

        Args:
            inside: who stands within the places of the own formation by rank.
        """
        order, basis = self.standing.order, self.rules.ranking.legal_basis or ""
        best_first = order[(inside & (self.fates > Fate.OPEN))[order]]
        self.placements = placed_by(self.rules, self.register, best_first, BY_RANK, basis)
        self._decide()
        if self.rules.fillings:
            self._fill()
            self._decide()
        self._depart()
        self._put_aside()
        if self.rules.replacement is not None and self.rules.replacement.refill:
            self._refill()
        self.placements.sort(key=lambda placed: placed.formation)

    def _decide(self) -> None:
        for placed in self.placements:
            self.fates[placed.application] = placed.fate

    def _of(self, applications: Iterable[int]) -> Bools:
        """All applications of the people whose applications these are."""
        return np.isin(self.person, self.person[list(applications)])

    def _seated(self) -> Bools:
        """Who has a seat, by this or another application."""
        return self._of(placed.application for placed in self.placements)

    def _put_aside(self) -> None:
        """Whoever has a seat waits for no other: their applications elsewhere leave the reserve lists."""
        seats = {int(self.person[placed.application]): placed.application for placed in self.placements}
        for i in indices((self.fates == Fate.RESERVE) & self._seated()):
            self.fates[i] = Fate.LOSES
            self.aside[i] = seats[int(self.person[i])]

    def _room(self) -> Counts:
        taken = np.bincount([p.formation for p in self.placements], minlength=len(self.register.formations))
        quotas = np.array([formation.quota for formation in self.register.formations])
        return np.where(self.progress == Progress.DECIDED, np.maximum(quotas - taken, 0), 0)

    def _moving(self, label: Indices, room: Counts, free: Bools, below: Bools) -> Moving:
        standing = self.standing
        keys = standing.across
        known = np.all([key.known for key in keys], axis=0) if keys else np.ones_like(free)
        return Moving(self.run, keys, standing.rank, label, self.person, room, free, below & known)

    # --- empty seats ----------------------------------------------------------------------------------------

    def _fill(self) -> None:
        """Fill empty seats wherever all who may exchange people are decided; elsewhere nobody is told anything yet."""
        label = linked(self.rules, self.register)
        self._wait(label, self.progress != Progress.DECIDED)
        decided, seated = self.progress == Progress.DECIDED, self._seated()
        below = self.below & decided[self.register.formation] & ~seated
        free = np.isin(self.fates, (Fate.RESERVE, Fate.LOSES)) & ~seated
        moving = self._moving(label, self._room(), free, below)
        moves = moving.carry_out()
        tied = np.zeros(len(label), dtype=bool)
        tied[list(moving.blocked)] = True
        for key, i, other in moving.unclear:
            self.run.findings.append(unclear(self.register, key, i, other))
            tied[self.register.formation[i]] = True
        self._wait(label, tied)
        self.progress[list(moving.blocked)] = Progress.TIED
        for move in (move for move in moves if self.progress[move.formation] == Progress.DECIDED):
            where, basis = (move.application, move.formation), move.rule.legal_basis or ""
            seat = Placement(*where, SEAT, BY_MOVE, basis, outcome_of(move.rule), move.settled)
            self.placements.append(seat)
            self._report_choice(move.application, move.open_to)

    def _wait(self, label: Indices, open_ones: Bools) -> None:
        """Have all formations wait that may exchange people with one that is open."""
        waiting = wait_together(self.run, label, open_ones, self.fates, self.progress)
        names, awaited = ([self.register.codes[f] for f in indices(some)] for some in (waiting & ~open_ones, open_ones))
        if names:
            told = finding("P503", banyak=len(names), rincian=listed(names, NAMED), menunggu=listed(awaited, NAMED))
            self.run.findings.append(told)
        self.placements = [p for p in self.placements if not waiting[p.formation]]

    def _report_choice(self, i: int, open_to: Sequence[int]) -> None:
        """Somebody may have had several seats to choose from, and nothing says which they want."""
        if len(open_to) > 1 and not any(rule.preferences for rule in self.rules.fillings):
            codes, number = [self.register.codes[f] for f in open_to], self.register.numbers[i]
            self.run.findings.append(finding("P508", nomor=number, pilihan=listed(codes, NAMED), ambil=codes[0]))

    # --- departures -----------------------------------------------------------------------------------------

    def _depart(self) -> None:
        """Whoever left by a letter gives up the seat; whom a letter names takes it, if it is their turn."""
        last = [event for event in self.run.events if event.stage == FINAL]
        book = sorted(last, key=lambda event: (event.day, event.kind is not Kind.DISQUALIFICATION))
        at = self.register.formation_at
        for event in book:
            if event.kind in LEAVING:
                self._leave(event)
            elif event.kind is Kind.REFUSAL:
                where = at.get(event.formation, -1)  # where none is named, into any
                self.declined += [(i, event.source, where) for i in self._named(event)]
        rows = [event for event in book if event.kind is Kind.REPLACEMENT]
        empty = {placed.formation for placed in self.vacated}
        concerned = empty | {at[event.formation] for event in rows if event.formation in at}
        decided = [f for f in sorted(concerned) if self.progress[f] == Progress.DECIDED]
        self._succeed({f: [event for event in rows if at.get(event.formation) == f] for f in decided})
        for event in book:
            if event.kind is Kind.APPOINTMENT:
                self._appoint(event)

    def _declined(self, formation: int) -> Bools:
        """Who, under whatever number, does not want a seat of a formation."""
        return self._of(i for i, _, where in self.declined if where in {formation, -1})

    def _appoint(self, event: Event) -> None:
        """Whoever appoints chose among the names: they have the seat, until they leave; the others stay nominated."""
        outcome = outcome_of(self.rules.appointment)
        for i in self._named(event):
            later = [p for p in self.vacated if event.day <= self.left[p.application].day]
            found = next((p for p in (*self.placements, *later) if p.application == i), None)
            f = -1 if found is None else found.formation
            chosen = sum(p.formation == f and p.is_seat for p in (*self.placements, *later))
            formation = self.register.formations[f]
            if outcome is None:
                self._refuse(event, i, "aturan tidak memuat bagian [pengangkatan]")
            elif found is None or found.is_seat or formation.code != event.formation:
                self._refuse(event, i, f"ia tidak termasuk nama yang diajukan bagi formasi {event.formation}")
            elif chosen >= formation.quota:
                self._refuse(event, i, f"kursi formasi {formation.code} sudah diisi")
            else:
                seat = replace(found, kind=SEAT, basis=event.source, outcome=outcome, note=APPOINTED)
                several = self.placements if found in self.placements else self.vacated
                several[several.index(found)] = seat
                self._decide()

    def _named(self, event: Event) -> list[int]:
        """The people of an event that came to the end, if it has its letter; whatever is wrong is reported."""
        if not event.letter:
            self.run.findings.append(waiting(event))
            return []
        who, may_move = self.register.known(event.persons), any(rule.from_below for rule in self.rules.fillings)
        absent = [i for i in who if self.fates[i] == Fate.NOT_REACHED and not (may_move and self.below[i])]
        for i in absent:
            self._refuse(event, i, "ia tidak sampai pada hasil akhir")
        return [i for i in who if i not in absent and self.progress[self.register.formation[i]] == Progress.DECIDED]

    def _refuse(self, event: Event, i: int, why: str) -> None:
        self.run.findings.append(misfit(event, self.register.numbers[i], why))

    def _concerned(self, event: Event, i: int) -> bool:
        """Whether somebody applied for, or has a seat in, the formation that a letter names."""
        mine = indices(self._of([i]))
        at = {*self.register.formation[mine].tolist(), *(p.formation for p in self.placements if p.application in mine)}
        codes = [self.register.formations[f].code for f in sorted(at)]
        fits = not event.formation or event.formation in codes
        if not fits:
            self._refuse(event, i, f"ia pelamar formasi {listed(codes, NAMED)}, bukan {event.formation}")
        return fits

    def _leave(self, event: Event) -> None:
        named = [i for i in self._named(event) if self._concerned(event, i)]
        for i in indices(self._of(named)):
            if self.fates[i] in (Fate.NOMINATED, Fate.WINS, Fate.RESERVE, Fate.LOSES):
                self.fates[i] = OUT_BY_STATE[LEAVING[event.kind]]
            self.left.setdefault(i, event)
        self.vacated += [placed for placed in self.placements if placed.application in self.left]
        self.placements = [placed for placed in self.placements if placed.application not in self.left]

    def _succeed(self, rows: Mapping[int, Sequence[Event]]) -> None:
        """Give the vacated seats of formations to those whom letters name, and report who would be next.

        Whose turn it is in one hangs on who took a seat of another, so all are looked at until nothing changes.
        """
        given = {f: {i: event for event in mine for i in self._named(event)} for f, mine in rows.items()}
        empty = {f: self._empty(f) for f in rows}
        if self.rules.replacement is None:
            for f, letters in given.items():
                classes = self._following(f, letters)
                self.run.findings.extend(without_rule(self.register, f, len(empty[f]), classes, letters))
            return
        found = dict.fromkeys(rows, Succession())
        for _ in range(len(rows) + 1):
            before = dict(found)
            for f, letters in given.items():
                elsewhere = [i for g, one in found.items() if g != f for i in one.taken if i not in self.left]
                classes = self._following(f, letters, elsewhere)
                found[f] = succeed(classes, len(empty[f]), list(letters), self.left)
            if found == before:
                break
        for f, one in found.items():
            self._step_in(f, one, empty[f], given[f])
            self.run.findings.extend(reports(self.register, FINAL, f, one, given[f]))

    def _empty(self, f: int) -> list[Placement]:
        """The places of a formation that are vacant, each as whoever left it had it."""
        left = [placed for placed in self.vacated if placed.formation == f]
        staying = sum(placed.formation == f for placed in self.placements)
        places = self.rules.places(FINAL, self.register.formations[f].quota) or 0
        return left[len(left) - vacated(len(left), staying, places) :]

    def _step_in(self, f: int, found: Succession, empty: list[Placement], given: Mapping[int, Event]) -> None:
        """Seat those who follow into a formation; whoever of them left since vacates the seat again."""
        outcome = outcome_of(self.rules.replacement)
        for i, before in zip(found.taken, [*empty, *empty[-1:] * len(found.taken)], strict=False):
            note, gone = f"menggantikan {self.register.numbers[before.application]}", self.left.get(i)
            placed = Placement(i, f, before.kind, BY_SUCCESSION, given[i].source, outcome, note)
            self.stepped_in[i] = given[i].source
            self.fates[i] = OUT_BY_STATE[LEAVING[gone.kind]] if gone else placed.fate
            (self.vacated if gone else self.placements).append(placed)

    def _following(self, f: int, given: Mapping[int, Event], elsewhere: Collection[int] = ()) -> Iterator[list[int]]:
        """Who may follow into a seat, equals together: own people first, then by the rules of filling.

        Whoever had a seat, left or refused does not, by any application; whoever left later may have followed before.

        Args:
            elsewhere: who follows into another formation.
        """
        order, rank = self.standing.order, self.standing.rank
        early = [i for i, event in given.items() if i in self.left and event.day <= self.left[i].day]
        out = self._seated() | self._of(placed.application for placed in self.vacated) | self._declined(f)
        out |= self._of(elsewhere)
        out[[i for i in self.left if i not in early]] = True
        ended = np.isin(self.fates, (Fate.RESERVE, Fate.LOSES))
        ended[[i for i in early if i in self.departed]] = True
        ended &= ~out
        own = order[(self.register.formation[order] == f) & ended[order]].tolist()
        yield from (list(equals) for _, equals in groupby(own, key=rank.__getitem__))
        here = np.arange(len(self.register.formations)) == f
        moving = self._moving(np.zeros(len(here), dtype=np.intp), here.astype(np.int64), ended, self.below & ~out)
        yield from moving.classes()

    def _refill(self) -> None:
        """Lengthen reserve lists that became shorter from the next in rank; equals go on together."""
        order, rank, formation = self.standing.order, self.standing.rank, self.register.formation
        for f in (f for f in indices(self.progress == Progress.DECIDED) if self.register.formations[f].quota):
            mine = order[formation[order] == f].tolist()
            lacking = self.rules.ranking.reserves - sum(self.fates[i] == Fate.RESERVE for i in mine)
            no = self._declined(f) | self._seated()
            waiting = [i for i in mine if self.fates[i] == Fate.LOSES and not no[i]]
            if lacking > 0 and waiting:
                last = rank[waiting[min(lacking, len(waiting)) - 1]]
                self.fates[[i for i in waiting if rank[i] <= last]] = Fate.RESERVE
