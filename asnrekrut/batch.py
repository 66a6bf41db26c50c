"""Several selections in one call: each in a process of its own, two at once, reported in the order given.

A folder that cannot be read, or a process that dies, keeps no other from being done.
"""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from asnrekrut.errors import Exit
from asnrekrut.outputs.folder import PUBLISHED

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence

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

    @property
    def written(self) -> list[str]:
        """The folders that it wrote."""
        return list(dict.fromkeys(f"{(self.folder / name).parent}/" for name in self.said.get("berkas", [])))


def expanded(folders: Iterable[Path]) -> list[Path]:
    """The folders that paths and patterns such as ``seleksi-*/`` mean, each once, in the order given."""
    found: dict[Path, Path] = {}
    for folder in folders:
        several = [folder]
        if has_magic(str(folder)) and not folder.exists():
            anchor = Path(folder.anchor)
            matches = sorted(path for path in anchor.glob(str(folder.relative_to(anchor))) if path.is_dir())
            several = matches or several  # whoever opens a pattern that means none says so
        for path in several:
            found.setdefault(path.resolve(), path)
    return list(found.values())


def run(command: str, options: Sequence[str], folders: Sequence[Path]) -> Generator[Report]:
    """Carry out a command that knows ``--json`` in every folder; reports come in the order given."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        coming = [pool.submit(_one, [command, "--json", *options], folder) for folder in folders]
        try:
            yield from (one.result() for one in coming)
        finally:  # also where nobody can be told of it any more
            PUBLISHED.extend(name for one in coming for name in one.result().written)


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
