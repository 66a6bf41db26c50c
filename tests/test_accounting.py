"""Nobody vanishes: whoever has something wanted in a sheet is read, or the run stops.

Random sheets as offices make them: letterheads, column numbers, groups, repeated headers, totals, signatures, and
people whose numbers or names begin like any of these.
"""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from asnrekrut.findings import Severity
from asnrekrut.intake.data_rows import sort_rows
from asnrekrut.intake.header_rows import Names, key_column, search
from asnrekrut.intake.tables import find_table
from asnrekrut.io import Sheet
from asnrekrut.readers.grid import Grid
from tests.strategies import STEADY

HEAD = ["No", "Nomor Peserta", "Nama", "Formasi", "Nilai", "Catatan"]
NAMES = Names(("Nomor Peserta", "Nama", "Formasi", "Nilai"), keys=("Nomor Peserta",))
WORDS = [
    "sumber",
    "kepala",
    "ketua",
    "Total",
    "MIN",
    "Nip",
    "catatan",
    "Serang,",
    "jumlah",
    "penguji",
    "andi",
]
PLAIN = [
    ["PEMERINTAH KABUPATEN CONTOH", "", "", "", "", ""],
    ["", "1", "2", "3", "4", "5"],
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
    HEAD,
    ["", "", "", "", "", ""],
    ["", "Formasi: Perawat", "", "", "", ""],
    ["", "JUMLAH", "", "", "400", ""],
    ["", "", "Rata-rata", "", "75,5", ""],
    ["", "Mengetahui,", "", "Serang, 20 November 2026", "", ""],
    ["", "Ketua Panitia", "", "Sekretaris", "", ""],
    ["", "NIP 199001012015011001", "", "NIP. 199001012015011002", "", ""],
    ["", "Catatan: TH berarti tidak hadir", "", "", "", ""],
]
numbers = st.one_of(
    st.integers(1, 9999).map("99-{:04}".format),
    st.integers(1, 9999).map(float),
    st.builds("{}.{}".format, st.sampled_from(WORDS), st.sampled_from(["rinjani", "cemara", "meranti"])),
    st.builds("{}-{:02}".format, st.sampled_from(WORDS), st.integers(1, 99)),
    st.just(""),
)
names = st.builds("{} {}".format, st.sampled_from(WORDS), st.sampled_from(["Rinjani", "Cemara", "Meranti"]))
marks = st.one_of(st.integers(0, 100).map(float), st.sampled_from(["80,5", "TH", "DIS", ""]))
persons = st.tuples(st.just("person"), numbers, names, st.sampled_from(["F1", "PRW-01"]), marks)
rows = st.one_of(persons, persons, persons, st.sampled_from(PLAIN))


def written(row: Any, k: int, counted: bool) -> list[Any]:
    if row[0] != "person":
        return list(row)
    return [float(k) if counted else "", *row[1:], ""]


@given(st.lists(rows, min_size=1, max_size=14), st.booleans())
@STEADY
def test_whoever_has_something_wanted_is_read_or_the_run_stops(found: list[Any], counted: bool) -> None:
    cells = [HEAD, *(written(row, k, counted) for k, row in enumerate(found, 1))]
    table = find_table(Sheet("data/nilai.xlsx", "Nilai", Grid.of(cells)), NAMES)
    stops = table.fault is not None or any(r.severity is Severity.STOPS for r in table.notes)
    stops = stops or any(cells[r][1] == "" for r in table.rows)  # a row without a number, E301
    there = {r for r, row in enumerate(found, 1) if row[0] == "person"}
    assert stops or there <= set(table.rows), [cells[r] for r in there.difference(table.rows)]


@given(st.lists(rows, min_size=1, max_size=14))
@STEADY
def test_the_kinds_of_rows_add_up_to_the_rows_there_are(found: list[Any]) -> None:
    cells = [HEAD, *(written(row, k, counted=True) for k, row in enumerate(found, 1))]
    sheet = Sheet("data/nilai.xlsx", "Nilai", Grid.of(cells))
    header = search(sheet, NAMES)[0]
    sorted_ = sort_rows(sheet, header, key_column(header, NAMES), frozenset({1, 2, 3, 4}))
    kinds = [*sorted_.data, *(r for some in sorted_.rest.values() for r in some)]
    assert sorted(kinds) == [r for r in range(header.rows[-1] + 1, len(cells)) if any(cells[r])]
