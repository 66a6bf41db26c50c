"""Read the book of events, ``peristiwa.xlsx`` or ``peristiwa.csv``, beside the rules file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from asnrekrut.core.events import (
    DRAW_ANEW,
    HEADINGS,
    KEEP,
    TO_FILL,
    Event,
    Kind,
    cells_of_pasted,
    heading_line,
)
from asnrekrut.core.marks import LEAVING
from asnrekrut.core.replacements import misfit
from asnrekrut.findings import Finding, Place, Severity, catalogue, finding
from asnrekrut.intake.cells import clean, different
from asnrekrut.intake.date_cells import dates
from asnrekrut.intake.needs import BOOK
from asnrekrut.nik import holds_nik
from asnrekrut.notation import listed, show_date
from asnrekrut.rules.figure_keys import FINAL
from asnrekrut.texts import spoken

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import date

    from asnrekrut.core.register import Register
    from asnrekrut.intake.tables import Table
    from asnrekrut.intake.workbooks import Book
    from asnrekrut.io import Cell
    from asnrekrut.rules.model import Rules

_MUST = {
    Kind.SIMULATION: ("by",), Kind.RECUSAL: ("stage", "persons", "component", "before"),
    Kind.CORRECTION: ("component", "before", "after", "letter", "by"), Kind.TIE: ("formation", "persons"),
    Kind.ACCEPTANCE: ("component", "before", "by"), Kind.WITHDRAWAL: ("stage", "persons"),
    Kind.DISQUALIFICATION: ("stage", "persons"), Kind.RESTORATION: ("after",),
    Kind.REPLACEMENT: ("stage", "formation", "persons"), Kind.REFUSAL: ("stage", "persons"),
    Kind.APPOINTMENT: ("stage", "formation", "persons"), Kind.CLOSURE: ("formation", "letter"),
}  # fmt: skip
NO_HEADINGS, EMPTY_COLUMN = "E117", "P103"
MOST = 12  # cells named in a message
BY_SEAT = (Kind.REPLACEMENT, Kind.APPOINTMENT, Kind.REFUSAL, Kind.TIE)  # once for each formation
_PRINTED = ("letter", "basis", "by")  # besides numbers of people, and what is corrected
_KINDS = {spoken(kind.value): kind for kind in Kind}
_CONSEQUENCES = {spoken(word): word for word in ("", KEEP, DRAW_ANEW)}


def read_events(book: Book, rules: Rules) -> list[Event]:
    """All events, in the order of the book; whatever is wrong with a row goes to the book's findings."""
    need = book.needed(BOOK)[0]
    files = sorted({name for pattern in need.files for name in book.files.get(pattern, [])})
    if not files:
        return []
    if len(files) > 1:
        book.report(finding("E604", Place(files[1]), berkas=" dan ".join(files)))
        return []
    before = len(book.findings)
    tables = book.tables(need)
    pasted = any(_pasted(table, k) for table in tables for k in range(len(table.rows)))
    book.findings[before:] = [
        _headless(one.place, str(one.values["isi"])) if one.code == NO_HEADINGS else one
        for one in book.findings[before:]
        if not (pasted and one.code == EMPTY_COLUMN)  # a row that stands in one cell leaves the other columns empty
    ]
    return [event for table in tables for event in _of_table(book, table, rules)]


def _headless(place: Place | None, shown: str) -> Finding:
    """Where the headings are missing, the whole line of them, as the rows are printed."""
    return finding(NO_HEADINGS, place, isi=shown, perlu=heading_line())


def _of_table(book: Book, table: Table, rules: Rules) -> Iterator[Event]:
    cells = table.fields(HEADINGS)
    if table.at(HEADINGS["kind"]) is None:
        shown = listed([f'"{clean(cell)}"' for cell in table.sheet.rows[table.header_rows[-1]] if clean(cell)], MOST)
        book.report(_headless(table.head(), shown))
        return
    rows = [{name: column[k] for name, column in cells.items()} for k in range(len(table.rows))]
    for k, typed in enumerate(rows):
        if pasted := _pasted(table, k):
            rows[k], other = _completed(pasted, typed)
            for name in other:
                said = {"kolom": HEADINGS[name], "tempel": pasted[name], "isi": clean(typed[name])}
                book.report(finding("E623", table.place(k, table.at(HEADINGS[name])), **said))
    days = dates(different([row["day"] for row in rows]), rules.identity.year).days
    for k, (row, day) in enumerate(zip(rows, days, strict=True)):
        found = _event({name: clean(cell) for name, cell in row.items()}, day, table.place(k), rules)
        if isinstance(found, Event):
            for name in (name for name in _PRINTED if holds_nik(clean(row[name]))):
                said = {"kolom": HEADINGS[name], "isi": clean(row[name])}
                book.report(finding("E440", table.place(k, table.at(HEADINGS[name])), **said))
            yield found
        else:
            book.report(found)


def _pasted(table: Table, k: int) -> dict[str, str] | None:
    """The cells of a printed row that was pasted into the first cell it fills; None for one that fills its columns."""
    first = next(filter(None, map(clean, table.sheet.rows[table.rows[k]])), "")
    return cells_of_pasted(first)


def _completed(pasted: dict[str, str], typed: Mapping[str, Cell]) -> tuple[dict[str, Cell], list[str]]:
    """A pasted row with what was typed in the columns beside it, and the columns in which the two say otherwise."""
    beside = {name: cell for name, cell in typed.items() if clean(cell) and cells_of_pasted(clean(cell)) != pasted}
    open_ones = {name for name, cell in pasted.items() if cell in {"", TO_FILL.get(name)}}
    other = [name for name in beside if name not in open_ones and clean(beside[name]) != pasted[name]]
    return {**pasted, **{name: beside[name] for name in beside if name in open_ones}}, other


