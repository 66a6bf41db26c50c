"""Every step of one applicant, so that a person with a pocket calculator comes to the same figures."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct, field
from msgspec.structs import astuple

from asnrekrut.core.calculation_steps import Combined, Step
from asnrekrut.core.marks import STATE_WORDS, State, effective_states
from asnrekrut.core.reasons import KEPT, reason_at, reasons
from asnrekrut.core.result import Fate, Result, StageOutcome
from asnrekrut.core.sessions_and_makeups import UNINVITED, Conduct
from asnrekrut.core.sort_keys import Standing, lot
from asnrekrut.notation import show, show_date
from asnrekrut.rules.figure_keys import FINAL, FigureKey

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from asnrekrut.core.marks import Marks
    from asnrekrut.rules.stages import Component, Stage
    from asnrekrut.scoring import StageScores


class Line(Struct, frozen=True):
    """One step: what it is, its figure, how it came about, where it was read."""

    label: str
    figure: str
    how: str = ""
    place: str = ""


class Part(Struct, frozen=True):
    """A titled group of steps."""

    title: str
    lines: list[Line] = field(default_factory=list)


def explain(
    result: Result, i: int, of_others: Callable[[FigureKey], bool] = lambda _: True, named: bool = True
) -> list[Part]:
    """Every step of applicant i (its index in the register), as far as the applicant came.

    Args:
        of_others: whether a neighbour's figure of a sort key may be named.
        named: whether raters are, instead of their place in the panel.
    """
    parts = [_who(result, i)]
    for stage in result.stages:
        if stage.fates[i] == Fate.NOT_REACHED:
            continue
        parts += _end(result, stage, i) if stage.is_end else [_stage(result, stage, i, named)]
        if stage.standing.rank[i] and stage.places is not None:
            parts.append(_order(result, stage, i, of_others))
    return [*parts, Part("Hasil", list(_verdict(result, i)))]


def explanation_json(number: str, parts: list[Part]) -> dict[str, Any]:
    """The same for programs."""
    keys = ("langkah", "isi", "cara", "tempat")
    lines = [[dict(zip(keys, astuple(line), strict=True)) for line in part.lines] for part in parts]
    told = [{"judul": part.title, "baris": some} for part, some in zip(parts, lines, strict=True)]
    return {"nomor": number, "bagian": told}


def _who(result: Result, i: int) -> Part:
    application, group = result.application(i), int(result.scores.groups[i])
    seats = application.formation
    lines = [Line("Nama", "", application.name), Line("Formasi", seats.code, f"{seats.title}, {seats.quota} kursi")]
    if group:
        lines.append(Line("Kelompok", "", f"{result.rules.groups[group - 1].name}, dengan ambang batas sendiri"))
    return Part(f"Peserta {application.number}", lines)


def _verdict(result: Result, i: int) -> Iterator[Line]:
    application = result.application(i)
    if (outcome := application.outcome) is not None:
        yield Line("Kode", outcome.code, outcome.meaning)
        yield Line("Alasan", "", reasons(result)[i])
    waiting = (stage.name for stage in result.stages if stage.fates[i] == Fate.OPEN and not result.overtaken(stage, i))
    yield from (Line("Menunggu", "", f"{name}: formasinya belum diputus") for name in islice(waiting, 1))
    if (placed := application.placement) is not None:
        seat = result.register.formations[placed.formation].code
        words = "; ".join(dict.fromkeys(filter(None, (placed.way, placed.note, placed.basis))))
        yield Line("Kursi" if placed.is_seat else result.inside, seat, words)


def _stage(result: Result, stage: StageOutcome, i: int, named: bool) -> Part:
    figures = result.scores.stages[stage.index]
    lines = [*_held(result, figures.stage, i), *_figures(result, figures, i, named)]
    lines += _listed(result, stage, i)
    for judged in figures.demands:
        verdict = "tidak dapat ditentukan" if judged.unknown[i] else "tidak dipenuhi" if judged.fails[i] else "dipenuhi"
        lines.append(Line(f"Ketentuan {judged.demand.code}", verdict, judged.words.get(i, "")))
    if figures.states[i] == State.KNOWN:
        lines += _gates(figures, int(result.scores.groups[i]), i)
    fate = Fate(int(stage.fates[i]))
    code = result.outcome(fate, stage, int(result.scores.groups[i]))
    if code is None:
        waits = "menunggu: formasinya belum diputus"
        overtaken = "tidak ditunggu: berlaku daftar penetapan sesudahnya"
        lines.append(Line("Hasil tahap", "", overtaken if result.overtaken(stage, i) else waits))
    else:
        why = reason_at(result, stage, i) if fate is Fate.FAILS else code.meaning
        lines.append(Line("Hasil tahap", code.code, why))
    return Part(f"Tahap {stage.index + 1}: {stage.name}", lines)


def _listed(result: Result, stage: StageOutcome, i: int) -> Iterator[Line]:
    """What the list of the central body says, where a stage or the end is determined elsewhere."""
    fixed = stage.determined
    if fixed is None:
        return
    if not fixed.listed[i]:
        yield Line("Penetapan", "tidak tercantum", result.basis_of(stage))
        return
    rank, outcome = int(fixed.rank[i]), result.outcome(Fate(int(fixed.fates[i])), stage)
    figure = f"{outcome.code if outcome else ''}{f', peringkat {rank}' if rank else ''}"
    yield Line("Penetapan", figure, result.basis_of(stage), str(fixed.where(i) or ""))
    ours = result.scores.own_final if stage.is_end else result.scores.own[stage.index].compared
    if ours is not None and ours.known[i]:
        yield Line("Hitungan sendiri", ours.show(i), ours.how(i))


def _held(result: Result, stage: Stage, i: int) -> Iterator[Line]:
    """The session that the applicant sat, and an absence that gave way to a make-up."""
    conduct = result.conduct.get(stage.code, Conduct())
    if conduct.session is not None and conduct.session[i] >= 0:
        session = stage.sessions[int(conduct.session[i])]
        yield Line("Sesi", session.name, show_date(session.day) if session.day else "")
    for component in stage.components:
        one = conduct.make_ups.get(component.code)
        if one is not None and stage.make_up is not None and (one.replaced[i] or one.late[i]):
            then, how = (UNINVITED, "mengikuti") if one.late[i] else ("tidak hadir", "diganti")
            yield Line(component.name, then, f"{how} susulan ({stage.make_up.legal_basis})")


def _figures(result: Result, figures: StageScores, i: int, named: bool) -> Iterator[Line]:
    """Every figure of a stage in the order in which it is made; a requirement has none, but its word."""
    owners = {f"{figures.stage.code}.{c.code}": c for c in figures.stage.components}
    made = {step.key for step in figures.steps}
    parts = {name: label for key, one in owners.items() for name, label in _rated(result, figures, key, one, named)}
    for key, component in owners.items():
        if key not in made:
            marks = result.marks[figures.stage.code, component.code]
            word = "lolos" if marks.states[i] == State.KNOWN else STATE_WORDS[_state(marks, i)]
            said = f'tertulis "{marks.texts[i]}"' if marks.texts and marks.texts[i] else ""
            yield Line(component.name, word, said, str(marks.where(i) or ""))
    for step in figures.steps:
        if step.key in owners:
            yield _mark(result, figures, owners[step.key], step, i)
        elif not step.part and step.formula is None:  # a bonus
            yield from [Line(f"  {step.label}", f"+{step.show(i)}")] if step.values.at(i) else []
        elif step.known[i]:
            label = parts.get(step.key, step.label)
            yield Line(label, step.show(i), step.how(i), str(step.where(i) or ""))


def _mark(result: Result, figures: StageScores, component: Component, step: Step, i: int) -> Line:
    """A mark of a component, or what stands in its place."""
    marks = result.marks[figures.stage.code, component.code]
    state = _state(marks, i)
    if state is not State.KNOWN:
        zero = effective_states(figures.stage, component, result.marks)[i] == State.KNOWN
        words = "dihitung nol" if zero else marks.texts[i] if marks.texts else ""
        read = [part.where(i) for part in marks.parts if part.states[i] == state]  # by which rater it was written
        return Line(step.label, STATE_WORDS[state], words, str((*read, marks.where(i))[0] or ""))
    if isinstance(step.formula, Combined):
        return Line(step.label, step.show(i), step.how(i))
    words = f"kategori {marks.texts[i]}, " if marks.texts else ""
    return Line(step.label, step.show(i), f"{words}dari {show(component.top)}", str(step.where(i) or ""))


def _rated(
    result: Result, figures: StageScores, key: str, component: Component, named: bool
) -> Iterator[tuple[str, str]]:
    """What a panel's marks are called, by step; a rater who is not named bears the place in the panel."""
    for n, rater in enumerate(result.marks[figures.stage.code, component.code].parts, 1):
        yield f"{key}:{rater.label}", f"  {component.name}: {rater.label}" if named else f"  Penilai {n}"
        yield from ((f"{key}:{rater.label}:{one.label}", f"    {one.label}") for one in rater.parts)


