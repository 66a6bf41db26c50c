"""Reading ``seleksi.toml``: what is understood, and how every fault is named with its line and its remedy."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from asnrekrut.core.register import Formation
from asnrekrut.core.rules_in_words import describe
from asnrekrut.errors import Exit, RulesError
from asnrekrut.rules.binding import binding
from asnrekrut.rules.load import load_rules
from tests.selections import Draft, command

if TYPE_CHECKING:
    from collections.abc import Iterator

SELECTIONS = sorted((Path(__file__).parents[1] / "samples").glob("*/seleksi.toml"))
CONDITION = 'bila = { "formasi.jenis" = "Khusus" }'
GOOD = """\
[seleksi]
nama = "Seleksi Contoh"
instansi = "Kecamatan Contoh"
tahun = 2026
dasar = "Keputusan Camat Contoh Nomor 1 Tahun 2026"

[pelamar]
berkas = "data/pelamar.xlsx"

[pelamar.atribut]
lahir = { kolom = "Tanggal Lahir", jenis = "tanggal" }
ipk = { kolom = "IPK", jenis = "angka", maksimum = 4 }
ijazah = { kolom = "Ijazah", jenis = "pilihan", pilihan = ["S-2", "S-1"] }
sertifikat = { kolom = "Sertifikat" }

[formasi]
berkas = "data/formasi.xlsx"

[[tahap]] # tes
kode = "tes"
nama = "Tes Tertulis"
berkas = "data/tes.xlsx"
bobot = 40
lanjut = { kali_kuota = 3, urut = ["tes.jumlah", "tes.bidang"] }

[[tahap.komponen]] # umum
kode = "umum"
nama = "Pengetahuan Umum"
maksimum = 150
ambang = 65

[[tahap.komponen]] # bidang
kode = "bidang"
nama = "Pengetahuan Bidang"
maksimum = 175

[[tahap]] # wawancara
kode = "wawancara"
nama = "Wawancara"
berkas = "data/wawancara-*.xlsx"
bobot = 60
ambang = 60

[[tahap.komponen]] # panel
kode = "panel"
nama = "Panel"
maksimum = 100
bobot = 70
panel = { penilai = "@berkas", minimal = 3 }

[[tahap.komponen]] # psikotes
kode = "psikotes"
nama = "Psikotes"
bobot = 30
kategori = { "Disarankan" = 100, "Dipertimbangkan" = 70, "Tidak disarankan" = "gugur" }

[[tahap.komponen]] # sehat
kode = "sehat"
nama = "Kesehatan"
syarat = { lolos = "MS", gugur = "TMS" }

[[kelompok]]
kode = "khusus"
nama = "Formasi khusus"
bila = { "formasi.jenis" = "Khusus" }
ambang = { "tes.umum" = 50 }

[[bonus]]
kode = "serdik"
nama = "Sertifikat"
pada = "tes.bidang"
persen = 10
bila = { "pelamar.ijazah" = "S-2" }
bukti = "pelamar.sertifikat"

[pembulatan]
nilai = 2
skala = 3
bobot = 3
akhir = { desimal = 3, cara = "setengah ke genap" }

[peringkat]
urut = ["akhir", "tes", "pelamar.lahir: tertua"]
cadangan = 2

