"""``temuan/``: every faulty workbook as a marked copy, and one list of all findings to send back.

The originals are only read. A copy that cannot be made (a file that does not open, a password, a size beyond reason)
is left out; its findings stand in ``temuan.xlsx`` all the same.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from unicodedata import normalize

from asnrekrut.annotated.lists import write_list
from asnrekrut.annotated.marked_copy import write_copy
from asnrekrut.io import FINDINGS
from asnrekrut.outputs.folder import publish

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from asnrekrut.findings import Finding
    from asnrekrut.selection import Selection

NAME = FINDINGS
LIST = "temuan.xlsx"


def write_marked(
    selection: Selection,
    replace_edited: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> list[str]:
    """Write ``temuan/`` into the selection folder; see ``folder.publish`` for what can go wrong."""

    def write(fresh: Path) -> None:
        write_list(fresh / LIST, selection)
        for file, name in copy_names(selection.findings).items():
            progress(f"menandai {file}")
            mine = [one for one in selection.findings if one.place and one.place.file == file]
            write_copy(selection.folder, file, mine, fresh / name)

    return publish(selection.folder, write, NAME, replace_edited)


def copy_names(findings: Sequence[Finding]) -> dict[str, str]:
    """The files with findings that somebody has to look at, and the name of each one's copy."""
    files = sorted({f.place.file for f in findings if f.open and f.place})
    taken, names = {LIST}, {}
    for file in files:
        names[file] = _free(file, taken)
        taken.add(_folded(names[file]))
    return names


def _free(file: str, taken: set[str]) -> str:
    """A name for a copy: the file's own, with its folders or a number before it where that is taken."""
    path = PurePosixPath(file)
    stems = [path.stem, "-".join([*path.parts[:-1], path.stem])]
    stems += [f"{stems[1]}-{number}" for number in range(2, len(taken) + 3)]
    plain = (re.sub(r'[<>:"/\\|?*\x00-\x1f]', "-", stem) + ".xlsx" for stem in stems)
    return next(name for name in plain if _folded(name) not in taken)


def _folded(name: str) -> str:
    """A file's name as systems compare it that take no notice of case or of how an accent is written."""
    return normalize("NFC", name.casefold())
