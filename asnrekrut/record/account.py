"""What is said of a stage, in the field's terms: by the ``hasil.json`` that was kept, or by today's result.

What is damaged in a kept one is met as it is read.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct, convert, field, json
from msgspec.structs import replace

from asnrekrut.core.result import FATE_WORDS, OUT_BY_STATE, Fate
from asnrekrut.record.entries import Fingerprints, digest
from asnrekrut.rules.binding import fingerprint_of as fingerprint_of_rules
from asnrekrut.rules.load import default_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KEPT_RESULT, QUOTA = "hasil.json", "kuota"
STATES = {FATE_WORDS[fate] for fate in OUT_BY_STATE.values() if fate is not Fate.FAILS}  # no rule leads to them
UNDECIDED = {"", FATE_WORDS[Fate.OPEN]}  # of a stage that a list of the central body overtook
_NO_OUTCOME = ("asnrekrut", "uraian_aturan", "temuan")  # keys that another version of the program may write otherwise


class Way(NamedTuple):
    """What became of somebody: the fates stage by stage, in words, and the rank; None for none."""

    fates: tuple[str, ...]
    rank: int | None

    def __str__(self) -> str:
        return ", ".join(filter(None, self.fates)) + (f", peringkat {self.rank}" if self.rank else "")


class Person(Struct, frozen=True):
    """One person: all that is said of them, but for a second number, which may be issued later.

    Attributes:
        formation: its code.
        figures: one for every step of the outcome, '' for none; empty where nothing was reached.
        keys: likewise of what they are ordered by besides.
        reasons: why, and what else is said of it, parted by semicolons.
    """

    number: str = field(name="nomor")
    formation: str = field(name="formasi")
    name: str = field(name="nama", default="")
    figures: tuple[str, ...] = field(name="nilai", default=())
    keys: tuple[str, ...] = field(name="kunci", default=())
    fates: tuple[str, ...] = field(name="nasib", default=())
    rank: int | None = field(name="peringkat", default=None)
    code: str = field(name="kode", default="")
    reasons: str = field(name="keterangan", default="")

    @property
    def way(self) -> Way:
        """What became of them."""
        return Way(self.fates, self.rank)

    @property
    def waits(self) -> bool:
        """Whether the last stage they came to is not decided for them, or a tie is open."""
        return self.fates[-1:] == (FATE_WORDS[Fate.OPEN],)

    def was_decided_at(self, stage: int) -> bool:
        """Whether a stage decided anything of them."""
        return self.fate_at(stage) not in UNDECIDED

    def way_beside(self, today: Person) -> Way:
        """What became of them, with today's fate at stages that were not decided: that changes nothing kept."""
        later = self.fates[len(today.fates) :]
        both = zip(self.fates, today.fates, strict=False)
        return Way((*(now if was in UNDECIDED else was for was, now in both), *later), self.rank)

    def fate_at(self, stage: int) -> str:
        """The word for their fate at a stage; '' where they did not come so far."""
        return self.fates[stage] if stage < len(self.fates) else ""


class Seat(Struct, frozen=True):
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


