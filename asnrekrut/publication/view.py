"""The one door to public data: what announcements say, as plain texts that were filtered before.

A page, letter or list for the public is made from these types and from nothing else. They hold texts alone, which
their constructor checks: no applicant, register or result can be reached from them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from asnrekrut.core.reasons import EQUAL, KEPT
from asnrekrut.core.result import Fate
from asnrekrut.notation import show, show_count, terminates
from asnrekrut.publication.figures import Shown, hides, shown_figures
from asnrekrut.rules.keys import FINAL, TIER
from asnrekrut.rules.publication import PublishedStage
from asnrekrut.texts import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal

    from asnrekrut.outputs.json_format import SavedPerson, SavedResult
    from asnrekrut.publication.announced import Announced
    from asnrekrut.rules.model import Rules

PASSED = (Fate.PROCEEDS, Fate.WINS, Fate.RESERVE)


class Plain:
    """Texts, and tuples of texts or of other plain things; anything else is refused."""

    __slots__: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse whatever is no text.

        Raises:
            TypeError: a field holds something else.
        """
        for name in self.__slots__:
            _hold_to_text(getattr(self, name), name)


def _hold_to_text(value: object, name: str) -> None:
    if isinstance(value, tuple):
        for inner in value:
            _hold_to_text(inner, name)
    elif value.__class__ is not str and not isinstance(value, Plain):
        raise TypeError(f"{name}: only texts may be public, not {value.__class__.__name__}")


@dataclass(frozen=True, slots=True)
class PublicPerson(Plain):
    """One line of a public list.

    Attributes:
        number: the number that is published; it need not be the key of the register.
        name: as ruled: whole, initials, or ''.
        rank: '' where there is none, or where it is not published.
        scores: one for each heading of the stage; '' where there is none.
        reason: the meaning of the code, or more if ruled.
        passed: ``ya`` for whoever goes on, won a seat or is on the reserve list, else ''.
        placed: the formation in which a seat was given, where it is another one; else ''.
    """

    number: str
    name: str
    rank: str
    scores: tuple[str, ...]
    code: str
    reason: str
    passed: str
    placed: str = ""


@dataclass(frozen=True, slots=True)
class PublicFormation(Plain):
    """A formation with its list, in the order in which it is published."""

    code: str
    title: str
    unit: str
    kind: str
    quota: str
    people: tuple[PublicPerson, ...]


@dataclass(frozen=True, slots=True)
class PublicLetter(Plain):
    """An announcement: ``kind`` is ``awal`` or one of ``record.chain.KINDS``; ``day`` is ISO."""

    number: str
    day: str
    kind: str


@dataclass(frozen=True, slots=True)
class PublicStage(Plain):
    """One stage, or the end, as it is announced.

    Attributes:
        letters: its announcements, the latest last; empty for a draft.
        headings: of the scores.
        drawn: which of them is drawn as a distribution, and its threshold; '' where there is none.
        ranked: ``ya``, or '' where no rank is published.
        everyone: ``ya``, or '' where only those who passed are listed.
        meanings: every code of the lists with its meaning, in the order in which they occur.
        detailed: ``ya`` where reasons say more than the code, else ''.
        withheld: why a figure that might be looked for is not shown; '' if nothing is.
        basis: where the outcome was determined elsewhere, by what; else ''.
        kept: where ranks are published, who goes on beyond the places since the invitation stands; else ''.
    """

    code: str
    name: str
    letters: tuple[PublicLetter, ...]
    headings: tuple[str, ...]
    drawn: tuple[str, str]
    ranked: str
    everyone: str
    meanings: tuple[tuple[str, str], ...]
    detailed: str
    withheld: str
    basis: str
    formations: tuple[PublicFormation, ...]
    kept: str = ""


@dataclass(frozen=True, slots=True)
class PublicResults(Plain):
    """Everything that was announced.

    Attributes:
        waiting: numbers of those who are registered and of whose formation nothing is announced.
        unlisted: numbers of those whose formation is announced, but no list with them.
    """

    stages: tuple[PublicStage, ...]
    waiting: tuple[str, ...]
    unlisted: tuple[str, ...]


