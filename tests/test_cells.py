"""Cells as offices write them: each table pairs what stands in the cell with what is read, or with the refusal."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from asnrekrut.core.exact import Exact
from asnrekrut.core.marks import State
from asnrekrut.findings import Place, finding
from asnrekrut.intake import date_cells as dates_module
from asnrekrut.intake import number_cells as numbers_module
from asnrekrut.intake.cells import Fault, clean, different, folded, identifier, lost_digits, spoken
from asnrekrut.intake.columns import NumberColumn, Stretch
from asnrekrut.intake.date_cells import DateColumn, day
from asnrekrut.intake.marksheets import state_words
from asnrekrut.intake.number_cells import Scale, near, out_of_scale, shown_otherwise
from asnrekrut.rules.codes import StateWords
from tests.selections import Draft, ErrorValue, command, people, ranked, refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

WORDS = state_words(StateWords())
HUNDRED = Scale(Decimal(0), Decimal(100))
TES, PELAMAR, WAWANCARA = "data/tes.xlsx:Nilai", "data/pelamar.csv", "data/wawancara.csv"


def numbers(
    cells: Sequence[object], decimals: int, words: dict[str, State], scale: Scale | None = None, typed: bool = False
) -> NumberColumn:
    return numbers_module.numbers(different(cells), decimals, words, scale, typed)


def dates(cells: Sequence[object], year: int) -> DateColumn:
    return dates_module.dates(different(cells), year)


def moment(*parts: int) -> datetime:
    """What a workbook's date cell is read as: no time zone."""
    return datetime(*parts)  # noqa: DTZ001


# --- text, blanks, names -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("Siti Contoh", "Siti Contoh"),
        ("  Siti   Contoh ", "Siti Contoh"),
        ("Siti\u00a0Contoh\u00a0", "Siti Contoh"),
        ("Siti\u2003Contoh\u3000", "Siti Contoh"),
        ("Siti\nContoh\t", "Siti Contoh"),
        ("\ufeffSi\u200bti Con\u00adtoh\u2060", "Siti Contoh"),
        ("\u202aSiti Contoh\u202c", "Siti Contoh"),
        ("\u200b\u00a0\u2800", ""),
        ("NULL", "NULL"),
        ("Null", "Null"),
        ("Nan", "Nan"),
        ("None", "None"),
        ("NA", "NA"),
        ("N/A", "N/A"),
        ("True", "True"),
        ("Inf", "Inf"),
        ("'Aisyah", "'Aisyah"),  # an apostrophe may belong to a name
        (80.0, "80"),
        (79.5, "79,5"),
        (float("inf"), "inf"),
        (float("nan"), "nan"),
        (True, "True"),
        (moment(1995, 8, 17), "17 Agustus 1995"),
        (date(1995, 8, 17), "17 Agustus 1995"),
    ],
)
def test_text(cell: object, text: str) -> None:
    assert clean(cell) == text


@pytest.mark.parametrize("name", ["NULL", "Nan", "None", "NA", "True", "nan", "N/A", "-"])
def test_names_like_missing_values_stay_names(tmp_path: Path, name: str) -> None:
    for draft in (Draft().put(f"{PELAMAR}:C3", name), Draft().as_workbook("pelamar")):
        folder = tmp_path / str(len(draft.files["data/tes.xlsx"])) / ("csv" if PELAMAR in draft.files else "xlsx")
        if PELAMAR not in draft.files:
            draft.put("data/pelamar.xlsx:Data!C3", name)
        ranked(draft.write(folder))
        assert people(folder)["26-0002"]["nama"] == name


# --- identifiers ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "text", "code"),
    [
        ("0012", "0012", None),
        ("'0012", "0012", None),
        ("' 0012", "0012", None),
        (" 26-0002\u00a0", "26-0002", None),
        ("3271012345678901", "3271012345678901", None),  # 16 digits: NIK
        ("26100200300400012", "26100200300400012", None),  # 17 digits: participant number
        ("199508172020121003", "199508172020121003", None),  # 18 digits: NIP
        ("1E10", "1E10", None),  # a code, not a number
        ("", "", None),
        (12.0, "12", "P201"),
        (260002, "260002", "P201"),
        (999_999_999_999_999.0, "999999999999999", "P201"),
        (1e15, "1000000000000000", "E205"),
        (2.6100200300400012e16, "26100200300400012", "E205"),
        (12.5, "12,5", "E205"),
        ("3,27E+15", "3,27E+15", "E205"),
        ("3.27101E+15", "3.27101E+15", "E205"),
        ("2.6100200300400012e+16", "2.6100200300400012e+16", "E205"),
        ("3E+15", "3E+15", "E205"),
        (True, "True", "E205"),
        (moment(2026, 2, 1), "1 Februari 2026", "E212"),
        (date(2026, 2, 1), "1 Februari 2026", "E212"),
        (time(8, 30), "08:30:00", "E212"),
        (timedelta(hours=26, minutes=1), "1 day, 2:01:00", "E212"),
    ],
)
def test_identifiers(cell: object, text: str, code: str | None) -> None:
    assert identifier(cell) == (text, code)


