"""Two runs → what happened to each duty between them. Pure.

A fund is *on the list* of a run where it is open and missed, or due within the horizon of that run's day; so a duty is
new when it comes within sight, as on the lists that people work with. What was on the first list and what is on the
second balance: see `balance`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.periods import HORIZON
from rettid.tables import COMING, EXEMPT, LAPSED, LATE, MISSING, TIMELY, UNDECIDED

if TYPE_CHECKING:
    from datetime import date

    from rettid.periods import Period


NEW, WORSE, MOVED, SAME, SOLVED, LEFT, CORRECTED = (
    "ny", "forvaerret", "flyttet", "fortsat", "loest", "fjernet", "rettet",
)  # fmt: skip

CHANGES = (WORSE, NEW, MOVED, SOLVED, LEFT, CORRECTED)
"""What is listed, in order; `SAME` is only counted.

`forvaerret` was coming and is missed; `ny` on the list now and not then; `flyttet` on both with another deadline;
`loest` was on the list and is met; `fjernet` was on it and is neither (`aarsag` says why); `rettet` was settled and is
now settled otherwise.
"""

_GONE = "ikke i udtrækket mere"
_LEFT_BECAUSE = {
    LAPSED: "slut før fristen",
    EXEMPT: "undtaget",
    UNDECIDED: "kan ikke længere afgøres",
    MISSING: "slut, bruddet står",
    COMING: "fristen er længere frem",
}

_KIND = ("art", "ejer", "haendelse", "pakke")
_SHARED = ("forloeb_id", "borger_id", "maalgruppe", "art", "ejer", "pakke", "krav", "nr", "haendelse")
_HOLDER = ("team", "sagsbehandler")
_THEN = "_foer"

COLUMNS = (
    "aendring", "aarsag", "fund_id", *_SHARED, *_HOLDER, f"status{_THEN}", "status", f"frist{_THEN}", "frist", "dage", "moedt",
    "planlagt",
)  # fmt: skip


def changed(
    before: pl.DataFrame, after: pl.DataFrame, days: tuple[date, date], horizon: Period = HORIZON
) -> pl.DataFrame:
    """The funds of two runs that were on a list of either, or were settled otherwise: `COLUMNS`, sorted as `CHANGES`, then by frist.

    `before` and `after` as `frames.FUNDS`, `days` the days they tell of. `team` and `sagsbehandler` are those who have
    it now, or where nobody does those who had it. Unchanged ones are in it as `fortsat`.
    """
    then, now = (
        _one_each(funds).with_columns(paa=_on_list(day, horizon))
        for funds, day in zip((before, after), days, strict=True)
    )
    both = now.with_columns(er=pl.lit(value=True)).join(then, on="fund_id", how="full", coalesce=True, suffix=_THEN)
    told = both.with_columns(aendring=_change()).filter(pl.col("aendring").is_not_null())
    order = pl.col("aendring").replace_strict([*CHANGES, SAME], range(len(CHANGES) + 1), return_dtype=pl.Int32)
    return (
        told.with_columns(aarsag=pl.when(pl.col("aendring") == LEFT).then(_why_left()))
        .with_columns(pl.when("er").then(name).otherwise(f"{name}{_THEN}").alias(name) for name in (*_SHARED, *_HOLDER))
        .sort(order, pl.coalesce("frist", f"frist{_THEN}"), "fund_id", nulls_last=True)
        .select(COLUMNS)
    )


def balance(told: pl.DataFrame) -> pl.DataFrame:
    """Per kind of duty (`art`, `ejer`, `haendelse`, and the local `pakke`) the number of each change, and of the two lists.

    foer = forvaerret + flyttet + fortsat + loest + fjernet, and nu = ny + forvaerret + flyttet + fortsat.
    """
    kinds = told.with_columns(pakke=pl.when(pl.col("art") == "lokal").then("pakke"))
    counts = {name: (pl.col("aendring") == name).sum().cast(pl.Int64) for name in (*CHANGES, SAME)}
    both = counts[WORSE] + counts[MOVED] + counts[SAME]
    lists = {"foer": both + counts[SOLVED] + counts[LEFT], "nu": both + counts[NEW]}
    return (
        kinds.group_by(_KIND)
        .agg(**lists, **counts)
        .sort(_KIND, nulls_last=False, descending=[True, True, False, False])
    )


def listed(told: pl.DataFrame) -> pl.DataFrame:
    """The rows of `changed` less those that are as they were."""
    return told.filter(pl.col("aendring") != SAME)


def _one_each(funds: pl.DataFrame) -> pl.DataFrame:
    """What is needed of each fund, with the holder who can act."""
    held = pl.any_horizontal(pl.col(f"{name}_nu").is_not_null() for name in _HOLDER)
    own = [pl.when(held).then(f"{name}_nu").otherwise(name).alias(name) for name in _HOLDER]
    kept = ("fund_id", *_SHARED, "status", "frist", "aaben", "dage", "moedt", "planlagt")
    one = funds.unique("fund_id", keep="first", maintain_order=True).select(*kept, *own)
    return one.with_columns(pl.col(pl.Categorical).cast(pl.String))


def _on_list(day: date, horizon: Period) -> pl.Expr:
    due = (pl.col("status") == COMING) & (pl.col("frist") <= horizon.after_day(day))
    return (pl.col("aaben") & ((pl.col("status") == MISSING) | due)).fill_null(value=False)


def _change() -> pl.Expr:
    now, then = pl.col("paa").fill_null(value=False), pl.col(f"paa{_THEN}").fill_null(value=False)
    status, was = pl.col("status"), pl.col(f"status{_THEN}")
    on_both = (
        pl.when((was == COMING) & (status == MISSING)).then(pl.lit(WORSE))
        .when(pl.col("frist") != pl.col(f"frist{_THEN}")).then(pl.lit(MOVED))
        .otherwise(pl.lit(SAME))
    )  # fmt: skip
    return (
        pl.when(now & then).then(on_both)
        .when(now).then(pl.lit(NEW))
        .when(then & status.is_in([TIMELY, LATE])).then(pl.lit(SOLVED))
        .when(then).then(pl.lit(LEFT))
        .when((was != COMING) & (status != was)).then(pl.lit(CORRECTED))
    )  # fmt: skip


def _why_left() -> pl.Expr:
    why = pl.col("status").replace_strict(_LEFT_BECAUSE, default=None, return_dtype=pl.String)
    over = (pl.col("status") == COMING) & ~pl.col("aaben")
    return (
        pl.when(pl.col("status").is_null())
        .then(pl.lit(_GONE))
        .when(over)
        .then(pl.lit("forløbet er slut"))
        .otherwise(why)
    )
