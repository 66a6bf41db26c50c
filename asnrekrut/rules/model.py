"""The language of ``seleksi.toml``: one model, from which reading, schema and reference page all come.

Fields bear the code's English names, entries the keys that a secretary writes. What may stand there is checked while
it is read; whether the parts fit together (weights that add up, keys that exist) says ``faults`` of each table.
"""

from datetime import date
from typing import Annotated

from msgspec.structs import replace

from asnrekrut.notation import show
from asnrekrut.rules.base import Faults, Filled, Name, Section, Text, Texts, entry
from asnrekrut.rules.codes import FinalCodes, StateWords
from asnrekrut.rules.decisions import Bonus, Group, Ranking
from asnrekrut.rules.figure_keys import END_NAME, FINAL
from asnrekrut.rules.objections import Objections
from asnrekrut.rules.profile import Profile, Slot
from asnrekrut.rules.publication import Activity, Publication
from asnrekrut.rules.rounding import Roundings
from asnrekrut.rules.seats import Appointment, Choice, Filling, Replacement
from asnrekrut.rules.sources import KEY, Applicants, Formations
from asnrekrut.rules.stages import Stage
from asnrekrut.rules.undecided import Undecided
from asnrekrut.rules.values import whole
from asnrekrut.texts import folded

MOST_TABLES = 300  # components, each as often as its stage has sessions; what reads them compares each with each


class Identity(Section):
    """Jati diri seleksi; dicetak pada setiap laporan."""

    name: Name = entry("nama", "Nama seleksi.")
    institution: Name = entry("instansi", "Instansi penyelenggara.")
    year: Annotated[int, whole(1945, 2999)] = entry("tahun", "Tahun seleksi.")
    legal_basis: Texts = entry("dasar", "Dasar hukum seleksi, satu atau beberapa.")


class Signature(Section):
    """Blok tanda tangan di akhir setiap daftar."""

    place: Text = entry("tempat", "Tempat penandatanganan.")
    day: date | None = entry(
        "tanggal", "Tanggal daftar yang belum disahkan, misalnya 2026-11-20; kosong: diisi tangan.", None
    )
    position: Text = entry("jabatan", "Jabatan penanda tangan.", "Ketua Panitia Seleksi")
    name: Name | None = entry("nama", "Nama penanda tangan.", None)
    number: Text | None = entry("nip", "NIP penanda tangan.", None)


class Rules(Section):
    """Seluruh berkas aturan."""

    identity: Identity = entry("seleksi", "Jati diri seleksi.")
    applicants: Applicants = entry("pelamar", "Daftar pelamar.")
    formations: Formations = entry("formasi", "Formasi dan kuota.")
    stages: Filled[Stage] = entry("tahap", "Tahap seleksi, berurutan.")
    roundings: Roundings = entry("pembulatan", "Pembulatan setiap langkah.")
    ranking: Ranking = entry("peringkat", "Urutan akhir.")
    groups: list[Group] = entry("kelompok", "Kelompok dengan ambang sendiri.", list)
    bonuses: list[Bonus] = entry("bonus", "Nilai tambahan.", list)
    fillings: list[Filling] = entry("pengisian", "Pengisian kursi kosong.", list)
    replacement: Replacement | None = entry("penggantian", "Pengganti bagi yang mundur.", None)
    choice: Choice | None = entry("pilihan_formasi", "Satu orang dengan beberapa lamaran.", None)
    appointment: Appointment | None = entry("pengangkatan", "Pilihan di antara nominasi.", None)
    codes: FinalCodes = entry("kode_akhir", "Kode hasil akhir.", FinalCodes)
    states: StateWords = entry("keadaan", "Kata-kata keadaan.", StateWords)
    schedule: list[Activity] = entry("jadwal", "Jadwal kegiatan.", list)
    publication: Publication = entry("publikasi", "Apa yang boleh diketahui umum.", Publication)
    objections: Objections | None = entry("sanggah", "Sanggah dan pengaduan.", None)
    signature: Signature | None = entry("pengesahan", "Blok tanda tangan.", None)
    profile: Profile = entry("naskah", "Profil naskah.", Profile)
    undecided: tuple[Undecided, ...] = ()  # the values that are still open, in the order of the file

    def faults(self, _rules: "Rules") -> Faults:
        """Too many tables, stages whose weights miss the highest score, seats to fill where there are none."""
        tables = sum(len(stage.components) * max(1, len(stage.sessions)) for stage in self.stages)
        if tables > MOST_TABLES:
            yield ("tahap",), f"seluruh tahap memuat {tables} komponen (dikalikan sesinya); paling banyak {MOST_TABLES}"
        weights, top = [stage.weight for stage in self.stages if stage.weight is not None], self.ranking.top
        if weights and sum(weights) != top:
            terms = " + ".join(map(show, weights))
            yield ("tahap",), f"jumlah bobot tahap {terms} = {show(sum(weights))}, seharusnya {show(top)}"
        if self.fillings and self.ranking.nominations is not None:
            yield ("pengisian",), "pengisian hanya untuk kursi, bukan untuk nominasi; hapus"

    def stage_named(self, text: str) -> str:
        """The code of the stage that a cell names by its code or by its name; the text itself where it names none."""
        named = {folded(stage.name): stage.code for stage in self.stages}
        return named.get(folded(text), text.casefold())

    @property
    def stage_names(self) -> dict[str, str]:
        """What every stage is called, and the end, by their codes and in their order."""
        return {**{stage.code: stage.name for stage in self.stages}, FINAL: END_NAME}

    def occasions(self, stage: str) -> list[Activity]:
        """When and where a stage is held, as the schedule has it."""
        return [one for one in self.schedule if (one.kind, one.stage) == ("pelaksanaan", stage)]

    def slots(self, stage: str) -> list[Slot]:
        """The sessions of a stage; a day or a place that the profile does not name is that of the schedule."""
        occasions, known = self.occasions(stage), dict[str, object]()
        if len(occasions) == 1:
            [one] = occasions
            known = {"day": one.begins if one.ends in {None, one.begins} else None, "place": one.place}
        mine = [one for one in self.profile.slots if one.stage == stage] or [Slot(stage=stage)] * bool(known)
        return [replace(one, **{k: text for k, text in known.items() if not getattr(one, k)}) for one in mine]

    def places(self, stage: str, quota: int) -> int | None:
        """How many of a formation with so many seats a stage, or the end, has room for; None for all who pass."""
        if stage == FINAL:
            nominated = self.ranking.nominations
            return quota if nominated is None or not quota else nominated
        cut = next(one.shortlist for one in self.stages if one.code == stage)
        if cut is None:
            return None
        return quota * cut.per_quota if cut.per_quota else cut.places or 0

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
