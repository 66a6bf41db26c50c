"""Read files in a process of their own.

A few crafted bytes can make a reader allocate without end and abort the whole process (a cell at the far corner of a
sheet does). So nothing but this child ever opens a file: it lives under limits of time and memory and hands its replies
back as pickles on standard output. Run as ``python -m asnrekrut.readers.worker``, with the files and the password or
None as a pickle on standard input, which stays open.
"""

from __future__ import annotations

import gc
import pickle
import sys
from typing import TYPE_CHECKING

from asnrekrut.readers.content import Content, Refusal, load
from asnrekrut.readers.kinds import read
from asnrekrut.readers.limits import restrain

if TYPE_CHECKING:
    from pathlib import Path

_TOO_MUCH = "memerlukan memori di luar kewajaran"  # (calamine panics where Python has no memory for it)
Reply = tuple[str, Content | dict[str, object]]  # ("ok", content) or (kind of refusal, its values)


def reply_to(path: Path, password: str | None = None) -> Reply:
    """What is in a file, or the kind of refusal with its values; never an exception."""
    try:
        return "ok", read(load(path), password)
    except Refusal as refusal:
        return refusal.kind, refusal.values
    except FileNotFoundError:
        return "missing", {}
    except PermissionError:
        return "closed", {}
    except MemoryError:
        return "unsafe", {"sebab": _TOO_MUCH}
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # (any defect of a reader, even a Rust panic, is an unreadable file)
        return ("unsafe", {"sebab": _TOO_MUCH}) if "pointer is null" in str(error) else ("damaged", {})


def main() -> None:
    """Read the files that standard input names; the replies go to standard output."""
    gc.disable()  # lists of cells hold no cycles
    paths, password = pickle.load(sys.stdin.buffer)  # noqa: S301  (written by our own parent)
    restrain(sum(path.stat().st_size for path in paths if path.is_file()))
    for path in paths:
        pickle.dump(reply_to(path, password), sys.stdout.buffer, protocol=5)


if __name__ == "__main__":
    main()
