"""The last sheet of a workbook to hand out: how to fill it in, and the lists that its drop-downs offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from asnrekrut.findings import column_letters
from asnrekrut.forms.columns import inline
from asnrekrut.outputs.canvas import HEADING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asnrekrut.forms.plan import Form
    from asnrekrut.outputs.canvas import Canvas

WIDTHS = (30, 70)
GAP = 1  # an empty column between the guide and the lists
GENERAL = (
    "Isi hanya sel yang putih; judul kolom dan sel abu-abu terkunci agar berkas dapat dibaca kembali.",
    "Jangan menambah, menghapus, atau memindahkan kolom, dan jangan menggabungkan sel.",
    "Sel kosong tidak dihitung nol. Desimal ditulis dengan koma, misalnya 78,5.",
    "Bila menempel dari berkas lain, pakai Tempel Khusus > Nilai, sebab penempelan biasa menghapus pemeriksaan isi.",
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
        for number, line in enumerate((*GENERAL, *self._notes()), 1):
            yield (f"{number}. {line}",), False
        for form in self.forms:
            yield (), False
            yield (f"Lembar {form.sheet}: {form.title}",), True
            yield ("Kolom", "Yang diisi"), True
            for at, column in enumerate(form.columns):
                given = "Sudah terisi; jangan diubah." if column.given else column.fill
                yield (f"{column_letters(at)}: {column.heading}", given), False  # never just a heading: see the reader

    def _notes(self) -> Iterator[str]:
        yield from dict.fromkeys(note for form in self.forms for note in form.notes)
        yield f"Sesudah terisi, simpan dan kembalikan; panitia menyimpannya sebagai {self.forms[0].file}."


def _area(title: str, letters: str, count: int) -> str:
    return f"='{title}'!${letters}$2:${letters}${count + 1}"
