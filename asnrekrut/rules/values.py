"""The values that may stand at a key of ``seleksi.toml``: each accepted or refused, and its JSON Schema."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from asnrekrut.notation import no_such_day, read_date
from asnrekrut.texts import tidy

if TYPE_CHECKING:
    from collections.abc import Callable

Schema = dict[str, Any]

_DIGITS, _DECIMALS = 18, 9  # of a number, and of those behind the point
_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
_CODE = re.compile(r"^[a-z][a-z0-9_]*$")
# Control characters but tabs and ends of lines, and what turns the direction of the text around it.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")


class RefusedError(ValueError):
    """A value that cannot stand there; the text says what could."""


def _text(value: Any, most: int) -> str:
    if not isinstance(value, str):
        raise RefusedError('tulis teks dalam tanda kutip "…"')
    if len(value) > most:
        raise RefusedError(f"paling panjang {most} huruf")
    if hidden := _HIDDEN.search(value):
        raise RefusedError(f"hapus karakter tersembunyi U+{ord(hidden[0]):04X} di dalamnya")
    return value


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise RefusedError("tulis true atau false")


def _day(value: Any) -> date:
    """A date without time."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, datetime):
        raise RefusedError(f"tulis tanggal tanpa jam: {value:%Y-%m-%d}")
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
    if decimals > _DECIMALS:
        raise RefusedError(f"paling banyak {_DECIMALS} desimal")
    if whole + decimals > _DIGITS:
        raise RefusedError(f"paling banyak {_DIGITS} angka")
    if whole > _DIGITS - _DECIMALS:
        raise RefusedError("angka terlalu besar")
    return value


def _positive(value: Any) -> Decimal:
    if (number := _number(value)) > 0:
        return number
    raise RefusedError("harus lebih dari 0")


class Value(Struct, frozen=True, eq=False):
    """A value that is neither list nor table.

    Attributes:
        accepted: the value as the rules hold it.

    Raises:
                RefusedError: something else is wanted.
        shape: its JSON Schema.
    """

    accepted: Callable[[Any], Any]
    shape: Schema

    @property
    def is_text(self) -> bool:
        """Whether any text will do, even one that says that nothing is settled yet."""
        return self.shape["type"] == "string" and not {"enum", "format"} & self.shape.keys()


def text(most: int, filled: bool = True, shape: Callable[[str], str] = str.strip) -> Value:
    """A text of so many characters.

    Args:
        filled: whether it must say something.
        shape: what is kept of it.
    """

    def accepted(value: Any) -> str:
        if (kept := shape(_text(value, most))) or not filled:
            return kept
        raise RefusedError("jangan dikosongkan")

    return Value(accepted, {"type": "string", "maxLength": most} | ({"minLength": 1} if filled else {}))


def _code(value: Any) -> str:
    if _CODE.fullmatch(_text(value, _MARK)):
        return str(value)
    raise RefusedError("pakai huruf kecil, angka dan garis bawah, diawali huruf")


_MARK, _NAME, _PROSE = 60, 300, 10_000  # characters of a code, of what stands in headings and lists, of other texts
TEXT, NAME = text(_PROSE), text(_NAME)
LINE = text(_NAME, filled=False, shape=str)
TIDY_NAME = text(_NAME, shape=tidy)  # compared with cells, whose blanks are single too
CODE = Value(_code, {"type": "string", "pattern": _CODE.pattern, "maxLength": _MARK})
FLAG = Value(_flag, {"type": "boolean"})
DAY = Value(_day, {"type": "string", "format": "date"})
NUMBER = Value(_number, {"type": "number"})
POSITIVE = Value(_positive, {"type": "number", "exclusiveMinimum": 0})
PLAIN: dict[type, Value] = {str: text(_PROSE, filled=False, shape=str), bool: FLAG, date: DAY}


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
        if value in map(str, among):
            raise RefusedError(f"tulis {value} tanpa tanda kutip")
        *most, last = map(repr, among)
        raise RefusedError(f"pilihannya {', '.join(most)} atau {last}" if most else f"pilihannya {last}")

    return Value(accepted, {"type": "string" if isinstance(among[0], str) else "integer", "enum": list(among)})
