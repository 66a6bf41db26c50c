"""The register of objections as the public may read it: ``sanggah.csv``.

Only objections and appeals against a stage that was announced; a complaint names somebody who did not lodge it. Of each
row the columns that ``objections.register`` calls public, and what an accepted one leads to once that is announced too.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from asnrekrut.errors import OutputError
from asnrekrut.objections.register import FIELDS, OF_ONESELF, Decision
from asnrekrut.outputs.csv_format import csv_of, harmless
from asnrekrut.publication.numbers import holds_nik, public_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from asnrekrut.objections.register import Objection
    from asnrekrut.selection import Selection

FILE = "sanggah.csv"
SHOWN = {name: field.heading for name, field in FIELDS.items() if field.public}
UNTIL_ANNOUNCED = ("after", "component", "old", "new", "consequence")


def register_file(selection: Selection) -> Mapping[str, Callable[[], bytes]]:
    """The public register; nothing where there is nobody to list.

    Raises:
        OutputError: a NIK would be published.
    """
    record, register = selection.record, selection.register
    if record is None or register is None:
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
    return {FILE: partial(csv_of, list(SHOWN.values()), [_row(one, number(one.person)) for one in mine])}


def _row(one: Objection, number: str) -> list[str]:
    """What the public may know of one row."""
    early = one.decision is Decision.ACCEPTED and not one.cells["again"]
    texts = {**one.cells, "person": number, **(dict.fromkeys(UNTIL_ANNOUNCED, "") if early else {})}
    private = [SHOWN[name] for name in SHOWN if holds_nik(texts[name])]
    if private:
        raise OutputError(f"berkas publik ditolak: register sanggah nomor {one.number} memuat NIK pada {private[0]}")
    return [harmless(texts[name]) for name in SHOWN]
