"""What ends a run early, and with which exit code: the one table of exit codes.

What a finding or an open tie means for the code is said by ``selection.Selection.exit_code``.
"""

from __future__ import annotations

import errno
from enum import IntEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asnrekrut.findings import Finding


class Exit(IntEnum):
    """Exit codes of every command."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    TIE = 3
    INTERNAL = 4
    INTERRUPTED = 130


REASONS = {
    errno.ENAMETOOLONG: "namanya terlalu panjang",
    errno.EACCES: "tidak diizinkan",
    errno.EPERM: "tidak diizinkan",
    errno.EROFS: "tempatnya hanya dapat dibaca",
    errno.ENOSPC: "tempat penyimpanan penuh",
    errno.EDQUOT: "jatah tempat penyimpanan habis",
    errno.EFBIG: "melebihi ukuran berkas yang dibolehkan",
    errno.EIO: "tempat penyimpanan bermasalah",
    errno.ENOENT: "tidak ada",
    errno.EISDIR: "itu folder, bukan berkas",
    errno.ENOTDIR: "itu berkas, bukan folder",
    errno.ELOOP: "tautannya berputar",
    errno.EPIPE: "pembacanya sudah tidak ada",
}


def reason(error: OSError) -> str:
    """Why the system refused, in Indonesian where it has a word for it."""
    return REASONS.get(error.errno or 0) or error.strerror or str(error)


class AsnrekrutError(Exception):
    """Something the user can act on; the text is the whole message, in Indonesian."""

    exit_code = Exit.USAGE


class RuleProblem(Struct, frozen=True):
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


class PrintError(AsnrekrutError):
    """What there was to say could not be printed: the reader has gone, or the disk behind it is full."""

    exit_code = Exit.FINDINGS

    def __init__(self, error: OSError) -> None:
        super().__init__(f"keluaran tidak dapat dicetak seluruhnya ({reason(error)})")


class UndecidedError(AsnrekrutError):
    """Nothing is decided of what was asked for; ``findings`` say why, as far as it is not merely still to come."""

    exit_code = Exit.FINDINGS

    def __init__(self, findings: Sequence[Finding], why: str) -> None:
        self.findings = list(findings)
        super().__init__(why)


class SavedResultError(AsnrekrutError):
    """A ``hasil.json`` cannot be read back: no such file, another version, or damaged."""


class ResultViolationError(AsnrekrutError):
    """The finished result breaks a published property: a defect of this program, nothing was written."""

    exit_code = Exit.INTERNAL
