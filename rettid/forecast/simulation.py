"""Run on run of the weeks to come: what falls due, and how much of it in time.

A run gives every quarter of the future a quarter of the past year, drawn at random. Duties that are known share the fate of
those that stood alike in that quarter, as many weeks before their deadlines; what is not known yet falls due as it did in its
weeks. On top of it practice moves on from where it is by as much as quarters do (`drift`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from rettid.forecast.draws import binomial, generator
from rettid.forecast.drift import QUARTER, drift, lean
from rettid.forecast.ledger import LAGS, YEAR, Due, together
from rettid.forecast.queue import Week, saved, served

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from random import Random

    from rettid.forecast.ledger import Ledger, Standing

FEWEST_ALIKE = 10
"""With fewer duties alike in the quarter the whole year is asked."""

Months = dict[date, Due]
"""By the first day of a month: what falls due in it, and of that in time."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """What a week can hold: at most `loft` duties met, and `flere` more than history would have met."""

    loft: float | None = None
    flere: float = 0.0


USUAL = Capacity()


class _Given(NamedTuple):
    """What a run gives a week to come: its lag, the week and the quarter of the past, and how far practice has moved."""

    lag: int
    week: int
    quarter: range
    shift: float


@dataclass(frozen=True)
class Simulation:
    """The weeks after the first day of week `origin` of the ledger (0: the reference day `pr`)."""

    ledger: Ledger
    pr: date
    weeks: int
    origin: int = 0
    held: float = 1.0
    """How often a booking becomes what it was booked for."""
    capacity: Capacity = USUAL
    _known: dict[tuple[range, int], Standing] = field(default_factory=dict, repr=False)
    _unknown: dict[tuple[int, int], dict[int, Due]] = field(default_factory=dict, repr=False)

    @cached_property
    def past(self) -> range:
        """The weeks that are asked: the year before the origin, or as much of it as there is."""
        return range(max(self.origin - YEAR, self.ledger.first), self.origin)

    def run(self, seed: int, number: int) -> Months:
        """One run. What it draws does not depend on the capacity: with more room it is the same future."""
        random = generator(seed, self.origin, number)
        weeks = [self._week(random, given) for given in self._dealt(random)]
        if self.capacity.loft is not None:
            weeks = served(weeks, self.capacity.loft, self.ledger, generator(seed, self.origin, number, "uger"))
        if self.capacity.flere:
            weeks = [saved(week, self.capacity.flere) for week in weeks]
        return _by_month(weeks)

    def _dealt(self, random: Random) -> Iterator[_Given]:
        first, shift = 0, self._lean
        for lag in range(1, self.weeks + 1):
            place = (lag - 1) % QUARTER
            if place == 0:
                first = random.randrange(self.past.start, max(self.past.stop - QUARTER, self.past.start) + 1)
                shift += random.gauss(0, self._drift)
            yield _Given(lag, first + place, range(first, first + QUARTER), shift)

    def _week(self, random: Random, given: _Given) -> Week:
        """What falls due in a week to come, by month."""
        found: dict[date, list[int]] = defaultdict(lambda: [0, 0])
        months = self._months[given.lag]
        for day, (due, timely) in self._not_known(given.week, given.lag).items():
            found[months[day]][0] += int(due)
            found[months[day]][1] += self._moved(random, int(due), int(timely), given.shift)
        for month, standing, booked in self._known_in.get(given.lag, ()):
            due, timely = self._fate(random, standing, booked, given)
            found[month][0] += due
            found[month][1] += timely
        return {month: (found[month][0], found[month][1]) for month in sorted(found)}

    def _moved(self, random: Random, due: int, timely: int, shift: float) -> int:
        """As many in time as there would be after a shift of practice."""
        if shift > 0:
            return timely + binomial(random, due - timely, shift / (1 - self._usual) if self._usual < 1 else 0.0)
        return timely - binomial(random, timely, -shift / self._usual if self._usual else 0.0)

    def _fate(self, random: Random, standing: Standing, booked: int, given: _Given) -> tuple[int, int]:
        """How many of the duties that stand will be counted, and in time, as those alike were.

        Of the past it is not known what was booked. What the bookings give is therefore part of what those alike gave,
        and the others have the rest; only bookings for more than that count on top.
        """
        alike = self._alike(given.quarter, given.lag)
        met = standing.moedte - binomial(random, standing.moedte, _part(alike.moedte_ude, alike.moedte, 0.0))
        usual = _part(alike.aabne_rettidige, alike.aabne - alike.aabne_ude, self._usual)
        chance = min(max(usual + given.shift, 0.0), 1.0)
        counted = standing.aabne - binomial(random, standing.aabne, _part(alike.aabne_ude, alike.aabne, 0.0))
        sure = round(counted * booked / standing.aabne) if standing.aabne else 0
        of_booked = self.held + (1 - self.held) * chance
        rest = (chance * counted - of_booked * sure) / (counted - sure) if counted > sure else 0.0
        timely = binomial(random, sure, of_booked) + binomial(random, counted - sure, rest)
        return met + counted, met + timely

    def _alike(self, quarter: range, lag: int) -> Standing:
        """The duties of the quarter that stood at the lag; those of the year where they are few."""
        found = self._known.get((quarter, lag))
        if found is None:
            found = self.ledger.pooled(quarter, lag)
            if quarter != self.past and min(found.aabne, found.moedte or found.aabne) < FEWEST_ALIKE:
                found = self._alike(self.past, lag)
            self._known[quarter, lag] = found
        return found

    def _not_known(self, week: int, lag: int) -> dict[int, Due]:
        key = (week, min(lag, LAGS + 1))
        if key not in self._unknown:
            self._unknown[key] = self.ledger.unknown(*key)
        return self._unknown[key]

    @cached_property
    def _drift(self) -> float:
        return drift(self.ledger, range(max(self.origin - 2 * YEAR, self.ledger.first), self.origin))

    @cached_property
    def _lean(self) -> float:
        return lean(self.ledger, self.past, self._drift)

    @cached_property
    def _usual(self) -> float:
        due = self.ledger.due_in(self.past)
        return _part(due.rettidige, due.forfaldne, 0.0)

    @cached_property
    def _months(self) -> dict[int, list[date]]:
        """By lag: the month of each day of the week."""
        begin = self.pr + timedelta(weeks=self.origin - 1)
        weeks = range(1, self.weeks + 1)
        return {lag: [(begin + timedelta(weeks=lag, days=day)).replace(day=1) for day in range(7)] for lag in weeks}

    @cached_property
    def _known_in(self) -> dict[int, list[tuple[date, Standing, int]]]:
        """By lag: of each month what stands now, and how many of those not met are booked."""
        found = {}
        for lag in range(1, min(self.weeks, LAGS) + 1):
            week = self.origin + lag - 1
            months: dict[date, tuple[Standing, int]] = {}
            for day, standing in self.ledger.standing.get((week, lag), {}).items():
                month, booked = self._months[lag][day], self.ledger.booked.get((week, day), 0)
                before = months.get(month)
                months[month] = (together((before[0], standing)), before[1] + booked) if before else (standing, booked)
            found[lag] = [(month, *stands) for month, stands in sorted(months.items())]
        return found


def _part(part: float, whole: float, otherwise: float) -> float:
    return part / whole if whole else otherwise


def _by_month(weeks: Iterable[Week]) -> Months:
    found: dict[date, list[float]] = defaultdict(lambda: [0, 0])
    for week in weeks:
        for month, (due, timely) in week.items():
            sums = found[month]
            sums[0] += due
            sums[1] += timely
    return {month: Due(*sums) for month, sums in found.items()}
