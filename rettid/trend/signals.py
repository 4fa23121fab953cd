"""A series held up against its own usual variation, in words.

One period outside the limits is a sign to look at and no change; a change is what several periods on end say together.
No period is ever held against the one before it. Fortnights of July and Christmas are held against the same weeks of the
year before, where the series reaches so far back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.rates.groupings import KIND
from rettid.statistics.control import RULES, chart, xmr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.statistics.control import Break

SAME = "almindelig variation"
ABOVE, BELOW = "over grænsen", "under grænsen"
HIGHER, LOWER = "ændring: højere", "ændring: lavere"
HIGHER_THAN, LOWER_THAN, LIKE = (
    "højere end samme uger året før", "lavere end samme uger året før", "som samme uger året før",
)  # fmt: skip
"""What `signal` can say; it is empty for a period that is not charted."""

CHANGES = (HIGHER, LOWER)

CHARTED: dict[str, pl.DataType] = {
    "vaerdi": pl.Float64(),
    "kort": pl.String(),
    "afsnit": pl.Int64(),
    "brud": pl.String(),
    "middel": pl.Float64(),
    "nedre": pl.Float64(),
    "oevre": pl.Float64(),
    "foreloebig": pl.Boolean(),
    **dict.fromkeys(RULES, pl.Boolean()),
    "signal": pl.String(),
    "aaret_foer": pl.Float64(),
}
"""What the chart adds: `vaerdi` is the share (of 1), or the number of open breaches; `kort` the kind of chart ("xmr", "p"); the
rest as `statistics.control` has it; `aaret_foer` the share of the same weeks of the year before."""

DIGITS = 6
"""Decimals of a mean and of a limit."""

_SERIES = ("maal", *KIND, "kendt")
_A_YEAR = "364d"


def with_signals(rows: pl.DataFrame, breaks: Sequence[Break] = ()) -> pl.DataFrame:
    """The rows with CHARTED. Every series (`maal`, KIND, `kendt`) is charted by itself; the order stays as it was."""
    parts = [_charted(part, breaks) for part in rows.partition_by(_SERIES, maintain_order=True)]
    return pl.concat(parts)


def _charted(rows: pl.DataFrame, breaks: Sequence[Break]) -> pl.DataFrame:
    """One series; a share that is not told (under ten) is no point of the chart."""
    told = rows["andel"].is_not_null()
    if rows["maal"].first() == "R2":
        points = rows.select(dag="fra", vaerdi=pl.col("taeller").cast(pl.Float64))
        charted = xmr(points, breaks).with_columns(kort=pl.lit("xmr"))
    else:
        counts = (pl.when(told).then(name).alias(name) for name in ("taeller", "naevner"))
        charted = chart(rows.select(*counts, dag="fra"), breaks)
    known = charted.drop("taeller", "naevner", strict=False).rename({"dag": "fra"})
    joined = rows.join(known, on="fra", how="left", maintain_order="left").with_columns(_signal())
    within = _with_year_before(joined).with_columns(
        pl.col("nedre").clip(lower_bound=0), pl.when(told).then(pl.col("oevre").clip(upper_bound=1)).otherwise("oevre")
    )
    # The same digits every time: a mean is added up in no fixed order.
    exact = [pl.col(name).round(DIGITS) for name in ("middel", "nedre", "oevre")]
    return within.with_columns(exact).select(
        *rows.columns, *(pl.col(name).cast(dtype) for name, dtype in CHARTED.items())
    )


def _signal() -> pl.Expr:
    """The rules in words: those that rest on several periods are a change, and which way."""
    value, mean = pl.col("vaerdi"), pl.col("middel")
    rising = value > value.forward_fill().shift(1)
    upwards = pl.when(pl.col("samme_side") | pl.col("naer_graensen")).then(value > mean).otherwise(rising)
    change = pl.any_horizontal("samme_side", "tendens", "naer_graensen")
    return (
        pl.when(pl.col("tegn").is_null() | mean.is_null() | pl.col("nedre").is_null()).then(None)
        .when(change & upwards).then(pl.lit(HIGHER))
        .when(change).then(pl.lit(LOWER))
        .when(pl.col("uden_for") & (value > mean)).then(pl.lit(ABOVE))
        .when("uden_for").then(pl.lit(BELOW))
        .otherwise(pl.lit(SAME))
    ).alias("signal")  # fmt: skip


def _with_year_before(rows: pl.DataFrame) -> pl.DataFrame:
    """`aaret_foer`, and the signal of marked fortnights by it where the same weeks of the year before are of the same stretch."""
    before = rows.select(
        pl.col("fra").dt.offset_by(_A_YEAR), "afsnit", aaret_foer="andel", _lav="lav", _hoej="hoej"
    ).filter(pl.col("aaret_foer").is_not_null())
    joined = rows.join(before, on=["fra", "afsnit"], how="left", maintain_order="left")
    marked = pl.col("maerke").is_not_null() & pl.col("aaret_foer").is_not_null() & pl.col("andel").is_not_null()
    return joined.with_columns(
        aaret_foer=pl.when(pl.col("maerke").is_not_null()).then("aaret_foer"),
        signal=pl.when(marked).then(_against_year_before()).otherwise("signal"),
    )


def _against_year_before() -> pl.Expr:
    """By the interval of the difference between two shares, from the interval of each (Newcombe 1998, method 10)."""
    now, then = pl.col("andel"), pl.col("aaret_foer")
    below = ((now - pl.col("lav")) ** 2 + (pl.col("_hoej") - then) ** 2).sqrt()
    above = ((pl.col("hoej") - now) ** 2 + (then - pl.col("_lav")) ** 2).sqrt()
    return (
        pl.when(now - then > below).then(pl.lit(HIGHER_THAN))
        .when(then - now > above).then(pl.lit(LOWER_THAN))
        .otherwise(pl.lit(LIKE))
    )  # fmt: skip
