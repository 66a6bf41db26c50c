"""What is said of a stage, in the field's terms: by the ``hasil.json`` that was kept, or by today's result.

What is damaged in a kept one is met as it is read.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct, convert, field, json, to_builtins
from msgspec.structs import replace

from asnrekrut.core.result import FATE_WORDS, OUT_BY_STATE, Fate
from asnrekrut.record.cells import MET, Cells, is_attribute
from asnrekrut.record.entries import Fingerprints, digest
from asnrekrut.record.rule_keys import leaves, value_of
from asnrekrut.rules.binding import fingerprint_of as fingerprint_of_rules
from asnrekrut.short_repr import ShortRepr

if TYPE_CHECKING:
    from collections.abc import Mapping

KEPT_RESULT, QUOTA = "hasil.json", "kuota"
STATES = {FATE_WORDS[fate] for fate in OUT_BY_STATE.values() if fate is not Fate.FAILS}  # no rule leads to them
UNDECIDED = {"", FATE_WORDS[Fate.OPEN]}  # of a stage that a list of the central body overtook
_BONUS = re.compile(r"[^:]+\.bonus\.\w+")  # a step that follows from attributes and rules
_NO_OUTCOME = ("asnrekrut", "uraian_aturan", "temuan")  # keys that another version of the program may write otherwise


class Way(NamedTuple):
    """What became of somebody.

    Attributes:
        fates: stage by stage, in words.
        rank: None for none.
        seat: the code of the formation whose seat they have, if it is not their own.
    """

    fates: tuple[str, ...]
    rank: int | None
    seat: str = ""

    def __str__(self) -> str:
        rank, seat = f"peringkat {self.rank}" if self.rank else "", f"kursi {self.seat}" if self.seat else ""
        return ", ".join(filter(None, (*self.fates, rank, seat)))

    def beside(self, today: Way) -> Way:
        """With today's fate at stages that were not decided: that changes nothing kept."""
        later = self.fates[len(today.fates) :]
        both = zip(self.fates, today.fates, strict=False)
        return self._replace(fates=(*(now if was in UNDECIDED else was for was, now in both), *later))

    def as_listed(self, stage: int) -> Way:
        """Without what a list that decides a stage only says again of somebody who had stopped before."""
        before = self.fates[:stage]
        while before and not before[-1]:
            before = before[:-1]
        again = self.fates[stage:] == before[-1:] != (FATE_WORDS[Fate.PROCEEDS],)
        return self._replace(fates=before) if again else self


class Person(ShortRepr, Struct, frozen=True):
    """One person: all that is said of them, but for a second number, which may be issued later.

    Attributes:
        formation: its code.
        figures: one for every step of the outcome, '' for none; empty where nothing was reached.
        reasons: why, and what else is said of it, parted by semicolons.
    """

    number: str = field(name="nomor")
    formation: str = field(name="formasi")
    name: str = field(name="nama", default="")
    figures: tuple[str, ...] = field(name="nilai", default=())
    fates: tuple[str, ...] = field(name="nasib", default=())
    rank: int | None = field(name="peringkat", default=None)
    code: str = field(name="kode", default="")
    reasons: str = field(name="keterangan", default="")

    @property
    def waits(self) -> bool:
        """Whether the last stage they came to is not decided for them, or a tie is open."""
        return self.fates[-1:] == (FATE_WORDS[Fate.OPEN],)

    def was_decided_at(self, stage: int) -> bool:
        """Whether a stage decided anything of them."""
        return self.fate_at(stage) not in UNDECIDED

    def fate_at(self, stage: int) -> str:
        """The word for their fate at a stage; '' where they did not come so far."""
        return self.fates[stage] if stage < len(self.fates) else ""


class Seat(ShortRepr, Struct, frozen=True):
    """A seat or nomination, see ``placement.Placement``; the formation by its code."""

    number: str = field(name="nomor")
    formation: str = field(name="formasi")
    kind: str = field(name="jenis")
    step: str = field(name="langkah")
    basis: str = field(name="dasar")
    note: str = field(name="catatan", default="")


class Formation(Struct, frozen=True):
    """A formation, as far as nothing of it follows from its people."""

    title: str = field(name="jabatan")
    unit: str
    kind: str = field(name="jenis")
    quota: int = field(name="kuota")


class Step(Struct, frozen=True):
    """How a figure was made; '' where it was read from a cell."""

    formula: str = field(name="rumus")


class Stage(Struct, frozen=True):
    """A stage of the rules."""

    code: str = field(name="kode")


