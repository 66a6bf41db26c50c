"""Writing ``hasil.json``: what holds for all first, each heading once, then one line for every applicant.

``json_format`` says what the parts are and reads them back.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

from asnrekrut import __version__
from asnrekrut.core.counts import SeatCount, count_reasons, count_seats, count_sessions, count_stages
from asnrekrut.core.result import FATE_WORDS, Fate, Result, StageOutcome, fate_words
from asnrekrut.core.rules_in_words import describe
from asnrekrut.notation import number_text
from asnrekrut.outputs.json_format import VERSION
from asnrekrut.outputs.result_columns import PROGRESS_WORDS, Column, View, key_columns, number_words, pieces
from asnrekrut.rules.binding import binding, fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from asnrekrut.core.exact import Bools, Exact
    from asnrekrut.core.placement import Placement
    from asnrekrut.core.ties import Tie

_BECAME = ("tidak_hadir", "tidak_dipanggil", "mundur_atau_diskualifikasi", "gugur", "tidak_lanjut", "lanjut")
_encode = json.JSONEncoder(ensure_ascii=False).encode
_quote = json.encoder.c_encode_basestring or json.encoder.py_encode_basestring  # type: ignore[attr-defined]


def summary(result: Result) -> dict[str, Any]:
    """What ``rank --json`` prints of the last stage of a result, and ``hasil.json`` begins with."""
    stage = result.stages[-1]
    identity = result.rules.identity
    return {
        "versi": VERSION,
        "asnrekrut": __version__,
        "seleksi": {
            "nama": identity.name,
            "instansi": identity.institution,
            "tahun": identity.year,
            "dasar": list(identity.legal_basis),
        },
        "tahap": stage.code,
        "sidik_jari_aturan": fingerprint(result.rules),
        "pelamar": len(result.register),
        "rekap_tahap": {
            s.stage.code: {
                "nama": s.stage.name,
                "peserta": s.expected,
                **dict(zip(_BECAME, s.became(), strict=True)),
                "menunggu": s.of(Fate.OPEN),
                **_told(sesi=_sessions(result, s.stage)),
            }
            for s in count_stages(result)
        },
        "formasi": {
            seats.formation.code: _formation(seats, progress, _seats(result, seats) if stage.is_end else {})
            for seats, progress in zip(count_seats(result), stage.progress, strict=True)
        },
        **_told(
            alasan=[
                {"kode": one.code, "alasan": one.reason, "peserta": one.people, "hanya_itu": one.alone}
                for one in count_reasons(result, stage)
            ]
        ),
    }


def _told(**parts: Any) -> dict[str, Any]:
    """These, without what there is nothing of."""
    return {key: value for key, value in parts.items() if value}


def _sessions(result: Result, stage: StageOutcome) -> dict[str, Any]:
    """How many were there, by session."""
    return {s.session.name: {"hadir": s.present, "tidak_hadir": s.absent} for s in count_sessions(result, stage)}


def _seats(result: Result, seats: SeatCount) -> dict[str, Any]:
    """Who got the seats of a formation, or is nominated for them."""
    names = {} if result.rules.ranking.nominations is None else {"diajukan": seats.nominated}
    lowest = None if seats.lowest is None else number_text(seats.lowest)
    won = {"lulus": seats.winners, **names, "cadangan": seats.reserves, "kursi_kosong": seats.empty}
    return {**won, f"nilai_terendah_{result.inside.lower()}": lowest}


def _formation(seats: SeatCount, progress: int, won: dict[str, Any]) -> dict[str, Any]:
    """A formation; at the end with who got its seats."""
    formation = seats.formation
    return {
        "jabatan": formation.title,
        "unit": formation.unit,
        "jenis": formation.kind,
        "kuota": formation.quota,
        "pelamar": seats.applicants,
        "keadaan": PROGRESS_WORDS[progress],
        **won,
    }


def json_chunks(view: View) -> Iterator[bytes]:
    """``hasil.json``, piece by piece."""
    head = {**summary(view.result), **_rules(view), **_steps(view), **_settled(view)}
    yield ("{\n" + "".join(f" {_quote(key)}: {_laid_out(value)},\n" for key, value in head.items())).encode()
    yield b' "peserta": [\n  '
    between = ""
    for lines in _people(view):
        yield (between + ",\n  ".join(lines)).encode()
        between = ",\n  "
    yield b"\n ]\n}\n"


def _laid_out(value: Any) -> str:
    """A value, with what it holds a line each where that is made of parts itself."""
    if isinstance(value, dict) and any(isinstance(inner, dict) for inner in value.values()):
        lines, (left, right) = [f"{_quote(key)}: {_encode(inner)}" for key, inner in value.items()], "{}"
    elif isinstance(value, list) and value and not isinstance(value[0], str):
        lines, (left, right) = [_encode(inner) for inner in value], "[]"
    else:
        return _encode(value)
    return f"{left}\n  " + ",\n  ".join(lines) + f"\n {right}"


def _rules(view: View) -> dict[str, Any]:
    """The rules as data and in words, and every code of this stage."""
    result, stage = view.result, view.stage
    return {
        "aturan": binding(result.rules),
        "uraian_aturan": [list(row) for row in describe(result.rules, result.register.formations)],
        "kode": {o.code: {"nasib": FATE_WORDS[fate], "arti": o.meaning} for o, fate in result.outcomes(stage).items()},
    }


def _steps(view: View) -> dict[str, Any]:
    """Every step once, with its formula; each applicant's ``nilai`` has one figure for each."""
    return {
        "langkah": {
            step.key: {
                "nama": step.label,
                "bagian": step.part,
                "rumus": step.words(),
                "masukan": [one.key for one in step.inputs],
                "pembulatan": f"{step.rounding.decimals} desimal, {step.rounding.rule.value}" if step.rounding else "",
            }
            for step in view.result.steps(view.stage)
        }
    }


