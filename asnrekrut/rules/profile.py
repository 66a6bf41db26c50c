"""The office's profile ``[naskah]``: paper, letterhead, fonts, numbers and people of the documents."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from asnrekrut.rules.base import Section, Some, Text, Texts

Millimetres = Annotated[int, Field(ge=5, le=80)]
Points = Annotated[int, Field(ge=6, le=24)]
SHEETS = {"A4": (210, 297), "F4": (215, 330), "F4 210": (210, 330)}  # width and height in millimetres


class Paper(Section):
    """Kertas dan ruang tepi, dalam milimeter."""

    legal_basis: Text | None = Field(None, alias="dasar", description="Tata naskah dinas yang menetapkannya.")
    size: Literal["A4", "F4", "F4 210"] = Field(
        "A4", alias="ukuran", description='"A4", "F4" (215 × 330), atau "F4 210" (210 × 330).'
    )
    top: Millimetres = Field(20, alias="atas", description="Ruang tepi atas.")
    bottom: Millimetres = Field(20, alias="bawah", description="Ruang tepi bawah.")
    left: Millimetres = Field(25, alias="kiri", description="Ruang tepi kiri.")
    right: Millimetres = Field(20, alias="kanan", description="Ruang tepi kanan.")
    pages: Literal["- 2 -", "2", "Halaman 2 dari 5"] = Field(
        "- 2 -", alias="halaman", description="Cara menulis nomor halaman surat; halaman pertama tanpa nomor."
    )


class HeadLine(Section):
    """Satu baris kop."""

    text: Text = Field(alias="teks", description="Isi baris.")
    size: Points = Field(12, alias="ukuran", description="Ukuran huruf, dalam poin.")
    bold: bool = Field(False, alias="tebal", description="Apakah dicetak tebal.")


class Letterhead(Section):
    """Kop naskah."""

    legal_basis: Text | None = Field(None, alias="dasar", description="Tata naskah dinas yang menetapkannya.")
    lines: list[HeadLine] = Field(alias="baris", min_length=1, description="Baris-baris kop, dari atas.")
    logo: Text | None = Field(
        None, alias="lambang", description="Gambar lambang (PNG atau JPEG) di dalam folder seleksi."
    )
    logo_width: Millimetres = Field(20, alias="lebar_lambang", description="Lebar lambang, dalam milimeter.")


class Face(Section):
    """Jenis dan ukuran huruf."""

    family: Text = Field(alias="jenis", description='Nama huruf, misalnya "Arial".')
    size: Points = Field(12, alias="ukuran", description="Ukuran huruf, dalam poin.")


class Faces(Section):
    """Huruf menurut golongan naskah."""

    legal_basis: Text | None = Field(None, alias="dasar", description="Tata naskah dinas yang menetapkannya.")
    letters: Face = Field(
        Face(jenis="Arial", ukuran=12), alias="surat", description="Berita acara, pengumuman, dan undangan."
    )
    decrees: Face = Field(Face(jenis="Bookman Old Style", ukuran=12), alias="keputusan", description="Keputusan.")
    lists: Face = Field(Face(jenis="Arial", ukuran=10), alias="daftar", description="Lampiran, daftar, dan lembar.")


class Numbers(Section):
    """Pola nomor naskah: teks bebas dengan {urut}, {bulan} (romawi), dan {tahun}."""

    legal_basis: Text | None = Field(None, alias="dasar", description="Ketentuan penomoran.")
    minutes: Text | None = Field(None, alias="berita_acara", description="Pola nomor berita acara.")
    announcement: Text | None = Field(None, alias="pengumuman", description="Pola nomor pengumuman.")
    invitation: Text | None = Field(None, alias="undangan", description="Pola nomor undangan.")
    decree: Text | None = Field(None, alias="keputusan", description="Pola nomor keputusan.")
    answer: Text | None = Field(None, alias="jawaban", description="Pola nomor jawaban sanggah.")


class Person(Section):
    """Seseorang yang menandatangani."""

    name: Text | None = Field(None, alias="nama", description="Nama; kosong: garis titik-titik.")
    position: Text = Field(alias="jabatan", description='Jabatan, misalnya "Ketua Panitia Seleksi".')
    grade: Text | None = Field(None, alias="pangkat", description="Pangkat dan golongan.")
    number: Text | None = Field(None, alias="nip", description="NIP.")


class Member(Person):
    """Anggota panitia dengan perannya."""

    role: Literal["ketua", "sekretaris", "anggota"] = Field(alias="peran", description="Peran dalam panitia.")


class Meeting(Section):
    """Rapat pleno yang menetapkan hasil sebuah tahap."""

    stage: Text = Field(alias="tahap", description="Kode tahap, atau akhir.")
    day: date | None = Field(
        None, alias="tanggal", description="Tanggal berita acaranya; perlu bila tahap itu ditetapkan lagi kemudian."
    )
    place: Text | None = Field(None, alias="tempat", description="Tempat rapat.")
    time: Text | None = Field(None, alias="pukul", description='Waktu rapat, misalnya "09.00 WIB".')
    present: Texts | None = Field(None, alias="hadir", description="Nama anggota panitia yang hadir.")
    witnesses: list[Person] = Field(default_factory=list, alias="saksi", description="Para saksi.")


class Appointment(Section):
    """Satu sesi pelaksanaan sebuah tahap, untuk undangan dan daftar hadir."""

    stage: Text = Field(alias="tahap", description="Kode tahap.")
    session: Text | None = Field(None, alias="sesi", description="Nama sesi.")
    day: date | None = Field(None, alias="tanggal", description="Tanggal, misalnya 2026-11-20.")
    time: Text | None = Field(None, alias="pukul", description='Waktu, misalnya "08.00 WIB".')
    room: Text | None = Field(None, alias="ruang", description="Ruang.")
    place: Text | None = Field(None, alias="tempat", description="Gedung dan alamat.")
    formations: Texts | None = Field(None, alias="formasi", description="Hanya peserta formasi ini; kosong: semua.")
    people: Some | None = Field(
        None, alias="jumlah", description="Sekian peserta menurut urutan nomor; kosong: semua yang tersisa."
    )


class Profile(Section):
    """Profil naskah: kertas, kop, huruf, nomor, dan penanda tangan; tidak memengaruhi hasil."""

    paper: Paper = Field(default_factory=Paper, alias="kertas", description="Kertas dan ruang tepi.")
    letterhead: Letterhead | None = Field(None, alias="kop", description="Kop naskah.")
    faces: Faces = Field(default_factory=Faces, alias="huruf", description="Huruf menurut golongan naskah.")
    numbers: Numbers = Field(default_factory=Numbers, alias="nomor", description="Pola nomor naskah.")
    committee: list[Member] = Field(default_factory=list, alias="panitia", description="Susunan panitia.")
    committee_basis: Text | None = Field(
        None, alias="dasar_panitia", description="Keputusan pembentukan panitia, untuk pembuka berita acara."
    )
    minutes_signed: Literal["tabel", "blok", "satu"] = Field(
        "tabel",
        alias="tanda_tangan_berita_acara",
        description="Tabel seluruh panitia, blok ketua-sekretaris-anggota, atau ketua saja.",
    )
    announcer: Person | None = Field(
        None, alias="penanda_tangan_pengumuman", description="Penanda tangan pengumuman dan undangan, bila bukan ketua."
    )
    appointer: Person | None = Field(
        None, alias="pejabat_pembina", description="Pejabat yang menetapkan keputusan dan menerima rekapitulasi."
    )
    invocation: Text | None = Field(
        None,
        alias="pembuka_keputusan",
        description='Baris di bawah judul keputusan, misalnya "Dengan rahmat Tuhan Yang Maha Esa".',
    )
    meetings: list[Meeting] = Field(default_factory=list, alias="rapat", description="Rapat pleno menurut tahap.")
    appointments: list[Appointment] = Field(
        default_factory=list, alias="pelaksanaan", description="Kapan dan di mana setiap tahap dilaksanakan."
    )
    duties: Texts | None = Field(None, alias="ketentuan_lulus", description="Yang harus dilakukan mereka yang lulus.")
    invitation_terms: Texts | None = Field(
        None, alias="ketentuan_undangan", description="Yang harus dibawa atau dilakukan mereka yang diundang."
    )
    initials: Texts | None = Field(None, alias="paraf", description="Jabatan yang memberi paraf, dari bawah.")
    electronic: Text | None = Field(
        None, alias="kaki_elektronik", description="Kalimat kaki bila naskah ditandatangani secara elektronik."
    )
    copies: Texts | None = Field(None, alias="tembusan", description="Tembusan keputusan; pengumuman tidak memuatnya.")
