"""Texts of which a part is struck through: runs among the shared strings of an xlsx workbook, and inside its cells.

A part counts if it holds a digit: what else is struck changes no mark and nobody's number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from asnrekrut.readers.xlsx_sheet import column, usual

if TYPE_CHECKING:
    from asnrekrut.readers.content import Cell

STRIKE = b"strike"  # without which there is nothing to look for
_ITEM = re.compile(rb"<si\b[^<>/]*(?:/>|>((?:[^<]|<(?!/?si\b))*+))")
_RUN = re.compile(rb"<r>((?:[^<]|<(?!/?r>))*+)")
_STRUCK = re.compile(rb"<strike\b(?![^<>]*\bval\s*=\s*[\"'](?:0|false)[\"'])")
_TEXT = re.compile(rb"<t\b[^<>]*>([^<]*)<")
_CONTROL = re.compile("_x[0-9A-Fa-f]{4}_")  # how a character is written that XML cannot hold
_CELL = rb"<c r=\"([A-Z]{1,3})(\d{1,7})\"[^<>]*"
_SHARED = re.compile(_CELL + rb" t=[\"']s[\"'][^<>]*>\s*+<v>(\d{1,9})</v>")
_INLINE = re.compile(_CELL + rb">\s*+<is>((?:[^<]|<(?!/is>))*+)")


def struck_strings(xml: bytes) -> frozenset[int]:
    """The places of those shared strings."""
    items = enumerate(_ITEM.findall(usual(xml)) if STRIKE in xml else ())
    return frozenset(k for k, item in items if STRIKE in item and _is_struck(item))


def struck_cells(xml: bytes, strings: frozenset[int]) -> set[Cell]:
    """The cells of a sheet that hold one of those shared strings, or such a text of their own."""
    found = [hit[:2] for hit in _SHARED.findall(xml) if int(hit[2]) in strings] if strings else []
    found += [hit[:2] for hit in _INLINE.findall(xml) if _is_struck(hit[2])] if STRIKE in xml else []
    return {(int(row) - 1, column(letters)) for letters, row in found}


def _is_struck(rich: bytes) -> bool:
    """Whether any run of a rich text is struck through that holds a digit."""
    from html import unescape

    for run in _RUN.findall(rich):
        text = unescape(b"".join(_TEXT.findall(run)).decode(errors="replace"))
        if _STRUCK.search(run) and any(map(str.isdecimal, _CONTROL.sub("", text))):
            return True
    return False
