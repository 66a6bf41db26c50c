"""Which documents a stage can have as things stand: each with its file and how it is made."""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from asnrekrut.documents import lists, sheets
from asnrekrut.documents.announcement import announcement
from asnrekrut.documents.decree import decisions, decree
from asnrekrut.documents.docx_files import word
from asnrekrut.documents.invitation import attendance, invitation
from asnrekrut.documents.kinds import KINDS, SUFFIXES, Form
from asnrekrut.documents.minutes import minutes
from asnrekrut.documents.objection_papers import answers, form
from asnrekrut.documents.office import SHORT_DOTS, Office
from asnrekrut.documents.pdf_files import pdf
from asnrekrut.documents.recap import recap, register
from asnrekrut.documents.templates import has_own, template_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from asnrekrut.documents.basis import Basis
    from asnrekrut.documents.calls import Call
    from asnrekrut.documents.document_parts import Document

    Paper = tuple[str, Callable[[], bytes]]  # a file's name below its folder, and what gives its bytes
    Files = Iterable[tuple[str, list[Document]]]  # what a file's name has behind the kind, and what stands in it
    Makers = Mapping[str, Callable[[Basis], Files]]

ROWS = 1000  # of a list in one file: what typst can lay out in bounded memory
Whose = TypeVar("Whose", bound=Office)


def internal(basis: Basis, kinds: Collection[str], form: Form | None) -> Iterator[Paper]:
    """The papers about what a stage came to, for the formations settled together."""
    mark, kinds = _mark(basis), set(kinds) - _left_alone(basis)
    for name, documents in _planned(basis, _OF_END if basis.stage.is_end else _OF_STAGE, kinds):
        yield from _papers(basis, name, documents, form, mark)


def called(calls: Sequence[Call], kinds: Collection[str], form: Form | None) -> Iterator[Paper]:
    """The papers by which a stage is held, letter by letter."""
    marks = Counter[str]()
    for call in calls:
        mark = "" if call.before is None else _mark(call.before)
        marks[mark] += 1
        again = f"-{marks[mark]}" if marks[mark] > 1 else ""
        mine = set(kinds) if call.stage.presence == "perlu" else {"lembar-penilaian"} & set(kinds)
        for name, documents in _planned(call, _OF_CALL, mine):
            yield from _papers(call, name, documents, form, mark + again)


def public(basis: Basis, form: Form | None) -> list[Paper]:
    """What everybody may read of an announcement; nothing, not its annex either, where the letter has blanks."""
    told = basis.as_announced  # a file keeps its name as long as the letter stands, whatever becomes of formations
    planned = list(_planned(told, _OF_ANNOUNCEMENT, KINDS.keys() - _left_alone(told)))
    if any(name == "pengumuman" and SHORT_DOTS in repr(documents) for name, documents in planned):
        return []
    mark = f"-{basis.stage.code}{_mark(told)}"
    if told.kind:  # the second of a kind has its number
        alike = [one for one in basis.selection.record.announcements(basis.stage.code) if one.kind == told.kind]
        mark += f"-{alike.index(basis.announced) + 1}" if basis.announced in alike[1:] else ""
    papers: list[Paper] = []
    for name, documents in planned:
        own = has_own(basis.folder, KINDS[documents[0].kind])
        papers += _papers(told, name, documents, form or ("word" if own else "pdf"), mark)
    return papers


def _left_alone(basis: Basis) -> set[str]:
    """What is not made: again of what was signed or settled with other formations, and of some formations alone."""
    parted = {"berita-acara", "lampiran-berita-acara"} if basis.parted else set()
    of_all = set() if basis.whole else {"rekapitulasi", "daftar-naskah"}
    return parted | of_all | ({"pengumuman"} if basis.papers else set())


def _mark(basis: Basis) -> str:
    """What tells a file from those of other formations or earlier announcements: ``-pengganti-ADM-1-dst``."""
    seats = file_name(basis.seats[0].code) + ("-dst" if len(basis.seats) > 1 else "")
    parts = [basis.kind, *([] if basis.whole else ["konsep" if basis.draft else "", seats])]
    return "".join(f"-{part}" for part in parts if part)


def _planned(
    whose: Whose, makers: Mapping[str, Callable[[Whose], Files]], kinds: Collection[str]
) -> Iterator[tuple[str, list[Document]]]:
    """The files of these kinds in their usual form: the name without its ending, and what stands in it."""
    for kind, files in makers.items():
        if kind in kinds:
            yield from ((f"{kind}{behind}", documents) for behind, documents in files(whose))


def _papers(office: Office, name: str, documents: Sequence[Document], form: Form | None, mark: str) -> Iterator[Paper]:
    """The files of one plan: several documents are one PDF, but as many Word files."""
    kind = KINDS[documents[0].kind]
    shape = form or kind.form
    if shape == "pdf":
        yield f"{name}{mark}.pdf", partial(pdf, documents, office)
        return
    template = template_of(office.folder, kind, office.profile, documents[0].landscape)
    for n, document in enumerate(documents, 1):
        part = f"-{n}" if len(documents) > 1 else ""
        yield f"{name}{mark}{part}{SUFFIXES[shape]}", partial(word, document, office, template)


def file_name(text: str) -> str:
    """A text from a table as the name of a file: letters, digits and dashes, whatever else it holds."""
    return re.sub(r"[^\w.-]+", "-", text).strip(".-") or "tanpa-nomor"


def _each(documents: Iterable[Document]) -> Files:
    """A file each; a number tells several apart."""
    every = list(documents)
    return [(f"-{n}" if len(every) > 1 else "", [one]) for n, one in enumerate(every, 1)]


def _named(files: Iterable[tuple[str, list[Document]]]) -> Files:
    """Files in a folder of their own, each with its name."""
    return ((f"/{file_name(name)}", documents) for name, documents in files)


def _decrees(basis: Basis) -> Files:
    for one in decisions(basis):
        yield f"-{file_name(one.letter.number)}" if one.recorded else "", [decree(one)]


def _attendance(call: Call) -> Files:
    every = attendance(call)
    return [("", every)] if len(call.people) <= ROWS else _each(every)


_OF_ANNOUNCEMENT: Makers = {  # from the public view alone
    "pengumuman": lambda basis: _each([announcement(basis.as_announced)]),
    "lampiran": lambda basis: _each(lists.split(lists.annex(basis.as_announced), ROWS)),
}
_OF_STAGE: Makers = {
    "berita-acara": lambda basis: _each([minutes(basis)]),
    "lampiran-berita-acara": lambda basis: _each(lists.split(lists.minutes_annex(basis), ROWS)),
    **_OF_ANNOUNCEMENT,
    "lembar-hasil": lambda basis: _named(sheets.slips(basis)),
    "formulir-sanggah": lambda basis: _each(form(basis)),
    "jawaban-sanggah": lambda basis: _named(answers(basis)),
}
_OF_END: Makers = {  # also for the head of the institution, whoever appoints, and the archive
    **_OF_STAGE,
    "keputusan": _decrees,
    "rekapitulasi": lambda basis: _each([recap(basis)]),
    "daftar-naskah": lambda basis: _each(register(basis)),
}
_OF_CALL: Mapping[str, Callable[[Call], Files]] = {
    "undangan": lambda call: _each([invitation(call)]),
    "daftar-hadir": _attendance,
    "lembar-penilaian": lambda call: _named(sheets.rating_sheets(call)),
}
