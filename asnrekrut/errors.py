"""What ends a run early, and with which exit code: the one table of exit codes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of every command."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    TIE = 3
    INTERNAL = 4
    INTERRUPTED = 130


class AsnrekrutError(Exception):
    """Something the user can act on; the text is the whole message, in Indonesian."""

    exit_code = Exit.USAGE


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """One fault in the rules file.

    Attributes:
        line: 1-based line, or None where the whole file is meant.
        message: what is wrong and what to write instead.
    """

    line: int | None
    message: str


class RulesError(AsnrekrutError):
    """The rules file cannot be carried out."""

    def __init__(self, file: str, problems: list[RuleProblem]) -> None:
        self.file = file
        self.problems = problems
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """One line per problem, ``seleksi.toml:23: …``."""
        return [f"{self.file}:{p.line}: {p.message}" if p.line else f"{self.file}: {p.message}" for p in self.problems]


class UsageError(AsnrekrutError):
    """The command was called with something it cannot use."""


class OutputError(AsnrekrutError):
    """The result could not be written; the previous one is untouched."""

    exit_code = Exit.FINDINGS


class ResultViolationError(AsnrekrutError):
    """The finished result breaks a published property: a defect of this program, nothing was written."""

    exit_code = Exit.INTERNAL
