"""Raters of a panel who mark in a way that somebody should ask about.

None of this is wrong in itself: a panel may agree on every mark, and a strict rater may be right. But a sheet that was
filled down, copied or never handed in looks the same.
"""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from asnrekrut.checks.similar_names import agree, plain
from asnrekrut.core.exact import Bools, Counts, distinct, indices
from asnrekrut.core.marks import GIVEN, State
from asnrekrut.findings import Finding, Place, Value, Values, finding
from asnrekrut.intake.needs import BY_FILE
from asnrekrut.notation import show, show_count
from asnrekrut.texts import ROMAN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.checks.context import Context
    from asnrekrut.checks.recomputed_columns import Floats
    from asnrekrut.core.marks import Marks
    from asnrekrut.rules.stages import Component, Stage

ALIKE = 92  # per cent: names in which a letter or two differ
FEWEST = 5  # marks: three finalists with the same mark are no pattern
DISTINCT = 3  # different marks among them, for a likeness that is no accident
# Per cent of the scale. A rater who is a little stricter with everybody changes no rank; 15 of 100 points lie beyond
# what the same answer earns from different people, and move whoever was seen by that rater only.
FAR = 15
IN_ORDER = 8  # marks: so many equal ones in a row of other people's are no accident
_ANEW = r"(?<![a-z])(?:copy|kopi|salinan|backup|lama|baru|final|revisi|rev|fix|ok|ttd|perbaikan)\d{0,2}"
_COPY_OF = re.compile(r"(?:salinan|kopi|copy)(?: dari| of)?[\s_-]{1,5}", re.IGNORECASE)  # before the name
_AGAIN = re.compile(rf"{_ANEW}\W{{0,5}}$")
_VERSION = re.compile(
    rf"(?:[\s_-]{{0,5}}(?:\(\d{{1,2}}\)|\({_ANEW}\)|{_ANEW}\b|(?<=[\s_-])v\d{{1,2}}\b|(?<=[\s_-])\d{{1,4}}(?:[-_.]?\d{{2}}){{2,3}})){{1,6}}$",
    re.IGNORECASE,
)  # what a file's name gets when it is copied or handed in anew
_COUNTED = re.compile(rf"(.*?)\s{{0,5}}(?:0{{0,5}}(\d{{1,3}})|\b({'|'.join(ROMAN)}))")
_MOST_MARKS = 2000
_MOST_RATERS = 200  # beyond that a "rater" is something else


class Panel(Struct, frozen=True):
    """The marks of one component's raters.

    Attributes:
        num: marks over a common denominator, shape (raters, n); zero where not ``known``.
    """

    stage: Stage
    component: Component
    parts: tuple[Marks, ...]
    num: Counts
    den: int
    known: Bools

    def place(self, r: int) -> Place | None:
        """Where the first mark of a rater stands, or where it should."""
        return self.parts[r].where(int(self.known[r].argmax()))

    def doubt(self, code: str, r: int, **values: Value) -> Finding:
        """A finding about a rater."""
        return finding(code, self.place(r), **values, **self.words(r))

    def words(self, r: int) -> dict[str, str]:
        """What every message about a rater says."""
        return {"penilai": self.parts[r].label, "komponen": self.component.name, "tahap": self.stage.name}


def raters(context: Context) -> Iterator[Finding]:
    """Every panel's raters."""
    for stage, component, marks in context.components():
        if not 1 < len(marks.parts) <= _MOST_RATERS:
            continue
        den = int(np.lcm.reduce([part.values.den for part in marks.parts]))
        num = np.stack([part.values.over(den).num for part in marks.parts])
        known = np.stack([part.known for part in marks.parts])
        panel = Panel(stage, component, marks.parts, num, den, known)
        if known.any():
            yield from _one_under_two_names(context, panel)
            yield from _unequal(panel, marks)
            begun = [(part.states == State.INVALID).any() for part in marks.parts]  # by some of the aspects
            for r in indices(~known.any(axis=1) & ~np.array(begun)):  # not a single mark, though others marked
                yield panel.doubt("P422", r)
            yield from _uniform(panel)
            yield from _far(panel)
            yield from _copied(panel)


