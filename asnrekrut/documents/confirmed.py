"""Which formations of a stage still read as they were confirmed: only their papers bear the number of those minutes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from asnrekrut.outputs.json_write import json_chunks
from asnrekrut.outputs.write import view_of
from asnrekrut.rules.keys import FINAL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asnrekrut.core.result import StageOutcome
    from asnrekrut.selection import Selection

_OF_A_PERSON = ("nomor", "nama", "nasib", "peringkat", "nilai", "kode")


def as_confirmed(selection: Selection, stage: StageOutcome) -> dict[str, Mapping[str, Any]]:
    """By formation, the line of the record that confirmed what is read today.

    A correction lets a change through; what it changes is a draft until the committee has confirmed it again.
    """
    record = selection.record
    entries = {} if record is None else record.confirmed(stage.code)
    if record is None or not entries:
        return {}
    today = json.loads(b"".join(json_chunks(view_of(selection, stage.index))))
    return {
        code: entry
        for code, entry in entries.items()
        if _outcome(record.kept(entry), stage, code) == _outcome(today, stage, code)
    }


def _outcome(data: Mapping[str, Any], stage: StageOutcome, formation: str) -> dict[str, Any]:
    """What minutes say of one formation: people, figures, seats, quota, and the rules that led there."""
    rules = data.get("aturan", {})
    people = [one for one in data.get("peserta", []) if one.get("formasi") == formation]
    used = ("tahap", "pembulatan", "peringkat") if stage.code == FINAL else ("pembulatan",)
    return {
        "kuota": data.get("formasi", {}).get(formation, {}).get("kuota"),
        "langkah": list(data.get("langkah", {})),
        "peserta": [{key: one.get(key) for key in _OF_A_PERSON} for one in people],
        "kursi": [(one["nomor"], one["jenis"]) for one in data.get("penempatan", []) if one["formasi"] == formation],
        "tahap": rules.get("tahap", [])[: stage.index + 1],
        "aturan": {key: rules.get(key) for key in used},
    }
