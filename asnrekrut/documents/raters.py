"""Interviewers' sheets (*lembar penilaian*): one for each rater and person, in the order of numbers.

No earlier mark and no rank stands on them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from asnrekrut.documents.content import Document, Facts, Section, Signatures, Signer, Table
from asnrekrut.documents.slips import A_FILE
from asnrekrut.documents.words import DOTS
from asnrekrut.notation import show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.documents.basis import Call
    from asnrekrut.rules.stages import Component, Panel

KIND = "lembar-penilaian"
_ROOM, _NOTES = 9, 24  # millimetres to write in


def batches(call: Call) -> Iterator[tuple[str, list[Document]]]:
    """By component and rater, so many people a file; the name tells from whom to whom."""
    numbers = call.register.numbers
    for component in call.stage.components:
        if component.panel is None:
            continue
        for rater, name in enumerate(_raters(component.panel), 1):
            for start in range(0, len(call.people), A_FILE):
                part = call.people[start : start + A_FILE]
                span = f"{component.code}-penilai-{rater}-{numbers[part[0]]}-{numbers[part[-1]]}"
                yield span, [_sheet(call, component, component.panel, name, i) for i in part]


def _raters(panel: Panel) -> list[str]:
    """What is known of the raters: the headings of their columns, else only how many there are."""
    return list(panel.columns or [f"Penilai {n}" for n in range(1, panel.required + 1)])


def _sheet(call: Call, component: Component, panel: Panel, rater: str, i: int) -> Document:
    register, scale = call.register, f"{show(component.minimum)}–{show(component.top)}"
    formation = register.formation_of(i)
    facts = [
        ("Nomor peserta", register.numbers[i]),
        ("Nama", register.names[i]),
        ("Formasi", f"{formation.code}, {formation.title}"),
        ("Penilai", f"{rater}: {DOTS}"),
        ("Hari, tanggal", DOTS),
    ]
    return Document(
        KIND,
        ["LEMBAR PENILAIAN", component.name.upper(), call.subject.upper()],
        sections=[Section("peserta", "", [Facts(facts), _marks(component, panel, scale), _notes()])],
        closing=[f"Nilai ditulis dengan angka {scale}, paling banyak {component.decimals} desimal."],
        signatures=Signatures(f"{call.place}, {DOTS}", [Signer("Penilai", DOTS)]),
        draft=call.draft,
        letterhead=False,
        footer=f"Lembar penilaian {component.name}, {register.numbers[i]}",
    )


def _marks(component: Component, panel: Panel, scale: str) -> Table:
    """A row to fill in for each aspect with its weight, or one for the whole."""
    if panel.aspects is None:
        heads = [("Yang Dinilai", "l"), ("Skala", "c"), ("Nilai", "r")]
        return Table(heads, [[component.name, scale, ""]], widths=(50, 20, 30), height=_ROOM)
    rows = [[f"{n}.", name, f"{show(w)}%", scale, ""] for n, (name, w) in enumerate(panel.aspects.weights.items(), 1)]
    heads = [("No.", "c"), ("Aspek", "l"), ("Bobot", "r"), ("Skala", "c"), ("Nilai", "r")]
    return Table(heads, rows, widths=(8, 44, 14, 16, 22), height=_ROOM)


def _notes() -> Table:
    return Table([("Catatan", "l")], [[""]], height=_NOTES)
