"""Read the marks of a panel: one column per rater, or one row per rater (and aspect).

Combining them into one mark is scoring's work; here they are only gathered, one ``Part`` per rater.
"""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import numpy as np
from msgspec.structs import replace

from asnrekrut.core.exact import Exact
from asnrekrut.core.mark_states import GIVEN, GONE, State, States
from asnrekrut.core.marks import Marks, Part
from asnrekrut.findings import Place, finding
from asnrekrut.intake.cells import clean, folded
from asnrekrut.intake.needs import BY_FILE, BY_SHEET
from asnrekrut.intake.participants import broken_finding
from asnrekrut.notation import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from asnrekrut.intake.book import Joined
    from asnrekrut.intake.marksheets import MarkReader
    from asnrekrut.intake.number_columns import NumberColumn
    from asnrekrut.io import Sheet
    from asnrekrut.rules.stages import Aspects, Panel

    Where = Callable[[int], Place | None]

MOST = 10  # raters named in a message
_IS_NAME = re.compile(r"[^\W\d_]{2}")

Aspect = tuple["NumberColumn", "list[int]", "NDArray[np.bool_]"]  # its marks, their columns of the sheets, its rows


def read_panel(reader: MarkReader, panel: Panel, rows: Joined) -> Marks | None:
    """A panel's marks; None if a column is missing. ``values`` stays zero: the parts are what counts."""
    parts = _by_column(reader, panel, rows) if panel.columns else _by_row(reader, panel, rows)
    if parts is None:
        return None
    parts, given = _without_recused(reader, parts)
    enough = np.full(reader.size, panel.required)
    enough[[i for part in parts for i in part.recused]] = panel.recused or panel.required
    states, counts = panel_states(parts, enough)
    where = reader.places(rows)
    _report_contradictions(reader, states, parts, where)
    states[given] = State.INVALID
    if len(parts) < panel.required:
        known = reader.book.swapped.isdisjoint(table.sheet.file for table in rows.tables)
        states = _report_missing_raters(reader, panel, parts, states, known)
    return Marks(Exact.zeros(reader.size), states, where, tuple(parts), counts=counts)


def _report_missing_raters(reader: MarkReader, panel: Panel, parts: list[Part], states: States, known: bool) -> States:
    """States in which nobody is short for the sheets that have not come in; that has one finding of its own.

    Args:
        known: whether the rows of every sheet can be attributed, so that whoever is missing has not handed in theirs.
    """
    short = int((states == State.SHORT).sum())
    if short and known:
        given = listed([part.label for part in parts], MOST)
        words = {"kolom": reader.component.name, "tahap": reader.stage, "siapa": given}
        reader.book.report(finding("E408", None, banyak=short, ada=len(parts), perlu=panel.required, **words))
    return np.where(states == State.SHORT, State.INVALID, states).astype(np.int8)


def _report_contradictions(reader: MarkReader, states: States, parts: list[Part], where: Where) -> None:
    """Marks beside an absence; what made a single mark invalid has its own finding."""
    name, invalid = reader.component.name, np.stack([part.states for part in parts]) == State.INVALID
    for i in np.flatnonzero((states == State.INVALID) & ~invalid.any(axis=0)).tolist():
        away = [part for part in parts if part.states[i] in GONE]
        who, place = listed([part.label for part in away]), away[0].where(i) or where(i)
        reader.book.report(finding("E406", place, kolom=name, nomor=reader.participants[i], siapa=who))


def _without_recused(reader: MarkReader, parts: list[Part]) -> tuple[list[Part], list[int]]:
    """The raters with whom they may not mark, and who was marked all the same; that is reported, and counts not."""
    number = {text: i for i, text in enumerate(reader.participants)} if reader.recusals else {}
    found, given = {folded(part.label): part for part in parts}, []
    for event in reader.recusals:
        part = found.get(folded(event.before))
        if part is None:
            there = f'penilai "{event.before}" (yang menilai: {listed([one.label for one in parts], MOST)})'
            reader.book.report(finding("E606", event.place, jenis=event.kind.value, apa=there))
            continue
        who = [number[text] for text in event.persons if text in number]
        found[folded(event.before)] = replace(part, recused=part.recused.union(who))
        for i in [i for i in who if part.states[i] in GIVEN]:
            given.append(i)
            told = {"penilai": part.label, "kolom": reader.component.name, "sebab": event.source}
            reader.book.report(finding("E437", part.where(i), nomor=reader.participants[i], **told))
    return list(found.values()), given


