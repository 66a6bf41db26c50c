"""How official papers spell numbers and dates: ``48 (empat puluh delapan)``, ``Jumat, tanggal …``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asnrekrut.notation import MONTHS, in_words, show_count, show_date

if TYPE_CHECKING:
    from datetime import date

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
