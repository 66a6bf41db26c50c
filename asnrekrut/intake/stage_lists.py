"""The lists beside a stage's marks: who is called, who sits which session, whose code is whose, what is determined.

Marks without names have a list of codes, opened with its minutes. Until it is there, the sheets may be read by
nobody, and the stage waits. Afterwards a code takes the place of a participant number, and whatever stands on one
side only is a finding.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.exact import Bools, Exact
from asnrekrut.core.marks import State
from asnrekrut.core.result import INSIDE, Codes, Fate, Fates
from asnrekrut.core.sessions_and_makeups import CODE, RANK, TOTAL, Determination, Moved
from asnrekrut.findings import Place, finding
from asnrekrut.intake.cells import clean, folded, spoken
from asnrekrut.intake.columns import NumberColumn
from asnrekrut.intake.number_cells import Numbers, Scale
from asnrekrut.intake.participant_numbers import Directory, single_keys
from asnrekrut.rules.base import MOST
from asnrekrut.rules.figure_keys import FINAL
from asnrekrut.rules.seats import outcome_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asnrekrut.core.exact import Indices
    from asnrekrut.intake.columns import Column, Joined
    from asnrekrut.intake.workbooks import Book
    from asnrekrut.rules.codes import Outcome
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.sources import KeyList
    from asnrekrut.rules.stages import Stage

NO_FIGURE = {spoken(sign): State.BLANK for sign in ("-", "–", "—")}
ANY_BONUS = Decimal(899)  # no bonus makes of 100 a final score of four digits
PLACED = (*INSIDE, Fate.RESERVE)


def read_called(book: Book, stage: Stage, index: Directory) -> Bools | None:
    """Who is on the list of those called to a stage; None where the rules name none, or it could not be read."""
    if stage.called is None:
        return None
    rows = book.join(book.needed("panggilan", stage.code), index, unique=True)
    if not rows.tables:
        return None
    called = np.zeros(len(index.numbers), dtype=bool)
    called[rows.who] = True
    return called


def sessions_of(several: list[Joined], n: int) -> Indices:
    """The session of every applicant, -1 for none, from the rows of all components; shape (n,)."""
    session = np.full(n, -1, dtype=np.intp)
    for rows in several:
        session[rows.who] = np.array([*rows.sessions, -1], dtype=np.intp)[rows.source]
    return session


def read_determined(book: Book, rules: Rules, stage: Stage | None, index: Directory) -> Determination | None:
    """The list of the central body for a stage, or for the end; None where there is none, or it cannot be read."""
    source = rules.ranking.determined if stage is None else stage.determined
    if source is None:
        return None
    weighed = any(s.weight for s in rules.stages) if stage is None else bool(stage.scored)
    rows = book.join(book.needed("penetapan", FINAL if stage is None else stage.code), index, unique=True)
    if not rows.tables:
        return None
    names = source.columns
    wanted = [rows.column(name, book) for name in (names.code, names.rank, *([names.total] if weighed else []))]
    columns = [column for column in wanted if column is not None]
    if len(columns) < len(wanted):
        return None
    code, rank, *total = columns
    fates = _fates(rules, stage, code)
    places = rank.read(Numbers(0, NO_FIGURE, Scale(Decimal(1), Decimal(MOST))))
    totals = NumberColumn(Exact.zeros(len(rows.who)), np.full(len(rows.who), State.BLANK, dtype=np.int8))
    for column in total:
        totals = column.read(Numbers(9, NO_FIGURE, _range(rules, stage)))
        _report_blanks(column, totals, fates)
    if stage is None:
        _report_blanks(rank, places, fates)
    row_of = rows.first()

    cells = dict(zip((CODE, RANK, TOTAL), columns, strict=False))

    def where(i: int, what: str = "") -> Place | None:
        return rows.place(int(row_of[i]), cells[what].at if what else None) if row_of[i] >= 0 else None

    value, states = rows.spread(totals)
    ranks = rows.spread(places)[0].num
    moved = _moves(rules, code, names.formation) if stage is None else {}
    fate = np.append(fates, np.int8(Fate.NOT_REACHED))[row_of]  # -1 is what was appended
    return Determination(row_of >= 0, fate, ranks, value, states == State.KNOWN, where, moved)


def _moves(rules: Rules, code: Column, heading: str | None) -> dict[int, Moved]:
    """Who fills an empty seat of another formation, which only the end has, and where the list says that it is."""
    by_code = {folded(outcome.code): outcome for outcome in _moved(rules)}
    seat = code.rows.column(heading, code.book) if heading else None
    codes = code.texts()
    told = zip(code.rows.who.tolist(), map(folded, codes), seat.texts() if seat else [""] * len(codes), strict=True)
    return {i: Moved(by_code[one], seat) for i, one, seat in told if one in by_code}


def _moved(rules: Rules) -> list[Outcome]:
    """The codes of those who fill empty seats of other formations."""
    return [outcome for filling in rules.fillings if (outcome := outcome_of(filling))]


def _fates(rules: Rules, stage: Stage | None, column: Column) -> Fates:
    """What each row's code stands for; OPEN (and a finding) where it stands for nothing."""
    names, general, own = Codes.at(rules, len(rules.stages) if stage is None else rules.stages.index(stage))
    tables = [general, *(codes for codes in own if codes is not None)]
    outcomes: list[tuple[Fate, Outcome]] = [(f, getattr(codes, name)) for codes in tables for f, name in names.items()]
    outcomes += [(Fate.WINS, outcome) for outcome in (_moved(rules) if stage is None else ())]
    meaning = {folded(outcome.code): fate for fate, outcome in reversed(outcomes)}
    texts = column.texts()
    fates = [meaning.get(folded(text), Fate.OPEN) for text in texts]
    choices = ", ".join(dict.fromkeys(outcome.code for _, outcome in outcomes))
    for k in (k for k, fate in enumerate(fates) if fate is Fate.OPEN):
        column.report("E208", k, isi=texts[k], pilihan=choices)
    return np.array(fates, dtype=np.int8)


