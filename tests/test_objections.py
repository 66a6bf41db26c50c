"""Objections: deadlines by published schedules, the register, what an accepted one lets through, complaints."""

from __future__ import annotations

import re
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asnrekrut.documents.spelled_out import DOTS
from asnrekrut.objections.periods import Calendar, due
from asnrekrut.objections.register import FIELDS
from tests.selections import Draft, command, people, result
from tests.strategies import STEADY
from tests.test_documents import text_of
from tests.test_record import announce, codes, confirm, cut_draft

HOLIDAYS = Path(__file__).parent / "fixtures/hari-libur.csv"
LIST = [line.split(";") for line in HOLIDAYS.read_text(encoding="utf-8").splitlines()[1:]]
DAYS = {date(*(int(part) for part in reversed(row[0].split("-")))): row[1] for row in LIST}


def calendar(week: int = 5, joint: bool = True) -> Calendar:
    off = {day for day, kind in DAYS.items() if joint or kind != "cuti bersama"}
    return Calendar(week, frozenset(off), frozenset(), frozenset(range(2024, 2028)))


# The first three are official: the objections to the administrative stage of CPNS 2024 ended on 22 September, what
# followed on the 29th, and after the final result on 22 January 2025. The others are counted by hand on the fixture.
@pytest.mark.parametrize(
    ("zero", "count", "counted", "week", "joint", "last"),
    [
        ("2024-09-19", 3, "kalender", 5, True, "2024-09-22"),
        ("2024-09-22", 7, "kalender", 5, True, "2024-09-29"),
        ("2025-01-15", 7, "kalender", 5, True, "2025-01-22"),
        ("2026-02-26", 3, "kalender", 5, True, "2026-03-01"),
        ("2028-02-27", 3, "kalender", 5, True, "2028-03-01"),  # a leap year
        ("2026-12-30", 3, "kalender", 5, True, "2027-01-02"),
        ("2026-03-10", 3, "kerja", 5, True, "2026-03-13"),
        ("2026-03-16", 5, "kerja", 5, True, "2026-03-30"),  # Nyepi, Idul Fitri and joint leave
        ("2026-03-16", 5, "kerja", 5, False, "2026-03-24"),  # joint leave is worked
        ("2026-03-10", 21, "kerja", 5, True, "2026-04-16"),  # the appeal of UU 30/2014
        ("2026-05-13", 3, "kerja", 5, True, "2026-05-20"),
        ("2026-05-13", 3, "kerja", 6, True, "2026-05-19"),  # six working days
        ("2026-12-23", 3, "kerja", 5, True, "2026-12-30"),
        ("2025-08-15", 3, "kerja", 5, True, "2025-08-21"),  # joint leave that was added later
        ("2024-11-25", 3, "kerja", 5, True, "2024-11-29"),  # the regional elections
        ("2025-03-27", 5, "kerja", 5, True, "2025-04-14"),
        ("2026-11-25", 5, "kerja", 5, True, "2026-12-02"),
        ("2026-11-20", 3, "kerja", 5, True, "2026-11-25"),  # SP4N-LAPOR: verification
        ("2026-12-21", 10, "kerja", 5, True, "2027-01-08"),  # SP4N-LAPOR: closed
    ],
)
def test_deadlines(zero: str, count: int, counted: str, week: int, joint: bool, last: str) -> None:
    assert due(date.fromisoformat(zero), count, counted, calendar(week, joint)) == date.fromisoformat(last)


@STEADY
@given(st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.integers(1, 40), st.sampled_from([5, 6]))
def test_working_days_are_counted_one_by_one(zero: date, count: int, week: int) -> None:
    """Between the day of the announcement and the last day lie exactly so many working days, the last is one."""
    last = due(zero, count, "kerja", calendar(week))
    between = [zero + timedelta(days=k) for k in range(1, (last - zero).days + 1)]
    worked = [day for day in between if day.weekday() < week and day not in DAYS]
    assert len(worked) == count
    assert worked[-1] == last


# --- the register -------------------------------------------------------------------------------------------

HEADS = [field.heading for field in FIELDS.values()]
RULE = """
[sanggah]
berkas = "sanggah.csv"
[[sanggah.masa]]
tahap = "tes"
dasar = "Keputusan Uji"
lama = 3
hari = "kalender"
jawab = 7
"""


def lodged(**cells: str) -> list[str]:
    """A row of the register; the usual one is in time and about the practical test of 26-0003."""
    usual = {"number": "1", "received": "20-11-2026 09.15", "person": "26-0003", "formation": "A-1", "stage": "tes"}
    usual |= {"object": "Praktik", "before": "TLJ"}
    return [(usual | cells).get(name, "") for name in FIELDS]


ACCEPTED = {
    "decision": "Diterima", "fault": "panitia", "decided_by": "Pleno, BA 14/2026", "answered": "23-11-2026",
    "component": "tes.praktik", "old": "60", "new": "95", "after": "L", "consequence": "undangan tetap",
}  # fmt: skip


def with_objections(draft: Draft, *rows: list[str], rule: str = RULE) -> Draft:
    draft.files["sanggah.csv"] = {"": [HEADS, *rows]}
    if "[sanggah]" not in draft.rules:
        draft.rules += rule
    return draft


