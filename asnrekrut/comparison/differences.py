"""Every difference between a list made elsewhere and the present result; nothing about those who agree."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from asnrekrut.comparison.causes import (
    UNKNOWN,
    changed_marks,
    why_left_out,
    why_rank,
    why_total,
    without_formations,
)
from asnrekrut.comparison.other_list import Line, Listing, says_passed
from asnrekrut.comparison.other_rules import totals_of, variants
from asnrekrut.core.reasons import reasons
from asnrekrut.core.result import INSIDE, Fate, Result, StageOutcome
from asnrekrut.errors import UsageError
from asnrekrut.intake.participant_numbers import Directory
from asnrekrut.nik import NOBODY, Spared, without_nik
from asnrekrut.notation import show
from asnrekrut.rules.rounding import Rounding, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from asnrekrut.core.exact import Bools, Indices
    from asnrekrut.findings import Place


_NOISE = Fraction(1, 10**9)  # what a spreadsheet's floats lose of a figure with endless decimals


class Difference(Struct, frozen=True):
    """One thing that reads otherwise.

    Attributes:
        what: which figure, in words; theirs, ours: as they are printed.
        cause: why, or that it cannot be told.
        place: of the row in the list.
    """

    number: str
    name: str
    what: str
    theirs: str
    ours: str
    cause: str
    place: Place | None = None

    def as_json(self, others: Spared = NOBODY) -> dict[str, str]:
        """The same for programs and to be printed, a NIK masked.

        Args:
            others: participant numbers that look like one and are none.
        """
        said = {
            "nomor": self.number, "nama": self.name, "apa": self.what, "di_sana": self.theirs, "dihitung": self.ours,
            "sebab": self.cause, "tempat": str(self.place or ""),
        }  # fmt: skip
        return {key: without_nik(text, others) for key, text in said.items()}


class Group(Struct, frozen=True, eq=False, dict=True):
    """One formation by person, as columns: a list may put all of its people elsewhere, and each asks for the others.

    Attributes:
        listed: who stands in the list.
        rank: our rank, said: theirs; 0 for none.
        ours: our total by a code that sorts like it, theirs likewise; -1 for none.
        odd: whose total reads otherwise.
    """

    members: Indices
    listed: Bools
    rank: Indices
    said: Indices
    ours: Indices
    theirs: Indices
    odd: Bools

    @cached_property
    def ranks(self) -> Indices:
        """The different ranks that we gave, in order."""
        return np.unique(self.rank[self.rank > 0])

    def changing_sides(self, mine: int) -> Indices:
        """Who stands above a total of ours by one total and below it by the other."""
        both = self.odd & (self.ours >= 0) & (self.theirs >= 0) & (mine >= 0)
        return np.asarray(self.members[both & ((self.theirs > mine) != (self.ours > mine))], dtype=np.intp)


class Beside(Struct, frozen=True, eq=False, dict=True):
    """A list beside the present result.

    Attributes:
        stage: the stage of the result that is compared.
        drifted: by participant number, what is odd about the formula of the total in the list.
    """

    result: Result
    stage: StageOutcome
    listing: Listing
    drifted: Mapping[str, str]

    @cached_property
    def lines(self) -> dict[int, Line]:
        """The first line of everyone who is known, by their place in the register."""
        found: dict[int, Line] = {}
        for line in self.listing.lines:
            if line.number in self.result.register.at:
                found.setdefault(self.result.register.at[line.number], line)
        return found

    @cached_property
    def rivals(self) -> dict[int, list[int]]:
        """Everyone who is known, by their formation."""
        found: dict[int, list[int]] = {}
        for i in self.lines:
            found.setdefault(int(self.result.register.formation[i]), []).append(i)
        return found

    @cached_property
    def strangers(self) -> Directory:
        """The numbers of the list that are nobody's."""
        known = self.result.register.at
        return Directory(sorted({line.number for line in self.listing.lines if line.number not in known} - {""}))

    @cached_property
    def codes(self) -> tuple[Indices, Indices]:
        """Our totals and theirs, by register place, as numbers that sort like them; -1 for none."""
        theirs = [self.lines[i].total if i in self.lines else None for i in range(len(self.totals))]
        order = {total: k for k, total in enumerate(sorted({t for t in (*self.totals, *theirs) if t is not None}))}
        ours, said = ([-1 if t is None else order[t] for t in column] for column in (self.totals, theirs))
        return np.array(ours, dtype=np.intp), np.array(said, dtype=np.intp)

    def group_of(self, i: int) -> Group:
        """The formation of somebody."""
        return self._groups[int(self.result.register.formation[i])]

    @cached_property
    def _groups(self) -> list[Group]:
        n, formation = len(self.totals), self.result.register.formation
        listed, odd = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
        listed[list(self.lines)], odd[list(self.odd_totals)] = True, True
        said = np.array([(self.lines[i].rank or 0) if i in self.lines else 0 for i in range(n)], dtype=np.intp)
        rank, (ours, theirs) = self.stage.standing.rank.astype(np.intp), self.codes
        members = [np.flatnonzero(formation == f) for f in range(len(self.result.register.formations))]
        return [Group(m, listed[m], rank[m], said[m], ours[m], theirs[m], odd[m]) for m in members]

    @cached_property
    def rising(self) -> list[Fraction]:
        """All our totals, the lowest first."""
        return sorted(total for total in self.totals if total is not None)

    @cached_property
    def totals(self) -> Sequence[Fraction | None]:
        """Our totals, by register place; None for whoever was not ranked."""
        return totals_of(self.result, self.stage)

    @cached_property
    def others(self) -> Mapping[str, Sequence[Fraction | None]]:
        """What our totals would be if they were made another way, by that way in words."""
        return variants(self.result, self.stage)

    def agrees(self, theirs: Fraction | None, ours: Fraction | None) -> bool:
        """Whether a printed total is ours, perhaps with fewer decimals."""
        if theirs is None or ours is None or self.listing.decimals is None:
            return theirs == ours
        printed = {Rounding(min(self.listing.decimals, 9), rule)(ours) for rule in Rule}
        return theirs in printed or abs(theirs - ours) < _NOISE

    @cached_property
    def lists_totals(self) -> bool:
        """Whether the list gives a total to most of those who have one, so that a blank says something."""
        return self._most([i for i, total in enumerate(self.totals) if total is not None], "total")

    @cached_property
    def lists_ranks(self) -> bool:
        """Whether the list gives a rank to most of those who have one."""
        return self._most([i for i, rank in enumerate(self.stage.standing.rank.tolist()) if rank], "rank")

    def _most(self, people: Sequence[int], what: str) -> bool:
        here = [self.lines[i] for i in people if i in self.lines]
        return 2 * sum(getattr(line, what) is not None for line in here) > len(here)

    @cached_property
    def mixes_formations(self) -> bool:
        """Whether more of the list's ranks are ranks among all than ranks within the formations."""
        ranks = {i: line.rank for i, line in self.lines.items() if line.rank is not None}
        among_all = sum(rank == without_formations(self, i) for i, rank in ranks.items())
        within = sum(rank == int(self.stage.standing.rank[i]) for i, rank in ranks.items())
        return among_all > within

    @cached_property
    def odd_totals(self) -> set[int]:
        """Whose total reads otherwise, of those who have one in both."""
        both = {i: line.total for i, line in self.lines.items() if line.total is not None}
        return {
            i for i, theirs in both.items() if self.totals[i] is not None and not self.agrees(theirs, self.totals[i])
        }

    def difference(self, i: int, what: str, theirs: str, ours: str, cause: str) -> Difference:
        """A difference about somebody who is known."""
        register, line = self.result.register, self.lines.get(i)
        place = None if line is None else line.place
        return Difference(register.numbers[i], register.names[i], what, theirs, ours, cause, place)


