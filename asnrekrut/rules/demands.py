"""What an applicant must meet, worked out from the register: age, qualification, figures, grades, validity."""

from datetime import date
from typing import TYPE_CHECKING, Literal

from asnrekrut.rules.base import Count, Faults, Name, Section, Text, entry
from asnrekrut.rules.conditions import Conditions
from asnrekrut.rules.figure_keys import DateAttribute, WordAttribute

if TYPE_CHECKING:
    from asnrekrut.rules.model import Rules


class AgeException(Section):
    """Batas usia lain bagi yang memenuhi syaratnya; yang cocok pertama berlaku."""

    when: Conditions = entry("bila", 'Bagi siapa, misalnya { "formasi.jabatan" = "Dokter" }.')
    at_least: Count | None = entry("minimal", "Usia terendah; tanpa ini batas umumnya.", None)
    at_most: Count | None = entry("maksimal", "Usia tertinggi; tanpa ini batas umumnya.", None)


class Age(Section):
    """Batas usia pada sebuah tanggal."""

    born: DateAttribute = entry("lahir", 'Atribut tanggal lahir, misalnya "pelamar.tanggal_lahir".')
    day: date = entry("acuan", "Tanggal acuan, misalnya 2026-08-20.")
    at_least: Count | None = entry("minimal", "Usia terendah dalam tahun.", None)
    at_most: Count | None = entry("maksimal", "Usia tertinggi dalam tahun.", None)
    counted: Literal["tahun penuh", "tepat"] = entry(
        "cara",
        'Usia tertinggi 35: "tahun penuh" sampai sehari sebelum ulang tahun ke-36; "tepat" sampai hari '
        "ulang tahun ke-35.",
    )
    leap_day: Literal["28 Februari", "1 Maret"] | None = entry(
        "kabisat",
        "Ulang tahun yang lahir 29 Februari pada tahun biasa; tanpa ini yang bergantung padanya ditahan.",
        None,
    )
    exceptions: list[AgeException] = entry("kecuali", "Batas lain.", list)

    def faults(self, _rules: "Rules") -> Faults:
        """No limit at all."""
        if self.at_least is None and self.at_most is None and not self.exceptions:
            yield (), "sebutkan minimal, maksimal, atau kecuali"


class Demand(Section):
    """Ketentuan yang dihitung dari daftar pelamar; satu yang tidak dipenuhi menggugurkan, dan semuanya disebut."""

    apart = ("kode",)
    code: Name = entry("kode", 'Kode alasan, misalnya "T-USIA".')
    ground: Text = entry("alasan", "Alasan yang dicetak; tanpa keterangan pribadi.")
    legal_basis: Text | None = entry("dasar", "Dasar hukum.", None)
    applies: Conditions | None = entry("untuk", "Hanya bagi yang memenuhi syarat ini.", None)
    when: Conditions | None = entry(
        "bila", 'Yang harus dipenuhi, misalnya { "pelamar.ipk" = { minimal = 3.0 } }.', None
    )
    age: Age | None = entry("usia", "Batas usia.", None)
    education: WordAttribute | None = entry(
        "pendidikan", "Atribut pendidikan, yang isinya harus persis salah satu kualifikasi formasinya.", None
    )
    blank: Literal["berhenti", "gugur", "lolos"] = entry(
        "kosong", "Bila keterangannya kosong: menjadi temuan, gugur, atau lolos.", "berhenti"
    )

    def faults(self, _rules: "Rules") -> Faults:
        """Several demands in one, or none."""
        if sum(part is not None for part in (self.when, self.age, self.education)) != 1:
            yield (), "sebutkan tepat satu: bila, usia, atau pendidikan"
