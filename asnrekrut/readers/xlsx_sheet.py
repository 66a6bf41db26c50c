"""What the XML of a sheet says beside the values: errors, uncomputed formulas, masked numbers, what is struck, hidden.

The XML of 400,000 cells has 14 MB, so no parser goes over it: every question is one search for a rare pattern, and
each match is traced back to the tag of its cell. Unusual but valid XML is first brought into the usual form. No pattern
looks across the next ``<``, so that the time is bounded by the length whatever stands there.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from asnrekrut.readers.archive import PIECE
from asnrekrut.readers.content import UNCOMPUTED, Budget, Cell, Forms, Marks, Scan
from asnrekrut.readers.number_formats import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from asnrekrut.readers.number_formats import Style


_MAIN = rb"http://(?:schemas\.openxmlformats\.org/spreadsheetml/2006|purl\.oclc\.org/ooxml/spreadsheetml)/main"
_PREFIX = re.compile(rb"xmlns:([\w.-]{1,40})\s*+=\s*+[\"']" + _MAIN)
_NO_CELL = re.compile(rb"<!--(?:[^-]|-(?!->))*+(?:-->|\Z)|<!\[CDATA\[((?:[^\]]|\](?!\]>))*+)(?:\]\]>|\Z)")
_SPACE = re.compile(rb"(<[\w.-]{1,40})\s++xml:space\s*+=\s*+(?:\"[^\"<>]*\"|'[^'<>]*')")
_UNUSUAL = re.compile(rb"<(?:c|row)(?=[\s/>])(?! r=\")")
_TAG = re.compile(rb"<(row|c)(?=[\s/>])((?:[^<>\"'/]|/(?!>)|\"[^<\"]*\"|'[^<']*')*+)(/?)>")
_ATTRIBUTE = re.compile(rb"(?<![\w:])([\w:]++)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)')")
_REFERENCE = re.compile(rb"<c r=\"([A-Z]{1,3})(\d{1,7})\"([^<>]*)>")
_ERROR = re.compile(rb" t=[\"']e[\"']")
_FORMULA_ONLY = re.compile(rb"(?:</f>|<f\b[^<>]*/>)\s*+(?:(<v\s*/>|<v></v>)\s*+)?</c>")
_FORMULA_ZERO = re.compile(rb"(?:</f>|<f\b[^<>]*/>)\s*+<v>0</v>\s*+</c>")
_FORMULA_CELL = re.compile(
    rb"<c r=\"([A-Z]{1,3})(\d{1,7})\"[^<>]*>\s*<f(?=[\s/>])((?:[^<>/]|/(?!>))*+)(?:/>|>([^<]*)</f>)"
)
_SHARED = re.compile(rb"\bsi=[\"'](\d+)")
_CELL_NAME = re.compile(r"\"[^\"]*\"|'[^']*'|(?<![\w.$])(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?![\w(.!])")
_LINK = re.compile(rb"(?<![\w\]])\[\d{1,9}\]")
_MERGED = re.compile(rb"<mergeCell\b[^<>]*\bref=\"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})\"")
_HIDDEN_ROW = re.compile(rb"<row r=\"(\d{1,7})\"[^<>]*\b(?:hidden=\"(?:1|true)|ht=\"0(?:\.0+)?)\"")
_COLUMN = re.compile(rb"<col\b([^<>]*)>")
_FORMULA = rb"(?:<f\b[^<>]*(?:/>|>[^<]*</f>))?"
STRIKE = b"strike"  # without which there is nothing to look for
_ITEM = re.compile(rb"<si\b[^<>/]*(?:/>|>((?:[^<]|<(?!/?si\b))*+))")
_RUN = re.compile(rb"<r>((?:[^<]|<(?!/?r>))*+)")
_STRUCK = re.compile(rb"<strike\b(?![^<>]*\bval\s*=\s*[\"'](?:0|false)[\"'])")
_TEXT = re.compile(rb"<t\b[^<>]*>([^<]*)<")
_CONTROL = re.compile("_x[0-9A-Fa-f]{4}_")  # how a character is written that XML cannot hold
_TEXT_CELL = re.compile(rb"<c r=\"([A-Z]{1,3})(\d{1,7})\"[^<>]* t=[\"']s[\"'][^<>]*>\s*+<v>(\d{1,9})</v>")
_INLINE = re.compile(rb"<c r=\"([A-Z]{1,3})(\d{1,7})\"[^<>]*>\s*+<is>((?:[^<]|<(?!/is>))*+)")
# Sheets at most so wide hold no cell that the pattern finds.
_WIDTHS = (
    (8, re.compile(rb'<c r="(?:[I-Z]|[A-Z]{2})')),
    (14, re.compile(rb'<c r="(?:[O-Z]|[A-Z]{2})')),
    (26, re.compile(rb'<c r="[A-Z]{2}')),
    (39, re.compile(rb'<c r="(?:A[N-Z]|[B-Z][A-Z]|[A-Z]{3})')),
    (52, re.compile(rb'<c r="(?:[B-Z][A-Z]|[A-Z]{3})')),
    (104, re.compile(rb'<c r="(?:[D-Z][A-Z]|[A-Z]{3})')),
    (702, re.compile(rb'<c r="[A-Z]{3}')),
)
QUICK = 2_000_000  # cells that are not counted more closely
_CELL = b"<c r="
MOST_FORMS = 500  # different formulas of a column; with more, each says something else
DEFAULT = b"0"  # the style of a cell that names none
_FILLED_COLUMN = re.compile(rb"<c r=\"([A-Z]{1,3})\d{1,7}\"[^<>]*(?<!/)>")
_FILLED_ROW = re.compile(rb"<c r=\"[A-Z]{1,3}(\d{1,7})\"[^<>]*(?<!/)>")


class Parts(NamedTuple):
    """What the parts of a workbook that all of its sheets share say of their cells.

    Attributes:
        styles: those that change what a reader sees, by their numbers.
        struck: which of the texts are struck through in part, by their places.
        stale: whether formulas that hold zero have yet to be computed.
    """

    styles: Mapping[int, Style]
    struck: frozenset[int]
    stale: bool


def scan(xml: bytes, name: str, parts: Parts, budget: Budget) -> Scan:
    """Everything at once.

    Args:
        xml: of the sheet.
        name: of the sheet, for messages.
        budget: of the whole file.

    Raises:
        Refusal: a cell so far away that reading would not end.
    """
    xml, styles = usual(xml), parts.styles
    budget.reach(*_extent(xml), name)
    computes = b"<f" in xml  # a formula, perhaps
    below = max(xml.rfind(b"</sheetData>"), 0)  # what is merged is said after the cells
    return Scan(
        broken=_broken(xml, parts.stale, computes),
        masked=_masked(xml, styles),
        merged=[(int(b) - 1, column(a), int(d) - 1, column(c)) for a, b, c, d in _MERGED.findall(xml, below)],
        hidden_rows={int(row) - 1 for row in _HIDDEN_ROW.findall(xml)},
        hidden_columns=set(_hidden_columns(xml)),
        links=_links(xml) if computes else [],
        formulas=_formulas(xml) if computes else {},
        comments={},
        struck=_struck(xml, [k for k, style in styles.items() if style.struck]) | _struck_in_part(xml, parts.struck),
    )


@cache
def column(letters: bytes) -> int:
    """A → 0, Z → 25, AA → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def address(cell: str) -> tuple[int, int] | None:
    """``C5`` → (4, 2); None for anything else."""
    hit = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", cell, re.ASCII)
    return (int(hit[2]) - 1, column(hit[1].encode())) if hit else None


