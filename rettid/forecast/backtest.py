"""The forecast held up against what came: each month of the past forecast from its eve, with what was known then.

The origin rolls: every month of the last year that is over is forecast from the last whole week before it, one, two and three
months ahead, by what lay before each origin alone. No setting is chosen by how these months come out.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from rettid.forecast.outlook import HIGH, LOW, months_after, months_before, nearest, r1
from rettid.forecast.simulation import Simulation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from rettid.forecast.ledger import Due, Ledger

FEWEST_WEEKS = 24
"""12 fortnights: with fewer weeks of the past nothing is forecast."""

RUNS = 100

AHEAD = 3
_MONTHS = 12
_WEEKS = 15
"""Enough to cover AHEAD months from any day of the week before them."""

BACKTEST_SCHEMA: dict[str, pl.DataType] = {
    "set_fra": pl.Date(),
    "maaned": pl.Date(),
    "maaneder_frem": pl.Int64(),
    "forfaldne": pl.Int64(),
    "rettidige": pl.Int64(),
    "lav": pl.Float64(),
    "hoej": pl.Float64(),
    "inden_for": pl.Boolean(),
}
"""The day it was forecast from, the month and how far ahead it was; R1 as it came, the 80 % interval, and whether it held."""


def backtest(ledger: Ledger, actual: Mapping[date, Due], pr: date, seed: int) -> pl.DataFrame:
    """Each month of the past as it was forecast: the columns of `BACKTEST_SCHEMA`, by month and distance.

    `actual`: what fell due, by month. Months without deadlines are not judged.
    """
    over = months_before(pr.replace(day=1), _MONTHS + AHEAD - 1)
    judged = {month: actual[month] for month in over[-_MONTHS:] if month in actual}
    simulations = [(month, Simulation(ledger, pr, _WEEKS, (month - pr).days // 7)) for month in over]
    known = [(eve, each) for eve, each in simulations if each.origin - ledger.first >= FEWEST_WEEKS]
    rows = [row for eve, simulation in known for row in _held_up(simulation, eve, judged, seed)]
    return pl.DataFrame(rows, schema=BACKTEST_SCHEMA, orient="row").sort("maaned", "maaneder_frem")


def _held_up(simulation: Simulation, eve: date, judged: Mapping[date, Due], seed: int) -> Iterator[list[object]]:
    """The months from `eve` on as the simulation saw them, against how they came."""
    runs = [simulation.run(seed, number) for number in range(RUNS)]
    day = simulation.pr + timedelta(weeks=simulation.origin)
    for ahead, month in enumerate(months_after(eve, AHEAD), 1):
        came = judged.get(month)
        shares = sorted(share for run in runs if month in run and (share := r1(run[month])) is not None)
        if came and shares:
            low, high = nearest(shares, LOW), nearest(shares, HIGH)
            yield [day, month, ahead, *came, low, high, low <= came.rettidige / came.forfaldne <= high]