def panel_states(parts: list[Part], required: int | NDArray[np.int64]) -> tuple[States, NDArray[np.int64]]:
    """What the raters together say of each applicant, and how many of them gave a mark.

    Args:
        required: how many marks are enough, for all or for each.

    Marks beside an absence contradict each other and are INVALID; too few marks are SHORT.
    """
    table = np.stack([part.states for part in parts])
    counts = (table == State.KNOWN).sum(axis=0).astype(np.int64)
    gone = np.where(np.isin(table, GONE), table, 0).max(axis=0)
    blank = np.where((table == State.BLANK).any(axis=0), State.BLANK, State.NO_ROW)
    states = np.where(counts >= required, State.KNOWN, np.where(counts > 0, State.SHORT, blank))
    states = np.where(gone > 0, np.where(counts > 0, State.INVALID, gone), states)
    states = np.where((table == State.INVALID).any(axis=0), State.INVALID, states)
    return states.astype(np.int8), counts


def _by_column(reader: MarkReader, panel: Panel, rows: Joined) -> list[Part] | None:
    found = [rows.columns(name, reader.book) for name in panel.columns or []]
    if None in found:
        return None
    return [
        Part(name, *reader.spread(rows, reader.numbers(rows, c)), reader.places(rows, c))
        for name, c in zip(panel.columns or [], found, strict=True)
        if c is not None
    ]


def _by_row(reader: MarkReader, panel: Panel, rows: Joined) -> list[Part] | None:
    raters = _raters(reader, panel, rows)
    if raters is None:
        return None
    if panel.aspects is None:
        columns = rows.columns(reader.component.heading, reader.book)
        if columns is None:
            return None
        column = reader.numbers(rows, columns)
        return [
            Part(rater, *_one_each(reader, rows, column, chosen, rater), reader.places(rows, columns, chosen))
            for rater, chosen in _split(raters)
        ]
    return _with_aspects(reader, panel.aspects, rows, raters)


def _raters(reader: MarkReader, panel: Panel, rows: Joined) -> list[str] | None:
    """The rater of every row."""
    if panel.rater in {BY_FILE, BY_SHEET}:
        names = [_named_after(reader, table.sheet, panel.rater == BY_FILE) for table in rows.tables]
        return [names[s] for s in rows.source.tolist()]
    columns = rows.columns(panel.rater or "", reader.book)
    if columns is None:
        return None
    names, errors = [clean(cell) for cell in rows.cells(columns)], rows.broken(columns)
    for k in (k for k, name in enumerate(names) if name == ""):
        place = rows.place(k, columns)
        reader.book.report(broken_finding(errors[k], place) if k in errors else finding("E407", place))
    spelling: dict[str, str] = {}
    for name in sorted(names):
        spelling.setdefault(folded(name), name)
    return [spelling[folded(name)] for name in names]


def _named_after(reader: MarkReader, sheet: Sheet, by_file: bool) -> str:
    """Whom a file or sheet is named after: what the star of its pattern stands for if that is a name, else all of it.

    ``wawancara-Contoh Pipit.xlsx`` of ``data/wawancara-*.xlsx`` is that of Contoh Pipit, ``wawancara-1.xlsx`` nobody's.
    """
    name = PurePosixPath(sheet.file).stem if by_file else sheet.name
    for need in (need for need in reader.book.needs if need.component == reader.component.code):
        for pattern in [PurePosixPath(file).stem for file in need.files] if by_file else [need.sheet or ""]:
            before, star, behind = pattern.partition("*")
            own = name.removeprefix(before).removesuffix(behind)
            if star and before + own + behind == name and _IS_NAME.search(own):
                return clean(own)
    return clean(name)


def _split(labels: list[str]) -> Iterator[tuple[str, NDArray[np.intp]]]:
    """Rows by label, labels in alphabetical order."""
    array = np.array(labels, dtype=object)
    for label in sorted(set(labels)):
        yield label, np.flatnonzero(array == label)


