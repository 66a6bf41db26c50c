"""The parts of an Excel workbook (xlsx, xlsm) around its cells: sheets, styles, links to other files."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

from asnrekrut.readers.archive import RELATIONS, WORKBOOK, Archive
from asnrekrut.readers.content import Budget, Content, Scan
from asnrekrut.readers.grid import distinct
from asnrekrut.readers.number_formats import BUILT_IN, Style, styles_of
from asnrekrut.readers.values import links, with_values
from asnrekrut.readers.xlsx_sheet import Parts, address, scan, struck_strings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element


STYLES, STRINGS = "xl/styles.xml", "sharedstrings.xml"
_NAMESPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
FOLDER = "xl/worksheets/"
_SHEET = re.compile(rb"<(?:\w{1,20}:)?sheet\b[^<>]*>")


class Workbook(NamedTuple):
    """What the workbook says of its sheets.

    Attributes:
        members: name in the archive by sheet name, for the sheets that are there.
        outside: names of the files that its formulas can refer to.
    """

    members: dict[str, str]
    parts: Parts
    outside: list[str]


def read(archive: Archive) -> Content:
    """A workbook of Excel, xlsx or xlsm.

    Raises:
        Refusal: it could harm, or is protected in a way that is not known.
    """
    archive.check_members(read_later=FOLDER)
    book = describe(archive)
    budget = Budget(len(archive.content))
    scans: dict[str, Scan] = {}
    for name, member in book.members.items():
        found = scans[name] = scan(archive.read(member), name, book.parts, budget)
        noted = ((address(cell), text) for cell, text in comments(archive, member).items())
        found.comments.update({where: text for where, text in noted if where is not None})
        budget.read(map(distinct, (*map(list, found.formulas.values()), list(found.comments.values()))))
    content = archive.rewritten(usual_parts(archive))
    return with_values("xlsx", content, scans, [*archive.notes, *links(scans, book.outside)], budget)


def describe(archive: Archive) -> Workbook:
    """Read the small parts."""
    book = archive.workbook()
    root = archive.tree(book)
    parts = targets(archive, book)
    members: dict[str, str] = {}
    for sheet in _children(root, "sheets"):
        member = parts.get(_relation(sheet), "")
        if member in archive and not _holds_macros(member):
            members.setdefault(str(sheet.get("name")), member)
    stale = any(_truth(e.get("fullCalcOnLoad")) for e in root if _local(e) == "calcPr")
    files = [parts.get(_relation(e), "") for e in _children(root, "externalReferences")]
    outside = {_file(target) for file in files for target in targets(archive, file).values()}
    shared = [part for part in parts.values() if part.lower().endswith(STRINGS) and part in archive]
    struck = struck_strings(archive.read(shared[0])) if shared else frozenset[int]()
    return Workbook(members, Parts(_styles(archive), struck, stale), sorted(outside))


def usual_parts(archive: Archive) -> dict[str, bytes]:
    """The parts that calamine does not take as they are: sheets of old macros, a workbook under another name."""
    book = archive.workbook()
    led = targets(archive, book)
    macros = [f'"{key}"'.encode() for key, member in led.items() if _holds_macros(member)]
    content = archive.read(book)
    if macros:
        content = _SHEET.sub(lambda tag: b"" if any(key in tag[0] for key in macros) else tag[0], content)
    if book == WORKBOOK:
        return {WORKBOOK: content} if macros else {}
    moved = archive.read(RELATIONS).replace(book.encode(), WORKBOOK.encode())
    return {RELATIONS: moved, WORKBOOK: content, relations_of(WORKBOOK): _relations(archive, book, led)}


def _relations(archive: Archive, book: str, led: dict[str, str]) -> bytes:
    """The relations of a workbook that has moved, each to where it led before."""
    from xml.sax.saxutils import quoteattr  # which takes as long to load as a small workbook to read

    kinds = {str(e.get("Id")): e for e in archive.tree(relations_of(book))}
    inside = [(key, kinds[key].get("Type", ""), f"/{to}") for key, to in led.items() if to in archive]
    rows = [f"<Relationship Id={quoteattr(k)} Type={quoteattr(t)} Target={quoteattr(to)}/>" for k, t, to in inside]
    return f'<Relationships xmlns="{_NAMESPACE}">{"".join(rows)}</Relationships>'.encode()


def _holds_macros(member: str) -> bool:
    return "macrosheets/" in member.lower()


def comments(archive: Archive, member: str) -> dict[str, str]:
    """What people noted on the cells of a sheet, by address."""
    found = {}
    for part in targets(archive, member).values():
        name = posixpath.basename(part).lower()
        if "comment" in name and "threaded" not in name and name.endswith(".xml") and part in archive:
            for comment in _children(archive.tree(part), "commentList"):
                texts = (e.text or "" for e in comment.iter() if _local(e) == "t")
                found[str(comment.get("ref"))] = "".join(texts)
    return found


def targets(archive: Archive, part: str) -> dict[str, str]:
    """What a part refers to, by the key it uses; names of members, or addresses outside."""
    folder = posixpath.dirname(part)
    relations = relations_of(part)
    if relations not in archive:
        return {}
    found = {}
    for relation in archive.tree(relations):
        target = str(relation.get("Target"))
        if relation.get("TargetMode") != "External":
            target = target.replace("\\", "/")
            beside = posixpath.normpath(posixpath.join(folder, target))
            target = target.lstrip("/") if target.startswith(("/", "xl/")) else beside
        found[str(relation.get("Id"))] = target
    return found


def relations_of(part: str) -> str:
    """The name of the part that says what a part refers to."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _relation(element: Element) -> str:
    """The key of the relation that an element names, in whichever namespace."""
    return next((value for key, value in element.attrib.items() if key.endswith("}id")), "")


def _children(root: Element, name: str) -> Iterator[Element]:
    for element in root:
        if _local(element) == name:
            yield from element


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _truth(text: str | None) -> bool:
    return text in {"1", "true"}


def _file(target: str) -> str:
    """The name of a file, without the folders of whoever saved it."""
    from urllib.parse import unquote

    return posixpath.basename(unquote(target).replace("\\", "/"))


def _styles(archive: Archive) -> dict[int, Style]:
    """The cell styles that change what a reader sees."""
    if STYLES not in archive:
        return {}
    root = archive.tree(STYLES)
    codes = {_number(e, "numFmtId"): e.get("formatCode", "") for e in _children(root, "numFmts")}
    marks = [[e.get("val", "1") for e in font if _local(e) == "strike"] for font in _children(root, "fonts")]
    struck = {k for k, said in enumerate(marks) if any(map(_truth, said))}
    styles = [(_number(e, "numFmtId"), _number(e, "fontId")) for e in _children(root, "cellXfs")]
    return styles_of(BUILT_IN | codes, [(form, font in struck) for form, font in styles])


def _number(element: Element, key: str) -> int:
    text = element.get(key, "")
    return int(text) if text.isdecimal() else 0
