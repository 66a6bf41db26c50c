"""Workbooks of LibreOffice (OpenDocument): beside the values errors, masked numbers, merged and hidden parts, links.

Its cells carry what they show next to what they hold, so nothing of formats needs to be worked out.
"""

from __future__ import annotations

import re
from html import unescape
from posixpath import basename
from typing import TYPE_CHECKING
from urllib.parse import unquote

from asnrekrut.readers.content import ROWS, UNCOMPUTED, Budget, Content, Refusal, Scan, is_padded, nothing
from asnrekrut.readers.values import links, with_values
from asnrekrut.readers.xlsx_sheet import Around

if TYPE_CHECKING:
    from asnrekrut.readers.archive import Archive

MANIFEST, CONTENT, STYLES = "META-INF/manifest.xml", "content.xml", "styles.xml"
MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"
_SPACE = b"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
OWN_MANIFEST = b'<m:manifest xmlns:m="%s"><m:file-entry m:full-path="/" m:media-type="%s"/></m:manifest>' % (
    _SPACE,
    MIMETYPE,
)
COLUMNS = 16_384  # what a sheet can hold
NEAR = 1e-9  # what a column without a format may round away
_TAG = re.compile(rb"<table:(table|table-column|table-row|(?:covered-)?table-cell)(?=[\s/>])((?:[^<>/]|/(?!>))*+)(/?)>")
_ATTRIBUTE = re.compile(rb"(?<![\w:-])([\w-]++:[\w-]++)=\"([^\"]*)\"")
_NOTE = re.compile(rb"<office:annotation\b(?:[^<]|<(?!/?office:annotation\b))*+</office:annotation>")
_STYLE = re.compile(rb"<style:style\b([^<>]*)>((?:[^<]|<(?!/?style:style\b))*+)</style:style>")
_STRIKE = re.compile(rb"<style:text-properties\b[^<>]*?\bstyle:text-line-through-(?:style|type)=\"([^\"<>]*)\"")
_LINE = re.compile(rb"<text:p\b[^<>]*>((?:[^<]|<(?!/?text:p\b))*+)</text:p>")
_MARKUP = re.compile(rb"<[^<>]*>")
_ERROR = re.compile(r"#[A-Z/0!?]+|Err:\d+")
_OUTSIDE = re.compile(r"'(file:[^']*)'#")
_TURNED = {b"collapse", b"filter"}

_BETWEEN = re.compile(rb">\s++(?=</?(?:table|office):|<text:p[\s/>])")  # blanks inside a text count

Attributes = dict[bytes, bytes]


def read(archive: Archive) -> Content:
    """A workbook of LibreOffice.

    Raises:
        Refusal: it could harm, or is protected by a password.
    """
    archive.check_members()
    budget = Budget(len(archive.content))
    scans, outside = scan(archive, budget)
    content = archive.rewritten(usual_parts(archive))
    return with_values("ods", content, scans, [*archive.notes, *links(scans, outside)], budget)


def usual_parts(archive: Archive) -> dict[str, bytes]:
    """The parts that calamine does not take as they are: blanks between tags, no manifest, no mimetype or another one.

    Raises:
        ExpatError: the content is no XML; calamine might read it without end.
    """
    from xml.parsers.expat import ParserCreate

    content = archive.read(CONTENT)
    ParserCreate().Parse(content, True)
    usual = _BETWEEN.sub(b">", content)
    named = "mimetype" in archive and archive.read("mimetype") == MIMETYPE
    added = {} if MANIFEST in archive else {MANIFEST: OWN_MANIFEST}
    return ({} if named else {"mimetype": MIMETYPE}) | ({} if usual == content else {CONTENT: usual}) | added


def scan(archive: Archive, budget: Budget) -> tuple[dict[str, Scan], list[str]]:
    """What is found in each sheet, by its name, and the files outside that formulas name.

    Raises:
        Refusal: no workbook, protected by a password, or cells repeated so often that reading would not end.
    """
    if MANIFEST in archive and b"encryption-data" in archive.read(MANIFEST):
        raise Refusal("other_lock")
    if b"<office:spreadsheet" not in archive.read(CONTENT):
        raise Refusal("unsupported", jenis="dokumen LibreOffice")
    sheets: dict[str, _Sheet] = {}
    sheet = None
    xml = archive.read(CONTENT)
    around, struck = Around(xml), _struck_styles(archive, xml)
    for tag in _TAG.finditer(xml):
        kind, attributes, alone = tag.groups()
        values = dict(_ATTRIBUTE.findall(attributes))
        if kind == b"table":
            name = unescape(values.get(b"table:name", b"").decode())
            sheet = sheets.setdefault(name, _Sheet(name, budget, struck))
        elif sheet is None:
            continue
        elif kind == b"table-column":
            sheet.take_column(values)
        elif kind == b"table-row":
            sheet.take_row(values)
        else:
            end = tag.end()
            sheet.take_cell(values, b"" if alone else xml[end : around.following(b"</table:", end)])
    outside = sorted({file for sheet in sheets.values() for file in sheet.outside})
    return {name: sheet.found for name, sheet in sheets.items()}, outside