def _one_each(
    reader: MarkReader, rows: Joined, column: NumberColumn, chosen: NDArray[np.intp], who: str
) -> tuple[Exact, States]:
    """The chosen rows by applicant; a second row for the same applicant is a finding."""
    _, first = np.unique(rows.who[chosen], return_index=True)
    for k in np.delete(chosen, first).tolist():
        earlier = next(j for j in chosen.tolist() if rows.who[j] == rows.who[k])
        told = {"penilai": who, "nomor": reader.participants[int(rows.who[k])], "lain": str(rows.place(earlier))}
        reader.book.report(finding("E404", rows.place(k), **told))
    return reader.spread(rows, column, chosen[first])


def _with_aspects(reader: MarkReader, aspects: Aspects, rows: Joined, raters: list[str]) -> list[Part] | None:
    """One part per rater: the weighted sum of the aspects."""
    names = list(aspects.weights)
    found = [rows.columns(name, reader.book) for name in ([aspects.column] if aspects.column else names)]
    marked = rows.columns(reader.component.heading, reader.book) if aspects.column else None
    if None in found or (aspects.column and marked is None):
        return None
    columns = [c for c in found if c is not None]
    if marked is not None:
        spoken = [folded(cell) for cell in rows.cells(columns[0])]
        column = reader.numbers(rows, marked)
        _report_unknown(reader, rows, columns[0], spoken, names)
        sources = [(column, marked, np.array([s == folded(name) for s in spoken], dtype=bool)) for name in names]
    else:
        everywhere = np.ones(len(raters), dtype=bool)
        sources = [(reader.numbers(rows, c, name), c, everywhere) for name, c in zip(names, columns, strict=True)]
    weights = [Fraction(w) / 100 for w in aspects.weights.values()]
    gathered = []
    for rater, chosen in _split(raters):
        parts = [_aspect(reader, rows, source, chosen, (rater, names[n])) for n, source in enumerate(sources)]
        values, states = _weighted(reader, rater, parts, weights, reader.places(rows, None, chosen))
        where = reader.places(rows, marked, chosen)
        gathered.append(Part(rater, values, states, where, aspects=tuple(parts)))
    return gathered


def _aspect(reader: MarkReader, rows: Joined, source: Aspect, chosen: NDArray[np.intp], whose: tuple[str, str]) -> Part:
    """A rater's marks of one aspect."""
    column, columns, mask = source
    mine = chosen[mask[chosen]]
    return Part(whose[1], *_one_each(reader, rows, column, mine, ", ".join(whose)), reader.places(rows, columns, mine))


def _report_unknown(reader: MarkReader, rows: Joined, columns: list[int], spoken: list[str], names: list[str]) -> None:
    known = {folded(name) for name in names}
    cells, errors = rows.cells(columns), rows.broken(columns)
    for k in (k for k, word in enumerate(spoken) if word not in known):
        place, choices = rows.place(k, columns), ", ".join(names)
        unknown = finding("E208", place, kolom="aspek", isi=clean(cells[k]), pilihan=choices)
        reader.book.report(broken_finding(errors[k], place) if k in errors else unknown)


def _weighted(
    reader: MarkReader, rater: str, parts: list[Part], weights: list[Fraction], where: Where
) -> tuple[Exact, States]:
    """A rater's mark: known where every aspect is; aspects partly given are a finding."""
    total = Exact.zeros(reader.size)
    for part, weight in zip(parts, weights, strict=True):
        total = total.plus(part.values.times(weight))
    states, _ = panel_states(parts, len(parts))
    _report_contradictions(reader, states, parts, where)
    for i in np.flatnonzero(states == State.SHORT).tolist():
        states[i] = State.INVALID
        lacking = [part for part in parts if part.states[i] != State.KNOWN]
        cells = (place for part in lacking if (place := part.where(i)) is not None and place.row >= 0)
        aspects, number = ", ".join(part.label for part in lacking), reader.participants[i]
        reader.book.report(finding("E405", next(cells, where(i)), penilai=rater, aspek=aspects, nomor=number))
    known = states == State.KNOWN
    return total.where(known, Exact.zeros(reader.size)), states
