"""Which column a wanted heading means. Nothing is guessed: what is merely similar is only suggested.

A heading is a path: ``("SKB", "WAWANCARA")`` where the group SKB stands above the column WAWANCARA. A wanted name
means the column with exactly that path (``SKB / Wawancara``), else with that end of a path (``Wawancara``), else with
another usual name of it, which ``data/kolom.toml`` alone knows; case and punctuation never matter.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from asnrekrut.texts import ROMAN, folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Path = tuple[str, ...]

NEAR = 60  # rapidfuzz's ratio from which a heading is worth suggesting
PREFIX = 80  # the likeness from which a heading counts that begins with the wanted words
MOST_MISSING = 100  # wanted columns; where more are missing, the sheet is another one
_RANGE = re.compile(r"\([^()\d]{0,40}\d[^()]{0,40}\)")


class Match(NamedTuple):
    """The columns that a wanted heading means equally well, and whether only by another usual name."""

    columns: tuple[int, ...]
    alias: bool = False


@cache
def tails(path: Path) -> tuple[str, ...]:
    """The normal names of a path and of its ends, the longest first; a range such as ``(0-100)`` is no end."""
    bare = tuple(part for part in path if not _RANGE.fullmatch(part)) or path
    names = [" ".join(ending) for p in (path, bare) for ending in (p[i:] for i in range(len(p)))]
    return tuple(dict.fromkeys(normal(name) for name in names))


def title(path: Path) -> str:
    """A path as people write it: ``SKB / WAWANCARA``."""
    return " / ".join(path)


class Headings:
    """The headings of a table, for looking up the columns that are wanted of it.

    Attributes:
        paths: by column of the sheet, () where there is no heading.
        wanted: all names wanted from this table. Another usual name never takes a column that bears a wanted name,
            nor decides between two wanted names that usually mean the same.
    """

    __slots__ = ("_ends", "_rivals", "_taken", "_whole", "paths", "wanted")

    def __init__(self, paths: Sequence[Path], wanted: Sequence[str]) -> None:
        self.paths = tuple(paths)
        self.wanted = tuple(wanted)
        self._whole: dict[str, list[int]] = defaultdict(list)
        self._ends: dict[str, list[int]] = defaultdict(list)
        for column, path in enumerate(self.paths):
            for i, name in enumerate(tails(path)):
                (self._ends if i else self._whole)[name].append(column)
        self._taken = {c: name for name in self.wanted for c in self._exact(name)}
        self._rivals: dict[int, set[str]] = defaultdict(set)
        for name in self.wanted:
            for family in families(name):
                self._rivals[family].add(normal(name))

    def match(self, name: str) -> Match:
        """The columns that a name means."""
        exact = self._exact(name)
        if exact or any(self._rivals[family] - {normal(name)} for family in families(name)):
            return Match(tuple(exact))
        return Match(tuple(self._by_alias(name)), alias=True)

    def suggestion(self, name: str) -> str:
        """The heading most like the wanted one; '' if none is, or if it is as much like another one that is missing."""
        rivals = [other for other in self.wanted if other != name and not self.match(other).columns]
        if len(rivals) > MOST_MISSING:
            return ""
        near = [(self._likeness(path, name), -c) for c, path in enumerate(self.paths) if path and c not in self._taken]
        likeness, column = max(near, default=(0.0, 0))
        if likeness < NEAR or any(self._likeness(self.paths[-column], other) >= likeness for other in rivals):
            return ""
        return title(self.paths[-column])

    def known(self) -> list[str]:
        """All headings as people write them."""
        return [title(path) for path in self.paths if path]

    def _likeness(self, path: Path, name: str) -> float:
        from rapidfuzz import fuzz

        if any(means(tail, name) or _arabic(tail) == _arabic(normal(name)) for tail in tails(path)):
            return 100.0
        wanted = normal(name)
        ratios = ((fuzz.ratio(wanted, tail), f"{tail} ".startswith(f"{wanted} ")) for tail in tails(path))
        return max(PREFIX + ratio * (100 - PREFIX) / 100 if begins else ratio for ratio, begins in ratios)

    def _exact(self, name: str) -> list[int]:
        """The columns of that name; of several, those that bear it sign by sign: ``% Skor`` beside ``Skor``."""
        wanted = normal(name)
        found = (self._whole.get(wanted) or self._ends.get(wanted) or []) if wanted else []
        very = [c for c in found if folded(self.paths[c][-1]) == folded(name)] if len(found) > 1 else []
        return very or found

    def _by_alias(self, name: str) -> list[int]:
        names = others(name)
        return self._free(self._whole, names) or self._free(self._ends, names)

    def _free(self, index: dict[str, list[int]], names: Iterable[str]) -> list[int]:
        """The columns under these names that no wanted name claims."""
        found = {c for name in names for c in index.get(name, ()) if name}
        return sorted(found.difference(self._taken))


def _arabic(name: str) -> str:
    """A name whose last word is a Roman number, with that in digits: ``pewawancara ii``."""
    head, _, last = name.rpartition(" ")
    return f"{head} {ROMAN.index(last) + 1}" if last in ROMAN else name


_SHORT = {"no": "nomor", "tgl": "tanggal", "jml": "jumlah", "ket": "keterangan"}


@cache
def normal(heading: str) -> str:
    """A heading without case, punctuation and needless blanks, common short forms written out.

    Signs count where nothing else is left: ``%``.
    """
    words = re.sub(r"[^0-9a-z]+", " ", heading.casefold()).split()
    return " ".join(_SHORT.get(word, word) for word in words) or folded(heading)


@cache
def _families() -> Mapping[str, frozenset[int]]:
    """The families of every normal name."""
    raw = tomllib.loads((files("asnrekrut") / "data" / "kolom.toml").read_text(encoding="utf-8"))
    found = defaultdict(set)
    for number, (name, others) in enumerate(raw.items()):
        for word in (name, *others):
            found[normal(word)].add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


def families(heading: str) -> frozenset[int]:
    """The families of names that mean the same column to which a heading belongs; possibly several, mostly none."""
    return _families().get(normal(heading), frozenset())


def means(heading: str, wanted: str) -> bool:
    """Whether a heading is the wanted one, apart from case and punctuation, or another usual name of that column."""
    return normal(heading) == normal(wanted) != "" or not families(heading).isdisjoint(families(wanted))


@cache
def others(wanted: str) -> frozenset[str]:
    """The normal form of every usual name of a column, its own included."""
    ours = families(wanted)
    return frozenset(word for word, numbers in _families().items() if not ours.isdisjoint(numbers)) | {normal(wanted)}
