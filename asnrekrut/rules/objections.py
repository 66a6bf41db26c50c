"""Objections: how long they may be lodged and must be answered, and how the days are counted."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from asnrekrut.rules.base import Code, Section, Some, Text, Texts

CALENDAR, WORKING = "kalender", "kerja"
Counted = Literal["kalender", "kerja"]


class Period(Section):
    """Masa mengajukan dan menjawab pada satu tahap; tanggalnya menurut [[jadwal]], dan dicocokkan dengan aturan ini."""

    stage: Code = Field(alias="tahap", description="Kode tahap, atau akhir.")
    kind: Literal["sanggah", "keberatan"] = Field(
        "sanggah", alias="jenis", description="Sanggah menurut aturan seleksi, atau keberatan administratif umum."
    )
    legal_basis: Text = Field(alias="dasar", description="Dasar masa itu: peraturan, atau keputusan panitia.")
    length: Some = Field(alias="lama", description="Lamanya dalam hari, terhitung sejak sehari sesudah pengumuman.")
    counted: Counted = Field(alias="hari", description="Hari kalender atau hari kerja.")
    answer: Some | None = Field(
        None, alias="jawab", description="Jawaban paling lambat sekian hari sesudah masa itu berakhir."
    )
    answer_counted: Counted = Field("kalender", alias="jawab_hari", description="Hari bagi masa jawab.")


class Objections(Section):
    """Sanggah, keberatan, pengaduan, dan tanggapan masyarakat: satu buku register."""

    files: Texts = Field(
        ["sanggah.xlsx", "sanggah.csv"], alias="berkas", description="Berkas register; boleh belum ada."
    )
    periods: list[Period] = Field(default_factory=list, alias="masa", description="Masa setiap tahap.")
    holidays: Texts | None = Field(
        None,
        alias="hari_libur",
        description="Berkas hari libur: kolom Tanggal, Jenis (libur nasional atau cuti bersama), dan Nama.",
    )
    holidays_basis: Text | None = Field(
        None, alias="dasar_libur", description="Keputusan yang menetapkan hari libur itu."
    )
    week: Literal[5, 6] | None = Field(None, alias="minggu_kerja", description="Banyaknya hari kerja seminggu.")
    joint_leave: Literal["libur", "kerja"] | None = Field(
        None, alias="cuti_bersama", description="Apakah cuti bersama dihitung sebagai libur atau hari kerja."
    )

    @property
    def counts_working_days(self) -> bool:
        """Whether any period is counted in working days."""
        return any(WORKING in {one.counted, one.answer and one.answer_counted} for one in self.periods)