@pytest.fixture(scope="module")
def announced_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The test was confirmed and announced on 19 November 2026; the interviews of those invited were held."""
    folder = with_objections(cut_draft()).write(tmp_path_factory.mktemp("diumumkan"))
    assert command("rank", folder, "--sampai", "tes").code == 0
    assert confirm(folder, "tes") == (0, "")
    assert announce(folder, "tes") == (0, "")
    return folder


@pytest.fixture
def announced(announced_once: Path, tmp_path: Path) -> Path:
    """The same in a folder of its own."""
    return shutil.copytree(announced_once, tmp_path / "seleksi")


def doubts(folder: Path) -> list[str]:
    found = command("check", folder, "--json").data["temuan"]
    return [f["pesan"] for f in found if f["kode"] in {"P612", "P614", "P615", "P616", "P631", "P632", "P633", "P634"}]


@pytest.mark.parametrize("sign", ["-", "–", ""])
def test_a_sign_in_a_cell_that_may_be_empty_is_an_empty_cell(announced: Path, sign: str) -> None:
    cells = {"decision": "Ditolak", "decided_by": "Pleno, BA 14/2026", "answered": "23-11-2026", "reply": "sesuai"}
    with_objections(held(cut_draft()), lodged(fault=sign, consequence=sign, **cells)).write(announced)
    assert [one for one in doubts(announced) if "tidak dikenal" in one] == []
    (said,) = [one for one in command("status", announced, "--json").data["sanggah"] if one.startswith("Sanggah")]
    assert "1 diajukan, 0 diterima, 0 belum diputus" in said


def held(draft: Draft) -> Draft:
    """The interviews of those who were invited: not of 26-0003."""
    draft.files["data/wawancara.csv"][""] = [
        row for row in draft.files["data/wawancara.csv"][""] if row[0] != "26-0003"
    ]  # fmt: skip
    return draft


def test_an_accepted_objection_after_the_next_stage_was_held(announced: Path) -> None:
    """60 was written instead of 95: 26-0003 comes in with 155, 26-0001 (150, theory 80) would fall out but stays."""
    draft = with_objections(held(cut_draft()), lodged(**ACCEPTED))
    draft.write(announced)
    assert codes(announced) == ["E607"], "the decision alone changes nothing: the cell must be corrected"
    assert command("status", announced, "--json").data["tahap"]["tes"]["formasi_diputus"] == 1, "B-1 goes on"
    waiting = command("objections", announced, "--json").data["perbedaan"]
    assert {one["formasi"] for one in waiting} == {"A-1"}, "it is about nobody else's formation"
    draft.put("data/tes.csv:C4", 95).write(announced)
    assert codes(announced) == ["E402"], "whoever comes in late needs an interview"
    seen = command("objections", announced, "--json").data
    changed = {one["nomor"]: (one["perubahan"], one["menjadi"], one["sanggah"]) for one in seen["perbedaan"]}
    assert changed == {
        "26-0001": ("peringkat", "lanjut, peringkat 3", ""), "26-0002": ("peringkat", "lanjut, peringkat 2", ""),
        "26-0003": ("masuk", "lanjut, peringkat 1", "1"),
    }  # fmt: skip
    assert "--jenis pascasanggah" in seen["selanjutnya"][-1]
    assert f"asnrekrut confirm {announced} tes --ba NOMOR --tanggal TANGGAL" in seen["selanjutnya"]
    assert "sahkan dan umumkan lagi" in command("status", announced, "--json").data["selanjutnya"]
    draft.files["data/wawancara.csv"][""].append(["26-0003", "90"])
    draft.write(announced)
    assert codes(announced) == []
    assert command("rank", announced).code == 0
    assert {n for n, p in people(announced).items() if p["kode"] == "L"} == {"26-0003", "26-0004"}
    assert any(e["dasar"] == "sanggah 1" for e in result(announced)["peristiwa"])
    before, _, end = command("explain", announced, "26-0003").out.partition("Urutan akhir")
    assert ("Yang lanjut" in before, "Pertama di luar" in before, "Pertama di luar" in end) == (True, False, True)
    assert command("rank", announced, "--sampai", "tes").code == 0
    assert confirm(announced, "tes") == (0, "")
    assert announce(announced, "tes", "--jenis", "pascasanggah") == (0, "")
    assert codes(announced) == []
    change = {"komponen": "tes.teori", "sebelum": "70", "sesudah": "71"}
    draft.put("data/tes.csv:B5", "71").event("koreksi", tahap="tes", formasi="B-1", peserta="26-0004", **change)
    draft.write(announced)
    assert command("rank", announced, "--sampai", "tes").code == 0
    shown = command("confirm", announced, "tes", "--ba", "800/20", "--tanggal", "2026-12-01")
    assert (shown.code, "--jenis ralat" in shown.out) == (0, True), "the objection was about A-1, this is B-1"


def test_where_a_formation_is_postponed_the_others_are_named(tmp_path: Path) -> None:
    draft = with_objections(cut_draft())
    marks = draft.files["data/tes.csv"][""]
    del marks[4:], draft.files["data/wawancara.csv"]
    folder = draft.write(tmp_path)
    command("rank", folder)
    assert confirm(folder, "tes", "--formasi", "A-1") == (0, "")
    assert announce(folder, "tes") == (0, "")
    with_objections(draft.put("data/tes.csv:C4", 95), lodged(**ACCEPTED)).write(folder)
    steps = command("objections", folder, "--json").data["selanjutnya"]
    assert f"asnrekrut confirm {folder} tes --formasi A-1 --ba NOMOR --tanggal TANGGAL" in steps
    command("rank", folder, "--sampai", "tes")
    assert confirm(folder, "tes", "--formasi", "A-1") == (0, "")


def announced_apart(folder: Path) -> Draft:
    """A-1 was announced on 19 November, B-1 on the 25th."""
    draft = with_objections(cut_draft())
    late = draft.files["data/tes.csv"][""][4:]
    del draft.files["data/tes.csv"][""][4:], draft.files["data/wawancara.csv"]
    draft.write(folder)
    command("rank", folder)
    assert confirm(folder, "tes", "--formasi", "A-1") == (0, "")
    assert announce(folder, "tes") == (0, "")
    draft.files["data/tes.csv"][""] += late
    draft.write(folder)
    assert command("rank", folder).code == 0
    assert command("confirm", folder, "tes", "--ba", "800/20", "--tanggal", "2026-11-24").code == 0
    told = command("announce", folder, "tes", "--nomor", "800/21", "--tanggal", "2026-11-25")
    assert (told.code, f"asnrekrut report {folder}\n" in told.out) == (0, True), "which alone renews the public page"
    assert "undangan ke Wawancara" in told.out
    return draft


def periods(folder: Path) -> list[tuple[list[str], str, str, str]]:
    windows = command("objections", folder, "--json").data["masa"]
    return [(one["formasi"], one["mulai"], one["akhir"], one["jawab_akhir"]) for one in windows]


def letter_of_b(folder: Path) -> str:
    return " ".join(p.text for p in docx.Document(str(folder / "hasil/naskah/1-tes/pengumuman-B-1.docx")).paragraphs)


REFUSED = {"decision": "Ditolak", "fault": "pelamar"}


def of_b() -> list[str]:
    return lodged(person="26-0005", formation="B-1", received="27-11-2026 09.00", number="2", **REFUSED)


def test_a_formation_that_is_announced_later_has_days_of_its_own(tmp_path: Path) -> None:
    """Three calendar days each."""
    draft, folder = announced_apart(tmp_path), tmp_path
    assert periods(folder) == [
        ([], "2026-11-20", "2026-11-22", "2026-11-29"), (["B-1"], "2026-11-26", "2026-11-28", "2026-12-05"),
    ]  # fmt: skip
    assert command("status", folder, "--json").data["sanggah"] == [
        "Masa sanggah Tes (20–22 November 2026; dijawab paling lambat 29 November 2026)",
        "Masa sanggah Tes formasi B-1 (26–28 November 2026; dijawab paling lambat 5 Desember 2026)",
    ]
    assert command("report", folder, "--tahap", "tes", "--dokumen", "pengumuman,halaman").code == 0
    page = re.sub(r"<[^>]+>|\s+", " ", (folder / "hasil/publik/index.html").read_text(encoding="utf-8"))
    page = re.sub(" +", " ", page).replace(" :", ":")
    assert "(pertama kali bagi formasi B-1)" in page
    assert "Masa sanggah Tes formasi B-1: 26–28 November 2026." in page
    assert "Masa sanggah Tes: 20–22 November 2026. Sudah berakhir." in page
    assert "Sanggah atas hasil ini dapat diajukan pada 26–28 November 2026." in letter_of_b(folder)
    with_objections(draft, lodged(**REFUSED), of_b()).write(folder)
    assert doubts(folder) == [], "each in its own days"
    of_a = lodged(received="27-11-2026 09.00", **REFUSED)
    with_objections(draft, of_a, of_b()).write(folder)
    (said,) = doubts(folder)
    assert "di luar masanya (20 November 2026 sampai 22 November 2026)" in said


def test_what_the_schedule_says_of_formations_announced_later(tmp_path: Path) -> None:
    """Beside the rule, and where it alone names the days, with a register of objections and without."""
    draft, folder = announced_apart(tmp_path), tmp_path
    for begins, ends in ((20, 22), (26, 28)):
        draft.rules += '\n[[jadwal]]\nkegiatan = "Sanggah"\njenis = "sanggah"\ntahap = "tes"\n'
        draft.rules += f"mulai = 2026-11-{begins}\nselesai = 2026-11-{ends}\n"
    with_objections(draft, lodged(**REFUSED), of_b()).write(folder)
    assert doubts(folder) == [], "the second is that of B-1"
    days = [(codes, opens, closes) for codes, opens, closes, _ in periods(folder)]
    assert days == [([], "2026-11-20", "2026-11-22"), (["B-1"], "2026-11-26", "2026-11-28")]
    alone = draft.rules.replace(RULE, "")
    register = '\n[sanggah]\nberkas = "sanggah.csv"\n'
    for rules in (alone, alone + register):
        draft.rules = rules
        draft.write(folder)
        assert [(codes, opens, closes) for codes, opens, closes, _ in periods(folder)] == days
        assert (
            "Masa sanggah Tes formasi B-1 (26–28 November 2026)" in command("status", folder, "--json").data["sanggah"]
        )
        shown = " ".join(command("objections", folder).out.split())
        assert "Tes sanggah 20 November 2026 22 November 2026 – Tes sanggah (B-1) 26 November 2026 28 November" in shown
    command("report", folder, "--tahap", "tes", "--dokumen", "formulir-sanggah")
    form = text_of(folder / "hasil/naskah/1-tes/formulir-sanggah-B-1.pdf")
    assert ("Paling lambat diterima pada 28 November 2026." in form, "Dasar:" in form) == (True, False)
    with_objections(draft, lodged(received="27-11-2026 09.00", **REFUSED), of_b()).write(folder)
    assert ["di luar masanya" in one for one in doubts(folder)] == [True], "of A-1, which the schedule says too"
    with_objections(draft).write(folder)
    one = alone.rpartition("\n[[jadwal]]")[0]
    for draft.rules, says, held in ((alone, "pada 26–28 November 2026.", False), (one, DOTS, True)):
        draft.write(folder)
        shown = command("report", folder, "--tahap", "tes", "--dokumen", "pengumuman").err
        assert says in letter_of_b(folder)
        assert ("tambahkan masa yang mulai sesudah pengumuman itu" in " ".join(shown.split())) == held
    assert command("status", folder, "--json").data["sanggah"] == [], "that of A-1 is over, and B-1 was left none"


def test_whoever_enters_a_confirmed_stage_is_new_there(announced: Path) -> None:
    """The interviews are confirmed too, when 26-0003 comes in by an objection to the test."""
    draft = with_objections(held(cut_draft()))
    draft.write(announced)
    assert command("rank", announced, "--sampai", "wawancara").code == 0
    assert confirm(announced, "wawancara") == (0, "")
    with_objections(draft, lodged(**ACCEPTED)).put("data/tes.csv:C4", 95).write(announced)
    seen = command("objections", announced, "--json").data
    of_interview = [one for one in seen["perbedaan"] if one["tahap"] == "wawancara"]
    told = [(one["nomor"], one["perubahan"], one["semula"], one["menjadi"], one["sanggah"]) for one in of_interview]
    assert told == [("26-0003", "masuk", "", "menunggu", "1")], "of the others there nothing can be told yet"
    assert seen["selanjutnya"][0] == f"asnrekrut rank {announced} --sampai tes"
    assert seen["selanjutnya"][-1] == f"asnrekrut check {announced}"


def test_who_is_newly_invited_to_a_stage_with_a_make_up_is_advised_of_that(announced: Path) -> None:
    """TH would put 26-0003 out; the earlier stage can be confirmed and announced again before the make-up is held."""
    draft = with_objections(held(cut_draft()), lodged(**ACCEPTED)).put("data/tes.csv:C4", 95)
    file = 'berkas = "data/wawancara.csv"\n'
    draft.rule(file, f'{file}susulan = {{ berkas = "data/susulan.csv", dasar = "BA 25" }}\n')
    draft.files["data/susulan.csv"] = {"": [["Nomor Peserta", "Skor"]]}
    draft.write(announced)
    (lacks,) = [f for f in command("check", announced, "--json").data["temuan"] if f["kode"] == "E402"]
    assert "berkas susulan (data/susulan.csv) bila baru diundang" in lacks["saran"]
    assert "diundang tetapi tidak hadir" in lacks["saran"]
    assert "sahkan dan umumkan lagi" in command("status", announced, "--json").data["selanjutnya"]


def test_a_selection_is_not_over_before_its_objections_are(tmp_path: Path) -> None:
    period = "\n[[sanggah.masa]]\n" + RULE.partition("[[sanggah.masa]]\n")[2].replace('"tes"', '"akhir"')
    follow = '\n[penggantian]\ndasar = "Uji"\n'
    draft = with_objections(Draft().as_text(), rule=RULE + period + follow)
    folder = draft.write(tmp_path)
    assert command("rank", folder).code == 0
    assert confirm(folder, "akhir") == (0, "")
    assert announce(folder, "akhir") == (0, "")  # on 19 November: three days, and seven for the answers
    said = (
        "seleksi selesai sesudah masa sanggah Hasil Akhir (20–22 November 2026; dijawab paling lambat 29 November 2026)"
    )
    assert said in command("status", folder, "--json").data["selanjutnya"]
    about = {"tahap": "akhir", "formasi": "A-1", "nomor_surat": "800/9", "tanggal": "01-12-2026"}
    draft.event("mengundurkan diri", peserta="26-0001", **about).event("penggantian", peserta="26-0002", **about)
    draft.write(folder)
    assert command("rank", folder).code == 0
    for name, letter in (("confirm", "--ba"), ("announce", "--nomor")):
        options = ("--jenis", "pengganti") if name == "announce" else ()
        assert command(name, folder, "akhir", letter, "800/21/2026", "--tanggal", "2026-12-10", *options).code == 0
    assert command("status", folder, "--json").data["selanjutnya"] == "seleksi selesai", "that period is past"


def test_whoever_comes_in_late_may_sit_a_make_up(announced: Path) -> None:
    """The interviews are confirmed with the end; the make-up and its basis are added to the rules afterwards."""
    draft = with_objections(held(cut_draft()))
    draft.write(announced)
    assert command("rank", announced).code == 0
    assert confirm(announced, "akhir") == (0, "")
    with_objections(draft, lodged(**ACCEPTED)).put("data/tes.csv:C4", 95)
    file = 'berkas = "data/wawancara.csv"\n'
    attendance = 'daftar_hadir = { berkas = "data/hadir.csv" }\n'
    draft.rule(file, f'{file}susulan = {{ berkas = "data/susulan.csv", dasar = "BA 25" }}\n{attendance}')
    there = [["Nomor Peserta", "Kehadiran"], *([f"26-000{n}", "Hadir"] for n in (1, 2, 4, 5))]
    draft.files |= {"data/hadir.csv": {"": there}, "data/susulan.csv": {"": [["Nomor Peserta", "Skor"]]}}
    draft.write(announced)
    assert "E402" in codes(announced)
    draft.rows("data/susulan.csv").append(["26-0003", "90"])
    draft.write(announced)
    outcome = command("rank", announced, "--json")
    assert (outcome.code, [f["kode"] for f in outcome.data["temuan"] if f["kode"] in {"P412", "E411", "E412"}]) == (
        0,
        [],
    )
    (sat,) = [e for e in result(announced)["peristiwa"] if e["jenis"] in {"susulan", "tidak hadir"}]
    assert (sat["peserta"], sat["sebelum"], sat["sesudah"]) == ("26-0003", "belum diundang", "90")
    assert "mengikuti susulan (BA 25)" in " ".join(command("explain", announced, "26-0003").out.split())
    rows = draft.rows("data/wawancara.csv")
    draft.rows("data/susulan.csv").append(rows.pop([row[0] for row in rows].index("26-0002")))
    draft.write(announced)
    assert "E425" in codes(announced), "26-0002 was invited from the beginning"


def test_it_lets_exactly_that_change_through(announced: Path) -> None:
    draft = with_objections(held(cut_draft()), lodged(**ACCEPTED)).put("data/tes.csv:C4", 96)
    draft.write(announced)
    assert codes(announced) == ["E607", "E611"]
    draft.put("data/tes.csv:C4", 95).put("data/tes.csv:B2", 99).write(announced)
    assert codes(announced) == ["E611"]
    late, early = {"received": "23-11-2026"}, {"received": "19-11-2026"}
    for lacking in ({"decision": "ditolak"}, {"decided_by": ""}, {"fault": "pelamar"}, {"fault": ""}, late, early):
        without = with_objections(held(cut_draft()), lodged(**ACCEPTED | lacking))
        without.put("data/tes.csv:C4", 95).write(announced)
        assert codes(announced) == ["E611"], lacking
    unsaid = with_objections(held(cut_draft()), lodged(**ACCEPTED | {"consequence": ""})).put("data/tes.csv:C4", 95)
    unsaid.write(announced)
    assert "E616" in codes(announced)
    told = command("objections", announced)
    assert "E616" in told.err
    shown = told.out.splitlines()
    assert [line.split()[3] for line in shown if line.startswith("Tes ") and "26-0003" in line] == ["menunggu"]
    assert not [line for line in shown if "26-0001" in line], "of the others nothing can be told yet"
    assert not [line for line in shown if "masuk" in line or "keluar" in line or "asnrekrut confirm" in line]
    assert command("objections", announced, "--json").data["selanjutnya"] == [f"asnrekrut check {announced}"]


def test_a_late_one_corrects_nothing_but_the_committee_may(announced: Path) -> None:
    """What came a day after the window is inadmissible; the committee's own mistake it corrects by an event."""
    late = lodged(**ACCEPTED | {"received": "23-11-2026"})
    draft = with_objections(held(cut_draft()), late).put("data/tes.csv:C4", 95)
    draft.files["data/wawancara.csv"][""].append(["26-0003", "90"])
    draft.write(announced)
    assert "E611" in codes(announced)
    assert ['"tidak dapat diproses: terlambat"' in one for one in doubts(announced)] == [True]
    assert command("objections", announced, "--json").data["perbedaan"] == []
    facts = {"tahap": "tes", "peserta": "26-0003", "komponen": "tes.praktik", "sebelum": "60", "sesudah": "95"}
    draft.event("koreksi", **facts, akibat="undangan tetap").write(announced)
    assert codes(announced) == []
    (announced / "peristiwa.csv").unlink()
    first = lodged(decision="ditolak", answered="21-11-2026", object="Teori")
    twice = with_objections(held(cut_draft()), first, lodged(**ACCEPTED | {"number": "2"}))
    twice.put("data/tes.csv:C4", 95).write(announced)
    assert "E611" in codes(announced), "a second objection of the same person is inadmissible too"


