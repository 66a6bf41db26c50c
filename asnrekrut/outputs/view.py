"""The result as columns: one truth for what the workbook, the CSV and the JSON show.

Numbers are exact to the last step: a column keeps scaled integers, and how it is written (a number cell, a text with
a decimal comma) is decided by the file that holds it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.marks import State
from asnrekrut.core.ranking import Fate
from asnrekrut.core.reasons import reasons
from asnrekrut.notation import show, terminates
from asnrekrut.rules.keys import Figure
from asnrekrut.rules.rounding import Steps, final_rounding
from asnrekrut.scoring import component_mark, effective_states

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from asnrekrut.core.exact import Bools, Exact
    from asnrekrut.core.register import Register
    from asnrekrut.rules.codes import Outcome
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.rounding import Rounding
    from asnrekrut.scoring import StageScores
    from asnrekrut.selection import Result

FINAL_CODES = {
    Fate.WINS: "wins", Fate.RESERVE: "reserve", Fate.LOSES: "loses", Fate.BEYOND: "beyond", Fate.FAILS: "fails",
    Fate.ABSENT: "absent", Fate.WITHDRAWN: "withdrawn", Fate.DISQUALIFIED: "disqualified",
}  # fmt: skip
STAGE_CODES = {
    Fate.PROCEEDS: "proceeds", Fate.BEYOND: "beyond", Fate.FAILS: "fails",
    Fate.ABSENT: "absent", Fate.WITHDRAWN: "withdrawn", Fate.DISQUALIFIED: "disqualified",
}  # fmt: skip


OWN = {"Jumlah", "Nilai tahap", "Hasil"}  # headings of a stage that no component may take in the trace
DRAWN = "undian atau keputusan: terkecil"  # the key that decides behind all others, where one was needed


@dataclass(frozen=True, slots=True, eq=False)
class Column:
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

    def written(self) -> list[str]:
        """Every cell as text with a decimal comma; '' where there is nothing."""
        if self.texts is not None:
            return list(self.texts)
        assert self.values is not None  # noqa: S101  (texts or values)
        return _written(self.values, self.shown, self.decimals)

    def cells(self) -> list[float | str | None]:
        """Every cell for a workbook: a number, a text where no decimal is exact, or None."""
        if self.texts is not None:
            return list(self.texts)
        assert self.values is not None  # noqa: S101  (texts or values)
        if terminates(Fraction(1, self.values.den)) is None or self.values.num.dtype == object:
            return [self._cell(i) for i in range(len(self.values))]
        floats = (self.values.num / self.values.den).tolist()
        return [x if there else None for x, there in zip(floats, self.shown.tolist(), strict=True)]

    def _cell(self, i: int) -> float | str | None:
        assert self.values is not None  # noqa: S101  (texts or values)
        if not self.shown[i]:
            return None
        value = self.values.at(i)
        return show(value) if terminates(value) is None else float(value)


def _written(column: Exact, shown: Bools, decimals: int) -> list[str]:
    """As ``show`` writes them, a whole column at a time."""
    needed = terminates(Fraction(1, column.den))
    if needed is None or column.num.dtype == object or (column.num < 0).any():
        return [show(column.at(i), decimals) if there else "" for i, there in enumerate(shown.tolist())]
    places = max(needed, decimals)
    power = 10**places
    scaled = column.over(power).num.tolist()
    there = shown.tolist()
    if places == 0:
        return [str(n) if yes else "" for n, yes in zip(scaled, there, strict=True)]
    texts = [f"{n // power},{n % power:0{places}d}" if yes else "" for n, yes in zip(scaled, there, strict=True)]
    spare = places - decimals  # trailing zeros beyond what is always written
    if not spare:
        return texts
    return [(text[:-spare] + text[-spare:].rstrip("0")).rstrip(",") for text in texts]


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A finished result as its readers see it.

    Attributes:
        order: register indices formation by formation: finalists by rank, then the others by how far they came.
        lists: the columns of the ranked lists.
        trace: the columns with every step.
    """

    result: Result
    order: NDArray[np.intp]
    lists: list[Column]
    trace: list[Column]

    def of_formation(self, index: int) -> NDArray[np.intp]:
        """The members of one formation, in list order."""
        members: NDArray[np.intp] = self.order[self.result.register.formation[self.order] == index]
        return members


def view(result: Result) -> View:
    """Lay a result out in columns."""
    register, ranking = result.register, result.ranking
    assert ranking.standing is not None  # noqa: S101  (finished)
    rank, n = ranking.standing.rank, len(register)
    behind = np.where(rank > 0, 0, len(ranking.stages) - ranking.stopped_at)
    place = np.zeros(n, dtype=np.int64)
    place[ranking.standing.order] = np.arange(len(ranking.standing.order))
    for cut, fates in zip(ranking.cuts, ranking.stages, strict=True):
        if cut is not None:
            place[fates == Fate.BEYOND] = cut.rank[fates == Fate.BEYOND] - n  # before those who failed
    order = np.lexsort((np.arange(n), place, behind, register.formation))
    head = [
        _integers("Peringkat", rank, rank > 0),
        Column("Nomor Peserta", texts=register.numbers),
        Column("Nama", texts=register.names),
    ]
    codes = [outcome(result.rules, Fate(f)).code for f in range(len(Fate))]
    why = reasons(result.rules, register, result.marks, result.scores, ranking)
    tail = [
        Column("Kode", texts=[codes[f] for f in ranking.fates.tolist()]),
        Column("Keterangan", texts=why),
    ]
    final = list(_final(result))
    lists = [*head, *(c for s in range(len(ranking.stages)) for c in _stage_list(result, s)), *final, *tail]
    steps = [c for s in range(len(ranking.stages)) for c in _stage_trace(result, s)]
    trace = [
        Column("Nomor Peserta", texts=register.numbers),
        _formation(register),
        *steps,
        *final,
        head[0],
        tail[0],
    ]
    return View(result, order, lists, trace)