def _one_under_two_names(context: Context, panel: Panel) -> Iterator[Finding]:
    """Raters whose names may be one and the same written twice, or a copy of the same workbook.

    Names that the rules themselves list as columns were chosen by the committee.
    """
    if panel.component.panel is None or panel.component.panel.columns:
        return
    labels = [part.label.casefold() for part in panel.parts]
    bases = [_base(label) for label in labels]
    shared = set.intersection(*(set(plain([base])[0].split()) for base in bases))
    for q, r in combinations(range(len(labels)), 2):
        other, marked = panel.parts[q].label, (bases[q] != labels[q]) + (bases[r] != labels[r])
        again = any(_AGAIN.search(label) or _COPY_OF.match(label) for label in (labels[q], labels[r]))
        same = marked and bases[q] == bases[r]  # where all files have one base, (1) and (2) only count the raters
        if same and (marked == 1 or again) and panel.component.panel.rater == BY_FILE:
            yield panel.doubt("E409", r, lain=other)
        elif (same and len(set(bases)) > 1) or _named_alike((q, r), bases if marked == 1 else labels, shared):
            recused = list(_marked_though_recused(context, panel, q, r))
            yield from recused or [panel.doubt("P429", r, lain=other)]


def _base(label: str) -> str:
    """A file's name without what it gets when it is copied or handed in anew."""
    copied = _COPY_OF.match(label)
    return _VERSION.sub("", label[copied.end() :] if copied else label).strip(" _-.")


def _marked_though_recused(context: Context, panel: Panel, q: int, r: int) -> Iterator[Finding]:
    """Marks that one of two spellings gave somebody whom the other may not mark."""
    for rater, other in ((q, r), (r, q)):
        part, barred = panel.parts[rater], panel.parts[other]
        for i in sorted(barred.recused - part.recused):
            if part.states[i] in GIVEN:
                told = panel.words(rater) | {"lain": barred.label, "nomor": context.register.numbers[i]}
                yield finding("E438", part.where(i), **told)


def _named_alike(pair: tuple[int, int], names: list[str], shared: set[str]) -> bool:
    """Whether two raters' names may be one, apart from the words that all of them have."""
    ours, theirs = plain([names[k] for k in pair])
    bare = [" ".join(word for word in name.split() if word not in shared) for name in (ours, theirs)]
    return _may_be_one(*bare) if all(bare) else _may_be_one(ours, theirs)


def _may_be_one(one: str, other: str) -> bool:
    """Whether two plain names differ in spelling only, or one is the other shortened; ``tono 1`` is not ``tono 2``."""
    from rapidfuzz import fuzz

    ours, theirs = _numbered(one), _numbered(other)
    if ours[1] is not None or theirs[1] is not None:
        return ours == theirs or (ours[0] == theirs[0] and None in {ours[1], theirs[1]})
    if agree(one, other):
        return True
    fewer, more = sorted((set(one.split()), set(other.split())), key=len)
    return fewer <= more or fuzz.ratio(one, other) >= ALIKE


def _numbered(name: str) -> tuple[str, int | None]:
    """A name and the number at its end, be it written 1, 01 or I; None where there is none."""
    found = _COUNTED.fullmatch(name)
    if found is None:
        return name, None
    return found[1], int(found[2]) if found[2] else ROMAN.index(found[3]) + 1


def _unequal(panel: Panel, marks: Marks) -> Iterator[Finding]:
    """People marked by fewer raters than others; the rules allow it, and somebody may ask why."""
    counts = panel.known.sum(axis=0)
    if fewer := indices((marks.states == State.KNOWN) & (counts < counts.max())):
        told: Values = {
            "banyak": show_count(len(fewer)),
            "paling": int(counts.max()),
            "sedikit": int(counts[fewer].min()),
        }
        yield finding("I313", marks.where(fewer[0]), **told, komponen=panel.component.name, tahap=panel.stage.name)