def usual(xml: bytes) -> bytes:
    """The same XML as Excel writes it: no comment, CDATA or prefix, the address first in every row and cell."""
    if b"!" in xml and b"<!" in xml:  # (one sign alone is looked for in a tenth of the time)
        xml = _NO_CELL.sub(_written_out, xml)
    for prefix in set(_PREFIX.findall(xml, 0, PIECE)):
        xml = xml.replace(b"<" + prefix + b":", b"<").replace(b"</" + prefix + b":", b"</")
    if b"xml:space" in xml:
        xml = _SPACE.sub(rb"\1", xml)
    if _UNUSUAL.search(xml):
        xml = _TAG.sub(_Addresses().of, xml)
    return xml


def _written_out(odd: re.Match[bytes]) -> bytes:
    """Nothing for a comment; what stands in a CDATA section, written as any other text; one without an end stays."""
    if not odd[0].endswith((b"-->", b"]]>")):
        return odd[0]
    return (odd[1] or b"").replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")


class _Addresses:
    """Gives every row and cell its address: the one it has, else the one after its neighbour."""

    def __init__(self) -> None:
        from asnrekrut.findings import column_letters

        self.row = 0
        self.column = -1
        self._letters = column_letters

    def of(self, tag: re.Match[bytes]) -> bytes:
        values = {key: double or single for key, double, single in _ATTRIBUTE.findall(tag[2])}
        own = values.pop(b"r", b"")
        if tag[1] == b"row":
            self.row, self.column = int(own) if own.isdigit() else self.row + 1, -1
            own = b"%d" % self.row
        else:
            letters = own.rstrip(b"0123456789")
            self.column = column(letters) if letters else self.column + 1
            own = own or f"{self._letters(self.column)}{self.row}".encode()
        rest = b"".join(b' %s="%s"' % pair for pair in values.items())
        return b'<%s r="%s"%s%s>' % (tag[1], own, rest, tag[3])


