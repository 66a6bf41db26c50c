"""Which figures and codes of an announced stage are public: what the rules say, else a default that keeps secrets.

By default closed: stages and components whose name speaks of psychology or health, components of categories (the
conclusion of somebody else about a person), and every single rater's mark; and all figures of a stage in which a group
has bounds of its own, unless the formation tells who is in it: whoever passed below the general bound would be known to
belong to the group, which may tell a disability. Whatever could be computed from the figures
that are shown is as good as shown: the final score is withheld where it would give away a closed stage or a bonus.

A code needs no figure to tell that somebody failed what the law keeps closed: a stage whose list has codes says it of
itself, and at the end whoever passed every other stage can only have failed the closed one. Which code is public is the
committee's to rule; here it is only noticed.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from asnrekrut.core.result import Fate
from asnrekrut.notation import called, show
from asnrekrut.rules.figure_keys import FINAL, FORMATION, INTERIM, SUM, TIER, Figure, FigureKey, find_component
from asnrekrut.rules.publication import PublishedStage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from asnrekrut.outputs.json_format import SavedPerson, SavedResult
    from asnrekrut.publication.announced import Announced
    from asnrekrut.rules.model import Rules
    from asnrekrut.rules.stages import Component, Stage

BONUS = f"{FINAL}.bonus"
APART = "Nilai tidak ditampilkan karena ambang batasnya tidak sama bagi semua peserta."
_DOT = re.compile(r"(?<=\b\w)\.(?=\w\b)")  # of M.C.U.
_WORD = re.compile(r"[^\W_]+")


class Shown(Struct, frozen=True):
    """What is shown of one stage.

    Attributes:
        keys: of the steps, in the order in which they are printed.
        withheld: why the final score is not among them; '' if it is, or was never meant to be.
        cut: the general threshold of ``drawn``; '' where there is none.
    """

    keys: tuple[str, ...]
    ranked: bool
    withheld: str = ""
    cut: str = ""

    @property
    def drawn(self) -> str:
        """The figure whose distribution is drawn: the last that belongs to the stage itself; '' for none."""
        return next((key for key in reversed(self.keys) if key != INTERIM), "")

    def heading(self, saved: SavedResult, key: str) -> str:
        """What is printed above a figure; a stage's value bears the name of its stage."""
        step = saved.steps[key]
        return step.label if "." in key or key in {FINAL, INTERIM} else called("Nilai", step.part)


def closed(stage: Stage, component: Component | None = None) -> bool:
    """Whether the figures of a stage, or of one component, stay closed unless the rules open them."""
    if component is not None:
        alone = component.panel is not None and component.panel.required == 1  # one rater's mark is the whole mark
        return alone or component.categories is not None or _speaks_of(component.name, component.code)
    return _speaks_of(stage.name, stage.code) or all(closed(stage, c) for c in stage.scored)


def names_closed(stage: Stage) -> bool:
    """Whether a stage, or something that it decides by, is called by what is closed whatever its figures are."""
    return _speaks_of(stage.name, stage.code, *(name for c in stage.components for name in (c.name, c.code)))


def apart(rules: Rules, stage: Stage) -> bool:
    """Whether a group that no formation tells has bounds of its own in a stage."""
    groups = [one for one in rules.groups if any(not key.startswith(f"{FORMATION}.") for key in one.when)]
    return any(key.partition(".")[0] == stage.code for one in groups for key in one.thresholds)


def _secret(rules: Rules, stage: Stage) -> bool:
    return closed(stage) or apart(rules, stage)


@cache
def _speaks_of(*names: str) -> bool:
    anywhere, whole = _closed_words()
    texts = [" ".join(_WORD.findall(_DOT.sub("", unicodedata.normalize("NFKC", name)).casefold())) for name in names]
    return any(not whole.isdisjoint(text.split()) or any(part in text for part in anywhere) for text in texts)


@cache
def _closed_words() -> tuple[tuple[str, ...], frozenset[str]]:
    """What closes wherever it stands in a name, and what closes as a whole word."""
    told = tomllib.loads((files("asnrekrut") / "data" / "publikasi.toml").read_text(encoding="utf-8"))
    return tuple(told["tertutup"]), frozenset(told["tertutup_kata"])


