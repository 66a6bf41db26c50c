"""Read ``seleksi.toml``; report everything wrong with it at once, with its line and what to write instead."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from msgspec import to_builtins
from msgspec.structs import replace

from asnrekrut.errors import RuleProblem, RulesError
from asnrekrut.rules import LARGEST, RULES_FILE
from asnrekrut.rules.base import Checked, Section, as_data
from asnrekrut.rules.kinds import Place, kind_of
from asnrekrut.rules.model import Rules
from asnrekrut.rules.toml_text import UNREADABLE, Statement, TooDeepError, read, split, words_for
from asnrekrut.rules.undecided import UNDECIDED, dotted, find_undecided

if TYPE_CHECKING:
    from asnrekrut.rules.base import Faults
    from asnrekrut.rules.kinds import Fault, Kind, Path
    from asnrekrut.rules.toml_text import Document, Shape


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
        if rules is not None and not faults:
            return rules
    except UNREADABLE as error:
        unreadable = error
    raise RulesError(file, _problems(statements, unreadable))


def written(raw: bytes) -> Document:
    """What a rules file says, with the line of every key.

    Raises:
        RulesError: it is no text.
    """
    return read(split(_decoded(raw, RULES_FILE)), _shape)


def default_at(path: Path) -> Any:
    """What holds where a key is not written, as JSON data; None where nothing does."""
    outer = default_at(path[:-1]) if len(path) > 1 else None
    if isinstance(outer, dict) and path[-1] in outer:
        return outer[path[-1]]
    kind = _kind_at(path[:-1])
    key = kind.table.keys.get(str(path[-1])) if kind is not None and kind.table is not None else None
    return None if key is None or key.default is ... else to_builtins(as_data(key.absent()))


def _kind_at(path: Path) -> Kind | None:
    """What the language lets stand at a path; None where it has nothing."""
    kind: Kind | None = kind_of(Rules)
    for step in path:
        kind = kind.inside(step) if kind is not None else None
    return kind


def rules_from(data: dict[str, Any], what: str) -> Rules:
    """Turn the content of a rules file into rules that can be carried out.

    Raises:
        RulesError: with every problem found.
    """
    rules, faults = _checked(data)
    if rules is None or faults:
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
    document = read(statements, _shape)
    found = {RuleProblem(line, words) for line, words in document.faults}
    if unreadable is not None and not found:
        place = re.search(r"at line (\d+)", str(unreadable))
        found.add(RuleProblem(int(place.group(1)) if place else None, words_for(unreadable)))
    _, faults = _checked(document.data)
    for path, message in faults:
        if document.is_read(path):
            found.add(RuleProblem(document.line_of(path), f"{dotted(path)}: {message}" if path else message))
    return sorted(found, key=lambda p: (p.line or 0, p.message))


def _shape(names: tuple[str, ...]) -> Shape:
    """Whether the language has a list of tables or one table under these names."""
    path: Path = ()
    for name in names:
        kind = _kind_at(path := (*path, name))
        if several := kind is not None and not kind.keyed and kind.item is not None:
            kind = _kind_at(path := (*path, 0))
    return "unknown" if kind is None or not kind.keyed else "list" if several else "table"


def _checked(data: dict[str, Any]) -> tuple[Rules | None, list[Fault]]:
    """The rules, and everything that keeps them from being carried out."""
    undecided, place = tuple(find_undecided(data)), Place()
    asked = {one.path: f"{UNDECIDED}; tetapkan dahulu: {one.question}" for one in undecided}
    rules, found = kind_of(Rules).read(data, place), dict(place.unknown)
    for path, why in place.faults:
        found.setdefault(path, asked.get(path, why))
    if place.faults:
        return None, list(found.items())
    rules = replace(rules, undecided=undecided)
    for path, why in problems(rules):
        lacking = next((one for one in asked if _lacks(path, why, one)), None)
        if lacking is None or not _can_wait(path):
            found.setdefault(lacking or path, asked.get(lacking or path, why))
    return rules, list(found.items())


def _lacks(path: Path, message: str, undecided: Path) -> bool:
    """Whether a table is at fault because it lacks a value that is open."""
    inside = undecided[: len(path)] == path and len(undecided) > len(path)
    return inside and str(undecided[-1]) in re.findall(r"\w+", message)


def _can_wait(path: Path) -> bool:
    """Whether a table may lack a value until it is settled: nobody whom it concerns is decided before."""
    match path:
        case ("bonus", int()) | ("tahap", int(), "lanjut") | ("tahap", int(), "ketentuan", int()):
            return True
    return False


def problems(rules: Rules) -> list[Fault]:
    """Everything that keeps these rules from being carried out, in the order of the file."""
    return list(_faults(rules, rules))


def _faults(rules: Rules, value: object, path: Path = ()) -> Faults:
    """What is wrong at a path: with each key by itself, with the table as a whole, and below it."""
    if isinstance(value, Section):
        held = ((key, getattr(value, key.field)) for key in type(value).keys.values())
        written = [(key, one) for key, one in held if one is not None]
        checks = ((key, check.faults(rules, one)) for key, one in written for check in _checks(key.annotation))
        yield from (((*path, key.name, *below), why) for key, found in checks for below, why in found)
        yield from (((*path, *below), why) for below, why in value.faults(rules))
        for key, one in written:
            yield from _faults(rules, one, (*path, key.name))
    elif isinstance(value, (list, dict)):
        yield from _doubled(path, [one for one in value if isinstance(one, Section)])
        for step, one in enumerate(value) if isinstance(value, list) else value.items():
            yield from _faults(rules, one, (*path, step))


def _doubled(path: Path, tables: list[Section]) -> Faults:
    """Codes or names that are used twice in a list of tables."""
    what = path[-1] if path[-1:] != ("daftar",) else path[-2]
    for name in tables[0].apart if tables else ():
        seen = set()
        for i, one in enumerate(tables):
            if (text := getattr(one, type(one).keys[name].field)) in seen:
                why = f'{name} {what} "{text}" dipakai dua kali; setiap {what} memerlukan {name} sendiri'
                yield (*path, i, name), why
            seen.add(text)


@cache
def _checks(annotation: Any) -> tuple[Checked, ...]:  # a type expression
    """The checks of a key, wherever its type holds them."""
    inner = get_args(annotation) if get_origin(annotation) in {Annotated, Union, UnionType} else ()
    return tuple(check for one in inner for check in ((one,) if isinstance(one, Checked) else _checks(one)))
