"""Which sheets of an office's workbook are its recap: read together, beside each other, once, or only on purpose."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from asnrekrut.begin.recap import FEWEST, NOT_COMPUTED, Recap, alone, by_heading
from asnrekrut.comparison.other_list import Heading, every_heading, figure, preference, words
from asnrekrut.errors import UsageError
from asnrekrut.findings import Severity, spans
from asnrekrut.intake.cells import clean
from asnrekrut.intake.column_names import normal
from asnrekrut.intake.header_rows import SEARCHED, Names
from asnrekrut.intake.tables import find_table
from asnrekrut.io import Reading, Sheet
from asnrekrut.notation import listed
from asnrekrut.texts import folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from asnrekrut.begin.recap import Column


EMPTY = "E103"  # a table without rows


def read_recap(path: Path, chosen: Sequence[str] = ()) -> Recap:
    """The recap of a workbook: the table with the most figures of people, with those that have the same headings.

    Args:
        chosen: the sheets whose people are read, where others are left out on purpose.

    Raises:
        UsageError: the workbook cannot be read, nothing in it is a recap, or people would be left out that nobody
            chose to leave out; the text says why.
    """
    looked = _looks(path)
    if strange := [name for name in chosen if name not in looked]:
        raise UsageError(f"{path.name} tidak memuat lembar {listed(strange)}; yang ada: {listed(list(looked))}")
    shown = [name for name, one in looked.items() if not one.sheet.hidden]
    best = _best(path.name, [looked[name] for name in chosen or shown])
    rest = {name: one for name, one in looked.items() if name not in {*best.sheets, *best.copies}}
    if not chosen:
        _ask_about(best, {name: why for name, one in rest.items() if name in shown and (why := _doubt(best, one))})
    apart = {name: one.recap for name, one in rest.items() if one.recap is not None}
    unread = {name: people for name, one in apart.items() if (people := _missing(best, one))}
    others = [one for name, one in apart.items() if name in shown and not _why_not(one)]
    return replace(best, others=others, unread=unread)


def _best(file: str, looks: Sequence[Look]) -> Recap:
    """Of the recaps on some sheets the one that has a total, then most figures.

    Raises:
        UsageError: nothing there is a recap.
    """
    recaps = [one for alike in _alike([one.recap for one in looks if one.recap]) for one in _stacked(alike)]
    found = [one for one in recaps if not _why_not(one)]
    if not found:
        refused = [(one.sheet.name, one.why) for one in looks if one.recap is None]
        refused += [(", ".join(one.sheets), _why_not(one)) for one in recaps]
        why = "; ".join(f"{name or 'isinya'}: {reason}" for name, reason in refused) or "tidak ada isi"
        raise UsageError(f"{file} tidak dikenali sebagai rekap nilai ({why})")
    return max(found, key=lambda one: (any(map(one.is_total, one.figures)), len(one.figures) * len(one.people)))


class Look(NamedTuple):
    """What there is on a sheet: its people as a recap of their own, else why there are none, and if there might be."""

    sheet: Sheet
    recap: Recap | None
    why: str = ""
    unclear: bool = False


def _looks(path: Path) -> dict[str, Look]:
    """What there is on every sheet that is not empty, by its name.

    Raises:
        UsageError: the workbook cannot be read.
    """
    if not path.is_file():
        raise UsageError(f"tidak ada berkas {path}")
    sheets, faults = Reading(path.parent, [path.name]).take()
    if path.name not in sheets:
        stops = [one.message for one in faults if one.severity is Severity.STOPS]
        raise UsageError(f"{path.name} tidak dapat dibaca: {' '.join(stops)}")
    return {sheet.name: _look(sheet) for sheet in sheets[path.name] if any(sheet.rows)}


def _look(sheet: Sheet) -> Look:
    """The table of people on a sheet."""
    own = [_written(sheet, kind) for kind in (Heading.NUMBER, Heading.NAME)]
    wanted = tuple(name for name in own if name)
    if not wanted:
        return Look(sheet, None, "tidak ada kolom nomor peserta atau nama")
    table = find_table(sheet, Names(wanted, every_heading(), wanted[:1]))
    if table.fault is not None:
        return Look(sheet, None, table.fault.message, table.fault.code != EMPTY)
    doubtful = [one.message for one in table.notes if one.severity is Severity.STOPS]
    whose = (Heading.NUMBER, Heading.NAME)
    of_people = [text for text in table.headers if any(preference(text, kind) is not None for kind in whose)]
    for name, count in Counter(normal(heading.rpartition(" / ")[2]) for heading in of_people).items():
        doubtful += [f'judul "{name}" ada pada {count} kolom; tulis setiap tabel pada lembarnya sendiri'] * (count > 1)
    if doubtful:
        return Look(sheet, None, " ".join(doubtful), True)
    people = [r for r in table.rows if r == table.rows[-1] or alone(sheet, r) is None]
    return Look(sheet, Recap.of([table.only(people)]))


def _doubt(best: Recap, look: Look) -> str:
    """Why a sheet cannot be left out without being asked about; '' if it can."""
    one = look.recap
    if one is None:
        return f"tidak terbaca: {look.why}" if look.unclear else ""
    if people := _missing(best, one):
        return f"memuat {len(people)} orang lain ({listed(people, 3)})"
    total, kind = best.preferred(best.figures), _shared(best, one)
    same = [c for c in one.figures if total is not None and normal(one.headers[c]) == normal(best.headers[total])]
    if total is None or kind is None or not same:
        return ""
    theirs = dict(zip(one.persons(kind), one.figures[same[0]], strict=True))
    other = [
        person
        for person, value in zip(best.persons(kind), best.figures[total], strict=True)
        if value is not None and theirs.get(person, value) != value
    ]
    return f"memuat {best.headers[total]} yang lain bagi {listed(other, 3)}" if other else ""


def _ask_about(best: Recap, doubts: Mapping[str, str]) -> None:
    """Refuse to leave sheets out that hold people.

    Raises:
        UsageError: there are such sheets.
    """
    if doubts:
        said = "; ".join(f'lembar "{name}" {why}' for name, why in doubts.items())
        raise UsageError(
            f"{best.file}: yang terbaca sebagai rekap ialah lembar {listed(best.sheets)}, tetapi {said}. Samakan judul "
            "kolomnya agar dibaca bersama, atau sebutkan lembar yang pesertanya dibaca, misalnya "
            f'--jawab "lembar={"; ".join(best.sheets)}"'
        )


def _telling(one: Recap) -> set[tuple[str, int]]:
    """The headings of a sheet that say who somebody is, what they achieved and what became of them."""
    rated = {c for c, text in enumerate(one.headers) if preference(text, Heading.NO_MARK) is None}
    marks = {c for c in rated if any(figure(cell) is not None for cell in one.columns[c].cells)}
    return {key for key, c in by_heading(one.headers).items() if c in marks or c in one.roles.values()}


def _alike(recaps: Sequence[Recap]) -> list[list[Recap]]:
    """Sheets that have each other's telling headings together."""
    needs, there = [_telling(one) for one in recaps], [by_heading(one.headers).keys() for one in recaps]
    groups: list[list[int]] = []
    for t in range(len(recaps)):
        mine = next((g for g in groups if all(needs[t] <= there[o] and needs[o] <= there[t] for o in g)), None)
        if mine is None:
            groups.append(mine := [])
        mine.append(t)
    return [[recaps[t] for t in group] for group in groups]


