"""Marks without names: the list that says whose code is whose, opened with its minutes.

Until it is there, the sheets may be read by nobody, and the stage waits. Afterwards a code takes the place of a
participant number, and whatever stands on one side only is a finding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from asnrekrut.findings import finding
from asnrekrut.intake.cells import clean
from asnrekrut.intake.needs import key_list_need, marks_needs
from asnrekrut.intake.participants import Directory, single_keys
from asnrekrut.intake.tables import find_optional

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.findings import Place
    from asnrekrut.intake.book import Book, Joined
    from asnrekrut.intake.needs import Need
    from asnrekrut.intake.participants import Key
    from asnrekrut.rules.conduct import KeyList
    from asnrekrut.rules.stages import Stage


def read_key_list(book: Book, stage: Stage, source: KeyList, index: Directory) -> Directory | None:
    """Everybody's code, in register order, '' for whoever has none; None while the list is closed or cannot be read.

    Everything doubtful goes to the book's findings.
    """
    need = key_list_need(stage, source)
    faults = [fault for pattern in need.files for fault in book.faults.get(pattern, [])]
    if faults:
        for fault in faults if _filled(book, stage) else ():
            book.report(fault)
        return None
    rows = book.join([need], index, unique=True)
    columns = rows.columns(source.code, book.findings)
    if not rows.tables or columns is None:
        return None
    codes = _codes(book, rows, columns, index)
    _report_idle(book, stage, source, codes, index)
    return Directory(codes, index.names, coded=True)


def _filled(book: Book, stage: Stage) -> bool:
    """Whether anything stands under the headings of the stage's marks."""
    for need in (need for component in stage.components for need in marks_needs(stage, component)):
        for table in book.tables(need):
            columns = [c for name in need.names[1:] if (c := find_optional(table, name)) is not None]
            if any(clean(cell) for c in columns for cell in table.column(c)):
                return True
    return False


def _codes(book: Book, rows: Joined, columns: list[int], index: Directory) -> list[str]:
    """The code of everyone, by what the list says; a blank or doubled one belongs to nobody."""
    read = [single_keys(table, column) for table, column in zip(rows.tables, columns, strict=True)]
    codes = [""] * len(index.numbers)
    first: dict[str, tuple[int, Place]] = {}
    for k, i in enumerate(rows.who.tolist()):
        key, place = read[int(rows.source[k])][int(rows.row[k])], rows.place(k, columns)
        earlier = first.get(key.text)
        if key.fault is not None:
            book.report(key.fault)
        if key.text == "":
            book.report(finding("E435", place, nomor=index.numbers[i], sebab="kodenya kosong"))
        elif earlier is not None:
            whose, where = index.numbers[earlier[0]], earlier[1]
            why = f'kode "{key.text}" sudah menjadi kode peserta {whose} ({where})'
            book.report(finding("E435", place, nomor=index.numbers[i], sebab=why))
            codes[earlier[0]] = ""
        else:
            first[key.text], codes[i] = (i, place), key.text
    return codes


def _report_idle(book: Book, stage: Stage, source: KeyList, codes: list[str], index: Directory) -> None:
    """Codes of the list that a component's sheets lack: their owners sat the exam, and nobody marked them."""
    for component in stage.components:
        needs = [need for need in marks_needs(stage, component) if need.key == source.code]
        there = {key.text for need in needs for key in _keys(book, need)}
        for i in [i for i, code in enumerate(codes) if needs and code and code not in there]:
            told = {"kode": codes[i], "nomor": index.numbers[i], "kolom": component.name, "tahap": stage.name}
            book.report(finding("E436", None, **told).at_stage(stage.code))


def _keys(book: Book, need: Need) -> Iterator[Key]:
    for table in book.tables(need):
        column = find_optional(table, need.key)
        yield from () if column is None else single_keys(table, column)
