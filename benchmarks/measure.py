"""Run a program in a fresh process and measure its wall time and peak memory, with the standard library only.

On Linux the memory is that of the whole process tree, because a program may leave work to child processes.
Every 20 ms the PSS (proportional set size: pages that several processes share are counted once, in shares)
of the process and of all its descendants is read from ``/proc/PID/smaps_rollup`` and added up; the highest
sum is the peak. Where ``smaps_rollup`` cannot be read, RSS stands in for PSS, which counts shared pages
once per process. Reading the PSS takes some 10 ms per GB, during which the process may have to wait for
memory, so after a reading the sampler rests at least ``RESTS`` times as long as the reading took. A peak
shorter than that may be missed.

Elsewhere the peak is what ``wait4`` reports (``ru_maxrss``): that of the largest single process, not of the
tree. Where ``wait4`` does not exist (Windows) there is none.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

INTERVAL = 0.02
RESTS = 4
PROC = Path("/proc")
LINUX = sys.platform == "linux"
UNLIKE = ("PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")  # an installed program's modules are compiled once for all
MEMORY_BASIS = "sum of the process tree" if LINUX else "largest single process (ru_maxrss), not the tree"


@dataclass(frozen=True)
class Measurement:
    seconds: float  # by the clock on the wall
    busy: float | None  # seconds of processor time, child processes included
    peak: int | None  # bytes
    output: str


class ProgramError(RuntimeError):
    """The measured program did not end well."""


def parents() -> dict[int, int]:
    """Every process with its parent, as of now."""
    result = {}
    for entry in os.listdir(PROC):  # noqa: PTH208  (called fifty times a second)
        if entry.isdigit():
            try:
                stat = (PROC / entry / "stat").read_text()
            except OSError:  # ended meanwhile
                continue
            result[int(entry)] = int(stat.rpartition(")")[2].split()[1])
    return result


def tree(root: int) -> list[int]:
    """The process and all its descendants."""
    children: dict[int, list[int]] = {}
    for child, parent in parents().items():
        children.setdefault(parent, []).append(child)
    found = [root]
    for process in found:  # grows while it is walked
        found.extend(children.get(process, []))
    return found


def memory(process: int) -> int:
    """PSS in bytes, else RSS, or 0 if the process has ended."""
    try:
        for line in (PROC / str(process) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    try:
        return int((PROC / str(process) / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


class Sampler(threading.Thread):
    """Watches a process tree until told to stop; ``peak`` is the highest sum seen."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.root = root
        self.peak = 0
        self._done = threading.Event()

    def run(self) -> None:
        rest = 0.0
        while not self._done.wait(rest):
            start = time.perf_counter()
            self.peak = max(self.peak, sum(map(memory, tree(self.root))))
            rest = max(INTERVAL, RESTS * (time.perf_counter() - start))

    def stop(self) -> int:
        self._done.set()
        self.join()
        return self.peak


def wait(process: subprocess.Popen[bytes]) -> tuple[int | None, float | None]:
    """Wait for the end; the peak of the largest single process and the processor time, where the system tells."""
    if not hasattr(os, "wait4"):
        process.wait()
        return None, None
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024), usage.ru_utime + usage.ru_stime


def run(command: Sequence[str], *, cwd: Path, sample: bool = True) -> Measurement:
    """Run to the end. Without ``sample`` nothing disturbs the program and there is no peak."""
    env = {key: value for key, value in os.environ.items() if key not in UNLIKE} | {"PYTHONUTF8": "1"}
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, env=env, stdout=output, stderr=subprocess.STDOUT)
        sampler = Sampler(process.pid) if sample and LINUX else None
        if sampler:
            sampler.start()
        largest, busy = wait(process)
        seconds = time.perf_counter() - start
        peak = sampler.stop() if sampler else largest
        output.seek(0)
        text = output.read().decode(errors="replace")
    if process.returncode:
        raise ProgramError(f"{' '.join(command)} ended with {process.returncode}:\n{text}")
    return Measurement(seconds, busy, peak if sample else None, text)
