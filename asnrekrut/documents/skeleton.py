"""The program's own Word templates: paper, letterhead, page numbers, and a field for every part of a document."""

from __future__ import annotations

import io
import re
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from asnrekrut.documents.kinds import CORRESPONDENCE, Kind
from asnrekrut.documents.word import markup
from asnrekrut.rules.profile import SHEETS, Face, Profile

_FIELD = '<w:fldSimple {} w:instr="{}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
_RULE = '<w:pBdr {}><w:bottom w:val="thinThickSmallGap" w:sz="24" w:space="1" w:color="auto"/></w:pBdr>'
_TAGS = re.compile(r"(?<=\{)(?=[{%])|(?<=[}%])(?=\})")
_OTHERS = re.compile(r"(?<=\{)(?=\{\{|#)|(?<=\})(?=\}\})|(?<=#)(?=\})")  # parted by what is not seen
_NAMESPACE = nsdecls("w")


def skeleton(kind: Kind, profile: Profile, landscape: bool, logo: bytes | None) -> bytes:
    """A template with every part of this kind of document.

    Args:
        logo: the picture of the letterhead; None for none.
    """
    made = docx.Document()
    page = _Page(made, profile)
    page.paper(landscape)
    page.font(getattr(profile.faces, kind.face))
    page.margins(kind.face == "lists")
    if kind.face == "letters":  # whoever decides has a letterhead of their own
        page.letterhead(logo)
    page.body(markup().skeleton(kind, kind.code in CORRESPONDENCE))
    raw = io.BytesIO()
    made.save(raw)
    return raw.getvalue()


def as_it_is(text: str) -> str:
    """A text of the office inside a template: brackets that would be tags are spelled as docxtpl prints them."""
    return _TAGS.sub("_", _OTHERS.sub("\u200c", text))


class _Page:
    """A template in the making."""

    def __init__(self, made: Any, profile: Profile) -> None:  # python-docx's Document
        self.made, self.profile = made, profile
        self.section = made.sections[0]

    def paper(self, landscape: bool) -> None:
        """Size and margins."""
        rules, sizes = self.profile.paper, SHEETS[self.profile.paper.size]
        width, height = sizes[::-1] if landscape else sizes
        self.section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        self.section.page_width, self.section.page_height = Mm(width), Mm(height)
        self.section.top_margin, self.section.bottom_margin = Mm(rules.top), Mm(rules.bottom)
        self.section.left_margin, self.section.right_margin = Mm(rules.left), Mm(rules.right)
        self.section.header_distance = self.section.footer_distance = Mm(8)

    def font(self, face: Face) -> None:
        """The font of everything, and the language for the speller."""
        style = self.made.styles["Normal"]
        style.font.name, style.font.size = face.family, Pt(face.size)
        facts = style.element.get_or_add_rPr()
        facts.rFonts.set(qn("w:eastAsia"), face.family)
        facts.append(parse_xml(f'<w:lang {_NAMESPACE} w:val="id-ID"/>'))
        for heading in ("Header", "Footer"):
            self.made.styles[heading].font.size = Pt(9)

    def margins(self, counted: bool) -> None:
        """Header and footer: the draft mark, page numbers as the office writes them, the footer's words."""
        style = "Halaman 2 dari 5" if counted else self.profile.paper.pages
        self.section.different_first_page_header_footer = True
        for first, header in ((True, self.section.first_page_header), (False, self.section.header)):
            one = header.paragraphs[0]
            if not first and style in {"- 2 -", "2"}:
                dashes = "- " if style == "- 2 -" else ""
                self._numbered(one, dashes, dashes[::-1])
                one.alignment = WD_ALIGN_PARAGRAPH.CENTER
                one = header.add_paragraph(style="Header")
            one.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            one.add_run("{{ konsep }}").bold = True
        for footer in (self.section.first_page_footer, self.section.footer):
            footer.paragraphs[0].add_run("{{ kaki }}")
            if style == "Halaman 2 dari 5":
                one = footer.add_paragraph(style="Footer")
                one.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                self._numbered(one, "Halaman ", " dari ")
                one._p.append(parse_xml(_FIELD.format(_NAMESPACE, "NUMPAGES")))  # noqa: SLF001

    def _numbered(self, one: Any, before: str, after: str) -> None:  # a python-docx paragraph
        one.add_run(before)
        one._p.append(parse_xml(_FIELD.format(_NAMESPACE, "PAGE")))  # noqa: SLF001
        one.add_run(after)

    def letterhead(self, logo: bytes | None) -> None:
        """The letterhead as real text, which the office sees and may change."""
        head = self.profile.letterhead
        if head is None:
            return
        where = self.made
        if logo is not None:
            table = self.made.add_table(1, 2)
            table.autofit = False
            room = SHEETS[self.profile.paper.size][0] - self.profile.paper.left - self.profile.paper.right
            for column, width in zip(table.columns, (head.logo_width + 4, room - head.logo_width - 4), strict=True):
                column.width = column.cells[0].width = Mm(width)
            picture, where = table.rows[0].cells
            picture.paragraphs[0].add_run().add_picture(io.BytesIO(logo), width=Mm(head.logo_width))
        for number, line in enumerate(head.lines):
            one = where.paragraphs[0] if logo is not None and number == 0 else where.add_paragraph()
            one.alignment = WD_ALIGN_PARAGRAPH.CENTER
            one.paragraph_format.space_before = one.paragraph_format.space_after = Pt(0)
            run = one.add_run(as_it_is(line.text))
            run.font.size, run.bold = Pt(line.size), line.bold or None
        rule = self.made.add_paragraph()
        rule.paragraph_format.line_spacing, rule.paragraph_format.space_after = Pt(4), Pt(10)
        rule._p.get_or_add_pPr().append(parse_xml(_RULE.format(_NAMESPACE)))  # noqa: SLF001

    def body(self, markup: str) -> None:
        """A field for every part of the document."""
        for one in list(parse_xml(f"<w:body {_NAMESPACE}>{markup}</w:body>")):
            self.made.element.body.insert_element_before(one, "w:sectPr")