class Around:
    """What stands around positions that are asked for in rising order; so no byte is looked at twice."""

    def __init__(self, xml: bytes) -> None:
        self._xml, self._asked, self._tag = xml, 0, _REFERENCE.match(xml)
        self._next: dict[bytes, int] = {}

    def tag(self, position: int) -> re.Match[bytes] | None:
        """The tag of the cell that holds this position: letters, row, further attributes."""
        begins = self._xml.rfind(_CELL, self._asked, position)
        if begins >= 0:
            self._tag = _REFERENCE.match(self._xml, begins)
        self._asked = max(0, position - len(_CELL))
        return self._tag

    def following(self, sign: bytes, position: int) -> int:
        """Where a sign stands next; the end if it does not."""
        if self._next.get(sign, -1) < position:
            found = self._xml.find(sign, position)
            self._next[sign] = found if found >= 0 else len(self._xml)
        return self._next[sign]


def _cell(tag: re.Match[bytes]) -> tuple[int, int]:
    return int(tag[2]) - 1, column(tag[1])


def _extent(xml: bytes) -> tuple[int, int]:
    """At least how many rows and columns hold something; exactly only where that could be many cells."""
    last = Around(xml).tag(len(xml))
    height = int(last[2]) if last else 0
    width = next((most for most, wider in _WIDTHS if not wider.search(xml)), 0)
    if width and height * width <= QUICK:
        return height, width
    width = max(map(column, set(_FILLED_COLUMN.findall(xml))), default=-1) + 1
    if height * width <= QUICK:
        return height, width
    return max(map(int, set(_FILLED_ROW.findall(xml))), default=0), width


def _broken(xml: bytes, stale: bool, computes: bool) -> Marks:
    """Cells that hold an error or a formula without result; readers take them for blank."""
    found: Marks = {}
    for tag in _uncomputed(xml, stale) if computes else ():
        found[_cell(tag)] = UNCOMPUTED
    around = Around(xml)
    for error in _ERROR.finditer(xml):
        where = around.tag(error.start() + 1)
        if where and where.end() > error.start() and _cell(where) not in found:  # not in the text of a cell
            value, end = (around.following(sign, where.end()) for sign in (b"<v>", b"</c>"))
            text = xml[value + 3 : around.following(b"</v>", value)] if value < end else b""
            found[_cell(where)] = text.decode(errors="replace") or UNCOMPUTED
    return found


def _uncomputed(xml: bytes, stale: bool) -> Iterator[re.Match[bytes]]:
    """Tags of cells whose formula has no result; an empty text is one."""
    around = Around(xml)
    for hit in _FORMULA_ONLY.finditer(xml):
        tag = around.tag(hit.start())
        if tag and not (hit[1] and b't="str"' in tag[3]):
            yield tag
    if stale:
        around = Around(xml)
        yield from filter(None, (around.tag(hit.start()) for hit in _FORMULA_ZERO.finditer(xml)))


def _links(xml: bytes) -> list[tuple[int, int]]:
    """Cells whose formula names another file."""
    around = Around(xml)
    hits = (hit for hit in _LINK.finditer(xml) if xml.startswith(b"</f>", around.following(b"<", hit.end())))
    return list(dict.fromkeys(_cell(tag) for hit in hits if (tag := around.tag(hit.start()))))


def _formulas(xml: bytes) -> Forms:
    """The formulas of every column; a shared one is written in its first cell only."""
    from html import unescape

    found: Forms = {}
    shared: dict[bytes, str] = {}
    for letters, number, attributes, text in _FORMULA_CELL.findall(xml):
        row, at = int(number) - 1, column(letters)
        group = _SHARED.search(attributes) if attributes else None
        form = relative(unescape(text.decode(errors="replace")), row, at) if text else ""
        if group:
            form = form or shared.get(group[1], "")
            shared[group[1]] = form
        forms = found.setdefault(at, {})
        if form in forms:
            forms[form].append(row)
        elif form and len(forms) < MOST_FORMS:
            forms[form] = [row]
    return found


