"""Score slips (*lembar hasil*): every step of one applicant, with the rank, the last place in and the full reason."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from asnrekrut.documents.content import Document, Facts, Section, Table
from asnrekrut.outputs.explain import explain
from asnrekrut.publication.figures import open_to_others

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asnrekrut.documents.basis import Basis
    from asnrekrut.outputs.explain import Line, Part

KIND = "lembar-hasil"
A_FILE = 50  # slips in one file: what typst can lay out in bounded memory
_COLUMNS = [("Langkah", "l"), ("Nilai", "r"), ("Cara", "l")]


def batches(basis: Basis) -> Iterator[tuple[str, list[Document]]]:
    """The slips of each formation in the order of numbers, so many a file; the name tells from whom to whom."""
    register = basis.result.register
    for f, seat in zip(basis.formations, basis.seats, strict=True):
        mine = sorted(basis.view.order[basis.view.part_of(f)].tolist())
        for start in range(0, len(mine), A_FILE):
            part = mine[start : start + A_FILE]
            yield (
                f"{seat.code}-{register.numbers[part[0]]}-{register.numbers[part[-1]]}",
                [slip(basis, i) for i in part],
            )


def slip(basis: Basis, i: int) -> Document:
    """The slip of one applicant."""
    who, *steps, verdict = explain(basis.result, i, partial(open_to_others, basis.result.rules))
    rows = [row for part in steps for row in _rows(part)]
    found = [Facts([("Nomor peserta", basis.result.register.numbers[i]), *map(_fact, [*who.lines, *verdict.lines])])]
    return Document(
        KIND,
        ["LEMBAR HASIL PESERTA", basis.subject.upper()],
        sections=[Section("hasil", "", [*found, Table(_COLUMNS, rows)])],
        closing=[f"Dihitung menurut aturan seleksi dan nilai yang sudah diterima; {_state(basis)}."],
        draft=basis.draft,
        letterhead=False,
        footer=f"Lembar hasil {basis.result.register.numbers[i]}, {basis.outcome_words}",
    )


def _state(basis: Basis) -> str:
    if basis.draft:
        return "hasil ini belum ditetapkan"
    return f"ditetapkan dengan Berita Acara {basis.minutes.dated}"


def _fact(line: Line) -> tuple[str, str]:
    return line.label, ": ".join(text for text in (line.figure, line.how) if text)


def _rows(part: Part) -> Iterator[Sequence[str]]:
    """The steps of one part below its title."""
    yield [part.title]
    yield from ([line.label, line.figure, line.how] for line in part.lines)
