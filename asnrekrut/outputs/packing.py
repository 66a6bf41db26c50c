"""Rows of sheets, deflated as they are written, and the archive that takes them over as they are.

The XML of a million rows has 1.4 GB. XlsxWriter writes it to a file, copies it into another one, reads that to pack it
and removes both; here it is packed at once and never stands anywhere whole.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zlib import DEFLATED, MAX_WBITS, Z_FINISH, Z_SYNC_FLUSH, compressobj, crc32

if TYPE_CHECKING:
    from collections.abc import Mapping

EFFORT = 2  # of zlib's 1 to 9: a third of the time of its usual 6 for a fourth more bytes
SHEET_DATA = b"<sheetData>"
_POLYNOMIAL = 0xEDB88320  # of CRC-32, the highest power in the lowest bit
_BYTE = 1 << 23  # x^8


class Rows:
    """The rows of one sheet; takes text as a file does.

    Attributes:
        parts: what is packed, a stream of deflated data that may go on.
        size: of what is packed, in bytes; ``crc`` likewise.
    """

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.size = self.crc = 0
        self._texts: list[str] = []
        self._packer: Any = None  # zlib has no name for its kind

    def write(self, text: str) -> None:
        """Take some more."""
        self._texts.append(text)

    def pack(self) -> None:
        """Deflate what was written so far."""
        content = "".join(self._texts).encode()
        self._texts.clear()
        self._packer = self._packer or _packer()
        self.parts.append(self._packer.compress(content))
        self.size, self.crc = self.size + len(content), crc32(content, self.crc)

    def close(self) -> None:
        """Deflate the rest, and let go of all but the result."""
        self.pack()
        self.parts.append(self._packer.flush(Z_SYNC_FLUSH))
        self._packer = None


class Archive(ZipFile):
    """A zip archive in which some members are sheets whose rows are packed already.

    Args:
        rows: by name of the member; what is written under that name has them between ``<sheetData>`` and what follows.
    """

    def __init__(self, path: str, mode: Any = "w", *, rows: Mapping[str, Rows], **how: Any) -> None:
        super().__init__(path, mode, compresslevel=EFFORT, **how)
        self._rows = rows

    def writestr(self, info: Any, content: Any, *_: Any) -> None:  # (a ZipInfo and bytes)
        """Write a member whole, with the rows that belong to it."""
        rows = self._rows.get(info.filename)
        if rows is None:
            super().writestr(info, content, ZIP_DEFLATED, EFFORT)
        else:
            self._write_around(info, content, rows)

    def _write_around(self, info: ZipInfo, content: bytes, rows: Rows) -> None:
        """Put packed rows between what stands before and after them; a stream may go on behind each flush."""
        head, mark, tail = content.partition(SHEET_DATA)
        before, behind = _packer(), _packer()
        packed = [before.compress(head + mark), before.flush(Z_SYNC_FLUSH), *rows.parts]
        packed += [behind.compress(tail), behind.flush(Z_FINISH)]
        info.compress_type, info.external_attr = ZIP_DEFLATED, 0o600 << 16
        info.CRC = crc32(tail, joined(crc32(head + mark), rows.crc, rows.size))
        info.file_size, info.compress_size = len(content) + rows.size, sum(map(len, packed))
        assert self.fp is not None  # noqa: S101  (open for writing)
        info.header_offset = self.fp.tell()
        self.fp.write(info.FileHeader())
        self.fp.writelines(packed)
        self.start_dir = self.fp.tell()
        self.filelist.append(info)
        self.NameToInfo[info.filename] = info


def _packer() -> Any:
    return compressobj(EFFORT, DEFLATED, -MAX_WBITS)


def joined(first: int, second: int, length: int) -> int:
    """CRC-32 of two pieces one after the other, from that of each and the length of the second.

    A CRC is a polynomial's remainder; so many bytes behind it multiply it by x^8 that often (zlib's ``crc32_combine``).
    """
    for k in range(length.bit_length()):
        first = _product(first, _shift(k)) if length >> k & 1 else first
    return first ^ second


@cache
def _shift(k: int) -> int:
    """What 2^k bytes multiply by."""
    return _product(_shift(k - 1), _shift(k - 1)) if k else _BYTE


def _product(a: int, b: int) -> int:
    """The product of two polynomials over bits, modulo that of CRC-32."""
    found = 0
    for k in range(31, -1, -1):
        found ^= b if a >> k & 1 else 0
        b = b >> 1 ^ (_POLYNOMIAL if b & 1 else 0)
    return found