def stage_compared(result: Result, listing: Listing) -> StageOutcome:
    """The stage that a list is of: the one it names, else the end, else the furthest that is decided.

    Raises:
        UsageError: it is not decided.
    """
    stage = result.stage_named(listing.stage) if listing.stage else result.end or result.last
    if stage is None:
        raise UsageError(f"tahap {listing.stage or 'pertama'} belum diputus; jalankan asnrekrut check")
    return stage


def compare(result: Result, listing: Listing, drifted: Mapping[str, str] | None = None) -> list[Difference]:
    """Every difference: people first, then formation by formation in the order of the ranks.

    Args:
        drifted: see ``Beside``.

    Raises:
        UsageError: what the list is of is not decided.
    """
    stage = stage_compared(result, listing)
    one = Beside(result.until(stage.index), stage, listing, drifted or {})
    why = reasons(one.result)
    found = [*_strangers(one), *_left_out(one)]
    for i in np.lexsort((stage.standing.rank, result.register.formation)).tolist():
        if i in one.lines:
            found += [*_total(one, i, why), *_rank(one, i, why), *_code(one, i, why)]
    return found


def _strangers(one: Beside) -> Iterator[Difference]:
    seen: set[str] = set()
    register = one.result.register
    for line in one.listing.lines:
        if line.number and line.number not in register.at:
            cause = "nomor ini tidak ada dalam daftar pelamar"
            yield Difference(line.number, "", "peserta", "tercantum", "tidak ada", cause, line.place)
        elif line.number in seen:
            name = register.names[register.at[line.number]] if line.number in register.at else ""
            yield Difference(line.number, name, "peserta", "dua baris", "satu", "baris rangkap", line.place)
        seen.add(line.number)


