"""How a table is set, on paper and in Word: widths that break no word, the size of the letters, rows of headings."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from asnrekrut.documents.document_parts import Document, Facts, Table
from asnrekrut.documents.kinds import KINDS
from asnrekrut.outputs.column_widths import BOLD, SIZE, points, wrapped
from asnrekrut.rules.profile import SHEETS, Profile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


USUAL, SMALLEST, STEP = 9.0, 7.0, 0.5  # points: below the first only where a word would break otherwise
POINT, PADDING = 0.3528, 2.9  # millimetres of a point, and of the room beside a cell's text
BROAD = 1.15  # by how much the letters of decrees, Bookman Old Style, are wider than those of Arial
ABOVE = 3.0  # points around a row's text
CLOSER = ((10, 2.2), (9, 2.2), (9, 1.4), (8, 1.4), (7.5, 1.0))  # letters at most, and around them, to save a page
CAPITAL, LEADING, SPACED = 0.73, 0.5, 0.62  # heights of a line and between lines, in a table and outside, in ems
BESIDE = 1.3  # ems for the colon between a label and its text
AROUND = 1  # em that a slip takes beside its lines and its table
NEARLY = 0.01  # millimetres, for what fits exactly
MEASURED = ("arial", "helvetica", "liberation sans")  # fonts whose widths are known
SHORT, LETTERS, THIRD = 12, 1200, 150  # rows, letters in them, and points, up to which a table stays on one page


class Heading(Struct, frozen=True):
    """A cell of the header: its text, over how many columns and rows; ``rows`` is 0 where one from above goes on."""

    text: str
    columns: int
    rows: int


class Layout(Struct, frozen=True):
    """A table on its paper.

    Attributes:
        widths: of the columns in millimetres; ``align`` has a letter for each.
        size: of the letters in points.
        heights: of the rows in points; none where the widths of the letters are not known.
        header: rows of headings, none where there is nothing to head.
        whole: whether it stays on one page; long: whether it has so many rows that the last ones stay together.
        above: points around the text of a row.
    """

    widths: list[float]
    align: str
    size: float
    heights: list[float]
    header: list[list[Heading]]
    whole: bool
    long: bool
    above: float


class Sheet(Struct, frozen=True):
    """What a table may take.

    Attributes:
        room: millimetres for all columns.
        size: of its letters in points.
        broad: how wide they are beside those of Arial; measured: whether they are as wide as those.
        above: points around the text of a row.
    """

    room: float
    size: float
    broad: float = 1
    measured: bool = False
    above: float = ABOVE


def sheet_of(document: Document, profile: Profile) -> Sheet:
    """The room between the margins of a document, and the letters of its tables."""
    paper, faces, kind = profile.paper, profile.faces, KINDS[document.kind].face
    face = getattr(faces, kind)
    room = SHEETS[paper.size][1 if document.landscape else 0] - paper.left - paper.right
    measured, broad = face.family.casefold() in MEASURED, BROAD if kind == "decrees" else 1
    sheet = Sheet(room, min(faces.lists.size, face.size), broad, measured)
    if document.kind != "lembar-hasil" or not measured:
        return sheet
    down = (SHEETS[paper.size][1] - paper.top - paper.bottom) / POINT
    closer = [replace(sheet, size=min(sheet.size, size), above=above) for size, above in CLOSER]
    return next((one for one in closer if _down(document, one, face.size) <= down), closer[0])


def _down(slip: Document, sheet: Sheet, size: float) -> float:
    """How many points a slip takes on its page.

    Args:
        size: of the letters outside the table.
    """
    facts, table = slip.sections[0].blocks
    assert isinstance(facts, Facts)  # noqa: S101  (a slip is made of these two)
    assert isinstance(table, Table)  # noqa: S101
    labels = max(_ems(label) for label, _ in facts.pairs)
    told = [(str(text), labels + BESIDE) for _, text in facts.pairs] + [(text, 0.0) for text in slip.closing]
    told += [(text, (BOLD - 1) * _ems(text)) for text in slip.title]
    lines = sum(wrapped(text, (sheet.room / POINT / size - beside) * SIZE) for text, beside in told)
    made = laid_out(table, sheet)
    return (lines * (CAPITAL + SPACED) + AROUND) * size + sum(made.heights) + made.size + 2 * ABOVE


@lru_cache(len(CLOSER))
def laid_out(table: Table, sheet: Sheet) -> Layout:
    """How a table is set: no word is wider than its column, and the fewest lines that this leaves room for.

    The letters get smaller before a word has to break.
    """
    full = [row for row in table.rows if len(row) == len(table.columns)]
    columns = [{row[k] for row in full} for k in range(len(table.columns))]
    least = [_widest(table, k, (word for text in texts for word in text.split())) for k, texts in enumerate(columns)]
    most = [_widest(table, k, texts) for k, texts in enumerate(columns)]
    size, room = sheet.size, sheet.room
    while sum(_millimetres(least, size * sheet.broad)) > room and size > SMALLEST:
        size = max(min(size - STEP, USUAL), SMALLEST)
    low, high = (_millimetres(lengths, size * sheet.broad) for lengths in (least, most))
    if table.widths:
        high = [room * share / sum(table.widths) for share in table.widths]
    letters = sum(len(text) for row in table.rows for text in row)
    widths = _shared(low, high, room)
    heights = [_height(row, widths, size, sheet.above, table.height) for row in table.rows] if sheet.measured else []
    whole = not table.height and len(table.rows) <= SHORT and letters <= LETTERS and sum(heights) <= THIRD
    align = table.align.ljust(len(widths), table.align[-1])
    return Layout(widths, align, size, heights, _header(table), whole, len(table.rows) > SHORT, sheet.above)


def _widest(table: Table, k: int, texts: Iterable[str]) -> float:
    """The widest of these texts or of the words in its heading, which the next columns may share; in ems."""
    shared = k + 1 < len(table.columns) and not table.columns[k + 1]
    words = [] if shared else table.columns[k].split()
    alone = table.over and table.over.count(table.over[k]) == 1
    words += table.over[k].split() if alone else []
    return max(max(map(_ems, texts), default=0), BOLD * max(map(_ems, words), default=0))


@lru_cache(100_000)
def _ems(text: str) -> float:
    return points(text) / SIZE


def _height(row: Sequence[str], widths: Sequence[float], size: float, above: float, least: float) -> float:
    """The height of a row in points, which typst would otherwise find by setting every cell twice."""
    spaces = [
        (width - PADDING + NEARLY) / POINT / size for width in (widths if len(row) == len(widths) else [sum(widths)])
    ]
    measured = zip(row, spaces, strict=True)
    lines = max(1 if _ems(text) <= space else wrapped(text, space * SIZE) for text, space in measured)
    return max(2 * above + (CAPITAL * lines + LEADING * (lines - 1)) * size, least / POINT)


def _millimetres(ems: Sequence[float], size: float) -> list[float]:
    return [one * size * POINT + PADDING for one in ems]


def _shared(low: Sequence[float], high: Sequence[float], room: float) -> list[float]:
    """Everyone at least what is low, the rest to whoever needs least to be content; what is left goes to all."""
    if sum(low) >= room:
        return [width * room / sum(low) for width in low]
    widths, left = list(low), room - sum(low)
    need = sorted((max(wanted - width, 0), k) for k, (width, wanted) in enumerate(zip(low, high, strict=True)))
    for behind, (wanted, k) in zip(range(len(need), 0, -1), need, strict=True):
        given = min(wanted, left / behind)
        widths[k] += given
        left -= given
    return [width * room / sum(widths) for width in widths]


def _header(table: Table) -> list[list[Heading]]:
    """The rows of headings; equal ones above several columns are one."""
    if not any(table.columns):
        return []
    if not any(table.over):
        return [list(_merged(table.columns))]
    first, second = [], []
    for over, several in groupby(zip(table.over, table.columns, strict=True), key=lambda one: one[0]):
        own = [text for _, text in several]
        first += [Heading(over, len(own), 1)] if over else [Heading(text, 1, 2) for text in own]
        second += [Heading(text, 1, 1 if over else 0) for text in own]
    return [first, second]


def _merged(texts: Sequence[str]) -> Iterator[Heading]:
    starts = [k for k, text in enumerate(texts) if text or k == 0]
    for start, stop in zip(starts, [*starts[1:], len(texts)], strict=True):
        yield Heading(texts[start], stop - start, 1)
