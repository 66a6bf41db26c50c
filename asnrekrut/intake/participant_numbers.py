"""Participant numbers and codes: read from a column, and looked up in the register.

Two facts in one cell, ``99-0012 / Budi Contoh``, are no participant number, and nobody guesses which part is one.
"""

from __future__ import annotations

import re
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from msgspec import Struct, field

from asnrekrut.core.register import places
from asnrekrut.errors import UsageError
from asnrekrut.findings import Finding, finding, spans
from asnrekrut.intake.cells import EXACT_DIGITS, identifier, origin, sound
from asnrekrut.nik import masked, niks_among
from asnrekrut.notation import listed, show_count
from asnrekrut.texts import LOOKALIKES, folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from asnrekrut.intake.tables import Table
    from asnrekrut.io import Cell

MOST = 3  # participants named when somebody may have been meant
_LOOKALIKES = LOOKALIKES | str.maketrans({"S": "5", "B": "8"})


class Directory(Struct):
    """The register's numbers, in its order, for looking up; its names only to say whose a row may be.

    Attributes:
        numbers: '' for nobody can be looked up.
        coded: whether they are codes that stand in the place of participant numbers.
        at: where each of them stands, and other numbers of the same people; by default made of ``numbers``.
    """

    numbers: Sequence[str]
    names: Sequence[str] = ()
    coded: bool = False
    at: Mapping[str, int] = field(default_factory=dict)
    _looks: dict[object, dict[str, list[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.at = self.at or places(self.numbers)

    def __contains__(self, number: str) -> bool:
        return number in self.at

    def alike(self, number: str) -> str | None:
        """The one number that differs in case, blanks, punctuation or leading zeros only; it is only suggested."""
        for look in (_bare, _short, _as_digits, _last):
            found = self._by(look, self.numbers).get(look(number), [])
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def owner(self, name: str) -> str | None:
        """The number of the only one who bears this name; it is only suggested."""
        found = self._by(folded, self.names).get(folded(name), [])
        return found[0] if len(found) == 1 else None

    def _by(self, look: Callable[[str], str], texts: Sequence[str]) -> dict[str, list[str]]:
        """The numbers by the look of these texts, '' left out; made once, for there may be many to look up."""
        if look not in self._looks:
            found = self._looks.setdefault(look, {})
            for text, number in zip(texts, self.numbers, strict=False):
                if shown := look(text):
                    found.setdefault(shown, []).append(number)
        return self._looks[look]

    def find(self, numbers: Iterable[str]) -> NDArray[np.intp]:
        """The place of every number in the register; -1 for one that is not there."""
        return np.array(list(map(self.at.get, numbers, repeat(-1))), dtype=np.intp)


def find_applicant(numbers: Sequence[str], names: Sequence[str], asked: str, second: Sequence[str] = ()) -> int:
    """Where a participant number stands in the register. A name never decides: it only leads to those who bear it.

    Raises:
        UsageError: nobody has it; it names who was probably meant.
    """
    from rapidfuzz import process

    directory, wanted = Directory(numbers, names, at=places(numbers, second)), folded(asked)
    if asked.strip() in directory:
        return int(directory.find([asked.strip()])[0])
    alike = directory.alike(asked)
    named = [i for i, name in enumerate(names) if wanted and wanted in folded(name)]
    near = [list(numbers).index(alike)] if alike else named
    near = near or [place for _, _, place in process.extract(asked, numbers, score_cutoff=60, limit=1)]
    hidden = niks_among(numbers)
    shown = [masked(numbers[i]) if numbers[i] in hidden else numbers[i] for i in near]
    meant = listed([f"{number} ({names[i]})" for number, i in zip(shown, near, strict=True)], MOST)
    raise UsageError(f'tidak ada peserta "{asked}"' + (f"; maksud Anda {meant}?" if near else ""))


def _bare(number: str) -> str:
    return "".join(c for c in number.casefold() if c.isalnum())


def _short(number: str) -> str:
    """The parts of a number without leading zeros: ``99-3`` for ``99-0003``."""
    return "-".join(part.lstrip("0") for part in re.findall(r"[^\W\d_]+|\d+", number.casefold()))


def _as_digits(number: str) -> str:
    """``99-OO15`` for ``99-0015``: letters taken for the digits they look like."""
    return _bare(number.translate(_LOOKALIKES))


def _last(number: str) -> str:
    """The digits at the end: ``0015`` alone, where the rest was left out."""
    found = re.search(r"(?<!\d)\d+$", number)
    return found[0].lstrip("0") if found and len(found[0]) > 1 else ""


LONGEST = 200  # characters
_SIGNS = r"[/|;,:(–—-]"
_MARKED = rf"(?:\s{_SIGNS}++\s?|\s?(?<!{_SIGNS}){_SIGNS}++\s|\s?\()"  # (texts are tidy: single blanks)
_WORDS = r"[^\W\d_][\W_]*+[^\W\d_]\D*"
_NAME = r"(?=[^\W\d_]\S*+\s|[^\W\d_]+[a-z])\D*"
_NUMBER_FIRST = re.compile(rf"(?=\S*\d\D*\Z)\S*\d[^\s\d]*?(?:{_MARKED}({_WORDS})|\s({_NAME}))")
_NUMBER_LAST = re.compile(rf"(?=\D*\d\S*\Z)({_WORDS}?){_MARKED}[^\s\d]*\d\S*")
_CHANCE = 5  # digits
_TAIL = re.compile(r"([0-9]+)[.,]([0-9]+)")  # what is left of a number that became a text: 990001.0


class Keys(NamedTuple):
    """The participant numbers or codes of a column, by data row.

    Attributes:
        texts: '' where the cell is blank or what it holds must not be used.
        faults: what is wrong with a cell; a blank one is for the caller to judge.
    """

    texts: list[str]
    faults: dict[int, Finding]

    def refuse(self, k: int, fault: Finding) -> None:
        """Use one of them no more."""
        self.texts[k], self.faults[k] = "", fault

    def holding(self, *signs: str) -> list[int]:
        """Where a text holds one of these signs."""
        together = "\n".join(self.texts)
        if not any(sign in together for sign in signs):
            return []
        return [k for k, text in enumerate(self.texts) if any(sign in text for sign in signs)]


def keys(table: Table, column: int) -> Keys:
    """The participant numbers or codes of a column, by data row."""
    cells = table.column(column)
    found = Keys(cells, {}) if sound(cells) else _identified(cells, table, column)
    tails = {k: tail for k in found.holding(".", ",") if (tail := _TAIL.fullmatch(found.texts[k]))}
    if tails and not any(tail[2].strip("0") for tail in tails.values()):  # else 1.0 and 1.1 are sections of a list
        for k, tail in tails.items():
            found.refuse(k, finding("E215", table.place(k, column), isi=tail[0], maksud=tail[1]))
    for k, fault in table.broken(column).items():
        found.refuse(k, fault)
    return found


def joined_keys(table: Table, columns: list[int]) -> Keys:
    """Codes that several columns make up together, ``Perawat / Puskesmas A``; '' where one of them is blank."""
    parts = [keys(table, column) for column in columns]
    if len(parts) == 1:
        return parts[0]
    rows = zip(*(part.texts for part in parts), strict=True)
    faults = {k: fault for part in reversed(parts) for k, fault in part.faults.items()}  # (the first one counts)
    return Keys([" / ".join(texts) if all(texts) else "" for texts in rows], faults)


def _identified(cells: Sequence[Cell], table: Table, column: int) -> Keys:
    """Cells that are no texts, or not all of them as they stand."""
    found = Keys([], {})
    for k, (text, code) in enumerate(map(identifier, cells)):
        found.texts.append(text)
        if code is not None and text != "":
            fault = finding(code, table.place(k, column), isi=text, asal=origin(cells[k]))
            found.faults[k] = fault
            found.texts[k] = text if code == "P201" else ""
    return found


def single_keys(table: Table, column: int) -> Keys:
    """The participant numbers or codes of a column, those refused that have a name beside them."""
    found = keys(table, column)
    facts = {k: fact for k in found.holding(" ", "(") if (fact := _second_fact(found.texts[k]))}
    if 2 * len(set(facts.values())) > len(facts):  # else the same words over and over: they belong to the code
        first = next(iter(facts))
        rows = spans(table.rows[k] for k in facts)
        count, example = show_count(len(facts)), found.texts[first]
        fault = finding("E108", table.place(first, column), isi=example, banyak=count, baris=rows)
        for k in facts:
            found.refuse(k, fault)
    lost = zeroed(found.texts)
    if lost is not None and lost not in found.faults:
        found.faults[lost] = finding("P207", table.place(lost, column), isi=found.texts[lost])
    return found


def _second_fact(text: str) -> str:
    """The words beside a number; '' if there are none. A text without blank or bracket has none."""
    if len(text) > LONGEST:
        return ""
    if behind := _NUMBER_FIRST.fullmatch(text):
        return behind[1] or behind[2]
    before = _NUMBER_LAST.fullmatch(text)
    if before is None or (before[1].isupper() and " " not in before[1] and "(" not in text):
        return ""  # PRW - 012 is a code
    return before[1]


def zeroed(texts: Sequence[str]) -> int | None:
    """Where the first of a column's long numbers stands if all end in zeros from the 16th digit on; else None.

    Excel keeps 15 digits; a number that was made a text afterwards looks whole. That so many digits are zero by chance
    has to be less likely than one in 100,000.
    """
    long = [i for i, text in enumerate(texts) if len(text) > EXACT_DIGITS and text.isdecimal()]
    lost = [texts[i][EXACT_DIGITS:] for i in long]
    return long[0] if sum(map(len, lost)) >= _CHANCE and not any(part.strip("0") for part in lost) else None
