"""What the language of ``seleksi.toml`` is made of: the small types of its values, the keys, and the tables."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeVar

import msgspec
from msgspec import Struct, StructMeta
from msgspec.structs import replace

from asnrekrut.notation import no_such_time
from asnrekrut.rules.kinds import Checked, Fault, Kind, Size, kind_of
from asnrekrut.rules.values import CODE, LINE, NAME, NUMBER, POSITIVE, TEXT, TIDY_NAME, Schema, whole
from asnrekrut.short_repr import ShortRepr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from asnrekrut.rules.model import Rules

T = TypeVar("T")
Faults = Iterator[Fault]
MOST = 1_000_000  # applicants, seats or places that a rules file may speak of
_ESCAPED = str.maketrans({"\b": r"\b", "\t": r"\t", "\n": r"\n", "\f": r"\f", "\r": r"\r", "\x1b": r"\e"})


def _outside(_: Rules, files: str | list[str]) -> Faults:
    """Files that lie outside the selection folder, or have a backslash in their name (some are read as tabs)."""
    for name in [files] if isinstance(files, str) else files:
        written = name.translate(_ESCAPED)
        parts = (*PurePosixPath(name).parts, *PureWindowsPath(name).parts)
        if PurePosixPath(name).is_absolute() or PureWindowsPath(name).anchor or ".." in parts:
            yield (), f'"{name}" keluar dari folder seleksi; simpan berkas di dalam folder'
        elif "\\" in written:
            yield (), f'"{written}": pakai garis miring biasa: "{PureWindowsPath(written).as_posix()}"'


def _no_such_time(_: Rules, text: str) -> Faults:
    if why := no_such_time(text):
        yield (), f'"{text}": {why}'


def seed_fits(ties: str, seed: str | None) -> Faults:
    """A seed where nothing is drawn."""
    if seed is not None and ties != "undian":
        yield ("benih",), 'benih hanya dipakai bila seri = "undian"'


NOT_EMPTY = Size.NOT_EMPTY
Filled = Annotated[list[T], NOT_EMPTY]
OneOrMore = Annotated[list[T], NOT_EMPTY, Size.ONE_MAY_STAND_FOR_A_LIST]
Number = Annotated[Decimal, NUMBER]
Positive = Annotated[Decimal, POSITIVE]
Text = Annotated[str, TEXT]
Name = Annotated[str, NAME]
Line = Annotated[str, LINE]
Tidy = Annotated[str, TIDY_NAME]
Texts = OneOrMore[Text]
Code = Annotated[str, CODE]
Count = Annotated[int, whole(0, MOST)]
Some = Annotated[int, whole(1, MOST)]
Decimals = Annotated[int, whole(0, 9)]
HeaderRows = OneOrMore[Annotated[int, whole(1)]]
Time = Annotated[Text, Checked(_no_such_time)]
File = Annotated[Text, Checked(_outside)]
Files = Annotated[Texts, Checked(_outside)]
Ties = Literal["berhenti", "ikut semua", "undian"]


class Key(Struct, frozen=True):
    """One key of a table.

    Attributes:
        name: as a secretary writes it.
        meaning: for the reference page, the schema and messages.
        default: what holds where it is not written, or the type whose empty value does; ``...`` if it must be written.
        field: its name in the code.
        annotation: the type of its content.
    """

    name: str
    meaning: str
    default: Any
    field: str = ""
    annotation: Any = None

    @property
    def kind(self) -> Kind:
        """What may stand there."""
        return kind_of(self.annotation)

    @property
    def made(self) -> bool:
        """Whether what holds where it is not written is made anew for every table."""
        return isinstance(self.default, (type, list))

    @property
    def as_field(self) -> Any:
        """The field of a struct."""
        if self.made:
            make = self.default if isinstance(self.default, type) else self.absent
            return msgspec.field(name=self.name, default_factory=make)
        return msgspec.field(name=self.name, default=msgspec.NODEFAULT if self.default is ... else self.default)

    def schema(self, tables: Schema) -> Schema:
        """The JSON Schema of its content; the tables in it are described in ``tables``."""
        found = {**self.kind.schema(tables), "description": self.meaning}
        if self.default in (..., None) or isinstance(self.default, type):
            return found
        return {**found, "default": msgspec.to_builtins(as_data(self.default))}

    def absent(self) -> Any:
        """What holds where it is not written."""
        return self.default() if isinstance(self.default, type) else list(self.default) if self.made else self.default


def entry(name: str, meaning: str = "", default: Any = ...) -> Any:
    """One key of a table, stands in for a field: see ``Key``."""
    return Key(name, meaning, default)


class Tables(StructMeta):
    """What makes a struct of the entries of a table."""

    keys: dict[str, Key]

    def __new__(mcs, name: str, bases: tuple[type, ...], content: dict[str, Any], **options: Any) -> Any:
        """A frozen struct with ``keys``; those that it has from its base keep their place."""
        own = {at: one for at, one in content.items() if isinstance(one, Key)}
        content |= {at: one.as_field for at, one in own.items()}
        options |= {"frozen": True, "kw_only": True, "forbid_unknown_fields": True}
        table = super().__new__(mcs, name, bases, content, **options)
        keys = {key: about for base in bases for key, about in getattr(base, "keys", {}).items()}
        types = table.__annotations__
        table.keys = keys | {one.name: replace(one, field=at, annotation=types[at]) for at, one in own.items()}
        return table


class Section(ShortRepr, Struct, metaclass=Tables):
    """A table of the rules file."""

    apart: ClassVar[tuple[str, ...]] = ()  # the keys by which the tables of a list must differ

    def faults(self, _rules: Rules) -> Iterable[Fault]:
        """Whatever does not fit together, though every key by itself can be read."""
        return ()

    def written(self, why: str, *keys: str) -> Faults:
        """Keys that are written although they mean nothing there."""
        for name in keys:
            if getattr(self, type(self).keys[name].field) is not None:
                yield (name,), f"{name} {why}"


def as_data(value: Any, left_out: Callable[[Key, Any], bool] = lambda key, value: value is None) -> Any:
    """What a rules file would say to have this content: tables under the names of their keys.

    Args:
        left_out: the keys that it need not say, with what they hold; nor a table of which nothing is left.
    """
    if isinstance(value, dict):
        return {name: as_data(one, left_out) for name, one in value.items()}
    if isinstance(value, list):
        return [as_data(one, left_out) for one in value]
    if not isinstance(value, Section):
        return value
    held = ((key, getattr(value, key.field)) for key in type(value).keys.values())
    said = ((key, as_data(one, left_out)) for key, one in held if not left_out(key, one))
    return {key.name: one for key, one in said if one != {} or not isinstance(key.default, type)}
