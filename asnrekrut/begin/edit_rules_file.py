"""Change statements of a rules file and leave everything else of its text, comments above all, as it stands."""

from __future__ import annotations

import json
import re
import tomllib
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from asnrekrut.rules.toml_text import split
from asnrekrut.rules.undecided import UNDECIDED, is_undecided

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Change = Callable[[str, str, Any], str | None]

_COMMENT = re.compile(r"(?<![ \t])[ \t]++#.*")
_INNER_BASIS = re.compile(r'(?<=[{,])(\s*dasar\s*=\s*)("(?:\\.|[^"\\\n])*")')
# Regulations stand until they are repealed; decrees, letters and announcements belong to one selection.
_STANDING = re.compile(r"(?:UU|UUD|PP|Per[mp]\w+|Perban|Perda|Pergub|Perbup|Perwali|PKPU|Undang|Peraturan)\b")


def rewritten(text: str, change: Change, aside: Sequence[str] = ()) -> str:
    """A rules file in which some statements read otherwise.

    Args:
        change: from table, key and value to the new value as TOML writes it; '' takes the statement out, None keeps it.
        aside: tables that become comments, to be written anew.
    """
    lines = text.splitlines(keepends=True)
    out, at, table = [], 0, ""
    for statement in split(text):
        first = statement.line - 1
        out += lines[at:first]
        at = first + statement.text.count("\n")
        header = statement.header
        table = header or table
        if any(f"{table}.".startswith(f"{name}.") for name in aside):
            out += [f"# {line}\n" for line in statement.text.splitlines()]
        else:
            out.append(statement.text if header else _changed(statement.text, table, change))
    return "".join([*out, *lines[at:]])


def _changed(statement: str, table: str, change: Change) -> str:
    (key, value), *_ = tomllib.loads(statement, parse_float=Decimal).items()
    new = change(table, key, value)
    if new is None:
        return statement
    line = statement.rstrip("\n")
    comment = _COMMENT.search(line, max(map(line.rfind, "\"'")) + 1) if statement.count("\n") <= 1 else None
    return f"{key} = {new}{comment[0] if comment else ''}\n" if new else ""


def quoted(text: str) -> str:
    """A text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False)


def quoted_list(texts: Sequence[str]) -> str:
    """One text, or several, one on each line."""
    if len(texts) == 1:
        return quoted(texts[0])
    return "[\n" + "".join(f"  {quoted(text)},\n" for text in texts) + "]"


def with_identity(text: str, *, year: int, name: str = "", institution: str = "", basis: Sequence[str] = ()) -> str:
    """A rules file of another selection: its name, institution, year and bases; '' and () keep what is written.

    Where the year changes and no basis is given, decrees become lines to decide.
    """
    written = tomllib.loads(text, parse_float=Decimal)["seleksi"]
    new = {"tahun": str(year)} | {key: quoted(own) for key, own in (("nama", name), ("instansi", institution)) if own}
    if basis or year != written["tahun"]:
        new["dasar"] = quoted_list(basis) if basis else to_settle(written["dasar"], year)
    return rewritten(text, lambda table, key, _: new.get(key) if table == "seleksi" else None)


def to_settle(value: str | list[str], year: int, keep_standing: bool = False) -> str:
    """Legal bases of another year as lines to decide.

    Args:
        keep_standing: leave regulations, which hold until they are repealed.
    """
    texts = [value] if isinstance(value, str) else value
    return quoted_list([text if keep_standing and is_standing(text) else _settle(text, year) for text in texts])


def _settle(text: str, year: int) -> str:
    return text if is_undecided(text) else f"{UNDECIDED}: yang berlaku bagi tahun {year} sebagai ganti {text}"


def is_standing(text: str) -> bool:
    """Whether a basis is a regulation and no decree or letter."""
    return bool(_STANDING.match(text.strip()))


def with_inner_bases(text: str, year: int) -> str:
    """The bases inside inline tables likewise."""

    def settled(found: re.Match[str]) -> str:
        value = json.loads(found[2])
        return found[0] if is_standing(value) else f"{found[1]}{quoted(_settle(value, year))}"

    return _INNER_BASIS.sub(settled, text)
