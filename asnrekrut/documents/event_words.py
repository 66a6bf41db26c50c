"""What the book of events says, in sentences: for the minutes as it is, for the public without its reasons."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from asnrekrut.core.events import NOTHING, Kind, people_of
from asnrekrut.core.result import Fate
from asnrekrut.documents.spelled_out import DOTS
from asnrekrut.nik import without_nik
from asnrekrut.notation import as_read, called, joined, sentence, show_date
from asnrekrut.record.changes import RULE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from asnrekrut.core.events import Event
    from asnrekrut.core.result import Result
    from asnrekrut.rules.model import Rules

_NAMED = re.compile(r"[^\W\d_]{2,}[\s,]")
_PLAIN = {"kuota": "Kuota", "formasi": "Formasi yang dilamar", "nama": "Nama", "hasil": "Hasil"}
_KEYS = {"dasar": "dasar hukum", "ambang": "ambang batas", "kali_kuota": "kelipatan kuota"}
_WORDS = {"true": "ya", "false": "tidak"}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_STEP = re.compile(r"(\w+)(?:\[([^\[\]]*)\])?")


def letter_of(event: Event) -> str:
    """``Surat Nomor … tanggal …``, as everybody may read it; '' where there is none."""
    number = without_nik(event.letter)
    named = number if _NAMED.match(number) else f"Surat Nomor {number}"
    return f"{named} tanggal {show_date(event.day)}" if number else ""


def spelled(text: str) -> str:
    """A value of marks or rules as papers write it: days, yes and no in words, the rest as it is read."""
    if text in _WORDS:
        return _WORDS[text]
    try:
        return show_date(date.fromisoformat(text)) if _DAY.fullmatch(text) else as_read(text)
    except ValueError:
        return text


def told(result: Result, event: Mapping[str, object]) -> str:
    """One event in a sentence, with its source."""
    fact = defaultdict(str, {key: str(value) for key, value in event.items()})
    kind = fact["jenis"]
    if kind == Kind.CORRECTION.value:
        return _correction(result, fact)
    words = [kind[:1].upper() + kind[1:]]
    if kind == Kind.TIE.value:
        words = [_tie(result, fact)]
    elif fact["peserta"]:
        words.append(f"peserta {fact['peserta']}")
    if fact["komponen"]:
        words.append(title_of(result, fact["komponen"], fact["tahap"]))
    if kind == Kind.RECUSAL.value:
        words.append(fact["sebelum"])
    elif fact["sebelum"] or fact["sesudah"]:
        words.append(f"dari {fact['sebelum'] or '–'} menjadi {fact['sesudah'] or '–'}")
    day = show_date(date.fromisoformat(fact["tanggal"])) if fact["tanggal"] else ""
    by = f"oleh {fact['oleh']}" if fact["oleh"] else ""
    told = "; ".join(filter(None, (day, fact["nomor_surat"], fact["dasar"], by)))
    return sentence(f"{', '.join(words)}{f' ({told})' if told else ''}")


def _tie(result: Result, fact: Mapping[str, str]) -> str:
    """In which formation the tie was, the order that was decided, and who has the place that it was about."""
    register, formation = result.register, fact["formasi"]  # of the seat, whatever they apply for
    seated = {one.application for one in result.formation(register.formation_at[formation]).placements}
    stage = next(one for one in result.stages if one.code == fact["tahap"])
    order = [register.at[number] for number in people_of(fact)]
    inside = [register.numbers[i] for i in order if (i in seated if stage.is_end else stage.fates[i] == Fate.PROCEEDS)]
    at_end = "memperoleh kursi" if result.rules.ranking.nominations is None else result.inside.lower()
    got = at_end if stage.is_end else "lanjut"
    outcome = f"yang {got} ialah {joined(inside)}" if inside else f"tidak ada yang {got}"
    said = ", lalu ".join(register.numbers[i] for i in order)
    return f"Keputusan seri formasi {formation} pada {stage.name}: urutannya {said}; {outcome}"


def _correction(result: Result, fact: Mapping[str, str]) -> str:
    """What was corrected, of whom, from what to what, and by which letter."""
    what = title_of(result, fact["komponen"], fact["tahap"])
    whom = f" peserta {fact['peserta']}" if fact["peserta"] else ""
    whom += f" formasi {fact['formasi']}" if fact["formasi"] and not whom else ""
    before, after = fact["sebelum"] or NOTHING, fact["sesudah"] or NOTHING
    if before == NOTHING:
        changed = f"ditetapkan menjadi {spelled(after)}"
    elif after == NOTHING:
        changed = f"({spelled(before)}) dihapus"
    else:
        changed = f"dikoreksi dari {spelled(before)} menjadi {spelled(after)}"
    day, letter = show_date(date.fromisoformat(fact["tanggal"])), fact["nomor_surat"]
    named = _NAMED.match(letter)  # as a decision on an objection is: ``Pleno, Berita Acara 800/25/2026``
    grounds = letter if named else f"Surat Nomor {letter or DOTS} tanggal {day}"
    told = "; ".join(filter(None, (fact["dasar"], day if named else "")))
    by = f", oleh {fact['oleh']}" if fact["oleh"] else ""
    then = f"; {fact['akibat']}" if fact["akibat"] else ""
    return sentence(f"{what}{whom} {changed} berdasarkan {grounds}{f' ({told})' if told else ''}{by}{then}")


def title_of(result: Result, key: str, stage: str = "") -> str:
    """What a key is called: ``Nilai Naskah Dinas (Simulasi Tugas Kantor)`` for ``simulasi.naskah``.

    Args:
        key: of a step, a component of ``stage``, or of what else a correction may name.
    """
    rules = result.rules
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
    """A rule by the words of its key: ``Aturan penggantian: dasar hukum``."""
    words, stage = [], ""
    for name, code in _STEP.findall(path):
        if name == "tahap" and code:
            stage = code
            words.append(rules.stage_names.get(code, code))
        elif name == "komponen" and code:
            words.append(_component(rules, stage, code) or code)
        else:
            words.append(_KEYS.get(name, name.replace("_", " ")) + (f" {code}" if code else ""))
    *tables, key = words
    return f"Aturan {', '.join(tables)}: {key}" if tables else f"Aturan {key}"
