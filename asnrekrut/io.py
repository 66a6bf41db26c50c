"""Files and cells, nothing of selections: find files inside the folder and read them safely.

A workbook is read by a child process (``asnrekrut.worker``); two may run at once. Every fault is a finding.
"""

from __future__ import annotations

import csv
import pickle
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from asnrekrut.findings import Finding, Place, finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

SUFFIXES = (".xlsx", ".csv")
READERS = 2
SECONDS = 300
CSV_BYTES = 500 * 2**20
DELIMITERS = ";\t,"

Cell = Any  # str ('' is blank), float, int, bool, datetime, date, time or timedelta


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of one sheet, from A1 on.

    Attributes:
        file: path below the selection folder, with forward slashes.
        name: sheet name; empty for CSV.
        rows: cells by row; rows may differ in length, '' is a blank cell.
        broken: error values and uncomputed formulas by (row, column); in ``rows`` they look blank.
        masked: by (row, column), what a cell shows where that is another number than it holds.
        merged: merged areas, as (first row, first column, last row, last column).
        hidden_rows: rows that Excel does not show; hidden_columns likewise.
        hidden: whether the whole sheet is hidden.
    """

    file: str
    name: str
    rows: list[list[Cell]]
    broken: dict[tuple[int, int], str] = field(default_factory=dict)
    masked: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden: bool = False

    def place(self, row: int = -1, column: int = -1) -> Place:
        """The address of a cell of this sheet."""
        return Place(self.file, self.name, row, column)


def find_files(folder: Path, patterns: Iterable[str]) -> tuple[list[str], list[Finding]]:
    """The files that names or patterns mean, sorted; a finding for every one that means none."""
    found: set[str] = set()
    faults = []
    for pattern in patterns:
        paths = [p for p in folder.glob(pattern) if p.is_file() and not p.name.startswith(("~$", "."))]
        if not paths:
            faults.append(finding("E001", Place(pattern), berkas=pattern))
        for path in paths:
            name = path.relative_to(folder).as_posix()
            if path.resolve().is_relative_to(folder.resolve()):
                found.add(name)
            else:
                faults.append(finding("E006", Place(name), berkas=name))
    return sorted(found), faults


def read_files(
    folder: Path, names: Sequence[str], progress: Callable[[str], None] = lambda _: None
) -> tuple[dict[str, list[Sheet]], list[Finding]]:
    """Read every file once; the sheets by file name, and a finding for each that cannot be read."""

    def one(name: str) -> list[Sheet] | Finding:
        outcome = _read_one(folder / name, name)
        progress(name)
        return outcome

    sheets: dict[str, list[Sheet]] = {}
    faults: list[Finding] = []
    with ThreadPoolExecutor(READERS) as pool:
        for name, outcome in zip(names, pool.map(one, names), strict=True):
            if isinstance(outcome, Finding):
                faults.append(outcome)
            else:
                sheets[name] = outcome
    return sheets, faults


def _read_one(path: Path, name: str) -> list[Sheet] | Finding:
    match path.suffix.lower():
        case ".xlsx":
            return _read_workbook(path, name)
        case ".csv":
            return _read_csv(path, name)
        case suffix:
            return finding("E004", Place(name), jenis=suffix or "tanpa akhiran")


def _read_workbook(path: Path, name: str) -> list[Sheet] | Finding:
    command = [sys.executable, "-P", "-m", "asnrekrut.worker", str(path)]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return finding("E003", Place(name), sebab="tidak selesai dibaca dalam 5 menit")
    if done.returncode != 0:  # the reader was killed by what it read
        return finding("E003", Place(name), sebab="pembacanya terhenti, biasanya karena ada sel yang sangat jauh")
    status, content = pickle.loads(done.stdout)  # noqa: S301  (written by our own child)
    if status != "ok":
        return finding(status, Place(name), **content)
    return [Sheet(name, _printable(title), rows, broken) for title, rows, broken in content]


def _printable(text: str) -> str:
    """A sheet's name without control characters, which could disturb a terminal."""
    return "".join(c if c.isprintable() else "?" for c in text)


def _read_csv(path: Path, name: str) -> list[Sheet] | Finding:
    try:
        if path.stat().st_size > CSV_BYTES:
            return finding("E003", Place(name), sebab="lebih besar daripada 500 MB")
        raw = path.read_bytes()
        text = _decode(raw).replace("\r\n", "\n").replace("\r", "\n")
        first = text.partition("\n")[0]
        delimiter = max(DELIMITERS, key=first.count)
        rows = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error):
        return finding("E002", Place(name))
    return [Sheet(name, "", rows)]


def _decode(raw: bytes) -> str:
    """UTF-8 (with or without BOM), else the code page of Western Windows."""
    if b"\0" in raw:
        raise UnicodeDecodeError("utf-8", raw, 0, 1, "NUL")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252")
