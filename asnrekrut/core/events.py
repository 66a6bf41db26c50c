"""What happened beside the marks: withdrawals, disqualifications, corrections, decisions on ties, acceptances."""

from __future__ import annotations

import csv
from enum import Enum
from typing import TYPE_CHECKING

from msgspec import Struct

from asnrekrut.short_repr import ShortRepr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from asnrekrut.findings import Finding, Place
    from asnrekrut.rules.stages import Component, Stage


class Kind(Enum):
    """The kinds of events; the values are the words of the column ``Jenis``."""

    CORRECTION = "koreksi"
    TIE = "keputusan seri"
    ACCEPTANCE = "temuan diterima"
    WITHDRAWAL = "mengundurkan diri"
    DISQUALIFICATION = "diskualifikasi"
    REPLACEMENT = "penggantian"
    REFUSAL = "menolak penggantian"
    APPOINTMENT = "pengangkatan"
    CLOSURE = "pendaftaran ditutup"
    RESTORATION = "pemulihan riwayat"
    SIMULATION = "izin simulasi"
    RECUSAL = "penilai berhalangan"


HEADINGS = {
    "day": "Tanggal", "kind": "Jenis", "stage": "Tahap", "formation": "Formasi", "persons": "Peserta",
    "component": "Komponen", "before": "Sebelum", "after": "Sesudah", "consequence": "Akibat",
    "letter": "Nomor Surat", "basis": "Dasar", "by": "Oleh",
}  # fmt: skip
TO_FILL = {"day": "(tanggal)", "letter": "(nomor surat)", "basis": "(dasar)", "by": "(oleh)"}
NOTHING = "tidak ada"  # what a correction says of what is not there
KEEP, DRAW_ANEW = "undangan tetap", "undangan diulang"


class Event(ShortRepr, Struct, frozen=True):
    """One row of the book of events.

    Attributes:
        stage: the code of a stage, ``akhir``, or '' for none.
        persons: participant numbers; for a tie in the order that was decided.
        component: what a correction changes, or the code of an accepted finding.
        before, after: what a correction changes, as it is printed; for an accepted finding ``before`` is its place,
            for a recusal the rater's name.
        letter, basis, by: the number of the letter, its basis or reason, and who decided.
        consequence: of a correction, what becomes of those already invited: ``KEEP``, ``DRAW_ANEW`` or ''.
        place: the row of the book.
        kept: whether the confirmed outcome of its stage holds it: it is history, and need match nothing any more.
    """

    _said = ("kind",)

    kind: Kind
    day: date
    stage: str = ""
    formation: str = ""
    persons: tuple[str, ...] = ()
    component: str = ""
    before: str = ""
    after: str = ""
    letter: str = ""
    basis: str = ""
    by: str = ""
    consequence: str = ""
    place: Place | None = None
    kept: bool = False

    @property
    def source(self) -> str:
        """The letter and its basis, as a reason prints them."""
        return ", ".join(text for text in (self.letter, self.basis) if text)

    @property
    def removes(self) -> bool:
        """Whether it corrects that somebody or something is no longer there."""
        return self.kind is Kind.CORRECTION and self.after == NOTHING

    def concerns(self, stage: Stage, component: Component) -> bool:
        """Whether it names a component, by its code or with that of its stage."""
        return self.stage == stage.code and self.component in {component.code, f"{stage.code}.{component.code}"}

    def printed(self) -> dict[str, str]:
        """The event as lists and files show it; nothing of where it stands."""
        other = {"day": self.day.isoformat(), "kind": self.kind.value, "persons": "; ".join(self.persons)}
        texts = ((heading, other.get(name, getattr(self, name))) for name, heading in HEADINGS.items())
        return {heading.lower().replace(" ", "_"): text for heading, text in texts if text}


def people_of(event: Mapping[str, object]) -> list[str]:
    """The participant numbers of an event as files show it; one empty number where it is about nobody in person."""
    return str(event.get("peserta", "")).split("; ")


def heading_line() -> str:
    """The headings of the book of events, as they are printed for pasting."""
    return ";".join(HEADINGS.values())


def cells_of_pasted(text: str) -> dict[str, str] | None:
    """The cells of a printed row that stands in one cell of a sheet; None where it is no such row.

    A spreadsheet keeps a pasted line in its first cell. The order is the one in which rows are printed.
    """
    if text.count(";") < len(HEADINGS) - 1:
        return None
    cells = [cell.strip() for cell in next(csv.reader([text], delimiter=";", skipinitialspace=True), [])]
    if len(cells) != len(HEADINGS):
        return None
    return dict(zip(HEADINGS, cells, strict=True))


def rows_to_paste(one: Finding) -> list[str]:
    """The rows that a finding, and each reported together with it, prints for the book of events."""
    rows = (str(each.values.get("baris", "")) for each in one.each)
    return [row for row in rows if cells_of_pasted(row) is not None]


def row_to_paste(kind: Kind, **cells: str) -> str:
    """A row of the book of events as text, for a message; what only the committee knows is left to be filled in."""
    row = {**TO_FILL, "kind": kind.value, **cells}
    return ";".join(_quoted(row.get(name, "")) for name in HEADINGS)


def _quoted(text: str) -> str:
    """A cell as csv has it; with quotation marks only where it needs them."""
    return '"{}"'.format(text.replace('"', '""')) if any(sign in text for sign in ';"\n\r') else text


def acceptance_row(code: str, where: str) -> str:
    """The row that accepts a finding without a cell, by what it names."""
    return row_to_paste(Kind.ACCEPTANCE, component=code, before=where)


def of_kind(events: Sequence[Event], kind: Kind) -> list[Event]:
    """The events of one kind, in the order of the book."""
    return [event for event in events if event.kind is kind]
