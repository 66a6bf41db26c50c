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


def cell(content: str, width: int, fill: str = "", span: int = 1, place: str = "center") -> str:
    """A cell with finished paragraphs, in the middle of its height or at the ``top``."""
    facts = f'<w:tcW w:w="{width}" w:type="dxa"/>' + (f'<w:gridSpan w:val="{span}"/>' if span > 1 else "")
    facts += f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return f'<w:tc><w:tcPr>{facts}<w:vAlign w:val="{place}"/></w:tcPr>{content}</w:tc>'


def row(cells: Iterable[str], header: bool = False, height: float = 0) -> str:
    """A row that is not split between pages."""
    facts = "<w:cantSplit/>" + (f'<w:trHeight w:val="{twips(height)}"/>' if height else "")
    facts += "<w:tblHeader/>" if header else ""
    return f"<w:tr><w:trPr>{facts}</w:trPr>{''.join(cells)}</w:tr>"


def grid(rows: Iterable[str], widths: Sequence[int], lines: bool = True) -> str:
    """A table of finished rows, with the paragraph that must follow it."""
    kind = "single" if lines else "none"
    names = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f'<w:{n} w:val="{kind}" w:sz="4" w:space="0" w:color="auto"/>' for n in names)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    facts = f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
    facts += '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="70" w:type="dxa"/>'
    facts += '<w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
    body = f"<w:tblPr>{facts}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}"
    return f"<w:tbl>{body}</w:tbl>{paragraph('', size=4, after=2)}"


def shares(widths: Sequence[float], room: int) -> list[int]:
    """Relative widths as lengths that fill the room."""
    whole = sum(widths)
    return [int(width * room / whole) for width in widths]


def blocks(parts: Sequence[Block], room: int, size: int, keep: bool = False) -> str:
    """The content of a section.

    Args:
        room: the width of the text in twips.
        size: of the letters in tables, in points.
        keep: whether paragraphs stay on the page of what follows them.
    """
    return "".join(_block(part, room, size, keep) for part in parts)


def _block(part: Block, room: int, size: int, keep: bool) -> str:
    if isinstance(part, str):
        return paragraph(part, keep=keep)
    if isinstance(part, Items):
        numbers = [f"{chr(97 + k)}." if part.letters else f"{k + 1}." for k in range(len(part.texts))]
        return "".join(paragraph(t, hanging=n, keep=keep, after=3) for n, t in zip(numbers, part.texts, strict=True))
    if isinstance(part, Facts):
        return _facts(part, room)
    if isinstance(part, Picture):
        return paragraph(part.words)
    return table(part, room, size)


