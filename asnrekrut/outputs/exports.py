"""``peringkat.csv`` for spreadsheets, and what ``--json`` says of a run."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from asnrekrut.core.result import Progress
from asnrekrut.findings import Place
from asnrekrut.outputs.view import PROGRESS_WORDS

if TYPE_CHECKING:
    from asnrekrut.core.result import Result
    from asnrekrut.core.ties import Tie
    from asnrekrut.errors import Exit
    from asnrekrut.findings import Finding
    from asnrekrut.outputs.view import Column, View
    from asnrekrut.selection import Selection

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def csv_bytes(view: View) -> bytes:
    """All lists in one table: semicolons and decimal commas, as Excel reads them in Indonesia."""
    register = view.result.register
    codes = [harmless(f.code) for f in register.formations]
    columns = [[codes[f] for f in register.formation.tolist()], *(_safe(column) for column in view.lists)]
    headings = ["Formasi", *(harmless(column.full_heading) for column in view.lists)]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    rows = list(zip(*columns, strict=True))
    writer.writerows(rows[i] for i in view.order.tolist())
    return out.getvalue().encode("utf-8-sig")


def _safe(column: Column) -> list[str]:
    return [harmless(text) for text in column.written()] if column.texts is not None else column.written()


def state(selection: Selection, status: Exit) -> dict[str, Any]:
    """What ``--json`` says of every run: the exit code, what was reached, the findings, the open ties."""
    result, rules = selection.result, selection.rules
    return {
        "status": int(status),
        "tahap": [
            {
                "kode": delivery.code,
                "sudah_ada": delivery.delivered,
                "berkas": list(delivery.found) or list(delivery.wanted),
                "formasi": _progress(result, delivery.stage),
            }
            for delivery in selection.deliveries
        ],
        "akhir": _progress(result, len(rules.stages)),
        "temuan": [finding_json(one, selection) for one in selection.findings],
        "seri": [] if result is None else [tie_json(result, tie) for tie in result.ties],
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


def tie_json(result: Result, tie: Tie) -> dict[str, Any]:
    """An open tie."""
    return {
        "tahap": result.stages[-1].code if tie.stage is None else result.rules.stages[tie.stage].code,
        "formasi": result.register.formations[tie.formation].code,
        "tempat": tie.places,
        "keputusan": tie.misfit,
        "peserta": [result.register.numbers[i] for i in tie.members],
    }


def finding_json(one: Finding, selection: Selection) -> dict[str, str | list[str]]:
    """One finding, in words and apart."""
    where, stages = one.place or Place(""), selection.rules.stages
    return {
        "kode": one.code,
        "tingkat": one.severity.title,
        "tahap": stages[one.stage].code if 0 <= one.stage < len(stages) else "akhir" if one.stage >= 0 else "",
        "tempat": str(where),
        "tempat_lain": [str(place) for place in one.places[1:]],
        "berkas": where.file,
        "lembar": where.sheet,
        "sel": where.cell,
        "pesan": one.message,
        "saran": one.hint,
        "diterima": one.accepted,
    }
