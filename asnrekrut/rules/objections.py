"""Objections: how long they may be lodged and must be answered, and how the days are counted."""

from typing import TYPE_CHECKING, Literal

from asnrekrut.rules.base import Faults, Files, Section, Some, Text, entry
from asnrekrut.rules.figure_keys import StageCode

if TYPE_CHECKING:
    from asnrekrut.rules.model import Rules

CALENDAR, WORKING = "kalender", "kerja"
Counted = Literal["kalender", "kerja"]


class Period(Section):
    """Masa mengajukan dan menjawab pada satu tahap; tanggalnya menurut [[jadwal]], dan dicocokkan dengan aturan ini."""

    stage: StageCode = entry("tahap", "Kode tahap, atau akhir.")
    kind: Literal["sanggah", "keberatan"] = entry(
        "jenis", "Sanggah menurut aturan seleksi, atau keberatan administratif umum.", "sanggah"
    )
    legal_basis: Text = entry("dasar", "Dasar masa itu: peraturan, atau keputusan panitia.")
    length: Some = entry("lama", "Lamanya dalam hari, terhitung sejak sehari sesudah pengumuman.")
    counted: Counted = entry("hari", "Hari kalender atau hari kerja.")
    answer: Some | None = entry("jawab", "Jawaban paling lambat sekian hari sesudah masa itu berakhir.", None)
    answer_counted: Counted = entry("jawab_hari", "Hari bagi masa jawab.", "kalender")


class Objections(Section):
    """Sanggah, keberatan, pengaduan, dan tanggapan masyarakat: satu buku register."""

    files: Files = entry("berkas", "Berkas register; boleh belum ada.", ["sanggah.xlsx", "sanggah.csv"])
    periods: list[Period] = entry("masa", "Masa setiap tahap.", list)
    holidays: Files | None = entry(
        "hari_libur", "Berkas hari libur: kolom Tanggal, Jenis (libur nasional atau cuti bersama), dan Nama.", None
    )
    holidays_basis: Text | None = entry("dasar_libur", "Keputusan yang menetapkan hari libur itu.", None)
    week: Literal[5, 6] | None = entry("minggu_kerja", "Banyaknya hari kerja seminggu.", None)
    joint_leave: Literal["libur", "kerja"] | None = entry(
        "cuti_bersama", "Apakah cuti bersama dihitung sebagai libur atau hari kerja.", None
    )

    def faults(self, _rules: "Rules") -> Faults:
        """A period that is written twice, and working days that nobody can count."""
        seen = set()
        for i, period in enumerate(self.periods):
            if (period.stage, period.kind) in seen:
                yield ("masa", i, "tahap"), f"masa {period.kind} tahap {period.stage} ditulis dua kali"
            seen.add((period.stage, period.kind))
        needed = {
            "hari_libur": self.holidays, "dasar_libur": self.holidays_basis,
            "minggu_kerja": self.week, "cuti_bersama": self.joint_leave,
        }  # fmt: skip
        lacking = [key for key, value in needed.items() if value is None]
        counted = {way for one in self.periods for way in (one.counted, one.answer and one.answer_counted)}
        if WORKING in counted and lacking:
            yield (), f"masa dalam hari kerja memerlukan {', '.join(lacking)}"
