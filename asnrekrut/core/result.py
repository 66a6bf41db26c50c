"""What became of every application, stage by stage and in the end: the one result that everybody else reads.

Arithmetic stays in columns, one entry for each applicant of the register; a person's view is made when asked for.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from msgspec import Struct, field
from msgspec.structs import replace

from asnrekrut.core.marks import State
from asnrekrut.rules.codes import FinalCodes, Outcome, StageCodes
from asnrekrut.rules.figure_keys import FINAL
from asnrekrut.rules.seats import outcome_of
from asnrekrut.short_repr import ShortRepr

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from asnrekrut.core.calculation_steps import Step
    from asnrekrut.core.exact import Bools, Counts, Indices
    from asnrekrut.core.marks import AllMarks
    from asnrekrut.core.placement import Placement
    from asnrekrut.core.register import Formation, Register
    from asnrekrut.core.sessions_and_makeups import Conduct, Determination
    from asnrekrut.core.sort_keys import Places, Standing
    from asnrekrut.core.ties import Tie
    from asnrekrut.rules.decisions import Ranking
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.stages import Stage
    from asnrekrut.scoring import Scores

Fates = np.ndarray[Any, np.dtype[np.int8]]  # a ``Fate`` for every applicant
AllProgress = np.ndarray[Any, np.dtype[np.int8]]  # a ``Progress`` for every formation


class Fate(IntEnum):
    """What becomes of an applicant at a stage or in the end."""

    NOT_REACHED = 0
    OPEN = 1  # in the running, while the formation waits or a tie is open
    PROCEEDS = 2
    BEYOND = 3  # passed, but outside the number that goes on
    FAILS = 4
    ABSENT = 5
    NOT_CALLED = 6
    WITHDRAWN = 7
    DISQUALIFIED = 8
    NOMINATED = 9  # among the names that are put to whoever appoints, and in no seat yet
    WINS = 10
    RESERVE = 11
    LOSES = 12


class Progress(IntEnum):
    """How far a formation is at a stage."""

    WAITING = 0
    TIED = 1
    DECIDED = 2


STAGE_CODES = {Fate[key.field.upper()]: key.field for key in StageCodes.keys.values()}
INSIDE = (Fate.PROCEEDS, Fate.NOMINATED, Fate.WINS)  # who has one of the places that there are
FINAL_CODES = {Fate[key.field.upper()]: key.field for key in FinalCodes.keys.values()}
FATE_WORDS = {Fate[key.field.upper()]: name for name, key in FinalCodes.keys.items()} | {
    Fate.PROCEEDS: next(iter(StageCodes.keys)),
    Fate.NOMINATED: "diajukan",
    Fate.OPEN: "menunggu",
    Fate.NOT_REACHED: "",
}


def fate_words(fates: Sequence[int]) -> tuple[str, ...]:
    """Fates stage by stage as files write them, up to the last that says something; '' for a stage passed over."""
    words = [FATE_WORDS[Fate(fate)] for fate in fates]
    while words and not words[-1]:
        words.pop()
    return tuple(words)


OUT_BY_STATE: dict[State, Fate] = {State.FAILED: Fate.FAILS} | {
    state: Fate[state.name] for state in (State.ABSENT, State.NOT_CALLED, State.WITHDRAWN, State.DISQUALIFIED)
}


class Codes(NamedTuple):
    """The codes of a stage, or of the end.

    Attributes:
        names: whose each of them is, by its name in the tables.
        general: those for everybody; own: those of each group, None where it has none of its own.
    """

    names: Mapping[Fate, str]
    general: StageCodes | FinalCodes
    own: Sequence[StageCodes | FinalCodes | None]

    @classmethod
    def at(cls, rules: Rules, s: int) -> Codes:
        """Those of a stage by its place in the order; the end comes after the last one."""
        if s < len(rules.stages):
            return cls(STAGE_CODES, rules.stages[s].codes, [group.stage_codes for group in rules.groups])
        won = Fate.WINS if rules.ranking.nominations is None else Fate.NOMINATED  # names put forward have the code
        names = {won if fate is Fate.WINS else fate: name for fate, name in FINAL_CODES.items()}
        return cls(names, rules.codes, [group.final_codes for group in rules.groups])


class StageOutcome(ShortRepr, Struct, frozen=True, eq=False, dict=True):
    """One stage, or the end after the last one.

    Attributes:
        index: its place in the order; the end comes after the last stage.
        fates: a ``Fate`` for every applicant.
        progress: a ``Progress`` for every formation.
        standing: the order of those who passed: by it places are given, and by it lists are printed.
        places: how many of each applicant's formation go on or get a seat; None where all who pass go on.
        ties: what a decision has to settle before the formations concerned are decided.
        placements: at the end, who gets which seat.
        determined: the list of the central body from which all this was taken; None where it follows from our figures.
        kept: whose invitation stands although a correction would have ended it.
        vacated: at the end, the seats of those who left, as they had them.
        departed: at the end, who left, with the letter; refused: who did not want to follow, with the letter.
        stepped_in: who took the place of somebody who left, with the letter.
        aside: applications that are not needed any more, each with the one that its owner holds.
    """

    _said = ("code",)

    index: int
    code: str
    name: str
    fates: Fates
    progress: AllProgress
    standing: Standing
    places: Places | None
    ties: Sequence[Tie] = ()
    placements: Sequence[Placement] = ()
    determined: Determination | None = None
    kept: Collection[int] = frozenset()
    vacated: Sequence[Placement] = ()
    departed: Mapping[int, str] = field(default_factory=dict)
    refused: Mapping[int, str] = field(default_factory=dict)
    stepped_in: Mapping[int, str] = field(default_factory=dict)
    aside: Mapping[int, int] = field(default_factory=dict)

    @cached_property
    def placed(self) -> Mapping[int, Placement]:
        """Everybody's seat or nomination, by register index."""
        return {placement.application: placement for placement in self.placements}

    @cached_property
    def placed_in(self) -> Mapping[int, Sequence[Placement]]:
        """The seats and nominations of every formation that has some, by its index, in their order."""
        found: dict[int, list[Placement]] = {}
        for placement in self.placements:
            found.setdefault(placement.formation, []).append(placement)
        return found

    @property
    def is_end(self) -> bool:
        """Whether this is the end and no stage."""
        return self.code == FINAL

    @property
    def decided_in(self) -> Bools:
        """By formation, whether it is decided."""
        return np.asarray(self.progress == Progress.DECIDED, dtype=bool)

    @property
    def decided(self) -> bool:
        """Whether every formation is decided."""
        return bool(self.decided_in.all())

    @property
    def part(self) -> bool:
        """Whether some formation is decided."""
        return bool(self.decided_in.any())

    @property
    def took_part(self) -> Bools:
        """Who came as far as this stage in a formation that is decided."""
        return np.asarray(self.fates > Fate.OPEN, dtype=bool)


