"""Who takes the place of somebody who left: the next in rank, and only by a letter; nobody else moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

from asnrekrut.core.events import Event, Kind, row_to_paste
from asnrekrut.core.exact import indices
from asnrekrut.core.marks import LEAVING
from asnrekrut.core.result import Fate, Fates
from asnrekrut.core.sort_keys import Standing, ties_over
from asnrekrut.findings import NAMED, Finding, finding
from asnrekrut.notation import listed
from asnrekrut.rules.figure_keys import FINAL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from asnrekrut.core.ranking import RankingRun
    from asnrekrut.core.register import Register
    from asnrekrut.rules.model import Rules

NOT_REPLACED = "menurut aturan, yang mundur di antara dua tahap tidak digantikan (kunci antar_tahap pada [penggantian])"


class Succession(Struct, frozen=True):
    """What became of vacated places.

    Attributes:
        taken: who takes one, in the order of rank; whoever of them left again is among them.
        vacant: how many places are still without anybody.
        following: who would be next, all who are equal; more than ``vacant`` is a tie.
        unfit: whom letters name although it is not their turn.
    """

    taken: list[int] = field(default_factory=list)
    vacant: int = 0
    following: list[int] = field(default_factory=list)
    unfit: list[int] = field(default_factory=list)


def succeed(
    classes: Iterable[Sequence[int]], vacant: int, named: Sequence[int], left: Collection[int] = ()
) -> Succession:
    """Give vacated places to those whom letters name, as long as it is their turn.

    Args:
        classes: who may follow, the best first, those of equal rank together.
        named: whom a letter names, in any order.
        left: who left the selection; one of them follows only if named, and vacates the place again.
    """
    taken, following = list[int](), list[int]()
    for equals in classes:
        waiting = [i for i in equals if i not in taken and (i not in left or i in named)]
        tied = len([i for i in waiting if i not in left]) > vacant
        for i in [] if tied else [i for i in waiting if i in named]:
            taken.append(i)
            vacant -= i not in left
        following = [i for i in waiting if i not in taken and i not in left]
        if vacant <= 0 or following:
            break
    return Succession(taken, vacant, following if vacant > 0 else [], [i for i in named if i not in taken])


def vacated(left: int, staying: int, places: int) -> int:
    """How many of the places that were left are vacant: a tie may have let in more than there are."""
    return max(0, min(left, places - staying))


def misfit(event: Event, number: str, why: str) -> Finding:
    """The finding that a letter cannot be carried out for somebody."""
    return finding("E609", event.place, jenis=event.kind.value, nomor=number, sebab=why).at_stage(event.stage)


def waiting(event: Event) -> Finding:
    """The finding that an event has no effect yet, because its letter is not there."""
    nomor = ", ".join(event.persons)
    return finding("P604", event.place, jenis=event.kind.value, nomor=nomor).at_stage(event.stage)


def without_rule(
    register: Register, formation: int, vacant: int, classes: Iterable[Sequence[int]], given: Mapping[int, Event]
) -> Iterator[Finding]:
    """Where no rule says who follows: letters that name somebody, else what becomes of the seats that were left."""
    for i, event in given.items():
        yield finding("E621", event.place, nomor=register.numbers[i]).at_stage(event.stage)
    if vacant and not given:
        code, equals = register.formations[formation].code, next(iter(classes), ())
        names = [register.numbers[i] for i in equals]
        row = row_to_paste(Kind.REPLACEMENT, stage=FINAL, formation=code, persons=names[0] if len(names) == 1 else "")
        who = listed(names, NAMED) or "tidak ada"
        yield finding("P607", formasi=code, kursi=vacant, siapa=who, baris=row).at_stage(FINAL)


def reports(
    register: Register, stage: str, formation: int, found: Succession, given: Mapping[int, Event]
) -> Iterator[Finding]:
    """Letters that name somebody out of turn, and who is next for places that are still vacant."""
    numbers, code = register.numbers, register.formations[formation].code
    names = listed([numbers[i] for i in found.following], NAMED)
    nobody = "tidak ada lagi yang dapat menggantikan" if found.vacant > 0 else "tidak ada tempat yang kosong"
    turn = f"berikutnya menurut peringkat ialah {names}" if names else nobody
    for i in found.unfit:
        yield misfit(given[i], numbers[i], f"pada formasi {code} {turn}")
    if len(found.following) > found.vacant:
        yield finding("P606", formasi=code, kursi=found.vacant, siapa=names).at_stage(stage)
    elif found.following:
        row = row_to_paste(Kind.REPLACEMENT, stage=stage, formation=code, persons=numbers[found.following[0]])
        yield finding("P605", formasi=code, kursi=found.vacant, siapa=names, baris=row).at_stage(stage)


def between_stages(rules: Rules) -> bool:
    """Whether whoever stands behind the last place of a stage may be invited in the place of somebody who left."""
    return rules.replacement is not None and rules.replacement.between_stages


def step_in(run: RankingRun, s: int, fates: Fates, standing: Standing) -> dict[int, str]:
    """Who is invited, by letter, in the place of somebody who left before the next stage; their fates are changed."""
    after = run.codes[s + 1] if s + 1 < run.end else ""
    at = {e: run.register.known(e.persons) for e in run.events if after and e.stage == after}
    rows = [event for event in at if event.kind is Kind.REPLACEMENT]
    run.findings.extend(waiting(event) for event in rows if not event.letter)
    given = {i: event for event in rows if event.letter for i in at[event]}
    if not between_stages(run.rules):
        run.findings.extend(misfit(event, run.register.numbers[i], NOT_REPLACED) for i, event in given.items())
        return {}
    left = {i for event, who in at.items() if event.kind in LEAVING for i in who}
    refused = [i for event, who in at.items() if event.kind is Kind.REFUSAL for i in who]
    may = fates == Fate.BEYOND
    may[refused] = False
    formation = run.register.formation
    stepped_in: dict[int, str] = {}
    for f in sorted({int(formation[i]) for i in (*left, *given)}):
        here = formation == f
        classes = [tied.tolist() for tied in ties_over(standing, formation, may & here)]
        onward = set(indices(here & (fates == Fate.PROCEEDS)))
        places = run.rules.places(run.codes[s], run.register.formations[f].quota)
        gone = len(onward & left)
        vacant = vacated(gone, len(onward) - gone, len(onward) if places is None else places)
        mine = {i: event for i, event in given.items() if here[i]}
        found = succeed(classes, vacant, list(mine), left)
        run.findings.extend(reports(run.register, after, f, found, mine))
        stepped_in |= {i: given[i].source for i in found.taken}
    fates[list(stepped_in)] = Fate.PROCEEDS
    return stepped_in
