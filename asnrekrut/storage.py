"""What is kept or written: opened safely, as private as its sources, whole or not at all, and as it was written.

``SHA256SUMS`` lists every file of a written folder, so that anybody can see (``sha256sum -c``) whether one was edited.
"""

from __future__ import annotations

import errno
import hashlib
import os
from contextlib import suppress
from typing import TYPE_CHECKING

from asnrekrut.errors import OutputError, reason
from asnrekrut.io import written_by_us
from asnrekrut.readers.content import BYTES, Refusal, load
from asnrekrut.readers.kinds import PROMISED

if TYPE_CHECKING:
    from pathlib import Path

SUMS = "SHA256SUMS"


def content_of(path: Path, most: int = BYTES) -> bytes:
    """The bytes of a file; nothing but a regular one is opened, so that no pipe or device holds the program up.

    Raises:
        OSError: it cannot be opened, is no regular file, or has more bytes than ``most``.
    """
    try:
        return load(path, most)
    except Refusal as refusal:
        why = "bukan berkas biasa" if refusal.kind == "special" else "terlalu besar"
        raise OSError(errno.EINVAL, why, str(path)) from None


def permissions(*sources: Path) -> int:
    """Who may do what with that which is made from files, or from the tables of a folder: the bits of ``chmod``.

    Nobody may read more than each of them lets him read, whatever the umask allows.
    """
    umask = os.umask(0o077)
    os.umask(umask)
    allowed = 0o777 & ~umask
    for source in sources:
        tables = [path for path in source.rglob("*") if path.suffix.lower() in PROMISED]
        for path in (source, *(path for path in tables if not written_by_us(path.relative_to(source)))):
            with suppress(OSError):
                mode = path.stat().st_mode
                allowed &= mode | (mode & 0o444) >> 2  # who may read a file may enter its folder
    return allowed | 0o700


def let_in(folder: Path, allowed: int) -> None:
    """Give a folder and all that is in it the permissions that are meant for it."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(allowed if path.is_dir() else allowed & 0o666)


def make_folder(path: Path, allowed: int) -> None:
    """Make a folder, and those above it, unless they are there.

    Args:
        allowed: see ``permissions``.
    """
    if not path.is_dir():
        make_folder(path.parent, allowed)
        path.mkdir()
        path.chmod(allowed)


def write_whole(path: Path, content: bytes, allowed: int) -> None:
    """Write a file whole or not at all.

    Args:
        allowed: see ``permissions``.

    Raises:
        OutputError: it cannot be written; the old one is untouched.
    """
    fresh = path.with_name(f".{path.name}-baru")
    try:
        make_folder(path.parent, allowed)
        fresh.unlink(missing_ok=True)
        fresh.touch(0o600)
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(allowed & 0o666)
        fresh.replace(path)
    except OSError as error:
        with suppress(OSError):  # a file may stand where its folder should
            fresh.unlink(missing_ok=True)
        name = f"{path.parent.name}/{path.name}"
        raise OutputError(f"{name} tidak dapat ditulis ({reason(error)}); isinya tidak diubah") from error


def edited(target: Path) -> list[str]:
    """Names in a written folder that are not as they were written: changed, added or missing."""
    if not target.exists():
        return []
    listed = _listed(target / SUMS)
    present = {name for name in files_of(target) if not _left_by_a_program(name)} - {SUMS}
    changed = {name for name in present & set(listed) if digest_of(target / name) != listed[name]}
    return sorted(changed | (present ^ set(listed)))


def _left_by_a_program(name: str) -> bool:
    """A lock file of Excel or LibreOffice, or what a file manager leaves behind."""
    last = name.rpartition("/")[2]
    return last.startswith(("~$", ".~lock")) or last in {"Thumbs.db", "desktop.ini", ".DS_Store"}


def _listed(sums: Path) -> dict[str, str]:
    try:
        lines = content_of(sums).decode().splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files_of(folder: Path) -> list[str]:
    """The names of all files below a folder."""
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
