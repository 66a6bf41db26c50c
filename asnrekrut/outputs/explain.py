"""Every step of one applicant, so that a person with a pocket calculator comes to the same figures."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.marks import State
from asnrekrut.core.ordering import lot
from asnrekrut.core.ranking import Fate, places_at
from asnrekrut.core.reasons import failure, reasons
from asnrekrut.notation import show, terminates
from asnrekrut.outputs.view import STAGE_CODES, outcome
from asnrekrut.rules.keys import FINAL
from asnrekrut.rules.rounding import Steps, final_rounding
from asnrekrut.scoring import component_mark, effective_states

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.core.marks import Marks
    from asnrekrut.core.ordering import Standing
    from asnrekrut.rules.rounding import Rounding
    from asnrekrut.rules.stages import Component, Stage
    from asnrekrut.selection import Result


@dataclass(frozen=True, slots=True)
class Line:
    """One step: what it is, its figure, how it came about, where it was read."""

    label: str
    figure: str
    how: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A titled group of steps."""

    title: str
    lines: list[Line] = field(default_factory=list)


def order_part(result: Result, standing: Standing, i: int, places: int, title: str) -> Part:
    """The rank, the keys, the neighbours, and the distance to the last place in."""
    register = result.register
    mine = standing.order[register.formation[standing.order] == register.formation[i]].tolist()
    at = mine.index(i)
    equal = [j for j in mine if standing.rank[j] == standing.rank[i] and j != i]
    shared = f"bersama {', '.join(register.numbers[j] for j in equal)}" if equal else ""
    lines = [Line("Peringkat", f"{standing.rank[i]} dari {len(mine)}", shared)]
    lines += [Line(f"Kunci {n}", key.show(i), key.key.label) for n, key in enumerate(standing.keys, 1)]
    for label, j in (("Di atasnya", at - 1), ("Di bawahnya", at + 1)):
        if 0 <= j < len(mine):
            other = mine[j]
            lines.append(Line(label, register.numbers[other], _difference(standing, i, other)))
    how = standing.settled.get(i)
    if how and how.seed:
        words = f"SHA-256 dari {how.seed}:{register.numbers[i]}, terkecil didahulukan"
        lines.append(Line("Undian", f"{lot(how.seed, register.numbers[i])[:16]}…", words))
    elif how:
        lines.append(Line("Nilai yang sama", "", f"diputus menurut {how.words}"))
    inside = [j for j in mine if standing.rank[j] <= places]
    last = inside[-1] if standing.rank[i] > places else next((j for j in mine if standing.rank[j] > places), None)
    if last is not None:
        label = "Tempat terakhir" if standing.rank[i] > places else "Pertama di luar"
        lines.append(Line(label, register.numbers[last], _difference(standing, i, last)))
    return Part(title, lines)


def _difference(standing: Standing, i: int, other: int) -> str:
    """The first key on which two applicants differ, with the distance where it is a number."""
    for key in standing.keys:
        if key.codes[i] == key.codes[other]:
            continue
        words = f"{key.key.label}: {key.show(i)} terhadap {key.show(other)}"
        if key.kind == "angka" and key.known[i] and key.known[other]:
            words += f", selisih {show(abs(key.values.at(i) - key.values.at(other)), key.decimals)}"
        return words
    if standing.drawn[i] != standing.drawn[other]:
        how = standing.settled.get(i) or standing.settled.get(other)
        return f"sama pada semua kunci; diputus menurut {how.words}" if how else "sama pada semua kunci"
    return "sama pada semua kunci"


_STATES = {
    State.BLANK: "kosong",
    State.NO_ROW: "tidak ada baris",
    State.SHORT: "nilai penilai kurang",
    State.INVALID: "tidak sah",
    State.FAILED: "gugur",
    State.ABSENT: "tidak hadir",
    State.WITHDRAWN: "mengundurkan diri",
    State.DISQUALIFIED: "didiskualifikasi",
}