def test_the_register_as_the_public_may_read_it(announced: Path) -> None:
    """Only columns that are public, no complaint, and what an accepted one leads to when that is announced."""
    private = {"reason": "ibu sakit", "evidence": "ktp.pdf", "examiner": "Verifikator Dua", "examination": "sel C4"}
    open_one = lodged(number="3", person="26-0005", formation="B-1", object="=1+1", **private)
    rows = [lodged(**ACCEPTED), lodged(number="2", kind="pengaduan", person="26-0004", formation="B-1"), open_one]
    with_objections(held(cut_draft()), *rows).write(announced)
    assert command("rank", announced, "--sampai", "tes").code == 1, "A-1 waits for the cell"
    assert command("report", announced, "--dokumen", "halaman").code == 0
    path = announced / "hasil/publik/sanggah.csv"
    public = [line.split(";") for line in path.read_text(encoding="utf-8-sig").splitlines()]
    central = FIELDS["approval"].heading
    assert public[0] == [field.heading for field in FIELDS.values() if field.public and field.heading != central]
    by_number = {row[0]: dict(zip(public[0], row, strict=True)) for row in public[1:]}
    assert sorted(by_number) == ["1", "3"]
    assert (by_number["1"]["Putusan"], by_number["1"]["Status Menjadi"], by_number["1"]["Sesudah"]) == (
        "Diterima",
        "",
        "",
    )
    assert by_number["3"]["Objek"] == "'=1+1"
    assert not any(word in path.read_text(encoding="utf-8-sig") for word in private.values())
    told = lodged(**ACCEPTED | {"again": "P 14/2026, 27-11-2026"})
    refused_one = lodged(
        number="4", decision="ditolak", component="tes.teori", old="50", new="80", person="26-0004", formation="B-1"
    )
    draft = with_objections(held(cut_draft()), told, refused_one).put("data/tes.csv:C4", 95)
    draft.write(announced)
    ends = [command("rank", announced, "--sampai", stage, "--timpa").code for stage in ("tes", "wawancara", "akhir")]
    assert ends == [0, 1, 1], "26-0003 is still to be interviewed"
    assert command("report", announced, "--dokumen", "halaman").code == 0
    assert "95" not in path.read_text(encoding="utf-8-sig"), "a cell says so, the record does not"
    assert command("confirm", announced, "tes", "--ba", "BA 9/2026", "--tanggal", "2026-11-26").code == 0
    again = ("--nomor", "P 14/2026", "--tanggal", "2026-11-27", "--jenis", "pascasanggah")
    assert command("announce", announced, "tes", *again).code == 0
    assert command("report", announced, "--dokumen", "halaman").code == 0
    public = [line.split(";") for line in path.read_text(encoding="utf-8-sig").splitlines()]
    by_number = {row[0]: dict(zip(public[0], row, strict=True)) for row in public[1:]}
    assert [by_number["1"][head] for head in ("Status Menjadi", "Sebelum", "Sesudah")] == ["L", "60", "95"]
    assert [by_number["4"][head] for head in ("Komponen", "Sebelum", "Sesudah")] == ["", "", ""]
    draft.rules += '\n[publikasi.tahap.tes]\nnilai = ["tes.teori"]\n'
    draft.write(announced)
    assert command("report", announced, "--dokumen", "halaman").code == 0
    assert "95" not in path.read_text(encoding="utf-8-sig"), "a mark that is closed on the page is closed here"
    with_objections(draft, told, lodged(number="5", object="NIK 990112 010190 0001")).write(announced)
    assert "memuat NIK" in command("report", announced, "--dokumen", "halaman").err


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([lodged()], []),
        ([lodged(decision="ditolak", answered="29-11-2026")], []),
        ([lodged(decision="tidak dapat diproses (terlambat)", received="23-11-2026")], []),
        ([lodged(decision="ditolak", received="23-11-2026")], ["di luar masanya (20 November 2026 sampai 22"]),
        ([lodged(decision="ditolak", answered="30-11-2026")], ["dijawab 30 November 2026, lewat 29 November 2026"]),
        ([lodged(decision="ditolak"), lodged(number="2", decision="ditolak")], ["sudah menyanggah dengan nomor 1"]),
        ([lodged(decision="ditolak"), lodged(decision="ditolak", object="Teori")], []),  # one objection, two objects
        ([lodged(person="26-0009")], ["26-0009 tidak ada dalam daftar pelamar"]),
        ([lodged(formation="B-1")], ["pelamar formasi A-1, bukan B-1"]),
        ([lodged(**ACCEPTED | {"fault": "pelamar", "new": "", "after": ""})], ["bukan kesalahan", "Sesudah kosong"]),
        ([lodged(decision="oke")], ['berisi "oke"']),
        ([lodged(decision="tidak dapat diproses")], ['berisi "tidak dapat diproses"']),
        ([lodged(received="besok")], ["Tanggal Jam Terima kosong atau tidak dapat dibaca"]),
        ([lodged(kind="pengaduan", decision="tidak terbukti")], []),
        ([lodged(kind="pengaduan", new="99")], ["pengaduan tidak mengubah nilai"]),
        ([lodged(kind="tanggapan masyarakat", decision="terbukti")], []),  # 26-0003 is out, and nobody is replaced
        (
            [lodged(kind="tanggapan masyarakat", decision="terbukti", person="26-0001")],
            ["belum ada peristiwa tentang peserta 26-0001"],
        ),
    ],
)
def test_what_is_doubtful_in_the_register(announced: Path, rows: list[list[str]], says: list[str]) -> None:
    with_objections(held(cut_draft()), *rows).write(announced)
    found = doubts(announced)
    assert len(found) == len(says), found
    assert all(any(part in message for message in found) for part in says), found