@pytest.mark.parametrize(
    ("cell", "lost"),
    [("3271012345678901", False), (3.271012345678901e15, True), ("3,27E+15", True), (34928.0, False), (12.5, False)],
)
def test_digits_lost_in_a_plain_text_column(cell: object, lost: bool) -> None:
    assert lost_digits(cell) is lost


def test_a_number_that_became_a_date_names_what_was_typed(tmp_path: Path) -> None:
    draft = Draft().put(f"{TES}!A3", date(2026, 2, 1))
    outcome = command("check", "--json", draft.write(tmp_path))
    assert ("E212", f"{TES}!A3") in outcome.findings
    assert any('"01-02" atau "02-01"' in message for message in outcome.messages)


def test_damaged_formation_codes_are_told_where_they_stand(tmp_path: Path) -> None:
    draft = Draft().as_workbook("pelamar").put("data/pelamar.xlsx:Data!E3", date(2026, 2, 1))
    found = refused(draft.write(tmp_path))
    assert ("E212", "data/pelamar.xlsx:Data!E3") in found
    assert not {"E303", "E305"} & {code for code, _ in found}


def test_nik_that_lost_digits_in_a_text_attribute(tmp_path: Path) -> None:
    draft = Draft().as_workbook("pelamar").put("data/pelamar.xlsx:Data!B3", 9901120202910002)
    draft.rules = draft.rules.replace("[formasi]", '[pelamar.atribut.nik]\nkolom = "NIK"\n\n[formasi]')
    assert ("E205", "data/pelamar.xlsx:Data!B3") in refused(draft.write(tmp_path))


# --- states --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("TH", State.ABSENT),
        ("th", State.ABSENT),
        ("T.H.", State.ABSENT),
        ("T. H.", State.ABSENT),
        ("t h", State.ABSENT),
        ("-", State.ABSENT),
        ("–", State.ABSENT),
        ("—", State.ABSENT),
        ("−", State.ABSENT),
        ("--", State.ABSENT),
        (" - ", State.ABSENT),
        ("Tidak Hadir", State.ABSENT),
        ("TIDAK  HADIR", State.ABSENT),
        ("tidak\u00a0hadir.", State.ABSENT),
        ("Tidak-Hadir", State.ABSENT),
        ("APS", State.WITHDRAWN),
        ("A.P.S.", State.WITHDRAWN),
        ("Mengundurkan diri", State.WITHDRAWN),
        ("MENGUNDURKANDIRI", State.WITHDRAWN),
        ("DIS", State.DISQUALIFIED),
        ("dis.", State.DISQUALIFIED),
        ("Diskualifikasi", State.DISQUALIFIED),
        ("didiskualifikasi", State.DISQUALIFIED),
        ("", State.BLANK),
        ("\u00a0\u200b", State.BLANK),
    ],
)
def test_states(text: str, state: State) -> None:
    read = numbers([text], 2, WORDS, HUNDRED)
    assert (read.states.tolist(), read.faults) == ([state], [])


@pytest.mark.parametrize("text", [".", "...", "TH?", "hadir", "T", "n/a"])
def test_words_that_no_rule_knows_are_no_states(text: str) -> None:
    assert codes(numbers([text], 2, WORDS, HUNDRED)) == ["E201"]


def test_a_word_of_dots_can_still_be_a_rule() -> None:
    words = state_words(StateWords(absent=["..."]))
    assert numbers(["...", "."], 2, words).states.tolist() == [State.ABSENT, State.INVALID]


def test_states_are_folded_beside_categories_too(tmp_path: Path) -> None:
    draft = Draft().rule('nama = "Praktik"\nmaksimum = 100', 'nama = "Praktik"\nkategori = { "Baik" = 100 }')
    for row in range(2, 7):
        draft.put(f"{TES}!C{row}", "baik")
    folder = draft.put(f"{TES}!B3", "T.H.").put(f"{TES}!C3", "–").write(tmp_path)
    ranked(folder)
    assert people(folder)["26-0002"]["kode"] == "TH"


def test_spoken_words_are_kept_apart() -> None:
    assert spoken("TH") != spoken("APS")
    assert folded("T.H.") != folded("TH")


# --- one number ----------------------------------------------------------------------------------------------


def codes(read: NumberColumn) -> list[str]:
    return [fault.code for fault in read.faults]


