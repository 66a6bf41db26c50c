"""The rules and tables of a folder that begins from a recap: behind each rule the cell it comes from."""

from __future__ import annotations

import io
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from asnrekrut.begin.rules_text import quoted
from asnrekrut.begin.structure import slug
from asnrekrut.comparison.headings import BIRTH, FORMATION, NUMBER
from asnrekrut.comparison.listing import figure, most_decimals
from asnrekrut.findings import Severity
from asnrekrut.intake.cells import clean
from asnrekrut.notation import listed, show
from asnrekrut.rules.undecided import UNDECIDED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from asnrekrut.begin.from_workbook import Draft
    from asnrekrut.begin.structure import Part
    from asnrekrut.io import Cell

ALONE = "UMUM"  # the code of the only formation of a recap that names none
STOP = "berhenti"
BASIS = f"{UNDECIDED}: keputusan yang menetapkan bobot, pembulatan, dan urutan ini"
_PLACES = 9  # decimals of a mark that the rules allow
_WIDTH = 22  # of every column
_WHOLE = 100  # what weights and scales come to unless the rules say otherwise


@dataclass(frozen=True, eq=False)
class Writing:
    """The texts and tables of the new folder."""

    draft: Draft
    parts: Sequence[Part]
    tops: Mapping[int, Decimal]
    answers: Mapping[str, str]

    def rules(self, quotas: Mapping[str, int], where: str, tie: str, told: str) -> str:
        """The text of the rules file.

        Args:
            where, told: where the quotas and the key that breaks ties stand.
        """
        recap = self.draft.recap
        top = sum((part.weight(self.tops) for part in self.parts), Fraction(0))
        inner, outer = self.draft.derivation.roundings([self.draft.derivation_of(part) for part in self.parts])
        total = recap.cell(self.draft.total)
        order = [quoted("akhir"), *([quoted(tie)] if tie != STOP else [])]
        return "\n".join(
            [
                f"# Disusun dari {recap.table.sheet.file}, lembar {recap.table.sheet.name or '–'}.",
                "# Di belakang setiap aturan tertulis sel asalnya.",
                "",
                "[seleksi]",
                f"nama = {quoted(self.answers['nama'])}",
                f"instansi = {quoted(self.answers['instansi'])}",
                f"tahun = {self.answers['tahun']}",
                f"dasar = {quoted(self.answers.get('dasar') or BASIS)}",
                "",
                "[pelamar]",
                'berkas = "data/pelamar.xlsx"',
                "",
                *self._formations(quotas, where),
                *(line for part in self.parts for line in self._stage(part)),
                "[pembulatan]",
                'nilai = "tanpa"',
                'skala = "tanpa"',
                f"bobot = {_step(inner)} # menurut angka pada kolom nilai berbobot dan {total}",
                f"akhir = {_step(outer)} # menurut angka pada kolom {total}",
                "",
                "[peringkat]",
                f"urut = [{', '.join(order)}] # nilai akhir {total}; nilai sama: {told}",
                *([f"nilai_tertinggi = {_number(top)}"] if top != _WHOLE else []),
                "",
            ]
        )

    def _formations(self, quotas: Mapping[str, int], where: str) -> Iterator[str]:
        for code, seats in quotas.items():
            yield from ("[[formasi.daftar]]", f"kode = {quoted(code)}", f"jabatan = {quoted(code)}")
            yield from (f"kuota = {seats} # {where}", "")

    def _stage(self, part: Part) -> Iterator[str]:
        recap, weight = self.draft.recap, part.weight(self.tops)
        yield from ("[[tahap]]", f"kode = {quoted(part.code)}", f"nama = {quoted(part.name)}")
        yield from (f"berkas = {quoted(self._file(part))}", f"bobot = {_number(weight)} # {self._source(part)}")
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
                yield f"bobot = {_number(part.worth[c] * Fraction(self.tops[c]) / weight * 100)}"
            yield ""

    def _source(self, part: Part) -> str:
        """Where the weight stands: in the formula of the total or of a column before it."""
        derivation = self.draft.derivation
        on_the_way = [
            d.source for c, d in derivation.derived.items() if set(derivation.expanded(c).terms) == set(part.columns)
        ]
        total = derivation.derived.get(self.draft.total)
        own = [total.source] if total is not None else [f"kolom {self.draft.recap.cell(self.draft.total)}"]
        return " dan ".join(dict.fromkeys([*on_the_way, *own]))

    def _file(self, part: Part) -> str:
        return f"data/{part.code}.xlsx"

    def _components(self, part: Part) -> dict[int, tuple[str, str]]:
        """Code and printed name of every column of a stage, all different."""
        found: dict[int, tuple[str, str]] = {}
        for c in part.columns:
            name = self.draft.recap.heading(c)
            name = name if name not in {n for _, n in found.values()} else self.draft.recap.table.headers[c]
            found[c] = slug(name, [*(code for code, _ in found.values()), "jumlah"]), name
        return found

    def files(self) -> Iterator[tuple[str, bytes]]:
        """The tables, split as the rules want them."""
        draft = self.draft
        people = list(zip(draft.recap.people, draft.recap.names, draft.formations, strict=True))
        yield "data/pelamar.xlsx", _workbook([["Nomor Peserta", "Nama", "Formasi"], *map(list, people)])
        for part in self.parts:
            components = self._components(part)
            columns = [[_mark(cell) for cell in draft.recap.table.column(c)] for c in components]
            rows = [[number, *cells] for number, *cells in zip(draft.recap.people, *columns, strict=True)]
            yield self._file(part), _workbook([["Nomor Peserta", *(name for _, name in components.values())], *rows])

    def remarks(self) -> Iterator[str]:
        """What was done that no cell says."""
        recap = self.draft.recap
        if recap.others:
            yield f"Tidak dibaca, padahal juga tampak seperti rekap: lembar {listed(list(recap.others))}."
        yield from (one.message for one in recap.table.notes if one.severity is Severity.LOOK)
        if NUMBER not in recap.roles:
            yield "Rekap ini tidak memuat nomor peserta; nomor B-… dibuat dari baris lembarnya."
        if FORMATION not in recap.roles:
            yield f"Rekap ini tidak memuat formasi; semua peserta melamar formasi {ALONE}."
        if self.draft.total not in self.draft.derivation.derived:
            yield f"Kolom {recap.cell(self.draft.total)} tidak dapat diturunkan dari kolom lain dan dipakai apa adanya."
        if BIRTH in recap.roles:
            cell = recap.cell(recap.roles[BIRTH])
            yield f"Tanggal lahir (kolom {cell}) tidak disalin; tambahkan bila memutus nilai sama."
        if any(most_decimals(recap.figures[c]) > _PLACES for c in self.tops):
            yield f"Nilai yang desimalnya lebih dari {_PLACES} (hasil bagi) ditulis dengan {_PLACES} desimal."


def _step(places: int | None) -> str:
    return quoted("tanpa") if places is None else str(places)


def _number(value: Fraction) -> str:
    return show(value).replace(",", ".")


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
        sheet = book.add_worksheet("Data")
        sheet.set_row(0, None, book.add_format({"bold": True, "text_wrap": True}))
        sheet.set_column(0, max(map(len, rows)) - 1, _WIDTH)
        sheet.freeze_panes(1, 1)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(r, c, cell)
                elif isinstance(cell, (int, float)):
                    sheet.write_number(r, c, cell)
                else:
                    sheet.write_string(r, c, clean(cell))
    return raw.getvalue()
