"""The invitation to a stage and its attendance sheets, by session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from asnrekrut.documents.document_parts import Block, Document, Facts, Items, Section, Signatures, Signer, Table
from asnrekrut.documents.spelled_out import DOTS, counted, day_shown, weekday
from asnrekrut.record.invitations import in_words
from asnrekrut.rules.profile import Slot

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asnrekrut.documents.calls import Call, Sitting
    from asnrekrut.documents.office import Office
    from asnrekrut.rules.stages import Stage

SIGNING = 9  # millimetres to sign in
A_SHEET = 500  # people on one attendance sheet


def _unplanned(stage: Stage, session: str | None = None) -> Slot:
    """A session of which the profile says nothing."""
    return Slot(stage=stage.code, session=session)


def _slot(call: Call, sitting: Sitting) -> Slot:
    """The session; where none has room for them, one without time and place, which is listed."""
    if sitting.slot is not None or not call.rules.slots(call.stage.code):
        return sitting.slot or _unplanned(call.stage)
    many = counted(len(sitting.people))
    call.missing.setdefault(f"sesi bagi {many} peserta {call.stage.name} ([[naskah.pelaksanaan]])")
    return _unplanned(call.stage, session="Sesi menyusul")


def when_and_where(office: Office, stage: Stage, planned: Sequence[Slot]) -> Block:
    """Day, time and place of a stage: facts for one session, a table for several."""
    if len(planned) <= 1:
        return Facts(list(_facts(office, stage, *(planned or [_unplanned(stage)]))))
    rows = [list({"Sesi": "–", **dict(_facts(office, stage, one))}.values()) for one in planned]
    return Table(["Sesi", "Hari, Tanggal", "Waktu", "Tempat"], rows)


def _facts(office: Office, stage: Stage, one: Slot) -> Iterator[tuple[str, str]]:
    if one.session:
        yield "Sesi", one.session
    place = ", ".join(text for text in (one.room, one.place) if text)
    day = f"{weekday(one.day)}, {day_shown(one.day)}" if one.day else None
    for label, text in (("Hari, tanggal", day), ("Waktu", one.time), ("Tempat", place)):
        yield label, text or office.unknown(f"{label.lower()} {stage.name} ([[naskah.pelaksanaan]])")


def if_absent(stage: Stage) -> list[str]:
    """What becomes of those who stay away, where it costs them their place; a make-up is open to them."""
    if stage.absent != "gugur":
        return []
    but = "" if stage.make_up is None else ", kecuali yang mengikuti susulan"
    return [f"Peserta yang tidak hadir pada {stage.name} dinyatakan gugur{but}."]


def invitation(call: Call) -> Document:
    """The letter to those called to a stage, with the list of those invited."""
    stage, codes = call.stage, {call.formation(i) for i in call.people}
    based_on = None if call.before is None else call.before.announcement.day
    known = [one for one in call.sent("undangan", stage.code, codes) if based_on is None or one.day >= based_on]
    known = [one for one in known if call.followed is None or one.day < call.followed]
    letter = call.letter("undangan", known[-1] if known else None)  # none is older than what it refers to
    legal = call.rules.identity.legal_basis[0]
    grounds = legal if call.before is None else f"Pengumuman {call.before.announcement.dated}"
    purpose = f"mengundang Saudara untuk mengikuti {stage.name}, yang dilaksanakan pada:"
    terms = [*(call.profile.invitation_terms or ()), *if_absent(stage)]
    return replace(
        call.correspondence("undangan", letter, "Biasa", "Satu berkas", f"Undangan {stage.name}"),
        address=["Yth. Peserta sebagaimana daftar terlampir", "di tempat"],
        opening=[f"Berdasarkan {grounds}, {call.committee} {purpose}"],
        sections=[
            Section("waktu", "", [when_and_where(call, stage, call.slots)]),
            Section("ketentuan", "", [Items(terms)] if len(terms) > 1 else terms),
        ],
        closing=["Demikian undangan ini disampaikan. Atas perhatian dan kehadiran Saudara, kami ucapkan terima kasih."],
        attachment=[_invited(call, one, f"lampiran_{k}") for k, one in enumerate(call.sittings)],
    )


def _invited(call: Call, sitting: Sitting, key: str) -> Section:
    """The list behind the letter."""
    heads, caption = ["No.", call.rules.number_heading, "Nama", "Formasi"], in_words(_slot(call, sitting))
    table = Table(heads, list(_people(call, sitting.people)), "cl", caption)
    return Section(key, "DAFTAR PESERTA YANG DIUNDANG", [table], new_page=True)


def _people(call: Call, people: Sequence[int]) -> Iterator[tuple[str, str, str, str]]:
    """Place in the list, number, name and formation of everyone in a session."""
    register = call.register
    for n, i in enumerate(people, 1):
        yield str(n), register.numbers[i], register.names[i], call.formation(i)


def attendance(call: Call) -> list[Document]:
    """One sheet for each session, in the order of numbers; several where one would be too long to set."""
    return [
        _sheet(call, slot, one.people[at : at + A_SHEET])
        for one in call.sittings
        for slot in [_slot(call, one)]
        for at in range(0, len(one.people), A_SHEET)
    ]


def _sheet(call: Call, one: Slot, people: Sequence[int]) -> Document:
    stage = call.stage
    rows = [
        [*person, f"{n}." if n % 2 else "", "" if n % 2 else f"{n}."]
        for n, person in enumerate(_people(call, people), 1)
    ]
    heads = ["No.", call.rules.number_heading, "Nama", "Formasi", "Tanda Tangan", ""]
    facts = [*_facts(call, stage, one), ("Terdaftar", f"{counted(len(rows))} orang")]
    table = Table(heads, rows, "cl", widths=(7, 18, 30, 12, 15, 15), height=SIGNING)
    watch = Signer("Pengawas", DOTS)
    return Document(
        "daftar-hadir",
        ["DAFTAR HADIR", stage.name.upper(), call.subject.upper()],
        sections=[Section("peserta", "", [Facts(facts), table])],
        closing=["Hadir: .......... orang; tidak hadir: .......... orang."],
        signatures=Signatures(call.dated(one.day), [watch, watch], "blok"),
        footer=f"Daftar hadir {stage.name}, {call.subject}",
    )
