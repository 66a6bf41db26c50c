"""Administrative screening: demands worked out from the register, every reason with its code, the recap by reason."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from asnrekrut.core.counts import count_grounds
from asnrekrut.core.demands import anniversary
from asnrekrut.core.result import Fate
from asnrekrut.outputs.result_columns import view
from tests.build import Run, selection
from tests.selections import Draft, command, people, result
from tests.strategies import STEADY

if TYPE_CHECKING:
    from pathlib import Path

STAGE = """
[[tahap]]
kode = "administrasi"
komponen = [{ kode = "ktp", nama = "KTP", syarat = { lolos = "MS", gugur = "TMS", kode = "T-KTP", alasan = "KTP asli tidak diunggah" } }]
"""  # noqa: E501
END = """
[[tahap]]
kode = "tes"
bobot = 100
komponen = [{ kode = "nilai", maksimum = 100 }]
[peringkat]
urut = ["akhir"]
[pelamar.atribut]
lahir = { kolom = "Lahir", jenis = "tanggal" }
ipk = { kolom = "IPK", jenis = "angka" }
didik = { kolom = "Pendidikan" }
akreditasi = { kolom = "Akreditasi" }
str = { kolom = "STR berlaku sampai", jenis = "tanggal" }
"""
HEAD = "nomor formasi administrasi.ktp tes.nilai pelamar.lahir pelamar.ipk pelamar.didik pelamar.akreditasi pelamar.str"
A = '[formasi.A]\nkuota = 1\njabatan = "Analis"\npendidikan = ["S-1-Matematika"]\n'
B = '[formasi.B]\nkuota = 1\njabatan = "Dokter"\n'


def demand(text: str, code: str = "T-X", reason: str = "alasan") -> str:
    return f'[[tahap.ketentuan]]\nkode = "{code}"\nalasan = "{reason}"\n{text}\n'


def screened(demands: str, *rows: str, formations: str = A + B) -> Run:
    return selection(STAGE + demands + END + formations, "\n".join([HEAD, *rows]))


def applicant(number: str, formation: str = "A", ktp: str = "MS", **facts: str) -> str:
    usual = {"lahir": "1995-01-01", "ipk": "3.5", "didik": "S-1-Matematika", "akreditasi": "A", "str": "."} | facts
    return " ".join([number, formation, ktp, "80", *usual.values()])


AGE = 'usia = {{ lahir = "pelamar.lahir", acuan = {}, minimal = 18, maksimal = 35, cara = "{}"{} }}'


# Ages by PP 11/2017 (18 to 35 years when applying), counted on the calendar; the two ways of counting differ in whether
# 35 ends with the birthday or with the last day before the next one.
@pytest.mark.parametrize(
    ("born", "day", "full", "exact"),
    [
        ("1989-08-20", "2024-08-20", True, True),
        ("1989-08-19", "2024-08-20", True, False),
        ("1989-08-21", "2024-08-20", True, True),
        ("1988-08-21", "2024-08-20", True, False),
        ("1988-08-20", "2024-08-20", False, False),
        ("2006-08-20", "2024-08-20", True, True),
        ("2006-08-21", "2024-08-20", False, False),
        ("1988-02-29", "2024-02-29", False, False),
    ],
)
def test_ages(born: str, day: str, full: bool, exact: bool) -> None:
    for counted, passes in (("tahun penuh", full), ("tepat", exact)):
        run = screened(demand(AGE.format(day, counted, "")), applicant("1", lahir=born))
        assert run.fates["1"] is (Fate.WINS if passes else Fate.FAILS), counted


@pytest.mark.parametrize(
    ("day", "leap", "fate"),
    [  # born on 29 February 1988, at most 34 full years
        ("2023-02-28", "1 Maret", Fate.WINS),
        ("2023-02-28", "28 Februari", Fate.FAILS),
        ("2023-03-01", "1 Maret", Fate.FAILS),
        ("2023-03-01", "", Fate.FAILS),
        ("2023-02-27", "", Fate.WINS),
    ],
)
def test_the_29th_of_february(day: str, leap: str, fate: Fate) -> None:
    text = AGE.format(day, "tahun penuh", f', kabisat = "{leap}"' if leap else "").replace("35", "34")
    assert screened(demand(text), applicant("1", lahir="1988-02-29")).fates["1"] is fate


def test_what_hangs_on_an_unsaid_rule_waits() -> None:
    text = AGE.format("2023-02-28", "tahun penuh", "").replace("35", "34")
    run = screened(demand(text), applicant("1", lahir="1988-02-29"), applicant("2"), applicant("3", "B"))
    assert (run.codes, run.complete) == (["E432"], False)
    assert run.fates["3"] is Fate.WINS, "only the formation concerned waits"


@STEADY
@given(st.dates(date(1950, 1, 1), date(2010, 12, 31)), st.integers(0, 60))
def test_anniversaries_agree_with_counting_years(born: date, years: int) -> None:
    """A person is so many years old from the anniversary on, and not the day before."""

    def age(day: date, born: date) -> int:
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    day = date(*anniversary(born, years, "1 Maret"))
    assert age(day, born) == years
    assert age(date.fromordinal(day.toordinal() - 1), born) == years - 1 or years == 0


def test_limits_may_differ_by_post() -> None:
    more = ', kecuali = [{ bila = { "formasi.jabatan" = "Dokter" }, maksimal = 40 }]'
    text = demand(AGE.format("2026-08-20", "tahun penuh", more))
    run = screened(text, applicant("1", lahir="1988-01-01"), applicant("2", "B", lahir="1988-01-01"))
    assert (run.fates["1"], run.fates["2"]) == (Fate.FAILS, Fate.WINS)


CONDITIONS = {
    "the grade point average": ('bila = { "pelamar.ipk" = { minimal = 3.0 } }', {"ipk": "3.0"}, {"ipk": "2.99"}),
    "accreditation is a set and no order": (
        'bila = { "pelamar.akreditasi" = ["A", "B", "Unggul", "Baik-Sekali"] }',
        {"akreditasi": "baik-sekali"},
        {"akreditasi": "Baik"},
    ),
    "a certificate valid on a day": (
        'bila = { "pelamar.str" = { sejak = 2026-08-20 } }',
        {"str": "2026-08-20"},
        {"str": "2026-08-19"},
    ),
    "the official name of the qualification": (
        'pendidikan = "pelamar.didik"',
        {"didik": "s-1-matematika"},
        {"didik": "S-1-Pendidikan-Matematika"},
    ),
}


@pytest.mark.parametrize("name", CONDITIONS)
def test_facts_of_the_register(name: str) -> None:
    text, good, bad = CONDITIONS[name]
    run = screened(demand(text), applicant("1", **good), applicant("2", **bad))
    assert (run.fates["1"], run.fates["2"]) == (Fate.WINS, Fate.FAILS)


@pytest.mark.parametrize(
    ("blank", "fate", "codes"),
    [("berhenti", Fate.NOT_REACHED, ["E432"]), ("gugur", Fate.FAILS, []), ("lolos", Fate.WINS, [])],
)
def test_a_blank_is_what_the_rule_says(blank: str, fate: Fate, codes: list[str]) -> None:
    text = demand(f'bila = {{ "pelamar.str" = {{ sejak = 2026-08-20 }} }}\nkosong = "{blank}"')
    run = screened(text, applicant("1"))
    assert (run.fates["1"], run.codes) == (fate, codes)


def test_a_demand_may_concern_some_only() -> None:
    text = demand('untuk = { "formasi.jabatan" = "Dokter" }\nbila = { "pelamar.str" = { sejak = 2026-08-20 } }')
    run = screened(text, applicant("1"), applicant("2", "B", str="2020-01-01"))
    assert (run.fates["1"], run.fates["2"], run.codes) == (Fate.WINS, Fate.FAILS, [])


def test_every_reason_stands_with_its_code_and_the_recap_counts_them() -> None:
    text = demand(AGE.format("2026-08-20", "tahun penuh", ""), "T-USIA", "usia di luar batas")
    text += demand('bila = { "pelamar.ipk" = { minimal = 3.0 } }', "T-IPK", "IPK di bawah batas")
    rows = (
        applicant("1"), applicant("2", ktp="TMS", lahir="1980-01-01", ipk="2.5"), applicant("3", ipk="2.5"),
        applicant("4", ipk="2.9"), applicant("5", ktp="TMS"), applicant("6", ktp="TH", ipk="2.5"),
    )  # fmt: skip
    run = screened(text, *rows)
    reasons = dict(zip(run.register.numbers, view(run.ranking, 0, ()).reasons, strict=True))
    assert reasons["2"] == (
        "T-KTP: KTP asli tidak diunggah; T-USIA: usia di luar batas (18 sampai 35 tahun pada 20 Agustus 2026); "
        "T-IPK: IPK di bawah batas"
    )
    assert "2.5" not in reasons["3"], "the figure itself is private"
    assert run.fates["6"] is Fate.ABSENT
    counted = [(one.code, one.people, one.alone) for one in count_grounds(run.ranking, run.ranking.stages[0])]
    assert counted == [("T-KTP", 2, 1), ("T-USIA", 1, 0), ("T-IPK", 3, 2)]


def test_a_folder_with_a_verification_sheet(tmp_path: Path) -> None:
    """One word means doubtful: it is neither fulfilled nor not, and its formation waits."""
    draft = Draft().as_text()
    required = 'syarat = { lolos = "MS", gugur = "TMS", ragu = "?", kode = "T-KTP" }'
    draft.rule('kode = "teori"\nnama = "Teori"\nmaksimum = 100\nambang = 50', f'kode = "ktp"\nnama = "KTP"\n{required}')
    age = 'usia = { lahir = "pelamar.lahir", acuan = 2026-08-20, maksimal = 33, cara = "tahun penuh" }'
    draft.rule('[[tahap]]\nkode = "wawancara"', f'{demand(age, "T-USIA", "usia")}\n[[tahap]]\nkode = "wawancara"')
    draft.files["data/tes.csv"][""] = [
        ["Nomor Peserta", "KTP", "Praktik"], ["26-0001", "MS", 70], ["26-0002", "MS", 60], ["26-0003", "TMS", 60],
        ["26-0004", "?", 80], ["26-0005", "MS", 50],
    ]  # fmt: skip
    folder = draft.write(tmp_path)
    found = command("check", folder, "--json").data["temuan"]
    assert [(f["kode"], f["tempat"]) for f in found if f["kode"][0] == "E"] == [("E431", "data/tes.csv:B5")]
    draft.put("data/tes.csv:B5", "MS").write(folder)
    assert command("rank", folder).code == 0
    assert command("rank", folder, "--sampai", "tes").code == 0
    assert people(folder)["26-0001"]["keterangan"] == "T-USIA: usia (paling tinggi 33 tahun pada 20 Agustus 2026)"
    assert result(folder, "1-tes")["alasan"] == [
        {"kode": "T-KTP", "alasan": "tidak memenuhi syarat KTP", "peserta": 1, "hanya_itu": 0},
        {"kode": "T-USIA", "alasan": "usia", "peserta": 3, "hanya_itu": 2},
    ]
    assert "Ketentuan T-USIA" in command("explain", folder, "26-0001").out
    assert command("explain", folder, "26-0001").code == 0


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "sebutkan tepat satu: bila, usia, atau pendidikan"),
        ('bila = { "pelamar.lahir" = { minimal = 3 } }', "batas rentang tanggal"),
        ('pendidikan = "pelamar.nilai"', "bukan keterangan pelamar"),
        ('usia = { lahir = "pelamar.lahir", acuan = 2026-08-20, cara = "tepat" }', "sebutkan minimal, maksimal"),
    ],
)
def test_demands_that_cannot_be_carried_out(tmp_path: Path, text: str, says: str) -> None:
    draft = Draft().as_text()
    draft.rule('[[tahap]]\nkode = "wawancara"', f'{demand(text)}\n[[tahap]]\nkode = "wawancara"')
    outcome = command("check", draft.write(tmp_path))
    assert (outcome.code, says in outcome.err) == (2, True), outcome.err


def test_two_sheets_of_two_people_are_compared_cell_by_cell(tmp_path: Path) -> None:
    """Verifiers, or two who type the same paper: a difference holds up its formation until one of them is corrected."""
    draft = Draft().as_text()
    draft.rule('[[tahap.komponen]]\nkode = "teori"', '[tahap.pembanding]\nberkas = "data/kedua.csv"\n\n[[tahap.komponen]]\nkode = "teori"')  # fmt: skip # noqa: E501
    assert [f["kode"] for f in command("check", draft.write(tmp_path), "--json").data["temuan"]][:1] == ["E001"]
    draft.files["data/kedua.csv"] = {"": [list(row) for row in draft.files["data/tes.csv"][""]]}
    folder = draft.put("data/kedua.csv:B2", "80,0").put("data/kedua.csv:B3", "90.00").write(tmp_path)
    assert command("rank", folder).code == 0, "80 and 80,0 are the same"
    draft.put("data/kedua.csv:C4", "66").put("data/tes.csv:B6", "TH").write(tmp_path)
    found = [f for f in command("check", folder, "--json").data["temuan"] if f["kode"] == "E433"]
    assert [(f["tempat"], f["pesan"].partition(" di sini")[0].rpartition("berisi ")[2]) for f in found] == [
        ("data/tes.csv:C4", "60"), ("data/tes.csv:B6", "tidak hadir"),
    ]  # fmt: skip
    assert "data/kedua.csv:C4" in found[0]["pesan"]
    assert command("template", folder).code == 0
    assert (folder / "templat/kedua.xlsx").exists()


def test_a_qualification_written_almost_right_is_pointed_at_and_not_accepted(tmp_path: Path) -> None:
    draft = Draft().as_text()
    draft.rule("[pelamar.atribut.lahir]", '[pelamar.atribut.didik]\nkolom = "Pendidikan"\n\n[pelamar.atribut.lahir]')
    draft.rule(
        '[[tahap]]\nkode = "wawancara"', demand('pendidikan = "pelamar.didik"') + '\n[[tahap]]\nkode = "wawancara"'
    )
    names = (
        "Pendidikan",
        "S1 Matematika",
        "S-1 Pendidikan Matematika",
        "S-1 Matematika",
        "S-1 Statistika",
        "s-1 statistika",
    )
    for row, name in zip(draft.files["data/pelamar.csv"][""], names, strict=True):
        row.append(name)
    accepted = ("Kualifikasi Pendidikan", "S-1 Matematika; D-IV Statistika Terapan", "S-1 Statistika")
    for row, name in zip(draft.files["data/formasi.csv"][""], accepted, strict=True):
        row.append(name)
    folder = draft.write(tmp_path)
    found = command("rank", folder, "--json")
    near = [(f["tempat"], f["pesan"].rpartition("mirip ")[2]) for f in found.data["temuan"] if f["kode"] == "P457"]
    assert near == [("data/pelamar.csv:F2", '"S-1 Matematika".')]
    assert {n: p["kode"] for n, p in people(folder).items()} == {
        "26-0001": "TMS", "26-0002": "TMS", "26-0003": "L", "26-0004": "L", "26-0005": "TL",
    }  # fmt: skip


def test_a_formation_with_too_few_applicants_is_extended_or_closed_by_letter(tmp_path: Path) -> None:
    """A-1 has three applicants, B-1 two."""
    draft = Draft().as_text().rule('berkas = "data/formasi.csv"', 'berkas = "data/formasi.csv"\npelamar_minimal = 3')
    folder = draft.write(tmp_path)
    found = command("check", folder, "--json").data
    assert [f["kode"] for f in found["temuan"] if f["kode"][0] == "E"] == ["E319"]
    assert found["tahap"][0]["formasi"] == {"A-1": "diputus", "B-1": "menunggu"}
    draft.event("pendaftaran ditutup", formasi="B-1").write(folder)
    assert command("rank", folder).code == 0


def test_later_registrations_carry_their_wave(tmp_path: Path) -> None:
    """B-1 had one of two and was extended for 26-0005; A-1 had two, so that 26-0003 came when it was full."""
    wave = '\n[pelamar.atribut.gelombang]\nkolom = "Gelombang"\njenis = "angka"\ndesimal = 0\n\n[formasi]'
    draft = Draft().as_text().rule("\n[formasi]", wave)
    draft.rule('"data/formasi.csv"', '"data/formasi.csv"\npelamar_minimal = 2\ngelombang = "pelamar.gelombang"')
    for row, text in zip(draft.files["data/pelamar.csv"][""], ("Gelombang", "1", "", "2", "1", "2"), strict=True):
        row.append(text)
    folder = draft.write(tmp_path)
    outcome = command("rank", folder, "--json")
    said = [one["pesan"] for one in outcome.data["temuan"] if one["kode"] == "P460"]
    assert (outcome.code, len(said)) == (0, 1)
    assert "Gelombang 2 formasi A-1: 26-0003" in said[0]
    lines = (folder / "hasil/akhir/peringkat.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].split(";")[2:4] == ["Nomor Peserta", "Gelombang"]
    assert {line.split(";")[2]: line.split(";")[3] for line in lines[1:]}["26-0005"] == "2"
