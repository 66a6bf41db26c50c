"""Lists of people, formation by formation: the annexes of the announcement and of the minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from asnrekrut.core.rules_in_words import order_words
from asnrekrut.documents.content import Block, Document, Facts, Section, Signatures, Table
from asnrekrut.documents.words import day_shown
from asnrekrut.publication.view import nobody
from asnrekrut.rules.decisions import Ranking

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asnrekrut.documents.basis import Basis, Letter
    from asnrekrut.outputs.view import Column
    from asnrekrut.publication.view import PublicFormation, PublicStage

ANNEX, MINUTES_ANNEX = "lampiran", "lampiran-berita-acara"
CODES = "ARTI KODE"
SIDEWAYS = 7  # columns of an upright page
REASON = ("Keterangan", "l")
SCALED = "Nilai tahap berskala 100; nilai berbobot ialah nilai tahap kali bobotnya."


def annex(basis: Basis, stage: PublicStage) -> Document:
    """The annex of the announcement: what is public, and nothing else."""
    letter = basis.announcement
    sections = [
        Section(f"formasi_{k}", "", [_public_table(stage, formation, basis.rules.public_heading)])
        for k, formation in enumerate(stage.formations)
    ]
    codes = _meanings(stage_codes(stage), stage.withheld, *stage.beyond, _order(basis) if stage.ranked else "")
    return _annex(basis, ANNEX, "Pengumuman", letter, sections, codes, basis.signed(basis.announcer, letter))


def minutes_annex(basis: Basis) -> Document:
    """The annex of the minutes: the ranked lists with their figures; in the end of every stage what counts."""
    view, letter = basis.view, basis.minutes
    last = {column.part: column for column in view.lists}
    columns = [c for c in view.lists if not (basis.stage.is_end and c.part) or last[c.part] is c]
    if not basis.stage.standing.keys and basis.stage.determined is None:  # without a key everybody would be the first
        columns = [c for c in columns if c.heading != "Peringkat"]
    printed = [column.printed() for column in columns]
    heads = columns_of(columns)
    parts = {column.part for column in columns} - {""}
    over = [column.part for column in columns] if len(parts) > 1 else ()
    sections = []
    for k, (f, seat) in enumerate(zip(basis.formations, basis.seats, strict=True)):
        rows = [[texts[which[i]] for texts, which in printed] for i in view.order[view.part_of(f)].tolist()]
        caption = _caption(seat.code, seat.title, seat.unit, seat.kind, str(seat.quota))
        sections.append(Section(f"formasi_{k}", "", [_list(Table(heads, rows, caption, over))]))
    tables = [block for section in sections for block in section.blocks if isinstance(block, Table)]
    used = [row[-2] for table in tables for row in table.rows]
    meanings = in_order([(outcome.code, outcome.meaning) for outcome in view.result.outcomes(view.stage)], used)
    signed = basis.signed(basis.chair, letter)
    scaled = SCALED if any(column.heading.startswith("Nilai berbobot") for column in columns) else ""
    return _annex(basis, MINUTES_ANNEX, "Berita Acara", letter, sections, _meanings(meanings, scaled), signed)


def in_order(meanings: Sequence[tuple[str, str]], used: Sequence[str]) -> list[tuple[str, str]]:
    """Codes with their meaning as they occur in the lists, those of the winners first."""
    words = dict(meanings)
    return [(code, words[code]) for code in dict.fromkeys(used) if code in words]


def columns_of(columns: Sequence[Column]) -> list[tuple[str, str]]:
    """Heading and alignment of the columns of a list."""
    middle = ("Peringkat", "Kode")
    aligned = ["c" if c.heading in middle else "r" if c.texts is None else "l" for c in columns]
    return [(column.heading, align) for column, align in zip(columns, aligned, strict=True)]


def _annex(
    basis: Basis, kind: str, of: str, letter: Letter, sections: Sequence[Section], codes: Section, signed: Signatures
) -> Document:
    tables = [block for section in sections for block in section.blocks if isinstance(block, Table)]
    widest = max((len(table.columns) + (REASON in table.columns) for table in tables), default=0)  # sentences take two
    return Document(
        kind,
        [f"DAFTAR {basis.outcome_words}".upper(), basis.subject.upper()],
        annex=[f"Lampiran {of}", f"Nomor: {letter.number}", f"Tanggal: {day_shown(letter.day)}"],
        sections=[*sections, codes],
        signatures=signed,
        landscape=widest > SIDEWAYS,
        footer=f"{basis.outcome_words}, {basis.subject}",
    )


def stage_codes(stage: PublicStage) -> list[tuple[str, str]]:
    """Every code of a public list with its meaning."""
    return in_order(stage.meanings, [person.code for formation in stage.formations for person in formation.people])


def _meanings(pairs: Sequence[tuple[str, str]], *notes: str) -> Section:
    return Section("arti_kode", CODES, [Facts(pairs), *(note for note in notes if note)])


def _order(basis: Basis) -> str:
    """What decided who stands before whom, in words; not where a central body did."""
    rules, stage = basis.rules, basis.stage
    its = rules.ranking if stage.is_end else rules.stages[stage.index]
    by = its.order if isinstance(its, Ranking) else its.shortlist and its.shortlist.order
    return f"Urutan: {order_words(rules, by)}." if by and its.determined is None else ""


def _list(table: Table, nobody: str = "tidak ada peserta") -> Block:
    """A list, or that there is nobody on it."""
    return table if table.rows else f"{table.caption}: {nobody}."


def _public_table(stage: PublicStage, formation: PublicFormation, number: str) -> Block:
    people, ranked, detailed = formation.people, bool(stage.ranked), bool(stage.detailed)
    named = any(person.name for person in people)
    first = ("Peringkat", "c") if ranked else ("No.", "c")
    columns = [first, (number, "l"), *([("Nama", "l")] if named else [])]
    columns += [*((heading, "r") for heading in stage.headings), ("Kode", "c")]
    columns += [REASON] if detailed else []
    rows = [
        [
            p.rank if ranked else str(n),
            p.number,
            *([p.name] if named else []),
            *p.scores,
            p.code,
            *([p.reason] if detailed else []),
        ]
        for n, p in enumerate(people, 1)
    ]
    caption = _caption(formation.code, formation.title, formation.unit, formation.kind, formation.quota)
    return _list(Table(columns, rows, caption), nobody(stage))


def _caption(code: str, title: str, unit: str, kind: str, quota: str) -> str:
    """One formation in a line."""
    facts = ", ".join(fact for fact in (title, unit, kind) if fact)
    return f"Formasi {code}: {facts}; kuota {quota}"


def split(document: Document, rows: int) -> list[Document]:
    """The same annex in several files where it has more rows than one file can hold; each ends with its signature."""
    *lists, codes = document.sections
    parts: list[list[Section]] = [[]]
    held = 0
    for section in (piece for one in lists for piece in _pieces(one, rows)):
        count = _rows(section)
        if held and held + count > rows:
            parts.append([])
            held = 0
        parts[-1].append(section)
        held += count
    return [replace(document, sections=[*part, codes]) for part in parts]


def _rows(section: Section) -> int:
    return sum(len(block.rows) for block in section.blocks if isinstance(block, Table))


def _pieces(section: Section, rows: int) -> list[Section]:
    """A list that is longer than a file can hold, cut; its heading comes again."""
    [table] = section.blocks
    if not isinstance(table, Table):
        return [section]
    starts = range(0, max(len(table.rows), 1), rows)
    return [replace(section, blocks=[replace(table, rows=table.rows[at : at + rows])]) for at in starts]
