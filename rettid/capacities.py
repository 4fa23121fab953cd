"""What `rettid capacity` says, gathered from one audit: interviews and offers due by week, and what there is room for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from rettid import needs
from rettid.forecast.capacity import booked, interviews_due, plan, starts_possible

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from rettid.catalogue import Catalogue
    from rettid.periods import Period
    from rettid.summary import Summary


@dataclass(frozen=True)
class Capacities:
    """The weeks to come of one audit."""

    summary: Summary
    uger: int
    samtaler_pr_uge: Fraction | None = None
    catalogue: Catalogue | None = None
    ophold: Period | None = None
    """With it the places of the catalogue are running ones, taken again after a stay; without it each is one start."""

    @cached_property
    def due(self) -> pl.DataFrame:
        """See `forecast.capacity.interviews_due`."""
        return interviews_due(self._funds, self.summary.pr, self.uger)

    @cached_property
    def interviews(self) -> pl.DataFrame:
        """The interviews by week: `forecast.capacity.PLAN_SCHEMA`."""
        return plan(
            self._by_week(self.due["mandag"].to_list()), self._booked("samtale"), self._each(self.samtaler_pr_uge)
        )

    @cached_property
    def offers_due(self) -> pl.DataFrame:
        """See `needs.offers_due`."""
        return needs.offers_due(self._funds, self.summary.pr, self.uger)

    @cached_property
    def offers(self) -> pl.DataFrame:
        """The offers to begin by week: `forecast.capacity.PLAN_SCHEMA`; slots only where the places are running ones."""
        first = self._mondays[0]
        mondays = [monday or first for monday in self.offers_due["mandag"].to_list()]
        return plan(self._by_week(mondays), self._booked("tilbud"), self.starts)

    @cached_property
    def groups(self) -> pl.DataFrame:
        """The need of each group against the free places: `needs.per_group`. Free places are one start each."""
        free = None if self.ophold or self.catalogue is None else self.catalogue.places
        needed = needs.need(self.offers_due, free, self.summary.pr, self.uger)
        return needs.per_group(needed, free, self.summary.pr, self.uger)

    @cached_property
    def krav(self) -> list[tuple[str, int]]:
        """How many of the interviews each krav is what can't wait for, by title."""
        counts = self.due.group_by("krav").len().sort("krav")
        titles = {krav: title for (_, krav), title in self.summary.titles.items()}
        return sorted((titles.get(krav, krav), number) for krav, number in counts.iter_rows())

    @property
    def table(self) -> pl.DataFrame:
        """Both plans, with `haendelse`."""
        told = [("samtale", self.interviews), ("tilbud", self.offers)]
        return pl.concat([each.select(pl.lit(event).alias("haendelse"), pl.all()) for event, each in told])

    @property
    def told(self) -> dict[str, Any]:
        """What was asked, for the manifest."""
        slots = None if self.samtaler_pr_uge is None else float(self.samtaler_pr_uge)
        catalogue = None if self.catalogue is None else {"navn": self.catalogue.fil, "sha256": self.catalogue.sha256}
        stay = str(self.ophold) if self.ophold else None
        return {"uger": self.uger, "samtaler_pr_uge": slots, "tilbudsvifte": catalogue, "ophold": stay}

    @property
    def starts(self) -> dict[date, Fraction] | None:
        """By Monday: how many can begin an offer in the week; None without running places."""
        if self.catalogue is None or self.ophold is None:
            return None
        return starts_possible(self.catalogue.places, self.ophold, self.summary.pr, self.uger)

    @property
    def _mondays(self) -> list[date]:
        return needs.weeks(self.summary.pr, self.uger)

    @property
    def _funds(self) -> pl.DataFrame:
        """The funds of the cases there are now, a team's its own."""
        return self.summary.all_funds.filter(pl.col("forloeb_id").is_in(self.summary.cases["forloeb_id"].implode()))

    def _booked(self, event: str) -> dict[date, int]:
        own = pl.col("forloeb_id").is_in(self.summary.cases["forloeb_id"].implode())
        frames = {name: frame.filter(own) for name, frame in self.summary.tables.frames.items()}
        return booked(replace(self.summary.tables, frames=frames), event, self.summary.pr, self.uger)

    def _by_week(self, mondays: list[date]) -> dict[date, int]:
        counts = Counter(mondays)
        return {monday: counts[monday] for monday in self._mondays}

    def _each(self, slots: Fraction | None) -> dict[date, Fraction] | None:
        return None if slots is None else dict.fromkeys(self._mondays, slots)
