"""What Excel checks while a workbook is being filled in: drop-down lists, bounds, decimals, identifiers."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from asnrekrut.findings import column_letters

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asnrekrut.forms.columns import Column

    Options = dict[str, Any]

FORMULA = 255  # letters that Excel takes in a formula or an inline list of a validation
MESSAGE, HEADING = 255, 32
FIRST, LAST = date(1900, 1, 1), date(2999, 12, 31)


def inline(words: Sequence[str]) -> bool:
    """Whether a list of choices fits into the validation itself."""
    return len(",".join(words)) <= FORMULA and not any("," in word for word in words)


def check(column: Column, at: int, rows: tuple[int, int], listed: str = "") -> Options | None:
    """The validation of a column's cells; None where anything goes.

    Args:
        at: the column, from 0.
        rows: the first and last row, from 0.
        listed: where a list of choices stands that does not fit into the validation.
    """
    first = f"{column_letters(at)}{rows[0] + 1}"
    match column.kind:
        case "pilihan":
            options = _choice(column, listed)
        case "angka":
            options = {"validate": "custom", "value": number_formula(column, first)}
        case "tanggal":
            options = {"validate": "date", "criteria": "between", "minimum": FIRST, "maximum": LAST}
        case "kunci" if not column.given:
            options = {"validate": "custom", "value": _once(at, rows, first)}
        case _:
            options = None
    return None if options is None else {**options, **_messages(column)}


def _choice(column: Column, listed: str) -> Options | None:
    if inline(column.words):
        return {"validate": "list", "source": list(column.words)}
    return {"validate": "list", "source": listed} if listed else None


def number_formula(column: Column, cell: str) -> str:
    """A number within bounds and decimals, or one of the words; the longest list of words that Excel takes."""
    bounds = [f"{cell}>={column.lowest:f}"] if column.lowest is not None else []
    bounds += [f"{cell}<={column.highest:f}"] if column.highest is not None else []
    number = f"AND({','.join([*bounds, f'ROUND({cell},{column.decimals})={cell}'])})"
    words = list(column.words)
    while True:
        tests = [f'{cell}="{word.replace(chr(34), chr(34) * 2)}"' for word in words]
        other = f"OR({','.join(tests)})" if tests else "FALSE"
        formula = f"=IF(ISNUMBER({cell}),{number},{other})"
        if len(formula) <= FORMULA or not words:
            return formula
        words.pop()


def _once(at: int, rows: tuple[int, int], cell: str) -> str:
    """Text that no other row holds; COUNTIF would compare 15 digits only."""
    letters = column_letters(at)
    area = f"${letters}${rows[0] + 1}:${letters}${rows[1] + 1}"
    return f"=AND(ISTEXT({cell}),SUMPRODUCT(--({area}={cell}))=1)"


def _messages(column: Column) -> Options:
    what = (
        "Nomor atau kode ini sudah ada pada baris lain, atau tidak tersimpan sebagai teks."
        if column.kind == "kunci"
        else f"Isi ini tidak diterima. {column.fill}"
    )
    return {
        "error_title": f"Periksa {column.heading}"[:HEADING],
        "error_message": what[:MESSAGE],
        "input_title": column.heading[:HEADING],
        "input_message": column.fill[:MESSAGE],
    }
