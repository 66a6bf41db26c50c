"""The register of objections and complaints, a row for each thing objected to; which are admissible."""

from __future__ import annotations

import re
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from asnrekrut.core.events import DRAW_ANEW, KEEP, Event
from asnrekrut.core.events import Kind as EventKind
from asnrekrut.findings import Finding, Place, finding
from asnrekrut.intake.cells import clean
from asnrekrut.intake.date_cells import day
from asnrekrut.intake.needs import HOLIDAYS, REGISTER
from asnrekrut.notation import show_date
from asnrekrut.objections.periods import Calendar
from asnrekrut.rules.figure_keys import FINAL
from asnrekrut.short_repr import ShortRepr
from asnrekrut.texts import DASHES, spoken

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date

    from asnrekrut.intake.tables import Table
    from asnrekrut.intake.workbooks import Book
    from asnrekrut.io import Cell
    from asnrekrut.objections.periods import Window, Windows
    from asnrekrut.rules.model import Rules


class Kind(Enum):
    """What was lodged; complaints and responses of the public never change a mark."""

    OBJECTION = "sanggah"
    APPEAL = "keberatan"
    COMPLAINT = "pengaduan"
    RESPONSE = "tanggapan masyarakat"


class Decision(Enum):
    """What became of it."""

    ACCEPTED = "diterima"
    REJECTED = "ditolak"
    INADMISSIBLE = "tidak dapat diproses"
    PROVEN = "terbukti"
    UNPROVEN = "tidak terbukti"


GROUNDS = ("terlambat", "ganda", "bukan tentang diri", "di luar objek")
COMMITTEE, APPLICANT = "panitia", "pelamar"
OF_ONESELF = (Kind.OBJECTION, Kind.APPEAL)
DECISIONS = {
    Kind.OBJECTION: (Decision.ACCEPTED, Decision.REJECTED, Decision.INADMISSIBLE),
    Kind.APPEAL: (Decision.ACCEPTED, Decision.REJECTED, Decision.INADMISSIBLE),
    Kind.COMPLAINT: (Decision.PROVEN, Decision.UNPROVEN, Decision.INADMISSIBLE),
    Kind.RESPONSE: (Decision.PROVEN, Decision.UNPROVEN, Decision.INADMISSIBLE),
}


class Field(Struct, frozen=True):
    """One column of the register: its heading, whether the public may see it, and what to write there."""

    heading: str
    public: bool
    fill: str


FIELDS = {
    "number": Field("Nomor Register", True, "Urut; beberapa objek dari satu sanggahan memakai nomor yang sama."),
    "kind": Field("Jenis", True, "Kosong berarti sanggah."),
    "received": Field("Tanggal Jam Terima", True, "Cap waktu diterima; menentukan apakah masih dalam masanya."),
    "channel": Field("Saluran", True, "Portal, surat, loket, atau surel."),
    "person": Field("Nomor Peserta", True, "Yang menyanggah, atau yang diadukan."),
    "formation": Field("Formasi", True, "Kode formasinya."),
    "stage": Field("Tahap", True, "Kode tahap yang hasilnya disanggah, atau akhir."),
    "object": Field("Objek", True, "Syarat atau nilai yang disanggah; satu baris satu objek."),
    "before": Field("Status Semula", True, "Kode hasil seperti diumumkan."),
    "reason": Field("Alasan Pemohon", False, "Tidak diumumkan."),
    "evidence": Field("Bukti", False, "Nama berkas; tidak diumumkan."),
    "fault": Field("Kesalahan Siapa", True, "Hanya kesalahan panitia yang dapat diterima."),
    "examiner": Field("Pemeriksa", False, "Tidak diumumkan."),
    "examination": Field("Hasil Pemeriksaan", False, "Uraian dan sel sumbernya; tidak diumumkan."),
    "decision": Field("Putusan", True, f"Tidak dapat diproses disertai alasannya: {', '.join(GROUNDS)}."),
    "decided_by": Field("Pemutus", True, "Ketua atau pleno, dengan nomor berita acaranya."),
    "after": Field("Status Menjadi", True, "Kode hasil sesudah putusan."),
    "approval": Field("Persetujuan Panselnas", True, "Nomor dan tanggal, bila hasil akhir ditetapkan di pusat."),
    "answered": Field("Tanggal Jawab", True, "Kapan dijawab."),
    "again": Field("Pengumuman Ulang", True, "Nomor dan tanggal."),
    "answer": Field("Berkas Jawaban", False, "Nama berkas; tidak diumumkan."),
    "component": Field("Komponen", True, "Bila diterima: apa yang dibetulkan, seperti dicetak temuan."),
    "old": Field("Sebelum", True, "Bila diterima: isi sel atau aturan yang disahkan."),
    "new": Field("Sesudah", True, "Bila diterima: isi yang betul."),
    "consequence": Field("Akibat", True, f"Bagi yang sudah diundang: {KEEP} atau {DRAW_ANEW}."),
}
_TIME = re.compile(
    r"(?<![ T,])[ T,]++(?:pukul )?[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?(?: ?WI[BT]A?| ?WIT)?$", re.IGNORECASE
)
_CONSEQUENCES = {spoken(word): word for word in ("", KEEP, DRAW_ANEW)}
RULE = "aturan "  # how a correction begins that names a rule
_NOTHING = f"-{DASHES}"  # by such a sign a cell that may be empty is
_MUST = ("number", "person", "stage", "object")
EXAMINATION = "examination"
_AS_WRITTEN = (
    "number", "person", "formation", "object", "before", "decided_by", "after", EXAMINATION, "component", "old", "new",
)  # fmt: skip


