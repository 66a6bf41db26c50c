"""Have files read by a child process (``asnrekrut.readers.worker``).

Whatever the child does (stop, hang, answer nonsense), the outcome is a reply.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from contextlib import suppress
from threading import Timer
from typing import IO, TYPE_CHECKING, Any, TypeVar

from asnrekrut.readers.passwords import without_password

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from asnrekrut.readers.worker import Reply

    Answer = TypeVar("Answer")

WORKER = (sys.executable, "-P", "-m", "asnrekrut.readers.worker")
SECONDS = 300  # by the clock on the wall; processor time is bounded in the child
PIECE = 2**16
_TOO_LONG = [getattr(signal, name, None) for name in ("SIGXCPU", "SIGKILL")]  # (Windows has neither)
_INTERRUPTED = [-signal.SIGINT, 0xC000013A]  # Ctrl-C reaches every process of the terminal (the second one: on Windows)
_CLASSES = {("datetime", name) for name in ("date", "datetime", "time", "timedelta")} | {("builtins", "frozenset")}
_CLASSES |= {("asnrekrut.readers.grid", "Grid"), ("array", "array"), ("array", "_array_reconstructor")}


def read(paths: Sequence[Path], password: str | None = None) -> list[Reply]:
    """What is in each of several files: ``ok`` and its content, or the kind of refusal and its values.

    One child reads them all. Where it does not come to the end, each is read by itself: the fault is that of one.

    Raises:
        KeyboardInterrupt: the child was ended by Ctrl-C; the files have no part in that.
    """
    code, replies = ask(WORKER, (paths, password), lambda stream: [unpickled(stream) for _ in paths], SECONDS)
    if code in _INTERRUPTED:
        raise KeyboardInterrupt
    if code and len(paths) > 1:
        return [reply for path in paths for reply in read([path], password)]
    return replies if code == 0 else [_refusal(code)]


def _refusal(code: int) -> Reply:
    """What is said of a file whose reader ended with such an exit code."""
    if -code in _TOO_LONG or (code and os.name == "nt"):
        return "unsafe", {"sebab": "tidak selesai dibaca dalam waktu yang wajar untuk ukurannya"}
    return "unsafe", {"sebab": "pembacanya terhenti, biasanya karena sel yang sangat jauh atau teks panjang berulang"}


def ask(command: Sequence[str], task: object, take: Callable[[IO[bytes]], Answer], seconds: int) -> tuple[int, Answer]:
    """Have a child do a task.

    Its standard input stays open until it is done: so it notices when this process is no more.

    Args:
        take: reads its answer from its standard output.

    Returns:
        Its exit code (negative for the signal that ended it), and the answer.
    """
    env = without_password({**os.environ, "RUST_BACKTRACE": "0"})  # nobody reads where a reader gave up
    pipe = subprocess.PIPE
    child = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=env)
    assert child.stdin and child.stdout  # noqa: S101, PT018
    limit = Timer(seconds, child.kill)
    limit.daemon = True
    limit.start()
    try:
        with suppress(OSError):
            child.stdin.write(pickle.dumps(task))
            child.stdin.flush()
        answer = take(child.stdout)
        while child.stdout.read(PIECE):
            pass
        return child.wait(), answer
    finally:
        limit.cancel()
        child.kill()
        child.wait()
        child.stdout.close()
        with suppress(OSError):
            child.stdin.close()


def unpickled(stream: IO[bytes]) -> Reply:
    """The child's reply; a file that made it say anything else counts as damaged."""
    try:
        status, values = _Plain(stream).load()
    except Exception:  # (a pickle of nonsense raises almost anything)
        return "damaged", {}
    return (status, values) if isinstance(status, str) and isinstance(values, dict) else ("damaged", {})


class _Plain(pickle.Unpickler):
    """Takes cells and their containers only; nothing in a file can make it call anything."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _CLASSES:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return super().find_class(module, name)
