"""The second core: a child process that writes some files while its parent writes others."""

from __future__ import annotations

import os
import signal
import sys
import warnings
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def meanwhile(work: Callable[[], None], beside: bool = True) -> Iterator[None]:
    """Have a child do some work during what stands inside; both are done when that ends.

    The child is a copy of this process, so that nothing need be handed over; where the system makes none, and where the
    child fails for whatever reason, the work is done here, and its error is raised here.

    Args:
        beside: whether there is to be a child at all.
    """
    child = _forked(work) if beside else 0
    try:
        yield
    except BaseException:
        if child:
            with suppress(OSError):
                os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        raise
    if not child or os.waitpid(child, 0)[1]:
        work()


def _forked(work: Callable[[], None]) -> int:
    """The child's process id; 0 where there is none."""
    if sys.platform != "linux":  # elsewhere a copy of a process with threads may not go on, or there is none at all
        return 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the readers' threads have ended, and numpy's hold nothing
        child = os.fork()
    if child:
        return child
    try:
        work()
        os._exit(0)
    finally:  # never back into what the parent is doing
        os._exit(1)
