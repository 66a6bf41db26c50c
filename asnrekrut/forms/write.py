"""``templat/``: the workbooks to hand out, so that what comes back needs no repair.

Each has its sheets to fill in, then a guide with the lists that its drop-downs offer.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from asnrekrut.findings import column_letters
from asnrekrut.forms.columns import Column, check, inline
from asnrekrut.forms.plan import SUFFIX, Form, plan
from asnrekrut.intake.needs import needs_of
from asnrekrut.intake.sheet_choice import GUIDES
from asnrekrut.io import TEMPLATES
from asnrekrut.notation import show_count
from asnrekrut.outputs.bulk_rows import NORMAL, BulkSheet
from asnrekrut.outputs.column_widths import BOLD, lines
from asnrekrut.outputs.folder import publish
from asnrekrut.outputs.sheet_formats import HEADING, Canvas, new_workbook
from asnrekrut.selection import REGISTER, Selection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from asnrekrut.rules.model import Rules


CHECKED = 5000  # rows that Excel checks where nobody knows how many there will be
RULED = 40  # rows with lines where nobody is known yet
HANDWRITING = 18  # height of a row that may be filled in by hand
LEGIBLE = 170  # units of column width that a page lying down holds in a size that can be read
PORTRAIT = 95  # units of column width that fit on a page standing upright
_CELL = {"font_name": "Arial", "font_size": 10, "border": 1, "border_color": "#A6A6A6"}
_NUMBERS = {"angka": "General", "tanggal": "[$-421]d mmmm yyyy"}
_FREE = {"format_columns": True, "format_rows": True}


def write_templates(
    known: Selection,
    replace_edited: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> list[str]:
    """Write ``templat/`` into the selection folder; see ``folder.publish`` for what can go wrong."""
    forms = sorted(plan(known), key=lambda form: form.file)
    places = _below([form.file for form in forms])

    def write(fresh: Path) -> None:
        for file, sheets in groupby(forms, key=lambda form: form.file):
            progress(f"menulis {file}")
            path = fresh / places[file]
            path.parent.mkdir(parents=True, exist_ok=True)
            write_forms(path, known.rules, list(sheets))

    return publish(known.folder, write, TEMPLATES, replace_edited)


def _below(files: Sequence[str]) -> dict[str, str]:
    """Where each file stands in the folder: without the folders that all share, the book of events left out."""
    parents = [parts for file in files if (parts := PurePosixPath(file).parent.parts)]
    shared = 0
    while parents and all(len(p) > shared and p[shared] == parents[0][shared] for p in parents):
        shared += 1
    deep = {file: PurePosixPath(file).parts for file in files}
    return {file: PurePosixPath(*parts[min(shared, len(parts) - 1) :]).as_posix() for file, parts in deep.items()}


def remarks(known: Selection) -> Iterator[str]:
    """What whoever hands the workbooks out must know, in Indonesian."""
    register = known.register
    if register is None or known.register_doubted:
        yield (
            "Daftar peserta belum diisikan, sebab masih ada temuan di dalamnya; lihat asnrekrut check."
            if known.register_delivered
            else "Daftar peserta belum ada; ulangi perintah ini sesudah daftar pelamar tersimpan agar namanya terisi."
        )
    else:
        yield f"Daftar {show_count(len(register))} peserta dan {len(known.formations)} formasi sudah diisikan."
        looks = sum(one.open for one in known.findings if one.stage == REGISTER)
        if looks:
            yield (
                f"Daftar pelamar masih mempunyai {show_count(looks)} temuan yang perlu dipastikan; "
                "periksalah dengan asnrekrut check sebelum templatnya dibagikan."
            )
        for s, stage in enumerate(known.rules.stages):
            count = len(known.invited_to(s))
            if count < len(register):
                waiting = "" if known.is_decided(s - 1) else " dan semua yang formasinya belum diputus"
                yield f"{stage.name}: hanya {show_count(count)} peserta, yaitu yang lanjut{waiting}."
    for name in _other_kinds(known.rules):
        yield f'Aturan menyebut "{name}", sedangkan templatnya .xlsx; sesuaikan kunci berkas dalam seleksi.toml.'
    yield "Bagikan berkasnya; yang kembali disimpan dengan nama dan folder menurut berkas aturan."


def _other_kinds(rules: Rules) -> list[str]:
    """Files that the rules want as something else than a workbook."""
    wanted = dict.fromkeys(name for need in needs_of(rules) for name in need.files)
    return [name for name in wanted if PurePosixPath(name).suffix.lower() not in {SUFFIX, "", ".*"}]


def write_forms(path: Path, rules: Rules, forms: Sequence[Form]) -> None:
    """Write the workbook; equal forms give equal bytes."""
    with new_workbook(path, rules, forms[0].title) as canvas:
        guide = Guide(_guide_title(forms), forms)
        sheets = [_Sheet(canvas, form, guide) for form in forms]
        for sheet in sheets:
            sheet.write()
        guide.write(canvas)


def _guide_title(forms: Sequence[Form]) -> str:
    """A title that cannot be taken for one of the sheets; '' if every title could."""
    titles = {form.sheet.casefold() for form in forms}
    patterns = [form.pattern.casefold() for form in forms if form.pattern]
    fits = (g for g in GUIDES if g.casefold() not in titles)
    return next((g for g in fits if not any(fnmatchcase(g.casefold(), p) for p in patterns)), "")


class _Sheet:
    """One sheet to fill in."""

    def __init__(self, canvas: Canvas, form: Form, guide: Guide) -> None:
        self.canvas, self.form, self.guide = canvas, form, guide
        widths = [column.width for column in form.columns]
        self.sheet: BulkSheet = canvas.sheet(form.sheet, widths, landscape=sum(widths) > PORTRAIT)
        self.styles = [canvas.workbook.add_format(_style(column)) for column in form.columns]

    def write(self) -> None:
        """Headings, the rows known beforehand or empty ones, checks, locks, print set-up."""
        form = self.form
        self.sheet.set_default_row(HANDWRITING if form.signed else NORMAL)
        if not form.rows:
            for at, (column, style) in enumerate(zip(form.columns, self.styles, strict=True)):
                self.sheet.set_column(at, at, column.width, style)
        self._headings()
        last = self._rows()
        self._checks(last if form.rows else form.header + CHECKED)
        self.sheet.protect("", {**_FREE, "insert_rows": not form.rows, "delete_rows": form.shortens or not form.rows})
        self.sheet.freeze_panes(form.header, min(2, len(form.columns)))
        self.sheet.repeat_rows(form.header - 1)
        self._paper()
        self.sheet.finish()

    def _headings(self) -> None:
        identity = self.canvas.rules.identity
        above = [identity.institution, f"{identity.name} Tahun {identity.year}", self.form.title]
        for row, line in enumerate(above[: self.form.header - 1]):
            self.sheet.write_string(row, 0, line, self.canvas.heading)
        row = self.form.header - 1
        self.sheet.set_row(row, NORMAL * (1 + max(lines(c.heading, c.width, BOLD) for c in self.form.columns)))
        for at, column in enumerate(self.form.columns):
            self.sheet.write_string(row, at, column.heading, self.canvas.head)

    def _rows(self) -> int:
        """The row below the last one written."""
        rows = self.form.rows or [{}] * RULED
        for row, known in enumerate(rows, self.form.header):
            for at, (column, style) in enumerate(zip(self.form.columns, self.styles, strict=True)):
                text = known.get(column.heading, "")
                if text:
                    self.sheet.write_string(row, at, text, style)
                else:
                    self.sheet.write_blank(row, at, None, style)
        return self.form.header + len(rows)

    def _checks(self, end: int) -> None:
        rows = self.form.header, end - 1
        for at, column in enumerate(self.form.columns):
            options = check(column, at, rows, self.guide.lists.get(column.words, ""))
            if options is not None:
                self.sheet.data_validation(rows[0], at, rows[1], at, options)
        self.sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{end}"})

    def _paper(self) -> None:
        identity, form = self.canvas.rules.identity, self.form
        head = f"{identity.institution}\n{identity.name} Tahun {identity.year}"
        where = {name.casefold(): name for name in (PurePosixPath(form.file).stem, form.sheet, form.title)}
        width = sum(column.width for column in form.columns)
        if width > LEGIBLE:
            self.sheet.fit_to_pages(-(-width // LEGIBLE), 0)
            self.sheet.repeat_columns(0, 1)
        self.sheet.set_margins(left=0.4, right=0.4, top=0.9, bottom=0.9)
        title = "\n".join(reversed(where.values()))
        self.sheet.set_header(f"&L&9{_printed(head, 150)}&R&9{_printed(title, 80)}")
        left = "Nama: ……………………………   Tanda tangan: ………………" if form.signed else ""
        self.sheet.set_footer(f"&L&9{left}&R&9Halaman &P dari &N")


def _printed(text: str, most: int) -> str:
    """Text for the head of a page, where ``&`` is written twice and Excel takes 255 letters in all."""
    while len(written := text.replace("&", "&&")) > most:
        text = text[:-1]
    return f" {written}" if written[:1].isdecimal() else written  # a digit would join the size of the letters


def _style(column: Column) -> dict[str, Any]:
    """A column's cells: text unless they hold numbers or dates; what is given beforehand is grey and locked."""
    style = {**_CELL, "num_format": _NUMBERS.get(column.kind, "@"), "locked": column.given, "valign": "vcenter"}
    if column.given:
        return {**style, "bg_color": "#F2F2F2"}
    return {**style, "align": "right"} if column.kind == "angka" else style


