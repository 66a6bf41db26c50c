"""What the language of ``seleksi.toml`` has where: at a path, below a header, and of what is called almost so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import to_builtins

from asnrekrut.rules.base import as_data
from asnrekrut.rules.kinds import kind_of, nearest
from asnrekrut.rules.model import Rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.rules.kinds import Kind
    from asnrekrut.rules.toml_text import Shape
    from asnrekrut.rules.undecided import KeyPath

    Names = tuple[str, ...]

_SURE = 80  # per cent of likeness from which a name in a header is taken for another
_FEW = 4  # tables with the same key that can be told apart at a glance


def kind_at(path: KeyPath) -> Kind | None:
    """What the language lets stand at a path; None where it has nothing."""
    kind: Kind | None = kind_of(Rules)
    for step in path:
        kind = kind.inside(step) if kind is not None else None
    return kind


def default_at(path: KeyPath) -> Any:
    """What holds where a key is not written, as JSON data; None where nothing does."""
    outer = default_at(path[:-1]) if len(path) > 1 else None
    if isinstance(outer, dict) and path[-1] in outer:
        return outer[path[-1]]
    kind = kind_at(path[:-1])
    key = kind.table.keys.get(str(path[-1])) if kind is not None and kind.table is not None else None
    return None if key is None or key.default is ... else to_builtins(as_data(key.absent()))


def headed(names: Names) -> tuple[Names, Shape]:
    """The names of the table that a header means, and whether the language has one there, or a list of them."""
    found: Names = ()
    kind: Kind | None = kind_of(Rules)
    several = False
    for name in names:
        known = kind.table.keys if kind is not None and kind.table is not None else {}
        found = (*found, name if name in known else nearest(name, known, _SURE) or name)
        kind = kind.inside(found[-1]) if kind is not None else None
        if several := kind is not None and kind.several:
            kind = kind.item
    return found, "unknown" if kind is None or not kind.keyed else "list" if several else "table"


def unknown(path: KeyPath) -> str:
    """What is meant by a key that there is not: one of the same table, or this one of another table."""
    kind, name = kind_at(path[:-1]), str(path[-1])
    known = list(kind.table.keys) if kind is not None and kind.table is not None else []
    near, homes = nearest(name, known), _homes(name, [step for step in path[:-1] if isinstance(step, str)])
    words = [f'maksud Anda "{near}"?'] if near else []
    words += [f"tempatnya di {' atau '.join(homes)}"] if homes else []
    words = words or [f"yang dikenal di sini: {', '.join(known)}"]
    return f"kunci ini tidak dikenal; {' atau '.join(words)}"


def _homes(name: str, above: list[str]) -> list[str]:
    """The headers of the two tables nearest to one that have a key or are called so; none where many have it."""
    found = []
    for names, kind in _tables(kind_of(Rules)):
        if kind.table_inside is not None and (key := kind.table_inside.keys.get(name)) is not None:
            alike = sum(one == other for one, other in zip(names, above, strict=False))
            found.append((-alike, len(names), key.kind.header((*names, name)) or kind.header(names)))
    return [header for *_, header in sorted(found)][:2] if len(found) <= _FEW else []


def _tables(kind: Kind, names: Names = ()) -> Iterator[tuple[Names, Kind]]:
    """Every table that has a header of its own, with the names in it."""
    if (table := kind.table_inside) is not None and not kind.values:
        yield names, kind
        for name, key in table.keys.items():
            yield from _tables(key.kind, (*names, name))
