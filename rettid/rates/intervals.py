"""How sure a share is: Wilson's 95 % interval, with citizens as clusters (`spec.md` § 5)."""

from __future__ import annotations

import polars as pl

FEWEST_FOR_PERCENT = 10
"""Under this denominator a rate is shown without its percentage."""

Z = 1.959963984540054
"""The normal deviate of a two-sided 95 % interval."""


def with_interval(counted: pl.DataFrame) -> pl.DataFrame:
    """Adds `andel`, `lav`, `hoej`: Wilson's interval for as many independent trials as the duties are worth.

    `counted` has `rettidige`, `forfaldne`, `borgere` and `spread`, which goes. A citizen with six interviews is not six
    trials. The variance between citizens says how many trials the duties are worth, at most as many as there are; where
    all or none are in time it says nothing, and a citizen counts as one.
    """
    share = pl.col("rettidige") / pl.col("forfaldne")
    alike = (pl.col("rettidige") == 0) | (pl.col("rettidige") == pl.col("forfaldne")) | (pl.col("spread") <= 0)
    worth = share * (1 - share) * pl.col("forfaldne") ** 2 / pl.col("spread")
    trials = (
        pl.when(pl.col("borgere") == pl.col("forfaldne")).then("forfaldne")
        .when(alike).then("borgere")
        .otherwise(pl.min_horizontal(worth, pl.col("forfaldne")))
    )  # fmt: skip
    low, high = _wilson(pl.col("andel"), pl.col("_trials"))
    # In two steps: share and trials are then worked out once, and not once in every place that uses them.
    return counted.with_columns(andel=share, _trials=trials).with_columns(low, high).drop("spread", "_trials")


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """Wilson's 95 % interval for `hits` of `trials`.

    >>> [round(100 * edge, 1) for edge in wilson(12, 17)]
    [46.9, 86.7]
    """
    row = pl.select(*_wilson(pl.lit(hits) / trials, pl.lit(float(trials)))).row(0)
    return row[0], row[1]


def _wilson(share: pl.Expr, trials: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    middle = share + Z**2 / (2 * trials)
    half = Z * (share * (1 - share) / trials + Z**2 / (4 * trials**2)).sqrt()
    scale = 1 + Z**2 / trials
    low = ((middle - half) / scale).clip(lower_bound=0)
    high = ((middle + half) / scale).clip(upper_bound=1)
    return low.alias("lav"), high.alias("hoej")
