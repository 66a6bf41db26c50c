"""The decree (*keputusan*) by which whoever appoints settles the outcome: a draft for their office."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from asnrekrut.core.events import Kind, people_of
from asnrekrut.core.placement import SEAT
from asnrekrut.documents.document_parts import PROPOSED, Document, Facts, Items, Section, Signatures, Table
from asnrekrut.documents.office import SHORT_DOTS, Letter
from asnrekrut.documents.spelled_out import DOTS, day_shown
from asnrekrut.documents.turnout import placed, seated
from asnrekrut.notation import joined

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from asnrekrut.documents.basis import Basis
    from asnrekrut.record.entries import Confirmation
    from asnrekrut.rules.profile import Sent

LABELS = 38  # millimetres
CHANGING = ("ralat", "pengganti")  # what follows the end of objections comes before the first decree


class Decision(Struct, frozen=True):
    """What one decree settles.

    Attributes:
        basis: of its formations alone.
        letter: its number and date, as far as they are known.
        minutes: on which it rests.
        chosen: who has the seats, by formation; None for whoever is still to be chosen.
        changed: the decree that it changes; '' for none.
        recorded: whether the book of events has it, of which there may be several.
    """

    basis: Basis
    letter: Letter
    minutes: str
    chosen: Sequence[Sequence[int | None]]
    changed: str = ""
    recorded: bool = False


def decisions(basis: Basis) -> Iterator[Decision]:
    """One decree; where names were proposed, one for each decision that was recorded, and one that is still to come."""
    if basis.rules.ranking.nominations is None:
        letter, before = _letters(basis)
        changed = _changed(basis, before) if basis.kind in CHANGING else ""
        yield Decision(basis, letter, f"Berita Acara {basis.minutes.dated}", seated(basis), changed)
        return
    yield from _made(basis)
    yield from _to_come(basis)


def _made(basis: Basis) -> Iterator[Decision]:
    """Who was chosen among the names, by the decree of the book of events."""
    holders = dict(zip(basis.codes, seated(basis), strict=True))
    found: dict[tuple[str, date], dict[str, list[int]]] = {}
    for event in basis.result.events:
        code = str(event.get("formasi", ""))
        if event["jenis"] == Kind.APPOINTMENT.value and event.get("nomor_surat") and code in holders:
            numbers = people_of(event)
            mine = [i for i in holders[code] if basis.result.register.numbers[i] in numbers]
            dated = str(event["nomor_surat"]), date.fromisoformat(str(event["tanggal"]))
            found.setdefault(dated, {}).setdefault(code, []).extend(mine)
    for (number, day), by_code in found.items():
        chosen = {code: people for code, people in by_code.items() if people}
        if chosen:
            part, letter = _part(basis, chosen), basis.letter("keputusan", Letter(number, day))
            minutes = dict.fromkeys(_proposed(part, code, people, day).dated for code, people in chosen.items())
            people = [chosen[seat.code] for seat in part.seats]
            yield Decision(part, letter, joined([f"Berita Acara {one}" for one in minutes]), people, recorded=True)


def _to_come(basis: Basis) -> Iterator[Decision]:
    """The seats for which nobody was chosen yet, each with its dotted line."""
    register, lacking = basis.result.register, {}
    for seat, names, holders in zip(basis.seats, placed(basis), seated(basis), strict=True):
        others = [register.numbers[i] for i in names if i not in holders]
        if room := min(seat.quota - len(holders), len(others)):
            lacking[seat.code] = [None] * room
            basis.unknown(f"yang diangkat pada formasi {seat.code}, di antara {joined(others)}")
    if lacking:
        part = _part(basis, lacking)
        yield Decision(part, _letters(part)[0], f"Berita Acara {part.minutes.dated}", list(lacking.values()))


def _part(basis: Basis, codes: Collection[str]) -> Basis:
    """The same, of some of its formations."""
    numbered = zip(basis.formations, basis.seats, strict=True)
    return replace(basis, formations=tuple(f for f, seat in numbered if seat.code in codes))


def _proposed(basis: Basis, code: str, people: Sequence[int], day: date) -> Letter:
    """The minutes by which the names were proposed: the newest up to that day that do not know the choice yet."""
    record, numbers = basis.selection.record, {basis.result.register.numbers[i] for i in people}

    def knows(entry: Confirmation) -> bool:
        return any(seat.number in numbers and seat.kind == SEAT for seat in record.kept(entry).seats)

    mine = [e for e in record.confirmations() if e.stage == basis.stage.code and code in e.formations]
    mine = [e for e in mine if e.day <= day and not knows(e)]
    return basis.letter("berita-acara", mine[-1] if mine else None)


def _letters(basis: Basis) -> tuple[Letter, Sequence[Sent]]:
    """Number and date of the decree, and the decrees before it, as the profile has them."""
    letters = basis.sent("keputusan", basis.stage.code, {*basis.codes})
    own = next((one for one in letters if basis.settled_with(one.since)), None)
    return basis.letter("keputusan", own), [one for one in letters if one is not own]


def decree(decision: Decision) -> Document:
    """The decree on who has the seats; one that changes an earlier decree says which, and why."""
    basis, letter, changed = decision.basis, decision.letter, decision.changed
    spoken = basis.profile.invocation
    about = f"Penetapan {basis.outcome_words} {basis.subject}"
    about = f"Perubahan atas {changed} tentang {about}" if changed else about
    signed = Signatures(f"Ditetapkan di {basis.place}\npada tanggal {day_shown(letter.day)}", [basis.appointer])
    return Document(
        "keputusan",
        [f"KEPUTUSAN {basis.appointer.position.upper()}"],
        letter.number,
        about.upper(),
        sections=_sections(decision, about),
        preamble=[] if spoken is None else [spoken.upper(), f"{basis.appointer.position.upper()},"],
        signatures=replace(signed, initials=basis.profile.initials or (), copies=basis.profile.copies or ()),
        mark=PROPOSED,
        attachment=_winners(decision),
        attachment_signed=signed,
        day=letter.day,
    )


def _sections(decision: Decision, about: str) -> list[Section]:
    """Considerations, grounds and what is decided."""
    basis, changed, minutes = decision.basis, decision.changed, decision.minutes
    legal = [f"{text.rstrip('.;')};" for text in basis.rules.identity.legal_basis]
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
    """The decrees that are changed, the newest of each formation; dotted where the profile tells of none."""
    newest = [
        next((one for one in reversed(before) if code in (one.about or basis.codes)), None) for code in basis.codes
    ]
    letters = [Letter(one.number, one.day) for one in before if any(one is other for other in newest)]
    if not letters:
        basis.unknown('nomor dan tanggal keputusan yang diubah ([[naskah.surat]] jenis = "keputusan")')
    return joined([f"Keputusan {basis.appointer.position} {one.dated}" for one in letters or [Letter(DOTS, None)]])


def _winners(decision: Decision) -> list[Section]:
    """Who has the seats, formation by formation, those placed by rank first."""
    basis, letter = decision.basis, decision.letter
    register = basis.result.register
    rows: list[list[str]] = []
    for seat, won in zip(basis.seats, decision.chosen, strict=True):
        post = ", ".join(text for text in (seat.title, seat.unit) if text)
        for i in won:
            whom = [SHORT_DOTS, SHORT_DOTS] if i is None else [register.numbers[i], register.names[i]]
            rows.append([str(len(rows) + 1), *whom, seat.code, post])
    heads = ["No.", basis.rules.number_heading, "Nama", "Formasi", "Jabatan dan Unit"]
    who = basis.appointer.position
    facts = [("Lampiran", f"Keputusan {who}"), ("Nomor", letter.number), ("Tanggal", day_shown(letter.day))]
    chosen = "DIANGKAT MENURUT" if basis.rules.ranking.nominations else "LULUS"
    title = f"PESERTA YANG {chosen} {basis.subject}".upper()
    listed = Section("daftar", title, [Table(heads, rows, "cl")])
    return [Section("lampiran", "", [Facts(facts)], new_page=True), listed]
