"""The sheet of diagrams: small tables with native charts beside them, one scale each, readable without colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from asnrekrut.charts import INK, Classes, Spread
from asnrekrut.core.counts import count_seats
from asnrekrut.notation import show
from asnrekrut.outputs.bulk_rows import NORMAL, BulkSheet
from asnrekrut.outputs.column_widths import SMALLEST
from asnrekrut.outputs.mark_distribution import histograms, panels, way
from asnrekrut.outputs.sheet_formats import HEADING, Canvas, Cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from asnrekrut.outputs.result_columns import View

NAME = "Grafik"
MOST = 40  # bars that one picture still shows legibly
FEW = 10
BESIDE = 5  # the column of the pictures
TALL = 15  # rows that a picture takes at least
WIDTHS = (30, 11, 11, 11, 2, 13, 13, 13, 13, 13)
LOWER = 2  # pixels by which it begins below its page's edge, where another page would show its frame
PALE = {"pattern": "wide_upward_diagonal", "fg_color": INK, "bg_color": "white"}
FILLED = {"values": 1, "gap": 60, "border": {"color": INK}, "fill": {"color": INK}}


class _Diagram(Struct, frozen=True):
    """A small table, and a picture of some of its columns.

    Attributes:
        kind, series: as XlsxWriter takes them; of the values of a series the column.
        unit: of the axis, which begins at ``bottom``; bars are compared by their length, so theirs begins at zero.
    """

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    kind: dict[str, Any]
    series: Sequence[dict[str, Any]]
    unit: str
    bottom: int = 0


def diagram_sheet(canvas: Canvas, view: View) -> None:
    """Pictures of one stage, or of the end; no sheet where there is nothing to draw."""
    diagrams = list(_diagrams(view))
    if not diagrams:
        return
    sheet = canvas.sheet(NAME, WIDTHS)
    row = canvas.head_lines(sheet, [f"Grafik: {view.stage.name}", "Untuk dilihat; peringkat tidak bergantung padanya."])
    sheet.across, tops = sheet.across[: BESIDE - 1], []
    for one in diagrams:
        tops.append(row)
        row = _draw(canvas, sheet, row, one)
    sheet.set_print_scale(SMALLEST)
    sheet.set_h_pagebreaks(tops[1::2])  # two pictures a page, one on the first, which has the title; none of them torn
    sheet.write_string(row - 2, 0, " ", canvas.plain)  # the last picture is printed to its end
    sheet.finish()


def _diagrams(view: View) -> Iterator[_Diagram]:
    if len(rows := way(view.result)) > 1:
        yield _Diagram("Dari tahap ke tahap", ["Tahap", "Orang"], rows, {"type": "bar"}, [FILLED], "orang")
    yield from (_spread(label, classes) for label, classes in histograms(view.result, view.stage))
    yield from (_raters(label, raters) for label, raters in panels(view.result, view.stage))
    if view.stage.is_end:
        yield from _seats(view)


def _spread(label: str, classes: Classes) -> _Diagram:
    """How many have which marks; those below the cut are hatched."""
    cut = classes.cut
    title = f"Sebaran {label}" + ("" if cut is None else f" (bergaris: di bawah ambang batas {show(cut)})")
    below = [cut is not None and edge <= cut for edge in classes.edges[1:]]
    series = {**FILLED, "points": [{"pattern": PALE} if one else None for one in below], "gap": 8}
    rows = list(zip(classes.names, classes.counts, strict=True))
    return _Diagram(title, [label, "Orang"], rows, {"type": "column"}, [series], "orang")


def _raters(label: str, rows: Sequence[Spread]) -> _Diagram:
    """Each rater's marks from the lowest to the highest, with a dot for the mean."""
    cells: list[list[Cell]] = [[r.label, (r.highest, 2), (r.lowest, 2), (r.mean, 2)] for r in rows]
    title = f"{label}: nilai tertinggi, terendah, dan rata-rata (titik) setiap penilai"
    dot = {"type": "circle", "size": 8, "fill": {"color": "black"}, "border": {"color": "black"}}
    series: list[dict[str, Any]] = [{"values": 1}, {"values": 2}, {"values": 3, "marker": dot}]
    bottom = int(min(r.lowest for r in rows)) // 10 * 10
    heads = [label, "Tertinggi", "Terendah", "Rata-rata"]
    return _Diagram(title, heads, cells, {"type": "stock"}, series, "nilai", bottom)


