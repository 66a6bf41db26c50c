"""Numbers, dates and lists as an Indonesian reader writes them, and commands as one types them."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
_OTHER_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SHORTEST = 3  # letters that name a month
_OLD_AND_SHORT = {"pebruari": 2, "mrt": 3, "agst": 8, "agt": 8, "ags": 8, "nopember": 11}
_UNITS = (
    "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas",
)  # fmt: skip
_POWERS = ((10**12, "triliun"), (10**9, "miliar"), (10**6, "juta"), (1000, "ribu"), (100, "ratus"), (10, "puluh"))
_CONTRACTED = {1000: "seribu", 100: "seratus", 10: "sepuluh"}
_POWER_OF = {name: power for power, name in _POWERS}
_OTHERWISE = {"se": "satu", "milyar": "miliar", "titik": "koma"}
_WORD = re.compile(
    "|".join(sorted((*_UNITS[:10], *_POWER_OF, *_OTHERWISE, "belas", "koma", "setengah"), key=len, reverse=True))
)
_DECIMALS = re.compile("(?:koma|titik).*")
_IN_WORDS = 200  # letters that are looked at


def terminates(value: Fraction) -> int | None:
    """How many decimals write the number exactly; None if no number of decimals does."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def show(value: Fraction | Decimal | int, decimals: int = 0) -> str:
    """Write a number exactly, with at least so many decimals; one without an end becomes ``66 2/3``."""
    number = value if isinstance(value, Fraction) else Fraction(value)
    needed = terminates(number)
    if needed is None:
        return _mixed(number)
    places = max(needed, decimals)
    digits = f"{abs(number.numerator) * 10**places // number.denominator:0{places + 1}d}"
    text = f"{digits[:-places]},{digits[-places:]}" if places else digits
    return f"-{text}" if number.numerator < 0 else text


