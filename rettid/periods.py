"""Periods of the law: "4 uger", "14 dage", "6 måneder" (`spec.md` § 1.3).

A period is added to a day on the calendar. Months are clipped to the month's last day: 31 January + 1 måned is 28 or
29 February.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import polars as pl

if TYPE_CHECKING:
    from datetime import date

_FIRST_YEAR = 1600
_MONTH_STARTS = pl.date_range(pl.date(_FIRST_YEAR, 1, 1), pl.date(2600, 1, 1), "1mo", eager=True).cast(pl.Int32)
"""The first day of every month, as a day number: adding months is a step in this list."""

Unit = Literal["dage", "uger", "måneder"]

_PATTERN = re.compile(r"(\d{1,4}) (dage?|uger?|måned(?:er)?)")
_UNITS: dict[str, Unit] = {"dag": "dage", "uge": "uger", "mån": "måneder"}
_SINGULAR: dict[Unit, str] = {"dage": "dag", "uger": "uge", "måneder": "måned"}
_DAYS_AT_LEAST = {"dage": 1, "uger": 7, "måneder": 28}
_DAYS_AT_MOST = {"dage": 1, "uger": 7, "måneder": 31}


@dataclass(frozen=True, slots=True)
class Period:
    """A number of days, weeks or calendar months; zero or more."""

    number: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.number} {_SINGULAR[self.unit] if self.number == 1 else self.unit}"

    @property
    def days_at_least(self) -> int:
        """The fewest days the period can span: a month counts 28."""
        return self.number * _DAYS_AT_LEAST[self.unit]

    @property
    def days_at_most(self) -> int:
        """The most days the period can span: a month counts 31."""
        return self.number * _DAYS_AT_MOST[self.unit]

    def after(self, day: pl.Expr, times: pl.Expr | int = 1) -> pl.Expr:
        """The Date `times` periods after the Date `day`, counted in one go (31 Jan + 2 × 1 måned = 31 Mar)."""
        count = pl.lit(self.number, dtype=pl.Int32) * times
        if self.unit == "måneder":
            return _add_months(day, count)
        return _to_date(_days(day) + count * _DAYS_AT_LEAST[self.unit])

    def before(self, day: pl.Expr) -> pl.Expr:
        """The Date one period before the Date `day`; months clip to the month's last day."""
        return self.after(day, -1)

    def after_day(self, day: date) -> date:
        """As `after`, for a single day outside a frame."""
        return pl.select(self.after(pl.lit(day))).item()  # type: ignore[no-any-return]

    def before_day(self, day: date) -> date:
        """As `before`, for a single day outside a frame."""
        return pl.select(self.before(pl.lit(day))).item()  # type: ignore[no-any-return]


def parse_period(text: str) -> Period:
    """The period that `text` names: `N dage`, `N uger`, `N måneder` or the singular.

    Raises ValueError for anything else.

    >>> str(parse_period("1 måned")), str(parse_period("26 uger"))
    ('1 måned', '26 uger')
    """
    match = _PATTERN.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    return Period(int(match[1]), _UNITS[match[2][:3]])


HORIZON = Period(6, "uger")
"""How far ahead a coming deadline is on a list, and in the history that tells what came onto it."""


def _add_months(day: pl.Expr, months: pl.Expr) -> pl.Expr:
    # Int32 first: the parts of a Date are Int8, and 12 × 100 overflows silently.
    index = (day.dt.year() - _FIRST_YEAR) * 12 + day.dt.month().cast(pl.Int32) - 1 + months
    starts = pl.lit(_MONTH_STARTS)
    return _to_date(pl.min_horizontal(starts.gather(index) + day.dt.day() - 1, starts.gather(index + 1) - 1))


def _days(day: pl.Expr) -> pl.Expr:
    return day.cast(pl.Int32)


def _to_date(days: pl.Expr) -> pl.Expr:
    return days.cast(pl.Int32).cast(pl.Date)
