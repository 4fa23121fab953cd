"""How far a period has come, and where a number that is added up will end at the pace it has had."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rettid.spans import Span


def part_of(span: Span, day: date) -> Fraction:
    """How much of the period has passed with the end of the day, in calendar months and parts of them: of 1.

    A month counts as one, long or short: of 2008 the half is gone with 30 June.

    >>> from rettid.spans import Span
    >>> part_of(Span(date(2008, 1, 1), date(2008, 12, 31)), date(2008, 6, 30))
    Fraction(1, 2)
    """
    if day < span.first:
        return Fraction(0)
    whole = _months(span.last) - _months(span.first - timedelta(days=1))
    return min(Fraction(1), (_months(day) - _months(span.first - timedelta(days=1))) / whole)


def at_this_pace(value: Fraction, span: Span, day: date) -> Fraction | None:
    """Where the number ends if it grows on as it has; None before the period has begun."""
    part = part_of(span, day)
    return value / part if part else None


def _months(day: date) -> Fraction:
    """The end of the day in months since year 0."""
    return day.year * 12 + day.month - 1 + Fraction(day.day, monthrange(day.year, day.month)[1])
