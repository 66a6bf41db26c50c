"""What a document says, whatever form it takes: Word and PDF are made from the same content.

Everything is text that is ready to be printed; nothing here knows of paper or fonts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field

from asnrekrut.charts import Picture

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

DRAFT = "KONSEP – RAHASIA"
PROPOSED = "RANCANGAN"  # what another office decides is never more here


class Table(Struct, frozen=True, eq=False):
    """A table whose header is repeated on every page.

    Attributes:
        columns: the heading of each; '' where it belongs to the heading before it.
        rows: a row of a single text is a subheading, as wide as the table.
        align: ``l``, ``c`` or ``r`` for each column; the last one is also that of all behind it.
        caption: a line above the headings, repeated with them; '' for none.
        over: for each column a heading above its own, shared by its neighbours; '' for none, () where none has one.
        widths: relative widths of the columns; () as their texts need.
        height: the least height of a row in millimetres, for what is filled in by hand; 0 as the text needs.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    align: str = "l"
    caption: str = ""
    over: Sequence[str] = ()
    widths: Sequence[float] = ()
    height: int = 0


class Facts(Struct, frozen=True):
    """Pairs of a label and what stands behind the colon.

    Attributes:
        room: millimetres for the labels; 0 as they need.
    """

    pairs: Sequence[tuple[str, str | Items]]
    room: int = 0


class Items(Struct, frozen=True):
    """A numbered list; a single text bears no number, unless the list is lettered."""

    texts: Sequence[str]
    letters: bool = False


class Section(Struct, frozen=True):
    """A titled part.

    Attributes:
        key: by which a Word template names it.
        new_page: whether it begins a page.
    """

    key: str
    title: str
    blocks: Sequence[Block]
    new_page: bool = False


class Signer(Struct, frozen=True):
    """Who signs: the office, the name, rank and employee number; '' where there is none."""

    position: str
    name: str
    grade: str = ""
    number: str = ""


class Signatures(Struct, frozen=True):
    """Place and date, and who signs how.

    Attributes:
        dated: several lines are parted by line ends.
        layout: ``satu`` (one on the right), ``blok`` (side by side), ``tabel`` (a table with room to sign).
        witnesses: below, in a table of their own.
        initials: positions that initial the document.
        copies: who else receives it; beside a single signature, so that they never stand alone on a page.
    """

    dated: str
    signers: Sequence[Signer]
    layout: Literal["satu", "blok", "tabel"] = "satu"
    witnesses: Sequence[Signer] = ()
    initials: Sequence[str] = ()
    copies: Sequence[str] = ()


class Document(Struct, frozen=True):
    """One document.

    Attributes:
        kind: what it is, see ``kinds``.
        day: its date; None while it is not known.
        title: lines in capitals, in the middle; empty for correspondence.
        number, about: below the title; '' for none.
        reference: number, nature, annexes and subject of correspondence, with its date and address.
        opening, closing: paragraphs before and after the sections.
        annex: lines on the upper right of an annex.
        preamble: centred lines below the title of a decree.
        mark: what every page bears, even where the office's papers are no drafts; '' for nothing.
        landscape: whether the paper lies on its side.
        footer: printed at the foot of every page; '' for the office's own sentence about electronic signatures.
        attachment: parts behind the signatures, with the signature below them where there is one.
        fields: single values for Word templates, under Indonesian names, beside those that every letter has.
    """

    kind: str
    title: Sequence[str]
    number: str = ""
    about: str = ""
    reference: Sequence[tuple[str, str]] = ()
    dated: str = ""
    address: Sequence[str] = ()
    opening: Sequence[str] = ()
    sections: Sequence[Section] = ()
    closing: Sequence[str] = ()
    signatures: Signatures | None = None
    annex: Sequence[str] = ()
    preamble: Sequence[str] = ()
    mark: str = ""
    landscape: bool = False
    footer: str = ""
    attachment: Sequence[Section] = ()
    attachment_signed: Signatures | None = None
    day: date | None = None
    fields: dict[str, str] = field(default_factory=dict)


Block = str | Table | Facts | Items | Picture


def lettered(*parts: tuple[str, str, Sequence[Block]]) -> list[Section]:
    """Sections A, B and so on, each given by key, title and content; those without content are left out."""
    told = [part for part in parts if part[2]]
    return [Section(key, f"{chr(65 + k)}. {title}", blocks) for k, (key, title, blocks) in enumerate(told)]