def show_rounded(value: Fraction, decimals: int) -> str:
    """A figure to look at, half up, with at most so many decimals; nothing is decided by it."""
    power = 10**decimals
    return show(Fraction((value * power + Fraction(1, 2)) // 1, power))


def _mixed(number: Fraction) -> str:
    whole, rest = divmod(abs(number), 1)
    sign = "-" if number < 0 else ""
    return f"{sign}{whole} {rest}" if whole else f"{sign}{rest}"


def number_text(value: Fraction, decimals: int = 0) -> str:
    """An exact number for programs: with a decimal point, or as a fraction such as ``1253/13`` where no decimals do."""
    if terminates(value) is None:
        return f"{value.numerator}/{value.denominator}"
    return show(value, decimals).replace(",", ".")


def as_read(text: str) -> str:
    """What a file for programs holds, as one reads it: ``75,6``, ``96 5/13``, ``tidak lanjut``."""
    if re.fullmatch(r"-?[0-9]+(\.[0-9]+|/[1-9][0-9]*)", text):
        return show(Fraction(text)) if "/" in text else text.replace(".", ",")
    return text.replace("_", " ")


def show_count(value: int) -> str:
    """A count with dots between thousands: 12.345."""
    return f"{value:,}".replace(",", ".")


def show_date(day: date) -> str:
    """``22 November 2026``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def show_days(first: date, last: date) -> str:
    """``22 November 2026``, ``20–22 November 2026``, ``30 November–2 Desember 2026``: what is alike once."""
    if first == last:
        return show_date(first)
    if first.year != last.year:
        return f"{show_date(first)}–{show_date(last)}"
    month = "" if first.month == last.month else f" {MONTHS[first.month - 1]}"
    return f"{first.day}{month}–{show_date(last)}"


def in_words(number: int, leading: bool = True) -> str:
    """A whole number from 0 on in words (*terbilang*).

    Args:
        leading: whether nothing stands before it: 1.000 is *seribu*, 1.001.000 is *satu juta satu ribu*.
    """
    if number < len(_UNITS):
        return _UNITS[number]
    if number < 20:  # noqa: PLR2004  (belasan)
        return f"{_UNITS[number - 10]} belas"
    power, name = next((power, name) for power, name in _POWERS if number >= power)
    many, rest = divmod(number, power)
    short = many == 1 and power in _CONTRACTED and (leading or power != 1000)  # noqa: PLR2004
    head = _CONTRACTED[power] if short else f"{in_words(many)} {name}"
    return f"{head} {in_words(rest, leading=False)}" if rest else head


def read_words(text: str) -> tuple[Fraction, int] | None:
    """The number that a text names in words, and its decimals; None where the words name none.

    ``delapan puluh lima koma lima``, ``85 (Delapanpuluh lima)``, ``tujuh lima koma nol dua``, ``enam setengah``.
    """
    words = _number_words(text) if word_share(text) == 1 else []
    if words[-1:] == ["setengah"]:
        words = [*(words[:-1] or ["nol"]), "koma", "lima"]
    comma = words.index("koma") if "koma" in words else len(words)
    digits = [_digits(words[:comma]), *([_digits(words[comma + 1 :])] if comma < len(words) else [])]
    return (Fraction(".".join(digits)), sum(map(len, digits[1:]))) if all(digits) else None


def word_share(text: str) -> float:
    """How much of a text's letters is words for numbers: 1 for all of them."""
    letters = _letters(text)
    return sum(map(len, _WORD.findall(letters))) / len(letters) if letters else 0


def _letters(text: str) -> str:
    letters = "".join(c for c in text[:_IN_WORDS].casefold() if c.isalpha())
    return _DECIMALS.sub(lambda hit: hit[0].replace("kosong", "nol"), letters)  # by itself it names no number


def _number_words(text: str) -> list[str]:
    """The words for numbers, each by itself: ``satu puluh`` for ``sepuluh``."""
    return [_OTHERWISE.get(word, word) for word in _WORD.findall(_letters(text))]


def _digits(words: Sequence[str]) -> str:
    """The digits of a whole number in words, also of one that is said digit by digit; '' if they name none."""
    total = part = unit = 0
    for word in words:
        power = _POWER_OF.get(word, 0)
        if word in _UNITS:
            unit = _UNITS.index(word)
        elif power >= 1000:  # noqa: PLR2004
            total, part, unit = total + (part + unit) * power, 0, 0
        else:
            part, unit = part + (unit * power or 10 + unit), 0
    number = total + part + unit
    if _number_words(in_words(number)) == list(words):
        return str(number)
    return "".join(str(_UNITS.index(word)) for word in words) if set(words) <= set(_UNITS) else ""


def read_shown(text: str) -> Fraction | None:
    """The number that ``show`` has written; None where there is none."""
    whole, _, rest = text.removeprefix("-").rpartition(" ")
    try:
        size = Fraction(whole or 0) + Fraction(rest.replace(",", "."))
    except (ValueError, ZeroDivisionError):
        return None
    return -size if text.startswith("-") else size


def read_date(text: str) -> date | None:
    """The date that ``22-11-2026``, ``22/11/2026``, ``22 November 2026`` or ``2026-11-22`` names."""
    try:
        return date(*_day(text))
    except ValueError:
        return None


def no_such_day(text: str) -> str:
    """Why a text that is written like a date names none: ``31 Februari 2027 tidak ada``; '' for anything else."""
    try:
        year, month, day = _day(text)
    except ValueError:
        return ""
    if year == 0 or read_date(text) is not None:
        return ""
    return f"{day} {MONTHS[month - 1]} {year} tidak ada" if month in range(1, 13) else f"bulan {month} tidak ada"


def no_such_time(text: str) -> str:
    """Why a text names a time that no clock shows: ``pukul 25.00 tidak ada``; '' where it names none."""
    times = re.finditer(r"(?<![\d.,:])(\d{1,2})[.:](\d\d)(?![\d,])", text)
    wrong = (t[0] for t in times if int(t[2]) >= 60 or int(t[1]) * 60 + int(t[2]) > 24 * 60)  # noqa: PLR2004
    return next((f"pukul {one} tidak ada" for one in wrong), "")


def _day(text: str) -> tuple[int, int, int]:
    """Year, month and day as a text writes them, whether or not there is such a day."""
    turned = re.sub(r"^([0-9]{4})-([0-9]{2})-([0-9]{2})$", r"\3-\2-\1", text.strip())
    found = re.fullmatch(r"([0-9]{1,2})[-/. ]([0-9]{1,2}|[A-Za-z]{3,9})[-/. ]([0-9]{4})", turned)
    month = 0 if found is None else int(found[2]) if found[2].isdecimal() else month_of(found[2])
    if found is None or month is None:
        raise ValueError(text)
    return int(found[3]), month, int(found[1])


def month_of(word: str) -> int | None:
    """The month that a word names or begins to name: ``Agustus``, ``agust``, ``Aug``, ``Nop``, ``Mrt``."""
    named = {i for names in (MONTHS, _OTHER_NAMES) for i, name in enumerate(names, 1) if _begins(name, word)}
    named |= {i for name, i in _OLD_AND_SHORT.items() if _begins(name, word)}
    return named.pop() if len(named) == 1 else None


def _begins(name: str, word: str) -> bool:
    return len(word) >= _SHORTEST and name.casefold().startswith(word.casefold())


def command_line(name: str, folder: object, *words: str) -> str:
    """A command of this program as it is typed; the folder at hand need not be named."""
    given = [] if str(folder) == "." else [str(folder)]
    typed = (word if re.fullmatch(r"[\w./\\:@%+=,~-]+", word) else f'"{word}"' for word in (*given, *words))
    return " ".join(["asnrekrut", name, *typed])


def sentence(text: str) -> str:
    """The text with its full stop; one that it ends with already is not doubled: ``… oleh Contoh Melati, M.Si.``."""
    return text if text.endswith(".") else f"{text}."


def called(kind: str, name: str) -> str:
    """A name behind the word for its kind: ``Nilai Simulasi``, for ``Simulasi`` as for ``Nilai Simulasi``."""
    return name if name.casefold().split()[:1] == [kind.casefold()] else f"{kind} {name}"


def joined(words: Sequence[str]) -> str:
    """``a, b, dan c``."""
    if len(words) <= 2:  # noqa: PLR2004
        return " dan ".join(words)
    return f"{', '.join(words[:-1])}, dan {words[-1]}"


def listed(words: Sequence[str], most: int = 5) -> str:
    """``a, b, c dan 4 lainnya``."""
    if len(words) <= most:
        return ", ".join(words)
    return f"{', '.join(words[:most])} dan {show_count(len(words) - most)} lainnya"
