"""Which line of a TOML file says what. Used only once something is wrong, so it may be slow."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    Path = tuple[str | int, ...]


def _paths(value: object, path: Path = ()) -> Iterator[Path]:
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from _paths(inner, (*path, i))


def lines_of(text: str) -> dict[Path, int]:
    """The first line of the statement that brings each key path into being.

    Growing prefixes of the file are parsed; a path that appears with a prefix was written in its last statement.
    """
    found: dict[Path, int] = {(): 1}
    lines = [line + "\n" for line in text.split("\n")]  # TOML knows no other line end
    start, prefix = 0, ""
    for number, line in enumerate(lines):
        prefix += line
        if line.strip() == "" or line.lstrip().startswith("#"):
            start = number + 1 if start == number else start
            continue
        try:
            parsed = tomllib.loads(prefix)
        except tomllib.TOMLDecodeError:
            continue  # inside an array or a text over several lines
        for path in _paths(parsed):
            found.setdefault(path, start + 1)
        start = number + 1
    return found


def line_of(path: Path, lines: dict[Path, int]) -> int:
    """The line of a path, or of the nearest table around it."""
    while path not in lines:
        path = path[:-1]
    return lines[path]
