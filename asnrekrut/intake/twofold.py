"""Two facts in one cell: ``99-0012 / Budi Contoh`` is no participant number, and nobody should guess which part is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from asnrekrut.findings import finding
from asnrekrut.intake.keys import Key, keys
from asnrekrut.intake.remarks import spans
from asnrekrut.notation import show_count

if TYPE_CHECKING:
    from asnrekrut.intake.tables import Table

LONGEST = 200  # characters
_MARKED = r"(?:\s+[/|;,:(–—-]+\s*|\s*[/|;,:(–—-]+\s+|\s*\()"
_WORDS = r"[^\W\d_][^\d]*[^\W\d_][^\d]*"
_NUMBER_FIRST = re.compile(rf"\S*\d\S*?(?:{_MARKED}({_WORDS})|\s+([^\W\d_][^\d]*\s[^\d]*|[^\W\d_]+[a-z][^\d]*))")
_NUMBER_LAST = re.compile(rf"({_WORDS}?){_MARKED}\S*\d\S*")


def single_keys(table: Table, column: int) -> list[Key]:
    """The participant numbers or codes of a column, those refused that have a name beside them."""
    found = keys(table, column)
    facts = {k: fact for k, key in enumerate(found) if key.text and (fact := _second_fact(key.text))}
    if 2 * len(set(facts.values())) > len(facts):  # else the same words over and over: they belong to the code
        first = next(iter(facts))
        rows = spans(table.rows[k] for k in facts)
        count, example = show_count(len(facts)), found[first].text
        fault = finding("E108", table.place(first, column), isi=example, banyak=count, baris=rows)
        for k in facts:
            found[k] = Key("", fault)
    return found


def _second_fact(text: str) -> str:
    """The words beside a number; '' if there are none."""
    if len(text) > LONGEST or (" " not in text and "(" not in text):
        return ""
    if behind := _NUMBER_FIRST.fullmatch(text):
        return behind[1] or behind[2]
    before = _NUMBER_LAST.fullmatch(text)
    if before is None or (before[1].isupper() and " " not in before[1] and "(" not in text):
        return ""  # PRW - 012 is a code
    return before[1]
