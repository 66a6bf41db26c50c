"""The program's own Word templates: paper, letterhead, page numbers, and a field for every part of a document.

What stands in them is markup of ``data/naskah.xml``; here it is put on the office's paper.
"""

from __future__ import annotations

import io
import re
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from asnrekrut.documents.docx_files import markup
from asnrekrut.documents.kinds import CORRESPONDENCE, Kind
from asnrekrut.rules.profile import SHEETS, Face, Paper, Profile

_TAGS = re.compile(r"(?<=\{)(?=[{%])|(?<=[}%])(?=\})")
_OTHERS = re.compile(r"(?<=\{)(?=\{\{|#)|(?<=\})(?=\}\})|(?<=#)(?=\})")  # parted by what is not seen
_NAMESPACE = nsdecls("w")


def skeleton(kind: Kind, profile: Profile, landscape: bool, logo: bytes | None) -> bytes:
    """A template with every part of this kind of document.

    Args:
        logo: the picture of the letterhead; None for none.
    """
    made, words = docx.Document(), markup()
    section, body = made.sections[0], made.element.body
    _paper(section, profile.paper, landscape)
    _font(made.styles, getattr(profile.faces, kind.face))
    numbers = "Halaman 2 dari 5" if kind.face == "lists" else profile.paper.pages
    section.different_first_page_header_footer = True
    for first, header in ((True, section.first_page_header), (False, section.header)):
        _fill(header._element, words.header("" if first else numbers))  # noqa: SLF001
    for footer in (section.first_page_footer, section.footer):
        _fill(footer._element, words.footer(numbers))  # noqa: SLF001
    head = profile.letterhead if kind.face == "letters" else None  # whoever decides has a letterhead of their own
    if head is not None:
        room = SHEETS[profile.paper.size][0] - profile.paper.left - profile.paper.right
        texts = [(as_it_is(line.text), line.size, line.bold) for line in head.lines]
        width = Mm(head.logo_width)
        picture = logo and made.part.new_pic_inline(io.BytesIO(logo), width=width, height=None).xml
        _fill(body, words.letterhead(texts, picture or "", head.logo_width + 4, room))
    _fill(body, words.skeleton(kind, kind.code in CORRESPONDENCE))
    raw = io.BytesIO()
    made.save(raw)
    return raw.getvalue()


def as_it_is(text: str) -> str:
    """A text of the office inside a template: brackets that would be tags are spelled as docxtpl prints them."""
    return _TAGS.sub("_", _OTHERS.sub("\u200c", text))


def _paper(section: Any, paper: Paper, landscape: bool) -> None:  # python-docx's Section
    """Size and margins."""
    width, height = SHEETS[paper.size][:: -1 if landscape else 1]
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(paper.top), Mm(paper.bottom)
    section.left_margin, section.right_margin = Mm(paper.left), Mm(paper.right)
    section.header_distance = section.footer_distance = Mm(8)


def _font(styles: Any, face: Face) -> None:  # python-docx's Styles
    """The font of everything, and the language for the speller."""
    style = styles["Normal"]
    style.font.name, style.font.size = face.family, Pt(face.size)
    facts = style.element.get_or_add_rPr()
    facts.rFonts.set(qn("w:eastAsia"), face.family)
    facts.append(parse_xml(f'<w:lang {_NAMESPACE} w:val="id-ID"/>'))
    for heading in ("Header", "Footer"):
        styles[heading].font.size = Pt(9)


def _fill(part: Any, content: str) -> None:  # an lxml element
    """Put markup at the end of a body, or in the place of what a header or footer begins with."""
    for blank in part.findall(qn("w:p")) if part.tag != qn("w:body") else ():
        part.remove(blank)
    for one in list(parse_xml(f"<w:body {_NAMESPACE}>{content}</w:body>")):
        part.insert_element_before(one, "w:sectPr")
