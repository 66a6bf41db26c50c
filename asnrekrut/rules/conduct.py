"""How a stage is held: who is called, in which sessions, with which make-ups; and what is determined elsewhere."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from asnrekrut.rules.base import Section, Source, Text, Texts


class Called(Source):
    """Daftar yang dipanggil ke tahap; yang masih mengikuti seleksi tetapi tidak tercantum berarti tidak dipanggil."""

    files: Texts = Field(alias="berkas", description="Berkas daftar yang dipanggil; boleh pola atau daftar.")
    legal_basis: Text | None = Field(None, alias="dasar", description="Dasar pemanggilan.")


class Session(Section):
    """Satu sesi tahap dengan berkas nilainya sendiri; nilai tahap ialah nilai semua sesi bersama-sama."""

    name: Text = Field(alias="nama", description="Nama yang dicetak.")
    day: date | None = Field(None, alias="tanggal", description="Tanggal sesi, misalnya 2026-11-20.")
    files: Texts = Field(alias="berkas", description="Berkas nilai sesi ini; boleh pola atau daftar.")
    sheet: Text | None = Field(None, alias="lembar", description="Nama lembar; boleh pola.")


class MakeUp(Source):
    """Nilai susulan: menggantikan ketidakhadiran, atau bagi yang baru diundang; judul kolomnya seperti lembar nilai."""

    files: Texts = Field(alias="berkas", description="Berkas nilai susulan; boleh pola atau daftar.")
    legal_basis: Text = Field(alias="dasar", description="Dasar penyelenggaraan susulan.")


class Second(Source):
    """Lembar kedua dengan isi yang sama, diisi orang lain: dibandingkan sel demi sel, dan tidak menentukan apa pun."""

    files: Texts = Field(alias="berkas", description="Berkas lembar kedua; boleh pola atau daftar.")


class KeyList(Source):
    """Daftar kunci: lembar nilai tahap memuat kode tanpa nama, dan daftar ini menyebut nomor peserta setiap kode."""

    files: Texts = Field(alias="berkas", description="Berkas daftar kunci; boleh belum ada sebelum dibuka.")
    code: Text = Field("Kode", alias="kode", description="Judul kolom kode, di daftar kunci dan di lembar nilai.")
    legal_basis: Text | None = Field(None, alias="dasar", description="Berita acara pembukaannya, atau aturannya.")


class DeterminedColumns(Section):
    """Judul kolom dalam daftar penetapan."""

    rank: Text = Field("Peringkat", alias="peringkat", description="Peringkat dalam formasi; kosong bila tidak ada.")
    code: Text = Field("Kode", alias="kode", description="Kode hasil, seperti pada kode_hasil atau kode_akhir.")
    total: Text = Field("Total", alias="total", description="Jumlah nilai tahap, atau nilai akhir.")
    formation: Text | None = Field(
        None, alias="formasi", description="Pada hasil akhir: kode formasi tempat kursinya, bagi yang dipindahkan."
    )


class Determined(Source):
    """Daftar penetapan instansi pusat: itu yang berlaku dan dicetak; perbedaan dengan hitungan sendiri jadi temuan."""

    files: Texts = Field(alias="berkas", description="Berkas daftar penetapan; boleh pola atau daftar.")
    columns: DeterminedColumns = Field(
        default_factory=DeterminedColumns, alias="kolom", description="Judul kolom yang dibaca."
    )
    legal_basis: Text = Field(alias="dasar", description="Surat atau pengumuman yang menetapkan.")
