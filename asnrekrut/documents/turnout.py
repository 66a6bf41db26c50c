"""How many came, were absent, went on or won, of the formations that one document speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.counts import StageCount, away, count_seats, count_sessions, count_stage, present
from asnrekrut.core.placement import APPOINTED, inside
from asnrekrut.core.reasons import KEPT
from asnrekrut.core.register import persons
from asnrekrut.core.result import Fate
from asnrekrut.documents.document_parts import Table
from asnrekrut.documents.spelled_out import counted
from asnrekrut.notation import joined, show_count, show_date
from asnrekrut.publication.view import all_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.core.exact import Bools
    from asnrekrut.documents.basis import Basis


def counts(basis: Basis, who: Bools | None = None) -> StageCount:
    """The people of a document, or some of them, by what became of them."""
    return count_stage(basis.result, basis.stage, basis.members if who is None else who)


def comes(basis: Basis) -> bool:
    """Whether anybody is present at the stage, rather than their files alone."""
    return basis.stage.is_end or basis.rules.stages[basis.stage.index].presence == "perlu"


def sentences(basis: Basis) -> Iterator[str]:
    """What the minutes count, in figures and words."""
    return _of_the_end(basis) if basis.stage.is_end else _of_a_stage(basis)


def _told(basis: Basis, words: str, who: Bools) -> str:
    """How many these are: people, with their applications where somebody has several.

    Where people are only suspected to have several, applications are all that can be counted.
    """
    many, people = _counted(basis, who)
    if people < many:
        return f"Peserta yang {words} berjumlah {counted(people)} orang dengan {counted(many)} lamaran."
    unit = ", dihitung menurut lamaran" if _doubled(basis) else " orang"
    return f"Peserta yang {words} berjumlah {counted(many)}{unit}."


def _counted(basis: Basis, who: Bools) -> tuple[int, int]:
    """So many applications, and people."""
    return int(who.sum()), len(np.unique(persons(basis.rules.choice, basis.result.register)[who]))


def _doubled(basis: Basis) -> bool:
    """Whether somebody seems to have applied twice, which no rule speaks of."""
    return "P315" in {code for code, _ in basis.view.lasting()}


def _of_a_stage(basis: Basis) -> Iterator[str]:
    result, stage, mine = basis.result, basis.stage, basis.members
    here, after = mine & stage.took_part, result.next_stage(stage)
    yield _told(basis, f"berhak mengikuti {stage.name}", here)
    there, gone = ("hadir", "tidak hadir") if comes(basis) else ("berkasnya dinilai", "berkasnya tidak ada")
    yield _told(basis, there, here & present(result, stage))
    yield _told(basis, gone, here & away(result, stage))
    for fate, words in (
        (Fate.NOT_CALLED, "tidak dipanggil"),
        (Fate.WITHDRAWN, "mengundurkan diri"),
        (Fate.DISQUALIFIED, "didiskualifikasi"),
        (Fate.FAILS, "tidak memenuhi ambang batas atau syarat"),
        (Fate.BEYOND, "memenuhi ambang batas, tetapi berada di luar jumlah yang lanjut"),
    ):
        if (who := mine & (stage.fates == fate)).any():
            yield _told(basis, words, who)
    onward = "lolos semua tahap" if after is None else f"berhak mengikuti {after.name}"
    yield _told(basis, onward, mine & (stage.fates == Fate.PROCEEDS))
    yield from _beyond(basis)


def _beyond(basis: Basis) -> Iterator[str]:
    """Why more are in than there are places: a tie at the last one, or invitations that stand after a correction."""
    stage, register = basis.stage, basis.result.register
    if stage.places is None or stage.determined is not None:
        return
    counts = np.bincount(register.formation[inside(stage)], minlength=len(register.formations)).tolist()
    for f, seat in zip(basis.formations, basis.seats, strict=True):
        count, places = counts[f], basis.rules.places(stage.code, seat.quota)
        if places is not None and count > places:
            yield all_in(seat.code, count, places, stage.is_end)
    if stands := [i for i in sorted(stage.kept) if basis.members[i]]:
        yield f"Tetap lanjut karena {KEPT}: peserta {joined([register.numbers[i] for i in stands])}."


def _of_the_end(basis: Basis) -> Iterator[str]:
    quota, everyone = sum(seat.quota for seat in basis.seats), np.arange(len(basis.members))
    won, has = (np.isin(everyone, [i for each in holders for i in each]) for holders in (placed(basis), seated(basis)))
    nominated, named = basis.rules.ranking.nominations is not None, basis.result.inside.lower()
    yield f"Formasi yang diisi berjumlah {counted(len(basis.seats))} dengan {counted(quota)} kursi."
    yield _applied(basis)
    yield _told(basis, named, won)
    if nominated and has.any():
        yield _told(basis, APPOINTED, has)
    yield from _beyond(basis)
    for fates, words in (
        ((Fate.RESERVE,), "menjadi cadangan"),
        (
            (Fate.LOSES,),
            f"mengikuti seluruh tahap, tetapi {'tidak diajukan' if nominated else 'berada di luar kuota'}",
        ),
        ((Fate.BEYOND,), "berada di luar jumlah yang lanjut pada salah satu tahap"),
        ((Fate.FAILS,), "tidak memenuhi ambang batas atau syarat pada salah satu tahap"),
        ((Fate.ABSENT, Fate.NOT_CALLED), "tidak hadir atau tidak dipanggil pada salah satu tahap"),
        ((Fate.WITHDRAWN,), "mengundurkan diri"),
        ((Fate.DISQUALIFIED,), "didiskualifikasi"),
    ):
        if (who := basis.members & np.isin(basis.result.fates, fates)).any():
            yield _told(basis, words, who)
    if not nominated:
        yield f"Kursi yang tidak terisi berjumlah {counted(max(0, quota - int(has.sum())))}."


def _applied(basis: Basis) -> str:
    """How many applied; where one person has several applications, they are not counted as so many people."""
    many, people = _counted(basis, basis.members)
    if people < many:
        return f"Lamaran berjumlah {counted(many)}, dari {counted(people)} orang pelamar."
    return f"Lamaran berjumlah {counted(many)}." if _doubled(basis) else f"Pelamar berjumlah {counted(many)} orang."


def placed(basis: Basis) -> list[list[int]]:
    """Who has a seat of each formation or is nominated for it, wherever they applied; nobody before the end."""
    return [[one.application for one in basis.result.formation(f).placements] for f in basis.formations]


def seated(basis: Basis) -> list[list[int]]:
    """Who has the seats of each formation; not whoever is no more than nominated."""
    return [[one.index for one in basis.result.formation(f).winners] for f in basis.formations]


_RARE = (
    ("Tidak Dipanggil", Fate.NOT_CALLED),
    ("Mengundurkan Diri", Fate.WITHDRAWN),
    ("Didiskualifikasi", Fate.DISQUALIFIED),
    ("Di Luar Jumlah", Fate.BEYOND),
)


def by_formation(basis: Basis) -> Table:
    """One row for each formation, and their sum where there are several."""
    heads, figures = _at_end(basis) if basis.stage.is_end else _at_stage(basis)
    rows = [[seat.quota, *row] for seat, row in zip(basis.seats, figures, strict=True)]
    texts = [[seat.code, seat.title, *map(show_count, row)] for seat, row in zip(basis.seats, rows, strict=True)]
    if len(rows) > 1:
        texts.append(["", "Jumlah", *(show_count(sum(column)) for column in zip(*rows, strict=True))])
    return Table(["Formasi", "Jabatan", "Kuota", *heads], texts, "llr")


def _at_end(basis: Basis) -> tuple[list[str], list[list[int]]]:
    """Names that are proposed have no seat; whoever was chosen among them is counted beside them."""
    found = list(count_seats(basis.result))
    mine = [found[f] for f in basis.formations]
    heads, figures = ["Pelamar", basis.result.inside], [[one.applicants, one.inside] for one in mine]
    chosen = basis.rules.ranking.nominations is not None
    if chosen and any(one.winners for one in mine):
        heads.append(APPOINTED.capitalize())
        figures = [[*row, one.winners] for row, one in zip(figures, mine, strict=True)]
    last = ["Cadangan", "Kursi Belum Terisi" if chosen else "Kursi Kosong"]
    rows = [[*row, one.reserves, one.empty] for row, one in zip(figures, mine, strict=True)]
    return [*heads, *last], rows


def _at_stage(basis: Basis) -> tuple[list[str], list[list[int]]]:
    here = counts(basis)
    rare = {words: fate for words, fate in _RARE if here.of(fate)}
    each = [counts(basis, basis.result.register.formation == f) for f in basis.formations]
    fates = (Fate.FAILS, *rare.values(), Fate.PROCEEDS)
    came = [[one.present, one.away] if comes(basis) else [] for one in each]
    figures = [[one.expected, *there, *map(one.of, fates)] for one, there in zip(each, came, strict=True)]
    return ["Peserta", *(["Hadir", "Tidak Hadir"] if comes(basis) else []), "Gugur", *rare, "Lanjut"], figures


def by_session(basis: Basis) -> Iterator[Table]:
    """One row for each session, where the stage had any."""
    rows = [
        [
            one.session.name,
            show_date(one.session.day) if one.session.day else "–",
            *map(show_count, (one.present, one.absent)),
        ]
        for one in ([] if basis.stage.is_end else count_sessions(basis.result, basis.stage, basis.members))
    ]
    if rows:
        yield Table(["Sesi", "Tanggal", "Hadir", "Tidak Hadir"], rows, "llr")
