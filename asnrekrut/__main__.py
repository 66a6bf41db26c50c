"""``python -m asnrekrut``, and the command ``asnrekrut``: nothing is loaded before an interrupt can be met."""

from __future__ import annotations

import os
import sys


def main() -> None:
    """Start the program; Ctrl-C ends it without a traceback, however early or late it comes."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # nothing installed beside has a say in the rules
    try:
        from asnrekrut.cli import main as program

        program()
    except KeyboardInterrupt:
        from asnrekrut.errors import Exit

        sys.stderr.write("dihentikan\n")
        sys.exit(Exit.INTERRUPTED)


if __name__ == "__main__":
    main()
