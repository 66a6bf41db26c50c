"""How many came, were absent, went on or won, of the formations that one document speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from asnrekrut.core.counts import away, count_sessions, present, seats
from asnrekrut.core.result import Fate
from asnrekrut.documents.content import Table
from asnrekrut.documents.words import counted
from asnrekrut.notation import show_count, show_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.core.exact import Bools
    from asnrekrut.documents.basis import Basis


@dataclass(frozen=True, slots=True)
class Tally:
    """People of some formations at a stage, or in the end, by what became of them.

    Attributes:
        people: who took part; in the end everyone who applied.
        present, away: who was there, and who was absent from a stage, whatever the rules make of it.
    """

    people: int
    present: int
    away: int
    by_fate: tuple[int, ...]

    def of(self, *fates: Fate) -> int:
        """How many have one of these fates."""
        return sum(self.by_fate[fate] for fate in fates)


def tally(basis: Basis, who: Bools) -> Tally:
    """Count some of the people of a document."""
    stage = basis.stage
    fates = basis.result.fates if stage.is_end else stage.fates
    here = who if stage.is_end else who & stage.took_part
    counts = np.bincount(fates[here], minlength=len(Fate)).tolist()
    people = int(here.sum())
    if stage.is_end:
        gone = counts[Fate.ABSENT]
        return Tally(people, people - gone - counts[Fate.NOT_CALLED] - counts[Fate.WITHDRAWN], gone, tuple(counts))
    there, gone = (int((here & one(basis.result, stage)).sum()) for one in (present, away))
    return Tally(people, there, gone, tuple(counts))


def comes(basis: Basis) -> bool:
    """Whether anybody is present at the stage, rather than their files alone."""
    return basis.stage.is_end or basis.rules.stages[basis.stage.index].presence == "perlu"


def sentences(basis: Basis) -> Iterator[str]:
    """What the minutes count, in figures and words."""
    found = tally(basis, basis.members)
    if basis.stage.is_end:
        yield from _of_the_end(basis, found)
        return
    name, after = basis.stage.name, basis.result.next_stage(basis.stage)
    yield f"Peserta yang berhak mengikuti {name} berjumlah {counted(found.people)} orang."
    there, away = ("hadir", "tidak hadir") if comes(basis) else ("berkasnya dinilai", "berkasnya tidak ada")
    yield f"Peserta yang {there} berjumlah {counted(found.present)} orang."
    yield f"Peserta yang {away} berjumlah {counted(found.away)} orang."
    for fate, words in (
        (Fate.NOT_CALLED, "tidak dipanggil"),
        (Fate.WITHDRAWN, "mengundurkan diri"),
        (Fate.DISQUALIFIED, "didiskualifikasi"),
        (Fate.FAILS, "tidak memenuhi ambang batas atau syarat"),
        (Fate.BEYOND, "memenuhi ambang batas, tetapi berada di luar jumlah yang lanjut"),
    ):
        if found.of(fate):
            yield f"Peserta yang {words} berjumlah {counted(found.of(fate))} orang."
    onward = "lolos semua tahap" if after is None else f"berhak mengikuti {after.name}"
    yield f"Peserta yang {onward} berjumlah {counted(found.of(Fate.PROCEEDS))} orang."


def _of_the_end(basis: Basis, found: Tally) -> Iterator[str]:
    quota, won = sum(seat.quota for seat in basis.seats), sum(map(len, seated(basis)))
    nominated = basis.rules.ranking.nominations is not None
    yield f"Formasi yang diisi berjumlah {counted(len(basis.seats))} dengan {counted(quota)} kursi."
    yield f"Pelamar berjumlah {counted(found.people)} orang."
    yield f"Peserta yang {'dinominasikan' if nominated else 'lulus'} berjumlah {counted(won)} orang."
    for fates, words in (
        ((Fate.RESERVE,), "menjadi cadangan"),
        ((Fate.LOSES,), "mengikuti seluruh tahap, tetapi berada di luar kuota"),
        ((Fate.BEYOND,), "berada di luar jumlah yang lanjut pada salah satu tahap"),
        ((Fate.FAILS,), "tidak memenuhi ambang batas atau syarat pada salah satu tahap"),
        ((Fate.ABSENT, Fate.NOT_CALLED), "tidak hadir atau tidak dipanggil pada salah satu tahap"),
        ((Fate.WITHDRAWN,), "mengundurkan diri"),
        ((Fate.DISQUALIFIED,), "didiskualifikasi"),
    ):
        if found.of(*fates):
            yield f"Peserta yang {words} berjumlah {counted(found.of(*fates))} orang."
    if not nominated:
        yield f"Kursi yang tidak terisi berjumlah {counted(max(0, quota - won))}."


def seated(basis: Basis) -> list[list[int]]:
    """Who has the seats of each formation, wherever they applied; nobody before the end."""
    found = seats(basis.result)
    return [found.get(f, []) for f in basis.formations]


_RARE = (
    ("Tidak Dipanggil", Fate.NOT_CALLED),
    ("Mengundurkan Diri", Fate.WITHDRAWN),
    ("Didiskualifikasi", Fate.DISQUALIFIED),
    ("Di Luar Jumlah", Fate.BEYOND),
)


def by_formation(basis: Basis) -> Table:
    """One row for each formation, and their sum where there are several."""
    end = basis.stage.is_end
    inside = "Lulus" if basis.rules.ranking.nominations is None else "Diajukan"
    counted_as = [(inside, ()), ("Cadangan", (Fate.RESERVE,)), ("Kursi Kosong", ())] if end else []
    if not end:
        counted_as = [("Hadir", ()), ("Tidak Hadir", ())] if comes(basis) else []
        counted_as.append(("Gugur", (Fate.FAILS,)))
        here = tally(basis, basis.members)
        counted_as += [(words, (fate,)) for words, fate in _RARE if here.of(fate)]
        counted_as.append(("Lanjut", (Fate.PROCEEDS,)))
    rows = []
    for f, seat, won in zip(basis.formations, basis.seats, seated(basis), strict=True):
        one = tally(basis, basis.result.register.formation == f)
        empty = max(0, seat.quota - len(won))
        extra = {inside: len(won), "Kursi Kosong": empty, "Hadir": one.present, "Tidak Hadir": one.away}
        rows.append([seat.quota, one.people, *(extra.get(name, one.of(*fates)) for name, fates in counted_as)])
    texts = [[seat.code, seat.title, *map(show_count, row)] for seat, row in zip(basis.seats, rows, strict=True)]
    if len(rows) > 1:
        texts.append(["", "Jumlah", *(show_count(sum(column)) for column in zip(*rows, strict=True))])
    heads = ["Formasi", "Jabatan", "Kuota", "Pelamar" if end else "Peserta", *(name for name, _ in counted_as)]
    return Table([(head, "l" if k < 2 else "r") for k, head in enumerate(heads)], texts)  # noqa: PLR2004


def by_session(basis: Basis) -> Table | None:
    """One row for each session; None where the stage had none."""
    stage = basis.stage
    conduct = basis.result.conduct.get(stage.code)
    if stage.is_end or conduct is None or conduct.session is None:
        return None
    rows = [
        [
            one.session.name,
            show_date(one.session.day) if one.session.day else "–",
            *map(show_count, (one.present, one.absent)),
        ]
        for one in count_sessions(basis.result, stage, basis.members)
    ]
    return Table([("Sesi", "l"), ("Tanggal", "l"), ("Hadir", "r"), ("Tidak Hadir", "r")], rows)
