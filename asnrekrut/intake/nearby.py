"""A file that is not where the rules look for it: what stands in its place, to suggest and never to take."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from asnrekrut.io import FINDINGS, RESULT, TEMPLATES
from asnrekrut.notation import listed
from asnrekrut.readers.kinds import PROMISED
from asnrekrut.readers.verdicts import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

SEEN = 2000  # files looked at
SHOWN = 3
ALIKE = 75  # per cent: names in which a letter or two differ


def near(folder: Path, pattern: str) -> str:
    """What a folder holds in place of a missing file, as a sentence to add; '' where nothing comes near."""
    wanted = PurePosixPath(pattern)
    found = sorted(path for path in _files(folder) if _is_near(path, wanted))
    if found:
        filled = any(path.parts[0] == TEMPLATES for path in found)
        advice = f" Bila yang di {TEMPLATES}/ sudah diisi, pindahkan ke {wanted.parent}/." if filled else ""
        return f" Yang ada: {listed([_quoted(path) for path in found], SHOWN)}.{advice}"
    if (folder.resolve().parent / wanted.name).is_file():
        return f" Berkas bernama {_quoted(PurePosixPath(wanted.name))} ada di folder di atasnya."
    if not (folder / wanted.parent).is_dir():
        return f" Folder {_quoted(wanted.parent)} sendiri tidak ada."
    return ""


def _files(folder: Path) -> Iterator[PurePosixPath]:
    """The files below a folder, apart from those that the program writes as results."""
    for path, _ in zip(folder.rglob("*"), range(SEEN), strict=False):
        inside = PurePosixPath(path.relative_to(folder).as_posix())
        if inside.parts[0] not in {RESULT, FINDINGS} and not path.name.startswith((".", "~$")) and path.is_file():
            yield inside


def _is_near(path: PurePosixPath, wanted: PurePosixPath) -> bool:
    """Whether a file has the wanted name elsewhere, with another or a second ending, or with more words in it."""
    from rapidfuzz import fuzz

    if not {suffix.lower() for suffix in path.suffixes} & set(PROMISED) or path.suffix.lower() == ".toml":
        return False
    words, others = _words(wanted.name), _words(path.name)
    return bool(words) and (words <= others or fuzz.ratio(" ".join(sorted(words)), " ".join(sorted(others))) >= ALIKE)


def _words(name: str) -> set[str]:
    """The words of a file's name, without its endings."""
    return set(re.findall(r"[^\W_]+", name.partition(".")[0].casefold()))


def _quoted(path: PurePosixPath) -> str:
    return f'"{printable(str(path))}"'
