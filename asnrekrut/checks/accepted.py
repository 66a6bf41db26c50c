"""Findings that the committee accepts: the rules file names them by code and place, with a reason and a name.

An accepted finding is not hidden. It carries the reason and the name wherever it is shown, and no longer counts among
those that need a look.
"""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from asnrekrut.findings import Place, Severity, finding, ordered, stopping

if TYPE_CHECKING:
    from asnrekrut.findings import Finding
    from asnrekrut.rules.decisions import Accepted


def accept(findings: list[Finding], accepted: list[Accepted], rules_file: str) -> list[Finding]:
    """Mark the findings that the rules accept.

    An acceptance that fits nothing is itself a finding, but only where nothing stops the result: before that, not
    everything has been looked at yet.

    Args:
        findings: everything found, in any order.
        rules_file: its name, where such a finding stands.

    Returns:
        All findings, ordered.
    """
    found = marked(findings, accepted)
    if not stopping(findings):
        idle = [a for a in accepted if not any(_fits(one, a) for one in findings)]
        found += [finding("P901", Place(rules_file), terima=a.code, tempat=a.place, oleh=a.by) for a in idle]
    return ordered(found)


def marked(findings: list[Finding], accepted: list[Accepted]) -> list[Finding]:
    """The findings, each with the reason and name of the first acceptance that fits."""
    firsts = [next((a for a in accepted if _fits(one, a)), None) for one in findings]
    return [
        f if a is None else replace(f, accepted=f"{a.reason} ({a.by})") for f, a in zip(findings, firsts, strict=True)
    ]


def spot(one: Finding) -> list[str]:
    """What ``tempat`` may name: the place as printed; for a finding without one, what it speaks of."""
    return [str(one.place)] if one.place else [str(value) for value in one.values.values()]


def _fits(one: Finding, accepted: Accepted) -> bool:
    if one.code != accepted.code or one.severity is not Severity.LOOK:
        return False
    return any(where == accepted.place or fnmatchcase(where, accepted.place) for where in spot(one))