def only(fault: Fault) -> dict[str, object]:
    """A fault's values, after the wording was filled with them."""
    assert finding(fault.code, Place("tes.xlsx"), kolom="Nilai", **fault.values).message
    return fault.values


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("80", "80"),
        ("80,5", "80.5"),
        ("80.5", "80.5"),
        ("80,25", "80.25"),
        ("80.25", "80.25"),
        ("060", "60"),
        ("0,5", "0.5"),
        ("0,500", "0.5"),  # no thousand begins with zero
        ("0.500", "0.5"),
        ("80,5000", "80.5"),
        ("80.5000", "80.5"),
        ("'80,5", "80.5"),
        (" 80,5\u00a0", "80.5"),
        ("80\u200b", "80"),
        ("-0", "0"),
        (80, "80"),
        (80.0, "80"),
        (-0.0, "0"),
        (79.99, "79.99"),
        (0.07, "0.07"),
    ],
)
def test_one_number(cell: object, value: str) -> None:
    read = numbers([cell], 2, WORDS, HUNDRED)
    assert (read.values.at(0), read.states.tolist(), read.faults) == (Fraction(value), [State.KNOWN], [])


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1234,567", "1234.567"),
        ("1234.567", "1234.567"),
        ("-12,5", "-12.5"),
        ("-1.234,5", "-1234.5"),
    ],
)
def test_separators_that_leave_no_doubt(cell: str, value: str) -> None:
    read = numbers([cell], 3, {})
    assert (read.values.at(0), read.faults) == (Fraction(value), [])


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("80,123", "E203"),
        ("80.123", "E203"),
        ("80,1234", "E203"),
        (83.33333, "E203"),
        ("12.34.56", "E201"),
        ("1,23,456", "E201"),
        ("01.234,5", "E201"),
        ("1e400", "E201"),
        (float("nan"), "E201"),
        (float("inf"), "E201"),
        (True, "E201"),
        (date(2026, 5, 12), "E201"),
        ("9" * 400, "E201"),
        ("123456789012345678", "E202"),
        (1e300, "E202"),
        (12345678901234567, "E202"),
    ],
)
def test_refused_numbers(cell: object, code: str) -> None:
    read = numbers([cell], 2, WORDS, HUNDRED)
    assert (read.states.tolist(), read.values.num.tolist()) == ([State.INVALID], [0])
    assert [one for one in codes(read) if one != "I201"] == [code]


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        ("75.699999999999989", "75.7"),  # what Excel stores of =SUM(20.4, 30.2, 25.1)
        ("82.300000000000011", "82.3"),
        ("0.30000000000000004", "0.3"),
        ("80.049999999999997", "80.05"),
        ("79.999999999999986", "80"),
        ("100.00000000000001", "100"),
        ("-1.1102230246251565E-16", None),  # all 15 digits of it are decimals
        ("75.69999999999", None),
    ],
)
def test_a_stored_number_counts_with_fifteen_digits(stored: str, read: str | None) -> None:
    found = numbers([float(stored)], 2, {})
    assert (codes(found) == ["E203"]) if read is None else (found.values.at(0) == Fraction(read))
    assert read is None or clean(float(stored)) == read.replace(".", ",")


def test_a_text_counts_with_all_its_digits() -> None:
    assert codes(numbers(["75.699999999999989"], 2, {})) == ["E203"]


def test_digits_that_excel_lost_are_still_doubted() -> None:
    assert identifier(9901120202910002.0) == ("9901120202910002", "E205")


def test_large_numbers_without_bounds_never_overflow() -> None:
    cells = ["123456789012345", 123456789012345.0, "-999999999999999", 10**400]
    assert codes(numbers(cells, 9, {})) == ["E201"] * 4
    assert identifier(10**400)[1] == "E205"


@pytest.mark.parametrize(
    ("cell", "guess"),
    [
        ("80 1/2", ""),
        ("80½", ""),
        ("80 1/3", ""),  # no decimal says so
        ("80 1/0", ""),
        ("80/100", "80"),
        ("80 / 100", "80"),
        ("80 %", "80"),
        ("80%", "80"),
        ("8O", "80"),
        ("l00", "100"),
        ("80.", "80"),
        ("80,", "80"),
        (",5", "0,5"),
        (".5", "0,5"),
        ("+80", "80"),
        ("+80,5", "80,5"),
        ("٨٠", "80"),
        ("８０", "80"),
        ("８０，５", "80,5"),
        ("–5", "-5"),
        ("80 ,5", "80,5"),
        ("80, 5", "80,5"),
        ("1 234", "1234"),
        ("8E+1", ""),
        ("1e2", ""),
        ("80 (baik)", "80"),
        ("80 poin", "80"),
        ("Nilai: 80,5", "80,5"),
        ("80*", "80"),
        ("(TH)", "TH"),
        ("delapan puluh", ""),
        ("80,5,5", ""),
        ("nan", ""),
        ("NaN", ""),
        ("tOlO", ""),
        ("#N/A", ""),
        ("=80", "80"),
    ],
)
def test_near_readings_are_suggested_and_never_taken(cell: str, guess: str) -> None:
    read = numbers([cell], 2, WORDS, HUNDRED)
    assert (read.states.tolist(), codes(read)) == ([State.INVALID], ["E201"])
    assert only(read.faults[0])["dugaan"] == (f' Mungkin maksudnya "{guess}".' if guess else "")


