"""Headings that mean the same column; ``data/kolom.toml`` is the one place that knows them."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from asnrekrut.texts import folded

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    """The families of every normal name; a name may belong to several."""
    raw = tomllib.loads((files("asnrekrut") / "data" / "kolom.toml").read_text(encoding="utf-8"))
    found = defaultdict(set)
    for number, (name, others) in enumerate(raw.items()):
        for word in (name, *others):
            found[normal(word)].add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


def same(heading: str, wanted: str) -> bool:
    """Whether a heading is the wanted one, letter for letter apart from case and punctuation."""
    return normal(heading) == normal(wanted) != ""


def means(heading: str, wanted: str) -> bool:
    """Whether a heading is another usual name of the wanted column."""
    families = _families()
    nowhere: frozenset[int] = frozenset()
    return not families.get(normal(heading), nowhere).isdisjoint(families.get(normal(wanted), nowhere))


def others(wanted: str) -> frozenset[str]:
    """The normal form of every usual name of a column, its own included."""
    families = _families()
    ours = families.get(normal(wanted), frozenset())
    return frozenset(word for word, numbers in families.items() if not ours.isdisjoint(numbers)) | {normal(wanted)}
