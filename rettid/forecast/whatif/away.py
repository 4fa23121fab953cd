"""A caseworker away for some weeks (inventory G.5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from rettid.errors import UsageError
from rettid.forecast.whatif.past import outcome
from rettid.tables import HELD

if TYPE_CHECKING:
    from datetime import date

    from rettid.forecast.whatif.past import Outcome, Past
    from rettid.tables import Tables


def away(past: Past, name: str, first: date, last: date) -> list[Outcome]:
    """The outcome with the interviews of these days held on the first day after them, and with them not held at all.

    What really would have become of them lies between. Besides: `beroert` the interviews that the days hold, `beroert_pr_uge` a week.
    """
    touched = _touched(past, name, first, last)
    number = int(touched.select(pl.len()).collect().item())
    weeks = ((last - first).days + 1) / 7
    told = {"beroert": number, "beroert_pr_uge": number / weeks}
    later = pl.lit(last + timedelta(days=1))
    held = _changed(past, touched, dato=later)
    gone = _changed(past, touched, status=pl.lit("aflyst"))
    return [
        outcome("holdt ved hjemkomsten", past, held, "samtale", told),
        outcome("ikke holdt", past, gone, "samtale", told),
    ]


def _touched(past: Past, name: str, first: date, last: date) -> pl.LazyFrame:
    """The interviews the caseworker held on these days, by their `plads`; who held one is told by the interview, else by the case."""
    rows = past.tables["samtaler"].with_row_index("plads")
    cases = past.tables["forloeb"].select("forloeb_id", pl.col("sagsbehandler").cast(pl.String).alias("sagens"))
    spans = past.tables["ansvar"].select(
        "forloeb_id", pl.col("sagsbehandler").cast(pl.String).alias("ansvarlig"), "fra", "til"
    )
    held = rows.filter(
        pl.col("status").cast(pl.String) == HELD, pl.col("dato").is_between(first, last), pl.col("dato") <= past.pr
    )
    on_the_day = (
        held.select("plads", "forloeb_id", "dato")
        .join(spans, on="forloeb_id")
        .filter(pl.col("fra").fill_null(first) <= pl.col("dato"), pl.col("til").fill_null(last) >= pl.col("dato"))
        .sort("fra", "ansvarlig")
        .unique("plads", keep="last", maintain_order=True)
        .select("plads", "ansvarlig")
    )
    told = held.join(cases, on="forloeb_id", how="left").join(on_the_day, on="plads", how="left")
    holder = pl.coalesce(pl.col("sagsbehandler").cast(pl.String), "ansvarlig", "sagens")
    return told.filter(holder == name).select("plads")


def caseworkers(past: Past) -> list[str]:
    """Everybody who is named on a case, an interview or a responsibility, by name."""
    tables = [
        past.tables[table].select(pl.col("sagsbehandler").cast(pl.String))
        for table in ("forloeb", "samtaler", "ansvar")
    ]
    names: list[str] = (
        pl.concat(tables).drop_nulls().unique().sort("sagsbehandler").collect()["sagsbehandler"].to_list()
    )
    return names


def known(past: Past, name: str) -> str:
    """The name as the export spells it. Raises UsageError for one that it does not have."""
    names = {each.strip().lower(): each for each in caseworkers(past)}
    if name.strip().lower() not in names:
        raise UsageError(
            f'--vaek: "{name}" står ikke i udtrækket. Skriv navnet, som det står der, for eksempel "{next(iter(names.values()), "")}".'
        )
    return names[name.strip().lower()]


def _changed(past: Past, touched: pl.LazyFrame, **columns: pl.Expr) -> Tables:
    marked = touched.with_columns(_sat=pl.lit(value=True))
    rows = past.tables["samtaler"].with_row_index("plads").join(marked, on="plads", how="left", maintain_order="left")
    now = {name: pl.when(pl.col("_sat")).then(value).otherwise(pl.col(name)) for name, value in columns.items()}
    return replace(
        past.tables, frames={**past.tables.frames, "samtaler": rows.with_columns(**now).drop("plads", "_sat")}
    )