@pytest.mark.parametrize(
    ("cell", "guess"),
    [(date(2026, 5, 12), '"12-05" atau "05-12"'), (time(7, 30), '"7.30" atau "7:30"'), (False, "")],
)
def test_what_excel_made_of_a_number(cell: object, guess: str) -> None:
    assert guess in str(only(numbers([cell], 2, WORDS, HUNDRED).faults[0])["dugaan"])


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("80 (TH)", '"80" dan "TH"'),
        ("TH (80)", '"TH" dan "80"'),
        ("80 TH", '"80" dan "TH"'),
        ("80/TH", '"80" dan "TH"'),
        ("80 Tidak Hadir", '"80" dan "Tidak Hadir"'),
        ("80/75", '"80" dan "75"'),
        ("80,5/75,5", '"80,5" dan "75,5"'),
        ("80 / 75 / 90", '"80" dan "75" dan "90"'),
        ("80; 75", '"80" dan "75"'),
        ("80 dan 75", '"80" dan "75"'),
        ("80-75", '"80" dan "75"'),
        ("80 - 75", '"80" dan "75"'),
        ("80\n75", '"80" dan "75"'),
        ("80 75", '"80" dan "75"'),
        ("1/2", '"1" dan "2"'),
    ],
)
def test_two_facts_in_one_cell(cell: str, parts: str) -> None:
    read = numbers([cell], 2, WORDS, HUNDRED)
    assert codes(read) == ["E211"]
    assert only(read.faults[0])["bagian"] == parts


@pytest.mark.parametrize("text", ["8S", "7a5", "x80"])
def test_no_number_is_suggested_out_of_a_word(text: str) -> None:
    assert near(text) is None


def test_long_prose_in_a_cell_costs_nothing() -> None:
    prose = "a 1 " * 10_000
    assert near(prose) is None
    assert codes(numbers([prose], 2, WORDS, HUNDRED)) == ["E201"]


# --- separators decided by column ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "top", "values", "contrast"),
    [
        (["60,000", "72,500"], 100, [60, Fraction(145, 2)], ("60", "60000")),
        (["60.000", "72.500"], 100, [60, Fraction(145, 2)], ("60", "60000")),
        (["60,000", "78,5", "80"], 100, [60, Fraction(157, 2), 80], ("60", "60000")),
        (["60.000", "78.5", 80.0], 100, [60, Fraction(157, 2), 80], ("60", "60000")),
        (["311,000", "286,500"], 550, [311, Fraction(573, 2)], ("311", "311000")),
        (["60,000", "60,000", "TH", ""], 100, [60, 60, 0, 0], ("60", "60000")),
    ],
)
def test_a_reading_that_alone_fits_is_taken_and_said(
    cells: list[object], top: int, values: list[Any], contrast: tuple[str, str]
) -> None:
    read = numbers(cells, 2, WORDS, Scale(Decimal(0), Decimal(top)))
    assert [read.values.at(i) for i in range(len(cells))] == values
    assert codes(read) == ["I201"]
    said = only(read.faults[0])
    assert (said["baca"], said["lain"]) == contrast
    assert said["jumlah"] == sum(str(cell).endswith("00") for cell in cells)


def test_thousands_where_only_they_fit() -> None:
    read = numbers(["1.234", "2.500"], 0, {}, Scale(Decimal(1000), Decimal(5000)))
    assert (read.values.num.tolist(), codes(read)) == ([1234, 2500], ["I201"])


@pytest.mark.parametrize(
    ("cells", "top", "readings"),
    [
        (["1.234"], 5000, ["1234 1,234"]),  # both readings fit
        (["1.234", "34.000"], 5000, ["1234 1,234", "34000 34"]),  # one slip must not turn the whole column
        (["60,000", "70.000"], 100, ["60 60000", "70000 70"]),  # each alone would do, together they contradict
        (["60.000", "78,5"], 100, ["60000 60"]),  # the column's decimal mark is the comma
        (["60,000", "78.5"], 100, ["60 60000"]),
        (["60,000", "78,5", "78.5"], 100, ["60 60000"]),
        (["600,000"], 100, ["600 600000"]),  # neither fits
        (["-1.234"], 100, ["-1234 -1,234"]),
    ],
)
def test_doubtful_separators_are_refused_with_both_readings(cells: list[str], top: int, readings: list[str]) -> None:
    read = numbers(cells, 2, WORDS, Scale(Decimal(0), Decimal(top)))
    assert codes(read) == ["E204"] * len(readings)
    assert [f"{only(fault)['satu']} {only(fault)['dua']}" for fault in read.faults] == readings
    assert read.states.tolist() == [State.INVALID] * len(readings) + [State.KNOWN] * (len(cells) - len(readings))


def test_the_contradicting_cell_is_named() -> None:
    read = numbers(["60.000", "78,5"], 2, WORDS, HUNDRED)
    assert '"78,5"' in str(only(read.faults[0])["sebab"])


def test_without_a_maximum_nothing_decides() -> None:
    read = numbers(["60,000"], 2, {})
    assert codes(read) == ["E204"]
    assert "tidak mempunyai nilai maksimum" in str(only(read.faults[0])["sebab"])


def test_one_outlier_does_not_undo_the_decision() -> None:
    """No reading of the outlier is possible, and the other reading nowhere is; it stays one finding."""
    read = numbers(["60,000", "72,500", "725,000"], 2, WORDS, HUNDRED)
    assert codes(read) == ["I201"]
    assert [fault.code for fault in out_of_scale(read, HUNDRED, SHEET)[0]] == ["E202"]


@pytest.mark.parametrize(
    ("cells", "typed", "noted"),
    [
        (["80,5", "75", 70.0, "TH", ""], True, [("I202", 2)]),
        (["80,5", "75", 70.0, "TH", ""], False, []),
        ([80.5, "TH", ""], True, []),
    ],
)
def test_numbers_stored_as_text_are_noted_once(cells: list[object], typed: bool, noted: list[object]) -> None:
    read = numbers(cells, 2, WORDS, HUNDRED, typed)
    assert [(fault.code, only(fault)["jumlah"]) for fault in read.faults] == noted


