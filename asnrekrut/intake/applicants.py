"""Read the register of applicants and the formations."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from asnrekrut.core.marks import State
from asnrekrut.core.register import Formation, Register
from asnrekrut.findings import finding
from asnrekrut.intake.attributes import Row, columns_of, read_attribute
from asnrekrut.intake.cells import clean, folded, texts_of
from asnrekrut.intake.exchanged import Checked
from asnrekrut.intake.headings import normal
from asnrekrut.intake.needs import formations_need, register_need
from asnrekrut.intake.numbers import numbers
from asnrekrut.intake.participants import Directory, Key, broken, joined_keys, single_keys
from asnrekrut.intake.row_words import has_digit
from asnrekrut.intake.tables import find_column, find_optional
from asnrekrut.notation import listed, show_count
from asnrekrut.rules.keys import find_attribute
from asnrekrut.rules.sources import KEY

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

    from asnrekrut.core.register import Attribute
    from asnrekrut.findings import Place
    from asnrekrut.intake.book import Book
    from asnrekrut.intake.tables import Table
    from asnrekrut.io import Cell
    from asnrekrut.rules.model import Rules


_COUNTERS = frozenset({"nomor", "nomor urut"})  # columns that number the rows


def read_register(book: Book, rules: Rules, formations: list[Formation]) -> Register | None:
    """The register, sorted by participant number; None if it cannot be read at all.

    Everything doubtful goes to the book's findings.

    Args:
        formations: the formations, sorted by code.
    """
    rows = sorted(_rows(book, rules), key=lambda r: r.number)
    kept = list(_without_doubles(book, rows))
    codes = {s.code: i for i, s in enumerate(formations)}
    for row in kept if formations else ():
        if row.formation not in codes:
            column = find_column(row.table, rules.applicants.formation[0])
            place = row.table.place(row.k, column if isinstance(column, int) else -1)
            book.refused.add(row.number)
            hint = _meant(row.formation, formations)
            fault = finding("E305", place, formasi=row.formation, nomor=row.number, mirip=hint)
            book.report(fault if row.formation else finding("E317", place, nomor=row.number))
    _note_columns(book, rules, codes)
    rows = sorted(kept, key=lambda row: row.formation not in codes)
    kept = [row for row in rows if row.formation in codes]
    attributes = {
        code: read_attribute(book, a, rows, len(kept), rules.identity.year)
        for code, a in rules.applicants.attributes.items()
    }
    book.settle_exchanged()
    exchanged = any(one.code == "E320" for one in book.findings)  # then nobody's number or formation is known
    if not kept or None in attributes.values() or exchanged:
        return None
    second = _second_numbers(book, rules, kept, attributes)
    chosen = np.array([codes[row.formation] for row in kept], dtype=np.intp)
    for i in set(range(len(formations))).difference(chosen.tolist()):
        book.report(finding("P502", formasi=formations[i].code, jabatan=formations[i].title))
    return Register(
        [row.number for row in kept],
        [row.name for row in kept],
        chosen,
        formations,
        {code: attribute for code, attribute in attributes.items() if attribute is not None},
        second,
    )


def _note_columns(book: Book, rules: Rules, codes: Container[str]) -> None:
    """Note what numbers, names and codes look like, so that it shows where they stand under each other's heading."""
    source = rules.applicants
    kinds: dict[str, Callable[[str], bool]] = {source.key or KEY: lambda text: not has_digit(text)}
    kinds |= {source.name: has_digit}
    kinds |= {source.formation[0]: lambda text: text not in codes} if len(source.formation) == 1 else {}
    for table in book.tables(register_need(rules)):
        for name, odd in kinds.items():
            at = find_optional(table, name)
            if at is not None:
                said, which = table.different(at)
                wrong = partial(_each, odd)
                book.checked.append(Checked(table, at, int(np.array(wrong(said))[which].sum()), wrong))


def _each(odd: Callable[[str], bool], cells: Sequence[Cell]) -> list[bool]:
    return [odd(text) for text in texts_of(cells)]


