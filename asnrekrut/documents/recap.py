"""The recap (*rekapitulasi*) for the head of the institution: the whole selection at a glance, with pictures."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from asnrekrut.charts import Words, bars, distribution, funnel, spreads
from asnrekrut.core.counts import count_seats, count_stages
from asnrekrut.documents.content import Document, Picture, Section, Table
from asnrekrut.notation import show, show_count, show_rounded
from asnrekrut.outputs.spread import histograms, panels, way

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.documents.basis import Basis
    from asnrekrut.documents.content import Block

KIND = "rekapitulasi"
ENOUGH = 5  # marks below which a distribution says nothing


def recap(basis: Basis) -> Document:
    """Funnel, seats, competition, marks and panels of a selection that is decided."""
    who = basis.appointer
    parts: list[tuple[str, str, list[Block]]] = [
        ("tahap", "Dari Tahap ke Tahap", list(_way(basis))),
        ("formasi", "Formasi, Persaingan, dan Kursi", list(_seats(basis))),
        ("nilai", "Sebaran Nilai Akhir", list(_marks(basis))),
        ("panel", "Panel Penilai", list(_panels(basis))),
    ]
    told = [part for part in parts if part[2]]
    return Document(
        KIND,
        ["REKAPITULASI HASIL", basis.subject.upper()],
        opening=[f"Kepada {who.position}. Hasil ditetapkan dengan Berita Acara {basis.minutes.dated}."],
        sections=[Section(key, f"{chr(65 + k)}. {title}", blocks) for k, (key, title, blocks) in enumerate(told)],
        signatures=basis.signed(basis.chair, basis.minutes),
        draft=basis.draft,
        footer=f"Rekapitulasi {basis.subject}",
    )


def _way(basis: Basis) -> Iterator[Block]:
    """How many took part in each stage, and how many of them passed."""
    stages, rows = list(count_stages(basis.result)), way(basis.result)
    said = "; ".join(f"{label} {show_count(count)} orang" for label, count in rows)
    words = Words("tahap", "Peserta setiap tahap", f"{said}.")
    yield Picture(funnel(words, rows), words.description)
    table = [
        [
            s.stage.name,
            *map(show_count, (s.expected, s.expected - s.absent - s.not_called, s.went_on)),
            _rate(s.went_on, s.expected),
        ]
        for s in stages
    ]
    heads = [("Tahap", "l"), ("Peserta", "r"), ("Hadir", "r"), ("Lanjut", "r"), ("Persentase Lanjut", "r")]
    yield Table(heads, table)


def _rate(part: int, whole: int) -> str:
    """A percentage with one decimal."""
    return f"{show_rounded(Fraction(part * 100, whole), 1)} %" if whole else "–"


def _seats(basis: Basis) -> Iterator[Block]:
    seats = list(count_seats(basis.result))
    rows = [
        [
            s.formation.code,
            s.formation.title,
            *map(show_count, (s.formation.quota, s.applicants)),
            show_rounded(Fraction(s.applicants, s.formation.quota), 1) if s.formation.quota else "–",
            *map(show_count, (s.winners, s.empty)),
            "–" if s.lowest is None else show(s.lowest, s.decimals),
        ]
        for s in seats
    ]
    heads = [("Formasi", "l"), ("Jabatan", "l"), ("Kuota", "r"), ("Pelamar", "r"), ("Pelamar per Kursi", "r")]
    yield Table([*heads, ("Lulus", "r"), ("Kosong", "r"), ("Nilai Terendah Lulus", "r")], rows)
    counts = [(f"{s.formation.code} {s.formation.title}", s.applicants) for s in seats]
    said = "; ".join(f"{label} {show_count(count)} orang" for label, count in counts)
    words = Words("pelamar", "Pelamar setiap formasi", f"Pelamar setiap formasi: {said}.")
    yield Picture(bars(words, counts), words.description)


def _marks(basis: Basis) -> Iterator[Block]:
    """The distribution of final scores."""
    for one in histograms(basis.result, basis.stage):
        low, high, many = one.classes.edges[0], one.classes.edges[-1], sum(one.classes.counts)
        if many >= ENOUGH:
            said = f"{one.label}: {show_count(many)} nilai antara {show(low)} dan {show(high)}."
            yield Picture(distribution(Words("nilai", one.label, said), one.classes, "nilai"), said)


def _panels(basis: Basis) -> Iterator[Block]:
    """Every panel with the spread of its raters."""
    for stage in basis.result.stages:
        for panel in panels(basis.result, stage):
            title = f"{stage.name}: {panel.label}"
            means = "; ".join(f"{rater.label} rata-rata {show_rounded(rater.mean, 2)}" for rater in panel.raters)
            words = Words(f"panel-{stage.code}-{len(panel.raters)}", title, f"{title}: {means}.")
            yield title
            yield Picture(spreads(words, panel.raters, "nilai"), words.description)
