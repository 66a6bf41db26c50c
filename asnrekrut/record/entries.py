"""The lines of ``riwayat.jsonl`` as entries: which selection it is, what was confirmed, what was announced.

A line is canonical JSON (sorted keys, no blanks, NFC). What is damaged in one is met as it is read.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from datetime import date  # noqa: TC003  (msgspec reads the annotations)
from typing import TYPE_CHECKING, Annotated, Any

from msgspec import Meta, Struct, field, to_builtins

from asnrekrut.notation import show_date
from asnrekrut.rules.profile import Slot  # noqa: TC001  (msgspec reads the annotations)
from asnrekrut.short_repr import ShortRepr

if TYPE_CHECKING:
    from collections.abc import Mapping

FIRST, CONFIRMED, ANNOUNCED = "seleksi", "pengesahan", "pengumuman"
FIRST_TIME = "awal"
KINDS = ("pascasanggah", "ralat", "pengganti", "pengangkatan")  # of announcements that come again
ATTACHED, PAPERS = "lampiran", "naskah"  # the folders of signed and of final papers beside what is kept
_NAME = r"[^./\\:][^/\\:]*\Z"
AnnouncementKind = Annotated[str, Meta(pattern=rf"^({'|'.join((FIRST_TIME, *KINDS))})\Z")]
FolderName = Annotated[str, Meta(pattern=f"^{_NAME}", max_length=200)]
PaperName = Annotated[str, Meta(pattern=f"^{ATTACHED}/{_NAME}")]


def canonical(data: object) -> str:
    """JSON in which equal values have equal bytes."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return unicodedata.normalize("NFC", text)


def digest(data: object) -> str:
    """SHA-256 of canonical JSON."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()


class First(Struct, frozen=True, tag_field="jenis", tag=FIRST):
    """The line that names the selection."""

    selection: dict[str, Any] = field(name="seleksi")
    before: str = field(name="sebelum", default="")


class Paper(Struct, frozen=True):
    """A signed paper: how its file was called, and where it is kept below ``riwayat/``."""

    name: str = field(name="nama")
    kept: PaperName = field(name="simpanan")
    sha256: str


class Entry(ShortRepr, Struct, frozen=True, kw_only=True, tag_field="jenis", omit_defaults=True):
    """A confirmation or an announcement: of which stage, by which letter.

    Attributes:
        before: the hash of the line before; '' while it is not written.
        papers: signed papers that are kept with it.
    """

    _said = ("stage", "number")

    stage: str = field(name="tahap")
    number: str = field(name="nomor")
    day: date = field(name="tanggal")
    before: str = field(name="sebelum", default="")
    papers: tuple[Paper, ...] = field(name="lampiran", default=())

    @property
    def letter(self) -> str:
        """``800/12-BA/2027, 17 Maret 2027``."""
        return f"{self.number}, {show_date(self.day)}"

    def data(self) -> dict[str, Any]:
        """What the line says."""
        said: dict[str, Any] = to_builtins(self)
        return said


class Fingerprints(Struct, frozen=True):
    """Of the rules, of the inputs that were read, of the outcome, of the cells beside it, and of the list of all files.

    '' where somebody took one out.
    """

    rules: str = field(name="aturan", default="")
    inputs: str = field(name="masukan", default="")
    outcome: str = field(name="hasil", default="")
    cells: str = field(name="isian", default="")
    files: str = field(name="berkas", default="")


class Confirmation(Entry, frozen=True, kw_only=True, tag=CONFIRMED):
    """Minutes that confirmed a stage for some formations.

    Attributes:
        kept: the folder below ``riwayat/`` that holds the outcome.
    """

    formations: Annotated[tuple[str, ...], Meta(min_length=1)] = field(name="formasi")
    kept: FolderName = field(name="simpanan")
    fingerprints: Fingerprints = field(name="sidik_jari")

    @property
    def outcomes(self) -> Mapping[str, str]:
        """By formation, which kept outcome it speaks of."""
        return dict.fromkeys(self.formations, self.kept)


class Told(Struct, frozen=True):
    """Of one formation, which kept outcome was announced."""

    formation: str = field(name="formasi")
    kept: str = field(name="simpanan")


class Announcement(Entry, frozen=True, kw_only=True, tag=ANNOUNCED):
    """An announcement of a stage.

    Attributes:
        approval: whose approval came before it.
        outcome: the fingerprint of the newest outcome.
        sessions: of the next stage, as the rules had them then.
    """

    kind: AnnouncementKind = field(name="jenis_pengumuman")
    approval: str = field(name="persetujuan")
    told: Annotated[tuple[Told, ...], Meta(min_length=1)] = field(name="pengesahan")
    outcome: str = field(name="hasil")
    sessions: tuple[Slot, ...] = field(name="sesi", default=())

    @property
    def outcomes(self) -> Mapping[str, str]:
        """By formation, which kept outcome it speaks of."""
        return {one.formation: one.kept for one in self.told}
