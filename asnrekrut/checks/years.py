"""The year of the selection against the years beside it: the signature and the decrees."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from asnrekrut.findings import Place, finding
from asnrekrut.rules.load import RULES_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from asnrekrut.checks.context import Context
    from asnrekrut.findings import Finding

BEFORE, AFTER = 1, 2  # years by which a signature may come before and after the year of its selection
_YEAR = re.compile(r"\bTahun ((?:19|20)\d\d)\b", re.IGNORECASE)


def years(context: Context) -> Iterator[Finding]:
    """A signature far from the year of the selection, and a decree of a later year.

    Decrees may be older than the selection by any number of years.
    """
    year, signature = context.rules.identity.year, context.rules.signature
    latest = year + AFTER
    if signature is not None and signature.day is not None:
        latest = min(latest, signature.day.year)
        if not year - BEFORE <= signature.day.year <= year + AFTER:
            yield _doubt(year, f"daftarnya ditandatangani pada tahun {signature.day.year}")
    for basis in context.rules.identity.legal_basis:
        later = [number for number in map(int, _YEAR.findall(basis)) if number > latest]
        if later:
            yield _doubt(year, f'dasar hukumnya, "{basis}", dari tahun {later[0]}')


def _doubt(year: int, other: str) -> Finding:
    return finding("P902", Place(RULES_FILE), tahun=year, lain=other)
