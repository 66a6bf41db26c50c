"""Pictures of a result: classes, raters and the way from stage to stage in workbook and terminal."""

from __future__ import annotations

import io
import zipfile
from fractions import Fraction
from typing import TYPE_CHECKING

import openpyxl

from asnrekrut.charts import Spread
from asnrekrut.library import open_folder
from asnrekrut.outputs.column_widths import pages_across, pages_down
from asnrekrut.outputs.mark_distribution import histograms, panels, way
from tests.selections import Draft, command, copy_sample

if TYPE_CHECKING:
    from pathlib import Path

    from asnrekrut.core.result import Result


def result_of(folder: Path) -> Result:
    return open_folder(folder).rank()


def test_classes_of_a_small_selection(tmp_path: Path) -> None:
    """Teori 80 90 60 70 50 with a threshold of 50; nobody failed, so the cut is the lowest edge."""
    result = result_of(Draft().as_text().write(tmp_path))
    found = dict(histograms(result, result.stages[0]))
    assert list(found) == ["Teori", "Praktik", "Nilai Tes"]
    assert found["Teori"].cut == 50
    assert found["Teori"].edges == tuple(Fraction(k) for k in range(50, 91, 5))
    assert found["Teori"].counts == (1, 0, 1, 0, 1, 0, 1, 1)  # 90 stands on the last edge
    assert sum(found["Nilai Tes"].counts) == 5
    [(label, final)] = histograms(result, result.stages[-1])
    assert (label, sum(final.counts)) == ("Nilai Akhir", 5)
    assert way(result) == [("Tes", 5), ("Wawancara", 5), ("Lulus", 2)]


def test_raters_side_by_side(tmp_path: Path) -> None:
    """Marks 60 70 80 90 of the one and 50 50 70 of the other; quartiles as QUARTILE.INC gives them."""
    panel = 'maksimum = 100\npanel = { kolom = ["A", "B"], minimal = 1 }'
    draft = Draft().as_text()
    draft.rules = draft.rules.replace('nama = "Skor"\nmaksimum = 100', f'nama = "Skor"\n{panel}')
    marks = [
        ["26-0001", 60, 50],
        ["26-0002", 70, 50],
        ["26-0003", 80, 70],
        ["26-0004", 90, ""],
        ["26-0005", "TH", "TH"],
    ]
    draft.files["data/wawancara.csv"] = {"": [["Nomor Peserta", "A", "B"], *marks]}
    result = result_of(draft.write(tmp_path))
    [(_, (a, b))] = panels(result, result.stages[1])
    assert a == Spread("A", *map(Fraction, ("60", "67.5", "75", "82.5", "90", "75")))
    assert (b.lowest, b.median, b.highest, b.mean) == (50, 50, 70, Fraction(170, 3))
    assert list(panels(result, result.stages[-1])) == []


def test_the_workbook_has_native_charts_that_hold_their_figures(tmp_path: Path) -> None:
    folder = copy_sample("manna", tmp_path)
    assert command("rank", folder, "--sampai", "wawancara").code == 0
    raw = (folder / "hasil" / "2-wawancara" / "peringkat.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/charts/chart")]
        charts = [archive.read(name).decode() for name in sorted(names)]
    assert len(charts) == 3  # the way, the panel's marks, its raters
    assert all("<c:numCache>" in chart and "Grafik!" in chart for chart in charts)
    assert sum("<c:stockChart>" in chart for chart in charts) == 1
    book = openpyxl.load_workbook(io.BytesIO(raw))
    sheet = book["Grafik"]
    rows = {row[0]: row[1] for row in sheet.iter_rows(values_only=True, max_col=2) if isinstance(row[1], int)}
    assert (rows["Tes Tertulis"], rows["Wawancara"]) == (60, 33)
    book.close()
    assert command("rank", folder, "--sampai", "wawancara").code == 0
    assert (folder / "hasil" / "2-wawancara" / "peringkat.xlsx").read_bytes() == raw


def test_bars_in_the_terminal(tmp_path: Path) -> None:
    shown = command("stats", Draft().as_text().write(tmp_path)).out
    lines = shown[shown.index("\nTes: Teori\n") :].splitlines()[1:12]
    assert lines[1].strip() == "ambang batas 50"
    bars = [line.split("  ")[-1] for line in lines[2:10]]
    assert [bar.strip("█# ") for bar in bars] == ["1", "0", "1", "0", "1", "0", "1", "1"]


def test_a_heading_is_never_the_last_row_of_a_page() -> None:
    """484 points a page: the fifth row heads the sixth, which no longer fits; what is signed keeps three rows."""
    heights = [100, 100, 100, 100, 50, 100, 100, 100, 100, 100]
    assert pages_down(heights, 0, 100) == [5, 6]
    assert pages_down(heights, 0, 100, {4}) == [4, 6]
    short = [100, 100, 100, 40, 50, 30, 30, 30, 120]  # the signature does not fit, and takes three rows along
    assert (pages_down(short, 0, 100), pages_down(short, 0, 100, {4})) == ([5], [4])
    assert pages_down(heights, 0, 100, {2, 3, 4}) == [2, 6], "several rows that go together go on together"
    assert pages_down(heights, 0, 100, range(9)) == [5, 6], "more than a page holds is parted all the same"


def test_what_stands_after_the_stages_is_on_one_page() -> None:
    """A unit takes 5.6 points, a column 3.75 more: 734 are left beside the first two, 694.5 are used before the end.

    One of the three columns of 20.55 that follow would still fit.
    """
    widths = [10, 10, *[20] * 6, 3, 3, 3]
    assert pages_across(widths, 2, ["", "", *"aaabbb", "", "", ""]) == [8]
