"""What a child process may take: it ends with its parent, and has time and memory by the size of what it reads."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress

SECONDS, SECONDS_A_MEGABYTE = 8, 12  # of processor time; a hundred times what honest files need
MEMORY, GROWTH = 384 * 2**20, 40  # bytes, and how many more for each byte of the file
MEGABYTE = 2**20


def restrain(size: int) -> None:
    """Bound this process, as far as the system can.

    Args:
        size: of the file, in bytes.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # libraries would keep it waiting
    _end_with_parent()
    with suppress(ImportError, ValueError, OSError):  # not on Windows
        import resource

        seconds = SECONDS + SECONDS_A_MEGABYTE * size // MEGABYTE
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        memory = MEMORY + GROWTH * size
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _end_with_parent() -> None:
    """The parent holds our standard input open as long as it lives."""
    if sys.platform == "linux":
        import fcntl
        import select

        fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())  # the kernel's signal ends even a library that never returns
        fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)
        if select.select([0], [], [], 0)[0]:
            os._exit(1)
    else:
        import threading

        threading.Thread(target=_wait_for_the_end, daemon=True).start()


def _wait_for_the_end() -> None:
    while os.read(0, MEGABYTE):
        pass
    os._exit(1)
