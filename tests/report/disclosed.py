"""Reports as the attack reads them, and the duties that they really count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from rettid.caseload import jobcentre_by_law
from tests.disclosure.whole import Duty

if TYPE_CHECKING:
    from rettid.summary import Summary


def duties(summary: Summary) -> list[Duty]:
    """Every duty that a report of the day may count, whatever its period and team."""
    open_now = {row["forloeb_id"]: row["team"] for row in summary._open_cases.iter_rows(named=True)}
    titles = {f"{pack}/{krav}": f"{title} ({pack})" for (pack, krav), title in summary.titles.items()}
    running = pl.col("slutdato").is_null() | (pl.col("slutdato") >= pl.col("frist"))
    decided = pl.col("status").is_in(["rettidig", "for_sent", "mangler"])
    rows = jobcentre_by_law(summary.all_funds).filter(pl.col("frist") < summary.pr, decided, running)
    return [
        Duty(
            row["haendelse"],
            row["frist"],
            row["status"] == "rettidig",
            row["borger_id"] or row["forloeb_id"],
            row["team"],
            titles[f"{row['pakke']}/{row['krav']}"],
            row["aldersgruppe"] or "ukendt",
            row["status"] == "mangler" and bool(row["aaben"]) and row["forloeb_id"] in open_now,
            open_now.get(row["forloeb_id"]),
        )
        for row in rows.iter_rows(named=True)
    ]
