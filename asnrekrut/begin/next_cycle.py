"""The next cycle of a selection that is held every year: rules and formations stay, everything of the year goes."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from asnrekrut.begin.edit_rules_file import quoted, rewritten, to_settle, with_inner_bases
from asnrekrut.begin.new_folder import Proposal, year_in
from asnrekrut.begin.presets import proposal
from asnrekrut.core.marks import STATE_WORDS
from asnrekrut.core.result import OUT_BY_STATE, FormationOutcome
from asnrekrut.errors import UsageError
from asnrekrut.findings import stopping
from asnrekrut.intake.files import begin, rules_of
from asnrekrut.intake.needs import needs_of
from asnrekrut.io import find_files
from asnrekrut.notation import listed, sentence, show_count
from asnrekrut.rules import RULES_FILE
from asnrekrut.rules.undecided import UNDECIDED, is_undecided, walk
from asnrekrut.selection import run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from asnrekrut.rules.model import Rules

_NEAR = 1  # years by which a signature may lie off the year of its selection


def next_cycle(folder: Path, year: int | None = None) -> Proposal:
    """What next year's folder shall hold.

    Args:
        folder: of the selection that was held last.
        year: of the new one; one more than that of the last by default.

    Raises:
        UsageError: there is no selection, or its years disagree and no year was named.
        RulesError: its rules cannot be carried out.
    """
    rules = rules_of(folder)
    disagreeing = list(_other_years(folder, rules))
    if disagreeing and year is None:
        said = "; ".join(f"{what} menyebut {other}" for what, other in disagreeing)
        raise UsageError(f"tahun folder {folder} meragukan: aturannya {rules.identity.year}, {said}; sebutkan --tahun")
    new = rules.identity.year + 1 if year is None else year
    text = _renewed((folder / RULES_FILE).read_text(encoding="utf-8-sig"), rules.identity.year, new)
    if rules.schedule:
        text += f"\n# {UNDECIDED}: jadwal tahun {new}; yang lama tertulis di atas sebagai catatan\n"
    remarks = [*_empty_seats(folder), *_left_over(text, rules.identity.year)]
    return proposal(text, _formation_files(folder, rules), tuple(remarks))


def _other_years(folder: Path, rules: Rules) -> Iterator[tuple[str, int]]:
    """Years beside that of the rules: in the folder's name, under the signature."""
    year, signature = rules.identity.year, rules.signature
    named = year_in(folder)
    if named is not None and named != year:
        yield "nama foldernya", named
    if signature is not None and signature.day is not None and abs(signature.day.year - year) > _NEAR:
        yield "tanggal pengesahannya", signature.day.year


def _renewed(text: str, last: int, year: int) -> str:
    """The rules with everything of the last year as lines to decide, or gone."""

    def change(table: str, key: str, value: Any) -> str | None:  # TOML data
        if (table, key) == ("seleksi", "tahun"):
            return str(year)
        if _is_basis(key) and isinstance(value, (str, list)):
            return to_settle(value, year, keep_standing=True)
        if key == "tanggal" and isinstance(value, date):
            return quoted(f"{UNDECIDED}: tanggal tahun {year} (tahun {last}: {value.isoformat()})")
        if key in {"benih", "susulan"} or (table, key) == ("pelamar", "jumlah"):
            return ""
        return None

    return with_inner_bases(rewritten(text, change, aside=("jadwal", "naskah.surat", "tahap.susulan")), year)


def _is_basis(key: str) -> bool:
    """Whether a key names a legal basis: of something, of the committee, of the holidays."""
    return key == "dasar" or key.startswith("dasar_")


def _formation_files(folder: Path, rules: Rules) -> dict[str, bytes]:
    """The files of formations; not one that also holds people."""
    people = {name for need in needs_of(rules) if need.role != "formasi" for name in need.files}
    names = [name for name in rules.formations.files or () if name not in people]
    return {name: (folder / name).read_bytes() for name in find_files(folder, names)[0]} if names else {}


def _empty_seats(folder: Path) -> Iterator[str]:
    """The seats that nobody got last time, each with why, as the first question."""
    last = run(*begin(folder))
    end = None if last.result is None else last.result.end
    if last.result is None or end is None or not end.decided or stopping(last.findings):
        yield "Hasil akhir tahun lalu tidak dapat dihitung dari foldernya; kursi yang kosong tidak diketahui."
        return
    empty = [one for one in last.result.formations() if one.empty]
    if empty:
        yield "Kursi yang tahun lalu kosong; apakah dibuka lagi, dan dengan syarat yang sama?"
    yield from (f"  {_why_empty(one)}" for one in empty)


def _why_empty(one: FormationOutcome) -> str:
    """Which formation, how many seats, and what became of those who applied."""
    register = one.result.register
    fates = one.result.fates[register.formation == one.index].tolist()
    told = [f"{n} {STATE_WORDS[state]}" for state, fate in OUT_BY_STATE.items() if (n := fates.count(fate))]
    applied = f"{show_count(len(fates))} pelamar" + (f", {listed(told)}" if told else "")
    formation = one.formation
    return f"{formation.code} ({formation.title}): {one.empty} dari {formation.quota} kursi kosong; {applied}"


def _left_over(text: str, last: int) -> Iterator[str]:
    """What still speaks of last year, for people to judge."""
    left = set()
    for path, value in walk(tomllib.loads(text, parse_float=Decimal)):
        keys = [step for step in path if isinstance(step, str)]
        names_it = isinstance(value, str) and str(last) in value and not _is_basis(keys[-1])
        if isinstance(value, date) or (names_it and not is_undecided(value)):
            left.add(f"{'.'.join(keys)} = {value}")
    if left:
        yield sentence(f"Masih menurut tahun {last}, sesuaikan bila perlu: {listed(sorted(left), 8)}")
