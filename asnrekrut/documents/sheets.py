"""What one person gets, or one rater fills in: score slips (*lembar hasil*) and interviewers' sheets.

A slip shows every step of one applicant, with the rank, the last place in and the full reason; raters
bear numbers there unless the rules name them. On the sheet of a rater
stand no earlier mark and no rank.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from asnrekrut.documents.document_parts import Document, Facts, Section, Signatures, Signer, Table
from asnrekrut.documents.spelled_out import DOTS
from asnrekrut.notation import show
from asnrekrut.outputs.explain import Line, explain
from asnrekrut.publication.public_figures import open_to_others

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asnrekrut.core.register import Register
    from asnrekrut.documents.basis import Basis
    from asnrekrut.documents.calls import Call
    from asnrekrut.rules.stages import Component, Panel

A_FILE = 50  # slips in one file: what typst can lay out in bounded memory


def slips(basis: Basis) -> Iterator[tuple[str, list[Document]]]:
    """The slips of each formation in the order of numbers, so many a file; the name tells from whom to whom."""
    register = basis.result.register
    for f, seat in zip(basis.formations, basis.seats, strict=True):
        mine = sorted(basis.view.order[basis.view.part_of(f)].tolist())
        for span, part in _files(mine, register):
            yield f"{seat.code}-{span}", [slip(basis, i) for i in part]


def _files(people: Sequence[int], register: Register) -> Iterator[tuple[str, Sequence[int]]]:
    """So many people a file, with the numbers from which to which."""
    for start in range(0, len(people), A_FILE):
        part = people[start : start + A_FILE]
        yield f"{register.numbers[part[0]]}-{register.numbers[part[-1]]}", part


def slip(basis: Basis, i: int) -> Document:
    """The slip of one applicant."""
    of_others, named = partial(open_to_others, basis.result.rules), basis.profile.raters_named
    who, *steps, verdict = explain(basis.result, i, of_others, named)
    rows = [row for part in steps for row in ([part.title], *([one.label, one.figure, one.how] for one in part.lines))]
    state = "hasil ini belum ditetapkan" if basis.draft else f"ditetapkan dengan Berita Acara {basis.minutes.dated}"
    found = [Facts([("Nomor peserta", basis.result.register.numbers[i]), *map(_fact, [*who.lines, *verdict.lines])])]
    return Document(
        "lembar-hasil",
        ["LEMBAR HASIL PESERTA", basis.subject.upper()],
        sections=[Section("hasil", "", [*found, Table(["Langkah", "Nilai", "Cara"], rows, "lrl")])],
        closing=[f"Dihitung menurut aturan seleksi dan nilai yang sudah diterima; {state}."],
        footer=f"Lembar hasil {basis.result.register.numbers[i]}, {basis.outcome_words}",
        day=None if basis.draft else basis.minutes.day,
    )


def _fact(line: Line) -> tuple[str, str]:
    return line.label, ": ".join(text for text in (line.figure, line.how) if text)


_ROOM, _NOTES = 9, 24  # millimetres to write in


def rating_sheets(call: Call) -> Iterator[tuple[str, list[Document]]]:
    """By component, rater and formation, so many people a file; the name tells from whom to whom."""
    by_seat: dict[str, list[int]] = {}
    for i in call.people:
        by_seat.setdefault(call.formation(i), []).append(i)
    for component in call.stage.components:
        if component.panel is None:
            continue
        raters = component.panel.columns or [f"Penilai {n}" for n in range(1, component.panel.required + 1)]
        for rater, heading in enumerate(raters, 1):
            for seat, people in by_seat.items():
                for span, part in _files(people, call.register):
                    name = f"{component.code}-penilai-{rater}-{seat}-{span}"
                    yield name, [_rating_sheet(call, component, component.panel, heading, i) for i in part]


def _rating_sheet(call: Call, component: Component, panel: Panel, rater: str, i: int) -> Document:
    register, scale = call.register, f"{show(component.minimum)}–{show(component.top)}"
    formation = register.formation_of(i)
    facts = [
        ("Nomor peserta", register.numbers[i]),
        ("Nama", register.names[i]),
        ("Formasi", f"{formation.code}, {formation.title}"),
        ("Penilai", f"{rater}: {DOTS}"),
        ("Hari, tanggal", DOTS),
    ]
    notes = Table(["Catatan"], [[""]], height=_NOTES)
    return Document(
        "lembar-penilaian",
        ["LEMBAR PENILAIAN", component.name.upper(), call.subject.upper()],
        sections=[Section("peserta", "", [Facts(facts), _to_mark(component, panel, scale), notes])],
        closing=[f"Nilai ditulis dengan angka {scale}, paling banyak {component.decimals} desimal."],
        signatures=Signatures(f"{call.place}, {DOTS}", [Signer("Penilai", DOTS)]),
        footer=f"Lembar penilaian {component.name}, {register.numbers[i]}",
    )


def _to_mark(component: Component, panel: Panel, scale: str) -> Table:
    """A row to fill in for each aspect with its weight, or one for the whole."""
    if panel.aspects is None:
        heads = ["Yang Dinilai", "Skala", "Nilai"]
        return Table(heads, [[component.name, scale, ""]], "lcr", widths=(50, 20, 30), height=_ROOM)
    rows = [[f"{n}.", name, f"{show(w)}%", scale, ""] for n, (name, w) in enumerate(panel.aspects.weights.items(), 1)]
    heads = ["No.", "Aspek", "Bobot", "Skala", "Nilai"]
    return Table(heads, rows, "clrcr", widths=(8, 44, 14, 16, 22), height=_ROOM)
