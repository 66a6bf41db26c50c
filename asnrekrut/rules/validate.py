"""Rules that parse, but are inconsistent: weights that miss 100, keys that point at nothing.

What cannot hold stands beside the keys that it concerns: in the type of a key (``Checked``), and in ``faults`` of its
table. Here they are all asked for; the path leads to the key in the file, the message says what to write instead.
"""

from __future__ import annotations

from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Union, get_args, get_origin

from asnrekrut.rules.base import Checked, Fault, Faults, Section

if TYPE_CHECKING:
    from asnrekrut.rules.model import Rules


def problems(rules: Rules) -> list[Fault]:
    """Everything that keeps these rules from being carried out, in the order of the file."""
    return list(_faults(rules, rules))


def _faults(rules: Rules, value: object, path: tuple[str | int, ...] = ()) -> Faults:
    """What is wrong at a path: with each key by itself, with the table as a whole, and below it."""
    if isinstance(value, Section):
        inner = {name: getattr(value, name) for name in type(value).model_fields}
        keys = {name: str(about.alias) for name, about in type(value).model_fields.items()}
        written = [(name, one) for name, one in inner.items() if one is not None]
        checks = ((name, check.faults(rules, one)) for name, one in written for check in _checks(type(value), name))
        yield from (((*path, keys[name], *below), why) for name, found in checks for below, why in found)
        yield from (((*path, *below), why) for below, why in value.faults(rules))
        for name, one in written:
            yield from _faults(rules, one, (*path, keys[name]))
    elif isinstance(value, (list, dict)):
        yield from _doubled(path, [one for one in value if isinstance(one, Section)])
        for step, one in enumerate(value) if isinstance(value, list) else value.items():
            yield from _faults(rules, one, (*path, step))


def _doubled(path: tuple[str | int, ...], tables: list[Section]) -> Faults:
    """Codes or names that are used twice in a list of tables."""
    what = path[-1] if path[-1:] != ("daftar",) else path[-2]
    for name in tables[0].apart if tables else ():
        key, seen = str(type(tables[0]).model_fields[name].alias), set()
        for i, one in enumerate(tables):
            if (text := getattr(one, name)) in seen:
                why = f'{key} {what} "{text}" dipakai dua kali; setiap {what} memerlukan {key} sendiri'
                yield (*path, i, key), why
            seen.add(text)


@cache
def _checks(table: type[Section], name: str) -> list[Checked]:
    """The checks of a key, wherever its type holds them."""
    about = table.model_fields[name]
    found, kinds = [one for one in about.metadata if isinstance(one, Checked)], [about.annotation]
    for kind in kinds:
        found += [one for one in getattr(kind, "__metadata__", ()) if isinstance(one, Checked)]
        kinds += get_args(kind) if get_origin(kind) in {Annotated, Union, UnionType} else ()
    return found
