"""``hasil.json`` version 1: what stands in it, as types that are written and read back, and as its JSON Schema.

Keys are Indonesian as in the rules file; exact numbers are texts with a decimal point, or fractions: ``1253/13``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping  # noqa: TC003  (msgspec reads the annotations)
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from asnrekrut.core.result import FATE_WORDS, Fate
from asnrekrut.errors import SavedResultError, reason
from asnrekrut.outputs.json_contradictions import contradictions, repeated_key
from asnrekrut.rules.base import Tables, entry
from asnrekrut.short_repr import ShortRepr
from asnrekrut.storage import content_of

FILE = "hasil.json"
VERSION: Final = 1
_FATES = {word: fate for fate, word in FATE_WORDS.items()}
_EXACT = r"-?[0-9]+(\.[0-9]+|/0*[1-9][0-9]*)?"
Number = Annotated[str, Meta(pattern=f"^{_EXACT}$")]
Figure = Annotated[str, Meta(pattern=f"^({_EXACT})?$")]
FateWord = Annotated[str, Meta(pattern=f"^({'|'.join(_FATES)})$")]
Count = Annotated[int, Meta(ge=0)]
ProgressWord = Literal["menunggu", "seri", "diputus"]  # by ``core.result.Progress``


def _exact(text: str | UnsetType | None) -> Decimal | Fraction | None:
    """The number that a text writes; None for no text."""
    return Fraction(text) if text and "/" in text else Decimal(text) if text else None


class Part(Struct, metaclass=Tables, omit_defaults=True):
    """A part of the file: no unknown key, no silent conversion; what holds by default is not written."""


class SavedSelection(Part):
    """Seleksi yang hasilnya ditulis."""

    name: str = entry("nama")
    institution: str = entry("instansi")
    year: int = entry("tahun")
    legal_basis: tuple[str, ...] = entry("dasar")


class SavedSession(Part):
    """Berapa orang hadir dan tidak hadir pada satu sesi."""

    present: Count = entry("hadir")
    absent: Count = entry("tidak_hadir")


class SavedStage(Part):
    """Berapa orang mengikuti satu tahap, dan apa jadinya mereka."""

    name: str = entry("nama")
    expected: Count = entry("peserta")
    absent: Count = entry("tidak_hadir")
    not_called: Count = entry("tidak_dipanggil")
    out: Count = entry("mundur_atau_diskualifikasi")
    failed: Count = entry("gugur")
    beyond: Count = entry("tidak_lanjut")
    went_on: Count = entry("lanjut")
    waiting: Count = entry("menunggu")
    sessions: Mapping[str, SavedSession] = entry("sesi", "Menurut nama sesi; hanya pada tahap yang bersesi.", dict)


class SavedFormation(Part):
    """Satu formasi; siapa yang memperoleh kursi hanya pada hasil akhir."""

    title: str = entry("jabatan")
    unit: str = entry("unit")
    kind: str = entry("jenis")
    quota: Count = entry("kuota")
    applicants: Count = entry("pelamar")
    progress: ProgressWord = entry("keadaan")
    winners: Count | None = entry("lulus", "Yang mendapat kursi.", None)
    nominated: Count | None = entry("diajukan", "Hanya pada seleksi dengan nominasi.", None)
    reserves: Count | None = entry("cadangan", "", None)
    empty: Count | None = entry("kursi_kosong", "", None)
    lowest_text: Number | UnsetType | None = entry("nilai_terendah_lulus", "", UNSET)
    lowest_nominated_text: Number | UnsetType | None = entry("nilai_terendah_diajukan", "", UNSET)

    @property
    def lowest(self) -> Decimal | Fraction | None:
        """The lowest final score that won a seat."""
        return _exact(self.lowest_text)

    @property
    def lowest_nominated(self) -> Decimal | Fraction | None:
        """The lowest final score that was nominated."""
        return _exact(self.lowest_nominated_text)


class SavedGround(Part):
    """Satu alasan tidak lolos pada tahap ini, dan berapa orang karenanya."""

    code: str = entry("kode")
    ground: str = entry("alasan")
    people: Count = entry("peserta")
    alone: Count = entry("hanya_itu")


class SavedCode(Part):
    """Arti satu kode hasil: nasib yang dibaca mesin, dan kata-kata panitia."""

    fate_word: FateWord = entry("nasib")
    meaning: str = entry("arti")

    @property
    def fate(self) -> Fate:
        """What the code says became of somebody."""
        return _FATES[self.fate_word]


class SavedStep(Part):
    """Satu langkah perhitungan; kosong apa yang tidak ada padanya."""

    label: str = entry("nama")
    part: str = entry("bagian")
    formula: str = entry("rumus")
    inputs: tuple[str, ...] = entry("masukan")
    rounding: str = entry("pembulatan")


class SavedTie(ShortRepr, Part):
    """Nilai sama di tempat terakhir yang belum diputus."""

    stage: str = entry("tahap")
    formation: str = entry("formasi")
    places: Count = entry("tempat")
    misfit: str = entry("sebab", "Mengapa keputusan yang tercatat tidak menyelesaikannya.")
    numbers: tuple[str, ...] = entry("peserta")


class SavedPlacement(ShortRepr, Part):
    """Siapa memperoleh kursi atau nominasi, menurut langkah apa, dengan dasar apa."""

    number: str = entry("nomor")
    formation: str = entry("formasi")
    kind: str = entry("jenis")
    step: str = entry("langkah", '"peringkat", "penetapan", "pengisian" kursi kosong, atau "penggantian".')
    legal_basis: str = entry("dasar")
    note: str = entry("catatan", "Apa lagi yang perlu dikatakan tentangnya.", "")


class SavedPerson(ShortRepr, Part, dict=True):
    """Satu peserta; kunci yang kosong tidak ditulis."""

    _said = ("formation", "code")

    number: str = entry("nomor")
    second: str = entry("nomor_kedua", "Nomor lain orang yang sama, sesudah terbit.", "")
    name: str = entry("nama", "", "")
    formation: str = entry("formasi")
    figures: tuple[Figure, ...] = entry("nilai", 'Satu angka untuk setiap "langkah" di atas.', ())
    key_figures: tuple[Figure, ...] = entry("kunci", 'Satu angka untuk setiap "kunci" di atas.', ())
    fate_words: tuple[FateWord, ...] = entry("nasib", 'Nasib pada setiap tahap; "" bila dilewati.', ())
    rank: Annotated[int, Meta(ge=1)] | None = entry("peringkat", "", None)
    code: str = entry("kode", "Kode panitia.", "")
    reason: str = entry("keterangan", "", "")

    @cached_property
    def values(self) -> tuple[Decimal | Fraction | None, ...]:
        """Their figures as numbers; None where there is none."""
        return tuple(map(_exact, self.figures))

    @cached_property
    def fates(self) -> tuple[Fate, ...]:
        """What became of them at each stage."""
        return tuple(_FATES[word] for word in self.fate_words)

    @property
    def fate(self) -> Fate:
        """The latest fate."""
        return self.fates[-1] if self.fates else Fate.NOT_REACHED


class Summary(Part):
    """Bagian pertama hasil.json, yang juga dicetak oleh rank --json."""

    version: Literal[1] = entry("versi")
    program: str = entry("asnrekrut", "Versi program yang menulisnya.")
    selection: SavedSelection = entry("seleksi")
    stage: str = entry("tahap", 'Kode tahap yang hasilnya ditulis; "akhir" untuk hasil akhir.')
    fingerprint: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")] = entry("sidik_jari_aturan")
    applicants: Count = entry("pelamar")
    stages: Mapping[str, SavedStage] = entry("rekap_tahap", "Menurut kode tahap.")
    formations: Mapping[str, SavedFormation] = entry("formasi", "Menurut kode formasi.")
    grounds: tuple[SavedGround, ...] = entry("alasan", "Alasan tidak lolos pada tahap ini.", ())


class SavedResult(ShortRepr, Summary):
    """Hasil satu tahap, atau hasil akhir, sebagaimana tertulis dalam hasil.json."""

    _said = ("stage",)

    rules: Mapping[str, Any] = entry("aturan", "Aturan yang menentukan hasil, sebagai data.")
    rules_in_words: tuple[tuple[str, str], ...] = entry("uraian_aturan")
    codes: Mapping[str, SavedCode] = entry("kode", "Setiap kode hasil pada tahap ini.")
    steps: Mapping[str, SavedStep] = entry("langkah", "Judul nilai setiap peserta.")
    order: tuple[str, ...] = entry("urutan", "Kunci urutan peringkat.")
    key_headings: tuple[str, ...] = entry("kunci", 'Kunci urutan yang bukan langkah: judul "kunci" peserta.')
    ties: tuple[SavedTie, ...] = entry("seri")
    events: tuple[Mapping[str, Any], ...] = entry("peristiwa")
    findings: Mapping[str, Count] = entry(
        "temuan", "Berapa temuan setiap kode; tanpa yang hanya menyangkut susunan tabel."
    )
    determined: str = entry("penetapan", "Dasar penetapan di pusat, bila itu yang berlaku.", "")
    placed: tuple[SavedPlacement, ...] | UnsetType = entry("penempatan", "Hanya pada hasil akhir.", UNSET)
    vacated: tuple[SavedPlacement, ...] = entry(
        "dilepas", "Kursi mereka yang mundur atau didiskualifikasi sesudah hasil akhir.", ()
    )
    people: tuple[SavedPerson, ...] = entry("peserta", "Menurut urutan daftar.")

    def figures(self, person: SavedPerson) -> dict[str, Decimal | Fraction]:
        """A person's figures by the key of their step."""
        pairs = zip(self.steps, person.values, strict=False)
        return {key: value for key, value in pairs if value is not None}

    @property
    def placements(self) -> tuple[SavedPlacement, ...]:
        """Who has which seat or nomination; nobody before the end."""
        return self.placed or ()

    @property
    def winners(self) -> list[SavedPerson]:
        """Who got a seat, in the order of the lists."""
        return [person for person in self.people if person.fate is Fate.WINS]

    @property
    def nominated(self) -> list[SavedPerson]:
        """Who was put to whoever appoints and not chosen yet, in the order of the lists."""
        return [person for person in self.people if person.fate is Fate.NOMINATED]


