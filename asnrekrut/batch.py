"""Several selections in one call: each in a process of its own, two at once, reported in the order given.

A folder that cannot be read, or a process that dies, keeps no other from being done.
"""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from asnrekrut.errors import Exit, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

AT_ONCE = 2  # each of them reads with further processes of its own


class Report(Struct, frozen=True):
    """What a command came to in one folder.

    Attributes:
        code: its exit code.
        said: what it said with ``--json``.
    """

    folder: Path
    code: int
    said: dict[str, Any]


def expanded(folders: Iterable[Path]) -> list[Path]:
    """The folders that paths and patterns such as ``seleksi-*/`` mean, each once, in the order given.

    Raises:
        UsageError: a pattern means no folder.
    """
    found: dict[Path, Path] = {}
    for folder in folders:
        several = [folder]
        if has_magic(str(folder)) and not folder.exists():
            anchor = Path(folder.anchor)
            several = sorted(path for path in anchor.glob(str(folder.relative_to(anchor))) if path.is_dir())
            if not several:
                raise UsageError(f"tidak ada folder yang cocok dengan {folder}")
        for path in several:
            found.setdefault(path.resolve(), path)
    return list(found.values())


def run(command: str, options: Sequence[str], folders: Sequence[Path]) -> Iterator[Report]:
    """Carry out a command that knows ``--json`` in every folder; reports come in the order given."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(partial(_one, [command, "--json", *options]), folders)


def _one(arguments: Sequence[str], folder: Path) -> Report:
    done = subprocess.run(
        [sys.executable, "-m", "asnrekrut", *arguments, "--", str(folder)],
        stdin=subprocess.DEVNULL, capture_output=True, check=False,
    )  # fmt: skip
    try:
        said = json.loads(done.stdout)
    except ValueError:
        said = None
    if not isinstance(said, dict) or done.returncode < 0:
        words = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        message = f"prosesnya berhenti sebelum selesai ({words or done.returncode})"
        return Report(folder, Exit.INTERNAL, {"status": int(Exit.INTERNAL), "pesan": message})
    return Report(folder, done.returncode, said)