def _second_numbers(
    book: Book, rules: Rules, rows: list[Row], attributes: Mapping[str, Attribute | None]
) -> Sequence[str]:
    """The other number of everyone; one that is also somebody else's is reported, and then nobody's."""
    if rules.applicants.second is None:
        return ()
    column = attributes[find_attribute(rules, rules.applicants.second)[0]]
    assert column is not None  # noqa: S101  (asked before)
    texts, own = list(column.texts), {row.number: i for i, row in enumerate(rows)}
    for i, text in enumerate(column.texts):
        other = own.setdefault(text, i) if text else i
        if other != i:
            told = {"isi": text, "nomor": rows[i].number, "lain": rows[other].number}
            book.report(finding("E321", column.where(i), **told))
            texts[i] = ""
    return texts


def _meant(code: str, formations: list[Formation]) -> str:
    """The one formation whose code is written almost so, or whose title stands in place of its code; to suggest."""
    near = Directory([s.code for s in formations]).alike(code)
    titled = [s.code for s in formations if folded(s.title) == folded(code)]
    found = near or (titled[0] if len(titled) == 1 else "")
    return f' Maksud Anda "{found}"?' if found else ""


def _rows(book: Book, rules: Rules) -> Iterator[Row]:
    """The rows of the register, those without a usable number left out as findings."""
    source = rules.applicants
    tables = book.tables(register_need(rules))
    total = sum(len(t.rows) for t in tables)
    if source.expected is not None and tables and total != source.expected:
        book.report(finding("E308", tables[0].sheet.place(), ada=total, harap=source.expected))
    for table in tables:
        lone = rules.formations.inline[0].code if rules.formations.only_one else None
        if lone is not None and not isinstance(find_column(table, source.formation[0]), int):
            columns, formations = (
                columns_of(book, table, [source.key or KEY, source.name]),
                [Key(lone)] * len(table.rows),
            )
        else:
            columns = columns_of(book, table, [source.key or KEY, source.name, *source.formation])
            formations = joined_keys(table, columns[2:]) if columns is not None else []
        if columns is not None:
            yield from _table_rows(book, table, columns, formations)


def _table_rows(book: Book, table: Table, columns: list[int], formations: list[Key]) -> Iterator[Row]:
    """The usable rows of one table; the first two ``columns`` are those of number and name."""
    participants = single_keys(table, columns[0])
    names, errors = texts_of(table.column(columns[1])), broken(table, columns[1])
    for k, (key, name, formation) in enumerate(zip(participants, names, formations, strict=True)):
        if key.fault is not None:
            book.report(key.fault)
        elif key.text == "":
            book.report(finding("E301", table.place(k, columns[0])))
        if k in errors:
            book.report(errors[k])
        elif name == "":
            book.report(finding("E309", table.place(k, columns[1]), nomor=key.text))
        if formation.fault is not None and formation.fault.code != "P201":
            book.report(formation.fault)
            book.refused.add(key.text)
        elif key.text:
            yield Row(key.text, name, formation.text, table, k)


def _without_doubles(book: Book, rows: list[Row]) -> Iterator[Row]:
    """The first row of each participant number; the others become findings."""
    last: Row | None = None
    for row in rows:
        if last is not None and row.number == last.number:
            first, second = sorted((last, row), key=lambda r: r.table.place(r.k))
            other = str(first.table.place(first.k))
            book.report(finding("E302", second.table.place(second.k), nomor=row.number, lain=other))
            continue
        last = row
        yield row


class Listed(NamedTuple):
    """One row of a list of formations; ``rest`` is what its other columns say, the qualifications among them."""

    formation: Formation
    place: Place
    education: str
    rest: tuple[str, ...]


