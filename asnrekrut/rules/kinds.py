"""What may stand at a key of ``seleksi.toml``: how it is read, every fault at once, and its JSON Schema."""

from __future__ import annotations

import json
from enum import Enum, auto
from functools import cache, reduce
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from msgspec import Struct, field
from msgspec.structs import replace

from asnrekrut.rules.undecided import KeyPath, is_undecided
from asnrekrut.rules.unread import GAP, UNREAD
from asnrekrut.rules.values import PLAIN, RefusedError, Schema, Value, choice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from asnrekrut.rules.base import Section
    from asnrekrut.rules.model import Rules

Fault = tuple[KeyPath, str]  # the path below what is looked at, and what is wrong there
_SHOWN = 40  # characters of a value in a line of a message


class Size(Enum):
    """How many a list, or a table of names, has to hold."""

    NOT_EMPTY = auto()
    ONE_MAY_STAND_FOR_A_LIST = auto()


class Place(Struct, frozen=True):
    """Where something stands in a rules file.

    Attributes:
        hint: what the key means that leads here.
        faults: what is lacking and what is refused, here and at every other place of the file.
        unknown: the keys that the language does not have here.
    """

    path: KeyPath = ()
    hint: str = ""
    faults: list[Fault] = field(default_factory=list)
    unknown: list[KeyPath] = field(default_factory=list)

    def below(self, step: str | int, hint: str = "") -> Place:
        """A key or an item of what stands here."""
        return Place((*self.path, step), hint, self.faults, self.unknown)

    def refuse(self, value: object, wanted: str) -> Any:
        """Say what is wanted in the place of a value, which counts as unread."""
        text = _as_written(value)
        text = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}…"
        self.faults.append((self.path, f"{text} tidak dapat dipakai: {wanted}{self.hint}"))
        return UNREAD

    def lacks(self, kind: Kind) -> Any:
        """Say that a key, or the table of a key, has to be written here; it counts as unread."""
        names = [step for step in self.path if isinstance(step, str)]
        header, what = kind.header(names), f"kunci ini belum ada; tambahkan{self.hint}"
        if header and kind.table_inside:
            needed = [(name, key.kind) for name, key in kind.table_inside.keys.items() if key.default is ...]
            below = ", ".join(one.header([*names, name]) or name for name, one in needed) or "isinya"
            what = f"tabel ini belum ada; tambahkan baris {header}, di bawahnya {below}{self.hint}"
        self.faults.append((self.path, what))
        return UNREAD


def _as_written(value: object) -> str:
    """A value close to how TOML writes it; texts alone are quoted, and what was not read is left out."""
    if value is UNREAD:
        return "…"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_as_written(one)}' for key, one in value.items())} }}" if value else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(_as_written, value))}]"
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, (str, bool)) else str(value)
    return "".join(c if c.isprintable() else f"\\u{ord(c):04X}" for c in text)


class Checked(Struct, frozen=True):
    """What the content of a key must fit beyond its type: looked at once the rules are read as a whole.

    Attributes:
        faults: takes the rules and the content; the path below the key, and what is wrong there.
    """

    faults: Callable[[Rules, Any], Iterable[Fault]]


