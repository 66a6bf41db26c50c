"""What an applicant fills in to object (*formulir sanggah*), and how the committee answers (*jawaban sanggah*)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from asnrekrut.documents.document_parts import Document, Facts, Section, Signatures, Signer, Table
from asnrekrut.documents.spelled_out import DOTS, day_shown
from asnrekrut.notation import joined, sentence
from asnrekrut.objections.register import EXAMINATION, FIELDS, OF_ONESELF, Decision, Objection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from asnrekrut.documents.basis import Basis
    from asnrekrut.objections.periods import Window

_RECEIVED = ("Nomor register", "Tanggal dan jam diterima", "Petugas penerima")
_ROWS, _ROOM = 4, 18  # rows to fill in, and their height in millimetres


def form(basis: Basis) -> Iterator[Document]:
    """The form of a stage whose result may be objected to; none where nothing says so, or where that is over."""
    periods = windows_of(basis)
    still = [(window, codes) for window, codes in periods if window is not None and closed(basis, window) is None]
    if not still:
        return
    window = still[0][0]
    facts = [(label, DOTS) for label in ("Nomor peserta", "Nama", "Formasi")]
    rows = [[f"{n}.", "", "", ""] for n in range(1, _ROWS + 1)]
    heads = ["No.", "Syarat atau Nilai yang Disanggah", "Alasan", "Bukti"]
    unknown = f"batas waktu sanggah {basis.stage.name}"
    days = [day_shown(one.closes) if one.closes else basis.unknown(unknown) for one, _ in still]
    whose = [f" (formasi {joined(codes)})" if len(periods) > 1 else "" for _, codes in still]
    closes = joined([f"{day}{who}" for day, who in zip(days, whose, strict=True)])
    ground = f". Dasar: {window.legal_basis}" if window.legal_basis else ""
    yield Document(
        "formulir-sanggah",
        ["FORMULIR SANGGAH", basis.outcome_words.upper(), basis.subject.upper()],
        sections=[
            Section("isian", "", [Facts(facts), Table(heads, rows, "cl", widths=(7, 30, 42, 21), height=_ROOM)]),
            Section("penerimaan", "Diisi panitia", [Facts([(label, DOTS) for label in _RECEIVED])]),
        ],
        closing=[
            "Sanggah diajukan satu kali dan memuat semua yang disanggah.",
            sentence(f"Paling lambat diterima pada {closes}{ground}"),
        ],
        signatures=Signatures(f"{DOTS}, {DOTS}", [Signer("Pemohon", DOTS)]),
        footer=f"Formulir sanggah {basis.outcome_words}, {basis.subject}",
    )


def closed(basis: Basis, window: Window) -> date | None:
    """The last day to object, where the announcement leaves nobody a day for it; None while there is or may be one.

    Days are counted from the first announcement: one that comes after it begins no period of its own.
    """
    before = basis.before
    known = [basis.announcement.day, basis.minutes.day, *([] if before is None else [before.day])]
    today = max((day for day in known if day is not None), default=None)
    if window.days is None or today is None:
        return None
    _, last = window.days
    return last if last < today or (last == today and (before is not None or window.later)) else None


def windows_of(basis: Basis) -> list[tuple[Window | None, list[str]]]:
    """The windows of the formations that are announced for the first time, else of all, each with its formations."""
    found: dict[tuple[date | None, date | None], tuple[Window | None, list[str]]] = {}
    for code in basis.first_told or basis.codes:
        window = basis.selection.lodged.lodging(basis.stage.code, [code], basis.minutes.day)
        days = (None, None) if window is None else (window.opens, window.closes)
        found.setdefault(days, (window, []))[1].append(code)
    return list(found.values())


def answers(basis: Basis) -> Iterator[tuple[str, list[Document]]]:
    """One letter for each objection that was decided, whatever it objects to; its number in the register."""
    at = basis.result.register.at
    found: dict[str, list[Objection]] = {}
    for one in basis.selection.lodged.objections:
        mine = one.stage == basis.stage.code and one.person in at and basis.members[at[one.person]]
        if mine and one.kind in OF_ONESELF and one.decision is not None:
            found.setdefault(one.number, []).append(one)
    for number, several in found.items():
        yield number, [_answer(basis, several, at[several[0].person])]


def _answer(basis: Basis, several: Sequence[Objection], i: int) -> Document:
    first, kind, register = several[0], several[0].kind.value, basis.result.register
    known = basis.sent("jawaban", basis.stage.code, {first.number})
    days = [one.answered for one in several if one.answered]
    letter = basis.letter("jawaban-sanggah", known[-1] if known else None, max(days, default=None))
    rows = [
        [str(n), one.object, _decision(one), _reason(basis, one), one.before or "–", one.after or "–"]
        for n, one in enumerate(several, 1)
    ]
    heads = ["No.", "Yang Disanggah", "Putusan", "Alasan", "Semula", "Menjadi"]
    deciders = dict.fromkeys(one.decided_by for one in several if one.decided_by)
    entered = f"nomor register {first.number}, kami terima pada {day_shown(first.received)}"
    by = f" oleh {', '.join(deciders)}" if deciders else ""
    seat = register.formation_of(i)
    closing = ["Demikian disampaikan. Atas perhatian Saudara, kami ucapkan terima kasih."]
    if any(one.decision is Decision.ACCEPTED for one in several):
        closing.insert(0, "Perubahannya dicantumkan dalam pengumuman pascasanggah.")
    return replace(
        basis.correspondence("jawaban-sanggah", letter, "Rahasia", "–", f"Jawaban {kind}"),
        address=[f"Yth. {register.names[i]}", f"Nomor peserta {first.person}", f"Formasi {seat.code}", "di tempat"],
        opening=[f"{kind.capitalize()} Saudara atas {basis.named}, {entered} dan diputus{by} sebagai berikut."],
        sections=[Section("putusan", "", [Table(heads, rows, "clllc")])],
        closing=closing,
    )


def _reason(basis: Basis, one: Objection) -> str:
    """Why it was decided so; whoever is turned down must learn it."""
    if one.examination or one.decision is Decision.ACCEPTED:
        return one.examination or "–"
    return basis.unknown(f'alasan putusan sanggah {one.number} (kolom "{FIELDS[EXAMINATION].heading}")')


def _decision(one: Objection) -> str:
    """The decision with its ground."""
    assert one.decision is not None  # noqa: S101  (only those are answered)
    return f"{one.decision.value}: {one.ground}" if one.ground else one.decision.value