WIDTHS = (30, 70)
GAP = 1  # an empty column between the guide and the lists
LOCKED = "Isi hanya sel yang putih; judul kolom dan sel abu-abu terkunci agar berkas dapat dibaca kembali."
FIXED = "Judul kolom terkunci agar berkas dapat dibaca kembali."
WHOLE = "Jangan menambah, menghapus, atau memindahkan kolom, dan jangan menggabungkan sel."
NO_ZERO, DECIMALS = "Sel kosong tidak dihitung nol.", "Desimal ditulis dengan koma, misalnya 78,5."
PASTING = (
    "Bila menempel dari berkas lain, pakai Tempel Khusus > Nilai, sebab penempelan biasa menghapus pemeriksaan isi."
)


class Guide:
    """The guide of one workbook.

    Attributes:
        title: of the sheet; '' where there is none.
        lists: where each list of choices stands that is too long for a validation, as ``='Petunjuk'!$D$2:$D$90``.
    """

    def __init__(self, title: str, forms: Sequence[Form]) -> None:
        self.title, self.forms = title, forms
        self._long: dict[tuple[str, ...], str] = {}
        for column in (c for form in forms for c in form.columns if c.kind == "pilihan" and not inline(c.words)):
            self._long.setdefault(column.words, column.heading)
        places = enumerate(self._long, len(WIDTHS) + GAP) if title else ()
        self.lists = {words: _area(title, column_letters(at), len(words)) for at, words in places}

    def write(self, canvas: Canvas) -> None:
        """Write the sheet."""
        if not self.title:
            return
        sheet = canvas.sheet(self.title, [*WIDTHS, *[3] * GAP, *[24] * len(self._long)], landscape=False)
        sheet.across = WIDTHS
        rows = list(self._rows())
        deepest = max([len(rows), *(len(words) + 1 for words in self._long)])
        for row in range(deepest):
            cells, bold = rows[row] if row < len(rows) else ((), False)
            if len(cells) > 1:
                style = canvas.head if bold else canvas.note
                canvas.row(sheet, row, cells, WIDTHS)
                for at, text in enumerate(cells):
                    sheet.write_string(row, at, text, style)
            elif cells:
                style, scale = (canvas.section, HEADING) if bold else (canvas.line, 1)
                canvas.write_line(sheet, row, cells[0], style, scale)
            for at, (words, heading) in enumerate(self._long.items(), len(WIDTHS) + GAP):
                if row <= len(words):
                    text = words[row - 1] if row else f"Pilihan {heading}"
                    sheet.write_string(row, at, text, canvas.text if row else canvas.head)
        sheet.print_area(0, 0, len(rows) - 1, len(WIDTHS) - 1)  # lists of choices are no reading matter
        sheet.protect("")
        sheet.finish()

    def _rows(self) -> Iterator[tuple[tuple[str, ...], bool]]:
        """Each row's texts, and whether it is a heading."""
        yield (f"Cara mengisi {self.forms[0].file}",), True
        for number, line in enumerate(self._notes(), 1):
            yield (f"{number}. {line}",), False
        for form in self.forms:
            yield (), False
            yield (f"Lembar {form.sheet}: {form.title}",), True
            yield ("Kolom", "Yang diisi"), True
            for at, column in enumerate(form.columns):
                given = "Sudah terisi; jangan diubah." if column.given else column.fill
                yield (f"{column_letters(at)}: {column.heading}", given), False  # never just a heading: see the reader

    def _notes(self) -> Iterator[str]:
        notes, file = dict.fromkeys(note for form in self.forms for note in form.notes), self.forms[0].file
        columns = [column for form in self.forms for column in form.columns]
        yield LOCKED if any(column.given for column in columns) else FIXED
        yield WHOLE
        if all(form.kept for form in self.forms):
            yield from (*notes, f"Buku ini diisi oleh panitia sendiri dan disimpan di folder seleksi sebagai {file}.")
            return
        marks = [column for column in columns if column.kind == "angka"]
        told = [text for text, apt in ((NO_ZERO, marks), (DECIMALS, any(one.decimals for one in marks))) if apt]
        yield from (*([" ".join(told)] if told else []), PASTING, *notes)
        yield f"Sesudah terisi, simpan dan kembalikan; panitia menyimpannya sebagai {file}."


def _area(title: str, letters: str, count: int) -> str:
    return f"='{title}'!${letters}$2:${letters}${count + 1}"
