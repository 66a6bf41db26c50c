"""The register: who applies for what, in a fixed order that no input file can change."""

from __future__ import annotations

from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from asnrekrut.short_repr import ShortRepr
from asnrekrut.texts import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from asnrekrut.core.exact import Bools, Counts, Exact, Indices
    from asnrekrut.findings import Place
    from asnrekrut.rules.seats import Choice


class Formation(ShortRepr, Struct, frozen=True):
    """A formation: one kind of seat in one place.

    Attributes:
        quota: how many seats it has; 0 where none is open.
        duties, place, requirements: words for applicants, which no rule reads; they make no other formation.
        education: the official names of the qualifications that it accepts; empty where none are listed.
    """

    _said = ("code",)

    code: str
    title: str
    unit: str
    kind: str
    quota: int
    education: tuple[str, ...] = ()
    duties: str = ""
    place: str = ""
    requirements: str = ""

    @property
    def seats(self) -> tuple[str | int, ...]:
        """What makes it a formation of its own."""
        return self.code, self.title, self.unit, self.kind, self.quota

    def fact(self, name: str) -> str:
        """A fact that rules may ask for, by its Indonesian name."""
        return {"kode": self.code, "jabatan": self.title, "unit": self.unit, "jenis": self.kind}[name]

    def facts(self, names: Iterable[str]) -> tuple[str, ...]:
        """Several of them, as they are compared."""
        return tuple(folded(self.fact(name)) for name in names)


def as_coded(written: str, codes: Collection[str]) -> str:
    """A code as it is listed: the one written, or the only one that differs from it in nothing but case."""
    alike = [code for code in codes if code.casefold() == written.casefold()] if written not in codes else []
    return alike[0] if len(alike) == 1 else written


class Attribute(ShortRepr, Struct, frozen=True, eq=False):
    """An attribute of every applicant.

    Attributes:
        texts: as delivered, for conditions and for ``explain``; '' is blank.
        values: the figure to sort by (a number, a day count, a place in a list of choices); None for plain text.
        known: where the attribute is filled.
        kind: kind of content, in the rules file's word.
        where: the address of applicant i's cell.
    """

    texts: Sequence[str]
    values: Exact | None
    known: Bools
    kind: str
    where: Callable[[int], Place | None] = lambda _: None

    @property
    def figures(self) -> Exact:
        """The values of an attribute that the rules hold to be a number, a date or a choice."""
        assert self.values is not None  # noqa: S101  (the rules say so)
        return self.values


class Register(ShortRepr, Struct, frozen=True, eq=False, dict=True):
    """Everyone who applied, sorted by participant number; formations sorted by code.

    Attributes:
        formation: index into ``formations`` for every applicant, shape (n,).
        second: another number of everyone, '' where it is not issued yet; empty where the rules know of none.
    """

    numbers: Sequence[str]
    names: Sequence[str]
    formation: Indices
    formations: Sequence[Formation]
    attributes: dict[str, Attribute]
    second: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.numbers)

    @cached_property
    def at(self) -> Mapping[str, int]:
        """Where everybody stands, by either number."""
        return places(self.numbers, self.second)

    def attribute(self, reference: str) -> Attribute:
        """The attribute that ``pelamar.<kode>`` points at."""
        return self.attributes[reference.partition(".")[2]]

    def known(self, numbers: Iterable[str]) -> list[int]:
        """Where those stand whom these numbers name."""
        return [self.at[number] for number in numbers if number in self.at]

    @cached_property
    def codes(self) -> Sequence[str]:
        """The codes of the formations."""
        return [formation.code for formation in self.formations]

    @cached_property
    def formation_at(self) -> Mapping[str, int]:
        """Where each formation stands, by code."""
        return {code: f for f, code in enumerate(self.codes)}

    def formation_of(self, i: int) -> Formation:
        """What applicant i applies for."""
        return self.formations[int(self.formation[i])]

    @property
    def quotas(self) -> Counts:
        """Quota of the formation that each applicant applies for, shape (n,)."""
        return np.array([f.quota for f in self.formations], dtype=np.int64)[self.formation]


def places(numbers: Sequence[str], second: Sequence[str] = ()) -> dict[str, int]:
    """Where each number stands, and each other number of the same people; '' is nobody's."""
    found = dict(zip(second, count(), strict=False))
    found.update(zip(numbers, count(), strict=False))
    found.pop("", None)
    return found


def persons(rule: Choice | None, register: Register) -> Indices:
    """For every application the first one of the same person; a blank, or no rule, makes it a person of its own."""
    if rule is None:
        return np.arange(len(register), dtype=np.intp)
    texts = register.attribute(rule.person).texts
    first: dict[str, int] = {}
    return np.array([first.setdefault(text, i) if text else i for i, text in enumerate(texts)], dtype=np.intp)