def hides(rules: Rules, stage: Stage, saved: SavedResult, shown: Shown | None) -> bool:
    """Whether anything that a stage decides by is kept from the public: no reason that may rest on it is told in full.

    Args:
        shown: of the stage; None where it was not announced by itself: what it would show by default.
    """
    keys = (shown or _stage(rules, stage, saved)).keys
    return any(
        _step(saved, f"{stage.code}.{c.code}") not in keys
        if c.scored
        else _speaks_of(stage.name, stage.code, c.name, c.code)
        for c in stage.components
    )


def shown_figures(rules: Rules, announced: Sequence[Announced]) -> dict[str, Shown]:
    """By the code of the stage, what is shown of each announcement, all of them considered together."""
    found: dict[str, Shown] = {}
    places = list(rules.stage_names)
    for one in sorted(announced, key=lambda one: places.index(one.stage)):  # each depends on those before it
        ruled = rules.publication.stages.get(one.stage, PublishedStage())
        saved = next(iter(one.outcomes.values()))
        shown = _end(rules, saved, found) if one.stage == FINAL else _stage(rules, _stage_of(rules, one.stage), saved)
        if ruled.figures is not None:
            keys = dict.fromkeys(_step(saved, key) for key in ruled.figures)
            shown = Shown(_there(saved, keys), shown.ranked)
        if ruled.ranked is not None:
            shown = replace(shown, ranked=ruled.ranked)
        found[one.stage] = shown if one.stage == FINAL else _ordered(rules, ruled, one.stage, saved, shown, found)
    return {code: replace(shown, cut=_cut(rules, shown.drawn)) for code, shown in found.items()}


def _ordered(
    rules: Rules, ruled: PublishedStage, code: str, saved: SavedResult, shown: Shown, others: Mapping[str, Shown]
) -> Shown:
    """With the running score where that decides the order; where it must stay closed, no order is claimed either.

    Beside other figures a rank that follows from none of them would look like a fault.
    """
    stage = _stage_of(rules, code)
    weighted = [s for s in rules.stages[: rules.stages.index(stage) + 1] if s.weight is not None]
    decides = next((key for key in saved.order if key != TIER), "")
    if not shown.ranked or not shown.keys or decides != INTERIM or INTERIM in shown.keys or weighted == [stage]:
        return shown
    told = {code: shown, **others}
    hidden = [s for s in weighted if not _known(s, told.get(s.code) or _stage(rules, s, saved), saved)]
    if ruled.figures is None and not hidden:
        return replace(shown, keys=(*shown.keys, INTERIM))
    why = f"dengannya nilai {hidden[0].name} dapat dihitung" if hidden else "tidak termasuk nilai yang diumumkan"
    if ruled.ranked:
        return replace(shown, withheld=f"Peringkat menurut nilai sementara, yang tidak ditampilkan karena {why}.")
    return replace(
        shown, ranked=False, withheld=f"Peringkat tidak ditampilkan: nilai sementara menentukannya, dan {why}."
    )


def _cut(rules: Rules, key: str) -> str:
    """The threshold of a figure."""
    code, _, part = key.partition(".")
    if code in {FINAL, ""}:
        return ""
    stage = _stage_of(rules, code)
    bounds = {"": stage.threshold, SUM: stage.sum_threshold, **{c.code: c.threshold for c in stage.components}}
    bound = bounds.get(part.removesuffix(".bonus"))
    return "" if bound is None else show(bound)


def _stage_of(rules: Rules, code: str) -> Stage:
    return next(stage for stage in rules.stages if stage.code == code)


def _step(saved: SavedResult, key: str) -> str:
    """The step that a key of the rules means: a mark counts with its bonus."""
    return f"{key}.bonus" if f"{key}.bonus" in saved.steps and key != FINAL else key


def _stage(rules: Rules, stage: Stage, saved: SavedResult) -> Shown:
    if _secret(rules, stage):
        return Shown((), bool(saved.order) and not stage.scored, withheld=APART if apart(rules, stage) else "")
    ranked = bool(saved.order or saved.determined)  # without a key everybody would be the first
    marks = [_step(saved, f"{stage.code}.{c.code}") for c in stage.scored]
    if any(closed(stage, c) for c in stage.scored):
        return Shown(_there(saved, [stage.code]), ranked)
    sums = [f"{stage.code}.{SUM}"] if saved.determined else []
    value = [stage.code] if len(marks) > 1 or saved.determined else []
    return Shown(_there(saved, [*marks, *sums, *value]), ranked)


