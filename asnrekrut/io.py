"""Files and cells, nothing of selections: find files inside the folder and read them safely.

Two children read at once. Every fault is a finding.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, cast
from unicodedata import normalize

from msgspec import Struct, field

from asnrekrut.findings import Finding, Place, finding
from asnrekrut.readers.grid import Grid
from asnrekrut.readers.isolated import read
from asnrekrut.readers.kinds import PROMISED
from asnrekrut.readers.messages import disagreement, noted, printable, refused
from asnrekrut.readers.passwords import Passwords

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from asnrekrut.readers.content import Content
    from asnrekrut.readers.worker import Reply

    Pending = SimpleQueue[Reply | BaseException]

READERS = 2
TOGETHER = 2**18  # bytes of small files that one child reads sooner than two would start
RESULT, FINDINGS, TEMPLATES = "hasil", "temuan", "templat"  # folders that the program writes, and never reads
HISTORY = "riwayat"  # where it keeps what was confirmed
PUT_ASIDE = "suntingan"  # what is added to the name of one that was edited by hand
LOCKED = ("locked", "wrong_password")
_OURS = re.compile(rf"(?:{RESULT}|{FINDINGS}|{TEMPLATES}|{HISTORY})(?:-{PUT_ASIDE}-\d+)?|\..*")  # not hasil-tes/

Cell = Any  # str ('' is blank), float, int, bool, datetime, date, time or timedelta


class Sheet(Struct, frozen=True):
    """The cells of one sheet, from A1 on.

    Attributes:
        file: path below the selection folder, with forward slashes.
        name: sheet name; empty for text files and web pages.
        rows: cells by row; rows may differ in length, '' is a blank cell.
        broken: error values and uncomputed formulas by (row, column); in ``rows`` they look blank.
        masked: by (row, column), what a cell shows where that is another number than it holds.
        merged: merged areas, as (first row, first column, last row, last column), inside the cells.
        hidden_rows: rows that Excel does not show; hidden_columns likewise.
        hidden: whether the whole sheet is hidden.
        delimiter: what parts the columns of a text file; '' elsewhere.
        formulas: by column, each formula with the rows that hold it, references written as seen from the cell: the one
            to the left is ``R[0]C[-1]``, ``$B$1`` is ``R1C2``. Of Excel's newer kinds of workbook only.
        comments: what people noted on cells, by (row, column); likewise.
        struck: cells whose content is struck through; of text files never.
    """

    file: str
    name: str
    rows: Grid
    broken: dict[tuple[int, int], str] = field(default_factory=dict)
    masked: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: tuple[tuple[int, int, int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden: bool = False
    delimiter: str = ""
    formulas: dict[int, dict[str, list[int]]] = field(default_factory=dict)
    comments: dict[tuple[int, int], str] = field(default_factory=dict)
    struck: frozenset[tuple[int, int]] = frozenset()

    def place(self, row: int = -1, column: int = -1) -> Place:
        """The address of a cell of this sheet."""
        return Place(self.file, self.name, row, column)


def find_files(folder: Path, patterns: Iterable[str]) -> tuple[list[str], list[Finding]]:
    """The files that names or patterns mean, sorted; a finding for every one that means none."""
    root = folder.resolve()
    found: set[str] = set()
    faults = []
    for pattern in patterns:
        paths = _matches(folder, pattern)
        if not paths:
            faults.append(finding("E001", Place(pattern), berkas=pattern, ada=""))
        for path in paths:
            name = _name(path, folder)
            fault = _fault(path, root, name)
            faults += [fault] if fault else []
            found |= set() if fault else {name}
    return sorted(found), faults


def _fault(path: Path, root: Path, name: str) -> Finding | None:
    """Why a file is not read, whatever is in it."""
    try:
        name.encode()
        inside = path.resolve().is_relative_to(root)
    except UnicodeEncodeError:
        return refused("name", printable(name), {})
    except (OSError, RuntimeError):  # links that lead in a circle
        return refused("special", name, {})
    if not inside:
        return finding("E006", Place(name), berkas=name)
    return None if path.is_file() else refused("special", name, {})


def written_by_us(path: Path) -> bool:
    """Whether a path lies in a folder that this program writes (a wide pattern must not read results as input)."""
    return len(path.parts) > 1 and _OURS.fullmatch(path.parts[0]) is not None


def _matches(folder: Path, pattern: str) -> list[Path]:
    """What a pattern means, without the temporary files of Office; a folder only where it poses as a file.

    A name that is there is meant as it is written, even if it looks like a pattern. Letters with accents may be written
    in one or in two characters: systems differ in which they keep.
    """
    forms = dict.fromkeys((pattern, normalize("NFC", pattern), normalize("NFD", pattern)))
    try:
        paths = [folder / form for form in forms if Path(form).is_absolute() or os.path.lexists(folder / form)]
        if not paths:
            found = sorted({path for form in forms for path in folder.glob(form)})
            paths = [path for path in found if not written_by_us(path.relative_to(folder))]
            paths = [path for path in paths if not path.name.startswith(("~$", "."))]
    except (ValueError, NotImplementedError, OSError, RecursionError):  # no pattern at all
        return []
    return [path for path in paths if not path.is_dir() or path.suffix.lower() in PROMISED]


def _name(path: Path, folder: Path) -> str:
    return (path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix()


class Reading:
    """Files that are being read, each once, while the caller does something else."""

    def __init__(self, folder: Path, names: Iterable[str], passwords: Passwords | None = None) -> None:
        """Begin with the first of them.

        Args:
            passwords: for protected workbooks; by default from the environment or the terminal.
        """
        self._folder, self._passwords = folder, passwords or Passwords()
        self._replies: dict[str, Pending] = {}
        self.want(names)

    def want(self, names: Iterable[str]) -> None:
        """These files and no others: those that are not being read are begun, any other is forgotten."""
        begun, self._replies = self._replies, {}
        fresh: dict[Path, Pending] = {}
        for name in names:
            self._replies[name] = begun.get(name) or fresh.setdefault(self._folder / name, SimpleQueue())
        waiting: SimpleQueue[dict[Path, Pending]] = SimpleQueue()
        for several in _bundled(fresh):
            waiting.put(several)
        for _ in range(min(READERS, waiting.qsize())):  # (the end of the program waits for no daemon)
            Thread(target=_read_all, args=(waiting,), daemon=True).start()

    def take(
        self, names: Iterable[str] | None = None, progress: Callable[[str], None] = lambda _: None
    ) -> tuple[dict[str, list[Sheet]], list[Finding]]:
        """Wait for files that were not taken yet; their sheets by file name, and what there is to say about them.

        Args:
            names: which files; None for all.
            progress: is told the name of every file that is waited for, and nothing when a password may be asked for.
        """
        sheets: dict[str, list[Sheet]] = {}
        findings: list[Finding] = []
        chosen = self._replies if names is None else self._replies.keys() & set(names)
        for name in sorted(chosen):
            progress(name)
            reply = self._replies.pop(name).get()
            if isinstance(reply, BaseException):
                raise reply
            status, values = reply
            if status == "locked":
                progress("")
                status, values = _unlocked(self._folder / name, name, self._passwords)
            if status == "ok":
                sheets[name], notes = _sheets(name, cast("Content", values))
                findings += notes
            else:
                findings.append(refused(status, name, dict(values)))
        return sheets, findings


def _bundled(replies: dict[Path, Pending]) -> Iterator[dict[Path, Pending]]:
    """Small files together, any other by itself."""
    bundle: dict[Path, Pending] = {}
    room = TOGETHER
    for path, reply in replies.items():
        size = _size(path)
        if bundle and size > room:
            yield bundle
            bundle, room = {}, TOGETHER
        bundle[path] = reply
        room -= size
    if bundle:
        yield bundle


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # its reader will say so
        return 0


def _read_all(waiting: SimpleQueue[dict[Path, Pending]]) -> None:
    """Read one waiting bundle after the other."""
    with suppress(Empty):
        while True:
            bundle = waiting.get_nowait()
            try:
                replies: list[Reply | BaseException] = list(_read_each(list(bundle)))
            except BaseException as error:  # (raised where the reply is waited for)
                replies = [error] * len(bundle)
            for pending, reply in zip(bundle.values(), replies, strict=True):
                pending.put(reply)


def _read_each(paths: Sequence[Path]) -> Iterator[Reply]:
    """What is in files whose suffix promises something that is read."""
    promised = [path for path in paths if path.suffix.lower() in PROMISED]
    replies = dict(zip(promised, read(promised), strict=True)) if promised else {}
    for path in paths:
        suffix = path.suffix.lower()
        reply = replies.get(path, ("unsupported", {"jenis": suffix or "tanpa akhiran"}))
        empty = reply[0] == "empty" and PROMISED[suffix] == "text"
        yield ("ok", {"kind": "text", "sheets": [{"name": "", "rows": Grid.of([])}], "notes": []}) if empty else reply


def _unlocked(path: Path, name: str, passwords: Passwords) -> Reply:
    """Read a protected workbook with the passwords there are."""
    reply: Reply = ("locked", {})
    for password in passwords.offers(printable(name)):
        (reply,) = read([path], password)
        if reply[0] not in LOCKED:
            passwords.fitted(password)
            break
    return reply


def _sheets(name: str, content: Content) -> tuple[list[Sheet], list[Finding]]:
    """The sheets of a file, under names that can be shown, and what there is to say about it."""
    kind = content["kind"]
    titles: dict[str, str] = {}
    sheets = []
    for raw in content["sheets"]:
        title = printable(raw["name"])
        while title in titles.values():
            title += "?"
        titles[raw["name"]] = title
        sheets.append(Sheet(name, title, raw["rows"], **raw.get("found", {})))
    other = disagreement(name, Path(name).suffix.lower(), kind)
    findings = [other] if other else []
    return sheets, findings + [noted(n, name, titles.get(n["sheet"], printable(n["sheet"]))) for n in content["notes"]]