def _range(rules: Rules, stage: Stage | None) -> Scale:
    """Between what numbers a total lies: those of the stage; in the end its own, and what bonuses may add."""
    if stage is None:
        cap = rules.ranking.bonus_cap or ANY_BONUS
        return Scale(Decimal(0), rules.ranking.top + (cap if any(b.target == FINAL for b in rules.bonuses) else 0))
    if stage.weighs_components:
        return Scale(Decimal(0), stage.scale)
    return Scale(sum((c.minimum for c in stage.scored), Decimal(0)), sum((c.top for c in stage.scored), Decimal(0)))


def _report_blanks(column: Column, read: NumberColumn, fates: Fates) -> None:
    """Report everyone with a place who has no number where everyone with a place needs one."""
    for k in np.flatnonzero(np.isin(fates, PLACED) & (read.states == State.BLANK)).tolist():
        column.report("E427", k)


def read_key_list(
    book: Book, stage: Stage, source: KeyList, index: Directory, words: Mapping[str, State]
) -> tuple[Directory, dict[int, State]] | None:
    """Everybody's code, in register order, '' for whoever has none, and the states that stand in the place of codes.

    None while the list is closed or cannot be read. Everything doubtful goes to the book's findings.

    Args:
        words: what may stand in the place of a code of somebody who did not sit the exam, as ``spoken`` folds it.
    """
    need = book.needed("kunci", stage.code)[0]
    faults = [fault for pattern in need.files for fault in book.faults.get(pattern, [])]
    if faults:
        for fault in faults if _filled(book, stage) else ():
            book.report(fault)
        return None
    rows = book.join([need], index, unique=True)
    column = rows.column(source.code, book)
    if not rows.tables or column is None:
        return None
    codes, states = _codes(column, index, words)
    _report_idle(stage, column, codes, index)
    _report_other_owners(book, stage, need.key, source.code, codes, index)
    return Directory(codes, index.names, coded=True), states


