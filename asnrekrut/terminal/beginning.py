"""Begin a selection at the terminal: the questions, the summary before anything is written, what to do next."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from asnrekrut.errors import UsageError
from asnrekrut.notation import command_line
from asnrekrut.terminal.console import asked, console, put, say, show_command

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from asnrekrut.begin.presets import Preset
    from asnrekrut.begin.proposal import Proposal, Question

_YES = {"", "y", "ya"}


def show_presets(presets: Sequence[Preset]) -> None:
    """Every preset with its regulation."""
    for one in presets:
        put(f"{one.name}: {one.title}", "bold")
        put(f"  {one.about}", hang=2)
        for basis in one.basis:
            put(f"  Dasar: {basis}", hang=4)
    put("Mulai dengan, misalnya:")
    show_command(console(), command_line("init", "seleksi-2027", "--preset", presets[0].name))


def ask(question: Question, options: Sequence[str] = ()) -> str:
    """Ask until the answer can be used. Ctrl-C, or the end of the input, cancels everything.

    Args:
        options: how the answer is given where there is nobody to ask; the question's own option by default.
    """
    if not sys.stdin.isatty():
        ways = " atau ".join(options or [question.option])
        raise UsageError(f"tidak ada terminal untuk bertanya ({question.text}); sebutkan {ways}")
    if question.choices:
        say(f"  pilihan: {', '.join(question.choices)}", hang=4)
    while True:
        default = f" [{question.default}]" if question.default else ""
        try:
            return question.answer(asked(f"{question.text}{default}: "))
        except ValueError as error:
            say(f"  {error}", "yellow")


def all_answered(questions: Sequence[Question], given: Mapping[str, str]) -> None:
    """Nothing, if there is somebody to ask or nothing to be asked.

    Raises:
        UsageError: there is nobody, and some answers are missing; it names their options.
    """
    missing = [question.option for question in questions if question.key not in given]
    if missing and not sys.stdin.isatty():
        raise UsageError(f"tidak ada terminal untuk bertanya; sebutkan {', '.join(missing)}, atau --bawaan")


def agree(made: Proposal, folder: Path) -> None:
    """Show what would be written, and go on only if somebody wants it."""
    for what, how in made.summary:
        say(f"{what}: {how}" if how else f"\n{what}", "" if how else "bold", hang=2)
    if asked(f"\nTulis folder {folder}? [ya] ").strip().casefold() not in _YES:
        raise KeyboardInterrupt


def show_begun(folder: Path, files: Sequence[str], made: Proposal) -> None:
    """What was written, and what to do next."""
    put(f"Ditulis: {', '.join(f'{folder}/{file}' for file in files)}", "green")
    for remark in made.remarks:
        put(remark)
    put(f"Selanjutnya: sesuaikan {folder}/seleksi.toml dengan keputusan panitia, lalu")
    show_command(console(), command_line("template", folder))
