"""Columns of numbers: true numbers at array speed, numbers written as text with their separators decided by column.

Only ``spelled`` ever reads a text. ``near`` merely suggests, ``facts`` names what two people wrote into one cell. What
was read is then held against the scale: single outliers, a forgotten factor, numbers that look otherwise.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import decimal, normalize

import numpy as np
from msgspec.structs import replace

from asnrekrut.core.exact import Bools, Exact, Ints
from asnrekrut.core.marks import State
from asnrekrut.intake.cells import EXACT_DIGITS, Cells, Fault, Wrong, clean, exact, fault, origin, spoken
from asnrekrut.intake.columns import NumberColumn, Stretch
from asnrekrut.nik import without_nik
from asnrekrut.notation import listed, show
from asnrekrut.readers.content import is_padded
from asnrekrut.texts import DASHES, LOOKALIKES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from asnrekrut.findings import Values
    from asnrekrut.intake.tables import Table
    from asnrekrut.io import Cell


COMMA, POINT = 0, 1  # the readings of a spelling
HELD_DIGITS = 18  # of a numerator in 64 bits; no bound that the rules allow has more
LONGEST = 24  # characters; no mark is written with more
REMARK = 100  # characters; a longer text is prose, and not searched for facts or numbers
_COMMA = re.compile(r"-?(?:[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,[0-9]+)?")
_POINT = re.compile(r"-?(?:[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_SEPARATED = re.compile(r"(?:(?:(?<!\s)\s++)?(?:[/\\;|&=()\[\]]|\b(?:dan|atau)\b)|(?<=[0-9])\s*+-(?=\s*+[0-9]))\s*+")
_OVER = re.compile(r"(-?[0-9]{1,6}(?:[.,][0-9]+)?) ?/ ?([0-9]{1,6})")
_INSIDE = re.compile(r"(?<![^\W_])(?<!\+)-?[0-9]+(?:[.,][0-9]+)*(?![^\W_])")  # not a part of a word
FACTORS = (2, 4, 5, 10, 100)
_SHARE = 5  # one mark in so many must lie above the maximum before the whole column is doubted
_LARGE = 20  # a maximum from which on a column without any mark above 1 is doubted


class Spelled(NamedTuple):
    """The two readings of a spelling; None where it cannot be read so, equal where it does not matter."""

    comma: Decimal | None  # as Indonesia writes: decimal comma, points between thousands
    point: Decimal | None  # as English writes: decimal point, commas between thousands

    def read(self, mark: int) -> Decimal:
        """One of the readings; zero where it cannot be read so."""
        return self[mark] or Decimal(0)

    @property
    def doubtful(self) -> bool:
        """Whether both readings are possible and differ: one separator with three digits behind it."""
        return self.comma is not None and self.point is not None and self.comma != self.point

    @property
    def only(self) -> Decimal | None:
        """The number, if there is just one reading."""
        if self.doubtful:
            return None
        return self.comma if self.comma is not None else self.point


class Scale(NamedTuple):
    """The numbers that a column may hold."""

    low: Decimal
    top: Decimal

    @property
    def limits(self) -> Values:
        """Both, as a message names them."""
        return {"minimum": show(self.low), "maksimum": show(self.top)}


class Numbers(NamedTuple):
    """Numbers with at most so many decimals.

    Attributes:
        words: the words for states, as ``spoken`` folds them.
        scale: what they must not lie outside of; it also decides between the readings of ``60,000``.
    """

    decimals: int
    words: Mapping[str, State] = {}
    scale: Scale | None = None

    def read(self, cells: Cells, where: Stretch | None = None, /) -> NumberColumn:
        """The numbers, with all that is doubtful about them; INVALID also outside the scale."""
        read = numbers(cells, *self, typed=where is not None and _keeps_types(where.table))
        faults = shown_otherwise(read, where) if where is not None else read.faults
        if self.scale is None:
            return replace(read, faults=faults)
        more, outside = out_of_scale(read, self.scale, where)
        states = np.where(outside, State.INVALID, read.states).astype(np.int8)
        return NumberColumn(read.values, states, faults + more)


def numbers(
    cells: Cells, decimals: int, words: Mapping[str, State], scale: Scale | None = None, typed: bool = False
) -> NumberColumn:
    """Read cells as ``Numbers``; those outside the scale are not refused here.

    Args:
        typed: whether the sheet can tell numbers from text, so that a number stored as text is worth a note.
    """
    said, which = cells
    num, certain = _floats(said, decimals)
    states = np.zeros(len(said), dtype=np.int8)
    outcomes = {k: _outcome(said[k], words) for k in np.flatnonzero(~certain).tolist()}
    written = {k: one for k, one in outcomes.items() if isinstance(one, Spelled)}
    decision = _decide(written, said, scale)
    wrong: dict[int, Wrong] = {}
    for k, one in outcomes.items():
        read = _scaled(one, said[k], decimals, scale, decision) if isinstance(one, Spelled) else one
        if isinstance(read, State):
            states[k] = read
        elif isinstance(read, int):
            num[k] = read
        else:
            states[k], wrong[k] = State.INVALID, read
    faults = _notes(written, cells, scale, decision, typed) + cells.faults(wrong)
    return NumberColumn(Exact(num[which], 10**decimals), states[which], faults)


def _floats(cells: Sequence[Cell], decimals: int) -> tuple[Ints, Bools]:
    """Numerators over 10^decimals of the true numbers, and where that is exact.

    A float x stands for the integer n = rint(x·10^d) over 10^d exactly if n / 10^d, which IEEE division rounds
    correctly, gives x back and n has at most 15 digits: then no other decimal of that length is as near to x. All
    other cells are looked at one by one.
    """
    power, limit = 10**decimals, 10**EXACT_DIGITS
    plain = [c if type(c) is float or (type(c) is int and -limit < c < limit) else np.nan for c in cells]
    floats = np.array(plain, dtype=np.float64)
    with np.errstate(invalid="ignore", over="ignore"):
        scaled = np.rint(floats * power)
        certain = (scaled / power == floats) & (np.abs(scaled) < limit)
    return np.where(certain, scaled, 0).astype(np.int64), certain


def _outcome(cell: Cell, words: Mapping[str, State]) -> State | Spelled | Wrong:
    """One cell: its state, its possible readings, or what is wrong with it."""
    if isinstance(cell, str):
        return _of_text(clean(cell), words)
    number = None if isinstance(cell, bool) or not isinstance(cell, (int, float)) else exact(cell)
    if number is not None and number.is_finite():
        return Spelled(number, number)
    made = origin(cell)
    guess = f" Excel agaknya mengubah isian seperti {made} menjadi tanggal atau jam." if made else ""
    return _no_number(clean(cell), guess)


def _no_number(text: str, guess: str) -> Wrong:
    return "E201", {"isi": text, "dugaan": guess}


def _of_text(text: str, words: Mapping[str, State]) -> State | Spelled | Wrong:
    state = State.BLANK if text == "" else words.get(spoken(text))
    if state is not None:
        return state
    readings = spelled(text)
    if readings != (None, None):
        return readings
    if parts := facts(text, words):
        named: Values = {"isi": text, "bagian": " dan ".join(f'"{part}"' for part in parts)}
        return "E211", named
    value, inside = near(text), text.strip("()[] ")
    if value is not None and without_nik(text) == text:
        return _no_number(text, f' Mungkin maksudnya "{show(value)}".')
    return _no_number(text, f' Mungkin maksudnya "{inside}".' if spoken(inside) in words else "")


def _decide(written: Mapping[int, Spelled], cells: Sequence[Cell], scale: Scale | None) -> int | str:
    """Decide for a whole column what ``60,000`` and ``60.000`` mean: which reading, else why that is not known.

    One reading is taken only if it is possible somewhere, the other nowhere, and no other cell of the column uses the
    separators the other way round.
    """
    doubtful = [one for one in written.values() if one.doubtful]
    if not doubtful or scale is None:
        return "sedangkan kolom ini tidak mempunyai nilai maksimum yang dapat memutuskannya"
    fits = [any(scale.low <= one.read(mark) <= scale.top for one in doubtful) for mark in (COMMA, POINT)]
    if fits[COMMA] == fits[POINT]:
        return f"sedangkan batas {show(scale.low)} sampai dengan {show(scale.top)} tidak menentukan yang mana"
    mark = fits.index(True)
    against = next((i for i, one in written.items() if one[mark] is None), None)
    if against is not None:
        return f'sedangkan sel lain pada kolom ini, misalnya "{clean(cells[against])}", memakai tanda yang sebaliknya'
    return mark


def _scaled(one: Spelled, cell: Cell, decimals: int, scale: Scale | None, decision: int | str) -> int | Wrong:
    """The numerator over 10^decimals, or what is wrong."""
    if one.doubtful and isinstance(decision, str):
        first, second = show(one.read(COMMA)), show(one.read(POINT))
        return "E204", {"isi": clean(cell), "satu": first, "dua": second, "sebab": decision}
    value = one.read(decision) if one.doubtful and isinstance(decision, int) else one.only or Decimal(0)
    scaled = value.scaleb(decimals)
    if scaled != scaled.to_integral_value():
        return "E203", {"isi": show(value), "desimal": decimals, "tampak": ""}
    if value.adjusted() + decimals < HELD_DIGITS:
        return int(scaled)
    if scale is None:
        return _no_number(clean(cell), "")
    return "E202", {"isi": show(value), **scale.limits}


def _notes(
    written: Mapping[int, Spelled], cells: Cells, scale: Scale | None, decision: int | str, typed: bool
) -> list[Fault]:
    """What is said once about the whole column: how doubtful separators were read, and numbers stored as text."""
    notes = []
    doubtful = cells.rows(k for k, one in written.items() if one.doubtful)
    if doubtful and isinstance(decision, int) and scale is not None:
        k = int(cells.which[doubtful[0]])
        taken, other = (show(written[k].read(mark)) for mark in (decision, 1 - decision))
        told: Values = {"contoh": clean(cells.said[k]), "baca": taken, "lain": other, **scale.limits}
        notes.append(fault(doubtful[0], "I201", jumlah=len(doubtful), **told))
    texts = cells.rows(k for k in written if isinstance(cells.said[k], str) and not is_padded(cells.said[k]))
    texts = texts if typed else []
    if texts:
        example = clean(cells.said[cells.which[texts[0]]])
        notes.append(Fault(texts[0], "I202", {"jumlah": len(texts), "contoh": example}))
    return notes


def spelled(text: str) -> Spelled:
    """What a cleaned text says as a number; ASCII digits only, no plus sign, no blank, no unit."""
    text = text.removeprefix("'")
    if len(text) > LONGEST:
        return Spelled(None, None)
    comma = Decimal(text.replace(".", "").replace(",", ".")) if _COMMA.fullmatch(text) else None
    point = Decimal(text.replace(",", "")) if _POINT.fullmatch(text) else None
    return Spelled(comma, point)


def facts(text: str, words: Mapping[str, State]) -> list[str]:
    """The facts of a cell that holds several, each a number or the word for a state; else nothing.

    ``80 (TH)`` and ``80/75`` are such cells; ``80/100`` is a fraction and not one of them.
    """
    over = _OVER.fullmatch(text)
    if len(text) > REMARK or (over and over[2] == "100"):
        return []
    parts = [part for part in _SEPARATED.split(text) if part]
    if len(parts) == 1:
        parts = _beside(text, words)
    found = [_kind(part, words) for part in parts]
    return parts if len(parts) > 1 and all(found) and "angka" in found else []


def _kind(part: str, words: Mapping[str, State]) -> str:
    if spelled(part) != (None, None):
        return "angka"
    return "keadaan" if spoken(part) in words else ""


def _beside(text: str, words: Mapping[str, State]) -> list[str]:
    """Two facts with nothing but a blank between them; three digits behind it may be thousands, so not those."""
    pieces = text.split(" ")
    for i in range(1, len(pieces)):
        pair = [" ".join(pieces[:i]), " ".join(pieces[i:])]
        if all(_kind(part, words) for part in pair) and not re.fullmatch(r"[0-9]{3}", pair[1]):
            return pair
    return []


def near(text: str) -> Decimal | None:
    """The decimal that an unreadable text was probably meant to be: to suggest, never to take."""
    if len(text) > REMARK:
        return None
    text = _plain(text)
    over = _OVER.fullmatch(text)
    texts = [over[1]] if over and over[2] == "100" else _repairs(text)
    return next((value for one in texts if (value := spelled(one).only) is not None), None)


def _repairs(text: str) -> list[str]:
    """The text with one habit after the other undone: signs and units, letters for digits, a remark."""
    tight = text.replace(" ", "").removeprefix("+").removesuffix("%").rstrip(".,")
    if tight[:1] in {",", "."}:
        tight = f"0{tight}"
    digits = tight.translate(LOOKALIKES) if re.search("[0-9]", tight) else ""
    inside = _INSIDE.findall(text)
    return [tight, digits, *(inside if len(inside) == 1 else [])]


def _plain(text: str) -> str:
    """Digits of any script as ASCII, any dash as a minus."""
    dashes = dict.fromkeys(map(ord, DASHES), "-")
    return "".join(str(decimal(char, char)) for char in normalize("NFKC", text.translate(dashes))).strip()


def out_of_scale(read: NumberColumn, scale: Scale, where: Stretch | None = None) -> tuple[list[Fault], Bools]:
    """What lies outside the scale, as one fault where the whole column does; and which numbers do."""
    top, known = Fraction(scale.top), read.states == State.KNOWN
    below = known & ~read.values.at_least(Fraction(scale.low))
    above = known & ~read.values.at_most(top)
    factor = _factor(read, known, above, top)
    if factor is None:
        faults = _outliers(read, above, scale)
    else:
        rows = np.flatnonzero(above).tolist()
        cells = listed([where.place(i).cell for i in rows], 3) if where is not None else ""
        counts: Values = {"faktor": factor, "jumlah": len(rows), "ada": int(known.sum())}
        faults = [fault(rows[0], "E213", maksimum=show(top), sel=cells, **counts)]
    faults += _outliers(read, below, scale)
    return faults + (_parts_of_one(read, known, top) or _lone_parts(read, known, top)), below | above


def _outliers(read: NumberColumn, outside: Bools, scale: Scale) -> list[Fault]:
    rows = np.flatnonzero(outside).tolist()
    return [Fault(i, "E202", {"isi": show(read.values.at(i)), **scale.limits}) for i in rows]


def _factor(read: NumberColumn, known: Bools, above: Bools, top: Fraction) -> int | None:
    """What the whole column seems to be multiplied by: then all marks fit, and most divide without more decimals."""
    count = int(above.sum())
    if count < 2 or count * _SHARE < int(known.sum()):  # noqa: PLR2004  (a lone outlier)
        return None
    num = read.values.num[known]
    peak = Fraction(int(num.max()), read.values.den)
    for factor in FACTORS:
        if peak <= factor * top and 2 * int((num % factor == 0).sum()) > len(num):
            return factor
    return None


def _parts_of_one(read: NumberColumn, known: Bools, top: Fraction) -> list[Fault]:
    """Marks such as 0,85 where 85 was meant."""
    num = read.values.num[known]
    if top < _LARGE or len(num) < 2 or not 0 < int(num.max()) <= read.values.den:  # noqa: PLR2004  (a lone mark)
        return []
    if not bool((num % read.values.den != 0).any()):  # only zeros and ones: few right answers, not parts
        return []
    first = int(np.flatnonzero(known)[0])
    highest = show(Fraction(int(num.max()), read.values.den))
    return [fault(first, "P204", jumlah=len(num), tertinggi=highest, maksimum=show(top))]


def _lone_parts(read: NumberColumn, known: Bools, top: Fraction) -> list[Fault]:
    """Single marks such as 0,85 among marks of 70 and 90."""
    num, den = read.values.num, read.values.den
    parts = np.flatnonzero(known & (num > 0) & (num < den)).tolist()
    if not parts or top < _LARGE or int(np.sort(num[known])[int(known.sum()) // 2]) * _SHARE < top * den:
        return []
    found = [(i, read.values.at(i)) for i in parts if 100 * read.values.at(i) <= top]
    return [Fault(i, "P206", {"rincian": show(value), "maksimum": show(top)}) for i, value in found]


def shown_otherwise(read: NumberColumn, where: Stretch) -> list[Fault]:
    """A column's faults, those of too many decimals with what the cell shows, and numbers that show as other ones."""
    table, masked = where.table, where.table.sheet.masked
    shown = [masked.get((table.rows[k], where.column)) for k in where.rows.tolist()] if masked else []
    for rounded in (one for one in read.faults if one.code == "E203"):
        if shown and (text := shown[rounded.index]):
            rounded.values["tampak"] = f" (tampak {clean(text)})"
    return read.faults + [
        Fault(i, "P203", {"rincian": f"tersimpan {show(read.values.at(i))}, tampak {clean(text)}"})
        for i, text in enumerate(shown)
        if text is not None and read.states[i] == State.KNOWN
    ]


def _keeps_types(table: Table) -> bool:
    """Whether a table's file can tell a number from text: no text file, and no page that only calls itself ``.xls``."""
    if table.sheet.delimiter:
        return False
    if table.sheet.file.lower().endswith(".xls"):
        return any(not isinstance(cell, str) for said, _ in table.sheet.rows.columns for cell in said)
    return True
