"""Workbooks of Excel 97-2003 ([MS-XLS]): beside the values errors, masked numbers, hidden parts."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from asnrekrut.readers.compound import entry, stream, usual_names
from asnrekrut.readers.content import UNCOMPUTED, Budget, Content, Refusal, Scan, note, nothing
from asnrekrut.readers.number_formats import BUILT_IN, Style, styles_of
from asnrekrut.readers.values import with_values

if TYPE_CHECKING:
    from collections.abc import Iterator

MACROS = ("_VBA_PROJECT_CUR", "_VBA_PROJECT")
EXCEL_97 = 0x0600
BOF, EOF, FILEPASS, BOUNDSHEET, FONT, FORMAT, XF = 0x0809, 0x000A, 0x002F, 0x0085, 0x0031, 0x041E, 0x00E0
ROW, COLINFO, BOOLERR, FORMULA, NUMBER, RK, MULRK = 0x0208, 0x007D, 0x0205, 0x0006, 0x0203, 0x027E, 0x00BD
LABEL, RICH, SHARED = 0x0204, 0x00D6, 0x00FD
FILLED = frozenset((BOOLERR, FORMULA, NUMBER, RK, MULRK, LABEL, RICH, SHARED))
HIDDEN_ROW, HIDDEN_COLUMN = 0x20, 0x01
STRUCK = 0x08  # of a font
NO_FONT = 4  # the number that none bears
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
UNKNOWN = "#?"
RESULT_IS_ERROR, RESULT_IS_EMPTY = 2, (0, 3)
WAITS = 0x02  # written by programs that do not compute
_HEAD = struct.Struct("<HH")
_NO_NUMBER = b"\xff\xff"  # ends the result of a formula that is no number

Record = tuple[int, bytes]


def read(content: bytes) -> Content:
    """A workbook of Excel 97-2003.

    Raises:
        Refusal: protected by a password.
    """
    notes = [note("makro")] if any(entry(name) in content for name in MACROS) else []
    content = usual_names(content)
    try:
        scans = scan(content)
    except (OSError, ValueError, IndexError, KeyError, struct.error):  # calamine may still read it
        scans = {}
        notes.append(note("terbatas"))
    return with_values("xls", content, scans, notes, Budget(len(content)))


def scan(content: bytes) -> dict[str, Scan]:
    """What is found in each sheet, by its name.

    Raises:
        Refusal: protected by a password.
        ValueError: older than Excel 97, or not in order.
    """
    raw = stream(content, "Workbook", "Book")
    book = list(_records(raw, 0))
    if any(kind == FILEPASS for kind, _ in book):
        raise Refusal("locked")
    if struct.unpack_from("<H", book[0][1])[0] != EXCEL_97:
        raise ValueError("older than Excel 97")
    styles = _styles(book)
    found: dict[str, Scan] = {}
    for kind, data in book:
        if kind == BOUNDSHEET:
            offset = struct.unpack_from("<I", data)[0]
            found.setdefault(_text(data[6:], 1), _sheet(_records(raw, offset), styles))
    return found


def _records(raw: bytes, at: int) -> Iterator[Record]:
    """The records of one part of the stream; those of a chart inside it are left out."""
    depth = 0
    while at + _HEAD.size <= len(raw):
        kind, size = _HEAD.unpack_from(raw, at)
        at += _HEAD.size
        depth += kind == BOF
        if depth <= 1:
            yield kind, raw[at : at + size]
        depth -= kind == EOF
        if depth <= 0:
            return
        at += size


def _text(data: bytes, width: int) -> str:
    """A string: its length in so many bytes, then whether it takes two bytes a character."""
    length = int.from_bytes(data[:width], "little")
    wide = data[width] & 1
    return data[width + 1 : width + 1 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1")


def _styles(records: list[Record]) -> dict[int, Style]:
    """The cell styles that change what a reader sees."""
    codes = {struct.unpack_from("<H", data)[0]: _text(data[2:], 2) for kind, data in records if kind == FORMAT}
    fonts = [bool(data[2] & STRUCK) for kind, data in records if kind == FONT]
    fonts.insert(NO_FONT, False)
    styles = [struct.unpack_from("<HH", data) for kind, data in records if kind == XF]
    return styles_of(BUILT_IN | codes, [(form, any(fonts[font : font + 1])) for font, form in styles])


def _sheet(records: Iterator[Record], styles: dict[int, Style]) -> Scan:
    found = nothing()
    for kind, data in records:
        if kind == ROW and data[12] & HIDDEN_ROW:
            found.hidden_rows.add(struct.unpack_from("<H", data)[0])
        elif kind == COLINFO and data[8] & HIDDEN_COLUMN:
            first, last = struct.unpack_from("<HH", data)
            found.hidden_columns.update(range(first, last + 1))
        elif kind == FORMULA and _uncomputed(data):
            found.broken[struct.unpack_from("<HH", data)] = UNCOMPUTED
        elif (error := _error(kind, data)) is not None:
            found.broken[struct.unpack_from("<HH", data)] = ERRORS.get(error, UNKNOWN)
        for row, column, style, value in _cells(kind, data) if styles and kind in FILLED else ():
            if style in styles:
                found.see(row, column, styles[style], value)
    return found


def _uncomputed(data: bytes) -> bool:
    """Whether a formula waits for its result: it says so, and holds nothing but zero or an empty text."""
    value, flags = struct.unpack_from("<8sH", data, 6)
    empty = value[6:] == _NO_NUMBER and value[0] in RESULT_IS_EMPTY
    return bool(flags & WAITS) and (empty or value == bytes(8))


def _error(kind: int, data: bytes) -> int | None:
    """The number of the error in a record."""
    if kind == BOOLERR:
        return data[6] if data[7] else None
    failed = kind == FORMULA and data[12:14] == _NO_NUMBER and data[6] == RESULT_IS_ERROR
    return data[8] if failed else None


def _cells(kind: int, data: bytes) -> Iterator[tuple[int, int, int, float | None]]:
    """Row, column and style of the cells in a record, and their numbers; None for something else."""
    row, first, style = struct.unpack_from("<HHH", data)
    if kind == MULRK:
        for column, (style, packed) in enumerate(struct.iter_unpack("<HI", data[4:-2]), first):
            yield row, column, style, unpacked(packed)
    elif kind == NUMBER or (kind == FORMULA and data[12:14] != _NO_NUMBER):
        yield row, first, style, struct.unpack_from("<d", data, 6)[0]
    else:
        yield row, first, style, unpacked(struct.unpack_from("<I", data, 6)[0]) if kind == RK else None


def unpacked(packed: int) -> float:
    """A number in 30 bits: whole or the upper part of a float, perhaps in hundredths."""
    if packed & 2:
        value = float((packed >> 2) - ((packed >> 31) << 30))
    else:
        value = float(struct.unpack("<d", struct.pack("<Q", (packed & ~3) << 32))[0])
    return value / 100 if packed & 1 else value
