"""How a run ends that does not reach its end: the one place that turns errors into messages and exit codes."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from errno import EIO, ENOSPC, EPIPE
from typing import TYPE_CHECKING, NoReturn

import typer

from asnrekrut.errors import AsnrekrutError, Exit, PrintError, reason
from asnrekrut.terminal import streams
from asnrekrut.terminal.command_words import translated_error

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LEGIBLE = 80  # characters of a path in a message


@contextmanager
def last_words(arguments: Sequence[str]) -> Iterator[None]:
    """Say why the run ends early, as JSON where JSON was asked for, and end it."""
    try:
        yield
    except (Exception, KeyboardInterrupt) as error:
        unprinted = _unprinted(error)
        if unprinted is not None:
            streams.silenced()
            _leave(unprinted.exit_code, f"{unprinted}; {_left_behind()}", as_json=False)
        code, message = _said_of(error)
        if code is Exit.INTERNAL and not isinstance(error, AsnrekrutError) and "--debug" in arguments:
            raise
        _leave(code, message, "--json" in arguments)


def _unprinted(error: BaseException) -> PrintError | None:
    """Whether nothing more can be printed; of help, which typer itself prints, the system says so."""
    if isinstance(error, OSError) and error.filename is None and error.errno in {ENOSPC, EPIPE, EIO}:
        return PrintError(error)
    return error if isinstance(error, PrintError) else None


def _said_of(error: BaseException) -> tuple[Exit, str]:
    match error:
        case AsnrekrutError():
            return error.exit_code, str(error)
        case KeyboardInterrupt() | typer.Abort():
            return Exit.INTERRUPTED, f"dihentikan; {_left_behind()}"
        case OSError():
            name = str(error.filename or "berkas")
            shown = f"{name[:LEGIBLE]}{' …' if name[LEGIBLE:] else ''} tidak dapat dipakai"
            return Exit.USAGE, f"{shown} ({reason(error)}); {_left_behind()}"
        case MemoryError():
            return Exit.FINDINGS, "memori komputer tidak cukup; tutup program lain lalu ulangi"
        case _ if hasattr(error, "format_message"):  # as typer's own errors about arguments have
            return Exit.USAGE, translated_error(error)
    what = f"{type(error).__name__}: {error}"
    return Exit.INTERNAL, f"kesalahan dalam program ({what}); {_left_behind()}"


def _leave(code: Exit, message: str, as_json: bool) -> NoReturn:
    from asnrekrut.terminal import console

    try:
        if as_json:
            console.put_json({"status": int(code), "pesan": message})
        else:
            console.say(message, "" if code is Exit.INTERRUPTED else "red")
    except PrintError:
        streams.silenced()
    sys.exit(code)


def _left_behind() -> str:
    """What a run that ends early has written all the same."""
    from asnrekrut.outputs.folder import PUBLISHED

    return f"sudah ditulis: {', '.join(PUBLISHED)}" if PUBLISHED else "tidak ada hasil yang ditulis atau diubah"
