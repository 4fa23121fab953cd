"""Time to an event when people also leave: Aalen and Johansen's share of those who in fact got it.

Neither 1 − Kaplan-Meier with those who left as censored, which is too high, nor the share of those who are done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.rates.intervals import Z

if TYPE_CHECKING:
    from collections.abc import Sequence

OPEN, EVENT, LEFT = 0, 1, 2
"""`udfald`: still waiting on the last day known, got it, left without it."""


def curve(spells: pl.DataFrame) -> pl.DataFrame:
    """The curve of `dage` (from the start to the outcome) and `udfald`.

    One row per day on which anybody got it or left: `dage`, `i_risiko`, `fik`, `forlod` (numbers), `andel_fik`,
    `andel_forlod` and `andel_hverken` (shares through that day). Whoever is open on a day was still in it that day.
    """
    days = (
        spells.group_by("dage")
        .agg(
            fik=(pl.col("udfald") == EVENT).sum().cast(pl.Int64),
            forlod=(pl.col("udfald") == LEFT).sum().cast(pl.Int64),
            _alle=pl.len().cast(pl.Int64),
        )
        .sort("dage")
        .with_columns(i_risiko=pl.col("_alle").sum() - pl.col("_alle").cum_sum() + pl.col("_alle"))
        .filter(pl.col("fik") + pl.col("forlod") > 0)
    )
    stays = (1 - (pl.col("fik") + pl.col("forlod")) / pl.col("i_risiko")).cum_prod()
    before = pl.col("andel_hverken").shift(1, fill_value=1.0)
    shares = {f"andel_{name}": (before * pl.col(name) / pl.col("i_risiko")).cum_sum() for name in ("fik", "forlod")}
    shown = days.with_columns(andel_hverken=stays).with_columns(**shares)
    return shown.select("dage", "i_risiko", "fik", "forlod", "andel_fik", "andel_forlod", "andel_hverken")


def through(curve: pl.DataFrame, days: Sequence[int]) -> pl.DataFrame:
    """The shares through each of `days`: `dag`, `andel_fik`, `lav`, `hoej` (95 %), `andel_forlod`, `andel_hverken`.

    The interval is on the scale log(−log), and null where the curve has not moved, or where nobody is left.
    """
    return pl.concat([_through(curve, day) for day in days])


def median_day(curve: pl.DataFrame) -> int | None:
    """The day by which half of all in fact got it; None where the curve never gets there. No mean is to be had from it."""
    reached = curve.filter(pl.col("andel_fik") >= 0.5)
    return None if reached.is_empty() else int(reached["dage"][0])


def _through(curve: pl.DataFrame, day: int) -> pl.DataFrame:
    until = curve.filter(pl.col("dage") <= day)
    got, left, neither = (
        until.select(pl.col(name).last()).item() if until.height else start
        for name, start in (("andel_fik", 0.0), ("andel_forlod", 0.0), ("andel_hverken", 1.0))
    )
    low, high = _interval(got, _variance(until, got))
    row = {"dag": day, "andel_fik": got, "lav": low, "hoej": high, "andel_forlod": left, "andel_hverken": neither}
    return pl.DataFrame([row], schema={name: pl.Int64 if name == "dag" else pl.Float64 for name in row})


def _variance(until: pl.DataFrame, got: float) -> float:
    """The variance of `andel_fik` at the end of the curve (the delta method: Marubini and Valsecchi 1995, 10.13)."""
    at_risk, met = pl.col("i_risiko").cast(pl.Float64), pl.col("fik").cast(pl.Float64)
    gone = met + pl.col("forlod")
    before, ahead = pl.col("andel_hverken").shift(1, fill_value=1.0), got - pl.col("andel_fik")
    leaving = pl.when(at_risk > gone).then(ahead**2 * gone / (at_risk * (at_risk - gone))).otherwise(0.0)
    own = before**2 * (at_risk - met) * met / at_risk**3
    return float(until.select((leaving + own - 2 * ahead * before * met / at_risk**2).sum()).item() or 0.0)


def _interval(share: float, variance: float) -> tuple[float | None, float | None]:
    if not 0 < share < 1 or variance <= 0:
        return None, None
    row = pl.DataFrame({"andel": [share], "sigma": [variance**0.5]})
    wide = (Z * pl.col("sigma") / (pl.col("andel") * pl.col("andel").log())).abs()
    low, high = row.select(a=pl.col("andel").pow(wide.exp()), b=pl.col("andel").pow((-wide).exp())).row(0)
    return low, high