[pengesahan]
tempat = "Contoh"
tanggal = 2026-11-20
"""


QUOTES = "teks harus diapit tanda kutip …, desimal ditulis dengan titik"


def faults(text: str | bytes) -> list[tuple[int | None, str]]:
    """Line and message of everything wrong with a rules file."""
    with pytest.raises(RulesError) as caught:
        load_rules(text.encode() if isinstance(text, str) else text)
    assert caught.value.exit_code is Exit.USAGE
    return [(p.line, p.message) for p in caught.value.problems]


def changed(old: str, new: str) -> str:
    """The good file with one piece of it written differently."""
    assert GOOD.count(old) == 1, f"{GOOD.count(old)} times in the good file: {old}"
    return GOOD.replace(old, new)


def line(text: str, mark: str) -> int:
    """The 1-based number of the first line that holds a mark."""
    return next(n for n, written in enumerate(text.split("\n"), 1) if mark in written)


# --- a good file --------------------------------------------------------------------------------------------


def test_a_good_file_is_understood() -> None:
    rules = load_rules(GOOD.encode())
    assert rules.identity.legal_basis == ["Keputusan Camat Contoh Nomor 1 Tahun 2026"]
    assert [(s.code, s.weight) for s in rules.stages] == [("tes", 40), ("wawancara", 60)]
    assert rules.stages[1].components[1].top == 100
    assert [c.code for c in rules.stages[1].scored] == ["panel", "psikotes"]
    assert rules.roundings.rule == "setengah ke atas"
    assert rules.ranking.ties == "berhenti"
    assert rules.signature is not None
    assert rules.signature.day == date(2026, 11, 20)


HONEST_NAMES = [
    *("Wawancara ʻAmaliyah", "Ujian Café", "“Tes” — Tahap ‘I’", "ꦠꦺꦱ꧀ꦠꦸꦭꦶꦱ꧀", "اختبار القراءة\u200f", "面试", "Tes\tTulis"),
    "Ж" * 300,
]


@pytest.mark.parametrize("name", HONEST_NAMES)
def test_names_are_read_in_every_script(name: str) -> None:
    text = changed('nama = "Tes Tertulis"', f'nama = "{name}"')
    assert load_rules(text.encode()).stages[0].name == name


def test_decimals_are_read_exactly() -> None:
    rules = load_rules(changed("ambang = 65", "ambang = 65.10").encode())
    assert rules.stages[0].components[0].threshold == Decimal("65.10")


@pytest.mark.parametrize("spelling", ["\ufeff" + GOOD, GOOD.replace("\n", "\r\n")])
def test_windows_spellings_are_understood(spelling: str) -> None:
    assert load_rules(spelling.encode()) == load_rules(GOOD.encode())


def test_the_rules_in_words() -> None:
    text = GOOD.replace(CONDITION, 'bila = { "formasi.jenis" = "Khusus", "pelamar.ipk" = { minimal = 3.5 } }')
    words = dict(describe(load_rules(text.encode()), [Formation("A-1", "Arsiparis", "Bidang A", "Umum", 2)]))
    assert (
        words["Urutan"] == "nilai akhir; bila sama, Tes Tertulis; bila masih sama, yang lebih tua menurut Tanggal Lahir"
    )
    assert words["Formasi khusus"] == (
        "bila jenis formasi Khusus; IPK minimal 3,5; ambang batas: Pengetahuan Umum (Tes Tertulis) 50"
    )
    assert words["Sertifikat"] == (
        "10% dari nilai tertinggi, ditambahkan pada Pengetahuan Bidang (Tes Tertulis) bila Ijazah S-2; "
        "sebelum ambang batas diperiksa; bukti: Sertifikat terisi"
    )
    assert words["A-1"] == "Arsiparis, Bidang A, Umum: 2 kursi"


@pytest.mark.parametrize("raw", [GOOD.encode(), *(path.read_bytes() for path in SELECTIONS)])
def test_the_rules_in_words_name_no_key(raw: bytes) -> None:
    """Whoever reads the printed rules has never seen the rules file."""
    said = " ".join(how for _, how in describe(load_rules(raw)))
    assert re.findall(r"\b[a-z_]+\.[a-z_]+\b|\b[a-z]+_[a-z_]+\b|: (?:terbesar|terkecil|tertua|termuda)", said) == []


# --- one fault, one message, the right line -----------------------------------------------------------------
# What stands in the good file, what is written instead, and what the message says. The fault is reported on the
# first line that differs from the good file.

MISSPELT = [
    ("ambang = 60", "ambng = 60", 'tahap[2].ambng: kunci ini tidak dikenal; maksud Anda "ambang"?'),
    ("cadangan = 2", "cadngan = 2", 'maksud Anda "cadangan"?'),
    ("cadangan = 2", 'cadngan = "BELUM DIPASTIKAN: berapa"', 'maksud Anda "cadangan"?'),
    ("ambang = 65", "ambang_batas = 65", 'maksud Anda "ambang"?'),
    ("minimal = 3 }", "minimum = 3, minimal = 3 }", 'panel.minimum: kunci ini tidak dikenal; maksud Anda "minimal"?'),
    ("tempat =", "xyz = 1\ntempat =", "yang dikenal di sini: tempat, tanggal, jabatan, nama, nip"),
    ('nama = "Panel"', 'Nama = "Panel"', 'komponen[1].Nama: kunci ini tidak dikenal; maksud Anda "nama"?'),
    (
        'kode = "umum"',
        'lanjut = "semua"\nkode = "umum"',
        "komponen[1].lanjut: kunci ini tidak dikenal; tempatnya di [tahap.lanjut]",
    ),
    ("tahun = 2026", "cadangan = 2\ntahun = 2026", "tempatnya di [kode_akhir.cadangan] atau [peringkat]"),
    (
        "[pengesahan]",
        '[penetapan]\ndasar = "A"\n[pengesahan]',
        "tempatnya di [peringkat.penetapan] atau [tahap.penetapan]",
    ),
]
WRONG_TYPE = [
    ("tahun = 2026", 'tahun = "2026"', '"2026" tidak dapat dipakai: tulis bilangan bulat'),
    ("tahun = 2026", "tahun = 1066", "1066 tidak dapat dipakai: paling kecil 1945"),
    ("bobot = 40", 'bobot = "40"', "tulis angka tanpa tanda kutip"),
    ("bobot = 40", "bobot = true", "tulis angka tanpa tanda kutip"),
    ("bobot = 40", "bobot = 0", "harus lebih dari 0"),
    ("bobot = 40", "bobot = nan", "tulis bilangan yang terhingga"),
    ("bobot = 40", "bobot = inf", "tulis bilangan yang terhingga"),
    ("cadangan = 2", "cadangan = -1", "paling kecil 0"),
    ("cadangan = 2", "cadangan = 1.5", "tulis bilangan bulat"),
    ('kode = "umum"', 'kode = "Umum"', "pakai huruf kecil"),
    ('nama = "Panel"', 'nama = " "', "jangan dikosongkan"),
    ('tempat = "Contoh"', "tempat = 5", "tulis teks dalam tanda kutip"),
    ("2026-11-20", '"20 November 2026"', "tulis tanggal tanpa tanda kutip"),
    (
        "2026-11-20",
        "2026-11-20T08:00:00",
        "2026-11-20 08:00:00 tidak dapat dipakai: tulis tanggal tanpa jam: 2026-11-20",
    ),
    (
        'tempat = "Contoh"',
        "tempat = 2026-11-20",
        "tempat: 2026-11-20 tidak dapat dipakai: tulis teks dalam tanda kutip",
    ),
    (
        "bobot = 40",
        'bobot = [{ a = 1, b = ["x", 2.5] }]',
        '[{ a = 1, b = ["x", 2.5] }] tidak dapat dipakai: tulis angka',
    ),
    ("bobot = 40", "bobot = 1e-300", "1E-300 tidak dapat dipakai: paling banyak 9 desimal"),
    ("maksimum = 150", 'maksimum = "BELUM DIPASTIKAN: berapa"', "maksimum: BELUM DIPASTIKAN; tetapkan dahulu: berapa"),
    ("2026-11-20", '"2027-02-29"', "29 Februari 2027 tidak ada; tulis tanggal tanpa tanda kutip"),
    ("nilai = 2", "nilai = 12", "paling besar 9"),
    ('{ "Disarankan" = 100', '{ "" = 5, "Disarankan" = 100', 'kategori."": "" tidak dapat dipakai: jangan dikosongkan'),
    ('"Tes Tertulis"', '"' + 100_000 * "A" + '"', "paling panjang 300 huruf"),
    (
        '"Tes Tertulis"',
        r'"Tes\u0000"',
        r'"Tes\u0000" tidak dapat dipakai: hapus karakter tersembunyi U+0000 di dalamnya',
    ),
    (
        '"Tes Tertulis"',
        '"Tes \u202esilutreT"',
        r'"Tes \u202EsilutreT" tidak dapat dipakai: hapus karakter tersembunyi U+202E',
    ),
    ('kode = "umum"', f'kode = "{61 * "u"}"', "paling panjang 60 huruf"),
    ("nilai = 2", 'nilai = "tidak"', "'tanpa'"),
    ('cara = "setengah ke genap"', 'cara = "genap"', "'setengah ke genap' atau 'ke bawah'"),
    ("cadangan = 2", 'cadangan = 2\nseri = "bersama"', "'berhenti', 'ikut semua' atau 'undian'"),
    ('jenis = "tanggal"', 'jenis = "waktu"', "'teks', 'angka', 'tanggal' atau 'pilihan'"),
    ("[seleksi]", 'sanggah = { hari_libur = "l.csv", minggu_kerja = "5" }\n[seleksi]', "tulis 5 tanpa tanda kutip"),
    ('= "gugur" }', '= "keluar" }', "tulis angka tanpa tanda kutip; atau pilihannya 'gugur'"),
]
BOUNDS = [
    ("ambang = 65", "ambang = 151", "ambang 151 di luar 0 sampai 150"),
    ("ambang = 60", "ambang = 100.5", "ambang 100,5 melebihi skala 100"),
    ("bobot = 40", "bobot = 40\nambang_jumlah = 326", "ambang 326 melebihi jumlah maksimum 325"),
    ("ambang = 60", "ambang_jumlah = 60", "komponen tahap ini berbobot; pakai ambang pada nilai tahap"),
    ("maksimum = 175", "maksimum = 175\nminimum = 175", "minimum 175 harus di bawah maksimum 175"),
    ('"Dipertimbangkan" = 70', '"Dipertimbangkan" = -1', "nilai -1 di luar 0 sampai 100"),
    ('"tes.umum" = 50', '"tes.umum" = 151', "151 di luar 0 sampai 150"),
    ("minimal = 3", 'kolom = ["P1", "P2", "P3"], minimal = 3', "sebutkan salah satu: kolom = [...]"),
    ('penilai = "@berkas", minimal = 3', 'kolom = ["P1", "P2"], minimal = 3', "padahal hanya 2 kolom penilai"),
    ('penilai = "@berkas", minimal = 3', 'kolom = ["P1", "P1"], minimal = 2', "judul kolom penilai ada yang sama"),
    ("minimal = 3", 'gabung = "rata-rata terpangkas", minimal = 2', "memerlukan minimal 3 nilai"),
    ("minimal = 3", "aspek = { bobot = { Sikap = 50, Tugas = 40 } }, minimal = 3", "jumlah bobot aspek 90"),
    ("cadangan = 2", "cadangan = 99999999999999999999", "paling besar"),  # no array holds such a number
    ("kali_kuota = 3", "kali_kuota = 99999999999999999999", "paling besar"),
]
CATEGORIES = 'kategori = { "Disarankan" = 100, "Dipertimbangkan" = 70, "Tidak disarankan" = "gugur" }'
BOUNDS += [
    (CATEGORIES, 'kategori = { "A" = "gugur" }', "sedikitnya satu kategori bernilai di atas 0; bila hanya"),
    (CATEGORIES, 'kategori = { "A" = 0, "B" = "gugur" }', "sedikitnya satu kategori bernilai di atas 0"),
]
KEYS = [
    ('"tes.jumlah"', '"tess"', 'tidak ada tahap "tess"; yang ada: tes, wawancara'),
    ("[seleksi]", 'naskah.rapat = [{ tahap = "tess" }]\n[seleksi]', 'tidak ada tahap "tess"; yang ada: tes, wawancara'),
    ('"tes.jumlah"', '"tes.bdang"', 'tahap "tes" tidak mempunyai komponen "bdang"; yang ada: umum, bidang'),
    ('"tes.jumlah"', '"wawancara"', '"wawancara" belum ada pada tahap ini'),
    ('"tes.jumlah"', '"akhir"', '"akhir" belum ada pada tahap ini'),
    ('"akhir", "tes"', '"akhir", "akhir"', '"akhir" sudah disebut sebelumnya dalam urutan ini'),
    ('"akhir", "tes"', '"tes", "tes: terkecil"', '"tes: terkecil" sudah disebut sebelumnya'),
    ('"pelamar.lahir: tertua"', '"pelamar.lahir"', 'perlu arah: tulis "pelamar.lahir: tertua"'),
    ('"pelamar.lahir: tertua"', '"tes.umum: tertua"', 'arah "tertua" tidak cocok untuk "tes.umum: tertua"'),
    ('"pelamar.lahir: tertua"', '"pelamar.ijazah: terbesar"', "tulis tanpa arah"),
    ('"pelamar.lahir: tertua"', '"pelamar.umur"', "bukan keterangan pelamar; yang ada: pelamar.lahir, pelamar.ipk"),
    ('"pelamar.lahir: tertua"', '"pelamar.sertifikat"', "teks tidak berurutan"),
    ('"pelamar.lahir: tertua"', '"wawancara.jumlah"', "jumlah hanya ada pada tahap tanpa bobot komponen"),
    ('"pelamar.lahir: tertua"', '"wawancara.sehat"', "syarat tidak berurutan"),
    ('"tes.jumlah"', '"ambang_umum: terbesar"', 'arah "terbesar" tidak cocok untuk "ambang_umum: terbesar"'),
    ('"tes.umum" = 50', '"ambang_umum" = 50', "ambang hanya untuk tahap, jumlah, atau komponen"),
    ('"formasi.jenis"', '"formasi.kota"', "pakai salah satu: formasi.kode, formasi.jabatan"),
    ('"formasi.jenis"', '"pelamar.kota"', '"pelamar.kota" bukan keterangan pelamar'),
    ('"tes.umum" = 50', '"tes.umun" = 50', 'tidak mempunyai komponen "umun"'),
    ('"tes.umum" = 50', '"akhir" = 50', "ambang hanya untuk tahap, jumlah, atau komponen"),
    ('"tes.umum" = 50', '" tes.umum " = 50', "tes.umum"),  # else the threshold is silently ignored
    ('"tes.umum" = 50', '"tes.umum: terbesar" = 50', "tes.umum: terbesar"),
    ('pada = "tes.bidang"', 'pada = "tes"', 'bonus ditambahkan pada "akhir" atau pada komponen'),
    ('pada = "tes.bidang"', 'pada = "tes.bidang: terbesar"', "tes.bidang: terbesar"),  # else nobody gets it
    ("persen = 10", 'persen = 10\nkali = "pelamar.ijazah"', '"pelamar.ijazah" harus berjenis angka'),
    ('"pelamar.sertifikat"', '"pelamar.piagam"', '"pelamar.piagam" bukan keterangan pelamar'),
]
CONDITIONS = [
    ('"pelamar.ijazah" = "S-2"', '"pelamar.ijazah" = ["S-2", "S-3"]', '"S-3" tidak ada di antara pilihan: S-2, S-1'),
    ('"pelamar.ijazah" = "S-2"', '"pelamar.ijazah" = 2', '2: tulis dalam tanda kutip, "2"'),
    (CONDITION, 'bila = { "pelamar.lahir" = ["tahun lalu"] }', '"tahun lalu" bukan tanggal; tulis tanggal, misalnya'),
    (CONDITION, 'bila = { "pelamar.lahir" = ["31-02-1990"] }', '"31-02-1990" bukan tanggal'),
    (CONDITION, 'bila = { "pelamar.lahir" = 1990 }', '"1990" bukan tanggal'),
    (CONDITION, 'bila = { "pelamar.ipk" = "tinggi" }', '"tinggi" bukan angka; tulis angka, misalnya 3.5'),
    (CONDITION, 'bila = { "pelamar.ipk" = 1990-01-01 }', '"1990-01-01" bukan angka'),
    (CONDITION, 'bila = { "pelamar.ipk" = { sebelum = 1990-01-01 } }', "batas rentang angka: minimal, maksimal"),
    (
        CONDITION,
        'bila = { "pelamar.lahir" = { minimal = 3 } }',
        "batas rentang tanggal: sejak, sampai, sesudah, sebelum",
    ),
    (CONDITION, 'bila = { "pelamar.ipk" = {} }', "batas rentang angka"),
    (CONDITION, 'bila = { "pelamar.ijazah" = { minimal = 3 } }', "rentang hanya untuk keterangan berjenis angka"),
    (CONDITION, 'bila = { "formasi.kode" = { minimal = 3 } }', "rentang hanya untuk keterangan berjenis angka"),
    (CONDITION, 'bila = { "pelamar.ipk" = { minimal = 3, lebih_dari = 2 } }', "paling banyak satu batas bawah"),
    (CONDITION, 'bila = { "pelamar.ipk" = { lebih_dari = 3, maksimal = 3 } }', "tidak ada isi yang termasuk rentang"),
    (CONDITION, 'bila = { "pelamar.ipk" = { minimum = 3 } }', 'maksud Anda "minimal"?'),
]
PLACES = [
    ('"data/pelamar.xlsx"', '"../pelamar.xlsx"', '"../pelamar.xlsx" keluar dari folder seleksi'),
    ('"data/formasi.xlsx"', '"/data/formasi.xlsx"', "keluar dari folder seleksi"),
    ('"data/tes.xlsx"', r"'C:\data\tes.xlsx'", "keluar dari folder seleksi"),
    ('"data/tes.xlsx"', r"'data\..\..\tes.xlsx'", "keluar dari folder seleksi"),
    ('nama = "Panel"', 'nama = "Panel"\nberkas = ["data/a.xlsx", "../b.xlsx"]', '"../b.xlsx" keluar'),
]
TWICE_OR_TOGETHER = [
    ('kode = "wawancara"', 'kode = "tes"', 'kode tahap "tes" dipakai dua kali'),
    ('kode = "psikotes"', 'kode = "panel"', 'kode komponen "panel" dipakai dua kali'),
    ('kode = "wawancara"', 'kode = "formasi"', '"formasi" kata khusus'),
    ('kode = "psikotes"', 'kode = "jumlah"', '"jumlah" kata khusus'),
    ('kode = "sehat"', 'kode = "sehat"\nbobot = 5', "bobot tidak berlaku bagi syarat"),
    ('jenis = "pilihan", ', "", 'jenis = "pilihan" dan pilihan = [...] harus ditulis bersama'),
    ('kolom = "Sertifikat"', 'kolom = "Sertifikat", maksimum = 4', 'maksimum hanya untuk jenis = "angka"'),
    ("cadangan = 2", 'cadangan = 2\nbenih = "7"', 'benih hanya dipakai bila seri = "undian"'),
    ("cadangan = 2", "cadangan = 2\nbonus_maksimum = 5", 'tidak ada bonus pada "akhir"'),
    ("kali_kuota = 3", "kali_kuota = 3, jumlah = 9", "sebutkan salah satu: kali_kuota atau jumlah"),
]
SYNTAX = [
    ("bobot = 40", "bobot 40", 'setelah kunci harus ada tanda "=": bobot 40'),
    ("ambang = 65", "ambang = 65,5", "desimal ditulis dengan titik"),
    ("bobot = 40", "bobot = 40 persen", "tulisan berlebih"),
    ("cadangan = 2", "cadangan = 2\ncadangan = 3", "kunci ini sudah ditulis pada baris 84; hapus salah satu"),
    ("[pengesahan]", "[peringkat]", "tabel ini sudah ditulis pada baris 82; gabungkan keduanya: [peringkat]"),
    ("\n[[tahap.komponen]] # umum", "[tahap.lanjut]\njumlah = 3\n[[tahap.komponen]]", "baris 24; gabungkan keduanya"),
    ('nama = "Panel"', 'nama = "Panel', "teks belum ditutup dengan tanda kutip"),
    ('nama = "Panel"', "nama = Panel", "teks harus diapit tanda kutip"),
    ("minimal = 3 }", "minimal = 3", 'belum ditutup dengan "}"'),
    ("2026-11-20", "2026-31-12", "tanggal ditulis tahun-bulan-hari, misalnya 2026-12-31: tanggal = 2026-31-12"),
    ("tahun = 2026", f"tahun = {'9' * 5000}", ""),  # Python reads no integer of more than 4300 digits
    ("bobot = 40", "bobot = 1e99999999999999999999", ""),  # nor a decimal with such an exponent
]
SLIPS = [  # the usual ones: what was meant is read, and the rest of the file is checked with it
    ("bobot = 40", "bobot = 40%", "tanpa tanda %"),
    ("maksimum = 175", "maksimum = 1.000.000", "tanpa titik pemisah ribuan"),
    ("bobot = 40", "bobot: 40", 'setelah kunci harus ada tanda "="'),
    ("bobot = 40", "bobot = 40,", "hapus koma"),
    ("2026-11-20", "20-11-2026", "tanggal ditulis tahun-bulan-hari"),
    ("2026-11-20", "20/11/2026", "tanggal ditulis tahun-bulan-hari"),
    ("2026-11-20", "20 November 2026", "tanggal ditulis tahun-bulan-hari"),
    ('nama = "Panel"', "nama = “Panel”", "tanda kutip harus lurus"),
    ('nama = "Panel"', "nama = ‘Panel’", "tanda kutip harus lurus"),
    ('nama = "Panel"', 'nama = Panel"', "teks harus diapit tanda kutip"),
    ('"tes", "pelamar.lahir: tertua"]', 'tes, "pelamar.lahir: tertua"]', "teks harus diapit tanda kutip"),
    ('"tes", "pelamar.lahir', '"tes" "pelamar.lahir', "dipisahkan dengan koma"),
    ('"data/tes.xlsx"', r'"data\pelamar.xlsx"', "garis miring biasa"),
    ('"data/tes.xlsx"', r'"data\tes.xlsx"', 'tes.xlsx": pakai garis miring biasa: "data/tes.xlsx"'),  # a tab to TOML
    ('"data/tes.xlsx"', r"'data\tes.xlsx'", 'pakai garis miring biasa: "data/tes.xlsx"'),
    ("[[bonus]]", "[bonus]", "nama tabel ini ditulis [[bonus]]: [bonus]"),
    ("[[tahap]] # tes", "[tahap]", "nama tabel ini ditulis [[tahap]]: [tahap]"),
    ("[[tahap.komponen]] # panel", "[tahap.komponen]", "nama tabel ini ditulis [[tahap.komponen]]"),
    ("[seleksi]", "[[seleksi]]", "nama tabel ini ditulis [seleksi]"),
    ("[[bonus]]", "[[bonus]", "nama tabel ini ditulis [[bonus]]"),
    ("[seleksi]", "seleksi", "nama tabel ini ditulis [seleksi]"),
    ("[pengesahan]", "[pengesahn]", "nama tabel ini ditulis [pengesahan]: [pengesahn]"),
    ("[pelamar]\n", "[Pelamar]\n", "nama tabel ini ditulis [pelamar]: [Pelamar]"),
    ("[[tahap]] # wawancara", "[[Tahap]]", "nama tabel ini ditulis [[tahap]]: [[Tahap]]"),
    ("[[tahap.komponen]] # sehat", "[[tahap.kompnen]]", "nama tabel ini ditulis [[tahap.komponen]]: [[tahap.kompnen]]"),
    ("2026-11-20", "20-11-26", "tanggal ditulis tahun-bulan-hari"),
    ("2026-11-20", "2027-02-31", "31 Februari 2027 tidak ada: tanggal = 2027-02-31"),
    ("2026-11-20", "31-02-2027", "31 Februari 2027 tidak ada: tanggal = 31-02-2027"),
    ("2026-11-20", "29/02/2027 # Senin", "29 Februari 2027 tidak ada"),
    ("2026-11-20", "31 Juni 2027", "31 Juni 2027 tidak ada"),
    ("2026-11-20", "2027-00-10", "bulan 0 tidak ada"),
    ("2026-11-20", "31-13-2027", "bulan 13 tidak ada"),
    ("2026-11-20", "00-05-2027", "0 Mei 2027 tidak ada"),
    ("2026-11-20", "31-04-27", "31 April 2027 tidak ada"),
    ("2026-11-20", "[2027-02-31, 2027-06-31]", "31 Februari 2027 tidak ada; 31 Juni 2027 tidak ada"),
    ("2026-11-20", "2027-02-10T25:00:00", "pukul 25:00 tidak ada"),
]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    SLIPS + MISSPELT + WRONG_TYPE + BOUNDS + KEYS + CONDITIONS + PLACES + TWICE_OR_TOGETHER + SYNTAX,
    ids=lambda text: text[:40],
)
def test_a_fault_is_named_where_it_was_written(old: str, new: str, says: str) -> None:
    text = changed(old, new)
    pairs = zip(GOOD.split("\n"), text.split("\n"), strict=False)
    where = next(n for n, (before, after) in enumerate(pairs, 1) if before != after)
    ((found, message),) = faults(text)
    assert says in message
    assert found == where


# Some faults are nobody's line in particular: they are reported at the head of the table they are about.
ELSEWHERE = [
    ("tahun = 2026\n", "", "[seleksi]", "seleksi.tahun: kunci ini belum ada; tambahkan (Tahun seleksi.)"),
    ('nama = "Tes Tertulis"\n', "", "# tes", "tahap[1].nama: kunci ini belum ada"),
    ("akhir = {", "# akhir = {", "[pembulatan]", "pembulatan.akhir: kunci ini belum ada"),
    (
        '[formasi]\nberkas = "data/formasi.xlsx"\n',
        "",
        "[seleksi]",
        "tambahkan baris [formasi], di bawahnya isinya (Formasi dan",
    ),
    (", minimal = 3 }", " }", "panel = {", "panel.minimal: kunci ini belum ada"),
    ("bobot = 60", "bobot = 59.5", "# tes", "jumlah bobot tahap 40 + 59,5 = 99,5, seharusnya 100"),
    ("bobot = 70", "bobot = 60", "# panel", 'jumlah bobot komponen tahap "wawancara" 90, seharusnya 100'),
    ("bobot = 30\n", "", "# psikotes", 'komponen "psikotes" belum berbobot, padahal komponen lain berbobot'),
    ("maksimum = 175\n", "", "# bidang", "tulis maksimum, nilai tertinggi yang mungkin"),
    (
        "kategori =",
        'panel = { penilai = "@berkas", minimal = 2 }\nkategori =',
        "# psikotes",
        "salah satu: kategori, panel",
    ),
    ('berkas = "data/pelamar.xlsx"\n', "", "[pelamar]", 'sebutkan berkas = "data/pelamar.xlsx"'),
    ('berkas = "data/formasi.xlsx"\n', "", "[formasi]", "sebutkan salah satu: berkas, atau [[formasi.daftar]]"),
    ('berkas = "data/wawancara-*.xlsx"\n', "", "# panel", 'tulis berkas = "data/wawancara.xlsx"'),
    ("persen = 10\n", "", "[[bonus]]", "sebutkan salah satu: nilai atau persen"),
    ("persen = 10", "persen = 10\nnilai = 5", "[[bonus]]", "sebutkan salah satu: nilai atau persen"),
    ('tertua"]', 'tertua"', 'urut = ["akhir"', "daftar belum ditutup"),
]


@pytest.mark.parametrize(("old", "new", "at", "says"), ELSEWHERE, ids=lambda text: text[:40])
def test_a_fault_of_a_whole_table_is_named_at_its_head(old: str, new: str, at: str, says: str) -> None:
    text = changed(old, new)
    found, message = faults(text)[0]
    assert says in message
    assert found == line(text, at)


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ('"09.00 WIB"', ""),
        ('"08.30 s.d. 24.00 WIB"', ""),
        ('"menyusul, pukul 8.00"', ""),
        ('"25:00"', '"25:00": pukul 25:00 tidak ada'),
        ('"09.00-15.75 WIB"', "pukul 15.75 tidak ada"),
        ("09.00 WIB", "teks harus diapit tanda kutip: pukul = 09.00 WIB"),
        ("08:00", "teks harus diapit tanda kutip: pukul = 08:00"),
    ],
)
def test_times_are_texts_that_a_clock_shows(written: str, says: str) -> None:
    text = GOOD + f'\n[[naskah.pelaksanaan]]\ntahap = "tes"\npukul = {written}\n'
    if not says:
        assert load_rules(text.encode())
        return
    ((found, message),) = faults(text)
    assert (found, says in message) == (line(text, "pukul ="), True)


@pytest.mark.parametrize("word", ["0", "00", "0,00", "1.000"])
def test_a_digit_is_no_word_for_a_state(word: str) -> None:
    """In CSV it would be one, in a workbook a number."""
    text = GOOD + f'\n[keadaan]\ntidak_hadir = ["TH", "{word}"]\n'
    ((found, message),) = faults(text)
    assert found == line(text, "tidak_hadir =")
    assert f'"{word}" adalah angka, dan angka selalu dibaca sebagai nilai' in message


@pytest.mark.parametrize("word", ["-", "//", "*", "T0", "x"])
def test_a_sign_may_be_a_word_for_a_state(word: str) -> None:
    assert load_rules((GOOD + f'\n[keadaan]\ntidak_hadir = ["{word}"]\n').encode()).states.absent == [word]


@pytest.mark.parametrize("word", ["Dis", "D.I.S."])  # cells are read without dots
def test_a_word_for_two_states(word: str) -> None:
    text = GOOD + f'\n[keadaan]\ntidak_hadir = ["TH", "{word}"]\n'
    assert faults(text) == [(line(text, "[keadaan]"), 'keadaan: kata "DIS" disebut untuk dua keadaan')]


def test_one_state_in_several_spellings() -> None:
    text = GOOD + '\n[keadaan]\ntidak_hadir = ["TH", "T.H.", "th"]\n'
    assert load_rules(text.encode()).states.absent == ["TH", "T.H.", "th"]


@pytest.mark.parametrize("key", ["akhir", "sementara"])
def test_without_weights_there_is_no_final_score(key: str) -> None:
    text = GOOD.replace("bobot = 40\n", "").replace("bobot = 60\n", "").replace('"akhir"', f'"{key}"')
    says = f'peringkat.urut: "{key}" memerlukan bobot, padahal tidak ada tahap yang berbobot'
    assert faults(text) == [(line(text, f'"{key}"'), says)]


# --- several faults -----------------------------------------------------------------------------------------


def test_every_unknown_key_and_every_contradiction_is_reported_at_once() -> None:
    text = GOOD
    for old, new in (
        ("tahun = 2026", "tahun = 2026\ntahap_ke = 1"),
        ("bobot = 60", "bobot = 50"),
        ("ambang = 65", "ambang = 200"),
        ('"tes.umum" = 50', '"tes.umun" = 50'),
        ("cadangan = 2", 'cadngan = 2\nbenih = "7"'),
    ):
        text = text.replace(old, new)
    marks = ("tahap_ke", "# tes", "ambang = 200", "tes.umun", "cadngan", "benih")
    assert [n for n, _ in faults(text)] == [line(text, mark) for mark in marks]


def test_every_wrong_type_and_every_missing_key_is_reported_at_once() -> None:
    text = GOOD
    for old, new in (
        ("tahun = 2026", 'tahun = "2026"'),
        ("maksimum = 150", 'maksimum = "150"'),
        ('nama = "Wawancara"\n', ""),
        ("cadangan = 2", "cadangan = -2"),
    ):
        text = text.replace(old, new)
    marks = ('tahun = "2026"', 'maksimum = "150"', "# wawancara", "cadangan = -2")
    assert [n for n, _ in faults(text)] == [line(text, mark) for mark in marks]


def test_what_does_not_fit_together_is_reported_beside_what_cannot_be_read() -> None:
    """In the first round, and nothing that only follows from what cannot be read."""
    for old, new, says in BOUNDS + KEYS + CONDITIONS + PLACES + TWICE_OR_TOGETHER:
        found = [message for _, message in faults(changed(old, new).replace("tahun = 2026", "tahun = true"))]
        assert len(found) == 2, found
        assert any(says in message for message in found)


def wrong_in_turn() -> Iterator[tuple[int, str]]:
    """The good file with one line after the other written wrongly, and the number of that line."""
    chosen_freely = ("lahir", "ipk", "ijazah", "sertifikat", '"')
    for n, written in enumerate(GOOD.splitlines()):
        key, sign, value = written.partition(" = ")
        wrong = [f"{key} = [[[1]]]", f"{key}x = {value}", f"{key.upper()} = {value}"] if sign else []
        wrong += re.sub(r"(\w+) = ", r"\1x = ", written).rsplit("\n") * ("{" in written)
        wrong += [written.replace("]", "x]", 1), written.upper()] * written.startswith("[")
        for line in wrong:
            if not key.startswith(chosen_freely):
                yield n + 1, "\n".join([*GOOD.splitlines()[:n], line, *GOOD.splitlines()[n + 1 :]])


def test_one_fault_is_one_message_whichever_line_it_is() -> None:
    for where, text in wrong_in_turn():
        assert [n for n, _ in faults(text)] == [where], text.splitlines()[where - 1]


@pytest.mark.parametrize(
    ("above", "header"), [("tahap = 3", "[[tahap]] # tes"), ('pelamar = "data/pelamar.xlsx"', "[pelamar]")]
)
def test_what_stands_in_the_place_of_a_table_is_reported_where_it_stands(above: str, header: str) -> None:
    text = f"{above}\n{GOOD}"
    name, where = above.partition(" ")[0], line(text, header)
    says = f'"{name}" ditulis lagi sebagai tabel pada baris {where}: {header}; hapus salah satu'
    assert faults(text) == [(1, says)]


def test_slips_of_syntax_and_faults_of_content_are_reported_at_once() -> None:
    text = GOOD
    several = [SLIPS[i] for i in (0, 1, 4, 7, 12, 15, 18)] + [MISSPELT[1], BOUNDS[0]]
    for old, new, _ in several:
        text = text.replace(old, new)
    found = faults(text)
    assert len(found) == len(several)
    assert all(any(says in message for _, message in found) for _, _, says in several)


def test_of_what_cannot_be_read_nothing_more_is_said() -> None:
    text = changed("bobot = 60", "bobot = ??")  # neither that it is missing nor that the weights miss 100
    assert faults(text) == [(line(text, "??"), f"isi tidak dapat dibaca; {QUOTES}: bobot = ??")]


@pytest.mark.parametrize(
    "honest",
    [
        GOOD.replace("[pelamar]\n", "[pelamar] # di sini ada = dan [ dan “\n"),
        GOOD.replace('nama = "Panel"', 'nama = "Panel “A”, 40% = 1.000, dst."'),
        GOOD.replace('urut = ["akhir", "tes"', 'urut = [\n  "akhir", # = [\n  "tes"'),
        GOOD.replace('"Seleksi Contoh"', '"""Seleksi\n[tahap]\nContoh = 1"""'),
        GOOD.replace('kolom = "IPK"', "kolom = 'IPK (skala 4)'"),
        GOOD.replace("[seleksi]", "[ seleksi ]").replace("tahun = 2026", "tahun=2026"),
    ],
)
def test_what_only_looks_like_a_slip_is_read(honest: str) -> None:
    assert honest != GOOD
    assert load_rules(honest.encode()).ranking == load_rules(GOOD.encode()).ranking


def test_a_thousand_faults_each_have_their_line() -> None:
    many = "".join(f'[[pengisian]]\nkode = "{i}"\narti = "A"\nsama = ["{i}"]\ndasar = x\n' for i in range(1000))
    assert [n for n, _ in faults(GOOD + many)] == [GOOD.count("\n") + 5 * i + at for i in range(1000) for at in (4, 5)]


def test_the_same_fault_in_two_places_is_reported_twice() -> None:
    text = GOOD.replace("ambang = 6", "ambng = 6")
    assert [n for n, _ in faults(text)] == [line(text, "ambng = 65"), line(text, "ambng = 60")]


def test_the_message_for_the_terminal_names_file_and_line() -> None:
    with pytest.raises(RulesError) as caught:
        load_rules(changed("bobot = 60", "bobot = 50").encode(), "contoh/seleksi.toml")
    says = "tahap: jumlah bobot tahap 40 + 50 = 90, seharusnya 100"
    assert str(caught.value) == f"contoh/seleksi.toml:{line(GOOD, '# tes')}: {says}"


# --- files that are no rules at all -------------------------------------------------------------------------


def test_an_empty_file_lacks_every_required_table() -> None:
    tables = ("[formasi]", "[pelamar]", "[pembulatan]", "[peringkat]", "[seleksi]", "[[tahap]]")
    found = faults("")
    assert [n for n, _ in found] == [1] * len(tables)
    for header, (_, message) in zip(tables, found, strict=True):
        assert message.startswith(f"{header.strip('[]')}: tabel ini belum ada; tambahkan baris {header}, di bawahnya ")
    assert "di bawahnya kode, nama, [[tahap.komponen]]" in found[-1][1]


@pytest.mark.parametrize(
    ("raw", "where"),
    [
        (GOOD.encode("utf-16"), 1),
        (GOOD.replace("Kecamatan", "Kecam\xe9tan").encode("latin-1"), line(GOOD, "Kecamatan")),
    ],
)
def test_another_encoding_is_named(raw: bytes, where: int) -> None:
    assert faults(raw) == [(where, "bukan UTF-8; simpan ulang berkas dengan penyandian UTF-8")]


@pytest.mark.parametrize("absurd", ["a = " + "[" * 10_000, f"a{'.b' * 50_000} = 1", f"a = {{ b{'.c' * 50_000} = 1 }}"])
def test_absurd_nesting_ends_in_a_message(absurd: str) -> None:
    assert faults(absurd) == [(1, "susunan terlalu dalam; sederhanakan")]


def test_an_absurd_size_ends_in_a_message() -> None:
    assert faults(GOOD + "#" * 2**20) == [(None, "berkas ini lebih besar dari 1 MB")]


# --- lines --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("odd", ["\u2028", "\x85"])
def test_only_a_line_feed_begins_a_line(odd: str) -> None:
    """Text pasted from elsewhere may hold characters that Python, but no editor, takes for the end of a line."""
    text = changed("Kecamatan Contoh", f"Kecamatan{odd}Contoh")
    text = text.replace("tahun = 2026", "tahn = 2026\ntahun = 2026")
    assert [n for n, _ in faults(text)] == [line(text, "tahn")]


SETTLED_LATER = {
    "lanjut": 'jumlah = "BELUM DIPASTIKAN: berapa"\nurut = ["tes"]\n',
    "ketentuan": 'kode = "T"\nalasan = "usia"\nbila = "BELUM DIPASTIKAN: batas"\n',
}


@pytest.mark.parametrize("table", SETTLED_LATER)
def test_a_table_may_lack_what_is_settled_later(table: str, tmp_path: Path) -> None:
    """One of several keys is wanted, and the one that stands there is open: no fault of the file, but E510."""
    heading = f"[[tahap.{table}]]" if table == "ketentuan" else f"[tahap.{table}]"
    draft = Draft().as_text().rule("[pembulatan]", f"{heading}\n{SETTLED_LATER[table]}\n[pembulatan]")
    ran = command("check", draft.write(tmp_path))
    assert ran.code == 1
    assert "E510" in ran.err
    assert "sebutkan" not in ran.err


def unwritten(data: Any, said: Any) -> list[str]:
    """The keys of rules as data that do not stand in their file."""
    if isinstance(data, dict):
        missing = [key for key in data if key not in said]
        return missing + [one for key in data.keys() & said.keys() for one in unwritten(data[key], said[key])]
    rows = zip(data, said, strict=True) if isinstance(data, list) and isinstance(said, list) else ()
    return [one for pair in rows for one in unwritten(*pair)]


@pytest.mark.parametrize("path", SELECTIONS, ids=lambda path: path.parent.name)
def test_nothing_binds_that_is_not_written(path: Path) -> None:
    """What no file says has no part in the fingerprint of the rules: a new key of the language changes none."""
    text = path.read_text(encoding="utf-8")
    assert unwritten(binding(load_rules(text.encode())), tomllib.loads(text)) == []


def test_a_table_of_a_wrong_kind_is_named_beside_what_is_open_in_it() -> None:
    """What was set aside in it cannot be quoted; that ended the program."""
    opened = 'nama = "Seleksi"\npilih = [{ satu = "BELUM DIPASTIKAN: apa? (Surat)" }]'
    with pytest.raises(RulesError) as raised:
        load_rules(f"[seleksi.nama]\n{opened}\n".encode(), "seleksi.toml")
    assert any("…" in line for line in raised.value.lines())
