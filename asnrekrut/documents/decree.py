"""The decree (*keputusan*) by which whoever appoints settles the outcome: a draft for their office."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from asnrekrut.documents.content import PROPOSED, Document, Facts, Items, Section, Signatures, Table
from asnrekrut.documents.figures import seated
from asnrekrut.documents.words import day_shown

if TYPE_CHECKING:
    from asnrekrut.documents.basis import Basis, Letter

KIND = "keputusan"
LABELS = 38  # millimetres


def decree(basis: Basis) -> Document:
    """The decree on who won the seats."""
    letter, settled, who = basis.letter("decree"), basis.minutes, basis.appointer
    about, minutes = f"Penetapan {basis.outcome_words} {basis.subject}", f"Berita Acara {settled.dated}"
    legal = [f"{text.rstrip('.;')};" for text in basis.rules.identity.legal_basis]
    signed = Signatures(f"Ditetapkan di {basis.place}\npada tanggal {day_shown(letter.day)}", [who])
    reasons = [
        f"bahwa {basis.subject} telah dilaksanakan dan hasilnya ditetapkan dengan {minutes};",
        f"bahwa berdasarkan pertimbangan huruf a, perlu menetapkan Keputusan tentang {about};",
    ]
    annex = "Lampiran, yang merupakan bagian tidak terpisahkan dari Keputusan ini"
    decided = [
        ("Menetapkan", f"KEPUTUSAN TENTANG {about.upper()}."),
        ("KESATU", f"Menetapkan peserta yang lulus {basis.subject} sebagaimana tercantum dalam {annex}."),
        ("KEDUA", "Keputusan ini mulai berlaku pada tanggal ditetapkan."),
    ]
    return Document(
        KIND,
        [f"KEPUTUSAN {who.position.upper()}"],
        letter.number,
        about.upper(),
        sections=[
            Section("menimbang", "", [Facts([("Menimbang", Items(reasons, letters=True))], LABELS)]),
            Section("mengingat", "", [Facts([("Mengingat", Items(legal))], LABELS)]),
            Section("memperhatikan", "", [Facts([("Memperhatikan", f"{minutes};")], LABELS)]),
            Section("memutuskan", "MEMUTUSKAN:", [Facts(decided, LABELS)]),
        ],
        preamble=_preamble(basis),
        signatures=replace(signed, initials=basis.profile.initials or ()),
        copies=basis.profile.copies or (),
        mark=PROPOSED,
        letterhead=False,
        footer=basis.profile.electronic or "",
        fields=basis.fields(basis.stage.name, letter),
        attachment=_winners(basis, letter),
        attachment_signed=signed,
    )


def _preamble(basis: Basis) -> list[str]:
    """The invocation, and who decides, where the office writes them."""
    words = basis.profile.invocation
    return [] if words is None else [words.upper(), f"{basis.appointer.position.upper()},"]


def _winners(basis: Basis, letter: Letter) -> list[Section]:
    """Who has the seats, formation by formation, those placed by rank first."""
    register = basis.result.register
    rows: list[list[str]] = []
    for seat, won in zip(basis.seats, seated(basis), strict=True):
        post = ", ".join(text for text in (seat.title, seat.unit) if text)
        rows += [
            [str(len(rows) + n), register.numbers[i], register.names[i], seat.code, post] for n, i in enumerate(won, 1)
        ]
    heads = [
        ("No.", "c"),
        (basis.rules.number_heading, "l"),
        ("Nama", "l"),
        ("Formasi", "l"),
        ("Jabatan dan Unit", "l"),
    ]
    who = basis.appointer.position
    facts = [("Lampiran", f"Keputusan {who}"), ("Nomor", letter.number), ("Tanggal", day_shown(letter.day))]
    title = f"PESERTA YANG LULUS {basis.subject}".upper()
    return [Section("lampiran", "", [Facts(facts)], new_page=True), Section("daftar", title, [Table(heads, rows)])]
