"""The clock of paid benefit hours, and the handover from the a-kasse that they decide (`spec.md` §§ 1 "hours", 3 `[overgang]`).

A case's months from its start through the reference day's are its *segments*. A segment's hours lie evenly on its
counting days, mostly the unpaused ones; the running total at its beginning makes "hours before a day" and "the first
day by which so many hours are counted" two binary searches. From the month after the reference day no pause and no
report is known, so there every case's months are the same two rows of calendar months, full-time and part-time.

Hours are whole hundred-millionths (`HOUR`), so that sums don't depend on the order of the rows. What a division cuts
off is far below the half hundredth of an hour that the specification gives away.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import polars as pl

from rettid.engine.days import EPOCH_ORDINAL, NEVER, after_none, at, case_day, case_of, day_number, place, to_date
from rettid.tables import PART_TIME

if TYPE_CHECKING:
    from rettid.engine.pauses import Pauses
    from rettid.periods import Period

HOUR = 100_000_000
"""One hour in the units of this module."""

FULL_MONTH, PART_MONTH = 160_33 * HOUR // 100, 130 * HOUR
FULL_WEEK, PART_WEEK = 37 * HOUR, 30 * HOUR

MOST = 744 * HOUR
"""The most hours a month can have: 31 days and nights."""

_GIVEN_AWAY = HOUR // 200
"""Half a hundredth of an hour for each month of a period."""

_CUT_OFF = 100
"""More than the divisions of a case's months can have cut off."""

_TAIL = 1200
"""Months after the reference day's that can be counted into: a hundred years."""

CASE = pl.col("case")
_FIRST, _LAST = pl.col("first_segment"), pl.col("last_segment")
_END, _MONTH = pl.col("hours_by_tail"), pl.col("month_hours")
_SEGMENT = pl.col("segment")

HAS_HOURS = _MONTH > 0
"""Whether the case has a reported month; needs `Hours.known`."""


def paid_months(rows: pl.LazyFrame, cases: pl.DataFrame, pr: date) -> pl.DataFrame:
    """`key` (`case_day`), `case`, `month` (the number of its first day) and `paid` (units of `HOUR`) of every reported month, in order.

    Several rows are added. `rows` is `ledighed` with `case`; `cases` has every case, in order, with `startdato`. A month
    that ends after `pr`, or before the case starts, is not used.
    """
    month, start = pl.col("maaned").dt.month_start(), at(cases["startdato"], CASE)
    return (
        rows.filter(pl.col("timer").is_finite(), month.dt.month_end() <= pr, month >= start.dt.month_start())
        .select(
            key=case_day(CASE, day_number(month)), paid=(pl.col("timer").clip(-744, 744) * HOUR).round().cast(pl.Int64)
        )
        .group_by("key")
        .agg(pl.col("paid").sum().clip(0, MOST))
        .sort("key")
        .with_columns(case=case_of(pl.col("key")))
        .select("key", "case", "paid", month=(pl.col("key") - case_day(CASE, 0)).cast(pl.Int32))
        .collect()
    )


