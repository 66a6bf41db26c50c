"""Gates between stages, shortlists and the final order: from scores to what becomes of everyone.

Every formation is decided by itself: what is missing in one holds up no other.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.choices import choose, persons, shared, unclear, wishes
from asnrekrut.core.conduct import make_up_events
from asnrekrut.core.determined import Computed, differences, fates_of, one_sided, standing_of
from asnrekrut.core.events import LEAVING, Kind, of_kind
from asnrekrut.core.marks import MISSING, State
from asnrekrut.core.ordering import Standing, repeated, sort_keys, stand, ties_over
from asnrekrut.core.placement import listed_in_seats, places_at_end, unplaced
from asnrekrut.core.result import END_NAME, OUT_BY_STATE, Fate, Progress, Result, StageOutcome
from asnrekrut.core.seating import Seating
from asnrekrut.core.succession import misfit, reports, succeed, waiting
from asnrekrut.core.ties import Settling
from asnrekrut.findings import Finding, finding
from asnrekrut.notation import listed
from asnrekrut.rules.keys import FINAL, INTERIM
from asnrekrut.scoring import effective_states

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from asnrekrut.core.conduct import Conduct, Determination
    from asnrekrut.core.events import Event
    from asnrekrut.core.exact import Bools
    from asnrekrut.core.marks import AllMarks, Marks, Part
    from asnrekrut.core.ordering import Places
    from asnrekrut.core.register import Register
    from asnrekrut.core.result import Fates
    from asnrekrut.findings import Place
    from asnrekrut.rules.base import Ties
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.seats import Choice
    from asnrekrut.rules.stages import Component, Stage
    from asnrekrut.scoring import Scores, StageScores

MOST = 10  # raters named in a message
NO_ROW = "E402"
FEW = 2  # so few people may well all lack the same rater


@dataclass(slots=True)
class _Run:
    """What the ranking of one selection works with.

    Attributes:
        waiting: which formations wait, by index; grows from stage to stage.
    """

    rules: Rules
    register: Register
    scores: Scores
    marks: AllMarks
    settling: Settling
    waiting: Bools
    conduct: Mapping[str, Conduct]
    events: Sequence[Event]
    outcomes: list[StageOutcome] = field(default_factory=list)

    @property
    def findings(self) -> list[Finding]:
        return self.settling.findings

    def members(self, formations: Bools) -> Bools:
        """Who applies for one of these formations."""
        return np.asarray(formations[self.register.formation], dtype=bool)

    def hold(self, who: Bools) -> None:
        """Have the formations of these applicants wait from now on."""
        self.waiting[np.unique(self.register.formation[who])] = True

    def determined(self, code: str) -> Determination | None:
        """The list that determines a stage, or the end, elsewhere."""
        return self.conduct[code].determined if code in self.conduct else None


def rank(
    rules: Rules,
    register: Register,
    scores: Scores,
    marks: AllMarks,
    held: Mapping[int, Bools] | None = None,
    conduct: Mapping[str, Conduct] | None = None,
    events: Sequence[Event] = (),
    invited: Mapping[int, Bools] | None = None,
    to_end: bool = True,
) -> tuple[Result, list[Finding]]:
    """Lead everyone through the stages that have figures, and to the end if none is missing.

    A formation stops where one of its marks is missing or a tie is open; findings and ties say why.

    Args:
        held: by stage, the formations that something outside the ranking keeps from being decided there.
        conduct: how the stages were held.
        events: the committee's decisions on ties among them.
        invited: by stage, whose invitation stands although the stage would be decided otherwise today.
        to_end: whether the end is asked for too.
    """
    settling = Settling(rules, register, of_kind(events, Kind.TIE))
    formations = len(register.formations)
    conduct = conduct or {}
    run = _Run(rules, register, scores, marks, settling, np.zeros(formations, dtype=bool), conduct, events)
    active = np.ones(len(register), dtype=bool)
    for s, figures in enumerate(scores.stages):
        active = _stage(run, s, figures, active, (held or {}).get(s, False), (invited or {}).get(s))
    awaited = rules.ranking.determined is not None and run.determined(FINAL) is None
    if to_end and len(scores.stages) == len(rules.stages) and not awaited:
        run.waiting |= (held or {}).get(len(rules.stages), False)
        _end(run, active)
        settling.report_unused(complete=not run.waiting.any())
    told = (event.printed() for event in events if event.kind is not Kind.ACCEPTANCE)  # findings say these
    printed = (*told, *make_up_events(rules.stages, register, conduct))
    return Result(rules, register, marks, scores, tuple(run.outcomes), printed, conduct), run.findings


def _stage(run: _Run, s: int, figures: StageScores, active: Bools, held: Bools | bool, invited: Bools | None) -> Bools:
    """Decide one stage for every formation that can be decided; who goes on from it.

    What is missing is reported of formations that something else holds up here as well.
    """
    fixed = run.determined(figures.stage.code)
    if fixed is not None:
        run.waiting |= held
        outcome = _elsewhere(run, s, fixed, active)
        return np.asarray(outcome.fates == Fate.PROCEEDS, dtype=bool)
    running = active & ~run.members(run.waiting)
    _missing(run, figures, running)
    run.waiting |= held
    here = running & ~run.members(run.waiting)
    fates = _gate(figures, active, here, run.scores.groups)
    stage, passed = figures.stage, fates == Fate.PROCEEDS
    places = None if stage.shortlist is None else places_at(run.rules, run.register, s)
    standing = _standing(run, s, passed, run.scores)
    progress = np.where(run.waiting, Progress.WAITING, Progress.DECIDED).astype(np.int8)
    before = len(run.settling.open)
    if places is not None:
        crossing = passed & (standing.rank <= places) & (standing.last > places)
        standing = run.settling.settle(s, standing, passed, places, crossing, crossing)
        fates[passed & (standing.rank > places)] = Fate.BEYOND
        _tied(run, fates, progress, before, here)
    kept = np.zeros(len(fates), dtype=bool)
    if invited is not None:
        kept = invited & np.isin(fates, (Fate.BEYOND, Fate.FAILS))
        fates[kept] = Fate.PROCEEDS
    stepped_in = _stepped_in(run, s, fates, standing)
    ties = tuple(run.settling.open[before:])
    outcome = StageOutcome(s, stage.code, stage.name, fates, progress, standing, places, ties, kept=kept)
    run.outcomes.append(replace(outcome, stepped_in=stepped_in))
    return np.asarray(fates == Fate.PROCEEDS, dtype=bool)


def _stepped_in(run: _Run, s: int, fates: Fates, standing: Standing) -> dict[int, str]:
    """Who is invited, by letter, in the place of somebody who left before the next stage; their fates are changed."""
    after = run.rules.stages[s + 1].code if s + 1 < len(run.rules.stages) else ""
    here = [event for event in run.events if after and event.stage == after]
    numbers = {number: i for i, number in enumerate(run.register.numbers)}
    at = {event: [numbers[one] for one in event.persons if one in numbers] for event in here}
    rows = [event for event in at if event.kind is Kind.REPLACEMENT]
    run.findings.extend(waiting(event) for event in rows if not event.letter)
    given = {i: event for event in rows if event.letter for i in at[event]}
    rule = run.rules.replacement
    if rule is None or not rule.between_stages:
        why = "menurut aturan, yang mundur di antara dua tahap tidak digantikan (kunci antar_tahap pada [penggantian])"
        run.findings.extend(misfit(event, run.register.numbers[i], why) for i, event in given.items())
        return {}
    left = {i for event, who in at.items() if event.kind in LEAVING for i in who}
    refused = {i for event, who in at.items() if event.kind is Kind.REFUSAL for i in who}
    formation = run.register.formation
    stepped_in: dict[int, str] = {}
    for f in sorted({int(formation[i]) for i in (*left, *given)}):
        own = [i for i in standing.order[formation[standing.order] == f].tolist() if i not in refused]
        beyond = [i for i in own if fates[i] == Fate.BEYOND]
        classes = [
            [i for i in beyond if standing.rank[i] == k] for k in sorted({int(standing.rank[i]) for i in beyond})
        ]
        vacant = sum(fates[i] == Fate.PROCEEDS and formation[i] == f for i in left)
        mine = {i: event for i, event in given.items() if formation[i] == f}
        found = succeed(classes, vacant, list(mine), left)
        run.findings.extend(reports(run.register, after, f, found, mine))
        stepped_in |= {i: given[i].source for i in found.taken}
    fates[list(stepped_in)] = Fate.PROCEEDS
    return stepped_in


def _tied(run: _Run, fates: Fates, progress: NDArray[np.int8], before: int, here: Bools) -> None:
    """Leave the formations undecided whose ties are open, or whose order hangs on something unknown."""
    tied = np.zeros(len(progress), dtype=bool)
    tied[[tie.formation for tie in run.settling.open[before:]]] = True
    progress[tied] = Progress.TIED
    progress[run.settling.unclear] = Progress.WAITING
    run.waiting |= tied | run.settling.unclear
    fates[here & run.members(run.waiting)] = Fate.OPEN


def _standing(run: _Run, s: int, passed: Bools, scores: Scores) -> Standing:
    """The order of those who passed: by the keys of the cut; without a cut by the running score or the stage's value.

    Without any figure everybody shares a place.
    """
    stage, figures = run.rules.stages[s], scores.stages[s]
    if stage.shortlist is not None:
        order: Sequence[str] = stage.shortlist.order
    elif figures.interim is not None:
        order = [INTERIM]
    else:
        order = [stage.code] if figures.value is not None else []
    return stand(sort_keys(order, run.rules, run.register, scores, s), run.register.formation, passed)


def _missing(run: _Run, figures: StageScores, running: Bools) -> None:
    """Report the missing marks of those who needed them; their formations wait."""
    states, stage = figures.states, figures.stage
    lacking = running & np.isin(states, MISSING)
    lacks: list[Finding] = []
    for component in stage.components:
        own = effective_states(stage, component, run.marks)
        who = np.flatnonzero(lacking & np.isin(own, MISSING)).tolist()
        marks = run.marks[stage.code, component.code]
        counts = marks.counts
        if component.panel and counts is not None and len(who) == int(running.sum()) > FEW and counts[who].min() > 0:
            most, need = int(counts[who].max()), component.panel.required
            given = listed([part.label for part in marks.parts if (part.states[who] == State.KNOWN).any()], MOST)
            told = {"banyak": len(who), "kolom": component.name, "tahap": stage.name, "ada": most, "perlu": need}
            run.findings.append(finding("E408", None, siapa=given, **told))
            continue
        lacks += [_lack(run, stage, component, State(int(own[i])), i) for i in who]
    run.findings.extend(_by_row(lacks))
    run.hold(lacking | (running & (states == State.INVALID)) | _untold(run, figures, running))


def _untold(run: _Run, figures: StageScores, running: Bools) -> Bools:
    """Of whom a demand cannot be told, because a fact is blank or the rules do not say how to count; reported."""
    found = np.zeros(len(running), dtype=bool)
    out = np.any([judged.fails for judged in figures.demands], axis=0) if figures.demands else found
    for judged in figures.demands:
        unknown = running & judged.unknown & ~out & ~np.isin(figures.states, list(OUT_BY_STATE))
        for i in np.flatnonzero(unknown).tolist():
            told = {"nomor": run.register.numbers[i], "ketentuan": judged.demand.code, "tahap": figures.stage.name}
            run.findings.append(finding("E432", None, **told))
        found |= unknown
    return found


def _by_row(lacks: Iterable[Finding]) -> Iterator[Finding]:
    """Who has no row in a sheet, once for all components that should stand there; everything else as it is."""
    several: dict[object, list[Finding]] = {}
    for one in lacks:
        row = (one.place, one.values["nomor"]) if one.code == NO_ROW else id(one)
        several.setdefault(row, []).append(one)
    for same in several.values():
        names = [str(one.values["kolom"]) for one in same]
        yield replace(same[0], values=same[0].values | {"kolom": listed(names, MOST)})


def _lack(run: _Run, stage: Stage, component: Component, state: State, i: int) -> Finding:
    """The finding that somebody's mark is missing."""
    marks = run.marks[stage.code, component.code]
    code = {State.BLANK: "E401", State.NO_ROW: NO_ROW, State.SHORT: "E403"}[state]
    have = 0 if marks.counts is None else int(marks.counts[i])
    need = component.panel.required if component.panel else 1
    silent = marks.silent(i, need)
    who = f" (belum ada nilai dari {listed([part.label for part in silent])})" if silent else ""
    values = {"kolom": component.name, "tahap": stage.name, "ada": have, "perlu": need, "siapa": who}
    return finding(code, _spot(marks, silent, i), nomor=run.register.numbers[i], **values)


