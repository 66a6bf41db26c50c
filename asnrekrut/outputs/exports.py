"""``peringkat.csv`` for spreadsheets and ``hasil.json`` for programs."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Any

from asnrekrut import __version__
from asnrekrut.core.counts import count_seats, count_stages
from asnrekrut.core.result import FATE_WORDS, Fate, Progress
from asnrekrut.findings import Place
from asnrekrut.notation import show, terminates
from asnrekrut.outputs.view import PROGRESS_WORDS, Column, key_columns
from asnrekrut.rules.describe import binding, describe, fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asnrekrut.core.exact import Bools
    from asnrekrut.core.result import Result, StageOutcome
    from asnrekrut.core.steps import Step
    from asnrekrut.core.ties import Tie
    from asnrekrut.errors import Exit
    from asnrekrut.findings import Finding
    from asnrekrut.outputs.view import View
    from asnrekrut.selection import Selection

FORMAT = 1  # of hasil.json
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def csv_bytes(view: View) -> bytes:
    """All lists in one table: semicolons and decimal commas, as Excel reads them in Indonesia."""
    register = view.result.register
    codes = [harmless(f.code) for f in register.formations]
    columns = [[codes[f] for f in register.formation.tolist()], *(_safe(column) for column in view.lists)]
    headings = ["Formasi", *(harmless(_heading(column)) for column in view.lists)]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    rows = list(zip(*columns, strict=True))
    writer.writerows(rows[i] for i in view.order.tolist())
    return out.getvalue().encode("utf-8-sig")


def _safe(column: Column) -> list[str]:
    return [harmless(text) for text in column.written()] if column.texts is not None else column.written()


def _heading(column: Column) -> str:
    return f"{column.part}: {column.heading}" if column.part else column.heading


def state(selection: Selection, status: Exit) -> dict[str, Any]:
    """What ``--json`` says of every run: the exit code, what was reached, the findings, the open ties."""
    result, rules = selection.result, selection.rules
    return {
        "status": int(status),
        "tahap": [
            {
                "kode": stage.code,
                "sudah_ada": delivery.delivered,
                "berkas": list(delivery.found) or list(delivery.wanted),
                "formasi": _progress(result, delivery.stage),
            }
            for delivery in selection.deliveries
            for stage in [rules.stages[delivery.stage]]
        ],
        "akhir": _progress(result, len(rules.stages)),
        "temuan": [finding_json(one, selection) for one in selection.findings],
        "seri": [] if result is None else [_tie(result, tie) for tie in result.ties],
    }


def _progress(result: Result | None, index: int) -> dict[str, str]:
    """By formation, how far it is at a stage; empty before the stage is reached."""
    stages = () if result is None else result.stages
    return {
        formation.code: PROGRESS_WORDS[Progress(int(progress))]
        for stage in stages
        if stage.index == index and result is not None
        for formation, progress in zip(result.register.formations, stage.progress, strict=True)
    }


def _tie(result: Result, tie: Tie) -> dict[str, Any]:
    return {
        "tahap": result.stages[-1].code if tie.stage is None else result.rules.stages[tie.stage].code,
        "formasi": result.register.formations[tie.formation].code,
        "tempat": tie.places,
        "keputusan": tie.misfit,
        "peserta": [result.register.numbers[i] for i in tie.members],
    }


def finding_json(one: Finding, selection: Selection) -> dict[str, str]:
    """One finding, in words and apart."""
    where, stages = one.place or Place(""), selection.rules.stages
    return {
        "kode": one.code,
        "tingkat": one.severity.title,
        "tahap": stages[one.stage].code if 0 <= one.stage < len(stages) else "akhir" if one.stage >= 0 else "",
        "tempat": str(where),
        "berkas": where.file,
        "lembar": where.sheet,
        "sel": where.cell,
        "pesan": one.message,
        "saran": one.hint,
        "diterima": one.accepted,
    }


def summary(view: View) -> dict[str, Any]:
    """What ``rank --json`` prints and ``hasil.json`` begins with; exact numbers as text with a decimal point."""
    result, stage = view.result, view.stage
    identity = result.rules.identity
    return {
        "versi": FORMAT,
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
                "tidak_hadir": s.absent,
                "tidak_dipanggil": s.not_called,
                "mundur_atau_diskualifikasi": s.out,
                "gugur": s.failed,
                "tidak_lanjut": s.beyond,
                "lanjut": s.went_on,
                "menunggu": s.waiting,
            }
            for s in count_stages(result)
        },
        "formasi": {s["kode"]: s["isi"] for s in _formations(result, stage)},
    }


def _formations(result: Result, stage: StageOutcome) -> Iterator[dict[str, Any]]:
    for f, seats in enumerate(count_seats(result)):
        formation = seats.formation
        facts: dict[str, Any] = {
            "jabatan": formation.title,
            "unit": formation.unit,
            "jenis": formation.kind,
            "kuota": formation.quota,
            "pelamar": seats.applicants,
            "keadaan": PROGRESS_WORDS[Progress(int(stage.progress[f]))],
        }
        if stage.is_end:
            lowest = None if seats.lowest is None else number_text(seats.lowest)
            facts |= {"lulus": seats.winners, "cadangan": seats.reserves, "kursi_kosong": seats.empty}
            facts |= {"nilai_terendah_lulus": lowest}
        yield {"kode": formation.code, "isi": facts}


def number_text(value: Fraction) -> str:
    """An exact number: with a decimal point, or as a fraction such as ``1253/13`` where no decimals do."""
    text = show(value)
    return f"{value.numerator}/{value.denominator}" if " " in text or "/" in text else text.replace(",", ".")


def json_chunks(view: View) -> Iterator[bytes]:
    """``hasil.json``, piece by piece: what holds for all, then one line per applicant."""
    head = {**summary(view), **_rules(view), **_steps(view), **_settled(view)}
    yield json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}").encode() + b',\n "peserta": [\n'
    people, between = _people(view), ""
    while chunk := ",\n".join(islice(people, 5000)):
        yield (between + chunk).encode()
        between = ",\n"
    yield b"\n ]\n}\n"


def _rules(view: View) -> dict[str, Any]:
    """The rules as data and in words, and every code of this stage."""
    result, stage = view.result, view.stage
    return {
        "aturan": binding(result.rules),
        "uraian_aturan": [list(row) for row in describe(result.rules, result.register.formations)],
        "kode": {o.code: {"nasib": FATE_WORDS[fate], "arti": o.meaning} for o, fate in result.outcomes(stage).items()},
    }


def _all_steps(view: View) -> list[Step]:
    end = view.result.scores.end if view.stage.is_end else []
    stages = view.result.scores.stages
    found = [step for figures in stages for step in figures.steps]
    interim = stages[-1].interim if stages and not view.stage.is_end else None
    return [*found, *([interim] if interim else []), *end]


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
            for step in _all_steps(view)
        }
    }


def _settled(view: View) -> dict[str, Any]:
    """What decided beyond the figures: sort keys, ties, events, findings, and who was placed."""
    result, stage, numbers = view.result, view.stage, view.result.register.numbers
    counts: Counter[str] = Counter()
    for (code, _), count in view.lasting().items():
        counts[code] += count
    placed = [
        {
            "nomor": numbers[p.application],
            "formasi": result.register.formations[p.formation].code,
            "jenis": p.kind,
            "langkah": p.step,
            "dasar": p.basis,
        }
        for p in stage.placements
    ]
    return {
        "urutan": [column.heading for column in key_columns(result, stage)],
        "seri": [_tie(result, tie) for tie in result.ties],
        "peristiwa": list(result.events),
        "temuan": dict(sorted(counts.items())),
        **({"penempatan": placed} if stage.is_end else {}),
    }


def _people(view: View) -> Iterator[str]:
    """One JSON object per applicant: the listed ones in the order of the lists, then everybody else."""
    result, stage, register = view.result, view.stage, view.result.register
    formations = [f.code for f in register.formations]
    figures = list(zip(*(_pointed(step, _came(view, step)) for step in _all_steps(view)), strict=True))
    keys = [column for column in key_columns(result, stage) if column.values is not None]
    steps = {step.key for step in _all_steps(view)}
    own = [column.written() for column in keys if column.heading.partition(":")[0] not in steps]
    codes, why = view.lists[-2].written(), view.reasons
    rank = stage.standing.rank.tolist()
    fates = [[FATE_WORDS[Fate(f)] for f in s.fates.tolist()] for s in result.stages]
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    listed = view.order.tolist()
    rest = sorted(set(range(len(register))).difference(listed))
    for i in (*listed, *rest):
        person: dict[str, Any] = {
            "nomor": register.numbers[i],
            "nama": register.names[i],
            "formasi": formations[register.formation[i]],
            "nilai": list(figures[i]) if figures else [],
            "kunci": [key[i] for key in own if key[i]],
            "nasib": [word for words in fates if (word := words[i])],
            "peringkat": rank[i] or None,
            "kode": codes[i],
            "keterangan": why[i],
        }
        yield encode({key: value for key, value in person.items() if value not in (None, [], "")})


def _came(view: View, step: Step) -> Bools:
    """Who took part in the stage of a step."""
    code = step.key.partition(".")[0].partition(":")[0]
    return next((s.took_part for s in view.result.stages if s.code == code), view.stage.took_part)


def _pointed(step: Step, took_part: Bools) -> Sequence[str]:
    """A step's figures as exact numbers; '' where there is none."""
    there = step.known & took_part
    if terminates(Fraction(1, step.values.den)) is None:
        return [number_text(step.values.at(i)) if yes else "" for i, yes in enumerate(there.tolist())]
    return [text.replace(",", ".") for text in Column("", values=step.values, shown=there).written()]
