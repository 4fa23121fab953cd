"""Days per case, looked up by binary search.

Everything the engine asks of a case history is of one kind: *which day comes first from here*, or *how much had been
counted before this day*. All cases' days therefore stand in one sorted series of integers, case first and day second,
and a question is a search in it: no join and no sort of the duties, however many there are (`docs/performance.md`).

A search may land on another case's day. Nothing has to ask: keys of later cases are larger than any day of this one,
keys of earlier cases smaller.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

_DAY_RANGE = 1 << 20
_DAY_ZERO = 1 << 19

EPOCH_ORDINAL = 719163
"""`date(1970, 1, 1).toordinal()`."""

LAST_DAY = _DAY_ZERO - 2
"""A day number later than any date: "still running"."""

NEVER = LAST_DAY + 1
"""The day number of what did not happen."""


def day_number(date: pl.Expr) -> pl.Expr:
    """The Date as whole days since 1970-01-01 (Int32)."""
    return date.cast(pl.Int32)


def to_date(number: pl.Expr) -> pl.Expr:
    """The Date of a day number."""
    return number.cast(pl.Int32).cast(pl.Date)


def case_day(case: pl.Expr, day: pl.Expr | int) -> pl.Expr:
    """One integer for a case and a day number, ordered by case, then by day."""
    return case.cast(pl.Int64) * _DAY_RANGE + (day + _DAY_ZERO)


def case_of(key: pl.Expr) -> pl.Expr:
    """The case of a `case_day`."""
    return key // _DAY_RANGE


def case_begins(case: pl.Expr) -> pl.Expr:
    """An integer before every `case_day` of the case and after those of earlier cases."""
    return case.cast(pl.Int64) * _DAY_RANGE


def place(keys: pl.Series, key: pl.Expr) -> pl.Expr:
    """How many of the sorted `keys` lie before `key`."""
    return pl.lit(keys).search_sorted(key, side="left")


def at(values: pl.Series, position: pl.Expr) -> pl.Expr:
    """The value at a position."""
    return pl.lit(values).gather(position)


def after_none(values: pl.Series, none: int = 0) -> pl.Series:
    """The values moved one place up, so that position 0 can stand for "none before"."""
    return pl.Series(values.name, [none], dtype=values.dtype).append(values)


@dataclass(frozen=True, slots=True)
class Diary:
    """Days per case on which something happened, each day once."""

    keys: pl.Series
    """`case_day` integers, sorted, each once, closed by one that belongs to no case."""

    @classmethod
    def of(cls, keys: pl.Series) -> Diary:
        """The diary of `case_day` integers in any order, repeated or not."""
        end = pl.Series(keys.name, [1 << 62], dtype=pl.Int64)
        return cls(keys.drop_nulls().unique().sort().append(end))

    def nth_from(self, case: pl.Expr, day: pl.Expr, nth: pl.Expr | int = 1) -> pl.Expr:
        """The day number of the `nth` day of the case on or after `day`; `NEVER` where there are not that many."""
        found = (place(self.keys, case_day(case, day)) + nth - 1).clip(upper_bound=len(self.keys) - 1)
        return (at(self.keys, found) - case_day(case, 0)).clip(upper_bound=NEVER).cast(pl.Int32)

    def count_between(self, case: pl.Expr, first: pl.Expr, last: pl.Expr) -> pl.Expr:
        """How many days of the case lie from `first` to `last`, both included; 0 where `last` is before `first`."""
        until, before = place(self.keys, case_day(case, last + 1)), place(self.keys, case_day(case, first))
        return (until.cast(pl.Int64) - before.cast(pl.Int64)).clip(lower_bound=0)
