"""The clock of accumulated unemployment: days that a pause covers do not count (`spec.md` § 1.4-5)."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from rettid.engine.days import after_none, at, case_begins, case_day, day_number, place


@dataclass(frozen=True, slots=True)
class Pauses:
    """The paused days of each case, as blocks that do not overlap.

    Day by day the rule is: the due day is the first day from the anchor with at least as many unpaused days before it
    as the period has days. Counted over the whole case it needs no walk. Let a day's *age* be its number less the
    paused days before it: age stands still in a pause. A pause moves a due day exactly when it begins at a lower age
    than the due day's, and it moves it by its length.
    """

    starts: pl.Series
    """The first day of each block (`case_day`), sorted."""
    ages: pl.Series
    """The same days with their age for day number, sorted too."""
    ends: pl.Series
    """The last day of each block (`case_day`), after a place 0 for "no block before"."""
    covered: pl.Series
    """Paused days in all blocks up to each, other cases' included, after a place 0."""

    @classmethod
    def of(cls, intervals: pl.LazyFrame) -> Pauses:
        """Pauses from `case`, `first` and `last` (day numbers, both included); overlapping, nested and empty ones are allowed."""
        blocks = (
            intervals.filter(pl.col("first") <= pl.col("last"))
            .sort("case", "first", "last")
            .with_columns(before=pl.col("last").cum_max().shift(1).over("case"))
            .with_columns(first=pl.max_horizontal("first", pl.col("before") + 1))
            .filter(pl.col("first") <= pl.col("last"))
            .with_columns(length=(pl.col("last") - pl.col("first") + 1).cast(pl.Int64))
            .with_columns(covered=pl.col("length").cum_sum(), own=pl.col("length").cum_sum().over("case"))
            .select(
                "covered",
                start=case_day(pl.col("case"), pl.col("first")),
                age=case_day(pl.col("case"), pl.col("first") - pl.col("own") + pl.col("length")),
                end=case_day(pl.col("case"), pl.col("last")),
            )
            .collect()
        )
        return cls(blocks["start"], blocks["age"], after_none(blocks["end"]), after_none(blocks["covered"]))

    def earlier(self, case: pl.Expr) -> pl.Expr:
        """The paused days of all earlier cases."""
        return at(self.covered, place(self.starts, case_begins(case)))

    def before(self, case: pl.Expr, earlier: pl.Expr, day: pl.Expr) -> pl.Expr:
        """How many days of the case before `day` a pause covers; `earlier` as above."""
        key = case_day(case, day)
        block = place(self.starts, key)
        still_to_come = (at(self.ends, block) + 1 - key).clip(lower_bound=0)
        return (at(self.covered, block) - earlier - still_to_come).cast(pl.Int32)

    def day_of_age(self, case: pl.Expr, earlier: pl.Expr, age: pl.Expr) -> pl.Expr:
        """The first day number whose age is `age`."""
        return age + (at(self.covered, place(self.ages, case_day(case, age))) - earlier).cast(pl.Int32)


def pause_intervals(absences: pl.LazyFrame, kinds: tuple[str, ...], reference_day: int) -> pl.LazyFrame:
    """The absences of these kinds as `case`, `first`, `last`; an open one covers the days through the reference day and none later."""
    last = day_number(pl.col("slutdato")).fill_null(reference_day).clip(upper_bound=reference_day)
    return absences.filter(pl.col("fravaerstype").is_in(kinds)).select(
        "case", first=day_number(pl.col("startdato")), last=last
    )
