"""Builds the workbooks of the four samples: ``python samples/build.py [folder]``.

Marks are drawn from a fixed seed; the situations a sample is meant to show are planted in the tables below.
Every run writes the same bytes.
"""

from __future__ import annotations

import random
import sys
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Cell = str | int | float | date | None
Marks = dict[str, tuple[Any, ...]]  # by participant number

CREATED = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)
GIVEN = ("Contoh", "Umpama", "Misal", "Andai", "Ibarat")
WOMEN = ("Melati", "Kenanga", "Cempaka", "Dahlia", "Anggrek", "Seruni", "Teratai", "Kamboja", "Flamboyan")
MEN = ("Jati", "Gaharu", "Rajawali", "Kasuari", "Cendana", "Beringin", "Gelatik", "Ulin", "Rinjani")
FRUIT = ("Contoh Salak", "Misal Durian", "Ibarat Manggis")  # the interviewers of Manna
ASPECTS = ("Integritas dan Motivasi", "Penguasaan Tugas", "Komunikasi")


class Formation(NamedTuple):
    code: str
    title: str
    unit: str
    kind: str
    quota: int
    applicants: int
    education: str


class Person(NamedTuple):
    number: str
    nik: str
    name: str
    sex: str
    born: date
    education: str
    formation: str


KASEMEN = [
    Formation("AU-01", "Pengadministrasi Umum", "Sekretariat Kecamatan", "Umum", 3, 22, "SMA/Sederajat"),
    Formation("PL-01", "Petugas Pelayanan Terpadu", "Seksi Pelayanan", "Umum", 2, 17, "D-III Administrasi"),
    Formation("KU-01", "Pengelola Keuangan", "Subbagian Keuangan", "Umum", 1, 9, "D-III Akuntansi"),
]
KASEMEN_DUTIES = {  # what the public page tells applicants: duties, and where
    "AU-01": ("Mencatat surat masuk dan keluar, menata arsip, menyiapkan rapat", "Kantor Kecamatan Kasemen"),
    "PL-01": ("Menerima permohonan warga, memeriksa kelengkapannya, menyerahkan hasilnya", "Loket pelayanan kecamatan"),
    "KU-01": ("Membukukan penerimaan dan pengeluaran, menyusun laporan bulanan", "Kantor Kecamatan Kasemen"),
}
KASEMEN_TEST: Marks = {"99-0005": ("TH", "TH"), "99-0026": ("TH", "TH")}
KASEMEN_TASKS: Marks = {"99-0018": ("TH", "TH")}
KASEMEN_INTERVIEW: Marks = {"99-0047": (95.5, 97, 96)}  # first of KU-01 up to here,
KASEMEN_CATEGORY: Marks = {"99-0047": ("Tidak disarankan",)}  # and out

PALANGKARAYA = [
    Formation("ARS-1", "Arsiparis", "Bidang Kearsipan", "Umum", 2, 16, "D-III Kearsipan"),
    Formation("PUS-1", "Pustakawan", "Bidang Layanan Perpustakaan", "Umum", 2, 14, "S-1 Ilmu Perpustakaan"),
]
PALANGKARAYA_TEST: Marks = {"99-0014": (96.5,), "99-0016": ("TH",), "99-0022": ("TH",)}
PALANGKARAYA_INTERVIEW: Marks = {
    "99-0014": (58, 55, 62),  # best test, weak interview
    "99-0005": (58, 61, 61),  # exactly on the threshold
    "99-0009": ("TH", "TH", "TH"),
    "99-0028": ("TH", "TH", "TH"),
}
PALANGKARAYA_NO_ROW = "99-0025"  # missing from the psychologist's list