def _spot(marks: Marks, silent: list[Part], i: int) -> Place | None:
    """Where a mark is missing: in the rater's own sheet if that is known, else beside the other raters' marks."""
    place, own = marks.where(i), silent[0].where(i) if silent else None
    beside = own and place and own.row < 0 and (own.file, own.sheet) == (place.file, place.sheet)
    return place if beside else own or place


def _gate(figures: StageScores, active: Bools, here: Bools, groups: NDArray[np.intp]) -> Fates:
    """Everyone's fate at a stage, before any shortlist; open for those who came but cannot be decided yet."""
    fates = np.where(active, Fate.OPEN, Fate.NOT_REACHED).astype(np.int8)
    fates[here] = Fate.PROCEEDS
    for gate in figures.gates:
        fates[here & gate.fails(groups)] = Fate.FAILS
    for judged in figures.demands:
        fates[here & judged.fails] = Fate.FAILS
    for state, fate in OUT_BY_STATE.items():
        fates[here & (figures.states == state)] = fate
    return fates


def places_at(rules: Rules, register: Register, s: int) -> Places:
    """How many of each applicant's formation go on from a stage with a shortlist, shape (n,)."""
    rule = rules.stages[s].shortlist
    assert rule is not None  # noqa: S101  (only asked where there is one)
    return register.quotas * rule.per_quota if rule.per_quota else np.full(len(register), rule.places or 0)


