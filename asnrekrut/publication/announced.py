"""Where public results come from: what the record says was announced, or a stage that is about to be."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from asnrekrut.errors import UsageError
from asnrekrut.io import HISTORY
from asnrekrut.outputs.json_format import load_result, read_result
from asnrekrut.outputs.write import written_today
from asnrekrut.record.account import KEPT_RESULT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from asnrekrut.outputs.json_format import SavedResult
    from asnrekrut.record.entries import Announcement
    from asnrekrut.record.hash_chain import Record
    from asnrekrut.rules.model import Rules
    from asnrekrut.selection import Selection


class Announced(Struct, frozen=True, eq=False):
    """One stage with the outcomes that are, or shall be, announced.

    Attributes:
        outcomes: by formation; each is the whole outcome that was confirmed with it.
        letters: every announcement, the latest last.
    """

    stage: str
    name: str
    outcomes: Mapping[str, SavedResult]
    letters: Sequence[Announcement] = ()

    @property
    def kept(self) -> list[SavedResult]:
        """Its outcomes, each once."""
        return list({id(saved): saved for saved in self.outcomes.values()}.values())


def announced(rules: Rules, record: Record) -> list[Announced]:
    """Every stage that was announced, with the outcomes that the latest announcement names.

    Raises:
        UsageError: the record is damaged.
        SavedResultError: what was kept cannot be read.
    """
    if record.faults:
        raise UsageError("riwayat rusak; lihat asnrekrut check untuk jalan keluarnya, lalu ulangi")
    return [
        Announced(code, name, kept_outcomes(record, entries[-1]), entries)
        for code, name in rules.stage_names.items()
        if (entries := record.announcements(code))
    ]


def kept_outcomes(record: Record, announcement: Announcement) -> dict[str, SavedResult]:
    """By formation, the outcome that an announcement speaks of.

    Raises:
        SavedResultError: what was kept cannot be read.
    """
    files = {code: record.folder / HISTORY / name / KEPT_RESULT for code, name in announcement.outcomes.items()}
    return {code: _read(file, file.stat().st_mtime_ns if file.exists() else 0) for code, file in files.items()}


@lru_cache(maxsize=16)
def _read(file: Path, _: int) -> SavedResult:
    """What is kept, as it lies there since then: every public paper looks at all that was announced."""
    return load_result(file)


def draft(selection: Selection, index: int) -> Announced:
    """A decided stage as it would be announced today; formations that are not decided are left out."""
    saved = read_result(written_today(selection, index))
    code, name = list(selection.rules.stage_names.items())[index]
    decided = [f for f, facts in saved.formations.items() if facts.progress == "diputus"]
    return Announced(code, name, dict.fromkeys(decided, saved))
