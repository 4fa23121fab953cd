"""Forecast of R1, what-if, capacity and exits: pure functions of funds, tables and a day, with a seed where anything is drawn.

The forecast: `duties` reads the funds, `ledger` counts them by week and lag, `simulation` runs the weeks to come (`draws`,
`drift`, `queue`), `outlook` says when a target is reached, `backtest` how far to trust it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING

import polars as pl

from rettid.forecast.backtest import BACKTEST_SCHEMA, FEWEST_WEEKS, backtest
from rettid.forecast.drift import QUARTER
from rettid.forecast.duties import duties
from rettid.forecast.ledger import YEAR, Due, ledger
from rettid.forecast.outlook import Outlook, months_within
from rettid.forecast.simulation import USUAL, Capacity, Simulation
from rettid.rates import FEWEST_FOR_PERCENT, due_in
from rettid.spans import Span
from rettid.tables import TIMELY

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["FEWEST_WEEKS", "RUNS", "TOO_FEW", "TOO_SHORT", "Asked", "Capacity", "Forecast", "forecast", "per_event"]

RUNS = 300

_MORE_WEEKS = 10
"""Beyond the months asked about, so that the last of them has those that must follow it (`outlook.IN_A_ROW`)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: the target in percent, how many weeks ahead, with which room and seed."""

    maal: float
    uger: int = 52
    capacity: Capacity = USUAL
    seed: int = 1
    runs: int = RUNS


TOO_SHORT = "der er for få uger i udtrækket til en prognose"
TOO_FEW = "der er for få frister til en prognose"


@dataclass(frozen=True)
class Forecast:
    """The answer for one kind of duty; where there is too little to go by, why there is none."""

    weeks: int
    """How many whole weeks of deadlines there are before the day."""
    hvorfor: str = ""
    outlook: Outlook | None = None
    trial: Callable[[], pl.DataFrame] | None = None
    """Makes the back-test."""

    @cached_property
    def backtest(self) -> pl.DataFrame:
        """How the past would have been forecast (`backtest.BACKTEST_SCHEMA`); no rows where nothing is forecast."""
        return self.trial() if self.trial else pl.DataFrame(schema=BACKTEST_SCHEMA)


def forecast(funds: pl.DataFrame, pr: date, asked: Asked, held: float = 1.0) -> Forecast:
    """The forecast of R1 of `funds`, which are of one kind of duty. `held`: how often a booking becomes what it is for.

    None is made from fewer than FEWEST_WEEKS, nor where three months have too few deadlines for a percentage.
    """
    counts = ledger(duties(funds, pr))
    weeks = -counts.first
    if weeks < FEWEST_WEEKS:
        return Forecast(weeks, TOO_SHORT)
    year = range(max(-YEAR, counts.first), 0)
    if counts.due_in(year).forfaldne * QUARTER < FEWEST_FOR_PERCENT * len(year):
        return Forecast(weeks, TOO_FEW)
    simulation = Simulation(counts, pr, asked.uger + _MORE_WEEKS, held=held, capacity=asked.capacity)
    runs = [simulation.run(asked.seed, number) for number in range(asked.runs)]
    actual = _actual(funds, pr)
    months = months_within(pr, pr + timedelta(weeks=asked.uger, days=-1))
    return Forecast(
        weeks, "", Outlook(runs, actual, months, asked.maal), partial(backtest, counts, actual, pr, asked.seed)
    )


def per_event(funds: pl.DataFrame, pr: date) -> float:
    """How many duties one interview (or offer) met in the year before `pr`, on average; 1 where none met any."""
    met = funds.filter(pl.col("moedt") <= pr, pl.col("moedt") > pr - timedelta(weeks=YEAR))
    events = met.select(pl.struct("forloeb_id", "moedt").n_unique()).item() if met.height else 0
    return met.height / events if events else 1.0


def _actual(funds: pl.DataFrame, pr: date) -> dict[date, Due]:
    """What fell due before the day and of that in time, by month: the R1 of `rettid rates`."""
    due = due_in(funds, Span(date.min, pr), pr).with_columns(maaned=pl.col("frist").dt.month_start())
    counts = due.group_by("maaned").agg(pl.len(), (pl.col("status") == TIMELY).sum())
    return {month: Due(number, timely) for month, number, timely in counts.sort("maaned").iter_rows()}