class Objection(ShortRepr, Struct, frozen=True):
    """One row of the register; its private columns stay in the workbook.

    Attributes:
        person: the participant number.
        ground: why it is inadmissible; '' for none.
        fault: whose mistake it was, ``panitia`` or ``pelamar``; '' where that is not said.
        before, after: the result code as announced, and by the decision.
        examination: what was found, for whoever lodged it alone.
        component, old, new: what an accepted one corrects, as a correction in the book of events names it.
        cells: the public columns as they are written.
    """

    number: str
    kind: Kind
    received: date
    person: str
    formation: str
    stage: str
    object: str
    before: str
    fault: str
    decision: Decision | None
    ground: str
    decided_by: str
    after: str
    answered: date | None
    examination: str
    component: str
    old: str
    new: str
    consequence: str
    place: Place
    cells: Mapping[str, str]

    @property
    def corrects(self) -> bool:
        """Whether it was accepted as a mistake of the committee, and says who decided and what it corrects."""
        said = all((self.decided_by, self.component, self.old, self.new)) and self.fault == COMMITTEE
        return self.kind in OF_ONESELF and self.decision is Decision.ACCEPTED and said

    def correction(self) -> Event:
        """The correction that lets exactly this change of a confirmed stage through."""
        basis = f"{self.kind.value} {self.number}"
        rule = self.component.startswith(RULE)
        who, where = ((), "") if rule else ((self.person,), self.formation)
        when, texts = self.answered or self.received, (self.component, self.old, self.new, self.decided_by, basis)
        event = Event(EventKind.CORRECTION, when, self.stage, where, who, *texts, place=self.place)
        return replace(event, consequence=self.consequence)


class Lodged(ShortRepr, Struct, frozen=True, dict=True):
    """The register of objections and complaints, and when they may be lodged and must be answered."""

    objections: Sequence[Objection] = ()
    periods: Sequence[Windows] = ()

    @cached_property
    def windows(self) -> Sequence[Window]:
        """The windows of every period."""
        return [window for period in self.periods for window in period.every()]

    def lodging(self, stage: str, formations: Collection[str], since: date | None) -> Window | None:
        """The window for objections to the result of formations that are announced together; see ``Windows.of``."""
        mine = (one for one in self.periods if (one.stage, one.kind) == (stage, Kind.OBJECTION.value))
        return next((one.of(formations, since) for one in mine), None)

    def window(self, one: Objection) -> Window | None:
        """The window in which an objection had to be lodged; one that names no formation is in time in any of them."""
        mine = [w for w in self.windows if (w.stage, w.kind) == (one.stage, one.kind.value)]
        own = (w for w in mine if one.formation in w.formations or not (one.formation or w.late(one.received)))
        return next(own, mine[0] if mine else None)

    @cached_property
    def _first(self) -> Mapping[tuple[str, str, Kind], str]:
        """Under which number somebody first objected to a stage; rows of one number are one objection to several."""
        return {(one.person, one.stage, one.kind): one.number for one in reversed(self.objections)}

    def inadmissible(self, one: Objection) -> Iterator[tuple[str, str]]:
        """The grounds on which an objection cannot be dealt with, each with what says so."""
        window = self.window(one)
        if window is not None and window.late(one.received):
            days = " sampai ".join("…" if day is None else show_date(day) for day in (window.opens, window.closes))
            yield "terlambat", f"diterima {show_date(one.received)}, di luar masanya ({days})"
        earlier = self._first[one.person, one.stage, one.kind]
        if earlier != one.number:
            yield "ganda", f"peserta {one.person} sudah menyanggah dengan nomor {earlier}; hanya sekali"

    def answered_late(self, one: Objection) -> date | None:
        """The last day for the answer, if it came later."""
        window = self.window(one)
        last = None if window is None else window.answer
        return last if last is not None and one.answered is not None and one.answered > last else None

    @property
    def correcting(self) -> list[Objection]:
        """The objections that let a change through: accepted, complete, in time, and the first about the stage.

        What was lodged late or twice cannot be dealt with as an objection. A mistake of its own the committee may
        correct all the same, by an event.
        """
        return [one for one in self.objections if one.corrects and not any(self.inadmissible(one))]


