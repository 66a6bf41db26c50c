"""A line that says what is being done, where somebody watches."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """What is told of the progress shows it on standard error; silent in a file, and while told nothing."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from asnrekrut.terminal.console import console, plain

    to = console(stderr=True)
    with to.status(plain("membaca …"), spinner="line" if to.options.ascii_only else "dots") as status:

        def tell(what: str) -> None:
            if not what:  # somebody is asked for a password: the line must not wipe the question away
                status.stop()
                return
            status.update(plain(f"{what} …"))
            status.start()

        yield tell
