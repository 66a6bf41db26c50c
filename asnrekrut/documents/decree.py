"""The decree (*keputusan*) by which whoever appoints settles the outcome: a draft for their office."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from asnrekrut.core.placement import SEAT
from asnrekrut.documents.basis import Basis, Letter
from asnrekrut.documents.content import PROPOSED, Document, Facts, Items, Section, Signatures, Table
from asnrekrut.documents.figures import seated
from asnrekrut.documents.words import DOTS, day_shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asnrekrut.rules.profile import Sent

KIND = "keputusan"
LABELS = 38  # millimetres
CHANGING = ("ralat", "pengganti")  # what follows the end of objections comes before the first decree


def decree(basis: Basis) -> Document:
    """The decree on who has the seats; one that changes an earlier decree says which, and why."""
    letters = basis.sent(KIND, basis.stage.code, {seat.code for seat in basis.seats})
    own = next((one for one in letters if basis.settled_with(one.since)), None)
    letter = basis.letter("decree", own)
    changed = _changed(basis, [one for one in letters if one is not own]) if basis.kind in CHANGING else ""
    about = f"Penetapan {basis.outcome_words} {basis.subject}"
    about = f"Perubahan atas {changed} tentang {about}" if changed else about
    signed = Signatures(f"Ditetapkan di {basis.place}\npada tanggal {day_shown(letter.day)}", [basis.appointer])
    return Document(
        KIND,
        [f"KEPUTUSAN {basis.appointer.position.upper()}"],
        letter.number,
        about.upper(),
        sections=_sections(basis, about, changed),
        preamble=_preamble(basis),
        signatures=replace(signed, initials=basis.profile.initials or (), copies=basis.profile.copies or ()),
        mark=PROPOSED,
        footer=basis.profile.electronic or "",
        fields=basis.fields(basis.stage.name, letter),
        attachment=_winners(basis, letter),
        attachment_signed=signed,
    )


def _sections(basis: Basis, about: str, changed: str) -> list[Section]:
    """Considerations, grounds and what is decided.

    Args:
        changed: the decree that this one changes; '' for none.
    """
    legal = [f"{text.rstrip('.;')};" for text in basis.rules.identity.legal_basis]
    minutes = f"Berita Acara {basis.minutes.dated}"
    reasons = [f"bahwa {basis.subject} telah dilaksanakan dan hasilnya ditetapkan dengan {minutes};"]
    annex = "sebagaimana tercantum dalam Lampiran, yang merupakan bagian tidak terpisahkan dari Keputusan ini"
    chosen = "diangkat menurut" if basis.rules.ranking.nominations else "lulus"
    order = f"Menetapkan peserta yang {chosen} {basis.subject} {annex}."
    if changed:
        reasons = [
            f"bahwa dengan {changed} telah ditetapkan hasil {basis.subject};",
            f"bahwa hasil tersebut berubah sebagaimana ditetapkan dengan {minutes};",
        ]
        order = f"Mengubah Lampiran {changed} sehingga berbunyi {annex}."
    grounds = "huruf a" if len(reasons) == 1 else "huruf a dan huruf b"
    reasons.append(f"bahwa berdasarkan pertimbangan {grounds}, perlu menetapkan Keputusan tentang {about};")
    decided = [
        ("Menetapkan", f"KEPUTUSAN TENTANG {about.upper()}."),
        ("KESATU", order),
        ("KEDUA", "Keputusan ini mulai berlaku pada tanggal ditetapkan."),
    ]
    return [
        Section("menimbang", "", [Facts([("Menimbang", Items(reasons, letters=True))], LABELS)]),
        Section("mengingat", "", [Facts([("Mengingat", Items(legal))], LABELS)]),
        Section("memperhatikan", "", [Facts([("Memperhatikan", f"{minutes};")], LABELS)]),
        Section("memutuskan", "MEMUTUSKAN:", [Facts(decided, LABELS)]),
    ]


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
    headings = (basis.rules.number_heading, "Nama", "Formasi", "Jabatan dan Unit")
    heads = [("No.", "c"), *((heading, "l") for heading in headings)]
    who = basis.appointer.position
    facts = [("Lampiran", f"Keputusan {who}"), ("Nomor", letter.number), ("Tanggal", day_shown(letter.day))]
    chosen = "DIANGKAT MENURUT" if basis.rules.ranking.nominations else "LULUS"
    title = f"PESERTA YANG {chosen} {basis.subject}".upper()
    return [Section("lampiran", "", [Facts(facts)], new_page=True), Section("daftar", title, [Table(heads, rows)])]
