"""Funds → the duties a forecast counts, each with the weeks in which it was known, met and left.

Time is whole weeks of seven days from the reference day: week 0 begins on it, week −1 ends on the day before. A *lag* of t
says that t weeks are left when a duty's own week is over: at lag 1 that week begins. What has happened by the first day of
those weeks is known at the lag.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.tables import LATE, MISSING, TIMELY, UNDECIDED

if TYPE_CHECKING:
    from datetime import date

DUTY_SCHEMA: dict[str, pl.DataType] = {
    "uge": pl.Int32(),
    "dag": pl.Int32(),
    "kendt": pl.Int32(),
    "moedt": pl.Int32(),
    "ude": pl.Int32(),
    "taeller": pl.Boolean(),
    "rettidig": pl.Boolean(),
    "aftalt": pl.Boolean(),
    "aaben": pl.Boolean(),
}
"""`uge` of the deadline and its `dag` in it from 0 to 6; `kendt`, `moedt`, `ude` the largest lag at which its window was open,
it was met, and its forløb had ended before the deadline, null for never; `taeller` whether R1 counts it, and `rettidig` whether
it was in time, both undecided from the reference day on; `aftalt` whether it has a booking on or before the
deadline, `aaben` whether it is not met and its forløb runs."""


def duties(funds: pl.DataFrame, pr: date) -> pl.DataFrame:
    """The duties of `funds` that can be decided and whose window is open by `pr`: the columns of `DUTY_SCHEMA`, sorted."""
    left = (pl.col("slutdato") < pl.col("frist")).fill_null(value=False)
    return (
        funds.lazy()
        .filter(pl.col("status") != UNDECIDED, pl.col("frist").is_not_null(), pl.col("aabner") <= pr)
        .with_columns(uge=(pl.col("frist").cast(pl.Int32) - pl.lit(pr).cast(pl.Int32)).floordiv(7))
        .with_columns(mandag=pl.lit(pr).cast(pl.Int32) + 7 * pl.col("uge"))
        .select(
            "uge",
            dag=pl.col("frist").cast(pl.Int32) - pl.col("mandag"),
            kendt=_lag("aabner"),
            moedt=_lag("moedt"),
            ude=pl.when(left).then(_lag("slutdato")),
            taeller=pl.col("status").is_in([TIMELY, LATE, MISSING]) & ~left,
            rettidig=pl.col("status") == TIMELY,
            aftalt=(pl.col("planlagt") <= pl.col("frist")).fill_null(value=False),
            aaben="aaben",
        )
        .sort(*DUTY_SCHEMA)
        .collect()
    )


def _lag(day: str) -> pl.Expr:
    """The largest lag at which the day has come: one more than the whole weeks from it to the first day of the duty's week."""
    return (pl.col("mandag") - pl.col(day).cast(pl.Int32)).floordiv(7) + 1
