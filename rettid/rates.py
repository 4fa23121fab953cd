"""Funds → rates: shares with numerator, denominator and a 95 % interval (`spec.md` § 5).

Every function returns one row per group, and always apart: law and local packs (`art`), the owner of the duty
(`ejer`), and interviews and offers (`haendelse`) are never added together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.tables import LATE, MISSING, TIMELY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rettid.spans import Span

APART = ("art", "ejer", "haendelse")
"""What a rate never adds together."""

FEWEST_FOR_PERCENT = 10
"""Under this denominator a rate is shown without its percentage."""

OVERDUE_BANDS = {"1-14": (1, 14), "15-28": (15, 28), "29-56": (29, 56), "57+": (57, None)}
"""Days overdue, both ends included (R2)."""

_Z = 1.959963984540054


def due_in(funds: pl.DataFrame, span: Span, pr: date) -> pl.DataFrame:
    """The funds R1 counts: decided, due in the period and before `pr`, of forløb still running on the deadline."""
    running = pl.col("slutdato").is_null() | (pl.col("slutdato") >= pl.col("frist"))
    due = pl.col("frist").is_between(span.first, span.last) & (pl.col("frist") < pr)
    return funds.filter(due, running, pl.col("status").is_in([TIMELY, LATE, MISSING]))


def r1(funds: pl.DataFrame, span: Span, pr: date, by: Sequence[str] = ()) -> pl.DataFrame:
    """R1, the share of due duties that were in time.

    Columns: `by`, `APART`, `rettidige` (numerator), `forfaldne` (denominator), `borgere`, `andel`, `lav`, `hoej`
    (shares of 1; the interval has citizens for clusters). A group without due duties has no row.
    """
    groups = [*by, *APART]
    per_citizen = (
        due_in(funds, span, pr)
        .group_by(*groups, citizen=pl.coalesce("borger_id", "forloeb_id"))
        .agg(x=(pl.col("status") == TIMELY).sum().cast(pl.Int64), n=pl.len().cast(pl.Int64))
    )
    counted = per_citizen.group_by(groups).agg(
        rettidige=pl.col("x").sum(),
        forfaldne=pl.col("n").sum(),
        borgere=pl.len(),
        spread=(pl.col("x") - pl.col("n") * pl.col("x").sum() / pl.col("n").sum()).pow(2).sum(),
    )
    return with_interval(counted).sort(groups, nulls_last=True)


def persons(funds: pl.DataFrame, span: Span, pr: date, by: Sequence[str] = ()) -> pl.DataFrame:
    """RP, the share of persons with a due duty all of whose due duties were in time. Columns as `r1`, counted in persons."""
    groups = [*by, *APART]
    counted = (
        due_in(funds, span, pr)
        .group_by(*groups, citizen=pl.coalesce("borger_id", "forloeb_id"))
        .agg(all_timely=(pl.col("status") == TIMELY).all())
        .group_by(groups)
        .agg(
            rettidige=pl.col("all_timely").sum().cast(pl.Int64),
            forfaldne=pl.len().cast(pl.Int64),
            borgere=pl.len(),
            spread=0.0,
        )
    )
    return with_interval(counted).sort(groups, nulls_last=True)


def r2(funds: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """R2, the open breaches: `by`, `APART`, `aabne`, a column per band of `OVERDUE_BANDS`, `laengst` and `median` (days overdue)."""
    groups, overdue = [*by, *APART], pl.col("dage")
    in_band = {
        name: ((overdue >= first) & (overdue <= last if last else pl.lit(value=True))).sum()
        for name, (first, last) in OVERDUE_BANDS.items()
    }
    return (
        funds.filter(pl.col("status") == MISSING, pl.col("aaben"))
        .group_by(groups)
        .agg(aabne=pl.len(), **in_band, laengst=overdue.max(), median=overdue.median())
        .sort(groups, nulls_last=True)
    )


def with_interval(counted: pl.DataFrame) -> pl.DataFrame:
    """Adds `andel`, `lav`, `hoej`: Wilson's interval for as many independent trials as the duties are worth.

    A citizen with six interviews is not six trials. The variance between citizens says how many trials the duties are
    worth, at most as many as there are; where all or none are in time it says nothing, and a citizen counts as one.
    """
    share = pl.col("rettidige") / pl.col("forfaldne")
    worth = share * (1 - share) * pl.col("forfaldne") ** 2 / pl.col("spread")
    trials = (
        pl.when(pl.col("borgere") == pl.col("forfaldne")).then("forfaldne")
        .when(pl.col("spread") <= 0).then("borgere")
        .otherwise(pl.min_horizontal(worth, pl.col("forfaldne")))
    )  # fmt: skip
    low, high = _wilson(share, trials)
    return counted.with_columns(andel=share, lav=low, hoej=high).drop("spread")


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """Wilson's 95 % interval for `hits` of `trials`.

    >>> [round(100 * edge, 1) for edge in wilson(12, 17)]
    [46.9, 86.7]
    """
    row = pl.select(*_wilson(pl.lit(hits) / trials, pl.lit(float(trials)))).row(0)
    return row[0], row[1]


def _wilson(share: pl.Expr, trials: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    middle = share + _Z**2 / (2 * trials)
    half = _Z * (share * (1 - share) / trials + _Z**2 / (4 * trials**2)).sqrt()
    scale = 1 + _Z**2 / trials
    low = ((middle - half) / scale).clip(lower_bound=0)
    high = ((middle + half) / scale).clip(upper_bound=1)
    return low.alias("lav"), high.alias("hoej")
