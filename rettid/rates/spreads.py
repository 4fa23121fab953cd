"""The rates that are no share: open breaches (R2), how early or late (R3), new clocks (R4) (`spec.md` § 5).

One row per group, apart as in `shares`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.rates.intervals import FEWEST_FOR_PERCENT
from rettid.rates.members import APART, CITIZEN, met_in, opened_in, waiting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from rettid.spans import Span

Bands = dict[str, tuple[int | None, int | None]]

OVERDUE_BANDS: Bands = {"1-14": (1, 14), "15-28": (15, 28), "29-56": (29, 56), "57+": (57, None)}
"""Days overdue, both ends included (R2)."""

MET_BANDS: Bands = {
    "15+ før": (None, -15),
    "1-14 før": (-14, -1),
    "på dagen": (0, 0),
    **{f"{name} efter": days for name, days in OVERDUE_BANDS.items()},
}
"""Days from the deadline to the day it was met, both ends included (R3)."""

QUANTILES = (10, 25, 75, 90)
"""The percentiles of R3 beside its median."""


def r2(funds: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """R2, the open breaches.

    Columns: `by`, `APART`, `aabne`, `borgere`, one per band of `OVERDUE_BANDS`, `laengst` and `median` (days overdue).
    """
    overdue = pl.col("dage")
    more = {"laengst": overdue.max(), "median": overdue.median()}
    return _spread(waiting(funds), "aabne", by, OVERDUE_BANDS, more)


def r3(funds: pl.DataFrame, span: Span, by: Sequence[str] = ()) -> pl.DataFrame:
    """R3, the duties met in the period: how many days early (negative) or late.

    Columns: `by`, `APART`, `indfriede`, `borgere`, one per band of `MET_BANDS`, `tidligst`, `senest`, `median`, and `p10`,
    `p25`, `p75`, `p90` (the fewest days within which so many per cent were met; null under ten duties).
    """
    days = pl.col("dage")
    enough = pl.len() >= FEWEST_FOR_PERCENT
    more = {"tidligst": days.min(), "senest": days.max(), "median": days.median()}
    more |= {f"p{share}": pl.when(enough).then(nearest_rank(days, share)) for share in QUANTILES}
    return _spread(met_in(funds, span), "indfriede", by, MET_BANDS, more)


def r4(funds: pl.DataFrame, span: Span, pr: date, by: Sequence[str] = ()) -> pl.DataFrame:
    """R4, the duties that opened in the period: `by`, `APART`, `nye`, `borgere`. A count, of nothing."""
    return _spread(opened_in(funds, span, pr), "nye", by, {}, {})


def nearest_rank(values: pl.Expr, percent: int) -> pl.Expr:
    """The smallest value that at least `percent` of the values are no larger than."""
    return values.sort().get(((percent * pl.len() + 99) // 100).cast(pl.Int64) - 1)


def in_band(days: pl.Expr, edges: tuple[int | None, int | None]) -> pl.Expr:
    """Whether `days` lies in a band of `OVERDUE_BANDS` or `MET_BANDS`."""
    first, last = edges
    after = pl.lit(value=True) if first is None else days >= first
    return after & (pl.lit(value=True) if last is None else days <= last)


def _spread(
    members: pl.DataFrame, name: str, by: Sequence[str], bands: Bands, more: Mapping[str, pl.Expr]
) -> pl.DataFrame:
    groups = list(dict.fromkeys([*by, *APART]))
    counts = {band: in_band(pl.col("dage"), edges).sum().cast(pl.Int64) for band, edges in bands.items()}
    return (
        members.group_by(groups)
        .agg(pl.len().cast(pl.Int64).alias(name), borgere=CITIZEN.n_unique().cast(pl.Int64), **counts, **more)
        .sort(groups, nulls_last=True)
    )
