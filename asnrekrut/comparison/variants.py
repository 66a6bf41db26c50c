"""What the totals would be if they were made another way: rounded otherwise, without a stage, without bonuses."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from asnrekrut.rules.rounding import Rule
from asnrekrut.rules.stages import StageRoundings
from asnrekrut.scoring import score

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from asnrekrut.core.exact import Exact
    from asnrekrut.core.result import Result, StageOutcome
    from asnrekrut.rules.model import Rules

    Totals = Sequence[Fraction | None]

UNROUNDED = "tidak dibulatkan sama sekali"
FREE = "tanpa"  # of a step that does not round
STEPS = ("mark", "scale", "weight")


def totals_of(result: Result, stage: StageOutcome) -> Totals:
    """The figure that people are ranked by at a stage; None for whoever is not ranked."""
    values = result.scores.final.values if stage.is_end and result.scores.final is not None else None
    if values is None and stage.standing.keys:
        values = stage.standing.keys[0].values
    return _of_ranked(stage, values)


def _of_ranked(stage: StageOutcome, values: Exact | None) -> Totals:
    ranked = (stage.standing.rank > 0).tolist()
    return [values.at(i) if there and values is not None else None for i, there in enumerate(ranked)]


def rounded_otherwise(rules: Rules) -> Iterator[tuple[str, Rules]]:
    """The same rules with other roundings, by what they are in words."""
    free = dict.fromkeys(STEPS, FREE)
    yield "dibulatkan hanya sekali, di akhir", with_roundings(rules, **free)
    yield UNROUNDED, with_roundings(rules, **free, final=FREE)
    for rule in Rule:
        if rule.value != rules.roundings.rule:
            words = f"dibulatkan {rule.value}, bukan {rules.roundings.rule}"
            yield words, with_roundings(rules, rule=rule.value)


def with_roundings(rules: Rules, **steps: Any) -> Rules:  # what the model takes: decimals, "tanpa", a rule
    """The same rules, some steps rounded otherwise in every stage."""
    own = {name: None for name in steps if name in StageRoundings.model_fields}
    stages = [one.model_copy(update={"roundings": one.roundings.model_copy(update=own)}) for one in rules.stages]
    return rules.model_copy(update={"roundings": rules.roundings.model_copy(update=steps), "stages": stages})


def variants(result: Result, stage: StageOutcome) -> Mapping[str, Totals]:
    """Other totals, by the way in which they are made; none before the end, or where nothing is weighed."""
    final = result.scores.final
    if not stage.is_end or final is None:
        return {}
    found: dict[str, Totals] = {}
    for words, rules in rounded_otherwise(result.rules):
        scores, _ = score(rules, result.register, result.marks, len(rules.stages), result.conduct)
        if scores.final is not None:
            found[words] = _of_ranked(stage, scores.final.values)
    left_out = {f"tanpa {one.stage.name}": one.weighted for one in result.scores.stages}
    for words, step in {**left_out, "tanpa bonus": result.scores.bonus}.items():
        if step is not None:
            found[words] = _of_ranked(stage, final.values.plus(step.values.times(Fraction(-1))))
    return found
