"""Which documents a stage can have as things stand: each with its file and how it is made."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from msgspec import Struct

from asnrekrut.documents import lists, objection_papers, sheets
from asnrekrut.documents.announcement import announcement
from asnrekrut.documents.basis import SHORT_DOTS, Basis, Call, Office
from asnrekrut.documents.decree import decisions, decree
from asnrekrut.documents.invitation import attendance, invitation
from asnrekrut.documents.kinds import KINDS, SUFFIXES, Form
from asnrekrut.documents.minutes import minutes
from asnrekrut.documents.pdf import pdf
from asnrekrut.documents.public import public_stage
from asnrekrut.documents.recap import latest, recap, register
from asnrekrut.documents.templates import has_own, template_of
from asnrekrut.documents.word import word

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from datetime import date

    from asnrekrut.documents.content import Document
    from asnrekrut.record.entries import Entry

ROWS = 1000  # of a list in one file: what typst can lay out in bounded memory


class Paper(Struct, frozen=True):
    """One file to be written.

    Attributes:
        name: below its folder.
        made: gives its bytes.
    """

    name: str
    made: Callable[[], bytes]


class Draft(Struct, frozen=True):
    """What goes into one file, in its usual form.

    Attributes:
        name: of the file, without its ending.
        day: its date; None while it is not known.
        documents: several stand one after the other.
    """

    name: str
    day: date | None
    documents: list[Document]


def internal(basis: Basis, kinds: Collection[str], form: Form | None, several: bool) -> Iterator[Paper]:
    """The papers about what a stage came to, for the formations settled together.

    Args:
        several: whether other formations of the stage have papers of their own.
    """
    for one in _about_outcome(basis, kinds):
        yield from _papers(basis, one, form, _mark(basis, several))


def called(call: Call, kinds: Collection[str], form: Form | None, several: bool) -> Iterator[Paper]:
    """The papers by which a stage is held."""
    mark = "" if call.before is None else _mark(call.before, several)
    for one in _about_call(call, kinds):
        yield from _papers(call, one, form, mark)


def public(basis: Basis, form: Form | None, several: bool) -> Iterator[Paper]:
    """What everybody may read of a stage that was announced; a letter with blanks is none of it."""
    mark = f"-{basis.stage.code}" + (_mark(basis, several) if several else "")
    for one in _about_announcement(basis, set(KINDS)):
        if one.name == "pengumuman" and SHORT_DOTS in repr(one.documents):
            continue
        own = has_own(basis.folder, KINDS[one.documents[0].kind])
        yield from _papers(basis, one, form or ("word" if own else "pdf"), mark)


def _mark(basis: Basis, several: bool) -> str:
    """What tells a file from those of other formations or earlier announcements: ``-pengganti-ADM-1-dst``."""
    seats = file_name(basis.seats[0].code) + ("-dst" if len(basis.seats) > 1 else "")
    parts = [basis.kind, *(["konsep" if basis.draft else "", seats] if several else [])]
    return "".join(f"-{part}" for part in parts if part)


def _papers(office: Office, one: Draft, form: Form | None, mark: str) -> Iterator[Paper]:
    """The files of one draft: several documents are one PDF, but as many Word files."""
    kind = KINDS[one.documents[0].kind]
    shape = form or kind.form
    if shape == "pdf":
        yield Paper(f"{one.name}{mark}.pdf", partial(pdf, one.documents, office, one.day))
        return
    template = template_of(office.folder, kind, office.profile, one.documents[0].landscape)
    for n, document in enumerate(one.documents, 1):
        part = f"-{n}" if len(one.documents) > 1 else ""
        yield Paper(f"{one.name}{mark}{part}{SUFFIXES[shape]}", partial(word, document, office, template, one.day))


def _about_outcome(basis: Basis, kinds: Collection[str]) -> Iterator[Draft]:
    settled = _day(basis.confirmed)
    if "berita-acara" in kinds and not basis.parted:
        yield Draft("berita-acara", settled, [minutes(basis)])
    if lists.MINUTES_ANNEX in kinds and not basis.parted:
        yield from _split(lists.minutes_annex(basis), settled)
    yield from _about_announcement(basis, kinds)
    if "lembar-hasil" in kinds:
        yield from (Draft(f"lembar-hasil/{file_name(span)}", settled, several) for span, several in sheets.slips(basis))
    if objection_papers.FORM in kinds and (found := objection_papers.form(basis)) is not None:
        yield Draft(objection_papers.FORM, None, [found])
    if objection_papers.ANSWER in kinds:
        for number, one in objection_papers.answers(basis):
            yield Draft(f"{objection_papers.ANSWER}/{file_name(number)}", None, [one])
    if basis.stage.is_end:
        yield from _about_end(basis, kinds)


def _about_announcement(basis: Basis, kinds: Collection[str]) -> Iterator[Draft]:
    """The announcement, unless it came back signed, and its annex: from the public view alone."""
    if not {"pengumuman", "lampiran"} & set(kinds):
        return
    stage, day = public_stage(basis), _day(basis.announced)
    if "pengumuman" in kinds and not basis.papers:
        yield Draft("pengumuman", day, [announcement(basis, stage)])
    if "lampiran" in kinds:
        yield from _split(lists.annex(basis, stage), day)


def _about_end(basis: Basis, kinds: Collection[str]) -> Iterator[Draft]:
    """What is made of the whole selection, and for whoever appoints."""
    if "keputusan" in kinds:
        yield from (
            Draft(f"keputusan-{file_name(one.letter.number)}" if one.recorded else "keputusan", None, [decree(one)])
            for one in decisions(basis)
        )
    if "rekapitulasi" in kinds and basis.whole:
        yield Draft("rekapitulasi", _day(basis.confirmed), [recap(basis)])
    if "daftar-naskah" in kinds and basis.whole and (found := register(basis)) is not None:
        yield Draft("daftar-naskah", latest(basis), [found])


def _about_call(call: Call, kinds: Collection[str]) -> Iterator[Draft]:
    if call.stage.presence == "tidak perlu":
        kinds = {sheets.MARKS} & set(kinds)
    if "undangan" in kinds:
        yield Draft("undangan", None, [invitation(call)])
    if "daftar-hadir" in kinds:
        every = attendance(call)
        yield from _numbered("daftar-hadir", None, [every] if len(call.people) <= ROWS else [[one] for one in every])
    if sheets.MARKS in kinds:
        yield from (
            Draft(f"{sheets.MARKS}/{file_name(span)}", None, several) for span, several in sheets.rating_sheets(call)
        )


def file_name(text: str) -> str:
    """A text from a table as the name of a file: letters, digits and dashes, whatever else it holds."""
    return re.sub(r"[^\w.-]+", "-", text).strip(".-") or "tanpa-nomor"


def _split(document: Document, day: date | None) -> Iterable[Draft]:
    return _numbered(document.kind, day, [[one] for one in lists.split(document, ROWS)])


def _numbered(name: str, day: date | None, files: Sequence[list[Document]]) -> Iterable[Draft]:
    """As many drafts as there shall be files; a number tells several apart."""
    return [Draft(name + (f"-{n}" if len(files) > 1 else ""), day, one) for n, one in enumerate(files, 1)]


def _day(entry: Entry | None) -> date | None:
    return None if entry is None else entry.day
