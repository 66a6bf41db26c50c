"""One stream of a compound file, the container of Office before 2007 ([MS-CFB])."""

from __future__ import annotations

import re
import struct

HEADER = 512
NONE = 0xFFFFFFFA  # and above: no sector
STREAM, ROOT = 2, 5  # kinds of directory entries
ENTRY = 128
BOOKS = ("Workbook", "Book")  # of Excel 97 and 95


def entry(name: str) -> bytes:
    """How the directory of a container begins that holds something of this name."""
    return name.encode("utf-16-le").ljust(64, b"\0") + (2 * len(name) + 2).to_bytes(2, "little")


_ODD = {name: re.compile(re.escape(entry(name)), re.IGNORECASE) for name in BOOKS}


def usual_names(content: bytes) -> bytes:
    """The container with the stream of its workbook under the name that Excel gives it, not WORKBOOK or BOOK."""
    if any(entry(name) in content for name in BOOKS):
        return content
    for name, odd in _ODD.items():
        content = odd.sub(entry(name), content)
    return content


def stream(content: bytes, *names: str) -> bytes:
    """The first of the named streams that is there.

    Raises:
        ValueError: none is, or the container is damaged.
    """
    shift, mini_shift = struct.unpack_from("<HH", content, 30)
    directory, cutoff, mini_table = struct.unpack_from("<I4xII", content, 48)
    file = _Sectors(content[HEADER:], 1 << shift, ())
    file.table = _table(content, file)
    entries = _entries(file.chain(directory))
    name = next((name for name in names if entries.get(name, (0, 0, 0))[0] == STREAM), None)
    if name is None:
        raise ValueError(names)
    _, start, size = entries[name]
    if size >= cutoff:
        return file.chain(start)[:size]
    root = next(start for kind, start, _ in entries.values() if kind == ROOT)
    return _Sectors(file.chain(root), 1 << mini_shift, _numbers(file.chain(mini_table))).chain(start)[:size]


class _Sectors:
    """Equal pieces of bytes and, for each, the number of the piece that follows it."""

    def __init__(self, content: bytes, size: int, table: tuple[int, ...]) -> None:
        self.content = content
        self.size = size
        self.table = table

    def sector(self, number: int) -> bytes:
        return self.content[number * self.size : (number + 1) * self.size]

    def chain(self, number: int) -> bytes:
        found: list[bytes] = []
        while number < NONE:
            if len(found) > len(self.table):
                raise ValueError("a chain of sectors without end")
            found.append(self.sector(number))
            number = self.table[number]
        return b"".join(found)


def _table(content: bytes, file: _Sectors) -> tuple[int, ...]:
    """Which sector follows which; the table is itself scattered over sectors, which the header begins to list."""
    listed = list(struct.unpack_from("<109I", content, 76))
    further, count = struct.unpack_from("<II", content, 68)
    for _ in range(min(count, len(file.content) // file.size)):
        *more, further = _numbers(file.sector(further))
        listed += more
    return _numbers(b"".join(file.sector(number) for number in listed if number < NONE))


def _entries(directory: bytes) -> dict[str, tuple[int, int, int]]:
    """Kind, first sector and size of each entry."""
    found: dict[str, tuple[int, int, int]] = {}
    for at in range(0, len(directory) - ENTRY + 1, ENTRY):
        length, kind = struct.unpack_from("<HB", directory, at + 64)
        start, size = struct.unpack_from("<II", directory, at + 116)
        name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", errors="replace")
        found.setdefault(name, (kind, start, size))
    return found


def _numbers(raw: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(raw) // 4}I", raw)
