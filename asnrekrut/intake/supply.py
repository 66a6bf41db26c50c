"""The files that the rules name: found, and being read while the caller does something else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from asnrekrut.intake.nearby import near
from asnrekrut.intake.needs import events_need, needs_of
from asnrekrut.io import Reading, find_files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from asnrekrut.findings import Finding
    from asnrekrut.intake.needs import Need
    from asnrekrut.rules.model import Rules


@dataclass(frozen=True, slots=True)
class Supply:
    """What the rules want, and where it comes from.

    Attributes:
        needs: all that the rules want from any file.
        files: the files that a name or pattern of the rules means.
        faults: for a name or pattern, why it means none, or not all that it should.
    """

    folder: Path
    needs: Sequence[Need]
    files: dict[str, list[str]]
    faults: dict[str, list[Finding]]
    reading: Reading

    @classmethod
    def start(cls, folder: Path, rules: Rules, until: int | None = None) -> Supply:
        """Find every file that the rules name up to a stage, and begin to read."""
        needs = [*needs_of(rules, until), events_need()]
        patterns = dict.fromkeys(pattern for need in needs for pattern in need.files)
        found = {pattern: find_files(folder, [pattern]) for pattern in patterns}
        files = {pattern: names for pattern, (names, _) in found.items()}
        faults = {pattern: [_looked_around(folder, one) for one in several] for pattern, (_, several) in found.items()}
        names = sorted({name for several in files.values() for name in several})
        return cls(folder, needs, files, faults, Reading(folder, names))


def _looked_around(folder: Path, fault: Finding) -> Finding:
    """A finding about a missing file, with what stands in its place."""
    if fault.code != "E001":
        return fault
    return replace(fault, values=fault.values | {"ada": near(folder, str(fault.values["berkas"]))})
