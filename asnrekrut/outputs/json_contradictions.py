"""The parts of a ``hasil.json`` that contradict each other, which a hand or a broken disk seldom changes alike."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from asnrekrut.core.counts import BECAME
from asnrekrut.core.placement import APPOINTED, BY_RANK, NOMINATION, SEAT
from asnrekrut.core.result import Fate
from asnrekrut.rules.figure_keys import FINAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from asnrekrut.outputs.json_format import SavedPerson, SavedPlacement, SavedResult

_KINDS = {Fate.WINS: SEAT, Fate.NOMINATED: NOMINATION}  # of the place that a fate means


def contradictions(saved: SavedResult) -> Iterator[str]:
    """The parts at fault, by their key and name, the causes before what follows."""
    yield from (f"peserta {one.number}" for one in saved.people if not _fits(saved, one))
    people = {one.number: one for one in saved.people}
    if not len(people) == len(saved.people) == saved.applicants:
        yield "pelamar"
        return
    yield from (f"rekap_tahap {code}" for k, code in enumerate(saved.stages) if not _adds_up(saved, k, code))
    yield from _placements(saved, people)
    yield from _formations(saved)
    yield from () if saved.determined else _ranks(saved)  # a list of the central body may leave ranks out


def _fits(saved: SavedResult, person: SavedPerson) -> bool:
    """Whether somebody has a figure for each step and key, no fate of a later stage, and a formation and code."""
    reached = len(saved.stages) + (saved.stage == FINAL)
    sized = len(person.figures) in {0, len(saved.steps)} and len(person.key_figures) in {0, len(saved.key_headings)}
    known = person.formation in saved.formations and (not person.code or person.code in saved.codes)
    return sized and known and len(person.fate_words) <= reached


def _adds_up(saved: SavedResult, k: int, code: str) -> bool:
    """Whether the counts of a stage are those of its people."""
    one, fates = saved.stages[code], Counter(person.fates[k] for person in saved.people if k < len(person.fates))
    said = (one.absent, one.not_called, one.out, one.failed, one.beyond, one.went_on)
    counted = tuple(sum(fates[fate] for fate in several) for several in BECAME)
    return (*said, one.expected, one.waiting) == (*counted, sum(counted), fates[Fate.OPEN])


def _placements(saved: SavedResult, people: Mapping[str, SavedPerson]) -> Iterator[str]:
    """Whoever has a place without its fate, or its fate without a place; who has more than one, or none of those."""
    for one in (*saved.placements, *saved.vacated):
        if one.number not in people or one.formation not in saved.formations or saved.stage != FINAL:
            yield f"penempatan {one.number}"
            return
    placed = {one.number: one.kind for one in saved.placements}
    due = {number: _KINDS[one.fate] for number, one in people.items() if one.fate in _KINDS}
    several = Counter(one.number for one in saved.placements)
    wrong = {*(placed.items() ^ due.items()), *((n, "") for n, count in several.items() if count > 1)}
    yield from (f"penempatan {number}" for number in sorted({number for number, _ in wrong}))
    yield from (f"formasi {one.formation}" for one in saved.placements if _beyond(saved, one, people[one.number]))


def _beyond(saved: SavedResult, one: SavedPlacement, holder: SavedPerson) -> bool:
    """Whether somebody has a seat by rank that is behind the last, or any place where there is no seat at all."""
    if one.step != BY_RANK:
        return False
    quota, chosen = saved.formations[one.formation].quota, one.kind == NOMINATION or one.note == APPOINTED
    return not quota or holder.rank is None or (holder.rank > quota and not chosen)


def _formations(saved: SavedResult) -> Iterator[str]:
    """Formations whose counts are not those of their people and places."""
    applied = Counter(person.formation for person in saved.people)
    reserves = Counter(person.formation for person in saved.people if person.fate is Fate.RESERVE)
    given = Counter((one.formation, one.kind) for one in saved.placements)
    for code, one in saved.formations.items():
        seats = given[code, SEAT]
        empty = max(0, one.quota - seats) if one.progress == "diputus" else 0
        won = (seats, given[code, NOMINATION], reserves[code], empty) if saved.stage == FINAL else (0, 0, 0, 0)
        said = (one.winners or 0, one.nominated or 0, one.reserves or 0, one.empty or 0)
        if (one.applicants, *said) != (applied[code], *won):
            yield f"formasi {code}"


def _ranks(saved: SavedResult) -> Iterator[str]:
    """Formations in which a rank is not one more than how many stand before it."""
    ahead: Counter[str] = Counter()
    for (formation, rank), count in sorted(Counter((one.formation, one.rank or 0) for one in saved.people).items()):
        if rank and rank != ahead[formation] + 1:
            yield f"peringkat formasi {formation}"
        ahead[formation] += count if rank else 0


def repeated_key(content: bytes) -> str:
    """A key that a part says twice, of which only one value would be read; '' where there is none."""
    found: list[str] = []

    def look(pairs: Sequence[tuple[str, object]]) -> None:
        counts = Counter(key for key, _ in pairs)
        found.extend(key for key, count in counts.items() if count > 1)

    json.loads(content, object_pairs_hook=look, parse_int=str, parse_float=str)
    return next(iter(found), "")