def _settled(view: View) -> dict[str, Any]:
    """What decided beyond the figures: sort keys, ties, events, findings, and who was placed."""
    result, stage = view.result, view.stage
    counts = Counter(code for (code, _), count in view.lasting().items() for _ in range(count))
    return {
        "urutan": [column.heading for column in key_columns(result, stage)],
        "kunci": [column.heading for column in _own_keys(view)],
        "seri": [tie_json(result, tie) for tie in result.ties],
        "peristiwa": list(result.events),
        "temuan": dict(sorted(counts.items())),
        **_told(penetapan="" if stage.determined is None else result.basis_of(stage)),
        **({"penempatan": _placed(result, stage.placements)} if stage.is_end else {}),
        **_told(dilepas=_placed(result, stage.vacated)),
    }


def _placed(result: Result, placements: Sequence[Placement]) -> list[dict[str, str]]:
    """Seats or nominations, each with its holder and the step that gave it."""
    return [
        {
            "nomor": result.register.numbers[p.application],
            "formasi": result.register.formations[p.formation].code,
            "jenis": p.kind,
            "langkah": p.step,
            "dasar": p.basis,
            **_told(catatan=p.note),
        }
        for p in placements
    ]


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
    formation = np.array([f',"formasi":{_quote(f.code)}' for f in register.formations], dtype=object)
    rank = np.array(["", *(f',"peringkat":{n}' for n in range(1, int(ranks.max(initial=0)) + 1))], dtype=object)
    code = {text: _texts("kode", [text])[0] for text in dict.fromkeys(view.codes)}
    fates, gone = _fates(result)
    steps = [_figures(step.values, step.known & result.came(step)) for step in result.steps(stage)]
    keys = [_figures(c.values, c.shown) for c in _own_keys(view) if c.values is not None]
    unlisted = np.ones(len(register), dtype=bool)
    unlisted[view.order] = False
    rest = np.flatnonzero(unlisted)
    for people in pieces(np.concatenate([view.order, rest])):
        some = people.tolist()
        columns = [
            [f'{{"nomor":{_quote(register.numbers[i])}' for i in some],
            _texts("nomor_kedua", [register.second[i] for i in some]) if register.second else [""] * len(some),
            _texts("nama", [register.names[i] for i in some]),
            formation[register.formation[people]].tolist(),
            _lists("nilai", [texts[which[people]].tolist() for texts, which in steps], len(some)),
            _lists("kunci", [texts[which[people]].tolist() for texts, which in keys], len(some)),
            fates[gone[people]].tolist(),
            rank[ranks[people]].tolist(),
            [code[view.codes[i]] for i in some],
            _texts("keterangan", [view.reasons[i] for i in some]),
        ]
        yield list(map("".join, zip(*columns, ["}"] * len(some), strict=True)))


def _lists(key: str, columns: list[list[str]], n: int) -> list[str]:
    """One list of texts for each of n people; nothing where all are blank. Digits need no escaping."""
    if not columns:
        return [""] * n
    blank = '","'.join([""] * len(columns))
    joined = map('","'.join, zip(*columns, strict=True))
    return [f',"{key}":["{texts}"]' if texts != blank else "" for texts in joined]


def _texts(key: str, texts: Sequence[str]) -> list[str]:
    return [f',"{key}":{_quote(text)}' if text else "" for text in texts]


def _fates(result: Result) -> tuple[NDArray[np.object_], NDArray[np.intp]]:
    """What became of everyone at each stage; few ways are ever gone, and each is written once."""
    ways, which = np.unique(np.stack([stage.fates for stage in result.stages]), axis=1, return_inverse=True)
    words = [fate_words(way) for way in ways.T.tolist()]
    texts = [f',"nasib":{_encode(found).replace(", ", ",")}' if found else "" for found in words]
    return np.array(texts, dtype=object), which.ravel()


def _figures(values: Exact, shown: Bools) -> tuple[NDArray[np.object_], NDArray[np.int32]]:
    """Different exact numbers, and which of them everyone has; '' where there is none."""
    texts, which = number_words(values, shown, 0, ".", number_text)
    return np.array(texts, dtype=object), which


def tie_json(result: Result, tie: Tie) -> dict[str, Any]:
    """An open tie."""
    return {
        "tahap": tie.stage,
        "formasi": result.register.formations[tie.formation].code,
        "tempat": tie.places,
        "sebab": tie.misfit,
        "peserta": [result.register.numbers[i] for i in tie.members],
    }
