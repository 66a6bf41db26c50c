"""Bonuses: who gets how much, and who claims one without evidence."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from asnrekrut.core.conditions import meets
from asnrekrut.core.exact import Bools, Exact, indices
from asnrekrut.findings import Finding, finding
from asnrekrut.rules.conditions import column_of
from asnrekrut.rules.figure_keys import FINAL, find_component, find_stage
from asnrekrut.short_repr import ShortRepr

if TYPE_CHECKING:
    from collections.abc import Callable

    from asnrekrut.core.register import Register
    from asnrekrut.rules.decisions import Bonus
    from asnrekrut.rules.model import Rules


# What offices write into a column of evidence where there is none.
DENIALS = frozenset(
    {"", "0", "tidak", "tidak ada", "belum", "belum ada", "na", "n a", "nihil", "kosong", "tdk", "tdk ada"}
    | {"none", "null", "no"}
)
_DENYING = frozenset({"tidak", "tdk", "tak", "belum", "blm", "bukan", "tanpa", "nihil", "kosong"})  # as the first word
_PENDING = frozenset({"proses", "diproses", "diurus", "pengurusan", "menyusul", "hilang"})  # as any word
# What they write where there is some, as the first word; a number says it as well.
_AFFIRMING = frozenset(
    {
        *("ada", "ya", "sudah", "punya", "terlampir", "dilampirkan", "diunggah", "lengkap", "asli", "sah", "valid"),
        *("aktif", "memenuhi", "v", "sertifikat", "surat", "sk", "str", "sip", "ijazah", "piagam", "kartu", "akta"),
        *("ktp", "dokumen", "berkas", "salinan", "fotokopi"),
    }
)
_TICKS = frozenset("√✓✔☑")
_NUMBERS = frozenset("123456789")


class Granted(ShortRepr, Struct, frozen=True, eq=False):
    """One bonus, as granted to each applicant: shape (n,), zero where it is not due."""

    bonus: Bonus
    amounts: Exact


def grant(
    rules: Rules, register: Register, marked: Callable[[str], Bools | bool]
) -> tuple[list[Granted], list[Finding]]:
    """Every bonus of the rules, with what speaks against granting it.

    Args:
        marked: who has something at a target that a bonus can be added to.
    """
    granted, findings = [], []
    for bonus in rules.bonuses:
        due = meets(bonus.when, register)
        evidence = register.attribute(bonus.evidence)
        proof = evidence.known & np.array([proves(text) for text in evidence.texts], dtype=bool)
        denied = ~evidence.known | np.array([denies(text) for text in evidence.texts], dtype=bool)
        amounts, unknown = _amounts(bonus, rules, register)
        title = {"bonus": bonus.name, "kolom": column_of(rules, bonus.evidence)}
        for i in indices((due & ~proof) | (~denied & ~due)):
            says = f'berisi "{evidence.texts[i]}"' if evidence.texts[i] else "kosong"
            says += "" if proof[i] or denied[i] else ", yang belum jelas sebagai bukti"
            fault = "E501" if due[i] else "P401"
            findings.append(finding(fault, evidence.where(i), nomor=register.numbers[i], isi=says, **title))
        for i in indices(due & proof & unknown):
            told = {"nomor": register.numbers[i], "bonus": bonus.name, "kolom": column_of(rules, bonus.times or "")}
            findings.append(finding("E502", register.attribute(bonus.times or "").where(i), **told))
        counts = due & proof & ~unknown & marked(bonus.target)
        granted.append(Granted(bonus, amounts.where(counts, Exact.zeros(len(register)))))
    return granted, findings


def denies(text: str) -> bool:
    """Whether what stands in a column of evidence says that there is none, or none yet."""
    words = _plain(text).split()
    if _TICKS.intersection(text):
        return False
    nothing = not "".join(words).strip("0") or " ".join(words) in DENIALS
    return nothing or words[0] in _DENYING or not _PENDING.isdisjoint(words)


def proves(text: str) -> bool:
    """Whether it clearly says that there is some; what neither denies nor proves is for the committee to clear up."""
    if denies(text):
        return False
    numbered = not _NUMBERS.isdisjoint(text)
    return numbered or bool(_TICKS.intersection(text)) or _plain(text).split()[0] in _AFFIRMING


def _plain(text: str) -> str:
    """A word without case, dashes, dots and strokes."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.replace("/", "")).casefold().split())


def _amounts(bonus: Bonus, rules: Rules, register: Register) -> tuple[Exact, np.ndarray]:
    """What the bonus is worth to everyone who is due it, and for whom that cannot be said."""
    base = Exact.of([base_amount(bonus, rules)] * len(register))
    unknown = np.zeros(len(register), dtype=bool)
    if bonus.times is not None:
        attribute = register.attribute(bonus.times)
        base = attribute.figures.times(base_amount(bonus, rules))
        unknown = ~(attribute.known & attribute.figures.at_least(Fraction(0)))  # a bonus never takes points away
    if bonus.cap is not None:
        cap = Exact.of([Fraction(bonus.cap)] * len(register))
        base = base.where(base.at_most(Fraction(bonus.cap)), cap)
    return base, unknown


def base_amount(bonus: Bonus, rules: Rules) -> Fraction:
    """Points, or the per cent of the target's maximum (the final score's is that of the rules, 100 as a rule)."""
    if bonus.points is not None:
        return Fraction(bonus.points)
    stage, _, component = bonus.target.partition(".")
    at_end = bonus.target == FINAL
    top = rules.ranking.top if at_end else find_component(find_stage(rules, stage)[1], component).top
    return Fraction(bonus.percent or 0) * Fraction(top) / 100
