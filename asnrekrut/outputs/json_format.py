"""``hasil.json`` version 1: what stands in it, as types that read it back, and as the JSON Schema that is shipped.

Keys are Indonesian as in the rules file; exact numbers are texts with a decimal point, or fractions: ``1253/13``.
"""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003  (pydantic reads the annotations)
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError, WithJsonSchema, model_validator

from asnrekrut.core.result import FATE_WORDS, Fate
from asnrekrut.errors import SavedResultError, reason
from asnrekrut.rules.figure_keys import FINAL
from asnrekrut.storage import content_of

FILE = "hasil.json"
VERSION = 1
_FATES = {word: fate for fate, word in FATE_WORDS.items()}
_EXACT = r"^-?[0-9]+(\.[0-9]+|/[0-9]+)?$"


def exact(text: object) -> Decimal | Fraction:
    """The number that a text writes.

    Raises:
        ValueError: it is none.
    """
    if not isinstance(text, str) or not text.strip("-")[:1].isdecimal():
        raise ValueError(text)
    try:
        return Fraction(text) if "/" in text else Decimal(text)
    except (InvalidOperation, ZeroDivisionError) as error:
        raise ValueError(text) from error


def _fate(word: object) -> Fate:
    if word not in _FATES:
        raise ValueError(word)
    return _FATES[str(word)]


Number = Annotated[Decimal | Fraction, PlainValidator(exact), WithJsonSchema({"type": "string", "pattern": _EXACT})]
Figure = Annotated[
    Decimal | Fraction | None,
    PlainValidator(lambda text: None if text == "" else exact(text)),
    WithJsonSchema({"type": "string", "pattern": _EXACT.replace("^", "^(").replace("$", ")?$")}),
]
FateWord = Annotated[Fate, PlainValidator(_fate), WithJsonSchema({"type": "string", "enum": list(_FATES)})]
Count = Annotated[int, Field(ge=0)]


