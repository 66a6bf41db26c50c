"""Where the tables of a selection stand: the register of applicants and the formations."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from asnrekrut.rules.base import Code, Count, Decimals, HeaderRows, Number, Section, Some, Source, Text, Texts, Tidy

KEY = "Nomor Peserta"


class AttributeRule(Section):
    """Keterangan pelamar yang dipakai aturan (tanggal lahir, IPK, bukti …)."""

    column: Text = Field(alias="kolom", description="Judul kolom dalam berkas pelamar.")
    kind: Literal["teks", "angka", "tanggal", "pilihan"] = Field("teks", alias="jenis", description="Jenis isi kolom.")
    decimals: Decimals = Field(2, alias="desimal", description="Desimal terbanyak yang boleh muncul (jenis angka).")
    maximum: Number | None = Field(None, alias="maksimum", description="Nilai tertinggi yang mungkin (jenis angka).")
    choices: Texts | None = Field(
        None, alias="pilihan", description="Isi yang boleh, berurutan dari yang didahulukan (jenis pilihan)."
    )
    required: bool = Field(False, alias="wajib", description="Kosong menjadi temuan yang menghentikan hasil.")


class Applicants(Source):
    """Daftar pelamar: satu baris satu orang."""

    name: Text = Field("Nama", alias="nama", description="Judul kolom nama.")
    formation: Texts = Field(
        ["Formasi"],
        alias="formasi",
        description="Judul kolom kode formasi; beberapa kolom bersama-sama membentuk kodenya.",
    )
    second: Text | None = Field(
        None,
        alias="nomor_kedua",
        description='Atribut teks yang memuat nomor lain orang yang sama, misalnya "pelamar.nomor_ujian" yang terbit '
        "kemudian; lembar, peristiwa, dan sanggah boleh menyebut salah satunya.",
    )
    expected: Count | None = Field(
        None, alias="jumlah", description="Jumlah pelamar yang diharapkan; selisih menjadi temuan."
    )
    attributes: dict[Code, AttributeRule] = Field(
        default_factory=dict,
        alias="atribut",
        description="Keterangan lain yang dipakai aturan, masing-masing dengan kodenya.",
    )


FORMATION_WORDS = ("uraian_tugas", "tempat_tugas", "persyaratan")  # what only the public page prints of a formation


class FormationColumns(Section):
    """Judul kolom dalam berkas formasi."""

    code: Texts = Field(["Kode"], alias="kode", description="Kolom kode formasi, satu atau beberapa.")
    title: Text = Field("Jabatan", alias="jabatan", description="Kolom nama jabatan.")
    unit: Text = Field("Unit", alias="unit", description="Kolom unit kerja.")
    kind: Text = Field("Jenis", alias="jenis", description="Kolom jenis formasi (umum, khusus …).")
    quota: Text = Field("Kuota", alias="kuota", description="Kolom jumlah kursi.")
    duties: Text = Field("Uraian Tugas", alias="uraian_tugas", description="Kolom uraian tugas; boleh tidak ada.")
    place: Text = Field("Tempat Tugas", alias="tempat_tugas", description="Kolom tempat tugas; boleh tidak ada.")
    demands: Text = Field("Persyaratan", alias="persyaratan", description="Kolom persyaratan; boleh tidak ada.")
    education: Text = Field(
        "Kualifikasi Pendidikan",
        alias="pendidikan",
        description="Kolom kualifikasi pendidikan yang diterima: nama resmi, dipisahkan titik koma, atau satu baris "
        "satu kualifikasi.",
    )


class FormationEntry(Section):
    """Satu formasi, bila ditulis langsung dalam berkas aturan."""

    code: Tidy = Field(alias="kode", description="Kode formasi.")
    title: Text = Field(alias="jabatan", description="Nama jabatan.")
    unit: str = Field("", alias="unit", description="Unit kerja.")
    kind: str = Field("", alias="jenis", description="Jenis formasi (umum, khusus …).")
    quota: Count = Field(alias="kuota", description="Jumlah kursi; 0 bila tidak ada.")
    duties: str = Field("", alias="uraian_tugas", description="Uraian tugas, untuk halaman publik.")
    place: str = Field("", alias="tempat_tugas", description="Tempat tugas, untuk halaman publik.")
    demands: str = Field("", alias="persyaratan", description="Persyaratan khusus formasi, untuk halaman publik.")
    education: Texts | None = Field(
        None, alias="pendidikan", description="Kualifikasi pendidikan yang diterima, nama resminya."
    )


class Formations(Section):
    """Formasi dan kuotanya: dari berkas atau ditulis langsung dalam ``daftar``."""

    files: Texts | None = Field(None, alias="berkas", description="Berkas formasi.")
    sheet: Text | None = Field(None, alias="lembar", description="Nama lembar.")
    header: HeaderRows | None = Field(None, alias="baris_kepala", description="Baris kepala tabel.")
    columns: FormationColumns = Field(
        default_factory=FormationColumns, alias="kolom", description="Judul kolom bila berbeda dari bawaan."
    )
    inline: list[FormationEntry] = Field(
        default_factory=list, alias="daftar", description="Formasi yang ditulis langsung."
    )

    wave: Text | None = Field(
        None,
        alias="gelombang",
        description='Atribut (angka atau pilihan) yang memuat gelombang pendaftaran, misalnya "pelamar.gelombang"; '
        "kosong berarti yang pertama.",
    )
    fewest: Some | None = Field(
        None,
        alias="pelamar_minimal",
        description="Pelamar paling sedikit setiap formasi; kurang dari itu pendaftarannya diperpanjang.",
    )

    @property
    def only_one(self) -> bool:
        """Whether there is a single formation, so that nobody need say which one they apply for."""
        return self.files is None and len(self.inline) == 1