def _elsewhere(run: _Run, s: int, fixed: Determination, active: Bools) -> StageOutcome:
    """A stage, or the end, as a list of the central body determines it, with our own computation held against it."""
    register, at_end = run.register, s == len(run.rules.stages)
    name = END_NAME if at_end else run.rules.stages[s].name
    listed = np.zeros(len(register.formations), dtype=bool)
    listed[register.formation[fixed.listed]] = True
    peopled = np.zeros(len(register.formations), dtype=bool)
    peopled[register.formation[active]] = True
    run.waiting |= peopled & ~listed
    here = ~run.members(run.waiting)
    latest = np.zeros(len(register), dtype=np.int8)
    for before in run.outcomes:
        latest = np.where(before.fates > Fate.OPEN, before.fates, latest)
    fates = fates_of(fixed, active, here, latest, Fate.LOSES if at_end else Fate.BEYOND)
    standing = standing_of(fixed, register.formation, here & (fates > Fate.OPEN))
    computed = _own_end(run, active & here) if at_end else _own_stage(run, s, active & here)
    codes = run.rules.codes if at_end else run.rules.stages[s].codes
    found = [
        *one_sided(register, name, fixed, active, fates, here),
        *unplaced(register, fixed),
        *differences(register, name, fixed, computed, active & here, codes),
    ]
    code = FINAL if at_end else run.rules.stages[s].code
    run.findings.extend(replace(one, stage_code=code) for one in found)
    run.findings.extend(_of_the_list(run, s))
    progress = np.where(run.waiting, Progress.WAITING, Progress.DECIDED).astype(np.int8)
    placed = listed_in_seats(run.rules, register, standing, fates == Fate.WINS, fixed) if at_end else ()
    outcome = StageOutcome(s, code, name, fates, progress, standing, None, (), placed, fixed)
    run.outcomes.append(outcome)
    return outcome


