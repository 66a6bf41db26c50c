"""What may stand at a key of ``seleksi.toml``: how it is read, what is wanted in its place, and its JSON Schema.

A value alone is accepted or refused; lists and tables go on to what they hold, so that every fault is found at once.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from types import NoneType
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec import Struct, field

from asnrekrut.notation import no_such_day, read_date
from asnrekrut.rules.undecided import is_undecided
from asnrekrut.texts import tidy

if TYPE_CHECKING:
    from collections.abc import Callable

Path = tuple[str | int, ...]
Fault = tuple[Path, str]  # the path below what is looked at, and what is wrong there
Schema = dict[str, Any]

_DIGITS, _DECIMALS = 18, 9  # of a number, and of those behind the point
_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
_CODE = re.compile(r"^[a-z][a-z0-9_]*$")
_SHOWN = 40  # characters of a value in a line of a message


class RefusedError(ValueError):
    """A value that cannot stand there; the text says what could."""


class Place(Struct, frozen=True):
    """Where something stands in a rules file.

    Attributes:
        hint: what the key means that leads here.
        faults: what is lacking and what is refused, here and at every other place of the file.
        unknown: the keys that the language does not have; the rest can be looked at without them.
    """

    path: Path = ()
    hint: str = ""
    faults: list[Fault] = field(default_factory=list)
    unknown: list[Fault] = field(default_factory=list)

    def below(self, step: str | int, hint: str = "") -> Place:
        """A key or an item of what stands here."""
        return Place((*self.path, step), hint, self.faults, self.unknown)

    def refuse(self, value: object, wanted: str) -> None:
        """Say what is wanted in the place of a value."""
        text = json.dumps(value, ensure_ascii=False, default=str)  # close to how TOML writes it
        text = text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}…"
        self.faults.append((self.path, f"{text} tidak dapat dipakai: {wanted}{self.hint}"))


# --- values -------------------------------------------------------------------------------------------------


def _any_text(value: Any) -> str:
    if not isinstance(value, str):
        raise RefusedError('tulis teks dalam tanda kutip "…"')
    return value


def _text(value: Any) -> str:
    if text := _any_text(value).strip():
        return text
    raise RefusedError("jangan dikosongkan")


def _code(value: Any) -> str:
    if _CODE.fullmatch(_any_text(value)):
        return str(value)
    raise RefusedError("pakai huruf kecil, angka dan garis bawah, diawali huruf")


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise RefusedError("tulis true atau false")


def _day(value: Any) -> date:
    """A date without time."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    day, why = read_date(str(value)) or date(2026, 11, 22), no_such_day(str(value))
    raise RefusedError((f"{why}; " if why else "") + f"tulis tanggal tanpa tanda kutip, misalnya {day}")


