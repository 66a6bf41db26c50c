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
    marked = mark(findings, accepted)
    if not stopping(findings):
        idle = [a for a in accepted if not any(_fits(one, a) for one in findings)]
        marked += [finding("P901", Place(rules_file), terima=a.code, tempat=a.place, oleh=a.by) for a in idle]
    return ordered(marked)


def mark(findings: list[Finding], accepted: list[Accepted]) -> list[Finding]:
    """The same findings, those that the rules accept with reason and name."""
    return [_marked(one, accepted) for one in findings]


def spot(one: Finding) -> list[str]:
    """What ``tempat`` may name: the place as printed; for a finding without one, what it speaks of."""
    return [str(one.place)] if one.place else [str(value) for value in one.values.values()]


def _marked(one: Finding, accepted: list[Accepted]) -> Finding:
    """The finding with the reason and name of the first acceptance that fits."""
    first = next((a for a in accepted if _fits(one, a)), None)
    return one if first is None else replace(one, accepted=f"{first.reason} ({first.by})")


def _fits(one: Finding, accepted: Accepted) -> bool:
    if one.code != accepted.code or one.severity is not Severity.LOOK:
        return False
    return any(where == accepted.place or fnmatchcase(where, accepted.place) for where in spot(one))
