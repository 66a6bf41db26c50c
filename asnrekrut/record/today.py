"""A stage as it reads today, in the words of a kept outcome, so that the two can be held against each other."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from asnrekrut.core.result import FATE_WORDS, Fate, Result
from asnrekrut.notation import number_text
from asnrekrut.record.kept import MEMBER, NAME, Way, leaves
from asnrekrut.rules.binding import binding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from asnrekrut.core.result import StageOutcome
    from asnrekrut.core.steps import Step


class Today(Struct, frozen=True, eq=False, dict=True):
    """What is said today up to a stage.

    Attributes:
        reached: the stages up to that one; the last of them is meant.
    """

    result: Result
    reached: Sequence[StageOutcome]

    @classmethod
    def at(cls, result: Result, stage: StageOutcome) -> Today:
        """What is said today up to this stage."""
        return cls(result, result.stages[: stage.index + 1])

    @property
    def stage(self) -> StageOutcome:
        """The stage itself."""
        return self.reached[-1]

    @cached_property
    def rules(self) -> Mapping[str, str]:
        """Every leaf of the rules by its path."""
        return dict(leaves(binding(self.result.rules)))

    @cached_property
    def steps(self) -> Mapping[str, Step]:
        """The steps up to the stage, by key."""
        return {step.key: step for step in self.result.steps(self.stage)} if self.reached else {}

    @cached_property
    def read(self) -> frozenset[str]:
        """The steps whose figures are read from cells."""
        return frozenset(key for key, step in self.steps.items() if step.formula is None)

    def stage_of(self, step: str) -> int:
        """The stage that a step belongs to."""
        code = step.partition(":")[0].partition(".")[0]
        return next((stage.index for stage in self.reached if stage.code == code), 0)

    def quota(self, formation: str) -> str | None:
        """The quota of a formation as text; None where there is no such formation."""
        return next((str(one.quota) for one in self.result.register.formations if one.code == formation), None)

    @cached_property
    def _formations(self) -> Mapping[str, Mapping[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for number, i in self.result.register.at.items():
            found.setdefault(self.result.register.formation_of(i).code, {})[number] = i
        return found

    def of(self, formation: str) -> Mapping[str, int]:
        """The people of a formation: where each of their numbers stands in the register."""
        return self._formations.get(formation, {})

    def figure(self, key: str, i: int) -> str:
        """Applicant i's figure; '' where there is none."""
        step = self.steps.get(key)
        return "" if step is None or not step.known[i] else number_text(step.values.at(i))

    def facts(self, number: str) -> Mapping[str, str] | None:
        """What is said of a person, by what a correction calls it; None where nobody has the number."""
        register = self.result.register
        i = register.at.get(number)
        if i is None:
            return None
        words = {f"{c[0]}.{c[1]}": marks.texts[i] for c, marks in self.result.marks.items() if marks.texts}
        figures = {key: self.figure(key, i) for key in self.steps}
        return {MEMBER: register.formation_of(i).code, NAME: register.names[i]} | figures | words

    def way(self, i: int) -> Way | None:
        """What became of applicant i; None while a formation waits or a tie is open."""
        fates = [Fate(int(stage.fates[i])) for stage in self.reached]
        if Fate.OPEN in fates:
            return None
        rank = int(self.stage.standing.rank[i])
        return Way(tuple(word for fate in fates if (word := FATE_WORDS[fate])), rank or None)

    @cached_property
    def settled_by_letter(self) -> set[str]:
        """Whose outcome a departure or a succession changed by letter: at the end they alone may read otherwise."""
        stage, rule = self.stage, self.result.rules.replacement
        changed: Iterable[int] = {*stage.departed, *stage.stepped_in}
        if changed and rule is not None and rule.refill:
            changed = {*changed, *(i for i in range(len(stage.fates)) if stage.fates[i] == Fate.RESERVE)}
        return {self.result.register.numbers[i] for i in changed}
