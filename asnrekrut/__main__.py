"""``python -m asnrekrut``, and the command ``asnrekrut``: nothing is loaded before an interrupt can be met."""

from __future__ import annotations

import _thread
import gc
import os
import signal
import sys
from pathlib import Path
from threading import Timer, get_ident

from asnrekrut.rules import RULES_FILE

_MOMENT = 0.01  # seconds


def main() -> None:
    """Start the program; Ctrl-C ends it without a traceback, however early or late it comes."""
    sys.unraisablehook = _unraisable
    gc.disable()  # one run builds its tables once and ends: looking for cycles would cost a tenth of the time
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # its threads take a third of numpy's start
    try:
        _begin_reading(sys.argv[1:])
        _run()
    except KeyboardInterrupt:
        from asnrekrut.errors import Exit

        sys.stderr.write("dihentikan\n")
        sys.exit(Exit.INTERRUPTED)


def _run() -> None:
    """Carry the command out. All is then written and printed: to take the interpreter apart would cost a twentieth."""
    from asnrekrut.cli import main as program
    from asnrekrut.terminal.streams import silenced

    try:
        program()
    except SystemExit as end:
        silenced()
        os._exit(end.code if isinstance(end.code, int) else bool(end.code))


def _begin_reading(words: list[str]) -> None:
    """Where one selection is at hand, and all of it is wanted, its files are read while the program is loaded."""
    folders = [word for word in words if _holds_rules(word)] or ["."]
    in_part = any(word in {"-h", "--help"} or word.startswith("--sampai") for word in words)
    if len(folders) == 1 and _holds_rules(folders[0]) and not in_part:
        from asnrekrut.intake.early import begin_early

        begin_early(Path(folders[0]))


def _holds_rules(folder: str) -> bool:
    return os.path.isfile(f"{folder}/{RULES_FILE}")  # noqa: PTH113  (False too for what is no name at all)


def _unraisable(lost: sys.UnraisableHookArgs) -> None:
    """What was raised where Python lets nothing through, as while it tidies up after an import.

    Ctrl-C comes again. A full disk is reported when it is met; a library's second try says nothing new.
    """
    if isinstance(lost.exc_value, KeyboardInterrupt):
        Timer(_MOMENT, _interrupt, [get_ident()]).start()  # when this thread is out of there
    elif not isinstance(lost.exc_value, OSError):
        sys.__unraisablehook__(lost)


def _interrupt(thread: int) -> None:
    if sys.platform == "win32":
        _thread.interrupt_main()
    else:
        signal.pthread_kill(thread, signal.SIGINT)  # which also ends its waiting


if __name__ == "__main__":
    main()