def _of_the_list(run: _Run, s: int) -> Iterator[Finding]:
    """Events that only a new list of the central body can carry out."""
    stages = run.rules.stages
    after = FINAL if s == len(stages) else stages[s + 1].code if s + 1 < len(stages) else ""
    kinds = (*LEAVING, Kind.REPLACEMENT) if after == FINAL else (Kind.REPLACEMENT,)
    for event in run.events:
        if event.stage == after and event.kind in kinds:
            yield misfit(
                event, ", ".join(event.persons), "yang berlaku ialah daftar penetapan; mintalah daftar yang baru"
            )


def _own_stage(run: _Run, s: int, here: Bools) -> Computed:
    """What our marks give for a stage that is determined elsewhere, as far as they go; no tie is opened."""
    scores = run.scores.ours(s)
    figures, stage = scores.stages[s], run.rules.stages[s]
    fates = _gate(figures, here, here, scores.groups)
    unknown = here & np.isin(figures.states, (*MISSING, State.INVALID))
    fates[unknown] = Fate.OPEN
    passed = fates == Fate.PROCEEDS
    standing = _standing(run, s, passed, scores)
    if stage.shortlist is not None:
        places = places_at(run.rules, run.register, s)
        fates[passed & (standing.rank > places)] = Fate.BEYOND
        if stage.shortlist.ties != "ikut semua":
            fates[passed & (standing.rank <= places) & (standing.last > places)] = Fate.OPEN
    partly = np.zeros(len(run.register.formations), dtype=bool)  # whom a missing mark may still move
    partly[run.register.formation[unknown]] = True
    standing.rank[partly[run.register.formation]] = 0
    if stage.shortlist is not None:
        fates[passed & partly[run.register.formation]] = Fate.OPEN
    return Computed(fates, standing, figures.compared)


