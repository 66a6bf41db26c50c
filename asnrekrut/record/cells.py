"""What was read besides the figures: the states of cells, and their words, which are kept as fingerprints alone.

``hasil.json`` holds no private word, and of a cell without a figure only what came of it. What is kept beside it lets
every later run tell whose cell reads otherwise, and not what it said: without the salt, which stands nowhere else, no
date or word can be tried out. A NIK is left out: who has the salt could try it out.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct, field

from asnrekrut.core.bonuses import proves
from asnrekrut.core.marks import State
from asnrekrut.core.result import FATE_WORDS, OUT_BY_STATE, Fate
from asnrekrut.core.sessions_and_makeups import Conduct
from asnrekrut.nik import holds_nik
from asnrekrut.notation import number_text
from asnrekrut.record.rule_keys import leaves
from asnrekrut.rules.binding import binding
from asnrekrut.rules.figure_keys import APPLICANT, FINAL
from asnrekrut.short_repr import ShortRepr
from asnrekrut.texts import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from asnrekrut.core.exact import Bools
    from asnrekrut.core.marks import Marks
    from asnrekrut.core.register import Attribute
    from asnrekrut.core.result import Result, StageOutcome

KEPT_CELLS = "isian.json"
MET = "memenuhi"
_WORDS = {state: FATE_WORDS[fate] for state, fate in OUT_BY_STATE.items()}
_REFERENCE = re.compile(rf"\b{APPLICANT}\.(\w+)")
REPEATED = f"{FINAL}.ujian_ulang"  # the mark of an exam that was repeated among those who were tied
_EVIDENCE = ".bukti"  # of a bonus: only what it proves is read


class Cells(ShortRepr, Struct, frozen=True):
    """What cells say up to a stage, by participant number and then by the key of a component, rater or attribute.

    Attributes:
        salt: what the fingerprints are made with.
        states: of cells that hold a word for a state, or a figure that does not count.
        prints: of the words of categories and requirements, and of the attributes that rules read.
    """

    salt: str = field(name="garam", default="")
    states: dict[str, dict[str, str]] = field(name="keadaan", default_factory=dict)
    prints: dict[str, dict[str, str]] = field(name="sidik", default_factory=dict)


def print_of(salt: str, number: str, key: str, text: str) -> str:
    """The fingerprint of what a cell says."""
    whole = "\n".join((salt, number, key, folded(text)))
    return f"sidik {hashlib.sha256(whole.encode()).hexdigest()[:12]}"


def is_attribute(key: str) -> bool:
    """Whether it is the key of an attribute."""
    return key.startswith(f"{APPLICANT}.")


def cells_of(result: Result, stage: StageOutcome, salt: str = "") -> Cells:
    """What the cells of everyone say up to a stage.

    Args:
        salt: by default one that nobody can guess who does not know the whole register.
    """
    numbers, known = result.register.numbers, {step.key: step.known for step in result.steps(stage)}
    states: dict[str, dict[str, str]] = {}
    words: dict[str, Sequence[str]] = {}
    for rule in result.rules.stages[: stage.index + 1]:
        for key, given in ((f"{rule.code}.{c.code}", result.marks.get((rule.code, c.code))) for c in rule.components):
            if given is not None:
                words |= {key: given.texts} if given.texts else {}
                for name, said in _said(key, given, known.get(key)):
                    for i, word in said.items():
                        states.setdefault(numbers[i], {})[name] = word
    if stage.is_end and (exam := result.conduct.get(FINAL, Conduct()).repeat) is not None:
        for i in np.flatnonzero(exam.states == State.KNOWN).tolist():
            states.setdefault(numbers[i], {})[REPEATED] = number_text(exam.values.at(i))
    whole = (*words.values(), *_attributes(result).values())
    salt = salt or hashlib.sha256("\n".join(map("\t".join, whole)).encode()).hexdigest()
    prints = {number: dict(own) for number, own in _of_attributes(result, salt).items()}
    for number, own in _prints(numbers, words, salt).items():
        prints.setdefault(number, {}).update(own)
    return Cells(salt, states, prints)


def _prints(numbers: Sequence[str], words: Mapping[str, Sequence[str]], salt: str) -> dict[str, dict[str, str]]:
    """By person and key the fingerprint of every word there is."""
    found: dict[str, dict[str, str]] = {}
    for key, texts in words.items():
        for number, text in ((number, text) for number, text in zip(numbers, texts, strict=True) if text):
            found.setdefault(number, {})[key] = print_of(salt, number, key, text)
    return found


@lru_cache(maxsize=1)
def _of_attributes(result: Result, salt: str) -> Mapping[str, Mapping[str, str]]:
    """The fingerprints of attributes, which are those of every stage."""
    return _prints(result.register.numbers, _attributes(result), salt)


def _said(key: str, given: Marks, known: Bools | None) -> Iterator[tuple[str, dict[int, str]]]:
    """By the key of a component or of a rater's mark, what stands in whose cell in the place of a figure."""
    for part in given.parts:
        yield f"{key}:{part.label}", _words(part.states)
        yield from ((f"{key}:{part.label}:{one.label}", _words(one.states)) for one in part.parts)
    if given.parts:
        return
    said = _words(given.states)
    if known is not None:  # zeros that mean absence are no figures
        counts = (given.states == State.KNOWN) & ~known
        said |= {i: number_text(given.values.at(i)) for i in np.flatnonzero(counts).tolist()}
    if given.called is not None:
        away = ~given.called & (given.states <= State.ABSENT)
        said |= dict.fromkeys(np.flatnonzero(away).tolist(), FATE_WORDS[Fate.NOT_CALLED])
    yield key, said


def _words(states: np.ndarray) -> dict[int, str]:
    there = np.flatnonzero(np.isin(states, list(_WORDS)))
    return {i: _WORDS[State(states[i])] for i in there.tolist()}


@lru_cache(maxsize=1)
def _attributes(result: Result) -> Mapping[str, Sequence[str]]:
    """The attributes that any rule reads, by what they mean; no column of NIK, and '' for a single cell with one."""
    read: dict[str, bool] = {}
    for path, text in leaves(binding(result.rules)):
        for code in _REFERENCE.findall(f"{path} {text}") if not path.startswith(f"{APPLICANT}.") else ():
            read[code] = read.get(code, True) and path.endswith(_EVIDENCE)
    there = {code: one for code, one in result.register.attributes.items() if code in read}
    meant = {code: _meant(one, evidence=read[code]) for code, one in sorted(there.items())}
    return {f"{APPLICANT}.{code}": texts for code, texts in meant.items() if any(texts)}


def _meant(attribute: Attribute, evidence: bool) -> list[str]:
    """What the cells of an attribute come to, however they are written."""
    if evidence:
        return [str(proves(text)) if text else "" for text in attribute.texts]
    if attribute.values is None:
        held = [holds_nik(text) for text in attribute.texts]
        column = 2 * sum(held) > sum(map(bool, attribute.texts))
        return ["" if column or nik else text for text, nik in zip(attribute.texts, held, strict=True)]
    text_of, values, known = cache(number_text), attribute.values, attribute.known.tolist()
    return [text_of(values.at(i)) if known[i] else text for i, text in enumerate(attribute.texts)]
