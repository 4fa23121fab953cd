"""Who has each forløb on a day: by `ansvar` where it knows, else as the forløb says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.quality.grounds import is_nobody

if TYPE_CHECKING:
    from datetime import date

    from rettid.tables import Tables


def holders_now(tables: Tables, pr: date) -> pl.DataFrame:
    """`forloeb_id`, `sagsbehandler`, `team`: who has each forløb on `pr`, empty where the name says that nobody has.

    By `ansvar` where it knows, else as the forløb says; of several by `ansvar` the one who began last.
    """
    now = (
        rows_on(tables, pr)
        .sort("fra", "sagsbehandler", "team", nulls_last=False)
        .group_by("forloeb_id", maintain_order=True)
        .agg(nu=pl.last("sagsbehandler"), nu_team=pl.last("team"))
    )
    return (
        tables["forloeb"]
        .join(now, on="forloeb_id", how="left", maintain_order="left")
        .select("forloeb_id", sagsbehandler=pl.coalesce("nu", "sagsbehandler"), team=pl.coalesce("nu_team", "team"))
        .with_columns(sagsbehandler=pl.when(~is_nobody(pl.col("sagsbehandler"))).then("sagsbehandler"))
        .collect()
    )


def rows_on(tables: Tables, pr: date) -> pl.LazyFrame:
    """The rows of `ansvar` that cover `pr`."""
    day = pl.lit(pr)
    return tables["ansvar"].filter(pl.col("fra").fill_null(day) <= day, pl.col("til").fill_null(day) >= day)
