"""Which kind of file this is, told by its content, and which reader reads it: a suffix can be anything."""

from __future__ import annotations

import re
from importlib import import_module
from typing import cast

from asnrekrut.readers.compound import BOOKS, entry, usual_names
from asnrekrut.readers.content import Content, Refusal, encoding_of

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"
HEAD = 65_536
NOISE = 100  # one control character in so many bytes, and it is no text

# What a suffix promises.
PROMISED = {
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xls": "xls",
    ".ods": "ods",
    ".csv": "text",
    ".tsv": "text",
    ".txt": "text",
}

_FOREIGN = (
    (b"%PDF", "PDF"),
    (b"{\\rtf", "dokumen RTF"),
    (b"\x89PNG", "gambar"),
    (b"\xff\xd8\xff", "gambar"),
    (b"GIF8", "gambar"),
    (b"Rar!", "arsip RAR"),
    (b"7z\xbc\xaf", "arsip 7z"),
    (b"\x1f\x8b", "arsip GZIP"),
    (b"\x09\x00\x04\x00", "buku kerja Excel sebelum versi 5"),
    (b"\x09\x02\x06\x00", "buku kerja Excel sebelum versi 5"),
    (b"\x09\x04\x06\x00", "buku kerja Excel sebelum versi 5"),
)
_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|style|table|tr|center|div)\b", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")


def read(content: bytes, password: str | None = None) -> Content:
    """The sheets of a file.

    Args:
        password: for workbooks that are protected; None if there is none yet.

    Raises:
        Refusal: it is not read, and why. Any other exception means that it is damaged.
    """
    try:
        return _read(content)
    except Refusal as refusal:
        if refusal.kind == "locked":
            return _read_locked(content, password)
        raise


def _read_locked(content: bytes, password: str | None) -> Content:
    from asnrekrut.readers.passwords import unlocked

    inside = unlocked(content, password)
    try:
        return _read(inside)
    except Refusal as refusal:
        if refusal.kind == "locked":  # once more
            raise Refusal("other_lock") from None
        raise


def _read(content: bytes) -> Content:
    kind = kind_of(content)
    if kind == "locked":
        raise Refusal("locked")
    if kind == "zip":
        from asnrekrut.readers.archive import Archive

        archive = Archive(content)
        module = import_module(f"asnrekrut.readers.{archive.kind()}")
        return cast("Content", module.read(archive))
    return cast("Content", import_module(f"asnrekrut.readers.{kind}").read(content))


def kind_of(content: bytes) -> str:
    """``zip``, ``xls``, ``locked``, ``html`` or ``text``; an archive is looked into elsewhere.

    Raises:
        Refusal: a kind that is not read, with its name; or bytes that are nothing.
    """
    if not content:
        raise Refusal("empty")
    for start, name in _FOREIGN:
        if content.startswith(start):
            raise Refusal("unsupported", jenis=name)
    if content.startswith(ZIP):
        return "zip"
    if content.startswith(OLE):
        return _compound(content)
    return _markup(content[:HEAD])


def _compound(content: bytes) -> str:
    """A container of older Office programs, told by the names in its directory."""
    if _holds(content, "EncryptedPackage"):
        return "locked"
    if any(_holds(content, name) for name in BOOKS):
        return "xls"
    if _holds(content, "WordDocument"):
        raise Refusal("unsupported", jenis="dokumen Word")
    if usual_names(content) != content:
        return "xls"
    raise Refusal("damaged")


def _holds(content: bytes, name: str) -> bool:
    return entry(name) in content


def _markup(head: bytes) -> str:
    if wide := encoding_of(head):
        head = head.decode(wide, errors="ignore").encode(errors="ignore")
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"\0" in head or NOISE * len(_CONTROL.findall(head)) > max(len(head), 4 * NOISE):
        raise Refusal("damaged")
    if text[:13].lower() == b"mime-version:":
        raise Refusal("unsupported", jenis="arsip web MHTML")
    if not text.startswith(b"<"):
        return "text"
    if b"urn:schemas-microsoft-com:office:spreadsheet" in text and b"<Workbook" in text:
        raise Refusal("unsupported", jenis="XML Spreadsheet 2003")
    if _PAGE.search(text):
        return "html"
    if text.startswith(b"<?xml"):
        raise Refusal("unsupported", jenis="XML")
    return "text"
