"""Caseworkers beside one another as a funnel, without their names: how much of what differs is chance. Never a ranking. Pure.

It is of persons (RP) and not of duties: six interviews of one citizen are not six throws of a coin, and the limits take
each point to be made of independent ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.rates import FEWEST_FOR_PERCENT
from rettid.report.charts import DARK, INK, WIDTH, finished
from rettid.report.model import Diagram
from rettid.report.provenance import provenance
from rettid.screen import danish
from rettid.statistics.funnel import INSIDE, dispersion, funnel

if TYPE_CHECKING:
    from rettid.summary import Summary

_FEWEST_GROUPS = 3
_HEIGHT = 240
_STEPS = 60
_TITLE = "{}: personer med alt til tiden, sagsbehandler for sagsbehandler"
_NAMES = {"personer": "Antal", "andel": "Alt til tiden", "nedre95": "95 % fra", "oevre95": "95 % til"}


def of_caseworkers(cells: pl.DataFrame, name: str, place: str, summary: Summary) -> Diagram | None:
    """The funnel of the cells' caseworkers (RP of one kind of duty); None where too few of them have ten persons."""
    whole = cells.filter(tal="RP", niveau="i alt")
    own = cells.filter(pl.col("naevner") >= FEWEST_FOR_PERCENT, tal="RP", niveau="team,sagsbehandler")
    if own.height < _FEWEST_GROUPS or not whole["naevner"].sum():
        return None
    middle = int(whole["taeller"].sum()) / int(whole["naevner"].sum())
    placed = funnel(own.select("taeller", "naevner").sort("naevner", "taeller"), middle)
    count = pl.format("{} af {}", "taeller", "naevner")
    data = placed.with_columns(personer=count).select(*_NAMES)
    alt = _in_words(placed, middle, left_out=_left_out(cells))
    spec = _drawn(placed, middle)
    rests_on = provenance(summary, "RP", summary.span)
    return Diagram(f"tragt-{place}", _TITLE.format(name), spec, alt, data, rests_on, ("", _NAMES))


def _left_out(cells: pl.DataFrame) -> int:
    """How many caseworkers have persons, but too few for a percentage."""
    few = pl.col("naevner").is_between(1, FEWEST_FOR_PERCENT - 1)
    return cells.filter(few, tal="RP", niveau="team,sagsbehandler").height


def _in_words(placed: pl.DataFrame, middle: float, *, left_out: int) -> str:
    """The picture in words: how many lie where, and what may be read from it."""
    inside = int((placed["plads"] == INSIDE).sum())
    wide = dispersion(placed, middle)[1]
    of = f"{danish.whole(inside)} af {danish.whole(placed.height)}"
    told = [f"Alle under ét: {danish.decimal(100 * middle)} %. {of} ligger, hvor tilfældet alene kan lægge dem (95 %)."]
    told += [_OUTSIDE] if inside < placed.height else []
    told += [_WIDE] if wide else []
    told += [f"{danish.whole(left_out)} med under {FEWEST_FOR_PERCENT} personer er ikke tegnet."] if left_out else []
    return " ".join(told)


_OUTSIDE = "De andre punkter er værd at spørge til: de kan have andre sager, sygdom eller fejl i registreringen."
_WIDE = (
    "De ligger længere fra hinanden, end tilfældet kan forklare; sagerne er altså ikke ens, "
    "og en plads uden for siger ikke noget om den enkelte."
)


def _drawn(placed: pl.DataFrame, middle: float) -> dict[str, Any]:
    """The funnel: limits as lines that are named at their end, groups as points without a name."""
    import altair as alt  # noqa: PLC0415 - half a second, and only where a chart is drawn

    return finished(_layers(alt, placed, middle))


def _layers(alt: Any, placed: pl.DataFrame, middle: float) -> Any:  # noqa: ANN401 - the library, imported late
    limits = _limits(placed, middle)
    x = alt.X("naevner:Q", title="personer med en frist", scale=alt.Scale(zero=False, nice=False, padding=12))
    axis = alt.Axis(labelExpr="format(100 * datum.value, '.0f') + ' %'", tickCount=5)
    y = alt.Y("andel:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=axis)
    lines = alt.Chart(alt.Data(values=limits.to_dicts()), width=WIDTH, height=_HEIGHT).encode(x=x, y=y)
    curves = lines.mark_line(color=INK, strokeWidth=1).encode(
        detail="linje:N", strokeDash=alt.StrokeDash("slags:N", legend=None, scale=_dashes(alt))
    )
    last = lines.transform_filter("datum.sidst").mark_text(align="left", dx=4, fontSize=9, color=INK)
    points = alt.Chart(alt.Data(values=placed.to_dicts())).encode(x=x, y=y)
    dots = points.mark_point(filled=True, size=60, opacity=1, color=DARK)
    return alt.layer(curves, last.encode(text="slags:N"), dots)


def _dashes(alt: Any) -> Any:  # noqa: ANN401 - as above
    return alt.Scale(domain=["alle", "95 %", "99,8 %"], range=[[1, 0], [5, 3], [2, 2]])


def _limits(placed: pl.DataFrame, middle: float) -> pl.DataFrame:
    """The limits for every size between the smallest group and the largest: `naevner`, `andel`, `linje`, `slags`, `sidst`."""
    low, high = int(placed["naevner"].min()), int(placed["naevner"].max())  # type: ignore[arg-type]
    sizes = sorted({low + round((high - low) * step / _STEPS) for step in range(_STEPS + 1)})
    grid = funnel(pl.DataFrame({"naevner": sizes, "taeller": [0] * len(sizes)}), middle)
    kinds = {"midte": "alle", "nedre95": "95 %", "oevre95": "95 %", "nedre998": "99,8 %", "oevre998": "99,8 %"}
    long = grid.select("naevner", *kinds).unpivot(
        list(kinds), index="naevner", variable_name="linje", value_name="andel"
    )
    return long.with_columns(slags=pl.col("linje").replace(kinds), sidst=pl.col("naevner") == high)
