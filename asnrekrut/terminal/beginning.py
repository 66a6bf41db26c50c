"""Begin a selection at the terminal: the questions, the summary before anything is written, what to do next."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from asnrekrut.errors import UsageError
from asnrekrut.terminal.console import asked, put, say, suggest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from asnrekrut.begin.new_folder import Proposal, Question
    from asnrekrut.begin.presets import Preset

_YES = {"", "y", "ya"}


def show_presets(presets: Sequence[Preset]) -> None:
    """Every preset with its regulation."""
    for one in presets:
        put(f"{one.name}: {one.title}", "bold")
        put(f"  {one.about}", hang=2)
        for basis in one.basis:
            put(f"  Dasar: {basis}", hang=4)
    suggest("Mulai dengan, misalnya:", "init", "seleksi-2027", "--preset", presets[0].name)


def ask(questions: Sequence[Question], instead: str = "") -> dict[str, str]:
    """Ask everything, each until the answer can be used. Ctrl-C, or the end of the input, cancels everything.

    Args:
        instead: an option that answers whatever was not answered by another one.

    Raises:
        UsageError: there is nobody to ask; it names the options.
    """
    if questions and not sys.stdin.isatty():
        ways = ", ".join(question.option for question in questions) + (f", atau {instead}" if instead else "")
        raise UsageError(f"tidak ada terminal untuk bertanya; sebutkan {ways}")
    return {question.key: _ask(question) for question in questions}


def _ask(question: Question) -> str:
    if question.choices:
        say(f"  pilihan: {', '.join(question.choices)}", hang=4)
    while True:
        default = f" [{question.default}]" if question.default else ""
        try:
            return question.answer(asked(f"{question.text}{default}: "))
        except ValueError as error:
            say(f"  {error}", "yellow")


def agree(made: Proposal, folder: Path) -> None:
    """Show what would be written, and go on only if somebody wants it."""
    for what, how in made.summary:
        say(f"{what}: {how}" if how else f"\n{what}", "" if how else "bold", hang=2)
    if asked(f"\nTulis folder {folder}? [ya] ").strip().casefold() not in _YES:
        raise KeyboardInterrupt


def show_begun(folder: Path, files: Sequence[str], made: Proposal, then: str = "template") -> None:
    """What was written, and what to do next: fit the rules, then another command."""
    put(f"Ditulis: {', '.join(f'{folder}/{file}' for file in files)}", "green")
    for remark in made.remarks:
        put(remark)
    suggest(f"Selanjutnya: sesuaikan {folder}/seleksi.toml dengan keputusan panitia, lalu", then, folder)
