"""The whole selection: the recap (*rekapitulasi*) for the head of the institution, the register for the archive."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec.structs import replace

from asnrekrut.charts import ENOUGH, Picture, bars, distribution, funnel, said, spreads
from asnrekrut.core.counts import count_seats, count_stages
from asnrekrut.core.result import Fate
from asnrekrut.documents.document_parts import Block, Document, Section, Table, lettered
from asnrekrut.notation import show, show_count, show_date, show_rounded
from asnrekrut.outputs.mark_distribution import histograms, panels, way
from asnrekrut.record.entries import Announcement, Confirmation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.documents.basis import Basis


def recap(basis: Basis) -> Document:
    """Funnel, seats, competition, marks and panels of a selection that is decided."""
    who = basis.appointer
    sections = lettered(
        ("tahap", "Dari Tahap ke Tahap", list(_way(basis))),
        ("formasi", "Formasi, Persaingan, dan Kursi", list(_seats(basis))),
        ("nilai", "Sebaran Nilai Akhir", list(_marks(basis))),
        ("panel", "Panel Penilai", list(_panels(basis))),
    )
    return Document(
        "rekapitulasi",
        ["REKAPITULASI HASIL", basis.subject.upper()],
        opening=[f"Kepada {who.position}. Hasil ditetapkan dengan Berita Acara {basis.minutes.dated}."],
        sections=sections,
        signatures=basis.signed(basis.chair, basis.minutes),
        footer=f"Rekapitulasi {basis.subject}",
        day=basis.minutes.day,
    )


def _way(basis: Basis) -> Iterator[Block]:
    """How many took part in each stage, and how many of them passed."""
    stages, rows = list(count_stages(basis.result)), way(basis.result)
    yield funnel(Picture("tahap", "Peserta setiap tahap", said(rows)), rows)
    table = [
        [
            s.stage.name,
            *map(show_count, (s.expected, s.present, s.of(Fate.PROCEEDS))),
            _rate(s.of(Fate.PROCEEDS), s.expected),
        ]
        for s in stages
    ]
    yield Table(["Tahap", "Peserta", "Hadir", "Lanjut", "Persentase Lanjut"], table, "lr")


def _rate(part: int, whole: int) -> str:
    """A percentage with one decimal."""
    return f"{show_rounded(Fraction(part * 100, whole), 1)}%" if whole else "–"


def _seats(basis: Basis) -> Iterator[Block]:
    seats, inside = list(count_seats(basis.result)), basis.result.inside
    rows = [
        [
            s.formation.code,
            s.formation.title,
            *map(show_count, (s.formation.quota, s.applicants)),
            show_rounded(Fraction(s.applicants, s.formation.quota), 1) if s.formation.quota else "–",
            *map(show_count, (s.inside, s.empty)),
            "–" if s.lowest is None else show(s.lowest, s.decimals),
        ]
        for s in seats
    ]
    heads = ["Formasi", "Jabatan", "Kuota", "Pelamar", "Pelamar per Kursi", inside, "Kosong"]
    yield Table([*heads, f"Nilai Terendah {inside}"], rows, "llr")
    counts = [(f"{s.formation.code} {s.formation.title}", s.applicants) for s in seats]
    yield bars(Picture("pelamar", "Pelamar setiap formasi", f"Pelamar setiap formasi: {said(counts)}"), counts)


def _marks(basis: Basis) -> Iterator[Block]:
    """The distribution of final scores."""
    for label, classes in histograms(basis.result, basis.stage):
        low, high, many = classes.edges[0], classes.edges[-1], sum(classes.counts)
        if many >= ENOUGH:
            words = f"{label}: {show_count(many)} nilai antara {show(low)} dan {show(high)}."
            yield distribution(Picture("nilai", label, words), classes, "nilai")


def _panels(basis: Basis) -> Iterator[Block]:
    """Every panel with the spread of its raters."""
    for stage in basis.result.stages:
        for label, shown in panels(basis.result, stage):
            title, raters = f"{stage.name}: {label}", shown
            if not basis.profile.raters_named:
                raters = [replace(rater, label=f"Penilai {n}") for n, rater in enumerate(shown, 1)]
            means = "; ".join(f"{rater.label} rata-rata {show_rounded(rater.mean, 2)}" for rater in raters)
            yield title
            yield spreads(Picture(f"panel-{stage.code}-{len(raters)}", title, f"{title}: {means}."), raters, "nilai")


def register(basis: Basis) -> Iterator[Document]:
    """What was confirmed and announced so far; nothing where nothing was."""
    record = basis.selection.record
    if not record.entries:
        return
    rows = [[str(n), *_row(basis, entry)] for n, entry in enumerate(record.entries, 1)]
    day = None if basis.draft else max(entry.day for entry in record.entries)  # it cannot be signed before that
    heads = ["No.", "Naskah", "Tahap", "Nomor", "Tanggal", "Formasi", "Simpanan"]
    yield Document(
        "daftar-naskah",
        ["DAFTAR NASKAH", basis.subject.upper()],
        sections=[Section("naskah", "", [Table(heads, rows, "cl")])],
        closing=[f"Kepala riwayat (SHA-256): {record.head}."],
        signatures=basis.signed(basis.chair, replace(basis.minutes, day=day)),
        landscape=True,
        footer=f"Daftar naskah {basis.subject}",
        day=day,
    )


def _row(basis: Basis, entry: Confirmation | Announcement) -> list[str]:
    what, kept, formations = "Berita acara", [entry.kept] if isinstance(entry, Confirmation) else [], [*entry.outcomes]
    if isinstance(entry, Announcement):
        what, kept = f"Pengumuman ({entry.kind})", [one.kept for one in entry.papers]
        formations = _made_known(basis, entry)
    stage = basis.rules.stage_names.get(entry.stage, entry.stage)
    return [what, stage, entry.number, show_date(entry.day), ", ".join(formations), ", ".join(kept) or "–"]


def _made_known(basis: Basis, entry: Announcement) -> list[str]:
    """The formations of which an announcement says what none before it said; all where it says that nothing changes."""
    said = basis.selection.record.announcements(entry.stage)
    known = {one for earlier in said[: said.index(entry)] for one in earlier.outcomes.items()}
    return [code for code, kept in entry.outcomes.items() if (code, kept) not in known] or [*entry.outcomes]