def test_notes_of_text_numbers_come_from_workbooks_only(tmp_path: Path) -> None:
    draft = Draft().put(f"{TES}!B2", "80").put(f"{TES}!B3", "90,5")  # the interview is CSV, all of it text
    outcome = command("rank", "--json", draft.write(tmp_path))
    assert outcome.code == 0
    assert [found for found in outcome.findings if found[0] == "I202"] == [("I202", f"{TES}!B2")]


def test_each_sheet_decides_for_itself(tmp_path: Path) -> None:
    """Two hands, two habits: neither speaks for the other."""
    draft = Draft().rule("data/wawancara.csv", "data/wawancara*.csv")
    header, *rows = draft.rows(f"{WAWANCARA}:")
    draft.files[WAWANCARA] = {"": [header, [rows[0][0], "80,000"], [rows[1][0], "70,000"]]}
    draft.files["data/wawancara-2.csv"] = {"": [header, *[[row[0], f"{row[1]}.000"] for row in rows[2:]]]}
    folder = draft.write(tmp_path)
    outcome = command("rank", "--json", folder)
    assert outcome.code == 0
    assert [code for code, _ in outcome.findings if code.startswith("I2")] == ["I201", "I201"]
    assert people(folder)["26-0003"]["langkah"]["wawancara.skor"] == "90"


# --- exactness -----------------------------------------------------------------------------------------------


@st.composite
def decimals_and_places(draw: st.DrawFn) -> tuple[Decimal, int]:
    """A decimal of at most 15 digits, and how many of them may stand behind the comma."""
    places = draw(st.integers(0, 9))
    numerator = draw(st.integers(-(10**15) + 1, 10**15 - 1))
    return Decimal(numerator).scaleb(-places), places


@given(decimals_and_places())
def test_every_decimal_survives_float_and_both_spellings(case: tuple[Decimal, int]) -> None:
    value, places = case
    written = f"{value:f}"
    cells = [float(value), written, written.replace(".", ",")]
    for cell in cells:
        read = numbers([cell], places, {}, Scale(min(value, -abs(value)), abs(value)))
        assert not [code for code in codes(read) if code != "I201"]
        assert (read.values.at(0), read.states.tolist()) == (Fraction(value), [State.KNOWN])


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=30))
def test_a_column_of_three_decimals_reads_alike_in_both_spellings(cents: list[int]) -> None:
    """Whatever stands beside them: the English spelling of a column means what the Indonesian does."""
    spelled = [f"{n // 100},{n % 100:02}0" for n in cents]
    comma = numbers(spelled, 2, {}, HUNDRED)
    point = numbers([text.replace(",", ".") for text in spelled], 2, {}, HUNDRED)
    assert comma.values.num.tolist() == point.values.num.tolist() == cents


@given(st.text(max_size=12) | st.floats() | st.integers() | st.datetimes() | st.booleans())
def test_no_cell_crashes_a_reader(cell: object) -> None:
    read = numbers([cell], 2, WORDS, HUNDRED, typed=True)
    for fault in [*read.faults, *dates([cell], 2026).faults]:
        only(fault)
    known = read.states.tolist() == [State.KNOWN]
    assert known or read.values.num.tolist() == [0]
    assert isinstance(identifier(cell)[0], str)


@pytest.mark.parametrize("decimals", range(10))
def test_true_numbers_take_the_fast_path(decimals: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbers_module, "_outcome", lambda *_: pytest.fail("looked at one by one"))
    rng = np.random.default_rng(7)
    expected = rng.integers(0, 10**6, 20_000)
    read = numbers([float(Decimal(n).scaleb(-decimals)) for n in expected.tolist()], decimals, WORDS)
    assert read.values.num.tolist() == expected.tolist()


# --- dates ---------------------------------------------------------------------------------------------------

INDEPENDENCE = date(1995, 8, 17)


@pytest.mark.parametrize(
    "cell",
    [
        moment(1995, 8, 17),
        moment(1995, 8, 17, 13, 30),
        INDEPENDENCE,
        "17-08-1995",
        "17/8/1995",
        "17/08/1995",
        "17.08.1995",
        "17 08 1995",
        "17 - 08 - 1995",
        "1995-08-17",
        "1995/8/17",
        "1995-08-17 00:00:00",
        "1995-08-17T00:00:00",
        "17/08/1995 0:00",
        "'17/08/1995",
        "17 Agustus 1995",
        "17  AGUSTUS\u00a01995",
        "17-Agustus-1995",
        "17-Agt-1995",
        "17 Ags 1995",
        "17 Ags. 1995",
        "17 Agu 1995",
        "17Agst1995",
        "17 August 1995",
        "17-Aug-1995",
        "August 17, 1995",
        "Aug 17 1995",
    ],
)
def test_dates(cell: object) -> None:
    read = dates([cell], 2026)
    assert (read.days, read.faults) == ([INDEPENDENCE], [])
    assert day(cell) == INDEPENDENCE


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("Januari", 1), ("Febr", 2), ("Pebruari", 2), ("Peb", 2), ("Maret", 3), ("Apr", 4), ("Mei", 5), ("May", 5),
        ("Juni", 6), ("June", 6), ("Jul", 7), ("Agust", 8), ("Sept", 9), ("September", 9), ("Okt", 10), ("October", 10),
        ("Nopember", 11), ("Nop", 11), ("Nov", 11), ("Des", 12), ("December", 12),
    ],
)  # fmt: skip
def test_months(text: str, month: int) -> None:
    assert dates([f"1 {text} 1990"], 2026).days == [date(1990, month, 1)]


