"""What the public may know of a selection: which figures, names and reasons, when things happen, whom to ask."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from asnrekrut.rules.base import Code, Section, Text, Texts

EventKind = Literal["pendaftaran", "pelaksanaan", "pengumuman", "sanggah", "jawaban sanggah", "lainnya"]


class PublishedStage(Section):
    """Yang diumumkan dari satu tahap, bila lain dari bawaan."""

    figures: list[Text] | None = Field(
        None,
        alias="nilai",
        description='Nilai yang ditampilkan, misalnya ["tes.umum", "tes"] atau ["akhir"]; [] berarti tanpa nilai. '
        "Tanpa ini: semua nilai tahap kecuali psikotes, kesehatan, kategori, dan nilai setiap penilai.",
    )
    ranked: bool | None = Field(
        None,
        alias="peringkat",
        description="Apakah peringkat ditampilkan; tanpa peringkat daftar diurutkan seperti urutan. "
        "Bawaan: ya, kecuali pada tahap yang nilainya tertutup, atau bila nilai sementara menentukan urutannya "
        "dan tidak boleh ditampilkan.",
    )
    order: Literal["nomor", "abjad"] = Field(
        "nomor", alias="urutan", description="Urutan daftar tanpa peringkat: menurut nomor, atau menurut nama."
    )
    listed: Literal["semua", "lulus"] = Field(
        "semua", alias="daftar", description="Siapa yang tercantum: semua, atau hanya yang lanjut atau lulus."
    )
    reason: Literal["umum", "lengkap"] = Field(
        "umum",
        alias="alasan",
        description="Alasan: arti kodenya saja, atau keterangan lengkap seperti pada peringkat, "
        "kecuali yang bersandar pada nilai yang tidak ditampilkan atau pada ambang batas kelompok.",
    )
    codes: Literal["umum", "kelompok"] = Field(
        "umum", alias="kode", description="Kode: yang umum saja, atau juga kode kelompok."
    )


class Contact(Section):
    """Ke mana bertanya dan mengadu."""

    name: Text = Field(alias="nama", description="Nama sekretariat atau layanan.")
    address: Text | None = Field(None, alias="alamat", description="Alamat.")
    phone: Text | None = Field(None, alias="telepon", description="Nomor telepon atau pesan singkat.")
    email: Text | None = Field(None, alias="surel", description="Alamat surel.")
    hours: Text | None = Field(None, alias="jam", description='Jam layanan, misalnya "Senin–Jumat, 08.00–15.00 WIB".')


class Publication(Section):
    """Apa yang boleh diketahui umum; tidak ada satu pun di sini yang mengubah hasil."""

    name: Literal["lengkap", "inisial", "tidak"] = Field(
        "lengkap",
        alias="nama",
        description="Nama peserta pada berkas publik: lengkap, inisial, atau tidak sama sekali.",
    )
    number: Text | None = Field(
        None,
        alias="nomor",
        description="Nomor lain yang diumumkan, sebagai keterangan pelamar, misalnya "
        '"pelamar.nomor_ujian". Wajib bila nomor peserta ialah NIK.',
    )
    requirements: Texts | None = Field(None, alias="syarat", description="Syarat umum pelamar, satu atau beberapa.")
    complaints: Texts | None = Field(
        None, alias="pengaduan", description="Cara mengadu atau menyanggah, satu atau beberapa."
    )
    last_year: Text | None = Field(
        None,
        alias="tahun_lalu",
        description='hasil.json hasil akhir tahun lalu di dalam folder seleksi, misalnya "data/hasil-2026.json": '
        "pelamar per kursi dan nilai yang lulus, untuk calon pelamar.",
    )
    contact: Contact | None = Field(None, alias="kontak", description="Ke mana bertanya dan mengadu.")
    stages: dict[Code, PublishedStage] = Field(
        default_factory=dict, alias="tahap", description="Menurut kode tahap, atau akhir."
    )


class Activity(Section):
    """Satu kegiatan dalam jadwal; jadwal boleh berubah kapan saja dan tidak mengubah hasil."""

    name: Text = Field(alias="kegiatan", description="Nama kegiatan.")
    begins: date = Field(alias="mulai", description="Tanggal mulai, misalnya 2027-03-01.")
    ends: date | None = Field(None, alias="selesai", description="Tanggal selesai; kosong: hari itu saja.")
    place: Text | None = Field(None, alias="tempat", description="Tempat atau alamat.")
    kind: EventKind = Field("lainnya", alias="jenis", description="Jenis kegiatan.")
    stage: Code | None = Field(None, alias="tahap", description="Kode tahap yang dimaksud, atau akhir.")
