"""Writing ``hasil.json``: what holds for all first, each heading once, then one line for every applicant.

``json_format`` says what the parts are and reads them back.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import UNSET, to_builtins
from msgspec.structs import asdict

from asnrekrut import __version__
from asnrekrut.core.counts import count_grounds, count_seats, count_sessions, count_stages
from asnrekrut.core.result import FATE_WORDS, Fate, fate_words
from asnrekrut.core.rules_in_words import describe
from asnrekrut.notation import number_text
from asnrekrut.outputs import json_format as form
from asnrekrut.outputs.result_columns import PROGRESS_WORDS, Column, View, key_columns, number_words, pieces
from asnrekrut.rules.binding import binding, fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from asnrekrut.core.calculation_steps import Step
    from asnrekrut.core.counts import SeatCount, StageCount
    from asnrekrut.core.exact import Bools, Exact
    from asnrekrut.core.placement import Placement
    from asnrekrut.core.result import Result
    from asnrekrut.core.ties import Tie

_encode = json.JSONEncoder(ensure_ascii=False).encode
_quote = json.encoder.c_encode_basestring or json.encoder.py_encode_basestring  # type: ignore[attr-defined]
_KEYS = {key.field: name for name, key in form.SavedPerson.keys.items()}


def summary(result: Result) -> form.Summary:
    """What ``rank --json`` prints of the last stage of a result, and ``hasil.json`` begins with."""
    stage, one = result.stages[-1], result.rules.identity
    basis = tuple(one.legal_basis)
    seats = zip(count_seats(result), stage.progress, strict=True)
    return form.Summary(
        version=form.VERSION,
        program=__version__,
        selection=form.SavedSelection(name=one.name, institution=one.institution, year=one.year, legal_basis=basis),
        stage=stage.code,
        fingerprint=fingerprint(result.rules),
        applicants=len(result.register),
        stages={one.stage.code: _stage(result, one) for one in count_stages(result)},
        formations={one.formation.code: _formation(result, one, progress) for one, progress in seats},
        grounds=tuple(form.SavedGround(**asdict(one)) for one in count_grounds(result, stage)),
    )


def _stage(result: Result, count: StageCount) -> form.SavedStage:
    """How many took part in a stage and in its sessions, and what became of them."""
    absent, not_called, out, failed, beyond, went_on = count.became()
    sessions = count_sessions(result, count.stage)
    return form.SavedStage(
        name=count.stage.name,
        expected=count.expected,
        absent=absent,
        not_called=not_called,
        out=out,
        failed=failed,
        beyond=beyond,
        went_on=went_on,
        waiting=count.of(Fate.OPEN),
        sessions={one.session.name: form.SavedSession(present=one.present, absent=one.absent) for one in sessions},
    )


def _formation(result: Result, seats: SeatCount, progress: int) -> form.SavedFormation:
    """A formation; at the end with who got its seats, or is nominated for them."""
    one, end, nominating = seats.formation, result.stages[-1].is_end, result.rules.ranking.nominations is not None
    lowest = None if seats.lowest is None else number_text(seats.lowest)
    return form.SavedFormation(
        title=one.title,
        unit=one.unit,
        kind=one.kind,
        quota=one.quota,
        applicants=seats.applicants,
        progress=PROGRESS_WORDS[progress],
        winners=seats.winners if end else None,
        nominated=seats.nominated if end and nominating else None,
        reserves=seats.reserves if end else None,
        empty=seats.empty if end else None,
        lowest_text=lowest if end and not nominating else UNSET,
        lowest_nominated_text=lowest if end and nominating else UNSET,
    )


def json_chunks(view: View) -> Iterator[bytes]:
    """``hasil.json``, piece by piece."""
    *head, (people, _) = to_builtins(_without_people(view)).items()
    yield ("{\n" + "".join(f" {_quote(key)}: {_laid_out(value)},\n" for key, value in head)).encode()
    yield f" {_quote(people)}: [\n  ".encode()
    between = ""
    for lines in _people(view):
        yield (between + ",\n  ".join(lines)).encode()
        between = ",\n  "
    yield b"\n ]\n}\n"


def _laid_out(value: Any) -> str:
    """A value, with what it holds a line each where that is made of parts itself."""
    if isinstance(value, dict) and any(isinstance(inner, dict) for inner in value.values()):
        lines, (left, right) = [f"{_quote(key)}: {_encode(inner)}" for key, inner in value.items()], "{}"
    elif isinstance(value, (list, tuple)) and value and not isinstance(value[0], str):
        lines, (left, right) = [_encode(inner) for inner in value], "[]"
    else:
        return _encode(value)
    return f"{left}\n  " + ",\n  ".join(lines) + f"\n {right}"


def _without_people(view: View) -> form.SavedResult:
    """What holds for all: the rules, every step once, and what decided beyond the figures."""
    result, stage = view.result, view.stage
    counts = Counter(code for (code, _), count in view.lasting().items() for _ in range(count))
    outcomes = result.outcomes(stage).items()
    return form.SavedResult(
        **asdict(summary(result)),
        rules=binding(result.rules),
        rules_in_words=tuple(describe(result.rules, result.register.formations)),
        codes={one.code: form.SavedCode(fate_word=FATE_WORDS[fate], meaning=one.meaning) for one, fate in outcomes},
        steps={step.key: _step(step) for step in result.steps(stage)},
        order=tuple(column.heading for column in key_columns(result, stage)),
        key_headings=tuple(column.heading for column in _own_keys(view)),
        ties=tuple(saved_tie(result, tie) for tie in result.ties),
        events=tuple(result.events),
        findings=dict(sorted(counts.items())),
        determined="" if stage.determined is None else result.basis_of(stage),
        placed=_placed(result, stage.placements) if stage.is_end else UNSET,
        vacated=_placed(result, stage.vacated),
        people=(),
    )


def _step(step: Step) -> form.SavedStep:
    """A step with its formula; each applicant's ``figures`` has one for each."""
    rounding = f"{step.rounding.decimals} desimal, {step.rounding.rule.value}" if step.rounding else ""
    inputs = tuple(one.key for one in step.inputs)
    return form.SavedStep(label=step.label, part=step.part, formula=step.words(), inputs=inputs, rounding=rounding)


