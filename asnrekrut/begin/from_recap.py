"""From an office's finished recap to a folder and its first ranking: what the cells say, and what no cell says."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from asnrekrut.begin.new_folder import Proposal, Question, about_year, answers
from asnrekrut.begin.presets import proposal
from asnrekrut.begin.recap import NOT_COMPUTED, Recap
from asnrekrut.begin.recap_rules import ALONE, STOP, Part, Seats, Writing, parts_of, usual_top
from asnrekrut.begin.recap_sheets import read_recap, with_marks_beside
from asnrekrut.begin.recap_total import Derivation
from asnrekrut.comparison.differences import compare
from asnrekrut.comparison.other_list import (
    Heading,
    Line,
    Listing,
    most_decimals,
    says_passed,
    says_reserve,
    state_of,
    whole,
)
from asnrekrut.errors import UsageError
from asnrekrut.intake.cells import clean
from asnrekrut.intake.column_names import normal
from asnrekrut.notation import listed
from asnrekrut.rules.base import as_data
from asnrekrut.rules.codes import StateWords
from asnrekrut.rules.undecided import UNDECIDED
from asnrekrut.texts import spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from fractions import Fraction
    from pathlib import Path

    from asnrekrut.begin.new_folder import Ask
    from asnrekrut.comparison.differences import Difference
    from asnrekrut.core.result import Result


TELLING = 2  # ties that one figure must order before it is taken for a rule
ABSENT = "tidak hadir"
ANSWER = "jawaban"
SHEETS = "lembar"  # the key under which the sheets to read are answered
RESERVES = "cadangan"  # the key of how many reserves a formation has; remarks tell it, and nobody is asked
UNASKED = ("dasar", SHEETS, RESERVES)
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_TITLE = re.compile(r"\b(?:seleksi|rekap\w{0,9}|penerimaan|rekrutmen|pengadaan|ujian|tes)\b", re.IGNORECASE)
_OWNER = re.compile(r"(?!\s*(?:panitia|tim|jl\b|jalan|telp|alamat|kode pos|email|laman|website))\D{6}", re.IGNORECASE)
_PAIR = re.compile(r"\s*+([^=;\s](?:[^=;]{0,78}[^=;\s])?)\s*+=\s*+([0-9]{1,7})\s*+")


def option(key: str) -> str:
    """How a script answers a question about a recap."""
    return f"--jawab {key}=…"


def draft_of(path: Path, sheets: str = "") -> Draft:
    """What is known of the recap in a workbook; marks that its total is made of may stand on other sheets of it.

    Args:
        sheets: whose people are read, parted by semicolons; '' for all that are there.

    Raises:
        UsageError: nothing in it is a recap, or none of its columns is a total; the text says why.
    """
    recap = read_recap(path, [name for one in sheets.split(";") if (name := one.strip())])
    alone, beside = (Derivation(one) for one in (recap, with_marks_beside(recap)))
    unexplained = alone.total is not None and alone.total not in alone.derived
    found = beside if unexplained and beside.total in beside.derived else alone
    if found.total is not None:
        return Draft(found.recap, found, found.total)
    if not recap.computed:
        raise UsageError(f"{recap.file}: {NOT_COMPUTED}")
    seen = listed([recap.heading(c) for c in recap.figures], 8)
    raise UsageError(
        f"{recap.file}: tidak ada kolom nilai akhir di antara {seen}; "
        "beri judul Nilai Akhir pada kolom jumlahnya, atau mulailah dengan asnrekrut init FOLDER"
    )


class Draft(Struct, frozen=True, eq=False, dict=True):
    """A recap, how its columns hang together, and which of them is the total."""

    recap: Recap
    derivation: Derivation
    total: int

    @cached_property
    def formations(self) -> list[str]:
        """The formation of everyone.

        Raises:
            UsageError: ranks begin anew, and nothing says for which formation.
        """
        recap = self.recap
        if Heading.FORMATION in recap.roles:
            return [clean(cell) for cell in recap.told(Heading.FORMATION)]
        if recap.groups:
            return [group.code for group in recap.groups]
        if recap.begins_anew:
            raise UsageError(
                f"{recap.file}: peringkat 1 tercantum lebih dari sekali dengan nilai akhir yang berbeda, padahal tidak "
                "ada yang menyebut formasi; tambahkan kolom Formasi, atau baris FORMASI : … di atas pesertanya"
            )
        return [ALONE] * len(recap.places)

    # --- what the cells say ---------------------------------------------------------------------------------

    def tops(self) -> dict[int, Decimal]:
        """The highest possible mark of every column: as its heading says, else the usual one."""
        figures = self.recap.figures
        return {c: Decimal(self.recap.most(c) or usual_top(figures[c])) for c in self.derivation.raw}

    def quotas(self) -> dict[str, Seats]:
        """Seats by formation; a count of those who passed, or 1 where nobody did, says at least how many there are."""
        recap, codes = self.recap, sorted(set(self.formations))
        seats: dict[str, set[int | None]] = {code: set() for code in codes}
        for code, cell in zip(self.formations, recap.told(Heading.QUOTA), strict=True):
            seats[code].add(whole(cell))
        if all(len(one) == 1 and None not in one for one in seats.values()):
            where = f"kolom {recap.cell(recap.roles[Heading.QUOTA])}"
            return {code: Seats(one.pop() or 0, where, sure=True) for code, one in seats.items()}
        groups = None if Heading.FORMATION in recap.roles else recap.groups
        if groups and all(one.seats for one in groups):
            where = f"sel {listed(list(dict.fromkeys(one.cell for one in groups)))}"
            return {one.code: Seats(one.seats or 0, where, sure=True) for one in groups}
        passed = self._remarked(says_passed)
        if not passed:
            return dict.fromkeys(codes, Seats(1, ANSWER))
        where = f"lulus menurut kolom {recap.cell(recap.roles[Heading.OUTCOME])}"
        words = {True: f"banyaknya yang {where}", False: f"tidak seorang pun {where}; pastikan"}
        return {code: Seats(passed[code] or 1, words[code in passed]) for code in codes}

    def reserves(self) -> Seats:
        """How long the lists of reserves are by the remarks; none where no remark names a reserve."""
        found = self._remarked(says_reserve)
        cell = self.recap.cell(self.recap.roles[Heading.OUTCOME]) if found else ""
        return Seats(max(found.values(), default=0), f"cadangan terbanyak menurut kolom {cell}")

    def _remarked(self, says: Callable[[str], bool | None]) -> Counter[str]:
        """By formation, of how many people the remark says something."""
        told = zip(self.formations, self.recap.told(Heading.OUTCOME), strict=True)
        return Counter(code for code, cell in told if says(clean(cell)))

    @cached_property
    def ties(self) -> list[list[int]]:
        """Rows of equal totals in one formation, best rank first, where the recap ranks them apart."""
        ranks = [whole(cell) for cell in self.recap.told(Heading.RANK)]
        groups: dict[tuple[str, Fraction], list[int]] = {}
        for k, total in enumerate(self.recap.figures.get(self.total, [])):
            if total is not None and ranks[k] is not None:
                groups.setdefault((self.formations[k], total), []).append(k)
        found = [sorted(group, key=lambda k: ranks[k] or 0) for group in groups.values() if len(group) > 1]
        return [group for group in found if len({ranks[k] for k in group}) > 1]

    def tie_key(self, parts: Sequence[Part]) -> tuple[str, str]:
        """The figure by which the recap orders equal totals, and where that shows; what to do where none fits.

        One tie alone shows nothing: some figure always falls.
        """
        if len(self.ties) < TELLING:
            return STOP, ""
        place = f"urutan nilai sama pada kolom {self.recap.cell(self.recap.roles[Heading.RANK])}"
        fits = (part.code for part in parts if _falls(self.ties, self.derivation.figures_of(part.linear)))
        return next(((code, place) for code in fits), (STOP, ""))

    @cached_property
    def state_words(self) -> dict[str, dict[str, str]]:
        """By the key of ``[keadaan]``: unusual words for a state in the place of marks, each with its column."""
        usual = {spoken(word) for words in as_data(StateWords()).values() for word in words}
        found: dict[str, dict[str, str]] = {}
        for c in self.derivation.raw:
            for text in {clean(cell) for cell in self.recap.columns[c].cells if isinstance(cell, str)}:
                state = state_of(text)
                if state and spoken(text) not in usual:
                    found.setdefault(state.replace(" ", "_"), {})[text] = self.recap.cell(c)
        return {state: dict(sorted(words.items())) for state, words in sorted(found.items())}

    @cached_property
    def blanks(self) -> int:
        """How many marks are blank."""
        return sum(clean(cell) == "" for c in self.derivation.raw for cell in self.recap.columns[c].cells)

    def year(self) -> int | None:
        """The year that the letterhead or the file's name tells."""
        texts = [*self.recap.letterhead, self.recap.file]
        return next((int(found[0]) for text in texts if (found := _YEAR.search(text))), None)

    # --- what no cell says ----------------------------------------------------------------------------------

    def questions(self, named: int | None = None) -> list[Question]:
        """At most seven, each with a default that follows from the cells.

        Args:
            named: the year that the new folder's name tells.
        """
        head = [text for text in self.recap.letterhead if len(text) <= 120]  # noqa: PLR2004  (a title, no paragraph)
        title = next((text for text in head if _TITLE.search(text)), (head or [f"{UNDECIDED}: nama seleksi"])[0])
        owners = [text for text in head[: head.index(title)] if _OWNER.match(text)] if title in head else []
        others = [one for one in head if one != title]
        owner = owners[-1] if owners else others[0] if others else f"{UNDECIDED}: instansi"
        tops, quotas = self.tops(), self.quotas()
        parts = parts_of(self.derivation, tops)
        found = [
            Question("nama", "Nama seleksi", "--nama", title),
            Question("instansi", "Instansi", "--instansi", owner),
            about_year(named or self.year()),
        ]
        if any(self.recap.most(c) is None for c in tops):
            default = "; ".join(f"{self.recap.heading(c)}={top}" for c, top in tops.items())
            found.append(Question("maksimum", "Nilai tertinggi yang mungkin", option("maksimum"), default))
        if not all(one.sure for one in quotas.values()):
            default = "; ".join(f"{code}={one.number}" for code, one in quotas.items())
            found.append(Question("kuota", "Kursi setiap formasi", option("kuota"), default))
        key, told = self.tie_key(parts)
        if not told:
            choices = [STOP, *(part.code for part in parts if len(parts) > 1)]
            found.append(Question("seri", "Yang memutus nilai akhir yang sama", option("seri"), key, choices))
        if self.blanks:
            text = f"Arti {self.blanks} sel nilai yang kosong"
            found.append(Question("kosong", text, option("kosong"), STOP, [STOP, ABSENT, "nol"]))
        return found

    def answered(self, given: Mapping[str, str], named: int | None, ask: Ask | None) -> dict[str, str]:
        """What was given, and an answer to every other question.

        Args:
            given: by the keys of questions.
            named: see ``questions``.
            ask: None where the defaults are taken.

        Raises:
            UsageError: an answer cannot be used, or nobody asked for it.
        """
        questions = self.questions(named)
        asked = [one.key for one in questions]
        if idle := sorted(set(given) - {*asked, *UNASKED}):
            raise UsageError(f"tidak ditanyakan bagi rekap ini: {', '.join(idle)}; yang ditanyakan: {', '.join(asked)}")
        return {**given, **answers(questions, given, ask)}

    def proposal(self, said: Mapping[str, str]) -> Proposal:
        """The folder that the answers lead to.

        Raises:
            UsageError: an answer does not fit the recap.
        """
        tops, quotas = self.tops(), self.quotas()
        names = {self.recap.heading(c): c for c in tops}
        tops |= {names[n]: Decimal(v) for n, v in pairs(said.get("maksimum", ""), names, "maksimum").items()}
        for code, number in pairs(said.get("kuota", ""), quotas, "kuota").items():
            quotas[code] = quotas[code] if number == quotas[code].number else Seats(number, ANSWER)
        writing = Writing(self, parts_of(self.derivation, tops), tops, said)
        key, told = self.tie_key(writing.parts)
        text = writing.rules(quotas, self._reserves_said(said), said.get("seri", key), told or ANSWER)
        return proposal(text, dict(writing.files()), tuple(writing.remarks()))

    def _reserves_said(self, said: Mapping[str, str]) -> Seats:
        """How long the lists of reserves are to be.

        Raises:
            UsageError: the answer is no number.
        """
        own = self.reserves()
        text = said.get(RESERVES, str(own.number)).strip()
        if not (text.isascii() and text.isdecimal() and len(text) <= 4):  # noqa: PLR2004  (digits)
            raise UsageError(f'jawaban {RESERVES}: "{text}" bukan bilangan; tulis misalnya {RESERVES}=2')
        return own if int(text) == own.number else Seats(int(text), ANSWER)

    def listing(self) -> Listing:
        """The office's own list."""
        recap, totals = self.recap, self.recap.figures.get(self.total, [])
        told = zip(recap.people, totals, recap.told(Heading.RANK), recap.told(Heading.OUTCOME), strict=True)
        lines = [Line(n, k, total, whole(r), clean(c), recap.places[k]) for k, (n, total, r, c) in enumerate(told)]
        return Listing(recap.file, lines, most_decimals(totals))

    def differences(self, result: Result) -> list[Difference]:
        """What the new folder's result says otherwise than the recap."""
        return compare(result, self.listing(), self.drifted())

    def drifted(self) -> dict[str, str]:
        """By number, what is odd about a formula on the way to the total."""
        found: dict[str, str] = {}
        for column in sorted(self._on_the_way(self.total) & self.derivation.derived.keys()):
            for k, words in self.derivation.derived[column].odd.items():
                found.setdefault(self.recap.people[k], words)
        return found

    def _on_the_way(self, column: int) -> set[int]:
        """The columns that lead to one, with it."""
        one = self.derivation.derived.get(column)
        return {column}.union(*(self._on_the_way(c) for c in (one.linear.terms if one else ())))


