"""Who was responsible on a day (`spec.md` § 4, `sagsbehandler`/`team`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from rettid.engine.days import LAST_DAY, at, case_day, day_number, place

if TYPE_CHECKING:
    from rettid.engine.history import History


@dataclass(frozen=True, slots=True)
class Responsibility:
    """The responsible caseworker and team of each case, from each day on which it may change."""

    changes: pl.Series
    """The days of change (`case_day`), sorted."""
    holders: pl.DataFrame
    """`case`, `sagsbehandler`, `team`, `known` from each change on, after a place 0; in a gap between periods nobody is known."""

    @classmethod
    def of(cls, history: History) -> Responsibility:
        """Responsibility from the table `ansvar`; where periods overlap, the one that began last holds."""
        periods = _periods(history)
        days = pl.concat([periods.select("case", day="first"), periods.select("case", day=pl.col("last") + 1)]).unique()
        holders = (
            days.join(periods, on="case")
            .filter(pl.col("day").is_between("first", "last"))
            .sort("first", "sagsbehandler", "team", nulls_last=False)
            .group_by("case", "day", maintain_order=True)
            .last()
            .select("case", "day", "sagsbehandler", "team", known=pl.lit(value=True))
        )
        changes = days.join(holders, on=["case", "day"], how="left").sort("case", "day").collect()
        nobody = pl.DataFrame({"case": [-1]}, schema={"case": pl.Int64})
        key = changes.select(case_day(pl.col("case"), pl.col("day"))).to_series()
        return cls(key, pl.concat([nobody, changes.drop("day")], how="diagonal"))

    def on(self, day: pl.Expr) -> dict[str, pl.Expr]:
        """`sagsbehandler`, `team` and `known` (true, or not) on the day number `day` of the row's case."""
        case = pl.col("case")
        last = place(self.changes, case_day(case, day + 1))
        known = (at(self.holders["case"], last) == case) & at(self.holders["known"], last) & day.is_not_null()
        return {"known": known, **{name: at(self.holders[name], last) for name in ("sagsbehandler", "team")}}


def _periods(history: History) -> pl.LazyFrame:
    """The periods of `ansvar` that name somebody. They are read as given: a handover already planned is known."""
    return (
        history.tables["ansvar"]
        .filter(pl.any_horizontal(pl.col("sagsbehandler", "team").is_not_null()))
        .join(history.cases.lazy().select("forloeb_id", "case"), on="forloeb_id")
        .select(
            "case",
            "sagsbehandler",
            "team",
            first=day_number(pl.col("fra")).fill_null(1 - LAST_DAY),
            last=day_number(pl.col("til")).fill_null(LAST_DAY - 1),
        )
        .filter(pl.col("first") <= pl.col("last"))
    )