def outcome(rules: Rules, fate: Fate) -> Outcome:
    """The final result code of a fate, as the rules name it."""
    found: Outcome = getattr(rules.codes, FINAL_CODES.get(fate, "fails"))
    return found


def _integers(heading: str, values: NDArray[np.int64], shown: Bools) -> Column:
    from asnrekrut.core.exact import Exact

    return Column(heading, values=Exact(values), shown=shown)


def _formation(register: Register) -> Column:
    codes = [f.code for f in register.formations]
    return Column("Formasi", texts=[codes[f] for f in register.formation.tolist()])


def _decimals(step: Rounding | None) -> int:
    return 0 if step is None else step.decimals


def _reached(result: Result, s: int) -> Bools:
    """Who took part in a stage and has a value there."""
    came: Bools = result.ranking.stages[s] != Fate.NOT_REACHED
    valued: Bools = result.scores.stages[s].states == State.KNOWN
    return came & valued


def _stage_list(result: Result, s: int) -> Iterator[Column]:
    figures, shown = result.scores.stages[s], _reached(result, s)
    steps = Steps.of(result.rules, figures.stage)
    if figures.value is not None:
        yield Column(
            "Nilai",
            figures.stage.name,
            values=figures.value,
            shown=shown,
            decimals=_decimals(steps.scale),
        )
    if figures.weighted is not None:
        yield _weighted(figures, shown, steps)


def _weighted(figures: StageScores, shown: Bools, steps: Steps) -> Column:
    heading = f"Nilai berbobot ({show(figures.stage.weight or 0)}%)"
    return Column(heading, figures.stage.name, values=figures.weighted, shown=shown, decimals=_decimals(steps.weight))


def _final(result: Result) -> Iterator[Column]:
    scores, finalists = result.scores, result.ranking.stopped_at == -1
    if scores.final is None:
        return
    if scores.bonus.num.any():
        yield Column("Bonus", values=scores.bonus, shown=finalists)
    step = final_rounding(result.rules)
    yield Column("Nilai Akhir", values=scores.final, shown=finalists, decimals=_decimals(step))


def _stage_trace(result: Result, s: int) -> Iterator[Column]:
    """Every step of a stage: single marks, bonuses, the sum, the value, the weighted value, what became of it."""
    figures, shown = result.scores.stages[s], _reached(result, s)
    stage, steps = figures.stage, Steps.of(result.rules, figures.stage)
    took_part = result.ranking.stages[s] != Fate.NOT_REACHED
    for component in stage.scored:
        name = f"{component.name} (komponen)" if component.name in OWN else component.name
        marks = result.marks[stage.code, component.code]
        for part in marks.parts:
            there = took_part & (part.states == State.KNOWN)
            yield Column(f"{name}: {part.label}", stage.name, values=part.values, shown=there)
        own = component_mark(component, marks, steps.mark)
        yield Column(
            name,
            stage.name,
            values=own,
            shown=took_part & (effective_states(stage, component, result.marks) == State.KNOWN),
            decimals=_decimals(steps.mark) if component.panel else 0,
        )
        if component.code in figures.bonuses:
            yield Column(f"{name} + bonus", stage.name, values=figures.marks[component.code], shown=shown)
    if figures.total is not None and len(stage.scored) > 1 and not stage.weighs_components:
        yield Column("Jumlah", stage.name, values=figures.total, shown=shown)
    if figures.value is not None:
        yield Column("Nilai tahap", stage.name, values=figures.value, shown=shown, decimals=_decimals(steps.scale))
    if figures.weighted is not None:
        yield _weighted(figures, shown, steps)
    codes = {fate: getattr(stage.codes, name).code for fate, name in STAGE_CODES.items()}
    yield Column("Hasil", stage.name, texts=[codes.get(Fate(f), "") for f in result.ranking.stages[s].tolist()])


def key_columns(result: Result) -> list[Column]:
    """What decided the final order: figures as they are, private attributes only as an order within everyone."""
    standing = result.ranking.standing
    assert standing is not None  # noqa: S101  (finished)
    finalists = standing.rank > 0
    columns = []
    for key in standing.keys:
        if key.key.figure is Figure.ATTRIBUTE:
            columns.append(_integers(f"urutan {key.key.label}: terkecil", key.codes + 1, finalists))
        else:
            columns.append(Column(key.key.text, values=key.values, shown=finalists))
    if standing.drawn.any():
        columns.append(_integers(DRAWN, standing.drawn, finalists))
    return columns
