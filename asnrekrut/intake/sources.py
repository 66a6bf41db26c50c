"""Where a finding belongs: to which stage, and to which formation, so that it holds up nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from asnrekrut.intake.needs import stage_of_need

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asnrekrut.core.register import Register
    from asnrekrut.findings import Finding, Place
    from asnrekrut.intake.book import Book
    from asnrekrut.rules.model import Rules


@dataclass(frozen=True, slots=True)
class Sources:
    """The tables of a selection, by what they are for.

    Attributes:
        stages: the earliest stage that reads a (file, sheet), and by (file, '') a whole file; -1 is the register.
    """

    book: Book
    register: Register
    stages: Mapping[tuple[str, str], int]
    order: Mapping[str, int]  # of stages, by code
    names: Mapping[str, int]  # of stages, by name
    numbers: Mapping[str, int]
    _rows: dict[tuple[str, str], dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, book: Book, rules: Rules, register: Register) -> Sources:
        """Look at what every need was served from."""
        stages: dict[tuple[str, str], int] = {}
        for need in book.needs:
            index = stage_of_need(need, rules)
            sheets = {(table.sheet.file, table.sheet.name) for table in book.tables_read(need)}
            for key in sheets | {(file, "") for file in book.wanted(need)}:
                stages[key] = min(index, stages.get(key, index))
        codes = {stage.code: s for s, stage in enumerate(rules.stages)}
        names = {stage.name: s for s, stage in enumerate(rules.stages)}
        numbers = {number: i for i, number in enumerate(register.numbers)}
        return cls(book, register, stages, codes, names, numbers)

    def stage_of(self, one: Finding) -> int:
        """The stage that a finding concerns; -1 for the register, and for whatever cannot be told apart."""
        if one.stage_code:
            return self.order.get(one.stage_code, len(self.order))
        if one.place is not None:
            whole = self.stages.get((one.place.file, ""), -1)
            return self.stages.get((one.place.file, one.place.sheet), whole)
        return self.names.get(str(one.values.get("tahap", "")), -1)

    def formation_of(self, one: Finding) -> int | None:
        """The only formation that a finding concerns, as an index; None where it may concern any."""
        number = one.values.get("nomor")
        i = self.numbers.get(number) if isinstance(number, str) else None
        if i is None and one.place is not None and one.place.row >= 0:
            i = self._applicant(one.place)
        if i is not None:
            return int(self.register.formation[i])
        codes = [formation.code for formation in self.register.formations]
        code = one.values.get("formasi")
        return codes.index(code) if code in codes else None

    def _applicant(self, place: Place) -> int | None:
        """Whose row a place is in."""
        key = place.file, place.sheet
        if key not in self._rows:
            self._rows[key] = self.book.applicants_by_row(*key)
        return self._rows[key].get(place.row)
