"""The parts of a Word document as WordprocessingML: text is escaped here and nowhere else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from asnrekrut.documents.content import Facts, Items, Picture, Table
from asnrekrut.documents.tables import laid_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from asnrekrut.documents.content import Block, Document, Section, Signatures, Signer
    from asnrekrut.documents.tables import Heading, Sheet

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TWIPS = 56.7  # in a millimetre
SHADE = "E6E6E6"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ALIGN = {"l": "left", "c": "center", "r": "right"}


def twips(millimetres: float) -> int:
    """A length in the unit of Word."""
    return round(millimetres * TWIPS)


def paragraph(
    text: str,
    align: str = "l",
    bold: bool = False,
    size: int = 0,
    hanging: str = "",
    keep: bool = False,
    after: int = 6,
    before: int = 0,
    new_page: bool = False,
) -> str:
    """One paragraph.

    Args:
        size: of its letters in points; 0 for that of the document.
        hanging: what stands before a tab at its edge, a number for instance.
        keep: on the page of the next paragraph.
        after, before: points below and above it.
    """
    layout = ("<w:keepNext/>" if keep else "") + ("<w:pageBreakBefore/>" if new_page else "")
    layout += f'<w:spacing w:before="{before * 20}" w:after="{after * 20}"/>'
    layout += '<w:ind w:left="425" w:hanging="425"/>' if hanging else ""
    layout += f'<w:jc w:val="{_ALIGN[align]}"/>'
    look = ("<w:b/>" if bold else "") + (f'<w:sz w:val="{size * 2}"/>' if size else "")
    runs = (_run(hanging, look) + "<w:r><w:tab/></w:r>" if hanging else "") + _run(text, look)
    return f"<w:p><w:pPr>{layout}</w:pPr>{runs}</w:p>"


def _run(text: str, look: str) -> str:
    clean = escape(_FORBIDDEN.sub("", text))
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{clean}</w:t></w:r>'


def cell(content: str, width: int, fill: str = "", span: int = 1, merge: str = "", place: str = "center") -> str:
    """A cell with finished paragraphs, in the middle of its height, at the ``top`` or the ``bottom``.

    Args:
        merge: ``restart`` for the first of several below each other that are one, ``continue`` for the others.
    """
    facts = f'<w:tcW w:w="{width}" w:type="dxa"/>' + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
    facts += f'<w:vMerge w:val="{merge}"/>' if merge else ""
    facts += f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return f'<w:tc><w:tcPr>{facts}<w:vAlign w:val="{place}"/></w:tcPr>{content}</w:tc>'


def row(cells: Iterable[str], header: bool = False, height: float = 0) -> str:
    """A row that is not split between pages."""
    facts = "<w:cantSplit/>" + (f'<w:trHeight w:val="{twips(height)}"/>' if height else "")
    facts += "<w:tblHeader/>" if header else ""
    return f"<w:tr><w:trPr>{facts}</w:trPr>{''.join(cells)}</w:tr>"


def grid(rows: Iterable[str], widths: Sequence[int], lines: bool = True, keep: bool = False, after: int = 6) -> str:
    """A table of finished rows, with the paragraph that must follow it and takes no room of its own.

    Args:
        keep: whether what follows stays on its page.
        after: points below it.
    """
    kind, above = ("single", 40) if lines else ("none", 0)
    names = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{n} w:val="{kind}" w:sz="4" w:space="0" w:color="auto"/>' for n in names)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    room = (("top", above), ("left", 70), ("bottom", above), ("right", 70))
    margins = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in room)
    facts = f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblInd w:w="70" w:type="dxa"/>'
    facts += (
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
    )
    body = f"<w:tblPr>{facts}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}"
    behind = f'<w:spacing w:before="0" w:after="{after * 20}" w:line="20" w:lineRule="exact"/>'
    behind = ("<w:keepNext/>" if keep else "") + behind + '<w:rPr><w:sz w:val="2"/></w:rPr>'
    return f"<w:tbl>{body}</w:tbl><w:p><w:pPr>{behind}</w:pPr></w:p>"


def shares(widths: Sequence[float], room: int) -> list[int]:
    """Relative widths as lengths that fill the room."""
    whole = sum(widths)
    return [int(width * room / whole) for width in widths]


def blocks(parts: Sequence[Block], sheet: Sheet, keep: bool = False) -> str:
    """The content of a section.

    Args:
        keep: whether its last paragraphs stay on the page of what follows them.
    """
    return "".join(_block(part, sheet, keep) for part in parts)


def _block(part: Block, sheet: Sheet, keep: bool) -> str:
    if isinstance(part, str):
        return paragraph(part, keep=keep)
    if isinstance(part, Items):
        return _items(part, keep)
    if isinstance(part, Facts):
        return _facts(part, twips(sheet.room))
    if isinstance(part, Picture):
        return paragraph(part.words)
    return table(part, sheet)


def _items(part: Items, keep: bool = False, after: int = 6) -> str:
    """A numbered list; its last one stays with what follows."""
    many = len(part.texts)
    if many == 1 and not part.letters:
        return paragraph(part.texts[0], keep=keep, after=after)
    return "".join(
        paragraph(
            text,
            hanging=f"{chr(97 + k)}." if part.letters else f"{k + 1}.",
            keep=keep and k + 1 == many,
            after=3 if k + 1 < many else after,
        )
        for k, text in enumerate(part.texts)
    )


def _facts(part: Facts, room: int) -> str:
    """Pairs side by side, on the page of what follows them."""
    longest = max((len(label) for label, _ in part.pairs), default=1)
    first = twips(part.room) or min(room // 3, 250 + 170 * longest)
    widths = [first, 250, room - first - 250]
    rows = []
    for label, what in part.pairs:
        text = _items(what, keep=True, after=3) if isinstance(what, Items) else paragraph(what, keep=True, after=2)
        cells = (paragraph(label, keep=True, after=2), paragraph(":", keep=True, after=2), text)
        rows.append(row(cell(one, width, place="top") for one, width in zip(cells, widths, strict=True)))
    return grid(rows, widths, lines=False) if rows else ""


def table(part: Table, sheet: Sheet) -> str:
    """A table with its repeated headings."""
    made = laid_out(part, sheet)
    widths, size = [twips(width) for width in made.widths], int(made.size)
    heads = []
    if part.caption:
        caption = paragraph(part.caption, bold=True, size=size, keep=True, after=0)
        heads.append(row([cell(caption, sum(widths), span=len(widths))], header=True))
    heads += [row(_headings(one, widths, size), header=True) for one in made.header]
    aligned = [align for _, align in part.columns]
    rows = []
    for n, texts in enumerate(part.rows, 2):
        keep = n <= len(part.rows) and (made.whole or n == len(part.rows))  # a sum never stands alone
        if len(texts) < len(widths):
            title = paragraph(texts[0], bold=True, size=size, after=0, keep=True)
            cells = [cell(title, sum(widths), SHADE, span=len(widths))]
        else:
            columns = zip(texts, aligned, widths, strict=True)
            cells = [cell(paragraph(t, a, size=size, after=0, keep=keep), w) for t, a, w in columns]
        rows.append(row(cells, height=part.height))
    return grid([*heads, *rows], widths)


def _headings(cells: Sequence[Heading], widths: Sequence[int], size: int) -> Iterable[str]:
    """One row of headings."""
    k = 0
    for one in cells:
        content = paragraph(one.text if one.rows else "", "c", bold=True, size=size, after=0, keep=True)
        merge = {0: "continue", 1: "", 2: "restart"}[one.rows]
        yield cell(content, sum(widths[k : k + one.columns]), SHADE, one.columns, merge)
        k += one.columns


def sections(parts: Sequence[Section], sheet: Sheet) -> str:
    """Whole sections with their titles."""
    found = []
    for part in parts:
        if part.title:
            found.append(paragraph(part.title, bold=True, keep=True, before=8, new_page=part.new_page))
        elif part.new_page:
            found.append(paragraph("", size=4, keep=True, after=0, new_page=True))
        found.append(blocks(part.blocks, sheet, part is parts[-1]))
    return "".join(found)


def attached(document: Document, sheet: Sheet, electronic: bool) -> str:
    """What stands behind the signatures, signed where it is signed itself."""
    return sections(document.attachment, sheet) + signatures(document.attachment_signed, sheet, electronic)


def signatures(signed: Signatures | None, sheet: Sheet, electronic: bool) -> str:
    """Place, date and who signs; kept together."""
    if signed is None:
        return ""
    room, people = twips(sheet.room), signed.signers
    if signed.layout == "satu":
        widths = [room // 2, room - room // 2]
        who = "".join(paragraph(line, "c", keep=True, after=0) for line in signed.dated.split("\n") if line)
        aside = _initials(signed.initials, widths[0]) if signed.initials else ""
        if signed.copies:
            aside += paragraph("Tembusan:", after=0, before=6) + _items(Items(signed.copies), after=0)
        who += _person(people[0], electronic, keep=False)
        beside = cell(aside or paragraph("", keep=True), widths[0], place="bottom")
        return grid([row([beside, cell(who, widths[1])])], widths, lines=False)
    found, below = paragraph(signed.dated, "r", keep=True), bool(signed.witnesses or signed.initials)
    if signed.layout == "blok":
        widths = shares([1] * len(people), room)
        cells = [cell(_person(one, electronic, below), width) for one, width in zip(people, widths, strict=True)]
        found += grid([row(cells)], widths, False, below)
    else:
        found += _signing_table(people, room, below)
    if signed.witnesses:
        found += paragraph("Saksi:", bold=True, keep=True)
        found += _signing_table(signed.witnesses, room, bool(signed.initials))
    return found + (_initials(signed.initials, room, keep=False) if signed.initials else "")


def _person(one: Signer, electronic: bool, keep: bool) -> str:
    lines = [paragraph(f"{one.position},", "c", keep=True, after=0), paragraph("", keep=True, after=20)]
    lines.append(paragraph("(tanda tangan elektronik)" if electronic else "", "c", size=8, keep=True, after=20))
    texts = [text for text in (one.name, one.grade, f"NIP {one.number}" if one.number else "") if text]
    for n, text in enumerate(texts, 1):
        lines.append(paragraph(text, "c", bold=n == 1, keep=keep or n < len(texts), after=0))
    return "".join(lines)


def _signing_table(people: Sequence[Signer], room: int, keep: bool) -> str:
    """A row for each to sign in; the first ones stay with what stands before them."""
    widths = shares([10, 52, 45, 43], room)
    heads = [paragraph(text, "c", bold=True, keep=True, after=0) for text in ("No.", "Nama", "Jabatan", "Tanda Tangan")]
    rows = [row((cell(head, width, SHADE) for head, width in zip(heads, widths, strict=True)), header=True)]
    for n, one in enumerate(people, 1):
        hold = keep or n < len(people)
        name = paragraph(one.name, keep=hold, after=0)
        name += paragraph(f"NIP {one.number}", keep=hold, after=0) if one.number else ""
        line = paragraph(f"{n}. {'.' * 16}", "l" if n % 2 else "r", keep=hold, after=0)
        texts = [paragraph(f"{n}", "c", keep=hold, after=0), name, paragraph(one.position, keep=hold, after=0), line]
        rows.append(row((cell(text, width) for text, width in zip(texts, widths, strict=True)), height=12))
    return grid(rows, widths, keep=keep)


def _initials(positions: Sequence[str], room: int, keep: bool = True) -> str:
    """A box for each to initial in, with the paragraph that must follow a table."""
    widths = shares([18, *[32] * len(positions)], min(room - 200, twips(18 + 32 * len(positions))))
    texts = [[paragraph(text, size=8, after=0, keep=True) for text in ("Paraf", *positions)]]
    texts.append([paragraph("", size=8, after=0, keep=keep)] * len(widths))
    rows = [
        row((cell(one, width) for one, width in zip(line, widths, strict=True)), height=8 * n)
        for n, line in enumerate(texts)
    ]
    return grid(rows, widths, keep=keep, after=0)