def _state(marks: Marks, i: int) -> State:
    """What stands in the place of a mark; whoever was not called is neither absent nor missing."""
    state = State(int(marks.states[i]))
    called = marks.called is None or marks.called[i] or state > State.ABSENT
    return state if called else State.NOT_CALLED


def _gates(figures: StageScores, group: int, i: int) -> Iterator[Line]:
    for gate in figures.gates:
        bound = gate.bounds[group]
        if bound is not None:
            value = gate.values.at(i)
            verdict, sign = ("memenuhi", "≥") if value >= bound else ("tidak memenuhi", "<")
            yield Line(f"Ambang batas {gate.label}", verdict, f"{show(value)} {sign} {show(bound)}")


def _end(result: Result, stage: StageOutcome, i: int) -> list[Part]:
    listed = list(_listed(result, stage, i))
    steps = [step for step in result.scores.end if step.part or step.formula or step.values.at(i)]
    if not steps and not listed:
        return [Part("Nilai akhir", [Line("Nilai akhir", "–", "tidak ada tahap yang berbobot")])]
    lines = [
        Line(step.label, step.show(i) if step.formula or step.key == FINAL else f"+{step.show(i)}", step.how(i))
        for step in steps
    ]
    return [Part("Nilai akhir", [*lines, *listed])]


