"""The files that a rules file names, being read before anything else is loaded.

Nothing hangs on it: whatever the rules, once they are known, do not want is never looked at.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from asnrekrut.io import Reading, find_files
from asnrekrut.rules import LARGEST, RULES_FILE
from asnrekrut.storage import content_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FILES = "berkas"  # the key under which every table of the rules names its files
_OUTSIDE = re.compile(r"^[/~]|\.\.|[:\\]")  # no rules file may name such a place
_BEGUN: dict[Path, Reading] = {}


def begin_early(folder: Path) -> None:
    """Begin to read what the rules of a folder name; what is wrong with them is said by whoever reads them."""
    try:
        rules = tomllib.loads(content_of(folder / RULES_FILE, LARGEST).decode("utf-8-sig"))
        _BEGUN[folder] = Reading(folder, find_files(folder, dict.fromkeys(_named(rules)))[0])
    except (OSError, ValueError, ArithmeticError, RecursionError):
        return


def reading(folder: Path, names: Iterable[str]) -> Reading:
    """Files being read, those that were begun early among them."""
    found = _BEGUN.pop(folder, None) or Reading(folder, ())
    found.want(names)
    return found


def _named(table: Any) -> Iterator[str]:
    """Every name under the key for files, however deep."""
    for key, value in table.items() if isinstance(table, dict) else ():
        for one in value if isinstance(value, list) else [value]:
            if key == FILES and isinstance(one, str) and not _OUTSIDE.search(one):
                yield one
            yield from _named(one)
