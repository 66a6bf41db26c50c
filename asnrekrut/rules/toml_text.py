"""The statements of a TOML text one by one: the line of each, and the usual slips of those who write TOML rarely.

``tomllib`` stops at the first fault and knows no lines. Here every statement is parsed alone, a slip is reported and
what was meant is read in its place, so that one pass finds all that can be told. Everything takes linear time.
"""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from msgspec import Struct, field

from asnrekrut.notation import no_such_day, no_such_time, read_date
from asnrekrut.rules.undecided import KeyPath, walk
from asnrekrut.rules.unread import GAP, UNREAD

if TYPE_CHECKING:
    from collections.abc import Callable

    Shape = Literal["list", "table", "unknown"]
    Headed = Callable[[tuple[str, ...]], tuple[tuple[str, ...], Shape]]

DEEPEST = 16  # parts of a dotted key, and tables or lists inside each other
UNREADABLE = (ValueError, ArithmeticError)  # what tomllib raises; a number beyond all bounds is no TOMLDecodeError
_LONGEST = 1000  # characters of a statement whose slips are looked for
_TOKEN = re.compile(
    r'"""(?:\\.|"(?!"")|[^"\\])*+(?:"{3,5})?'
    r"|'''(?:'(?!'')|[^'])*+(?:'{3,5})?"
    r'|"(?:\\[^\n]|[^"\\\n])*+"?'
    r"|'[^'\n]*+'?"
    r"|\#[^\n]*+|[\[\]{}=,.\n]",
    re.DOTALL,
)
_BEGINS = re.compile(r"[ \t]*+(?:[A-Za-z_][\w.-]*+[ \t]*+=|\[{1,2}[A-Za-z_][\w.]*+\]{1,2}[ \t]*+(?:#|\n|\Z))")
_HEADER = re.compile(r"\s*+(\[*+)[ \t]*+([\w.-]+)[ \t]*+(\]*+)[ \t]*+(?:#.*)?\s*+")
_NAMES = re.compile(r"[\w-]+(?:\.[\w-]+)*")


class Statement(NamedTuple):
    """A header or ``key = value``, with its 1-based first line."""

    line: int
    text: str

    @property
    def header(self) -> str:
        """The name of the table that it opens; '' where it is none that can be read."""
        found = _HEADER.fullmatch(self.text)
        return found[2] if found else ""

    @property
    def shown(self) -> str:
        """Its first line, as a message quotes it."""
        return self.text.strip().partition("\n")[0].strip()[:120]


class TooDeepError(ValueError):
    """A text that nests beyond all use; the argument is the line."""


def split(text: str) -> list[Statement]:
    """The statements of a text, without blank lines and comments.

    A list or an inline table that is never closed ends where the next statement visibly begins.

    Raises:
        TooDeepError: brackets or dotted keys nest deeper than ``DEEPEST``.
    """
    found, start, line, first = [], 0, 1, 1
    depth = dots = 0
    text += "\n"
    for token in _TOKEN.finditer(text):
        sign, end = token.group(), token.end()
        depth += (sign in ("[", "{")) - (depth > 0 and sign in ("]", "}"))
        dots = dots + 1 if sign == "." else dots * (sign[0] in "\"'")
        if max(depth, dots) > DEEPEST:
            raise TooDeepError(line)
        line += sign.count("\n")
        if (sign[-1] == "\n" and (depth == 0 or _BEGINS.match(text, end))) or end == len(text):
            piece = text[start:end]
            if piece.strip() and not piece.lstrip().startswith("#"):
                found.append(Statement(first, piece))
            start, first, depth = end, line, 0
    return found


def _in_strings(pattern: str, replacement: str) -> Callable[[str], str]:
    return lambda text: re.sub(r'"[^"\n]*+"?', lambda m: re.sub(pattern, replacement, m.group()), text)


def _replaced(pattern: str, replacement: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, replacement, text, flags=re.MULTILINE)


def _iso(text: str) -> str:
    """Dates in Indonesian order, in figures or with the month's name; day and month may be exchanged."""

    def meant(found: re.Match[str]) -> str:
        day = read_date(found[1])
        return f"= {day.isoformat()}" if day else found[0]

    text = re.sub(r"=[ \t]*([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?![0-9])", r"= \3-\2-\1", text)
    text = re.sub(r"=[ \t]*([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{2})(?![0-9])", r"= \1-\3-20\4", text)
    text = re.sub(r"=[ \t]*(0?[1-9]|1[0-2])-(1[3-9]|[23][0-9])-([0-9]{4})(?![0-9])", r"= \2-\1-\3", text)
    return re.sub(r"=[ \t]*([0-9]{1,2}[-/. ][0-9A-Za-z]{1,9}[-/. ][0-9]{4})(?![0-9])", meant, text)


_DAY = re.compile(r"[=,\[][ \t]*+([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[-/. ][0-9A-Za-z]{1,9}[-/. ][0-9]{4})(?![0-9])")
_TIME = re.compile(r"[=,\[T][ \t]*+([0-9]{1,2}:[0-9]{2})")


