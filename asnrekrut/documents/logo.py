"""The logo of the letterhead: a picture inside the selection folder, looked at before it is used."""

from __future__ import annotations

import os
import struct
from contextlib import suppress
from typing import TYPE_CHECKING

from asnrekrut.errors import OutputError
from asnrekrut.storage import content_of

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 4 * 2**20  # bytes
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"


def logo_bytes(folder: Path, name: str) -> bytes:
    """The bytes of a PNG or JPEG.

    Raises:
        OutputError: it is missing, outside the folder, too large, or another kind of file.
    """
    path = folder / name
    if not os.path.isfile(path):  # noqa: PTH113  (False too for a name too long for any)
        raise OutputError(f"lambang {name} tidak ada; simpan gambarnya di situ, atau hapus kunci lambang dari kop")
    if not path.resolve().is_relative_to(folder.resolve()):  # (no circle of links: it is a file)
        raise OutputError(f"lambang {name} berada di luar folder seleksi")
    raw = b""
    with suppress(OSError):
        raw = content_of(path, LARGEST)
    if not raw.startswith((PNG, JPEG)):
        raise OutputError(f"lambang {name} bukan gambar PNG atau JPEG sampai 4 MB")
    if not _whole(raw):
        raise OutputError(f"lambang {name} rusak atau terpotong; simpan ulang gambarnya sebagai PNG atau JPEG")
    return raw


def _whole(raw: bytes) -> bool:
    """Whether the picture can be read to its end by whoever sets it."""
    from docx.image import exceptions as torn
    from docx.image.image import Image

    broken = torn.InvalidImageStreamError, torn.UnexpectedEndOfFileError, torn.UnrecognizedImageError

    try:
        picture = Image.from_blob(raw)
    except (*broken, LookupError, ValueError, struct.error):
        return False
    end = b"IEND" in raw[-12:] if raw.startswith(PNG) else b"\xff\xd9" in raw
    return end and min(picture.px_width, picture.px_height, picture.horz_dpi, picture.vert_dpi) > 0
