"""``riwayat/riwayat.jsonl``: one line for each confirmation and announcement, each with the hash of the line before.

A line is canonical JSON (sorted keys, no blanks, NFC). The first names the selection. What was confirmed is kept beside
it, in a folder for each confirmation.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct, field
from msgspec.structs import replace

from asnrekrut.core.events import Event, Kind, of_kind, row_to_paste
from asnrekrut.findings import Finding, Place, finding
from asnrekrut.io import HISTORY
from asnrekrut.notation import show_date
from asnrekrut.rules.keys import FINAL
from asnrekrut.storage import content_of, digest_of, edited

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from asnrekrut.rules.model import Rules

LINES = "riwayat.jsonl"
PLACE = f"{HISTORY}/{LINES}"
KEPT_RESULT = "hasil.json"
FIRST, CONFIRMED, ANNOUNCED = "seleksi", "pengesahan", "pengumuman"
FIRST_TIME = "awal"
KINDS = ("pascasanggah", "ralat", "pengganti", "pengangkatan")  # of announcements that come again
ATTACHED = "lampiran"  # the folder of signed papers beside what is kept
LOST = "hilang"  # the head where no record can be read
MOST = 64 * 2**20  # bytes of a record that is still read
_MUST: dict[str, dict[str, type]] = {
    FIRST: {"seleksi": dict},
    CONFIRMED: {"tahap": str, "nomor": str, "tanggal": str, "simpanan": str, "formasi": list, "sidik_jari": dict},
    ANNOUNCED: {
        "tahap": str, "nomor": str, "tanggal": str, "jenis_pengumuman": str, "persetujuan": str, "pengesahan": list,
        "lampiran": list,
    },
}  # fmt: skip
_NAME = re.compile(r"[^./\\:][^/\\:]*")
_PAPER = re.compile(rf"{ATTACHED}/{_NAME.pattern}")


def canonical(data: object) -> str:
    """JSON in which equal values have equal bytes."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return unicodedata.normalize("NFC", text)


