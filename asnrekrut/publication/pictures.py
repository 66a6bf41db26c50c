"""The page's pictures, from what its lists show and from nothing else."""

from __future__ import annotations

from collections import Counter
from statistics import median
from typing import TYPE_CHECKING

from asnrekrut.charts import Words, bars, classed, distribution, funnel
from asnrekrut.notation import read_shown, show_count, show_rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asnrekrut.publication.view import PublicPerson, PublicStage

FINAL = "akhir"
ENOUGH = 5  # marks below which a distribution says nothing


def way_through(stages: Sequence[PublicStage]) -> Iterator[tuple[str, str]]:
    """How many took part in each stage that was announced, and how many are left; each with a title."""
    whole = [stage for stage in stages if stage.everyone]
    if len(whole) < 2:  # noqa: PLR2004  (one bar is no way)
        return
    rows = [(stage.name, len(_people(stage))) for stage in whole if stage.code != FINAL]
    last = whole[-1]
    goal = "Lulus atau cadangan" if last.code == FINAL else f"Lanjut sesudah {last.name}"
    rows.append((goal, sum(bool(person.passed) for person in _people(last))))
    said = "; ".join(f"{label} {show_count(count)} orang" for label, count in rows)
    yield "Dari tahap ke tahap", funnel(Words("gambar-tahap", "Dari tahap ke tahap", f"{said}."), rows)


def pictures(stage: PublicStage) -> Iterator[tuple[str, str]]:
    """One stage's results by code, and the distribution of its last figure."""
    people = _people(stage)
    counts = Counter(person.code for person in people)
    rows = [(f"{code}: {meaning}", counts[code]) for code, meaning in stage.meanings]
    title = f"{stage.name}: banyaknya orang menurut kode"
    said = "; ".join(f"{label} {show_count(count)} orang" for label, count in rows)
    yield title, bars(Words(f"gambar-kode-{stage.code}", title, f"{said}."), rows)
    heading, cut = stage.drawn
    if heading:
        at = stage.headings.index(heading)
        yield from _spread(stage, heading, cut, [person.scores[at] for person in people])


def _people(stage: PublicStage) -> list[PublicPerson]:
    return [person for formation in stage.formations for person in formation.people]


def _spread(stage: PublicStage, heading: str, shown_cut: str, scores: Sequence[str]) -> Iterator[tuple[str, str]]:
    values = [value for text in scores if (value := read_shown(text)) is not None]
    if len(values) < ENOUGH:
        return
    cut = read_shown(shown_cut)
    ordered = sorted(values)
    title = f"{stage.name}: sebaran {heading}"
    said = f"{show_count(len(values))} nilai, dari {show_rounded(ordered[0], 2)} sampai {show_rounded(ordered[-1], 2)}"
    said += f", median {show_rounded(median(ordered), 2)}" + (f", ambang batas {shown_cut}" if shown_cut else "")
    words = Words(f"gambar-sebaran-{stage.code}", title, f"{said}.")
    yield title, distribution(words, classed(values, cut), heading)
