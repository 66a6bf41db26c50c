"""What a number format shows of a number (ECMA-376 part 1, 18.8.30 and 18.8.31), as far as it can show *another* one.

A value counts with 15 digits, as Excel shows it.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DIGITS = 15
LEAST_PADDED = 3  # digits; marks may well be shown as 05
LONGEST = 255  # what Excel takes for a format
ACCOUNTING = '_-* #,##{0}_-;-* #,##{0}_-;_-* "-"??_-;_-@_-'
# Formats that workbooks name by number only and that are no dates.
BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    37: "#,##0;(#,##0)",
    38: "#,##0;(#,##0)",
    39: "#,##0.00;(#,##0.00)",
    40: "#,##0.00;(#,##0.00)",
    41: ACCOUNTING.format("0"),
    42: ACCOUNTING.format("0"),
    43: ACCOUNTING.format("0.00"),
    44: ACCOUNTING.format("0.00"),
    48: "##0.0E+0",
}
_SECTION_END = re.compile(r'(\\.|"[^"]*+"?)|;')
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*.|\[(?P<bracket>[^\[\]]*)\]|(?P<general>General|@)|(?P<power>E[+-])'
    r"|(?P<digits>[0#?][0#?.,]*|\.[0#?]+)|(?P<date>[dmyhsbg])|(?P<plain>.)",
    re.IGNORECASE | re.DOTALL,
)
_ELAPSED = re.compile(r"(?:h+|m+|s+)", re.IGNORECASE)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)")
_TESTS = {"<": "__lt__", "<=": "__le__", ">": "__gt__", ">=": "__ge__", "=": "__eq__", "<>": "__ne__"}
_ROUNDING = Context(prec=700, rounding=ROUND_HALF_UP)  # more digits than a float and a format can have
_ANY = r"[^<]*"
_ZERO = r"-?0(?:\.0+)?"
_NEGATIVE = r"-[^<]*"


class Section(NamedTuple):
    """One part of a format, for some of the numbers.

    Attributes:
        kind: ``date``, ``open`` (shows the number as it is), ``text`` (shows none of it), ``number``, ``fraction``,
            ``power``, or ``odd`` (shows something else that is not worked out here).
        before: fixed text in front of the digits; after: behind them.
        places: most decimals shown; least: decimals shown even where they are zero.
        shift: how many powers of ten the shown number is larger (percent: 2, a comma at the end: -3).
        zeros: least digits before the decimal comma.
        thousands: whether thousands are set apart.
        test: which numbers it is for, as a method of float and its argument; None for the usual ones.
    """

    kind: str
    before: str = ""
    after: str = ""
    places: int = 0
    least: int = 0
    shift: int = 0
    zeros: int = 0
    thousands: bool = False
    test: tuple[str, float] | None = None

    @property
    def strange(self) -> bool:
        """Whether it can show a number differently that it does not round."""
        return self.kind in {"text", "power", "odd"} or self.shift != 0 or _has_digit(self.before + self.after)

    @property
    def pads(self) -> bool:
        """Whether it does nothing but put zeros before whole numbers, as before those of participants: ``0001``."""
        alone = not (self.before or self.after or self.places or self.thousands or self.shift)
        return self.kind == "number" and self.zeros >= LEAST_PADDED and alone


class Format(NamedTuple):
    """A number format that can show another number than the cell holds.

    Attributes:
        limit: numbers with more decimals than this are rounded.
        odd: pattern of the written numbers that may be shown differently for another reason; '' for none.
    """

    code: str
    sections: tuple[Section, ...]
    limit: int
    odd: str


@cache
def parse(code: str) -> Format | None:
    """A format by its code; None for one that shows every number as it is, or dates."""
    if not 0 < len(code) <= LONGEST:
        return None
    sections = tuple(_section(part) for part in _sections(code)[:3])
    if any(section.kind == "date" for section in sections):
        return None
    limits = [s.places for s in sections if s.kind in {"number", "fraction", "power"}]
    odd = _odd(sections)
    return Format(code, sections, min(limits, default=DIGITS), odd) if limits or odd else None


class Style(NamedTuple):
    """What a cell style makes of a number: a format that can show another one, a line through it."""

    form: Format | None
    struck: bool


def styles_of(codes: Mapping[int, str], styles: Iterable[tuple[int, bool]]) -> dict[int, Style]:
    """By their numbers, the cell styles that change what a reader sees.

    Args:
        styles: the number of each one's format, and whether its font is struck through.
    """
    found = (Style(parse(codes.get(number, "")), struck) for number, struck in styles)
    return {k: style for k, style in enumerate(found) if any(style)}


def _odd(sections: tuple[Section, ...]) -> str:
    first, *others = sections
    short = [rf"\d{{1,{first.zeros - 1}}}"] if first.pads else []
    if first.strange or any(s.test for s in sections):
        return _ANY
    zero = others[1] if len(others) > 1 else first
    kinds = [_ZERO] if zero.strange or not (zero.kind == "open" or zero.zeros or zero.least) else []
    if others and (others[0].strange or not re.search(r"[-(]", others[0].before)):
        kinds.append(_NEGATIVE)
    return "|".join(kinds + short)


def _sections(code: str) -> list[str]:
    """The parts of a format between semicolons, quoted ones apart."""
    return _SECTION_END.sub(lambda found: found[1] or "\0", code).split("\0")


def _section(text: str) -> Section:
    kinds: set[str] = set()
    pieces: list[tuple[bool, str]] = []  # (whether placeholders, text)
    test = None
    for token in _TOKEN.finditer(text):
        name, value = token.lastgroup, token[token.lastgroup or 0]
        if name == "bracket":
            found = _CONDITION.fullmatch(value)
            test = (_TESTS[found[1]], float(found[2])) if found else test
            kinds |= {"date"} if _ELAPSED.fullmatch(value) else set()
            pieces.append((False, value[1:].partition("-")[0] if value.startswith("$") else ""))
        elif name in {"general", "power", "date"}:
            kinds.add(str(name))
        elif name is not None:
            pieces.append((name == "digits", value))
    return _assembled(kinds, pieces, test)


def _assembled(kinds: set[str], pieces: list[tuple[bool, str]], test: tuple[str, float] | None) -> Section:
    runs = [i for i, (placeholders, _) in enumerate(pieces) if placeholders]
    first, last = (runs[0], runs[-1]) if runs else (len(pieces), len(pieces))
    before = "".join(text for _, text in pieces[:first])
    after = "".join(text for _, text in pieces[last + 1 :])
    inside = "".join(text for placeholders, text in pieces[first:last] if not placeholders)
    kind = "number"
    if "date" in kinds:
        kind = "date"
    elif "general" in kinds:
        kind = "odd" if _has_digit(before + after) else "open"
    elif "power" in kinds or "/" in inside:
        kind = "power" if "power" in kinds else "fraction"
    elif not runs:
        kind = "text"
    elif len(runs) > 1:  # grouped like a telephone number
        kind = "odd" if re.search(r"[\d.,%]", inside) else "open"
    left, _, right = pieces[first][1].partition(".") if runs else ("", "", "")
    scaling = len(left + right) - len((left + right).rstrip(","))
    return Section(
        kind,
        before,
        after,
        places=len(right.rstrip(",")),
        least=right.rfind("0") + 1,
        shift=2 * (before + after).count("%") - 3 * scaling,
        zeros=left.count("0"),
        thousands="," in left.rstrip(","),
        test=test,
    )


def _has_digit(text: str) -> bool:
    return any("0" <= c <= "9" for c in text)


def shown(form: Format, value: float) -> str | None:
    """What is shown for a value, with a decimal comma; None where it is the same number without zeros before it.

    Where that is not worked out here, the format itself.
    """
    section, signed = _choose(form.sections, value)
    if section.kind == "number":
        return _number(section, "-" if signed and value < 0 else "", value)
    if section.kind == "text":
        return section.before.strip()
    if section.kind == "fraction":
        return None if value.is_integer() else form.code
    if section.kind == "power":
        return None if float(f"{value:.{section.places}e}") == value else form.code
    return form.code if section.kind == "odd" else None


def _number(section: Section, sign: str, value: float) -> str | None:
    exact = Decimal(f"{abs(value):.{DIGITS - 1}e}").scaleb(section.shift, _ROUNDING)
    number = exact.quantize(Decimal(1).scaleb(-section.places), context=_ROUNDING)
    same = number == exact and (section.shift == 0 or number == 0)
    written = _written(section, number)
    padded = section.pads and not sign and written.startswith("0")
    if same and not padded and not _other_digits(section, number, sign, value):
        return None
    return f"{section.before}{sign}{written}{section.after}".strip()


def _other_digits(section: Section, number: Decimal, sign: str, value: float) -> bool:
    """Whether fixed digits, a lost sign or a lost zero make an exact number look like another."""
    lost_sign = value < 0 and not sign and not set("-(") & set(section.before)
    lost_zero = number == 0 and not section.zeros and not section.least
    return lost_sign or lost_zero or _has_digit(section.before + section.after)


def _written(section: Section, number: Decimal) -> str:
    """A number as the placeholders write it."""
    whole, _, part = f"{number:f}".partition(".")
    part = part[: section.least] + part[section.least :].rstrip("0")
    if section.zeros != 1:
        whole = ("" if whole == "0" else whole).zfill(section.zeros)
    if section.thousands and len(whole) > 3:  # noqa: PLR2004
        whole = f"{int(whole):,}".replace(",", ".").zfill(len(whole))
    return f"{whole},{part}" if part else whole


def _choose(sections: tuple[Section, ...], value: float) -> tuple[Section, bool]:
    """The section for a value, and whether a minus sign is added."""
    if len(sections) == 1 and sections[0].test is None:
        return sections[0], True
    if any(section.test for section in sections):
        for section in sections:
            if section.test is None or getattr(value, section.test[0])(section.test[1]):
                return section, True
        return Section("text", "########"), False
    if value == 0:
        return sections[2 if len(sections) > 2 else 0], False  # noqa: PLR2004  (positive; negative; zero)
    if value < 0:
        return sections[1], False
    return sections[0], True
