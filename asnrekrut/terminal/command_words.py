"""Typer's own words in Indonesian: headings of the help pages and messages about wrong arguments."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup

_HELP = (
    ("Usage:", "Pemakaian:"),
    ("[OPTIONS] COMMAND [ARGS]...", "[OPSI] PERINTAH …"),
    ("[OPTIONS]", "[OPSI]"),
    ("Arguments:", "Argumen:"),
    ("Options:", "Opsi:"),
    ("Commands:", "Perintah:"),
    ("Show this message and exit.", "Tampilkan bantuan ini."),
    ("[default: ", "[bawaan: "),
    ("  [required]", "  [wajib]"),
    (" <path>", ""),
    (" <list[Path]>", ""),
    (" <text>", ""),
    (" <str>", ""),
    ("{FOLDER}", "FOLDER"),
    ("{NOMOR}", "NOMOR"),
    ("{KODE}", "KODE"),
)

_ERRORS = (
    (r"No such option: (\S+?)\.?( .*)?", r"opsi {1} tidak dikenal"),
    (r"No such command '(.*?)'\..*", r'perintah "{1}" tidak dikenal; lihat asnrekrut --help'),
    (r"Missing argument '(.*?)'.*", r"argumen {1} belum diisi"),
    (r"Missing command\.", "perintah belum disebut; lihat asnrekrut --help"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.*)\).*", r"argumen berlebih: {1}"),
    (r"Option '(.*)' requires an argument\.", r"opsi {1} memerlukan isi"),
    (r"Option '(.*)' does not take a value\.", r"opsi {1} tidak menerima isi"),
)


def translated_error(message: str) -> str:
    """A message about wrong arguments in Indonesian; one that is not known stays as it is."""
    for pattern, words in _ERRORS:
        match = re.fullmatch(pattern, message.strip(), re.DOTALL)
        if match:
            return words.replace("{1}", match[1] if match.groups() else "")
    return message


def _translated(text: str) -> str:
    for theirs, ours in _HELP:
        text = text.replace(theirs, ours)
    return text


class Command(TyperCommand):
    """A command whose help page is Indonesian throughout."""

    def get_help(self, ctx: Any) -> str:  # typer keeps the type private
        """The help page."""
        return _translated(super().get_help(ctx))


class Group(TyperGroup):
    """The program itself, likewise."""

    def get_help(self, ctx: Any) -> str:  # typer keeps the type private
        """The help page."""
        return _translated(super().get_help(ctx))
