"""The register (*daftar naskah*) for the archive: every line of the record, with what was kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from asnrekrut.documents.content import Document, Section, Table
from asnrekrut.documents.titles import stage_title
from asnrekrut.notation import show_date
from asnrekrut.record.chain import CONFIRMED, FIRST

if TYPE_CHECKING:
    from asnrekrut.documents.basis import Basis, Entry

KIND = "daftar-naskah"


def register(basis: Basis) -> Document | None:
    """What was confirmed and announced so far; None where nothing was."""
    record = basis.selection.record
    entries = [] if record is None else [e for e in record.entries if e.get("jenis") != FIRST]
    if record is None or not entries:
        return None
    rows = [[str(n), *_row(basis, entry)] for n, entry in enumerate(entries, 1)]
    columns = [("No.", "c"), ("Naskah", "l"), ("Tahap", "l"), ("Nomor", "l"), ("Tanggal", "l"), ("Formasi", "l")]
    return Document(
        KIND,
        ["DAFTAR NASKAH", basis.subject.upper()],
        sections=[Section("naskah", "", [Table([*columns, ("Simpanan", "l")], rows)])],
        closing=[f"Kepala riwayat (SHA-256): {record.head}."],
        signatures=basis.signed(basis.chair, replace(basis.minutes, day=latest(basis))),
        draft=basis.draft,
        letterhead=False,
        landscape=True,
        footer=f"Daftar naskah {basis.subject}",
    )


def latest(basis: Basis) -> date | None:
    """The day of the newest paper that it lists, before which it cannot be signed; None for a draft."""
    record = basis.selection.record
    days = [] if record is None else [date.fromisoformat(str(e["tanggal"])) for e in record.entries if "tanggal" in e]
    return max(days, default=None) if basis.confirmed is not None else None


def _row(basis: Basis, entry: Entry) -> list[str]:
    settled = entry.get("jenis") == CONFIRMED
    what = "Berita acara" if settled else f"Pengumuman ({entry.get('jenis_pengumuman', '')})"
    formations = entry.get("formasi", []) if settled else [one["formasi"] for one in entry.get("pengesahan", [])]
    kept = [str(entry["simpanan"])] if settled else [str(one["simpanan"]) for one in entry.get("lampiran", [])]
    day = show_date(date.fromisoformat(str(entry["tanggal"])))
    stage = stage_title(basis.rules, str(entry["tahap"]))
    return [what, stage, str(entry["nomor"]), day, ", ".join(formations), ", ".join(kept) or "–"]
