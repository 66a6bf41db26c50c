"""Draw ``docs/ringkasan.svg``: what ``asnrekrut rank samples/kasemen`` prints, as a picture for the README.

Run as ``python docs/build_picture.py``. The sample is ranked in a temporary copy: only the picture changes.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

DOCS = Path(__file__).resolve().parent
COMMAND = "asnrekrut rank samples/kasemen"
WIDTH = 110


def printed() -> str:
    """What the command prints on standard output, with its colours as ANSI codes."""
    with tempfile.TemporaryDirectory() as place:
        shutil.copytree(
            DOCS.parent / "samples/kasemen",
            Path(place) / "samples/kasemen",
            ignore=shutil.ignore_patterns("hasil*", ".hasil*"),
        )
        done = subprocess.run(
            [sys.executable, "-m", *COMMAND.split()],
            cwd=place,
            env={**os.environ, "FORCE_COLOR": "1", "NO_COLOR": "", "TERM": "xterm-256color", "PYTHONUTF8": "1"},
            capture_output=True,
            check=True,
        )
    return done.stdout.decode()


def picture(output: str) -> str:
    """A terminal output as SVG; without the web fonts that rich names, for the picture must stand alone."""
    console = Console(record=True, width=WIDTH, height=100, file=StringIO(), force_terminal=True)
    console.print(Text(f"$ {COMMAND}", style="bold"))
    console.print(Text.from_ansi(output))
    svg = console.export_svg(title="asnrekrut", unique_id="asnrekrut")
    return re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)


def main() -> None:
    """Write the picture."""
    (DOCS / "ringkasan.svg").write_text(picture(printed()), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
