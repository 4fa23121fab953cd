"""The first offer agreed on at an earlier interview (inventory H-15)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from rettid.forecast.whatif.past import outcome
from rettid.tables import HELD, NOT_BEGUN

if TYPE_CHECKING:
    from rettid.forecast.whatif.past import Outcome, Past
    from rettid.tables import Tables


def agreed(past: Past, number: int) -> list[Outcome]:
    """The outcome with offers that followed on interview `number` + 1 agreed on at interview `number` instead.

    Such an offer begins as many days after the earlier interview as it did after the later. Besides: `flyttet` how many offers that
    is, `dage_frem` how many days sooner they begin, in the middle.
    """
    moved = earlier(past, number)
    days = moved["frem"].median()
    told = {"flyttet": moved.height, "dage_frem": float(days) if isinstance(days, int | float) else None}
    return [outcome(f"ved samtale {number}", past, _with(past, moved), "tilbud", told)]


def earlier(past: Past, number: int) -> pl.DataFrame:
    """The first offers that began after interview `number` + 1 and before the next one.

    Columns: `plads`, the place in `tilbud`, and `frem`, how many days sooner.
    """
    held = (
        past.tables["samtaler"]
        .filter(pl.col("status").cast(pl.String) == HELD, pl.col("dato") <= past.pr)
        .select("forloeb_id", "dato")
        .unique()
        .sort("forloeb_id", "dato")
        .group_by("forloeb_id", maintain_order=True)
        .agg(*(pl.col("dato").get(place, null_on_oob=True).alias(name) for place, name in _places(number)))
    )
    begun = ~pl.col("status").cast(pl.String).is_in(NOT_BEGUN) & (pl.col("startdato") <= past.pr)
    first = (
        past.tables["tilbud"]
        .with_row_index("plads")
        .filter(begun)
        .sort("forloeb_id", "startdato", "plads")
        .unique("forloeb_id", keep="first", maintain_order=True)
        .select("plads", "forloeb_id", "startdato")
    )
    after = (pl.col("startdato") >= pl.col("nu")) & (pl.col("startdato") < pl.col("naeste")).fill_null(value=True)
    found = first.join(held, on="forloeb_id").filter(after.fill_null(value=False))
    return found.select("plads", frem=(pl.col("nu") - pl.col("foer")).dt.total_days()).sort("plads").collect()


def _places(number: int) -> list[tuple[int, str]]:
    return [(number - 1, "foer"), (number, "nu"), (number + 1, "naeste")]


def _with(past: Past, moved: pl.DataFrame) -> Tables:
    """The tables with the offers begun so much sooner; they last as long as they did."""
    rows = (
        past.tables["tilbud"].with_row_index("plads").join(moved.lazy(), on="plads", how="left", maintain_order="left")
    )
    sooner = pl.duration(days=pl.col("frem").fill_null(0))
    days = [pl.col(name) - sooner for name in ("startdato", "slutdato", "planlagt_slutdato", "afgivet")]
    return replace(past.tables, frames={**past.tables.frames, "tilbud": rows.with_columns(days).drop("plads", "frem")})