def _placed(result: Result, placements: Sequence[Placement]) -> tuple[form.SavedPlacement, ...]:
    """Seats or nominations, each with its holder and the step that gave it."""
    numbers, formations = result.register.numbers, result.register.formations
    return tuple(
        form.SavedPlacement(
            number=numbers[p.application],
            formation=formations[p.formation].code,
            kind=p.kind,
            step=p.step,
            legal_basis=p.basis,
            note=p.note,
        )
        for p in placements
    )


def saved_tie(result: Result, tie: Tie) -> form.SavedTie:
    """An open tie."""
    numbers, formation = result.register.numbers, result.register.formations[tie.formation].code
    members = tuple(numbers[i] for i in tie.members)
    return form.SavedTie(stage=tie.stage, formation=formation, places=tie.places, misfit=tie.misfit, numbers=members)


def _own_keys(view: View) -> list[Column]:
    """The sort keys that are no step, so that their figures stand nowhere else."""
    steps = {step.key for step in view.result.steps(view.stage)}
    return [c for c in key_columns(view.result, view.stage) if c.heading.partition(":")[0] not in steps]


def _people(view: View) -> Iterator[list[str]]:
    """One JSON object per applicant: the listed ones in the order of the lists, then everybody else.

    Made column by column, which is several times faster than one object after the other.
    """
    result, stage, register = view.result, view.stage, view.result.register
    ranks = stage.standing.rank
    formation = np.array(_texts("formation", [f.code for f in register.formations]), dtype=object)
    rank = np.array(["", *(f"{_key('rank')}{n}" for n in range(1, int(ranks.max(initial=0)) + 1))], dtype=object)
    code = dict(zip(codes := list(dict.fromkeys(view.codes)), _texts("code", codes), strict=True))
    fates, gone = _fates(result)
    steps = [_figures(step.values, step.known & result.came(step)) for step in result.steps(stage)]
    keys = [_figures(c.values, c.shown) for c in _own_keys(view) if c.values is not None]
    unlisted = np.ones(len(register), dtype=bool)
    unlisted[view.order] = False
    rest = np.flatnonzero(unlisted)
    begin = f"{{{_key('number')[1:]}"
    for people in pieces(np.concatenate([view.order, rest])):
        some = people.tolist()
        columns = [
            [f"{begin}{_quote(register.numbers[i])}" for i in some],
            _texts("second", [register.second[i] for i in some]) if register.second else [""] * len(some),
            _texts("name", [register.names[i] for i in some]),
            formation[register.formation[people]].tolist(),
            _lists("figures", [texts[which[people]].tolist() for texts, which in steps], len(some)),
            _lists("key_figures", [texts[which[people]].tolist() for texts, which in keys], len(some)),
            fates[gone[people]].tolist(),
            rank[ranks[people]].tolist(),
            [code[view.codes[i]] for i in some],
            _texts("reason", [view.reasons[i] for i in some]),
        ]
        yield list(map("".join, zip(*columns, ["}"] * len(some), strict=True)))


def _key(field: str) -> str:
    """What stands before a value of a person."""
    return f',"{_KEYS[field]}":'


def _lists(field: str, columns: list[list[str]], n: int) -> list[str]:
    """One list of texts for each of n people; nothing where all are blank. Digits need no escaping."""
    if not columns:
        return [""] * n
    key, blank = _key(field), '","'.join([""] * len(columns))
    joined = map('","'.join, zip(*columns, strict=True))
    return [f'{key}["{texts}"]' if texts != blank else "" for texts in joined]


def _texts(field: str, texts: Sequence[str]) -> list[str]:
    key = _key(field)
    return [f"{key}{_quote(text)}" if text else "" for text in texts]


def _fates(result: Result) -> tuple[NDArray[np.object_], NDArray[np.intp]]:
    """What became of everyone at each stage; few ways are ever gone, and each is written once."""
    ways, which = np.unique(np.stack([stage.fates for stage in result.stages]), axis=1, return_inverse=True)
    words, key = [fate_words(way) for way in ways.T.tolist()], _key("fate_words")
    texts = [f"{key}{_encode(found).replace(', ', ',')}" if found else "" for found in words]
    return np.array(texts, dtype=object), which.ravel()


def _figures(values: Exact, shown: Bools) -> tuple[NDArray[np.object_], NDArray[np.int32]]:
    """Different exact numbers, and which of them everyone has; '' where there is none."""
    texts, which = number_words(values, shown, 0, ".", number_text)
    return np.array(texts, dtype=object), which