@pytest.mark.parametrize("blank", ["", " ", "\u00a0"])
def test_a_blank_is_no_date_and_no_fault(blank: str) -> None:
    read = dates([blank], 2026)
    assert (read.days, read.faults) == ([None], [])


@pytest.mark.parametrize(
    ("cell", "code", "said"),
    [
        ("17/8/95", "E209", "dua digit"),
        ("17 Agustus 95", "E209", "dua digit"),
        ("17-Agt-95", "E209", "dua digit"),
        ("95-08-17", "E209", "dua digit"),
        ("30-02-1990", "E209", "tidak ada dalam kalender"),
        ("31 April 1990", "E209", "tidak ada dalam kalender"),
        ("1990-02-30", "E209", "tidak ada dalam kalender"),
        ("08/17/1995", "E209", "bulan/hari"),
        ("08/17/1995", "E209", "17 Agustus 1995"),
        ("1995-17-08", "E209", "17 Agustus 1995"),
        ("17081995", "E209", "17 Agustus 1995"),
        ("19950817", "E209", "17 Agustus 1995"),
        ("10101990", "E209", "10 Oktober 1990"),
        ("1995", "E209", ""),
        (1995.0, "E209", ""),
        ("17-08/1995", "E209", ""),
        ("17 Agtus 1995", "E209", ""),
        ("Agustus 1995", "E209", ""),
        ("tidak tahu", "E209", ""),
        (True, "E209", ""),
        (34928.5, "E209", ""),
        (time(8, 0), "E209", ""),
        ("17-08-1995 (31 tahun)", "E211", '"17-08-1995" dan "31 tahun"'),
        ("17-08-1995, Jakarta", "E211", '"17-08-1995" dan "Jakarta"'),
    ],
)
def test_refused_dates(cell: object, code: str, said: str) -> None:
    read = dates([cell], 2026)
    assert (read.days, [fault.code for fault in read.faults]) == ([None], [code])
    assert said in " ".join(map(str, only(read.faults[0]).values()))


@pytest.mark.parametrize("text", ["Jakarta, 17 Agustus 1995", "Kota Baru 17-08-1995", "Kab. Contoh / 17-08-1995"])
def test_a_place_before_the_date_of_birth(text: str) -> None:
    assert dates([text], 2026) == DateColumn([INDEPENDENCE], [])


def test_places_hide_no_doubt_about_day_and_month() -> None:
    (fault,) = dates(["Jakarta, 05/06/1995", "Kota Baru, 17 Agustus 1995"], 2026).faults
    assert (fault.code, fault.values["contoh"]) == ("I204", "05/06/1995")


@pytest.mark.parametrize("serial", [34928.0, 34928, "34928", "'34928"])
def test_a_serial_number_that_can_be_a_birth_date(serial: object) -> None:
    """Excel's day 34928 is 17 August 1995: 34,928 days after 30 December 1899."""
    read = dates([serial, ""], 2026)
    assert (read.days, [fault.code for fault in read.faults]) == ([INDEPENDENCE, None], ["I203"])
    assert only(read.faults[0])["baca"] == "17 Agustus 1995"


@pytest.mark.parametrize(
    ("serial", "found"), [(10958, "E209"), (60000, "E209"), (12345678, "E209"), (5, "E209"), (-34928.0, "E209")]
)
def test_a_serial_number_that_cannot(serial: float, found: str) -> None:
    read = dates([serial], 2026)
    assert (read.days, [fault.code for fault in read.faults]) == ([None], [found])


def test_serial_numbers_among_dates_are_dates_and_counted_once() -> None:
    read = dates([moment(1990, 1, 2), 34928.0, "34929", 60000.0, 1995.0], 2026)
    assert read.days == [date(1990, 1, 2), INDEPENDENCE, date(1995, 8, 18), date(2064, 4, 8), None]
    assert sorted(fault.code for fault in read.faults) == ["E209", "I203", "P202"]
    assert next(only(f)["jumlah"] for f in read.faults if f.code == "I203") == 3


@pytest.mark.parametrize(
    ("cell", "codes_"),
    [
        ("31-12-1929", ["P202"]),
        ("01-01-1930", []),
        ("31-12-2026", []),
        ("01-01-2027", ["P202"]),
        ("17-08-2095", ["P202"]),
        (moment(1900, 1, 5), ["P202"]),
    ],
)
def test_implausible_years(cell: object, codes_: list[str]) -> None:
    read = dates([cell], 2026)
    assert read.days != [None]
    assert [fault.code for fault in read.faults] == codes_


