"""One stream of a compound file, the container of Office before 2007 ([MS-CFB])."""

from __future__ import annotations

import io
import re

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
        ValueError: none is.
        OSError: the container is damaged.
    """
    from olefile import OleFileIO

    with OleFileIO(io.BytesIO(content)) as container:
        name = next((name for name in names if container.exists(name)), None)
        if name is None:
            raise ValueError(names)
        found: bytes = container.openstream(name).read()
    return found
