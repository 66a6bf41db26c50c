"""Headings that mean the same column; ``data/kolom.toml`` is the one place that knows them."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

_SHORT = {"no": "nomor", "tgl": "tanggal", "jml": "jumlah", "ket": "keterangan"}


@cache
def normal(heading: str) -> str:
    """A heading without case, punctuation and needless blanks, common short forms written out."""
    words = re.sub(r"[^0-9a-z]+", " ", heading.casefold()).split()
    return " ".join(_SHORT.get(word, word) for word in words)


@cache
def _families() -> tuple[frozenset[str], ...]:
    raw = tomllib.loads((files("asnrekrut") / "data" / "kolom.toml").read_text(encoding="utf-8"))
    return tuple(frozenset(normal(word) for word in (name, *others)) for name, others in raw.items())


def same(heading: str, wanted: str) -> bool:
    """Whether a heading is the wanted one, letter for letter apart from case and punctuation."""
    return normal(heading) == normal(wanted) != ""


def means(heading: str, wanted: str) -> bool:
    """Whether a heading is another usual name of the wanted column."""
    ours, theirs = normal(heading), normal(wanted)
    return any(ours in family and theirs in family for family in _families())