def digest(data: object) -> str:
    """SHA-256 of canonical JSON."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()


class Fault(Struct, frozen=True):
    """What shows that somebody changed the record.

    Attributes:
        line: the line that it speaks against, from 0; -1 for none.
        kept: what is kept without a line, or otherwise than its line says, with its fingerprint as it is now.
    """

    why: str
    code: str = "E618"
    line: int = -1
    kept: tuple[str, ...] = ()
    place: str = PLACE

    def settled_by(self, event: Event, record: Record) -> bool:
        """Whether minutes took the record as it was when this fault was in it."""
        at = -1 if event.after == LOST else record.hashes.index(event.after) if event.after in record.hashes else None
        return at is not None and self.line <= at and set(self.kept) <= set(event.before.split("; "))


class Record(Struct, frozen=True):
    """The record of a selection.

    Attributes:
        lines: as they stand in the file; entries: what they say, the first names the selection; hashes: of each.
    """

    folder: Path
    lines: tuple[str, ...] = ()
    entries: tuple[Mapping[str, Any], ...] = ()
    hashes: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    _kept: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path, rules: Rules) -> Record:
        """The record of a selection folder; empty where nothing was confirmed yet."""
        path = folder / HISTORY / LINES
        kept = cls(folder)._unlisted()  # noqa: SLF001  (its own)
        if not path.exists():
            return cls(folder, faults=(Fault("berkasnya hilang", kept=kept),) if kept else ())
        try:
            lines = tuple(content_of(path, MOST).decode("utf-8").removesuffix("\n").split("\n"))
            entries = tuple(_entry(line) for line in lines)
            _refer_back(entries)
        except (OSError, ValueError, RecursionError):
            return cls(folder, faults=(Fault("isinya tidak dapat dibaca", kept=kept),))
        record = cls(folder, lines, entries, tuple(hashlib.sha256(line.encode()).hexdigest() for line in lines))
        return replace(record, faults=tuple(record._broken(rules)))

    def _broken(self, rules: Rules) -> Iterator[Fault]:
        """Lines that do not follow each other, a first line of another selection, kept folders that do not fit."""
        if self.entries and self.entries[0].get("seleksi") != _selection(rules):
            yield Fault(str((self.entries[0].get("seleksi") or {}).get("nama", "?")), "E619", 0)
        for number, entry in enumerate(self.entries):
            before = self.hashes[number - 1] if number else ""
            if entry.get("sebelum") != before or digest(dict(entry)) != self.hashes[number]:
                yield Fault(f"baris {number + 1} atau sebelumnya diubah, dipindahkan, atau dihapus", line=number)
            if entry.get("jenis") == CONFIRMED:
                name = entry["simpanan"]
                other = [*([] if self.kept(entry) else [KEPT_RESULT]), *edited(self.folder / HISTORY / name)]
                now = tuple(f"{name}/{one} {self._digest(f'{name}/{one}')[:12]}" for one in dict.fromkeys(other))
                yield from (Fault(name, "E617", number, now, f"{HISTORY}/{name}/{one}") for one in other[:1])
            for paper in entry.get("lampiran", ()):
                name, digest_now = paper["simpanan"], self._digest(paper["simpanan"])
                if digest_now != paper["sha256"]:
                    yield Fault(paper["nama"], "E622", number, (f"{name} {digest_now[:12]}",), f"{HISTORY}/{name}")
        if kept := self._unlisted():
            yield Fault("ada simpanan yang tidak tercatat; baris terakhir agaknya dihapus", kept=kept)

    def _digest(self, name: str) -> str:
        """The fingerprint of what lies there today; minutes accept what was changed in no other state."""
        path = self.folder / HISTORY / name
        try:
            return digest_of(path) if path.is_file() else LOST
        except OSError:
            return LOST

    def _unlisted(self) -> tuple[str, ...]:
        """What is kept without a line."""
        listed = {str(entry.get("simpanan", "")) for entry in self.entries} | {ATTACHED}
        found = [path.name for path in (self.folder / HISTORY).glob("*") if path.is_dir()]
        return tuple(sorted(name for name in found if name not in listed and not name.startswith(".")))

    def open_faults(self, events: Sequence[Event]) -> Iterator[Finding]:
        """What is wrong with the record; of what the minutes took as it was, only that it was so."""
        restored = of_kind(events, Kind.RESTORATION)
        kept = dict.fromkeys(one for fault in self.faults for one in fault.kept)
        row = row_to_paste(Kind.RESTORATION, before="; ".join(kept), after=self.head or LOST)
        for fault in self.faults:
            event = next((one for one in restored if fault.settled_by(one, self)), None)
            why = fault.why + (f" ({', '.join(fault.kept)})" if fault.kept and fault.line < 0 else "")
            if event is not None:
                yield finding("P603", Place(fault.place), sebab=why, dasar=event.source)
            else:
                yield finding(fault.code, Place(fault.place), sebab=why, baris=row)

    @property
    def head(self) -> str:
        """The hash of the newest line; '' where there is none."""
        return self.hashes[-1] if self.hashes else ""

    def head_of(self, stages: Sequence[str]) -> str:
        """The hash of the newest line about one of these stages; '' where there is none."""
        pairs = zip(self.entries, self.hashes, strict=True)
        return next((line for entry, line in reversed(list(pairs)) if entry.get("tahap") in stages), "")

    def confirmations(self) -> list[Mapping[str, Any]]:
        """The confirmations, in order."""
        return [entry for entry in self.entries if entry.get("jenis") == CONFIRMED]

    def announcements(self, stage: str) -> list[Mapping[str, Any]]:
        """The announcements of a stage, in order; the latest holds."""
        return [e for e in self.entries if e.get("jenis") == ANNOUNCED and e.get("tahap") == stage]

    def confirmed(self, stage: str) -> dict[str, Mapping[str, Any]]:
        """The latest confirmation of a stage by formation."""
        return {code: e for e in self.confirmations() if e.get("tahap") == stage for code in e.get("formasi", [])}

    def frozen(self, stages: Sequence[str]) -> dict[str, Mapping[str, Any]]:
        """By formation, what froze the first of these stages: its own confirmation, else that of the next one.

        Args:
            stages: codes, in order; the end may be left out.
        """
        found: dict[str, Mapping[str, Any]] = {}
        for stage in (*stages, FINAL):
            found = self.confirmed(stage) | found
        return found

    def kept(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        """What a confirmation kept: its ``hasil.json``; {} where that is no longer as it was."""
        name = entry["simpanan"]
        if name not in self._kept:
            try:
                data = json.loads(content_of(self.folder / HISTORY / name / KEPT_RESULT))
                whole = _is_outcome(data) and fingerprint_of_outcome(data) == entry["sidik_jari"].get("hasil")
            except (OSError, ValueError, AttributeError, RecursionError):
                whole = False
            self._kept[name] = data if whole else {}
        return self._kept[name]

    def added(self, entry: Mapping[str, Any], rules: Rules) -> bytes:
        """The bytes of the record with one more line."""
        lines = [*self.lines] or [canonical({"jenis": FIRST, "seleksi": _selection(rules), "sebelum": ""})]
        before = hashlib.sha256(lines[-1].encode()).hexdigest()
        lines.append(canonical({**entry, "sebelum": before}))
        return "".join(f"{line}\n" for line in lines).encode()


def told(announcement: Mapping[str, Any] | None) -> dict[str, str]:
    """By formation, which kept outcome an announcement speaks of."""
    return {} if announcement is None else {one["formasi"]: one["simpanan"] for one in announcement["pengesahan"]}


def day_of(entry: Mapping[str, Any]) -> date:
    """The date of a confirmation or announcement."""
    return date.fromisoformat(entry["tanggal"])


def letter_of(entry: Mapping[str, Any]) -> str:
    """The letter of a confirmation or announcement: ``800/12-BA/2027, 17 Maret 2027``."""
    return f"{entry['nomor']}, {show_date(day_of(entry))}"


def _entry(line: str) -> dict[str, Any]:
    """A line of the record.

    Raises:
        ValueError: it is none, or lacks what one of its kind holds.
    """
    entry = json.loads(line)
    canonical(entry).encode()  # (no half of a character, no number beyond all)
    must = _MUST.get(str(entry.get("jenis"))) if isinstance(entry, dict) else None
    if must is None or any(not isinstance(entry.get(key), kind) for key, kind in must.items()):
        raise ValueError(line)
    if "tanggal" in must:
        date.fromisoformat(entry["tanggal"])
    if "simpanan" in must and (not _NAME.fullmatch(entry["simpanan"]) or set(map(type, entry["formasi"])) != {str}):
        raise ValueError(line)
    if entry["jenis"] == ANNOUNCED and entry["jenis_pengumuman"] not in (FIRST_TIME, *KINDS):
        raise ValueError(line)
    if not all(map(_is_paper, entry.get("lampiran", ()))):
        raise ValueError(line)
    return cast("dict[str, Any]", entry)


def _is_paper(data: Any) -> bool:
    """Whether this names a signed paper that was kept."""
    texts = [data.get(key) for key in ("nama", "simpanan", "sha256")] if isinstance(data, dict) else [None]
    return all(isinstance(text, str) for text in texts) and bool(_PAPER.fullmatch(data["simpanan"]))


def _refer_back(entries: Sequence[Mapping[str, Any]]) -> None:
    """Whether every announcement speaks of what was confirmed of its stage before.

    Raises:
        ValueError: one does not, or a later line is neither this nor a confirmation.
    """
    confirmed: dict[str, list[object]] = {}
    for entry in entries[1:]:
        before = confirmed.setdefault(str(entry.get("tahap")), [])
        if entry["jenis"] == CONFIRMED:
            before += [{"formasi": code, "simpanan": entry["simpanan"]} for code in entry["formasi"]]
        elif not entry.get("pengesahan") or any(one not in before for one in entry["pengesahan"]):
            raise ValueError(entry)  # as is a second line that names the selection


def _is_outcome(data: Any) -> bool:
    """Whether a kept file has the shape of a ``hasil.json``, as far as the record looks into it."""
    parts = {"aturan": dict, "formasi": dict, "langkah": dict, "peserta": list}
    if not isinstance(data, dict) or not all(isinstance(data.get(key), kind) for key, kind in parts.items()):
        return False
    if not all(isinstance(fact, dict) for key in ("formasi", "langkah") for fact in data[key].values()):
        return False
    return all(isinstance(person, dict) and _is_person(person) for person in data["peserta"])


def _is_person(person: Mapping[str, Any]) -> bool:
    texts = [person.get("nomor"), person.get("nama"), person.get("formasi"), *_list(person, "nasib")]
    return all(isinstance(text, str) for text in (*texts, *_list(person, "nilai")))


def _list(person: Mapping[str, Any], key: str) -> list[Any]:
    """A list that may be left out; [None] where something else stands in its place."""
    found = person.get(key, [])
    return found if isinstance(found, list) else [None]


def _selection(rules: Rules) -> dict[str, Any]:
    identity = rules.identity
    return {"nama": identity.name, "instansi": identity.institution, "tahun": identity.year}


def fingerprint_of_outcome(data: Mapping[str, Any]) -> str:
    """The fingerprint of a ``hasil.json``: of its values, whatever program version wrote it."""
    return digest({key: value for key, value in data.items() if key not in {"asnrekrut", "uraian_aturan", "temuan"}})
