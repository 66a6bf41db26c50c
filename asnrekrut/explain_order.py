"""Where one applicant stands among the others: rank, keys, neighbours, distance to the last place in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from asnrekrut.notation import show
from asnrekrut.ordering import lot

if TYPE_CHECKING:
    from asnrekrut.ordering import Standing
    from asnrekrut.selection import Result


@dataclass(frozen=True, slots=True)
class Line:
    """One step: what it is, its figure, how it came about, where it was read."""

    label: str
    figure: str
    how: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A titled group of steps."""

    title: str
    lines: list[Line] = field(default_factory=list)


def order_part(result: Result, standing: Standing, i: int, places: int, title: str) -> Part:
    """The rank, the keys, the neighbours, and the distance to the last place in."""
    register = result.register
    mine = standing.order[register.formation[standing.order] == register.formation[i]].tolist()
    at = mine.index(i)
    equal = [j for j in mine if standing.rank[j] == standing.rank[i] and j != i]
    shared = f"bersama {', '.join(register.numbers[j] for j in equal)}" if equal else ""
    lines = [Line("Peringkat", f"{standing.rank[i]} dari {len(mine)}", shared)]
    lines += [Line(f"Kunci {n}", key.show(i), key.key.label) for n, key in enumerate(standing.keys, 1)]
    for label, j in (("Di atasnya", at - 1), ("Di bawahnya", at + 1)):
        if 0 <= j < len(mine):
            other = mine[j]
            lines.append(Line(label, register.numbers[other], _difference(standing, i, other)))
    how = standing.settled.get(i)
    if how and how.seed:
        words = f"SHA-256 dari {how.seed}:{register.numbers[i]}, terkecil didahulukan"
        lines.append(Line("Undian", f"{lot(how.seed, register.numbers[i])[:16]}…", words))
    elif how:
        lines.append(Line("Nilai yang sama", "", f"diputus menurut {how.words}"))
    inside = [j for j in mine if standing.rank[j] <= places]
    last = inside[-1] if standing.rank[i] > places else next((j for j in mine if standing.rank[j] > places), None)
    if last is not None:
        label = "Tempat terakhir" if standing.rank[i] > places else "Pertama di luar"
        lines.append(Line(label, register.numbers[last], _difference(standing, i, last)))
    return Part(title, lines)


def _difference(standing: Standing, i: int, other: int) -> str:
    """The first key on which two applicants differ, with the distance where it is a number."""
    for key in standing.keys:
        if key.codes[i] == key.codes[other]:
            continue
        words = f"{key.key.label}: {key.show(i)} terhadap {key.show(other)}"
        if key.kind == "angka" and key.known[i] and key.known[other]:
            words += f", selisih {show(abs(key.values.at(i) - key.values.at(other)), key.decimals)}"
        return words
    if standing.drawn[i] != standing.drawn[other]:
        how = standing.settled.get(i) or standing.settled.get(other)
        return f"sama pada semua kunci; diputus menurut {how.words}" if how else "sama pada semua kunci"
    return "sama pada semua kunci"
