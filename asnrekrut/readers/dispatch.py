"""From the bytes of a file to its sheets: the reader is chosen by what the bytes are."""

from __future__ import annotations

from asnrekrut.readers.base import Content, Refusal
from asnrekrut.readers.kinds import kind_of


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
    from asnrekrut.readers.locked import unlocked

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
    if kind == "text":
        from asnrekrut.readers import text

        return text.read(content)
    if kind == "html":
        from asnrekrut.readers import html

        return html.read(content)
    from asnrekrut.readers import workbook

    return workbook.read_old(content) if kind == "xls" else workbook.read_archive(content)
