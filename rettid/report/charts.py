"""Charts as Vega-Lite specifications made by Altair: readable in black and white, labelled directly, in Danish. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.months import SHORT

if TYPE_CHECKING:
    import altair as alt

DARK, LIGHT, INK = "#1B4F72", "#D5D8DC", "#1C2833"
"""A dark and a light tone that differ in print, and the colour of words."""

WIDTH, PANEL = 560, 150
"""In pixels: as wide as the text of an A4 page."""

_ASIDE = 18
"""How far to the left of its first point a stretch's beginning is drawn."""

_PERCENT = "format(100 * datum.value, '.0f') + ' %'"
_QUARTERS = [0, 13, 26, 39, 52]
_SIZE = "format(abs(datum.value), '.0f')"
_KEY = "mørk: nye brud · lys: ud · stiplet: åbne ved udgangen"

_FONT = "Arial, Liberation Sans, DejaVu Sans, sans-serif"
_NUMBERS = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " kr."]}


_LOOKS = {
    "font": _FONT,
    "background": "white",
    "padding": 4,
    "locale": {"number": _NUMBERS},
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": 9, "titleFontSize": 9, "labelColor": INK, "titleColor": INK, "gridColor": "#E5E7E9",
        "titleFontWeight": "normal",
    },
    "title": {"anchor": "start", "fontSize": 11, "color": INK},
}  # fmt: skip
"""What all our charts look like. Written into the specification: the library would copy the chart for each of them."""


def month_label(month: pl.Expr) -> pl.Expr:
    """The short name of a month: "aug 18"."""
    name = month.dt.month().cast(pl.Int64).replace_strict(dict(enumerate(SHORT, 1)), return_dtype=pl.String)
    return pl.format("{} {}", name, month.dt.strftime("%y"))


def trend(points: pl.DataFrame, panels: list[str], height: int = PANEL) -> dict[str, Any]:
    """Shares over months: a panel per kind of duty, the interval as a bar, the percentage above the point, n of N under the axis.

    `points`: `kind`, `maaned_nr`, `maaned`, `andel`, `lav`, `hoej` (null where none is shown), `procent`, `antal`, `middel`,
    `afsnit`; where they are there also the limits `nedre` and `oevre`, `brud` (why a stretch begins), and `da`, the share as
    it was known then, an open diamond.
    """
    import altair as alt  # noqa: PLC0415 - half a second, and only where a chart is drawn

    charts = [_trend_panel(alt, points.filter(kind=kind), kind, height) for kind in panels]
    return finished(alt.vconcat(*charts, spacing=12))


def _trend_panel(alt: Any, points: pl.DataFrame, title: str, height: int) -> Any:  # noqa: ANN401 - the library, imported late
    order = points.sort("maaned_nr")["maaned"].to_list()
    x = alt.X("maaned:N", sort=order, title=None, axis=alt.Axis(labelAngle=0, ticks=False, domain=False))
    y = alt.Y(
        "andel:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(labelExpr=_PERCENT, values=[0, 0.5, 1])
    )
    base = alt.Chart(width=WIDTH, height=height, title=title).encode(x=x)
    shown = base.transform_filter("isValid(datum.andel)")
    spread = shown.mark_rule(color=INK, strokeWidth=1).encode(y=alt.Y("lav:Q"), y2="hoej:Q")
    line = shown.mark_line(color=DARK, strokeWidth=2).encode(y=y)
    point = shown.mark_point(color=DARK, filled=True, size=55, opacity=1).encode(y=y)
    label = shown.mark_text(dy=-3, baseline="bottom", fontSize=9, color=INK).encode(y="hoej:Q", text="procent:N")
    mean, low, high = (
        _edge(base, name, dash) for name, dash in (("middel", [2, 3]), ("nedre", [1, 3]), ("oevre", [1, 3]))
    )
    then = base.transform_filter("isValid(datum.da)").mark_point(color=INK, shape="diamond", size=45, opacity=1)
    broken = base.transform_filter("isValid(datum.brud)")
    told = broken.mark_text(align="left", baseline="top", dx=4 - _ASIDE, fontSize=9, color=INK).encode(
        y=alt.value(0.7 * height), text="brud:N"
    )
    breaks = alt.layer(broken.mark_rule(color=INK, strokeWidth=1, xOffset=-_ASIDE), told)
    counts = base.mark_text(fontSize=8, color=INK, baseline="bottom").encode(y=alt.value(height - 2), text="antal:N")
    halo = label.mark_text(dy=-3, baseline="bottom", fontSize=9, stroke="white", strokeWidth=3)
    layers = (mean, low, high, breaks, spread, line, then.encode(y="da:Q"), point, halo, label, counts)
    return alt.layer(*layers, data=_values(alt, points))


def _edge(base: Any, name: str, dash: list[int]) -> Any:  # noqa: ANN401 - as above
    """A line of the control chart, interrupted where another stretch begins."""
    there = base.transform_filter(f"isValid(datum.{name})")
    return there.mark_line(color=INK, strokeWidth=1, strokeDash=dash).encode(y=f"{name}:Q", detail="afsnit:N")


def flow(months: pl.DataFrame, panels: list[str]) -> dict[str, Any]:
    """Breaches over months: new ones up, those that left down, and how many are open after it as a line with numbers.

    `months`: `kind`, `maaned_nr`, `maaned`, `nye`, `ud` (a negative number), `aabne`.
    """
    import altair as alt  # noqa: PLC0415 - as above

    charts = [_flow_panel(alt, months.filter(kind=kind), kind) for kind in panels]
    return finished(alt.vconcat(*charts, spacing=12))


