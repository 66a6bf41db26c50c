"""The tables of a selection, and where they stand: applicants, formations, and what a stage is held with."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from asnrekrut.rules.base import (
    Code,
    Count,
    Decimals,
    Faults,
    Files,
    HeaderRows,
    Line,
    Name,
    Number,
    Section,
    Some,
    Text,
    Texts,
    Tidy,
    entry,
)
from asnrekrut.rules.figure_keys import TextAttribute, attribute_exists

if TYPE_CHECKING:
    from asnrekrut.rules.model import Rules

KEY = "Nomor Peserta"


class Source(Section):
    """Letak satu tabel: berkas, lembar, dan kolom penghubungnya."""

    files: Files | None = entry(
        "berkas", 'Berkas di dalam folder seleksi; boleh pola ("data/wawancara-*.xlsx") atau daftar.', None
    )
    sheet: Text | None = entry(
        "lembar", 'Nama lembar; boleh pola ("Panel *"). Wajib bila berkas berisi beberapa lembar.', None
    )
    header: HeaderRows | None = entry(
        "baris_kepala", "Baris kepala tabel, misalnya 6, atau [6, 7] bila dua baris; tanpa ini dicari sendiri.", None
    )
    key: Text | None = entry("kunci", 'Kolom nomor peserta yang menghubungkan tabel; bawaan "Nomor Peserta".', None)


class AttributeRule(Section):
    """Keterangan pelamar yang dipakai aturan (tanggal lahir, IPK, bukti …)."""

    column: Text = entry("kolom", "Judul kolom dalam berkas pelamar.")
    kind: Literal["teks", "angka", "tanggal", "pilihan"] = entry("jenis", "Jenis isi kolom.", "teks")
    decimals: Decimals = entry("desimal", "Desimal terbanyak yang boleh muncul (jenis angka).", 2)
    maximum: Number | None = entry("maksimum", "Nilai tertinggi yang mungkin (jenis angka).", None)
    choices: Texts | None = entry("pilihan", "Isi yang boleh, berurutan dari yang didahulukan (jenis pilihan).", None)
    required: bool = entry("wajib", "Kosong menjadi temuan yang menghentikan hasil.", False)

    def faults(self, _rules: "Rules") -> Faults:
        """Choices and a maximum of what has none."""
        if (self.kind == "pilihan") != (self.choices is not None):
            yield (), 'jenis = "pilihan" dan pilihan = [...] harus ditulis bersama'
        if self.kind != "angka":
            yield from self.written('hanya untuk jenis = "angka"', "maksimum")


class Applicants(Source):
    """Daftar pelamar: satu baris satu orang."""

    name: Text = entry("nama", "Judul kolom nama.", "Nama")
    formation: Texts = entry(
        "formasi", "Judul kolom kode formasi; beberapa kolom bersama-sama membentuk kodenya.", ["Formasi"]
    )
    second: TextAttribute | None = entry(
        "nomor_kedua",
        'Atribut teks yang memuat nomor lain orang yang sama, misalnya "pelamar.nomor_ujian" yang terbit '
        "kemudian; lembar, peristiwa, dan sanggah boleh menyebut salah satunya.",
        None,
    )
    expected: Count | None = entry("jumlah", "Jumlah pelamar yang diharapkan; selisih menjadi temuan.", None)
    attributes: dict[Code, AttributeRule] = entry(
        "atribut", "Keterangan lain yang dipakai aturan, masing-masing dengan kodenya.", dict
    )

    def faults(self, _rules: "Rules") -> Faults:
        """No file."""
        if self.files is None:
            yield (), 'sebutkan berkas = "data/pelamar.xlsx"'


FORMATION_WORDS = ("uraian_tugas", "tempat_tugas", "persyaratan")  # what only the public page prints of a formation


class FormationColumns(Section):
    """Judul kolom dalam berkas formasi."""

    code: Texts = entry("kode", "Kolom kode formasi, satu atau beberapa.", ["Kode"])
    title: Name = entry("jabatan", "Kolom nama jabatan.", "Jabatan")
    unit: Text = entry("unit", "Kolom unit kerja.", "Unit")
    kind: Text = entry("jenis", "Kolom jenis formasi (umum, khusus …).", "Jenis")
    quota: Text = entry("kuota", "Kolom jumlah kursi.", "Kuota")
    duties: Text = entry("uraian_tugas", "Kolom uraian tugas; boleh tidak ada.", "Uraian Tugas")
    place: Text = entry("tempat_tugas", "Kolom tempat tugas; boleh tidak ada.", "Tempat Tugas")
    requirements: Text = entry("persyaratan", "Kolom persyaratan; boleh tidak ada.", "Persyaratan")
    education: Text = entry(
        "pendidikan",
        "Kolom kualifikasi pendidikan yang diterima: nama resmi, dipisahkan titik koma, atau satu baris "
        "satu kualifikasi.",
        "Kualifikasi Pendidikan",
    )


class FormationEntry(Section):
    """Satu formasi, bila ditulis langsung dalam berkas aturan."""

    apart = ("kode",)
    code: Tidy = entry("kode", "Kode formasi.")
    title: Name = entry("jabatan", "Nama jabatan.")
    unit: Line = entry("unit", "Unit kerja.", "")
    kind: Line = entry("jenis", "Jenis formasi (umum, khusus …).", "")
    quota: Count = entry("kuota", "Jumlah kursi; 0 bila tidak ada.")
    duties: str = entry("uraian_tugas", "Uraian tugas, untuk halaman publik.", "")
    place: str = entry("tempat_tugas", "Tempat tugas, untuk halaman publik.", "")
    requirements: str = entry("persyaratan", "Persyaratan khusus formasi, untuk halaman publik.", "")
    education: Texts | None = entry("pendidikan", "Kualifikasi pendidikan yang diterima, nama resminya.", None)


class Formations(Section):
    """Formasi dan kuotanya: dari berkas atau ditulis langsung dalam ``daftar``."""

    files: Files | None = entry("berkas", "Berkas formasi.", None)
    sheet: Text | None = entry("lembar", "Nama lembar.", None)
    header: HeaderRows | None = entry("baris_kepala", "Baris kepala tabel.", None)
    columns: FormationColumns = entry("kolom", "Judul kolom bila berbeda dari bawaan.", FormationColumns)
    inline: list[FormationEntry] = entry("daftar", "Formasi yang ditulis langsung.", list)

    wave: Annotated[Text, attribute_exists("angka", "pilihan")] | None = entry(
        "gelombang",
        'Atribut (angka atau pilihan) yang memuat gelombang pendaftaran, misalnya "pelamar.gelombang"; '
        "kosong berarti yang pertama.",
        None,
    )
    fewest: Some | None = entry(
        "pelamar_minimal", "Pelamar paling sedikit setiap formasi; kurang dari itu pendaftarannya diperpanjang.", None
    )

    def faults(self, _rules: "Rules") -> Faults:
        """A file and a list, or neither."""
        if (self.files is None) == (not self.inline):
            yield (), "sebutkan salah satu: berkas, atau [[formasi.daftar]] langsung di sini"

    @property
    def only_one(self) -> bool:
        """Whether there is a single formation, so that nobody need say which one they apply for."""
        return self.files is None and len(self.inline) == 1


class Called(Source):
    """Daftar yang dipanggil ke tahap; yang masih mengikuti seleksi tetapi tidak tercantum berarti tidak dipanggil."""

    files: Files = entry("berkas", "Berkas daftar yang dipanggil; boleh pola atau daftar.")
    legal_basis: Text | None = entry("dasar", "Dasar pemanggilan.", None)


class Session(Section):
    """Satu sesi tahap dengan berkas nilainya sendiri; nilai tahap ialah nilai semua sesi bersama-sama."""

    apart = ("nama",)
    name: Text = entry("nama", "Nama yang dicetak.")
    day: date | None = entry("tanggal", "Tanggal sesi, misalnya 2026-11-20.", None)
    files: Files = entry("berkas", "Berkas nilai sesi ini; boleh pola atau daftar.")
    sheet: Text | None = entry("lembar", "Nama lembar; boleh pola.", None)


class MakeUp(Source):
    """Nilai susulan: menggantikan ketidakhadiran, atau bagi yang baru diundang; judul kolomnya seperti lembar nilai."""

    files: Files = entry("berkas", "Berkas nilai susulan; boleh pola atau daftar.")
    legal_basis: Text = entry("dasar", "Dasar penyelenggaraan susulan.")


class Second(Source):
    """Lembar kedua dengan isi yang sama, diisi orang lain: dibandingkan sel demi sel, dan tidak menentukan apa pun."""

    files: Files = entry("berkas", "Berkas lembar kedua; boleh pola atau daftar.")


class KeyList(Source):
    """Daftar kunci: lembar nilai tahap memuat kode tanpa nama, dan daftar ini menyebut nomor peserta setiap kode."""

    files: Files = entry("berkas", "Berkas daftar kunci; boleh belum ada sebelum dibuka.")
    code: Text = entry("kode", "Judul kolom kode, di daftar kunci dan di lembar nilai.", "Kode")
    legal_basis: Text | None = entry("dasar", "Berita acara pembukaannya, atau aturannya.", None)


class DeterminedColumns(Section):
    """Judul kolom dalam daftar penetapan."""

    rank: Text = entry("peringkat", "Peringkat dalam formasi; kosong bila tidak ada.", "Peringkat")
    code: Text = entry("kode", "Kode hasil, seperti pada kode_hasil atau kode_akhir.", "Kode")
    total: Text = entry("total", "Jumlah nilai tahap, atau nilai akhir.", "Total")
    formation: Text | None = entry(
        "formasi", "Pada hasil akhir: kode formasi tempat kursinya, bagi yang dipindahkan.", None
    )


class Determined(Source):
    """Daftar penetapan instansi pusat: itu yang berlaku dan dicetak; perbedaan dengan hitungan sendiri jadi temuan."""

    files: Files = entry("berkas", "Berkas daftar penetapan; boleh pola atau daftar.")
    columns: DeterminedColumns = entry("kolom", "Judul kolom yang dibaca.", DeterminedColumns)
    legal_basis: Text = entry("dasar", "Surat atau pengumuman yang menetapkan.")