def test_one_reason_that_is_left_keeps_somebody_out(tmp_path: Path) -> None:
    """Both documents failed; only one of the two was the committee's mistake."""
    draft = Draft().as_text().rule('kode = "praktik"\nnama = "Praktik"\nmaksimum = 100', 'kode = "ijazah"\nnama = "Ijazah"\nsyarat = { lolos = "MS", gugur = "TMS" }')  # fmt: skip # noqa: E501
    draft.rule('kode = "teori"\nnama = "Teori"\nmaksimum = 100\nambang = 50', 'kode = "ktp"\nnama = "KTP"\nsyarat = { lolos = "MS", gugur = "TMS" }')  # fmt: skip # noqa: E501
    draft.rule("bobot = 60\n", "").rule("bobot = 40", "bobot = 100").rule('"akhir", "tes", ', '"akhir", ')
    sheet = [["Nomor Peserta", "KTP", "Ijazah"], *([f"26-000{n}", "MS", "MS"] for n in (1, 2, 4, 5))]
    draft.files["data/tes.csv"][""] = [*sheet, ["26-0003", "TMS", "TMS"]]
    with_objections(held(draft))
    folder = draft.write(tmp_path)
    assert command("rank", folder, "--sampai", "tes").code == 0
    assert confirm(folder, "tes") == (0, "")
    assert announce(folder, "tes") == (0, "")
    decided = ACCEPTED | {"component": "tes.ktp", "old": "TMS", "new": "MS", "after": "L", "consequence": ""}
    draft.files["data/tes.csv"][""][-1][1] = "MS"
    with_objections(draft, lodged(**decided, object="KTP", before="TMS")).write(folder)
    assert any("hasilnya TMS (tidak memenuhi syarat Ijazah)" in message for message in doubts(folder))
    assert codes(folder) == [], "the cell is corrected, and nothing follows from it"
    draft.files["data/tes.csv"][""][-1][1] = "TMS"
    draft.write(folder)
    assert codes(folder) == ["E607"]
    draft.files["data/tes.csv"][""][-1][1:] = ["MS", "MS"]
    draft.write(folder)
    assert codes(folder) == ["E611"], "both reasons fell, of which the decision names one"
    other = decided | {"component": "tes.ijazah", "consequence": "undangan tetap"}
    both = lodged(**decided, object="KTP", before="TMS"), lodged(**other, object="Ijazah", before="TMS")
    with_objections(draft, *both).write(folder)
    assert codes(folder) == ["E402"], "both decisions together let it through"


