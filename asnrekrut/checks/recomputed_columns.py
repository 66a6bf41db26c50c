"""Columns of a sheet as floats, and those unread that hold what the rules compute: a final score, a mark, a rank.

Floats decide no rank, only which cells somebody should look at. Nobody says which column holds a computed figure. One
that agrees with it in nearly every row is it; rows that do not agree were changed by hand, or come from before a
correction.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from asnrekrut.checks.context import Context, Rows, is_total
from asnrekrut.core.exact import Bools, Indices, distinct, indices
from asnrekrut.core.marks import State
from asnrekrut.findings import Finding, Place, finding
from asnrekrut.intake.cells import blank, spoken
from asnrekrut.intake.column_names import normal
from asnrekrut.intake.number_cells import spelled
from asnrekrut.notation import show, show_count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from asnrekrut.core.calculation_steps import Step
    from asnrekrut.intake.tables import Table
    from asnrekrut.io import Cell
    from asnrekrut.rules.stages import Component, Stage

    Floats = NDArray[np.float64]


EXACT = 1e-6  # far above what floats lose, far below any decimal in use
MOST_DECIMALS = 5
LARGEST = 1e15  # no figure of a selection, and what sums and decimals can be told of
FITS, HALF = 0.79, 0.5  # of the rows that must agree; in a column whose heading says that it is a total, half
FEWEST, FEWEST_RANKS, TWO = 3, 5, 2  # different figures that must agree, likewise
TRIED = 50  # filled cells after which a column without a number is no column of numbers
_RANKS = frozenset({"peringkat", "ranking", "rank", "rangking"})


class Figures(Struct, frozen=True):
    """One column as floats: NaN where there is no number.

    Attributes:
        words: what stands there instead of numbers, as ``spoken`` folds it.
        decimals: of the number with most of them; ``MOST_DECIMALS`` + 1 for more.
    """

    values: Floats
    blank: Bools
    words: frozenset[str]
    decimals: int

    @classmethod
    def of(cls, table: Table, at: int) -> Figures:
        """Read a column."""
        said, which = table.different(at)
        values = np.array([number(cell) for cell in said], dtype=np.float64)
        empty = np.fromiter(map(blank, said), dtype=bool, count=len(said))
        words = frozenset(spoken(said[k]) for k in indices(np.isnan(values) & ~empty))
        return cls(values[which], empty[which], words, decimals(values))

    def numeric(self, states: frozenset[str]) -> bool:
        """Whether the column holds numbers, and beside them at most the words for a state."""
        return bool(np.isfinite(self.values).any()) and self.words <= states


def number(cell: Cell) -> float:
    """A cell as a float, without any of intake's care: marks that are doubtful are told elsewhere; NaN for none."""
    if isinstance(cell, str):
        read = spelled(cell.strip())
        found = read.comma if "," in cell else read.point
        cell = np.nan if found is None else float(found)
    return float(cell) if isinstance(cell, (int, float)) and abs(cell) < LARGEST else np.nan


