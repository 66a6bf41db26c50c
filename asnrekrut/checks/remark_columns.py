"""Columns that nobody reads: what they say of people, against the marks and the result.

A remark "didiskualifikasi", a status "TMS" or a verdict "Tidak Lulus" beside somebody who is counted or wins: the sheet
contradicts itself, and only people can tell which half is right.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.bonuses import DENIALS
from asnrekrut.core.exact import Bools, indices
from asnrekrut.core.marks import GONE, State, States
from asnrekrut.core.result import INSIDE, Fate
from asnrekrut.findings import Finding, finding
from asnrekrut.intake.cells import clean
from asnrekrut.intake.column_names import normal
from asnrekrut.intake.marksheets import state_words
from asnrekrut.notation import show_count
from asnrekrut.texts import folded, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from asnrekrut.checks.context import Context, Rows
    from asnrekrut.io import Cell
    from asnrekrut.rules.model import Rules

FITS = 0.8  # of a column's verdicts that a reading must explain before the others are doubted
_WORDS = {
    State.KNOWN: ("Lulus", "Lolos", "MS", "Memenuhi Syarat", "P/L"),  # a verdict: passed
    State.FAILED: ("Tidak Lulus", "Tidak Lolos", "TMS", "Tidak Memenuhi Syarat", "Gugur", "TL", "P/TL"),
    State.ABSENT: (
        "Tidak Hadir", "Tidak Datang", "Tidak Ikut", "Tidak Mengikuti", "Absen", "Alpa", "Alpha", "Alfa", "Mangkir",
    ),
    State.DISQUALIFIED: ("Diskualifikasi", "Didiskualifikasi"),
    State.WITHDRAWN: (
        "Mundur", "Undur Diri", "Mengundurkan Diri", "Batal", "Dibatalkan", "Meninggal", "Meninggal Dunia",
    ),
}  # fmt: skip
_BESIDE_MARKS = dict.fromkeys(("sakit", "izin", "ijin"), State.ABSENT)  # elsewhere they speak of health and of studies
# What a column of attendance may say of those who were not there, where it says one other thing of nearly everybody.
_AWAY = frozenset(("", "-", "x", "a", "i", "s", "t", "sakit", "izin", "ijin", "alfa", "tidak", "tidak ada"))
_PRESENCE = re.compile(r"\b(?:kehadiran|hadir|presensi)\b")
_OTHERS = re.compile(r"\b(?:orang ?tua|ayah|ibu|wali|suami|istri|pasangan|anak|keluarga)\b")  # of whom a column speaks
_NOTHING = -1
_GONE = (Fate.ABSENT, Fate.NOT_CALLED, Fate.WITHDRAWN, Fate.DISQUALIFIED)
_ONWARD = (Fate.OPEN, Fate.PROCEEDS)
_OUT = (Fate.FAILS, *_GONE)
_WHERE = {
    Fate.PROCEEDS: "ia masih ikut diperingkat",
    Fate.BEYOND: "menurut hasil ia di luar jumlah yang lanjut",
    Fate.FAILS: "menurut aturan ia tidak lolos",
    Fate.ABSENT: "menurut lembar nilai ia tidak hadir",
    Fate.NOT_CALLED: "menurut hasil ia tidak dipanggil",
    Fate.WITHDRAWN: "menurut lembar nilai ia mengundurkan diri",
    Fate.DISQUALIFIED: "menurut lembar nilai ia didiskualifikasi",
    Fate.NOMINATED: "menurut hasil ia diajukan",
    Fate.WINS: "menurut hasil ia lulus",
    Fate.RESERVE: "menurut hasil ia menjadi cadangan",
    Fate.LOSES: "menurut hasil ia berada di luar kuota",
}
_LONGEST = 300  # characters of a remark that are looked at
_BREAK = re.compile(r"[(\[,;:]|\s[-–—]\s|\.\s|\b(?:karena|sejak|pada|tanggal|saat|dalam)\b")
_WHO = r"\b(?:peserta|pelamar|calon|ybs|yang bersangkutan)\b(?: telah| sudah)?"
_INSIDE = re.compile(
    rf"\b(?:di)?diskualifikasi\b|\bmengundurkan diri\b|{_WHO} (?:mundur|meninggal|tidak hadir)\b|\bjoki\b|"
    rf"\bmen[cy]ontek\b|\bdikeluarkan dari (?:ruang|tes|ujian|seleksi)|\btidak diper(?:kenan|boleh)kan (?:meng)?ikut"
)
_LEFT = re.compile(r"\b(?:di)?diskualifikasi\b|\b(?:mengundurkan diri|mundur|meninggal|tidak hadir)\b")
_CLAUSE = re.compile(r"[.;,]")
_NOTED = re.compile(r"[;,]|\.\s")
_DENIED = re.compile(r"\b(?:tidak|bukan|batal|belum|tanpa|jika|bila|apabila|kalau|akan|pernyataan|pernah)\b")
_MARK_WRONG = re.compile(
    r"\bseharusnya \d|\b(?:diralat|dikoreksi|diubah) menjadi\b|\bsalah (?:input|ketik|entri|tulis)\b|"
    r"\bnilai(?:nya)? (?:ini )?(?:salah|keliru|tertukar)\b"
)
_CORRECTED = re.compile(r"\b(?:salah|seharusnya|keliru|ralat|koreksi|dikoreksi|diubah|belum benar)\b")
_ANEW = re.compile(
    r"\b(?:koreksi|dikoreksi|terkoreksi|revisi|perbaikan|final|baru|ralat|remedial|susulan|sesudah|setelah)\b"
)
_UNSPOKEN = " .-"  # what ``spoken`` leaves out of plain letters
_BETWEEN = "\0"  # parts cells in which nothing else is looked for
_STEMS = (
    "lulus", "lolos", "syarat", "gugur", "hadir", "datang", "ikut", "absen", "alpa", "alpha", "alfa", "mangkir",
    "sakit", "izin", "ijin", "diskual", "undur", "batal", "meninggal", "ontek", "joki", "dikeluarkan", "diperkenan",
    "seharusnya", "menjadi", "salah", "keliru", "tertukar",
)  # fmt: skip


def remarks(context: Context, rows: Rows) -> Iterator[Finding]:
    """What the unread columns of the register and the mark sheets say against the result."""
    words = _words(context.rules)
    for at, heading in rows.unread:
        if not _OTHERS.search(normal(heading)):
            found = _column(context, rows, at, words)
            yield from (one for one in found if one.place and one.place.whole_row not in context.stopped_rows)


def _words(rules: Rules) -> dict[str, State]:
    """What a cell may say of somebody, as ``spoken`` folds it; signs and single letters say too little."""
    found = {spoken(word): state for state, words in _WORDS.items() for word in words}
    fails = [word for stage in rules.stages for c in stage.components if c.requirement for word in c.requirement.fails]
    found |= {spoken(word): State.FAILED for word in fails if folded(word) not in DENIALS}
    found |= state_words(rules.states)
    return {word: state for word, state in found.items() if len(word) > 1 and word[0].isalpha()}


def replacements(_context: Context, rows: Rows) -> Iterator[Finding]:
    """Unread columns that are headed as a correction of one that is read, and say otherwise: ``Teori (koreksi)``."""
    headers = rows.table.headers
    headed = {normal(headers[at]): at for at in sorted(rows.read)}
    for at, heading in rows.unread:
        bare, anew = _ANEW.subn(" ", normal(heading))
        old = headed.get(" ".join(bare.split())) if anew else None
        if old is None:
            continue
        other = [k for k in range(len(rows.rows)) if rows.text(k, at) not in {"", rows.text(k, old)}]
        if other:
            yield rows.doubt("P440", other[0], at, lain=headers[old], banyak=show_count(len(other)))


def comments(context: Context, rows: Rows) -> Iterator[Finding]:
    """What people noted on cells: that a mark is wrong, or that somebody who is counted should not be."""
    sheet, words = rows.table.sheet, _words(context.rules)
    row_of = {rows.table.rows[r]: k for k, r in enumerate(rows.rows.tolist())} if sheet.comments else {}
    for (row, at), written in sorted(sheet.comments.items()):
        k, text = row_of.get(row), _comment(written)
        if k is None:
            continue
        said = _meaning(text.casefold(), words)
        wrong = at in rows.read and _CORRECTED.search(text.casefold()) is not None
        if wrong or (said is not None and _contradicts(context, rows, k, said)):
            yield finding("P432", sheet.place(row, at), nomor=rows.numbers[rows.who[k]], isi=text)


def struck_out(context: Context, rows: Rows) -> Iterator[Finding]:
    """People whose whole row, or a mark of theirs, is struck through, and who count all the same."""
    sheet = rows.table.sheet
    for k, r in enumerate(rows.rows.tolist()) if sheet.struck else ():
        row = rows.table.rows[r]
        filled = [at for at in sorted(rows.read) if at < len(sheet.rows[row]) and clean(sheet.rows[row][at])]
        struck = [at for at in filled if (row, at) in sheet.struck]
        if struck and _goes_on(context, rows, k, whole=struck == filled):
            yield rows.doubt("P446", k, struck[0])


def _goes_on(context: Context, rows: Rows, k: int, whole: bool) -> bool:
    """Whether a mark that is struck counts; of a whole row, whether its person goes past the stage or is ranked."""
    if not whole:
        return _contradicts(context, rows, k, State.WITHDRAWN)
    i, stages = int(rows.who[k]), context.result.stages
    past = rows.stage is not None and rows.stage < len(stages) and stages[rows.stage].fates[i] in _ONWARD
    return past or _fates(context)[i] not in (*_OUT, Fate.BEYOND)


def notes(context: Context, rows: Rows) -> Iterator[Finding]:
    """What notes outside the rows of a table say of people by their numbers: ``Tidak hadir: 1 orang (26-0002)``."""
    sheet = rows.table.sheet
    outside = sorted({*range(len(sheet.rows))}.difference(rows.table.rows, rows.table.header_rows))
    row_of = {i: k for k, i in enumerate(rows.who.tolist())} if outside else {}
    for r in outside:
        for i, said, clause in _noted(context, sheet.rows[r]):
            if i in row_of and _contradicts(context, rows, row_of[i], said):
                yield finding("P447", sheet.place(r), nomor=context.register.numbers[i], isi=clause)


def _noted(context: Context, row: Sequence[Cell]) -> Iterator[tuple[int, State, str]]:
    """Whom a note calls absent, withdrawn or disqualified, and in which clause."""
    text = " ".join(clean(cell) for cell in row if isinstance(cell, str) and cell)[:_LONGEST]
    for clause in _NOTED.split(text) if _LEFT.search(text.casefold()) else ():
        said = _left(clause.casefold(), _LEFT)
        for i in context.index.find(word.strip("().:") for word in clause.split()).tolist():
            if said is not None and i >= 0:
                yield i, said, clause.strip()


def _comment(text: str) -> str:
    """A comment without the name of its author and what Excel adds about threads."""
    if text.startswith("[Threaded comment]"):
        text = text.partition("Comment:")[2]
    first, _, rest = text.strip().partition("\n")
    return clean(rest if first.endswith(":") else text)


def _contradicts(context: Context, rows: Rows, k: int, said: State) -> bool:
    one = np.full(len(rows.rows), _NOTHING, dtype=np.int8)
    one[k] = said
    return bool((_gone(context, rows, one) | _judged(context, rows, one)).any())


def _column(context: Context, rows: Rows, at: int, words: dict[str, State]) -> Iterator[Finding]:
    cells, which = rows.table.different(at)
    words = words if rows.stage is None else words | _BESIDE_MARKS
    meanings: dict[Cell, State] = dict(_meanings([cell for cell in cells if isinstance(cell, str) and cell], words))
    if rows.stage is not None and _PRESENCE.search(normal(rows.table.headers[at])):
        meanings |= _away([cells[k] for k in which[rows.rows[rows.graded[rows.who]]].tolist()])
    if not meanings:
        return
    said = np.array([meanings.get(cell, _NOTHING) for cell in cells], dtype=np.int8)[which[rows.rows]]
    for k in indices(_gone(context, rows, said) | _judged(context, rows, said)):
        yield rows.doubt("P431", k, at, padahal=_standing(context, rows, k, int(said[k])))


def _away(cells: Sequence[Cell]) -> dict[Cell, State]:
    """The cells of a column of attendance that call somebody absent whose row has a mark; none where many do."""
    counts = Counter(spoken(clean(cell)) for cell in cells)
    usual, count = counts.most_common(1)[0] if counts else ("", 0)
    if usual in _AWAY or count < FITS * len(cells):
        return {}
    return {cell: State.ABSENT for cell in set(cells) if spoken(clean(cell)) in _AWAY}


def _meanings(cells: list[str], words: dict[str, State]) -> dict[str, State]:
    """The cells that say something of somebody; most columns are names or addresses, and one look shows it."""
    text = _BETWEEN.join([cell[:_LONGEST].replace(_BETWEEN, " ") for cell in cells])
    text = text.casefold().replace("tdk.", "tidak").replace("tdk", "tidak")
    folds = text.split(_BETWEEN)
    if not any(stem in text for stem in _STEMS) and words.keys().isdisjoint(folds):
        return {}
    found = {cells[k]: _meaning(folds[k], words) for k in sorted(_may_tell(text, words))}
    return {cell: state for cell, state in found.items() if state is not None}


def _may_tell(text: str, words: Iterable[str]) -> set[int]:
    """The cells that hold a stem or begin with a word that has none; ``spoken`` and patterns are for those alone."""
    for sign in _UNSPOKEN:
        text = text.replace(sign, "")
    shapes = text.split(_BETWEEN)
    bare = tuple(word for word in words if not any(stem in word for stem in _STEMS))
    begins = {k for k, shape in enumerate(shapes) if shape.startswith(bare)}
    odd = {k for k, shape in enumerate(shapes) if not (shape.isascii() and shape.isprintable())}
    return begins.union(odd, *({k for k, shape in enumerate(shapes) if s in shape} for s in _STEMS if s in text))


def _meaning(text: str, words: dict[str, State]) -> State | None:
    """A word by itself or before its explanation; of leaving also in the midst of a sentence; INVALID for a slip."""
    first = _BREAK.split(text, maxsplit=1)[0]
    found = words.get(spoken(first))
    found = words.get(spoken(text)) if found is None and first != text else found
    if found is not None or _MARK_WRONG.search(text):
        return State.INVALID if found is None else found
    return _left(text, _INSIDE)


def _left(text: str, pattern: re.Pattern[str]) -> State | None:
    """How somebody left, by the first words of leaving that nothing before them denies."""
    hit = pattern.search(text)
    if hit is None or _DENIED.search(_CLAUSE.split(text[: hit.start()])[-1]):
        return None
    if "hadir" in hit[0]:
        return State.ABSENT
    return State.WITHDRAWN if "undur" in hit[0] or "meninggal" in hit[0] else State.DISQUALIFIED


def _gone(context: Context, rows: Rows, said: States) -> Bools:
    """Rows that call somebody absent, withdrawn or disqualified, or the mark a slip, where it counts all the same."""
    fates = _fates(context)[rows.who]
    counted = rows.graded[rows.who] & ~np.isin(fates, _GONE)
    return np.asarray(np.isin(said, GONE if rows.stage is None else (*GONE, State.INVALID)) & counted, dtype=bool)


def _judged(context: Context, rows: Rows, said: States) -> Bools:
    """Rows whose verdict is not that of the rules.

    A column of verdicts may be about its stage or about the end. The reading that explains nearly all of it, passed and
    failed alike, doubts the rest; without one, only the failure of somebody who is still in the running is doubted.
    """
    failed, passed = said == State.FAILED, said == State.KNOWN
    for reading in _readings(context, rows):
        right = (passed & reading) | (failed & ~reading)
        both = (failed & right).any() and ((passed & right).any() or not passed.any())
        if both and right.sum() >= FITS * (failed | passed).sum():
            return np.asarray((failed | passed) & ~right, dtype=bool)
    fates = _fates(context)[rows.who]
    out = _OUT if rows.stage is None else (*_OUT, Fate.LOSES, Fate.BEYOND)
    return np.asarray(failed & ~np.isin(fates, out), dtype=bool)


def _readings(context: Context, rows: Rows) -> Iterator[Bools]:
    """Who passed, by row: the stage of the sheet, then the end without and with reserves."""
    result = context.result
    if rows.stage is not None and rows.stage < len(result.stages) and result.stages[rows.stage].decided:
        yield result.stages[rows.stage].fates[rows.who] == Fate.PROCEEDS
    if result.end is not None and result.end.decided:
        yield np.isin(_fates(context)[rows.who], INSIDE)
        yield np.isin(_fates(context)[rows.who], (*INSIDE, Fate.RESERVE))


def _fates(context: Context) -> NDArray[np.int8]:
    """What became of everyone; whoever nothing became of yet is in the running."""
    fates = context.result.fates
    return np.where(fates <= Fate.OPEN, np.int8(Fate.PROCEEDS), fates)


def _standing(context: Context, rows: Rows, k: int, said: int) -> str:
    """What contradicts a remark, in words."""
    if said in (*GONE, State.INVALID) and rows.stage is not None:
        return f"nilainya pada tahap {context.rules.stages[rows.stage].name} ikut dihitung"
    return _WHERE[Fate(int(_fates(context)[rows.who[k]]))]
