"""The small types that the keys of ``seleksi.toml`` are made of, and how all are asked for what cannot hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import PurePosixPath, PureWindowsPath
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Union, get_args, get_origin

from msgspec import Struct
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from asnrekrut.notation import no_such_time
from asnrekrut.texts import tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from asnrekrut.rules.model import Rules

_ESCAPED = str.maketrans({"\b": r"\b", "\t": r"\t", "\n": r"\n", "\f": r"\f", "\r": r"\r", "\x1b": r"\e"})
Path = tuple[str | int, ...]
Fault = tuple[Path, str]  # the path below what is looked at, and what is wrong there
Faults = Iterator[Fault]
MOST = 1_000_000  # applicants, seats or places that a rules file may speak of


def _number(value: object) -> object:
    """TOML's integers and decimals become Decimal; anything else is left for the type check to refuse."""
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def several(value: object) -> object:
    """One text, number or date may stand for a list of one."""
    return [value] if isinstance(value, (str, int, Decimal, date)) else value


_Figure = Annotated[Decimal, BeforeValidator(_number), Field(max_digits=18, decimal_places=9)]
Number = Annotated[_Figure, WithJsonSchema({"type": "number"})]
Positive = Annotated[_Figure, Field(gt=0), WithJsonSchema({"type": "number", "exclusiveMinimum": 0})]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Tidy = Annotated[Text, AfterValidator(tidy)]  # compared with cells, whose blanks are single too
_ONE_TEXT = {"type": "string", "minLength": 1}
Texts = Annotated[
    list[Text],
    BeforeValidator(several),
    Field(min_length=1),
    WithJsonSchema({"anyOf": [_ONE_TEXT, {"type": "array", "items": _ONE_TEXT, "minItems": 1}]}),
]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Count = Annotated[int, Field(ge=0, le=MOST)]
Some = Annotated[int, Field(ge=1, le=MOST)]
Decimals = Annotated[int, Field(ge=0, le=9)]
HeaderRows = Annotated[list[Annotated[int, Field(ge=1)]], BeforeValidator(several), Field(min_length=1)]
Ties = Literal["berhenti", "ikut semua", "undian"]
RuleName = Literal["setengah ke atas", "setengah ke genap", "ke bawah"]


class Checked(Struct, frozen=True):
    """What the content of a key must fit beyond its type: looked at once the rules are read as a whole.

    Attributes:
        faults: takes the rules and the content; the path below the key, and what is wrong there.
    """

    faults: Callable[[Rules, Any], Iterable[Fault]]


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


Time = Annotated[Text, Checked(_no_such_time)]
File = Annotated[Text, Checked(_outside)]
Files = Annotated[Texts, Checked(_outside)]


def entry(name: str, meaning: str, default: Any = ..., **limits: Any) -> Any:
    """One key of a table, stands in for a field.

    Args:
        name: as a secretary writes it; meaning: for the reference page, the schema and messages.
        default: what holds where it is not written, or the type whose empty value does; without one it must be written.
        limits: as pydantic knows them.
    """
    if isinstance(default, type):
        return Field(default_factory=default, alias=name, description=meaning, **limits)
    return Field(default, alias=name, description=meaning, **limits)


class Section(BaseModel):
    """A table of the rules file: no unknown key, no silent conversion."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    apart: ClassVar[tuple[str, ...]] = ()  # the fields by which the tables of a list must differ

    def faults(self, _rules: Rules) -> Iterable[Fault]:
        """Whatever does not fit together, though every key by itself can be read."""
        return ()

    def written(self, why: str, *keys: str) -> Faults:
        """Keys that are written although they mean nothing there."""
        for name, about in type(self).model_fields.items():
            if about.alias in keys and getattr(self, name) is not None:
                yield (about.alias,), f"{about.alias} {why}"


def seed_fits(ties: str, seed: str | None) -> Faults:
    """A seed where nothing is drawn."""
    if seed is not None and ties != "undian":
        yield ("benih",), 'benih hanya dipakai bila seri = "undian"'


class Source(Section):
    """Letak satu tabel: berkas, lembar, dan kolom penghubungnya."""

    files: Files | None = entry(
        "berkas", 'Berkas di dalam folder seleksi; boleh pola ("data/wawancara-*.xlsx") atau daftar.', None
    )
    sheet: Text | None = entry(
        "lembar", 'Nama lembar; boleh pola ("Panel *"). Wajib bila berkas berisi beberapa lembar.', None
    )
    header: HeaderRows | None = entry(
        "baris_kepala", "Baris kepala tabel, misalnya 6, atau [6, 7] bila dua baris; tanpa ini dicari sendiri.", None
    )
    key: Text | None = entry("kunci", 'Kolom nomor peserta yang menghubungkan tabel; bawaan "Nomor Peserta".', None)


def problems(rules: Rules) -> list[Fault]:
    """Everything that keeps these rules from being carried out, in the order of the file."""
    return list(_faults(rules, rules))


def _faults(rules: Rules, value: object, path: Path = ()) -> Faults:
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


def _doubled(path: Path, tables: list[Section]) -> Faults:
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
