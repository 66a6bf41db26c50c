"""What papers call the things that the rules file and the book of events name by their keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from asnrekrut.core.result import END_NAME
from asnrekrut.record.changes import NOTHING, RULE
from asnrekrut.rules.keys import FINAL

if TYPE_CHECKING:
    from asnrekrut.core.result import Result
    from asnrekrut.rules.model import Rules

__all__ = ["NOTHING", "stage_title", "title_of"]
_PLAIN = {"kuota": "Kuota", "formasi": "Formasi yang dilamar", "nama": "Nama", "hasil": "Hasil"}
_STEP = re.compile(r"(\w+)(?:\[([^\[\]]*)\])?")


def stage_title(rules: Rules, code: str) -> str:
    """The name of a stage, or of the end."""
    names = {stage.code: stage.name for stage in rules.stages} | {FINAL: END_NAME}
    return names.get(code, code)


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
                named = step.label if step.label.casefold().startswith("nilai") else f"Nilai {step.label}"
                return f"{named} ({step.part})" if step.part and step.part not in named else named
    code, _, component = key.rpartition(".")
    name = _component(rules, code or stage, component)
    return f"Nilai {name} ({stage_title(rules, code or stage)})" if name else stage_title(rules, key)


def _component(rules: Rules, stage: str, code: str) -> str:
    found = (c.name for s in rules.stages if s.code == stage for c in s.components if c.code == code)
    return next(found, "")


def _rule(rules: Rules, path: str) -> str:
    """A rule by the words of its key: ``Aturan penggantian, dasar``."""
    words, stage = [], ""
    for name, code in _STEP.findall(path):
        if name == "tahap" and code:
            stage = code
            words.append(stage_title(rules, code))
        elif name == "komponen" and code:
            words.append(_component(rules, stage, code) or code)
        else:
            words.append(name.replace("_", " ") + (f" {code}" if code else ""))
    return f"Aturan {', '.join(words)}"