def _filled(book: Book, stage: Stage) -> bool:
    """Whether anything stands under the headings of the stage's marks."""
    needs = [n for n in book.needs if (n.role, n.stage) == ("nilai", stage.code)]
    headed = (column for n in needs for name in n.names[1:] for column in book.columns_under(n, name))
    return any(clean(cell) for table, at in headed for cell in table.column(at))


def _codes(column: Column, index: Directory, words: Mapping[str, State]) -> tuple[list[str], dict[int, State]]:
    """The code or the state of everyone, by what the list says; a blank or doubled code belongs to nobody."""
    book, rows = column.book, column.rows
    read = [single_keys(table, at) for table, at in zip(rows.tables, column.at, strict=True)]
    codes, states = [""] * len(index.numbers), dict[int, State]()
    first: dict[str, tuple[int, Place]] = {}
    for k, i in enumerate(rows.who.tolist()):
        there, row, place = read[int(rows.source[k])], int(rows.row[k]), column.place(k)
        text = there.texts[row]
        earlier = first.get(text)
        if row in there.faults:
            book.report(there.faults[row])
        if text and (state := words.get(spoken(text))) is not None:
            states[i] = state
        elif text == "":
            book.report(finding("E435", place, nomor=index.numbers[i], sebab="kodenya kosong"))
        elif earlier is not None:
            whose, where = index.numbers[earlier[0]], earlier[1]
            why = f'kode "{text}" sudah menjadi kode peserta {whose} ({where})'
            book.report(finding("E435", place, nomor=index.numbers[i], sebab=why))
            codes[earlier[0]] = ""
        else:
            first[text], codes[i] = (i, place), text
    for text, (i, place) in first.items():
        if (other := index.at.get(text, i)) != i:
            told = {"nomor": index.numbers[i], "kode": text, "lain": index.numbers[other]}
            book.report(finding("P462", place, **told))
    return codes, states


def _report_idle(stage: Stage, listed: Column, codes: list[str], index: Directory) -> None:
    """Codes of the list that a component's sheets lack: their owners sat the exam, and nobody marked them.

    One that stands there written otherwise, as without its leading zeros, is a finding of that sheet alone.
    """
    book, known, row_of = listed.book, Directory(codes, index.names, coded=True), listed.rows.first()
    lacking: dict[int, list[str]] = {}
    for component in stage.components:
        needs = [n for n in book.needed("nilai", stage.code, component.code) if n.key == listed.name]
        columns = [column for need in needs for column in book.columns_under(need, need.key)]
        there = {text for table, at in columns for text in single_keys(table, at).texts}
        there |= {known.alike(text) or "" for text in there - {*codes}}
        for i in [i for i, code in enumerate(codes) if needs and code and code not in there]:
            lacking.setdefault(i, []).append(component.name)
    for i, names in lacking.items():
        told = {"kode": codes[i], "nomor": index.numbers[i], "kolom": ", ".join(names), "tahap": stage.name}
        book.report(finding("E436", listed.place(int(row_of[i])), **told))


def _report_other_owners(book: Book, stage: Stage, key: str, code: str, codes: list[str], index: Directory) -> None:
    """Rows by code that also bear the number of somebody else than the list says: one of the two was exchanged."""
    owner = {text: i for i, text in enumerate(codes) if text}
    needs = [n for n in book.needs if (n.role, n.stage, n.key) == ("nilai", stage.code, code)]
    for table in {id(table): table for need in needs for table in book.tables(need)}.values():
        at, named = table.at(code), table.at(key)
        if at is None or named is None:
            continue
        for k, (one, said) in enumerate(zip(*(single_keys(table, c).texts for c in (at, named)), strict=True)):
            i = owner.get(one, -1)
            if i >= 0 and said in index and said != index.numbers[i]:
                why = f'di sebelah kode "{one}" tertulis nomor {said}'
                book.report(finding("E435", table.place(k, named), nomor=index.numbers[i], sebab=why))