def test_counts_and_windows(announced: Path) -> None:
    rows = [
        lodged(decision="ditolak", answered="23-11-2026"),
        lodged(number="2", person="26-0001", decision="tidak dapat diproses: di luar objek", answered="01-12-2026"),
        lodged(number="3", person="26-0002"),
    ]
    with_objections(held(cut_draft()), *rows).write(announced)
    seen = command("objections", announced, "--json").data
    assert seen["masa"][0]["mulai"] == "2026-11-20"
    assert (seen["masa"][0]["akhir"], seen["masa"][0]["jawab_akhir"]) == ("2026-11-22", "2026-11-29")
    (count,) = seen["statistik"]
    assert (count["diajukan"], count["belum_diputus"], count["terlambat_dijawab"]) == (3, 1, 1)
    assert count["putusan"] == {"ditolak": 1, "tidak dapat diproses": 1}
    assert count["hari_jawab"] == {"tercepat": 3, "median": "7", "terlama": 11}
    line = "Sanggah Tes: 3 diajukan, 0 diterima, 1 belum diputus; dijawab paling lambat 29 November 2026"
    assert line in " ".join(command("status", announced).out.split())
    shown = " ".join(command("objections", announced).out.split())
    assert "22 November 2026" in shown
    assert "Contoh" not in shown, "no name, no reason, nothing private"


