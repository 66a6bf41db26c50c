"""How official papers spell what files hold as figures and keys: ``48 (empat puluh delapan)``, ``Jumat, tanggal …``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from asnrekrut.notation import MONTHS, called, in_words, show_count, show_date
from asnrekrut.record.changes import RULE

if TYPE_CHECKING:
    from datetime import date

    from asnrekrut.core.result import Result
    from asnrekrut.rules.model import Rules

DOTS = "." * 30  # what is not known and is filled in by hand
_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def counted(number: int) -> str:
    """``48 (empat puluh delapan)``."""
    return f"{show_count(number)} ({in_words(number)})"


def weekday(day: date) -> str:
    """``Jumat``."""
    return _DAYS[day.weekday()]


def day_spelled(day: date | None) -> str:
    """``Jumat, tanggal dua puluh bulan November tahun dua ribu dua puluh enam (20-11-2026)``, dots where unknown."""
    if day is None:
        return f"{DOTS[:14]}, tanggal {DOTS[:20]} bulan {DOTS[:16]} tahun {DOTS}"
    words = f"tanggal {in_words(day.day)} bulan {MONTHS[day.month - 1]} tahun {in_words(day.year)}"
    return f"{weekday(day)}, {words} ({day:%d-%m-%Y})"


def day_shown(day: date | None) -> str:
    """``20 November 2026``; dots where unknown."""
    return DOTS if day is None else show_date(day)


def roman_month(day: date) -> str:
    """``XI``."""
    return _ROMAN[day.month - 1]


def joined(words: list[str]) -> str:
    """``a, b, dan c``."""
    if len(words) <= 2:  # noqa: PLR2004
        return " dan ".join(words)
    return f"{', '.join(words[:-1])}, dan {words[-1]}"


_PLAIN = {"kuota": "Kuota", "formasi": "Formasi yang dilamar", "nama": "Nama", "hasil": "Hasil"}
_STEP = re.compile(r"(\w+)(?:\[([^\[\]]*)\])?")


def title_of(rules: Rules, result: Result, key: str, stage: str = "") -> str:
    """What a key is called: ``Nilai Naskah Dinas (Simulasi Tugas Kantor)`` for ``simulasi.naskah``.

    Args:
        key: of a step, a component of ``stage``, or of what else a correction may name.
    """
    if key in _PLAIN:
        return _PLAIN[key]
    if key.startswith(f"{RULE} "):
        return _rule(rules, key.partition(" ")[2])
    for outcome in result.stages:
        for step in result.steps(outcome):
            if step.key == key:
                named = called("Nilai", step.label)
                return f"{named} ({step.part})" if step.part and step.part not in named else named
    code, _, component = key.rpartition(".")
    name = _component(rules, code or stage, component)
    if not name:
        return rules.stage_names.get(key, key)
    return f"{called('Nilai', name)} ({rules.stage_names.get(code or stage, code or stage)})"


def _component(rules: Rules, stage: str, code: str) -> str:
    found = (c.name for s in rules.stages if s.code == stage for c in s.components if c.code == code)
    return next(found, "")


def _rule(rules: Rules, path: str) -> str:
    """A rule by the words of its key: ``Aturan penggantian, dasar``."""
    words, stage = [], ""
    for name, code in _STEP.findall(path):
        if name == "tahap" and code:
            stage = code
            words.append(rules.stage_names.get(code, code))
        elif name == "komponen" and code:
            words.append(_component(rules, stage, code) or code)
        else:
            words.append(name.replace("_", " ") + (f" {code}" if code else ""))
    return f"Aturan {', '.join(words)}"
