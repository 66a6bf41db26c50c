"""Stages, components and weights that give a recap's total."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from asnrekrut.begin.linear import Linear
from asnrekrut.errors import UsageError
from asnrekrut.notation import terminates

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from asnrekrut.begin.derivation import Derivation

_PLACES = 9  # of a number in the rules file
_USUAL = (100, 150, 175, 200, 225, 250, 300, 400, 450, 500, 550, 600, 700, 750, 800, 900, 1000, 2000, 5000, 10000)


@dataclass(frozen=True, slots=True)
class Part:
    """A stage to be: some columns of marks and what a point of each is worth in the total."""

    name: str
    code: str
    columns: Sequence[int]
    worth: Mapping[int, Fraction]

    def weight(self, tops: Mapping[int, Decimal]) -> Fraction:
        """The stage's share of the total at its best."""
        return sum((self.worth[c] * Fraction(tops[c]) for c in self.columns), Fraction(0))

    @property
    def plain(self) -> bool:
        """Whether the columns are simply added."""
        return len(set(self.worth.values())) == 1


def usual_top(values: Iterable[Fraction | None]) -> int:
    """The usual highest mark that none of these exceeds."""
    highest = max((v for v in values if v is not None), default=Fraction(0))
    return next((top for top in _USUAL if highest <= top), int(highest) + 1)


def slug(text: str, taken: Iterable[str]) -> str:
    """A code made of a heading: ``Tes Tertulis`` → ``tes_tertulis``, unlike those that are taken."""
    code = re.sub(r"[^a-z0-9]+", "_", text.casefold()).strip("_")[:24].strip("_") or "nilai"
    code = code if code[0].isalpha() else f"n_{code}"
    known, number = set(taken), 1
    found = code
    while found in known:
        number += 1
        found = f"{code}_{number}"
    return found


def parts_of(derivation: Derivation, tops: Mapping[int, Decimal]) -> list[Part]:
    """The stages that give the total; one alone where weights are shares that no decimal writes.

    Raises:
        UsageError: the weights cannot be written as decimals.
    """
    total = derivation.total
    assert total is not None  # noqa: S101  (refused before)
    one = derivation.derived.get(total)
    direct = {total: Fraction(1)} if one is None else one.linear.terms
    groups = [(c, derivation.expanded(c).times(weight)) for c, weight in direct.items()]
    everything = derivation.expanded(total)
    if sum(len(group.terms) for _, group in groups) != len(everything.terms):
        groups = [(c, Linear({c: worth})) for c, worth in everything.terms.items()]
    parts = _named(derivation, groups)
    if all(_writable(part, tops) for part in parts):
        return parts
    if len(set(everything.terms.values())) == 1:
        return _named(derivation, [(total, everything)])
    parts = _named(derivation, [(c, Linear({c: worth})) for c, worth in everything.terms.items()])
    if all(_writable(part, tops) for part in parts):
        return parts
    raise UsageError("bobot dalam rekap ini tidak dapat ditulis sebagai desimal; mulailah dengan asnrekrut init FOLDER")


def _named(derivation: Derivation, groups: Sequence[tuple[int, Linear]]) -> list[Part]:
    recap, found = derivation.recap, []
    taken = {"akhir", "sementara", "ambang_umum", "pelamar", "formasi"}
    names: set[str] = set()
    for column, group in groups:
        columns = sorted(group.terms)
        name = recap.heading(columns[0] if len(columns) == 1 else column).rpartition(" / ")[
            2 if len(columns) > 1 else 0
        ]
        name = name or recap.heading(columns[0])
        name = name if name not in names else recap.table.headers[columns[0]]
        code = slug(name, taken)
        taken.add(code)
        names.add(name)
        found.append(Part(name, code, columns, group.terms))
    return found


def _writable(part: Part, tops: Mapping[int, Decimal]) -> bool:
    """Whether all its weights are decimals that the rules file takes."""
    weight = part.weight(tops)
    shares = [] if part.plain else [part.worth[c] * Fraction(tops[c]) / weight * 100 for c in part.columns]
    places = [terminates(share) if share > 0 else None for share in (weight, *shares)]
    return all(one is not None and one <= _PLACES for one in places)