class Account(ShortRepr, Struct, frozen=True, eq=False, dict=True):
    """What is said of a stage: as it was kept when it was confirmed, or as it reads today.

    Attributes:
        stage: its code.
        rule_data: the rules that bind.
        listed: the people, in the order of the lists.
        events: as they are printed.
        order: the codes of the stages, as the rules have them.
        cells: what was read besides the figures.
        fingerprint: of the values of a kept one, whatever program version wrote it.
    """

    _said = ("stage",)

    stage: str = field(name="tahap")
    rule_data: dict[str, Any] = field(name="aturan")
    formations: dict[str, Formation] = field(name="formasi")
    steps: dict[str, Step] = field(name="langkah")
    listed: tuple[Person, ...] = field(name="peserta")
    events: tuple[dict[str, Any], ...] = field(name="peristiwa")
    seats: tuple[Seat, ...] = field(name="penempatan", default=())
    order: tuple[str, ...] = ()
    cells: Cells = Cells()
    fingerprint: str = ""

    @classmethod
    def read(cls, content: bytes, cells: Cells) -> Account:
        """What a ``hasil.json`` says.

        Raises:
            ValueError: it is none, as far as the record looks into it.
        """
        said = json.decode(content)
        found = convert(said, cls)
        order = tuple(one.code for one in convert(found.rule_data.get("tahap", []), list[Stage]))
        return replace(found, order=order, cells=cells, fingerprint=fingerprint_of(said))

    @cached_property
    def rules(self) -> Mapping[str, str]:
        """Every leaf of the rules by its path."""
        return dict(leaves(self.rule_data))

    def rule(self, key: str) -> str:
        """The value of a key of the rules that holds, written or by default; '' where there is none."""
        return value_of(self.rules, key)

    @cached_property
    def people(self) -> Mapping[str, Person]:
        """Everybody by number."""
        return {one.number: one for one in self.listed}

    @cached_property
    def _formations(self) -> Mapping[str, Mapping[str, Person]]:
        found: dict[str, dict[str, Person]] = {}
        for one in self.listed:
            found.setdefault(one.formation, {})[one.number] = one
        return found

    def of(self, formation: str) -> Mapping[str, Person]:
        """The people of a formation, by number."""
        return self._formations.get(formation, {})

    def way(self, person: Person) -> Way:
        """What became of somebody."""
        seat = self._seats.get(person.number, person.formation)
        return Way(person.fates, person.rank, seat if seat != person.formation else "")

    @cached_property
    def _seats(self) -> Mapping[str, str]:
        return {seat.number: seat.formation for seat in self.seats if seat.formation}

    def seats_of(self, formation: str) -> list[Seat]:
        """The seats and nominations of a formation."""
        return [seat for seat in self.seats if seat.formation == formation]

    def about_formation(self, code: str) -> Mapping[str, str]:
        """What is said of a formation, by what a correction calls it; nothing where there is no such formation."""
        one = self.formations.get(code)
        facts = one and {QUOTA: str(one.quota), "jabatan": one.title, "unit": one.unit, "jenis": one.kind}
        return facts or {}

    def facts(self, person: Person) -> dict[str, str]:
        """All that was read of somebody, '' for nothing.

        Returns:
            By the key of its step a figure, or the word in its place; by that of a requirement whether it was met; by
            that of an attribute its fingerprint. A bonus follows from these and the rules.
        """
        figures, prints = chain(person.figures, repeat("")), self.cells.prints.get(person.number, {})
        read = {
            key: figure for (key, step), figure in zip(self.steps.items(), figures, strict=False) if not step.formula
        }
        words = {key: text if is_attribute(key) else MET for key, text in prints.items() if key not in self.steps}
        told = self.cells.states.get(person.number, {})
        return {key: said for key, said in read.items() if not _BONUS.fullmatch(key)} | words | told

    def about(self, formation: str) -> list[object]:
        """All that is said of a formation."""
        people = [(one, self.facts(one)) for one in self.of(formation).values()]
        return [self.rule_data, self.formations.get(formation), people, self.seats_of(formation)]

    @property
    def fingerprints(self) -> Fingerprints:
        """What the line of its confirmation says of it."""
        rules, outcome, cells = self._values
        return Fingerprints(rules, self._inputs, outcome, cells)

    def fits(self, said: Fingerprints) -> bool:
        """Whether it is what a line says of it; how inputs are told depends on the version of the program."""
        return self._values == (said.rules, said.outcome, said.cells)

    @property
    def _values(self) -> tuple[str, str, str]:
        return fingerprint_of_rules(self.rule_data), self.fingerprint, digest(to_builtins(self.cells))

    @property
    def _inputs(self) -> str:
        """The fingerprint of what was read: who applied for what, every mark, and the quotas."""
        people = sorted([one.number, one.name, one.formation, self.facts(one)] for one in self.listed)
        return digest({"peserta": people, "kuota": {code: one.quota for code, one in self.formations.items()}})


LOST = Account("", {}, {}, {}, (), ())  # of which nothing is known any more


def fingerprint_of(said: Mapping[str, Any]) -> str:
    """The fingerprint of a ``hasil.json``: of its values, whatever program version wrote it."""
    return digest({key: value for key, value in said.items() if key not in _NO_OUTCOME})
