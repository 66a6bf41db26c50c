"""What a binary workbook says beside its values ([MS-XLSB]): errors, masked numbers, hidden and merged parts."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from asnrekrut.readers.content import Budget, Content, Refusal, Scan, nothing
from asnrekrut.readers.number_formats import BUILT_IN, Style, styles_of
from asnrekrut.readers.values import with_values
from asnrekrut.readers.xls import ERRORS, STRUCK, UNKNOWN, unpacked
from asnrekrut.readers.xlsx import targets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.readers.archive import Archive

WORKBOOK, STYLES = "xl/workbook.bin", "xl/styles.bin"
SHEET, FONT, FORMAT, XF, BEGIN_XFS, END_XFS = 156, 43, 44, 47, 617, 618
ROW, RK, ERROR, REAL, FORMULA_REAL, FORMULA_ERROR, COLUMN, MERGED = 0, 2, 3, 5, 9, 11, 60, 176
FILLED = range(RK, FORMULA_ERROR + 1)  # cells that are not blank
SHORT = range(12, 19)  # cells without address, which Excel does not write and calamine leaves out
HIDDEN_ROW, HIDDEN_COLUMN = 0x10, 0x01
LAST_COLUMN = 16_383
STYLE = 0xFFFFFF  # its number; other bits follow


def read(archive: Archive) -> Content:
    """A binary workbook of Excel.

    Raises:
        Refusal: it could harm, or its cells would be read as blanks.
    """
    archive.check_members()
    budget = Budget(len(archive.content))
    scans = scan(archive, budget)
    return with_values("xlsb", archive.rewritten({}), scans, archive.notes, budget)


def scan(archive: Archive, budget: Budget) -> dict[str, Scan]:
    """What is found in each sheet, by its name.

    Raises:
        Refusal: it has cells that would be read as blanks.
    """
    relations = targets(archive, WORKBOOK)
    styles = _styles(archive)
    found: dict[str, Scan] = {}
    for kind, data in _records(archive.read(WORKBOOK)):
        if kind == SHEET:
            relation, rest = _text(data[8:])
            member = relations.get(relation, "")
            if member in archive:
                name = _text(rest)[0]
                found.setdefault(name, _sheet(archive.read(member), styles, name, budget))
    return found


def _records(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and content; both numbers before it are written in sevens of bits, the lowest first."""
    at = 0
    while at < len(raw):
        kind = raw[at]
        at += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (raw[at] & 0x7F) << 7
            at += 1
        size = shift = 0
        more = True
        while more:
            size |= (raw[at] & 0x7F) << shift
            more = bool(raw[at] & 0x80)
            shift += 7
            at += 1
        yield kind, raw[at : at + size]
        at += size


def _text(data: bytes) -> tuple[str, bytes]:
    """A string, and what comes after it."""
    end = 4 + 2 * struct.unpack_from("<I", data)[0]
    return data[4:end].decode("utf-16-le"), data[end:]


def _styles(archive: Archive) -> dict[int, Style]:
    """The cell styles that change what a reader sees."""
    codes = dict(BUILT_IN)
    styles: list[tuple[int, int]] = []
    fonts: list[bool] = []
    inside = False
    for kind, data in _records(archive.read(STYLES)) if STYLES in archive else ():
        if kind == FORMAT:
            codes[struct.unpack_from("<H", data)[0]] = _text(data[2:])[0]
        elif kind == FONT:
            fonts.append(bool(data[2] & STRUCK))
        elif kind in {BEGIN_XFS, END_XFS}:
            inside = kind == BEGIN_XFS
        elif kind == XF and inside:
            styles.append(struct.unpack_from("<HH", data, 2))
    return styles_of(codes, [(form, any(fonts[font : font + 1])) for form, font in styles])


def _sheet(raw: bytes, styles: dict[int, Style], name: str, budget: Budget) -> Scan:
    found = nothing()
    row = height = width = 0
    for kind, data in _records(raw):
        if kind in FILLED:
            column, style = struct.unpack_from("<II", data)
            height, width = row + 1, max(width, column + 1)
            if (look := styles.get(style & STYLE)) is not None:
                found.see(row, column, look, _number(kind, data))
        if kind == ROW:
            row = struct.unpack_from("<I", data)[0]
            if data[11] & HIDDEN_ROW:
                found.hidden_rows.add(row)
        elif kind in SHORT:
            raise Refusal("unsupported", jenis="buku kerja biner dengan susunan yang tidak lazim")
        elif kind in {ERROR, FORMULA_ERROR}:
            found.broken[row, struct.unpack_from("<I", data)[0]] = ERRORS.get(data[8], UNKNOWN)
        elif kind == COLUMN and data[16] & HIDDEN_COLUMN:
            first, last = struct.unpack_from("<II", data)
            found.hidden_columns.update(range(first, min(last, LAST_COLUMN) + 1))
        elif kind == MERGED:
            top, bottom, left, right = struct.unpack_from("<IIII", data)
            found.merged.append((top, left, bottom, right))
    budget.reach(height, width, name)
    return found


def _number(kind: int, data: bytes) -> float | None:
    """The number that a cell holds."""
    if kind == RK:
        return unpacked(struct.unpack_from("<I", data, 8)[0])
    return float(struct.unpack_from("<d", data, 8)[0]) if kind in {REAL, FORMULA_REAL} else None