def _seats(view: View) -> Iterator[_Diagram]:
    """Filled and empty seats, and the last score inside, by formation."""
    found = [seats for seats in count_seats(view.result) if seats.decided]
    rows: list[list[Cell]] = [[s.formation.code, s.winners, s.empty] for s in found]
    series, stacked = [FILLED, {**FILLED, "values": 2, "pattern": PALE}], {"type": "bar", "subtype": "stacked"}
    yield _Diagram("Kursi menurut formasi", ["Formasi", "Terisi", "Kosong"], rows, stacked, series, "kursi")
    lowest: list[list[Cell]] = [[s.formation.code, (s.lowest, s.decimals)] for s in found if s.lowest is not None]
    if lowest:
        title = f"Nilai terendah yang {view.result.inside.lower()} menurut formasi"
        yield _Diagram(title, ["Formasi", "Nilai"], lowest, {"type": "bar"}, [FILLED], "nilai akhir")


def _draw(canvas: Canvas, sheet: BulkSheet, top: int, one: _Diagram) -> int:
    """A table, and beside it its picture; returns the row below both."""
    canvas.write_line(sheet, top, one.title, canvas.section, HEADING)
    first = row = canvas.headings(sheet, top + 1, one.heads, WIDTHS)
    for cells in one.rows:
        row = canvas.row(sheet, row, cells, WIDTHS)
    below = max(row, top + TALL) + 2
    if 0 < len(one.rows) <= MOST:
        chart = canvas.workbook.add_chart(one.kind)
        for series in one.series:
            chart.add_series(_series(one, first, series))
        _dress(chart, one)
        chart.set_size({"width": 570, "height": (below - top - 2) * NORMAL * 4 // 3 - LOWER})
        where = {"object_position": 2, "y_offset": LOWER}
        sheet.insert_chart(top, BESIDE, chart, {"description": one.title, **where})
    return below


def _series(one: _Diagram, first: int, series: dict[str, Any]) -> dict[str, Any]:
    """What XlsxWriter takes, with the cells' contents beside their addresses for programs that do not compute."""
    column, last = series["values"], first + len(one.rows) - 1
    return {
        **series,
        "name": one.heads[column],
        "categories": [NAME, first, 0, last, 0],
        "values": [NAME, first, column, last, column],
        "categories_data": [cells[0] for cells in one.rows],
        "values_data": [_number(cells[column]) for cells in one.rows],
    }


def _dress(chart: Any, one: _Diagram) -> None:
    """Title, one axis with its unit, no colour that matters."""
    chart.set_title({"name": one.title, "name_font": {"size": 11}, "overlay": False})
    chart.set_legend({"position": "bottom"} if "subtype" in one.kind else {"none": True})
    grid = {"visible": True, "line": {"color": "#D9D9D9"}}
    figures: dict[str, Any] = {"name": one.unit, "min": one.bottom}
    figures |= {"name_font": {"size": 9, "bold": False}, "major_gridlines": grid}
    if max(_number(cells[series["values"]]) for series in one.series for cells in one.rows) <= FEW:
        figures["major_unit"] = 1  # nobody is half a person
    names: dict[str, Any] = {"major_gridlines": {"visible": False}}
    if one.kind["type"] == "bar":  # from top to bottom as in the table
        chart.set_x_axis(figures)
        chart.set_y_axis({**names, "reverse": True, "crossing": "max"})
    else:
        chart.set_x_axis(names)
        chart.set_y_axis(figures)


def _number(cell: Cell) -> float:
    if isinstance(cell, tuple):
        return float(cell[0])
    return float(cell) if isinstance(cell, int) else 0.0
