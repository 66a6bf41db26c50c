"""What the public may know of a selection: which figures, names and reasons, when things happen, whom to ask."""

from datetime import date
from typing import TYPE_CHECKING, Literal

from asnrekrut.rules.base import Code, Faults, File, Section, Text, Texts, Time, entry
from asnrekrut.rules.figure_keys import FINAL, LATER, MARKS, Figure, StageCode, TextAttribute, plain_key, stage_exists

if TYPE_CHECKING:
    from asnrekrut.rules.model import Rules

EventKind = Literal["pendaftaran", "pelaksanaan", "pengumuman", "sanggah", "jawaban sanggah", "lainnya"]


class PublishedStage(Section):
    """Yang diumumkan dari satu tahap, bila lain dari bawaan."""

    figures: list[Text] | None = entry(
        "nilai",
        'Nilai yang ditampilkan, misalnya ["tes.umum", "tes"] atau ["akhir"]; [] berarti tanpa nilai. '
        "Tanpa ini: semua nilai tahap kecuali psikotes, kesehatan, kategori, dan nilai setiap penilai.",
        None,
    )
    ranked: bool | None = entry(
        "peringkat",
        "Apakah peringkat ditampilkan; tanpa peringkat daftar diurutkan seperti urutan. "
        "Bawaan: ya, kecuali pada tahap yang nilainya tertutup, atau bila nilai sementara menentukan urutannya "
        "dan tidak boleh ditampilkan.",
        None,
    )
    order: Literal["nomor", "abjad"] = entry(
        "urutan", "Urutan daftar tanpa peringkat: menurut nomor, atau menurut nama.", "nomor"
    )
    listed: Literal["semua", "lulus"] = entry(
        "daftar", "Siapa yang tercantum: semua, atau hanya yang lanjut atau lulus.", "semua"
    )
    reason: Literal["umum", "lengkap"] = entry(
        "alasan",
        "Alasan: arti kodenya saja, atau keterangan lengkap seperti pada peringkat, "
        "kecuali yang bersandar pada nilai yang tidak ditampilkan atau pada ambang batas kelompok.",
        "umum",
    )
    codes: Literal["umum", "kelompok"] = entry("kode", "Kode: yang umum saja, atau juga kode kelompok.", "umum")


class Contact(Section):
    """Ke mana bertanya dan mengadu."""

    name: Text = entry("nama", "Nama sekretariat atau layanan.")
    address: Text | None = entry("alamat", "Alamat.", None)
    phone: Text | None = entry("telepon", "Nomor telepon atau pesan singkat.", None)
    email: Text | None = entry("surel", "Alamat surel.", None)
    hours: Time | None = entry("jam", 'Jam layanan, misalnya "Senin–Jumat, 08.00–15.00 WIB".', None)

    @property
    def labelled(self) -> tuple[tuple[str, str], ...]:
        """Everything that is told, with what it is."""
        labels = {"Layanan": self.name, "Alamat": self.address, "Telepon": self.phone, "Surel": self.email}
        return tuple((label, text) for label, text in (*labels.items(), ("Jam layanan", self.hours)) if text)


class Publication(Section):
    """Apa yang boleh diketahui umum; tidak ada satu pun di sini yang mengubah hasil."""

    name: Literal["lengkap", "inisial", "tidak"] = entry(
        "nama", "Nama peserta pada berkas publik: lengkap, inisial, atau tidak sama sekali.", "lengkap"
    )
    number: TextAttribute | None = entry(
        "nomor",
        "Nomor lain yang diumumkan, sebagai keterangan pelamar, misalnya "
        '"pelamar.nomor_ujian". Wajib bila nomor peserta ialah NIK.',
        None,
    )
    requirements: Texts | None = entry("syarat", "Syarat umum pelamar, satu atau beberapa.", None)
    complaints: Texts | None = entry("pengaduan", "Cara mengadu atau menyanggah, satu atau beberapa.", None)
    last_year: File | None = entry(
        "tahun_lalu",
        'hasil.json hasil akhir tahun lalu di dalam folder seleksi, misalnya "data/hasil-2026.json": '
        "pelamar per kursi dan nilai yang lulus, untuk calon pelamar.",
        None,
    )
    contact: Contact | None = entry("kontak", "Ke mana bertanya dan mengadu.", None)
    stages: dict[Code, PublishedStage] = entry("tahap", "Menurut kode tahap, atau akhir.", dict)

    def faults(self, rules: "Rules") -> Faults:
        """Public figures and stages that are none, and reasons that would name a hidden number."""
        order = list(rules.stage_names)
        for code, stage in self.stages.items():
            yield from ((("tahap", code), why) for _, why in stage_exists(rules, code))
            for text in (stage.figures or ()) if code in order else ():
                wrong = f'"{text}" bukan nilai; sebutkan komponen, jumlah, tahap, atau "{FINAL}"'
                key = yield from plain_key(rules, text, {*MARKS, Figure.FINAL}, wrong, "tahap", code, "nilai")
                if key is not None and key.stage > order.index(code):
                    yield ("tahap", code, "nilai"), f'"{text}" {LATER}'
            if self.number is not None and stage.reason == "lengkap":
                why = 'keterangan lengkap memuat nomor peserta yang diganti; pakai alasan = "umum"'
                yield ("tahap", code, "alasan"), why


class Activity(Section):
    """Satu kegiatan dalam jadwal; jadwal boleh berubah kapan saja dan tidak mengubah hasil."""

    name: Text = entry("kegiatan", "Nama kegiatan.")
    begins: date = entry("mulai", "Tanggal mulai, misalnya 2027-03-01.")
    ends: date | None = entry("selesai", "Tanggal selesai; kosong: hari itu saja.", None)
    place: Text | None = entry("tempat", "Tempat atau alamat.", None)
    kind: EventKind = entry("jenis", "Jenis kegiatan.", "lainnya")
    stage: StageCode | None = entry("tahap", "Kode tahap yang dimaksud, atau akhir.", None)

    def faults(self, _rules: "Rules") -> Faults:
        """An end before the beginning."""
        if self.ends is not None and self.ends < self.begins:
            yield ("selesai",), f'"{self.name}" selesai sebelum mulai'
