"""The office's profile ``[naskah]``: paper, letterhead, fonts, numbers and people of the documents."""

from datetime import date
from typing import Annotated, Literal

from asnrekrut.rules.base import Filled, Section, Some, Text, Texts, Time, entry
from asnrekrut.rules.figure_keys import StageCode
from asnrekrut.rules.values import whole

Millimetres = Annotated[int, whole(5, 80)]
Points = Annotated[int, whole(6, 24)]
SHEETS = {"A4": (210, 297), "F4": (215, 330), "F4 210": (210, 330)}  # width and height in millimetres


class Paper(Section):
    """Kertas dan ruang tepi, dalam milimeter."""

    legal_basis: Text | None = entry("dasar", "Tata naskah dinas yang menetapkannya.", None)
    size: Literal["A4", "F4", "F4 210"] = entry("ukuran", '"A4", "F4" (215 × 330), atau "F4 210" (210 × 330).', "A4")
    top: Millimetres = entry("atas", "Ruang tepi atas.", 20)
    bottom: Millimetres = entry("bawah", "Ruang tepi bawah.", 20)
    left: Millimetres = entry("kiri", "Ruang tepi kiri.", 25)
    right: Millimetres = entry("kanan", "Ruang tepi kanan.", 20)
    pages: Literal["- 2 -", "2", "Halaman 2 dari 5"] = entry(
        "halaman", "Cara menulis nomor halaman surat; halaman pertama tanpa nomor.", "- 2 -"
    )


class HeadLine(Section):
    """Satu baris kop."""

    text: Text = entry("teks", "Isi baris.")
    size: Points = entry("ukuran", "Ukuran huruf, dalam poin.", 12)
    bold: bool = entry("tebal", "Apakah dicetak tebal.", False)


class Letterhead(Section):
    """Kop naskah."""

    legal_basis: Text | None = entry("dasar", "Tata naskah dinas yang menetapkannya.", None)
    lines: Filled[HeadLine] = entry("baris", "Baris-baris kop, dari atas.")
    logo: Text | None = entry("lambang", "Gambar lambang (PNG atau JPEG) di dalam folder seleksi.", None)
    logo_width: Millimetres = entry("lebar_lambang", "Lebar lambang, dalam milimeter.", 20)


class Face(Section):
    """Jenis dan ukuran huruf."""

    family: Text = entry("jenis", 'Nama huruf, misalnya "Arial".')
    size: Points = entry("ukuran", "Ukuran huruf, dalam poin.", 12)


class Faces(Section):
    """Huruf menurut golongan naskah."""

    legal_basis: Text | None = entry("dasar", "Tata naskah dinas yang menetapkannya.", None)
    letters: Face = entry("surat", "Berita acara, pengumuman, dan undangan.", Face(family="Arial", size=12))
    decrees: Face = entry("keputusan", "Keputusan.", Face(family="Bookman Old Style", size=12))
    lists: Face = entry("daftar", "Lampiran, daftar, dan lembar.", Face(family="Arial", size=10))


class Numbers(Section):
    """Pola nomor naskah: teks bebas dengan {urut}, {bulan} (romawi), dan {tahun}."""

    legal_basis: Text | None = entry("dasar", "Ketentuan penomoran.", None)
    minutes: Text | None = entry("berita_acara", "Pola nomor berita acara.", None)
    announcement: Text | None = entry("pengumuman", "Pola nomor pengumuman.", None)
    invitation: Text | None = entry("undangan", "Pola nomor undangan.", None)
    decree: Text | None = entry("keputusan", "Pola nomor keputusan.", None)
    answer: Text | None = entry("jawaban", "Pola nomor jawaban sanggah.", None)


class Person(Section):
    """Seseorang yang menandatangani."""

    name: Text | None = entry("nama", "Nama; kosong: garis titik-titik.", None)
    position: Text = entry("jabatan", 'Jabatan, misalnya "Ketua Panitia Seleksi".')
    grade: Text | None = entry("pangkat", "Pangkat dan golongan.", None)
    number: Text | None = entry("nip", "NIP.", None)


class Member(Person):
    """Anggota panitia dengan perannya."""

    role: Literal["ketua", "sekretaris", "anggota"] = entry("peran", "Peran dalam panitia.")


class Meeting(Section):
    """Rapat pleno yang menetapkan hasil sebuah tahap."""

    stage: StageCode = entry("tahap", "Kode tahap, atau akhir.")
    day: date | None = entry("tanggal", "Tanggal berita acaranya; perlu bila tahap itu ditetapkan lagi kemudian.", None)
    place: Text | None = entry("tempat", "Tempat rapat.", None)
    time: Time | None = entry("pukul", 'Waktu rapat, misalnya "09.00 WIB".', None)
    present: Texts | None = entry("hadir", "Nama anggota panitia yang hadir.", None)
    witnesses: list[Person] = entry("saksi", "Para saksi.", list)


