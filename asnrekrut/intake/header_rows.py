"""Finding the header of a table: the rows that hold the wanted headings.

Only the first rows of a sheet are searched. A header has up to three rows, and more where merged areas or the row of
column numbers below it prove them; merged areas fill to the right and downward, and a group whose name stands only
above its first column reaches as far as the columns below it.
"""

from __future__ import annotations

import re
from functools import cache, partial
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from asnrekrut.intake.cells import clean
from asnrekrut.intake.column_names import Headings, Path, normal, others
from asnrekrut.intake.row_labels import are_column_numbers, has_digit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asnrekrut.io import Sheet

SEARCHED = 60
TALLEST = 3  # rows of a header whose height nothing proves
LONGEST = 120  # characters; a longer text is no heading
_LETTER = re.compile(r"[^\W\d_]")


class Names(NamedTuple):
    """The headings that a table should have, those that are read where they are, and those that tell rows apart.

    Attributes:
        asked: for each wanted heading, which key of the rules asks for it, in words; () if that is not known.
    """

    wanted: tuple[str, ...]
    extra: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


class Header(Struct, frozen=True):
    """The rows of a header, 0-based, and its headings."""

    rows: tuple[int, ...]
    headings: Headings


class Top(Struct, frozen=True):
    """Rows at the top of a sheet as clean text, with merged areas filled.

    Attributes:
        texts: by row, as wide as the widest of them.
        merged: cells that belong to a merged area.
    """

    texts: dict[int, list[str]]
    merged: frozenset[tuple[int, int]]

    @classmethod
    def of(cls, sheet: Sheet, rows: Sequence[int]) -> Top:
        """Look at these rows."""
        width = max((sheet.rows.widths[r] for r in rows), default=0)
        texts = {r: [*map(clean, sheet.rows[r]), *[""] * (width - sheet.rows.widths[r])] for r in rows}
        merged = set()
        for first, left, last, right in sheet.merged:
            if first > max(rows, default=-1) or not _filled(sheet, first, left):
                continue
            own = clean(sheet.rows[first][left])
            for r in (r for r in rows if first <= r <= last):
                for c in range(left, min(right + 1, width)):
                    texts[r][c] = own
                    merged.add((r, c))
        return cls(texts, frozenset(merged))


def header_at(sheet: Sheet, rows: Sequence[int], names: Names) -> Header:
    """The header that these rows make."""
    inside = [r for r in rows if r < len(sheet.rows)]
    return _one_column_each(sheet, _header(Top.of(sheet, inside), tuple(inside), names))


def search(sheet: Sheet, names: Names) -> list[Header]:
    """The rows that hold most of the wanted headings; several where they hold them equally well, apart from each other.

    A header that is only repeated further down counts once. Empty where none of the headings is found.
    """
    top = Top.of(sheet, range(min(SEARCHED, len(sheet.rows))))
    found = [(_score(header, names), header) for header in _candidates(sheet, top, names)]
    best = max((score for score, _ in found), default=(0, 0, 0))
    if best[0] == 0:
        return []
    kept: list[Header] = []
    for header in sorted((h for score, h in found if score == best), key=lambda h: (len(h.rows), h.rows)):
        if all(set(header.rows).isdisjoint(other.rows) for other in kept):
            kept.append(header)
    kept.sort(key=lambda h: h.rows)
    several = kept[1:] if best[0] > 1 else ()  # one alone may be a label
    every, first = names.wanted + names.extra, kept[0].headings
    different = [h for h in several if any(h.headings.match(name) != first.match(name) for name in every)]
    return [_finished(sheet, top, h, names) for h in (kept[0], *different)]


def likely(sheet: Sheet, names: Names) -> Header:
    """Where nothing wanted is found: the row with the most texts, so that a message can name what there is."""
    texts = [len({clean(c) for c in row if isinstance(c, str)} - {""}) for row in sheet.rows[:SEARCHED]]
    return header_at(sheet, [texts.index(max(texts))] if texts else [], names)


def _candidates(sheet: Sheet, top: Top, names: Names) -> Iterator[Header]:
    """Blocks whose first row holds a part of something wanted, and the last too unless the sheet proves it."""
    parts = _parts(names)
    hopeful = {r for r, texts in top.texts.items() if any(len(t) <= LONGEST and normal(t) in parts for t in texts)}
    counted = {r - 1 for r, texts in top.texts.items() if are_column_numbers([text for text in texts if text])}
    inner = {r for r, texts in top.texts.items() if any(texts) and not any(map(has_digit, texts))}
    high = [(a, left, b) for a, left, b, _ in sheet.merged if b > a and _filled(sheet, a, left)]
    tall = {(a, b) for a, left, b in high if b - a < TALLEST or normal(clean(sheet.rows[a][left])) in parts}
    tall |= {(a, b) for a, _, b, _ in sheet.merged if b > a and inner.issuperset(range(a, b + 1))}
    for first in sorted(hopeful):
        last = next((r for r in range(first, len(top.texts)) if r + 1 not in inner), first)
        proven = {b for a, b in tall if a == first} | counted.intersection(range(first, last + 1))
        for last in sorted(hopeful.intersection(range(first, first + TALLEST)) | proven):
            cut = (a <= last and b >= first and (a < first or b > last) for a, b in tall)  # by an area of merged rows
            if not any(cut):
                yield _header(top, tuple(range(first, last + 1)), names)