def _struck_styles(archive: Archive, content: bytes) -> frozenset[bytes]:
    """The names of the cell styles that strike through what they show, by themselves or as the styles they follow."""
    named = archive.read(STYLES) if STYLES in archive else b""
    own: dict[bytes, bool] = {}
    parents: dict[bytes, bytes] = {}
    for attributes, inner in _STYLE.findall(named + content) if b"text-line-through" in named + content else ():
        values = dict(_ATTRIBUTE.findall(attributes))
        name = values.get(b"style:name", b"")
        parents[name] = values.get(b"style:parent-style-name", b"")
        said = _STRIKE.search(inner)
        own |= {name: said[1] != b"none"} if said else {}
    for _ in parents:  # (one generation a round; few have grandparents)
        heirs = {name: own[parent] for name, parent in parents.items() if name not in own and parent in own}
        if not heirs:
            break
        own |= heirs
    return frozenset(name for name, struck in own.items() if struck)


class _Sheet:
    """Walks over one sheet; every row and cell stands for as many as it says."""

    def __init__(self, name: str, budget: Budget, struck: frozenset[bytes]) -> None:
        self.name, self.budget, self.struck = name, budget, struck
        self._styles: dict[int, bytes] = {}  # by column, of cells that name none
        self._reach = (0, 0)
        self.found = nothing()
        self.outside: set[str] = set()
        self._columns = 0
        self._row, self._rows, self._column = 0, 0, 0

    def take_column(self, values: Attributes) -> None:
        many = _number(values, b"table:number-columns-repeated")
        if values.get(b"table:visibility") in _TURNED:
            self.found.hidden_columns.update(range(self._columns, min(self._columns + many, COLUMNS)))
        if (style := values.get(b"table:default-cell-style-name", b"")) in self.struck:
            self._styles |= dict.fromkeys(range(self._columns, min(self._columns + many, COLUMNS)), style)
        self._columns += many

    def take_row(self, values: Attributes) -> None:
        self._row += self._rows
        self._rows = _number(values, b"table:number-rows-repeated")
        self._column = 0
        if values.get(b"table:visibility") in _TURNED:
            self.found.hidden_rows.update(range(self._row, min(self._row + self._rows, ROWS)))

    def take_cell(self, values: Attributes, inner: bytes) -> None:
        first, many = self._column, _number(values, b"table:number-columns-repeated")
        self._column += many
        if not inner and b"office:value-type" not in values and b"table:formula" not in values:
            self._merge(first, values)
            return
        self._reach_to(self._row + self._rows, self._column)
        self._merge(first, values)
        text = _shown(inner)
        formula = values.get(b"table:formula", b"")
        broken = _broken(values, text, bool(formula))
        masked = None if broken else _masked(values, text)
        links = _OUTSIDE.findall(unescape(formula.decode())) if b"file:" in formula else []
        self.outside |= {basename(unquote(link)) for link in links}
        struck = values.get(b"table:style-name", self._styles.get(first, b"")) in self.struck
        if broken or masked is not None or links or struck:
            for row in range(self._row, self._row + self._rows):
                for column in range(first, first + many):
                    self._mark((row, column), broken, masked, bool(links))
                    self.found.struck.update([(row, column)] if struck else [])

    def _reach_to(self, rows: int, columns: int) -> None:
        high, wide = self._reach
        if rows > high or columns > wide:
            self._reach = max(rows, high), max(columns, wide)
            self.budget.reach(*self._reach, self.name)

    def _mark(self, where: tuple[int, int], broken: str, masked: str | None, linked: bool) -> None:
        if broken:
            self.found.broken[where] = broken
        if masked is not None:
            self.found.masked[where] = masked
        if linked:
            self.found.links.append(where)

    def _merge(self, column: int, values: Attributes) -> None:
        wide = _number(values, b"table:number-columns-spanned")
        high = _number(values, b"table:number-rows-spanned")
        if wide > 1 or high > 1:
            self.found.merged.append((self._row, column, self._row + high - 1, column + wide - 1))


def _number(values: Attributes, key: bytes) -> int:
    text = values.get(key, b"")[:9].decode(errors="replace")
    return max(1, int(text)) if text.isdecimal() else 1


def _shown(inner: bytes) -> str:
    """The text that a cell shows; the comments on it are no part of that."""
    lines = _LINE.findall(_NOTE.sub(b"", inner) if b"<office:annotation" in inner else inner)
    return "\n".join(unescape(_MARKUP.sub(b"", line).decode()) for line in lines)


def _broken(values: Attributes, text: str, formula: bool) -> str:
    if values.get(b"calcext:value-type") == b"error" or (formula and _ERROR.fullmatch(text)):
        return text or UNCOMPUTED
    return UNCOMPUTED if formula and b"office:value-type" not in values else ""


def _masked(values: Attributes, text: str) -> str | None:
    """What a number shows, if that is another one; with a decimal comma as far as it stands for one."""
    if values.get(b"office:value-type") not in {b"float", b"percentage", b"currency"} or b"office:value" not in values:
        return None
    value = float(values[b"office:value"])
    if is_padded(text) and float(text) == value:
        return text
    if "%" not in text and any(abs(number - value) <= NEAR * max(1, abs(value)) for number in readings(text)):
        return None
    return None if "%" in text and value == 0 else text


def readings(text: str) -> list[float]:
    """The numbers that a text can mean: its last separator is a decimal sign, or sets thousands apart."""
    sign = -1 if "-" in text or "(" in text else 1
    digits = re.sub(r"[^\d.,]", "", text).replace(",", ".")
    whole, _, part = digits.rpartition(".")
    candidates = (digits.replace(".", ""), f"{whole.replace('.', '')}.{part}", text.strip())
    found = []
    for number in candidates:
        try:
            found.append(sign * abs(float(number)))
        except ValueError:
            continue
    return found
