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

from asnrekrut.checks.context import Context, Rows, is_total, tables_in_use, unread
from asnrekrut.core.exact import distinct
from asnrekrut.core.mark_states import State
from asnrekrut.findings import Finding, Place, finding
from asnrekrut.intake.cells import clean, different, spoken
from asnrekrut.intake.column_names import normal
from asnrekrut.notation import show, show_count

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from asnrekrut.core.exact import Bools
    from asnrekrut.core.steps import Step
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
    def of(cls, cells: Sequence[Cell]) -> Figures:
        """Read cells, without any of intake's care: marks that are doubtful are told elsewhere."""
        return cls.read(*different(cells))

    @classmethod
    def read(cls, said: Sequence[Cell], which: NDArray[np.int32]) -> Figures:
        """The same of different cells, and which of them stands in each row."""
        values = np.array([_value(cell) for cell in said], dtype=np.float64)
        others = [k for k in np.flatnonzero(np.isnan(values)).tolist() if clean(said[k])]
        empty = np.isnan(values)
        empty[others] = False
        words = frozenset(spoken(said[k]) for k in others)
        return cls(values[which], empty[which], words, _decimals(values))

    def numeric(self, states: frozenset[str]) -> bool:
        """Whether the column holds numbers, and beside them at most the words for a state."""
        return bool(np.isfinite(self.values).any()) and self.words <= states


def _value(cell: Cell) -> float:
    number = _number(cell)
    return number if abs(number) < LARGEST else float("nan")


def _number(cell: Cell) -> float:
    if isinstance(cell, (int, float)):
        return float(cell)
    text = cell.strip() if isinstance(cell, str) else ""
    if text.count(",") == 1:
        text = text.replace(".", "").replace(",", ".")
    plain = text.replace(".", "", 1).removeprefix("-")
    return float(text) if plain.isascii() and plain.isdecimal() else float("nan")


def _decimals(values: Floats) -> int:
    """How many decimals write all the numbers."""
    numbers = values[np.isfinite(values)]
    for places in range(MOST_DECIMALS + 1):
        scaled = numbers * 10**places
        if np.all(np.abs(scaled - np.rint(scaled)) < EXACT * 10**places):
            return places
    return MOST_DECIMALS + 1


def shown(value: np.float64) -> str:
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


def computed_columns(context: Context) -> Iterator[tuple[Place, list[Finding]]]:
    """The columns that hold a computed figure, each with the rows that say something else."""
    figures = list(_figures(context))
    ranks: list[Computed] = []
    seen: set[Place] = set()
    for rows in tables_in_use(context):
        for at, heading in unread(context, rows):
            spot = rows.table.sheet.place(column=at)
            if spot in seen:
                continue
            if _is_rank(heading):
                ranks = ranks or list(_ranks(context, figures))
            found = _against(context, rows, at, ranks if _is_rank(heading) else figures)
            if found is None and _is_rank(heading) and rows.stage is not None:
                found = list(_riddle(context, rows, at))
            if found is not None:
                seen.add(spot)
                yield spot, found


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
        steps = ((words, step) for words, step in several.items() if step is not None)
        yield from (Computed.of(f"{words} {stage.name}", step, known, home) for words, step in steps)
        if figures.interim is not None:
            yield Computed.of(f"nilai sementara sampai {stage.name}", figures.interim, figures.interim.known)
        bare = {step.key: step for step in figures.steps}
        for c in stage.scored:
            home = _home(context, stage, c)
            yield Computed.of(f"nilai {c.name}", figures.marks[c.code], known, home)
            yield Computed.of(f"nilai {c.name} sebelum bonus", bare[f"{stage.code}.{c.code}"], known, home)


def _home(context: Context, stage: Stage, component: Component) -> Place | None:
    """The sheet in which a mark is delivered as it counts; None for a panel's, which is computed."""
    place = context.marks[stage.code, component.code].where(0) if component.panel is None else None
    return place and place.whole


def _ranks(context: Context, figures: list[Computed]) -> Iterator[Computed]:
    """The final ranks, then those by every figure: within the formation and among all, equal ones shared or counted."""
    if context.result.end is not None:
        standing = context.result.end.standing
        rank, last = np.where(standing.rank > 0, (standing.rank, standing.last), np.nan)
        yield Computed("peringkat menurut hasil", rank, last)
    formation = context.register.formation
    for figure in figures:
        for words, groups in (("dalam formasi", formation), ("", np.zeros_like(formation))):
            yield from _by(f"peringkat menurut {figure.words} {words}".strip(), figure.low, groups)


def _riddle(context: Context, rows: Rows, at: int) -> Iterator[Finding]:
    """A column that ranks a whole sheet from 1 on by nothing: no figure of the rules, and no column beside it."""
    values = Figures.of(rows.table.column(at)).values[rows.rows]
    if len(values) < FEWEST_RANKS or not np.array_equal(np.sort(values), np.arange(1, len(values) + 1)):
        return
    for column in (c for c in range(len(rows.table.headers)) if c != at):
        marks = np.full(len(context.register), np.nan)
        marks[rows.who] = Figures.of(rows.table.column(column)).values[rows.rows]
        for way in (marks, -marks):
            if _against(context, rows, at, list(_by("", way, np.zeros_like(context.register.formation)))) is not None:
                return
    yield finding(
        "P439", rows.table.sheet.place(column=at), kolom=rows.table.headers[at], banyak=show_count(len(values))
    )


def _by(words: str, values: Floats, groups: NDArray[np.intp]) -> Iterator[Computed]:
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


def _against(context: Context, rows: Rows, at: int, candidates: list[Computed]) -> list[Finding] | None:
    """The rows of a column that do not say what the others say; None if it holds none of the figures."""
    cells, heading = rows.table.column(at), rows.table.headers[at]
    some = [cell for cell in cells[:TRIED] if cell != ""]
    if some and not np.isfinite(Figures.of(some).values).any():
        return None
    read = Figures.read(*rows.table.different(at))
    values = read.values[rows.rows]
    share, few = (HALF, TWO) if is_total(heading) else (FITS, FEWEST_RANKS if _is_rank(heading) else FEWEST)
    best, wrong = None, np.zeros(len(values), dtype=bool)
    for one in (one for one in candidates if one.home != rows.table.sheet.place()):
        low, high = one.low[rows.who], one.high[rows.who]
        rated = np.isfinite(values) & np.isfinite(low)
        fits = rated & (low - values < _slack(low, read.decimals)) & (values - high < _slack(high, read.decimals))
        agree = fits.sum() > share * rated.sum() and distinct(values[fits]) >= few
        if agree and (best is None or (rated & ~fits).sum() < wrong.sum()):
            best, wrong = one, rated & ~fits
    return None if best is None else [_row(context, rows, at, k, best) for k in np.flatnonzero(wrong).tolist()]


def _slack(figures: Floats, decimals: int) -> Floats:
    """How far a column with so many decimals may lie from a figure; nothing where it could hold all of it."""
    scaled = figures * 10.0**decimals
    whole = np.abs(scaled - np.rint(scaled)) < EXACT * 10**decimals
    return np.where(whole | (decimals > MOST_DECIMALS), EXACT, 10.0**-decimals)


def _row(context: Context, rows: Rows, at: int, k: int, figure: Computed) -> Finding:
    i, r = int(rows.who[k]), int(rows.rows[k])
    said = {"kolom": rows.table.headers[at], "isi": clean(rows.table.column(at)[r])}
    told = {"nomor": context.register.numbers[i], "angka": figure.words, "seharusnya": shown(figure.low[i])}
    return finding("P437", rows.table.place(r, at), **said, **told)
