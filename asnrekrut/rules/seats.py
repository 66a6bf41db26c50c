"""What becomes of seats after the ranking: empty ones filled from elsewhere, vacated ones taken by the next."""

from typing import TYPE_CHECKING, Annotated, Literal

from asnrekrut.rules.base import Code, Faults, Filled, Name, Section, Text, Texts, entry
from asnrekrut.rules.codes import Outcome
from asnrekrut.rules.conditions import Conditions
from asnrekrut.rules.figure_keys import FORMATION, FigureAttribute, WordAttribute, attribute_exists

if TYPE_CHECKING:
    from asnrekrut.rules.model import Rules

GENERAL, OWN, NONE = "umum", "sendiri", "tanpa"
WordAttributes = Annotated[Texts, attribute_exists("teks", "pilihan")]
Fact = Literal["jabatan", "unit", "jenis"]


class Filling(Section):
    """Perpindahan untuk mengisi kursi kosong, dijalankan berurutan."""

    code: Name = entry("kode", "Kode hasil bagi yang dipindahkan.")
    meaning: Name = entry("arti", "Arti kode.")
    legal_basis: Text | None = entry("dasar", "Dasar hukum.", None)
    into: Conditions | None = entry("untuk", "Formasi kosong yang diisi; hanya keterangan formasi.", None)
    source: Conditions | None = entry("dari", "Formasi asal, dan pelamarnya.", None)
    same: Filled[Fact] = entry("sama", "Yang harus sama antara formasi asal dan formasi kosong.")
    other: list[Fact] = entry("beda", "Yang harus berbeda antara formasi asal dan formasi kosong.", list)
    education: WordAttribute | None = entry(
        "pendidikan",
        'Atribut pendidikan pelamar, misalnya "pelamar.pendidikan"; isinya harus salah satu '
        "kualifikasi formasi kosong.",
        None,
    )
    threshold: Code = entry(
        "ambang", 'Ambang batas yang harus dipenuhi: "umum", "sendiri", "tanpa", atau kode sebuah kelompok.', GENERAL
    )
    from_below: bool = entry(
        "juga_gugur", "Juga mereka yang gugur hanya karena ambang batasnya sendiri, asal nilainya lengkap.", False
    )
    preferences: WordAttributes | None = entry(
        "pilihan",
        "Atribut yang memuat kode formasi pilihan pelamar, menurut urutannya; yang tidak dipilih tidak "
        "diberikan. Tanpa ini, bila beberapa kursi terbuka, formasi yang kodenya lebih dahulu.",
        None,
    )

    def faults(self, rules: "Rules") -> Faults:
        """A group that there is not, facts that are to be alike and to differ, conditions that no empty seat meets."""
        known = [GENERAL, OWN, NONE, *(group.code for group in rules.groups)]
        if self.threshold not in known:
            yield ("ambang",), f'tidak ada kelompok "{self.threshold}"; yang ada: {", ".join(known)}'
        if both := sorted({*self.same} & {*self.other}):
            yield ("beda",), f"{', '.join(both)} tidak dapat sekaligus sama dan berbeda"
        for reference in self.into or {}:
            if not reference.startswith(f"{FORMATION}."):
                yield ("untuk", reference), f"kursi kosong hanya mempunyai keterangan {FORMATION}"


class Replacement(Section):
    """Pengganti bagi yang mengundurkan diri atau didiskualifikasi sesudah tahapnya diputus."""

    legal_basis: Text = entry("dasar", "Dasar hukum penggantian.")
    code: Name | None = entry("kode", "Kode hasil bagi pengganti; tanpa ini kode lulus.", None)
    meaning: Name | None = entry("arti", "Arti kode itu.", None)
    between_stages: bool = entry(
        "antar_tahap", "Yang mundur di antara dua tahap digantikan peringkat berikutnya dalam undangan.", False
    )
    refill: bool = entry("isi_cadangan", "Daftar cadangan yang berkurang diisi lagi dari peringkat berikutnya.", False)

    def faults(self, _rules: "Rules") -> Faults:
        """A code without a meaning, or a meaning without a code."""
        if (self.code is None) != (self.meaning is None):
            yield (), "kode dan arti ditulis bersama"


class Choice(Section):
    """Satu orang dengan beberapa lamaran: ia memperoleh pilihan pertamanya yang dicapai peringkatnya."""

    person: Annotated[Text, attribute_exists("teks", "angka")] = entry(
        "orang", "Atribut yang sama pada semua lamaran satu orang, misalnya nomor pendaftarannya."
    )
    order: FigureAttribute = entry("urutan", "Atribut angka: 1 berarti pilihan pertama.")
    legal_basis: Text = entry("dasar", "Dasar hukum.")
    code: Name = entry("kode", "Kode hasil lamaran yang tidak dipakai lagi.")
    meaning: Name = entry("arti", "Arti kode itu.")

    def faults(self, rules: "Rules") -> Faults:
        """Choices where more may be placed than there are seats, or somebody else places."""
        if rules.ranking.ties == "ikut semua" or rules.ranking.determined is not None:
            yield (), 'tidak dapat bersama seri = "ikut semua" atau penetapan; hapus salah satu'


class Appointment(Section):
    """Pilihan pejabat yang mengangkat di antara nama yang diajukan."""

    legal_basis: Text = entry("dasar", "Dasar hukum pengangkatan.")
    code: Name = entry("kode", "Kode hasil bagi yang diangkat.")
    meaning: Name = entry("arti", "Arti kode itu.")

    def faults(self, rules: "Rules") -> Faults:
        """An appointment without nominations."""
        if rules.ranking.nominations is None:
            yield (), "pengangkatan hanya untuk nominasi; tulis nominasi pada [peringkat]"


def outcome_of(rule: Filling | Replacement | Choice | Appointment | None) -> Outcome | None:
    """The code that a rule gives, with its meaning; None where it gives none of its own."""
    return Outcome(code=rule.code, meaning=rule.meaning or "") if rule is not None and rule.code else None
