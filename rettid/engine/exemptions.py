"""Exemptions on the due day, and the new due day they give (`spec.md` § 3, "Exemption at the due day")."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from rettid.engine.days import LAST_DAY, NEVER, after_none, at, case_day, day_number, place, to_date

if TYPE_CHECKING:
    from rettid.periods import Period


@dataclass(frozen=True)
class Exemptions:
    """The exempt days of each case: for every exemption the latest last day of those that had begun by then."""

    intervals: pl.DataFrame
    """`case`, `first`, `until` (day numbers; `LAST_DAY` when one is open), sorted by case and first day."""

    @classmethod
    def of(cls, absences: pl.LazyFrame, kinds: tuple[str, ...], reference_day: int) -> Exemptions:
        """Exemptions from the absences of these kinds that had begun by the reference day; an end after it is still open."""
        if not kinds:
            return cls(pl.DataFrame(schema={"case": pl.Int64, "first": pl.Int32, "until": pl.Int32}))
        last = day_number(pl.col("slutdato"))
        return cls(
            absences.filter(pl.col("fravaerstype").is_in(kinds))
            .select(
                "case",
                first=day_number(pl.col("startdato")),
                until=pl.when(last <= reference_day).then(last).otherwise(LAST_DAY),
            )
            .filter(pl.col("first") <= pl.col("until"))
            .sort("case", "first", "until")
            .with_columns(until=pl.col("until").cum_max().over("case"))
            .collect()
        )

    def settle(self, case: pl.Expr, due: pl.Expr, moves: Period | None) -> tuple[pl.Expr, pl.Expr]:
        """The due day (day number) after every move, and whether the case is exempt on it.

        Without `moves` an exemption never moves the due day: the case is exempt on it.
        """
        if self.intervals.is_empty():
            return due, pl.lit(value=False)
        last, covered = self._covering(case, due)
        if moves is None:
            return due, covered
        settled = self._settled(moves)
        return pl.when(covered).then(at(settled["due"], last)).fill_null(due), covered & at(settled["open"], last)

    def cover(self, case: pl.Expr, day: pl.Expr) -> pl.Expr:
        """Whether one of them covers the day number `day`."""
        return self.settle(case, day, None)[1]

    def _covering(self, case: pl.Expr, day: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
        """The place (from 1) of the last exemption begun on or before `day`, and whether that or an earlier one covers the day."""
        last = place(self._starts, case_day(case, day + 1))
        return last, at(self._ends, last) >= case_day(case, day)

    def _settled(self, moves: Period) -> pl.DataFrame:
        """Per exemption the due day at the end of the chain that a due day inside it starts, after a place 0 for "none".

        `due` is empty where the exemption itself is open; `open` says that the chain ends in an open exemption.
        """
        chain = self.intervals.select(
            "case", "until", open=pl.col("until") == LAST_DAY, due=pl.lit(None, dtype=pl.Int32)
        )
        chain = chain.with_columns(moving=~pl.col("open"))
        while chain["moving"].any():
            ahead = day_number(moves.after(to_date(pl.when("moving").then("until"))))
            chain = chain.with_columns(due=pl.coalesce(ahead, "due"))
            last, covered = self._covering(pl.col("case"), pl.col("due"))
            chain = chain.with_columns(until=at(self._until, last), covered=covered & pl.col("moving")).with_columns(
                open=pl.col("open") | (pl.col("covered") & (pl.col("until") == LAST_DAY)),
                moving=pl.col("covered") & (pl.col("until") != LAST_DAY),
            )
        none = pl.DataFrame({"due": [None], "open": [False]}, schema={"due": pl.Int32, "open": pl.Boolean})
        return pl.concat([none, chain.select("due", "open")])

    @cached_property
    def _starts(self) -> pl.Series:
        return self.intervals.select(case_day(pl.col("case"), pl.col("first"))).to_series()

    @cached_property
    def _ends(self) -> pl.Series:
        return after_none(self.intervals.select(case_day(pl.col("case"), pl.col("until"))).to_series(), -1)

    @cached_property
    def _until(self) -> pl.Series:
        return after_none(self.intervals["until"].cast(pl.Int32), NEVER)