def relative(formula: str, row: int, at: int) -> str:
    """A formula with its references as seen from its cell: ``B2*$E$1`` in C2 is ``R[0]C[-1]*R1C5``."""

    def one(hit: re.Match[str]) -> str:
        if hit[4] is None:  # a text, or the name of a sheet
            return hit[0]
        own, to = int(hit[4]) - 1, column(hit[2].encode())
        return (f"R{own + 1}" if hit[3] else f"R[{own - row}]") + (f"C{to + 1}" if hit[1] else f"C[{to - at}]")

    return _CELL_NAME.sub(one, formula)


def _masked(xml: bytes, styles: Mapping[int, Style]) -> Marks:
    """Numbers whose format shows another one."""
    found: Marks = {}
    forms = {k: style.form for k, style in styles.items() if style.form}
    groups: dict[tuple[int, str], list[str]] = {}
    for k, form in forms.items():
        groups.setdefault((form.limit, form.odd), []).append(str(k))
    for (limit, odd), alike in groups.items():
        for hit in _candidates(limit, odd, alike).finditer(xml):
            letters, row, attributes, by, number = hit.groups()
            value = float(number)
            if not odd and round(value, limit) == value:  # 80.1 may be written as 80.099999999999994
                continue
            text = shown(forms[int(by or DEFAULT)], value)
            if text is not None and (b' t="' not in attributes or b' t="n"' in attributes):
                found[int(row) - 1, column(letters)] = text
    return dict(sorted(found.items()))


def _candidates(limit: int, odd: str, styles: list[str]) -> re.Pattern[bytes]:
    """Cells of these styles with a written number that has more decimals, or that the second pattern finds."""
    plain = r'|(?:(?! s=")[^<>])*' if DEFAULT.decode() in styles else ""
    cell = rf'<c r="([A-Z]{{1,3}})(\d{{1,7}})"([^<>]*? s="({"|".join(styles)})"[^<>]*{plain})>'
    long = rf"[^<]*(?:\.\d{{{limit + 1}}}|[eE]-)" + (f"|(?:{odd})<" if odd else "")
    value = rf"\s*<v>(?={long})(-?[\d.]+(?:[eE][-+]?\d+)?)</v>"
    return re.compile(cell.encode() + _FORMULA + value.encode())


def _struck(xml: bytes, styles: Iterable[int]) -> set[Cell]:
    """Filled cells of these styles."""
    used = [str(style) for style in styles if f' s="{style}"'.encode() in xml]
    if not used:
        return set()
    cell = re.compile(rf'<c r="([A-Z]{{1,3}})(\d{{1,7}})"[^<>]*? s="(?:{"|".join(used)})"[^<>]*(?<!/)>'.encode())
    return {(int(row) - 1, column(letters)) for letters, row in cell.findall(xml)}


def struck_strings(xml: bytes) -> frozenset[int]:
    """The places of the shared texts of which a part is struck through that holds a digit."""
    items = enumerate(_ITEM.findall(usual(xml)) if STRIKE in xml else ())
    return frozenset(k for k, item in items if STRIKE in item and _is_struck(item))


def _struck_in_part(xml: bytes, strings: frozenset[int]) -> set[Cell]:
    """The cells that hold one of these texts, or such a text of their own."""
    found = [hit[:2] for hit in _TEXT_CELL.findall(xml) if int(hit[2]) in strings] if strings else []
    found += [hit[:2] for hit in _INLINE.findall(xml) if _is_struck(hit[2])] if STRIKE in xml else []
    return {(int(row) - 1, column(letters)) for letters, row in found}


def _is_struck(rich: bytes) -> bool:
    """Whether any run of a rich text is struck through that holds a digit; words change no mark and no number."""
    from html import unescape

    for run in _RUN.findall(rich):
        text = unescape(b"".join(_TEXT.findall(run)).decode(errors="replace"))
        if _STRUCK.search(run) and any(map(str.isdecimal, _CONTROL.sub("", text))):
            return True
    return False


def _hidden_columns(xml: bytes) -> Iterator[int]:
    for hit in _COLUMN.finditer(xml, 0, max(xml.find(b"<sheetData"), 0)):
        values = {key: double or single for key, double, single in _ATTRIBUTE.findall(hit[1])}
        if values.get(b"hidden") in {b"1", b"true"} or values.get(b"width") in {b"0", b"0.0"}:
            first, last = (values.get(key, b"") for key in (b"min", b"max"))
            if first.isdigit() and last.isdigit():
                yield from range(int(first) - 1, min(int(last), 16_384))
