"""The decree (*keputusan*) by which whoever appoints settles the outcome: a draft for their office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asnrekrut.documents.content import Document, Facts, Items, Section, Signatures
from asnrekrut.documents.figures import seated
from asnrekrut.documents.tables import fitted
from asnrekrut.documents.words import day_shown

if TYPE_CHECKING:
    from asnrekrut.documents.basis import Basis

KIND = "keputusan"


def decree(basis: Basis) -> Document:
    """The decree on who won the seats."""
    letter, settled, who = basis.letter("decree"), basis.minutes, basis.appointer
    about, minutes = f"Penetapan {basis.outcome_words} {basis.subject}", f"Berita Acara {settled.dated}"
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
            Section("menimbang", "Menimbang:", [Items(reasons, letters=True)]),
            Section("mengingat", "Mengingat:", [Items(basis.rules.identity.legal_basis)]),
            Section("memperhatikan", "Memperhatikan:", [f"{minutes}."]),
            Section("memutuskan", "MEMUTUSKAN:", [Facts(decided)]),
        ],
        closing=[f"Ditetapkan di {basis.place} pada tanggal {day_shown(letter.day)}."],
        signatures=Signatures("", [who], initials=basis.initials),
        draft=basis.draft,
        footer=basis.profile.electronic or "",
        fields=basis.fields(basis.stage.name, letter),
        attachment=[_winners(basis)],
    )


def _winners(basis: Basis) -> Section:
    """Who has the seats, formation by formation, those placed by rank first."""
    register = basis.result.register
    rows: list[list[str]] = []
    for seat, won in zip(basis.seats, seated(basis), strict=True):
        post = ", ".join(text for text in (seat.title, seat.unit) if text)
        rows += [
            [str(len(rows) + n), register.numbers[i], register.names[i], seat.code, post] for n, i in enumerate(won, 1)
        ]
    heads = [("No.", "c"), ("Nomor Peserta", "l"), ("Nama", "l"), ("Formasi", "l"), ("Jabatan dan Unit", "l")]
    return Section("lampiran", "LAMPIRAN: PESERTA YANG LULUS", [fitted(heads, rows)], new_page=True)
