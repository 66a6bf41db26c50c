"""The console: lines, tables and JSON on the standard streams. Nothing is cut, whatever the width and the encoding.

Data never passes through markup, so a name such as ``[/red]`` is just a name.
"""

from __future__ import annotations

import errno
import json
import os
import sys
from typing import TYPE_CHECKING, Any

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from asnrekrut.errors import PrintError
from asnrekrut.notation import command_line
from asnrekrut.readers.messages import printable
from asnrekrut.terminal.streams import writable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

UNWATCHED = 140  # the width of a table that goes into a file
GAP = 2  # between the columns of a table


class _Console(Console):
    """Says so when what it prints does not arrive."""

    def _check_buffer(self) -> None:
        try:
            super()._check_buffer()
        except OSError as error:
            raise PrintError(error) from None

    def on_broken_pipe(self) -> None:
        """The library would end the program here; whoever called decides that."""
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


def console(stderr: bool = False) -> Console:
    """The console behind a standard stream."""
    stream = sys.stderr if stderr else sys.stdout
    wide = None if stream.isatty() else UNWATCHED
    return _Console(stderr=stderr, markup=False, highlight=False, emoji=False, width=wide)


def plain(text: str, style: str = "") -> Text:
    """Text without control characters that could disturb a terminal, in signs that its encoding has."""
    return Text(writable(printable(text, kept="\n")), style=style)


def say(message: str, style: str = "", hang: int | None = None) -> None:
    """A message for the person at the keyboard, on standard error."""
    put(message, style, hang, stderr=True)


def asked(prompt: str) -> str:
    """A line that somebody types; the end of the input is taken as Ctrl-C."""
    console(stderr=True).print(plain(prompt), end="", soft_wrap=True)
    line = sys.stdin.readline()
    if not line:
        raise KeyboardInterrupt
    return line.rstrip("\n")


def put(message: str, style: str = "", hang: int | None = None, stderr: bool = False) -> None:
    """A line of data, wrapped between words where somebody watches, and left whole in a file.

    Args:
        hang: by how many blanks the lines after the first one are indented; by default as far as the first one.
    """
    to = console(stderr)
    if not to.is_terminal:
        put_whole(message, style, stderr)
        return
    if hang is None:
        hang = len(message) - len(message.lstrip(" "))
    for number, line in enumerate(plain(message, style).wrap(to, to.width - hang)):
        to.print(Text(" " * hang if number else "").append_text(line), no_wrap=True, overflow="ignore", crop=False)


def put_whole(line: str, style: str = "", stderr: bool = False) -> None:
    """A line that is never broken, for whoever copies it and for programs."""
    console(stderr).print(plain(line, style), soft_wrap=True)


def put_command(line: str, stderr: bool = False) -> None:
    """A command, or a row to paste, on a line of its own."""
    put_whole(f"  {line}", "bold", stderr)


def suggest(words: str, command: str, folder: object, *parts: str, style: str = "", stderr: bool = False) -> None:
    """What can be done next, and the command for it."""
    put(words, style, stderr=stderr)
    put_command(command_line(command, folder, *parts), stderr)


def put_table(heads: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1) -> None:
    """A table that wraps between words; where not even the words fit side by side, one row below the other.

    Args:
        left: so many columns hold words; those behind them hold numbers.
    """
    to, rows = console(), list(rows)
    columns = list(zip(heads, *rows, strict=True))
    widths = [max(cell_len(word) for cell in cells for word in [*cell.split(), ""]) for cells in columns]
    spare = to.width - sum(widths) - GAP * (len(widths) - 1)
    if spare < 0:
        _put_apart(heads, rows)
        return
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, GAP - 1, 0, 0))
    for at, (head, *cells) in enumerate(columns):
        longest = max(cell_len(line) for cell in (head, *cells) for line in [*cell.split("\n"), ""])
        more = min(spare, longest - widths[at])
        spare -= more
        table.add_column(plain(head), justify="left" if at < left else "right", width=widths[at] + more)
    for row in rows:
        table.add_row(*map(plain, row))
    to.print(table)


def _put_apart(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    for first, *others in rows:
        put(first, "bold")
        facts = (f"{head}: {cell}" for head, cell in zip(heads[1:], others, strict=True) if cell)
        put(f"  {'; '.join(facts)}", hang=2)


def put_json(data: dict[str, Any], indent: int | None = None) -> None:
    """One JSON object on a line of standard output; letters that it cannot hold are escaped, so nothing is lost."""
    narrow = not (sys.stdout.encoding or "utf-8").lower().startswith("utf")
    try:
        sys.stdout.write(json.dumps(data, ensure_ascii=narrow, indent=indent) + "\n")
        sys.stdout.flush()
    except OSError as error:
        raise PrintError(error) from None
