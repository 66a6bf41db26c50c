"""Stages, their components, and how each step is rounded."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from asnrekrut.rules.base import (
    Code,
    Decimals,
    Number,
    Positive,
    RuleName,
    Section,
    Some,
    Source,
    Text,
    Texts,
    Ties,
)
from asnrekrut.rules.codes import StageCodes
from asnrekrut.rules.conduct import Called, Determined, KeyList, MakeUp, Second, Session
from asnrekrut.rules.demands import Demand


class Step(Section):
    """Satu langkah pembulatan dengan caranya sendiri."""

    decimals: Decimals = Field(alias="desimal", description="Banyaknya desimal.")
    rule: RuleName = Field(alias="cara", description="Cara membulatkan.")


AnyStep = Decimals | Literal["tanpa"] | Step


class Roundings(Section):
    """Pembulatan pada setiap langkah: banyaknya desimal, ``"tanpa"``, atau desimal dengan cara sendiri."""

    rule: RuleName = Field(
        "setengah ke atas",
        alias="cara",
        description="Cara membulatkan, bila langkah tidak menyebut yang lain.",
    )
    mark: AnyStep = Field(alias="nilai", description="Nilai gabungan panel.")
    scale: AnyStep = Field(alias="skala", description="Nilai tahap pada skalanya.")
    weight: AnyStep = Field(alias="bobot", description="Nilai tahap yang sudah dibobot.")
    final: AnyStep = Field(alias="akhir", description="Nilai akhir.")


class StageRoundings(Section):
    """Pembulatan yang berlaku hanya pada tahap ini; langkah yang tidak disebut mengikuti ``[pembulatan]``."""

    mark: AnyStep | None = Field(None, alias="nilai", description="Nilai gabungan panel.")
    scale: AnyStep | None = Field(None, alias="skala", description="Nilai tahap pada skalanya.")
    weight: AnyStep | None = Field(None, alias="bobot", description="Nilai tahap yang sudah dibobot.")


class Aspects(Section):
    """Aspek yang dinilai setiap pewawancara."""

    column: Text | None = Field(
        None,
        alias="kolom",
        description="Kolom nama aspek, bila satu aspek satu baris; tanpa ini setiap aspek adalah satu kolom.",
    )
    weights: dict[Text, Positive] = Field(alias="bobot", min_length=1, description="Bobot setiap aspek; jumlahnya 100.")


class Panel(Section):
    """Beberapa penilai untuk satu komponen."""

    combine: Literal["rata-rata", "median", "rata-rata terpangkas"] = Field(
        "rata-rata",
        alias="gabung",
        description="Cara menggabungkan nilai para penilai; terpangkas: tanpa satu tertinggi dan satu terendah.",
    )
    required: Some = Field(alias="minimal", description="Banyaknya nilai yang harus ada bagi setiap peserta.")
    columns: Texts | None = Field(None, alias="kolom", description="Satu kolom satu penilai: judul kolom-kolomnya.")
    recused: Some | None = Field(
        None,
        alias="berhalangan",
        description="Banyaknya nilai yang cukup bagi peserta yang salah seorang penilainya berhalangan; tanpa ini "
        "minimal tetap berlaku, sehingga diperlukan penilai pengganti.",
    )
    rater: Text | None = Field(
        None,
        alias="penilai",
        description='Satu baris satu penilai: judul kolom nama penilai, atau "@berkas" / "@lembar" '
        "bila setiap penilai mempunyai berkas atau lembar sendiri.",
    )
    aspects: Aspects | None = Field(None, alias="aspek", description="Aspek penilaian bila nilai terinci per aspek.")


class Requirement(Section):
    """Syarat tanpa nilai: isi yang meloloskan dan isi yang menggugurkan."""

    passes: Texts = Field(alias="lolos", description='Isi yang berarti lolos, misalnya "MS".')
    fails: Texts = Field(alias="gugur", description='Isi yang berarti gugur, misalnya "TMS".')
    doubtful: Texts | None = Field(
        None, alias="ragu", description="Isi yang berarti masih diragukan; formasinya menunggu."
    )
    code: Text | None = Field(None, alias="kode", description='Kode alasan bila gugur, misalnya "T-KTP".')
    reason: Text | None = Field(None, alias="alasan", description="Alasan bila gugur; tanpa ini nama komponennya.")


class Component(Source):
    """Satu komponen tahap: angka, kategori, syarat, atau panel penilai."""

    code: Code = Field(alias="kode", description="Kode pendek, huruf kecil.")
    name: Text = Field(alias="nama", description="Nama yang dicetak.")
    column: Text | None = Field(None, alias="kolom", description="Judul kolom nilai; bawaan sama dengan nama.")
    maximum: Positive | None = Field(
        None, alias="maksimum", description="Nilai tertinggi yang mungkin. Wajib bagi angka dan panel."
    )
    minimum: Number = Field(Decimal(0), alias="minimum", description="Nilai terendah yang mungkin.")
    decimals: Decimals = Field(
        2, alias="desimal", description="Desimal terbanyak yang boleh muncul; lebih dari itu menjadi temuan."
    )
    threshold: Number | None = Field(None, alias="ambang", description="Ambang batas komponen; di bawahnya gugur.")
    weight: Positive | None = Field(
        None,
        alias="bobot",
        description="Bobot dalam tahap; bila dipakai, semua komponen bernilai harus berbobot dan jumlahnya 100.",
    )
    categories: dict[Text, Number | Literal["gugur"]] | None = Field(
        None, alias="kategori", min_length=1, description='Kategori dan nilainya, atau "gugur".'
    )
    requirement: Requirement | None = Field(None, alias="syarat", description="Lolos atau gugur tanpa nilai.")
    panel: Panel | None = Field(None, alias="panel", description="Beberapa penilai.")

    @property
    def scored(self) -> bool:
        """Whether the component yields a number."""
        return self.requirement is None

    @property
    def heading(self) -> str:
        """The heading of its marks."""
        return self.column or self.name

    @property
    def words(self) -> list[str]:
        """The words that a category or requirement column may hold."""
        required = self.requirement
        if required is None:
            return list(self.categories or {})
        return [*required.passes, *required.fails, *(required.doubtful or [])]

    @property
    def top(self) -> Decimal:
        """The highest mark possible (for categories: their best points, unless a maximum is given)."""
        if self.maximum is not None:
            return self.maximum
        return max((v for v in (self.categories or {}).values() if isinstance(v, Decimal)), default=Decimal(0))


class Shortlist(Section):
    """Siapa yang lanjut dari antara yang lolos; tanpa ini semua yang lolos lanjut."""

    per_quota: Some | None = Field(None, alias="kali_kuota", description="Sekian kali kuota formasi.")
    places: Some | None = Field(None, alias="jumlah", description="Sekian orang per formasi.")
    order: Texts = Field(alias="urut", description="Kunci urutan, yang menentukan lebih dahulu disebut lebih dahulu.")
    ties: Ties = Field(
        "ikut semua", alias="seri", description="Bila kunci habis dan nilai masih sama di tempat terakhir."
    )
    seed: Text | None = Field(None, alias="benih", description="Benih undian yang diumumkan.")


class Attendance(Source):
    """Daftar hadir tahap: bukti siapa yang hadir, dicocokkan dengan nilai."""

    column: Text = Field("Kehadiran", alias="kolom", description="Judul kolom kehadiran.")
    present: Texts = Field(
        ["Hadir", "H", "Ya", "Y", "V", "1", "√", "✓", "✔", "☑", "TTD", "Ada", "TRUE"],
        alias="hadir",
        description="Isi yang berarti hadir.",
    )
    absent: Texts = Field(
        [
            *("Tidak", "Tidak Hadir", "Tdk Hadir", "Belum Hadir", "TH", "T", "Sakit", "S", "Izin", "Ijin", "I", "Alpa"),
            *("Alfa", "Alpha", "A", "Absen", "Tanpa Keterangan", "TK", "N", "-", "0", "X", "FALSE"),
        ],
        alias="tidak_hadir",
        description="Isi yang berarti tidak hadir, di samping kosong dan kata-kata [keadaan]; isi lain menjadi temuan.",
    )


class Stage(Source):
    """Satu tahap seleksi."""

    code: Code = Field(alias="kode", description="Kode pendek, huruf kecil.")
    name: Text = Field(alias="nama", description="Nama yang dicetak.")
    legal_basis: Text | None = Field(None, alias="dasar", description="Dasar hukum tahap ini.")
    components: list[Component] = Field(alias="komponen", min_length=1, description="Komponen tahap.")
    demands: list[Demand] = Field(
        default_factory=list, alias="ketentuan", description="Ketentuan yang dihitung dari daftar pelamar."
    )
    scale: Positive = Field(Decimal(100), alias="skala", description="Nilai tertinggi tahap.")
    weight: Positive | None = Field(
        None,
        alias="bobot",
        description="Bobot dalam nilai akhir; tanpa ini tahap tidak ikut dihitung. Jumlah bobot semua tahap 100.",
    )
    threshold: Number | None = Field(None, alias="ambang", description="Ambang batas nilai tahap pada skalanya.")
    sum_threshold: Number | None = Field(
        None,
        alias="ambang_jumlah",
        description="Ambang batas jumlah nilai komponen (tahap tanpa bobot komponen).",
    )
    absent: Literal["gugur", "nol"] = Field(
        "gugur", alias="tidak_hadir", description="Akibat tidak hadir: gugur, atau dihitung nol."
    )
    blank: Literal["berhenti", "tidak hadir"] = Field(
        "berhenti",
        alias="kosong",
        description="Arti nilai kosong atau baris yang tidak ada: temuan, atau tidak hadir.",
    )
    all_zero: Literal["nilai", "tidak hadir"] = Field(
        "nilai", alias="semua_nol", description="Arti nilai nol pada semua komponen bernilai: nilai, atau tidak hadir."
    )
    presence: Literal["perlu", "tidak perlu"] = Field(
        "perlu",
        alias="kehadiran",
        description="Apakah peserta hadir; tidak perlu pada penilaian berkas, misalnya rekam jejak atau makalah.",
    )
    attendance: Attendance | None = Field(None, alias="daftar_hadir", description="Daftar hadir tahap.")
    called: Called | None = Field(None, alias="dipanggil", description="Daftar yang dipanggil ke tahap ini.")
    sessions: list[Session] = Field(default_factory=list, alias="sesi", description="Sesi-sesi tahap.")
    make_up: MakeUp | None = Field(None, alias="susulan", description="Nilai susulan.")
    key_list: KeyList | None = Field(
        None, alias="daftar_kunci", description="Lembar nilai dengan kode tanpa nama, dan daftar pemilik kode itu."
    )
    second: Second | None = Field(
        None, alias="pembanding", description="Lembar kedua dari orang lain, dibandingkan sel demi sel."
    )
    shortlist: Shortlist | None = Field(None, alias="lanjut", description="Siapa yang lanjut.")
    determined: Determined | None = Field(None, alias="penetapan", description="Hasil tahap yang ditetapkan di pusat.")
    roundings: StageRoundings = Field(
        default_factory=StageRoundings, alias="pembulatan", description="Pembulatan khusus tahap ini."
    )
    codes: StageCodes = Field(default_factory=StageCodes, alias="kode_hasil", description="Kode hasil tahap.")

    @property
    def scored(self) -> list[Component]:
        """The components that yield a number."""
        return [c for c in self.components if c.scored]

    @property
    def cuts(self) -> bool:
        """Whether who goes on is known only when the stage is decided, even of those who passed."""
        return self.shortlist is not None or self.determined is not None

    @property
    def weighs_components(self) -> bool:
        """A weighted composite (else the plain sum over the sum of the maxima)."""
        return any(c.weight is not None for c in self.components)