def _uniform(panel: Panel) -> Iterator[Finding]:
    """Raters with one mark for everybody, where the others saw differences."""
    for r, known in enumerate(panel.known):
        marks = panel.num[r][known]
        if len(marks) < FEWEST or (marks != marks[0]).any():
            continue
        others = np.where(panel.known, panel.num, marks[0])[:, known]
        if (others != marks[0]).any():
            mark = show(Fraction(int(marks[0]), panel.den))
            yield panel.doubt("P421", r, nilai=mark, banyak=show_count(len(marks)))


def _far(panel: Panel) -> Iterator[Finding]:
    """The rater farthest from the others; then, without that one, the next."""
    left = panel.known.copy()
    scale = float(panel.component.top - panel.component.minimum) * panel.den
    while True:
        distances, counts = _distances(panel.num, left)
        r = int(np.abs(distances).argmax())
        if abs(distances[r]) * 100 <= FAR * scale:
            return
        left[r] = False
        points = show(Fraction(round(abs(distances[r]) / panel.den * 100), 100))
        way = "lebih tinggi" if distances[r] > 0 else "lebih rendah"
        yield panel.doubt("P423", r, selisih=points, arah=way, banyak=show_count(int(counts[r])))


def _distances(num: Counts, known: Bools) -> tuple[Floats, Counts]:
    """Every rater's mean difference from the mean of the others over those they share, and how many those are.

    Zero where a rater shares fewer than ``FEWEST`` people with others.
    """
    marks = np.where(known, num, 0).astype(np.float64)
    total, count = marks.sum(axis=0), known.sum(axis=0)
    shared = known & (count > 1)
    others = (total - marks) / np.maximum(count - 1, 1)
    counts = shared.sum(axis=1)
    means = np.where(shared, marks - others, 0).sum(axis=1) / np.maximum(counts, 1)
    return np.where(counts >= FEWEST, means, 0), counts


def _copied(panel: Panel) -> Iterator[Finding]:
    """Raters whose marks are another's: for the same people, or in the same order down their sheets."""
    orders: dict[tuple[int, ...], int] = {}
    given = [_in_any_order(panel, r) for r in range(len(panel.parts))]
    for r, marks in enumerate(given):
        order = _down_the_sheet(panel, r) if marks and given.count(marks) > 1 else ()
        earlier = orders.setdefault(order, r) if order else r
        twin = next((q for q in range(r) if _same_marks(panel, q, r)), None)
        way = "menurut urutan baris, padahal pesertanya berbeda" if twin is None else "bagi peserta yang sama"
        other, count = earlier if twin is None else twin, show_count(int(panel.known[r].sum()))
        if other != r:
            yield panel.doubt("P424", r, lain=panel.parts[other].label, cara=way, banyak=count)


def _same_marks(panel: Panel, q: int, r: int) -> bool:
    """Whether two raters gave everybody whom both marked the same mark, and not one and the same to all."""
    both = panel.known[q] & panel.known[r]
    one, other = panel.num[q][both], panel.num[r][both]
    return len(one) >= FEWEST and bool((one == other).all()) and distinct(one) >= DISTINCT


def _in_any_order(panel: Panel, r: int) -> list[int]:
    """A rater's marks, the lowest first; none where their order down the sheet would say nothing."""
    marks = panel.num[r][panel.known[r]]
    return sorted(marks.tolist()) if IN_ORDER <= len(marks) <= _MOST_MARKS and distinct(marks) >= DISTINCT else []


def _down_the_sheet(panel: Panel, r: int) -> tuple[int, ...]:
    """A rater's marks in the order of the sheet; empty where a place is not known."""
    mine = np.flatnonzero(panel.known[r])
    places = [(place, i) for i in mine.tolist() if (place := panel.parts[r].where(i)) is not None]
    return tuple(int(panel.num[r][i]) for _, i in sorted(places)) if len(places) == len(mine) else ()