@cache
def _parts(names: Names) -> frozenset[str]:
    """Every run of words in a wanted name or in another usual name of it: what one cell of a header may hold."""
    several = [word.split() for name in names.wanted + names.extra for word in others(name)]
    runs = (words[i:j] for words in several for i in range(len(words)) for j in range(i + 1, len(words) + 1))
    return frozenset(" ".join(run) for run in runs if not all(word.isdecimal() for word in run))


def _filled(sheet: Sheet, row: int, column: int) -> bool:
    return row < len(sheet.rows) and column < sheet.rows.widths[row] and sheet.rows[row][column] != ""


def _score(header: Header, names: Names) -> tuple[int, int, int]:
    """How many wanted headings there are, how many of them by their own name, how many of the others."""
    matches = [header.headings.match(name) for name in names.wanted]
    found = [m for m in matches if m.columns]
    extra = sum(bool(header.headings.match(name).columns) for name in names.extra)
    return len(found), sum(not m.alias for m in found), extra


def _header(top: Top, rows: tuple[int, ...], names: Names) -> Header:
    """The heading of every column under these rows."""
    texts = [list(top.texts[r]) for r in rows]
    for i in range(len(rows) - 1):
        below = [any(column) for column in zip(*texts[i + 1 :], strict=True)]
        _reach_right(texts[i], below, [(rows[i], c) in top.merged for c in range(len(below))])
    columns = zip(*texts, strict=True) if texts else ()
    return Header(rows, Headings([_path(column) for column in columns], names.wanted + names.extra))


def _reach_right(texts: list[str], below: list[bool], merged: list[bool]) -> None:
    """Let a group's name reach over the columns that have a heading below and none of their own beside it."""
    group = ""
    for c, text in enumerate(texts):
        if text:
            group = text if below[c] and not merged[c] else ""
        elif group and below[c]:
            texts[c] = group
        else:
            group = ""


def _path(column: Sequence[str]) -> Path:
    """The parts of a heading, each once although a merged area repeats it."""
    return tuple(text for i, text in enumerate(column) if text and (i == 0 or text != column[i - 1]))


def _finished(sheet: Sheet, top: Top, header: Header, names: Names) -> Header:
    """The header with a row of sub-headings that follows it, and with one column to each heading."""
    following = header.rows[-1] + 1
    if len(header.rows) < TALLEST and following in top.texts and _is_second_row(top, header, names, following):
        header = _header(top, (*header.rows, following), names)
    return _one_column_each(sheet, header)


def _is_second_row(top: Top, header: Header, names: Names, row: int) -> bool:
    """Whether the row below only names the columns of groups: no key, no number, every text in a group.

    A group is a heading with blanks to its right, under which the row is filled.
    """
    texts, upper = top.texts[row], top.texts[header.rows[-1]]
    filled = {c for c, text in enumerate(texts) if text}
    if any(not filled.isdisjoint(header.headings.match(key).columns) for key in names.keys):
        return False
    if any((row, c) in top.merged for c in filled) or not all(_LETTER.search(texts[c]) for c in filled):
        return False
    inner = {c for c in filled if not upper[c]}
    return bool(inner) and all(c - 1 in filled if c in inner else c + 1 in inner for c in filled)


def _one_column_each(sheet: Sheet, header: Header) -> Header:
    """A heading merged over several columns belongs to the one that holds data; to all of them if several do."""
    filled = cache(partial(has_data, sheet))
    paths = list(header.headings.paths)
    bottom = header.rows[-1] if header.rows else -1
    for first, left, last, right in sheet.merged:
        if first <= bottom <= last and left < right:
            columns = range(left, min(right + 1, len(paths)))
            used = [c for c in columns if filled(last + 1, c)] or [left]
            for c in set(columns).difference(used):
                paths[c] = ()
    return Header(header.rows, Headings(paths, header.headings.wanted))


def key_column(header: Header, names: Names) -> int | None:
    """The column that tells the rows apart; None if there is none, or more than one."""
    hits = [header.headings.match(key).columns for key in names.keys]
    return next((columns[0] for columns in hits if len(columns) == 1), None)


def has_data(sheet: Sheet, first: int, column: int) -> bool:
    """Whether anything stands in a column from a row on."""
    said, which = sheet.rows.different(column)
    return any(said[k] != "" for k in which[first:])
