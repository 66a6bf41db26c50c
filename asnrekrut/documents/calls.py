"""Who is called to a stage, by which announcement, and to which session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from asnrekrut.core.events import DRAW_ANEW
from asnrekrut.documents.basis import Basis, groups
from asnrekrut.documents.office import Office
from asnrekrut.record.invitations import Called, ahead, called, seated, sessions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from asnrekrut.core.register import Register
    from asnrekrut.rules.profile import Slot
    from asnrekrut.rules.stages import Stage
    from asnrekrut.selection import Selection


class Sitting(Struct, frozen=True):
    """One session and the people called to it, as register indices; None for those whom no session has room for."""

    slot: Slot | None
    people: Sequence[int]


class Call(Office, frozen=True, eq=False, kw_only=True):
    """A stage that is still to be held, and whom one letter calls to it.

    Attributes:
        stage: its rules.
        before: the outcome by which they are called; None for the first stage.
        sittings: everyone in exactly one.
        followed: the day on which others of these formations were called by a later announcement.
    """

    stage: Stage
    register: Register
    before: Basis | None
    sittings: Sequence[Sitting]
    followed: date | None = None

    @property
    def people(self) -> list[int]:
        """All of them, in the order of numbers."""
        return sorted(i for one in self.sittings for i in one.people)

    @property
    def slots(self) -> list[Slot]:
        """The sessions to which they are called."""
        return [one.slot for one in self.sittings if one.slot is not None]

    @property
    def draft(self) -> bool:
        """Whether the outcome by which they are called was not confirmed yet."""
        return self.before is not None and self.before.draft

    def formation(self, i: int) -> str:
        """The code of what applicant i applies for."""
        return self.register.formation_of(i).code


def calls(selection: Selection, index: int, missing: dict[str, None]) -> list[Call]:
    """The calls to a stage: all applicants to the first, else those who go on, each by the letter that invites them."""
    stage, register = selection.rules.stages[index], selection.register
    if register is None or len(selection.stages) < index:
        return []
    then = selection.at(index - 1) if index else selection
    people = {register.numbers[i]: register.formation_of(i).code for i in then.invited_to(index)}
    if index:
        found = list(_by_letter(selection, then, index, people, missing))
    else:
        found = [(None, seated(people, sessions(selection.rules.slots(stage.code)), {}))]
    return [
        Call(
            selection=then, missing=missing, stage=stage, register=register, before=before,
            sittings=_sittings(register, mine), followed=_followed(mine, found[k + 1 :]),
        )
        for k, (before, mine) in enumerate(found) if mine
    ]  # fmt: skip


def _still_called(then: Selection, index: int, people: Mapping[str, str]) -> dict[str, Called]:
    """Those whom announcements call to a stage and who still take part.

    Where nothing is decided today, what was announced stands.
    """
    register = then.register
    assert register is not None  # noqa: S101  (who is called is in it)
    before = then.stage(index - 1)
    waiting = {code for f, code in enumerate(register.codes) if before is None or not before.decided_in[f]}
    return {
        number: one
        for number, one in called(then.record, then.rules, index).items()
        if number in people or (number in register.at and one.formation in waiting)
    }


def _by_letter(
    selection: Selection, then: Selection, index: int, people: Mapping[str, str], missing: dict[str, None]
) -> Iterator[tuple[Basis | None, dict[str, Called]]]:
    """Those whom announcements call, in their order, then those whom what is still to be announced will call."""
    before, record = selection.stages[index - 1], selection.record
    bases = [] if then.stage(before.index) is None else list(groups(selection, before, missing))
    anew = {seat.code for one in bases for seat in one.seats if one.announced is None and _draws_anew(one)}
    known = {number: one for number, one in _still_called(then, index, people).items() if one.formation not in anew}
    for entry in record.announcements(before.code):
        for kept in dict.fromkeys(entry.outcomes.values()):
            basis = Basis.told_by(entry, kept, selection=selection, missing=missing, stage=before)
            codes = {*basis.codes}
            yield basis, {n: one for n, one in known.items() if one.by is entry and one.formation in codes}
    slots = sessions(selection.rules.slots(selection.rules.stages[index].code))
    for basis in bases:
        codes = {*basis.codes}
        new = {number: code for number, code in people.items() if code in codes and number not in known}
        given = seated(new, ahead(slots, open_since(basis)), known)
        known |= given
        yield basis, given


def _draws_anew(basis: Basis) -> bool:
    """Whether everybody is called once more by what happened since the announcement before."""
    return basis.before is not None and any(one.consequence == DRAW_ANEW for one in basis.unannounced_events)


def open_since(basis: Basis) -> date | None:
    """The day before which no session is open to those whom an outcome calls; None where nothing tells."""
    if known := basis.announced or basis.confirmed:
        return known.day
    new = [] if basis.before is None else basis.unannounced_events
    return max((one.day for one in new), default=None)


def offered(basis: Basis, after: Stage) -> list[Slot]:
    """The sessions of the next stage that are still to come for those whom an outcome calls, as it was announced."""
    said, codes = basis.announced, {*basis.codes}
    every = ahead(sessions(basis.rules.slots(after.code), said), open_since(basis))
    mine = [one for one in every.values() if one.formations is None or not codes.isdisjoint(one.formations)]
    announced = [one for one in mine if said is not None and one in said.sessions]
    return announced or mine


def invites_nobody(basis: Basis) -> bool:
    """Whether an announcement calls nobody to the next stage who was not called before."""
    every = called(basis.selection.record, basis.rules, basis.stage.index + 1).values()
    mine = [one for one in every if one.formation in basis.codes]
    return basis.announced is not None and bool(mine) and all(one.by != basis.announced for one in mine)


def _sittings(register: Register, mine: Mapping[str, Called]) -> list[Sitting]:
    together: dict[object, list[str]] = {}
    for number, one in mine.items():
        together.setdefault(one.session, []).append(number)
    found = [(mine[numbers[0]].slot, sorted(register.known(numbers))) for numbers in together.values()]
    return [Sitting(slot, people) for slot, people in sorted(found, key=lambda one: one[0] is None)]


def _followed(mine: Mapping[str, Called], later: Sequence[tuple[Basis | None, Mapping[str, Called]]]) -> date | None:
    """The day of the next announcement that calls people of the same formations."""
    codes = {one.formation for one in mine.values()}
    same = (one for _, given in later for one in given.values() if one.formation in codes and one.by is not None)
    return min((one.by.day for one in same if one.by is not None), default=None)