def test_a_response_of_the_public_found_proven_leads_to_disqualification_and_replacement(tmp_path: Path) -> None:
    """It changes no mark; by the minutes that find it proven the seat is vacated, and the next follows by letter."""
    draft = with_objections(Draft().as_text().rule('urut = ["akhir"', 'cadangan = 2\nurut = ["akhir"'))
    draft.rules += '\n[penggantian]\ndasar = "Keputusan Uji"\n'
    folder = draft.write(tmp_path)
    assert command("rank", folder).code == 0
    for stage in ("tes", "wawancara", "akhir"):
        assert (confirm(folder, stage), announce(folder, stage)) == ((0, ""), (0, ""))
    facts = {"kind": "tanggapan masyarakat", "person": "26-0001", "stage": "akhir", "object": "ijazah"}
    proven = lodged(**facts, decision="terbukti", decided_by="BA 30", answered="25-11-2026")
    with_objections(draft, proven).write(folder)
    assert ["belum ada peristiwa tentang peserta 26-0001" in one for one in doubts(folder)] == [True]
    assert "1 diajukan, 1 terbukti, 0 belum diputus" in " ".join(command("status", folder).out.split())
    draft.event("diskualifikasi", tahap="akhir", peserta="26-0001", tanggal="25-11-2026", nomor_surat="BA 30")
    draft.write(folder)
    said = [f for f in command("check", folder, "--json").data["temuan"] if f["kode"] == "P605"]
    assert "26-0002" in said[0]["pesan"]
    row = {"tahap": "akhir", "formasi": "A-1", "peserta": "26-0002", "tanggal": "28-11-2026", "nomor_surat": "BA 31"}
    draft.event("penggantian", **row).write(folder)
    assert command("rank", folder).code == 0
    assert {n: one["kode"] for n, one in people(folder).items() if n in {"26-0001", "26-0002"}} == {
        "26-0001": "DIS", "26-0002": "L",
    }  # fmt: skip
    again = ("confirm", "--ba", "BA 31"), ("announce", "--nomor", "P 2", "--jenis", "pengganti")
    for name, *options in again:
        assert command(name, folder, "akhir", *options, "--tanggal", "2026-11-29").code == 0


