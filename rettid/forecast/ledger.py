"""Duties → counts per week: what stood at each lag and what became of it. All that the simulation looks up.

The same counts are the state on a day of the past and the fate that duties in that state had, so that a back-test costs no
replay: at lag t before week w stand the duties that were known on the first day of week w − t + 1.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

LAGS = 26
"""How many weeks ahead a known duty is followed: the engine makes none that fall due later (`spec.md` § 3)."""

NEVER = 10_000
"""Weeks that no forecast reaches."""

YEAR = 52
"""How many weeks back the past is asked."""


class Standing(NamedTuple):
    """Duties known at a lag whose forløb ran: those not met, then of them those that R1 never counted and those in time; those met."""

    aabne: int
    aabne_ude: int
    aabne_rettidige: int
    moedte: int
    moedte_ude: int


NOBODY = Standing(0, 0, 0, 0, 0)


def together(each: Iterable[Standing]) -> Standing:
    """The counts of all of them."""
    return Standing(*map(sum, zip(NOBODY, *each, strict=True)))


class Due(NamedTuple):
    """Duties that R1 counts, and of them those in time; whole numbers but where a capacity in fractions is asked about."""

    forfaldne: float
    rettidige: float


@dataclass(frozen=True)
class Ledger:
    """The counts of one kind of duty; weeks as in `duties`."""

    standing: Mapping[tuple[int, int], Mapping[int, Standing]]
    """By week and lag: by day of the week."""
    due: Mapping[int, Mapping[tuple[int, int], Due]]
    """By week: by day of the week and largest lag at which they were known, at most LAGS."""
    booked: Mapping[tuple[int, int], int]
    """By week from the reference day on and day: the duties not met that have a booking in time."""
    first: int
    """The earliest week in which any duty fell due; 0 where none has."""
    leads: Mapping[int, int]
    """Of those met in time in the year before the reference day: by the weeks from the event to the deadline."""
    delays: Mapping[int, int]
    """Of those not in time in that year: by the weeks from the deadline to the event, NEVER for those not met yet."""
    overdue: Mapping[int, int]
    """Breaches that nothing has met yet: by the weeks since the deadline."""
    _running: dict[int, dict[int, Standing]] = field(default_factory=dict, repr=False)

    def pooled(self, weeks: range, lag: int) -> Standing:
        """What stood at the lag before each of the weeks, together."""
        sums = self._sums(lag)
        return Standing(*(last - first for first, last in zip(sums[weeks.start], sums[weeks.stop], strict=True)))

    def _sums(self, lag: int) -> dict[int, Standing]:
        """By week: what stood at the lag before all the weeks before it, from `first` on."""
        if lag not in self._running:
            own = (together(self.standing.get((week, lag), {}).values()) for week in range(self.first, 0))
            sums = accumulate(own, lambda sofar, more: together((sofar, more)), initial=NOBODY)
            self._running[lag] = dict(zip(range(self.first, 1), sums, strict=True))
        return self._running[lag]

    def unknown(self, week: int, lag: int) -> dict[int, Due]:
        """By day: what fell due in the week and was not known at the lag; beyond LAGS all of it."""
        found: dict[int, list[float]] = defaultdict(lambda: [0, 0])
        for (day, known), due in self.due.get(week, {}).items():
            if known < lag or lag > LAGS:
                found[day][0] += due.forfaldne
                found[day][1] += due.rettidige
        return {day: Due(*counts) for day, counts in found.items()}

    def due_in(self, weeks: range) -> Due:
        """What fell due in the weeks, which lie between `first` and the reference day."""
        first, last = (self._due_before[edge] for edge in (weeks.start, weeks.stop))
        return Due(last.forfaldne - first.forfaldne, last.rettidige - first.rettidige)

    @cached_property
    def _due_before(self) -> dict[int, Due]:
        """By week: what fell due before it."""
        own = (_all(self.due.get(week, {}).values()) for week in range(self.first, 0))
        sums = accumulate(own, lambda sofar, more: _all([sofar, more]), initial=Due(0, 0))
        return dict(zip(range(self.first, 1), sums, strict=True))


def _all(each: Iterable[Due]) -> Due:
    return Due(*map(sum, zip((0, 0), *each, strict=True)))


def ledger(duties: pl.DataFrame) -> Ledger:
    """The counts of `duties` (`DUTY_SCHEMA`)."""
    past = duties.filter(pl.col("uge") < 0)
    counted = past.filter("taeller")
    year = counted.filter(pl.col("uge") >= -YEAR)
    late = year.filter(~pl.col("rettidig"))
    unmet = duties.filter(pl.col("moedt").is_null())
    return Ledger(
        _standing(duties),
        _due(counted),
        dict(_sizes(unmet.filter("aftalt", pl.col("uge") >= 0), "uge", "dag")),
        int(counted.select(pl.col("uge").min().fill_null(0)).item()),
        dict(_sizes(year.filter("rettidig"), pl.col("moedt").clip(lower_bound=0))),
        dict(_sizes(late, -pl.col("moedt").clip(upper_bound=0).fill_null(-NEVER))),
        dict(_sizes(unmet.filter("taeller", pl.col("uge") < 0, pl.col("aaben")), -pl.col("uge"))),
    )


def _standing(duties: pl.DataFrame) -> dict[tuple[int, int], dict[int, Standing]]:
    """Of a week that is not over only the lag on the reference day is known."""
    ahead = pl.col("uge") >= 0
    first = pl.when(ahead).then(pl.col("uge") + 1).otherwise(pl.max_horizontal(pl.col("ude").fill_null(0) + 1, 1))
    last = pl.when(ahead).then(pl.col("uge") + 1).otherwise("kendt").clip(upper_bound=LAGS)
    met = (pl.col("moedt") >= pl.col("lag")).fill_null(value=False)
    counts = (
        duties.lazy()
        .filter(pl.col("uge") >= -2 * YEAR - LAGS, last >= first, (pl.col("ude") < first).fill_null(value=True))
        .with_columns(lag=pl.int_ranges(first, last + 1, dtype=pl.Int32))
        .explode("lag")
        .group_by("uge", "lag", "dag")
        .agg(
            (~met).sum(),
            (~met & ~pl.col("taeller")).sum().alias("b"),
            (~met & pl.col("taeller") & pl.col("rettidig")).sum().alias("c"),
            met.sum().alias("d"),
            (met & ~pl.col("taeller")).sum().alias("e"),
        )
        .sort("uge", "lag", "dag")
        .collect()
    )
    found: dict[tuple[int, int], dict[int, Standing]] = defaultdict(dict)
    for week, lag, day, *numbers in counts.iter_rows():
        found[week, lag][day] = Standing(*numbers)
    return found


def _due(counted: pl.DataFrame) -> dict[int, dict[tuple[int, int], Due]]:
    groups = counted.with_columns(pl.col("kendt").clip(upper_bound=LAGS)).group_by("uge", "dag", "kendt")
    counts = groups.agg(pl.len(), pl.col("rettidig").sum()).sort("uge", "dag", "kendt")
    found: dict[int, dict[tuple[int, int], Due]] = defaultdict(dict)
    for week, day, known, number, timely in counts.iter_rows():
        found[week][day, known] = Due(number, timely)
    return found


def _sizes(duties: pl.DataFrame, *by: str | pl.Expr) -> Iterator[tuple[Any, int]]:
    """Each value of `by` (the tuple of them where there are several) and how many duties have it, in order."""
    keys = duties.select(*by)
    for *values, number in keys.group_by(keys.columns).len().sort(keys.columns).iter_rows():
        yield (values[0] if len(by) == 1 else tuple(values)), number
