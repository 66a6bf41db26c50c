"""Read the register of applicants with the attributes that the rules use, and the formations."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from msgspec.structs import replace

from asnrekrut.core.exact import Exact
from asnrekrut.core.marks import State
from asnrekrut.core.register import Attribute, Formation, Register, as_coded
from asnrekrut.findings import Place, finding
from asnrekrut.intake.cells import clean, folded, texts_of
from asnrekrut.intake.column_names import normal
from asnrekrut.intake.columns import Joined, Texts
from asnrekrut.intake.date_cells import Dates
from asnrekrut.intake.exchanged_columns import Checked
from asnrekrut.intake.number_cells import Numbers, Scale
from asnrekrut.intake.participant_numbers import Directory, Keys, joined_keys, single_keys
from asnrekrut.intake.row_labels import COUNTERS, has_digit
from asnrekrut.intake.word_cells import Words
from asnrekrut.notation import listed, show_count
from asnrekrut.rules.figure_keys import find_attribute

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from asnrekrut.intake.columns import Column, Kind
    from asnrekrut.intake.tables import Table
    from asnrekrut.intake.workbooks import Book
    from asnrekrut.io import Cell
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.sources import AttributeRule

# Of a formation, in columns that may be missing.
FACTS = ("unit", "kind", "education", "duties", "place", "requirements")
AHEAD = 30  # years that a date may lie ahead, such as the expiry of a licence, unless it is one of birth


def read_register(book: Book, rules: Rules, formations: list[Formation]) -> Register | None:
    """The register, sorted by participant number; None if it cannot be read at all.

    Everything doubtful goes to the book's findings.

    Args:
        formations: the formations, sorted by code.
    """
    rows = sorted(_rows(book, rules), key=lambda r: r.number)
    codes = {s.code: i for i, s in enumerate(formations)}
    kept = [
        row if row.formation in codes else row._replace(formation=as_coded(row.formation, codes))
        for row in _without_doubles(book, rows)
    ]
    for row in (row for row in kept if formations and row.formation not in codes):
        _refuse(book, rules, row, formations)
    _note_columns(book, rules, codes)
    rows = sorted(kept, key=lambda row: row.formation not in codes)
    kept = [row for row in rows if row.formation in codes]
    book.register, everyone = _standing(kept), _standing(rows)
    numbers = [row.number for row in rows]
    attributes = {
        code: read_attribute(book, a, everyone, numbers, len(kept), rules.identity.year)
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


def _refuse(book: Book, rules: Rules, row: Row, formations: list[Formation]) -> None:
    """Report a row whose formation is blank or not among those of the selection; it does not take part."""
    place = row.table.place(row.k, row.table.at(rules.applicants.formation[0]))
    book.refused.add(row.number)
    if row.formation:
        hint = _meant(row.formation, formations)
        book.report(finding("E305", place, formasi=row.formation, nomor=row.number, mirip=hint))
    else:
        book.report(finding("E317", place, nomor=row.number))


def _note_columns(book: Book, rules: Rules, codes: Collection[str]) -> None:
    """Note what numbers, names and codes look like, so that it shows where they stand under each other's heading."""
    source = rules.applicants
    kinds: dict[str, Callable[[str], bool]] = {rules.number_heading: lambda text: not has_digit(text)}
    kinds |= {source.name: has_digit}
    if len(source.formation) == 1:
        kinds[source.formation[0]] = lambda text: as_coded(text, codes) not in codes
    for table in book.tables(book.needed("pelamar")[0]):
        for name, odd in kinds.items():
            at = table.at(name)
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
    tables = book.tables(book.needed("pelamar")[0])
    total = sum(len(t.rows) for t in tables)
    if source.expected is not None and tables and total != source.expected:
        book.report(finding("E308", tables[0].sheet.place(), ada=total, harap=source.expected))
    for table in tables:
        alone = rules.formations.only_one and table.at(source.formation[0]) is None
        names = [rules.number_heading, source.name, *(() if alone else source.formation)]
        columns = book.columns(table, names)
        if columns is not None:
            book.report_niks(table, [columns[1]])
            lone = Keys([rules.formations.inline[0].code] * len(table.rows), {}) if alone else None
            yield from _table_rows(book, table, columns, lone or joined_keys(table, columns[2:]))


def _table_rows(book: Book, table: Table, columns: list[int], formations: Keys) -> Iterator[Row]:
    """The usable rows of one table; the first two ``columns`` are those of number and name."""
    participants = single_keys(table, columns[0])
    names, errors = texts_of(table.column(columns[1])), table.broken(columns[1])
    for k, (number, name, formation) in enumerate(zip(participants.texts, names, formations.texts, strict=True)):
        if k in participants.faults:
            book.report(participants.faults[k])
        elif number == "":
            book.report(finding("E301", table.place(k, columns[0])))
        if k in errors:
            book.report(errors[k])
        elif name == "":
            book.report(finding("E309", table.place(k, columns[1]), nomor=number))
        if k in formations.faults and formations.faults[k].code != "P201":
            book.report(formations.faults[k])
            book.refused.add(number)
        elif number:
            yield Row(number, name, formation, table, k)


def _without_doubles(book: Book, rows: list[Row]) -> Iterator[Row]:
    """The first row of each participant number; the others become findings."""
    last: Row | None = None
    for row in rows:
        if last is not None and row.number == last.number:
            first, second = sorted((last, row), key=lambda r: r.table.place(r.k))
            other, place = str(first.table.place(first.k)), second.table.place(second.k)
            book.report(finding("E302", place, nomor=row.number, lain=other, formasi=second.formation))
            continue
        last = row
        yield row


