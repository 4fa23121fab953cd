"""The overview's charts: what is overdue, to be acted on and coming, per caseworker in the order of the table. No ranking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rettid.lists.shown import SYMBOLS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rettid.lists.sheets.book import Page
    from rettid.lists.sheets.paper import Paper

_MOST = 20
"""Caseworkers in one chart; a larger team has several."""

_WIDTH, _MARGIN, _BAR, _ROW = 560, 90, 24, 20
"""In pixels."""

_FONT = {"name": "Arial", "size": 9}
_FILLS: tuple[dict[str, Any], ...] = (
    {"fill": {"color": "#9C2B2B"}},
    {"pattern": {"pattern": "wide_upward_diagonal", "fg_color": "#7F6000", "bg_color": "#FFF2CC"}},
    {"fill": {"color": "#FFFFFF"}},
)
"""Dark, striped and white: told apart in black and white too."""


@dataclass(frozen=True, slots=True)
class Bars:
    """The rows of a team that a chart shows: its first, how many, the column of the first figure, the longest bar."""

    name: str
    first: int
    rows: int
    column: int
    longest: int


def draw(page: Page, row: int, bars: Iterable[Bars], paper: Paper) -> int:
    """Draw a chart per team from this row on, two beside each other. Gives back the last row."""
    charts = [part for each in bars for part in _parts(each)]
    if not charts:
        return row
    most = max(each.longest for each in charts)
    paper.keep(row, _rows(charts[:2]) + 1)
    page.text(row, 0, "På listen pr. sagsbehandler, i navneorden", page.book.look(bold=True, font_size=12))
    row += 1
    for start in range(0, len(charts), 2):
        pair = charts[start : start + 2]
        paper.keep(row, _rows(pair))
        for number, each in enumerate(pair):
            place = {"x_offset": number * (_WIDTH + 10), "y_offset": 5, "object_position": 2}
            page.checked(page.sheet.insert_chart(row, 0, _chart(page, each, most), place))
        row += _rows(pair)
    return row


def _rows(charts: Sequence[Bars]) -> int:
    """How many rows of the sheet the highest of the charts covers."""
    return max(_height(each) for each in charts) // _ROW + 2


def _parts(bars: Bars) -> Iterator[Bars]:
    """The bars, as many as one chart holds at a time."""
    for start in range(0, bars.rows, _MOST):
        number = min(_MOST, bars.rows - start)
        span = f" ({start + 1}–{start + number})" if bars.rows > _MOST else ""
        yield Bars(bars.name + span, bars.first + start, number, bars.column, bars.longest)


def _height(bars: Bars) -> int:
    return _MARGIN + _BAR * bars.rows


def _chart(page: Page, bars: Bars, most: int) -> Any:  # noqa: ANN401 - the library has no types for it
    """One chart; every chart's scale goes to `most`, so that a bar is as long in one as in another."""
    chart = page.book.chart()
    last = bars.first + bars.rows - 1
    for number, ((state, symbol), fill) in enumerate(zip(SYMBOLS.items(), _FILLS, strict=True)):
        column = bars.column + number
        chart.add_series(
            {
                "name": f"{symbol} {state}",
                "categories": [page.name, bars.first, 0, last, 0],
                "values": [page.name, bars.first, column, last, column],
                "border": {"color": "#000000", "width": 0.75},
                "gap": 50,
                "data_labels": {
                    "value": True,
                    "num_format": "0;;",
                    "font": _FONT | ({"color": "#FFFFFF"} if number == 0 else {}),
                },
                **fill,
            }
        )
    chart.set_title({"name": bars.name, "name_font": {"name": "Arial", "size": 11}, "overlay": False})
    chart.set_legend({"position": "bottom", "font": _FONT})
    chart.set_y_axis({"reverse": True, "num_font": _FONT, "line": {"color": "#808080"}})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0, "max": most})
    chart.set_size({"width": _WIDTH, "height": _height(bars)})
    return chart