def _number(value: Any) -> Decimal:
    """A number, exactly as it is written."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = Decimal(value)
    if not isinstance(value, Decimal):
        raise RefusedError("tulis angka tanpa tanda kutip")
    if not value.is_finite():
        raise RefusedError("tulis bilangan yang terhingga")
    _, digits, power = _EXACT.normalize(value).as_tuple()
    whole, decimals = max(len(digits) + int(power), 0), max(-int(power), 0)
    if whole + decimals > _DIGITS:
        raise RefusedError(f"paling banyak {_DIGITS} angka")
    if decimals > _DECIMALS:
        raise RefusedError(f"paling banyak {_DECIMALS} desimal")
    if whole > _DIGITS - _DECIMALS:
        raise RefusedError("angka terlalu besar")
    return value


def _positive(value: Any) -> Decimal:
    if (number := _number(value)) > 0:
        return number
    raise RefusedError("harus lebih dari 0")


# --- kinds --------------------------------------------------------------------------------------------------


class Kind(Struct, frozen=True):
    """What may stand at a key."""

    holds: ClassVar[type] = NoneType  # the type of data that it goes on to read; of a value alone what TOML cannot say

    def accept(self, value: Any) -> Any:
        """A value alone, as the rules hold it.

        Raises:
            RefusedError: something else is wanted.
        """
        raise NotImplementedError

    def read(self, value: Any, place: Place) -> Any:
        """What stands at a place; None, and a fault, where it cannot stand there."""
        try:
            return self.accept(value)
        except RefusedError as wanted:
            return place.refuse(value, str(wanted))

    def schema(self, tables: Schema) -> Schema:
        """Its JSON Schema; the tables in it are described in ``tables``."""
        raise NotImplementedError

    @property
    def main(self) -> Kind:
        """Of alternatives the table, else the first."""
        return self

    @property
    def takes_text(self) -> bool:
        """Whether any text will do, even one that says that nothing is settled yet."""
        return False

    def inside(self, _step: str | int) -> Kind | None:
        """What stands at a key of it, or an item; None where it has none, or not this key."""
        return None


class Value(Kind, frozen=True, eq=False):
    """A value alone.

    Attributes:
        accepted: the value as the rules hold it; raises ``RefusedError``.
        shape: its JSON Schema.
    """

    accepted: Callable[[Any], Any]
    shape: Schema

    def accept(self, value: Any) -> Any:
        """A value as the rules hold it."""
        return self.accepted(value)

    def schema(self, _tables: Schema) -> Schema:
        """Its JSON Schema."""
        return self.shape

    @property
    def takes_text(self) -> bool:
        """Whether any text will do."""
        return self.shape["type"] == "string" and not {"enum", "format"} & self.shape.keys()


ANY_TEXT = Value(_any_text, {"type": "string"})
TEXT = Value(_text, {"type": "string", "minLength": 1})
TIDY_TEXT = Value(lambda value: tidy(_text(value)), TEXT.shape)  # compared with cells, whose blanks are single too
CODE = Value(_code, {"type": "string", "pattern": _CODE.pattern})
FLAG = Value(_flag, {"type": "boolean"})
DAY = Value(_day, {"type": "string", "format": "date"})
NUMBER = Value(_number, {"type": "number"})
POSITIVE = Value(_positive, {"type": "number", "exclusiveMinimum": 0})


def whole(least: int, most: int | None = None) -> Value:
    """A whole number within bounds."""

    def accepted(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise RefusedError("tulis bilangan bulat")
        if value < least:
            raise RefusedError(f"paling kecil {least}")
        if most is not None and value > most:
            raise RefusedError(f"paling besar {most}")
        return value

    return Value(accepted, {"type": "integer", "minimum": least} | ({} if most is None else {"maximum": most}))


def choice(among: tuple[str | int, ...]) -> Value:
    """One of a few words or numbers."""

    def accepted(value: Any) -> str | int:
        for one in among:
            if value == one and type(value) is type(one):
                return one
        *most, last = map(repr, among)
        raise RefusedError(f"pilihannya {', '.join(most)} atau {last}" if most else f"pilihannya {last}")

    return Value(accepted, {"type": "string" if isinstance(among[0], str) else "integer", "enum": list(among)})


class Listed(Kind, frozen=True):
    """A list of at least so many; where ``single``, one value may stand for a list of one."""

    item: Kind
    least: int = 0
    single: bool = False
    holds: ClassVar[type] = list

    def accept(self, value: Any) -> list[Any]:
        """One value that stands for a list of one."""
        if self.single and isinstance(value, (str, int, Decimal, date)):
            return [self.item.accept(value)]
        raise RefusedError("tulis daftar [ … ]")

    def read(self, value: Any, place: Place) -> Any:
        """Its items, each at its own place."""
        if not isinstance(value, list):
            return super().read(value, place)
        if len(value) < self.least:
            place.refuse(value, f"isi sedikitnya {self.least}")
        return [self.item.read(one, place.below(i)) for i, one in enumerate(value)]

    def schema(self, tables: Schema) -> Schema:
        """JSON Schema of a list, or of an item in its place."""
        item = self.item.schema(tables)
        several = {"type": "array", "items": item} | ({"minItems": self.least} if self.least else {})
        return {"anyOf": [*item.get("anyOf", [item]), several]} if self.single else several

    @property
    def takes_text(self) -> bool:
        """Whether its items may be any text."""
        return self.item.takes_text

    def inside(self, _step: str | int) -> Kind:
        """The kind of its items."""
        return self.item.main


class Keyed(Kind, frozen=True):
    """Whatever has keys."""

    holds: ClassVar[type] = dict

    def accept(self, _value: Any) -> Any:
        """No value alone has keys."""
        raise RefusedError("tulis tabel { … }")


class Named(Keyed, frozen=True):
    """At least so many values or tables under names that the committee chooses."""

    name: Kind
    item: Kind
    least: int = 0

    def read(self, value: Any, place: Place) -> Any:
        """What is named, each at its own place; what is open and must be no text is not there yet."""
        if not isinstance(value, dict):
            return super().read(value, place)
        settled = {name: one for name, one in value.items() if self.item.main.takes_text or not is_undecided(one)}
        if len(settled) < self.least:
            place.refuse(settled, f"isi sedikitnya {self.least}")
        places = [(place.below(name), name, one) for name, one in settled.items()]
        return {self.name.read(name, here): self.item.read(one, here) for here, name, one in places}

    def schema(self, tables: Schema) -> Schema:
        """JSON Schema of a table of any names, or of all that are codes."""
        item, name = self.item.schema(tables), self.name.schema(tables)
        names = {"patternProperties": {name["pattern"]: item}} if "pattern" in name else {"additionalProperties": item}
        return {"type": "object", **names} | ({"minProperties": self.least} if self.least else {})

    def inside(self, _step: str | int) -> Kind:
        """The kind of all that is named."""
        return self.item.main


class Either(Kind, frozen=True):
    """One of several kinds."""

    kinds: tuple[Kind, ...]

    @property
    def main(self) -> Kind:
        """The table among them, else the first."""
        return next((kind for kind in self.kinds if isinstance(kind, Keyed)), self.kinds[0])

    def accept(self, value: Any) -> Any:
        """A value that fits one of them."""
        wanted = []
        for kind in self.kinds:
            try:
                return kind.accept(value)
            except RefusedError as words:
                wanted.append(str(words))
        raise RefusedError("; atau ".join(dict.fromkeys(wanted)))

    def read(self, value: Any, place: Place) -> Any:
        """A list as the list among them, a table as the table; an unknown key leaves open whether that is meant."""
        kind = next((kind for kind in self.kinds if isinstance(value, kind.holds)), None)
        if kind is None:
            return super().read(value, place)
        before = len(place.unknown)
        found = kind.read(value, place)
        place.faults.extend(place.unknown[before:])
        return found

    def schema(self, tables: Schema) -> Schema:
        """JSON Schema of alternatives."""
        shapes = [kind.schema(tables) for kind in self.kinds]
        return {"anyOf": [one for shape in shapes for one in shape.get("anyOf", [shape])]}
