"""The register of objections as the public may read it: ``sanggah.csv``.

Only objections and appeals against a stage that was announced; a complaint names somebody who did not lodge it. Of each
row the columns that ``objections.register`` calls public; what an accepted one leads to once the record has a further
announcement; and a mark only where the announcements show it.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from asnrekrut.errors import OutputError
from asnrekrut.nik import Spared, without_nik
from asnrekrut.objections.register import FIELDS, OF_ONESELF, RULE, Decision, Objection
from asnrekrut.outputs.csv_format import csv_of, harmless
from asnrekrut.publication.announced import announced
from asnrekrut.publication.public_figures import Shown, general_codes, shown_figures
from asnrekrut.publication.public_numbers import public_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from asnrekrut.record.hash_chain import Record
    from asnrekrut.selection import Selection

FILE = "sanggah.csv"
SHOWN = {name: field.heading for name, field in FIELDS.items() if field.public}
CENTRAL = "approval"  # which a selection without a central body has no use for
MARKS = ("component", "old", "new")
UNTIL_ANNOUNCED = ("after", *MARKS, "consequence")


def register_file(selection: Selection) -> Mapping[str, Callable[[], bytes]]:
    """The public register; nothing where there is nobody to list.

    Raises:
        OutputError: a NIK would be published.
    """
    record, register = selection.record, selection.register
    if register is None:
        return {}
    known = set(register.numbers)
    mine = [
        one
        for one in selection.lodged.objections
        if one.kind in OF_ONESELF and one.person in known and record.announcements(one.stage)
    ]
    if not mine:
        return {}
    number = public_numbers(selection.rules, register, [one.person for one in mine])
    told = announced(selection.rules, record)
    shown = shown_figures(selection.rules, told)
    general = {one.stage: general_codes(selection.rules, one) for one in told}
    others = Spared.of(register.at)
    rows = [
        _row(one, number(one.person), _hidden(one, record, shown.get(one.stage)), general.get(one.stage, {}), others)
        for one in mine
    ]
    kept = [k for k, name in enumerate(SHOWN) if name != CENTRAL or any(row[k] for row in rows)]
    heads = list(SHOWN.values())
    return {FILE: partial(csv_of, [heads[k] for k in kept], [[row[k] for k in kept] for row in rows])}


def _hidden(one: Objection, record: Record, shown: Shown | None) -> Sequence[str]:
    """The columns that stay blank."""
    day = one.answered or one.received
    again = any(entry.day >= day for entry in record.announcements(one.stage)[1:])
    if one.decision is not Decision.ACCEPTED or not again:
        return UNTIL_ANNOUNCED
    key = one.component if one.component.startswith(f"{one.stage}.") else f"{one.stage}.{one.component}"
    public = shown is not None and not {key, f"{key}.bonus"}.isdisjoint(shown.keys)
    return () if public or one.component.startswith(RULE) else MARKS


def without_groups(text: str, general: Mapping[str, str]) -> str:
    """A text in which every code of a group is the general one."""
    for code, public in general.items():
        text = re.sub(rf"(?<!\w){re.escape(code)}(?!\w)", public.replace("\\", r"\\"), text, flags=re.IGNORECASE)
    return text


def _row(one: Objection, number: str, hidden: Sequence[str], general: Mapping[str, str], others: Spared) -> list[str]:
    """What the public may know of one row.

    Args:
        general: instead of each code of a group, which would tell who belongs to it, the code that everyone else has.
        others: participant numbers that look like a NIK and are none.
    """
    texts = {**one.cells, "person": number, **dict.fromkeys(hidden, "")}
    texts |= {name: without_groups(texts[name], general) for name in ("object", "before", "after")}
    private = [SHOWN[name] for name in SHOWN if without_nik(texts[name], others) != texts[name]]
    if private:
        raise OutputError(f"berkas publik ditolak: register sanggah nomor {one.number} memuat NIK pada {private[0]}")
    return [harmless(texts[name]) for name in SHOWN]
