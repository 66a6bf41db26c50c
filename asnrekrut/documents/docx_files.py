"""Documents as Word files, by docxtpl: a template gives the layout and the wording around the content.

The office may change a template; the content goes into it escaped, and neither is ever code: the templates are filled
in by Jinja's sandbox, which knows a few filters and nothing else.
"""

from __future__ import annotations

import gc
import io
import re
import zipfile
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from asnrekrut.documents.document_parts import Document, Facts
from asnrekrut.documents.kinds import KINDS
from asnrekrut.documents.spelled_out import day_shown
from asnrekrut.documents.tables import laid_out, sheet_of
from asnrekrut.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from asnrekrut.documents.office import Office

MIDDLE = (1980, 1, 1, 0, 0, 0)  # the time of every member: equal documents are equal files
FILTERS = ("upper", "lower", "capitalize", "title", "join", "length", "replace", "trim", "default", "first", "last")
KNOWN = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.CondExpr, nodes.Name, nodes.Getattr,
    nodes.Getitem, nodes.Const, nodes.Filter, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
)  # fmt: skip
LONGEST, DEEPEST = 100, 3  # characters of a constant; loops, or filters, in each other
TWIPS = 56.7  # in a millimetre
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_BETWEEN_DIGITS = re.compile("(?<=[0-9])-(?=[0-9])")
UNKNOWN = "hanya nama, titik, saringan, syarat, dan ulangan yang diperkenankan"


class _Environment(ImmutableSandboxedEnvironment):
    """Knows names, attributes, filters, conditions and loops, and nothing by which a text or a number grows at will."""

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """The syntax tree, of whatever part of a document; it is looked at before Jinja computes its constants."""
        tree = super()._parse(source, name, filename)
        for node in tree.find_all(nodes.Node):
            if not isinstance(node, KNOWN) or (isinstance(node, nodes.Const) and len(str(node.value)) > LONGEST):
                raise TemplateSyntaxError(UNKNOWN, node.lineno, name, filename)
            if isinstance(node, (nodes.For, nodes.Filter)) and _depth(node) > DEEPEST:
                raise TemplateSyntaxError(UNKNOWN, node.lineno, name, filename)
        return tree


def _depth(node: nodes.Node) -> int:
    """How many of its kind stand in each other."""
    return 1 + max((_depth(inner) for inner in node.find_all(type(node))), default=0)


def environment() -> ImmutableSandboxedEnvironment:
    """Where templates are filled in: escaping, in a sandbox, strict about names."""
    found = _Environment(autoescape=True, undefined=StrictUndefined)
    found.filters = {name: found.filters[name] for name in FILTERS}
    found.globals = {}
    return found


TEXTS = {"nomor": "number", "tentang": "about", "tertanggal": "dated"}  # of a document
LISTS = {
    "judul": "title", "alamat": "address", "kepala_lampiran": "annex", "pembukaan": "preamble", "pembuka": "opening",
    "penutup": "closing",
}  # fmt: skip


def context(document: Document, office: Office) -> dict[str, Any]:
    """What a template may name; see ``templates.schema``."""
    made, sheet, electronic = markup(), sheet_of(document, office.profile), office.profile.electronic is not None
    last = document.sections[-1] if document.sections else None
    absent = {key: {"judul": "", "isi": ""} for key in KINDS[document.kind].sections}
    parts = absent | {
        part.key: {"judul": part.title, "isi": made.blocks(part.blocks, sheet, part is last)}
        for part in document.sections
    }
    return {
        **{name: getattr(document, own) for name, own in TEXTS.items()},
        **{name: list(getattr(document, own)) for name, own in LISTS.items()},
        "konsep": document.mark or office.mark,
        "rujukan": made.blocks([Facts(document.reference)], sheet),
        "bagian": parts,
        "semua_bagian": made.sections(document.sections, sheet),
        "tanda_tangan": made.signatures(document.signatures, sheet, electronic),
        "daftar_terlampir": made.attached(document, sheet, electronic),
        "kaki": document.footer or office.profile.electronic or "",
        "isian": _fields(document, office) | document.fields,
    }


def _fields(document: Document, office: Office) -> dict[str, str]:
    """Single values that every letter has."""
    return {
        "nomor": document.number or dict(document.reference).get("Nomor", ""),
        "tanggal": day_shown(document.day),
        "tahap": office.stage.name,
        "seleksi": office.subject,
        "instansi": office.rules.identity.institution,
    }


@cache
def markup() -> Any:  # a template's macros as functions
    """What makes WordprocessingML of each part of a document; texts are escaped there."""
    found = Environment(autoescape=True, undefined=StrictUndefined)
    found.filters |= {"twips": _twips, "printable": lambda text: _FORBIDDEN.sub("", str(text))}
    found.globals |= {"laid_out": laid_out, "shares": _shares}
    return found.from_string((files("asnrekrut") / "data" / "naskah.xml").read_text(encoding="utf-8")).module


def _twips(millimetres: float) -> int:
    """A length in the unit of Word."""
    return round(millimetres * TWIPS)


def _shares(widths: Sequence[float], room: int) -> list[int]:
    """Relative widths as lengths that fill the room."""
    return [int(width * room / sum(widths)) for width in widths]


def word(document: Document, office: Office, template: bytes) -> bytes:
    """The document in this template.

    Raises:
        OutputError: the template names what the document does not have.
    """
    from docxtpl import DocxTemplate
    from jinja2 import TemplateError

    filled = DocxTemplate(io.BytesIO(template))
    try:
        filled.render(context(document, office), environment(), autoescape=True)
    except TemplateError as error:
        raise OutputError(f"templat {document.kind}.docx tidak dapat diisi: {error}") from error
    _unparted(filled.docx.element.body)
    facts = filled.docx.core_properties
    facts.author = facts.last_modified_by = office.committee
    facts.title = KINDS[document.kind].title
    facts.created = facts.modified = _dated(document.day)
    made = io.BytesIO()
    filled.save(made)
    del filled, facts
    gc.collect(0)  # its parts know each other: without this a thousand papers would fill the memory
    return settled(made.getvalue())


def _unparted(body: Any) -> None:  # an lxml element
    """Hyphens between digits, as of dates and numbers, at which no line may end."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for text in list(body.iter(qn("w:t"))):
        text.text, *others = _BETWEEN_DIGITS.split(text.text or "")
        for piece in reversed(others):
            text.addnext(OxmlElement("w:t", dict(text.attrib)))
            text.getnext().text = piece
            text.addnext(OxmlElement("w:noBreakHyphen"))


def _dated(day: date | None) -> datetime:
    """The date of a document as Word has it; a fixed one while it is not known."""
    return datetime(*MIDDLE) if day is None else datetime(day.year, day.month, day.day)  # noqa: DTZ001  (as it is)


def settled(raw: bytes) -> bytes:
    """The same archive with nothing in it that tells when it was made."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            member = zipfile.ZipInfo(name, MIDDLE)
            member.compress_type, member.create_system = zipfile.ZIP_DEFLATED, 3
            new.writestr(member, old.read(name))
    return made.getvalue()