SAWAHLUNTO = [
    Formation("PRW-U", "Perawat", "Rumah Sakit Umum Daerah", "Umum", 3, 16, "Profesi Ners"),
    Formation("PRW-K", "Perawat", "Rumah Sakit Umum Daerah", "Khusus", 1, 6, "Profesi Ners"),
    Formation("LAB-U", "Pranata Laboratorium", "Puskesmas Talawi", "Umum", 2, 12, "D-III Analis Kesehatan"),
    Formation("LAB-K", "Pranata Laboratorium", "Puskesmas Talawi", "Khusus", 1, 6, "D-III Analis Kesehatan"),
]
SAWAHLUNTO_LICENSED = {f"99-{at:04}" for at in (6, 12, 21, 32)}
SAWAHLUNTO_UNLICENSED = {f"99-{at:04}" for at in (1, 2, 17, 18, 19, 20, 28, 34)}
SAWAHLUNTO_TEST: Marks = {
    "99-0001": (330, 133, 26),  # equal in everything with the next one, once that one has the bonus:
    "99-0006": (285, 133, 26),  # both go on, seven for six places
    "99-0002": (410, 146, 35),  # 0.005 behind the next one before final rounding, level after it: last seat
    "99-0012": (370, 145, 34),
    "99-0016": ("TH", "TH", "TH"),
    "99-0017": (195, 150, 30),  # below the threshold of the group, too
    "99-0018": (230, 148, 31),  # these three pass by the thresholds of the group alone
    "99-0019": (225, 128, 29),
    "99-0020": (240, 118, 28),
    "99-0021": (205, 152, 30),
    "99-0022": ("TH", "TH", "TH"),
    "99-0028": (330, 164, 31),  # equal to the end with the next one; this one is older
    "99-0034": (330, 165, 30),
    "99-0032": (425, 166, 32),  # the bonus stops at the maximum
}
SAWAHLUNTO_PRACTICE: Marks = {
    "99-0002": (39, 27),
    "99-0012": (38, 27),
    "99-0014": (44, 30),
    "99-0018": (52, 35),
    "99-0021": (44, 30),
    "99-0028": (46, 29),
    "99-0034": (45, 30),
    "99-0037": ("TH", "TH"),
}

MANNA = [
    Formation("KOM-1", "Pranata Komputer", "Dinas Komunikasi", "Umum", 2, 15, "S-1 Informatika"),
    Formation("TAN-1", "Penyuluh Pertanian", "Dinas Pertanian", "Umum", 4, 18, "S-1 Pertanian"),
    Formation("ARS-1", "Arsiparis", "Dinas Perpustakaan dan Kearsipan", "Umum", 2, 12, "D-III Kearsipan"),
    Formation("JLN-1", "Teknisi Jalan", "Dinas Pekerjaan Umum", "Umum", 1, 9, "D-III Teknik Sipil"),
    Formation("UJI-1", "Penguji Kendaraan Bermotor", "Dinas Perhubungan", "Umum", 3, 6, "D-III Otomotif"),
]
MANNA_GPA = {"99-0053": 3.71}
MANNA_TEST: Marks = {
    "99-0012": ("DIS", "DIS"),
    "99-0025": ("TH", "TH"),
    "99-0050": (82, 46),  # equal up to the grade point average
    "99-0053": (82, 46),
    "99-0055": (46, 33),
    "99-0058": ("TH", "TH"),
}
MANNA_INTERVIEW: Marks = {  # interviewer by interviewer, aspect by aspect
    "99-0017": (["TH"] * 3,) * 3,
    "99-0045": (["APS"] * 3,) * 3,
    "99-0050": ([80, 74, 77], [75, 80, 72], [78, 76, 79]),
    "99-0053": ([79, 77, 75], [74, 79, 76], [80, 74, 77]),
    "99-0056": ([62, 58, 66], [64, 66, 60], [68, 61, 70]),
}


