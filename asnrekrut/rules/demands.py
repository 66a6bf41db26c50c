"""What an applicant must meet, worked out from the register: age, qualification, figures, grades, validity."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from asnrekrut.rules.base import Count, Section, Text
from asnrekrut.rules.conditions import Conditions


class AgeException(Section):
    """Batas usia lain bagi yang memenuhi syaratnya; yang cocok pertama berlaku."""

    when: Conditions = Field(alias="bila", description='Bagi siapa, misalnya { "formasi.jabatan" = "Dokter" }.')
    at_least: Count | None = Field(None, alias="minimal", description="Usia terendah; tanpa ini batas umumnya.")
    at_most: Count | None = Field(None, alias="maksimal", description="Usia tertinggi; tanpa ini batas umumnya.")


class Age(Section):
    """Batas usia pada sebuah tanggal."""

    born: Text = Field(alias="lahir", description='Atribut tanggal lahir, misalnya "pelamar.tanggal_lahir".')
    day: date = Field(alias="acuan", description="Tanggal acuan, misalnya 2026-08-20.")
    at_least: Count | None = Field(None, alias="minimal", description="Usia terendah dalam tahun.")
    at_most: Count | None = Field(None, alias="maksimal", description="Usia tertinggi dalam tahun.")
    counted: Literal["tahun penuh", "tepat"] = Field(
        alias="cara",
        description='Usia tertinggi 35: "tahun penuh" sampai sehari sebelum ulang tahun ke-36; "tepat" sampai hari '
        "ulang tahun ke-35.",
    )
    leap_day: Literal["28 Februari", "1 Maret"] | None = Field(
        None,
        alias="kabisat",
        description="Ulang tahun yang lahir 29 Februari pada tahun biasa; tanpa ini yang bergantung padanya ditahan.",
    )
    exceptions: list[AgeException] = Field(default_factory=list, alias="kecuali", description="Batas lain.")


class Demand(Section):
    """Ketentuan yang dihitung dari daftar pelamar; satu yang tidak dipenuhi menggugurkan, dan semuanya disebut."""

    code: Text = Field(alias="kode", description='Kode alasan, misalnya "T-USIA".')
    reason: Text = Field(alias="alasan", description="Alasan yang dicetak; tanpa keterangan pribadi.")
    legal_basis: Text | None = Field(None, alias="dasar", description="Dasar hukum.")
    applies: Conditions | None = Field(None, alias="untuk", description="Hanya bagi yang memenuhi syarat ini.")
    when: Conditions | None = Field(
        None, alias="bila", description='Yang harus dipenuhi, misalnya { "pelamar.ipk" = { minimal = 3.0 } }.'
    )
    age: Age | None = Field(None, alias="usia", description="Batas usia.")
    education: Text | None = Field(
        None,
        alias="pendidikan",
        description="Atribut pendidikan, yang isinya harus persis salah satu kualifikasi formasinya.",
    )
    blank: Literal["berhenti", "gugur", "lolos"] = Field(
        "berhenti", alias="kosong", description="Bila keterangannya kosong: menjadi temuan, gugur, atau lolos."
    )