def public_results(rules: Rules, announced: Sequence[Announced], number: Callable[[str], str]) -> PublicResults:
    """What the public may know of these announcements.

    Args:
        number: the number to publish for a participant number; see ``numbers.public_numbers``.
    """
    figures = shown_figures(rules, announced)
    stages = tuple(_stage(rules, one, figures, number) for one in announced)
    listed = {person.number for stage in stages for formation in stage.formations for person in formation.people}
    told = {code for one in announced for code in one.outcomes}
    outcomes = {id(saved): saved for one in announced for saved in one.outcomes.values()}
    everyone = {number(p.number): p.formation in told for saved in outcomes.values() for p in saved.people}
    rest = sorted(everyone.keys() - listed)
    waiting, unlisted = ([text for text in rest if everyone[text] is known] for known in (False, True))
    return PublicResults(stages, tuple(waiting), tuple(unlisted))


def _stage(rules: Rules, one: Announced, figures: Mapping[str, Shown], number: Callable[[str], str]) -> PublicStage:
    shown = figures[one.stage]
    ruled = rules.publication.stages.get(one.stage, PublishedStage())
    some = next(iter(one.outcomes.values()))
    written = _Lines(rules, ruled, shown, figures, number)
    formations = tuple(written.formation(code, saved) for code, saved in sorted(one.outcomes.items()))
    used = dict.fromkeys(person.code for formation in formations for person in formation.people)
    meanings = {code: entry.meaning for saved in one.outcomes.values() for code, entry in saved.codes.items()}
    return PublicStage(
        one.stage,
        one.name,
        tuple(PublicLetter(*letter) for letter in one.letters),
        tuple(shown.heading(some, key) for key in shown.keys),
        (shown.heading(some, shown.drawn) if shown.drawn else "", shown.cut),
        "ya" if shown.ranked else "",
        "ya" if ruled.listed == "semua" else "",
        tuple((code, meanings[code]) for code in used),
        "ya" if ruled.reason == "lengkap" else "",
        shown.withheld,
        some.determined,
        formations,
        _kept(one, number) if shown.ranked else "",
    )


def _kept(one: Announced, number: Callable[[str], str]) -> str:
    """Whose invitation stands after a correction: by rank and places alone nobody could retrace their code."""
    standing = [
        f"{number(person.number)} ({code})"
        for code, saved in sorted(one.outcomes.items())
        for person in saved.people
        if person.formation == code and person.fate is Fate.PROCEEDS and KEPT in person.reason
    ]
    return f"Tetap lanjut karena {KEPT}: {', '.join(standing)}." if standing else ""


def general_codes(rules: Rules, one: Announced) -> dict[str, str]:
    """Instead of each code of a group, the code that everyone else has; nothing where the rules open groups' codes."""
    if rules.publication.stages.get(one.stage, PublishedStage()).codes == "kelompok":
        return {}
    return {code: public for saved in one.outcomes.values() for code, public in _general(rules, saved).items()}


def _general(rules: Rules, saved: SavedResult) -> dict[str, str]:
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


