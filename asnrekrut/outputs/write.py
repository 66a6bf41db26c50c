"""All files of a stage's result, written together."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from asnrekrut.core.events import Kind, people_of
from asnrekrut.io import RESULT
from asnrekrut.outputs.csv_format import csv_chunks
from asnrekrut.outputs.folder import publish
from asnrekrut.outputs.json_write import json_chunks
from asnrekrut.outputs.parallel_writing import meanwhile
from asnrekrut.outputs.result_columns import View, view
from asnrekrut.rules.figure_keys import FINAL
from asnrekrut.storage import content_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from asnrekrut.core.result import Result, StageOutcome
    from asnrekrut.record.hash_chain import Record
    from asnrekrut.rules.model import Rules
    from asnrekrut.selection import Selection


CROWD = 300_000  # people; of more, a copy of this process costs memory and time that a second core does not save


def folder_of(rules: Rules, index: int) -> str:
    """Where the result of a stage is written: ``hasil/1-tes``, ``hasil/akhir``."""
    last = index == len(rules.stages)
    return f"{RESULT}/{FINAL}" if last else f"{RESULT}/{index + 1}-{rules.stages[index].code}"


def targets(selection: Selection, until: str | None = None) -> list[int]:
    """The stages to write: the one that was asked for, else the furthest of every formation.

    What was confirmed is not written anew while something in it reads otherwise.
    """
    asked = [] if selection.stage(selection.until) is None else [selection.until]
    return [index for index in (selection.decided if until is None else asked) if not selection.contradicted(index)]


def stale(selection: Selection, fresh: Sequence[str] = ()) -> list[StageOutcome]:
    """The stages whose written result would read otherwise today; only those that are decided.

    Args:
        fresh: files that this run has written.
    """
    return [stage for stage in selection.stages if stage.part and _differs(selection, stage.index, fresh)]


def _differs(selection: Selection, index: int, fresh: Sequence[str]) -> bool:
    name = f"{folder_of(selection.rules, index)}/hasil.json"
    if name in fresh:
        return False
    try:
        written = content_of(selection.folder / name)
    except OSError:
        return (selection.folder / name).exists()
    today = written_today(selection, index)
    return written != today and _outcome(written) != _outcome(today)


def _outcome(content: bytes) -> object:
    """What a ``hasil.json`` says of formations and people; its bytes where it cannot be read."""
    import json

    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return content
    beside = ("asnrekrut", "uraian_aturan", "temuan", "peristiwa")
    return {key: value for key, value in data.items() if key not in beside} if isinstance(data, dict) else content


def furthest(selection: Selection, until: str | None = None) -> Result | None:
    """The result as it was after the last of ``targets``; None where nothing is to be written."""
    indices, result = targets(selection, until), selection.result
    return result.until(indices[-1]) if indices and result is not None else None


@lru_cache(maxsize=1)
def view_of(selection: Selection, index: int) -> View:
    """The result of a stage, as it is written: nothing of later files shows in it, and findings are not gathered.

    Papers, confirming and the comparison with what is written ask for the same one several times.
    """
    then = selection.at(index)
    assert then.result is not None  # noqa: S101  (only asked for what is decided)
    findings = [one for several in then.findings for one in several.each if one.stage <= index]
    before = [stage.code for stage in selection.rules.stages[:index]]
    signed = _signed(then.result, selection.record, list(selection.rules.stage_names)[index])
    return view(then.result, index, findings, selection.record.head_of(before), signed)


def _signed(result: Result, record: Record, stage: str) -> dict[str, date | None]:
    """By formation, the day on which its lists are signed.

    That of the minutes, if they hold whatever happened, else of the rules; None where something happened later.
    """
    confirmed, happened = record.confirmed(stage), _happened(result)
    planned = None if result.rules.signature is None else result.rules.signature.day
    found: dict[str, date | None] = {}
    for code in result.register.codes:
        rows, entry = [*happened[""], *happened[code]], confirmed.get(code)
        settled = entry is not None and all(row in record.kept(entry).events for row in rows)
        day = entry.day if entry is not None and settled else planned
        found[code] = day if day is not None and all(str(row["tanggal"]) <= day.isoformat() for row in rows) else None
    return found


def _happened(result: Result) -> Mapping[str, list[Mapping[str, object]]]:
    """By formation, the dated events that its lists show, '' for those of all; what is accepted changes no list."""
    found: dict[str, list[Mapping[str, object]]] = defaultdict(list)
    register = result.register
    for row in result.events:
        if row.get("tanggal") and row["jenis"] != Kind.ACCEPTANCE.value:
            people = register.known(people_of(row))
            own = {str(row["formasi"])} if row.get("formasi") else {register.formation_of(i).code for i in people}
            for code in own or {""}:
                found[code].append(row)
    return found


def written_today(selection: Selection, index: int) -> bytes:
    """The ``hasil.json`` of a stage as today's inputs give it."""
    return b"".join(json_chunks(view_of(selection, index)))


def write_results(
    selection: Selection,
    until: str | None = None,
    replace_edited: bool = False,
    progress: Callable[[str], None] = lambda _: None,
    meantime: Callable[[], object] = lambda: None,
) -> list[str]:
    """Write every result that a run can write, see ``targets``; the files, below the selection folder.

    Args:
        meantime: what else can be done while a workbook is being written by another process.
    """
    stages = targets(selection, until)
    written = (write_result(selection, index, replace_edited, progress, meantime) for index in stages)
    return [name for names in written for name in names]


def write_result(
    selection: Selection,
    index: int,
    replace_edited: bool = False,
    progress: Callable[[str], None] = lambda _: None,
    meantime: Callable[[], object] = lambda: None,
) -> list[str]:
    """Write the result of a stage into the selection folder: nothing of later files shows in it.

    See ``folder.publish`` for what can go wrong.

    Returns:
        What was written, below the selection folder.
    """
    shown = view_of(selection, index)

    def workbook(fresh: Path) -> None:
        from asnrekrut.outputs.workbook import write_workbook  # loaded by whichever process writes it

        write_workbook(fresh / "peringkat.xlsx", shown)

    def write(fresh: Path) -> None:
        progress("menulis hasil")
        with meanwhile(lambda: workbook(fresh), beside=len(shown.order) < CROWD):
            with (fresh / "hasil.json").open("wb") as file:
                file.writelines(json_chunks(shown))
            with (fresh / "peringkat.csv").open("wb") as file:
                file.writelines(csv_chunks(shown))
            meantime()

    return publish(selection.folder, write, folder_of(selection.rules, index), replace_edited)
