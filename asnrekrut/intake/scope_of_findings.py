"""Where a finding belongs: to which stage, and to which formation, so that it holds up nothing else.

``selection`` holds back the formations concerned, and those alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from asnrekrut.findings import Finding, Place, Severity, catalogue
from asnrekrut.intake.needs import Need, stage_of_need
from asnrekrut.intake.participant_numbers import keys
from asnrekrut.nik import Spared, masked, niks_among

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from asnrekrut.core.exact import Indices
    from asnrekrut.core.register import Register
    from asnrekrut.intake.workbooks import Book
    from asnrekrut.rules.model import Rules


_OTHERS = ("lain", "milik")  # in which a finding may name a second person, whose marks may be exchanged


class FindingScope(Struct, frozen=True):
    """The tables of a selection, by what they are for.

    Attributes:
        niks: how participant numbers are shown that are NIK: masked, with their cell in the register.
        others: those that look like a NIK and are none.
        stages: the earliest stage that reads a column, a sheet or a file; -1 is the register.
        own: what is read for nothing but our own marks.
        elsewhere: the stages that a list of the central body decides.
        listed: by formation, the last stage that one decided; None before anything is.
    """

    book: Book
    register: Register
    stages: Mapping[Place, int]
    own: Collection[Place]
    elsewhere: Collection[int]
    order: Mapping[str, int]  # of stages, by code
    names: Mapping[str, int]  # of stages, by name
    niks: Mapping[str, str]
    others: Spared
    listed: Indices | None = None
    _rows: dict[Place, dict[int, int]] = field(default_factory=dict)
    _about: dict[Place, set[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, book: Book, rules: Rules, register: Register) -> FindingScope:
        """Look at what every need was served from."""
        stages: dict[Place, int] = {}
        other = set[Place]()
        for need in book.needs:
            index, spots = stage_of_need(need, rules), {*map(Place, book.wanted(need)), *_spots(book, need)}
            stages |= {key: min(index, stages.get(key, index)) for key in spots}
            other |= spots if need.role == "penetapan" or need.stage not in rules.stage_names else set()
        codes = {stage.code: s for s, stage in enumerate(rules.stages)}
        names = {stage.name: s for s, stage in enumerate(rules.stages)}
        niks = dict(_masked(book, niks_among(register.at)))
        own, elsewhere = stages.keys() - other, [s for s, one in enumerate(rules.stages) if one.determined is not None]
        return cls(book, register, stages, own, elsewhere, codes, names, niks, Spared.of(register.at))

    def attributed(self, one: Finding) -> Finding:
        """A finding with its stage; a masked participant number with its cell, for two may look alike."""
        shown = {name: self.niks.get(v, v) if isinstance(v, str) else v for name, v in one.values.items()}
        values = shown if self.niks else one.values
        return replace(one, stage=self.stage_of(one), values=values, others=self.others, beside=self._is_beside(one))

    def stops(self, one: Finding) -> bool:
        """Whether a finding, attributed or not, stops anything."""
        return one.severity is Severity.STOPS and not self._is_beside(one)

    def _is_beside(self, one: Finding) -> bool:
        """Whether it is about our own marks where a list decides, of this stage or of a later one.

        What speaks against the record names its stage.
        """
        spot = self._spot(one)
        if one.severity is not Severity.STOPS or one.stage_code or spot is None or spot not in self.own:
            return False
        s, formations = self.stages[spot], self.formations_of(one)
        later = self.listed is not None and (self.listed[slice(None) if formations is None else formations] > s).all()
        return s in self.elsewhere or bool(later)

    def _spot(self, one: Finding) -> Place | None:
        """The narrowest place around a finding that something reads."""
        spots = () if one.place is None else (one.place.whole_column, one.place.whole, Place(one.place.file))
        return next((spot for spot in spots if spot in self.stages), None)

    def stage_of(self, one: Finding) -> int:
        """The stage that a finding concerns; -1 for the register, and for whatever cannot be told apart."""
        if one.stage_code:
            return self.order.get(one.stage_code, len(self.order))
        if one.place is not None:
            spot = self._spot(one)
            return -1 if spot is None else self.stages[spot]
        return self.names.get(str(one.values.get("tahap", "")), -1)

    def formation_of(self, one: Finding) -> int | None:
        """The only formation that a finding concerns, as an index; None where it may concern any."""
        number = one.values.get("nomor")
        i = self.register.at.get(number) if isinstance(number, str) else None
        if i is None and one.place is not None and one.place.row >= 0:
            i = self._applicants(one.place.whole).get(one.place.row)
        if i is not None:
            return int(self.register.formation[i])
        return self.register.formation_at.get(str(one.values.get("formasi")))

    def formations_of(self, one: Finding) -> list[int] | None:
        """The formations that a finding concerns, by index; None where it may concern any."""
        if one.place is not None and catalogue()[one.code].whole_sheet:
            there = self._formations(one.place.whole)
            return sorted(there) or None
        own = self.formation_of(one)
        others = self.register.known(str(one.values[name]) for name in _OTHERS if name in one.values)
        named = self.register.formation_at.get(str(one.values.get("formasi")), own)
        return None if own is None or named is None else [own, named, *self.register.formation[others].tolist()]

    def concerns(self, one: Finding, formations: Collection[int]) -> bool:
        """Whether a finding concerns some of these formations: by its own, else by those that its sheet is about."""
        own = self.formations_of(one)
        there = self._formations(one.place.whole) if own is None and one.place is not None else set(own or ())
        return not there or not there.isdisjoint(formations)

    def _formations(self, sheet: Place) -> set[int]:
        if sheet not in self._about:
            rows = list(self._applicants(sheet).values())
            self._about[sheet] = {*self.register.formation[rows].tolist()} if rows else set()
        return self._about[sheet]

    def _applicants(self, sheet: Place) -> dict[int, int]:
        """Whose row each row of a sheet is."""
        if sheet not in self._rows:
            self._rows[sheet] = self.book.applicants_by_row(sheet)
        return self._rows[sheet]


def _masked(book: Book, niks: frozenset[str]) -> Iterator[tuple[str, str]]:
    """How the participant numbers that are NIK are shown."""
    need = book.needed("pelamar")[0]
    for table, at in book.columns_under(need, need.key) if niks else ():
        for k, text in enumerate(keys(table, at).texts):
            if text in niks:
                yield text, f"{masked(text)} di {table.place(k, at)}"


def _spots(book: Book, need: Need) -> Iterator[Place]:
    """The sheets that serve a need, and the columns it reads there besides the key."""
    for table in book.tables_read(need):
        yield table.sheet.place()
        found = (table.at(name) for name in (*need.names[1:], *need.extra))
        yield from (table.sheet.place(column=at) for at in found if at is not None)