def _standing(rows: Sequence[Row]) -> Joined:
    """Where the rows of the register stand."""
    at = {table: s for s, table in enumerate(dict.fromkeys(row.table for row in rows))}
    source = np.array([at[row.table] for row in rows], dtype=np.intp)
    row = np.array([row.k for row in rows], dtype=np.intp)
    read = [np.isin(np.arange(len(table.rows)), row[source == s]) for table, s in at.items()]
    return Joined(list(at), len(rows), np.arange(len(rows)), source, row, read)


class Listed(NamedTuple):
    """One row of a list of formations; ``rest`` is what its other columns say, the qualifications among them."""

    formation: Formation
    place: Place
    rest: tuple[str, ...]


def read_formations(book: Book, rules: Rules) -> Iterator[Formation]:
    """The formations with their quotas, each code once.

    The official list has a row for every study programme of a formation, each with the whole quota: rows that differ
    in nothing but such a column are one formation.
    """
    for inline in rules.formations.inline:
        words = tuple(inline.education or ()), inline.duties, inline.place, inline.requirements
        yield Formation(inline.code, inline.title, inline.unit, inline.kind, inline.quota, *words)
    seen: dict[str, list[Listed]] = {}
    again: list[Listed] = []
    tables = (table for need in book.needed("formasi") for table in book.tables(need))
    for row in (row for table in tables for row in _formation_rows(book, rules, table)):
        earlier = seen.setdefault(row.formation.code, [])
        same = bool(earlier) and row.formation.seats == earlier[0].formation.seats
        if same and row.rest not in [other.rest for other in earlier]:
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
        accepted = tuple(dict.fromkeys(name for one in formations for name in one.education))
        yield replace(
            formations[0],
            education=accepted,
            duties=_together(one.duties for one in formations),
            place=_together(one.place for one in formations),
            requirements=_together(one.requirements for one in formations),
        )


def _together(texts: Iterable[str]) -> str:
    """What the rows of one formation say to applicants, each thing once."""
    return "; ".join(dict.fromkeys(text for text in texts if text))


def _optional(book: Book, table: Table, name: str) -> int | None:
    """A column that may be missing where no rule asks for it, but may not stand there twice."""
    asked = any(name in need.names for need in book.needed("formasi"))
    return book.column(table, name) if asked or table.holds([name]) else None


def _formation_rows(book: Book, rules: Rules, table: Table) -> Iterator[Listed]:
    names = rules.formations.columns
    required = book.columns(table, [names.title, names.quota, *names.code])
    if required is None:
        return
    title_at, quota_at, *code_at = required
    at = {fact: _optional(book, table, getattr(names, fact)) for fact in FACTS}
    book.report_niks(table, [title_at, *at.values()])
    facts = {fact: texts_of(table.column(column)) for fact, column in at.items()}
    used = {*required, at["unit"], at["kind"]}
    others = [c for c, head in enumerate(table.headers) if head and c not in used and normal(head) not in COUNTERS]
    rest = list(zip(*(texts_of(table.column(c)) for c in others), strict=True)) or [()] * len(table.rows)
    codes, errors = joined_keys(table, code_at), table.broken(quota_at)
    said, quotas = table.column(quota_at), Numbers(0).read(table.different(quota_at))
    for k, (code, title) in enumerate(zip(codes.texts, texts_of(table.column(title_at)), strict=True)):
        seats, place = int(quotas.values.num[k]), table.place(k, code_at[0])
        if k in errors:
            book.report(errors[k])
        elif seats < 0 or quotas.states[k] != State.KNOWN:
            book.report(finding("E307", table.place(k, quota_at), isi=clean(said[k]), formasi=code))
        if title == "" and code:
            book.report(finding("E318", table.place(k, title_at), formasi=code))
        if code == "":
            book.report(codes.faults.get(k) or finding("E310", place))
            continue
        told = {fact: texts[k] for fact, texts in facts.items()}
        education = tuple(name for part in told.pop("education").split(";") if (name := part.strip()))
        # a faulty quota stops the result; its row is kept so that its applicants are not doubted too
        yield Listed(Formation(code, title, quota=max(seats, 0), education=education, **told), place, rest[k])


class Row(NamedTuple):
    """One row of the register, before it is trusted."""

    number: str
    name: str
    formation: str
    table: Table
    k: int


def read_attribute(
    book: Book, attribute: AttributeRule, rows: Joined, numbers: Sequence[str], kept: int, year: int
) -> Attribute | None:
    """One attribute of the first ``kept`` rows, in their order; None if its column is missing.

    The others are looked at too: what is wrong with their cells is reported in the same round.
    """
    column = rows.column(attribute.column, book)
    if column is None:
        return None
    texts, read, errors = column.texts(), column.read(_kind(attribute, column, year)), column.broken()
    for k, text in enumerate(texts if attribute.required else ()):
        if text == "" and k not in errors:
            column.report("E210", k, nomor=numbers[k])
    known = (read.states == State.KNOWN)[:kept]
    values = None if attribute.kind == "teks" else Exact(read.values.num[:kept], read.values.den)
    return Attribute(texts[:kept], values, known, attribute.kind, column.place)


def _kind(attribute: AttributeRule, column: Column, year: int) -> Kind:
    """What the cells of an attribute mean."""
    choices = attribute.choices or []
    heads = [table.headers[at] for table, at in zip(column.rows.tables, column.at, strict=True)]
    birth = "lahir" in " ".join([attribute.column, *heads]).casefold()
    match attribute.kind:
        case "angka":
            scale = None if attribute.maximum is None else Scale(Decimal(0), attribute.maximum)
            return Numbers(attribute.decimals, {}, scale)
        case "tanggal":
            return Dates(year + (0 if birth else AHEAD))
        case "pilihan":
            return Words({folded(choice): Decimal(i) for i, choice in enumerate(choices)}, choices, {})
    return Texts()
