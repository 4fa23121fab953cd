"""The periods of a series: whole months, or fortnights from a Monday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from rettid.errors import UsageError
from rettid.spans import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MONTH, FORTNIGHT = "måned", "14dage"
KINDS = (MONTH, FORTNIGHT)
"""What a series can be told by."""

LAST_STEPS = {MONTH: 24, FORTNIGHT: 26}
"""How many periods are told where nobody says which: two years of months, a year of fortnights."""

A_LIST_DAY = date(2018, 1, 1)
"""The Monday that fortnights are counted from, before it and after, where no other is named: the same ones in every run."""

SCHEDULE: dict[str, pl.DataType] = {"periode": pl.String(), "fra": pl.Date(), "til": pl.Date(), "maerke": pl.String()}
"""The columns that tell of a period."""

_DAY, _FORTNIGHT = timedelta(days=1), timedelta(days=14)
_LONGEST = {MONTH: timedelta(days=31), FORTNIGHT: _FORTNIGHT}


@dataclass(frozen=True, slots=True)
class Step:
    """One period: its name (2018-12, or 2018-U49 by the ISO week it begins in) and its days."""

    periode: str
    span: Span
    maerke: str | None = None
    """"juli" or "jul", where a jobcentre does not work as it does else (fortnights only)."""

    def seen(self, pr: date) -> date:
        """The day it is judged as of: the first day after it, when all its deadlines have passed; `pr` where that is earlier."""
        return min(self.span.last + _DAY, pr)


def steps(kind: str, span: Span, pr: date, monday: date = A_LIST_DAY) -> list[Step]:
    """The periods that lie wholly within `span` and are over by `pr`, in order. Raises UsageError where there is none."""
    found = list(_months(span) if kind == MONTH else _fortnights(span, monday))
    over = [step for step in found if step.span.last <= min(span.last, pr)]
    if not over:
        what = "hel måned" if kind == MONTH else "hel 14-dages periode"
        raise UsageError(
            f"--periode: der er ingen {what} fra {span.first:%d-%m-%Y} til {min(span.last, pr):%d-%m-%Y}. Vælg en længere periode."
        )
    return over


def latest(kind: str, first: date | None, pr: date, monday: date = A_LIST_DAY) -> list[Step]:
    """The last LAST_STEPS periods that are over by `pr`; none that is over before `first`, the day the export begins."""
    back = (LAST_STEPS[kind] + 1) * _LONGEST[kind]
    found = steps(kind, Span(pr - back, pr), pr, monday)[-LAST_STEPS[kind] :]
    return [step for step in found if first is None or step.span.last >= first] or found[-1:]


def schedule(found: Sequence[Step]) -> pl.DataFrame:
    """A row per period: `periode`, `fra`, `til` and `maerke`."""
    rows = [(step.periode, step.span.first, step.span.last, step.maerke) for step in found]
    return pl.DataFrame(rows, schema=SCHEDULE, orient="row")


def holiday(span: Span) -> str | None:
    """Whether the period has days of July ("juli"), or one of 24 December to 1 January ("jul").

    >>> holiday(Span(date(2018, 6, 18), date(2018, 7, 1))), holiday(Span(date(2018, 12, 10), date(2018, 12, 23)))
    ('juli', None)
    """
    days = [span.first + _DAY * each for each in range((span.last - span.first).days + 1)]
    if any(day.month == 7 for day in days):
        return "juli"
    return "jul" if any((day.month, day.day) >= (12, 24) or (day.month, day.day) == (1, 1) for day in days) else None


def _months(span: Span) -> Iterator[Step]:
    first = span.first if span.first.day == 1 else _next_month(span.first)
    while first <= span.last:
        following = _next_month(first)
        yield Step(f"{first:%Y-%m}", Span(first, following - _DAY))
        first = following


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _fortnights(span: Span, monday: date) -> Iterator[Step]:
    first = span.first + (monday - span.first) % _FORTNIGHT
    while first <= span.last:
        year, week, _ = first.isocalendar()
        days = Span(first, first + _FORTNIGHT - _DAY)
        yield Step(f"{year}-U{week:02}", days, holiday(days))
        first += _FORTNIGHT