@pytest.mark.parametrize(
    ("cells", "codes_"),
    [
        (["05/06/1995", "07/08/1990"], ["I204"]),  # day first, as Indonesia writes; said aloud, for nothing proves it
        (["05/06/1995", "06/06/1995", "31 Mei 1990"], ["I204"]),
        (["17/08/1995", "05/06/1995"], []),
        (["06/06/1995"], []),
        (["05/06/95"], ["E209"]),
        (["03/04/1990 00:00:00", "05/06/1991 00:00:00"], ["I204"]),
        (["17/08/1995", "08/17/1995"], ["E209", "E214"]),
        (["08/17/1995", "05/06/1995"], ["E209", "E214"]),
        (["17/08/1995", "08/17/1995", "05/06/1995", "06/06/1995"], ["E209", "E214"]),
        (["08/17/1995"], ["E209"]),
        (["08/17/1995", "06/06/1995", "17 Agustus 1995"], ["E209"]),  # nothing that could be turned
    ],
)
def test_order_of_day_and_month(cells: list[str], codes_: list[str]) -> None:
    assert sorted(fault.code for fault in dates(cells, 2026).faults) == codes_


def test_mixed_orders_are_counted() -> None:
    found = dates(["17/08/1995", "08/17/1995", "05/06/1995", "06/06/1995"], 2026).faults
    said = only(next(fault for fault in found if fault.code == "E214"))
    assert (said["terbalik"], said["biasa"], said["kabur"]) == (1, 1, '1 tanggal, misalnya "05/06/1995",')


def test_dates_that_excel_understood_the_wrong_way_round() -> None:
    """A column in day-first order, opened by an Excel that reads month first."""
    true = [moment(1990, month, 3) for month in range(1, 6)]
    texts = ["17/08/1995", "23/01/1991", "31/12/1988"]
    assert [fault.code for fault in dates([*true, *texts], 2026).faults] == ["P205"]
    assert dates([*true, *texts, "05/06/1995"], 2026).faults == []
    assert dates([*true, moment(1990, 1, 13), *texts], 2026).faults == []
    assert dates([*true[1:], *texts], 2026).faults == []


# --- scales --------------------------------------------------------------------------------------------------


def where(i: int) -> Place:
    return Place("tes.xlsx", "Nilai", i + 1, 1)


SHEET: Any = SimpleNamespace(place=where)


def scaled(values: list[float], top: float, decimals: int = 2) -> list[Fault]:
    read = numbers(values, decimals, WORDS, Scale(Decimal(0), Decimal(str(top))))
    assert read.faults == []
    return out_of_scale(read, Scale(Decimal(0), Decimal(str(top))), SHEET)[0]


@pytest.mark.parametrize(
    ("values", "top", "factor", "count"),
    [
        ([120, 164, 88, 95, 150], 100, 2, 3),  # half a point per answer, counted as one
        ([850, 725, 900], 100, 10, 3),
        ([8550, 7525, 9000, 60], 100, 100, 3),
        ([320, 310, 150], 100, 4, 3),
        ([410, 310, 90], 100, 5, 2),
        ([3.2, 3.6, 1.5], 2, 2, 2),
        ([120, 101, 88, 95, 90, 80, 70, 60, 50, 40], 100, 2, 2),
    ],
)
def test_a_forgotten_factor_is_one_finding(values: list[float], top: float, factor: int, count: int) -> None:
    found = scaled(values, top)
    assert [fault.code for fault in found] == ["E213"]
    said = only(found[0])
    assert (said["faktor"], said["jumlah"], said["ada"]) == (factor, count, len(values))
    assert str(said["sel"]).startswith("B2")


@pytest.mark.parametrize(
    ("values", "top", "outliers"),
    [
        ([875, 80, 75.5], 100, 1),  # a lone slip
        ([101], 100, 1),
        ([120, *[80] * 20], 100, 1),
        ([120, 130, *[80] * 20], 100, 2),  # two slips among many are not the column
        ([20_000, 30_000, 80], 100, 2),  # no factor explains them
        ([100, 80, 0], 100, 0),
        ([], 100, 0),
    ],
)
def test_outliers_stay_single(values: list[float], top: float, outliers: int) -> None:
    assert [fault.code for fault in scaled(values, top)] == ["E202"] * outliers


def test_a_factor_that_leaves_no_whole_marks_is_none() -> None:
    """Whole marks only: 125 / 10 would be none."""
    assert [fault.code for fault in scaled([815, 725, 333], 100, 0)] == ["E202"] * 3


def test_a_factor_does_not_hide_what_lies_below() -> None:
    read = numbers([150.0, 160.0, -1.0], 2, WORDS, HUNDRED)
    faults, outside = out_of_scale(read, HUNDRED, SHEET)
    assert [fault.code for fault in faults] == ["E213", "E202"]
    assert outside.tolist() == [True, True, True]


