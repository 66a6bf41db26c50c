"""Names for comparing: without case, punctuation and degrees; which of them are easily mistaken for each other.

rapidfuzz only points at pairs for people to look at; nothing is ever joined by a name.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from asnrekrut.texts import KEPT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asnrekrut.core.exact import Indices

WINDOW = 200  # a larger group is compared in overlapping windows of its alphabetical order
FEW = 8  # names: so few are compared faster one by one
_TITLES = frozenset(("dr", "drg", "drh", "drs", "dra", "ir", "prof", "h", "hj", "kh", "ns", "apt", "ust", "tgk"))
_DEGREES = frozenset((
    "sh", "se", "st", "sag", "sip", "ssos", "ssi", "skom", "spd", "skep", "skm", "sp", "spi", "spt", "sst", "skh",
    "sstp", "ssn", "sti", "shum", "sfarm", "sked", "str", "mh", "mm", "mt", "mag", "msi", "mkom", "mpd", "mkes", "msc",
    "map", "ma", "mti", "mhum", "amd", "amk", "ak", "ners", "phd",
))  # fmt: skip
_DOTTED = re.compile(r"[a-z]{1,2}\.[a-z]")
_DIGIT = re.compile(r"\d")
_BOUNDARY = re.compile(r"[^\w]+")
_MUHAMMAD = frozenset((
    "muhammad", "muhamad", "mohammad", "mohamad", "mochammad", "mochamad", "moch", "moh", "muh", "mhd", "md", "m",
))  # fmt: skip
_ABDUL = frozenset({"abd", "abdul"})


def plain(names: Sequence[str]) -> list[str]:
    """Names in lower case, words parted by single blanks, without degrees; '' for an empty name."""
    return [_plain(name) for name in names]


@lru_cache(KEPT)
def _plain(name: str) -> str:
    folded = name.casefold()
    before = folded.partition(",")[0]
    words = before.split()
    if not before.replace(" ", "").isalpha():
        parts = [word for at, word in enumerate(words) if at == 0 or not _is_degree(word)]
        words = _BOUNDARY.sub(" ", " ".join(parts).replace("'", "")).split()
    first, last = 0, len(words)
    while first < last - 1 and words[first] in _TITLES:
        first += 1
    while last > first + 1 and words[last - 1] in _DEGREES:
        last -= 1
    return " ".join(words[first:last]) if words else " ".join(_BOUNDARY.sub(" ", folded).split())


def _is_degree(word: str) -> bool:
    """``s.pd.`` and ``a.md.keb``, not the initials ``a.b.``."""
    parts = [part for part in word.split(".") if part]
    return bool(_DOTTED.match(word)) and ("".join(parts) in _DEGREES or any(len(part) > 1 for part in parts))


def agree(one: str, other: str) -> bool:
    """Whether two plain names may be one, written out and shortened: ``m rizki a``, ``muhammad rizki akbar``."""
    if one == other or one.replace(" ", "") == other.replace(" ", ""):
        return True
    ours, theirs = one.split(), other.split()
    return len(ours) == len(theirs) and all(_same_word(a, b) for a, b in zip(ours, theirs, strict=True))


def _same_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    initial = len(short) == 1 and long.startswith(short)
    return one == other or initial or any({one, other} <= several for several in (_MUHAMMAD, _ABDUL))


class Alike(Struct, frozen=True):
    """Pairs of names that are easily mistaken for each other.

    Attributes:
        pairs: the first of them, as indices (i < j).
        total: how many there are, as far as they were compared; equal names count as a chain.
    """

    pairs: list[tuple[int, int]]
    total: int


def alike(names: Sequence[str], groups: Indices, cutoff: int, most: int) -> Alike:
    """Pairs of the same group with a similarity of at least ``cutoff`` per cent.

    Args:
        groups: shape (n,); whoever has a negative group is left out, as is an empty name.
        most: how many pairs to write out.
    """
    pairs: list[tuple[int, int]] = []
    total = 0
    numbered = {name for name in names if _DIGIT.search(name)}  # "Peserta 12" is no name
    for members in _blocks(groups):
        people: dict[str, list[int]] = {}
        for i in members:
            if names[i]:
                people.setdefault(names[i], []).append(i)
        doubled = [pair for several in people.values() for pair in pairwise(several)]
        distinct = [name for name in people if name not in numbered]
        count, near = _near(distinct, cutoff, most)
        pairs += doubled[:most] + [(people[a][0], people[b][0]) for a, b in near]
        total += len(doubled) + count
    return Alike(sorted((min(pair), max(pair)) for pair in pairs)[:most], total)


def _blocks(groups: Indices) -> Iterator[list[int]]:
    """The members of every group that has at least two."""
    order = np.argsort(groups, kind="stable")
    order = order[groups[order] >= 0]
    edges = np.flatnonzero(np.diff(groups[order])) + 1
    everyone: list[int] = order.tolist()
    for start, stop in pairwise([0, *edges.tolist(), len(everyone)]):
        if stop - start > 1:
            yield everyone[start:stop]


def _near(names: list[str], cutoff: int, most: int) -> tuple[int, list[tuple[str, str]]]:
    """How many pairs of different names are nearly the same, and the first of them."""
    if len(names) < 2:  # noqa: PLR2004  (no pair)
        return 0, []
    from rapidfuzz import fuzz, process

    if len(names) <= FEW:
        near = [pair for pair in combinations(names, 2) if fuzz.ratio(*pair, score_cutoff=cutoff)]
        return len(near), near[:most]
    half = WINDOW // 2
    windows = [names]
    if len(names) > WINDOW:
        names = sorted(names)
        windows = [names[at : at + WINDOW] for at in range(0, len(names) - half, half)]
    count, pairs = 0, []
    for at, window in enumerate(windows):
        table = process.cdist(window, window, scorer=fuzz.ratio, score_cutoff=cutoff, dtype=np.uint8)
        rows, columns = np.nonzero(table)
        fresh = np.flatnonzero((rows < columns) & ((columns >= half) | (at == 0)))
        count += len(fresh)
        pairs += [(window[rows[k]], window[columns[k]]) for k in fresh[:most].tolist()]
    return count, pairs
