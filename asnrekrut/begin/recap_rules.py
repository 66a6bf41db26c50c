"""From a recap to rules and tables: the stages that give its total, and behind each rule the cell it comes from."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from fractions import Fraction
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from asnrekrut.begin.edit_rules_file import quoted
from asnrekrut.begin.recap_total import Linear
from asnrekrut.comparison.other_list import Heading, figure, most_decimals
from asnrekrut.errors import UsageError
from asnrekrut.findings import Severity
from asnrekrut.intake.cells import clean
from asnrekrut.notation import listed, number_text, terminates
from asnrekrut.outputs.sheet_formats import CREATED
from asnrekrut.rules.base import as_data
from asnrekrut.rules.codes import StateWords
from asnrekrut.rules.undecided import UNDECIDED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from asnrekrut.begin.from_recap import Draft
    from asnrekrut.begin.recap import Recap
    from asnrekrut.begin.recap_total import Derivation
    from asnrekrut.io import Cell


ALONE = "UMUM"  # the code of the only formation of a recap that names none
STOP = "berhenti"
SIGNED = {
    "tempat": "tempat penandatanganan",
    "tanggal": "tanggal penandatanganan",
    "nama": "nama ketua",
    "nip": "NIP ketua",
}
BASIS = f"{UNDECIDED}: keputusan yang menetapkan bobot, pembulatan, dan urutan ini"
_PLACES = 9  # decimals of a number that the rules allow
_WIDTH = 22  # of every column
_WHOLE = 100  # what weights and scales come to unless the rules say otherwise
_USUAL = (100, 150, 175, 200, 225, 250, 300, 400, 450, 500, 550, 600, 700, 750, 800, 900, 1000, 2000, 5000, 10000)


class Part(Struct, frozen=True):
    """A stage to be: some columns of marks and what a point of each is worth in the total."""

    name: str
    code: str
    linear: Linear

    @property
    def file(self) -> str:
        """Where its marks will stand."""
        return f"data/{self.code}.xlsx"

    @property
    def columns(self) -> list[int]:
        """The columns, from left to right."""
        return sorted(self.linear.terms)

    def shares(self, tops: Mapping[int, Decimal]) -> dict[int, Fraction]:
        """What each column is worth in the total at its best."""
        return {c: self.linear.terms[c] * Fraction(tops[c]) for c in self.columns}

    def weight(self, tops: Mapping[int, Decimal]) -> Fraction:
        """The stage's share of the total at its best."""
        return sum(self.shares(tops).values(), Fraction(0))

    @property
    def plain(self) -> bool:
        """Whether the columns are simply added."""
        return len(set(self.linear.terms.values())) == 1


class Seats(NamedTuple):
    """How many places, where that stands, and whether it stands there as such or only follows from remarks."""

    number: int
    where: str
    sure: bool = False


def usual_top(values: Iterable[Fraction | None]) -> int:
    """The usual highest mark that none of these exceeds."""
    highest = max((v for v in values if v is not None), default=Fraction(0))
    return next((top for top in _USUAL if highest <= top), int(highest) + 1)


def slug(text: str, taken: Iterable[str]) -> str:
    """A code made of a heading: ``Tes Tertulis`` → ``tes_tertulis``, unlike those that are taken."""
    code = re.sub(r"[^a-z0-9]+", "_", text.casefold()).strip("_")[:24].strip("_") or "nilai"
    code = code if code[0].isalpha() else f"n_{code}"
    known = set(taken)
    return next(one for n in count(1) if (one := code if n == 1 else f"{code}_{n}") not in known)


def parts_of(derivation: Derivation, tops: Mapping[int, Decimal]) -> list[Part]:
    """The stages that give the total; one alone where weights are shares that no decimal writes.

    Raises:
        UsageError: the weights cannot be written as decimals.
    """
    total = derivation.total
    assert total is not None  # noqa: S101  (refused before)
    one = derivation.derived.get(total)
    direct = {total: Fraction(1)} if one is None else one.linear.terms
    groups = [(c, derivation.expanded(c).times(weight)) for c, weight in direct.items()]
    everything = derivation.expanded(total)
    single = [(c, Linear({c: worth})) for c, worth in everything.terms.items()]
    if sum(len(group.terms) for _, group in groups) != len(everything.terms):
        groups = single
    alone = [(total, everything)] if len(set(everything.terms.values())) == 1 else single
    for parts in (_named(derivation, some) for some in (groups, alone)):
        if all(_writable(part, tops) for part in parts):
            return parts
    raise UsageError("bobot dalam rekap ini tidak dapat ditulis sebagai desimal; mulailah dengan asnrekrut init FOLDER")


