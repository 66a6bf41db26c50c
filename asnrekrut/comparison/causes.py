"""Why a total or a rank reads otherwise in a list made elsewhere, as far as the figures tell."""

from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.comparison.other_rules import UNROUNDED
from asnrekrut.notation import listed, show

if TYPE_CHECKING:
    from collections.abc import Callable

    from asnrekrut.comparison.differences import Beside
    from asnrekrut.core.exact import Indices
    from asnrekrut.rules.stages import Component, Stage

UNKNOWN = "sebabnya tidak dapat diketahui dari angka-angka ini"
_FACTORS = (Fraction(2), Fraction(1, 2), Fraction(10), Fraction(1, 10), Fraction(100), Fraction(1, 100))
_NAMED = 3


def why_total(one: Beside, i: int, theirs: Fraction, ours: Fraction) -> str:
    """The first explanation that gives their total exactly."""
    drifted = one.drifted.get(one.result.register.numbers[i], "") or changed_marks(one, i)
    if drifted:
        return drifted
    for words, column in one.others.items():
        if column[i] is not None and one.agrees(theirs, column[i]):
            return words
    raised = _raised(one, i, theirs)
    if raised:
        return raised
    swapped = next((j for j in sorted(one.odd_totals - {i}) if _swapped(one, i, j)), None)
    if swapped is not None:
        return f"tertukar dengan {one.result.register.numbers[swapped]} ({one.result.register.names[swapped]})"
    factor = next((f for f in _FACTORS if ours and one.agrees(theirs, ours * f)), None)
    if factor is not None:
        return f"{show(factor)} kali nilai yang dihitung: faktor skala terlupa atau dipakai dua kali"
    told = _one_mark(one, i, theirs - ours)
    return f"selisih {show(theirs - ours)}; " + (f"sesuai bila {' atau '.join(told[:_NAMED])}" if told else UNKNOWN)


def _raised(one: Beside, i: int, theirs: Fraction) -> str:
    """Whether their total was rounded up, perhaps from a float that lies a hair above the exact one."""
    exact = one.others.get(UNROUNDED, one.totals)[i]
    unit = Fraction(1, 10 ** (one.listing.decimals or 0))
    if exact is None or one.listing.decimals is None or not 0 < theirs - exact <= unit:
        return ""
    hair = f"; {show(exact)} tersimpan sedikit di atasnya sebagai pecahan biner" if theirs - exact == unit else ""
    return f"dibulatkan ke atas{hair}"


def changed_marks(one: Beside, i: int) -> str:
    """Of an earlier result: which marks were others then; '' for none."""
    then = one.lines[i].marks
    now = {step.key: step for step in one.result.steps(one.stage) if step.formula is None}
    told = [
        f"{step.label} dahulu {show(then[key])}, kini {step.show(i) or 'kosong'}"
        for key, step in now.items()
        if key in then and (not step.known[i] or step.values.at(i) != then[key])
    ]
    return listed(told, _NAMED)


def _swapped(one: Beside, i: int, j: int) -> bool:
    return one.agrees(one.lines[i].total, one.totals[j]) and one.agrees(one.lines[j].total, one.totals[i])


def _one_mark(one: Beside, i: int, difference: Fraction) -> list[str]:
    """Which single mark, read otherwise, would give their total."""
    told = []
    for figures in one.result.scores.stages:
        for component in figures.stage.scored if figures.stage.weight is not None else ():
            step = figures.marks[component.code]
            meant = step.values.at(i) + difference / _per_point(figures.stage, component)
            there = step.known[i] and component.minimum <= meant <= component.top
            if there and meant.denominator == 1:
                told.append(f"{component.name} {show(meant)} (kini {step.show(i)})")
    return told


def _per_point(stage: Stage, component: Component) -> Fraction:
    """What a point of a component is worth in the final score."""
    top = Fraction(component.top)
    whole = sum((Fraction(c.top) for c in stage.scored), Fraction(0))
    share = Fraction(component.weight) / 100 if component.weight is not None else top / whole
    return share * Fraction(stage.weight or 0) / top


