"""Read the marks of a panel: one column per rater, or one row per rater (and aspect).

Combining them into one mark is scoring's work; here they are only gathered, one column of marks per rater.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from msgspec.structs import replace

from asnrekrut.core.exact import Exact
from asnrekrut.core.marks import GIVEN, GONE, Marks, State, States, Where, of_aspects
from asnrekrut.findings import NAMED, Place, finding
from asnrekrut.intake.cells import clean, folded
from asnrekrut.intake.needs import BY_FILE, BY_SHEET
from asnrekrut.nik import holds_nik
from asnrekrut.notation import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.core.exact import Indices, Ints
    from asnrekrut.intake.columns import Column, Joined, NumberColumn
    from asnrekrut.intake.marksheets import MarkReader
    from asnrekrut.io import Sheet
    from asnrekrut.rules.stages import Aspects, Panel

_IS_NAME = re.compile(r"[^\W\d_]{2}")


class Marked(NamedTuple):
    """The marks of a column, and in which rows they count: all, or those of one aspect."""

    column: Column
    marks: NumberColumn
    rows: Indices


def read_panel(reader: MarkReader, panel: Panel, rows: Joined) -> Marks | None:
    """A panel's marks; None if a column is missing. ``values`` stays zero: the parts are what counts."""
    parts = _by_column(reader, panel, rows) if panel.columns else _by_row(reader, panel, rows)
    if parts is None:
        return None
    parts, given = _without_recused(reader, parts)
    enough = np.full(len(reader.index.numbers), panel.required)
    enough[[i for part in parts for i in part.recused]] = panel.recused or panel.required
    states, counts = panel_states(parts, enough)
    where = rows.places()
    _report_contradictions(reader, states, parts, where)
    states[given] = State.INVALID
    if len(parts) < panel.required:
        known = reader.book.swapped.isdisjoint(table.sheet.file for table in rows.tables)
        states = _report_missing_raters(reader, panel, parts, states, known)
    return Marks(Exact.zeros(len(reader.index.numbers)), states, where, parts=tuple(parts), counts=counts)


def _report_missing_raters(reader: MarkReader, panel: Panel, parts: list[Marks], states: States, known: bool) -> States:
    """States in which nobody is short for the sheets that have not come in; that has one finding of its own.

    Args:
        known: whether the rows of every sheet can be attributed, so that whoever is missing has not handed in theirs.
    """
    short = int((states == State.SHORT).sum())
    if short and known:
        given = listed([part.label for part in parts], NAMED)
        words = {"kolom": reader.component.name, "tahap": reader.stage[1], "siapa": given}
        reader.book.report(finding("E408", None, banyak=short, ada=len(parts), perlu=panel.required, **words))
    return np.where(states == State.SHORT, State.INVALID, states).astype(np.int8)


def _report_contradictions(reader: MarkReader, states: States, parts: list[Marks], where: Where) -> None:
    """Marks beside an absence; what made a single mark invalid has its own finding."""
    name, invalid = reader.component.name, np.stack([part.states for part in parts]) == State.INVALID
    for i in np.flatnonzero((states == State.INVALID) & ~invalid.any(axis=0)).tolist():
        away = [part for part in parts if part.states[i] in GONE]
        who, place = listed([part.label for part in away]), away[0].where(i) or where(i)
        reader.book.report(finding("E406", place, kolom=name, nomor=reader.index.numbers[i], siapa=who))


def _without_recused(reader: MarkReader, parts: list[Marks]) -> tuple[list[Marks], list[int]]:
    """The raters with whom they may not mark, and who was marked all the same; that is reported, and counts not."""
    number = {text: i for i, text in enumerate(reader.index.numbers)} if reader.recusals else {}
    found, given = {folded(part.label): part for part in parts}, []
    for event in reader.recusals:
        part = found.get(folded(event.before))
        if part is None:
            there = f'penilai "{event.before}" (yang menilai: {listed([one.label for one in parts], NAMED)})'
            reader.book.report(finding("E606", event.place, jenis=event.kind.value, apa=there))
            continue
        who = [number[text] for text in event.persons if text in number]
        found[folded(event.before)] = replace(part, recused=part.recused.union(who))
        for i in [i for i in who if part.states[i] in GIVEN]:
            given.append(i)
            told = {"penilai": part.label, "kolom": reader.component.name, "sebab": event.source}
            reader.book.report(finding("E437", part.where(i), nomor=reader.index.numbers[i], **told))
    return list(found.values()), given


def panel_states(parts: list[Marks], required: int | Ints) -> tuple[States, Ints]:
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


def _by_column(reader: MarkReader, panel: Panel, rows: Joined) -> list[Marks] | None:
    found = [reader.column(rows, name) for name in panel.columns or []]
    columns = [column for column in found if column is not None]
    if len(columns) < len(found):
        return None
    pairs = zip(panel.columns or [], columns, strict=True)
    return [Marks(*rows.spread(reader.read(c)), rows.places(c.at), name) for name, c in pairs]


def _by_row(reader: MarkReader, panel: Panel, rows: Joined) -> list[Marks] | None:
    raters = _raters(reader, panel, rows)
    if raters is None:
        return None
    _report_niks(reader, panel, rows, raters)
    if panel.aspects is not None:
        return _with_aspects(reader, panel.aspects, rows, raters)
    column = reader.column(rows)
    if column is None:
        return None
    everyone = Marked(column, reader.read(column), np.arange(len(raters)))
    return [_part(reader, everyone, chosen, (rater,)) for rater, chosen in _split(raters)]