def write(path: Path, sheet: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """One workbook with one sheet, the header in its first row."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, {"default_date_format": "dd-mm-yyyy"}) as book:
        book.set_properties({"title": sheet, "created": CREATED})
        page = book.add_worksheet(sheet)
        page.write_row(0, 0, header, book.add_format({"bold": True, "bg_color": "#DDE6F0", "bottom": 1}))
        for at, row in enumerate(rows, start=1):
            page.write_row(at, 0, row)
        page.freeze_panes(1, 0)
        page.autofit()


def nik(area: str, born: date, *, woman: bool, serial: int) -> str:
    """Area, birth date (women: day + 40), serial number."""
    return f"{area}{born.day + 40 * woman:02}{born:%m%y}{serial:04}"


def applicants(rng: random.Random, area: str, formations: list[Formation]) -> list[Person]:
    """The register, numbered formation by formation, with no name and no birth date twice."""
    women, men = ([f"{a} {b}" for a, b in product(GIVEN, last)] for last in (WOMEN, MEN))
    rng.shuffle(women)
    rng.shuffle(men)
    codes = [formation for formation in formations for _ in range(formation.applicants)]
    days = rng.sample(range(5000), len(codes))
    people = []
    for at, (formation, day) in enumerate(zip(codes, days, strict=True), start=1):
        woman, born = rng.random() < 0.5, date(1988, 1, 1) + timedelta(days=day)
        name, sex = (women.pop(), "Perempuan") if woman else (men.pop(), "Laki-laki")
        identity = nik(area, born, woman=woman, serial=at)
        people.append(Person(f"99-{at:04}", identity, name, sex, born, formation.education, formation.code))
    return people


def office(
    folder: Path,
    formations: list[Formation],
    people: list[Person],
    duties: dict[str, tuple[str, str]] | None = None,
    **more: Callable[[Person], Cell],
) -> None:
    """The two workbooks every selection starts from; ``more`` are further columns of the register."""
    header = ["Kode", "Jabatan", "Unit", "Jenis", "Kuota", *(["Uraian Tugas", "Tempat Tugas"] if duties else [])]
    words = duties or {}
    write(folder / "data/formasi.xlsx", "Formasi", header, ([*f[:5], *words.get(f.code, ())] for f in formations))
    header = ["Nomor Peserta", "NIK", "Nama", "Jenis Kelamin", "Tanggal Lahir", "Pendidikan", "Formasi"]
    header += [title.replace("_", " ") for title in more]
    rows = ([*person, *(cell(person) for cell in more.values())] for person in people)
    write(folder / "data/pelamar.xlsx", "Pelamar", header, rows)


def drawn(people: list[Person], planted: Marks, mark: Callable[[], tuple[Any, ...]]) -> Marks:
    """A mark for everybody: drawn, unless it is planted."""
    marks = {person.number: mark() for person in people}
    return marks | {number: planted[number] for number in marks if number in planted}


def results(path: Path, people: list[Person], marks: Marks, *titles: str) -> None:
    """A workbook of marks, sorted by name as offices do: rows are joined by number, not by position."""
    rows = ((p.number, p.name, *marks[p.number]) for p in sorted(people, key=lambda p: p.name))
    write(path, "Nilai", ["Nomor Peserta", "Nama", *titles], rows)


def three(rng: random.Random, low: int, high: int) -> tuple[float, ...]:
    """The marks of three interviewers who see roughly the same."""
    level = rng.randrange(low, high)
    return tuple(level + rng.randrange(-8, 9) / 2 for _ in range(3))


def present(people: list[Person], marks: Marks) -> list[Person]:
    """Those with numbers in every cell."""
    return [person for person in people if not any(isinstance(m, str) for m in marks[person.number])]


def best(people: list[Person], places: dict[str, int], key: Callable[[Person], Any]) -> list[Person]:
    """The first so many of each formation; whoever equals the last one goes along."""
    chosen = []
    for code, count in places.items():
        ranked = sorted((p for p in people if p.formation == code), key=key, reverse=True)
        chosen += [p for p in ranked if key(p) >= key(ranked[:count][-1])]
    return chosen


def kasemen(folder: Path) -> None:
    rng = random.Random(12)  # noqa: S311  (sample data, no secret)
    people = applicants(rng, "990112", KASEMEN)
    office(folder, KASEMEN, people, KASEMEN_DUTIES)

    test = drawn(people, KASEMEN_TEST, lambda: (rng.randrange(60, 141, 5), rng.randrange(75, 166, 5)))
    results(folder / "data/tes-tertulis.xlsx", people, test, "Pengetahuan Umum", "Kemampuan Kerja")
    passing = [p for p in present(people, test) if test[p.number][0] >= 65 and test[p.number][1] >= 80]
    places = {f.code: 3 * f.quota for f in KASEMEN}
    called = best(passing, places, lambda p: (sum(test[p.number]), test[p.number][1]))

    tasks = drawn(called, KASEMEN_TASKS, lambda: (rng.randrange(60, 96), rng.randrange(55, 96)))
    results(folder / "data/simulasi.xlsx", called, tasks, "Naskah Dinas", "Olah Data")
    called = present(called, tasks)

    interview = drawn(called, KASEMEN_INTERVIEW, lambda: three(rng, 68, 90))
    for rater in range(3):
        marks = {number: (given[rater],) for number, given in interview.items()}
        results(folder / f"data/wawancara-{rater + 1}.xlsx", called, marks, "Nilai")

    words = ("Disarankan", "Disarankan", "Dipertimbangkan")
    category = drawn(called, KASEMEN_CATEGORY, lambda: (rng.choice(words),))
    results(folder / "data/psikotes.xlsx", called, category, "Kesimpulan")


def palangkaraya(folder: Path) -> None:
    rng = random.Random(34)  # noqa: S311
    people = applicants(rng, "990234", PALANGKARAYA)
    office(folder, PALANGKARAYA, people)

    test = drawn(people, PALANGKARAYA_TEST, lambda: (rng.randrange(110, 181) / 2,))
    results(folder / "data/tes.xlsx", people, test, "Tes Kompetensi")
    people = present(people, test)

    interview = drawn(people, PALANGKARAYA_INTERVIEW, lambda: three(rng, 65, 90))
    raters = [f"Pewawancara {at}" for at in (1, 2, 3)]
    results(folder / "data/wawancara.xlsx", people, interview, *raters)
    people = [p for p in present(people, interview) if sum(interview[p.number]) >= 180]
    people = [p for p in people if p.number != PALANGKARAYA_NO_ROW]

    psychotest = drawn(people, {}, lambda: (rng.randrange(500, 901) / 10,))
    results(folder / "data/psikotes.xlsx", people, psychotest, "Skor Psikotes")


def sawahlunto(folder: Path) -> None:
    rng = random.Random(56)  # noqa: S311
    people = applicants(rng, "990356", SAWAHLUNTO)
    licensed = {p.number for p in people if rng.random() < 0.4} | SAWAHLUNTO_LICENSED
    licensed -= SAWAHLUNTO_UNLICENSED
    office(
        folder,
        SAWAHLUNTO,
        people,
        Status_STR=lambda p: "Aktif" if p.number in licensed else "Tidak ada",
        Nomor_STR=lambda p: f"STR-{p.number}-2026" if p.number in licensed else None,
    )

    def mark() -> tuple[int, int, int]:
        return rng.randrange(200, 381, 5), rng.randrange(120, 181), rng.randrange(24, 39)

    test = drawn(people, SAWAHLUNTO_TEST, mark)
    titles = ("Teknis", "Manajerial dan Sosiokultural", "Wawancara")
    results(folder / "data/kompetensi.xlsx", people, test, *titles)

    def counted(person: Person) -> tuple[int, int, int]:
        technical, social, interview = test[person.number]
        return min(450, technical + 45 * (person.number in licensed)), social, interview

    def passes(person: Person) -> bool:
        limits = (200, 115, 24) if person.formation.endswith("K") else (235, 130, 24)
        return all(m >= limit for m, limit in zip(counted(person), limits, strict=True))

    passing = [p for p in present(people, test) if passes(p)]
    places = {f.code: 2 * f.quota for f in SAWAHLUNTO}
    called = best(passing, places, lambda p: (sum(counted(p)), *counted(p)))
    practice = drawn(called, SAWAHLUNTO_PRACTICE, lambda: (rng.randrange(38, 57), rng.randrange(24, 38)))
    results(folder / "data/praktik.xlsx", called, practice, "Tindakan", "Komunikasi")


def manna(folder: Path) -> None:
    rng = random.Random(78)  # noqa: S311
    people = applicants(rng, "990478", MANNA)
    gpa = {p.number: rng.randrange(280, 391) / 100 for p in people} | MANNA_GPA
    office(folder, MANNA, people, IPK=lambda p: gpa[p.number])

    test = drawn(people, MANNA_TEST, lambda: (rng.randrange(48, 93, 2), rng.randrange(24, 47)))
    results(folder / "data/tes-tertulis.xlsx", people, test, "Pengetahuan Jabatan", "Pengetahuan Umum")

    def composite(person: Person) -> int:
        post, general = test[person.number]
        return 70 * post + 60 * general  # 70 % of 100, 30 % of 50: hundredths of a mark on 100

    passing = [p for p in present(people, test) if test[p.number][0] >= 50 and composite(p) >= 6000]
    called = best(passing, {f.code: 8 for f in MANNA}, lambda p: (composite(p), test[p.number][0]))

    def panel() -> tuple[tuple[float, ...], ...]:
        return tuple(zip(*(three(rng, 68, 90) for _ in ASPECTS), strict=True))

    interview = drawn(called, MANNA_INTERVIEW, panel)
    rows = [
        (number, rater, aspect, mark)
        for at, rater in enumerate(FRUIT)
        for number in sorted(interview)
        for aspect, mark in zip(ASPECTS, interview[number][at], strict=True)
    ]
    header = ["Nomor Peserta", "Pewawancara", "Aspek", "Nilai"]
    write(folder / "data/wawancara.xlsx", "Wawancara", header, rows)


def main() -> None:
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    for sample in (kasemen, palangkaraya, sawahlunto, manna):
        sample(root / sample.__name__)


if __name__ == "__main__":
    main()