def _own_end(run: _Run, here: Bools) -> Computed:
    """What our figures give for the end that is determined elsewhere; no tie is opened."""
    rule, end, scores = run.rules.ranking, len(run.rules.stages), run.scores.ours(len(run.rules.stages))
    places = places_at_end(run.rules, run.register)
    known = here if scores.final is None else here & scores.final.known
    standing = stand(sort_keys(rule.order, run.rules, run.register, scores, end), run.register.formation, known)
    fates = np.where(here, Fate.OPEN, Fate.NOT_REACHED).astype(np.int8)
    fates[known] = Fate.LOSES
    last = _behind(rule.ties, run.register, standing, places) + rule.reserves
    fates[known & (standing.rank <= last)] = Fate.RESERVE
    fates[known & (standing.rank <= places)] = Fate.WINS
    for edge in (places, last) if rule.ties != "ikut semua" else ():
        fates[known & (standing.rank <= edge) & (standing.last > edge)] = Fate.OPEN
    return Computed(fates, standing, scores.final)


def _end(run: _Run, active: Bools) -> None:
    """The final order, the seats and the reserve list."""
    fixed = run.determined(FINAL)
    if fixed is not None:
        _elsewhere(run, len(run.rules.stages), fixed, active)
        return
    rule, end, rules_of_choice = run.rules.ranking, len(run.rules.stages), run.rules.choice
    if rules_of_choice is not None:
        _wait_for_each_other(run, rules_of_choice)
    here = active & ~run.members(run.waiting)
    places = places_at_end(run.rules, run.register)
    keys = sort_keys(rule.order, run.rules, run.register, run.scores, end)
    standing = stand(keys, run.register.formation, here)
    standing = _after_repeat(run, standing, here)
    before, person = len(run.settling.open), persons(rules_of_choice, run.register)
    aside: Mapping[int, int] = {}
    if rules_of_choice is not None:
        standing, aside = _chosen(run, rules_of_choice, person, standing, here, places)
    crossing = here & (standing.rank <= places) & (standing.last > places) & (standing.rank > 0)
    behind = _behind(rule.ties, run.register, standing, places)
    in_list = here & (standing.rank <= behind + rule.reserves) & (standing.last > places)
    contested = in_list & (standing.last > standing.rank)
    progress = np.where(run.waiting, Progress.WAITING, Progress.DECIDED).astype(np.int8)
    open_before = list(run.settling.open)
    ranked = here & (standing.rank > 0)
    standing = run.settling.settle(None, standing, ranked, places, crossing, contested)
    run.settling.open = [*open_before, *(t for t in run.settling.open[len(open_before) :] if t not in open_before)]
    fates = _by_place(standing, active, here, places, behind + rule.reserves)
    _tied(run, fates, progress, before, here)
    if rules_of_choice is not None:
        _hold_shared(run, person, fates, progress, active)
    facts = run.rules, run.register, run.scores, run.settling, standing, fates, progress
    seating = Seating(*facts, _below(run, active), person, run.events)
    seating.give()
    run.waiting |= progress != Progress.DECIDED
    _shared_reserves(run, standing, here & (fates == Fate.RESERVE))
    ties = tuple(run.settling.open[before:])
    end_outcome = StageOutcome(end, FINAL, END_NAME, fates, progress, standing, places, ties, seating.placements)
    run.outcomes.append(
        replace(
            end_outcome,
            vacated=seating.vacated,
            departed=seating.departed,
            refused=seating.refused,
            stepped_in=seating.stepped_in,
            aside={
                i: held
                for i, held in {**aside, **seating.aside}.items()
                if fates[i] > Fate.OPEN and i not in seating.departed
            },
        )
    )


