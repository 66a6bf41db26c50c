"""Whose papers these are: what every paper of an office takes from the selection and the office's profile.

What is not known stays a dotted line and is listed; nothing is invented.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct, field

from asnrekrut.documents.document_parts import DRAFT, Document, Signatures, Signer
from asnrekrut.documents.kinds import KINDS
from asnrekrut.documents.spelled_out import DOTS, day_shown, roman_month

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date
    from pathlib import Path

    from asnrekrut.core.result import StageOutcome
    from asnrekrut.record.entries import Entry
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.profile import Person, Profile, Sent
    from asnrekrut.rules.stages import Stage
    from asnrekrut.selection import Selection

SHORT_DOTS = DOTS[:10]
_PLACEHOLDERS = {"urut": r"[0-9]++[A-Za-z]?", "bulan": "[IVX]++", "tahun": "[0-9]{4}"}


OFF_PATTERN = "tidak menurut pola"  # said of a number that is known and printed


class Letter(Struct, frozen=True):
    """Number and date of a paper; each may be unknown."""

    number: str
    day: date | None

    @property
    def dated(self) -> str:
        """``Nomor … tanggal …``."""
        return f"Nomor {self.number} tanggal {day_shown(self.day)}"


class Office(Struct, frozen=True, eq=False, kw_only=True):
    """Whose papers these are: the selection, the office's profile, and what is not known.

    Attributes:
        missing: what is left as a dotted line, in the order met.
        stage: what they are about.
    """

    selection: Selection
    missing: dict[str, None] = field(default_factory=dict)
    stage: Stage | StageOutcome

    @property
    def folder(self) -> Path:
        """The folder of the selection."""
        return self.selection.record.folder

    @property
    def rules(self) -> Rules:
        """The rules."""
        return self.selection.rules

    @property
    def profile(self) -> Profile:
        """The office's profile."""
        return self.rules.profile

    @property
    def subject(self) -> str:
        """The selection with its year: ``Seleksi … Tahun 2026``."""
        identity = self.rules.identity
        year = "" if str(identity.year) in identity.name else f" Tahun {identity.year}"
        return f"{identity.name}{year}"

    @property
    def committee(self) -> str:
        """Whose papers these are: ``Panitia Seleksi … Tahun 2026``."""
        named = self.subject.casefold().startswith("seleksi")
        return f"Panitia {self.subject}" if named else f"Panitia Seleksi {self.subject}"

    def unknown(self, what: str, dots: str = DOTS) -> str:
        """A dotted line, which is listed for whoever has to fill it in."""
        self.missing.setdefault(what)
        return dots

    def letter(self, code: str, known: Letter | Sent | Entry | None, day: date | None = None) -> Letter:
        """Number and date of a paper of this kind; dotted where they are not known.

        Args:
            day: what is known of the date where the number is not.
        """
        kind = KINDS[code]
        pattern: str | None = getattr(self.profile.numbers, kind.number)
        what = f"nomor {kind.title.lower()}"
        if known is None:
            self.unknown(what if day else f"{what} dan tanggalnya")
            return Letter(DOTS if pattern is None else _open(pattern, self.rules.identity.year), day)
        if pattern is not None and not _fits(pattern, known):
            self.missing.setdefault(f'{what} "{known.number}" {OFF_PATTERN} "{pattern}"')
        return Letter(known.number, known.day)

    def sent(self, kind: str, stage: str, about: Collection[str]) -> list[Sent]:
        """What the profile says of letters that the record does not know, the oldest first."""
        mine = [one for one in self.profile.sent if (one.kind, one.stage) == (kind, stage)]
        fits = [one for one in mine if one.about is None or not set(one.about).isdisjoint(about)]
        return sorted(fits, key=lambda one: one.day)

    @property
    def place(self) -> str:
        """Where papers are signed."""
        signature = self.rules.signature
        return signature.place if signature else self.unknown("tempat penandatanganan ([pengesahan] tempat)", DOTS[:20])

    @property
    def chair(self) -> Signer:
        """The chair: of the profile, else the signature of the lists."""
        for member in self.profile.committee:
            if member.role == "ketua":
                return self.signer(member)
        signature = self.rules.signature
        if signature is None:
            return Signer("Ketua Panitia Seleksi", self.unknown("nama ketua panitia ([pengesahan])"))
        name = signature.name or self.unknown("nama ketua panitia ([pengesahan] nama)")
        return Signer(signature.position, name, "", signature.number or "")

    def signer(self, person: Person) -> Signer:
        """Somebody of the profile."""
        name = person.name or self.unknown(f"nama {person.position}")
        return Signer(person.position, name, person.grade or "", person.number or "")

    @property
    def announcer(self) -> Signer:
        """Who signs announcements and invitations."""
        return self.chair if self.profile.announcer is None else self.signer(self.profile.announcer)

    @property
    def appointer(self) -> Signer:
        """Who appoints, and receives the recap."""
        if self.profile.appointer is not None:
            return self.signer(self.profile.appointer)
        what = "pejabat yang menetapkan keputusan ([naskah.pejabat_pembina])"
        return Signer(self.unknown(what), self.unknown(what))

    @property
    def draft(self) -> bool:
        """Whether what they say was not confirmed yet."""
        return True

    @property
    def mark(self) -> str:
        """What every page of a draft bears; '' once it was confirmed."""
        return DRAFT if self.draft else ""

    @property
    def initials(self) -> Sequence[str]:
        """Who initials a draft; what is signed and published bears none."""
        return self.profile.initials or () if self.draft else ()

    def correspondence(self, kind: str, letter: Letter, nature: str, annexes: str, subject: str) -> Document:
        """A letter to somebody, before it is addressed and says something."""
        return Document(
            kind,
            [],
            reference=[("Nomor", letter.number), ("Sifat", nature), ("Lampiran", annexes), ("Hal", subject)],
            dated=self.dated(letter.day),
            signatures=Signatures("", [self.announcer], initials=self.initials),
            day=letter.day,
        )

    def dated(self, day: date | None) -> str:
        """``Kasemen, 20 November 2026``; dots where the day is unknown."""
        return f"{self.place}, {day_shown(day)}"

    def signed(self, who: Signer, letter: Letter) -> Signatures:
        """One signature on the right, with place and date."""
        return Signatures(self.dated(letter.day), [who], initials=self.initials)


def _open(pattern: str, year: int) -> str:
    """A number of which only the office's pattern is known."""
    known = {"urut": SHORT_DOTS, "bulan": SHORT_DOTS, "tahun": str(year)}
    return re.sub(r"\{(\w+)\}", lambda found: known.get(found[1], found[0]), pattern)


def _fits(pattern: str, letter: Letter | Sent | Entry) -> bool:
    """Whether a number follows a pattern, month and year included."""
    dated = {} if letter.day is None else {"bulan": roman_month(letter.day), "tahun": str(letter.day.year)}
    known = {**_PLACEHOLDERS, **dated}
    parts = re.split(r"\{(\w+)\}", pattern)
    wanted = "".join(known.get(part, re.escape(part)) if k % 2 else re.escape(part) for k, part in enumerate(parts))
    return re.fullmatch(wanted, letter.number) is not None
