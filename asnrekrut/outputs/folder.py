"""The folders that the program writes: whole or not at all, by one run at a time, and never over hand-made changes.

A new folder is written and flushed beside the old one and takes its place by renaming. ``SHA256SUMS`` lists every
file, so that anybody can see (``sha256sum -c``) whether a file is as it was written.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from asnrekrut.errors import OutputError, reason
from asnrekrut.io import PUT_ASIDE
from asnrekrut.storage import SUMS, digest_of, edited, files_of, let_in, make_folder, permissions

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

LOCK = ".asnrekrut.kunci"
PUBLISHED: list[str] = []  # folders that this process has written, for the last words of a run that ends early


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep a selection folder to oneself while something in it is read and then written.

    The system releases the lock however the process ends. A folder in which nothing can be written needs none.

    Raises:
        OutputError: another run holds it.
    """
    try:
        lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError:
        yield  # whoever wants to write here will hear why it is not possible
        return
    try:
        if not _taken(lock, folder / LOCK):
            raise OutputError(
                f"asnrekrut lain sedang bekerja di folder {folder}; tidak ada yang ditulis, ulangi sesudah ia selesai"
            )
        try:
            yield
        finally:
            if sys.platform != "win32":
                (folder / LOCK).unlink(missing_ok=True)  # while it is held: whoever waits for it looks again
    finally:
        os.close(lock)
        if sys.platform == "win32":
            with suppress(OSError):  # there a file that is open, by now by somebody else, cannot be removed
                (folder / LOCK).unlink(missing_ok=True)


def _taken(lock: int, path: Path) -> bool:
    """Take the lock if nobody has it; a file that was removed meanwhile locks nobody out."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(lock), path.stat())
    except OSError:
        return False


def publish(folder: Path, write: Callable[[Path], None], name: str, replace_edited: bool = False) -> list[str]:
    """Write a new folder of this name and put it in the place of the old one.

    Args:
        write: fills an empty folder with files.
        name: below the selection folder, ``temuan`` or ``hasil/1-tes``.
        replace_edited: put an edited folder aside under another name instead of refusing.

    Returns:
        What was written, below the selection folder.

    Raises:
        OutputError: the old folder was edited, or the new one could not be written; the old one is untouched.
    """
    target = folder / name
    for path in (folder / Path(name).parts[0], target):
        if path.exists() and not path.is_dir():
            shown = path.relative_to(folder).as_posix()
            raise OutputError(f"{shown} sudah ada sebagai berkas, bukan folder; ganti namanya lalu ulangi")
    allowed = permissions(folder)
    fresh_parents = [path for path in target.parents if path != folder and not path.exists()]
    try:
        make_folder(target.parent, allowed)
        _recover(target)
        keep = _room_for(target, name, edited(target), replace_edited)
        fresh = Path(tempfile.mkdtemp(prefix=_new(target.name), dir=target.parent))
        try:
            write(fresh)
            _seal(fresh, allowed)
            names = files_of(fresh)
            _swap(target, fresh, keep)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise OutputError(_why(error, name, target.exists())) from error
    finally:
        for path in fresh_parents:
            with suppress(OSError):  # something was written into it
                path.rmdir()
    PUBLISHED.append(f"{name}/")
    return [f"{name}/{file}" for file in names]


def put(fresh: Path, files: Iterable[tuple[str, bytes | None]]) -> None:
    """Fill a new folder with files, given by their name below it and what is in them; without content: left out."""
    for name, content in files:
        if content is not None:
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def _new(name: str) -> str:
    return f".{name}-baru-"


def _old(target: Path) -> Path:
    return target.with_name(f".{target.name}-lama")


def _why(error: OSError, name: str, before: bool) -> str:
    if isinstance(error, PermissionError):
        return f"{name}/ tidak dapat ditulis; tutup berkas {name} yang masih terbuka di Excel atau periksa izin folder"
    kept = f"{name} sebelumnya tidak diubah" if before else "tidak ada yang tertinggal"
    return f"{name}/ tidak dapat ditulis ({reason(error)}); {kept}"


def _recover(target: Path) -> None:
    """Finish or undo what an interrupted run left behind."""
    old = _old(target)
    if old.exists():
        if target.exists():
            shutil.rmtree(old)
        else:
            old.rename(target)
    for leftover in target.parent.glob(f"{_new(target.name)}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _room_for(target: Path, name: str, changes: list[str], replace_edited: bool) -> Path | None:
    """Where an edited folder is put aside; None if there is nothing to keep."""
    if not changes:
        return None
    if not replace_edited:
        raise OutputError(
            f"{name}/ telah diubah sejak ditulis ({', '.join(changes)}); ganti nama foldernya, "
            f"atau jalankan dengan --timpa agar {name} yang diubah itu disimpan dengan nama lain"
        )
    number = 1
    while (kept := target.with_name(f"{target.name}-{PUT_ASIDE}-{number}")).exists():
        number += 1
    return kept


def _seal(fresh: Path, allowed: int) -> None:
    """List every file's SHA-256, flush everything to the disk, and only then let others in as far as they may."""
    sums = "".join(f"{digest_of(fresh / name)}  {name}\n" for name in files_of(fresh))
    (fresh / SUMS).write_text(sums, encoding="utf-8", newline="\n")
    for name in files_of(fresh):
        with (fresh / name).open("rb+") as file:
            os.fsync(file.fileno())
    let_in(fresh, allowed)


def _swap(target: Path, fresh: Path, keep: Path | None) -> None:
    old = keep or _old(target)
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
