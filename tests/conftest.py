"""What all tests share, so that thousands of runs of the program stay cheap."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
import typer.main
from hypothesis import settings

from asnrekrut import io
from asnrekrut.annotated import marked_copy
from asnrekrut.readers.worker import reply_to

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from asnrekrut.readers.worker import Reply

IN_A_CHILD = io.read
# ``pytest --hypothesis-profile=luck`` draws new examples, ten times as many, and keeps those that fail (.hypothesis/).
settings.register_profile("luck")


def _read_here(paths: Sequence[Path], password: str | None = None) -> list[Reply]:
    """What the child would reply; starting one for each file took half of the suite's time."""
    return [reply_to(path, password) for path in paths]


@pytest.fixture(autouse=True, scope="session")
def _cheap_runs() -> None:
    """Files are read in this process, and the command line is put together once."""
    io.read = marked_copy.read = _read_here
    typer.main.get_command = cache(typer.main.get_command)


@pytest.fixture
def in_a_child(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read as they are outside of tests: each by a child process under limits."""
    monkeypatch.setattr(io, "read", IN_A_CHILD)
    monkeypatch.setattr(marked_copy, "read", IN_A_CHILD)
