"""What the ranking of one selection works with while it goes from stage to stage."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.result import Progress, StageOutcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from asnrekrut.core.conduct import Conduct, Determination
    from asnrekrut.core.events import Event
    from asnrekrut.core.exact import Bools
    from asnrekrut.core.marks import AllMarks
    from asnrekrut.core.register import Register
    from asnrekrut.core.ties import Settling
    from asnrekrut.findings import Finding
    from asnrekrut.rules.model import Rules
    from asnrekrut.scoring import Scores


@dataclass(slots=True)
class RankingRun:
    """The ranking of one selection.

    Attributes:
        waiting: which formations wait, by index; grows from stage to stage.
        outcomes: what was decided so far, stage by stage.
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
        """What was found on the way, of ties and of everything else."""
        return self.settling.findings

    @property
    def end(self) -> int:
        """The place of the end in the order: behind the last stage."""
        return len(self.rules.stages)

    @property
    def progress(self) -> NDArray[np.int8]:
        """A ``Progress`` for every formation: those that do not wait are decided."""
        return np.where(self.waiting, Progress.WAITING, Progress.DECIDED).astype(np.int8)

    def code_and_name(self, s: int) -> tuple[str, str]:
        """Of a stage, or of the end."""
        return list(self.rules.stage_names.items())[s]

    def members(self, formations: Bools) -> Bools:
        """Who applies for one of these formations."""
        return np.asarray(formations[self.register.formation], dtype=bool)

    def running(self, active: Bools) -> Bools:
        """Who of these applies for a formation that does not wait."""
        return active & ~self.members(self.waiting)

    def formations_of(self, who: Bools) -> Bools:
        """The formations in which one of these applies."""
        found = np.zeros(len(self.register.formations), dtype=bool)
        found[self.register.formation[who]] = True
        return found

    def determined(self, s: int) -> Determination | None:
        """The list that determines a stage, or the end, elsewhere."""
        code, _ = self.code_and_name(s)
        return self.conduct[code].determined if code in self.conduct else None
