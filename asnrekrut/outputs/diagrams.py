"""The sheet of diagrams: small tables with native charts beside them, one scale each, readable without colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from asnrekrut.charts import INK, Classes, Spread
from asnrekrut.core.counts import count_seats
from asnrekrut.notation import show
from asnrekrut.outputs.bulk import NORMAL, BulkSheet
from asnrekrut.outputs.canvas import HEADING, Canvas, Cell
from asnrekrut.outputs.layout import SMALLEST
from asnrekrut.outputs.spread import histograms, panels, way

if TYPE_CHECKING:
    from collections.abc import Sequence

    from asnrekrut.outputs.view import View

NAME = "Grafik"
MOST = 40  # bars that one picture still shows legibly
FEW = 10
BESIDE = 5  # the column of the pictures
TALL = 15  # rows that a picture takes at least
LOWER = 2  # pixels by which it begins below its page's edge, where another page would show its frame
PALE = {"pattern": "wide_upward_diagonal", "fg_color": INK, "bg_color": "white"}
FILLED = {"values": 1, "gap": 60, "border": {"color": INK}, "fill": {"color": INK}}


def diagram_sheet(canvas: Canvas, view: View) -> None:
    """Pictures of one stage, or of the end; no sheet where there is nothing to draw."""
    rows, spreads = way(view.result), list(histograms(view.result, view.stage))
    several = len(rows) > 1
    if not (several or spreads or view.stage.is_end or any(panels(view.result, view.stage))):
        return
    sheet = canvas.sheet(NAME, _Diagrams.widths)
    row = canvas.head_lines(sheet, [f"Grafik: {view.stage.name}", "Untuk dilihat; peringkat tidak bergantung padanya."])
    sheet.across = sheet.across[: BESIDE - 1]
    drawn = _Diagrams(canvas, sheet, row)
    if several:
        drawn.way(rows)
    for label, classes in spreads:
        drawn.spread(label, classes)
    for label, raters in panels(view.result, view.stage):
        drawn.raters(label, raters)
    if view.stage.is_end:
        drawn.seats(view)
    drawn.pages()
    sheet.finish()


class _Diagrams:
    """Tables from top to bottom, each with its picture."""

    widths = [30, 11, 11, 11, 2, 13, 13, 13, 13, 13]  # noqa: RUF012  (never changed)

    def __init__(self, canvas: Canvas, sheet: BulkSheet, row: int) -> None:
        self.canvas, self.sheet, self.row = canvas, sheet, row
        self.tops: list[int] = []

    def way(self, rows: Sequence[tuple[str, int]]) -> None:
        """How many are left after each stage."""
        self._table("Dari tahap ke tahap", ["Tahap", "Orang"], rows, {"type": "bar"}, [FILLED], "orang")

    def spread(self, label: str, classes: Classes) -> None:
        """How many have which marks; those below the cut are hatched."""
        cut = classes.cut
        title = f"Sebaran {label}" + ("" if cut is None else f" (bergaris: di bawah ambang batas {show(cut)})")
        below = [cut is not None and edge <= cut for edge in classes.edges[1:]]
        points = [{"pattern": PALE} if one else None for one in below]
        rows = list(zip(classes.names, classes.counts, strict=True))
        series = {**FILLED, "points": points, "gap": 8}
        self._table(title, [label, "Orang"], rows, {"type": "column"}, [series], "orang")

    def raters(self, label: str, rows: Sequence[Spread]) -> None:
        """Each rater's marks from the lowest to the highest, with a dot for the mean."""
        heads = [label, "Tertinggi", "Terendah", "Rata-rata"]
        cells: list[list[Cell]] = [[r.label, (r.highest, 2), (r.lowest, 2), (r.mean, 2)] for r in rows]
        title = f"{label}: nilai tertinggi, terendah, dan rata-rata (titik) setiap penilai"
        dot = {"type": "circle", "size": 8, "fill": {"color": "black"}, "border": {"color": "black"}}
        series: list[dict[str, Any]] = [{"values": 1}, {"values": 2}, {"values": 3, "marker": dot}]
        bottom = int(min(r.lowest for r in rows)) // 10 * 10
        self._table(title, heads, cells, {"type": "stock"}, series, "nilai", bottom)

    def seats(self, view: View) -> None:
        """Filled and empty seats, and the last score inside, by formation."""
        found = [seats for seats in count_seats(view.result) if seats.decided]
        rows: list[list[Cell]] = [[s.formation.code, s.filled, s.empty] for s in found]
        heads, stacked = ["Formasi", "Terisi", "Kosong"], {"type": "bar", "subtype": "stacked"}
        series = [FILLED, {**FILLED, "values": 2, "pattern": PALE}]
        self._table("Kursi menurut formasi", heads, rows, stacked, series, "kursi")
        lowest: list[list[Cell]] = [[s.formation.code, (s.lowest, s.decimals)] for s in found if s.lowest is not None]
        if lowest:
            title = f"Nilai terendah yang {view.result.inside.lower()} menurut formasi"
            self._table(title, ["Formasi", "Nilai"], lowest, {"type": "bar"}, [FILLED], "nilai akhir")

    def _table(
        self,
        title: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[Cell]],
        kind: dict[str, Any],  # this and the series: what XlsxWriter takes
        series: Sequence[dict[str, Any]],
        unit: str,
        bottom: int = 0,  # where the axis begins; bars are compared by their length, so theirs begins at zero
    ) -> None:
        """A table, and beside it a picture of some of its columns."""
        top = self.row
        self.canvas.write_line(self.sheet, top, title, self.canvas.section, HEADING)
        first = row = self.canvas.headings(self.sheet, top + 1, heads, self.widths)
        for cells in rows:
            row = self.canvas.row(self.sheet, row, cells, self.widths)
        self.row = max(row, top + TALL) + 2
        self.tops.append(top)
        if 0 < len(rows) <= MOST:
            chart = self.canvas.workbook.add_chart(kind)
            for one in series:
                chart.add_series(self._series(heads, rows, first, one))
            axis: dict[str, Any] = {"name": unit, "min": bottom}
            if max(_number(cells[one["values"]]) for one in series for cells in rows) <= FEW:
                axis["major_unit"] = 1  # nobody is half a person
            self._dress(chart, title, axis, kind["type"])
            chart.set_legend({"position": "bottom"} if "subtype" in kind else {"none": True})
            chart.set_size({"width": 570, "height": (self.row - top - 2) * NORMAL * 4 // 3 - LOWER})
            where = {"object_position": 2, "y_offset": LOWER}
            self.sheet.insert_chart(top, BESIDE, chart, {"description": title, **where})

    def pages(self) -> None:
        """Two pictures a page, one on the first, which has the title; none of them torn."""
        self.sheet.set_print_scale(SMALLEST)
        self.sheet.set_h_pagebreaks(self.tops[1::2])
        self.sheet.write_string(self.row - 2, 0, " ", self.canvas.plain)  # the last picture is printed to its end

    def _series(
        self, heads: Sequence[str], rows: Sequence[Sequence[Cell]], first: int, one: dict[str, Any]
    ) -> dict[str, Any]:
        """What XlsxWriter takes, with the cells' contents beside their addresses for programs that do not compute."""
        column, last = one["values"], first + len(rows) - 1
        plain = {key: value for key, value in one.items() if key != "values"}
        return {
            "name": heads[column],
            "categories": [NAME, first, 0, last, 0],
            "values": [NAME, first, column, last, column],
            "categories_data": [cells[0] for cells in rows],
            "values_data": [_number(cells[column]) for cells in rows],
            **plain,
        }

    def _dress(self, chart: Any, title: str, axis: dict[str, Any], kind: str) -> None:
        """Title, one axis with its unit, no colour that matters."""
        chart.set_title({"name": title, "name_font": {"size": 11}, "overlay": False})
        grid = {"visible": True, "line": {"color": "#D9D9D9"}}
        figures = {**axis, "name_font": {"size": 9, "bold": False}, "major_gridlines": grid}
        names: dict[str, Any] = {"major_gridlines": {"visible": False}}
        if kind == "bar":  # from top to bottom as in the table
            chart.set_x_axis(figures)
            chart.set_y_axis({**names, "reverse": True, "crossing": "max"})
        else:
            chart.set_x_axis(names)
            chart.set_y_axis(figures)


def _number(cell: Cell) -> float:
    if isinstance(cell, tuple):
        return float(cell[0])
    return float(cell) if isinstance(cell, int) else 0.0