def _flow_panel(alt: Any, months: pl.DataFrame, title: str) -> Any:  # noqa: ANN401 - as above
    order = months.sort("maaned_nr")["maaned"].to_list()
    x = alt.X("maaned:N", sort=order, title=None, axis=alt.Axis(labelAngle=0, ticks=False))
    y = alt.Y("nye:Q", title=None, axis=alt.Axis(tickCount=4, tickMinStep=1, labelExpr=_SIZE))
    base = alt.Chart(width=WIDTH, height=PANEL, title=f"{title} ({_KEY})").encode(x=x)
    new = base.mark_bar(color=DARK, size=16).encode(y=y)
    gone = base.mark_bar(color=LIGHT, stroke=INK, size=16).encode(y="ud:Q")
    line = base.mark_line(
        color=INK, strokeDash=[5, 3], point=alt.OverlayMarkDef(color=INK, shape="diamond", size=45)
    ).encode(y="aabne:Q")
    text = base.mark_text(dy=-10, fontSize=10, fontWeight="bold").encode(y="aabne:Q", text="aabne:Q")
    halo = text.mark_text(dy=-10, fontSize=10, fontWeight="bold", stroke="white", strokeWidth=4)
    return alt.layer(gone, new, line, halo, text, data=_values(alt, months))


def funnel(towns: pl.DataFrame) -> dict[str, Any]:
    """Shares against how many they are of, with the limits of chance; the own one is a dark diamond, each has its name beside it.

    `towns`: `omraade`, `naevner`, `andel`, `midte`, `nedre95`, `oevre95`, `nedre998`, `oevre998`, `egen`.
    """
    import altair as alt  # noqa: PLC0415 - as above

    return finished(alt.vconcat(_funnel_panel(alt, towns)))


def _funnel_panel(alt: Any, towns: pl.DataFrame) -> Any:  # noqa: ANN401 - as above
    sizes = alt.X("naevner:Q", title="Hvor mange andelen er af", scale=alt.Scale(zero=False, padding=40))
    shares = alt.Scale(domain=[0, 1])
    axis = alt.Axis(labelExpr=_PERCENT, values=[0, 0.25, 0.5, 0.75, 1])
    base = alt.Chart(width=WIDTH, height=2 * PANEL).encode(x=sizes)
    edges = [
        base.mark_line(color=INK, strokeWidth=1, strokeDash=dash).encode(
            y=alt.Y(f"{name}:Q", title=None, scale=shares, axis=axis)
        )
        for name, dash in (
            ("midte", [1, 0]), ("nedre95", [5, 3]), ("oevre95", [5, 3]), ("nedre998", [1, 3]), ("oevre998", [1, 3]),
        )
    ]  # fmt: skip
    others = base.transform_filter("!datum.egen").mark_point(color=INK, size=45, opacity=1).encode(y="andel:Q")
    own = base.transform_filter("datum.egen").mark_point(color=DARK, shape="diamond", filled=True, size=140, opacity=1)
    names = base.mark_text(align="left", dx=7, fontSize=9, color=INK).encode(y="andel:Q", text="omraade:N")
    halo = names.mark_text(align="left", dx=7, fontSize=9, stroke="white", strokeWidth=4)
    return alt.layer(*edges, halo, others, own.encode(y="andel:Q"), names, data=_values(alt, towns))


def curves(points: pl.DataFrame, panels: list[str]) -> dict[str, Any]:
    """Shares over weeks since the start: a panel per curve, who got it as a line, who left without as a broken one, named at their ends.

    `points`: `kind`, `uge`, `fik`, `forlod` (null where leaving is what is counted).
    """
    import altair as alt  # noqa: PLC0415 - as above

    return finished(alt.vconcat(*(_curve_panel(alt, points.filter(kind=kind), kind) for kind in panels), spacing=12))


def _curve_panel(alt: Any, points: pl.DataFrame, title: str) -> Any:  # noqa: ANN401 - as above
    x = alt.X("uge:Q", title="Uger efter start", scale=alt.Scale(domain=[0, 60]), axis=alt.Axis(values=_QUARTERS))
    y = alt.Scale(domain=[0, 1])
    base = alt.Chart(width=WIDTH, height=PANEL, title=title).encode(x=x)
    axis = alt.Axis(labelExpr=_PERCENT, values=[0, 0.25, 0.5, 0.75, 1])
    names = {"fik": "fik tilbud", "forlod": "forlod uden"} if points["forlod"].count() else {"fik": "afsluttet"}
    last = base.transform_filter(f"datum.uge == {points['uge'].to_list()[-1]}")
    layers = []
    for name, colour, dash in zip(names, (DARK, INK), ([1, 0], [4, 3]), strict=False):
        there, end = (part.transform_filter(f"isValid(datum.{name})") for part in (base, last))
        place = alt.Y(f"{name}:Q", title=None, scale=y, axis=axis)
        layers.append(there.mark_line(color=colour, strokeWidth=2, strokeDash=dash).encode(y=place))
        said = f"format(100 * datum.{name}, '.0f') + ' % {names[name]}'"
        text = end.transform_calculate(navn=said).mark_text(align="left", dx=5, fontSize=9, color=INK)
        layers.append(text.encode(y=place, text="navn:N"))
    return alt.layer(*layers, data=_values(alt, points))


def finished(chart: alt.VConcatChart | alt.LayerChart) -> dict[str, Any]:
    """The specification, with our looks and Danish numbers."""
    found: dict[str, Any] = chart.to_dict()
    return found | {"config": found["config"] | _LOOKS}


def _values(alt: Any, frame: pl.DataFrame) -> Any:  # noqa: ANN401 - as above
    """The rows as a chart's data; given once for all layers, for the library copies whatever a layer has at each step."""
    return alt.Data(values=frame.to_dicts())
