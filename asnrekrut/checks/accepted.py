"""Findings that the committee accepts: the book of events names them by code and place, with a reason and a name.

An accepted finding is not hidden. It carries the reason and the name wherever it is shown, and no longer counts among
those that need a look.
"""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from asnrekrut.findings import Severity, finding, gathered, ordered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asnrekrut.core.events import Event
    from asnrekrut.findings import Finding


def accept(findings: Sequence[Finding], acceptances: Sequence[Event], complete: bool) -> list[Finding]:
    """All findings in order, those accepted marked with the reason and the name of the first acceptance that fits.

    Args:
        acceptances: events of that kind.
        complete: whether everything has been looked at, so that an acceptance that fits nothing is itself a finding.
    """
    firsts = [next((a for a in acceptances if _fits(one, a)), None) for one in findings]
    found = [
        f if a is None else replace(f, accepted=f"{a.source} ({a.by})") for f, a in zip(findings, firsts, strict=True)
    ]
    if complete:
        idle = [a for a in acceptances if not any(_fits(one, a) for one in findings)]
        found += [finding("P901", a.place, terima=a.component, tempat=a.before, oleh=a.by) for a in idle]
    return ordered(gathered(found))


def spot(one: Finding) -> list[str]:
    """What an acceptance may name: the place as printed; for a finding without one, what it speaks of."""
    return [str(one.place)] if one.place else [str(value) for value in one.values.values()]


def _fits(one: Finding, acceptance: Event) -> bool:
    if one.code != acceptance.component or one.severity is not Severity.LOOK:
        return False
    return any(where == acceptance.before or fnmatchcase(where, acceptance.before) for where in spot(one))
