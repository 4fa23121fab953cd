"""What `rettid exits` says, gathered from one audit: the curves of the first offer and of leaving the benefit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid.engine.funds import age_group
from rettid.forecast.exits import EXIT, OFFER, curves, followed, groups, to_exit, to_offer, too_early
from rettid.statistics.durations import restricted_mean
from rettid.statistics.incidence import EVENT, OPEN, median_day, through

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rettid.spans import Span
    from rettid.statistics.durations import RestrictedMean
    from rettid.summary import Summary

OFFER_DAYS = (91, 182, 364)
"""13, 26 and 52 weeks."""

EXIT_DAYS = (183, 365)
"""6 and 12 months."""

YEAR = 365


@dataclass(frozen=True)
class Exits:
    """The curves of one audit, of forløb that began in `span` (left out: of all), split `by` a column of the forløb."""

    summary: Summary
    span: Span | None = None
    by: str | None = None

    @cached_property
    def cases(self) -> pl.DataFrame:
        """The forløb that are followed, of the team if one was named."""
        summary, span = self.summary, self.span
        known = followed(summary.tables, summary.pr).with_columns(aldersgruppe=age_group())
        own = known if summary.team is None else known.filter(pl.col("team") == summary.team)
        return own if span is None else own.filter(pl.col("startdato").is_between(span.first, span.last))

    @property
    def too_early(self) -> int:
        """How many forløb began before the export knows of any end, and are left out."""
        return too_early(self.summary.tables, self.summary.pr)

    @cached_property
    def offers(self) -> pl.DataFrame:
        """Each forløb that owes a first offer, with `dage` and `udfald`."""
        return to_offer(self.cases, self.summary.all_funds, self.summary.pr)

    @cached_property
    def exits(self) -> pl.DataFrame:
        """Each forløb, with `dage` and `udfald`."""
        return to_exit(self.cases, self.summary.pr)

    @property
    def table(self) -> pl.DataFrame:
        """Every curve: the columns of `forecast.exits.CURVE_SCHEMA`."""
        told = [] if "tilbud" in self.summary.untold else [curves(self.offers, OFFER, self.by)]
        return pl.concat([*told, curves(self.exits, EXIT, self.by)])

    def groups(self, spells: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
        """All of the spells, then each group by name (`forecast.exits.groups`)."""
        return groups(spells, self.by)

    def shares(self, spells: pl.DataFrame, name: str, days: Sequence[int]) -> pl.DataFrame:
        """The shares through the days (`statistics.incidence.through`), and what is plainly counted beside them.

        `set`: how many had got it (or left) by then; `fulgt`: how many were followed so long, or had an outcome before.
        """
        counted = [spells.select(_seen(day).sum().alias("set"), _mature(day).sum().alias("fulgt")) for day in days]
        return pl.concat([through(curves(spells, name), days), pl.concat(counted)], how="horizontal")

    def median(self, spells: pl.DataFrame, name: str) -> int | None:
        """See `statistics.incidence.median_day`."""
        return median_day(curves(spells, name))

    @property
    def mean(self) -> RestrictedMean | None:
        """The mean number of days on the benefit within a year; None where nobody is followed."""
        if self.exits.is_empty():
            return None
        longest: Any = self.exits["dage"].max()
        return restricted_mean(curves(self.exits, EXIT), YEAR, int(longest))


def _seen(day: int) -> pl.Expr:
    return (pl.col("udfald") == EVENT) & (pl.col("dage") <= day)


def _mature(day: int) -> pl.Expr:
    return (pl.col("dage") >= day) | (pl.col("udfald") != OPEN)
