"""Read the register of applicants and the formations."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from asnrekrut.exact import Exact
from asnrekrut.findings import Finding, finding
from asnrekrut.intake.book import KEY, broken_finding
from asnrekrut.intake.cells import Fault, clean, day, folded, identifier, number, numbers
from asnrekrut.intake.tables import find_column
from asnrekrut.marks import State
from asnrekrut.notation import show
from asnrekrut.register import Register, Seats, Trait

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.exact import Bools
    from asnrekrut.findings import Place
    from asnrekrut.intake.book import Book
    from asnrekrut.intake.tables import Table
    from asnrekrut.io import Cell
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.sources import Attribute


class Row(NamedTuple):
    """One row of the register, before it is trusted."""

    number: str
    name: str
    formation: str
    table: Table
    k: int


def read_register(book: Book, rules: Rules) -> Register | None:
    """The register, sorted by participant number; None if it cannot be read at all.

    Everything doubtful goes to the book's findings.
    """
    seats = sorted(_formations(book, rules), key=lambda s: s.code)
    rows = sorted(_rows(book, rules), key=lambda r: r.number)
    kept = list(_without_doubles(book, rows))
    codes = {s.code: i for i, s in enumerate(seats)}
    for row in kept:
        if row.formation not in codes:
            column = find_column(row.table, rules.applicants.formation)
            place = row.table.place(row.k, column if isinstance(column, int) else -1)
            book.refused.add(row.number)
            book.findings.append(finding("E305", place, formasi=row.formation, nomor=row.number))
    kept = [row for row in kept if row.formation in codes]
    traits = {code: _trait(book, a, kept) for code, a in rules.applicants.attributes.items()}
    if not kept or None in traits.values():
        return None
    chosen = np.array([codes[row.formation] for row in kept], dtype=np.intp)
    for i in set(range(len(seats))).difference(chosen.tolist()):
        book.findings.append(finding("P502", formasi=seats[i].code, jabatan=seats[i].title))
    return Register(
        [row.number for row in kept],
        [row.name for row in kept],
        chosen,
        seats,
        {code: trait for code, trait in traits.items() if trait is not None},
    )


def _columns(book: Book, table: Table, names: list[str]) -> list[int] | None:
    hits = [find_column(table, name) for name in names]
    book.findings += [hit for hit in hits if isinstance(hit, Finding)]
    found = [hit for hit in hits if isinstance(hit, int)]
    return found if len(found) == len(names) else None


def _rows(book: Book, rules: Rules) -> Iterator[Row]:
    """The rows of the register, those without a usable number left out as findings."""
    source = rules.applicants
    tables = book.tables(source.files or [], source.sheet)
    total = sum(len(t.rows) for t in tables)
    if source.expected is not None and tables and total != source.expected:
        book.findings.append(finding("E308", tables[0].sheet.place(), ada=total, harap=source.expected))
    for table in tables:
        columns = _columns(book, table, [source.key or KEY, source.name, source.formation])
        if columns is None:
            continue
        at = columns[0]
        for k, cells in enumerate(zip(*(table.column(c) for c in columns), strict=True)):
            participant, code = identifier(cells[0])
            row = Row(participant, clean(cells[1]), identifier(cells[2])[0], table, k)
            if code is not None:
                book.findings.append(finding(code, table.place(k, at), isi=participant))
            if participant == "":
                book.findings.append(finding("E301", table.place(k, at)))
            if row.name == "":
                book.findings.append(finding("E309", table.place(k, columns[1]), nomor=participant))
            if participant and code != "E205":
                yield row


def _without_doubles(book: Book, rows: list[Row]) -> Iterator[Row]:
    """The first row of each participant number; the others become findings."""
    last: Row | None = None
    for row in rows:
        if last is not None and row.number == last.number:
            first, second = sorted((last, row), key=lambda r: r.table.place(r.k))
            other = str(first.table.place(first.k))
            book.findings.append(finding("E302", second.table.place(second.k), nomor=row.number, lain=other))
            continue
        last = row
        yield row


def _trait(book: Book, attribute: Attribute, rows: list[Row]) -> Trait | None:
    """One attribute of every applicant; None if its column is missing."""
    where: dict[Table, int] = {}
    for table in dict.fromkeys(row.table for row in rows):
        columns = _columns(book, table, [attribute.column])
        if columns is None:
            return None
        where[table] = columns[0]
    read = {table: table.column(c) for table, c in where.items()}
    cells = [read[row.table][row.k] for row in rows]
    texts = [clean(cell) for cell in cells]

    def place(i: int) -> Place:
        return rows[i].table.place(rows[i].k, where[rows[i].table])

    for i, text in enumerate(texts):
        error = rows[i].table.sheet.broken.get((rows[i].table.rows[rows[i].k], where[rows[i].table]))
        if error is not None:
            book.findings.append(broken_finding(error, place(i)))
        elif text == "" and attribute.required:
            book.findings.append(finding("E210", place(i), kolom=attribute.column, nomor=rows[i].number))
    values, known, faults = _FIGURES[attribute.kind](attribute, cells, [text != "" for text in texts])
    for fault in faults:
        book.findings.append(finding(fault.code, place(fault.index), kolom=attribute.column, **fault.values))
    return Trait(texts, values, known, attribute.kind, place)


Figures = tuple[Exact | None, "Bools", list[Fault]]


def _text(_: Attribute, __: list[Cell], filled: list[bool]) -> Figures:
    return None, np.array(filled, dtype=bool), []


def _number(attribute: Attribute, cells: list[Cell], _: list[bool]) -> Figures:
    read = numbers(cells, attribute.decimals, {})
    known = read.states == State.KNOWN
    faults = list(read.faults)
    if attribute.maximum is not None:
        inside = read.values.at_most(Fraction(attribute.maximum)) & read.values.at_least(Fraction(0))
        bounds = {"minimum": "0", "maksimum": show(attribute.maximum)}
        faults += [
            Fault(i, "E202", {"isi": show(read.values.at(i)), **bounds})
            for i in np.flatnonzero(known & ~inside).tolist()
        ]
    return read.values, known, faults


def _day(_: Attribute, cells: list[Cell], filled: list[bool]) -> Figures:
    days = [day(cell) for cell in cells]
    return _ordinals([d.toordinal() if d else None for d in days], cells, filled, "E209", "")


def _choice(attribute: Attribute, cells: list[Cell], filled: list[bool]) -> Figures:
    order = {folded(choice): i for i, choice in enumerate(attribute.choices or [])}
    known = ", ".join(attribute.choices or [])
    return _ordinals([order.get(folded(cell)) for cell in cells], cells, filled, "E208", known)


def _ordinals(values: list[int | None], cells: list[Cell], filled: list[bool], code: str, choices: str) -> Figures:
    """Whole figures, and a fault for every filled cell that yielded none."""
    faults = [
        Fault(i, code, {"isi": clean(cells[i]), "pilihan": choices})
        for i, (value, full) in enumerate(zip(values, filled, strict=True))
        if value is None and full
    ]
    known = np.array([value is not None for value in values], dtype=bool)
    return Exact(np.array([value or 0 for value in values], dtype=np.int64)), known, faults


_FIGURES = {"teks": _text, "angka": _number, "tanggal": _day, "pilihan": _choice}


def _formations(book: Book, rules: Rules) -> Iterator[Seats]:
    """The formations with their quotas, each code once."""
    source = rules.formations
    for inline in source.inline:
        yield Seats(inline.code, inline.title, inline.unit, inline.kind, inline.quota)
    seen: dict[str, str] = {}
    for table in book.tables(source.files or [], source.sheet):
        for seats, place in _formation_rows(book, rules, table):
            if seats.code in seen:
                book.findings.append(finding("E306", place, formasi=seats.code, lain=seen[seats.code]))
                continue
            seen[seats.code] = str(place)
            yield seats


def _formation_rows(book: Book, rules: Rules, table: Table) -> Iterator[tuple[Seats, Place]]:
    names = rules.formations.columns
    required = _columns(book, table, [names.code, names.title, names.quota])
    if required is None:
        return
    optional = [find_column(table, name) for name in (names.unit, names.kind)]
    extra = [table.column(c) if isinstance(c, int) else [""] * len(table.rows) for c in optional]
    for k, (code, title, quota, unit, kind) in enumerate(
        zip(*(table.column(c) for c in required), *extra, strict=True)
    ):
        place = table.place(k, required[0])
        seats = number(quota, 0, {})
        if not isinstance(seats, Decimal) or seats < 1:
            book.findings.append(finding("E307", table.place(k, required[2]), isi=clean(quota), formasi=clean(code)))
            seats = Decimal(
                1
            )  # the finding stops the result; the row is kept so that its applicants are not doubted too
        name, trouble = identifier(code)
        if name == "":
            book.findings.append(finding("E310", place))
            continue
        if trouble == "E205":
            book.findings.append(finding(trouble, place, isi=name))
        yield Seats(name, clean(title), clean(unit), clean(kind), int(seats)), place