WORKING = RULE.replace('hari = "kalender"', 'hari = "kerja"').replace(
    "[[sanggah.masa]]",
    'hari_libur = "libur.csv"\ndasar_libur = "SKB"\nminggu_kerja = 5\ncuti_bersama = "libur"\n[[sanggah.masa]]',
)


def test_the_schedule_is_held_against_the_rule_and_the_holidays(announced: Path) -> None:
    plan = '\n[[jadwal]]\nkegiatan = "Sanggah"\njenis = "sanggah"\ntahap = "tes"\nmulai = 2026-11-20\nselesai = {}\n'
    draft = with_objections(held(cut_draft()), rule=RULE + plan.format("2026-11-21"))
    draft.write(announced)
    plan_and_rule = "ialah 21 November 2026; menurut aturannya (Keputusan Uji) 22 November 2026."
    assert doubts(announced) == [f"Menurut jadwal, masa berakhir sanggah {plan_and_rule}"]
    once, told = (
        plan.format("2026-11-22"),
        plan.replace('jenis = "sanggah"', 'jenis = "pengumuman"').format("2026-11-20"),
    )
    for twice, said in (
        (once, ["yang dipakai 20–22 November 2026, yang tidak dipakai: 20–22 November 2026"]),
        ("", []),
    ):
        with_objections(held(cut_draft()), rule=RULE + once + twice + told + told).write(announced)
        assert [one.partition("; ")[2].removesuffix(".") for one in doubts(announced)] == said
    draft = with_objections(held(cut_draft()), rule=WORKING)
    draft.files["libur.csv"] = {"": [["Tanggal", "Jenis", "Nama", "Status"], *LIST]}
    draft.write(announced)
    assert doubts(announced) == []
    assert command("objections", announced, "--json").data["masa"][0]["akhir"] == "2026-11-24"  # over a weekend
    draft.files["libur.csv"] = {"": [["Tanggal", "Jenis", "Nama", "Status"], ["20-11-2026", "libur nasional", "X", "perkiraan"], ["besok", "libur nasional", "Y", ""]]}  # fmt: skip # noqa: E501
    draft.write(announced)
    found = doubts(announced)
    assert any("20 November 2026 masih perkiraan" in one for one in found)
    assert any('berisi "besok"' in one for one in found)
    assert command("objections", announced, "--json").data["masa"][0]["akhir"] == "2026-11-25"


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        (
            RULE.replace('hari = "kalender"', 'hari = "kerja"'),
            "masa dalam hari kerja memerlukan hari_libur, dasar_libur",
        ),
        (RULE.replace('tahap = "tes"', 'tahap = "tess"'), 'tidak ada tahap "tess"'),
        (RULE + RULE.partition('csv"\n')[2], "ditulis dua kali"),
    ],
)
def test_rules_that_cannot_be_counted(tmp_path: Path, rule: str, says: str) -> None:
    outcome = command("check", with_objections(Draft().as_text(), rule=rule).write(tmp_path))
    assert (outcome.code, says in outcome.err) == (2, True), outcome.err


def test_without_its_rules_there_is_no_register(tmp_path: Path) -> None:
    assert command("objections", Draft().as_text().write(tmp_path)).code == 2


def test_the_form_says_what_the_public_may_not_see(tmp_path: Path) -> None:
    import openpyxl

    draft = with_objections(Draft().as_text(), rule=WORKING)
    del draft.files["sanggah.csv"]
    folder = draft.write(tmp_path)
    assert command("template", folder).code == 0
    book = openpyxl.load_workbook(folder / "templat/sanggah.xlsx")
    heads: list[Any] = [cell.value for cell in book.worksheets[0][1]]
    assert heads == [head for head in HEADS if head != FIELDS["approval"].heading]
    assert (folder / "templat/libur.xlsx").exists()
