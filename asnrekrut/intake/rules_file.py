"""The rules of a selection folder; where there are none, what the file is called or where one is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from asnrekrut.errors import UsageError, reason
from asnrekrut.notation import command_line
from asnrekrut.rules.load import RULES_FILE, load_rules
from asnrekrut.storage import content_of

if TYPE_CHECKING:
    from asnrekrut.rules.model import Rules


def rules_of(folder: Path) -> Rules:
    """The rules of a selection folder.

    Raises:
        UsageError: there is no rules file.
        RulesError: the rules file cannot be carried out.
    """
    path = folder / RULES_FILE
    try:
        raw = content_of(path)
    except OSError as error:
        there = os.path.lexists(path)
        raise UsageError(f"{path} tidak dapat dibaca ({reason(error)})" if there else _without_rules(folder)) from None
    return load_rules(raw, RULES_FILE)


def _without_rules(folder: Path) -> str:
    """What is wrong with a folder without rules, and what to do: what the file is called, or where one is."""
    from rapidfuzz import process

    stem = RULES_FILE.partition(".")[0]
    if folder.is_file():
        return f"{folder} ialah berkas; sebutkan foldernya: {folder.parent}"
    if not folder.exists():
        near = sorted(path.parent.name for path in folder.parent.glob(f"*/{RULES_FILE}"))
        best = process.extractOne(folder.name, near, score_cutoff=60)
        return f"tidak ada folder {folder}" + (f"; maksud Anda {folder.parent / best[0]}?" if best else "")
    missing = f"tidak ada {RULES_FILE} di {'folder ini' if folder == Path() else folder}"
    around = sorted(folder.iterdir())
    for path in around:
        if path.is_file() and path.name.casefold().startswith(stem) and "toml" in path.name.casefold():
            return f"{missing}; berkas ini bernama {path.name}: ubah namanya menjadi {RULES_FILE}"
    for other in (folder.parent if folder.name else folder / "..", *around):
        if (other / RULES_FILE).is_file():
            return f"{missing}, tetapi ada di {other}; sebutkan folder itu, misalnya: {command_line('check', other)}"
    return f"{missing}; jalankan perintah di folder seleksi atau sebutkan foldernya"