def _order(result: Result, stage: StageOutcome, i: int, of_others: Callable[[FigureKey], bool]) -> Part:
    """The rank, the keys, the neighbours, and the distance to the last place in."""
    register, standing = result.register, stage.standing
    places = 0 if stage.places is None else int(stage.places[i])
    mine = standing.order[register.formation[standing.order] == register.formation[i]]
    ranks = standing.rank[mine]
    at = int(np.flatnonzero(mine == i)[0])
    equal = [j for j in mine[ranks == standing.rank[i]].tolist() if j != i]
    shared = f"bersama {', '.join(register.numbers[j] for j in equal)}" if equal else ""
    lines = [Line("Peringkat", f"{standing.rank[i]} dari {len(mine)}", shared)]
    lines += [Line(f"Kunci {n}", key.show(i), key.key.label) for n, key in enumerate(standing.keys, 1)]
    for label, j in (("Di atasnya", at - 1), ("Di bawahnya", at + 1)):
        if 0 <= j < len(mine):
            other = int(mine[j])
            lines.append(Line(label, register.numbers[other], _difference(standing, i, other, of_others)))
    lines += _settled(result, standing, i)
    lines += () if stage.is_end else _beyond(result, stage, mine, places)
    label, edge = _edge(result, stage, i, mine)
    lines += [Line(label, register.numbers[j], _difference(standing, i, j, of_others)) for j in edge]
    title = f"Urutan akhir ({places} {result.aim})" if stage.is_end else f"Urutan pada {stage.name} ({places} tempat)"
    return Part(title, lines)


def _edge(result: Result, stage: StageOutcome, i: int, mine: NDArray[np.intp]) -> tuple[str, list[int]]:
    """Who is last in, for whoever is out, or first out, for whoever is in; nobody where there is no such place."""
    ranks, places = stage.standing.rank[mine], 0 if stage.places is None else int(stage.places[i])
    if stage.is_end:  # a seat may stand empty, and somebody behind have one
        here = result.register.formation[i]
        seated = np.isin(mine, [p.application for p in stage.placements if p.formation == here])
        outside = not seated[mine == i].any()
        edge = mine[seated][-1:] if outside else mine[int(np.flatnonzero(seated)[-1]) + 1 :]
    else:
        outside = bool(stage.standing.rank[i] > places)  # (of places there may be none)
        within = ranks <= places
        edge = mine[within][-1:] if outside else mine[~(within | (stage.fates[mine] == Fate.PROCEEDS))]
    found: list[int] = edge[:1].tolist()
    return "Tempat terakhir" if outside else "Pertama di luar", found


def _beyond(result: Result, stage: StageOutcome, mine: NDArray[np.intp], places: int) -> Iterator[Line]:
    """Why more go on than there are places: a tie at the last one, or invitations that stand."""
    on = mine[stage.fates[mine] == Fate.PROCEEDS]
    kept = [j for j in on.tolist() if j in stage.kept]
    if len(on) > places:
        tied = "nilai yang sama pada tempat terakhir" if len(on) - len(kept) > places else ""
        stands = f"{KEPT}: {', '.join(result.register.numbers[j] for j in kept)}" if kept else ""
        yield Line("Yang lanjut", f"{len(on)} orang", "; ".join(why for why in (tied, stands) if why))


def _settled(result: Result, standing: Standing, i: int) -> Iterator[Line]:
    """What settled the tie in which the applicant stood."""
    how, number = standing.settled.get(i), result.register.numbers[i]
    if how and how.seed:
        words = f"SHA-256 dari {how.seed}:{number}, terkecil didahulukan"
        yield Line("Undian", f"{lot(how.seed, number)[:16]}…", words)
    elif how:
        yield Line("Nilai yang sama", "", f"diputus menurut {how.words}")


def _difference(standing: Standing, i: int, other: int, of_others: Callable[[FigureKey], bool]) -> str:
    """The first key on which two applicants differ, with the distance where it is a number."""
    for key in standing.keys:
        if key.codes[i] == key.codes[other]:
            continue
        if not of_others(key.key):
            return f"diputus menurut {key.key.label}"
        words = f"{key.key.label}: {key.show(i)} terhadap {key.show(other)}"
        if key.kind == "angka" and key.known[i] and key.known[other]:
            words += f", selisih {show(abs(key.values.at(i) - key.values.at(other)), key.decimals)}"
        return words
    how = standing.settled.get(i) or standing.settled.get(other)
    if standing.drawn[i] != standing.drawn[other] and how:
        return f"sama pada semua kunci; diputus menurut {how.words}"
    return "sama pada semua kunci"
