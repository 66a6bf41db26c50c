"""``hasil/``: written whole or not at all, and never over somebody's hand-made changes.

A new result is written and flushed beside the old one and takes its place by renaming. ``SHA256SUMS`` lists every
file, so that anybody can see (``sha256sum -c``) whether a file is as it was written.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from asnrekrut.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Callable

NAME = "hasil"
SUMS = "SHA256SUMS"
_NEW, _OLD = ".hasil-baru-", ".hasil-lama"


def edited(target: Path) -> list[str]:
    """Names in a result folder that are not as they were written: changed, added or missing."""
    if not target.exists():
        return []
    listed = _listed(target / SUMS)
    present = {p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file()} - {SUMS}
    changed = {name for name in present & set(listed) if _digest(target / name) != listed[name]}
    return sorted(changed | (present ^ set(listed)))


def _listed(sums: Path) -> dict[str, str]:
    try:
        lines = sums.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def publish(folder: Path, write: Callable[[Path], None], replace_edited: bool = False) -> list[str]:
    """Write a new result folder and put it in the place of the old one.

    Args:
        write: fills an empty folder with files.
        replace_edited: put an edited result aside under another name instead of refusing.

    Returns:
        What was written, below the selection folder.

    Raises:
        OutputError: the old result was edited, or the new one could not be written; the old one is untouched.
    """
    target = folder / NAME
    try:
        _recover(folder)
        keep = _room_for(target, edited(target), replace_edited)
        fresh = Path(tempfile.mkdtemp(prefix=_NEW, dir=folder))
        try:
            fresh.chmod(0o755)
            write(fresh)
            _seal(fresh)
            names = sorted(p.name for p in fresh.iterdir())
            _swap(target, fresh, keep)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise OutputError(_why(error)) from error
    return [f"{NAME}/{name}" for name in names]


def _why(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "hasil/ tidak dapat ditulis; tutup berkas hasil yang masih terbuka di Excel atau periksa izin folder"
    return f"hasil/ tidak dapat ditulis ({error.strerror or error}); hasil sebelumnya tidak diubah"


def _recover(folder: Path) -> None:
    """Finish or undo what an interrupted run left behind."""
    target, old = folder / NAME, folder / _OLD
    if old.exists():
        if target.exists():
            shutil.rmtree(old)
        else:
            old.rename(target)
    for leftover in folder.glob(f"{_NEW}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _room_for(target: Path, changes: list[str], replace_edited: bool) -> Path | None:
    """Where an edited result is put aside; None if there is nothing to keep."""
    if not changes:
        return None
    if not replace_edited:
        raise OutputError(
            f"hasil/ telah diubah sejak ditulis ({', '.join(changes)}); "
            "ganti nama foldernya, atau jalankan dengan --timpa agar hasil yang diubah itu disimpan dengan nama lain"
        )
    number = 1
    while (kept := target.with_name(f"{NAME}-suntingan-{number}")).exists():
        number += 1
    return kept


def _seal(fresh: Path) -> None:
    """List every file's SHA-256 and flush everything to the disk."""
    names = sorted(p.relative_to(fresh).as_posix() for p in fresh.rglob("*") if p.is_file())
    sums = "".join(f"{_digest(fresh / name)}  {name}\n" for name in names)
    (fresh / SUMS).write_text(sums, encoding="utf-8", newline="\n")
    for path in fresh.rglob("*"):
        with path.open("rb+") as file:
            os.fsync(file.fileno())


def _swap(target: Path, fresh: Path, keep: Path | None) -> None:
    old = keep or target.with_name(_OLD)
    if target.exists():
        target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        with suppress(OSError):
            old.rename(target)
        raise
    if keep is None:
        shutil.rmtree(old, ignore_errors=True)
