"""Values that nobody has settled yet: ``"BELUM DIPASTIKAN: question (source)"`` in the place of any value.

Where the language wants no text, the value is set aside before the rules are read, so that nothing uncertain works as
a silent default; who is touched by it is for the checks to find out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

KeyPath = tuple[str | int, ...]  # leads from the whole file to a key
UNDECIDED = "BELUM DIPASTIKAN"
# Tables that may change at any time and no result with them; days of objections are as those of the schedule.
NO_RULES = frozenset({"pengesahan", "jadwal", "publikasi", "naskah", "sanggah"})
# Keys and tables from which no figure, seat or code follows: what is open there is looked at, and stops nothing.
_WORDING = NO_RULES | {"dasar", "tanggal", "seleksi"}


class Undecided(Struct, frozen=True):
    """One value that is open.

    Attributes:
        path: leads to the key in the file.
        question: what has to be settled, with its source.
    """

    path: KeyPath
    question: str

    @property
    def decides(self) -> bool:
        """Whether a figure, a seat or a code hangs on it."""
        return not _WORDING.intersection(self.path)

    @property
    def key(self) -> str:
        """``kelompok[2].ambang.skd.tiu``, counted from one as a reader does."""
        return dotted(self.path)


def dotted(path: KeyPath) -> str:
    """``tahap[2].komponen[1].bobot``, counted from one as a reader does."""
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else "." * bool(text) + (step or '""')
    return text


def is_undecided(value: object) -> bool:
    """Whether a value says that it is not settled."""
    return isinstance(value, str) and value.strip().upper().startswith(UNDECIDED)


def walk(data: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """Every table, list and value of nested data with the path that leads to it, in their order."""
    yield path, data
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in inner:
        yield from walk(value, (*path, step))


def find_undecided(data: Any) -> Iterator[Undecided]:
    """Every open value in the data of a rules file, in its order."""
    for path, value in walk(data):
        if is_undecided(value):
            question = value.strip()[len(UNDECIDED) :].lstrip(" :;,-–")
            yield Undecided(path, question or "isi kunci ini belum ditetapkan")