class Kind(Struct, frozen=True):
    """What may stand at a key: one of several values, a list, a table.

    Attributes:
        item: what a list holds.
        named: what a table of names that the committee chooses holds: the names, and what stands there.
        table: the table with keys of the language.
        least: how many items or names there must be.
        single: one of the values may stand for a list of one.
        checks: what it must fit beyond that.
    """

    values: tuple[Value, ...] = ()
    item: Kind | None = None
    named: tuple[Value, Kind] | None = None
    table: type[Section] | None = None
    least: int = 0
    single: bool = False
    checks: tuple[Checked, ...] = ()

    @property
    def keyed(self) -> bool:
        """Whether it has keys."""
        return self.named is not None or self.table is not None

    @property
    def several(self) -> bool:
        """Whether it is a list, and nothing that has keys may stand for it."""
        return self.item is not None and not self.keyed

    @property
    def table_inside(self) -> type[Section] | None:
        """The table with keys of the language that it is, or of which it holds several."""
        return self.item.table if self.table is None and self.item is not None else self.table

    def header(self, names: Sequence[str]) -> str:
        """The header of its table, or of each of its tables; '' where it has none, or need not."""
        if self.values or self.table_inside is None:
            return ""
        return f"[[{'.'.join(names)}]]" if self.several else f"[{'.'.join(names)}]"

    @property
    def is_text(self) -> bool:
        """Whether any text will do, or any texts, even one that says that nothing is settled yet."""
        if self.item is not None:
            return self.several and self.item.is_text
        return not self.keyed and self.values[0].is_text

    def inside(self, step: str | int) -> Kind | None:
        """What stands at a key of it, or an item; None where it has none, or not this key."""
        if self.table is not None:
            return self.table.keys[str(step)].kind if step in self.table.keys else None
        return self.named[1] if self.named is not None else self.item

    def read(self, content: Any, place: Place) -> Any:
        """What stands at a place, as the rules hold it; ``UNREAD``, and a fault, where it cannot stand there."""
        if content is UNREAD:
            return UNREAD
        if isinstance(content, dict) and self.table is not None:
            return self._read_table(self.table, content, place)
        if isinstance(content, dict) and self.named is not None:
            return self._read_named(*self.named, content, place)
        if isinstance(content, list) and self.item is not None:
            return self._enough([self.item.read(one, place.below(i)) for i, one in enumerate(content)], place, content)
        wanted, values = [], () if self.single and isinstance(content, dict) else self.values
        for value in values:
            try:
                found = value.accepted(content)
            except RefusedError as words:
                wanted.append(str(words))
            else:
                return [found] if self.single else found
        wanted += ["tulis daftar [ … ]"] * (self.item is not None and not (self.single and values))
        wanted += ["tulis tabel { … }"] * self.keyed
        return place.refuse(content, "; atau ".join(dict.fromkeys(wanted)))

    def _enough(self, found: Any, place: Place, content: Any) -> Any:
        """What is found in a content, where it holds as many as it must."""
        return found if len(content) >= self.least else place.refuse(content, f"isi sedikitnya {self.least}")

    def _read_table(self, table: type[Section], content: dict[str, Any], place: Place) -> Any:
        """A table, each key at its own place; what is open and must be no text is not written yet."""
        found: dict[str, Any] = {}
        beside = [name for name in content if name not in table.keys]
        strange = [name for name in beside if content[name] is not UNREAD]
        gap = content.get(GAP) is UNREAD
        lost = table.keys if gap else {nearest(name, table.keys) for name in beside}
        for name, key in table.keys.items():
            one, here = content.get(name), place.below(name, f" ({key.meaning})")
            if one is not None and (key.kind.is_text or not is_undecided(one)):
                found[key.field] = key.kind.read(one, here)
            elif one is None and name in lost:
                found[key.field] = UNREAD
            elif key.default is ...:
                found[key.field] = here.lacks(key.kind)
        place.unknown.extend((*place.path, name) for name in strange)
        unmeant = strange and (self.values or self.item)  # perhaps the table is not meant at all
        return UNREAD if unmeant or (gap and place.path) else table(**found)

    def _read_named(self, name: Value, item: Kind, content: dict[str, Any], place: Place) -> Any:
        """What is named, each at its own place; what is open and must be no text is not there yet."""
        gap = content.get(GAP) is UNREAD
        known = {key: one for key, one in content.items() if not (gap and key == GAP)}
        settled = {key: one for key, one in known.items() if item.is_text or not is_undecided(one)}
        names, places = Kind((name,)), [(place.below(key), key, one) for key, one in settled.items()]
        found = [(names.read(key, here), item.read(one, here)) for here, key, one in places]
        lost = gap or any(key is UNREAD for key, _ in found)
        return UNREAD if lost else self._enough(dict(found), place, settled)

    def schema(self, tables: Schema) -> Schema:
        """Its JSON Schema; the tables in it are described in ``tables``."""
        shapes = [value.shape for value in self.values]
        if self.item is not None:
            least = {"minItems": self.least} if self.least else {}
            shapes.append({"type": "array", "items": self.item.schema(tables), **least})
        if self.named is not None:
            name, item = self.named[0].shape, self.named[1].schema(tables)
            names = (
                {"patternProperties": {name["pattern"]: item}} if "pattern" in name else {"additionalProperties": item}
            )
            shapes.append({"type": "object", **names, **({"minProperties": self.least} if self.least else {})})
        if self.table is not None:
            shapes.append({"$ref": f"#/$defs/{self.table.__name__}"})
            if self.table.__name__ not in tables:
                tables[self.table.__name__] = {}  # a table may stand in itself
                tables[self.table.__name__] |= _described(self.table, tables)
        return shapes[0] if len(shapes) == 1 else {"anyOf": shapes}


def nearest(name: str, known: Iterable[str], alike: int = 60) -> str:
    """The known key that a name most likely means; '' where it resembles none."""
    from rapidfuzz import process

    best = process.extractOne(name, list(known), processor=str.casefold, score_cutoff=alike)
    return best[0] if best else ""


@cache
def kind_of(annotation: Any) -> Kind:  # a type expression
    """What an annotation lets stand."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        own = [mark for mark in inner if isinstance(mark, Value)]
        kind = Kind((own[-1],)) if own else kind_of(inner[0])
        checks = (*kind.checks, *(mark for mark in inner if isinstance(mark, Checked)))
        kind = replace(kind, checks=checks, least=1 if Size.NOT_EMPTY in inner else kind.least)
        single = Size.ONE_MAY_STAND_FOR_A_LIST in inner and kind.item
        return replace(kind, values=single.values, single=True) if single else kind
    if origin in {Union, UnionType}:
        return reduce(_either, (kind_of(one) for one in inner if one is not NoneType))
    if origin is list:
        return Kind(item=kind_of(inner[0]))
    if origin is dict:
        return Kind(named=(kind_of(inner[0]).values[0], kind_of(inner[1])))
    value = choice(inner) if origin is Literal else PLAIN.get(annotation)
    return Kind(table=annotation) if value is None else Kind((value,))


def _either(one: Kind, other: Kind) -> Kind:
    """What is of one kind or the other; of lists and of tables at most one."""
    return Kind(
        one.values + other.values,
        one.item or other.item,
        one.named or other.named,
        one.table or other.table,
        one.least or other.least,
        one.single or other.single,
        one.checks + other.checks,
    )


def schema_of(table: type[Section]) -> Schema:
    """The JSON Schema of a table and of all tables in it."""
    tables: Schema = {}
    return {**_described(table, tables), "$defs": tables}


def _described(table: type[Section], tables: Schema) -> Schema:
    needed = [name for name, key in table.keys.items() if key.default is ...]
    what = {"title": table.__name__, "description": (table.__doc__ or "").strip(), "type": "object"}
    keys = {name: key.schema(tables) for name, key in table.keys.items()}
    return {**what, "properties": keys, "additionalProperties": False, **({"required": needed} if needed else {})}
