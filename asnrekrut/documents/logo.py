"""The logo of the letterhead: a picture inside the selection folder, looked at before it is used."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from asnrekrut.errors import OutputError

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
    if not path.resolve().is_relative_to(folder.resolve()):
        raise OutputError(f"lambang {name} berada di luar folder seleksi")
    raw = path.read_bytes()[: LARGEST + 1]
    if len(raw) > LARGEST or not raw.startswith((PNG, JPEG)):
        raise OutputError(f"lambang {name} bukan gambar PNG atau JPEG sampai 4 MB")
    return raw
