"""The first run of a folder that was begun from a recap, held against the recap itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from asnrekrut.comparison.differences import compare
from asnrekrut.outputs.folder import locked
from asnrekrut.outputs.write import write_results
from asnrekrut.selection import begin, run

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from asnrekrut.begin.from_workbook import Draft
    from asnrekrut.comparison.beside import Difference
    from asnrekrut.selection import Selection


@dataclass(frozen=True, slots=True)
class FirstRun:
    """What the first run came to.

    Attributes:
        differences: from the recap; None where nothing is decided that could be held against it.
        files: what was written.
    """

    selection: Selection
    differences: Sequence[Difference] | None
    files: Sequence[str]


def first_run(folder: Path, draft: Draft, progress: Callable[[str], None]) -> FirstRun:
    """Rank the new folder, write its result, and compare that with the recap."""
    with locked(folder):
        selection = run(*begin(folder), progress)
        files = write_results(folder, selection, progress=progress)
    result, differences = selection.result, None
    if result is not None and result.last is not None:
        differences = compare(result, draft.listing(), draft.drifted())
    return FirstRun(selection, differences, files)