def latest_fates(stages: Sequence[StageOutcome], n: int) -> Fates:
    """The latest fate of everyone, shape (n,)."""
    latest = np.zeros(n, dtype=np.int8)
    for stage in stages:
        latest = np.where(stage.fates > Fate.OPEN, stage.fates, latest)
    return latest


class Result(ShortRepr, Struct, frozen=True, eq=False, dict=True):
    """A selection as far as it is decided.

    Attributes:
        marks: of the stages that were read.
        scores: figures of the stages that were delivered one after the other.
        stages: what each of them decided, the end included if it was reached.
        events: what happened beside the marks, under Indonesian keys; ``tahap`` is the stage it belongs to.
        conduct: how each of the stages was held, by code.
    """

    _said = ("stages",)

    rules: Rules
    register: Register
    marks: AllMarks
    scores: Scores
    stages: tuple[StageOutcome, ...]
    events: Sequence[Mapping[str, object]] = field(default_factory=tuple)
    conduct: Mapping[str, Conduct] = field(default_factory=dict)

    def until(self, index: int) -> Result:
        """The same result as it was after this stage, from which nothing later can be seen."""
        count = len(self.rules.stages)
        scores = self.scores.until(index + 1) if index < count else self.scores
        later = {stage.code for stage in self.rules.stages[index + 1 :]} | ({FINAL} if index < count else set())
        events = [event for event in self.events if event.get("tahap") not in later]
        return replace(self, scores=scores, stages=self.stages[: index + 1], events=events)

    @property
    def inside(self) -> str:
        """What everybody is called who stands inside at the end: names that are proposed have no seat yet."""
        return "Lulus" if self.rules.ranking.nominations is None else "Diajukan"

    @property
    def aim(self) -> str:
        """What the end settles."""
        return "kursi" if self.rules.ranking.nominations is None else "nama yang diajukan"

    def stage_named(self, code: str) -> StageOutcome | None:
        """The stage, or the end, of a code; None where the result does not go so far."""
        return next((stage for stage in self.stages if stage.code == code), None)

    @property
    def last(self) -> StageOutcome | None:
        """The furthest stage in which some formation is decided."""
        return next((stage for stage in reversed(self.stages) if stage.part), None)

    @property
    def end(self) -> StageOutcome | None:
        """The end, if it was reached."""
        return self.stages[-1] if self.stages and self.stages[-1].is_end else None

    @property
    def ties(self) -> list[Tie]:
        """All open ties, but for those that a list of the central body makes needless."""
        return [tie for stage in self.stages for tie in stage.ties if self.listed[tie.formation] < stage.index]

    @cached_property
    def fates(self) -> Fates:
        """The latest fate of everyone: where they stopped, or how far the result got."""
        return latest_fates(self.stages, len(self.register))

    @cached_property
    def stopped_at(self) -> Counts:
        """The stage that an applicant did not get beyond; -1 for whoever is still in the running or was ranked."""
        stopped = np.full(len(self.register), -1, dtype=np.int64)
        for stage in self.stages:
            out = np.isin(stage.fates, list(STAGE_CODES)) & (stage.fates != Fate.PROCEEDS)
            stopped[stage.took_part] = np.where(out, stage.index, -1)[stage.took_part]
        return stopped

    @cached_property
    def furthest(self) -> Indices:
        """For every formation the last stage in which it is decided; -1 for none."""
        return self._last_decided(self.stages)

    @cached_property
    def listed(self) -> Indices:
        """For every formation the last stage that a list of the central body decided, whatever lacked before; -1."""
        return self._last_decided([stage for stage in self.stages if stage.determined is not None])

    def _last_decided(self, stages: Sequence[StageOutcome]) -> Indices:
        reached = np.full(len(self.register.formations), -1, dtype=np.intp)
        for stage in stages:
            reached[stage.decided_in] = stage.index
        return reached

    def overtaken(self, stage: StageOutcome, i: int) -> bool:
        """Whether a list of the central body decided applicant i's formation at a later stage."""
        return bool(self.listed[self.register.formation[i]] > stage.index)

    def basis_of(self, stage: StageOutcome) -> str:
        """The basis of a list that determined a stage elsewhere; '' where none did."""
        determined = self.rule_of(stage).determined
        return determined.legal_basis if determined is not None else ""

    def rule_of(self, stage: StageOutcome) -> Stage | Ranking:
        """What the rules say of a stage, or of the end."""
        return self.rules.ranking if stage.is_end else self.rules.stages[stage.index]

    def fates_at(self, stage: StageOutcome) -> Fates:
        """The fates that the lists of a stage show: at the end those of everybody, wherever they stopped."""
        return self.fates if stage.is_end else stage.fates

    def steps(self, stage: StageOutcome) -> list[Step]:
        """Every figure up to a stage, in the order in which they are made; at a stage with the running score."""
        stages = self.scores.stages[: stage.index + 1]
        found = [step for figures in stages for step in figures.steps]
        if stage.is_end:
            return [*found, *self.scores.end]
        interim = stages[-1].interim
        return [*found, *([interim] if interim is not None else [])]

    def came(self, step: Step) -> Bools:
        """Who took part in the stage of a step, so that its figure is theirs."""
        code = step.key.partition(".")[0].partition(":")[0]
        return (self.stage_named(code) or self.stages[-1]).took_part

    def next_stage(self, stage: StageOutcome) -> Stage | None:
        """The stage to which those who go on are invited; None after the last one."""
        after = stage.index + 1
        return self.rules.stages[after] if after < len(self.rules.stages) else None

    def invited(self, index: int) -> Bools:
        """Who may take part in a stage, as far as the stages before it are decided."""
        return np.asarray((self.stopped_at < 0) | (self.stopped_at >= index), dtype=bool)

    def outcome(self, fate: Fate, stage: StageOutcome, group: int = 0) -> Outcome | None:
        """The code of a fate and its meaning, as the rules name them; None where there is none yet.

        Args:
            group: see ``conditions.groups_of``; its own codes go before those for everybody.
        """
        names, codes, every = self._codes[stage.index]
        name, own = names.get(fate), every[group - 1] if group else None
        if name is None:
            return None
        codes = own if own is not None and name in own.own else codes
        found: Outcome = getattr(codes, name)
        if fate is Fate.PROCEEDS and name not in codes.own and self.next_stage(stage) is None:
            return replace(found, meaning=f"lolos; {self.aim} ditentukan pada hasil akhir")
        if fate is Fate.NOMINATED and name not in codes.own:
            return replace(found, meaning="diajukan kepada yang mengangkat")
        return found

    def outcomes(self, stage: StageOutcome) -> dict[Outcome, Fate]:
        """Every code of a stage, those of the groups behind the general one of the same fate."""
        every = [(self.outcome(fate, stage, g), fate) for fate in Fate for g in range(len(self.rules.groups) + 1)]
        if stage.is_end:
            at = 1 + max(n for n, (_, fate) in enumerate(every) if fate is Fate.WINS)
            own = (*self.rules.fillings, self.rules.replacement, self.rules.appointment)  # seats otherwise than by rank
            every[at:at] = [(outcome_of(rule), Fate.WINS) for rule in own]
            every.append((self.outcome_aside, Fate.LOSES))
        return {outcome: fate for outcome, fate in every if outcome is not None}

    @property
    def outcome_aside(self) -> Outcome | None:
        """The code of an application that is not needed any more, where rules speak of choices."""
        return outcome_of(self.rules.choice)

    @cached_property
    def _codes(self) -> Sequence[Codes]:
        return [Codes.at(self.rules, s) for s in range(len(self.rules.stages) + 1)]

    def application(self, i: int) -> Application:
        """What became of one application."""
        return Application(self, i)

    def applications(self) -> Iterator[Application]:
        """Everybody, in register order."""
        return (Application(self, i) for i in range(len(self.register)))

    def formation(self, index: int) -> FormationOutcome:
        """What became of one formation."""
        return FormationOutcome(self, index)

    def formations(self) -> Iterator[FormationOutcome]:
        """All formations, by code."""
        return (FormationOutcome(self, f) for f in range(len(self.register.formations)))


