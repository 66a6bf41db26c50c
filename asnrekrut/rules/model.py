"""The language of ``seleksi.toml``: one model, from which reading, schema and reference page all come.

Field names are the code's English, aliases are the keys a secretary writes. Structure and types are checked here;
whether the parts fit together (weights that add up, keys that exist) is checked in ``rules.check``.
"""

from __future__ import annotations

from datetime import date

from pydantic import Field, PrivateAttr

from asnrekrut.rules.base import Section, Text, Texts
from asnrekrut.rules.codes import FinalCodes, StateWords
from asnrekrut.rules.decisions import Bonus, Group, Ranking
from asnrekrut.rules.objections import Objections
from asnrekrut.rules.profile import Profile
from asnrekrut.rules.publication import Activity, Publication
from asnrekrut.rules.seats import Appointment, Choice, Filling, Replacement
from asnrekrut.rules.sources import KEY, Applicants, Formations
from asnrekrut.rules.stages import Roundings, Stage
from asnrekrut.rules.undecided import Undecided


class Identity(Section):
    """Jati diri seleksi; dicetak pada setiap laporan."""

    name: Text = Field(alias="nama", description="Nama seleksi.")
    institution: Text = Field(alias="instansi", description="Instansi penyelenggara.")
    year: int = Field(alias="tahun", ge=1945, le=2999, description="Tahun seleksi.")
    legal_basis: Texts = Field(alias="dasar", description="Dasar hukum seleksi, satu atau beberapa.")


class Signature(Section):
    """Blok tanda tangan di akhir setiap daftar."""

    place: Text = Field(alias="tempat", description="Tempat penandatanganan.")
    day: date | None = Field(None, alias="tanggal", description="Tanggal, misalnya 2026-11-20; kosong: diisi tangan.")
    position: Text = Field("Ketua Panitia Seleksi", alias="jabatan", description="Jabatan penanda tangan.")
    name: Text | None = Field(None, alias="nama", description="Nama penanda tangan.")
    number: Text | None = Field(None, alias="nip", description="NIP penanda tangan.")


class Rules(Section):
    """Seluruh berkas aturan."""

    identity: Identity = Field(alias="seleksi", description="Jati diri seleksi.")
    applicants: Applicants = Field(alias="pelamar", description="Daftar pelamar.")
    formations: Formations = Field(alias="formasi", description="Formasi dan kuota.")
    stages: list[Stage] = Field(alias="tahap", min_length=1, description="Tahap seleksi, berurutan.")
    roundings: Roundings = Field(alias="pembulatan", description="Pembulatan setiap langkah.")
    ranking: Ranking = Field(alias="peringkat", description="Urutan akhir.")
    groups: list[Group] = Field(default_factory=list, alias="kelompok", description="Kelompok dengan ambang sendiri.")
    bonuses: list[Bonus] = Field(default_factory=list, alias="bonus", description="Nilai tambahan.")
    fillings: list[Filling] = Field(default_factory=list, alias="pengisian", description="Pengisian kursi kosong.")
    replacement: Replacement | None = Field(None, alias="penggantian", description="Pengganti bagi yang mundur.")
    choice: Choice | None = Field(None, alias="pilihan_formasi", description="Satu orang dengan beberapa lamaran.")
    appointment: Appointment | None = Field(None, alias="pengangkatan", description="Pilihan di antara nominasi.")
    codes: FinalCodes = Field(default_factory=FinalCodes, alias="kode_akhir", description="Kode hasil akhir.")
    states: StateWords = Field(default_factory=StateWords, alias="keadaan", description="Kata-kata keadaan.")
    schedule: list[Activity] = Field(default_factory=list, alias="jadwal", description="Jadwal kegiatan.")
    publication: Publication = Field(
        default_factory=Publication, alias="publikasi", description="Apa yang boleh diketahui umum."
    )
    objections: Objections | None = Field(None, alias="sanggah", description="Sanggah dan pengaduan.")
    signature: Signature | None = Field(None, alias="pengesahan", description="Blok tanda tangan.")
    profile: Profile = Field(default_factory=Profile, alias="naskah", description="Profil naskah.")
    _undecided: tuple[Undecided, ...] = PrivateAttr(())

    @property
    def undecided(self) -> tuple[Undecided, ...]:
        """The values that are still open, in the order of the file."""
        return self._undecided

    def waits_for(self, undecided: tuple[Undecided, ...]) -> None:
        """Keep what was open in the file; for whoever reads it."""
        self._undecided = undecided

    @property
    def number_heading(self) -> str:
        """What the number is called that is the key of the register."""
        return self.applicants.key or KEY

    @property
    def beside_number(self) -> list[str]:
        """The attributes that lists print beside the number: the other number, and the wave of the registration."""
        named = (self.applicants.second, self.formations.wave)
        return [reference.partition(".")[2] for reference in named if reference is not None]

    @property
    def public_heading(self) -> str:
        """What the number is called under which people are published."""
        code = (self.publication.number or "").partition(".")[2]
        return self.applicants.attributes[code].column if code else self.number_heading

    def selects(self, stage: Stage) -> bool:
        """Whether the marks of a stage decide who is invited to the next one: it has a cut, a list or a threshold."""
        bounds = [
            stage.shortlist,
            stage.determined,
            stage.threshold,
            stage.sum_threshold,
            *(c.threshold for c in stage.components),
        ]
        fails = any(c.requirement or "gugur" in (c.categories or {}).values() for c in stage.components)
        own = {key.partition(".")[0] for group in self.groups for key in group.thresholds}
        return fails or bool(stage.demands) or stage.code in own or any(bound is not None for bound in bounds)
