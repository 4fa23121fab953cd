"""When R1 reaches a target: what the runs say, month by month, always as an interval.

The R1 of a month here is that of the deadlines of the month and the two before it together (`rettid rates --periode` of those
days shows the same of the past), and the target is reached in the first of three months in a row on or over it: one month alone
is chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING, TypeVar

import polars as pl

from rettid.forecast.ledger import Due
from rettid.rates import FEWEST_FOR_PERCENT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rettid.forecast.simulation import Months

T = TypeVar("T")

LOW, HIGH = 0.1, 0.9
"""The ends of the 80 % interval."""

TOGETHER = 3
"""How many months R1 is taken over."""

IN_A_ROW = 3
"""How many months in a row must be on or over the target."""

MONTH_SCHEMA: dict[str, pl.DataType] = {
    "maaned": pl.Date(),
    "forfaldne": pl.Float64(),
    "forfaldne_tre": pl.Float64(),
    "r1_maaned_lav": pl.Float64(),
    "r1_maaned_hoej": pl.Float64(),
    "r1_lav": pl.Float64(),
    "r1_midt": pl.Float64(),
    "r1_hoej": pl.Float64(),
    "paa_maalet": pl.Float64(),
    "naaet": pl.Float64(),
}
"""`forfaldne` of the month and `forfaldne_tre` of the three (the middle run); the 80 % interval of R1 of the month alone and of the
three; the share of the runs on or over the target at the end of the month, and of those that had reached it by then. Shares of 1;
R1 is null where fewer than FEWEST_FOR_PERCENT fall due."""

_NEAR = 1e-9


@dataclass(frozen=True)
class Outlook:
    """The runs of one kind of duty from one day, and what is known of the months up to it."""

    runs: Sequence[Months]
    known: Mapping[date, Due]
    """What fell due before the day, by month."""
    months: Sequence[date]
    """The months asked about, from the one the day lies in, each by its first day; the runs cover them and IN_A_ROW − 1 more."""
    maal: float
    """The target, in percent."""

    @cached_property
    def table(self) -> pl.DataFrame:
        """The months to come: the columns of `MONTH_SCHEMA`."""
        rows = [self._row(place) for place in range(len(self.months))]
        return pl.DataFrame(rows, schema=MONTH_SCHEMA, orient="row")

    @cached_property
    def reached(self) -> list[date | None]:
        """Of each run the month in which the target is reached, None where it is not; the earliest first, None last."""
        return sorted(map(self._first, self._threes), key=lambda month: month or date.max)

    @property
    def interval(self) -> tuple[date | None, date | None, date | None]:
        """The month in which the target is reached: the low end of the 80 % interval, the middle and the high end; None is not in time."""
        return nearest(self.reached, LOW), nearest(self.reached, 0.5), nearest(self.reached, HIGH)

    @property
    def never(self) -> float:
        """The share of the runs that do not reach the target in the months."""
        return self.reached.count(None) / len(self.reached)

    def reached_by(self, day: date) -> float:
        """The share of the runs that have reached the target in a month that is over by `day`."""
        return sum(month is not None and _over_by(month, day) for month in self.reached) / len(self.reached)

    @cached_property
    def _alone(self) -> list[list[Due]]:
        """By run and month: what falls due in it, with what is known of it."""
        covered = months_after(self.months[0], len(self.months) + IN_A_ROW - 1)
        return [[_sum(run.get(month), self.known.get(month)) for month in covered] for run in self.runs]

    @cached_property
    def _threes(self) -> list[list[Due]]:
        """By run and month: what falls due in the month and those before it."""
        before = [self.known.get(month, Due(0, 0)) for month in months_before(self.months[0], TOGETHER - 1)]
        every = [[*before, *run] for run in self._alone]
        return [[_sum(*run[place : place + TOGETHER]) for place in range(len(run) - TOGETHER + 1)] for run in every]

    def _row(self, place: int) -> list[object]:
        alone = [run[place] for run in self._alone]
        three = [run[place] for run in self._threes]
        month, runs = self.months[place], len(self.runs)
        over = sum(map(self._over, three))
        done = sum(first is not None and first <= month for first in self.reached)
        dues = [nearest(sorted(due.forfaldne for due in each), 0.5) for each in (alone, three)]
        return [month, *dues, *_ends(alone, LOW, HIGH), *_ends(three, LOW, 0.5, HIGH), over / runs, done / runs]

    def _first(self, threes: Sequence[Due]) -> date | None:
        """The first of the months from which on IN_A_ROW are on or over the target."""
        over = [self._over(due) for due in threes]
        return next((month for place, month in enumerate(self.months) if all(over[place : place + IN_A_ROW])), None)

    def _over(self, due: Due) -> bool:
        return due.forfaldne > 0 and 100 * due.rettidige >= (self.maal - _NEAR) * due.forfaldne


def nearest(ordered: Sequence[T], share: float) -> T:
    """The smallest of the ordered values (one or more) that at least this share of them do not exceed.

    >>> nearest([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 0.9)
    9
    """
    return ordered[max(ceil(round(share * len(ordered), 9)) - 1, 0)]


def _ends(dues: Sequence[Due], *points: float) -> list[float | None]:
    """R1 at the points of the runs; None where the middle run has too few for a percentage."""
    enough = nearest(sorted(due.forfaldne for due in dues), 0.5) >= FEWEST_FOR_PERCENT
    shares = sorted(share for due in dues if (share := r1(due)) is not None)
    return [nearest(shares, point) if enough else None for point in points]


def r1(due: Due) -> float | None:
    """The share in time; None where nothing falls due."""
    return due.rettidige / due.forfaldne if due.forfaldne else None


def months_within(first: date, last: date) -> list[date]:
    """The first days of the months from the one that `first` lies in, as far as they are over on `last`."""
    months = pl.date_range(first.replace(day=1), last, "1mo", eager=True)
    return months.filter(months.dt.month_end() <= last).to_list()


def months_after(month: date, number: int) -> list[date]:
    """`number` months from the one that begins on `month`, in order."""
    last = pl.select(pl.lit(month).dt.offset_by(f"{number - 1}mo")).item()
    return pl.date_range(month, last, "1mo", eager=True).to_list()


def months_before(month: date, number: int) -> list[date]:
    """The `number` months before the one that begins on `month`, in order."""
    first = pl.select(pl.lit(month).dt.offset_by(f"-{number}mo")).item()
    return pl.date_range(first, month, "1mo", eager=True).to_list()[:-1]


def _sum(*each: Due | None) -> Due:
    there = [due for due in each if due]
    return Due(sum(due.forfaldne for due in there), sum(due.rettidige for due in there))


def _over_by(month: date, day: date) -> bool:
    return (month + timedelta(days=32)).replace(day=1) <= day + timedelta(days=1)
