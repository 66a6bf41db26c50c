"""The decree (*keputusan*) by which whoever appoints settles the outcome: a draft for their office."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from asnrekrut.core.placement import SEAT
from asnrekrut.documents.basis import Letter
from asnrekrut.documents.content import PROPOSED, Document, Facts, Items, Section, Signatures, Table
from asnrekrut.documents.figures import seated
from asnrekrut.documents.words import DOTS, day_shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asnrekrut.documents.basis import Basis
    from asnrekrut.rules.profile import Sent

KIND = "keputusan"
LABELS = 38  # millimetres
CHANGING = ("ralat", "pengganti")  # what follows the end of objections comes before the first decree


def decree(basis: Basis) -> Document:
    """The decree on who has the seats; one that changes an earlier decree says which, and why."""
    letters = basis.sent(KIND, basis.stage.code, {seat.code for seat in basis.seats})
    own = next((one for one in letters if basis.settled_with(one.since)), None)
    letter, settled = basis.letter("decree", (own.number, own.day) if own else None), basis.minutes
    who = basis.appointer
    about, minutes = f"Penetapan {basis.outcome_words} {basis.subject}", f"Berita Acara {settled.dated}"
    legal = [f"{text.rstrip('.;')};" for text in basis.rules.identity.legal_basis]
    signed = Signatures(f"Ditetapkan di {basis.place}\npada tanggal {day_shown(letter.day)}", [who])
    held = f"bahwa {basis.subject} telah dilaksanakan dan hasilnya ditetapkan dengan {minutes};"
    reasons, chosen = [held], "diangkat menurut" if basis.rules.ranking.nominations else "lulus"
    annex = "Lampiran, yang merupakan bagian tidak terpisahkan dari Keputusan ini"
    order = f"Menetapkan peserta yang {chosen} {basis.subject} sebagaimana tercantum dalam {annex}."
    if basis.kind in CHANGING:
        before = _changed(basis, [one for one in letters if one is not own])
        reasons = [
            f"bahwa dengan {before} telah ditetapkan hasil {basis.subject};",
            f"bahwa hasil tersebut berubah sebagaimana ditetapkan dengan {minutes};",
        ]
        order = f"Mengubah Lampiran {before} sehingga berbunyi sebagaimana tercantum dalam {annex}."
        about = f"Perubahan atas {before} tentang {about}"
    grounds = "huruf a" if len(reasons) == 1 else "huruf a dan huruf b"
    reasons.append(f"bahwa berdasarkan pertimbangan {grounds}, perlu menetapkan Keputusan tentang {about};")
    decided = [
        ("Menetapkan", f"KEPUTUSAN TENTANG {about.upper()}."),
        ("KESATU", order),
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
        signatures=replace(signed, initials=basis.profile.initials or (), copies=basis.profile.copies or ()),
        mark=PROPOSED,
        letterhead=False,
        footer=basis.profile.electronic or "",
        fields=basis.fields(basis.stage.name, letter),
        attachment=_winners(basis, letter),
        attachment_signed=signed,
    )


def _changed(basis: Basis, before: Sequence[Sent]) -> str:
    """The decree that is changed; its number is dotted where the profile does not tell it."""
    numbered = Letter(before[-1].number, before[-1].day) if before else Letter(DOTS, None)
    if not before:
        basis.unknown('nomor dan tanggal keputusan yang diubah ([[naskah.surat]] jenis = "keputusan")')
    return f"Keputusan {basis.appointer.position} {numbered.dated}"


def appointed(basis: Basis) -> list[list[int]]:
    """Who has the seats of each formation; not whoever is no more than nominated."""
    end = basis.result.end
    having = {p.application for p in end.placements if p.kind == SEAT} if end is not None else set()
    return [[i for i in won if i in having] for won in seated(basis)]


def _preamble(basis: Basis) -> list[str]:
    """The invocation, and who decides, where the office writes them."""
    words = basis.profile.invocation
    return [] if words is None else [words.upper(), f"{basis.appointer.position.upper()},"]


def _winners(basis: Basis, letter: Letter) -> list[Section]:
    """Who has the seats, formation by formation, those placed by rank first."""
    register = basis.result.register
    rows: list[list[str]] = []
    for seat, won in zip(basis.seats, appointed(basis), strict=True):
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
    chosen = "DIANGKAT MENURUT" if basis.rules.ranking.nominations else "LULUS"
    title = f"PESERTA YANG {chosen} {basis.subject}".upper()
    return [Section("lampiran", "", [Facts(facts)], new_page=True), Section("daftar", title, [Table(heads, rows)])]
