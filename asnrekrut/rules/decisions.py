"""What decides beyond the marks: groups, bonuses, the final order, ties."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from asnrekrut.rules.base import (
    Code,
    Count,
    Decimals,
    Number,
    Positive,
    Section,
    Some,
    Source,
    Text,
    Texts,
    Ties,
)
from asnrekrut.rules.codes import FinalCodes, StageCodes
from asnrekrut.rules.conditions import Conditions
from asnrekrut.rules.conduct import Determined


class Group(Section):
    """Kelompok dengan ambang batas sendiri; peserta masuk kelompok pertama yang cocok."""

    code: Code = Field(alias="kode", description="Kode pendek.")
    name: Text = Field(alias="nama", description="Nama kelompok.")
    legal_basis: Text | None = Field(None, alias="dasar", description="Dasar hukum.")
    when: Conditions = Field(alias="bila", description='Syarat masuk, misalnya { "formasi.jenis" = ["Disabilitas"] }.')
    thresholds: dict[str, Number | Literal["tanpa"]] = Field(
        alias="ambang",
        description='Ambang pengganti, misalnya { "skd.tiu" = 60, "skd.twk" = "tanpa", "skd.jumlah" = 286 }.',
    )
    stage_codes: StageCodes | None = Field(
        None, alias="kode_hasil", description="Kode hasil tahap bagi anggotanya; yang lain seperti pada tahap."
    )
    final_codes: FinalCodes | None = Field(
        None,
        alias="kode_akhir",
        description="Kode hasil akhir bagi anggotanya; yang lain seperti [kode_akhir].",
    )


class Bonus(Section):
    """Nilai tambahan."""

    code: Code = Field(alias="kode", description="Kode pendek.")
    name: Text = Field(alias="nama", description="Nama yang dicetak.")
    legal_basis: Text | None = Field(None, alias="dasar", description="Dasar hukum.")
    target: Text = Field(alias="pada", description='Yang ditambah: "akhir" atau komponen, misalnya "tes.teknis".')
    points: Positive | None = Field(None, alias="nilai", description="Besarnya dalam angka.")
    percent: Positive | None = Field(
        None, alias="persen", description="Besarnya dalam persen dari nilai tertinggi sasaran."
    )
    times: Text | None = Field(
        None, alias="kali", description='Dikalikan atribut angka, misalnya "pelamar.masa_kerja".'
    )
    cap: Positive | None = Field(None, alias="maksimum", description="Nilai tertinggi bonus ini bagi satu orang.")
    when: Conditions = Field(alias="bila", description="Syarat mendapat bonus.")
    evidence: Text = Field(
        alias="bukti", description='Atribut yang harus terisi sebagai bukti, misalnya "pelamar.sertifikat".'
    )
    before_threshold: bool = Field(
        True,
        alias="sebelum_ambang",
        description="Ditambahkan sebelum ambang batas diperiksa; false: sesudahnya.",
    )


class Repeat(Source):
    """Ujian ulang di antara yang seri pada urutan akhir, dengan lembar nilainya sendiri."""

    files: Texts = Field(alias="berkas", description="Berkas nilai ujian ulang; boleh belum ada.")
    column: Text = Field("Nilai", alias="kolom", description="Judul kolom nilai.")
    maximum: Positive = Field(alias="maksimum", description="Nilai tertinggi yang mungkin.")
    decimals: Decimals = Field(2, alias="desimal", description="Desimal terbanyak yang boleh muncul.")
    legal_basis: Text = Field(alias="dasar", description="Dasar penyelenggaraan ujian ulang.")


class Ranking(Section):
    """Urutan akhir, seri, dan cadangan."""

    order: Texts = Field(
        alias="urut", description='Kunci urutan, misalnya ["akhir", "tes", "pelamar.tanggal_lahir: tertua"].'
    )
    legal_basis: Text | None = Field(None, alias="dasar", description="Dasar hukum urutan dan seri.")
    ties: Ties = Field("berhenti", alias="seri", description="Bila kunci habis dan masih sama di kursi terakhir.")
    seed: Text | None = Field(
        None, alias="benih", description="Benih undian, diumumkan setelah daftar yang seri dicetak."
    )
    top: Positive = Field(
        Decimal(100),
        alias="nilai_tertinggi",
        description="Nilai akhir tertinggi tanpa bonus, yaitu jumlah bobot semua tahap.",
    )
    reserves: Count = Field(0, alias="cadangan", description="Panjang daftar cadangan setiap formasi.")
    nominations: Some | None = Field(
        None,
        alias="nominasi",
        description="Sekian nama per formasi diajukan kepada pejabat yang mengangkat; tanpa ini setiap tempat kursi.",
    )
    bonus_cap: Positive | None = Field(
        None, alias="bonus_maksimum", description="Jumlah bonus tertinggi pada nilai akhir."
    )
    determined: Determined | None = Field(None, alias="penetapan", description="Hasil akhir yang ditetapkan di pusat.")
    repeat: Repeat | None = Field(None, alias="ujian_ulang", description="Ujian ulang di antara yang seri.")
