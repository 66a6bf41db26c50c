"""Columns of marks that do not look like marks; what is honest of their kind stands in ``test_honest``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.selections import said_of_column

if TYPE_CHECKING:
    from pathlib import Path

SHUFFLED = [81, 74, 90, 66, 85, 77, 71, 88, 79, 93, 69, 84]
FALLING = sorted(SHUFFLED, reverse=True)


def changed(row: int, mark: object) -> list[object]:
    return [*SHUFFLED[:row], mark, *SHUFFLED[row + 1 :]]


@pytest.mark.parametrize(
    ("marks", "finding"),
    [
        (changed(4, 0), "P433 B6"),
        (changed(4, 8), "P434 B6"),
        (changed(4, "7,5"), "P434 B6"),
        (FALLING, "P435 B"),
        (FALLING[::-1], "P435 B"),
        ([*FALLING[:6], FALLING[5], *FALLING[6:]], "P435 B"),
        ([70, 71, 72, 73, 74, 75, 88, 66, 79], "P436 B2"),
        ([88, 66, 79.5, 78, 76.5, 75, 73.5, 72, 90], "P436 B4"),
        (list(range(70, 82)), "P436 B2"),
    ],
)
def test_doubtful_columns(tmp_path: Path, marks: list[object], finding: str) -> None:
    assert said_of_column(tmp_path, marks) == [finding]
