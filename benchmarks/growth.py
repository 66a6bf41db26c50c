"""How time and memory of ``asnrekrut rank`` grow with the rows of CSV files.

    python benchmarks/growth.py [SIZES...]

One run of each size after one unmeasured run of the smallest; see ``measure.py`` for what is measured.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from generate import generate
from measure import MEMORY_BASIS, run

HERE = Path(__file__).resolve().parent
SIZES = (10_000, 100_000, 1_000_000)


def folder_of(applicants: int) -> Path:
    folder = HERE / "data" / f"csv-{applicants}"
    if not (folder / "seleksi.toml").exists():
        generate(applicants, folder, kind="csv")
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", type=int, nargs="*", default=SIZES, metavar="SIZES")
    sizes = parser.parse_args().sizes
    print(f"Peak memory: {MEMORY_BASIS}\n")
    print("| Rows | s | Processor s | Growth | Peak MiB |\n|---|---|---|---|---|")
    before: float | None = None
    for applicants in (min(sizes), *sizes):
        folder = folder_of(applicants)
        shutil.rmtree(folder / "hasil", ignore_errors=True)
        done = run([sys.executable, "-m", "asnrekrut", "rank", str(folder)], cwd=HERE.parent)
        if before is None:  # the unmeasured run
            before = 0
            continue
        busy, peak = done.busy or 0, (done.peak or 0) / 2**20
        growth = f"{busy / before:.1f}" if before else "–"
        print(f"| {applicants:,} | {done.seconds:.2f} | {busy:.2f} | {growth} | {peak:.0f} |", flush=True)
        before = busy


if __name__ == "__main__":
    main()