def why_left_out(one: Beside, i: int) -> str:
    """Why somebody who is ranked does not stand in the list."""
    register, group = one.result.register, one.group_of(i)
    near = one.strangers.alike(register.numbers[i])
    if near is not None:
        return f'di sana tertulis "{near}", yang bukan nomor siapa pun'
    if one.listing.decimals is None:
        return "dahulu belum terdaftar"
    if not group.listed.any():
        return f"formasi {register.formation_of(i).code} tidak ada dalam daftar itu"
    last = int(group.rank[group.listed].max())
    if one.stage.standing.rank[i] > last and group.listed[(group.rank > 0) & (group.rank <= last)].all():
        return f"daftar itu berhenti pada peringkat {last}"
    return "terlewat: yang lain dari formasinya tercantum"


def why_rank(one: Beside, i: int, theirs: int) -> str:
    """What the list ranked by instead."""
    if i in one.odd_totals:
        return "mengikuti nilai akhirnya"
    if changed := changed_marks(one, i):
        return changed
    group = one.group_of(i)
    moved = group.changing_sides(one.codes[0][i])
    if len(moved):
        return f"bergeser karena nilai akhir {_named(one, moved)} lain"
    if one.mixes_formations and theirs == without_formations(one, i):
        return "diperingkat tanpa memisahkan formasi"
    tied = group.members[group.listed & (group.ours == one.codes[0][i])]
    ours = int(one.stage.standing.rank[i])
    if len(tied) > 1 and ours <= theirs < ours + len(tied):
        return _why_tied(one, i, tied.tolist())
    gapless = "peringkat sesudah nilai sama tidak melompat (1, 2, 2, 3)"
    return _overtaken(one, i, theirs) or (gapless if theirs == _without_gaps(one, i) else UNKNOWN)


def _overtaken(one: Beside, i: int, theirs: int) -> str:
    """Who stands above here and not there, or the other way round, where that is just the shift; '' for nobody."""
    group, mine = one.group_of(i), one.stage.standing.rank[i]
    now = (group.rank > 0) & (group.rank < mine)
    then = (group.said > 0) & (group.said < theirs)
    if now.sum() - then.sum() != mine - theirs:
        return ""
    told = [
        f"{_named(one, group.members[who])} {where}"
        for who, where in ((now & ~then, "di atasnya"), (then & ~now, "tidak di atasnya"))
        if who.any()
    ]
    return f"bergeser karena menurut hitungan ini {' dan '.join(told)}" if told else ""


def _named(one: Beside, who: Indices) -> str:
    """Some people by their numbers, the first of them."""
    some = [one.result.register.numbers[j] for j in who[:_NAMED].tolist()]
    return listed([*some, *[""] * (len(who) - len(some))], _NAMED)


def without_formations(one: Beside, i: int) -> int:
    """The rank among all; 0 where there is but one formation."""
    mine = one.totals[i]
    if mine is None or len(one.rivals) == 1:
        return 0
    return 1 + len(one.rising) - bisect_right(one.rising, mine)


def _without_gaps(one: Beside, i: int) -> int:
    """The rank where those behind equal ones do not skip."""
    return int(np.searchsorted(one.group_of(i).ranks, one.stage.standing.rank[i])) + 1


def _why_tied(one: Beside, i: int, tied: list[int]) -> str:
    """What the list ordered equal totals by, and what the rules do."""
    register, keys = one.result.register, one.stage.standing.keys
    by_rank = sorted((j for j in tied if one.lines[j].rank is not None), key=lambda j: one.lines[j].rank or 0)
    ways: dict[str, Callable[[int], object]] = {
        "urutan baris": lambda j: one.lines[j].at,
        "nomor peserta": lambda j: register.numbers[j],
        "abjad nama": lambda j: register.names[j].casefold(),
    }
    way = next((words for words, key in ways.items() if by_rank == sorted(by_rank, key=key)), "hal lain")  # type: ignore[arg-type]
    deciding = next((k for k in keys[1:] if len({int(k.codes[j]) for j in tied}) > 1), None)
    rule = "aturan: peringkat bersama" if deciding is None else f"aturan: {deciding.key.label}"
    others = listed([register.numbers[j] for j in tied if j != i], _NAMED)
    return f"nilai akhir sama dengan {others}; daftar itu mengurutkan menurut {way}, {rule}"