def read_objections(book: Book, rules: Rules) -> list[Objection]:
    """The register, in the order of its rows; whatever is wrong with a row goes to the book's findings."""
    tables = [table for need in book.needed(REGISTER) for table in book.tables(need)]
    return [one for table in tables for one in _of_table(book, table, rules)]


def _of_table(book: Book, table: Table, rules: Rules) -> Iterator[Objection]:
    read = {name: field.heading for name, field in FIELDS.items() if field.public or name == EXAMINATION}
    cells = table.fields(read)
    for k in range(len(table.rows)):
        row = {name: clean(column[k]) for name, column in cells.items()}
        row |= {name: "" for name, text in row.items() if name not in _MUST and not text.strip(_NOTHING)}
        days = {name: _day(cells[name][k]) for name in ("received", "answered")}
        found = _objection(row, days["received"], days["answered"], table.place(k), rules)
        if isinstance(found, Objection):
            yield found
        else:
            book.report(found)


def _day(cell: Cell) -> date | None:
    """The day of a cell that may hold a time as well."""
    return day(_TIME.sub("", clean(cell)) if isinstance(cell, str) else cell)


def _objection(
    row: Mapping[str, str], received: date | None, answered: date | None, place: Place, rules: Rules
) -> Objection | Finding:
    """A row of the register, or what keeps it from being read."""
    lacking = [FIELDS[name].heading for name in _MUST if not row[name]]
    lacking += [FIELDS["received"].heading] if received is None else []
    lacking += [FIELDS["answered"].heading] if row["answered"] and answered is None else []
    if lacking or received is None:
        return finding("P631", place, nomor=row["number"] or "?", kolom=", ".join(lacking))
    kind, decision = _kind(row["kind"]), _decision(row["decision"])
    ground = next((ground for ground in GROUNDS if spoken(ground) in spoken(row["decision"])), "")
    stage, stages = rules.stage_named(row["stage"]), [*(one.code for one in rules.stages), FINAL]
    grounds = [f"{Decision.INADMISSIBLE.value}: {one}" for one in GROUNDS]
    for name, fits, choices in (
        ("kind", kind is not None, [k.value for k in Kind]),
        ("stage", stage in stages, stages),
        ("fault", spoken(row["fault"]) in {"", COMMITTEE, APPLICANT}, [COMMITTEE, APPLICANT]),
        ("decision", not row["decision"] or (kind and decision in DECISIONS[kind]), [d.value for d in Decision]),
        ("decision", decision is not Decision.INADMISSIBLE or ground, grounds),
        ("consequence", spoken(row["consequence"]) in _CONSEQUENCES, [KEEP, DRAW_ANEW]),
    ):
        if not fits:
            told = {"kolom": FIELDS[name].heading, "isi": row[name], "pilihan": ", ".join(choices)}
            return finding("P632", place, **told)
    assert kind is not None  # noqa: S101  (asked above)
    return Objection(
        **{name: row[name] for name in _AS_WRITTEN},
        kind=kind,
        received=received,
        stage=stage,
        fault=spoken(row["fault"]),
        decision=decision,
        ground=ground,
        answered=answered,
        consequence=_CONSEQUENCES[spoken(row["consequence"])],
        place=place,
        cells={name: text for name, text in row.items() if FIELDS[name].public},
    )


def _kind(text: str) -> Kind | None:
    return next((k for k in Kind if spoken(text or Kind.OBJECTION.value) == spoken(k.value)), None)


def _decision(text: str) -> Decision | None:
    """The decision that a cell begins with; the ground may stand behind it."""
    fits = [decision for decision in Decision if spoken(text).startswith(spoken(decision.value))]
    return max(fits, key=lambda decision: len(decision.value), default=None)


def read_calendar(book: Book, rules: Rules) -> Calendar:
    """The working days that the list of holidays leaves; without a list, none is off."""
    rule = rules.objections
    if rule is None or rule.holidays is None:
        return Calendar()
    off, estimated, years = set(), set(), set()
    for table in (table for need in book.needed("libur") for table in book.tables(need)):
        texts = table.fields(HOLIDAYS)
        for k, cell in enumerate(texts["day"]):
            holiday = _day(cell)
            if holiday is None:
                book.report(finding("P634", table.place(k), isi=clean(cell) or "kosong"))
                continue
            years.add(holiday.year)
            if spoken(clean(texts["status"][k])) == spoken("perkiraan"):
                estimated.add(holiday)
            if spoken("cuti bersama") not in spoken(clean(texts["kind"][k])) or rule.joint_leave == "libur":
                off.add(holiday)
    return Calendar(rule.week or 5, frozenset(off), frozenset(estimated), frozenset(years))