class Application(ShortRepr, Struct, frozen=True, eq=False):
    """One applicant's way, read from the columns of a result.

    Attributes:
        index: where the applicant stands in the register.
    """

    _said = ("index",)

    result: Result
    index: int

    @property
    def number(self) -> str:
        """The participant number."""
        return self.result.register.numbers[self.index]

    @property
    def name(self) -> str:
        """The name."""
        return self.result.register.names[self.index]

    @property
    def formation(self) -> Formation:
        """What the applicant applies for."""
        return self.result.register.formation_of(self.index)

    @property
    def fate(self) -> Fate:
        """The latest fate."""
        return Fate(int(self.result.fates[self.index]))

    @property
    def stopped_at(self) -> StageOutcome | None:
        """The stage beyond which the applicant did not get; None for whoever is in the running or was ranked."""
        at = int(self.result.stopped_at[self.index])
        return self.result.stages[at] if at >= 0 else None

    @property
    def last(self) -> StageOutcome | None:
        """The last stage that says something of the applicant."""
        return next((s for s in reversed(self.result.stages) if s.fates[self.index] > Fate.OPEN), None)

    @property
    def outcome(self) -> Outcome | None:
        """The committee's code and its meaning."""
        end, last, placed = self.result.end, self.last, self.placement
        if last is None:
            return None
        ended = end is not None and end.decided_in[self.result.register.formation[self.index]]
        own = None if placed is None else placed.outcome
        if end is not None and self.index in end.aside:
            own = self.result.outcome_aside
        return own or self.result.outcome(self.fate, end if end is not None and ended else last, self.group)

    @property
    def group(self) -> int:
        """The group, see ``conditions.groups_of``."""
        return int(self.result.scores.groups[self.index])

    @property
    def rank(self) -> int | None:
        """The rank in the last order in which the applicant stands."""
        last = self.last
        rank = 0 if last is None else int(last.standing.rank[self.index])
        return rank or None

    @property
    def placement(self) -> Placement | None:
        """The seat or nomination, if there is one."""
        end = self.result.end
        return None if end is None else end.placed.get(self.index)

    def fate_at(self, stage: StageOutcome) -> Fate:
        """The fate at a stage."""
        return Fate(int(stage.fates[self.index]))


