"""Participant numbers and where they stand in the register."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.texts import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

_LOOKALIKES = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1", "S": "5", "B": "8"})


@dataclass(frozen=True, slots=True)
class Directory:
    """The register's numbers, in its order, for looking up; its names only to say whose a row may be."""

    numbers: Sequence[str]
    names: Sequence[str] = ()
    _at: dict[str, int] = field(init=False, repr=False)
    _looks: dict[object, dict[str, list[str]]] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_at", {number: i for i, number in enumerate(self.numbers)})

    def __contains__(self, number: str) -> bool:
        return number in self._at

    def alike(self, number: str) -> str | None:
        """The one number that differs in case, blanks, punctuation or leading zeros only; it is only suggested."""
        for look in (_bare, _short, _as_digits, _last):
            found = self._by(look, self.numbers).get(look(number), [])
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def owner(self, name: str) -> str | None:
        """The number of the only one who bears this name; it is only suggested."""
        found = self._by(folded, self.names).get(folded(name), [])
        return found[0] if len(found) == 1 else None

    def _by(self, look: Callable[[str], str], texts: Sequence[str]) -> dict[str, list[str]]:
        """The numbers by the look of these texts, '' left out; made once, for there may be many to look up."""
        if look not in self._looks:
            found = self._looks.setdefault(look, {})
            for text, number in zip(texts, self.numbers, strict=False):
                if shown := look(text):
                    found.setdefault(shown, []).append(number)
        return self._looks[look]

    def find(self, numbers: Iterable[str]) -> NDArray[np.intp]:
        """The place of every number in the register; -1 for one that is not there."""
        at = self._at
        return np.array([at.get(number, -1) for number in numbers], dtype=np.intp)


def find_applicant(directory: Directory, asked: str) -> tuple[int | None, list[int]]:
    """Where a participant number stands in the register; else None, and whom was probably meant.

    A name never decides: it is only answered with those who bear it.
    """
    from rapidfuzz import process

    numbers, wanted = list(directory.numbers), folded(asked)
    if asked.strip() in directory:
        return numbers.index(asked.strip()), []
    alike = directory.alike(asked)
    named = [i for i, name in enumerate(directory.names) if wanted and wanted in folded(name)]
    near = [numbers.index(alike)] if alike else named
    return None, near or [place for _, _, place in process.extract(asked, numbers, score_cutoff=60, limit=1)]


def _bare(number: str) -> str:
    return "".join(c for c in number.casefold() if c.isalnum())


def _short(number: str) -> str:
    """The parts of a number without leading zeros: ``99-3`` for ``99-0003``."""
    return "-".join(part.lstrip("0") for part in re.findall(r"[^\W\d_]+|\d+", number.casefold()))


def _as_digits(number: str) -> str:
    """``99-OO15`` for ``99-0015``: letters taken for the digits they look like."""
    return _bare(number.translate(_LOOKALIKES))


def _last(number: str) -> str:
    """The digits at the end: ``0015`` alone, where the rest was left out."""
    found = re.search(r"\d+$", number)
    return found[0].lstrip("0") if found and len(found[0]) > 1 else ""
