"""Typer's own words in Indonesian: headings of the help pages and messages about wrong arguments."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

from asnrekrut.terminal.streams import writable

_HELP = (
    (r"Usage:", "Pemakaian:"),
    (r"\[OPTIONS\] COMMAND \[ARGS\]\.\.\.", "[OPSI] PERINTAH …"),
    (r"\[OPTIONS\]", "[OPSI]"),
    (r"Arguments:", "Argumen:"),
    (r"Options:", "Opsi:"),
    (r"Commands:", "Perintah:"),
    (r"Show this message and exit\.", "Tampilkan bantuan ini."),
    (r"\[default: \.\]", "[bawaan: folder ini]"),
    (r"\[default: ", "[bawaan: "),
    (r"  \[required\]", "  [wajib]"),
    (r"\{(.+?)\}(?:\.\.\.)?", r"\1"),  # what is required
    (r"\[(\w+)\]\.\.\.", r"[\1 …]"),
)

_ERRORS = (
    (r"No such option: (\S+?)\.?( .*)?", "opsi {1} tidak dikenal"),
    (r"No such command '(.*?)'\.( .*)?", 'perintah "{1}" tidak dikenal'),
    (r"Missing argument ['\"]?(?:\[\w+\] )?(.*?)['\"]?\..*", "{1} belum diisi"),
    (r"Missing option ['\"]?(.*?)['\"]?\..*", "opsi {1} belum diisi"),
    (r"Missing (?:argument|option|parameter).*", "sebuah isian wajib belum diisi; lihat --help"),
    (r"Missing command\.", "perintah belum disebut; lihat asnrekrut --help"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.*)\).*", "argumen berlebih: {1}"),
    (r"Option '(.*)' requires .*", "opsi {1} memerlukan isi"),
    (r"Option '(.*)' does not take a value\.", "opsi {1} tidak menerima isi"),
    (r"Argument '(.*)' takes .*", "{1} tidak diisi sebanyak yang diminta"),
    (r"Invalid value for '(.*?)'.*", "isi {1} tidak dapat dibaca"),
    (r"Invalid value.*", "sebuah isian tidak dapat dibaca"),
    (r"Could not open file '(.*?)'.*", "berkas {1} tidak dapat dibuka"),
)
_UNKNOWN = 2  # so many of them name something that is not there


def translated_error(error: Any) -> str:  # typer keeps its types private
    """A message about wrong arguments in Indonesian; one that is not known is quoted."""
    message = error.format_message().strip()
    for number, (pattern, words) in enumerate(_ERRORS):
        match = re.fullmatch(pattern, message, re.DOTALL)
        if match:
            said = words.replace("{1}", match[1] if match.groups() else "")
            return said + (_instead(error, match[2] or "") if number < _UNKNOWN else "")
    return f'perintah tidak dapat dibaca ("{message}"); lihat --help'


def _instead(error: Any, suggested: str) -> str:
    """What was probably meant, as the library found it, or everything there is."""
    meant = re.findall(r"--[\w-]+|(?<=')[\w-]+(?=')", suggested)
    if meant:
        return f"; maksud Anda {' atau '.join(meant)}?"
    command = error.ctx.command
    options = [name for param in command.params for name in param.opts if name.startswith("--")]
    return f"; yang ada: {', '.join(getattr(command, 'commands', None) or options or ['--help'])}"


def _translated(text: str) -> str:
    for theirs, ours in _HELP:
        text = re.sub(theirs, ours, text)
    return writable(text)


class _Indonesian:
    """A command whose help page is Indonesian throughout."""

    def get_help(self, ctx: Any) -> str:  # typer keeps the type private
        """The help page."""
        for param in self.params:  # type: ignore[attr-defined]
            if param.param_type_name == "argument":
                param.display_type_rich = lambda ctx: ""
        return _translated(super().get_help(ctx))  # type: ignore[misc]


class Command(_Indonesian, TyperCommand):
    """One command."""


class Group(_Indonesian, TyperGroup):
    """The program itself; the summaries of its commands are never cut."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """One line or several for each command."""
        commands = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        rows = [
            (name, (one.help or "").partition("\n\n")[0]) for name, one in commands.items() if one and not one.hidden
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)