class Slot(Section, omit_defaults=True):
    """Satu sesi pelaksanaan sebuah tahap, untuk undangan dan daftar hadir."""

    stage: StageCode = entry("tahap", "Kode tahap.")
    session: Text | None = entry("sesi", "Nama sesi.", None)
    day: date | None = entry("tanggal", "Tanggal, misalnya 2026-11-20.", None)
    time: Time | None = entry("pukul", 'Waktu, misalnya "08.00 WIB".', None)
    room: Text | None = entry("ruang", "Ruang.", None)
    place: Text | None = entry("tempat", "Gedung dan alamat.", None)
    formations: Texts | None = entry("formasi", "Hanya peserta formasi ini; kosong: semua.", None)
    people: Some | None = entry("jumlah", "Sekian peserta menurut urutan nomor; kosong: semua yang tersisa.", None)


class Sent(Section):
    """Nomor dan tanggal surat yang tidak dicatat dengan confirm atau announce."""

    kind: Literal["undangan", "keputusan", "jawaban"] = entry("jenis", "Jenis suratnya.")
    stage: StageCode = entry("tahap", "Kode tahap yang diundang, diputuskan, atau disanggah; atau akhir.")
    number: Text = entry("nomor", "Nomor surat.")
    day: date = entry("tanggal", "Tanggal surat.")
    about: Texts | None = entry(
        "untuk", "Hanya bagi formasi ini; pada jawaban: nomor register sanggah. Kosong: semua.", None
    )
    since: date | None = entry(
        "berita_acara", "Tanggal berita acara yang melahirkannya; perlu bila tahap itu ditetapkan lagi kemudian.", None
    )


class Profile(Section):
    """Profil naskah: kertas, kop, huruf, nomor, dan penanda tangan; tidak memengaruhi hasil."""

    paper: Paper = entry("kertas", "Kertas dan ruang tepi.", Paper)
    letterhead: Letterhead | None = entry("kop", "Kop naskah.", None)
    faces: Faces = entry("huruf", "Huruf menurut golongan naskah.", Faces)
    numbers: Numbers = entry("nomor", "Pola nomor naskah.", Numbers)
    committee: list[Member] = entry("panitia", "Susunan panitia.", list)
    committee_basis: Text | None = entry(
        "dasar_panitia", "Keputusan pembentukan panitia, untuk pembuka berita acara.", None
    )
    minutes_signed: Literal["tabel", "blok", "satu"] = entry(
        "tanda_tangan_berita_acara", "Tabel seluruh panitia, blok ketua-sekretaris-anggota, atau ketua saja.", "tabel"
    )
    announcer: Person | None = entry(
        "penanda_tangan_pengumuman", "Penanda tangan pengumuman dan undangan, bila bukan ketua.", None
    )
    appointer: Person | None = entry(
        "pejabat_pembina", "Pejabat yang menetapkan keputusan dan menerima rekapitulasi.", None
    )
    invocation: Text | None = entry(
        "pembuka_keputusan", 'Baris di bawah judul keputusan, misalnya "Dengan rahmat Tuhan Yang Maha Esa".', None
    )
    meetings: list[Meeting] = entry("rapat", "Rapat pleno menurut tahap.", list)
    slots: list[Slot] = entry("pelaksanaan", "Kapan dan di mana setiap tahap dilaksanakan.", list)
    sent: list[Sent] = entry("surat", "Nomor dan tanggal undangan, keputusan, dan jawaban sanggah.", list)
    duties: Texts | None = entry("ketentuan_lulus", "Yang harus dilakukan mereka yang lulus.", None)
    raters_named: bool = entry(
        "nama_penilai", "Nama penilai pada lembar hasil peserta; tanpa ini Penilai 1, Penilai 2, dan seterusnya.", False
    )
    invitation_terms: Texts | None = entry(
        "ketentuan_undangan", "Yang harus dibawa atau dilakukan mereka yang diundang.", None
    )
    initials: Texts | None = entry("paraf", "Jabatan yang memberi paraf, dari bawah.", None)
    electronic: Text | None = entry(
        "kaki_elektronik", "Kalimat kaki bila naskah ditandatangani secara elektronik.", None
    )
    copies: Texts | None = entry("tembusan", "Tembusan keputusan; pengumuman tidak memuatnya.", None)
