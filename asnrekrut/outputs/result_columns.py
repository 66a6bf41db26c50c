"""The result of a stage, or of the end, as columns: one truth for what the workbook, the CSV and the JSON show.

Numbers are exact to the last step: a column keeps scaled integers, and how it is written (a number cell, a text with
a decimal comma) is decided by the file that holds it.
"""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, get_args

import numpy as np
from msgspec import Struct, field

from asnrekrut.core.exact import Bools, Exact
from asnrekrut.core.reasons import reasons
from asnrekrut.core.result import Fate, Result, StageOutcome
from asnrekrut.findings import Finding, Severity
from asnrekrut.notation import show, terminates
from asnrekrut.outputs.json_format import ProgressWord
from asnrekrut.short_repr import ShortRepr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from asnrekrut.core.calculation_steps import Step
    from asnrekrut.scoring import StageScores

OWN = {"Jumlah", "Nilai tahap", "Hasil"}  # headings of a stage that no component may take in the trace
RANK = "Peringkat"
_DECIMAL = re.compile("-?[0-9]+(?:,[0-9]+)?")
PIECE = 5000  # people written at once
PROGRESS_WORDS = get_args(ProgressWord)
DRAWN = "undian atau keputusan: terkecil"  # the key that decides behind all others, where one was needed


class Column(ShortRepr, Struct, frozen=True, eq=False):
    """One column for everyone in the register.

    Attributes:
        heading: what is printed above it.
        part: the stage or section it belongs to; '' for none.
        texts: for a column of words; None for numbers.
        values: for a column of numbers.
        shown: where there is a number at all.
        decimals: how many are written at least.
    """

    heading: str
    part: str = ""
    texts: Sequence[str] | None = None
    values: Exact | None = None
    shown: Bools = field(default_factory=lambda: np.empty(0, dtype=bool))
    decimals: int = 0

    @property
    def full_heading(self) -> str:
        """With its part, where columns of several parts stand side by side."""
        return f"{self.part}: {self.heading}" if self.part else self.heading

    def words(self) -> tuple[list[str], NDArray[np.int32]]:
        """Different cells as text with a decimal comma, and which of them everyone has."""
        if self.texts is not None:
            return _different(self.texts)
        assert self.values is not None  # noqa: S101  (texts or values)
        return number_words(self.values, self.shown, self.decimals)

    def printed(self) -> tuple[list[str], NDArray[np.int32]]:
        """The same as lists print it: figures with as many decimals throughout as the longest has."""
        texts, which = self.words()
        return even(texts) if self.texts is None else texts, which

    def distinct(self) -> tuple[list[float | str | None], NDArray[np.int32]]:
        """What a workbook shows: different cells, and which of them everyone has.

        A cell is a number, a text (where no decimal is exact, too), or None.
        """
        if self.texts is not None:
            texts, at = _different(self.texts)
            return list(texts), at
        assert self.values is not None  # noqa: S101  (texts or values)
        numbers, which = _distinct(self.values, self.shown)
        if terminates(Fraction(1, self.values.den)) is None or numbers.num.dtype == object:
            return [*(_cell(numbers.at(k)) for k in range(len(numbers))), None], which
        return [*(numbers.num / numbers.den).tolist(), None], which


def _different(texts: Sequence[str]) -> tuple[list[str], NDArray[np.int32]]:
    """Different texts, and which of them everyone has."""
    found = dict.fromkeys(texts)
    if len(found) == len(texts):  # as numbers are
        return list(texts), np.arange(len(texts), dtype=np.int32)
    at = {text: k for k, text in enumerate(found)}
    return list(at), np.fromiter(map(at.__getitem__, texts), dtype=np.int32, count=len(texts))


def even(texts: Sequence[str]) -> list[str]:
    """Figures of one column with as many decimals as the longest has; what is no decimal stays as it is."""
    places = [len(text.partition(",")[2]) if _DECIMAL.fullmatch(text) else -1 for text in texts]
    most = max(places, default=0)
    several = zip(texts, places, strict=True)
    return [text if k in {-1, most} else f"{text}{'' if k else ','}{'0' * (most - k)}" for text, k in several]