def _stacked(recaps: Sequence[Recap]) -> list[Recap]:
    """Sheets with the same headings as one recap, without copies; each by itself where people stand on two of them."""
    ranks = {key for key in by_heading(recaps[0].headers) if preference(key[0], Heading.RANK) is not None}
    keys = sorted(set().union(*map(_telling, recaps)) - ranks)
    rows = [_rows(one, keys) for one in recaps]
    said = Counter(line for several in rows for line in several.items())
    copies = set()
    for t in sorted(range(len(recaps)), key=lambda t: (-len(rows[t]), -t)):
        if all(said[line] > 1 for line in rows[t].items()):
            said.subtract(rows[t].items())
            copies.add(t)
    kept = [t for t in range(len(recaps)) if t not in copies]
    if max(Counter(person for t in kept for person in rows[t]).values()) > 1:
        return list(recaps)
    whole = Recap.of([table for t in kept for table in recaps[t].tables])
    return [replace(whole, copies=[name for t in sorted(copies) for name in recaps[t].sheets])]


def _rows(one: Recap, keys: Sequence[tuple[str, int]]) -> dict[str, tuple[object, ...]]:
    """What a sheet says of each of its people under some headings."""
    at = by_heading(one.headers)
    columns = [[figure(cell) or folded(clean(cell)) for cell in one.columns[at[k]].cells] for k in keys if k in at]
    return dict(zip(one.persons(_shared(one, one) or Heading.NAME), zip(*columns, strict=True), strict=True))


def _shared(one: Recap, other: Recap) -> Heading | None:
    """By what the people of two recaps can be told to be the same: number, else name."""
    return next((kind for kind in (Heading.NUMBER, Heading.NAME) if kind in one.roles and kind in other.roles), None)


def _missing(best: Recap, other: Recap) -> list[str]:
    """The people of another table who are not among those of the recap."""
    kind = _shared(best, other)
    if kind is None:
        return other.people
    known, persons = {*best.persons(kind)}, zip(other.persons(kind), other.people, strict=True)
    return [name for person, name in persons if person and person not in known]


def with_marks_beside(recap: Recap) -> Recap:
    """The recap with the marks of most of its people that stand on other sheets of the workbook."""
    beside: list[Column] = []
    left: list[Recap] = []
    for one in recap.others:
        kind = _shared(recap, one)
        at = {person: k for k, person in enumerate(one.persons(kind))} if kind else {}
        rows = [at.get(person, -1) for person in recap.persons(kind)] if kind else []
        if 2 * sum(row >= 0 for row in rows) > len(recap.people):
            beside += [one.columns[c].beside(rows) for c in one.figures]
        else:
            left.append(one)
    return replace(recap, columns=[*beside, *recap.columns], others=left)


def _why_not(recap: Recap) -> str:
    """Why the rows cannot be told apart as people, or have no figures; '' if it is a recap."""
    if len(recap.people) < FEWEST:
        return f"hanya {len(recap.people)} orang"
    nameless = [place.row for place, one in zip(recap.places, recap.people, strict=True) if not one]
    if nameless:
        return f"baris {spans(nameless)} tanpa nomor"
    doubled = next((one for one, count in Counter(recap.people).items() if count > 1), "")
    if doubled:
        return f'nomor "{doubled}" tercantum dua kali'
    if recap.figures:
        return ""
    return "tidak ada kolom nilai berisi angka" if recap.computed else NOT_COMPUTED


def _written(sheet: Sheet, kind: Heading) -> str:
    """The usual heading of a kind that stands somewhere in the first rows; '' for none."""
    known = {normal(word): word for word in reversed(words()[kind.value])}
    texts = {normal(clean(cell)) for row in sheet.rows[:SEARCHED] for cell in row if isinstance(cell, str)}
    return next((word for name, word in known.items() if name in texts), "")