def _named(derivation: Derivation, groups: Sequence[tuple[int, Linear]]) -> list[Part]:
    recap, found = derivation.recap, []
    taken = {"akhir", "sementara", "ambang_umum", "pelamar", "formasi"}
    names: set[str] = set()
    for column, group in groups:
        columns = sorted(group.terms)
        group_name, _, own = recap.heading(columns[0] if len(columns) == 1 else column).rpartition(" / ")
        name = (own if len(columns) > 1 else group_name) or recap.heading(columns[0])
        name = name if name not in names else recap.headers[columns[0]]
        code = slug(name, taken)
        taken.add(code)
        names.add(name)
        found.append(Part(name, code, group))
    return found


def _writable(part: Part, tops: Mapping[int, Decimal]) -> bool:
    """Whether all its weights are decimals that the rules file takes."""
    weight = part.weight(tops)
    shares = [] if part.plain else [share / weight * 100 for share in part.shares(tops).values()]
    places = [terminates(share) if share > 0 else None for share in (weight, *shares)]
    return all(one is not None and one <= _PLACES for one in places)


class Writing(Struct, frozen=True, eq=False):
    """The texts and tables of the new folder."""

    draft: Draft
    parts: Sequence[Part]
    tops: Mapping[int, Decimal]
    answers: Mapping[str, str]

    def rules(self, quotas: Mapping[str, Seats], reserves: Seats, tie: str, told: str) -> str:
        """The text of the rules file.

        Args:
            reserves: how many each formation has.
            told: where the key that breaks ties stands.
        """
        recap = self.draft.recap
        top = sum((part.weight(self.tops) for part in self.parts), Fraction(0))
        inner, outer = self.draft.derivation.roundings([part.linear for part in self.parts])
        total = recap.cell(self.draft.total)
        order = ", ".join(quoted(key) for key in ("akhir", tie) if key != STOP)
        recorded = f"cadangan = {reserves.number} # {reserves.where}\n" if reserves.number else ""
        highest = f"nilai_tertinggi = {number_text(top)}\n" if top != _WHOLE else ""
        signed = "\n".join(f"{key} = {quoted(f'{UNDECIDED}: {what}')}" for key, what in SIGNED.items())
        stages = (line for part in self.parts for line in self._stage(part))
        tables = "\n".join([*self._formations(quotas), *stages, *self._states()])
        return f"""\
# Disusun dari {recap.file}, lembar {", ".join(recap.sheets) or "–"}.
# Di belakang setiap aturan tertulis sel asalnya.

[seleksi]
nama = {quoted(self.answers["nama"])}
instansi = {quoted(self.answers["instansi"])}
tahun = {self.answers["tahun"]}
dasar = {quoted(self.answers.get("dasar") or BASIS)}

[pelamar]
berkas = "data/pelamar.xlsx"

{tables}
[pembulatan]
nilai = "tanpa"
skala = "tanpa"
bobot = {_step(inner)} # menurut angka pada kolom nilai berbobot dan {total}
akhir = {_step(outer)} # menurut angka pada kolom {total}

[peringkat]
urut = [{order}] # nilai akhir {total}; nilai sama: {told}
{recorded}{highest}
[pengesahan]
{signed}
"""

    def _states(self) -> Iterator[str]:
        """Words in the place of marks that say a state, beside the usual ones."""
        usual = as_data(StateWords())
        if not self.draft.state_words:
            return
        yield "[keadaan]"
        for state, own in self.draft.state_words.items():
            words = ", ".join(map(quoted, [*usual[state], *own]))
            yield f"{state} = [{words}] # kolom {', '.join(dict.fromkeys(own.values()))}"
        yield ""

    def _formations(self, quotas: Mapping[str, Seats]) -> Iterator[str]:
        titles = {one.code: one.title for one in self.draft.recap.groups or ()}
        for code, seats in quotas.items():
            yield from ("[[formasi.daftar]]", f"kode = {quoted(code)}", f"jabatan = {quoted(titles.get(code, code))}")
            yield from (f"kuota = {seats.number} # {seats.where}", "")

    def _stage(self, part: Part) -> Iterator[str]:
        recap, weight = self.draft.recap, part.weight(self.tops)
        yield from ("[[tahap]]", f"kode = {quoted(part.code)}", f"nama = {quoted(part.name)}")
        yield from (f"berkas = {quoted(part.file)}", f"bobot = {number_text(weight)} # {self._source(part)}")
        single = self.tops[part.columns[0]] if len(part.columns) == 1 else Decimal(100)
        if single != _WHOLE:
            yield f"skala = {single}"
        blank = self.answers.get("kosong", STOP)
        if blank != STOP:
            yield 'kosong = "tidak hadir" # jawaban'
        if blank == "nol":
            yield 'tidak_hadir = "nol" # jawaban'
        yield ""
        for c, (code, name) in self._components(part).items():
            yield from ("[[tahap.komponen]]", f"kode = {quoted(code)}", f"nama = {quoted(name)} # {recap.cell(c)}")
            yield f"maksimum = {self.tops[c]} # {'judul' if recap.most(c) else 'jawaban'}"
            yield f"desimal = {min(_PLACES, most_decimals(recap.figures[c]))}"
            if not part.plain:
                yield f"bobot = {number_text(part.shares(self.tops)[c] / weight * 100)}"
            yield ""

    def _source(self, part: Part) -> str:
        """Where the weight stands: in the formula of the total or of a column before it."""
        derivation = self.draft.derivation
        derived, mine = derivation.derived, part.linear.terms.keys()
        sources = [one.source for c, one in derived.items() if derivation.expanded(c).terms.keys() == mine]
        total = derived.get(self.draft.total)
        sources.append(total.source if total else f"kolom {self.draft.recap.cell(self.draft.total)}")
        return " dan ".join(dict.fromkeys(sources))

    def _components(self, part: Part) -> dict[int, tuple[str, str]]:
        """Code and printed name of every column of a stage, all different."""
        found: dict[int, tuple[str, str]] = {}
        for c in part.columns:
            name = self.draft.recap.heading(c)
            name = name if name not in {n for _, n in found.values()} else self.draft.recap.headers[c]
            found[c] = slug(name, [*(code for code, _ in found.values()), "jumlah"]), name
        return found

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The tables, split as the rules want them."""
        draft = self.draft
        people = list(zip(draft.recap.people, draft.recap.names, draft.formations, strict=True))
        yield "data/pelamar.xlsx", _workbook([["Nomor Peserta", "Nama", "Formasi"], *map(list, people)])
        for part in self.parts:
            components = self._components(part)
            columns = [[_mark(cell) for cell in draft.recap.columns[c].cells] for c in components]
            rows = [[number, *cells] for number, *cells in zip(draft.recap.people, *columns, strict=True)]
            yield part.file, _workbook([["Nomor Peserta", *(name for _, name in components.values())], *rows])

    def remarks(self) -> Iterator[str]:
        """What was done that no cell says."""
        recap = self.draft.recap
        yield from _about_sheets(recap)
        yield from (one.message for table in recap.tables for one in table.notes if one.severity is Severity.LOOK)
        if lines := recap.passed_over:
            yield f"Dilewati karena hanya berisi satu teks: {listed(lines)}."
        if Heading.NUMBER not in recap.roles:
            yield "Rekap ini tidak memuat nomor peserta; nomor B-… dibuat dari baris lembarnya."
        if Heading.FORMATION not in recap.roles and recap.groups:
            yield f"Rekap ini tidak memuat kolom formasi; formasinya {listed(sorted(set(self.draft.formations)))}."
        elif Heading.FORMATION not in recap.roles:
            yield f"Rekap ini tidak memuat formasi; semua peserta melamar formasi {ALONE}."
        if self.draft.total not in self.draft.derivation.derived:
            yield f"Kolom {recap.cell(self.draft.total)} tidak dapat diturunkan dari kolom lain dan dipakai apa adanya."
        if Heading.BIRTH in recap.roles:
            cell = recap.cell(recap.roles[Heading.BIRTH])
            yield f"Tanggal lahir (kolom {cell}) tidak disalin; tambahkan bila memutus nilai sama."
        if any(most_decimals(recap.figures[c]) > _PLACES for c in self.tops):
            yield f"Nilai yang desimalnya lebih dari {_PLACES} (hasil bagi) ditulis dengan {_PLACES} desimal."


def _about_sheets(recap: Recap) -> Iterator[str]:
    """What is not read of the workbook, or once although it is there twice."""
    if recap.copies:
        yield f"Lembar {listed(recap.copies)} mengulang peserta dan angka yang sama; dibaca sekali."
    if recap.others:
        names = listed([name for one in recap.others for name in one.sheets])
        yield f"Tidak dibaca, padahal juga tampak seperti rekap: lembar {names}."
    for name, people in recap.unread.items():
        yield f'Tidak dibaca: {len(people)} orang pada lembar "{name}" ({listed(people, 3)}).'


def _step(places: int | None) -> str:
    return quoted("tanpa") if places is None else str(places)


def _mark(cell: Cell) -> Cell:
    """A mark as it stands; one with more decimals than the rules allow with as many as they do."""
    value = figure(cell)
    if value is None or most_decimals([value]) <= _PLACES:
        return cell
    return round(float(value), _PLACES)


def _workbook(rows: Sequence[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet; texts stay texts."""
    import xlsxwriter

    raw = io.BytesIO()
    with xlsxwriter.Workbook(raw, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": CREATED})
        sheet = book.add_worksheet("Data")
        sheet.set_row(0, None, book.add_format({"bold": True, "text_wrap": True}))
        sheet.set_column(0, max(map(len, rows)) - 1, _WIDTH)
        sheet.freeze_panes(1, 1)
        for r, row in enumerate(rows):
            sheet.write_row(r, 0, [cell if isinstance(cell, (str, int, float)) else clean(cell) for cell in row])
    return raw.getvalue()
