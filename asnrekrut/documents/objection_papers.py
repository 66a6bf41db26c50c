"""What an applicant fills in to object (*formulir sanggah*), and how the committee answers (*jawaban sanggah*)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from asnrekrut.documents.document_parts import Document, Facts, Section, Signatures, Signer, Table
from asnrekrut.documents.spelled_out import DOTS, day_shown
from asnrekrut.notation import sentence
from asnrekrut.objections.periods import LODGED, first_announced, scheduled
from asnrekrut.objections.register import EXAMINATION, FIELDS, OF_ONESELF, Decision, Objection

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from asnrekrut.documents.basis import Basis
    from asnrekrut.objections.periods import Window

_RECEIVED = ("Nomor register", "Tanggal dan jam diterima", "Petugas penerima")
_ROWS, _ROOM = 4, 18  # rows to fill in, and their height in millimetres


def form(basis: Basis) -> Iterator[Document]:
    """The form of a stage whose result may be objected to; none where no rule says so, or where that is over."""
    window = _window(basis)
    if window is None or closed(basis) is not None:
        return
    facts = [(label, DOTS) for label in ("Nomor peserta", "Nama", "Formasi")]
    rows = [[f"{n}.", "", "", ""] for n in range(1, _ROWS + 1)]
    heads = ["No.", "Syarat atau Nilai yang Disanggah", "Alasan", "Bukti"]
    closes = day_shown(window.closes) if window.closes else basis.unknown(f"batas waktu sanggah {basis.stage.name}")
    yield Document(
        "formulir-sanggah",
        ["FORMULIR SANGGAH", basis.outcome_words.upper(), basis.subject.upper()],
        sections=[
            Section("isian", "", [Facts(facts), Table(heads, rows, "cl", widths=(7, 30, 42, 21), height=_ROOM)]),
            Section("penerimaan", "Diisi panitia", [Facts([(label, DOTS) for label in _RECEIVED])]),
        ],
        closing=[
            "Sanggah diajukan satu kali dan memuat semua yang disanggah.",
            sentence(f"Paling lambat diterima pada {closes}. Dasar: {window.period.legal_basis}"),
        ],
        signatures=Signatures(f"{DOTS}, {DOTS}", [Signer("Pemohon", DOTS)]),
        footer=f"Formulir sanggah {basis.outcome_words}, {basis.subject}",
    )


def closed(basis: Basis) -> date | None:
    """The last day to object, where the announcement leaves nobody a day for it; None while there is or may be one.

    Days are counted from the first announcement: one that comes after it begins no period of its own.
    """
    days, before = period(basis), basis.before
    known = [basis.announcement.day, basis.minutes.day, *([] if before is None else [before.day])]
    today = max((day for day in known if day is not None), default=None)
    if days is None or today is None:
        return None
    over = days[1] == today and (before is not None or _later(basis) is not None)
    return days[1] if days[1] < today or over else None


def untold(basis: Basis) -> str:
    """What the days of a period are waiting for."""
    return "tahap pada [[jadwal]] sanggah" if _window(basis) is None else "dihitung sejak pengumumannya dicatat"


def period(basis: Basis) -> tuple[date, date] | None:
    """The first and the last day to object to the result, by the rule or the schedule; None where neither tells."""
    window, stage = _window(basis), basis.stage.code
    if window is not None:
        return None if window.opens is None or window.closes is None else (window.opens, window.closes)
    planned = scheduled(basis.rules, stage, _later(basis))
    return None if planned is None else (planned.begins, planned.ends or planned.begins)


def _later(basis: Basis) -> date | None:
    """The day on which these formations are announced for the first time, where others were before them."""
    codes = basis.first_told or [seat.code for seat in basis.seats]
    first = first_announced(basis.selection.record, basis.stage.code)
    if not first or min(first.values()) in {first.get(code) for code in codes}:
        return None
    told = [first[code] for code in codes if code in first]
    return min(told, default=None) or basis.minutes.day or max(first.values())


def _window(basis: Basis) -> Window | None:
    """The window of formations that are announced for the first time, else of all; theirs alone, if announced later."""
    stage, codes = basis.stage.code, basis.first_told or [seat.code for seat in basis.seats]
    mine = [w for w in basis.selection.lodged.windows if (w.period.kind, w.period.stage) == (LODGED, stage)]
    own = next((window for window in mine if not set(codes).isdisjoint(window.formations)), None)
    if own is not None or not mine:
        return own
    said = basis.selection.record.announcements(stage)
    later = bool(said) and said[0].outcomes.keys().isdisjoint(codes)  # their days are counted once they are announced
    return replace(mine[0], zero=None, opens=None, closes=None, answer=None) if later else mine[0]


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
