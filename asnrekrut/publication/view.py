"""The one door to public data: what announcements say, as plain texts that were filtered before.

A page, letter or list for the public is made from these types and from nothing else. They hold texts alone, which
their constructor checks: no applicant, register or result can be reached from them.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from asnrekrut.core.events import Kind, people_of
from asnrekrut.core.placement import APPOINTED, BY_RANK
from asnrekrut.core.reasons import EQUAL, KEPT, STEPPED_IN
from asnrekrut.core.result import INSIDE, Fate
from asnrekrut.core.ties import BY_COMMITTEE
from asnrekrut.nik import without_nik
from asnrekrut.notation import joined, show, show_count, show_date, terminates
from asnrekrut.publication.public_figures import Shown, general_of, hides, shown_figures
from asnrekrut.rules.figure_keys import FINAL, TIER
from asnrekrut.rules.publication import PublishedStage
from asnrekrut.texts import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from asnrekrut.outputs.json_format import SavedPerson, SavedResult
    from asnrekrut.publication.announced import Announced
    from asnrekrut.rules.model import Rules

PASSED = (*INSIDE, Fate.RESERVE)


class Plain(Struct, frozen=True):
    """Texts, and tuples of texts or of other plain things; anything else is refused."""

    def __post_init__(self) -> None:
        """Refuse whatever is no text.

        Raises:
            TypeError: a field holds something else.
        """
        for name in self.__struct_fields__:
            _hold_to_text(getattr(self, name), name)


def _hold_to_text(value: object, name: str) -> None:
    if isinstance(value, tuple):
        for inner in value:
            _hold_to_text(inner, name)
    elif value.__class__ is not str and not isinstance(value, Plain):
        raise TypeError(f"{name}: only texts may be public, not {value.__class__.__name__}")


class PublicPerson(Plain, frozen=True):
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


class PublicFormation(Plain, frozen=True):
    """A formation with its list, in the order in which it is published."""

    code: str
    title: str
    unit: str
    kind: str
    quota: str
    people: tuple[PublicPerson, ...]


class PublicLetter(Plain, frozen=True):
    """An announcement.

    Attributes:
        day: ISO.
        kind: ``awal`` or one of ``record.hash_chain.KINDS``.
        first: the formations that it announced for the first time, after others; '' for none.
    """

    number: str
    day: str
    kind: str
    first: str = ""


class PublicStage(Plain, frozen=True):
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
        beyond: why more are in than there are places: a tie at the last one; whose order the committee decided; where
            ranks are published, also whose invitation stands.
        awaited: which formations were not announced yet.
        inside: what those are called at the end who passed: ``Lulus atau cadangan``; '' before it.
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
    beyond: tuple[str, ...] = ()
    awaited: tuple[str, ...] = ()
    inside: str = ""

    @property
    def people(self) -> list[PublicPerson]:
        """Everyone in its lists."""
        return [person for formation in self.formations for person in formation.people]

    @property
    def nobody(self) -> str:
        """What is said of a formation without a list."""
        return "tidak ada peserta pada tahap ini" if self.everyone else "tidak ada peserta yang tercantum"


class PublicResults(Plain, frozen=True):
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
    listed = {person.number for stage in stages for person in stage.people}
    told = {code for one in announced for code in one.outcomes}
    everyone = {number(p.number): p.formation in told for one in announced for saved in one.kept for p in saved.people}
    rest = sorted(everyone.keys() - listed)
    waiting, unlisted = ([text for text in rest if everyone[text] is known] for known in (False, True))
    return PublicResults(stages, tuple(waiting), tuple(unlisted))


def _stage(rules: Rules, one: Announced, figures: Mapping[str, Shown], number: Callable[[str], str]) -> PublicStage:
    shown = figures[one.stage]
    ruled = rules.publication.stages.get(one.stage, PublishedStage())
    some = next(iter(one.outcomes.values()))
    outcomes = {id(saved): _Lists(rules, ruled, shown, figures, number, saved) for saved in one.kept}
    formations = tuple(outcomes[id(saved)].formation(code) for code, saved in sorted(one.outcomes.items()))
    used = dict.fromkeys(person.code for formation in formations for person in formation.people)
    meanings = {code: entry.meaning for saved in one.kept for code, entry in saved.codes.items()}
    return PublicStage(
        one.stage,
        one.name,
        tuple(_letters(one)),
        tuple(shown.heading(some, key) for key in shown.keys),
        (shown.heading(some, shown.drawn) if shown.drawn else "", shown.cut),
        "ya" if shown.ranked else "",
        "ya" if ruled.listed == "semua" else "",
        tuple((code, meanings[code]) for code in used),
        "ya" if ruled.reason == "lengkap" else "",
        shown.withheld,
        some.determined,
        formations,
        (*_tied(rules, one), *_decided(one), *(_kept(one, number) if shown.ranked else ())),
        tuple(awaited([code for code in some.formations if code not in one.outcomes])),
        _inside(rules, one) if one.stage == FINAL else "",
    )


def _inside(rules: Rules, one: Announced) -> str:
    """What those are called who passed: whoever is proposed has no seat before the choice."""
    words = {Fate.WINS: "lulus", Fate.RESERVE: "cadangan"}
    if rules.ranking.nominations is not None:
        words = {Fate.NOMINATED: "diajukan", Fate.WINS: APPOINTED, Fate.RESERVE: "cadangan"}
    found = {p.fate for code, saved in one.outcomes.items() for p in saved.people if p.formation == code}
    known = [word for fate, word in words.items() if fate in found]
    return " atau ".join(known or list(words.values())[:1]).capitalize()


def awaited(codes: Sequence[str]) -> Iterator[str]:
    """That formations are still to be announced; nothing where none is."""
    if codes:
        yield f"Hasil formasi {joined(codes)} belum diumumkan dan akan diumumkan tersendiri."


def _letters(one: Announced) -> Iterator[PublicLetter]:
    known: set[str] = set()
    for letter in one.letters:
        first = sorted(letter.outcomes.keys() - known) if known else []
        yield PublicLetter(letter.number, letter.day.isoformat(), letter.kind, ", ".join(first))
        known |= letter.outcomes.keys()


def _tied(rules: Rules, one: Announced) -> Iterator[str]:
    """The formations in which a tie at the last place let more in than there are places."""
    for code, saved in sorted(one.outcomes.items()):
        places = None if saved.determined else rules.places(one.stage, saved.formations[code].quota)
        seats = [p for p in saved.placements if p.formation == code and p.step == BY_RANK]
        on = [p for p in saved.people if p.formation == code and p.fate is Fate.PROCEEDS]
        inside = [*seats, *(p for p in on if KEPT not in p.reason and STEPPED_IN not in p.reason)]
        if places is not None and len(inside) > places:
            yield all_in(code, len(inside), places, one.stage == FINAL)


def all_in(formation: str, inside: int, places: int, end: bool) -> str:
    """``Pada formasi A-1 yang lanjut 4 orang untuk 3 tempat, sebab …``."""
    fate = "memperoleh tempat" if end else "lanjut"
    why = "semua yang nilainya sama pada tempat terakhir diikutsertakan menurut aturan seleksi"
    return f"Pada formasi {formation} yang {fate} {show_count(inside)} orang untuk {show_count(places)} tempat: {why}."


def _decided(one: Announced) -> Iterator[str]:
    """The formations in which the committee put equals in order, by which decision; neither its grounds nor who."""
    for code, saved in sorted(one.outcomes.items()):
        equals = {person.number for person in saved.people if f" {BY_COMMITTEE}, " in person.reason}
        for event in saved.events:
            fact = {name: str(text) for name, text in event.items()}
            about = fact["jenis"] == Kind.TIE.value and (fact.get("tahap"), fact.get("formasi")) == (one.stage, code)
            if about and not equals.isdisjoint(people_of(fact)):
                day = show_date(date.fromisoformat(fact["tanggal"])) if fact.get("tanggal") else ""
                letter = ", ".join(filter(None, (without_nik(fact.get("nomor_surat", "")), day)))
                what = f"Pada formasi {code}, urutan peserta yang sama menurut semua kunci urutan"
                yield f"{what} diputuskan oleh panitia{f' ({letter})' if letter else ''}."


def _kept(one: Announced, number: Callable[[str], str]) -> Iterator[str]:
    """Whose invitation stands after a correction: by rank and places alone nobody could retrace their code."""
    standing = [
        f"{number(person.number)} ({code})"
        for code, saved in sorted(one.outcomes.items())
        for person in saved.people
        if person.formation == code and person.fate is Fate.PROCEEDS and KEPT in person.reason
    ]
    if standing:
        yield f"Tetap lanjut karena {KEPT}: {', '.join(standing)}."


class _Lists(Struct, dict=True):
    """The lists of one kept outcome of a stage."""

    rules: Rules
    ruled: PublishedStage
    shown: Shown
    figures: Mapping[str, Shown]
    number: Callable[[str], str]
    saved: SavedResult

    def formation(self, code: str) -> PublicFormation:
        """One formation."""
        mine = [p for p in self.saved.people if p.formation == code and p.code]
        if self.ruled.listed == "lulus":
            mine = [p for p in mine if p.fate in PASSED]
        if not self.shown.ranked:
            by_name = self.ruled.order == "abjad"
            mine.sort(key=lambda p: (folded(p.name) if by_name else "", self.number(p.number)))
        placed = {one.number: one.formation for one in self.saved.placements if one.formation != code}
        people = tuple(self._person(person, placed.get(person.number, "")) for person in mine)
        facts = self.saved.formations[code]
        return PublicFormation(code, facts.title, facts.unit, facts.kind, show_count(facts.quota), people)

    def _person(self, person: SavedPerson, placed: str) -> PublicPerson:
        code = self.codes.get(person.code, person.code)
        values = person.values or [None] * len(self.saved.steps)
        return PublicPerson(
            self.number(person.number),
            public_name(person.name, self.rules.publication.name),
            str(person.rank) if person.rank and self.shown.ranked else "",
            tuple("" if at < 0 or (value := values[at]) is None else show(value, n) for at, n in self.columns),
            code,
            person.reason if self._told_in_full(person) else self.saved.codes[code].meaning,
            "ya" if person.fate in PASSED else "",
            placed,
        )

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """Instead of each code of a group, the general one."""
        return {} if self.ruled.codes == "kelompok" else general_of(self.rules, self.saved)

    @cached_property
    def columns(self) -> list[tuple[int, int]]:
        """For every figure that is shown its step (-1 where it was confirmed when the rules showed less), and decimals.

        They are those of the longest in the whole outcome, so that they are the same for each of its formations.
        """
        order, people = list(self.saved.steps), [p for p in self.saved.people if p.values and p.code]
        places = [order.index(key) if key in order else -1 for key in self.shown.keys]
        longest = (max(map(_decimals, {p.values[at] for p in people}), default=0) if at >= 0 else 0 for at in places)
        return list(zip(places, longest, strict=True))

    @cached_property
    def hidden(self) -> set[str]:
        """The stages that keep from the public what they decide by."""
        stages = [stage for stage in self.rules.stages if stage.code in self.saved.stages]
        return {one.code for one in stages if hides(self.rules, one, self.saved, self.figures.get(one.code))}

    def _told_in_full(self, person: SavedPerson) -> bool:
        """Whether the rules open a reason and nothing that it may rest on is kept from the public."""
        if self.ruled.reason != "lengkap" or self._tells_group(person):
            return False
        if EQUAL in person.reason:  # another key decided, perhaps any
            final = self.figures.get(FINAL)
            return not self.hidden and (final is None or FINAL in final.keys)
        return person.fate is not Fate.FAILS or list(self.saved.stages)[len(person.fates) - 1] not in self.hidden

    def _tells_group(self, person: SavedPerson) -> bool:
        """Whether a reason may name the bounds of a group, or that somebody is in none: groups tell disability."""
        return bool(self.rules.groups) and (person.fate is Fate.FAILS or TIER in self.saved.order)


def _decimals(value: Decimal | Fraction | None) -> int:
    return 0 if value is None else terminates(Fraction(value)) or 0


def public_name(name: str, how: str) -> str:
    """A name as the rules publish it; initials are those of the name proper, without degrees."""
    if how == "lengkap":
        return name
    if how == "tidak":
        return ""
    words = name.partition(",")[0].split()
    proper = [word for word in words if not word.endswith(".")] or words
    return " ".join(f"{word[0].upper()}." for word in proper)
