"""What of the rules can change a result, as data, and its fingerprint."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import msgspec

from asnrekrut.notation import number_text
from asnrekrut.rules.base import as_data
from asnrekrut.rules.sources import FORMATION_WORDS
from asnrekrut.rules.undecided import NO_RULES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asnrekrut.rules.base import Key
    from asnrekrut.rules.model import Rules

# Files, and the sessions to whose files people were sent: who sat where changes no outcome.
_WHERE_TABLES_STAND = {"berkas", "lembar", "kunci", "baris_kepala", "daftar_hadir", "hari_libur", "sesi"}


def binding(rules: Rules) -> dict[str, Any]:
    """Everything in the rules that can change a result, as data; where the workbooks lie is no part of it."""
    content = msgspec.to_builtins(_by_value(as_data(rules, _left_out)))
    content = {key: value for key, value in content.items() if key not in NO_RULES}
    content["pelamar"].pop("jumlah", None)
    if keys := [one.key for one in rules.undecided if one.decides]:
        content["belum_dipastikan"] = keys
    return content


def _by_value(data: Any) -> Any:
    """Data in which a number reads the same however it is written: 30, 30.0 and 3e1."""
    if isinstance(data, dict):
        return {key: _by_value(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_by_value(value) for value in data]
    return number_text(Fraction(data)) if isinstance(data, Decimal) else data


def _left_out(key: Key, value: object) -> bool:
    """What is as if it were not written, where tables stand, and what only the public page prints of a formation."""
    return value == key.absent() or key.name in _WHERE_TABLES_STAND or key.name in FORMATION_WORDS


def fingerprint(rules: Rules) -> str:
    """SHA-256 of the binding rules."""
    return fingerprint_of(binding(rules))


def fingerprint_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of binding rules as data."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
