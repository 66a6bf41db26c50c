"""Measure asnrekrut against the same job in plain pandas and openpyxl.

    python benchmarks/run.py [SIZES...] [--repeat N] [--seed SEED] [--fresh]

Every run is a fresh process, the programs take turns, and the medians are printed as Markdown tables. The
selections are made once into ``benchmarks/data/`` and used again. ``measure.py`` tells how memory is
measured.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import shutil
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from compare import compare
from generate import generate
from measure import MEMORY_BASIS, Measurement, ProgramError, run

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent
DATA = HERE / "data"
SIZES = (1_000, 10_000, 100_000)
LARGE = 50_000  # from here on one run will do
HELP_RUNS = 10
LIBRARIES = ("pandas", "numpy", "openpyxl", "xlsxwriter", "python-calamine", "typer")

Measurements = dict[str, list[Measurement]]


@dataclass(frozen=True)
class Job:
    name: str
    command: tuple[str, ...]
    leaves: Path | None = None  # a folder to delete before each run


ASNREKRUT = (sys.executable, "-m", "asnrekrut")
PLAIN = (sys.executable, str(HERE / "plain.py"))


def jobs(folder: Path) -> list[Job]:
    """The three programs on one folder; ``asnrekrut`` is the one the others are compared with."""
    out, small = (DATA / "plain" / f"{folder.name}{tail}.xlsx" for tail in ("", "-tanpa-rincian"))
    return [
        Job("plain", (*PLAIN, str(folder), str(out))),
        Job("plain --tanpa-rincian", (*PLAIN, str(folder), str(small), "--tanpa-rincian")),
        Job("asnrekrut", (*ASNREKRUT, "rank", str(folder)), leaves=folder / "hasil"),
    ]


def selection(applicants: int, seed: int, *, fresh: bool) -> Path:
    """The folder of this size, made if it is not there."""
    folder = DATA / f"{applicants}-{seed}"
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
    if not (folder / "seleksi.toml").exists():
        generate(applicants, folder, seed)
    return folder


def measure(job: Job, *, sample: bool = True) -> Measurement:
    if job.leaves:
        shutil.rmtree(job.leaves, ignore_errors=True)
    return run(job.command, cwd=REPOSITORY, sample=sample)


def take_turns(programs: Sequence[Job], repeat: int, *, sample: bool = True) -> Measurements:
    results: Measurements = {job.name: [] for job in programs}
    for _ in range(repeat):
        for job in programs:
            results[job.name].append(measure(job, sample=sample))
    return results


def print_table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    print("| " + " | ".join(headings) + " |")
    print("|" + "---|" * len(headings))
    for row in rows:
        print("| " + " | ".join(row) + " |", flush=True)


def median_seconds(measurements: Sequence[Measurement]) -> float:
    return median(m.seconds for m in measurements)


def median_busy(measurements: Sequence[Measurement]) -> float | None:
    busy = [m.busy for m in measurements if m.busy]
    return median(busy) if busy else None


def median_peak(measurements: Sequence[Measurement]) -> float | None:
    peaks = [m.peak for m in measurements if m.peak]
    return median(peaks) if peaks else None


def ratio(part: float | None, whole: float | None) -> str:
    return f"{part / whole:.2f}" if part and whole else "–"


def size_rows(applicants: int, results: Measurements) -> Iterable[list[str]]:
    base = results["asnrekrut"]
    for name, measurements in results.items():
        peak, busy = median_peak(measurements), median_busy(measurements)
        yield [
            f"{applicants:,}",
            name,
            str(len(measurements)),
            f"{median_seconds(measurements):.2f}",
            f"{busy:.2f}" if busy else "–",
            f"{peak / 2**20:.0f}" if peak else "–",
            ratio(median_seconds(measurements), median_seconds(base)),
            ratio(busy, median_busy(base)),
            ratio(peak, median_peak(base)),
        ]


def run_sizes(sizes: Sequence[int], options: argparse.Namespace) -> None:
    headings = ["Applicants", "Program", "Runs", "Median s", "Processor s", "Peak MiB"]
    headings += ["Time ratio", "Processor ratio", "Memory ratio"]
    rows, notes = [], []
    for applicants in sizes:
        folder = selection(applicants, options.seed, fresh=options.fresh)
        programs = jobs(folder)
        results = take_turns(programs, options.repeat or (1 if applicants >= LARGE else 3))
        rows += size_rows(applicants, results)
        notes.append(f"\n{applicants:,} applicants")
        notes += [f"- {name}, last run: {m[-1].output.strip()}" for name, m in results.items() if "plain" in name]
        plain_csv = DATA / "plain" / f"{folder.name}.csv"
        notes += [f"- {line}" for line in compare(plain_csv, folder / "hasil/akhir/peringkat.csv")]
        print(f"{applicants:,} applicants measured", file=sys.stderr)
    print(f"\nRatios: program / asnrekrut. Peak memory: {MEMORY_BASIS}.\n")
    print_table(headings, rows)
    print("\n".join(notes))


def run_help() -> None:
    programs = [
        Job("empty typer program", (sys.executable, str(HERE / "empty_app.py"), "--help")),
        Job("asnrekrut", (*ASNREKRUT, "--help")),
    ]
    results = take_turns(programs, HELP_RUNS, sample=False)
    seconds = {name: median_seconds(measurements) for name, measurements in results.items()}
    print(f"\n`--help`, median of {HELP_RUNS} alternating runs\n")
    print_table(
        ["Program", "Median s", "Ratio to the empty program"],
        [[name, f"{s:.3f}", ratio(s, seconds["empty typer program"])] for name, s in seconds.items()],
    )


def warm_up(seed: int) -> None:
    """One unmeasured run of everything: compiled modules and file caches are then there for all."""
    take_turns(jobs(selection(min(SIZES), seed, fresh=False)), 1, sample=False)


def print_environment() -> None:
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    lxml = "with" if importlib.util.find_spec("lxml") else "without"
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}")
    print(f"{libraries}; openpyxl {lxml} lxml")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure asnrekrut against plain pandas and openpyxl.")
    parser.add_argument("sizes", type=int, nargs="*", default=SIZES, metavar="SIZES")
    parser.add_argument("--repeat", type=int, help=f"runs per program (3; from {LARGE:,} applicants 1)")
    parser.add_argument("--seed", type=int, default=20260101)
    parser.add_argument("--fresh", action="store_true", help="make the selections again")
    options = parser.parse_args()
    (DATA / "plain").mkdir(parents=True, exist_ok=True)
    try:
        print_environment()
        warm_up(options.seed)
        run_help()
        run_sizes(options.sizes, options)
    except ProgramError as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    main()
