"""Lists of people, formation by formation: the annexes of the announcement and of the minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from asnrekrut.core.rules_in_words import order_words
from asnrekrut.documents.document_parts import Block, Document, Facts, Section, Table
from asnrekrut.documents.spelled_out import day_shown
from asnrekrut.outputs.result_columns import RANK
from asnrekrut.rules.decisions import Ranking

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asnrekrut.core.register import Formation
    from asnrekrut.documents.basis import Basis
    from asnrekrut.documents.document_parts import Signer
    from asnrekrut.documents.office import Letter
    from asnrekrut.outputs.result_columns import Column
    from asnrekrut.publication.view import PublicFormation, PublicStage

    Listed = tuple[str, str, Sequence[str]]  # a column: its heading, its alignment, what stands in it

CODES = "ARTI KODE"
SIDEWAYS = 7  # columns of an upright page
REASON = "Keterangan"
SCALED = "Nilai tahap berskala 100; nilai berbobot ialah nilai tahap kali bobotnya."


def annex(basis: Basis) -> Document:
    """The annex of the announcement: what is public, and nothing else."""
    stage = basis.shown
    lists = [
        _list(list(_public(stage, one, basis.rules.public_heading)), _caption(one, one.quota), stage.nobody)
        for one in stage.formations
    ]
    codes = _meanings(stage.meanings, stage.withheld, *stage.beyond, _order(basis) if stage.ranked else "")
    return _annex(basis, "lampiran", "Pengumuman", basis.announcement, basis.announcer, lists, codes)


def minutes_annex(basis: Basis) -> Document:
    """The annex of the minutes: the ranked lists with their figures; in the end of every stage what counts."""
    view, lists, used = basis.view, [], []
    last = {column.part: column for column in view.lists}
    columns = [c for c in view.lists if not (basis.stage.is_end and c.part) or last[c.part] is c]
    if not basis.stage.standing.keys and basis.stage.determined is None:  # without a key everybody would be the first
        columns = [c for c in columns if c.heading != RANK]
    printed = [(column, *column.printed()) for column in columns]
    several = len({column.part for column in columns} - {""}) > 1
    for f, seat in zip(basis.formations, basis.seats, strict=True):
        mine = view.order[view.part_of(f)].tolist()
        listed = [(c.heading, _alignment(c), [texts[which[i]] for i in mine]) for c, texts, which in printed]
        over = [column.part for column in columns] if several else ()
        lists.append(_list(listed, _caption(seat, str(seat.quota)), "tidak ada peserta", over))
        used += [view.codes[i] for i in mine]
    words = {outcome.code: outcome.meaning for outcome in view.result.outcomes(view.stage)}
    meanings = [(code, words[code]) for code in dict.fromkeys(used) if code in words]  # those of the winners first
    scaled = SCALED if any(column.heading.startswith("Nilai berbobot") for column in columns) else ""
    codes = _meanings(meanings, scaled)
    return _annex(basis, "lampiran-berita-acara", "Berita Acara", basis.minutes, basis.chair, lists, codes)


def _alignment(column: Column) -> str:
    return "c" if column.heading in {RANK, "Kode"} else "r" if column.texts is None else "l"


def _annex(
    basis: Basis, kind: str, of: str, letter: Letter, signer: Signer, lists: Sequence[Block], codes: Section
) -> Document:
    tables = [block for block in lists if isinstance(block, Table)]
    widest = max((len(table.columns) + (REASON in table.columns) for table in tables), default=0)  # sentences take two
    return Document(
        kind,
        [f"DAFTAR {basis.outcome_words}".upper(), basis.subject.upper()],
        annex=[f"Lampiran {of}", f"Nomor: {letter.number}", f"Tanggal: {day_shown(letter.day)}"],
        sections=[*(Section(f"formasi_{k}", "", [block]) for k, block in enumerate(lists)), codes],
        signatures=basis.signed(signer, letter),
        landscape=widest > SIDEWAYS,
        footer=f"{basis.outcome_words}, {basis.subject}",
        day=letter.day,
    )


def _meanings(pairs: Sequence[tuple[str, str]], *notes: str) -> Section:
    return Section("arti_kode", CODES, [Facts(pairs), *(note for note in notes if note)])


def _order(basis: Basis) -> str:
    """What decided who stands before whom, in words; not where a central body did."""
    rules, its = basis.rules, basis.result.rule_of(basis.stage)
    by = its.order if isinstance(its, Ranking) else its.shortlist and its.shortlist.order
    return f"Urutan: {order_words(rules, by)}." if by and its.determined is None else ""


def _list(columns: Sequence[Listed], caption: str, nobody: str, over: Sequence[str] = ()) -> Block:
    """A list, or that there is nobody on it."""
    heads, align, texts = zip(*columns, strict=True)
    rows = list(zip(*texts, strict=True))
    return Table(heads, rows, "".join(align), caption, over) if rows else f"{caption}: {nobody}."


def _public(stage: PublicStage, formation: PublicFormation, number: str) -> Iterator[Listed]:
    """The columns of a public list, without those in which nothing would stand."""
    people = formation.people
    if stage.ranked:
        yield RANK, "c", [p.rank for p in people]
    else:
        yield "No.", "c", [str(n) for n, _ in enumerate(people, 1)]
    yield number, "l", [p.number for p in people]
    if any(p.name for p in people):
        yield "Nama", "l", [p.name for p in people]
    yield from ((heading, "r", [p.scores[k] for p in people]) for k, heading in enumerate(stage.headings))
    yield "Kode", "c", [p.code for p in people]
    if stage.detailed:
        yield REASON, "l", [p.reason for p in people]


def _caption(formation: Formation | PublicFormation, quota: str) -> str:
    """One formation in a line."""
    facts = ", ".join(fact for fact in (formation.title, formation.unit, formation.kind) if fact)
    return f"Formasi {formation.code}: {facts}; kuota {quota}"


def split(document: Document, rows: int) -> list[Document]:
    """The same annex in several files where it has more rows than one file can hold; each ends with its signature."""
    *lists, codes = document.sections
    parts: list[list[Section]] = [[]]
    held = 0
    for section in (piece for one in lists for piece in _pieces(one, rows)):
        count = sum(len(block.rows) for block in section.blocks if isinstance(block, Table))
        if held and held + count > rows:
            parts.append([])
            held = 0
        parts[-1].append(section)
        held += count
    return [replace(document, sections=[*part, codes]) for part in parts]


def _pieces(section: Section, rows: int) -> list[Section]:
    """A list that is longer than a file can hold, cut; its heading comes again."""
    [table] = section.blocks
    if not isinstance(table, Table):
        return [section]
    starts = range(0, max(len(table.rows), 1), rows)
    return [replace(section, blocks=[replace(table, rows=table.rows[at : at + rows])]) for at in starts]
