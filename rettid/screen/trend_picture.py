"""A series as a picture can be drawn from it: the points, the limits, the breaks and every word, and no library of charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from rettid.rates.groupings import KIND
from rettid.screen import danish
from rettid.screen.trend_words import MEASURES, SHARES, number, period, sign, stretches, verdict
from rettid.summary import kind_name
from rettid.trend import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rettid.statistics.control import Break
    from rettid.trend import Trend

SHARE, COUNT = "andel", "antal"

_KNOWN = {NOW: "som kendt nu", "da": "som kendt, da perioden sluttede"}
_POINTS = (
    "fra", "til", "taeller", "naevner", "vaerdi", "lav", "hoej", "middel", "nedre", "oevre", "afsnit", "foreloebig", "tegn",
    "maerke",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Picture:
    """One series, to be drawn as a line over time between its limits, with a mark at each break."""

    titel: str
    undertitel: str
    tekst: str
    """What the picture shows, in words: for those who can't see it, and as the line under it."""
    y_titel: str
    enhed: str
    """SHARE (values of 1, drawn from 0 to 100 %) or COUNT (drawn from 0)."""
    punkter: pl.DataFrame
    """A row per period: `navn`, `antal` (the numbers in words), `fra`, `til`, `taeller`, `naevner`, `vaerdi` (empty: no point),
    `lav`, `hoej`, `middel`, `nedre`, `oevre`, `afsnit`, `foreloebig`, `tegn` (in words), `usaedvanlig` (draw it filled) and `maerke`."""
    brud: tuple[Break, ...]
    noter: tuple[str, ...]


def pictures(trend: Trend) -> Iterator[Picture]:
    """A picture per measure and kind of duty that has a point, of what its signs are judged by (THEN where it is asked for)."""
    known = trend.known[-1]
    for series in trend.series.filter(pl.col("kendt") == known).partition_by("maal", *KIND, maintain_order=True):
        if series["vaerdi"].null_count() < series.height:
            yield _picture(trend, series)


def _picture(trend: Trend, series: pl.DataFrame) -> Picture:
    row = series.row(0, named=True)
    first, last = trend.found[0].span.first, trend.found[-1].span.last
    within = tuple(each for each in trend.breaks if first < each.dag <= last)
    rows = series.to_dicts()
    words = {
        "navn": [period(each) for each in rows],
        "antal": [number(each) for each in rows],
        "tegn": [sign(each) for each in rows],
    }
    odd = pl.any_horizontal("uden_for", "samme_side", "tendens", "naer_graensen").fill_null(value=False)
    points = series.with_columns(
        usaedvanlig=odd, **{name: pl.Series(name, told, pl.String) for name, told in words.items()}
    )
    return Picture(
        titel=f"{kind_name((row['lokal_pakke'] or '', row['ejer'], row['haendelse']))}: {MEASURES[row['maal']]}",
        undertitel=f"{danish.day(first)} til {danish.day(last)}, {_KNOWN[row['kendt']]}",
        tekst=verdict(series),
        y_titel=SHARES[row["maal"]],
        enhed=COUNT if row["maal"] == "R2" else SHARE,
        punkter=points.select("navn", "antal", *_POINTS, "usaedvanlig"),
        brud=within,
        noter=tuple(stretches(series)),
    )