def pairs(text: str, known: Mapping[str, object], key: str) -> dict[str, int]:
    """``A=2; B=1`` as numbers by name; one number alone is meant for all.

    Raises:
        UsageError: it is written otherwise, or names something unknown.
    """
    if text.strip().isdecimal():
        return dict.fromkeys(known, int(text))
    found = {}
    for piece in (piece for piece in text.split(";") if piece.strip()):
        match = _PAIR.fullmatch(piece)
        meant = [] if match is None else _meant(match[1], known)
        if match is None or len(meant) != 1:
            why = "tidak dikenal" if not meant else f"dapat berarti {listed(meant)}"
            ways = "; ".join(f"{name}=100" for name in known)
            raise UsageError(f'jawaban {key}: "{piece.strip()}" {why}; tulis misalnya {ways}')
        found[meant[0]] = int(match[2])
    return found


def _meant(name: str, known: Mapping[str, object]) -> list[str]:
    """Which known names are meant: the very one, else those with that part, as ``Tes`` for ``Tes / Nilai``."""
    if name in known:
        return [name]
    whole = [one for one in known if normal(one) == normal(name)]
    return whole or [one for one in known if normal(name) in map(normal, one.split(" / "))]


def _falls(groups: Sequence[Sequence[int]], values: Sequence[Fraction | None]) -> bool:
    """Whether a figure falls with the rank in every group, and parts at least one of them."""
    rows = [[values[k] for k in group] for group in groups]
    if any(None in row for row in rows):
        return False
    falling = all(row == sorted(row, reverse=True) for row in rows)  # type: ignore[type-var]
    return falling and all(len(set(row)) == len(row) for row in rows)
