"""What the columns of a finished recap or ranked list are called; ``data/rekap.toml`` is the one place that knows."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from asnrekrut.intake.headings import normal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from asnrekrut.intake.tables import Table

NUMBER, NAME, FORMATION, QUOTA, BIRTH = "nomor", "nama", "formasi", "kuota", "lahir"
TOTAL, RANK, OUTCOME, PASSED, NO_MARK = "akhir", "peringkat", "keputusan", "lulus", "bukan nilai"


@cache
def words() -> Mapping[str, Sequence[str]]:
    """The usual headings, by what stands below them, and the words for having passed."""
    raw = (files("asnrekrut") / "data" / "rekap.toml").read_text(encoding="utf-8")
    found: dict[str, list[str]] = tomllib.loads(raw)
    return found


def every_heading() -> tuple[str, ...]:
    """All of them, for finding the header of a table."""
    return tuple(dict.fromkeys(word for name, several in words().items() if name != PASSED for word in several))


@cache
def _places(kind: str) -> Mapping[str, int]:
    """How far behind each usual heading stands among those of its kind."""
    return {normal(word): at for at, word in reversed(list(enumerate(words()[kind])))}


def preference(heading: str, kind: str) -> int | None:
    """How far behind a heading stands among the usual ones of a kind; None if it is none of them.

    The end of a path counts too, and figures do not matter: ``Total 100 %`` is a total.
    """
    known, last = _places(kind), heading.rpartition(" / ")[2]
    bare = " ".join(word for word in normal(last).split() if not word.isdigit())
    return min((known[name] for name in (normal(heading), normal(last), bare) if name in known), default=None)


def column(table: Table, kind: str) -> int | None:
    """The column with a usual heading; of several the preferred one, then the last; None if there is none."""
    found = {c: place for c, heading in enumerate(table.headers) if (place := preference(heading, kind)) is not None}
    return min(found, key=lambda c: (found[c], -c), default=None)


def says_passed(text: str) -> bool | None:
    """Whether a remark says that somebody passed or failed; None where it says neither."""
    said = text.casefold()
    if said.startswith(("tidak ", "belum ", "gagal", "gugur", "tms", "tl")):
        return False
    return True if said in {word.casefold() for word in words()[PASSED]} else None
