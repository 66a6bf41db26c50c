"""Read ``seleksi.toml``; report everything wrong with it at once, with its line and what to write instead."""

from __future__ import annotations

import re
import tomllib
from contextlib import suppress
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from asnrekrut.errors import RuleProblem, RulesError
from asnrekrut.rules import LARGEST, RULES_FILE
from asnrekrut.rules.base import Section
from asnrekrut.rules.kinds import Place, kind_of
from asnrekrut.rules.language import headed, unknown
from asnrekrut.rules.model import Rules
from asnrekrut.rules.toml_text import UNREADABLE, Statement, TooDeepError, read, split, words_for
from asnrekrut.rules.undecided import UNDECIDED, dotted, find_undecided
from asnrekrut.rules.unread import UNREAD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from asnrekrut.rules.base import Faults
    from asnrekrut.rules.kinds import Fault
    from asnrekrut.rules.toml_text import Document
    from asnrekrut.rules.undecided import KeyPath


def load_rules(raw: bytes, file: str = RULES_FILE) -> Rules:
    """Turn the bytes of a rules file into rules that can be carried out.

    Raises:
        RulesError: with every problem found.
    """
    text = _decoded(raw, file)
    try:
        statements = split(text)
    except TooDeepError as deep:
        raise RulesError(file, [RuleProblem(int(str(deep)), "susunan terlalu dalam; sederhanakan")]) from None
    unreadable = None
    try:
        rules, faults = _checked(tomllib.loads(text, parse_float=Decimal))
        if not faults:
            return rules
    except UNREADABLE as error:
        unreadable = error
    raise RulesError(file, _problems(statements, unreadable))


def written(raw: bytes) -> Document:
    """What a rules file says, with the line of every key.

    Raises:
        RulesError: it is no text.
    """
    return read(split(_decoded(raw, RULES_FILE)), headed)


def rules_from(data: dict[str, Any], what: str) -> Rules:
    """Turn the content of a rules file into rules that can be carried out.

    Raises:
        RulesError: with every problem found.
    """
    rules, faults = _checked(data)
    if faults:
        raise RulesError(what, [RuleProblem(None, f"{dotted(path)}: {message}") for path, message in faults])
    return rules


def _decoded(raw: bytes, file: str) -> str:
    if len(raw) > LARGEST:
        raise RulesError(file, [RuleProblem(None, f"berkas ini lebih besar dari {LARGEST // 2**20} MB")])
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        why = "bukan UTF-8; simpan ulang berkas dengan penyandian UTF-8"
        raise RulesError(file, [RuleProblem(raw[: error.start].count(b"\n") + 1, why)]) from None


def _problems(statements: list[Statement], unreadable: Exception | None) -> list[RuleProblem]:
    """Everything wrong with a file, statement by statement and then as a whole."""
    document = read(statements, headed)
    found = {RuleProblem(line, words) for line, words in document.faults}
    if unreadable is not None and not found:
        place = re.search(r"at line (\d+)", str(unreadable))
        found.add(RuleProblem(int(place.group(1)) if place else None, words_for(unreadable)))
    _, faults = _checked(document.data, TypeError)
    for path, message in faults:
        found.add(RuleProblem(document.line_of(path), f"{dotted(path)}: {message}" if path else message))
    return sorted(found, key=lambda p: (p.line or 0, p.message))


def _checked(data: dict[str, Any], *gaps: type[Exception]) -> tuple[Rules, list[Fault]]:
    """The rules, and everything that keeps them from being carried out.

    Args:
        gaps: what a check raises that needs to know something ``UNREAD``, where there may be such things in the data.
    """
    undecided, place = tuple(find_undecided(data)), Place()
    asked = {one.path: f"{UNDECIDED}; tetapkan dahulu: {one.question}" for one in undecided}
    rules = replace(kind_of(Rules).read(data, place), undecided=undecided)
    found = {path: unknown(path) for path in place.unknown}
    for path, why in place.faults:
        found.setdefault(path, asked.get(path, why))
    first: dict[KeyPath, str] = {}  # what has to be settled before the rest can be told
    for path, why in _faults(rules, rules, (TypeError,) if found else gaps):
        lacking = next((one for one in asked if _lacks(path, why, one)), None)
        if lacking is None:
            found.setdefault(path, asked.get(path, why))
        elif not _can_wait(path):
            first[lacking] = asked[lacking]
    for *above, last in first:
        holder: Any = data
        for step in above:
            holder = holder[step]
        holder[last] = UNREAD
    return rules, [*first.items(), *(_checked(data, TypeError)[1] if first else found.items())]


def _lacks(path: KeyPath, message: str, undecided: KeyPath) -> bool:
    """Whether a table is at fault because it lacks a value that is open."""
    inside = undecided[: len(path)] == path and len(undecided) > len(path)
    return inside and str(undecided[-1]) in re.findall(r"\w+", message)


def _can_wait(path: KeyPath) -> bool:
    """Whether a table may lack a value until it is settled: nobody whom it concerns is decided before."""
    match path:
        case ("bonus", int()) | ("tahap", int(), "lanjut") | ("tahap", int(), "ketentuan", int()):
            return True
    return False


def _faults(rules: Rules, value: object, gaps: tuple[type[Exception], ...], path: KeyPath = ()) -> Faults:
    """What is wrong at a path: with each key by itself, with the table as a whole, and below it.

    Args:
        gaps: what a check raises that needs to know something ``UNREAD``; () where all is read.
    """
    if isinstance(value, Section):
        held = ((key, getattr(value, key.field)) for key in type(value).keys.values())
        written = [(key, one) for key, one in held if one is not None]
        for key, one in written:
            for check in key.kind.checks:
                yield from _below((*path, key.name), check.faults(rules, one), gaps)
        yield from _below(path, value.faults(rules), gaps)
        for key, one in written:
            yield from _faults(rules, one, gaps, (*path, key.name))
    elif isinstance(value, (list, dict)):
        what = str(path[-1] if path[-1] != "daftar" else path[-2])
        yield from _below(path, _doubled(what, [one for one in value if isinstance(one, Section)]), gaps)
        for step, one in enumerate(value) if isinstance(value, list) else value.items():
            yield from _faults(rules, one, gaps, (*path, step))


def _below(path: KeyPath, found: Iterable[Fault], gaps: tuple[type[Exception], ...]) -> Faults:
    """What a check finds below a path, until it needs to know something that could not be read."""
    with suppress(*gaps):
        yield from (((*path, *below), why) for below, why in found)


def _doubled(what: str, tables: list[Section]) -> Faults:
    """Codes or names that are used twice in a list of tables."""
    for name in tables[0].apart if tables else ():
        seen = set()
        for i, one in enumerate(tables):
            if (text := getattr(one, type(one).keys[name].field)) in seen:
                why = f'{name} {what} "{text}" dipakai dua kali; setiap {what} memerlukan {name} sendiri'
                yield (i, name), why
            seen.add(text)