def _raters(reader: MarkReader, panel: Panel, rows: Joined) -> list[str] | None:
    """The rater of every row; a name in other letters is the same one."""
    if panel.rater in {BY_FILE, BY_SHEET}:
        named = [_named_after(reader, table.sheet, panel.rater == BY_FILE) for table in rows.tables]
        names = [named[s] for s in rows.source.tolist()]
    else:
        column = reader.column(rows, panel.rater or "")
        if column is None:
            return None
        names, errors = column.texts(), column.broken()
        for k in (k for k, name in enumerate(names) if name == ""):
            reader.book.report(errors.get(k) or finding("E407", column.place(k)))
    spelling: dict[str, str] = {}
    for name in sorted(set(names)):
        spelling.setdefault(folded(name), name)
    return [spelling[folded(name)] for name in names]


def _report_niks(reader: MarkReader, panel: Panel, rows: Joined, raters: list[str]) -> None:
    """Names of raters that hold a NIK: they stand in the result, and masked there two raters could become one."""
    for rater in sorted(set(filter(holds_nik, raters))):
        place = rows.place(raters.index(rater))
        if panel.rater not in {BY_FILE, BY_SHEET} and (column := reader.column(rows, panel.rater or "")):
            place = column.place(raters.index(rater))
        named = {BY_FILE: Place(place.file), BY_SHEET: place.whole}.get(panel.rater or "", place)
        reader.book.report(finding("E440", named, isi=rater, kolom=f"Nama penilai {reader.component.name}"))


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


def _split(labels: list[str]) -> Iterator[tuple[str, Indices]]:
    """Rows by label, labels in alphabetical order."""
    array = np.array(labels, dtype=object)
    for label in sorted(set(labels)):
        yield label, np.flatnonzero(array == label)


def _part(reader: MarkReader, marked: Marked, chosen: Indices, whose: tuple[str, ...]) -> Marks:
    """The chosen rows by applicant; a second row for the same applicant is a finding.

    Args:
        whose: the rater, and the aspect if there are any.
    """
    rows, mine = marked.column.rows, np.intersect1d(chosen, marked.rows)
    _, first = np.unique(rows.who[mine], return_index=True)
    for k in np.delete(mine, first).tolist():
        earlier = next(j for j in mine.tolist() if rows.who[j] == rows.who[k])
        told = {"nomor": reader.index.numbers[int(rows.who[k])], "lain": str(rows.place(earlier))}
        reader.book.report(finding("E404", rows.place(k), penilai=", ".join(whose), **told))
    return Marks(*rows.spread(marked.marks, mine[first]), rows.places(marked.column.at, mine), whose[-1])


def _with_aspects(reader: MarkReader, aspects: Aspects, rows: Joined, raters: list[str]) -> list[Marks] | None:
    """One part per rater: the weighted sum of the aspects."""
    sources = _below_each_other(reader, aspects, rows) if aspects.column else _side_by_side(reader, aspects, rows)
    if sources is None:
        return None
    gathered, cell = [], next(iter(sources.values())).column.at if aspects.column else None
    for rater, chosen in _split(raters):
        parts = [_part(reader, marked, chosen, (rater, name)) for name, marked in sources.items()]
        states = _complete(reader, rater, parts, rows.places(None, chosen))
        gathered.append(of_aspects(rater, parts, aspects, states, rows.places(cell, chosen)))
    return gathered


def _side_by_side(reader: MarkReader, aspects: Aspects, rows: Joined) -> dict[str, Marked] | None:
    """The marks of every aspect, each in a column of its own."""
    found = {name: reader.column(rows, name, name) for name in aspects.weights}
    columns = {name: column for name, column in found.items() if column is not None}
    if len(columns) < len(found):
        return None
    return {name: Marked(column, reader.read(column), np.arange(len(rows.who))) for name, column in columns.items()}


def _below_each_other(reader: MarkReader, aspects: Aspects, rows: Joined) -> dict[str, Marked] | None:
    """The marks of every aspect, in one column beside that of their names; a name that is none is a finding."""
    named, column = reader.column(rows, aspects.column or "", "aspek"), reader.column(rows)
    if named is None or column is None:
        return None
    marks, texts, errors = reader.read(column), named.texts(), named.broken()
    said, known = np.array(list(map(folded, texts)), dtype=object), {folded(name): name for name in aspects.weights}
    for k in (k for k, word in enumerate(said.tolist()) if word not in known):
        if k in errors:
            reader.book.report(errors[k])
        else:
            named.report("E208", k, isi=texts[k], pilihan=", ".join(known.values()))
    return {name: Marked(column, marks, np.flatnonzero(said == word)) for word, name in known.items()}


def _complete(reader: MarkReader, rater: str, parts: list[Marks], where: Where) -> States:
    """A rater's marks are known where every aspect is; aspects partly given are a finding."""
    states, _ = panel_states(parts, len(parts))
    _report_contradictions(reader, states, parts, where)
    for i in np.flatnonzero(states == State.SHORT).tolist():
        states[i] = State.INVALID
        lacking = [part for part in parts if part.states[i] != State.KNOWN]
        cells = (place for part in lacking if (place := part.where(i)) is not None and place.row >= 0)
        aspects, number = ", ".join(part.label for part in lacking), reader.index.numbers[i]
        reader.book.report(finding("E405", next(cells, where(i)), penilai=rater, aspek=aspects, nomor=number))
    return states