def median(values: Floats) -> float:
    """The middle of at least one figure (``np.median`` would first load what numpy has for masked arrays)."""
    middle = [(len(values) - 1) // 2, len(values) // 2]
    return float(np.partition(values, middle)[middle].sum() / 2)


def decimals(values: Floats) -> int:
    """How many decimals write all the numbers."""
    numbers = values[np.isfinite(values)]
    for places in range(MOST_DECIMALS + 1):
        scaled = numbers * 10**places
        if np.all(np.abs(scaled - np.rint(scaled)) < EXACT * 10**places):
            return places
    return MOST_DECIMALS + 1


def shown(value: float) -> str:
    """A float as a reader writes it, four decimals at most."""
    return show(Decimal(repr(round(float(value), 4))).normalize())


class Computed(Struct, frozen=True):
    """A figure by applicant, as the lowest and highest number that says the same; NaN where there is none.

    Attributes:
        words: how a message names it.
        home: the sheet in which it is delivered, where a column beside it may well be what it was made of.
    """

    words: str
    low: Floats
    high: Floats
    home: Place | None = None

    @classmethod
    def of(cls, words: str, step: Step, known: Bools, home: Place | None = None) -> Computed:
        """A computed figure, where it is known."""
        floats = np.where(known, (step.values.num / step.values.den).astype(np.float64), np.nan)
        return cls(words, floats, floats, home)


def computed_columns(context: Context) -> dict[Place, list[Finding]]:
    """The columns that hold a computed figure, each with the rows that say something else."""
    figures = list(_figures(context))
    ranks: list[Computed] = []
    found: dict[Place, list[Finding]] = {}
    for rows in context.tables:
        for at, heading in rows.unread:
            spot, is_rank = rows.table.sheet.place(column=at), _is_rank(heading)
            if spot in found:
                continue
            if is_rank:
                ranks = ranks or list(_ranks(context, figures))
            doubts = _against(rows, at, ranks if is_rank else figures)
            if doubts is None and is_rank and rows.stage is not None:
                doubts = list(_riddle(rows, at))
            if doubts is not None:
                found[spot] = doubts
    return found


def _is_rank(heading: str) -> bool:
    return not _RANKS.isdisjoint(normal(heading).split())


def _figures(context: Context) -> Iterator[Computed]:
    """Everything computed, the likeliest first."""
    scores = context.result.scores
    if scores.final is not None:
        yield Computed.of("nilai akhir", scores.final, scores.final.known)
    for figures in scores.stages:
        stage, known = figures.stage, figures.states == State.KNOWN
        several = {"jumlah": figures.total, "nilai": figures.value, "nilai terbobot": figures.weighted}
        home = _home(context, stage, stage.scored[0]) if len(stage.scored) == 1 else None
        yield from (Computed.of(f"{words} {stage.name}", one, known, home) for words, one in several.items() if one)
        if figures.interim is not None:
            yield Computed.of(f"nilai sementara sampai {stage.name}", figures.interim, figures.interim.known)
        bare = {step.key: step for step in figures.steps}
        for c in stage.scored:
            home = _home(context, stage, c)
            yield Computed.of(f"nilai {c.name}", figures.marks[c.code], known, home)
            yield Computed.of(f"nilai {c.name} sebelum bonus", bare[f"{stage.code}.{c.code}"], known, home)


def _home(context: Context, stage: Stage, component: Component) -> Place | None:
    """The sheet in which a mark is delivered as it counts; None for a panel's, which is computed."""
    marks = context.marks.get((stage.code, component.code)) if component.panel is None else None
    place = None if marks is None else marks.where(0)
    return place and place.whole


def _ranks(context: Context, figures: list[Computed]) -> Iterator[Computed]:
    """The final ranks, then those by every figure: within the formation and among all, equal ones shared or counted."""
    if context.result.end is not None:
        standing = context.result.end.standing
        yield Computed("peringkat menurut hasil", *np.where(standing.rank > 0, (standing.rank, standing.last), np.nan))
    formation = context.register.formation
    for figure in figures:
        for words, groups in (("dalam formasi", formation), ("", np.zeros_like(formation))):
            yield from _by(f"peringkat menurut {figure.words} {words}".strip(), figure.low, groups)


def _riddle(rows: Rows, at: int) -> Iterator[Finding]:
    """A column that ranks a whole sheet from 1 on by nothing: no figure of the rules, and no column beside it."""
    values = Figures.of(rows.table, at).values[rows.rows]
    if len(values) < FEWEST_RANKS or not np.array_equal(np.sort(values), np.arange(1, len(values) + 1)):
        return
    everyone = np.zeros(len(rows.numbers), dtype=np.intp)
    for column in (c for c in range(len(rows.table.headers)) if c != at):
        marks = np.full(len(everyone), np.nan)
        marks[rows.who] = Figures.of(rows.table, column).values[rows.rows]
        if any(_against(rows, at, list(_by("", way, everyone))) is not None for way in (marks, -marks)):
            return
    place, heading = rows.table.sheet.place(column=at), rows.table.headers[at]
    yield finding("P439", place, kolom=heading, banyak=show_count(len(values)))


def _by(words: str, values: Floats, groups: Indices) -> Iterator[Computed]:
    """Ranks by falling values within groups: 1, 2, 2, 4, each place of a tie allowed, and 1, 2, 2, 3."""
    members = np.flatnonzero(np.isfinite(values))
    order = members[np.lexsort((-values[members], groups[members]))]
    fresh = np.diff(groups[order], prepend=-1) != 0
    new = fresh | (np.diff(values[order], prepend=np.nan) != 0)
    start, ties = np.flatnonzero(fresh), np.flatnonzero(new)
    begin = start[np.cumsum(fresh) - 1]
    tie = np.cumsum(new) - 1
    low, high, dense = (np.full(len(values), np.nan) for _ in range(3))
    low[order] = ties[tie] - begin + 1
    high[order] = np.append(ties[1:], len(order))[tie] - begin
    dense[order] = tie - tie[begin] + 1
    yield Computed(words, low, high)
    yield Computed(words, dense, dense)


def _against(rows: Rows, at: int, candidates: list[Computed]) -> list[Finding] | None:
    """The rows of a column that do not say what the others say; None if it holds none of the figures."""
    heading, some = rows.table.headers[at], [cell for cell in rows.table.column(at)[:TRIED] if cell != ""]
    if some and all(np.isnan(number(cell)) for cell in some):
        return None
    read = Figures.of(rows.table, at)
    values = read.values[rows.rows]
    share, few = (HALF, TWO) if is_total(heading) else (FITS, FEWEST_RANKS if _is_rank(heading) else FEWEST)
    best: tuple[Computed, list[int]] | None = None
    for one in (one for one in candidates if one.home != rows.table.sheet.place()):
        low, high = one.low[rows.who], one.high[rows.who]
        rated = np.isfinite(values) & np.isfinite(low)
        fits = rated & (low - values < _slack(low, read.decimals)) & (values - high < _slack(high, read.decimals))
        wrong = indices(rated & ~fits)
        agree = fits.sum() > share * rated.sum() and distinct(values[fits]) >= few
        if agree and (best is None or len(wrong) < len(best[1])):
            best = one, wrong
    if best is None:
        return None
    figure, wrong = best
    return [rows.doubt("P437", k, at, angka=figure.words, seharusnya=shown(figure.low[rows.who[k]])) for k in wrong]


def _slack(figures: Floats, decimals: int) -> Floats:
    """How far a column with so many decimals may lie from a figure; nothing where it could hold all of it."""
    scaled = figures * 10.0**decimals
    whole = np.abs(scaled - np.rint(scaled)) < EXACT * 10**decimals
    return np.where(whole | (decimals > MOST_DECIMALS), EXACT, 10.0**-decimals)
