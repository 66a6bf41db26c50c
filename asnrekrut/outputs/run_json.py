"""What ``--json`` says of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import to_builtins

from asnrekrut.core.events import rows_to_paste
from asnrekrut.outputs.json_write import saved_tie, summary
from asnrekrut.outputs.result_columns import PROGRESS_WORDS
from asnrekrut.outputs.write import furthest

if TYPE_CHECKING:
    from asnrekrut.findings import Finding
    from asnrekrut.selection import Selection


def run_json(selection: Selection, until: str | None = None) -> dict[str, Any]:
    """What ``--json`` says of every run: the exit code, what was reached, the findings, the open ties, the recap.

    Args:
        until: the stage that was asked for, if any.
    """
    result, reached = selection.result, furthest(selection, until)
    return {
        "status": int(selection.exit_for(until)),
        "tahap": [
            {
                "kode": delivery.code,
                "sudah_ada": delivery.delivered,
                "berkas": list(delivery.found) or list(delivery.wanted),
                "formasi": _progress(selection, delivery.stage),
            }
            for delivery in selection.deliveries
        ],
        "akhir": _progress(selection, len(selection.rules.stages)),
        "temuan": [finding_json(one, selection) for one in selection.findings],
        "seri": [] if result is None else [to_builtins(saved_tie(result, tie)) for tie in result.ties],
        "ringkasan": {} if reached is None else to_builtins(summary(reached)),
    }


def _progress(selection: Selection, index: int) -> dict[str, str]:
    """By formation, how far it is at a stage; empty before the stage is reached."""
    stages = [stage for stage in selection.stages if stage.index == index]
    known = () if selection.register is None else selection.register.formations
    return {one.code: PROGRESS_WORDS[k] for stage in stages for one, k in zip(known, stage.progress, strict=True)}


def finding_json(one: Finding, selection: Selection) -> dict[str, str | list[str]]:
    """One finding, in words and apart."""
    where, stages = one.shown, selection.rules.stages
    return {
        "kode": one.code,
        "tingkat": one.severity.title,
        "tahap": stages[one.stage].code if 0 <= one.stage < len(stages) else "akhir" if one.stage >= 0 else "",
        "tempat": str(where),
        "tempat_lain": [str(other.shown) for other in one.each[1:] if other.place is not None],
        "berkas": where.file,
        "lembar": where.sheet,
        "sel": where.cell,
        "pesan": one.message,
        "saran": one.hint,
        "baris": rows_to_paste(one),
        "diterima": one.accepted,
    }
