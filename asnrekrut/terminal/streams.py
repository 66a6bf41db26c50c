"""The standard streams: open when something is to be printed, printing in any encoding, empty when the program ends."""

from __future__ import annotations

import codecs
import os
import sys
from contextlib import suppress
from pathlib import Path

from asnrekrut.errors import PrintError

STAND_IN = "asnrekrut.stand_in"
# What stands for a sign that the console's encoding lacks; letters lose their accents.
_SIGNS = {
    "→": "->", "≥": ">=", "≤": "<=", "×": "x", "–": "-", "—": "-", "…": "...", "█": "#", "‹": "<", "›": ">",
    "“": '"', "”": '"', "‘": "'", "’": "'", "\u00a0": " ",
}  # fmt: skip


def _stand_in(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_SIGNS.get(sign) or _bare(sign) for sign in lacking), error.end


def _bare(sign: str) -> str:
    from unicodedata import normalize

    return normalize("NFKD", sign).encode("ascii", "ignore").decode() or "?"


codecs.register_error(STAND_IN, _stand_in)


def writable(text: str) -> str:
    """A text in the signs that standard output can hold."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    return text.encode(encoding, STAND_IN).decode(encoding)


def opened() -> None:
    """Streams that take every text.

    Where one was closed before the start, the next file would take its place and be printed into.
    """
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("r+", encoding="utf-8"))  # noqa: SIM115  (open to the end)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=STAND_IN)


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