class Account(Struct, frozen=True, eq=False, dict=True):
    """What is said of a stage: as it was kept when it was confirmed, or as it reads today.

    Attributes:
        stage: its code.
        rule_data: the rules that bind.
        listed: the people, in the order of the lists.
        key_names: what their keys are called.
        order: the codes of the stages, as the rules have them.
        events: as they are printed.
        fingerprint: of the values of a kept one, whatever program version wrote it.
    """

    stage: str = field(name="tahap")
    rule_data: dict[str, Any] = field(name="aturan")
    formations: dict[str, Formation] = field(name="formasi")
    steps: dict[str, Step] = field(name="langkah")
    listed: tuple[Person, ...] = field(name="peserta")
    events: tuple[dict[str, Any], ...] = field(name="peristiwa")
    seats: tuple[Seat, ...] = field(name="penempatan", default=())
    key_names: tuple[str, ...] = field(name="kunci", default=())
    order: tuple[str, ...] = ()
    fingerprint: str = ""

    @classmethod
    def read(cls, content: bytes) -> Account:
        """What a ``hasil.json`` says.

        Raises:
            ValueError: it is none, as far as the record looks into it.
        """
        said = json.decode(content)
        found = convert(said, cls)
        order = tuple(one.code for one in convert(found.rule_data.get("tahap", []), list[Stage]))
        return replace(found, order=order, fingerprint=fingerprint_of(said))

    @cached_property
    def rules(self) -> Mapping[str, str]:
        """Every leaf of the rules by its path."""
        return dict(leaves(self.rule_data))

    def rule(self, key: str) -> str:
        """The value of a key of the rules that holds, written or by default; '' where there is none."""
        if key in self.rules:
            return self.rules[key]
        return _text(_default(key)) if self._has(key.rpartition(".")[0]) else ""

    def _has(self, table: str) -> bool:
        """Whether the rules have a table, if only by default."""
        inside = (f"{table}.", f"{table}[")
        by_default = isinstance(_default(table), dict) and self._has(table.rpartition(".")[0])
        return not table or by_default or any(key.startswith(inside) for key in self.rules)

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

    def seats_of(self, formation: str) -> list[Seat]:
        """The seats and nominations of a formation."""
        return [seat for seat in self.seats if seat.formation == formation]

    def about_formation(self, code: str) -> Mapping[str, str]:
        """What is said of a formation, by what a correction calls it; nothing where there is no such formation."""
        one = self.formations.get(code)
        facts = one and {QUOTA: str(one.quota), "jabatan": one.title, "unit": one.unit, "jenis": one.kind}
        return facts or {}

    def marks(self, person: Person) -> dict[str, str]:
        """What was read from cells, by the key of its step: a figure, or the state in its place; '' for nothing."""
        pairs = zip(self.steps.items(), chain(person.figures, repeat("")), strict=False)
        return {key: figure or self._state(person, key) for (key, step), figure in pairs if not step.formula}

    def _state(self, person: Person, key: str) -> str:
        code = key.partition(".")[0]
        fate = person.fate_at(self.order.index(code)) if code in self.order else ""
        return fate if fate in STATES else ""

    def order_by(self, name: str, formation: str) -> dict[str, int]:
        """Where everybody of a formation stands by a key that is no figure; the smallest is first."""
        at = self.key_names.index(name)
        said = {number: one.keys[at] for number, one in self.of(formation).items() if at < len(one.keys)}
        return {number: int(place) for number, place in said.items() if place.isdecimal()}

    def about(self, formation: str) -> list[object]:
        """All that is said of a formation."""
        people = [*self.of(formation).values()]
        return [self.rule_data, self.formations.get(formation), people, self.seats_of(formation)]

    @property
    def fingerprints(self) -> Fingerprints:
        """What the line of its confirmation says of it."""
        return Fingerprints(fingerprint_of_rules(self.rule_data), self._inputs, self.fingerprint)

    def fits(self, said: Fingerprints) -> bool:
        """Whether it is what a line says of it; how inputs are told depends on the version of the program."""
        return (fingerprint_of_rules(self.rule_data), self.fingerprint) == (said.rules, said.outcome)

    @property
    def _inputs(self) -> str:
        """The fingerprint of what was read: who applied for what, every mark, and the quotas."""
        people = [[one.number, one.name, one.formation, *self.marks(one).values()] for one in self.listed]
        quotas = {code: formation.quota for code, formation in self.formations.items()}
        read = [key for key, step in self.steps.items() if not step.formula]
        return digest({"langkah": read, "peserta": sorted(people), "kuota": quotas})


LOST = Account("", {}, {}, {}, (), ())  # of which nothing is known any more


def fingerprint_of(said: Mapping[str, Any]) -> str:
    """The fingerprint of a ``hasil.json``: of its values, whatever program version wrote it."""
    return digest({key: value for key, value in said.items() if key not in _NO_OUTCOME})


def leaves(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every leaf of the rules with its path; stages, components and the like by their code."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list) and all(isinstance(one, dict) for one in value):
        for number, inner in enumerate(value, 1):
            yield from leaves(inner, f"{path}[{inner.get('kode', number)}]")
    else:
        yield path, _text(value)


def _text(value: object) -> str:
    """A value of the rules as text; '' for none."""
    if isinstance(value, bool):
        return str(value).lower()
    return "; ".join(map(_text, value)) if isinstance(value, list) else "" if value is None else str(value)


def _default(key: str) -> object:
    """What holds where a leaf or table of the rules is not written; None for nothing."""
    names = re.sub(r"\[[^][]*\]", "[", key).split(".")  # (which table of a list it is does not matter)
    return default_at(tuple(step for name in names for step in ((name[:-1], 0) if name[-1:] == "[" else (name,))))


def path_of(data: object, key: str) -> tuple[str | int, ...]:
    """The path in the data of a rules file to a leaf, as far as it is written there."""
    steps: dict[str, Any] = dict(zip(data, data, strict=True)) if isinstance(data, dict) else {}
    if isinstance(data, list):
        steps = {f"[{one.get('kode', n + 1)}]": n for n, one in enumerate(data) if isinstance(one, dict)}
    named = [name for name in steps if key == name or key.startswith((f"{name}.", f"{name}["))]
    if not named:
        return ()
    name = max(named, key=len)
    return steps[name], *path_of(data[steps[name]], key[len(name) :].removeprefix("."))  # type: ignore[index]
