"""Final papers, kept under ``riwayat/naskah/``: they stay as they were made, whatever is made anew.

A published announcement stands as it was read. What it was made from (the office's profile, the schedule, what the
rules open to the public) goes on changing, and a later letter about a formation takes no earlier one away.
"""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING

from msgspec import Struct

from asnrekrut.io import HISTORY
from asnrekrut.outputs.folder import publish
from asnrekrut.record.entries import PAPERS, Announcement, Confirmation
from asnrekrut.storage import SUMS, edited

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path


class KeptPapers(Struct, frozen=True):
    """The final papers of a selection, by the confirmation or announcement to which they belong."""

    folder: Path

    def of(self, entry: Confirmation | Announcement) -> dict[str, Callable[[], bytes]]:
        """By name, the papers that are kept of a line of the record, of all that are as they were written."""
        home = self.folder / _home(entry)
        left_out = {SUMS, *edited(home)}
        return {path.name: path.read_bytes for path in sorted(home.glob("*")) if path.name not in left_out}

    def keep(self, entry: Confirmation | Announcement, source: Path, names: Iterable[str]) -> None:
        """Keep papers as they lie in a folder, in the place of what was kept of a line of the record.

        Raises:
            OutputError: they cannot be written.
        """
        there = [name for name in names if (source / name).is_file()]
        if not there:
            return
        before = self.of(entry)
        same = before.keys() == set(there) and all(before[name]() == (source / name).read_bytes() for name in there)

        def copy(fresh: Path) -> None:
            for name in there:
                shutil.copy(source / name, fresh / name)

        if not same:
            publish(self.folder, copy, _home(entry), replace_edited=True)


def _home(entry: Confirmation | Announcement) -> str:
    """The folder of a line: that of its outcome, or one that its number and date tell apart."""
    if isinstance(entry, Confirmation):
        return f"{HISTORY}/{PAPERS}/{entry.kept}"
    told = hashlib.sha256(f"{entry.number}\n{entry.day.isoformat()}".encode()).hexdigest()
    return f"{HISTORY}/{PAPERS}/{entry.stage}-{told[:12]}"