def _facts(part: Facts, room: int) -> str:
    """Pairs side by side, on the page of what follows them."""
    longest = max((len(label) for label, _ in part.pairs), default=1)
    first = min(room // 3, 250 + 170 * longest)
    widths = [first, 250, room - first - 250]
    rows = [
        row(
            cell(paragraph(text, keep=True, after=2), width, place="top")
            for text, width in zip((label, ":", value), widths, strict=True)
        )
        for label, value in part.pairs
    ]
    return grid(rows, widths, lines=False) if rows else ""


def table(part: Table, room: int, size: int) -> str:
    """A table with its repeated headings."""
    millimetres, small = laid_out(part, room / TWIPS, size)
    widths, size = [int(width * TWIPS) for width in millimetres], min(size, round(small))
    heads = []
    if part.caption:
        heads.append(row([cell(paragraph(part.caption, bold=True, size=size, after=0), room, span=len(widths))], True))
    if any(part.headings):
        heads.append(row(_headings(part, widths, size), header=True))
    rows = (
        row(
            (
                cell(paragraph(text, align, size=size, after=0, keep=n == len(part.rows) - 1), width)
                for text, align, width in zip(texts, part.align, widths, strict=True)
            ),
            height=part.height,
        )
        for n, texts in enumerate(part.rows, 1)  # the last two stay together: a sum never stands alone
    )
    return grid([*heads, *rows], widths)


def _headings(part: Table, widths: Sequence[int], size: int) -> Iterable[str]:
    """The headings; one that is '' belongs to the heading before it."""
    k = 0
    while k < len(widths):
        span = 1
        while k + span < len(widths) and part.headings[k + span] == "":
            span += 1
        content = paragraph(part.headings[k], "c", bold=True, size=size, after=0)
        yield cell(content, sum(widths[k : k + span]), SHADE, span)
        k += span


def sections(parts: Sequence[Section], room: int, size: int) -> str:
    """Whole sections with their titles."""
    found = []
    for part in parts:
        if part.title:
            found.append(paragraph(part.title, bold=True, keep=True, before=8, new_page=part.new_page))
        elif part.new_page:
            found.append(paragraph("", size=4, keep=True, after=0, new_page=True))
        found.append(blocks(part.blocks, room, size))
    return "".join(found)


def attached(document: Document, room: int, size: int, electronic: bool) -> str:
    """What stands behind the signatures, signed where it is signed itself."""
    found = sections(document.attachment, room, size)
    return found + (signatures(document.attachment_signed, room, electronic) if document.attachment_signed else "")


def signatures(signed: Signatures | None, room: int, electronic: bool) -> str:
    """Place, date and who signs; kept together."""
    if signed is None:
        return paragraph("")
    people = signed.signers
    if signed.layout == "satu":
        widths = [room // 2, room - room // 2]
        who = "".join(paragraph(line, "c", keep=True, after=0) for line in signed.dated.split("\n") if line)
        found = grid(
            [row([cell(paragraph(""), widths[0]), cell(who + _person(people[0], electronic), widths[1])])],
            widths,
            False,
        )
    elif signed.layout == "blok":
        widths = shares([1] * len(people), room)
        cells = [cell(_person(one, electronic), width) for one, width in zip(people, widths, strict=True)]
        found = paragraph(signed.dated, "r", keep=True) + grid([row(cells)], widths, False)
    else:
        found = paragraph(signed.dated, "r", keep=True) + _signing_table(people, room)
    if signed.witnesses:
        found += paragraph("Saksi:", bold=True, keep=True) + _signing_table(signed.witnesses, room)
    return found + (_initials(signed.initials) if signed.initials else "")


def _person(one: Signer, electronic: bool) -> str:
    lines = [paragraph(f"{one.position},", "c", keep=True, after=0), paragraph("", keep=True, after=20)]
    lines.append(paragraph("(tanda tangan elektronik)" if electronic else "", "c", size=8, keep=True, after=20))
    lines.append(paragraph(one.name, "c", bold=True, keep=bool(one.grade or one.number), after=0))
    lines += [paragraph(one.grade, "c", keep=bool(one.number), after=0)] if one.grade else []
    lines += [paragraph(f"NIP {one.number}", "c", after=0)] if one.number else []
    return "".join(lines)


def _signing_table(people: Sequence[Signer], room: int) -> str:
    widths = shares([10, 52, 45, 43], room)
    heads = ("No.", "Nama", "Jabatan", "Tanda Tangan")
    rows = [
        row(
            [
                cell(paragraph(h, "c", bold=True, keep=True, after=0), w, SHADE)
                for h, w in zip(heads, widths, strict=True)
            ],
            True,
        )
    ]
    for n, one in enumerate(people, 1):
        name = paragraph(one.name, keep=True, after=0)
        name += paragraph(f"NIP {one.number}", keep=True, after=0) if one.number else ""
        keep = n < len(people)
        line = paragraph(f"{n}. {'.' * 16}", "l" if n % 2 else "r", keep=keep, after=0)
        texts = [paragraph(f"{n}", "c", keep=keep, after=0), name, paragraph(one.position, keep=keep, after=0), line]
        rows.append(row((cell(text, width) for text, width in zip(texts, widths, strict=True)), height=12))
    return grid(rows, widths)


def _initials(positions: Sequence[str]) -> str:
    widths = [twips(18), *[twips(32)] * len(positions)]
    first = row(
        cell(paragraph(text, size=8, after=0), w) for text, w in zip(("Paraf", *positions), widths, strict=True)
    )
    second = row((cell(paragraph("", size=8, after=0), width) for width in widths), height=8)
    return grid([first, second], widths)
