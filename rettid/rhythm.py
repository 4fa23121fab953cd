"""The days of the lists: every 14th day from a Monday, or every Monday in the even or the odd ISO weeks.

A rhythm of 14 days keeps to even or odd weeks, until a year with 53 of them turns it. One that is kept in even or odd
weeks has 21 or 7 days over the end of such a year instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice, pairwise
from typing import TYPE_CHECKING

from rettid.errors import UsageError
from rettid.spans import parse_day

if TYPE_CHECKING:
    from collections.abc import Iterator

WEEKS = ("lige", "ulige")
WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")

_YEARS = range(1990, 2190)
_FORTNIGHT = timedelta(days=14)
_RUNS_IN_20_YEARS = 20 * 27


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The first list's day, a Monday, and the weeks ("lige", "ulige") that the lists are kept in; None for every 14th day."""

    first: date
    uger: str | None = None


def parse_rhythm(text: str, uger: str | None, option: str) -> Rhythm:
    """The rhythm that the options ask for. Raises UsageError for a day that is no Monday, or not in a week of that kind."""
    first = parse_day(text, option)
    if first.year not in _YEARS:
        raise UsageError(f'{option}: "{text}" er for langt væk. Vælg en mandag fra {_YEARS[0]} til {_YEARS[-1]}.')
    if uger not in (None, *WEEKS):
        raise UsageError(f'--uger: "{uger}" er ikke en slags uger. Vælg lige eller ulige, eller udelad --uger.')
    monday = _monday(first)
    if first != monday:
        nearest = (monday, monday + timedelta(days=7))
        what = f"en {WEEKDAYS[first.weekday()]}, og listen laves om mandagen"
        raise UsageError(f"{option}: {first:%d-%m-%Y} er {what}. {_choices('mandage', nearest)}")
    if uger is not None and parity(first) != uger:
        nearest = (first - timedelta(days=7), first + timedelta(days=7))
        what = f"{with_week(first)} er ikke i en {uger} uge"
        raise UsageError(f"{option}: {what}. {_choices(f'mandage i {uger} uger', nearest)}")
    return Rhythm(first, uger)


def _choices(what: str, nearest: tuple[date, date]) -> str:
    return f"De nærmeste {what} er {' og '.join(map(with_week, nearest))}."


def is_list_day(day: date, first: date, uger: str | None = None) -> bool:
    """Whether a list belongs to the week of `day`, in the rhythm from the Monday `first`; False for every day before it.

    The list's day is the Monday. A run later in that week is the Monday's, come late: the machine was off, the export
    was not ready, or somebody runs the command again by hand.

    >>> is_list_day(date(2018, 8, 27), date(2018, 8, 13)), is_list_day(date(2018, 8, 20), date(2018, 8, 13))
    (True, False)
    """
    monday = _monday(day)
    if day < first:
        return False
    return (monday - first).days % 14 == 0 if uger is None else parity(monday) == uger


def list_days(rhythm: Rhythm, since: date) -> Iterator[date]:
    """The lists' Mondays on or after `since`, in order, without end."""
    from dateutil.rrule import MO, WEEKLY, YEARLY, rrule  # noqa: PLC0415  only where the days are counted out

    start = datetime.combine(rhythm.first, datetime.min.time())
    if rhythm.uger is None:
        days = rrule(WEEKLY, dtstart=start, interval=2)
    else:
        numbers = range(2 if rhythm.uger == "lige" else 1, 54, 2)
        days = rrule(YEARLY, dtstart=start, byweekno=tuple(numbers), byweekday=MO)
    after = max(start, datetime.combine(since, datetime.min.time()))
    return (found.date() for found in days.xafter(after, inc=True))


def turns(rhythm: Rhythm, since: date) -> Iterator[tuple[date, date]]:
    """Each list and the next, where a year of 53 weeks turns the weeks or changes the distance; 20 years from `since`."""
    for before, after in pairwise(islice(list_days(rhythm, since), _RUNS_IN_20_YEARS)):
        turned = parity(before) != parity(after) if rhythm.uger is None else after - before != _FORTNIGHT
        if turned:
            yield before, after


def parity(day: date) -> str:
    """Whether the number of the day's ISO week is "lige" or "ulige"."""
    return WEEKS[day.isocalendar().week % 2]


def with_week(day: date) -> str:
    """The day and its ISO week.

    >>> with_week(date(2020, 12, 28))
    '28-12-2020 (uge 53)'
    """
    return f"{day:%d-%m-%Y} (uge {day.isocalendar().week})"


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
