"""A funnel of municipalities around a share: how far from it chance alone may take one of each size. Pure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import polars as pl

from rettid.benchmarks.judgement import by_name
from rettid.rates import FEWEST_FOR_PERCENT

if TYPE_CHECKING:
    from collections.abc import Iterable

INNER, OUTER = 0.95, 0.998
"""The two limits: about one in twenty, and one in five hundred, lie outside by chance."""

INSIDE, BEYOND, FAR_BEYOND = "inden for grænserne", "uden for 95 %-grænsen", "uden for 99,8 %-grænsen"
MOST_FOR_SPREAD = 10
"""Under this number of municipalities nothing is said about their spread."""

LIMITS: dict[str, pl.DataType] = {
    "naevner": pl.Int64(),
    "lav_95": pl.Float64(),
    "hoej_95": pl.Float64(),
    "lav_998": pl.Float64(),
    "hoej_998": pl.Float64(),
}


def limits(centre: float, sizes: Iterable[int]) -> pl.DataFrame:
    """The exact binomial limits around `centre` (a share of 1) for each size, smallest first. Columns LIMITS, shares of 1.

    A limit is the share at the smallest number of hits that at least so much of the distribution is no larger than.

    >>> [round(100 * share) for share in limits(0.78, [20]).row(0)[1:]]
    [60, 95, 45, 100]
    """
    tails = [(1 - INNER) / 2, (1 + INNER) / 2, (1 - OUTER) / 2, (1 + OUTER) / 2]
    rows = [(size, *(quantile(tail, size, centre) / size for tail in tails)) for size in sorted(set(sizes)) if size > 0]
    return pl.DataFrame(rows, schema=LIMITS, orient="row")


def funnel(points: pl.DataFrame, centre: float) -> pl.DataFrame:
    """The points (`omraade`, `taeller`, `naevner`) with `andel`, the limits and `dom`, by name.

    Columns: `omraade`, `taeller`, `naevner`, `andel`, those of LIMITS, `dom` (INSIDE, BEYOND, FAR_BEYOND; empty under ten).
    """
    placed = points.select("omraade", "taeller", "naevner").filter(pl.col("naevner") >= 1)
    bounded = placed.join(limits(centre, placed["naevner"]), on="naevner", how="left").with_columns(
        andel=pl.col("taeller") / pl.col("naevner")
    )
    outside = [
        (pl.col("andel") < pl.col(f"lav_{edge}")) | (pl.col("andel") > pl.col(f"hoej_{edge}")) for edge in ("998", "95")
    ]
    few = pl.col("naevner") < FEWEST_FOR_PERCENT
    verdict = (
        pl.when(few).then(pl.lit(None, dtype=pl.String))
        .when(outside[0]).then(pl.lit(FAR_BEYOND))
        .when(outside[1]).then(pl.lit(BEYOND))
        .otherwise(pl.lit(INSIDE))
    )  # fmt: skip
    return (
        bounded.with_columns(dom=verdict, andel=pl.when(~few).then("andel"))
        .select("omraade", "taeller", "naevner", "andel", *list(LIMITS)[1:], "dom")
        .sort(by_name(pl.col("omraade")), "naevner")
    )


def centre_of(points: pl.DataFrame) -> float | None:
    """The share of all the points together; None where there are none."""
    hits, trials = points.select(pl.col("taeller", "naevner").sum()).row(0)
    return hits / trials if trials else None


def spread(points: pl.DataFrame, centre: float) -> float | None:
    """How many times the variation of chance the points vary, on average (Spiegelhalter's φ); None under MOST_FOR_SPREAD points.

    At about 1 the limits hold. Far above it the municipalities differ in ways that no limit of chance describes, and a point
    outside is not for that an outlier.
    """
    if points.height < MOST_FOR_SPREAD or not 0 < centre < 1:
        return None
    return float(
        points.select(
            ((pl.col("taeller") / pl.col("naevner") - centre) ** 2 * pl.col("naevner") / (centre * (1 - centre))).mean()
        ).item()
    )


def is_overspread(phi: float, number: int) -> bool:
    """Whether chance alone hardly gives so large a φ of so many points (two standard errors)."""
    return phi > 1 + 2 * math.sqrt(2 / number)


def quantile(tail: float, trials: int, share: float) -> int:
    """The smallest number of hits that at least `tail` of the binomial distribution is no larger than.

    >>> quantile(0.025, 20, 0.78), quantile(0.5, 10, 0.0), quantile(0.5, 10, 1.0)
    (12, 0, 10)
    """
    if share <= 0 or share >= 1:
        return 0 if share <= 0 else trials
    # What lies more than ten standard deviations below the mean is nothing in a double.
    first = max(0, math.floor(trials * share - 10 * math.sqrt(trials * share * (1 - share)) - 10))
    below = 0.0
    for hits in range(first, trials):
        below += _probability(hits, trials, share)
        if below >= tail:
            return hits
    return trials


def _probability(hits: int, trials: int, share: float) -> float:
    ways = math.lgamma(trials + 1) - math.lgamma(hits + 1) - math.lgamma(trials - hits + 1)
    return math.exp(ways + hits * math.log(share) + (trials - hits) * math.log(1 - share))
