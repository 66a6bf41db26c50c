"""What decides beyond the marks: groups, bonuses, the final order, ties."""

from decimal import Decimal
from typing import Literal

from asnrekrut.rules.base import (
    Code,
    Count,
    Decimals,
    Files,
    Number,
    Positive,
    Section,
    Some,
    Source,
    Text,
    Texts,
    Ties,
    entry,
)
from asnrekrut.rules.codes import FinalCodes, StageCodes
from asnrekrut.rules.conditions import Conditions
from asnrekrut.rules.conduct import Determined
from asnrekrut.rules.keys import Attribute, FigureAttribute


class Group(Section):
    """Kelompok dengan ambang batas sendiri; peserta masuk kelompok pertama yang cocok."""

    apart = ("code",)
    code: Code = entry("kode", "Kode pendek.")
    name: Text = entry("nama", "Nama kelompok.")
    legal_basis: Text | None = entry("dasar", "Dasar hukum.", None)
    when: Conditions = entry("bila", 'Syarat masuk, misalnya { "formasi.jenis" = ["Disabilitas"] }.')
    thresholds: dict[str, Number | Literal["tanpa"]] = entry(
        "ambang", 'Ambang pengganti, misalnya { "skd.tiu" = 60, "skd.twk" = "tanpa", "skd.jumlah" = 286 }.'
    )
    stage_codes: StageCodes | None = entry(
        "kode_hasil", "Kode hasil tahap bagi anggotanya; yang lain seperti pada tahap.", None
    )
    final_codes: FinalCodes | None = entry(
        "kode_akhir", "Kode hasil akhir bagi anggotanya; yang lain seperti [kode_akhir].", None
    )


class Bonus(Section):
    """Nilai tambahan."""

    apart = ("code",)
    code: Code = entry("kode", "Kode pendek.")
    name: Text = entry("nama", "Nama yang dicetak.")
    legal_basis: Text | None = entry("dasar", "Dasar hukum.", None)
    target: Text = entry("pada", 'Yang ditambah: "akhir" atau komponen, misalnya "tes.teknis".')
    points: Positive | None = entry("nilai", "Besarnya dalam angka.", None)
    percent: Positive | None = entry("persen", "Besarnya dalam persen dari nilai tertinggi sasaran.", None)
    times: FigureAttribute | None = entry("kali", 'Dikalikan atribut angka, misalnya "pelamar.masa_kerja".', None)
    cap: Positive | None = entry("maksimum", "Nilai tertinggi bonus ini bagi satu orang.", None)
    when: Conditions = entry("bila", "Syarat mendapat bonus.")
    evidence: Attribute = entry("bukti", 'Atribut yang harus terisi sebagai bukti, misalnya "pelamar.sertifikat".')
    before_threshold: bool = entry(
        "sebelum_ambang", "Ditambahkan sebelum ambang batas diperiksa; false: sesudahnya.", True
    )


class Repeat(Source):
    """Ujian ulang di antara yang seri pada urutan akhir, dengan lembar nilainya sendiri."""

    files: Files = entry("berkas", "Berkas nilai ujian ulang; boleh belum ada.")
    column: Text = entry("kolom", "Judul kolom nilai.", "Nilai")
    maximum: Positive = entry("maksimum", "Nilai tertinggi yang mungkin.")
    decimals: Decimals = entry("desimal", "Desimal terbanyak yang boleh muncul.", 2)
    legal_basis: Text = entry("dasar", "Dasar penyelenggaraan ujian ulang.")


class Ranking(Section):
    """Urutan akhir, seri, dan cadangan."""

    order: Texts = entry("urut", 'Kunci urutan, misalnya ["akhir", "tes", "pelamar.tanggal_lahir: tertua"].')
    legal_basis: Text | None = entry("dasar", "Dasar hukum urutan dan seri.", None)
    ties: Ties = entry("seri", "Bila kunci habis dan masih sama di kursi terakhir.", "berhenti")
    seed: Text | None = entry("benih", "Benih undian, diumumkan setelah daftar yang seri dicetak.", None)
    top: Positive = entry(
        "nilai_tertinggi", "Nilai akhir tertinggi tanpa bonus, yaitu jumlah bobot semua tahap.", Decimal(100)
    )
    reserves: Count = entry("cadangan", "Panjang daftar cadangan setiap formasi.", 0)
    nominations: Some | None = entry(
        "nominasi",
        "Sekian nama per formasi diajukan kepada pejabat yang mengangkat; tanpa ini setiap tempat kursi.",
        None,
    )
    bonus_cap: Positive | None = entry("bonus_maksimum", "Jumlah bonus tertinggi pada nilai akhir.", None)
    determined: Determined | None = entry("penetapan", "Hasil akhir yang ditetapkan di pusat.", None)
    repeat: Repeat | None = entry("ujian_ulang", "Ujian ulang di antara yang seri.", None)
