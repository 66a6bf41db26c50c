"""Where a finding belongs: to which stage, and to which formation, so that it holds up nothing else.

``selection`` holds back the formations concerned, and those alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from asnrekrut.intake.needs import stage_of_need
from asnrekrut.intake.participants import keys
from asnrekrut.intake.tables import find_optional
from asnrekrut.nik import Spared, masked, niks_among

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from asnrekrut.core.register import Register
    from asnrekrut.findings import Finding, Place
    from asnrekrut.intake.book import Book
    from asnrekrut.intake.needs import Need
    from asnrekrut.rules.model import Rules

    Spot = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class FindingScope:
    """The tables of a selection, by what they are for.

    Attributes:
        niks: how participant numbers are shown that are NIK: masked, with their cell in the register.
        others: those that look like a NIK and are none.
        stages: the earliest stage that reads a column (file, sheet, number), a sheet (number -1) or a file (sheet '');
            -1 is the register.
    """

    book: Book
    register: Register
    stages: Mapping[Spot, int]
    order: Mapping[str, int]  # of stages, by code
    names: Mapping[str, int]  # of stages, by name
    numbers: Mapping[str, int]
    niks: Mapping[str, str]
    others: Spared
    _rows: dict[tuple[str, str], dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, book: Book, rules: Rules, register: Register) -> FindingScope:
        """Look at what every need was served from."""
        stages: dict[Spot, int] = {}
        for need in book.needs:
            index = stage_of_need(need, rules)
            for key in {(file, "", -1) for file in book.wanted(need)} | set(_spots(book, need)):
                stages[key] = min(index, stages.get(key, index))
        codes = {stage.code: s for s, stage in enumerate(rules.stages)}
        names = {stage.name: s for s, stage in enumerate(rules.stages)}
        niks = dict(_masked(book, niks_among(register.at)))
        return cls(book, register, stages, codes, names, register.at, niks, Spared.of(register.at))

    def attributed(self, one: Finding) -> Finding:
        """A finding with its stage; a masked participant number with its cell, for two may look alike."""
        shown = {name: self.niks.get(v, v) if isinstance(v, str) else v for name, v in one.values.items()}
        return replace(one, stage=self.stage_of(one), values=shown if self.niks else one.values, others=self.others)

    def stage_of(self, one: Finding) -> int:
        """The stage that a finding concerns; -1 for the register, and for whatever cannot be told apart."""
        if one.stage_code:
            return self.order.get(one.stage_code, len(self.order))
        if one.place is not None:
            file, sheet, column = one.place.file, one.place.sheet, one.place.column
            whole = self.stages.get((file, sheet, -1), self.stages.get((file, "", -1), -1))
            return self.stages.get((file, sheet, column), whole)
        return self.names.get(str(one.values.get("tahap", "")), -1)

    def formation_of(self, one: Finding) -> int | None:
        """The only formation that a finding concerns, as an index; None where it may concern any."""
        number = one.values.get("nomor")
        i = self.numbers.get(number) if isinstance(number, str) else None
        if i is None and one.place is not None and one.place.row >= 0:
            i = self._applicant(one.place)
        if i is not None:
            return int(self.register.formation[i])
        return self.register.formation_at.get(str(one.values.get("formasi")))

    def _applicant(self, place: Place) -> int | None:
        """Whose row a place is in."""
        key = place.file, place.sheet
        if key not in self._rows:
            self._rows[key] = self.book.applicants_by_row(*key)
        return self._rows[key].get(place.row)


def _masked(book: Book, niks: frozenset[str]) -> Iterator[tuple[str, str]]:
    """How the participant numbers that are NIK are shown."""
    need = book.needed("pelamar")[0]
    for table in book.tables(need) if niks else ():
        at = find_optional(table, need.key)
        for k, text in enumerate(keys(table, at).texts if at is not None else ()):
            if text in niks:
                yield text, f"{masked(text)} di {table.place(k, at or 0)}"


def _spots(book: Book, need: Need) -> Iterator[Spot]:
    """The sheets that serve a need, and the columns it reads there besides the key."""
    for table in book.tables_read(need):
        file, sheet = table.sheet.file, table.sheet.name
        yield file, sheet, -1
        found = (find_optional(table, name) for name in (*need.names[1:], *need.extra))
        yield from ((file, sheet, at) for at in found if at is not None)
