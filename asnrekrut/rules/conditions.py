"""Conditions of the rules: ``{ "formasi.jenis" = "Khusus", "pelamar.ipk" = { minimal = 3.5 } }``.

An attribute that is a number or a date is compared by value, everything else as a word.
"""

from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, NamedTuple

from asnrekrut.notation import no_such_day, read_date, show, show_date
from asnrekrut.rules.base import NOT_EMPTY, Faults, Number, OneOrMore, Section, Text, as_data, entry
from asnrekrut.rules.figure_keys import FORMATION, FORMATION_FACTS, find_attribute, looked_up
from asnrekrut.rules.kinds import Checked
from asnrekrut.texts import folded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from asnrekrut.rules.model import Rules

# The bounds, and whether they belong to the range themselves.
_LOW = {"minimal": True, "lebih_dari": False, "sejak": True, "sesudah": False}
_HIGH = {"maksimal": True, "kurang_dari": False, "sampai": True, "sebelum": False}
_BOUNDS = {"angka": "minimal, maksimal, lebih_dari, kurang_dari", "tanggal": "sejak, sampai, sesudah, sebelum"}
_EXAMPLES = {"angka": "angka, misalnya 3.5", "tanggal": "tanggal, misalnya 1990-12-31"}


class Interval(NamedTuple):
    """Figures between two bounds, which belong to it where they are ``closed``; None is no bound."""

    low: Fraction | None
    high: Fraction | None
    low_closed: bool = True
    high_closed: bool = True


class Range(Section):
    """Rentang angka atau tanggal, dengan satu atau dua batas."""

    at_least: Number | None = entry("minimal", "Angka ini atau lebih.", None)
    at_most: Number | None = entry("maksimal", "Angka ini atau kurang.", None)
    above: Number | None = entry("lebih_dari", "Lebih dari angka ini.", None)
    below: Number | None = entry("kurang_dari", "Kurang dari angka ini.", None)
    since: date | None = entry("sejak", "Tanggal ini atau sesudahnya.", None)
    until: date | None = entry("sampai", "Tanggal ini atau sebelumnya.", None)
    after: date | None = entry("sesudah", "Sesudah tanggal ini.", None)
    before: date | None = entry("sebelum", "Sebelum tanggal ini.", None)

    def given(self) -> dict[str, Decimal | date]:
        """The bounds that are written, by the names of the language."""
        given: dict[str, Decimal | date] = as_data(self)
        return given

    def interval(self) -> Interval:
        """The figures in it; dates are day numbers."""
        bounds = [(name, _figure(bound)) for name, bound in self.given().items()]
        ends = ([(bound, end[name]) for name, bound in bounds if name in end] for end in (_LOW, _HIGH))
        (low, low_closed), (high, high_closed) = (found[0] if found else (None, True) for found in ends)
        return Interval(low, high, low_closed, high_closed)

    def fault(self, kind: str) -> str | None:
        """Why no attribute of this kind can lie in it."""
        given = self.given()
        if kind not in _BOUNDS:
            return "rentang hanya untuk keterangan berjenis angka atau tanggal; tulis kata-katanya"
        if not given or not set(given) <= set(_BOUNDS[kind].split(", ")):
            return f"batas rentang {kind}: {_BOUNDS[kind]}"
        if any(sum(name in given for name in end) > 1 for end in (_LOW, _HIGH)):
            return "rentang mempunyai paling banyak satu batas bawah dan satu batas atas"
        low, high, *closed = self.interval()
        if low is not None and high is not None and (low > high or (low == high and not all(closed))):
            return "tidak ada isi yang termasuk rentang ini; periksa kedua batasnya"
        return None


Value = Text | date | Number
Expected = OneOrMore[Value] | Range
Conditions = Annotated[
    dict[str, Expected],
    NOT_EMPTY,
    Checked(lambda rules, conditions: condition_faults(rules, conditions)),  # noqa: PLW0108  (it stands below)
]


def intervals(wanted: Expected) -> list[Interval]:
    """What a measured attribute may be, as intervals; values that are no figure are left out."""
    if isinstance(wanted, Range):
        return [wanted.interval()]
    return [Interval(figure, figure) for value in wanted if (figure := _figure(value)) is not None]


def _figure(value: str | date | Decimal) -> Fraction | None:
    """A number, or the number of a day; text is read as an Indonesian reader writes both."""
    if isinstance(value, str):
        try:
            value = read_date(value) or Decimal(value.replace(",", "."))
        except InvalidOperation:
            return None
    return Fraction(value.toordinal()) if isinstance(value, date) else Fraction(value)


def condition_faults(rules: "Rules", conditions: "Mapping[str, Expected]") -> Faults:
    """What is wrong with conditions: the reference at fault, and why."""
    for reference, wanted in conditions.items():
        head, _, fact = reference.partition(".")
        if head == FORMATION:
            if fact not in FORMATION_FACTS:
                yield (reference,), f"pakai salah satu: {', '.join(f'{FORMATION}.{f}' for f in FORMATION_FACTS)}"
                continue
            kind, choices = "teks", None
        else:
            found = yield from looked_up((reference,), find_attribute, rules, reference)
            if found is None:
                continue
            kind, choices = found[1].kind, found[1].choices
        for why in _faults(wanted, kind, choices):
            yield (reference,), why


def _faults(wanted: Expected, kind: str, choices: list[str] | None) -> "Iterator[str]":
    if isinstance(wanted, Range):
        why = wanted.fault(kind)
        yield from [why] if why else []
        return
    known = {folded(choice) for choice in choices or []}
    for value in wanted:
        if kind in _EXAMPLES:
            is_day = isinstance(value, date) or (isinstance(value, str) and read_date(value) is not None)
            if is_day != (kind == "tanggal") or _figure(value) is None:
                why = no_such_day(str(value))
                yield f'"{value}" bukan {kind}{why and f" ({why})"}; tulis {_EXAMPLES[kind]}'
        elif not isinstance(value, str):
            yield f'{value}: tulis dalam tanda kutip, "{value}"'
        elif choices is not None and folded(value) not in known:
            yield f'"{value}" tidak ada di antara pilihan: {", ".join(choices)}'


def condition_words(rules: "Rules", conditions: "Mapping[str, Expected]") -> str:
    """Conditions as a sentence reads: ``jenis formasi Khusus atau Umum; IPK minimal 3,5``."""
    parts = []
    for reference, wanted in conditions.items():
        head, _, fact = reference.partition(".")
        name = f"{fact} formasi" if head == FORMATION else column_of(rules, reference)
        if isinstance(wanted, Range):
            words = " dan ".join(
                f"{bound.replace('_', ' ')} {_shown(value)}" for bound, value in wanted.given().items()
            )
        else:
            words = " atau ".join(_shown(value) for value in wanted)
        parts.append(f"{name} {words}")
    return "; ".join(parts)


def column_of(rules: "Rules", reference: str) -> str:
    """The heading of the column that ``pelamar.<kode>`` points at."""
    return find_attribute(rules, reference)[1].column


def _shown(value: str | date | Decimal) -> str:
    return value if isinstance(value, str) else show_date(value) if isinstance(value, date) else show(value)
