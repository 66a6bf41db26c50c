"""A zip archive, looked at before anything is unpacked: sizes, doubled names, entities, what it is."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from asnrekrut.readers.content import UTF16, Note, Refusal, note, unsafe

if TYPE_CHECKING:
    from collections.abc import Mapping
    from xml.etree.ElementTree import Element

UNPACKED = 2 * 2**30
MEMBERS = 10_000
RATIO = 400  # honest sheets of 100,000 equal rows stay below 100
RATIO_FROM = 50 * 2**20  # smaller members do no harm, however dense
SMALL = 64 * 2**20  # a part that is parsed as a tree
PIECE = 2**20
WORKBOOK, RELATIONS = "xl/workbook.xml", "_rels/.rels"
_WORKBOOK = re.compile(rb"<(?:\w{1,20}:)?workbook\b")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
MACROS = ("xl/vbaproject.bin", "xl/macrosheets/", "basic/", "scripts/")
_CHECKED = (".xml", ".rels", ".bin", ".vml")
_XML = (".xml", ".rels", ".vml")
_ENCODING = re.compile(r"""(<\?xml[^>]{0,60}?\bencoding\s{0,9}=\s{0,9}["'])[^"']{0,40}""")


class Archive:
    """The members of an archive that passed all checks.

    Attributes:
        content: its bytes.
        names: names in lower case and with forward slashes, mapped to those in the archive; programs do not agree.
    """

    def __init__(self, content: bytes) -> None:
        """Look at the archive.

        Raises:
            Refusal: it could harm.
            zipfile.BadZipFile: it is damaged.
        """
        self.content = content
        self._zip = zipfile.ZipFile(io.BytesIO(content))
        self.names = {_usual(info.filename).lower(): info.filename for info in self._zip.infolist()}
        self._check()

    def __contains__(self, name: str) -> bool:
        return name.lower() in self.names

    def has(self, *starts: str) -> bool:
        """Whether any name begins like this, in lower case."""
        return any(name.startswith(starts) for name in self.names)

    @property
    def notes(self) -> list[Note]:
        """That it holds macros, if it does."""
        return [note("makro")] if self.has(*MACROS) else []

    def _check(self) -> None:
        infos = self._zip.infolist()
        if len(infos) > MEMBERS:
            raise unsafe(f"berisi {len(infos)} bagian")
        if len(self.names) < len(infos):
            raise unsafe("berisi bagian yang bernama sama")
        if sum(info.file_size for info in infos) > UNPACKED:
            raise unsafe("isinya mengembang melebihi 2 GB")
        if any(i.file_size > RATIO_FROM and i.file_size > RATIO * max(1, i.compress_size) for i in infos):
            raise unsafe("isinya dimampatkan tidak wajar")

    def check_members(self, read_later: str = "\0") -> None:
        """Unpack every part a reader might, so that none is larger than it says or declares entities.

        Args:
            read_later: the folder whose members are read whole anyway.
        """
        for info in self._zip.infolist():
            name = _usual(info.filename).lower()
            if name.endswith(_CHECKED) and not name.startswith(read_later):
                with self._zip.open(info) as member:
                    _refuse_entities(_in_utf8(name, member.read(PIECE)))
                    while member.read(PIECE):
                        pass

    def _is_wide(self, name: str) -> bool:
        """Whether a part is XML in UTF-16, which Excel reads and calamine does not."""
        if not name.lower().endswith(_XML):
            return False
        with self._zip.open(name) as member:
            return member.read(2) in UTF16

    def read(self, name: str) -> bytes:
        """One member, whole."""
        content = _in_utf8(name, self._zip.read(self.names[name.lower()]))
        _refuse_entities(content[:PIECE])
        return content

    def workbook(self) -> str:
        """The part that the archive calls its document; of an Excel workbook nearly always xl/workbook.xml."""
        if WORKBOOK in self or RELATIONS not in self:
            return WORKBOOK
        found = (e.get("Target", "") for e in self.tree(RELATIONS) if e.get("Type", "").endswith("/officeDocument"))
        return _usual(next(found, WORKBOOK))

    def tree(self, name: str) -> Element:
        """A small part, as a tree."""
        from defusedxml.ElementTree import fromstring

        content = self.read(name)
        if len(content) > SMALL:
            raise unsafe(f"bagian {name} terlalu besar")
        root: Element = fromstring(content)
        return root

    def rewritten(self, parts: Mapping[str, bytes]) -> bytes:
        """The archive as calamine takes it: usual names, these parts in place of its own or added to them."""
        if not parts and not any(_usual(name) != name or self._is_wide(name) for name in self.names.values()):
            return self.content
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as copy:
            for name, content in parts.items():  # a mimetype comes first
                copy.writestr(name, content)
            for name, own in self.names.items():
                if name not in parts:
                    copy.writestr(_usual(own), _in_utf8(own, self._zip.read(own)))
        return out.getvalue()

    def kind(self) -> str:
        """``xlsx`` or ``ods``.

        Raises:
            Refusal: another kind, with its name.
        """
        if "xl/workbook.bin" in self:
            raise Refusal("unsupported", jenis="buku kerja biner Excel")
        book = self.workbook()
        if book in self and _WORKBOOK.search(self.read(book)[:PIECE]):
            return "xlsx"
        says = self.read("mimetype") if "mimetype" in self else b""
        if "content.xml" in self and (not says or b"spreadsheet" in says):
            return "ods"
        if "encrypted-package" in self:
            raise Refusal("other_lock")
        for start, name in (("word/", "dokumen Word"), ("ppt/", "presentasi"), ("content.xml", "dokumen LibreOffice")):
            if self.has(start):
                raise Refusal("unsupported", jenis=name)
        raise Refusal("unsupported", jenis="arsip ZIP")


def _usual(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")


def _in_utf8(name: str, content: bytes) -> bytes:
    """A part in UTF-8, if it is XML in UTF-16."""
    if not (name.lower().endswith(_XML) and content.startswith(UTF16)):
        return content
    text = content.decode("utf-16", errors="replace")
    return _ENCODING.sub(r"\1UTF-8", text, count=1).encode(errors="replace")


def _refuse_entities(head: bytes) -> None:
    if _DECLARATION.search(head):
        raise unsafe("berisi deklarasi entitas XML")
