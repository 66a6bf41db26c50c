"""The parts of an Excel workbook (xlsx, xlsm) around its cells: sheets, styles, links to other files."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from asnrekrut.readers.formats import BUILT_IN, parse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from asnrekrut.readers.archive import Archive
    from asnrekrut.readers.formats import Format

WORKBOOK = "xl/workbook.xml"
STYLES = "xl/styles.xml"
FOLDER = "xl/worksheets/"
MACROS = "xl/vbaproject.bin"


class Workbook(NamedTuple):
    """What the workbook says of its sheets.

    Attributes:
        members: name in the archive by sheet name, for the sheets that are there.
        formats: by the number of a cell style, the format that can show another number.
        stale: whether it declares that its formulas have yet to be computed.
        outside: names of the files that its formulas can refer to.
    """

    members: dict[str, str]
    formats: dict[str, Format]
    stale: bool
    outside: list[str]


def describe(archive: Archive) -> Workbook:
    """Read the small parts."""
    root = archive.tree(WORKBOOK)
    parts = targets(archive, WORKBOOK)
    members: dict[str, str] = {}
    for sheet in _children(root, "sheets"):
        member = parts.get(_relation(sheet), "")
        if member in archive:
            members.setdefault(str(sheet.get("name")), member)
    stale = any(_truth(e.get("fullCalcOnLoad")) for e in root if _local(e) == "calcPr")
    links = [parts.get(_relation(e), "") for e in _children(root, "externalReferences")]
    outside = {_file(target) for link in links for target in targets(archive, link).values()}
    return Workbook(members, _formats(archive), stale, sorted(outside))


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
    folder, name = posixpath.split(part)
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in archive:
        return {}
    found = {}
    for relation in archive.tree(relations):
        target = str(relation.get("Target"))
        if relation.get("TargetMode") != "External":
            target = target.lstrip("/") if target.startswith(("/", "xl/")) else posixpath.normpath(f"{folder}/{target}")
        found[str(relation.get("Id"))] = target
    return found


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
    return posixpath.basename(unquote(target).replace("\\", "/"))


def _formats(archive: Archive) -> dict[str, Format]:
    if STYLES not in archive:
        return {}
    root = archive.tree(STYLES)
    codes = dict(BUILT_IN)
    for entry in _children(root, "numFmts"):
        number = entry.get("numFmtId", "")
        if number.isdecimal():
            codes[int(number)] = entry.get("formatCode", "")
    found = {}
    for style, entry in enumerate(_children(root, "cellXfs")):
        number = entry.get("numFmtId", "")
        form = parse(codes.get(int(number), "")) if number.isdecimal() else None
        if form:
            found[str(style)] = form
    return found
