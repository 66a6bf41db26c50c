"""``riwayat/riwayat.jsonl``: one line for each confirmation and announcement, each with the hash of the line before.

The first line names the selection. What was confirmed is kept beside it, in a folder for each confirmation;
``SHA256SUMS`` has the hash of the whole, so that it shows if the last line was edited or removed.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct, field, json, to_builtins
from msgspec.structs import replace

from asnrekrut.core.events import Event, Kind, of_kind, row_to_paste
from asnrekrut.errors import OutputError
from asnrekrut.findings import Finding, Place, finding
from asnrekrut.io import HISTORY
from asnrekrut.record.account import KEPT_RESULT, LOST, Account
from asnrekrut.record.cells import KEPT_CELLS, Cells
from asnrekrut.record.entries import ATTACHED, PAPERS, Announcement, Confirmation, First, canonical
from asnrekrut.rules.figure_keys import FINAL
from asnrekrut.short_repr import ShortRepr
from asnrekrut.storage import SUMS, content_of, digest_of, edited, permissions, write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from asnrekrut.rules.model import Rules

LINES = "riwayat.jsonl"
FOREIGN = "E619"  # the finding of a record that another selection made
PLACE = f"{HISTORY}/{LINES}"
GONE = "hilang"  # the fingerprint of what is not there, and the head where no record can be read
_SEAL = re.compile(rf"([0-9a-f]{{64}}|{GONE})  {re.escape(LINES)}")
MOST = 64 * 2**20  # bytes of a record that is still read


class Fault(Struct, frozen=True):
    """What shows that somebody changed the record.

    Attributes:
        line: the line that it speaks against, from 0; -1 for none.
        kept: what is kept without a line, or otherwise than its line says, or a line that does not follow from the one
            before: each with its fingerprint as it is now.
    """

    why: str
    code: str = "E618"
    line: int = -1
    kept: tuple[str, ...] = ()
    place: str = PLACE

    def restored_by(self, event: Event, record: Record) -> bool:
        """Whether minutes took the record as it was when this fault was in it."""
        at = -1 if event.after == GONE else record.hashes.index(event.after) if event.after in record.hashes else None
        return at is not None and self.line <= at and set(self.kept) <= set(event.before.split("; "))


class Record(ShortRepr, Struct, frozen=True):
    """The record of a selection.

    Attributes:
        lines: as they stand in the file; hashes: of each.
        entries: what the lines after the first say.
    """

    _said = ("folder",)

    folder: Path
    lines: tuple[str, ...] = ()
    hashes: tuple[str, ...] = ()
    entries: tuple[Confirmation | Announcement, ...] = ()
    faults: tuple[Fault, ...] = ()
    _kept: dict[str, Account] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path, rules: Rules) -> Record:
        """The record of a selection folder; empty where nothing was confirmed yet."""
        path, empty = folder / HISTORY / LINES, cls(folder)
        kept = empty._unlisted()
        if (path.parent.is_symlink() or path.parent.exists()) and not path.parent.is_dir():
            return cls(folder, faults=(Fault(f"{HISTORY} bukan folder di dalam folder seleksi"),))
        if not path.exists():
            return cls(folder, faults=(Fault("berkasnya hilang", kept=kept),) if kept else ())
        try:
            lines = tuple(content_of(path, MOST).decode("utf-8").removesuffix("\n").split("\n"))
            first = json.decode(lines[0], type=First)
            entries = tuple(json.decode(line, type=Confirmation | Announcement) for line in lines[1:])
            _refer_back(entries)
            rewritten = [canonical(json.decode(line)) != line for line in lines]
        except (OSError, ValueError, RecursionError):
            print_now = f"{LINES} {empty._digest(LINES)[:12]}"
            return cls(folder, faults=(Fault("isinya tidak dapat dibaca", kept=(print_now, *kept)),))
        record = cls(folder, lines, tuple(hashlib.sha256(line.encode()).hexdigest() for line in lines), entries)
        other = () if first == _first(rules) else (Fault(str(first.selection.get("nama", "?")), FOREIGN, 0),)
        return replace(record, faults=(*other, *record._with_seal([*record._broken(rewritten)])))

    def _broken(self, rewritten: Sequence[bool]) -> Iterator[Fault]:
        """Lines that do not follow each other, and what is kept otherwise than they say.

        Args:
            rewritten: of each line, whether it is not written as a line is.
        """
        befores = ["", *(entry.before for entry in self.entries)]
        for number, before in enumerate(befores):
            if rewritten[number] or before != ("", *self.hashes)[number]:
                now = "-".join(one[:12] for one in self.hashes[max(number - 1, 0) : number + 1])
                why = f"baris {number + 1} atau sebelumnya diubah, dipindahkan, atau dihapus"
                yield Fault(why, line=number, kept=(f"baris {number + 1} {now}",))
        for number, entry in enumerate(self.entries, 1):
            yield from self._altered(number, entry)
        if kept := self._unlisted():
            yield Fault("ada simpanan yang tidak tercatat; baris terakhir agaknya dihapus", kept=kept)

    def _with_seal(self, faults: list[Fault]) -> list[Fault]:
        """These faults, and that the whole is not as it was written: with that of the last line, else by itself."""
        now, sealed = self._digest(LINES), self._sealed
        if f"{now}  {LINES}" in sealed and all(map(_SEAL.fullmatch, sealed)):
            return faults
        why = f"isinya tidak lagi seperti ditulis, menurut {HISTORY}/{SUMS}; agaknya baris terakhir diubah atau dihapus"
        own = max((one for one in faults if one.code == "E618"), key=lambda one: one.line, default=Fault(why))
        others = [one for one in faults if one is not own]
        return [replace(own, kept=(*own.kept, f"{LINES} {now[:12]}")), *others]

    def _altered(self, number: int, entry: Confirmation | Announcement) -> Iterator[Fault]:
        """What is no longer kept as a line says: an outcome, or signed papers."""
        if isinstance(entry, Confirmation):
            name = entry.kept
            other = [*([KEPT_RESULT] if self.kept(entry) is LOST else []), *edited(self.folder / HISTORY / name)]
            other += [SUMS] if self._digest(f"{name}/{SUMS}") != entry.fingerprints.files else []
            now = tuple(f"{name}/{one} {self._digest(f'{name}/{one}')[:12]}" for one in dict.fromkeys(other))
            yield from (Fault(name, "E617", number, now, f"{HISTORY}/{name}/{one}") for one in other[:1])
        for paper in entry.papers:
            if (found := self._digest(paper.kept)) != paper.sha256:
                yield Fault(paper.name, "E622", number, (f"{paper.kept} {found[:12]}",), f"{HISTORY}/{paper.kept}")

    def _digest(self, name: str) -> str:
        """The fingerprint of what lies there today; minutes accept what was changed in no other state."""
        path = self.folder / HISTORY / name
        try:
            return digest_of(path) if path.is_file() else GONE
        except OSError:
            return GONE

    @property
    def _sealed(self) -> list[str]:
        """The hash of the whole as it was written; while a line is being added, that before it and that after it."""
        with suppress(OSError):
            return content_of(self.folder / HISTORY / SUMS).decode(errors="replace").splitlines()
        return []

    @property
    def _without_line(self) -> list[str]:
        listed = {one.kept for one in self.confirmations()} | {ATTACHED, PAPERS}
        found = [path.name for path in (self.folder / HISTORY).glob("*") if path.is_dir()]
        return sorted(name for name in found if name not in listed and not name.startswith("."))

    @property
    def begun(self) -> list[str]:
        """What a run kept that was ended before it could add its line."""
        waits = len(self._sealed) > 1 and self._sealed[0] == f"{self._digest(LINES)}  {LINES}"
        return self._without_line if waits else []

    def _unlisted(self) -> tuple[str, ...]:
        """What is kept without a line, with its fingerprint; no run was adding one."""
        lost = [] if self.begun else self._without_line
        return tuple(f"{name} {self._digest(f'{name}/{SUMS}')[:12]}" for name in lost)

    def open_faults(self, events: Sequence[Event]) -> Iterator[Finding]:
        """What is wrong with the record; of what the minutes took as it was, only that it was so."""
        restored = of_kind(events, Kind.RESTORATION)
        kept = dict.fromkeys(one for fault in self.faults for one in fault.kept)
        row = row_to_paste(Kind.RESTORATION, before="; ".join(kept), after=self.head or GONE)
        for fault in self.faults:
            event = next((one for one in restored if fault.restored_by(one, self)), None)
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
        pairs = zip(reversed(self.entries), reversed(self.hashes), strict=False)
        return next((line for entry, line in pairs if entry.stage in stages), "")

    def confirmations(self) -> list[Confirmation]:
        """The confirmations, in order."""
        return [entry for entry in self.entries if isinstance(entry, Confirmation)]

    def announcements(self, stage: str) -> list[Announcement]:
        """The announcements of a stage, in order; the latest holds."""
        return [entry for entry in self.entries if isinstance(entry, Announcement) and entry.stage == stage]

    def announced(self, stage: str) -> Mapping[str, str]:
        """By formation, which kept outcome of a stage the latest announcement speaks of."""
        return next((entry.outcomes for entry in reversed(self.announcements(stage))), {})

    def confirmed(self, stage: str) -> dict[str, Confirmation]:
        """The latest confirmation of a stage by formation."""
        return {code: entry for entry in self.confirmations() if entry.stage == stage for code in entry.formations}

    def frozen(self, stages: Sequence[str]) -> dict[str, Confirmation]:
        """By formation, what froze the first of these stages: its own confirmation, else that of the next one.

        Args:
            stages: codes, in order; the end may be left out.
        """
        found: dict[str, Confirmation] = {}
        for stage in (*stages, FINAL):
            found = self.confirmed(stage) | found
        return found

    def kept(self, entry: Confirmation) -> Account:
        """What a confirmation kept; ``LOST`` where that is no longer as it was."""
        if entry.kept not in self._kept:
            try:
                home = self.folder / HISTORY / entry.kept
                cells = json.decode(content_of(home / KEPT_CELLS), type=Cells)
                found = Account.read(content_of(home / KEPT_RESULT), cells)
                named = len({*entry.formations}) == len(entry.formations) and {*entry.formations} <= {*found.formations}
                whole = named and found.stage == entry.stage and found.fits(entry.fingerprints)
            except (OSError, ValueError, RecursionError):
                whole = False
            self._kept[entry.kept] = found if whole else LOST
        return self._kept[entry.kept]

    @property
    def salt(self) -> str:
        """What the fingerprints of words in kept outcomes are made with; '' where none is kept."""
        return next((self.kept(one).cells.salt for one in self.confirmations() if self.kept(one) is not LOST), "")

    def outcomes(self, stage: str) -> dict[str, Account]:
        """By formation, what the latest confirmation of a stage kept, of all that is as it was."""
        found = {code: self.kept(entry) for code, entry in self.confirmed(stage).items()}
        return {code: outcome for code, outcome in found.items() if outcome is not LOST}

    def events_in(self, kept: Collection[str]) -> list[object]:
        """The events that kept outcomes hold, each of them all."""
        each = [self.kept(one).events for one in self.confirmations() if one.kept in kept]
        return [event for event in each[0] if all(event in others for others in each)] if each else []

    def write(self, content: bytes, between: Callable[[], object] = lambda: None) -> None:
        """Write the record, and its hash beside it; a run that is ended between leaves both hashes there.

        Args:
            between: what has to be there before the record says so.

        Raises:
            OutputError: it cannot be written; nothing was changed.
        """
        home, allowed = self.folder / HISTORY, permissions(self.folder)
        now, after = (
            f"{digest}  {LINES}\n".encode() for digest in (self._digest(LINES), hashlib.sha256(content).hexdigest())
        )
        write_whole(home / SUMS, now + after, allowed)
        between()
        write_whole(home / LINES, content, allowed)
        with suppress(OutputError):  # what is there already says so too
            write_whole(home / SUMS, after, allowed)

    def added(self, entry: Confirmation | Announcement, rules: Rules) -> bytes:
        """The bytes of the record with one more line."""
        lines = [*self.lines] or [canonical(to_builtins(_first(rules)))]
        before = hashlib.sha256(lines[-1].encode()).hexdigest()
        lines.append(canonical(replace(entry, before=before).data()))
        return "".join(f"{line}\n" for line in lines).encode()


def _refer_back(entries: Sequence[Confirmation | Announcement]) -> None:
    """Whether every announcement speaks of what was confirmed of its stage before.

    Raises:
        ValueError: one does not, or there is a line that speaks of nothing.
    """
    confirmed: set[tuple[str, str, str]] = set()
    for entry in entries:
        spoken = [(entry.stage, *pair) for pair in entry.outcomes.items()]
        if isinstance(entry, Confirmation):
            confirmed |= set(spoken)
        if not spoken or not confirmed.issuperset(spoken):
            raise ValueError(entry)


def _first(rules: Rules) -> First:
    identity = rules.identity
    return First({"nama": identity.name, "instansi": identity.institution, "tahun": identity.year})