def pieces(everyone: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
    """A long list of people part by part, so that the texts of all need not be held at once."""
    return (everyone[start : start + PIECE] for start in range(0, len(everyone), PIECE))


def _distinct(column: Exact, shown: Bools) -> tuple[Exact, NDArray[np.int32]]:
    """Different numbers, and which of them everyone has; one beyond the last where there is nothing."""
    numbers, those = np.unique(column.num[shown], return_inverse=True)
    which = np.full(len(column), len(numbers), dtype=np.int32)
    which[shown] = those
    return Exact(numbers, column.den), which


def _cell(value: Fraction) -> float | str:
    return show(value) if terminates(value) is None else float(value)


def number_words(
    column: Exact, shown: Bools, decimals: int, comma: str = ",", endless: Callable[[Fraction, int], str] = show
) -> tuple[list[str], NDArray[np.int32]]:
    """Different numbers as ``show`` writes them, and which of them everyone has; '' where there is nothing.

    Args:
        endless: how a number is written in a column where not all have an end.
    """
    needed = terminates(Fraction(1, column.den))
    numbers, which = _distinct(column, shown)
    if needed is None:
        texts = [endless(numbers.at(k), decimals) for k in range(len(numbers))]
    else:
        texts = _digits(numbers, max(needed, decimals), decimals, comma)
    return [*texts, ""], which


def _digits(column: Exact, places: int, decimals: int, comma: str) -> list[str]:
    """Numbers that so many places write exactly, with at least ``decimals`` of them."""
    power = 10**places
    scaled = column.over(power).num.tolist()
    if places == 0:
        return [str(n) for n in scaled]
    texts = [f"{'-' if n < 0 else ''}{abs(n) // power}{comma}{abs(n) % power:0{places}d}" for n in scaled]
    spare = places - decimals  # trailing zeros beyond what is always written
    if not spare:
        return texts
    return [(text[:-spare] + text[-spare:].rstrip("0")).rstrip(comma) for text in texts]


class View(ShortRepr, Struct, frozen=True, eq=False):
    """The result of one stage as its readers see it.

    Attributes:
        result: as it was after the stage; nothing later can be seen in it.
        findings: those that concern the stage or anything before it.
        order: register indices formation by formation: the ranked ones first, then the others by how far they came.
        starts: where the members of each formation begin in ``order``, and where the last one's end.
        lists: the columns of the ranked lists.
        trace: the columns with every step.
        codes: of everyone, in register order; '' where there is none yet.
        reasons: why everyone ended where they did, in register order.
        record_head: the hash of the newest line of the record about the stages before; '' where there is none.
        signed: by formation, the day on which its lists are signed; None where that is to be written by hand.
    """

    result: Result
    stage: StageOutcome
    findings: Sequence[Finding]
    order: NDArray[np.intp]
    starts: Sequence[int]
    lists: list[Column]
    trace: list[Column]
    codes: Sequence[str]
    reasons: Sequence[str]
    record_head: str = ""
    signed: Mapping[str, date | None] = {}

    def signed_on(self, formations: Sequence[int]) -> date | None:
        """The day on which lists of these formations are signed; None where it is still to be written by hand."""
        days = [self.signed.get(self.result.register.codes[f]) for f in formations]
        known = [day for day in days if day is not None]
        return max(known, default=None) if len(known) == len(days) else None

    @property
    def basis(self) -> list[str]:
        """The legal basis of the selection and of this stage, each once: with its title where it is told with one."""
        own = self.result.rule_of(self.stage).legal_basis or ""
        return each_once([*self.result.rules.identity.legal_basis, own, self.result.basis_of(self.stage)])

    @property
    def formations(self) -> list[int]:
        """The formations that are decided, as indices; only these are printed."""
        found: list[int] = np.flatnonzero(self.stage.decided_in).tolist()
        return found

    def lasting(
        self, stage: int | None = None, concerned: Callable[[Finding], bool] = lambda _: True
    ) -> Counter[tuple[str, str]]:
        """How often there is each code, by the reason for which it was accepted; of one stage, or of all.

        Without notes, without P1 and P2, which say how tables were arranged and written, and without P8, which is
        about letters: another arrangement of the same data must give the same result, and so must an announcement.
        """
        mine = [f for f in self.findings if (stage is None or f.stage in {-1, stage}) and concerned(f)]
        looks = [f for f in mine if f.severity is not Severity.NOTE]
        return Counter((f.code, f.accepted) for f in looks if f.accepted or not f.code.startswith(("P1", "P2", "P8")))

    def counts(self, index: int) -> Counter[str]:
        """How many of a formation are listed with each code."""
        return Counter(self.codes[i] for i in self.order[self.part_of(index)].tolist())

    def part_of(self, index: int) -> slice:
        """Where the members of one formation stand in ``order``, one after the other."""
        return slice(self.starts[index], self.starts[index + 1])


def each_once(every: Sequence[str]) -> list[str]:
    """Every legal basis once: with its title where it is told with one."""
    titled = {basis.partition(" tentang ")[0] for basis in every if " tentang " in basis}
    return [basis for basis in dict.fromkeys(every) if basis and basis not in titled]


def view(
    result: Result,
    index: int,
    findings: Sequence[Finding],
    record_head: str = "",
    signed: Mapping[str, date | None] | None = None,
) -> View:
    """Lay the result of a stage out in columns.

    Args:
        index: the place of the stage in the order, the end after the last one.
        findings, record_head, signed: see ``View``.
    """
    then = result.until(index)
    stage, register = then.stages[index], then.register
    why = reasons(then)
    rank = Column(RANK, values=Exact(stage.standing.rank), shown=stage.took_part & (stage.standing.rank > 0))
    number = Column(then.rules.number_heading, texts=register.numbers)
    known = then.rules.applicants.attributes
    beside = [Column(known[code].column, texts=register.attributes[code].texts) for code in then.rules.beside_number]
    codes = _codes(then, stage)
    code = Column("Kode", texts=codes)
    figures = list(_final_list(then) if stage.is_end else _stage_list(then, stage))
    head = [rank, number, *beside, Column("Nama", texts=register.names)]
    lists = [*head, *figures, code, Column("Keterangan", texts=why)]
    steps = [c for before in then.stages if not before.is_end for c in _stage_trace(then, before)]
    ends = [_of_step(step, stage.took_part) for step in then.scores.end] if stage.is_end else []
    trace = [number, *beside, formation_column(then), *steps, *ends, rank, code]
    order = _order(then, stage)
    starts = np.searchsorted(register.formation[order], np.arange(len(register.formations) + 1)).tolist()
    return View(then, stage, findings, order, starts, lists, trace, codes, why, record_head, signed or {})


def _order(result: Result, stage: StageOutcome) -> NDArray[np.intp]:
    """Who is listed: at the end everybody of a decided formation, at a stage those who took part."""
    register, n = result.register, len(result.register)
    behind = np.where(result.stopped_at < 0, 0, len(result.stages) - result.stopped_at)
    place = np.zeros(n, dtype=np.int64)
    for before in result.stages:
        place[before.took_part] = 0  # each by the last order that counts
        place[before.standing.order] = np.arange(len(before.standing.order)) - n  # before those without a rank
    decided = stage.decided_in[register.formation]
    listed = decided if stage.is_end else stage.took_part
    order = np.lexsort((np.arange(n), place, behind, register.formation))
    return np.asarray(order[listed[order]], dtype=np.intp)


def _codes(result: Result, stage: StageOutcome) -> list[str]:
    """The code of everyone at this point, '' for whoever has none."""
    found = [[result.outcome(fate, stage, g) for fate in Fate] for g in range(len(result.rules.groups) + 1)]
    codes = [["" if outcome is None else outcome.code for outcome in row] for row in found]
    decided = stage.decided_in[result.register.formation].tolist()
    everyone = zip(result.scores.groups.tolist(), result.fates_at(stage).tolist(), decided, strict=True)
    texts = [codes[group][fate] if there else "" for group, fate, there in everyone]
    aside = result.outcome_aside
    for i in stage.aside:
        texts[i] = "" if aside is None else aside.code
    for i, placed in stage.placed.items():
        texts[i] = placed.outcome.code if placed.outcome is not None else texts[i]
    return texts


def formation_column(result: Result) -> Column:
    """What everyone applies for."""
    codes = result.register.codes
    return Column("Formasi", texts=[codes[f] for f in result.register.formation.tolist()])


def _of_step(step: Step, shown: Bools, heading: str = "") -> Column:
    return Column(heading or step.label, step.part, None, step.values, shown & step.known, step.decimals)


def _stage_list(result: Result, stage: StageOutcome) -> Iterator[Column]:
    """What is announced of a stage: every mark, the stage's value, what it counts, the running score."""
    figures, shown = result.scores.stages[stage.index], stage.took_part
    yield from (_of_step(step, shown) for step in figures.marks.values())
    if stage.determined is not None and figures.total is not None and not figures.stage.weighs_components:
        yield _of_step(figures.total, shown, "Total")
    yield from _values(figures, shown, several=len(figures.marks) > 1 or stage.determined is not None)
    if figures.interim is not None and len(figures.interim.inputs) > 1:
        yield _of_step(figures.interim, shown)


def _values(figures: StageScores, shown: Bools, several: bool = True) -> Iterator[Column]:
    if several and figures.value is not None:
        yield _of_step(figures.value, shown, "Nilai")
    if figures.weighted is not None:
        yield _of_step(figures.weighted, shown)


def _final_list(result: Result) -> Iterator[Column]:
    for before, figures in zip(result.stages, result.scores.stages, strict=False):
        yield from _values(figures, before.took_part)
    scores, ranked = result.scores, result.stages[-1].took_part
    if scores.bonus is not None and scores.bonus.values.num.any():
        yield _of_step(scores.bonus, ranked)
    if scores.final is not None:
        yield _of_step(scores.final, ranked)


def _stage_trace(result: Result, stage: StageOutcome) -> Iterator[Column]:
    """Every step of a stage, and what became of everyone there."""
    figures, shown = result.scores.stages[stage.index], stage.took_part
    components = {step.key for step in figures.marks.values()}
    for step in figures.steps:
        own = step.key in components and step.label in OWN
        yield _of_step(step, shown, f"{step.label} (komponen)" if own else "")
    yield Column("Hasil", stage.name, texts=_codes(result, stage))


def key_columns(result: Result, stage: StageOutcome) -> list[Column]:
    """What decided the order: figures as they are, private attributes only as an order within everyone."""
    standing, columns = stage.standing, []
    ranked = (standing.rank > 0) & stage.took_part
    for key in standing.keys:
        values, shown = (Exact(key.codes + 1), ranked) if key.private else (key.values, ranked & key.known)
        columns.append(Column(key.heading, values=values, shown=shown))
    if standing.drawn.any():
        columns.append(Column(DRAWN, values=Exact(standing.drawn), shown=ranked))
    return columns