def _no_such(text: str) -> str:
    """The days and times in a statement that the calendar or the clock does not have; texts are left alone."""
    bare = _iso(re.sub(r'"[^"\n]*+"?', '""', text))
    days = (no_such_day(found[1]) for found in _DAY.finditer(bare))
    times = (no_such_time(found[1]) for found in _TIME.finditer(bare))
    return "; ".join(filter(None, dict.fromkeys((*days, *times))))


_DATE = "tanggal ditulis tahun-bulan-hari, misalnya 2026-12-31"
_DECIMAL = "dalam berkas aturan desimal ditulis dengan titik, misalnya 33.3"
_SLASH = 'pakai garis miring biasa, misalnya "data/tes.xlsx"'
_QUOTES = "teks harus diapit tanda kutip"
_CLOSE = "teks belum ditutup dengan tanda kutip"
_EQUALS = 'setelah kunci harus ada tanda "="'
# What stands there instead of what was meant: how it is read, and the words for it. Tried one by one, then together.
_SLIPS: tuple[tuple[Callable[[str], str], str], ...] = (
    (_replaced("[“”„‟«»]", '"'), 'tanda kutip harus lurus ("), bukan miring'),
    (_replaced("[‘’]", "'"), "tanda kutip harus lurus ('), bukan miring"),
    (_in_strings(r"\\", "/"), _SLASH),
    (_replaced(r"([0-9])[ \t]*%", r"\1"), "angka ditulis tanpa tanda %"),
    (_replaced(r"(=[ \t]*[+-]?[0-9]+),([0-9]+)", r"\1.\2"), _DECIMAL),
    (_replaced(r"(?<=[0-9])\.(?=[0-9]{3}\b)", ""), "angka ditulis tanpa titik pemisah ribuan"),
    (_iso, _DATE),
    (_replaced(r"[,;][ \t]*$", ""), "hapus koma atau titik koma di ujung baris"),
    (_replaced(r'^([^"\n]*=[^"\n]*"[^"\n]*)$', r'\1"'), _CLOSE),
    (_replaced(r"""^([^=\n]*=)[ \t]*([^\W\d][^"'=\[\]{}#\n]*?)"?[ \t]*$""", r'\1 "\2"'), _QUOTES),
    (_replaced(r"=[ \t]*([0-9]+(?: [0-9]+)+)[ \t]*$", r'= "\1"'), _QUOTES),
    (_replaced(r"=[ \t]*([0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?(?: [A-Za-z]{1,10})?)[ \t]*$", r'= "\1"'), _QUOTES),
    (_replaced(r"(?<=[\[,])[ \t]*([^\W\d][\w.: -]*?)[ \t]*(?=[,\]])", r' "\1"'), _QUOTES),
    (_replaced(r'"[ \t]+"', '", "'), "isi daftar dipisahkan dengan koma"),
    (_replaced(r"(?<!\s)\s*\Z", "]"), 'daftar belum ditutup dengan "]"'),
    (_replaced(r"(?<!\s)\s*\Z", "}"), 'tabel dalam satu baris belum ditutup dengan "}"'),
    (_replaced(r"^[ \t]*([\w.-]+)[ \t]*:[ \t]*", r"\1 = "), _EQUALS),
    (_replaced(r"^[ \t]*([\w.-]+)[ \t]+(?=[\w\"'\[{])", r"\1 = "), _EQUALS),
)
_SYNTAX = (
    ("after a key", _EQUALS),
    ("Invalid value", f"isi tidak dapat dibaca; {_QUOTES} …, desimal ditulis dengan titik"),
    ("Unclosed array", 'daftar belum ditutup dengan "]"'),
    ("Unterminated", _CLOSE),
    ("Illegal character", f"{_CLOSE}, atau ada karakter terlarang"),
    ("Expected newline", "ada tulisan berlebih di belakang isi; satu baris satu kunci"),
    ("inline table", 'tabel dalam satu baris belum ditutup dengan "}" atau kekurangan koma'),
    ("overwrite", "kunci atau tabel ini sudah ditulis sebelumnya; hapus salah satu"),
    ("declare", "tabel ini sudah ditulis sebelumnya; hapus salah satu"),
)


def words_for(error: Exception) -> str:
    """What ``tomllib`` (or Python's numbers) could not read, in Indonesian."""
    if not isinstance(error, tomllib.TOMLDecodeError):
        return "angka ini terlalu panjang; periksa penulisannya"
    return next((words for sign, words in _SYNTAX if sign in str(error)), "penulisan TOML tidak sah")


class Document(Struct):
    """What a text says, as far as it can be read.

    Attributes:
        data: like the result of ``tomllib.loads``, with ``UNREAD`` at what could not be read.
        lines: the line of the statement that brings each key path into being.
        faults: line and words of everything that is not well written.
        opened: the line of every table that was opened by its header, or written behind its key.
    """

    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[KeyPath, int] = field(default_factory=lambda: {(): 1})
    faults: list[tuple[int, str]] = field(default_factory=list)
    opened: dict[KeyPath, int] = field(default_factory=dict)

    def line_of(self, path: KeyPath) -> int:
        """The line of a path, or of the nearest table around it."""
        while path not in self.lines:
            path = path[:-1]
        return self.lines[path]


