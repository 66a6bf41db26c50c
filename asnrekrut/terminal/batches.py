"""Several selections on the screen: a line or a JSON object for each as it comes, one table at the end."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from asnrekrut.errors import Exit
from asnrekrut.findings import Severity
from asnrekrut.notation import show_count
from asnrekrut.terminal.console import put, put_json, put_table

if TYPE_CHECKING:
    from collections.abc import Generator

    from asnrekrut.batch import Report

_ENDS = {
    Exit.DONE: "selesai", Exit.FINDINGS: "ada yang harus dibetulkan", Exit.USAGE: "tidak dapat dijalankan",
    Exit.TIE: "menunggu keputusan", Exit.INTERNAL: "kesalahan dalam program", Exit.INTERRUPTED: "dihentikan",
}  # fmt: skip
_STATUS = ("Folder", "Diputus", "Disahkan", "Diumumkan")
_REPORT = ("Folder", "Sampai tahap", "Keadaan", Severity.STOPS.title, Severity.LOOK.title, "Kode keluar")


def show(command: str, coming: Generator[Report], as_json: bool, lines: bool) -> int:
    """Every report as it comes, then one table of them all; the greatest exit code."""
    reports = []
    with closing(coming):  # where printing fails, the others are done before anything is said of it
        for report in coming:
            _show_one(report, as_json, lines)
            reports.append(report)
    if command == "status" and not (as_json or lines):
        put_table(_STATUS, map(_reached, reports), left=4)
    elif not (as_json or lines):
        put_table(_REPORT, map(_counted, reports), left=3)
    return max(report.code for report in reports)


def _show_one(report: Report, as_json: bool, lines: bool) -> None:
    """What a command came to in one folder: a JSON object on a line, all findings, or a line in words."""
    if as_json:
        put_json({"folder": str(report.folder), **report.said})
    elif lines and "pesan" not in report.said:
        for one in report.said.get("temuan", []):
            at = f"{report.folder / one['berkas']}{one['tempat'].removeprefix(one['berkas'])}" if one["tempat"] else ""
            put(f"{at or report.folder}: {one['kode']} {one['pesan']}")
    else:
        message, *more = report.said.get("pesan", "").splitlines() or [""]
        rest = f"dan {show_count(len(more))} lagi" if more else ""
        following = report.said.get("selanjutnya", "")
        # what comes next is not the end of it
        end = "" if following and report.code == Exit.DONE else _end(report.code)
        words = [end, message, rest, *report.said.get("berkas", []), following]
        put(f"{report.folder}: {'; '.join(filter(None, words))}", hang=2)


def _end(code: int) -> str:
    return _ENDS.get(Exit(code), "") if code in set(Exit) else f"kode keluar {code}"


def _counted(report: Report) -> tuple[str, ...]:
    """How far a selection came, and how many findings of each kind are open."""
    levels = [one["tingkat"] for one in report.said.get("temuan", []) if not one["diterima"]]
    stops, looks = (levels.count(severity.title) for severity in (Severity.STOPS, Severity.LOOK))
    reached = report.said.get("ringkasan", {}).get("tahap", "–")
    waits = report.code == Exit.FINDINGS and "temuan" in report.said and not stops
    state = "belum semuanya diputus" if waits else _end(report.code)
    return str(report.folder), reached, state, show_count(stops), show_count(looks), str(report.code)


def _reached(report: Report) -> tuple[str, ...]:
    """The furthest stage of a selection that is decided, confirmed, announced."""
    stages = report.said.get("tahap", {}).values()
    reached = [[s["nama"] for s in stages if s[key]] for key in ("formasi_diputus", "pengesahan", "pengumuman")]
    return str(report.folder), *(names[-1] if names else "–" for names in reached)
