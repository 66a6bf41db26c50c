"""What becomes of seats after the ranking: empty ones filled from elsewhere, vacated ones taken by the next."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from asnrekrut.rules.base import Code, Section, Text, Texts
from asnrekrut.rules.conditions import Conditions

GENERAL, OWN, NONE = "umum", "sendiri", "tanpa"
Fact = Literal["jabatan", "unit", "jenis"]


class Filling(Section):
    """Perpindahan untuk mengisi kursi kosong, dijalankan berurutan."""

    code: Text = Field(alias="kode", description="Kode hasil bagi yang dipindahkan.")
    meaning: Text = Field(alias="arti", description="Arti kode.")
    legal_basis: Text | None = Field(None, alias="dasar", description="Dasar hukum.")
    into: Conditions | None = Field(
        None, alias="untuk", description="Formasi kosong yang diisi; hanya keterangan formasi."
    )
    source: Conditions | None = Field(None, alias="dari", description="Formasi asal, dan pelamarnya.")
    same: list[Fact] = Field(
        alias="sama", min_length=1, description="Yang harus sama antara formasi asal dan formasi kosong."
    )
    other: list[Fact] = Field(
        default_factory=list, alias="beda", description="Yang harus berbeda antara formasi asal dan formasi kosong."
    )
    education: Text | None = Field(
        None,
        alias="pendidikan",
        description='Atribut pendidikan pelamar, misalnya "pelamar.pendidikan"; isinya harus salah satu '
        "kualifikasi formasi kosong.",
    )
    threshold: Code = Field(
        GENERAL,
        alias="ambang",
        description='Ambang batas yang harus dipenuhi: "umum", "sendiri", "tanpa", atau kode sebuah kelompok.',
    )
    from_below: bool = Field(
        False,
        alias="juga_gugur",
        description="Juga mereka yang gugur hanya karena ambang batasnya sendiri, asal nilainya lengkap.",
    )
    preferences: Texts | None = Field(
        None,
        alias="pilihan",
        description="Atribut yang memuat kode formasi pilihan pelamar, menurut urutannya; yang tidak dipilih tidak "
        "diberikan. Tanpa ini, bila beberapa kursi terbuka, formasi yang kodenya lebih dahulu.",
    )


class Replacement(Section):
    """Pengganti bagi yang mengundurkan diri atau didiskualifikasi sesudah tahapnya diputus."""

    legal_basis: Text = Field(alias="dasar", description="Dasar hukum penggantian.")
    code: Text | None = Field(None, alias="kode", description="Kode hasil bagi pengganti; tanpa ini kode lulus.")
    meaning: Text | None = Field(None, alias="arti", description="Arti kode itu.")
    between_stages: bool = Field(
        False,
        alias="antar_tahap",
        description="Yang mundur di antara dua tahap digantikan peringkat berikutnya dalam undangan.",
    )
    refill: bool = Field(
        False, alias="isi_cadangan", description="Daftar cadangan yang berkurang diisi lagi dari peringkat berikutnya."
    )


class Choice(Section):
    """Satu orang dengan beberapa lamaran: ia memperoleh pilihan pertamanya yang dicapai peringkatnya."""

    person: Text = Field(
        alias="orang", description="Atribut yang sama pada semua lamaran satu orang, misalnya nomor pendaftarannya."
    )
    order: Text = Field(alias="urutan", description="Atribut angka: 1 berarti pilihan pertama.")
    legal_basis: Text = Field(alias="dasar", description="Dasar hukum.")
    code: Text = Field(alias="kode", description="Kode hasil lamaran yang tidak dipakai lagi.")
    meaning: Text = Field(alias="arti", description="Arti kode itu.")


class Appointment(Section):
    """Pilihan pejabat yang mengangkat di antara nama yang diajukan."""

    legal_basis: Text = Field(alias="dasar", description="Dasar hukum pengangkatan.")
    code: Text = Field(alias="kode", description="Kode hasil bagi yang diangkat.")
    meaning: Text = Field(alias="arti", description="Arti kode itu.")
