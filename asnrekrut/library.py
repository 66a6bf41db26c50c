"""What ``import asnrekrut`` gives: open a folder, check it, rank up to a stage, and look at the result as tables.

The names are those of ``__all__``; they are loaded when first used, so that the command line does not wait for them.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from asnrekrut.core.result import Application, Fate, FormationOutcome, Progress, Result, StageOutcome
from asnrekrut.errors import (
    AsnrekrutError,
    Exit,
    OutputError,
    ResultViolationError,
    RulesError,
    SavedResultError,
    UndecidedError,
    UsageError,
)
from asnrekrut.findings import Finding, Place, Severity
from asnrekrut.intake.files import begin, rules_of, stage_index
from asnrekrut.notation import terminates
from asnrekrut.outputs.json_format import SavedPerson, SavedResult, load_result
from asnrekrut.selection import Selection, run
from asnrekrut.short_repr import ShortRepr

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    import pandas as pd

    from asnrekrut.outputs.result_columns import Column
    from asnrekrut.rules.model import Rules

__all__ = [
    "Application",
    "AsnrekrutError",
    "Exit",
    "Fate",
    "Finding",
    "Folder",
    "FormationOutcome",
    "OutputError",
    "Place",
    "Progress",
    "Result",
    "ResultViolationError",
    "RulesError",
    "SavedPerson",
    "SavedResult",
    "SavedResultError",
    "Selection",
    "Severity",
    "StageOutcome",
    "UndecidedError",
    "UsageError",
    "load_result",
    "open_folder",
    "ranked_frame",
    "steps_frame",
]


class Folder(ShortRepr, Struct, frozen=True):
    """A selection folder. Every call reads it anew, so that what was fixed meanwhile counts.

    Attributes:
        path: where it lies.
        rules: as they were when it was opened.
    """

    _said = ("path",)

    path: Path
    rules: Rules

    def read(self, until: str | None = None) -> Selection:
        """Everything: findings, what was delivered, the result as far as it is decided.

        Args:
            until: the code of a stage, or ``akhir``; files of later stages are not looked at.

        Raises:
            RulesError: the rules file cannot be carried out.
            UsageError: there is no such stage.
        """
        return run(*begin(self.path, until))

    def check(self, until: str | None = None) -> list[Finding]:
        """All findings, the most severe first; see ``read``."""
        return self.read(until).findings

    def rank(self, until: str | None = None) -> Result:
        """The result as far as it is decided; nothing is written. See ``read``.

        Raises:
            UndecidedError: no formation is decided in any stage (or, where ``until`` names one, in that one).
        """
        selection = self.read(until)
        result = selection.result
        stages = () if result is None else result.stages
        reached = [stage for stage in stages if stage.part and (until is None or stage.index == selection.until)]
        if result is None or not reached:
            raise selection.undecided(until)
        return result

    def write(self, until: str | None = None, *, replace_edited: bool = False) -> list[str]:
        """Write ``hasil/`` as ``asnrekrut rank`` does; the names of the files, below the folder.

        Raises:
            OutputError: it cannot be written; what was there before is untouched.
        """
        from asnrekrut.outputs.folder import locked
        from asnrekrut.outputs.write import write_results

        with locked(self.path):
            return write_results(self.read(until), until, replace_edited)


def open_folder(path: Path | str) -> Folder:
    """A selection folder, with its rules read.

    Raises:
        UsageError: there is no rules file.
        RulesError: it cannot be carried out.
    """
    return Folder(Path(path), rules_of(Path(path)))


def ranked_frame(result: Result, stage: str | None = None) -> pd.DataFrame:
    """The ranked lists of all decided formations, as ``peringkat.csv`` shows them.

    Args:
        stage: the code of a stage, or ``akhir``; by default the furthest that is decided.

    Returns:
        A row for everyone listed, in the order of the lists; numbers are exact ``Decimal`` objects, or ``Fraction``
        where no decimal is exact, and None where there is none.

    Raises:
        UsageError: there is no such stage, or it is not reached.
    """
    from asnrekrut.outputs.result_columns import formation_column, view

    shown = view(result, _reached(result, stage), ())
    return _frame([formation_column(shown.result), *shown.lists], shown.order.tolist())


def steps_frame(result: Result, stage: str | None = None) -> pd.DataFrame:
    """Every step of every applicant up to a stage; as ``ranked_frame``, with the columns of the sheet *Rincian*."""
    from asnrekrut.outputs.result_columns import view

    shown = view(result, _reached(result, stage), ())
    return _frame(shown.trace, shown.order.tolist())


def _reached(result: Result, code: str | None) -> int:
    last = result.last
    index = last.index if code is None and last is not None else stage_index(result.rules, code)
    if index >= len(result.stages):
        raise UsageError(f"tahap {code or 'akhir'} belum tercapai")
    return index


def _frame(columns: Sequence[Column], order: Sequence[int]) -> pd.DataFrame:
    import pandas as pd

    cells = {at: _cells(column, order) for at, column in enumerate(columns)}
    return pd.DataFrame(cells, dtype=object).set_axis([column.full_heading for column in columns], axis=1)


def _cells(column: Column, order: Sequence[int]) -> list[object]:
    if column.texts is not None:
        return [column.texts[i] for i in order]
    from asnrekrut.outputs.result_columns import RANK

    values = column.values
    assert values is not None  # noqa: S101  (texts or values)
    number = int if column.heading == RANK else _number
    return [number(values.at(i)) if column.shown[i] else None for i in order]


def _number(value: Fraction) -> Decimal | Fraction:
    """As a decimal where one is exact, of any length."""
    places = terminates(value)
    return value if places is None else Decimal(f"{value.numerator * 10**places // value.denominator}E-{places}")
