"""Every value of the rules by a key: ``tahap[tes].komponen[umum].ambang``; what is one of several by its code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from asnrekrut.rules.language import default_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def leaves(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every value that is written, with its key."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list) and all(isinstance(one, dict) for one in value):
        for number, inner in enumerate(value, 1):
            yield from leaves(inner, f"{path}[{inner.get('kode', number)}]")
    else:
        yield path, _text(value)


def _text(value: object) -> str:
    """A value of the rules as text; '' for none."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "; ".join(f'"{text}"' if ";" in text else text for text in map(_text, value))
    return "" if value is None else str(value)


def value_of(written: Mapping[str, str], key: str) -> str:
    """The value of a key that holds, written or by default; '' where there is none."""
    if key in written:
        return written[key]
    return _text(_default(key)) if _has(written, key.rpartition(".")[0]) else ""


def _has(written: Mapping[str, str], table: str) -> bool:
    """Whether there is a table, if only by default."""
    inside = (f"{table}.", f"{table}[")
    by_default = isinstance(_default(table), dict) and _has(written, table.rpartition(".")[0])
    return not table or by_default or any(key.startswith(inside) for key in written)


def _default(key: str) -> object:
    """What holds where a leaf or table of the rules is not written; None for nothing."""
    names = re.sub(r"\[[^][]*\]", "[", key).split(".")  # (which table of a list it is does not matter)
    return default_at(tuple(step for name in names for step in ((name[:-1], 0) if name[-1:] == "[" else (name,))))


def path_of(data: object, key: str) -> tuple[str | int, ...]:
    """The path in the data of a rules file to a leaf, as far as it is written there."""
    steps: dict[str, Any] = dict(zip(data, data, strict=True)) if isinstance(data, dict) else {}
    if isinstance(data, list):
        steps = {f"[{one.get('kode', n + 1)}]": n for n, one in enumerate(data) if isinstance(one, dict)}
    named = [name for name in steps if key == name or key.startswith((f"{name}.", f"{name}["))]
    if not named:
        return ()
    name = max(named, key=len)
    return steps[name], *path_of(data[steps[name]], key[len(name) :].removeprefix("."))  # type: ignore[index]