def _there(saved: SavedResult, keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(key for key in keys if key in saved.steps)


def _end(rules: Rules, saved: SavedResult, others: Mapping[str, Shown]) -> Shown:
    if FINAL not in saved.steps:
        return Shown((), ranked=True)
    given_away = computable(rules, saved, others)
    if given_away:
        return Shown((), True, f"Nilai akhir tidak ditampilkan karena dengannya {given_away} dapat dihitung.")
    return Shown((FINAL,), ranked=True)


def computable(rules: Rules, saved: SavedResult, others: Mapping[str, Shown]) -> str:
    """What the final score would give away beside the other public figures; '' for nothing.

    The final score is a sum: whoever knows all its terms but one knows that one too.
    """
    weighted = [stage for stage in rules.stages if stage.weight is not None]
    hidden = [stage for stage in weighted if not _known(stage, others.get(stage.code, Shown((), ranked=False)), saved)]
    secrets = [f"nilai {stage.name}" for stage in hidden if _secret(rules, stage)]
    secrets += ["bonus"] if BONUS in saved.steps else []
    return secrets[0] if len(hidden) + (BONUS in saved.steps) == 1 and secrets else ""


def _known(stage: Stage, shown: Shown, saved: SavedResult) -> bool:
    """Whether a stage's value is shown, or follows from what is."""
    marks = {_step(saved, f"{stage.code}.{c.code}") for c in stage.scored}
    return bool({stage.code, f"{stage.code}.{SUM}"} & set(shown.keys)) or marks <= set(shown.keys)


def open_to_others(rules: Rules, key: FigureKey) -> bool:
    """Whether a paper that somebody takes home may say a neighbour's figure of a sort key.

    By default no attribute, and no score that gives away a closed one beside the figures that are published.
    """
    if key.figure is Figure.ATTRIBUTE:
        return False
    if key.figure is Figure.TIER:
        return True
    if key.figure in {Figure.FINAL, Figure.INTERIM}:
        weighted = [stage for stage in rules.stages if stage.weight is not None]
        return not rules.bonuses and not any(_in_part_closed(rules, stage) for stage in weighted)
    stage = rules.stages[key.stage]
    if key.figure is Figure.COMPONENT:
        return not _secret(rules, stage) and not closed(stage, find_component(stage, key.code))
    return not _in_part_closed(rules, stage)


def _in_part_closed(rules: Rules, stage: Stage) -> bool:
    return _secret(rules, stage) or any(closed(stage, component) for component in stage.scored)


def general_codes(rules: Rules, one: Announced) -> dict[str, str]:
    """Instead of each code of a group, the code that everyone else has; nothing where the rules open groups' codes."""
    if rules.publication.stages.get(one.stage, PublishedStage()).codes == "kelompok":
        return {}
    return {code: public for saved in one.kept for code, public in general_of(rules, saved).items()}


def general_of(rules: Rules, saved: SavedResult) -> dict[str, str]:
    """For each code of a group the general one of the same fate, which stands before it.

    Whoever was moved, appointed, took the seat of somebody who left, or has one elsewhere, has a code that tells how,
    and no group.
    """
    others = (rules.replacement, rules.appointment, rules.choice, *rules.fillings)
    seats = {rule.code for rule in others if rule is not None}
    first: dict[Fate, str] = {}
    for code, entry in saved.codes.items():
        first.setdefault(entry.fate, code)
    every = {code: first[entry.fate] for code, entry in saved.codes.items() if code not in seats}
    return {code: general for code, general in every.items() if code != general}


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
            hidden = _closed_stages(rules, saved, figures)
            people = [person for person in saved.people if person.formation == formation and person.code]
            for stage in {_failed(one.stage, saved, p) for p in people} & hidden.keys():
                codes = {general.get(p.code, p.code) for p in people if _failed(one.stage, saved, p) == stage}
                if figures[one.stage].ranked or figures[one.stage].keys or not codes <= others:
                    found.setdefault(hidden[stage], set()).add(formation)
        if found:
            yield one.name, list(found), len(set.union(*found.values()))


def _closed_stages(rules: Rules, saved: SavedResult, figures: dict[str, Shown]) -> dict[str, str]:
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
