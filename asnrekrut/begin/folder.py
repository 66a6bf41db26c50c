"""Write a new selection folder, whole or not at all."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from asnrekrut.errors import OutputError, UsageError, reason
from asnrekrut.io import let_in, permissions
from asnrekrut.rules.load import RULES_FILE

if TYPE_CHECKING:
    from asnrekrut.begin.proposal import Proposal


_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def year_in(folder: Path) -> int | None:
    """The year that a folder's name tells; None where it tells none."""
    found = _YEAR.search(folder.absolute().name)
    return int(found[0]) if found else None


def must_be_free(target: Path) -> None:
    """Refuse a place where something already is.

    Raises:
        UsageError: it is a file, or a folder that is not empty.
    """
    if target.is_dir():
        inside = sorted(path.name for path in target.iterdir())
        if inside:
            raise UsageError(f"folder {target} tidak kosong ({inside[0]} …); sebutkan folder baru")
    elif target.exists():
        raise UsageError(f"{target} adalah berkas; sebutkan folder baru")


def create(target: Path, proposal: Proposal, *sources: Path) -> list[str]:
    """Write what was proposed; the names of the files.

    Args:
        sources: the folder or file from which it was made.

    Raises:
        UsageError: something is there already.
        OutputError: it cannot be written; nothing was.
    """
    must_be_free(target)
    contents = {RULES_FILE: proposal.rules.encode(), **proposal.files}
    try:
        target.absolute().parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}-baru-", dir=target.absolute().parent))
        try:
            (fresh / "data").mkdir()
            for name, raw in contents.items():
                (fresh / name).parent.mkdir(parents=True, exist_ok=True)
                (fresh / name).write_bytes(raw)
            let_in(fresh, permissions(*sources))
            if target.exists():
                target.rmdir()  # empty; renaming onto it is not possible everywhere
            fresh.rename(target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise OutputError(f"{target} tidak dapat ditulis ({reason(error)}); tidak ada yang dibuat") from error
    return sorted(contents)