@dataclass(slots=True)
class _Lines:
    """The lines of one stage's lists."""

    rules: Rules
    ruled: PublishedStage
    shown: Shown
    figures: Mapping[str, Shown]
    number: Callable[[str], str]
    hidden: dict[int, set[str]] = field(default_factory=dict)
    decimals: dict[tuple[int, int], int] = field(default_factory=dict)

    def formation(self, code: str, saved: SavedResult) -> PublicFormation:
        """One formation of one kept outcome."""
        mine = [p for p in saved.people if p.formation == code and p.code]
        if self.ruled.listed == "lulus":
            mine = [p for p in mine if p.fate in PASSED]
        if not self.shown.ranked:
            by_name = self.ruled.order == "abjad"
            mine.sort(key=lambda p: (folded(p.name) if by_name else "", self.number(p.number)))
        scores = zip(*self._scores(saved, mine), strict=True) if self.shown.keys else [()] * len(mine)
        codes = _general(self.rules, saved) if self.ruled.codes != "kelompok" else {}
        placed = {one.number: one.formation for one in saved.placements if one.formation != code}
        people = tuple(
            self._person(saved, p, tuple(s), codes, placed.get(p.number, "")) for p, s in zip(mine, scores, strict=True)
        )
        facts = saved.formations[code]
        return PublicFormation(code, facts.title, facts.unit, facts.kind, show_count(facts.quota), people)

    def _person(
        self, saved: SavedResult, person: SavedPerson, scores: tuple[str, ...], codes: Mapping[str, str], placed: str
    ) -> PublicPerson:
        code = codes.get(person.code, person.code)
        return PublicPerson(
            self.number(person.number),
            public_name(person.name, self.rules.publication.name),
            str(person.rank) if person.rank and self.shown.ranked else "",
            scores,
            code,
            person.reason if self._told_in_full(saved, person) else saved.codes[code].meaning,
            "ya" if person.fate in PASSED else "",
            placed,
        )

    def _told_in_full(self, saved: SavedResult, person: SavedPerson) -> bool:
        """Whether the rules open a reason and nothing that it may rest on is kept from the public."""
        if self.ruled.reason != "lengkap" or self._tells_group(saved, person):
            return False
        if EQUAL in person.reason:  # another key decided, perhaps any
            final = self.figures.get(FINAL)
            return not self._hidden(saved) and (final is None or FINAL in final.keys)
        return person.fate is not Fate.FAILS or list(saved.stages)[len(person.fates) - 1] not in self._hidden(saved)

    def _tells_group(self, saved: SavedResult, person: SavedPerson) -> bool:
        """Whether a reason may name the bounds of a group, or that somebody is in none: groups tell disability."""
        return bool(self.rules.groups) and (person.fate is Fate.FAILS or TIER in saved.order)

    def _hidden(self, saved: SavedResult) -> set[str]:
        """The stages of an outcome that keep from the public what they decide by."""
        if id(saved) not in self.hidden:
            stages = [stage for stage in self.rules.stages if stage.code in saved.stages]
            hidden = {stage.code for stage in stages if hides(self.rules, stage, saved, self.figures.get(stage.code))}
            self.hidden[id(saved)] = hidden
        return self.hidden[id(saved)]

    def _scores(self, saved: SavedResult, people: Sequence[SavedPerson]) -> list[list[str]]:
        """A column of texts for every figure that is shown; decimals as the longest in the whole stage needs."""
        order = list(saved.steps)
        columns = []
        for key in self.shown.keys:
            if key not in saved.steps:  # confirmed apart, when the rules showed less
                columns.append([""] * len(people))
                continue
            at = order.index(key)
            decimals = self._longest(saved, at)
            columns.append([_written(p.values[at] if p.values else None, decimals) for p in people])
        return columns

    def _longest(self, saved: SavedResult, at: int) -> int:
        """The decimals of the longest figure of a step in a whole outcome; the same for each of its formations."""
        if (id(saved), at) not in self.decimals:
            found = {p.values[at] for p in saved.people if p.values and p.code}
            self.decimals[id(saved), at] = max(map(_decimals, found), default=0)
        return self.decimals[id(saved), at]


def _decimals(value: Decimal | Fraction | None) -> int:
    return 0 if value is None else terminates(Fraction(value)) or 0


def _written(value: Decimal | Fraction | None, decimals: int) -> str:
    return "" if value is None else show(value, decimals)


def public_name(name: str, how: str) -> str:
    """A name as the rules publish it; initials are those of the name proper, without degrees."""
    if how == "lengkap":
        return name
    if how == "tidak":
        return ""
    words = name.partition(",")[0].split()
    proper = [word for word in words if not word.endswith(".")] or words
    return " ".join(f"{word[0].upper()}." for word in proper)
