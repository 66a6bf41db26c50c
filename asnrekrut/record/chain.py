"""``riwayat/riwayat.jsonl``: one line for each confirmation and announcement, each with the hash of the line before.

A line is canonical JSON (sorted keys, no blanks, NFC). The first names the selection. What was confirmed is kept beside
it, in a folder for each confirmation.
"""

from __future__ import annotations

import hashlib
import json
import os
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from asnrekrut.core.events import Kind, of_kind, row_to_paste
from asnrekrut.errors import OutputError
from asnrekrut.findings import Place, finding
from asnrekrut.io import HISTORY

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from asnrekrut.core.events import Event
    from asnrekrut.findings import Finding
    from asnrekrut.rules.model import Rules

LINES = "riwayat.jsonl"
PLACE = f"{HISTORY}/{LINES}"
KEPT_RESULT = "hasil.json"
FIRST, CONFIRMED, ANNOUNCED = "seleksi", "pengesahan", "pengumuman"
ATTACHED = "lampiran"  # the folder of signed papers beside what is kept
LOST = "hilang"  # the head where no record can be read
MOST = 64 * 2**20  # bytes of a record that is still read


def canonical(data: object) -> str:
    """JSON in which equal values have equal bytes."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return unicodedata.normalize("NFC", text)


def digest(data: object) -> str:
    """SHA-256 of canonical JSON."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Record:
    """The record of a selection.

    Attributes:
        entries: its lines, without their hashes; the first names the selection.
        hashes: of each line.
        faults: what shows that somebody changed it.
    """

    folder: Path
    entries: tuple[Mapping[str, Any], ...] = ()
    hashes: tuple[str, ...] = ()
    faults: tuple[Finding, ...] = ()
    _kept: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path, rules: Rules) -> Record:
        """The record of a selection folder; empty where nothing was confirmed yet."""
        path = folder / HISTORY / LINES
        if not path.exists():
            kept = sorted(p.name for p in (folder / HISTORY).glob("*") if p.is_dir() and not p.name.startswith("."))
            gone = _broken(f"berkasnya hilang, padahal ada simpanan {', '.join(kept)}")
            return cls(folder, faults=(gone,) if kept else ())
        try:
            raw = path.read_bytes()[:MOST].decode("utf-8")
            lines = raw.splitlines()
            entries = [json.loads(line) for line in lines]
            assert all(isinstance(entry, dict) for entry in entries)  # noqa: S101  (a fault as any other)
        except (OSError, ValueError, AssertionError, RecursionError):
            return cls(folder, faults=(_broken("isinya tidak dapat dibaca"),))
        hashes = tuple(hashlib.sha256(line.encode()).hexdigest() for line in lines)
        record = cls(folder, tuple(entries), hashes)
        return cls(folder, record.entries, hashes, tuple(record._broken(rules)))

    def _broken(self, rules: Rules) -> Iterator[Finding]:
        """Lines that do not follow each other, a first line of another selection, kept folders that do not fit."""
        place = Place(PLACE)
        if self.entries and self.entries[0].get("seleksi") != _selection(rules):
            owner = str((self.entries[0].get("seleksi") or {}).get("nama", "?"))
            yield finding("E619", place, milik=owner, **_way_out(self.head))
        for number, entry in enumerate(self.entries):
            before = self.hashes[number - 1] if number else ""
            if entry.get("sebelum") != before or digest(dict(entry)) != self.hashes[number]:
                yield _broken(f"baris {number + 1} diubah, dipindahkan, atau baris sebelumnya dihapus", self.head)
                return
        named = {str(entry.get("simpanan", "")) for entry in self.entries}
        for path in sorted((self.folder / HISTORY).glob("*")):
            if path.is_dir() and not path.name.startswith(".") and path.name not in {*named, ATTACHED}:
                yield _broken(f"simpanan {path.name} tidak tercatat; baris terakhir agaknya dihapus", self.head)
        for entry in self.confirmations():
            if digest(_comparable(self.kept(entry))) != entry.get("sidik_jari", {}).get("hasil"):
                name = str(entry.get("simpanan", ""))
                yield finding("E617", Place(f"{HISTORY}/{name}/{KEPT_RESULT}"), simpanan=name, **_way_out(self.head))

    @property
    def head(self) -> str:
        """The hash of the newest line; '' where there is none."""
        return self.hashes[-1] if self.hashes else ""

    def confirmations(self) -> list[Mapping[str, Any]]:
        """The confirmations, in order."""
        return [entry for entry in self.entries if entry.get("jenis") == CONFIRMED]

    def announcements(self, stage: str) -> list[Mapping[str, Any]]:
        """The announcements of a stage, in order; the latest holds."""
        return [e for e in self.entries if e.get("jenis") == ANNOUNCED and e.get("tahap") == stage]

    def confirmed(self, stage: str) -> dict[str, Mapping[str, Any]]:
        """The latest confirmation of a stage by formation."""
        return {code: e for e in self.confirmations() if e.get("tahap") == stage for code in e.get("formasi", [])}

    def kept(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        """What a confirmation kept: its ``hasil.json``; {} where that cannot be read."""
        name = str(entry.get("simpanan", ""))
        if name not in self._kept:
            try:
                data = json.loads((self.folder / HISTORY / name / KEPT_RESULT).read_bytes())
            except (OSError, ValueError, RecursionError):
                data = {}
            self._kept[name] = data if isinstance(data, dict) else {}
        return self._kept[name]

    def added(self, entry: Mapping[str, Any], rules: Rules) -> bytes:
        """The bytes of the record with one more line."""
        lines = [canonical(dict(e)) for e in self.entries]
        if not lines:
            lines = [canonical({"jenis": FIRST, "seleksi": _selection(rules), "sebelum": ""})]
        before = hashlib.sha256(lines[-1].encode()).hexdigest()
        lines.append(canonical({**entry, "sebelum": before}))
        return "".join(f"{line}\n" for line in lines).encode()


def _broken(why: str, head: str = LOST) -> Finding:
    return finding("E618", Place(PLACE), sebab=why, **_way_out(head))


def _way_out(head: str) -> dict[str, str]:
    """The head of a damaged record, and the event that goes on from there."""
    return {"kepala": head, "baris": row_to_paste(Kind.RESTORATION, after=head)}


def _selection(rules: Rules) -> dict[str, Any]:
    identity = rules.identity
    return {"nama": identity.name, "instansi": identity.institution, "tahun": identity.year}


def open_faults(record: Record, events: Sequence[Event]) -> Iterator[Finding]:
    """What is wrong with the record; once the minutes name it as it is, only that it was so."""
    restored = {event.after: event for event in of_kind(events, Kind.RESTORATION)}
    head = record.head or LOST
    for fault in record.faults:
        if head in restored:
            event = restored[head]
            yield finding("P603", Place(PLACE), sebab=str(fault.values.get("sebab", fault.message)), dasar=event.source)
        else:
            yield fault


def fingerprint_of_outcome(data: Mapping[str, Any]) -> str:
    """The fingerprint of a ``hasil.json``: of its values, whatever program version wrote it."""
    return digest(_comparable(data))


def _comparable(data: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in {"asnrekrut", "uraian_aturan", "temuan"}}


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        OutputError: it cannot be written; the old one is untouched.
    """
    fresh = path.with_name(f".{path.name}-baru")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        raise OutputError(
            f"{path.name} tidak dapat ditulis ({error.strerror or error}); isinya tidak diubah"
        ) from error
