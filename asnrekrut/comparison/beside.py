"""A list made elsewhere beside the present result: who stands in both, and whose total reads otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from asnrekrut.comparison.variants import totals_of, variants
from asnrekrut.rules.rounding import Rounding, Rule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from asnrekrut.comparison.listing import Line, Listing
    from asnrekrut.core.result import Result, StageOutcome
    from asnrekrut.findings import Place

_NOISE = Fraction(1, 10**9)  # what a spreadsheet's floats lose of a figure with endless decimals


@dataclass(frozen=True, slots=True)
class Difference:
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

    def as_json(self) -> dict[str, str]:
        """The same for programs."""
        return {
            "nomor": self.number,
            "nama": self.name,
            "apa": self.what,
            "di_sana": self.theirs,
            "dihitung": self.ours,
            "sebab": self.cause,
            "tempat": str(self.place or ""),
        }


@dataclass(frozen=True, eq=False)
class Beside:
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
