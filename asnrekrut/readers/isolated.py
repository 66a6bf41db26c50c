"""Have a file read: workbooks and pages by a child process (``asnrekrut.readers.worker``), short text files here.

Whatever the child does (stop, hang, answer nonsense), the outcome is a reply.
"""

from __future__ import annotations

import io
import os
import pickle
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from asnrekrut.readers.base import Refusal, load
from asnrekrut.readers.kinds import OLE, ZIP, kind_of
from asnrekrut.readers.passwords import without_password
from asnrekrut.readers.worker import reply_to

if TYPE_CHECKING:
    from pathlib import Path

    from asnrekrut.readers.worker import Reply

WORKER = (sys.executable, "-P", "-m", "asnrekrut.readers.worker")
SECONDS = 300
SHORT = 4 * 2**20  # text so short is read without a child
_CLASSES = {("datetime", name) for name in ("date", "datetime", "time", "timedelta")} | {("builtins", "frozenset")}


def read(path: Path, password: str | None = None) -> Reply:
    """What is in a file: ``ok`` and its content, or the kind of refusal and its values."""
    content = _short_text(path)
    return _by_child(path, password) if content is None else reply_to(content)


def _short_text(path: Path) -> bytes | None:
    """The bytes of a short text file; None for anything else."""
    try:
        content = load(str(path), SHORT)
        return content if not content.startswith((ZIP, OLE)) and kind_of(content) == "text" else None
    except (Refusal, OSError):  # the child says why
        return None


def _by_child(path: Path, password: str | None) -> Reply:
    try:
        done = subprocess.run(
            [*WORKER, str(path)],
            input=(password or "").encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=without_password(dict(os.environ)),
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return "unsafe", {"sebab": f"tidak selesai dibaca dalam {SECONDS // 60} menit"}
    if done.returncode != 0:  # the reader was killed by what it read
        return "unsafe", {"sebab": "pembacanya terhenti, biasanya karena ada sel yang sangat jauh"}
    return unpickled(done.stdout)


def unpickled(raw: bytes) -> Reply:
    """The child's reply; a file that made it say anything else counts as damaged."""
    try:
        status, values = _Plain(io.BytesIO(raw)).load()
    except Exception:  # (a pickle of nonsense raises almost anything)
        return "damaged", {}
    return (status, values) if isinstance(status, str) and isinstance(values, dict) else ("damaged", {})


class _Plain(pickle.Unpickler):
    """Takes cells and their containers only; nothing in a file can make it call anything."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _CLASSES:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return super().find_class(module, name)
