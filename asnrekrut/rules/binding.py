"""What of the rules can change a result, as data, and its fingerprint."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from asnrekrut.rules.base import Section
from asnrekrut.rules.sources import FORMATION_WORDS
from asnrekrut.rules.undecided import NO_RULES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asnrekrut.rules.model import Rules

_WHERE_TABLES_STAND = {"berkas", "lembar", "kunci", "baris_kepala", "daftar_hadir", "hari_libur"}


def binding(rules: Rules) -> dict[str, Any]:
    """Everything in the rules that can change a result, as data; where the workbooks lie is no part of it."""
    content = rules.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    content = {key: value for key, value in content.items() if key not in NO_RULES}
    _leave_out(rules, content)
    content["pelamar"].pop("jumlah", None)
    if keys := [one.key for one in rules.undecided if one.decides]:
        content["belum_dipastikan"] = keys
    return content


def _leave_out(table: Section, content: dict[str, Any]) -> None:
    """Take out where tables stand, and what only the public page prints of a formation; codes of one's own stay."""
    for name, about in type(table).model_fields.items():
        value, key = getattr(table, name), str(about.alias)
        if key in _WHERE_TABLES_STAND or key in FORMATION_WORDS:
            content.pop(key, None)
        elif key in content and isinstance(value, Section):
            _leave_out(value, content[key])
            if not content[key] and about.default_factory is not None:
                content.pop(key)  # as if it were not written
        elif key in content and isinstance(value, (list, dict)):
            inner = value.values() if isinstance(value, dict) else value
            written = content[key].values() if isinstance(value, dict) else content[key]
            for one, its in zip(inner, written, strict=True):
                if isinstance(one, Section):
                    _leave_out(one, its)


def fingerprint(rules: Rules) -> str:
    """SHA-256 of the binding rules."""
    return fingerprint_of(binding(rules))


def fingerprint_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of binding rules as data."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
