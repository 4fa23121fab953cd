"""Who was responsible on a day (`spec.md` § 4, `sagsbehandler`/`team`)."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from rettid.engine.days import LAST_DAY, at, case_day, day_number, place
from rettid.tables import FUND_SCHEMA

_HOLDER = ("sagsbehandler", "team")


@dataclass(frozen=True, slots=True)
class Responsibility:
    """The responsible caseworker and team of each case, from each day on which it may change."""

    changes: pl.Series
    """The days of change (`case_day`), sorted; every case's first is the beginning of time, when nobody was responsible."""
    holders: pl.DataFrame
    """`sagsbehandler`, `team`, `known` from each change on, after a place 0 for "no day asked"."""

    @classmethod
    def of(cls, cases: pl.LazyFrame, rows: pl.LazyFrame) -> Responsibility:
        """Responsibility of `cases` (`case`) from rows of `ansvar` with `case`; where periods overlap, the one that began last holds."""
        periods = _periods(rows).collect()
        beginnings = cases.select("case", day=pl.lit(-LAST_DAY, dtype=pl.Int32)).collect()
        changes = (_nobody(beginnings) if periods.is_empty() else _changes(beginnings, periods)).sort("case", "day")
        keys = changes.select(case_day(pl.col("case"), pl.col("day"))).to_series()
        return cls(
            keys, pl.concat([changes.clear(1), changes]).select(*_HOLDER, pl.col("known").fill_null(value=False))
        )

    def on(self, case: pl.Expr, day: pl.Expr) -> pl.Expr:
        """Where in `holders` the one responsible on the day number `day` stands."""
        return place(self.changes, case_day(case, day + 1)).cast(pl.Int32)

    def known(self, holder: pl.Expr) -> pl.Expr:
        """Whether `ansvar` knows the holder."""
        return at(self.holders["known"], holder)

    def name(self, column: str, holder: pl.Expr) -> pl.Expr:
        """The holder's `sagsbehandler` or `team`."""
        return at(self.holders[column], holder)


def _nobody(days: pl.DataFrame) -> pl.DataFrame:
    """The days as changes to nobody known."""
    return days.with_columns(
        *(pl.lit(None, dtype=FUND_SCHEMA[name]).alias(name) for name in _HOLDER), known=pl.lit(None, dtype=pl.Boolean)
    )


def _changes(beginnings: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """The days on which responsibility may change, with who holds it from then on."""
    ends = periods.select("case", day=pl.col("last") + 1)
    days = pl.concat([beginnings, periods.select("case", day="first"), ends]).unique()
    holders = (
        days.lazy()
        .join(periods.lazy(), on="case")
        .filter(pl.col("day").is_between("first", "last"))
        .sort("first", *_HOLDER, nulls_last=False)
        .group_by("case", "day", maintain_order=True)
        .last()
        .select("case", "day", *_HOLDER, known=pl.lit(value=True))
        .collect()
    )
    return days.join(holders, on=["case", "day"], how="left")


def _periods(rows: pl.LazyFrame) -> pl.LazyFrame:
    """The periods that name somebody. They are read as given: a handover already planned is known."""
    return (
        rows.filter(pl.any_horizontal(pl.col(_HOLDER).is_not_null()))
        .select(
            "case",
            *(pl.col(name).cast(FUND_SCHEMA[name]) for name in _HOLDER),
            first=day_number(pl.col("fra")).fill_null(1 - LAST_DAY),
            last=day_number(pl.col("til")).fill_null(LAST_DAY - 1),
        )
        .filter(pl.col("first") <= pl.col("last"))
    )
