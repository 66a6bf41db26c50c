"""Where public results come from: what the record says was announced, or a stage that is about to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from asnrekrut.errors import UsageError
from asnrekrut.io import HISTORY
from asnrekrut.outputs.json_format import SavedResult, load_result
from asnrekrut.outputs.write import written_today
from asnrekrut.record.chain import Record, told

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from asnrekrut.rules.model import Rules
    from asnrekrut.selection import Selection


@dataclass(frozen=True, slots=True, eq=False)
class Announced:
    """One stage with the outcomes that are, or shall be, announced.

    Attributes:
        outcomes: by formation; each is the whole outcome that was confirmed with it.
        letters: number, ISO date and kind of every announcement, the latest last.
    """

    stage: str
    name: str
    outcomes: Mapping[str, SavedResult]
    letters: Sequence[tuple[str, str, str]] = ()


def announced(rules: Rules, record: Record) -> list[Announced]:
    """Every stage that was announced, with the outcomes that the latest announcement names.

    Raises:
        UsageError: the record is damaged.
        SavedResultError: what was kept cannot be read.
    """
    if record.faults:
        raise UsageError("riwayat rusak; lihat asnrekrut check untuk jalan keluarnya, lalu ulangi")
    kept: dict[str, SavedResult] = {}
    found = []
    for code, name in rules.stage_names.items():
        entries = record.announcements(code)
        if not entries:
            continue
        places = told(entries[-1])
        for place in places.values():
            if place not in kept:
                kept[place] = load_result(record.folder / HISTORY / place)
        letters = [(str(e["nomor"]), str(e["tanggal"]), str(e["jenis_pengumuman"])) for e in entries]
        found.append(Announced(code, name, {f: kept[place] for f, place in places.items()}, letters))
    return found


def draft(selection: Selection, index: int) -> Announced:
    """A decided stage as it would be announced today; formations that are not decided are left out."""
    saved = SavedResult.model_validate_json(written_today(selection, index))
    code, name = list(selection.rules.stage_names.items())[index]
    decided = [f for f, facts in saved.formations.items() if facts.progress == "diputus"]
    return Announced(code, name, dict.fromkeys(decided, saved))