@pytest.mark.parametrize(
    ("values", "top", "codes_"),
    [
        ([0.85, 0.9, 0], 100, ["P204"]),
        ([0.85, 1], 100, ["P204"]),
        ([0.85, 60, 70], 100, ["P206"]),
        ([0.85, 1, 2], 100, []),  # everybody's marks are low
        ([0.85], 100, []),
        ([1, 0, 0], 100, []),
        ([0, 0], 100, []),
        ([0.5, 1], 4, []),
    ],
)
def test_marks_that_look_like_parts_of_one(values: list[float], top: float, codes_: list[str]) -> None:
    found = scaled(values, top)
    assert [fault.code for fault in found] == codes_
    assert all(only(fault) for fault in found)


def test_a_column_out_of_scale_reaches_the_findings_once(tmp_path: Path) -> None:
    draft = Draft()
    for row, mark in enumerate((160, 180, 120, 140, 100), 2):
        draft.put(f"{TES}!B{row}", mark)
    outcome = command("check", "--json", draft.write(tmp_path))
    assert outcome.doubts == [("E213", f"{TES}!B2")]
    assert any("B2, B3, B4 dan 1 lainnya" in message for message in outcome.messages)


def test_each_sheet_has_its_own_scale(tmp_path: Path) -> None:
    draft = Draft().rule("data/wawancara.csv", "data/wawancara*.csv")
    header, *rows = draft.rows(f"{WAWANCARA}:")
    draft.files[WAWANCARA] = {"": [header, *rows[:3]]}
    draft.files["data/wawancara-2.csv"] = {"": [header, *[[row[0], str(int(row[1]) * 10)] for row in rows[3:]]]}
    assert refused(draft.write(tmp_path)) == [("E213", "data/wawancara-2.csv:B2")]


# --- what a cell shows ---------------------------------------------------------------------------------------


def two_cells(masked: dict[tuple[int, int], str]) -> Stretch:
    table: Any = SimpleNamespace(sheet=SimpleNamespace(masked=masked), rows=[1, 2])
    return Stretch(table, 3, np.arange(2))


def known(values: list[str]) -> NumberColumn:
    column = Exact.of([Fraction(value) for value in values])
    return NumberColumn(column, np.zeros(len(values), dtype=np.int8), [])


def test_a_mark_that_shows_another_number_names_both() -> None:
    read = known(["79.6", "80"])
    found = shown_otherwise(read, two_cells({(1, 3): "80"}))
    assert [(fault.index, fault.code) for fault in found] == [(0, "P203")]
    message = finding("P203", where(0), kolom="Nilai", **only(found[0])).message
    assert "tersimpan 79,6, tampak 80" in message


def test_other_columns_and_marks_already_refused_are_not_masked() -> None:
    read = numbers(["x", 79.6], 2, WORDS, HUNDRED)
    assert shown_otherwise(read, two_cells({(1, 3): "80", (2, 4): "80"})) == read.faults
    assert shown_otherwise(read, two_cells({})) == read.faults


def test_a_format_that_rounds_is_told_and_does_not_stop(tmp_path: Path) -> None:
    path = Draft().put(f"{TES}!B2", 79.6).put(f"{TES}!B3", 79.6).write(tmp_path) / "data/tes.xlsx"
    book = openpyxl.load_workbook(path)
    book["Nilai"]["B2"].number_format = "0"
    book.save(path)
    outcome = command("rank", "--json", tmp_path)
    assert (outcome.code, outcome.doubts) == (0, [("P203", f"{TES}!B2")])
    assert any("tersimpan 79,6, tampak 80" in message for message in outcome.messages)


# --- broken cells --------------------------------------------------------------------------------------------


def test_broken_key_of_a_mark_sheet_is_not_called_blank(tmp_path: Path) -> None:
    draft = Draft().put(f"{TES}!A3", ErrorValue("#REF!"))
    found = refused(draft.write(tmp_path))
    assert found == [("E206", f"{TES}!A3")]


@pytest.mark.parametrize("address", ["A3", "C3", "E3"])
def test_broken_cells_of_the_register_are_told_once(tmp_path: Path, address: str) -> None:
    draft = Draft().as_workbook("pelamar").put(f"data/pelamar.xlsx:Data!{address}", ErrorValue("#N/A"))
    found = refused(draft.write(tmp_path))
    assert found.count(("E206", f"data/pelamar.xlsx:Data!{address}")) == 1
    assert not {"E301", "E305", "E309"} & {code for code, _ in found}


def test_broken_rater_and_quota(tmp_path: Path) -> None:
    draft = Draft().as_workbook("formasi").put("data/formasi.xlsx:Data!E3", ErrorValue("#DIV/0!"))
    assert refused(draft.write(tmp_path)) == [("E206", "data/formasi.xlsx:Data!E3")]
    panel = 'kode = "skor"\nnama = "Skor"\nmaksimum = 100\n\n[tahap.komponen.panel]\npenilai = "Penilai"\nminimal = 1'
    draft = Draft().as_workbook("wawancara").rule('kode = "skor"\nnama = "Skor"\nmaksimum = 100', panel)
    draft.put("data/wawancara.xlsx:Data!C1", "Penilai")
    for row in range(2, 7):
        draft.put(f"data/wawancara.xlsx:Data!C{row}", "Pewawancara A")
    draft.put("data/wawancara.xlsx:Data!C4", ErrorValue("#N/A"))
    assert refused(draft.write(tmp_path / "panel")) == [("E206", "data/wawancara.xlsx:Data!C4")]
