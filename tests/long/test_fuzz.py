"""At least 20,000 random inputs of every kind and rules files: no traceback, no hang over 10 s, no peak over 1 GB.

Each part draws its own seed and says it when it fails; ``BENIH=seed pytest tests/long/test_fuzz.py -k …`` repeats it.
The file goes the whole way of ``asnrekrut check``: read by a child under its limits, then searched, joined and checked.
"""

from __future__ import annotations

import faulthandler
import os
import pickle
import random
import resource
import secrets
import signal
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from asnrekrut import io
from asnrekrut.readers import limits
from asnrekrut.readers.isolated import unpickled
from asnrekrut.readers.worker import reply_to
from tests.long.mutations import REGISTER, SUFFIXES, rules, spreadsheet, table
from tests.selections import Draft, command

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from asnrekrut.readers.worker import Reply

INPUTS, PARTS = 20_000, 50
LONGEST, MOST = 10, 2**30  # seconds of processor time, bytes
TEST = "data/tes.csv"


def here(path: Path, password: str | None = None) -> Reply:
    """What the child would say of an honest file."""
    return reply_to(path, password)


class HangError(Exception):
    pass


def forked(path: Path, password: str | None = None) -> Reply:
    """What the child says: as ``isolated.read``, but a copy of this process, which is there at once."""
    reading, writing = os.pipe()
    alive, held = os.pipe()
    child = os.fork()
    if not child:
        with suppress(BaseException):
            faulthandler.disable()
            os.close(held)
            os.dup2(alive, 0)
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            limits.restrain(
                path.stat().st_size + resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 // limits.GROWTH
            )
            with os.fdopen(writing, "wb") as out:
                pickle.dump(reply_to(path, password), out, protocol=5)
            os._exit(0)
        os._exit(1)
    os.close(writing)
    os.close(alive)
    with os.fdopen(reading, "rb") as answer:
        reply = unpickled(answer)
    os.close(held)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status == 0:
        return reply
    return "unsafe", {"sebab": f"pembacanya terhenti ({status})"}


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """The names of files that copies of this process read; whoever computes too long is interrupted."""

    def stop(*_: object) -> None:
        raise HangError

    changed: set[str] = set()

    def read(paths: Sequence[Path], password: str | None = None) -> list[Reply]:
        return [(forked if path.name in changed else here)(path, password) for path in paths]

    monkeypatch.setattr(io, "read", read)
    before = signal.signal(signal.SIGVTALRM, stop)
    yield changed
    signal.signal(signal.SIGVTALRM, before)


def tried(folder: Path) -> str:
    """What is wrong with the outcome of one input; '' if nothing is."""
    start = time.process_time() + children()
    signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
    try:
        outcome = command("check", "--json", folder)
    except HangError:
        return "hangs"
    except BaseException as error:
        return f"traceback: {error!r}"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    took = time.process_time() + children() - start
    if outcome.code not in {0, 1, 2, 3}:
        return f"exit code {outcome.code}: {outcome.err[-300:]}"
    return f"took {took:.1f} s" if took > LONGEST else ""


def children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def input_of(number: int, dice: random.Random) -> tuple[Draft, str, bytes]:
    """A selection, and the file in it that is written over: marks in every kind of file, the register, the rules."""
    draft = Draft().as_text()
    kind = (*SUFFIXES, "rules", "rules", "rules", "register")[number % (len(SUFFIXES) + 4)]
    if kind == "rules":
        return draft, "seleksi.toml", rules(dice)
    if kind == "register":
        return draft, "data/pelamar.csv", table(REGISTER, ".csv", dice)
    draft.files.pop(TEST)
    name = f"data/tes{kind}"
    return draft.rule(TEST, name), name, spreadsheet(kind, dice)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("part", range(PARTS))
def test_no_input_ends_in_a_traceback_a_hang_or_a_gigabyte(tmp_path: Path, watched: set[str], part: int) -> None:
    seed = int(os.environ.get("BENIH", "0")) or secrets.randbits(48)
    dice = random.Random(seed)  # noqa: S311
    wrong = []
    for number in range(INPUTS // PARTS):
        draft, name, content = input_of(number, dice)
        folder = draft.write(tmp_path / "seleksi")
        (folder / name).write_bytes(content)
        watched.clear()
        watched.add((folder / name).name)
        if fault := tried(folder):
            (tmp_path / f"{number}-{name.replace('/', '-')}").write_bytes(content)
            wrong.append(f"{name}: {fault} ({tmp_path / str(number)}-…)")
        (folder / name).unlink()
    peaks = [resource.getrusage(who).ru_maxrss * 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    assert not wrong, f"BENIH={seed} -k {part}: {len(wrong)} inputs\n" + "\n".join(wrong[:20])
    assert max(peaks) < MOST, f"BENIH={seed} -k {part}: {peaks}"