def load_result(path: Path | str) -> SavedResult:
    """Read back what was written.

    Args:
        path: a ``hasil.json``, or the folder in which it lies.

    Raises:
        SavedResultError: it cannot be read, is of another version, or is damaged.
    """
    file = Path(path)
    file = file / FILE if file.is_dir() else file
    try:
        return read_result(content_of(file), str(file))
    except OSError as error:
        raise SavedResultError(f"{file} tidak dapat dibaca: {reason(error)}") from None


class _Versioned(Struct):
    """What every version says of itself."""

    versi: Any = VERSION


def read_result(content: bytes, file: str = FILE) -> SavedResult:
    """What the bytes of a ``hasil.json`` say.

    Raises:
        SavedResultError: they are of another version, or damaged.
    """
    try:
        version = msgspec.json.decode(content, type=_Versioned).versi
        if version != VERSION:
            raise SavedResultError(f"{file}: hasil versi {version}; program ini membaca versi {VERSION}")
        saved = msgspec.json.decode(content, type=SavedResult)
        where = repeated_key(content) or next(contradictions(saved), "")
    except msgspec.ValidationError as error:
        where = _place(str(error))
    except (msgspec.DecodeError, RecursionError):
        raise SavedResultError(f"{file}: bukan JSON yang utuh; tulis ulang dengan asnrekrut rank") from None
    if where:
        why = f"bukan hasil asnrekrut yang utuh (lihat {where}); tulis ulang dengan asnrekrut rank"
        raise SavedResultError(f"{file}: {why}")
    return saved


def _place(error: str) -> str:
    """The part at fault, from what msgspec says: ``… field `langkah``` or ``… at `$.peserta[0].nilai[2]```."""
    at, key = re.search(r"at `\$(.*)`", error), re.search(r"field `(.*?)`", error)
    path = re.findall(r"[^.\[\]]+", at[1]) if at else []
    return ".".join([*path, *([key[1]] if key else [])]) or FILE
