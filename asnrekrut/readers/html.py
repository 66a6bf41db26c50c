"""A web page that carries the suffix of a workbook, as many portals hand it out.

As in Excel, the whole page is one sheet: its tables and the text between them stand below each other. Nothing is
fetched, and scripts are text that is skipped.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from msgspec import Struct, field

from asnrekrut.readers.content import (
    CELLS,
    Budget,
    Content,
    Raw,
    Refusal,
    Scan,
    encoding_of,
    nothing,
    sheet_of,
    unsafe,
)
from asnrekrut.readers.kinds import HEAD
from asnrekrut.readers.ods import NEAR, readings
from asnrekrut.readers.text import decoded

WIDEST, HIGHEST = 1000, 65_534  # spans that browsers know
DEPTH = 50  # tables inside tables
LARGEST = 1e15  # what a float keeps whole
_SKIPPED = frozenset({"script", "style", "title", "xml", "template"})
# Within a line of text; every other element parts what is before it from what is in it: 8<sup>1</sup> is not 81.
_INLINE = frozenset(
    {"a", "abbr", "b", "big", "bdi", "bdo", "code", "em", "font", "i", "label", "nobr", "small", "span"}
)
_STRUCK = frozenset({"s", "strike", "del"})
_INLINE |= {"strong", "tt", "u", "wbr", "img", "o:p", "html", "body", "head", "meta", "link", "col", "colgroup"}
_ENDS_CELL = frozenset({"td", "th", "tr", "table"})
_PARTS = frozenset({"table", "thead", "tbody", "tfoot"})
_BRIEF = frozenset({"td", "th", "p", "li", "span", "option", "a", "b", "i", "font", "small", "dt", "dd", "label"})
_ALONE = frozenset({"br", "img", "hr", "input", "wbr", "meta", "link", "col", "base"})
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_CHARSET = re.compile(rb"<meta\b[^<>]*\bcharset\s*=\s*[\"']?([\w-]{1,20})", re.IGNORECASE)
_DISPLAY = re.compile(r"(?<![\w-])display\s*:\s*([a-z-]+)", re.IGNORECASE)
_VEILED = re.compile(r"(?<![\w-])visibility\s*:\s*hidden\b", re.IGNORECASE)
_FOLDED = re.compile(r"(?<![\w-])visibility\s*:\s*collapse\b", re.IGNORECASE)
_CLASS = re.compile(r"\.([\w-]+)")
_CROSSED = re.compile(r"(?<![\w-])text-decoration(?:-line)?\s*+:[^;]{0,60}?\bline-through\b", re.IGNORECASE)
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:[.,]\d+)?")
_SPAN = re.compile(r"\s*(\d{1,6})")

Attributes = dict[str, str | None]


class _Block(Struct):
    """One table, or a text outside all tables.

    Attributes:
        reach: by column, the row above which a cell from higher up still covers it.
    """

    rows: list[list[str | float]] = field(default_factory=list)
    found: Scan = field(default_factory=nothing)
    reach: dict[int, int] = field(default_factory=dict)

    def begin_row(self) -> int:
        """A new row, with blanks where it is covered; how many cells it has now."""
        self.rows.append([])
        return self._skip_covered()

    def place(self, text: str, wide: int, high: int, stored: str, struck: bool) -> int:
        """Put a cell at the first free place of the last row; how many cells that adds.

        Args:
            stored: the number that the page says the cell holds, whatever it shows; '' for none.
            struck: whether all of the text is struck through.
        """
        row, column = len(self.rows) - 1, len(self.rows[-1])
        held = _held(text, stored)
        self.found.struck.update([(row, column)] if struck else [])
        self.rows[-1] += [text if held is None else held, *[""] * (wide - 1)]
        if held is not None and not any(abs(number - held) <= NEAR for number in readings(text)):
            self.found.masked[row, column] = text
        if wide > 1 or high > 1:
            self.found.merged.append((row, column, row + high - 1, column + wide - 1))
        if high > 1:
            self.reach |= dict.fromkeys(range(column, column + wide), row + high)
        return wide + self._skip_covered()

    def _skip_covered(self) -> int:
        row, last = self.rows[-1], len(self.rows) - 1
        before = len(row)
        while self.reach.get(len(row), 0) > last:
            row.append("")
        return len(row) - before


def read(content: bytes) -> Content:
    """The page as one sheet; cells are text, unless the page says which number they hold.

    Raises:
        Refusal: no table in it, one that breaks off, or more cells than any honest one has.
    """
    page = _Page()
    page.feed(_text(content))
    page.close()
    if page.breaks_off:
        raise Refusal("damaged")
    if not page.tables:
        raise Refusal("unsupported", jenis="halaman web tanpa tabel")
    return Content(kind="html", sheets=[_stacked(page.blocks, Budget(len(content)))], notes=[])


def _text(content: bytes) -> str:
    """The characters of a page, by the character set it names if there is one."""
    named = _CHARSET.search(content[:HEAD])
    if named and not encoding_of(content):
        try:
            return content.decode(named[1].decode())
        except (LookupError, UnicodeDecodeError):  # pages often name the wrong one
            pass
    return decoded(content)[0]


def _stacked(blocks: list[_Block], budget: Budget) -> Raw:
    rows: list[list[str | float]] = []
    found = nothing()
    for block in blocks:
        if not any(cell for row in block.rows for cell in row):
            continue
        first = len(rows)
        rows += block.rows
        found.merged.extend((a + first, b, min(c + first, len(rows) - 1), d) for a, b, c, d in block.found.merged)
        found.hidden_rows.update(row + first for row in block.found.hidden_rows)
        found.masked.update({(row + first, column): text for (row, column), text in block.found.masked.items()})
        found.struck.update((row + first, column) for row, column in block.found.struck)
    return sheet_of("", rows, found, budget)


class _Page(HTMLParser):
    """Collects the tables of a page in the order in which they begin."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[_Block] = []
        self.tables = 0
        self._open: list[_Block] = []  # tables inside tables
        self._words: list[str] = []
        self._spans: tuple[int, int] | None = None  # of the cell being read
        self._stored = ""  # the number that the page says the cell holds
        self._skipping, self._deeper = "", 0  # an element that no browser shows, and how many like it stand in it
        self._parts: list[bool] = []  # of the parts of tables that are open, which are hidden
        self._crossing: dict[str, int] = {}  # the open elements that strike through, and how many like them
        self._classes: set[str] = set()  # whose style strikes through
        self._row_crossed = False
        self._texts: set[bool] = set()  # whether the texts of the cell being read are struck through
        self._cells = 0
        self._swallowed = False  # whether rows stand in it
        self._ended = False  # whether the page says that it is complete
        self.breaks_off = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._skipping and not self._shown_again(tag):
            self._deeper += tag == self._skipping
            self._swallowed |= tag == "tr" and self._skipping not in _SKIPPED
            return
        values = dict(attrs)
        style = values.get("style") or ""
        gone = "hidden" in values or [word.lower() for word in _DISPLAY.findall(style)][-1:] == ["none"]
        gone |= tag not in _ENDS_CELL and tag not in _PARTS and _VEILED.search(style) is not None
        named = self._classes and not self._classes.isdisjoint((values.get("class") or "").split())
        crossed = tag in _STRUCK or bool(named) or _CROSSED.search(style) is not None
        if tag in _ENDS_CELL:
            self._finish()
            self._row_crossed = crossed if tag == "tr" else self._row_crossed and tag != "table"
            self._crossing = {tag: 1} if crossed or self._row_crossed else {}
        elif (crossed or tag in self._crossing) and tag not in _ALONE:
            self._crossing[tag] = self._crossing.get(tag, 0) + 1
        if tag in _PARTS:
            self._parts.append(gone or _FOLDED.search(style) is not None)
        if tag in _SKIPPED or (gone and tag not in _PARTS and tag != "tr" and tag not in _ALONE):
            self._skipping = tag
            self._words += ["\n"] if self._spans else []
        elif tag in _ENDS_CELL:
            self._begin(tag, values, gone or _FOLDED.search(style) is not None)
        elif tag not in _INLINE and tag not in _PARTS:
            typed = tag == "input" and (values.get("type") or "text").lower() in {"text", "number"}
            self._words += ["\n", values.get("value") or "", "\n"] if typed else ["\n"]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _ALONE:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._skipping and not (tag != self._skipping and self._shown_again(tag)):
            ends = tag == self._skipping and not self._deeper
            self._deeper -= tag == self._skipping and not ends
            self._skipping = "" if ends else self._skipping
            return
        if tag in _ENDS_CELL:
            self._finish()
            if tag == "table" and self._open:
                self._open.pop()
        elif tag not in _INLINE and tag not in _PARTS:
            self._words.append("\n")
        if self._crossing.get(tag, 0) > 1:
            self._crossing[tag] -= 1
        else:
            self._crossing.pop(tag, None)
        if tag in _PARTS and self._parts:
            self._parts.pop()
        self._ended |= tag == "html"

    def _shown_again(self, tag: str) -> bool:
        """Whether a tag ends what is hidden, because that cannot go on beyond its cell or the next of its kind."""
        if self._skipping in _BRIEF and (tag in _ENDS_CELL or tag in _PARTS or tag == self._skipping not in _INLINE):
            self._skipping, self._deeper = "", 0
        return not self._skipping

    def handle_data(self, data: str) -> None:
        if self._skipping == "style":
            for names, _, style in (rule.partition("{") for rule in data.split("}")):
                self._classes.update(_CLASS.findall(names) if _CROSSED.search(style) else [])
        if not self._skipping:
            self._words.append(_BLANKS.sub(" ", data))
            self._texts.update([bool(self._crossing)] if data.strip() else [])

    def close(self) -> None:
        super().close()
        self.breaks_off = (bool(self._open) and not self._ended) or bool(self._skipping and self._swallowed)
        self._finish()

    def updatepos(self, i: int, j: int) -> int:
        """Line numbers, which nobody needs here."""
        return j

    def _begin(self, tag: str, attrs: Attributes, hidden: bool) -> None:
        if tag == "table":
            if len(self._open) >= DEPTH:
                raise unsafe("tabelnya bersarang terlalu dalam")
            self.tables += 1
            self.blocks.append(_Block())
            self._open.append(self.blocks[-1])
        elif tag == "tr":
            self._begin_row(hidden or any(self._parts))
        else:
            self._spans = _span(attrs.get("colspan"), WIDEST), _span(attrs.get("rowspan"), HIGHEST)
            self._stored = attrs.get("x:num") or attrs.get("sdval") or ""

    def _begin_row(self, hidden: bool) -> None:
        if self._open:
            block = self._open[-1]
            self._count(block.begin_row())
            if hidden:
                block.found.hidden_rows.add(len(block.rows) - 1)

    def _finish(self) -> None:
        """Put the words read so far into their cell, or into a row of their own outside all cells."""
        if not self._words and not self._spans:
            return
        text = _tidy(self._words)
        self._words.clear()
        if self._open and self._spans:
            block = self._open[-1]
            if not block.rows:
                self._count(block.begin_row())
            self._count(block.place(text, *self._spans, self._stored, self._texts == {True}))
        elif text:
            self.blocks.append(_Block(rows=[[line] for line in text.split("\n")]))
        self._spans = None
        self._texts.clear()

    def _count(self, cells: int) -> None:
        self._cells += cells
        if self._cells > CELLS:
            raise unsafe(f"isinya lebih dari {CELLS} sel")


def _tidy(words: list[str]) -> str:
    """The text of a cell: its lines without outer blanks, blank lines left out."""
    if len(words) == 1:
        return words[0].strip(" \n")
    lines = "".join(words).split("\n")
    return "\n".join(line for line in (_BLANKS.sub(" ", part).strip(" ") for part in lines) if line)


def _span(text: str | None, most: int) -> int:
    if not text:
        return 1
    number = _SPAN.match(text)
    return max(1, min(int(number[1]), most)) if number else 1


def _held(text: str, stored: str) -> float | None:
    """The number that a cell holds, where it shows a plain one; ``0012`` is no number, whatever the page says."""
    if not stored or not _NUMBER.fullmatch(text):
        return None
    try:
        held = float(stored)
    except ValueError:
        return None
    return held if abs(held) < LARGEST else None
