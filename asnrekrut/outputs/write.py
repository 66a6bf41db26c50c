"""All files of a result, written together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asnrekrut.outputs.exports import csv_bytes, json_chunks
from asnrekrut.outputs.folder import publish
from asnrekrut.outputs.view import view
from asnrekrut.outputs.workbook import write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from asnrekrut.selection import Result


def write_result(
    folder: Path,
    result: Result,
    replace_edited: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> list[str]:
    """Write ``hasil/`` into the selection folder; see ``folder.publish`` for what can go wrong."""
    shown = view(result)

    def write(fresh: Path) -> None:
        progress("menulis hasil.json")
        with (fresh / "hasil.json").open("wb") as file:
            file.writelines(json_chunks(shown))
        progress("menulis peringkat.csv")
        (fresh / "peringkat.csv").write_bytes(csv_bytes(shown))
        progress("menulis peringkat.xlsx")
        write_workbook(fresh / "peringkat.xlsx", shown)

    return publish(folder, write, replace_edited)