def rounded(value: Fraction, step: Rounding | None) -> tuple[str, str]:
    """A figure as printed, and the words for how it was rounded (unrounded as a calculator shows it)."""
    if step is None:
        return show(value), ""
    figure = show(step(value), step.decimals)
    if step(value) == value:
        return figure, ""
    exact = terminates(value)
    digits = max(step.decimals + 3, 6)
    if exact is not None and exact <= digits:
        raw = show(value)
    else:
        raw = show(Fraction(value * 10**digits // 1, 10**digits), digits) + "…"
    return figure, f"{raw} → {step.decimals} desimal, {step.rule.value}"


def explain(result: Result, i: int) -> list[Part]:
    """Every step of applicant i (its index in the register)."""
    parts = [_who(result, i)]
    for s, fates in enumerate(result.ranking.stages):
        if fates[i] == Fate.NOT_REACHED:
            break
        parts.append(_stage(result, s, i))
        cut = result.ranking.cuts[s]
        if cut is not None and cut.rank[i]:
            places = int(places_at(result.rules, result.register, s)[i])
            title = f"Urutan pada {result.rules.stages[s].name} ({places} tempat)"
            parts.append(order_part(result, cut, i, places, title))
    standing = result.ranking.standing
    if standing is not None and standing.rank[i]:
        parts.append(_final(result, i))
        quota = int(result.register.quotas[i])
        parts.append(order_part(result, standing, i, quota, f"Urutan akhir ({quota} kursi)"))
    return [*parts, _verdict(result, i)]


def _who(result: Result, i: int) -> Part:
    register = result.register
    seats = register.formations[register.formation[i]]
    group = int(result.scores.groups[i])
    lines = [
        Line("Nama", "", register.names[i]),
        Line("Formasi", seats.code, f"{seats.title}, {seats.quota} kursi"),
    ]
    if group:
        lines.append(Line("Kelompok", "", f"{result.rules.groups[group - 1].name}, dengan ambang batas sendiri"))
    return Part(f"Peserta {register.numbers[i]}", lines)


def _verdict(result: Result, i: int) -> Part:
    fate = Fate(int(result.ranking.fates[i]))
    code = outcome(result.rules, fate)
    why = reasons(result.rules, result.register, result.marks, result.scores, result.ranking)[i]
    return Part("Hasil", [Line("Kode", code.code, code.meaning), Line("Alasan", "", why)])


def _stage(result: Result, s: int, i: int) -> Part:
    figures = result.scores.stages[s]
    stage, steps = figures.stage, Steps.of(result.rules, figures.stage)
    lines = [line for c in stage.components for line in _component(result, stage, c, steps.mark, i)]
    if figures.states[i] == State.KNOWN and figures.value is not None:
        marks = {code: column.at(i) for code, column in figures.marks.items()}
        lines += _composite(stage, marks, steps.scale)
        if figures.weighted is not None:
            factor = Fraction(stage.weight or 0) / Fraction(stage.scale)
            figure, how = rounded(figures.value.at(i) * factor, steps.weight)
            printed = show(figures.value.at(i), steps.scale.decimals if steps.scale else 0)
            sum_up = f"{printed} × {show(stage.weight or 0)} / {show(stage.scale)}"
            lines.append(Line("Nilai berbobot", figure, _joined(sum_up, how)))
        for gate in figures.gates:
            bound = gate.bounds[int(result.scores.groups[i])]
            if bound is not None:
                value = gate.values.at(i)
                verdict = "lolos" if value >= bound else "tidak lolos"
                sign = "≥" if value >= bound else "<"
                lines.append(Line(f"Ambang {gate.label}", verdict, f"{show(value)} {sign} {show(bound)}"))
    fate = Fate(int(result.ranking.stages[s][i]))
    code = getattr(stage.codes, STAGE_CODES[fate])
    why = failure(figures, result.marks, int(result.scores.groups[i]), i) if fate is Fate.FAILS else code.meaning
    lines.append(Line("Hasil tahap", code.code, why))
    return Part(f"Tahap {s + 1}: {stage.name}", lines)


def _joined(sum_up: str, how: str) -> str:
    return f"{sum_up} = {how}" if how else sum_up


def _component(result: Result, stage: Stage, component: Component, step: Rounding | None, i: int) -> Iterator[Line]:
    marks = result.marks[stage.code, component.code]
    state = State(int(marks.states[i]))
    place = str(marks.where(i) or "")
    if component.panel is not None:
        yield from _panel(component, marks, step, i)
    elif state is State.KNOWN:
        words = f"kategori {marks.texts[i]}" if marks.texts else ""
        figure = show(marks.values.at(i)) if component.scored else "lolos"
        of = f"dari {show(component.top)}" if component.scored else ""
        yield Line(component.name, figure, ", ".join(w for w in (words, of) if w), place)
    else:
        zero = effective_states(stage, component, result.marks)[i] == State.KNOWN
        words = "dihitung nol" if zero else marks.texts[i] if marks.texts else ""
        yield Line(component.name, _STATES[state], words, place)
    yield from _bonus(result, stage, component, step, i)


def _panel(component: Component, marks: Marks, step: Rounding | None, i: int) -> Iterator[Line]:
    """The single marks, then their combination."""
    given = []
    for part in marks.parts:
        state = State(int(part.states[i]))
        place = str(part.where(i) or "")
        if state is State.KNOWN:
            given.append(part.values.at(i))
            yield Line(f"  {part.label}", show(given[-1]), "", place)
        elif state is not State.NO_ROW:
            yield Line(f"  {part.label}", _STATES[state], "", place)
    state = State(int(marks.states[i]))
    if state is not State.KNOWN or component.panel is None:
        yield Line(component.name, _STATES.get(state, ""))
        return
    one = component_mark(component, _single(marks, i), None).at(0)
    figure, how = rounded(one, step)
    words = f"{component.panel.combine} dari {len(given)} nilai"
    yield Line(component.name, figure, _joined(words, how))


def _single(marks: Marks, i: int) -> Marks:
    """One applicant's marks as a register of one."""
    row = np.array([i])
    parts = tuple(replace(p, values=p.values.take(row), states=p.states[row]) for p in marks.parts)
    return replace(marks, values=marks.values.take(row), states=marks.states[row], parts=parts)


def _bonus(result: Result, stage: Stage, component: Component, step: Rounding | None, i: int) -> Iterator[Line]:
    figures = next(f for f in result.scores.stages if f.stage is stage)
    granted = [
        g for g in result.scores.granted if g.bonus.target == f"{stage.code}.{component.code}" and g.amounts.at(i)
    ]
    for one in granted:
        when = "sebelum ambang" if one.bonus.before_threshold else "sesudah ambang"
        yield Line(f"  Bonus {one.bonus.name}", f"+{show(one.amounts.at(i))}", when)
    if granted:
        own = component_mark(component, result.marks[stage.code, component.code], step).at(i)
        full = own + sum((g.amounts.at(i) for g in granted), Fraction(0))
        capped = "" if full <= Fraction(component.top) else f", dibatasi maksimum {show(component.top)}"
        terms = " + ".join(show(v) for v in (own, *(g.amounts.at(i) for g in granted)))
        yield Line(f"{component.name} dengan bonus", show(figures.marks[component.code].at(i)), terms + capped)


def _composite(stage: Stage, marks: dict[str, Fraction], step: Rounding | None) -> Iterator[Line]:
    """The sum (or the weighted sum) and the value on the stage's scale."""
    scale = Fraction(stage.scale)
    if stage.weighs_components:
        terms = [f"{show(marks[c.code])} / {show(c.top)} × {show(c.weight or 0)}" for c in stage.scored]
        shares = (marks[c.code] / Fraction(c.top) * Fraction(c.weight or 0) for c in stage.scored)
        value = sum(shares, Fraction(0)) / 100 * scale
        words = " + ".join(terms) + ("" if scale == 100 else f", semuanya × {show(scale)} / 100")  # noqa: PLR2004
    else:
        total = sum(marks.values(), Fraction(0))
        top = sum((Fraction(c.top) for c in stage.scored), Fraction(0))
        if len(marks) > 1:
            yield Line("Jumlah", show(total), " + ".join(show(v) for v in marks.values()))
        value = total / top * scale
        words = f"{show(total)} / {show(top)} × {show(scale)}"
    figure, how = rounded(value, step)
    yield Line("Nilai tahap", figure, _joined(words, how))


def _final(result: Result, i: int) -> Part:
    scores = result.scores
    if scores.final is None:
        return Part("Nilai akhir", [Line("Nilai akhir", "–", "tidak ada tahap yang berbobot")])
    terms = []
    for figures in scores.stages:
        if figures.weighted is not None:
            step = Steps.of(result.rules, figures.stage).weight
            terms.append(show(figures.weighted.at(i), step.decimals if step else 0))
    due = [g for g in scores.granted if g.bonus.target == FINAL and g.amounts.at(i)]
    lines = [Line(f"Bonus {g.bonus.name}", f"+{show(g.amounts.at(i))}") for g in due]
    if lines:
        cap = result.rules.ranking.bonus_cap
        lines.append(Line("Bonus dihitung", show(scores.bonus.at(i)), f"paling banyak {show(cap)}" if cap else ""))
        terms.append(show(scores.bonus.at(i)))
    value = scores.interim[-1].at(i) + scores.bonus.at(i)
    figure, how = rounded(value, final_rounding(result.rules))
    lines.append(Line("Nilai akhir", figure, _joined(" + ".join(terms), how)))
    return Part("Nilai akhir", lines)