@dataclass(frozen=True, slots=True)
class Hours:
    """The paid hours of the cases that have reported months, on the days that the pauses of one pack leave.

    Positions 0.. are the cases' segments, case first and month second; after them come the months after the reference
    day's, first full-time and then part-time.
    """

    pauses: Pauses
    tail_day: int
    """The first day after the reference day's month."""
    keys: pl.Series
    """The first day of each of the cases' segments (`case_day`), sorted."""
    totals: pl.Series
    """The hours of all segments before, other cases' included; in the tail the hours since `tail_day`."""
    hours: pl.Series
    days: pl.Series
    """How many days the segment's hours lie on; at least 1."""
    ages: pl.Series
    """Where the counting begins: the age of the first day (`Pauses`), its day number where paused days count too."""
    pausing: pl.Series
    """1 where paused days do not count, 0 where every day does."""
    in_full: pl.Series
    """How many segments before each were counted in full for want of a report."""
    as_none: pl.Series
    """How many segments before each had no pay."""
    months: pl.Series
    """The first day of each month from `tail_day` on, sorted."""
    by_case: pl.DataFrame
    """Per case, in order: `first_segment`, `last_segment`, `hours_by_tail` (the total at `tail_day`), `month_hours` (0: no hours)."""

    @classmethod
    def of(cls, paid: pl.DataFrame, cases: pl.DataFrame, pauses: Pauses, pr: date) -> Hours:
        """Hours from `paid_months` and `cases` (every case, in order: `case`, `startdato`, `slutdato`, `forsikring`)."""
        segments = _segments(paid, cases, pauses, pr)
        tail_day = _month_begin(pr) + monthrange(pr.year, pr.month)[1]
        tail = _tail(tail_day)
        rows = pl.concat([segments.select(tail.columns), tail])
        return cls(
            pauses,
            tail_day,
            keys=segments.select(case_day(CASE, pl.col("first"))).to_series(),
            totals=rows["total"],
            hours=rows["hours"],
            days=rows["days"],
            ages=rows["age"],
            pausing=rows["pausing"],
            in_full=_running(segments["in_full"]),
            as_none=_running(segments["as_none"]),
            months=tail["age"].head(_TAIL),
            by_case=_by_case(segments, cases),
        )

    def known(self, cases: pl.LazyFrame) -> pl.LazyFrame:
        """`cases` with the columns of `by_case`."""
        return cases.with_columns(at(column, CASE) for column in self.by_case)

    def started(self, cases: pl.LazyFrame, anchor: str) -> pl.LazyFrame:
        """`cases` with the hours before the day number `anchor`; needs `earlier` and `…_paused` of the anchor."""
        day, paused = pl.col(anchor), pl.col(f"{anchor}_paused")
        late = day >= self.tail_day
        month = (place(self.months, day + 1).cast(pl.Int64) - 1).clip(0, _TAIL - 1)
        segment = pl.when(late).then(self._in_tail(month)).otherwise(self._holding(day))
        counted = (day - paused * at(self.pausing, _SEGMENT) - at(self.ages, _SEGMENT)).clip(0, at(self.days, _SEGMENT))
        return (
            self.known(cases)
            .with_columns(segment=segment)
            .with_columns(counted=counted)
            .with_columns(
                (
                    at(self.totals, _SEGMENT)
                    + at(self.hours, _SEGMENT) * pl.col("counted") // at(self.days, _SEGMENT)
                    + pl.when(late).then(_END).otherwise(0)
                ).alias(f"{anchor}_hours")
            )
            .drop("segment", "counted")
        )

    def due(self, cases: pl.LazyFrame, name: str, anchor: str, period: Period, times: pl.Expr | int) -> pl.LazyFrame:
        """`cases` with the day number `name` replaced, for cases with hours, by the first day by which the periods' hours are counted."""
        if period.number == 0:
            return cases.with_columns(pl.when(HAS_HOURS).then(anchor).otherwise(name).alias(name))
        wanted = pl.col(f"{anchor}_hours") + _hours_of(period, times) - _given_away(period, times) - _CUT_OFF
        beyond = pl.col("wanted") > _END
        last_before = (place(self._own_totals, pl.col("wanted")).cast(pl.Int64) - 1).clip(_FIRST, _LAST)
        month = ((pl.col("wanted") - _END - 1) // pl.max_horizontal(_MONTH, 1)).clip(0, _TAIL - 1)
        left = pl.col("wanted") - at(self.totals, _SEGMENT) - pl.when(beyond).then(_END).otherwise(0)
        hours, days = at(self.hours, _SEGMENT), at(self.days, _SEGMENT)
        counted = -((-left * days) // pl.max_horizontal(hours, 1))
        age = (at(self.ages, _SEGMENT) + pl.col("counted")).cast(pl.Int32)
        paused = self.pauses.day_of_age(CASE, pl.col("earlier"), pl.col("age"))
        day = pl.when(at(self.pausing, _SEGMENT) == 1).then(paused).otherwise("age")
        return (
            cases.with_columns(wanted=wanted)
            .with_columns(segment=pl.when(beyond).then(self._in_tail(month)).otherwise(last_before))
            .with_columns(counted=counted.clip(0, days))
            .with_columns(age=age)
            .with_columns(pl.when(HAS_HOURS).then(pl.max_horizontal(anchor, day)).otherwise(name).alias(name))
            .drop("wanted", "segment", "counted", "age")
        )

    def times_by(self, day: int, anchor: str, period: Period) -> pl.Expr:
        """As many times as `period` falls due from `anchor` by the day number `day`, or one more; `day` is later than the segments."""
        full, part = (_tail_hours(month, self.tail_day, day) for month in (FULL_MONTH, PART_MONTH))
        by_then = _END + pl.when(_MONTH == PART_MONTH).then(part).otherwise(full)
        return (by_then - pl.col(f"{anchor}_hours") + HOUR) // _hours_of(period, 1)

    def told(self, first: pl.Expr, until: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
        """Whether a day from `first` up to but not including `until` lies in a month counted in full, and in one without pay."""
        since, to = self._holding(first), place(self.keys, case_day(CASE, until)).cast(pl.Int64).clip(_FIRST, _LAST + 1)
        return tuple(HAS_HOURS & (at(months, to) > at(months, since)) for months in (self.in_full, self.as_none))  # type: ignore[return-value]

    def month_after(self, over: int) -> pl.Expr:
        """The day number after the first month at whose end more than `over` is counted from the start; `NEVER` if not by `tail_day`."""
        wanted = at(self.totals, _FIRST) + over
        last = (place(self._own_totals, wanted + 1).cast(pl.Int64) - 1).clip(_FIRST, _LAST)
        following = at(self.keys, pl.min_horizontal(last + 1, _LAST)) - case_day(CASE, 0)
        day = pl.when(last < _LAST).then(following).otherwise(self.tail_day)
        return pl.when(wanted < _END).then(day).otherwise(NEVER).cast(pl.Int32)

    @property
    def _own_totals(self) -> pl.Series:
        return self.totals.head(len(self.keys))

    def _holding(self, day: pl.Expr) -> pl.Expr:
        """The case's segment in which the day lies; the first for an earlier day, the last for a later."""
        return (place(self.keys, case_day(CASE, day + 1)).cast(pl.Int64) - 1).clip(_FIRST, _LAST)

    def _in_tail(self, month: pl.Expr) -> pl.Expr:
        return month + len(self.keys) + pl.when(_MONTH == PART_MONTH).then(_TAIL).otherwise(0)


def with_handover(cases: pl.LazyFrame, over: float, pauses: Pauses, hours: Hours | None) -> pl.LazyFrame:
    """`cases` with `passes`: the day number on which the case passes from the a-kasse, the first of the month after more than `over` hours.

    Cases without hours count 37/7 each unpaused day. `cases` has `case` and `start` (a day number).
    """
    limit = Fraction(over).limit_denominator(100)
    days_over = int(limit * 7 / 37) + 1
    earlier = pauses.earlier(CASE)
    started = cases.with_columns(earlier=earlier).with_columns(
        age=pl.col("start") - pauses.before(CASE, pl.col("earlier"), pl.col("start")) + days_over
    )
    reached = to_date(pauses.day_of_age(CASE, pl.col("earlier"), pl.col("age")) - 1)
    by_days = started.with_columns(passes=day_number(reached.dt.month_end()) + 1).drop("age")
    if hours is None:
        return by_days
    counted = hours.month_after(int(limit * HOUR))
    return hours.known(by_days).with_columns(passes=pl.when(HAS_HOURS).then(counted).otherwise("passes"))


def _segments(paid: pl.DataFrame, cases: pl.DataFrame, pauses: Pauses, pr: date) -> pl.DataFrame:
    """The months of every case with a reported one, in order, with the fields of `Hours` and `case`, `first` and `month_hours`."""
    first, after, reported = pl.col("first"), pl.col("last") + 1, pl.col("paid").is_not_null()
    unpaused, between = pl.col("unpaused"), ~reported & pl.col("month").is_between("since", "until")
    all_days = (after - first).clip(lower_bound=0)
    return (
        _months(paid, cases, pauses, pr)
        .with_columns(
            start_age=first - pauses.before(CASE, pl.col("earlier"), first),
            end_age=after - pauses.before(CASE, pl.col("earlier"), after),
            between=between,
        )
        .with_columns(unpaused=(pl.col("end_age") - pl.col("start_age")).clip(lower_bound=0))
        .with_columns(pausing=(~reported | (unpaused > 0)).cast(pl.Int32))
        .with_columns(counting=pl.when(pl.col("pausing") == 1).then(unpaused).otherwise(all_days))
        .select(
            "case",
            "first",
            "pausing",
            "month_hours",
            hours=pl.when((pl.col("counting") == 0) | pl.col("between"))
            .then(0)
            .otherwise(pl.coalesce("paid", _MONTH * unpaused // pl.col("length"))),
            days=pl.col("counting").clip(lower_bound=1),
            age=pl.when(pl.col("pausing") == 1).then("start_age").otherwise("first"),
            in_full=~reported & ~pl.col("between") & (unpaused > 0) & (pl.col("month") < _month_begin(pr)),
            as_none=pl.col("between") & (unpaused > 0),
        )
        .with_columns(total=pl.col("hours").cum_sum() - pl.col("hours"))
        .collect()
    )


def _months(paid: pl.DataFrame, cases: pl.DataFrame, pauses: Pauses, pr: date) -> pl.LazyFrame:
    """A row for each case with a reported month and each month through the reference day's, in order.

    `month` is the month's first day and `length` its number of days, `paid` is empty where it is not reported, `first`
    and `last` are the first and the last day that its hours can lie on; `since` and `until` are the first and the last
    reported month.
    """
    month, ends = pl.col("month"), pl.col("slutdato").is_between("month", pl.col("following") - 1)
    own = (
        paid.group_by("case", maintain_order=True)
        .agg(since=pl.col("month").first(), until=pl.col("month").last())
        .with_columns(
            start=day_number(at(cases["startdato"], CASE)),
            slutdato=day_number(at(cases["slutdato"], CASE)),
            month_hours=pl.when(at(cases["forsikring"], CASE) == PART_TIME).then(PART_MONTH).otherwise(FULL_MONTH),
            earlier=pauses.earlier(CASE),
        )
    )
    calendar = pl.select(
        day_number(
            pl.date_range(to_date(pl.lit(own["start"].min())).dt.month_start(), pl.lit(pr).dt.offset_by("1mo"), "1mo")
        )
    ).to_series()
    position, keys = place(paid["key"], case_day(CASE, month)), paid["key"]
    found = at(pl.concat([keys, keys.head(1)]), position) == case_day(CASE, month)
    return (
        own.lazy()
        .with_columns(number=pl.int_ranges(place(calendar, pl.col("start") + 1).cast(pl.Int32) - 1, len(calendar) - 1))
        .explode("number")
        .with_columns(month=at(calendar, pl.col("number")), following=at(calendar, pl.col("number") + 1))
        .with_columns(paid=pl.when(found).then(at(pl.concat([paid["paid"], paid["paid"].head(1)]), position)))
        .with_columns(
            length=pl.col("following") - month,
            first=pl.max_horizontal("month", "start"),
            last=pl.when(pl.col("paid").is_not_null() & ends).then("slutdato").otherwise(pl.col("following") - 1),
        )
    )


def _month_begin(day: date) -> int:
    """The day number of the first day of the day's month."""
    return day.replace(day=1).toordinal() - EPOCH_ORDINAL


def _tail(first_day: int) -> pl.DataFrame:
    """The months from `first_day` on, each counted in full: for full-time and then for part-time insured."""
    begins = pl.date_range(to_date(pl.lit(first_day)), to_date(pl.lit(first_day)).dt.offset_by(f"{_TAIL - 1}mo"), "1mo")
    months = pl.select(begins.alias("month")).select(
        age=day_number(pl.col("month")),
        days=pl.col("month").dt.days_in_month().cast(pl.Int32),
        pausing=pl.lit(0, dtype=pl.Int32),
    )
    return pl.concat(
        months.with_columns(hours=pl.lit(hours, dtype=pl.Int64), total=pl.int_range(_TAIL, dtype=pl.Int64) * hours)
        for hours in (FULL_MONTH, PART_MONTH)
    )


def _tail_hours(month: int, first_day: int, day: int) -> int:
    """The hours from `first_day`, the first of a month, up to but not including `day`, at `month` hours a month."""
    first, last = date.fromordinal(first_day + EPOCH_ORDINAL), date.fromordinal(day + EPOCH_ORDINAL)
    months = (last.year - first.year) * 12 + last.month - first.month
    return month * months + month * (last.day - 1) // monthrange(last.year, last.month)[1]


def _running(marks: pl.Series) -> pl.Series:
    """How many marks stand before each place, the one after the last included."""
    return after_none(marks.cast(pl.Int32).cum_sum())


def _by_case(segments: pl.DataFrame, cases: pl.DataFrame) -> pl.DataFrame:
    """Where each case's segments stand; see the class."""
    own = (
        segments.lazy()
        .with_row_index("place")
        .group_by("case")
        .agg(
            first_segment=pl.col("place").min().cast(pl.Int64),
            last_segment=pl.col("place").max().cast(pl.Int64),
            hours_by_tail=(pl.col("total") + pl.col("hours")).max(),
            month_hours=_MONTH.first(),
        )
    )
    return (
        cases.lazy()
        .select("case")
        .join(own, on="case", how="left", maintain_order="left")
        .drop("case")
        .fill_null(0)
        .collect()
    )


def _hours_of(period: Period, times: pl.Expr | int) -> pl.Expr:
    """The hours of `times` periods: 160,33 a month and 37 a week, for part-time insured 130 and 30."""
    count = pl.lit(period.number, dtype=pl.Int64) * times
    part = _MONTH == PART_MONTH
    if period.unit == "måneder":
        return count * pl.when(part).then(PART_MONTH).otherwise(FULL_MONTH)
    return _days_of(period, times) * pl.when(part).then(PART_WEEK).otherwise(FULL_WEEK) // 7


def _given_away(period: Period, times: pl.Expr | int) -> pl.Expr:
    """What may be lacking from the hours of `times` periods: the roundings of as many months' pay."""
    count = pl.lit(period.number, dtype=pl.Int64) * times
    months = count if period.unit == "måneder" else (_days_of(period, times) * 3 + 90) // 91
    return months * _GIVEN_AWAY


def _days_of(period: Period, times: pl.Expr | int) -> pl.Expr:
    """The days of `times` periods in weeks or days."""
    return pl.lit(period.days_at_least, dtype=pl.Int64) * times