def _event(row: Mapping[str, str], day: date | None, place: Place, rules: Rules) -> Event | Finding:
    """A row of the book, or what keeps it from being an event."""
    kind = _KINDS.get(spoken(row["kind"]))
    if kind is None:
        return finding("E601", place, isi=row["kind"] or "kosong", pilihan=", ".join(k.value for k in Kind))
    must = ("basis", *_MUST[kind])
    lacking = [f"{HEADINGS['day']} (hari-bulan-tahun)"] if day is None else []
    lacking += [HEADINGS[name] for name in must if not row[name]]
    lacking += [HEADINGS[name] for name, blank in TO_FILL.items() if row[name] == blank and day is not None]
    if lacking or day is None:
        return finding("E602", place, jenis=kind.value, kolom=", ".join(lacking))
    code, listed = row["component"], any([rules.ranking.determined, *(one.determined for one in rules.stages)])
    may = {Severity.LOOK, *([Severity.STOPS] if listed else [])}  # beside a list, what else stops needs but a look
    if kind is Kind.ACCEPTANCE and not (code in catalogue() and catalogue()[code].severity in may):
        return finding("E605", place, kode=code)
    stage, consequence = FINAL if kind is Kind.TIE else "", spoken(row["consequence"])
    stage = rules.stage_named(row["stage"]) if row["stage"] else stage
    if stage not in ("", *rules.stage_names):
        return finding("E603", place, apa=f'tahap "{stage}"', ada=", ".join(rules.stage_names))
    if consequence not in _CONSEQUENCES:
        return finding("E603", place, apa=f'akibat "{consequence}"', ada=f"{KEEP}, {DRAW_ANEW}")
    texts = {name: row[name] for name in ("formation", "component", "before", "after", "letter", "basis", "by")}
    persons = tuple(part for piece in re.split(r"[;\n]", row["persons"]) if (part := piece.strip()))
    texts |= {"consequence": _CONSEQUENCES[consequence]}
    return Event(kind, day, stage, persons=persons, place=place, kept=False, **texts)


def unmatched(rules: Rules, events: Sequence[Event], register: Register) -> Iterator[Finding]:
    """Events about what the selection does not have, about somebody of another formation, or written twice."""
    for event in events:
        marked = ((stage, one) for stage in rules.stages for one in stage.components if one.panel is not None)
        if event.kind is Kind.RECUSAL and not any(event.concerns(*one) for one in marked):
            yield finding("E606", event.place, jenis=event.kind.value, apa=f"panel penilai {event.component}")
        strangers = [number for number in event.persons if number not in register.at]
        if strangers and not event.removes:
            yield finding("E606", event.place, jenis=event.kind.value, apa=_unknown(strangers, register))
        if event.formation and event.formation not in register.codes and not event.removes:
            yield finding("E606", event.place, jenis=event.kind.value, apa=f"formasi {event.formation}")
        elif event.formation and event.kind in LEAVING and event.stage != FINAL:  # at the end, a seat may be elsewhere
            for number in event.persons:
                at = register.at.get(number)
                own = event.formation if at is None else register.formation_of(at).code
                if own != event.formation:
                    yield misfit(event, number, f"ia pelamar formasi {own}, bukan {event.formation}")
    yield from twice(events, LEAVING)
    yield from _too_early(events, register)


def _too_early(events: Sequence[Event], register: Register) -> Iterator[Finding]:
    """Letters that name a successor before so many had left as then were followed; dates are compared, nothing else."""
    for event in (e for e in events if e.kind is Kind.REPLACEMENT and e.letter):
        mine = [e for e in events if e.stage == event.stage]
        left: dict[str, date] = {}
        for one in (e for e in mine if e.kind in LEAVING):
            here = [n for n in one.persons if _formation(one, n, register) == event.formation]
            left |= {n: min(one.day, left.get(n, one.day)) for n in here}
        rows = [e for e in mine if e.kind is Kind.REPLACEMENT and e.letter and e.formation == event.formation]
        followed = sum(len(e.persons) for e in rows if e.day <= event.day)
        later = sorted(day for day in left.values() if day > event.day)
        if later and followed > len(left) - len(later):
            told = {"nomor": ", ".join(event.persons), "tanggal": show_date(event.day), "lain": show_date(later[0])}
            yield finding("P463", event.place, **told).at_stage(event.stage)


def _formation(event: Event, number: str, register: Register) -> str:
    """Whose place somebody left: that of the formation that is named, else of their own."""
    i = register.at.get(number)
    return event.formation or ("" if i is None else register.formation_of(i).code)


def _unknown(numbers: Sequence[str], register: Register) -> str:
    """Who is not there, or that several who are stand as one."""
    parted = [number for number in numbers if all(one.strip() in register.at for one in re.split(r"[,/&]|dan", number))]
    if parted:
        return f'"{parted[0]}" sebagai satu peserta (pisahkan nomornya dengan titik koma)'
    return f"peserta {', '.join(numbers)}"


def twice(events: Sequence[Event], kinds: Collection[Kind]) -> Iterator[Finding]:
    """What happens to somebody once, written in two rows; of what concerns a seat, the result is the same."""
    first: dict[tuple[Kind, str, str, str], Event] = {}
    for event in events:
        seat = event.formation if event.kind in BY_SEAT else ""
        stage = event.stage if event.kind is Kind.TIE else ""
        for number in event.persons if event.kind in kinds else ():
            earlier = first.setdefault((event.kind, stage, seat, number), event)
            if earlier is not event:
                letter = f" dengan surat {earlier.letter}" if earlier.letter else ""
                yield misfit(event, number, f"sudah dicatat pada {earlier.place}{letter}")
