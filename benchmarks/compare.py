"""Compare the two results, number by number: outcome, rank and final score.

    python benchmarks/compare.py PLAIN.csv hasil/akhir/peringkat.csv

The plain script computes with floats, so a value exactly on a rounding boundary may fall the other way there;
such differences are listed, never tolerated silently.
"""

from __future__ import annotations

import argparse
import csv
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NUMBER = ("Nomor Peserta", "Nomor")
OUTCOME = ("Hasil", "Hasil Akhir", "Kode", "Kode Hasil", "Status")
RANK = ("Peringkat",)
FINAL = ("Nilai Akhir", "Akhir")
WINS, RESERVE = "L", "C"
SHOWN = 10


@dataclass(frozen=True)
class Line:
    """What one applicant got; rank and final score only of those who are ranked."""

    outcome: str
    rank: Decimal | None
    final: Decimal | None

    def __str__(self) -> str:
        return f"{self.outcome}, rank {self.rank or '–'}, final {self.final or '–'}"


def pick(headings: Sequence[str], wanted: tuple[str, ...], path: Path) -> str:
    for name in wanted:
        if name in headings:
            return name
    raise SystemExit(f"{path.name} has none of the columns {wanted}; it has {list(headings)}.")


def number(text: str) -> Decimal | None:
    """A decimal with a point or a comma; nothing for an empty cell."""
    try:
        return Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None


def line(outcome: str, rank: str, final: str) -> Line:
    place = number(rank)
    return Line(outcome.strip(), place, number(final) if place else None)


def read(path: Path) -> dict[str, Line]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        delimiter = ";" if ";" in file.readline() else ","
        file.seek(0)
        table = csv.DictReader(file, delimiter=delimiter)
        key, outcome, rank, final = (
            pick(table.fieldnames or [], wanted, path) for wanted in (NUMBER, OUTCOME, RANK, FINAL)
        )
        return {row[key].strip(): line(row[outcome], row[rank], row[final]) for row in table}


def holders(lines: Mapping[str, Line], outcome: str) -> set[str]:
    return {key for key, found in lines.items() if found.outcome == outcome}


def compare_sets(what: str, plain: set[str], exact: set[str]) -> str:
    verdict = "the same" if plain == exact else f"DIFFERENT: {len(plain ^ exact)} numbers on one side only"
    return f"{what}: {len(plain)} plain, {len(exact)} asnrekrut, {verdict}"


def compare(plain_csv: Path, exact_csv: Path) -> list[str]:
    """The findings, one line each: winners and reserves first, then every number that differs in anything."""
    plain, exact = read(plain_csv), read(exact_csv)
    findings = [
        compare_sets("winners", holders(plain, WINS), holders(exact, WINS)),
        compare_sets("reserves", holders(plain, RESERVE), holders(exact, RESERVE)),
    ]
    if plain.keys() != exact.keys():
        findings.append(compare_sets("numbers listed", set(plain), set(exact)))
    both = sorted(plain.keys() & exact.keys())
    different = [key for key in both if plain[key] != exact[key]]
    findings.append(f"outcome, rank and final score: {len(different)} of {len(both)} numbers differ")
    findings += [f"  {key}: plain ({plain[key]}), asnrekrut ({exact[key]})" for key in different[:SHOWN]]
    if len(different) > SHOWN:
        findings.append(f"  … and {len(different) - SHOWN} more")
    return findings


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare the results of plain.py and asnrekrut.")
    parser.add_argument("plain", type=Path, metavar="PLAIN.csv")
    parser.add_argument("exact", type=Path, metavar="peringkat.csv")
    options = parser.parse_args()
    print("\n".join(compare(options.plain, options.exact)))


if __name__ == "__main__":
    main()