def read_formations(book: Book, rules: Rules) -> Iterator[Formation]:
    """The formations with their quotas, each code once.

    The official list has a row for every study programme of a formation, each with the whole quota: rows that differ
    in nothing but such a column are one formation.
    """
    for inline in rules.formations.inline:
        words = tuple(inline.education or ()), inline.duties, inline.place, inline.demands
        yield Formation(inline.code, inline.title, inline.unit, inline.kind, inline.quota, *words)
    seen: dict[str, list[Listed]] = {}
    again: list[Listed] = []
    for row in (r for table in book.tables(formations_need(rules)) for r in _formation_rows(book, rules, table)):
        earlier = seen.setdefault(row.formation.code, [])
        if earlier and row.formation == earlier[0].formation and row.rest not in [other.rest for other in earlier]:
            again.append(row)
        elif earlier:
            lain = str(earlier[0].place)
            book.report(finding("E306", row.place, formasi=row.formation.code, lain=lain))
        earlier.append(row)
    if again:
        codes = list(dict.fromkeys(row.formation.code for row in again))
        count = show_count(len(codes))
        book.report(finding("P331", again[0].place, banyak=count, formasi=listed(codes)))
    for rows in seen.values():
        formations = [row.formation for row in rows]
        duties, place, demands = zip(*((s.duties, s.place, s.demands) for s in formations), strict=True)
        names = (name.strip() for row in rows for name in row.education.split(";"))
        accepted = tuple(dict.fromkeys(name for name in names if name))
        whole = replace(formations[0], duties=_together(duties), place=_together(place), demands=_together(demands))
        yield replace(whole, education=accepted)


def _together(texts: Iterable[str]) -> str:
    """What the rows of one formation say to applicants, each thing once."""
    return "; ".join(dict.fromkeys(text for text in texts if text))


def _optional(book: Book, rules: Rules, table: Table, name: str) -> int | None:
    """A column that may be missing where no rule asks for it, but may not stand there twice."""
    column = find_column(table, name)
    if isinstance(column, int):
        return column
    if column.code == "E102" or name in formations_need(rules).names:
        book.report(column)
    return None


def _filled(table: Table, columns: list[int | None]) -> list[list[Cell]]:
    """Columns that may be missing, blank where they are."""
    return [[""] * len(table.rows) if c is None else table.column(c) for c in columns]


def _formation_rows(book: Book, rules: Rules, table: Table) -> Iterator[Listed]:
    names = rules.formations.columns
    required = columns_of(book, table, [names.title, names.quota, *names.code])
    if required is None:
        return
    optional = [_optional(book, rules, table, name) for name in (names.unit, names.kind, names.education)]
    words = [_optional(book, rules, table, name) for name in (names.duties, names.place, names.demands)]
    extra, told = (_filled(table, columns) for columns in (optional, words))
    used = {*required, *optional}
    others = [
        table.column(c) for c, h in enumerate(table.headers) if h and c not in used and normal(h) not in _COUNTERS
    ]
    title_at, quota_at, *code_at = required
    codes, errors = joined_keys(table, code_at), broken(table, quota_at)
    quotas = numbers(table.column(quota_at), 0, {})
    cells = zip(codes, table.column(title_at), table.column(quota_at), *extra, strict=True)
    for k, (code, title, quota, unit, kind, education) in enumerate(cells):
        seats = int(quotas.values.num[k])
        if k in errors:
            book.report(errors[k])
        elif seats < 0 or quotas.states[k] != State.KNOWN:
            where = table.place(k, quota_at)
            book.report(finding("E307", where, isi=clean(quota), formasi=code.text))
        if clean(title) == "" and code.text:
            book.report(finding("E318", table.place(k, title_at), formasi=code.text))
        place = table.place(k, code_at[0])
        if code.text == "":
            book.report(code.fault or finding("E310", place))
            continue
        # a faulty quota stops the result; its row is kept so that its applicants are not doubted too
        found = Formation(
            code.text, clean(title), clean(unit), clean(kind), max(seats, 0), (), *(clean(c[k]) for c in told)
        )
        rest = (clean(education), *(clean(column[k]) for column in others))
        yield Listed(found, place, clean(education), rest)
