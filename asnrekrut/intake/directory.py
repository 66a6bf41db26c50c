"""Participant numbers and where they stand in the register."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Directory:
    """The register's numbers, in its order, for looking up."""

    numbers: Sequence[str]
    _at: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_at", {number: i for i, number in enumerate(self.numbers)})

    def __contains__(self, number: str) -> bool:
        return number in self._at

    def alike(self, number: str) -> str | None:
        """A number of the register that differs only in case, blanks and punctuation; only to suggest."""
        wanted = _bare(number)
        return next((known for known in self.numbers if _bare(known) == wanted), None) if wanted else None

    def find(self, numbers: Iterable[str]) -> NDArray[np.intp]:
        """The place of every number in the register; -1 for one that is not there."""
        at = self._at
        return np.array([at.get(number, -1) for number in numbers], dtype=np.intp)


def _bare(number: str) -> str:
    return "".join(c for c in number.casefold() if c.isalnum())
