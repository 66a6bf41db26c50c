"""What a hostile folder may take: seconds of processor time, and less than a gigabyte over all processes.

The folders are made here: files of a few kilobytes that stand for gigabytes or once kept a reader busy for minutes, and
rules files with a thousand faults. Times are of processors, with room for a slow machine.
"""

from __future__ import annotations

import io
import resource
import sys
import time
import zipfile
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from asnrekrut.errors import RulesError
from asnrekrut.rules.load import load_rules
from benchmarks.measure import run
from tests.long.mutations import FIXTURES
from tests.selections import RULES, Draft

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from xlsxwriter.worksheet import Worksheet

MOST, LONGEST = 2**30, 20  # bytes, seconds of processor time
COUNT, SECONDS = 1_000, 3  # faults of a rules file, seconds of processor time
SHEET = "xl/worksheets/sheet1.xml"


def workbook(fill: Callable[[Worksheet], object]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Nilai")
        sheet.write_row(0, 0, ["Nomor Peserta", "Teori", "Praktik"])
        fill(sheet)
    return out.getvalue()


def edited(content: bytes, member: str, change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == member else old.read(name))
    return out.getvalue()


def rows_of(text: str) -> bytes:
    """A workbook whose sheet holds this XML after its header."""
    return edited(
        workbook(lambda _: None), SHEET, lambda xml: xml.replace(b"</sheetData>", text.encode() + b"</sheetData>")
    )


def long_texts(sheet: Worksheet) -> None:
    for row in range(1, 60_000):
        sheet.write_string(row, 0, "x" * 32_000)


def far_cell() -> bytes:
    return rows_of('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def links() -> bytes:
    return rows_of(f'<row r="2"><c r="A2" t="inlineStr"><is><t>{"x [1]" * 500_000}</t></is></c></row>')


def error_signs() -> bytes:
    return rows_of('<row r="2"><c r="A2" t="inlineStr"><is><t>' + ' t="e"' * 300_000 + "</t></is></c></row>")


def open_document(change: Callable[[bytes], bytes]) -> bytes:
    return edited((FIXTURES / "nilai.ods").read_bytes(), "content.xml", change)


def never_closed() -> bytes:
    return open_document(lambda xml: xml.replace(b"</table:table>", b"", 1))


def hidden_columns() -> bytes:
    column = b'<table:table-column table:visibility="collapse" table:number-columns-repeated="16384"/>'
    return open_document(lambda xml: xml.replace(b"<table:table-column", column * 20_000 + b"<table:table-column", 1))


def repeated_cells() -> bytes:
    cell = b'<table:table-cell office:value-type="string" table:number-columns-repeated="100"><text:p>x</text:p>'
    rows = b'<table:table-row table:number-rows-repeated="99000">' + cell + b"</table:table-cell></table:table-row>"
    return open_document(lambda xml: xml.replace(b"</table:table>", rows + b"</table:table>", 1))


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a text of 32,000 letters in 60,000 cells": (".xlsx", lambda: workbook(long_texts)),
    "a cell in the last corner": (".xlsx", far_cell),
    "half a million links": (".xlsx", links),
    "signs of errors in a text": (".xlsx", error_signs),
    "a table that is never closed": (".ods", never_closed),
    "columns hidden many times over": (".ods", hidden_columns),
    "rows that repeat": (".ods", repeated_cells),
    "a quoted cell of 2 MB": (
        ".csv",
        lambda: b'Nomor Peserta,Teori,Praktik\n"' + b"a1" * 10**6 + b'","' + b",, " * 10**5 + b'",1\n',
    ),
    "20 MB of line ends in quotes": (".csv", lambda: b'Nomor Peserta,Teori,Praktik\n"' + b"a\n" * 10**7 + b'",1,1\n'),
    "a page of cells that span": (".xls", lambda: b"<table>" + b'<tr><td rowspan="65534" colspan="1000">x' * 5000),
    "letters that are a total": (
        ".csv",
        lambda: b"Nomor Peserta,Teori,Praktik\n" + b"nilai tertinggi " * 50_000 + b"x,1,1\n",
    ),
}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the limits and the measure are the kernel's")
@pytest.mark.parametrize(("suffix", "make"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_folder_takes_seconds_and_less_than_a_gigabyte(
    tmp_path: Path, suffix: str, make: Callable[[], bytes]
) -> None:
    """Two such files at once, as the program reads them; it says what is wrong, and that is no fault of its own."""
    content = make()
    draft = Draft().as_text()
    for stage, name in (("tes", "data/tes.csv"), ("wawancara", "data/wawancara.csv")):
        draft.files.pop(name)
        draft.files[f"data/{stage}{suffix}"] = content
        draft.rule(name, f"data/{stage}{suffix}")
    folder = draft.write(tmp_path)
    program = "import subprocess, sys; c = subprocess.run([sys.executable, '-m', 'asnrekrut', 'check', sys.argv[1]],"
    program += "stdout=subprocess.DEVNULL).returncode; print('exit', c)"
    before = spent()
    measured = run([sys.executable, "-c", program, str(folder)], cwd=tmp_path)
    assert "exit 1" in measured.output or "exit 0" in measured.output, measured.output[-500:]
    assert measured.peak is not None
    assert measured.peak < MOST
    assert spent() - before < LONGEST


def spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def component(code: int, more: str) -> str:
    return f'\n[[tahap.komponen]]\nkode = "k{code}"\nnama = "K{code}"\nmaksimum = 100\n{more}\n'


FAULTS: dict[str, Callable[[int], str]] = {
    "unknown keys": lambda i: f"kunci{i} = 1\n",
    "unknown keys of components": lambda i: component(i, "salah = 1"),
    "wrong kinds": lambda i: component(i, 'ambang = "x"'),
    "two equals signs": lambda i: f"a{i} = = 1\n",
    "texts without quotes": lambda i: f"a{i} = teks biasa\n",
    "curly quotes": lambda i: f"a{i} = “x”\n",
    "one key many times": lambda _: "a = 1\n",
    "one code many times": lambda _: component(0, ""),
    "backslashes": lambda i: f'b{i} = "data\\tes\\q.xlsx"\n',
    "lists never closed": lambda i: f"b{i} = [1, 2\n",
    "texts never closed": lambda i: f'b{i} = "abc\n',
    "formations": lambda i: f'[[formasi.daftar]]\nkode = "x{i}"\nkuota = "a"\n',
    "groups": lambda i: f'[[kelompok]]\nkode = "g{i}"\nbila = {{ "pelamar.zzz" = "x" }}\n',
    "bonuses": lambda i: f'[[bonus]]\nkode = "g{i}"\nnilai = "x"\n',
    "dotted keys": lambda i: f"a.b{i}.c.d = 1\n",
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_thousand_faults_in_the_rules_are_reported_in_linear_time(fault: Callable[[int], str]) -> None:
    text = RULES + "".join(map(fault, range(COUNT)))
    start = time.process_time()
    with pytest.raises(RulesError) as raised:
        load_rules(text.encode())
    assert raised.value.lines()
    assert time.process_time() - start < SECONDS