def read(statements: list[Statement], headed: Headed) -> Document:
    """Read the statements one by one.

    Args:
        headed: the names of the table that a header means, and whether the language has a list of tables there.
    """
    document = Document()
    table: tuple[dict[str, Any], KeyPath] = document.data, ()
    for one in statements:
        if one.header or one.text.lstrip().startswith("["):
            table = _header(document, one, headed)
        else:
            _pair(document, one, *table)
    return document


def _fault(document: Document, one: Statement, words: str) -> None:
    document.faults.append((one.line, f"{words}: {one.shown}"))


def _header(document: Document, one: Statement, headed: Headed) -> tuple[dict[str, Any], KeyPath]:
    """The table that a header opens, and its path; a table apart where that cannot be told."""
    match = _HEADER.fullmatch(one.text)
    if match is None:
        _fault(document, one, "nama tabel tidak dapat dibaca; tulis [nama] atau [[nama]]")
        document.data[GAP] = UNREAD
        return {}, ()
    opening, name, closing = match.groups()
    names, shape = headed(tuple(name.split(".")))
    wanted = {"list": 2, "table": 1}.get(shape, len(opening) or 1)
    meant = f"{'[' * wanted}{'.'.join(names)}{']' * wanted}"
    *above, last = names
    here = document.data
    path: KeyPath = ()
    for step in above:
        here, path = _table(document, one, here, path, step)
    here, path = _table(document, one, here, path, last, list if wanted > 1 else dict)
    if path in document.opened:
        _fault(document, one, f"tabel ini sudah ditulis pada baris {document.opened[path]}; gabungkan keduanya")
        here[GAP] = UNREAD
        return {}, path
    if f"{opening}{name}{closing}" != meant:
        _fault(document, one, f"nama tabel ini ditulis {meant}")
    document.opened[path] = one.line
    for n in range(1, len(path) + 1):
        document.lines.setdefault(path[:n], one.line)
    return here, path


def _table(
    document: Document, one: Statement, holder: dict[str, Any], path: KeyPath, name: str, opened: type | None = None
) -> tuple[dict[str, Any], KeyPath]:
    """A table that a header names, and its path: of a list the last, or a new one; created where there is none yet.

    What stands there and is no table makes way: of the two, the header is what the language wants.

    Args:
        opened: whether the header opens a table, or one of a list; None where it only leads through it.
    """
    path, make = (*path, name), opened or dict
    here: Any = holder.setdefault(name, make())
    tables = here if isinstance(here, list) else [here]
    if not all(isinstance(table, dict) for table in tables) or (opened and not isinstance(here, opened)):
        why = f'"{name}" ditulis lagi sebagai tabel pada baris {one.line}: {one.shown}; hapus salah satu'
        document.faults += [(document.line_of(path), why)] if here is not UNREAD else []
        here = holder[name] = make()
        document.lines[path] = one.line
    if isinstance(here, dict):
        return here, path
    if opened or not here:
        here.append({})
        document.lines.setdefault(path, one.line)
    return here[-1], (*path, len(here) - 1)


def _pair(document: Document, one: Statement, table: dict[str, Any], path: KeyPath) -> None:
    try:
        value = tomllib.loads(one.text, parse_float=Decimal)
    except UNREADABLE as error:
        value, words = _repaired(one.text)
        for why in words or [_no_such(one.text[:_LONGEST]) or words_for(error)]:
            _fault(document, one, why)
        if not words:
            names = _NAMES.match(one.text.strip())
            for name in reversed(names.group().split(".") if names else [GAP]):
                value = {name: value}
    double = _merge(document, table, value, path, one.line)
    if double is not None:
        _fault(document, one, f"kunci ini sudah ditulis pada baris {double}; hapus salah satu")


def _repaired(text: str) -> tuple[dict[str, Any], list[str]]:
    """What was meant, and what is wrong with how it is written; ``UNREAD`` where that cannot be told."""
    if len(text) > _LONGEST:
        return UNREAD, []
    for change, words in _SLIPS:
        if (value := _parsed(change(text))) is not None:
            return value, [words]
    said: list[str] = []
    for change, words in _SLIPS:
        changed = change(text)
        if changed != text:
            text, said = changed, [*said, words]
            if (value := _parsed(text)) is not None:
                return value, list(dict.fromkeys(said))
    return UNREAD, []


def _parsed(text: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except UNREADABLE:
        return None


def _merge(document: Document, table: dict[str, Any], value: dict[str, Any], path: KeyPath, line: int) -> int | None:
    """Put what a statement says into its table; the line of what stood there before, where it cannot."""
    for key, inner in value.items():
        here = (*path, key)
        if table.get(key, UNREAD) is UNREAD:
            table[key] = inner
            for below, one in walk(inner, here):
                document.lines.setdefault(below, line)
                if isinstance(one, dict):
                    document.opened.setdefault(below, line)
        elif isinstance(table[key], dict) and isinstance(inner, dict):
            return _merge(document, table[key], inner, here, line)
        else:
            return document.line_of(here)
    return None