class FormationOutcome(ShortRepr, Struct, frozen=True, eq=False):
    """One formation and who got its seats, or was nominated for them."""

    _said = ("formation",)

    result: Result
    index: int

    @property
    def formation(self) -> Formation:
        """The formation itself."""
        return self.result.register.formations[self.index]

    @property
    def placements(self) -> Sequence[Placement]:
        """Its seats and nominations, by rank; empty before the end."""
        return () if self.result.end is None else self.result.end.placed_in.get(self.index, ())

    @property
    def winners(self) -> list[Application]:
        """Who has a seat, by rank; empty before the end."""
        return [Application(self.result, p.application) for p in self.placements if p.is_seat]

    @property
    def nominated(self) -> list[Application]:
        """Who is put to whoever appoints, by rank, without those who were chosen; empty before the end."""
        return [Application(self.result, p.application) for p in self.placements if not p.is_seat]

    @property
    def reserves(self) -> list[Application]:
        """The reserve list, by rank."""
        end = self.result.end
        if end is None:
            return []
        mine = end.standing.order[self.result.register.formation[end.standing.order] == self.index].tolist()
        return [Application(self.result, i) for i in mine if end.fates[i] == Fate.RESERVE]

    @property
    def empty(self) -> int:
        """Seats that nobody has."""
        return max(0, self.formation.quota - sum(placed.is_seat for placed in self.placements))
