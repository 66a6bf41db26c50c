"""The standard streams: open when something is to be printed, and empty when the program ends."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from asnrekrut.errors import PrintError


def opened() -> None:
    """Where a stream was closed before the start, the next file would take its place and be printed into."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("r+", encoding="utf-8"))  # noqa: SIM115  (open to the end)


def flushed() -> None:
    """Whoever is to read the output has got it.

    Raises:
        PrintError: somebody has not.
    """
    try:
        sys.stdout.flush()
    except OSError as error:
        raise PrintError(error) from None


def silenced() -> None:
    """Let what is still to be printed go nowhere, lest the interpreter fail over it once more at the end."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
