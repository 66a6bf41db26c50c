"""Stages and their components."""

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Literal

from asnrekrut.notation import show
from asnrekrut.rules.base import (
    NOT_EMPTY,
    Code,
    Decimals,
    Faults,
    Filled,
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
from asnrekrut.rules.codes import StageCodes
from asnrekrut.rules.demands import Demand
from asnrekrut.rules.figure_keys import RESERVED, SUM, Figure, find_component, keys_exist
from asnrekrut.rules.rounding import StageRoundings, rounded, rounding
from asnrekrut.rules.sources import Called, Determined, KeyList, MakeUp, Second, Session, Source

if TYPE_CHECKING:
    from asnrekrut.rules.figure_keys import FigureKey
    from asnrekrut.rules.model import Rules

HUNDRED = Decimal(100)
TRIMMED = 3  # marks of which one must remain
_NO_SCORE = 'bila hanya meloloskan atau menggugurkan, pakai syarat = { lolos = "…", gugur = "…" }'


class Aspects(Section):
    """Aspek yang dinilai setiap pewawancara."""

    column: Text | None = entry(
        "kolom", "Kolom nama aspek, bila satu aspek satu baris; tanpa ini setiap aspek adalah satu kolom.", None
    )
    weights: Annotated[dict[Name, Positive], NOT_EMPTY] = entry("bobot", "Bobot setiap aspek; jumlahnya 100.")

    def faults(self, _rules: "Rules") -> Faults:
        """Weights that miss 100."""
        total = sum(self.weights.values(), Decimal(0))
        if total != HUNDRED:
            yield ("bobot",), f"jumlah bobot aspek {show(total)}, seharusnya 100"


class Panel(Section):
    """Beberapa penilai untuk satu komponen."""

    combine: Literal["rata-rata", "median", "rata-rata terpangkas"] = entry(
        "gabung",
        "Cara menggabungkan nilai para penilai; terpangkas: tanpa satu tertinggi dan satu terendah.",
        "rata-rata",
    )
    required: Some = entry("minimal", "Banyaknya nilai yang harus ada bagi setiap peserta.")
    columns: Texts | None = entry("kolom", "Satu kolom satu penilai: judul kolom-kolomnya.", None)
    recused: Some | None = entry(
        "berhalangan",
        "Banyaknya nilai yang cukup bagi peserta yang salah seorang penilainya berhalangan; tanpa ini "
        "minimal tetap berlaku, sehingga diperlukan penilai pengganti.",
        None,
    )
    rater: Text | None = entry(
        "penilai",
        'Satu baris satu penilai: judul kolom nama penilai, atau "@berkas" / "@lembar" '
        "bila setiap penilai mempunyai berkas atau lembar sendiri.",
        None,
    )
    aspects: Aspects | None = entry("aspek", "Aspek penilaian bila nilai terinci per aspek.", None)

    def faults(self, _rules: "Rules") -> Faults:
        """Raters that are named in two ways or in none, and more marks than there can be, or fewer than are needed."""
        if (self.columns is None) == (self.rater is None):
            ways = "kolom = [...] (satu kolom satu penilai) atau penilai (satu baris satu penilai)"
            yield (), f"sebutkan salah satu: {ways}"
        if self.columns is not None:
            if len(set(self.columns)) < len(self.columns):
                yield ("kolom",), "judul kolom penilai ada yang sama"
            if self.required > len(self.columns):
                why = f"minimal {self.required} nilai, padahal hanya {len(self.columns)} kolom penilai"
                yield ("minimal",), why
            yield from self.written("memerlukan penilai, bukan kolom per penilai", "aspek")
        fewest = self.recused or self.required
        if self.recused is not None and fewest >= self.required:
            yield ("berhalangan",), f"harus kurang dari minimal, {self.required}"
        if self.combine == "rata-rata terpangkas" and min(self.required, fewest) < TRIMMED:
            key = "minimal" if self.required < TRIMMED else "berhalangan"
            yield (key,), f"rata-rata terpangkas memerlukan minimal {TRIMMED} nilai"


class Requirement(Section):
    """Syarat tanpa nilai: isi yang meloloskan dan isi yang menggugurkan."""

    passes: Texts = entry("lolos", 'Isi yang berarti lolos, misalnya "MS".')
    fails: Texts = entry("gugur", 'Isi yang berarti gugur, misalnya "TMS".')
    doubtful: Texts | None = entry("ragu", "Isi yang berarti masih diragukan; formasinya menunggu.", None)
    code: Name | None = entry("kode", 'Kode alasan bila gugur, misalnya "T-KTP".', None)
    ground: Text | None = entry("alasan", "Alasan bila gugur; tanpa ini nama komponennya.", None)


class Component(Source):
    """Satu komponen tahap: angka, kategori, syarat, atau panel penilai."""

    apart = ("nama", "kode")
    code: Code = entry("kode", "Kode pendek, huruf kecil.")
    name: Name = entry("nama", "Nama yang dicetak.")
    column: Text | None = entry("kolom", "Judul kolom nilai; bawaan sama dengan nama.", None)
    maximum: Positive | None = entry("maksimum", "Nilai tertinggi yang mungkin. Wajib bagi angka dan panel.", None)
    minimum: Number = entry("minimum", "Nilai terendah yang mungkin.", Decimal(0))
    decimals: Decimals = entry("desimal", "Desimal terbanyak yang boleh muncul; lebih dari itu menjadi temuan.", 2)
    threshold: Number | None = entry("ambang", "Ambang batas komponen; di bawahnya gugur.", None)
    weight: Positive | None = entry(
        "bobot", "Bobot dalam tahap; bila dipakai, semua komponen bernilai harus berbobot dan jumlahnya 100.", None
    )
    categories: Annotated[dict[Name, Number | Literal["gugur"]], NOT_EMPTY] | None = entry(
        "kategori", 'Kategori dan nilainya, atau "gugur".', None
    )
    requirement: Requirement | None = entry("syarat", "Lolos atau gugur tanpa nilai.", None)
    panel: Panel | None = entry("panel", "Beberapa penilai.", None)

    def faults(self, _rules: "Rules") -> Faults:
        """A code that means something else, several kinds in one, bounds that leave nothing between them."""
        if self.code == SUM:
            yield ("kode",), '"jumlah" kata khusus; pilih kode komponen yang lain'
        said = {"kategori": self.categories, "syarat": self.requirement, "panel": self.panel}
        kinds = [key for key, value in said.items() if value]
        if len(kinds) > 1:
            yield (), f"satu komponen satu jenis; pilih salah satu: {', '.join(kinds)}"
        elif self.requirement is not None:
            why = "tidak berlaku bagi syarat, yang hanya meloloskan atau menggugurkan"
            yield from self.written(why, "bobot", "ambang", "maksimum")
        elif self.categories is None and self.maximum is None:
            yield (), "tulis maksimum, nilai tertinggi yang mungkin"
        else:
            yield from self._bounds()
        if self.panel is not None and self.panel.aspects is not None and self.panel.aspects.column is None:
            yield from self.written("tidak dipakai bila setiap aspek mempunyai kolom sendiri; hapus", "kolom")

    def _bounds(self) -> Faults:
        low, top = self.minimum, self.top
        bounds: list[tuple[tuple[str, ...], object]] = [(("ambang",), self.threshold)]
        bounds += [(("kategori", name), value) for name, value in (self.categories or {}).items()]
        if low >= top and self.categories is not None and self.maximum is None:
            yield ("kategori",), f"sedikitnya satu kategori bernilai di atas {show(low)}; {_NO_SCORE}"
        elif low >= top:
            yield ("minimum",), f"minimum {show(low)} harus di bawah maksimum {show(top)}"
        for path, value in bounds:
            if isinstance(value, Decimal) and not low <= value <= top:
                what = "nilai" if path[1:] else "ambang"
                yield path, f"{what} {show(value)} di luar {show(low)} sampai {show(top)}"

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

    per_quota: Some | None = entry("kali_kuota", "Sekian kali kuota formasi.", None)
    places: Some | None = entry("jumlah", "Sekian orang per formasi.", None)
    order: Texts = entry("urut", "Kunci urutan, yang menentukan lebih dahulu disebut lebih dahulu.")
    ties: Ties = entry("seri", "Bila kunci habis dan nilai masih sama di tempat terakhir.", "ikut semua")
    seed: Text | None = entry("benih", "Benih undian yang diumumkan.", None)

    def faults(self, _rules: "Rules") -> Faults:
        """Two sizes or none, and a seed where nothing is drawn."""
        if (self.per_quota is None) == (self.places is None):
            yield (), "sebutkan salah satu: kali_kuota atau jumlah"
        yield from seed_fits(self.ties, self.seed)


class Attendance(Source):
    """Daftar hadir tahap: bukti siapa yang hadir, dicocokkan dengan nilai."""

    column: Text = entry("kolom", "Judul kolom kehadiran.", "Kehadiran")
    present: Texts = entry(
        "hadir",
        "Isi yang berarti hadir.",
        ["Hadir", "H", "Ya", "Y", "V", "1", "√", "✓", "✔", "☑", "TTD", "Ada", "TRUE"],
    )
    absent: Texts = entry(
        "tidak_hadir",
        "Isi yang berarti tidak hadir, di samping kosong dan kata-kata [keadaan]; isi lain menjadi temuan.",
        [
            *("Tidak", "Tidak Hadir", "Tdk Hadir", "Belum Hadir", "TH", "T", "Sakit", "S", "Izin", "Ijin", "I", "Alpa"),
            *("Alfa", "Alpha", "A", "Absen", "Tanpa Keterangan", "TK", "N", "-", "0", "X", "FALSE"),
        ],
    )


class Stage(Source):
    """Satu tahap seleksi."""

    apart = ("kode", "nama")
    code: Code = entry("kode", "Kode pendek, huruf kecil.")
    name: Name = entry("nama", "Nama yang dicetak.")
    legal_basis: Text | None = entry("dasar", "Dasar hukum tahap ini.", None)
    components: Filled[Component] = entry("komponen", "Komponen tahap.")
    demands: list[Demand] = entry("ketentuan", "Ketentuan yang dihitung dari daftar pelamar.", list)
    scale: Positive = entry("skala", "Nilai tertinggi tahap.", Decimal(100))
    weight: Positive | None = entry(
        "bobot", "Bobot dalam nilai akhir; tanpa ini tahap tidak ikut dihitung. Jumlah bobot semua tahap 100.", None
    )
    threshold: Number | None = entry("ambang", "Ambang batas nilai tahap pada skalanya.", None)
    sum_threshold: Number | None = entry(
        "ambang_jumlah", "Ambang batas jumlah nilai komponen (tahap tanpa bobot komponen).", None
    )
    absent: Literal["gugur", "nol"] = entry("tidak_hadir", "Akibat tidak hadir: gugur, atau dihitung nol.", "gugur")
    blank: Literal["berhenti", "tidak hadir"] = entry(
        "kosong", "Arti nilai kosong atau baris yang tidak ada: temuan, atau tidak hadir.", "berhenti"
    )
    all_zero: Literal["nilai", "tidak hadir"] = entry(
        "semua_nol", "Arti nilai nol pada semua komponen bernilai: nilai, atau tidak hadir.", "nilai"
    )
    presence: Literal["perlu", "tidak perlu"] = entry(
        "kehadiran",
        "Apakah peserta hadir; tidak perlu pada penilaian berkas, misalnya rekam jejak atau makalah.",
        "perlu",
    )
    attendance: Attendance | None = entry("daftar_hadir", "Daftar hadir tahap.", None)
    called: Called | None = entry("dipanggil", "Daftar yang dipanggil ke tahap ini.", None)
    sessions: list[Session] = entry("sesi", "Sesi-sesi tahap.", list)
    make_up: MakeUp | None = entry("susulan", "Nilai susulan.", None)
    key_list: KeyList | None = entry(
        "daftar_kunci", "Lembar nilai dengan kode tanpa nama, dan daftar pemilik kode itu.", None
    )
    second: Second | None = entry("pembanding", "Lembar kedua dari orang lain, dibandingkan sel demi sel.", None)
    shortlist: Shortlist | None = entry("lanjut", "Siapa yang lanjut.", None)
    determined: Determined | None = entry("penetapan", "Hasil tahap yang ditetapkan di pusat.", None)
    roundings: StageRoundings = entry("pembulatan", "Pembulatan khusus tahap ini.", StageRoundings)
    codes: StageCodes = entry("kode_hasil", "Kode hasil tahap.", StageCodes)

    def faults(self, rules: "Rules") -> Faults:
        """Weights and thresholds that do not fit the components, and marks that stand nowhere or twice."""
        if self.code in RESERVED:
            yield ("kode",), f'"{self.code}" kata khusus; pilih kode tahap yang lain'
        if self.key_list is not None and self.attendance is not None and self.attendance.files is None:
            yield ("daftar_hadir",), "lembar nilai tanpa nama tidak memuat daftar hadir; sebutkan berkasnya sendiri"
        yield from self._sources()
        if self.weighs_components:
            yield from self._component_weights()
        yield from self._thresholds()
        for j, component in ((j, component) for j, component in enumerate(self.components) if component.panel):
            top, reached = Fraction(component.top), rounded(Fraction(component.top), rounding(rules, "mark", self))
            if reached > top:
                why = f"maksimum {show(top)} dibulatkan menjadi {show(reached)}; tambah desimal pembulatan nilai"
                yield ("komponen", j, "maksimum"), why
        if self.shortlist is not None:
            yield from keys_exist(rules, self.shortlist.order, rules.stages.index(self), "lanjut", "urut")

    def _sources(self) -> Faults:
        where = "tahap ini bersesi: nilainya dibaca dari berkas setiap sesi; hapus"
        if self.sessions and self.files is not None:
            yield ("berkas",), f"{where} berkas tahap"
        for j, component in enumerate(self.components):
            if self.sessions and component.files is not None:
                yield ("komponen", j, "berkas"), where
            if not (component.files or self.files or self.sessions or self.determined):
                why = f'belum ada berkas; tulis berkas = "data/{self.code}.xlsx" pada tahap atau komponen'
                yield ("komponen", j), why

    def _component_weights(self) -> Faults:
        lacking = [j for j, component in enumerate(self.components) if component.scored and component.weight is None]
        for j in lacking:
            why = f'komponen "{self.components[j].code}" belum berbobot, padahal komponen lain berbobot'
            yield ("komponen", j), why
        total = sum((c.weight or Decimal(0) for c in self.scored), Decimal(0))
        if not lacking and total != HUNDRED:
            yield ("komponen",), f'jumlah bobot komponen tahap "{self.code}" {show(total)}, seharusnya 100'

    def _thresholds(self) -> Faults:
        if not self.scored:
            why = "memerlukan komponen bernilai; tahap ini hanya berisi syarat"
            yield from self.written(why, "bobot", "ambang", "ambang_jumlah")
            return
        if self.threshold is not None and self.threshold > self.scale:
            yield ("ambang",), f"ambang {show(self.threshold)} melebihi skala {show(self.scale)}"
        if self.sum_threshold is not None and self.weighs_components:
            yield ("ambang_jumlah",), "komponen tahap ini berbobot; pakai ambang pada nilai tahap"
        elif self.sum_threshold is not None and self.sum_threshold > self.top:
            why = f"ambang {show(self.sum_threshold)} melebihi jumlah maksimum {show(self.top)}"
            yield ("ambang_jumlah",), why

    def reach(self, key: "FigureKey") -> tuple[Decimal, Decimal]:
        """The lowest and highest value that a threshold on one of its figures can sensibly have."""
        if key.figure is Figure.COMPONENT:
            component = find_component(self, key.code)
            return component.minimum, component.top
        low = sum((c.minimum for c in self.scored), Decimal(0))
        return (low, self.top) if key.figure is Figure.SUM else (min(low, Decimal(0)), self.scale)

    @property
    def top(self) -> Decimal:
        """The highest sum of its marks."""
        return sum((c.top for c in self.scored), Decimal(0))

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
