"""Whether a public code tells that somebody failed what the law keeps closed: a psychotest, or health.

No figure is needed for that: a stage whose list has codes says it of itself, and at the end whoever passed every other
stage can only have failed the closed one. Which code is public is the committee's to rule; here it is only noticed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from asnrekrut.core.result import Fate
from asnrekrut.publication.public_figures import Shown, hides, names_closed, shown_figures
from asnrekrut.publication.view import general_codes
from asnrekrut.rules.figure_keys import FINAL
from asnrekrut.rules.publication import PublishedStage

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asnrekrut.outputs.json_format import SavedPerson, SavedResult
    from asnrekrut.publication.announced import Announced
    from asnrekrut.rules.model import Rules


def given_away(rules: Rules, announced: Sequence[Announced]) -> Iterator[tuple[str, list[str], int]]:
    """For each announcement that tells it, its name, the closed stages, and in how many formations.

    Silent where those who failed stand in the list as the others do who are not through, or no such person is listed.
    """
    figures = shown_figures(rules, announced)
    for one in announced:
        ruled = rules.publication.stages.get(one.stage, PublishedStage())
        if ruled.listed == "lulus":
            continue
        others, general = _codes_of_others(rules, one.stage), general_codes(rules, one)
        found: dict[str, set[str]] = {}
        for formation, saved in one.outcomes.items():
            closed = _closed(rules, saved, figures)
            people = [person for person in saved.people if person.formation == formation and person.code]
            for stage in {_failed(one.stage, saved, p) for p in people} & closed.keys():
                codes = {general.get(p.code, p.code) for p in people if _failed(one.stage, saved, p) == stage}
                if figures[one.stage].ranked or figures[one.stage].keys or not codes <= others:
                    found.setdefault(closed[stage], set()).add(formation)
        if found:
            yield one.name, list(found), len(set.union(*found.values()))


def _closed(rules: Rules, saved: SavedResult, figures: dict[str, Shown]) -> dict[str, str]:
    stages = [stage for stage in rules.stages if stage.code in saved.stages and names_closed(stage)]
    return {stage.code: stage.name for stage in stages if hides(rules, stage, saved, figures.get(stage.code))}


def _failed(announced: str, saved: SavedResult, person: SavedPerson) -> str:
    """The stage that somebody failed, as far as this announcement tells it; '' for none."""
    if person.fate is not Fate.FAILS:
        return ""
    stage = list(saved.stages)[len(person.fates) - 1]
    return stage if announced in {stage, FINAL} else ""


def _codes_of_others(rules: Rules, announced: str) -> set[str]:
    """The codes of those who are not through either, for reasons that anybody may know."""
    if announced == FINAL:
        return {rules.codes.loses.code, rules.codes.beyond.code}
    return {stage.codes.beyond.code for stage in rules.stages if stage.code == announced}
