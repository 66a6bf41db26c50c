"""How a stage is held: who is called, in which sessions, with which make-ups; and what is determined elsewhere."""

from datetime import date

from asnrekrut.rules.base import Files, Section, Text, entry
from asnrekrut.rules.sources import Source


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