def _by_place(standing: Standing, active: Bools, here: Bools, places: Places, last: Places) -> Fates:
    """What the rank alone gives: a place, one on the list of reserves up to the last, or none."""
    ranked = here & (standing.rank > 0)
    fates = np.where(active, Fate.OPEN, Fate.NOT_REACHED).astype(np.int8)
    fates[here] = Fate.LOSES
    fates[ranked & (standing.rank <= last)] = Fate.RESERVE
    fates[ranked & (standing.rank <= places)] = Fate.WINS
    return fates


def _after_repeat(run: _Run, standing: Standing, here: Bools) -> Standing:
    """The order after an exam was repeated among those who are tied; marks of others are reported."""
    marks = run.conduct[FINAL].repeat if FINAL in run.conduct else None
    if marks is None:
        return standing
    key = repeated(standing, run.register.formation, marks)
    for i in np.flatnonzero(here & (marks.states == State.KNOWN) & ~key.known).tolist():
        run.findings.append(finding("P509", marks.where(i), nomor=run.register.numbers[i]))
    return stand([*standing.keys, key], run.register.formation, here) if key.known.any() else standing


def _wait_for_each_other(run: _Run, rule: Choice) -> None:
    """Formations that share applicants wait for each other, and for choices that are blank or equal."""
    person = persons(rule, run.register)
    label = shared(person, run.register.formation, len(run.register.formations))
    for fault, i in unclear(rule, run.register, person):
        run.findings.append(fault)
        run.waiting[run.register.formation[i]] = True
    run.waiting |= np.isin(label, label[run.waiting])


def _hold_shared(run: _Run, person: NDArray[np.intp], fates: Fates, progress: NDArray[np.int8], active: Bools) -> None:
    """While one of them is open, no formation that shares applicants with it is decided."""
    label = shared(person, run.register.formation, len(run.register.formations))
    held = np.isin(label, label[progress != Progress.DECIDED]) & (progress == Progress.DECIDED)
    progress[held] = Progress.WAITING
    fates[active & held[run.register.formation]] = Fate.OPEN


def _chosen(
    run: _Run, rule: Choice, person: NDArray[np.intp], standing: Standing, here: Bools, places: Places
) -> tuple[Standing, Mapping[int, int]]:
    """The order of those who still need their place, and the applications of the others, who have one they prefer."""
    register, formation = run.register, run.register.formation
    room = {f: int(places[formation == f][0]) if (formation == f).any() else 0 for f in range(len(register.formations))}
    wanted = wishes(rule, register, person, here)
    while True:
        found = choose(wanted, formation.tolist(), standing.rank.tolist(), room)
        equal = np.zeros(len(here), dtype=bool)
        equal[[i for mine in found.contested for i in mine]] = True
        if not equal.any():
            break
        settled = run.settling.settle(None, standing, here, places, equal, equal)
        if (settled.drawn == standing.drawn).all():
            break
        standing = settled
    settling = run.settling
    settling.open = [tie for n, tie in enumerate(settling.open) if tie not in settling.open[:n]]
    settling.findings = [one for n, one in enumerate(settling.findings) if one not in settling.findings[:n]]
    needed = here.copy()
    needed[list(found.aside)] = False
    return stand(standing.keys, formation, needed, standing.drawn, standing.settled), found.aside


def _below(run: _Run, active: Bools) -> Bools:
    """Who fell only below a threshold, and has all marks."""
    failed = np.any([outcome.fates == Fate.FAILS for outcome in run.outcomes], axis=0)
    known = np.all([figures.states == State.KNOWN for figures in run.scores.stages], axis=0)
    return np.asarray(failed & known & ~active, dtype=bool)


def _behind(ties: Ties, register: Register, standing: Standing, places: Places) -> Places:
    """Behind which place each reserve list begins: the last seat, or the last winner where a tie goes in together."""
    if ties != "ikut semua":
        return places
    winners = (standing.rank > 0) & (standing.rank <= places)
    won = np.bincount(register.formation[winners], minlength=len(register.formations))
    return np.maximum(places, won[register.formation])


def _shared_reserves(run: _Run, standing: Standing, reserves: Bools) -> None:
    """Reserves who share a rank: the list says no order between them, and may be longer than it should be."""
    shared = reserves & (standing.last > standing.rank)
    for tied in ties_over(standing, run.register.formation, shared):
        numbers = ", ".join(run.register.numbers[i] for i in tied.tolist())
        code = run.register.formations[run.register.formation[tied[0]]].code
        run.findings.append(finding("P504", formasi=code, nomor=numbers, peringkat=int(standing.rank[tied[0]])))
