"""What decides beyond the marks: groups, bonuses, the final order, ties."""

from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from asnrekrut.notation import show
from asnrekrut.rules.base import (
    Code,
    Count,
    Decimals,
    Faults,
    Files,
    Name,
    Number,
    Positive,
    Section,
    Some,
    Text,
    Texts,
    Ties,
    entry,
    seed_fits,
)
from asnrekrut.rules.codes import FinalCodes, StageCodes
from asnrekrut.rules.conditions import Conditions
from asnrekrut.rules.figure_keys import FINAL, MARKS, Attribute, Figure, FigureAttribute, keys_exist, plain_key
from asnrekrut.rules.sources import Determined, Source

if TYPE_CHECKING:
    from asnrekrut.rules.model import Rules


class Group(Section):
    """Kelompok dengan ambang batas sendiri; peserta masuk kelompok pertama yang cocok."""

    apart = ("kode",)
    code: Code = entry("kode", "Kode pendek.")
    name: Name = entry("nama", "Nama kelompok.")
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

    def faults(self, rules: "Rules") -> Faults:
        """Thresholds of what is no mark, or beyond what can be reached."""
        for text, bound in self.thresholds.items():
            wrong = "ambang hanya untuk tahap, jumlah, atau komponen"
            key = yield from plain_key(rules, text, MARKS, wrong, "ambang", text)
            if key is not None and isinstance(bound, Decimal):
                low, top = rules.stages[key.stage].reach(key)
                if not low <= bound <= top:
                    yield ("ambang", text), f"ambang {show(bound)} di luar {show(low)} sampai {show(top)}"


class Bonus(Section):
    """Nilai tambahan."""

    apart = ("kode",)
    code: Code = entry("kode", "Kode pendek.")
    name: Name = entry("nama", "Nama yang dicetak.")
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

    def faults(self, rules: "Rules") -> Faults:
        """Two sizes or none, and a target that nothing can be added to."""
        if (self.points is None) == (self.percent is None):
            yield (), "sebutkan salah satu: nilai atau persen"
        wrong = f'bonus ditambahkan pada "{FINAL}" atau pada komponen ("tahap.komponen")'
        key = yield from plain_key(rules, self.target, {Figure.FINAL, Figure.COMPONENT}, wrong, "pada")
        if key is not None and key.figure is Figure.FINAL and not any(stage.weight for stage in rules.stages):
            yield ("pada",), "nilai akhir memerlukan bobot, padahal tidak ada tahap yang berbobot"


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

    def faults(self, rules: "Rules") -> Faults:
        """Keys that point at nothing, a seed where nothing is drawn, a limit of bonuses that there are not."""
        yield from keys_exist(rules, self.order, len(rules.stages), "urut")
        yield from seed_fits(self.ties, self.seed)
        if self.bonus_cap is not None and not any(bonus.target == FINAL for bonus in rules.bonuses):
            yield ("bonus_maksimum",), f'tidak ada bonus pada "{FINAL}"; hapus'