def _left_out(one: Beside) -> Iterator[Difference]:
    rank = one.stage.standing.rank
    for i in np.flatnonzero(rank > 0).tolist():
        if i not in one.lines:
            yield one.difference(i, "peserta", "tidak tercantum", f"peringkat {rank[i]}", why_left_out(one, i))


def _total(one: Beside, i: int, why: Sequence[str]) -> Iterator[Difference]:
    theirs, ours = one.lines[i].total, one.totals[i]
    if theirs is not None and ours is None and one.stage.standing.keys:
        if theirs or one.lines[i].rank:  # a sum over no marks at all is how a spreadsheet prints none
            yield one.difference(i, "nilai akhir", show(theirs), "–", why[i])
    elif theirs is None and ours is not None and one.lists_totals:
        yield one.difference(i, "nilai akhir", "–", show(ours), UNKNOWN)
    elif theirs is not None and ours is not None and i in one.odd_totals:
        yield one.difference(i, "nilai akhir", show(theirs), show(ours), why_total(one, i, theirs, ours))


def _rank(one: Beside, i: int, why: Sequence[str]) -> Iterator[Difference]:
    theirs, ours = one.lines[i].rank, int(one.stage.standing.rank[i])
    if theirs is not None and theirs != ours:
        cause = why_rank(one, i, theirs) if ours else why[i]
        yield one.difference(i, "peringkat", str(theirs), str(ours or "–"), cause)
    elif theirs is None and ours and one.lists_ranks:
        before = "dahulu tidak diperingkat" if one.listing.decimals is None else UNKNOWN
        yield one.difference(i, "peringkat", "–", str(ours), changed_marks(one, i) or before)


def _code(one: Beside, i: int, why: Sequence[str]) -> Iterator[Difference]:
    """A code or a word that says otherwise; a remark that says neither passed nor failed is no code."""
    said, fate = one.lines[i].code, Fate(int(one.stage.fates[i]))
    outcome = one.result.outcome(fate, one.stage, int(one.result.scores.groups[i]))
    tied = any(i in tie.members for tie in one.stage.ties)
    if tied and says_passed(said) is not None:
        ours = "menunggu keputusan"
        yield one.difference(i, "hasil", said, ours, "nilai sama di tempat terakhir, dan aturan tidak memutusnya")
    if not said or outcome is None:
        return
    known = {text.casefold() for each in one.result.outcomes(one.stage) for text in (each.code, each.meaning)}
    if said.casefold() in known:
        differs = said.casefold() not in {outcome.code.casefold(), outcome.meaning.casefold()}
    else:
        passed = says_passed(said)
        differs = passed is not None and passed != (fate in INSIDE)
    if differs:
        yield one.difference(i, "hasil", said, outcome.code, _why_code(one, i, why))


def _why_code(one: Beside, i: int, why: Sequence[str]) -> str:
    formation = one.result.register.formation_of(i)
    then = one.listing.quotas.get(formation.code, formation.quota)
    if then != formation.quota:
        return f"kuota formasi {formation.code} dahulu {then}, kini {formation.quota}"
    ranked, ours = one.lines[i].rank, int(one.stage.standing.rank[i])
    return "mengikuti peringkatnya" if ranked not in {None, ours} else changed_marks(one, i) or why[i]
