"""Read one file in a process of its own.

A few crafted bytes can make a reader allocate without end and abort the whole process (a cell at the far corner of a
sheet does). So nothing but this child ever opens a workbook: it lives under a memory limit and hands its reply
back as a pickle on standard output. Run as ``python -m asnrekrut.readers.worker FILE``, with the password, if there is
one, on standard input.
"""

from __future__ import annotations

import gc
import pickle
import sys
from contextlib import suppress

from asnrekrut.readers.base import Content, Refusal, load
from asnrekrut.readers.dispatch import read

MEMORY = 4 * 2**30

Reply = tuple[str, Content | dict[str, object]]  # ("ok", content) or (kind of refusal, its values)


def reply_to(source: str | bytes, password: str | None = None) -> Reply:
    """What is in a file, or the kind of refusal with its values; never an exception.

    Args:
        source: the path of the file, or its bytes.
    """
    try:
        return "ok", read(load(source) if isinstance(source, str) else source, password)
    except Refusal as refusal:
        return refusal.kind, refusal.values
    except FileNotFoundError:
        return "missing", {}
    except PermissionError:
        return "closed", {}
    except MemoryError:
        return "unsafe", {"sebab": "memerlukan memori di luar kewajaran"}
    except KeyboardInterrupt:
        raise
    except BaseException:  # (any defect of a reader, even a Rust panic, is an unreadable file)
        return "damaged", {}


def main() -> None:
    """Read the file named on the command line; the reply goes to standard output."""
    gc.disable()  # lists of cells hold no cycles
    limit_memory()
    password = sys.stdin.buffer.read().decode() or None
    pickler = pickle.Pickler(sys.stdout.buffer, protocol=5)
    pickler.fast = True  # no two cells are the same object, so nothing is gained by remembering them
    pickler.dump(reply_to(sys.argv[1], password))


def limit_memory() -> None:
    """Have this process fail rather than take all memory."""
    with suppress(ImportError, ValueError, OSError):  # not on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