class Part(BaseModel):
    """A part of the file: no unknown key, no silent conversion."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class SavedSelection(Part):
    """Seleksi yang hasilnya ditulis."""

    name: str = Field(alias="nama")
    institution: str = Field(alias="instansi")
    year: int = Field(alias="tahun")
    legal_basis: tuple[str, ...] = Field(alias="dasar")


class SavedSession(Part):
    """Berapa orang hadir dan tidak hadir pada satu sesi."""

    present: Count = Field(alias="hadir")
    absent: Count = Field(alias="tidak_hadir")


class SavedStage(Part):
    """Berapa orang mengikuti satu tahap, dan apa jadinya mereka."""

    name: str = Field(alias="nama")
    expected: Count = Field(alias="peserta")
    absent: Count = Field(alias="tidak_hadir")
    not_called: Count = Field(alias="tidak_dipanggil")
    out: Count = Field(alias="mundur_atau_diskualifikasi")
    failed: Count = Field(alias="gugur")
    beyond: Count = Field(alias="tidak_lanjut")
    went_on: Count = Field(alias="lanjut")
    waiting: Count = Field(alias="menunggu")
    sessions: Mapping[str, SavedSession] = Field(
        default_factory=dict, alias="sesi", description="Menurut nama sesi; hanya pada tahap yang bersesi."
    )


class SavedFormation(Part):
    """Satu formasi; siapa yang memperoleh kursi hanya pada hasil akhir."""

    title: str = Field(alias="jabatan")
    unit: str
    kind: str = Field(alias="jenis")
    quota: Count = Field(alias="kuota")
    applicants: Count = Field(alias="pelamar")
    progress: Literal["menunggu", "seri", "diputus"] = Field(alias="keadaan")
    winners: Count | None = Field(None, alias="lulus", description="Yang mendapat kursi.")
    nominated: Count | None = Field(None, alias="diajukan", description="Hanya pada seleksi dengan nominasi.")
    reserves: Count | None = Field(None, alias="cadangan")
    empty: Count | None = Field(None, alias="kursi_kosong")
    lowest: Number | None = Field(None, alias="nilai_terendah_lulus")
    lowest_nominated: Number | None = Field(None, alias="nilai_terendah_diajukan")


class SavedReason(Part):
    """Satu alasan tidak lolos pada tahap ini, dan berapa orang karenanya."""

    code: str = Field(alias="kode")
    reason: str = Field(alias="alasan")
    people: Count = Field(alias="peserta")
    alone: Count = Field(alias="hanya_itu")


class SavedCode(Part):
    """Arti satu kode hasil: nasib yang dibaca mesin, dan kata-kata panitia."""

    fate: FateWord = Field(alias="nasib")
    meaning: str = Field(alias="arti")


class SavedStep(Part):
    """Satu langkah perhitungan; kosong apa yang tidak ada padanya."""

    label: str = Field(alias="nama")
    part: str = Field(alias="bagian")
    formula: str = Field(alias="rumus")
    inputs: tuple[str, ...] = Field(alias="masukan")
    rounding: str = Field(alias="pembulatan")


class SavedTie(Part):
    """Nilai sama di tempat terakhir yang belum diputus."""

    stage: str = Field(alias="tahap")
    formation: str = Field(alias="formasi")
    places: Count = Field(alias="tempat")
    misfit: str = Field(alias="keputusan", description="Mengapa keputusan yang tercatat tidak menyelesaikannya.")
    numbers: tuple[str, ...] = Field(alias="peserta")


class SavedPlacement(Part):
    """Siapa memperoleh kursi atau nominasi, menurut langkah apa, dengan dasar apa."""

    number: str = Field(alias="nomor")
    formation: str = Field(alias="formasi")
    kind: str = Field(alias="jenis")
    step: str = Field(
        alias="langkah", description='"peringkat", "penetapan", "pengisian" kursi kosong, atau "penggantian".'
    )
    legal_basis: str = Field(alias="dasar")
    note: str = Field("", alias="catatan", description="Apa lagi yang perlu dikatakan tentangnya.")


class SavedPerson(Part):
    """Satu peserta; kunci yang kosong tidak ditulis."""

    number: str = Field(alias="nomor")
    second: str = Field("", alias="nomor_kedua", description="Nomor lain orang yang sama, sesudah terbit.")
    name: str = Field("", alias="nama")
    formation: str = Field(alias="formasi")
    values: tuple[Figure, ...] = Field((), alias="nilai", description='Satu angka untuk setiap "langkah" di atas.')
    keys: tuple[Figure, ...] = Field((), alias="kunci", description='Satu angka untuk setiap "kunci" di atas.')
    fates: tuple[FateWord, ...] = Field((), alias="nasib", description='Nasib pada setiap tahap; "" bila dilewati.')
    rank: Annotated[int, Field(ge=1)] | None = Field(None, alias="peringkat")
    code: str = Field("", alias="kode", description="Kode panitia.")
    reason: str = Field("", alias="keterangan")

    @property
    def fate(self) -> Fate:
        """The latest fate."""
        return self.fates[-1] if self.fates else Fate.NOT_REACHED


class SavedResult(Part):
    """Hasil satu tahap, atau hasil akhir, sebagaimana tertulis dalam hasil.json."""

    version: Literal[1] = Field(alias="versi")
    program: str = Field(alias="asnrekrut", description="Versi program yang menulisnya.")
    selection: SavedSelection = Field(alias="seleksi")
    stage: str = Field(alias="tahap", description='Kode tahap yang hasilnya ditulis; "akhir" untuk hasil akhir.')
    fingerprint: str = Field(alias="sidik_jari_aturan", pattern="^[0-9a-f]{64}$")
    applicants: Count = Field(alias="pelamar")
    stages: Mapping[str, SavedStage] = Field(alias="rekap_tahap", description="Menurut kode tahap.")
    formations: Mapping[str, SavedFormation] = Field(alias="formasi", description="Menurut kode formasi.")
    reasons: tuple[SavedReason, ...] = Field((), alias="alasan", description="Alasan tidak lolos pada tahap ini.")
    rules: Mapping[str, Any] = Field(alias="aturan", description="Aturan yang menentukan hasil, sebagai data.")
    rules_in_words: tuple[tuple[str, str], ...] = Field(alias="uraian_aturan")
    codes: Mapping[str, SavedCode] = Field(alias="kode", description="Setiap kode hasil pada tahap ini.")
    steps: Mapping[str, SavedStep] = Field(alias="langkah", description="Judul nilai setiap peserta.")
    order: tuple[str, ...] = Field(alias="urutan", description="Kunci urutan peringkat.")
    keys: tuple[str, ...] = Field(alias="kunci", description='Kunci urutan yang bukan langkah: judul "kunci" peserta.')
    ties: tuple[SavedTie, ...] = Field(alias="seri")
    events: tuple[Mapping[str, Any], ...] = Field(alias="peristiwa")
    findings: Mapping[str, Count] = Field(
        alias="temuan", description="Berapa temuan setiap kode; tanpa yang hanya menyangkut susunan tabel."
    )
    determined: str = Field("", alias="penetapan", description="Dasar penetapan di pusat, bila itu yang berlaku.")
    placements: tuple[SavedPlacement, ...] = Field((), alias="penempatan", description="Hanya pada hasil akhir.")
    vacated: tuple[SavedPlacement, ...] = Field(
        (), alias="dilepas", description="Kursi mereka yang mundur atau didiskualifikasi sesudah hasil akhir."
    )
    people: tuple[SavedPerson, ...] = Field(alias="peserta", description="Menurut urutan daftar.")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Parts of one file that must fit together: what a hand or a broken disk changes seldom does."""
        reached = len(self.stages) + (self.stage == FINAL)
        sizes = {0, len(self.steps)}, {0, len(self.keys)}, range(reached + 1)
        for person in self.people:
            if any(
                len(got) not in size
                for got, size in zip((person.values, person.keys, person.fates), sizes, strict=True)
            ):
                raise ValueError(f"peserta {person.number}")
            if person.formation not in self.formations or (person.code and person.code not in self.codes):
                raise ValueError(f"peserta {person.number}")
        numbers = {person.number for person in self.people}
        if not len(numbers) == len(self.people) == self.applicants:
            raise ValueError("pelamar")
        if strange := [p.number for p in self.placements if p.number not in numbers]:
            raise ValueError(f"penempatan {strange[0]}")
        return self

    def figures(self, person: SavedPerson) -> dict[str, Decimal | Fraction]:
        """A person's figures by the key of their step."""
        pairs = zip(self.steps, person.values, strict=False)
        return {key: value for key, value in pairs if value is not None}

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
        return SavedResult.model_validate_json(content_of(file))
    except OSError as error:
        raise SavedResultError(f"{file} tidak dapat dibaca: {reason(error)}") from None
    except ValidationError as error:
        first = next((e for e in error.errors() if e["loc"][:1] == ("versi",)), error.errors()[0])
        raise SavedResultError(f"{file}: {_why(first)}") from None


def _why(error: Any) -> str:  # pydantic keeps the type of one error to itself
    at, given = error["loc"], error["input"]
    if at[:1] == ("versi",) and error["type"] != "missing":
        return f"hasil versi {given}; program ini membaca versi {VERSION}"
    if error["type"] == "json_invalid":
        return "bukan JSON yang utuh; tulis ulang dengan asnrekrut rank"
    what = ".".join(map(str, at)) or error.get("ctx", {}).get("error", FILE)
    return f"bukan hasil asnrekrut yang utuh (lihat {what}); tulis ulang dengan asnrekrut rank"
