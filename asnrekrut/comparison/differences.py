"""Every difference between a list made elsewhere and the present result; nothing about those who agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.comparison.beside import Beside, Difference
from asnrekrut.comparison.causes import UNKNOWN, changed_marks, why_rank, why_total
from asnrekrut.comparison.headings import says_passed
from asnrekrut.core.reasons import reasons
from asnrekrut.core.result import Fate
from asnrekrut.errors import UsageError
from asnrekrut.notation import show

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from asnrekrut.comparison.listing import Listing
    from asnrekrut.core.result import Result, StageOutcome

_IN = {Fate.PROCEEDS, Fate.WINS}


def stage_compared(result: Result, listing: Listing) -> StageOutcome:
    """The stage that a list is of: the one it names, else the end, else the furthest that is decided.

    Raises:
        UsageError: it is not decided.
    """
    named = [one for one in result.stages if one.code == listing.stage]
    stage = named[0] if named else None if listing.stage else result.end or result.last
    if stage is None:
        raise UsageError(f"tahap {listing.stage or 'pertama'} belum diputus; jalankan asnrekrut check")
    return stage


def compare(result: Result, listing: Listing, drifted: Mapping[str, str] | None = None) -> list[Difference]:
    """Every difference: people first, then formation by formation in the order of the ranks.

    Args:
        drifted: see ``Beside``.

    Raises:
        UsageError: what the list is of is not decided.
    """
    stage = stage_compared(result, listing)
    one = Beside(result.until(stage.index), stage, listing, drifted or {})
    why = reasons(one.result)
    found = [*_strangers(one), *_left_out(one)]
    for i in np.lexsort((stage.standing.rank, result.register.formation)).tolist():
        if i in one.lines:
            found += [*_total(one, i, why), *_rank(one, i, why), *_code(one, i, why)]
    return found


def _strangers(one: Beside) -> Iterator[Difference]:
    seen: set[str] = set()
    register = one.result.register
    for line in one.listing.lines:
        if line.number and line.number not in register.at:
            cause = "nomor ini tidak ada dalam daftar pelamar"
            yield Difference(line.number, "", "peserta", "tercantum", "tidak ada", cause, line.place)
        elif line.number in seen:
            name = register.names[register.at[line.number]] if line.number in register.at else ""
            yield Difference(line.number, name, "peserta", "dua baris", "satu", "baris rangkap", line.place)
        seen.add(line.number)


def _left_out(one: Beside) -> Iterator[Difference]:
    rank = one.stage.standing.rank
    for i in np.flatnonzero(rank > 0).tolist():
        if i not in one.lines:
            yield one.difference(i, "peserta", "tidak tercantum", f"peringkat {rank[i]}", UNKNOWN)


def _total(one: Beside, i: int, why: Sequence[str]) -> Iterator[Difference]:
    theirs, ours = one.lines[i].total, one.totals[i]
    if theirs is not None and ours is None and one.stage.standing.keys:
        if theirs or one.lines[i].rank:  # a sum over no marks at all is how a spreadsheet prints none
            yield one.difference(i, "nilai akhir", show(theirs), "–", why[i])
    elif theirs is None and ours is not None and one.lists_totals:
        yield one.difference(i, "nilai akhir", "–", show(ours), UNKNOWN)
    elif theirs is not None and ours is not None and i in one.odd_totals:
        yield one.difference(i, "nilai akhir", show(theirs), show(ours), why_total(one, i, theirs, ours))


def _rank(one: Beside, i: int, why: Sequence[str]) -> Iterator[Difference]:
    theirs, ours = one.lines[i].rank, int(one.stage.standing.rank[i])
    if theirs is not None and theirs != ours:
        cause = why_rank(one, i, theirs) if ours else why[i]
        yield one.difference(i, "peringkat", str(theirs), str(ours or "–"), cause)
    elif theirs is None and ours and one.lists_ranks:
        yield one.difference(i, "peringkat", "–", str(ours), UNKNOWN)


def _code(one: Beside, i: int, why: Sequence[str]) -> Iterator[Difference]:
    """A code or a word that says otherwise; a remark that says neither passed nor failed is no code."""
    said, fate = one.lines[i].code, Fate(int(one.stage.fates[i]))
    outcome = one.result.outcome(fate, one.stage, int(one.result.scores.groups[i]))
    tied = any(i in tie.members for tie in one.stage.ties)
    if tied and says_passed(said) is not None:
        ours = "menunggu keputusan"
        yield one.difference(i, "hasil", said, ours, "nilai sama di tempat terakhir, dan aturan tidak memutusnya")
    if not said or outcome is None:
        return
    known = {text.casefold() for each in one.result.outcomes(one.stage) for text in (each.code, each.meaning)}
    if said.casefold() in known:
        differs = said.casefold() not in {outcome.code.casefold(), outcome.meaning.casefold()}
    else:
        passed = says_passed(said)
        differs = passed is not None and passed != (fate in _IN)
    if differs:
        yield one.difference(i, "hasil", said, outcome.code, _why_code(one, i, why))


def _why_code(one: Beside, i: int, why: Sequence[str]) -> str:
    formation = one.result.register.formation_of(i)
    then = one.listing.quotas.get(formation.code, formation.quota)
    if then != formation.quota:
        return f"kuota formasi {formation.code} dahulu {then}, kini {formation.quota}"
    ranked, ours = one.lines[i].rank, int(one.stage.standing.rank[i])
    return "mengikuti peringkatnya" if ranked not in {None, ours} else changed_marks(one, i) or why[i]
